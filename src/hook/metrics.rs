//! Counts for Prometheus.
//!
//! Labels come from closed lists only: nothing that a client chooses becomes a name here, so memory stays bounded.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::check::Checked;

/// Bounds of the histogram of durations, in seconds.
const SECONDS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answer {
    route: &'static str,
    status: u16,
    code: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    route: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Verdict {
    outcome: &'static str,
    disposition: &'static str,
    stripping: &'static str,
}

/// The counts and their names.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    answers: Family<Answer, Counter>,
    durations: Family<Route, Histogram, fn() -> Histogram>,
    verdicts: Family<Verdict, Counter>,
    /// Bytes of requests.
    pub(super) received_bytes: Counter<u64, AtomicU64>,
    /// Open connections.
    pub(super) connections: Gauge,
    /// Pictures being checked or waiting.
    pub(super) places: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let new_histogram: fn() -> Histogram = || Histogram::new(SECONDS);
        let mut metrics = Self {
            registry: Registry::with_prefix("yanbiao"),
            answers: Family::default(),
            durations: Family::new_with_constructor(new_histogram),
            verdicts: Family::default(),
            received_bytes: Counter::default(),
            connections: Gauge::default(),
            places: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("answers", "Answers by route, HTTP status and code", metrics.answers.clone());
        registry.register_with_unit(
            "duration",
            "From the head of a request to its answer",
            Unit::Seconds,
            metrics.durations.clone(),
        );
        registry.register("verdicts", "Pictures judged", metrics.verdicts.clone());
        registry.register_with_unit("received", "Bytes of requests", Unit::Bytes, metrics.received_bytes.clone());
        registry.register("connections", "Open connections", metrics.connections.clone());
        registry.register("pictures_in_hand", "Pictures being checked or waiting", metrics.places.clone());
        metrics
    }
}

impl Metrics {
    /// Counts one answer.
    pub(super) fn answered(&self, route: &'static str, status: u16, code: &'static str, took: Duration) {
        self.answers.get_or_create(&Answer { route, status, code }).inc();
        self.durations.get_or_create(&Route { route }).observe(took.as_secs_f64());
    }

    /// Counts one verdict.
    pub(super) fn judged(&self, checked: &Checked) {
        let verdict = Verdict {
            outcome: checked.verdict.outcome.id(),
            disposition: checked.disposition.id(),
            stripping: checked.facts.stripping.level.id(),
        };
        self.verdicts.get_or_create(&verdict).inc();
    }

    /// The text that Prometheus reads.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to memory cannot fail.
        let written = encode(&mut text, &self.registry);
        debug_assert!(written.is_ok(), "counts can be written");
        text
    }
}
