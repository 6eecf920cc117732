//! Label readers and the table of them. One reader per kind of label.
//!
//! A reader takes parsed metadata and the layout, and returns what it saw and how far it looked. It never
//! fails and never judges.

pub mod c2pa;
pub mod generator;
pub mod iptc;
pub mod ledger;
pub mod open_watermark;
pub mod removal_trace;
pub mod stealth_text;
pub mod structure;
pub mod tc260;
pub mod thumbnail;
pub mod visible_label;

use crate::reader::Reader;

/// All readers, in the order of the report.
pub static READERS: &[&Reader] = &[
    &tc260::READER,
    &c2pa::READER,
    &iptc::READER,
    &generator::READER,
    &visible_label::READER,
    &open_watermark::READER,
    &stealth_text::READER,
    &removal_trace::READER,
    &structure::READER,
    &thumbnail::READER,
    &ledger::READER,
];
