//! Files and standard input as bytes that can be read at an offset.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::collect;
use crate::asset::ReadAt;

/// Bytes of standard input read at most.
pub const STDIN_BYTES_MAX: u64 = 512 << 20;

/// An open file. Nothing of it is held in memory.
pub struct FileBytes {
    file: File,
    size: u64,
}

impl FileBytes {
    /// Opens a regular file.
    ///
    /// # Errors
    /// When it cannot be opened, or is no regular file.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        Ok(Self { file, size: metadata.len() })
    }
}

impl ReadAt for FileBytes {
    fn size(&self) -> u64 {
        self.size
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.file, buffer, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(&self.file, buffer, offset)
    }
}

impl FileBytes {
    /// True when the file begins with the magic bytes of a known format, or cannot be read, so that the error
    /// is met and told when it is checked.
    pub fn begins_like_a_picture(&self) -> bool {
        let mut head = [0; collect::HEAD_BYTES];
        self.read_at(0, &mut head).map_or(true, |_| collect::begins_like_a_picture(&head))
    }
}

/// Reads standard input whole.
///
/// # Errors
/// When it cannot be read or is larger than [`STDIN_BYTES_MAX`].
pub fn standard_input() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(STDIN_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > STDIN_BYTES_MAX {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "more than 512 MiB on standard input"));
    }
    Ok(bytes)
}
