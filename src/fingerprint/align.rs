//! Finds how a picture lies on another one, from a rough guess: small steps that make the difference smaller, on small
//! maps first. Places that stay different, because something was changed there, lose their weight.

use std::ops::Range;

use fearless_simd::{Level, dispatch};

use super::map::Map;
use super::pose::Pose;

/// Unknowns: six of the pose, gain and bias.
const UNKNOWNS: usize = 8;
/// Steps on the smallest map, and on each larger one.
const STEPS: [usize; 4] = [14, 8, 5, 4];
/// A step that moves no corner by more than this share of the picture is the last.
const SETTLED: f32 = 2e-4;
/// Pixels at the edges of the recorded map that are not looked at. In the other picture they run into what surrounds it, and
/// steps would shrink the picture to get away from that.
const EDGE: usize = 2;
/// At most this share of a side.
const EDGE_SHARE: usize = 8;
/// Levels by which a pixel that shows something differs from those to the right and below, together.
const TEXTURE_MIN: f32 = 6.0;
/// Such pixels in a sample, or all of it counts.
const TEXTURED_MIN: usize = 24;
/// Levels below which differences are noise.
const NOISE: f32 = 3.0;

/// A pose and what the levels of the one become in the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fit {
    /// From the recorded picture to the other.
    pub(super) pose: Pose,
    /// Factor from the levels of the other to those of the recorded one.
    pub(super) gain: f32,
    /// Added after that.
    pub(super) bias: f32,
}

/// Starts from a guess on the smallest map and works up. Both pyramids have their largest map first. None when it
/// leads nowhere.
pub(super) fn refine(recorded: &[Map], seen: &[Map], guess: Pose) -> Option<Fit> {
    let mut fit = Fit { pose: guess, gain: 1.0, bias: 0.0 };
    for (map, steps) in recorded.iter().rev().zip(STEPS) {
        for _ in 0..steps {
            let moved = step(map, partner(map, seen, &fit.pose)?, &mut fit)?;
            if moved < SETTLED {
                break;
            }
        }
    }
    Some(fit)
}

/// The map on which a pixel covers about as much as one of the recorded map under this pose.
pub(super) fn partner<'a>(recorded: &Map, seen: &'a [Map], pose: &Pose) -> Option<&'a Map> {
    let scale = pose.area().abs().sqrt();
    let wanted = recorded.long_side() as f32 * 0.8;
    seen.iter().rev().find(|map| map.long_side() as f32 * scale >= wanted).or(seen.first())
}

/// One step; how far it moved the corners. None when it cannot be told where to go.
fn step(recorded: &Map, seen: &Map, fit: &mut Fit) -> Option<f32> {
    let scale = spread(recorded, seen, fit);
    let system = dispatch!(Level::new(), _ => system(recorded, seen, fit, scale));
    let change = system.solve()?;
    let [xx, xy, x, yx, yy, y, gain, bias] = change;
    let centred = |row: &mut [f32; 3], factor: f32, other: f32, offset: f32| {
        row[0] += factor;
        row[1] += other;
        row[2] += offset - 0.5 * (factor + other);
    };
    centred(&mut fit.pose.x, xx, xy, x);
    centred(&mut fit.pose.y, yx, yy, y);
    fit.gain += gain / 64.0;
    fit.bias += bias;
    let moved = (xx.abs() + xy.abs()) / 2.0 + x.abs() + (yx.abs() + yy.abs()) / 2.0 + y.abs();
    let lost = !moved.is_finite() || moved > 0.5 || !(0.05..20.0).contains(&fit.gain.abs());
    if lost { None } else { Some(moved) }
}

/// What each pixel says of where to go. Vectors of the CPU work on several unknowns at once, each with the same bits.
#[inline(always)]
fn system(recorded: &Map, seen: &Map, fit: &Fit, scale: f32) -> System {
    let mut system = System::default();
    let (width, height) = recorded.extent();
    let (seen_width, seen_height) = seen.extent();
    let columns = within(recorded.width());
    for row in within(recorded.height()) {
        for (column, level) in columns.clone().zip(recorded.row(row).get(columns.clone()).unwrap_or_default()) {
            let place = ((column as f32 + 0.5) / width, (row as f32 + 0.5) / height);
            let Some((x, y)) = inside(&fit.pose, place, seen) else { continue };
            let there = seen.at(x, y);
            let error = level - (fit.gain * there + fit.bias);
            let weight = 1.0 / (1.0 + (error / scale) * (error / scale));
            let right = fit.gain * seen_width * (seen.at(x + 0.5, y) - seen.at(x - 0.5, y));
            let down = fit.gain * seen_height * (seen.at(x, y + 0.5) - seen.at(x, y - 0.5));
            let (across, along) = (place.0 - 0.5, place.1 - 0.5);
            let row = [right * across, right * along, right, down * across, down * along, down, there / 64.0, 1.0];
            system.add(&row, error, weight);
        }
    }
    system
}

