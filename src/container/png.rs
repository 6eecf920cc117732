//! PNG and APNG (ISO/IEC 15948 §5): the whole chunk chain in, pieces out, to the end of the file.
//!
//! Chunks after the picture data and after `IEND` are listed like any other; those after `IEND` are marked,
//! and lie inside a piece of trailing bytes. The checksums of metadata chunks are checked from depth full
//! on; a wrong one is an oddity and no reason to look away. At depth metadata a long run of `IDAT` chunks of
//! one size is looked at every sixteenth chunk: anything between them would have to be of that size, too.

use super::cursor::{Endian, Stop};
use super::layout::{Oddity, Piece, Slot};
use super::walk::{self, Walk};
use crate::context::Depth;

/// Chunks without a text of their own.
const STRUCTURE: &[&str] = &[
    "IHDR", "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "bKGD", "hIST", "pHYs", "sBIT", "sPLT", "tIME", "oFFs", "pCAL",
    "sCAL", "sTER", "acTL", "fcTL", "cICP", "mDCV", "cLLI", "CgBI", "iDOT", "vpAg", "orNT", "dSIG",
];
/// Chunks that are told by their name in [`slot_of`], and ones that generators are known to write.
const NAMED: &[&str] =
    &["IDAT", "fdAT", "IEND", "tEXt", "zTXt", "iTXt", "eXIf", "caBX", "iCCP", "comf", "prVW", "mkBF", "mkBS", "mkTS"];
const XMP_KEYWORD: &[u8] = b"XML:com.adobe.xmp\0";
/// Bytes of an `iTXt` chunk in which its text must begin.
const TEXT_HEAD_BYTES: u64 = 1024;
const CHECK_WINDOW_BYTES: u64 = 1 << 16;

struct Chunk {
    kind: [u8; 4],
    at: u64,
    body: u64,
    body_end: u64,
    end: u64,
}

/// Lists the pieces of a PNG.
pub(super) fn walk(walk: &mut Walk<'_>) -> Result<(), Stop> {
    walk.push_structure("signature", 0..8)?;
    let mut at = 8;
    loop {
        let chunk = read_chunk(walk, at)?;
        if !is_kind(chunk.kind) {
            return Err(Stop::Broken { why: "chunk type is not four letters", at });
        }
        push_chunk(walk, &chunk)?;
        at = chunk.end;
        if &chunk.kind == b"IEND" {
            return walk_after_end(walk, at);
        }
        if &chunk.kind == b"IDAT" && walk.depth == Depth::Metadata {
            at = leap(walk, &chunk)?;
        }
    }
}

/// Steps over equal picture chunks, sixteen at a time, as long as the same header stands behind them;
/// returns where to go on.
fn leap(walk: &mut Walk<'_>, chunk: &Chunk) -> Result<u64, Stop> {
    const CHUNKS: u64 = 16;
    let stride = chunk.end.saturating_sub(chunk.at).saturating_mul(CHUNKS);
    let header: [u8; 8] = walk.cursor.array(chunk.at)?;
    let mut at = chunk.at;
    loop {
        let next = at.saturating_add(stride);
        if walk.cursor.upto(next, 8)? != header {
            break;
        }
        at = next;
    }
    if at == chunk.at {
        return Ok(chunk.end);
    }
    if let Some(last) = walk.layout.pieces.last_mut() {
        last.span.end = at;
        last.body.end = at.saturating_sub(4);
    }
    Ok(at)
}

/// Bytes after the end are one trailing piece; those that go on as chunks are listed as well, as far as
/// they do. Nothing there can be malformed, since no standard speaks of it.
fn walk_after_end(walk: &mut Walk<'_>, at: u64) -> Result<(), Stop> {
    walk.push_trailing(at)?;
    let mut at = at;
    while at.saturating_add(12) <= walk.size() {
        let chunk = read_chunk(walk, at)?;
        if !is_kind(chunk.kind) || chunk.end > walk.size() {
            break;
        }
        push_chunk(walk, &chunk)?;
        at = chunk.end;
    }
    Ok(())
}

fn read_chunk(walk: &mut Walk<'_>, at: u64) -> Result<Chunk, Stop> {
    let missing = |_| Stop::Ends { place: "the chunk chain".into(), at };
    let [l0, l1, l2, l3, k0, k1, k2, k3] = walk.cursor.array::<8>(at).map_err(missing)?;
    let length = u64::from(u32::from_be_bytes([l0, l1, l2, l3]));
    let body = at.saturating_add(8);
    let body_end = body.saturating_add(length);
    Ok(Chunk { kind: [k0, k1, k2, k3], at, body, body_end, end: body_end.saturating_add(4) })
}

fn is_kind(kind: [u8; 4]) -> bool {
    kind.iter().all(u8::is_ascii_alphabetic)
}

