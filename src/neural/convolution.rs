//! Convolution with bias, and ReLU where the network has one.
//!
//! In: a map and the weights of one layer; out: a map, or `None` where the shapes do not fit. The sum of a pixel is
//! bias, then input by input and kernel element by kernel element, each product rounded before it is added: the
//! same order and the same roundings for every width of vectors. Fused multiply-add would be faster on some CPUs
//! and give other results on others.

use fearless_simd::{Simd, SimdBase, SimdFrom, dispatch};

use super::arrangement::{Arrangement, Geometry, Piece, RUN_MAX};
use super::map::{Map, rectified};
use super::tensors::{TensorError, Tensors};
use super::workspace::Workspace;

/// Output planes of a block: with two vectors of pixels each, their sums fit sixteen vector registers.
const OUTPUTS: usize = 4;
/// Values in a vector from which two blocks are worked on together: CPUs with such vectors have 32 registers, and each
/// pixel that is loaded then serves twice as many sums.
const LONG: usize = 16;
/// Vectors of pixels worked on together.
const VECTORS: usize = 2;

/// The weights of one layer.
pub(super) struct Convolution {
    geometry: Geometry,
    is_rectified: bool,
    inputs: usize,
    outputs: usize,
    /// For each `OUTPUTS` planes, input and kernel element, one weight per plane. Missing planes have 0.
    weights: Vec<[f32; OUTPUTS]>,
    /// One value per plane.
    bias: Vec<[f32; OUTPUTS]>,
}

/// What the network says about a layer, besides its weights.
#[derive(Clone, Copy)]
pub(super) struct Layer {
    /// Planes in and out.
    pub(super) planes: (usize, usize),
    /// Kernel, border, stride.
    pub(super) geometry: Geometry,
    /// Whether ReLU follows.
    pub(super) is_rectified: bool,
}

impl Layer {
    /// A kernel of odd sides whose border keeps the size of the map, with ReLU.
    pub(super) const fn new(inputs: usize, outputs: usize, kernel: (usize, usize)) -> Self {
        let geometry = Geometry { kernel, border: (kernel.0 / 2, kernel.1 / 2), stride: 1 };
        Self { planes: (inputs, outputs), geometry, is_rectified: true }
    }

    /// 3 x 3, halving rows and columns, with ReLU.
    pub(super) const fn halving(inputs: usize, outputs: usize) -> Self {
        let mut layer = Self::new(inputs, outputs, (3, 3));
        layer.geometry.stride = 2;
        layer
    }

    /// The same without ReLU.
    pub(super) const fn linear(self) -> Self {
        Self { is_rectified: false, ..self }
    }
}

impl Convolution {
    /// Reads `name.weight` and `name.bias`, which must have the shapes that `layer` asks for.
    pub(super) fn read(tensors: &Tensors<'_>, name: &str, layer: Layer) -> Result<Self, TensorError> {
        let Layer { planes: (inputs, outputs), geometry, .. } = layer;
        let (rows, columns) = geometry.kernel;
        let weights = tensors.numbers(&format!("{name}.weight"), &[outputs, inputs, rows, columns])?;
        let bias = tensors.numbers(&format!("{name}.bias"), &[outputs])?;
        Ok(Self::new(layer, &weights, &bias))
    }

    fn new(layer: Layer, weights: &[f32], bias: &[f32]) -> Self {
        let Layer { planes: (inputs, outputs), geometry, is_rectified } = layer;
        let per_plane = weights.len().checked_div(outputs).unwrap_or_default().max(1);
        let planes: Vec<&[f32]> = weights.chunks_exact(per_plane).collect();
        let mut packed = Vec::with_capacity(weights.len().next_multiple_of(OUTPUTS));
        for block in planes.chunks(OUTPUTS) {
            for element in 0..per_plane {
                let value = |plane: usize| block.get(plane).and_then(|weights| weights.get(element)).copied();
                packed.push(std::array::from_fn(|plane| value(plane).unwrap_or_default()));
            }
        }
        let value = |block: &[f32], plane: usize| block.get(plane).copied().unwrap_or_default();
        let bias = bias.chunks(OUTPUTS).map(|block| std::array::from_fn(|plane| value(block, plane))).collect();
        Self { geometry, is_rectified, inputs, outputs, weights: packed, bias }
    }