/// The pixels of a side that are looked at.
#[inline(always)]
fn within(side: usize) -> Range<usize> {
    let edge = EDGE.min(side / EDGE_SHARE);
    edge..side - edge
}

/// Where a place lies in the map of the other picture, in pixels; none outside of it.
#[inline(always)]
pub(super) fn inside(pose: &Pose, place: (f32, f32), seen: &Map) -> Option<(f32, f32)> {
    let (x, y) = pose.apply(place.0, place.1);
    let within = (0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y);
    let (width, height) = seen.extent();
    within.then_some((x * width, y * height))
}

/// Twice the median difference of a sample of the pixels that show something, in levels. In a picture that is mostly plain
/// the plain pixels agree wherever it lies, and beside them the others would count for nothing.
fn spread(recorded: &Map, seen: &Map, fit: &Fit) -> f32 {
    let (width, height) = recorded.extent();
    let (mut errors, mut textured) = (Vec::new(), Vec::new());
    let columns = within(recorded.width());
    for row in within(recorded.height()).step_by(2) {
        let levels = recorded.row(row).get(columns.clone()).unwrap_or_default();
        for (column, level) in columns.clone().zip(levels).step_by(2) {
            let place = ((column as f32 + 0.5) / width, (row as f32 + 0.5) / height);
            let Some((x, y)) = inside(&fit.pose, place, seen) else { continue };
            let error = (level - (fit.gain * seen.at(x, y) + fit.bias)).abs();
            let (right, down) = (recorded.pixel(column + 1, row), recorded.pixel(column, row + 1));
            let sample =
                if (right - level).abs() + (down - level).abs() < TEXTURE_MIN { &mut errors } else { &mut textured };
            sample.push(error);
        }
    }
    if textured.len() < TEXTURED_MIN {
        textured.append(&mut errors);
    }
    let middle = textured.len() / 2;
    if textured.is_empty() {
        return NOISE;
    }
    let (_, median, _) = textured.select_nth_unstable_by(middle, f32::total_cmp);
    (2.0 * *median).max(NOISE)
}

/// Weighted least squares.
#[derive(Default)]
struct System {
    products: [[f32; UNKNOWNS]; UNKNOWNS],
    right: [f32; UNKNOWNS],
}

impl System {
    #[inline(always)]
    fn add(&mut self, row: &[f32; UNKNOWNS], error: f32, weight: f32) {
        for (index, (products, right)) in self.products.iter_mut().zip(&mut self.right).enumerate() {
            let weighted = weight * row[index];
            *right += weighted * error;
            for (sum, value) in products.iter_mut().zip(row) {
                *sum += weighted * value;
            }
        }
    }

    /// By Cholesky's method, with a little added to the diagonal; none if the pixels do not determine the unknowns.
    fn solve(&self) -> Option<[f32; UNKNOWNS]> {
        let mut lower = [[0.0_f64; UNKNOWNS]; UNKNOWNS];
        for row in 0..UNKNOWNS {
            for column in 0..=row {
                let known: f64 = (0..column).map(|k| lower[row][k] * lower[column][k]).sum();
                let product = f64::from(self.products[row][column]);
                if row == column {
                    let rest = product * 1.001 + 1e-3 - known;
                    lower[row][row] = if rest > 0.0 { rest.sqrt() } else { return None };
                } else {
                    lower[row][column] = (product - known) / lower[column][column];
                }
            }
        }
        let mut solution = self.right.map(f64::from);
        for row in 0..UNKNOWNS {
            let known: f64 = (0..row).map(|k| lower[row][k] * solution[k]).sum();
            solution[row] = (solution[row] - known) / lower[row][row];
        }
        for row in (0..UNKNOWNS).rev() {
            let known: f64 = (row + 1..UNKNOWNS).map(|k| lower[k][row] * solution[k]).sum();
            solution[row] = (solution[row] - known) / lower[row][row];
        }
        Some(solution.map(|value| value as f32))
    }
}
