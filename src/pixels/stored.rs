//! The samples of a frame as the file stores them.
//!
//! Marks in the lowest bits and marks on a grid of blocks are lost when a picture is turned upright or laid over
//! white, so the samples are kept as they were decoded. Where the picture a person sees holds the very same samples,
//! they are kept once and borrowed from it.

use std::borrow::Cow;

use image::metadata::Orientation;
use image::{DynamicImage, Pixel, RgbImage};

/// One of the planes of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Red; of a gray picture the gray.
    Red,
    /// Green; of a gray picture the gray.
    Green,
    /// Blue; of a gray picture the gray.
    Blue,
    /// How opaque the pixel is.
    Alpha,
}

/// The samples of one frame: before blending, before turning, without colour management. Palettes and grays of fewer
/// than eight bits are expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored<'a> {
    /// Width in pixels, as stored.
    pub width: u32,
    /// Height in pixels, as stored.
    pub height: u32,
    /// Samples of a pixel: 1 gray, 2 gray and alpha, 3 colour, 4 colour and alpha.
    channels: usize,
    levels: Levels<'a>,
    /// How the levels are turned against the file.
    turn: Turn,
}

/// Samples row by row, those of a pixel together.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Levels<'a> {
    Eight(Cow<'a, [u8]>),
    Sixteen(Cow<'a, [u16]>),
}

impl Stored<'_> {
    /// True if a sample has eight bits, and not sixteen.
    pub fn is_eight_bit(&self) -> bool {
        matches!(self.levels, Levels::Eight(_))
    }

    /// True if some pixel may be see-through. An alpha plane that is opaque everywhere holds nothing and is left out.
    pub fn has_alpha(&self) -> bool {
        self.alpha().is_some()
    }

    /// One sample, 0 to 255 or 0 to 65535; none outside of the picture and of a plane that it lacks.
    pub fn sample(&self, x: u32, y: u32, channel: Channel) -> Option<u16> {
        let within_pixel = self.place(channel)?;
        if x >= self.width || y >= self.height {
            return None;
        }
        let pixel = self.turn.place(x, y, self.width, self.height);
        let at = usize::try_from(pixel).ok()?.checked_mul(self.channels)?.checked_add(within_pixel)?;
        match &self.levels {
            Levels::Eight(levels) => levels.get(at).map(|level| u16::from(*level)),
            Levels::Sixteen(levels) => levels.get(at).copied(),
        }
    }

    /// Red, green and blue in eight bits, row by row, the alpha left out; borrowed where they are stored so. Sixteen
    /// bits are rounded.
    pub fn rgb8(&self) -> Cow<'_, [u8]> {
        self.upper_rgb8(self.height)
    }

    /// The same of so many rows from the top.
    pub(super) fn upper_rgb8(&self, rows: u32) -> Cow<'_, [u8]> {
        match &self.levels {
            Levels::Eight(_) if !self.turn.is_none() => self.turned_back(rows),
            Levels::Eight(levels) if self.channels == 3 => Cow::Borrowed(self.upper(levels, rows)),
            Levels::Eight(levels) => self.colours(self.upper(levels, rows), |level| level),
            Levels::Sixteen(levels) => self.colours(self.upper(levels, rows), rounded),
        }
    }

    fn upper<'a, T>(&self, levels: &'a [T], rows: u32) -> &'a [T] {
        let pixels = u64::from(rows.min(self.height)) * u64::from(self.width);
        let count = usize::try_from(pixels).ok().and_then(|pixels| pixels.checked_mul(self.channels));
        count.and_then(|count| levels.get(..count)).unwrap_or(levels)
    }

    fn turned_back(&self, rows: u32) -> Cow<'_, [u8]> {
        let places = (0..rows.min(self.height)).flat_map(|y| (0..self.width).map(move |x| (x, y)));
        let colours = places.flat_map(|(x, y)| {
            let level = |channel| self.sample(x, y, channel).and_then(|level| u8::try_from(level).ok());
            [Channel::Red, Channel::Green, Channel::Blue].map(|channel| level(channel).unwrap_or_default())
        });
        Cow::Owned(colours.collect())
    }

    fn colours<T: Copy>(&self, levels: &[T], eight_bit: impl Fn(T) -> u8) -> Cow<'_, [u8]> {
        let pixels = levels.chunks_exact(self.channels);
        let colours = pixels.filter_map(|pixel| match pixel {
            [gray] | [gray, _] => Some([*gray; 3]),
            [red, green, blue, ..] => Some([*red, *green, *blue]),
            [] => None,
        });
        Cow::Owned(colours.flatten().map(eight_bit).collect())
    }

    fn place(&self, channel: Channel) -> Option<usize> {
        match channel {
            Channel::Alpha => self.alpha(),
            Channel::Red => Some(0),
            Channel::Green | Channel::Blue if self.channels < 3 => Some(0),
            Channel::Green => Some(1),
            Channel::Blue => Some(2),
        }
    }

    fn alpha(&self) -> Option<usize> {
        matches!(self.channels, 2 | 4).then_some(self.channels - 1)
    }
}

