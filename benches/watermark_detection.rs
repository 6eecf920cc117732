//! How many invisible marks are found after what happens to pictures, how many are claimed where none is, and how long
//! that takes.
//!
//! `YANBIAO_PICTURES=folder cargo bench --bench watermark_detection` marks every picture of the folder in the six ways
//! of known generators, changes each marked picture, and looks for the mark. A mark counts as found if the search as a
//! user runs it reports it by its own name, by chance in one of a million pictures at most. The targets are for thirteen
//! photographs, 78 marked pictures. `YANBIAO_CONTROLS=folder:folder` names pictures without marks, of which none may be
//! found. Marks of payloads that nobody knows are looked for in pictures saved without loss. JPEG and WebP are made by `cjpeg` and `cwebp`; the time of the reference decoder needs a `python3` (or another
//! program named in `YANBIAO_PYTHON`) that can import `imwatermark`, `cv2` and `numpy`. What is missing is named and
//! left out. `YANBIAO_MISSES=1` prints each miss.

#![expect(clippy::print_stdout, clippy::panic, reason = "a program for the terminal")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use image::imageops::{self, FilterType};
use image::{GenericImageView, ImageFormat, RgbImage};
use yanbiao::open_watermark::{Carriers, Effort, Mark, NEARNESS_MIN, PAYLOADS, Patterns, Phases};
use yanbiao::open_watermark::{aligned, find, find_any, find_at, periods};

#[path = "../samples/generate/write/pattern.rs"]
#[expect(dead_code, reason = "samples use more of it")]
mod pattern;
use pattern::{Method, Pipeline, embed, textured};

/// What generators do: payload, how the encoder sees the picture, whether cut pictures of it are tried too.
const WAYS: [(&str, &str, Pipeline, bool); 6] = [
    ("SD1", "StableDiffusionV1", Pipeline::Bgr, false),
    ("SD2", "SDV2", Pipeline::Bgr, false),
    ("SDXL 8-bit", "SDXL", Pipeline::Bgr, true),
    ("SDXL float", "SDXL", Pipeline::BgrFloat, true),
    ("SDXL float RGB", "SDXL", Pipeline::RgbFloat, false),
    ("FLUX float", "FLUX.1", Pipeline::BgrFloatCut, true),
];

/// What happens to a marked picture.
#[derive(Clone, Copy)]
enum Attack {
    None,
    /// Saved with this quality, chroma halved in both directions.
    Jpeg(u8),
    Webp(u8),
    /// Scaled by this factor; the size before is known.
    ScaledKnown(f64),
    /// Scaled by this factor, and nothing is known.
    Scaled(f64),
    /// So many hundredths of each side removed, half of it at each end.
    Cut(u32),
}

/// What is done, and of how many pictures out of 78 (39) it must be found.
const ATTACKS: [(Attack, Option<usize>); 13] = [
    (Attack::None, Some(78)),
    (Attack::Jpeg(95), Some(77)),
    (Attack::Jpeg(90), Some(75)),
    (Attack::Jpeg(80), Some(74)),
    (Attack::Jpeg(70), Some(60)),
    (Attack::Jpeg(50), Some(33)),
    (Attack::Webp(90), None),
    (Attack::Webp(80), Some(69)),
    (Attack::ScaledKnown(0.9), Some(78)),
    (Attack::ScaledKnown(0.5), Some(78)),
    (Attack::Scaled(0.9), Some(78)),
    (Attack::Scaled(0.5), Some(78)),
    (Attack::Cut(10), Some(39)),
];