fn push_chunk(walk: &mut Walk<'_>, chunk: &Chunk) -> Result<(), Stop> {
    if extends_pixels(walk, chunk) {
        return Ok(());
    }
    let mut body = chunk.body..chunk.body_end;
    let mut slot = slot_of(chunk.kind);
    if &chunk.kind == b"iTXt"
        && let Some(xmp_at) = xmp_start(walk, chunk)?
    {
        slot = Slot::Xmp;
        body.start = xmp_at;
    }
    if slot == Slot::Exif {
        body = walk::exif_body(&mut walk.cursor, body)?;
    }
    let name = walk::four_cc(chunk.kind, if slot == Slot::Structure { STRUCTURE } else { NAMED });
    walk.push(Piece::new(name, slot, chunk.at..chunk.end, body))?;
    if &chunk.kind == b"IHDR" {
        read_dimensions(walk, chunk)?;
    }
    if slot != Slot::Pixels && walk.depth >= Depth::Full {
        check_sum(walk, chunk)?;
    }
    Ok(())
}

fn slot_of(kind: [u8; 4]) -> Slot {
    match &kind {
        b"tEXt" | b"zTXt" | b"iTXt" => Slot::Text,
        b"eXIf" => Slot::Exif,
        b"caBX" => Slot::Jumbf,
        b"iCCP" => Slot::Icc,
        b"IDAT" | b"fdAT" => Slot::Pixels,
        b"IEND" => Slot::Structure,
        other if STRUCTURE.iter().any(|known| known.as_bytes() == other) => Slot::Structure,
        _ => Slot::Private,
    }
}

/// A run of picture data is one piece, however many chunks it is cut into.
fn extends_pixels(walk: &mut Walk<'_>, chunk: &Chunk) -> bool {
    if slot_of(chunk.kind) != Slot::Pixels || chunk.end > walk.size() {
        return false;
    }
    let Some(last) = walk.layout.pieces.last_mut() else { return false };
    if last.slot != Slot::Pixels || last.span.end != chunk.at || last.name.as_bytes() != chunk.kind {
        return false;
    }
    last.span.end = chunk.end;
    last.body.end = chunk.body_end;
    true
}

/// Where the packet starts, if the chunk is a plain XMP packet (XMP part 3 §1.1.5). A compressed one is not:
/// its body is no XML, so it stays a text chunk.
fn xmp_start(walk: &mut Walk<'_>, chunk: &Chunk) -> Result<Option<u64>, Stop> {
    let looked_at = chunk.body_end.saturating_sub(chunk.body).min(TEXT_HEAD_BYTES);
    let head = walk.cursor.upto(chunk.body, usize::try_from(looked_at).unwrap_or_default())?;
    let Some(rest) = head.strip_prefix(XMP_KEYWORD) else { return Ok(None) };
    // Compression flag 0 and method, then two NUL-terminated strings: language and translated keyword.
    let [0, _, strings @ ..] = rest else { return Ok(None) };
    let packet = memchr::memchr_iter(0, strings).nth(1).map(|nul| strings.len().saturating_sub(nul).saturating_sub(1));
    let Some(packet_bytes_looked_at) = packet.and_then(|count| u64::try_from(count).ok()) else { return Ok(None) };
    let head_bytes = u64::try_from(head.len()).unwrap_or_default();
    Ok(Some(chunk.body.saturating_add(head_bytes.saturating_sub(packet_bytes_looked_at))))
}

fn read_dimensions(walk: &mut Walk<'_>, chunk: &Chunk) -> Result<(), Stop> {
    let width = walk.cursor.u32(chunk.body, Endian::Big)?;
    let height = walk.cursor.u32(chunk.body.saturating_add(4), Endian::Big)?;
    walk.set_dimensions(width, height);
    Ok(())
}

/// Compares the checksum over type and data (ISO/IEC 15948 §5.5).
fn check_sum(walk: &mut Walk<'_>, chunk: &Chunk) -> Result<(), Stop> {
    if chunk.body_end.saturating_sub(chunk.body) > walk.limits.payload_bytes_max {
        return Ok(());
    }
    let mut hasher = crc32fast::Hasher::new();
    let mut at = chunk.at.saturating_add(4);
    while at < chunk.body_end {
        let count = chunk.body_end.saturating_sub(at).min(CHECK_WINDOW_BYTES);
        hasher.update(walk.cursor.bytes(at, usize::try_from(count).unwrap_or_default())?);
        at = at.saturating_add(count);
    }
    if walk.cursor.u32(chunk.body_end, Endian::Big)? != hasher.finalize() {
        walk.odd(Oddity::ChecksumMismatch { at: chunk.at });
    }
    Ok(())
}
