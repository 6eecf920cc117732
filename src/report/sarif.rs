//! SARIF 2.1.0 (OASIS): every rule with its page, every finding with the bytes it rests on.
//!
//! Outcomes map to `kind` (§3.27.9) and, for failures only, to `level` (§3.27.10).

use serde::Serialize;
use serde_json::{Value, json};

use super::run::{Summary, Tool};
use crate::check::Checked;
use crate::evidence::EvidenceId;
use crate::finding::{Finding, Outcome, Severity};
use crate::message::{Lang, Message};
use crate::rules::{self, RULES};

/// The results of a run, collected file by file.
#[derive(Debug, Default)]
pub struct Log {
    results: Vec<Value>,
}

impl Log {
    /// Adds the findings of one asset. What simply passes or does not apply is left out, as SARIF viewers expect.
    pub fn add(&mut self, checked: &Checked, lang: Lang) {
        let findings = checked
            .findings
            .iter()
            .filter(|finding| !matches!(finding.outcome, Outcome::Pass | Outcome::NotApplicable));
        self.results.extend(findings.map(|finding| result(checked, finding, lang)));
    }

    /// The finished document.
    pub fn finish(self, tool: &Tool, summary: &Summary, exit_code: u8, lang: Lang) -> impl Serialize {
        let notifications: Vec<Value> = summary
            .errors
            .iter()
            .map(|(name, why)| json!({"level": "error", "message": {"text": format!("{name}: {why}")}}))
            .collect();
        json!({
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {
                    "name": "yanbiao",
                    "semanticVersion": tool.version,
                    "properties": {"ruleSet": tool.rule_set},
                    "rules": RULES.iter().map(|rule| descriptor(rule, lang)).collect::<Vec<_>>(),
                }},
                "invocations": [{
                    "executionSuccessful": summary.errors.is_empty(),
                    "exitCode": exit_code,
                    "toolExecutionNotifications": notifications,
                }],
                "results": self.results,
            }],
        })
    }
}

fn descriptor(rule: &crate::rule::Rule, lang: Lang) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.title.pick(lang)},
        "help": {"text": super::explain::part(rule.page, lang), "markdown": super::explain::part(rule.page, lang)},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"clause": rule.clause},
    })
}

fn result(checked: &Checked, finding: &Finding, lang: Lang) -> Value {
    let kind = match finding.outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::Review => "review",
        Outcome::Undetermined => "open",
        Outcome::NotApplicable => "notApplicable",
        Outcome::Informational => "informational",
    };
    // §3.27.10: the level is "none" unless the kind is "fail".
    let level = if finding.outcome == Outcome::Fail { level(finding.severity) } else { "none" };
    json!({
        "ruleId": finding.rule,
        "ruleIndex": RULES.iter().position(|rule| rule.id == finding.rule),
        "kind": kind,
        "level": level,
        "message": {"text": sentence(&finding.message, finding.remedy.as_ref(), lang)},
        "locations": locations(checked, &finding.evidence),
        "properties": {"clause": rules::find(finding.rule).map(|rule| rule.clause)},
    })
}

fn sentence(message: &Message, remedy: Option<&Message>, lang: Lang) -> String {
    let said = message.render(lang);
    remedy.map_or_else(|| said.to_string(), |remedy| format!("{said} {}", remedy.render(lang)))
}

fn locations(checked: &Checked, evidence: &[EvidenceId]) -> Vec<Value> {
    let artifact = json!({"uri": uri(checked.name.as_raw())});
    let spans = evidence.iter().filter_map(|id| {
        let index = usize::try_from(id.0).ok()?.checked_sub(1)?;
        let span = checked.reading.evidence.get(index)?.span.as_ref()?;
        let region = json!({"byteOffset": span.start, "byteLength": span.end.saturating_sub(span.start)});
        Some(json!({"physicalLocation": {"artifactLocation": artifact, "region": region}}))
    });
    let mut found: Vec<Value> = spans.collect();
    if found.is_empty() {
        found.push(json!({"physicalLocation": {"artifactLocation": artifact}}));
    }
    found
}

/// A path as a relative URI reference (RFC 3986): everything but unreserved characters and `/` is encoded.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("a b/图.png"), "a%20b/%E5%9B%BE.png");
    }
}
