//! From bytes to frames, within bounds.

use std::io;

use image::codecs::bmp::BmpDecoder;
use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::tiff::TiffDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{AnimationDecoder, DynamicImage, Frames, ImageDecoder, ImageError, ImageResult};

use super::picture::Picture;
use super::seen::Pixels;
use crate::asset::{Asset, ReadAt};
use crate::container::layout::Format;
use crate::coverage::{CoverageState, reason};
use crate::limits::Limits;
use crate::stream::Stream;
use crate::untrusted::Untrusted;

/// Bytes of a decoded picture for every pixel of the largest one: four channels of eight bits. With sixteen bits a
/// channel the largest picture has half as many pixels.
const BYTES_PER_PIXEL: u64 = 4;
/// A decoder may need as much again while it works.
const DECODER_BYTES_PER_PIXEL: u64 = 2 * BYTES_PER_PIXEL;

pub(super) fn decode(asset: &Asset<'_>, format: Format, limits: &Limits) -> Pixels {
    let stream = || Stream::new(asset);
    let seen = match format {
        Format::Jpeg => JpegDecoder::new(stream()).map_err(Trouble::from).and_then(|decoder| still(decoder, limits)),
        Format::Bmp => BmpDecoder::new(stream()).map_err(Trouble::from).and_then(|decoder| still(decoder, limits)),
        Format::Tiff => TiffDecoder::new(stream()).map_err(Trouble::from).and_then(|decoder| still(decoder, limits)),
        Format::Png => png(stream(), limits),
        Format::Webp => webp(asset, limits),
        Format::Gif => gif(stream(), limits),
        Format::Avif | Format::Heif | Format::Jxl | Format::Unknown => Err(Trouble::NoDecoder),
    };
    seen.unwrap_or_else(|trouble| Pixels::unseen(trouble.state()))
}

/// Why a picture could not be seen.
enum Trouble {
    NoDecoder,
    TooLarge,
    Broken(String),
}

impl Trouble {
    fn state(self) -> CoverageState {
        match self {
            Self::NoDecoder => CoverageState::Skipped { reason: &reason::NO_DECODER },
            Self::TooLarge => CoverageState::Stopped { limit: "pixels_max", at: 0 },
            Self::Broken(error) => {
                // The library's words may quote the file.
                let error = Untrusted::new(error).to_string();
                CoverageState::Unreadable { why: reason::NOT_DECODABLE.with("error", error), at: 0 }
            }
        }
    }
}

impl From<ImageError> for Trouble {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Unsupported(_) => Self::NoDecoder,
            ImageError::Limits(_) => Self::TooLarge,
            ImageError::Decoding(_) | ImageError::Encoding(_) | ImageError::Parameter(_) | ImageError::IoError(_) => {
                Self::Broken(error.to_string())
            }
        }
    }
}

/// Checks the size before any memory is asked for, and bounds what the decoder may ask for itself.
fn bound(decoder: &mut impl ImageDecoder, limits: &Limits) -> Result<(), Trouble> {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > limits.pixels_max || decoder.total_bytes() > limits.pixels_max.saturating_mul(BYTES_PER_PIXEL) {
        return Err(Trouble::TooLarge);
    }
    let mut bounds = image::Limits::no_limits();
    bounds.max_alloc = Some(limits.pixels_max.saturating_mul(DECODER_BYTES_PER_PIXEL));
    Ok(decoder.set_limits(bounds)?)
}

fn still(mut decoder: impl ImageDecoder, limits: &Limits) -> Result<Pixels, Trouble> {
    bound(&mut decoder, limits)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = Picture::from_image(DynamicImage::from_decoder(decoder)?, orientation);
    Ok(Pixels { frames: vec![picture], state: CoverageState::Complete })
}

fn png(stream: Stream<'_>, limits: &Limits) -> Result<Pixels, Trouble> {
    let mut decoder = PngDecoder::new(stream)?;
    if !decoder.is_apng()? {
        return still(decoder, limits);
    }
    bound(&mut decoder, limits)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    ends(decoder.apng()?.into_frames(), orientation, limits)
}