    /// `None` unless the map is whole, has as many planes as the layer has inputs, and is no smaller than the kernel.
    pub(super) fn run(&self, map: &Map, workspace: &mut Workspace) -> Option<Map> {
        if !map.is_whole() || map.channels != self.inputs {
            return None;
        }
        let arrangement = Arrangement::new(map, self.geometry)?;
        let (rows, columns) = arrangement.output;
        let mut values = workspace.take(rows.checked_mul(columns)?.checked_mul(self.outputs)?);
        let Workspace { level, arranged, .. } = workspace;
        arrangement.fill(map, arranged)?;
        dispatch!(*level, simd => self.compute(simd, &arrangement, arranged, &mut values))?;
        Map::new(self.outputs, rows, columns, values)
    }

    /// The same for a map that nobody needs any more.
    pub(super) fn run_last(&self, map: Map, workspace: &mut Workspace) -> Option<Map> {
        let out = self.run(&map, workspace)?;
        workspace.keep(map);
        Some(out)
    }

    /// All outputs, run by run: the inputs of a run stay in the first cache while all blocks of planes use them.
    #[inline(always)]
    fn compute<S: Simd>(&self, simd: S, arrangement: &Arrangement, source: &[f32], out: &mut [f32]) -> Option<()> {
        let run = VECTORS * S::f32s::LEN;
        let size = arrangement.output.0 * arrangement.output.1;
        let distances = arrangement.distances();
        let mut pieces = Vec::new();
        let blocks = || self.weights.chunks_exact(self.inputs * distances.len()).zip(&self.bias);
        for start in (0..arrangement.positions()).step_by(run) {
            arrangement.pieces(start, run, &mut pieces);
            let planes = || source.chunks_exact(arrangement.plane);
            let (mut blocks, mut out) = (blocks(), out.chunks_mut(size * OUTPUTS));
            while let Some(first) = blocks.next() {
                let second = if S::f32s::LEN >= LONG { blocks.next() } else { None };
                if let Some(second) = second {
                    let weights = [first.0, second.0];
                    let [first, second] = sums(simd, planes(), &distances, start, weights, [first.1, second.1])?;
                    self.store_block(&first, &pieces, out.next()?.chunks_exact_mut(size))?;
                    self.store_block(&second, &pieces, out.next()?.chunks_exact_mut(size))?;
                } else {
                    let [first] = sums(simd, planes(), &distances, start, [first.0], [first.1])?;
                    self.store_block(&first, &pieces, out.next()?.chunks_exact_mut(size))?;
                }
            }
        }
        Some(())
    }

    /// Puts the runs of a block of planes where they belong; the last block may have fewer planes.
    #[inline(always)]
    fn store_block<'a, S: Simd, V: SimdBase<S, Element = f32>>(
        &self,
        block: &[[V; VECTORS]; OUTPUTS],
        pieces: &[Piece],
        planes: impl Iterator<Item = &'a mut [f32]>,
    ) -> Option<()> {
        for (sums, plane) in block.iter().zip(planes) {
            self.store(sums, pieces, plane)?;
        }
        Some(())
    }

    /// Puts one run of sums where it belongs in its plane.
    #[inline(always)]
    fn store<S: Simd, V: SimdBase<S, Element = f32>>(
        &self,
        sums: &[V],
        pieces: &[Piece],
        plane: &mut [f32],
    ) -> Option<()> {
        let run = VECTORS * V::LEN;
        if let [Piece { to, length, .. }] = pieces
            && *length == run
        {
            self.store_whole(sums, plane.get_mut(*to..)?.get_mut(..run)?);
            return Some(());
        }
        let mut line = [0.0; RUN_MAX];
        let line = line.get_mut(..run)?;
        self.store_whole(sums, line);
        for piece in pieces {
            let from = line.get(piece.from..piece.from + piece.length)?;
            plane.get_mut(piece.to..piece.to + piece.length)?.copy_from_slice(from);
        }
        Some(())
    }

    #[inline(always)]
    fn store_whole<S: Simd, V: SimdBase<S, Element = f32>>(&self, sums: &[V], line: &mut [f32]) {
        for (sum, to) in sums.iter().zip(line.chunks_exact_mut(V::LEN)) {
            sum.store_slice(to);
        }
        if self.is_rectified {
            line.iter_mut().for_each(|value| *value = rectified(*value));
        }
    }
}

