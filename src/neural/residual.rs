//! Two convolutions of one size whose result is added to their input, and ReLU.

use super::convolution::{Convolution, Layer};
use super::map::Map;
use super::tensors::{TensorError, Tensors};
use super::workspace::Workspace;

/// The weights of both.
pub(super) struct Residual {
    first: Convolution,
    second: Convolution,
}

impl Residual {
    /// Reads `name.first.conv` and `name.second.conv`, with as many planes out as in.
    pub(super) fn read(
        tensors: &Tensors<'_>,
        name: &str,
        planes: usize,
        kernel: (usize, usize),
    ) -> Result<Self, TensorError> {
        let layer = Layer::new(planes, planes, kernel);
        Ok(Self {
            first: Convolution::read(tensors, &format!("{name}.first.conv"), layer)?,
            second: Convolution::read(tensors, &format!("{name}.second.conv"), layer.linear())?,
        })
    }

    /// `None` where the map does not fit. The map is not needed any more.
    pub(super) fn run(&self, map: Map, workspace: &mut Workspace) -> Option<Map> {
        let first = self.first.run(&map, workspace)?;
        let sum = self.second.run_last(first, workspace)?.plus(&map)?.rectified();
        workspace.keep(map);
        Some(sum)
    }
}
