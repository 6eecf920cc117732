//! The search for known payloads in a picture as it is.

use image::{RgbImage, imageops};
use rustfft::FftPlanner;

use super::cells::Grid;
use super::chips::{ChipMap, Ground, Residual};
use super::correlation::{Lines, Numbering, Pattern, Phases, Turns};
use super::payload::PAYLOADS;
use super::planes::BLOCK;
use super::reference::{Carriers, Method, ORDERS};
use super::sketch::{Sketch, Told, View};
use super::spectrum::Spectrum;
use crate::vocabulary::watermark::{ChannelOrder, ChromaOffset};

/// One number per payload: how strongly it stands out.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Position in [`PAYLOADS`].
    pub payload: usize,
    /// The scheme.
    pub method: Method,
    /// How the encoder saw the colours.
    pub colours: (ChannelOrder, ChromaOffset),
    /// What it was seen in.
    pub statistic: Statistic,
    /// What the map is like.
    pub ground: Ground,
    /// True when the picture was mirrored left to right after marking.
    pub is_mirrored: bool,
    /// True when it was turned upside down.
    pub is_upturned: bool,
    /// How many numbers before the first block the payload begins; 0 in a marked picture.
    pub phase: usize,
    /// The score: standard normal without a mark.
    pub score: f32,
}

/// What a mark is seen in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Statistic {
    /// Mean chroma that luma and V do not explain.
    Mean,
    /// The phase of the quantised value.
    Phase,
    /// Both together.
    Both,
    /// Chroma that luma and V do not explain, in parts of blocks.
    Parts,
}

impl Statistic {
    /// The name in the calibration.
    pub fn id(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Phase => "phase",
            Self::Both => "both",
            Self::Parts => "parts",
        }
    }
}

/// Lengths and patterns of all payloads.
pub struct Patterns {
    lengths: Vec<(Turns, Vec<(usize, Pattern)>)>,
}

impl Patterns {
    /// Of every known payload.
    pub fn known() -> Self {
        let mut lengths: Vec<(Turns, Vec<(usize, Pattern)>)> = Vec::new();
        let mut seen: Vec<usize> = Vec::new();
        for (number, payload) in PAYLOADS.iter().enumerate() {
            let bits = payload.bits();
            let at = seen.iter().position(|length| *length == bits.len()).unwrap_or_else(|| {
                seen.push(bits.len());
                lengths.push((Turns::new(bits.len()), Vec::new()));
                seen.len() - 1
            });
            let (turns, patterns) = &mut lengths[at];
            let pattern = Pattern::of(&bits, turns);
            patterns.push((number, pattern));
        }
        Self { lengths }
    }

    /// The length of every known payload.
    pub(super) fn lengths(&self) -> impl Iterator<Item = usize> {
        PAYLOADS.iter().map(|payload| payload.bits().len())
    }

    /// The first `count` of the table, by length.
    pub(super) fn first(
        &self,
        count: usize,
    ) -> impl Iterator<Item = (&Turns, impl Iterator<Item = (usize, &Pattern)> + Clone)> {
        self.lengths.iter().filter_map(move |(turns, patterns)| {
            let known = patterns.iter().map(|(number, pattern)| (*number, pattern));
            let known = known.filter(move |(number, _)| *number < count);
            known.clone().next().is_some().then_some((turns, known))
        })
    }

    /// One of them.
    fn one(&self, payload: usize) -> Option<(&Turns, &Pattern)> {
        let mut all = self.lengths.iter().flat_map(|(turns, patterns)| patterns.iter().map(move |one| (turns, one)));
        all.find(|(_, (number, _))| *number == payload).map(|(turns, (_, pattern))| (turns, pattern))
    }
}

/// In which ways pictures are turned: mirrored left to right, upside down.
pub(super) const TURNED: [(bool, bool); 3] = [(false, false), (true, false), (true, true)];

/// Tells every hypothesis about the blocks of the picture as it is, in no order.
pub fn aligned(
    picture: &RgbImage,
    carriers: &[Carriers],
    patterns: &Patterns,
    phases: Phases,
    tell: &mut dyn FnMut(Score),
) {
    let grid = grid(picture, carriers);
    let mut scan = Scan { patterns, stride: grid.columns, planner: FftPlanner::new(), phases, tell };
    for (order, residual) in ORDERS.into_iter().zip(Residual::of(picture, &grid, ORDERS)) {
        for offset in [ChromaOffset::EightBit, ChromaOffset::Float] {
            let mean = ChipMap::of_residual(&residual, offset);
            scan.look(&mean, (order, offset), Method::DwtDct, Statistic::Mean);
            for carriers in carriers.iter().filter(|carriers| is_used(carriers, (order, offset))) {
                let phase = ChipMap::of_carriers(carriers, grid.columns, grid.rows);
                scan.look(&phase, carriers.colours, carriers.method, Statistic::Phase);
                scan.look(&mean.sum(&phase), carriers.colours, carriers.method, Statistic::Both);
            }
        }
    }
}

