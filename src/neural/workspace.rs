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

    /// How many values all buffers can hold.
    pub(super) fn kept_values(&self) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(workspace: &mut Workspace, count: usize) {
        workspace.keep(Map::new(1, 1, count, vec![1.0; count]).unwrap());
    }

    #[test]
    fn the_smallest_buffer_that_is_large_enough_is_taken() {
        let mut workspace = Workspace::new(Level::new());
        [300, 100, 200].into_iter().for_each(|count| keep(&mut workspace, count));
        assert_eq!(workspace.take(150).capacity(), 200);
        assert_eq!(workspace.take(400).len(), 400);
        assert_eq!(workspace.kept_values(), 400, "what is too small is left for others");
    }

    #[test]
    fn a_workspace_is_lent_again_unless_it_has_grown_too_large() {
        let workspaces = Workspaces::default();
        let kept = |count| {
            workspaces.lend(Instructions::Widest, |workspace| {
                let before = workspace.kept_values();
                keep(workspace, count);
                before
            })
        };
        assert_eq!(kept(10), 0);
        assert_eq!(kept(KEPT_VALUES_MAX), 10);
        assert_eq!(kept(1), 0, "too large to be kept");
    }
}
