//! Luma as a small map of numbers.

use crate::lettering::Gray;
use crate::pixels::Region;

/// Luma row by row, 0 to 255. A place is given in pixels from the top left corner, so that the middle of the first
/// pixel lies at 0.5.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    width: usize,
    height: usize,
    extent: (f32, f32),
    levels: Vec<f32>,
}

impl Map {
    /// `None` unless there is exactly one level for every pixel, and at least one pixel.
    pub fn new(width: usize, height: usize, levels: Vec<f32>) -> Option<Self> {
        let fits = width.checked_mul(height) == Some(levels.len()) && !levels.is_empty();
        fits.then_some(Self { width, height, extent: (width as f32, height as f32), levels })
    }

    /// The whole picture, scaled down to this many pixels on its longer side; a smaller one stays as it is.
    pub fn of(gray: &Gray<'_>, side_max: usize) -> Self {
        let long = gray.width().max(gray.height());
        let scaled = |side: usize| if long > side_max { (side * side_max / long).max(1) } else { side };
        Self::exactly(gray, scaled(gray.width()), scaled(gray.height()))
    }

    /// The whole picture in exactly this size, whatever its shape.
    pub fn exactly(gray: &Gray<'_>, width: usize, height: usize) -> Self {
        let whole = Region { left: 0.0, top: 0.0, right: gray.width() as f64, bottom: gray.height() as f64 };
        Self { width, height, extent: (width as f32, height as f32), levels: gray.resample(&whole, width, height) }
    }

    /// The same map with other levels; `None` unless there is exactly one for every pixel.
    pub(super) fn with_levels(&self, levels: Vec<f32>) -> Option<Self> {
        (levels.len() == self.levels.len()).then_some(Self { levels, ..*self })
    }

    /// Width in pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// How far the picture reaches, in pixels: where a side was halved that could not be, the last pixels are not all picture.
    /// A place in the unit square of the picture is a share of this.
    pub(super) fn extent(&self) -> (f32, f32) {
        self.extent
    }

    /// The longer side in pixels.
    pub fn long_side(&self) -> usize {
        self.width.max(self.height)
    }

    /// All levels, row by row.
    pub fn levels(&self) -> &[f32] {
        &self.levels
    }

    /// One row.
    pub fn row(&self, row: usize) -> &[f32] {
        let start = row * self.width;
        self.levels.get(start..start + self.width).unwrap_or_default()
    }

    /// One pixel; outside of the map the nearest one.
    pub fn pixel(&self, x: usize, y: usize) -> f32 {
        let at = y.min(self.height - 1) * self.width + x.min(self.width - 1);
        self.levels.get(at).copied().unwrap_or_default()
    }

    /// The level at a place, interpolated between the middles of four pixels.
    #[inline(always)]
    pub fn at(&self, x: f32, y: f32) -> f32 {
        let (x, y) = ((x - 0.5).max(0.0), (y - 0.5).max(0.0));
        let (column, row) = (x as usize, y as usize);
        let (right, down) = (x - column as f32, y - row as f32);
        let (first, second) = (column.min(self.width - 1), (column + 1).min(self.width - 1));
        let line = |row: usize| {
            let start = row.min(self.height - 1) * self.width;
            let level = |column: usize| self.levels.get(start + column).copied().unwrap_or_default();
            level(first) * (1.0 - right) + level(second) * right
        };
        line(row) * (1.0 - down) + line(row + 1) * down
    }

    /// Half as wide and high, each pixel the mean of four.
    pub fn halved(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mean = |x: usize, y: usize| {
            let corners = [(0, 0), (1, 0), (0, 1), (1, 1)];
            corners.iter().map(|(right, down)| self.pixel(2 * x + right, 2 * y + down)).sum::<f32>() / 4.0
        };
        let levels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| mean(x, y)).collect();
        let (across, down) = self.extent;
        Self { width, height, extent: (across / 2.0, down / 2.0), levels }
    }

    /// This map, and smaller ones down to this many pixels on the longer side; largest first.
    pub fn pyramid(self, side_min: usize) -> Vec<Self> {
        let mut maps = vec![self];
        while let Some(last) = maps.last().filter(|last| last.long_side() >= 2 * side_min) {
            maps.push(last.halved());
        }
        maps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_interpolated_between_middles() {
        let map = Map::new(2, 2, vec![0.0, 100.0, 50.0, 150.0]).unwrap();
        for (x, y, expected) in
            [(0.5, 0.5, 0.0), (1.0, 0.5, 50.0), (1.0, 1.0, 75.0), (-9.0, 9.0, 50.0), (9.0, 0.0, 100.0)]
        {
            assert_eq!(map.at(x, y), expected, "{x} {y}");
        }
    }

    #[test]
    fn what_is_halved_reaches_half_as_far() {
        let map = Map::new(5, 6, vec![1.0; 30]).unwrap().halved();
        assert_eq!((map.width(), map.height(), map.extent()), (3, 3, (2.5, 3.0)));
        assert_eq!(map.halved().extent(), (1.25, 1.5));
        assert_eq!(map.with_levels(vec![2.0; 9]).unwrap().extent(), (2.5, 3.0));
        assert!(map.with_levels(vec![2.0; 8]).is_none());
    }

    #[test]
    fn a_pyramid_ends_before_it_is_too_small() {
        let sides: Vec<usize> = Map::new(100, 9, vec![1.0; 900]).unwrap().pyramid(25).iter().map(Map::width).collect();
        assert_eq!(sides, [100, 50, 25]);
        assert!(Map::new(2, 2, vec![0.0; 3]).is_none() && Map::new(0, 0, Vec::new()).is_none());
    }
}