impl Attack {
    fn name(self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Jpeg(quality) => format!("JPEG {quality}"),
            Self::Webp(quality) => format!("WebP {quality}"),
            Self::ScaledKnown(factor) => format!("scaled by {factor}, size known"),
            Self::Scaled(factor) => format!("scaled by {factor}"),
            Self::Cut(percent) => format!("cut by {percent} %"),
        }
    }

    fn is_cut(self) -> bool {
        matches!(self, Self::Cut(_))
    }

    /// The changed picture; none if the program that makes it is missing.
    fn apply(self, picture: &RgbImage) -> Option<RgbImage> {
        match self {
            Self::None => Some(picture.clone()),
            Self::Jpeg(quality) => {
                let quality = quality.to_string();
                through("cjpeg", &["-quality", &quality, "-sample", "2x2"], picture, ImageFormat::Jpeg)
            }
            Self::Webp(quality) => {
                let quality = quality.to_string();
                through("cwebp", &["-quiet", "-q", &quality, "-o", "-", "--", "-"], picture, ImageFormat::WebP)
            }
            Self::ScaledKnown(factor) | Self::Scaled(factor) => Some(area_scaled(picture, factor)),
            Self::Cut(percent) => {
                let end = |length: u32| (f64::from(length * percent) / 200.0).round() as u32;
                let (width, height) = picture.dimensions();
                let (left, top) = (end(width), end(height));
                Some(picture.view(left, top, width - 2 * left, height - 2 * top).to_image())
            }
        }
    }

    /// The name of the payload that is found, if any is.
    fn search(self, changed: &RgbImage, before: (u32, u32)) -> Option<&'static str> {
        match self {
            Self::ScaledKnown(_) => find_at(changed, before).map(|found| PAYLOADS[found.payload].name),
            Self::None | Self::Jpeg(_) | Self::Webp(_) | Self::Scaled(_) | Self::Cut(_) => {
                let effort = Effort { is_part: false, crops: self.is_cut() };
                find(changed, effort).map(|found| PAYLOADS[found.payload].name)
            }
        }
    }
}

/// The picture after another program saved it.
fn through(program: &str, arguments: &[&str], picture: &RgbImage, format: ImageFormat) -> Option<RgbImage> {
    let streams = || Stdio::piped();
    let mut child =
        Command::new(program).args(arguments).stdin(streams()).stdout(streams()).stderr(Stdio::null()).spawn().ok()?;
    let mut input = child.stdin.take()?;
    let header = format!("P6\n{} {}\n255\n", picture.width(), picture.height()).into_bytes();
    let pixels = picture.as_raw().clone();
    let writer = thread::spawn(move || input.write_all(&[header, pixels].concat()));
    let output = child.wait_with_output().ok()?;
    let is_written = writer.join().is_ok_and(|written| written.is_ok());
    if !is_written || !output.status.success() {
        return None;
    }
    image::load_from_memory_with_format(&output.stdout, format).ok().map(image::DynamicImage::into_rgb8)
}

/// Scaled down, each pixel the mean of the area that it covers.
fn area_scaled(picture: &RgbImage, factor: f64) -> RgbImage {
    let size = |length: u32| (f64::from(length) * factor).round().max(1.0) as u32;
    let (width, height) = (size(picture.width()), size(picture.height()));
    let (across, down) = (shares(picture.width(), width), shares(picture.height(), height));
    RgbImage::from_fn(width, height, |x, y| {
        let mut sums = [0.0; 3];
        for (row, share_down) in &down[y as usize] {
            for (column, share_across) in &across[x as usize] {
                let pixel = picture.get_pixel(*column, *row).0;
                for (sum, level) in sums.iter_mut().zip(pixel) {
                    *sum += share_down * share_across * f64::from(level);
                }
            }
        }
        image::Rgb(sums.map(|sum| sum.round() as u8))
    })
}

/// Which pixels each pixel of a shorter row is made of, and with what share of it.
fn shares(from: u32, to: u32) -> Vec<Vec<(u32, f64)>> {
    let step = f64::from(from) / f64::from(to);
    let of_one = |at: u32| {
        let (start, end) = (f64::from(at) * step, f64::from(at + 1) * step);
        let part = move |pixel: u32| (f64::from(pixel + 1).min(end) - f64::from(pixel).max(start)) / step;
        (start as u32..from.min(end.ceil() as u32)).map(|pixel| (pixel, part(pixel))).collect()
    };
    (0..to).map(of_one).collect()
}

fn main() {
    let pictures = files_of("YANBIAO_PICTURES");
    if pictures.is_empty() {
        println!("detection skipped: YANBIAO_PICTURES names no folder with pictures");
    } else {
        detection(&pictures);
        own_payloads(&pictures);
    }
    let controls = files_of("YANBIAO_CONTROLS");
    if controls.is_empty() {
        println!("controls skipped: YANBIAO_CONTROLS names no folder with pictures");
    } else {
        false_alarms(&controls);
    }
    speed();
}

