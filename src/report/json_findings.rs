//! `findings` of Report v1: every rule that binds, with its outcome.

use serde::Serialize;

use super::json_shown::{Bilingual, Shown, evidence_ids};
use super::json_stock::{Key, List, Part, Stock, address};
use crate::evidence::EvidenceId;
use crate::finding::Finding;
use crate::rules;

thread_local! {
    static STOCK: Stock = Stock::default();
}

/// The findings, in whatever layout the serialiser has.
pub(super) fn anew(findings: &[Finding]) -> List<FindingPart<'_>> {
    Part::Anew(findings.iter().map(|finding| Part::Anew(FindingPart::new(finding))).collect())
}

/// The findings in one line, as far as possible from this thread's stock.
pub(super) fn from_stock(findings: &[Finding]) -> List<FindingPart<'_>> {
    STOCK.with(|stock| stock.list(findings.iter(), key, FindingPart::new))
}

/// `None` for a finding with a value from the file in it.
fn key(finding: &Finding) -> Option<Key> {
    let remedy_args = finding.remedy.as_ref().is_some_and(|remedy| !remedy.args.is_empty());
    let is_static = finding.message.args.is_empty() && !remedy_args && finding.evidence.is_empty();
    let (outcome, severity) = (address(finding.outcome.id()), address(finding.severity.id()));
    let remedy = finding.remedy.as_ref().map_or(0, |remedy| address(remedy.text));
    is_static.then(|| [address(finding.message.text), address(finding.rule), outcome, severity, remedy])
}

#[derive(Serialize)]
pub(super) struct FindingPart<'a> {
    rule: &'a str,
    outcome: &'static str,
    severity: &'static str,
    clause: &'static str,
    message: Bilingual,
    remedy: Option<Bilingual>,
    evidence: Vec<Shown<EvidenceId>>,
}

impl<'a> FindingPart<'a> {
    pub(super) fn new(finding: &'a Finding) -> Self {
        Self {
            rule: finding.rule,
            outcome: finding.outcome.id(),
            severity: finding.severity.id(),
            clause: rules::find(finding.rule).map_or("", |rule| rule.clause),
            message: Bilingual::of(&finding.message),
            remedy: finding.remedy.as_ref().map(Bilingual::of),
            evidence: evidence_ids(&finding.evidence),
        }
    }
}
