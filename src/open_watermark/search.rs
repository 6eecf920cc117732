//! The search for known payloads in a picture as it is.

use image::RgbImage;
use rustfft::FftPlanner;

use super::cells::{Cells, Grid};
use super::chips::{ChipMap, Ground, Residual};
use super::correlation::{Lines, Numbering, Pattern, Turns};
use super::payload::PAYLOADS;
use super::planes::BLOCK;
use super::reference::{Carriers, Method};
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
    /// Which map it was seen in.
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

/// What a chip map is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Statistic {
    /// Mean chroma that luma and V do not explain.
    Mean,
    /// The phase of the quantised value.
    Phase,
    /// Both together.
    Both,
}

impl Statistic {
    /// The name in the calibration.
    pub fn id(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Phase => "phase",
            Self::Both => "both",
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
    pub(super) fn of_generators(
        &self,
        count: usize,
    ) -> impl Iterator<Item = (&Turns, impl Iterator<Item = (usize, &Pattern)>)> {
        self.lengths.iter().filter_map(move |(turns, patterns)| {
            let wanted = move |(number, _): &&(usize, Pattern)| *number < count;
            patterns
                .iter()
                .any(|one| wanted(&one))
                .then(|| (turns, patterns.iter().filter(wanted).map(|(number, pattern)| (*number, pattern))))
        })
    }
}

/// Which numbers of a payload the first block may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phases {
    /// The first, as in a marked picture.
    First,
    /// Any. Those that no marked picture has show what chance leads to.
    All,
}

/// Tells every hypothesis about the picture as it is, in no order.
pub fn aligned(
    picture: &RgbImage,
    carriers: &[Carriers],
    patterns: &Patterns,
    phases: Phases,
    tell: &mut dyn FnMut(Score),
) {
    scan(picture, carriers, &grid(picture, carriers, None), patterns, phases, tell);
}

/// Tells every hypothesis about a picture that was marked when it had this size. Scaling leaves the mean of a block
/// alone, and none of its carriers.
pub fn scaled(picture: &RgbImage, size: (u32, u32), patterns: &Patterns, phases: Phases, tell: &mut dyn FnMut(Score)) {
    scan(picture, &[], &grid(picture, &[], Some(size)), patterns, phases, tell);
}

fn scan(
    picture: &RgbImage,
    carriers: &[Carriers],
    grid: &Grid,
    patterns: &Patterns,
    phases: Phases,
    tell: &mut dyn FnMut(Score),
) {
    let Grid { columns, rows, .. } = *grid;
    let cells = Cells::read(picture, grid);
    let mut scan = Scan { patterns, stride: columns, planner: FftPlanner::new(), phases, tell };
    for order in [ChannelOrder::Bgr, ChannelOrder::Rgb] {
        let residual = Residual::of(&cells, order);
        for offset in [ChromaOffset::EightBit, ChromaOffset::Float] {
            let mean = ChipMap::of_residual(&residual, offset);
            scan.look(&mean, (order, offset), Method::DwtDct, Statistic::Mean);
            for carriers in carriers.iter().filter(|carriers| is_used(carriers, (order, offset))) {
                let phase = ChipMap::of_carriers(carriers, columns, rows);
                scan.look(&phase, carriers.colours, carriers.method, Statistic::Phase);
                scan.look(&mean.sum(&phase), carriers.colours, carriers.method, Statistic::Both);
            }
        }
    }
}

/// The blocks of the picture as it is, as far as the carriers go, or of the size that it had when it was marked.
fn grid(picture: &RgbImage, carriers: &[Carriers], size: Option<(u32, u32)>) -> Grid {
    let Some(size) = size else {
        let columns = picture.width() as usize / BLOCK;
        let rows = carriers.first().map_or(0, |carriers| carriers.values.len()) / columns.max(1);
        return Grid::from_corner(1.0, 1.0, columns, rows);
    };
    let factor = |length: u32, from: u32| f64::from(length) / f64::from(from.max(1));
    let (across, down) = (factor(picture.width(), size.0), factor(picture.height(), size.1));
    Grid::from_corner(across, down, size.0 as usize / BLOCK, size.1 as usize / BLOCK)
}

/// The map in which a score was reached, of the picture as it is or scaled back to a size.
pub(super) fn map_of(
    picture: &RgbImage,
    carriers: &[Carriers],
    size: Option<(u32, u32)>,
    score: &Score,
) -> Option<ChipMap> {
    let grid = grid(picture, carriers, size);
    let cells = Cells::read(picture, &grid);
    let mean = || ChipMap::of_residual(&Residual::of(&cells, score.colours.0), score.colours.1);
    let phase = || {
        let mine = carriers.iter().find(|one| one.colours == score.colours && one.method == score.method);
        mine.map(|mine| ChipMap::of_carriers(mine, grid.columns, grid.rows))
    };
    match score.statistic {
        Statistic::Mean => Some(mean()),
        Statistic::Phase => phase(),
        Statistic::Both => phase().map(|phase| mean().sum(&phase)),
    }
}

/// True when no stride and no first bit other than those of a marked picture score as high. What is not a mark has no
/// reason to prefer them, and a mark at another scale or offset prefers others.
pub(super) fn is_best_as_numbered(map: &ChipMap, patterns: &Patterns, score: &Score) -> bool {
    let spectrum = Spectrum::of(map, &mut FftPlanner::new());
    let mut of_payload = patterns.lengths.iter().flat_map(|(turns, patterns)| {
        patterns.iter().filter(|(payload, _)| *payload == score.payload).map(move |(_, pattern)| (turns, pattern))
    });
    let Some((turns, pattern)) = of_payload.next() else { return false };
    let (is_mirrored, is_upturned) = (score.is_mirrored, score.is_upturned);
    let as_marked = map.columns % turns.length();
    (0..turns.length()).all(|stride| {
        let lines = Lines::of(map, &spectrum, turns, Numbering { stride, is_mirrored, is_upturned });
        let mut scores = lines.scores(pattern, turns).into_iter().enumerate();
        scores.all(|(phase, other)| (stride, phase) == (as_marked, 0) || other < score.score)
    })
}

/// No code is known that takes singular values of floating point pictures.
fn is_used(carriers: &Carriers, colours: (ChannelOrder, ChromaOffset)) -> bool {
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
            Statistic::Both => &[(false, false), (true, false), (true, true)],
            Statistic::Mean | Statistic::Phase => &[(false, false)],
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
