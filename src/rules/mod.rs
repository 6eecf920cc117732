//! The table of rules. One rule is one file with a page of the same name beside it.
//!
//! Rules see facts and the context, never bytes, evidence or reports. Every rule that binds reports an
//! outcome: a rule that is silent could not be told from a rule that did not run.

use crate::context::{Context, Role};
use crate::facts::model::Facts;
use crate::finding::{Finding, Outcome, Severity};
use crate::rule::Rule;

/// All rules, in the order of the report.
pub static RULES: &[&Rule] = &[];

/// Version of the rule set: the day its contents last changed.
pub const RULE_SET: &str = "cn-2026-11-23";

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

/// Judges the facts by every rule that binds under the context.
pub fn judge(facts: &Facts, context: &Context) -> Vec<Finding> {
    let mut findings = Vec::with_capacity(RULES.len());
    for rule in RULES.iter().filter(|rule| (rule.applies)(context)) {
        findings.extend((rule.judge)(facts, context).into_iter().map(|finding| cap(rule, finding, context)));
    }
    findings
}

/// Keeps a rule within what its basis and the context allow. A role that was not told caps at warning, a
/// day before the rules took effect caps at information, and wording that was not seen may never fail.
fn cap(rule: &Rule, mut finding: Finding, context: &Context) -> Finding {
    let mut ceiling = rule.severity;
    if context.role == Role::Unknown || !rule.basis.may_fail() {
        ceiling = ceiling.min(Severity::Warning);
    }
    if rule.id.starts_with("cn-") && !context.cn_in_force() {
        ceiling = Severity::Info;
    }
    finding.severity = finding.severity.min(ceiling);
    if finding.outcome == Outcome::Fail && !rule.basis.may_fail() {
        finding.outcome = Outcome::Review;
    }
    if finding.severity == Severity::Info && matches!(finding.outcome, Outcome::Fail | Outcome::Review) {
        finding.outcome = Outcome::Informational;
    }
    finding
}
