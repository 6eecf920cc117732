//! TIFF 6.0, BigTIFF and DNG: directories in, pieces out.
//!
//! Directories are followed from the header through the main chain, SubIFDs and the EXIF directories, each
//! offset once. Payloads that are label places of their own are pieces; the rest of the tags is read by
//! whoever parses the EXIF piece, whose body is the file, since a TIFF file *is* an EXIF block. Bytes behind
//! everything the directories point at are listed as trailing.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use super::cursor::Stop;
use super::ifd::{self, Entry, TiffHeader};
use super::layout::{Oddity, Piece, Slot};
use super::walk::Walk;
use crate::coverage::reason;

mod tag {
    pub(super) const NEW_SUBFILE_TYPE: u16 = 254;
    pub(super) const WIDTH: u16 = 256;
    pub(super) const HEIGHT: u16 = 257;
    pub(super) const STRIP_OFFSETS: u16 = 273;
    pub(super) const STRIP_BYTES: u16 = 279;
    pub(super) const TILE_OFFSETS: u16 = 324;
    pub(super) const TILE_BYTES: u16 = 325;
    pub(super) const SUB_IFDS: u16 = 330;
    pub(super) const JPEG_OFFSET: u16 = 513;
    pub(super) const JPEG_BYTES: u16 = 514;
    pub(super) const XMP: u16 = 700;
    pub(super) const IPTC: u16 = 33_723;
    pub(super) const PHOTOSHOP: u16 = 34_377;
    pub(super) const EXIF: u16 = 34_665;
    pub(super) const ICC: u16 = 34_675;
    pub(super) const GPS: u16 = 34_853;
    pub(super) const INTEROP: u16 = 40_965;
    pub(super) const C2PA: u16 = 0xcd41;
}

/// Offset and length tags that belong together.
const PIXEL_TAGS: [(u16, u16); 3] =
    [(tag::STRIP_OFFSETS, tag::STRIP_BYTES), (tag::TILE_OFFSETS, tag::TILE_BYTES), (tag::JPEG_OFFSET, tag::JPEG_BYTES)];

struct Tiff {
    header: TiffHeader,
    seen: BTreeSet<u64>,
    due: Vec<Due>,
    /// The next directory of the main chain, read when nothing else is due.
    next_page: Option<Due>,
    exif: Option<Range<u64>>,
    /// Behind the last byte that anything points at.
    reached: u64,
}

/// A directory still to be read.
struct Due {
    name: Cow<'static, str>,
    at: u64,
    pointer_at: u64,
    depth: usize,
}

/// Lists the pieces of a TIFF.
pub(super) fn walk(walk: &mut Walk<'_>) -> Result<(), Stop> {
    let header_bytes = walk.cursor.upto(0, 16)?;
    let Some(header) = ifd::header(header_bytes) else {
        return Err(Stop::Ends { why: reason::ENDS_IN_TIFF_HEADER.message(), at: 0 });
    };
    let header_end = if header.big { 16 } else { 8 };
    walk.push_structure("header", 0..header_end)?;
    let mut tiff =
        Tiff { header, seen: BTreeSet::new(), due: Vec::new(), next_page: None, exif: None, reached: header_end };
    let first = Due { name: Cow::Borrowed("IFD0"), at: header.first, pointer_at: header_end / 2, depth: 1 };
    tiff.due.push(first);
    let mut result = walk_directories(walk, &mut tiff);
    if result.is_ok() {
        result = push_whole(walk, &tiff);
    }
    walk.layout.pieces.sort_by_key(|piece| (piece.span.start, std::cmp::Reverse(piece.span.end)));
    result
}

fn walk_directories(walk: &mut Walk<'_>, tiff: &mut Tiff) -> Result<(), Stop> {
    let mut main = 0_u32;
    while let Some(due) = tiff.due.pop().or_else(|| tiff.next_page.take()) {
        walk.descend(due.depth, due.pointer_at)?;
        if !tiff.seen.insert(due.at) {
            continue;
        }
        if let Some(next) = walk_directory(walk, tiff, &due)? {
            main = main.saturating_add(1);
            tiff.next_page = Some(Due { name: Cow::Owned(format!("IFD{main}")), ..next });
        }
    }
    Ok(())
}

