//! From the detector's maps to boxes around lines of text.

use super::gray::Gray;
use crate::neural::{Map, Networks};
use crate::pixels::Region;

/// Pixels of the detector's input for each square of its short side: bounds the time for wide pictures.
const AREA_MAX: f64 = 1.5;
/// A picture is enlarged at most this much.
const SCALE_MAX: f64 = 2.0;
/// The detector's input is a multiple of this in both directions.
const CELL: usize = 32;
/// Pixels of the input for each cell of the output.
const STRIDE: f64 = 4.0;
/// The detector speaks of the logarithm of a height in units of this many input pixels.
const HEIGHT_UNIT: f64 = 28.0;
/// Probability from which a cell counts as the core of a line.
const SCORE_MIN: f64 = 0.35;
/// Cells a core must have.
const CELLS_MIN: usize = 3;
/// Cores end this much short of the ink at either side, as a share of the height.
const CORE_INSET: f64 = 0.08;

/// One line, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TextBox {
    pub(super) region: Region,
    /// Mean probability of its cells.
    pub(super) score: f64,
}

impl TextBox {
    pub(super) fn height(&self) -> f64 {
        self.region.height()
    }

    pub(super) fn width(&self) -> f64 {
        self.region.width()
    }

    /// Twice the vertical centre.
    fn rows(&self) -> f64 {
        self.region.top + self.region.bottom
    }

    /// Twice the horizontal centre.
    fn columns(&self) -> f64 {
        self.region.left + self.region.right
    }
}

/// Fragments of lines as the detector sees them in the picture scaled to `short_side` pixels.
pub(super) fn find(gray: &Gray<'_>, networks: &Networks, short_side: f64) -> Vec<TextBox> {
    let (width, height) = (gray.width() as f64, gray.height() as f64);
    let area_max = AREA_MAX * short_side * short_side;
    let scale = (short_side / width.min(height)).min((area_max / (width * height)).sqrt()).min(SCALE_MAX);
    let columns = (width * scale).round().max(1.0) as usize;
    let rows = (height * scale).round().max(1.0) as usize;
    let whole = Region { left: 0.0, top: 0.0, right: width, bottom: height };
    let input = padded(&gray.resample(&whole, columns, rows), columns, rows);
    let Some(maps) = input.and_then(|input| networks.detector.run(&input)) else { return Vec::new() };
    let back = (width / columns as f64, height / rows as f64);
    components(&maps).iter().map(|one| scaled(one, back)).collect()
}

/// In -1..1, the last row and column repeated up to a multiple of [`CELL`].
fn padded(values: &[f32], columns: usize, rows: usize) -> Option<Map> {
    let (wide, high) = (columns.next_multiple_of(CELL), rows.next_multiple_of(CELL));
    let mut out = Vec::with_capacity(wide * high);
    for row in 0..high {
        let start = row.min(rows.saturating_sub(1)) * columns;
        let source = values.get(start..start + columns)?;
        out.extend(source.iter().map(|level| level / 127.5 - 1.0));
        out.resize((row + 1) * wide, source.last()? / 127.5 - 1.0);
    }
    Map::new(1, high, wide, out)
}

fn scaled(one: &TextBox, (x, y): (f64, f64)) -> TextBox {
    let Region { left, top, right, bottom } = one.region;
    TextBox { region: Region { left: left * x, top: top * y, right: right * x, bottom: bottom * y }, ..*one }
}

/// Connected cells (8 neighbours) as boxes in pixels of the detector's input.
fn components(maps: &Map) -> Vec<TextBox> {
    let score: Vec<f64> = maps.plane(0).iter().map(|logit| 1.0 / (1.0 + f64::from(-logit).exp())).collect();
    let mut waiting: Vec<bool> = score.iter().map(|one| *one > SCORE_MIN).collect();
    let mut found = Vec::new();
    for start in 0..waiting.len() {
        if !std::mem::take(&mut waiting[start]) {
            continue;
        }
        let cells = flood(&mut waiting, start, maps.columns);
        let parts = stacked(maps, &score, cells);
        found.extend(parts.iter().filter(|cells| cells.len() >= CELLS_MIN).map(|cells| boxed(maps, &score, cells)));
    }
    found
}

