//! Runs a command and folds what happened into an exit code.
//!
//! Codes, by precedence 2 > 1 > 3 > 0: 2 usage or I/O error, 1 a requirement not met or a label removed,
//! 3 something required undecided, 0 otherwise; 4 when nothing was checked.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use clap::{CommandFactory, FromArgMatches};

use super::args::{Args, Command, RulesFormat};
use super::compare;
use super::escape::escaped;
use super::output::{not_written, print};
use super::printer::{complain, print_error};
use super::{audit, checking, help, label, ledger, serve, settings, survive, trust, usage};
use crate::message::{Lang, Message};
use crate::report::explain;
use crate::report::words::phrase;
use crate::rules::{self, RULES};

/// Runs the program with these arguments; returns its exit code.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let lang = settings::lang_of(&arguments);
    let parsed = help::localise(Args::command(), lang).try_get_matches_from(arguments);
    let args = match parsed.and_then(|matches| Args::from_arg_matches(&matches)) {
        Ok(args) => args,
        Err(error) => return refuse(&error, lang),
    };
    match run(args, lang) {
        Ok(code) => code,
        Err(error) => {
            complain(&escaped(&format!("{error:#}")));
            2
        }
    }
}

/// Help and version come this way too and go to standard output; a closed pipe is no error.
fn refuse(error: &clap::Error, lang: Lang) -> u8 {
    let code = if error.use_stderr() { 2 } else { 0 };
    match usage::explain(error, lang) {
        Some(text) => print_error(&text),
        None => drop(error.print()),
    }
    code
}

fn run(args: Args, lang: Lang) -> Result<u8> {
    match args.command {
        Command::Check(check) => checking::run_check(&check, false, lang),
        Command::Rules(rules) => match rules.format {
            RulesFormat::Plain => print(explain::table(lang).as_bytes()),
            RulesFormat::Json => {
                let mut table = Vec::new();
                explain::table_json(&mut table);
                print(&table)
            }
        },
        Command::Explain { rule } => match rules::find(&rule) {
            Some(rule) => print(explain::rule(rule, lang).as_bytes()),
            None => bail!("{}", no_rule(&rule).render(lang)),
        },
        Command::Compare(compare) => compare::run(&compare, lang),
        Command::Survive(survive) => survive::run(&survive, lang),
        Command::Label(label) => label::run(&label, lang),
        Command::Trust { command } => trust::run(&command, lang),
        Command::Ledger { command } => ledger::run(&command, lang),
        Command::Audit { command } => audit::run(&command, lang),
        Command::Serve(serve) => serve::run(&serve, lang),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut help::localise(Args::command(), lang), "yanbiao", &mut script);
            print(&script)
        }
        Command::Man { dir } => manual(dir.as_deref(), lang),
    }
}

/// There is no such rule; the nearest id is most likely what was meant.
fn no_rule(asked: &str) -> Message {
    let near = |rule: &&&'static crate::rule::Rule| strsim::damerau_levenshtein(rule.id, asked);
    match RULES.iter().min_by_key(near).filter(|rule| near(rule) <= rule.id.len() / 2) {
        Some(rule) => phrase::NO_RULE_NEAR.with("rule", format!("{asked:?}")).with("near", rule.id),
        None => phrase::NO_RULE.with("rule", format!("{asked:?}")),
    }
}

fn manual(folder: Option<&Path>, lang: Lang) -> Result<u8> {
    let mut command = help::localise(Args::command(), lang);
    // Gives the subcommands their names with the program's in front.
    command.build();
    let Some(folder) = folder else { return print(page(command, lang)?.as_bytes()) };
    let failed = || not_written(folder, lang);
    fs::create_dir_all(folder).with_context(failed)?;
    write_pages(command, folder, lang).with_context(failed)?;
    Ok(0)
}

fn page(command: clap::Command, lang: Lang) -> Result<String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(help::manual_headings(String::from_utf8_lossy(&page).into_owned(), lang))
}

/// One page for a command and one for each below it.
fn write_pages(command: clap::Command, folder: &Path, lang: Lang) -> Result<()> {
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        write_pages(sub.clone(), folder, lang)?;
    }
    let name = clap_mangen::Man::new(command.clone()).get_filename();
    Ok(fs::write(folder.join(name), page(command, lang)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
    }
}
