//! IPTC-IIM data sets (IIM 4.2 §1.5), bare or inside Photoshop image resources.
//!
//! Resource 0x0404 holds the records, 0x0424 an XMP packet; all other resources are passed over.

use super::collect::{Collector, Source, note};
use super::model::IimField;
use super::xmp;
use crate::coverage::CoverageState;
use crate::untrusted::Untrusted;

const RESOURCE_IIM: u16 = 0x0404;
const RESOURCE_XMP: u16 = 0x0424;

/// Walks `8BIM` resources. Each: signature, id, Pascal name padded to even, length, data padded to even.
pub(super) fn parse_resources(collector: &mut Collector<'_>, source: &Source<'_>) -> Result<(), CoverageState> {
    let bytes = source.block.head();
    if bytes.first() == Some(&0x1c) {
        return parse_records(collector, source);
    }
    let bytes = bytes.strip_prefix(b"Photoshop 3.0\0").unwrap_or(bytes);
    let mut at = source.block.head().len().saturating_sub(bytes.len());
    let mut count = 0_usize;
    while let Some(resource) = source.block.head().get(at..).and_then(resource) {
        count = count.saturating_add(1);
        if count > collector.limits.pieces_max {
            return Err(CoverageState::Stopped { limit: "pieces_max", at: source.block.at() });
        }
        let data =
            at.saturating_add(resource.data_at)..at.saturating_add(resource.data_at).saturating_add(resource.size);
        let span = source.block.span_of(&data);
        let Some(content) = source.block.head().get(data) else {
            return Err(source.unreadable("image resource runs past the end"));
        };
        if resource.id == RESOURCE_IIM {
            parse_records(collector, &source.inner("", content.to_vec(), span))?;
        } else if resource.id == RESOURCE_XMP {
            let result = xmp::parse(collector, &source.inner("XMP", content.to_vec(), span));
            note(&mut collector.out.xmp_coverage, result);
        }
        at = at.saturating_add(resource.next);
    }
    Ok(())
}

struct Resource {
    id: u16,
    data_at: usize,
    size: usize,
    next: usize,
}

fn resource(bytes: &[u8]) -> Option<Resource> {
    let rest = bytes.strip_prefix(b"8BIM")?;
    let id = u16::from_be_bytes(*rest.first_chunk::<2>()?);
    let name = usize::from(*rest.get(2)?).checked_add(1)?;
    let name = name.checked_add(name % 2)?;
    let length_at = 6_usize.checked_add(name)?;
    let length = bytes.get(length_at..)?.first_chunk::<4>()?;
    let size = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let data_at = length_at.checked_add(4)?;
    let next = data_at.checked_add(size)?.checked_add(size % 2)?;
    Some(Resource { id, data_at, size, next })
}

/// Walks data sets: 0x1c, record, data set, length (or the length of an extended length).
pub(super) fn parse_records(collector: &mut Collector<'_>, source: &Source<'_>) -> Result<(), CoverageState> {
    let mut at = 0_usize;
    while let Some([0x1c, record, dataset]) = source.block.head().get(at..).and_then(|rest| rest.first_chunk::<3>()) {
        let (record, dataset) = (*record, *dataset);
        let Some((header, size)) = source.block.head().get(at..).and_then(record_size) else {
            return Err(source.unreadable("data set without a length"));
        };
        let start = at.saturating_add(header);
        let range = start..start.saturating_add(size);
        let Some(value) = source.block.head().get(range.clone()) else {
            return Err(source.unreadable("data set runs past the end"));
        };
        collector.charge_value(value.len(), source.block.at())?;
        let value = Untrusted::new(decode(value));
        let mut place = source.place();
        place.carrier = format!("{} {record}:{dataset}", place.carrier);
        place.span = source.block.span_of(&range);
        collector.out.iim.push(IimField { record, dataset, value, place });
        at = range.end;
    }
    Ok(())
}

/// Header bytes and size of a data set.
fn record_size(bytes: &[u8]) -> Option<(usize, usize)> {
    let short = u16::from_be_bytes(*bytes.get(3..)?.first_chunk::<2>()?);
    if short & 0x8000 == 0 {
        return Some((5, usize::from(short)));
    }
    let width = usize::from(short & 0x7fff);
    let digits = bytes.get(5..5_usize.checked_add(width)?).filter(|_| width <= 4)?;
    let size = digits.iter().fold(0_u64, |size, byte| (size << 8) | u64::from(*byte));
    Some((5_usize.checked_add(width)?, usize::try_from(size).ok()?))
}

/// UTF-8 where it is that, Latin-1 otherwise.
fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
