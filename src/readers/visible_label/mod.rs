//! Labels written on the picture (GB 45438-2025 5.2), marks of vendors, and Gemini's sparkle.
//!
//! The networks read lines; what a line says is judged by its text, never by its look. A text that lies among other
//! text may be what the picture shows instead of what labels it, and is said to be so.

mod candidates;
mod measure;
mod plain_text;
mod reading;
mod sparkle;
mod standing;
mod vendors;
mod wording;

use std::sync::LazyLock;

use self::measure::float;
use crate::coverage::{Coverage, CoverageState, reason};
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::lettering::{self, Gray, Lettering, Line};
use crate::limits::Limits;
use crate::neural::{Networks, TensorError};
use crate::pixels::Picture;
use crate::reader::{Input, Reader};
use crate::untrusted::Untrusted;
use crate::vocabulary::visible::{SeenOn, Standing, VisibleMark, Wording};

/// Reads the picture.
pub static READER: Reader = Reader { id: "visible-label", read };

/// The weights, made by `training/`; `MANIFEST.json` there tells from what.
static WEIGHTS: &[u8] = include_bytes!("visible.tensors");
static NETWORKS: LazyLock<Result<Networks, TensorError>> = LazyLock::new(|| Networks::read(WEIGHTS));

fn read(input: &Input<'_>) -> Reading {
    let pixels = input.pixels;
    let Ok(networks) = NETWORKS.as_ref() else {
        let state = CoverageState::Unreadable { why: reason::INTERNAL.message(), at: 0 };
        return Reading { evidence: Vec::new(), coverage: vec![Coverage { reader: READER.id, state }] };
    };
    let mut marks: Vec<VisibleMark> = Vec::new();
    let mut state = pixels.state.clone();
    for (frame, seen_on) in pixels.frames.iter().zip([SeenOn::First, SeenOn::Last]) {
        let (seen, is_whole) = marks_on(frame, seen_on, networks, input.limits.text_lines_max);
        if !is_whole {
            state.worsen(&CoverageState::Stopped { limit: "text_lines_max", at: 0 });
        }
        for mark in seen {
            if !marks.iter().any(|known| is_same(known, &mark)) {
                marks.push(mark);
            }
        }
    }
    let carrier = format!("{}:pixels", input.layout.format.id());
    let evidence = marks.into_iter().map(|mark| evidence(mark, carrier.clone())).collect();
    Reading { evidence, coverage: vec![Coverage { reader: READER.id, state }] }
}

/// The marks on a picture that is not the one under test; none if it could not be searched to the end.
pub(super) fn marks(picture: &Picture, limits: &Limits) -> Option<Vec<VisibleMark>> {
    let networks = NETWORKS.as_ref().ok()?;
    let (marks, is_whole) = marks_on(picture, SeenOn::First, networks, limits.text_lines_max);
    (is_whole || !marks.is_empty()).then_some(marks)
}

/// On both frames of an animation, as a label should be.
fn is_same(a: &VisibleMark, b: &VisibleMark) -> bool {
    a.text == b.text && a.wording == b.wording && a.place == b.place
}

/// The marks on one frame, and whether all of its lines were read.
fn marks_on(picture: &Picture, seen_on: SeenOn, networks: &Networks, lines_max: usize) -> (Vec<VisibleMark>, bool) {
    let luma = picture.luma();
    let Some(gray) = Gray::new(picture.width(), picture.height(), &luma) else { return (Vec::new(), true) };
    let mut lettering = lettering::read(&gray, networks, lines_max);
    read_again(&mut lettering, &gray, networks);
    let candidates = candidates::among(&lettering);
    let worthy = candidates.iter().filter(|candidate| standing::is_worth_a_look(candidate));
    let mut marks: Vec<VisibleMark> = worthy
        .map(|candidate| VisibleMark {
            text: Untrusted::new(&candidate.printed),
            vendor: candidate.vendor,
            wording: candidate.wording,
            area: measure::area(&candidate.region, &gray),
            height_px: narrow(candidate.ink_height),
            height_ratio: narrow(candidate.ink_height / float(gray.short_side())),
            place: measure::place(&candidate.region, &gray),
            score: candidate.score,
            contrast: narrow(measure::contrast(&candidate.region, &gray)),
            standing: standing::of(candidate, &lettering.places, &gray),
            seen_on,
        })
        .collect();
    marks.extend(sparkle::find(&gray).map(|found| sparkle_mark(&found, &gray, seen_on)));
    (marks, lettering.is_whole)
}

