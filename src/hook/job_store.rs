//! Jobs as the journal holds them, and what the operator decides about them.
//!
//! A job is in the journal before it is acknowledged and leaves it only when its result was taken, so that a stopped or
//! killed service goes on where it was. A result may therefore come twice, and never not at all; its id tells.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ring::hmac;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::journal::{Journal, JournalError, Verdict};
use crate::hex::hex;

/// The first pause after a failed try, doubled with every try, and the longest.
const PAUSE_FIRST: Duration = Duration::from_secs(2);
const PAUSE_MAX: Duration = Duration::from_secs(3_600);
/// How long nothing happens before the journal is asked again.
const IDLE: Duration = Duration::from_secs(1);

/// What the operator decides about jobs.
#[derive(Clone, Debug)]
pub struct JobOptions {
    /// Where results go.
    pub callback: String,
    /// Signs results.
    pub secret: Secret,
    /// Addresses that pictures may come from although they are not public; a key is what follows the first.
    pub sources: Vec<String>,
    /// Jobs at the same time.
    pub threads: usize,
}

/// The key that results are signed with. It cannot be printed.
#[derive(Clone)]
pub struct Secret(hmac::Key);

impl Secret {
    /// A key of these bytes.
    pub fn new(bytes: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// The value of the header `Yanbiao-Signature`: the time, and HMAC-SHA256 over the time, a full stop and the body.
    pub fn sign(&self, at: i64, body: &[u8]) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(format!("{at}.").as_bytes());
        context.update(body);
        format!("t={at},v1={}", hex(context.sign().as_ref()))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// How far a job has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// To be fetched and judged.
    Waiting,
    /// Judged; the result is to be delivered.
    Judged,
    /// The result was taken.
    Delivered,
    /// Nobody took the result for days; it stays in the journal.
    Undelivered,
}

impl State {
    /// The word in the journal and in answers.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Judged => "judged",
            Self::Delivered => "delivered",
            Self::Undelivered => "undelivered",
        }
    }
}

/// A job that is due.
#[derive(Debug)]
pub(super) struct Due {
    /// Its id.
    pub(super) id: String,
    /// The request as it came.
    pub(super) ask: Vec<u8>,
    /// Tries of the present step that failed.
    pub(super) attempts: u32,
    /// What is to be delivered, once it is judged.
    pub(super) result: Option<Vec<u8>>,
}

/// What is known of a job.
#[derive(Debug)]
pub(super) struct Known {
    /// How far it has got.
    pub(super) state: String,
    /// Tries of the present step that failed.
    pub(super) attempts: u32,
    /// What went wrong last.
    pub(super) trouble: Option<String>,
    /// The result as it is posted.
    pub(super) result: Option<Vec<u8>>,
}

/// The jobs of a journal.
#[derive(Debug)]
pub(super) struct JobStore {
    /// What the operator decides.
    pub(super) options: JobOptions,
    journal: Arc<Journal>,
    /// Jobs in hand, which nobody else may take.
    taken: Mutex<Vec<String>>,
    came: Condvar,
}

impl JobStore {
    /// The jobs of this journal.
    pub(super) fn new(options: JobOptions, journal: Arc<Journal>) -> Self {
        Self { options, journal, taken: Mutex::default(), came: Condvar::new() }
    }

    /// Records a job; one that is there already stays as it is. `ask` is the request as it came and was found sound.
    pub(super) async fn add(&self, id: String, ask: Vec<u8>, now: i64) -> Result<(), JournalError> {
        let insert = "INSERT OR IGNORE INTO job (id, at, ask, state, due) VALUES (?1, ?2, ?3, ?4, ?2)";
        let values = (id, now, ask, State::Waiting.id());
        self.journal.with(move |connection| connection.execute(insert, values)).await?;
        self.came.notify_one();
        Ok(())
    }

