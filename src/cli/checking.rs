//! Runs a check: from the paths to the report.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::annotate::Annotator;
use super::args::{CheckArgs, DepthArg};
use super::collect;
use super::ledger_file;
use super::online::Online;
use super::output::not_written;
use super::over_items::{Ended, Run, over_items};
use super::printer::{Judge, Printer, Records};
use super::settings;
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
    let run = Run { paths: &args.paths, jobs: args.jobs, progress: args.progress };
    let work = |item, records: &mut Records| judge.add(item, records);
    let ended = over_items(&run, work, |records| {
        printer.add(records)?;
        Ok(if printer.output.closed { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    });
    let unfinished: Option<PathBuf> = printer.output.partial().map(Path::to_owned);
    let result = ended.and_then(|ended| match ended {
        Ended::Interrupted => Ok(printer.interrupted()),
        Ended::Finished => printer.finish(),
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
    let failed = || not_written(folder, lang);
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
    ledger_file::shelf(path, !collect::is_single(&args.paths), lang)
}
