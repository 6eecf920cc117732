//! Marks of which the payload is not known: anybody may hand the encoder a text of their own.
//!
//! Two things are left to look for, and both have to be there. The encoder moves the value that carries a bit to 9 or
//! 27 above a multiple of 36, so in a picture that nobody touched the values stand *near* these; and from block to
//! block the bits repeat with a *period*, the length of the payload. Values may stand near by chance, as those of a
//! picture in one tint do; but then they repeat nothing. So the period has to be one that chance does not lead to. Any
//! lossy saving and any scaling moves the values, so this is for files that keep every pixel.

use std::f64::consts::TAU;

use rustfft::FftPlanner;

use super::calibration::{CHANCE_MAX, UNKNOWN, chance};
use super::chips::ChipMap;
use super::correlation::{Lines, Numbering, Turns};
use super::found::Unknown;
use super::reference::{Carriers, Method, STEP};
use super::search::is_used;
use super::spectrum::Spectrum;
use crate::vocabulary::watermark::{ChannelOrder, ChromaOffset};

/// Lengths of payloads that are sought, in bits.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=256;
/// Blocks that differ from their neighbour, at least: fewer say little.
const BLOCKS_MIN: usize = 512;
/// Blocks that are looked at, from the top: some four million pixels. More say no more.
const BLOCKS_MAX: usize = 1 << 16;
/// Values nearer to each other than this are the same: flat ground has one value everywhere, which may be any.
const SAME_MAX: f64 = 0.25;
/// How near values must stand on the whole; the calibration has it for pictures without a mark.
pub const NEARNESS_MIN: f64 = 0.3;
/// A frequency of a payload has to have so many times the power of noise to speak for its length.
const POWER_EXPECTED: f32 = 1.5;
/// Nothing smaller is claimed: periods of pictures without a mark have a longer tail than normal numbers.
const LEAST_CHANCE: f64 = 1e-7;
/// How far the blocks have to agree on the bits.
const AGREEMENT_MIN: f64 = 0.35;
/// A part of a payload on which they agree this far as on the whole is all there is.
const SAME_AGREEMENT: f64 = 0.95;
/// Standard errors by which a bit has to be decided to be read.
const BIT_MIN: f64 = 2.0;
/// One in so many bytes of a text may be undecided.
const UNDECIDED_SHARE: usize = 8;
/// Rounds after which the middle between ones and zeros is settled.
const ROUNDS: usize = 8;
/// A text has so many bytes at least; shorter ones are too often made by chance.
const TEXT_MIN: usize = 4;

/// How strongly bits repeat with a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Period {
    /// The scheme.
    pub method: Method,
    /// How the encoder saw the colours.
    pub colours: (ChannelOrder, ChromaOffset),
    /// How near the values stand to where an encoder leaves them: 1 on the spot, -1 as far away as they can be.
    pub nearness: f64,
    /// The period, in blocks.
    pub length: usize,
    /// About a standard normal number without a mark.
    pub score: f32,
    /// What speaks for this length against others.
    merit: f32,
}

/// Tells every period in every reading in which the values stand near enough, in no order.
pub fn periods(carriers: &[Carriers], columns: usize, nearness_min: f64, tell: &mut dyn FnMut(Period)) {
    let mut planner = FftPlanner::new();
    for (one, nearness) in near(carriers, columns, nearness_min) {
        let map = map(one, columns);
        let spectrum = Spectrum::of(&map, &mut planner);
        // What runs down a picture repeats from row to row.
        for length in LENGTHS.filter(|length| *length != columns) {
            let power = power(&map, &spectrum, &Turns::planned(length, &mut planner), columns);
            let numbers = (length - 1) as f32;
            tell(Period {
                method: one.method,
                colours: one.colours,
                nearness,
                length,
                score: normal(power, numbers),
                merit: power - POWER_EXPECTED * numbers,
            });
        }
    }
}

