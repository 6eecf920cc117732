//! The time of a look-up among many entries: one by one and in batches, with everything looked at and sorted.

use std::hint::black_box;
use std::time::Instant;

use image::{Rgb, RgbImage};
use yanbiao::fingerprint::{Index, Pose, Variant};

use super::random::Random;
use super::screens;
use super::shelf::{COMPARED_MAX, sight};

/// Pictures of a batch.
const BATCH: usize = 64;
/// Measurements, of which the best counts; the machine may have other things to do.
const TIMES: usize = 10;

/// Looks up among a million entries and more.
pub(crate) fn look_ups() {
    let mut random = Random(0x1234_5678_9abc_def1);
    let poses = sight(&RgbImage::from_fn(320, 240, |x, y| Rgb([(x ^ y) as u8; 3]))).variants().len();
    // Words that have nothing in common are the worst case: poses of a picture lead to the same places.
    let mut apart = || (0..poses).map(|_| Variant { word: random.word(), pose: Pose::SAME }).collect();
    let apart: Vec<Vec<Variant>> = (0..BATCH).map(|_| apart()).collect();
    let drawn: Vec<Vec<Variant>> =
        (0..BATCH as u64).map(|number| sight(&screens::screen(number)).variants()[..poses].to_vec()).collect();
    println!(
        "| entries | words of a picture | one picture, all looked at | one picture | ratio | of {BATCH} together, each | ratio |"
    );
    println!("|---|---|---|---|---|---|---|");
    for entries in [250_000, 500_000, 1_000_000, 2_000_000, 10_000_000] {
        let mut plain = Index::default();
        for record in 0..entries {
            plain.push(record, random.word());
        }
        let before: Vec<f64> = [&apart, &drawn].map(|pictures| milliseconds(&plain, &pictures[..1])).to_vec();
        let started = Instant::now();
        let mut index = plain;
        index.sort_all();
        let sorting = started.elapsed().as_secs_f64();
        for (what, pictures, before) in [("apart", &apart, before[0]), ("poses", &drawn, before[1])] {
            let (one, many) = (milliseconds(&index, &pictures[..1]), milliseconds(&index, pictures) / BATCH as f64);
            println!(
                "| {:.2} M | {poses} {what} | {before:.2} ms | {one:.2} ms | {:.2} | {many:.2} ms | {:.2} |",
                entries as f64 / 1e6,
                one / before,
                many / before
            );
        }
        println!("sorted in {sorting:.2} s; {} MB of memory, {} MB at most", memory("VmRSS"), memory("VmHWM"));
    }
}

fn milliseconds(index: &Index, pictures: &[Vec<Variant>]) -> f64 {
    let pictures: Vec<&[Variant]> = pictures.iter().map(Vec::as_slice).collect();
    let once = || {
        let started = Instant::now();
        black_box(index.nearest_of_many(&pictures, COMPARED_MAX));
        started.elapsed().as_secs_f64() * 1_000.0
    };
    (0..TIMES).map(|_| once()).fold(f64::MAX, f64::min)
}

/// Megabytes that the system counts for this program.
fn memory(kind: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(kind)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok()).unwrap_or_default() / 1_000
}
