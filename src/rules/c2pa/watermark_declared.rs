//! Whether a manifest names a watermark or a soft binding.

use crate::context::Context;
use crate::facts::model::{Declaration, DeclaredMark, Facts};
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::soft_bindings::{Algorithm, Kind, Openness};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-watermark-declared",
    title: Text {
        zh: "声明了无法公开核验的水印", en: "A watermark is declared that cannot be read in the open"
    },
    clause: "C2PA 2.2: c2pa.soft-binding, c2pa.watermarked",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("watermark_declared.md"),
    applies: conclude::always,
    judge,
};

static NONE: Text = Text { zh: "没有声明水印，本条不适用", en: "No watermark is declared" };
static DECLARED: Text = Text {
    zh: "凭证声明图片带有水印或软绑定（{marks}），本工具无法公开核验",
    en: "The credential declares a watermark or soft binding ({marks}); it cannot be verified in the open",
};
static REMEDY: Text = Text {
    zh: "需要时使用该水印提供者的检测工具",
    en: "Use the detector of the watermark's provider if need be",
};

static NAMED: Text = Text { zh: "{name}", en: "{name}" };
static UNLISTED: Text =
    Text { zh: "{name}，不在 C2PA 软绑定名单上", en: "{name}, which is not on the C2PA list" };
static CLOSED: Text = Text { zh: "{name}，属于 {vendor}", en: "{name} of {vendor}" };
static PUBLISHED: Text = Text {
    zh: "{name}，属于 {vendor}，另有公开的解码器，本工具未内置",
    en: "{name} of {vendor}, for which a public decoder exists that is not built in",
};
static FINGERPRINT: Text = Text {
    zh: "{name}，属于 {vendor}，是从画面算出的指纹，没有写入画面",
    en: "{name} of {vendor}, a fingerprint that is computed from the picture and not put into it",
};
static SIGNPOST: Text = Text { zh: "{mark}，指向 {alg}", en: "{mark}, pointing to {alg}" };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let declared = &facts.watermark.declared;
    if declared.is_empty() {
        return conclude::not_applicable(&RULE, &NONE);
    }
    let mut marks: Vec<Message> = declared.iter().map(named).collect();
    marks.dedup();
    let mut ids: Vec<_> = declared.iter().map(|one| one.id).collect();
    ids.dedup();
    let message = DECLARED.with("marks", marks);
    vec![conclude::defect(&RULE, message).with_remedy(&REMEDY).on(ids)]
}

fn named(mark: &DeclaredMark) -> Message {
    let name = mark.name.to_string();
    let (algorithm, trustmark) = match &mark.kind {
        Declaration::Action => return NAMED.with("name", name),
        Declaration::Unlisted => return UNLISTED.with("name", name),
        Declaration::Listed { algorithm, trustmark } => (algorithm, trustmark),
    };
    let text = match (algorithm.kind, algorithm.openness) {
        (Kind::Fingerprint, _) => &FINGERPRINT,
        (Kind::Watermark, Openness::Published) => &PUBLISHED,
        (Kind::Watermark, Openness::Closed) => &CLOSED,
    };
    let said = text.with("name", name).with("vendor", algorithm.vendor);
    match trustmark.as_ref().and_then(Algorithm::signposted_by) {
        Some(signpost) => SIGNPOST.with("mark", said).with("alg", signpost.alg),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::message::Lang;
    use crate::rules::testing::*;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::c2pa::{SoftBinding, Store, StoreState};

    fn marked(state: StoreState) -> Vec<crate::evidence::Evidence> {
        vec![c2pa(Store { declared_watermarks: vec![Untrusted::new("SynthID")], ..created(state, AI) })]
    }

    #[test]
    fn remarks_on_a_declared_mark() {
        check(&RULE, Role::Unknown, marked(StoreState::Valid), Outcome::Informational);
    }

    #[test]
    fn every_soft_binding_is_named_with_its_vendor() {
        let bindings = [
            ("com.digimarc.validate.1", "9"),
            ("com.adobe.trustmark.P", "0*0000000000000000000000000000000000010011"),
            ("io.iscc.v0", "KAC"),
            ("com.example.\u{1b}mark", "1"),
        ];
        let bindings = bindings.map(|(algorithm, value)| SoftBinding {
            algorithm: Untrusted::new(algorithm),
            value: Untrusted::new(value),
        });
        let store = Store { soft_bindings: bindings.to_vec(), ..created(StoreState::Valid, AI) };
        let findings = (RULE.judge)(&facts(vec![c2pa(store)]), &context(Role::Unknown));
        assert_eq!(
            findings[0].message.render(Lang::En),
            "The credential declares a watermark or soft binding (com.digimarc.validate.1 of Digimarc; \
             com.adobe.trustmark.P of Adobe TrustMark, for which a public decoder exists that is not built in, pointing \
             to com.microsoft.invismark.1; io.iscc.v0 of ISCC, a fingerprint that is computed from the picture and not \
             put into it; com.example.\\u{001b}mark, which is not on the C2PA list); it cannot be verified in the open"
        );
    }

    #[test]
    fn not_applicable_without_one_or_without_a_manifest_that_holds() {
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
        check(&RULE, Role::Unknown, marked(StoreState::Tampered), Outcome::NotApplicable);
    }
}
