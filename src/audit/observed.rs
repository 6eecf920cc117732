//! What an audit keeps of one picture, as values that can be counted and compared.

use crate::check::Checked;
use crate::facts::model::Facts;
use crate::finding::Outcome;

/// Marks of different vendors kept of one picture.
const VENDORS_MAX: usize = 8;

/// One picture, looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// All findings together.
    pub outcome: &'static str,
    /// Art. 6.
    pub disposition: &'static str,
    /// Whether a label was removed.
    pub stripping: &'static str,
    /// What is claimed of the origin.
    pub claim: &'static str,
    /// The generator, when something names it.
    pub generator: Option<String>,
    /// States of the four layers.
    pub layers: Layers,
    /// `ContentProducer` of the implicit label, as it stands.
    pub producer: Option<String>,
    /// `ProduceID` of the implicit label, as it stands.
    pub produce_id: Option<String>,
    /// Label of the active C2PA manifest.
    pub manifest: Option<String>,
    /// Vendors whose marks are on the picture, each once.
    pub vendors: Vec<&'static str>,
    /// Findings, one of each rule.
    pub findings: Vec<Found>,
}

/// States of the layers, as reports name them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layers {
    /// The `AIGC` metadata.
    pub implicit: &'static str,
    /// Marks on the picture.
    pub explicit: &'static str,
    /// Content Credentials.
    pub c2pa: &'static str,
    /// Invisible marks.
    pub watermark: &'static str,
}

/// A rule and what it came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The rule's id.
    pub rule: &'static str,
    /// What it came to.
    pub outcome: &'static str,
    /// How grave it is.
    pub severity: &'static str,
}

/// The worse outcome of a rule counts when it judged several things.
fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Fail => 5,
        Outcome::Review => 4,
        Outcome::Undetermined => 3,
        Outcome::Informational => 2,
        Outcome::Pass => 1,
        Outcome::NotApplicable => 0,
    }
}

/// The same of an outcome by its id; a word that is none counts as undecided.
pub(super) fn rank_of(id: &str) -> u8 {
    const ALL: [Outcome; 6] = [
        Outcome::Fail,
        Outcome::Review,
        Outcome::Undetermined,
        Outcome::Informational,
        Outcome::Pass,
        Outcome::NotApplicable,
    ];
    ALL.into_iter().find(|one| one.id() == id).map_or(rank(Outcome::Undetermined), rank)
}

impl Observed {
    /// What is kept of a check.
    pub fn new(checked: &Checked) -> Self {
        let facts = &checked.facts;
        let fields = facts.implicit.label().map(|found| &found.label.fields);
        let store = facts.c2pa.store.as_ref().map(|(_, store)| store);
        Self {
            outcome: checked.verdict.outcome.id(),
            disposition: checked.disposition.id(),
            stripping: facts.stripping.level.id(),
            claim: facts.origin.claim.id(),
            generator: facts.origin.generator.as_ref().and_then(|name| said(name.as_raw())),
            layers: Layers {
                implicit: facts.implicit.state.id(),
                explicit: facts.explicit.state.id(),
                c2pa: facts.c2pa.state.id(),
                watermark: facts.watermark.state.id(),
            },
            producer: fields.and_then(|fields| said(fields.content_producer.as_raw())),
            produce_id: fields.and_then(|fields| said(fields.produce_id.as_raw())),
            manifest: store.and_then(|store| store.active_label.as_ref()).and_then(|label| said(label.as_raw())),
            vendors: vendors(facts),
            findings: findings(checked),
        }
    }
}

fn said(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn vendors(facts: &Facts) -> Vec<&'static str> {
    let mut vendors: Vec<_> = facts.explicit.labels().filter_map(|found| found.mark.vendor).collect();
    vendors.sort_unstable();
    vendors.dedup();
    vendors.truncate(VENDORS_MAX);
    vendors
}

fn findings(checked: &Checked) -> Vec<Found> {
    let mut all: Vec<_> = checked.findings.iter().collect();
    all.sort_by_key(|finding| (finding.rule, std::cmp::Reverse(rank(finding.outcome))));
    all.dedup_by_key(|finding| finding.rule);
    let found = all.into_iter();
    found
        .map(|finding| Found { rule: finding.rule, outcome: finding.outcome.id(), severity: finding.severity.id() })
        .collect()
}
