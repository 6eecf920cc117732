//! Small pictures beside the picture.

use crate::coverage::CoverageState;
use crate::evidence::{Detail, EvidenceId, Reading};
use crate::vocabulary::thumbnail::Thumbnail;

/// The search, in the list of coverage.
const SEARCH: &str = "thumbnail";

/// What is known of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thumbnails {
    /// Those that could be looked at.
    pub found: Vec<FoundThumbnail>,
    /// Whether all there are could be.
    pub searched: bool,
}

/// One with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundThumbnail {
    /// Its evidence.
    pub id: EvidenceId,
    /// Where it stands, for messages. Escaped already.
    pub carrier: String,
    /// What it is.
    pub thumbnail: Thumbnail,
}

/// What became of a label that stands on a small picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// No label on it was seen.
    NoLabel,
    /// It was not searched for one, though it is not the same as the picture.
    NotRead,
    /// The picture bears a label, too.
    There,
    /// The picture shows something else in its place, and no label anywhere.
    Gone,
    /// Its place lies outside of the picture, which bears no label.
    CutOff,
    /// The small picture cannot be laid on the picture, which bears no label.
    Apart,
    /// Whether the picture bears a label cannot be told.
    Undecided,
}

/// Collects them from the evidence.
pub(super) fn derive(reading: &Reading) -> Thumbnails {
    let mut found = Vec::new();
    for (id, evidence) in reading.numbered() {
        if let Detail::Thumbnail(thumbnail) = &evidence.detail {
            let carrier = evidence.carrier.clone();
            found.push(FoundThumbnail { id, carrier, thumbnail: thumbnail.as_ref().clone() });
        }
    }
    let mut entries = reading.coverage.iter().filter(|entry| entry.reader == SEARCH).peekable();
    let searched = entries.peek().is_some() && entries.all(|entry| entry.state == CoverageState::Complete);
    Thumbnails { found, searched }
}
