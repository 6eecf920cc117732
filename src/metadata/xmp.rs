//! XMP packets (ISO 16684-1): RDF flattened to leaf values by namespace URI, never by prefix.
//!
//! A packet that is not well-formed keeps its text and says why; whoever wants to read such a packet
//! tolerantly can. DTDs are refused, and the work one packet may cause is bounded before it is parsed.

use roxmltree::{Attribute, Document, Node, NodeType, ParsingOptions};

use super::collect::{Collector, Source};
use super::model::{XmpForm, XmpPacket, XmpProperty};
use crate::container::layout::{Piece, Slot};
use crate::coverage::CoverageState;
use crate::untrusted::Untrusted;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Parses one packet.
pub(super) fn parse(collector: &mut Collector<'_>, source: &Source<'_>) -> Result<(), CoverageState> {
    let (text, start) = decode(source.block.head());
    let mut packet = XmpPacket {
        place: source.place(),
        text: String::new(),
        properties: Vec::new(),
        namespaces: Vec::new(),
        malformed: None,
    };
    let work = work(&text);
    if work > collector.xml_work_left {
        packet.text = text;
        collector.out.xmp.push(packet);
        return Err(CoverageState::Stopped { limit: "xml_work_max", at: source.block.at() });
    }
    collector.xml_work_left = collector.xml_work_left.saturating_sub(work);
    let result = flatten(collector, source, &text, start, &mut packet);
    packet.text = text;
    collector.out.xmp.push(packet);
    result
}

fn flatten(
    collector: &mut Collector<'_>,
    source: &Source<'_>,
    text: &str,
    start: Option<usize>,
    packet: &mut XmpPacket,
) -> Result<(), CoverageState> {
    let nodes_limit = collector.limits.xml_nodes_max;
    let options = || ParsingOptions { allow_dtd: false, nodes_limit, ..ParsingOptions::default() };
    let parsed = Document::parse_with_options(text, options()).map(|document| (document, 0)).or_else(|error| {
        // Writers that put something before the XML declaration still hold a well-formed element.
        let (from, element) = inner_element(text).ok_or_else(|| error.clone())?;
        Document::parse_with_options(element, options()).map(|document| (document, from)).map_err(|_| error)
    });
    let (document, from) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            packet.malformed = Some(error.to_string().to_lowercase());
            return Err(source.unreadable("XMP is not well-formed"));
        }
    };
    let mut walk = Walk {
        source,
        start: start.map(|start| start.saturating_add(from)),
        depth_max: collector.limits.depth_max,
        packet,
        too_deep: false,
    };
    for node in document.descendants().filter(|node| node.is_element()).take(collector.limits.pieces_max) {
        for namespace in node.namespaces() {
            if !walk.packet.namespaces.iter().any(|known| known == namespace.uri()) {
                walk.packet.namespaces.push(namespace.uri().to_owned());
            }
        }
        if walk.packet.namespaces.len() > 256 {
            break;
        }
    }
    let description = |node: &Node<'_, '_>| node.parent_element().is_some_and(|parent| is_rdf(&parent, "RDF"));
    for node in document.descendants().filter(|node| node.is_element()).filter(description) {
        walk.structure(node, "", 0);
    }
    if walk.too_deep {
        return Err(CoverageState::Stopped { limit: "depth_max", at: source.block.at() });
    }
    let values = packet.properties.iter().map(|one| one.value.as_raw().len()).sum::<usize>();
    collector.charge_value(values, source.block.at())
}

/// Walks one packet; `start` is where the parsed text begins in the payload, when it is stored plainly.
struct Walk<'a, 'b> {
    source: &'a Source<'b>,
    start: Option<usize>,
    depth_max: usize,
    packet: &'a mut XmpPacket,
    too_deep: bool,
}

impl Walk<'_, '_> {
    /// A description or structure: its attributes and child elements are properties.
    fn structure(&mut self, node: Node<'_, '_>, parent: &str, depth: usize) {
        if depth > self.depth_max {
            self.too_deep = true;
            return;
        }
        for attribute in node.attributes().filter(is_property) {
            self.attribute(&attribute, parent);
        }
        for child in node.children().filter(Node::is_element) {
            self.property(child, child, parent, depth);
        }
    }

