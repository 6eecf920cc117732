//! ISO base media files (ISO/IEC 14496-12, HEIF ISO/IEC 23008-12, AVIF): the box tree in, pieces out.
//!
//! The top level is listed whole; `meta` is opened for its items (`bmff_items`), and `moov` with its tracks
//! because image sequences keep a `meta` there. `uuid` boxes are told by their type: the C2PA store
//! (C2PA 2.2 §A.5), XMP, anything else is private.

use std::ops::Range;

use super::bmff_items;
use super::boxes::{self, BoxHead};
use super::cursor::Stop;
use super::layout::{Format, Oddity, Piece, Slot};
use super::walk::{self, Walk};
use crate::coverage::reason;

const KNOWN: &[&str] = &[
    "ftyp", "meta", "mdat", "moov", "trak", "uuid", "free", "skip", "wide", "styp", "sidx", "moof", "mfra", "mvhd",
    "tkhd", "mdia", "edts", "tref", "udta", "jp2h", "jp2c", "jumb", "jP  ", "hdlr", "pitm", "iinf", "iloc", "iprp",
    "iref", "idat", "dinf", "grpl", "mini", "xml ", "pdin",
];
const UUID_C2PA: [u8; 16] = *b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";
const UUID_XMP: [u8; 16] = *b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";
/// `JpgTiffExif->JP2`, the EXIF block of JPEG 2000.
const UUID_EXIF: [u8; 16] = *b"JpgTiffExif->JP2";
const UUID_BYTES: u64 = 16;

/// Lists the pieces of an ISO base media file; sets the format by its brands.
pub(super) fn walk(walk: &mut Walk<'_>) -> Result<(), Stop> {
    let result = walk_top(walk);
    walk.layout.pieces.sort_by_key(|piece| (piece.span.start, std::cmp::Reverse(piece.span.end)));
    result
}

fn walk_top(walk: &mut Walk<'_>) -> Result<(), Stop> {
    let mut at = 0;
    let mut has_items = false;
    while at < walk.size() {
        let Some(found) = next_top(walk, at)? else { break };
        match &found.kind {
            b"ftyp" => walk.layout.format = format_of(walk, &found)?,
            b"meta" | b"moov" | b"mini" => has_items = true,
            _ => {}
        }
        walk_box(walk, &found, 1)?;
        at = found.end;
    }
    let needs_items = matches!(walk.layout.format, Format::Avif | Format::Heif);
    if needs_items && !has_items {
        return Err(Stop::Ends { why: reason::ENDS_IN_ITEM_INDEX.message(), at });
    }
    Ok(())
}

/// The next box of the top level. Bytes that cannot be a box are trailing: nothing declares the end of
/// such a file, and a label that is appended to it is text.
fn next_top(walk: &mut Walk<'_>, at: u64) -> Result<Option<BoxHead>, Stop> {
    let size = walk.size();
    let kind = walk.cursor.upto(at.saturating_add(4), 4)?;
    if at > 0 && <[u8; 4]>::try_from(kind).is_ok_and(|kind| !boxes::is_kind(kind)) {
        walk.push_trailing(at)?;
        return Ok(None);
    }
    boxes::read(walk, at, size).map(Some)
}

