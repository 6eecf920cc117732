//! Where things lie, and settings that every test shares.

use std::fs;
use std::path::{Path, PathBuf};

use time::OffsetDateTime;
use time::macros::datetime;
use yanbiao::check::Settings;
use yanbiao::trust::{TrustFile, TrustStore};

/// The instant for which tests judge unless they say otherwise.
pub(crate) const AS_OF: OffsetDateTime = datetime!(2026-11-23 00:00 UTC);

/// A path below the package.
pub(crate) fn package(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// An empty folder for what a test writes.
pub(crate) fn empty_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the old folder can go");
    }
    fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

/// Settings with the files of a folder as trust lists.
pub(crate) fn settings_with_trust(folder: &Path) -> Settings {
    settings_with_lists(folder, |_| true)
}

/// Settings with those files of a folder as trust lists whose names are wanted.
pub(crate) fn settings_with_lists(folder: &Path, is_wanted: fn(&str) -> bool) -> Settings {
    let files: Vec<TrustFile> = fs::read_dir(folder)
        .expect("the folder of trust lists is there")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| is_wanted(&file_name(path)))
        .map(|path| TrustFile { name: file_name(&path), bytes: fs::read(&path).expect("the list can be read") })
        .collect();
    let trust = TrustStore::new(&files).expect("the lists parse");
    Settings { trust, ..Settings::default() }
}

/// The last part of a path.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().expect("a path to a file").to_string_lossy().into_owned()
}

/// Every file below a folder, sorted.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    let entries = walk.into_iter().map(|entry| entry.expect("the folder can be read"));
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}
