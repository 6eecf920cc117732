//! Chip maps: one number per block, of which the mark shifts the sign by what bit the block carries.
//!
//! A one leaves a chosen coarse value 18 above where a zero would leave it, whatever the picture shows, so the mean of
//! its block carries the bit too; and that survives compression and scaling, which the exact value does not. The mark
//! leaves luma and V alone, so what they predict of U is taken away first: that is the picture, and the rest is noise
//! and mark.

use std::ops::Range;

use super::cells::Cells;
use super::reference::{Carriers, STEP, remainder};
use crate::vocabulary::watermark::{ChannelOrder, ChromaOffset};

/// What a map is like. Scores on flat ground are not normal: a few lines of a drawing make all of the map there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ground {
    /// Blocks differ from each other, as in photographs.
    Textured,
    /// Many blocks are the same, as in drawings and screenshots.
    Flat,
}

impl Ground {
    /// The name in the calibration.
    pub fn id(self) -> &'static str {
        match self {
            Self::Textured => "textured",
            Self::Flat => "flat",
        }
    }
}

/// Above this share of blocks with the same value the ground is flat. Values of whole levels repeat by chance.
const SAME_MAX: f32 = 0.25;

/// One number per block, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ChipMap {
    /// Blocks in a row.
    pub(super) columns: usize,
    /// Rows of blocks.
    pub(super) rows: usize,
    /// The numbers, of zero mean.
    pub(super) values: Vec<f32>,
    /// Share of blocks that have the middle value, 0 to 1.
    pub(super) same: f32,
}

impl ChipMap {
    pub(super) fn centred(columns: usize, rows: usize, mut values: Vec<f32>) -> Self {
        let mean = values.iter().map(|value| f64::from(*value)).sum::<f64>() / values.len().max(1) as f64;
        values.iter_mut().for_each(|value| *value -= mean as f32);
        let middle = median(&mut values.clone());
        let same = values.iter().filter(|value| (**value - middle).abs() < 1e-4).count();
        let same = same as f32 / values.len().max(1) as f32;
        Self { columns, rows, values, same }
    }

    /// What the map is like.
    pub(super) fn ground(&self) -> Ground {
        if self.same > SAME_MAX { Ground::Flat } else { Ground::Textured }
    }

    /// How far each carrier is from where it would say nothing: falls through zero at 18 and 36, lowest where a zero
    /// is written, highest where a one is.
    pub(super) fn of_carriers(carriers: &Carriers, columns: usize, rows: usize) -> Self {
        let soft = |value: &f64| -wave((remainder(*value) / STEP) as f32);
        Self::centred(columns, rows, carriers.values.iter().map(soft).collect())
    }

    /// What luma and V do not explain of the mean U of each block.
    pub(super) fn of_residual(residual: &Residual, offset: ChromaOffset) -> Self {
        let values = tamed(residual.signed(offset), residual.columns, residual.rows);
        Self::centred(residual.columns, residual.rows, values)
    }

    /// The same for parts of blocks. A mark sits in one part of a block and may be all there is, so nothing is cut off.
    pub(super) fn untamed(residual: &Residual, offset: ChromaOffset) -> Self {
        let values = evened(residual.signed(offset), residual.columns, residual.rows, residual.radius);
        Self::centred(residual.columns, residual.rows, values)
    }

    /// The sum of two maps, each scaled to unit power.
    pub(super) fn sum(&self, other: &Self) -> Self {
        let power = |map: &Self| {
            let sum: f64 = map.values.iter().map(|value| f64::from(*value).powi(2)).sum();
            (sum / map.values.len().max(1) as f64).sqrt().max(1e-9) as f32
        };
        let (one, two) = (power(self), power(other));
        let values = self.values.iter().zip(&other.values).map(|(a, b)| a / one + b / two).collect();
        Self { columns: self.columns, rows: self.rows, values, same: self.same.max(other.same) }
    }
}

/// About the sine of a whole turn, exact at its zeros and extremes; `turn` is 0 to 1.
fn wave(turn: f32) -> f32 {
    let half = if turn < 0.5 { turn } else { turn - 0.5 };
    let arch = 16.0 * half * (0.5 - half);
    if turn < 0.5 { arch } else { -arch }
}

/// From -1 to 1, steep over a few levels.
fn soft_sign(value: f32) -> f32 {
    value / (value.abs() + 4.0)
}

/// U of each block and what remains of it.
pub(super) struct Residual {
    columns: usize,
    rows: usize,
    /// Blocks to each side that a prediction is fitted over.
    radius: usize,
    /// Mean U, twice the level, as coarse values are; no offset.
    chroma: Vec<f32>,
    /// What luma and V do not predict of it.
    rest: Vec<f32>,
}

/// Blocks to each side that a prediction is fitted over.
const RADIUS: usize = 2;
/// Added to the variances of luma and V, so that nothing is predicted from noise.
const RIDGE: f32 = 1.0;

impl Residual {
    /// What remains, with the sign that a one has.
    fn signed(&self, offset: ChromaOffset) -> Vec<f32> {
        match offset {
            ChromaOffset::EightBit => self.rest.clone(),
            // A value below zero is moved down by a one. Near zero it may be either.
            ChromaOffset::Float => {
                let sign = |(rest, mean): (&f32, &f32)| rest * soft_sign(mean + 1.0);
                self.rest.iter().zip(&self.chroma).map(sign).collect()
            }
        }
    }

    /// How many blocks are not flat.
    pub(super) fn texture(&self) -> usize {
        self.rest.iter().filter(|rest| rest.abs() > 1e-3).count()
    }

