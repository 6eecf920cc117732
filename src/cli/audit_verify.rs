//! `yanbiao audit verify-bundle`: checks everything in a bundle that can be checked, and says what differs.

use std::fs;
use std::io::BufReader;
use std::path::Path;
use std::sync::atomic::AtomicU64;

use anyhow::{Result, anyhow, bail};
use serde_json::Value;
use sm3::Sm3;

use super::audit_args::VerifyArgs;
use super::audit_bundle::{picture_places, report_file};
use super::audit_run::tool_json;
use super::escape::escaped;
use super::file::FileBytes;
use super::online::{self, Online};
use super::output::print;
use super::progress::Bar;
use super::trouble::Trouble;
use super::{args, settings};
use crate::asset::Asset;
use crate::audit::bundle::{self, Line, Manifest, PictureLine, SCHEMA, Seal, canonical};
use crate::audit::merkle;
use crate::audit::sample::Sample;
use crate::audit::ticket::Seed;
use crate::check::{Settings, check};
use crate::context::{Context, Depth, Jurisdiction, Role};
use crate::fetch::client::Client;
use crate::hex::hex;
use crate::message::{Lang, Message, Text};
use crate::report::json;
use crate::report::run::Tool;
use crate::untrusted::Untrusted;

/// Differences named for one report, and in all.
const PLACES_MAX: usize = 5;
const NAMED_MAX: usize = 50;

static NO_BUNDLE: Text = Text {
    zh: "{file} 不是证据包的一部分，或被改动到无法读取",
    en: "{file} is no part of a bundle, or was changed so that it cannot be read",
};
static HOLDS: Text = Text { zh: "相符  {what}\n", en: "holds    {what}\n" };
static DIFFERS: Text = Text { zh: "不符  {what}\n", en: "DIFFERS  {what}\n" };
static OPEN: Text = Text { zh: "未查  {what}\n", en: "open     {what}\n" };
static SIGNATURE: Text = Text {
    zh: "签名（{algorithm}，公钥 {key}）；公钥属于谁，要另行核实",
    en: "signature ({algorithm}, key {key}); whose key it is must be found out elsewhere",
};
static SIGNATURE_WANTED: Text =
    Text { zh: "签名出自给定的公钥（{algorithm}）", en: "signature by the given key ({algorithm})" };
static UNSIGNED: Text = Text { zh: "证据包没有签名", en: "the bundle is not signed" };
static ROOT: Text = Text { zh: "{items} 行的默克尔根 {root}", en: "Merkle root {root} over {items} lines" };
static SAMPLE: Text = Text { zh: "样本文件的摘要", en: "digest of the sample" };
static DRAW: Text = Text {
    zh: "每张图片的签号都是“种子接编号”的 SHA-256，且与样本一致",
    en: "every ticket is the SHA-256 of seed and id, and the items are those of the sample",
};
static FILES: Text = Text {
    zh: "{count} 份报告和 {crops} 处画面标识的摘要",
    en: "digests of {count} reports and {crops} cut-out marks",
};
static TOOL: Text = Text {
    zh: "程序、规则和信任名单的版本与当时相同",
    en: "versions of program, rules and trust lists are those of the audit",
};
static OTHER_TOOL: Text = Text {
    zh: "程序、规则或信任名单的版本与当时不同，下面的差别可能由此而来",
    en: "program, rules or trust lists are other versions than in the audit: what differs below may come from that",
};
static PICTURES: Text = Text {
    zh: "{count} 张图片重新检查：摘要（SHA-256、SM3）、标识原文和报告",
    en: "{count} pictures checked again: digests (SHA-256, SM3), bytes of labels, and reports",
};
static MISSING: Text = Text {
    zh: "{count} 张图片不在手边（--base 指明图片所在文件夹）",
    en: "{count} pictures are not at hand (--base names the folder with them)",
};
static OFFLINE: Text = Text {
    zh: "{count} 张图片的凭证在别处，抽检时下载过；加 --online 才会再次下载",
    en: "{count} pictures refer to a manifest elsewhere, which the audit fetched: it is fetched again only with --online",
};
static ONE: Text = Text { zh: "编号 {id}：{what}", en: "{id}: {what}" };
static AT: Text = Text { zh: "报告不同于 {places}", en: "the report differs at {places}" };
static OTHER_PICTURE: Text =
    Text { zh: "图片不是当时的那一张", en: "the picture is not the one that was looked at" };
