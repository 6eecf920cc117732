//! Small files of every format for the tests of this folder, built byte by byte. All pictures are 40 × 24.

use super::layout::{Format, Layout, Slot};
use crate::asset::Asset;
use crate::context::Depth;
use crate::limits::Limits;

pub(super) const XMP: &[u8] = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>";
pub(super) const JUMBF: &[u8] = b"\0\0\0\x18jumb\0\0\0\x10jumdc2pa----";
pub(super) const EXIF: &[u8] = b"II*\0\x08\0\0\0\0\0\0\0\0\0";

/// Every format, one or more files each; all of them end where they say.
pub(super) fn all() -> Vec<(Format, Vec<u8>)> {
    vec![
        (Format::Jpeg, jpeg(&jpeg_metadata())),
        (Format::Png, png()),
        (Format::Webp, webp()),
        (Format::Gif, gif()),
        (Format::Tiff, tiff(false)),
        (Format::Tiff, tiff(true)),
        (Format::Tiff, big_tiff()),
        (Format::Avif, bmff(b"avif")),
        (Format::Heif, bmff(b"heic")),
        (Format::Jxl, jxl(&[("jxlc", JXL_STREAM)])),
        (Format::Jxl, jxl(&[("jxlp", &[b"\0\0\0\0", JXL_STREAM].concat()), ("jxlp", b"\x80\0\0\x01end")])),
        (Format::Bmp, bmp()),
    ]
}

pub(super) fn seen(bytes: &[u8]) -> Layout {
    seen_at(bytes, Depth::Full, &Limits::default())
}

pub(super) fn seen_at(bytes: &[u8], depth: Depth, limits: &Limits) -> Layout {
    let bytes = bytes.to_vec();
    super::walk(&Asset::new("sample", &bytes), depth, limits)
}

/// What stands in the pieces of a slot, extents joined.
pub(super) fn bodies(layout: &Layout, bytes: &[u8], slot: Slot) -> Vec<Vec<u8>> {
    let part = |run: &std::ops::Range<u64>| bytes[run.start as usize..run.end as usize].to_vec();
    let body = |piece: &super::layout::Piece| match piece.extents.as_slice() {
        [] => part(&piece.body),
        runs => runs.iter().flat_map(part).collect(),
    };
    layout.in_slot(slot).map(body).collect()
}

pub(super) fn be16(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap().to_be_bytes()
}

pub(super) fn be32(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap().to_be_bytes()
}

pub(super) fn le32(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap().to_le_bytes()
}

/// A JPEG segment.
pub(super) fn segment(code: u8, payload: &[u8]) -> Vec<u8> {
    [&[0xff, code][..], &be16(payload.len() + 2), payload].concat()
}

/// An APP11 segment of a JUMBF box.
pub(super) fn jumbf_segment(instance: u16, number: u32, content: &[u8]) -> Vec<u8> {
    segment(0xeb, &[b"JP", &instance.to_be_bytes()[..], &number.to_be_bytes(), content].concat())
}

pub(super) const SCAN: &[u8] = b"\xff\xda\x00\x03\x00coded\xff\x00data\xff\xd0more";

/// A JPEG with these segments before its frame; the scan has stuffing and a restart marker.
pub(super) fn jpeg(segments: &[u8]) -> Vec<u8> {
    let frame = segment(0xc0, b"\x08\x00\x18\x00\x28\x01");
    [b"\xff\xd8", segments, &frame, SCAN, b"\xff\xd9"].concat()
}

pub(super) fn jpeg_metadata() -> Vec<u8> {
    [
        segment(0xe0, b"JFIF\0"),
        segment(0xe1, &[b"Exif\0\0", EXIF].concat()),
        segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", XMP].concat()),
        jumbf_segment(1, 1, JUMBF),
        segment(0xfe, b"hello"),
    ]
    .concat()
}

/// A PNG chunk with its checksum.
pub(super) fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let sum = crc32fast::hash(&[kind, data].concat());
    [&be32(data.len())[..], kind, data, &sum.to_be_bytes()].concat()
}

pub(super) fn png() -> Vec<u8> {
    let xmp = [b"XML:com.adobe.xmp\0\0\0en\0\0", XMP].concat();
    png_of(&[chunk(b"iTXt", &xmp), chunk(b"tEXt", b"AIGC\0{}"), chunk(b"caBX", JUMBF), chunk(b"eXIf", EXIF)].concat())
}

/// A PNG with these chunks before its picture data.
pub(super) fn png_of(chunks: &[u8]) -> Vec<u8> {
    let header = chunk(b"IHDR", b"\0\0\0\x28\0\0\0\x18\x08\x02\0\0\0");
    let data = [chunk(b"IDAT", b"picture"), chunk(b"IDAT", b"data")].concat();
    [b"\x89PNG\r\n\x1a\n", &header[..], chunks, &data, &chunk(b"IEND", b"")].concat()
}

