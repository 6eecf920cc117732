//! Where the picture lies within what is shown: without a plain frame, and as the largest block of a screenshot.

use super::map::Map;
use super::pose::Pose;

/// Levels by which a plain row may vary.
const PLAIN_MAX: f32 = 8.0;
/// Share of a row that must be plain.
const PLAIN_SHARE: f32 = 0.97;
/// Rows, then columns, so many times.
const ROUNDS: usize = 3;
/// Frames that are tried, the whole among them.
const CONTENTS_MAX: usize = 6;
/// The same of text.
const TEXTS_MAX: usize = 2;
/// Shares of a side that may lie between what belongs together: lines of text, paragraphs, and what stands further apart.
const GAPS: [f32; 3] = [0.05, 0.12, 0.2];
/// A run of rows is long from this share on.
const LONG_SHARE: f32 = 0.08;
/// A block must be this share of either side; the shorter side of a text this one. A picture of a single line stands
/// on a long screen as a far smaller share of it.
const SIDE_MIN: f32 = 0.2;
const TEXT_SIDE_MIN: f32 = 0.08;
const LINE_SIDE_MIN: f32 = 0.03;

/// The frame to take off, as shares of the picture: left, top, right, bottom.
type Frame = [f32; 4];
/// Rows or columns, the first and the one behind the last.
type Span = (usize, usize);

/// What is left of a picture with a plain edge of its own, found as the picture within a frame is; none without such an edge.
pub(super) fn inner(map: &Map) -> Option<Pose> {
    let (right, bottom) = (map.width() - 1, map.height() - 1);
    let row = |y: usize| map.row(y).to_vec();
    let column = |x: usize| (0..map.height()).map(|y| map.pixel(x, y)).collect();
    let outermost = [row(0), row(bottom), column(0), column(right)];
    // Most pictures have none, and this is quickly seen.
    if outermost.into_iter().all(|line| plain_level(line).is_none()) {
        return None;
    }
    // What has no block that is long, as a page of text, is what lies within its margins.
    [shrink(map, &between_long), shrink(map, &trimmed)].iter_mut().find_map(|frames| {
        let frame = frames.pop().filter(|frame| is_large(frame, TEXT_SIDE_MIN))?;
        Some(pose(&frame)).filter(|pose| differs(pose, &Pose::SAME))
    })
}

/// The poses of the whole and of what lies within frames; the whole first, at most [`CONTENTS_MAX`].
pub(super) fn contents(map: &Map) -> Vec<Pose> {
    within([shrink(map, &trimmed), shrink(map, &between_long), shrink(map, &longest)].concat(), SIDE_MIN)
}

/// The same, and what lies together as lines of text do.
pub(super) fn contents_and_text(map: &Map) -> Vec<Pose> {
    let mut poses = contents(map);
    let texts = GAPS.map(|gap| shrink(map, &|frame| together(frame, gap))).concat();
    for pose in within(texts, LINE_SIDE_MIN) {
        add(&mut poses, pose);
    }
    poses.truncate(CONTENTS_MAX + TEXTS_MAX);
    poses
}

fn within(frames: Vec<Frame>, side_min: f32) -> Vec<Pose> {
    let mut poses = vec![Pose::SAME];
    for frame in frames.iter().filter(|frame| is_large(frame, side_min)) {
        add(&mut poses, pose(frame));
    }
    poses.truncate(CONTENTS_MAX);
    poses
}

/// Adds what is new.
fn add(poses: &mut Vec<Pose>, pose: Pose) {
    if poses.iter().all(|known| differs(known, &pose)) {
        poses.push(pose);
    }
}

fn is_large([left, top, right, bottom]: &Frame, side_min: f32) -> bool {
    let (width, height) = (right - left, bottom - top);
    width.max(height) >= SIDE_MIN && width.min(height) >= side_min
}

fn pose([left, top, right, bottom]: &Frame) -> Pose {
    Pose::scaled((right - left, *left), (bottom - top, *top))
}

fn differs(one: &Pose, other: &Pose) -> bool {
    let numbers = |pose: &Pose| [pose.x[0], pose.x[2], pose.y[1], pose.y[2]];
    numbers(one).iter().zip(numbers(other)).any(|(a, b)| (a - b).abs() > 0.015)
}

