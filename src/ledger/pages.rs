//! The fingerprints of a ledger in pages: 256 records each, with the second fingerprints of those that have one.
//!
//! In a ledger of the first form there are none of these. It is read as it is, and brought to the present form before
//! anything is written. Second fingerprints follow from the small pictures, so none is ever taken from anybody's word.

use rusqlite::types::FromSqlError;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};

use super::error::LedgerError;
use crate::fingerprint::{ENTRY_BYTES, Index, Word, decode, entries_of, entry_bytes, inner_word};

/// The form of the file.
pub(super) const FORM: i64 = 2;
/// The form without second fingerprints.
pub(super) const FIRST_FORM: i64 = 1;
/// The table. The checksum is of `entries`, then of `inner`.
pub(super) const TABLE: &str = "
CREATE TABLE fingerprint (
    page INTEGER PRIMARY KEY,
    entries BLOB NOT NULL,
    crc32 INTEGER NOT NULL,
    inner BLOB NOT NULL DEFAULT x''
) STRICT;
";
/// What the first form lacks. Checksums stay, since this adds nothing to what they are of.
const FROM_FIRST: &str = "ALTER TABLE fingerprint ADD COLUMN inner BLOB NOT NULL DEFAULT x''";
/// Records of a page.
const PAGE_RECORDS: usize = 256;
/// Pages of an older ledger whose records get their second fingerprints when it is brought to the present form: the
/// newest 10,240 records, at some milliseconds each at most.
const PAGES_LOOKED_AT: usize = 40;

/// A page as it is stored.
struct Page<'a> {
    entries: &'a [u8],
    /// The second fingerprints of those of its records that have one.
    inner: &'a [u8],
}

/// The fingerprints of a record that was added: its number, that of the whole, and that of what plain edges leave.
pub(super) struct Fingerprints(pub(super) i64, pub(super) Word, pub(super) Option<Word>);

/// The second fingerprint of a record by its small picture; none if it has no plain edges, or cannot be read.
pub(super) fn second(picture: &[u8]) -> Option<Word> {
    inner_word(&decode(picture)?)
}

/// The fingerprints after those of the first `known` records.
pub(super) fn read_after(connection: &Connection, known: usize) -> Result<Index, LedgerError> {
    let mut index = Index::default();
    let mut skipped = known % PAGE_RECORDS * ENTRY_BYTES;
    // Asked for each time: another program may have brought it to the present form since it was opened.
    let inner = if form(connection)? == FIRST_FORM { "x''" } else { "inner" };
    let pages = format!("SELECT entries, {inner}, crc32 FROM fingerprint WHERE page >= ?1 ORDER BY page");
    let mut query = connection.prepare(&pages)?;
    // Pages are filled before the next is begun.
    let mut rows = query.query([(known / PAGE_RECORDS) as i64])?;
    while let Some(row) = rows.next()? {
        let page = Page::read(row)?;
        let (before, new) = page.entries.split_at_checked(std::mem::take(&mut skipped)).unwrap_or((page.entries, &[]));
        entries_of(new).for_each(|(record, word)| index.push(record, word));
        let before: Vec<i64> = entries_of(before).map(|(record, _)| record).collect();
        let is_new = |(record, _): &(i64, Word)| !before.contains(record);
        entries_of(page.inner).filter(is_new).for_each(|(record, word)| index.push_inner(record, word));
    }
    Ok(index)
}

/// Fills the last page, then begins new ones.
pub(super) fn add(transaction: &Transaction<'_>, added: &[Fingerprints]) -> Result<(), LedgerError> {
    if added.is_empty() {
        return Ok(());
    }
    let last: Option<(i64, Vec<u8>, Vec<u8>)> = transaction
        .query_row("SELECT page, entries, inner FROM fingerprint ORDER BY page DESC LIMIT 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let (mut number, mut entries, mut inner) = last.unwrap_or_default();
    for Fingerprints(record, word, second) in added {
        if entries.len() >= PAGE_RECORDS * ENTRY_BYTES {
            Page { entries: &entries, inner: &inner }.put(transaction, number)?;
            number = number.checked_add(1).ok_or_else(|| LedgerError::Damaged("a page of fingerprints".to_owned()))?;
            (entries, inner) = (Vec::new(), Vec::new());
        }
        entries.extend(entry_bytes(*record, *word));
        inner.extend(second.iter().flat_map(|word| entry_bytes(*record, *word)));
    }
    Page { entries: &entries, inner: &inner }.put(transaction, number)
}

/// Brings the first form to the present one, all of it or nothing. How many records were left without a look for a second
/// fingerprint, because there are too many.
pub(super) fn renew(connection: &mut Connection) -> Result<u64, LedgerError> {
    if form(connection)? == FORM {
        return Ok(0);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have been quicker.
    if form(&transaction)? == FORM {
        return Ok(0);
    }
    transaction.execute_batch(FROM_FIRST)?;
    let pages: Vec<i64> = transaction
        .prepare("SELECT page FROM fingerprint ORDER BY page DESC")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for page in pages.iter().take(PAGES_LOOKED_AT) {
        look_at(&transaction, *page)?;
    }
    transaction.pragma_update(None, "user_version", FORM)?;
    transaction.commit()?;
    Ok((pages.len().saturating_sub(PAGES_LOOKED_AT) * PAGE_RECORDS) as u64)
}

/// Adds the second fingerprints of the records of a page.
fn look_at(transaction: &Transaction<'_>, number: i64) -> Result<(), LedgerError> {
    let mut query = transaction.prepare_cached("SELECT entries, inner, crc32 FROM fingerprint WHERE page = ?1")?;
    let mut rows = query.query([number])?;
    let Some(row) = rows.next()? else { return Ok(()) };
    let entries = Page::read(row)?.entries.to_vec();
    let mut picture = transaction.prepare_cached("SELECT picture FROM record WHERE number = ?1")?;
    let mut inner = Vec::new();
    // A page of somebody else's may be longer than ours.
    for (record, _) in entries_of(&entries).take(PAGE_RECORDS) {
        let word = picture.query_row([record], |row| Ok(row.get_ref(0)?.as_blob().ok().and_then(second)))?;
        inner.extend(word.into_iter().flat_map(|word| entry_bytes(record, word)));
    }
    Page { entries: &entries, inner: &inner }.put(transaction, number)
}

fn form(connection: &Connection) -> Result<i64, LedgerError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

impl<'a> Page<'a> {
    /// From the columns `entries`, `inner` and `crc32`.
    fn read(row: &'a Row<'_>) -> Result<Self, LedgerError> {
        let damaged = |error: FromSqlError| LedgerError::Damaged(error.to_string());
        let page = Self {
            entries: row.get_ref(0)?.as_blob().map_err(damaged)?,
            inner: row.get_ref(1)?.as_blob().map_err(damaged)?,
        };
        if row.get::<_, u32>(2)? != page.crc32() {
            return Err(LedgerError::Damaged("a page of fingerprints was changed".to_owned()));
        }
        Ok(page)
    }

    fn crc32(&self) -> u32 {
        let mut crc = crc32fast::Hasher::new();
        crc.update(self.entries);
        crc.update(self.inner);
        crc.finalize()
    }

    fn put(&self, transaction: &Transaction<'_>, number: i64) -> Result<(), LedgerError> {
        let mut put = transaction.prepare_cached(
            "INSERT OR REPLACE INTO fingerprint (page, entries, crc32, inner) VALUES (?1, ?2, ?3, ?4)",
        )?;
        put.execute(params![number, self.entries, self.crc32(), self.inner])?;
        Ok(())
    }
}
