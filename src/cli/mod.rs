//! The command line: the only place that knows files, the clock, the environment and threads.

mod annotate;
pub mod args;
mod checking;
pub mod choices;
pub mod collect;
mod compare;
mod escape;
pub mod file;
mod help;
mod help_zh;
mod interrupt;
mod label;
mod ledger;
mod ledger_file;
mod ledger_lines;
pub mod ledger_record;
mod online;
mod output;
mod over_items;
mod printer;
mod progress;
pub mod run;
mod serve;
mod serve_args;
mod settings;
mod survive;
mod survive_kit;
mod trouble;
mod trust;
mod trust_folder;
mod usage;
mod workers;

pub use run::main;
