//! Whether the file ends where its structure says.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "core-truncated",
    title: Text { zh: "文件不完整", en: "The file is cut off" },
    clause: "未看到不等于没有 (not seen is not the same as not there)",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("truncated.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text = Text { zh: "文件没有在中途结束", en: "The file does not end in the middle" };
static CUT: Text = Text {
    zh: "文件在某个数据块中间结束，标签可能因此丢失",
    en: "The file ends in the middle of a piece; a label may have been lost with the rest",
};
static REMEDY: Text = Text { zh: "重新获取完整的文件后再检查", en: "Get the whole file and check again" };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    if !facts.truncated {
        return conclude::pass(&RULE, &PASSED);
    }
    vec![conclude::defect(&RULE, CUT.message()).with_remedy(&REMEDY)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn asks_about_a_cut_file() {
        check_facts(&RULE, &context(Role::Unknown), &facts_truncated(vec![]), Outcome::Review);
    }

    #[test]
    fn passes_on_a_whole_one() {
        check(&RULE, Role::Unknown, vec![], Outcome::Pass);
    }
}
