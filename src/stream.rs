//! An asset as a stream, for libraries that want one.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use crate::asset::Asset;

/// The window after a jump: enough for the headers that libraries hop over.
const WINDOW_BYTES_MIN: usize = 1 << 12;
/// The window of a long run of small reads.
const WINDOW_BYTES_MAX: usize = 1 << 16;

/// The asset as a stream: keeps one window, so that the many small reads and seeks of libraries stay
/// cheap and the file is never held in memory by us. The window grows while reads follow each other.
pub struct Stream<'a> {
    asset: &'a Asset<'a>,
    position: u64,
    window_at: u64,
    window: Vec<u8>,
}

impl<'a> Stream<'a> {
    /// Begins at the first byte.
    pub fn new(asset: &'a Asset<'a>) -> Self {
        Self { asset, position: 0, window_at: 0, window: Vec::new() }
    }

    fn windowed(&self) -> &[u8] {
        let skip = self.position.checked_sub(self.window_at).and_then(|skip| usize::try_from(skip).ok());
        skip.and_then(|skip| self.window.get(skip..)).unwrap_or_default()
    }

    fn refill(&mut self) -> io::Result<()> {
        let had = self.window.len();
        let follows = self.window_at.checked_add(u64::try_from(had).unwrap_or(u64::MAX)) == Some(self.position);
        let wanted = if follows { had.saturating_mul(2) } else { 0 };
        self.window.resize(wanted.clamp(WINDOW_BYTES_MIN, WINDOW_BYTES_MAX), 0);
        self.window_at = self.position;
        let filled = self.asset.read_into(self.position, &mut self.window);
        // What could not be read must not stay there as zeros.
        self.window.truncate(*filled.as_ref().unwrap_or(&0));
        filled.map(|_| ())
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.windowed().is_empty() {
            if buffer.len() >= WINDOW_BYTES_MIN {
                let count = self.asset.read_into(self.position, buffer)?;
                self.position = self.position.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
                return Ok(count);
            }
            self.refill()?;
        }
        let available = self.windowed();
        let count = available.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), available.get(..count)) {
            to.copy_from_slice(from);
        }
        self.position = self.position.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(count)
    }

    /// Libraries read a JPEG whole; in one piece that is a single copy.
    fn read_to_end(&mut self, buffer: &mut Vec<u8>) -> io::Result<usize> {
        let left = usize::try_from(self.asset.size().saturating_sub(self.position)).unwrap_or(usize::MAX);
        let start = buffer.len();
        buffer.try_reserve_exact(left)?;
        buffer.resize(start.saturating_add(left), 0);
        let count = self.asset.read_into(self.position, buffer.get_mut(start..).unwrap_or_default())?;
        buffer.truncate(start.saturating_add(count));
        self.position = self.position.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(count)
    }
}

impl BufRead for Stream<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.windowed().is_empty() {
            self.refill()?;
        }
        Ok(self.windowed())
    }

    fn consume(&mut self, count: usize) {
        self.position = self.position.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
    }
}

impl Seek for Stream<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.asset.size().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        let before_start = || io::Error::new(io::ErrorKind::InvalidInput, "seek before the start");
        self.position = target.ok_or_else(before_start)?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_reads_what_the_asset_holds() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
        let asset = Asset::new("x", &bytes);
        let mut stream = Stream::new(&asset);
        let mut all = Vec::new();
        stream.read_to_end(&mut all).unwrap();
        assert_eq!(all, bytes);
        stream.seek(SeekFrom::End(-5)).unwrap();
        let mut tail = Vec::new();
        stream.read_to_end(&mut tail).unwrap();
        assert_eq!(tail, bytes[bytes.len() - 5..]);
        stream.read_to_end(&mut tail).unwrap();
        assert_eq!(tail.len(), 5);
        stream.seek(SeekFrom::Start(bytes.len() as u64 + 9)).unwrap();
        assert_eq!(stream.read_to_end(&mut tail).unwrap(), 0);
        stream.seek(SeekFrom::Start(70_000)).unwrap();
        let mut one = [0];
        stream.read_exact(&mut one).unwrap();
        assert_eq!(one[0], bytes[70_000]);
        assert!(stream.seek(SeekFrom::Current(-80_000)).is_err());
    }

    #[test]
    fn small_reads_in_any_order_read_what_the_asset_holds() {
        let bytes: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
        let asset = Asset::new("x", &bytes);
        let mut stream = Stream::new(&asset);
        let mut small = [0; 7];
        for at in [0, 4_090, 4_096, 12_280, 3, 299_000, 65_530, 299_993] {
            stream.seek(SeekFrom::Start(at)).unwrap();
            stream.read_exact(&mut small).unwrap();
            assert_eq!(small, bytes[at as usize..at as usize + 7], "at {at}");
        }
        stream.seek(SeekFrom::Start(0)).unwrap();
        for chunk in bytes.chunks_exact(7) {
            stream.read_exact(&mut small).unwrap();
            assert_eq!(small, chunk);
        }
        assert_eq!(stream.window.len(), bytes.len() - stream.window_at as usize);
        assert!(stream.read_exact(&mut small).is_err());
    }

    #[test]
    fn a_window_that_was_read_is_followed_by_the_next() {
        let bytes: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
        let asset = Asset::new("x", &bytes);
        let mut stream = Stream::new(&asset);
        let mut all = Vec::new();
        loop {
            let window = stream.fill_buf().unwrap();
            if window.is_empty() {
                break;
            }
            let count = window.len().min(1_000);
            all.extend_from_slice(&window[..count]);
            stream.consume(count);
        }
        assert_eq!(all, bytes);
    }
}
