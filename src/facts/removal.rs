//! Marks that were computed off the picture.

use crate::coverage::CoverageState;
use crate::evidence::{Detail, EvidenceId, Reading};
use crate::vocabulary::removal::UndoneMark;

/// The search, in the list of coverage.
const SEARCH: &str = "removal-trace";

/// What is known of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Removals {
    /// Marks that were undone.
    pub undone: Vec<(EvidenceId, UndoneMark)>,
    /// Whether they were looked for and would have been seen.
    pub searched: bool,
}

/// Collects them from the evidence.
pub(super) fn derive(reading: &Reading) -> Removals {
    let undone = reading.numbered().filter_map(|(id, evidence)| {
        let Detail::Undone(undone) = &evidence.detail else { return None };
        Some((id, undone.as_ref().clone()))
    });
    let mut entries = reading.coverage.iter().filter(|entry| entry.reader == SEARCH).peekable();
    let searched = entries.peek().is_some() && entries.all(|entry| entry.state == CoverageState::Complete);
    Removals { undone: undone.collect(), searched }
}