/// Tells every hypothesis about a picture that was marked when it had this size, which may be its own: in whole blocks
/// and in parts of them. Scaling leaves the means of these alone, and none of the carriers.
pub fn scaled(picture: &RgbImage, size: (u32, u32), patterns: &Patterns, phases: Phases, tell: &mut dyn FnMut(Score)) {
    let pixels = f64::from(size.0) * f64::from(size.1);
    let sketch = Sketch::of(picture, pixels, &mut FftPlanner::new());
    let view = View::of(picture.dimensions(), size);
    in_parts(&sketch, &view, (patterns, usize::MAX), phases, tell);
    let residuals = Residual::of(picture, &grid_of(picture, &view), ORDERS);
    let mut scan = Scan { patterns, stride: view.stride, planner: FftPlanner::new(), phases, tell };
    for (order, residual) in ORDERS.into_iter().zip(residuals) {
        for offset in [ChromaOffset::EightBit, ChromaOffset::Float] {
            scan.look(&ChipMap::of_residual(&residual, offset), (order, offset), Method::DwtDct, Statistic::Mean);
        }
    }
}

/// Tells how strongly the first `count` payloads stand out in parts of blocks, if blocks lie so.
pub(super) fn in_parts(
    sketch: &Sketch,
    view: &View,
    (patterns, count): (&Patterns, usize),
    phases: Phases,
    tell: &mut dyn FnMut(Score),
) {
    for known in patterns.first(count) {
        sketch.look(view, known, phases, &mut |told| tell(of_told(&told, view)));
    }
}

/// A score in parts of blocks.
pub(super) fn of_told(told: &Told, view: &View) -> Score {
    Score {
        payload: told.payload,
        method: Method::DwtDct,
        colours: told.colours,
        statistic: Statistic::Parts,
        ground: told.ground,
        is_mirrored: view.block.0 < 0.0,
        is_upturned: view.block.1 < 0.0,
        phase: told.phase,
        score: told.score,
    }
}

pub(super) fn pixels(picture: &RgbImage) -> f64 {
    f64::from(picture.width()) * f64::from(picture.height())
}

/// The blocks of the picture as it is, as far as the carriers go.
fn grid(picture: &RgbImage, carriers: &[Carriers]) -> Grid {
    let columns = picture.width() as usize / BLOCK;
    let rows = carriers.first().map_or(0, |carriers| carriers.values.len()) / columns.max(1);
    Grid::from_corner(1.0, 1.0, columns, rows)
}

/// The map in which a score was reached, of the picture as it is.
pub(super) fn map_of(picture: &RgbImage, carriers: &[Carriers], score: &Score) -> Option<ChipMap> {
    let grid = grid(picture, carriers);
    let mean = || {
        let [residual] = Residual::of(picture, &grid, [score.colours.0]);
        ChipMap::of_residual(&residual, score.colours.1)
    };
    let phase = || {
        let mine = carriers.iter().find(|one| one.colours == score.colours && one.method == score.method);
        mine.map(|mine| ChipMap::of_carriers(mine, grid.columns, grid.rows))
    };
    match score.statistic {
        Statistic::Mean | Statistic::Parts => Some(mean()),
        Statistic::Phase => phase(),
        Statistic::Both => phase().map(|phase| mean().sum(&phase)),
    }
}

/// How strongly a payload stands out where overtones say that it may: in whole blocks or in parts of them, whichever
/// shows it better.
pub(super) fn second_look(
    picture: &RgbImage,
    sketch: &Sketch,
    view: &View,
    first: &Score,
    patterns: &Patterns,
) -> Score {
    let mut best = Score { score: 0.0, ..first.clone() };
    let Some((turns, pattern)) = patterns.one(first.payload) else { return best };
    let view = View { has_overtones: false, ..*view };
    sketch.look(&view, (turns, std::iter::once((first.payload, pattern))), Phases::All, &mut |told| {
        if (told.colours, told.phase) == (first.colours, first.phase) && told.ground == Ground::Textured {
            best.score = told.score;
        }
    });
    let grid = grid_of(picture, &view);
    let [residual] = Residual::of(picture, &grid, [first.colours.0]);
    let map = ChipMap::of_residual(&residual, first.colours.1);
    let spectrum = Spectrum::of(&map, &mut FftPlanner::new());
    let numbering = Numbering { stride: view.stride, is_mirrored: false, is_upturned: false };
    let in_blocks = Lines::of(&map, &spectrum, turns, numbering).score(pattern, first.phase, turns);
    if in_blocks > best.score && map.ground() == Ground::Textured {
        (best.score, best.statistic) = (in_blocks, Statistic::Mean);
    }
    best
}

