//! Runs a command and folds what happened into an exit code.
//!
//! Codes, by precedence 2 > 1 > 3 > 0: 2 usage or I/O error, 1 a requirement not met or a label removed,
//! 3 something required undecided, 0 otherwise; 4 when nothing was checked.

use std::ffi::OsString;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::{CommandFactory, Parser};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{Args, CheckArgs, Command, Format};
use super::collect::{self, Item};
use super::file::{self, FileBytes};
use super::online::Online;
use super::output::Output;
use super::{settings, trust, workers};
use crate::asset::Asset;
use crate::check::{Checked, check};
use crate::fetch::client::Client;
use crate::message::Lang;
use crate::report::run::{Summary, Tool};
use crate::report::words::phrase;
use crate::report::{explain, json, plain, sarif};
use crate::rules;
use crate::untrusted::Untrusted;

/// Runs the program with these arguments; returns its exit code.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            // Help and version come this way too and go to standard output; a closed pipe is no error.
            let code = if error.use_stderr() { 2 } else { 0 };
            drop(error.print());
            return code;
        }
    };
    match run(args) {
        Ok(code) => code,
        Err(error) => {
            complain(&format!("{error:#}"));
            2
        }
    }
}

/// Says on standard error what went wrong.
#[expect(clippy::print_stderr, reason = "errors belong on standard error")]
pub(super) fn complain(text: &str) {
    eprintln!("yanbiao: {}", Untrusted::new(text));
}

fn run(args: Args) -> Result<u8> {
    let lang = settings::lang(args.lang);
    match args.command {
        Command::Check(check) => run_check(&check, lang),
        Command::Rules => print(&explain::table(lang)),
        Command::Explain { rule } => match rules::find(&rule) {
            Some(rule) => print(&explain::rule(rule, lang)),
            None => anyhow::bail!("there is no rule {rule:?}; `yanbiao rules` lists them"),
        },
        Command::Trust { command } => trust::run(&command, lang),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "yanbiao", &mut script);
            print(&String::from_utf8_lossy(&script))
        }
        Command::Man { dir } => manual(dir.as_deref()),
    }
}

/// Prints a text on standard output.
pub(super) fn print(text: &str) -> Result<u8> {
    Output::open(None)?.write(text.as_bytes())?;
    Ok(0)
}

fn manual(folder: Option<&Path>) -> Result<u8> {
    let Some(folder) = folder else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Args::command()).render(&mut page)?;
        return print(&String::from_utf8_lossy(&page));
    };
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    clap_mangen::generate_to(Args::command(), folder)
        .with_context(|| format!("manual pages cannot be written to {}", folder.display()))?;
    Ok(0)
}

/// What a worker hands to the printer.
type Judged = std::result::Result<Box<Checked>, (String, String)>;

