//! What is left of a picture when a see-through white mark is put on it and computed off again.

use image::{GrayImage, Luma, RgbImage};

/// Opacity where the star of Gemini covers most, in 255ths.
const HALF: u32 = 128;

/// The opacity of the star at each pixel, in 255ths, by the share of the pixel that it covers.
pub(crate) fn opacity(ink: &GrayImage) -> GrayImage {
    let of = |share: u8| u8::try_from((u32::from(share) * HALF + 127) / 255).expect("half of a share is a share");
    GrayImage::from_fn(ink.width(), ink.height(), |x, y| Luma([of(ink.get_pixel(x, y).0[0])]))
}

/// The picture with the mark this far from the right and the bottom edge.
pub(crate) fn covered(picture: &RgbImage, opacity: &GrayImage, margin: u32) -> RgbImage {
    changed(picture, opacity, margin, cover)
}

/// The picture after the mark was put there and computed off again.
pub(crate) fn undone(picture: &RgbImage, opacity: &GrayImage, margin: u32) -> RgbImage {
    changed(picture, opacity, margin, |level, opacity| {
        let left = 255 - opacity;
        (2 * 255 * cover(level, opacity).saturating_sub(opacity) + left) / (2 * left)
    })
}

fn changed(picture: &RgbImage, opacity: &GrayImage, margin: u32, change: impl Fn(u32, u32) -> u32) -> RgbImage {
    let mut picture = picture.clone();
    let (width, height) = picture.dimensions();
    let (left, top) = (width - margin - opacity.width(), height - margin - opacity.height());
    for (x, y, opacity) in opacity.enumerate_pixels() {
        let pixel = &mut picture.get_pixel_mut(left + x, top + y).0;
        *pixel = pixel.map(|level| {
            let changed = change(u32::from(level), u32::from(opacity.0[0])).min(255);
            u8::try_from(changed).expect("limited to 255 the line before")
        });
    }
    picture
}

fn cover(level: u32, opacity: u32) -> u32 {
    (level * (255 - opacity) + 255 * opacity + 127) / 255
}
