//! Changes in a JPEG: segments written anew, and the index of further pictures kept right.

use super::change::Change;
use super::edit::{Edit, in_order, length, moved};
use super::refusal::{self, Reason};
use super::reread::File;
use crate::container::ifd;
use crate::container::layout::{Piece, Slot};
use crate::message::Text;

const XMP_ID: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// A segment's length counts itself and has 16 bits.
const PAYLOAD_BYTES_MAX: usize = 65_533;
/// The record of a picture in the index (CIPA DC-007 §5.2.3).
const MP_ENTRY: u16 = 0xb002;
const RECORD_BYTES: u64 = 16;

static INDEX: Text =
    Text { zh: "多图索引（MPF）无法更新", en: "the index of further pictures (MPF) cannot be kept right" };

/// The edits that bring the changes about.
pub(super) fn edits(file: &File<'_>, changes: Vec<Change>) -> Result<Vec<Edit>, Reason> {
    let mut edits = Vec::new();
    for change in changes {
        match change {
            Change::Body { piece, body } => edits.push(with_body(file, piece, body)?),
            Change::Block { piece, edits: inside, behind } => {
                let body = super::assemble::block_body(file, piece, &inside, behind)?;
                edits.push(with_body(file, piece, body)?);
            }
            Change::Remove { piece } => {
                let span = super::assemble::piece(file, piece)?.span.clone();
                edits.push(Edit::replace(span, Vec::new()));
            }
            Change::Bytes { gone, put } => edits.push(Edit::replace(gone, put)),
            Change::Packet(packet) => {
                let payload = [XMP_ID, &packet].concat();
                edits.push(Edit::insert(place_for_packet(file), segment(0xe1, "APP1", &payload)?));
            }
        }
    }
    let index = index_edits(file, &edits)?;
    edits.extend(index);
    Ok(edits)
}

fn with_body(file: &File<'_>, number: usize, body: Vec<u8>) -> Result<Edit, Reason> {
    let piece = super::assemble::piece(file, number)?;
    if piece.slot == Slot::Trailing || piece.name == "stray" {
        return Ok(Edit::replace(piece.body.clone(), body));
    }
    let head = super::assemble::bytes(file, &(piece.span.start..piece.body.start))?;
    let [0xff, code, _, _, id @ ..] = head.as_slice() else { return Err(carrier(piece)) };
    let payload = [id, &body].concat();
    Ok(Edit::replace(piece.span.clone(), segment(*code, &piece.name, &payload)?))
}

fn carrier(piece: &Piece) -> Reason {
    refusal::CARRIER.with("carrier", piece.name.as_ref()).with("at", format!("{:#x}", piece.span.start))
}

fn segment(code: u8, name: &str, payload: &[u8]) -> Result<Vec<u8>, Reason> {
    let count = payload.len().saturating_add(2);
    let Some(length) = u16::try_from(count).ok().filter(|_| payload.len() <= PAYLOAD_BYTES_MAX) else {
        let room = refusal::ROOM.with("place", format!("jpeg:{name}")).with("needed", payload.len().to_string());
        return Err(room.with("room", PAYLOAD_BYTES_MAX.to_string()));
    };
    Ok([&[0xff, code], &length.to_be_bytes()[..], payload].concat())
}

/// Behind the headers that expect to come first: JFIF, and EXIF where it follows (EXIF 2.32 §4.5.4).
fn place_for_packet(file: &File<'_>) -> u64 {
    let is_head = |piece: &&Piece| piece.name == "SOI" || piece.name == "APP0" || piece.slot == Slot::Exif;
    let heads = file.layout.pieces.iter().take_while(is_head);
    heads.last().map_or(2, |piece| piece.span.end)
}

/// The index of further pictures counts from its own header, the length of the first from the start of the file.
fn index_edits(file: &File<'_>, edits: &[Edit]) -> Result<Vec<Edit>, Reason> {
    let broken = || refusal::STRUCTURE.with("why", &INDEX);
    let Some(piece) = file.layout.in_slot(Slot::Mpf).next() else { return Ok(Vec::new()) };
    let edits = in_order(edits.to_vec()).ok_or_else(broken)?;
    let base = piece.body.start;
    let block = super::assemble::bytes(file, &piece.body)?;
    let Some(header) = ifd::header(&block) else { return Ok(Vec::new()) };
    let index = ifd::directory(&block, header, header.first, file.limits.ifd_entries_max);
    let entry = index.and_then(|index| index.entries.into_iter().find(|entry| entry.tag == MP_ENTRY));
    let Some(entry) = entry else { return Ok(Vec::new()) };
    let mut new = Vec::new();
    let end = entry.value.end.min(length(&block));
    let mut at = entry.value.start;
    while at.saturating_add(RECORD_BYTES) <= end {
        let from = usize::try_from(at).map_err(|_| broken())?;
        let number = |skip: usize| header.number(&block, from.saturating_add(skip), 4).unwrap_or_default();
        let (size, offset) = (number(4), number(8));
        let start = if offset == 0 { 0 } else { base.saturating_add(offset) };
        let new_start = if offset == 0 { 0 } else { moved(&edits, start) };
        let new_size = moved(&edits, start.saturating_add(size)).saturating_sub(new_start);
        let new_offset = if offset == 0 { 0 } else { new_start.saturating_sub(moved(&edits, base)) };
        if (new_size, new_offset) != (size, offset) {
            let mut record = Vec::new();
            for number in [new_size, new_offset] {
                let narrow = u32::try_from(number).map_err(|_| broken())?;
                record.extend(if header.big_endian { narrow.to_be_bytes() } else { narrow.to_le_bytes() });
            }
            new.push(Edit::overwrite(base.saturating_add(at).saturating_add(4), record));
        }
        at = at.saturating_add(RECORD_BYTES);
    }
    Ok(new)
}
