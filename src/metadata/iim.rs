//! IPTC-IIM 4.2 data sets, bare or inside Photoshop image resources (`8BIM`).
//!
//! Resources that hold XMP or EXIF are handed to their parsers. A resource or data set whose length does not
//! fit ends the search in its run of bytes and is coverage.

use std::ops::Range;

use super::collect::{Collector, Source, note};
use super::model::IimField;
use super::{exif, unicode, xmp};
use crate::container::layout::Piece;
use crate::coverage::CoverageState;
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
            collector.out.iim_coverage.worsen(&source.unreadable("image resource does not parse"));
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
        RESOURCE_XMP => {
            xmp::read(collector, &inner("XMP"));
            Ok(())
        }
        RESOURCE_EXIF => {
            exif::read(collector, &inner("EXIF"));
            Ok(())
        }
        _ => Ok(()),
    }
}

fn records(collector: &mut Collector<'_>, source: &Source<'_>, part: &Range<usize>) -> Result<(), CoverageState> {
    let bytes = source.block.head().get(..part.end).unwrap_or_default();
    let mut at = part.start;
    // Zero bytes after the last data set are filler.
    while bytes.get(at).is_some_and(|byte| *byte == TAG_MARKER) {
        let Some(found) = data_set(bytes, at) else {
            return Err(source.unreadable("data set is cut short"));
        };
        collector.charge_value(found.value.len(), source.block.at())?;
        collector.out.iim.push(field(source, bytes, &found));
        at = found.value.end;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    if rest.iter().any(|byte| *byte != 0) { Err(source.unreadable("bytes between data sets")) } else { Ok(()) }
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
