//! The decoder of the `invisible-watermark` library, vote by vote.
//!
//! One block of 4 x 4 coarse values (8 x 8 pixels) holds one bit, in whether a remainder by 36 is above or below 18:
//! of its largest value (`dwtDct`) or of its largest singular value (`dwtDctSvd`). A bit of the payload is the
//! majority over all blocks that hold it. There is no checksum: what is decoded has to be compared with something.

use fearless_simd::dispatch;
use image::RgbImage;

use super::planes::{BLOCK, Strip};
use super::wide::LEVEL;
use crate::vocabulary::watermark::{ChannelOrder, ChromaOffset};

/// The two schemes that need neither key nor weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// The largest of fifteen values. No cosine transform is made, whatever the name says.
    DwtDct,
    /// The largest singular value.
    DwtDctSvd,
}

impl Method {
    /// The name in the library.
    pub fn id(self) -> &'static str {
        match self {
            Self::DwtDct => "dwtDct",
            Self::DwtDctSvd => "dwtDctSvd",
        }
    }
}

/// Step of the quantisation.
pub(super) const STEP: f64 = 36.0;

/// The number that holds the bit of each block, row by row: never negative.
#[derive(Clone, Debug, PartialEq)]
pub struct Carriers {
    /// How the encoder saw the colours.
    pub colours: (ChannelOrder, ChromaOffset),
    /// Where a block keeps its bit.
    pub method: Method,
    /// One number per block.
    pub values: Vec<f64>,
}

/// The remainder by the step, exact as `%` is, of a number from 0 to 10⁹, and several times as fast.
pub(super) fn remainder(value: f64) -> f64 {
    let steps = f64::from((value / STEP) as i32);
    let left = value - steps * STEP;
    // The quotient was rounded up to a whole number.
    if left < 0.0 { value - (steps - 1.0) * STEP } else { left }
}

/// In which orders encoders take colours.
pub(super) const ORDERS: [ChannelOrder; 2] = [ChannelOrder::Bgr, ChannelOrder::Rgb];

/// The four ways in which encoders see colours.
pub(super) const READINGS: [(ChannelOrder, ChromaOffset); 4] = [
    (ChannelOrder::Bgr, ChromaOffset::EightBit),
    (ChannelOrder::Bgr, ChromaOffset::Float),
    (ChannelOrder::Rgb, ChromaOffset::EightBit),
    (ChannelOrder::Rgb, ChromaOffset::Float),
];

impl Carriers {
    /// Finds the number in every whole block, for both methods in all readings.
    pub fn read_all(picture: &RgbImage) -> Vec<Self> {
        let (columns, rows) = (picture.width() as usize / BLOCK, picture.height() as usize / BLOCK);
        let methods = [Method::DwtDct, Method::DwtDctSvd];
        let empty =
            |colours| methods.map(|method| Self { colours, method, values: Vec::with_capacity(columns * rows) });
        let mut all: Vec<Self> = READINGS.into_iter().flat_map(empty).collect();
        dispatch!(*LEVEL, _ => read_rows(picture, &mut all));
        all
    }

    /// The largest values of all whole blocks, in one reading.
    pub(super) fn read(picture: &RgbImage, colours: (ChannelOrder, ChromaOffset)) -> Self {
        let (columns, rows) = (picture.width() as usize / BLOCK, picture.height() as usize / BLOCK);
        let mut values = Vec::with_capacity(columns * rows);
        let mut strip = Strip::new(columns * BLOCK);
        let mut coarse = Vec::new();
        for number in 0..rows {
            strip.load(picture, number);
            strip.coarse_chroma(colours.0, colours.1, &mut coarse);
            values.extend((0..columns).map(|column| largest_value(&block(&coarse, columns, column))));
        }
        Self { colours, method: Method::DwtDct, values }
    }

    /// Whether each block votes for a one.
    pub fn votes(&self) -> impl Iterator<Item = bool> {
        self.values.iter().map(|value| remainder(*value) > 0.5 * STEP)
    }

