//! The network that finds lines of text: five halvings, and their views merged at a quarter of the size.
//!
//! In: a gray map; out: five planes at a quarter of its rows and columns. What the planes mean, the reader knows.

use super::convolution::{Convolution, Layer};
use super::instructions::Instructions;
use super::map::Map;
use super::residual::Residual;
use super::tensors::{TensorError, Tensors};
use super::workspace::{Workspace, Workspaces};

/// Rows and columns of the input must be multiples of this.
const CELL: usize = 32;
/// Planes of the output.
const OUTPUTS: usize = 5;
/// Planes at a quarter of the size.
const QUARTER: usize = 24;
/// Rows at a quarter of the size that are computed together.
const BAND: usize = 16;
/// Planes in which the sizes are merged.
const MERGED: usize = 24;

/// The weights of the detector.
pub struct Detector {
    half: Convolution,
    quarter: Convolution,
    eighth: (Convolution, Residual),
    sixteenth: (Convolution, Residual, Residual),
    thirtysecond: (Convolution, Residual),
    /// From the planes of the quarter, eighth, sixteenth and thirty-second to the merged ones.
    sides: [Convolution; 4],
    head: Convolution,
    out: Convolution,
    workspaces: Workspaces,
}

impl Detector {
    pub(super) fn read(tensors: &Tensors<'_>) -> Result<Self, TensorError> {
        let convolution = |name: &str, layer| Convolution::read(tensors, &format!("detector.{name}"), layer);
        let residual = |name: &str, planes| Residual::read(tensors, &format!("detector.{name}"), planes, (3, 3));
        let side = |name: &str, planes| convolution(name, Layer::new(planes, MERGED, (1, 1)).linear());
        Ok(Self {
            half: convolution("first.conv", Layer::halving(1, 12))?,
            quarter: convolution("quarter.conv", Layer::halving(12, QUARTER))?,
            eighth: (convolution("eighth.0.conv", Layer::halving(QUARTER, 40))?, residual("eighth.1", 40)?),
            sixteenth: (
                convolution("sixteenth.0.conv", Layer::halving(40, 64))?,
                residual("sixteenth.1", 64)?,
                residual("sixteenth.2", 64)?,
            ),
            thirtysecond: (
                convolution("thirtysecond.0.conv", Layer::halving(64, 96))?,
                residual("thirtysecond.1", 96)?,
            ),
            sides: [side("side4", QUARTER)?, side("side8", 40)?, side("side16", 64)?, side("side32", 96)?],
            head: convolution("head.conv", Layer::new(MERGED, 20, (3, 3)))?,
            out: convolution("out", Layer::new(20, OUTPUTS, (1, 1)).linear())?,
            workspaces: Workspaces::default(),
        })
    }

    /// One gray plane, rows and columns multiples of 32, to five planes of a quarter of its rows and columns.
    /// `None` for any other shape.
    pub fn run(&self, input: &Map) -> Option<Map> {
        self.run_with(Instructions::Widest, input)
    }

    /// The same with a choice of instructions; the result does not depend on it.
    pub fn run_with(&self, instructions: Instructions, input: &Map) -> Option<Map> {
        if !input.is_whole()
            || input.channels != 1
            || !input.rows.is_multiple_of(CELL)
            || !input.columns.is_multiple_of(CELL)
        {
            return None;
        }
        self.workspaces.lend(instructions, |workspace| self.pass(input, workspace))
    }

    /// The same in a given memory.
    pub(super) fn pass(&self, input: &Map, workspace: &mut Workspace) -> Option<Map> {
        let quarter = self.quarter(input, workspace)?;
        let (halve, residual) = &self.eighth;
        let eighth = residual.run(halve.run(&quarter, workspace)?, workspace)?;
        let (halve, first, second) = &self.sixteenth;
        let sixteenth = first.run(halve.run(&eighth, workspace)?, workspace)?;
        let sixteenth = second.run(sixteenth, workspace)?;
        let (halve, residual) = &self.thirtysecond;
        let thirtysecond = residual.run(halve.run(&sixteenth, workspace)?, workspace)?;

        let [side4, side8, side16, side32] = &self.sides;
        let mut merged = side32.run_last(thirtysecond, workspace)?;
        for (side, map) in [(side16, sixteenth), (side8, eighth), (side4, quarter)] {
            let finer = side.run_last(map, workspace)?.plus_doubled(&merged)?;
            workspace.keep(std::mem::replace(&mut merged, finer));
        }
        let head = self.head.run_last(merged, workspace)?;
        self.out.run_last(head, workspace)
    }

    /// The first two layers, some rows at a time: at full and half size they would need most of the memory.
    fn quarter(&self, input: &Map, workspace: &mut Workspace) -> Option<Map> {
        let (rows, columns) = (input.rows / 4, input.columns / 4);
        let mut quarter =
            Map::new(QUARTER, rows, columns, workspace.take(QUARTER.checked_mul(rows)?.checked_mul(columns)?))?;
        for start in (0..rows).step_by(BAND) {
            // A row depends on three rows of the input above its own four and on none below them, so one more row
            // of four is computed above the band and left out.
            let above = start.min(1);
            let (first, end) = ((start - above) * 4, (start + BAND).min(rows) * 4);
            let band = input.band(first, end, workspace.take((end - first) * input.columns))?;
            let half = self.half.run_last(band, workspace)?;
            let band = self.quarter.run_last(half, workspace)?;
            quarter.put_rows(start, &band, above)?;
            workspace.keep(band);
        }
        Some(quarter)
    }
}
