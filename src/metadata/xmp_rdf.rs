//! The RDF of an XMP packet (ISO 16684-1 clause 7) as a list of leaf values.
//!
//! The syntax elements of RDF carry no name of their own: a value inside `rdf:Alt/rdf:li` belongs to the
//! property around it. Properties are recognised by not being syntax, wherever they stand, because writers
//! leave out `x:xmpmeta`, repeat `rdf:RDF` or put elements where they do not belong.

use std::borrow::Cow;
use std::ops::Range;

use roxmltree::{Attribute, Node};

use super::collect::{Collector, Source};
use super::model::{Place, XmpForm, XmpProperty};
use crate::coverage::CoverageState;
use crate::untrusted::Untrusted;

/// Namespace URI of RDF.
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// Namespace URI of `x:xmpmeta`.
const XMP_META: &str = "adobe:ns:meta/";

/// Collects the leaves of one document.
pub(super) struct Flattener<'c, 'd, 'a> {
    source: &'c Source<'a>,
    text_at: Option<usize>,
    collector: &'c mut Collector<'d>,
    names: Vec<Node<'c, 'c>>,
    depth: usize,
    properties: Vec<XmpProperty>,
    stopped: CoverageState,
}

/// One value about to be kept.
struct Leaf<'v> {
    namespace: &'v str,
    name: &'v str,
    value: Cow<'v, str>,
    form: XmpForm,
    range: Range<usize>,
}

impl<'c, 'd, 'a> Flattener<'c, 'd, 'a> {
    /// `text_at`: where in the payload the text starts, if it stands there plainly.
    pub(super) fn new(source: &'c Source<'a>, text_at: Option<usize>, collector: &'c mut Collector<'d>) -> Self {
        let stopped = CoverageState::Complete;
        Self { source, text_at, collector, names: Vec::new(), depth: 0, properties: Vec::new(), stopped }
    }

    /// The leaves in document order, and which bound was reached.
    pub(super) fn finish(self) -> (Vec<XmpProperty>, CoverageState) {
        (self.properties, self.stopped)
    }