    /// Fits U by luma and V in the neighbourhood of each block.
    pub(super) fn of(cells: &Cells, order: ChannelOrder) -> Self {
        Self::near(cells, order, RADIUS)
    }

    /// The same for blocks of another size, of which the neighbourhood has more or fewer.
    pub(super) fn near(cells: &Cells, order: ChannelOrder, radius: usize) -> Self {
        let (columns, rows) = (cells.columns, cells.rows);
        let moments = moments(cells, order);
        let near = moments.each_ref().map(|moment| boxed(moment, columns, rows, radius));
        let [u, y, v, uy, uv, yy, yv, vv] = &near;
        let mut slopes = [0, 1].map(|_| vec![0.0_f32; columns * rows]);
        let [by_luma, by_v] = &mut slopes;
        for at in 0..columns * rows {
            let (yy, vv) = (yy[at] - y[at] * y[at] + RIDGE, vv[at] - v[at] * v[at] + RIDGE);
            let (yv, uy, uv) = (yv[at] - y[at] * v[at], uy[at] - u[at] * y[at], uv[at] - u[at] * v[at]);
            let determinant = (yy * vv - yv * yv).max(1e-6);
            by_luma[at] = (uy * vv - uv * yv) / determinant;
            by_v[at] = (uv * yy - uy * yv) / determinant;
        }
        let slopes = slopes.each_ref().map(|slope| boxed(slope, columns, rows, radius));
        let rest = (0..columns * rows).map(|at| {
            let [own_u, own_y, own_v] = [0, 1, 2].map(|which: usize| moments[which][at] - near[which][at]);
            own_u - slopes[0][at] * own_y - slopes[1][at] * own_v
        });
        let rest = rest.collect();
        let [chroma, ..] = moments;
        Self { columns, rows, radius, chroma, rest }
    }
}

/// Means over the four cells of each block: U, Y, V, then the products UY, UV, YY, YV, VV.
fn moments(cells: &Cells, order: ChannelOrder) -> [Vec<f32>; 8] {
    let blocks = cells.columns * cells.rows;
    let mut moments: [Vec<f32>; 8] = std::array::from_fn(|_| Vec::with_capacity(blocks));
    let [red, green, blue] = &cells.channels;
    let (red, blue) = match order {
        ChannelOrder::Bgr => (red, blue),
        ChannelOrder::Rgb => (blue, red),
    };
    let width = 2 * cells.columns;
    for row in 0..cells.rows {
        for column in 0..cells.columns {
            let corner = 2 * row * width + 2 * column;
            let mut sums = [0.0_f32; 8];
            for at in [corner, corner + 1, corner + width, corner + width + 1] {
                // Twice the level, as coarse values are.
                let (r, g, b) = (2.0 * red[at], 2.0 * green[at], 2.0 * blue[at]);
                let y = 0.299 * r + 0.587 * g + 0.114 * b;
                let (u, v) = (0.492 * (b - y), 0.877 * (r - y));
                for (sum, term) in sums.iter_mut().zip([u, y, v, u * y, u * v, y * y, y * v, v * v]) {
                    *sum += term;
                }
            }
            moments.iter_mut().zip(sums).for_each(|(moment, sum)| moment.push(sum / 4.0));
        }
    }
    moments
}

/// The mean over a square around each block, as far as it lies within the map.
fn boxed(values: &[f32], columns: usize, rows: usize, radius: usize) -> Vec<f32> {
    let mut across = Vec::with_capacity(values.len());
    let shares: Vec<f32> = (0..columns).map(|at| 1.0 / window(at, columns, radius).len() as f32).collect();
    for line in values.chunks_exact(columns.max(1)) {
        let start = across.len();
        across.extend_from_slice(line);
        let sums = &mut across[start..];
        for apart in 1..=radius.min(columns.saturating_sub(1)) {
            sums.iter_mut().zip(&line[apart..]).for_each(|(sum, value)| *sum += value);
            sums[apart..].iter_mut().zip(line).for_each(|(sum, value)| *sum += value);
        }
        sums.iter_mut().zip(&shares).for_each(|(sum, share)| *sum *= share);
    }
    let mut down = vec![0.0; values.len()];
    for (row, into) in down.chunks_exact_mut(columns.max(1)).enumerate() {
        let window = window(row, rows, radius);
        let share = 1.0 / window.len() as f32;
        for line in window.flat_map(|row| across.get(row * columns..(row + 1) * columns)) {
            into.iter_mut().zip(line).for_each(|(sum, value)| *sum += value);
        }
        into.iter_mut().for_each(|sum| *sum *= share);
    }
    down
}

fn window(at: usize, count: usize, radius: usize) -> Range<usize> {
    at.saturating_sub(radius)..(at + radius + 1).min(count)
}

/// Makes rough and smooth parts of the picture count alike.
fn evened(mut values: Vec<f32>, columns: usize, rows: usize, radius: usize) -> Vec<f32> {
    let squares: Vec<f32> = values.iter().map(|value| value * value).collect();
    let power = boxed(&squares, columns, rows, radius);
    values.iter_mut().zip(power).for_each(|(value, power)| *value /= (power + 0.01).sqrt());
    values
}

/// The same, and keeps a few blocks from deciding.
fn tamed(values: Vec<f32>, columns: usize, rows: usize) -> Vec<f32> {
    let mut values = evened(values, columns, rows, RADIUS);
    let mut sizes: Vec<f32> = values.iter().map(|value| value.abs()).collect();
    let bound = 2.0 * 1.48 * median(&mut sizes);
    values.iter_mut().for_each(|value| *value = value.clamp(-bound, bound));
    values
}

/// The middle number; 0 of none.
pub(super) fn median(values: &mut [f32]) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f32::total_cmp).1
}
