//! Runs a check: from the paths to the report.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use anyhow::{Context as _, Result, bail};

use super::annotate::Annotator;
use super::args::{CheckArgs, DepthArg};
use super::collect;
use super::interrupt::Interrupt;
use super::look_up;
use super::online::Online;
use super::printer::{Judge, Printer, Records};
use super::{progress, settings, workers};
use crate::fetch::client::Client;
use crate::ledger::Shelf;
use crate::message::Lang;
use crate::report::plain;
use crate::report::run::Tool;
use crate::report::words::phrase;

/// Runs `check`; with `only_ledger`, what it prints for people is what the ledger has.
pub(super) fn run_check(args: &CheckArgs, only_ledger: bool, lang: Lang) -> Result<u8> {
    let settings = settings::settings(args, lang)?;
    let tool = Tool::new(&settings.trust);
    let online = args.online.then(|| Online::new(Client::default()));
    let annotator = args.annotate.as_deref().map(|folder| annotator(folder, args, lang)).transpose()?;
    let context = settings::context(args);
    let shelf = args.ledger.as_deref().map(|path| shelf(path, args, lang)).transpose()?;
    let judge =
        Judge { context, settings, tool, style: style(args, lang), args, online, annotator, shelf, only_ledger };
    let mut printer = Printer::new(&judge)?;
    let interrupt = Interrupt::default();
    if !collect::is_single(&args.paths) {
        interrupt.listen().context("Ctrl-C cannot be caught")?;
    }
    let found = AtomicU64::new(0);
    let items = collect::items(&args.paths, &found).take_while(|_| !interrupt.is_asked());
    let bar = progress::Bar::new(args.progress, &found);
    let mut trouble = Ok(());
    let work = |item, records: &mut Records| judge.add(item, records);
    workers::in_order(items, settings::jobs(args.jobs), work, |records, count| {
        trouble = bar.aside(|| printer.add(records));
        bar.advance(count);
        let stop = trouble.is_err() || printer.output.closed || interrupt.is_asked();
        if stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    bar.clear();
    let unfinished: Option<PathBuf> = printer.output.partial().map(Path::to_owned);
    let result = trouble.and_then(|()| match interrupt.is_asked() {
        true => Ok(printer.interrupted()),
        false => printer.finish(),
    });
    match unfinished {
        Some(partial) if result.is_err() => {
            result.with_context(|| phrase::PARTIAL.with("file", partial.display().to_string()).render(lang))
        }
        _ => result,
    }
}

fn annotator(folder: &Path, args: &CheckArgs, lang: Lang) -> Result<Annotator> {
    if args.depth == DepthArg::Metadata {
        bail!("{}", phrase::ANNOTATE_NEEDS_PIXELS.pick(lang));
    }
    let failed = || phrase::NOT_WRITTEN.with("file", folder.display().to_string()).render(lang);
    Annotator::new(folder).with_context(failed)
}

fn style(args: &CheckArgs, lang: Lang) -> plain::Style {
    let output = args.output.as_deref();
    plain::Style { lang, color: settings::color(args.color, output), columns: settings::columns(output) }
}

fn shelf(path: &Path, args: &CheckArgs, lang: Lang) -> Result<Shelf> {
    if args.depth == DepthArg::Metadata {
        bail!("{}", phrase::LEDGER_NEEDS_PIXELS.pick(lang));
    }
    look_up::shelf(path, lang)
}
