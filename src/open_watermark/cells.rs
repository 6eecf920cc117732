//! Mean colours of a grid of cells laid over the picture, two by two of them to a block.
//!
//! The grid may start anywhere and its cells need not be whole pixels wide, so the blocks of a picture that was
//! scaled or cut after marking are averaged without making another picture first.

use fearless_simd::dispatch;
use image::RgbImage;

use super::planes::BLOCK;
use super::wide::LEVEL;

/// A grid of cells over a picture, in pixels of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Grid {
    /// Left edge of the first cell, at least 0.
    pub(super) left: f64,
    /// Top edge of the first cell, at least 0.
    pub(super) top: f64,
    /// Width of a cell.
    pub(super) step_x: f64,
    /// Height of a cell.
    pub(super) step_y: f64,
    /// Blocks of two by two cells in a row.
    pub(super) columns: usize,
    /// Rows of blocks.
    pub(super) rows: usize,
}

impl Grid {
    /// Blocks of a picture that was scaled by these factors after it was marked.
    pub(super) fn from_corner(across: f64, down: f64, columns: usize, rows: usize) -> Self {
        let half = BLOCK as f64 / 2.0;
        Self { left: 0.0, top: 0.0, step_x: half * across, step_y: half * down, columns, rows }
    }
}

/// One number of each block in a row, for each of its four cells: upper left, upper right, lower left, lower right.
pub(super) type OfCells = [Vec<f32>; 4];

/// Mean red, green and blue of each cell, in levels of 0 to 255: one row of blocks after the other, so that no more of
/// them has to be kept than is needed.
pub(super) struct CellRows<'a> {
    picture: &'a RgbImage,
    grid: Grid,
    edges: Vec<Edge>,
    /// The row of pixels that comes next; the one before may reach into the next row of blocks, too.
    next: usize,
    /// Sums of that row of pixels over left cells and right ones, and whether they are there.
    sums: [[Vec<f32>; 2]; 3],
    is_summed: bool,
    /// Sums of all levels left of its pixels.
    left: Vec<[u32; 4]>,
}

impl<'a> CellRows<'a> {
    /// Of the picture under the grid, from the top. What lies outside of the picture counts nothing.
    pub(super) fn of(picture: &'a RgbImage, grid: &Grid) -> Self {
        let edge = |number: usize| Edge::at(grid.left + number as f64 * grid.step_x, picture.width());
        Self {
            picture,
            grid: *grid,
            edges: (0..=2 * grid.columns).map(edge).collect(),
            next: 0,
            sums: [0, 1, 2].map(|_| [0, 1].map(|_| vec![0.0; grid.columns])),
            is_summed: false,
            left: Vec::with_capacity(picture.width() as usize + 2),
        }
    }

    /// The next row of blocks, which has this number: red, green and blue.
    pub(super) fn read(&mut self, number: usize, into: &mut [OfCells; 3]) {
        dispatch!(*LEVEL, _ => self.read_row(number, into));
    }

    #[inline(always)]
    fn read_row(&mut self, number: usize, into: &mut [OfCells; 3]) {
        into.iter_mut().flatten().for_each(|values| {
            values.clear();
            values.resize(self.grid.columns, 0.0);
        });
        let area = (self.grid.step_x * self.grid.step_y) as f32;
        while self.next < self.picture.height() as usize {
            for (row, share) in RowShares::of(self.next, self.grid, 2 * self.grid.rows) {
                if row / 2 > number {
                    return;
                }
                if row / 2 == number {
                    self.sum();
                    self.add(row % 2, share / area, into);
                }
            }
            self.next += 1;
            self.is_summed = false;
        }
    }

    /// Adds the row of pixels to the upper cells or the lower ones.
    #[inline(always)]
    fn add(&self, row: usize, share: f32, into: &mut [OfCells; 3]) {
        for (sums, cells) in self.sums.iter().zip(into) {
            for (sums, values) in sums.iter().zip(&mut cells[2 * row..]) {
                for (value, sum) in values.iter_mut().zip(sums) {
                    *value += share * sum;
                }
            }
        }
    }