static OTHER_BYTES: Text =
    Text { zh: "标识原文与图片不符", en: "the bytes of a label are not those of the picture" };
static OTHER_FILE: Text =
    Text { zh: "报告或画面标识与摘要不符", en: "its report or a mark does not fit its digest" };
static MORE: Text = Text { zh: "另有 {count} 处\n", en: "and {count} more\n" };

/// What was found.
#[derive(Default)]
struct Found {
    text: String,
    differs: usize,
    is_open: bool,
}

impl Found {
    fn check(&mut self, what: Message, holds: bool, lang: Lang) {
        self.differs += usize::from(!holds);
        let line = if holds { HOLDS.with("what", what) } else { DIFFERS.with("what", what) };
        self.text += &line.render(lang);
    }

    fn open(&mut self, what: Message, lang: Lang) {
        self.is_open = true;
        self.text += &OPEN.with("what", what).render(lang);
    }

    /// Each thing that differs, then the whole.
    fn check_all(&mut self, what: Message, differing: &[(String, Message)], lang: Lang) {
        for (id, why) in differing.iter().take(NAMED_MAX) {
            let one = ONE.with("id", Untrusted::new(id.as_str()).to_string()).with("what", why.clone());
            self.text += &DIFFERS.with("what", one).render(lang);
        }
        if let Some(more) = differing.len().checked_sub(NAMED_MAX).filter(|more| *more > 0) {
            self.text += &MORE.with("count", more.to_string()).render(lang);
        }
        self.check(what, differing.is_empty(), lang);
    }
}

/// Checks the bundle; returns the exit code.
pub(super) fn run(args: &VerifyArgs, lang: Lang) -> Result<u8> {
    let folder = args.bundle.as_path();
    let bytes = part(folder, "manifest.json", lang)?;
    let manifest: Manifest = parsed(&bytes, "manifest.json", lang)?;
    if manifest.schema != SCHEMA {
        bail!("{}", NO_BUNDLE.with("file", "manifest.json").render(lang));
    }
    let mut found = Found::default();
    signature(args, &bytes, &mut found, lang)?;
    let lines = lines(folder, &manifest, &mut found, lang)?;
    draw(folder, &manifest, &lines, &mut found, lang)?;
    files(folder, &lines, &mut found, lang);
    again(args, &manifest, &lines, &mut found, lang)?;
    print(found.text.as_bytes())?;
    Ok(match (found.differs, found.is_open) {
        (0, false) => 0,
        (0, true) => 3,
        _ => 1,
    })
}

fn part(folder: &Path, name: &str, lang: Lang) -> Result<Vec<u8>> {
    let path = folder.join(name);
    fs::read(&path).map_err(|error| anyhow!("{}", Trouble::file(&path, &error).render(lang)))
}

fn parsed<T: serde::de::DeserializeOwned>(bytes: &[u8], name: &'static str, lang: Lang) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|_| anyhow!("{}", NO_BUNDLE.with("file", name).render(lang)))
}

fn signature(args: &VerifyArgs, manifest: &[u8], found: &mut Found, lang: Lang) -> Result<()> {
    if !args.bundle.join("signature.json").exists() {
        match &args.public_key {
            // A key was asked for, and nobody signed.
            Some(_) => found.check(UNSIGNED.message(), false, lang),
            None => found.open(UNSIGNED.message(), lang),
        }
        return Ok(());
    }
    let seal: Seal = parsed(&part(&args.bundle, "signature.json", lang)?, "signature.json", lang)?;
    let holds = seal.holds(manifest);
    let algorithm = Untrusted::new(seal.algorithm.as_str()).to_string();
    match &args.public_key {
        Some(wanted) => {
            let is_wanted = seal.public_key.eq_ignore_ascii_case(wanted.trim());
            found.check(SIGNATURE_WANTED.with("algorithm", algorithm), holds && is_wanted, lang);
        }
        None => {
            let key = Untrusted::new(seal.public_key.as_str()).to_string();
            found.check(SIGNATURE.with("algorithm", algorithm).with("key", key), holds, lang);
        }
    }
    Ok(())
}

