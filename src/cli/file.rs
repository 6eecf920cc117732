//! Files and standard input as bytes that can be read at an offset.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::collect;
use crate::asset::ReadAt;

/// Bytes of standard input read at most.
pub const STDIN_BYTES_MAX: u64 = 512 << 20;

/// Read when a file is opened. The metadata of most pictures lie here, and one read of this much costs less than
/// a read for each of them.
const HEAD_BYTES: u64 = 8 << 10;

/// An open file, of which only the head is held in memory.
pub struct FileBytes {
    file: File,
    size: u64,
    head: Vec<u8>,
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
        let size = metadata.len();
        let mut head = Vec::with_capacity(usize::try_from(size.min(HEAD_BYTES)).unwrap_or_default());
        (&file).take(size.min(HEAD_BYTES)).read_to_end(&mut head)?;
        Ok(Self { file, size, head })
    }
}

#[cfg(unix)]
fn read_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

impl ReadAt for FileBytes {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        match self.head.get(start..).filter(|held| !held.is_empty()) {
            Some(mut held) => held.read(buffer),
            None => read_at(&self.file, offset, buffer),
        }
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

/// The path of a file, unless it is no picture. One that cannot be read stays, so that this is told.
pub(super) fn unless_no_picture(path: PathBuf) -> Option<PathBuf> {
    let is_other = FileBytes::open(&path).is_ok_and(|bytes| !bytes.begins_like_a_picture());
    (!is_other).then_some(path)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::Asset;

    const HEAD: usize = HEAD_BYTES as usize;

    #[track_caller]
    fn check(size: usize) {
        let path = std::env::temp_dir().join(format!("yanbiao-file-{}-{size}", std::process::id()));
        let bytes: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        let file = FileBytes::open(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let asset = Asset::new("test", &file);
        for (offset, count) in [(0, size + 9), (3, 7), (HEAD - 2, 5), (HEAD, 4), (size, 3), (usize::MAX, 1)] {
            let expected: Vec<u8> = bytes.iter().copied().skip(offset).take(count).collect();
            assert_eq!(asset.read(offset as u64, count).unwrap(), expected, "{count} bytes at {offset} of {size}");
        }
    }

    #[test]
    fn what_is_read_does_not_depend_on_the_head() {
        for size in [0, 1, HEAD - 1, HEAD, HEAD + 1, 3 * HEAD] {
            check(size);
        }
    }
}
