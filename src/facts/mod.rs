//! From evidence to facts: what may be concluded before any law is asked.
//!
//! Admissions of AI count even when unsigned; denials need a trusted signature. Absence is concluded only
//! from a complete search. Nothing here reads bytes or knows a duty: the layout serves for its format and
//! its coverage alone.

mod admissions;
mod c2pa;
mod conflict;
pub mod disposition;
mod expected;
mod explicit;
mod implicit;
mod integrity;
pub mod ledger;
pub mod model;
mod origin;
pub mod outlived;
mod products;
pub mod recorded;
pub mod removal;
mod stripping;
#[cfg(test)]
pub(crate) mod testing;
pub mod thumbnails;
mod traces;
mod vendors;
mod watermark;

use crate::container::layout::{Layout, Oddity};
use crate::context::Context;
use crate::coverage::{Coverage, CoverageState, reason};
use crate::evidence::{Detail, Evidence, EvidenceId, EvidenceKind, Reading};
use crate::message::{Filling, Message, Text};
use crate::vocabulary::aigc::{Flaw, Shape};
use crate::vocabulary::pixel_signature::PixelSignature;
use model::{Facts, Watermark};

/// Searches without which nothing may be called absent.
const REQUIRED: [&str; 2] = [AIGC_SEARCH, C2PA_SEARCH];
const AIGC_SEARCH: &str = "tc260-aigc";
const C2PA_SEARCH: &str = "c2pa";
/// Looks at pixels. Not every depth and format allows that, so only what rests on it asks for it.
const VISIBLE_SEARCH: &str = "visible-label";
/// Every invisible mark that anybody can read is sought by one of these.
const WATERMARK_SEARCHES: [&str; 2] = [PATTERN_SEARCH, TEXT_SEARCH];
const PATTERN_SEARCH: &str = "open-watermark";
/// Can be made in files alone that keep every pixel.
const ANY_PAYLOAD_SEARCH: &str = "open-watermark-unknown";
const TEXT_SEARCH: &str = "stealth-text";

/// Derives the facts. `evidence` ids are positions in `reading.evidence`, from 1.
pub fn derive(layout: &Layout, reading: &Reading, context: &Context) -> Facts {
    let c2pa = c2pa::derive(reading, is_searched(layout, reading, C2PA_SEARCH));
    let truncated = layout.oddities.iter().any(|oddity| matches!(oddity, Oddity::Truncated { .. }));
    let mut facts = Facts {
        format: layout.format.id(),
        implicit: implicit::derive(layout.format, reading, is_searched(layout, reading, AIGC_SEARCH)),
        explicit: explicit::derive(reading, all_complete(layout, reading, &[VISIBLE_SEARCH])),
        integrity: integrity::derive(c2pa.state),
        watermark: Watermark {
            is_text_searched: is_searched(layout, reading, TEXT_SEARCH),
            is_pattern_searched: is_searched(layout, reading, PATTERN_SEARCH),
            is_any_payload_searched: all_complete(layout, reading, &[ANY_PAYLOAD_SEARCH]),
            ..watermark::derive(reading, &c2pa, all_complete(layout, reading, &WATERMARK_SEARCHES))
        },
        c2pa,
        pixel_signatures: pixel_signatures(reading),
        traces: traces::derive(reading),
        removals: removal::derive(reading),
        thumbnails: thumbnails::derive(reading),
        structure_remnants: of_kind(reading, EvidenceKind::StructureRemnant),
        lost_pictures: of_kind(reading, EvidenceKind::StructurePointer),
        truncated: truncated || ends_in_a_label(layout, reading),
        unsearched: unsearched(layout, reading),
        ..Facts::default()
    };
    // Each of these rests on all that stands before it.
    facts.conflicts = conflict::derive(reading, &facts);
    facts.origin = origin::derive(reading, &facts);
    facts.missing_layers = expected::derive(&facts, reading, context.as_of.date());
    facts.ledger = ledger::derive(reading, &facts);
    facts.stripping = stripping::derive(&facts);
    facts
}

/// True when the file ends in the middle of a label behind the end of the picture. No structure tells a cut
/// there, and a download that broke off leaves the same as a remover.
fn ends_in_a_label(layout: &Layout, reading: &Reading) -> bool {
    let end = layout.pieces.iter().map(|piece| piece.span.end).max();
    let at_the_end = reading.evidence.iter().filter(|one| one.span.as_ref().map(|span| span.end) == end);
    let mut labels = at_the_end.filter_map(|evidence| {
        let Detail::Aigc(label) = &evidence.detail else { return None };
        Some(label)
    });
    // An empty object was written to its end.
    labels.any(|label| {
        let is_cut = label.shape == Shape::Broken || label.text.as_raw().is_empty();
        is_cut && stripping::is_shell(label) && label.flaws.contains(&Flaw::AfterEnd)
    })
}