fn lines(folder: &Path, manifest: &Manifest, found: &mut Found, lang: Lang) -> Result<Vec<Line>> {
    let bytes = part(folder, "items.jsonl", lang)?;
    let written: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
    let root = hex(&merkle::root(written.iter().copied()));
    let holds = root == manifest.merkle_root && written.len() as u64 == manifest.items;
    let root = Untrusted::new(manifest.merkle_root.as_str()).to_string();
    found.check(ROOT.with("items", written.len().to_string()).with("root", root), holds, lang);
    written.into_iter().map(|line| parsed(line, "items.jsonl", lang)).collect()
}

fn draw(folder: &Path, manifest: &Manifest, lines: &[Line], found: &mut Found, lang: Lang) -> Result<()> {
    let bytes = part(folder, "sample.jsonl", lang)?;
    found.check(SAMPLE.message(), bundle::digest(&bytes) == manifest.sample_sha256, lang);
    let bad = |_| anyhow!("{}", NO_BUNDLE.with("file", "sample.jsonl").render(lang));
    let sample = Sample::read(BufReader::new(&bytes[..])).map_err(bad)?;
    let seed = Seed::new(&sample.drawing.seed);
    let drawn: Vec<(usize, &str, &str)> = (sample.strata.iter().enumerate())
        .flat_map(|(at, stratum)| {
            stratum.drawn.iter().map(move |one| (at, one.row.id.as_str(), one.row.place.as_str()))
        })
        .collect();
    let items: Vec<(usize, &str, &str)> =
        lines.iter().map(|line| (line.stratum, line.id.as_str(), line.place.as_str())).collect();
    let mut tickets = sample.strata.iter().flat_map(|stratum| &stratum.drawn);
    let holds = drawn == items && tickets.all(|one| seed.ticket(&one.row.id) == one.ticket);
    found.check(DRAW.message(), holds, lang);
    Ok(())
}

/// Digests of what lies in the bundle.
fn files(folder: &Path, lines: &[Line], found: &mut Found, lang: Lang) {
    let is = |name: &str, wanted: &str| {
        let file = FileBytes::open(&folder.join(name));
        file.is_ok_and(|file| {
            Asset::new(name, &file).digest::<sha2::Sha256>().map(|is| hex(&is)).as_deref() == Some(wanted)
        })
    };
    let (mut differing, mut count, mut crops) = (Vec::new(), 0, 0);
    for line in lines {
        let Some(picture) = &line.picture else { continue };
        count += 1;
        crops += picture.crops.len();
        let mut marks = picture.crops.iter();
        // A name that leads out of the folder is none of a bundle.
        let marks_hold = marks
            .all(|crop| crop.file.starts_with("crops/") && !crop.file.contains("..") && is(&crop.file, &crop.sha256));
        if !marks_hold || !is(&report_file(line.number), &picture.report_sha256) {
            differing.push((line.id.clone(), OTHER_FILE.message()));
        }
    }
    let what = FILES.with("count", count.to_string()).with("crops", crops.to_string());
    found.check_all(what, &differing, lang);
}

