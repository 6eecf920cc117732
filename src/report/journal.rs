//! What the journal of the service keeps of a verdict: labels as they stand in the file, and the findings that are not
//! simply a pass. Enough to answer, months later, what was known at the time; no picture.

use serde::Serialize;

use super::json;
use crate::check::Checked;
use crate::facts::model::FoundLabel;
use crate::finding::{Finding, Outcome};

/// Labels kept of one picture.
const LABELS_MAX: usize = 8;

#[derive(Serialize)]
struct LabelPart<'a> {
    carrier: &'a str,
    /// As in the file: this is data, and whoever shows it must escape it.
    text: &'a str,
}

impl<'a> LabelPart<'a> {
    fn new(found: &'a FoundLabel) -> Self {
        Self { carrier: &found.carrier, text: found.label.text.as_raw() }
    }
}

#[derive(Serialize)]
struct FindingPart {
    rule: &'static str,
    outcome: &'static str,
    severity: &'static str,
}

/// The `AIGC` labels as they stand in the file; `None` when there is none.
pub fn labels(checked: &Checked) -> Option<Vec<u8>> {
    let labels = &checked.facts.implicit.labels;
    let parts: Vec<_> = labels.iter().take(LABELS_MAX).map(LabelPart::new).collect();
    (!parts.is_empty()).then(|| json::compact(&parts))
}

/// Findings that need somebody's attention.
pub fn findings(checked: &Checked) -> Vec<u8> {
    let wanted = |finding: &&Finding| match finding.outcome {
        Outcome::Fail | Outcome::Review | Outcome::Undetermined => true,
        Outcome::Pass | Outcome::NotApplicable | Outcome::Informational => false,
    };
    let part = |finding: &Finding| FindingPart {
        rule: finding.rule,
        outcome: finding.outcome.id(),
        severity: finding.severity.id(),
    };
    json::compact(&checked.findings.iter().filter(wanted).map(part).collect::<Vec<_>>())
}