fn webp(asset: &Asset<'_>, limits: &Limits) -> Result<Pixels, Trouble> {
    let unannounced = Unannounced(asset);
    let asset = Asset::new("", &unannounced);
    let mut decoder = WebPDecoder::new(Stream::new(&asset))?;
    if !decoder.has_animation() {
        return still(decoder, limits);
    }
    bound(&mut decoder, limits)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    ends(decoder.into_frames(), orientation, limits)
}

/// A WebP whose header announces no EXIF and no XMP. Removing metadata often leaves the announcement behind, and the
/// decoder would refuse such a picture; it finds both without it.
struct Unannounced<'a>(&'a Asset<'a>);

impl ReadAt for Unannounced<'_> {
    fn size(&self) -> u64 {
        self.0.size()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        const HEADER_AT: u64 = 12;
        const FLAGS_AT: u64 = 20;
        const EXIF_AND_XMP: u8 = 0x0c;
        let count = self.0.read_into(offset, buffer)?;
        let at = FLAGS_AT.checked_sub(offset).and_then(|at| usize::try_from(at).ok()).filter(|at| *at < count);
        let flags = at.and_then(|at| buffer.get_mut(at));
        // In the simple layout picture data stand in this place.
        if let Some(flags) = flags
            && self.0.read(HEADER_AT, 4)? == b"VP8X"
        {
            *flags &= !EXIF_AND_XMP;
        }
        Ok(count)
    }
}

fn gif(stream: Stream<'_>, limits: &Limits) -> Result<Pixels, Trouble> {
    let mut decoder = GifDecoder::new(stream)?;
    bound(&mut decoder, limits)?;
    ends(decoder.into_frames(), Orientation::NoTransforms, limits)
}

/// The first and the last frame. Frames build on each other, so all of them have to be decoded; where that
/// would take too long or a frame is broken, the first alone is looked at and the rest is said to be unseen.
fn ends(frames: Frames<'_>, orientation: Orientation, limits: &Limits) -> Result<Pixels, Trouble> {
    let mut first = None;
    let mut last = None;
    let mut spent = 0_u64;
    let mut state = CoverageState::Complete;
    for frame in frames {
        match step(frame, &mut spent, limits) {
            Ok(buffer) if first.is_none() => first = Some(buffer),
            Ok(buffer) => last = Some(buffer),
            Err(trouble) if first.is_none() => return Err(trouble),
            Err(Trouble::TooLarge) => {
                state = CoverageState::Stopped { limit: "animation_pixels_max", at: 0 };
                break;
            }
            Err(trouble) => {
                state = trouble.state();
                break;
            }
        }
    }
    // What is merely the last one that could be decoded is not the last frame.
    let last = last.filter(|_| state == CoverageState::Complete);
    let upright = |buffer| Picture::from_image(DynamicImage::ImageRgba8(buffer), orientation);
    let frames: Vec<Picture> = first.into_iter().chain(last).map(upright).collect();
    if frames.is_empty() {
        return Err(Trouble::Broken("no frame".to_owned()));
    }
    Ok(Pixels { frames, state })
}

