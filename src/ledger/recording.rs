//! From a checked picture to what is recorded of it.

use time::OffsetDateTime;

use crate::check::Checked;
use crate::evidence::Strength;
use crate::facts::model::{Facts, ImplicitState, OriginClaim};
use crate::fingerprint::{Word, recorded};
use crate::lettering::Gray;
use crate::pixels::Picture;
use crate::untrusted::Untrusted;
use crate::vocabulary::ledger::{LabelLayer, Record, RecordKind, RecordedLabel, Said, Share};
use crate::vocabulary::visible::{Area, SeenOn};

/// Characters of a name.
pub const NAME_CHARS_MAX: usize = 1_024;
/// Characters of what a label said.
pub const WHAT_CHARS_MAX: usize = 200;
/// Labels of a record.
pub const LABELS_MAX: usize = 16;

/// A record, its fingerprint and the small picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The record; its number is given when it is added.
    pub record: Record,
    /// The fingerprint.
    pub word: Word,
    /// The small picture, as [`encode`] writes it.
    pub picture: Vec<u8>,
}

/// What is recorded of a picture. None when it is too plain to be recognised, or has no digest.
pub fn entry(checked: &Checked, picture: &Picture, kind: RecordKind, added_at: OffsetDateTime) -> Option<Entry> {
    let luma = picture.luma();
    let gray = Gray::new(picture.width(), picture.height(), &luma)?;
    let (word, kept) = recorded(&gray)?;
    let record = Record {
        number: 0,
        kind,
        name: checked.name.clone(),
        sha256: checked.sha256?,
        added_at,
        width: picture.width(),
        height: picture.height(),
        said: said(&checked.facts),
        labels: labels(&checked.facts, (picture.width(), picture.height())),
    };
    Some(Entry { record, word, picture: kept })
}

fn said(facts: &Facts) -> Said {
    if facts.origin.claim != OriginClaim::AiGenerated {
        return Said::Less;
    }
    let by_metadata = facts.origin.strength.is_some_and(|strength| strength > Strength::Detected);
    if by_metadata { Said::AllByMetadata } else { Said::AllByMark }
}

/// True when a picture carries a label that may be missed later.
pub fn is_labelled(checked: &Checked) -> bool {
    !labels(&checked.facts, (1, 1)).is_empty()
}

fn labels(facts: &Facts, size: (u32, u32)) -> Vec<RecordedLabel> {
    let mut labels: Vec<RecordedLabel> = implicit(facts).into_iter().chain(store(facts)).collect();
    labels.extend(explicit(facts, size));
    labels.extend(facts.watermark.found.iter().filter(|found| found.points_to_ai).map(|found| RecordedLabel {
        layer: LabelLayer::Watermark,
        what: cut(found.mark.scheme),
        place: None,
    }));
    labels.truncate(LABELS_MAX);
    labels
}

fn implicit(facts: &Facts) -> Option<RecordedLabel> {
    match facts.implicit.state {
        ImplicitState::Present | ImplicitState::Incomplete => {}
        ImplicitState::Malformed | ImplicitState::Remnant | ImplicitState::Absent | ImplicitState::Unknown => {
            return None;
        }
    }
    let producer = facts.implicit.label().map(|found| found.label.fields.content_producer.as_raw());
    Some(RecordedLabel { layer: LabelLayer::Implicit, what: cut(producer.unwrap_or_default()), place: None })
}

fn store(facts: &Facts) -> Option<RecordedLabel> {
    let (_, store) = facts.c2pa.store.as_ref().filter(|_| facts.c2pa.state.holds() && facts.c2pa_admits_ai())?;
    let signer = store.signer.as_ref().map(|signer| signer.organization.as_raw());
    Some(RecordedLabel { layer: LabelLayer::C2pa, what: cut(signer.unwrap_or_default()), place: None })
}

fn explicit(facts: &Facts, size: (u32, u32)) -> impl Iterator<Item = RecordedLabel> {
    let on_first = facts.explicit.labels().filter(|found| found.mark.seen_on == SeenOn::First);
    on_first.map(move |found| {
        let words =
            if found.mark.text.is_blank() { found.mark.vendor.unwrap_or_default() } else { found.mark.text.as_raw() };
        RecordedLabel { layer: LabelLayer::Explicit, what: cut(words), place: Some(share(found.mark.area, size)) }
    })
}

fn share(area: Area, (width, height): (u32, u32)) -> Share {
    let across = |at: u32| at as f32 / width.max(1) as f32;
    let down = |at: u32| at as f32 / height.max(1) as f32;
    Share {
        left: across(area.x),
        top: down(area.y),
        right: across(area.x.saturating_add(area.width)),
        bottom: down(area.y.saturating_add(area.height)),
    }
}

fn cut(text: &str) -> Untrusted {
    Untrusted::new(text.chars().take(WHAT_CHARS_MAX).collect::<String>())
}
