//! The vector instructions of this CPU. Work that is run for them is compiled once for each kind; they change how many
//! numbers are worked on at once and nothing else, so that every CPU gives the same bits.

use std::sync::LazyLock;

use fearless_simd::Level;

/// The widest there are. Asking the CPU takes longer than many a small piece of work.
pub(super) static LEVEL: LazyLock<Level> = LazyLock::new(Level::new);
