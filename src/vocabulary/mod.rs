//! What labels can say: the words of the standards as types.
//!
//! Readers fill these types, facts weigh them, rules judge them. They hold no logic beyond parsing a single
//! term and adding up what the statements of one store amount to, and know neither bytes nor law.

pub mod admission;
pub mod aigc;
pub mod c2pa;
pub mod generator;
pub mod ledger;
pub mod pixel_signature;
pub mod removal;
pub mod soft_bindings;
pub mod source_type;
pub mod thumbnail;
pub mod visible;
pub mod watermark;
