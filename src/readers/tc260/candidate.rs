//! A text that may be a label, with its place.
//!
//! It says whether its place exists for the label (then it is one whatever it holds) or whether its structure
//! must prove it; nothing else is decided here. Types only.

use crate::metadata::model::Place;
use crate::vocabulary::aigc::{AigcFields, Flaw, Location};

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
