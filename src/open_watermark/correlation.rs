//! Whether a known payload is in a chip map, as a score that is a standard normal number where there is none.
//!
//! Block number n carries bit n modulo L, so a mark is a pattern with a period, and all of its power lies in L - 1
//! frequencies of the map. Each is measured against the frequencies around it and cut at three times their strength:
//! a fence or a façade owns a few frequencies, a mark owns all of them.

use std::f64::consts::TAU;
use std::sync::{Arc, OnceLock};

use rustfft::num_complex::Complex32;
use rustfft::{Fft, FftPlanner};

use super::chips::ChipMap;
use super::spectrum::{Shares, Spectrum};

/// How strong what a payload does not explain may be against noise, before the score pays for it. Around a mark it is
/// above one already, because the frequencies are not all equally noisy.
const REST_USUAL: f32 = 1.0;

/// Which numbers of a payload the first block may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phases {
    /// The first, as in a marked picture.
    First,
    /// Any. Those that no marked picture has show what chance leads to.
    All,
}

/// How the blocks of a map are numbered by the payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbering {
    /// How many numbers a row of blocks is long: the blocks in a row of the picture that was marked.
    pub(super) stride: usize,
    /// True when the picture was mirrored left to right after marking.
    pub(super) is_mirrored: bool,
    /// True when it was turned upside down.
    pub(super) is_upturned: bool,
}

/// The frequencies at which a payload of one length lies, measured in one map.
pub(super) struct Lines {
    length: usize,
    /// From the first harmonic to the middle one; the rest mirror them.
    lines: Vec<Line>,
    /// The power of all harmonics; one for each where there is only noise.
    power: f32,
}

#[derive(Clone, Copy)]
struct Line {
    /// Against the strength of the frequencies around it.
    amplitude: Complex32,
    /// One over that strength.
    trust: f32,
}

impl Line {
    fn new(sum: Complex32, noise: f32, count: f32) -> Self {
        let amplitude = sum / (noise * count).sqrt();
        let size = amplitude.norm_sqr().sqrt();
        let amplitude = if size > AMPLITUDE_MAX { amplitude * (AMPLITUDE_MAX / size) } else { amplitude };
        Self { amplitude, trust: 1.0 / noise.sqrt() }
    }
}

/// Beyond this a frequency belongs to the picture.
const AMPLITUDE_MAX: f32 = 3.0;

impl Lines {
    /// Measures a map.
    pub(super) fn of(map: &ChipMap, spectrum: &Spectrum, turns: &Turns, numbering: Numbering) -> Self {
        Self::against(map, |places| spectrum.around(places), turns, numbering)
    }

    /// The same against the strength of noise that is given, by turns per block down and across.
    pub(super) fn against(
        map: &ChipMap,
        noise: impl Fn(&[(f64, f64)]) -> Vec<f32>,
        turns: &Turns,
        numbering: Numbering,
    ) -> Self {
        let length = turns.roots.len();
        let folded = fold(map, length, numbering);
        let sign = |is_turned: bool| if is_turned { -1.0 } else { 1.0 };
        let (down, across) = (sign(numbering.is_upturned), sign(numbering.is_mirrored));
        let count = map.values.len().max(1) as f32;
        let mut sums: Vec<Complex32> = folded.iter().map(|value| Complex32::new(*value, 0.0)).collect();
        turns.transform.process(&mut sums);
        let place = |harmonic: usize| {
            let turn = harmonic as f64 / length as f64;
            (down * turn * numbering.stride as f64, across * turn)
        };
        let noise = noise(&(1..=length / 2).map(place).collect::<Vec<_>>());
        let lines = sums.iter().skip(1).zip(noise).map(|(sum, noise)| Line::new(*sum, noise, count));
        Self::new(length, lines.collect())
    }

    fn new(length: usize, lines: Vec<Line>) -> Self {
        let count = |harmonic: usize| if 2 * harmonic == length { 1.0 } else { 2.0 };
        let power = lines.iter().zip(1..).map(|(line, harmonic)| count(harmonic) * line.amplitude.norm_sqr()).sum();
        Self { length, lines, power }
    }

    /// The power of all harmonics: of L - 1 normal numbers where there is only noise.
    pub(super) fn power(&self) -> f32 {
        self.power
    }

    /// The score of a payload whose first bit lies `phase` numbers before the first block.
    pub(super) fn score(&self, payload: &Pattern, phase: usize, turns: &Turns) -> f32 {
        let (products, size) = self.products(payload);
        let turned = |(product, harmonic): (&Complex32, usize)| (product * turns.forth(harmonic * phase)).re;
        honest(products.iter().zip(1..).map(turned).sum::<f32>() / size, self.power, self.length - 1)
    }

    /// The scores in all phases.
    pub(super) fn scores(&self, payload: &Pattern, turns: &Turns) -> Vec<f32> {
        let (products, size) = self.products(payload);
        let mut values = vec![Complex32::default(); self.length];
        values.iter_mut().skip(1).zip(products).for_each(|(value, product)| *value = product);
        // The other harmonics mirror these, which the real part of twice as much makes up for.
        let score = |value: Complex32| honest(value.re / size, self.power, self.length - 1);
        turns.all_phases(values).into_iter().map(score).collect()
    }