/// The sums of one run for so many blocks of output planes.
#[inline(always)]
fn sums<'a, S: Simd, const BLOCKS: usize>(
    simd: S,
    planes: impl Iterator<Item = &'a [f32]>,
    distances: &[usize],
    start: usize,
    weights: [&[[f32; OUTPUTS]]; BLOCKS],
    bias: [&[f32; OUTPUTS]; BLOCKS],
) -> Option<[[[S::f32s; VECTORS]; OUTPUTS]; BLOCKS]> {
    let mut sums = bias.map(|bias| bias.map(|bias| [S::f32s::simd_from(simd, bias); VECTORS]));
    for (number, plane) in planes.enumerate() {
        let plane = plane.get(start..)?;
        let first = number * distances.len();
        let mut of_plane = [[].as_slice(); BLOCKS];
        for (of_plane, weights) in of_plane.iter_mut().zip(weights) {
            *of_plane = weights.get(first..first + distances.len())?;
        }
        for (element, distance) in distances.iter().enumerate() {
            let values = plane.get(*distance..)?.get(..VECTORS * S::f32s::LEN)?;
            let (first, second) = values.split_at_checked(S::f32s::LEN)?;
            let pixels = [S::f32s::from_slice(simd, first), S::f32s::from_slice(simd, second)];
            for (sums, weights) in sums.iter_mut().zip(of_plane) {
                for (sums, weight) in sums.iter_mut().zip(weights.get(element)?) {
                    let weight = S::f32s::simd_from(simd, *weight);
                    for (sum, pixels) in sums.iter_mut().zip(pixels) {
                        *sum += weight * pixels;
                    }
                }
            }
        }
    }
    Some(sums)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fearless_simd::Level;

    /// Numbers that look random, between -1 and 1, none of them round.
    struct Numbers(u32);

    impl Numbers {
        fn next(&mut self) -> u32 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 17;
            self.0 ^= self.0 << 5;
            self.0
        }

        fn up_to(&mut self, largest: u32) -> usize {
            (1 + self.next() % largest) as usize
        }

        fn values(&mut self, count: usize) -> Vec<f32> {
            (0..count).map(|_| self.next() as f32 / 2_147_483_648.0 - 1.0).collect()
        }
    }

    /// The definition, one pixel after the other.
    fn plain(layer: Layer, weights: &[f32], bias: &[f32], map: &Map) -> Vec<f32> {
        let Layer { planes: (inputs, outputs), geometry: Geometry { kernel, border, stride }, is_rectified } = layer;
        let rows = (map.rows + 2 * border.0 - kernel.0) / stride + 1;
        let columns = (map.columns + 2 * border.1 - kernel.1) / stride + 1;
        let at = |input: usize, row: Option<usize>, column: Option<usize>| match (row, column) {
            (Some(row), Some(column)) if row < map.rows && column < map.columns => {
                map.plane(input)[row * map.columns + column]
            }
            _ => 0.0,
        };
        let mut out = Vec::new();
        for output in 0..outputs {
            for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
                let mut sum = bias[output];
                for input in 0..inputs {
                    for (down, across) in (0..kernel.0).flat_map(|down| (0..kernel.1).map(move |across| (down, across)))
                    {
                        let weight = weights[((output * inputs + input) * kernel.0 + down) * kernel.1 + across];
                        let row = (row * stride + down).checked_sub(border.0);
                        let column = (column * stride + across).checked_sub(border.1);
                        sum += weight * at(input, row, column);
                    }
                }
                out.push(if is_rectified && sum <= 0.0 { 0.0 } else { sum });
            }
        }
        out
    }

    /// Every level that this CPU has, the baseline first.
    fn levels() -> Vec<Level> {
        let best = Level::new();
        let mut levels = vec![Level::baseline()];
        #[cfg(target_arch = "x86_64")]
        {
            use fearless_simd::Simd;
            levels.extend(best.as_sse4_2().map(Simd::level));
            levels.extend(best.as_avx2().map(Simd::level));
        }
        levels.push(best);
        levels
    }

    #[track_caller]
    fn check(numbers: &mut Numbers, mut layer: Layer, rows: usize, columns: usize) {
        layer.planes = (numbers.up_to(7), numbers.up_to(9));
        let (inputs, outputs) = layer.planes;
        let weights = numbers.values(outputs * inputs * layer.geometry.kernel.0 * layer.geometry.kernel.1);
        let bias = numbers.values(outputs);
        let map = Map::new(inputs, rows, columns, numbers.values(inputs * rows * columns)).unwrap();
        let expected: Vec<u32> = plain(layer, &weights, &bias, &map).iter().map(|value| value.to_bits()).collect();
        let convolution = Convolution::new(layer, &weights, &bias);
        for level in levels() {
            let out = convolution.run(&map, &mut Workspace::new(level)).unwrap();
            let bits: Vec<u32> = out.values.iter().map(|value| value.to_bits()).collect();
            assert!(bits == expected, "{level:?}: {rows} x {columns} with {:?}, {:?}", layer.planes, layer.geometry);
        }
    }

    const FOLD: Layer =
        Layer { planes: (1, 1), geometry: Geometry { kernel: (2, 3), border: (0, 1), stride: 1 }, is_rectified: true };

    #[test]
    fn every_width_of_vectors_gives_the_bits_of_the_definition() {
        let layers = [
            Layer::new(1, 1, (1, 1)),
            Layer::new(1, 1, (1, 1)).linear(),
            Layer::new(1, 1, (1, 3)),
            Layer::new(1, 1, (3, 3)),
            Layer::new(1, 1, (3, 3)).linear(),
            Layer::halving(1, 1),
            FOLD,
        ];
        let mut numbers = Numbers(0x9e37_79b9);
        for layer in layers {
            for _ in 0..25 {
                let (rows, columns) = (1 + numbers.up_to(12), numbers.up_to(75));
                check(&mut numbers, layer, rows, columns);
            }
            check(&mut numbers, layer, 2, 1);
            check(&mut numbers, layer, 40, 1);
            check(&mut numbers, layer, 2, 128);
        }
    }

    #[test]
    fn memory_used_before_changes_nothing() {
        let mut numbers = Numbers(7);
        let layer = Layer::new(2, 3, (3, 3)).linear();
        let convolution = Convolution::new(layer, &numbers.values(54), &numbers.values(3));
        let map = Map::new(2, 5, 6, numbers.values(60)).unwrap();
        let mut workspace = Workspace::new(Level::new());
        let first = convolution.run(&map, &mut workspace).unwrap();
        workspace.keep(Map::new(1, 1, 500, vec![f32::NAN; 500]).unwrap());
        workspace.arranged.fill(f32::NAN);
        assert_eq!(convolution.run(&map, &mut workspace), Some(first));
    }

    #[test]
    fn maps_that_do_not_fit_give_nothing() {
        let workspace = &mut Workspace::new(Level::new());
        let fold = Convolution::new(FOLD, &[1.0; 6], &[0.0]);
        let map = |channels, rows, columns| Map { channels, rows, columns, values: vec![1.0; 6] };
        assert!(fold.run(&map(1, 2, 3), workspace).is_some());
        assert!(fold.run(&map(1, 1, 6), workspace).is_none(), "lower than the kernel");
        assert!(fold.run(&map(2, 1, 3), workspace).is_none(), "more planes than inputs");
        assert!(fold.run(&map(1, 2, 4), workspace).is_none(), "fewer values than its shape");
        assert!(fold.run(&map(1, usize::MAX, 3), workspace).is_none(), "a shape beyond every memory");
    }
}
