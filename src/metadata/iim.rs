//! IPTC-IIM 4.2 data sets, bare or inside Photoshop image resources (`8BIM`).
//!
//! Resources that hold XMP or EXIF are handed to their parsers. A resource or data set whose length does not
//! fit ends the search in its run of bytes and is coverage.

use std::ops::Range;

use super::collect::{Collector, Embedded, Source, note};
use super::model::IimField;
use super::unicode;
use crate::container::layout::Piece;
use crate::coverage::{CoverageState, reason};
use crate::untrusted::Untrusted;

/// Image resource: IPTC-IIM.
const RESOURCE_IIM: u16 = 0x0404;
/// Image resource: EXIF.
const RESOURCE_EXIF: u16 = 0x0422;
/// Image resource: XMP.
const RESOURCE_XMP: u16 = 0x0424;
/// Signatures of image resources: Photoshop's own and those of ImageReady, PhotoDeluxe and others.
const SIGNATURES: [&[u8]; 5] = [b"8BIM", b"MeSa", b"PHUT", b"AgHg", b"DCSR"];
/// First byte of every data set (IIM 4.2 §1.5).
const TAG_MARKER: u8 = 0x1c;

/// Reads bare records.
pub(super) fn read_records_piece(collector: &mut Collector<'_>, piece: &Piece) {
    let result = collector.load(piece, "IIM").map(|source| read_records(collector, &source));
    note(&mut collector.out.iim_coverage, result);
}

/// Reads image resources that may continue over several pieces (JPEG APP13).
pub(super) fn read_resource_pieces(collector: &mut Collector<'_>, pieces: &[&Piece]) {
    let result = collector.load_joined(pieces, "IRB").map(|source| read_resources(collector, &source));
    note(&mut collector.out.iim_coverage, result);
}

/// Reads a payload of image resources; one of bare records is recognised too.
pub(super) fn read_resources(collector: &mut Collector<'_>, source: &Source<'_>) {
    let bytes = source.block.head();
    if bytes.first() == Some(&TAG_MARKER) {
        return read_records(collector, source);
    }
    let filled = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last.saturating_add(1));
    let mut at = 0;
    while at < filled {
        let Some(resource) = resource(bytes, at) else {
            collector.out.iim_coverage.worsen(&source.unreadable(&reason::RESOURCE_BROKEN));
            match next_run(source, at) {
                Some(next) => at = next,
                None => return,
            }
            continue;
        };
        let result = read_resource(collector, source, bytes, &resource);
        note(&mut collector.out.iim_coverage, result);
        at = resource.next;
    }
}

/// Reads data sets from the start of a payload to its end.
pub(super) fn read_records(collector: &mut Collector<'_>, source: &Source<'_>) {
    let all = 0..source.block.head().len();
    let result = records(collector, source, &all);
    note(&mut collector.out.iim_coverage, result);
}

/// One image resource.
struct Resource {
    id: u16,
    data: Range<usize>,
    next: usize,
}

fn resource(bytes: &[u8], at: usize) -> Option<Resource> {
    let rest = bytes.get(at..)?;
    if !SIGNATURES.contains(&rest.get(..4)?) {
        return None;
    }
    let id = u16::from_be_bytes(rest.get(4..6)?.try_into().ok()?);
    // The name is a Pascal string, padded so that length byte and name are even together.
    let name = usize::from(*rest.get(6)?);
    let size_at = name.checked_add(1)?.next_multiple_of(2).checked_add(6)?;
    let size_end = size_at.checked_add(4)?;
    let size = u32::from_be_bytes(rest.get(size_at..size_end)?.try_into().ok()?);
    let start = at.checked_add(size_end)?;
    let end = start.checked_add(usize::try_from(size).ok()?)?;
    bytes.get(start..end)?;
    Some(Resource { id, data: start..end, next: end.next_multiple_of(2) })
}

fn next_run(source: &Source<'_>, at: usize) -> Option<usize> {
    usize::try_from(source.block.next_run(u64::try_from(at).ok()?)?).ok()
}

fn read_resource(
    collector: &mut Collector<'_>,
    source: &Source<'_>,
    bytes: &[u8],
    resource: &Resource,
) -> Result<(), CoverageState> {
    let data = bytes.get(resource.data.clone()).unwrap_or_default();
    let inner = |suffix| source.inner(suffix, data.to_vec(), source.block.span_of(&resource.data));
    match resource.id {
        RESOURCE_IIM => records(collector, source, &resource.data),
        RESOURCE_XMP => collector.embed(Embedded::Xmp, inner("XMP")),
        RESOURCE_EXIF => collector.embed(Embedded::Exif, inner("EXIF")),
        _ => Ok(()),
    }
}

