//! Pictures of folders and drawn ones as a ledger keeps them, in memory.

use std::fmt;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use image::{ImageReader, RgbImage};
use yanbiao::fingerprint::{
    Comparison, Index, Map, SIDE_MIN, Sight, Word, compare_with, decode, encode, inner_word, is_recognisable,
};
use yanbiao::lettering::Gray;

use super::attacks::scaled;
use super::screens;

/// Larger pictures are scaled down first: cameras make more pixels than anybody sends.
const SIDE_MAX: u32 = 1_600;
/// Smaller ones are icons.
const SIDE_MIN_PIXELS: u32 = 128;
/// Pages and screens that are drawn.
const DRAWN: u64 = 1_100;
/// Records compared with a picture, as in a look-up.
pub(crate) const COMPARED_MAX: usize = 12;

/// Where a picture comes from.
#[derive(Clone)]
pub(crate) enum Source {
    /// One of these folders, by its number, and where the file lies.
    File(usize, PathBuf),
    Drawn(u64),
}

impl Source {
    fn open(&self) -> Option<RgbImage> {
        match self {
            Self::File(_, path) => open(path),
            Self::Drawn(number) => Some(screens::screen(*number)),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(_, path) => write!(f, "{}", path.display()),
            Self::Drawn(number) => write!(f, "drawn {number}"),
        }
    }
}

/// Everything that was recorded.
pub(crate) struct Shelf {
    /// Files first.
    pub(crate) sources: Vec<Source>,
    pub(crate) files: usize,
    kept: Vec<Vec<Map>>,
    index: Index,
}

impl Shelf {
    pub(crate) fn new(folders: &[&Path]) -> Self {
        let mut sources = Vec::new();
        for (number, folder) in folders.iter().enumerate() {
            let mut paths = Vec::new();
            walk(folder, &mut paths);
            paths.sort();
            sources.extend(paths.into_iter().map(|path| Source::File(number, path)));
        }
        sources.extend((0..DRAWN).map(Source::Drawn));
        let (mut plain, mut bytes, mut edged) = ([0, 0], 0, [0, 0]);
        let mut shelf = Self { sources: Vec::new(), files: 0, kept: Vec::new(), index: Index::default() };
        let all: Vec<usize> = (0..sources.len()).collect();
        let recorded = in_parallel(&all, |number| recorded(&sources[number].open()?));
        for (source, recorded) in sources.iter().zip(recorded) {
            let Some((kept, word)) = recorded else { continue };
            let maps = decode(&kept).expect("it can be read").pyramid(SIDE_MIN);
            let is_file = matches!(source, Source::File(..));
            if !is_recognisable(&maps) {
                plain[usize::from(is_file)] += 1;
                continue;
            }
            bytes += kept.len();
            shelf.files += usize::from(is_file);
            let number = shelf.sources.len() as i64;
            shelf.index.push(number, word);
            if let Some(word) = maps.first().and_then(inner_word) {
                edged[usize::from(is_file)] += 1;
                shelf.index.push_inner(number, word);
            }
            shelf.sources.push(source.clone());
            shelf.kept.push(maps);
        }
        let (count, files) = (shelf.sources.len(), shelf.files);
        let [plain_drawn, plain_files] = plain;
        println!(
            "{files} files and {} drawn pictures recorded; too plain: {plain_files} and {plain_drawn}",
            count - files
        );
        let [edged_drawn, edged_files] = edged;
        println!("with plain edges of their own: {edged_files} and {edged_drawn}");
        println!("{} bytes kept of each\n", bytes / count.max(1));
        shelf
    }

    /// Every record that shows this picture, with how.
    pub(crate) fn look_up(&self, sight: &Sight) -> Vec<(usize, Comparison)> {
        let candidates = self.index.nearest(sight.variants(), COMPARED_MAX);
        let compared = candidates.iter().filter_map(|candidate| {
            let record = usize::try_from(candidate.record).ok()?;
            let found = compare_with(self.kept.get(record)?, sight, candidate)?;
            Some((record, found))
        });
        compared.collect()
    }

    pub(crate) fn picture(&self, number: usize) -> RgbImage {
        self.sources[number].open().expect("it was opened before")
    }
}

/// What the ledger keeps of a picture.
fn recorded(picture: &RgbImage) -> Option<(Vec<u8>, Word)> {
    let luma = luma(picture);
    let gray = Gray::new(picture.width(), picture.height(), &luma).expect("a level for every pixel");
    Some((encode(&Sight::kept(&gray)).expect("it can be written"), Sight::new(&gray).word()))
}

/// Runs `work` on all numbers, on as many threads as there are cores; the results in order.
pub(crate) fn in_parallel<T: Send>(numbers: &[usize], work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let (next, done) = (Mutex::new(numbers.iter().enumerate()), Mutex::new(Vec::new()));
    let take = || next.lock().expect("no thread panics").next();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, |cores| cores.get()) {
            scope.spawn(|| {
                while let Some((place, number)) = take() {
                    let result = work(*number);
                    done.lock().expect("no thread panics").push((place, result));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("no thread panics");
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

fn walk(path: &Path, found: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        found.push(path.to_owned());
        return;
    }
    for entry in std::fs::read_dir(path).expect("the folder can be read") {
        walk(&entry.expect("the folder can be read").path(), found);
    }
}

fn open(path: &Path) -> Option<RgbImage> {
    let reader = ImageReader::new(Cursor::new(std::fs::read(path).ok()?)).with_guessed_format().ok()?;
    let picture = reader.decode().ok()?.into_rgb8();
    if picture.width().min(picture.height()) < SIDE_MIN_PIXELS {
        return None;
    }
    let long = picture.width().max(picture.height());
    Some(if long > SIDE_MAX { scaled(&picture, f64::from(SIDE_MAX) / f64::from(long)) } else { picture })
}

pub(crate) fn luma(picture: &RgbImage) -> Vec<u8> {
    let level = |[red, green, blue]: [u8; 3]| {
        ((77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue) + 128) >> 8) as u8
    };
    picture.pixels().map(|pixel| level(pixel.0)).collect()
}

pub(crate) fn sight(picture: &RgbImage) -> Sight {
    let luma = luma(picture);
    Sight::new(&Gray::new(picture.width(), picture.height(), &luma).expect("a level for every pixel"))
}
