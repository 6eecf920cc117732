//! The network that reads a line: the strip's 32 rows are folded into one, then the frames look at their neighbours.
//!
//! In: a gray strip; out: one row per class and three more. What they mean, the reader knows.

use super::arrangement::Geometry;
use super::convolution::{Convolution, Layer};
use super::instructions::Instructions;
use super::map::Map;
use super::residual::Residual;
use super::tensors::{TensorError, Tensors};
use super::workspace::{Workspace, Workspaces};

/// Rows of a strip.
const ROWS: usize = 32;
/// Columns of a strip for each frame of the output.
const FRAME: usize = 4;
/// Frames of the shortest strip.
const FRAMES_MIN: usize = 4;
/// Rows of the output after those of the classes.
const EDGES: usize = 3;
/// Planes once a single row is left.
const LINE: usize = 192;

/// The weights of the recogniser.
pub struct Recogniser {
    whole: Convolution,
    half: Convolution,
    quarter: (Convolution, Residual),
    eighth: Convolution,
    /// Two rows to one.
    fold: Convolution,
    line: (Residual, Residual, Convolution),
    out: Convolution,
    workspaces: Workspaces,
}

impl Recogniser {
    /// Reads a network for so many classes, *unknown* and *blank* included.
    pub(super) fn read(tensors: &Tensors<'_>, classes: usize) -> Result<Self, TensorError> {
        let convolution = |name: &str, layer| Convolution::read(tensors, &format!("recogniser.{name}"), layer);
        let residual =
            |name: &str, planes, kernel| Residual::read(tensors, &format!("recogniser.{name}"), planes, kernel);
        let fold = Geometry { kernel: (2, 3), border: (0, 1), stride: 1 };
        let outputs = classes.saturating_add(EDGES);
        Ok(Self {
            whole: convolution("rows.0.conv", Layer::new(1, 24, (3, 3)))?,
            half: convolution("rows.2.conv", Layer::new(24, 48, (3, 3)))?,
            quarter: (convolution("rows.4.conv", Layer::new(48, 64, (3, 3)))?, residual("rows.5", 64, (3, 3))?),
            eighth: convolution("rows.7.conv", Layer::new(64, 128, (3, 3)))?,
            fold: convolution("rows.9.conv", Layer { planes: (128, LINE), geometry: fold, is_rectified: true })?,
            line: (
                residual("line.0", LINE, (1, 3))?,
                residual("line.1", LINE, (1, 3))?,
                convolution("line.2.conv", Layer::new(LINE, LINE, (1, 3)))?,
            ),
            out: convolution("out", Layer::new(LINE, outputs, (1, 1)).linear())?,
            workspaces: Workspaces::default(),
        })
    }

    /// One gray plane of 32 rows and at least 16 columns, a multiple of 4, to `classes + 3` planes of one row with
    /// a quarter of its columns. `None` for any other shape.
    pub fn run(&self, input: &Map) -> Option<Map> {
        self.run_with(Instructions::Widest, input)
    }

    /// The same with a choice of instructions; the result does not depend on it.
    pub fn run_with(&self, instructions: Instructions, input: &Map) -> Option<Map> {
        if input.rows != ROWS || !input.columns.is_multiple_of(FRAME) || input.columns / FRAME < FRAMES_MIN {
            return None;
        }
        self.workspaces.lend(instructions, |workspace| self.pass(input, workspace))
    }

    /// The same in a given memory.
    pub(super) fn pass(&self, input: &Map, workspace: &mut Workspace) -> Option<Map> {
        let half = pool::<2>(self.whole.run(input, workspace)?, workspace)?;
        let quarter = pool::<2>(self.half.run_last(half, workspace)?, workspace)?;
        let (convolution, residual) = &self.quarter;
        let quarter = residual.run(convolution.run_last(quarter, workspace)?, workspace)?;
        let eighth = pool::<1>(quarter, workspace)?;
        let sixteenth = pool::<1>(self.eighth.run_last(eighth, workspace)?, workspace)?;
        let line = self.fold.run_last(sixteenth, workspace)?;
        let (first, second, convolution) = &self.line;
        let line = second.run(first.run(line, workspace)?, workspace)?;
        let line = convolution.run_last(line, workspace)?;
        self.out.run_last(line, workspace)
    }
}

/// The largest of each two rows and `ACROSS` columns.
fn pool<const ACROSS: usize>(map: Map, workspace: &mut Workspace) -> Option<Map> {
    let pooled = map.pooled::<ACROSS>(workspace.take(map.values.len() / (2 * ACROSS)))?;
    workspace.keep(map);
    Some(pooled)
}
