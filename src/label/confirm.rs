//! Reading what a plan makes, before anybody writes it: one label that says what was asked for, the pixels where
//! they were, and nothing less readable than before.

use std::ops::Range;

use super::edit::{Edit, Edited, length, moved};
use super::item_index::{Index, Item};
use super::model::New;
use super::refusal::{self, Reason};
use super::reread::File;
use super::wanted::{Wanted, carried};
use crate::asset::Asset;
use crate::container::layout::{Format, Layout, Piece, Slot};
use crate::context::Depth;
use crate::coverage::CoverageState;
use crate::message::Text;

static COUNT: Text = Text { zh: "读到 {count} 份标签", en: "{count} labels are read" };
static OTHER: Text = Text { zh: "读到的字段不同", en: "its fields are read differently" };
static LESS: Text =
    Text { zh: "结构或元数据不再能完整读取", en: "the structure or the metadata is read less completely" };
static UNSEEN: Text =
    Text { zh: "只读元数据的检查看不到标签", en: "a check at metadata depth does not see the label" };
static PIXELS: Text = Text { zh: "图像数据会改变", en: "picture data would change" };

/// The label as it will be read.
pub(super) fn confirmed(file: &File<'_>, edits: &[Edit], wanted: &Wanted) -> Result<New, Reason> {
    let refuse = |why: &'static Text| refusal::NOT_CONFIRMED.with("why", why);
    let edited = Edited::new(file.asset, edits);
    let asset = Asset::new("", &edited);
    let new = File::read(&asset, Depth::Full, file.limits);
    let [found] = new.labels.as_slice() else {
        let count = COUNT.with("count", new.labels.len().to_string());
        return Err(refusal::NOT_CONFIRMED.with("why", count));
    };
    // Behind the picture data it would be there only for those who read everything.
    if File::read(&asset, Depth::Metadata, file.limits).labels.len() != 1 {
        return Err(refuse(&UNSEEN));
    }
    let read = carried(found);
    if !found.label.fields.reads_like(&wanted.fields) || read.others != wanted.others {
        return Err(refuse(&OTHER));
    }
    let is_less = is_worse(&new.layout.coverage, &file.layout.coverage)
        || is_worse(&new.metadata.coverage(), &file.metadata.coverage())
        || new.layout.oddities.len() > file.layout.oddities.len()
        || (new.layout.format, new.layout.width, new.layout.height)
            != (file.layout.format, file.layout.width, file.layout.height);
    if is_less {
        return Err(refuse(&LESS));
    }
    if !keeps_pixels(file, &new, edits) {
        return Err(refuse(&PIXELS));
    }
    Ok(New {
        carrier: found.carrier.clone(),
        at: found.span.start,
        text: found.label.text.as_raw().to_owned(),
        members: wanted.members(),
        fields: wanted.fields.clone(),
    })
}

fn is_worse(new: &CoverageState, old: &CoverageState) -> bool {
    let mut state = old.clone();
    state.worsen(new);
    state.id() != old.id()
}

/// Every run of coded picture data lies whole and untouched where the edits put it.
fn keeps_pixels(old: &File<'_>, new: &File<'_>, edits: &[Edit]) -> bool {
    let pixels = |file: &File<'_>| -> Vec<Range<u64>> { file.layout.in_slot(Slot::Pixels).flat_map(runs).collect() };
    let (before, after) = (pixels(old), pixels(new));
    // Items of AVIF and HEIF share one box with the picture.
    if matches!(old.layout.format, Format::Avif | Format::Heif) {
        let is_in_place = before == after && edits.iter().all(|edit| is_in_metadata(&old.layout, edit));
        return is_in_place || keeps_items(old, new, edits);
    }
    before.len() == after.len() && before.iter().zip(&after).all(|(run, new)| is_kept(run, new, edits))
}

/// The index leads to the same bytes for every item but EXIF and XMP.
fn keeps_items(old: &File<'_>, new: &File<'_>, edits: &[Edit]) -> bool {
    let (Ok(before), Ok(after)) = (Index::read(old), Index::read(new)) else { return false };
    let is_kept = |item: &Item| {
        let now = after.items.iter().find(|now| now.id == item.id);
        let Some((was, is)) = before.runs(item).zip(now.and_then(|now| after.runs(now))) else {
            let has_nothing_here = item.method.value == 2 || !item.is_here;
            return has_nothing_here && now.is_some();
        };
        was.len() == is.len() && was.iter().zip(&is).all(|(was, is)| is_kept(was, is, edits))
    };
    before.items.iter().filter(|item| !before.metadata.contains(&item.id)).all(is_kept)
}

fn runs(piece: &Piece) -> Vec<Range<u64>> {
    if piece.extents.is_empty() { vec![piece.body.clone()] } else { piece.extents.clone() }
}

fn is_kept(run: &Range<u64>, new: &Range<u64>, edits: &[Edit]) -> bool {
    let touches =
        |edit: &&Edit| edit.gone.start < run.end && run.start < edit.gone.end.max(edit.gone.start.saturating_add(1));
    let inside = edits.iter().filter(touches).any(|edit| edit.gone.start != run.start || !edit.gone.is_empty());
    let start = moved(edits, run.start);
    let size = run.end.saturating_sub(run.start);
    !inside && *new == (start..start.saturating_add(size))
}

fn is_in_metadata(layout: &Layout, edit: &Edit) -> bool {
    let same_length = length(&edit.put) == edit.gone.end.saturating_sub(edit.gone.start);
    let holds = |piece: &Piece| piece.body.start <= edit.gone.start && edit.gone.end <= piece.body.end;
    let is_metadata = |piece: &&Piece| matches!(piece.slot, Slot::Xmp | Slot::Exif) && piece.extents.is_empty();
    same_length && layout.pieces.iter().filter(is_metadata).any(holds)
}