/// The readings in which values stand near enough, and how near.
fn near(carriers: &[Carriers], columns: usize, nearness_min: f64) -> impl Iterator<Item = (&Carriers, f64)> {
    carriers.iter().filter(|one| is_used(one, one.colours)).filter_map(move |one| {
        let nearness = nearness(&values(one, columns), columns)?;
        (nearness >= nearness_min).then_some((one, nearness))
    })
}

/// The values of the blocks as the encoder meant them. With whole levels it cuts off fractions afterwards, half a level
/// of each pixel on average: that takes four off a singular value, and one off the others, of which the largest is
/// looked at; that makes up for it.
fn values(carriers: &Carriers, columns: usize) -> Vec<f64> {
    let lost = match (carriers.colours.1, carriers.method) {
        (ChromaOffset::Float, _) | (ChromaOffset::EightBit, Method::DwtDct) => 0.0,
        (ChromaOffset::EightBit, Method::DwtDctSvd) => 4.0,
    };
    let rows = (BLOCKS_MAX / columns.max(1)).max(1);
    carriers.values.iter().take(rows * columns).map(|value| value + lost).collect()
}

/// What each block says of its bit: nothing where its value is that of its neighbour, as on flat ground.
fn map(carriers: &Carriers, columns: usize) -> ChipMap {
    let values = values(carriers, columns);
    let mut votes = Vec::with_capacity(values.len());
    for line in values.chunks_exact(columns.max(1)) {
        let mut before = f64::NAN;
        for value in line {
            let is_same = (value - before).abs() <= SAME_MAX;
            before = *value;
            votes.push(if is_same { 0.0 } else { -(value / STEP * TAU).sin() as f32 });
        }
    }
    let rows = votes.len() / columns.max(1);
    ChipMap::centred(columns, rows, votes)
}

/// The mean over all blocks that differ from their neighbour; none of too few.
fn nearness(values: &[f64], columns: usize) -> Option<f64> {
    let pairs = values.chunks_exact(columns.max(1)).flat_map(|line| line.windows(2));
    let differing = pairs.filter(|pair| (pair[1] - pair[0]).abs() > SAME_MAX);
    let (sum, count) = differing.fold((0.0, 0_usize), |(sum, count), pair| (sum + nearness_of(pair[1]), count + 1));
    (count >= BLOCKS_MIN).then(|| sum / count as f64)
}

/// Of one value: 1 at 9 and 27, -1 at 0 and 18.
fn nearness_of(value: f64) -> f64 {
    -(value / (0.5 * STEP) * TAU).cos()
}

fn power(map: &ChipMap, spectrum: &Spectrum, turns: &Turns, stride: usize) -> f32 {
    let numbering = Numbering { stride, is_mirrored: false, is_upturned: false };
    let noise =
        |places: &[(f64, f64)]| places.iter().map(|(down, across)| spectrum.around_or_along(*down, *across)).collect();
    Lines::against(map, noise, turns, numbering).power()
}

/// The power of so many normal numbers as one such number, after Wilson and Hilferty.
fn normal(power: f32, numbers: f32) -> f32 {
    let spread = 2.0 / (9.0 * numbers);
    ((power / numbers).cbrt() - (1.0 - spread)) / spread.sqrt()
}

/// Looks for a mark with any payload. `carriers` are those of the picture as it is, `columns` its blocks in a row.
pub(super) fn find(carriers: &[Carriers], columns: usize) -> Option<Unknown> {
    let mut best: Option<(Period, f64)> = None;
    // Every reading is a try, whether it was looked at closely or not.
    let hypotheses = LENGTHS.count() * carriers.iter().filter(|one| is_used(one, one.colours)).count();
    periods(carriers, columns, NEARNESS_MIN, &mut |period| {
        let chance = chance(period.score, hypotheses, UNKNOWN);
        if chance <= CHANCE_MAX && best.is_none_or(|(best, _)| period.merit > best.merit) {
            best = Some((period, chance));
        }
    });
    let (period, chance) = best?;
    let one = carriers.iter().find(|one| (one.method, one.colours) == (period.method, period.colours))?;
    let votes = Votes::of(one, columns);
    let length = votes.shortest(period.length, columns);
    let own = votes.agreement(length, columns);
    // A drawing has no reason to prefer rows of its own length.
    let is_best = || (0..length).all(|stride| stride == columns % length || votes.agreement(length, stride) < own);
    let is_mark = own >= AGREEMENT_MIN && is_best();
    is_mark.then(|| Unknown {
        method: period.method,
        colours: period.colours,
        length,
        chance: chance.max(LEAST_CHANCE),
        text: text(&bits(&values(one, columns), length)),
    })
}

