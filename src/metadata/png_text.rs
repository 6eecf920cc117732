//! PNG text chunks (PNG third edition §11.3.3): `tEXt`, `zTXt` and `iTXt`.
//!
//! A chunk whose keyword announces XMP or a raw profile goes to the parser of that scheme; every other one is
//! a text field. A chunk that does not parse is kept as it stands and is coverage.

use std::ops::Range;

use super::collect::{Collector, Source, note};
use super::decode::{self, Ended};
use super::model::{TextField, TextKind};
use super::{exif, iim, xmp};
use crate::container::layout::Piece;
use crate::coverage::{CoverageState, reason};
use crate::untrusted::Untrusted;

/// Keyword of an XMP packet (XMP specification part 3 §1.1.5).
const XMP_KEYWORD: &str = "XML:com.adobe.xmp";
/// Keyword prefix of the profiles that ImageMagick writes as hex text.
const RAW_PROFILE: &str = "Raw profile type ";
/// How the XMP segment of a JPEG begins, kept by converters that copy segments.
const JPEG_XMP_ID: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// Reads one text chunk.
pub(super) fn read_piece(collector: &mut Collector<'_>, piece: &Piece) {
    let result = collector.load(piece, "").and_then(|source| read(collector, piece, source));
    note(&mut collector.out.text_coverage, result);
}

/// One chunk taken apart.
struct Chunk {
    keyword: String,
    value: Range<usize>,
    compressed: bool,
}

fn read(collector: &mut Collector<'_>, piece: &Piece, mut source: Source<'_>) -> Result<(), CoverageState> {
    let Some(chunk) = split(&piece.name, source.block.head()) else {
        let value = source.block.head().to_vec();
        let keyword = Untrusted::new(piece.name.as_ref());
        push(collector, TextField { kind: TextKind::Png, keyword, value, place: source.place() })?;
        return Err(source.unreadable(&reason::TEXT_CHUNK_BROKEN));
    };
    source.carrier = format!("{} {}", source.carrier, Untrusted::new(chunk.keyword.as_str()));
    let stored = source.block.head().get(chunk.value.clone()).unwrap_or_default();
    let (value, span, ended) = if chunk.compressed {
        let (inflated, ended) = decode::inflate(stored, collector.inflate_max());
        collector.charge(u64::try_from(inflated.len()).unwrap_or(u64::MAX), source.block.at())?;
        (inflated, source.block.piece(), ended)
    } else {
        (stored.to_vec(), source.block.span_of(&chunk.value), Ended::Whole)
    };
    let result = match ended {
        Ended::Whole if piece.truncated => Err(source.unreadable(&reason::CHUNK_CUT)),
        Ended::Whole => Ok(()),
        Ended::Capped => Err(CoverageState::Stopped { limit: "inflated_bytes_max", at: source.block.at() }),
        Ended::Broken => Err(source.unreadable(&reason::TEXT_NOT_INFLATED)),
    };
    let dispatched = dispatch(collector, &source, &chunk, (value, span));
    result.and(dispatched)
}

fn dispatch(
    collector: &mut Collector<'_>,
    source: &Source<'_>,
    chunk: &Chunk,
    (value, span): (Vec<u8>, Range<u64>),
) -> Result<(), CoverageState> {
    if chunk.keyword == XMP_KEYWORD || is_packet(&value) {
        xmp::read(collector, &source.inner("", value, span));
        return Ok(());
    }
    if let Some(kind) = chunk.keyword.strip_prefix(RAW_PROFILE) {
        return raw_profile(collector, source, kind, &value);
    }
    let place = super::model::Place { span, ..source.place() };
    push(collector, TextField { kind: TextKind::Png, keyword: Untrusted::new(chunk.keyword.as_str()), value, place })
}

/// Some writers put a packet under a keyword of their own (`xmp`).
fn is_packet(value: &[u8]) -> bool {
    let text = value.strip_prefix(b"\xef\xbb\xbf").unwrap_or(value).trim_ascii_start();
    text.starts_with(b"<?xpacket begin") || text.starts_with(b"<x:xmpmeta")
}

