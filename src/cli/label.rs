//! `yanbiao label`: writes what a platform owes into pictures, or repairs their labels.
//!
//! Files are planned by the workers and written one after the other, in order. A file grows beside its place as
//! `NAME.partial` and takes its name when it is whole, so that Ctrl-C leaves no half of one.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use sha2::{Digest, Sha256};

use super::args::{LabelArgs, LabelFormat, YesNo};
use super::collect::{self, Item};
use super::file::{self, FileBytes};
use super::output::{Output, not_written, partial_of};
use super::over_items::{Ended, Run, over_items};
use super::printer::complain;
use super::trouble::Trouble;
use super::workers::Chunk;
use super::{interrupt, settings};
use crate::asset::Asset;
use crate::check::{Checked, Settings, check};
use crate::context::{Context, Depth, Role};
use crate::finding::{Finding, Outcome};
use crate::hex::hex;
use crate::label::{Input, Plan, Request, Task, plan};
use crate::message::{Lang, Text};
use crate::report::labelled::{self, Labelled};
use crate::report::plain::Style;
use crate::report::run::Tool;
use crate::report::words::phrase;
use crate::rules;
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::LabelValue;

static NOWHERE: Text = Text {
    zh: "没有说明写到哪里：用 --out 文件夹 另存，--in-place 改写原文件，或 --dry-run 只看结果",
    en: "nothing says where to write: --out DIR for copies, --in-place to replace the files, or --dry-run to see only",
};
static ONE_ID: Text = Text {
    zh: "多个文件不能共用一个 PropagateID；在 --id 中写 {name} 或 {sha256}，例如 --id 'wb-{sha256}'",
    en: "several files cannot share one PropagateID; write {name} or {sha256} into --id, as in --id 'wb-{sha256}'",
};
static NO_STDIN: Text = Text {
    zh: "标准输入没有可写回的位置；先存成文件",
    en: "standard input has no place to write back to; save it as a file",
};
static TAKEN: Text = Text {
    zh: "另一个输入也要写到 {file}；分开处理，或换一个 --out",
    en: "another input goes to {file}, too; label them apart, or with another --out",
};
static EXISTS: Text = Text {
    zh: "{file} 已存在，没有覆盖；换一个 --out，或加 --force",
    en: "{file} is there already and was not overwritten; choose another --out, or use --force",
};
static CHANGED: Text = Text {
    zh: "文件在处理期间有改动，没有写；重新运行",
    en: "the file changed while it was looked at, nothing was written; run it again",
};
static WRONG_RESULT: Text = Text {
    zh: "复查写入结果时没有读到唯一且合规的标签，没有写；请保留原文件并报告此问题",
    en: "the result was checked and does not hold exactly one label as asked for, nothing was written; keep the original and report this",
};