/// Reads one directory; returns the next of the main chain.
fn walk_directory(walk: &mut Walk<'_>, tiff: &mut Tiff, due: &Due) -> Result<Option<Due>, Stop> {
    let header = tiff.header;
    let count_bytes = header.count_bytes();
    let raw = walk.cursor.upto(due.at, count_bytes)?;
    let Some(declared) = header.number(raw, 0, count_bytes) else {
        walk.odd(Oddity::PointerOutside { from: "TIFF", at: due.pointer_at, to: due.at });
        walk.note(Stop::Ends {
            why: reason::ENDS_INSIDE.with("place", due.name.as_ref()),
            at: due.at.min(walk.size()),
        });
        return Ok(None);
    };
    let entries = read_entries(walk, tiff, due, declared)?;
    let next_at = header.next_at(due.at, declared);
    let end = next_at.saturating_add(u64::try_from(header.offset_bytes()).unwrap_or_default());
    push_clipped(walk, Piece::new(due.name.clone(), Slot::Structure, due.at..end, due.at..end))?;
    tiff.reached = tiff.reached.max(end.min(walk.size()));
    if due.name == "EXIF IFD" || (due.name == "IFD0" && tiff.exif.is_none()) {
        tiff.exif = Some(due.at..end.min(walk.size()));
    }
    walk_entries(walk, tiff, due, &entries)?;
    let next = walk.cursor.upto(next_at, header.offset_bytes())?;
    let next = header.number(next, 0, header.offset_bytes()).filter(|next| *next != 0);
    let is_main = due.name.starts_with("IFD");
    Ok(next.filter(|_| is_main).map(|at| Due { name: Cow::Borrowed(""), at, pointer_at: next_at, depth: 1 }))
}

fn read_entries(walk: &mut Walk<'_>, tiff: &Tiff, due: &Due, declared: u64) -> Result<Vec<Entry>, Stop> {
    let header = tiff.header;
    let wanted = usize::try_from(declared).unwrap_or(usize::MAX).min(walk.limits.ifd_entries_max);
    let table_at = due.at.saturating_add(u64::try_from(header.count_bytes()).unwrap_or_default());
    let table = walk.cursor.upto(table_at, wanted.saturating_mul(header.entry_bytes()))?;
    let entries = header.entries(table, table_at, wanted);
    if u64::try_from(wanted).is_ok_and(|wanted| wanted < declared) {
        walk.note(Stop::Limit { limit: "ifd_entries_max", at: due.at });
    }
    Ok(entries)
}

fn walk_entries(walk: &mut Walk<'_>, tiff: &mut Tiff, due: &Due, entries: &[Entry]) -> Result<(), Stop> {
    for entry in entries {
        walk.step(entry.at)?;
        let inside = entry.value.end <= walk.size();
        if inside {
            tiff.reached = tiff.reached.max(entry.value.end);
        } else {
            walk.odd(Oddity::PointerOutside { from: "TIFF", at: entry.at, to: entry.value.end });
        }
        walk_entry(walk, tiff, due, entry)?;
    }
    for (offsets, lengths) in PIXEL_TAGS {
        let of = |tag| entries.iter().find(|entry| entry.tag == tag);
        if let Some((offsets, lengths)) = of(offsets).zip(of(lengths)) {
            push_pixels(walk, tiff, offsets, lengths)?;
        }
    }
    read_dimensions(walk, tiff, entries)
}

fn walk_entry(walk: &mut Walk<'_>, tiff: &mut Tiff, due: &Due, entry: &Entry) -> Result<(), Stop> {
    match entry.tag {
        tag::SUB_IFDS => queue(walk, tiff, due, entry, "SubIFD"),
        tag::EXIF => queue(walk, tiff, due, entry, "EXIF IFD"),
        tag::GPS => queue(walk, tiff, due, entry, "GPS IFD"),
        tag::INTEROP => queue(walk, tiff, due, entry, "Interoperability IFD"),
        tag::XMP => push_value(walk, entry, "0x02bc", Slot::Xmp),
        tag::IPTC => push_value(walk, entry, "0x83bb", Slot::IptcIim),
        tag::PHOTOSHOP => push_value(walk, entry, "0x8649", Slot::PhotoshopIrb),
        tag::ICC => push_value(walk, entry, "0x8773", Slot::Icc),
        tag::C2PA if entry.value.is_empty() => {
            walk.odd(Oddity::EmptyStore { at: entry.at });
            Ok(())
        }
        tag::C2PA => push_value(walk, entry, "0xcd41", Slot::Jumbf),
        _ => Ok(()),
    }
}

