//! Yanbiao (验标) reads the AI-content labels of a picture and judges them.
//!
//! (the architecture page; see ARCHITECTURE.md)

pub mod asset;
pub mod check;
pub mod cli;
#[cfg_attr(
    not(test),
    warn(clippy::indexing_slicing, clippy::string_slice, clippy::arithmetic_side_effects, clippy::as_conversions)
)]
pub mod container;
pub mod context;
pub mod coverage;
pub mod evidence;
pub mod facts;
pub mod finding;
pub mod limits;
pub mod message;
#[cfg_attr(
    not(test),
    warn(clippy::indexing_slicing, clippy::string_slice, clippy::arithmetic_side_effects, clippy::as_conversions)
)]
pub mod metadata;
#[cfg_attr(
    not(test),
    warn(clippy::indexing_slicing, clippy::string_slice, clippy::arithmetic_side_effects, clippy::as_conversions)
)]
pub mod readers;
pub mod report;
pub mod rule;
pub mod rules;
pub mod trust;
pub mod untrusted;
pub mod verdict;
pub mod vocabulary;
