//! Sources that cannot all be right: who says so, and what exactly.
//!
//! A conflict is a question for a person, never an accusation. Each kind has its own bar, and all of them
//! look only at what is said outright.

use super::c2pa::camera_capture;
use super::model::{C2pa, Conflict, ConflictKind, Explicit, Facts, FoundTrace, Implicit, OriginClaim, Trace};
use super::traces::admits_ai;
use super::{products, vendors};
use crate::evidence::{Detail, EvidenceId, Reading};
use crate::vocabulary::aigc::LabelValue;
use crate::vocabulary::c2pa::{Position, Store, StoreState};
use crate::vocabulary::generator::Act;
use crate::vocabulary::source_type::AiClass;
use crate::vocabulary::visible::Wording;

/// Every contradiction among the evidence; of the facts only what each layer holds is looked at.
pub(super) fn derive(reading: &Reading, facts: &Facts) -> Vec<Conflict> {
    let layer = &facts.c2pa;
    let mut conflicts = Vec::new();
    if let Some((id, store)) = layer.store.as_ref().filter(|_| layer.state.holds()) {
        conflicts.extend(capture_against_ai(reading, *id, store, layer.claim));
        conflicts.extend(component_undeclared(*id, store));
        conflicts.extend(laundered(*id, store));
        conflicts.extend(signal_not_allowed(*id, store));
    }
    conflicts.extend(vendors_differ(facts));
    conflicts
}

/// A manifest that holds says "camera" and admits no AI; something else in the same bytes says "AI".
fn capture_against_ai(reading: &Reading, id: EvidenceId, store: &Store, claim: OriginClaim) -> Option<Conflict> {
    let holds = matches!(store.state, StoreState::Trusted | StoreState::Valid);
    let admits = matches!(claim, OriginClaim::AiGenerated | OriginClaim::AiEdited | OriginClaim::AiComponent);
    if !holds || admits {
        return None;
    }
    camera_capture(store)?;
    let mut evidence = vec![id];
    let mut carriers = Vec::new();
    for (other, item) in reading.numbered() {
        if admits_ai(item) && !matches!(item.detail, Detail::Store(_)) {
            evidence.push(other);
            carriers.push(item.carrier.as_str());
        }
    }
    let what = carriers.join(", ");
    (!carriers.is_empty()).then_some(Conflict { kind: ConflictKind::CaptureAgainstAi, evidence, what })
}

/// A part is signed as AI while the statements on the whole admit none.
fn component_undeclared(id: EvidenceId, store: &Store) -> Option<Conflict> {
    let is_ai = |class| matches!(class, AiClass::Generated | AiClass::Edited);
    let whole = |position| matches!(position, Position::Active | Position::Parent(_));
    if store.statements.iter().any(|one| whole(one.position) && is_ai(one.class())) {
        return None;
    }
    let part = store.statements.iter().find(|one| one.position == Position::Component && is_ai(one.class()))?;
    let what = part.source_type.as_ref().map(|term| term.raw.to_string()).unwrap_or_default();
    Some(Conflict { kind: ConflictKind::ComponentUndeclared, evidence: vec![id], what })
}

fn laundered(id: EvidenceId, store: &Store) -> Option<Conflict> {
    let codes: Vec<String> = store.laundered.iter().map(ToString::to_string).collect();
    let what = codes.join(", ");
    (!codes.is_empty()).then_some(Conflict { kind: ConflictKind::Laundered, evidence: vec![id], what })
}

fn signal_not_allowed(id: EvidenceId, store: &Store) -> Option<Conflict> {
    let signer = store.signer.as_ref()?;
    let active = store.statements.iter().filter(|one| one.position == Position::Active);
    let signal = active.filter_map(|one| products::barred_signal(signer, one)).next()?;
    let what = format!("{}: {signal}", signer.common_name);
    Some(Conflict { kind: ConflictKind::SignalNotAllowed, evidence: vec![id], what })
}

