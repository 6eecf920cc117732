//! GIF extensions, put before the first picture.

use super::join;

/// The picture with one more extension block.
pub(crate) fn with_extension(picture: &[u8], extension: &[u8]) -> Vec<u8> {
    let flags = picture[10];
    let colors = if flags & 0x80 == 0 { 0 } else { 3 * (2_usize << (flags & 7)) };
    let (head, tail) = picture.split_at(13 + colors);
    // Extensions need version 89a.
    join(&[b"GIF89a", &head[6..], extension, tail])
}

/// The XMP application extension: the packet unblocked, then the 258-byte trailer (XMP part 3, 1.1.2).
pub(crate) fn xmp(packet: &str) -> Vec<u8> {
    let trailer: Vec<u8> = std::iter::once(1).chain((0..=255).rev()).chain([0]).collect();
    join(&[b"\x21\xff\x0bXMP DataXMP", packet.as_bytes(), &trailer])
}

/// A comment extension.
pub(crate) fn comment(text: &str) -> Vec<u8> {
    let mut out = vec![0x21, 0xfe];
    for block in text.as_bytes().chunks(255) {
        out.push(u8::try_from(block.len()).expect("blocks have at most 255 bytes"));
        out.extend(block);
    }
    out.push(0);
    out
}
