//! Whether a label was removed. Absence alone is never a reason; every reason is a trace that can be shown.
//!
//! *Shown*: remains of the label itself. *Indicated*: something unsigned that points to a label which is not
//! there. A wrong accusation is the worst error of this program, so whatever has an innocent reading as
//! likely as the other is left to a finding and gets no reason here.

use super::model::{
    C2paLayer, Facts, FoundLabel, ImplicitState, Layer, OriginClaim, Stripping, StrippingLevel, StrippingReason, Trace,
};
use crate::evidence::EvidenceId;
use crate::vocabulary::aigc::{AigcLabel, Shape};
use crate::vocabulary::c2pa::Remnant;

pub(super) fn derive(facts: &Facts) -> Stripping {
    let mut reasons = Vec::new();
    manifest_remains(facts, &mut reasons);
    label_shells(facts, &mut reasons);
    service_traces(facts, &mut reasons);
    sloppy_cuts(facts, &mut reasons);
    let level = reasons.iter().map(|reason| reason.level).max().unwrap_or_default();
    Stripping { level, reasons }
}

/// Remains and references count only when no store is there: next to one they belong to it. A fetched store
/// that does not match adds nothing to the reference it came from: re-encoding does that as well as removal.
fn manifest_remains(facts: &Facts, reasons: &mut Vec<StrippingReason>) {
    match facts.c2pa.state {
        C2paLayer::Remnant | C2paLayer::RemoteOnly => {}
        C2paLayer::Trusted
        | C2paLayer::Valid
        | C2paLayer::NotConfirmable
        | C2paLayer::Tampered
        | C2paLayer::Unreadable
        | C2paLayer::Absent
        | C2paLayer::Unknown => return,
    }
    for (evidence, remnant) in &facts.c2pa.remnants {
        let level = match remnant {
            // A download that broke off cuts the last piece, and in WebP that is the manifest.
            Remnant::Fragment { .. } if facts.truncated => StrippingLevel::Indicated,
            Remnant::Fragment { .. } => StrippingLevel::Shown,
            Remnant::SelfReference(_) | Remnant::RemoteReference(_) => StrippingLevel::Indicated,
        };
        reasons.push(StrippingReason { level, layer: Layer::C2pa, evidence: *evidence });
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
        layer: Layer::Implicit,
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
        Shape::Wrapped | Shape::Inner | Shape::Foreign => false,
    }
}

/// The metadata of an app that owes the label, and no label.
fn service_traces(facts: &Facts, reasons: &mut Vec<StrippingReason>) {
    if facts.implicit.state != ImplicitState::Absent {
        return;
    }
    for found in facts.traces.iter().filter(|found| found.says_ai) {
        match &found.trace {
            Trace::Generator(trace) if trace.tool.is_chinese_service() => reasons.push(indicated(found.id)),
            Trace::Generator(_) | Trace::SourceType(_) | Trace::Declared(_) => {}
        }
    }
}

/// A header that announces metadata which is not there says nothing by itself: many programs leave it so. In
/// a picture that is admitted to be AI and has lost its label, it points to the loss.
fn sloppy_cuts(facts: &Facts, reasons: &mut Vec<StrippingReason>) {
    let admits = match facts.origin.claim {
        OriginClaim::AiGenerated | OriginClaim::AiEdited | OriginClaim::AiComponent => true,
        OriginClaim::PossiblyAi | OriginClaim::DeclaredNotAi | OriginClaim::Conflict | OriginClaim::NoStatement => {
            false
        }
    };
    if admits && facts.implicit.state == ImplicitState::Absent {
        reasons.extend(facts.structure_remnants.iter().map(|evidence| indicated(*evidence)));
    }
}

fn indicated(evidence: EvidenceId) -> StrippingReason {
    StrippingReason { level: StrippingLevel::Indicated, layer: Layer::Implicit, evidence }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::evidence::Evidence;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::aigc::Security;
    use crate::vocabulary::c2pa::StoreState;
    use crate::vocabulary::generator::Tool;

    #[track_caller]
    fn check(evidence: Vec<Evidence>, level: StrippingLevel) {
        assert_eq!(facts(evidence).stripping.level, level);
    }

    fn fragment() -> Evidence {
        remnant(Remnant::Fragment { what: "jumb" })
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
    fn references_only_indicate_it() {
        check(vec![remnant(Remnant::SelfReference(Untrusted::new("self#jumbf=/c2pa/x")))], StrippingLevel::Indicated);
        check(
            vec![remnant(Remnant::RemoteReference(Untrusted::new("https://example.org/m")))],
            StrippingLevel::Indicated,
        );
    }

    #[test]
    fn a_fetched_store_that_does_not_match_shows_no_more_than_its_reference() {
        let unbound = || c2pa(created(StoreState::Unbound, AI));
        let reference = remnant(Remnant::RemoteReference(Untrusted::new("https://example.org/m")));
        check(vec![unbound(), reference], StrippingLevel::Indicated);
        check(vec![unbound()], StrippingLevel::NotShown);
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
    fn a_bad_label_is_not_a_stripped_one() {
        check(vec![aigc(husk(Shape::Broken, "{'Label':'1'}"))], StrippingLevel::NotShown);
        check(vec![aigc(husk(Shape::Broken, "[object Object]"))], StrippingLevel::NotShown);
        check(vec![aigc(husk(Shape::Foreign, "{\"ServiceProvider\":\"x\"}"))], StrippingLevel::NotShown);
        let invalid = AigcLabel { security: Security::Invalid { why: String::new() }, ..label("1") };
        check(vec![aigc(invalid)], StrippingLevel::NotShown);
    }

    #[test]
    fn the_trace_of_a_service_that_labels_indicates_it() {
        check(vec![traced(Tool::ByteDanceApp)], StrippingLevel::Indicated);
        check(vec![traced(Tool::ByteDanceApp), aigc(label("1"))], StrippingLevel::NotShown);
        let open = facts_stopped(vec![traced(Tool::ByteDanceApp)]);
        assert_eq!(open.stripping.level, StrippingLevel::NotShown);
    }

    #[test]
    fn a_sloppy_header_needs_an_admission_beside_it() {
        check(vec![structure_remnant()], StrippingLevel::NotShown);
        check(vec![structure_remnant(), traced(Tool::Midjourney)], StrippingLevel::Indicated);
        check(vec![structure_remnant(), aigc(label("1"))], StrippingLevel::NotShown);
    }
}