fn files_of(variable: &str) -> Vec<PathBuf> {
    let folders = std::env::var(variable).unwrap_or_default();
    let mut files = Vec::new();
    for folder in folders.split(':').filter(|folder| !folder.is_empty()) {
        collect(Path::new(folder), &mut files);
    }
    files.sort();
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

/// Does the work on all cores; what it returns comes in no order.
fn all<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = work(item);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push(result);
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// One marked picture after one attack.
struct Trial {
    attack: usize,
    way: usize,
    outcome: Outcome,
    picture: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Found,
    Missed,
    /// A mark of another name was reported.
    Mistaken,
    /// The program that makes the change is missing.
    NotRun,
}

fn detection(files: &[PathBuf]) {
    let marked: Vec<(&PathBuf, usize)> =
        files.iter().flat_map(|file| (0..WAYS.len()).map(move |way| (file, way))).collect();
    let trials: Vec<Trial> = all(&marked, |(file, way)| trials(file, *way)).into_iter().flatten().collect();
    let names: Vec<&str> = WAYS.iter().map(|(name, ..)| *name).collect();
    println!("found of marked pictures | target | all | {}", names.join(" | "));
    for (number, (attack, target)) in ATTACKS.iter().enumerate() {
        let count = |outcome: Outcome, of_way: Option<usize>| {
            let is_counted = |trial: &&Trial| {
                trial.attack == number && trial.outcome == outcome && of_way.is_none_or(|way| way == trial.way)
            };
            trials.iter().filter(is_counted).count()
        };
        if count(Outcome::NotRun, None) > 0 {
            println!("{} | not run: the program that makes it is missing", attack.name());
            continue;
        }
        let target = target.map_or_else(|| "-".to_owned(), |target| target.to_string());
        let of_way: Vec<String> = (0..WAYS.len()).map(|way| count(Outcome::Found, Some(way)).to_string()).collect();
        let all = trials.iter().filter(|trial| trial.attack == number).count();
        let found = count(Outcome::Found, None);
        println!("{} | {target} | {found} of {all} | {}", attack.name(), of_way.join(" | "));
        let mistaken = count(Outcome::Mistaken, None);
        if mistaken > 0 {
            println!("  {mistaken} under another name");
        }
    }
    if std::env::var_os("YANBIAO_MISSES").is_some() {
        for trial in trials.iter().filter(|trial| trial.outcome != Outcome::Found) {
            println!("missed: {}, {}, {}", ATTACKS[trial.attack].0.name(), WAYS[trial.way].0, trial.picture);
        }
    }
}

fn trials(file: &Path, way: usize) -> Vec<Trial> {
    let Ok(picture) = image::open(file) else { return Vec::new() };
    let (_, payload, pipeline, is_cut_too) = WAYS[way];
    let marked = embed(&picture.into_rgb8(), &bits(payload), Method::Largest, pipeline);
    let wanted = ATTACKS.iter().enumerate().filter(|(_, (attack, _))| is_cut_too || !attack.is_cut());
    let trial = |(number, (attack, _)): (usize, &(Attack, _))| {
        let outcome = match attack.apply(&marked) {
            None => Outcome::NotRun,
            Some(changed) => match attack.search(&changed, marked.dimensions()) {
                None => Outcome::Missed,
                Some(name) if name == payload => Outcome::Found,
                Some(_) => Outcome::Mistaken,
            },
        };
        Trial { attack: number, way, outcome, picture: file.display().to_string() }
    };
    wanted.map(trial).collect()
}

fn bits(name: &str) -> Vec<bool> {
    let Some(payload) = PAYLOADS.iter().find(|payload| payload.name == name) else { panic!("{name} is no payload") };
    payload.bits()
}

/// Payloads of nobody: how many bits, and whether these are a text.
const OWN: [(&str, usize, bool); 6] = [
    ("32 bits", 32, false),
    ("48 bits", 48, false),
    ("64 bits", 64, false),
    ("136 bits", 136, false),
    ("text of 8 letters", 64, true),
    ("text of 17 letters", 136, true),
];
/// How they are embedded.
const OWN_WAYS: [(Method, Pipeline); 4] = [
    (Method::Largest, Pipeline::Bgr),
    (Method::Largest, Pipeline::RgbFloat),
    (Method::Largest, Pipeline::BgrFloatCut),
    (Method::Singular, Pipeline::Rgb),
];

/// Marks of unknown payload in pictures saved without loss.
fn own_payloads(files: &[PathBuf]) {
    let marked: Vec<(usize, usize, &PathBuf)> = (0..OWN.len())
        .flat_map(|own| (0..OWN_WAYS.len()).flat_map(move |way| files.iter().map(move |file| (own, way, file))))
        .collect();
    let results = all(&marked, |(own, way, file)| {
        let picture = image::open(file).ok()?.into_rgb8();
        let (_, length, is_text) = OWN[*own];
        let bits = own_bits(length, is_text, picture.width());
        let (method, pipeline) = OWN_WAYS[*way];
        let marked = embed(&picture, &bits, method, pipeline);
        let found = find_any(&marked, Effort { is_part: false, crops: false });
        let Some(Mark::Unknown(found)) = found else { return Some((*own, *way, false, false)) };
        let text: Vec<bool> = found.text.iter().flat_map(|text| text.bytes()).flat_map(bits_of).collect();
        Some((*own, *way, found.length == length, text == bits))
    });
    println!(
        "payload of nobody, found with its length, and read | dwtDct | dwtDct float | dwtDct float cut | dwtDctSvd"
    );
    for (own, (name, _, is_text)) in OWN.iter().enumerate() {
        let of_way = |way: usize| {
            let mine = || results.iter().flatten().filter(move |one| (one.0, one.1) == (own, way));
            let found = mine().filter(|one| one.2).count();
            let read = if *is_text { format!(", read {}", mine().filter(|one| one.3).count()) } else { String::new() };
            format!("{found} of {}{read}", mine().count())
        };
        println!("{name} | {}", (0..OWN_WAYS.len()).map(of_way).collect::<Vec<String>>().join(" | "));
    }
}

/// Chosen by chance, the same on every run.
fn own_bits(length: usize, is_text: bool, seed: u32) -> Vec<bool> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 16
    };
    if is_text {
        return (0..length / 8).flat_map(|_| bits_of(b'!' + (next() % 94) as u8)).collect();
    }
    (0..length).map(|_| next() % 2 == 1).collect()
}

