//! Windows bitmap: the headers in, pieces out. The format has no place for metadata; what can be there is a
//! colour profile and bytes behind the declared end.

use super::cursor::{Endian, Stop};
use super::layout::{Piece, Slot};
use super::walk::Walk;
use crate::coverage::{CoverageState, reason};

const FILE_HEADER_BYTES: u64 = 14;

/// `BM` alone is no magic number; the length of the second header has to be one that exists.
pub(super) fn is_header(head: &[u8]) -> bool {
    matches!(head.get(14..18), Some([12 | 16 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0]))
}

/// Lists the pieces of a bitmap.
pub(super) fn walk(walk: &mut Walk<'_>) -> Result<(), Stop> {
    let declared = u64::from(walk.cursor.u32(2, Endian::Little)?);
    let pixels_at = u64::from(walk.cursor.u32(10, Endian::Little)?);
    let header_bytes = u64::from(walk.cursor.u32(14, Endian::Little)?);
    read_dimensions(walk, header_bytes)?;
    let header_end = FILE_HEADER_BYTES.saturating_add(header_bytes);
    walk.push_structure("header", 0..header_end.max(pixels_at))?;
    walk.layout.coverage = CoverageState::NotApplicable { reason: &reason::NO_PLACE_FOR_METADATA };
    // Many writers leave the file size at 0 or at the size of the headers.
    let end = if declared > pixels_at { declared } else { walk.size() };
    walk.push(Piece::new("pixels", Slot::Pixels, pixels_at..end, pixels_at..end))?;
    walk.push_trailing(end)
}

fn read_dimensions(walk: &mut Walk<'_>, header_bytes: u64) -> Result<(), Stop> {
    if header_bytes == 12 {
        let width = walk.cursor.u16(18, Endian::Little)?;
        let height = walk.cursor.u16(20, Endian::Little)?;
        walk.set_dimensions(u32::from(width), u32::from(height));
        return Ok(());
    }
    let width = i32::from_le_bytes(walk.cursor.array(18)?);
    // A negative height is a picture stored from the top.
    let height = i32::from_le_bytes(walk.cursor.array(22)?);
    walk.set_dimensions(width.unsigned_abs(), height.unsigned_abs());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    /// A bitmap whose bytes at an offset are changed: size, and what trails.
    #[track_caller]
    fn check(at: usize, change: &[u8], size: (u32, u32), trailing: &[&[u8]]) {
        let mut bytes = samples::bmp();
        bytes.splice(at..at + change.len(), change.iter().copied());
        let layout = samples::seen(&bytes);
        assert_eq!(layout.width.zip(layout.height), Some(size));
        assert_eq!(samples::bodies(&layout, &bytes, Slot::Trailing), trailing);
        assert!(matches!(layout.coverage, CoverageState::NotApplicable { .. }));
    }

    #[test]
    fn a_height_may_be_negative() {
        check(0, b"", (40, 24), &[]);
        check(22, &24_i32.to_le_bytes(), (40, 24), &[]);
        check(22, &i32::MIN.to_le_bytes(), (40, 1 << 31), &[]);
    }

    #[test]
    fn the_old_header_is_read() {
        check(14, b"\x0c\0\0\0\x05\0\x06\0", (5, 6), &[]);
    }

    #[test]
    fn bytes_behind_the_declared_end_are_trailing() {
        check(2, &samples::le32(60), (40, 24), &[b"e data"]);
    }

    #[test]
    fn a_file_size_of_zero_says_nothing() {
        check(2, &samples::le32(0), (40, 24), &[]);
    }

    #[test]
    fn a_declared_end_past_the_file_is_a_cut() {
        let mut bytes = samples::bmp();
        bytes.splice(2..6, samples::le32(1 << 30));
        assert!(matches!(samples::seen(&bytes).coverage, CoverageState::Unreadable { .. }));
    }
}
