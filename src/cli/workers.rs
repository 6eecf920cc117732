//! Checks many files at once and hands the results on in input order.
//!
//! Workers take items in small batches from the one source and gather what they find in chunks, because
//! handing over one file costs as much as checking it. They may run ahead of the printer by a window of items
//! and by so many bytes, so that memory stays bounded whatever the order in which files finish.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

/// Items that may be taken before an earlier one is printed, per worker.
const WINDOW_PER_JOB: usize = 512;
/// Items handed over at once, at most.
const BATCH_ITEMS_MAX: usize = 32;
/// A chunk is handed on when it has been open for so long.
const CHUNK_TIME_MAX: Duration = Duration::from_millis(2);
/// A chunk is handed on when it holds so much.
const CHUNK_BYTES_MAX: usize = 256 << 10;
/// No item is taken while chunks that wait for an earlier one hold more than this.
const WAITING_BYTES_MAX: usize = 64 << 20;

/// One thing to work on.
pub(super) trait Job: Send {
    /// True for a job that may wait for somebody. What is done before it is handed on first.
    fn may_wait(&self) -> bool;
}

/// The results of some items that follow each other.
pub(super) trait Chunk: Default + Send {
    /// Memory it holds, about.
    fn bytes(&self) -> usize;
}

/// Runs `work` on every item by `jobs` threads and `done` on the chunks of results, with the number of items
/// in each, in input order. Stops early when `done` breaks.
pub(super) fn in_order<T: Job, C: Chunk>(
    items: impl Iterator<Item = T> + Send,
    jobs: usize,
    work: impl Fn(T, &mut C) + Sync,
    mut done: impl FnMut(C, usize) -> ControlFlow<()>,
) {
    if jobs <= 1 {
        return alone(items, work, done);
    }
    let gate = Gate::new(items, jobs.saturating_mul(WINDOW_PER_JOB));
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let worker = Worker { gate: &gate, work: &work, sender: sender.clone() };
            scope.spawn(move || worker.run());
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for (first, count, chunk) in receiver {
            waiting.insert(first, (count, chunk));
            while let Some((count, chunk)) = waiting.remove(&due) {
                due += count;
                let bytes = C::bytes(&chunk);
                let stop = done(chunk, count).is_break();
                gate.printed(due, bytes, stop);
                if stop {
                    return;
                }
            }
        }
    });
}

fn alone<T: Job, C: Chunk>(
    items: impl Iterator<Item = T>,
    work: impl Fn(T, &mut C),
    mut done: impl FnMut(C, usize) -> ControlFlow<()>,
) {
    let mut open = Open::new();
    let mut batch_items = 1;
    for item in items {
        if item.may_wait() && open.hand_on(&mut done).is_break() {
            return;
        }
        work(item, &mut open.chunk);
        open.count += 1;
        if open.count >= batch_items || open.is_due() {
            batch_items = next_batch(batch_items, open.since.elapsed());
            if open.hand_on(&mut done).is_break() {
                return;
            }
        }
    }
    let _ = open.hand_on(&mut done);
}

/// A chunk that is being filled.
struct Open<C> {
    chunk: C,
    count: usize,
    since: Instant,
}

impl<C: Chunk> Open<C> {
    fn new() -> Self {
        Self { chunk: C::default(), count: 0, since: Instant::now() }
    }

    fn is_due(&self) -> bool {
        self.since.elapsed() >= CHUNK_TIME_MAX || self.chunk.bytes() >= CHUNK_BYTES_MAX
    }

    fn hand_on(&mut self, done: &mut impl FnMut(C, usize) -> ControlFlow<()>) -> ControlFlow<()> {
        let (chunk, count) = self.take();
        if count > 0 { done(chunk, count) } else { ControlFlow::Continue(()) }
    }

    fn take(&mut self) -> (C, usize) {
        let full = std::mem::replace(self, Self::new());
        (full.chunk, full.count)
    }
}

struct Worker<'a, I, W, C> {
    gate: &'a Gate<I>,
    work: &'a W,
    /// Number of the first item, how many, and their results.
    sender: mpsc::Sender<(usize, usize, C)>,
}

