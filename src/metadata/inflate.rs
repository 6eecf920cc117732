//! Decoders of stored payloads: deflate, brotli, and the hexadecimal profiles ImageMagick writes into PNG
//! text. All of them stop at a bound that the caller gives.

use std::io::Read;

/// Inflates a zlib stream, `bytes_max` at most. `Err` says what went wrong; a cut stream keeps its start.
pub(super) fn zlib(stored: &[u8], bytes_max: u64) -> Result<Vec<u8>, &'static str> {
    bounded(flate2::read::ZlibDecoder::new(stored), bytes_max, "deflate data is damaged")
}

/// The same for a brotli stream.
pub(super) fn brotli(stored: &[u8], bytes_max: u64) -> Result<Vec<u8>, &'static str> {
    const WINDOW: usize = 16 << 10;
    bounded(brotli_decompressor::Decompressor::new(stored, WINDOW), bytes_max, "brotli data is damaged")
}

fn bounded(reader: impl Read, bytes_max: u64, damaged: &'static str) -> Result<Vec<u8>, &'static str> {
    let mut bytes = Vec::new();
    let limit = bytes_max.saturating_add(1);
    reader.take(limit).read_to_end(&mut bytes).map_err(|_| damaged)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > bytes_max {
        return Err("inflates beyond the limit");
    }
    Ok(bytes)
}

/// Decodes an ImageMagick raw profile: `\nexif\n    1234\n` and hexadecimal digits in lines.
pub(super) fn raw_profile(text: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut lines = text.splitn(4, |byte| *byte == b'\n');
    let (_, _, length, digits) = (lines.next(), lines.next(), lines.next(), lines.next());
    let declared = length.and_then(|line| std::str::from_utf8(line).ok()).and_then(|line| line.trim().parse().ok());
    let (Some(declared), Some(digits)) = (declared, digits) else { return Err("raw profile without a length") };
    let mut nibbles =
        digits.iter().filter(|byte| !byte.is_ascii_whitespace()).map(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::new();
    while let Some(high) = nibbles.next() {
        let (Some(high), Some(Some(low))) = (high, nibbles.next()) else {
            return Err("raw profile is not hexadecimal");
        };
        bytes.push(u8::try_from((high << 4) | low).unwrap_or_default());
    }
    if bytes.len() < declared {
        return Err("raw profile is shorter than it says");
    }
    bytes.truncate(declared);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_stream_within_the_bound_is_inflated() {
        assert_eq!(zlib(&deflated(b"hello"), 5).unwrap(), b"hello");
    }

    #[test]
    fn a_bomb_stops_at_the_bound() {
        assert!(zlib(&deflated(&vec![0; 1 << 20]), 1 << 10).is_err());
    }

    #[test]
    fn a_damaged_stream_is_an_error() {
        assert!(zlib(b"not zlib", 100).is_err());
        assert!(brotli(&[0xff; 40], 100).is_err());
    }

    #[track_caller]
    fn check_profile(text: &str, expected: Option<&[u8]>) {
        assert_eq!(raw_profile(text.as_bytes()).ok().as_deref(), expected);
    }

    #[test]
    fn raw_profiles_are_hexadecimal_in_lines() {
        check_profile("\nexif\n       4\n4949\n2a00\n", Some(b"II*\0"));
        check_profile("\nexif\n       5\n49492a00", None);
        check_profile("\nexif\n       4\n4949zz00", None);
        check_profile("no profile", None);
    }
}