/// Heights from which the cells of one component may belong to lines, or characters, one above the other.
const STACKED_MIN: f64 = 1.4;
/// Heights that the middles of two of them are apart at least.
const APART_MIN: f64 = 0.5;
/// Share of the narrower of two parts that lies below the other; of a line that rises, the parts lie side by side.
const SHARED_COLUMNS_MIN: f64 = 0.5;

/// A component by lines: what stands close, one above the other, is often one, but every cell tells the middle of the
/// line that it belongs to.
fn stacked(maps: &Map, score: &[f64], cells: Vec<usize>) -> Vec<Vec<usize>> {
    let row = |cell: &usize| cell / maps.columns;
    let rows = || cells.iter().map(row);
    let extent = (rows().max().unwrap_or(0) + 1 - rows().min().unwrap_or(0)) as f64 * STRIDE;
    let total: f64 = cells.iter().map(|cell| score[*cell]).sum();
    let height = cells.iter().map(|cell| score[*cell] * cell_height(maps, *cell)).sum::<f64>() / total;
    if extent < STACKED_MIN * height {
        return vec![cells];
    }
    let mut ordered: Vec<(f64, usize)> = cells.iter().map(|cell| (cell_centre(maps, *cell), *cell)).collect();
    ordered.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut parts: Vec<(f64, Vec<usize>)> = Vec::new();
    for (centre, cell) in ordered {
        match parts.last_mut() {
            Some((sum, part)) if centre - *sum / part.len() as f64 <= APART_MIN * height => {
                *sum += centre;
                part.push(cell);
            }
            _ => parts.push((centre, vec![cell])),
        }
    }
    let parts: Vec<Vec<usize>> = parts.into_iter().map(|(_, part)| part).collect();
    let is_upright = parts.windows(2).all(|pair| lies_below(&pair[0], &pair[1], maps.columns));
    if is_upright { parts } else { vec![cells] }
}

fn lies_below(above: &[usize], below: &[usize], columns: usize) -> bool {
    let span = |part: &[usize]| {
        let column = || part.iter().map(|cell| cell % columns);
        (column().min().unwrap_or(0), column().max().unwrap_or(0) + 1)
    };
    let ((left, right), (other_left, other_right)) = (span(above), span(below));
    let shared = right.min(other_right).saturating_sub(left.max(other_left)) as f64;
    shared >= SHARED_COLUMNS_MIN * (right - left).min(other_right - other_left) as f64
}

/// Height of the line that a cell belongs to, in pixels of the detector's input.
fn cell_height(maps: &Map, cell: usize) -> f64 {
    f64::from(maps.plane(1)[cell]).exp() * HEIGHT_UNIT
}

/// Its middle, likewise.
fn cell_centre(maps: &Map, cell: usize) -> f64 {
    let row = (cell / maps.columns) as f64;
    (row + 0.5) * STRIDE + f64::from(maps.plane(2)[cell]) * cell_height(maps, cell)
}

/// All waiting cells connected with `start`, which are then no longer waiting.
fn flood(waiting: &mut [bool], start: usize, columns: usize) -> Vec<usize> {
    let mut cells = vec![start];
    let mut next = 0;
    while let Some(cell) = cells.get(next).copied() {
        next += 1;
        let (row, column) = (cell / columns, cell % columns);
        for y in row.saturating_sub(1)..=row + 1 {
            for x in column.saturating_sub(1)..=(column + 1).min(columns - 1) {
                let other = y * columns + x;
                if waiting.get_mut(other).is_some_and(std::mem::take) {
                    cells.push(other);
                }
            }
        }
    }
    cells
}

