//! Traces in the pixels that a vendor's mark was taken off the picture.
//!
//! In: the first frame as stored. Out: the star of Gemini if it was computed off, with its place. Only a format that
//! keeps every pixel keeps the trace, and only a ground with many colours shows it; where it cannot be seen, that is said.

use crate::coverage::{Coverage, CoverageState, reason};
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::pixels::Picture;
use crate::reader::{Input, Reader};
use crate::removal::{self, Score};
use crate::vocabulary::removal::UndoneMark;
use crate::vocabulary::visible::Area;

/// The reader.
pub static READER: Reader = Reader { id: "removal-trace", read };

/// Whose mark it is.
const VENDOR: &str = "Google Gemini";

fn read(input: &Input<'_>) -> Reading {
    let Some(frame) = input.pixels.frames.first() else { return seen(Vec::new(), input.pixels.state.clone()) };
    if !input.layout.keeps_every_pixel() {
        return seen(Vec::new(), CoverageState::NotApplicable { reason: &reason::LOSSY });
    }
    let search = removal::find(&frame.rgb_as_stored(u32::MAX));
    if search.places_judged == 0 {
        return seen(Vec::new(), CoverageState::NotApplicable { reason: &reason::TOO_FEW_COLOURS });
    }
    let carrier = format!("{}:pixels", input.layout.format.id());
    let evidence = search.found.and_then(|score| evidence(&score, frame, carrier));
    seen(evidence.into_iter().collect(), CoverageState::Complete)
}

fn seen(evidence: Vec<Evidence>, state: CoverageState) -> Reading {
    Reading { evidence, coverage: vec![Coverage { reader: READER.id, state }] }
}

fn evidence(score: &Score, frame: &Picture, carrier: String) -> Option<Evidence> {
    let undone = UndoneMark {
        vendor: VENDOR,
        area: area(score, frame)?,
        opacity: f64::from(score.opacity) / 255.0,
        agreeing: score.agreeing,
        around: score.around,
        tints: score.tints,
    };
    Some(Evidence {
        kind: EvidenceKind::RemovalUndone,
        carrier,
        span: None,
        says: Statement::Existed,
        strength: Strength::Detected,
        detail: Detail::Undone(Box::new(undone)),
    })
}

/// The square of the star in the upright picture.
fn area(score: &Score, frame: &Picture) -> Option<Area> {
    let stored = frame.stored();
    let (width, height) = (stored.width, stored.height);
    let side = score.place.width;
    let (left, top) = score.place.corner(width, height)?;
    let last = side.checked_sub(1)?;
    let corners = [(left, top), (left.checked_add(last)?, top.checked_add(last)?)];
    let [one, other] = corners.map(|(x, y)| frame.seen_at(x, y));
    let (one, other) = (one?, other?);
    Some(Area { x: one.0.min(other.0), y: one.1.min(other.1), width: side, height: side })
}
