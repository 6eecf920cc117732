//! `yanbiao audit bundle`: what others need to check an audit again, in one folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use anyhow::{Context as _, Result, anyhow, bail};
use image::ImageFormat;
use serde_json::Value;

use super::audit_args::BundleArgs;
use super::audit_run::failed;
use super::escape::escaped;
use super::file::FileBytes;
use super::output::{not_written, partial_of, print};
use super::printer::complain;
use super::progress::Bar;
use crate::asset::Asset;
use crate::audit::bundle::{self, Crop, Line, Manifest, PictureLine, SCHEMA, Seal, canonical};
use crate::audit::draw::Drawn;
use crate::audit::kept::{Item, State};
use crate::audit::list::Row;
use crate::audit::merkle;
use crate::audit::sample::{Drawing, Sample};
use crate::audit::seal::Key;
use crate::audit::store::{Store, StoreError};
use crate::audit::ticket::Ticket;
use crate::hex::hex;
use crate::limits::Limits;
use crate::look_up::decoded;
use crate::message::{Lang, Message, Text};

static EXISTS: Text = Text {
    zh: "文件夹已存在；换一个名称，证据包不覆盖任何东西",
    en: "the folder is there already; name another one, a bundle overwrites nothing",
};
static NO_KEY: Text = Text {
    zh: "不是 PEM（PKCS #8）格式的 Ed25519 或 SM2 私钥；可用 openssl genpkey -algorithm ed25519 -out key.pem 生成",
    en: "no private key of Ed25519 or SM2 in PEM (PKCS #8); openssl genpkey -algorithm ed25519 -out key.pem makes one",
};
static NOT_DRAWN: Text = Text {
    zh: "抽检文件中的样本与其摘要不符：文件被改动过",
    en: "the sample in this audit does not fit its digest: the file was changed",
};
static UNFINISHED: Text = Text {
    zh: "抽检还没有做完，证据包只包含已查的图片",
    en: "the audit is not finished; the bundle holds what was looked at so far",
};
static DONE: Text = Text {
    zh: "证据包：{items} 张图片，其中 {at_hand} 张在手（含标识原文），{crops} 处画面标识；根 {root}{signed}",
    en: "bundle: {items} pictures, {at_hand} of them at hand (with the bytes of their labels), {crops} marks cut out; root {root}{signed}",
};
static SIGNED: Text = Text { zh: "；签名公钥 {key}", en: "; signed by the key {key}" };
static UNSIGNED: Text = Text { zh: "；未签名（--key 可签名）", en: "; not signed (--key signs it)" };

/// Writes the bundle; returns the exit code.
pub(super) fn run(args: &BundleArgs, lang: Lang) -> Result<u8> {
    let failed = |error: StoreError| failed(&args.audit, &error, lang);
    let key = args.key.as_deref().map(|path| key(path, lang)).transpose()?;
    let store = Store::read(&args.audit).map_err(failed)?;
    let partial = vacant(&args.output, lang)?;
    let items = store.items().map_err(failed)?;
    let setting = |name: &str| store.setting(name).map_err(failed);
    let sample = sample_text(&setting("drawing")?, &items)?;
    if bundle::digest(&sample) != setting("sample_sha256")? {
        bail!("{}: {}", escaped(&args.audit.display().to_string()), NOT_DRAWN.pick(lang));
    }
    if setting("finished_at")?.is_empty() {
        complain(UNFINISHED.pick(lang));
    }
    let base = args.base.clone().map_or_else(|| setting("base").map(PathBuf::from), Ok)?;
    let writer = Writer { folder: partial.clone(), base, keeps_pictures: args.pictures, limits: Limits::default() };
    let lines = writer.lines(&items, &store, args, lang)?;
    let written: Vec<Vec<u8>> = lines.iter().map(canonical).collect::<Result<_, _>>()?;
    let manifest = Manifest {
        schema: SCHEMA.to_owned(),
        sample_sha256: bundle::digest(&sample),
        context: serde_json::from_str(&setting("context")?)?,
        as_of: setting("as_of")?,
        tool: serde_json::from_str(&setting("tool")?)?,
        started_at: setting("started_at")?,
        finished_at: setting("finished_at")?,
        items: written.len() as u64,
        merkle_root: hex(&merkle::root(written.iter().map(Vec::as_slice))),
    };
    let bytes = canonical(&manifest)?;
    let seal = key.and_then(|key| key.seal(&bytes));
    let unwritable = || not_written(&args.output, lang);
    let put = |name: &str, bytes: &[u8]| fs::write(partial.join(name), bytes).with_context(unwritable);
    put("sample.jsonl", &sample)?;
    put("items.jsonl", &[written.join(&b"\n"[..]), b"\n".to_vec()].concat())?;
    put("manifest.json", &bytes)?;
    if let Some(seal) = &seal {
        put("signature.json", &canonical(seal)?)?;
    }
    // It takes its name when it is whole.
    fs::rename(&partial, &args.output).with_context(unwritable)?;
    print(format!("{}\n", done(&lines, manifest.merkle_root, seal).render(lang)).as_bytes())
}

/// What was written.
fn done(lines: &[Line], root: String, seal: Option<Seal>) -> Message {
    let signed = match seal {
        Some(seal) => SIGNED.with("key", seal.public_key),
        None => UNSIGNED.message(),
    };
    let pictures = || lines.iter().filter_map(|line| line.picture.as_ref());
    DONE.with("items", pictures().count().to_string())
        .with("at_hand", pictures().filter(|picture| picture.at_hand).count().to_string())
        .with("crops", pictures().map(|picture| picture.crops.len()).sum::<usize>().to_string())
        .with("root", root)
        .with("signed", signed)
}

