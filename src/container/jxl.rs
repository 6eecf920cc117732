//! JPEG XL (ISO/IEC 18181-1 and -2): a bare codestream, or boxes in, pieces out.
//!
//! Metadata boxes may be stored compressed (`brob`); those are listed as they are. The picture size comes
//! from the header of the codestream, which is a bit field.

use super::boxes::{self, BoxHead};
use super::cursor::{Endian, Stop};
use super::layout::{Piece, Slot};
use super::walk::{self, Walk};
use crate::coverage::reason;

const KNOWN: &[&str] =
    &["JXL ", "ftyp", "jxlc", "jxlp", "jxll", "jxli", "jbrd", "Exif", "xml ", "jumb", "brob", "jhgm", "uuid", "free"];
/// Set in the number of the last `jxlp` box.
const LAST_PART: u32 = 1 << 31;

/// A bare codestream has no place for anything else; where it ends is not known without decoding it.
pub(super) fn walk_bare(walk: &mut Walk<'_>) -> Result<(), Stop> {
    read_dimensions(walk, 0)?;
    let all = 0..walk.size();
    walk.push(Piece::new("codestream", Slot::Pixels, all.clone(), all))
}

/// Lists the pieces of a boxed file.
pub(super) fn walk_boxed(walk: &mut Walk<'_>) -> Result<(), Stop> {
    let size = walk.size();
    let mut complete = false;
    let mut at = 0;
    while at < size {
        let kind = walk.cursor.upto(at.saturating_add(4), 4)?;
        if <[u8; 4]>::try_from(kind).is_ok_and(|kind| !boxes::is_kind(kind)) {
            walk.push_trailing(at)?;
            break;
        }
        let found = boxes::read(walk, at, size)?;
        complete |= push_box(walk, &found)?;
        at = found.end;
    }
    if complete { Ok(()) } else { Err(Stop::Ends { why: reason::ENDS_IN_CODESTREAM.message(), at }) }
}

/// Lists a box; true when it holds the end of the codestream.
fn push_box(walk: &mut Walk<'_>, found: &BoxHead) -> Result<bool, Stop> {
    let body = found.body..found.end;
    let (slot, body) = match &found.kind {
        b"Exif" => (Slot::Exif, exif_start(walk, found)?..found.end),
        b"xml " => (Slot::Xmp, body),
        b"jumb" => (Slot::Jumbf, found.at..found.end),
        b"brob" => (Slot::Brob, body),
        b"jxlc" | b"jxlp" => (Slot::Pixels, body),
        b"JXL " | b"ftyp" | b"jxll" | b"jxli" => (Slot::Structure, body),
        _ => (Slot::Private, body),
    };
    walk.push(Piece::new(walk::four_cc(found.kind, KNOWN), slot, found.at..found.end, body))?;
    match &found.kind {
        b"jxlc" => {
            read_dimensions(walk, found.body)?;
            Ok(true)
        }
        b"jxlp" => {
            let number = walk.cursor.u32(found.body, Endian::Big)?;
            if number & !LAST_PART == 0 {
                read_dimensions(walk, found.body.saturating_add(4))?;
            }
            Ok(number & LAST_PART != 0)
        }
        _ => Ok(false),
    }
}

/// The box opens with the distance to its TIFF header (ISO/IEC 18181-2 §9.4).
fn exif_start(walk: &mut Walk<'_>, found: &BoxHead) -> Result<u64, Stop> {
    let distance = walk.cursor.upto(found.body, 4)?.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
    Ok(found.body.saturating_add(4).saturating_add(distance).min(found.end))
}

/// Reads `SizeHeader` (ISO/IEC 18181-1 §D.2) of the codestream at `at`.
fn read_dimensions(walk: &mut Walk<'_>, at: u64) -> Result<(), Stop> {
    let mut raw = [0_u8; 16];
    let found = walk.cursor.upto(at, 16)?;
    raw.iter_mut().zip(found).for_each(|(to, from)| *to = *from);
    let number = u128::from_le_bytes(raw);
    if number & 0xffff == 0x0aff {
        let mut bits = Bits(number >> 16);
        let (width, height) = size_header(&mut bits);
        walk.set_dimensions(width, height);
    }
    Ok(())
}

struct Bits(u128);