    /// The payload of a given length, as the library decodes it. A bit without any block is a zero.
    pub fn decode(&self, length: usize) -> Vec<bool> {
        let mut ones = vec![0_u32; length];
        let mut all = vec![0_u32; length];
        for (vote, bit) in self.votes().zip((0..length).cycle()) {
            ones[bit] += u32::from(vote);
            all[bit] += 1;
        }
        ones.iter().zip(&all).map(|(ones, all)| is_one(*ones, *all)).collect()
    }
}

/// Both methods of one reading after the other.
#[inline(always)]
fn read_rows(picture: &RgbImage, all: &mut [Carriers]) {
    let (columns, rows) = (picture.width() as usize / BLOCK, picture.height() as usize / BLOCK);
    let mut strip = Strip::new(columns * BLOCK);
    let mut coarse = Vec::new();
    for number in 0..rows {
        strip.load(picture, number);
        for [first, second] in all.as_chunks_mut().0 {
            strip.coarse_chroma(first.colours.0, first.colours.1, &mut coarse);
            for column in 0..columns {
                first.values.push(largest_value(&block(&coarse, columns, column)));
            }
            for column in (0..columns).step_by(LANES) {
                // The last lanes of a row repeat its last block.
                let mut blocks = [[0.0; 16]; LANES];
                for (lane, into) in blocks.iter_mut().enumerate() {
                    *into = block(&coarse, columns, (column + lane).min(columns - 1));
                }
                let values = largest_singular_values(&blocks);
                second.values.extend(values.iter().take(columns - column));
            }
        }
    }
}

/// The mean of the votes is compared as a grey level; a tie is a one.
fn is_one(ones: u32, all: u32) -> bool {
    f64::from(ones) / f64::from(all) * 255.0 > 127.0
}

/// The block of 4 x 4 values in this column of a strip.
#[inline(always)]
fn block(coarse: &[f64], columns: usize, column: usize) -> [f64; 16] {
    let mut block = [0.0; 16];
    for (line, into) in block.chunks_exact_mut(4).enumerate() {
        let start = (line * columns + column) * 4;
        into.copy_from_slice(&coarse[start..start + 4]);
    }
    block
}

/// The first value is never used.
#[inline(always)]
fn largest_value(block: &[f64; 16]) -> f64 {
    block[1..].iter().fold(0.0, |largest, value| value.abs().max(largest))
}

/// Blocks that are taken together, so that a processor has something to do while it divides.
const LANES: usize = 8;

/// One number of each block.
type Lanes = [f64; LANES];

/// The root of the largest eigenvalue of AᵀA, of each block.
#[inline(always)]
fn largest_singular_values(blocks: &[[f64; 16]; LANES]) -> Lanes {
    let product = gram(blocks);
    let scale = trace(&product);
    // A block of nothing but zeros has no other eigenvalue either.
    let divisor = scale.map(|scale| if scale > 0.0 { scale } else { 1.0 });
    let scaled = product.map(|values| over(&values, &divisor));
    let mut roots = largest_roots(&scaled);
    for (lane, root) in roots.iter_mut().enumerate().filter(|(_, root)| root.is_nan()) {
        *root = by_squaring(&std::array::from_fn(|at| scaled[UPPER_AT[at]][lane]));
    }
    std::array::from_fn(|lane| if scale[lane] > 0.0 { (roots[lane] * scale[lane]).max(0.0).sqrt() } else { 0.0 })
}

#[inline(always)]
fn over(values: &Lanes, divisors: &Lanes) -> Lanes {
    std::array::from_fn(|lane| values[lane] / divisors[lane])
}

