//! Marks that were computed off the picture, and what looks like it.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{ImageFormat, RgbImage};

use super::sample::Sample;
use crate::write::mark;
use crate::write::pattern::textured;
use crate::write::undone::{covered, opacity, undone};

const SMALL: u32 = 48;
const MARGIN: u32 = 32;

/// One sample for each format that keeps the trace, and for what ends it.
pub(crate) fn all() -> Vec<Sample> {
    let star = opacity(&mark::star(SMALL));
    let removed = |seed| undone(&textured(seed, 240, 180), &star, MARGIN);
    let there = covered(&textured(504, 240, 180), &star, MARGIN);
    let larger = undone(&textured(503, 320, 240), &opacity(&mark::star(96)), 64);
    let scaled = imageops::resize(&removed(506), 200, 150, FilterType::CatmullRom);
    let mut few_levels = textured(508, 240, 180);
    few_levels.pixels_mut().for_each(|pixel| pixel.0 = pixel.0.map(|level| level & 0xfe));
    vec![
        Sample::new("removal/star.png", encoded(&removed(501), ImageFormat::Png)),
        Sample::new("removal/star.webp", encoded(&removed(502), ImageFormat::WebP)),
        Sample::new("removal/star-large.png", encoded(&larger, ImageFormat::Png)),
        Sample::new("removal/star-there.png", encoded(&there, ImageFormat::Png)),
        Sample::new("removal/star-saved-as-jpeg.jpg", jpeg(&removed(505))),
        Sample::new("removal/star-scaled.png", encoded(&scaled, ImageFormat::Png)),
        Sample::new("removal/untouched.png", encoded(&textured(507, 240, 180), ImageFormat::Png)),
        Sample::new("removal/few-levels.png", encoded(&few_levels, ImageFormat::Png)),
    ]
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, 95).encode_image(picture).expect("JPEG encodes");
    out
}

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).expect("the picture encodes");
    out.into_inner()
}