fn queue(walk: &mut Walk<'_>, tiff: &mut Tiff, due: &Due, entry: &Entry, name: &'static str) -> Result<(), Stop> {
    let depth = due.depth.saturating_add(1);
    for at in numbers(walk, tiff.header, entry)? {
        walk.count(entry.at)?;
        tiff.due.push(Due { name: Cow::Borrowed(name), at, pointer_at: entry.at, depth });
    }
    Ok(())
}

fn push_value(walk: &mut Walk<'_>, entry: &Entry, name: &'static str, slot: Slot) -> Result<(), Stop> {
    push_clipped(walk, Piece::new(name, slot, entry.value.clone(), entry.value.clone()))
}

/// A piece that is cut off ends nothing here: the others are found by their own offsets.
fn push_clipped(walk: &mut Walk<'_>, piece: Piece) -> Result<(), Stop> {
    match walk.push(piece) {
        Err(stop @ Stop::Ends { .. }) => {
            walk.note(stop);
            Ok(())
        }
        other => other,
    }
}

/// The unsigned numbers of an entry that lie in the file, one counted step each.
fn numbers(walk: &mut Walk<'_>, header: TiffHeader, entry: &Entry) -> Result<Vec<u64>, Stop> {
    let width = ifd::kind_bytes(entry.kind);
    let Ok(bytes) = usize::try_from(width) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    let mut at = entry.value.start;
    walk.cursor.stream(entry.count > 8);
    while at < entry.value.end {
        walk.step(entry.at)?;
        let Some(number) = header.number(walk.cursor.upto(at, bytes)?, 0, bytes) else { break };
        found.push(number);
        at = at.saturating_add(width);
    }
    walk.cursor.stream(false);
    Ok(found)
}

fn push_pixels(walk: &mut Walk<'_>, tiff: &mut Tiff, offsets: &Entry, lengths: &Entry) -> Result<(), Stop> {
    let starts = numbers(walk, tiff.header, offsets)?;
    let lengths = numbers(walk, tiff.header, lengths)?;
    let mut runs: Vec<Range<u64>> = Vec::new();
    for (start, length) in starts.into_iter().zip(lengths) {
        let end = start.saturating_add(length);
        match runs.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => {
                walk.count(offsets.at)?;
                runs.push(start..end);
            }
        }
    }
    runs.retain(|run| !run.is_empty());
    let starts_at = runs.iter().map(|run| run.start).min().unwrap_or_default();
    let ends_at = runs.iter().map(|run| run.end).max().unwrap_or_default();
    if runs.is_empty() {
        return Ok(());
    }
    tiff.reached = tiff.reached.max(ends_at.min(walk.size()));
    let mut piece = Piece::new("image", Slot::Pixels, starts_at..ends_at, starts_at..ends_at);
    if runs.len() > 1 {
        piece.extents = runs;
    }
    push_clipped(walk, piece)
}

/// The size of the first directory that is not a reduced copy (bit 0 of NewSubfileType, TIFF 6.0 §8).
fn read_dimensions(walk: &mut Walk<'_>, tiff: &Tiff, entries: &[Entry]) -> Result<(), Stop> {
    let mut value = |tag| -> Result<Option<u64>, Stop> {
        let Some(entry) = entries.iter().find(|entry| entry.tag == tag && entry.count == 1) else { return Ok(None) };
        Ok(numbers(walk, tiff.header, entry)?.first().copied())
    };
    let reduced = value(tag::NEW_SUBFILE_TYPE)?.is_some_and(|kind| kind & 1 == 1);
    let (width, height) = (value(tag::WIDTH)?, value(tag::HEIGHT)?);
    let narrow = |number: Option<u64>| number.and_then(|number| u32::try_from(number).ok());
    if let (false, Some(width), Some(height)) = (reduced, narrow(width), narrow(height)) {
        walk.set_dimensions(width, height);
    }
    Ok(())
}

