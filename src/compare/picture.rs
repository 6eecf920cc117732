//! What stands on the picture or in its pixels, before and after.

use super::model::{Carrier, Change, Fate, verbatim};
use crate::facts::model::{Explicit, Facts, FoundMark, FoundWatermark, Height, Layer, Watermark};
use crate::message::{Message, Text};
use crate::vocabulary::ledger::LabelLayer;
use crate::vocabulary::pixel_signature::SignatureState;
use crate::vocabulary::visible::{Place, Wording};
use crate::vocabulary::watermark::MarkStanding;

const EXPLICIT: Carrier = Carrier::Layer(Layer::Label(LabelLayer::Explicit));
const WATERMARK: Carrier = Carrier::Layer(Layer::Label(LabelLayer::Watermark));

static ICON: Text = Text { zh: "{vendor} 的图标", en: "the sign of {vendor}" };
static HARD_TO_READ: Text = Text { zh: "标识还在，但已难以辨认", en: "it is still there, and hard to read" };
static TOO_LOW: Text =
    Text { zh: "文字高度降到最短边的 5 % 以下", en: "its height fell below 5 % of the shortest side" };
static MOVED: Text =
    Text { zh: "标识不再位于边或角", en: "it stands neither at an edge nor in a corner any more" };
static OTHER_WORDS: Text = Text { zh: "文字与之前不同", en: "the words are others than before" };
static DAMAGED: Text =
    Text { zh: "仍能看出有标识，但内容已读不出", en: "it can be seen, and what it said cannot be read" };
static SIGNATURE: Text = Text { zh: "{signer} 对像素的签名", en: "a signature of {signer} over the pixels" };
static NO_LONGER_HOLDS: Text =
    Text { zh: "签名不再与像素相符", en: "it does not hold for these pixels any more" };

/// The labels and signs on the picture. Each mark of the first version is looked for in the second, by what it says.
pub(super) fn marks(before: &Facts, after: &Facts) -> Vec<Change> {
    let mut left: Vec<&FoundMark> = after.explicit.marks.iter().collect();
    let mut changes = Vec::new();
    for mark in before.explicit.labels() {
        let nearest = left.iter().enumerate().filter_map(|(at, other)| Some((likeness(mark, other)?, at))).max();
        let other = nearest.map(|(_, at)| left.remove(at));
        changes.push(match other {
            Some(other) => of_two_marks(mark, other),
            None => Change::missing(EXPLICIT, text(mark), is_surely_gone(&after.explicit)),
        });
    }
    changes.extend(left.into_iter().filter(|mark| mark.is_label()).map(|mark| Change::gained(EXPLICIT, text(mark))));
    changes
}

/// What was read with doubt may be what is missing.
fn is_surely_gone(explicit: &Explicit) -> bool {
    explicit.searched && explicit.marks.iter().all(FoundMark::is_label)
}

/// How surely two marks are the same one; `None` if they are not.
fn likeness(first: &FoundMark, second: &FoundMark) -> Option<u8> {
    let (a, b) = (&first.mark, &second.mark);
    let is_text = |wording| matches!(wording, Wording::Compliant | Wording::OtherLanguage | Wording::VendorName);
    match (a.text == b.text && a.wording == b.wording, a.wording == b.wording) {
        (true, _) => Some(3 + u8::from(second.is_label())),
        (false, true) => Some(1 + u8::from(second.is_label())),
        (false, false) => (is_text(a.wording) && is_text(b.wording) && a.place == b.place).then_some(0),
    }
}

fn of_two_marks(first: &FoundMark, second: &FoundMark) -> Change {
    let is_at_edge = |found: &FoundMark| found.mark.place != Place::Inside;
    let fell = first.height() != Height::Below && second.height() == Height::Below;
    let is_less = first.mark.wording == Wording::Compliant && second.mark.wording != Wording::Compliant;
    let (fate, why) = if !second.is_label() {
        (Fate::Weakened, Some(&HARD_TO_READ))
    } else if is_less {
        (Fate::Weakened, Some(&OTHER_WORDS))
    } else if is_at_edge(first) && !is_at_edge(second) {
        (Fate::Weakened, Some(&MOVED))
    } else if fell {
        (Fate::Weakened, Some(&TOO_LOW))
    } else if first.mark.text == second.mark.text {
        (Fate::Kept, None)
    } else {
        (Fate::Changed, Some(&OTHER_WORDS))
    };
    Change { carrier: EXPLICIT, fate, before: Some(text(first)), after: Some(text(second)), why }
}

fn text(found: &FoundMark) -> Message {
    match (found.mark.wording, found.mark.vendor) {
        (Wording::VendorIcon, Some(vendor)) => ICON.with("vendor", vendor),
        (Wording::Compliant | Wording::OtherLanguage | Wording::VendorName | Wording::VendorIcon, _) => {
            verbatim(found.mark.text.to_string())
        }
    }
}

/// Invisible marks. A scheme may look like its sister after scaling, so a mark is known by what it says.
pub(super) fn watermarks(before: &Facts, after: &Facts) -> Vec<Change> {
    let mut left: Vec<&FoundWatermark> = after.watermark.found.iter().collect();
    let mut changes = Vec::new();
    for found in &before.watermark.found {
        let same = left.iter().position(|other| other.mark.payload == found.mark.payload);
        let damaged = || {
            let is_rest = |other: &&FoundWatermark| other.mark.standing == MarkStanding::Damaged;
            left.iter().position(|other| is_rest(other) && other.mark.scheme == found.mark.scheme)
        };
        changes.push(match same.or_else(damaged) {
            Some(at) => of_two_watermarks(found, left.remove(at)),
            None => Change::missing(WATERMARK, watermark(found), is_searched(found, &after.watermark)),
        });
    }
    changes.extend(left.into_iter().map(|found| Change::gained(WATERMARK, watermark(found))));
    changes
}

