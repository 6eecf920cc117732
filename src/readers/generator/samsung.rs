//! Samsung's trailer (SEF) behind the end of a JPEG, PNG or HEIC.
//!
//! Layout, little-endian, from the end: `SEFT`, before it the length of the directory, before that the
//! directory: `SEFH`, version, count, and per entry 2 bytes of padding, a type, the distance of the block before
//! `SEFH`, and its size. A block is 2 bytes of padding, the type again, the length of its name, the name, the
//! value. The gallery's AI tools write a JSON object with `genAIType`; it stands in `PhotoEditor_Re_Edit_Data`
//! and, on newer phones, in `PEg_Info`. Zero means no AI tool. Learnt from files of a Galaxy S25.

use std::io;
use std::ops::Range;

use serde_json::Value;

use super::json;
use crate::container::layout::{Piece, Slot};
use crate::coverage::{CoverageState, reason};
use crate::message::Message;
use crate::reader::Input;
use crate::untrusted::Untrusted;
use crate::vocabulary::generator::{Act, GeneratorTrace, Tool};

/// What a search of the trailer yields.
pub(super) struct Trailer {
    /// The trace, its carrier and its bytes.
    pub(super) found: Option<(GeneratorTrace, String, Range<u64>)>,
    /// How far the search got.
    pub(super) state: CoverageState,
}

/// Bytes searched backwards for the end mark, for whatever was appended after it.
const TAIL_BYTES: u64 = 64 << 10;

/// Enough of a block to see its name and the first byte of its value.
const BLOCK_HEAD_BYTES: u64 = 264;

/// Size of one directory entry, and of the fields before the first.
const ENTRY_BYTES: usize = 12;

/// Searches every piece behind the picture.
pub(super) fn read(input: &Input<'_>) -> Trailer {
    let mut state = CoverageState::Complete;
    let mut bytes_left = input.limits.json_bytes_max;
    for piece in input.layout.pieces.iter().filter(|piece| may_hold_trailer(piece)) {
        match read_piece(input, piece, &mut bytes_left) {
            Ok(Some(found)) => return Trailer { found: Some(found), state },
            Ok(None) => {}
            Err(why) => state.worsen(&CoverageState::Unreadable { why, at: piece.body.start }),
        }
    }
    Trailer { found: None, state }
}

fn may_hold_trailer(piece: &Piece) -> bool {
    piece.slot == Slot::Trailing || (piece.slot == Slot::Private && piece.name == "sefd")
}

fn read_piece(
    input: &Input<'_>,
    piece: &Piece,
    json_bytes_left: &mut u64,
) -> Result<Option<(GeneratorTrace, String, Range<u64>)>, Message> {
    let tail_start = piece.body.end.saturating_sub(TAIL_BYTES).max(piece.body.start);
    let tail = read_bytes(input, tail_start..piece.body.end)?;
    let Some(directory) = find_directory(&tail) else { return Ok(None) };
    let head = tail_start.saturating_add(u64::try_from(directory.start).unwrap_or(u64::MAX));
    let entries = tail.get(directory).and_then(entries).ok_or_else(|| reason::SAMSUNG_DIRECTORY.message())?;
    for entry in entries.iter().take(input.limits.ifd_entries_max) {
        let start = head.checked_sub(u64::from(entry.distance)).filter(|start| *start >= piece.body.start);
        let start = start.ok_or_else(|| reason::SAMSUNG_OUTSIDE.message())?;
        let span = start..start.saturating_add(u64::from(entry.size)).min(head);
        if !holds_object(&read_bytes(input, start..span.end.min(start.saturating_add(BLOCK_HEAD_BYTES)))?) {
            continue;
        }
        let left = json_bytes_left.checked_sub(u64::from(entry.size));
        *json_bytes_left = left.ok_or_else(|| reason::SAMSUNG_JSON.message())?;
        if let Some((trace, name)) = read_block(&read_bytes(input, span.clone())?, entry.kind) {
            let carrier = format!("{}:SEF {name}", input.layout.format.id());
            return Ok(Some((trace, carrier, span)));
        }
    }
    Ok(None)
}

fn read_bytes(input: &Input<'_>, span: Range<u64>) -> Result<Vec<u8>, Message> {
    let failed = |error: io::Error| reason::SAMSUNG_IO.with("error", error.to_string());
    input.asset.read_span(&span, u64::MAX).map_err(failed)
}

