//! How strong the frequencies of a chip map are without any mark, which is what a mark has to be stronger than.

use std::f64::consts::PI;

use fearless_simd::dispatch;
use rustfft::FftPlanner;
use rustfft::num_complex::Complex32;

use super::chips::{ChipMap, median};
use super::sorting::{SIDE_BY_SIDE, network, ordered};
use super::wide::LEVEL;

/// Power of every frequency of a map.
pub(super) struct Spectrum {
    columns: usize,
    rows: usize,
    /// Power per block, by frequency down and across.
    power: Vec<f32>,
    /// No frequency is taken to be weaker.
    floor: f32,
}

/// Frequencies to each side that the strength of one is judged by.
const REACH: usize = 3;
/// Frequencies in that square.
const WINDOW: usize = (2 * REACH + 1) * (2 * REACH + 1);
/// The same, and what fills it up to a power of two; that is greater than all of them.
const SORTED: usize = WINDOW.next_power_of_two();
/// Puts so many in order.
const COMPARED: [(usize, usize); 543] = network::<543>(SORTED);
/// Frequencies to each side in the same row or column.
const ALONG: usize = 8;
/// A quarter of seventeen powers of noise is less than this part of their mean.
const QUARTER_OF_NOISE: f32 = 0.27;
/// Median of the power of noise, and mean of it: noise has an exponential distribution, and the window is small.
const MEDIAN_OF_NOISE: f32 = 0.68;

impl Spectrum {
    /// Transforms a map.
    pub(super) fn of(map: &ChipMap, planner: &mut FftPlanner<f32>) -> Self {
        let (columns, rows) = (map.columns, map.rows);
        let mut values: Vec<Complex32> = map.values.iter().map(|value| Complex32::new(*value, 0.0)).collect();
        if !values.is_empty() {
            planner.plan_fft_forward(columns).process(&mut values);
            values = turned(&values, columns, rows);
            planner.plan_fft_forward(rows).process(&mut values);
            values = turned(&values, rows, columns);
        }
        let count = values.len().max(1) as f32;
        let power: Vec<f32> = values.iter().map(|value| value.norm_sqr() / count).collect();
        let floor = 1e-3 * power.iter().sum::<f32>() / count + 1e-12;
        Self { columns, rows, power, floor }
    }

    /// The usual power around frequencies, in turns per block down and across.
    pub(super) fn around(&self, places: &[(f64, f64)]) -> Vec<f32> {
        let bins: Vec<(usize, usize)> = places.iter().map(|(down, across)| self.bin(*down, *across)).collect();
        let mut usual = Vec::with_capacity(bins.len());
        for bins in bins.chunks(SIDE_BY_SIDE) {
            let mut windows = [[f32::INFINITY; SIDE_BY_SIDE]; SORTED];
            for (at, (row, column)) in bins.iter().enumerate() {
                windows.iter_mut().zip(self.window(*row, *column)).for_each(|(into, power)| into[at] = power);
            }
            let medians = dispatch!(*LEVEL, _ => ordered(windows, &COMPARED))[WINDOW / 2];
            usual.extend(medians.iter().take(bins.len()).map(|median| (median / MEDIAN_OF_NOISE).max(self.floor)));
        }
        usual
    }

    /// The nearest frequency of the map.
    fn bin(&self, down: f64, across: f64) -> (usize, usize) {
        let place = |turns: f64, size: usize| {
            let turns = turns - turns.floor();
            (turns * size as f64).round() as usize % size.max(1)
        };
        (place(down, self.rows), place(across, self.columns))
    }

    /// The same, or the strength of the frequencies beside it in its row or its column, if that is more: what runs
    /// down or across a picture is stronger there than the frequencies around.
    pub(super) fn around_or_along(&self, down: f64, across: f64) -> f32 {
        let (row, column) = self.bin(down, across);
        let mut window = [0.0_f32; 2 * ALONG + 1];
        let mut usual = |at: &dyn Fn(usize) -> usize| {
            for (apart, into) in window.iter_mut().enumerate() {
                *into = self.power.get(at(apart)).copied().unwrap_or_default();
            }
            *window.select_nth_unstable_by(ALONG / 2, f32::total_cmp).1 / QUARTER_OF_NOISE
        };
        let (columns, rows) = (self.columns, self.rows);
        let in_row = usual(&|apart| row * columns + (column + columns * ALONG + apart - ALONG) % columns.max(1));
        let in_column = usual(&|apart| (row + rows * ALONG + apart - ALONG) % rows.max(1) * columns + column);
        self.around_bin(row, column).max(in_row).max(in_column)
    }

    fn around_bin(&self, row: usize, column: usize) -> f32 {
        (median(&mut self.window(row, column)) / MEDIAN_OF_NOISE).max(self.floor)
    }

    /// The powers around a frequency.
    fn window(&self, row: usize, column: usize) -> [f32; WINDOW] {
        let mut window = [0.0_f32; WINDOW];
        let mut into = window.iter_mut();
        for line in 0..=2 * REACH {
            let line = (row + self.rows * REACH + line - REACH) % self.rows.max(1);
            for at in 0..=2 * REACH {
                let at = (column + self.columns * REACH + at - REACH) % self.columns.max(1);
                if let (Some(into), Some(power)) = (into.next(), self.power.get(line * self.columns + at)) {
                    *into = *power;
                }
            }
        }
        window
    }
}

/// How much of a wave an even window shows at its frequency and one turn less: sin(pi x) / (pi x) of both.
#[derive(Clone, Copy)]
pub(super) struct Shares {
    pub(super) own: f64,
    pub(super) next: f64,
}

impl Shares {
    /// For a frequency of 0 to 1.
    pub(super) fn of(x: f64) -> Self {
        let sine = (PI * x).sin();
        let share = |x: f64| if x < 1e-9 { 1.0 } else { sine / (PI * x) };
        Self { own: share(x), next: share(1.0 - x) }
    }
}

/// Columns to a side that are turned together, so that what lies side by side is used while it is near.
const TURNED_TOGETHER: usize = 16;

/// Rows become columns.
pub(super) fn turned(values: &[Complex32], columns: usize, rows: usize) -> Vec<Complex32> {
    let mut turned = vec![Complex32::default(); values.len()];
    for (number, band) in turned.chunks_mut((TURNED_TOGETHER * rows).max(1)).enumerate() {
        let first = number * TURNED_TOGETHER;
        for (row, line) in values.chunks_exact(columns.max(1)).enumerate() {
            for (value, into) in line[first..].iter().zip(band.chunks_exact_mut(rows.max(1))) {
                into[row] = *value;
            }
        }
    }
    turned
}
