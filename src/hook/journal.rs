//! The journal: what was judged and when, and jobs that are not finished, in one SQLite file.
//!
//! One thread owns the file. What arrives while it writes is written together next, in one transaction, and nobody is
//! told that something is on record before the disk has it. Pictures are never kept.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::{Connection, Transaction, params};
use time::OffsetDateTime;
use tokio::sync::oneshot;

use crate::message::{Message, Text};
use crate::untrusted::Untrusted;

/// "YBJN": marks the file as ours.
const APPLICATION: i64 = 0x5942_4A4E;
/// The form of the tables.
const FORM: i64 = 2;
/// From form 1, which did not know what was written into a picture.
const FROM_FIRST: &str = "BEGIN; ALTER TABLE verdict ADD COLUMN written BLOB; PRAGMA user_version = 2; COMMIT;";
/// Orders that may wait; one more is refused.
const WAITING_MAX: usize = 1_024;
/// Orders of one transaction.
const TOGETHER_MAX: usize = 256;
/// How often what is older than it must be is thrown away.
const SWEEP_EVERY: Duration = Duration::from_secs(3_600);

const TABLES: &str = "
CREATE TABLE verdict (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    sha256 BLOB,
    size_bytes INTEGER NOT NULL,
    format TEXT NOT NULL,
    uploader TEXT,
    role TEXT NOT NULL,
    declared INTEGER,
    depth TEXT NOT NULL,
    outcome TEXT NOT NULL,
    disposition TEXT NOT NULL,
    stripping TEXT NOT NULL,
    labels BLOB,
    findings BLOB NOT NULL,
    tool TEXT NOT NULL,
    written BLOB
) STRICT;
CREATE INDEX verdict_at ON verdict (at);
CREATE INDEX verdict_sha256 ON verdict (sha256);
CREATE TABLE job (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    ask BLOB NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL,
    result BLOB,
    trouble TEXT
) STRICT;
CREATE INDEX job_due ON job (state, due);
";

/// Why the journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// A file of another kind.
    #[error("the file is no journal")]
    NoJournal,
    /// A later form of the file.
    #[error("the journal has form {0}, which this version does not know")]
    Newer(i64),
    /// Too much waits to be written.
    #[error("too much waits to be written")]
    Busy,
    /// The transaction could not be ended.
    #[error("the disk did not take it")]
    Lost,
    /// The thread that writes has ended.
    #[error("the journal is closed")]
    Closed,
    /// Anything else that SQLite reports.
    #[error("{0}")]
    Store(#[from] rusqlite::Error),
}

static NO_JOURNAL: Text = Text {
    zh: "不是日志文件；核对 --journal 的路径",
    en: "this file is no journal; check the path after --journal",
};
static NEWER: Text = Text {
    zh: "日志的格式为 {form}，此版本不认识；请升级程序",
    en: "the journal has form {form}, which this version does not know; use a newer version",
};
static BUSY: Text = Text { zh: "等待写入日志的内容过多", en: "too much waits to be written to the journal" };
static LOST: Text = Text {
    zh: "日志没有写到磁盘上；确认磁盘未满",
    en: "the journal did not get to the disk; make sure that it is not full",
};
static CLOSED: Text = Text { zh: "日志已关闭", en: "the journal is closed" };
static STORE: Text = Text {
    zh: "日志无法读写（{error}）；确认文件可写、磁盘未满、没有另一个服务在使用它",
    en: "the journal cannot be used ({error}); make sure that it may be written, that the disk is not full and that no other service uses it",
};

impl JournalError {
    /// The same in words, with what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::NoJournal => NO_JOURNAL.message(),
            Self::Newer(form) => NEWER.with("form", form.to_string()),
            Self::Busy => BUSY.message(),
            Self::Lost => LOST.message(),
            Self::Closed => CLOSED.message(),
            Self::Store(error) => STORE.with("error", Untrusted::new(error.to_string()).to_string()),
        }
    }
}

/// One verdict as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    /// When it was reached, as seconds since 1970.
    pub(super) at: i64,
    /// Digest of the bytes as they came.
    pub(super) sha256: Option<[u8; 32]>,
    /// Their number.
    pub(super) size_bytes: u64,
    /// Format by magic bytes.
    pub(super) format: &'static str,
    /// Whom the platform has it from.
    pub(super) uploader: Option<String>,
    /// In which capacity it was judged.
    pub(super) role: &'static str,
    /// What the uploader declared.
    pub(super) declared: Option<bool>,
    /// How far was looked.
    pub(super) depth: &'static str,
    /// All findings together.
    pub(super) outcome: &'static str,
    /// Art. 6.
    pub(super) disposition: &'static str,
    /// Whether a label was removed.
    pub(super) stripping: &'static str,
    /// Labels as they stand in the file, as JSON.
    pub(super) labels: Option<Vec<u8>>,
    /// Findings that are no pass, as JSON.
    pub(super) findings: Vec<u8>,
    /// Versions of the program and the rules.
    pub(super) tool: String,
    /// The label that was written into the picture, as JSON, if one was asked for.
    pub(super) written: Option<Vec<u8>>,
}

