//! `findings` of Report v1: every rule that binds, with its outcome.

use std::rc::Rc;

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use serde_json::value::RawValue;

use super::json_shown::{Bilingual, Shown, evidence_ids};
use super::json_stock::{Key, Stock, address};
use crate::evidence::EvidenceId;
use crate::finding::Finding;
use crate::rules;

thread_local! {
    static STOCK: Stock = Stock::default();
}

pub(super) struct FindingList<'a> {
    findings: &'a [Finding],
    /// `None` writes every finding anew, in whatever layout the serialiser has.
    stock: Option<&'a Stock>,
}

/// Hands out the findings with this thread's stock.
pub(super) fn with_stock(findings: &[Finding], write: impl FnOnce(FindingList<'_>)) {
    STOCK.with(|stock| write(FindingList { findings, stock: Some(stock) }));
}

impl<'a> FindingList<'a> {
    /// Findings written anew, in whatever layout the serialiser has.
    pub(super) fn anew(findings: &'a [Finding]) -> Self {
        Self { findings, stock: None }
    }

    fn stocked(&self, finding: &Finding) -> Option<Rc<RawValue>> {
        self.stock?.get(key(finding)?, || FindingPart::new(finding))
    }
}

/// `None` for a finding with a value from the file in it.
fn key(finding: &Finding) -> Option<Key> {
    let remedy_args = finding.remedy.as_ref().is_some_and(|remedy| !remedy.args.is_empty());
    let is_static = finding.message.args.is_empty() && !remedy_args && finding.evidence.is_empty();
    let (outcome, severity) = (address(finding.outcome.id()), address(finding.severity.id()));
    let remedy = finding.remedy.as_ref().map_or(0, |remedy| address(remedy.text));
    is_static.then(|| Key::new([address(finding.message.text), address(finding.rule), outcome, severity, remedy]))
}

impl Serialize for FindingList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.findings.len()))?;
        for finding in self.findings {
            match self.stocked(finding) {
                Some(written) => list.serialize_element(&*written)?,
                None => list.serialize_element(&FindingPart::new(finding))?,
            }
        }
        list.end()
    }
}

#[derive(Serialize)]
struct FindingPart<'a> {
    rule: &'a str,
    outcome: &'static str,
    severity: &'static str,
    clause: &'static str,
    message: Bilingual,
    remedy: Option<Bilingual>,
    evidence: Vec<Shown<EvidenceId>>,
}

impl<'a> FindingPart<'a> {
    fn new(finding: &'a Finding) -> Self {
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
