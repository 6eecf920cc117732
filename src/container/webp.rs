//! WebP (RFC 9649): RIFF chunks in, pieces out, past the declared end of the RIFF form as well.
//!
//! What `VP8X` announces is compared with what is there: a flag without its chunk is what a careless remover
//! leaves. Chunks behind the declared end are listed and marked, since appending is what careless writers do.

use super::cursor::{Endian, Stop};
use super::layout::{Oddity, Piece, Slot};
use super::walk::{self, Walk};
use crate::coverage::reason;

const FORM_AT: u64 = 12;
const NAMED: &[&str] = &["VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP", "EXIF", "XMP ", "C2PA"];

/// `VP8X` flag, the chunk it announces and that chunk's slot.
const FLAGS: [(u8, &str, Slot); 3] = [(0x20, "ICCP", Slot::Icc), (0x08, "EXIF", Slot::Exif), (0x04, "XMP ", Slot::Xmp)];

struct Chunk {
    kind: [u8; 4],
    at: u64,
    body: u64,
    body_end: u64,
    /// With the padding byte of an odd length.
    end: u64,
}

/// Lists the pieces of a WebP.
pub(super) fn walk(walk: &mut Walk<'_>) -> Result<(), Stop> {
    let declared = u64::from(walk.cursor.u32(4, Endian::Little)?);
    // The form counts from after its own size field; an odd size is padded.
    let form_end = declared.saturating_add(8);
    let form_end = form_end.saturating_add(form_end & 1);
    walk.push_structure("RIFF", 0..FORM_AT)?;
    let mut flags = None;
    let result = walk_form(walk, form_end, &mut flags);
    if let Some((flags, at)) = flags {
        compare_flags(walk, flags, at);
    }
    result?;
    walk_after_end(walk, form_end)
}

fn walk_form(walk: &mut Walk<'_>, form_end: u64, flags: &mut Option<(u8, u64)>) -> Result<(), Stop> {
    let mut at = FORM_AT;
    while at < form_end {
        // The last padding byte is often left out.
        if at == walk.size() && form_end == at.saturating_add(1) {
            return Ok(());
        }
        if at >= walk.size() {
            return Err(Stop::Ends { why: reason::ENDS_IN_RIFF.message(), at });
        }
        let chunk = read_chunk(walk, at)?;
        push_chunk(walk, &chunk)?;
        if &chunk.kind == b"VP8X" && flags.is_none() {
            *flags = Some((walk.cursor.byte(chunk.body)?, chunk.at));
        }
        at = chunk.end;
    }
    Ok(())
}

fn walk_after_end(walk: &mut Walk<'_>, form_end: u64) -> Result<(), Stop> {
    walk.push_trailing(form_end)?;
    let mut at = form_end;
    while at.saturating_add(8) <= walk.size() {
        let chunk = read_chunk(walk, at)?;
        let known = NAMED.iter().any(|name| name.as_bytes() == chunk.kind);
        if !known || chunk.body_end > walk.size() {
            break;
        }
        push_chunk(walk, &chunk)?;
        at = chunk.end;
    }
    Ok(())
}

fn read_chunk(walk: &mut Walk<'_>, at: u64) -> Result<Chunk, Stop> {
    let [k0, k1, k2, k3, l0, l1, l2, l3] = walk.cursor.array::<8>(at)?;
    let length = u64::from(u32::from_le_bytes([l0, l1, l2, l3]));
    let body = at.saturating_add(8);
    let body_end = body.saturating_add(length);
    let end = body_end.saturating_add(length & 1);
    // The padding of the last chunk may be missing; that is not a cut.
    let end = if body_end == walk.size() { body_end } else { end };
    Ok(Chunk { kind: [k0, k1, k2, k3], at, body, body_end, end })
}

fn push_chunk(walk: &mut Walk<'_>, chunk: &Chunk) -> Result<(), Stop> {
    let slot = match &chunk.kind {
        b"EXIF" => Slot::Exif,
        b"XMP " => Slot::Xmp,
        b"C2PA" => Slot::Jumbf,
        b"ICCP" => Slot::Icc,
        b"VP8 " | b"VP8L" | b"ALPH" | b"ANMF" => Slot::Pixels,
        b"VP8X" | b"ANIM" => Slot::Structure,
        _ => Slot::Private,
    };
    let mut body = chunk.body..chunk.body_end;
    if slot == Slot::Exif {
        body = walk::exif_body(&mut walk.cursor, body)?;
    }
    walk.push(Piece::new(walk::four_cc(chunk.kind, NAMED), slot, chunk.at..chunk.end, body))?;
    read_dimensions(walk, chunk)
}

fn read_dimensions(walk: &mut Walk<'_>, chunk: &Chunk) -> Result<(), Stop> {
    if walk.layout.width.is_some() {
        return Ok(());
    }
    let head_bytes = usize::try_from(chunk.body_end.saturating_sub(chunk.body).min(10)).unwrap_or_default();
    let head = walk.cursor.upto(chunk.body, head_bytes)?;
    let found = match (&chunk.kind, head) {
        (b"VP8X", [_, _, _, _, w0, w1, w2, h0, h1, h2]) => {
            let width = u32::from_le_bytes([*w0, *w1, *w2, 0]).saturating_add(1);
            Some((width, u32::from_le_bytes([*h0, *h1, *h2, 0]).saturating_add(1)))
        }
        (b"VP8 ", [_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1]) => {
            let low_14 = |bytes| u32::from(u16::from_le_bytes(bytes) & 0x3fff);
            Some((low_14([*w0, *w1]), low_14([*h0, *h1])))
        }
        (b"VP8L", [0x2f, b0, b1, b2, b3, ..]) => {
            let bits = u32::from_le_bytes([*b0, *b1, *b2, *b3]);
            Some(((bits & 0x3fff).saturating_add(1), ((bits >> 14) & 0x3fff).saturating_add(1)))
        }
        _ => None,
    };
    if let Some((width, height)) = found {
        walk.set_dimensions(width, height);
    }
    Ok(())
}