/// The directory before the last end mark. Four letters alone may be chance, so the head must be there too.
fn find_directory(tail: &[u8]) -> Option<Range<usize>> {
    memchr::memmem::rfind_iter(tail, b"SEFT").find_map(|mark| {
        let end = mark.checked_sub(4)?;
        let length = usize::try_from(u32_at(tail, end)?).ok()?;
        let start = end.checked_sub(length)?;
        tail.get(start..end)?.starts_with(b"SEFH").then_some(start..end)
    })
}

struct Entry {
    kind: u16,
    distance: u32,
    size: u32,
}

fn entries(directory: &[u8]) -> Option<Vec<Entry>> {
    let count = usize::try_from(u32_at(directory, 8)?).ok()?;
    let listed = directory.get(ENTRY_BYTES..)?.chunks_exact(ENTRY_BYTES);
    if listed.len() < count {
        return None;
    }
    listed.take(count).map(entry).collect()
}

fn entry(raw: &[u8]) -> Option<Entry> {
    Some(Entry { kind: u16_at(raw, 2)?, distance: u32_at(raw, 4)?, size: u32_at(raw, 8)? })
}

/// Blocks also hold videos and depth maps; only objects are read whole.
fn holds_object(block_head: &[u8]) -> bool {
    name_and_value(block_head).is_some_and(|(_, value)| value.starts_with(b"{"))
}

fn name_and_value(block: &[u8]) -> Option<(&[u8], &[u8])> {
    let name_length = usize::try_from(u32_at(block, 4)?).ok()?;
    block.get(8..)?.split_at_checked(name_length)
}

