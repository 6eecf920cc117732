//! Invisible marks of the `invisible-watermark` library, read from the pixels.
//!
//! The mark has no checksum and no key: what is found is a pattern that known code writes and that anybody can
//! write, so it hints at AI and proves nothing. A miss is no evidence: any strong edit removes the mark. A picture that
//! was scaled is known by the size it was marked at; the method by which it was marked cannot be told then.

use crate::context::Depth;
use crate::coverage::{Coverage, CoverageState, reason};
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::open_watermark::{Effort, Found, PAYLOADS, find};
use crate::reader::{Input, Reader};
use crate::untrusted::Untrusted;
use crate::vocabulary::watermark::{InvisibleMark, MarkSignature, MarkStanding};

/// Reads the picture.
pub static READER: Reader = Reader { id: "open-watermark", read };

/// The search for marks in pictures that were cut, in the list of coverage.
const CROPS: &str = "open-watermark-crops";
/// The encoder refuses smaller pictures.
const PIXELS_MIN: u64 = 65_536;

fn read(input: &Input<'_>) -> Reading {
    // Code that marks animations marks every frame.
    let Some(frame) = input.pixels.frames.first() else { return unread(input.pixels.state.clone()) };
    let pixels = u64::from(frame.width()).saturating_mul(u64::from(frame.height()));
    if pixels < PIXELS_MIN {
        return unread(CoverageState::Skipped { reason: &reason::TOO_SMALL_FOR_WATERMARK });
    }
    let pixels_max = input.limits.watermark_pixels_max;
    let crops = input.context.depth == Depth::Deep;
    let carrier = format!("{}:pixels", input.layout.format.id());
    let found = find(frame.rgb(), Effort { pixels_max, crops });
    let evidence = found.and_then(mark).map(|mark| evidence(mark, carrier)).into_iter().collect();
    let state = if pixels > pixels_max {
        CoverageState::Stopped { limit: "watermark_pixels_max", at: 0 }
    } else {
        CoverageState::Complete
    };
    let crops = if crops { state.clone() } else { CoverageState::Skipped { reason: &reason::DEEP_ONLY } };
    let coverage = vec![Coverage { reader: READER.id, state }, Coverage { reader: CROPS, state: crops }];
    Reading { evidence, coverage }
}

fn unread(state: CoverageState) -> Reading {
    let coverage = [READER.id, CROPS].map(|reader| Coverage { reader, state: state.clone() });
    Reading { evidence: Vec::new(), coverage: coverage.to_vec() }
}

fn mark(found: Found) -> Option<InvisibleMark> {
    let payload = PAYLOADS.get(found.payload)?;
    Some(InvisibleMark {
        scheme: found.method.id(),
        payload: Untrusted::new(payload.name),
        used_by: Some(payload.used_by),
        p_value: Some(found.chance),
        place: found.place,
        found_at: found.found_at,
        is_mirrored: found.is_mirrored,
        colours: Some(found.colours),
        signature: MarkSignature::None,
        standing: MarkStanding::Found,
    })
}

fn evidence(mark: InvisibleMark, carrier: String) -> Evidence {
    Evidence {
        kind: EvidenceKind::WatermarkOpen,
        carrier,
        span: None,
        says: Statement::PossiblyAi,
        strength: Strength::Detected,
        detail: Detail::Watermark(Box::new(mark)),
    }
}
