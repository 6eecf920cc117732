//! `yanbiao ledger`: recording pictures, looking them up, and moving records from one ledger to another.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::args::{CheckArgs, DepthArg, FailOnArg, JurisdictionArg, LedgerCommand, RoleArg, When};
use super::collect::Item;
use super::file::{self, FileBytes};
use super::ledger_file::{path, to_write, trouble};
use super::output::{Output, not_written, print};
use super::over_items::{Ended, Run, over_items};
use super::printer::complain;
use super::trouble::Trouble;
use super::workers::Chunk;
use super::{checking, interrupt, settings};
use super::{ledger_lines, ledger_record};
use crate::asset::Asset;
use crate::check::{Settings, check};
use crate::context::Context;
use crate::ledger::{Added, Entry, Ledger, entry, is_labelled};
use crate::look_up::decoded;
use crate::message::{Lang, Message, Text};
use crate::report::words::phrase;
use crate::vocabulary::ledger::RecordKind;

static ADDED: Text =
    Text { zh: "已录入，第 {number} 号：{labels}", en: "recorded as number {number}: {labels}" };
static REFERENCE: Text = Text { zh: "参考图", en: "reference picture" };
static KNOWN: Text = Text { zh: "已在台账中", en: "in the ledger already" };
static NO_LABEL: Text = Text {
    zh: "没有读到标识，未录入；加 --reference 可录入为参考图",
    en: "no label was read, not recorded; --reference records it as a reference picture",
};
static TOO_PLAIN: Text = Text {
    zh: "画面过于单调，日后无法辨认，未录入",
    en: "too plain to be recognised later, not recorded",
};
static NOT_SEEN: Text =
    Text { zh: "画面无法解码，未录入", en: "the picture cannot be decoded, not recorded" };
static SUMMARY: Text = Text {
    zh: "新录入 {added} 张，已有 {known} 张，未录入 {refused} 张",
    en: "recorded: {added}; there already: {known}; not recorded: {refused}",
};
static IMPORTED: Text = Text {
    zh: "新增 {added} 条记录，已有 {known} 条，无法读取 {refused} 条",
    en: "records added: {added}; there already: {known}; not readable: {refused}",
};
static STATS: Text = Text {
    zh: "{file}：带标识的图片 {labelled} 张，参考图 {references} 张，共 {bytes} 字节",
    en: "{file}: pictures with labels {labelled}, reference pictures {references}, {bytes} bytes",
};

/// Runs one of the commands.
pub(super) fn run(command: &LedgerCommand, lang: Lang) -> Result<u8> {
    match command {
        LedgerCommand::Add { paths, reference, ledger, jobs, progress } => {
            let kind = if *reference { RecordKind::Reference } else { RecordKind::Labelled };
            let path = path(ledger.as_deref(), lang)?;
            Recorder::new(path, kind, lang)?.run(&Run { paths, jobs: *jobs, progress: *progress })
        }
        LedgerCommand::Match { paths, ledger, format, annotate, jobs } => {
            let ledger = Some(path(ledger.as_deref(), lang)?);
            let (paths, annotate) = (paths.clone(), annotate.clone());
            let args = CheckArgs { paths, format: *format, ledger, annotate, jobs: *jobs, ..as_by_default() };
            checking::run_check(&args, true, lang)
        }
        LedgerCommand::Export { ledger, output } => export(&path(ledger.as_deref(), lang)?, output.as_deref(), lang),
        LedgerCommand::Import { files, ledger } => import(files, &path(ledger.as_deref(), lang)?, lang),
        LedgerCommand::Stats { ledger } => stats(&path(ledger.as_deref(), lang)?, lang),
    }
}

/// The arguments of `check` when nothing is said.
fn as_by_default() -> CheckArgs {
    CheckArgs {
        paths: Vec::new(),
        format: super::args::Format::Plain,
        role: RoleArg::Unknown,
        as_of: None,
        declared: None,
        jurisdiction: JurisdictionArg::Cn,
        fail_on: FailOnArg::Warning,
        jobs: None,
        depth: DepthArg::Full,
        digest: false,
        trust_dir: None,
        online: false,
        ledger: None,
        c2pa_counts_as_implicit: false,
        color: When::Auto,
        progress: When::Auto,
        quiet: false,
        output: None,
        annotate: None,
        exit_zero: false,
    }
}

/// What records pictures.
struct Recorder {
    path: PathBuf,
    ledger: Ledger,
    kind: RecordKind,
    context: Context,
    settings: Settings,
    lang: Lang,
}

