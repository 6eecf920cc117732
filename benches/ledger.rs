//! What the ledger recognises, and how fast: every picture of some folders and a thousand drawn pages and screens,
//! each looked up among all others; copies of the pictures after common changes; local changes drawn on them; and the
//! time of a look-up among a million and ten million.
//!
//! `YANBIAO_PICTURES=folder:folder cargo bench --bench ledger`; with `YANBIAO_EVERY=4` only every fourth is changed.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a program for people who measure")]

#[path = "screens.rs"]
mod screens;

use std::collections::BTreeMap;
use std::fmt;
use std::hint::black_box;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{ImageReader, Rgb, RgbImage};
use yanbiao::fingerprint::{Comparison, Index, Map, Pose, SIDE_MIN, Sight, Variant, Word};
use yanbiao::fingerprint::{compare, decode, encode, is_recognisable};
use yanbiao::lettering::Gray;
use yanbiao::pixels::Region;

/// Larger pictures are scaled down first: cameras make more pixels than anybody sends.
const SIDE_MAX: u32 = 1_600;
/// Smaller ones are icons.
const SIDE_MIN_PIXELS: u32 = 128;
/// Pages and screens that are drawn.
const DRAWN: u64 = 1_100;
/// Records compared with a picture, as in a look-up.
const COMPARED_MAX: usize = 12;

type Attack = (&'static str, fn(&RgbImage) -> RgbImage);

const ATTACKS: [Attack; 17] = [
    ("unchanged", |picture| picture.clone()),
    ("JPEG quality 50", |picture| jpeg(picture, 50)),
    ("scaled to 25 %", |picture| scaled(picture, 0.25)),
    ("10 % of the width off the left", |picture| cut(picture, [0.1, 0.0, 0.0, 0.0])),
    ("10 % of the height off the bottom", |picture| cut(picture, [0.0, 0.0, 0.0, 0.1])),
    ("10 % of both sides off a corner", |picture| cut(picture, [0.0, 0.1, 0.1, 0.0])),
    ("10 % of both sides off all around", |picture| cut(picture, [0.05; 4])),
    ("7, 3, 2 and 6 % off the sides", |picture| cut(picture, [0.07, 0.03, 0.02, 0.06])),
    ("mirrored", |picture| imageops::flip_horizontal(picture)),
    ("turned by 5°, same frame", |picture| turned(picture, 5.0, Frame::Same)),
    ("turned by -5°, larger frame", |picture| turned(picture, -5.0, Frame::Grown)),
    ("turned by 5°, cut to fill", |picture| turned(picture, 5.0, Frame::Filled)),
    ("turned by -3.3°, cut to fill", |picture| turned(picture, -3.3, Frame::Filled)),
    ("screenshot, black phone", |picture| screenshot(picture, (1080, 2340), (0, 400), 0)),
    ("screenshot, gray desktop", |picture| screenshot(picture, (1920, 1080), (500, 120), 240)),
    ("screenshot, white page", |picture| screenshot(picture, (1080, 1920), (60, 300), 255)),
    ("mirrored, 10 % cut, JPEG 50", |picture| {
        jpeg(&imageops::flip_horizontal(&cut(picture, [0.0, 0.0, 0.1, 0.0])), 50)
    }),
];

/// What may happen to a picture after something was changed on it.
const AFTERWARDS: [Attack; 4] = [
    ("nothing", |picture| picture.clone()),
    ("JPEG 75", |picture| jpeg(picture, 75)),
    ("60 %, JPEG 60", |picture| jpeg(&scaled(picture, 0.6), 60)),
    ("cut, JPEG 70", |picture| jpeg(&cut(picture, [0.03, 0.0, 0.02, 0.04]), 70)),
];

const CHANGES: [Change; 5] = [Change::None, Change::Crack, Change::Stain, Change::Text, Change::Object];

/// Something done to a picture that is not the whole of it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Change {
    None,
    Crack,
    Stain,
    Text,
    Object,
}

