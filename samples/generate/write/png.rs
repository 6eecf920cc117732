//! PNG chunks with their checksums, put before or after the picture data or after the end.

use std::io::Write;

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

fn deflate(bytes: &[u8]) -> Vec<u8> {
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
