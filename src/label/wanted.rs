//! What the label shall say: from the labels that are there, the disposition and the request.
//!
//! The producer's part is never changed, a `Label` never lowered and none made up; the platform's part is the one
//! that asks (标识办法 Art. 6, last paragraph). Where the law or the file leaves a question, the answer is a refusal.

use super::json;
use super::model::Replaced;
use super::refusal::{self, Reason};
use super::reread::Found;
use crate::facts::disposition::Disposition;
use crate::message::Text;
use crate::readers::tc260::written::written;
use crate::untrusted::{Untrusted, is_dangerous};
use crate::vocabulary::aigc::{AigcFields, FieldValue, KEYS, LabelValue, Location, Shape};

/// Characters of a value that a platform gives.
const WORD_CHARS_MAX: usize = 256;

static BLANK: Text = Text { zh: "不能为空", en: "it is blank" };
static LONG: Text = Text { zh: "超过 256 个字符", en: "it has more than 256 characters" };
static UNPRINTABLE: Text =
    Text { zh: "含有空白或不可见字符", en: "it has white space or characters that cannot be seen" };

/// A label to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The seven fields.
    pub(super) fields: AigcFields,
    /// Members that are no field, kept as they were written.
    pub(super) others: Vec<(String, String)>,
}

impl Wanted {
    /// Its members, as `"key":value`.
    pub(super) fn members(&self) -> Vec<String> {
        json::members(&self.fields, &self.others)
    }

    /// The object.
    pub(super) fn json(&self) -> String {
        format!("{{{}}}", self.members().join(","))
    }
}

/// Whether a value given by the platform can be used.
pub(super) fn check_word(key: &'static str, value: &str) -> Result<(), Reason> {
    let why = if value.trim().is_empty() {
        &BLANK
    } else if value.chars().count() > WORD_CHARS_MAX {
        &LONG
    } else if value.chars().any(|c| c.is_whitespace() || is_dangerous(c)) {
        &UNPRINTABLE
    } else {
        return Ok(());
    };
    Err(refusal::WORD.with("key", key).with("why", why))
}

/// The label of the file, if there is exactly one that can be read, or none at all.
pub(super) fn only(labels: &[Found]) -> Result<Option<&Found>, Reason> {
    match labels {
        [] => Ok(None),
        [only] if only.label.shape == Shape::Shell => Ok(Some(only)),
        [only] => readable(only).map(|()| Some(only)),
        several => {
            united(several)?;
            Err(refusal::COPIES.with("places", places(several)))
        }
    }
}

/// A label can be carried on when its `Label` is one of the three values, its object ends, and it stands alone.
pub(super) fn readable(found: &Found) -> Result<(), Reason> {
    let label = &found.label;
    let placed = |reason: Reason| reason.with("carrier", found.carrier.as_str()).with("at", found.at());
    if label.value.is_none() || matches!(label.shape, Shape::Broken | Shape::Shell | Shape::Declaration) {
        return Err(placed(refusal::UNREADABLE_LABEL.with("text", format!("{:.120}", label.text))));
    }
    let written = written(label);
    if let Some(key) = written.contradicts {
        return Err(placed(refusal::CONTRADICTS.with("key", key)));
    }
    if written.has_neighbours || (label.location == Location::Nonstandard && written.has_text_behind) {
        return Err(placed(refusal::NEIGHBOURS.reason()));
    }
    Ok(())
}

/// Carriers and offsets, for messages.
pub(super) fn places(labels: &[Found]) -> String {
    labels.iter().map(Found::place).collect::<Vec<_>>().join(", ")
}

/// The first label with what only others of the same file fill in. Empty shells add nothing.
pub(super) fn united(labels: &[Found]) -> Result<Wanted, Reason> {
    let mut kept = labels.iter().filter(|found| found.label.shape != Shape::Shell);
    let Some(first) = kept.next().or(labels.first()) else { return Err(refusal::NO_DUTY.reason()) };
    readable(first)?;
    let mut wanted = carried(first);
    for other in kept {
        readable(other)?;
        let other = carried(other);
        for (key, value) in other.fields.iter().filter(|(_, value)| !value.is_blank()) {
            let Some(slot) = wanted.fields.slot(key) else { continue };
            if slot.is_blank() {
                *slot = value.clone();
            } else if slot.as_raw().trim() != value.as_raw().trim() {
                return Err(refusal::CONFLICT.with("key", key).with("places", places(labels)));
            }
        }
        let new = other.others.into_iter().filter(|one| !wanted.others.contains(one)).collect::<Vec<_>>();
        wanted.others.extend(new);
    }
    Ok(wanted)
}

