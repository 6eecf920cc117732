//! Whether something on the picture was read as a label with too little confidence.

use crate::context::Context;
use crate::facts::model::{Facts, FoundMark};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::{conclude, marks};
use crate::vocabulary::visible::Standing;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-explicit-doubtful",
    title: Text { zh: "疑似标识未能读准", en: "Something like a label could not be read for sure" },
    clause: "未看到不等于没有 (not seen is not the same as not there)",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("explicit_doubtful.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text =
    Text { zh: "画面上没有未读准的疑似标识", en: "Nothing on the picture was doubtfully read as a label" };
static FOUND: Text = Text {
    zh: "画面上有疑似标识但读不准：{marks}；既不当作标识，也不说没有标识",
    en: "Something on the picture looks like a label and could not be read for sure: {marks}; it is neither taken for one nor called absent",
};
static READ: Text = Text {
    zh: "画面上另有读准的标识，未读准之处不影响结论",
    en: "Another label on the picture was surely read, so what is doubtful changes nothing",
};
static REMEDY: Text =
    Text { zh: "放大画面上的这个位置，人工查看", en: "Look at this place of the picture, enlarged" };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let doubtful: Vec<&FoundMark> = facts.explicit.of(Standing::Doubtful).collect();
    if doubtful.is_empty() {
        return marks::none_unsure(&RULE, facts, &PASSED);
    }
    if facts.explicit.label().is_some() {
        return conclude::not_applicable(&RULE, &READ);
    }
    let (listed, evidence) = marks::listed(&doubtful);
    vec![conclude::defect(&RULE, FOUND.with("marks", listed)).with_remedy(&REMEDY).on(evidence)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn asks_a_person_in_every_role() {
        for role in [Role::Unknown, Role::Generator, Role::Platform, Role::PlatformEgress, Role::Auditor] {
            check(&RULE, role, vec![marked(standing(Standing::Doubtful))], Outcome::Review);
        }
    }

    #[test]
    fn passes_without_one_once_searched() {
        check(&RULE, Role::Unknown, vec![], Outcome::Pass);
        check_facts(&RULE, &context(Role::Unknown), &facts_unlooked(vec![]), Outcome::NotApplicable);
    }

    #[test]
    fn not_applicable_beside_a_label_that_was_read() {
        let both = vec![marked(standing(Standing::Doubtful)), marked(standing(Standing::Label))];
        check(&RULE, Role::Unknown, both, Outcome::NotApplicable);
    }
}
