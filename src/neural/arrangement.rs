//! Lays out the input of a convolution so that one kernel serves every size and stride.
//!
//! Each plane gets its border of zeros and is then split by the remainders of row and column modulo the stride
//! (a stride of 1 leaves one part). In the parts, the value that a kernel element needs lies at a fixed distance from
//! the output's position, the same for all outputs, even across the end of a row. So a run of outputs is a run of
//! inputs for every element; what it computes on the border columns is not copied out.

use super::map::Map;

/// Values that may be read behind the last position of a plane: the longest run.
pub(super) const RUN_MAX: usize = 64;

/// The shape of a kernel and how it moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Geometry {
    /// Rows and columns of the kernel.
    pub(super) kernel: (usize, usize),
    /// Rows above and below and columns left and right that are added, as zeros.
    pub(super) border: (usize, usize),
    /// Step in rows and columns: 1 or 2.
    pub(super) stride: usize,
}

/// Where everything lies for one map and geometry.
pub(super) struct Arrangement {
    geometry: Geometry,
    /// Rows and columns of a part.
    part: (usize, usize),
    /// Values from one plane to the next, the room behind the last position included.
    pub(super) plane: usize,
    /// Rows and columns of the output.
    pub(super) output: (usize, usize),
}

/// A run of outputs of one row: `length` values from `from` in the computed run go to `to` in the output plane.
pub(super) struct Piece {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) length: usize,
}

impl Arrangement {
    /// `None` if the map with its border is smaller than the kernel, or no size of this machine holds it.
    pub(super) fn new(map: &Map, geometry: Geometry) -> Option<Self> {
        let Geometry { kernel, border, stride } = geometry;
        if stride != 1 && stride != 2 {
            return None;
        }
        let rows = border.0.checked_mul(2)?.checked_add(map.rows)?;
        let columns = border.1.checked_mul(2)?.checked_add(map.columns)?;
        let steps = |size: usize, kernel: usize| size.checked_sub(kernel)?.checked_div(stride)?.checked_add(1);
        let output = (steps(rows, kernel.0)?, steps(columns, kernel.1)?);
        let part = (rows.div_ceil(stride), columns.div_ceil(stride));
        let size = part.0.checked_mul(part.1)?.checked_mul(stride.checked_mul(stride)?)?;
        Some(Self { geometry, part, plane: size.checked_add(RUN_MAX)?, output })
    }

    /// Fills `arranged` with the planes of `map`.
    pub(super) fn fill(&self, map: &Map, arranged: &mut Vec<f32>) -> Option<()> {
        let planes = map.values.chunks_exact(map.rows.checked_mul(map.columns)?);
        if self.geometry.stride == 1 {
            return self.fill_in_order(map, arranged);
        }
        arranged.clear();
        arranged.resize(self.plane.checked_mul(map.channels)?, 0.0);
        for (to, from) in arranged.chunks_exact_mut(self.plane).zip(planes) {
            for (index, row) in from.chunks_exact(map.columns).enumerate() {
                self.fill_row(index, row, to)?;
            }
        }
        Some(())
    }

    /// The same where the values of a plane keep their order: each is written once.
    fn fill_in_order(&self, map: &Map, arranged: &mut Vec<f32>) -> Option<()> {
        let (above, left) = self.geometry.border;
        arranged.clear();
        arranged.reserve(self.plane.checked_mul(map.channels)?);
        for plane in map.values.chunks_exact(map.rows.checked_mul(map.columns)?) {
            let end = arranged.len().checked_add(self.plane)?;
            arranged.resize(arranged.len() + above * self.part.1, 0.0);
            for row in plane.chunks_exact(map.columns) {
                arranged.resize(arranged.len() + left, 0.0);
                arranged.extend_from_slice(row);
                arranged.resize(arranged.len() + left, 0.0);
            }
            arranged.resize(end, 0.0);
        }
        Some(())
    }

    fn fill_row(&self, index: usize, row: &[f32], to: &mut [f32]) -> Option<()> {
        let Geometry { border, stride, .. } = self.geometry;
        for start in 0..stride {
            let at = self.part_at(index + border.0, start + border.1);
            let (to, from) = (to.get_mut(at..)?, row.get(start..)?);
            let (pairs, last) = from.as_chunks::<2>();
            to.iter_mut().zip(pairs).for_each(|(to, [from, _])| *to = *from);
            to.iter_mut().skip(pairs.len()).zip(last).for_each(|(to, from)| *to = *from);
        }
        Some(())
    }

    /// Where the value of a row and column, border included, lies in its plane.
    fn part_at(&self, row: usize, column: usize) -> usize {
        let stride = self.geometry.stride;
        let part = row % stride * stride + column % stride;
        part * self.part.0 * self.part.1 + row / stride * self.part.1 + column / stride
    }

    /// For each element of the kernel, row by row, how far its input lies from the position of the output.
    pub(super) fn distances(&self) -> Vec<usize> {
        let (rows, columns) = self.geometry.kernel;
        (0..rows).flat_map(|row| (0..columns).map(move |column| self.part_at(row, column))).collect()
    }

    /// Positions to compute in a plane, the unused ones between two rows included.
    pub(super) fn positions(&self) -> usize {
        (self.output.0 - 1) * self.part.1 + self.output.1
    }

    /// What of the `length` positions from `start` on belongs into the output, by row.
    pub(super) fn pieces(&self, start: usize, length: usize, pieces: &mut Vec<Piece>) {
        pieces.clear();
        let end = (start + length).min(self.positions());
        for row in start / self.part.1..self.output.0 {
            let row_start = row * self.part.1;
            let (first, last) = (row_start.max(start), (row_start + self.output.1).min(end));
            if row_start >= end {
                return;
            }
            if first < last {
                let to = row * self.output.1 + first - row_start;
                pieces.push(Piece { from: first - start, to, length: last - first });
            }
        }
    }
}