fn raw_profile(
    collector: &mut Collector<'_>,
    source: &Source<'_>,
    kind: &str,
    text: &[u8],
) -> Result<(), CoverageState> {
    let (bytes, ended) = decode::hex_profile(text);
    collector.charge(u64::try_from(bytes.len()).unwrap_or(u64::MAX), source.block.at())?;
    let is_xmp = bytes.starts_with(JPEG_XMP_ID);
    let inner = source.inner("", bytes, source.block.piece());
    match kind {
        "exif" | "APP1" | "app1" if !is_xmp => exif::read(collector, &inner),
        "xmp" | "exif" | "APP1" | "app1" => xmp::read(collector, &inner),
        "iptc" | "8bim" | "IPTC" => iim::read_resources(collector, &inner),
        "icc" | "icm" => return Ok(()),
        _ => super::text::keep_decoded(collector, &inner, TextKind::Png, kind),
    }
    if ended == Ended::Whole { Ok(()) } else { Err(source.unreadable(&reason::RAW_PROFILE_BROKEN)) }
}

fn push(collector: &mut Collector<'_>, field: TextField) -> Result<(), CoverageState> {
    collector.charge_value(field.value.len(), field.place.span.start)?;
    collector.out.text.push(field);
    Ok(())
}

fn split(name: &str, data: &[u8]) -> Option<Chunk> {
    let end = memchr::memchr(0, data)?;
    // Keywords are Latin-1 (§11.3.3.1), but writers use UTF-8.
    let keyword = super::unicode::utf8_or_latin1(data.get(..end)?);
    let after = end.checked_add(1)?;
    let (value_at, compressed) = match name {
        "tEXt" => (after, false),
        // One byte of compression method, which can only be 0.
        "zTXt" => (after.checked_add(1)?, true),
        "iTXt" => international(data, after)?,
        _ => return None,
    };
    data.get(value_at..)?;
    Some(Chunk { keyword, value: value_at..data.len(), compressed })
}

