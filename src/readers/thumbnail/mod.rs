//! Small pictures inside of the file: the thumbnail of an EXIF block, a preview in the note of a camera maker, those of
//! C2PA manifests, the further pictures of a JPEG, the copies of less resolution in a TIFF file.
//!
//! Programs that change a picture often leave them as they were. Each is laid on the picture; one that differs is read
//! for labels. A small picture proves nothing by itself: honest editors leave old ones behind, and anybody can put one
//! there. Where the picture cannot be decoded, as in AVIF and HEIF files, its thumbnails are not looked at either.

mod exif;
mod tiff;

use std::ops::Range;

use super::c2pa;
use super::visible_label;
use crate::container::layout::{Format, Piece, Slot};
use crate::context::Depth;
use crate::coverage::{Coverage, CoverageState, reason};
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::fingerprint::{Likeness, Map, Overlay, PICTURE_SIDE_MAX, overlay};
use crate::lettering::Gray;
use crate::message::Text;
use crate::metadata::exif_tag::MAKER_NOTE;
use crate::pixels::{self, Picture, Region};
use crate::reader::{Input, Reader};
use crate::untrusted::Untrusted;
use crate::vocabulary::ledger::PlaceNow;
use crate::vocabulary::thumbnail::{Relation, Source, Thumbnail, ThumbnailMark};
use crate::vocabulary::visible::{Area, Standing, VisibleMark};
use exif::InBlock;

/// The reader.
pub static READER: Reader = Reader { id: ID, read };

const ID: &str = "thumbnail";
/// The search of small pictures for labels.
const TEXT_ID: &str = "thumbnail-text";
/// Shorter side, in pixels, from which a label of 5 % can be read.
const TEXT_SIDE_MIN: u32 = 240;
/// Share of a small picture that lies outside of the picture before it is called a part. Cameras cut a little.
const OUTSIDE_MIN: f32 = 0.06;
/// Share of the place of a label that must lie in the picture, or it is cut off, and that must differ, or it is kept.
const PLACE_SEEN_MIN: f64 = 0.5;
const PLACE_CHANGED_MIN: f64 = 0.25;

/// One that was found, not decoded.
struct Embedded {
    source: Source,
    carrier: String,
    span: Range<u64>,
    coded: Coded,
}

/// How a small picture is stored.
enum Coded {
    /// As a file of its own.
    File(Vec<u8>),
    /// As a page of this TIFF file; the offset of its directory.
    Page(u64),
}

fn read(input: &Input<'_>) -> Reading {
    let Some(picture) = input.pixels.frames.first() else {
        return Reading { evidence: Vec::new(), coverage: vec![covered(ID, input.pixels.state.clone())] };
    };
    let mut search =
        Search { state: CoverageState::Complete, text: CoverageState::Complete, found: Vec::new(), lost: Vec::new() };
    search.gather(input);
    let map = map(picture);
    let mut reading = Reading::default();
    for embedded in std::mem::take(&mut search.found) {
        let thumbnail = map.as_ref().and_then(|map| search.judge(input, (picture, map), &embedded));
        reading.evidence.extend(thumbnail.map(|thumbnail| evidence(embedded, thumbnail)));
    }
    reading.evidence.append(&mut search.lost);
    reading.coverage = vec![covered(ID, search.state), covered(TEXT_ID, search.text)];
    reading
}

fn covered(reader: &'static str, state: CoverageState) -> Coverage {
    Coverage { reader, state }
}

fn evidence(embedded: Embedded, thumbnail: Thumbnail) -> Evidence {
    Evidence {
        kind: EvidenceKind::Thumbnail,
        carrier: embedded.carrier,
        span: Some(embedded.span),
        says: Statement::Nothing,
        strength: Strength::Detected,
        detail: Detail::Thumbnail(Box::new(thumbnail)),
    }
}

fn lost(input: &Input<'_>, piece: &Piece) -> Evidence {
    Evidence {
        kind: EvidenceKind::StructurePointer,
        carrier: format!("{}:{} EXIF thumbnail", input.layout.format.id(), piece.name),
        span: Some(piece.span.clone()),
        says: Statement::Nothing,
        strength: Strength::Detected,
        detail: Detail::Properties(vec![("announced", Untrusted::new("thumbnail"))]),
    }
}

struct Search {
    state: CoverageState,
    text: CoverageState,
    found: Vec<Embedded>,
    /// Evidence of those that are pointed to and not there.
    lost: Vec<Evidence>,
}

