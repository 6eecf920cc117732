//! Everything that runs the program as a whole, in one binary.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop and say where")]
#![expect(clippy::print_stdout, reason = "tables of hits and misses are what these tests are read for")]

mod architecture;
mod audit;
mod audit_report;
#[path = "../../samples/generate/catalogue/mod.rs"]
mod catalogue;
mod cli;
mod compare;
mod corpora;
mod generated;
mod hidden;
mod hostile;
mod imports;
mod jobs;
mod label;
mod label_cli;
mod label_items;
mod ledger;
mod ledger_forms;
mod marks;
mod page;
mod picture;
mod rule_table;
mod sample;
mod samples;
mod schema;
mod serve;
mod serve_samples;
mod service;
mod surroundings;
mod watermarks;
#[path = "../../samples/generate/write/mod.rs"]
mod write;
