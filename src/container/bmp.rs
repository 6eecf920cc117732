//! Windows bitmap: the headers in, pieces out. The format has no place for metadata; what can be there is a
//! colour profile and bytes behind the declared end.

use super::cursor::{Endian, Stop};
use super::layout::{Piece, Slot};
use super::walk::Walk;
use crate::coverage::CoverageState;

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
    walk.layout.coverage = CoverageState::NotApplicable { reason: "a bitmap has no place for metadata" };
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