/// A RIFF chunk, padded to even length.
pub(super) fn riff(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if data.len() % 2 == 1 { b"\0" } else { b"" };
    [kind, &le32(data.len())[..], data, padding].concat()
}

/// A WebP of these chunks.
pub(super) fn webp_of(chunks: &[u8]) -> Vec<u8> {
    [b"RIFF", &le32(chunks.len() + 4)[..], b"WEBP", chunks].concat()
}

pub(super) fn webp_header(flags: u8) -> Vec<u8> {
    riff(b"VP8X", &[flags, 0, 0, 0, 39, 0, 0, 23, 0, 0])
}

pub(super) fn webp() -> Vec<u8> {
    let picture = riff(b"VP8L", b"\x2f\x27\xc0\x05\x00xyz");
    let metadata = [riff(b"EXIF", EXIF), riff(b"XMP ", XMP), riff(b"C2PA", JUMBF)].concat();
    webp_of(&[webp_header(0x0c), picture, metadata].concat())
}

/// GIF sub-blocks with their terminator.
pub(super) fn blocks(data: &[u8], size: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for part in data.chunks(size) {
        out.push(u8::try_from(part.len()).unwrap());
        out.extend(part);
    }
    out.push(0);
    out
}

/// The trailer that lets sub-block readers find the end of an XMP packet.
pub(super) fn xmp_trailer() -> Vec<u8> {
    let mut trailer = vec![1];
    trailer.extend((0..=255).rev());
    trailer.push(0);
    trailer
}

pub(super) fn gif() -> Vec<u8> {
    let xmp = [b"\x21\xff\x0bXMP DataXMP", XMP, &xmp_trailer()].concat();
    let store = [b"\x21\xff\x0bC2PA_GIF\x01\0\0", &blocks(JUMBF, 10)[..]].concat();
    let comment = [b"\x21\xfe", &blocks(b"hello there", 5)[..]].concat();
    gif_of(&[xmp, store, comment].concat())
}

/// A GIF with these extensions before its picture.
pub(super) fn gif_of(extensions: &[u8]) -> Vec<u8> {
    let screen = b"GIF89a\x28\0\x18\0\x80\0\0rgbRGB";
    let image = [b"\x2c\0\0\0\0\x28\0\x18\0\0\x02", &blocks(b"lzw data", 4)[..]].concat();
    [screen, extensions, &image, b"\x3b"].concat()
}

/// One directory entry: tag, type, count and value or offset.
pub(super) type Row = (u16, u16, usize, usize);

/// A classic directory.
pub(super) fn ifd(big_endian: bool, rows: &[Row], next: usize) -> Vec<u8> {
    let two = |n: u16| if big_endian { n.to_be_bytes() } else { n.to_le_bytes() };
    let four = |n: usize| if big_endian { be32(n) } else { le32(n) };
    let mut out = two(u16::try_from(rows.len()).unwrap()).to_vec();
    for (tag, kind, count, value) in rows {
        out.extend(two(*tag));
        out.extend(two(*kind));
        out.extend(four(*count));
        // A single SHORT stands at the start of the value field.
        if *kind == 3 && *count == 1 {
            out.extend(two(u16::try_from(*value).unwrap()));
            out.extend([0, 0]);
        } else {
            out.extend(four(*value));
        }
    }
    out.extend(four(next));
    out
}

/// Header, the payloads from offset 8 on, the directory, the EXIF directory, the picture.
pub(super) fn tiff(big_endian: bool) -> Vec<u8> {
    let payload = [XMP, b"\0", JUMBF].concat();
    let ifd_at = 8 + payload.len();
    let (xmp_at, store_at) = (8, 8 + XMP.len() + 1);
    let exif_at = ifd_at + 2 + 7 * 12 + 4;
    let picture_at = exif_at + 6;
    let rows = [
        (256, 3, 1, 40),
        (257, 3, 1, 24),
        (273, 4, 1, picture_at),
        (279, 4, 1, 12),
        (700, 7, XMP.len(), xmp_at),
        (34_665, 4, 1, exif_at),
        (0xcd41, 7, JUMBF.len(), store_at),
    ];
    let header = if big_endian { b"MM\0*" } else { b"II*\0" };
    let first = if big_endian { be32(ifd_at) } else { le32(ifd_at) };
    let directories = [ifd(big_endian, &rows, 0), ifd(big_endian, &[], 0)].concat();
    [header, &first[..], &payload, &directories, b"picture data"].concat()
}

pub(super) fn big_tiff() -> Vec<u8> {
    let row = |tag: u16, kind: u16, count: u64, value: u64| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    let xmp_at = 16 + 8 + 5 * 20 + 8;
    let xmp_bytes = XMP.len() as u64;
    let rows = [
        row(256, 4, 1, 40),
        row(257, 4, 1, 24),
        row(273, 16, 1, xmp_at + xmp_bytes),
        row(279, 16, 1, 8),
        row(700, 1, xmp_bytes, xmp_at),
    ];
    let header = [b"II+\0\x08\0\0\0", &16_u64.to_le_bytes()[..]].concat();
    let out = [header, 5_u64.to_le_bytes().to_vec(), rows.concat(), vec![0; 8]].concat();
    let mut out = [&out, XMP, b"picture."].concat();
    // Even length, as the standard asks for, so that nothing trails.
    if out.len() % 2 == 1 {
        out.extend_from_slice(b"\0");
        let at = 16 + 8 + 3 * 20 + 12;
        out[at] = 9;
    }
    out
}

