//! The chroma plane U as OpenCV makes it, and its coarse half, as PyWavelets makes that, to the last bit.
//!
//! A vote hangs on whether a remainder exceeds 18 and values are multiples of one half, so ties happen in every
//! picture; which way they fall is decided by rounding. So the order of operations here is that of the libraries,
//! and rounding is part of the result.

use image::RgbImage;

use crate::vocabulary::watermark::{ChannelOrder, ChromaOffset};

/// One channel of numbers, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane<T> {
    /// Numbers in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width * height` numbers.
    pub values: Vec<T>,
}

/// Red, green and blue as the encoder named them: with RGB handed to code that expects BGR, red and blue change
/// places.
fn named([red, green, blue]: [u8; 3], order: ChannelOrder) -> [u8; 3] {
    match order {
        ChannelOrder::Bgr => [red, green, blue],
        ChannelOrder::Rgb => [blue, green, red],
    }
}

/// The approximation band of the first Haar step over U, half as wide and high as the picture after that is cut to
/// multiples of four.
pub fn coarse_chroma(picture: &RgbImage, order: ChannelOrder, offset: ChromaOffset) -> Plane<f64> {
    match offset {
        ChromaOffset::EightBit => coarse(picture, |pixel| f64::from(chroma_8_bit(named(pixel, order))), haar_wide),
        ChromaOffset::Float => coarse(picture, |pixel| chroma_float(named(pixel, order)), haar_narrow),
    }
}

/// Adds two neighbours with the weights of the Haar low pass.
type Haar<T> = fn(first: T, second: T) -> T;

fn coarse<T: Copy + Into<f64>>(picture: &RgbImage, chroma: impl Fn([u8; 3]) -> T, haar: Haar<T>) -> Plane<f64> {
    let stride = picture.width() as usize;
    let (width, height) = (stride / 4 * 2, picture.height() as usize / 4 * 2);
    let (pixels, _) = picture.as_raw().as_chunks::<3>();
    let mut values = Vec::with_capacity(width * height);
    // Columns are joined first, then rows.
    for rows in pixels.chunks_exact(2 * stride.max(1)).take(height) {
        let (upper, lower) = rows.split_at(stride);
        let (upper, _) = upper.as_chunks::<2>();
        let (lower, _) = lower.as_chunks::<2>();
        values.extend(upper.iter().zip(lower).take(width).map(|(above, below)| {
            let left = haar(chroma(above[0]), chroma(below[0]));
            let right = haar(chroma(above[1]), chroma(below[1]));
            haar(left, right).into()
        }));
    }
    Plane { width, height, values }
}

fn haar_wide(first: f64, second: f64) -> f64 {
    const LOW_PASS: f64 = std::f64::consts::FRAC_1_SQRT_2;
    LOW_PASS * second + LOW_PASS * first
}

fn haar_narrow(first: f32, second: f32) -> f32 {
    const LOW_PASS: f32 = std::f32::consts::FRAC_1_SQRT_2;
    LOW_PASS * second + LOW_PASS * first
}

/// U of whole levels, in whole levels with an offset of 128.
fn chroma_8_bit([red, green, blue]: [u8; 3]) -> u8 {
    let [red, green, blue] = [red, green, blue].map(i32::from);
    let luma = (1868 * blue + 9617 * green + 4899 * red + 8192) >> 14;
    let chroma = (8061 * (blue - luma) + (128 << 14) + 8192) >> 14;
    u8::try_from(chroma.clamp(0, 255)).unwrap_or(u8::MAX)
}

/// U of floating point levels, with an offset of one half. OpenCV multiplies and adds in one step.
fn chroma_float([red, green, blue]: [u8; 3]) -> f32 {
    let [red, green, blue] = [red, green, blue].map(f32::from);
    let luma = fused(blue, 0.114, fused(green, 0.587, red * 0.299));
    fused(blue - luma, 0.492, 0.5)
}

/// `a * b + c`, rounded once. The product is exact in twice the width; a processor need not have an instruction for it.
fn fused(a: f32, b: f32, c: f32) -> f32 {
    (f64::from(a) * f64::from(b) + f64::from(c)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn chroma_of_the_primaries() {
        let levels = [[0, 0, 0], [255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]].map(chroma_8_bit);
        assert_eq!(levels, [128, 91, 54, 239, 128]);
    }

    #[test]
    fn a_coarse_value_is_twice_the_mean() {
        let picture = RgbImage::from_pixel(10, 7, Rgb([10, 20, 200]));
        let plane = coarse_chroma(&picture, ChannelOrder::Bgr, ChromaOffset::EightBit);
        assert_eq!((plane.width, plane.height, plane.values.len()), (4, 2, 8));
        let twice = 2.0 * f64::from(chroma_8_bit([10, 20, 200]));
        assert!(plane.values.iter().all(|value| (value - twice).abs() < 1e-9));
        let swapped = coarse_chroma(&picture, ChannelOrder::Rgb, ChromaOffset::EightBit);
        let twice = 2.0 * f64::from(chroma_8_bit([200, 20, 10]));
        assert!(swapped.values.iter().all(|value| (value - twice).abs() < 1e-9));
    }

    #[test]
    fn a_picture_of_nothing_has_nothing() {
        let plane = coarse_chroma(&RgbImage::new(0, 0), ChannelOrder::Bgr, ChromaOffset::Float);
        assert!(plane.values.is_empty());
    }
}
