//! Webhook mode: a picture is named, fetched, judged, and the result is posted to whom the operator named.
//!
//! A job is in the journal before it is acknowledged and leaves it only when its result was taken, so that a stopped or
//! killed service goes on where it was. A result may therefore come twice, and never not at all; its id tells.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use ring::hmac;
use rusqlite::{Connection, OptionalExtension, params};

use super::ask;
use super::journal::{Journal, JournalError};
use super::judge;
use super::service::Service;
use super::upload::Picture;
use crate::fetch::client::{Client, FetchError};
use crate::fetch::guard;
use crate::report::job;

/// Tries to fetch a picture, and to deliver a result.
const FETCHES_MAX: u32 = 6;
const DELIVERIES_MAX: u32 = 30;
/// The first pause, doubled with every try, and the longest.
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
        let hex: String = context.sign().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("t={at},v1={hex}")
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
struct Due {
    id: String,
    ask: Vec<u8>,
    attempts: u32,
    result: Option<Vec<u8>>,
}

/// Does the jobs of a journal.
#[derive(Debug)]
pub(super) struct Jobs {
    pub(super) options: JobOptions,
    journal: Arc<Journal>,
    /// Jobs in hand, which nobody else may take.
    taken: Mutex<Vec<String>>,
    came: Condvar,
}

/// What is known of a job.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) state: String,
    pub(super) attempts: u32,
    pub(super) trouble: Option<String>,
    pub(super) result: Option<Vec<u8>>,
}

impl Jobs {
    pub(super) fn new(options: JobOptions, journal: Arc<Journal>) -> Self {
        Self { options, journal, taken: Mutex::default(), came: Condvar::new() }
    }

    /// Records a job; true when it is new. `ask` is the request as it came and was found sound.
    pub(super) async fn add(&self, id: String, ask: Vec<u8>, now: i64) -> Result<bool, JournalError> {
        let insert = "INSERT OR IGNORE INTO job (id, at, ask, state, due) VALUES (?1, ?2, ?3, ?4, ?2)";
        let values = (id, now, ask, State::Waiting.id());
        let added = self.journal.with(move |connection| connection.execute(insert, values)).await?;
        self.came.notify_one();
        Ok(added == 1)
    }