/// Lists the file as an EXIF block, and what lies behind everything.
fn push_whole(walk: &mut Walk<'_>, tiff: &Tiff) -> Result<(), Stop> {
    if let Some(span) = &tiff.exif {
        let whole = 0..walk.size();
        walk.push(Piece::new("EXIF", Slot::Exif, span.clone(), whole))?;
    }
    // A value of odd length is padded to an even offset.
    let reached = tiff.reached.saturating_add(tiff.reached & 1);
    walk.push_trailing(reached)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, JUMBF, Row, XMP, ifd, le32, tiff};
    use super::*;
    use crate::coverage::CoverageState;

    /// A file of one directory at offset 8 with these rows and what follows it.
    fn file(rows: &[Row], rest: &[u8]) -> Vec<u8> {
        [b"II*\0", &le32(8)[..], &ifd(false, rows, 0), rest].concat()
    }

    /// Where the bytes behind a directory of so many rows start.
    fn behind(rows: usize) -> usize {
        8 + 2 + 12 * rows + 4
    }

    #[track_caller]
    fn check(bytes: &[u8], slot: Slot, expected: &[&[u8]]) {
        let layout = samples::seen(bytes);
        assert_eq!(samples::bodies(&layout, bytes, slot), expected);
        assert_eq!((&layout.coverage, layout.oddities.as_slice()), (&CoverageState::Complete, [].as_slice()));
    }

    #[test]
    fn metadata_tags_are_placed_in_both_byte_orders() {
        for bytes in [tiff(false), tiff(true)] {
            check(&bytes, Slot::Xmp, &[XMP]);
            check(&bytes, Slot::Jumbf, &[JUMBF]);
            check(&bytes, Slot::Pixels, &[b"picture data"]);
        }
        check(&samples::big_tiff(), Slot::Xmp, &[XMP]);
    }

    #[test]
    fn a_file_is_one_exif_block() {
        let bytes = tiff(false);
        check(&bytes, Slot::Exif, &[&bytes]);
        let bytes = file(&[(0x10e, 2, 4, 0)], b"");
        check(&bytes, Slot::Exif, &[&bytes]);
    }

    #[test]
    fn iptc_and_photoshop_are_placed() {
        check(&file(&[(33_723, 7, 6, behind(1))], b"\x1c\x02iptc"), Slot::IptcIim, &[b"\x1c\x02iptc"]);
        check(&file(&[(34_377, 1, 6, behind(1))], b"8BIM.."), Slot::PhotoshopIrb, &[b"8BIM.."]);
    }

    #[test]
    fn a_payload_of_four_bytes_stands_in_its_entry() {
        check(&file(&[(700, 1, 4, 0x2f_78_3c_3c)], b""), Slot::Xmp, &[b"<<x/"]);
    }

    #[test]
    fn xmp_in_a_sub_directory_is_found() {
        let sub_at = behind(1);
        let sub = ifd(false, &[(700, 1, 5, sub_at + 18)], 0);
        check(&file(&[(330, 4, 1, sub_at)], &[&sub[..], b"<xmp>"].concat()), Slot::Xmp, &[b"<xmp>"]);
    }

    #[test]
    fn xmp_on_the_second_page_is_found() {
        let second_at = behind(0);
        let second = ifd(false, &[(700, 1, 5, second_at + 18)], 0);
        let first = [&b"II*\0"[..], &le32(8), &ifd(false, &[], second_at)].concat();
        check(&[&first[..], &second, b"<xmp>"].concat(), Slot::Xmp, &[b"<xmp>"]);
    }

    #[test]
    fn a_chain_that_bites_its_tail_ends() {
        let bytes = [&b"II*\0"[..], &le32(8), &ifd(false, &[(330, 4, 1, 8)], 8)].concat();
        check(&bytes, Slot::Xmp, &[]);
        assert_eq!(samples::seen(&bytes).pieces.iter().filter(|piece| piece.name == "IFD0").count(), 1);
    }

    #[test]
    fn adjacent_strips_are_one_run() {
        let at = behind(2);
        let arrays = [le32(at + 16), le32(at + 20), le32(4), le32(4)].concat();
        let bytes = file(&[(273, 4, 2, at), (279, 4, 2, at + 8)], &[&arrays[..], b"strip 12"].concat());
        check(&bytes, Slot::Pixels, &[b"strip 12"]);
        assert!(samples::seen(&bytes).in_slot(Slot::Pixels).all(|piece| piece.extents.is_empty()));
    }

    #[test]
    fn the_size_of_a_reduced_copy_is_not_taken() {
        let sub = ifd(false, &[(256, 3, 1, 400), (257, 3, 1, 300)], 0);
        let rows = [(254, 4, 1, 1), (256, 3, 1, 40), (257, 3, 1, 30), (330, 4, 1, behind(4))];
        let layout = samples::seen(&file(&rows, &sub));
        assert_eq!(layout.width.zip(layout.height), Some((400, 300)));
    }

    #[test]
    fn an_empty_store_is_odd() {
        let layout = samples::seen(&file(&[(0xcd41, 7, 0, 0)], b""));
        assert_eq!(layout.oddities, [Oddity::EmptyStore { at: 10 }]);
    }

    #[test]
    fn a_value_outside_of_the_file_is_odd_and_a_packet_there_is_not_read() {
        let layout = samples::seen(&file(&[(0x10e, 2, 100, 5000)], b""));
        assert_eq!(layout.oddities, [Oddity::PointerOutside { from: "TIFF", at: 10, to: 5100 }]);
        let layout = samples::seen(&file(&[(700, 1, 100, 5000)], b""));
        assert!(matches!(layout.coverage, CoverageState::Unreadable { .. }));
    }

    #[test]
    fn a_directory_outside_of_the_file_is_not_read() {
        let layout = samples::seen(b"II*\0\xff\xff\xff\xff");
        assert!(matches!(layout.coverage, CoverageState::Unreadable { .. }));
    }

    #[test]
    fn a_directory_is_read_up_to_the_bound() {
        let bytes = file(&[(700, 1, 4, 0), (700, 1, 4, 0)], b"");
        let limits = crate::limits::Limits { ifd_entries_max: 1, ..Default::default() };
        let layout = samples::seen_at(&bytes, crate::context::Depth::Full, &limits);
        assert_eq!(layout.in_slot(Slot::Xmp).count(), 1);
        assert_eq!(layout.coverage, CoverageState::Stopped { limit: "ifd_entries_max", at: 8 });
    }

    #[test]
    fn a_directory_of_a_huge_count_is_unreadable() {
        let mut bytes = file(&[(700, 1, 4, 0)], b"");
        bytes.splice(8..10, [0xff, 0xff]);
        let layout = samples::seen(&bytes);
        assert_eq!(layout.in_slot(Slot::Xmp).count(), 1);
        assert!(matches!(layout.coverage, CoverageState::Unreadable { .. }));
    }

    #[test]
    fn a_huge_list_of_directories_stops_at_the_bound() {
        let rest = le32(8).repeat(100_001);
        let layout = samples::seen(&file(&[(330, 4, 100_001, behind(1))], &rest));
        assert!(matches!(layout.coverage, CoverageState::Stopped { limit: "pieces_max", .. }));
    }

    #[test]
    fn a_huge_list_of_strips_stops_at_the_bound() {
        let rest = le32(0).repeat(1_100_000);
        let rows = [(273, 4, 1_100_000, behind(2)), (279, 4, 1_100_000, behind(2))];
        let layout = samples::seen(&file(&rows, &rest));
        assert!(matches!(layout.coverage, CoverageState::Stopped { limit: "steps_max", .. }));
    }

    #[test]
    fn directories_nested_without_end_stop_at_the_bound() {
        let nested = (0..100).map(|level| ifd(false, &[(330, 4, 1, 8 + (level + 1) * 18)], 0)).collect::<Vec<_>>();
        let layout = samples::seen(&[&b"II*\0"[..], &le32(8), &nested.concat()].concat());
        assert!(matches!(layout.coverage, CoverageState::Stopped { limit: "depth_max", .. }));
    }
}
