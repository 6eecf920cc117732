//! Makes seeds for the fuzz targets out of pictures: `seeds OUT IN…`.
//!
//! `OUT` gets one folder per target; `IN` are folders, searched through. A file becomes a seed of the target
//! of its format, of `check` and of `label_plan`; its packets, blocks, stores and texts become seeds of the readers' targets.

use std::fs;
use std::path::{Path, PathBuf};

use yanbiao::asset::Asset;
use yanbiao::container;
use yanbiao::container::layout::{Format, Piece, Slot};
use yanbiao::context::Depth;
use yanbiao::limits::Limits;
use yanbiao_fuzz::KEYWORDS;

/// Larger inputs make a fuzzer slow and teach it nothing.
const SEED_BYTES_MAX: usize = 100_000;

fn main() {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let out = arguments.next().expect("the folder to write to");
    let mut files = Vec::new();
    arguments.for_each(|folder| collect(&folder, &mut files));
    let mut written = 0;
    for file in &files {
        let Ok(bytes) = fs::read(file) else { continue };
        for (target, seed) in seeds(&bytes).into_iter().filter(|(_, seed)| seed.len() <= SEED_BYTES_MAX) {
            let folder = out.join(target);
            fs::create_dir_all(&folder).expect("the folder can be made");
            fs::write(folder.join(format!("seed-{written}")), seed).expect("the seed can be written");
            written += 1;
        }
    }
    println!("{written} seeds of {} files", files.len());
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_none_or(|extension| extension != "toml") {
            files.push(path);
        }
    }
}

fn seeds(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let owned = bytes.to_vec();
    let layout = container::walk(&Asset::new("seed", &owned), Depth::Full, &Limits::default());
    let mut seeds = vec![("check", owned.clone()), ("label_plan", owned.clone())];
    seeds.extend(walker(layout.format).map(|target| (target, owned)));
    for piece in &layout.pieces {
        let body = body(piece, bytes);
        match piece.slot {
            Slot::Xmp => seeds.push(("xmp", body)),
            Slot::Exif => seeds.push(("exif", body)),
            Slot::Jumbf => seeds.push(("c2pa", body)),
            Slot::Comment | Slot::Application(_) | Slot::Trailing => seeds.push(("aigc", body)),
            Slot::Text => seeds.extend(text(&body)),
            _ => {}
        }
    }
    seeds
}

fn walker(format: Format) -> Option<&'static str> {
    match format {
        Format::Avif | Format::Heif => Some("bmff"),
        Format::Jpeg | Format::Png | Format::Webp | Format::Gif | Format::Tiff | Format::Jxl => Some(format.id()),
        Format::Bmp | Format::Unknown => None,
    }
}

fn body(piece: &Piece, bytes: &[u8]) -> Vec<u8> {
    let runs = if piece.extents.is_empty() { std::slice::from_ref(&piece.body) } else { &piece.extents };
    let slice = |run: &std::ops::Range<u64>| {
        let [from, to] = [run.start, run.end].map(|at| usize::try_from(at).unwrap_or(usize::MAX));
        bytes.get(from..to).unwrap_or_default()
    };
    runs.iter().flat_map(slice).copied().collect()
}

/// A text chunk, for the label's reader without its keyword and for the generators' with its number.
fn text(body: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let Some(end) = body.iter().position(|byte| *byte == 0) else { return Vec::new() };
    let (keyword, value) = (&body[..end], &body[end + 1..]);
    let mut seeds = vec![("aigc", value.to_vec())];
    if let Some(choice) = KEYWORDS.iter().position(|one| one.as_bytes() == keyword) {
        let choice = u8::try_from(choice).expect("few keywords");
        seeds.push(("generator", [&[choice], value].concat()));
    }
    seeds
}