fn step(frame: ImageResult<image::Frame>, spent: &mut u64, limits: &Limits) -> Result<image::RgbaImage, Trouble> {
    let buffer = frame?.into_buffer();
    *spent = spent.saturating_add(u64::from(buffer.width()) * u64::from(buffer.height()));
    if *spent > limits.animation_pixels_max { Err(Trouble::TooLarge) } else { Ok(buffer) }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::codecs::gif::GifEncoder;
    use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

    use super::*;

    fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn seen(bytes: &[u8], format: Format, limits: &Limits) -> Pixels {
        decode(&Asset::new("x", &bytes.to_vec()), format, limits)
    }

    fn halves(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| {
            if x * 2 < width { Rgb([250, 250, 250]) } else { Rgb([5, 5, 5]) }
        }))
    }

    #[test]
    fn every_format_with_a_decoder_is_seen() {
        let formats = [
            (Format::Jpeg, ImageFormat::Jpeg),
            (Format::Png, ImageFormat::Png),
            (Format::Webp, ImageFormat::WebP),
            (Format::Gif, ImageFormat::Gif),
            (Format::Tiff, ImageFormat::Tiff),
            (Format::Bmp, ImageFormat::Bmp),
        ];
        for (format, coding) in formats {
            let pixels = seen(&encoded(&halves(64, 32), coding), format, &Limits::default());
            assert_eq!(pixels.state, CoverageState::Complete, "{format:?}");
            let luma = pixels.frames[0].luma();
            assert_eq!((pixels.frames[0].width(), pixels.frames[0].height()), (64, 32));
            assert!(luma[0] > 230 && luma[63] < 25, "{format:?}: {} {}", luma[0], luma[63]);
        }
    }

    #[test]
    fn without_a_decoder_nothing_is_said_to_be_seen() {
        for format in [Format::Avif, Format::Heif, Format::Jxl, Format::Unknown] {
            let pixels = seen(&[0; 64], format, &Limits::default());
            assert_eq!(pixels, Pixels::unseen(CoverageState::Skipped { reason: &reason::NO_DECODER }));
        }
    }

    #[test]
    fn a_webp_that_announces_metadata_it_lacks_is_seen() {
        let simple = encoded(&halves(64, 32), ImageFormat::WebP);
        // VP8X with the flags of EXIF and XMP, then width and height less one.
        let header = b"VP8X\x0a\0\0\0\x0c\0\0\0\x3f\0\0\x1f\0\0";
        let size = u32::try_from(simple.len() - 8 + header.len()).unwrap().to_le_bytes();
        let bytes = [b"RIFF", size.as_slice(), b"WEBP", header, &simple[12..]].concat();
        let pixels = seen(&bytes, Format::Webp, &Limits::default());
        assert_eq!((pixels.state, pixels.frames.len()), (CoverageState::Complete, 1));
    }

    #[test]
    fn a_picture_larger_than_the_bound_is_not_decoded() {
        let bytes = encoded(&halves(64, 32), ImageFormat::Png);
        let limits = Limits { pixels_max: 64 * 32 - 1, ..Limits::default() };
        assert_eq!(seen(&bytes, Format::Png, &limits).state, CoverageState::Stopped { limit: "pixels_max", at: 0 });
        let limits = Limits { pixels_max: 64 * 32, ..Limits::default() };
        assert_eq!(seen(&bytes, Format::Png, &limits).state, CoverageState::Complete);
        let deep = encoded(&DynamicImage::ImageRgba16(halves(64, 32).into_rgba16()), ImageFormat::Png);
        assert_eq!(seen(&deep, Format::Png, &limits).state, CoverageState::Stopped { limit: "pixels_max", at: 0 });
    }

    #[test]
    fn a_broken_picture_is_unreadable() {
        let bytes = encoded(&halves(64, 32), ImageFormat::Png);
        let pixels = seen(&bytes[..bytes.len() / 2], Format::Png, &Limits::default());
        assert!(matches!(pixels.state, CoverageState::Unreadable { .. }), "{:?}", pixels.state);
        assert!(pixels.frames.is_empty());
    }

    /// A GIF of gray frames.
    fn animation(levels: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new(&mut bytes);
        for level in levels {
            let frame = RgbaImage::from_pixel(20, 10, Rgba([*level, *level, *level, 255]));
            encoder.encode_frame(image::Frame::new(frame)).unwrap();
        }
        drop(encoder);
        bytes
    }

    #[test]
    fn of_an_animation_the_first_and_the_last_frame_are_kept() {
        let pixels = seen(&animation(&[10, 120, 240]), Format::Gif, &Limits::default());
        assert_eq!(pixels.state, CoverageState::Complete);
        let levels: Vec<u8> = pixels.frames.iter().map(|frame| frame.luma()[0]).collect();
        assert!(levels.len() == 2 && levels[0] < 30 && levels[1] > 220, "{levels:?}");
    }

    #[test]
    fn an_animation_that_is_too_long_shows_its_first_frame_and_says_so() {
        let limits = Limits { animation_pixels_max: 450, ..Limits::default() };
        let pixels = seen(&animation(&[10, 120, 240]), Format::Gif, &limits);
        assert_eq!(pixels.state, CoverageState::Stopped { limit: "animation_pixels_max", at: 0 });
        assert_eq!(pixels.frames.len(), 1);
    }
}
