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
use crate::coverage::reason;

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
            return Err(Stop::Broken { why: &reason::CHUNK_TYPE, at });
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
    let missing = |_| Stop::Ends { why: reason::ENDS_IN_CHUNKS.message(), at };
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

#[cfg(test)]
mod tests {
    use super::super::layout::Layout;
    use super::super::samples::{self, EXIF, JUMBF, XMP, chunk, png_of};
    use super::*;
    use crate::coverage::CoverageState;
    use crate::limits::Limits;

    /// The bodies in one slot of a PNG with these chunks.
    #[track_caller]
    fn check(chunks: &[u8], slot: Slot, expected: &[&[u8]]) -> Layout {
        let bytes = png_of(chunks);
        let layout = samples::seen(&bytes);
        assert_eq!(samples::bodies(&layout, &bytes, slot), expected);
        assert_eq!((&layout.coverage, layout.oddities.as_slice()), (&CoverageState::Complete, [].as_slice()));
        layout
    }

    #[test]
    fn xmp_starts_behind_the_fields_of_its_chunk() {
        check(&chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", XMP].concat()), Slot::Xmp, &[XMP]);
        check(&chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0x\0yz\0", XMP].concat()), Slot::Xmp, &[XMP]);
    }

    #[test]
    fn compressed_xmp_is_a_text_chunk() {
        let data = b"XML:com.adobe.xmp\0\x01\0\0\0compressed";
        check(&chunk(b"iTXt", data), Slot::Text, &[data]);
    }

    #[test]
    fn xmp_without_its_fields_is_a_text_chunk() {
        check(&chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0"), Slot::Text, &[b"XML:com.adobe.xmp\0\0\0"]);
    }

    #[test]
    fn all_kinds_of_text_are_text() {
        let chunks = [chunk(b"tEXt", b"AIGC\0{}"), chunk(b"zTXt", b"a\0\0x"), chunk(b"iTXt", b"b\0\0\0\0\0c")];
        check(&chunks.concat(), Slot::Text, &[b"AIGC\0{}", b"a\0\0x", b"b\0\0\0\0\0c"]);
    }

    #[test]
    fn exif_starts_at_its_tiff_header() {
        check(&chunk(b"eXIf", EXIF), Slot::Exif, &[EXIF]);
        check(&chunk(b"eXIf", &[b"Exif\0\0", EXIF].concat()), Slot::Exif, &[EXIF]);
    }

    #[test]
    fn a_manifest_store_is_jumbf() {
        check(&chunk(b"caBX", JUMBF), Slot::Jumbf, &[JUMBF]);
    }

    #[test]
    fn private_chunks_are_listed() {
        let layout = check(&chunk(b"coMf", b"{}"), Slot::Private, &[b"{}"]);
        assert_eq!(layout.in_slot(Slot::Private).next().unwrap().name, "coMf");
    }

    #[test]
    fn a_run_of_picture_data_is_one_piece() {
        let layout = check(b"", Slot::Text, &[]);
        assert_eq!(layout.in_slot(Slot::Pixels).count(), 1);
    }

    #[test]
    fn frames_of_an_animation_are_picture_data() {
        let frame = [chunk(b"fcTL", &[0; 26]), chunk(b"fdAT", b"one"), chunk(b"fdAT", b"two")].concat();
        let layout = check(&frame, Slot::Text, &[]);
        assert_eq!(layout.in_slot(Slot::Pixels).count(), 2);
    }

    fn with_end(between: &[u8], behind: &[u8]) -> Vec<u8> {
        let start = png_of(b"");
        let start = start.strip_suffix(chunk(b"IEND", b"").as_slice()).unwrap();
        [start, between, &chunk(b"IEND", b""), behind].concat()
    }

    #[test]
    fn a_label_behind_the_picture_data_is_found_at_every_depth() {
        let bytes = with_end(&chunk(b"tEXt", b"AIGC\0{}"), b"");
        for depth in [Depth::Metadata, Depth::Full] {
            let layout = samples::seen_at(&bytes, depth, &Limits::default());
            assert_eq!(samples::bodies(&layout, &bytes, Slot::Text), [b"AIGC\0{}"]);
            assert!(layout.in_slot(Slot::Text).all(|piece| !piece.after_end));
        }
    }

    #[test]
    fn a_chunk_behind_the_end_is_found_and_marked() {
        let bytes = with_end(b"", &[chunk(b"tEXt", b"AIGC\0{}"), b"more".to_vec()].concat());
        let layout = samples::seen(&bytes);
        assert_eq!(samples::bodies(&layout, &bytes, Slot::Text), [b"AIGC\0{}"]);
        assert!(layout.in_slot(Slot::Text).all(|piece| piece.after_end));
        assert_eq!(layout.in_slot(Slot::Trailing).count(), 1);
        assert_eq!(layout.coverage, CoverageState::Complete);
    }

    #[test]
    fn a_wrong_checksum_is_odd_from_depth_full_on() {
        let mut text = chunk(b"tEXt", b"AIGC\0{}");
        text.splice(8..9, *b"a");
        let bytes = png_of(&text);
        assert_eq!(samples::seen(&bytes).oddities, [Oddity::ChecksumMismatch { at: 33 }]);
        assert_eq!(samples::seen_at(&bytes, Depth::Metadata, &Limits::default()).oddities, []);
    }

    #[test]
    fn long_runs_of_equal_chunks_are_one_piece_at_every_depth() {
        for count in [1, 15, 16, 17, 40, 1000] {
            let run = chunk(b"IDAT", &[7; 300]).repeat(count);
            let bytes = with_end(&[run, chunk(b"IDAT", b"last"), chunk(b"tEXt", b"AIGC\0{}")].concat(), b"");
            let full = samples::seen(&bytes);
            let metadata = samples::seen_at(&bytes, Depth::Metadata, &Limits::default());
            assert_eq!(full.pieces, metadata.pieces, "{count}");
            assert_eq!(full.in_slot(Slot::Text).count(), 1, "{count}");
        }
    }

    #[test]
    fn a_length_past_the_end_keeps_what_is_there() {
        let bytes = png_of(b"\x7f\xff\xff\xfftEXtAIGC\0{");
        let layout = samples::seen(&bytes);
        let text = layout.in_slot(Slot::Text).next().unwrap();
        assert!(text.truncated && text.body.end == u64::try_from(bytes.len()).unwrap());
        assert_eq!(layout.oddities, [Oddity::Truncated { at: 33 }]);
    }

    #[test]
    fn bytes_that_are_no_chunk_are_kept_as_one_piece() {
        let bytes = png_of(b"\0\0\0\x02a1GC{}....");
        let layout = samples::seen(&bytes);
        assert!(matches!(layout.coverage, CoverageState::Unreadable { at: 33, .. }));
        assert_eq!(samples::bodies(&layout, &bytes, Slot::Private), [&bytes[33..]]);
    }

    #[test]
    fn empty_chunks_without_end_stop_at_the_bound() {
        let layout = samples::seen(&png_of(&chunk(b"tEXt", b"").repeat(100_001)));
        assert!(matches!(layout.coverage, CoverageState::Stopped { limit: "pieces_max", .. }));
    }
}
