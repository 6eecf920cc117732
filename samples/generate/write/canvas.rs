//! Larger pictures, on which something is written.
//!
//! The ground is smooth, light above and dark below, so that files stay small and a mark is as visible as its colour
//! says. All integer arithmetic, the same on every machine.

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, Frame, GrayImage, Rgb, RgbImage};

/// Where a mark goes.
#[derive(Clone, Copy)]
pub(crate) enum Spot {
    /// Pixels from the right and the bottom edge.
    BottomRight(u32, u32),
    /// Pixels from the left and the top edge.
    TopLeft(u32, u32),
    /// Around the middle of the picture.
    Middle,
}

/// The colour of a mark, and how much of it covers the ground, in per cent.
#[derive(Clone, Copy)]
pub(crate) struct Paint {
    /// Red, green, blue.
    pub(crate) color: [u8; 3],
    /// 0 to 100.
    pub(crate) opacity: u32,
}

/// White that covers nearly everything.
pub(crate) const WHITE: Paint = Paint { color: [255; 3], opacity: 92 };

/// A picture that is being drawn.
#[derive(Clone)]
pub(crate) struct Canvas(RgbImage);

impl Canvas {
    /// A ground of a seed.
    pub(crate) fn ground(seed: u32, width: u32, height: u32) -> Self {
        Self(RgbImage::from_fn(width, height, |x, y| shade(seed, x, y, height)))
    }

    /// One colour everywhere.
    pub(crate) fn flat(color: [u8; 3], width: u32, height: u32) -> Self {
        Self(RgbImage::from_pixel(width, height, Rgb(color)))
    }

    /// The picture with a mark on it.
    pub(crate) fn with(mut self, ink: &GrayImage, spot: Spot, paint: Paint) -> Self {
        let (width, height) = self.0.dimensions();
        let (left, top) = match spot {
            Spot::BottomRight(right, bottom) => (width - right - ink.width(), height - bottom - ink.height()),
            Spot::TopLeft(left, top) => (left, top),
            Spot::Middle => ((width - ink.width()) / 2, (height - ink.height()) / 2),
        };
        for (x, y, share) in ink.enumerate_pixels() {
            let ground = self.0.get_pixel_mut(left + x, top + y);
            let cover = u32::from(share.0[0]) * paint.opacity;
            for (level, color) in ground.0.iter_mut().zip(paint.color) {
                let mixed = u32::from(color) * cover + u32::from(*level) * (25_500 - cover);
                *level = u8::try_from(mixed / 25_500).expect("a mean of levels is a level");
            }
        }
        self
    }

    /// The picture at another size: of each pixel the mean of 36 points of the place that it covers.
    pub(crate) fn scaled(&self, width: u32, height: u32) -> Self {
        const POINTS: u32 = 6;
        let (from_width, from_height) = self.0.dimensions();
        let at = |point: u32, from: u32, to: u32| ((2 * point + 1) * from / (2 * POINTS * to)).min(from - 1);
        let points = || (0..POINTS * POINTS).map(|index| (index % POINTS, index / POINTS));
        Self(RgbImage::from_fn(width, height, |x, y| {
            let sum = points().fold([0_u32; 3], |sum, (across, down)| {
                let place = (at(x * POINTS + across, from_width, width), at(y * POINTS + down, from_height, height));
                let level = self.0.get_pixel(place.0, place.1).0;
                [0, 1, 2].map(|channel| sum[channel] + u32::from(level[channel]))
            });
            Rgb(sum.map(|sum| u8::try_from(sum / (POINTS * POINTS)).expect("a mean of levels is a level")))
        }))
    }

    /// A part of it: left, top, width, height.
    pub(crate) fn part(&self, left: u32, top: u32, width: u32, height: u32) -> Self {
        Self(image::imageops::crop_imm(&self.0, left, top, width, height).to_image())
    }

    /// With black bars above and below, this many pixels high.
    pub(crate) fn between_bars(&self, bar: u32) -> Self {
        let (width, height) = self.0.dimensions();
        let mut out = RgbImage::from_pixel(width, height + 2 * bar, Rgb([0; 3]));
        image::imageops::replace(&mut out, &self.0, 0, i64::from(bar));
        Self(out)
    }

    /// Width and height, and the samples of all pixels.
    pub(crate) fn samples(&self) -> ((u32, u32), &[u8]) {
        (self.0.dimensions(), self.0.as_raw())
    }

    /// How bright it is, in grey, without what is darker than a third of white.
    pub(crate) fn highlights(&self) -> Self {
        let (width, height) = self.0.dimensions();
        Self(RgbImage::from_fn(width, height, |x, y| {
            let [red, green, blue] = self.0.get_pixel(x, y).0.map(u32::from);
            let luma = (red + 2 * green + blue) / 4;
            Rgb([u8::try_from(luma.saturating_sub(85) * 3 / 2).expect("three halves of 170 are 255"); 3])
        }))
    }

    /// As stored by a camera that was held upright with its right side up: EXIF orientation 6 turns it back.
    pub(crate) fn lying(self) -> Self {
        Self(image::imageops::rotate270(&self.0))
    }

    /// Baseline JPEG.
    pub(crate) fn jpeg(&self) -> Vec<u8> {
        let mut out = Vec::new();
        JpegEncoder::new_with_quality(&mut out, 88).encode_image(&self.0).expect("JPEG encodes");
        out
    }

    /// PNG.
    pub(crate) fn png(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Best, FilterType::Adaptive);
        self.0.write_with_encoder(encoder).expect("PNG encodes");
        out
    }
}

/// An animated GIF.
pub(crate) fn gif(frames: &[Canvas]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = GifEncoder::new(&mut out);
    for Canvas(frame) in frames {
        let frame = DynamicImage::ImageRgb8(frame.clone()).into_rgba8();
        encoder.encode_frame(Frame::new(frame)).expect("GIF encodes");
    }
    drop(encoder);
    out
}

/// A sky that darkens downwards, three hills, and low waves over all of it.
fn shade(seed: u32, x: u32, y: u32, height: u32) -> Rgb<u8> {
    let down = y * 96 / height;
    let wave = triangle(x + 2 * y + seed * 41, 160) / 8 + triangle(3 * x + seed * 13, 420) / 30;
    let hill = |number: u32| height * (3 + number) / 6 + triangle(x + number * 170 + seed * 57, 300 + 70 * number) / 3;
    let hills = (0..3).filter(|number| y > hill(*number)).count();
    let [red, green, blue] = [[176, 190, 214], [112, 128, 118], [84, 96, 84], [58, 64, 62]][hills];
    Rgb([red, green, blue].map(|level| channel(level + wave, down * u32::from(hills == 0))))
}

/// Up and down again, 0 to half the period.
fn triangle(at: u32, period: u32) -> u32 {
    let along = at % period;
    along.min(period - along)
}

fn channel(level: u32, darker: u32) -> u8 {
    u8::try_from(level.saturating_sub(darker).min(255)).expect("limited to 255 the line before")
}
