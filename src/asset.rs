//! The file under test: a name and bytes that can be read at any place.
//!
//! The core never opens files. Whoever calls [`crate::check::check`] hands over something that implements
//! [`ReadAt`]: a slice, or a file opened by the command line. Reading by offset keeps the memory a check
//! needs independent of the size of the asset.

use std::io;
use std::ops::Range;

use sha2::Digest;
use sha2::digest::consts::U32;

use crate::message::Message;
use crate::untrusted::Untrusted;
use crate::vocabulary::ledger::Lookup;

/// Read at once for a digest.
pub(crate) const DIGEST_WINDOW_BYTES: usize = 1 << 18;

/// Bytes that can be read at an offset without moving a shared position.
pub trait ReadAt: Sync {
    /// Length in bytes.
    fn size(&self) -> u64;

    /// Fills the start of `buffer` from `offset`; returns how many bytes were there.
    ///
    /// # Errors
    /// Whatever the medium reports. Reading past the end is not an error: it yields fewer bytes.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

impl ReadAt for [u8] {
    fn size(&self) -> u64 {
        u64::try_from(self.len()).unwrap_or(u64::MAX)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(self.len());
        let rest = self.get(start..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        Ok(count)
    }
}

impl<T: ReadAt + ?Sized> ReadAt for &T {
    fn size(&self) -> u64 {
        (**self).size()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        (**self).read_at(offset, buffer)
    }
}

impl ReadAt for Vec<u8> {
    fn size(&self) -> u64 {
        self.as_slice().size()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.as_slice().read_at(offset, buffer)
    }
}

/// A manifest kept elsewhere, as the caller fetched it. The core fetches nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteManifest {
    /// The reference in the asset that was followed, exactly as it stands there.
    pub reference: String,
    /// What came back, or why nothing did: lower case, no full stop, escaped.
    pub answer: Result<Vec<u8>, Message>,
}

/// The asset under test.
pub struct Asset<'a> {
    /// Where it came from, for the report only; nothing is decided by it.
    pub name: Untrusted,
    /// Its bytes.
    pub bytes: &'a dyn ReadAt,
    /// The manifest it refers to, if the caller fetched it.
    pub remote: Option<&'a RemoteManifest>,
    /// What a ledger answered, if the caller looked the picture up in one.
    pub ledger: Option<&'a Lookup>,
}

impl<'a> Asset<'a> {
    /// An asset over bytes that the caller holds.
    pub fn new(name: impl Into<String>, bytes: &'a dyn ReadAt) -> Self {
        Self { name: Untrusted::new(name), bytes, remote: None, ledger: None }
    }

    /// Size in bytes.
    pub fn size(&self) -> u64 {
        self.bytes.size()
    }

    /// Reads up to `count` bytes at `offset`; shorter at the end of the asset.
    ///
    /// # Errors
    /// Those of [`ReadAt::read_at`].
    pub fn read(&self, offset: u64, count: usize) -> io::Result<Vec<u8>> {
        let available = usize::try_from(self.size().saturating_sub(offset)).unwrap_or(usize::MAX);
        let mut buffer = vec![0; count.min(available)];
        let filled = self.read_into(offset, &mut buffer)?;
        buffer.truncate(filled);
        Ok(buffer)
    }

    /// Fills `buffer` from `offset` as far as the asset goes; returns the bytes filled.
    ///
    /// # Errors
    /// Those of [`ReadAt::read_at`].
    pub fn read_into(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            let at = offset.saturating_add(u64::try_from(filled).unwrap_or(u64::MAX));
            match self.bytes.read_at(at, rest)? {
                0 => break,
                count => filled += count,
            }
        }
        Ok(filled)
    }

    /// A digest of all bytes, read a piece at a time; `None` when they cannot be read to the end.
    pub fn digest<D: Digest<OutputSize = U32>>(&self) -> Option<[u8; 32]> {
        let mut window = vec![0; DIGEST_WINDOW_BYTES];
        let (mut digest, mut at) = (D::new(), 0_u64);
        loop {
            let count = self.read_into(at, &mut window).ok()?;
            if count == 0 {
                return Some(digest.finalize().into());
            }
            digest.update(window.get(..count)?);
            at = at.checked_add(u64::try_from(count).ok()?)?;
        }
    }

    /// Reads a span, at most `bytes_max` of it.
    ///
    /// # Errors
    /// Those of [`ReadAt::read_at`].
    pub fn read_span(&self, span: &Range<u64>, bytes_max: u64) -> io::Result<Vec<u8>> {
        let wanted = span.end.saturating_sub(span.start).min(bytes_max);
        self.read(span.start, usize::try_from(wanted).unwrap_or(usize::MAX))
    }
}
