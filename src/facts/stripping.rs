//! Whether a label was removed. Absence alone is never a reason; every reason is a trace that can be shown.
//!
//! *Shown*: remains of the label itself, or a record of the same picture with it. *Indicated*: something unsigned that points to a label which is not
//! there. A wrong accusation is the worst error of this program, so whatever has an innocent reading as
//! likely as the other is left to a finding and gets no reason here. So is a namespace that is declared and
//! not used: programs declare it in their templates, and a careless removal leaves it behind.

use super::expected;
use super::ledger;
use super::model::{Facts, FoundLabel, ImplicitState, Layer, Stripping, StrippingLevel, StrippingReason, Trace};
use super::outlived;
use super::recorded::LostLabel;
use super::thumbnails::Fate;
use crate::evidence::EvidenceId;
use crate::profiles::Regularity;
use crate::vocabulary::aigc::{AigcLabel, Shape};
use crate::vocabulary::c2pa::Remnant;
use crate::vocabulary::generator::GeneratorTrace;
use crate::vocabulary::ledger::LabelLayer;

/// Derives whether labels were removed, from all the other facts.
pub(super) fn derive(facts: &Facts) -> Stripping {
    let mut reasons = Vec::new();
    manifest_remains(facts, &mut reasons);
    label_shells(facts, &mut reasons);
    unused_declarations(facts, &mut reasons);
    service_traces(facts, &mut reasons);
    sloppy_cuts(facts, &mut reasons);
    expected_layers(facts, &mut reasons);
    recorded_labels(facts, &mut reasons);
    labels_of_thumbnails(facts, &mut reasons);
    undone_marks(facts, &mut reasons);
    let level = reasons.iter().map(|reason| reason.level).max().unwrap_or_default();
    Stripping { level, reasons }
}

/// Remains and references count only when no store is there: next to one they belong to it. A fetched store
/// that does not match adds nothing to the reference it came from: re-encoding does that as well as removal.
fn manifest_remains(facts: &Facts, reasons: &mut Vec<StrippingReason>) {
    if !facts.c2pa.state.is_trace() {
        return;
    }
    let is_address = |remnant: &Remnant| matches!(remnant, Remnant::RemoteReference(_));
    // Keeping a manifest elsewhere is a way to sign, not to strip: an address counts next to a second trace only.
    let second_trace =
        !facts.structure_remnants.is_empty() || facts.c2pa.remnants.iter().any(|(_, remnant)| !is_address(remnant));
    for (evidence, remnant) in &facts.c2pa.remnants {
        if is_address(remnant) && !second_trace {
            continue;
        }
        let level = match remnant {
            // A download that broke off cuts the last piece, and in WebP that is the manifest.
            Remnant::Fragment { .. } if facts.truncated => StrippingLevel::Indicated,
            Remnant::Fragment { .. } => StrippingLevel::Shown,
            Remnant::SelfReference(_) | Remnant::RemoteReference(_) => StrippingLevel::Indicated,
        };
        reasons.push(StrippingReason { level, layer: Layer::Label(LabelLayer::C2pa), evidence: *evidence });
    }
}

fn label_shells(facts: &Facts, reasons: &mut Vec<StrippingReason>) {
    match facts.implicit.state {
        ImplicitState::Remnant | ImplicitState::Malformed => {}
        ImplicitState::Present | ImplicitState::Incomplete | ImplicitState::Absent | ImplicitState::Unknown => return,
    }
    let shells = facts.implicit.labels.iter().filter(|found| is_shell(&found.label));
    let level = if facts.truncated { StrippingLevel::Indicated } else { StrippingLevel::Shown };
    reasons.extend(shells.map(|found: &FoundLabel| StrippingReason {
        level,
        layer: Layer::Label(LabelLayer::Implicit),
        evidence: found.id,
    }));
}

/// An empty field, or an object that was cut short. A faulty object that was written to its end is a bad
/// label, not the rest of a good one.
pub(super) fn is_shell(label: &AigcLabel) -> bool {
    let text = label.text.as_raw().trim();
    match label.shape {
        Shape::Shell => true,
        Shape::Broken => text.contains('{') && !text.ends_with(['}', ']', ')', ';']),
        Shape::Wrapped | Shape::Inner | Shape::Foreign | Shape::Declaration => false,
    }
}

