//! The command line: the only place that knows files, the clock, the environment and threads.

pub mod args;
pub mod collect;
pub mod file;
mod online;
mod output;
pub mod run;
mod settings;
mod trust;
mod workers;

pub use run::main;
