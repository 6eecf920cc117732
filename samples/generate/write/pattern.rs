//! Invisible marks as the `invisible-watermark` library embeds them, and pictures to embed them in.
//!
//! Written from what the library does: it changes the coarse chroma of each block of 8 x 8 pixels, and gives the
//! details back with rows and columns exchanged. Rounding follows the library except where its own noise decides.

use image::RgbImage;

/// Where a block keeps its bit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    /// In its largest value.
    Largest,
    /// In its largest singular value.
    Singular,
}

/// How the encoder is handed the picture.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pipeline {
    /// Blue, green, red, in whole levels.
    Bgr,
    /// Red, green, blue, in whole levels.
    Rgb,
    /// Blue, green, red, in floating point levels.
    BgrFloat,
    /// Red, green, blue, in floating point levels.
    RgbFloat,
    /// Blue, green, red, in floating point levels, of which the fractions are cut off afterwards.
    BgrFloatCut,
}

const STEP: f64 = 36.0;

/// The lowest bits of a number, the highest of them first.
pub(crate) fn bits(number: u64, count: u32) -> Vec<bool> {
    (0..count).rev().map(|place| number >> place & 1 == 1).collect()
}

/// The picture with these bits in it.
pub(crate) fn embed(picture: &RgbImage, bits: &[bool], method: Method, pipeline: Pipeline) -> RgbImage {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let is_swapped = matches!(pipeline, Pipeline::Rgb | Pipeline::RgbFloat);
    let is_float = matches!(pipeline, Pipeline::BgrFloat | Pipeline::RgbFloat | Pipeline::BgrFloatCut);
    let is_cut = pipeline == Pipeline::BgrFloatCut;
    let named = |pixel: [u8; 3]| {
        let [red, green, blue] = pixel.map(f64::from);
        if is_swapped { [blue, green, red] } else { [red, green, blue] }
    };
    let planes: Vec<[f64; 3]> = picture.pixels().map(|pixel| to_yuv(named(pixel.0), is_float)).collect();
    let mut chroma: Vec<f64> = planes.iter().map(|[_, u, _]| *u).collect();
    mark(&mut chroma, width, height, bits, method);
    let mut out = picture.clone();
    for ((pixel, plane), u) in out.pixels_mut().zip(&planes).zip(chroma) {
        // Stored as a whole number, a level that has left the range comes back at the other end.
        let u = if is_float { u } else { f64::from(((u + 1e-9).floor() as i64).rem_euclid(256) as u8) };
        let [red, green, blue] = to_rgb([plane[0], u, plane[2]], is_float, is_cut);
        pixel.0 = if is_swapped { [blue, green, red] } else { [red, green, blue] };
    }
    out
}

fn to_yuv([red, green, blue]: [f64; 3], is_float: bool) -> [f64; 3] {
    if is_float {
        let y = 0.114 * blue + 0.587 * green + 0.299 * red;
        return [y, 0.492 * (blue - y) + 0.5, 0.877 * (red - y) + 0.5];
    }
    let fixed = |sum: f64| ((sum + 8192.0) / 16384.0).floor();
    let y = fixed(1868.0 * blue + 9617.0 * green + 4899.0 * red);
    let centred = |factor: f64, level: f64| fixed(factor * (level - y) + 128.0 * 16384.0).clamp(0.0, 255.0);
    [y, centred(8061.0, blue), centred(14369.0, red)]
}

fn to_rgb([y, u, v]: [f64; 3], is_float: bool, is_cut: bool) -> [u8; 3] {
    let level = |value: f64| value.clamp(0.0, 255.0) as u8;
    if is_float {
        let (u, v) = (u - 0.5, v - 0.5);
        return [y + 1.14 * v, y - 0.395 * u - 0.581 * v, y + 2.032 * u]
            .map(|value| level(if is_cut { value } else { value.round() }));
    }
    let (u, v) = (u - 128.0, v - 128.0);
    let fixed = |sum: f64| ((sum + 8192.0) / 16384.0).floor();
    [y + fixed(18678.0 * v), y + fixed(-6472.0 * u - 9519.0 * v), y + fixed(33292.0 * u)].map(level)
}

