//! Reads the lines of text on a picture: where they stand, what they say, how high their ink is.
//!
//! Two small networks do it: one finds lines, one reads them over a closed vocabulary with a class for "a character
//! I cannot name". What the words mean is not known here. The steps and constants are those of
//! `training/preprocess.py` and `training/lines.py`, on which the networks were trained and measured; change both
//! or neither.

mod boxes;
mod gray;
mod reading;

pub use gray::Gray;

use crate::neural::Networks;
use crate::pixels::Region;

/// One reading of one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which line of the picture: a long one is read in several overlapping parts, each a reading of its own.
    pub number: usize,
    /// The characters in order, each with its probability. What the reader cannot name is [`UNNAMED`]; spaces are
    /// not read.
    pub characters: Vec<(char, f32)>,
    /// The box around the ink, in pixels of the picture.
    pub region: Region,
    /// Height of the ink of the line in pixels; of its highest character where they stand one under the other.
    pub ink_height: f64,
}

impl Line {
    /// The text without the probabilities.
    pub fn text(&self) -> String {
        self.characters.iter().map(|(character, _)| character).collect()
    }
}

/// Stands for a character outside of the vocabulary.
pub const UNNAMED: char = '□';

/// What was read on a picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lettering {
    /// Readings, of the lines nearest to the edges first. Bounded: of a page of text not every line is read.
    pub lines: Vec<Line>,
    /// Where there are lines of text, read or not.
    pub places: Vec<Region>,
}

/// One look at the whole picture.
struct Look {
    /// To how many pixels its short side is scaled.
    short_side: f64,
    /// Lines read, at most.
    lines_max: usize,
}

/// The first look sees small lines, the second large ones; what both see is read twice, and may be read differently.
const LOOKS: [Look; 2] = [Look { short_side: 640.0, lines_max: 12 }, Look { short_side: 400.0, lines_max: 8 }];
/// Columns of characters, one under the other, read per look.
const COLUMNS_MAX: usize = 2;

/// Finds and reads the lines of a picture.
pub fn read(gray: &Gray<'_>, networks: &Networks) -> Lettering {
    let mut all = Lettering::default();
    for look in LOOKS {
        let seen = look_at(gray, networks, &look, all.lines.last().map_or(0, |line| line.number + 1));
        all.lines.extend(seen.lines);
        // The places of both looks are the same lines again.
        if all.places.is_empty() {
            all.places = seen.places;
        }
    }
    all
}

fn look_at(gray: &Gray<'_>, networks: &Networks, look: &Look, first: usize) -> Lettering {
    let found = boxes::find(gray, networks, look.short_side);
    let (columns, boxes) = boxes::stacks(boxes::merge(found));
    let places = boxes.iter().map(|one| one.region).chain(columns.iter().map(|one| boxes::around(one))).collect();
    let mut lines = Vec::new();
    for (number, column) in columns.iter().take(COLUMNS_MAX).enumerate() {
        lines.extend(reading::column(gray, networks, column, first + number));
    }
    for (number, one) in boxes::nearest_to_edge(boxes, gray).iter().take(look.lines_max).enumerate() {
        lines.extend(reading::line(gray, networks, one, first + COLUMNS_MAX + number));
    }
    Lettering { lines, places }
}