/// As the picture library rounds, so that both sights of a picture agree.
fn rounded(level: u16) -> u8 {
    u8::try_from((u32::from(level) * 255 + 32_767) / 65_535).unwrap_or(u8::MAX)
}

/// The samples that the picture a person sees does not hold.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Kept {
    /// The seen picture holds them, turned like this.
    InPicture(Turn),
    /// They differ from it.
    Apart(Stored<'static>),
}

/// How a picture was turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Turn(pub(super) Orientation);

impl Turn {
    fn is_none(self) -> bool {
        self.0 == Orientation::NoTransforms
    }

    /// Where the pixel in column `x` and row `y` of a picture of this size lies once it is turned, counted row by row.
    fn place(self, x: u32, y: u32, width: u32, height: u32) -> u64 {
        let (column, row) = self.moved(x, y, (width, height));
        // A turn by a quarter is its own undoing as far as the size goes.
        let (columns, _) = self.size_before(width, height);
        u64::from(row) * u64::from(columns) + u64::from(column)
    }

    /// Column and row of a pixel once the picture, which has this size before, is turned.
    pub(super) fn moved(self, x: u32, y: u32, (width, height): (u32, u32)) -> (u32, u32) {
        let (right, below) = (width - 1 - x, height - 1 - y);
        match self.0 {
            Orientation::NoTransforms => (x, y),
            Orientation::Rotate90 => (below, x),
            Orientation::Rotate180 => (right, below),
            Orientation::Rotate270 => (y, right),
            Orientation::FlipHorizontal => (right, y),
            Orientation::FlipVertical => (x, below),
            Orientation::Rotate90FlipH => (y, x),
            Orientation::Rotate270FlipH => (below, right),
        }
    }

    /// Width and height before a turn that led to these.
    pub(super) fn size_before(self, width: u32, height: u32) -> (u32, u32) {
        match self.0 {
            Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH => (height, width),
            Orientation::NoTransforms
            | Orientation::Rotate180
            | Orientation::FlipHorizontal
            | Orientation::FlipVertical => (width, height),
        }
    }
}

impl Kept {
    /// True when the seen picture is the stored one.
    pub(super) fn is_as_seen(&self) -> bool {
        matches!(self, Self::InPicture(turn) if turn.is_none())
    }

    /// The samples; `seen` is the picture turned upright.
    pub(super) fn stored<'a>(&'a self, seen: &'a RgbImage) -> Stored<'a> {
        match self {
            Self::InPicture(turn) => {
                let (width, height) = turn.size_before(seen.width(), seen.height());
                Stored { width, height, channels: 3, levels: Levels::Eight(Cow::Borrowed(seen)), turn: *turn }
            }
            Self::Apart(stored) => stored.borrowed(),
        }
    }
}

