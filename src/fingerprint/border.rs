//! Where the picture lies within what is shown: without a plain frame, and as the largest block of a screenshot.

use super::map::Map;
use super::pose::Pose;

/// Levels by which a plain row may vary.
const PLAIN_MAX: f32 = 8.0;
/// Share of a row that must be plain.
const PLAIN_SHARE: f32 = 0.97;
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
    for _ in 0..4 {
        let plain: Vec<bool> = (rows.0..rows.1).map(|y| is_plain((columns.0..columns.1).map(|x| map.pixel(x, y)))).collect();
        let (first, last) = choose(&plain);
        let next_rows = (rows.0 + first, rows.0 + last);
        let plain: Vec<bool> =
            (columns.0..columns.1).map(|x| is_plain((next_rows.0..next_rows.1).map(|y| map.pixel(x, y)))).collect();
        let (first, last) = choose(&plain);
        let next_columns = (columns.0 + first, columns.0 + last);
        if next_rows.0 >= next_rows.1 || next_columns.0 >= next_columns.1 {
            break;
        }
        let settled = next_rows == rows && next_columns == columns;
        (rows, columns) = (next_rows, next_columns);
        if settled {
            break;
        }
    }
    let share = |at: usize, of: usize| at as f32 / of as f32;
    let across = |at| share(at, map.width());
    let down = |at| share(at, map.height());
    [across(columns.0), down(rows.0), across(columns.1), down(rows.1)]
}

/// True when nearly all levels lie close to their median.
fn is_plain(levels: impl Iterator<Item = f32>) -> bool {
    let mut sorted: Vec<f32> = levels.collect();
    sorted.sort_by(f32::total_cmp);
    let Some(median) = sorted.get(sorted.len() / 2).copied() else { return true };
    let close = sorted.iter().filter(|level| (**level - median).abs() <= PLAIN_MAX).count();
    close as f32 >= PLAIN_SHARE * sorted.len() as f32
}
