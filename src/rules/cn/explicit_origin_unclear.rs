//! Whether words of a label stand among other text, so that they may belong to what the picture shows.

use crate::context::Context;
use crate::facts::model::{Facts, FoundMark};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::{conclude, marks};
use crate::vocabulary::visible::Standing;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-explicit-origin-unclear",
    title: Text { zh: "标识文字的归属不明", en: "Words of a label that may not label this picture" },
    clause: "标识办法 Art. 6(三)",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("explicit_origin_unclear.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text {
    zh: "画面的其他文字中没有读到标识用语",
    en: "No words of a label were read among other text on the picture",
};
static FOUND: Text = Text {
    zh: "画面的其他文字之间有标识用语：{marks}；它可能是本图的标识，也可能属于画面所拍或所截的内容",
    en: "Words of a label stand among other text: {marks}; they may label this picture or belong to what it shows, as in a screenshot",
};
static REMEDY: Text = Text {
    zh: "人工查看：截图、海报、网页里的文字不算本图的标识；需要时索取原图",
    en: "Look at it: text of a screenshot, poster or page is no label of this picture; ask for the original if need be",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let unclear: Vec<&FoundMark> = facts.explicit.of(Standing::OriginUnclear).collect();
    if unclear.is_empty() {
        return marks::none_unsure(&RULE, facts, &PASSED);
    }
    let (listed, evidence) = marks::listed(&unclear);
    vec![conclude::defect(&RULE, FOUND.with("marks", listed)).with_remedy(&REMEDY).on(evidence)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::message::Lang;
    use crate::rules::testing::*;

    #[test]
    fn asks_everybody_and_quotes_the_words() {
        for role in [Role::Unknown, Role::Generator, Role::Platform, Role::PlatformEgress, Role::Auditor] {
            let facts = facts(vec![marked(standing(Standing::OriginUnclear))]);
            let findings = crate::rules::testing::judge(&RULE, &facts, &context(role));
            assert_eq!((findings[0].outcome, findings[0].evidence.len()), (Outcome::Review, 1), "{role:?}");
            assert!(findings[0].message.render(Lang::En).contains("“豆包AI生成” (bottom right)"));
        }
    }

    #[test]
    fn passes_without_such_words_once_searched() {
        check(&RULE, Role::Unknown, vec![], Outcome::Pass);
        check(&RULE, Role::Unknown, vec![marked(standing(Standing::Label))], Outcome::Pass);
        check_facts(&RULE, &context(Role::Unknown), &facts_unlooked(vec![]), Outcome::NotApplicable);
    }
}
