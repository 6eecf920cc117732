//! Mean colours of a grid of cells laid over the picture, two by two of them to a block.
//!
//! The grid may start anywhere and its cells need not be whole pixels wide, so the blocks of a picture that was
//! scaled or cut after marking are averaged without making another picture first.

use image::RgbImage;

use super::planes::BLOCK;

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

/// Mean red, green and blue of each cell, row by row, in levels of 0 to 255.
pub(super) struct Cells {
    /// Blocks in a row; half the cells.
    pub(super) columns: usize,
    /// Rows of blocks.
    pub(super) rows: usize,
    /// Red, green and blue.
    pub(super) channels: [Vec<f32>; 3],
}

impl Cells {
    /// Averages the picture under the grid. What lies outside of the picture counts nothing.
    pub(super) fn read(picture: &RgbImage, grid: &Grid) -> Self {
        let (columns, rows) = (2 * grid.columns, 2 * grid.rows);
        let mut channels = [0, 1, 2].map(|_| vec![0.0_f32; columns * rows]);
        let edges: Vec<Edge> =
            (0..=columns).map(|number| Edge::at(grid.left + number as f64 * grid.step_x, picture.width())).collect();
        if columns == 0 || rows == 0 {
            return Self { columns: grid.columns, rows: grid.rows, channels };
        }
        let mut sums = vec![[0.0_f32; 3]; columns];
        let mut running = vec![[0.0_f32; 3]; picture.width() as usize + 1];
        let (pixels, _) = picture.as_raw().as_chunks::<3>();
        let area = (grid.step_x * grid.step_y) as f32;
        for (y, line) in pixels.chunks_exact(picture.width().max(1) as usize).enumerate() {
            let shares = RowShares::of(y, grid, rows);
            if shares.is_empty() {
                continue;
            }
            accumulate(line, &mut running);
            for (sum, pair) in sums.iter_mut().zip(edges.windows(2)) {
                let (from, to) = (pair[0].sum(&running, line), pair[1].sum(&running, line));
                *sum = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
            }
            for (row, share) in shares {
                for (channel, values) in channels.iter_mut().enumerate() {
                    let into = &mut values[row * columns..(row + 1) * columns];
                    for (value, sum) in into.iter_mut().zip(&sums) {
                        *value += share / area * sum[channel];
                    }
                }
            }
        }
        Self { columns: grid.columns, rows: grid.rows, channels }
    }
}

/// Sums of all levels left of each pixel. A row is short enough for single precision to hold them.
fn accumulate(line: &[[u8; 3]], running: &mut [[f32; 3]]) {
    let mut sum = [0_u32; 3];
    for (pixel, running) in line.iter().zip(running.iter_mut().skip(1)) {
        for (sum, level) in sum.iter_mut().zip(pixel) {
            *sum += u32::from(*level);
        }
        *running = sum.map(|sum| sum as f32);
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

    /// All levels left of the line.
    fn sum(&self, running: &[[f32; 3]], line: &[[u8; 3]]) -> [f32; 3] {
        let whole = running[self.pixel];
        let cut = line.get(self.pixel).copied().unwrap_or_default();
        std::array::from_fn(|channel| whole[channel] + self.part * f32::from(cut[channel]))
    }
}

/// Which rows of cells a row of pixels belongs to, and with how much of its height.
struct RowShares;

impl RowShares {
    fn of(y: usize, grid: &Grid, rows: usize) -> Vec<(usize, f32)> {
        let (top, bottom) = (y as f64 - grid.top, y as f64 + 1.0 - grid.top);
        if bottom <= 0.0 {
            return Vec::new();
        }
        let first = (top / grid.step_y).max(0.0) as usize;
        let mut shares = Vec::with_capacity(2);
        for row in first..rows {
            let from = (row as f64 * grid.step_y).max(top);
            let to = ((row + 1) as f64 * grid.step_y).min(bottom);
            if to <= from {
                break;
            }
            shares.push((row, (to - from) as f32));
        }
        shares
    }
}
