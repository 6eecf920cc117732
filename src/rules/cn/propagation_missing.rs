//! Whether ContentPropagator and PropagateID are filled in where a platform has to write them.

use crate::context::{Context, Role};
use crate::facts::disposition::{self, Disposition};
use crate::facts::model::Facts;
use crate::finding::{Finding, Outcome, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::aigc::{AigcLabel, LabelValue};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-propagation-missing",
    title: Text { zh: "缺少传播要素", en: "The propagation elements are missing" },
    clause: "标识办法 Art. 6 末款; GB 45438-2025 附录E g)–h), 注1",
    basis: Basis::Primary,
    severity: Severity::Error,
    page: include_str!("propagation_missing.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "标签含有传播要素", en: "The label has the propagation elements" };
static NO_DUTY: Text = Text {
    zh: "没有需要平台写入传播要素的情形",
    en: "Nothing was found that obliges a platform to write propagation elements",
};
static EGRESS: Text = Text {
    zh: "对外提供的文件缺少传播要素：{fields}",
    en: "The file to be served lacks the propagation elements: {fields}",
};
static EGRESS_NO_LABEL: Text = Text {
    zh: "该内容应按第六条标识，但对外提供的文件中没有可读取的 AIGC 标签",
    en: "Art. 6 applies to this content, but the file to be served carries no readable AIGC label",
};
static BY_PLATFORM: Text = Text {
    zh: "Label 为 2 或 3 的标签应由平台写入，却缺少：{fields}",
    en: "A label with value 2 or 3 is a platform's, but it lacks: {fields}",
};
static FIRST_WRITE: Text = Text {
    zh: "传播要素为空；附录E注1建议首次写入时与制作要素一致",
    en: "The propagation elements are blank; note 1 of Annex E suggests repeating the producer's on first writing",
};
static UNSEARCHED: Text = Text {
    zh: "并非所有位置都检查完毕，无法判断文件是否含有传播要素",
    en: "Not every place was searched, so it cannot be decided whether the propagation elements are there",
};
static REMEDY: Text = Text {
    zh: "由传播平台写入 ContentPropagator（平台名称或编码）和 PropagateID（内容编号），不改动 Label、ContentProducer、ProduceID",
    en: "Write ContentPropagator (name or code of the platform) and PropagateID; leave Label, ContentProducer and ProduceID as they are",
};

fn judge(facts: &Facts, context: &Context) -> Vec<Finding> {
    let Some(found) = facts.implicit.label().filter(|found| found.label.value.is_some()) else {
        return without_label(facts, context);
    };
    let missing = blank_fields(&found.label);
    if missing.is_empty() {
        return conclude::pass(&RULE, &PASSED);
    }
    let fields = missing.join(", ");
    let finding = match (context.role, found.label.value) {
        (Role::PlatformEgress, _) => conclude::defect(&RULE, EGRESS.with("fields", fields)).with_remedy(&REMEDY),
        (_, Some(LabelValue::Is)) => {
            Finding::new(RULE.id, Outcome::Informational, Severity::Info, FIRST_WRITE.message())
        }
        // That a platform owes them wherever its label turns up is our inference, so it can only warn.
        (_, _) => Finding::new(RULE.id, Outcome::Review, Severity::Warning, BY_PLATFORM.with("fields", fields))
            .with_remedy(&REMEDY),
    };
    vec![finding.on(vec![found.id])]
}

fn without_label(facts: &Facts, context: &Context) -> Vec<Finding> {
    if context.role != Role::PlatformEgress {
        return conclude::no_label(&RULE, facts);
    }
    match disposition::derive(facts, context) {
        Disposition::None if facts.implicit.searched => conclude::not_applicable(&RULE, &NO_DUTY),
        Disposition::None => conclude::undetermined(&RULE, &UNSEARCHED),
        Disposition::Is | Disposition::May | Disposition::Suspect if !facts.implicit.searched => {
            conclude::undetermined(&RULE, &UNSEARCHED)
        }
        Disposition::Is | Disposition::May | Disposition::Suspect => {
            let finding = conclude::defect(&RULE, EGRESS_NO_LABEL.message()).with_remedy(&REMEDY);
            vec![finding.on(facts.origin.evidence.clone())]
        }
    }
}

fn blank_fields(label: &AigcLabel) -> Vec<&'static str> {
    let fields = [("ContentPropagator", &label.fields.content_propagator), ("PropagateID", &label.fields.propagate_id)];
    fields.into_iter().filter(|(_, value)| value.is_blank()).map(|(key, _)| key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::generator::Tool;

    fn blank(digit: &str) -> AigcLabel {
        let mut label = label(digit);
        label.fields.content_propagator = text("");
        label.fields.propagate_id = text("");
        label
    }

    #[test]
    fn fails_on_a_served_file_without_the_elements() {
        check(&RULE, Role::PlatformEgress, vec![aigc(blank("1"))], Outcome::Fail);
        check(&RULE, Role::PlatformEgress, vec![traced(Tool::ComfyUi)], Outcome::Fail);
    }

    #[test]
    fn asks_about_a_platforms_label_and_remarks_on_a_first_writing() {
        check(&RULE, Role::Auditor, vec![aigc(blank("2"))], Outcome::Review);
        check(&RULE, Role::Generator, vec![aigc(blank("1"))], Outcome::Informational);
    }

    #[test]
    fn passes_with_both_elements() {
        check(&RULE, Role::PlatformEgress, vec![aigc(label("1"))], Outcome::Pass);
    }

    #[test]
    fn undetermined_when_the_search_stopped() {
        check_facts(&RULE, &context(Role::PlatformEgress), &facts_stopped(vec![]), Outcome::Undetermined);
        check_facts(&RULE, &context(Role::Platform), &facts_stopped(vec![]), Outcome::Undetermined);
    }

    #[test]
    fn not_applicable_without_a_duty() {
        check(&RULE, Role::PlatformEgress, vec![], Outcome::NotApplicable);
        check(&RULE, Role::Platform, vec![], Outcome::NotApplicable);
    }
}
