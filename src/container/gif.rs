//! GIF (GIF89a specification): blocks and extensions in, pieces out, past the trailer as well.
//!
//! Payloads are cut into sub-blocks of at most 255 bytes; their places are listed as extents. The XMP
//! extension is the exception: its packet is stored plainly in front of a trailer that lets sub-block
//! readers find the end (XMP part 3 §1.1.2).

use std::ops::Range;

use super::cursor::{Endian, Stop};
use super::layout::{Piece, Slot};
use super::walk::Walk;
use crate::coverage::reason;

/// The bytes 0x01, 0xff, 0xfe, … 0x00 and the block terminator.
const XMP_TRAILER_BYTES: u64 = 258;

struct SubBlocks {
    /// Behind the terminator; past the end of the asset when it is missing.
    end: u64,
    /// Where the contents lie, when they were asked for.
    extents: Vec<Range<u64>>,
}

/// Lists the pieces of a GIF.
pub(super) fn walk(walk: &mut Walk<'_>) -> Result<(), Stop> {
    // The chain has a link every 256 bytes.
    walk.cursor.stream(true);
    let mut at = walk_screen(walk)?;
    loop {
        at = match walk.cursor.byte(at).map_err(|_| Stop::Ends { why: reason::ENDS_IN_PICTURE.message(), at })? {
            0x21 => walk_extension(walk, at)?,
            0x2c => walk_image(walk, at)?,
            0x3b => {
                let end = at.saturating_add(1);
                walk.push_structure("trailer", at..end)?;
                return walk.push_trailing(end);
            }
            _ => return Err(Stop::Broken { why: &reason::NO_BLOCK, at }),
        };
    }
}

fn walk_screen(walk: &mut Walk<'_>) -> Result<u64, Stop> {
    let width = walk.cursor.u16(6, Endian::Little)?;
    let height = walk.cursor.u16(8, Endian::Little)?;
    walk.set_dimensions(u32::from(width), u32::from(height));
    let end = 13_u64.saturating_add(color_table_bytes(walk.cursor.byte(10)?));
    walk.push_structure("screen", 0..end)?;
    Ok(end)
}

/// Length of the colour table a packed field announces.
fn color_table_bytes(packed: u8) -> u64 {
    if packed & 0x80 == 0 { 0 } else { 6 << (packed & 0x07) }
}

fn walk_image(walk: &mut Walk<'_>, at: u64) -> Result<u64, Stop> {
    let packed = walk.cursor.byte(at.saturating_add(9))?;
    // Descriptor (10), colour table, minimum code size (1), then the sub-blocks.
    let data_at = at.saturating_add(11).saturating_add(color_table_bytes(packed));
    let blocks = sub_blocks(walk, data_at, false)?;
    walk.push(Piece::new("image", Slot::Pixels, at..blocks.end, data_at..blocks.end))?;
    Ok(blocks.end)
}

fn walk_extension(walk: &mut Walk<'_>, at: u64) -> Result<u64, Stop> {
    let body = at.saturating_add(2);
    match walk.cursor.byte(at.saturating_add(1))? {
        0xfe => push_scattered(walk, "comment", Slot::Comment, (at, body)),
        0xff => walk_application(walk, at),
        0xf9 => push_plain(walk, "graphic control", Slot::Structure, (at, body)),
        0x01 => push_scattered(walk, "plain text", Slot::Private, (at, body)),
        _ => push_scattered(walk, "extension", Slot::Private, (at, body)),
    }
}

fn walk_application(walk: &mut Walk<'_>, at: u64) -> Result<u64, Stop> {
    let id_at = at.saturating_add(2);
    let id_bytes = u64::from(walk.cursor.byte(id_at)?);
    let data_at = id_at.saturating_add(1).saturating_add(id_bytes);
    let id: [u8; 11] = match walk.cursor.array(id_at.saturating_add(1)) {
        Ok(id) if id_bytes == 11 => id,
        Ok(_) => return push_scattered(walk, "application", Slot::Private, (at, id_at)),
        Err(_) => return push_plain(walk, "application", Slot::Private, (at, id_at)),
    };
    match &id {
        b"XMP DataXMP" => walk_xmp(walk, at, data_at),
        b"C2PA_GIF\x01\0\0" => push_scattered(walk, "C2PA_GIF", Slot::Jumbf, (at, data_at)),
        b"ICCRGBG1012" => push_scattered(walk, "ICCRGBG1012", Slot::Icc, (at, data_at)),
        b"NETSCAPE2.0" => push_plain(walk, "NETSCAPE2.0", Slot::Structure, (at, data_at)),
        b"ANIMEXTS1.0" => push_plain(walk, "ANIMEXTS1.0", Slot::Structure, (at, data_at)),
        _ => push_scattered(walk, "application", Slot::Private, (at, data_at)),
    }
}

fn walk_xmp(walk: &mut Walk<'_>, at: u64, data_at: u64) -> Result<u64, Stop> {
    let end = sub_blocks(walk, data_at, false)?.end;
    let trailer_at = end.saturating_sub(XMP_TRAILER_BYTES);
    let stored_plainly = trailer_at >= data_at && walk.cursor.upto(trailer_at, 3)? == [0x01, 0xff, 0xfe];
    // A packet cut off before its trailer starts with its markup; a length byte in front of it would not.
    let cut_plainly = end > walk.size() && walk.cursor.upto(data_at, 1)? == b"<";
    if !stored_plainly && !cut_plainly {
        return push_scattered(walk, "XMP DataXMP", Slot::Xmp, (at, data_at));
    }
    let body_end = if stored_plainly { trailer_at } else { end };
    walk.push(Piece::new("XMP DataXMP", Slot::Xmp, at..end, data_at..body_end))?;
    Ok(end)
}

