//! From the paths given to the files to check, in order.
//!
//! A file named by the user is always checked. In folders, files that neither begin nor end like a picture
//! are counted as skipped; nothing is passed over silently.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// One thing to check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// What the paths amount to.
#[derive(Debug, Default)]
pub struct Collected {
    /// Things to check, in input order; folders in the order of their names.
    pub items: Vec<Item>,
    /// Files in folders that are no pictures.
    pub skipped: u64,
    /// Paths that could not be read, with the reason.
    pub errors: Vec<(PathBuf, String)>,
}

const EXTENSIONS: [&str; 19] = [
    "jpg", "jpeg", "jpe", "jfif", "png", "apng", "webp", "gif", "tif", "tiff", "dng", "avif", "heic", "heif", "hif",
    "jxl", "bmp", "dib", "mpo",
];

/// Collects from all paths.
pub fn collect(paths: &[PathBuf]) -> Collected {
    let mut collected = Collected::default();
    for path in paths {
        collected.add(path);
    }
    collected
}

impl Collected {
    fn add(&mut self, path: &Path) {
        let text = path.to_string_lossy();
        if text == "-" {
            self.items.push(Item::Stdin);
        } else if let Some(list) = text.strip_prefix('@').filter(|_| !path.exists()) {
            self.add_list(Path::new(list));
        } else if path.is_dir() {
            self.add_folder(path);
        } else {
            self.items.push(Item::File(path.to_owned()));
        }
    }

    fn add_list(&mut self, list: &Path) {
        let lines = File::open(list).and_then(|file| BufReader::new(file).lines().collect::<io::Result<Vec<_>>>());
        match lines {
            Ok(lines) => {
                for line in lines.iter().map(|line| line.trim_end_matches('\r')).filter(|line| !line.trim().is_empty())
                {
                    let path = Path::new(line);
                    if path.is_dir() { self.add_folder(path) } else { self.items.push(Item::File(path.to_owned())) }
                }
            }
            Err(error) => self.errors.push((list.to_owned(), error.to_string())),
        }
    }

    fn add_folder(&mut self, folder: &Path) {
        for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    let path = entry.into_path();
                    if is_picture(&path) { self.items.push(Item::File(path)) } else { self.skipped += 1 }
                }
                Ok(_) => {}
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_owned();
                    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.errors.push((path, why));
                }
            }
        }
    }
}

/// True for a known extension or, failing that, a known beginning. A file that cannot be opened counts, so
/// that the error is met and told when it is checked.
fn is_picture(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    if extension.is_some_and(|extension| EXTENSIONS.contains(&extension.as_str())) {
        return true;
    }
    let mut head = [0; 12];
    match File::open(path).and_then(|mut file| file.read(&mut head)) {
        Ok(_) => begins_like_a_picture(&head),
        Err(_) => true,
    }
}

fn begins_like_a_picture(head: &[u8; 12]) -> bool {
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
