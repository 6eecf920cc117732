//! What a picture looks like to a mark of any size: the chroma that luma and V do not explain, on a grid of its own,
//! as frequencies.
//!
//! A mark is a pattern with a period, so all of its power lies on a few lines of the spectrum, and where these lie
//! follows from the width of the picture when it was marked. So one transform serves hundreds of widths. What is read
//! here is a little less than what a second look at the blocks themselves gives; it says where to look.

use std::f32::consts::SQRT_2;
use std::f64::consts::{PI, TAU};

use image::RgbImage;
use rustfft::FftPlanner;
use rustfft::num_complex::Complex32;

use super::cells::Grid;
use super::chips::{ChipMap, Ground, Residual, median};
use super::correlation::{Pattern, Phases, Turns, honest};
use super::planes::BLOCK;
use super::reference::ORDERS;
use crate::vocabulary::watermark::{ChannelOrder, ChromaOffset};

/// A block is looked at in so many points; more show no more of it.
const POINTS_PER_BLOCK: f64 = 4.0;
/// Points to each side that U is predicted from.
const RADIUS: usize = 3;
/// Frequencies to a side of a step in which noise is measured.
const STEP: usize = 4;
/// Median of sixteen powers of noise, against their mean.
const MEDIAN_OF_SIXTEEN: f32 = 0.72;
/// Beyond this a frequency belongs to the picture.
const AMPLITUDE_MAX: f32 = 3.0;
/// Lines of which this much or less is left, because blocks have a width, are not looked at.
const SHARE_MIN: f64 = 0.2;
/// No line counts for more than so many times the middle one.
const WEIGHT_MAX: f32 = 1.5;
/// Some pictures have more of what is taken for noise than their spectra tell, so scores in parts of blocks spread a
/// little wider than normal ones far from the middle; this makes up for it, as measured.
const TRUST: f32 = 0.88;

/// The spectra of a picture, by how the encoder saw its colours.
pub(super) struct Sketch {
    columns: usize,
    rows: usize,
    /// Pixels of the picture that lie on a point.
    step: (f64, f64),
    texture: f64,
    readings: Vec<Reading>,
}

struct Reading {
    colours: (ChannelOrder, ChromaOffset),
    ground: Ground,
    /// By frequency across, then down.
    values: Vec<Complex32>,
    /// The usual power of a frequency, in steps.
    noise: Vec<f32>,
}

/// How the blocks of a mark lie on a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct View {
    /// Where the corner of the first block lies, in pixels from the left and from the top.
    pub(super) origin: (f64, f64),
    /// Pixels to a block across and down; negative where the picture was mirrored or turned upside down.
    pub(super) block: (f64, f64),
    /// How many numbers a row of blocks is long.
    pub(super) stride: usize,
    /// Whether the overtones of the blocks are looked at too. They show more of a mark; but compression in the same blocks
    /// repeats its noise from one overtone to the next, so scores with overtones say where to look and decide nothing.
    pub(super) has_overtones: bool,
}

impl View {
    /// Of a picture of which these are the dimensions, and that had this size when it was marked.
    pub(super) fn of(picture: (u32, u32), size: (u32, u32)) -> Self {
        let block = |length: u32, from: u32| BLOCK as f64 * f64::from(length) / f64::from(from.max(1));
        Self {
            origin: (0.0, 0.0),
            block: (block(picture.0, size.0), block(picture.1, size.1)),
            stride: size.0 as usize / BLOCK,
            has_overtones: false,
        }
    }

    /// The same in a picture of these dimensions that was mirrored left to right, or turned upside down, after marking.
    pub(super) fn turned(self, picture: (u32, u32), (is_mirrored, is_upturned): (bool, bool)) -> Self {
        let end = |length: u32, (origin, block): (f64, f64), is_turned: bool| {
            if is_turned { (f64::from(length) - origin, -block) } else { (origin, block) }
        };
        let across = end(picture.0, (self.origin.0, self.block.0), is_mirrored);
        let down = end(picture.1, (self.origin.1, self.block.1), is_upturned);
        Self { origin: (across.0, down.0), block: (across.1, down.1), ..self }
    }
}

/// What is told of one hypothesis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Told {
    pub(super) payload: usize,
    pub(super) colours: (ChannelOrder, ChromaOffset),
    pub(super) ground: Ground,
    pub(super) phase: usize,
    pub(super) score: f32,
}