/// What became of one picture before it is written.
enum Outcome {
    Entry(Box<Entry>),
    Refused(&'static Text),
}

/// Pictures that follow each other.
#[derive(Default)]
struct Batch {
    pictures: Vec<(String, Outcome)>,
    troubles: Vec<Trouble>,
}

impl Chunk for Batch {
    fn bytes(&self) -> usize {
        let of = |outcome: &Outcome| match outcome {
            Outcome::Entry(entry) => entry.picture.len(),
            Outcome::Refused(_) => 0,
        };
        self.pictures.iter().map(|(name, outcome)| name.len() + of(outcome)).sum()
    }
}

#[derive(Default)]
struct Tally {
    added: usize,
    known: usize,
    refused: usize,
    troubles: usize,
}

impl Recorder {
    fn new(path: PathBuf, kind: RecordKind, lang: Lang) -> Result<Self> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            let unwritable = || not_written(folder, lang);
            fs::create_dir_all(folder).with_context(unwritable)?;
        }
        let ledger = to_write(&path, lang)?;
        let context = Context { digest: true, ..Context::at(settings::now()) };
        let settings = settings::with_lists(None, lang)?;
        Ok(Self { path, ledger, kind, context, settings, lang })
    }

    /// Checks and records; what is recorded of a batch is in the file before the next one is told of, so that
    /// Ctrl-C at any time loses nothing that was told of.
    fn run(self, run: &Run<'_>) -> Result<u8> {
        let Self { path, mut ledger, kind, context, settings, lang } = self;
        let mut tally = Tally::default();
        let work = |item, batch: &mut Batch| look(item, kind, &context, &settings, batch);
        let ended = over_items(run, work, |batch| {
            write(&mut ledger, batch, &mut tally, lang).map_err(|error| trouble(&path, &error, lang))?;
            Ok(ControlFlow::Continue(()))
        })?;
        let summary = SUMMARY
            .with("added", tally.added.to_string())
            .with("known", tally.known.to_string())
            .with("refused", tally.refused.to_string());
        if ended == Ended::Interrupted {
            complain(phrase::INTERRUPTED.pick(lang));
        }
        print(format!("{}\n", summary.render(lang)).as_bytes())?;
        Ok(match (ended, tally.troubles, tally.added + tally.known + tally.refused) {
            (Ended::Interrupted, ..) => interrupt::EXIT_CODE,
            (Ended::Finished, 0, 0) => 4,
            (Ended::Finished, 0, _) => 0,
            (Ended::Finished, ..) => 2,
        })
    }
}

fn look(item: Item, kind: RecordKind, context: &Context, settings: &Settings, batch: &mut Batch) {
    let opened = |path: &Path| FileBytes::open(path).map_err(|error| Trouble::file(path, &error));
    let mut seen = |path: &Path, asset: &Asset<'_>| {
        let name = crate::untrusted::Untrusted::new(path.to_string_lossy()).to_string();
        batch.pictures.push((name, outcome(asset, kind, context, settings)));
    };
    match item {
        Item::Stdin => match file::standard_input() {
            Ok(bytes) => seen(Path::new("-"), &Asset::new("-", &bytes)),
            Err(error) => batch.troubles.push(Trouble::file(Path::new("-"), &error)),
        },
        Item::File(path) => match opened(&path) {
            Ok(bytes) => seen(&path, &Asset::new(path.to_string_lossy(), &bytes)),
            Err(trouble) => batch.troubles.push(trouble),
        },
        Item::Unknown(path) => match opened(&path) {
            Ok(bytes) if !bytes.begins_like_a_picture() => {}
            Ok(bytes) => seen(&path, &Asset::new(path.to_string_lossy(), &bytes)),
            Err(trouble) => batch.troubles.push(trouble),
        },
        Item::NoFile => {}
        Item::Trouble(trouble) | Item::Notice(trouble) => batch.troubles.push(trouble),
    }
}

fn outcome(asset: &Asset<'_>, kind: RecordKind, context: &Context, settings: &Settings) -> Outcome {
    let checked = check(asset, context, settings);
    if kind == RecordKind::Labelled && !is_labelled(&checked) {
        return Outcome::Refused(&NO_LABEL);
    }
    let pixels = decoded(asset, &settings.limits);
    let Some(picture) = pixels.frames.first() else { return Outcome::Refused(&NOT_SEEN) };
    match entry(&checked, picture, kind, context.as_of) {
        Some(entry) => Outcome::Entry(Box::new(entry)),
        None => Outcome::Refused(&TOO_PLAIN),
    }
}

