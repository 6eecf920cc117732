//! What a picture looks like to a mark of any size: the chroma that luma and V do not explain, on a grid of its own,
//! as frequencies.
//!
//! A mark is a pattern with a period, so all of its power lies on a few lines of the spectrum, and where these lie
//! follows from the width of the picture when it was marked. So one transform serves hundreds of widths. What is read
//! here is a little less than what a second look at the blocks themselves gives; it says where to look.

use std::f32::consts::SQRT_2;
use std::f64::consts::TAU;

use fearless_simd::dispatch;
use image::RgbImage;
use rustfft::FftPlanner;
use rustfft::num_complex::{Complex32, Complex64};

use super::cells::Grid;
use super::chips::{ChipMap, Ground, Residual, median};
use super::correlation::{Pattern, Phases, Turns, honest};
use super::planes::BLOCK;
use super::reference::ORDERS;
use super::sorting::{SIDE_BY_SIDE, network, ordered};
use super::spectrum::Shares;
use super::wide::LEVEL;
use crate::vocabulary::watermark::{ChannelOrder, ChromaOffset};

/// A block is looked at in so many points; more show no more of it.
const POINTS_PER_BLOCK: f64 = 4.0;
/// Points to each side that U is predicted from.
const RADIUS: usize = 3;
/// Frequencies to a side of a step in which noise is measured.
const STEP: usize = 4;
/// Median of sixteen powers of noise, against their mean.
const MEDIAN_OF_SIXTEEN: f32 = 0.72;
/// Puts the sixteen powers of a step in order.
const COMPARED: [(usize, usize); 63] = network::<63>(STEP * STEP);
/// Beyond this a frequency belongs to the picture.
const AMPLITUDE_MAX: f32 = 3.0;
/// Lines of which this much or less is left, because blocks have a width, are not looked at.
const SHARE_MIN: f64 = 0.2;
/// No line counts for more than so many times the middle one.
const WEIGHT_MAX: f32 = 1.5;
/// Some pictures have more of what is taken for noise than their spectra tell, so scores in parts of blocks spread a
/// little wider than normal ones far from the middle; this makes up for it, as measured.
const TRUST: f32 = 0.88;

/// How many ways encoders have of seeing colours.
const READINGS: usize = 4;

/// One number of each reading.
type Each = [f32; READINGS];

/// A complex number of each reading, the real parts first: what is done to one is done to all side by side.
type EachComplex = [Each; 2];

/// The spectra of a picture, by how the encoder saw its colours.
pub(super) struct Sketch {
    columns: usize,
    rows: usize,
    /// Pixels of the picture that lie on a point.
    step: (f64, f64),
    texture: f64,
    readings: Vec<Reading>,
    /// By frequency across, then down.
    values: Vec<EachComplex>,
    /// The usual power of a frequency, in steps.
    noise: Vec<Each>,
}

