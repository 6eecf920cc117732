//! PNG chunks with their checksums, put before or after the picture data or after the end.

use std::io::Write;

use super::picture::{HEIGHT, WIDTH, draw};
use super::{join, length32};

/// Where a chunk goes.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// Right after IHDR.
    Front,
    /// After the picture data, before IEND.
    Back,
    /// After IEND.
    AfterEnd,
}

/// One chunk with length and CRC.
pub(crate) fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = join(&[kind, data]);
    join(&[&length32(data).to_be_bytes(), &body, &crc(&body).to_be_bytes()])
}

/// The picture with more chunks.
pub(crate) fn with_chunks(picture: &[u8], place: Place, chunks: &[Vec<u8>]) -> Vec<u8> {
    const SIGNATURE_AND_IHDR: usize = 8 + 25;
    const IEND: usize = 12;
    let at = match place {
        Place::Front => SIGNATURE_AND_IHDR,
        Place::Back => picture.len() - IEND,
        Place::AfterEnd => picture.len(),
    };
    let (head, tail) = picture.split_at(at);
    join(&[head, &chunks.concat(), tail])
}

/// `tEXt`.
pub(crate) fn text(keyword: &str, value: &str) -> Vec<u8> {
    chunk(b"tEXt", &join(&[keyword.as_bytes(), b"\0", value.as_bytes()]))
}

/// `zTXt`.
pub(crate) fn compressed_text(keyword: &str, value: &str) -> Vec<u8> {
    chunk(b"zTXt", &join(&[keyword.as_bytes(), b"\0\0", &deflate(value.as_bytes())]))
}

/// `iTXt`, not compressed.
pub(crate) fn international_text(keyword: &str, value: &str) -> Vec<u8> {
    chunk(b"iTXt", &join(&[keyword.as_bytes(), b"\0\0\0\0\0", value.as_bytes()]))
}

/// `iTXt`, compressed.
pub(crate) fn compressed_international_text(keyword: &str, value: &str) -> Vec<u8> {
    chunk(b"iTXt", &join(&[keyword.as_bytes(), b"\0\x01\0\0\0", &deflate(value.as_bytes())]))
}

/// `iTXt` with an XMP packet.
pub(crate) fn xmp(packet: &str) -> Vec<u8> {
    international_text("XML:com.adobe.xmp", packet)
}

/// `eXIf`.
pub(crate) fn exif(block: &[u8]) -> Vec<u8> {
    chunk(b"eXIf", block)
}

/// An animated PNG: the picture, then each further one as a frame; all of the same size and colour type.
pub(crate) fn animated(first: &[u8], further: &[Vec<u8>]) -> Vec<u8> {
    let count = u32::try_from(further.len() + 1).expect("few frames");
    let control = chunk(b"acTL", &join(&[&count.to_be_bytes(), &[0; 4]]));
    let front = with_chunks(first, Place::Front, &[control, frame_control(0)]);
    let frames = further.iter().zip((1_u32..).step_by(2)).flat_map(|(picture, number)| {
        let data = join(&[&(number + 1).to_be_bytes(), &picture_data(picture)]);
        [frame_control(number), chunk(b"fdAT", &data)]
    });
    with_chunks(&front, Place::Back, &frames.collect::<Vec<_>>())
}

/// A frame of the whole canvas, shown for a tenth of a second.
fn frame_control(number: u32) -> Vec<u8> {
    let [width, height] = [WIDTH.to_be_bytes(), HEIGHT.to_be_bytes()];
    chunk(b"fcTL", &join(&[&number.to_be_bytes(), &width, &height, &[0; 8], &[0, 1, 0, 10, 0, 0]]))
}

/// What the IDAT chunks hold together.
fn picture_data(picture: &[u8]) -> Vec<u8> {
    let mut data = Vec::new();
    let mut rest = &picture[8..];
    while let Some((head, tail)) = rest.split_first_chunk::<8>() {
        let (length, kind) = head.split_at(4);
        let length = usize::try_from(u32::from_be_bytes(length.try_into().expect("four bytes"))).expect("small");
        if kind == b"IDAT" {
            data.extend(&tail[..length]);
        }
        rest = &tail[length + 4..];
    }
    data
}

/// The picture of a seed in grey with 16 bits a pixel, stored in the seven passes of Adam7.
pub(crate) fn interlaced_16_bit(seed: u32) -> Vec<u8> {
    // First column and row of each pass, and its steps (PNG 8.1).
    const PASSES: [[usize; 4]; 7] =
        [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];
    let picture = draw(seed);
    let mut rows = Vec::new();
    for [column, row, column_step, row_step] in PASSES {
        for y in (0..HEIGHT).skip(row).step_by(row_step) {
            rows.push(0);
            for x in (0..WIDTH).skip(column).step_by(column_step) {
                let sum: u16 = picture.get_pixel(x, y).0.into_iter().map(u16::from).sum();
                rows.extend((sum * 85).to_be_bytes());
            }
        }
    }
    let header = join(&[&WIDTH.to_be_bytes(), &HEIGHT.to_be_bytes(), &[16, 0, 0, 0, 1]]);
    join(&[b"\x89PNG\r\n\x1a\n", &chunk(b"IHDR", &header), &chunk(b"IDAT", &deflate(&rows)), &chunk(b"IEND", b"")])
}

/// A zlib stream.
pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

/// CRC-32 of ISO 3309, as PNG asks for it.
pub(crate) fn crc(bytes: &[u8]) -> u32 {
    let mut value = u32::MAX;
    for byte in bytes {
        value ^= u32::from(*byte);
        for _ in 0..8 {
            value = if value & 1 == 1 { (value >> 1) ^ 0xedb8_8320 } else { value >> 1 };
        }
    }
    !value
}
