//! The two networks for marks on the picture, one pass each, at the sizes that pictures lead to.
//!
//! 640 x 640 is a square picture of any size, 576 x 1024 about a photograph in 16:9; a strip of 32 x 256 is a line
//! of eight characters or more; then the whole reader on decoded pictures. Each pass with the widest instructions of the CPU and with those that every CPU has.
//! Pin it to one core (`taskset -c 0 cargo bench --bench visible_network`), which should be idle.

#![expect(clippy::panic, reason = "a benchmark may give up")]

use std::io::Cursor;
use std::sync::LazyLock;

use divan::{Bencher, black_box};
use image::ImageFormat;
use image::imageops::FilterType;
use time::OffsetDateTime;
use yanbiao::asset::Asset;
use yanbiao::container::layout::Format;
use yanbiao::context::{Context, Depth};
use yanbiao::limits::Limits;
use yanbiao::metadata::model::Metadata;
use yanbiao::neural::{Instructions, Map, Networks};
use yanbiao::reader::Input;
use yanbiao::readers::visible_label;
use yanbiao::trust::TrustStore;

const FILE: &[u8] = include_bytes!("../src/readers/visible_label/visible.tensors");

static NETWORKS: LazyLock<Networks> =
    LazyLock::new(|| Networks::read(FILE).unwrap_or_else(|error| panic!("the networks cannot be read: {error}")));

const BOTH: [Instructions; 2] = [Instructions::Widest, Instructions::Baseline];

fn main() {
    LazyLock::force(&NETWORKS);
    divan::main();
}

fn gray(rows: usize, columns: usize) -> Map {
    let values = (0..rows * columns).map(|at| f32::from((at * 7919 % 255) as u8) / 127.5 - 1.0).collect();
    Map::new(1, rows, columns, values).unwrap_or_else(|| panic!("{rows} x {columns} is a map"))
}

#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    bencher.bench(|| Networks::read(black_box(FILE)).is_ok());
}

#[divan::bench(args = BOTH)]
fn detector_640x640(bencher: Bencher<'_, '_>, instructions: Instructions) {
    detect(bencher, instructions, &gray(640, 640));
}

#[divan::bench(args = BOTH)]
fn detector_576x1024(bencher: Bencher<'_, '_>, instructions: Instructions) {
    detect(bencher, instructions, &gray(576, 1024));
}

fn detect(bencher: Bencher<'_, '_>, instructions: Instructions, input: &Map) {
    bencher.bench(|| NETWORKS.detector.run_with(instructions, black_box(input)));
}

#[divan::bench(args = BOTH)]
fn recogniser_32x256(bencher: Bencher<'_, '_>, instructions: Instructions) {
    let input = gray(32, 256);
    bencher.bench(|| NETWORKS.recogniser.run_with(instructions, black_box(&input)));
}

/// Pictures of one and of twelve megapixels: a label at the bottom right, and one without text.
const PICTURES: [(&str, u32, u32); 4] =
    [("label", 1024, 1024), ("label", 4000, 3000), ("no text", 1024, 1024), ("no text", 4000, 3000)];

/// The whole reader on a decoded picture: luma, both looks, all lines, the search for the sparkle.
#[divan::bench(args = PICTURES.iter().map(|(what, width, height)| format!("{what} {width} x {height}")))]
fn marks_on_a_decoded_picture(bencher: Bencher<'_, '_>, name: &str) {
    let (asset, format) = (picture(name), Format::Jpeg);
    let asset = Asset::new("picture", &asset);
    let (limits, context) = (Limits::default(), Context::at(OffsetDateTime::UNIX_EPOCH));
    let pixels = yanbiao::pixels::decode(&asset, format, Depth::Full, &limits);
    let layout = yanbiao::container::walk(&asset, Depth::Full, &limits);
    let (metadata, trust) = (Metadata::default(), TrustStore::default());
    let input = Input {
        asset: &asset,
        layout: &layout,
        metadata: &metadata,
        pixels: &pixels,
        limits: &limits,
        trust: &trust,
        context: &context,
    };
    bencher.bench(|| (visible_label::READER.read)(black_box(&input)).evidence.len());
}

/// Decoding alone, for comparison.
#[divan::bench(args = PICTURES.iter().map(|(what, width, height)| format!("{what} {width} x {height}")))]
fn decode(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = picture(name);
    let asset = Asset::new("picture", &bytes);
    bencher.bench(|| yanbiao::pixels::decode(black_box(&asset), Format::Jpeg, Depth::Full, &Limits::default()));
}

fn picture(name: &str) -> Vec<u8> {
    let (what, width, height) = PICTURES
        .into_iter()
        .find(|(what, width, height)| name == format!("{what} {width} x {height}"))
        .unwrap_or_else(|| panic!("{name} is in the table"));
    let file = if what == "label" { "samples/visible/height-below.jpg" } else { "samples/visible/no-text.jpg" };
    let picture = image::open(file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut bytes = Cursor::new(Vec::new());
    let scaled = picture.resize_exact(width, height, FilterType::Triangle);
    if let Err(error) = scaled.write_to(&mut bytes, ImageFormat::Jpeg) {
        panic!("{file}: {error}");
    }
    bytes.into_inner()
}