struct Reading {
    colours: (ChannelOrder, ChromaOffset),
    ground: Ground,
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
        let mut readings = Vec::with_capacity(READINGS);
        let mut values = vec![EachComplex::default(); columns * rows];
        let mut texture = 0;
        for (order, residual) in ORDERS.into_iter().zip(Residual::near(picture, &grid, ORDERS, RADIUS)) {
            texture = texture.max(residual.texture());
            let offsets = [ChromaOffset::EightBit, ChromaOffset::Float];
            let maps = offsets.map(|offset| ChipMap::untamed(&residual, offset));
            let first = readings.len();
            let spectrum = spectrum(&maps, planner);
            dispatch!(*LEVEL, _ => part(&spectrum, (columns, rows), &mut values, first));
            let grounds = maps.iter().map(ChipMap::ground);
            readings.extend(
                offsets.into_iter().zip(grounds).map(|(offset, ground)| Reading { colours: (order, offset), ground }),
            );
        }
        let texture = texture as f64 / (columns * rows) as f64;
        let noise = dispatch!(*LEVEL, _ => noise(&values, columns, rows));
        Self { columns, rows, step, texture, readings, values, noise }
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
        let places = self.places(view, turns);
        let mut work = Work { lines: Vec::with_capacity(places.len()), ..Work::default() };
        dispatch!(*LEVEL, _ => self.lines(&places, &mut work));
        let told: Vec<(usize, [Vec<f32>; READINGS])> = patterns
            .map(|(payload, pattern)| (payload, dispatch!(*LEVEL, _ => work.scores(&places, pattern, turns, phases))))
            .collect();
        for (at, reading) in self.readings.iter().enumerate() {
            for (payload, scores) in &told {
                for (phase, score) in scores[at].iter().enumerate() {
                    let (payload, score) = (*payload, *score);
                    tell(Told { payload, colours: reading.colours, ground: reading.ground, phase, score });
                }
            }
        }
    }

    /// The lines of a payload of this length.
    fn places(&self, view: &View, turns: &Turns) -> Vec<Place> {
        let (length, shares) = (turns.length(), turns.shares());
        // Points to a block.
        let (across, down) = (view.block.0 / self.step.0, view.block.1 / self.step.1);
        // Where the middle of the transform lies, in blocks from the middle of the first.
        let middle = |points: usize, origin: f64, block: f64| ((points / 2) as f64 + 0.5 - origin) / block - 0.5;
        let middle_x = middle(self.columns, view.origin.0 / self.step.0, across);
        let middle_y = middle(self.rows, view.origin.1 / self.step.1, down);
        // By harmonic across and by number down, each with and without a turn less.
        let turns_x = middle_turns(middle_x, length, length / 2 + 1);
        let turns_y = middle_turns(middle_y, length, length);
        let mut places = Vec::with_capacity(2 * length);
        for harmonic in 1..=length / 2 {
            let number = harmonic * view.stride % length;
            let (x, y) = (harmonic as f64 / length as f64, number as f64 / length as f64);
            let (shares_x, shares_y) = (shares[harmonic], shares[number]);
            // Its frequencies across and down, each with and without a turn less.
            let across = [x, x - 1.0].map(|x| (x, x / across));
            let down = [y, y - 1.0].map(|y| (y, y / down));
            let (mut columns, mut rows) = ([None; 2], [None; 2]);
            for (less_x, less_y, share) in [
                (0, 0, shares_x.own * shares_y.own),
                (0, 1, shares_x.own * shares_y.next),
                (1, 0, shares_x.next * shares_y.own),
                (1, 1, shares_x.next * shares_y.next),
            ] {
                let ((x, at_x), (y, at_y)) = (across[less_x], down[less_y]);
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
                let turned = turns_x[less_x][harmonic] * turns_y[less_y][number];
                let phase = Complex32::new(turned.re as f32, turned.im as f32) * share as f32;
                let column = *columns[less_x].get_or_insert_with(|| between(at_x, self.columns));
                let row = *rows[less_y].get_or_insert_with(|| between(at_y, self.rows));
                places.push(self.place(harmonic, phase, column, row));
            }
        }
        places
    }

    /// A frequency between four that are known.
    fn place(&self, harmonic: usize, phase: Complex32, (columns, across): Between, (rows, down): Between) -> Place {
        let at = |column: usize, row: usize| (columns[column] * self.rows + rows[row], across[column] * down[row]);
        let near = [at(0, 0), at(0, 1), at(1, 0), at(1, 1)];
        let weight: f32 = near.iter().map(|(_, weight)| weight * weight).sum();
        let noise_at = columns[0] / STEP * self.rows.div_ceil(STEP) + rows[0] / STEP;
        Place { harmonic, phase, near, weight, noise_at }
    }

    /// What the spectra have at these places.
    #[inline(always)]
    fn lines(&self, places: &[Place], work: &mut Work) {
        let count = (self.columns * self.rows) as f32;
        for place in places {
            let mut sum = EachComplex::default();
            for (at, weight) in place.near {
                let values = &self.values[at];
                sum = [0, 1].map(|part| each(|reading| sum[part][reading] + values[part][reading] * weight));
            }
            let noise = self.noise[place.noise_at];
            let strength = each(|at| (noise[at] * count * place.weight).sqrt());
            let amplitude = sum.map(|part| each(|at| part[at] / strength[at]));
            let size = size(&amplitude);
            let scale = each(|at| if size[at] > AMPLITUDE_MAX { AMPLITUDE_MAX / size[at] } else { 1.0 });
            let amplitude = amplitude.map(|part| each(|at| part[at] * scale[at]));
            let power = power(&amplitude);
            work.power = each(|at| work.power[at] + power[at]);
            work.lines.push(Line { amplitude, trust: each(|at| 1.0 / noise[at].sqrt()) });
        }
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
    amplitude: EachComplex,
    /// One over that strength.
    trust: Each,
}

