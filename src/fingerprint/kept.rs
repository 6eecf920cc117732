//! The small picture that is kept beside a fingerprint, to compare others with: gray, as JPEG.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::{DynamicImage, ExtendedColorType, ImageDecoder, Limits};

use super::compare::{SIDE_MIN, is_recognisable};
use super::map::Map;
use super::pose::Pose;
use super::sight::{PICTURE_SIDE_MAX, Sight, WORD_SIDE};
use super::word::Word;
use crate::lettering::Gray;

/// Of 100; at 90 coding changes less than scaling does.
const QUALITY: u8 = 90;
/// A kept picture has some 15 KB; more than this is none.
pub const KEPT_BYTES_MAX: usize = 128 << 10;

/// What is recorded of a picture: its fingerprint and the small picture, as [`encode`] writes it. None when it is too
/// plain to be recognised later.
pub fn recorded(gray: &Gray<'_>) -> Option<(Word, Vec<u8>)> {
    let kept = Sight::kept(gray);
    if !is_recognisable(&kept.clone().pyramid(SIDE_MIN)) {
        return None;
    }
    Some((Word::of(&Map::exactly(gray, WORD_SIDE, WORD_SIDE), &Pose::SAME), encode(&kept)?))
}

/// Writes a map that is at most [`PICTURE_SIDE_MAX`] wide and high. None if it cannot be written.
pub fn encode(map: &Map) -> Option<Vec<u8>> {
    let levels: Vec<u8> = map.levels().iter().map(|level| level.round().clamp(0.0, 255.0) as u8).collect();
    let (width, height) = (u32::try_from(map.width()).ok()?, u32::try_from(map.height()).ok()?);
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode(&levels, width, height, ExtendedColorType::L8).ok()?;
    Some(bytes)
}

/// Reads what [`encode`] wrote, or somebody else: none if it is no JPEG, or larger than it may be.
pub fn decode(bytes: &[u8]) -> Option<Map> {
    if bytes.len() > KEPT_BYTES_MAX {
        return None;
    }
    let side_max = u32::try_from(PICTURE_SIDE_MAX).ok()?;
    let mut decoder = JpegDecoder::new(Cursor::new(bytes)).ok()?;
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(side_max);
    limits.max_image_height = Some(side_max);
    decoder.set_limits(limits).ok()?;
    let gray = DynamicImage::from_decoder(decoder).ok()?.into_luma8();
    let (width, height) = (usize::try_from(gray.width()).ok()?, usize::try_from(gray.height()).ok()?);
    Map::new(width, height, gray.pixels().map(|pixel| f32::from(pixel.0[0])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(width: usize, height: usize) -> Map {
        let level = |at: usize| ((at % width) * 200 / width + at / width) as f32;
        Map::new(width, height, (0..width * height).map(level).collect()).unwrap()
    }

    #[test]
    fn a_kept_picture_is_nearly_what_it_was() {
        let map = ramp(90, 40);
        let back = decode(&encode(&map).unwrap()).unwrap();
        assert_eq!((back.width(), back.height()), (90, 40));
        let worst = map.levels().iter().zip(back.levels()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < 8.0, "{worst}");
    }

    #[test]
    fn what_is_recorded_is_what_a_picture_is_looked_up_by() {
        let levels: Vec<u8> = (0..300 * 200_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let gray = Gray::new(300, 200, &levels).unwrap();
        let (word, kept) = recorded(&gray).unwrap();
        assert_eq!((word, kept), (Sight::new(&gray).word(), encode(&Sight::kept(&gray)).unwrap()));
        assert_eq!(recorded(&Gray::new(300, 200, &[90; 60_000]).unwrap()), None);
    }

    #[test]
    fn what_is_none_is_refused() {
        assert!(decode(&[]).is_none() && decode(b"\xff\xd8\xff\xd9").is_none() && decode(&[0; 4096]).is_none());
        assert!(decode(&encode(&ramp(PICTURE_SIDE_MAX + 1, 4)).unwrap()).is_none());
        let mut long = encode(&ramp(90, 40)).unwrap();
        long.resize(KEPT_BYTES_MAX + 1, 0);
        assert!(decode(&long).is_none());
    }
}
