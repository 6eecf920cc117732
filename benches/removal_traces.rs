//! How often a mark that was computed off is seen, and how often it is seen where none was.
//!
//! `YANBIAO_CORPORA=folder cargo bench --bench removal_traces` takes every picture of the corpora from which no mark was
//! removed, whole and in four parts, as it is, saved as JPEG and scaled, and counts by score; `YANBIAO_PICTURES=folder`
//! adds pictures. Then a star of Gemini is put on each whole picture and computed off again, by an even map and by the
//! captured maps of the corpora, if they are there. Pictures are split in two by name: the thresholds were chosen on one
//! half, and the table, which is kept as `removal_traces.csv`, counts the other.

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a program for the terminal")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{GrayImage, ImageFormat, RgbImage};
use walkdir::WalkDir;
use yanbiao::removal::{NATS_MIN, PLACES, Place, scores};

#[path = "../samples/generate/write/mark.rs"]
#[expect(dead_code, reason = "samples use more of it")]
mod mark;
#[path = "../samples/generate/write/undone.rs"]
mod undone;

/// Classes of the corpora without a mark that was removed.
const WITHOUT: [&str; 10] = [
    "controls-camera",
    "controls-memes",
    "controls-photo",
    "controls-screens",
    "controls-text",
    "ai-unlabelled",
    "gen-metadata",
    "c2pa-vendor",
    "platform-watermark",
    "visible-labels",
];
const SIDE_MIN: u32 = 100;
/// Of larger pictures the part at the lower right is taken, which holds every place of the star.
const SIDE_MAX: u32 = 1000;
const CUTS: u32 = 4;
const QUALITIES: [u8; 3] = [95, 80, 60];
/// Scores that are counted, in nats.
const SCORES: [f64; 9] = [1.0, 2.0, 5.0, 10.0, 15.0, NATS_MIN, 30.0, 50.0, 100.0];

fn main() {
    let corpora = std::env::var_os("YANBIAO_CORPORA").map(PathBuf::from);
    let Some(corpora) = corpora else {
        println!("YANBIAO_CORPORA is not set: no pictures");
        return;
    };
    let mut counts = Counts::default();
    for path in pictures(&corpora) {
        let seed = hash(&path.file_name().unwrap_or_default().to_string_lossy());
        let Some(picture) = (seed % 2 == 1).then(|| read(&path)).flatten() else { continue };
        counts.pictures += 1;
        without(&picture, seed, &mut counts);
        removed(&picture, &corpora, &mut counts);
    }
    counts.print();
}

/// Scores by what was done.
#[derive(Default)]
struct Counts {
    pictures: u32,
    /// The best score of any place; none where no place could be judged.
    scores: BTreeMap<String, Vec<Option<f64>>>,
}

impl Counts {
    fn add(&mut self, way: &str, picture: &RgbImage) {
        let best = scores(picture).iter().map(|score| score.nats).max_by(f64::total_cmp);
        self.scores.entry(way.to_owned()).or_default().push(best);
    }

    fn print(&self) {
        println!("what was done,score in nats,as high,of those that can be judged,of all");
        for (way, scores) in &self.scores {
            for score in SCORES {
                println!("{way},{score},{},{},{}", as_high(scores, score), as_high(scores, 0.0), scores.len());
            }
        }
        let none = self.scores.iter().filter(|(way, _)| way.starts_with("none"));
        let none: Vec<Option<f64>> = none.flat_map(|(_, scores)| scores.clone()).collect();
        let (taken, judged) = (as_high(&none, NATS_MIN), as_high(&none, 0.0));
        println!("# {} pictures: {taken} of {judged} parts without a removal are taken for one", self.pictures);
        if taken == 0 {
            // Clopper-Pearson without a success.
            println!(
                "# at most {:.3} % at 95 %, one-sided",
                100.0 * (1.0 - 0.05_f64.powf(1.0 / f64::from(judged.max(1))))
            );
        }
    }
}

/// How many were judged and score as high.
fn as_high(scores: &[Option<f64>], score: f64) -> u32 {
    scores.iter().flatten().map(|one| u32::from(*one >= score)).sum()
}

