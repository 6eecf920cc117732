//! The label in the text of an XMP packet: taking it out and putting one in (TC260-PG-20259A, main method).
//!
//! A packet goes in, a packet comes out. What does not belong to the label keeps its bytes. The label is put in as
//! a description of its own, so that no prefix or form of the packet matters.

use std::ops::Range;

use roxmltree::{Document, Node, ParsingOptions};

use crate::limits::Limits;
use crate::message::{Message, Text};
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::KEYS;

/// Namespace of the label.
const NAMESPACE: &str = "http://www.tc260.org.cn/ns/AIGC/1.0/";
/// What is common to all spellings of it.
const NAMESPACE_CORE: &str = "tc260.org.cn/ns/aigc";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const NAME: &str = "AIGC";

static NOT_XML: Text = Text { zh: "不是格式良好的 XML（{error}）", en: "it is not well-formed XML ({error})" };
static NO_RDF: Text = Text { zh: "没有 rdf:RDF 元素", en: "it has no rdf:RDF element" };

/// A packet with nothing but a label, of which the value is `json`.
pub(super) fn packet(json: &str) -> String {
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"{RDF}\">{}</rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>",
        description("rdf", "", json)
    )
}

fn description(prefix: &str, about: &str, json: &str) -> String {
    format!(
        "<{prefix}:Description {prefix}:about=\"{}\" xmlns:TC260=\"{NAMESPACE}\"><TC260:AIGC>{}</TC260:AIGC></{prefix}:Description>",
        escaped(about),
        escaped(json)
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// The packet without the label that stands in it, and with another if there is one to put in. `values` are the
/// places of labels that are not told by the name of their property.
pub(super) fn rewritten(
    text: &str,
    values: &[Range<usize>],
    json: Option<&str>,
    limits: &Limits,
) -> Result<String, Message> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: limits.xml_nodes_max, ..ParsingOptions::default() };
    let parsed = Document::parse_with_options(text, options);
    let document = parsed.map_err(|error| NOT_XML.with("error", Untrusted::new(error.to_string()).to_string()))?;
    let mut edits: Vec<(Range<usize>, String)> =
        label_ranges(&document, text, values).into_iter().map(|range| (range, String::new())).collect();
    if let Some(json) = json {
        edits.push(insertion(&document, text, json).ok_or_else(|| NO_RDF.message())?);
    }
    Ok(applied(text, edits))
}

/// Everything of the label: the property `AIGC`, properties of its namespace named like its fields, and the
/// properties whose values are given. Of nested ones the outermost.
fn label_ranges(document: &Document<'_>, text: &str, values: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for node in document.descendants().filter(Node::is_element) {
        if ranges.last().is_some_and(|last| node.range().end <= last.end) {
            continue;
        }
        let is_given = |range: Range<usize>| values.contains(&range);
        let tag = node.tag_name();
        if is_named(tag.namespace(), tag.name()) || is_given(node.range()) || own_text(node).is_some_and(is_given) {
            ranges.push(node.range());
            continue;
        }
        for attribute in node.attributes() {
            if is_named(attribute.namespace(), attribute.name()) || is_given(attribute.range_value()) {
                ranges.push(with_space_before(text, attribute.range()));
            }
        }
    }
    ranges
}

/// Whether a property belongs to the label by its namespace and name.
pub(super) fn is_named(namespace: Option<&str>, name: &str) -> bool {
    let is_ours = namespace.is_some_and(|namespace| namespace.to_ascii_lowercase().contains(NAMESPACE_CORE));
    is_ours && (name.eq_ignore_ascii_case(NAME) || KEYS.iter().any(|key| key.eq_ignore_ascii_case(name)))
}

/// From the first text of an element to its last, as a value is placed.
fn own_text(node: Node<'_, '_>) -> Option<Range<usize>> {
    let mut texts = node.children().filter(Node::is_text).map(|text| text.range());
    let first = texts.next()?;
    let end = texts.next_back().map_or(first.end, |last| last.end);
    Some(first.start..end)
}

fn with_space_before(text: &str, range: Range<usize>) -> Range<usize> {
    let before = text.get(..range.start).unwrap_or_default();
    before.trim_end().len()..range.end
}

/// Where a new description goes: before the end of the RDF.
fn insertion(document: &Document<'_>, text: &str, json: &str) -> Option<(Range<usize>, String)> {
    let rdf = document.descendants().find(|node| node.has_tag_name((RDF, "RDF")))?;
    let first = rdf.children().find(|node| node.has_tag_name((RDF, "Description")));
    let about = first.and_then(|node| node.attribute((RDF, "about"))).unwrap_or_default();
    // RDF without a prefix cannot name attributes of its own.
    let prefix = rdf.lookup_prefix(RDF).filter(|prefix| !prefix.is_empty())?;
    let new = description(prefix, about, json);
    let range = rdf.range();
    let source = text.get(range.clone())?;
    if let Some(open) = source.strip_suffix("/>") {
        let at = range.start.checked_add(open.len())?;
        return Some((at..range.end, format!(">{new}</{prefix}:RDF>")));
    }
    let at = range.start.checked_add(source.rfind("</")?)?;
    Some((at..at, new))
}

