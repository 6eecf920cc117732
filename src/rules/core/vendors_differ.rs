//! Whether the AIGC label, the signer of a generation, generator metadata and the mark on the picture name different
//! makers.

use crate::context::Context;
use crate::facts::model::{ConflictKind, Facts};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "core-vendors-differ",
    title: Text { zh: "不同来源指向不同厂商", en: "Sources name different vendors" },
    clause: "标识办法 Art. 10",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("vendors_differ.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text = Text { zh: "各来源没有指向不同厂商", en: "No two sources name different vendors" };
static FAILED: Text = Text {
    zh: "不同来源指向不同的制作厂商：{what}",
    en: "Different sources name different makers: {what}",
};
static REMEDY: Text = Text {
    zh: "查明图片是否先后经过两家工具；如不是，向标签所写的厂商核实",
    en: "Find out whether two tools worked on it one after the other; if not, ask the vendor named in the label",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::conflicts(&RULE, facts, &WORDING, ConflictKind::VendorsDiffer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::aigc::{AigcLabel, Provider};
    use crate::vocabulary::generator::Tool;
    use crate::vocabulary::visible::{Place, Wording};

    fn doubao() -> crate::evidence::Evidence {
        aigc(AigcLabel { producer: Some(Provider::Name(Untrusted::new("doubao"))), ..label("1") })
    }

    #[test]
    fn asks_about_two_makers() {
        check(&RULE, Role::Unknown, vec![doubao(), traced(Tool::Midjourney)], Outcome::Review);
    }

    #[test]
    fn asks_about_a_name_on_the_picture_that_the_metadata_contradict() {
        let seen = || marked(mark(Wording::Compliant, Place::BottomRight, 0.05));
        check(&RULE, Role::Unknown, vec![seen(), traced(Tool::Midjourney)], Outcome::Review);
        check(&RULE, Role::Unknown, vec![seen(), doubao()], Outcome::Pass);
    }

    #[test]
    fn passes_on_one_maker_and_on_none() {
        check(&RULE, Role::Unknown, vec![doubao(), traced(Tool::ByteDanceApp)], Outcome::Pass);
        check(&RULE, Role::Unknown, vec![], Outcome::Pass);
    }
}