/// The block's object, if it has one that names an AI tool.
fn read_block(block: &[u8], kind: u16) -> Option<(GeneratorTrace, Untrusted)> {
    if u16_at(block, 2)? != kind {
        return None;
    }
    let (name, value) = name_and_value(block)?;
    let object = json::parse_object(std::str::from_utf8(value).ok()?)?;
    let tool_type = object.get("genAIType").and_then(number)?;
    let version = object.get("genImageVersion").and_then(json::shown).map(|text| ("version", Untrusted::new(text)));
    let details = std::iter::once(("genAIType", Untrusted::new(tool_type.to_string()))).chain(version).collect();
    let trace = GeneratorTrace { tool: Tool::SamsungGallery, act: Act::Edited, details };
    (tool_type != 0).then(|| (trace, Untrusted::from_bytes(name)))
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::Asset;
    use crate::container::layout::{Format, Layout};
    use crate::context::Context;
    use crate::limits::Limits;
    use crate::metadata::model::Metadata;
    use crate::trust::TrustStore;

    /// A trailer with one block.
    fn trailer(name: &str, value: &str) -> Vec<u8> {
        let mut block = vec![0, 0, 0xa1, 0x0b];
        block.extend(u32::try_from(name.len()).unwrap().to_le_bytes());
        block.extend(name.bytes().chain(value.bytes()));
        let size = u32::try_from(block.len()).unwrap().to_le_bytes();
        let mut directory = b"SEFH\x6b\0\0\0\x01\0\0\0\0\0\xa1\x0b".to_vec();
        directory.extend(size.iter().chain(&size));
        let length = u32::try_from(directory.len()).unwrap().to_le_bytes();
        [block.as_slice(), &directory, &length, b"SEFT"].concat()
    }

    fn read_bytes_of(bytes: &[u8]) -> Trailer {
        read_behind(bytes, 0)
    }

    /// Reads a file whose picture ends at `start`.
    fn read_behind(bytes: &[u8], start: u64) -> Trailer {
        let bytes = bytes.to_vec();
        let asset = Asset::new("a.jpg", &bytes);
        let mut layout = Layout::new(Format::Jpeg);
        layout.pieces.push(Piece::new("trailing", Slot::Trailing, start..asset.size(), start..asset.size()));
        read_layout(&asset, &layout, &Limits::default())
    }

    fn read_layout(asset: &Asset<'_>, layout: &Layout, limits: &Limits) -> Trailer {
        let input = Input {
            asset,
            layout,
            metadata: &Metadata::default(),
            pixels: &crate::pixels::Pixels::default(),
            limits,
            trust: &TrustStore::default(),
            context: &Context::at(time::OffsetDateTime::UNIX_EPOCH),
        };
        read(&input)
    }

    #[track_caller]
    fn check(bytes: &[u8], carrier: Option<&str>) {
        let found = read_bytes_of(bytes);
        assert_eq!(found.found.as_ref().map(|(_, carrier, _)| carrier.as_str()), carrier);
        assert_eq!(found.state, CoverageState::Complete);
    }

    #[test]
    fn an_ai_tool_is_a_trace() {
        let re_edit = trailer("PhotoEditor_Re_Edit_Data", r#"{"originalPath":"x","genAIType":2}"#);
        check(&re_edit, Some("jpeg:SEF PhotoEditor_Re_Edit_Data"));
        check(&trailer("PEg_Info", r#"{"genImageVersion":"v1","genAIType":8}"#), Some("jpeg:SEF PEg_Info"));
    }

    #[test]
    fn the_span_is_the_block() {
        let bytes = [b"motion photo".as_slice(), &trailer("PEg_Info", r#"{"genAIType":8}"#)].concat();
        let (_, _, span) = read_bytes_of(&bytes).found.unwrap();
        assert_eq!(span, 12..12 + 8 + 8 + 15);
    }

    #[test]
    fn bytes_after_the_trailer_do_no_harm() {
        let bytes = [trailer("PEg_Info", r#"{"genAIType":8}"#).as_slice(), b"AIGC{}"].concat();
        check(&bytes, Some("jpeg:SEF PEg_Info"));
    }

    #[test]
    fn ordinary_trailers_are_no_trace() {
        check(&trailer("PhotoEditor_Re_Edit_Data", r#"{"genAIType":0}"#), None);
        check(&trailer("PhotoEditor_Re_Edit_Data", r#"{"note":"genAIType"}"#), None);
        check(&trailer("Image_UTC_Data", "1700000000000"), None);
        check(b"genAIType\":8 SEFT", None);
        check(&[], None);
    }

    #[test]
    fn a_damaged_directory_is_coverage() {
        let mut bytes = trailer("PEg_Info", r#"{"genAIType":8}"#);
        let head = bytes.len() - 8 - 24;
        bytes[head + 8] = 9;
        let why = reason::SAMSUNG_DIRECTORY.message();
        assert_eq!(read_bytes_of(&bytes).state, CoverageState::Unreadable { why, at: 0 });
        let mut bytes = trailer("PEg_Info", r#"{"genAIType":8}"#);
        bytes[head + 16] = 0xff;
        let why = reason::SAMSUNG_OUTSIDE.message();
        assert_eq!(read_bytes_of(&bytes).state, CoverageState::Unreadable { why, at: 0 });
    }

    #[test]
    fn a_block_inside_the_picture_is_damage() {
        let bytes = trailer("PEg_Info", r#"{"genAIType":8}"#);
        let why = reason::SAMSUNG_OUTSIDE.message();
        assert_eq!(read_behind(&bytes, 4).state, CoverageState::Unreadable { why, at: 4 });
    }

    #[test]
    fn trailers_share_one_bound() {
        let value = r#"{"genAIType":0}"#;
        let one = trailer("PEg_Info", value);
        let bytes = one.repeat(3);
        let asset = Asset::new("a.heic", &bytes);
        let mut layout = Layout::new(Format::Heif);
        let size = u64::try_from(one.len()).unwrap();
        for n in 0..3 {
            let span = n * size..(n + 1) * size;
            layout.pieces.push(Piece::new("sefd", Slot::Private, span.clone(), span));
        }
        let block = 8 + u64::try_from("PEg_Info".len() + value.len()).unwrap();
        let limits = |blocks| Limits { json_bytes_max: blocks * block, ..Limits::default() };
        assert_eq!(read_layout(&asset, &layout, &limits(3)).state, CoverageState::Complete);
        let why = reason::SAMSUNG_JSON.message();
        let expected = CoverageState::Unreadable { why, at: 2 * size };
        assert_eq!(read_layout(&asset, &layout, &limits(2)).state, expected);
    }

    #[test]
    fn a_cut_trailer_never_panics() {
        let bytes = trailer("PEg_Info", r#"{"genAIType":8}"#);
        for end in 0..bytes.len() {
            assert!(read_bytes_of(&bytes[..end]).found.is_none());
            read_bytes_of(&bytes[end..]);
        }
    }
}
