//! Changes in a WebP (RFC 9649): RIFF chunks written anew, the size of the form, and what `VP8X` announces.

use super::assemble::{block_body, bytes, piece};
use super::change::Change;
use super::edit::{Edit, length};
use super::refusal::{self, Reason};
use super::reread::File;
use crate::container::layout::{Piece, Slot};
use crate::message::Text;

/// `VP8X` announces XMP by this bit, transparency by the other.
const XMP_FLAG: u8 = 0x04;
const ALPHA_FLAG: u8 = 0x10;
/// Behind `RIFF`, size and `WEBP`.
const FORM_AT: u64 = 12;

static NO_PICTURE: Text = Text { zh: "没有图像块", en: "there is no picture chunk" };
static TOO_LONG: Text = Text { zh: "文件太大", en: "the file would be too large" };
static CUT: Text = Text { zh: "RIFF 长度与文件不符", en: "the RIFF size does not fit the file" };

/// The edits that bring the changes about.
pub(super) fn edits(file: &File<'_>, changes: Vec<Change>) -> Result<Vec<Edit>, Reason> {
    let mut edits = Vec::new();
    for change in changes {
        match change {
            Change::Body { piece, body } => edits.push(with_body(file, piece, &body)?),
            Change::Block { piece, edits: inside, behind } => {
                edits.push(with_body(file, piece, &block_body(file, piece, &inside, behind)?)?);
            }
            Change::Remove { piece: number } => {
                edits.push(Edit::replace(piece(file, number)?.span.clone(), Vec::new()));
            }
            Change::Bytes { gone, put } => edits.push(Edit::replace(gone, put)),
            Change::Packet(packet) => add(file, &packet, &mut edits)?,
        }
    }
    edits.extend(size_edit(file, &edits)?);
    Ok(edits)
}

/// The end of the RIFF form as declared, without its padding.
fn declared_end(file: &File<'_>) -> Result<u64, Reason> {
    let raw = bytes(file, &(4..8))?;
    let size = raw.first_chunk::<4>().map(|raw| u32::from_le_bytes(*raw));
    Ok(u64::from(size.ok_or_else(|| refusal::STRUCTURE.with("why", &CUT))?).saturating_add(8))
}

fn size_edit(file: &File<'_>, edits: &[Edit]) -> Result<Option<Edit>, Reason> {
    let too_long = || refusal::STRUCTURE.with("why", &TOO_LONG);
    let end = declared_end(file)?;
    let mut size = i128::from(end.saturating_sub(8));
    for edit in edits.iter().filter(|edit| edit.gone.start <= end) {
        let gone = edit.gone.end.saturating_sub(edit.gone.start);
        size = size.saturating_add(i128::from(length(&edit.put))).saturating_sub(i128::from(gone));
    }
    if size == i128::from(end.saturating_sub(8)) {
        return Ok(None);
    }
    let size = u32::try_from(size).map_err(|_| too_long())?;
    Ok(Some(Edit::overwrite(4, size.to_le_bytes().to_vec())))
}

fn with_body(file: &File<'_>, number: usize, body: &[u8]) -> Result<Edit, Reason> {
    let piece = piece(file, number)?;
    if piece.slot == Slot::Trailing {
        return Ok(Edit::replace(piece.body.clone(), body.to_vec()));
    }
    let head = bytes(file, &(piece.span.start..piece.body.start))?;
    let cut = || refusal::STRUCTURE.with("why", &CUT);
    let (kind, rest) = head.split_first_chunk::<4>().ok_or_else(cut)?;
    let prefix = rest.get(4..).ok_or_else(cut)?;
    Ok(Edit::replace(piece.span.clone(), chunk(*kind, &[prefix, body].concat())?))
}

fn add(file: &File<'_>, packet: &[u8], edits: &mut Vec<Edit>) -> Result<(), Reason> {
    let end = declared_end(file)?;
    if end > file.asset.size() {
        return Err(refusal::STRUCTURE.with("why", &CUT));
    }
    // The last chunk of the form may lack its padding.
    let mut new = vec![0; usize::from(end & 1 == 1 && end == file.asset.size())];
    let at = end.saturating_add(end & 1).min(file.asset.size());
    new.extend(chunk(*b"XMP ", packet)?);
    edits.push(Edit::insert(at, new));
    match file.layout.pieces.iter().find(|piece| piece.name == "VP8X") {
        Some(header) => {
            let flags = bytes(file, &(header.body.start..header.body.start.saturating_add(1)))?;
            let flags = flags.first().copied().unwrap_or_default() | XMP_FLAG;
            edits.push(Edit::overwrite(header.body.start, vec![flags]));
        }
        None => edits.push(Edit::insert(FORM_AT, extended_header(file)?)),
    }
    Ok(())
}

/// A simple file becomes an extended one by a header in front of its picture (RFC 9649 §2.7).
fn extended_header(file: &File<'_>) -> Result<Vec<u8>, Reason> {
    let missing = || refusal::STRUCTURE.with("why", &NO_PICTURE);
    let is_picture = |piece: &&Piece| piece.slot == Slot::Pixels && !piece.after_end;
    let picture = file.layout.pieces.iter().find(is_picture).ok_or_else(missing)?;
    let (width, height) = file.layout.width.zip(file.layout.height).ok_or_else(missing)?;
    let flags = XMP_FLAG | if is_transparent(file, picture)? { ALPHA_FLAG } else { 0 };
    let mut body = vec![flags, 0, 0, 0];
    for side in [width, height] {
        let [low, middle, high, top] = side.checked_sub(1).ok_or_else(missing)?.to_le_bytes();
        if top != 0 {
            return Err(missing());
        }
        body.extend([low, middle, high]);
    }
    chunk(*b"VP8X", &body)
}

/// A lossless picture says in bit 28 behind its signature whether it is see-through; a lossy one alone never is.
fn is_transparent(file: &File<'_>, picture: &Piece) -> Result<bool, Reason> {
    let head = bytes(file, &(picture.body.start..picture.body.start.saturating_add(5)))?;
    Ok(picture.name == "VP8L" && head.get(4).is_some_and(|byte| byte & 0x10 != 0))
}

fn chunk(kind: [u8; 4], data: &[u8]) -> Result<Vec<u8>, Reason> {
    let length = u32::try_from(data.len()).map_err(|_| refusal::STRUCTURE.with("why", &TOO_LONG))?;
    let padding: &[u8] = if length & 1 == 1 { b"\0" } else { b"" };
    Ok([&kind[..], &length.to_le_bytes(), data, padding].concat())
}
