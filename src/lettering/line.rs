//! What was read. Types only.

use super::frames::{Frame, text};
use crate::pixels::Region;

/// One reading of one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which line of the picture: a long one is read in several overlapping parts, each a reading of its own.
    pub number: usize,
    /// The characters in order, each with its probability. What the reader cannot name is [`UNNAMED`](super::UNNAMED); spaces are
    /// not read.
    pub characters: Vec<(char, f32)>,
    /// What was read in full, along the line.
    pub frames: Vec<Frame>,
    /// The box around the ink, in pixels of the picture.
    pub region: Region,
    /// Height of the ink of the line in pixels; of its highest character where they stand one under the other.
    pub ink_height: f64,
}

impl Line {
    /// The text without the probabilities.
    pub fn text(&self) -> String {
        text(&self.characters)
    }
}

/// What was read on a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Lettering {
    /// Readings, of the lines nearest to the edges first. Bounded: of a page of text not every line is read.
    pub lines: Vec<Line>,
    /// Where there are lines of text: those that were read, and those beyond the number that is.
    pub places: Vec<Region>,
    /// False where there are more lines than were read.
    pub is_whole: bool,
}

impl Default for Lettering {
    /// A picture without text.
    fn default() -> Self {
        Self { lines: Vec::new(), places: Vec::new(), is_whole: true }
    }
}
