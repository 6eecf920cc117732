//! Arguments of `audit`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use time::OffsetDateTime;

use super::audit_report_args::{AuditReportArgs, REPORT_HELP};
use super::choices::{DepthArg, JurisdictionArg, RoleArg, When, parse_instant, parse_share};

pub(super) const AUDIT_HELP: &str = "\
An audit in five steps:
  yanbiao audit plan list.csv --strata platform --margin 5% -o plan.json     how many pictures? publish the digest
  yanbiao audit draw list.csv --plan plan.json --seed-from 'SSE close 2026-12-01 3888.60' -o sample.jsonl
  yanbiao audit run sample.jsonl --audit audit.sqlite                        goes on where it was after any stop
  yanbiao audit report audit.sqlite -o report.html                           rates with intervals, cases, plots
  yanbiao audit bundle audit.sqlite -o evidence/                             what others need to check it again

A list is a folder, or CSV or JSON lines with a column `path`, `file` or `url`, and any further columns.";

const PLAN_HELP: &str = "\
Examples:
  yanbiao audit plan list.csv                                 margin of 5 points, 95 % sure
  yanbiao audit plan list.csv --strata platform,generator --margin 3%
  yanbiao audit plan list.csv --catch 0.5%                    enough to meet one violation at least
  yanbiao audit plan --population 1200000 --margin 2% --expected 10%

The digest that is printed is the SHA-256 of the list: publish it before anybody knows the seed.";

const DRAW_HELP: &str = "\
Examples:
  yanbiao audit draw list.csv --plan plan.json --seed-from 'SSE close 2026-12-01 3888.60' -o sample.jsonl
  yanbiao audit draw photos/ --size 200 --seed 20261201 -o sample.jsonl
  yanbiao audit draw part1.csv --size 200 --seed S -o 1.jsonl; … ; yanbiao audit draw --merge 1.jsonl 2.jsonl -o all.jsonl

The ticket of a picture is SHA-256 over the seed and its id; the smallest tickets of each stratum are the sample. Anybody
repeats it: printf '%s%s' SEED ID | sha256sum. A larger sample begins with the smaller one.
With --seed-from the seed is the SHA-256 of a public value, in hexadecimal: name a value that is not known yet when the
digest of the list is published, and that everybody can look up afterwards.";

const RUN_HELP: &str = "\
Examples:
  yanbiao audit run sample.jsonl                         writes audit.sqlite; run it again to go on
  yanbiao audit run sample.jsonl --base /mnt/photos      where the paths of the list begin
  yanbiao audit run sample.jsonl --online                the list has addresses

Exit codes: 0 every picture of the sample was looked at; 2 wrong usage, or the audit cannot be written; 3 a stratum has fewer
pictures that can be had than were planned; 130 stopped with Ctrl-C: nothing is lost.";

const BUNDLE_HELP: &str = "\
Examples:
  openssl genpkey -algorithm ed25519 -out key.pem
  yanbiao audit bundle audit.sqlite -o evidence/ --key key.pem
  yanbiao audit bundle audit.sqlite -o evidence/ --pictures       the pictures themselves, too

The bundle holds the sample, a report for each picture as canonical JSON (RFC 8785), the bytes of every label with their place, the marks on
the pictures cut out, SHA-256 and SM3 of each picture, and one Merkle root over all of it, signed.";

const VERIFY_HELP: &str = "\
Examples:
  yanbiao audit verify-bundle evidence/                                    digests, draw, signature
  yanbiao audit verify-bundle evidence/ --base /mnt/photos                 and check the pictures again
  yanbiao audit verify-bundle evidence/ --public-key 2b5c…                 and that this key signed it

Exit codes: 0 everything holds; 1 something differs; 2 wrong usage, or no bundle; 3 what was looked at holds, but it is not
signed, other versions decide now, or not every picture is at hand.";

/// What to do in an audit.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Work out how many pictures to look at, and fix the digest of the list
    #[command(after_help = PLAN_HELP)]
    Plan(Box<PlanArgs>),
    /// Draw the sample: the same one for everybody who has the list and the seed
    #[command(after_help = DRAW_HELP)]
    Draw(Box<DrawArgs>),
    /// Check the pictures of the sample; can be stopped and gone on with at any time
    #[command(after_help = RUN_HELP)]
    Run(Box<RunArgs>),
    /// Write the report: rates with intervals, plots, cases, as a page and as tables
    #[command(after_help = REPORT_HELP)]
    Report(Box<AuditReportArgs>),
    /// Put together what others need to check the audit again, and sign it
    #[command(after_help = BUNDLE_HELP)]
    Bundle(BundleArgs),
    /// Check a bundle: digests, signature, the draw, and every picture that is at hand once more
    #[command(after_help = VERIFY_HELP)]
    VerifyBundle(VerifyArgs),
}

/// Which column of a list means what.
#[derive(Debug, clap::Args)]
pub struct ColumnArgs {
    /// Columns that make a stratum, with commas between them; a folder has the columns folder and extension
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub strata: Vec<String>,
    /// Column with the ids [default: id, or else the place]
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// Column with paths or addresses [default: path, file, url, location or image]
    #[arg(long, value_name = "COLUMN")]
    pub place: Option<String>,
}

