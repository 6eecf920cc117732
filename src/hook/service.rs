//! What all requests share, and the way of a check through it: a place in the queue, a worker, an answer in time.
//!
//! Checks are work for the processor and never run on the threads that talk to clients. Everything a client can make
//! the service hold is counted before it is taken: bytes received, pictures that wait, connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use time::OffsetDateTime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::job_store::{JobOptions, JobStore};
use super::journal::Journal;
use super::metrics::Metrics;
use super::options::Options;
use super::problem::{self, Problem};
use crate::asset::Asset;
use crate::check::{Checked, Settings, check};
use crate::context::Context;
use crate::ledger::Shelf;
use crate::look_up;
use crate::report::problem::Line;
use crate::report::run::Tool;

/// One permit stands for so many bytes of requests.
const UNIT_BYTES: u64 = 1_024;

/// How long a job waits before it asks for a place again.
const JOB_PAUSE: Duration = Duration::from_millis(20);

/// How long a request waits for a place before it is refused, and how often it asks meanwhile.
const PATIENCE: Duration = Duration::from_secs(1);
const ADMISSION_PAUSE: Duration = Duration::from_millis(50);

/// How often it is asked whether the ledger has grown.
const LEDGER_PAUSE: Duration = Duration::from_secs(2);

/// What the service cannot know by itself.
#[derive(Clone, Copy, Debug)]
pub struct World {
    /// This instant.
    pub clock: fn() -> OffsetDateTime,
    /// Where lines of the log go.
    pub log: fn(&Line),
}

/// What all requests share.
pub struct Service {
    /// What the operator decided.
    pub(super) options: Options,
    /// Bounds and trust lists of a check.
    pub(super) settings: Settings,
    /// Who decides.
    pub(super) tool: Tool,
    /// The ledger to look pictures up in, if there is one.
    pub(super) shelf: Option<Shelf>,
    /// Where verdicts are put on record, if the operator wants it.
    pub(super) journal: Option<Arc<Journal>>,
    /// Jobs, if the operator takes them.
    pub(super) jobs: Option<JobStore>,
    /// Counts.
    pub(super) metrics: Metrics,
    /// The clock: the core has none.
    pub(super) clock: fn() -> OffsetDateTime,
    /// Where lines of the log go.
    log: fn(&Line),
    /// Places with a worker or in the queue.
    places: Arc<Semaphore>,
    /// Bytes that requests may still bring.
    bytes: Arc<Semaphore>,
    is_stopping: AtomicBool,
}

impl Service {
    /// A service that has not begun to listen.
    pub fn new(options: Options, settings: Settings, shelf: Option<Shelf>, world: World) -> Self {
        let units = usize::try_from(options.bodies_bytes_max / UNIT_BYTES).unwrap_or(Semaphore::MAX_PERMITS);
        Self {
            tool: Tool::new(&settings.trust),
            places: Arc::new(Semaphore::new(options.workers.saturating_add(options.queue))),
            bytes: Arc::new(Semaphore::new(units.min(Semaphore::MAX_PERMITS))),
            metrics: Metrics::default(),
            is_stopping: AtomicBool::new(false),
            options,
            settings,
            shelf,
            journal: None,
            jobs: None,
            clock: world.clock,
            log: world.log,
        }
    }

    /// The same service with a journal, and with jobs if the operator takes them.
    pub fn with_journal(mut self, journal: Journal, jobs: Option<JobOptions>) -> Self {
        let journal = Arc::new(journal);
        self.jobs = jobs.map(|options| JobStore::new(options, Arc::clone(&journal)));
        self.journal = Some(journal);
        self.options.digest = true;
        self
    }

    /// Writes a line of the log.
    pub(super) fn log(&self, line: &Line) {
        (self.log)(line);
    }

    /// Takes no more work from now on.
    pub(super) fn stop(&self) {
        self.is_stopping.store(true, Ordering::Relaxed);
    }

