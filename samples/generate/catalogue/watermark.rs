//! Invisible patterns in the pixels, as the library `invisible-watermark` writes them, and what happens to them later.
//!
//! The pictures have 82,000 pixels and more, because the library refuses less than 65,536.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{ImageFormat, RgbImage};

use super::sample::Sample;
use crate::write::pattern::{Method, Pipeline, bits, embed, textured};

/// The constant of SDXL, and that of FLUX.1 without its two leading zeros, which are lost before it is embedded.
const SDXL: u64 = 0xb3ec_907b_b19e;
const SDXL_BITS: u32 = 48;
const FLUX: u64 = 0x2afe_879c_f52e;
const FLUX_BITS: u32 = 46;

/// One sample for each way in which encoders see the picture, and for what happens to marked pictures.
pub(crate) fn all() -> Vec<Sample> {
    let text = |text: &str| text.bytes().flat_map(|byte| bits(u64::from(byte), 8)).collect::<Vec<bool>>();
    let (sdxl, flux) = (bits(SDXL, SDXL_BITS), bits(FLUX, FLUX_BITS));
    let marked = |seed, payload: &[bool], method, pipeline| embed(&textured(seed, 320, 256), payload, method, pipeline);
    let larger = embed(&textured(405, 640, 448), &sdxl, Method::Largest, Pipeline::BgrFloat);
    let cut = imageops::crop_imm(&larger, 21, 13, 560, 400).to_image();
    let scaled = imageops::resize(&larger, 450, 315, FilterType::CatmullRom);
    vec![
        Sample::new("watermark/sd2.jpg", jpeg(&marked(400, &text("SDV2"), Method::Largest, Pipeline::Bgr))),
        Sample::new("watermark/sdxl.png", png(&marked(401, &sdxl, Method::Largest, Pipeline::BgrFloat))),
        Sample::new("watermark/sdxl-swapped.jpg", jpeg(&marked(402, &sdxl, Method::Largest, Pipeline::RgbFloat))),
        Sample::new("watermark/flux.jpg", jpeg(&marked(403, &flux, Method::Largest, Pipeline::BgrFloatCut))),
        Sample::new(
            "watermark/invokeai-svd.jpg",
            jpeg(&marked(404, &text("InvokeAI"), Method::Singular, Pipeline::Rgb)),
        ),
        Sample::new("watermark/sdxl-scaled.jpg", jpeg(&scaled)),
        Sample::new("watermark/sdxl-cut.jpg", jpeg(&cut)),
        Sample::new("watermark/own-text.png", png(&marked(407, &text("(c) Ada"), Method::Singular, Pipeline::Rgb))),
        Sample::new("watermark/none.jpg", jpeg(&textured(406, 320, 256))),
    ]
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, 90).encode_image(picture).expect("JPEG encodes");
    out
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, ImageFormat::Png).expect("PNG encodes");
    out.into_inner()
}
