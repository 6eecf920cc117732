//! How the tests of the rules look at one rule.

use crate::container::layout::Format;
use crate::context::{Context, Role};
use crate::evidence::Evidence;
use crate::facts::model::Facts;
use crate::facts::testing::{aigc, complete, context, facts, facts_stopped, flawed, from, label};
use crate::finding::{Finding, Outcome};
use crate::message::Lang;
use crate::rule::Rule;
use crate::vocabulary::aigc::Flaw;

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

/// Judges a label that is good but for one flaw.
#[track_caller]
pub(super) fn check_flaw(rule: &Rule, flaw: Flaw, expected: Outcome) {
    check(rule, Role::Generator, vec![aigc(flawed(flaw))], expected);
}

/// A rule about the store does not apply to a file without one, and says so only after a search.
#[track_caller]
pub(super) fn check_without_store(rule: &Rule) {
    check(rule, Role::Unknown, vec![], Outcome::NotApplicable);
    let mut reading = complete(vec![]);
    reading.coverage.pop();
    let open = from(Format::Png, &reading);
    check_facts(rule, &context(Role::Unknown), &open, Outcome::Undetermined);
}

/// A rule about labels does not apply to a searched file without one; `unsearched` is its outcome otherwise.
#[track_caller]
pub(super) fn check_without_label(rule: &Rule, unsearched: Outcome) {
    check(rule, Role::Generator, vec![], Outcome::NotApplicable);
    check_facts(rule, &context(Role::Generator), &facts_stopped(vec![]), unsearched);
}

/// The same rule passes on a good label.
#[track_caller]
pub(super) fn check_good_label_and_none(rule: &Rule, unsearched: Outcome) {
    check(rule, Role::Generator, vec![aigc(label("1"))], Outcome::Pass);
    check_without_label(rule, unsearched);
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