impl<I: Iterator<Item: Job>, W: Fn(I::Item, &mut C), C: Chunk> Worker<'_, I, W, C> {
    fn run(self) {
        let _guard = StopOnPanic(self.gate);
        let mut batch_items = 1;
        let mut items = Vec::new();
        while let Some(mut first) = self.gate.take(batch_items, &mut items) {
            let mut open = Open::new();
            let started = open.since;
            for item in items.drain(..) {
                if item.may_wait() {
                    first += self.send(first, &mut open);
                }
                (self.work)(item, &mut open.chunk);
                open.count += 1;
                if open.is_due() {
                    first += self.send(first, &mut open);
                }
            }
            self.send(first, &mut open);
            batch_items = next_batch(batch_items, started.elapsed());
        }
    }

    fn send(&self, first: usize, open: &mut Open<C>) -> usize {
        let (chunk, count) = open.take();
        if count > 0 {
            self.gate.waiting(chunk.bytes());
            // The printer leaves only when the run ends, and then nobody waits for this.
            let _ = self.sender.send((first, count, chunk));
        }
        count
    }
}

/// Slow items are taken one by one, so that no worker sits on items that another could check.
fn next_batch(items: usize, took: Duration) -> usize {
    if took > CHUNK_TIME_MAX {
        (items / 2).max(1)
    } else if took < CHUNK_TIME_MAX / 2 {
        (items * 2).min(BATCH_ITEMS_MAX)
    } else {
        items
    }
}

/// The source and how far the run has got.
struct Gate<I> {
    source: Mutex<Source<I>>,
    progress: Mutex<Progress>,
    moved: Condvar,
    window: usize,
}

struct Source<I> {
    /// `None` once it has ended.
    items: Option<I>,
    taken: usize,
}

struct Progress {
    printed: usize,
    waiting_bytes: usize,
    stopped: bool,
}

impl<I> Gate<I> {
    fn new(items: I, window: usize) -> Self {
        Self {
            source: Mutex::new(Source { items: Some(items), taken: 0 }),
            progress: Mutex::new(Progress { printed: 0, waiting_bytes: 0, stopped: false }),
            moved: Condvar::new(),
            window,
        }
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the printer is near enough to `taken`; false when the run has stopped.
    fn wait(&self, taken: usize) -> bool {
        let mut progress = self.progress();
        while !progress.stopped
            && (taken >= progress.printed.saturating_add(self.window) || progress.waiting_bytes > WAITING_BYTES_MAX)
        {
            progress = self.moved.wait(progress).unwrap_or_else(PoisonError::into_inner);
        }
        !progress.stopped
    }

    fn waiting(&self, bytes: usize) {
        let mut progress = self.progress();
        progress.waiting_bytes = progress.waiting_bytes.saturating_add(bytes);
    }

    fn printed(&self, printed: usize, bytes: usize, stopped: bool) {
        let mut progress = self.progress();
        progress.printed = printed;
        progress.waiting_bytes = progress.waiting_bytes.saturating_sub(bytes);
        progress.stopped |= stopped;
        drop(progress);
        self.moved.notify_all();
    }

    fn stop(&self) {
        self.progress().stopped = true;
        self.moved.notify_all();
    }
}

impl<I: Iterator> Gate<I> {
    /// Takes up to `count` items into `into`; returns the number of the first. `None` when there are no more
    /// or the run has stopped.
    fn take(&self, count: usize, into: &mut Vec<I::Item>) -> Option<usize> {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.wait(source.taken) {
            return None;
        }
        into.extend(source.items.as_mut()?.by_ref().take(count));
        if into.len() < count {
            source.items = None;
        }
        let first = source.taken;
        source.taken += into.len();
        (!into.is_empty()).then_some(first)
    }
}

/// A worker that panics takes an item with it; the others must not wait for it for ever.
struct StopOnPanic<'a, I>(&'a Gate<I>);