fn bits_of(byte: u8) -> impl Iterator<Item = bool> {
    (0..8).rev().map(move |place| byte >> place & 1 == 1)
}

/// Pictures without marks, as they are and as the net passes them on; the slow search as they are alone.
fn false_alarms(files: &[PathBuf]) {
    let accused = all(files, |file| {
        let Ok(picture) = image::open(file) else { return (0, Vec::new()) };
        let variants = variants(&picture.into_rgb8());
        let claims = variants.iter().filter_map(|(name, variant)| {
            let effort = Effort { is_part: false, crops: *name == "as it is" };
            // As if each were saved without loss, which is when marks of any payload are sought.
            let (payload, chance) = match find_any(variant, effort)? {
                Mark::Known(found) => (PAYLOADS[found.payload].name.to_owned(), found.chance),
                Mark::Unknown(found) => (format!("{} unknown bits", found.length), found.chance),
            };
            Some(format!("{payload} (chance {chance:.1e}) in {name}: {}", file.display()))
        });
        (variants.len(), claims.collect::<Vec<String>>())
    });
    let searched: usize = accused.iter().map(|(count, _)| count).sum();
    let claims: Vec<&String> = accused.iter().flat_map(|(_, claims)| claims).collect();
    println!("marks claimed in {searched} variants of {} pictures without any | 0 | {}", files.len(), claims.len());
    claims.iter().for_each(|claim| println!("  {claim}"));
}

fn variants(picture: &RgbImage) -> Vec<(&'static str, RgbImage)> {
    const PIXELS_MAX: f64 = 2_100_000.0;
    let factor = (PIXELS_MAX / (f64::from(picture.width()) * f64::from(picture.height()))).sqrt().min(1.0);
    let size = |length: u32| (f64::from(length) * factor).round().max(1.0) as u32;
    let (width, height) = (size(picture.width()), size(picture.height()));
    let picture =
        if factor < 1.0 { imageops::resize(picture, width, height, FilterType::Triangle) } else { picture.clone() };
    let (left, top) = (width / 20, height / 20);
    let jpeg = Attack::Jpeg(80).apply(&picture).map(|saved| ("JPEG 80", saved));
    let smaller = ("scaled", imageops::resize(&picture, width * 3 / 4 + 1, height * 3 / 4 + 1, FilterType::CatmullRom));
    let cut = ("cut", picture.view(left, top, width - 2 * left, height - 2 * top).to_image());
    jpeg.into_iter().chain([smaller, cut, ("as it is", picture)]).collect()
}

