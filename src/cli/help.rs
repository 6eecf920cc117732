//! The help in Chinese: a table by command and argument, laid over the arguments as written.
//!
//! clap has its headings and defaults in English only, so the Chinese help brings its own; which arguments there
//! are, and what they take, stays as it is. A test walks all commands and arguments against the table.

use clap::{Arg, Command};

use super::{help_zh, help_zh_audit};
use crate::message::Lang;
use crate::report::wrap::wrap;

/// Columns of a help text, behind clap's indent of ten.
const TEXT_COLUMNS: usize = 68;

/// A table in Chinese, in parts.
type Table = [&'static [(&'static str, &'static str)]; 2];

const COMMANDS: Table = [help_zh::COMMANDS, help_zh_audit::COMMANDS];
const ARGS: Table = [help_zh::ARGS, help_zh_audit::ARGS];
const VALUES: Table = [help_zh::VALUES, help_zh_audit::VALUES];
const AFTER: Table = [help_zh::AFTER, help_zh_audit::AFTER];

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The command with its help in a language.
pub(super) fn localise(mut command: Command, lang: Lang) -> Command {
    match lang {
        Lang::En => command,
        Lang::Zh => {
            command.build();
            translate(command, "")
        }
    }
}

fn translate(command: Command, path: &str) -> Command {
    // `help check` says of `check` what `check` says of itself.
    let key = path.strip_prefix("help/").unwrap_or(path).to_owned();
    let mut command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .next_line_help(true)
        .term_width(0)
        .mut_args(|arg| argument(arg, &key));
    if let Some(about) = find(COMMANDS, &key) {
        command = command.about(wrap(about, 0, 78).join("\n"));
    }
    if let Some(after) = find(AFTER, &key) {
        command = command.after_help(after);
    }
    let inside = path.to_owned();
    command.mut_subcommands(|sub| {
        let below = if inside.is_empty() { sub.get_name().to_owned() } else { format!("{inside}/{}", sub.get_name()) };
        translate(sub, &below)
    })
}

fn argument(arg: Arg, command: &str) -> Arg {
    let key = argument_key(command, arg.get_id().as_str());
    let heading = if arg.is_positional() { "参数" } else { "选项" };
    let Some(text) = find(ARGS, &key) else { return arg.help_heading(heading) };
    let mut lines = wrap(text, 0, TEXT_COLUMNS);
    lines.extend(values(&arg, &key));
    let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !default.is_empty() && !arg.is_hide_default_value_set() && takes_value(&arg) {
        lines.push(format!("默认：{}", default.join("、")));
    }
    let text = lines.join("\n");
    let arg = arg.help(text.clone()).long_help(text).help_heading(heading);
    arg.hide_default_value(true).hide_possible_values(true)
}

fn takes_value(arg: &Arg) -> bool {
    arg.get_action().takes_values()
}

/// The values an argument takes: a line each where they have an explanation, one line otherwise.
fn values(arg: &Arg, key: &str) -> Vec<String> {
    if !takes_value(arg) {
        return Vec::new();
    }
    let names: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| value.get_name().to_owned())
        .collect();
    if names.is_empty() {
        return Vec::new();
    }
    let explained = |name: &String| Some(format!("  {name}：{}", find(VALUES, &format!("{key}/{name}"))?));
    let lines: Vec<String> = names.iter().filter_map(explained).collect();
    if lines.len() == names.len() { lines } else { vec![format!("可选：{}", names.join("、"))] }
}

/// Arguments that every command has stand once in the table.
fn argument_key(command: &str, id: &str) -> String {
    match id {
        "help" | "version" | "lang" => format!("*/{id}"),
        _ => format!("{command}/{id}"),
    }
}

fn find(table: Table, key: &str) -> Option<&'static str> {
    table.into_iter().flatten().find(|(known, _)| *known == key).map(|(_, text)| *text)
}

/// The section headings of a manual page, which clap_mangen writes in English.
pub(super) fn manual_headings(page: String, lang: Lang) -> String {
    const HEADINGS: [(&str, &str); 6] = [
        (".SH NAME", ".SH 名称"),
        (".SH SYNOPSIS", ".SH 用法"),
        (".SH DESCRIPTION", ".SH 说明"),
        (".SH OPTIONS", ".SH 选项"),
        (".SH EXTRA", ".SH 补充"),
        (".SH VERSION", ".SH 版本"),
    ];
    match lang {
        Lang::En => page,
        Lang::Zh => {
            HEADINGS.iter().fold(page, |page, (from, to)| page.replace(&format!("{from}\n"), &format!("{to}\n")))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::Args;

    /// Keys of all commands, arguments and explained values.
    fn walk(command: &Command, path: &str, keys: &mut [BTreeSet<String>; 3]) {
        keys[0].insert(path.to_owned());
        for arg in command.get_arguments() {
            let key = argument_key(path, arg.get_id().as_str());
            let explained = arg.get_possible_values().into_iter().filter(|value| value.get_help().is_some());
            keys[2].extend(explained.map(|value| format!("{key}/{}", value.get_name())));
            keys[1].insert(key);
        }
        for sub in command.get_subcommands().filter(|_| path != "help") {
            let below = if path.is_empty() { sub.get_name().to_owned() } else { format!("{path}/{}", sub.get_name()) };
            walk(sub, &below, keys);
        }
    }

    #[track_caller]
    fn check(found: &BTreeSet<String>, table: Table) {
        let known: BTreeSet<String> = table.into_iter().flatten().map(|(key, _)| (*key).to_owned()).collect();
        let missing: Vec<_> = found.difference(&known).collect();
        let stale: Vec<_> = known.difference(found).collect();
        assert!(missing.is_empty() && stale.is_empty(), "without Chinese: {missing:?}; of nothing: {stale:?}");
        assert!(table.into_iter().flatten().all(|(_, text)| text.chars().any(|c| c >= '\u{4e00}')), "not Chinese");
    }

    #[test]
    fn every_command_argument_and_value_has_its_chinese() {
        let mut command = Args::command();
        command.build();
        let mut keys = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
        walk(&command, "", &mut keys);
        assert!(keys[0].len() >= 6 && keys[1].len() >= 20 && keys[2].len() >= 5, "{keys:?}");
        check(&keys[0], COMMANDS);
        check(&keys[1], ARGS);
        check(&keys[2], VALUES);
    }

    /// The paths of commands that teach something.
    fn below(command: &Command, path: &str, taught: &mut BTreeSet<String>) {
        if command.get_after_help().is_some() {
            taught.insert(path.to_owned());
        }
        for sub in command.get_subcommands() {
            let name = sub.get_name();
            below(sub, &if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") }, taught);
        }
    }

    #[test]
    fn what_teaches_in_english_teaches_in_chinese() {
        let mut command = Args::command();
        command.build();
        let mut taught = BTreeSet::new();
        below(&command, "", &mut taught);
        assert!(taught.contains("") && taught.contains("check"));
        check(&taught, AFTER);
    }

    #[test]
    fn no_english_heading_is_left() {
        let mut command = localise(Args::command(), Lang::Zh);
        let pages: Vec<String> = std::iter::once(command.render_long_help().to_string())
            .chain(command.get_subcommands_mut().map(|sub| sub.render_long_help().to_string()))
            .collect();
        assert!(pages.len() >= 6);
        for page in pages {
            for word in ["Usage", "Options", "Arguments", "Commands", "[default", "ossible values", "Print"] {
                assert!(!page.contains(word), "{word} in\n{page}");
            }
            assert!(page.contains("用法：") && (page.contains("选项") || page.contains("命令")), "{page}");
        }
    }
}