/// True when a search ran and left nothing unseen. A search that is not listed did not run.
fn is_searched(layout: &Layout, reading: &Reading, reader: &str) -> bool {
    let mut entries = reading.coverage.iter().filter(|entry| entry.reader == reader).peekable();
    let ran = entries.peek().is_some();
    let nothing_cut = !reading.coverage.iter().any(|entry| entry.reader == "evidence" || entry.reader == "check");
    ran && nothing_cut && layout.coverage.is_conclusive() && entries.all(|entry| entry.state.is_conclusive())
}

/// True when each of these searches of the pixels went to the end. One that does not apply has not looked at any.
fn all_complete(layout: &Layout, reading: &Reading, readers: &[&str]) -> bool {
    readers.iter().all(|reader| {
        let looked = |entry: &Coverage| entry.reader == *reader && entry.state == CoverageState::Complete;
        reading.coverage.iter().any(looked) && is_searched(layout, reading, reader)
    })
}

fn unsearched(layout: &Layout, reading: &Reading) -> Vec<Message> {
    let mut blocked: Vec<(String, &CoverageState)> = Vec::new();
    for entry in reading.coverage.iter().filter(|entry| blocks_conclusions(entry.reader, &entry.state)) {
        // One broken place stops many searches.
        match blocked.iter_mut().find(|(_, state)| **state == entry.state) {
            Some((readers, _)) => *readers = format!("{readers}, {}", entry.reader),
            None => blocked.push((entry.reader.to_owned(), &entry.state)),
        }
    }
    let mut open: Vec<Message> = blocked.into_iter().map(|(readers, state)| not_searched(&readers, state)).collect();
    if open.is_empty() && !layout.coverage.is_conclusive() {
        open.push(not_searched("container", &layout.coverage));
    }
    for reader in REQUIRED {
        if !reading.coverage.iter().any(|entry| entry.reader == reader) {
            open.push(SEARCH.with("reader", reader).with("why", &reason::DID_NOT_RUN));
        }
    }
    open
}

static SEARCH: Text = Text { zh: "{reader}：{why}", en: "{reader}: {why}" };

fn not_searched(reader: &str, state: &CoverageState) -> Message {
    let why = state.reason().map_or(Filling::Sentences(Vec::new()), Filling::from);
    SEARCH.with("reader", reader).with("why", why)
}

/// What the depth or the build leaves out on purpose is no defect of the file, unless the search is required.
fn blocks_conclusions(reader: &str, state: &CoverageState) -> bool {
    match state {
        CoverageState::Complete | CoverageState::NotApplicable { .. } => false,
        CoverageState::Skipped { .. } => REQUIRED.contains(&reader),
        CoverageState::Stopped { .. } | CoverageState::Unreadable { .. } => true,
    }
}

fn pixel_signatures(reading: &Reading) -> Vec<(EvidenceId, PixelSignature)> {
    let signature = |(id, evidence): (EvidenceId, &Evidence)| {
        let Detail::PixelSignature(signature) = &evidence.detail else { return None };
        Some((id, *signature))
    };
    reading.numbered().filter_map(signature).collect()
}