fn main() {
    let folders = std::env::var("YANBIAO_PICTURES").unwrap_or_default();
    let folders: Vec<&Path> = folders.split(':').filter(|folder| !folder.is_empty()).map(Path::new).collect();
    if !folders.is_empty() {
        let every = std::env::var("YANBIAO_EVERY").ok().and_then(|every| every.parse().ok()).unwrap_or(1);
        let shelf = Shelf::new(&folders);
        different_pictures(&shelf);
        recognition(&shelf, &folders, every);
        local_changes(&shelf, every);
    }
    for millions in [1, 10] {
        speed(millions);
    }
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

/// Where a picture comes from.
#[derive(Clone)]
enum Source {
    /// One of these folders, by its number, and where the file lies.
    File(usize, PathBuf),
    Drawn(u64),
}

/// Pairs of records that were taken for one picture, and whether for the same or for an altered one.
type Pairs = BTreeMap<(usize, usize), bool>;

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
struct Shelf {
    /// Files first.
    sources: Vec<Source>,
    files: usize,
    kept: Vec<Vec<Map>>,
    index: Index,
}

impl Shelf {
    fn new(folders: &[&Path]) -> Self {
        let mut sources = Vec::new();
        for (number, folder) in folders.iter().enumerate() {
            let mut paths = Vec::new();
            walk(folder, &mut paths);
            paths.sort();
            sources.extend(paths.into_iter().map(|path| Source::File(number, path)));
        }
        sources.extend((0..DRAWN).map(Source::Drawn));
        let (mut plain, mut bytes) = ([0, 0], 0);
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
            shelf.index.push(shelf.sources.len() as i64, word);
            shelf.sources.push(source.clone());
            shelf.kept.push(maps);
        }
        let (count, files) = (shelf.sources.len(), shelf.files);
        let [plain_drawn, plain_files] = plain;
        println!(
            "{files} files and {} drawn pictures recorded; too plain: {plain_files} and {plain_drawn}",
            count - files
        );
        println!("{} bytes kept of each\n", bytes / count.max(1));
        shelf
    }

    /// Every record that shows this picture, with how.
    fn look_up(&self, sight: &Sight) -> Vec<(usize, Comparison)> {
        let candidates = self.index.nearest(sight.variants(), COMPARED_MAX);
        let compared = candidates.iter().filter_map(|candidate| {
            let record = usize::try_from(candidate.record).ok()?;
            let found = compare(self.kept.get(record)?, sight.seen(), &sight.guesses(&candidate.word))?;
            Some((record, found))
        });
        compared.collect()
    }

    fn picture(&self, number: usize) -> RgbImage {
        self.sources[number].open().expect("it was opened before")
    }

    /// Names pairs that were taken for one picture.
    fn print_pairs(&self, pairs: &Pairs) {
        for ((one, other), is_same) in pairs {
            let how = if *is_same { "same" } else { "altered" };
            println!("- {how}: {} = {}", self.sources[*one], self.sources[*other]);
        }
    }
}

/// What the ledger keeps of a picture.
fn recorded(picture: &RgbImage) -> Option<(Vec<u8>, Word)> {
    let luma = luma(picture);
    let gray = Gray::new(picture.width(), picture.height(), &luma).expect("a level for every pixel");
    Some((encode(&Sight::kept(&gray)).expect("it can be written"), Sight::new(&gray).word()))
}