/// The metadata of an app that owes the label, and no label.
fn service_traces(facts: &Facts, reasons: &mut Vec<StrippingReason>) {
    if facts.implicit.state != ImplicitState::Absent {
        return;
    }
    for found in facts.traces.iter().filter(|found| found.says_ai) {
        match &found.trace {
            Trace::Generator(trace) if trace.tool.is_chinese_service() && !wrote_no_label(trace) => {
                reasons.push(indicated(found.id));
            }
            Trace::Generator(_) | Trace::SourceType(_) | Trace::Declared(_) => {}
        }
    }
}

/// The app's own word that it put no label on: there was nothing to remove.
fn wrote_no_label(trace: &GeneratorTrace) -> bool {
    trace.details.iter().any(|(name, value)| *name == "aigc_label_type" && value.as_raw() == "0")
}

/// A header that announces metadata which is not there says nothing by itself: many programs leave it so. In
/// a picture that is admitted to be AI and has lost its label, it points to the loss.
fn sloppy_cuts(facts: &Facts, reasons: &mut Vec<StrippingReason>) {
    if is_said_to_be_ai(facts) && facts.implicit.state == ImplicitState::Absent {
        reasons.extend(facts.structure_remnants.iter().map(|evidence| indicated(*evidence)));
    }
}

/// The same picture was seen with a label that this copy lacks.
fn recorded_labels(facts: &Facts, reasons: &mut Vec<StrippingReason>) {
    for found in &facts.ledger.found {
        let reason = |lost: &LostLabel| StrippingReason {
            level: ledger::shows(found, lost),
            layer: Layer::Label(lost.layer),
            evidence: found.id,
        };
        let shown = found.lost.iter().map(reason).filter(|reason| reason.level != StrippingLevel::NotShown);
        reasons.extend(shown);
    }
}

/// A small picture shows a label in a place where the picture shows something else. A label is drawn there as easily as it
/// is removed, and the form without it may be the one that was asked for (办法 Art. 9): this points to removal, no more.
fn labels_of_thumbnails(facts: &Facts, reasons: &mut Vec<StrippingReason>) {
    let gone = facts.thumbnails.found.iter().filter(|found| outlived::fate(found, &facts.explicit) == Fate::Gone);
    reasons.extend(gone.map(|found| StrippingReason {
        level: StrippingLevel::Indicated,
        layer: Layer::Label(LabelLayer::Explicit),
        evidence: found.id,
    }));
}

/// A mark was computed off. Where the mark of that vendor is seen all the same, the picture still says what it said.
fn undone_marks(facts: &Facts, reasons: &mut Vec<StrippingReason>) {
    let bears = |vendor| facts.explicit.labels().any(|found| found.mark.vendor == Some(vendor));
    let undone = facts.removals.undone.iter().filter(|(_, undone)| !bears(undone.vendor));
    reasons.extend(undone.map(|(evidence, _)| StrippingReason {
        level: StrippingLevel::Indicated,
        layer: Layer::Label(LabelLayer::Explicit),
        evidence: *evidence,
    }));
}

/// The same holds for the namespace of the label when nothing uses it.
fn unused_declarations(facts: &Facts, reasons: &mut Vec<StrippingReason>) {
    if is_said_to_be_ai(facts) && facts.implicit.is_only_declared() {
        reasons.extend(facts.implicit.labels.iter().map(|found| indicated(found.id)));
    }
}

/// What every file of its generator carries and this one lacks. The mark that tells the generator may have been put there
/// by another, so this is a pointer and no proof.
fn expected_layers(facts: &Facts, reasons: &mut Vec<StrippingReason>) {
    let surely = facts.missing_layers.iter().filter(|one| one.expected.how == Regularity::Always && !facts.truncated);
    reasons.extend(surely.map(|one| StrippingReason {
        level: StrippingLevel::Indicated,
        layer: expected::layer(one.expected),
        evidence: one.known_by,
    }));
}

/// What stands on the picture does not count: a label there is drawn by hand as easily as by a service.
fn is_said_to_be_ai(facts: &Facts) -> bool {
    facts.origin.claim.admits_ai_undisputed() && !facts.metadata_admissions().is_empty()
}

