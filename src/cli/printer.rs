//! From items to bytes on the output: workers judge and write records into memory, the printer puts them in
//! their frame, keeps the counts and closes the report.

use std::io;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::annotate::Annotator;
use super::args::{CheckArgs, Format};
use super::collect::{self, Item};
use super::file::{self, FileBytes};
use super::interrupt;
use super::online::Online;
use super::output::{Output, not_written};
use super::trouble::Trouble;
use super::workers::{Chunk, Job};
use crate::asset::Asset;
use crate::check::{Checked, Settings, check};
use crate::context::Context;
use crate::ledger::Shelf;
use crate::look_up;
use crate::message::Lang;
use crate::report::run::{Summary, Tool};
use crate::report::words::phrase;
use crate::report::{json, plain, sarif};

/// What does not change from item to item.
pub(super) struct Judge<'a> {
    /// The circumstances.
    pub(super) context: Context,
    /// Bounds, trust lists and the failing severity.
    pub(super) settings: Settings,
    /// Who decides.
    pub(super) tool: Tool,
    /// How to print for people.
    pub(super) style: plain::Style,
    /// What the user wants.
    pub(super) args: &'a CheckArgs,
    /// The network, if the user asked for it.
    pub(super) online: Option<Online>,
    /// Where copies with boxes go, if the user wants them.
    pub(super) annotator: Option<Annotator>,
    /// The ledger to look pictures up in, if there is one.
    pub(super) shelf: Option<Shelf>,
    /// Print for people what the ledger has, and no more.
    pub(super) only_ledger: bool,
}

/// The records of some items that follow each other, as they will be printed.
#[derive(Default)]
pub(super) struct Records {
    bytes: Vec<u8>,
    summary: Summary,
    /// For standard error; true for errors.
    complaints: Vec<(Trouble, bool)>,
}

impl Job for Item {
    fn may_wait(&self) -> bool {
        *self == Self::Stdin
    }
}

impl Chunk for Records {
    fn bytes(&self) -> usize {
        self.bytes.len()
    }
}

impl Judge<'_> {
    /// Judges one item and writes its record.
    pub(super) fn add(&self, item: Item, records: &mut Records) {
        match item {
            Item::Stdin => match file::standard_input() {
                Ok(bytes) => self.judge(&Asset::new("-", &bytes), Path::new("-"), records),
                Err(error) => records.failed(Trouble::file(Path::new("-"), &error)),
            },
            Item::File(path) => self.file(&path, FileBytes::open(&path), records),
            Item::Unknown(path) => match FileBytes::open(&path) {
                Ok(bytes) if !bytes.begins_like_a_picture() => records.summary.skipped += 1,
                opened => self.file(&path, opened, records),
            },
            Item::NoFile => records.summary.skipped += 1,
            Item::Trouble(trouble) => records.failed(trouble),
            Item::Notice(trouble) => records.complaints.push((trouble, false)),
        }
    }

    fn file(&self, path: &Path, opened: io::Result<FileBytes>, records: &mut Records) {
        match opened {
            Ok(bytes) => {
                self.judge(&Asset::new(path.to_string_lossy(), &bytes), path, records);
            }
            Err(error) => records.failed(Trouble::file(path, &error)),
        }
    }

    fn judge(&self, asset: &Asset<'_>, path: &Path, records: &mut Records) {
        let looked_up = self.shelf.as_ref().map(|shelf| look_up::look_up(shelf, asset, &self.settings.limits));
        let (ledger, error) = looked_up.unzip();
        if let Some(error) = error.flatten() {
            records.failed(Trouble::new(path, error));
        }
        let asset = &Asset { name: asset.name.clone(), bytes: asset.bytes, remote: None, ledger: ledger.as_ref() };
        let checked = self.check(asset);
        self.record(&checked, records);
        let Some(annotator) = &self.annotator else { return };
        if let Err(error) = annotator.write(asset, path, &checked, &self.settings.limits) {
            records.failed(Trouble::copy(path, &error));
        }
    }

    fn check(&self, asset: &Asset<'_>) -> Checked {
        match &self.online {
            Some(online) => online.check(asset, &self.context, &self.settings),
            None => check(asset, &self.context, &self.settings),
        }
    }

    fn record(&self, checked: &Checked, records: &mut Records) {
        let bytes = &mut records.bytes;
        let before = bytes.len();
        if before > 0 {
            bytes.extend(self.between());
        }
        let begun = bytes.len();
        match self.args.format {
            Format::Plain if self.args.quiet => {}
            Format::Plain if self.only_ledger => {
                let mut text = String::new();
                plain::write_ledger(checked, self.style, &mut text);
                bytes.extend(text.into_bytes());
            }
            Format::Plain => {
                let mut text = String::new();
                plain::write_asset(checked, self.style, &mut text);
                bytes.extend(text.into_bytes());
            }
            Format::Jsonl => json::write_line(checked, &self.tool, bytes),
            Format::Json => json::write_pretty(&json::report(checked, &self.tool), 0, bytes),
            Format::Sarif => sarif::write_results(checked, self.style.lang, bytes),
        }
        // SARIF has no record of a picture without findings, and then nothing may stand between.
        if bytes.len() == begun {
            bytes.truncate(before);
        }
        records.summary.add(checked);
    }

    fn unwritable(&self) -> String {
        not_written(self.args.output.as_deref().unwrap_or(Path::new("-")), self.style.lang)
    }

    /// What stands between two records.
    fn between(&self) -> &'static [u8] {
        match self.args.format {
            Format::Plain | Format::Jsonl => b"",
            Format::Json | Format::Sarif => b",\n",
        }
    }
}

