//! From the paths given to the files to check, in order, one at a time.
//!
//! Folders are read when their turn comes, names in byte order, so that a run starts printing at once and
//! holds the names of the folders it is in and no more. A file named by the user is always checked; in folders
//! a known extension decides without touching the file, and any other file is judged by its first bytes when
//! it is opened. Nothing is passed over silently: what is no picture is counted, what cannot be read is told.

use std::ffi::OsString;
use std::fs::{self, DirEntry, File, FileType};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::trouble::{self, Trouble};
use crate::message::Message;

/// One step of a run.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// Standard input.
    Stdin,
    /// A file to check.
    File(PathBuf),
    /// A file in a folder without a known extension: to be checked if it begins like a picture.
    Unknown(PathBuf),
    /// Something in a folder that is no file.
    NoFile,
    /// A path that could not be followed.
    Trouble(Trouble),
    /// Something to tell the user that is no error.
    Notice(Trouble),
}

const EXTENSIONS: [&str; 19] = [
    "jpg", "jpeg", "jpe", "jfif", "png", "apng", "webp", "gif", "tif", "tiff", "dng", "avif", "heic", "heif", "hif",
    "jxl", "bmp", "dib", "mpo",
];

/// Walks the paths. `found` counts files as soon as they are known of.
pub(super) fn items<'a>(paths: &'a [PathBuf], found: &'a AtomicU64) -> impl Iterator<Item = Item> + Send + 'a {
    Items { paths: paths.iter(), list: None, folders: Vec::new(), found }
}

/// True for exactly one file named by the user, or standard input.
pub(super) fn is_single(paths: &[PathBuf]) -> bool {
    matches!(paths, [path] if !path.is_dir() && list_of(path).is_none())
}

/// The list that `@list.txt` names; a file whose own name begins with @ comes first.
fn list_of(path: &Path) -> Option<PathBuf> {
    let name = path.to_str()?.strip_prefix('@')?;
    (!path.exists()).then(|| PathBuf::from(name))
}

struct Items<'a> {
    paths: std::slice::Iter<'a, PathBuf>,
    list: Option<List>,
    folders: Vec<Folder>,
    found: &'a AtomicU64,
}

impl Iterator for Items<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            let found = if let Some(folder) = self.folders.last_mut() {
                let Some(entry) = folder.entries.next() else {
                    self.folders.pop();
                    continue;
                };
                self.entry(&entry)
            } else if let Some(list) = &mut self.list {
                match list.next_line() {
                    Some(Line::Path(path)) => self.listed(path),
                    Some(Line::Word(item)) => Some(item),
                    None => {
                        self.list = None;
                        continue;
                    }
                }
            } else {
                let path = self.paths.next()?;
                self.argument(path)
            };
            if found.is_some() {
                return found;
            }
        }
    }
}

impl Items<'_> {
    fn argument(&mut self, path: &Path) -> Option<Item> {
        if path.as_os_str() == "-" {
            self.known(1);
            return Some(Item::Stdin);
        }
        let Some(list) = list_of(path) else { return self.named(path.to_owned()) };
        match List::open(list) {
            Ok(list) => self.list = Some(list),
            Err(trouble) => return Some(Item::Trouble(trouble)),
        }
        None
    }

    /// A line of a list. Most are pictures, and one that is called so is taken for one without another look.
    fn listed(&mut self, path: PathBuf) -> Option<Item> {
        if !has_picture_extension(&path) {
            return self.named(path);
        }
        self.known(1);
        Some(Item::File(path))
    }

    /// A path that the user names: a folder is walked, a file is checked whatever it is.
    fn named(&mut self, path: PathBuf) -> Option<Item> {
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {
                let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
                self.enter(path, real)
            }
            // A pipe would make the run wait for ever.
            Ok(metadata) if !metadata.is_file() => Some(Item::Trouble(Trouble::new(&path, trouble::NO_FILE.message()))),
            Ok(_) => {
                self.known(1);
                Some(Item::File(path))
            }
            Err(error) => Some(Item::Trouble(Trouble::file(&path, &error))),
        }
    }

    fn enter(&mut self, path: PathBuf, real: PathBuf) -> Option<Item> {
        match Folder::read(path, real) {
            Ok((folder, pictures)) => {
                self.known(pictures);
                self.folders.push(folder);
                None
            }
            Err(trouble) => Some(Item::Trouble(trouble)),
        }
    }

    fn entry(&mut self, entry: &Entry) -> Option<Item> {
        let folder = self.folders.last()?;
        let path = folder.path.join(&entry.name);
        match &entry.kind {
            Kind::Picture => Some(Item::File(path)),
            Kind::File => Some(Item::Unknown(path)),
            Kind::Folder => {
                let real = folder.real.join(&entry.name);
                self.enter(path, real)
            }
            Kind::Link => self.link(path),
            Kind::Other => Some(Item::NoFile),
            Kind::Unreadable(why) => Some(Item::Trouble(Trouble::new(&folder.path, why.clone()))),
        }
    }

    /// A symbolic link is followed unless it leads back to a folder the walk is in.
    fn link(&mut self, path: PathBuf) -> Option<Item> {
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) => return Some(Item::Trouble(Trouble::file(&path, &error))),
        };
        if metadata.is_dir() {
            let real = match fs::canonicalize(&path) {
                Ok(real) => real,
                Err(error) => return Some(Item::Trouble(Trouble::file(&path, &error))),
            };
            if self.folders.iter().any(|folder| folder.real == real) {
                return Some(Item::Trouble(Trouble::new(&path, trouble::LOOP.message())));
            }
            return self.enter(path, real);
        }
        if !metadata.is_file() {
            return Some(Item::NoFile);
        }
        if has_picture_extension(&path) {
            self.known(1);
            return Some(Item::File(path));
        }
        Some(Item::Unknown(path))
    }

    fn known(&self, files: u64) {
        self.found.fetch_add(files, Ordering::Relaxed);
    }
}

