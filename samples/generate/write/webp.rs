//! WebP in the extended layout: `VP8X`, the picture, then EXIF and XMP.

use super::picture::{HEIGHT, WIDTH};
use super::{join, length32};

const FLAG_EXIF: u8 = 0x08;
const FLAG_XMP: u8 = 0x04;
const FLAG_ANIMATION: u8 = 0x02;

/// The metadata chunks of a WebP file and the flags that announce them.
#[derive(Default)]
pub(crate) struct Metadata<'a> {
    /// EXIF block.
    pub(crate) exif: Option<&'a [u8]>,
    /// XMP packet.
    pub(crate) xmp: Option<&'a str>,
    /// Announce XMP although no chunk follows.
    pub(crate) xmp_flag_alone: bool,
}

/// The picture with metadata.
pub(crate) fn with_metadata(simple: &[u8], metadata: &Metadata<'_>) -> Vec<u8> {
    let picture = &simple[12..];
    let mut flags = 0;
    let mut tail = Vec::new();
    if let Some(block) = metadata.exif {
        flags |= FLAG_EXIF;
        tail.extend(chunk(b"EXIF", block));
    }
    if let Some(packet) = metadata.xmp {
        flags |= FLAG_XMP;
        tail.extend(chunk(b"XMP ", packet.as_bytes()));
    }
    if metadata.xmp_flag_alone {
        flags |= FLAG_XMP;
    }
    riff(&join(&[&extended_header(flags), picture, &tail]))
}

/// An animation of pictures in the simple layout, and an XMP packet after them.
pub(crate) fn animated(frames: &[Vec<u8>], packet: &str) -> Vec<u8> {
    let [[w0, w1, w2, _], [h0, h1, h2, _]] = [(WIDTH - 1).to_le_bytes(), (HEIGHT - 1).to_le_bytes()];
    // A tenth of a second each, in the corner, over the whole canvas.
    let head = [0, 0, 0, 0, 0, 0, w0, w1, w2, h0, h1, h2, 100, 0, 0, 0];
    let frames: Vec<u8> = frames.iter().flat_map(|simple| chunk(b"ANMF", &join(&[&head, &simple[12..]]))).collect();
    let loops = chunk(b"ANIM", &[0; 6]);
    riff(&join(&[&extended_header(FLAG_ANIMATION | FLAG_XMP), &loops, &frames, &chunk(b"XMP ", packet.as_bytes())]))
}

fn extended_header(flags: u8) -> Vec<u8> {
    let [w0, w1, w2, _] = (WIDTH - 1).to_le_bytes();
    let [h0, h1, h2, _] = (HEIGHT - 1).to_le_bytes();
    chunk(b"VP8X", &[flags, 0, 0, 0, w0, w1, w2, h0, h1, h2])
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if data.len() % 2 == 1 { &[0] } else { &[] };
    join(&[kind, &length32(data).to_le_bytes(), data, padding])
}

fn riff(body: &[u8]) -> Vec<u8> {
    let size = length32(body) + 4;
    join(&[b"RIFF", &size.to_le_bytes(), b"WEBP", body])
}
