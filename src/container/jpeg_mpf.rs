//! The multi-picture format index of a JPEG (CIPA DC-007): where the further images of the file lie.
//!
//! The first image ends where the index says, so what follows can be told from a label that was appended:
//! indexed images are listed as coded data after the end, and only the bytes between them as trailing.

use std::ops::Range;

use super::cursor::Stop;
use super::ifd::{self, Entry, TiffHeader};
use super::layout::{Oddity, Piece, Slot};
use super::walk::Walk;

/// MP Entry, one record per image (DC-007 §5.2.3).
const MP_ENTRY: u16 = 0xb002;
const RECORD_BYTES: usize = 16;

/// What the index says.
pub(super) struct MpfImages {
    /// Length of the first image from the start of the file.
    pub(super) first_bytes: Option<u64>,
    /// The other images, as offsets in the file.
    others: Vec<Range<u64>>,
}

/// Reads the index; `None` when it does not parse.
pub(super) fn read(walk: &mut Walk<'_>, body: &Range<u64>) -> Result<Option<MpfImages>, Stop> {
    // A JPEG segment has less than 64 KiB.
    let count = usize::try_from(body.end.saturating_sub(body.start)).unwrap_or_default();
    let block = walk.cursor.bytes(body.start, count)?.to_vec();
    let Some(header) = ifd::header(&block) else { return Ok(None) };
    let Some(index) = ifd::directory(&block, header, header.first, walk.limits.ifd_entries_max) else {
        return Ok(None);
    };
    let Some(entry) = index.entries.iter().find(|entry| entry.tag == MP_ENTRY) else { return Ok(None) };
    Ok(Some(images(walk, (&block, header, entry), body.start)))
}

fn images(walk: &mut Walk<'_>, index: (&[u8], TiffHeader, &Entry), base: u64) -> MpfImages {
    let (block, header, entry) = index;
    let mut images = MpfImages { first_bytes: None, others: Vec::new() };
    let from = usize::try_from(entry.value.start).unwrap_or(usize::MAX);
    let to = usize::try_from(entry.value.end).unwrap_or(usize::MAX).min(block.len());
    let records = block.get(from..to).unwrap_or_default().chunks_exact(RECORD_BYTES);
    let places = (base.saturating_add(entry.value.start)..).step_by(RECORD_BYTES);
    for (record, at) in records.zip(places) {
        let Some((length, offset)) = header.number(record, 4, 4).zip(header.number(record, 8, 4)) else { break };
        // An offset of 0 stands for the file itself; the others count from the TIFF header of the index.
        let start = if offset == 0 { 0 } else { base.saturating_add(offset) };
        let end = start.saturating_add(length);
        if end > walk.size() {
            walk.odd(Oddity::PointerOutside { from: "MPF", at, to: end });
        } else if start == 0 {
            images.first_bytes = Some(end);
        } else {
            images.others.push(start..end);
        }
    }
    images.others.sort_unstable_by_key(|image| image.start);
    images
}

/// Lists what follows the first image, which ended at `at`.
pub(super) fn push_images(walk: &mut Walk<'_>, mpf: &MpfImages, at: u64) -> Result<(), Stop> {
    walk.after_end = true;
    let mut at = at;
    for image in mpf.others.iter().filter(|image| !image.is_empty()) {
        if image.start < at || walk.cursor.upto(image.start, 2)? != [0xff, 0xd8] {
            continue;
        }
        if image.start > at {
            walk.push(Piece::new("trailing", Slot::Trailing, at..image.start, at..image.start))?;
        }
        walk.push(Piece::new("MPF image", Slot::Pixels, image.clone(), image.clone()))?;
        at = image.end;
    }
    walk.push_trailing(at)
}
