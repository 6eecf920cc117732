//! The invisible marks of the `invisible-watermark` library (`dwtDct`, `dwtDctSvd`), which generators of the Stable
//! Diffusion family and FLUX.1 embed by default.
//!
//! In: a picture. Out: the marks that are in it. The library's own decoder is here to the bit (`reference`). Must
//! not know labels, metadata or files.

mod payload;
mod planes;
mod reference;

pub use payload::{PAYLOADS, Payload};
pub use planes::{Plane, coarse_chroma};
pub use reference::{Carriers, Method};