/// Runs `work` on all numbers, on as many threads as there are cores; the results in order.
fn in_parallel<T: Send>(numbers: &[usize], work: impl Fn(usize) -> T + Sync) -> Vec<T> {
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

/// Looks every picture up among all others.
fn different_pictures(shelf: &Shelf) {
    let all: Vec<usize> = (0..shelf.sources.len()).collect();
    let near = |own: usize| {
        let found = shelf.look_up(&sight(&shelf.picture(own))).into_iter().filter(|(record, _)| *record != own);
        found.map(|(record, compared)| (own.min(record), own.max(record), compared)).collect::<Vec<_>>()
    };
    let compared: Vec<(usize, usize, Comparison)> = in_parallel(&all, near).into_iter().flatten().collect();
    let mut matched = Pairs::new();
    for (one, other, compared) in compared.iter().filter(|(_, _, compared)| compared.is_altered()) {
        *matched.entry((*one, *other)).or_default() |= compared.is_same();
    }
    let others = compared.iter().filter(|(_, _, compared)| !compared.is_altered());
    let nearest = others.max_by(|one, other| one.2.alike.total_cmp(&other.2.alike));
    let count = shelf.sources.len();
    println!(
        "{} pairs of different files or drawings, each once; {} were taken for the same picture (look at them):",
        count * (count - 1) / 2,
        matched.len()
    );
    shelf.print_pairs(&matched);
    if let Some((one, other, compared)) = nearest {
        let (one, other) = (&shelf.sources[*one], &shelf.sources[*other]);
        println!("Nearest of those that were not: {:.2} of the blocks alike, {one} and {other}", compared.alike);
    }
    println!();
}

/// What became of a changed picture that was looked up.
struct Looked {
    own: usize,
    found: Vec<(usize, Comparison)>,
    milliseconds: f64,
}

fn recognition(shelf: &Shelf, folders: &[&Path], every: usize) {
    let mut others = Pairs::new();
    let mut missed: Vec<String> = Vec::new();
    let (mut lookups, mut milliseconds) = (0, 0.0);
    let chosen: Vec<usize> = (0..shelf.files).step_by(every).collect();
    let names: Vec<String> =
        folders.iter().map(|folder| folder.file_name().unwrap_or_default().to_string_lossy().into()).collect();
    println!("| after | pictures | recognised | of these said to be altered | {} |", names.join(" | "));
    println!("|---|---|---|---{}|", "|---".repeat(names.len()));
    for (name, attack) in ATTACKS {
        let (mut hits, mut altered, mut by_folder) = (0, 0, vec![(0, 0); folders.len()]);
        let look = |own: usize| {
            let changed = attack(&shelf.picture(own));
            let started = Instant::now();
            let found = shelf.look_up(&sight(&changed));
            Looked { own, found, milliseconds: started.elapsed().as_secs_f64() * 1_000.0 }
        };
        for Looked { own, found, milliseconds: took } in in_parallel(&chosen, look) {
            milliseconds += took;
            lookups += 1;
            let own_found = found.iter().find(|(record, _)| *record == own);
            if own_found.is_none_or(|(_, compared)| !compared.is_same()) {
                let alike = own_found.map(|(_, compared)| (compared.alike, compared.alike_elsewhere));
                missed.push(format!("{name}: {} {alike:?}", shelf.sources[own]));
            }
            let Source::File(folder, _) = &shelf.sources[own] else { continue };
            by_folder[*folder].1 += 1;
            for (record, compared) in found {
                if record == own {
                    hits += usize::from(compared.is_same());
                    by_folder[*folder].0 += usize::from(compared.is_same());
                    altered += usize::from(compared.is_altered() && !compared.changed.regions.is_empty());
                } else if compared.is_altered() {
                    *others.entry((own.min(record), own.max(record))).or_default() |= compared.is_same();
                }
            }
        }
        let cells: Vec<String> = by_folder.iter().map(|(hits, count)| format!("{hits} of {count}")).collect();
        let (count, share) = (chosen.len(), hits as f64 / chosen.len() as f64);
        println!("| {name} | {count} | {share:.3} | {altered} | {} |", cells.join(" | "));
    }
    let pairs = lookups * (shelf.sources.len() - 1);
    println!("\n{pairs} times a changed picture was held against another file or drawing; taken for the same:");
    shelf.print_pairs(&others);
    println!("\nNot recognised, with the shares of blocks alike where it was compared:");
    for one in &missed {
        println!("- {one}");
    }
    println!("\n{:.1} ms a look-up, fingerprints and comparisons included\n", milliseconds / lookups as f64);
}

fn local_changes(shelf: &Shelf, every: usize) {
    let mut random = Random(88_172_645_463_325_252);
    println!(
        "| change | afterwards | pictures | reported | regions elsewhere | pictures with one |\n|---|---|---|---|---|---|"
    );
    let mut table = vec![[0_usize; 4]; CHANGES.len() * AFTERWARDS.len()];
    for own in (0..shelf.files).step_by(every) {
        let (picture, other) = (shelf.picture(own), shelf.picture((own + 7) % shelf.files));
        for (row, change) in CHANGES.iter().enumerate() {
            let (changed, place) = changed(&picture, &other, *change, &mut random);
            for (column, (_, after)) in AFTERWARDS.iter().enumerate() {
                let found = shelf.look_up(&sight(&after(&changed)));
                let Some((_, compared)) = found.iter().find(|(record, _)| *record == own) else { continue };
                let cell = &mut table[row * AFTERWARDS.len() + column];
                let is_there = |region: &&Region| touches(region, place);
                let elsewhere = compared.changed.recorded.iter().filter(|region| !is_there(region)).count();
                if compared.is_altered() {
                    cell[0] += 1;
                    cell[1] += usize::from(compared.changed.recorded.iter().any(|region| is_there(&region)));
                    cell[2] += elsewhere;
                    cell[3] += usize::from(elsewhere > 0);
                }
            }
        }
    }
    for (index, [count, seen, regions, pictures]) in table.iter().enumerate() {
        let (change, after) = (CHANGES[index / AFTERWARDS.len()], AFTERWARDS[index % AFTERWARDS.len()].0);
        println!("| {change:?} | {after} | {count} | {:.3} | {regions} | {pictures} |", *seen as f64 / *count as f64);
    }
    println!();
}

/// Ten measurements, the best of them; the machine may have other things to do.
fn speed(millions: usize) {
    let mut random = Random(0x1234_5678_9abc_def1);
    let mut index = Index::default();
    for record in 0..millions as i64 * 1_000_000 {
        index.push(record, random.word());
    }
    let aspect_poses = sight(&RgbImage::from_fn(320, 240, |x, y| Rgb([(x ^ y) as u8; 3]))).variants().len();
    for (what, count) in
        [("one fingerprint", 1), ("64 fingerprints in a batch", 64), ("a picture in all its poses", aspect_poses)]
    {
        let variants: Vec<Variant> = (0..count).map(|_| Variant { word: random.word(), pose: Pose::SAME }).collect();
        let best = (0..10)
            .map(|_| {
                let started = Instant::now();
                black_box(index.nearest(&variants, COMPARED_MAX));
                started.elapsed().as_secs_f64() * 1_000.0
            })
            .fold(f64::MAX, f64::min);
        let each = best / count as f64;
        println!("{millions} M entries, {what} ({count}): {best:.2} ms, {each:.3} ms a fingerprint");
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

fn luma(picture: &RgbImage) -> Vec<u8> {
    let level = |[red, green, blue]: [u8; 3]| {
        ((77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue) + 128) >> 8) as u8
    };
    picture.pixels().map(|pixel| level(pixel.0)).collect()
}

fn sight(picture: &RgbImage) -> Sight {
    let luma = luma(picture);
    Sight::new(&Gray::new(picture.width(), picture.height(), &luma).expect("a level for every pixel"))
}

fn jpeg(picture: &RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).expect("it can be coded");
    image::load_from_memory(&bytes).expect("it can be read").into_rgb8()
}

fn scaled(picture: &RgbImage, factor: f64) -> RgbImage {
    let side = |side: u32| ((f64::from(side) * factor) as u32).max(1);
    imageops::resize(picture, side(picture.width()), side(picture.height()), FilterType::Triangle)
}

/// Without these shares of the sides: left, top, right, bottom.
fn cut(picture: &RgbImage, [left, top, right, bottom]: [f64; 4]) -> RgbImage {
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    let size = (((1.0 - left - right) * width) as u32, ((1.0 - top - bottom) * height) as u32);
    imageops::crop_imm(picture, (left * width) as u32, (top * height) as u32, size.0, size.1).to_image()
}

/// What becomes of the frame when a picture is turned in it.
#[derive(Clone, Copy)]
enum Frame {
    Same,
    Grown,
    Filled,
}

fn turned(picture: &RgbImage, degrees: f32, frame: Frame) -> RgbImage {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let fill = cosine + sine.abs() * (width / height).max(height / width);
    let (wide, high) = match frame {
        Frame::Same => (width, height),
        Frame::Grown => (width * cosine + height * sine.abs(), height * cosine + width * sine.abs()),
        Frame::Filled => (width / fill, height / fill),
    };
    RgbImage::from_fn(wide as u32, high as u32, |x, y| {
        let (right, down) = (x as f32 + 0.5 - wide / 2.0, y as f32 + 0.5 - high / 2.0);
        let from_x = cosine * right + sine * down + width / 2.0 - 0.5;
        let from_y = cosine * down - sine * right + height / 2.0 - 0.5;
        let outside = from_x < -0.5 || from_y < -0.5 || from_x > width - 0.5 || from_y > height - 0.5;
        let (from_x, from_y) = (from_x.clamp(0.0, width - 1.001), from_y.clamp(0.0, height - 1.001));
        let level = if outside { None } else { imageops::interpolate_bilinear(picture, from_x, from_y) };
        level.unwrap_or(Rgb([0; 3]))
    })
}

/// The picture in the middle of a screen of one level, with two rows of signs on it.
fn screenshot(picture: &RgbImage, (width, height): (u32, u32), margins: (u32, u32), level: u8) -> RgbImage {
    let mut screen = RgbImage::from_pixel(width, height, Rgb([level; 3]));
    let fits = |space: u32, side: u32| f64::from(space) / f64::from(side);
    let factor = fits(width - margins.0, picture.width()).min(fits(height - margins.1, picture.height()));
    let shown = scaled(picture, factor);
    let (left, top) = ((width - shown.width()) / 2, (height - shown.height()) / 2);
    imageops::replace(&mut screen, &shown, i64::from(left), i64::from(top));
    let ink = if level < 128 { 220 } else { 60 };
    for sign in 0..18 {
        for (x, y) in (0..14).flat_map(|x| (20..44).map(move |y| (x, y))) {
            if (x * 7 + y * 3 + sign) % 5 < 3 {
                let column = 40 + sign * 24 + x;
                screen.put_pixel(column, y, Rgb([ink; 3]));
                screen.put_pixel(width - 1 - column, height - y - 30, Rgb([ink; 3]));
            }
        }
    }
    jpeg(&screen, 80)
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Less than this.
    fn below(&mut self, end: u32) -> u32 {
        (((self.next() >> 32) * u64::from(end)) >> 32) as u32
    }

    fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1 << 24) as f32
    }

    fn word(&mut self) -> Word {
        Word([self.next(), self.next(), self.next(), self.next()])
    }
}