impl Sketch {
    /// Of a picture of at least one pixel that had about so many pixels when it was marked.
    pub(super) fn of(picture: &RgbImage, pixels: f64, planner: &mut FftPlanner<f32>) -> Self {
        let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
        let blocks = pixels / (BLOCK * BLOCK) as f64;
        let side = (width * height / (POINTS_PER_BLOCK * blocks).max(1.0)).sqrt().max(1.0);
        let (columns, rows) = (even(width / side + 0.5), even(height / side + 0.5));
        let step = (width / columns as f64, height / rows as f64);
        let grid = Grid { left: 0.0, top: 0.0, step_x: step.0 / 2.0, step_y: step.1 / 2.0, columns, rows };
        let mut readings = Vec::with_capacity(4);
        let mut texture = 0;
        for (order, residual) in ORDERS.into_iter().zip(Residual::near(picture, &grid, ORDERS, RADIUS)) {
            texture = texture.max(residual.texture());
            let offsets = [ChromaOffset::EightBit, ChromaOffset::Float];
            let maps = offsets.map(|offset| ChipMap::untamed(&residual, offset));
            let spectra = spectra(&maps, planner);
            readings.extend(offsets.into_iter().zip(&maps).zip(spectra).map(|((offset, map), values)| Reading {
                colours: (order, offset),
                ground: map.ground(),
                noise: noise(&values, columns, rows),
                values,
            }));
        }
        Self { columns, rows, step, texture: texture as f64 / (columns * rows) as f64, readings }
    }

    /// Which share of the points is not flat, 0 to 1.
    pub(super) fn texture(&self) -> f64 {
        self.texture
    }