    /// A property element, or an array item that stands for one: `owner` carries the name.
    fn property(&mut self, node: Node<'_, '_>, owner: Node<'_, '_>, parent: &str, depth: usize) {
        if depth > self.depth_max {
            self.too_deep = true;
            return;
        }
        let next = depth.saturating_add(1);
        let path = || join(parent, owner.tag_name().name());
        for attribute in node.attributes() {
            if attribute.namespace() == Some(RDF) && attribute.name() == "resource" {
                let range = attribute.range_value();
                self.push(owner, parent, attribute.value(), (XmpForm::Resource, range));
            } else if is_property(&attribute) {
                self.attribute(&attribute, &path());
            }
        }
        let mut has_elements = false;
        for child in node.children().filter(Node::is_element) {
            has_elements = true;
            if is_rdf(&child, "Alt") || is_rdf(&child, "Seq") || is_rdf(&child, "Bag") {
                for item in child.children().filter(Node::is_element) {
                    self.property(item, owner, parent, next);
                }
            } else if is_rdf(&child, "Description") {
                self.structure(child, &path(), next);
            } else {
                self.property(child, child, &path(), next);
            }
        }
        if !has_elements {
            self.text(node, owner, parent);
        }
    }

    fn text(&mut self, node: Node<'_, '_>, owner: Node<'_, '_>, parent: &str) {
        let mut texts = node.children().filter(|child| child.node_type() == NodeType::Text);
        let Some(first) = texts.next() else {
            if node.attributes().next().is_none() {
                self.push(owner, parent, "", (XmpForm::Element, node.range()));
            }
            return;
        };
        let range = first.range();
        match texts.next() {
            None => self.push(owner, parent, first.text().unwrap_or_default(), (XmpForm::Element, range)),
            Some(_) => {
                let all: String = node.children().filter_map(|child| child.text()).collect();
                self.push(owner, parent, &all, (XmpForm::Element, node.range()));
            }
        }
    }

    fn attribute(&mut self, attribute: &Attribute<'_, '_>, parent: &str) {
        let range = attribute.range_value();
        let namespace = attribute.namespace().unwrap_or_default();
        self.keep((namespace, attribute.name()), parent, attribute.value(), (XmpForm::Attribute, range));
    }

    fn push(&mut self, owner: Node<'_, '_>, parent: &str, value: &str, found: (XmpForm, std::ops::Range<usize>)) {
        let tag = owner.tag_name();
        self.keep((tag.namespace().unwrap_or_default(), tag.name()), parent, value, found);
    }

    fn keep(
        &mut self,
        (namespace, name): (&str, &str),
        parent: &str,
        value: &str,
        (form, range): (XmpForm, std::ops::Range<usize>),
    ) {
        let mut place = self.source.place();
        place.carrier = format!("{} {}", place.carrier, Untrusted::new(name));
        if let Some(start) = self.start {
            let shifted = range.start.saturating_add(start)..range.end.saturating_add(start);
            place.span = self.source.block.span_of(&shifted);
        }
        self.packet.properties.push(XmpProperty {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            parent: parent.to_owned(),
            value: Untrusted::new(value.trim()),
            form,
            place,
        });
    }
}

fn join(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { format!("{parent}/{name}") }
}

fn is_rdf(node: &Node<'_, '_>, name: &str) -> bool {
    node.tag_name().namespace() == Some(RDF) && node.tag_name().name() == name
}

/// Attributes of RDF and XML themselves are no properties, nor are those without a namespace.
fn is_property(attribute: &Attribute<'_, '_>) -> bool {
    attribute.namespace().is_some_and(|namespace| namespace != RDF && namespace != XML)
}

/// The packet as text without its padding, and where that text starts in the payload when it is stored as
/// plain UTF-8.
fn decode(bytes: &[u8]) -> (String, Option<usize>) {
    let wide = |big: bool| {
        let units = bytes.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok());
        let units: Vec<u16> =
            units.map(|pair| if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }).collect();
        (String::from_utf16_lossy(&units).trim_start_matches('\u{feff}').trim_matches(is_padding).to_owned(), None)
    };
    match bytes {
        [0xfe, 0xff, ..] | [0, b'<', ..] => return wide(true),
        [0xff, 0xfe, ..] | [b'<', 0, ..] => return wide(false),
        _ => {}
    }
    let text = String::from_utf8_lossy(bytes);
    let plain = matches!(text, std::borrow::Cow::Borrowed(_));
    let body = text.trim_start_matches(|c| is_padding(c) || c == '\u{feff}');
    let start = text.len().saturating_sub(body.len());
    (body.trim_end_matches(is_padding).to_owned(), plain.then_some(start))
}

