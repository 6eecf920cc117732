//! The progress bar on standard error. Its total grows while folders are read.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::choices::When;
use super::settings;

/// In automatic mode a run of fewer files shows no bar.
const FILES_MIN: u64 = 9;

/// A bar that may not be there.
pub(super) struct Bar<'a> {
    bar: ProgressBar,
    found: &'a AtomicU64,
    /// Files from which on it is shown; `None` for never.
    files_min: Option<u64>,
}

impl<'a> Bar<'a> {
    /// A hidden bar over as many files as `found` says.
    pub(super) fn new(when: When, found: &'a AtomicU64) -> Self {
        let files_min = settings::progress(when).then_some(if settings::always(when) { 0 } else { FILES_MIN });
        Self { bar: ProgressBar::hidden(), found, files_min }
    }

    /// So many more are done.
    pub(super) fn advance(&self, count: usize) {
        let Some(files_min) = self.files_min else { return };
        let found = self.found.load(Ordering::Relaxed);
        if self.bar.is_hidden() && found >= files_min {
            self.show();
        }
        self.bar.inc(u64::try_from(count).unwrap_or(u64::MAX));
        self.bar.set_length(found.max(self.bar.position()));
    }

    fn show(&self) {
        self.bar.set_draw_target(ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len}  {per_sec}  {eta}") {
            self.bar.set_style(style);
        }
        self.bar.enable_steady_tick(Duration::from_millis(200));
    }

    /// Prints with the bar out of the way: reports and bar may share one screen.
    pub(super) fn aside<R>(&self, print: impl FnOnce() -> R) -> R {
        self.bar.suspend(print)
    }

    /// Takes the bar off the screen.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
