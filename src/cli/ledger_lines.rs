//! Files of records, one a line. A file may come from anybody: each line is bounded, and whatever does not fit is refused
//! with its place.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::ledger_record;
use super::trouble::Trouble;
use crate::fingerprint::KEPT_BYTES_MAX;
use crate::ledger::Entry;
use crate::message::{Message, Text};
use crate::vocabulary::ledger::LabelLayer;

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
                Ok(Some(line)) => match ledger_record::read(&line) {
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
