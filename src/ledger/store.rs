//! The file: records and their labels, beside the fingerprints in pages (`pages.rs`).
//!
//! Whatever is added together is written in one transaction, and SQLite's rollback journal brings the file back to the
//! last whole one, whenever the program is stopped. SQLite does not notice when a disk changes a byte of a picture, so
//! what a look-up rests on has checksums. The fingerprints are kept apart from the records, 40 bytes each, so
//! that a look-up reads nothing else. A record with plain edges has a second one, of what those leave.

use std::cell::Cell;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Row, Transaction, params};
use time::OffsetDateTime;

use super::error::LedgerError;
use super::pages::{self, FIRST_FORM, FORM, Fingerprints};
use super::recording::{Entry, LABELS_MAX, NAME_CHARS_MAX};
use crate::fingerprint::{Index, KEPT_BYTES_MAX};
use crate::untrusted::Untrusted;
use crate::vocabulary::ledger::{LabelLayer, Record, RecordKind, RecordedLabel, Said, Share};

/// "YBLG": marks the file as ours.
const APPLICATION: i64 = 0x5942_4C47;
/// How long to wait for another program that writes.
const WAIT: Duration = Duration::from_secs(20);

const TABLES: &str = "
CREATE TABLE record (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    name TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    said TEXT NOT NULL,
    picture BLOB NOT NULL,
    picture_crc32 INTEGER NOT NULL,
    UNIQUE (sha256, kind)
) STRICT;
CREATE TABLE label (
    record INTEGER NOT NULL REFERENCES record (number),
    place INTEGER NOT NULL,
    layer TEXT NOT NULL,
    what TEXT NOT NULL,
    left REAL, top REAL, right REAL, bottom REAL,
    PRIMARY KEY (record, place)
) STRICT, WITHOUT ROWID;
";

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
    /// What SQLite counts up when another program has written, as it was last asked for.
    version: Cell<i64>,
    /// Records that were left without a second fingerprint when the ledger was brought to its present form just now.
    without_second: u64,
}

/// What became of an entry that was to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It has this number now.
    New(i64),
    /// The same file is there already.
    Known,
}

/// How much is in a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Pictures with labels.
    pub labelled: u64,
    /// Reference pictures.
    pub references: u64,
}

impl Ledger {
    /// Opens a ledger to write to it, and makes it if it is not there. An older form is brought to the present one: its newest
    /// 10,240 records get their second fingerprints, [`Self::without_second`] says how many others there are.
    ///
    /// # Errors
    /// When the file is of another kind, damaged or cannot be written.
    pub fn create(path: &Path) -> Result<Self, LedgerError> {
        let mut ledger = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        ledger.without_second = pages::renew(&mut ledger.connection)?;
        Ok(ledger)
    }

    /// Records that were left without a second fingerprint when the ledger was brought to its present form just now. They
    /// are looked up as before; importing an export of the ledger into a new one gives them theirs.
    pub fn without_second(&self) -> u64 {
        self.without_second
    }