    /// Takes an element with everything in it.
    pub(super) fn element(&mut self, node: Node<'c, 'c>) {
        if self.depth >= self.collector.limits.depth_max {
            self.stopped.worsen(&CoverageState::Stopped { limit: "depth_max", at: self.source.block.at() });
            return;
        }
        let before = self.properties.len();
        let named = !is_syntax(node);
        self.depth = self.depth.saturating_add(1);
        if named {
            self.names.push(node);
        }
        for attribute in node.attributes() {
            self.attribute(&attribute);
        }
        self.own_text(node);
        for child in node.children().filter(Node::is_element) {
            self.element(child);
        }
        if named {
            // An empty property is a value too: a label that was emptied must not look like one never there.
            if self.properties.len() == before {
                self.own_value(Cow::Borrowed(""), XmpForm::Element, node.range());
            }
            self.names.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn attribute(&mut self, attribute: &Attribute<'c, 'c>) {
        let value = Cow::Borrowed(attribute.value());
        let range = attribute.range_value();
        match (attribute.namespace(), attribute.name()) {
            (Some(RDF), "resource") => self.own_value(value, XmpForm::Resource, range),
            (Some(RDF), "value") => self.own_value(value, XmpForm::Attribute, range),
            (Some(RDF | roxmltree::NS_XML_URI), _) | (None, "about" | "ID" | "parseType") => {}
            (namespace, name) => {
                let namespace = namespace.unwrap_or_default();
                self.push(Leaf { namespace, name, value, form: XmpForm::Attribute, range }, self.names.len());
            }
        }
    }

    fn own_text(&mut self, node: Node<'c, 'c>) {
        let mut texts = node.children().filter(Node::is_text);
        let Some(first) = texts.next() else { return };
        let mut value = Cow::Borrowed(first.text().unwrap_or_default());
        let mut range = first.range();
        for next in texts {
            value.to_mut().push_str(next.text().unwrap_or_default());
            range.end = next.range().end;
        }
        if !value.trim().is_empty() {
            self.own_value(value, XmpForm::Element, range);
        }
    }

    /// A value of the innermost named property.
    fn own_value(&mut self, value: Cow<'c, str>, form: XmpForm, range: Range<usize>) {
        let Some((enclosing, node)) = self.names.len().checked_sub(1).zip(self.names.last().copied()) else { return };
        let tag = node.tag_name();
        let namespace = tag.namespace().unwrap_or_default();
        self.push(Leaf { namespace, name: node.tag_name().name(), value, form, range }, enclosing);
    }

    /// Keeps a leaf that lies inside the first `enclosing` named properties.
    fn push(&mut self, leaf: Leaf<'_>, enclosing: usize) {
        let names = self.names.get(..enclosing).unwrap_or_default();
        // Charged before anything is copied: long names at great depth would multiply.
        let path = names.iter().fold(0_usize, |sum, node| sum.saturating_add(node.tag_name().name().len()));
        // The carrier holds the keyword of the chunk, and every value has a carrier of its own.
        let fixed = [leaf.namespace.len(), leaf.name.len(), leaf.value.len(), self.source.carrier.len()];
        let bytes = fixed.iter().fold(path, |sum, length| sum.saturating_add(*length));
        if let Err(state) = self.collector.charge_value(bytes, self.source.block.at()) {
            self.stopped.worsen(&state);
            return;
        }
        let parent = names.iter().map(|node| node.tag_name().name()).collect::<Vec<_>>().join("/");
        self.properties.push(XmpProperty {
            namespace: leaf.namespace.to_owned(),
            name: leaf.name.to_owned(),
            parent,
            value: Untrusted::new(leaf.value.trim()),
            form: leaf.form,
            place: self.place(&leaf.range),
        });
    }

    fn place(&self, range: &Range<usize>) -> Place {
        let mut place = self.source.place();
        if let Some(at) = self.text_at {
            place.span = self.source.block.span_of(&(at.saturating_add(range.start)..at.saturating_add(range.end)));
        }
        place
    }
}

fn is_syntax(node: Node<'_, '_>) -> bool {
    let tag = node.tag_name();
    matches!(tag.namespace(), Some(RDF | XMP_META)) || matches!(tag.name(), "xmpmeta" | "xapmeta")
}

#[cfg(test)]
mod tests {
    use super::super::testing::parse;
    use super::*;
    use crate::container::layout::{Format, Slot};

    /// Each leaf as `parent|name|form|value`.
    #[track_caller]
    fn check(properties: &str, expected: &[&str]) {
        let text = format!(
            "<rdf:RDF xmlns:rdf='{RDF}'><rdf:Description rdf:about='' xmlns:t='urn:t' xmlns:u='urn:u'>{properties}\
             </rdf:Description></rdf:RDF>"
        );
        let metadata = parse(Format::Jpeg, &[("APP1", Slot::Xmp, text.as_bytes())]);
        let line = |leaf: &XmpProperty| format!("{}|{}|{:?}|{}", leaf.parent, leaf.name, leaf.form, leaf.value);
        assert_eq!(metadata.xmp_properties().map(line).collect::<Vec<_>>(), expected);
        for leaf in metadata.xmp_properties().filter(|leaf| leaf.form != XmpForm::Element) {
            let span = leaf.place.span.clone();
            let at = |offset: u64| usize::try_from(offset - super::super::testing::FRONT_BYTES).unwrap();
            assert_eq!(text.get(at(span.start)..at(span.end)), Some(leaf.value.as_raw()));
        }
    }

    #[test]
    fn simple_values_in_three_forms() {
        check("<t:A> x </t:A>", &["|A|Element|x"]);
        check("<rdf:Description t:A='x'/>", &["|A|Attribute|x"]);
        check("<t:A rdf:resource='x'/>", &["|A|Resource|x"]);
        check("<t:A rdf:value='x'/>", &["|A|Attribute|x"]);
    }

    #[test]
    fn array_items_belong_to_the_property() {
        check("<t:A><rdf:Bag><rdf:li>x</rdf:li><rdf:li>y</rdf:li></rdf:Bag></t:A>", &["|A|Element|x", "|A|Element|y"]);
        check("<t:A><rdf:Alt><rdf:li xml:lang='x-default'>x</rdf:li></rdf:Alt></t:A>", &["|A|Element|x"]);
    }

    #[test]
    fn structures_carry_their_path() {
        check("<t:A rdf:parseType='Resource'><u:B>x</u:B></t:A>", &["A|B|Element|x"]);
        check(
            "<t:A><rdf:Description u:B='x'><u:C>y</u:C></rdf:Description></t:A>",
            &["A|B|Attribute|x", "A|C|Element|y"],
        );
        check("<t:A><rdf:Seq><rdf:li u:B='x'/></rdf:Seq></t:A>", &["A|B|Attribute|x"]);
        check("<t:A rdf:parseType='Resource'><u:B><u:C>x</u:C></u:B></t:A>", &["A/B|C|Element|x"]);
        check(
            "<t:A><rdf:Description><rdf:value>x</rdf:value><u:Q>q</u:Q></rdf:Description></t:A>",
            &["|A|Element|x", "A|Q|Element|q"],
        );
    }

    #[test]
    fn an_empty_property_is_a_value() {
        check("<t:A/>", &["|A|Element|"]);
        check("<t:A><rdf:Bag/></t:A>", &["|A|Element|"]);
        check("<t:A> </t:A>", &["|A|Element|"]);
    }

    #[test]
    fn text_in_parts_is_one_value() {
        check("<t:A>{&quot;a&quot;<![CDATA[:1]]><!-- c -->}</t:A>", &["|A|Element|{\"a\":1}"]);
    }

    #[test]
    fn a_property_outside_of_rdf_is_read_too() {
        let text = b"<x:xmpmeta xmlns:x='adobe:ns:meta/' xmlns:t='urn:t' x:xmptk='k'><t:A>x</t:A></x:xmpmeta>";
        let metadata = parse(Format::Jpeg, &[("APP1", Slot::Xmp, text)]);
        let names: Vec<_> = metadata.xmp_properties().map(|leaf| (leaf.name.as_str(), leaf.value.as_raw())).collect();
        assert_eq!(names, [("xmptk", "k"), ("A", "x")]);
    }
}