/// What a label says, to be written again.
pub(super) fn carried(found: &Found) -> Wanted {
    let label = &found.label;
    let mut fields = label.fields.clone();
    if let Some(value) = label.value {
        fields.label = json::text(value.digit());
    }
    let members = written(label).members.into_iter().filter(|member| !member.is_field);
    Wanted { fields, others: members.map(|member| (member.key, member.raw)).collect() }
}

/// The label with the platform's part put in, and what an earlier platform had there.
pub(super) fn propagated(
    found: Option<&Found>,
    (propagator, id): (&str, &str),
    label: Option<LabelValue>,
    disposition: Disposition,
) -> Result<(Wanted, Option<Replaced>), Reason> {
    check_word("ContentPropagator", propagator)?;
    check_word("PropagateID", id)?;
    let value = value(found, label, disposition)?;
    let old = found.filter(|found| found.label.value.is_some()).map(carried);
    let mut wanted = old.unwrap_or_else(|| Wanted { fields: AigcFields::default(), others: Vec::new() });
    let replaced = replaced(&wanted.fields);
    let same = wanted.fields.content_propagator.as_raw() == propagator && wanted.fields.propagate_id.as_raw() == id;
    fill_in(&mut wanted.fields);
    wanted.fields.label = json::text(value.digit());
    wanted.fields.content_propagator = json::text(propagator);
    wanted.fields.propagate_id = json::text(id);
    if same {
        return Ok((wanted, None));
    }
    wanted.fields.reserved_code2 = json::text("");
    Ok((wanted, replaced))
}

/// All seven keys belong to the format; a blank one says nothing.
fn fill_in(fields: &mut AigcFields) {
    for key in KEYS {
        if let Some(slot) = fields.slot(key).filter(|slot| **slot == FieldValue::Missing) {
            *slot = json::text("");
        }
    }
}

fn replaced(fields: &AigcFields) -> Option<Replaced> {
    let parts = [&fields.content_propagator, &fields.propagate_id, &fields.reserved_code2];
    let text = |field: &FieldValue| Untrusted::new(field.as_raw());
    let [propagator, id, reserved] = parts.map(text);
    parts.iter().any(|field| !field.is_blank()).then_some(Replaced { propagator, id, reserved })
}

/// A `Label` is never lowered; 1 is never given to a file that nothing else says it of.
fn value(found: Option<&Found>, asked: Option<LabelValue>, disposition: Disposition) -> Result<LabelValue, Reason> {
    match (found.and_then(|found| found.label.value), asked) {
        (Some(old), None) => Ok(old),
        // The order of the values is from 属于 down to 疑似.
        (Some(old), Some(new)) if new > old => Err(refusal::LOWERED.with("old", old.digit()).with("new", new.digit())),
        (Some(_), Some(new)) => Ok(new),
        (None, Some(LabelValue::Is)) if disposition != Disposition::Is => Err(refusal::UNFOUNDED.reason()),
        (None, Some(new)) => Ok(new),
        (None, None) => disposition.label_value().ok_or_else(|| refusal::NO_DUTY.reason()),
    }
}

/// The label as 附录E has it: every value a string, the keys as they are spelt there.
pub(super) fn repaired(labels: &[Found]) -> Result<Wanted, Reason> {
    let mut wanted = united(labels)?;
    fill_in(&mut wanted.fields);
    for key in KEYS {
        let Some(slot) = wanted.fields.slot(key) else { continue };
        *slot = match &*slot {
            FieldValue::Missing => continue,
            FieldValue::NotText(raw) if raw.as_raw() == "null" => json::text(""),
            FieldValue::Text(text) | FieldValue::NotText(text) => json::text(text.as_raw()),
        };
    }
    Ok(wanted)
}
