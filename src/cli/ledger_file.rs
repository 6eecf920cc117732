//! `--ledger`: where the ledger lies, and opening it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};

use super::escape::escaped;
use super::printer::complain;
use super::trust_folder;
use crate::ledger::{Ledger, LedgerError, Shelf};
use crate::message::{Lang, Text};

static NO_FOLDER: Text = Text {
    zh: "不知道用户数据文件夹在哪里；用 --ledger 指定台账文件",
    en: "the user's data folder is not known; name the ledger with --ledger",
};

static WITHOUT_SECOND: Text = Text {
    zh: "台账已升级到新格式；较早的 {count} 条记录没有第二个指纹，它们若有纯色边缘，在同色底的截图中可能认不出；用 `yanbiao ledger export` 导出后导入新台账即可补全",
    en: "the ledger was brought to its present form; {count} older records have no second fingerprint: those with a plain edge may be missed in screenshots of its level; `yanbiao ledger export`, imported into a new ledger, gives them theirs",
};

/// The ledger named, or the user's.
pub(super) fn path(named: Option<&Path>, lang: Lang) -> Result<PathBuf> {
    let path = named.map(Path::to_owned).or_else(|| trust_folder::data_file("ledger.sqlite"));
    path.with_context(|| NO_FOLDER.pick(lang))
}

/// An error of a ledger with its file.
pub(super) fn trouble(path: &Path, error: &LedgerError, lang: Lang) -> anyhow::Error {
    anyhow!("{}: {}", escaped(&path.display().to_string()), error.message().render(lang))
}

/// Opens a ledger to write to it, and says what was left undone if it had an older form.
pub(super) fn to_write(path: &Path, lang: Lang) -> Result<Ledger> {
    let ledger = Ledger::create(path).map_err(|error| trouble(path, &error, lang))?;
    if ledger.without_second() > 0 {
        let said = WITHOUT_SECOND.with("count", ledger.without_second().to_string());
        complain(&format!("{}: {}", escaped(&path.display().to_string()), said.render(lang)));
    }
    Ok(ledger)
}

/// Opens a ledger to look one picture up in, or many: for one it is quicker to leave it unsorted.
pub(super) fn shelf(path: &Path, many: bool, lang: Lang) -> Result<Shelf> {
    let shelf = Ledger::open(path).and_then(Shelf::new).map_err(|error| trouble(path, &error, lang))?;
    Ok(if many { shelf.sorted() } else { shelf })
}