fn push_plain(walk: &mut Walk<'_>, name: &'static str, slot: Slot, places: (u64, u64)) -> Result<u64, Stop> {
    let (at, data_at) = places;
    let end = sub_blocks(walk, data_at, false)?.end;
    walk.push(Piece::new(name, slot, at..end, data_at..end))?;
    Ok(end)
}

fn push_scattered(walk: &mut Walk<'_>, name: &'static str, slot: Slot, places: (u64, u64)) -> Result<u64, Stop> {
    let (at, data_at) = places;
    let blocks = sub_blocks(walk, data_at, true)?;
    let mut piece = Piece::new(name, slot, at..blocks.end, data_at..blocks.end);
    piece.extents = blocks.extents;
    walk.push(piece)?;
    Ok(blocks.end)
}

/// Follows the chain of sub-blocks; every link moves forward, so the file bounds it.
fn sub_blocks(walk: &mut Walk<'_>, at: u64, keep: bool) -> Result<SubBlocks, Stop> {
    let mut blocks = SubBlocks { end: at, extents: Vec::new() };
    while let [length] = *walk.cursor.upto(blocks.end, 1)? {
        let start = blocks.end.saturating_add(1);
        blocks.end = start.saturating_add(u64::from(length));
        if length == 0 {
            return Ok(blocks);
        }
        if keep {
            walk.count(start)?;
            blocks.extents.push(start..blocks.end);
        }
    }
    // No terminator: one byte more than there is was needed.
    blocks.end = walk.size().saturating_add(1).max(blocks.end);
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, JUMBF, XMP, blocks, gif_of, xmp_trailer};
    use super::*;
    use crate::coverage::CoverageState;

    /// The bodies in one slot of a GIF with these extensions.
    #[track_caller]
    fn check(extensions: &[u8], slot: Slot, expected: &[&[u8]]) {
        let bytes = gif_of(extensions);
        let layout = samples::seen(&bytes);
        assert_eq!(samples::bodies(&layout, &bytes, slot), expected);
        assert_eq!(layout.coverage, CoverageState::Complete);
    }

    fn application(id: &[u8; 11], rest: &[u8]) -> Vec<u8> {
        [b"\x21\xff\x0b", &id[..], rest].concat()
    }

    #[test]
    fn a_packet_ends_before_its_trailer() {
        check(&application(b"XMP DataXMP", &[XMP, &xmp_trailer()].concat()), Slot::Xmp, &[XMP]);
    }

    #[test]
    fn a_packet_of_any_length_ends_before_its_trailer() {
        for length in 1..600 {
            let packet = [b"<", &vec![b'x'; length][..]].concat();
            check(&application(b"XMP DataXMP", &[&packet, &xmp_trailer()[..]].concat()), Slot::Xmp, &[&packet]);
        }
    }

    #[test]
    fn a_packet_in_sub_blocks_is_put_together() {
        check(&application(b"XMP DataXMP", &blocks(XMP, 9)), Slot::Xmp, &[XMP]);
    }

    #[test]
    fn a_store_is_put_together() {
        check(&application(b"C2PA_GIF\x01\0\0", &blocks(JUMBF, 7)), Slot::Jumbf, &[JUMBF]);
    }

    #[test]
    fn a_comment_is_put_together() {
        check(&[&b"\x21\xfe"[..], &blocks(&[b'c'; 700], 255)].concat(), Slot::Comment, &[&[b'c'; 700]]);
    }

    #[test]
    fn unknown_extensions_are_private() {
        check(&application(b"SOMETHING1.", &blocks(b"{}", 2)), Slot::Private, &[b"{}"]);
        check(&[&b"\x21\x77"[..], &blocks(b"{}", 2)].concat(), Slot::Private, &[b"{}"]);
    }

    #[test]
    fn known_extensions_are_structure() {
        check(&application(b"NETSCAPE2.0", b"\x03\x01\0\0\0"), Slot::Private, &[]);
        check(b"\x21\xf9\x04\0\0\0\0\0", Slot::Private, &[]);
    }

    #[test]
    fn bytes_behind_the_trailer_are_trailing() {
        let bytes = [&gif_of(b"")[..], b"behind"].concat();
        assert_eq!(samples::bodies(&samples::seen(&bytes), &bytes, Slot::Trailing), [b"behind"]);
    }

    #[test]
    fn a_cut_packet_keeps_what_is_there() {
        let whole = gif_of(&application(b"XMP DataXMP", &[XMP, &xmp_trailer()].concat()));
        let at = whole.windows(XMP.len()).position(|part| part == XMP).unwrap();
        let bytes = &whole[..at + 20];
        let layout = samples::seen(bytes);
        assert_eq!(samples::bodies(&layout, bytes, Slot::Xmp), [&XMP[..20]]);
        assert!(layout.in_slot(Slot::Xmp).all(|piece| piece.truncated));
    }

    #[test]
    fn a_byte_that_starts_no_block_is_unreadable() {
        let layout = samples::seen(&gif_of(b"\x99"));
        assert!(matches!(layout.coverage, CoverageState::Unreadable { at: 19, .. }));
    }

    #[test]
    fn sub_blocks_without_end_stop_at_the_bound() {
        let bytes = gif_of(&[b"\x21\xfe", &b"\x01x".repeat(100_001)[..], b"\0"].concat());
        let layout = samples::seen(&bytes);
        assert!(matches!(layout.coverage, CoverageState::Stopped { limit: "pieces_max", .. }));
    }
}
