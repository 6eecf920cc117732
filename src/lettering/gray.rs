//! The luma of a picture, and the one resampler.

use crate::pixels::Region;

/// Luma, row by row, 0–255.
#[derive(Clone, Copy)]
pub struct Gray<'a> {
    width: usize,
    height: usize,
    levels: &'a [u8],
}

impl<'a> Gray<'a> {
    /// `None` unless there is exactly one level for every pixel, and at least one pixel.
    pub fn new(width: u32, height: u32, levels: &'a [u8]) -> Option<Self> {
        let (width, height) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
        let fits = width.checked_mul(height) == Some(levels.len()) && !levels.is_empty();
        fits.then_some(Self { width, height, levels })
    }

    /// Width in pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The shorter side in pixels.
    pub fn short_side(&self) -> usize {
        self.width.min(self.height)
    }

    /// One row.
    pub fn row(&self, row: usize) -> &'a [u8] {
        self.levels.chunks_exact(self.width).nth(row).unwrap_or_default()
    }

    /// `region` as `columns` × `rows` values of 0–255. An output pixel covers an interval of the source: where that is
    /// at least one pixel long it is the mean over the interval, else linear interpolation at its centre. Outside of
    /// the picture the nearest edge pixel counts.
    pub fn resample(&self, region: &Region, columns: usize, rows: usize) -> Vec<f32> {
        let across = Axis::new(region.left, region.right, columns, self.width);
        let down = Axis::new(region.top, region.bottom, rows, self.height);
        let Some((first, last)) = down.range() else { return vec![0.0; columns * rows] };
        let mut narrowed = vec![0.0; (last + 1 - first) * columns];
        for (band, into) in narrowed.chunks_mut((TOGETHER * columns).max(1)).enumerate() {
            // Past the last row it is gathered again and not kept.
            let row = |below: usize| self.row((first + band * TOGETHER + below).min(last));
            across.gather(std::array::from_fn(row), columns, into);
        }
        let mut out = vec![0.0; columns * rows];
        for (taps, target) in down.outputs().zip(out.chunks_exact_mut(columns.max(1))) {
            for tap in taps {
                let start = (tap.source - first) * columns;
                let source = narrowed.get(start..start + columns).unwrap_or_default();
                for (sum, value) in target.iter_mut().zip(source) {
                    *sum += tap.weight * value;
                }
            }
        }
        out
    }
}

/// Rows that are narrowed together: what each output pixel is made of is then looked up once for all of them.
const TOGETHER: usize = 4;

/// One source pixel's part in an output pixel.
#[derive(Clone, Copy)]
struct Tap {
    source: usize,
    weight: f32,
}

/// What every output pixel of one axis is made of.
struct Axis {
    taps: Vec<Tap>,
    /// Where the taps of each output pixel end.
    ends: Vec<usize>,
}

impl Axis {
    fn new(start: f64, end: f64, count: usize, size: usize) -> Self {
        let mut axis = Self { taps: Vec::new(), ends: Vec::with_capacity(count) };
        let step = (end - start) / count.max(1) as f64;
        for number in 0..count {
            let from = start + number as f64 * step;
            if step >= 1.0 {
                axis.cover(from, step, size);
            } else {
                axis.interpolate(from + step / 2.0 - 0.5, size);
            }
            axis.ends.push(axis.taps.len());
        }
        axis
    }

    fn cover(&mut self, from: f64, step: f64, size: usize) {
        let mut at = from.floor();
        while at < from + step {
            let overlap = (from + step).min(at + 1.0) - from.max(at);
            self.push(at, overlap / step, size);
            at += 1.0;
        }
    }

    fn interpolate(&mut self, centre: f64, size: usize) {
        let below = centre.floor();
        self.push(below, 1.0 - (centre - below), size);
        self.push(below + 1.0, centre - below, size);
    }

    fn push(&mut self, at: f64, weight: f64, size: usize) {
        // A negative index becomes 0: the nearest edge pixel.
        let source = (at.max(0.0) as usize).min(size.saturating_sub(1));
        self.taps.push(Tap { source, weight: weight as f32 });
    }

    fn outputs(&self) -> impl Iterator<Item = &[Tap]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.taps.get(start..*end).unwrap_or_default())
    }

    /// First and last source pixel.
    fn range(&self) -> Option<(usize, usize)> {
        let sources = || self.taps.iter().map(|tap| tap.source);
        Some((sources().min()?, sources().max()?))
    }

    /// Every output pixel of some rows, which go one after the other into as many of `columns` as there are.
    fn gather(&self, rows: [&[u8]; TOGETHER], columns: usize, into: &mut [f32]) {
        let level = |row: &[u8], tap: &Tap| row.get(tap.source).map_or(0.0, |level| f32::from(*level));
        for (column, taps) in self.outputs().enumerate() {
            let mut sums = [0.0; TOGETHER];
            for tap in taps {
                sums = std::array::from_fn(|at| sums[at] + tap.weight * level(rows[at], tap));
            }
            for (row, sum) in into.chunks_exact_mut(columns.max(1)).zip(sums) {
                if let Some(value) = row.get_mut(column) {
                    *value = sum;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(left: f64, top: f64, right: f64, bottom: f64) -> Region {
        Region { left, top, right, bottom }
    }

    #[track_caller]
    fn check(levels: &[u8], width: u32, region: Region, size: (usize, usize), expected: &[f32]) {
        let gray = Gray::new(width, levels.len() as u32 / width, levels).unwrap();
        let got = gray.resample(&region, size.0, size.1);
        assert_eq!(got.len(), expected.len());
        for (a, b) in got.iter().zip(expected) {
            assert!((a - b).abs() < 1e-3, "{got:?} instead of {expected:?}");
        }
    }

    #[test]
    fn smaller_is_the_mean() {
        check(&[0, 10, 20, 30, 40, 50, 60, 70], 4, region(0.0, 0.0, 4.0, 2.0), (2, 1), &[25.0, 45.0]);
        check(&[0, 30, 60], 3, region(0.0, 0.0, 3.0, 1.0), (2, 1), &[10.0, 50.0]);
    }

    #[test]
    fn larger_is_interpolated_at_the_centre() {
        check(&[0, 100], 2, region(0.0, 0.0, 2.0, 1.0), (4, 1), &[0.0, 25.0, 75.0, 100.0]);
    }

    #[test]
    fn outside_the_edge_pixel_counts() {
        check(&[7, 90], 2, region(-4.0, -4.0, -2.0, -2.0), (1, 1), &[7.0]);
        check(&[7, 90], 2, region(5.0, 3.0, 9.0, 7.0), (2, 2), &[90.0; 4]);
    }

    #[test]
    fn a_wrong_number_of_levels_is_no_picture() {
        assert!(Gray::new(2, 2, &[0; 3]).is_none());
        assert!(Gray::new(0, 0, &[]).is_none());
    }
}