/// What the spectra have at the places of one length of payload.
#[derive(Default)]
struct Work {
    lines: Vec<Line>,
    /// The power of all lines.
    power: Each,
    /// How much each line counts for a payload.
    weights: Vec<EachComplex>,
    /// How large that is, in one reading after the other.
    sizes: [Vec<f32>; READINGS],
}

impl Work {
    /// About standard normal numbers where the payload is not, by reading: in its first phase or in all.
    #[inline(always)]
    fn scores(&mut self, places: &[Place], pattern: &Pattern, turns: &Turns, phases: Phases) -> [Vec<f32>; READINGS] {
        self.weigh(places, pattern);
        let most = self.sizes.each_mut().map(|sizes| WEIGHT_MAX * median(sizes));
        let mut products = vec![EachComplex::default(); turns.length()];
        let mut weight_sum = Each::default();
        for ((place, line), weight) in places.iter().zip(&self.lines).zip(&self.weights) {
            let size = size(weight);
            let scale = each(|at| if size[at] > most[at] { most[at] / size[at] } else { 1.0 });
            let [re, im] = weight.map(|part| each(|at| part[at] * scale[at]));
            let [line_re, line_im] = line.amplitude;
            if let Some([sum_re, sum_im]) = products.get_mut(place.harmonic) {
                *sum_re = each(|at| sum_re[at] + (re[at] * line_re[at] + im[at] * line_im[at]));
                *sum_im = each(|at| sum_im[at] + (im[at] * line_re[at] - re[at] * line_im[at]));
            }
            let power = power(&[re, im]);
            weight_sum = each(|at| weight_sum[at] + power[at]);
        }
        let numbers = 2 * self.lines.len();
        std::array::from_fn(|at| {
            let size = weight_sum[at].sqrt().max(f32::MIN_POSITIVE);
            let score = |sum: f32| TRUST * honest(SQRT_2 * sum / size, 2.0 * self.power[at], numbers);
            match phases {
                Phases::First => vec![score(products.iter().map(|[re, _]| re[at]).sum())],
                Phases::All => {
                    let products = products.iter().map(|[re, im]| Complex32::new(re[at], im[at])).collect();
                    turns.all_phases(products).into_iter().map(|value| score(value.re)).collect()
                }
            }
        })
    }

    /// How much each line counts for a payload, if none counts for too much.
    #[inline(always)]
    fn weigh(&mut self, places: &[Place], pattern: &Pattern) {
        self.weights.clear();
        self.sizes.iter_mut().for_each(Vec::clear);
        for (place, line) in places.iter().zip(&self.lines) {
            let expected = pattern.harmonic(place.harmonic) * place.phase;
            let weight = [expected.re, expected.im].map(|part| each(|at| part * line.trust[at]));
            self.weights.push(weight);
            self.sizes.iter_mut().zip(size(&weight)).for_each(|(sizes, size)| sizes.push(size));
        }
    }
}

#[inline(always)]
fn each(of: impl Fn(usize) -> f32) -> Each {
    std::array::from_fn(of)
}

/// The square of the size.
#[inline(always)]
fn power([re, im]: &EachComplex) -> Each {
    each(|at| re[at] * re[at] + im[at] * im[at])
}

#[inline(always)]
fn size(value: &EachComplex) -> Each {
    power(value).map(f32::sqrt)
}

/// How far a wave of 0, 1, 2, ... turns in `length` blocks has turned in the middle of a transform, which lies at so many
/// blocks: `count` of them, and the same for waves of one turn less per block. Each follows from the one before, which
/// after some hundreds is as near as the single sine.
fn middle_turns(middle: f64, length: usize, count: usize) -> [Vec<Complex64>; 2] {
    let step = Complex64::cis(TAU * middle / length as f64);
    let turns = std::iter::successors(Some(Complex64::ONE), |turned| Some(turned * step)).take(count);
    let less = Complex64::cis(-TAU * middle);
    let turns: Vec<Complex64> = turns.collect();
    let turns_less = turns.iter().map(|turned| turned * less).collect();
    [turns, turns_less]
}

/// Two frequencies beside each other, and how much of what lies between them they hold.
type Between = ([usize; 2], [f32; 2]);

