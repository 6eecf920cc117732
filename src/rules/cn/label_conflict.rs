//! Whether several readable labels in one file differ in Label, ContentProducer or ProduceID.

use crate::context::Context;
use crate::facts::model::{Copies, Facts};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-label-conflict",
    title: Text { zh: "多份标签互相矛盾", en: "Several labels contradict each other" },
    clause: "GB 45438-2025 6.1 c); 标识办法 Art. 10",
    basis: Basis::Transcribed,
    severity: Severity::Error,
    page: include_str!("label_conflict.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "标签之间没有矛盾", en: "No label contradicts another" };
static FAILED: Text = Text {
    zh: "文件中有 {count} 份 AIGC 标签，其 Label、ContentProducer 或 ProduceID 不一致",
    en: "The file carries {count} AIGC labels that differ in Label, ContentProducer or ProduceID",
};
static REMEDY: Text = Text {
    zh: "保存原始文件，查明各份标签由谁写入；不得以较低的 Label 覆盖较高的",
    en: "Keep the original file and find out who wrote which label; never overwrite a higher Label with a lower one",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    match facts.implicit.copies {
        Copies::Conflicting => {
            let ids = facts.implicit.labels.iter().map(|found| found.id).collect();
            let message = FAILED.with("count", facts.implicit.labels.len().to_string());
            vec![conclude::defect(&RULE, message).with_remedy(&REMEDY).on(ids)]
        }
        Copies::Single if facts.implicit.labels.is_empty() => conclude::no_label(&RULE, facts),
        Copies::Single | Copies::Identical => conclude::pass(&RULE, &PASSED),
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
    fn fails_on_two_that_differ() {
        check(&RULE, Role::Platform, vec![aigc(label("1")), aigc(label("3"))], Outcome::Fail);
    }

    #[test]
    fn passes_on_one_and_on_copies() {
        check(&RULE, Role::Platform, vec![aigc(label("1"))], Outcome::Pass);
        check(&RULE, Role::Platform, vec![aigc(label("1")), aigc(label("1"))], Outcome::Pass);
    }

    #[test]
    fn undetermined_when_the_search_stopped() {
        check_facts(&RULE, &context(Role::Platform), &facts_stopped(vec![]), Outcome::Undetermined);
    }

    #[test]
    fn not_applicable_without_a_label() {
        check(&RULE, Role::Platform, vec![], Outcome::NotApplicable);
    }
}
