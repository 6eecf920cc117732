//! Whether the uploader denied what the label says.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Outcome, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::aigc::LabelValue;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-user-not-declared",
    title: Text { zh: "用户未声明为生成合成内容", en: "The uploader did not declare AI content" },
    clause: "标识办法 Art. 10",
    basis: Basis::Primary,
    severity: Severity::Warning,
    page: include_str!("user_not_declared.md"),
    applies: conclude::cn_upload,
    judge,
};

static PASSED: Text =
    Text { zh: "上传者的声明与标签一致", en: "The uploader's declaration agrees with the label" };
static DENIED: Text = Text {
    zh: "文件标签明确为生成合成内容，上传者却声明不是",
    en: "The label says AI-generated, and the uploader declared that it is not",
};
static NOT_ASKED: Text =
    Text { zh: "没有取得上传者的声明，本条不适用", en: "The uploader was not asked" };
static UNLABELLED: Text = Text {
    zh: "元数据没有明确为生成合成内容，本条不适用",
    en: "The metadata do not say that the content is AI-generated",
};
static UNSEARCHED: Text = Text {
    zh: "并非所有位置都检查完毕，无法与上传者的声明核对",
    en: "Not every place was searched, so the declaration cannot be compared",
};
static REMEDY: Text = Text {
    zh: "向上传者展示标签内容并请其确认；此项针对上传行为，不代表文件有问题",
    en: "Show the uploader what the label says and ask again; this is about the upload, not about the file",
};

fn judge(facts: &Facts, context: &Context) -> Vec<Finding> {
    match (context.user_declared, facts.implicit.value()) {
        (None, _) => conclude::not_applicable(&RULE, &NOT_ASKED),
        (Some(false), Some(LabelValue::Is)) => {
            // The label may be false or the user mistaken: a person has to look.
            let finding = conclude::finding(&RULE, Outcome::Review, DENIED.message()).with_remedy(&REMEDY);
            let labels = facts.implicit.labels.iter().filter(|found| found.label.value == Some(LabelValue::Is));
            vec![finding.on(labels.map(|found| found.id).collect())]
        }
        (Some(true), _) => conclude::pass(&RULE, &PASSED),
        (Some(false), None) if !facts.implicit.searched => conclude::undetermined(&RULE, &UNSEARCHED),
        (Some(false), Some(LabelValue::May | LabelValue::Suspect) | None) => {
            conclude::not_applicable(&RULE, &UNLABELLED)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[track_caller]
    fn declared(user_declared: Option<bool>, facts: &Facts, expected: Outcome) {
        check_facts(&RULE, &Context { user_declared, ..context(Role::Platform) }, facts, expected);
    }

    #[test]
    fn asks_when_label_and_declaration_disagree() {
        declared(Some(false), &facts(vec![aigc(label("1"))]), Outcome::Review);
    }

    #[test]
    fn passes_when_they_agree() {
        declared(Some(true), &facts(vec![aigc(label("1"))]), Outcome::Pass);
    }

    #[test]
    fn undetermined_when_the_search_stopped() {
        declared(Some(false), &facts_stopped(vec![]), Outcome::Undetermined);
    }

    #[test]
    fn not_applicable_when_nobody_asked_or_nothing_says_so() {
        declared(None, &facts(vec![aigc(label("1"))]), Outcome::NotApplicable);
        declared(Some(false), &facts(vec![aigc(label("2"))]), Outcome::NotApplicable);
        declared(Some(false), &facts(vec![]), Outcome::NotApplicable);
    }
}
