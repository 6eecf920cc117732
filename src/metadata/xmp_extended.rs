//! ExtendedXMP of JPEG (XMP specification part 3 §1.1.3.1): portions in many APP1 segments, put together.
//!
//! Each portion is a 32-byte GUID, the full length, its own offset, and data. Portions of one GUID must cover
//! the full length without gap or overlap; what is incomplete is coverage, never a shorter packet.

use super::collect::{Collector, note};
use super::xmp;
use crate::asset::Asset;
use crate::container::layout::{Layout, Piece, Slot};
use crate::coverage::{CoverageState, reason};

/// GUID, full length and offset, 4 bytes each behind the GUID.
const HEADER_BYTES: usize = 40;
const LABEL: &str = "ExtendedXMP";

/// One portion.
struct Portion<'p> {
    guid: [u8; 32],
    full: u32,
    offset: u32,
    piece: &'p Piece,
}

/// Reads all ExtendedXMP of the asset, one packet per GUID.
pub(super) fn read(collector: &mut Collector<'_>) {
    let layout: &Layout = collector.layout;
    let mut portions = Vec::new();
    for piece in layout.in_slot(Slot::XmpExtended) {
        let result = portion(collector.asset, piece).map(|portion| portions.push(portion));
        note(&mut collector.out.xmp_coverage, result);
    }
    portions.sort_by_key(|portion| (portion.guid, portion.offset));
    for packet in portions.chunk_by(|left, right| left.guid == right.guid) {
        let result = assemble(collector, packet);
        note(&mut collector.out.xmp_coverage, result);
    }
}

fn portion<'p>(asset: &Asset<'_>, piece: &'p Piece) -> Result<Portion<'p>, CoverageState> {
    let unreadable = || CoverageState::Unreadable { why: reason::EXTENDED_XMP_CUT.message(), at: piece.span.start };
    let header = asset.read(piece.body.start, HEADER_BYTES).map_err(|_| unreadable())?;
    let parse = || {
        let (guid, rest) = header.split_first_chunk::<32>()?;
        let (full, rest) = rest.split_first_chunk::<4>()?;
        let offset = rest.first_chunk::<4>()?;
        Some((*guid, u32::from_be_bytes(*full), u32::from_be_bytes(*offset)))
    };
    let (guid, full, offset) =
        parse().filter(|_| !piece.truncated && data_bytes(piece).is_some()).ok_or_else(unreadable)?;
    Ok(Portion { guid, full, offset, piece })
}

fn assemble(collector: &mut Collector<'_>, portions: &[Portion<'_>]) -> Result<(), CoverageState> {
    let at = portions.iter().map(|portion| portion.piece.span.start).min().unwrap_or_default();
    let full = portions.first().map(|portion| portion.full).unwrap_or_default();
    let mut due = 0_u64;
    for portion in portions {
        if u64::from(portion.offset) != due || portion.full != full {
            let why = reason::EXTENDED_XMP_UNFIT.message();
            return Err(CoverageState::Unreadable { why, at: portion.piece.span.start });
        }
        due = due.saturating_add(data_bytes(portion.piece).unwrap_or_default());
    }
    if due != u64::from(full) {
        return Err(CoverageState::Unreadable { why: reason::EXTENDED_XMP_INCOMPLETE.message(), at });
    }
    let pieces: Vec<Piece> = portions.iter().map(|portion| data_of(portion.piece)).collect();
    let source = collector.load_joined(&pieces.iter().collect::<Vec<_>>(), LABEL)?;
    xmp::read(collector, &source);
    Ok(())
}

fn data_bytes(piece: &Piece) -> Option<u64> {
    piece.body_len().checked_sub(u64::try_from(HEADER_BYTES).ok()?)
}

fn data_of(piece: &Piece) -> Piece {
    let mut data = piece.clone();
    data.body.start = data.body.end.saturating_sub(data_bytes(piece).unwrap_or_default());
    data
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::super::model::Metadata;
    use super::super::testing::{FRONT_BYTES, parse};
    use super::*;
    use crate::container::layout::Format;

    const TEXT: &[u8] = b"<t:A xmlns:t='urn:t'>value</t:A>";

    fn portion_bytes(guid: u8, full: usize, offset: usize, data: &[u8]) -> Vec<u8> {
        let number = |value: usize| u32::try_from(value).unwrap().to_be_bytes();
        [&[guid; 32][..], &number(full), &number(offset), data].concat()
    }

    fn read_portions(portions: &[Vec<u8>]) -> Metadata {
        let pieces: Vec<_> = portions.iter().map(|body| ("APP1", Slot::XmpExtended, body.as_slice())).collect();
        parse(Format::Jpeg, &pieces)
    }

    #[track_caller]
    fn check(portions: &[(u8, usize, usize, Range<usize>)], packets: usize, coverage: &str) {
        let part = |range: &Range<usize>| TEXT.get(range.clone()).unwrap();
        let bodies: Vec<_> = portions
            .iter()
            .map(|(guid, full, offset, range)| portion_bytes(*guid, *full, *offset, part(range)))
            .collect();
        let metadata = read_portions(&bodies);
        let whole = metadata.xmp.iter().filter(|packet| packet.text.as_bytes() == TEXT).count();
        assert_eq!((whole, metadata.xmp.len(), metadata.xmp_coverage.id()), (packets, packets, coverage));
    }

    #[test]
    fn portions_in_any_order_make_one_packet() {
        let full = TEXT.len();
        check(&[(b'A', full, 0, 0..full)], 1, "complete");
        check(&[(b'A', full, 10, 10..full), (b'A', full, 0, 0..10)], 1, "complete");
        check(&[(b'A', full, 0, 0..10), (b'B', full, 0, 0..full), (b'A', full, 10, 10..full)], 2, "complete");
    }

    #[test]
    fn gaps_overlaps_and_wrong_lengths_make_none() {
        let full = TEXT.len();
        check(&[(b'A', full, 0, 0..10), (b'A', full, 11, 11..full)], 0, "unreadable");
        check(&[(b'A', full, 0, 0..10), (b'A', full, 9, 9..full)], 0, "unreadable");
        check(&[(b'A', full, 0, 0..10), (b'A', full, 11, 10..full)], 0, "unreadable");
        check(&[(b'A', full, 0, 0..10)], 0, "unreadable");
        check(&[(b'A', full, 0, 0..10), (b'A', full + 1, 10, 10..full)], 0, "unreadable");
        check(&[(b'A', usize::from(u16::MAX), 0, 0..full)], 0, "unreadable");
    }

    #[test]
    fn a_header_that_is_cut_short_is_said() {
        assert_eq!(read_portions(&[vec![b'A'; 39]]).xmp_coverage.id(), "unreadable");
    }

    #[test]
    fn a_value_is_placed_in_the_segment_it_stands_in() {
        let (first, second) = TEXT.split_at(10);
        let full = TEXT.len();
        let metadata = read_portions(&[portion_bytes(b'A', full, 0, first), portion_bytes(b'A', full, 10, second)]);
        let property = metadata.xmp_properties().next().unwrap();
        let at = FRONT_BYTES + 40 + 10 + 40 + 11;
        assert_eq!((property.value.as_raw(), property.place.span.clone()), ("value", at..at + 5));
        assert_eq!(property.place.carrier, "jpeg:APP1 ExtendedXMP");
    }
}