impl Verdict {
    pub(super) fn write(&self, connection: &Connection) -> rusqlite::Result<()> {
        let mut insert = connection.prepare_cached(
            "INSERT INTO verdict (at, sha256, size_bytes, format, uploader, role, declared, depth, outcome,
             disposition, stripping, labels, findings, tool, written)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?;
        insert.execute(params![
            self.at,
            self.sha256,
            i64::try_from(self.size_bytes).unwrap_or(i64::MAX),
            self.format,
            self.uploader,
            self.role,
            self.declared,
            self.depth,
            self.outcome,
            self.disposition,
            self.stripping,
            self.labels,
            self.findings,
            self.tool,
            self.written,
        ])?;
        Ok(())
    }
}

/// Tells whoever ordered something how it ended, once it is known whether the disk has it.
type Tell = Box<dyn FnOnce(bool) + Send>;
/// Something to be done with the file, within a transaction.
type Order = Box<dyn FnOnce(&Connection) -> Tell + Send>;

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    sender: Option<SyncSender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl Journal {
    /// Opens a journal, and makes it if it is not there. Verdicts and finished jobs older than `retain` are thrown away.
    ///
    /// # Errors
    /// When the file is of another kind, cannot be written, or is used by another service.
    pub fn open(path: &Path, retain: Duration, clock: fn() -> OffsetDateTime) -> Result<Self, JournalError> {
        let connection = connect(path)?;
        let (sender, receiver) = sync_channel(WAITING_MAX);
        let sweep = move |connection: &Connection| drop(forget(connection, clock() - retain));
        let thread = std::thread::spawn(move || keep(connection, &receiver, &sweep));
        Ok(Self { sender: Some(sender), thread: Some(thread) })
    }

    /// Does something with the file; the answer comes when the disk has it.
    ///
    /// # Errors
    /// When it fails, or too much waits.
    pub(super) async fn with<T: Send + 'static>(
        &self,
        order: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, JournalError> {
        self.order(order)?.await.map_err(|_| JournalError::Closed)?
    }

    /// The same for a thread that may wait.
    pub(super) fn with_waiting<T: Send + 'static>(
        &self,
        order: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, JournalError> {
        self.order(order)?.blocking_recv().map_err(|_| JournalError::Closed)?
    }

    fn order<T: Send + 'static>(
        &self,
        order: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T, JournalError>>, JournalError> {
        let (tell, told) = oneshot::channel();
        let order: Order = Box::new(move |connection| {
            let result = order(connection).map_err(JournalError::Store);
            let kept =
                move |is_kept| result.and_then(|value| if is_kept { Ok(value) } else { Err(JournalError::Lost) });
            // Nobody is told who has gone away.
            Box::new(move |is_kept| drop(tell.send(kept(is_kept))))
        });
        match self.sender.as_ref().map(|sender| sender.try_send(order)) {
            Some(Ok(())) => Ok(told),
            Some(Err(TrySendError::Full(_))) => Err(JournalError::Busy),
            Some(Err(TrySendError::Disconnected(_))) | None => Err(JournalError::Closed),
        }
    }
}

impl Drop for Journal {
    /// What was ordered is written before the end.
    fn drop(&mut self) {
        drop(self.sender.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn connect(path: &Path) -> Result<Connection, JournalError> {
    let connection = Connection::open(path)?;
    // One service per journal: two would do each other's jobs. A transaction is on the disk when it is over.
    connection
        .execute_batch("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    match (number("application_id")?, number("user_version")?) {
        (APPLICATION, FORM) => {}
        (APPLICATION, 1) => connection.execute_batch(FROM_FIRST)?,
        (APPLICATION, form) => return Err(JournalError::Newer(form)),
        (0, 0) if is_empty(&connection)? => {
            connection.execute_batch(&format!(
                "BEGIN; {TABLES} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORM}; COMMIT;"
            ))?;
        }
        _ => return Err(JournalError::NoJournal),
    }
    // Takes the lock now, and not with the first picture.
    connection.execute_batch("BEGIN IMMEDIATE; COMMIT;")?;
    Ok(connection)
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

/// Writes what comes until nobody is left to send anything.
fn keep(mut connection: Connection, orders: &Receiver<Order>, sweep: &dyn Fn(&Connection)) {
    loop {
        sweep(&connection);
        let until = Instant::now() + SWEEP_EVERY;
        loop {
            match orders.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(first) => {
                    together(&mut connection, std::iter::once(first).chain(orders.try_iter()).take(TOGETHER_MAX));
                }
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }
}

fn together(connection: &mut Connection, orders: impl Iterator<Item = Order>) {
    let mut tells = Vec::new();
    let done = connection.transaction().and_then(|transaction: Transaction<'_>| {
        tells.extend(orders.map(|order| order(&transaction)));
        transaction.commit()
    });
    for tell in tells {
        tell(done.is_ok());
    }
}

/// Throws away what is older than it must be. What was never delivered is kept as long, then goes as well.
fn forget(connection: &Connection, before: OffsetDateTime) -> rusqlite::Result<()> {
    let before = [before.unix_timestamp()];
    connection.execute("DELETE FROM verdict WHERE at < ?1", before)?;
    connection.execute("DELETE FROM job WHERE at < ?1", before)?;
    Ok(())
}
