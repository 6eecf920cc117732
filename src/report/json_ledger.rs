//! What a ledger knows, in Report v1.

use serde::Serialize;

use super::json_shown::{Hex, Instant, Shown};
use crate::evidence::EvidenceId;
use crate::facts::ledger;
use crate::facts::recorded::{FoundRecord, Ledger, LedgerState, Loss};
use crate::untrusted::Untrusted;
use crate::vocabulary::ledger::{Match, RecordedLabel};

/// `ledger`; left out when none was looked up.
#[derive(Serialize)]
pub(super) struct LedgerPart<'a> {
    state: &'static str,
    matches: Vec<RecordPart<'a>>,
}

impl<'a> LedgerPart<'a> {
    pub(super) fn new(known: &'a Ledger) -> Option<Self> {
        let asked = known.state != LedgerState::NotAsked;
        asked.then(|| Self { state: known.state.id(), matches: known.found.iter().map(RecordPart::new).collect() })
    }
}

#[derive(Serialize)]
struct RecordPart<'a> {
    #[serde(flatten)]
    found: MatchValue<'a>,
    /// Layers that the record had and this picture lacks.
    lost: Vec<LostPart>,
    evidence: Shown<EvidenceId>,
}

#[derive(Serialize)]
struct LostPart {
    layer: &'static str,
    state: &'static str,
    /// How far that shows removal.
    level: &'static str,
}

impl<'a> RecordPart<'a> {
    fn new(found: &'a FoundRecord) -> Self {
        let lost = found.lost.iter().map(|lost| LostPart {
            layer: lost.layer.id(),
            state: match lost.loss {
                Loss::Gone => "gone",
                Loss::CutOff => "cut_off",
                Loss::Undecided => "undecided",
            },
            level: ledger::shows(found, lost).id(),
        });
        Self { found: MatchValue::new(&found.found), lost: lost.collect(), evidence: Shown(found.id) }
    }
}

/// A record and how the picture lies on it.
#[derive(Serialize)]
pub(super) struct MatchValue<'a> {
    record: i64,
    kind: &'static str,
    name: Shown<&'a Untrusted>,
    sha256: Shown<Hex<'a>>,
    added_at: Shown<Instant>,
    said: &'static str,
    labels: Vec<LabelPart<'a>>,
    alike: f64,
    seen: f64,
    mirrored: bool,
    degrees: f64,
    changed: Vec<[u32; 4]>,
}

#[derive(Serialize)]
struct LabelPart<'a> {
    layer: &'static str,
    what: Shown<&'a Untrusted>,
}

impl<'a> MatchValue<'a> {
    pub(super) fn new(found: &'a Match) -> Self {
        let record = &found.record;
        let label = |label: &'a RecordedLabel| LabelPart { layer: label.layer.id(), what: Shown(&label.what) };
        Self {
            record: record.number,
            kind: record.kind.id(),
            name: Shown(&record.name),
            sha256: Shown(Hex(&record.sha256)),
            added_at: Shown(Instant(record.added_at)),
            said: record.said.id(),
            labels: record.labels.iter().map(label).collect(),
            alike: rounded(found.alike, 1_000.0),
            seen: rounded(found.seen, 1_000.0),
            mirrored: found.is_mirrored,
            degrees: rounded(found.degrees, 10.0),
            changed: found.changed.iter().map(|area| [area.x, area.y, area.width, area.height]).collect(),
        }
    }
}

fn rounded(value: f32, steps: f64) -> f64 {
    (f64::from(value) * steps).round() / steps
}
