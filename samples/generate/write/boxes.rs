//! ISO BMFF and JPEG XL boxes, written without a codec: the coded picture is a few bytes that stand for one, or one
//! that was coded before.

use super::picture::{HEIGHT, WIDTH};
use super::{join, length16, length32};

/// One box.
pub(crate) fn plain(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    join(&[&(length32(body) + 8).to_be_bytes(), kind, body])
}

fn full(kind: &[u8; 4], version: u8, flags: u8, body: &[u8]) -> Vec<u8> {
    plain(kind, &join(&[&[version, 0, 0, flags], body]))
}

/// A metadata item of a HEIF file.
pub(crate) struct Item {
    kind: [u8; 4],
    content_type: &'static str,
    data: Vec<u8>,
}

/// An item with an XMP packet.
pub(crate) fn xmp_item(packet: &str) -> Item {
    Item { kind: *b"mime", content_type: "application/rdf+xml", data: packet.as_bytes().to_vec() }
}

/// An item with an EXIF block, preceded by the offset of its TIFF header (ISO/IEC 23008-12 A.2.1).
pub(crate) fn exif_item(block: &[u8]) -> Item {
    Item { kind: *b"Exif", content_type: "", data: join(&[&[0, 0, 0, 0], block]) }
}

/// A HEIF file of one coded picture and further items. `brand` is `avif` or `heic`, `codec` `av01` or `hvc1`. No decoder
/// opens it.
pub(crate) fn heif(brand: &[u8; 4], codec: &[u8; 4], items: Vec<Item>) -> Vec<u8> {
    let picture = Item { kind: *codec, content_type: "", data: b"\x12\0\x0a\x0ano codec".to_vec() };
    file(brand, picture, items, &properties(&[]))
}

/// An AVIF file of a picture that decoders open, and further items. The picture is that of `plain/nothing.png`, coded by
/// libaom at quality 60.
pub(crate) fn avif(items: Vec<Item>) -> Vec<u8> {
    let picture = Item { kind: *b"av01", content_type: "", data: include_bytes!("picture.av1").to_vec() };
    // 8 bits a channel, 4:2:0 (AV1-ISOBMFF §2.3.3); sRGB with full range.
    let configuration = plain(b"av1C", &[0x81, 0, 0x0c, 0]);
    let channels = full(b"pixi", 0, 0, &[3, 8, 8, 8]);
    let colors = plain(b"colr", b"nclx\0\x01\0\x0d\0\x06\x80");
    let described = join(&[&properties(&[configuration, channels, colors]), &references(items.len())]);
    file(b"avif", picture, items, &described)
}

/// Of the items from the second on that they describe the first; decoders pass over metadata that does not say so
/// (ISO/IEC 23008-12 §6.4.2).
fn references(items: usize) -> Vec<u8> {
    let one = |id: u16| plain(b"cdsc", &join(&[&id.to_be_bytes(), &[0, 1], &[0, 1]]));
    let all: Vec<u8> = (2_u16..).take(items).flat_map(one).collect();
    if all.is_empty() { all } else { full(b"iref", 0, 0, &all) }
}

fn file(brand: &[u8; 4], picture: Item, items: Vec<Item>, described: &[u8]) -> Vec<u8> {
    let file_type = plain(b"ftyp", &join(&[brand, &[0; 4], b"mif1", b"miaf", brand]));
    let all: Vec<Item> = std::iter::once(picture).chain(items).collect();
    // The locations hold absolute offsets, so the size of `meta` is taken from a first pass.
    let meta_size = meta(&all, described, 0).len();
    let data_at = length32(&file_type) + u32::try_from(meta_size).expect("samples are small") + 8;
    let data: Vec<u8> = all.iter().flat_map(|item| item.data.clone()).collect();
    join(&[&file_type, &meta(&all, described, data_at), &plain(b"mdat", &data)])
}

fn meta(items: &[Item], described: &[u8], data_at: u32) -> Vec<u8> {
    let handler = full(b"hdlr", 0, 0, b"\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0");
    let primary = full(b"pitm", 0, 0, &1_u16.to_be_bytes());
    full(b"meta", 0, 0, &join(&[&handler, &primary, &locations(items, data_at), &infos(items), described]))
}

fn infos(items: &[Item]) -> Vec<u8> {
    let entries: Vec<u8> = items.iter().zip(1_u16..).flat_map(|(item, id)| info(item, id)).collect();
    let count = u16::try_from(items.len()).expect("few items");
    full(b"iinf", 0, 0, &join(&[&count.to_be_bytes(), &entries]))
}

fn info(item: &Item, id: u16) -> Vec<u8> {
    let mut body = join(&[&id.to_be_bytes(), &[0, 0], &item.kind, b"\0"]);
    if !item.content_type.is_empty() {
        body.extend(item.content_type.as_bytes());
        body.extend(b"\0");
    }
    full(b"infe", 2, 0, &body)
}

