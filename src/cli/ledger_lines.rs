//! Records as lines of JSON, and back. A file may come from anybody: each line is bounded, and whatever does not fit
//! is refused with its place.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::trouble::Trouble;
use crate::fingerprint::{KEPT_BYTES_MAX, Word, decode};
use crate::hex::hex;
use crate::ledger::{Entry, LABELS_MAX, NAME_CHARS_MAX, WHAT_CHARS_MAX};
use crate::message::{Message, Text};
use crate::untrusted::Untrusted;
use crate::vocabulary::ledger::{LabelLayer, Record, RecordKind, RecordedLabel, Said, Share};

/// Name and version of the form.
const SCHEMA: &str = "yanbiao/ledger/v1";
/// One line: a picture in Base64, the texts, and some more.
const LINE_BYTES_MAX: usize = KEPT_BYTES_MAX / 3 * 4 + (64 << 10);
/// Lines added at once.
const LINES_AT_ONCE: usize = 64;
/// Lines of a file that are told of when they cannot be read; then the file is given up.
const TROUBLES_MAX: usize = 20;

static LINE: Text = Text { zh: "第 {line} 行：{why}", en: "line {line}: {why}" };
static LONG: Text = Text {
    zh: "行过长，其余部分没有读；这不像是台账导出文件",
    en: "the line is too long and the rest was not read; this does not look like an exported ledger",
};
static BROKEN: Text = Text {
    zh: "不是台账记录（{error}）；用 `yanbiao ledger export` 重新导出",
    en: "no record of a ledger ({error}); export it again with `yanbiao ledger export`",
};
static GIVEN_UP: Text = Text {
    zh: "无法读取的行过多，其余部分没有读",
    en: "too many lines cannot be read, the rest was left out",
};

static IMPLICIT: Text = Text { zh: "隐式标识", en: "implicit label" };
static EXPLICIT: Text = Text { zh: "画面上的标识", en: "label on the picture" };
static C2PA: Text = Text { zh: "内容凭证", en: "Content Credentials" };
static WATERMARK: Text = Text { zh: "隐形水印", en: "invisible mark" };

