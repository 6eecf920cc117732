//! Memory that passes use again. In: sizes; out: buffers with anything in them.
//!
//! On Linux memory that was given back to the system costs a fault per 4 KiB when it is touched next; for a
//! detector pass that can be as much time as half of its arithmetic. So a network keeps what its passes used, within a bound.

use std::sync::{Mutex, PoisonError};

use fearless_simd::Level;

use super::instructions::Instructions;
use super::map::Map;

/// Values (4 bytes each) that one workspace keeps from one pass to the next: a pass over 640 x 960 needs fewer.
const KEPT_VALUES_MAX: usize = 8_000_000;

/// What the layers of one pass share.
pub(super) struct Workspace {
    /// What kernels are run for.
    pub(super) level: Level,
    /// The input of a layer with its border, see `arrangement`.
    pub(super) arranged: Vec<f32>,
    spare: Vec<Vec<f32>>,
}

impl Workspace {
    /// An empty one.
    pub(super) fn new(level: Level) -> Self {
        Self { level, arranged: Vec::new(), spare: Vec::new() }
    }

    /// A buffer of `count` values, whatever they are: the smallest that is large enough, or a new one.
    pub(super) fn take(&mut self, count: usize) -> Vec<f32> {
        let large_enough = self.spare.iter().enumerate().filter(|(_, values)| values.capacity() >= count);
        let chosen = large_enough.min_by_key(|(_, values)| values.capacity()).map(|(index, _)| index);
        let mut values = chosen.map(|index| self.spare.swap_remove(index)).unwrap_or_default();
        values.resize(count, 0.0);
        values
    }

    /// Takes the buffer of a map that nobody needs any more.
    pub(super) fn keep(&mut self, map: Map) {
        self.spare.push(map.values);
    }

    fn kept_values(&self) -> usize {
        self.spare.iter().map(Vec::capacity).fold(self.arranged.capacity(), usize::saturating_add)
    }
}

/// The workspaces of a network: one for each pass that runs at the same time.
#[derive(Default)]
pub(super) struct Workspaces(Mutex<Vec<Workspace>>);

impl Workspaces {
    /// Runs a pass with a workspace that no other pass uses.
    pub(super) fn lend<T>(&self, instructions: Instructions, pass: impl FnOnce(&mut Workspace) -> T) -> T {
        let level = instructions.level();
        let idle = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut workspace = idle.map_or_else(|| Workspace::new(level), |idle| Workspace { level, ..idle });
        let result = pass(&mut workspace);
        if workspace.kept_values() <= KEPT_VALUES_MAX {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(workspace);
        }
        result
    }
}
