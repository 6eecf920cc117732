//! The two networks for marks on the picture, one pass each, at the sizes that pictures lead to.
//!
//! 640 x 640 is a square picture of any size, 576 x 1024 about a photograph in 16:9; a strip of 32 x 256 is a line
//! of eight characters or more. Each with the widest instructions of the CPU and with those that every CPU has.
//! Pin it to one core (`taskset -c 0 cargo bench --bench visible_network`), which should be idle.

#![expect(clippy::panic, reason = "a benchmark may give up")]

use std::sync::LazyLock;

use divan::{Bencher, black_box};
use yanbiao::neural::{Instructions, Map, Networks};

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