    /// Tells how strongly each of these payloads of one length stands out in all readings, if its blocks lie so.
    pub(super) fn look<'a>(
        &self,
        view: &View,
        (turns, patterns): (&Turns, impl Iterator<Item = (usize, &'a Pattern)> + Clone),
        phases: Phases,
        tell: &mut dyn FnMut(Told),
    ) {
        let places = self.places(view, turns.length());
        for reading in &self.readings {
            let lines: Vec<Line> = places.iter().map(|place| reading.line(place, self.columns * self.rows)).collect();
            for (payload, pattern) in patterns.clone() {
                let scores = scores(&places, &lines, pattern, turns, phases);
                for (phase, score) in scores.into_iter().enumerate() {
                    tell(Told { payload, colours: reading.colours, ground: reading.ground, phase, score });
                }
            }
        }
    }

    /// The lines of a payload of this length.
    fn places(&self, view: &View, length: usize) -> Vec<Place> {
        // Points to a block.
        let (across, down) = (view.block.0 / self.step.0, view.block.1 / self.step.1);
        // Where the middle of the transform lies, in blocks from the middle of the first.
        let middle = |points: usize, origin: f64, block: f64| ((points / 2) as f64 + 0.5 - origin) / block - 0.5;
        let middle_x = middle(self.columns, view.origin.0 / self.step.0, across);
        let middle_y = middle(self.rows, view.origin.1 / self.step.1, down);
        let mut places = Vec::with_capacity(2 * length);
        for harmonic in 1..=length / 2 {
            let x = harmonic as f64 / length as f64;
            let y = (harmonic * view.stride % length) as f64 / length as f64;
            let (shares_x, shares_y) = (Shares::of(x), Shares::of(y));
            for (x, y, share) in [
                (x, y, shares_x.own * shares_y.own),
                (x, y - 1.0, shares_x.own * shares_y.next),
                (x - 1.0, y, shares_x.next * shares_y.own),
                (x - 1.0, y - 1.0, shares_x.next * shares_y.next),
            ] {
                let (at_x, at_y) = (x / across, y / down);
                // The middle harmonic is its own mirror image.
                let is_mirror = 2 * harmonic == length && x < 0.0;
                let is_overtone = x.abs().max(y.abs()) > 0.5;
                if share < SHARE_MIN
                    || at_x.abs() > 0.5
                    || at_y.abs() > 0.5
                    || is_mirror
                    || (is_overtone && !view.has_overtones)
                {
                    continue;
                }
                let (sine, cosine) = (TAU * (x * middle_x + y * middle_y)).sin_cos();
                let phase = Complex32::new(cosine as f32, sine as f32) * share as f32;
                places.push(self.place(harmonic, phase, (at_x, at_y)));
            }
        }
        places
    }

    /// A frequency in turns per point; it lies between four that are known.
    fn place(&self, harmonic: usize, phase: Complex32, (x, y): (f64, f64)) -> Place {
        let (columns, across) = between(x, self.columns);
        let (rows, down) = between(y, self.rows);
        let at = |column: usize, row: usize| (columns[column] * self.rows + rows[row], across[column] * down[row]);
        let near = [at(0, 0), at(0, 1), at(1, 0), at(1, 1)];
        let weight: f32 = near.iter().map(|(_, weight)| weight * weight).sum();
        let noise_at = columns[0] / STEP * self.rows.div_ceil(STEP) + rows[0] / STEP;
        Place { harmonic, phase, near, weight, noise_at }
    }
}

/// One line of a payload.
struct Place {
    harmonic: usize,
    /// How the line follows from the harmonic of the payload.
    phase: Complex32,
    /// Frequencies beside it, and how much of it each holds.
    near: [(usize, f32); 4],
    /// Sum of the squares of these.
    weight: f32,
    noise_at: usize,
}

struct Line {
    /// Against the strength of the frequencies around it.
    amplitude: Complex32,
    /// One over that strength.
    trust: f32,
}

impl Reading {
    fn line(&self, place: &Place, count: usize) -> Line {
        let value = |(at, weight): &(usize, f32)| self.values.get(*at).copied().unwrap_or_default() * *weight;
        let sum: Complex32 = place.near.iter().map(value).sum();
        let noise = self.noise.get(place.noise_at).copied().unwrap_or(1.0);
        let amplitude = sum / (noise * count as f32 * place.weight).sqrt();
        let size = amplitude.norm_sqr().sqrt();
        let amplitude = if size > AMPLITUDE_MAX { amplitude * (AMPLITUDE_MAX / size) } else { amplitude };
        Line { amplitude, trust: 1.0 / noise.sqrt() }
    }
}

/// About standard normal numbers where the payload is not: in its first phase or in all.
fn scores(places: &[Place], lines: &[Line], pattern: &Pattern, turns: &Turns, phases: Phases) -> Vec<f32> {
    let expected = |(place, line): (&Place, &Line)| pattern.harmonic(place.harmonic) * place.phase * line.trust;
    let weights: Vec<Complex32> = places.iter().zip(lines).map(expected).collect();
    let sizes: Vec<f32> = weights.iter().map(|weight| weight.norm_sqr().sqrt()).collect();
    let most = WEIGHT_MAX * median(&mut sizes.clone());
    let mut products = vec![Complex32::default(); turns.length()];
    let (mut weight_sum, mut power) = (0.0, 0.0);
    for (((place, line), weight), size) in places.iter().zip(lines).zip(weights).zip(sizes) {
        let weight = if size > most { weight * (most / size) } else { weight };
        if let Some(product) = products.get_mut(place.harmonic) {
            *product += weight * line.amplitude.conj();
        }
        weight_sum += weight.norm_sqr();
        power += line.amplitude.norm_sqr();
    }
    let size = weight_sum.sqrt().max(f32::MIN_POSITIVE);
    let score = |sum: f32| TRUST * honest(SQRT_2 * sum / size, 2.0 * power, 2 * lines.len());
    match phases {
        Phases::First => vec![score(products.iter().map(|product| product.re).sum())],
        Phases::All => turns.all_phases(products).into_iter().map(|value| score(value.re)).collect(),
    }
}

/// The frequencies to both sides of one, and how much of it they hold. Turns per point become frequencies, counted from
/// the middle of the picture, where one in two has the other sign.
fn between(turns: f64, count: usize) -> ([usize; 2], [f32; 2]) {
    let at = turns * count as f64;
    let below = at.floor();
    let shares = Shares::of(at - below);
    let of = |frequency: f64, share: f64| {
        let number = (frequency as i64).rem_euclid(count as i64);
        let sign = if number % 2 == 0 { 1.0 } else { -1.0 };
        (usize::try_from(number).unwrap_or_default(), sign * share as f32)
    };
    let (one, other) = (of(below, shares.own), of(below + 1.0, shares.next));
    ([one.0, other.0], [one.1, other.1])
}

/// How much of a wave an even window shows at its frequency and one turn less: sin(pi x) / (pi x) of both.
struct Shares {
    own: f64,
    next: f64,
}

impl Shares {
    /// For a frequency of 0 to 1.
    fn of(x: f64) -> Self {
        let sine = (PI * x).sin();
        let share = |x: f64| if x < 1e-9 { 1.0 } else { sine / (PI * x) };
        Self { own: share(x), next: share(1.0 - x) }
    }
}

/// The spectra of two maps of real numbers, by frequency across, then down; one transform holds both.
fn spectra(maps: &[ChipMap; 2], planner: &mut FftPlanner<f32>) -> [Vec<Complex32>; 2] {
    let [one, two] = maps;
    let (columns, rows) = (one.columns, one.rows);
    let mut values: Vec<Complex32> = one.values.iter().zip(&two.values).map(|(a, b)| Complex32::new(*a, *b)).collect();
    planner.plan_fft_forward(columns).process(&mut values);
    values = super::spectrum::turned(&values, columns, rows);
    planner.plan_fft_forward(rows).process(&mut values);
    let mut spectra = [0, 1].map(|_| Vec::with_capacity(values.len()));
    for column in 0..columns {
        let mirrored = (columns - column) % columns;
        let (own, other) = (&values[column * rows..][..rows], &values[mirrored * rows..][..rows]);
        // Frequency 0 is its own mirror image.
        for (value, other) in own.iter().zip(other[..1].iter().chain(other[1..].iter().rev())) {
            spectra[0].push((value + other.conj()) * 0.5);
            spectra[1].push((value - other.conj()) * Complex32::new(0.0, -0.5));
        }
    }
    spectra
}

/// The usual power of the frequencies of each step.
fn noise(values: &[Complex32], columns: usize, rows: usize) -> Vec<f32> {
    let count = values.len().max(1) as f32;
    let floor = 1e-3 * values.iter().map(|value| value.norm_sqr() / count).sum::<f32>() / count + 1e-12;
    let mut noise = Vec::with_capacity(columns.div_ceil(STEP) * rows.div_ceil(STEP));
    let mut powers: [Vec<f32>; STEP] = Default::default();
    for column in (0..columns).step_by(STEP) {
        let width = STEP.min(columns - column);
        for (line, powers) in values[column * rows..].chunks(rows).zip(&mut powers[..width]) {
            powers.clear();
            powers.extend(line.iter().map(|value| value.norm_sqr() / count));
        }
        let usual = |median: f32| (median / MEDIAN_OF_SIXTEEN).max(floor);
        let mut row = 0;
        while width == STEP && row + STEP * SIDE_BY_SIDE <= rows {
            let window = |at: usize| {
                let (line, within) = (&powers[at / STEP][row..], at % STEP);
                std::array::from_fn(|window| line[window * STEP + within])
            };
            noise.extend(medians(std::array::from_fn(window)).map(usual));
            row += STEP * SIDE_BY_SIDE;
        }
        for row in (row..rows).step_by(STEP) {
            let of_line = |line: &Vec<f32>| line[row..(row + STEP).min(rows)].to_vec();
            let mut window: Vec<f32> = powers[..width].iter().flat_map(of_line).collect();
            noise.push(usual(median(&mut window)));
        }
    }
    noise
}

/// Windows of sixteen numbers that are sorted together.
const SIDE_BY_SIDE: usize = 8;

/// The middle of sixteen numbers, the higher of two, in each of several windows. Which numbers are compared does not
/// depend on them, so a processor compares those of all windows at once.
fn medians(mut windows: [[f32; SIDE_BY_SIDE]; STEP * STEP]) -> [f32; SIDE_BY_SIDE] {
    for (one, other) in COMPARED {
        let (low, high) = (windows[one], windows[other]);
        windows[one] = std::array::from_fn(|at| if high[at] < low[at] { high[at] } else { low[at] });
        windows[other] = std::array::from_fn(|at| if high[at] < low[at] { low[at] } else { high[at] });
    }
    windows[STEP * STEP / 2]
}

/// Which numbers are put in order, one pair after the other, to sort all sixteen: the network of Batcher.
const COMPARED: [(usize, usize); 63] = {
    let mut pairs = [(0, 0); 63];
    let (mut count, mut size) = (0, 1);
    while size < STEP * STEP {
        let mut apart = size;
        while apart > 0 {
            let mut at = apart % size;
            while at + apart < STEP * STEP {
                let is_first = (at - apart % size) % (2 * apart) < apart;
                if is_first && at / (2 * size) == (at + apart) / (2 * size) {
                    pairs[count] = (at, at + apart);
                    count += 1;
                }
                at += 1;
            }
            apart /= 2;
        }
        size *= 2;
    }
    pairs
};

/// The largest even number up to this one; at least 2.
fn even(length: f64) -> usize {
    (length as usize / 2 * 2).max(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_taken_together_are_those_taken_one_by_one() {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Some are the same.
            (state >> 26) as f32
        };
        for _ in 0..200 {
            let windows: [[f32; SIDE_BY_SIDE]; STEP * STEP] = std::array::from_fn(|_| std::array::from_fn(|_| next()));
            let one_by_one = std::array::from_fn(|at| median(&mut windows.map(|values| values[at])));
            assert_eq!(medians(windows), one_by_one);
        }
    }
}
