//! Reads the lines of text on a picture: where they stand, what they say, how high their ink is.
//!
//! Two small networks do it: one finds lines, one reads them over a closed vocabulary with a class for "a character
//! I cannot name". What the words mean is not known here. How strips are cut and scaled is what the networks were
//! trained on (`training/preprocess.py`); change both or neither.

mod boxes;
mod frames;
mod gray;
mod line;
mod reading;

pub use frames::{Frame, Payable, Spot, UNNAMED, decode, spot, text};
pub use gray::Gray;
pub use line::{Lettering, Line};
pub use reading::again as read_again;

use crate::neural::Networks;
use crate::pixels::Region;

/// One look at the whole picture.
struct Look {
    /// To how many pixels its short side is scaled.
    short_side: f64,
    /// One in so many of the lines that may be read in all.
    share: usize,
}

/// The first look sees small lines, the second large ones; what both see is read twice, and may be read differently.
const LOOKS: [Look; 2] = [Look { short_side: 640.0, share: 1 }, Look { short_side: 400.0, share: 4 }];
/// Columns of characters, one under the other, read per look.
const COLUMNS_MAX: usize = 3;

/// Boxes per look that are read as two lines because they made no sense as one.
const DOUBLES_MAX: usize = 6;

/// Finds and reads the lines of a picture, at most `lines_max` in one look.
pub fn read(gray: &Gray<'_>, networks: &Networks, lines_max: usize) -> Lettering {
    let mut all = Lettering::default();
    for look in LOOKS {
        let first = all.lines.last().map_or(0, |line| line.number + 1);
        let seen = look_at(gray, networks, (look.short_side, lines_max.div_ceil(look.share)), first);
        all.lines.extend(seen.lines);
        // Both looks see the same lines; what the first has read, the second need not read again.
        if all.places.is_empty() {
            all.places = seen.places;
            all.is_whole = seen.is_whole;
        }
    }
    all
}

fn look_at(gray: &Gray<'_>, networks: &Networks, (short_side, lines_max): (f64, usize), first: usize) -> Lettering {
    let found = boxes::find(gray, networks, short_side);
    let (columns, boxes) = boxes::stacks(boxes::merge(found));
    let sure_columns = columns.iter().filter(|column| column.len() >= boxes::COLUMN_MIN).count();
    let is_whole = boxes.len() <= lines_max && sure_columns <= COLUMNS_MAX;
    let mut places: Vec<Region> = columns.iter().map(|one| boxes::around(one)).collect();
    let mut lines = Vec::new();
    for (number, column) in columns.iter().take(COLUMNS_MAX).enumerate() {
        lines.extend(reading::column(gray, networks, column, first + number));
    }
    let boxes = boxes::nearest_to_edge(boxes, gray);
    let mut doubles = Vec::new();
    for (number, one) in boxes.iter().take(lines_max).enumerate() {
        let read = reading::line(gray, networks, one, first + COLUMNS_MAX + number);
        // Windows and fences look like lines from afar.
        places.extend(reading::is_text(&read).then_some(one.region));
        if !reading::is_clear(&read) && doubles.len() < DOUBLES_MAX {
            doubles.extend(boxes::halves(one));
        }
        lines.extend(read);
    }
    places.extend(boxes.iter().skip(lines_max).map(|one| one.region));
    for (number, one) in doubles.iter().flatten().enumerate() {
        let read = reading::line(gray, networks, one, first + COLUMNS_MAX + boxes.len() + number);
        // Half of what is no text is easily taken for some.
        lines.extend(read.into_iter().filter(reading::is_sure));
    }
    Lettering { lines, places, is_whole }
}
