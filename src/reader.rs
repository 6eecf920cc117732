//! What a reader of labels is, and what it gets. Types only; the table is in `readers`.

use crate::asset::Asset;
use crate::container::layout::Layout;
use crate::context::Context;
use crate::evidence::Reading;
use crate::limits::Limits;
use crate::metadata::model::Metadata;
use crate::pixels::Pixels;
use crate::trust::TrustStore;

/// What every reader gets.
pub struct Input<'a> {
    /// The bytes.
    pub asset: &'a Asset<'a>,
    /// The pieces.
    pub layout: &'a Layout,
    /// The parsed metadata.
    pub metadata: &'a Metadata,
    /// The decoded picture.
    pub pixels: &'a Pixels,
    /// Bounds.
    pub limits: &'a Limits,
    /// Trust lists.
    pub trust: &'a TrustStore,
    /// Instant and depth; readers must not look at role or jurisdiction.
    pub context: &'a Context,
}

/// One reader.
pub struct Reader {
    /// Its id, as in the coverage list.
    pub id: &'static str,
    /// Reads.
    pub read: fn(&Input<'_>) -> Reading,
}
