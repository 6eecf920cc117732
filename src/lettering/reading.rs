//! From a box to the characters in it.

use super::boxes::TextBox;
use super::frames::{Frame, UNNAMED, decode};
use super::gray::Gray;
use super::line::Line;
use crate::neural::{Map, Networks};
use crate::pixels::Region;

const STRIP_ROWS: usize = 32;
const STRIP_COLUMNS_MIN: usize = 16;
const STRIP_COLUMNS_MAX: usize = 640;
/// Columns of a strip for each frame of the recogniser's output.
const FRAME_COLUMNS: usize = 4;
/// Levels that a strip's standard deviation is taken to be at least, so that noise is not blown up to text.
const DEVIATION_MIN: f64 = 4.0;
/// Room around the box, as shares of its height. The first character is often sparse and the detector starts late on
/// it, so there is more on the left.
const PAD_LEFT: f64 = 1.2;
const PAD_RIGHT: f64 = 0.5;
const PAD_ABOVE: f64 = 0.14;
/// Strips of a line that is too long for one, and by how many heights they overlap.
const WINDOWS_MAX: usize = 3;
const WINDOW_OVERLAP: f64 = 2.0;
/// Lines lower than this many pixels cannot be read by anyone.
const HEIGHT_MIN: f64 = 4.0;
/// A line is wider than this many heights.
const WIDTH_MIN: f64 = 0.6;
/// Share of the strip's height that ink can fill, if its edges are to be believed.
const INK_SHARES: std::ops::Range<f32> = 0.3..1.1;

/// The readings of one line: one, or several overlapping ones if it is long.
pub(super) fn line(gray: &Gray<'_>, networks: &Networks, one: &TextBox, number: usize) -> Vec<Line> {
    if one.height() < HEIGHT_MIN || one.width() < WIDTH_MIN * one.height() {
        return Vec::new();
    }
    windows(one).iter().filter_map(|window| window_line(gray, networks, (one, window), number)).collect()
}

/// True when the line makes sense: most of it was read with some confidence.
pub(super) fn is_clear(readings: &[Line]) -> bool {
    let characters = || readings.iter().flat_map(|line| &line.characters);
    let sure = characters().filter(|(character, sure)| *character != UNNAMED && *sure >= CLEAR_MIN).count();
    sure > 0 && 2 * sure >= characters().count()
}

/// True when every character was read with some confidence.
pub(super) fn is_sure(line: &Line) -> bool {
    line.characters.iter().all(|(_, sure)| *sure >= CLEAR_MIN)
}

/// True when something is written there: two characters at least, whether they have a name or not.
pub(super) fn is_text(readings: &[Line]) -> bool {
    let characters = readings.iter().flat_map(|line| &line.characters);
    characters.filter(|(_, sure)| *sure >= CLEAR_MIN).count() >= 2
}

/// Probability from which a character is taken to be read.
const CLEAR_MIN: f32 = 0.6;

fn window_line(
    gray: &Gray<'_>,
    networks: &Networks,
    (one, window): (&TextBox, &Region),
    number: usize,
) -> Option<Line> {
    let wanted = (window.width() * STRIP_ROWS as f64 / window.height() / FRAME_COLUMNS as f64).ceil();
    let columns = (wanted as usize * FRAME_COLUMNS).clamp(STRIP_COLUMNS_MIN, STRIP_COLUMNS_MAX);
    let values = gray.resample(window, columns, STRIP_ROWS);
    let read = recognise(networks, values, columns)?;
    let mut region = one.region;
    if INK_SHARES.contains(&(read.bottom - read.top)) {
        region.top = window.top + f64::from(read.top) * window.height();
        region.bottom = window.top + f64::from(read.bottom) * window.height();
    }
    Some(Line { number, characters: decode(&read.frames), frames: read.frames, region, ink_height: region.height() })
}