    /// Opens a ledger that is there, to read it. An older form stays as it is.
    ///
    /// # Errors
    /// When it is not there, of another kind, damaged or cannot be read.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        if !path.exists() {
            return Err(LedgerError::Missing);
        }
        // To write is needed to undo what an interrupted program left; SQLite goes on without where it may not.
        Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, LedgerError> {
        let mut connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(WAIT)?;
        // A file from somebody else may hold views and triggers; nothing of it is run, and sizes are checked.
        connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;")?;
        let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        match (number("application_id")?, number("user_version")?) {
            (APPLICATION, FORM | FIRST_FORM) => {}
            (APPLICATION, form) => return Err(LedgerError::Newer(form)),
            (0, 0) => make(&mut connection)?,
            _ => return Err(LedgerError::NoLedger),
        }
        Ok(Self { connection, version: Cell::new(0), without_second: 0 })
    }

    /// Adds entries, all of them or none; those that are there already stay as they are. Second fingerprints come from the small
    /// pictures: nobody has to be believed for them. For a ledger that was opened with [`Self::create`].
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn add(&mut self, entries: &[Entry]) -> Result<Vec<Added>, LedgerError> {
        let transaction = self.connection.transaction()?;
        let mut added = Vec::with_capacity(entries.len());
        let mut fingerprints = Vec::new();
        for entry in entries {
            let one = add_record(&transaction, entry)?;
            if let Added::New(number) = one {
                fingerprints.push(Fingerprints(number, entry.word, pages::second(&entry.picture)));
            }
            added.push(one);
        }
        pages::add(&transaction, &fingerprints)?;
        transaction.commit()?;
        Ok(added)
    }

    /// True when this very file is recorded.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn knows(&self, sha256: &[u8; 32], kind: RecordKind) -> Result<bool, LedgerError> {
        let mut query = self.connection.prepare("SELECT 1 FROM record WHERE sha256 = ?1 AND kind = ?2")?;
        Ok(query.exists(params![sha256.as_slice(), kind.id()])?)
    }

    /// True when another program has written since this was last asked for, and the first time.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn has_changed(&self) -> Result<bool, LedgerError> {
        let version = self.connection.pragma_query_value(None, "data_version", |row| row.get(0))?;
        Ok(self.version.replace(version) != version)
    }

    /// Makes [`Self::has_changed`] true once more.
    pub fn ask_again(&self) {
        self.version.set(0);
    }

    /// All fingerprints.
    ///
    /// # Errors
    /// When they cannot be read, or there is not one for every record.
    pub fn index(&self) -> Result<Index, LedgerError> {
        self.index_after(0)
    }

    /// The fingerprints after the first `known` ones.
    ///
    /// # Errors
    /// Those of [`Self::index`].
    pub fn index_after(&self, known: usize) -> Result<Index, LedgerError> {
        // Read at one instant, or records and fingerprints may differ.
        let transaction = self.connection.unchecked_transaction()?;
        let index = pages::read_after(&transaction, known)?;
        let counts = self.counts()?;
        if (known + index.len()) as u64 != counts.labelled + counts.references {
            return Err(LedgerError::Damaged("records and fingerprints differ in number".to_owned()));
        }
        Ok(index)
    }

    /// How much is there.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn counts(&self) -> Result<Counts, LedgerError> {
        let mut count = self.connection.prepare("SELECT count(*) FROM record WHERE kind = ?1")?;
        let mut of = |kind: RecordKind| count.query_row([kind.id()], |row| row.get::<_, i64>(0));
        let (labelled, references) = (of(RecordKind::Labelled)?, of(RecordKind::Reference)?);
        Ok(Counts { labelled: labelled.unsigned_abs(), references: references.unsigned_abs() })
    }

    /// One record with its small picture.
    ///
    /// # Errors
    /// When it is not there, cannot be read or makes no sense.
    pub fn record(&self, number: i64) -> Result<(Record, Vec<u8>), LedgerError> {
        let mut query = self.connection.prepare(
            "SELECT number, kind, sha256, name, added_at, width, height, said, picture, picture_crc32
             FROM record WHERE number = ?1",
        )?;
        let found = query.query_row([number], |row| Ok(read_record(row)))?;
        let (mut record, picture) = found?;
        record.labels = self.labels(number)?;
        Ok((record, picture))
    }

    fn labels(&self, number: i64) -> Result<Vec<RecordedLabel>, LedgerError> {
        let mut query = self.connection.prepare(
            "SELECT layer, what, left, top, right, bottom FROM label WHERE record = ?1 ORDER BY place LIMIT ?2",
        )?;
        let mut rows = query.query(params![number, LABELS_MAX as i64])?;
        let mut labels = Vec::new();
        while let Some(row) = rows.next()? {
            labels.push(read_label(row)?);
        }
        Ok(labels)
    }
}