/// A picture with a change, and the square of it, as shares, within which the change lies.
fn changed(picture: &RgbImage, other: &RgbImage, change: Change, random: &mut Random) -> (RgbImage, [f64; 4]) {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let size = width.min(height) * (0.12 + 0.13 * random.share());
    let left = width * 0.08 + random.share() * (width * 0.84 - size);
    let top = height * 0.08 + random.share() * (height * 0.84 - size);
    let mut canvas = Canvas { picture: picture.clone(), left, top, size };
    match change {
        Change::None => return (canvas.picture, [0.0; 4]),
        Change::Crack => canvas.crack(random),
        Change::Stain => canvas.stain(0.35 + 0.25 * random.share()),
        Change::Text => canvas.text(),
        Change::Object => canvas.object(other),
    }
    let share = |at: f32, of: f32| f64::from(at / of);
    let place = [share(left, width), share(top, height), share(left + size, width), share(top + size, height)];
    (canvas.picture, place)
}

fn touches(region: &Region, [left, top, right, bottom]: [f64; 4]) -> bool {
    region.left < right && region.right > left && region.top < bottom && region.bottom > top
}

/// A picture and the square that is drawn in.
struct Canvas {
    picture: RgbImage,
    left: f32,
    top: f32,
    size: f32,
}

