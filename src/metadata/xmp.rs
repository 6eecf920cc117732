//! XMP packets (ISO 16684-1): bytes to text, text to the leaf values of its RDF.
//!
//! A packet that is not well-formed keeps its text and says why; a bound that is reached is coverage. Where
//! the packet stands plainly in the asset, each value knows its own place. No namespace has a meaning here.

use std::borrow::Cow;

use memchr::memmem;
use roxmltree::{Document, ParsingOptions};

use super::collect::{Collector, Source, note};
use super::model::XmpPacket;
use super::unicode;
use super::xml_scan;
use super::xmp_rdf::Flattener;
use crate::container::layout::Piece;
use crate::coverage::CoverageState;
use crate::untrusted::Untrusted;

const PACKET_BEGIN: &str = "<?xpacket begin";
const DECLARATION: &str = "<?xml ";

/// Reads the packet of a piece whose body is XML.
pub(super) fn read_piece(collector: &mut Collector<'_>, piece: &Piece, label: &str) {
    let loaded = collector.load(piece, label);
    let result = loaded.map(|source| {
        if piece.truncated {
            let cut = source.unreadable("xmp packet is cut short");
            collector.out.xmp_coverage.worsen(&cut);
        }
        read(collector, &source);
    });
    note(&mut collector.out.xmp_coverage, result);
}

/// Reads the packet or packets of a payload.
pub(super) fn read(collector: &mut Collector<'_>, source: &Source<'_>) {
    let bytes = source.block.head();
    let (text, plain) = match unicode::decode_xml(bytes) {
        Some(decoded) => (Cow::Owned(decoded), false),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), true),
            Err(_) => (String::from_utf8_lossy(bytes), false),
        },
    };
    if text.contains(char::REPLACEMENT_CHARACTER) && !plain {
        let state = source.unreadable("xmp packet is not valid in its encoding");
        collector.out.xmp_coverage.worsen(&state);
    }
    let result = read_text(collector, source, &text, plain);
    note(&mut collector.out.xmp_coverage, result);
}

fn read_text(collector: &mut Collector<'_>, source: &Source<'_>, text: &str, plain: bool) -> Result<(), CoverageState> {
    let part = element_part(text);
    let packet = |part| Packet { text: part, at: plain.then(|| offset_in(text, part)), source };
    let parsed = packet(part).parse(collector)?;
    let parts = if parsed.malformed.is_some() { packets(part) } else { Vec::new() };
    if parts.is_empty() {
        keep(collector, parsed);
        return Ok(());
    }
    for part in parts {
        let parsed = packet(part).parse(collector)?;
        keep(collector, parsed);
    }
    Ok(())
}

fn keep(collector: &mut Collector<'_>, packet: XmpPacket) {
    if let Some(error) = &packet.malformed {
        let why = format!("{}: xmp packet is not well-formed: {error}", packet.place.carrier);
        let state = CoverageState::Unreadable { why, at: packet.place.span.start };
        collector.out.xmp_coverage.worsen(&state);
    }
    collector.out.xmp.push(packet);
}

/// From the first `<` to the last `>`: leaves out byte order marks, padding and the magic trailer of GIF.
fn element_part(text: &str) -> &str {
    let start = text.find('<').unwrap_or(text.len());
    let end = text.rfind('>').map_or(0, |at| at.saturating_add(1));
    text.get(start..end).unwrap_or_default()
}

fn offset_in(text: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(text.as_ptr().addr())
}

/// The packets a text may hold although it is no document as a whole: several packets one after the other,
/// or an XML declaration behind the packet's opening.
fn packets(text: &str) -> Vec<&str> {
    let begins: Vec<usize> = memmem::find_iter(text.as_bytes(), PACKET_BEGIN).take(16).collect();
    if begins.len() < 2 {
        let declaration = memmem::find(text.as_bytes(), DECLARATION.as_bytes()).filter(|at| *at > 0);
        return declaration.and_then(|at| text.get(at..)).into_iter().collect();
    }
    let ends = begins.iter().skip(1).copied().chain([text.len()]);
    begins.iter().zip(ends).filter_map(|(begin, end)| text.get(*begin..end)).collect()
}

/// A text that should be one packet.
struct Packet<'t, 'a> {
    text: &'t str,
    at: Option<usize>,
    source: &'t Source<'a>,
}

impl Packet<'_, '_> {
    /// Parses the text. Text that is no XML is a packet too; only a bound that is reached is an error.
    fn parse(&self, collector: &mut Collector<'_>) -> Result<XmpPacket, CoverageState> {
        let at = self.source.block.at();
        collector.charge_value(self.text.len(), at)?;
        let announced = xml_scan::scan(self.text, collector.xml_work_left);
        let Some(left) = collector.xml_work_left.checked_sub(announced.work) else {
            return Err(CoverageState::Stopped { limit: "xml_work_max", at });
        };
        collector.xml_work_left = left;
        let mut packet = XmpPacket {
            place: self.source.place(),
            text: self.text.to_owned(),
            properties: Vec::new(),
            namespaces: announced.namespaces.into_iter().map(str::to_owned).collect(),
            malformed: None,
        };
        // Without a DTD there are no entities, so a packet cannot grow while it is parsed.
        let options =
            ParsingOptions { allow_dtd: false, nodes_limit: collector.limits.xml_nodes_max, ..Default::default() };
        let document = match Document::parse_with_options(self.text, options) {
            Ok(document) => document,
            Err(roxmltree::Error::NodesLimitReached) => {
                return Err(CoverageState::Stopped { limit: "xml_nodes_max", at });
            }
            Err(error) => {
                packet.malformed = Some(Untrusted::new(error.to_string()).to_string());
                return Ok(packet);
            }
        };
        let mut flattener = Flattener::new(self.source, self.at, collector);
        flattener.element(document.root_element());
        let (properties, stopped) = flattener.finish();
        packet.properties = properties;
        collector.out.xmp_coverage.worsen(&stopped);
        Ok(packet)
    }
}