fn make(connection: &mut Connection) -> Result<(), LedgerError> {
    let transaction = connection.transaction()?;
    let is_empty: bool = transaction.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))?;
    if !is_empty {
        return Err(LedgerError::NoLedger);
    }
    transaction.execute_batch(TABLES)?;
    transaction.execute_batch(pages::TABLE)?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", FORM)?;
    Ok(transaction.commit()?)
}

fn add_record(transaction: &Transaction<'_>, entry: &Entry) -> Result<Added, LedgerError> {
    let record = &entry.record;
    let name: String = record.name.as_raw().chars().take(NAME_CHARS_MAX).collect();
    let mut insert = transaction.prepare(
        "INSERT OR IGNORE INTO record (kind, sha256, name, added_at, width, height, said, picture, picture_crc32)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    let count = insert.execute(params![
        record.kind.id(),
        record.sha256.as_slice(),
        name,
        record.added_at.unix_timestamp(),
        record.width,
        record.height,
        record.said.id(),
        entry.picture,
        crc32fast::hash(&entry.picture),
    ])?;
    if count == 0 {
        return Ok(Added::Known);
    }
    let number = transaction.last_insert_rowid();
    let mut insert = transaction.prepare("INSERT INTO label VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    for (place, label) in (0_i64..).zip(record.labels.iter().take(LABELS_MAX)) {
        let side = |pick: fn(&Share) -> f32| label.place.as_ref().map(|share| f64::from(pick(share)));
        insert.execute(params![
            number,
            place,
            label.layer.id(),
            label.what.as_raw(),
            side(|share| share.left),
            side(|share| share.top),
            side(|share| share.right),
            side(|share| share.bottom),
        ])?;
    }
    Ok(Added::New(number))
}

fn read_record(row: &Row<'_>) -> Result<(Record, Vec<u8>), LedgerError> {
    let number = row.get(0)?;
    let damaged = |what: &str| LedgerError::Damaged(format!("record {number}: {what}"));
    let kind: String = row.get(1)?;
    let said: String = row.get(7)?;
    let added_at: i64 = row.get(4)?;
    let picture = row.get_ref(8)?.as_blob().map_err(|_| damaged("picture"))?;
    if picture.len() > KEPT_BYTES_MAX || row.get::<_, u32>(9)? != crc32fast::hash(picture) {
        return Err(damaged("picture"));
    }
    let record = Record {
        number,
        kind: RecordKind::ALL.into_iter().find(|known| known.id() == kind).ok_or_else(|| damaged("kind"))?,
        sha256: row.get::<_, [u8; 32]>(2).map_err(|_| damaged("sha256"))?,
        name: Untrusted::new(row.get::<_, String>(3)?),
        added_at: OffsetDateTime::from_unix_timestamp(added_at).map_err(|_| damaged("time"))?,
        width: row.get(5)?,
        height: row.get(6)?,
        said: Said::ALL.into_iter().find(|known| known.id() == said).ok_or_else(|| damaged("said"))?,
        labels: Vec::new(),
    };
    Ok((record, picture.to_vec()))
}

fn read_label(row: &Row<'_>) -> Result<RecordedLabel, LedgerError> {
    let layer: String = row.get(0)?;
    let known = LabelLayer::ALL.into_iter().find(|known| known.id() == layer);
    let sides = [row.get::<_, Option<f64>>(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
    let place = match sides {
        [Some(left), Some(top), Some(right), Some(bottom)] => {
            Some(Share { left: left as f32, top: top as f32, right: right as f32, bottom: bottom as f32 })
        }
        _ => None,
    };
    Ok(RecordedLabel {
        layer: known.ok_or_else(|| LedgerError::Damaged("a label of an unknown layer".to_owned()))?,
        what: Untrusted::new(row.get::<_, String>(1)?),
        place,
    })
}
