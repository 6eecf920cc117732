//! Whether the object uses the seven keys of Annex E.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
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

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::values(&RULE, facts, &WORDING, &fault)
}

fn fault(label: &AigcLabel) -> Option<String> {
    let named = |flaw: &Flaw| {
        if let Flaw::SchemaNonstandard { what } = flaw { Some(Untrusted::new(what).to_string()) } else { None }
    };
    conclude::flaws(label, &named).or_else(|| (label.shape == Shape::Foreign).then(|| "?".to_owned()))
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
        check_flaw(&RULE, Flaw::SchemaNonstandard { what: "ServiceProvider".to_owned() }, Outcome::Fail);
    }

    #[test]
    fn fails_on_a_foreign_object() {
        check(&RULE, Role::Generator, vec![aigc(husk(Shape::Foreign, "{}"))], Outcome::Fail);
    }

    #[test]
    fn passes_on_a_good_label_and_needs_one() {
        check_good_label_and_none(&RULE, Outcome::Undetermined);
    }
}
