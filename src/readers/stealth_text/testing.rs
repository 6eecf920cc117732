//! Pictures with a hidden text, for tests only: columns from the top left, as generators write.

use std::io::{Cursor, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use ring::signature::{Ed25519KeyPair, KeyPair};

/// Side of the pictures.
const SIDE: u32 = 64;

pub(super) fn gzip(raw: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(raw).unwrap();
    encoder.finish().unwrap()
}

/// A picture of some colours, opaque.
pub(super) fn carrier() -> RgbaImage {
    RgbaImage::from_fn(SIDE, SIDE, |x, y| {
        let level = u8::try_from((x * 7 + y * 13) % 200).unwrap();
        Rgba([level, 255 - level, level / 2, 255])
    })
}

pub(super) fn hidden_in_alpha(signature: &str, payload: &[u8]) -> RgbaImage {
    let mut image = carrier();
    for (bit, index) in bits(signature, payload).into_iter().zip(0_u32..) {
        image.get_pixel_mut(index / SIDE, index % SIDE).0[3] = 254 | bit;
    }
    image
}

pub(super) fn hidden_in_colours(signature: &str, payload: &[u8]) -> RgbaImage {
    let mut image = carrier();
    for (bit, index) in bits(signature, payload).into_iter().zip(0_u32..) {
        let pixel = index / 3;
        let sample = &mut image.get_pixel_mut(pixel / SIDE, pixel % SIDE).0[usize::try_from(index % 3).unwrap()];
        *sample = (*sample & 0xfe) | bit;
    }
    image
}

fn bits(signature: &str, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len() * 8).unwrap().to_be_bytes();
    let bytes = [signature.as_bytes(), &length, payload].concat();
    bytes.iter().flat_map(|byte| (0..8).rev().map(move |place| byte >> place & 1)).collect()
}

/// The settings that are signed, as a generator writes them and as Python would write them after reading.
const SETTINGS: &str = r#"{"prompt": "\u732b, caf\u00e9", "steps": 28, "scale": 5.0, "seed": 3111420591, "uncond_scale": 1e-05, "sm": false, "sampler": "k_euler", "uc": "", "cfg_rescale": 0.7"#;

fn key_pair() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[41; 32]).unwrap()
}

/// The key that stands for NovelAI's.
pub(super) fn public_key() -> [u8; 32] {
    key_pair().public_key().as_ref().try_into().unwrap()
}

/// Settings with a signature over them and the colours of the picture.
pub(super) fn signed_comment(image: &RgbaImage) -> String {
    let colours: Vec<u8> = image.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]]).collect();
    let message = [colours.as_slice(), SETTINGS.as_bytes(), b"}"].concat();
    let signature = STANDARD.encode(key_pair().sign(&message));
    format!("{SETTINGS}, \"signed_hash\": \"{signature}\"}}")
}

/// The object that NovelAI hides, with signed settings.
pub(super) fn signed_object(image: &RgbaImage) -> String {
    serde_json::json!({"Software": "NovelAI", "Source": "NovelAI Diffusion V4", "Comment": signed_comment(image)})
        .to_string()
}

pub(super) fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The PNG with a text chunk behind its header.
pub(super) fn with_text(png: &[u8], keyword: &str, text: &str) -> Vec<u8> {
    let chunk = [b"tEXt", keyword.as_bytes(), b"\0", text.as_bytes()].concat();
    let length = u32::try_from(chunk.len() - 4).unwrap().to_be_bytes();
    let (head, tail) = png.split_at(33);
    [head, &length, &chunk, &crc32fast::hash(&chunk).to_be_bytes(), tail].concat()
}

/// An EXIF block with an ASCII UserComment.
pub(super) fn exif_comment(text: &str) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: usize, value: u32| {
        let count = u32::try_from(count).unwrap().to_le_bytes();
        [&1_u16.to_le_bytes()[..], &tag.to_le_bytes(), &kind.to_le_bytes(), &count, &value.to_le_bytes(), &[0; 4]]
            .concat()
    };
    let comment = [b"ASCII\0\0\0", text.as_bytes()].concat();
    [b"II*\0\x08\0\0\0", &entry(0x8769, 4, 1, 26)[..], &entry(0x9286, 7, comment.len(), 44), &comment].concat()
}

/// A lossless WebP with an EXIF block.
pub(super) fn webp_with_exif(image: &RgbaImage, exif: &[u8]) -> Vec<u8> {
    let simple = encoded(image.clone(), ImageFormat::WebP);
    let chunk = |name: &[u8; 4], body: &[u8]| {
        let padding = vec![0; body.len() % 2];
        [name, &u32::try_from(body.len()).unwrap().to_le_bytes()[..], body, &padding].concat()
    };
    let side = u8::try_from(SIDE - 1).unwrap();
    let header = chunk(b"VP8X", &[0x18, 0, 0, 0, side, 0, 0, side, 0, 0]);
    let body = [b"WEBP", &header[..], &simple[12..], &chunk(b"EXIF", exif)].concat();
    [b"RIFF", &u32::try_from(body.len()).unwrap().to_le_bytes()[..], &body].concat()
}

/// The JPEG with an EXIF block.
pub(super) fn jpeg_with_exif(image: &RgbaImage, exif: &[u8]) -> Vec<u8> {
    let jpeg = encoded(DynamicImage::ImageRgba8(image.clone()).into_rgb8(), ImageFormat::Jpeg);
    let body = [b"Exif\0\0", exif].concat();
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, &body, &jpeg[2..]].concat()
}
