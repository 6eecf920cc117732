//! The thumbnail of an EXIF block: the JPEG that its second directory points to, and one in the note of a camera maker.

use std::ops::Range;

use crate::container::ifd::{self, Directory, TiffHeader};

/// JPEGInterchangeFormat and its length (EXIF 2.32 §4.6.2).
const START: u16 = 0x0201;
const LENGTH: u16 = 0x0202;
/// StripOffsets: a thumbnail without compression.
const STRIPS: u16 = 0x0111;
/// Some writers put the JPEG segment's id in front of the block in other containers too.
const JPEG_ID: &[u8] = b"Exif\0\0";

/// What the block holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum InBlock {
    /// No thumbnail.
    Nothing,
    /// A JPEG, as a range of the block.
    Jpeg(Range<usize>),
    /// One that is stored without compression.
    Uncompressed,
    /// The directory points to something that is no JPEG or not there.
    Lost,
}

/// Looks for it.
pub(super) fn find(block: &[u8], entries_max: usize) -> InBlock {
    let base = if block.starts_with(JPEG_ID) { JPEG_ID.len() } else { 0 };
    let inner = block.get(base..).unwrap_or_default();
    let Some((header, second)) = second_directory(inner, entries_max) else { return InBlock::Nothing };
    let Some((start, length)) = number(inner, header, &second, START).zip(number(inner, header, &second, LENGTH))
    else {
        let is_uncompressed = second.entries.iter().any(|entry| entry.tag == STRIPS);
        return if is_uncompressed { InBlock::Uncompressed } else { InBlock::Nothing };
    };
    // Cameras that keep no thumbnail leave the entries, with a length of 0.
    if length == 0 {
        return InBlock::Nothing;
    }
    let range = start..start.saturating_add(length);
    match inner.get(range.clone()) {
        Some(bytes) if bytes.starts_with(b"\xff\xd8") => {
            InBlock::Jpeg(range.start.saturating_add(base)..range.end.saturating_add(base))
        }
        Some(_) | None => InBlock::Lost,
    }
}

/// Where a JPEG begins in the note of a camera maker. The notes of each maker have a form of their own; what they share is
/// that a preview within is a whole JPEG file.
pub(super) fn in_note(note: &[u8]) -> Option<usize> {
    /// Start of image, and the beginning of the marker behind it.
    const BEGIN: &[u8] = b"\xff\xd8\xff";
    let is_begin = |at: &usize| {
        // A table or an application segment opens a file.
        let marker = at.checked_add(BEGIN.len()).and_then(|at| note.get(at));
        marker.is_some_and(|marker| matches!(marker, 0xc4 | 0xdb | 0xe0..=0xef | 0xfe))
    };
    memchr::memmem::find_iter(note, BEGIN).find(is_begin)
}

fn second_directory(block: &[u8], entries_max: usize) -> Option<(TiffHeader, Directory)> {
    let header = ifd::header(block)?;
    let first = ifd::directory(block, header, header.first, entries_max)?;
    let second = ifd::directory(block, header, first.next?, entries_max)?;
    Some((header, second))
}

fn number(block: &[u8], header: TiffHeader, directory: &Directory, tag: u16) -> Option<usize> {
    let entry = directory.entries.iter().find(|entry| entry.tag == tag)?;
    let width = if entry.kind == 3 { 2 } else { 4 };
    let value = header.number(block, usize::try_from(entry.value.start).ok()?, width)?;
    usize::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block whose second directory has these entries, with `data` behind it at offset 8 + 6 + 2 + 12 n + 4.
    fn block(entries: &[(u16, u32)], data: &[u8]) -> Vec<u8> {
        let mut out = b"II*\0\x08\0\0\0\0\0\x0e\0\0\0".to_vec();
        out.extend(u16::try_from(entries.len()).unwrap().to_le_bytes());
        for (tag, value) in entries {
            out.extend(tag.to_le_bytes());
            out.extend(4_u16.to_le_bytes());
            out.extend(1_u32.to_le_bytes());
            out.extend(value.to_le_bytes());
        }
        out.extend([0; 4]);
        out.extend(data);
        out
    }

    const DATA: &[u8] = b"\xff\xd8\xff\xd9";
    const DATA_AT: u32 = 14 + 2 + 24 + 4;

    #[test]
    fn the_second_directory_points_to_it() {
        let whole = block(&[(START, DATA_AT), (LENGTH, 4)], DATA);
        assert_eq!(find(&whole, 100), InBlock::Jpeg(44..48));
        assert_eq!(find(&[JPEG_ID, &whole].concat(), 100), InBlock::Jpeg(50..54));
    }

    #[test]
    fn a_preview_begins_somewhere_in_a_note() {
        assert_eq!(in_note(b"Maker\0\xff\xd8\xff\xdb\0\x43"), Some(6));
        assert_eq!(in_note(b"\xff\xd8\xff\0\xff\xd8\xff\xe1.."), Some(4));
        for note in [b"".as_slice(), b"Maker", b"\xff\xd8\xff", b"\xff\xd8\xff\xd9"] {
            assert_eq!(in_note(note), None, "{note:?}");
        }
    }

    #[test]
    fn one_that_is_not_there_is_lost_and_none_is_nothing() {
        assert_eq!(find(&block(&[(START, DATA_AT), (LENGTH, 5)], DATA), 100), InBlock::Lost);
        assert_eq!(find(&block(&[(START, u32::MAX), (LENGTH, u32::MAX)], DATA), 100), InBlock::Lost);
        assert_eq!(find(&block(&[(START, DATA_AT), (LENGTH, 4)], b"text"), 100), InBlock::Lost);
        assert_eq!(find(&block(&[(START, DATA_AT), (LENGTH, 0)], DATA), 100), InBlock::Nothing);
        assert_eq!(find(&block(&[(STRIPS, 8)], &[]), 100), InBlock::Uncompressed);
        for bytes in [b"".as_slice(), b"II*\0", b"MM\0*\0\0\0\x08\0\0\0\0\0\x08"] {
            assert_eq!(find(bytes, 100), InBlock::Nothing, "{bytes:?}");
        }
    }
}
