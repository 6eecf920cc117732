//! XMP packets (ISO 16684-1): bytes to text, text to the leaf values of its RDF.
//!
//! A packet that is not well-formed keeps its text and says why; a bound that is reached is coverage. Where
//! the packet stands plainly in the asset, each value knows its own place. No namespace has a meaning here.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;
use roxmltree::{Document, ParsingOptions};

use super::collect::{Collector, Source, note};
use super::model::XmpPacket;
use super::unicode;
use super::xml_scan;
use super::xmp_rdf::Flattener;
use crate::container::layout::Piece;
use crate::coverage::{CoverageState, reason};
use crate::untrusted::Untrusted;

const PACKET_BEGIN: &str = "<?xpacket begin";
const PACKET_END: &str = "<?xpacket end";
const DECLARATION: &str = "<?xml ";
/// Packets that are looked for in one piece; the last one takes what is left.
const PACKETS_MAX: usize = 16;

/// Reads the packet of a piece whose body is XML.
pub(super) fn read_piece(collector: &mut Collector<'_>, piece: &Piece, label: &str) {
    let loaded = collector.load(piece, label);
    let result = loaded.map(|source| {
        if piece.truncated {
            let cut = source.unreadable(&reason::XMP_CUT);
            collector.out.xmp_coverage.worsen(&cut);
        }
        read(collector, &source);
    });
    note(&mut collector.out.xmp_coverage, result);
}

/// Reads the packet or packets of a payload.
pub(super) fn read(collector: &mut Collector<'_>, source: &Source<'_>) {
    let bytes = source.block.head();
    let decoded = unicode::decode_xml(bytes);
    let part = element_part(decoded.as_ref().map_or(bytes, |text| text.as_bytes()));
    let text = match &decoded {
        Some(text) => Cow::Borrowed(text.get(part.clone()).unwrap_or_default()),
        None => lossy(bytes.get(part.clone()).unwrap_or_default()),
    };
    // Decoding makes offsets meaningless, and so does replacing what is not UTF-8.
    let replaced = decoded.is_some() || matches!(text, Cow::Owned(_));
    if replaced && text.contains(char::REPLACEMENT_CHARACTER) {
        let state = source.unreadable(&reason::XMP_ENCODING);
        collector.out.xmp_coverage.worsen(&state);
    }
    let at = (!replaced).then_some(part.start);
    let result = read_text(collector, &Packet { text: &text, at, source });
    note(&mut collector.out.xmp_coverage, result);
}

/// Checking first is several times quicker than replacing right away, and nearly all packets are UTF-8.
fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

fn read_text(collector: &mut Collector<'_>, whole: &Packet<'_, '_>) -> Result<(), CoverageState> {
    let parsed = whole.parse(collector)?;
    let parts = if parsed.malformed.is_some() { packets(whole.text) } else { Vec::new() };
    if parts.is_empty() {
        keep(collector, parsed);
        return Ok(());
    }
    for part in parts {
        let text = whole.text.get(part.clone()).unwrap_or_default();
        let at = whole.at.map(|at| at.saturating_add(part.start));
        let parsed = Packet { text, at, source: whole.source }.parse(collector)?;
        keep(collector, parsed);
    }
    Ok(())
}

fn keep(collector: &mut Collector<'_>, packet: XmpPacket) {
    if let Some(error) = &packet.malformed {
        let why = reason::XMP_MALFORMED.with("carrier", packet.place.carrier.as_str()).with("error", error.as_str());
        let state = CoverageState::Unreadable { why, at: packet.place.span.start };
        collector.out.xmp_coverage.worsen(&state);
    }
    collector.out.xmp.push(packet);
}

/// From the first `<` to before the closing instruction or to the last `>`: leaves out byte order marks, the
/// padding, which is longer than most packets, and the magic trailer of GIF, which itself holds both signs.
fn element_part(bytes: &[u8]) -> Range<usize> {
    // What has no element at all is no packet, but it is still what stands there.
    let Some(start) = memchr::memchr(b'<', bytes) else { return 0..bytes.len() };
    let closed = memmem::rfind(bytes, PACKET_END.as_bytes()).filter(|at| *at > start).and_then(|at| bytes.get(..at));
    let end = match closed.map(|before| before.trim_ascii_end().len()) {
        Some(end) => end,
        None => memchr::memrchr(b'>', bytes).unwrap_or_default().saturating_add(1),
    };
    start..end.clamp(start, bytes.len())
}

