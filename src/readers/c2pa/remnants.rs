//! What is left of a manifest store outside of a working one.
//!
//! In: the layout, and the bytes no working store accounts for. Out: fragments (C2PA boxes recognised by
//! their structure) and references (XMP `dcterms:provenance`). A fragment needs a JUMBF description box with
//! a type of C2PA, or the place of a store emptied; the words `c2pa` or `urn:c2pa:` in a caption are nothing.

use std::ops::Range;

use super::carrier::{Candidate, Kind};
use super::jumbf;
use crate::asset::Asset;
use crate::container::layout::{Format, Layout, Oddity, Piece, Slot};
use crate::coverage::{CoverageState, reason};
use crate::limits::Limits;
use crate::message::Text;
use crate::metadata::model::{Metadata, Place};
use crate::vocabulary::c2pa::{self, Remnant};

/// Fragments reported per asset; one is enough to show that something was there.
const FRAGMENTS_MAX: usize = 8;
/// Bytes at the start of a private piece that are looked at at every depth: a renamed carrier begins with the
/// store, after at most the type and purpose of a `uuid` box.
const HEAD_BYTES: usize = 160;
/// Private pieces whose start is looked at.
const HEADS_MAX: usize = 256;
/// Bytes searched at a time.
const WINDOW_BYTES: usize = 1 << 18;

/// One remnant with its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// What it is.
    pub(super) remnant: Remnant,
    /// Piece name, or a description of where in the file.
    pub(super) name: String,
    /// Its bytes, as far as known.
    pub(super) span: Range<u64>,
}

/// Remnants that the structure shows, at every depth.
pub(super) fn structural(asset: &Asset<'_>, layout: &Layout, candidates: &[Candidate]) -> Vec<Found> {
    let mut found: Vec<Found> =
        candidates.iter().filter(|candidate| candidate.kind == Kind::Broken).map(broken).collect();
    // A broken sequence is C2PA's only if the segments were; JPEG 360 has sequences too.
    let ours = candidates.iter().any(|candidate| candidate.kind != Kind::Foreign);
    for oddity in &layout.oddities {
        match oddity {
            Oddity::EmptyStore { at } => found.push(fragment(&c2pa::STORE_EMPTY, "C2PA", *at..*at)),
            Oddity::SegmentSequenceBroken { at, .. } if ours => {
                found.push(fragment(&c2pa::SEGMENTS_BROKEN, "APP11", *at..*at));
            }
            Oddity::SegmentSequenceBroken { .. }
            | Oddity::FlagWithoutChunk { .. }
            | Oddity::PointerOutside { .. }
            | Oddity::ChecksumMismatch { .. }
            | Oddity::Truncated { .. } => {}
        }
    }
    found.extend(
        layout
            .pieces
            .iter()
            .filter(|piece| is_merkle_box(layout.format, piece))
            .map(|piece| fragment(&c2pa::HASH_TREE, &piece.name, piece.span.clone())),
    );
    found.extend(heads(asset, layout));
    found
}

/// The walker lists a C2PA `uuid` box that holds no store under this name and slot, and no other.
fn is_merkle_box(format: Format, piece: &Piece) -> bool {
    matches!(format, Format::Avif | Format::Heif) && piece.slot == Slot::Structure && piece.name == "uuid"
}

fn broken(candidate: &Candidate) -> Found {
    let what = if jumbf::find_description(&candidate.bytes).is_some() {
        &c2pa::STORE_INCOMPLETE
    } else {
        &c2pa::CARRIER_WITHOUT_STORE
    };
    fragment(what, &candidate.name, candidate.span.clone())
}

fn fragment(what: &'static Text, name: &str, span: Range<u64>) -> Found {
    Found { remnant: Remnant::Fragment { what }, name: name.to_owned(), span }
}

fn heads(asset: &Asset<'_>, layout: &Layout) -> Vec<Found> {
    let may_hide = |piece: &&Piece| matches!(piece.slot, Slot::Private | Slot::Trailing | Slot::Application(_));
    let pieces = layout.pieces.iter().filter(may_hide).take(HEADS_MAX);
    let found = pieces.filter_map(|piece| {
        let available = usize::try_from(piece.body.end.saturating_sub(piece.body.start)).unwrap_or(usize::MAX);
        // Smaller than any store; most private pieces are, and need not be read.
        if available < jumbf::DESCRIPTION_BYTES {
            return None;
        }
        let head = asset.read(piece.body.start, HEAD_BYTES.min(available)).ok()?;
        let at = piece.body.start.saturating_add(u64::try_from(jumbf::find_description(&head)?).ok()?);
        Some(fragment(&c2pa::MANIFEST_BOX_ELSEWHERE, &piece.name, at..piece.span.end))
    });
    found.collect()
}

