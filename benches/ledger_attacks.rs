//! Common changes to a whole picture.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};

pub(crate) type Attack = (&'static str, fn(&RgbImage) -> RgbImage);

pub(crate) const ATTACKS: [Attack; 17] = [
    ("unchanged", |picture| picture.clone()),
    ("JPEG quality 50", |picture| jpeg(picture, 50)),
    ("scaled to 25 %", |picture| scaled(picture, 0.25)),
    ("10 % of the width off the left", |picture| cut(picture, [0.1, 0.0, 0.0, 0.0])),
    ("10 % of the height off the bottom", |picture| cut(picture, [0.0, 0.0, 0.0, 0.1])),
    ("10 % of both sides off a corner", |picture| cut(picture, [0.0, 0.1, 0.1, 0.0])),
    ("10 % of both sides off all around", |picture| cut(picture, [0.05; 4])),
    ("7, 3, 2 and 6 % off the sides", |picture| cut(picture, [0.07, 0.03, 0.02, 0.06])),
    ("mirrored", |picture| imageops::flip_horizontal(picture)),
    ("turned by 5°, same frame", |picture| turned(picture, 5.0, Frame::Same)),
    ("turned by -5°, larger frame", |picture| turned(picture, -5.0, Frame::Grown)),
    ("turned by 5°, cut to fill", |picture| turned(picture, 5.0, Frame::Filled)),
    ("turned by -3.3°, cut to fill", |picture| turned(picture, -3.3, Frame::Filled)),
    ("screenshot, black phone", |picture| screenshot(picture, (1080, 2340), (0, 400), 0)),
    ("screenshot, gray desktop", |picture| screenshot(picture, (1920, 1080), (500, 120), 240)),
    ("screenshot, white page", |picture| screenshot(picture, (1080, 1920), (60, 300), 255)),
    ("mirrored, 10 % cut, JPEG 50", |picture| {
        jpeg(&imageops::flip_horizontal(&cut(picture, [0.0, 0.0, 0.1, 0.0])), 50)
    }),
];

/// What may happen to a picture after something was changed on it.
pub(crate) const AFTERWARDS: [Attack; 4] = [
    ("nothing", |picture| picture.clone()),
    ("JPEG 75", |picture| jpeg(picture, 75)),
    ("60 %, JPEG 60", |picture| jpeg(&scaled(picture, 0.6), 60)),
    ("cut, JPEG 70", |picture| jpeg(&cut(picture, [0.03, 0.0, 0.02, 0.04]), 70)),
];

pub(crate) fn jpeg(picture: &RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).expect("it can be coded");
    image::load_from_memory(&bytes).expect("it can be read").into_rgb8()
}

pub(crate) fn scaled(picture: &RgbImage, factor: f64) -> RgbImage {
    let side = |side: u32| ((f64::from(side) * factor) as u32).max(1);
    imageops::resize(picture, side(picture.width()), side(picture.height()), FilterType::Triangle)
}

/// Without these shares of the sides: left, top, right, bottom.
fn cut(picture: &RgbImage, [left, top, right, bottom]: [f64; 4]) -> RgbImage {
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    let size = (((1.0 - left - right) * width) as u32, ((1.0 - top - bottom) * height) as u32);
    imageops::crop_imm(picture, (left * width) as u32, (top * height) as u32, size.0, size.1).to_image()
}

/// What becomes of the frame when a picture is turned in it.
#[derive(Clone, Copy)]
enum Frame {
    Same,
    Grown,
    Filled,
}

fn turned(picture: &RgbImage, degrees: f32, frame: Frame) -> RgbImage {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let fill = cosine + sine.abs() * (width / height).max(height / width);
    let (wide, high) = match frame {
        Frame::Same => (width, height),
        Frame::Grown => (width * cosine + height * sine.abs(), height * cosine + width * sine.abs()),
        Frame::Filled => (width / fill, height / fill),
    };
    RgbImage::from_fn(wide as u32, high as u32, |x, y| {
        let (right, down) = (x as f32 + 0.5 - wide / 2.0, y as f32 + 0.5 - high / 2.0);
        let from_x = cosine * right + sine * down + width / 2.0 - 0.5;
        let from_y = cosine * down - sine * right + height / 2.0 - 0.5;
        let outside = from_x < -0.5 || from_y < -0.5 || from_x > width - 0.5 || from_y > height - 0.5;
        let (from_x, from_y) = (from_x.clamp(0.0, width - 1.001), from_y.clamp(0.0, height - 1.001));
        let level = if outside { None } else { imageops::interpolate_bilinear(picture, from_x, from_y) };
        level.unwrap_or(Rgb([0; 3]))
    })
}

/// The picture in the middle of a screen of one level, with two rows of signs on it.
fn screenshot(picture: &RgbImage, (width, height): (u32, u32), margins: (u32, u32), level: u8) -> RgbImage {
    let mut screen = RgbImage::from_pixel(width, height, Rgb([level; 3]));
    let fits = |space: u32, side: u32| f64::from(space) / f64::from(side);
    let factor = fits(width - margins.0, picture.width()).min(fits(height - margins.1, picture.height()));
    let shown = scaled(picture, factor);
    let (left, top) = ((width - shown.width()) / 2, (height - shown.height()) / 2);
    imageops::replace(&mut screen, &shown, i64::from(left), i64::from(top));
    let ink = if level < 128 { 220 } else { 60 };
    for sign in 0..18 {
        for (x, y) in (0..14).flat_map(|x| (20..44).map(move |y| (x, y))) {
            if (x * 7 + y * 3 + sign) % 5 < 3 {
                let column = 40 + sign * 24 + x;
                screen.put_pixel(column, y, Rgb([ink; 3]));
                screen.put_pixel(width - 1 - column, height - y - 30, Rgb([ink; 3]));
            }
        }
    }
    jpeg(&screen, 80)
}