/// Who is named as the maker, at most once per kind of source.
fn vendors_differ(facts: &Facts) -> Option<Conflict> {
    let named = [
        label_maker(&facts.implicit),
        signed_maker(&facts.c2pa),
        trace_maker(&facts.traces),
        mark_maker(&facts.explicit),
    ];
    let makers: Vec<(EvidenceId, &'static str)> = named.into_iter().flatten().collect();
    let (_, first) = makers.first()?;
    if makers.iter().all(|(_, maker)| maker == first) {
        return None;
    }
    let what = makers.iter().map(|(_, maker)| *maker).collect::<Vec<_>>().join(" / ");
    let evidence = makers.iter().map(|(id, _)| *id).collect();
    Some(Conflict { kind: ConflictKind::VendorsDiffer, evidence, what })
}

fn label_maker(implicit: &Implicit) -> Option<(EvidenceId, &'static str)> {
    let found = implicit.label().filter(|found| found.label.value == Some(LabelValue::Is))?;
    Some((found.id, vendors::of_producer(found.label.producer.as_ref()?)?))
}

/// The signer vouches for the active manifest only; who signed a parent is not known here.
fn signed_maker(layer: &C2pa) -> Option<(EvidenceId, &'static str)> {
    let (id, store) = layer.store.as_ref().filter(|_| layer.state.holds())?;
    let generated = store.statements.iter().any(|one| {
        one.position == Position::Active && one.action.as_raw() == "c2pa.created" && one.class() == AiClass::Generated
    });
    let signer = store.signer.as_ref().filter(|_| generated)?;
    Some((*id, vendors::of_signer(signer)?))
}

fn trace_maker(traces: &[FoundTrace]) -> Option<(EvidenceId, &'static str)> {
    traces.iter().find_map(|found| match &found.trace {
        Trace::Generator(trace) if trace.act == Act::Generated => Some((found.id, vendors::of_tool(trace.tool)?)),
        Trace::Generator(_) | Trace::SourceType(_) | Trace::Declared(_) => None,
    })
}

/// Whose name stands on the picture. A sign without words is too little to contradict anybody with.
fn mark_maker(explicit: &Explicit) -> Option<(EvidenceId, &'static str)> {
    explicit.labels().filter(|found| found.mark.wording != Wording::VendorIcon).find_map(|found| {
        let maker = vendors::of_mark(found.mark.vendor?)?;
        Some((found.id, maker))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::evidence::{Evidence, Statement};
    use crate::untrusted::Untrusted;
    use crate::vocabulary::aigc::{AigcLabel, Provider};
    use crate::vocabulary::generator::Tool;
    use crate::vocabulary::visible::{Place, Standing, VisibleMark};

    #[track_caller]
    fn check(evidence: Vec<Evidence>, expected: &[ConflictKind]) {
        let kinds: Vec<ConflictKind> = facts(evidence).conflicts.iter().map(|conflict| conflict.kind).collect();
        assert_eq!(kinds, expected);
    }

    fn by(producer: &str) -> Evidence {
        aigc(AigcLabel { producer: Some(Provider::Name(Untrusted::new(producer))), ..label("1") })
    }

    fn signed_by(organization: &str) -> Evidence {
        c2pa(Store { signer: Some(signer("Media", organization)), ..created(StoreState::Valid, AI) })
    }

    #[test]
    fn a_camera_manifest_that_holds_against_an_admission() {
        let camera = |state| c2pa(created(state, CAMERA));
        check(vec![camera(StoreState::Trusted), aigc(label("1"))], &[ConflictKind::CaptureAgainstAi]);
        check(vec![camera(StoreState::Valid), traced(Tool::ComfyUi)], &[ConflictKind::CaptureAgainstAi]);
        check(vec![camera(StoreState::NotConfirmable), aigc(label("1"))], &[]);
        check(vec![camera(StoreState::Tampered), aigc(label("1"))], &[]);
        check(vec![camera(StoreState::Trusted), aigc(label("3"))], &[]);
        check(vec![camera(StoreState::Trusted)], &[]);
    }

    #[test]
    fn a_gathered_capture_contradicts_nothing() {
        let mut gathered = created(StoreState::Trusted, CAMERA);
        gathered.statements[0].attributed = false;
        check(vec![c2pa(gathered), aigc(label("1"))], &[]);
    }

    #[test]
    fn who_signed_a_parent_is_not_known() {
        let parent = statement(Position::Parent(1), "c2pa.created", AI);
        let signer = Some(signer("Media", "Adobe Inc."));
        check(vec![by("doubao"), c2pa(Store { signer, ..store(StoreState::Valid, vec![parent]) })], &[]);
    }

    #[test]
    fn a_capture_that_admits_its_ai_edit_is_no_conflict() {
        let edited = statement(Position::Active, "c2pa.edited", AI);
        let camera = statement(Position::Parent(1), "c2pa.created", CAMERA);
        check(vec![c2pa(store(StoreState::Trusted, vec![edited, camera])), aigc(label("1"))], &[]);
    }

    #[test]
    fn an_ai_component_must_be_declared() {
        let part = || statement(Position::Component, "", AI);
        let silent = statement(Position::Active, "c2pa.created", COMPOSITE);
        let open = statement(Position::Active, "c2pa.created", AI);
        check(vec![c2pa(store(StoreState::Trusted, vec![silent, part()]))], &[ConflictKind::ComponentUndeclared]);
        check(vec![c2pa(store(StoreState::Trusted, vec![open, part()]))], &[]);
        check(vec![c2pa(store(StoreState::Trusted, vec![statement(Position::Input, "", AI)]))], &[]);
    }

    #[test]
    fn recorded_tampering_is_laundering() {
        let laundered = vec![Untrusted::new("assertion.dataHash.mismatch")];
        check(vec![c2pa(Store { laundered, ..created(StoreState::Trusted, AI) })], &[ConflictKind::Laundered]);
    }

    #[test]
    fn a_product_may_not_state_what_its_record_bars() {
        let snapseed = Store { signer: Some(signer("Snapseed", "Google LLC")), ..created(StoreState::Trusted, CAMERA) };
        check(vec![c2pa(snapseed)], &[ConflictKind::SignalNotAllowed]);
        let pixel =
            Store { signer: Some(signer("Pixel Camera", "Google LLC")), ..created(StoreState::Trusted, CAMERA) };
        check(vec![c2pa(pixel)], &[]);
    }

    #[test]
    fn known_makers_must_agree() {
        check(vec![by("doubao"), signed_by("OpenAI OpCo, LLC")], &[ConflictKind::VendorsDiffer]);
        check(vec![by("doubao"), traced(Tool::Midjourney)], &[ConflictKind::VendorsDiffer]);
        check(vec![by("doubao"), signed_by("Byteplus Pte. Ltd.")], &[]);
        check(vec![by("doubao"), traced(Tool::ComfyUi)], &[]);
        check(vec![by("someone"), signed_by("OpenAI OpCo, LLC")], &[]);
        check(vec![by("doubao"), signed_by("Amazon Web Services, Inc.")], &[]);
    }

    fn named(vendor: &'static str) -> Evidence {
        marked(VisibleMark { vendor: Some(vendor), ..mark(Wording::Compliant, Place::BottomRight, 0.06) })
    }

    #[test]
    fn a_name_on_the_picture_must_agree_with_the_metadata() {
        check(vec![named("豆包 (Doubao)"), by("kling")], &[ConflictKind::VendorsDiffer]);
        check(vec![named("可灵 (Kling)"), traced(Tool::Midjourney)], &[ConflictKind::VendorsDiffer]);
        check(vec![named("千问 (Qwen)"), signed_by("OpenAI OpCo, LLC")], &[ConflictKind::VendorsDiffer]);
        check(vec![named("豆包 (Doubao)"), traced(Tool::ComfyUi)], &[]);
        check(vec![named("豆包 (Doubao)")], &[]);
    }

    #[test]
    fn products_of_one_company_agree() {
        for vendor in ["豆包 (Doubao)", "即梦 (Jimeng)", "星绘 (Xinghui)", "Dreamina"] {
            check(vec![named(vendor), by("doubao")], &[]);
        }
        check(vec![named("豆包 (Doubao)"), named("即梦 (Jimeng)")], &[]);
    }

    #[test]
    fn a_mark_that_is_an_icon_an_edit_a_hub_or_no_label_contradicts_nobody() {
        let icon = mark(Wording::VendorIcon, Place::BottomRight, 0.05);
        check(vec![marked(icon), by("doubao")], &[]);
        check(vec![named("Samsung Galaxy AI"), by("doubao")], &[]);
        check(vec![named("RunningHub"), by("doubao")], &[]);
        check(vec![named("somebody"), by("doubao")], &[]);
        let kling = Some("可灵 (Kling)");
        for unsure in [Standing::OriginUnclear, Standing::Doubtful] {
            check(vec![marked(VisibleMark { vendor: kling, ..standing(unsure) }), by("doubao")], &[]);
        }
    }

    #[test]
    fn a_camera_manifest_against_a_label_on_the_picture() {
        let camera = || c2pa(created(StoreState::Trusted, CAMERA));
        let seen = |wording| marked(mark(wording, Place::BottomRight, 0.06));
        check(vec![camera(), seen(Wording::Compliant)], &[ConflictKind::CaptureAgainstAi]);
        check(vec![camera(), seen(Wording::OtherLanguage)], &[ConflictKind::CaptureAgainstAi]);
        check(vec![camera(), seen(Wording::VendorName)], &[]);
        check(vec![camera(), seen(Wording::VendorIcon)], &[]);
        check(vec![camera(), marked(standing(Standing::OriginUnclear))], &[]);
        check(vec![camera(), marked(standing(Standing::Doubtful))], &[]);
    }

    #[test]
    fn what_a_mark_is_counts_and_not_what_its_reader_says_of_it() {
        let camera = || c2pa(created(StoreState::Trusted, CAMERA));
        let loud = Evidence { says: Statement::AiGenerated, ..marked(standing(Standing::Doubtful)) };
        check(vec![camera(), loud], &[]);
        let quiet = Evidence { says: Statement::Nothing, ..marked(standing(Standing::Label)) };
        check(vec![camera(), quiet], &[ConflictKind::CaptureAgainstAi]);
    }
}