impl Stored<'static> {
    fn borrowed(&self) -> Stored<'_> {
        let levels = match &self.levels {
            Levels::Eight(levels) => Levels::Eight(Cow::Borrowed(levels)),
            Levels::Sixteen(levels) => Levels::Sixteen(Cow::Borrowed(levels)),
        };
        Stored { width: self.width, height: self.height, channels: self.channels, levels, turn: self.turn }
    }
}

/// Splits a decoded frame into what a person sees, upright and over white, and the samples that differ from it.
pub(super) fn split(image: DynamicImage, orientation: Orientation) -> (RgbImage, Kept) {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the enum of the library may grow")]
    let (rgb, apart) = match image {
        DynamicImage::ImageRgba8(rgba) if rgba.pixels().any(|pixel| pixel.0[3] != u8::MAX) => {
            let seen = over_white(rgba.dimensions(), rgba.pixels().map(|pixel| pixel.0));
            (seen, Some(eight(4, rgba.dimensions(), rgba.into_raw())))
        }
        DynamicImage::ImageLumaA8(gray) => {
            let seen = over_white(gray.dimensions(), gray.pixels().map(|pixel| pixel.to_rgba().0));
            (seen, Some(eight(2, gray.dimensions(), gray.into_raw())))
        }
        DynamicImage::ImageLuma16(gray) => deep(gray),
        DynamicImage::ImageLumaA16(gray) => deep(gray),
        DynamicImage::ImageRgb16(rgb) => deep(rgb),
        DynamicImage::ImageRgba16(rgba) => deep(rgba),
        // Opaque, or of a kind that only a TIFF holds and in which no mark is looked for.
        other => (other.into_rgb8(), None),
    };
    let kept = apart.map_or(Kept::InPicture(Turn(orientation)), Kept::Apart);
    (turned(rgb, orientation), kept)
}

fn eight(channels: usize, (width, height): (u32, u32), levels: Vec<u8>) -> Stored<'static> {
    let levels = Levels::Eight(Cow::Owned(levels));
    Stored { width, height, channels, levels, turn: Turn(Orientation::NoTransforms) }
}

fn deep<P: Pixel<Subpixel = u16>>(image: image::ImageBuffer<P, Vec<u16>>) -> (RgbImage, Option<Stored<'static>>) {
    let seen = over_white(image.dimensions(), image.pixels().map(|pixel| pixel.to_rgba().0.map(rounded)));
    let (width, height) = image.dimensions();
    let levels = Levels::Sixteen(Cow::Owned(image.into_raw()));
    let channels = usize::from(P::CHANNEL_COUNT);
    (seen, Some(Stored { width, height, channels, levels, turn: Turn(Orientation::NoTransforms) }))
}

fn over_white((width, height): (u32, u32), pixels: impl Iterator<Item = [u8; 4]>) -> RgbImage {
    let mut blended = Vec::with_capacity(usize::try_from(u64::from(width) * u64::from(height) * 3).unwrap_or(0));
    for [red, green, blue, alpha] in pixels {
        blended.extend([red, green, blue].map(|level| blend(level, alpha)));
    }
    RgbImage::from_raw(width, height, blended).unwrap_or_default()
}

fn blend(level: u8, alpha: u8) -> u8 {
    let (level, alpha) = (u32::from(level), u32::from(alpha));
    let sum = level * alpha + 255 * (255 - alpha) + 127;
    u8::try_from(sum / 255).unwrap_or(u8::MAX)
}