/// The largest eigenvalue of matrices of trace one without negative eigenvalues, by Newton's method on the
/// characteristic polynomial. From one, which is no less than it, every step falls short. Not a number if another
/// eigenvalue is so near that the polynomial is too flat there to be exact, or steps run out.
#[inline(always)]
fn largest_roots(matrix: &Symmetric) -> Lanes {
    const SLOPE_MIN: f64 = 0.05;
    let squared = square(matrix);
    // Sums of powers of the eigenvalues, and from these the coefficients.
    let (second, third, fourth) = (trace(&squared), product_trace(matrix, &squared), product_trace(&squared, &squared));
    let b: Lanes = std::array::from_fn(|lane| (1.0 - second[lane]) / 2.0);
    let c: Lanes = std::array::from_fn(|lane| (b[lane] - second[lane] + third[lane]) / 3.0);
    let d: Lanes = std::array::from_fn(|lane| (c[lane] - b[lane] * second[lane] + third[lane] - fourth[lane]) / 4.0);
    let mut root = [1.0; LANES];
    let mut slope_least = [f64::INFINITY; LANES];
    let mut step = [f64::INFINITY; LANES];
    for _ in 0..STEPS_MAX {
        for lane in 0..LANES {
            let (x, b, c) = (root[lane], b[lane], c[lane]);
            let value = (((x - 1.0) * x + b) * x - c) * x + d[lane];
            let slope = ((4.0 * x - 3.0) * x + 2.0 * b) * x - c;
            slope_least[lane] = slope_least[lane].min(slope);
            step[lane] = value / slope;
            root[lane] -= step[lane];
        }
        if step.iter().all(|step| step.abs() < STEP_MIN) {
            break;
        }
    }
    std::array::from_fn(|lane| {
        let is_exact = slope_least[lane] >= SLOPE_MIN && step[lane].abs() < STEP_MIN;
        if is_exact { root[lane] } else { f64::NAN }
    })
}

/// A step this small changes nothing.
const STEP_MIN: f64 = 1e-15;
/// Steps after which Newton's method is given up.
const STEPS_MAX: usize = 12;

/// The same by squaring the matrix again and again, which leaves its largest eigenvector; how near it is to rank one
/// tells when.
fn by_squaring(matrix: &[f64; 16]) -> f64 {
    let mut power = *matrix;
    for _ in 0..SQUARINGS_MAX {
        let squared = square_of_one(&power);
        let left = squared[0] + squared[5] + squared[10] + squared[15];
        power = squared.map(|value| value / left);
        // The trace of the square of a matrix of trace one is one just when its rank is.
        if left > 1.0 - 1e-8 {
            break;
        }
    }
    // In a matrix of rank one every row is a multiple of the eigenvector; the one with the largest norm is best.
    let row = (0..4).max_by(|a, b| power[a * 5].total_cmp(&power[b * 5])).unwrap_or_default();
    let vector: [f64; 4] = std::array::from_fn(|column| power[row * 4 + column]);
    let image: [f64; 4] = std::array::from_fn(|line| (0..4).map(|at| matrix[line * 4 + at] * vector[at]).sum());
    let along: f64 = vector.iter().zip(&image).map(|(a, b)| a * b).sum();
    let length: f64 = vector.iter().map(|a| a * a).sum();
    along / length
}

/// Two singular values nearer to each other than this can part count as one.
const SQUARINGS_MAX: usize = 24;

/// The upper triangles of symmetric matrices of four rows, row by row.
type Symmetric = [Lanes; 10];

/// Row and column of each number of an upper triangle.
const UPPER: [(usize, usize); 10] = [(0, 0), (0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3)];
/// Which number of the triangle each number of the whole matrix is.
const UPPER_AT: [usize; 16] = [0, 1, 2, 3, 1, 4, 5, 6, 2, 5, 7, 8, 3, 6, 8, 9];

#[inline(always)]
fn gram(blocks: &[[f64; 16]; LANES]) -> Symmetric {
    UPPER.map(|(row, column)| {
        std::array::from_fn(|lane| {
            let block = &blocks[lane];
            (0..4).map(|line| block[line * 4 + row] * block[line * 4 + column]).sum()
        })
    })
}

#[inline(always)]
fn square(matrix: &Symmetric) -> Symmetric {
    let at = |row: usize, column: usize| &matrix[UPPER_AT[row * 4 + column]];
    UPPER.map(|(row, column)| {
        std::array::from_fn(|lane| (0..4).map(|by| at(row, by)[lane] * at(by, column)[lane]).sum())
    })
}