/// Labels as the arguments say; returns the exit code.
pub(super) fn run(args: &LabelArgs, lang: Lang) -> Result<u8> {
    refuse_usage(args, lang)?;
    let settings = settings::with_lists(args.look.trust_dir.as_deref(), lang)?;
    let user_declared = args.declared.map(|declared| declared == YesNo::Yes);
    let neutral = settings::neutral(&args.look);
    let context = Context { role: Role::Platform, user_declared, digest: true, ..neutral };
    if let Some(folder) = &args.out {
        let failed = || not_written(folder, lang);
        fs::create_dir_all(folder).with_context(failed)?;
    }
    let style = Style { lang, color: settings::color(args.color, None), columns: settings::columns(None) };
    let job = Job { args, context, tool: Tool::new(&settings.trust), settings, style };
    let mut printer = Printer { sink: Output::open(None)?, codes: Codes::default(), taken: BTreeSet::new() };
    let run = Run { paths: &args.paths, jobs: args.jobs, progress: args.progress };
    let work = |item, records: &mut Records| job.add(item, records);
    let ended = over_items(&run, work, |records| {
        printer.add(records, &job)?;
        Ok(if printer.sink.closed { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    printer.close(&job)?;
    if ended == Ended::Interrupted {
        complain(phrase::INTERRUPTED.pick(lang));
        return Ok(interrupt::EXIT_CODE);
    }
    Ok(printer.codes.exit_code())
}

fn refuse_usage(args: &LabelArgs, lang: Lang) -> Result<()> {
    let goes_somewhere = args.out.is_some() || args.in_place || args.dry_run || args.fix;
    if !goes_somewhere {
        bail!("{}", NOWHERE.pick(lang));
    }
    let id = args.id.as_deref().unwrap_or_default();
    let is_constant = !id.contains("{sha256}") && !id.contains("{name}");
    if !args.fix && is_constant && !collect::is_single(&args.paths) {
        bail!("{}", ONE_ID.pick(lang));
    }
    Ok(())
}

/// What does not change from file to file.
struct Job<'a> {
    args: &'a LabelArgs,
    context: Context,
    settings: Settings,
    tool: Tool,
    style: Style,
}

/// A file with what shall become of it.
struct Ready {
    path: PathBuf,
    sha256: Option<[u8; 32]>,
    labelled: Labelled,
}

/// Files that follow each other.
#[derive(Default)]
struct Records {
    ready: Vec<Result<Ready, Trouble>>,
}

impl Chunk for Records {
    fn bytes(&self) -> usize {
        let put = |ready: &Ready| {
            let edits = ready.labelled.plan.as_ref().map_or(&[][..], Plan::edits);
            edits.iter().map(|edit| edit.put.len()).sum::<usize>()
        };
        self.ready.iter().map(|one| one.as_ref().map_or(0, put)).sum()
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
            Item::Stdin => return records.ready.push(Err(Trouble::new(Path::new("-"), NO_STDIN.message()))),
            Item::Trouble(trouble) => return records.ready.push(Err(trouble)),
            Item::NoFile | Item::Notice(_) => return,
        };
        records.ready.push(self.ready(path));
    }

    fn ready(&self, path: PathBuf) -> Result<Ready, Trouble> {
        let bytes = FileBytes::open(&path).map_err(|error| Trouble::file(&path, &error))?;
        let asset = Asset::new(path.to_string_lossy(), &bytes);
        let checked = check(&asset, &self.context, &self.settings);
        let request = self.request(&path, &checked);
        let input = Input { asset: &asset, checked: &checked, limits: &self.settings.limits };
        let plan = plan(&input, &request);
        let before = self.on_label(&checked);
        let (mut repaired, mut left) = (Vec::new(), Vec::new());
        if let Ok(plan) = &plan {
            let after = self.checked_again(&asset, plan);
            if !plan.is_empty() && !plan.is_in(&after) {
                return Err(Trouble::new(&path, WRONG_RESULT.message()));
            }
            let found = self.on_label(&after);
            let is_gone = |finding: &Finding| !found.iter().any(|other| other.rule == finding.rule);
            repaired = before.into_iter().filter(|finding| !plan.is_empty() && is_gone(finding)).collect();
            left = found.into_iter().filter(is_for_a_person).collect();
        } else if self.args.fix {
            left = before.into_iter().filter(is_for_a_person).collect();
        }
        let name = asset.name.clone();
        let sha256 = checked.sha256;
        Ok(Ready { path, sha256, labelled: Labelled { name, plan, written: None, repaired, left } })
    }

    fn request(&self, path: &Path, checked: &Checked) -> Request {
        let Self { args, .. } = self;
        let task = if args.fix {
            Task::Repair
        } else {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let digest = checked.sha256.map_or_else(String::new, |digest| hex(&digest));
            let id = args.id.as_deref().unwrap_or_default();
            Task::Propagate {
                propagator: args.propagator.clone().unwrap_or_default(),
                id: id.replace("{sha256}", &digest).replace("{name}", &stem),
                label: args.label.map(LabelValue::from),
            }
        };
        Request { task, break_c2pa: args.break_c2pa }
    }

    /// The new file as whoever serves it would check it.
    fn checked_again(&self, asset: &Asset<'_>, plan: &Plan) -> Checked {
        let edited = plan.edited(asset);
        let context = Context { role: self.role(), depth: Depth::Metadata, digest: false, ..self.context.clone() };
        check(&Asset::new(asset.name.as_raw(), &edited), &context, &self.settings)
    }

    /// Findings that rest on a label alone, before and after judged in the same capacity.
    fn on_label(&self, checked: &Checked) -> Vec<Finding> {
        let labels: Vec<_> = checked.facts.implicit.labels.iter().map(|found| found.id).collect();
        let is_one = |finding: &Finding| {
            let is_open = match finding.outcome {
                Outcome::Fail | Outcome::Review | Outcome::Informational => true,
                Outcome::Pass | Outcome::Undetermined | Outcome::NotApplicable => false,
            };
            let on_labels = !finding.evidence.is_empty() && finding.evidence.iter().all(|id| labels.contains(id));
            is_open && on_labels && finding.rule.starts_with("cn-")
        };
        let context = Context { role: self.role(), ..self.context.clone() };
        rules::judge(&checked.facts, &context).into_iter().filter(is_one).collect()
    }

    fn role(&self) -> Role {
        if self.args.fix { Role::Unknown } else { Role::PlatformEgress }
    }

    /// Where the new file goes; `None` when nothing is written.
    fn target(&self, path: &Path, plan: &Plan) -> Option<PathBuf> {
        if let Some(folder) = &self.args.out {
            let roots = self.args.paths.iter().filter_map(|root| path.strip_prefix(root).ok());
            let below = roots.filter(|below| !below.as_os_str().is_empty()).min_by_key(|below| below.as_os_str().len());
            return Some(folder.join(below.or(path.file_name().map(Path::new))?));
        }
        (self.args.in_place && !plan.is_empty()).then(|| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()))
    }
}

fn is_for_a_person(finding: &Finding) -> bool {
    matches!(finding.outcome, Outcome::Fail | Outcome::Review)
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Codes {
    files: u64,
    for_a_person: u64,
    errors: u64,
}

impl Codes {
    /// By precedence 2 > 1 > 0; 4 when there was nothing to label.
    fn exit_code(self) -> u8 {
        match self {
            Self { errors: 1.., .. } => 2,
            Self { files: 0, .. } => 4,
            Self { for_a_person: 1.., .. } => 1,
            Self { .. } => 0,
        }
    }
}

struct Printer {
    sink: Output,
    codes: Codes,
    /// Files that this run has written, in lower case, since not every disk tells the case of letters.
    taken: BTreeSet<String>,
}

impl Printer {
    fn add(&mut self, records: Records, job: &Job<'_>) -> Result<()> {
        for one in records.ready {
            match one.and_then(|ready| self.written(ready, job)) {
                Ok(labelled) => self.print(&labelled, job)?,
                Err(trouble) => {
                    complain(&trouble.render(job.style.lang));
                    self.codes.errors += 1;
                }
            }
        }
        Ok(())
    }

    fn written(&mut self, ready: Ready, job: &Job<'_>) -> Result<Labelled, Trouble> {
        let Ready { path, sha256, mut labelled } = ready;
        let Ok(plan) = &labelled.plan else { return Ok(labelled) };
        let Some(target) = job.target(&path, plan).filter(|_| !job.args.dry_run) else { return Ok(labelled) };
        let told = Untrusted::new(target.to_string_lossy());
        if !self.taken.insert(target.to_string_lossy().to_lowercase()) {
            return Err(Trouble::new(&path, TAKEN.with("file", told.to_string())));
        }
        if job.args.out.is_some() && !job.args.force && target.exists() {
            return Err(Trouble::new(&path, EXISTS.with("file", told.to_string())));
        }
        let bytes = FileBytes::open(&path).map_err(|error| Trouble::file(&path, &error))?;
        let asset = Asset::new(path.to_string_lossy(), &bytes);
        match is_unchanged(&asset, sha256) {
            Ok(true) => {}
            Ok(false) => return Err(Trouble::new(&path, CHANGED.message())),
            Err(error) => return Err(Trouble::file(&path, &error)),
        }
        let unwritable = |_| Trouble::new(&path, phrase::NOT_WRITTEN.with("file", told.to_string()));
        save(plan, &asset, &path, &target).map_err(unwritable)?;
        labelled.written = Some(told);
        Ok(labelled)
    }

    fn print(&mut self, labelled: &Labelled, job: &Job<'_>) -> Result<()> {
        let mut bytes = Vec::new();
        match job.args.format {
            LabelFormat::Plain => {
                let mut text = String::new();
                labelled::write_plain(labelled, job.style, &mut text);
                bytes.extend(text.into_bytes());
            }
            LabelFormat::Json => {
                let is_first = self.codes.files == 0;
                let opening: &[u8] = if is_first { b"[\n" } else { b",\n" };
                bytes.extend(if collect::is_single(&job.args.paths) { b"" } else { opening });
                labelled::write_json(labelled, &job.tool, &mut bytes);
            }
        }
        self.codes.files += 1;
        self.codes.for_a_person += u64::from(labelled.needs_a_person());
        self.sink.write(&bytes)
    }

    fn close(&mut self, job: &Job<'_>) -> Result<()> {
        let is_array = !collect::is_single(&job.args.paths);
        match (job.args.format, is_array, self.codes.files) {
            (LabelFormat::Json, true, 0) => self.sink.write(b"[]\n"),
            (LabelFormat::Json, true, _) => self.sink.write(b"\n]\n"),
            (LabelFormat::Json, false, 1..) => self.sink.write(b"\n"),
            (LabelFormat::Json | LabelFormat::Plain, ..) => Ok(()),
        }
    }
}

/// Whether a file still has the bytes that were planned for.
fn is_unchanged(asset: &Asset<'_>, sha256: Option<[u8; 32]>) -> io::Result<bool> {
    let mut sha = Sha256::new();
    let mut window = vec![0; 1 << 18];
    let mut at = 0;
    loop {
        let count = asset.read_into(at, &mut window)?;
        if count == 0 {
            return Ok(Some(<[u8; 32]>::from(sha.finalize())) == sha256);
        }
        sha.update(&window[..count]);
        at = at.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
    }
}

/// Writes beside the target and gives it its name when it is whole.
fn save(plan: &Plan, asset: &Asset<'_>, source: &Path, target: &Path) -> io::Result<()> {
    if let Some(folder) = target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let partial = partial_of(target);
    let result = fill(plan, asset, &partial).and_then(|()| {
        fs::set_permissions(&partial, fs::metadata(source)?.permissions())?;
        fs::rename(&partial, target)
    });
    if result.is_err() {
        drop(fs::remove_file(&partial));
    }
    result
}

fn fill(plan: &Plan, asset: &Asset<'_>, partial: &Path) -> io::Result<()> {
    let mut sink = BufWriter::new(File::create(partial)?);
    plan.write(asset, &mut sink)?;
    sink.flush()?;
    sink.get_ref().sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_code_wins() {
        let codes = |files, for_a_person, errors| Codes { files, for_a_person, errors };
        let got = [codes(3, 1, 1), codes(3, 1, 0), codes(3, 0, 0), codes(0, 0, 0)].map(Codes::exit_code);
        assert_eq!(got, [2, 1, 0, 4]);
    }
}