/// The box of one component: height and centre are means over its cells, weighted by their probability.
fn boxed(maps: &Map, score: &[f64], cells: &[usize]) -> TextBox {
    let total: f64 = cells.iter().map(|cell| score[*cell]).sum();
    let mut log_height = 0.0;
    let mut middle = 0.0;
    for cell in cells {
        let weight = score[*cell] / total;
        log_height += f64::from(maps.plane(1)[*cell]) * weight;
        middle += cell_centre(maps, *cell) * weight;
    }
    let height = log_height.exp() * HEIGHT_UNIT;
    let columns = || cells.iter().map(|cell| cell % maps.columns);
    let (first, last) = (columns().min().unwrap_or(0), columns().max().unwrap_or(0));
    let region = Region {
        left: first as f64 * STRIDE - CORE_INSET * height,
        top: middle - height / 2.0,
        right: (last + 1) as f64 * STRIDE + CORE_INSET * height,
        bottom: middle + height / 2.0,
    };
    TextBox { region, score: total / cells.len() as f64 }
}

/// Fragments of one line become one box: same height, same row, a gap under 1.1 heights.
pub(super) fn merge(mut boxes: Vec<TextBox>) -> Vec<TextBox> {
    boxes.sort_by(|a, b| a.region.left.total_cmp(&b.region.left));
    let mut merged: Vec<TextBox> = Vec::new();
    for one in boxes {
        match merged.iter_mut().find(|other| continues(other, &one)) {
            Some(other) => absorb(other, &one),
            None => merged.push(one),
        }
    }
    merged
}

fn continues(line: &TextBox, next: &TextBox) -> bool {
    let (height, least) = (line.height().max(next.height()), line.height().min(next.height()));
    let apart = (line.rows() - next.rows()).abs() / 2.0;
    apart < 0.35 * height && next.region.left - line.region.right < 1.1 * height && least > 0.55 * height
}

fn absorb(line: &mut TextBox, next: &TextBox) {
    let share = line.width() / (line.width() + next.width());
    line.region.top = line.region.top * share + next.region.top * (1.0 - share);
    line.region.bottom = line.region.bottom * share + next.region.bottom * (1.0 - share);
    line.region.right = line.region.right.max(next.region.right);
    line.score = line.score.max(next.score);
}

/// From so many characters on they are a column and nothing else.
pub(super) const COLUMN_MIN: usize = 3;

/// Boxes of one character each that stand one under the other, the longest column first; and the boxes that are left.
/// Two may be lines of one character each as well, and are left too.
pub(super) fn stacks(boxes: Vec<TextBox>) -> (Vec<Vec<TextBox>>, Vec<TextBox>) {
    let (mut single, mut rest): (Vec<_>, Vec<_>) = boxes.into_iter().partition(|one| one.width() < 1.6 * one.height());
    single.sort_by(|a, b| a.region.top.total_cmp(&b.region.top));
    let mut columns: Vec<Vec<TextBox>> = Vec::new();
    for one in single {
        match columns.iter_mut().find(|column| column.last().is_some_and(|last| stands_below(&one, last))) {
            Some(column) => column.push(one),
            None => columns.push(vec![one]),
        }
    }
    rest.extend(columns.iter().filter(|column| column.len() < COLUMN_MIN).flatten());
    columns.retain(|column| column.len() >= 2);
    columns.sort_by_key(|column| std::cmp::Reverse(column.len()));
    (columns, rest)
}

fn stands_below(one: &TextBox, last: &TextBox) -> bool {
    let gap = one.region.top - last.region.bottom;
    let aside = (one.columns() - last.columns()).abs() / 2.0;
    let height = one.height().max(last.height());
    // Characters of a column are easily missed: there may be room for two between two others. And one is easily taken
    // for higher than it is, so that it reaches into the next; an I is too narrow to tell how far aside is far.
    aside < ASIDE_MAX * height && (OVERLAP_MAX * -height..COLUMN_GAP_MAX * last.height()).contains(&gap)
}

/// Heights that the middles of two characters of a column are apart at most.
const ASIDE_MAX: f64 = 0.35;
/// Heights that the boxes of two characters of a column overlap at most.
const OVERLAP_MAX: f64 = 0.35;

