//! The labels among the candidates of an asset.
//!
//! Candidates go in, labels stay, with their places and within the bounds of the reader.

use super::candidate::Candidate;
use super::label;
use crate::coverage::CoverageState;
use crate::limits::Limits;
use crate::metadata::model::Place;
use crate::vocabulary::aigc::AigcLabel;

/// A label with its place.
#[derive(Debug)]
pub(super) struct Found {
    /// Where it stands.
    pub(super) place: Place,
    /// What it is.
    pub(super) label: AigcLabel,
}

/// The labels of an asset.
#[derive(Debug)]
pub(super) struct Collected {
    /// In the order XMP, EXIF, text, IIM.
    pub(super) labels: Vec<Found>,
    /// Worse than complete when a bound of this reader was reached.
    pub(super) state: CoverageState,
    /// Signature verifications that may still be made.
    tries_left: usize,
}

impl Collected {
    /// Nothing found, all bounds untouched.
    pub(super) fn new(limits: &Limits) -> Self {
        Self { labels: Vec::new(), state: CoverageState::Complete, tries_left: limits.signature_tries_max }
    }

    /// Takes a candidate, cut to the bound, and keeps it if it is a label.
    pub(super) fn push(&mut self, mut candidate: Candidate, limits: &Limits) {
        if !candidate.dedicated && !may_be_label(&candidate.text) {
            return;
        }
        if candidate.text.len() > limits.label_bytes_max {
            let end = candidate.text.floor_char_boundary(limits.label_bytes_max);
            candidate.text.truncate(end);
            self.stop("label_bytes_max", candidate.place.span.start);
        }
        if self.labels.len() >= limits.evidence_max {
            return self.stop("evidence_max", candidate.place.span.start);
        }
        if let Some(label) = label::read(&candidate, &mut self.tries_left) {
            self.labels.push(Found { place: candidate.place, label });
        }
    }

    /// Records that a bound kept this reader from looking further.
    pub(super) fn stop(&mut self, limit: &'static str, at: u64) {
        self.state.worsen(&CoverageState::Stopped { limit, at });
    }
}

/// A cheap test before any parsing: a label outside its own places is an object, perhaps escaped or prefixed.
fn may_be_label(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}');
    let opens = start.starts_with(['{', '"', '&', '\\']);
    opens || start.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("aigc")) || start.starts_with("TC260")
}
