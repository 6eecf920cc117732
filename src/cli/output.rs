//! Where the report goes. A closed pipe is silent success: whoever reads has seen enough.
//!
//! A report to a file grows beside it as `FILE.partial` and takes its name when it is whole, so that what bears
//! the name is never half a report.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::escape::escaped;
use crate::message::Lang;
use crate::report::words::phrase;

/// Prints on standard output.
pub(super) fn print(bytes: &[u8]) -> Result<u8> {
    Output::open(None)?.write(bytes)?;
    Ok(0)
}

/// Writes a whole file, or prints it where there is no path.
pub(super) fn write_whole(path: Option<&Path>, bytes: &[u8], lang: Lang) -> Result<()> {
    let failed = || not_written(path.unwrap_or(Path::new("-")), lang);
    let mut output = Output::open(path).with_context(failed)?;
    output.write(bytes).with_context(failed)?;
    output.finish().with_context(failed)
}

/// Where a file or folder grows until it is whole: beside it, also when its name ends with a slash.
pub(super) fn partial_of(whole: &Path) -> PathBuf {
    let mut name = whole.components().collect::<PathBuf>().into_os_string();
    name.push(".partial");
    name.into()
}

/// That a file could not be written.
pub(super) fn not_written(path: &Path, lang: Lang) -> String {
    phrase::NOT_WRITTEN.with("file", escaped(&path.display().to_string())).render(lang).into_owned()
}

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
        let sink = File::create(place)?;
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
            Err(error) => Err(error.into()),
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
        Ok(fs::rename(&partial, &whole)?)
    }
}

impl Growing {
    /// Beside the file itself, also when the path is a symbolic link to it.
    fn beside(path: &Path) -> Self {
        let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        Self { partial: partial_of(&whole), whole }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("yanbiao-output-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn only_a_whole_report_bears_the_name() {
        let folder = scratch("whole");
        let path = folder.join("report.json");
        fs::write(&path, "of yesterday").unwrap();
        let mut output = Output::open(Some(&path)).unwrap();
        output.write(b"[1").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "of yesterday");
        let partial = output.partial().unwrap().to_owned();
        assert_eq!(fs::read_to_string(&partial).unwrap(), "[1");
        output.write(b"]").unwrap();
        output.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "[1]");
        assert!(!partial.exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_is_dropped_stays_partial() {
        let folder = scratch("partial");
        let path = folder.join("report.json");
        let mut output = Output::open(Some(&path)).unwrap();
        output.write(b"[1").unwrap();
        drop(output);
        assert!(!path.exists() && folder.join("report.json.partial").exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_replaced_and_a_link_stays() {
        assert!(Output::open(Some(Path::new("/dev/null"))).unwrap().partial().is_none());
        let folder = scratch("link");
        let (path, link) = (folder.join("report.json"), folder.join("link"));
        fs::write(&path, "").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let mut output = Output::open(Some(&link)).unwrap();
        output.write(b"1").unwrap();
        output.finish().unwrap();
        assert!(link.is_symlink() && fs::read_to_string(&path).unwrap() == "1");
        fs::remove_dir_all(folder).unwrap();
    }
}