#[inline(always)]
fn trace(matrix: &Symmetric) -> Lanes {
    std::array::from_fn(|lane| matrix[0][lane] + matrix[4][lane] + matrix[7][lane] + matrix[9][lane])
}

/// The trace of a product: the sum of the products of all numbers.
#[inline(always)]
fn product_trace(one: &Symmetric, other: &Symmetric) -> Lanes {
    std::array::from_fn(|lane| {
        let term = |at: usize| one[at][lane] * other[at][lane];
        let beside: f64 = [1, 2, 3, 5, 6, 8].into_iter().map(term).sum();
        term(0) + term(4) + term(7) + term(9) + 2.0 * beside
    })
}

fn square_of_one(matrix: &[f64; 16]) -> [f64; 16] {
    std::array::from_fn(|at| (0..4).map(|by| matrix[at / 4 * 4 + by] * matrix[by * 4 + at % 4]).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_singular(block: [f64; 16], expected: f64) {
        for found in largest_singular_values(&[block; LANES]) {
            assert!((found - expected).abs() < 1e-9 * expected.max(1.0), "{found} is not {expected}");
        }
    }

    #[test]
    fn singular_values_of_matrices_that_are_known() {
        check_singular([0.0; 16], 0.0);
        check_singular([3.0; 16], 12.0);
        check_singular([3.0, 0.0, 0.0, 0.0, 0.0, -7.0, 0.0, 0.0, 0.0, 0.0, 5.0, 0.0, 0.0, 0.0, 0.0, 7.0], 7.0);
        let counted: [f64; 16] = std::array::from_fn(|at| at as f64);
        check_singular(counted, 35.139_963_659_024_69);
    }

    #[test]
    fn both_ways_to_the_largest_eigenvalue_agree() {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state >> 16) / 256.0 - 128.0
        };
        let mut compared = 0;
        for _ in 0..300 {
            let product = gram(&std::array::from_fn(|_| std::array::from_fn(|_| next())));
            let scale = trace(&product);
            let scaled = product.map(|values| over(&values, &scale));
            for (lane, root) in largest_roots(&scaled).into_iter().enumerate().filter(|(_, root)| !root.is_nan()) {
                let matrix: [f64; 16] = std::array::from_fn(|at| scaled[UPPER_AT[at]][lane]);
                // Squaring stops when the rank is one to a part in 10⁸.
                assert!((root - by_squaring(&matrix)).abs() < 1e-8, "{root} of {matrix:?}");
                compared += 1;
            }
        }
        assert!(compared > 1_000, "only {compared}");
    }

    #[test]
    fn a_remainder_is_exact() {
        let mut state = 1_u64;
        let mut compared = 0;
        for number in 0..200_000_u32 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let near = f64::from(number / 8 * 36);
            let values =
                [f64::from_bits(near.to_bits().saturating_sub(1)), near, near.next_up(), (state >> 40) as f64 / 997.0];
            for value in values.into_iter().filter(|value| *value >= 0.0) {
                assert_eq!(remainder(value).to_bits(), (value % STEP).to_bits(), "{value}");
                compared += 1;
            }
        }
        assert!(compared > 700_000, "only {compared}");
    }

    #[test]
    fn a_tie_is_a_one_and_a_bit_without_blocks_a_zero() {
        let carriers = Carriers { colours: READINGS[0], method: Method::DwtDct, values: vec![20.0, 1.0, 1.0, 1.0] };
        assert_eq!(carriers.decode(2), [true, false]);
        assert_eq!(carriers.decode(5), [true, false, false, false, false]);
    }

    #[test]
    fn the_first_value_of_a_block_never_counts() {
        let mut block = [1.0; 16];
        block[0] = 400.0;
        block[7] = -30.0;
        assert!((largest_value(&block) - 30.0).abs() < f64::EPSILON);
    }
}
