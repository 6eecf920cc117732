//! Brotli-compressed boxes of JPEG XL (ISO/IEC 18181-2 §9.5): decompressed and handed to the parser of the
//! box inside.
//!
//! Boxes of JUMBF and of coded picture data belong to others and are not opened here.

use super::collect::{Collector, Source, note};
use super::decode::{self, Ended};
use super::model::TextKind;
use super::{exif, text, xmp};
use crate::container::layout::Piece;
use crate::coverage::CoverageState;
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
        return Err(source.unreadable("box is cut short"));
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
        Ended::Whole | Ended::Broken => Err(source.unreadable("compressed box does not decompress")),
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
        None => note(&mut collector.out.exif_coverage, Err(inner.unreadable("no TIFF header"))),
    }
}
