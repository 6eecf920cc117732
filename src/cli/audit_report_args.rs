//! Arguments of `audit report`.

use std::path::PathBuf;

use super::choices::{When, parse_share};

pub(super) const REPORT_HELP: &str = "\
Examples:
  yanbiao audit report audit.sqlite -o report.html              a page to publish: one file, prints well
  yanbiao audit report audit.sqlite -o report.html --lang zh
  yanbiao audit report audit.sqlite --csv tables/               tables/items.csv and tables/measures.csv
  yanbiao audit report june.sqlite -o june.html --earlier may.sqlite

Nothing in the page is fetched from elsewhere and nothing in it runs. It shows small copies of the pictures it names as cases:
leave them out with --cases 0 where they must not be passed on.

Exit codes: 0 the report is written; 2 usage or I/O error; 3 it is written, but the audit is unfinished or a stratum fell short.";

/// Arguments of `audit report`.
#[derive(Debug, clap::Args)]
pub struct AuditReportArgs {
    /// The file of the audit, as `audit run` wrote it
    #[arg(default_value = "audit.sqlite")]
    pub audit: PathBuf,
    /// Write the page to this file [default: standard output, unless tables are asked for]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write items.csv and measures.csv into this folder
    #[arg(long, value_name = "DIR")]
    pub csv: Option<PathBuf>,
    /// Write items.jsonl and measures.jsonl into this folder
    #[arg(long, value_name = "DIR")]
    pub jsonl: Option<PathBuf>,
    /// Write items.parquet and measures.parquet into this folder
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "DIR")]
    pub parquet: Option<PathBuf>,
    /// How sure every interval is to be
    #[arg(long, value_name = "SHARE", default_value = "95%", value_parser = parse_share)]
    pub confidence: f64,
    /// An audit made before, to compare with
    #[arg(long, value_name = "FILE")]
    pub earlier: Option<PathBuf>,
    /// Column of the list with the dates of the pictures [default: the first that holds ISO dates alone]
    #[arg(long, value_name = "COLUMN")]
    pub date: Option<String>,
    /// Cases to show, at most
    #[arg(long, value_name = "N", default_value_t = 24)]
    pub cases: usize,
    /// Show a progress bar on standard error
    #[arg(long, value_enum, default_value = "auto")]
    pub progress: When,
}