/// Nothing was removed: parts of the picture as it is, saved, scaled, and with the star still there.
fn without(picture: &RgbImage, seed: u32, counts: &mut Counts) {
    for part in parts(picture, seed) {
        counts.add("none", &part);
        for quality in QUALITIES {
            counts.add(&format!("none; JPEG {quality}"), &jpeg(&part, quality));
        }
        for (name, factor) in [("half", 0.5), ("nine tenths", 0.9)] {
            counts.add(&format!("none; {name}"), &scaled(&part, factor));
        }
        for place in fitting(&part) {
            let star = undone::opacity(&mark::star(place.width));
            counts.add("none; star still there", &undone::covered(&part, &star, place.margin));
        }
    }
}

/// The star was computed off in each place that fits.
fn removed(picture: &RgbImage, corpora: &Path, counts: &mut Counts) {
    for place in fitting(picture) {
        let even = undone::opacity(&mark::star(place.width));
        for (map, opacity) in [("even", Some(even)), ("captured", captured(corpora, place.width))] {
            let Some(opacity) = opacity else { continue };
            let picture = undone::undone(picture, &opacity, place.margin);
            let way = format!("computed off; {map} map of {} pixels", place.width);
            counts.add(&way, &picture);
            if map == "even" {
                counts.add(&format!("{way}; then JPEG 95"), &jpeg(&picture, 95));
            }
        }
    }
}

/// Gemini chooses between the first two places by the size of the picture; programs follow it.
fn fitting(picture: &RgbImage) -> Vec<Place> {
    let (width, height) = picture.dimensions();
    PLACES.into_iter().filter(|place| place.corner(width, height).is_some()).collect()
}

fn captured(corpora: &Path, width: u32) -> Option<GrayImage> {
    let folder = "label-glyphs/GargantuaX+gemini-watermark-remover/src/assets";
    let map = image::open(corpora.join(folder).join(format!("bg_{width}.png"))).ok()?.into_rgb8();
    // Black was captured, and the brightest colour tells the opacity.
    Some(GrayImage::from_fn(width, width, |x, y| image::Luma([map.get_pixel(x, y).0.into_iter().max().unwrap_or(0)])))
}

fn parts(picture: &RgbImage, seed: u32) -> Vec<RgbImage> {
    let mut state = seed;
    let mut next = |from: u32, to: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        from + (state >> 8) % (to - from + 1)
    };
    let (width, height) = picture.dimensions();
    let mut parts = vec![picture.clone()];
    for _ in 0..CUTS {
        let (across, down) = (next((width / 3).max(SIDE_MIN), width), next((height / 3).max(SIDE_MIN), height));
        let (left, top) = (next(0, width - across), next(0, height - down));
        parts.push(imageops::crop_imm(picture, left, top, across, down).to_image());
    }
    parts
}

fn pictures(corpora: &Path) -> Vec<PathBuf> {
    let further = std::env::var_os("YANBIAO_PICTURES").map(PathBuf::from);
    let folders = WITHOUT.iter().map(|class| corpora.join(class)).chain(further);
    let files = folders.flat_map(|folder| WalkDir::new(folder).sort_by_file_name());
    files.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()).map(|entry| entry.into_path()).collect()
}

fn read(path: &Path) -> Option<RgbImage> {
    let picture = image::ImageReader::open(path).ok()?.with_guessed_format().ok()?.decode().ok()?.into_rgb8();
    let (width, height) = picture.dimensions();
    if width.min(height) < SIDE_MIN {
        return None;
    }
    let (across, down) = (width.min(SIDE_MAX), height.min(SIDE_MAX));
    Some(imageops::crop_imm(&picture, width - across, height - down, across, down).to_image())
}

fn jpeg(picture: &RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).expect("JPEG encodes");
    image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).expect("what was encoded decodes").into_rgb8()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a smaller size is a size")]
fn scaled(picture: &RgbImage, factor: f64) -> RgbImage {
    let end = |length: u32| ((f64::from(length) * factor).round() as u32).max(1);
    imageops::resize(picture, end(picture.width()), end(picture.height()), FilterType::CatmullRom)
}

/// FNV-1a.
fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
