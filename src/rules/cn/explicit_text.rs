//! Whether the mark on the picture says in words that AI generated or synthesised it.

use crate::context::{Context, Role};
use crate::facts::model::{Facts, FoundMark};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::{conclude, marks};
use crate::vocabulary::visible::Wording;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-explicit-text",
    title: Text { zh: "显式标识的文字不合规", en: "The explicit label is not in the words asked for" },
    clause: "GB 45438-2025 5.2 a), b)",
    basis: Basis::Transcribed,
    severity: Severity::Error,
    page: include_str!("explicit_text.md"),
    applies: conclude::cn_output,
    judge,
};

static PASSED: Text = Text {
    zh: "画面标识同时含人工智能要素和生成合成要素",
    en: "The label on the picture has both the AI element and the generation element",
};
static FAILED: Text = Text {
    zh: "画面上有 {mark}，没有读到同时含“AI/人工智能”和“生成/合成”的文字，不是标准所要求的显式标识",
    en: "The picture carries {mark}, and no text with both AI/人工智能 and 生成/合成 was read: that is not the label the standard asks for",
};
static UNSURE: Text = Text {
    zh: "画面上有不合规的标记，另有没有读准或没有检查到的地方，无法判断是否另有合规的文字",
    en: "The picture carries a mark in other words, and something else on it was not surely read or not searched, so there may be a label beside it",
};
static REMEDY: Text = Text {
    zh: "服务提供者应在图片边或角加上同时含“AI/人工智能”和“生成/合成”的文字，例如“AI生成”；图标、产品名和外文不能代替",
    en: "The provider adds text with both AI/人工智能 and 生成/合成 at an edge or corner, such as “AI生成”; icons, product names and other languages do not replace it",
};

fn judge(facts: &Facts, context: &Context) -> Vec<Finding> {
    let Some(best) = facts.explicit.label() else { return marks::no_label(&RULE, facts) };
    match best.mark.wording {
        Wording::Compliant => conclude::pass(&RULE, &PASSED),
        Wording::OtherLanguage | Wording::VendorName | Wording::VendorIcon => other_words(facts, context, best),
    }
}

fn other_words(facts: &Facts, context: &Context, best: &FoundMark) -> Vec<Finding> {
    let evidence = facts.explicit.labels().map(|found| found.id).collect();
    // Only the provider is told that it failed, so only there must nothing be left open.
    if context.role == Role::Generator && facts.explicit.may_hide_a_label() {
        return conclude::undetermined(&RULE, &UNSURE).into_iter().map(|one| one.on(vec![best.id])).collect();
    }
    let message = FAILED.with("mark", marks::named(best));
    vec![marks::producers_defect(&RULE, context, message).with_remedy(&REMEDY).on(evidence)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::visible::{Place, Standing};

    const OTHER: [Wording; 3] = [Wording::OtherLanguage, Wording::VendorName, Wording::VendorIcon];

    #[track_caller]
    fn check_wording(role: Role, wording: Wording, expected: Outcome) {
        check(&RULE, role, vec![marked(mark(wording, Place::BottomRight, 0.06))], expected);
    }

    #[test]
    fn fails_a_provider_and_only_a_provider() {
        for wording in OTHER {
            check_wording(Role::Generator, wording, Outcome::Fail);
            check_wording(Role::Auditor, wording, Outcome::Review);
            check_wording(Role::Unknown, wording, Outcome::Informational);
        }
    }

    #[test]
    fn passes_when_any_label_has_both_elements() {
        check_wording(Role::Generator, Wording::Compliant, Outcome::Pass);
        let both = [Wording::VendorName, Wording::Compliant].map(|wording| marked(mark(wording, Place::Top, 0.03)));
        check(&RULE, Role::Generator, both.to_vec(), Outcome::Pass);
    }

    #[test]
    fn undetermined_for_a_provider_when_a_label_may_hide() {
        for unsure in [Standing::Doubtful, Standing::OriginUnclear] {
            let both = vec![marked(mark(Wording::VendorName, Place::BottomRight, 0.03)), marked(standing(unsure))];
            check(&RULE, Role::Generator, both, Outcome::Undetermined);
        }
        let open = facts_unlooked(vec![marked(mark(Wording::VendorName, Place::BottomRight, 0.03))]);
        check_facts(&RULE, &context(Role::Generator), &open, Outcome::Undetermined);
        check_facts(&RULE, &context(Role::Unknown), &open, Outcome::Informational);
    }

    #[test]
    fn not_applicable_without_a_label() {
        check(&RULE, Role::Generator, vec![], Outcome::NotApplicable);
        check(&RULE, Role::Generator, vec![marked(standing(Standing::Doubtful))], Outcome::NotApplicable);
        check_facts(&RULE, &context(Role::Generator), &facts_unlooked(vec![]), Outcome::NotApplicable);
    }
}
