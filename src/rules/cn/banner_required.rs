//! Which of the three notices of Art. 6 has to stand around the published picture.

use crate::context::Context;
use crate::facts::disposition::{self, Disposition};
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-banner-required",
    title: Text { zh: "应在内容周边添加提示", en: "A notice is due around the content" },
    clause: "标识办法 Art. 6(一)–(三)",
    basis: Basis::Primary,
    severity: Severity::Info,
    page: include_str!("banner_required.md"),
    applies: conclude::cn_platform,
    judge,
};

static NOTICE_IS: Text = Text {
    zh: "应在内容周边显著提示：该内容属于人工智能生成合成内容",
    en: "Show prominently around the content that it is AI-generated (属于)",
};
static NOTICE_MAY: Text = Text {
    zh: "应在内容周边显著提示：该内容可能为人工智能生成合成内容",
    en: "Show prominently around the content that it may be AI-generated (可能)",
};
static NOTICE_SUSPECT: Text = Text {
    zh: "应在内容周边显著提示：该内容疑似为人工智能生成合成内容",
    en: "Show prominently around the content that it is suspected to be AI-generated (疑似)",
};
static NO_DUTY: Text = Text {
    zh: "从元数据和画面上读到的内容看，无须添加提示",
    en: "By what was read in the metadata and on the picture no notice is due",
};
static NO_DUTY_UNLOOKED: Text = Text {
    zh: "从已找到的内容看，无须添加提示；画面上的显式标识未作（完整）检查",
    en: "By what was found no notice is due; the picture was not searched for a visible label, or not to the end",
};
static NO_DUTY_UNSURE: Text = Text {
    zh: "从读准的内容看，无须添加提示；画面上另有疑似标识的文字，应先由人工确认",
    en: "By what was surely read no notice is due; words on the picture that may be a label need a person's eye first",
};
static REMEDY: Text = Text {
    zh: "按提示文字在发布内容周边添加显著标识，并在文件元数据中写入传播要素",
    en: "Add the notice next to the published content and write the propagation elements into the file",
};

fn judge(facts: &Facts, context: &Context) -> Vec<Finding> {
    let notice = match disposition::derive(facts, context) {
        Disposition::Is => &NOTICE_IS,
        Disposition::May => &NOTICE_MAY,
        Disposition::Suspect => &NOTICE_SUSPECT,
        Disposition::None if facts.implicit.searched => return conclude::not_applicable(&RULE, no_duty(facts)),
        Disposition::None => return conclude::no_label(&RULE, facts),
    };
    vec![conclude::defect(&RULE, notice.message()).with_remedy(&REMEDY).on(facts.origin.evidence.clone())]
}

fn no_duty(facts: &Facts) -> &'static Text {
    match (facts.explicit.marks.is_empty(), facts.explicit.searched) {
        (false, _) => &NO_DUTY_UNSURE,
        (true, true) => &NO_DUTY,
        (true, false) => &NO_DUTY_UNLOOKED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::visible::Standing;

    #[test]
    fn names_the_notice_for_each_state() {
        check(&RULE, Role::Platform, vec![aigc(label("1"))], Outcome::Informational);
        check(&RULE, Role::Platform, vec![aigc(label("2"))], Outcome::Informational);
        check(&RULE, Role::PlatformEgress, vec![aigc(label("3"))], Outcome::Informational);
    }

    #[test]
    fn a_label_on_the_picture_calls_for_a_notice() {
        check(&RULE, Role::Platform, vec![marked(standing(Standing::Label))], Outcome::Informational);
        check(&RULE, Role::Platform, vec![marked(standing(Standing::Doubtful))], Outcome::NotApplicable);
    }

    #[test]
    fn says_what_the_missing_duty_rests_on() {
        assert_eq!(no_duty(&facts(vec![])), &NO_DUTY);
        assert_eq!(no_duty(&facts_unlooked(vec![])), &NO_DUTY_UNLOOKED);
        assert_eq!(no_duty(&facts(vec![marked(standing(Standing::Doubtful))])), &NO_DUTY_UNSURE);
    }

    #[test]
    fn not_applicable_without_a_duty() {
        check(&RULE, Role::Platform, vec![], Outcome::NotApplicable);
        check_facts(&RULE, &context(Role::Platform), &facts_stopped(vec![]), Outcome::NotApplicable);
    }
}
