//! Draws small pictures and encodes them without any metadata.
//!
//! Each seed gives another picture: a gradient, a disc and a bar, all integer arithmetic, the same on every
//! machine.

use std::io::Cursor;

use image::{ExtendedColorType, ImageEncoder, ImageFormat, Rgb, RgbImage};

/// Width of every drawn picture in pixels.
pub(crate) const WIDTH: u32 = 96;
/// Height of every drawn picture in pixels.
pub(crate) const HEIGHT: u32 = 64;

/// The picture of a seed.
pub(crate) fn draw(seed: u32) -> RgbImage {
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| pixel(seed, x, y))
}

fn pixel(seed: u32, x: u32, y: u32) -> Rgb<u8> {
    let center = (16 + seed * 29 % 64, 14 + seed * 17 % 36);
    let distance = x.abs_diff(center.0).pow(2) + y.abs_diff(center.1).pow(2);
    let radius = 6 + seed % 7;
    if distance < radius * radius {
        return Rgb([channel(255 - seed * 37 % 120), channel(90 + seed * 53 % 150), channel(seed * 71 % 200)]);
    }
    if y / 4 == 4 + seed % 11 {
        return Rgb([channel(x * 2), channel(40 + seed * 11 % 160), channel(200 - x)]);
    }
    Rgb([channel(x + seed * 13 % 90), channel(y * 2 + seed * 7 % 60), channel(70 + seed * 31 % 100 + (x + y) / 2)])
}

fn channel(value: u32) -> u8 {
    u8::try_from(value.min(255)).expect("limited to 255 the line before")
}

/// The picture of a seed as baseline JPEG.
pub(crate) fn jpeg(seed: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 80);
    encoder.write_image(draw(seed).as_raw(), WIDTH, HEIGHT, ExtendedColorType::Rgb8).expect("JPEG encodes");
    out
}

/// The picture of a seed as PNG.
pub(crate) fn png(seed: u32) -> Vec<u8> {
    encode(seed, ImageFormat::Png)
}

/// The picture of a seed as lossless WebP in the simple layout.
pub(crate) fn webp(seed: u32) -> Vec<u8> {
    encode(seed, ImageFormat::WebP)
}

/// The picture of a seed as GIF.
pub(crate) fn gif(seed: u32) -> Vec<u8> {
    encode(seed, ImageFormat::Gif)
}

/// The picture of a seed as BMP.
pub(crate) fn bmp(seed: u32) -> Vec<u8> {
    encode(seed, ImageFormat::Bmp)
}

fn encode(seed: u32, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    draw(seed).write_to(&mut out, format).expect("the picture encodes");
    out.into_inner()
}
