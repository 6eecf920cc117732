//! The text that generators hide in the lowest bits of a picture (stealth pnginfo).
//!
//! Bits run column by column from the top left, the highest bit of a byte first. In the alpha form a pixel gives one
//! bit; in the colour form it gives three: red, green, blue. Layout: 15 letters that name the form, a length of 32
//! bits that counts bits, and the text in UTF-8, plain or packed with gzip. NovelAI may put error correction behind it,
//! which is not read. Chance gives the first letters once in 2^64 pictures. Any lossy saving destroys all of it.
//! Must not know: what the text says.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use crate::limits::Limits;
use crate::pixels::{Channel, Stored};

/// Which planes the text stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Planes {
    Alpha,
    Colours,
}

/// What was found behind the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// The text.
    Text(String),
    /// The signature breaks off, the length leads outside of the picture, or what stands there is not what it should
    /// be: the picture was cropped or drawn over.
    Broken,
    /// Longer than the bounds allow.
    TooLong {
        /// The bound, by its name in `Limits`.
        limit: &'static str,
    },
}

/// A hidden text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hidden {
    /// The form as the writer names it, `stealth_pngcomp`; the common part alone where the rest is broken.
    pub(super) scheme: &'static str,
    pub(super) planes: Planes,
    pub(super) content: Content,
}

/// How every signature begins.
const HEAD: &str = "stealth_";
const SIGNATURE_BYTES: usize = 15;

const FORMS: [(&str, Planes, bool); 4] = [
    ("stealth_pnginfo", Planes::Alpha, false),
    ("stealth_pngcomp", Planes::Alpha, true),
    ("stealth_rgbinfo", Planes::Colours, false),
    ("stealth_rgbcomp", Planes::Colours, true),
];

/// Searches the alpha plane, then the colours; of a picture with sixteen bits a sample also the lowest bits of the
/// eight upper ones, which are what most programs read.
pub(super) fn find(stored: &Stored<'_>, limits: &Limits) -> Vec<Hidden> {
    let shifts: &[u32] = if stored.is_eight_bit() { &[0] } else { &[0, 8] };
    let places =
        [Planes::Alpha, Planes::Colours].into_iter().flat_map(|planes| shifts.iter().map(move |s| (planes, *s)));
    places.filter_map(|(planes, shift)| find_in(Bits { stored, planes, shift, next: 0 }, limits)).collect()
}

fn find_in(mut bits: Bits<'_>, limits: &Limits) -> Option<Hidden> {
    let signature = bits.bytes(SIGNATURE_BYTES)?;
    if !signature.starts_with(HEAD.as_bytes()) {
        return None;
    }
    let form = FORMS.iter().find(|(name, planes, _)| name.as_bytes() == signature && *planes == bits.planes);
    let (scheme, content) = match form {
        Some((name, _, packed)) => (*name, content(&mut bits, *packed, limits)),
        None => (HEAD.trim_end_matches('_'), Content::Broken),
    };
    Some(Hidden { scheme, planes: bits.planes, content })
}

fn content(bits: &mut Bits<'_>, packed: bool, limits: &Limits) -> Content {
    let length = bits.bytes(4).and_then(|raw| <[u8; 4]>::try_from(raw).ok()).map(u32::from_be_bytes);
    let Some(length) = length.map(u64::from).filter(|length| *length >= 8 && *length <= bits.left()) else {
        return Content::Broken;
    };
    let bytes = length / 8;
    if bytes > limits.payload_bytes_max {
        return Content::TooLong { limit: "payload_bytes_max" };
    }
    let Some(raw) = usize::try_from(bytes).ok().and_then(|count| bits.bytes(count)) else { return Content::Broken };
    let unpacked = if packed { unpack(&raw, limits) } else { Ok(raw) };
    match unpacked.map(String::from_utf8) {
        Ok(Ok(text)) => Content::Text(text),
        Ok(Err(_)) => Content::Broken,
        Err(content) => content,
    }
}

fn unpack(raw: &[u8], limits: &Limits) -> Result<Vec<u8>, Content> {
    let bytes_max = limits.inflated_bytes_max;
    let mut text = Vec::new();
    let read = MultiGzDecoder::new(raw).take(bytes_max.saturating_add(1)).read_to_end(&mut text);
    match read {
        Ok(count) if u64::try_from(count).is_ok_and(|count| count <= bytes_max) => Ok(text),
        Ok(_) => Err(Content::TooLong { limit: "inflated_bytes_max" }),
        Err(_) => Err(Content::Broken),
    }
}

/// The bits of one form, read one after the other.
struct Bits<'a> {
    stored: &'a Stored<'a>,
    planes: Planes,
    /// The bit of each sample that is read, from the lowest.
    shift: u32,
    /// Number of the next bit.
    next: u64,
}

impl Bits<'_> {
    fn per_pixel(&self) -> u64 {
        match self.planes {
            Planes::Alpha => 1,
            Planes::Colours => 3,
        }
    }

    fn left(&self) -> u64 {
        let pixels = u64::from(self.stored.width).saturating_mul(u64::from(self.stored.height));
        pixels.saturating_mul(self.per_pixel()).saturating_sub(self.next)
    }

    fn bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        (0..count).map(|_| self.byte()).collect()
    }

    fn byte(&mut self) -> Option<u8> {
        let bits: Option<Vec<u8>> = (0..8).map(|_| self.bit()).collect();
        Some(bits?.iter().fold(0, |byte, bit| byte << 1 | bit))
    }

    fn bit(&mut self) -> Option<u8> {
        let pixel = self.next.checked_div(self.per_pixel())?;
        let channel = match (self.planes, self.next.checked_rem(self.per_pixel())?) {
            (Planes::Alpha, _) => Channel::Alpha,
            (Planes::Colours, 0) => Channel::Red,
            (Planes::Colours, 1) => Channel::Green,
            (Planes::Colours, _) => Channel::Blue,
        };
        let height = u64::from(self.stored.height);
        let x = u32::try_from(pixel.checked_div(height)?).ok()?;
        let y = u32::try_from(pixel.checked_rem(height)?).ok()?;
        let sample = self.stored.sample(x, y, channel)?;
        self.next = self.next.checked_add(1)?;
        u8::try_from(sample.checked_shr(self.shift)? & 1).ok()
    }
}

