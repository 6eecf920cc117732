//! `yanbiao audit run`: looks at the pictures of a sample and puts each on record, until none is left.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use anyhow::{Context as _, Result, anyhow, bail};
use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;
use serde::Serialize;
use sm3::Sm3;
use time::format_description::well_known::Rfc3339;

use super::audit_args::RunArgs;
use super::escape::escaped;
use super::file::FileBytes;
use super::interrupt::{self, Interrupt};
use super::online::Online;
use super::output::print;
use super::printer::complain;
use super::progress::Bar;
use super::trouble::Trouble;
use super::workers::{self, Chunk, Job};
use super::{audit_draw, settings};
use crate::asset::Asset;
use crate::audit::draw::stratum_name;
use crate::audit::observed::Observed;
use crate::audit::store::{Due, Judged, Seen, Store, StoreError, StratumState};
use crate::check::{Checked, Settings, check};
use crate::context::{Context, Depth};
use crate::fetch::client::Client;
use crate::finding::Outcome;
use crate::fingerprint::recorded;
use crate::hex::hex;
use crate::lettering::Gray;
use crate::look_up::decoded;
use crate::message::{Lang, Message, Text};
use crate::pixels::Picture;
use crate::report::json;
use crate::report::run::Tool;
use crate::report::words::phrase;
use crate::untrusted::Untrusted;

/// Bytes of a picture that is fetched.
const FETCHED_BYTES_MAX: u64 = 64 << 20;
/// The longer side of a preview.
const PREVIEW_SIDE: u32 = 360;
const PREVIEW_QUALITY: u8 = 80;

static OTHER_SAMPLE: Text = Text {
    zh: "此抽检文件属于另一个样本；换一个 --audit 文件，或用原来的样本继续",
    en: "this audit belongs to another sample; name another file after --audit, or go on with its own sample",
};
static OTHER_SETTINGS: Text = Text {
    zh: "此抽检文件是以其他条件开始的，不能以现在的条件继续：原为 {was}，现为 {now}",
    en: "this audit was begun under other conditions and cannot go on under these: it has {was}, now is {now}",
};
static OFFLINE: Text = Text {
    zh: "清单中是网址；加 --online 才会下载图片",
    en: "the list has addresses; pictures are fetched only with --online",
};
static UNREADABLE: Text = Text { zh: "无法读完", en: "cannot be read to its end" };
static PROGRESS: Text = Text {
    zh: "已检查 {judged} 张，无法取得 {gone} 张（由候补替代），应查 {size} 张；{file}",
    en: "looked at: {judged}; cannot be had: {gone} (others take their places); planned: {size}; {file}",
};
static SHORT: Text = Text {
    zh: "分层“{stratum}”应查 {size} 张，只能查到 {judged} 张：候补已用完；可用更大的 --reserve 重新抽样（小样本仍是其开头）",
    en: "stratum {stratum}: {judged} of {size} pictures could be had and the reserve is used up; draw again with a larger --reserve (the sample stays the beginning of it)",
};

/// Goes through the sample; returns the exit code.
pub(super) fn run(args: &RunArgs, lang: Lang) -> Result<u8> {
    let settings = settings::with_lists(args.trust_dir.as_deref(), lang)?;
    let tool = Tool::new(&settings.trust);
    let mut store = open(args, &tool, lang)?;
    let failed = |error: StoreError| failed(&args.audit, &error, lang);
    let as_of = store.setting("as_of").map_err(failed)?;
    let as_of = super::args::parse_instant(&as_of).map_err(|wanted| anyhow!(wanted))?;
    let online = args.online.then(Client::default);
    let look = Look {
        context: Context { as_of, ..context(args) },
        manifests: args.online.then(|| Online::new(Client::default())),
        online,
        settings,
        tool,
        base: args.base.clone().unwrap_or_default(),
    };
    let interrupt = Interrupt::default();
    interrupt.listen().context("Ctrl-C cannot be caught")?;
    // What cannot be had is replaced by what comes next, which may be gone as well.
    loop {
        let due = store.due().map_err(failed)?;
        if due.is_empty() || interrupt.is_asked() {
            break;
        }
        look.at_all(due, &mut store, args, &interrupt).map_err(failed)?;
    }
    finish(&store, args, interrupt.is_asked(), lang)
}

/// What went wrong with the file of an audit, in words.
pub(super) fn failed(path: &Path, error: &StoreError, lang: Lang) -> anyhow::Error {
    anyhow!("{}: {}", escaped(&path.display().to_string()), error.message().render(lang))
}

