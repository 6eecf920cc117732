//! Which vector instructions the networks may use. In: a choice; out: a level that kernels are compiled for.
//!
//! Only the time depends on it: all levels give the same result to the bit, which a test of `convolution` holds
//! them to.

use fearless_simd::Level;

/// Vector instructions of this CPU that may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instructions {
    /// Those that every CPU of this target has (SSE2 on x86-64, NEON on 64-bit ARM).
    Baseline,
    /// The widest that this CPU has (AVX2 or AVX-512 on x86-64).
    Widest,
}

impl Instructions {
    /// What kernels are run for.
    pub(super) fn level(self) -> Level {
        match self {
            Self::Baseline => Level::baseline(),
            Self::Widest => Level::new(),
        }
    }
}