/// Where a bundle grows.
///
/// # Errors
/// When something lies there, or where it shall lie in the end.
fn vacant(output: &Path, lang: Lang) -> Result<PathBuf> {
    let partial = partial_of(output);
    if let Some(taken) = [output, &partial].into_iter().find(|folder| folder.exists()) {
        bail!("{}: {}", escaped(&taken.display().to_string()), EXISTS.pick(lang));
    }
    Ok(partial)
}

fn key(path: &Path, lang: Lang) -> Result<Key> {
    let named = || escaped(&path.display().to_string());
    let text = fs::read_to_string(path).with_context(named)?;
    Key::from_pem(&text).ok_or_else(|| anyhow!("{}: {}", named(), NO_KEY.pick(lang)))
}

/// The sample as it was drawn.
fn sample_text(drawing: &str, items: &[Item]) -> Result<Vec<u8>> {
    let drawing: Drawing = serde_json::from_str(drawing)?;
    let mut strata = drawing.strata();
    for item in items {
        let Some(stratum) = strata.get_mut(item.stratum) else { continue };
        let row = Row {
            id: item.id.clone(),
            place: item.place.clone(),
            stratum: stratum.values.clone(),
            attributes: item.attributes.clone(),
        };
        let ticket = Ticket(item.ticket.as_slice().try_into().unwrap_or_default());
        stratum.drawn.push(Drawn { ticket, row });
    }
    let mut text = Vec::new();
    Sample { drawing, strata }.write(&mut text)?;
    Ok(text)
}

/// What writes the parts of a bundle that belong to one picture.
struct Writer {
    folder: PathBuf,
    base: PathBuf,
    keeps_pictures: bool,
    limits: Limits,
}

impl Writer {
    /// What is written of every item; reports, marks and pictures go into their folders.
    fn lines(&self, items: &[Item], store: &Store, args: &BundleArgs, lang: Lang) -> Result<Vec<Line>> {
        let unwritable = || not_written(&args.output, lang);
        for part in ["reports", "crops", "pictures"].iter().take(if self.keeps_pictures { 3 } else { 2 }) {
            fs::create_dir_all(self.folder.join(part)).with_context(unwritable)?;
        }
        let found = AtomicU64::new(items.len() as u64);
        let bar = Bar::new(args.progress, &found);
        let line = |item: &Item| {
            let report = store.report(item.number).map_err(|error| failed(&args.audit, &error, lang))?;
            let line = self.line(item, report.as_deref()).with_context(unwritable);
            bar.advance(1);
            line
        };
        let lines = items.iter().map(line).collect();
        bar.clear();
        lines
    }

    fn line(&self, item: &Item, report: Option<&str>) -> Result<Line> {
        let report: Option<Value> = report.map(serde_json::from_str).transpose()?;
        let canonical = report.as_ref().map(canonical).transpose()?;
        let mut line = Line::new(item, canonical.as_deref());
        if item.state != State::Judged {
            return Ok(line);
        }
        if let (Some(report), Some(canonical), Some(picture)) = (&report, &canonical, &mut line.picture) {
            fs::write(self.folder.join(report_file(item.number)), canonical)?;
            if let Ok(bytes) = FileBytes::open(&self.base.join(&item.place)) {
                self.add(item, report, &Asset::new(item.place.as_str(), &bytes), picture)?;
            }
        }
        Ok(line)
    }

    /// Adds what only the picture can tell, if it is still the same.
    fn add(&self, item: &Item, report: &Value, asset: &Asset<'_>, picture: &mut PictureLine) -> Result<()> {
        if asset.digest::<sha2::Sha256>().map(|digest| hex(&digest)).as_ref() != Some(&picture.sha256) {
            return Ok(());
        }
        picture.at_hand = true;
        for span in bundle::spans(report) {
            picture.labels.push(bundle::label_bytes(asset, span)?);
        }
        picture.crops = self.crops(item.number, report, asset)?;
        if self.keeps_pictures {
            let bytes = asset.read(0, usize::try_from(asset.size())?)?;
            fs::write(self.folder.join("pictures").join(&picture.sha256), bytes)?;
        }
        Ok(())
    }

    fn crops(&self, number: i64, report: &Value, asset: &Asset<'_>) -> Result<Vec<Crop>> {
        let boxes = bundle::boxes(report);
        if boxes.is_empty() {
            return Ok(Vec::new());
        }
        let pixels = decoded(asset, &self.limits);
        let Some(frame) = pixels.frames.first() else { return Ok(Vec::new()) };
        let mut crops = Vec::new();
        for (place, area) in (1..).zip(boxes) {
            let [left, top, width, height] = area;
            let cut = image::imageops::crop_imm(frame.rgb(), left, top, width, height).to_image();
            if cut.width() == 0 || cut.height() == 0 {
                continue;
            }
            let mut bytes = std::io::Cursor::new(Vec::new());
            cut.write_to(&mut bytes, ImageFormat::Png)?;
            let file = format!("crops/{number}-{place}.png");
            fs::write(self.folder.join(&file), bytes.get_ref())?;
            crops.push(Crop { file, sha256: bundle::digest(bytes.get_ref()), area });
        }
        Ok(crops)
    }
}

/// The report of an item within a bundle.
pub(super) fn report_file(number: i64) -> String {
    format!("reports/{number}.json")
}

/// Where a picture may be, in a bundle or beside it.
pub(super) fn picture_places(bundle: &Path, base: Option<&Path>, sha256: &str, place: &str) -> Vec<PathBuf> {
    let inside = sha256.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| bundle.join("pictures").join(sha256));
    inside.into_iter().chain(base.map(|base| base.join(place))).collect()
}