fn of_kind(reading: &Reading, kind: EvidenceKind) -> Vec<EvidenceId> {
    reading.numbered().filter(|(_, evidence)| evidence.kind == kind).map(|(id, _)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::testing::*;
    use super::*;
    use crate::container::layout::{Format, Piece, Slot};
    use crate::evidence::{Statement, Strength};
    use crate::facts::model::{C2paLayer, ImplicitState};
    use crate::message::Lang;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::aigc::AigcLabel;
    use crate::vocabulary::c2pa::{MANIFEST_BOX, Remnant, StoreState};
    use crate::vocabulary::generator::Tool;
    use crate::vocabulary::visible::{Place, Wording};

    fn stop() -> CoverageState {
        CoverageState::Stopped { limit: "pieces_max", at: 4 }
    }

    fn said(facts: &Facts) -> Vec<String> {
        facts.unsearched.iter().map(|one| one.render(Lang::En).into_owned()).collect()
    }

    #[track_caller]
    fn check_open(layout: &Layout, reading: &Reading, unsearched: &[&str]) {
        let facts = derive(layout, reading, &context(crate::context::Role::Unknown));
        assert_eq!(said(&facts), unsearched);
        assert_eq!((facts.implicit.state, facts.c2pa.state), (ImplicitState::Unknown, C2paLayer::Unknown));
    }

    #[test]
    fn a_walk_that_stopped_leaves_everything_open() {
        let mut layout = Layout::new(Format::Png);
        layout.coverage = stop();
        check_open(&layout, &complete(vec![]), &["container: too many pieces, only the first were searched at 0x4"]);
    }

    #[test]
    fn evidence_that_was_cut_off_leaves_everything_open() {
        let mut reading = complete(vec![]);
        reading.coverage.push(Coverage { reader: "evidence", state: stop() });
        check_open(
            &Layout::new(Format::Png),
            &reading,
            &["evidence: too many pieces, only the first were searched at 0x4"],
        );
    }

    #[test]
    fn a_search_that_did_not_run_is_named() {
        let open = ["tc260-aigc: did not run", "c2pa: did not run"];
        check_open(&Layout::new(Format::Png), &Reading::default(), &open);
    }

    #[test]
    fn a_search_left_out_on_purpose_is_no_defect_unless_required() {
        let mut reading = complete(vec![]);
        let skipped = CoverageState::Skipped { reason: &reason::NO_RAW_SCAN };
        reading.coverage.push(Coverage { reader: "visible-label", state: skipped.clone() });
        assert!(from(Format::Png, &reading).unsearched.is_empty());
        reading.coverage[1].state = skipped;
        assert_eq!(said(&from(Format::Png, &reading)), ["tc260-aigc: raw scan not run at metadata depth"]);
    }

    /// A label behind the end of a PNG of 100 bytes, which ends at `end`: is the file cut?
    #[track_caller]
    fn check_cut(label: AigcLabel, flaws: Vec<Flaw>, end: u64, expected: bool) {
        let mut layout = Layout::new(Format::Png);
        layout.pieces.push(Piece::new("trailing", Slot::Trailing, 40..100, 40..100));
        let label = Evidence { span: Some(50..end), ..aigc(AigcLabel { flaws, ..label }) };
        let facts = derive(&layout, &complete(vec![label]), &context(crate::context::Role::Unknown));
        assert_eq!(facts.truncated, expected);
    }

    #[test]
    fn a_label_that_breaks_off_with_the_file_behind_its_end_is_a_cut() {
        let broken = || husk(Shape::Broken, "{\"Label\":\"1\",\"Cont");
        check_cut(broken(), vec![Flaw::AfterEnd], 100, true);
        check_cut(husk(Shape::Shell, ""), vec![Flaw::AfterEnd], 100, true);
        check_cut(broken(), vec![Flaw::AfterEnd], 90, false);
        check_cut(broken(), vec![], 100, false);
        check_cut(husk(Shape::Shell, "{}"), vec![Flaw::AfterEnd], 100, false);
        check_cut(label("1"), vec![Flaw::AfterEnd], 100, false);
    }

    #[test]
    fn every_kind_of_evidence_lands_in_its_layer() {
        let credit = Detail::Properties(vec![("Credit", Untrusted::new("Made with Google AI"))]);
        let facts = facts(vec![
            aigc(label("1")),
            c2pa(created(StoreState::Valid, AI)),
            remnant(Remnant::Fragment { what: &MANIFEST_BOX }),
            traced(Tool::ComfyUi),
            xmp_source_type(CAMERA),
            item(EvidenceKind::IptcCredit, Statement::AiGenerated, Strength::Declared, credit),
            structure_remnant(),
            marked(mark(Wording::Compliant, Place::BottomRight, 0.06)),
        ]);
        assert_eq!(facts.implicit.labels[0].id, EvidenceId(1));
        assert_eq!(facts.c2pa.store.as_ref().map(|(id, _)| *id), Some(EvidenceId(2)));
        assert_eq!(facts.c2pa.remnants[0].0, EvidenceId(3));
        let traces: Vec<(u32, bool)> = facts.traces.iter().map(|found| (found.id.0, found.says_ai)).collect();
        assert_eq!(traces, [(4, true), (5, false), (6, true)]);
        assert_eq!(facts.structure_remnants, [EvidenceId(7)]);
        assert_eq!(facts.explicit.label().map(|found| found.id), Some(EvidenceId(8)));
    }

    #[test]
    fn an_inference_is_no_trace() {
        let history = Detail::Properties(vec![("softwareAgent", Untrusted::new("Adobe Firefly"))]);
        let facts = facts(vec![item(EvidenceKind::XmpHistory, Statement::AiGenerated, Strength::Inferred, history)]);
        assert!(!facts.traces[0].says_ai);
    }
}
