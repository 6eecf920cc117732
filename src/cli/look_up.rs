//! `--ledger`: where the ledger lies, and looking a picture up in it before it is checked.
//!
//! The core does no I/O: it gets the answer as a value. The picture is decoded once more for this; to keep the pixels
//! of every check for the few that look something up would cost all others.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};

use super::escape::escaped;
use super::trust_folder;
use crate::asset::Asset;
use crate::container;
use crate::context::Depth;
use crate::coverage::{CoverageState, reason};
use crate::ledger::{Ledger, LedgerError, Shelf};
use crate::limits::Limits;
use crate::message::{Lang, Message, Text};
use crate::pixels::{self, Pixels};
use crate::vocabulary::ledger::Lookup;

static NO_FOLDER: Text = Text {
    zh: "不知道用户数据文件夹在哪里；用 --ledger 指定台账文件",
    en: "the user's data folder is not known; name the ledger with --ledger",
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

/// Opens a ledger to look pictures up in.
pub(super) fn shelf(path: &Path, lang: Lang) -> Result<Shelf> {
    Ledger::open(path).and_then(Shelf::new).map_err(|error| trouble(path, &error, lang))
}

/// Looks a picture up. What went wrong with the ledger comes beside an answer that says that nothing was searched.
pub(super) fn look_up(shelf: &Shelf, asset: &Asset<'_>, limits: &Limits) -> (Lookup, Option<Message>) {
    let unseen = |why: Message| Lookup::Unseen(CoverageState::Unreadable { why, at: 0 });
    match catch_unwind(AssertUnwindSafe(|| shelf.look_up(&decoded(asset, limits)))) {
        Ok(Ok(lookup)) => (lookup, None),
        Ok(Err(error)) => (unseen(error.message()), Some(error.message())),
        Err(_) => (unseen(reason::INTERNAL.message()), None),
    }
}

/// The pixels of a picture.
pub(super) fn decoded(asset: &Asset<'_>, limits: &Limits) -> Pixels {
    let format = container::walk(asset, Depth::Metadata, limits).format;
    pixels::decode(asset, format, Depth::Full, limits)
}
