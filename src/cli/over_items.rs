//! The one loop over many files: workers, the progress bar, and Ctrl-C.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;

use anyhow::{Context as _, Result};

use super::choices::When;
use super::collect::{self, Item};
use super::interrupt::Interrupt;
use super::progress::Bar;
use super::settings;
use super::workers::{self, Chunk};

/// What is gone through, and how.
pub(super) struct Run<'a> {
    /// Files, folders, lists and standard input, as the user named them.
    pub(super) paths: &'a [PathBuf],
    /// Items worked on at the same time; default: one per core.
    pub(super) jobs: Option<usize>,
    /// Whether a bar is shown.
    pub(super) progress: When,
}

/// How a run ended that met no error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// Everything was done, or nobody reads on.
    Finished,
    /// The user asked to stop. What was handed to `done` was finished; nothing after it was begun.
    Interrupted,
}

/// Runs `work` on every item and `done` on its results, in the order of the items, until `done` fails or breaks or
/// the user presses Ctrl-C. The second Ctrl-C ends the program at once, and so does the first over a single file.
///
/// # Errors
/// What `done` fails with; Ctrl-C that cannot be caught.
pub(super) fn over_items<C: Chunk>(
    run: &Run<'_>,
    work: impl Fn(Item, &mut C) + Sync,
    mut done: impl FnMut(C) -> Result<ControlFlow<()>>,
) -> Result<Ended> {
    let interrupt = Interrupt::default();
    if !collect::is_single(run.paths) {
        interrupt.listen().context("Ctrl-C cannot be caught")?;
    }
    let found = AtomicU64::new(0);
    let items = collect::items(run.paths, &found).take_while(|_| !interrupt.is_asked());
    let bar = Bar::new(run.progress, &found);
    let mut result = Ok(());
    workers::in_order(items, settings::jobs(run.jobs), work, |results, count| {
        let next = bar.aside(|| done(results));
        bar.advance(count);
        match next {
            Ok(_) if interrupt.is_asked() => ControlFlow::Break(()),
            Ok(next) => next,
            Err(error) => {
                result = Err(error);
                ControlFlow::Break(())
            }
        }
    });
    bar.clear();
    result.map(|()| if interrupt.is_asked() { Ended::Interrupted } else { Ended::Finished })
}
