//! Whether every search that a conclusion rests on ran to its end.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Outcome, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "core-search-incomplete",
    title: Text { zh: "检查没有全部完成", en: "A search did not run to its end" },
    clause: "未看到不等于没有 (not seen is not the same as not there)",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("search_incomplete.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text = Text { zh: "应做的检查均已完成", en: "Every required search ran to its end" };
static OPEN: Text = Text {
    zh: "以下检查没有完成，未看到不等于没有：{searches}",
    en: "These searches did not run to their end; not seen does not mean not there: {searches}",
};
static REMEDY: Text = Text {
    zh: "确认文件完整；必要时放宽限制或用更深的检查重试",
    en: "Make sure that the file is whole; raise the limits or check more deeply if need be",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    if facts.unsearched.is_empty() {
        return conclude::pass(&RULE, &PASSED);
    }
    let message = OPEN.with("searches", facts.unsearched.clone());
    vec![conclude::finding(&RULE, Outcome::Undetermined, message).with_remedy(&REMEDY)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::layout::Format;
    use crate::context::Role;
    use crate::evidence::Reading;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn undetermined_when_a_search_stopped_or_did_not_run() {
        check_facts(&RULE, &context(Role::Unknown), &facts_stopped(vec![]), Outcome::Undetermined);
        let nothing = from(Format::Png, &Reading::default());
        check_facts(&RULE, &context(Role::Unknown), &nothing, Outcome::Undetermined);
    }

    #[test]
    fn passes_when_all_ran() {
        check(&RULE, Role::Unknown, vec![], Outcome::Pass);
    }
}
