//! Whether digital source types, in C2PA or in XMP, are written as the canonical URI.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::source_type::{AiClass, DigitalSourceType};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-source-type-noncanonical",
    title: Text { zh: "数字来源类型写法不规范", en: "A digital source type is not written canonically" },
    clause: "IPTC NewsCodes digitalsourcetype; C2PA 2.2 §18.14",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("source_type_noncanonical.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text =
    Text { zh: "数字来源类型写法规范", en: "Every digital source type is written canonically" };
static FAILED: Text = Text {
    zh: "数字来源类型可以识别，但不是规范的 URI：{value}",
    en: "The digital source type is understood but not the canonical URI: {value}",
};
static REMEDY: Text = Text {
    zh: "写成 http://cv.iptc.org/newscodes/digitalsourcetype/ 开头的完整 URI",
    en: "Write the full URI that begins with http://cv.iptc.org/newscodes/digitalsourcetype/",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::source_types(&RULE, facts, &WORDING, &is_defect)
}

fn is_defect(term: &DigitalSourceType) -> bool {
    term.class != AiClass::Unrecognised && !term.canonical
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::c2pa::StoreState;

    #[test]
    fn remarks_on_the_value() {
        check(&RULE, Role::Unknown, vec![xmp_source_type("trainedAlgorithmicMedia")], Outcome::Informational);
        check(
            &RULE,
            Role::Unknown,
            vec![c2pa(created(StoreState::Valid, "trainedAlgorithmicMedia"))],
            Outcome::Informational,
        );
    }

    #[test]
    fn passes_on_a_canonical_term() {
        check(&RULE, Role::Unknown, vec![xmp_source_type(AI)], Outcome::Pass);
    }

    #[test]
    fn not_applicable_without_a_term() {
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
    }
}
