//! A baseline TIFF picture: one uncompressed RGB strip and any further fields. And several pages, deflated.

use super::picture::{HEIGHT, WIDTH, draw};
use super::png::deflate;
use super::{join, length32};

/// One field beyond those of the picture: tag, type, bytes. The type must be one with 1-byte values.
pub(crate) struct Extra<'a> {
    /// The tag.
    pub(crate) tag: u16,
    /// The field type: 1 BYTE, 2 ASCII or 7 UNDEFINED.
    pub(crate) kind: u16,
    /// Its value, longer than four bytes.
    pub(crate) data: &'a [u8],
}

/// The picture of a seed, little-endian, with further fields (tags above 284 only, in ascending order).
pub(crate) fn picture(seed: u32, extras: &[Extra<'_>]) -> Vec<u8> {
    let pixels = draw(seed).into_raw();
    let count = u16::try_from(10 + extras.len()).expect("few fields");
    let bits_at = 8 + 2 + 12 * u32::from(count) + 4;
    let pixels_at = bits_at + 6;
    let mut extra_at = pixels_at + length32(&pixels);
    let entry = |tag: u16, kind: u16, count: u32, value: u32| -> Vec<u8> {
        join(&[&tag.to_le_bytes(), &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()])
    };
    let mut out = join(&[b"II*\0\x08\0\0\0", &count.to_le_bytes()]);
    for (tag, kind, count, value) in [
        (256, 4, 1, WIDTH),
        (257, 4, 1, HEIGHT),
        (258, 3, 3, bits_at),
        (259, 3, 1, 1),
        (262, 3, 1, 2),
        (273, 4, 1, pixels_at),
        (277, 3, 1, 3),
        (278, 4, 1, HEIGHT),
        (279, 4, 1, length32(&pixels)),
        (284, 3, 1, 1),
    ] {
        out.extend(entry(tag, kind, count, value));
    }
    for extra in extras {
        out.extend(entry(extra.tag, extra.kind, length32(extra.data), extra_at));
        extra_at += length32(extra.data);
    }
    out.extend([0, 0, 0, 0, 8, 0, 8, 0, 8, 0]);
    out.extend(pixels);
    extras.iter().for_each(|extra| out.extend(extra.data));
    out
}

/// The same as BigTIFF: eight bytes for each count and offset.
pub(crate) fn big_picture(seed: u32, extras: &[Extra<'_>]) -> Vec<u8> {
    let pixels = draw(seed).into_raw();
    let count = u64::try_from(10 + extras.len()).expect("few fields");
    let pixels_at = 16 + 8 + 20 * count + 8;
    let mut extra_at = pixels_at + u64::from(length32(&pixels));
    let entry = |tag: u16, kind: u16, count: u32, value: u64| -> Vec<u8> {
        join(&[&tag.to_le_bytes(), &kind.to_le_bytes(), &u64::from(count).to_le_bytes(), &value.to_le_bytes()])
    };
    let mut out = join(&[b"II+\0\x08\0\0\0", &16_u64.to_le_bytes(), &count.to_le_bytes()]);
    for (tag, kind, count, value) in [
        (256, 4, 1, u64::from(WIDTH)),
        (257, 4, 1, u64::from(HEIGHT)),
        // Three values of 8 that fit into the entry.
        (258, 3, 3, 0x0008_0008_0008),
        (259, 3, 1, 1),
        (262, 3, 1, 2),
        (273, 16, 1, pixels_at),
        (277, 3, 1, 3),
        (278, 4, 1, u64::from(HEIGHT)),
        (279, 16, 1, u64::from(length32(&pixels))),
        (284, 3, 1, 1),
    ] {
        out.extend(entry(tag, kind, count, value));
    }
    for extra in extras {
        out.extend(entry(extra.tag, extra.kind, length32(extra.data), extra_at));
        extra_at += u64::from(length32(extra.data));
    }
    out.extend([0; 8]);
    out.extend(pixels);
    extras.iter().for_each(|extra| out.extend(extra.data));
    out
}

/// Pages of one strip each (RGB, Compression 8), given as sizes and samples; those behind the first say that they are
/// copies with less resolution.
pub(crate) fn pages(pages: &[((u32, u32), &[u8])]) -> Vec<u8> {
    const FIELDS: u32 = 11;
    const DIRECTORY_BYTES: u32 = 2 + 12 * FIELDS + 4;
    let mut out = b"II*\0\x08\0\0\0".to_vec();
    for (index, ((width, height), samples)) in pages.iter().enumerate() {
        let strip = deflate(samples);
        let bits_at = length32(&out) + DIRECTORY_BYTES;
        let strip_at = bits_at + 6;
        let end = strip_at + length32(&strip);
        let next = if index + 1 == pages.len() { 0 } else { end + (end & 1) };
        let fields = [
            (254, u32::from(index > 0)),
            (256, *width),
            (257, *height),
            (258, bits_at),
            (259, 8),
            (262, 2),
            (273, strip_at),
            (277, 3),
            (278, *height),
            (279, length32(&strip)),
            (284, 1),
        ];
        out.extend(u16::try_from(FIELDS).expect("few fields").to_le_bytes());
        for (tag, value) in fields {
            // Bits of each of the three channels stand apart as shorts; all else is one long.
            let (kind, count) = if tag == 258 { (3_u16, 3_u32) } else { (4, 1) };
            out.extend(join(&[
                &u16::to_le_bytes(tag),
                &kind.to_le_bytes(),
                &count.to_le_bytes(),
                &value.to_le_bytes(),
            ]));
        }
        out.extend(join(&[&next.to_le_bytes(), &[8, 0, 8, 0, 8, 0], &strip]));
        out.resize(out.len().next_multiple_of(2), 0);
    }
    out
}
