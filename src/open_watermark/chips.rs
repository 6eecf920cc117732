//! Chip maps: one number per block, of which the mark shifts the sign by what bit the block carries.
//!
//! A one leaves a chosen coarse value 18 above where a zero would leave it, whatever the picture shows, so the mean of
//! its block carries the bit too; and that survives compression and scaling, which the exact value does not. The mark
//! leaves luma and V alone, so what they predict of U is taken away first: that is the picture, and the rest is noise
//! and mark.

use std::ops::Range;

use fearless_simd::dispatch;
use image::RgbImage;

use super::cells::{CellRows, Grid, OfCells};
use super::reference::{Carriers, STEP, remainder};
use super::wide::LEVEL;
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

    /// Fits U by luma and V in the neighbourhood of each block, in one order of the colours after the other.
    pub(super) fn of<const N: usize>(picture: &RgbImage, grid: &Grid, orders: [ChannelOrder; N]) -> [Self; N] {
        Self::near(picture, grid, orders, RADIUS)
    }

    /// The same for blocks of another size, of which the neighbourhood has more or fewer.
    pub(super) fn near<const N: usize>(
        picture: &RgbImage,
        grid: &Grid,
        orders: [ChannelOrder; N],
        radius: usize,
    ) -> [Self; N] {
        let mut rows = CellRows::of(picture, grid);
        let mut cells: [OfCells; 3] = Default::default();
        let mut fits = orders.map(|order| Fit::new(grid.columns, grid.rows, radius, order));
        for number in 0..grid.rows {
            rows.read(number, &mut cells);
            for fit in &mut fits {
                dispatch!(*LEVEL, _ => fit.push(number, &cells));
            }
        }
        fits.map(|fit| dispatch!(*LEVEL, _ => fit.done()))
    }
}

/// U, Y, V, then the products UY, UV, YY, YV, VV.
const MOMENTS: usize = 8;

/// A fit on its way down the picture. What it needs of the rows above is kept and no more: that is some hundred
/// kilobytes, which stay near to the processor.
struct Fit {
    order: ChannelOrder,
    /// Means over the four cells of each block.
    moments: [Vec<f32>; MOMENTS],
    /// The same around each block.
    near: [Boxed; MOMENTS],
    /// What U, Y and V of a block are above those around it.
    own: [Rows; 3],
    /// By how much U rises with luma and with V.
    slopes: [Boxed; 2],
    /// One row of what is worked on.
    line: [Vec<f32>; MOMENTS],
    done: Residual,
}

impl Fit {
    fn new(columns: usize, rows: usize, radius: usize, order: ChannelOrder) -> Self {
        let line = || vec![0.0; columns];
        let all = || Vec::with_capacity(columns * rows);
        Self {
            order,
            moments: std::array::from_fn(|_| line()),
            near: std::array::from_fn(|_| Boxed::new(columns, rows, radius)),
            own: std::array::from_fn(|_| Rows::new(columns, rows, radius)),
            slopes: std::array::from_fn(|_| Boxed::new(columns, rows, radius)),
            line: std::array::from_fn(|_| line()),
            done: Residual { columns, rows, radius, chroma: all(), rest: all() },
        }
    }

    /// Takes the next row of blocks.
    #[inline(always)]
    fn push(&mut self, row: usize, cells: &[OfCells; 3]) {
        moments(cells, self.order, &mut self.moments);
        for (near, moment) in self.near.iter_mut().zip(&self.moments) {
            near.push(row, moment);
        }
        for (own, moment) in self.own.iter_mut().zip(&self.moments) {
            own.line(row).copy_from_slice(moment);
        }
        self.done.chroma.extend_from_slice(&self.moments[0]);
        if let Some(row) = row.checked_sub(self.done.radius) {
            self.slopes(row);
        }
    }

    /// The slopes of a row of blocks of which the rows around are known.
    #[inline(always)]
    fn slopes(&mut self, row: usize) {
        for (near, line) in self.near.iter().zip(&mut self.line) {
            near.around(row, line);
        }
        for (own, near) in self.own.iter_mut().zip(&self.line) {
            for (own, near) in own.line(row).iter_mut().zip(near) {
                *own -= near;
            }
        }
        let columns = self.done.columns;
        let [u, y, v, uy, uv, yy, yv, vv] = self.line.each_mut().map(|line| &mut line[..columns]);
        let (by_luma, by_v) = (u, y);
        for at in 0..columns {
            let (u, y, v) = (by_luma[at], by_v[at], v[at]);
            let (yy, vv) = (yy[at] - y * y + RIDGE, vv[at] - v * v + RIDGE);
            let (yv, uy, uv) = (yv[at] - y * v, uy[at] - u * y, uv[at] - u * v);
            let determinant = (yy * vv - yv * yv).max(1e-6);
            by_luma[at] = (uy * vv - uv * yv) / determinant;
            by_v[at] = (uv * yy - uy * yv) / determinant;
        }
        for (slope, line) in self.slopes.iter_mut().zip(&self.line) {
            slope.push(row, line);
        }
        if let Some(row) = row.checked_sub(self.done.radius) {
            self.rest(row);
        }
    }

    /// What remains of a row of blocks of which the slopes around are known.
    #[inline(always)]
    fn rest(&mut self, row: usize) {
        for (slope, line) in self.slopes.iter().zip(&mut self.line) {
            slope.around(row, line);
        }
        let [u, y, v] = self.own.each_ref().map(|own| own.at(row));
        let start = self.done.rest.len();
        self.done.rest.resize(start + self.done.columns, 0.0);
        let [by_luma, by_v, ..] = &self.line;
        let rest = self.done.rest[start..].iter_mut().zip(u.iter().zip(y).zip(v)).zip(by_luma.iter().zip(by_v));
        for ((rest, ((u, y), v)), (by_luma, by_v)) in rest {
            *rest = u - by_luma * y - by_v * v;
        }
    }

