//! A small picture inside of the file, in Report v1.

use serde::Serialize;

use super::json_mark::MarkValue;
use crate::vocabulary::ledger::PlaceNow;
use crate::vocabulary::thumbnail::{Thumbnail, ThumbnailMark};

/// The small picture and how the picture stands to it.
#[derive(Serialize)]
pub(super) struct ThumbnailValue<'a> {
    source: &'static str,
    width: u32,
    height: u32,
    relation: &'static str,
    /// In pixels of the picture.
    changed: Vec<[u32; 4]>,
    /// Whether it was searched for labels.
    text_read: bool,
    marks: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    #[serde(flatten)]
    mark: MarkValue<'a>,
    /// What the picture shows in its place.
    now: Option<&'static str>,
}

impl<'a> ThumbnailValue<'a> {
    pub(super) fn new(thumbnail: &'a Thumbnail) -> Self {
        let part = |found: &'a ThumbnailMark| Part {
            mark: MarkValue::new(&found.mark),
            now: match found.now {
                PlaceNow::None => None,
                PlaceNow::Kept => Some("kept"),
                PlaceNow::Changed => Some("changed"),
                PlaceNow::CutOff => Some("cut_off"),
            },
        };
        Self {
            source: thumbnail.source.id(),
            width: thumbnail.width,
            height: thumbnail.height,
            relation: thumbnail.relation.id(),
            changed: thumbnail.changed.iter().map(|one| [one.x, one.y, one.width, one.height]).collect(),
            text_read: thumbnail.is_text_read,
            marks: thumbnail.marks.iter().map(part).collect(),
        }
    }
}
