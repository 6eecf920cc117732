//! Text in the lowest bits of the alpha channel, as web UIs for Stable Diffusion and NovelAI hide it.

use std::io::Write;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{Rgba, RgbaImage};

use super::picture::draw;
use super::{join, length32};

/// The picture of a seed, opaque, with a packed text in the lowest alpha bits: columns from the left, each from the top.
pub(crate) fn picture(seed: u32, text: &str) -> RgbaImage {
    let mut packer = flate2::GzBuilder::new().mtime(0).write(Vec::new(), flate2::Compression::best());
    packer.write_all(text.as_bytes()).expect("writing to memory");
    let packed = packer.finish().expect("writing to memory");
    let bytes = join(&[b"stealth_pngcomp", &(8 * length32(&packed)).to_be_bytes(), &packed]);
    let drawn = draw(seed);
    let mut image = RgbaImage::from_fn(drawn.width(), drawn.height(), |x, y| {
        let [red, green, blue] = drawn.get_pixel(x, y).0;
        Rgba([red, green, blue, 255])
    });
    let (width, height) = drawn.dimensions();
    let mut places = (0..width).flat_map(|x| (0..height).map(move |y| (x, y)));
    for byte in bytes {
        for bit in (0..8).rev().map(|place| byte >> place & 1) {
            let (x, y) = places.next().expect("the text fits");
            image.get_pixel_mut(x, y).0[3] = 254 | bit;
        }
    }
    image
}

/// PNG.
pub(crate) fn png(image: &RgbaImage) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Best, FilterType::Adaptive);
    image.write_with_encoder(encoder).expect("PNG encodes");
    out
}

/// Lossless WebP.
pub(crate) fn webp(image: &RgbaImage) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut out);
    image.write_with_encoder(encoder).expect("WebP encodes");
    out
}
