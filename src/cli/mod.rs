//! The command line: the only place that knows files, the clock, the environment and threads.

pub mod args;
pub mod collect;
pub mod file;
mod help;
mod help_zh;
mod interrupt;
mod online;
mod output;
mod printer;
mod progress;
pub mod run;
mod settings;
mod trouble;
mod trust;
mod usage;
mod workers;

use crate::untrusted::is_dangerous;

pub use run::main;

/// Text from outside for a terminal: what could move the cursor is escaped, and nothing is cut.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_dangerous(c) && c != '\n' { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}