/// A box.
pub(super) fn bmff_box(kind: &str, body: &[u8]) -> Vec<u8> {
    [&be32(body.len() + 8)[..], kind.as_bytes(), body].concat()
}

fn item_info(id: u16, kind: &[u8; 4], rest: &[u8]) -> Vec<u8> {
    bmff_box("infe", &[b"\x02\0\0\0", &id.to_be_bytes()[..], b"\0\0", kind, b"name\0", rest].concat())
}

/// A `meta` box with a picture (1), an Exif item (2, in two extents) and an XMP item (3, in `idat`), for a
/// file whose `mdat` content starts at `data_at`.
pub(super) fn meta(data_at: usize) -> Vec<u8> {
    let infos =
        [item_info(1, b"av01", b""), item_info(2, b"Exif", b""), item_info(3, b"mime", b"application/rdf+xml\0\0")];
    let extent = |offset: usize, length: usize| [be32(offset), be32(length)].concat();
    let location = |id: u16, method: u16, extents: &[Vec<u8>]| {
        let head = [id.to_be_bytes(), method.to_be_bytes(), [0, 0], be16(extents.len())].concat();
        [head, extents.concat()].concat()
    };
    let locations = [
        location(1, 0, &[extent(data_at, 7)]),
        location(2, 0, &[extent(data_at + 7, 4 + 6), extent(data_at + 7 + 10, EXIF.len() - 6)]),
        location(3, 1, &[extent(0, XMP.len())]),
    ];
    let sizes = [bmff_box("ispe", b"\0\0\0\0\0\0\0\x80\0\0\0\x80"), bmff_box("ispe", b"\0\0\0\0\0\0\0\x28\0\0\0\x18")];
    let associations = bmff_box("ipma", b"\0\0\0\0\0\0\0\x01\0\x01\x01\x82");
    bmff_box(
        "meta",
        &[
            &b"\0\0\0\0"[..],
            &bmff_box("pitm", b"\0\0\0\0\0\x01"),
            &bmff_box("iinf", &[b"\0\0\0\0\0\x03", &infos.concat()[..]].concat()),
            &bmff_box("iloc", &[b"\x01\0\0\0\x44\x00\0\x03", &locations.concat()[..]].concat()),
            &bmff_box("idat", XMP),
            &bmff_box("iprp", &[bmff_box("ipco", &sizes.concat()), associations].concat()),
        ]
        .concat(),
    )
}

/// A C2PA `uuid` box for a purpose.
pub(super) fn c2pa_box(purpose: &[u8], rest: &[u8]) -> Vec<u8> {
    let uuid = b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";
    bmff_box("uuid", &[uuid, &b"\0\0\0\0"[..], purpose, b"\0", rest].concat())
}

pub(super) fn bmff(brand: &[u8; 4]) -> Vec<u8> {
    let head = bmff_box("ftyp", &[brand, &b"\0\0\0\0mif1"[..]].concat());
    let store = c2pa_box(b"manifest", &[&[0; 8], JUMBF].concat());
    let data = bmff_box("mdat", &[b"picture\0\0\0\0", EXIF].concat());
    let meta_bytes = meta(0).len();
    let data_at = head.len() + store.len() + meta_bytes + 8;
    [head, store, meta(data_at), data].concat()
}

/// Signature, height 24 and width 40 as multiples of 8, and something behind.
pub(super) const JXL_STREAM: &[u8] = &[0xff, 0x0a, 0x05, 0x08, 0x00, 0x00];

/// A boxed JPEG XL file: the given codestream boxes between metadata boxes.
pub(super) fn jxl(stream: &[(&str, &[u8])]) -> Vec<u8> {
    let stream: Vec<u8> = stream.iter().flat_map(|(kind, body)| bmff_box(kind, body)).collect();
    let exif = bmff_box("Exif", &[b"\0\0\0\0", EXIF].concat());
    let start = [b"\0\0\0\x0cJXL \r\n\x87\n".to_vec(), bmff_box("ftyp", b"jxl \0\0\0\0jxl ")].concat();
    [start, exif, bmff_box("xml ", XMP), JUMBF.to_vec(), bmff_box("brob", b"xml compressed"), stream].concat()
}

pub(super) fn bmp() -> Vec<u8> {
    let header = [b"BM", &le32(66)[..], b"\0\0\0\0", &le32(54)].concat();
    let second = [le32(40), le32(40), (-24_i32).to_le_bytes(), [1, 0, 24, 0]].concat();
    [header, second, vec![0; 24], b"picture data".to_vec()].concat()
}
