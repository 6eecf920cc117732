//! Where the picture lies within what is shown: without a plain frame, and as the largest block of a screenshot.

use super::map::Map;
use super::pose::Pose;

/// Levels by which a plain row may vary.
const PLAIN_MAX: f32 = 8.0;
/// Share of a row that must be plain.
const PLAIN_SHARE: f32 = 0.97;
/// Rows, then columns, so many times.
const ROUNDS: usize = 4;
/// A run of rows is long from this share on.
const LONG_SHARE: f32 = 0.08;
/// A block must be this share of the side.
const SIDE_MIN: f32 = 0.2;

/// The frame to take off, as shares of the picture: left, top, right, bottom.
type Frame = [f32; 4];

/// The poses of the whole and of what lies within frames; the whole first.
pub(super) fn contents(map: &Map) -> Vec<Pose> {
    let mut poses = vec![Pose::SAME];
    for frame in [trimmed(map), between_long(map), largest(map)] {
        let [left, top, right, bottom] = frame;
        let pose = Pose::scaled((right - left, left), (bottom - top, top));
        let is_new = poses.iter().all(|known| differs(known, &pose));
        if is_new && right - left >= SIDE_MIN && bottom - top >= SIDE_MIN {
            poses.push(pose);
        }
    }
    poses
}

fn differs(one: &Pose, other: &Pose) -> bool {
    let numbers = |pose: &Pose| [pose.x[0], pose.x[2], pose.y[1], pose.y[2]];
    numbers(one).iter().zip(numbers(other)).any(|(a, b)| (a - b).abs() > 0.015)
}

/// Takes plain rows and columns off all sides, and again while something comes off.
fn trimmed(map: &Map) -> Frame {
    shrink(map, |plain| {
        let first = plain.iter().position(|plain| !plain).unwrap_or_default();
        let last = plain.iter().rposition(|plain| !plain).map_or(plain.len(), |last| last + 1);
        (first, last)
    })
}

/// The longest run of rows and columns that are not plain.
fn largest(map: &Map) -> Frame {
    shrink(map, |plain| runs(plain).into_iter().max_by_key(|(start, end)| end - start).unwrap_or((0, plain.len())))
}

/// From the first to the last long run: a picture with a plain sky in it, among short lines of text.
fn between_long(map: &Map) -> Frame {
    shrink(map, |plain| {
        let is_long = |run: &&(usize, usize)| (run.1 - run.0) as f32 >= LONG_SHARE * plain.len() as f32;
        let runs = runs(plain);
        let mut long = runs.iter().filter(is_long);
        let Some(first) = long.next() else { return (0, plain.len()) };
        (first.0, long.next_back().unwrap_or(first).1)
    })
}

/// Every run of rows that are not plain.
fn runs(plain: &[bool]) -> Vec<(usize, usize)> {
    let (mut runs, mut start) = (Vec::new(), 0);
    for (index, is_plain) in plain.iter().chain([&true]).enumerate() {
        if *is_plain {
            if index > start {
                runs.push((start, index));
            }
            start = index + 1;
        }
    }
    runs
}

fn shrink(map: &Map, choose: impl Fn(&[bool]) -> (usize, usize)) -> Frame {
    let (mut columns, mut rows) = ((0, map.width()), (0, map.height()));
    for _ in 0..ROUNDS {
        let row = |y: usize| (columns.0..columns.1).map(|x| map.pixel(x, y)).collect();
        let next_rows = chosen(rows, row, &choose);
        let column = |x: usize| (next_rows.0..next_rows.1).map(|y| map.pixel(x, y)).collect();
        let next_columns = chosen(columns, column, &choose);
        if next_rows.0 >= next_rows.1 || next_columns.0 >= next_columns.1 {
            break;
        }
        let settled = next_rows == rows && next_columns == columns;
        (rows, columns) = (next_rows, next_columns);
        if settled {
            break;
        }
    }
    let across = |at: usize| at as f32 / map.width() as f32;
    let down = |at: usize| at as f32 / map.height() as f32;
    [across(columns.0), down(rows.0), across(columns.1), down(rows.1)]
}

/// What is chosen of some lines by whether each belongs to the frame: plain, and of the level of the outermost ones. A
/// plain sky within the picture mostly has another.
fn chosen(
    range: (usize, usize),
    line: impl Fn(usize) -> Vec<f32>,
    choose: &impl Fn(&[bool]) -> (usize, usize),
) -> (usize, usize) {
    let levels: Vec<Option<f32>> = (range.0..range.1).map(|at| plain_level(line(at))).collect();
    let ends = [levels.first(), levels.last()].map(|end| end.copied().flatten());
    let is_frame = |level: &Option<f32>| {
        level.is_some_and(|level| ends.iter().flatten().any(|end| (end - level).abs() <= PLAIN_MAX))
    };
    let (first, last) = choose(&levels.iter().map(is_frame).collect::<Vec<bool>>());
    (range.0 + first, range.0 + last)
}

/// The median of a line if nearly all levels lie close to it.
fn plain_level(mut levels: Vec<f32>) -> Option<f32> {
    levels.sort_by(f32::total_cmp);
    let median = levels.get(levels.len() / 2).copied()?;
    let close = levels.iter().filter(|level| (**level - median).abs() <= PLAIN_MAX).count();
    (close as f32 >= PLAIN_SHARE * levels.len() as f32).then_some(median)
}