fn is_searched(found: &FoundWatermark, after: &Watermark) -> bool {
    let is_text = found.mark.scheme.starts_with(HIDDEN_TEXT);
    match found.mark.standing {
        MarkStanding::PayloadUnknown => after.is_any_payload_searched,
        _ if is_text => after.is_text_searched,
        MarkStanding::Found | MarkStanding::Damaged | MarkStanding::DeclaredUnverifiable => after.is_pattern_searched,
    }
}

/// What the schemes of hidden text begin with.
const HIDDEN_TEXT: &str = "stealth_";

fn of_two_watermarks(first: &FoundWatermark, second: &FoundWatermark) -> Change {
    let is_worse = first.mark.standing == MarkStanding::Found && second.mark.standing == MarkStanding::Damaged;
    let (fate, why) = if is_worse { (Fate::Weakened, Some(&DAMAGED)) } else { (Fate::Kept, None) };
    Change { carrier: WATERMARK, fate, before: Some(watermark(first)), after: Some(watermark(second)), why }
}

/// Characters of a hidden text that tell it from others.
const PAYLOAD_CHARS_MAX: usize = 60;

fn watermark(found: &FoundWatermark) -> Message {
    let payload: String = found.mark.payload.to_string().chars().take(PAYLOAD_CHARS_MAX).collect();
    verbatim(format!("{} {payload}", found.mark.scheme))
}

/// Signatures over the pixels.
pub(super) fn signatures(before: &Facts, after: &Facts) -> Vec<Change> {
    let said = |signer: &'static str| SIGNATURE.with("signer", signer);
    let is_searched = after.unsearched.is_empty();
    let holds = |state| state == SignatureState::Verified;
    let changes = before.pixel_signatures.iter().filter(|(_, one)| holds(one.state)).map(|(_, one)| {
        let same = after.pixel_signatures.iter().find(|(_, other)| other.signer == one.signer);
        match same {
            None => Change::missing(Carrier::PixelSignature, said(one.signer), is_searched),
            Some((_, other)) => {
                let is_kept = holds(other.state);
                Change {
                    carrier: Carrier::PixelSignature,
                    fate: if is_kept { Fate::Kept } else { Fate::Weakened },
                    before: Some(said(one.signer)),
                    after: Some(said(other.signer)),
                    why: (!is_kept).then_some(&NO_LONGER_HOLDS),
                }
            }
        }
    });
    changes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Evidence;
    use crate::facts::testing::*;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::visible::{Standing, VisibleMark};

    #[track_caller]
    fn check(before: Vec<Evidence>, after: Vec<Evidence>, expected: &[Fate]) {
        let (before, after) = (facts(before), facts(after));
        let changes = [marks(&before, &after), watermarks(&before, &after), signatures(&before, &after)].concat();
        let got: Vec<Fate> = changes.iter().map(|change| change.fate).collect();
        assert_eq!(got, expected, "{changes:?}");
    }

    fn label() -> Evidence {
        marked(mark(Wording::Compliant, Place::BottomRight, 0.06))
    }

    #[test]
    fn a_label_on_the_picture_is_kept_weakened_or_lost() {
        check(vec![label()], vec![label()], &[Fate::Kept]);
        check(vec![label()], vec![], &[Fate::Lost]);
        check(vec![], vec![label()], &[Fate::Gained]);
        check(vec![label()], vec![marked(standing(Standing::Doubtful))], &[Fate::Weakened]);
        check(vec![label()], vec![marked(mark(Wording::Compliant, Place::BottomRight, 0.03))], &[Fate::Weakened]);
        check(vec![label()], vec![marked(mark(Wording::Compliant, Place::Inside, 0.06))], &[Fate::Weakened]);
        check(vec![label()], vec![marked(mark(Wording::VendorName, Place::BottomRight, 0.06))], &[Fate::Weakened]);
        let others =
            VisibleMark { text: Untrusted::new("千问AI生成"), ..mark(Wording::Compliant, Place::Top, 0.06) };
        check(vec![label()], vec![marked(others)], &[Fate::Changed]);
    }

    #[test]
    fn a_picture_that_was_not_looked_at_has_lost_nothing() {
        let changes = marks(&facts(vec![label()]), &facts_unlooked(vec![]));
        assert_eq!(changes[0].fate, Fate::Unknown);
        let changes = watermarks(&facts(vec![watermarked()]), &facts_unlooked(vec![]));
        assert_eq!(changes[0].fate, Fate::Unknown);
    }

    #[test]
    fn invisible_marks_are_known_by_what_they_say() {
        check(vec![watermarked()], vec![watermarked()], &[Fate::Kept]);
        check(vec![watermarked()], vec![], &[Fate::Lost]);
        let hidden = hidden_text;
        check(vec![hidden(MarkStanding::Found)], vec![hidden(MarkStanding::Found)], &[Fate::Kept]);
        check(vec![hidden(MarkStanding::Found)], vec![], &[Fate::Lost]);
    }

    #[test]
    fn a_signature_over_the_pixels_is_kept_broken_or_lost() {
        let signed = pixels_signed;
        check(vec![signed(SignatureState::Verified)], vec![signed(SignatureState::Verified)], &[Fate::Kept]);
        check(vec![signed(SignatureState::Verified)], vec![signed(SignatureState::Broken)], &[Fate::Weakened]);
        check(vec![signed(SignatureState::Verified)], vec![], &[Fate::Lost]);
        check(vec![signed(SignatureState::Broken)], vec![], &[]);
    }
}
