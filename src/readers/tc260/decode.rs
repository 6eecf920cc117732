//! Text from bytes whose encoding nobody states.

/// UTF-8, or Latin-1 where it is not; either may be marked or look like UTF-16.
pub(super) fn decode(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, ..] => return utf16(bytes, true),
        [0xff, 0xfe, ..] | [b'{', 0, ..] => return utf16(bytes, false),
        [0, b'{', ..] => return utf16(bytes, true),
        _ => {}
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
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
