//! The metadata label of GB 45438-2025, before and after.

use super::model::{Carrier, Change, Fate, verbatim};
use crate::facts::model::{Facts, ImplicitState, Layer};
use crate::message::{Message, Text};
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::AigcLabel;
use crate::vocabulary::ledger::LabelLayer;

const CARRIER: Carrier = Carrier::Layer(Layer::Label(LabelLayer::Implicit));

static NO_PLACE: Text = Text {
    zh: "处理后的格式没有存放该标签的位置",
    en: "the format of the second version has no place for it",
};
static LOWERED: Text = Text { zh: "Label 的取值被降低", en: "the value of Label was lowered" };
static WORSE: Text = Text { zh: "标签残缺或无法读取", en: "the label is incomplete or cannot be read" };
static FIELDS: Text = Text { zh: "标签的字段有改动", en: "fields of the label differ" };

pub(super) fn change(before: &Facts, after: &Facts) -> Option<Change> {
    let first = before.implicit.label().filter(|_| is_there(before.implicit.state));
    let second = after.implicit.label().filter(|_| is_there(after.implicit.state));
    let (first, second) = match (first, second) {
        (None, None) => return None,
        (None, Some(second)) => return Some(Change::gained(CARRIER, text(&second.label))),
        (Some(first), None) => return Some(lost(text(&first.label), after)),
        (Some(first), Some(second)) => (first, second),
    };
    let (fate, why) = fate(before, after, &first.label, &second.label);
    Some(Change { carrier: CARRIER, fate, before: Some(text(&first.label)), after: Some(text(&second.label)), why })
}

fn is_there(state: ImplicitState) -> bool {
    match state {
        ImplicitState::Present | ImplicitState::Incomplete | ImplicitState::Malformed | ImplicitState::Remnant => true,
        ImplicitState::Absent | ImplicitState::Unknown => false,
    }
}

/// How much of a label it is.
fn worth(state: ImplicitState) -> u8 {
    match state {
        ImplicitState::Present => 3,
        ImplicitState::Incomplete => 2,
        ImplicitState::Malformed => 1,
        ImplicitState::Remnant | ImplicitState::Absent | ImplicitState::Unknown => 0,
    }
}

fn lost(before: Message, after: &Facts) -> Change {
    let has_no_place = !after.implicit.has_place && after.implicit.searched;
    let is_searched = after.implicit.state == ImplicitState::Absent || has_no_place;
    Change { why: has_no_place.then_some(&NO_PLACE), ..Change::missing(CARRIER, before, is_searched) }
}

fn fate(before: &Facts, after: &Facts, first: &AigcLabel, second: &AigcLabel) -> (Fate, Option<&'static Text>) {
    if worth(after.implicit.state) < worth(before.implicit.state) {
        return (Fate::Weakened, Some(&WORSE));
    }
    // 1 (is) before 2 (may) before 3 (suspect): a larger value says less.
    match (before.implicit.value(), after.implicit.value()) {
        (Some(first), Some(second)) if second > first => return (Fate::Weakened, Some(&LOWERED)),
        (Some(_), None) => return (Fate::Weakened, Some(&WORSE)),
        (Some(_) | None, _) => {}
    }
    if first.fields == second.fields { (Fate::Kept, None) } else { (Fate::Changed, Some(&FIELDS)) }
}

/// The fields that say something, as people know them.
fn text(label: &AigcLabel) -> Message {
    let fields = label.fields.iter().filter(|(key, value)| !value.is_blank() && !key.starts_with("Reserved"));
    let parts: Vec<String> = fields.map(|(key, value)| format!("{key}={}", Untrusted::new(value.as_raw()))).collect();
    verbatim(if parts.is_empty() { "AIGC".to_owned() } else { parts.join(" ") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::testing::*;
    use crate::vocabulary::aigc::{FieldValue, Shape};

    #[track_caller]
    fn check(first: AigcLabel, second: AigcLabel, expected: Fate) {
        let found = change(&facts(vec![aigc(first)]), &facts(vec![aigc(second)])).expect("there is a label");
        assert_eq!(found.fate, expected, "{found:?}");
    }

    #[test]
    fn a_label_is_kept_changed_or_weakened() {
        check(label("1"), label("1"), Fate::Kept);
        check(label("1"), label("3"), Fate::Weakened);
        check(label("3"), label("1"), Fate::Changed);
        check(label("1"), husk(Shape::Shell, "{}"), Fate::Weakened);
        let mut passed_on = label("1");
        passed_on.fields.content_propagator = FieldValue::Text(Untrusted::new("002191110000MA00000000"));
        check(label("1"), passed_on, Fate::Changed);
    }
}