/// The same in the phase of the quantised values, which is there if the picture was cut and nothing else. Blocks begin
/// at this pixel.
pub(super) fn look_at_phase(
    picture: &RgbImage,
    (left, top): (u32, u32),
    stride: usize,
    first: &Score,
    patterns: &Patterns,
) -> Score {
    let mut score = Score { score: 0.0, statistic: Statistic::Phase, ..first.clone() };
    let Some((turns, pattern)) = patterns.one(first.payload) else { return score };
    let (width, height) = (picture.width().saturating_sub(left), picture.height().saturating_sub(top));
    let from_block = imageops::crop_imm(picture, left, top, width, height).to_image();
    let carriers = Carriers::read(&from_block, first.colours);
    let map = ChipMap::of_carriers(&carriers, width as usize / BLOCK, height as usize / BLOCK);
    let spectrum = Spectrum::of(&map, &mut FftPlanner::new());
    let numbering = Numbering { stride, is_mirrored: false, is_upturned: false };
    score.score = Lines::of(&map, &spectrum, turns, numbering).score(pattern, first.phase, turns);
    score
}

/// The whole blocks of a view that is not turned.
fn grid_of(picture: &RgbImage, view: &View) -> Grid {
    let blocks = |length: u32, from: f64, block: f64| ((f64::from(length) - from) / block + 1e-6).max(0.0) as usize;
    Grid {
        left: view.origin.0,
        top: view.origin.1,
        step_x: view.block.0 / 2.0,
        step_y: view.block.1 / 2.0,
        columns: blocks(picture.width(), view.origin.0, view.block.0),
        rows: blocks(picture.height(), view.origin.1, view.block.1),
    }
}

/// True when no stride and no first bit other than those of a marked picture score as high. What is not a mark has no
/// reason to prefer them, and a mark at another scale or offset prefers others.
pub(super) fn is_best_as_numbered(map: &ChipMap, patterns: &Patterns, score: &Score) -> bool {
    let spectrum = Spectrum::of(map, &mut FftPlanner::new());
    let Some((turns, pattern)) = patterns.one(score.payload) else { return false };
    let (is_mirrored, is_upturned) = (score.is_mirrored, score.is_upturned);
    let as_marked = map.columns % turns.length();
    (0..turns.length()).all(|stride| {
        let lines = Lines::of(map, &spectrum, turns, Numbering { stride, is_mirrored, is_upturned });
        let mut scores = lines.scores(pattern, turns).into_iter().enumerate();
        scores.all(|(phase, other)| (stride, phase) == (as_marked, 0) || other < score.score)
    })
}

/// The same in parts of blocks.
pub(super) fn is_best_in_parts(sketch: &Sketch, view: &View, patterns: &Patterns, score: &Score) -> bool {
    let Some((turns, pattern)) = patterns.one(score.payload) else { return false };
    let as_marked = view.stride % turns.length();
    let (mut own, mut others) = (0.0_f32, 0.0_f32);
    for stride in 0..turns.length() {
        let known = (turns, std::iter::once((score.payload, pattern)));
        let view = View { stride, has_overtones: false, ..*view };
        sketch.look(&view, known, Phases::All, &mut |told| {
            let is_own = (stride, told.phase) == (as_marked, 0);
            let into = if is_own { &mut own } else { &mut others };
            if told.colours == score.colours {
                *into = into.max(told.score);
            }
        });
    }
    own > others
}

/// No code is known that takes singular values of floating point pictures.
pub(super) fn is_used(carriers: &Carriers, colours: (ChannelOrder, ChromaOffset)) -> bool {
    carriers.colours == colours && (carriers.method, colours.1) != (Method::DwtDctSvd, ChromaOffset::Float)
}

/// Looks at one map after the other.
struct Scan<'a> {
    patterns: &'a Patterns,
    stride: usize,
    planner: FftPlanner<f32>,
    phases: Phases,
    tell: &'a mut dyn FnMut(Score),
}

impl Scan<'_> {
    fn look(&mut self, map: &ChipMap, colours: (ChannelOrder, ChromaOffset), method: Method, statistic: Statistic) {
        let spectrum = Spectrum::of(map, &mut self.planner);
        // Turning a picture moves the chosen values within their blocks, not the blocks.
        let turned: &[(bool, bool)] = match statistic {
            Statistic::Both => &TURNED,
            Statistic::Mean | Statistic::Phase | Statistic::Parts => &[(false, false)],
        };
        for (is_mirrored, is_upturned) in turned.iter().copied() {
            let numbering = Numbering { stride: self.stride, is_mirrored, is_upturned };
            for (turns, patterns) in &self.patterns.lengths {
                let lines = Lines::of(map, &spectrum, turns, numbering);
                for (payload, pattern) in patterns {
                    let scores = match self.phases {
                        Phases::First => vec![lines.score(pattern, 0, turns)],
                        Phases::All => lines.scores(pattern, turns),
                    };
                    for (phase, score) in scores.into_iter().enumerate() {
                        let payload = *payload;
                        (self.tell)(Score {
                            payload,
                            method,
                            colours,
                            statistic,
                            ground: map.ground(),
                            is_mirrored,
                            is_upturned,
                            phase,
                            score,
                        });
                    }
                }
            }
        }
    }
}
