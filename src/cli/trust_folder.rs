//! Where trust lists lie on disk, and reading them from there.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::message::Lang;
use crate::report::words::phrase;
use crate::trust::{TrustFile, TrustStore};

/// The lists for a check: of the folder given, else of the user's folder if there is one, else those built in.
pub(super) fn store(folder: Option<&Path>, lang: Lang) -> Result<TrustStore> {
    let Some(folder) = folder.map(Path::to_owned).or_else(existing_folder) else { return Ok(TrustStore::default()) };
    let unusable = || phrase::TRUST_FOLDER.with("folder", folder.display().to_string()).render(lang);
    let files = read_folder(&folder).with_context(unusable)?;
    TrustStore::new(&files).with_context(unusable)
}

/// The user's folder, if there is one.
pub(super) fn existing_folder() -> Option<PathBuf> {
    default_folder().filter(|folder| folder.is_dir())
}

/// `yanbiao/trust` in the user's data folder.
pub(super) fn default_folder() -> Option<PathBuf> {
    data_file("trust")
}

/// A place in the program's own folder of the user's data.
pub(super) fn data_file(name: &str) -> Option<PathBuf> {
    data_folder(|name| std::env::var_os(name).map(PathBuf::from)).map(|folder| folder.join("yanbiao").join(name))
}

/// The data folder as the system's conventions have it; relative paths in the environment are ignored
/// (XDG Base Directory Specification).
fn data_folder(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let absolute = |name| variable(name).filter(|path| path.is_absolute());
    let home = || absolute("HOME");
    if cfg!(windows) {
        absolute("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        home().map(|home| home.join("Library").join("Application Support"))
    } else {
        absolute("XDG_DATA_HOME").or_else(|| home().map(|home| home.join(".local").join("share")))
    }
}

/// Every file of a folder, in the order of the names.
pub(super) fn read_folder(folder: &Path) -> Result<Vec<TrustFile>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if !path.is_file() {
            continue;
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
        files.push(TrustFile { name, bytes });
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_folder_follows_the_conventions() {
        let of = |set: &'static [(&str, &str)]| {
            data_folder(move |name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| PathBuf::from(value)))
        };
        assert_eq!(of(&[]), None);
        if cfg!(all(unix, not(target_os = "macos"))) {
            assert_eq!(of(&[("HOME", "/home/a")]), Some(PathBuf::from("/home/a/.local/share")));
            assert_eq!(of(&[("HOME", "/home/a"), ("XDG_DATA_HOME", "/d")]), Some(PathBuf::from("/d")));
            let relative = of(&[("HOME", "/home/a"), ("XDG_DATA_HOME", "d")]);
            assert_eq!(relative, Some(PathBuf::from("/home/a/.local/share")));
        }
    }
}
