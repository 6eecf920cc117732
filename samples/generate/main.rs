//! Makes the project's own samples: draws small pictures, writes labels with its own writers, signs some.
//!
//! `cargo run --example generate-samples` rewrites every sample that is the same on each run and makes the
//! signed ones that are missing; `-- --resign` makes all signed ones anew (they carry random ids and the
//! certificates of a throwaway authority, whose key exists only while this program runs). What a sample must
//! be reported as stands in the `.toml` beside it, which is written by hand and never by this program.
#![expect(clippy::expect_used, reason = "a generator that cannot make a sample must stop and say where")]
#![expect(clippy::print_stdout, reason = "the program reports what it wrote")]

mod catalogue;
mod signed;
mod signer;
mod write;

use std::fs;
use std::path::{Path, PathBuf};

use catalogue::sample::Sample;

fn main() {
    let resign = std::env::args().any(|argument| argument == "--resign");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut written = 0;
    for sample in catalogue::all() {
        written += usize::from(save(&root, &sample));
    }
    if resign || signed::paths().iter().any(|path| !root.join(path).exists()) {
        let authority = signer::Authority::new();
        for sample in signed::all(&authority) {
            written += usize::from(save(&root, &sample));
        }
    }
    println!("{written} files written");
}

/// Writes a sample unless the same bytes are there; true when something changed.
fn save(root: &Path, sample: &Sample) -> bool {
    let path: PathBuf = root.join(sample.path);
    if fs::read(&path).is_ok_and(|present| present == sample.bytes) {
        return false;
    }
    fs::create_dir_all(path.parent().expect("every sample lies in a folder")).expect("folder can be made");
    fs::write(&path, &sample.bytes).expect("sample can be written");
    true
}
