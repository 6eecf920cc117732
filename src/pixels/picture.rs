//! One frame, upright, in 8 bits a channel.

use std::borrow::Cow;

use fearless_simd::{Level, dispatch};
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};

use crate::vocabulary::visible::Area;

use super::stored::{Kept, Stored, Turn, split};

/// One frame as a person sees it: turned upright, and laid over white where it is see-through. The samples as the
/// file stores them are kept beside it.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    rgb: RgbImage,
    kept: Kept,
    turn: Turn,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} x {})", self.width(), self.height())
    }
}

/// A rectangle in pixels; may be fractional and may reach outside of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge, greater than the left.
    pub right: f64,
    /// Bottom edge, greater than the top.
    pub bottom: f64,
}

impl Region {
    /// Right minus left.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Bottom minus top.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// The smallest rectangle around both.
    pub fn around(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// True where both cover something; a common edge is not enough.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// The size of what both cover.
    pub fn shared_with(&self, other: &Self) -> f64 {
        let across = self.right.min(other.right) - self.left.max(other.left);
        let down = self.bottom.min(other.bottom) - self.top.max(other.top);
        across.max(0.0) * down.max(0.0)
    }
}

impl Picture {
    /// A region in shares of the picture as whole pixels, cut to it.
    #[expect(clippy::as_conversions, reason = "a float becomes the nearest value of the type")]
    pub(crate) fn area_of(&self, shares: &Region) -> Area {
        let (width, height) = (f64::from(self.width()), f64::from(self.height()));
        let (x, y) = ((shares.left * width).floor() as u32, (shares.top * height).floor() as u32);
        let right = (shares.right * width).ceil().min(width) as u32;
        let bottom = (shares.bottom * height).ceil().min(height) as u32;
        Area { x, y, width: right.saturating_sub(x).max(1), height: bottom.saturating_sub(y).max(1) }
    }

    /// A frame as its decoder left it, turned upright.
    pub(crate) fn from_image(image: DynamicImage, orientation: Orientation) -> Self {
        let (rgb, kept) = split(image, orientation);
        Self { rgb, kept, turn: Turn(orientation) }
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.rgb.width()
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.rgb.height()
    }

    /// The pixels, row by row, red, green and blue.
    pub fn rgb(&self) -> &RgbImage {
        &self.rgb
    }

    /// The samples as the file stores them, borrowed; those of a turned picture are found in their turned places.
    pub fn stored(&self) -> Stored<'_> {
        self.kept.stored(&self.rgb)
    }

    /// The colours of so many rows from the top as the file stores them, in eight bits a channel: not turned, not laid
    /// over white.
    pub fn rgb_as_stored(&self, rows_max: u32) -> Cow<'_, RgbImage> {
        if self.kept.is_as_seen() && rows_max >= self.height() {
            return Cow::Borrowed(&self.rgb);
        }
        let stored = self.stored();
        let rows = rows_max.min(stored.height);
        let colours = RgbImage::from_raw(stored.width, rows, stored.upper_rgb8(rows).into_owned());
        colours.map_or(Cow::Borrowed(&self.rgb), Cow::Owned)
    }

    /// Where a pixel of the stored picture, in this column and row of it, is seen; none outside of the picture.
    pub fn seen_at(&self, x: u32, y: u32) -> Option<(u32, u32)> {
        let (width, height) = self.turn.size_before(self.width(), self.height());
        (x < width && y < height).then(|| self.turn.moved(x, y, (width, height)))
    }

    /// Luma in whole levels, row by row: (77 R + 150 G + 29 B + 128) / 256, the weights of ITU-R BT.601. The label
    /// networks were trained on exactly this.
    pub fn luma(&self) -> Vec<u8> {
        let (pixels, _) = self.rgb.as_raw().as_chunks::<3>();
        let mut levels = vec![0; pixels.len()];
        dispatch!(Level::new(), _ => put_luma(pixels, &mut levels));
        levels
    }
}

#[inline(always)]
#[expect(clippy::as_conversions, reason = "the weights add up to 256, so a level is at most 255")]
fn put_luma(pixels: &[[u8; 3]], levels: &mut [u8]) {
    for (level, [red, green, blue]) in levels.iter_mut().zip(pixels) {
        let sum = 77 * u16::from(*red) + 150 * u16::from(*green) + 29 * u16::from(*blue);
        *level = ((sum + 128) >> 8) as u8;
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbaImage};

    use super::*;

    #[test]
    fn a_picture_is_turned_upright() {
        let mut image = RgbImage::from_pixel(4, 2, Rgb([0, 0, 0]));
        image.put_pixel(0, 0, Rgb([255, 255, 255]));
        let picture = Picture::from_image(DynamicImage::ImageRgb8(image), Orientation::Rotate90);
        assert_eq!((picture.width(), picture.height()), (2, 4));
        assert_eq!(picture.luma(), [0, 255, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn a_stored_pixel_is_found_where_it_is_seen() {
        let image = RgbImage::from_fn(4, 3, |x, y| Rgb([u8::try_from(10 * y + x).unwrap(), 1, 2]));
        for code in 1..=8 {
            let orientation = Orientation::from_exif(code).unwrap();
            let picture = Picture::from_image(DynamicImage::ImageRgb8(image.clone()), orientation);
            assert_eq!(*picture.rgb_as_stored(u32::MAX), image, "{orientation:?}");
            assert_eq!(matches!(picture.rgb_as_stored(u32::MAX), Cow::Borrowed(_)), code == 1);
            for (x, y, pixel) in image.enumerate_pixels() {
                let (column, row) = picture.seen_at(x, y).unwrap();
                assert_eq!(picture.rgb().get_pixel(column, row), pixel, "{orientation:?}");
            }
            assert_eq!(picture.seen_at(4, 0), None);
        }
    }

    #[test]
    fn what_is_see_through_keeps_its_colours() {
        let image = RgbaImage::from_raw(2, 1, vec![1, 2, 3, 0, 4, 5, 6, 128]).unwrap();
        let picture = Picture::from_image(DynamicImage::ImageRgba8(image), Orientation::Rotate90);
        assert_eq!(picture.rgb_as_stored(u32::MAX).as_raw().as_slice(), [1, 2, 3, 4, 5, 6]);
        assert_eq!(picture.seen_at(1, 0), Some((0, 1)));
    }

    #[test]
    fn what_is_see_through_shows_white() {
        let image = RgbaImage::from_raw(3, 1, vec![0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 128]).unwrap();
        let picture = Picture::from_image(DynamicImage::ImageRgba8(image), Orientation::NoTransforms);
        assert_eq!(picture.luma(), [255, 0, 127]);
    }

    #[test]
    fn luma_of_the_primaries() {
        let image = RgbImage::from_raw(4, 1, vec![255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]).unwrap();
        let picture = Picture::from_image(DynamicImage::ImageRgb8(image), Orientation::NoTransforms);
        assert_eq!(picture.luma(), [77, 149, 29, 255]);
    }
}
