//! Text in UTF-16 and UTF-32, told by byte order mark or by where the zero bytes are.
//!
//! Bytes in, text out; what cannot be decoded becomes U+FFFD. Knows no metadata format.

/// Decodes an XML text that is not UTF-8 (XML 1.0 appendix F); `None` when it is.
pub(super) fn decode_xml(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0x00, 0x00, 0xfe, 0xff, rest @ ..] => Some(utf32(rest, true)),
        [0xff, 0xfe, 0x00, 0x00, rest @ ..] => Some(utf32(rest, false)),
        [0x00, 0x00, 0x00, b'<', ..] => Some(utf32(bytes, true)),
        [b'<', 0x00, 0x00, 0x00, ..] => Some(utf32(bytes, false)),
        [0xfe, 0xff, rest @ ..] => Some(utf16(rest, true)),
        [0xff, 0xfe, rest @ ..] => Some(utf16(rest, false)),
        [0x00, b'<', ..] => Some(utf16(bytes, true)),
        [b'<', 0x00, ..] => Some(utf16(bytes, false)),
        _ => None,
    }
}

/// UTF-16 in a known byte order; an odd last byte is left out.
pub(super) fn utf16(bytes: &[u8], big_endian: bool) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok());
    let units = units.map(|pair| if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) });
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// UTF-16 in the byte order of its mark or, without one, the order in which more zero bytes are high bytes;
/// `big_endian` when both are as likely.
pub(super) fn utf16_guessed(bytes: &[u8], big_endian: bool) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => utf16(rest, true),
        [0xff, 0xfe, rest @ ..] => utf16(rest, false),
        _ => utf16(bytes, zeros_say_big_endian(bytes).unwrap_or(big_endian)),
    }
}

/// Which byte of each pair is more often zero; nothing when both are alike.
pub(super) fn zeros_say_big_endian(bytes: &[u8]) -> Option<bool> {
    let (mut high, mut low) = (0_usize, 0_usize);
    for pair in bytes.chunks_exact(2) {
        // A pair of two zero bytes is padding and says nothing.
        match pair {
            [0, second] if *second != 0 => high = high.saturating_add(1),
            [first, 0] if *first != 0 => low = low.saturating_add(1),
            _ => {}
        }
    }
    (high != low).then_some(high > low)
}

/// UTF-8 where it is valid, else Latin-1.
pub(super) fn utf8_or_latin1(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn utf32(bytes: &[u8], big_endian: bool) -> String {
    let units = bytes.chunks_exact(4).filter_map(|quad| <[u8; 4]>::try_from(quad).ok());
    let units = units.map(|quad| if big_endian { u32::from_be_bytes(quad) } else { u32::from_le_bytes(quad) });
    units.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: Option<&str>) {
        assert_eq!(decode_xml(bytes).as_deref(), expected);
    }

    #[test]
    fn utf8_is_left_to_others() {
        check(b"<a/>", None);
        check(b"\xef\xbb\xbf<a/>", None);
        check(b"", None);
    }

    #[test]
    fn byte_order_marks_decide() {
        check(b"\xfe\xff\0<\0a", Some("<a"));
        check(b"\xff\xfe<\0a\0", Some("<a"));
        check(b"\0\0\xfe\xff\0\0\0<", Some("<"));
        check(b"\xff\xfe\0\0<\0\0\0", Some("<"));
    }

    #[test]
    fn zero_bytes_decide() {
        check(b"\0<\0a", Some("<a"));
        check(b"<\0a\0", Some("<a"));
        check(b"\0\0\0<\0\0\0a", Some("<a"));
        check(b"<\0\0\0a\0\0\0", Some("<a"));
    }

    #[test]
    fn a_lone_surrogate_is_replaced() {
        check(b"<\0\0\xd8a\0", Some("<\u{fffd}a"));
    }

    #[test]
    fn the_likelier_order_wins_over_the_given_one() {
        assert_eq!(utf16_guessed(b"\0a\0b", false), "ab");
        assert_eq!(utf16_guessed(b"a\0b\0", true), "ab");
        assert_eq!(
            utf16_guessed("验标".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>().as_slice(), true),
            "验标"
        );
    }
}