/// Opens the audit, or begins it.
fn open(args: &RunArgs, tool: &Tool, lang: Lang) -> Result<Store> {
    let failed = |error: StoreError| failed(&args.audit, &error, lang);
    let sample = audit_draw::read(&args.sample, lang)?;
    let mut written = Vec::new();
    sample.write(&mut written)?;
    let digest = hex(&<sha2::Sha256 as sha2::Digest>::digest(&written));
    let (conditions, tool) = (conditions(&context(args), args.online), tool_json(tool));
    match Store::open(&args.audit) {
        Ok(store) => {
            if store.setting("sample_sha256").map_err(failed)? != digest {
                bail!("{}: {}", escaped(&args.audit.display().to_string()), OTHER_SAMPLE.pick(lang));
            }
            same(&store, "context", &conditions, args, lang)?;
            same(&store, "tool", &tool, args, lang)?;
            Ok(store)
        }
        Err(StoreError::Missing | StoreError::Empty) => {
            let now = rfc3339(settings::now());
            let drawing = serde_json::to_string(&sample.drawing)?;
            let base = args.base.as_ref().map(|base| base.display().to_string()).unwrap_or_default();
            let settings = [
                ("sample_sha256", digest),
                ("drawing", drawing),
                ("context", conditions),
                ("tool", tool),
                ("as_of", args.as_of.map_or_else(|| now.clone(), rfc3339)),
                ("base", base),
                ("started_at", now),
                ("finished_at", String::new()),
            ];
            Store::create(&args.audit, &sample, &settings).map_err(failed)
        }
        Err(error) => Err(failed(error)),
    }
}

/// What was begun under some conditions goes on under the same, or its figures mean nothing.
fn same(store: &Store, name: &str, now: &str, args: &RunArgs, lang: Lang) -> Result<()> {
    let was = store.setting(name).map_err(|error| failed(&args.audit, &error, lang))?;
    if was == now {
        return Ok(());
    }
    let message = OTHER_SETTINGS.with("was", Untrusted::new(was).to_string()).with("now", now.to_owned());
    bail!("{}: {}", escaped(&args.audit.display().to_string()), message.render(lang))
}

#[derive(Serialize)]
struct Conditions {
    role: &'static str,
    jurisdiction: &'static str,
    depth: &'static str,
    c2pa_counts_as_implicit: bool,
    online: bool,
}

fn conditions(context: &Context, online: bool) -> String {
    json_text(&Conditions {
        role: context.role.id(),
        jurisdiction: context.jurisdiction.id(),
        depth: context.depth.id(),
        c2pa_counts_as_implicit: context.c2pa_counts_as_implicit,
        online,
    })
}

/// Versions of the program, the rules and the trust lists.
pub(super) fn tool_json(tool: &Tool) -> String {
    json_text(&json::ToolPart::new(tool))
}

fn json_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn rfc3339(at: time::OffsetDateTime) -> String {
    at.replace_nanosecond(0).unwrap_or(at).format(&Rfc3339).unwrap_or_default()
}

fn context(args: &RunArgs) -> Context {
    Context {
        role: settings::role(args.role),
        jurisdiction: settings::jurisdiction(args.jurisdiction),
        depth: settings::depth(args.depth),
        c2pa_counts_as_implicit: args.c2pa_counts_as_implicit,
        digest: true,
        ..Context::at(args.as_of.unwrap_or_else(settings::now))
    }
}

/// How pictures are looked at.
struct Look {
    context: Context,
    settings: Settings,
    tool: Tool,
    base: PathBuf,
    online: Option<Client>,
    manifests: Option<Online>,
}

impl Job for Due {
    fn may_wait(&self) -> bool {
        false
    }
}

/// What became of some pictures.
#[derive(Default)]
struct Batch(Vec<(i64, Seen)>);

impl Chunk for Batch {
    fn bytes(&self) -> usize {
        let of = |seen: &Seen| match seen {
            Seen::Gone(why) => why.len(),
            Seen::Judged(judged) => judged.report.len() + judged.preview.as_ref().map_or(0, Vec::len),
        };
        self.0.iter().map(|(_, seen)| of(seen)).sum()
    }
}