/// All but the lines of the frame at either end.
fn trimmed(frame: &[bool]) -> Option<Span> {
    let first = frame.iter().position(|frame| !frame)?;
    let last = frame.iter().rposition(|frame| !frame)?;
    Some((first, last + 1))
}

/// The longest run of lines that are not of the frame.
fn longest(frame: &[bool]) -> Option<Span> {
    runs(frame).into_iter().max_by_key(|(start, end)| end - start)
}

/// From the first to the last long run: a picture with something plain in it, among short lines of text.
fn between_long(frame: &[bool]) -> Option<Span> {
    let is_long = |run: &&Span| (run.1 - run.0) as f32 >= LONG_SHARE * frame.len() as f32;
    let runs = runs(frame);
    let mut long = runs.iter().filter(is_long);
    let first = long.next()?;
    Some((first.0, long.next_back().unwrap_or(first).1))
}

/// The longest group of runs with no more than this share between one and the next, as lines of text have.
fn together(frame: &[bool], gap: f32) -> Option<Span> {
    let near = |end: usize, start: usize| (start - end) as f32 <= gap * frame.len() as f32;
    let mut groups: Vec<Span> = Vec::new();
    for (start, end) in runs(frame) {
        match groups.last_mut().filter(|group| near(group.1, start)) {
            Some(group) => group.1 = end,
            None => groups.push((start, end)),
        }
    }
    groups.into_iter().max_by_key(|(start, end)| end - start)
}

/// Every run of rows that are not plain.
fn runs(plain: &[bool]) -> Vec<Span> {
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

/// What is left after each round. A picture with a plain edge of its own loses that in the round after its frame.
fn shrink(map: &Map, choose: &impl Fn(&[bool]) -> Option<Span>) -> Vec<Frame> {
    let (mut columns, mut rows) = ((0, map.width()), (0, map.height()));
    let across = |at: usize| at as f32 / map.width() as f32;
    let down = |at: usize| at as f32 / map.height() as f32;
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        let row = |y: usize| (columns.0..columns.1).map(|x| map.pixel(x, y)).collect();
        let Some(next_rows) = chosen(rows, row, choose) else { break };
        let column = |x: usize| (next_rows.0..next_rows.1).map(|y| map.pixel(x, y)).collect();
        let Some(next_columns) = chosen(columns, column, choose) else { break };
        if next_rows == rows && next_columns == columns {
            break;
        }
        // Before and after the columns come off: the plain sides may be the picture's own.
        found.extend(
            [columns, next_columns]
                .map(|columns| [across(columns.0), down(next_rows.0), across(columns.1), down(next_rows.1)]),
        );
        (rows, columns) = (next_rows, next_columns);
    }
    found
}

/// What is chosen of some lines by whether each belongs to the frame: plain, and of the level of the outermost ones. A
/// plain sky within the picture mostly has another.
fn chosen(range: Span, line: impl Fn(usize) -> Vec<f32>, choose: &impl Fn(&[bool]) -> Option<Span>) -> Option<Span> {
    let levels: Vec<Option<f32>> = (range.0..range.1).map(|at| plain_level(line(at))).collect();
    let ends = [levels.first(), levels.last()].map(|end| end.copied().flatten());
    let is_frame = |level: &Option<f32>| {
        level.is_some_and(|level| ends.iter().flatten().any(|end| (end - level).abs() <= PLAIN_MAX))
    };
    let (first, last) = choose(&levels.iter().map(is_frame).collect::<Vec<bool>>())?;
    Some((range.0 + first, range.0 + last))
}

