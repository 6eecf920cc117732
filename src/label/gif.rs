//! Changes in a GIF: extensions written anew, the XMP one with the trailer that leads sub-block readers past it
//! (XMP part 3 §1.1.2).

use super::assemble::{bytes, piece};
use super::change::Change;
use super::edit::Edit;
use super::refusal::{self, Reason};
use super::reread::File;
use crate::container::layout::{Piece, Slot};
use crate::message::Text;

const SUB_BLOCK_BYTES_MAX: usize = 255;

static NO_SUCH_BLOCK: Text = Text { zh: "没有 EXIF 的位置", en: "there is no place for EXIF" };
static NUL: Text = Text { zh: "XMP 含有零字节", en: "the XMP packet holds a zero byte" };

/// The edits that bring the changes about.
pub(super) fn edits(file: &File<'_>, changes: Vec<Change>) -> Result<Vec<Edit>, Reason> {
    let mut edits = Vec::new();
    for change in changes {
        match change {
            Change::Body { piece, body } => edits.push(with_body(file, piece, &body)?),
            Change::Block { .. } => return Err(refusal::STRUCTURE.with("why", &NO_SUCH_BLOCK)),
            Change::Remove { piece: number } => {
                edits.push(Edit::replace(piece(file, number)?.span.clone(), Vec::new()));
            }
            Change::Bytes { gone, put } => edits.push(Edit::replace(gone, put)),
            Change::Packet(packet) => {
                let extension = [b"\x21\xff\x0bXMP DataXMP", plain(&packet)?.as_slice()].concat();
                edits.push(Edit::insert(place_for_packet(file), extension));
                // GIF87a knows no extensions.
                if bytes(file, &(0..6))? == b"GIF87a" {
                    edits.push(Edit::overwrite(4, b"9".to_vec()));
                }
            }
        }
    }
    Ok(edits)
}

fn with_body(file: &File<'_>, number: usize, body: &[u8]) -> Result<Edit, Reason> {
    let piece = piece(file, number)?;
    let head = bytes(file, &(piece.span.start..piece.body.start))?;
    if piece.slot == Slot::Trailing {
        return Ok(Edit::replace(piece.body.clone(), body.to_vec()));
    }
    let data = if piece.slot == Slot::Xmp { plain(body)? } else { sub_blocks(body) };
    Ok(Edit::replace(piece.span.clone(), [head, data].concat()))
}

/// A packet as it is, and behind it every length downwards, so that wherever a reader of sub-blocks gets to, it
/// gets to the terminator.
fn plain(packet: &[u8]) -> Result<Vec<u8>, Reason> {
    if packet.contains(&0) {
        return Err(refusal::STRUCTURE.with("why", &NUL));
    }
    let trailer = [1].into_iter().chain((0..=255).rev()).chain([0]);
    Ok(packet.iter().copied().chain(trailer).collect())
}

fn sub_blocks(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len().saturating_add(16));
    for block in body.chunks(SUB_BLOCK_BYTES_MAX) {
        out.push(u8::try_from(block.len()).unwrap_or(u8::MAX));
        out.extend(block);
    }
    out.push(0);
    out
}

/// Behind the screen, and behind the extensions that players look for right there.
fn place_for_packet(file: &File<'_>) -> u64 {
    let is_head = |piece: &&Piece| ["screen", "NETSCAPE2.0", "ANIMEXTS1.0"].contains(&piece.name.as_ref());
    file.layout.pieces.iter().take_while(is_head).last().map_or(13, |piece| piece.span.end)
}
