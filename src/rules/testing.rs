//! How the tests of the rules look at one rule.

use crate::context::{Context, Role};
use crate::evidence::Evidence;
use crate::facts::model::Facts;
use crate::facts::testing::{context, facts};
use crate::finding::{Finding, Outcome};
use crate::message::Lang;
use crate::rule::Rule;

/// Judges evidence in a completely searched PNG by one rule and compares the first finding's outcome.
#[track_caller]
pub(super) fn check(rule: &Rule, role: Role, evidence: Vec<Evidence>, expected: Outcome) {
    check_facts(rule, &context(role), &facts(evidence), expected);
}

/// The same for given facts and context.
#[track_caller]
pub(super) fn check_facts(rule: &Rule, context: &Context, facts: &Facts, expected: Outcome) {
    let findings = judge(rule, facts, context);
    assert_eq!(findings.first().map(|finding| finding.outcome), Some(expected), "{findings:?}");
}

/// Judges by one rule with the caps of the table, and checks that every sentence is finished.
#[track_caller]
pub(super) fn judge(rule: &Rule, facts: &Facts, context: &Context) -> Vec<Finding> {
    assert!((rule.applies)(context), "{} does not bind {:?}", rule.id, context.role);
    let findings: Vec<Finding> =
        (rule.judge)(facts, context).into_iter().map(|finding| super::cap(rule, finding, context)).collect();
    for finding in &findings {
        assert_eq!(finding.rule, rule.id);
        for message in std::iter::once(&finding.message).chain(&finding.remedy) {
            for lang in [Lang::Zh, Lang::En] {
                let sentence = message.render(lang);
                assert!(!sentence.is_empty() && !sentence.contains('{'), "{}: {sentence}", rule.id);
            }
        }
    }
    findings
}