impl Canvas {
    fn blend(&mut self, x: f32, y: f32, share: f32, colour: [u8; 3]) {
        let (x, y) = ((self.left + x).max(0.0) as u32, (self.top + y).max(0.0) as u32);
        let Some(pixel) = self.picture.get_pixel_mut_checked(x, y) else { return };
        for (level, ink) in pixel.0.iter_mut().zip(colour) {
            *level = (f32::from(*level) * (1.0 - share) + f32::from(ink) * share) as u8;
        }
    }

    /// A dark line that wanders, as wide as 0.6 % of the shorter side.
    fn crack(&mut self, random: &mut Random) {
        let wide = (self.picture.width().min(self.picture.height()) as f32 * 0.006).max(1.5);
        let (mut y, mut slope) = (self.size * random.share(), 0.0);
        for x in 0..self.size as u32 {
            slope = (slope + (random.share() - 0.5) * 1.2) * 0.9;
            y = (y + slope).clamp(0.0, self.size);
            for row in 0..wide.ceil() as u32 {
                self.blend(x as f32, y + row as f32, 0.85, [25, 22, 20]);
            }
        }
    }

    /// A brown disc with a soft edge.
    fn stain(&mut self, share: f32) {
        for (x, y) in self.square() {
            let (right, down) = (x / self.size * 2.0 - 1.0, y / self.size * 2.0 - 1.0);
            let inside = (1.0 - right * right - down * down).max(0.0);
            self.blend(x, y, (inside * 3.0).min(1.0) * share, [60, 40, 20]);
        }
    }

    /// Two lines of dark strokes on a light ground.
    fn text(&mut self) {
        let step = self.size / 16.0;
        for (x, y) in self.square() {
            let line = y / self.size * 2.0;
            if line.fract() < 0.6 {
                let is_ink = ((x / step) as u32 * 7 + (y / step) as u32 * 5 + line as u32).is_multiple_of(3);
                self.blend(x, y, 1.0, if is_ink { [20; 3] } else { [235; 3] });
            }
        }
    }

    /// Another picture, made small.
    fn object(&mut self, other: &RgbImage) {
        let side = self.size as u32 + 1;
        let small = imageops::resize(other, side, side, FilterType::Triangle);
        for (x, y) in self.square() {
            self.blend(x, y, 1.0, small.get_pixel(x as u32, y as u32).0);
        }
    }

    fn square(&self) -> Vec<(f32, f32)> {
        let side = self.size as u32;
        (0..side).flat_map(|y| (0..side).map(move |x| (x as f32, y as f32))).collect()
    }
}
