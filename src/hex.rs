//! Bytes as people and other programs write them.

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of hexadecimal, in lower or upper case; `None` for anything else.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back() {
        assert_eq!(unhex(&hex(b"\x00\x7f\xff")).as_deref(), Some(&b"\x00\x7f\xff"[..]));
        assert_eq!(unhex("AB"), Some(vec![0xab]));
        assert_eq!([unhex("abc"), unhex("0g"), unhex("\u{e9}")], [None, None, None]);
    }
}
