//! Traces that a mark was taken off the picture.

use super::visible::Area;

/// A see-through mark was computed back: levels that it swallowed are missing in its shape, and nowhere else.
#[derive(Clone, Debug, PartialEq)]
pub struct UndoneMark {
    /// Whose mark stands in this place in this shape.
    pub vendor: &'static str,
    /// Where it was.
    pub area: Area,
    /// How opaque it was taken to be, 0 to 1.
    pub opacity: f64,
    /// Share of the colours under it that can be left by undoing it, 0 to 1.
    pub agreeing: f64,
    /// The same share among the like colours around it: chance.
    pub around: f64,
    /// Differently tinted colours that both shares rest on.
    pub tints: u32,
}
