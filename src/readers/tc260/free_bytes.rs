//! Labels in bytes without a form of their own.
//!
//! Bytes go in, candidates come out, each with the place of its object where that can be told.

use std::ops::Range;

use super::candidate::Candidate;
use super::collected::Collected;
use super::decode::decode;
use super::scan;
use crate::limits::Limits;
use crate::metadata::model::Place;
use crate::vocabulary::aigc::Location;

/// Labels taken from one run of free bytes.
const LABELS_PER_RUN_MAX: usize = 8;

/// Searches free bytes for label-shaped objects.
pub(super) fn search(bytes: &[u8], place: &Place, limits: &Limits, collected: &mut Collected) {
    let mut from = 0;
    for _ in 0..LABELS_PER_RUN_MAX {
        let found = scan::find(bytes, from, limits);
        if found.exhausted {
            collected.stop("label_tries_max", place.span.start);
        }
        let Some(range) = found.range else { return };
        from = range.end;
        let text = decode(bytes.get(range.clone()).unwrap_or_default());
        let place = narrowed(place, &range, bytes.len());
        collected.push(Candidate::plain(text, place, Location::Nonstandard), limits);
    }
}

/// The place of a part of a value, if the value is stored as it is.
pub(super) fn narrowed(place: &Place, range: &Range<usize>, value_len: usize) -> Place {
    let stored_len = place.span.end.saturating_sub(place.span.start);
    let absolute = |offset: usize| u64::try_from(offset).ok().and_then(|offset| place.span.start.checked_add(offset));
    let is_plain = u64::try_from(value_len) == Ok(stored_len);
    let mut narrowed = place.clone();
    if let (true, Some(start), Some(end)) = (is_plain, absolute(range.start), absolute(range.end)) {
        narrowed.span = start..end;
    }
    narrowed
}
