//! Structural signs that a careful writer would not have left: a header that announces metadata which is not
//! there, a C2PA field without a store.
//!
//! Layout oddities go in; evidence that says nothing of origin comes out. Whether a sign means anything is
//! decided in `facts`, and only together with other traces: a careless encoder leaves the same.

use crate::container::layout::Oddity;
use crate::coverage::Coverage;
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::reader::{Input, Reader};
use crate::untrusted::Untrusted;

/// The reader.
pub static READER: Reader = Reader { id: ID, read };

const ID: &str = "structure";

fn read(input: &Input<'_>) -> Reading {
    let evidence = input.layout.oddities.iter().filter_map(|oddity| remnant(input, oddity)).collect();
    Reading { evidence, coverage: vec![Coverage { reader: ID, state: input.layout.coverage.clone() }] }
}

fn remnant(input: &Input<'_>, oddity: &Oddity) -> Option<Evidence> {
    let (kind, piece, what, at, length) = match oddity {
        Oddity::FlagWithoutChunk { chunk: "ICCP", .. } => return None,
        Oddity::FlagWithoutChunk { chunk, at } => (EvidenceKind::StructureRemnant, "VP8X", *chunk, *at, 18),
        Oddity::EmptyStore { at } => (EvidenceKind::StructureRemnant, "C2PA", "manifest store", *at, 0),
        // An index of pictures is copied by programs that save the first alone. Pointers of TIFF and BMFF are the picture's own.
        Oddity::PointerOutside { from: "MPF", at, .. } => {
            (EvidenceKind::StructurePointer, "APP2 MPF", "further picture", *at, 16)
        }
        Oddity::SegmentSequenceBroken { .. }
        | Oddity::PointerOutside { .. }
        | Oddity::Truncated { .. }
        | Oddity::ChecksumMismatch { .. } => return None,
    };
    Some(Evidence {
        kind,
        carrier: format!("{}:{piece}", input.layout.format.id()),
        span: Some(at..at.saturating_add(length)),
        says: Statement::Nothing,
        strength: Strength::Detected,
        detail: Detail::Properties(vec![("announced", Untrusted::new(what.trim()))]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::Asset;
    use crate::check::Settings;
    use crate::container::layout::{Format, Layout};
    use crate::context::Context;
    use crate::metadata::model::Metadata;

    #[track_caller]
    fn check(oddity: Oddity, expected: usize) {
        let mut layout = Layout::new(Format::Webp);
        layout.oddities.push(oddity);
        let context = Context::at(time::macros::datetime!(2026-11-23 00:00 UTC));
        let (bytes, metadata, settings) = (Vec::new(), Metadata::default(), Settings::default());
        let asset = Asset::new("test", &bytes);
        let (limits, trust) = (&settings.limits, &settings.trust);
        let input = Input {
            asset: &asset,
            layout: &layout,
            metadata: &metadata,
            pixels: &crate::pixels::Pixels::default(),
            limits,
            trust,
            context: &context,
        };
        assert_eq!(read(&input).evidence.len(), expected);
    }

    #[test]
    fn an_announced_block_that_is_missing_is_evidence() {
        check(Oddity::FlagWithoutChunk { chunk: "XMP ", at: 12 }, 1);
        check(Oddity::FlagWithoutChunk { chunk: "EXIF", at: 12 }, 1);
    }

    #[test]
    fn a_pointer_to_a_further_picture_is_evidence_of_its_own_kind() {
        check(Oddity::PointerOutside { from: "MPF", at: 12, to: 99 }, 1);
        check(Oddity::PointerOutside { from: "iloc", at: 12, to: 99 }, 0);
    }

    #[test]
    fn a_missing_profile_and_a_cut_are_not() {
        check(Oddity::FlagWithoutChunk { chunk: "ICCP", at: 12 }, 0);
        check(Oddity::Truncated { at: 40 }, 0);
    }
}
