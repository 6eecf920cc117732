//! What the formats share: pieces and their bytes, and payloads with bytes overwritten.

use std::ops::Range;

use super::change::Change;
use super::edit::{Edit, Edited, in_order};
use super::refusal::{self, Reason};
use super::reread::File;
use crate::asset::Asset;
use crate::container::layout::Piece;
use crate::message::Text;

static NO_PIECE: Text = Text { zh: "结构中没有这一部分", en: "the structure has no such piece" };
static TOO_LONG: Text = Text { zh: "盒太大", en: "a box would be too large" };
static OVERLAP: Text = Text { zh: "改动互相重叠", en: "two changes overlap" };

/// A piece by its number.
pub(super) fn piece<'f>(file: &'f File<'_>, number: usize) -> Result<&'f Piece, Reason> {
    file.layout.pieces.get(number).ok_or_else(|| refusal::STRUCTURE.with("why", &NO_PIECE))
}

/// Bytes of the file, bounded like any payload.
pub(super) fn bytes(file: &File<'_>, run: &Range<u64>) -> Result<Vec<u8>, Reason> {
    let read = file.asset.read_span(run, file.limits.payload_bytes_max);
    let read = read.map_err(|error| refusal::io(&error))?;
    let whole = u64::try_from(read.len()).is_ok_and(|count| count == run.end.saturating_sub(run.start));
    if whole { Ok(read) } else { Err(refusal::STRUCTURE.with("why", &NO_PIECE)) }
}

/// The payload of a piece, put together where it is scattered.
pub(super) fn body(file: &File<'_>, piece: &Piece) -> Result<Vec<u8>, Reason> {
    if piece.extents.is_empty() {
        return bytes(file, &piece.body);
    }
    let mut all = Vec::new();
    for run in &piece.extents {
        all.extend(bytes(file, run)?);
    }
    Ok(all)
}

/// The payload of a piece after edits in it, with bytes put behind.
pub(super) fn block_body(file: &File<'_>, number: usize, edits: &[Edit], behind: Vec<u8>) -> Result<Vec<u8>, Reason> {
    let piece = piece(file, number)?;
    let edits = in_order(edits.to_vec()).ok_or_else(|| refusal::STRUCTURE.with("why", &OVERLAP))?;
    let edited = Edited::new(file.asset, &edits);
    let through = Asset::new("", &edited);
    let read = through.read_span(&piece.body, file.limits.payload_bytes_max);
    let mut body = read.map_err(|error| refusal::io(&error))?;
    body.extend(behind);
    Ok(body)
}

/// The edit for one change in a format whose pieces stand alone; how a payload is framed anew and where a new packet
/// goes is the format's.
pub(super) fn edit(
    file: &File<'_>,
    change: Change,
    with_body: impl Fn(&File<'_>, usize, &[u8]) -> Result<Edit, Reason>,
    with_packet: impl FnOnce(&File<'_>, &[u8]) -> Result<Edit, Reason>,
) -> Result<Edit, Reason> {
    match change {
        Change::Body { piece, body } => with_body(file, piece, &body),
        Change::Block { piece, edits, behind } => with_body(file, piece, &block_body(file, piece, &edits, behind)?),
        Change::Remove { piece: number } => Ok(Edit::replace(piece(file, number)?.span.clone(), Vec::new())),
        Change::Bytes { gone, put } => Ok(Edit::replace(gone, put)),
        Change::Packet(packet) => with_packet(file, &packet),
    }
}

/// A box of an ISO base media file (ISO/IEC 14496-12 §4.2).
pub(super) fn boxed(kind: [u8; 4], body: &[u8]) -> Result<Vec<u8>, Reason> {
    let size = u32::try_from(body.len().saturating_add(8)).map_err(|_| refusal::STRUCTURE.with("why", &TOO_LONG))?;
    Ok([&size.to_be_bytes()[..], &kind, body].concat())
}
