//! Boxes of ISO base media files (ISO/IEC 14496-12 §4.2), as JPEG XL and JPEG 2000 use them too: type and
//! place of one box after the other. No box is known here.

use super::cursor::{Endian, Stop};
use super::walk::Walk;
use crate::coverage::reason;

/// One box header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BoxHead {
    /// The four-character type.
    pub(super) kind: [u8; 4],
    /// Offset of the box.
    pub(super) at: u64,
    /// Offset of its content.
    pub(super) body: u64,
    /// Offset behind it as declared, possibly past the end of the asset.
    pub(super) end: u64,
}

/// Reads the box at `at`; one of size 0 goes to `within`, the end of what holds it.
pub(super) fn read(walk: &mut Walk<'_>, at: u64, within: u64) -> Result<BoxHead, Stop> {
    let short = u64::from(walk.cursor.u32(at, Endian::Big)?);
    let kind = walk.cursor.array::<4>(at.saturating_add(4))?;
    let (body, end) = match short {
        0 => (at.saturating_add(8), within),
        1 => (at.saturating_add(16), at.saturating_add(walk.cursor.be(at.saturating_add(8), 8)?)),
        length => (at.saturating_add(8), at.saturating_add(length)),
    };
    if end < body {
        return Err(Stop::Broken { why: &reason::BOX_SHORT, at });
    }
    Ok(BoxHead { kind, at, body, end })
}

/// Reads a box inside another one; it may not leave it.
pub(super) fn read_child(walk: &mut Walk<'_>, at: u64, within: u64) -> Result<BoxHead, Stop> {
    let child = read(walk, at, within)?;
    if child.end > within {
        return Err(Stop::Broken { why: &reason::BOX_LONG, at });
    }
    Ok(child)
}

/// Whether the four bytes could be a box type; text that was appended to a file looks different.
pub(super) fn is_kind(kind: [u8; 4]) -> bool {
    kind.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-' | b'_' | b'.' | 0xa9))
}

/// Fields read one after the other, up to an end that is checked each time.
pub(super) struct Fields {
    /// Offset of the next field.
    pub(super) at: u64,
    /// Offset behind the last one.
    pub(super) end: u64,
}

impl Fields {
    /// A big-endian number of 0 to 8 bytes.
    pub(super) fn number(&mut self, walk: &mut Walk<'_>, bytes: u8) -> Result<u64, Stop> {
        let after = self.at.saturating_add(u64::from(bytes));
        if after > self.end {
            return Err(Stop::Broken { why: &reason::TABLE_LONG, at: self.at });
        }
        let number = walk.cursor.be(self.at, usize::from(bytes))?;
        self.at = after;
        Ok(number)
    }

    /// Version and flags of a full box.
    pub(super) fn version(&mut self, walk: &mut Walk<'_>) -> Result<(u8, u64), Stop> {
        let version = u8::try_from(self.number(walk, 1)?).unwrap_or(u8::MAX);
        Ok((version, self.number(walk, 3)?))
    }

    /// Steps over a NUL-terminated string and returns its first bytes, 64 at most.
    pub(super) fn string(&mut self, walk: &mut Walk<'_>) -> Result<Vec<u8>, Stop> {
        const KEPT_BYTES: usize = 64;
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let found = walk.cursor.upto(self.at, left.min(KEPT_BYTES))?;
        let length = memchr::memchr(0, found).unwrap_or(found.len());
        let text = found.get(..length).unwrap_or_default().to_vec();
        let step = u64::try_from(length).unwrap_or(u64::MAX).saturating_add(1);
        self.at = self.at.saturating_add(step).min(self.end);
        Ok(text)
    }
}
