//! Changes in a TIFF: values put behind the file, entries that point there, and a first directory with room for
//! one more (tag 700, TC260-PG-20259A). Nothing that is there moves.

use super::assemble::{bytes, piece};
use super::change::Change;
use super::directories::Block;
use super::edit::{Edit, length};
use super::refusal::{self, Reason};
use super::reread::File;
use crate::container::layout::{Piece, Slot};
use crate::message::Text;

const XMP: u16 = 700;
/// UNDEFINED, the field type that the guide names.
const UNDEFINED: u16 = 7;

static TRAILING: Text = Text {
    zh: "文件末尾有不属于任何目录的数据",
    en: "there are bytes at the end that no directory points at",
};
static HAS_PACKET: Text = Text { zh: "第一个目录已有 XMP", en: "the first directory has XMP already" };
static SHARED: Text =
    Text { zh: "XMP 的字节同时属于图像数据", en: "the bytes of the XMP belong to picture data, too" };
static NOT_REMOVABLE: Text = Text { zh: "该处不能删除", en: "what stands there cannot be taken out" };

/// The edits that bring the changes about.
pub(super) fn edits(file: &File<'_>, changes: Vec<Change>) -> Result<Vec<Edit>, Reason> {
    let block = Block::read(file.asset, 0..file.asset.size(), file.limits)?;
    let mut edits = Vec::new();
    let mut tail = Tail { behind: Vec::new() };
    for change in changes {
        match change {
            Change::Body { piece: number, body } => {
                let piece = piece(file, number)?;
                if piece.slot != Slot::Xmp {
                    return Err(refusal::STRUCTURE.with("why", &NOT_REMOVABLE));
                }
                hold_apart(file, piece)?;
                let (inside, behind) = block.with_value(block.entry_at(&piece.span)?, &body)?;
                edits.extend(inside);
                tail.put(behind)?;
            }
            Change::Block { edits: inside, behind, .. } => {
                edits.extend(inside);
                tail.put(behind)?;
            }
            Change::Packet(packet) => {
                let (pointer, behind) = with_packet(&block, &packet, file)?;
                edits.push(pointer);
                tail.put(behind)?;
            }
            Change::Bytes { gone, put } => edits.push(Edit::replace(gone, put)),
            Change::Remove { .. } => return Err(refusal::STRUCTURE.with("why", &NOT_REMOVABLE)),
        }
    }
    if !tail.behind.is_empty() {
        // What lies there would look as if it belonged to a directory.
        if file.layout.in_slot(Slot::Trailing).next().is_some() {
            return Err(refusal::STRUCTURE.with("why", &TRAILING));
        }
        edits.push(Edit::insert(file.asset.size(), tail.behind));
    }
    Ok(edits)
}

/// What is put behind the file. Offsets were counted from its end, so only one change can put something there.
struct Tail {
    behind: Vec<u8>,
}

impl Tail {
    fn put(&mut self, behind: Vec<u8>) -> Result<(), Reason> {
        if !self.behind.is_empty() && !behind.is_empty() {
            return Err(refusal::STRUCTURE.with("why", &NOT_REMOVABLE));
        }
        self.behind.extend(behind);
        Ok(())
    }
}

/// Old bytes are overwritten, so no picture data may lie there.
fn hold_apart(file: &File<'_>, packet: &Piece) -> Result<(), Reason> {
    let overlaps = |run: &std::ops::Range<u64>| run.start < packet.span.end && packet.span.start < run.end;
    let runs = |piece: &Piece| match piece.extents.is_empty() {
        true => overlaps(&piece.body),
        false => piece.extents.iter().any(overlaps),
    };
    let others = file.layout.pieces.iter().filter(|piece| !matches!(piece.slot, Slot::Exif | Slot::Structure));
    if others.filter(|piece| *piece != packet).any(runs) {
        return Err(refusal::STRUCTURE.with("why", &SHARED));
    }
    Ok(())
}

/// A packet and a copy of the first directory with one entry more, behind the file; the header points at the copy.
fn with_packet(block: &Block<'_>, packet: &[u8], file: &File<'_>) -> Result<(Edit, Vec<u8>), Reason> {
    let header = block.header;
    let old = header.first;
    let counted = bytes(file, &(old..old.saturating_add(length(&vec![0; header.count_bytes()]))))?;
    let count = header.number(&counted, 0, header.count_bytes()).unwrap_or_default();
    let table_at = header.next_at(old, 0);
    let next_at = header.next_at(old, count);
    let table = bytes(file, &(table_at..next_at))?;
    let next = block.bytes(next_at, header.offset_bytes())?;
    let mut rows: Vec<&[u8]> = table.chunks_exact(header.entry_bytes()).collect();
    let tag = |row: &&[u8]| header.number(row, 0, 2).unwrap_or_default();
    if rows.iter().any(|row| tag(row) == u64::from(XMP)) {
        return Err(refusal::STRUCTURE.with("why", &HAS_PACKET));
    }
    let (packet_at, mut behind) = block.behind();
    let row = [
        block.number_of(u64::from(XMP), 2)?,
        block.number_of(u64::from(UNDEFINED), 2)?,
        block.number(length(packet))?,
        block.number(packet_at)?,
    ]
    .concat();
    let place = rows.iter().position(|row| tag(row) > u64::from(XMP)).unwrap_or(rows.len());
    rows.insert(place, &row);
    behind.extend(packet);
    behind.resize(behind.len().saturating_add(packet.len() & 1), 0);
    let directory_at = packet_at.saturating_add(length(packet)).saturating_add(length(packet) & 1);
    behind.extend(block.number_of(count.saturating_add(1), header.count_bytes())?);
    behind.extend(rows.concat());
    behind.extend(next);
    let pointer_at = if header.big { 8 } else { 4 };
    Ok((Edit::overwrite(pointer_at, block.number(directory_at)?), behind))
}