/// A folder the walk is in.
struct Folder {
    path: PathBuf,
    /// The path without symbolic links.
    real: PathBuf,
    /// What is left of it.
    entries: std::vec::IntoIter<Entry>,
}

struct Entry {
    name: OsString,
    kind: Kind,
}

enum Kind {
    Picture,
    File,
    Folder,
    Link,
    Other,
    /// The folder itself could not be read on.
    Unreadable(Message),
}

impl Folder {
    /// Reads a folder; the number is that of files whose names say they are pictures.
    fn read(path: PathBuf, real: PathBuf) -> Result<(Self, u64), Trouble> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(&path).map_err(|error| Trouble::folder(&path, &error))? {
            entries.push(entry.and_then(|entry| read_entry(&entry)).unwrap_or_else(|error| Entry {
                name: OsString::new(),
                kind: Kind::Unreadable(Trouble::folder(&path, &error).why),
            }));
        }
        entries.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        let pictures = entries.iter().filter(|entry| matches!(entry.kind, Kind::Picture)).count();
        let pictures = u64::try_from(pictures).unwrap_or(u64::MAX);
        Ok((Self { path, real, entries: entries.into_iter() }, pictures))
    }
}

fn read_entry(entry: &DirEntry) -> io::Result<Entry> {
    let name = entry.file_name();
    let kind = kind(entry.file_type()?, Path::new(&name));
    Ok(Entry { name, kind })
}

/// The folder's own record of a file's type costs nothing; the file is not asked.
fn kind(file_type: FileType, name: &Path) -> Kind {
    if file_type.is_dir() {
        Kind::Folder
    } else if file_type.is_symlink() {
        Kind::Link
    } else if !file_type.is_file() {
        Kind::Other
    } else if has_picture_extension(name) {
        Kind::Picture
    } else {
        Kind::File
    }
}

/// A list of paths, one a line, read as it is used.
struct List {
    path: PathBuf,
    /// `None` once it has ended.
    lines: Option<BufReader<File>>,
    is_first: bool,
}

/// What a list yields.
enum Line {
    Path(PathBuf),
    /// About the list itself.
    Word(Item),
}

impl List {
    fn open(path: PathBuf) -> Result<Self, Trouble> {
        match File::open(&path) {
            Ok(file) => Ok(Self { lines: Some(BufReader::new(file)), path, is_first: true }),
            Err(error) => Err(Trouble::list(&path, &error)),
        }
    }

    /// The next line that is not blank.
    fn next_line(&mut self) -> Option<Line> {
        loop {
            let mut line = Vec::new();
            match self.lines.as_mut()?.read_until(b'\n', &mut line) {
                Ok(0) => {
                    self.lines = None;
                    let empty = Trouble::new(&self.path, trouble::LIST_EMPTY.message());
                    return self.is_first.then_some(Line::Word(Item::Notice(empty)));
                }
                Ok(_) => {}
                Err(error) => {
                    self.lines = None;
                    return Some(Line::Word(Item::Trouble(Trouble::list(&self.path, &error))));
                }
            }
            let text = line.strip_suffix(b"\n").unwrap_or(&line);
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            let text = if self.is_first { text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text) } else { text };
            if !text.trim_ascii().is_empty() {
                self.is_first = false;
                return Some(Line::Path(path_of(text)));
            }
        }
    }
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

pub(super) fn has_picture_extension(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// Bytes that [`begins_like_a_picture`] wants.
pub(super) const HEAD_BYTES: usize = 12;

/// True for the magic bytes of a known format.
pub(super) fn begins_like_a_picture(head: &[u8; HEAD_BYTES]) -> bool {
    let starts = |magic: &[u8]| head.starts_with(magic);
    let boxed = head.get(4..8) == Some(b"ftyp");
    let brand = head.get(8..11).unwrap_or_default();
    starts(b"\xff\xd8\xff")
        || starts(b"\x89PNG\r\n\x1a\n")
        || starts(b"GIF8")
        || starts(b"II*\0")
        || starts(b"MM\0*")
        || (starts(b"RIFF") && head.get(8..) == Some(b"WEBP"))
        || starts(b"\0\0\0\x0cJXL ")
        || (boxed && [&b"avi"[..], b"hei", b"hev", b"mif", b"msf"].contains(&brand))
}