    /// True once it takes no more work.
    pub(super) fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::Relaxed)
    }

    /// Reads what other programs add to the ledger, until the service stops. While that fails, the log says so and
    /// what was read before is looked up.
    pub(super) fn follow_ledger(&self) {
        let Some(shelf) = &self.shelf else { return };
        while !self.is_stopping() {
            std::thread::sleep(LEDGER_PAUSE);
            let begun = Instant::now();
            if shelf.read_more().is_err() {
                let code = "ledger_not_read";
                self.log(&Line { at: (self.clock)(), route: "ledger", status: 500, code, took: begun.elapsed() });
            }
        }
    }

    /// A place for a thread of jobs, as soon as there is one: who waits for an answer goes first.
    pub(super) fn place_for_job(&self) -> Option<OwnedSemaphorePermit> {
        while !self.is_stopping() {
            if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
                return Some(place);
            }
            std::thread::sleep(JOB_PAUSE);
        }
        None
    }

    /// Whether new work is taken: not while stopping, and not while every place is taken.
    ///
    /// # Errors
    /// The answer that a request gets instead.
    pub(super) fn is_ready(&self) -> Result<(), Problem> {
        if self.is_stopping() {
            return Err(problem::STOPPING.problem());
        }
        if self.places.available_permits() == 0 {
            return Err(problem::BUSY.problem());
        }
        Ok(())
    }

    /// Pictures that are being checked or wait.
    pub(super) fn places_taken(&self) -> usize {
        (self.options.workers + self.options.queue).saturating_sub(self.places.available_permits())
    }

    /// Sets so many bytes aside for a request.
    ///
    /// # Errors
    /// When all requests together would hold too much.
    pub(super) fn reserve(&self, bytes: u64) -> Result<OwnedSemaphorePermit, Problem> {
        let units = u32::try_from(bytes.div_ceil(UNIT_BYTES)).unwrap_or(u32::MAX);
        Arc::clone(&self.bytes).try_acquire_many_owned(units).map_err(|_| problem::BUSY.problem())
    }

    /// Sets bytes aside for a request once there is a place for it, at most after [`PATIENCE`]. The client waits with its
    /// body unread: to refuse at once costs more than to let it wait, when everybody who is refused comes again.
    ///
    /// # Errors
    /// When there is none by then, or the service stops.
    pub(super) async fn admit(&self, bytes: u64) -> Result<OwnedSemaphorePermit, Problem> {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.is_ready().and_then(|()| self.reserve(bytes)) {
                Err(_) if !self.is_stopping() && Instant::now() < until => tokio::time::sleep(ADMISSION_PAUSE).await,
                admitted => return admitted,
            }
        }
    }

    /// Runs `work` on a worker.
    ///
    /// # Errors
    /// When the queue stays full, or the answer would come too late. Work that nobody waits for any more is not begun.
    pub(super) async fn work<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let place = tokio::time::timeout(PATIENCE, Arc::clone(&self.places).acquire_owned()).await;
        let place = place.ok().and_then(Result::ok).ok_or_else(|| problem::BUSY.problem())?;
        let until = Instant::now() + self.options.check_time;
        let waits = Arc::new(());
        let (service, waiting) = (Arc::clone(self), Arc::downgrade(&waits));
        let task = tokio::task::spawn_blocking(move || {
            let is_wanted = waiting.strong_count() > 0 && Instant::now() < until;
            let result = is_wanted.then(|| work(&service));
            drop(place);
            result
        });
        let late = || problem::TIMED_OUT.with("seconds", self.options.check_time.as_secs().to_string());
        let ended = tokio::time::timeout(self.options.check_time, task).await;
        drop(waits);
        match ended {
            Ok(Ok(Some(result))) => Ok(result),
            Ok(Ok(None)) | Err(_) => Err(late()),
            Ok(Err(_)) => Err(problem::INTERNAL.problem()),
        }
    }

    /// Checks one picture that somebody gets a verdict on, and counts it.
    pub(super) fn judge(&self, asset: &Asset<'_>, context: &Context) -> Checked {
        let checked = self.check(asset, context);
        self.metrics.judged(&checked);
        checked
    }

    /// Checks one picture, on the thread that calls.
    pub(super) fn check(&self, asset: &Asset<'_>, context: &Context) -> Checked {
        let wants_pixels = context.depth > crate::context::Depth::Metadata;
        let shelf = self.shelf.as_ref().filter(|_| wants_pixels);
        let (ledger, _) = shelf.map(|shelf| look_up::look_up(shelf, asset, &self.settings.limits)).unzip();
        let asset = Asset { name: asset.name.clone(), bytes: asset.bytes, remote: None, ledger: ledger.as_ref() };
        check(&asset, context, &self.settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORLD: World = World { clock: || time::macros::datetime!(2026-11-23 00:00 UTC), log: |_| {} };

    fn service(queue: usize) -> Arc<Service> {
        let options = Options {
            queue,
            bodies_bytes_max: 10 << 10,
            check_time: Duration::from_millis(300),
            ..Options::at(([127, 0, 0, 1], 0).into(), 1)
        };
        Arc::new(Service::new(options, Settings::default(), None, WORLD))
    }

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .max_blocking_threads(1)
            .enable_time()
            .build()
            .unwrap()
    }

    #[test]
    fn what_finds_no_place_is_refused_after_a_while() {
        let options = Options { check_time: Duration::from_secs(20), ..service(1).options.clone() };
        let service = Arc::new(Service::new(options, Settings::default(), None, WORLD));
        runtime().block_on(async {
            let slow = |_: &Service| std::thread::sleep(PATIENCE * 3);
            let begin = || tokio::spawn(busy(Arc::clone(&service), slow));
            let (first, second) = (begin(), begin());
            while service.places_taken() < 2 {
                tokio::task::yield_now().await;
            }
            assert_eq!(service.is_ready().unwrap_err().code(), "busy");
            assert_eq!(service.admit(1).await.unwrap_err().code(), "busy");
            let begun = Instant::now();
            assert_eq!(service.work(|_| ()).await.unwrap_err().code(), "busy");
            assert!(begun.elapsed() >= PATIENCE);
            assert!(first.await.unwrap().is_ok() && second.await.unwrap().is_ok());
            assert!(service.is_ready().is_ok());
        });
    }

    async fn busy(service: Arc<Service>, work: impl FnOnce(&Service) + Send + 'static) -> Result<(), Problem> {
        service.work(work).await
    }

    #[test]
    fn what_comes_too_late_is_no_answer_and_is_not_begun() {
        let service = service(4);
        runtime().block_on(async {
            let slow = busy(Arc::clone(&service), |_| std::thread::sleep(Duration::from_millis(500)));
            let begun = Arc::new(AtomicBool::new(false));
            let flag = Arc::clone(&begun);
            let waits = busy(Arc::clone(&service), move |_| flag.store(true, Ordering::Relaxed));
            let (slow, waits) = (tokio::spawn(slow), tokio::spawn(waits));
            assert_eq!(slow.await.unwrap().unwrap_err().code(), "timed_out");
            assert_eq!(waits.await.unwrap().unwrap_err().code(), "timed_out");
            while service.places_taken() > 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            assert!(!begun.load(Ordering::Relaxed));
        });
    }

    #[test]
    fn a_bug_is_an_answer_without_a_verdict_and_the_service_goes_on() {
        let service = service(1);
        runtime().block_on(async {
            let failed = service.work(|_| panic!("a bug")).await;
            assert_eq!(failed.unwrap_err().code(), "internal");
            assert_eq!(service.work(|_| 7).await.unwrap(), 7);
        });
    }

    #[test]
    fn requests_together_hold_no_more_than_they_may() {
        let service = service(1);
        let first = service.reserve(6 << 10).unwrap();
        assert_eq!(service.reserve(6 << 10).unwrap_err().code(), "busy");
        drop(first);
        assert!(service.reserve(10 << 10).is_ok());
    }

    #[test]
    fn a_service_that_stops_takes_nothing() {
        let service = service(1);
        service.stop();
        assert_eq!(service.is_ready().unwrap_err().code(), "stopping");
    }
}