#[cfg(test)]
mod tests {
    use image::metadata::Orientation;
    use image::{DynamicImage, ImageBuffer, Rgba, RgbaImage};

    use super::super::testing::{gzip, hidden_in_alpha, hidden_in_colours};
    use super::*;
    use crate::pixels::Picture;

    fn search(image: DynamicImage) -> Vec<Hidden> {
        find(&Picture::from_image(image, Orientation::NoTransforms).stored(), &Limits::default())
    }

    #[track_caller]
    fn check(image: RgbaImage, expected: Option<(&'static str, Planes, Content)>) {
        let found = search(DynamicImage::ImageRgba8(image)).into_iter().next();
        assert_eq!(found.map(|one| (one.scheme, one.planes, one.content)), expected);
    }

    fn text(text: &str) -> Content {
        Content::Text(text.to_owned())
    }

    #[test]
    fn every_form_is_read() {
        let packed = gzip("Steps: 20, 猫".as_bytes());
        check(
            hidden_in_alpha("stealth_pnginfo", b"Steps: 20"),
            Some(("stealth_pnginfo", Planes::Alpha, text("Steps: 20"))),
        );
        check(
            hidden_in_alpha("stealth_pngcomp", &packed),
            Some(("stealth_pngcomp", Planes::Alpha, text("Steps: 20, 猫"))),
        );
        check(hidden_in_colours("stealth_rgbinfo", b"abc"), Some(("stealth_rgbinfo", Planes::Colours, text("abc"))));
        check(
            hidden_in_colours("stealth_rgbcomp", &packed),
            Some(("stealth_rgbcomp", Planes::Colours, text("Steps: 20, 猫"))),
        );
    }

    #[test]
    fn the_form_must_fit_the_planes() {
        check(hidden_in_colours("stealth_pnginfo", b"abc"), Some(("stealth", Planes::Colours, Content::Broken)));
        check(hidden_in_alpha("stealth_rgbcomp", b"abc"), Some(("stealth", Planes::Alpha, Content::Broken)));
    }

    #[test]
    fn other_pictures_hold_nothing() {
        check(RgbaImage::from_pixel(64, 64, Rgba([1, 2, 3, 254])), None);
        check(RgbaImage::from_pixel(64, 64, Rgba([0, 0, 0, 255])), None);
        check(RgbaImage::from_pixel(3, 3, Rgba([1, 2, 3, 254])), None);
        check(hidden_in_alpha("stealthy_pnginf", b"abc"), None);
    }

    #[test]
    fn what_is_cut_or_drawn_over_is_broken() {
        let broken = |scheme| Some((scheme, Planes::Alpha, Content::Broken));
        check(hidden_in_alpha("stealth_pngcomp", b"not packed"), broken("stealth_pngcomp"));
        check(hidden_in_alpha("stealth_pnginfo", b"\xff\xfe"), broken("stealth_pnginfo"));
        check(hidden_in_alpha("stealth_pnginfo", b""), broken("stealth_pnginfo"));
        check(hidden_in_alpha("stealth_pngXXXX", b"abc"), broken("stealth"));
        let whole = hidden_in_alpha("stealth_pngcomp", &gzip(&[b'x'; 20]));
        let mut cut = whole.clone();
        for y in 0..whole.height() {
            cut.get_pixel_mut(4, y).0[3] = 255;
        }
        check(cut, broken("stealth_pngcomp"));
        let narrow = image::imageops::crop_imm(&whole, 0, 0, 4, whole.height()).to_image();
        check(narrow, broken("stealth_pngcomp"));
    }

    #[test]
    fn bounds_hold() {
        let packed = gzip(&vec![b'x'; 100_000]);
        let image = Picture::from_image(hidden_in_alpha("stealth_pngcomp", &packed).into(), Orientation::NoTransforms);
        let limits = |inflated, payload| Limits {
            inflated_bytes_max: inflated,
            payload_bytes_max: payload,
            ..Limits::default()
        };
        let content = |limits| find(&image.stored(), &limits).remove(0).content;
        assert_eq!(content(limits(100_000, 10_000)), Content::Text("x".repeat(100_000)));
        assert_eq!(content(limits(99_999, 10_000)), Content::TooLong { limit: "inflated_bytes_max" });
        assert_eq!(content(limits(100_000, 10)), Content::TooLong { limit: "payload_bytes_max" });
    }

    #[test]
    fn sixteen_bits_are_read_as_they_stand_and_as_eight() {
        let image = hidden_in_alpha("stealth_pnginfo", b"abc");
        for (factor, low) in [(257_u16, 0), (256, 0), (256, 1)] {
            let levels = image.as_raw().iter().map(|level| u16::from(*level) * factor + low).collect();
            let deep = ImageBuffer::from_raw(image.width(), image.height(), levels).unwrap();
            let found = search(DynamicImage::ImageRgba16(deep));
            assert!(found.iter().any(|one| one.content == text("abc")), "{factor} {low}: {found:?}");
        }
    }
}
