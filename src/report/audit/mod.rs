//! The report of an audit: a page for people, and tables for programs.
//!
//! In: what an audit says, as [`crate::audit::audited::Audited`]. Out: HTML, CSV, JSON lines and, where it is built in,
//! Parquet. Everything out of the file of an audit is shown escaped.

mod cases;
mod columns;
mod design;
pub mod export;
mod figures;
mod found;
mod numbers;
mod page;
#[cfg(feature = "parquet")]
pub mod parquet;
mod plot;
mod strata;
mod view;
mod words;

pub use page::page;
pub use view::{Case, Earlier, View};
