//! Reading by offset through two small windows: the start of the asset, kept, and one that moves.
//!
//! Most headers sit in the first 4 KiB, and the others are a few bytes apart from a large payload, so a walk
//! costs one read plus one tiny read per far piece, whatever the size of the picture. Nothing here knows a
//! format. Every function is total: bytes that are not there end the walk as a [`Stop`].

use crate::asset::Asset;
use crate::coverage::reason;
use crate::message::{Message, Text};

/// Read once at the start; holds the headers of most files.
const HEAD_BYTES: usize = 4096;
/// Read at a far offset: enough for a few small pieces in a row, such as the tables of a JPEG.
const STEP_BYTES: usize = 512;
/// Read at once while a walk goes through coded data byte by byte.
const STREAM_BYTES: usize = 1 << 16;

/// Why a walk cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The asset ends inside a piece.
    Ends {
        /// In what, lower case, no full stop.
        why: Message,
        /// Its offset.
        at: u64,
    },
    /// A bound was reached.
    Limit {
        /// Its name in `Limits`.
        limit: &'static str,
        /// Where.
        at: u64,
    },
    /// The structure does not parse.
    Broken {
        /// What is wrong, lower case, no full stop.
        why: &'static Text,
        /// Where.
        at: u64,
    },
    /// The medium failed.
    Io {
        /// What it said.
        why: String,
        /// Where.
        at: u64,
    },
}

/// The byte order of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endian {
    /// Most significant byte first.
    Big,
    /// Least significant byte first.
    Little,
}

/// A window on the asset.
pub(super) struct Cursor<'a> {
    asset: &'a Asset<'a>,
    size: u64,
    head: Vec<u8>,
    window: Vec<u8>,
    window_at: u64,
    read_ahead: usize,
}

impl<'a> Cursor<'a> {
    /// Reads the head of the asset.
    pub(super) fn open(asset: &'a Asset<'a>) -> Result<Self, Stop> {
        let head = asset.read(0, HEAD_BYTES).map_err(|error| Stop::Io { why: error.to_string(), at: 0 })?;
        let size = asset.size();
        Ok(Self { asset, size, head, window: Vec::new(), window_at: 0, read_ahead: STEP_BYTES })
    }

    /// Size of the asset in bytes.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Reads far ahead from now on (`true`) or only what a header needs (`false`).
    pub(super) fn stream(&mut self, on: bool) {
        self.read_ahead = if on { STREAM_BYTES } else { STEP_BYTES };
    }

    /// Up to `count` bytes at `at`; fewer only at the end of the asset.
    pub(super) fn upto(&mut self, at: u64, count: usize) -> Result<&[u8], Stop> {
        let left = usize::try_from(self.size.saturating_sub(at)).unwrap_or(usize::MAX);
        let count = count.min(left);
        if holds(0, &self.head, at, count) {
            return Ok(part(0, &self.head, at, count));
        }
        if !holds(self.window_at, &self.window, at, count) {
            self.fill(at, count.max(self.read_ahead).min(left))?;
        }
        Ok(part(self.window_at, &self.window, at, count))
    }

    /// All that a window holds from `at` on: at least two bytes unless the asset ends there. Reads only when
    /// nothing is left, so that many short looks cost one read.
    pub(super) fn ahead(&mut self, at: u64) -> Result<&[u8], Stop> {
        const USEFUL: usize = 2;
        let left = usize::try_from(self.size.saturating_sub(at)).unwrap_or(usize::MAX);
        if holds(0, &self.head, at, USEFUL) {
            return Ok(part(0, &self.head, at, usize::MAX));
        }
        if !holds(self.window_at, &self.window, at, USEFUL) {
            self.fill(at, STREAM_BYTES.min(left))?;
        }
        Ok(part(self.window_at, &self.window, at, usize::MAX))
    }

    /// Exactly `N` bytes at `at`.
    pub(super) fn array<const N: usize>(&mut self, at: u64) -> Result<[u8; N], Stop> {
        let found = self.upto(at, N)?;
        <[u8; N]>::try_from(found).map_err(|_| Stop::Ends { why: reason::ENDS_IN_HEADER.message(), at })
    }

