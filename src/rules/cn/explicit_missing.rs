//! Whether the exported picture carries the visible text label.

use crate::context::Context;
use crate::evidence::EvidenceId;
use crate::facts::model::{ExplicitState, Facts};
use crate::finding::{Finding, Outcome, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-explicit-missing",
    title: Text { zh: "缺少显式标识", en: "The explicit label is missing" },
    clause: "标识办法 Art. 4; GB 45438-2025 5.2",
    basis: Basis::Primary,
    severity: Severity::Error,
    page: include_str!("explicit_missing.md"),
    applies: conclude::cn_generator,
    judge,
};

static PASSED: Text = Text {
    zh: "画面上有同时含两个要素的文字标识；其位置、高度和清晰度由其他规则判断",
    en: "The picture carries a text label with both elements; its place, height and legibility are judged by other rules",
};
static OTHER_FORM: Text = Text {
    zh: "画面上有 AI 标记，但不是规定的文字，见 cn-explicit-text",
    en: "The picture carries an AI mark that is not the text asked for; see cn-explicit-text",
};
static MISSING: Text = Text {
    zh: "整个画面都检查过，没有读到显式标识；很淡、很小的文字可能漏读。经用户申请、签订协议并留存日志的，第九条允许不加",
    en: "The whole picture was searched and no visible label was read; very faint or small text can be missed. Art. 9 allows its absence on request, with an agreement and a log",
};
static UNSURE: Text = Text {
    zh: "画面上有疑似标识的文字，但不能确定是本图的标识，无法判断",
    en: "There are words on the picture that may be a label, and they cannot be taken for its label with certainty",
};
static UNSEARCHED: Text = Text {
    zh: "本次没有（完整）检查画面上的显式标识，无法判断；经用户申请并留存日志的，第九条允许不加",
    en: "The picture was not searched for a visible label, or not to the end, so this cannot be decided; Art. 9 allows its absence on request and with a log",
};
static REMEDY: Text = Text {
    zh: "人工查看导出图片的边角是否有同时含“AI/人工智能”和“生成/合成”的文字，字高不低于最短边的 5%；没有则补上，或保存第九条所要求的记录",
    en: "Look at the edges and corners of the exported picture for text with both AI/人工智能 and 生成/合成, at least 5 % of the short side high; if there is none, add it or keep the Art. 9 record",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let label: Vec<EvidenceId> = facts.explicit.label().map(|found| found.id).into_iter().collect();
    match facts.explicit.state {
        ExplicitState::Compliant
        | ExplicitState::BelowHeight
        | ExplicitState::BorderlineHeight
        | ExplicitState::NoncompliantPosition => {
            conclude::pass(&RULE, &PASSED).into_iter().map(|finding| finding.on(label.clone())).collect()
        }
        ExplicitState::NoncompliantText | ExplicitState::VendorMark => conclude::not_applicable(&RULE, &OTHER_FORM),
        ExplicitState::Absent => vec![conclude::defect(&RULE, MISSING.message()).with_remedy(&REMEDY)],
        ExplicitState::Unknown => {
            let marks: Vec<EvidenceId> = facts.explicit.marks.iter().map(|found| found.id).collect();
            let text = if marks.is_empty() { &UNSEARCHED } else { &UNSURE };
            vec![conclude::finding(&RULE, Outcome::Undetermined, text.message()).with_remedy(&REMEDY).on(marks)]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::rules::testing::*;
    use crate::vocabulary::visible::{Place, Standing, VisibleMark, Wording};

    #[track_caller]
    fn check_mark(mark: VisibleMark, expected: Outcome) {
        check(&RULE, Role::Generator, vec![marked(mark)], expected);
    }

    #[test]
    fn fails_when_the_whole_picture_was_searched_and_bears_none() {
        check(&RULE, Role::Generator, vec![], Outcome::Fail);
        check(&RULE, Role::Generator, vec![aigc(label("1"))], Outcome::Fail);
    }

    #[test]
    fn passes_on_the_words_of_the_standard_wherever_and_however_small() {
        for (place, height) in [(Place::BottomRight, 0.06), (Place::TopLeft, 0.05), (Place::Inside, 0.02)] {
            check_mark(mark(Wording::Compliant, place, height), Outcome::Pass);
        }
    }

    #[test]
    fn leaves_other_marks_to_the_rule_about_text() {
        for wording in [Wording::OtherLanguage, Wording::VendorName, Wording::VendorIcon] {
            check_mark(mark(wording, Place::BottomRight, 0.06), Outcome::NotApplicable);
        }
    }

    #[test]
    fn undetermined_when_not_searched_or_not_sure() {
        let unlooked = facts_unlooked(vec![]);
        check_facts(&RULE, &context(Role::Generator), &unlooked, Outcome::Undetermined);
        check_mark(standing(Standing::Doubtful), Outcome::Undetermined);
        check_mark(standing(Standing::OriginUnclear), Outcome::Undetermined);
    }
}
