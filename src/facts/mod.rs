//! From evidence to facts: what may be concluded before any law is asked.
//!
//! Admissions of AI count even when unsigned; denials need a trusted signature. Absence is concluded only
//! from a complete search.

pub mod disposition;
pub mod model;

use crate::container::layout::Layout;
use crate::context::Context;
use crate::evidence::Reading;
use model::Facts;

/// Derives the facts. `evidence` ids are positions in `reading.evidence`, from 1.
pub fn derive(_layout: &Layout, _reading: &Reading, _context: &Context) -> Facts {
    Facts::default()
}
