//! Whether the label that stands for the file has Label, ContentProducer and ProduceID, none of them blank.

use crate::context::{Context, Role};
use crate::facts::model::Facts;
use crate::finding::{Finding, Outcome, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::aigc::{AigcLabel, FieldValue, LabelValue, Shape};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-field-missing",
    title: Text { zh: "标签缺少必备要素", en: "The label lacks a mandatory element" },
    clause: "标识办法 Art. 5; GB 45438-2025 6.1 a), 附录E c)–e)",
    basis: Basis::Primary,
    severity: Severity::Error,
    page: include_str!("field_missing.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "标签含有全部必备要素", en: "The label has every mandatory element" };
static FAILED: Text = Text { zh: "标签缺少或留空：{fields}", en: "The label lacks or leaves blank: {fields}" };
static KEYS_MISSING: Text = Text {
    zh: "标签没有写出以下键：{fields}；附录E的格式列出全部七个键，可为空字符串",
    en: "The label does not write these keys: {fields}; the format of Annex E lists all seven, blank if need be",
};
static REMEDY: Text = Text {
    zh: "由生成服务补齐 Label、ContentProducer（名称或编码）和 ProduceID（唯一编号）",
    en: "Let the generation service fill in Label, ContentProducer (name or code) and ProduceID (unique number)",
};

fn judge(facts: &Facts, context: &Context) -> Vec<Finding> {
    let Some(found) = facts.implicit.label().filter(|found| is_readable(&found.label)) else {
        return conclude::no_label(&RULE, facts);
    };
    let missing = mandatory(&found.label);
    if !missing.is_empty() {
        let message = FAILED.with("fields", missing.join(", "));
        return vec![lacking(message, context.role).with_remedy(&REMEDY).on(vec![found.id])];
    }
    let keys = absent_keys(&found.label);
    if keys.is_empty() {
        return conclude::pass(&RULE, &PASSED);
    }
    let message = KEYS_MISSING.with("fields", keys.join(", "));
    vec![Finding::new(RULE.id, Outcome::Informational, Severity::Info, message).on(vec![found.id])]
}

/// Art. 5 binds the producer. A platform got the label from somebody else and can only ask.
fn lacking(message: Message, role: Role) -> Finding {
    match role {
        Role::Unknown | Role::Generator | Role::Auditor => conclude::defect(&RULE, message),
        Role::Platform | Role::PlatformEgress => Finding::new(RULE.id, Outcome::Review, Severity::Warning, message),
    }
}

fn is_readable(label: &AigcLabel) -> bool {
    match label.shape {
        Shape::Wrapped | Shape::Inner => true,
        Shape::Foreign | Shape::Broken | Shape::Shell | Shape::Declaration => false,
    }
}

/// 办法 Art. 5 asks the producer for three elements. A label with value 2 or 3 is a platform's, whose own
/// elements are the business of `cn-propagation-missing`.
fn mandatory(label: &AigcLabel) -> Vec<&'static str> {
    let fields = &label.fields;
    let by_producer = label.value.is_none() || label.value == Some(LabelValue::Is);
    let asked = [
        ("Label", &fields.label, true),
        ("ContentProducer", &fields.content_producer, by_producer),
        ("ProduceID", &fields.produce_id, by_producer),
    ];
    asked.into_iter().filter(|(_, value, asked)| *asked && value.is_blank()).map(|(key, _, _)| key).collect()
}

fn absent_keys(label: &AigcLabel) -> Vec<&'static str> {
    label.fields.iter().filter(|(_, value)| **value == FieldValue::Missing).map(|(key, _)| key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    fn without(key: &str, value: FieldValue) -> AigcLabel {
        let mut label = label("1");
        *label.fields.slot(key).unwrap() = value;
        label
    }

    #[test]
    fn fails_on_a_missing_or_blank_element() {
        check(&RULE, Role::Generator, vec![aigc(without("ProduceID", FieldValue::Missing))], Outcome::Fail);
        check(&RULE, Role::Generator, vec![aigc(without("ContentProducer", text("  ")))], Outcome::Fail);
        let unlabelled = AigcLabel { value: None, ..without("Label", FieldValue::Missing) };
        check(&RULE, Role::Generator, vec![aigc(unlabelled)], Outcome::Fail);
        check(&RULE, Role::Platform, vec![aigc(without("ProduceID", FieldValue::Missing))], Outcome::Review);
    }

    #[test]
    fn remarks_on_a_missing_optional_key() {
        check(
            &RULE,
            Role::Generator,
            vec![aigc(without("ReservedCode2", FieldValue::Missing))],
            Outcome::Informational,
        );
    }

    #[test]
    fn passes_on_a_complete_label_and_asks_a_platform_for_less() {
        check(&RULE, Role::Generator, vec![aigc(label("1"))], Outcome::Pass);
        let mut platform = label("2");
        platform.fields.content_producer = text("");
        platform.fields.produce_id = text("");
        check(&RULE, Role::Platform, vec![aigc(platform)], Outcome::Pass);
    }

    #[test]
    fn undetermined_when_the_search_stopped() {
        check_facts(&RULE, &context(Role::Generator), &facts_stopped(vec![]), Outcome::Undetermined);
    }

    #[test]
    fn not_applicable_without_a_label() {
        check(&RULE, Role::Generator, vec![], Outcome::NotApplicable);
        check(&RULE, Role::Generator, vec![aigc(husk(Shape::Shell, "{}"))], Outcome::NotApplicable);
    }
}