fn compare_flags(walk: &mut Walk<'_>, flags: u8, at: u64) {
    for (flag, chunk, slot) in FLAGS {
        if flags & flag != 0 && walk.layout.in_slot(slot).next().is_none() {
            walk.odd(Oddity::FlagWithoutChunk { chunk, at });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::Layout;
    use super::super::samples::{self, EXIF, JUMBF, XMP, riff, webp_header, webp_of};
    use super::*;
    use crate::coverage::CoverageState;

    /// The bodies in one slot of a WebP with these chunks.
    #[track_caller]
    fn check(chunks: &[u8], slot: Slot, expected: &[&[u8]]) -> Layout {
        let bytes = webp_of(chunks);
        let layout = samples::seen(&bytes);
        assert_eq!(samples::bodies(&layout, &bytes, slot), expected);
        assert_eq!(layout.coverage, CoverageState::Complete);
        layout
    }

    #[test]
    fn xmp_and_manifest_are_their_chunks() {
        check(&[riff(b"XMP ", XMP), riff(b"C2PA", JUMBF)].concat(), Slot::Xmp, &[XMP]);
        check(&[riff(b"XMP ", XMP), riff(b"C2PA", JUMBF)].concat(), Slot::Jumbf, &[JUMBF]);
    }

    #[test]
    fn exif_starts_at_its_tiff_header() {
        check(&riff(b"EXIF", EXIF), Slot::Exif, &[EXIF]);
        check(&riff(b"EXIF", &[b"Exif\0\0", EXIF].concat()), Slot::Exif, &[EXIF]);
    }

    #[test]
    fn a_chunk_of_unknown_name_is_private_and_escaped() {
        let layout = check(&riff(b"a\x00\\z", b"{}"), Slot::Private, &[b"{}"]);
        assert_eq!(layout.in_slot(Slot::Private).next().unwrap().name, "a\\x00\\\\z");
    }

    #[track_caller]
    fn check_flags(flags: u8, chunks: &[u8], missing: &[&str]) {
        let layout = samples::seen(&webp_of(&[&webp_header(flags)[..], chunks].concat()));
        let found = layout.oddities.iter().map(|oddity| {
            let Oddity::FlagWithoutChunk { chunk, at: 12 } = oddity else { panic!("{oddity:?}") };
            *chunk
        });
        assert_eq!(found.collect::<Vec<_>>(), missing);
    }

    #[test]
    fn flags_with_their_chunks_are_not_odd() {
        check_flags(0x2c, &[riff(b"ICCP", b"x"), riff(b"EXIF", EXIF), riff(b"XMP ", XMP)].concat(), &[]);
    }

    #[test]
    fn a_flag_without_its_chunk_is_odd() {
        check_flags(0x04, b"", &["XMP "]);
        check_flags(0x2c, &riff(b"EXIF", EXIF), &["ICCP", "XMP "]);
    }

    #[track_caller]
    fn check_size(chunk: &[u8], expected: Option<(u32, u32)>) {
        let layout = samples::seen(&webp_of(chunk));
        assert_eq!(layout.width.zip(layout.height), expected);
    }

    #[test]
    fn each_kind_of_picture_has_its_size() {
        check_size(&webp_header(0), Some((40, 24)));
        check_size(&riff(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x28\x40\x18\x80"), Some((40, 24)));
        check_size(&riff(b"VP8L", b"\x2f\x27\xc0\x05\x00"), Some((40, 24)));
        check_size(&riff(b"VP8 ", b"\0\0\0no key frame"), None);
        check_size(&riff(b"VP8L", b"\x2f"), None);
    }

    #[test]
    fn chunks_behind_the_declared_end_are_found_and_marked() {
        let bytes = [webp_of(&webp_header(0)), riff(b"XMP ", XMP), riff(b"C2PA", JUMBF)].concat();
        let layout = samples::seen(&bytes);
        assert_eq!(samples::bodies(&layout, &bytes, Slot::Xmp), [XMP]);
        assert_eq!(samples::bodies(&layout, &bytes, Slot::Jumbf), [JUMBF]);
        assert!(layout.in_slot(Slot::Xmp).chain(layout.in_slot(Slot::Jumbf)).all(|piece| piece.after_end));
    }

    #[test]
    fn a_missing_last_padding_byte_is_no_cut() {
        let mut bytes = webp_of(&riff(b"XMP ", XMP));
        assert_eq!(XMP.len() % 2, 1);
        bytes.pop();
        assert_eq!(samples::seen(&bytes).coverage, CoverageState::Complete);
    }

    #[test]
    fn a_cut_manifest_is_listed_and_marked() {
        let mut bytes = webp_of(&[webp_header(0), riff(b"C2PA", JUMBF)].concat());
        bytes.truncate(bytes.len() - 5);
        let layout = samples::seen(&bytes);
        assert!(layout.in_slot(Slot::Jumbf).next().unwrap().truncated);
        assert!(matches!(layout.oddities.as_slice(), [Oddity::Truncated { at: 30 }]));
    }

    #[test]
    fn a_huge_chunk_costs_nothing() {
        let layout = samples::seen(&webp_of(b"XMP \xff\xff\xff\xff<x"));
        assert!(matches!(layout.coverage, CoverageState::Unreadable { .. }));
        assert_eq!(layout.in_slot(Slot::Xmp).count(), 1);
    }
}
