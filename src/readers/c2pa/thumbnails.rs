//! The thumbnails that the manifests of a store hold, as bytes.

use std::ops::Range;

use super::carrier::{self, Kind};
use super::jumbf;
use crate::reader::Input;

/// One thumbnail.
pub(in crate::readers) struct StoredThumbnail {
    /// True for the one of the last manifest's claim, which shows the picture as it was signed.
    pub(in crate::readers) is_active: bool,
    /// The piece that holds the store.
    pub(in crate::readers) name: String,
    /// Of the store, from its first to its last piece.
    pub(in crate::readers) span: Range<u64>,
    /// The picture.
    pub(in crate::readers) bytes: Vec<u8>,
}

/// The thumbnails of all stores; the active claim's first.
pub(in crate::readers) fn thumbnails(input: &Input<'_>) -> Vec<StoredThumbnail> {
    let gathered = carrier::gather(input.asset, input.layout, input.limits);
    let mut found = Vec::new();
    for candidate in gathered.candidates.iter().filter(|candidate| candidate.kind != Kind::Foreign) {
        found.extend(jumbf::thumbnails(&candidate.bytes).into_iter().map(|(is_active, bytes)| StoredThumbnail {
            is_active,
            name: candidate.name.clone(),
            span: candidate.span.clone(),
            bytes: bytes.to_vec(),
        }));
    }
    found.sort_by_key(|one| !one.is_active);
    found
}