fn records(collector: &mut Collector<'_>, source: &Source<'_>, part: &Range<usize>) -> Result<(), CoverageState> {
    let bytes = source.block.head().get(..part.end).unwrap_or_default();
    let mut at = part.start;
    // Zero bytes after the last data set are filler.
    while bytes.get(at).is_some_and(|byte| *byte == TAG_MARKER) {
        let Some(found) = data_set(bytes, at) else {
            return Err(source.unreadable(&reason::DATA_SET_CUT));
        };
        collector.charge_value(found.value.len(), source.block.at())?;
        collector.out.iim.push(field(source, bytes, &found));
        at = found.value.end;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    if rest.iter().any(|byte| *byte != 0) { Err(source.unreadable(&reason::DATA_SET_GAP)) } else { Ok(()) }
}

/// One data set: numbers and the place of its value.
struct DataSet {
    record: u8,
    dataset: u8,
    value: Range<usize>,
}

fn data_set(bytes: &[u8], at: usize) -> Option<DataSet> {
    let [_, record, dataset, high, low] = *bytes.get(at..)?.first_chunk::<5>()?;
    let mut start = at.checked_add(5)?;
    let mut length = usize::from(u16::from_be_bytes([high, low]));
    if high & 0x80 != 0 {
        // Extended data set: the number gives the width of the length that follows (IIM 4.2 §1.5.b).
        let width = length & 0x7fff;
        let digits = bytes.get(start..start.checked_add(width)?)?;
        length = digits.iter().try_fold(0_usize, |sum, digit| {
            sum.checked_mul(256).and_then(|sum| sum.checked_add(usize::from(*digit)))
        })?;
        start = start.checked_add(width)?;
    }
    let value = start..start.checked_add(length)?;
    bytes.get(value.clone())?;
    Some(DataSet { record, dataset, value })
}

fn field(source: &Source<'_>, bytes: &[u8], found: &DataSet) -> IimField {
    let raw = bytes.get(found.value.clone()).unwrap_or_default();
    let name = format!("{}:{:02}", found.record, found.dataset);
    let mut place = source.field_place(&name, &(0..0));
    place.span = source.block.span_of(&found.value);
    let value = Untrusted::new(unicode::utf8_or_latin1(raw).trim_end_matches('\0'));
    IimField { record: found.record, dataset: found.dataset, value, place }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{FRONT_BYTES, parse};
    use super::*;
    use crate::container::layout::{Format, Slot};

    const CREDIT: &[u8] = b"\x1c\x02\x6e\0\x05hello";

    fn resource_bytes(id: u16, name: &[u8], data: &[u8]) -> Vec<u8> {
        let mut bytes = [b"8BIM".as_slice(), &id.to_be_bytes(), &[u8::try_from(name.len()).unwrap()], name].concat();
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        bytes.extend(data);
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        bytes
    }

    #[track_caller]
    fn check(slot: Slot, bodies: &[&[u8]], expected: &[&str], coverage: &str) {
        let pieces: Vec<_> = bodies.iter().map(|body| ("APP13", slot, *body)).collect();
        let metadata = parse(Format::Jpeg, &pieces);
        let line = |field: &IimField| format!("{} {}", field.place.carrier, field.value);
        let lines: Vec<_> = metadata.iim.iter().map(line).collect();
        assert_eq!((lines.as_slice(), metadata.iim_coverage.id()), (own(expected).as_slice(), coverage));
    }

    fn own(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    const FOUND: &[&str] = &["jpeg:APP13 IRB 2:110 hello"];

    #[test]
    fn data_sets_are_found_among_resources() {
        let other = resource_bytes(0x03ed, b"odd", &[1, 2, 3]);
        let bytes = [other.clone(), resource_bytes(RESOURCE_IIM, b"", CREDIT), other].concat();
        check(Slot::PhotoshopIrb, &[&bytes], FOUND, "complete");
        let metadata = parse(Format::Jpeg, &[("APP13", Slot::PhotoshopIrb, &bytes)]);
        let at = FRONT_BYTES + u64::try_from(memchr::memmem::find(&bytes, b"hello").unwrap()).unwrap();
        assert_eq!(metadata.iim.first().map(|field| field.place.span.clone()), Some(at..at + 5));
    }

    #[test]
    fn a_resource_split_over_segments_is_joined() {
        let bytes = resource_bytes(RESOURCE_IIM, b"", CREDIT);
        let (first, second) = bytes.split_at(18);
        check(Slot::PhotoshopIrb, &[first, second], FOUND, "complete");
    }

    #[test]
    fn a_segment_behind_a_broken_one_is_read() {
        let bytes = resource_bytes(RESOURCE_IIM, b"", CREDIT);
        check(Slot::PhotoshopIrb, &[b"garbage", &bytes], FOUND, "unreadable");
    }

    #[test]
    fn bare_records_are_read() {
        check(Slot::IptcIim, &[&[CREDIT, &[0, 0]].concat()], &["jpeg:APP13 IIM 2:110 hello"], "complete");
        check(Slot::PhotoshopIrb, &[CREDIT], FOUND, "complete");
    }

    #[test]
    fn an_extended_length_is_read() {
        check(Slot::IptcIim, &[b"\x1c\x02\x6e\x80\x04\0\0\0\x05hello"], &["jpeg:APP13 IIM 2:110 hello"], "complete");
        check(Slot::IptcIim, &[b"\x1c\x02\x6e\xff\xff\xff\xff\xff"], &[], "unreadable");
    }

    #[test]
    fn bytes_that_are_not_utf8_are_latin1() {
        check(Slot::IptcIim, &[b"\x1c\x02\x6e\0\x03a\xe9b"], &["jpeg:APP13 IIM 2:110 a\u{e9}b"], "complete");
    }

    #[test]
    fn what_is_cut_short_is_said() {
        let bytes = resource_bytes(RESOURCE_IIM, b"", CREDIT);
        for end in 1..bytes.len() {
            check(Slot::PhotoshopIrb, &[bytes.get(..end).unwrap()], &[], "unreadable");
        }
    }

    #[test]
    fn xmp_in_a_resource_is_a_packet() {
        let bytes = resource_bytes(RESOURCE_XMP, b"", b"<t:A xmlns:t='u'>x</t:A>");
        let metadata = parse(Format::Jpeg, &[("APP13", Slot::PhotoshopIrb, &bytes)]);
        assert_eq!(metadata.xmp_properties().count(), 1);
    }
}
