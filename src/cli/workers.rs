//! Checks many files at once and hands the results on in input order.
//!
//! Workers take items from a shared counter and may run ahead of the printer by a window only, so that
//! memory stays bounded whatever the order in which files finish.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, PoisonError, mpsc};

/// Results that may wait for an earlier one, per worker.
const WINDOW_PER_JOB: usize = 16;

struct Gate {
    state: Mutex<GateState>,
    moved: Condvar,
}

struct GateState {
    taken: usize,
    printed: usize,
    stopped: bool,
}

impl Gate {
    /// The next item's number, once the printer is near enough; `None` when all are taken or the run ends.
    fn take(&self, count: usize, window: usize) -> Option<usize> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while !state.stopped && state.taken < count && state.taken >= state.printed.saturating_add(window) {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.stopped || state.taken >= count {
            return None;
        }
        let index = state.taken;
        state.taken += 1;
        Some(index)
    }

    fn report(&self, printed: usize, stopped: bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.printed = printed;
        state.stopped |= stopped;
        self.moved.notify_all();
    }
}

/// Runs `work` on every item by `jobs` threads and `done` on every result in input order. Stops early when
/// `done` breaks.
pub(super) fn in_order<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    work: impl Fn(&T) -> R + Sync,
    mut done: impl FnMut(R) -> ControlFlow<()>,
) {
    if jobs <= 1 || items.len() <= 1 {
        for item in items {
            if done(work(item)).is_break() {
                return;
            }
        }
        return;
    }
    let gate = Gate { state: Mutex::new(GateState { taken: 0, printed: 0, stopped: false }), moved: Condvar::new() };
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..jobs.min(items.len()) {
            let (sender, gate, work) = (sender.clone(), &gate, &work);
            scope.spawn(move || {
                while let Some(index) = gate.take(items.len(), jobs.saturating_mul(WINDOW_PER_JOB)) {
                    let Some(item) = items.get(index) else { return };
                    if sender.send((index, work(item))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for (index, result) in receiver {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&due) {
                due += 1;
                let stop = done(result).is_break();
                gate.report(due, stop);
                if stop {
                    return;
                }
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(jobs: usize, stop_after: usize, expected: usize) {
        let items: Vec<usize> = (0..500).collect();
        let mut seen = Vec::new();
        let slow_for_some = |item: &usize| {
            (0..(item % 7) * 2000).for_each(|step| drop(std::hint::black_box(step)));
            *item
        };
        in_order(&items, jobs, slow_for_some, |item| {
            seen.push(item);
            if seen.len() == stop_after { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(seen, (0..expected).collect::<Vec<_>>());
    }

    #[test]
    fn results_come_in_input_order() {
        check(1, usize::MAX, 500);
        check(2, usize::MAX, 500);
        check(5, usize::MAX, 500);
    }

    #[test]
    fn a_break_ends_the_run() {
        check(1, 10, 10);
        check(3, 10, 10);
    }
}
