//! Whether the object uses the seven keys of Annex E.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{AigcLabel, Flaw, Shape};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-schema-nonstandard",
    title: Text { zh: "标签未采用附录E的键名", en: "The label uses another schema than Annex E" },
    clause: "GB 45438-2025 附录E b)",
    basis: Basis::Transcribed,
    severity: Severity::Warning,
    page: include_str!("schema_nonstandard.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "标签采用附录E的键名", en: "The label uses the keys of Annex E" };
static FAILED: Text = Text { zh: "标签采用了其他键名：{what}", en: "The label uses another schema: {what}" };
static REMEDY: Text = Text {
    zh: "按附录E的七个键改写：Label、ContentProducer、ProduceID、ReservedCode1、ContentPropagator、PropagateID、ReservedCode2",
    en: "Rewrite it with the seven keys of Annex E: Label, ContentProducer, ProduceID, ReservedCode1, ContentPropagator, PropagateID, ReservedCode2",
};

static WORDING: conclude::Wording = conclude::Wording { passed: &PASSED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::labels(&RULE, facts, &WORDING, &fault)
}

fn fault(label: &AigcLabel) -> Option<Message> {
    let what = |flaw: &Flaw| {
        if let Flaw::SchemaNonstandard { what } = flaw { Some(Untrusted::new(what).to_string()) } else { None }
    };
    let schema = conclude::flaws(label, &what).or_else(|| (label.shape == Shape::Foreign).then(|| "?".to_owned()));
    schema.map(|what| FAILED.with("what", what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn fails_on_the_defect() {
        check(
            &RULE,
            Role::Generator,
            vec![aigc(flawed(Flaw::SchemaNonstandard { what: "ServiceProvider".to_owned() }))],
            Outcome::Fail,
        );
    }

    #[test]
    fn fails_on_a_foreign_object() {
        check(&RULE, Role::Generator, vec![aigc(husk(Shape::Foreign, "{}"))], Outcome::Fail);
    }

    #[test]
    fn passes_on_a_good_label() {
        check(&RULE, Role::Generator, vec![aigc(label("1"))], Outcome::Pass);
    }

    #[test]
    fn undetermined_when_the_search_stopped() {
        check_facts(&RULE, &context(Role::Generator), &facts_stopped(vec![]), Outcome::Undetermined);
    }

    #[test]
    fn not_applicable_without_a_label() {
        check(&RULE, Role::Generator, vec![], Outcome::NotApplicable);
    }
}
