//! What can go wrong with a ledger.

use crate::message::{Message, Text};
use crate::untrusted::Untrusted;

/// Why a ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// There is no such file.
    #[error("there is no ledger there")]
    Missing,
    /// A file of another kind.
    #[error("the file is no ledger")]
    NoLedger,
    /// A later form of the file.
    #[error("the ledger has form {0}, which this version does not know")]
    Newer(i64),
    /// What is in the file does not fit together.
    #[error("the ledger is damaged: {0}")]
    Damaged(String),
    /// Anything else that SQLite reports.
    #[error("{0}")]
    Store(rusqlite::Error),
}

static MISSING: Text = Text {
    zh: "没有这个台账；先用 `yanbiao ledger add` 录入图片",
    en: "there is no such ledger; `yanbiao ledger add` makes one",
};
static NO_LEDGER: Text = Text {
    zh: "不是台账文件；核对 --ledger 的路径",
    en: "this file is no ledger; check the path after --ledger",
};
static NEWER: Text = Text {
    zh: "台账的格式为 {form}，此版本不认识；请升级程序",
    en: "the ledger has form {form}, which this version does not know; use a newer version",
};
static DAMAGED: Text = Text {
    zh: "台账已损坏（{what}）；从 `yanbiao ledger export` 的备份重新导入",
    en: "the ledger is damaged ({what}); import a backup made by `yanbiao ledger export` into a new one",
};
static STORE: Text = Text {
    zh: "台账无法读写（{error}）；确认文件可写、磁盘未满、没有其他程序长时间占用",
    en: "the ledger cannot be used ({error}); make sure that it may be written, that the disk is not full and that no other program holds it",
};

impl LedgerError {
    /// The same in words, with what to do.
    pub fn message(&self) -> Message {
        let shown = |text: String| Untrusted::new(text).to_string();
        match self {
            Self::Missing => MISSING.message(),
            Self::NoLedger => NO_LEDGER.message(),
            Self::Newer(form) => NEWER.with("form", form.to_string()),
            Self::Damaged(what) => DAMAGED.with("what", shown(what.clone())),
            Self::Store(error) => STORE.with("error", shown(error.to_string())),
        }
    }
}

impl From<rusqlite::Error> for LedgerError {
    #[expect(clippy::wildcard_enum_match_arm, reason = "a foreign enum that grows")]
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NoLedger,
            // SQLite has no code of its own for a table or column that is not there.
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::Unknown) => Self::Damaged(error.to_string()),
            Some(_) => Self::Store(error),
            // A value of another type, or a table that is not there.
            None => match error {
                rusqlite::Error::QueryReturnedNoRows => Self::Damaged("a row is missing".to_owned()),
                rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::FromSqlConversionFailure(..) => Self::Damaged(error.to_string()),
                _ => Self::Store(error),
            },
        }
    }
}
