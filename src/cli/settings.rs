//! From arguments, environment and clock to the values the core takes.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::Path;

use anyhow::Result;
use clap::ValueEnum;
use time::OffsetDateTime;

use super::args::{CheckArgs, DepthArg, FailOnArg, JurisdictionArg, LangArg, LookArgs, RoleArg, When, YesNo};
use crate::check::Settings;
use crate::context::{Context, Depth, Jurisdiction, Role};
use crate::message::Lang;
use crate::verdict::FailOn;

/// The language of help and errors, which are needed before the arguments are parsed.
pub(super) fn lang_of(arguments: &[OsString]) -> Lang {
    let mut asked = None;
    let words: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    for (index, word) in words.iter().enumerate().take_while(|(_, word)| **word != "--") {
        let value = if *word == "--lang" { words.get(index + 1).copied() } else { word.strip_prefix("--lang=") };
        asked = value.and_then(|value| LangArg::from_str(value, false).ok()).or(asked);
    }
    lang(asked)
}

/// The language asked for, or the locale's (POSIX order: `LC_ALL`, `LC_MESSAGES`, `LANG`).
fn lang(asked: Option<LangArg>) -> Lang {
    match asked {
        Some(LangArg::Zh) => Lang::Zh,
        Some(LangArg::En) => Lang::En,
        None => {
            let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
            let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG")).unwrap_or_default();
            if locale.starts_with("zh") { Lang::Zh } else { Lang::En }
        }
    }
}

/// The circumstances of the check. Without `--as-of` the clock is read, once for the whole run.
pub(super) fn context(args: &CheckArgs) -> Context {
    Context {
        role: role(args.role),
        jurisdiction: jurisdiction(args.jurisdiction),
        as_of: args.as_of.unwrap_or_else(now),
        user_declared: args.declared.map(|declared| declared == YesNo::Yes),
        depth: depth(args.depth),
        digest: args.digest,
        c2pa_counts_as_implicit: args.c2pa_counts_as_implicit,
    }
}

/// The circumstances where no duty is judged, only what is there.
pub(super) fn neutral(args: &LookArgs) -> Context {
    Context { depth: depth(args.depth), ..Context::at(args.as_of.unwrap_or_else(now)) }
}

/// The role of this name.
pub(super) fn role(asked: RoleArg) -> Role {
    match asked {
        RoleArg::Unknown => Role::Unknown,
        RoleArg::Generator => Role::Generator,
        RoleArg::Platform => Role::Platform,
        RoleArg::PlatformEgress => Role::PlatformEgress,
        RoleArg::Auditor => Role::Auditor,
    }
}

/// The jurisdiction of this name.
pub(super) fn jurisdiction(asked: JurisdictionArg) -> Jurisdiction {
    match asked {
        JurisdictionArg::Cn => Jurisdiction::Cn,
        JurisdictionArg::None => Jurisdiction::None,
    }
}

/// The depth of this name.
pub(super) fn depth(asked: DepthArg) -> Depth {
    match asked {
        DepthArg::Metadata => Depth::Metadata,
        DepthArg::Full => Depth::Full,
        DepthArg::Deep => Depth::Deep,
    }
}

/// Trust lists, and bounds as they are by default.
pub(super) fn with_lists(trust_dir: Option<&Path>, lang: Lang) -> Result<Settings> {
    Ok(Settings { trust: super::trust_folder::store(trust_dir, lang)?, ..Settings::default() })
}

/// This instant.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub(super) fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

/// Bounds, trust lists and the failing severity.
pub(super) fn settings(args: &CheckArgs, lang: Lang) -> Result<Settings> {
    let fail_on = match args.fail_on {
        FailOnArg::Error => FailOn::Error,
        FailOnArg::Warning => FailOn::Warning,
        FailOnArg::Never => FailOn::Never,
    };
    Ok(Settings { fail_on, ..with_lists(args.trust_dir.as_deref(), lang)? })
}

/// Whether to colour standard output: never into a file or pipe, and not when `NO_COLOR` is set.
pub(super) fn color(when: When, output: Option<&Path>) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            output.is_none()
                && std::io::stdout().is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    }
}

/// Columns to wrap reports for people at: the terminal's, within reason; 80 in files and pipes.
pub(super) fn columns(output: Option<&Path>) -> usize {
    let terminal = if output.is_none() { terminal_size::terminal_size_of(std::io::stdout()) } else { None };
    terminal.map_or(80, |(width, _)| usize::from(width.0).clamp(40, 100))
}

/// True for the word itself.
pub(super) fn always(when: When) -> bool {
    match when {
        When::Always => true,
        When::Auto | When::Never => false,
    }
}

/// Whether to show a progress bar.
pub(super) fn progress(when: When) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => std::io::stderr().is_terminal(),
    }
}

/// Pictures checked at the same time.
pub(super) fn jobs(asked: Option<usize>) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    asked.filter(|jobs| *jobs > 0).unwrap_or_else(cores)
}