/// Arguments of `audit plan`.
#[derive(Debug, clap::Args)]
pub struct PlanArgs {
    /// The list of all pictures: a folder, or a file of CSV or JSON lines (.jsonl, .ndjson), or Parquet in builds with that feature
    #[arg(required_unless_present = "population")]
    pub list: Option<PathBuf>,
    /// Plan for so many pictures without a list
    #[arg(long, value_name = "N", conflicts_with = "list", value_parser = clap::value_parser!(u64).range(1..))]
    pub population: Option<u64>,
    /// Which column means what
    #[command(flatten)]
    pub columns: ColumnArgs,
    /// How far the rate may be off to either side
    #[arg(long, value_name = "SHARE", default_value = "5%", value_parser = parse_share)]
    pub margin: f64,
    /// How sure that is to be
    #[arg(long, value_name = "SHARE", default_value = "95%", value_parser = parse_share)]
    pub confidence: f64,
    /// The rate that is expected; 50 % needs the largest sample
    #[arg(long, value_name = "SHARE", default_value = "50%", value_parser = parse_share)]
    pub expected: f64,
    /// Instead of a margin: look at so many that at least one case is met if this share of the pictures are cases
    #[arg(long, value_name = "SHARE", value_parser = parse_share)]
    pub catch: Option<f64>,
    /// each: the figure is wanted for every stratum; whole: for all together, shared out by size
    #[arg(long = "for", value_name = "WHAT", value_enum, default_value = "each")]
    pub wanted_for: WantedFor,
    /// Write the plan to this file, for `audit draw --plan`
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What a figure is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "explained at the flag")]
pub enum WantedFor {
    Each,
    Whole,
}

/// Arguments of `audit draw`.
#[derive(Debug, clap::Args)]
pub struct DrawArgs {
    /// The list of all pictures, as for `audit plan`
    #[arg(required_unless_present = "merge")]
    pub list: Option<PathBuf>,
    /// Which column means what; with --plan as it says there
    #[command(flatten)]
    pub columns: ColumnArgs,
    /// The plan with the sizes; the list must be the one that was planned for
    #[arg(long, value_name = "FILE", conflicts_with_all = ["size", "merge"])]
    pub plan: Option<PathBuf>,
    /// The list is only a part of the planned one
    #[arg(long, requires = "plan")]
    pub part: bool,
    /// Pictures of each stratum
    #[arg(long, value_name = "N", required_unless_present_any = ["plan", "merge"], value_parser = clap::value_parser!(u64).range(1..))]
    pub size: Option<u64>,
    /// Further pictures kept for each stratum, for those that cannot be had
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub reserve: u64,
    /// The seed
    #[arg(long, value_name = "TEXT", conflicts_with = "seed_from")]
    pub seed: Option<String>,
    /// A public value of which the seed is the SHA-256 in hexadecimal
    #[arg(long, value_name = "TEXT", required_unless_present_any = ["seed", "merge"])]
    pub seed_from: Option<String>,
    /// Put together the samples that were drawn from the parts of a list
    #[arg(long, value_name = "SAMPLE", num_args = 1.., conflicts_with_all = ["list", "seed", "seed_from"])]
    pub merge: Vec<PathBuf>,
    /// Write the sample to this file [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Arguments of `audit run`.
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// The sample, as `audit draw` wrote it
    pub sample: PathBuf,
    /// The file of the audit; one that is there is gone on with
    #[arg(long, value_name = "FILE", default_value = "audit.sqlite")]
    pub audit: PathBuf,
    /// Folder that the paths of the list are relative to [default: the present one]
    #[arg(long, value_name = "DIR")]
    pub base: Option<PathBuf>,
    /// Fetch pictures and manifests from the addresses in the list and in the pictures (public hosts only)
    #[arg(long)]
    pub online: bool,
    /// In which capacity pictures are judged
    #[arg(long, value_enum, default_value = "auditor")]
    pub role: RoleArg,
    /// Whose labelling rules apply
    #[arg(long, value_enum, default_value = "cn")]
    pub jurisdiction: JurisdictionArg,
    /// metadata: no pixels; full; deep: slow searches too
    #[arg(long, value_enum, default_value = "full")]
    pub depth: DepthArg,
    /// Judge as of this day or instant instead of the beginning of the audit
    #[arg(long, value_name = "DATE", value_parser = parse_instant)]
    pub as_of: Option<OffsetDateTime>,
    /// Treat a trusted C2PA AI statement as the implicit label of Art. 6(一)
    #[arg(long)]
    pub c2pa_counts_as_implicit: bool,
    /// Folder with trust lists
    #[arg(long, value_name = "DIR")]
    pub trust_dir: Option<PathBuf>,
    /// Pictures checked at the same time; default: one per core
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Show a progress bar on standard error
    #[arg(long, value_enum, default_value = "auto")]
    pub progress: When,
}

/// Arguments of `audit bundle`.
#[derive(Debug, clap::Args)]
pub struct BundleArgs {
    /// The file of the audit
    pub audit: PathBuf,
    /// Folder to write; it must not be there yet
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// Private key to sign with: PEM (PKCS #8), Ed25519 or SM2
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Copy the pictures into the bundle
    #[arg(long)]
    pub pictures: bool,
    /// Folder that the paths of the list are relative to [default: as for `audit run`]
    #[arg(long, value_name = "DIR")]
    pub base: Option<PathBuf>,
    /// Show a progress bar on standard error
    #[arg(long, value_enum, default_value = "auto")]
    pub progress: When,
}

/// Arguments of `audit verify-bundle`.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// The folder of the bundle
    pub bundle: PathBuf,
    /// Folder that the paths of the list are relative to, where the bundle does not hold the pictures
    #[arg(long, value_name = "DIR")]
    pub base: Option<PathBuf>,
    /// The public key that must have signed it, in hexadecimal
    #[arg(long, value_name = "HEX")]
    pub public_key: Option<String>,
    /// Fetch manifests that pictures only refer to, where the audit did; its answers may be others by now
    #[arg(long)]
    pub online: bool,
    /// Folder with trust lists
    #[arg(long, value_name = "DIR")]
    pub trust_dir: Option<PathBuf>,
    /// Show a progress bar on standard error
    #[arg(long, value_enum, default_value = "auto")]
    pub progress: When,
}
