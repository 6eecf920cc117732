//! Label readers and the table of them. One reader per kind of label.
//!
//! A reader takes parsed metadata and the layout, and returns what it saw and how far it looked. It never
//! fails and never judges.

pub mod c2pa;
pub mod generator;
pub mod iptc;
pub mod structure;
pub mod tc260;

use crate::asset::Asset;
use crate::container::layout::Layout;
use crate::context::Context;
use crate::evidence::Reading;
use crate::limits::Limits;
use crate::metadata::model::Metadata;
use crate::trust::TrustStore;

/// What every reader gets.
pub struct Input<'a> {
    /// The bytes.
    pub asset: &'a Asset<'a>,
    /// The pieces.
    pub layout: &'a Layout,
    /// The parsed metadata.
    pub metadata: &'a Metadata,
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

/// All readers, in the order of the report.
pub static READERS: &[&Reader] =
    &[&tc260::READER, &c2pa::READER, &iptc::READER, &generator::READER, &structure::READER];
