//! `yanbiao survive`: sends one picture of each kind of label through the user's own command and says what is left.
//!
//! The pictures are samples of this project, made by it; the command is the user's and runs as the user wrote it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use super::args::{SurviveArgs, SurviveFormat};
use super::interrupt::{self, Interrupt};
use super::output::Output;
use super::printer::complain;
use super::settings;
use super::survive_kit::{KIT, Planted};
use crate::asset::Asset;
use crate::check::{Settings, check};
use crate::compare::compare;
use crate::compare::model::{Comparison, Fate};
use crate::context::Context;
use crate::message::{Lang, Message};
use crate::report::compared::{self, Survival};
use crate::report::plain::Style;
use crate::report::run::Tool;
use crate::report::words::phrase;
use crate::untrusted::Untrusted;

/// Between two looks at whether the command has ended.
const PATIENCE: Duration = Duration::from_millis(5);

/// Runs the command over the kit; returns the exit code.
pub(super) fn run(args: &SurviveArgs, lang: Lang) -> Result<u8> {
    if !args.cmd.contains("{in}") || !args.cmd.contains("{out}") {
        bail!("{}", phrase::CMD_HOLES.pick(lang));
    }
    let settings = settings::with_lists(args.look.trust_dir.as_deref(), lang)?;
    let context = settings::neutral(&args.look);
    let folder = Folder::new()?;
    let interrupt = Interrupt::default();
    interrupt.listen().context("Ctrl-C cannot be caught")?;
    let mut rows = Vec::new();
    for planted in KIT {
        if interrupt.is_asked() {
            complain(phrase::INTERRUPTED.pick(lang));
            return Ok(interrupt::EXIT_CODE);
        }
        let result = sent(planted, args, &folder.0, (&context, &settings));
        rows.push(Survival { kind: planted.kind.message(), file: planted.file, result });
    }
    let output = args.output.as_deref();
    let style = Style { lang, color: settings::color(args.color, output), columns: settings::columns(output) };
    let mut bytes = Vec::new();
    match args.format {
        SurviveFormat::Plain => {
            let mut text = String::new();
            compared::write_matrix(&rows, style, &mut text);
            bytes.extend(text.into_bytes());
        }
        SurviveFormat::Json => compared::write_matrix_json(&rows, &args.cmd, &Tool::new(&settings.trust), &mut bytes),
    }
    let mut sink = Output::open(output)?;
    sink.write(&bytes)?;
    sink.finish()?;
    Ok(exit_code(&rows, args.exit_zero))
}

/// By precedence 2 > 1 > 3 > 0.
fn exit_code(rows: &[Survival], is_forgiving: bool) -> u8 {
    let worst = rows.iter().filter_map(|row| row.result.as_ref().ok()?.worst()).max();
    match worst {
        _ if rows.iter().any(|row| row.result.is_err()) => 2,
        _ if is_forgiving => 0,
        Some(Fate::Lost | Fate::Weakened) => 1,
        Some(Fate::Unknown) => 3,
        Some(Fate::Kept | Fate::Gained | Fate::Changed) | None => 0,
    }
}

/// What became of one picture.
fn sent(
    planted: &Planted,
    args: &SurviveArgs,
    folder: &Path,
    (context, settings): (&Context, &Settings),
) -> Result<Comparison, Message> {
    let from = folder.join(planted.file);
    let extension = args.ext.as_deref().or_else(|| planted.file.rsplit('.').next()).unwrap_or_default();
    let to = folder.join(format!("out.{extension}"));
    drop(std::fs::remove_file(&to));
    std::fs::write(&from, planted.bytes).map_err(|error| said(&error))?;
    let command = args.cmd.replace("{in}", &quoted(&from)).replace("{out}", &quoted(&to));
    finished(shell(&command), Duration::from_secs(args.timeout))?;
    let no_file = std::io::ErrorKind::NotFound;
    let why =
        |error: std::io::Error| if error.kind() == no_file { phrase::CMD_NO_FILE.message() } else { said(&error) };
    let bytes = std::fs::read(&to).map_err(why)?;
    let judged = |name: &str, bytes: &Vec<u8>| check(&Asset::new(name, bytes), context, settings).facts;
    Ok(compare(&judged(planted.file, &planted.bytes.to_vec()), &judged("out", &bytes)))
}

/// What the system says of a failure.
fn said(error: &std::io::Error) -> Message {
    phrase::CMD_FAILED.with("error", Untrusted::new(error.to_string()).to_string())
}

/// Waits for the command, and ends it when it takes too long.
fn finished(child: std::io::Result<Child>, limit: Duration) -> Result<(), Message> {
    let mut child = child.map_err(|error| said(&error))?;
    let begun = Instant::now();
    loop {
        match child.try_wait().map_err(|error| said(&error))? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => {
                let code = status.code().map_or_else(|| status.to_string(), |code| code.to_string());
                return Err(phrase::CMD_STATUS.with("code", code));
            }
            None if begun.elapsed() > limit => {
                drop(child.kill());
                drop(child.wait());
                return Err(phrase::CMD_KILLED.with("seconds", limit.as_secs().to_string()));
            }
            None => std::thread::sleep(PATIENCE),
        }
    }
}

#[cfg(unix)]
fn shell(command: &str) -> std::io::Result<Child> {
    Command::new("sh").arg("-c").arg(command).stdin(Stdio::null()).stdout(Stdio::null()).spawn()
}

#[cfg(windows)]
fn shell(command: &str) -> std::io::Result<Child> {
    Command::new("cmd").arg("/C").arg(command).stdin(Stdio::null()).stdout(Stdio::null()).spawn()
}

/// A path as one word of the shell.
#[cfg(unix)]
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

#[cfg(windows)]
fn quoted(path: &Path) -> String {
    format!("\"{}\"", path.display())
}

/// A folder of its own that goes when the run ends.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("yanbiao-survive-{}", std::process::id()));
        std::fs::create_dir(&folder).with_context(|| folder.display().to_string())?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(result: Result<Comparison, Message>) -> Survival {
        Survival { kind: phrase::COLON.message(), file: "a.jpg", result }
    }

    #[test]
    fn a_command_that_gave_nothing_is_an_error_and_no_loss() {
        let nothing = || Err(phrase::CMD_NO_FILE.message());
        assert_eq!(exit_code(&[row(nothing()), row(Ok(Comparison::default()))], true), 2);
        assert_eq!(exit_code(&[row(Ok(Comparison::default()))], false), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_command_that_does_not_end_is_ended() {
        let begun = Instant::now();
        let why = finished(shell("sleep 30"), Duration::from_millis(20)).unwrap_err();
        assert_eq!(why.text, &phrase::CMD_KILLED);
        assert!(begun.elapsed() < Duration::from_secs(10));
        assert_eq!(finished(shell("exit 7"), Duration::from_secs(9)).unwrap_err().text, &phrase::CMD_STATUS);
        assert!(finished(shell("true"), Duration::from_secs(9)).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_path_is_one_word_of_the_shell() {
        assert_eq!(quoted(Path::new("a b'c")), r"'a b'\''c'");
    }
}
