//! What chance leads to: the scores of the search for invisible marks on pictures that bear none.
//!
//! `YANBIAO_PICTURES=folder:folder cargo bench --bench watermark_calibration` reads every picture below the folders,
//! makes variants of each (saved as JPEG, scaled, cut, mirrored, saved twice), and counts how often a score reaches
//! each height, on the picture as it is and scaled back to two other sizes. Counted are the payloads in all phases but
//! the one that marks have, so that a marked picture among them does no harm; the phase of marks is counted apart, and
//! its largest scores are printed with the names of their files. For marks of unknown payload, every period is counted, as
//! if each variant were saved without loss; `YANBIAO_PERIODS_ONLY=1` leaves out the rest. The table goes to standard output, the rest to
//! standard error.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, GenericImageView, ImageFormat, RgbImage};
use yanbiao::open_watermark::{
    Carriers, Ground, NEARNESS_MIN, PAYLOADS, Patterns, Period, Phases, Score, Statistic, aligned, periods, scaled,
};

/// Larger pictures are scaled to this many pixels first; the score does not know how many there are.
const PIXELS_MAX: f64 = 1_050_000.0;
const PIXELS_MIN: u32 = 65_536;
/// Side of a block, in pixels.
const BLOCK: usize = 8;
/// Scores are counted in steps of a tenth.
const STEPS: usize = 160;
const WORST_SHOWN: usize = 40;
/// Sizes that a variant is looked at in parts of blocks, against its own.
const FACTORS: [f64; 3] = [1.0, 0.83, 2.0];

/// Counts by statistic and phase.
#[derive(Default)]
struct Counts {
    /// How many scores lie in each step.
    steps: BTreeMap<(&'static str, &'static str, &'static str), Vec<u64>>,
    /// The largest score of each variant on textured ground, in the phase of marks and in others.
    worst: Vec<(f32, String)>,
    /// The strongest period of each variant in readings in which values are near.
    worst_periods: Vec<(f32, String)>,
    variants: u64,
}

fn main() {
    let folders = std::env::var("YANBIAO_PICTURES").unwrap_or_default();
    let mut files = Vec::new();
    for folder in folders.split(':').filter(|folder| !folder.is_empty()) {
        collect(Path::new(folder), &mut files);
    }
    files.sort();
    if files.is_empty() {
        eprintln!("skipped: YANBIAO_PICTURES names no folder with pictures");
        return;
    }
    let counts = Mutex::new(Counts::default());
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let patterns = Patterns::known();
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    measure(file, &patterns, &counts);
                }
            });
        }
    });
    print(counts.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner));
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

fn measure(file: &Path, patterns: &Patterns, counts: &Mutex<Counts>) {
    let Ok(picture) = image::open(file) else { return };
    for (name, variant) in variants(picture) {
        if variant.width() * variant.height() < PIXELS_MIN {
            continue;
        }
        let carriers = Carriers::read_all(&variant);
        let mut mine = Counts { variants: 1, ..Counts::default() };
        mine.add_periods(&carriers, &variant, || format!("{name} {}", file.display()));
        if is_periods_only() {
            counts.lock().unwrap_or_else(std::sync::PoisonError::into_inner).merge(mine);
            continue;
        }
        let (mut largest, mut largest_other): (Option<Score>, Option<Score>) = (None, None);
        let mut count = |score: Score, statistic: &'static str| {
            mine.add(&score, statistic);
            let largest = if score.phase == 0 { &mut largest } else { &mut largest_other };
            if score.ground == Ground::Textured && largest.as_ref().is_none_or(|best| score.score > best.score) {
                *largest = Some(score);
            }
        };
        aligned(&variant, &carriers, patterns, Phases::All, &mut |score| {
            let statistic = score.statistic.id();
            count(score, statistic);
        });
        for factor in FACTORS {
            let from = |length: u32| (f64::from(length) * factor).round() as u32;
            let size = (from(variant.width()), from(variant.height()));
            let is_own = size == variant.dimensions();
            scaled(&variant, size, patterns, Phases::All, &mut |score| match (score.statistic, is_own) {
                (Statistic::Parts, true) => count(score, "parts"),
                (Statistic::Parts, false) => count(score, "parts of another size"),
                (Statistic::Mean, false) => count(score, "mean of another size"),
                // Counted above.
                (Statistic::Mean, true) => {}
                // Scaling leaves no carriers.
                (Statistic::Phase | Statistic::Both, _) => {}
            });
        }
        for (phase, best) in [("of marks", largest), ("others", largest_other)] {
            let Some(best) = best else { continue };
            let what = format!(
                "{phase} {} {} {} {:?} {name} {}x{} {}",
                best.ground.id(),
                best.statistic.id(),
                PAYLOADS[best.payload].name,
                best.colours,
                variant.width(),
                variant.height(),
                file.display()
            );
            mine.worst.push((best.score, what));
        }
        counts.lock().unwrap_or_else(std::sync::PoisonError::into_inner).merge(mine);
    }
}

/// Whether all but the marks of unknown payload is left out.
fn is_periods_only() -> bool {
    std::env::var_os("YANBIAO_PERIODS_ONLY").is_some()
}

