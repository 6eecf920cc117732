//! `findings` of Report v1: every rule that binds, with its outcome.
//!
//! A report lists some sixty of them in two languages, nearly all of them static sentences. Those are written
//! once and kept, because an upload hook writes one line per picture.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use serde_json::value::RawValue;

use super::json_shown::{Bilingual, Shown, evidence_ids};
use crate::evidence::EvidenceId;
use crate::finding::{Finding, Outcome, Severity};
use crate::message::Text;
use crate::rules;

/// Findings already written, by what they are made of. There are as many as static sentences, no more.
type Stock = HashMap<StockKey, Rc<RawValue>>;

thread_local! {
    /// Most findings of most assets are a static sentence in two languages without a value from the file, and
    /// escaping those anew was most of the cost of a line.
    static STOCK: RefCell<Stock> = RefCell::default();
}

/// What a finding without values from the file is made of: rule, outcome, severity, and the addresses of its
/// static sentences.
#[derive(PartialEq, Eq)]
struct StockKey {
    rule: *const str,
    outcome: Outcome,
    severity: Severity,
    message: *const Text,
    remedy: Option<*const Text>,
}

impl Hash for StockKey {
    /// The sentence alone tells nearly all keys apart, and one number is quick to hash.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.message.hash(state);
    }
}

impl StockKey {
    fn of(finding: &Finding) -> Option<Self> {
        let remedy_args = finding.remedy.as_ref().is_some_and(|remedy| !remedy.args.is_empty());
        let is_static = finding.message.args.is_empty() && !remedy_args && finding.evidence.is_empty();
        is_static.then(|| Self {
            rule: finding.rule,
            outcome: finding.outcome,
            severity: finding.severity,
            message: finding.message.text,
            remedy: finding.remedy.as_ref().map(|remedy| std::ptr::from_ref(remedy.text)),
        })
    }
}

pub(super) struct FindingList<'a> {
    findings: &'a [Finding],
    /// `None` writes every finding anew, in whatever layout the serialiser has.
    stock: Option<&'a RefCell<Stock>>,
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

impl FindingList<'_> {
    fn stocked(&self, finding: &Finding) -> Option<Rc<RawValue>> {
        let mut stock = self.stock?.borrow_mut();
        let key = StockKey::of(finding)?;
        if let Some(written) = stock.get(&key) {
            return Some(Rc::clone(written));
        }
        let written: Rc<RawValue> = serde_json::value::to_raw_value(&FindingPart::new(finding)).ok()?.into();
        stock.insert(key, Rc::clone(&written));
        Some(written)
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
