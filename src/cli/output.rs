//! Where the report goes. A closed pipe is silent success: whoever reads has seen enough.
//!
//! A report to a file grows beside it as `FILE.partial` and takes its name when it is whole, so that what bears
//! the name is never half a report.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The sink of a report.
pub(super) struct Output {
    sink: BufWriter<Box<dyn Write>>,
    /// True once the reader has gone.
    pub(super) closed: bool,
    file: Option<Growing>,
}

/// A file that is not whole yet.
struct Growing {
    partial: PathBuf,
    whole: PathBuf,
}

impl Output {
    /// Standard output, or a file.
    pub(super) fn open(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else {
            return Ok(Self::new(Box::new(io::stdout().lock()), None));
        };
        // A device or pipe has no half that looks whole, and must not be replaced by a file.
        let is_special = fs::metadata(path).is_ok_and(|metadata| !metadata.is_file());
        let file = (!is_special).then(|| Growing::beside(path));
        let place = file.as_ref().map_or(path, |file| &file.partial);
        let sink = File::create(place).with_context(|| format!("{} cannot be written", place.display()))?;
        Ok(Self::new(Box::new(sink), file))
    }

    fn new(sink: Box<dyn Write>, file: Option<Growing>) -> Self {
        Self { sink: BufWriter::new(sink), closed: false, file }
    }

    /// Writes whole records and flushes them, so that an interrupted run loses nothing that was printed.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if self.closed || bytes.is_empty() {
            return Ok(());
        }
        match self.sink.write_all(bytes).and_then(|()| self.sink.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            Err(error) => Err(error).context("the report cannot be written"),
        }
    }

    /// Where an unfinished report lies, if it goes to a file.
    pub(super) fn partial(&self) -> Option<&Path> {
        self.file.as_ref().map(|file| file.partial.as_path())
    }

    /// The report is whole: gives the file its name.
    pub(super) fn finish(self) -> Result<()> {
        let Some(Growing { partial, whole }) = self.file else { return Ok(()) };
        drop(self.sink);
        fs::rename(&partial, &whole)
            .with_context(|| format!("{} cannot be renamed to {}", partial.display(), whole.display()))
    }
}

impl Growing {
    /// Beside the file itself, also when the path is a symbolic link to it.
    fn beside(path: &Path) -> Self {
        let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut partial = whole.clone().into_os_string();
        partial.push(".partial");
        Self { partial: partial.into(), whole }
    }
}
