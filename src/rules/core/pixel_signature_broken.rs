//! Whether a signature over the pixels, kept in a generator's settings, holds.

use crate::context::Context;
use crate::evidence::EvidenceId;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::pixel_signature::SignatureState;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "core-pixel-signature-broken",
    title: Text { zh: "像素签名不符", en: "The pixels are not the signed ones" },
    clause: "NovelAI signed_hash (Ed25519)",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("pixel_signature_broken.md"),
    applies: conclude::always,
    judge,
};

static NONE: Text = Text { zh: "没有像素签名，本条不适用", en: "There is no signature over the pixels" };
static UNVERIFIABLE: Text = Text {
    zh: "有像素签名，但图片是有损保存、动画或超过 8 位的，像素不可能是签名时的像素，无从核验",
    en: "There is a signature over the pixels, but the picture is stored with loss, animated or deeper than 8 bits, so it cannot be checked",
};
static PASSED: Text = Text {
    zh: "像素和生成参数就是 NovelAI 签名时的那些",
    en: "Pixels and settings are exactly those that NovelAI signed",
};
static BROKEN: Text = Text {
    zh: "像素或生成参数不是 NovelAI 签名时的那些：修改、缩放、裁切、有损保存再转回都会如此，签名也可能是抄来或编造的",
    en: "Pixels or settings are not those that NovelAI signed: editing, scaling, cropping and a detour through a lossy format all do this, and the signature may be copied or made up",
};
static REMEDY: Text = Text { zh: "向提供者索取原图再核验", en: "Ask for the original file and check that" };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let of = |state| -> Vec<EvidenceId> {
        facts.pixel_signatures.iter().filter(|(_, one)| one.state == state).map(|(id, _)| *id).collect()
    };
    let broken = of(SignatureState::Broken);
    // Where one holds, the pixels are proven; another in the same file was put there later and proves nothing.
    if !of(SignatureState::Verified).is_empty() {
        return conclude::pass(&RULE, &PASSED);
    }
    if !broken.is_empty() {
        return vec![conclude::defect(&RULE, BROKEN.message()).with_remedy(&REMEDY).on(broken)];
    }
    let why = if facts.pixel_signatures.is_empty() { &NONE } else { &UNVERIFIABLE };
    conclude::not_applicable(&RULE, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn asks_about_a_signature_that_does_not_hold() {
        check(&RULE, Role::Unknown, vec![pixels_signed(SignatureState::Broken)], Outcome::Review);
    }

    #[test]
    fn passes_on_one_that_holds_whatever_stands_beside_it() {
        check(&RULE, Role::Unknown, vec![pixels_signed(SignatureState::Verified)], Outcome::Pass);
        let both = vec![pixels_signed(SignatureState::Broken), pixels_signed(SignatureState::Verified)];
        check(&RULE, Role::Unknown, both, Outcome::Pass);
    }

    #[test]
    fn accuses_nobody_where_it_cannot_be_checked() {
        check(&RULE, Role::Unknown, vec![pixels_signed(SignatureState::Unverifiable)], Outcome::NotApplicable);
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
    }
}
