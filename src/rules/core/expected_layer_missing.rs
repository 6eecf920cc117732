//! Whether a layer is missing that the genuine output of the picture's generator carries.

use crate::context::Context;
use crate::facts::model::{Facts, MissingLayer};
use crate::finding::{Finding, Outcome, Severity};
use crate::message::Text;
use crate::profiles::{ExpectedLayer, Regularity};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "core-expected-layer-missing",
    title: Text {
        zh: "缺少该生成工具通常带有的一层标识", en: "A layer that this generator writes is not there"
    },
    clause: "未看到不等于没有 (not seen is not the same as not there)",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("expected_layer_missing.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text = Text {
    zh: "没有认出生成工具，或其应有的各层标识都在",
    en: "No generator is recognised, or every layer that it writes is there",
};
static MISSING: Text = Text {
    zh: "图片出自 {vendor}，其每个文件都带有的{layer}不在：已被去除或在转存中丢失，或者图片并非出自该工具",
    en: "The picture comes from {vendor}, and its {layer}, which every file of it carries, are not there: removed, lost on the way, or the picture is not from it",
};
static OFTEN: Text = Text {
    zh: "{vendor} 的文件多带有{layer}，这张图片没有；单凭此点不说明问题",
    en: "Files of {vendor} mostly carry {layer}, and this picture does not; alone that says nothing",
};
static REMEDY: Text = Text {
    zh: "索取直接从生成工具导出的原始文件；转码和截图也会丢失标识，不得据此认定恶意",
    en: "Ask for the file as exported by the tool; transcoding and screenshots lose labels too, so conclude no bad faith",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let findings: Vec<Finding> = facts.missing_layers.iter().filter_map(finding).collect();
    if findings.is_empty() { conclude::pass(&RULE, &PASSED) } else { findings }
}

/// The metadata label of GB 45438-2025 has a rule of its own where every file carries it.
fn finding(missing: &MissingLayer) -> Option<Finding> {
    let said = |text: &'static Text| {
        let layer = name(missing.expected.layer);
        text.with("vendor", missing.profile.vendor.as_str()).with("layer", layer)
    };
    let finding = match (missing.expected.how, missing.expected.layer) {
        (Regularity::Always, ExpectedLayer::Implicit) => return None,
        (Regularity::Always, ExpectedLayer::C2pa | ExpectedLayer::OtherMetadata) => {
            conclude::defect(&RULE, said(&MISSING)).with_remedy(&REMEDY)
        }
        (Regularity::Often, _) => Finding::new(RULE.id, Outcome::Informational, Severity::Info, said(&OFTEN)),
    };
    Some(finding.on(vec![missing.known_by]))
}

fn name(layer: ExpectedLayer) -> &'static Text {
    match layer {
        ExpectedLayer::Implicit => &Text { zh: " AIGC 标签", en: "AIGC labels" },
        ExpectedLayer::C2pa => &Text { zh: "内容凭证", en: "Content Credentials" },
        ExpectedLayer::OtherMetadata => &Text { zh: "生成参数", en: "settings in the metadata" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::evidence::{Detail, Evidence, EvidenceKind, Statement, Strength};
    use crate::facts::testing::*;
    use crate::rules::testing::*;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::c2pa::StoreState;
    use crate::vocabulary::generator::Tool;
    use crate::vocabulary::visible::{Place, Standing, VisibleMark, Wording};
    use crate::vocabulary::watermark::MarkStanding;

    /// Settings in the same place as the hidden text.
    fn hidden_settings() -> [Evidence; 2] {
        let text = hidden_text(MarkStanding::Found);
        let settings = Evidence { carrier: text.carrier.clone(), ..traced(Tool::NovelAi) };
        [text, settings]
    }

    #[test]
    fn asks_where_only_the_copy_in_the_pixels_is_left() {
        check(&RULE, Role::Unknown, hidden_settings().to_vec(), Outcome::Review);
        let both = [hidden_settings().to_vec(), vec![traced(Tool::NovelAi)]].concat();
        check(&RULE, Role::Unknown, both, Outcome::Pass);
        check_facts(&RULE, &context(Role::Unknown), &facts_stopped(hidden_settings().to_vec()), Outcome::Pass);
    }

    #[test]
    fn remarks_on_what_is_mostly_there() {
        let star = |standing| {
            marked(VisibleMark {
                vendor: Some("Google Gemini"),
                standing,
                ..mark(Wording::VendorIcon, Place::BottomRight, 0.06)
            })
        };
        check(&RULE, Role::Unknown, vec![star(Standing::Label)], Outcome::Informational);
        check(&RULE, Role::Unknown, vec![star(Standing::Doubtful)], Outcome::Pass);
    }

    #[test]
    fn remarks_where_metadata_name_a_generator_that_signs() {
        let agent = |name: &str| {
            let detail = Detail::Properties(vec![("softwareAgent", Untrusted::new(name))]);
            item(EvidenceKind::XmpHistory, Statement::PossiblyAi, Strength::Inferred, detail)
        };
        let signed = || c2pa(created(StoreState::Trusted, AI));
        for known_by in [agent("Adobe Firefly"), agent("gpt-image"), traced(Tool::SamsungGallery)] {
            check(&RULE, Role::Unknown, vec![known_by.clone()], Outcome::Informational);
            check(&RULE, Role::Unknown, vec![known_by, signed()], Outcome::Pass);
        }
        check(&RULE, Role::Unknown, vec![agent("Adobe Photoshop 26.1")], Outcome::Pass);
    }

    #[test]
    fn passes_where_no_generator_is_known() {
        check(&RULE, Role::Unknown, vec![], Outcome::Pass);
        check(&RULE, Role::Unknown, vec![traced(Tool::NovelAi)], Outcome::Pass);
    }
}
