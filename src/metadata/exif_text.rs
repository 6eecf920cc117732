//! The text in EXIF values: character codes, byte orders, filler.
//!
//! Takes a field, gives the text in it. Writers break the rules in known ways, and each of them is read.

use super::exif_tag;
use super::model::{ExifField, Ifd};
use super::unicode;

/// The character code in the first 8 bytes of a UserComment (EXIF 2.32 §4.6.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Charset {
    /// `ASCII` and three NUL.
    Ascii,
    /// `UNICODE` and one NUL.
    Unicode,
    /// `JIS` and five NUL.
    Jis,
    /// Eight NUL: undefined.
    Undefined,
}

const PREFIXES: [(&[u8; 8], Charset); 6] = [
    (b"ASCII\0\0\0", Charset::Ascii),
    (b"UNICODE\0", Charset::Unicode),
    (b"JIS\0\0\0\0\0", Charset::Jis),
    (b"\0\0\0\0\0\0\0\0", Charset::Undefined),
    // Not in the standard; what follows is text that needs no conversion.
    (b"UTF-8\0\0\0", Charset::Undefined),
    (b"UTF8\0\0\0\0", Charset::Undefined),
];

/// Text of a UserComment and its character code; `None` where the prefix is missing and the value is all text.
pub fn user_comment(field: &ExifField) -> (Option<Charset>, String) {
    comment(&field.raw, field.big_endian)
}

/// The same for bytes that a converter took out of their block.
pub fn comment(raw: &[u8], big_endian: bool) -> (Option<Charset>, String) {
    let (charset, rest) = split_prefix(raw);
    let text = match charset {
        Some(Charset::Unicode) => unicode_text(rest, big_endian),
        Some(Charset::Ascii | Charset::Jis | Charset::Undefined) | None => unmarked_text(rest),
    };
    (charset, trim_filler(&text).to_owned())
}

/// Text of an ASCII value, which many writers fill with UTF-8.
pub fn ascii(field: &ExifField) -> String {
    trim_filler(&String::from_utf8_lossy(&field.raw)).to_owned()
}

/// Text of a value in the coding that its tag asks for.
pub fn text(field: &ExifField) -> String {
    let coded = match field.tag {
        exif_tag::USER_COMMENT => true,
        exif_tag::GPS_PROCESSING_METHOD | exif_tag::GPS_AREA_INFORMATION => field.ifd == Ifd::Gps,
        _ => false,
    };
    if coded {
        return user_comment(field).1;
    }
    if exif_tag::is_windows_text(field.tag) {
        return trim_filler(&unicode::utf16(&field.raw, false)).to_owned();
    }
    ascii(field)
}

fn split_prefix(raw: &[u8]) -> (Option<Charset>, &[u8]) {
    let Some((prefix, rest)) = raw.split_at_checked(8) else { return (None, raw) };
    let known = PREFIXES.iter().find(|(known, _)| is_code(prefix, known));
    match known {
        Some((_, charset)) => (Some(*charset), rest),
        None => (None, raw),
    }
}

/// In any letter case, and filled up with spaces or NUL.
fn is_code(prefix: &[u8], known: &[u8; 8]) -> bool {
    let filler = |byte: u8| matches!(byte, 0 | b' ');
    let same = |(found, wanted): (&u8, &u8)| found.eq_ignore_ascii_case(wanted) || (*wanted == 0 && filler(*found));
    prefix.iter().zip(known).all(same)
}

/// UTF-16; but some writers declare it and go on in UTF-8.
fn unicode_text(bytes: &[u8], big_endian: bool) -> String {
    let has_mark = matches!(bytes, [0xfe, 0xff, ..] | [0xff, 0xfe, ..]);
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last.saturating_add(1));
    let filled = bytes.get(..end).unwrap_or_default();
    if !has_mark && !filled.contains(&0) && is_mostly_ascii(filled) && std::str::from_utf8(filled).is_ok() {
        return String::from_utf8_lossy(filled).into_owned();
    }
    unicode::utf16_guessed(bytes, big_endian)
}