/// The line once more, in a window that fits the ink that was seen and goes on by `left` and `right` heights beside it.
pub fn again(gray: &Gray<'_>, networks: &Networks, line: &Line, (left, right): (f64, f64)) -> Option<Line> {
    let one = TextBox { region: line.region, score: 1.0 };
    let height = one.height();
    if height < HEIGHT_MIN || one.width() < WIDTH_MIN * height {
        return None;
    }
    let pad = PAD_ABOVE * height;
    let Region { left: start, top, right: end, bottom } = line.region;
    let longest = STRIP_COLUMNS_MAX as f64 / STRIP_ROWS as f64 * (height + 2.0 * pad);
    let start = start - left * height;
    let window = Region {
        left: start,
        top: top - pad,
        right: (end + right * height).min(start + longest),
        bottom: bottom + pad,
    };
    window_line(gray, networks, (&one, &window), line.number)
}

/// Characters one under the other, read as if they stood side by side.
pub(super) fn column(gray: &Gray<'_>, networks: &Networks, cells: &[TextBox], number: usize) -> Option<Line> {
    let mut places = cell_places(cells);
    places.truncate(STRIP_COLUMNS_MAX / STRIP_ROWS);
    let parts: Vec<(Vec<f32>, usize)> = places.iter().map(|one| cell(gray, one)).collect();
    let columns = parts.iter().map(|(_, columns)| columns).sum();
    let mut values = Vec::with_capacity(columns * STRIP_ROWS);
    for row in 0..STRIP_ROWS {
        for (part, columns) in &parts {
            values.extend_from_slice(part.get(row * columns..(row + 1) * columns)?);
        }
    }
    let read = recognise(networks, values, columns)?;
    let ink_height = cells.iter().map(TextBox::height).fold(0.0, f64::max);
    Some(Line {
        number,
        characters: decode(&read.frames),
        frames: read.frames,
        region: super::boxes::around(cells),
        ink_height,
    })
}

/// One character of a column, and how many columns of a strip it takes.
fn cell(gray: &Gray<'_>, place: &Region) -> (Vec<f32>, usize) {
    let is_narrow = place.width() < 0.9 * place.height();
    let columns = if is_narrow { STRIP_ROWS / 2 } else { STRIP_ROWS };
    (gray.resample(place, columns, STRIP_ROWS), columns)
}

/// Widths of a character, in heights, below which it is a thin one: "I".
const THIN: f64 = 0.6;

/// Where the characters of a column stand: squares as large as the largest of them, half as wide for a thin one. One
/// more for each that the detector missed between two others, and one beyond either end, which it may have missed too.
fn cell_places(cells: &[TextBox]) -> Vec<Region> {
    let side = cells.iter().map(TextBox::height).fold(0.0, f64::max) * (1.0 + 2.0 * PAD_ABOVE);
    let whole = super::boxes::around(cells);
    let middle = (whole.left + whole.right) / 2.0;
    let at = |centre: f64, is_thin: bool| {
        let half = if is_thin { side / 4.0 } else { side / 2.0 };
        let (top, bottom) = (centre - side / 2.0, centre + side / 2.0);
        Region { left: middle - half, top, right: middle + half, bottom }
    };
    let centre = |one: &TextBox| (one.region.top + one.region.bottom) / 2.0;
    let steps: Vec<f64> = cells.windows(2).map(|pair| centre(&pair[1]) - centre(&pair[0])).collect();
    let mut sorted = steps.clone();
    sorted.sort_by(f64::total_cmp);
    let step = sorted.get(steps.len().saturating_sub(1) / 2).map_or(side, |step| step.clamp(0.75 * side, 1.1 * side));
    let mut places = Vec::with_capacity(2 * cells.len());
    places.extend(cells.first().map(|first| at(centre(first) - step, false)));
    for (number, one) in cells.iter().enumerate() {
        if let Some(far) = number.checked_sub(1).and_then(|before| steps.get(before)) {
            let parts = (far / step).round().clamp(1.0, CELLS_MISSED_MAX + 1.0);
            let missed = (1..parts as usize).map(|part| centre(one) - far * (1.0 - part as f64 / parts));
            places.extend(missed.map(|centre| at(centre, false)));
        }
        places.push(at(centre(one), one.width() < THIN * one.height()));
    }
    places.extend(cells.last().map(|last| at(centre(last) + step, false)));
    places
}