/// The median of a line if nearly all levels lie close to it.
fn plain_level(mut levels: Vec<f32>) -> Option<f32> {
    let middle = levels.len() / 2;
    if levels.is_empty() {
        return None;
    }
    let median = *levels.select_nth_unstable_by(middle, f32::total_cmp).1;
    let close = levels.iter().filter(|level| (**level - median).abs() <= PLAIN_MAX).count();
    (close as f32 >= PLAIN_SHARE * levels.len() as f32).then_some(median)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{made, scene};
    use super::*;

    #[track_caller]
    fn check(map: &Map, expected: Frame) {
        let expected = Pose::scaled((expected[2] - expected[0], expected[0]), (expected[3] - expected[1], expected[1]));
        let found = contents_and_text(map);
        assert!(found.len() <= CONTENTS_MAX + TEXTS_MAX && found.first() == Some(&Pose::SAME));
        assert!(found.iter().any(|pose| !differs(pose, &expected)), "{found:?} without {expected:?}");
    }

    #[test]
    fn a_plain_frame_comes_off() {
        let picture = scene(1);
        check(&made(400, 400, |x, y| frame(&picture, x, y, 0.0)), [0.1, 0.2, 0.9, 0.8]);
    }

    /// The picture at 40, 80 in something plain.
    fn frame(picture: &Map, x: f32, y: f32, level: f32) -> f32 {
        let inside = (40.0..360.0).contains(&x) && (80.0..320.0).contains(&y);
        if inside { picture.at(x - 40.0, y - 80.0) } else { level }
    }

    #[test]
    fn signs_on_the_frame_do_not_keep_it_there() {
        let picture = scene(2);
        let sign = |x: f32, y: f32| (10.0..20.0).contains(&y) && (x as u32 / 6).is_multiple_of(2);
        let level = |x: f32, y: f32| if sign(x, y) { 20.0 } else { frame(&picture, x, y, 255.0) };
        check(&made(400, 400, level), [0.1, 0.2, 0.9, 0.8]);
    }

    /// Lines of text on a page, which is on a screen of its level.
    #[test]
    fn lines_of_text_come_together() {
        let text = |x: f32, y: f32| {
            let is_ink = (y as u32 % 20) < 9 && !(x as u32 / 5).is_multiple_of(3);
            if is_ink && (30.0..370.0).contains(&x) && (10.0..170.0).contains(&y) { 10.0 } else { 255.0 }
        };
        let page = made(400, 190, text);
        let sign =
            |x: f32, y: f32| (10.0..20.0).contains(&y) && (40.0..200.0).contains(&x) && (x as u32).is_multiple_of(2);
        let screen = |x: f32, y: f32| if sign(x, y) { 20.0 } else { text(x, y - 300.0) };
        check(&made(400, 700, screen), [0.0875, 320.0 / 700.0, 0.925, 469.0 / 700.0]);
        let own = inner(&page).unwrap();
        let expected = Pose::scaled((0.8375, 0.0875), (149.0 / 190.0, 20.0 / 190.0));
        assert!(!differs(&own, &expected), "{own:?}");
    }

    /// Lines of characters, each from x = 60 on: top, bottom and right end.
    fn is_written(lines: &[[f32; 3]], x: f32, y: f32) -> bool {
        let is_ink = (x as u32 + y as u32) % 9 < 6;
        is_ink && lines.iter().any(|[top, bottom, end]| (*top..*bottom).contains(&y) && (60.0..*end).contains(&x))
    }

    /// These lines on a long screen, with a short line above them.
    fn on_screen(lines: &[[f32; 3]]) -> Map {
        let all = [lines, &[[10.0, 20.0, 200.0]]].concat();
        made(400, 900, |x, y| if is_written(&all, x, y) { 10.0 } else { 255.0 })
    }

    #[test]
    fn a_single_line_on_a_long_screen_is_found() {
        check(&on_screen(&[[440.0, 470.0, 330.0]]), [0.15, 440.0 / 900.0, 0.825, 470.0 / 900.0]);
    }

    #[test]
    fn paragraphs_far_apart_are_one_page() {
        let paragraphs = [[400.0, 450.0, 330.0], [580.0, 640.0, 330.0]];
        check(&on_screen(&paragraphs), [0.15, 400.0 / 900.0, 0.825, 640.0 / 900.0]);
    }

    /// No line is high enough to be long, some columns are; neither lines nor columns are left out.
    #[test]
    fn of_a_page_of_low_lines_nothing_is_left_out() {
        let lines = [[60.0, 78.0, 180.0], [90.0, 108.0, 180.0], [120.0, 138.0, 330.0]];
        let apart = |x: f32| x > 180.0 && x as u32 % 50 < 10;
        let page = made(400, 300, |x, y| if is_written(&lines, x, y) && !apart(x) { 10.0 } else { 255.0 });
        let own = inner(&page).unwrap();
        let expected = Pose::scaled((0.675, 0.15), (78.0 / 300.0, 0.2));
        assert!(!differs(&own, &expected), "{own:?}");
    }

    #[test]
    fn a_plain_map_has_no_contents_but_itself() {
        assert_eq!(contents_and_text(&made(100, 100, |_, _| 7.0)), [Pose::SAME]);
    }
}
