//! Arguments as written. Parsing only; what they amount to is decided in `run`.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use time::OffsetDateTime;

use super::audit_args::{AUDIT_HELP, AuditCommand};
pub(super) use super::choices::parse_instant;
pub use super::choices::{DepthArg, JurisdictionArg, RoleArg, When};
use super::serve_args::ServeArgs;
use crate::message::Text;
use crate::vocabulary::aigc::LabelValue;

/// The program.
#[derive(Debug, Parser)]
#[command(name = "yanbiao", version, about, long_about = None, after_help = AFTER_HELP, max_term_width = 100)]
pub struct Args {
    /// Language of reports and pages; from the locale when not given
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangArg>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  yanbiao check photo.jpg                        what labels does this picture carry?
  yanbiao check uploads/ --format jsonl          a folder, one line of JSON per picture
  yanbiao check out.png --role generator         does my service's output meet its duties?
  yanbiao check in.jpg --role platform --declared no
  yanbiao explain cn-implicit-missing            what a rule asks, why, and what to do

Exit codes: 0 met or none applies; 1 a requirement is not met, or a label was removed; 2 usage or I/O error;
3 something required could not be decided; 4 nothing was checked.
No label found is not evidence of authenticity; a label found means AI-processed, not fraud.";

const CHECK_HELP: &str = "\
Examples:
  yanbiao check photo.jpg                              one picture, for people
  yanbiao check refund/ --quiet                        a folder, only the counts
  yanbiao check uploads/ --format jsonl -o all.jsonl   a folder, for a program
  find . -name '*.png' > list.txt; yanbiao check @list.txt
  curl -s https://example.com/a.jpg | yanbiao check -
  yanbiao check out.png --role generator --fail-on error
  yanbiao check photo.jpg --annotate seen/             see where the marks on the picture are

Exit codes:
  0  every requirement is met, or none applies
  1  a requirement is not met, or a label was removed
  2  wrong usage, or something could not be read (the rest is checked all the same)
  3  something required could not be decided
  4  nothing was checked
  130  interrupted with Ctrl-C; what was printed stays";

const COMPARE_HELP: &str = "\
Examples:
  yanbiao compare original.jpg served.webp          one picture before and after your pipeline
  yanbiao compare originals/ served/                two folders, matched by name
  yanbiao compare originals/ served/ --format jsonl

Exit codes: 0 every label is still there; 1 one was lost or weakened; 2 usage or I/O error, or a picture without
its second version; 3 it cannot be said of one; 4 nothing was compared.
That both are versions of the same picture is your word: it is not checked.";

const SURVIVE_HELP: &str = "\
Examples:
  yanbiao survive --cmd 'convert {in} -resize 50% {out}'
  yanbiao survive --cmd 'cwebp -quiet {in} -o {out}' --ext webp
  yanbiao survive --cmd 'exiftool -q -all= -o {out} {in}' --format json

Exit codes: 0 every label survives; 1 one is lost or weakened; 2 the command failed on a picture; 3 it cannot be
said of one.";

const LABEL_HELP: &str = "\
Examples:
  yanbiao label in.jpg --propagator 001191000000MA0PRPGTRW20000 --id wb-20261126-17 --out served/
  yanbiao label uploads/ --propagator 001191000000MA0PRPGTRW20000 --id 'wb-{sha256}' --declared yes --out served/
  yanbiao label in.jpg --propagator 某平台 --id wb-17 --dry-run    see what would change
  yanbiao label --fix broken.png                               what is wrong with its label, and how it should read
  yanbiao label --fix archive/ --in-place

Label is kept as the file has it, never lowered and never made up; a file without a label gets 2 when the user declared
AI and 3 when only traces were found. The producer's part is never changed, and pixels are never encoded anew.

Exit codes: 0 done, or nothing to do; 1 a file needs a person and was not written, or its label still breaks a rule;
2 usage or I/O error; 4 there was nothing to label.";

const RULES_HELP: &str = "\
Examples:
  yanbiao rules                   a line per rule
  yanbiao rules --format json     the same for a program";

const EXPLAIN_HELP: &str = "\
Examples:
  yanbiao explain cn-implicit-missing
  yanbiao explain c2pa-remnant --lang zh";

const LEDGER_HELP: &str = "\
Examples:
  yanbiao ledger add seen/                        record what carries a label
  yanbiao ledger add --reference products/        record a shop's own product photos
  yanbiao ledger match refund.jpg                 was it seen before, with a label, or without the crack?
  yanbiao check uploads/ --ledger ledger.sqlite   the same within a check
  yanbiao ledger export -o backup.jsonl; yanbiao ledger import --ledger other.sqlite backup.jsonl

A copy is recognised after re-saving, scaling, cutting off up to a tenth of a side, mirroring, turning by up to 5
degrees, and as part of a screenshot. A picture that is not in the ledger is not thereby clean.
The ledger keeps names, digests and small gray copies (256 pixels): treat it like the pictures themselves.

Exit codes of `match` are those of `check`: 1 when a label of a record is missing, 3 when that cannot be decided.";

const COMPLETIONS_HELP: &str = "\
Examples:
  yanbiao completions bash > ~/.local/share/bash-completion/completions/yanbiao
  yanbiao completions zsh > \"${fpath[1]}/_yanbiao\"
  yanbiao completions fish > ~/.config/fish/completions/yanbiao.fish
  yanbiao completions powershell >> $PROFILE";

const MAN_HELP: &str = "\
Examples:
  yanbiao man | man -l -
  yanbiao man --dir ~/.local/share/man/man1";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read and judge the labels of pictures
    Check(Box<CheckArgs>),
    /// List all rules with severity and clause
    Rules(RulesArgs),
    /// Explain a rule: clause, reason, example, limits, remedy
    #[command(after_help = EXPLAIN_HELP)]
    Explain {
        /// The rule's id, as `yanbiao rules` lists it
        rule: String,
    },
    /// Compare two versions of a picture, or two folders: which labels were kept, lost, weakened or changed
    Compare(Box<CompareArgs>),
    /// Send a picture of each kind of label through a command of yours and see which labels survive it
    Survive(SurviveArgs),
    /// Write what a platform owes into pictures (Label, ContentPropagator, PropagateID), or repair their labels
    Label(Box<LabelArgs>),
    /// Show or update the lists of those who may vouch for a C2PA signature
    Trust {
        /// What to do with the lists
        #[command(subcommand)]
        command: TrustCommand,
    },
    /// Keep a ledger of pictures seen with their labels, and find copies that have lost them
    #[command(after_help = LEDGER_HELP)]
    Ledger {
        /// What to do with the ledger
        #[command(subcommand)]
        command: LedgerCommand,
    },
    /// Draw a sample of a list of pictures, check it, and report rates with intervals that others can repeat
    #[command(after_help = AUDIT_HELP)]
    Audit {
        /// Which step
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Answer over HTTP: a service in front of every upload, with a page for people
    Serve(Box<ServeArgs>),
    /// Print a completion script for a shell
    #[command(after_help = COMPLETIONS_HELP)]
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the manual page (roff); with --dir, write one page per subcommand
    #[command(after_help = MAN_HELP)]
    Man {
        /// Folder to write the pages to
        #[arg(long)]
        dir: Option<PathBuf>,
    },
}

/// How pictures are looked at where no duty is judged.
#[derive(Debug, clap::Args)]
pub struct LookArgs {
    /// metadata: no pixels; full; deep: slow searches too
    #[arg(long, value_enum, default_value = "full")]
    pub depth: DepthArg,
    /// Judge signatures as of this day or instant instead of now
    #[arg(long, value_name = "DATE", value_parser = parse_instant)]
    pub as_of: Option<OffsetDateTime>,
    /// Folder with trust lists
    #[arg(long, value_name = "DIR")]
    pub trust_dir: Option<PathBuf>,
}

/// Arguments of `compare`.
#[derive(Debug, clap::Args)]
#[command(after_help = COMPARE_HELP)]
pub struct CompareArgs {
    /// The picture or folder as it was
    pub before: PathBuf,
    /// The same after it was processed. Pictures of two folders are matched by their names; extensions may differ
    pub after: PathBuf,
    /// plain: for people; json: one object for two files, an array for folders; jsonl: one line per pair; sarif: labels
    /// that were lost, weakened or not searched, for code scanners
    #[arg(long, value_enum, default_value = "plain")]
    pub format: CompareFormat,
    /// How each version is looked at
    #[command(flatten)]
    pub look: LookArgs,
    /// Pairs compared at the same time; default: one per core
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Use colour
    #[arg(long, value_enum, default_value = "auto")]
    pub color: When,
    /// Show a progress bar on standard error
    #[arg(long, value_enum, default_value = "auto")]
    pub progress: When,
    /// Write the report to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Exit with 0 whatever was lost (errors of usage and I/O still count)
    #[arg(long)]
    pub exit_zero: bool,
}

/// Forms of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the names are the formats")]
pub enum CompareFormat {
    Plain,
    Json,
    Jsonl,
    Sarif,
}

/// Arguments of `survive`.
#[derive(Debug, clap::Args)]
#[command(after_help = SURVIVE_HELP)]
pub struct SurviveArgs {
    /// The command, run by the shell once for each picture; {in} stands for the picture, {out} for the file to write
    #[arg(long)]
    pub cmd: String,
    /// Extension of {out} [default: that of {in}]
    #[arg(long, value_name = "EXT", value_parser = parse_extension)]
    pub ext: Option<String>,
    /// Seconds after which a command is ended
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub timeout: u64,
    /// plain: for people; json: one object
    #[arg(long, value_enum, default_value = "plain")]
    pub format: SurviveFormat,
    /// How each version is looked at
    #[command(flatten)]
    pub look: LookArgs,
    /// Use colour
    #[arg(long, value_enum, default_value = "auto")]
    pub color: When,
    /// Write the report to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Exit with 0 whatever was lost (a command that fails still counts)
    #[arg(long)]
    pub exit_zero: bool,
}

/// Forms of the survival matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the names are the formats")]
pub enum SurviveFormat {
    Plain,
    Json,
}

/// Arguments of `label`.
#[derive(Debug, clap::Args)]
#[command(after_help = LABEL_HELP)]
pub struct LabelArgs {
    /// Files, folders (searched recursively), `@list.txt` for a list with one path per line
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// ContentPropagator: the platform's provider code (27 characters) or its name
    #[arg(long, value_name = "CODE", required_unless_present = "fix")]
    pub propagator: Option<String>,
    /// PropagateID: the platform's own number of the content; {sha256} stands for the digest of the file as it was,
    /// {name} for its name without extension
    #[arg(long, value_name = "ID", required_unless_present = "fix")]
    pub id: Option<String>,
    /// Label to write; without it, that of the file, or what follows from its other traces and --declared
    #[arg(long, value_enum)]
    pub label: Option<LabelArg>,
    /// What the uploader declared about AI; leave out when nobody asked
    #[arg(long, value_enum)]
    pub declared: Option<YesNo>,
    /// Repair labels instead: show each deviation, the label as it should read, and the difference. Values that only
    /// the writer of the label can know are never made up. Writes only with --out or --in-place
    #[arg(long, conflicts_with_all = ["propagator", "id", "label"])]
    pub fix: bool,
    /// Write the new files into this folder; folders keep their structure
    #[arg(long, value_name = "DIR", conflicts_with = "in_place")]
    pub out: Option<PathBuf>,
    /// Replace the files themselves
    #[arg(long)]
    pub in_place: bool,
    /// Overwrite files that are in the folder of --out already
    #[arg(long, requires = "out")]
    pub force: bool,
    /// Write nothing, only say what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Write although the file's C2PA manifest will no longer fit it
    #[arg(long)]
    pub break_c2pa: bool,
    /// plain: for people; json: one object for exactly one named file, an array in every other case
    #[arg(long, value_enum, default_value = "plain")]
    pub format: LabelFormat,
    /// How files are looked at before a value is chosen
    #[command(flatten)]
    pub look: LookArgs,
    /// Files worked on at the same time; default: one per core
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Use colour
    #[arg(long, value_enum, default_value = "auto")]
    pub color: When,
    /// Show a progress bar on standard error
    #[arg(long, value_enum, default_value = "auto")]
    pub progress: When,
}

/// Values of `Label`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LabelArg {
    /// 属于: only where the file's label or a trusted manifest says so
    #[value(name = "1")]
    Is,
    /// 可能: the user declared it
    #[value(name = "2")]
    May,
    /// 疑似: traces were found
    #[value(name = "3")]
    Suspect,
}

