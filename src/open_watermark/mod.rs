//! The invisible marks of the `invisible-watermark` library (`dwtDct`, `dwtDctSvd`), which generators of the Stable
//! Diffusion family and FLUX.1 embed by default.
//!
//! In: a picture. Out: the marks that are in it. The library's own decoder is here to the bit (`reference`); it reads
//! pictures that nobody touched. The rest looks for known payloads by correlation, which finds them after compression,
//! scaling and cutting too. Must not know labels, metadata or files.

mod calibration;
mod cells;
mod chips;
mod correlation;
mod crops;
mod find;
mod found;
mod payload;
mod place;
mod planes;
mod reference;
mod scaled;
mod search;
mod sketch;
mod sorting;
mod spectrum;
mod unknown;
mod wide;

pub use calibration::{AS_IT_IS, CHANCE_MAX, CHANCE_MIN, CUT, IN_PARTS, OTHER_SIZES, UNKNOWN, USUAL_SIZES, chance};
pub use chips::Ground;
pub use correlation::Phases;
pub use find::{find, find_any};
pub use found::{Effort, Found, Mark, Unknown};
pub use payload::{PAYLOADS, Payload};
pub use reference::{Carriers, Method};
pub use scaled::{any_sizes, find_at, sizes};
pub use search::{Patterns, Score, Statistic, aligned, scaled};
pub use unknown::{NEARNESS_MIN, Period, periods};
