//! JPEG segments: added after the JFIF header, or anything after the end of the picture.

use super::{join, length16};

/// APP0.
pub(crate) const APP0: u8 = 0xe0;
/// APP1.
pub(crate) const APP1: u8 = 0xe1;
/// APP2.
pub(crate) const APP2: u8 = 0xe2;
/// APP9.
pub(crate) const APP9: u8 = 0xe9;
/// APP11.
pub(crate) const APP11: u8 = 0xeb;
/// APP13.
pub(crate) const APP13: u8 = 0xed;
/// APP14.
pub(crate) const APP14: u8 = 0xee;
/// Comment.
pub(crate) const COM: u8 = 0xfe;

/// One segment with its marker and length.
pub(crate) fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = length16(payload).checked_add(2).expect("the segment fits");
    join(&[&[0xff, marker], &length.to_be_bytes(), payload])
}

/// The picture with segments after its first application segment.
pub(crate) fn with_segments(picture: &[u8], segments: &[Vec<u8>]) -> Vec<u8> {
    let first_length = usize::from(u16::from_be_bytes([picture[4], picture[5]]));
    let (head, tail) = picture.split_at(4 + first_length);
    join(&[head, &segments.concat(), tail])
}

/// APP1 with an XMP packet.
pub(crate) fn xmp(packet: &str) -> Vec<u8> {
    segment(APP1, &join(&[b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()]))
}

/// APP1 with an EXIF block.
pub(crate) fn exif(block: &[u8]) -> Vec<u8> {
    segment(APP1, &join(&[b"Exif\0\0", block]))
}

/// The portions of an ExtendedXMP packet (XMP part 3, 1.1.3.1), `portion` bytes each.
pub(crate) fn extended_xmp(guid: &str, packet: &str, portion: usize) -> Vec<Vec<u8>> {
    let full = super::length32(packet.as_bytes());
    let parts = packet.as_bytes().chunks(portion).enumerate();
    parts
        .map(|(index, part)| {
            let offset = u32::try_from(index * portion).expect("samples are small");
            let head: [&[u8]; 3] = [b"http://ns.adobe.com/xmp/extension/\0", guid.as_bytes(), &full.to_be_bytes()];
            segment(APP1, &join(&[&head.concat(), &offset.to_be_bytes(), part]))
        })
        .collect()
}

/// APP13 with one IPTC-IIM data set of record 2 in a Photoshop resource.
pub(crate) fn iim(dataset: u8, value: &str) -> Vec<u8> {
    let record = join(&[&[0x1c, 2, dataset], &length16(value.as_bytes()).to_be_bytes(), value.as_bytes()]);
    let padding: &[u8] = if record.len() % 2 == 1 { &[0] } else { &[] };
    let size = super::length32(&record).to_be_bytes();
    segment(APP13, &join(&[b"Photoshop 3.0\0", b"8BIM\x04\x04\0\0", &size, &record, padding]))
}

/// Two pictures in a file, with the index (CIPA DC-007) that says where the second one starts.
pub(crate) fn multi_picture(first: &[u8], second: &[u8]) -> Vec<u8> {
    let field = |tag: u16, kind: u16, count: u32, value: [u8; 4]| -> Vec<u8> {
        join(&[&tag.to_be_bytes(), &kind.to_be_bytes(), &count.to_be_bytes(), &value])
    };
    // The index sits 4 bytes of marker and length and 4 of identifier before its own offsets begin; it comes
    // after the first segment, here always a JFIF header of 18 bytes behind the 2 of SOI.
    const INDEX_SIZE: u32 = 4 + 4 + 8 + 2 + 36 + 4 + 32;
    let base = 20 + 8;
    let first_size = super::length32(first) + INDEX_SIZE;
    let entries = [[0x2003_0000, first_size, 0, 0], [0, super::length32(second), first_size - base, 0]];
    let index = [
        b"MPF\0MM\0\x2a\0\0\0\x08\0\x03".to_vec(),
        field(0xb000, 7, 4, *b"0100"),
        field(0xb001, 4, 1, 2_u32.to_be_bytes()),
        field(0xb002, 7, 32, 50_u32.to_be_bytes()),
        vec![0; 4],
        entries.concat().into_iter().flat_map(u32::to_be_bytes).collect(),
    ]
    .concat();
    join(&[&with_segments(first, &[segment(APP2, &index)]), second])
}