impl Counts {
    /// Every period in every reading, and how near values stand to where an encoder leaves them, times ten.
    fn add_periods(&mut self, carriers: &[Carriers], variant: &RgbImage, what: impl Fn() -> String) {
        let mut last = None;
        let mut best: Option<Period> = None;
        periods(carriers, variant.width() as usize / BLOCK, f64::NEG_INFINITY, &mut |period| {
            let reading = Some((period.method, period.colours));
            if last != reading {
                last = reading;
                self.count("nearness times ten", 10.0 * period.nearness);
            }
            let is_near = period.nearness >= NEARNESS_MIN;
            self.count(if is_near { "period where values are near" } else { "period" }, period.score.into());
            if is_near && best.is_none_or(|best| period.score > best.score) {
                best = Some(period);
            }
        });
        self.worst_periods.extend(best.map(|best| (best.score, format!("{} bits {}", best.length, what()))));
    }

    fn count(&mut self, statistic: &'static str, score: f64) {
        let step = (score.max(0.0) * 10.0) as usize;
        let steps = self.steps.entry(("any payload", "all", statistic)).or_insert_with(|| vec![0; STEPS]);
        steps[step.min(STEPS - 1)] += 1;
    }

    fn add(&mut self, score: &Score, statistic: &'static str) {
        let phase = if score.phase == 0 { "of marks" } else { "others" };
        let step = (f64::from(score.score.max(0.0)) * 10.0) as usize;
        let steps = self.steps.entry((phase, score.ground.id(), statistic)).or_insert_with(|| vec![0; STEPS]);
        steps[step.min(STEPS - 1)] += 1;
    }

    fn merge(&mut self, other: Self) {
        for (name, steps) in other.steps {
            let into = self.steps.entry(name).or_insert_with(|| vec![0; STEPS]);
            into.iter_mut().zip(steps).for_each(|(sum, count)| *sum += count);
        }
        self.worst.extend(other.worst);
        self.worst_periods.extend(other.worst_periods);
        self.variants += other.variants;
    }
}

/// The picture and what the net makes of pictures.
fn variants(picture: DynamicImage) -> Vec<(&'static str, RgbImage)> {
    let pixels = f64::from(picture.width()) * f64::from(picture.height());
    let picture = picture.into_rgb8();
    let picture = if pixels > PIXELS_MAX { resized(&picture, (PIXELS_MAX / pixels).sqrt()) } else { picture };
    let (width, height) = picture.dimensions();
    let cut = |left: u32, top: u32| picture.view(left, top, width - 2 * left, height - 2 * top).to_image();
    let half = resized(&picture, 0.5);
    let three_quarters = resized(&picture, 0.75);
    let square = square(&picture);
    vec![
        ("jpeg 90", saved(&picture, 90)),
        ("jpeg 75", saved(&picture, 75)),
        ("jpeg 50", saved(&picture, 50)),
        ("jpeg 80 twice", saved(&saved(&picture, 80), 75)),
        ("scaled 0.5", half),
        ("jpeg 50 scaled 0.5", resized(&saved(&picture, 50), 0.5)),
        ("scaled 0.75 jpeg 85", saved(&three_quarters, 85)),
        ("cut 5 %", cut(width / 20, height / 20)),
        ("cut 3, 5", cut(3.min(width / 3), 5.min(height / 3))),
        ("mirrored", imageops::flip_horizontal(&picture)),
        ("turned", imageops::rotate90(&picture)),
        ("square jpeg 80", saved(&square, 80)),
        ("square", square),
        ("as it is", picture),
    ]
}

/// The sizes that generators write: rows of blocks in which a payload is a pattern of columns.
fn square(picture: &RgbImage) -> RgbImage {
    let side = picture.width().min(picture.height());
    let cut = picture.view((picture.width() - side) / 2, (picture.height() - side) / 2, side, side).to_image();
    let side = if side >= 896 { 1024 } else { 512 };
    imageops::resize(&cut, side, side, FilterType::Triangle)
}

fn resized(picture: &RgbImage, factor: f64) -> RgbImage {
    let size = |length: u32| (f64::from(length) * factor).round().max(1.0) as u32;
    imageops::resize(picture, size(picture.width()), size(picture.height()), FilterType::Triangle)
}

fn saved(picture: &RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    let encoded = JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture);
    let decoded = encoded.and_then(|()| image::load(Cursor::new(bytes), ImageFormat::Jpeg));
    decoded.map_or_else(|_| picture.clone(), DynamicImage::into_rgb8)
}

fn print(counts: Counts) {
    println!("phase,ground,statistic,score,scores at least as high,of");
    for ((phase, ground, statistic), steps) in &counts.steps {
        let all: u64 = steps.iter().sum();
        let mut left = all;
        for (step, count) in steps.iter().enumerate() {
            if step >= 30 && left > 0 {
                println!("{phase},{ground},{statistic},{:.1},{left},{all}", step as f64 / 10.0);
            }
            left -= count;
        }
    }
    eprintln!("{} variants; the largest scores in the phase of marks:", counts.variants);
    print_worst(counts.worst);
    eprintln!("the strongest periods where values are near:");
    print_worst(counts.worst_periods);
}

fn print_worst(mut worst: Vec<(f32, String)>) {
    worst.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (score, what) in worst.iter().take(WORST_SHOWN) {
        eprintln!("{score:.2} {what}");
    }
}