/// Heights that a box of two lines is wide: from two characters to eight a line.
const DOUBLE_WIDTH: std::ops::Range<f64> = 1.0..4.5;

/// The upper and the lower half of a box that may hold two lines set close; each a little less than half, as there is a
/// gap between.
pub(super) fn halves(one: &TextBox) -> Option<[TextBox; 2]> {
    let Region { top, bottom, .. } = one.region;
    let height = one.height() * (1.0 - DOUBLE_GAP) / 2.0;
    let half = |top, bottom| TextBox { region: Region { top, bottom, ..one.region }, ..*one };
    let is_double = DOUBLE_WIDTH.contains(&(one.width() / one.height()));
    is_double.then(|| [half(top, top + height), half(bottom - height, bottom)])
}

/// Share of the height of two lines that lies between them.
const DOUBLE_GAP: f64 = 0.06;

/// The box around all of them.
pub(super) fn around(boxes: &[TextBox]) -> Region {
    let regions = boxes.iter().map(|one| one.region);
    let start = Region { left: f64::MAX, top: f64::MAX, right: f64::MIN, bottom: f64::MIN };
    regions.fold(start, |all, one| all.around(&one))
}

/// Heights between two characters of a column, with room for two that were missed.
const COLUMN_GAP_MAX: f64 = 3.2;

/// Share of the short side that counts as the outer part of a picture, where labels stand.
const OUTER: f64 = 0.25;

