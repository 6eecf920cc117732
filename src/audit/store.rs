//! The file of an audit: what was drawn, how it is looked at, and what was seen, in SQLite.
//!
//! A picture and everything that is kept of it are one transaction, so that a run which is killed at any moment goes on
//! where it was: what is in the file is whole, and nothing is looked at twice. Anybody may query the file.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Row, Transaction, params};

use super::observed::Observed;
use super::sample::Sample;
use crate::message::{Message, Text};
use crate::untrusted::Untrusted;

/// "YBAU": marks the file as ours.
const APPLICATION: i64 = 0x5942_4155;
/// The form of the tables.
const FORM: i64 = 1;
/// How long to wait for another program.
const WAIT: Duration = Duration::from_secs(5);

const TABLES: &str = "
CREATE TABLE audit (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE stratum (
    number INTEGER PRIMARY KEY,
    columns TEXT NOT NULL,
    population INTEGER NOT NULL,
    size INTEGER NOT NULL
) STRICT;
CREATE TABLE item (
    number INTEGER PRIMARY KEY,
    stratum INTEGER NOT NULL REFERENCES stratum (number),
    rank INTEGER NOT NULL,
    ticket BLOB NOT NULL,
    id TEXT NOT NULL,
    place TEXT NOT NULL,
    attributes TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'judged', 'gone')),
    at INTEGER,
    trouble TEXT,
    UNIQUE (stratum, rank)
) STRICT;
CREATE INDEX item_state ON item (stratum, state, rank);
CREATE TABLE picture (
    item INTEGER PRIMARY KEY REFERENCES item (number),
    sha256 BLOB NOT NULL,
    sm3 BLOB NOT NULL,
    size_bytes INTEGER NOT NULL,
    format TEXT NOT NULL,
    outcome TEXT NOT NULL,
    disposition TEXT NOT NULL,
    stripping TEXT NOT NULL,
    claim TEXT NOT NULL,
    generator TEXT,
    implicit TEXT NOT NULL,
    explicit TEXT NOT NULL,
    c2pa TEXT NOT NULL,
    watermark TEXT NOT NULL,
    producer TEXT,
    produce_id TEXT,
    manifest TEXT,
    vendors TEXT NOT NULL,
    fingerprint BLOB,
    small BLOB,
    preview BLOB,
    report TEXT NOT NULL
) STRICT;
CREATE TABLE finding (
    item INTEGER NOT NULL REFERENCES item (number),
    rule TEXT NOT NULL,
    outcome TEXT NOT NULL,
    severity TEXT NOT NULL,
    PRIMARY KEY (item, rule)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_rule ON finding (rule, outcome);
";

static MISSING: Text = Text {
    zh: "没有此抽检文件；先运行 yanbiao audit run",
    en: "there is no such audit; yanbiao audit run makes one",
};
static NO_AUDIT: Text = Text { zh: "不是抽检文件", en: "this file is no audit" };
static NEWER: Text = Text {
    zh: "抽检文件的格式为 {form}，此版本不认识；请升级程序",
    en: "the audit has form {form}, which this version does not know; use a newer version",
};
static IN_USE: Text = Text {
    zh: "另一个程序正在使用此抽检文件；等它结束，或换一个文件",
    en: "another program uses this audit; wait until it has ended, or name another file",
};
static STORE: Text = Text {
    zh: "抽检文件无法读写（{error}）；确认文件可写、磁盘未满",
    en: "the audit cannot be used ({error}); make sure that it may be written and that the disk is not full",
};

/// Why the file of an audit cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It is not there.
    #[error("missing")]
    Missing,
    /// A file of another kind.
    #[error("no audit")]
    NoAudit,
    /// A file without anything: making it was interrupted.
    #[error("empty")]
    Empty,
    /// A later form.
    #[error("form {0}")]
    Newer(i64),
    /// What SQLite reports.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

impl StoreError {
    /// The same in words, with what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::Missing | Self::Empty => MISSING.message(),
            Self::NoAudit => NO_AUDIT.message(),
            Self::Newer(form) => NEWER.with("form", form.to_string()),
            Self::Sqlite(error) => match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => IN_USE.message(),
                Some(rusqlite::ErrorCode::NotADatabase) => NO_AUDIT.message(),
                _ => STORE.with("error", Untrusted::new(error.to_string()).to_string()),
            },
        }
    }
}

