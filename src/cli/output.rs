//! Where the report goes. A closed pipe is silent success: whoever reads has seen enough.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{Context as _, Result};

/// The sink of a report.
pub(super) struct Output {
    sink: Box<dyn Write>,
    /// True once the reader has gone.
    pub(super) closed: bool,
}

impl Output {
    /// Standard output, or a file.
    pub(super) fn open(path: Option<&Path>) -> Result<Self> {
        let sink: Box<dyn Write> = match path {
            None => Box::new(io::stdout().lock()),
            Some(path) => {
                let file = File::create(path).with_context(|| format!("{} cannot be written", path.display()))?;
                Box::new(file)
            }
        };
        Ok(Self { sink: Box::new(BufWriter::new(sink)), closed: false })
    }

    /// Writes one whole record and flushes it, so that an interrupted run loses nothing that was printed.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if self.closed {
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
}