/// The format by major and compatible brands (ISO/IEC 23008-12 §10, AVIF §6).
fn format_of(walk: &mut Walk<'_>, found: &BoxHead) -> Result<Format, Stop> {
    const BRANDS_BYTES: u64 = 1024;
    let count = usize::try_from(found.end.saturating_sub(found.body).min(BRANDS_BYTES)).unwrap_or_default();
    let brands = walk.cursor.upto(found.body, count)?;
    let any = |wanted: &[&[u8]]| brands.chunks_exact(4).any(|brand| wanted.contains(&brand));
    Ok(if any(&[b"avif", b"avis"]) {
        Format::Avif
    } else if any(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1"])
    {
        Format::Heif
    } else {
        Format::Unknown
    })
}

fn walk_box(walk: &mut Walk<'_>, found: &BoxHead, depth: usize) -> Result<(), Stop> {
    let body = found.body..found.end;
    match &found.kind {
        b"uuid" => push_uuid(walk, found),
        b"meta" => {
            push(walk, found, Slot::Structure, body)?;
            bmff_items::walk_meta(walk, found)
        }
        b"moov" | b"trak" => {
            push(walk, found, Slot::Structure, body)?;
            walk_children(walk, found, depth)
        }
        b"mdat" | b"jp2c" => push(walk, found, Slot::Pixels, body),
        b"jumb" => push(walk, found, Slot::Jumbf, found.at..found.end),
        b"ftyp" | b"jP  " | b"jp2h" | b"mvhd" | b"tkhd" | b"mdia" | b"edts" | b"tref" => {
            push(walk, found, Slot::Structure, body)
        }
        // `free` and `skip` too: a manifest that was blanked out leaves one of them behind.
        _ => push(walk, found, Slot::Private, body),
    }
}

fn walk_children(walk: &mut Walk<'_>, parent: &BoxHead, depth: usize) -> Result<(), Stop> {
    walk.descend(depth, parent.at)?;
    let mut at = parent.body;
    while at.saturating_add(8) <= parent.end {
        let child = boxes::read_child(walk, at, parent.end)?;
        walk_box(walk, &child, depth.saturating_add(1))?;
        at = child.end;
    }
    Ok(())
}

fn push(walk: &mut Walk<'_>, found: &BoxHead, slot: Slot, body: Range<u64>) -> Result<(), Stop> {
    walk.push(Piece::new(walk::four_cc(found.kind, KNOWN), slot, found.at..found.end, body))
}

fn push_uuid(walk: &mut Walk<'_>, found: &BoxHead) -> Result<(), Stop> {
    let payload = found.body.saturating_add(UUID_BYTES).min(found.end)..found.end;
    let (slot, body) = match walk.cursor.array::<16>(found.body) {
        Ok(UUID_C2PA) => return push_c2pa(walk, found, payload),
        Ok(UUID_XMP) => (Slot::Xmp, payload),
        Ok(UUID_EXIF) => (Slot::Exif, walk::exif_body(&mut walk.cursor, payload)?),
        Ok(_) | Err(_) => (Slot::Private, payload),
    };
    push(walk, found, slot, body)
}

/// A C2PA box: version and flags, a purpose, then for manifest stores the offset of the first merkle box
/// and the store itself (C2PA 2.2 §A.5.1).
fn push_c2pa(walk: &mut Walk<'_>, found: &BoxHead, payload: Range<u64>) -> Result<(), Stop> {
    const PURPOSE_BYTES: u64 = 32;
    let purpose_at = payload.start.saturating_add(4);
    let count = payload.end.saturating_sub(purpose_at).min(PURPOSE_BYTES);
    let head = walk.cursor.upto(purpose_at, usize::try_from(count).unwrap_or_default())?;
    let end = memchr::memchr(0, head);
    let purpose = end.and_then(|end| head.get(..end)).unwrap_or_default();
    if purpose == b"merkle" {
        return push(walk, found, Slot::Structure, payload);
    }
    let purpose_bytes = end.and_then(|end| u64::try_from(end).ok());
    let skipped = purpose_bytes.map_or(0, |bytes| bytes.saturating_add(1 + 8));
    let store_at = purpose_at.saturating_add(skipped).min(payload.end);
    if store_at == payload.end {
        walk.odd(Oddity::EmptyStore { at: found.at });
    }
    push(walk, found, Slot::Jumbf, store_at..payload.end)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, EXIF, JUMBF, XMP, bmff, bmff_box, c2pa_box};
    use super::*;
    use crate::coverage::CoverageState;

    /// The bodies in one slot of an AVIF with further boxes at its end.
    #[track_caller]
    fn check(boxes: &[u8], slot: Slot, expected: &[&[u8]]) {
        let bytes = [&bmff(b"avif")[..], boxes].concat();
        let layout = samples::seen(&bytes);
        assert_eq!(samples::bodies(&layout, &bytes, slot), expected);
        assert_eq!((&layout.coverage, layout.oddities.as_slice()), (&CoverageState::Complete, [].as_slice()));
    }

    #[test]
    fn items_are_placed() {
        check(b"", Slot::Exif, &[EXIF]);
        check(b"", Slot::Xmp, &[XMP]);
    }

    #[test]
    fn a_store_starts_behind_purpose_and_offset() {
        check(b"", Slot::Jumbf, &[JUMBF]);
        let update = c2pa_box(b"update", &[&[0; 8], JUMBF].concat());
        check(&update, Slot::Jumbf, &[JUMBF, JUMBF]);
    }

    #[test]
    fn a_merkle_box_is_structure() {
        check(&c2pa_box(b"merkle", b"cbor"), Slot::Jumbf, &[JUMBF]);
        check(&c2pa_box(b"merkle", b"cbor"), Slot::Private, &[]);
    }

    #[test]
    fn a_box_without_a_store_is_odd() {
        let bytes = [bmff(b"avif"), c2pa_box(b"manifest", b"")].concat();
        assert!(matches!(samples::seen(&bytes).oddities.as_slice(), [Oddity::EmptyStore { .. }]));
    }

    #[test]
    fn an_xmp_box_is_xmp() {
        check(&bmff_box("uuid", &[&UUID_XMP, XMP].concat()), Slot::Xmp, &[XMP, XMP]);
    }

    #[test]
    fn unknown_and_free_boxes_are_private() {
        let boxes = [bmff_box("uuid", b"0123456789abcdef{}"), bmff_box("free", b"old"), bmff_box("abcd", b"x")];
        check(&boxes.concat(), Slot::Private, &[b"{}", b"old", b"x"]);
    }

    #[test]
    fn a_box_with_a_long_length_and_one_to_the_end_are_walked() {
        check(b"\0\0\0\x01free\0\0\0\0\0\0\0\x12ab\0\0\0\0freerest", Slot::Private, &[b"ab", b"rest"]);
    }

    #[test]
    fn a_jpeg_2000_is_unknown_but_walked() {
        let bytes = [
            b"\0\0\0\x0cjP  \r\n\x87\n".to_vec(),
            bmff_box("ftyp", b"jp2 \0\0\0\0jp2 "),
            bmff_box("uuid", &[&UUID_XMP, XMP].concat()),
            bmff_box("uuid", &[&UUID_EXIF, EXIF].concat()),
        ];
        let layout = samples::seen(&bytes.concat());
        assert_eq!(layout.format, Format::Unknown);
        assert_eq!((layout.in_slot(Slot::Xmp).count(), layout.in_slot(Slot::Exif).count()), (1, 1));
    }

    #[test]
    fn a_meta_box_in_a_track_is_opened() {
        let infe = bmff_box("infe", b"\x02\0\0\0\0\x01\0\0mime\0application/rdf+xml\0\0");
        let iinf = bmff_box("iinf", &[b"\0\0\0\0\0\x01", &infe[..]].concat());
        let iloc = bmff_box("iloc", b"\x01\0\0\0\x44\0\0\x01\0\x01\0\x01\0\0\0\x01\0\0\0\0\0\0\0\x05");
        let meta = bmff_box("meta", &[&b"\0\0\0\0"[..], &iinf, &iloc, &bmff_box("idat", b"<xmp>")].concat());
        check(&bmff_box("moov", &bmff_box("trak", &meta)), Slot::Xmp, &[XMP, b"<xmp>"]);
    }

    #[track_caller]
    fn check_unreadable(bytes: &[u8], stopped: bool) {
        let layout = samples::seen(bytes);
        let state = &layout.coverage;
        assert!(!state.is_conclusive(), "{layout:#?}");
        assert_eq!(matches!(state, CoverageState::Stopped { .. }), stopped, "{state:?}");
    }

    #[test]
    fn a_picture_without_an_item_index_is_cut() {
        check_unreadable(&bmff_box("ftyp", b"avif\0\0\0\0"), false);
    }

    #[test]
    fn a_child_longer_than_its_parent_is_unreadable() {
        let moov = bmff_box("moov", b"\0\0\x01\0trak");
        check_unreadable(&[bmff(b"avif"), moov, vec![0; 300]].concat(), false);
    }

    #[test]
    fn boxes_nested_without_end_stop_at_the_bound() {
        let nested = (0..100).fold(Vec::new(), |inner, _| bmff_box("trak", &inner));
        check_unreadable(&[bmff(b"avif"), bmff_box("moov", &nested)].concat(), true);
    }

    /// A file whose `iloc` is this.
    fn with_locations(body: &[u8]) -> Vec<u8> {
        let infe = bmff_box("infe", b"\x02\0\0\0\0\x01\0\0Exif\0");
        let iinf = bmff_box("iinf", &[b"\0\0\0\0\0\x01", &infe[..]].concat());
        let meta = [&b"\0\0\0\0"[..], &iinf, &bmff_box("iloc", body)].concat();
        [bmff_box("ftyp", b"heic\0\0\0\0"), bmff_box("meta", &meta)].concat()
    }

    #[test]
    fn an_item_outside_of_the_file_is_odd_and_not_read() {
        let bytes = with_locations(b"\0\0\0\0\x44\0\0\x01\0\x01\0\0\0\x01\0\xff\xff\xff\0\0\0\x10");
        check_unreadable(&bytes, false);
        assert!(matches!(samples::seen(&bytes).oddities.as_slice(), [Oddity::PointerOutside { from: "iloc", .. }]));
    }

    #[test]
    fn a_location_table_that_lies_is_unreadable() {
        check_unreadable(&with_locations(b"\x02\0\0\0\x44\0\xff\xff\xff\xff"), false);
    }

    #[test]
    fn a_location_table_longer_than_its_box_is_unreadable() {
        let bytes = with_locations(b"\0\0\0\0\0\0\0\x03\0\x07\0\0\0\0");
        check_unreadable(&[bytes, bmff_box("free", &[0; 100])].concat(), false);
    }

    #[test]
    fn extents_of_no_bytes_stop_at_the_bound() {
        let one = b"\0\x02\0\0\xff\xff";
        let bytes = with_locations(&[b"\0\0\0\0\0\0\xff\xff", &one.repeat(65_535)[..]].concat());
        check_unreadable(&bytes, true);
    }
}