/// A picture that is to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Its number in the file.
    pub number: i64,
    /// Path or address.
    pub place: String,
}

/// What became of a picture.
#[derive(Clone, Debug)]
pub enum Seen {
    /// It was looked at.
    Judged(Box<Judged>),
    /// It cannot be had any more, and why; the next of its stratum takes its place.
    Gone(String),
}

/// A picture that was looked at.
#[derive(Clone, Debug)]
pub struct Judged {
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// SM3 (GB/T 32905-2016) of its bytes.
    pub sm3: [u8; 32],
    /// Number of its bytes.
    pub size_bytes: u64,
    /// Format by magic bytes.
    pub format: &'static str,
    /// What was seen.
    pub observed: Observed,
    /// To recognise it by, and the small gray copy that decides; not there for what is too plain or was not decoded.
    pub fingerprint: Option<([u8; 32], Vec<u8>)>,
    /// A small copy for people, as JPEG.
    pub preview: Option<Vec<u8>>,
    /// Report v1, as one line of JSON.
    pub report: Vec<u8>,
}

/// How far a stratum has got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StratumState {
    /// Its values.
    pub values: Vec<String>,
    /// Pictures it has.
    pub population: u64,
    /// Pictures to look at.
    pub size: u64,
    /// Looked at.
    pub judged: u64,
    /// That cannot be had.
    pub gone: u64,
    /// Drawn, those in reserve included.
    pub drawn: u64,
}

impl StratumState {
    /// Pictures that are still to be looked at and can be.
    pub fn due(&self) -> u64 {
        let open = self.drawn.saturating_sub(self.judged + self.gone);
        self.size.saturating_sub(self.judged).min(open)
    }
}

/// An open audit.
#[derive(Debug)]
pub struct Store {
    /// For queries of other parts of the audit.
    pub(super) connection: Connection,
}

