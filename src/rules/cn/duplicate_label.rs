//! Whether the file carries more than one readable label that say the same.

use crate::context::Context;
use crate::facts::model::{Copies, Facts};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-duplicate-label",
    title: Text { zh: "同一文件中有多份相同的标签", en: "The file carries the same label more than once" },
    clause: "GB 45438-2025 6.1 c)",
    basis: Basis::Transcribed,
    severity: Severity::Warning,
    page: include_str!("duplicate_label.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "文件中没有重复的标签", en: "No label is repeated" };
static FAILED: Text = Text {
    zh: "文件中有 {count} 份内容一致的 AIGC 标签，应仅保留一份",
    en: "The file carries {count} AIGC labels that say the same; only one may remain",
};
static REMEDY: Text = Text {
    zh: "重新导出时覆盖原有标签，不要追加；保留 XMP 中的一份",
    en: "Overwrite the label on re-export instead of adding one; keep the one in XMP",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    match facts.implicit.copies {
        Copies::Identical => {
            let ids = facts.implicit.labels.iter().map(|found| found.id).collect();
            let message = FAILED.with("count", facts.implicit.labels.len().to_string());
            vec![conclude::defect(&RULE, message).with_remedy(&REMEDY).on(ids)]
        }
        Copies::Single if facts.implicit.labels.is_empty() => conclude::no_label(&RULE, facts),
        Copies::Single | Copies::Conflicting => conclude::pass(&RULE, &PASSED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn fails_on_two_that_say_the_same() {
        check(&RULE, Role::Generator, vec![aigc(label("1")), aigc(label("1"))], Outcome::Fail);
    }

    #[test]
    fn passes_on_one_and_leaves_contradictions_to_the_other_rule() {
        check(&RULE, Role::Generator, vec![aigc(label("1"))], Outcome::Pass);
        check(&RULE, Role::Generator, vec![aigc(label("1")), aigc(label("2"))], Outcome::Pass);
    }

    #[test]
    fn not_applicable_without_a_label_and_undetermined_unless_searched() {
        check_without_label(&RULE, Outcome::Undetermined);
    }
}