    /// The rows at the bottom have no others below.
    #[inline(always)]
    fn done(mut self) -> Residual {
        let (rows, radius) = (self.done.rows, self.done.radius);
        for row in rows.saturating_sub(radius)..rows {
            self.slopes(row);
        }
        for row in rows.saturating_sub(radius)..rows {
            self.rest(row);
        }
        self.done
    }
}

/// Means over the four cells of each block in a row.
#[inline(always)]
fn moments([red, green, blue]: &[OfCells; 3], order: ChannelOrder, into: &mut [Vec<f32>; MOMENTS]) {
    let (red, blue) = match order {
        ChannelOrder::Bgr => (red, blue),
        ChannelOrder::Rgb => (blue, red),
    };
    let columns = into[0].len();
    let [red, green, blue] = [red, green, blue].map(|cells| cells.each_ref().map(|values| &values[..columns]));
    let [u, y, v, uy, uv, yy, yv, vv] = into.each_mut().map(|moment| &mut moment[..columns]);
    for at in 0..columns {
        let mut sums = [0.0_f32; MOMENTS];
        for cell in 0..4 {
            // Twice the level, as coarse values are.
            let (r, g, b) = (2.0 * red[cell][at], 2.0 * green[cell][at], 2.0 * blue[cell][at]);
            let y = 0.299 * r + 0.587 * g + 0.114 * b;
            let (u, v) = (0.492 * (b - y), 0.877 * (r - y));
            let terms = [u, y, v, u * y, u * v, y * y, y * v, v * v];
            sums = std::array::from_fn(|which| sums[which] + terms[which]);
        }
        let means = sums.map(|sum| sum / 4.0);
        [u[at], y[at], v[at], uy[at], uv[at], yy[at], yv[at], vv[at]] = means;
    }
}

/// The last rows of a map.
struct Rows {
    columns: usize,
    values: Vec<f32>,
}

impl Rows {
    /// As many rows as lie around one; a map may be wide and have few.
    fn new(columns: usize, rows: usize, radius: usize) -> Self {
        Self { columns, values: vec![0.0; columns * rows.min(2 * radius + 1)] }
    }

    #[inline(always)]
    fn place(&self, row: usize) -> Range<usize> {
        let start = row * self.columns % self.values.len().max(1);
        start..start + self.columns
    }

    #[inline(always)]
    fn at(&self, row: usize) -> &[f32] {
        &self.values[self.place(row)]
    }

    #[inline(always)]
    fn line(&mut self, row: usize) -> &mut [f32] {
        let place = self.place(row);
        &mut self.values[place]
    }
}

/// Means over a square around each block, as far as it lies within the map; rows are taken from the top, and what is
/// around one is known as soon as the last row that it reaches to is.
struct Boxed {
    rows: usize,
    radius: usize,
    /// One over the number of blocks across.
    shares: Vec<f32>,
    /// Means across.
    across: Rows,
}

impl Boxed {
    fn new(columns: usize, rows: usize, radius: usize) -> Self {
        let shares = (0..columns).map(|at| 1.0 / window(at, columns, radius).len() as f32).collect();
        Self { rows, radius, shares, across: Rows::new(columns, rows, radius) }
    }

    #[inline(always)]
    fn push(&mut self, row: usize, line: &[f32]) {
        let sums = self.across.line(row);
        sums.copy_from_slice(line);
        for apart in 1..=self.radius.min(line.len().saturating_sub(1)) {
            add(sums, &line[apart..]);
            add(&mut sums[apart..], line);
        }
        for (sum, share) in sums.iter_mut().zip(&self.shares) {
            *sum *= share;
        }
    }

    #[inline(always)]
    fn around(&self, row: usize, into: &mut [f32]) {
        let window = window(row, self.rows, self.radius);
        let share = 1.0 / window.len() as f32;
        into.fill(0.0);
        for row in window {
            add(into, self.across.at(row));
        }
        for sum in into {
            *sum *= share;
        }
    }
}

#[inline(always)]
fn add(sums: &mut [f32], values: &[f32]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}

#[inline(always)]
fn window(at: usize, count: usize, radius: usize) -> Range<usize> {
    at.saturating_sub(radius)..(at + radius + 1).min(count)
}

/// Makes rough and smooth parts of the picture count alike.
fn evened(mut values: Vec<f32>, columns: usize, rows: usize, radius: usize) -> Vec<f32> {
    dispatch!(*LEVEL, _ => even_out(&mut values, columns, rows, radius));
    values
}

#[inline(always)]
fn even_out(values: &mut [f32], columns: usize, rows: usize, radius: usize) {
    let mut boxed = Boxed::new(columns, rows, radius);
    let mut line = vec![0.0; columns];
    for row in 0..rows + radius {
        if row < rows {
            let values = &values[row * columns..(row + 1) * columns];
            for (square, value) in line.iter_mut().zip(values) {
                *square = value * value;
            }
            boxed.push(row, &line);
        }
        if let Some(row) = row.checked_sub(radius).filter(|row| *row < rows) {
            boxed.around(row, &mut line);
            let values = &mut values[row * columns..(row + 1) * columns];
            for (value, power) in values.iter_mut().zip(&line) {
                *value /= (power + 0.01).sqrt();
            }
        }
    }
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
