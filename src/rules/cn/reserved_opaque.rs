//! Whether ReservedCode1 holds something other than the security data of TC260-PG-202511A.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::aigc::{AigcLabel, Security};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-reserved-opaque",
    title: Text { zh: "预留字段只有写入者能解读", en: "The reserved field can only be read by its writer" },
    clause: "GB 45438-2025 附录E f); TC260-PG-202511A",
    basis: Basis::Transcribed,
    severity: Severity::Info,
    page: include_str!("reserved_opaque.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text =
    Text { zh: "预留字段为空或可以解读", en: "The reserved field is blank or can be read" };
static FAILED: Text = Text {
    zh: "ReservedCode1 的内容只有写入者能解读",
    en: "What ReservedCode1 holds can only be read by whoever wrote it",
};
static REMEDY: Text = Text {
    zh: "无须处理；如需核验，请联系服务提供者",
    en: "Nothing to do; ask the provider if it has to be verified",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::labels(&RULE, facts, &WORDING, &fault)
}

fn fault(label: &AigcLabel) -> Option<Message> {
    (label.security == Security::Opaque).then(|| FAILED.message())
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
            vec![aigc(AigcLabel { security: Security::Opaque, ..label("1") })],
            Outcome::Informational,
        );
    }

    #[test]
    fn passes_on_a_good_label_and_leaves_nothing_open_without_one() {
        check_good_label_and_none(&RULE, Outcome::NotApplicable);
    }
}