    /// What is known of a job.
    pub(super) async fn known(&self, id: String) -> Result<Option<Known>, JournalError> {
        let select = "SELECT state, attempts, trouble, result FROM job WHERE id = ?1";
        let known = |row: &Row<'_>| {
            Ok(Known { state: row.get(0)?, attempts: row.get(1)?, trouble: row.get(2)?, result: row.get(3)? })
        };
        self.journal.with(move |connection| connection.query_row(select, [id], known).optional()).await
    }

    fn taken(&self) -> MutexGuard<'_, Vec<String>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a job, for a while.
    pub(super) fn rest(&self) {
        drop(self.came.wait_timeout(self.taken(), IDLE).unwrap_or_else(PoisonError::into_inner));
    }

    /// The next job that is due and in nobody's hands.
    pub(super) fn take(&self, now: i64) -> Option<Due> {
        let mut taken = self.taken();
        // One more than is in hand: one of them is free, if any is.
        let wanted = i64::try_from(taken.len()).unwrap_or(i64::MAX).saturating_add(1);
        let select = "SELECT id, ask, attempts, result FROM job WHERE state IN ('waiting', 'judged') AND due <= ?1
                      ORDER BY due LIMIT ?2";
        let due =
            |row: &Row<'_>| Ok(Due { id: row.get(0)?, ask: row.get(1)?, attempts: row.get(2)?, result: row.get(3)? });
        let read = move |connection: &Connection| {
            connection.prepare_cached(select)?.query_map([now, wanted], due)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        let due = self.journal.with_waiting(read).ok()?;
        let free = due.into_iter().find(|job| !taken.contains(&job.id))?;
        taken.push(free.id.clone());
        Some(free)
    }

    /// Gives a job out of hand.
    pub(super) fn put_back(&self, due: &Due) {
        self.taken().retain(|id| *id != due.id);
    }

    /// Records the result, and the verdict if there is one, in one transaction.
    pub(super) fn judged(
        &self,
        due: &Due,
        result: Vec<u8>,
        verdict: Option<Verdict>,
        now: i64,
    ) -> Result<(), JournalError> {
        let update = "UPDATE job SET state = ?4, result = ?2, attempts = 0, due = ?3, trouble = NULL WHERE id = ?1";
        let values = (due.id.clone(), result, now, State::Judged.id());
        self.journal.with_waiting(move |connection| {
            if let Some(verdict) = verdict {
                verdict.write(connection)?;
            }
            connection.execute(update, values).map(drop)
        })
    }

    /// The step failed; it is tried again after a pause.
    pub(super) fn again(&self, due: &Due, trouble: String, now: i64) -> Result<(), JournalError> {
        let next = now.saturating_add(i64::try_from(pause(due.attempts).as_secs()).unwrap_or(i64::MAX));
        let update = "UPDATE job SET attempts = attempts + 1, due = ?2, trouble = ?3 WHERE id = ?1";
        let id = due.id.clone();
        self.journal.with_waiting(move |connection| connection.execute(update, params![id, next, trouble]).map(drop))
    }

    /// The job is over.
    pub(super) fn ended(&self, due: &Due, state: State, trouble: Option<String>) -> Result<(), JournalError> {
        let update = "UPDATE job SET state = ?2, trouble = ?3 WHERE id = ?1";
        let id = due.id.clone();
        self.journal
            .with_waiting(move |connection| connection.execute(update, params![id, state.id(), trouble]).map(drop))
    }
}

/// The pause after so many failed tries.
fn pause(attempts: u32) -> Duration {
    PAUSE_FIRST.saturating_mul(2_u32.saturating_pow(attempts)).min(PAUSE_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_signed_over_its_time_and_its_bytes() {
        // printf '1764115200.{}' | openssl dgst -sha256 -hmac 0123456789abcdef
        let secret = Secret::new(b"0123456789abcdef");
        let signature = secret.sign(1_764_115_200, b"{}");
        assert_eq!(signature, "t=1764115200,v1=493ef24ecdfdaa35df18ec5108002c396ed466f552d3d820245e4ea5fbf05aa5");
        assert_ne!(secret.sign(1_764_115_201, b"{}"), signature);
        assert_eq!(format!("{secret:?}"), "Secret");
    }

    #[test]
    fn pauses_grow_and_have_an_end() {
        assert_eq!(pause(0), Duration::from_secs(2));
        assert_eq!(pause(3), Duration::from_secs(16));
        assert_eq!(pause(40), PAUSE_MAX);
    }
}
