//! Brotli-compressed boxes of JPEG XL (ISO/IEC 18181-2 §9.5): decompressed and handed to the parser of the
//! box inside.
//!
//! Boxes of JUMBF and of coded picture data belong to others and are not opened here.

use super::collect::{Collector, Source, note};
use super::decode::{self, Ended};
use super::model::TextKind;
use super::{exif, text, xmp};
use crate::container::layout::Piece;
use crate::coverage::{CoverageState, reason};
use crate::untrusted::Untrusted;

/// Reads one `brob` box.
pub(super) fn read_piece(collector: &mut Collector<'_>, piece: &Piece) {
    let result = collector.load(piece, "").and_then(|source| read(collector, piece, &source));
    let state = result.err().unwrap_or_default();
    // The box type inside may be the very thing that could not be read.
    collector.out.xmp_coverage.worsen(&state);
    collector.out.exif_coverage.worsen(&state);
    collector.out.text_coverage.worsen(&state);
}

fn read(collector: &mut Collector<'_>, piece: &Piece, source: &Source<'_>) -> Result<(), CoverageState> {
    let Some((kind, stored)) = source.block.head().split_first_chunk::<4>() else {
        return Err(source.unreadable(&reason::BROB_CUT));
    };
    if matches!(kind, b"jumb" | b"jxlc" | b"jxlp" | b"jxll" | b"jxli" | b"jbrd") {
        return Ok(());
    }
    let (bytes, ended) = decode::brotli(stored, collector.inflate_max());
    collector.charge(u64::try_from(bytes.len()).unwrap_or(u64::MAX), source.block.at())?;
    let name = String::from_utf8_lossy(kind);
    let label = Untrusted::new(name.trim()).to_string();
    let inner = source.inner(&label, bytes, source.block.piece());
    match kind {
        b"xml " => xmp::read(collector, &inner),
        b"Exif" => read_exif(collector, &inner),
        _ => text::keep_decoded(collector, &inner, TextKind::Private, &name),
    }
    match ended {
        Ended::Whole if !piece.truncated => Ok(()),
        Ended::Whole | Ended::Broken => Err(source.unreadable(&reason::BROB_BROKEN)),
        Ended::Capped => Err(CoverageState::Stopped { limit: "inflated_bytes_max", at: source.block.at() }),
    }
}

/// The box opens with the offset of the TIFF header behind that offset (§9.3).
fn read_exif(collector: &mut Collector<'_>, inner: &Source<'_>) {
    let block = inner.block.head().split_first_chunk::<4>().and_then(|(offset, rest)| {
        let skip = usize::try_from(u32::from_be_bytes(*offset)).ok()?;
        rest.get(skip..)
    });
    match block {
        Some(bytes) => exif::read(collector, &inner.inner("", bytes.to_vec(), inner.block.piece())),
        None => note(&mut collector.out.exif_coverage, Err(inner.unreadable(&reason::NO_TIFF_HEADER))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::parse;
    use crate::container::layout::{Format, Slot};

    /// A brotli stream of one uncompressed meta-block (RFC 7932 §9.2) and the empty last one.
    fn stored(kind: &[u8; 4], bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len() - 1).unwrap();
        // Window size 16 (one 0 bit), not last (0), four nibbles (00), length, uncompressed (1).
        let header = (length << 4) | (1 << 20);
        [kind.as_slice(), &header.to_le_bytes()[..3], bytes, &[3]].concat()
    }

    #[track_caller]
    fn check(box_bytes: &[u8], counts: [usize; 3], coverage: &str) {
        let metadata = parse(Format::Jxl, &[("brob", Slot::Brob, box_bytes)]);
        assert_eq!(
            [metadata.xmp_properties().count(), metadata.exif.len(), metadata.text.len()],
            counts,
            "{metadata:?}"
        );
        assert_eq!(metadata.coverage().id(), coverage);
    }

    const EXIF: &[u8] = b"\0\0\0\0MM\0*\0\0\0\x08\0\x01\x01\x0f\0\x02\0\0\0\x03abc\0\0\0\0\0";

    #[test]
    fn the_box_inside_is_read() {
        check(&stored(b"xml ", b"<t:A xmlns:t='u'>x</t:A>"), [1, 0, 0], "complete");
        check(&stored(b"Exif", EXIF), [0, 1, 0], "complete");
        check(&stored(b"prVt", b"text"), [0, 0, 1], "complete");
        check(&stored(b"jumb", b"text"), [0, 0, 0], "complete");
    }

    #[test]
    fn what_does_not_decompress_is_said() {
        check(b"xml ", [0, 0, 0], "unreadable");
        check(b"xm", [0, 0, 0], "unreadable");
        let whole = stored(b"Exif", EXIF);
        check(whole.get(..whole.len() - 4).unwrap(), [0, 1, 0], "unreadable");
    }

    #[test]
    fn an_offset_outside_of_the_box_is_said() {
        check(&stored(b"Exif", b"\xff\xff\xff\xffMM"), [0, 0, 0], "unreadable");
    }
}