/// The votes of the blocks that are near to where an encoder leaves them and differ from their neighbour.
struct Votes {
    /// Row, column and vote.
    blocks: Vec<(usize, usize, bool)>,
}

impl Votes {
    fn of(carriers: &Carriers, columns: usize) -> Self {
        let values = values(carriers, columns);
        let mut blocks = Vec::with_capacity(values.len());
        for (row, line) in values.chunks_exact(columns.max(1)).enumerate() {
            for (column, pair) in (1..).zip(line.windows(2)) {
                if (pair[1] - pair[0]).abs() > SAME_MAX && nearness_of(pair[1]) > 0.0 {
                    blocks.push((row, column, pair[1] % STEP > 0.5 * STEP));
                }
            }
        }
        Self { blocks }
    }

    /// The length of the payload, of which this is a multiple.
    fn shortest(&self, multiple: usize, columns: usize) -> usize {
        let enough = SAME_AGREEMENT * self.agreement(multiple, columns);
        let is_length = |length: &usize| multiple.is_multiple_of(*length) && self.agreement(*length, columns) >= enough;
        LENGTHS.take_while(|length| *length < multiple).find(is_length).unwrap_or(multiple)
    }

    /// How far each block votes as the others with the same bit do: 0 by chance, 1 if all do. Where most blocks vote for
    /// the same, that counts little.
    fn agreement(&self, length: usize, stride: usize) -> f64 {
        let bit = |row: usize, column: usize| (row * stride + column) % length;
        let ones = self.blocks.iter().filter(|(.., vote)| *vote).count();
        let share = ones as f64 / self.blocks.len().max(1) as f64;
        let centred = |vote: bool| if vote { 1.0 - share } else { -share };
        let mut sums = vec![0.0; length];
        self.blocks.iter().for_each(|(row, column, vote)| sums[bit(*row, *column)] += centred(*vote));
        let (mut agreed, mut all) = (0.0, 0.0);
        for (row, column, vote) in &self.blocks {
            let value: f64 = centred(*vote);
            // A block must not agree with itself.
            let others: f64 = sums[bit(*row, *column)] - value;
            agreed += value * others.signum();
            all += value.abs();
        }
        if all > 0.0 { agreed / all } else { 0.0 }
    }
}

/// The bits of a payload of this length; none for one that is not decided. Blocks count by how near their values are.
fn bits(values: &[f64], length: usize) -> Vec<Option<bool>> {
    let mut sums = vec![[0.0; 3]; length];
    for (at, value) in values.iter().enumerate() {
        let weight = nearness_of(*value).max(0.0);
        let vote = -(value / STEP * TAU).sin() * weight;
        let terms = [vote, vote * vote, weight];
        sums[at % length].iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
    }
    let means: Vec<f64> = sums.iter().map(|[votes, _, weights]| votes / weights.max(1e-9)).collect();
    let middle = middle(&means);
    let decided = |([_, squares, weights], mean): (&[f64; 3], &f64)| {
        let error = squares.sqrt() / weights.max(1e-9);
        ((mean - middle).abs() > BIT_MIN * error).then_some(*mean > middle)
    };
    sums.iter().zip(&means).map(decided).collect()
}