/// Characters that may be missed between two others.
const CELLS_MISSED_MAX: f64 = 3.0;

/// The strips to read for one box.
fn windows(one: &TextBox) -> Vec<Region> {
    let height = one.height();
    let (top, bottom) = (one.region.top - PAD_ABOVE * height, one.region.bottom + PAD_ABOVE * height);
    let right = one.region.right + PAD_RIGHT * height;
    let mut left = one.region.left - PAD_LEFT * height;
    let longest = STRIP_COLUMNS_MAX as f64 / STRIP_ROWS as f64 * (bottom - top);
    let mut windows = Vec::new();
    while windows.len() < WINDOWS_MAX {
        windows.push(Region { left, top, right: right.min(left + longest), bottom });
        if left + longest >= right {
            break;
        }
        left += longest - WINDOW_OVERLAP * height;
    }
    windows
}

/// What the recogniser makes of one strip.
struct Read {
    frames: Vec<Frame>,
    /// Top and bottom of the ink, as shares of the strip's height.
    top: f32,
    bottom: f32,
}

/// `None` where nothing is written.
fn recognise(networks: &Networks, mut values: Vec<f32>, columns: usize) -> Option<Read> {
    normalise(&mut values);
    let input = Map::new(1, STRIP_ROWS, columns, values)?;
    let output = networks.recogniser.run(&input)?;
    let classes = networks.vocabulary.len() + 2;
    let frames = frames(&output, &networks.vocabulary);
    let first = frames.iter().position(|frame| !frame.is_blank())?;
    let last = frames.iter().rposition(|frame| !frame.is_blank())?;
    let (top, bottom) = ink_edges(&output, classes, first..last + 1)?;
    Some(Read { frames, top, bottom })
}

/// To mean 0 and standard deviation 1.
fn normalise(values: &mut [f32]) {
    let count = values.len().max(1) as f64;
    let mean = values.iter().map(|value| f64::from(*value)).sum::<f64>() / count;
    let variance = values.iter().map(|value| (f64::from(*value) - mean).powi(2)).sum::<f64>() / count;
    let deviation = variance.sqrt().max(DEVIATION_MIN);
    for value in values {
        *value = ((f64::from(*value) - mean) / deviation) as f32;
    }
}

/// Frames whose scores are gathered together: as many as share a cache line of each plane.
const GATHERED: usize = 16;

/// All frames of an output.
fn frames(output: &Map, vocabulary: &[char]) -> Vec<Frame> {
    let classes = vocabulary.len() + 2;
    let mut frames = Vec::with_capacity(output.columns);
    let mut scores = vec![f32::MIN; classes * GATHERED];
    for start in (0..output.columns).step_by(GATHERED) {
        for class in 0..classes {
            let plane = output.plane(class).get(start..).unwrap_or_default();
            for (value, scores) in plane.iter().zip(scores.chunks_exact_mut(classes)) {
                if let Some(score) = scores.get_mut(class) {
                    *score = *value;
                }
            }
        }
        let gathered = scores.chunks_exact(classes).take(output.columns - start);
        frames.extend(gathered.map(|scores| Frame::new(scores, vocabulary)));
    }
    frames
}

