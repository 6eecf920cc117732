//! Texts that may be labels, with their places, and the labels among them.
//!
//! Metadata goes in, labels come out in file order of their kinds. A candidate says whether its place exists
//! for the label (then it is one whatever it holds) or whether its structure must prove it; nothing else is
//! decided here.

use crate::coverage::CoverageState;
use crate::limits::Limits;
use crate::metadata::model::{Metadata, Place};
use crate::vocabulary::aigc::{AigcFields, AigcLabel, Flaw, Location};

use super::{exif, label, text, xmp};

/// A text that may be a label.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The text, decoded but not unescaped.
    pub(super) text: String,
    /// Where it stands.
    pub(super) place: Place,
    /// Whether the guide names that place.
    pub(super) location: Location,
    /// True when the place exists for the label, so that anything in it was meant as one.
    pub(super) dedicated: bool,
    /// Fields that the carrier itself keeps apart (XMP properties instead of JSON).
    pub(super) fields: Option<AigcFields>,
    /// True when there is no value, only the declaration that there may be one.
    pub(super) declared_only: bool,
    /// What is already known to be wrong.
    pub(super) flaws: Vec<Flaw>,
}

impl Candidate {
    /// A candidate whose structure must prove that it is a label.
    pub(super) fn plain(text: String, place: Place, location: Location) -> Self {
        Self { text, place, location, dedicated: false, fields: None, declared_only: false, flaws: Vec::new() }
    }

    /// A candidate in a place that exists for the label.
    pub(super) fn dedicated(text: String, place: Place, location: Location) -> Self {
        Self { dedicated: true, ..Self::plain(text, place, location) }
    }
}

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

/// Collects from everything that was parsed.
pub(super) fn collect(metadata: &Metadata, limits: &Limits) -> Collected {
    let tries_left = limits.signature_tries_max;
    let mut collected = Collected { labels: Vec::new(), state: CoverageState::Complete, tries_left };
    for packet in &metadata.xmp {
        xmp::collect(packet, limits, &mut collected);
    }
    for field in &metadata.exif {
        exif::collect(field, limits, &mut collected);
    }
    for field in &metadata.text {
        text::collect(field, limits, &mut collected);
    }
    for field in &metadata.iim {
        let value = field.value.as_raw().to_owned();
        collected.push(Candidate::plain(value, field.place.clone(), Location::Nonstandard), limits);
    }
    for found in collected.labels.iter_mut().filter(|found| found.place.after_end) {
        found.label.flaws.push(Flaw::AfterEnd);
    }
    collected
}

/// A cheap test before any parsing: a label outside its own places is an object, perhaps escaped or prefixed.
fn may_be_label(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}');
    let opens = start.starts_with(['{', '"', '&', '\\']);
    opens || start.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("aigc")) || start.starts_with("TC260")
}
