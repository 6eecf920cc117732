//! Runs the two networks that see writing on a picture: a detector of lines and a recogniser of their characters.
//!
//! In: a map of numbers; out: a map of numbers. The weights come as one file of tensors (`tensors`), and the
//! operators are the few that the two need: convolution, ReLU, pooling, upsampling, addition. Multiplication and
//! addition stay two steps, in one order for every pixel, so that each CPU gives the same result to the bit.
//! Must not know pictures, characters' meaning, labels or files; the reader above scales, cuts and decodes.

mod arrangement;
mod convolution;
mod detector;
mod instructions;
mod map;
mod networks;
mod recogniser;
mod residual;
#[cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]
mod tensors;
mod workspace;

pub use detector::Detector;
pub use instructions::Instructions;
pub use map::Map;
pub use networks::Networks;
pub use recogniser::Recogniser;
pub use tensors::TensorError;
