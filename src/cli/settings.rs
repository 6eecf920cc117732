//! From arguments, environment and clock to the values the core takes.

use std::io::IsTerminal;

use anyhow::Result;
use time::OffsetDateTime;

use super::args::{CheckArgs, DepthArg, FailOnArg, JurisdictionArg, LangArg, RoleArg, When, YesNo};
use crate::check::Settings;
use crate::context::{Context, Depth, Jurisdiction, Role};
use crate::limits::Limits;
use crate::message::Lang;
use crate::verdict::FailOn;

/// The language asked for, or the locale's (POSIX order: `LC_ALL`, `LC_MESSAGES`, `LANG`).
pub(super) fn lang(asked: Option<LangArg>) -> Lang {
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
        role: match args.role {
            RoleArg::Unknown => Role::Unknown,
            RoleArg::Generator => Role::Generator,
            RoleArg::Platform => Role::Platform,
            RoleArg::PlatformEgress => Role::PlatformEgress,
            RoleArg::Auditor => Role::Auditor,
        },
        jurisdiction: match args.jurisdiction {
            JurisdictionArg::Cn => Jurisdiction::Cn,
            JurisdictionArg::None => Jurisdiction::None,
        },
        as_of: args.as_of.unwrap_or_else(now),
        user_declared: args.declared.map(|declared| declared == YesNo::Yes),
        depth: match args.depth {
            DepthArg::Metadata => Depth::Metadata,
            DepthArg::Full => Depth::Full,
            DepthArg::Deep => Depth::Deep,
        },
        digest: args.digest,
        c2pa_counts_as_implicit: args.c2pa_counts_as_implicit,
    }
}

/// This instant.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub(super) fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

/// Bounds, trust lists and the failing severity.
pub(super) fn settings(args: &CheckArgs) -> Result<Settings> {
    let trust = super::trust::store(args.trust_dir.as_deref())?;
    let fail_on = match args.fail_on {
        FailOnArg::Error => FailOn::Error,
        FailOnArg::Warning => FailOn::Warning,
        FailOnArg::Never => FailOn::Never,
    };
    Ok(Settings { limits: Limits::default(), trust, fail_on })
}

/// Whether to colour standard output: never into a file or pipe, and not when `NO_COLOR` is set.
pub(super) fn color(args: &CheckArgs) -> bool {
    match args.color {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            args.output.is_none()
                && std::io::stdout().is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    }
}

/// Whether to show a progress bar: on a terminal, for more than a few files, and not between report lines.
pub(super) fn progress(args: &CheckArgs, files: usize) -> bool {
    match args.progress {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let apart = args.output.is_some() || args.quiet || !std::io::stdout().is_terminal();
            files > 8 && apart && std::io::stderr().is_terminal()
        }
    }
}

/// Pictures checked at the same time.
pub(super) fn jobs(args: &CheckArgs) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    args.jobs.filter(|jobs| *jobs > 0).unwrap_or_else(cores)
}
