//! Changes in boxed files. In JPEG XL boxes are written anew, since nothing points at their offsets. In AVIF and
//! HEIF an index points into the file, so only bytes of the same length may take another's place.

use super::assemble::{self, bytes, piece};
use super::change::Change;
use super::edit::{Edit, length};
use super::refusal::{self, Reason};
use super::reread::File;
use crate::container::layout::{Format, Slot};
use crate::message::Text;

static TO_THE_END: Text = Text {
    zh: "最后一个盒没有写出长度，其后不能再加",
    en: "the last box has no length of its own, so that nothing can follow it",
};
static BARE: Text = Text {
    zh: "没有盒结构的 JPEG XL 码流不能携带元数据",
    en: "a bare JPEG XL codestream carries no metadata",
};
static TOO_LONG: Text = Text { zh: "盒太大", en: "a box would be too large" };

/// The edits that bring the changes about in a JPEG XL file.
pub(super) fn jxl_edits(file: &File<'_>, changes: Vec<Change>) -> Result<Vec<Edit>, Reason> {
    changes.into_iter().map(|change| assemble::edit(file, change, with_body, with_packet)).collect()
}

fn with_packet(file: &File<'_>, packet: &[u8]) -> Result<Edit, Reason> {
    let last = file.layout.pieces.iter().rfind(|piece| piece.slot != Slot::Trailing);
    let last = last.filter(|piece| piece.name != "codestream");
    let last = last.ok_or_else(|| refusal::STRUCTURE.with("why", &BARE))?;
    let size = bytes(file, &(last.span.start..last.span.start.saturating_add(4)))?;
    if size == [0; 4] {
        return Err(refusal::STRUCTURE.with("why", &TO_THE_END));
    }
    Ok(Edit::insert(last.span.end, boxed(*b"xml ", packet)?))
}

fn with_body(file: &File<'_>, number: usize, body: &[u8]) -> Result<Edit, Reason> {
    let piece = piece(file, number)?;
    if piece.slot == Slot::Trailing {
        return Ok(Edit::replace(piece.body.clone(), body.to_vec()));
    }
    let head = bytes(file, &(piece.span.start..piece.body.start))?;
    let odd = || refusal::STRUCTURE.with("why", &TO_THE_END);
    // A length of 0 or 1 means another form of header.
    let (size, rest) = head.split_first_chunk::<4>().ok_or_else(odd)?;
    if u32::from_be_bytes(*size) < 8 {
        return Err(odd());
    }
    let (kind, prefix) = rest.split_first_chunk::<4>().ok_or_else(odd)?;
    Ok(Edit::replace(piece.span.clone(), boxed(*kind, &[prefix, body].concat())?))
}

fn boxed(kind: [u8; 4], body: &[u8]) -> Result<Vec<u8>, Reason> {
    let size = u32::try_from(body.len().saturating_add(8)).map_err(|_| refusal::STRUCTURE.with("why", &TOO_LONG))?;
    Ok([&size.to_be_bytes()[..], &kind, body].concat())
}

/// The edits that bring the changes about in an AVIF or HEIF file.
pub(super) fn item_edits(file: &File<'_>, changes: Vec<Change>) -> Result<Vec<Edit>, Reason> {
    let format = if file.layout.format == Format::Avif { "AVIF" } else { "HEIF" };
    let would_move = || refusal::ITEMS.with("format", format);
    let mut edits = Vec::new();
    for change in changes {
        match change {
            Change::Body { piece: number, body } => {
                let piece = piece(file, number)?;
                let same = piece.extents.is_empty() && length(&body) == piece.body_len();
                if !same {
                    return Err(would_move());
                }
                edits.push(Edit::replace(piece.body.clone(), body));
            }
            Change::Block { edits: inside, behind, .. } if behind.is_empty() => edits.extend(inside),
            Change::Block { .. } | Change::Remove { .. } | Change::Packet(_) | Change::Bytes { .. } => {
                return Err(would_move());
            }
        }
    }
    Ok(edits)
}
