//! A mark that was read on a picture, in Report v1.

use serde::Serialize;

use super::json_shown::Shown;
use crate::evidence::EvidenceId;
use crate::facts::model::FoundMark;
use crate::untrusted::Untrusted;
use crate::vocabulary::visible::VisibleMark;

/// A mark on the picture: what the contract names first, then what was added.
#[derive(Serialize)]
pub(super) struct MarkValue<'a> {
    text: Shown<&'a Untrusted>,
    r#box: [u32; 4],
    height_px: f64,
    height_ratio: f64,
    place: &'static str,
    score: f64,
    vendor: Option<&'static str>,
    wording: &'static str,
    standing: &'static str,
    contrast: f64,
    seen_on: &'static str,
    /// Where the mark is listed apart from its evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Shown<EvidenceId>>,
}

impl<'a> MarkValue<'a> {
    /// As the value of its evidence.
    pub(super) fn new(mark: &'a VisibleMark) -> Self {
        Self {
            text: Shown(&mark.text),
            r#box: [mark.area.x, mark.area.y, mark.area.width, mark.area.height],
            height_px: rounded(mark.height_px, 1),
            height_ratio: rounded(mark.height_ratio, 4),
            place: mark.place.id(),
            score: rounded(mark.score, 3),
            vendor: mark.vendor,
            wording: mark.wording.id(),
            standing: mark.standing.id(),
            contrast: rounded(mark.contrast, 1),
            seen_on: mark.seen_on.id(),
            evidence: None,
        }
    }

    /// In the list of marks, where it names its evidence.
    pub(super) fn listed(found: &'a FoundMark) -> Self {
        Self { evidence: Some(Shown(found.id)), ..Self::new(&found.mark) }
    }
}

/// A measure with no more digits than it is worth.
fn rounded(value: f32, digits: i32) -> f64 {
    let unit = 10_f64.powi(digits);
    (f64::from(value) * unit).round() / unit
}