fn indicated(evidence: EvidenceId) -> StrippingReason {
    StrippingReason { level: StrippingLevel::Indicated, layer: Layer::Label(LabelLayer::Implicit), evidence }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::container::layout::Format;
    use crate::evidence::{Detail, Evidence};
    use crate::message::Text;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::aigc::Security;
    use crate::vocabulary::c2pa::MANIFEST_BOX;
    use crate::vocabulary::c2pa::StoreState;
    use crate::vocabulary::generator::Tool;
    use crate::vocabulary::visible::{Place, Standing, VisibleMark, Wording};

    #[track_caller]
    fn check(evidence: Vec<Evidence>, level: StrippingLevel) {
        assert_eq!(facts(evidence).stripping.level, level);
    }

    fn fragment() -> Evidence {
        remnant(Remnant::Fragment { what: &MANIFEST_BOX })
    }

    #[test]
    fn absence_is_never_stripping() {
        check(vec![], StrippingLevel::NotShown);
        check(vec![traced(Tool::ComfyUi)], StrippingLevel::NotShown);
        check(vec![xmp_source_type(AI)], StrippingLevel::NotShown);
    }

    #[test]
    fn remains_of_a_manifest_show_it_unless_a_store_is_there() {
        check(vec![fragment()], StrippingLevel::Shown);
        check(vec![fragment(), c2pa(created(StoreState::Trusted, AI))], StrippingLevel::NotShown);
        check(vec![fragment(), c2pa(created(StoreState::Tampered, AI))], StrippingLevel::NotShown);
        assert_eq!(facts_truncated(vec![fragment()]).stripping.level, StrippingLevel::Indicated);
    }

    #[test]
    fn a_reference_into_the_file_indicates_it() {
        check(vec![remnant(Remnant::SelfReference(Untrusted::new("self#jumbf=/c2pa/x")))], StrippingLevel::Indicated);
    }

    #[test]
    fn an_address_alone_accuses_nobody() {
        let address = || remnant(Remnant::RemoteReference(Untrusted::new("https://example.org/m")));
        let own = || remnant(Remnant::SelfReference(Untrusted::new("self#jumbf=/c2pa/x")));
        check(vec![address()], StrippingLevel::NotShown);
        check(vec![address(), xmp_source_type(AI)], StrippingLevel::NotShown);
        check(vec![address(), structure_remnant()], StrippingLevel::Indicated);
        check(vec![address(), own()], StrippingLevel::Indicated);
        check(vec![address(), fragment()], StrippingLevel::Shown);
        let both = facts(vec![address(), own()]).stripping.reasons;
        assert_eq!(both.iter().map(|reason| reason.evidence.0).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn a_fetched_store_that_does_not_match_shows_no_more_than_its_reference() {
        let unbound = || c2pa(created(StoreState::Unbound, AI));
        let reference = remnant(Remnant::RemoteReference(Untrusted::new("https://example.org/m")));
        check(vec![unbound(), reference], StrippingLevel::NotShown);
        let pointer = remnant(Remnant::SelfReference(Untrusted::new("self#jumbf=/c2pa/m")));
        check(vec![unbound(), pointer], StrippingLevel::Indicated);
    }

    #[test]
    fn a_shell_shows_it_unless_a_readable_label_is_there() {
        check(vec![aigc(husk(Shape::Shell, "{}"))], StrippingLevel::Shown);
        check(vec![aigc(husk(Shape::Broken, "{\"Label\":\"1\",\"Cont"))], StrippingLevel::Shown);
        check(vec![aigc(husk(Shape::Shell, "{}")), aigc(label("1"))], StrippingLevel::NotShown);
        let cut = facts_truncated(vec![aigc(husk(Shape::Broken, "{\"Label"))]);
        assert_eq!(cut.stripping.level, StrippingLevel::Indicated);
    }

    #[test]
    fn a_mark_that_was_computed_off_indicates_it_unless_one_is_there() {
        check(vec![undone()], StrippingLevel::Indicated);
        let star = |vendor| VisibleMark { vendor: Some(vendor), ..mark(Wording::VendorIcon, Place::BottomRight, 0.04) };
        check(vec![undone(), marked(star("Google Gemini"))], StrippingLevel::NotShown);
        check(vec![undone(), marked(star("Doubao"))], StrippingLevel::Indicated);
    }

    #[test]
    fn an_unused_declaration_needs_an_admission_beside_it() {
        let declared = || aigc(husk(Shape::Declaration, ""));
        check(vec![declared()], StrippingLevel::NotShown);
        check(vec![declared(), traced(Tool::Midjourney)], StrippingLevel::Indicated);
        check(vec![declared(), aigc(label("1"))], StrippingLevel::NotShown);
        check(vec![declared(), aigc(husk(Shape::Shell, "{}"))], StrippingLevel::Shown);
    }

    #[test]
    fn a_bad_label_is_not_a_stripped_one() {
        check(vec![aigc(husk(Shape::Broken, "{'Label':'1'}"))], StrippingLevel::NotShown);
        check(vec![aigc(husk(Shape::Broken, "[object Object]"))], StrippingLevel::NotShown);
        check(vec![aigc(husk(Shape::Foreign, "{\"ServiceProvider\":\"x\"}"))], StrippingLevel::NotShown);
        static WHY: Text = Text { zh: "不符", en: "no match" };
        let invalid = AigcLabel { security: Security::Invalid { why: WHY.message() }, ..label("1") };
        check(vec![aigc(invalid)], StrippingLevel::NotShown);
    }

    #[test]
    fn the_trace_of_a_service_that_labels_indicates_it() {
        check(vec![traced(Tool::ByteDanceApp)], StrippingLevel::Indicated);
        check(vec![traced(Tool::ByteDanceApp), aigc(label("1"))], StrippingLevel::NotShown);
        let mut unlabelled = traced(Tool::ByteDanceApp);
        if let Detail::Generator(trace) = &mut unlabelled.detail {
            trace.details.push(("aigc_label_type", Untrusted::new("0")));
        }
        check(vec![unlabelled], StrippingLevel::NotShown);
        let open = facts_stopped(vec![traced(Tool::ByteDanceApp)]);
        assert_eq!(open.stripping.level, StrippingLevel::NotShown);
    }

    #[test]
    fn a_sloppy_header_needs_an_admission_beside_it() {
        check(vec![structure_remnant()], StrippingLevel::NotShown);
        check(vec![structure_remnant(), traced(Tool::Midjourney)], StrippingLevel::Indicated);
        check(vec![structure_remnant(), aigc(label("1"))], StrippingLevel::NotShown);
    }

    #[test]
    fn a_mark_on_the_picture_is_no_trace_of_a_label_in_the_metadata() {
        let unnamed = VisibleMark { vendor: None, ..mark(Wording::Compliant, Place::BottomRight, 0.06) };
        let seen = || marked(unnamed.clone());
        check(vec![seen()], StrippingLevel::NotShown);
        check(vec![seen(), structure_remnant()], StrippingLevel::NotShown);
        check(vec![seen(), aigc(husk(Shape::Declaration, ""))], StrippingLevel::NotShown);
        check(vec![seen(), structure_remnant(), traced(Tool::Midjourney)], StrippingLevel::Indicated);
    }

    #[test]
    fn the_mark_of_a_service_that_labels_every_file_points_to_its_label() {
        let doubao = mark(Wording::Compliant, Place::BottomRight, 0.06);
        check(vec![marked(doubao.clone())], StrippingLevel::Indicated);
        check(vec![marked(doubao.clone()), aigc(label("1"))], StrippingLevel::NotShown);
        assert_eq!(facts_stopped(vec![marked(doubao.clone())]).stripping.level, StrippingLevel::NotShown);
        assert_eq!(facts_truncated(vec![marked(doubao.clone())]).stripping.level, StrippingLevel::NotShown);
        // A format without a place for the label, and a mark that may belong to what the picture shows.
        let elsewhere = from(Format::Bmp, &complete(vec![marked(doubao.clone())]));
        assert_eq!(elsewhere.stripping.level, StrippingLevel::NotShown);
        let unsure = VisibleMark { standing: Standing::OriginUnclear, ..doubao };
        check(vec![marked(unsure)], StrippingLevel::NotShown);
    }
}
