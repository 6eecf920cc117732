//! What was seen of a picture.

use super::picture::Picture;
use crate::coverage::{CoverageState, reason};

/// What was seen of the picture, and how far that goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// The first frame, and the last of an animation. Empty if the picture could not be seen.
    pub frames: Vec<Picture>,
    /// Complete when every frame that should be here is.
    pub state: CoverageState,
}

impl Pixels {
    /// Nothing was seen.
    pub fn unseen(state: CoverageState) -> Self {
        Self { frames: Vec::new(), state }
    }
}

impl Default for Pixels {
    /// Nobody looked.
    fn default() -> Self {
        Self::unseen(CoverageState::Skipped { reason: &reason::NO_PIXELS })
    }
}
