//! Whether ContentProducer is a name instead of a 27-character code.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::aigc::{AigcLabel, Provider};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-producer-is-name",
    title: Text { zh: "ContentProducer 写的是名称", en: "ContentProducer is a plain name" },
    clause: "GB 45438-2025 附录E d); TC260-PG-20252A",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("producer_is_name.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text =
    Text { zh: "ContentProducer 写的是编码或未填写", en: "ContentProducer is a code, or not filled in" };
static FAILED: Text = Text {
    zh: "ContentProducer 写的是名称“{name}”，附录E允许，但不能用编码规则核对",
    en: "ContentProducer is the plain name \"{name}\": Annex E allows it, but no code rule can check it",
};
static REMEDY: Text =
    Text { zh: "如已有服务提供者编码，建议改写编码", en: "Prefer the provider code if there is one" };

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::labels(&RULE, facts, &WORDING, &fault)
}

fn fault(label: &AigcLabel) -> Option<Message> {
    match &label.producer {
        Some(Provider::Name(name)) => Some(FAILED.with("name", name.to_string())),
        Some(Provider::Code(_) | Provider::BrokenCode { .. }) | None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::untrusted::Untrusted;

    #[test]
    fn remarks_on_the_defect() {
        check(
            &RULE,
            Role::Generator,
            vec![aigc(AigcLabel { producer: Some(Provider::Name(Untrusted::new("doubao"))), ..label("1") })],
            Outcome::Informational,
        );
    }

    #[test]
    fn passes_on_a_good_label_and_leaves_nothing_open_without_one() {
        check_good_label_and_none(&RULE, Outcome::NotApplicable);
    }
}