/// What parts the means of ones from those of zeros. In some pictures most blocks vote for the same, whatever their bit.
fn middle(means: &[f64]) -> f64 {
    let mean = |of: &dyn Fn(f64) -> bool| {
        let (sum, count) =
            means.iter().filter(|one| of(**one)).fold((0.0, 0.0), |(sum, count), one| (sum + one, count + 1.0));
        sum / f64::max(count, 1.0)
    };
    let mut middle = mean(&|_| true);
    for _ in 0..ROUNDS {
        middle = 0.5 * (mean(&|one| one > middle) + mean(&|one| one <= middle));
    }
    middle
}

/// The bits as a text, if they read as one. A sign stands for each byte that is not decided; few may be.
fn text(bits: &[Option<bool>]) -> Option<String> {
    let (bytes, rest) = bits.as_chunks::<8>();
    if !rest.is_empty() || bytes.len() < TEXT_MIN {
        return None;
    }
    let byte = |bits: &[Option<bool>; 8]| bits.iter().try_fold(0, |byte: u8, bit| Some(byte << 1 | u8::from((*bit)?)));
    let bytes: Vec<Option<u8>> = bytes.iter().map(byte).collect();
    let undecided = bytes.iter().filter(|byte| byte.is_none()).count();
    let run = |run: &[Option<u8>]| String::from_utf8(run.iter().copied().flatten().collect()).ok();
    let runs: Option<Vec<String>> = bytes.split(Option::is_none).map(run).collect();
    let text = runs?.join("\u{fffd}");
    (undecided * UNDECIDED_SHARE <= bytes.len() && !text.contains(char::is_control)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: usize = 100;
    const ROWS: usize = 120;
    const LENGTH: usize = 48;

    /// Chance, the same on every run: true in so many of a thousand cases.
    fn chance_of(per_mille: u32, seed: usize) -> bool {
        let mut state = u32::try_from(seed).unwrap().wrapping_mul(0x9e37_79b9).wrapping_add(0x7f4a_7c15);
        for _ in 0..3 {
            state = (state ^ state >> 15).wrapping_mul(0x2c1b_3c6d);
        }
        (state >> 8) % 1_000 < per_mille
    }

    /// Blocks with every value where an encoder leaves it, and with these bits; `row` and `column` tell which.
    fn found(bit: impl Fn(usize, usize) -> bool) -> Option<usize> {
        let value = |at: usize| {
            let (row, column) = (at / COLUMNS, at % COLUMNS);
            STEP * (column % 3 + 3) as f64 + if bit(row, column) { 27.0 } else { 9.0 }
        };
        let values = (0..ROWS * COLUMNS).map(value).collect();
        let colours = (ChannelOrder::Bgr, ChromaOffset::EightBit);
        let carriers = [Carriers { colours, method: Method::DwtDct, values }];
        find(&carriers, COLUMNS).map(|found| found.length)
    }

    fn payload(number: usize) -> bool {
        chance_of(500, number % LENGTH)
    }

    /// A payload of which so many blocks in a thousand hold another bit than they should.
    fn with_errors(per_mille: u32) -> Option<usize> {
        found(|row, column| {
            let number = row * COLUMNS + column;
            payload(number) != chance_of(per_mille, number + 1_000)
        })
    }

    #[test]
    fn blocks_that_hardly_agree_are_no_mark() {
        // With 31 of 100 wrong they agree by 0.38, with 34 by 0.32. Their period shows in both.
        assert_eq!(with_errors(310), Some(LENGTH));
        assert_eq!(with_errors(340), None);
    }

    /// Blocks of which so many rows in a thousand have the length of those of the picture, and the others that of one with
    /// so many blocks in a row.
    fn with_rows(own_per_mille: u32, others: usize) -> Option<usize> {
        found(|row, column| {
            let stride = if chance_of(own_per_mille, row + 77) { COLUMNS } else { others };
            payload(row * stride + column)
        })
    }

    #[test]
    fn what_fits_rows_of_another_length_better_is_no_mark() {
        // On the whole the blocks agree far enough in both cases.
        assert_eq!(with_rows(540, COLUMNS + 7), Some(LENGTH));
        assert_eq!(with_rows(480, COLUMNS + 7), None);
    }
}
