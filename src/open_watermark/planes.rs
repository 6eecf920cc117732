//! The chroma plane U as OpenCV makes it, and its coarse half, as PyWavelets makes that, to the last bit.
//!
//! A vote hangs on whether a remainder exceeds 18 and values are multiples of one half, so ties happen in every
//! picture; which way they fall is decided by rounding. So the order of operations here is that of the libraries,
//! and rounding is part of the result.

use image::RgbImage;

use crate::vocabulary::watermark::{ChannelOrder, ChromaOffset};

/// Side of a block, in pixels: four coarse values.
pub(super) const BLOCK: usize = 8;

/// One row of blocks of a picture, the channels apart: eight rows of whole blocks each, as floating point levels.
pub(super) struct Strip {
    /// Pixels in a row, a multiple of [`BLOCK`].
    width: usize,
    red: Vec<f32>,
    green: Vec<f32>,
    blue: Vec<f32>,
}

impl Strip {
    /// An empty strip for pictures of this width.
    pub(super) fn new(width: usize) -> Self {
        let width = width / BLOCK * BLOCK;
        let channel = || vec![0.0; width * BLOCK];
        Self { width, red: channel(), green: channel(), blue: channel() }
    }

    /// Takes over the row of blocks with this number, which must be whole.
    #[inline(always)]
    pub(super) fn load(&mut self, picture: &RgbImage, number: usize) {
        let (pixels, _) = picture.as_raw().as_chunks::<3>();
        let stride = picture.width() as usize;
        for line in 0..BLOCK {
            let from = &pixels[(number * BLOCK + line) * stride..][..self.width];
            let into = line * self.width..(line + 1) * self.width;
            let channels = [&mut self.red, &mut self.green, &mut self.blue];
            for (channel, into_channel) in channels.into_iter().enumerate() {
                for (pixel, level) in from.iter().zip(&mut into_channel[into.clone()]) {
                    *level = f32::from(pixel[channel]);
                }
            }
        }
    }

    /// The approximation band of the first Haar step over U: four rows of half the width.
    #[inline(always)]
    pub(super) fn coarse_chroma(&self, order: ChannelOrder, offset: ChromaOffset, into: &mut Vec<f64>) {
        into.clear();
        // With RGB handed to code that expects BGR, red and blue change places.
        let (red, blue) = match order {
            ChannelOrder::Bgr => (&self.red, &self.blue),
            ChannelOrder::Rgb => (&self.blue, &self.red),
        };
        let rows = red.chunks_exact(2 * self.width.max(1)).zip(self.green.chunks_exact(2 * self.width.max(1)));
        for ((red, green), blue) in rows.zip(blue.chunks_exact(2 * self.width.max(1))) {
            match offset {
                ChromaOffset::EightBit => coarse_8_bit([red, green, blue], into),
                ChromaOffset::Float => coarse_float([red, green, blue], into),
            }
        }
    }
}

/// Pixels side by side that are taken together, so that a processor works on several at once.
const SIDE_BY_SIDE: usize = 8;
/// One number of each.
type Side<T> = [T; SIDE_BY_SIDE];

/// The pixels of two rows, side by side: red, green and blue of the upper row, then of the lower one.
#[inline(always)]
fn pairs_of_rows(channels: [&[f32]; 3]) -> impl Iterator<Item = [[&Side<f32>; 3]; 2]> {
    let rows = [0, 1].map(|row| {
        channels.map(|channel| {
            let (above, below) = channel.split_at(channel.len() / 2);
            if row == 0 { above.as_chunks().0 } else { below.as_chunks().0 }
        })
    });
    (0..rows[0][0].len()).map(move |at| rows.map(|row| row.map(|channel| &channel[at])))
}

/// Appends one row of coarse values made of two rows of pixels. Columns are joined first, then rows.
#[inline(always)]
fn coarse_8_bit(channels: [&[f32]; 3], into: &mut Vec<f64>) {
    const LOW_PASS: f64 = std::f64::consts::FRAC_1_SQRT_2;
    for rows in pairs_of_rows(channels) {
        let [above, below] = rows.map(|[red, green, blue]| {
            let chroma: Side<f32> = std::array::from_fn(|at| chroma_8_bit(red[at], green[at], blue[at]));
            chroma
        });
        let column: Side<f64> =
            std::array::from_fn(|at| LOW_PASS * f64::from(below[at]) + LOW_PASS * f64::from(above[at]));
        into.extend(column.as_chunks().0.iter().map(|[left, right]| LOW_PASS * right + LOW_PASS * left));
    }
}