impl From<LabelArg> for LabelValue {
    fn from(asked: LabelArg) -> Self {
        match asked {
            LabelArg::Is => Self::Is,
            LabelArg::May => Self::May,
            LabelArg::Suspect => Self::Suspect,
        }
    }
}

/// Forms of what `label` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the names are the formats")]
pub enum LabelFormat {
    Plain,
    Json,
}

/// What to do with the trust lists.
#[derive(Debug, Subcommand)]
pub enum TrustCommand {
    /// List the trust lists in use, with their dates, digests and numbers of anchors
    List {
        /// Folder with trust lists [default: where `trust update` puts them]
        #[arg(long, value_name = "DIR")]
        trust_dir: Option<PathBuf>,
    },
    /// Download the official C2PA lists and the frozen interim list, check them and put them in place
    ///
    /// Connects to raw.githubusercontent.com, where their publishers keep them. A list that does not parse, or
    /// is older than the one in place, changes nothing.
    Update {
        /// Folder to put them in [default: yanbiao/trust in the user's data folder; `check` uses it by itself]
        #[arg(long, value_name = "DIR")]
        trust_dir: Option<PathBuf>,
        /// Accept lists that are older than those in place
        #[arg(long)]
        allow_older: bool,
    },
}

/// What to do with a ledger.
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Check pictures, and record those that carry a label, with a fingerprint and a small gray copy
    Add {
        /// Files, folders (searched recursively), `-` for standard input, `@list.txt` for a list
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Record them as reference pictures, such as a shop's own product photos, whatever labels they have
        #[arg(long)]
        reference: bool,
        /// The ledger; made if it is not there [default: yanbiao/ledger.sqlite in the user's data folder]
        #[arg(long, value_name = "FILE")]
        ledger: Option<PathBuf>,
        /// Pictures checked at the same time; default: one per core
        #[arg(long, value_name = "N")]
        jobs: Option<usize>,
        /// Show a progress bar on standard error
        #[arg(long, value_enum, default_value = "auto")]
        progress: When,
    },
    /// Look pictures up: is it one that was recorded, and which labels has it lost?
    ///
    /// `check --ledger FILE` says the same within the whole report.
    Match {
        /// Files, folders (searched recursively), `-` for standard input, `@list.txt` for a list
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// The ledger [default: yanbiao/ledger.sqlite in the user's data folder]
        #[arg(long, value_name = "FILE")]
        ledger: Option<PathBuf>,
        /// plain: what the ledger has; json, jsonl and sarif: the reports of `check --ledger`
        #[arg(long, value_enum, default_value = "plain")]
        format: Format,
        /// Write a copy of each picture into this folder, as PNG: boxes of two lines around what a reference picture
        /// shows otherwise, those of `check --annotate` around marks
        #[arg(long, value_name = "DIR")]
        annotate: Option<PathBuf>,
        /// Pictures checked at the same time; default: one per core
        #[arg(long, value_name = "N")]
        jobs: Option<usize>,
    },
    /// Write all records as lines of JSON, for a backup or for another ledger
    Export {
        /// The ledger [default: yanbiao/ledger.sqlite in the user's data folder]
        #[arg(long, value_name = "FILE")]
        ledger: Option<PathBuf>,
        /// Write to a file instead of standard output; it is FILE.partial until it is whole
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Add the records of such a file; those that are there already stay as they are
    Import {
        /// Files that `ledger export` wrote, or `-` for standard input
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The ledger; made if it is not there [default: yanbiao/ledger.sqlite in the user's data folder]
        #[arg(long, value_name = "FILE")]
        ledger: Option<PathBuf>,
    },
    /// Say how much is in the ledger
    Stats {
        /// The ledger [default: yanbiao/ledger.sqlite in the user's data folder]
        #[arg(long, value_name = "FILE")]
        ledger: Option<PathBuf>,
    },
}

/// Arguments of `rules`.
#[derive(Debug, clap::Args)]
#[command(after_help = RULES_HELP)]
pub struct RulesArgs {
    /// plain: a line per rule; json: id, severity, basis, clause and title in both languages
    #[arg(long, value_enum, default_value = "plain")]
    pub format: RulesFormat,
}

/// Forms of the rule table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "explained at the flag")]
pub enum RulesFormat {
    Plain,
    Json,
}

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
#[command(after_help = CHECK_HELP)]
pub struct CheckArgs {
    /// Files, folders (searched recursively), `-` for standard input, `@list.txt` for a list with one path per line
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// plain: for people; json: one object for exactly one named file or standard input, an array in every other
    /// case; jsonl: one line per picture, as results come; sarif: for code scanners
    #[arg(long, value_enum, default_value = "plain")]
    pub format: Format,
    /// In which capacity the picture is judged; decides which duties bind
    #[arg(long, value_enum, default_value = "unknown")]
    pub role: RoleArg,
    /// Judge as of this day (YYYY-MM-DD, midnight UTC) or instant (RFC 3339) instead of now
    #[arg(long, value_name = "DATE", value_parser = parse_instant)]
    pub as_of: Option<OffsetDateTime>,
    /// What the uploader declared about AI; leave out when nobody asked
    #[arg(long, value_enum)]
    pub declared: Option<YesNo>,
    /// Whose labelling rules apply
    #[arg(long, value_enum, default_value = "cn")]
    pub jurisdiction: JurisdictionArg,
    /// Exit with 1 when a requirement of at least this severity is not met
    #[arg(long, value_enum, default_value = "warning")]
    pub fail_on: FailOnArg,
    /// Pictures checked at the same time; default: one per core
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// metadata: no pixels, no whole-file search, no digest; full; deep: slow searches too
    #[arg(long, value_enum, default_value = "full")]
    pub depth: DepthArg,
    /// Compute SHA-256 at metadata depth as well
    #[arg(long)]
    pub digest: bool,
    /// Folder with trust lists (C2PA-TRUST-LIST.pem, C2PA-TSA-TRUST-LIST.pem, interim-anchors.pem, your own *.pem)
    #[arg(long, value_name = "DIR")]
    pub trust_dir: Option<PathBuf>,
    /// Fetch a C2PA manifest that a picture only refers to. The host, which the picture names, learns that it is
    /// being checked and from where. Public addresses only, 16 MiB and 10 s at most; without this, nothing is
    /// ever fetched
    #[arg(long)]
    pub online: bool,
    /// Look each picture up in this ledger (`yanbiao ledger`): a copy of a recorded picture that has lost its label is
    /// reported, and so is a reference picture that was altered in some places
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// Treat a trusted C2PA AI statement as the implicit label of Art. 6(一)
    #[arg(long)]
    pub c2pa_counts_as_implicit: bool,
    /// Use colour
    #[arg(long, value_enum, default_value = "auto")]
    pub color: When,
    /// Show a progress bar on standard error
    #[arg(long, value_enum, default_value = "auto")]
    pub progress: When,
    /// Plain format: only the summary
    #[arg(short, long)]
    pub quiet: bool,
    /// Write the report to a file instead of standard output; it is FILE.partial until it is whole
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write a copy of each picture into this folder, as PNG, with boxes around the marks seen on it: whole lines
    /// around labels, dashed ones around what is doubtful or may be part of what the picture shows, double ones
    /// around what a reference picture of the ledger shows otherwise
    #[arg(long, value_name = "DIR")]
    pub annotate: Option<PathBuf>,
    /// Exit with 0 whatever was found (errors of usage and I/O still count)
    #[arg(long)]
    pub exit_zero: bool,
}

/// Report formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the names are the formats")]
pub enum Format {
    Plain,
    Json,
    Jsonl,
    Sarif,
}

/// Languages.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[expect(missing_docs, reason = "the names are the languages")]
pub enum LangArg {
    Zh,
    En,
}

/// See [`crate::verdict::FailOn`].
#[derive(Clone, Copy, Debug, ValueEnum)]
#[expect(missing_docs, reason = "explained at the flag")]
pub enum FailOnArg {
    Error,
    Warning,
    Never,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the names say it")]
pub enum YesNo {
    Yes,
    No,
}

/// What `--ext` takes.
pub(super) static EXTENSION_WANTED: Text = Text {
    zh: "应写成 webp 这样的扩展名，只含字母和数字",
    en: "expected an extension like webp, letters and digits only",
};

fn parse_extension(text: &str) -> Result<String, String> {
    let is_plain = !text.is_empty() && text.len() <= 8 && text.chars().all(|c| c.is_ascii_alphanumeric());
    if is_plain { Ok(text.to_owned()) } else { Err(EXTENSION_WANTED.en.to_owned()) }
}