/// Top and bottom of the ink: the mean over the frames that carry text, weighted by how much each knows of it.
fn ink_edges(output: &Map, classes: usize, frames: std::ops::Range<usize>) -> Option<(f32, f32)> {
    let part = |channel: usize| output.plane(channel).get(frames.clone());
    let (tops, bottoms, knowledge) = (part(classes)?, part(classes + 1)?, part(classes + 2)?);
    let most = knowledge.iter().copied().fold(f32::MIN, f32::max);
    let weights: Vec<f32> = knowledge.iter().map(|one| (one - most).exp()).collect();
    let total: f32 = weights.iter().sum();
    let mean = |values: &[f32]| values.iter().zip(&weights).map(|(value, weight)| value * weight).sum::<f32>() / total;
    Some((mean(tops), mean(bottoms)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_follow_the_frames_that_know() {
        let output = Map::new(4, 1, 2, vec![0.0, 0.0, 0.1, 0.3, 0.9, 0.7, 20.0, 0.0]).unwrap();
        let (top, bottom) = ink_edges(&output, 1, 0..2).unwrap();
        assert!((top - 0.1).abs() < 1e-4 && (bottom - 0.9).abs() < 1e-4);
        let (top, bottom) = ink_edges(&output, 1, 1..2).unwrap();
        assert!((top - 0.3).abs() < 1e-4 && (bottom - 0.7).abs() < 1e-4);
    }

    #[test]
    fn a_long_line_is_read_in_parts_that_overlap() {
        let long = |width| TextBox { region: Region { left: 0.0, top: 0.0, right: width, bottom: 10.0 }, score: 1.0 };
        assert_eq!(windows(&long(100.0)).len(), 1);
        let two = windows(&long(300.0));
        assert_eq!(two.len(), 2);
        assert!(two[1].left < two[0].right && two[1].right == 305.0, "{two:?}");
        assert_eq!(windows(&long(9_000.0)).len(), WINDOWS_MAX);
    }

    fn line(characters: &[(char, f32)]) -> Line {
        Line {
            number: 0,
            characters: characters.to_vec(),
            frames: Vec::new(),
            region: Region { left: 0.0, top: 0.0, right: 40.0, bottom: 10.0 },
            ink_height: 10.0,
        }
    }

    #[test]
    fn a_line_is_clear_when_half_of_it_was_read_and_sure_when_all_was() {
        let (read, doubtful, unnamed) = (('生', 0.9), ('成', 0.4), (UNNAMED, 0.9));
        let clear = |characters: &[(char, f32)]| is_clear(&[line(characters)]);
        assert_eq!([clear(&[read, doubtful]), clear(&[read, doubtful, unnamed]), clear(&[])], [true, false, false]);
        let sure = |characters: &[(char, f32)]| is_sure(&line(characters));
        assert_eq!([sure(&[read, unnamed]), sure(&[read, doubtful])], [true, false]);
    }

    #[test]
    fn text_is_what_has_two_characters_named_or_not() {
        let texts = [[('□', 0.9), ('生', 0.7)], [('□', 0.9), ('生', 0.5)]];
        assert_eq!(texts.map(|text| is_text(&[line(&text)])), [true, false]);
    }

    #[test]
    fn a_column_is_read_with_what_was_missed_in_it_and_at_its_ends() {
        let cell = |top, width| {
            let region = Region { left: 0.0, top, right: width, bottom: top + 20.0 };
            TextBox { region, score: 1.0 }
        };
        let places = cell_places(&[cell(0.0, 20.0), cell(25.0, 8.0), cell(75.0, 20.0)]);
        let centres: Vec<f64> = places.iter().map(|place| (place.top + place.bottom) / 2.0).collect();
        assert_eq!(centres, [-15.0, 10.0, 35.0, 60.0, 85.0, 110.0]);
        let widths: Vec<bool> = places.iter().map(|place| place.width() < place.height()).collect();
        assert_eq!(widths, [false, false, true, false, false, false]);
    }

    #[test]
    fn noise_is_not_blown_up() {
        let mut flat = vec![100.0, 101.0, 99.0, 100.0];
        normalise(&mut flat);
        assert!(flat.iter().all(|value| value.abs() <= 0.25), "{flat:?}");
        let mut strong = vec![0.0, 200.0];
        normalise(&mut strong);
        assert_eq!(strong, [-1.0, 1.0]);
    }
}