impl Bits {
    fn take(&mut self, count: u32) -> u32 {
        let mask = (1_u128 << count.min(32)).wrapping_sub(1);
        let value = u32::try_from(self.0 & mask).unwrap_or_default();
        self.0 >>= count.min(32);
        value
    }

    fn extent(&mut self, small: bool) -> u32 {
        if small {
            return self.take(5).saturating_add(1).saturating_mul(8);
        }
        let width = match self.take(2) {
            0 => 9,
            1 => 13,
            2 => 18,
            _ => 30,
        };
        self.take(width).saturating_add(1)
    }
}

fn size_header(bits: &mut Bits) -> (u32, u32) {
    let small = bits.take(1) == 1;
    let height = bits.extent(small);
    let (numerator, denominator) = match bits.take(3) {
        0 => return (bits.extent(small), height),
        1 => (1, 1),
        2 => (12, 10),
        3 => (4, 3),
        4 => (3, 2),
        5 => (16, 9),
        6 => (5, 4),
        _ => (2, 1),
    };
    let width = u64::from(height).saturating_mul(numerator).checked_div(denominator).unwrap_or_default();
    (u32::try_from(width).unwrap_or(u32::MAX), height)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, EXIF, JUMBF, JXL_STREAM, XMP, bmff_box, jxl};
    use super::*;
    use crate::coverage::CoverageState;

    #[track_caller]
    fn check(slot: Slot, expected: &[&[u8]]) {
        let bytes = jxl(&[("jxlc", JXL_STREAM)]);
        assert_eq!(samples::bodies(&samples::seen(&bytes), &bytes, slot), expected);
    }

    #[test]
    fn metadata_boxes_are_placed() {
        check(Slot::Exif, &[EXIF]);
        check(Slot::Xmp, &[XMP]);
        check(Slot::Jumbf, &[JUMBF]);
        check(Slot::Brob, &[b"xml compressed"]);
        check(Slot::Pixels, &[JXL_STREAM]);
    }

    /// The size in a header of these bits, first bit first.
    #[track_caller]
    fn check_size(bits: &str, expected: (u32, u32)) {
        let value = bits.chars().rev().filter(|c| *c != ' ').fold(0_u128, |sum, c| (sum << 1) | u128::from(c == '1'));
        assert_eq!(size_header(&mut Bits(value)), expected);
    }

    #[test]
    fn sizes_in_multiples_of_eight_are_read() {
        // small, height 3 × 8, no ratio, width 5 × 8; every number with its lowest bit first.
        check_size("1 01000 000 00100", (40, 24));
    }

    #[test]
    fn sizes_by_ratio_are_read() {
        check_size("1 01000 100", (24, 24));
        check_size("1 01000 010", (28, 24));
        check_size("1 01000 101", (42, 24));
    }

    #[test]
    fn sizes_in_full_are_read() {
        check_size("0 00 110000000 000 10 1111111111111", (8192, 4));
    }

    #[test]
    fn a_bare_codestream_has_its_size() {
        let layout = samples::seen(JXL_STREAM);
        assert_eq!(layout.width.zip(layout.height), Some((40, 24)));
        assert_eq!(layout.coverage, CoverageState::Complete);
    }

    #[test]
    fn a_file_without_the_last_part_is_cut() {
        let bytes = jxl(&[("jxlp", &[b"\0\0\0\0", JXL_STREAM].concat())]);
        assert!(matches!(samples::seen(&bytes).coverage, CoverageState::Unreadable { .. }));
    }

    #[test]
    fn a_box_shorter_than_its_header_is_unreadable() {
        let bytes = [&jxl(&[("jxlc", JXL_STREAM)])[..], b"\0\0\0\x07xml "].concat();
        assert!(matches!(samples::seen(&bytes).coverage, CoverageState::Unreadable { .. }));
    }

    #[test]
    fn a_distance_past_the_box_leaves_no_exif() {
        let exif = bmff_box("Exif", b"\xff\xff\xff\xffII*\0");
        let bytes = [&jxl(&[("jxlc", JXL_STREAM)])[..], &exif].concat();
        assert_eq!(samples::bodies(&samples::seen(&bytes), &bytes, Slot::Exif), [EXIF, b""]);
    }
}