    /// Sums up the row of pixels that comes next.
    #[inline(always)]
    fn sum(&mut self) {
        if self.is_summed {
            return;
        }
        self.is_summed = true;
        let width = self.picture.width() as usize;
        let (pixels, _) = self.picture.as_raw().as_chunks::<3>();
        let line = pixels.get(self.next * width..).and_then(|rest| rest.get(..width)).unwrap_or_default();
        let Some((first, edges)) = self.edges.split_first() else { return };
        sum_up(line, &mut self.left);
        let mut from = first.left(&self.left);
        let columns = self.grid.columns;
        let sums = self.sums.each_mut().map(|sides| sides.each_mut().map(|sums| &mut sums[..columns]));
        let [[red, red_right], [green, green_right], [blue, blue_right]] = sums;
        for (column, [middle, right]) in edges.as_chunks::<2>().0.iter().enumerate().take(columns) {
            let middle = middle.left(&self.left);
            let to = right.left(&self.left);
            [red[column], green[column], blue[column]] = std::array::from_fn(|channel| middle[channel] - from[channel]);
            [red_right[column], green_right[column], blue_right[column]] =
                std::array::from_fn(|channel| to[channel] - middle[channel]);
            from = to;
        }
    }
}

/// Sums of all levels left of each pixel of a line, and of the line's end. A fourth number fills the vector.
#[inline(always)]
fn sum_up(line: &[[u8; 3]], left: &mut Vec<[u32; 4]>) {
    left.resize(line.len() + 2, [0; 4]);
    let mut sums = [0_u32; 4];
    for (place, [red, green, blue]) in left.iter_mut().zip(line) {
        *place = sums;
        let [reds, greens, blues, _] = &mut sums;
        // A row has less than 2²⁴ pixels.
        *reds = reds.wrapping_add(u32::from(*red));
        *greens = greens.wrapping_add(u32::from(*green));
        *blues = blues.wrapping_add(u32::from(*blue));
    }
    // Beyond the line nothing is added.
    if let [.., end, beyond] = left.as_mut_slice() {
        (*end, *beyond) = (sums, sums);
    }
}

/// A vertical line across the picture.
struct Edge {
    /// The pixel that it cuts.
    pixel: usize,
    /// Which part of that pixel lies left of it.
    part: f32,
}

impl Edge {
    fn at(x: f64, width: u32) -> Self {
        let x = x.clamp(0.0, f64::from(width));
        Self { pixel: x as usize, part: (x - x.floor()) as f32 }
    }

    /// All levels left of it. Single precision holds those of a row of 65,536 pixels.
    #[inline(always)]
    fn left(&self, left: &[[u32; 4]]) -> [f32; 3] {
        let [Some(sums), Some(next)] = [left.get(self.pixel), left.get(self.pixel + 1)] else { return [0.0; 3] };
        std::array::from_fn(|channel| {
            let cut = next[channel].wrapping_sub(sums[channel]);
            sums[channel] as f32 + self.part * cut as f32
        })
    }
}

/// Which rows of cells a row of pixels belongs to, and with how much of its height.
struct RowShares;

impl RowShares {
    fn of(y: usize, grid: Grid, rows: usize) -> impl Iterator<Item = (usize, f32)> {
        let (top, bottom) = (y as f64 - grid.top, y as f64 + 1.0 - grid.top);
        let first = (top / grid.step_y).max(0.0) as usize;
        // None of a row above the grid.
        let rows = if bottom <= 0.0 { first } else { rows };
        let step = grid.step_y;
        let share = move |row: usize| ((row + 1) as f64 * step).min(bottom) - (row as f64 * step).max(top);
        (first..rows)
            .map(move |row| (row, share(row)))
            .take_while(|(_, share)| *share > 0.0)
            .map(|(row, share)| (row, share as f32))
    }
}