impl Look {
    /// Looks at pictures and puts them on record, until all are or the user asks to stop.
    fn at_all(
        &self,
        due: Vec<Due>,
        store: &mut Store,
        args: &RunArgs,
        interrupt: &Interrupt,
    ) -> Result<(), StoreError> {
        let found = AtomicU64::new(due.len() as u64);
        let bar = Bar::new(args.progress, &found);
        let items = due.into_iter().take_while(|_| !interrupt.is_asked());
        let work = |due: Due, batch: &mut Batch| batch.0.push((due.number, self.at(&due.place)));
        let mut result = Ok(());
        workers::in_order(items, settings::jobs(args.jobs), work, |batch: Batch, count| {
            result = store.record(&batch.0, settings::now().unix_timestamp());
            bar.advance(count);
            if result.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        bar.clear();
        result
    }

    fn at(&self, place: &str) -> Seen {
        let is_address = ["http://", "https://"].iter().any(|scheme| place.starts_with(scheme));
        if is_address {
            return match &self.online {
                None => gone(OFFLINE.message()),
                Some(client) => match client.get(place, FETCHED_BYTES_MAX) {
                    Ok(bytes) => self.at_asset(&Asset::new(place, &bytes)),
                    Err(error) => gone(error.message()),
                },
            };
        }
        let path = self.base.join(place);
        match FileBytes::open(&path) {
            Ok(bytes) => self.at_asset(&Asset::new(place, &bytes)),
            Err(error) => gone(Trouble::file(&path, &error).why),
        }
    }

    fn at_asset(&self, asset: &Asset<'_>) -> Seen {
        let checked = match &self.manifests {
            Some(online) => online.check(asset, &self.context, &self.settings),
            None => check(asset, &self.context, &self.settings),
        };
        // The net of `check` gives no digest for what it caught; that is still a picture that was had.
        let sha256 = checked.sha256.or_else(|| asset.digest::<sha2::Sha256>());
        let (Some(sha256), Some(sm3)) = (sha256, asset.digest::<Sm3>()) else { return gone(UNREADABLE.message()) };
        let mut report = Vec::new();
        json::write_line(&checked, &self.tool, &mut report);
        report.pop();
        let small = catch_unwind(AssertUnwindSafe(|| self.small(asset, &checked))).unwrap_or_default();
        Seen::Judged(Box::new(Judged {
            sha256,
            sm3,
            size_bytes: checked.size_bytes,
            format: checked.format.id(),
            observed: Observed::new(&checked),
            fingerprint: small.fingerprint,
            preview: small.preview,
            report,
        }))
    }

    fn small(&self, asset: &Asset<'_>, checked: &Checked) -> Small {
        if self.context.depth == Depth::Metadata {
            return Small::default();
        }
        let pixels = decoded(asset, &self.settings.limits);
        let Some(picture) = pixels.frames.first() else { return Small::default() };
        let wanted = checked.verdict.outcome != Outcome::Pass;
        Small { fingerprint: fingerprint(picture), preview: if wanted { preview(picture) } else { None } }
    }
}

/// What is kept of the pixels.
#[derive(Default)]
struct Small {
    fingerprint: Option<([u8; 32], Vec<u8>)>,
    preview: Option<Vec<u8>>,
}

/// What is too plain cannot be recognised and has none.
fn fingerprint(picture: &Picture) -> Option<([u8; 32], Vec<u8>)> {
    let luma = picture.luma();
    let (word, kept) = recorded(&Gray::new(picture.width(), picture.height(), &luma)?)?;
    Some((word.to_bytes(), kept))
}

fn preview(picture: &Picture) -> Option<Vec<u8>> {
    let side = picture.width().max(picture.height()).max(1);
    let scaled = |length: u32| (u64::from(length) * u64::from(PREVIEW_SIDE.min(side)) / u64::from(side)).max(1);
    let (width, height) = (u32::try_from(scaled(picture.width())).ok()?, u32::try_from(scaled(picture.height())).ok()?);
    let small = image::imageops::thumbnail(picture.rgb(), width, height);
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, PREVIEW_QUALITY);
    encoder.encode(small.as_raw(), width, height, ExtendedColorType::Rgb8).ok()?;
    Some(bytes)
}

/// In both languages: the report may be written in either.
fn gone(why: Message) -> Seen {
    Seen::Gone(
        serde_json::json!({ Lang::Zh.id(): why.render(Lang::Zh), Lang::En.id(): why.render(Lang::En) }).to_string(),
    )
}

fn finish(store: &Store, args: &RunArgs, is_interrupted: bool, lang: Lang) -> Result<u8> {
    let failed = |error: StoreError| failed(&args.audit, &error, lang);
    let strata = store.strata().map_err(failed)?;
    let is_done = strata.iter().all(|one| one.due() == 0);
    if is_done && store.setting("finished_at").map_err(failed)?.is_empty() {
        store.set("finished_at", &rfc3339(settings::now())).map_err(failed)?;
    }
    let sum = |of: fn(&StratumState) -> u64| strata.iter().map(of).sum::<u64>().to_string();
    let said = PROGRESS
        .with("judged", sum(|one| one.judged))
        .with("gone", sum(|one| one.gone))
        .with("size", sum(|one| one.size))
        .with("file", escaped(&args.audit.display().to_string()));
    print(format!("{}\n", said.render(lang)).as_bytes())?;
    if is_interrupted {
        complain(phrase::INTERRUPTED.pick(lang));
        return Ok(interrupt::EXIT_CODE);
    }
    let short: Vec<&StratumState> = strata.iter().filter(|one| one.judged < one.size).collect();
    for one in &short {
        let message = SHORT.with("stratum", stratum_name(&one.values)).with("size", one.size.to_string());
        complain(&message.with("judged", one.judged.to_string()).render(lang));
    }
    Ok(if short.is_empty() { 0 } else { 3 })
}
