//! The decoder of the `invisible-watermark` library, vote by vote.
//!
//! One block of 4 x 4 coarse values (8 x 8 pixels) holds one bit, in whether a remainder by 36 is above or below 18:
//! of its largest value (`dwtDct`) or of its largest singular value (`dwtDctSvd`). A bit of the payload is the
//! majority over all blocks that hold it. There is no checksum: what is decoded has to be compared with something.

use image::RgbImage;

use super::planes::{BLOCK, Strip};
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

/// The four ways in which encoders see colours.
pub(super) const READINGS: [(ChannelOrder, ChromaOffset); 4] = [
    (ChannelOrder::Bgr, ChromaOffset::EightBit),
    (ChannelOrder::Bgr, ChromaOffset::Float),
    (ChannelOrder::Rgb, ChromaOffset::EightBit),
    (ChannelOrder::Rgb, ChromaOffset::Float),
];

impl Carriers {
    /// Finds the number in every whole block of the first `rows_max` rows of them, for both methods in all readings.
    pub fn read_all(picture: &RgbImage, rows_max: usize) -> Vec<Self> {
        let columns = picture.width() as usize / BLOCK;
        let rows = (picture.height() as usize / BLOCK).min(rows_max);
        let methods = [Method::DwtDct, Method::DwtDctSvd];
        let empty =
            |colours| methods.map(|method| Self { colours, method, values: Vec::with_capacity(columns * rows) });
        let mut all: Vec<Self> = READINGS.into_iter().flat_map(empty).collect();
        let mut strip = Strip::new(columns * BLOCK);
        let mut coarse = Vec::new();
        for number in 0..rows {
            strip.load(picture, number);
            for [first, second] in all.as_chunks_mut().0 {
                strip.coarse_chroma(first.colours.0, first.colours.1, &mut coarse);
                for column in 0..columns {
                    let block = block(&coarse, columns, column);
                    first.values.push(largest_value(&block));
                    second.values.push(largest_singular_value(&block));
                }
            }
        }
        all
    }

    /// Whether each block votes for a one.
    pub fn votes(&self) -> impl Iterator<Item = bool> {
        self.values.iter().map(|value| value % STEP > 0.5 * STEP)
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

/// The mean of the votes is compared as a grey level; a tie is a one.
fn is_one(ones: u32, all: u32) -> bool {
    f64::from(ones) / f64::from(all) * 255.0 > 127.0
}

/// The block of 4 x 4 values in this column of a strip.
fn block(coarse: &[f64], columns: usize, column: usize) -> [f64; 16] {
    let mut block = [0.0; 16];
    for (line, into) in block.chunks_exact_mut(4).enumerate() {
        let start = (line * columns + column) * 4;
        into.copy_from_slice(&coarse[start..start + 4]);
    }
    block
}

/// The first value is never used.
fn largest_value(block: &[f64; 16]) -> f64 {
    block[1..].iter().fold(0.0, |largest, value| value.abs().max(largest))
}

/// The root of the largest eigenvalue of AᵀA.
fn largest_singular_value(block: &[f64; 16]) -> f64 {
    let product = gram(block);
    let scale = trace(&product);
    if scale <= 0.0 {
        return 0.0;
    }
    let scaled = product.map(|value| value / scale);
    (largest_root(&scaled).unwrap_or_else(|| by_squaring(&scaled)) * scale).max(0.0).sqrt()
}

/// The largest eigenvalue of a matrix of trace one without negative eigenvalues, by Newton's method on its
/// characteristic polynomial. From one, which is no less than it, every step falls short. None if another eigenvalue is
/// so near that the polynomial is too flat there to be exact.
fn largest_root(matrix: &[f64; 16]) -> Option<f64> {
    const SLOPE_MIN: f64 = 0.05;
    let squared = square(matrix);
    let sum = |a: &[f64; 16], b: &[f64; 16]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    // Sums of powers of the eigenvalues, and from these the coefficients.
    let (second, third, fourth) = (trace(&squared), sum(matrix, &squared), sum(&squared, &squared));
    let b = (1.0 - second) / 2.0;
    let c = (b - second + third) / 3.0;
    let d = (c - b * second + third - fourth) / 4.0;
    let mut root = 1.0;
    for _ in 0..STEPS_MAX {
        let value = (((root - 1.0) * root + b) * root - c) * root + d;
        let slope = ((4.0 * root - 3.0) * root + 2.0 * b) * root - c;
        if slope < SLOPE_MIN {
            return None;
        }
        let step = value / slope;
        root -= step;
        if step.abs() < 1e-15 {
            return Some(root);
        }
    }
    None
}

/// Steps after which Newton's method is given up.
const STEPS_MAX: usize = 12;

/// The same by squaring the matrix again and again, which leaves its largest eigenvector; how near it is to rank one
/// tells when.
fn by_squaring(matrix: &[f64; 16]) -> f64 {
    let mut power = *matrix;
    for _ in 0..SQUARINGS_MAX {
        let squared = square(&power);
        let left = trace(&squared);
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

fn gram(block: &[f64; 16]) -> [f64; 16] {
    std::array::from_fn(|at| (0..4).map(|line| block[line * 4 + at / 4] * block[line * 4 + at % 4]).sum())
}

fn square(matrix: &[f64; 16]) -> [f64; 16] {
    std::array::from_fn(|at| (0..4).map(|by| matrix[at / 4 * 4 + by] * matrix[by * 4 + at % 4]).sum())
}

fn trace(matrix: &[f64; 16]) -> f64 {
    matrix[0] + matrix[5] + matrix[10] + matrix[15]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_singular(block: [f64; 16], expected: f64) {
        let found = largest_singular_value(&block);
        assert!((found - expected).abs() < 1e-9 * expected.max(1.0), "{found} is not {expected}");
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
        for _ in 0..2_000 {
            let product = gram(&std::array::from_fn(|_| next()));
            let scaled = product.map(|value| value / trace(&product));
            if let Some(root) = largest_root(&scaled) {
                // Squaring stops when the rank is one to a part in 10⁸.
                assert!((root - by_squaring(&scaled)).abs() < 1e-8, "{root} of {scaled:?}");
                compared += 1;
            }
        }
        assert!(compared > 1_000, "only {compared}");
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
