//! Runs a command and folds what happened into an exit code.
//!
//! Codes, by precedence 2 > 1 > 3 > 0: 2 usage or I/O error, 1 a requirement not met or a label removed,
//! 3 something required undecided, 0 otherwise; 4 when nothing was checked.

use std::ffi::OsString;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicU64;

use super::args::{Args, CheckArgs, Command};
use super::collect;
use super::interrupt::Interrupt;
use super::output::Output;
use super::printer::{Judge, Printer, Records, complain};
use super::{progress, settings, workers};
use crate::message::Lang;
use crate::report::run::Tool;
use crate::report::words::phrase;
use crate::report::{explain, plain};
use crate::rules;
use crate::untrusted::Untrusted;
use anyhow::{Context as _, Result};
use clap::{CommandFactory, Parser};

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
            complain(&Untrusted::new(format!("{error:#}")).to_string());
            2
        }
    }
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
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "yanbiao", &mut script);
            print(&String::from_utf8_lossy(&script))
        }
        Command::Man { dir } => manual(dir.as_deref()),
    }
}

fn print(text: &str) -> Result<u8> {
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

fn run_check(args: &CheckArgs, lang: Lang) -> Result<u8> {
    let settings = settings::settings(args)?;
    let tool = Tool::new(&settings.trust);
    let judge = Judge { context: settings::context(args), settings, tool, style: style(args, lang), args };
    let mut printer = Printer::new(&judge)?;
    let interrupt = Interrupt::default();
    if !collect::is_single(&args.paths) {
        interrupt.listen().context("Ctrl-C cannot be caught")?;
    }
    let found = AtomicU64::new(0);
    let items = collect::items(&args.paths, &found).take_while(|_| !interrupt.is_asked());
    let bar = progress::Bar::new(args, &found);
    let mut trouble = Ok(());
    let work = |item, records: &mut Records| judge.add(item, records);
    workers::in_order(items, settings::jobs(args), work, |records, count| {
        trouble = printer.add(records);
        bar.advance(count);
        let stop = trouble.is_err() || printer.output.closed || interrupt.is_asked();
        if stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    bar.clear();
    let unfinished = printer.output.partial().map(Path::to_owned);
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

fn style(args: &CheckArgs, lang: Lang) -> plain::Style {
    plain::Style { lang, color: settings::color(args), columns: settings::columns(args) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
    }
}