/// The frequencies to both sides of one, and how much of it they hold. Turns per point, half a turn at most, become
/// frequencies, counted from the middle of the picture, where one in two has the other sign.
fn between(turns: f64, count: usize) -> Between {
    let at = turns * count as f64;
    let below = at.floor();
    let shares = Shares::of(at - below);
    let of = |frequency: i64, share: f64| {
        let count = count as i64;
        let number = if frequency < 0 { frequency + count } else { frequency };
        let number = if number >= count { number - count } else { number };
        let sign = if number % 2 == 0 { 1.0 } else { -1.0 };
        (usize::try_from(number).unwrap_or_default(), sign * share as f32)
    };
    let (one, other) = (of(below as i64, shares.own), of(below as i64 + 1, shares.next));
    ([one.0, other.0], [one.1, other.1])
}

/// The transform of two maps of real numbers as one of complex numbers, by frequency across, then down.
fn spectrum(maps: &[ChipMap; 2], planner: &mut FftPlanner<f32>) -> Vec<Complex32> {
    let [one, two] = maps;
    let (columns, rows) = (one.columns, one.rows);
    let mut values: Vec<Complex32> = one.values.iter().zip(&two.values).map(|(a, b)| Complex32::new(*a, *b)).collect();
    planner.plan_fft_forward(columns).process(&mut values);
    values = super::spectrum::turned(&values, columns, rows);
    planner.plan_fft_forward(rows).process(&mut values);
    values
}

/// The spectra of both maps out of it: the readings from `first` on.
#[inline(always)]
fn part(values: &[Complex32], (columns, rows): (usize, usize), into: &mut [EachComplex], first: usize) {
    for (column, into) in into.chunks_exact_mut(rows).enumerate() {
        let mirrored = (columns - column) % columns;
        let (own, other) = (&values[column * rows..][..rows], &values[mirrored * rows..][..rows]);
        // Frequency 0 is its own mirror image.
        let others = other[..1].iter().chain(other[1..].iter().rev());
        for ((value, other), [re, im]) in own.iter().zip(others).zip(into) {
            let one = (value + other.conj()) * 0.5;
            let two = (value - other.conj()) * Complex32::new(0.0, -0.5);
            (re[first], im[first]) = (one.re, one.im);
            (re[first + 1], im[first + 1]) = (two.re, two.im);
        }
    }
}

/// The usual power of the frequencies of each step.
#[inline(always)]
fn noise(values: &[EachComplex], columns: usize, rows: usize) -> Vec<Each> {
    let count = values.len().max(1) as f32;
    let power_of = |value: &EachComplex| power(value).map(|power| power / count);
    let mut sum = Each::default();
    for value in values {
        let power = power_of(value);
        sum = each(|at| sum[at] + power[at]);
    }
    let floor = sum.map(|sum| 1e-3 * sum / count + 1e-12);
    let mut noise = vec![Each::default(); columns.div_ceil(STEP) * rows.div_ceil(STEP)];
    let mut powers: [[Vec<f32>; STEP]; READINGS] = Default::default();
    for (column, noise) in (0..columns).step_by(STEP).zip(noise.chunks_exact_mut(rows.div_ceil(STEP))) {
        let width = STEP.min(columns - column);
        powers.iter_mut().flatten().for_each(Vec::clear);
        for (number, line) in values[column * rows..].chunks(rows).take(width).enumerate() {
            for value in line {
                for (powers, power) in powers.iter_mut().zip(power_of(value)) {
                    powers[number].push(power);
                }
            }
        }
        for (reading, powers) in powers.iter().enumerate() {
            let usual = |median: f32| (median / MEDIAN_OF_SIXTEEN).max(floor[reading]);
            let mut row = 0;
            while width == STEP && row + STEP * SIDE_BY_SIDE <= rows {
                let window = |at: usize| {
                    let (line, within) = (&powers[at / STEP][row..], at % STEP);
                    std::array::from_fn(|window| line[window * STEP + within])
                };
                let ordered: [_; STEP * STEP] = ordered(std::array::from_fn(window), &COMPARED);
                for (noise, median) in noise[row / STEP..].iter_mut().zip(ordered[STEP * STEP / 2]) {
                    noise[reading] = usual(median);
                }
                row += STEP * SIDE_BY_SIDE;
            }
            for row in (row..rows).step_by(STEP) {
                let of_line = |line: &Vec<f32>| line[row..(row + STEP).min(rows)].to_vec();
                let mut window: Vec<f32> = powers[..width].iter().flat_map(of_line).collect();
                noise[row / STEP][reading] = usual(median(&mut window));
            }
        }
    }
    noise
}

/// The largest even number up to this one; at least 2.
fn even(length: f64) -> usize {
    (length as usize / 2 * 2).max(2)
}
