//! EXIF blocks in both byte orders.

use super::{join, length32};

/// Byte order of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// `II`.
    Little,
    /// `MM`.
    Big,
}

impl Order {
    fn bytes16(self, value: u16) -> [u8; 2] {
        match self {
            Self::Little => value.to_le_bytes(),
            Self::Big => value.to_be_bytes(),
        }
    }

    fn bytes32(self, value: u32) -> [u8; 4] {
        match self {
            Self::Little => value.to_le_bytes(),
            Self::Big => value.to_be_bytes(),
        }
    }
}

/// One field.
#[derive(Clone)]
pub(crate) struct Field {
    tag: u16,
    kind: u16,
    count: u32,
    data: Vec<u8>,
}

const ASCII: u16 = 2;
const SHORT: u16 = 3;
const LONG: u16 = 4;
const UNDEFINED: u16 = 7;

/// Make.
pub(crate) const MAKE: u16 = 0x010f;
/// Model.
pub(crate) const MODEL: u16 = 0x0110;
/// ImageDescription.
pub(crate) const IMAGE_DESCRIPTION: u16 = 0x010e;
/// DocumentName.
pub(crate) const DOCUMENT_NAME: u16 = 0x010d;
/// Software.
pub(crate) const SOFTWARE: u16 = 0x0131;
/// Artist.
pub(crate) const ARTIST: u16 = 0x013b;
/// UserComment, in the EXIF directory.
pub(crate) const USER_COMMENT: u16 = 0x9286;
/// MakerNote; Fooocus writes it into the first directory.
pub(crate) const MAKER_NOTE: u16 = 0x927c;
const THUMBNAIL_AT: u16 = 0x0201;
const THUMBNAIL_LENGTH: u16 = 0x0202;
const ORIENTATION: u16 = 0x0112;
const EXIF_DIRECTORY: u16 = 0x8769;

/// An ASCII field.
pub(crate) fn ascii(tag: u16, text: &str) -> Field {
    let data = join(&[text.as_bytes(), b"\0"]);
    Field { tag, kind: ASCII, count: length32(&data), data }
}

/// How the picture has to be turned to stand upright, 1 to 8.
pub(crate) fn orientation(order: Order, value: u16) -> Field {
    Field { tag: ORIENTATION, kind: SHORT, count: 1, data: order.bytes16(value).to_vec() }
}

/// A field of raw bytes.
pub(crate) fn undefined(tag: u16, data: &[u8]) -> Field {
    Field { tag, kind: UNDEFINED, count: length32(data), data: data.to_vec() }
}

/// UserComment in ASCII with its character code.
pub(crate) fn user_comment(text: &str) -> Field {
    undefined(USER_COMMENT, &join(&[b"ASCII\0\0\0", text.as_bytes()]))
}

/// UserComment in UTF-16 with its character code; `order` is that of the text.
pub(crate) fn user_comment_utf16(text: &str, order: Order) -> Field {
    let units: Vec<u8> = text.encode_utf16().flat_map(|unit| order.bytes16(unit)).collect();
    undefined(USER_COMMENT, &join(&[b"UNICODE\0", &units]))
}

/// A block with a first directory and, when there are fields for it, an EXIF directory.
pub(crate) fn block(order: Order, first: &[Field], exif: &[Field]) -> Vec<u8> {
    let mark: &[u8] = match order {
        Order::Little => b"II",
        Order::Big => b"MM",
    };
    let mut fields = first.to_vec();
    let mut out = join(&[mark, &order.bytes16(42), &order.bytes32(8)]);
    if !exif.is_empty() {
        let first_size = directory(order, &with_pointer(order, &fields, 0), 8).len();
        let at = 8 + u32::try_from(first_size).expect("samples are small");
        fields = with_pointer(order, &fields, at);
        out.extend(directory(order, &fields, 8));
        out.extend(directory(order, exif, at));
        return out;
    }
    out.extend(directory(order, &fields, 8));
    out
}

/// A block with a thumbnail in its second directory.
pub(crate) fn with_thumbnail(order: Order, first: &[Field], jpeg: &[u8]) -> Vec<u8> {
    with_pointed(order, first, jpeg, length32(jpeg))
}

/// The same with a length of its own; one that is too long points to what is not there.
pub(crate) fn with_pointed(order: Order, first: &[Field], jpeg: &[u8], length: u32) -> Vec<u8> {
    let mark: &[u8] = match order {
        Order::Little => b"II",
        Order::Big => b"MM",
    };
    let long = |tag: u16, value: u32| Field { tag, kind: LONG, count: 1, data: order.bytes32(value).to_vec() };
    let size = |fields: &[Field]| length32(&directory(order, fields, 8));
    let second_at = 8 + size(first);
    let second = |at: u32| [long(THUMBNAIL_AT, at), long(THUMBNAIL_LENGTH, length)];
    let jpeg_at = second_at + size(&second(0));
    let mut out = join(&[mark, &order.bytes16(42), &order.bytes32(8), &directory(order, first, 8)]);
    let next_at = 8 + 2 + 12 * first.len();
    out[next_at..next_at + 4].copy_from_slice(&order.bytes32(second_at));
    out.extend(directory(order, &second(jpeg_at), second_at));
    out.extend(jpeg);
    out
}

fn with_pointer(order: Order, fields: &[Field], at: u32) -> Vec<Field> {
    let pointer = Field { tag: EXIF_DIRECTORY, kind: LONG, count: 1, data: order.bytes32(at).to_vec() };
    fields.iter().cloned().chain([pointer]).collect()
}

/// One directory that starts at `at`, followed by the values that do not fit into its entries.
fn directory(order: Order, fields: &[Field], at: u32) -> Vec<u8> {
    let count = u16::try_from(fields.len()).expect("samples have few fields");
    let mut values = Vec::new();
    let mut out = order.bytes16(count).to_vec();
    let values_at = at + 2 + 12 * u32::from(count) + 4;
    for field in fields {
        out.extend(order.bytes16(field.tag));
        out.extend(order.bytes16(field.kind));
        out.extend(order.bytes32(field.count));
        if field.data.len() <= 4 {
            let mut inline = field.data.clone();
            inline.resize(4, 0);
            out.extend(inline);
        } else {
            out.extend(order.bytes32(values_at + length32(&values)));
            values.extend(&field.data);
            values.resize(values.len().next_multiple_of(2), 0);
        }
    }
    out.extend(order.bytes32(0));
    out.extend(values);
    out
}
