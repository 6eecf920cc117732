//! The command line: the only place that knows files, the clock, the environment and threads.

pub mod args;
pub mod collect;
pub mod file;
mod interrupt;
mod output;
mod printer;
mod progress;
pub mod run;
mod settings;
mod trouble;
mod workers;

pub use run::main;