fn applied(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in edits {
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push_str(&new);
        at = range.end.max(at);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// A packet that uses the prefix of the label without declaring it, with the declaration; `None` when that is not
/// what is wrong with it.
pub(super) fn with_declaration(text: &str) -> Option<String> {
    if text.contains("xmlns:TC260") {
        return None;
    }
    let declaration = format!(" xmlns:TC260=\"{NAMESPACE}\"");
    let element = "<TC260:AIGC";
    if let Some(at) = text.find(element).map(|at| at.saturating_add(element.len())) {
        let rest = text.get(at..).filter(|rest| rest.starts_with(['>', '/', ' ', '\t', '\r', '\n']))?;
        return Some(format!("{}{declaration}{rest}", text.get(..at)?));
    }
    let at = [" ", "\t", "\n"].iter().find_map(|space| text.find(&format!("{space}TC260:AIGC")))?;
    Some(format!("{}{declaration}{}", text.get(..at)?, text.get(at..)?))
}

/// The payload brought to a length by its white space, which the packet has for this purpose (XMP part 1 §7.3.2);
/// `None` when it does not fit.
pub(super) fn fitted(payload: &str, bytes: usize) -> Option<String> {
    let end = payload.rfind("<?xpacket end").unwrap_or(payload.len());
    let (packet, closing) = payload.split_at_checked(end)?;
    let packet = packet.trim_end();
    let room = bytes.checked_sub(packet.len())?.checked_sub(closing.len())?;
    Some(format!("{packet}{}{closing}", " ".repeat(room)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"Label":"2"}"#;
    const PUT: &str = "<rdf:Description rdf:about=\"\" xmlns:TC260=\"http://www.tc260.org.cn/ns/AIGC/1.0/\"><TC260:AIGC>{&quot;Label&quot;:&quot;2&quot;}</TC260:AIGC></rdf:Description>";

    fn rdf(inside: &str) -> String {
        format!(
            "<rdf:RDF xmlns:rdf='{RDF}' xmlns:T='{NAMESPACE}' xmlns:W='https://www.tc260.org.cn/ns/AIGC/1.0' xmlns:d='urn:d'>{inside}</rdf:RDF>"
        )
    }

    #[track_caller]
    fn check(inside: &str, left: &str) {
        let text = rdf(inside);
        let value = text.find("{v}").map(|at| at..at + 3);
        let new = rewritten(&text, value.as_slice(), Some(JSON), &Limits::default()).unwrap();
        assert_eq!(new, rdf(&format!("{left}{PUT}")));
        let without = rewritten(&text, value.as_slice(), None, &Limits::default()).unwrap();
        assert_eq!(without, rdf(left));
    }

    #[test]
    fn a_label_in_any_form_gives_way_to_the_new_one() {
        check(
            "<rdf:Description><T:AIGC>{}</T:AIGC><d:a>x</d:a></rdf:Description>",
            "<rdf:Description><d:a>x</d:a></rdf:Description>",
        );
        check("<rdf:Description d:a='x'\n T:AIGC='{}'/>", "<rdf:Description d:a='x'/>");
        check("<rdf:Description><W:aigc/></rdf:Description>", "<rdf:Description></rdf:Description>");
        check("<rdf:Description T:Label='1' T:ProduceID='x' T:Other='y'/>", "<rdf:Description T:Other='y'/>");
        check(
            "<rdf:Description><T:AIGC rdf:parseType='Resource'><T:Label>1</T:Label></T:AIGC></rdf:Description>",
            "<rdf:Description></rdf:Description>",
        );
        check("<rdf:Description><d:note>{v}</d:note></rdf:Description>", "<rdf:Description></rdf:Description>");
        check("<rdf:Description d:note='{v}'/>", "<rdf:Description/>");
        check("", "");
    }

    #[test]
    fn an_empty_rdf_and_another_prefix_are_served() {
        let new = rewritten(&format!("<r:RDF xmlns:r='{RDF}'/>"), &[], Some(JSON), &Limits::default()).unwrap();
        assert!(
            new.starts_with("<r:RDF xmlns:r=")
                && new.contains("><r:Description r:about=\"\"")
                && new.ends_with("</r:RDF>")
        );
        let about = rdf("<rdf:Description rdf:about='uuid:&lt;1'/>");
        assert!(rewritten(&about, &[], Some(JSON), &Limits::default()).unwrap().contains("rdf:about=\"uuid:&lt;1\""));
    }

    #[test]
    fn what_cannot_be_edited_is_said() {
        for text in ["<a>", "<a/>", "<!DOCTYPE a><a/>", "<RDF xmlns='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>"] {
            assert!(rewritten(text, &[], Some(JSON), &Limits::default()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_missing_declaration_is_added() {
        for text in ["<a><TC260:AIGC>x</TC260:AIGC></a>", "<a b='1' TC260:AIGC='x'/>", "<a><TC260:AIGC/></a>"] {
            assert!(Document::parse(text).is_err());
            assert!(Document::parse(&with_declaration(text).unwrap()).is_ok(), "{text}");
        }
        assert_eq!(with_declaration("<a><b></a>"), None);
        assert_eq!(with_declaration("<a xmlns:TC260='u'><TC260:AIGC></a>"), None);
    }

    #[test]
    fn white_space_takes_up_the_difference() {
        assert_eq!(fitted("<a/> <?xpacket end='w'?>", 26).unwrap(), "<a/>   <?xpacket end='w'?>");
        assert_eq!(fitted("<a/>   ", 5).unwrap(), "<a/> ");
        assert_eq!(fitted("<a/>   <?xpacket end='w'?>", 8), None);
    }

    #[test]
    fn a_packet_of_our_own_is_well_formed() {
        let packet = packet("{\"a\":\"<&>\"}");
        let document = Document::parse(&packet).unwrap();
        assert!(document.descendants().any(|node| node.text() == Some("{\"a\":\"<&>\"}")));
    }
}