impl Records {
    fn failed(&mut self, trouble: Trouble) {
        self.complaints.push((trouble, true));
    }
}

/// Prints records as they come and keeps the counts.
pub(super) struct Printer<'a> {
    judge: &'a Judge<'a>,
    /// The sink.
    pub(super) output: Output,
    summary: Summary,
    /// True once a record is printed.
    begun: bool,
    /// JSON: the report of a single file stands alone, all others stand in an array.
    alone: bool,
}

impl<'a> Printer<'a> {
    /// Opens the output and begins the document.
    pub(super) fn new(judge: &'a Judge<'a>) -> Result<Self> {
        let mut output = Output::open(judge.args.output.as_deref()).with_context(|| judge.unwritable())?;
        let alone = collect::is_single(&judge.args.paths);
        let mut opening = Vec::new();
        match judge.args.format {
            Format::Json if !alone => opening.extend(b"["),
            Format::Sarif => sarif::head(&judge.tool, judge.style.lang, &mut opening),
            Format::Plain | Format::Json | Format::Jsonl => {}
        }
        output.write(&opening)?;
        Ok(Self { judge, output, summary: Summary::default(), begun: false, alone })
    }

    fn lang(&self) -> Lang {
        self.judge.style.lang
    }

    /// Prints the records of some items.
    pub(super) fn add(&mut self, mut records: Records) -> Result<()> {
        for (trouble, is_error) in records.complaints {
            complain(&trouble.render(self.lang()));
            if is_error {
                records.summary.errors.push((trouble.name, trouble.why.render(self.judge.style.lang).into_owned()));
            }
        }
        self.summary.merge(records.summary);
        if records.bytes.is_empty() {
            return Ok(());
        }
        let before: &[u8] = match (self.judge.args.format, self.begun) {
            (Format::Json | Format::Sarif, true) => b",\n",
            (Format::Json, false) if self.alone => b"",
            (Format::Json | Format::Sarif, false) => b"\n",
            (Format::Plain | Format::Jsonl, _) => b"",
        };
        self.begun = true;
        self.output.write(before)?;
        self.output.write(&records.bytes)
    }

    /// Closes the document; returns the exit code.
    pub(super) fn finish(mut self) -> Result<u8> {
        if self.output.closed {
            return Ok(0);
        }
        let code = exit_code(&self.summary, self.judge.args.exit_zero);
        if self.summary.checked == 0 && self.summary.errors.is_empty() {
            complain(phrase::NOTHING.pick(self.lang()));
        }
        let mut closing = Vec::new();
        match self.judge.args.format {
            Format::Plain if self.judge.only_ledger => {}
            Format::Plain => closing.extend(self.summary_text().into_bytes()),
            Format::Jsonl => {}
            Format::Json => closing.extend(match (self.alone, self.begun) {
                (true, true) => &b"\n"[..],
                (true, false) => b"",
                (false, true) => b"\n]\n",
                (false, false) => b"]\n",
            }),
            Format::Sarif => sarif::tail(&self.summary, code, &mut closing),
        }
        self.output.write(&closing)?;
        self.output.finish()?;
        Ok(code)
    }

    /// After Ctrl-C: the counts so far, on standard error. The document stays open, so that nothing that was
    /// printed is lost and what is not whole does not look whole.
    pub(super) fn interrupted(self) -> u8 {
        complain(phrase::INTERRUPTED.pick(self.lang()));
        if let Some(partial) = self.output.partial() {
            let said = phrase::PARTIAL.with("file", partial.display().to_string());
            complain(&said.render(self.lang()));
        }
        print_error(&self.summary_text());
        interrupt::EXIT_CODE
    }

    fn summary_text(&self) -> String {
        let mut text = String::new();
        plain::write_summary(&self.summary, self.judge.style, &mut text);
        text
    }
}

/// One line on standard error. What came from outside must be escaped already.
pub(super) fn complain(text: &str) {
    print_error(&format!("yanbiao: {text}\n"));
}

/// Text for standard error as it is.
#[expect(clippy::print_stderr, reason = "errors belong on standard error")]
pub(super) fn print_error(text: &str) {
    eprint!("{text}");
}

/// The code of a run, by precedence 2 > 1 > 3 > 0; 4 when nothing was checked.
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
}