/// The packets a text may hold although it is no document as a whole: several packets one after the other,
/// or an XML declaration behind the packet's opening.
fn packets(text: &str) -> Vec<Range<usize>> {
    let begins: Vec<usize> = memmem::find_iter(text.as_bytes(), PACKET_BEGIN).take(PACKETS_MAX).collect();
    if begins.len() < 2 {
        let declaration = memmem::find(text.as_bytes(), DECLARATION.as_bytes()).filter(|at| *at > 0);
        return declaration.map(|at| at..text.len()).into_iter().collect();
    }
    let ends = begins.iter().skip(1).copied().chain([text.len()]);
    begins.iter().zip(ends).map(|(begin, end)| *begin..end).collect()
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

#[cfg(test)]
mod tests {
    use super::super::model::{Metadata, XmpForm};
    use super::super::testing::{FRONT_BYTES, parse, parse_within};
    use super::*;
    use crate::container::layout::{Format, Slot};
    use crate::limits::Limits;

    const BODY: &str = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF \
        xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description xmlns:t='urn:t'>\
        <t:A>{&quot;k&quot;}</t:A></rdf:Description></rdf:RDF></x:xmpmeta>";

    fn read_bytes(bytes: &[u8]) -> Metadata {
        parse(Format::Png, &[("iTXt", Slot::Xmp, bytes)])
    }

    fn values(metadata: &Metadata) -> Vec<&str> {
        metadata.xmp_properties().map(|property| property.value.as_raw()).collect()
    }

    #[track_caller]
    fn check(bytes: impl AsRef<[u8]>, expected: &[&str]) {
        let metadata = read_bytes(bytes.as_ref());
        assert_eq!(values(&metadata), expected);
        assert_eq!(metadata.xmp_coverage, CoverageState::Complete);
    }

    #[test]
    fn a_packet_is_read_with_whatever_stands_around_it() {
        check(BODY, &["{\"k\"}"]);
        check(format!("\u{feff}{BODY}\0\0 \n"), &["{\"k\"}"]);
        check(format!("<?xml version='1.0'?><?xpacket begin='' id=''??>{BODY}<?xpacket end='w'?>"), &["{\"k\"}"]);
    }

    #[test]
    fn the_magic_trailer_of_gif_is_left_out() {
        let trailer: Vec<u8> = [1].into_iter().chain((0..=255).rev()).chain([0]).collect();
        check([format!("{BODY}<?xpacket end='w'?>").as_bytes(), &trailer].concat(), &["{\"k\"}"]);
    }

    #[test]
    fn a_declaration_behind_the_opening_is_read() {
        check(format!("<?xpacket begin='' id=''?><?xml version='1.0'?>{BODY}<?xpacket end='w'?>"), &["{\"k\"}"]);
    }

    #[test]
    fn two_packets_in_one_piece_are_two_packets() {
        let one = format!("<?xpacket begin='' id=''?>{BODY}<?xpacket end='w'?>");
        check(format!("{one}{one}"), &["{\"k\"}", "{\"k\"}"]);
    }

    #[test]
    fn other_encodings_are_read_and_placed_as_the_whole_piece() {
        let utf16: Vec<u8> = BODY.encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&utf16, &["{\"k\"}"]);
        let metadata = read_bytes(&utf16);
        let span = metadata.xmp_properties().next().map(|property| property.place.span.clone());
        assert_eq!(span, Some(FRONT_BYTES..FRONT_BYTES + u64::try_from(utf16.len()).unwrap()));
    }

    #[test]
    fn a_plain_value_has_its_own_place_and_carrier() {
        let metadata = read_bytes(format!("\u{feff}{BODY}").as_bytes());
        let property = metadata.xmp_properties().next().unwrap();
        let at = FRONT_BYTES + 3 + u64::try_from(BODY.find("{&quot;").unwrap()).unwrap();
        assert_eq!(property.place.span, at..at + 15);
        assert_eq!(property.place.carrier, "png:iTXt XML:com.adobe.xmp");
        assert_eq!((property.form, property.name.as_str()), (XmpForm::Element, "A"));
    }

    #[track_caller]
    fn check_malformed(text: &str, namespaces: &[&str]) {
        let metadata = read_bytes(text.as_bytes());
        let packet = metadata.xmp.first().unwrap();
        assert!(packet.malformed.is_some() && packet.properties.is_empty());
        assert_eq!((packet.text.as_str(), packet.namespaces.as_slice()), (text, namespaces.map_owned().as_slice()));
        assert_eq!(metadata.xmp_coverage.id(), "unreadable");
    }

    trait MapOwned {
        fn map_owned(&self) -> Vec<String>;
    }

    impl MapOwned for [&str] {
        fn map_owned(&self) -> Vec<String> {
            self.iter().map(|text| (*text).to_owned()).collect()
        }
    }

    #[test]
    fn a_packet_that_is_not_well_formed_keeps_its_text_and_namespaces() {
        check_malformed("<a xmlns:C260='urn:t'><TC260:AIGC>{}</TC260:AIGC></a>", &["urn:t"]);
        check_malformed("<a><b></a>", &[]);
        check_malformed("", &[]);
    }

    #[test]
    fn a_document_type_is_refused() {
        check_malformed("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", &[]);
    }

    #[test]
    fn invalid_bytes_are_read_around_and_said() {
        let metadata = read_bytes(b"<a>b\xff</a>");
        assert_eq!((values(&metadata), metadata.xmp_coverage.id()), (vec!["b\u{fffd}"], "unreadable"));
    }

    #[track_caller]
    fn check_stopped(limits: &Limits, text: &str, limit: &str) {
        let metadata = parse_within(limits, Format::Jpeg, &[("APP1", Slot::Xmp, text.as_bytes())]);
        let expected = limit.to_owned();
        assert!(
            matches!(&metadata.xmp_coverage, CoverageState::Stopped { limit, .. } if **limit == expected),
            "{metadata:?}"
        );
    }

    #[test]
    fn every_bound_is_said() {
        let limits = Limits::default;
        let attributes: String = (0..9_000).map(|number| format!(" a{number}=''")).collect();
        check_stopped(&limits(), &format!("<a{attributes}/>"), "xml_work_max");
        check_stopped(&limits(), &format!("{}{}", "<a>".repeat(40), "</a>".repeat(40)), "depth_max");
        check_stopped(
            &Limits { xml_nodes_max: 10, ..limits() },
            &format!("<a>{}</a>", "<b/>".repeat(10)),
            "xml_nodes_max",
        );
        check_stopped(&Limits { payload_bytes_max: 10, ..limits() }, BODY, "payload_bytes_max");
        check_stopped(&Limits { metadata_bytes_max: 10, ..limits() }, BODY, "metadata_bytes_max");
    }

    #[test]
    fn long_names_at_depth_do_not_multiply() {
        let name = "n".repeat(100_000);
        let text = format!("<{name}>{}</{name}>", "<b c=''/>".repeat(10_000));
        check_stopped(&Limits::default(), &text, "metadata_bytes_max");
    }
}