/// Side of the picture that times are taken on.
const SIDE: u32 = 1024;
const REPEATS: usize = 9;

fn speed() {
    let picture = textured(1, SIDE, SIDE);
    let megapixels = f64::from(SIDE * SIDE) / 1e6;
    let patterns = Patterns::known();
    let lengths: Vec<usize> = PAYLOADS.iter().map(|payload| payload.bits().len()).collect();
    let exact = || {
        let carriers = Carriers::read_all(&picture);
        let decoded = carriers.iter().flat_map(|one| lengths.iter().map(|length| one.decode(*length))).count();
        assert_eq!(decoded, 8 * lengths.len());
        carriers
    };
    let columns = picture.width() as usize / 8;
    let rounds: Vec<[f64; 5]> = (0..REPEATS)
        .map(|_| {
            let (decoders, carriers) = timed(exact);
            let (correlation, ()) = timed(|| aligned(&picture, &carriers, &patterns, Phases::First, &mut |_| ()));
            let (quick, _) = timed(|| find(&picture, Effort { is_part: false, crops: false }));
            let (deep, _) = timed(|| find(&picture, Effort { is_part: false, crops: true }));
            let (unknown, ()) = timed(|| periods(&carriers, columns, NEARNESS_MIN, &mut |_| ()));
            [decoders, decoders + correlation, quick, deep, unknown]
        })
        .collect();
    let least = |column: usize| rounds.iter().map(|round| round[column]).fold(f64::INFINITY, f64::min);
    let per_megapixel = |column: usize| 1e3 * least(column) / megapixels;
    println!("milliseconds a megapixel, best of {REPEATS} | target | measured");
    println!("exact decoders, 8 readings, all lengths | - | {:.1}", per_megapixel(0));
    println!("exact decoders and known payloads in the blocks as they are | 30 | {:.1}", per_megapixel(1));
    println!("the same, in parts of blocks, and at all sizes it may have had | - | {:.1}", per_megapixel(2));
    println!("the search in cut pictures | 1000 | {:.1}", per_megapixel(3) - per_megapixel(2));
    println!("marks of unknown payload, none there | 10 | {:.1}", per_megapixel(4));
    match reference_seconds(&picture) {
        None => println!("time of the reference decoder skipped: no Python that can import imwatermark, cv2 and numpy"),
        Some([largest, singular]) => {
            let ratio = |seconds: f64, column: usize| seconds / least(column);
            println!("reference decoder, one reading: dwtDct | - | {:.1}", 1e3 * largest / megapixels);
            println!("reference decoder, one reading: dwtDctSvd | - | {:.1}", 1e3 * singular / megapixels);
            let eight = 4.0 * (largest + singular);
            println!("the eight readings, one length each, over all lengths here | 20 | {:.0}", ratio(eight, 0));
            println!("the same over decoders and known payloads here | 20 | {:.0}", ratio(eight, 1));
            println!("one reading of dwtDct over decoders and known payloads here | - | {:.1}", ratio(largest, 1));
        }
    }
}

fn timed<R>(work: impl FnOnce() -> R) -> (f64, R) {
    let start = Instant::now();
    let result = work();
    (start.elapsed().as_secs_f64(), result)
}

/// Best of three of the library's own decoder, for each scheme.
const PYTHON: &str = "
import sys, time, types
sys.modules.setdefault('torch', types.ModuleType('torch'))
import cv2
from imwatermark import WatermarkDecoder
cv2.setNumThreads(1)
picture = cv2.imread(sys.argv[1])
for scheme in ('dwtDct', 'dwtDctSvd'):
    best = 1e9
    for _ in range(3):
        start = time.perf_counter()
        WatermarkDecoder('bits', 48).decode(picture, scheme)
        best = min(best, time.perf_counter() - start)
    print(best)
";

fn reference_seconds(picture: &RgbImage) -> Option<[f64; 2]> {
    let file = std::env::temp_dir().join(format!("watermark-detection-{}.png", std::process::id()));
    picture.save(&file).ok()?;
    let python = std::env::var("YANBIAO_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(python).arg("-c").arg(PYTHON).arg(&file).output();
    // A file left in the folder for temporary files harms nobody.
    let _ = std::fs::remove_file(&file);
    let output = output.ok().filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut seconds = text.lines().filter_map(|line| line.parse().ok());
    Some([seconds.next()?, seconds.next()?])
}