/// A layer in words.
pub(super) fn layer(layer: LabelLayer) -> &'static Text {
    match layer {
        LabelLayer::Implicit => &IMPLICIT,
        LabelLayer::Explicit => &EXPLICIT,
        LabelLayer::C2pa => &C2PA,
        LabelLayer::Watermark => &WATERMARK,
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    schema: String,
    kind: String,
    sha256: String,
    name: String,
    added_at: String,
    width: u32,
    height: u32,
    said: String,
    labels: Vec<LabelLine>,
    fingerprint: String,
    picture: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelLine {
    layer: String,
    what: String,
    place: Option<[f32; 4]>,
}

/// One record with its line feed.
pub(super) fn line(entry: &Entry) -> Vec<u8> {
    let record = &entry.record;
    let label = |label: &RecordedLabel| LabelLine {
        layer: label.layer.id().to_owned(),
        what: label.what.as_raw().to_owned(),
        place: label.place.map(|share| [share.left, share.top, share.right, share.bottom]),
    };
    let line = Line {
        schema: SCHEMA.to_owned(),
        kind: record.kind.id().to_owned(),
        sha256: hex(&record.sha256),
        name: record.name.as_raw().to_owned(),
        added_at: record.added_at.format(&Rfc3339).unwrap_or_default(),
        width: record.width,
        height: record.height,
        said: record.said.id().to_owned(),
        labels: record.labels.iter().map(label).collect(),
        fingerprint: hex(&entry.word.to_bytes()),
        picture: STANDARD.encode(&entry.picture),
    };
    // No type here has keys that are not strings, and writing to memory cannot fail.
    let mut bytes = serde_json::to_vec(&line).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The lines of one file.
pub(super) struct Lines {
    name: PathBuf,
    reader: Box<dyn BufRead>,
    number: u64,
    troubles: usize,
}

impl Lines {
    /// Opens a file, or standard input for `-`.
    pub(super) fn open(name: &Path) -> io::Result<Self> {
        let reader: Box<dyn BufRead> = match name.as_os_str() == "-" {
            true => Box::new(io::stdin().lock()),
            false => Box::new(BufReader::new(File::open(name)?)),
        };
        Ok(Self { name: name.to_owned(), reader, number: 0, troubles: 0 })
    }

    /// The next records, and the lines among them that are none. Nothing of either at the end.
    pub(super) fn next_entries(&mut self) -> (Vec<Entry>, Vec<Trouble>) {
        let (mut entries, mut troubles) = (Vec::new(), Vec::new());
        while entries.len() + troubles.len() < LINES_AT_ONCE && self.troubles <= TROUBLES_MAX {
            match self.next_line() {
                Ok(Some(line)) if line.trim_ascii().is_empty() => {}
                Ok(Some(line)) => match read(&line) {
                    Ok(entry) => entries.push(entry),
                    Err(why) => troubles.push(self.trouble(BROKEN.with("error", why))),
                },
                Ok(None) => break,
                Err(why) => {
                    troubles.push(self.trouble(why));
                    self.troubles = TROUBLES_MAX + 1;
                }
            }
            if self.troubles == TROUBLES_MAX {
                troubles.push(self.trouble(GIVEN_UP.message()));
            }
        }
        (entries, troubles)
    }

    fn next_line(&mut self) -> Result<Option<Vec<u8>>, Message> {
        let mut line = Vec::new();
        let limit = LINE_BYTES_MAX as u64 + 1;
        let read = self.reader.by_ref().take(limit).read_until(b'\n', &mut line);
        let count = read.map_err(|error| Trouble::file(&self.name, &error).why)?;
        self.number += 1;
        match count {
            0 => Ok(None),
            count if count > LINE_BYTES_MAX => Err(LONG.message()),
            _ => Ok(Some(line)),
        }
    }

    fn trouble(&mut self, why: Message) -> Trouble {
        self.troubles += 1;
        Trouble::new(&self.name, LINE.with("line", self.number.to_string()).with("why", why))
    }
}

/// A record, or what is wrong with the line.
fn read(bytes: &[u8]) -> Result<Entry, String> {
    let escape = |error: serde_json::Error| Untrusted::new(error.to_string()).to_string();
    let line: Line = serde_json::from_slice(bytes).map_err(escape)?;
    if line.schema != SCHEMA {
        return Err("schema".to_owned());
    }
    let picture = STANDARD.decode(&line.picture).map_err(|_| "picture")?;
    if decode(&picture).is_none() {
        return Err("picture".to_owned());
    }
    if line.labels.len() > LABELS_MAX || line.name.chars().count() > NAME_CHARS_MAX {
        return Err("labels, name".to_owned());
    }
    let record = Record {
        number: 0,
        kind: RecordKind::ALL.into_iter().find(|kind| kind.id() == line.kind).ok_or("kind")?,
        sha256: unhex(&line.sha256).ok_or("sha256")?,
        name: Untrusted::new(line.name),
        added_at: OffsetDateTime::parse(&line.added_at, &Rfc3339).map_err(|_| "added_at")?,
        width: line.width,
        height: line.height,
        said: Said::ALL.into_iter().find(|said| said.id() == line.said).ok_or("said")?,
        labels: line.labels.into_iter().map(read_label).collect::<Result<_, _>>()?,
    };
    Ok(Entry { record, word: Word::from_bytes(unhex(&line.fingerprint).ok_or("fingerprint")?), picture })
}

fn read_label(line: LabelLine) -> Result<RecordedLabel, String> {
    let layer = LabelLayer::ALL.into_iter().find(|layer| layer.id() == line.layer).ok_or("layer")?;
    let within = |sides: &[f32; 4]| sides.iter().all(|side| (0.0..=1.0).contains(side));
    if line.what.chars().count() > WHAT_CHARS_MAX || !line.place.as_ref().is_none_or(within) {
        return Err("label".to_owned());
    }
    let place = line.place.map(|[left, top, right, bottom]| Share { left, top, right, bottom });
    Ok(RecordedLabel { layer, what: Untrusted::new(line.what), place })
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}
