//! Yanbiao (验标) reads the AI-content labels of a picture and judges them against the labelling rules.
//!
//! *Bytes become a layout, metadata is parsed, readers see evidence in it, facts are derived from the
//! evidence, rules judge the facts, findings are reported.* Every step is a pure function on plain data, and
//! the whole of it is one call, [`check::check`]:
//!
//! ```
//! use yanbiao::asset::Asset;
//! use yanbiao::check::{Settings, check};
//! use yanbiao::context::Context;
//!
//! let bytes = std::fs::read("samples/aigc/v01-xmp-element.png").unwrap();
//! let context = Context::at(time::macros::datetime!(2026-11-23 00:00 UTC));
//! let checked = check(&Asset::new("picture.png", &bytes), &context, &Settings::default());
//! assert_eq!(checked.disposition.id(), "is");
//! ```
//!
//! From the ground up: [`untrusted`], [`mod@hex`], [`limits`], [`message`], [`asset`], [`context`], [`coverage`];
//! [`vocabulary`] (what labels can say); [`container`] and [`metadata`] (bytes to pieces and values with
//! places); [`neural`] (the networks for marks on the picture); [`fingerprint`] (whether two pictures are the same); [`removal`] (traces of a mark that was computed off); [`trust`]; [`evidence`], [`reader`] and [`readers`];
//! [`facts`]; [`finding`], [`rule`] and [`rules`]; [`verdict`] and [`mod@check`]; [`label`] (the writer); [`ledger`] and [`look_up`]; [`report`]; [`hook`]; [`cli`]. Imports point down
//! this list, and a test holds them to it.
//!
//! The core does no I/O and has no clock. "Not seen" and "not searched" are different values everywhere, and
//! unknown never becomes pass. Deliberately absent: an AI-or-not classifier, a single score, and any
//! function that leaves a file without the label it had.

pub mod asset;
pub mod audit;
pub mod check;
pub mod cli;
pub mod compare;
#[cfg_attr(
    not(test),
    warn(clippy::indexing_slicing, clippy::string_slice, clippy::arithmetic_side_effects, clippy::as_conversions)
)]
pub mod container;
pub mod context;
pub mod coverage;
pub mod evidence;
pub mod facts;
pub mod fetch;
pub mod finding;
pub mod fingerprint;
pub mod hex;
pub mod hook;
#[cfg_attr(
    not(test),
    warn(clippy::indexing_slicing, clippy::string_slice, clippy::arithmetic_side_effects, clippy::as_conversions)
)]
pub mod label;
pub mod ledger;
pub mod lettering;
pub mod limits;
pub mod look_up;
pub mod message;
#[cfg_attr(
    not(test),
    warn(clippy::indexing_slicing, clippy::string_slice, clippy::arithmetic_side_effects, clippy::as_conversions)
)]
pub mod metadata;
#[cfg_attr(not(test), warn(clippy::indexing_slicing, clippy::string_slice, clippy::as_conversions))]
pub mod neural;
pub mod open_watermark;
pub mod pixels;
pub mod profiles;
pub mod reader;
#[cfg_attr(
    not(test),
    warn(clippy::indexing_slicing, clippy::string_slice, clippy::arithmetic_side_effects, clippy::as_conversions)
)]
pub mod readers;
#[cfg_attr(not(test), warn(clippy::indexing_slicing, clippy::string_slice, clippy::as_conversions))]
pub mod removal;
pub mod report;
pub mod rule;
pub mod rules;
pub mod stream;
pub mod trust;
pub mod trustmark;
pub mod untrusted;
pub mod verdict;
pub mod vocabulary;