fn run_check(args: &CheckArgs, lang: Lang) -> Result<u8> {
    let context = settings::context(args);
    let settings = settings::settings(args)?;
    let collected = collect::collect(&args.paths);
    let mut printer = Printer::new(args, lang, Tool::new(&settings.trust), collected.items.len())?;
    printer.summary.skipped = collected.skipped;
    for (path, why) in collected.errors {
        printer.failed((path.to_string_lossy().into_owned(), why));
    }
    let bar = progress(args, collected.items.len());
    let mut trouble = Ok(());
    let online = args.online.then(|| Online::new(Client::default()));
    let examine = |asset: &Asset<'_>| match &online {
        Some(online) => online.check(asset, &context, &settings),
        None => check(asset, &context, &settings),
    };
    let work = |item: &Item| judge(item, &examine);
    workers::in_order(&collected.items, settings::jobs(args), work, |judged| {
        bar.inc(1);
        trouble = printer.add(judged);
        if trouble.is_err() || printer.output.closed { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    bar.finish_and_clear();
    trouble?;
    printer.finish(args.exit_zero)
}

fn judge(item: &Item, examine: &dyn Fn(&Asset<'_>) -> Checked) -> Judged {
    match item {
        Item::Stdin => {
            let bytes = file::standard_input().map_err(|error| ("-".to_owned(), error.to_string()))?;
            Ok(Box::new(examine(&Asset::new("-", &bytes))))
        }
        Item::File(path) => {
            let name = path.to_string_lossy();
            let bytes = FileBytes::open(path).map_err(|error| (name.to_string(), error.to_string()))?;
            Ok(Box::new(examine(&Asset::new(name, &bytes))))
        }
    }
}

fn progress(args: &CheckArgs, files: usize) -> ProgressBar {
    if !settings::progress(args, files) {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(files).unwrap_or(u64::MAX));
    bar.set_draw_target(ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len}  {per_sec}  {eta} left") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Prints results as they come and keeps the counts.
struct Printer {
    format: Format,
    style: plain::Style,
    quiet: bool,
    tool: Tool,
    output: Output,
    summary: Summary,
    log: sarif::Log,
    buffer: Vec<u8>,
    /// JSON: a single report stands alone, several stand in an array.
    alone: bool,
}

impl Printer {
    fn new(args: &CheckArgs, lang: Lang, tool: Tool, files: usize) -> Result<Self> {
        Ok(Self {
            format: args.format,
            style: plain::Style { lang, color: settings::color(args) },
            quiet: args.quiet,
            tool,
            output: Output::open(args.output.as_deref())?,
            summary: Summary::default(),
            log: sarif::Log::default(),
            buffer: Vec::new(),
            alone: files == 1,
        })
    }

    fn failed(&mut self, (name, why): (String, String)) {
        complain(&format!("{name}: {why}"));
        self.summary.errors.push((Untrusted::new(name).to_string(), why));
    }

    fn add(&mut self, judged: Judged) -> Result<()> {
        let checked = match judged {
            Ok(checked) => checked,
            Err(failure) => {
                self.failed(failure);
                return Ok(());
            }
        };
        self.buffer.clear();
        match self.format {
            Format::Plain if self.quiet => {}
            Format::Plain => {
                let mut text = String::new();
                plain::write_asset(&checked, self.style, &mut text);
                self.buffer.extend(text.into_bytes());
            }
            Format::Jsonl => json::write_line(&checked, &self.tool, &mut self.buffer),
            Format::Json => self.json(&checked),
            Format::Sarif => self.log.add(&checked, self.style.lang),
        }
        self.summary.merge(Summary::of(&checked));
        self.output.write(&self.buffer)
    }

    fn json(&mut self, checked: &Checked) {
        let opening: &[u8] = match (self.alone, self.summary.checked) {
            (true, _) => b"",
            (false, 0) => b"[\n",
            (false, _) => b",\n",
        };
        self.buffer.extend(opening);
        json::write_pretty(&json::report(checked, &self.tool), 0, &mut self.buffer);
    }

    fn finish(mut self, exit_zero: bool) -> Result<u8> {
        let code = exit_code(&self.summary, exit_zero);
        let nothing = self.summary.checked == 0 && self.summary.errors.is_empty();
        self.buffer.clear();
        match self.format {
            Format::Plain => {
                let mut text = String::new();
                if nothing {
                    complain(phrase::NOTHING.pick(self.style.lang));
                }
                plain::write_summary(&self.summary, self.style, &mut text);
                self.buffer.extend(text.into_bytes());
            }
            Format::Jsonl => {}
            Format::Json => self.buffer.extend(match (self.alone, self.summary.checked) {
                (true, 0) | (false, 0) => &b"[]\n"[..],
                (true, _) => b"\n",
                (false, _) => b"\n]\n",
            }),
            Format::Sarif => {
                let log = std::mem::take(&mut self.log).finish(&self.tool, &self.summary, code, self.style.lang);
                json::write_pretty(&log, 0, &mut self.buffer);
                self.buffer.push(b'\n');
            }
        }
        self.output.write(&self.buffer)?;
        Ok(code)
    }
}

/// The code of a run; see the module.
fn exit_code(summary: &Summary, exit_zero: bool) -> u8 {
    if !summary.errors.is_empty() {
        return 2;
    }
    if summary.checked == 0 {
        return 4;
    }
    match (exit_zero, summary.not_met, summary.undecided) {
        (true, _, _) | (_, 0, 0) => 0,
        (_, 0, _) => 3,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_code(checked: u64, not_met: u64, undecided: u64, errors: usize, expected: u8) {
        let errors = vec![(String::new(), String::new()); errors];
        let summary = Summary { checked, not_met, undecided, errors, ..Summary::default() };
        assert_eq!(exit_code(&summary, false), expected);
    }

    #[test]
    fn the_worst_code_wins() {
        check_code(3, 0, 0, 0, 0);
        check_code(3, 0, 1, 0, 3);
        check_code(3, 1, 1, 0, 1);
        check_code(3, 1, 1, 1, 2);
        check_code(0, 0, 0, 0, 4);
        check_code(0, 0, 0, 1, 2);
    }

    #[test]
    fn exit_zero_hides_verdicts_and_not_errors() {
        let found = Summary { checked: 1, not_met: 1, ..Summary::default() };
        assert_eq!(exit_code(&found, true), 0);
        assert_eq!(exit_code(&Summary { errors: vec![Default::default()], ..found }, true), 2);
    }

    #[test]
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
    }
}
