//! The Art. 6 state machine of 标识办法: what a platform must tell the public and write into the file.
//!
//! A pure function of facts and context; its truth table is tested row by row. `None` means no duty and is
//! never to be read as "authentic".

use super::model::{C2paLayer, Facts, ImplicitState, OriginClaim};
use crate::context::Context;
use crate::message::Text;
use crate::vocabulary::aigc::LabelValue;

/// 属于, 可能, 疑似, or nothing to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Disposition {
    /// 属于 (Art. 6(一)).
    Is,
    /// 可能 (Art. 6(二)).
    May,
    /// 疑似 (Art. 6(三)).
    Suspect,
    /// No duty arises from what was found.
    None,
}

static NOTICE_IS: Text =
    Text { zh: "该内容属于人工智能生成合成内容", en: "This content is AI-generated or synthesised" };
static NOTICE_MAY: Text = Text {
    zh: "该内容可能为人工智能生成合成内容",
    en: "This content may be AI-generated or synthesised",
};
static NOTICE_SUSPECT: Text = Text {
    zh: "该内容疑似为人工智能生成合成内容",
    en: "This content is suspected to be AI-generated or synthesised",
};

impl Disposition {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::May => "may",
            Self::Suspect => "suspect",
            Self::None => "none",
        }
    }

    /// The `Label` value the served file must carry (附录E c).
    pub fn label_value(self) -> Option<LabelValue> {
        match self {
            Self::Is => Some(LabelValue::Is),
            Self::May => Some(LabelValue::May),
            Self::Suspect => Some(LabelValue::Suspect),
            Self::None => None,
        }
    }

    /// The notice for the surroundings of the picture.
    pub fn notice(self) -> Option<&'static Text> {
        match self {
            Self::Is => Some(&NOTICE_IS),
            Self::May => Some(&NOTICE_MAY),
            Self::Suspect => Some(&NOTICE_SUSPECT),
            Self::None => None,
        }
    }
}

/// Art. 6, in the order of its items: a readable label first, then the uploader's word, then any trace.
pub fn derive(facts: &Facts, context: &Context) -> Disposition {
    match facts.implicit.value() {
        Some(LabelValue::Is) => return Disposition::Is,
        Some(LabelValue::May) => return Disposition::May,
        Some(LabelValue::Suspect) => return Disposition::Suspect,
        None => {}
    }
    if context.user_declared == Some(true) {
        return Disposition::May;
    }
    if has_trace(facts) { Disposition::Suspect } else { Disposition::None }
}

/// Art. 6(三): 检测到显式标识或者其他生成合成痕迹.
fn has_trace(facts: &Facts) -> bool {
    let damaged_label = match facts.implicit.state {
        ImplicitState::Present | ImplicitState::Incomplete | ImplicitState::Malformed | ImplicitState::Remnant => true,
        ImplicitState::Absent | ImplicitState::Unknown => false,
    };
    let origin_admits_ai = match facts.origin.claim {
        OriginClaim::AiGenerated | OriginClaim::AiEdited | OriginClaim::AiComponent | OriginClaim::Conflict => true,
        OriginClaim::PossiblyAi | OriginClaim::DeclaredNotAi | OriginClaim::NoStatement => false,
    };
    let broken_ai_manifest = facts.c2pa.state == C2paLayer::Tampered && facts.c2pa_admits_ai();
    damaged_label || origin_admits_ai || broken_ai_manifest || facts.traces.iter().any(|trace| trace.says_ai)
}