/// Compression flag, compression method, language tag, NUL, translated keyword, NUL.
fn international(data: &[u8], at: usize) -> Option<(usize, bool)> {
    let flag = *data.get(at)?;
    let language = at.checked_add(2)?;
    let translated = memchr::memchr(0, data.get(language..)?)?.checked_add(language)?.checked_add(1)?;
    let value = memchr::memchr(0, data.get(translated..)?)?.checked_add(translated)?.checked_add(1)?;
    Some((value, flag == 1))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::model::Metadata;
    use super::super::testing::{FRONT_BYTES, parse, parse_within};
    use super::*;
    use crate::container::layout::{Format, Slot};
    use crate::limits::Limits;

    const PACKET: &[u8] = b"<t:A xmlns:t='u'>x</t:A>";

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn chunk(name: &'static str, data: &[u8]) -> Metadata {
        parse(Format::Png, &[(name, Slot::Text, data)])
    }

    #[track_caller]
    fn check(name: &'static str, data: &[u8], expected: (&str, &str, &str), coverage: &str) {
        let metadata = chunk(name, data);
        let field = metadata.text.first().unwrap();
        let value = String::from_utf8_lossy(&field.value);
        assert_eq!((field.place.carrier.as_str(), field.keyword.as_raw(), value.as_ref()), expected);
        assert_eq!(metadata.text_coverage.id(), coverage);
    }

    #[test]
    fn the_three_kinds_are_read() {
        let expected = |name| (name, "AIGC", "{}");
        check("tEXt", b"AIGC\0{}", expected("png:tEXt AIGC"), "complete");
        check("zTXt", &[b"AIGC\0\0".as_slice(), &zlib(b"{}")].concat(), expected("png:zTXt AIGC"), "complete");
        check("iTXt", b"AIGC\0\0\0zh\0key\0{}", expected("png:iTXt AIGC"), "complete");
        check("iTXt", &[b"AIGC\0\x01\0\0\0".as_slice(), &zlib(b"{}")].concat(), expected("png:iTXt AIGC"), "complete");
    }

    #[test]
    fn a_plain_value_has_its_own_place() {
        let span = |metadata: Metadata| metadata.text.first().map(|field| field.place.span.clone());
        assert_eq!(span(chunk("tEXt", b"AIGC\0{}")), Some(FRONT_BYTES + 5..FRONT_BYTES + 7));
        let data = [b"AIGC\0\0".as_slice(), &zlib(b"{}")].concat();
        let end = FRONT_BYTES + u64::try_from(data.len()).unwrap();
        assert_eq!(span(chunk("zTXt", &data)), Some(FRONT_BYTES..end));
    }

    #[test]
    fn what_does_not_parse_is_kept_and_said() {
        check("tEXt", b"AIGC{}", ("png:tEXt", "tEXt", "AIGC{}"), "unreadable");
        check("zTXt", b"AIGC\0\0nonsense", ("png:zTXt AIGC", "AIGC", ""), "unreadable");
        check("iTXt", b"AIGC\0\0\0zh", ("png:iTXt", "iTXt", "AIGC\0\0\0zh"), "unreadable");
    }

    #[test]
    fn a_bomb_stops() {
        let data = [b"AIGC\0\0".as_slice(), &zlib(&vec![b'x'; 1 << 20])].concat();
        let limits = Limits { inflated_bytes_max: 1_000, ..Limits::default() };
        let metadata = parse_within(&limits, Format::Png, &[("zTXt", Slot::Text, &data)]);
        assert_eq!(metadata.text.first().map(|field| field.value.len()), Some(1_000));
        assert_eq!(metadata.text_coverage.id(), "stopped");
    }

    #[track_caller]
    fn check_packet(name: &'static str, data: &[u8], carrier: &str) {
        let metadata = chunk(name, data);
        let packet = metadata.xmp.first().unwrap();
        assert_eq!((packet.properties.len(), packet.place.carrier.as_str()), (1, carrier));
        assert!(metadata.text.is_empty() && metadata.coverage().is_conclusive());
    }

    #[test]
    fn a_compressed_packet_is_xmp_and_no_text() {
        let data = [b"XML:com.adobe.xmp\0\x01\0\0\0".as_slice(), &zlib(PACKET)].concat();
        check_packet("iTXt", &data, "png:iTXt XML:com.adobe.xmp");
    }

    #[test]
    fn a_long_keyword_is_paid_for_by_every_value_behind_it() {
        let keyword = "\u{e0001}".repeat(400);
        let packet = format!("<x:xmpmeta xmlns:x='adobe:ns:meta/' xmlns:t='u'>{}</x:xmpmeta>", "<t:A/>".repeat(2_000));
        let limits = Limits { metadata_bytes_max: 1 << 20, ..Limits::default() };
        let data = [keyword.as_bytes(), b"\0", packet.as_bytes()].concat();
        let metadata = parse_within(&limits, Format::Png, &[("tEXt", Slot::Text, &data)]);
        let carriers: usize = metadata.xmp_properties().map(|property| property.place.carrier.len()).sum();
        assert!((1..1 << 20).contains(&carriers), "{carriers} bytes");
        assert_eq!(metadata.xmp_coverage.id(), "stopped");
    }

    fn profile(kind: &str, bytes: &[u8]) -> Vec<u8> {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("Raw profile type {kind}\0\n{kind}\n{:8}\n{hex}\n", bytes.len()).into_bytes()
    }

    #[test]
    fn raw_profiles_go_to_their_parsers() {
        check_packet("tEXt", &profile("xmp", PACKET), "png:tEXt Raw profile type xmp");
        check_packet("tEXt", &profile("APP1", &[JPEG_XMP_ID, PACKET].concat()), "png:tEXt Raw profile type APP1");
        let exif =
            chunk("tEXt", &profile("exif", b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x0f\0\x02\0\0\0\x03abc\0\0\0\0\0"));
        assert_eq!(
            exif.exif.first().map(|field| field.place.carrier.as_str()),
            Some("png:tEXt Raw profile type exif Make")
        );
        let iptc = chunk("tEXt", &profile("iptc", b"8BIM\x04\x04\0\0\0\0\0\x07\x1c\x02\x6e\0\x02ab\0"));
        assert_eq!(iptc.iim.first().map(|field| field.value.as_raw()), Some("ab"));
    }

    #[test]
    fn a_profile_that_does_not_decode_is_said() {
        let cut = profile("xmp", PACKET);
        let cut = cut.get(..cut.len() - 9).unwrap();
        assert_eq!(chunk("tEXt", cut).text_coverage.id(), "unreadable");
    }
}
