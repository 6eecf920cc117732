//! Words for what a ledger recorded, for the rules about it.

use crate::message::{Filling, Message, Text};
use crate::vocabulary::ledger::{LabelLayer, Record};

/// Labels named in one sentence at most.
const LABELS_MAX: usize = 4;

static IMPLICIT: Text = Text { zh: "隐式标识（AIGC 元数据）", en: "the implicit label (AIGC metadata)" };
static EXPLICIT: Text = Text { zh: "画面上的标识", en: "the label on the picture" };
static C2PA: Text = Text { zh: "内容凭证（C2PA）", en: "Content Credentials (C2PA)" };
static WATERMARK: Text = Text { zh: "隐形水印", en: "an invisible mark" };
static QUOTED: Text = Text { zh: "{layer}“{what}”", en: "{layer} “{what}”" };

/// A layer in a sentence.
pub(super) fn layer(layer: LabelLayer) -> &'static Text {
    match layer {
        LabelLayer::Implicit => &IMPLICIT,
        LabelLayer::Explicit => &EXPLICIT,
        LabelLayer::C2pa => &C2PA,
        LabelLayer::Watermark => &WATERMARK,
    }
}

/// The labels of a record.
pub(super) fn labels(record: &Record) -> Filling {
    let named = record.labels.iter().take(LABELS_MAX).map(|label| {
        if label.what.is_blank() {
            return layer(label.layer).message();
        }
        QUOTED.with("layer", layer(label.layer)).with("what", format!("{:.40}", label.what))
    });
    Filling::from(named.collect::<Vec<Message>>())
}