impl Search {
    fn gather(&mut self, input: &Input<'_>) {
        // In a TIFF file the second directory is a page.
        let exif = input.layout.in_slot(Slot::Exif).filter(|_| input.layout.format != Format::Tiff);
        for piece in exif.filter(|piece| !piece.after_end) {
            self.in_exif(input, piece);
        }
        for one in c2pa::thumbnails(input) {
            let source = if one.is_active { Source::Claim } else { Source::Earlier };
            let carrier = format!("{}:{} C2PA thumbnail", input.layout.format.id(), one.name);
            self.push(input, Embedded { source, carrier, span: one.span, coded: Coded::File(one.bytes) });
        }
        for piece in input.layout.in_slot(Slot::Pixels).filter(|piece| piece.name == "MPF image") {
            let Some(bytes) = self.bytes(input, &piece.body) else { continue };
            let carrier = format!("{}:{}", input.layout.format.id(), piece.name);
            let coded = Coded::File(bytes);
            self.push(input, Embedded { source: Source::Further, carrier, span: piece.body.clone(), coded });
        }
        for one in tiff::reduced(input) {
            let source = if one.is_of_the_picture { Source::Reduced } else { Source::Further };
            let carrier = format!("{}:{} copy", input.layout.format.id(), one.name);
            let coded = Coded::Page(one.span.start);
            self.push(input, Embedded { source, carrier, span: one.span, coded });
        }
        self.in_notes(input);
    }

    fn in_notes(&mut self, input: &Input<'_>) {
        let notes = input.metadata.exif.iter().filter(|field| field.tag == MAKER_NOTE && !field.place.after_end);
        for note in notes {
            let Some(preview) = exif::in_note(&note.raw).and_then(|at| note.raw.get(at..)) else { continue };
            let (carrier, span) = (format!("{} preview", note.place.carrier), note.place.span.clone());
            self.push(input, Embedded { source: Source::Note, carrier, span, coded: Coded::File(preview.to_vec()) });
        }
    }

    fn in_exif(&mut self, input: &Input<'_>, piece: &Piece) {
        let Some(block) = self.bytes(input, &piece.body) else { return };
        match exif::find(&block, input.limits.ifd_entries_max) {
            InBlock::Nothing => {}
            InBlock::Uncompressed => self.skip(&reason::NO_DECODER),
            InBlock::Lost => {
                self.skip(&reason::THUMBNAIL_LOST);
                self.lost.push(lost(input, piece));
            }
            InBlock::Jpeg(range) => {
                let bytes = block.get(range.clone()).unwrap_or_default().to_vec();
                let at = |offset: usize| piece.body.start.saturating_add(u64::try_from(offset).unwrap_or(u64::MAX));
                let span = at(range.start)..at(range.end);
                let carrier = format!("{}:{} EXIF thumbnail", input.layout.format.id(), piece.name);
                self.push(input, Embedded { source: Source::Exif, carrier, span, coded: Coded::File(bytes) });
            }
        }
    }

    fn bytes(&mut self, input: &Input<'_>, span: &Range<u64>) -> Option<Vec<u8>> {
        if span.end.saturating_sub(span.start) > input.limits.thumbnail_bytes_max {
            self.skip(reason::limit("thumbnail_bytes_max"));
            return None;
        }
        let bytes = input.asset.read_span(span, input.limits.thumbnail_bytes_max).ok();
        if bytes.is_none() {
            self.skip(&reason::CANNOT_BE_READ);
        }
        bytes
    }

    fn push(&mut self, input: &Input<'_>, embedded: Embedded) {
        if self.found.len() >= input.limits.thumbnails_max {
            self.skip(reason::limit("thumbnails_max"));
        } else {
            self.found.push(embedded);
        }
    }

    /// No label of the picture stands in a small one, so that one which cannot be looked at leaves nothing open.
    fn skip(&mut self, reason: &'static Text) {
        self.state.worsen(&CoverageState::Skipped { reason });
    }

