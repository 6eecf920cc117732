//! Labels in EXIF: UserComment as 20259A annex B has it, and every other text entry.
//!
//! Entries go in, candidates come out. UserComment carries a character code of eight bytes that many writers
//! leave out; entries of unknown type are searched for a label-shaped object.

use super::candidate::{Candidate, Collected};
use super::text;
use crate::limits::Limits;
use crate::metadata::model::ExifField;
use crate::vocabulary::aigc::{Flaw, Location};

const USER_COMMENT: u16 = 0x9286;

/// XPTitle to XPSubject, UTF-16LE in BYTE fields.
const XP_TAGS: std::ops::RangeInclusive<u16> = 0x9c9b..=0x9c9f;

const ASCII: u16 = 2;
const BYTE: u16 = 1;
const UNDEFINED: u16 = 7;

/// UTF-8, added by EXIF 3.0.
const UTF8: u16 = 129;

const CODE_BYTES: usize = 8;

/// Adds what may be a label.
pub(super) fn collect(field: &ExifField, limits: &Limits, collected: &mut Collected) {
    if field.tag == USER_COMMENT {
        return collected.push(user_comment(field), limits);
    }
    if XP_TAGS.contains(&field.tag) {
        let value = utf16(&field.raw, false);
        return collected.push(Candidate::plain(value, field.place.clone(), Location::Nonstandard), limits);
    }
    match field.kind {
        ASCII | UTF8 => {
            let value = text::decode(&field.raw);
            collected.push(Candidate::plain(value, field.place.clone(), Location::Nonstandard), limits);
        }
        BYTE | UNDEFINED => text::search(&field.raw, &field.place, limits, collected),
        _ => {}
    }
}

fn user_comment(field: &ExifField) -> Candidate {
    let comment = decode_comment(&field.raw, field.big_endian);
    let mut candidate = Candidate::plain(comment.text, field.place.clone(), Location::ExifUserComment);
    if comment.code_missing {
        candidate.flaws.push(Flaw::CharsetPrefixMissing);
    }
    candidate
}

/// A decoded UserComment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Comment {
    /// The text.
    pub(super) text: String,
    /// True when the eight bytes of the character code are not there.
    pub(super) code_missing: bool,
}

/// Decodes by the character code (EXIF 2.32 §4.6.5, Table 9); eight zero bytes mean "undefined" and are a code.
pub(super) fn decode_comment(raw: &[u8], big_endian: bool) -> Comment {
    let (code, body) = raw.split_at_checked(CODE_BYTES).unwrap_or((raw, &[]));
    match code {
        b"ASCII\0\0\0" | b"JIS\0\0\0\0\0" | b"\0\0\0\0\0\0\0\0" => {
            Comment { text: text::decode(body), code_missing: false }
        }
        b"UNICODE\0" => Comment { text: unicode(body, big_endian), code_missing: false },
        _ => Comment { text: text::decode(raw), code_missing: true },
    }
}

/// UTF-16 in the byte order of the block by the letter; writers disagree, so zero bytes decide.
fn unicode(body: &[u8], big_endian: bool) -> String {
    match body {
        [0xfe, 0xff, ..] => utf16(body, true),
        [0xff, 0xfe, ..] => utf16(body, false),
        [0, second, ..] if *second != 0 => utf16(body, true),
        [first, 0, ..] if *first != 0 => utf16(body, false),
        [first, second, ..] if is_ascii_text(*first) && is_ascii_text(*second) => text::decode(body),
        _ => utf16(body, big_endian),
    }
}

fn is_ascii_text(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte.is_ascii_whitespace()
}

/// UTF-16 with U+FFFD for what is none; a byte order mark is left for trimming.
pub(super) fn utf16(bytes: &[u8], big_endian: bool) -> String {
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [high, low] if big_endian => u16::from_be_bytes([*high, *low]),
        [low, high] => u16::from_le_bytes([*low, *high]),
        _ => 0,
    });
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"AIGC":{}}"#;

    fn wide(text: &str, big_endian: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[track_caller]
    fn check(raw: &[u8], big_endian: bool, text: &str, code_missing: bool) {
        assert_eq!(decode_comment(raw, big_endian), Comment { text: text.to_owned(), code_missing });
    }

    #[test]
    fn character_codes_of_the_standard() {
        for code in [b"ASCII\0\0\0", b"JIS\0\0\0\0\0", b"\0\0\0\0\0\0\0\0"] {
            check(&[code.as_slice(), JSON.as_bytes()].concat(), false, JSON, false);
        }
    }

    #[test]
    fn unicode_in_both_orders_whatever_the_block_says() {
        for written in [false, true] {
            for block in [false, true] {
                check(&[b"UNICODE\0".as_slice(), &wide(JSON, written)].concat(), block, JSON, false);
            }
        }
    }

    #[test]
    fn chinese_follows_the_block_order() {
        for order in [false, true] {
            check(&[b"UNICODE\0".as_slice(), &wide("豆包", order)].concat(), order, "豆包", false);
        }
    }

    #[test]
    fn unicode_that_is_really_utf8() {
        check(&[b"UNICODE\0".as_slice(), JSON.as_bytes()].concat(), false, JSON, false);
    }

    #[test]
    fn no_code_at_all() {
        check(JSON.as_bytes(), false, JSON, true);
        check(b"{}", false, "{}", true);
    }
}