fn write(
    ledger: &mut Ledger,
    batch: Batch,
    tally: &mut Tally,
    lang: Lang,
) -> std::result::Result<(), crate::ledger::LedgerError> {
    for trouble in &batch.troubles {
        complain(&trouble.render(lang));
    }
    tally.troubles += batch.troubles.len();
    let entry = |(_, outcome): &(String, Outcome)| match outcome {
        Outcome::Entry(entry) => Some(entry.as_ref().clone()),
        Outcome::Refused(_) => None,
    };
    let entries: Vec<Entry> = batch.pictures.iter().filter_map(entry).collect();
    let mut added = ledger.add(&entries)?.into_iter();
    let mut text = String::new();
    for (name, outcome) in &batch.pictures {
        let said = match outcome {
            Outcome::Refused(why) => {
                tally.refused += 1;
                why.message()
            }
            Outcome::Entry(entry) => match added.next() {
                Some(Added::New(number)) => {
                    tally.added += 1;
                    ADDED.with("number", number.to_string()).with("labels", labels(entry))
                }
                Some(Added::Known) | None => {
                    tally.known += 1;
                    KNOWN.message()
                }
            },
        };
        text.push_str(&format!("{name}: {}\n", said.render(lang)));
    }
    // Whoever reads this may be gone; what was recorded stays recorded.
    drop(print(text.as_bytes()));
    Ok(())
}

fn labels(entry: &Entry) -> Vec<Message> {
    let reference = (entry.record.kind == RecordKind::Reference).then(|| REFERENCE.message());
    let label = |label: &crate::vocabulary::ledger::RecordedLabel| ledger_lines::layer(label.layer).message();
    let mut named: Vec<Message> = reference.into_iter().chain(entry.record.labels.iter().map(label)).collect();
    named.dedup();
    named
}

fn export(path: &Path, output: Option<&Path>, lang: Lang) -> Result<u8> {
    let failed = |error| trouble(path, &error, lang);
    let ledger = Ledger::open(path).map_err(failed)?;
    let index = ledger.index().map_err(failed)?;
    let unwritable = || not_written(output.unwrap_or(Path::new("-")), lang);
    let mut sink = Output::open(output).with_context(unwritable)?;
    for (number, word) in index.entries() {
        let (record, picture) = ledger.record(number).map_err(failed)?;
        sink.write(&ledger_record::line(&Entry { record, word, picture })).with_context(unwritable)?;
        if sink.closed {
            return Ok(0);
        }
    }
    sink.finish().with_context(unwritable)?;
    Ok(0)
}

fn import(files: &[PathBuf], path: &Path, lang: Lang) -> Result<u8> {
    let failed = |error| trouble(path, &error, lang);
    let mut ledger = to_write(path, lang)?;
    let mut tally = Tally::default();
    for file in files {
        let mut lines = match ledger_lines::Lines::open(file) {
            Ok(lines) => lines,
            Err(error) => {
                complain(&Trouble::file(file, &error).render(lang));
                tally.troubles += 1;
                continue;
            }
        };
        loop {
            let (entries, troubles) = lines.next_entries();
            for trouble in &troubles {
                complain(&trouble.render(lang));
            }
            tally.refused += troubles.len();
            if entries.is_empty() && troubles.is_empty() {
                break;
            }
            for added in ledger.add(&entries).map_err(failed)? {
                match added {
                    Added::New(_) => tally.added += 1,
                    Added::Known => tally.known += 1,
                }
            }
        }
    }
    let summary = IMPORTED
        .with("added", tally.added.to_string())
        .with("known", tally.known.to_string())
        .with("refused", tally.refused.to_string());
    print(format!("{}\n", summary.render(lang)).as_bytes())?;
    Ok(if tally.refused + tally.troubles > 0 { 2 } else { 0 })
}

fn stats(path: &Path, lang: Lang) -> Result<u8> {
    let counts = Ledger::open(path).and_then(|ledger| ledger.counts()).map_err(|error| trouble(path, &error, lang))?;
    let bytes = fs::metadata(path).map(|metadata| metadata.len()).unwrap_or_default();
    let said = STATS
        .with("file", super::escape::escaped(&path.display().to_string()))
        .with("labelled", counts.labelled.to_string())
        .with("references", counts.references.to_string())
        .with("bytes", bytes.to_string());
    print(format!("{}\n", said.render(lang)).as_bytes())
}
