//! `yanbiao compare`: two versions of one picture, or of a folder of them.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::args::{CompareArgs, CompareFormat};
use super::collect::{self, Item};
use super::file::{self, FileBytes};
use super::output::{Output, not_written};
use super::over_items::{Ended, Run, over_items};
use super::printer::complain;
use super::trouble::Trouble;
use super::workers::Chunk;
use super::{interrupt, settings};
use crate::asset::Asset;
use crate::check::{Checked, Settings, check};
use crate::compare::compare;
use crate::context::Context;
use crate::message::Lang;
use crate::report::compared::{self, Pair};
use crate::report::compared_sarif;
use crate::report::plain::Style;
use crate::report::run::Tool;
use crate::report::words::phrase;
use crate::untrusted::Untrusted;

/// What does not change from pair to pair.
struct Job<'a> {
    args: &'a CompareArgs,
    context: Context,
    settings: Settings,
    tool: Tool,
    style: Style,
    second: Second<'a>,
}

/// Where the second version of a picture is looked for.
enum Second<'a> {
    /// This file.
    File(&'a Path),
    /// At the same place in this folder; the first lies in the other.
    Folder { first: &'a Path, second: &'a Path },
}

/// Pairs that follow each other, as they will be printed.
#[derive(Default)]
struct Records {
    bytes: Vec<u8>,
    complaints: Vec<Trouble>,
    codes: Codes,
}

impl Chunk for Records {
    fn bytes(&self) -> usize {
        self.bytes.len()
    }
}

/// What is printed so far.
#[derive(Default)]
struct Begun {
    /// A record is there, so the next one needs a comma.
    is_begun: bool,
    errors: Vec<String>,
}

/// Exit codes of the pairs, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Codes {
    pairs: u64,
    lost: u64,
    open: u64,
    errors: u64,
}

impl Codes {
    fn add(&mut self, code: u8) {
        self.pairs += 1;
        self.lost += u64::from(code == 1);
        self.open += u64::from(code == 3);
    }

    fn merge(&mut self, other: Self) {
        self.pairs += other.pairs;
        self.lost += other.lost;
        self.open += other.open;
        self.errors += other.errors;
    }

    /// By precedence 2 > 1 > 3 > 0; 4 when there was nothing to compare.
    fn exit_code(self, is_forgiving: bool) -> u8 {
        match self {
            Self { errors: 1.., .. } => 2,
            Self { pairs: 0, .. } => 4,
            _ if is_forgiving => 0,
            Self { lost: 1.., .. } => 1,
            Self { open: 1.., .. } => 3,
            Self { .. } => 0,
        }
    }
}