/// The same for floating point pictures, which PyWavelets keeps in single precision.
#[inline(always)]
fn coarse_float(channels: [&[f32]; 3], into: &mut Vec<f64>) {
    const LOW_PASS: f32 = std::f32::consts::FRAC_1_SQRT_2;
    for rows in pairs_of_rows(channels) {
        let [above, below] = rows.map(|[red, green, blue]| {
            let chroma: Side<f32> = std::array::from_fn(|at| chroma_float(red[at], green[at], blue[at]));
            chroma
        });
        let column: Side<f32> = std::array::from_fn(|at| LOW_PASS * below[at] + LOW_PASS * above[at]);
        into.extend(column.as_chunks().0.iter().map(|[left, right]| f64::from(LOW_PASS * right + LOW_PASS * left)));
    }
}

/// U in whole levels with an offset of 128, in fixed point with 14 binary places. Every number is a whole one that
/// single precision holds exactly, and none is negative.
#[inline(always)]
fn chroma_8_bit(red: f32, green: f32, blue: f32) -> f32 {
    const ONE: f32 = 16_384.0;
    const HALF: f32 = 8_192.0;
    let luma = whole((1868.0 * blue + 9617.0 * green + 4899.0 * red + HALF) / ONE);
    whole((8061.0 * (blue - luma) + 128.0 * ONE + HALF) / ONE)
}

/// Rounds a number of 0 to 256 with 14 binary places down. At this size single precision holds whole numbers alone, so
/// adding it rounds to the nearest; and no number less this much is halfway between two.
#[inline(always)]
fn whole(value: f32) -> f32 {
    const SIZE: f32 = 12_582_912.0;
    const LESS: f32 = 0.5 - 1.0 / 32_768.0;
    (value - LESS + SIZE) - SIZE
}

/// U of floating point levels, with an offset of one half. OpenCV multiplies and adds in one step.
#[inline(always)]
fn chroma_float(red: f32, green: f32, blue: f32) -> f32 {
    let luma = fused(blue, 0.114, fused(green, 0.587, red * 0.299));
    fused(blue - luma, 0.492, 0.5)
}

/// `a * b + c`, rounded once. The product is exact in twice the width; a processor need not have an instruction for it.
#[inline(always)]
fn fused(a: f32, b: f32, c: f32) -> f32 {
    (f64::from(a) * f64::from(b) + f64::from(c)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// The same in whole numbers, as the library writes it.
    fn in_whole_numbers([red, green, blue]: [i32; 3]) -> i32 {
        let luma = (1868 * blue + 9617 * green + 4899 * red + 8192) >> 14;
        ((8061 * (blue - luma) + (128 << 14) + 8192) >> 14).clamp(0, 255)
    }

    #[test]
    fn fixed_point_is_exact_for_every_corner_and_many_colours() {
        let mut seen = 0;
        for red in (0..256).step_by(15) {
            for green in (0..256).step_by(5) {
                for blue in 0..256 {
                    let expected = in_whole_numbers([red, green, blue]) as f32;
                    assert_eq!(chroma_8_bit(red as f32, green as f32, blue as f32), expected, "{red} {green} {blue}");
                    seen += 1;
                }
            }
        }
        assert!(seen > 200_000);
    }

    fn coarse(picture: &RgbImage, order: ChannelOrder, offset: ChromaOffset) -> Vec<f64> {
        let mut strip = Strip::new(picture.width() as usize);
        strip.load(picture, 0);
        let mut found = Vec::new();
        strip.coarse_chroma(order, offset, &mut found);
        found
    }

    #[test]
    fn a_coarse_value_is_twice_the_mean() {
        let picture = RgbImage::from_pixel(19, 11, Rgb([10, 20, 200]));
        let found = coarse(&picture, ChannelOrder::Bgr, ChromaOffset::EightBit);
        let twice = 2.0 * f64::from(in_whole_numbers([10, 20, 200]));
        assert_eq!(found.len(), 8 * 4);
        assert!(found.iter().all(|value| (value - twice).abs() < 1e-9));
        let swapped = coarse(&picture, ChannelOrder::Rgb, ChromaOffset::EightBit);
        let twice = 2.0 * f64::from(in_whole_numbers([200, 20, 10]));
        assert!(swapped.iter().all(|value| (value - twice).abs() < 1e-9));
        let float = coarse(&picture, ChannelOrder::Bgr, ChromaOffset::Float);
        let luma = 0.114 * 200.0 + 0.587 * 20.0 + 0.299 * 10.0;
        assert!(float.iter().all(|value| (value - 2.0 * (0.492 * (200.0 - luma) + 0.5)).abs() < 1e-3));
    }
}
