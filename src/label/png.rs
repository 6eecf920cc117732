//! Changes in a PNG: chunks written anew with their lengths and checksums (ISO/IEC 15948 §5).

use super::assemble::{self, bytes, piece};
use super::change::Change;
use super::edit::Edit;
use super::refusal::{self, Reason};
use super::reread::File;
use crate::container::layout::Slot;
use crate::message::Text;

static NO_HEADER: Text = Text { zh: "没有 IHDR 块", en: "there is no IHDR chunk" };
static TOO_LONG: Text = Text { zh: "块太大", en: "a chunk would be too large" };

/// The edits that bring the changes about.
pub(super) fn edits(file: &File<'_>, changes: Vec<Change>) -> Result<Vec<Edit>, Reason> {
    changes.into_iter().map(|change| assemble::edit(file, change, with_body, with_packet)).collect()
}

fn with_packet(file: &File<'_>, packet: &[u8]) -> Result<Edit, Reason> {
    let header = file.layout.pieces.iter().find(|piece| piece.name == "IHDR");
    let at = header.ok_or_else(|| refusal::STRUCTURE.with("why", &NO_HEADER))?.span.end;
    Ok(Edit::insert(at, chunk(*b"iTXt", &international("XML:com.adobe.xmp", packet))?))
}

fn with_body(file: &File<'_>, number: usize, body: &[u8]) -> Result<Edit, Reason> {
    let piece = piece(file, number)?;
    if piece.slot == Slot::Trailing {
        return Ok(Edit::replace(piece.body.clone(), body.to_vec()));
    }
    let head = bytes(file, &(piece.span.start..piece.body.start))?;
    let broken = || refusal::STRUCTURE.with("why", &NO_HEADER);
    let (kind, prefix) = head.get(4..).and_then(|rest| rest.split_first_chunk::<4>()).ok_or_else(broken)?;
    // A text that became another kind of chunk brings its kind along.
    match body.strip_prefix(KIND_MARK).and_then(|rest| rest.split_first_chunk::<4>()) {
        Some((kind, data)) => Ok(Edit::replace(piece.span.clone(), chunk(*kind, data)?)),
        None => Ok(Edit::replace(piece.span.clone(), chunk(*kind, &[prefix, body].concat())?)),
    }
}

/// No keyword begins with NUL.
const KIND_MARK: &[u8] = b"\0\0kind";

/// The payload of a text chunk: `tEXt` where ASCII says it, `iTXt` otherwise. Never compressed.
pub(super) fn text(keyword: &str, value: &str) -> Vec<u8> {
    if value.is_ascii() {
        return [KIND_MARK, b"tEXt", keyword.as_bytes(), b"\0", value.as_bytes()].concat();
    }
    packet(keyword, value.as_bytes())
}

/// The payload of an `iTXt` chunk in the place of another kind of chunk.
pub(super) fn packet(keyword: &str, value: &[u8]) -> Vec<u8> {
    [KIND_MARK, b"iTXt", &international(keyword, value)].concat()
}

/// Keyword, no compression, no language, no translated keyword, text (ISO/IEC 15948 §11.3.4.5).
fn international(keyword: &str, value: &[u8]) -> Vec<u8> {
    [keyword.as_bytes(), b"\0\0\0\0\0", value].concat()
}

fn chunk(kind: [u8; 4], data: &[u8]) -> Result<Vec<u8>, Reason> {
    let length = u32::try_from(data.len()).ok().filter(|length| *length < 1 << 31);
    let length = length.ok_or_else(|| refusal::STRUCTURE.with("why", &TOO_LONG))?;
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&kind);
    hasher.update(data);
    Ok([&length.to_be_bytes()[..], &kind, data, &hasher.finalize().to_be_bytes()].concat())
}