fn locations(items: &[Item], data_at: u32) -> Vec<u8> {
    let count = u16::try_from(items.len()).expect("few items");
    let mut body = join(&[&[0x44, 0x00], &count.to_be_bytes()]);
    let mut at = data_at;
    for (item, id) in items.iter().zip(1_u16..) {
        body.extend(id.to_be_bytes());
        body.extend([0, 0, 0, 1]);
        body.extend(at.to_be_bytes());
        body.extend(length32(&item.data).to_be_bytes());
        at += length32(&item.data);
    }
    full(b"iloc", 0, 0, &body)
}

/// The size of the picture and what else a decoder needs, the first of which it must understand.
fn properties(more: &[Vec<u8>]) -> Vec<u8> {
    const ESSENTIAL: u8 = 0x80;
    let size = full(b"ispe", 0, 0, &join(&[&WIDTH.to_be_bytes(), &HEIGHT.to_be_bytes()]));
    let count = u8::try_from(1 + more.len()).expect("few properties");
    let numbers: Vec<u8> = (1..=count).map(|number| if number == 2 { number | ESSENTIAL } else { number }).collect();
    let association = full(b"ipma", 0, 0, &join(&[&[0, 0, 0, 1, 0, 1, count], &numbers]));
    plain(b"iprp", &join(&[&plain(b"ipco", &join(&[&size, &more.concat()])), &association]))
}

/// A JPEG XL container with boxes between the file type and a codestream that stands for a picture.
pub(crate) fn jxl(boxes: &[Vec<u8>]) -> Vec<u8> {
    let signature = plain(b"JXL ", &[0x0d, 0x0a, 0x87, 0x0a]);
    let file_type = plain(b"ftyp", b"jxl \0\0\0\0jxl ");
    join(&[&signature, &file_type, &boxes.concat(), &plain(b"jxlc", b"\xff\x0ano codec")])
}

/// A JPEG XL `brob` box: another box, its body as one brotli meta-block stored without compression.
pub(crate) fn brob(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::from(length16(body)) - 1;
    // RFC 7932: window 16 bits, not last, four nibbles of length, stored; then an empty last block.
    let head = (length << 4) | (1 << 20);
    let [b0, b1, b2, _] = head.to_le_bytes();
    plain(b"brob", &join(&[kind, &[b0, b1, b2], body, &[0x03]]))
}

/// A JUMBF superbox of a given content type with one text box: JUMBF that is not C2PA.
pub(crate) fn foreign_jumbf(label: &str, text: &str) -> Vec<u8> {
    let uuid = b"\x6a\x73\x6f\x6e\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71";
    let description = plain(b"jumd", &join(&[uuid, &[3], label.as_bytes(), b"\0"]));
    plain(b"jumb", &join(&[&description, &plain(b"json", text.as_bytes())]))
}

/// A C2PA manifest store as far as its boxes go, with a claim that nobody signed and a text of its own.
pub(crate) fn unsigned_store(text: &str) -> Vec<u8> {
    let superbox = |kind: &[u8; 4], label: &str, content: &[u8]| {
        let tail = b"\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71";
        let description = plain(b"jumd", &join(&[kind, tail, &[3], label.as_bytes(), b"\0"]));
        plain(b"jumb", &join(&[&description, content]))
    };
    let assertion = superbox(b"json", "org.yanbiao.text", &plain(b"json", text.as_bytes()));
    let claim = superbox(b"c2cl", "c2pa.claim.v2", &plain(b"cbor", &[0xa0]));
    let manifest = join(&[&superbox(b"c2as", "c2pa.assertions", &assertion), &claim]);
    superbox(b"c2pa", "c2pa", &superbox(b"c2ma", "urn:c2pa:00000000-0000-4000-8000-000000000000", &manifest))
}

/// A film in the MP4 layout without a single picture in it: what a motion photo carries after its end.
pub(crate) fn film() -> Vec<u8> {
    let file_type = plain(b"ftyp", b"mp42\0\0\0\0isommp42");
    // Version 0: times, a scale of 1000, no length, normal rate and volume, the unit matrix, next track 1.
    let matrix = [0x1_0000_u32, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];
    let matrix: Vec<u8> = matrix.into_iter().flat_map(u32::to_be_bytes).collect();
    let head = join(&[&[0; 8], &1000_u32.to_be_bytes(), &[0; 4], &[0, 1, 0, 0, 1, 0], &[0; 10], &matrix, &[0; 24]]);
    let header = full(b"mvhd", 0, 0, &join(&[&head, &1_u32.to_be_bytes()]));
    join(&[&file_type, &plain(b"mdat", &[0x5a; 256]), &plain(b"moov", &header)])
}