    /// Exactly `count` bytes at `at`. The caller has bounded `count`.
    pub(super) fn bytes(&mut self, at: u64, count: usize) -> Result<&[u8], Stop> {
        let found = self.upto(at, count)?;
        if found.len() < count {
            return Err(Stop::Ends { why: reason::ENDS_IN_HEADER.message(), at });
        }
        Ok(found)
    }

    /// One byte.
    pub(super) fn byte(&mut self, at: u64) -> Result<u8, Stop> {
        self.array::<1>(at).map(|[byte]| byte)
    }

    /// A 16-bit number.
    pub(super) fn u16(&mut self, at: u64, endian: Endian) -> Result<u16, Stop> {
        let raw = self.array::<2>(at)?;
        Ok(match endian {
            Endian::Big => u16::from_be_bytes(raw),
            Endian::Little => u16::from_le_bytes(raw),
        })
    }

    /// A 32-bit number.
    pub(super) fn u32(&mut self, at: u64, endian: Endian) -> Result<u32, Stop> {
        let raw = self.array::<4>(at)?;
        Ok(match endian {
            Endian::Big => u32::from_be_bytes(raw),
            Endian::Little => u32::from_le_bytes(raw),
        })
    }

    /// A big-endian number of 0 to 8 bytes; 0 bytes are the number 0.
    pub(super) fn be(&mut self, at: u64, width: usize) -> Result<u64, Stop> {
        let raw = self.bytes(at, width.min(8))?;
        Ok(raw.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
    }

    fn fill(&mut self, at: u64, count: usize) -> Result<(), Stop> {
        self.window_at = at;
        self.window.resize(count, 0);
        let read = self.asset.read_into(at, &mut self.window);
        // A failed read must leave nothing behind that looks like content.
        self.window.truncate(*read.as_ref().unwrap_or(&0));
        read.map(|_| ()).map_err(|error| Stop::Io { why: error.to_string(), at })
    }
}

fn holds(start: u64, window: &[u8], at: u64, count: usize) -> bool {
    let offset = at.checked_sub(start).and_then(|offset| usize::try_from(offset).ok());
    offset.is_some_and(|offset| offset.saturating_add(count) <= window.len())
}

fn part(start: u64, window: &[u8], at: u64, count: usize) -> &[u8] {
    let offset = usize::try_from(at.saturating_sub(start)).unwrap_or(usize::MAX);
    let rest = window.get(offset..).unwrap_or_default();
    rest.get(..count).unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        (0..10_000_u32).flat_map(u32::to_be_bytes).collect()
    }

    #[track_caller]
    fn check(at: u64, expected: Option<u32>) {
        let bytes = sample();
        let asset = Asset::new("test", &bytes);
        let mut cursor = Cursor::open(&asset).unwrap();
        assert_eq!(cursor.u32(at, Endian::Big).ok(), expected);
    }

    #[test]
    fn a_number_in_the_head_is_read() {
        check(8, Some(2));
    }

    #[test]
    fn a_number_across_the_end_of_the_head_is_read() {
        check(4094, Some(0x03ff_0000));
    }

    #[test]
    fn a_number_far_away_is_read() {
        check(39_996, Some(9_999));
    }

    #[test]
    fn a_number_across_the_end_is_not_there() {
        check(39_997, None);
        check(u64::MAX, None);
    }

    #[test]
    fn a_number_of_no_bytes_is_zero() {
        let bytes = sample();
        let asset = Asset::new("test", &bytes);
        let mut cursor = Cursor::open(&asset).unwrap();
        assert_eq!(cursor.be(8, 0), Ok(0));
        assert_eq!(cursor.be(6, 3), Ok(256));
        assert_eq!(cursor.be(4, 8), Ok((1 << 32) | 2));
    }

    #[test]
    fn a_failing_medium_stops_the_walk() {
        struct Failing;
        impl crate::asset::ReadAt for Failing {
            fn size(&self) -> u64 {
                1 << 20
            }
            fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
                if offset > 0 { Err(std::io::Error::other("gone")) } else { Ok(buffer.len().min(4096)) }
            }
        }
        let asset = Asset::new("test", &Failing);
        let result = Cursor::open(&asset).and_then(|mut cursor| cursor.u32(9_000, Endian::Big));
        assert!(matches!(result, Err(Stop::Io { .. })), "{result:?}");
    }
}