/// Widths beside a line, in heights, of the further readings of what may be a label: as the first, and far wider, as the
/// detector may have missed its beginning or its end.
const BESIDE: [(f64, f64); 2] = [(1.2, 0.5), (3.5, 3.0)];

/// Lines that are read again, those nearest to an edge first: a page of text has no label in every line.
const AGAIN_MAX: usize = 8;

fn read_again(lettering: &mut Lettering, gray: &Gray<'_>, networks: &Networks) {
    let first = std::mem::take(&mut lettering.lines);
    let mut left = AGAIN_MAX;
    for line in first {
        let is_again = left > 0 && reading::is_hint(&line);
        left = left.saturating_sub(usize::from(is_again));
        let again = if is_again { BESIDE.as_slice() } else { &[] };
        let more: Vec<Line> =
            again.iter().filter_map(|beside| lettering::read_again(gray, networks, &line, *beside)).collect();
        lettering.lines.push(line);
        lettering.lines.extend(more);
    }
}

/// Every vendor that a mark may name.
#[cfg(test)]
pub(crate) fn vendor_names() -> std::collections::BTreeSet<&'static str> {
    vendors::names().chain([GEMINI]).collect()
}

/// Whose sparkle it is.
const GEMINI: &str = "Google Gemini";

fn sparkle_mark(found: &sparkle::Sparkle, gray: &Gray<'_>, seen_on: SeenOn) -> VisibleMark {
    VisibleMark {
        text: Untrusted::default(),
        vendor: Some(GEMINI),
        wording: Wording::VendorIcon,
        area: measure::area(&found.region, gray),
        height_px: narrow(found.region.height()),
        height_ratio: narrow(found.region.height() / float(gray.short_side())),
        place: measure::place(&found.region, gray),
        score: narrow(found.score),
        contrast: narrow(measure::contrast(&found.region, gray)),
        standing: Standing::Label,
        seen_on,
    }
}

#[expect(clippy::as_conversions, reason = "a measure of pixels; f32 holds it with digits to spare")]
fn narrow(value: f64) -> f32 {
    value as f32
}

fn evidence(mark: VisibleMark, carrier: String) -> Evidence {
    let says = match (mark.standing, mark.wording) {
        (Standing::OriginUnclear | Standing::Doubtful, _) => Statement::Nothing,
        (Standing::Label, Wording::Compliant | Wording::OtherLanguage) => Statement::AiGenerated,
        (Standing::Label, Wording::VendorName | Wording::VendorIcon) => Statement::PossiblyAi,
    };
    let kind = match mark.wording {
        Wording::Compliant | Wording::OtherLanguage | Wording::VendorName => EvidenceKind::VisibleText,
        Wording::VendorIcon => EvidenceKind::VisibleIcon,
    };
    Evidence { kind, carrier, span: None, says, strength: Strength::Detected, detail: Detail::Mark(Box::new(mark)) }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_weights_are_those_of_the_manifest_and_small() {
        let manifest: serde_json::Value =
            serde_json::from_str(include_str!("../../../training/MANIFEST.json")).expect("the manifest parses");
        let digest: String = Sha256::digest(WEIGHTS).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(manifest["visible.tensors"]["sha256"], digest);
        assert!(WEIGHTS.len() <= 1_500_000);
        assert!(NETWORKS.is_ok());
    }
}
