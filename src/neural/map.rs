//! The values between two layers, and the operators that have no weights.
//!
//! In and out: maps. Total: a shape that does not fit gives `None`, and the values are never interpreted.

/// Values as planes of rows of columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// Number of planes.
    pub channels: usize,
    /// Rows of each plane.
    pub rows: usize,
    /// Values of each row.
    pub columns: usize,
    /// All planes, one after the other; `channels * rows * columns` finite values.
    pub values: Vec<f32>,
}

impl Map {
    /// `None` unless there are exactly as many values as the shape says, and at least one.
    pub fn new(channels: usize, rows: usize, columns: usize, values: Vec<f32>) -> Option<Self> {
        let map = Self { channels, rows, columns, values };
        map.is_whole().then_some(map)
    }

    /// The values of one plane, row by row; empty if there is no such plane.
    pub fn plane(&self, channel: usize) -> &[f32] {
        let size = self.rows.saturating_mul(self.columns);
        let start = channel.saturating_mul(size);
        self.values.get(start..start.saturating_add(size)).unwrap_or_default()
    }

    /// Whether the shape fits the values: the fields are public, so a map that was not made by `new` may lie.
    pub(super) fn is_whole(&self) -> bool {
        let count = self.channels.checked_mul(self.rows).and_then(|planes| planes.checked_mul(self.columns));
        count == Some(self.values.len()) && !self.values.is_empty()
    }

    /// This map with `other`, of the same shape, added to it.
    pub(super) fn plus(mut self, other: &Self) -> Option<Self> {
        if (self.channels, self.rows, self.columns) != (other.channels, other.rows, other.columns) {
            return None;
        }
        self.values.iter_mut().zip(&other.values).for_each(|(sum, value)| *sum += value);
        Some(self)
    }

    /// This map with every negative value replaced by 0.
    pub(super) fn rectified(mut self) -> Self {
        self.values.iter_mut().for_each(|value| *value = rectified(*value));
        self
    }

    /// This map with `half` added to it, each of whose values counts for two rows and two columns.
    pub(super) fn plus_doubled(mut self, half: &Self) -> Option<Self> {
        if (self.channels, self.rows, self.columns) != (half.channels, half.rows * 2, half.columns * 2) {
            return None;
        }
        let pairs = self.values.chunks_exact_mut(self.columns * 2);
        for (pair, row) in pairs.zip(half.values.chunks_exact(half.columns)) {
            for line in pair.chunks_exact_mut(self.columns) {
                let cells = line.as_chunks_mut::<2>().0.iter_mut().zip(row);
                cells.for_each(|([left, right], value)| {
                    *left += value;
                    *right += value;
                });
            }
        }
        Some(self)
    }

    /// Rows from `start` to before `end` of a map with one plane, in the memory of `values`.
    pub(super) fn band(&self, start: usize, end: usize, mut values: Vec<f32>) -> Option<Self> {
        values.clear();
        values.extend_from_slice(self.values.get(start.checked_mul(self.columns)?..end.checked_mul(self.columns)?)?);
        Self::new(1, end.checked_sub(start)?, self.columns, values)
    }

    /// Replaces the rows of each plane from `start` on with those of `band` from `skipped` on.
    pub(super) fn put_rows(&mut self, start: usize, band: &Self, skipped: usize) -> Option<()> {
        let planes = self.values.chunks_exact_mut(self.rows * self.columns);
        for (to, from) in planes.zip(band.values.chunks_exact(band.rows * band.columns)) {
            let from = from.get(skipped * band.columns..)?;
            to.get_mut(start * self.columns..)?.get_mut(..from.len())?.copy_from_slice(from);
        }
        Some(())
    }

    /// The largest of each two rows and `ACROSS` columns, in the memory of `values`; none may be left over.
    pub(super) fn pooled<const ACROSS: usize>(&self, mut values: Vec<f32>) -> Option<Self> {
        if !self.rows.is_multiple_of(2) || !self.columns.is_multiple_of(ACROSS) {
            return None;
        }
        let (rows, columns) = (self.rows / 2, self.columns / ACROSS);
        values.clear();
        for pair in self.values.chunks_exact(self.columns.checked_mul(2)?) {
            let (upper, lower) = pair.split_at_checked(self.columns)?;
            let cells = upper.as_chunks::<ACROSS>().0.iter().zip(lower.as_chunks::<ACROSS>().0);
            values.extend(cells.map(|(above, below)| above.iter().chain(below).copied().fold(f32::MIN, larger)));
        }
        Self::new(self.channels, rows, columns, values)
    }
}

/// `value`, or 0 if it is negative. Not `f32::max`: its answer for two zeros may differ between CPUs.
pub(super) fn rectified(value: f32) -> f32 {
    if value > 0.0 { value } else { 0.0 }
}

fn larger(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(channels: usize, rows: usize, columns: usize) -> Map {
        let values = (0..channels * rows * columns).map(|value| value as f32).collect();
        Map::new(channels, rows, columns, values).unwrap()
    }

    #[test]
    fn a_map_has_as_many_values_as_its_shape() {
        assert!(Map::new(2, 3, 4, vec![0.0; 24]).is_some());
        assert!(Map::new(2, 3, 4, vec![0.0; 23]).is_none());
        assert!(Map::new(0, 3, 4, Vec::new()).is_none());
        assert!(Map::new(usize::MAX, 2, 1, vec![0.0; 2]).is_none());
    }

    #[test]
    fn planes_lie_one_after_the_other() {
        let map = map(2, 1, 3);
        assert_eq!(map.plane(1), [3.0, 4.0, 5.0]);
        assert!(map.plane(2).is_empty());
        assert!(map.plane(usize::MAX).is_empty());
    }

    #[test]
    fn half_a_map_is_added_to_two_rows_and_columns() {
        let sum = map(1, 2, 4).plus_doubled(&Map::new(1, 1, 2, vec![10.0, 20.0]).unwrap()).unwrap();
        assert_eq!(sum.values, [10.0, 11.0, 22.0, 23.0, 14.0, 15.0, 26.0, 27.0]);
        assert!(map(1, 2, 4).plus_doubled(&map(1, 2, 2)).is_none());
        assert!(map(1, 2, 4).plus(&map(1, 4, 2)).is_none());
    }

    #[test]
    fn pooling_takes_the_largest() {
        let rows = Map::new(1, 2, 4, vec![1.0, -5.0, 3.0, -7.0, 2.0, -6.0, -9.0, -8.0]).unwrap();
        assert_eq!(rows.pooled::<2>(vec![9.0]).unwrap().values, [2.0, 3.0]);
        assert_eq!(rows.pooled::<1>(Vec::new()).unwrap().values, [2.0, -5.0, 3.0, -7.0]);
        assert!(map(1, 3, 4).pooled::<1>(Vec::new()).is_none());
        assert!(map(1, 2, 3).pooled::<2>(Vec::new()).is_none());
    }

    #[test]
    fn bands_are_cut_and_put_back() {
        let whole = map(1, 4, 2);
        let band = whole.band(1, 4, vec![9.0; 30]).unwrap();
        assert_eq!(band.values, [2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        let mut other = Map::new(1, 4, 2, vec![0.0; 8]).unwrap();
        other.put_rows(2, &band, 1).unwrap();
        assert_eq!(other.values, [0.0, 0.0, 0.0, 0.0, 4.0, 5.0, 6.0, 7.0]);
        assert!(other.put_rows(2, &band, 0).is_none());
        assert!(whole.band(3, 5, Vec::new()).is_none());
    }
}
