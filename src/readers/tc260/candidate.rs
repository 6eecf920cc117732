//! Texts that may be labels, with their places.
//!
//! Metadata goes in, candidates come out in file order of their kinds. Nothing is parsed as JSON here; a
//! candidate only says whether its place exists for the label (then it is one whatever it holds) or whether
//! its structure must prove it.

use crate::coverage::CoverageState;
use crate::limits::Limits;
use crate::metadata::model::{Metadata, Place};
use crate::vocabulary::aigc::{AigcFields, Flaw, Location};

use super::{escape, exif, text, xmp};

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
    /// What is already known to be wrong.
    pub(super) flaws: Vec<Flaw>,
}

impl Candidate {
    /// A candidate whose structure must prove that it is a label.
    pub(super) fn plain(text: String, place: Place, location: Location) -> Self {
        Self { text, place, location, dedicated: false, fields: None, flaws: Vec::new() }
    }

    /// A candidate in a place that exists for the label.
    pub(super) fn dedicated(text: String, place: Place, location: Location) -> Self {
        Self { dedicated: true, ..Self::plain(text, place, location) }
    }
}

/// The candidates of an asset.
#[derive(Debug)]
pub(super) struct Collected {
    /// In the order XMP, EXIF, text, IIM.
    pub(super) candidates: Vec<Candidate>,
    /// Worse than complete when a bound of this reader was reached.
    pub(super) state: CoverageState,
}

impl Collected {
    /// Takes a candidate, cut to the bound; what has no trace of a label is dropped at once.
    pub(super) fn push(&mut self, mut candidate: Candidate, limits: &Limits) {
        if !candidate.dedicated && !may_be_label(&candidate.text) {
            return;
        }
        if candidate.text.len() > limits.label_bytes_max {
            let end = candidate.text.floor_char_boundary(limits.label_bytes_max);
            candidate.text.truncate(end);
            self.stop("label_bytes_max", candidate.place.span.start);
        }
        if !self.holds(&candidate) {
            self.candidates.push(candidate);
        }
    }

    /// Records that a bound kept this reader from looking further.
    pub(super) fn stop(&mut self, limit: &'static str, at: u64) {
        self.state.worsen(&CoverageState::Stopped { limit, at });
    }

    /// The same bytes can be reached twice, for example as a chunk and as part of the trailing data.
    fn holds(&self, candidate: &Candidate) -> bool {
        self.candidates.iter().any(|other| {
            let (left, right) = (&other.place.span, &candidate.place.span);
            let overlap = left == right || (left.start < right.end && right.start < left.end);
            overlap && escape::trim(&other.text) == escape::trim(&candidate.text)
        })
    }
}

/// Collects from everything that was parsed.
pub(super) fn collect(metadata: &Metadata, limits: &Limits) -> Collected {
    let mut collected = Collected { candidates: Vec::new(), state: CoverageState::Complete };
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
    for candidate in &mut collected.candidates {
        if candidate.place.after_end {
            candidate.flaws.push(Flaw::AfterEnd);
        }
    }
    collected
}

/// A cheap test before any parsing: a label outside its own places is an object, perhaps escaped or prefixed.
fn may_be_label(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}');
    let opens = start.starts_with(['{', '"', '&', '\\']);
    opens || start.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("aigc")) || start.starts_with("TC260")
}