/// Remnants found by searching the bytes themselves outside of `known` spans.
pub(super) fn scan(asset: &Asset<'_>, known: &[Range<u64>], limits: &Limits) -> (Vec<Found>, CoverageState) {
    let known = merged(known);
    let mut found: Vec<Found> = Vec::new();
    let mut window = vec![0; WINDOW_BYTES];
    let mut at = 0_u64;
    loop {
        if at >= limits.scan_bytes_max {
            return (found, CoverageState::Stopped { limit: "scan_bytes_max", at });
        }
        let count = match asset.read_into(at, &mut window) {
            Ok(count) => count,
            Err(error) => {
                return (found, CoverageState::Unreadable { why: reason::IO.with("error", error.to_string()), at });
            }
        };
        let filled = window.get(..count).unwrap_or_default();
        let hits = jumbf::descriptions(filled).filter_map(|offset| at.checked_add(u64::try_from(offset).ok()?));
        for hit in hits.filter(|hit| !lies_in(&known, *hit)) {
            // Boxes lie close together; what follows within one window belongs to the same remains.
            let near =
                |span: &Range<u64>| hit.saturating_sub(span.end) < u64::try_from(WINDOW_BYTES).unwrap_or(u64::MAX);
            match found.last_mut().filter(|last| near(&last.span)) {
                Some(last) => last.span.end = last.span.end.max(hit.saturating_add(1)),
                None => found.push(fragment(&c2pa::MANIFEST_BOX, "bytes", hit..hit.saturating_add(1))),
            }
            if found.len() == FRAGMENTS_MAX {
                return (found, CoverageState::Complete);
            }
        }
        // The next window begins where a box that this one cuts could begin.
        let step = count.saturating_sub(jumbf::DESCRIPTION_BYTES);
        if count < WINDOW_BYTES || step == 0 {
            return (found, CoverageState::Complete);
        }
        at = at.saturating_add(u64::try_from(step).unwrap_or(u64::MAX));
    }
}

/// The same places in order and without overlap: an asset can have many, and as many boxes to hold against them.
fn merged(spans: &[Range<u64>]) -> Vec<Range<u64>> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable_by_key(|span| span.start);
    let mut merged: Vec<Range<u64>> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match merged.last_mut().filter(|last| span.start <= last.end) {
            Some(last) => last.end = last.end.max(span.end),
            None => merged.push(span),
        }
    }
    merged
}

fn lies_in(merged: &[Range<u64>], at: u64) -> bool {
    let after = merged.partition_point(|span| span.start <= at);
    after.checked_sub(1).and_then(|before| merged.get(before)).is_some_and(|span| span.contains(&at))
}

/// References in XMP (C2PA 2.2 §A.4). What is neither a JUMBF URI nor a web address is no reference.
pub(super) fn references(metadata: &Metadata) -> Vec<(Remnant, Place)> {
    let provenance = metadata
        .xmp_properties()
        .filter(|property| property.namespace == "http://purl.org/dc/terms/" && property.name == "provenance");
    let references = provenance.filter_map(|property| {
        let target = property.value.as_raw();
        let remnant = if target.starts_with("self#jumbf=") {
            Remnant::SelfReference(property.value.clone())
        } else if target.starts_with("https://") || target.starts_with("http://") {
            Remnant::RemoteReference(property.value.clone())
        } else {
            return None;
        };
        Some((remnant, property.place.clone()))
    });
    references.take(FRAGMENTS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::super::jumbf::tests::small_store;
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], known: &[Range<u64>], expected: &[u64]) {
        let bytes = bytes.to_vec();
        let (found, state) = scan(&Asset::new("x", &bytes), known, &Limits::default());
        assert_eq!(state, CoverageState::Complete);
        let starts: Vec<u64> = found.iter().map(|found| found.span.start).collect();
        assert_eq!(starts, expected);
    }

    #[test]
    fn a_store_anywhere_is_found() {
        let store = small_store();
        check(&[vec![7; 1_000], store.clone(), vec![7; 1_000]].concat(), &[], &[1_008]);
        check(
            &store[20..],
            &[],
            &[u64::try_from(store[20..].windows(4).position(|w| w == b"jumd").unwrap() - 4).unwrap()],
        );
    }

    #[test]
    fn a_box_across_the_edge_of_a_window_is_found() {
        for shift in 0..40 {
            let before = WINDOW_BYTES - 30 + shift;
            check(&[vec![0; before], small_store()].concat(), &[], &[u64::try_from(before + 8).unwrap()]);
        }
    }

    #[test]
    fn a_working_store_is_no_remnant() {
        let store = small_store();
        let end = u64::try_from(store.len()).unwrap();
        check(&store, std::slice::from_ref(&(0..end)), &[]);
    }

    #[test]
    fn places_that_overlap_are_known_throughout() {
        let store = small_store();
        let end = u64::try_from(store.len()).unwrap();
        let bytes = [vec![7; 20], store].concat();
        check(&bytes, &[0..20 + end, 2..3, 4..5], &[]);
        check(&bytes, &[0..21, 2..3, 21..22, 15..24, 24..20 + end], &[]);
        check(&bytes, &[2..3, 0..21], &[28]);
    }

    /// Boxes times known places: many seconds for a file of a few megabytes.
    #[test]
    fn many_boxes_beside_many_known_places_are_no_endless_work() {
        const MANY: u64 = 100_000;
        let description = [b"\0\0\0\x19jumdc2pa".as_slice(), jumbf::TYPE_TAIL, b"\0"].concat();
        let bytes = description.repeat(usize::try_from(MANY).unwrap());
        let known: Vec<Range<u64>> = (MANY << 8..(MANY << 8) + MANY).map(|at| at * 2..at * 2 + 1).collect();
        let started = std::time::Instant::now();
        check(&bytes, &known, &[0]);
        assert!(started.elapsed().as_secs() < 3, "{:?}", started.elapsed());
    }

    #[test]
    fn words_are_nothing() {
        check(b"a caption on c2pa, jumb and jumd: urn:c2pa:01234567-89ab-cdef", &[], &[]);
        check(jumbf::STORE_TYPE, &[], &[]);
        check(b"jumdc2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71", &[], &[]);
        check(b"\xff\xff\xff\xffjumdc2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71", &[], &[]);
    }

    #[test]
    fn the_scan_is_bounded() {
        let bytes = vec![0; WINDOW_BYTES * 3];
        let limits = Limits { scan_bytes_max: 10, ..Limits::default() };
        let (_, state) = scan(&Asset::new("x", &bytes), &[], &limits);
        assert!(matches!(state, CoverageState::Stopped { limit: "scan_bytes_max", .. }));
    }
}
