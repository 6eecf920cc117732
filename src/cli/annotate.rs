//! Copies of pictures with boxes around the marks that were seen on them, and around what differs from a reference
//! picture of a ledger.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use image::{ImageFormat, RgbImage};

use crate::asset::Asset;
use crate::check::Checked;
use crate::limits::Limits;
use crate::pixels;
use crate::report::annotated;
use crate::vocabulary::visible::SeenOn;

/// Characters of a file's name that are kept of a long path, counted from its end.
const NAME_CHARS_MAX: usize = 60;

/// The folder that the copies go to.
pub(super) struct Annotator {
    folder: PathBuf,
}

impl Annotator {
    /// Makes the folder, if it is not there.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Writes a copy of a picture that was looked at, and one of its last frame if that bears a mark of its own. The
    /// picture is decoded again: to keep every one in memory for the few users who want this would cost all others.
    pub(super) fn write(&self, asset: &Asset<'_>, name: &Path, checked: &Checked, limits: &Limits) -> io::Result<()> {
        let pixels = pixels::decode(asset, checked.format, checked.context.depth, limits);
        for (frame, seen_on, end) in [(0, SeenOn::First, ""), (1, SeenOn::Last, ".last")] {
            let found = checked.facts.explicit.marks.iter().map(|found| &found.mark);
            let marks: Vec<_> = found.filter(|mark| mark.seen_on == seen_on).collect();
            let Some(picture) = pixels.frames.get(frame).filter(|_| frame == 0 || !marks.is_empty()) else { continue };
            // A ledger compares the first frame alone.
            let altered = checked.facts.ledger.found.iter().filter(|found| found.is_altered_reference() && frame == 0);
            let changed = altered.flat_map(|found| &found.found.changed);
            let path = self.folder.join(format!("{}{end}.png", flat_name(name)));
            save(&annotated::draw(picture, marks, changed), &path)?;
        }
        Ok(())
    }
}

fn save(image: &RgbImage, path: &Path) -> io::Result<()> {
    let mut bytes = io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).map_err(io::Error::other)?;
    fs::write(path, bytes.into_inner())
}

/// A path as one file name: files of the same name in different folders must not overwrite each other.
fn flat_name(path: &Path) -> String {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
    });
    let name = parts.collect::<Vec<_>>().join("__");
    let skipped = name.chars().count().saturating_sub(NAME_CHARS_MAX);
    let kept: String = name.chars().skip(skipped).collect();
    if kept.is_empty() || kept == "-" { "standard-input".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_one_name() {
        assert_eq!(flat_name(Path::new("photo.jpg")), "photo.jpg");
        assert_eq!(flat_name(Path::new("a/photo.jpg")), "a__photo.jpg");
        assert_eq!(flat_name(Path::new("/a/../photo.jpg")), "a__photo.jpg");
        assert_eq!(flat_name(Path::new("-")), "standard-input");
        assert!(flat_name(Path::new(&"图".repeat(300))).len() < 200);
    }
}
