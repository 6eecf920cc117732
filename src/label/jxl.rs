//! Changes in JPEG XL files. Boxes are written anew, since nothing points at their offsets.

use super::assemble::{self, boxed, bytes, piece};
use super::change::Change;
use super::edit::Edit;
use super::refusal::{self, Reason};
use super::reread::File;
use crate::container::layout::Slot;
use crate::message::Text;

static TO_THE_END: Text = Text {
    zh: "最后一个盒没有写出长度，其后不能再加",
    en: "the last box has no length of its own, so that nothing can follow it",
};
static BARE: Text = Text {
    zh: "没有盒结构的 JPEG XL 码流不能携带元数据",
    en: "a bare JPEG XL codestream carries no metadata",
};

/// The edits that bring the changes about.
pub(super) fn edits(file: &File<'_>, changes: Vec<Change>) -> Result<Vec<Edit>, Reason> {
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