    /// What is known of a job.
    pub(super) async fn known(&self, id: String) -> Result<Option<Known>, JournalError> {
        let select = "SELECT state, attempts, trouble, result FROM job WHERE id = ?1";
        let read = move |connection: &Connection| {
            let row = |row: &rusqlite::Row<'_>| {
                Ok(Known { state: row.get(0)?, attempts: row.get(1)?, trouble: row.get(2)?, result: row.get(3)? })
            };
            connection.query_row(select, [id], row).optional()
        };
        self.journal.with(read).await
    }

    /// Does jobs until the service stops.
    pub(super) fn run(&self, service: &Service) {
        while !service.is_stopping() {
            match self.take(service) {
                Some(due) => {
                    let done = self.further(service, &due);
                    self.taken().retain(|id| *id != due.id);
                    // What the journal did not take is done again, but not at once.
                    if done.is_err() {
                        self.rest();
                    }
                }
                None => self.rest(),
            }
        }
    }

    fn taken(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rest(&self) {
        drop(self.came.wait_timeout(self.taken(), IDLE).unwrap_or_else(PoisonError::into_inner));
    }

    /// The next job that is due and in nobody's hands.
    fn take(&self, service: &Service) -> Option<Due> {
        let now = (service.clock)().unix_timestamp();
        let mut taken = self.taken();
        // As many as there are hands: one of them is free, if any is.
        let hands = taken.len() as i64 + 1;
        let select = "SELECT id, ask, attempts, result FROM job WHERE state IN ('waiting', 'judged') AND due <= ?1
                      ORDER BY due LIMIT ?2";
        let read = move |connection: &Connection| {
            let row = |row: &rusqlite::Row<'_>| {
                Ok(Due { id: row.get(0)?, ask: row.get(1)?, attempts: row.get(2)?, result: row.get(3)? })
            };
            connection.prepare_cached(select)?.query_map([now, hands], row)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        let due = self.journal.with_waiting(read).ok()?;
        let free = due.into_iter().find(|job| !taken.contains(&job.id))?;
        taken.push(free.id.clone());
        Some(free)
    }

    /// Takes a job one step further: judges it, or delivers its result.
    fn further(&self, service: &Service, due: &Due) -> Result<(), JournalError> {
        let now = (service.clock)().unix_timestamp();
        match &due.result {
            None => self.judge(service, due, now),
            Some(result) => self.deliver(due, result, now),
        }
    }

    fn judge(&self, service: &Service, due: &Due, now: i64) -> Result<(), JournalError> {
        let now_at = (service.clock)();
        let ask = match ask::of_job(&due.ask, &service.options, &self.options.sources, now_at) {
            Ok(ask) => ask,
            // It was sound when it came: the operator has changed what is allowed since.
            Err(problem) => return self.judged(due, job::without_verdict(&due.id, problem.message()), None, now),
        };
        match self.fetch(&ask.source, service.options.body_bytes_max) {
            Ok(bytes) => {
                let picture = Picture { name: None, bytes: bytes.into() };
                let (report, verdict) = judge::for_job(service, &picture, &ask.ask);
                self.judged(due, job::with_verdict(&due.id, &report), Some(verdict), now)
            }
            Err(error) if due.attempts + 1 < FETCHES_MAX => self.again(due, &error, now),
            Err(error) => self.judged(due, job::without_verdict(&due.id, &error.message()), None, now),
        }
    }

    /// Gets the picture: from where the operator allows it, or from a public address.
    fn fetch(&self, source: &str, bytes_max: u64) -> Result<Vec<u8>, FetchError> {
        let is_operators = self.options.sources.iter().any(|allowed| guard::lies_under(source, allowed));
        let client = if is_operators { Client::operator() } else { Client::default() };
        client.get(source, bytes_max)
    }

    fn judged(
        &self,
        due: &Due,
        result: Vec<u8>,
        verdict: Option<super::journal::Verdict>,
        now: i64,
    ) -> Result<(), JournalError> {
        let id = due.id.clone();
        self.journal.with_waiting(move |connection| {
            if let Some(verdict) = verdict {
                verdict.write(connection)?;
            }
            let update = "UPDATE job SET state = ?4, result = ?2, attempts = 0, due = ?3, trouble = NULL WHERE id = ?1";
            connection.execute(update, params![id, result, now, State::Judged.id()])
        })?;
        Ok(())
    }

    fn deliver(&self, due: &Due, result: &[u8], now: i64) -> Result<(), JournalError> {
        let signature = self.options.secret.sign(now, result);
        let posted = Client::operator().post(&self.options.callback, result.to_vec(), ("Yanbiao-Signature", &signature));
        match posted {
            Ok(()) => self.ended(due, State::Delivered, None),
            Err(error) if due.attempts + 1 < DELIVERIES_MAX => self.again(due, &error, now),
            Err(error) => self.ended(due, State::Undelivered, Some(error.to_string())),
        }
    }

    fn again(&self, due: &Due, error: &FetchError, now: i64) -> Result<(), JournalError> {
        let (id, trouble) = (due.id.clone(), error.to_string());
        let next = now + pause(due.attempts).as_secs() as i64;
        let update = "UPDATE job SET attempts = attempts + 1, due = ?2, trouble = ?3 WHERE id = ?1";
        self.journal.with_waiting(move |connection| connection.execute(update, params![id, next, trouble]))?;
        Ok(())
    }

    fn ended(&self, due: &Due, state: State, trouble: Option<String>) -> Result<(), JournalError> {
        let id = due.id.clone();
        let update = "UPDATE job SET state = ?2, trouble = ?3 WHERE id = ?1";
        self.journal.with_waiting(move |connection| connection.execute(update, params![id, state.id(), trouble]))?;
        Ok(())
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