    fn judge(&mut self, input: &Input<'_>, (picture, map): (&Picture, &Map), embedded: &Embedded) -> Option<Thumbnail> {
        let decoded = match &embedded.coded {
            Coded::File(bytes) => pixels::decode_small(bytes.clone(), input.limits),
            Coded::Page(at) => tiff::decode(input.asset, *at, input.limits),
        };
        let Some(small) = decoded.frames.first() else {
            self.skip(match decoded.state {
                CoverageState::Stopped { .. } => reason::limit("thumbnail_pixels_max"),
                CoverageState::Skipped { .. } => &reason::NO_DECODER,
                CoverageState::Complete | CoverageState::NotApplicable { .. } | CoverageState::Unreadable { .. } => {
                    &reason::THUMBNAIL_BROKEN
                }
            });
            return None;
        };
        let likeness = overlay(map, &self::map(small)?);
        let relation = relation(&likeness);
        let laid = match &likeness {
            Likeness::Same(laid) => Some(laid),
            Likeness::Other | Likeness::TooPlain => None,
        };
        let marks = self.marks(input, (embedded.source, relation), small);
        let marked = |mark: VisibleMark| ThumbnailMark { now: now(&mark.area, small, laid), mark };
        Some(Thumbnail {
            source: embedded.source,
            width: small.width(),
            height: small.height(),
            relation,
            changed: laid.map(|laid| laid.changed.iter().map(|one| picture.area_of(one)).collect()).unwrap_or_default(),
            is_text_read: marks.is_some(),
            marks: marks.unwrap_or_default().into_iter().map(marked).collect(),
        })
    }

    /// The labels on a small picture that may show one which the picture lacks; none if it was not searched.
    fn marks(&mut self, input: &Input<'_>, found: (Source, Relation), small: &Picture) -> Option<Vec<VisibleMark>> {
        let is_wanted = match found {
            (_, Relation::Changed | Relation::Part) => true,
            // A gain map is no likeness of the picture, and many a camera writes one.
            (Source::Further, Relation::Other | Relation::TooPlain) => {
                if input.context.depth != Depth::Deep {
                    self.text.worsen(&CoverageState::Skipped { reason: &reason::DEEP_ONLY });
                }
                input.context.depth == Depth::Deep
            }
            (
                Source::Exif | Source::Claim | Source::Earlier | Source::Note | Source::Reduced,
                Relation::Other | Relation::TooPlain,
            )
            | (_, Relation::Same) => false,
        };
        if !is_wanted {
            return None;
        }
        if small.width().min(small.height()) < TEXT_SIDE_MIN {
            self.text.worsen(&CoverageState::Skipped { reason: &reason::THUMBNAIL_TOO_SMALL });
            return None;
        }
        let marks = visible_label::marks(small, input.limits)?;
        Some(marks.into_iter().filter(|mark| mark.standing == Standing::Label).collect())
    }
}

fn relation(likeness: &Likeness) -> Relation {
    match likeness {
        Likeness::Same(laid) if laid.outside >= OUTSIDE_MIN => Relation::Part,
        Likeness::Same(laid) if laid.changed.is_empty() => Relation::Same,
        Likeness::Same(_) => Relation::Changed,
        Likeness::Other => Relation::Other,
        Likeness::TooPlain => Relation::TooPlain,
    }
}

fn map(picture: &Picture) -> Option<Map> {
    let luma = picture.luma();
    Gray::new(picture.width(), picture.height(), &luma).map(|gray| Map::of(&gray, PICTURE_SIDE_MAX))
}

