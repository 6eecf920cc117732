//! Reports: the only place where results are serialised.
//!
//! A [`crate::check::Checked`] goes in and bytes come out, in one of the formats here. Reports
//! know findings, facts and evidence as data; they decide nothing, read no clock and do no I/O.

pub mod annotated;
pub mod audit;
pub mod blind;
pub mod capabilities;
pub mod compared;
pub mod compared_sarif;
pub mod explain;
pub mod ids;
pub mod job;
pub mod journal;
pub mod json;
mod json_coverage;
mod json_findings;
mod json_ledger;
mod json_mark;
mod json_removal;
mod json_shown;
mod json_stock;
mod json_thumbnail;
mod json_value;
mod json_watermark;
pub mod labelled;
pub mod plain;
pub mod problem;
pub mod run;
pub mod sarif;
pub mod words;
pub mod wrap;