fn is_padding(c: char) -> bool {
    c.is_whitespace() || c == '\0'
}

/// The element that holds the RDF, with its place in the text.
fn inner_element(text: &str) -> Option<(usize, &str)> {
    [("<x:xmpmeta", "</x:xmpmeta>"), ("<rdf:RDF", "</rdf:RDF>")].into_iter().find_map(|(open, close)| {
        let from = text.find(open)?;
        let to = text.rfind(close)?.checked_add(close.len())?;
        Some((from, text.get(from..to)?))
    })
}

/// An upper bound of the name comparisons a parser makes: every attribute of a tag is held against the
/// others and against the namespaces in scope.
fn work(text: &str) -> u64 {
    let count = |haystack: &[u8], byte| u64::try_from(memchr::memchr_iter(byte, haystack).count()).unwrap_or(u64::MAX);
    let declarations = memchr::memmem::find_iter(text.as_bytes(), "xmlns").count();
    let declarations = u64::try_from(declarations).unwrap_or(u64::MAX);
    text.as_bytes().split(|byte| *byte == b'<').fold(0_u64, |sum, tag| {
        let attributes = count(tag, b'=');
        sum.saturating_add(attributes.saturating_add(1).saturating_mul(attributes.saturating_add(declarations)))
    })
}

/// One portion of ExtendedXMP (XMP part 3 §1.1.3.1): GUID, full length, offset, data.
struct Portion<'a> {
    guid: [u8; 32],
    full: u64,
    offset: u64,
    piece: &'a Piece,
}

/// Puts the portions of ExtendedXMP together, one packet per GUID.
pub(super) fn parse_extended(collector: &mut Collector<'_>) {
    let layout = collector.layout;
    let mut portions: Vec<Portion<'_>> = Vec::new();
    for piece in layout.in_slot(Slot::XmpExtended) {
        match portion(collector, piece) {
            Ok(portion) => portions.push(portion),
            Err(state) => collector.out.xmp_coverage.worsen(&state),
        }
    }
    portions.sort_by_key(|portion| (portion.guid, portion.offset));
    for group in portions.chunk_by(|one, other| one.guid == other.guid) {
        let result = assemble(collector, group);
        super::collect::note(&mut collector.out.xmp_coverage, result);
    }
}

const PORTION_HEADER_BYTES: u64 = 40;

fn portion<'a>(collector: &Collector<'_>, piece: &'a Piece) -> Result<Portion<'a>, CoverageState> {
    let unreadable =
        || CoverageState::Unreadable { why: "ExtendedXMP portion ends early".to_owned(), at: piece.span.start };
    let header = collector.asset.read(piece.body.start, 40).map_err(|_| unreadable())?;
    let (guid, rest) = header.split_first_chunk::<32>().ok_or_else(unreadable)?;
    let (full, rest) = rest.split_first_chunk::<4>().ok_or_else(unreadable)?;
    let offset = rest.first_chunk::<4>().ok_or_else(unreadable)?;
    let number = |bytes: &[u8; 4]| u64::from(u32::from_be_bytes(*bytes));
    Ok(Portion { guid: *guid, full: number(full), offset: number(offset), piece })
}

fn assemble(collector: &mut Collector<'_>, portions: &[Portion<'_>]) -> Result<(), CoverageState> {
    let Some(first) = portions.first() else { return Ok(()) };
    let mut bodies: Vec<Piece> = Vec::new();
    let mut due = 0_u64;
    for portion in portions {
        if portion.offset != due {
            let why = "ExtendedXMP has a gap or an overlap".to_owned();
            return Err(CoverageState::Unreadable { why, at: portion.piece.span.start });
        }
        let mut body = portion.piece.clone();
        body.body.start = body.body.start.saturating_add(PORTION_HEADER_BYTES).min(body.body.end);
        due = due.saturating_add(body.body_len());
        bodies.push(body);
    }
    let pieces: Vec<&Piece> = bodies.iter().collect();
    let source = collector.load_joined(&pieces, "ExtendedXMP")?;
    parse(collector, &source)?;
    if due != first.full {
        let why = "ExtendedXMP is not complete".to_owned();
        return Err(CoverageState::Unreadable { why, at: first.piece.span.start });
    }
    Ok(())
}