impl Store {
    /// Makes the file of a new audit.
    ///
    /// # Errors
    /// When it cannot be written or another program has it.
    pub fn create(path: &Path, sample: &Sample, settings: &[(&str, String)]) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(WAIT)?;
        let transaction = connection.transaction()?;
        transaction.execute_batch(TABLES)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", FORM)?;
        for (name, value) in settings {
            transaction.execute("INSERT INTO audit VALUES (?1, ?2)", params![name, value])?;
        }
        fill(&transaction, sample)?;
        transaction.commit()?;
        drop(connection);
        Self::open(path)
    }

    /// Opens the file for this program alone, to look at further pictures.
    ///
    /// # Errors
    /// When it is not there, no audit, or another program has it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        store.connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;")?;
        Ok(store)
    }

    /// Opens the file to read what is in it.
    ///
    /// # Errors
    /// When it is not there or no audit.
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        // To write is needed to undo what a killed run left.
        Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing);
        }
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(WAIT)?;
        connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;")?;
        let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        match (number("application_id")?, number("user_version")?) {
            (APPLICATION, FORM) => Ok(Self { connection }),
            (APPLICATION, form) => Err(StoreError::Newer(form)),
            (0, 0)
                if connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))? == 0 =>
            {
                Err(StoreError::Empty)
            }
            _ => Err(StoreError::NoAudit),
        }
    }

    /// A setting of the audit; empty when there is none of this name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn setting(&self, name: &str) -> Result<String, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT value FROM audit WHERE name = ?1")?;
        let mut rows = query.query([name])?;
        Ok(rows.next()?.map(|row| row.get(0)).transpose()?.unwrap_or_default())
    }

    /// Writes a setting, whatever it was before.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn set(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.connection.execute("INSERT OR REPLACE INTO audit VALUES (?1, ?2)", [name, value])?;
        Ok(())
    }

    /// Pictures that are to be looked at now: as many of each stratum as it lacks, smallest tickets first. After
    /// they were, there may be more, in the places of what is gone.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn due(&self) -> Result<Vec<Due>, StoreError> {
        let mut due = Vec::new();
        let mut query = self.connection.prepare_cached(
            "SELECT number, place FROM item WHERE stratum = ?1 AND state = 'waiting' ORDER BY rank LIMIT ?2",
        )?;
        for (stratum, state) in (0_i64..).zip(self.strata()?) {
            let wanted = i64::try_from(state.due()).unwrap_or(i64::MAX);
            let one = |row: &Row<'_>| Ok(Due { number: row.get(0)?, place: row.get(1)? });
            for found in query.query_map([stratum, wanted], one)? {
                due.push(found?);
            }
        }
        Ok(due)
    }

    /// How far the strata have got, in their order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn strata(&self) -> Result<Vec<StratumState>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT columns, population, size, total(state = 'judged'), total(state = 'gone'), count(item.number)
             FROM stratum LEFT JOIN item ON item.stratum = stratum.number
             GROUP BY stratum.number ORDER BY stratum.number",
        )?;
        let state = |row: &Row<'_>| {
            Ok(StratumState {
                values: serde_json::from_str(&row.get::<_, String>(0)?).unwrap_or_default(),
                population: row.get(1)?,
                size: row.get(2)?,
                judged: row.get::<_, f64>(3)? as u64,
                gone: row.get::<_, f64>(4)? as u64,
                drawn: row.get(5)?,
            })
        };
        Ok(query.query_map([], state)?.collect::<Result<_, _>>()?)
    }

    /// Puts on record what became of pictures, all of them or none. One that is on record already stays as it is.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn record(&mut self, seen: &[(i64, Seen)], at: i64) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for (number, seen) in seen {
            let (state, trouble) = match seen {
                Seen::Judged(_) => ("judged", None),
                Seen::Gone(why) => ("gone", Some(why)),
            };
            let update = "UPDATE item SET state = ?2, at = ?3, trouble = ?4 WHERE number = ?1 AND state = 'waiting'";
            let changed = transaction.prepare_cached(update)?.execute(params![number, state, at, trouble])?;
            if let (1, Seen::Judged(judged)) = (changed, seen) {
                add_picture(&transaction, *number, judged)?;
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

fn fill(transaction: &Transaction<'_>, sample: &Sample) -> Result<(), StoreError> {
    let json = |values: &[String]| serde_json::Value::from(values.to_vec()).to_string();
    let mut stratum = transaction.prepare("INSERT INTO stratum VALUES (?1, ?2, ?3, ?4)")?;
    let mut item = transaction
        .prepare("INSERT INTO item (stratum, rank, ticket, id, place, attributes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (number, one) in (0_i64..).zip(&sample.strata) {
        stratum.execute(params![number, json(&one.values), one.population, one.size()])?;
        for (rank, drawn) in (1_i64..).zip(&one.drawn) {
            let attributes: serde_json::Map<_, _> =
                drawn.row.attributes.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
            let attributes = serde_json::Value::from(attributes).to_string();
            item.execute(params![number, rank, drawn.ticket.0, drawn.row.id, drawn.row.place, attributes])?;
        }
    }
    Ok(())
}

fn add_picture(transaction: &Transaction<'_>, number: i64, judged: &Judged) -> Result<(), StoreError> {
    let observed = &judged.observed;
    let (fingerprint, small) = judged.fingerprint.as_ref().map(|(word, small)| (word, small)).unzip();
    transaction
        .prepare_cached(
            "INSERT INTO picture VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
             ?18, ?19, ?20, ?21, ?22)",
        )?
        .execute(params![
            number,
            judged.sha256,
            judged.sm3,
            judged.size_bytes,
            judged.format,
            observed.outcome,
            observed.disposition,
            observed.stripping,
            observed.claim,
            observed.generator,
            observed.layers.implicit,
            observed.layers.explicit,
            observed.layers.c2pa,
            observed.layers.watermark,
            observed.producer,
            observed.produce_id,
            observed.manifest,
            observed.vendors.join(","),
            fingerprint,
            small,
            judged.preview,
            String::from_utf8_lossy(&judged.report),
        ])?;
    let mut finding = transaction.prepare_cached("INSERT INTO finding VALUES (?1, ?2, ?3, ?4)")?;
    for found in &observed.findings {
        finding.execute(params![number, found.rule, found.outcome, found.severity])?;
    }
    Ok(())
}