fn turned(rgb: RgbImage, orientation: Orientation) -> RgbImage {
    let mut image = DynamicImage::ImageRgb8(rgb);
    image.apply_orientation(orientation);
    image.into_rgb8()
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbaImage};

    use super::super::picture::Picture;
    use super::*;

    fn picture(image: DynamicImage) -> Picture {
        Picture::from_image(image, Orientation::NoTransforms)
    }

    #[test]
    fn samples_are_those_before_turning() {
        let image = RgbImage::from_fn(3, 2, |x, y| Rgb([u8::try_from(10 * y + x).unwrap(), 7, 9]));
        for code in 1..=8 {
            let orientation = Orientation::from_exif(code).unwrap();
            let picture = Picture::from_image(DynamicImage::ImageRgb8(image.clone()), orientation);
            let stored = picture.stored();
            assert_eq!((stored.width, stored.height), (3, 2), "{orientation:?}");
            assert_eq!(stored.rgb8().as_ref(), image.as_raw().as_slice(), "{orientation:?}");
            for (x, y, pixel) in image.enumerate_pixels() {
                assert_eq!(stored.sample(x, y, Channel::Red), Some(u16::from(pixel.0[0])), "{orientation:?}");
            }
        }
    }

    #[test]
    fn samples_are_those_before_blending() {
        let image = RgbaImage::from_raw(2, 1, vec![1, 2, 3, 254, 4, 5, 6, 0]).unwrap();
        let picture = picture(DynamicImage::ImageRgba8(image));
        let stored = picture.stored();
        assert_eq!(stored.rgb8().as_ref(), [1, 2, 3, 4, 5, 6]);
        assert_eq!([0, 1].map(|x| stored.sample(x, 0, Channel::Alpha)), [Some(254), Some(0)]);
        assert_eq!(picture.rgb().as_raw().as_slice(), [2, 3, 4, 255, 255, 255]);
    }

    #[test]
    fn an_opaque_picture_is_kept_once() {
        let image = RgbaImage::from_raw(2, 1, vec![1, 2, 3, 255, 4, 5, 6, 255]).unwrap();
        let picture = picture(DynamicImage::ImageRgba8(image));
        let stored = picture.stored();
        assert!(!stored.has_alpha() && matches!(stored.rgb8(), Cow::Borrowed(_)));
        assert_eq!(stored.rgb8().as_ref(), [1, 2, 3, 4, 5, 6]);
        assert_eq!((stored.sample(0, 0, Channel::Alpha), stored.sample(2, 0, Channel::Red)), (None, None));
    }

    #[test]
    fn sixteen_bits_are_kept_and_rounded() {
        let levels = vec![0x0102, 0xff7f, 0xff80, 0xfffe];
        let image = DynamicImage::ImageRgba16(image::ImageBuffer::from_raw(1, 1, levels).unwrap());
        let rounded = image.to_rgba8().into_raw();
        let picture = picture(image);
        let stored = picture.stored();
        assert!(!stored.is_eight_bit() && stored.has_alpha());
        assert_eq!(stored.sample(0, 0, Channel::Alpha), Some(0xfffe));
        assert_eq!(stored.rgb8().as_ref(), &rounded[..3]);
    }

    #[test]
    fn every_level_is_rounded_as_the_library_does() {
        let levels: Vec<u16> = (0..=u16::MAX).collect();
        let image = DynamicImage::ImageLuma16(image::ImageBuffer::from_raw(256, 256, levels.clone()).unwrap());
        let ours: Vec<u8> = levels.into_iter().map(rounded).collect();
        assert_eq!(ours, image.to_luma8().into_raw());
    }

    #[test]
    fn gray_stands_for_every_colour() {
        let image = DynamicImage::ImageLumaA8(image::ImageBuffer::from_raw(2, 1, vec![9, 254, 8, 255]).unwrap());
        let picture = picture(image);
        let stored = picture.stored();
        assert_eq!(stored.rgb8().as_ref(), [9, 9, 9, 8, 8, 8]);
        let all = [Channel::Red, Channel::Green, Channel::Blue, Channel::Alpha];
        assert_eq!(all.map(|channel| stored.sample(0, 0, channel)), [Some(9), Some(9), Some(9), Some(254)]);
    }
}
