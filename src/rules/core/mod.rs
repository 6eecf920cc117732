//! What holds for every picture under any law.
//! One rule is one file with its page beside it; the order of the report is the table in `rules`.

pub(super) mod conflict_capture_against_ai;
pub(super) mod expected_layer_missing;
pub(super) mod hidden_text_damaged;
pub(super) mod pixel_signature_broken;
pub(super) mod reference_altered;
pub(super) mod removal_undone;
pub(super) mod search_incomplete;
pub(super) mod stripped_confirmed;
pub(super) mod stripped_thumbnail;
pub(super) mod structure_remnant;
pub(super) mod thumbnail_differs;
pub(super) mod truncated;
pub(super) mod vendors_differ;
pub(super) mod watermark_pattern;
pub(super) mod watermark_unknown;
