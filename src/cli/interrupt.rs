//! Ctrl-C: the first ends the run at the next record, the second ends the program at once.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::SIGINT;
use signal_hook::flag;

/// Exit code of a run that was interrupted, as shells have it: 128 and the number of the signal.
pub(super) const EXIT_CODE: u8 = 130;

/// Whether the user has asked to stop.
#[derive(Clone, Default)]
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on.
    ///
    /// # Errors
    /// When the system refuses the handlers.
    pub(super) fn listen(&self) -> io::Result<()> {
        // In this order the first signal finds the flag unset.
        flag::register_conditional_shutdown(SIGINT, i32::from(EXIT_CODE), Arc::clone(&self.0))?;
        flag::register(SIGINT, Arc::clone(&self.0))?;
        Ok(())
    }

    /// True once it came.
    pub(super) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