fn is_mostly_ascii(bytes: &[u8]) -> bool {
    let printable = bytes.iter().filter(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')).count();
    !bytes.is_empty() && printable >= bytes.len().div_ceil(2)
}

/// UTF-8 without a promise; UTF-16 where its mark or its zero bytes show.
fn unmarked_text(bytes: &[u8]) -> String {
    let marked = matches!(bytes, [0xfe, 0xff, ..] | [0xff, 0xfe, ..]);
    if marked || is_mostly_half_zero(bytes) {
        return unicode::utf16_guessed(bytes, true);
    }
    String::from_utf8_lossy(bytes).into_owned()
}

fn is_mostly_half_zero(bytes: &[u8]) -> bool {
    let pairs = bytes.chunks_exact(2);
    let all = pairs.len();
    let half = pairs.filter(|pair| matches!(pair, [0, other] | [other, 0] if *other != 0)).count();
    half > all.div_ceil(2)
}

fn trim_filler(text: &str) -> &str {
    text.trim_end_matches(['\0', ' ']).trim_start_matches('\0')
}

#[cfg(test)]
mod tests {
    use super::super::model::Place;
    use super::*;

    fn field(tag: u16, raw: &[u8], big_endian: bool) -> ExifField {
        let place = Place { carrier: String::new(), span: 0..0, after_end: false };
        ExifField { ifd: Ifd::Exif, tag, kind: 7, raw: raw.to_vec(), big_endian, place }
    }

    #[track_caller]
    fn check(raw: &[u8], expected: (Option<Charset>, &str)) {
        for big_endian in [false, true] {
            let (charset, text) = user_comment(&field(exif_tag::USER_COMMENT, raw, big_endian));
            assert_eq!((charset, text.as_str()), expected, "big_endian {big_endian}");
        }
    }

    fn coded(prefix: &[u8], text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        prefix.iter().copied().chain(text.encode_utf16().flat_map(to_bytes)).collect()
    }

    #[test]
    fn ascii_is_read_as_utf8_without_filler() {
        check(b"ASCII\0\0\0{\"AIGC\":{}}\0\0  ", (Some(Charset::Ascii), "{\"AIGC\":{}}"));
        check("ASCII\0\0\0验标".as_bytes(), (Some(Charset::Ascii), "验标"));
    }

    #[test]
    fn unicode_is_read_in_either_order_whatever_the_block_says() {
        check(&coded(b"UNICODE\0", "Steps: 20, 猫", u16::to_be_bytes), (Some(Charset::Unicode), "Steps: 20, 猫"));
        check(&coded(b"UNICODE\0", "Steps: 20, 猫", u16::to_le_bytes), (Some(Charset::Unicode), "Steps: 20, 猫"));
        check(&coded(b"UNICODE\0\xff\xfe", "猫猫", u16::to_le_bytes), (Some(Charset::Unicode), "猫猫"));
        check(&coded(b"Unicode\0\xfe\xff", "猫猫", u16::to_be_bytes), (Some(Charset::Unicode), "猫猫"));
    }

    #[test]
    fn unicode_without_any_hint_follows_the_block() {
        let raw = coded(b"UNICODE\0", "猫狗鱼鸟", u16::to_be_bytes);
        assert_eq!(user_comment(&field(exif_tag::USER_COMMENT, &raw, true)).1, "猫狗鱼鸟");
        let raw = coded(b"UNICODE\0", "猫狗鱼鸟", u16::to_le_bytes);
        assert_eq!(user_comment(&field(exif_tag::USER_COMMENT, &raw, false)).1, "猫狗鱼鸟");
    }

    #[test]
    fn utf8_declared_as_unicode_is_read() {
        check(b"UNICODE\0{\"Label\":\"1\"}\0\0", (Some(Charset::Unicode), "{\"Label\":\"1\"}"));
    }

    #[test]
    fn a_missing_prefix_leaves_the_whole_value() {
        check(b"{\"AIGC\":{}}", (None, "{\"AIGC\":{}}"));
        check(b"short", (None, "short"));
        check(&coded(b"", "{\"AIGC\":{}}", u16::to_le_bytes), (None, "{\"AIGC\":{}}"));
    }

    #[test]
    fn undefined_and_empty_comments_are_read() {
        check(b"\0\0\0\0\0\0\0\0abc", (Some(Charset::Undefined), "abc"));
        check(b"ASCII\0\0\0", (Some(Charset::Ascii), ""));
        check(b"JIS\0\0\0\0\0abc", (Some(Charset::Jis), "abc"));
        check(b"ASCII   abc", (Some(Charset::Ascii), "abc"));
        check(b"ascii\0\0\0abc", (Some(Charset::Ascii), "abc"));
        check("UTF-8\0\0\0验标".as_bytes(), (Some(Charset::Undefined), "验标"));
        check(b"ASCII art of a cat", (None, "ASCII art of a cat"));
        check(b"", (None, ""));
    }

    #[test]
    fn windows_tags_are_utf16() {
        assert_eq!(text(&field(0x9c9c, b"a\0b\0\0\0", true)), "ab");
    }
}