/// Compares as the arguments say; returns the exit code.
pub(super) fn run(args: &CompareArgs, lang: Lang) -> Result<u8> {
    let settings = settings::with_lists(args.look.trust_dir.as_deref(), lang)?;
    let output = args.output.as_deref();
    let job = Job {
        context: settings::neutral(&args.look),
        tool: Tool::new(&settings.trust),
        settings,
        style: Style { lang, color: settings::color(args.color, output), columns: settings::columns(output) },
        second: second(args, lang)?,
        args,
    };
    let failed = || not_written(output.unwrap_or(Path::new("-")), lang);
    let mut sink = Output::open(output).with_context(failed)?;
    sink.write(&job.opening())?;
    let run = Run { paths: std::slice::from_ref(&args.before), jobs: args.jobs, progress: args.progress };
    let (mut codes, mut begun) = (Codes::default(), Begun::default());
    let work = |item, records: &mut Records| job.add(item, records);
    let ended = over_items(&run, work, |records| {
        job.print(records, &mut sink, &mut codes, &mut begun)?;
        Ok(if sink.closed { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    if ended == Ended::Interrupted {
        complain(phrase::INTERRUPTED.pick(lang));
        return Ok(interrupt::EXIT_CODE);
    }
    let code = codes.exit_code(args.exit_zero);
    sink.write(&job.closing(&begun.errors, code))?;
    sink.finish()?;
    Ok(code)
}

fn second<'a>(args: &'a CompareArgs, lang: Lang) -> Result<Second<'a>> {
    match (args.before.is_dir(), args.after.is_dir()) {
        (false, false) => Ok(Second::File(&args.after)),
        (true, true) => Ok(Second::Folder { first: &args.before, second: &args.after }),
        (false, true) => {
            Ok(Second::Folder { first: args.before.parent().unwrap_or(Path::new("")), second: &args.after })
        }
        (true, false) => bail!("{}", phrase::ONE_SIDED.pick(lang)),
    }
}

impl Job<'_> {
    fn add(&self, item: Item, records: &mut Records) {
        let path = match item {
            Item::File(path) => path,
            Item::Unknown(path) => match file::unless_no_picture(path) {
                Some(path) => path,
                None => return,
            },
            Item::Trouble(trouble) => return records.complaints.push(trouble),
            Item::Stdin | Item::NoFile | Item::Notice(_) => return,
        };
        match self.pair(&path) {
            Ok(pair) => {
                records.codes.add(pair.comparison.exit_code());
                self.record(&pair, &mut records.bytes);
            }
            Err(trouble) => records.complaints.push(trouble),
        }
    }

    fn pair(&self, first: &Path) -> Result<Pair, Trouble> {
        let second = self.second_of(first)?;
        let (before, after) = (self.check(first)?, self.check(&second)?);
        let comparison = compare(&before.facts, &after.facts);
        Ok(Pair { before: before.name, after: after.name, comparison })
    }

    fn check(&self, path: &Path) -> Result<Checked, Trouble> {
        let bytes = FileBytes::open(path).map_err(|error| Trouble::file(path, &error))?;
        Ok(check(&Asset::new(path.to_string_lossy(), &bytes), &self.context, &self.settings))
    }

    fn second_of(&self, path: &Path) -> Result<PathBuf, Trouble> {
        match self.second {
            Second::File(file) => Ok(file.to_owned()),
            Second::Folder { first, second } => {
                let place = path.strip_prefix(first).unwrap_or(path);
                let why = || phrase::NO_SECOND.with("folder", Untrusted::new(second.to_string_lossy()).to_string());
                counterpart(&second.join(place)).ok_or_else(|| Trouble::new(path, why()))
            }
        }
    }

    fn record(&self, pair: &Pair, bytes: &mut Vec<u8>) {
        match self.args.format {
            CompareFormat::Plain => {
                let mut text = String::new();
                compared::write_pair(pair, self.style, &mut text);
                bytes.extend(text.into_bytes());
            }
            CompareFormat::Jsonl => {
                compared::write_json(pair, &self.tool, false, bytes);
                bytes.push(b'\n');
            }
            CompareFormat::Json => {
                if !bytes.is_empty() {
                    bytes.extend(b",\n");
                }
                compared::write_json(pair, &self.tool, true, bytes);
            }
            CompareFormat::Sarif => {
                let before = bytes.len();
                compared_sarif::write_results(pair, self.style.lang, bytes);
                // A pair without results leaves nothing, and then nothing may stand between.
                if before > 0 && bytes.len() > before {
                    bytes.splice(before..before, *b",\n");
                }
            }
        }
    }

    fn print(&self, records: Records, sink: &mut Output, codes: &mut Codes, begun: &mut Begun) -> Result<()> {
        for trouble in &records.complaints {
            let trouble = trouble.render(self.style.lang);
            complain(&trouble);
            begun.errors.push(trouble);
            codes.errors += 1;
        }
        codes.merge(records.codes);
        if records.bytes.is_empty() {
            return Ok(());
        }
        let has_commas = matches!(self.args.format, CompareFormat::Json | CompareFormat::Sarif);
        if has_commas && std::mem::replace(&mut begun.is_begun, true) {
            sink.write(b",\n")?;
        }
        sink.write(&records.bytes)
    }

    /// What opens the document. Pairs of a folder stand in an array.
    fn opening(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match (self.args.format, &self.second) {
            (CompareFormat::Json, Second::Folder { .. }) => out.extend(b"[\n"),
            (CompareFormat::Sarif, _) => compared_sarif::head(&self.tool, self.style.lang, &mut out),
            (CompareFormat::Json | CompareFormat::Jsonl | CompareFormat::Plain, _) => {}
        }
        out
    }

    /// What closes it.
    fn closing(&self, errors: &[String], exit_code: u8) -> Vec<u8> {
        let mut out = Vec::new();
        match (self.args.format, &self.second) {
            (CompareFormat::Json, Second::Folder { .. }) => out.extend(b"\n]\n"),
            (CompareFormat::Json, Second::File(_)) => out.extend(b"\n"),
            (CompareFormat::Sarif, _) => compared_sarif::tail(errors, exit_code, &mut out),
            (CompareFormat::Jsonl | CompareFormat::Plain, _) => {}
        }
        out
    }
}

/// The file itself, or the one picture beside it that differs in its extension only.
fn counterpart(path: &Path) -> Option<PathBuf> {
    if path.is_file() {
        return Some(path.to_owned());
    }
    let stem = path.file_stem()?;
    let entries = std::fs::read_dir(path.parent()?).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    let mut same = entries.filter(|other| other.file_stem() == Some(stem) && collect::has_picture_extension(other));
    let first = same.next()?;
    // Of two nobody can say which is meant.
    same.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_code_wins() {
        let codes = |pairs, lost, open, errors| Codes { pairs, lost, open, errors };
        let got = [codes(3, 1, 1, 1), codes(3, 1, 1, 0), codes(3, 0, 1, 0), codes(3, 0, 0, 0), codes(0, 0, 0, 0)];
        assert_eq!(got.map(|one| one.exit_code(false)), [2, 1, 3, 0, 4]);
        assert_eq!(got.map(|one| one.exit_code(true)), [2, 0, 0, 0, 4]);
    }

    #[test]
    fn a_counterpart_may_have_another_extension_if_it_is_the_only_one() {
        let folder = std::env::temp_dir().join(format!("yanbiao-compare-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for name in ["a.png", "b.jpg", "b.webp", "c.txt"] {
            std::fs::write(folder.join(name), "").unwrap();
        }
        let found = |name: &str| counterpart(&folder.join(name)).map(|path| path.file_name().unwrap().to_owned());
        assert_eq!(found("a.png"), Some("a.png".into()));
        assert_eq!(found("a.jpg"), Some("a.png".into()));
        assert_eq!([found("b.gif"), found("c.jpg"), found("d.jpg")], [None, None, None]);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
