//! Decoders with a cap: zlib, brotli, and the hex profiles of ImageMagick.
//!
//! Bytes in, bytes out. Whatever could be decoded before an error or the cap is kept: half a label is a
//! trace, and only the caller knows what it is worth.

use std::io::Read;

/// How decoding ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// At the end of the stream.
    Whole,
    /// At the cap.
    Capped,
    /// At bytes that do not decode.
    Broken,
}

/// Inflates a zlib stream.
pub(super) fn inflate(bytes: &[u8], bytes_max: u64) -> (Vec<u8>, Ended) {
    read_capped(flate2::read::ZlibDecoder::new(bytes), bytes_max)
}

/// Decompresses a brotli stream (RFC 7932).
pub(super) fn brotli(bytes: &[u8], bytes_max: u64) -> (Vec<u8>, Ended) {
    const BUFFER_BYTES: usize = 4096;
    read_capped(brotli_decompressor::Decompressor::new(bytes, BUFFER_BYTES), bytes_max)
}

/// Decodes `\n<name>\n<length>\n<hex>`, as ImageMagick writes a profile into a PNG text chunk.
pub(super) fn hex_profile(text: &[u8]) -> (Vec<u8>, Ended) {
    let mut lines = text.splitn(4, |byte| *byte == b'\n');
    let (Some(_), Some(_), Some(length), Some(hex)) = (lines.next(), lines.next(), lines.next(), lines.next()) else {
        return (Vec::new(), Ended::Broken);
    };
    let declared = std::str::from_utf8(length).ok().and_then(|length| length.trim().parse::<usize>().ok());
    let mut digits = hex.iter().filter(|byte| !byte.is_ascii_whitespace()).map(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(hex.len().div_ceil(2));
    while let (Some(Some(high)), Some(Some(low))) = (digits.next(), digits.next()) {
        bytes.push(u8::try_from((high << 4) | low).unwrap_or_default());
    }
    let ended = if declared == Some(bytes.len()) { Ended::Whole } else { Ended::Broken };
    (bytes, ended)
}

fn read_capped(decoder: impl Read, bytes_max: u64) -> (Vec<u8>, Ended) {
    let mut bytes = Vec::new();
    let result = decoder.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes);
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > bytes_max {
        bytes.truncate(usize::try_from(bytes_max).unwrap_or(usize::MAX));
        return (bytes, Ended::Capped);
    }
    let ended = if result.is_ok() { Ended::Whole } else { Ended::Broken };
    (bytes, ended)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[track_caller]
    fn check((bytes, ended): (Vec<u8>, Ended), expected: (&[u8], Ended)) {
        assert_eq!((bytes.as_slice(), ended), expected);
    }

    #[test]
    fn a_stream_is_inflated_to_its_end_or_the_cap() {
        let stream = zlib(b"hello hello hello");
        check(inflate(&stream, 17), (b"hello hello hello", Ended::Whole));
        check(inflate(&stream, 16), (b"hello hello hell", Ended::Capped));
    }

    #[test]
    fn a_bomb_stops_at_the_cap() {
        let stream = zlib(&vec![0; 10 << 20]);
        let (bytes, ended) = inflate(&stream, 1_000);
        assert_eq!((bytes.len(), ended), (1_000, Ended::Capped));
    }

    #[test]
    fn a_cut_stream_is_broken() {
        let stream = zlib(b"hello hello hello");
        let cut = stream.get(..stream.len() - 6).unwrap();
        assert_eq!(inflate(cut, 100).1, Ended::Broken);
        assert_eq!(inflate(b"not zlib", 100), (Vec::new(), Ended::Broken));
        assert_eq!(brotli(b"\xff\xff\xff\xff", 100).1, Ended::Broken);
    }

    #[test]
    fn a_hex_profile_is_decoded() {
        check(hex_profile(b"\nexif\n       4\n4578\n6966\n"), (b"Exif", Ended::Whole));
        check(hex_profile(b"\nexif\n       5\n4578\n6966\n"), (b"Exif", Ended::Broken));
        check(hex_profile(b"\nexif\n       4\n4578zz"), (b"Ex", Ended::Broken));
        check(hex_profile(b"no profile"), (b"", Ended::Broken));
    }
}