impl<I> Drop for StopOnPanic<'_, I> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[derive(Default)]
    struct Numbers(Vec<usize>);

    impl Chunk for Numbers {
        fn bytes(&self) -> usize {
            self.0.len()
        }
    }

    /// Waits for somebody.
    const WAITS: usize = 77_777;

    impl Job for usize {
        fn may_wait(&self) -> bool {
            *self == WAITS
        }
    }

    fn slow_for_some(item: usize, chunk: &mut Numbers) {
        (0..(item % 7) * 2000).for_each(|step| _ = std::hint::black_box(step));
        chunk.0.push(item);
    }

    fn run(jobs: usize, items: usize, stop_after: usize) -> Vec<usize> {
        let mut seen = Vec::new();
        in_order(0..items, jobs, slow_for_some, |chunk, count| {
            assert_eq!(chunk.0.len(), count);
            seen.extend(chunk.0);
            if seen.len() >= stop_after { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        seen
    }

    #[track_caller]
    fn check(jobs: usize, items: usize) {
        assert_eq!(run(jobs, items, usize::MAX), (0..items).collect::<Vec<_>>());
    }

    #[test]
    fn results_come_in_input_order() {
        for items in [0, 1, 31, 32, 33, 5000] {
            check(1, items);
            check(2, items);
            check(5, items);
        }
    }

    /// Whoever is waited for may be waiting for what came before.
    #[test]
    fn what_is_done_is_handed_on_before_a_job_that_waits() {
        for jobs in [1, 2] {
            let (sender, receiver) = mpsc::channel();
            let receiver = Mutex::new(receiver);
            let work = |item: usize, chunk: &mut Numbers| {
                if item == WAITS {
                    let receiver = receiver.lock().unwrap();
                    let before: Vec<usize> =
                        (0..3).map(|_| receiver.recv_timeout(Duration::from_secs(5)).unwrap()).collect();
                    assert_eq!(before, [0, 1, 2]);
                }
                chunk.0.push(item);
            };
            in_order([0, 1, 2, WAITS, 3].into_iter(), jobs, work, |chunk, _| {
                chunk.0.iter().for_each(|item| sender.send(*item).unwrap());
                ControlFlow::Continue(())
            });
        }
    }

    #[test]
    fn a_break_ends_the_run() {
        for jobs in [1, 3] {
            let seen = run(jobs, 100_000, 10);
            assert!((10..100).contains(&seen.len()), "{}", seen.len());
            assert_eq!(seen, (0..seen.len()).collect::<Vec<_>>());
        }
    }

    /// The first item is the slowest: what the others may take meanwhile is the window.
    #[test]
    fn nobody_runs_ahead_of_the_printer_by_more_than_the_window() {
        let taken = AtomicUsize::new(0);
        let first_sees = AtomicUsize::new(0);
        let items = (0..100_000).inspect(|_| _ = taken.fetch_add(1, Ordering::Relaxed));
        let work = |item: usize, chunk: &mut Numbers| {
            chunk.0.push(item);
            let others = || taken.load(Ordering::Relaxed);
            let mut before = usize::MAX;
            while item == 0 && others() != before {
                before = others();
                std::thread::park_timeout(Duration::from_millis(50));
                first_sees.store(others(), Ordering::Relaxed);
            }
        };
        in_order(items, 2, work, |_, _| ControlFlow::Continue(()));
        let seen = first_sees.load(Ordering::Relaxed);
        assert!((2..=2 * WINDOW_PER_JOB + 2 * BATCH_ITEMS_MAX).contains(&seen), "{seen}");
        assert_eq!(taken.load(Ordering::Relaxed), 100_000);
    }

    #[test]
    fn large_results_are_waited_for() {
        #[derive(Default)]
        struct Large(usize);
        impl Chunk for Large {
            fn bytes(&self) -> usize {
                self.0 * WAITING_BYTES_MAX
            }
        }
        let mut items = 0;
        in_order(
            0..200,
            4,
            |_, chunk: &mut Large| chunk.0 += 1,
            |_, count| {
                items += count;
                ControlFlow::Continue(())
            },
        );
        assert_eq!(items, 200);
    }

    #[test]
    fn a_panic_ends_the_run_instead_of_hanging_it() {
        let work = |item: usize, chunk: &mut Numbers| {
            assert!(item != 40, "on purpose");
            chunk.0.push(item);
        };
        let run = || in_order(0..1_000_000, 2, work, |_, _| ControlFlow::Continue(()));
        assert!(std::panic::catch_unwind(run).is_err());
    }

    #[test]
    fn batches_grow_while_items_are_quick_and_shrink_when_they_are_slow() {
        let quick = Duration::from_micros(100);
        let sizes = [1, 2, 4, 8, 16, 32].map(|size| next_batch(size, quick));
        assert_eq!(sizes, [2, 4, 8, 16, 32, 32]);
        assert_eq!(next_batch(32, Duration::from_millis(9)), 16);
        assert_eq!(next_batch(1, Duration::from_secs(1)), 1);
    }
}
