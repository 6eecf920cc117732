//! Whether the structure announces a piece that is not there.

use crate::context::Context;
use crate::facts::model::{Facts, StrippingReason};
use crate::finding::{Finding, Outcome, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "core-structure-remnant",
    title: Text {
        zh: "结构上有数据被取走的迹象", en: "The structure announces something that is not there"
    },
    clause: "未看到不等于没有 (not seen is not the same as not there)",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("structure_remnant.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text =
    Text { zh: "结构上没有数据被取走的迹象", en: "The structure announces nothing that is not there" };
static ALONE: Text = Text {
    zh: "文件头声明的元数据不在文件中；许多程序都会如此，单凭此点不说明问题",
    en: "The header announces metadata that are not there; many programs leave it so, and alone it shows nothing",
};
static PICTURE: Text = Text {
    zh: "文件中有指针指向不在文件里的缩略图或另一张图；另存的程序常会如此，不说明标识被去除",
    en: "A thumbnail or further picture is pointed to that is not in the file; programs that save a picture anew leave it so, and it shows no removal of a label",
};
static WITH_AI: Text = Text {
    zh: "文件头声明的元数据不在文件中，而图片另被说明为 AI 内容：元数据可能已被去除",
    en: "The header announces metadata that are not there, and the picture is said to be AI-made: metadata may have been removed",
};
static REMEDY: Text = Text { zh: "索取原始文件比对", en: "Ask for the original and compare" };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    if facts.structure_remnants.is_empty() && facts.lost_pictures.is_empty() {
        return conclude::pass(&RULE, &PASSED);
    }
    if facts.structure_remnants.is_empty() {
        let finding = Finding::new(RULE.id, Outcome::Informational, Severity::Info, PICTURE.message());
        return vec![finding.on(facts.lost_pictures.clone())];
    }
    let counted = |reason: &StrippingReason| facts.structure_remnants.contains(&reason.evidence);
    let finding = if facts.stripping.reasons.iter().any(counted) {
        conclude::defect(&RULE, WITH_AI.message()).with_remedy(&REMEDY)
    } else {
        Finding::new(RULE.id, Outcome::Informational, Severity::Info, ALONE.message())
    };
    vec![finding.on(facts.structure_remnants.clone())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::generator::Tool;

    #[test]
    fn asks_only_beside_an_admission() {
        check(&RULE, Role::Unknown, vec![structure_remnant(), traced(Tool::Midjourney)], Outcome::Review);
        check(&RULE, Role::Unknown, vec![structure_remnant()], Outcome::Informational);
    }

    #[test]
    fn a_picture_that_is_not_there_is_a_remark_even_beside_an_admission() {
        let pointer = || {
            let evidence = structure_remnant();
            crate::evidence::Evidence { kind: crate::evidence::EvidenceKind::StructurePointer, ..evidence }
        };
        check(&RULE, Role::Unknown, vec![pointer()], Outcome::Informational);
        check(&RULE, Role::Unknown, vec![pointer(), traced(Tool::Midjourney)], Outcome::Informational);
        let facts = facts(vec![pointer(), traced(Tool::Midjourney)]);
        assert_eq!(facts.stripping.level, crate::facts::model::StrippingLevel::NotShown);
    }

    #[test]
    fn passes_on_a_sound_structure() {
        check(&RULE, Role::Unknown, vec![], Outcome::Pass);
    }
}