    /// What each harmonic adds to the score in phase 0, and by what to divide the sum.
    fn products(&self, payload: &Pattern) -> (Vec<Complex32>, f32) {
        let mut power = 0.0;
        let weights = self.weights(payload);
        let product = |((line, weight), harmonic): ((&Line, &Complex32), usize)| {
            // The middle harmonic of an even length has no mirror image.
            let count = if 2 * harmonic == self.length { 1.0 } else { 2.0 };
            power += count * weight.norm_sqr();
            weight * line.amplitude.conj() * count
        };
        let products = self.lines.iter().zip(&weights).zip(1..).map(product).collect();
        (products, power.sqrt().max(f32::MIN_POSITIVE))
    }

    /// What the payload leads to expect, with no harmonic above twice the middle one.
    fn weights(&self, payload: &Pattern) -> Vec<Complex32> {
        let mut weights: Vec<Complex32> =
            self.lines.iter().zip(&payload.harmonics).map(|(line, harmonic)| harmonic * line.trust).collect();
        let mut sizes: Vec<f32> = weights.iter().map(|weight| weight.norm_sqr().sqrt()).collect();
        let most = 2.0 * super::chips::median(&mut sizes);
        for weight in &mut weights {
            let size = weight.norm_sqr().sqrt();
            if size > most {
                *weight *= most / size;
            }
        }
        weights
    }
}

/// Divides by the strength of what the payload does not explain, where that is stronger than noise. A drawing may own
/// all of these frequencies, as a mark does; but then no phase of any payload explains them. `power` is that of all the
/// real numbers there are, of which each has one where there is only noise.
pub(super) fn honest(score: f32, power: f32, numbers: usize) -> f32 {
    let rest = (power - score * score) / (numbers.max(2) - 1) as f32;
    score / (rest / REST_USUAL).max(1.0).sqrt()
}

/// The sum of all blocks that carry the same bit.
fn fold(map: &ChipMap, length: usize, numbering: Numbering) -> Vec<f32> {
    let mut sums = vec![0.0_f32; length];
    let mut turned = Vec::with_capacity(map.columns);
    for (row, line) in map.values.chunks_exact(map.columns.max(1)).enumerate() {
        let row = if numbering.is_upturned { map.rows - 1 - row } else { row };
        let line = if numbering.is_mirrored { mirrored(line, &mut turned) } else { line };
        let start = row * numbering.stride % length;
        // The rest of the payload, then all of it again and again.
        let (first, rest) = line.split_at((length - start).min(line.len()));
        add(&mut sums[start..], first);
        rest.chunks(length).for_each(|part| add(&mut sums, part));
    }
    sums
}

fn mirrored<'a>(line: &[f32], into: &'a mut Vec<f32>) -> &'a [f32] {
    into.clear();
    into.extend(line.iter().rev());
    into
}

fn add(sums: &mut [f32], values: &[f32]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}

/// The powers of the L-th root of one, and the transform of L values.
pub(super) struct Turns {
    roots: Vec<Complex32>,
    transform: Arc<dyn Fft<f32>>,
    shares: OnceLock<Vec<Shares>>,
}

impl Turns {
    /// For payloads of this length, at least 1.
    pub(super) fn new(length: usize) -> Self {
        Self::planned(length, &mut FftPlanner::new())
    }

    /// The same, for many lengths with one planner.
    pub(super) fn planned(length: usize, planner: &mut FftPlanner<f32>) -> Self {
        let root = |at: usize| {
            let (sine, cosine) = (TAU * at as f64 / length as f64).sin_cos();
            Complex32::new(cosine as f32, sine as f32)
        };
        let transform = planner.plan_fft_forward(length);
        Self { roots: (0..length).map(root).collect(), transform, shares: OnceLock::new() }
    }

    /// How much of each harmonic, from 0 on, a block shows, as it has a width.
    pub(super) fn shares(&self) -> &[Shares] {
        let length = self.length();
        self.shares.get_or_init(|| (0..length).map(|at| Shares::of(at as f64 / length as f64)).collect())
    }

    /// How many values are transformed.
    pub(super) fn length(&self) -> usize {
        self.roots.len()
    }

    /// The sum of one number for each harmonic, turned to every phase.
    pub(super) fn all_phases(&self, mut values: Vec<Complex32>) -> Vec<Complex32> {
        self.transform.process(&mut values);
        // The transform runs the other way round, so that phases count backwards.
        if let Some((_, rest)) = values.split_first_mut() {
            rest.reverse();
        }
        values
    }

    fn forth(&self, steps: usize) -> Complex32 {
        self.roots[steps % self.roots.len()]
    }

    fn back(&self, steps: usize) -> Complex32 {
        self.forth(steps).conj()
    }
}

/// A payload as the frequencies that it consists of.
pub(super) struct Pattern {
    harmonics: Vec<Complex32>,
}

impl Pattern {
    /// Of these bits; ones count 1 and zeros -1.
    pub(super) fn of(bits: &[bool], turns: &Turns) -> Self {
        let harmonic = |number: usize| {
            let term = |(at, bit): (usize, &bool)| turns.back(number * at) * if *bit { 1.0 } else { -1.0 };
            bits.iter().enumerate().map(term).sum()
        };
        Self { harmonics: (1..=bits.len() / 2).map(harmonic).collect() }
    }

    /// A harmonic, from 1 on; nothing beyond the middle one.
    pub(super) fn harmonic(&self, number: usize) -> Complex32 {
        number.checked_sub(1).and_then(|at| self.harmonics.get(at)).copied().unwrap_or_default()
    }
}
