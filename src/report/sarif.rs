//! SARIF 2.1.0 (OASIS): every rule with its page, every finding with the bytes it rests on.
//!
//! Outcomes map to `kind` (§3.27.9) and, for failures only, to `level` (§3.27.10). The document is written in
//! three parts, so that a run of any size streams: [`head`], the results of each asset, [`tail`].

use serde_json::{Value, json};

use super::json::write_compact;
use super::run::{Summary, Tool};
use crate::check::Checked;
use crate::evidence::EvidenceId;
use crate::finding::{Finding, Outcome, Severity};
use crate::message::{Lang, Message};
use crate::rules::{self, RULES};

/// Everything before the results of checks.
pub fn head(tool: &Tool, lang: Lang, out: &mut Vec<u8>) {
    open(tool, RULES.iter().map(|rule| descriptor(rule, lang)).collect(), out);
}

/// Everything before the results, with the rules that they name.
pub(super) fn open(tool: &Tool, rules: Vec<Value>, out: &mut Vec<u8>) {
    let driver = json!({
        "name": "yanbiao",
        "semanticVersion": tool.version,
        "properties": {"ruleSet": tool.rule_set},
        "rules": rules,
    });
    out.extend(
        b"{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json\",\n",
    );
    out.extend(b"\"version\":\"2.1.0\",\n\"runs\":[{\"tool\":{\"driver\":");
    write_compact(&driver, out);
    out.extend(b"},\n\"results\":[");
}

/// The findings of one asset, a line each, with commas between. What simply passes or does not apply is left
/// out, as SARIF viewers expect.
pub fn write_results(checked: &Checked, lang: Lang, out: &mut Vec<u8>) {
    let weighty = |one: &&Finding| !matches!(one.outcome, Outcome::Pass | Outcome::NotApplicable);
    for (index, finding) in checked.findings.iter().filter(weighty).enumerate() {
        out.extend(if index == 0 { &b""[..] } else { b",\n" });
        write_compact(&result(checked, finding, lang), out);
    }
}

/// Everything after the results.
pub fn tail(summary: &Summary, exit_code: u8, out: &mut Vec<u8>) {
    close(summary.errors.iter().map(|(name, why)| format!("{name}: {why}")), exit_code, out);
}

/// Everything after the results: what could not be done, and the exit code.
pub(super) fn close(errors: impl Iterator<Item = String>, exit_code: u8, out: &mut Vec<u8>) {
    let notifications: Vec<Value> = errors.map(|error| json!({"level": "error", "message": {"text": error}})).collect();
    let invocation = json!({
        "executionSuccessful": notifications.is_empty(),
        "exitCode": exit_code,
        "toolExecutionNotifications": notifications,
    });
    out.extend(b"\n],\n\"invocations\":[");
    write_compact(&invocation, out);
    out.extend(b"]}]}\n");
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
    let stop = match lang {
        Lang::Zh => "。",
        Lang::En => ". ",
    };
    remedy.map_or_else(|| said.to_string(), |remedy| format!("{said}{stop}{}", remedy.render(lang)))
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
pub(super) fn uri(path: &str) -> String {
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