/// Changes the plane of one channel.
fn mark(plane: &mut [f64], width: usize, height: usize, bits: &[bool], method: Method) {
    for (number, (row, column)) in
        (0..height / 8).flat_map(|row| (0..width / 8).map(move |column| (row, column))).enumerate()
    {
        let at = |line: usize, across: usize| (row * 8 + line) * width + column * 8 + across;
        let quads: Vec<[usize; 4]> = (0..16)
            .map(|part| (2 * (part / 4), 2 * (part % 4)))
            .map(|(line, across)| {
                [at(line, across), at(line, across + 1), at(line + 1, across), at(line + 1, across + 1)]
            })
            .collect();
        let mut coarse: Vec<f64> =
            quads.iter().map(|quad| quad.iter().map(|place| plane[*place]).sum::<f64>() / 2.0).collect();
        let bit = bits[number % bits.len()];
        match method {
            Method::Largest => quantise_largest(&mut coarse, bit),
            Method::Singular => quantise_singular(&mut coarse, bit),
        }
        for (quad, value) in quads.iter().zip(coarse) {
            let [a, b, c, d] = quad.map(|place| plane[place]);
            // Horizontal and vertical details change places.
            let (h, v, diagonal) = ((a - b + c - d) / 2.0, (a + b - c - d) / 2.0, (a - b - c + d) / 2.0);
            let details = [h + v + diagonal, h - v - diagonal, v - h - diagonal, diagonal - h - v];
            for (place, detail) in quad.iter().zip(details) {
                plane[*place] = (value + detail) / 2.0;
            }
        }
    }
    // What lies outside of whole blocks, but inside of a multiple of four, has its details exchanged too; it holds no
    // bit, so it is left alone here.
}

fn quantised(size: f64, bit: bool) -> f64 {
    ((size / STEP).floor() + if bit { 0.75 } else { 0.25 }) * STEP
}

fn quantise_largest(coarse: &mut [f64], bit: bool) {
    let mut chosen = 1;
    for (at, value) in coarse.iter().enumerate().skip(1) {
        if value.abs() > coarse[chosen].abs() {
            chosen = at;
        }
    }
    let value = coarse[chosen];
    coarse[chosen] = if value < 0.0 { -quantised(-value, bit) } else { quantised(value, bit) };
}

fn quantise_singular(coarse: &mut [f64], bit: bool) {
    let mut right = [0.5, 0.5, 0.5, 0.501];
    let mut left = [0.0; 4];
    let mut size = 0.0;
    for _ in 0..200 {
        left = std::array::from_fn(|row| (0..4).map(|at| coarse[row * 4 + at] * right[at]).sum());
        size = left.iter().map(|value: &f64| value * value).sum::<f64>().sqrt();
        if size <= 0.0 {
            return;
        }
        left = left.map(|value| value / size);
        right = std::array::from_fn(|column| (0..4).map(|at| coarse[at * 4 + column] * left[at]).sum());
        let length = right.iter().map(|value| value * value).sum::<f64>().sqrt();
        right = right.map(|value| value / length);
    }
    let more = quantised(size, bit) - size;
    for (at, value) in coarse.iter_mut().enumerate() {
        *value += more * left[at / 4] * right[at % 4];
    }
}

/// A picture with texture at every scale, the same for a seed.
pub(crate) fn textured(seed: u32, width: u32, height: u32) -> RgbImage {
    let channel = |x: u32, y: u32, which: u32| {
        let scales = [(128, 90.0), (64, 46.0), (32, 26.0), (16, 16.0), (8, 10.0), (4, 7.0), (2, 5.0), (1, 4.0)];
        scales.iter().map(|(side, strength)| strength * smooth(seed ^ (which << 20), x, y, *side)).sum::<f64>()
    };
    RgbImage::from_fn(width, height, |x, y| {
        let common = channel(x, y, 1);
        let own = |which| (120.0 + common + 0.35 * channel(x, y, which)).clamp(0.0, 255.0) as u8;
        image::Rgb([own(2), own(3), own(4)])
    })
}

/// Noise from -1 to 1 on a lattice of this side, joined by straight lines.
fn smooth(seed: u32, x: u32, y: u32, side: u32) -> f64 {
    let (left, top) = (x / side, y / side);
    let (across, down) = (f64::from(x % side) / f64::from(side), f64::from(y % side) / f64::from(side));
    let corner = |x: u32, y: u32| noise(seed ^ side.wrapping_mul(0x9e37_79b9), x, y);
    let upper = corner(left, top) * (1.0 - across) + corner(left + 1, top) * across;
    let lower = corner(left, top + 1) * (1.0 - across) + corner(left + 1, top + 1) * across;
    upper * (1.0 - down) + lower * down
}

fn noise(seed: u32, x: u32, y: u32) -> f64 {
    let mut hash = seed ^ x.wrapping_mul(0x85eb_ca6b) ^ y.wrapping_mul(0xc2b2_ae35);
    for _ in 0..2 {
        hash = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
        hash = (hash ^ (hash >> 12)).wrapping_mul(0x297a_2d39);
    }
    f64::from(hash >> 8) / f64::from(1_u32 << 23) - 1.0
}