/// What the picture shows where a mark stands on the small one.
fn now(mark: &Area, small: &Picture, laid: Option<&Overlay>) -> PlaceNow {
    let Some(laid) = laid else { return PlaceNow::None };
    let (width, height) = (f64::from(small.width()), f64::from(small.height()));
    let (left, top) = (f64::from(mark.x), f64::from(mark.y));
    let own = Region {
        left: left / width,
        top: top / height,
        right: (left + f64::from(mark.width)) / width,
        bottom: (top + f64::from(mark.height)) / height,
    };
    let place = laid.place(&own);
    let whole = Region { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 };
    let size = place.width() * place.height();
    if place.shared_with(&whole) < PLACE_SEEN_MIN * size {
        return PlaceNow::CutOff;
    }
    let differs: f64 = laid.changed.iter().map(|one| one.shared_with(&place)).sum();
    if differs >= PLACE_CHANGED_MIN * size { PlaceNow::Changed } else { PlaceNow::Kept }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::Asset;
    use crate::check::{Settings, check};
    use crate::context::Context;
    use crate::limits::Limits;

    const LABELLED: &[u8] = include_bytes!("../../../samples/thumbnail/preview-with-label.jpg");

    fn seen(bytes: &[u8], limits: Limits) -> (usize, CoverageState) {
        let context = Context::at(time::macros::datetime!(2026-11-23 00:00 UTC));
        let bytes = bytes.to_vec();
        let checked = check(&Asset::new("x", &bytes), &context, &Settings { limits, ..Settings::default() });
        let found = checked.facts.thumbnails.found.len();
        let entry = checked.reading.coverage.iter().find(|entry| entry.reader == ID).expect("it is always listed");
        assert!(checked.facts.unsearched.is_empty(), "a small picture leaves nothing open");
        (found, entry.state.clone())
    }

    #[track_caller]
    fn check_bound(limits: Limits, limit: &str) {
        let skipped = CoverageState::Skipped { reason: reason::limit(limit) };
        assert_eq!(seen(LABELLED, limits), (0, skipped));
    }

    #[test]
    fn a_bound_that_is_reached_is_said() {
        assert_eq!(seen(LABELLED, Limits::default()), (1, CoverageState::Complete));
        check_bound(Limits { thumbnails_max: 0, ..Limits::default() }, "thumbnails_max");
        check_bound(Limits { thumbnail_bytes_max: 1_000, ..Limits::default() }, "thumbnail_bytes_max");
        check_bound(Limits { thumbnail_pixels_max: 480 * 360 - 1, ..Limits::default() }, "thumbnail_pixels_max");
    }

    /// Sources of the small pictures of a file of two pages of which these say that they are copies.
    #[track_caller]
    fn check_pages(first: bool, second: bool, expected: &[Source]) {
        // NewSubfileType is the first entry of either directory, and the first directory is at the beginning.
        const VALUE_IN_DIRECTORY: usize = 10;
        let mut bytes = include_bytes!("../../../samples/thumbnail/reduced-page-with-label.tiff").to_vec();
        let second_at = bytes.windows(12).rposition(|at| at == b"\xfe\0\x04\0\x01\0\0\0\x01\0\0\0").expect("an entry");
        for (at, is_copy) in [(8 + VALUE_IN_DIRECTORY, first), (second_at + 8, second)] {
            *bytes.get_mut(at).expect("it is long enough") = u8::from(is_copy);
        }
        let context = Context::at(time::macros::datetime!(2026-11-23 00:00 UTC));
        let checked = check(&Asset::new("x", &bytes), &context, &Settings::default());
        let found: Vec<Source> = checked.facts.thumbnails.found.iter().map(|found| found.thumbnail.source).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_page_of_less_resolution_stands_for_the_only_other_page() {
        check_pages(false, true, &[Source::Reduced]);
        check_pages(false, false, &[]);
        // As in a raw file, of which the first page is a copy, too: of what, is not known.
        check_pages(true, true, &[Source::Further]);
        check_pages(true, false, &[]);
    }

    #[test]
    fn where_the_picture_cannot_be_decoded_nothing_is_compared_and_that_is_said() {
        let bytes = include_bytes!("../../../samples/aigc/place-xmp-coded.avif").to_vec();
        let context = Context::at(time::macros::datetime!(2026-11-23 00:00 UTC));
        let checked = check(&Asset::new("x", &bytes), &context, &Settings::default());
        let entry = checked.reading.coverage.iter().find(|entry| entry.reader == ID).expect("it is always listed");
        assert_eq!(entry.state, CoverageState::Skipped { reason: &reason::NO_DECODER });
    }

    #[test]
    fn one_that_does_not_decode_is_said() {
        let mut bytes = LABELLED.to_vec();
        let second = bytes.windows(3).rposition(|at| at == b"\xff\xd8\xff").expect("there are two pictures");
        // Without its tables nothing can be decoded.
        bytes.get_mut(second + 4..second + 400).expect("it is long enough").fill(0);
        assert_eq!(seen(&bytes, Limits::default()), (0, CoverageState::Skipped { reason: &reason::THUMBNAIL_BROKEN }));
    }

    #[test]
    fn a_place_is_kept_changed_or_cut_off() {
        use crate::fingerprint::Pose;
        let pixels = pixels::decode_small(LABELLED.to_vec(), &Limits::default());
        let small = pixels.frames.first().expect("it decodes");
        let laid = |pose: Pose, changed: Vec<Region>| Overlay { pose, changed, outside: 0.0 };
        let mark = Area { x: 320, y: 240, width: 160, height: 120 };
        let corner = Region { left: 0.6, top: 0.6, right: 1.0, bottom: 1.0 };
        let cut = Pose::scaled((2.0, 0.0), (2.0, 0.0));
        for (overlay, expected) in [
            (None, PlaceNow::None),
            (Some(laid(Pose::SAME, vec![])), PlaceNow::Kept),
            (Some(laid(Pose::SAME, vec![corner])), PlaceNow::Changed),
            (Some(laid(cut, vec![corner])), PlaceNow::CutOff),
        ] {
            assert_eq!(now(&mark, small, overlay.as_ref()), expected);
        }
    }
}
