//! Whether character 23 of a code fits its field: 1 in ContentProducer, 2 in ContentPropagator, 0 where none is
//! written.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::aigc::{AigcLabel, Provider, Service};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-code-service-type",
    title: Text { zh: "编码的服务类型与字段不符", en: "The service type of a code does not fit its field" },
    clause: "TC260-PG-20252A",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("code_service_type.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "编码的服务类型与字段相符", en: "The service types fit their fields" };
static FAILED: Text =
    Text { zh: "服务类型与字段不符：{fields}", en: "The service type does not fit: {fields}" };
static REMEDY: Text = Text {
    zh: "生成合成用 1，内容传播用 2；同一主体的两个字段可以使用不同编码",
    en: "Use 1 for generation and 2 for propagation; one company may use a different code in each field",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::labels(&RULE, facts, &WORDING, &fault)
}

fn fault(label: &AigcLabel) -> Option<Message> {
    let sides = [
        ("ContentProducer", &label.producer, Service::Propagation),
        ("ContentPropagator", &label.propagator, Service::Generation),
    ];
    let wrong = |provider: &Option<Provider>, barred| matches!(provider, Some(Provider::Code(code)) if code.service == barred || matches!(code.service, Service::Other(_)));
    let fields: Vec<&str> =
        sides.into_iter().filter(|(_, provider, barred)| wrong(provider, *barred)).map(|(key, _, _)| key).collect();
    (!fields.is_empty()).then(|| FAILED.with("fields", fields.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn remarks_on_the_defect() {
        check(
            &RULE,
            Role::Generator,
            vec![aigc(AigcLabel {
                producer: Some(Provider::Code(provider_code(CODE, Service::Propagation))),
                ..label("1")
            })],
            Outcome::Informational,
        );
    }

    #[test]
    fn passes_on_a_good_label_and_leaves_nothing_open_without_one() {
        check_good_label_and_none(&RULE, Outcome::NotApplicable);
    }
}