/// Checks every picture that is at hand once more.
fn again(args: &VerifyArgs, manifest: &Manifest, lines: &[Line], found: &mut Found, lang: Lang) -> Result<()> {
    let settings = settings::with_lists(args.trust_dir.as_deref(), lang)?;
    let tool = Tool::new(&settings.trust);
    let Some(context) = context(manifest) else {
        bail!("{}", NO_BUNDLE.with("file", "manifest.json").render(lang));
    };
    let is_same = serde_json::from_str::<Value>(&tool_json(&tool)).is_ok_and(|now| now == manifest.tool);
    if is_same {
        found.check(TOOL.message(), true, lang)
    } else {
        found.open(OTHER_TOOL.message(), lang)
    }
    let was_online = manifest.context.get("online").and_then(Value::as_bool).unwrap_or_default();
    let online = (was_online && args.online).then(|| Online::new(Client::default()));
    let is_deaf = was_online && !args.online;
    let judge = Judge { folder: &args.bundle, context, settings, tool, online, is_deaf };
    let total = AtomicU64::new(lines.iter().filter(|line| line.picture.is_some()).count() as u64);
    let bar = Bar::new(args.progress, &total);
    let (mut differing, mut count, mut missing, mut offline) = (Vec::new(), 0_usize, 0_usize, 0_usize);
    for line in lines {
        let Some(picture) = &line.picture else { continue };
        let places = picture_places(&args.bundle, args.base.as_deref(), &picture.sha256, &line.place);
        match places.iter().find_map(|place| FileBytes::open(place).ok()) {
            None => missing += 1,
            Some(bytes) => {
                count += 1;
                match judge.again(line, picture, &Asset::new(line.place.as_str(), &bytes)) {
                    Again::Same => {}
                    Again::Differs(why) => differing.push((line.id.clone(), why)),
                    Again::Offline => offline += 1,
                }
            }
        }
        bar.advance(1);
    }
    bar.clear();
    if count > 0 {
        found.check_all(PICTURES.with("count", count.to_string()), &differing, lang);
    }
    if offline > 0 {
        found.open(OFFLINE.with("count", offline.to_string()), lang);
    }
    if missing > 0 {
        found.open(MISSING.with("count", missing.to_string()), lang);
    }
    Ok(())
}

fn context(manifest: &Manifest) -> Option<Context> {
    let text = |name: &str| manifest.context.get(name).and_then(Value::as_str);
    let role = text("role").and_then(|id| Role::ALL.into_iter().find(|one| one.id() == id))?;
    let jurisdiction = text("jurisdiction").and_then(|id| Jurisdiction::ALL.into_iter().find(|one| one.id() == id))?;
    let depth = text("depth").and_then(|id| Depth::ALL.into_iter().find(|one| one.id() == id))?;
    let c2pa_counts_as_implicit = manifest.context.get("c2pa_counts_as_implicit").and_then(Value::as_bool)?;
    let as_of = args::parse_instant(&manifest.as_of).ok()?;
    Some(Context { role, jurisdiction, depth, c2pa_counts_as_implicit, digest: true, ..Context::at(as_of) })
}

/// Checks pictures as the audit did.
struct Judge<'a> {
    folder: &'a Path,
    context: Context,
    settings: Settings,
    tool: Tool,
    online: Option<Online>,
    /// The audit fetched manifests, and this run may not.
    is_deaf: bool,
}

/// What a second look at a picture says.
enum Again {
    Same,
    Differs(Message),
    /// It may only differ because nothing is fetched.
    Offline,
}

impl Judge<'_> {
    fn again(&self, line: &Line, picture: &PictureLine, asset: &Asset<'_>) -> Again {
        let is = |digest: Option<[u8; 32]>, wanted: &str| digest.is_some_and(|digest| hex(&digest) == wanted);
        if !is(asset.digest::<sha2::Sha256>(), &picture.sha256) || !is(asset.digest::<Sm3>(), &picture.sm3) {
            return Again::Differs(OTHER_PICTURE.message());
        }
        let is_there =
            |label: &bundle::LabelBytes| bundle::label_bytes(asset, label.span()).is_ok_and(|read| read == *label);
        if !picture.labels.iter().all(is_there) {
            return Again::Differs(OTHER_BYTES.message());
        }
        let kept = fs::read(self.folder.join(report_file(line.number))).ok();
        let Some(kept) = kept.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok()) else {
            return Again::Differs(OTHER_FILE.message());
        };
        let checked = match &self.online {
            Some(online) => online.check(asset, &self.context, &self.settings),
            None => check(asset, &self.context, &self.settings),
        };
        let mut now = Vec::new();
        json::write_line(&checked, &self.tool, &mut now);
        // Numbers are compared as canonical JSON writes them.
        let now = serde_json::from_slice::<Value>(&now).ok().and_then(|now| canonical(&now).ok());
        let now: Value = now.and_then(|now| serde_json::from_slice(&now).ok()).unwrap_or_default();
        let places = bundle::differences(&kept, &now, PLACES_MAX);
        let named: Vec<String> = places.into_iter().map(|place| escaped(&place)).collect();
        match named.is_empty() {
            true => Again::Same,
            false if self.is_deaf && online::reference(&checked.facts).is_some() => Again::Offline,
            false => Again::Differs(AT.with("places", named.join(" "))),
        }
    }
}