/// Those in the outer part first, the surest first within each part.
pub(super) fn nearest_to_edge(mut boxes: Vec<TextBox>, gray: &Gray<'_>) -> Vec<TextBox> {
    let (width, height, short) = (gray.width() as f64, gray.height() as f64, gray.short_side() as f64);
    let is_inner = |one: &TextBox| {
        let Region { left, top, right, bottom } = one.region;
        left.min(top).min(width - right).min(height - bottom) / short > OUTER
    };
    boxes.sort_by(|a, b| is_inner(a).cmp(&is_inner(b)).then(b.score.total_cmp(&a.score)));
    boxes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(left: f64, top: f64, right: f64, bottom: f64) -> TextBox {
        TextBox { region: Region { left, top, right, bottom }, score: 0.9 }
    }

    /// Twelve rows of four cells, all of them text 24 pixels high; `centre` tells the middle of each cell's line.
    fn text_all_over(centre: impl Fn(usize, usize) -> f64) -> Map {
        let cells = || (0..12 * 4).map(|cell| (cell / 4, cell % 4));
        let offset = |(row, column): (usize, usize)| (centre(row, column) - (row as f64 + 0.5) * STRIDE) / 24.0;
        let height = (24.0 / HEIGHT_UNIT).ln() as f32;
        let planes = [vec![4.0; 48], vec![height; 48], cells().map(|cell| offset(cell) as f32).collect()];
        Map::new(5, 12, 4, [planes.concat(), vec![0.0; 96]].concat()).unwrap()
    }

    #[test]
    fn characters_of_a_column_that_touch_are_parted() {
        let found = components(&text_all_over(|row, _| if row < 6 { 12.0 } else { 36.0 }));
        let middles: Vec<f64> = found.iter().map(|one| (one.rows() / 2.0).round()).collect();
        assert_eq!(middles, [12.0, 36.0]);
        assert!(found.iter().all(|one| (one.height() - 24.0).abs() < 0.1), "{found:?}");
    }

    #[test]
    fn a_line_that_rises_is_not() {
        let found = components(&text_all_over(|_, column| if column < 2 { 36.0 } else { 12.0 }));
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn fragments_of_a_line_become_one() {
        let merged =
            merge(vec![text(60.0, 10.0, 100.0, 30.0), text(0.0, 11.0, 45.0, 31.0), text(0.0, 60.0, 40.0, 80.0)]);
        assert_eq!(merged.len(), 2);
        assert_eq!((merged[0].region.left, merged[0].region.right), (0.0, 100.0));
    }

    #[test]
    fn lines_of_other_height_or_far_away_stay_apart() {
        assert_eq!(merge(vec![text(0.0, 0.0, 40.0, 20.0), text(70.0, 0.0, 90.0, 20.0)]).len(), 2);
        assert_eq!(merge(vec![text(0.0, 0.0, 40.0, 20.0), text(45.0, 5.0, 60.0, 15.0)]).len(), 2);
    }

    #[test]
    fn characters_one_under_the_other_are_a_column() {
        let column = (0..4).map(|n| f64::from(n) * 25.0).map(|top| text(10.0, top, 30.0, top + 20.0));
        let (columns, rest) = stacks(column.chain([text(100.0, 0.0, 180.0, 20.0)]).collect());
        assert_eq!((columns.len(), columns[0].len(), rest.len()), (1, 4, 1));
        assert_eq!(around(&columns[0]), Region { left: 10.0, top: 0.0, right: 30.0, bottom: 95.0 });
    }

    #[test]
    fn a_box_as_wide_as_two_short_lines_has_two_halves() {
        let [upper, lower] = halves(&text(0.0, 100.0, 60.0, 120.0)).expect("it may be two lines");
        assert_eq!((upper.region.top, lower.region.bottom), (100.0, 120.0));
        assert!(upper.region.bottom < lower.region.top && (upper.height() - lower.height()).abs() < 1e-9);
        assert!(halves(&text(0.0, 100.0, 200.0, 120.0)).is_none());
        assert!(halves(&text(0.0, 100.0, 15.0, 120.0)).is_none());
    }

    #[test]
    fn two_characters_may_be_a_column_or_two_lines() {
        let (columns, rest) = stacks(vec![text(10.0, 0.0, 30.0, 20.0), text(10.0, 25.0, 30.0, 45.0)]);
        assert_eq!((columns.len(), rest.len()), (1, 2));
        let (columns, rest) = stacks(vec![text(10.0, 0.0, 30.0, 20.0), text(10.0, 85.0, 30.0, 105.0)]);
        assert_eq!((columns.len(), rest.len()), (0, 2));
    }

    #[test]
    fn lines_at_the_edge_come_first() {
        let levels = vec![0; 400 * 400];
        let gray = Gray::new(400, 400, &levels).unwrap();
        let centre = TextBox { score: 0.99, ..text(150.0, 180.0, 250.0, 200.0) };
        let corner = text(300.0, 370.0, 390.0, 390.0);
        assert_eq!(nearest_to_edge(vec![centre, corner], &gray), [corner, centre]);
    }

    /// Maps of 4 x 6 cells whose scores are given, all lines 28 input pixels high and centred on row 1.5.
    fn maps(score: [f32; 24]) -> Map {
        let offsets = (0..24).map(|cell| (6.0 - (cell / 6 * 4 + 2) as f32) / 28.0);
        let values = score.into_iter().chain([0.0; 24]).chain(offsets).chain([0.0; 48]).collect();
        Map::new(5, 4, 6, values).unwrap()
    }

    #[test]
    fn connected_cells_are_one_box() {
        let mut score = [-9.0; 24];
        for cell in [7, 8, 9, 16] {
            score[cell] = 5.0;
        }
        let found = components(&maps(score));
        assert_eq!(found.len(), 1);
        let Region { left, top, right, bottom } = found[0].region;
        assert!((left - (4.0 - 2.24)).abs() < 1e-6 && (right - (20.0 + 2.24)).abs() < 1e-6, "{left} {right}");
        assert!((top + 8.0).abs() < 1e-4 && (bottom - 20.0).abs() < 1e-4, "{top} {bottom}");
    }

    #[test]
    fn specks_are_no_line() {
        let mut score = [-9.0; 24];
        score[0] = 5.0;
        score[1] = 5.0;
        score[23] = 5.0;
        assert!(components(&maps(score)).is_empty());
    }
}
