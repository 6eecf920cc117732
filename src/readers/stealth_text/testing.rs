//! Pictures with a hidden text, for tests only: columns from the top left, as generators write.

use std::io::Write;

use image::{Rgba, RgbaImage};

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
