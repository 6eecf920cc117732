//! Whether nothing at all was found.

use crate::context::Context;
use crate::facts::model::{Facts, OriginClaim};
use crate::finding::{Finding, Outcome, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-no-signal",
    title: Text { zh: "未发现任何标签或痕迹", en: "No label and no trace was found" },
    clause: "标识办法 Art. 6",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("no_signal.md"),
    applies: conclude::under_cn,
    judge,
};

static NOTHING: Text = Text {
    zh: "没有发现标签或 AI 痕迹；这不能证明图片真实或由人制作",
    en: "No label or trace of AI was found; this is not evidence of authenticity",
};
static NOTHING_UNLOOKED: Text = Text {
    zh: "元数据中没有发现标签或 AI 痕迹，画面上有无可见标识未作（完整）检查；这不能证明图片真实或由人制作",
    en: "No label or trace of AI was found in the metadata, and the picture was not searched for a visible label, or not to the end; this is not evidence of authenticity",
};
static NOTHING_YET: Text = Text {
    zh: "已检查的位置没有发现标签或 AI 痕迹，但并非所有位置都检查完毕",
    en: "No label or trace of AI was found where it was looked, but not every place was searched",
};
static SIGNAL: Text =
    Text { zh: "发现了标签或痕迹，见其他结论", en: "A label or trace was found; see the other findings" };
static UNSURE: Text = Text {
    zh: "画面上有疑似标识的文字，见其他结论",
    en: "There are words on the picture that may be a label; see the other findings",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    if !has_signal(facts) && !facts.explicit.marks.is_empty() {
        return conclude::not_applicable(&RULE, &UNSURE);
    }
    if has_signal(facts) {
        return conclude::not_applicable(&RULE, &SIGNAL);
    }
    let text = match (facts.unsearched.is_empty(), facts.explicit.searched) {
        (true, true) => &NOTHING,
        (true, false) => &NOTHING_UNLOOKED,
        (false, _) => &NOTHING_YET,
    };
    vec![conclude::finding(&RULE, Outcome::Informational, text.message())]
}

fn has_signal(facts: &Facts) -> bool {
    let store_or_remains = facts.c2pa.store.is_some() || !facts.c2pa.remnants.is_empty();
    let said = facts.origin.claim != OriginClaim::NoStatement || facts.traces.iter().any(|found| found.says_ai);
    store_or_remains || said || !facts.implicit.labels.is_empty() || facts.explicit.label().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::{check, check_facts};
    use crate::vocabulary::generator::Tool;
    use crate::vocabulary::visible::Standing;

    #[test]
    fn remarks_that_nothing_proves_nothing() {
        check(&RULE, Role::Unknown, vec![], Outcome::Informational);
        check(&RULE, Role::Unknown, vec![structure_remnant()], Outcome::Informational);
        check_facts(&RULE, &context(Role::Unknown), &facts_stopped(vec![]), Outcome::Informational);
    }

    #[test]
    fn says_whether_the_picture_was_looked_at() {
        let said = |facts: &Facts| judge(facts, &context(Role::Unknown))[0].message.text;
        assert_eq!(said(&facts(vec![])), &NOTHING);
        assert_eq!(said(&facts_unlooked(vec![])), &NOTHING_UNLOOKED);
        assert_eq!(said(&facts_stopped(vec![])), &NOTHING_YET);
        assert_eq!(said(&facts(vec![marked(standing(Standing::Doubtful))])), &UNSURE);
        assert_eq!(said(&facts(vec![marked(standing(Standing::Label))])), &SIGNAL);
    }

    #[test]
    fn not_applicable_when_something_was_found() {
        check(&RULE, Role::Unknown, vec![aigc(label("1"))], Outcome::NotApplicable);
        check(&RULE, Role::Unknown, vec![traced(Tool::ComfyUi)], Outcome::NotApplicable);
    }
}
