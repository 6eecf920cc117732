//! Report v1, the contract with machines: one [`Checked`] in, one JSON object out.
//!
//! The structs below are the schema, field by field and in its order; changes may only add. They borrow from
//! the result and are written straight into a buffer, because an upload hook writes one per picture. Text
//! from files leaves escaped and cut, as everywhere.

use serde::Serialize;

use super::ids;
use super::json_coverage::{self, CoveragePart};
use super::json_findings::{self, FindingPart};
use super::json_ledger::LedgerPart;
use super::json_mark::MarkValue;
use super::json_shown::{Bilingual, Day, Fields, Hex, Instant, ProviderPart, Shown, SignerName, evidence_ids};
use super::json_stock::List;
use super::json_value::Value;
use super::json_watermark::SchemeValue;
use super::run::Tool;
use crate::check::Checked;
use crate::context::Context;
use crate::evidence::{Evidence, EvidenceId};
use crate::facts::disposition::{Disposition, actions};
use crate::facts::model::{C2pa, Explicit, Facts, FoundLabel, Stripping, Watermark};
use crate::trust::TrustListInfo;
use crate::untrusted::Untrusted;
use crate::vocabulary::c2pa::TrustList;

/// Name and version of the contract.
pub const SCHEMA: &str = "yanbiao/report/v1";

/// One asset as Report v1.
#[derive(Serialize)]
pub struct Report<'a> {
    schema: &'static str,
    tool: ToolPart<'a>,
    evaluated_at: Shown<Instant>,
    asset: AssetPart<'a>,
    context: ContextPart,
    origin: OriginPart<'a>,
    labels: LabelsPart<'a>,
    integrity: &'static str,
    stripping: StrippingPart,
    disposition: DispositionPart,
    findings: List<FindingPart<'a>>,
    evidence: Vec<EvidencePart<'a>>,
    coverage: List<CoveragePart<'a>>,
    verdict: VerdictPart,
    #[serde(skip_serializing_if = "Option::is_none")]
    ledger: Option<LedgerPart<'a>>,
}

/// Arranges one result as Report v1.
pub fn report<'a>(checked: &'a Checked, tool: &'a Tool) -> Report<'a> {
    arrange(checked, tool, json_findings::anew(&checked.findings))
}

fn arrange<'a>(checked: &'a Checked, tool: &'a Tool, findings: List<FindingPart<'a>>) -> Report<'a> {
    let facts = &checked.facts;
    Report {
        schema: SCHEMA,
        tool: ToolPart::new(tool),
        evaluated_at: Shown(Instant(checked.context.as_of)),
        asset: AssetPart::new(checked),
        context: ContextPart::new(&checked.context),
        origin: OriginPart::new(facts),
        labels: LabelsPart::new(facts),
        integrity: facts.integrity.id(),
        stripping: StrippingPart::new(&facts.stripping),
        disposition: DispositionPart::new(checked.disposition, facts, &checked.context),
        findings,
        evidence: (1..).zip(&checked.reading.evidence).map(EvidencePart::new).collect(),
        coverage: json_coverage::from_stock(&checked.reading.coverage),
        verdict: VerdictPart {
            outcome: checked.verdict.outcome.id(),
            severity: checked.verdict.severity.map(|severity| severity.id()),
            exit_code: checked.exit_code,
        },
        ledger: LedgerPart::new(&facts.ledger),
    }
}

/// Appends one compact line with its line feed.
pub fn write_line(checked: &Checked, tool: &Tool, out: &mut Vec<u8>) {
    write_compact(&arrange(checked, tool, json_findings::from_stock(&checked.findings)), out);
    out.push(b'\n');
}

/// Appends a value as compact JSON.
pub(super) fn write_compact(value: &impl Serialize, out: &mut Vec<u8>) {
    let mut serializer = serde_json::Serializer::new(out);
    // Writing to memory cannot fail, and no type of this module has keys that are not strings.
    let written = value.serialize(&mut serializer);
    debug_assert!(written.is_ok(), "report types serialise");
}

/// A value as compact JSON.
pub(super) fn compact(value: &impl Serialize) -> Vec<u8> {
    let mut out = Vec::new();
    write_compact(value, &mut out);
    out
}

/// Appends a value as indented JSON, every line but the first shifted right by `indent` levels.
pub fn write_pretty(value: &impl Serialize, indent: usize, out: &mut Vec<u8>) {
    let mut plain = Vec::new();
    let written = serde_json::to_writer_pretty(&mut plain, value);
    debug_assert!(written.is_ok(), "report types serialise");
    for byte in plain {
        out.push(byte);
        if byte == b'\n' {
            out.resize(out.len() + 2 * indent, b' ');
        }
    }
}

/// `tool`.
#[derive(Serialize)]
pub struct ToolPart<'a> {
    version: &'a str,
    rule_set: &'a str,
    trust_lists: Vec<TrustListPart<'a>>,
}

#[derive(Serialize)]
struct TrustListPart<'a> {
    name: &'a str,
    issued: Option<&'a str>,
    sha256: &'a str,
}

impl<'a> ToolPart<'a> {
    /// The versions that decide.
    pub fn new(tool: &'a Tool) -> Self {
        let part = |list: &'a TrustListInfo| TrustListPart {
            name: &list.name,
            issued: list.issued.as_deref(),
            sha256: &list.sha256,
        };
        Self {
            version: tool.version,
            rule_set: tool.rule_set,
            trust_lists: tool.trust_lists.iter().map(part).collect(),
        }
    }
}

#[derive(Serialize)]
struct AssetPart<'a> {
    name: Shown<&'a Untrusted>,
    sha256: Option<Shown<Hex<'a>>>,
    size_bytes: u64,
    format: &'static str,
    width: Option<u32>,
    height: Option<u32>,
}

impl<'a> AssetPart<'a> {
    fn new(checked: &'a Checked) -> Self {
        Self {
            name: Shown(&checked.name),
            sha256: checked.sha256.as_ref().map(|digest| Shown(Hex(digest))),
            size_bytes: checked.size_bytes,
            format: checked.format.id(),
            width: checked.width,
            height: checked.height,
        }
    }
}

#[derive(Serialize)]
struct ContextPart {
    role: &'static str,
    jurisdiction: &'static str,
    as_of: Shown<Day>,
    user_declared: Option<bool>,
    depth: &'static str,
}

impl ContextPart {
    fn new(context: &Context) -> Self {
        Self {
            role: context.role.id(),
            jurisdiction: context.jurisdiction.id(),
            as_of: Shown(Day(context.as_of)),
            user_declared: context.user_declared,
            depth: context.depth.id(),
        }
    }
}

#[derive(Serialize)]
struct OriginPart<'a> {
    claim: &'static str,
    strength: &'static str,
    generator: Option<Shown<&'a Untrusted>>,
    evidence: Vec<Shown<EvidenceId>>,
}

impl<'a> OriginPart<'a> {
    fn new(facts: &'a Facts) -> Self {
        Self {
            claim: facts.origin.claim.id(),
            strength: facts.origin.strength.map_or("none", |strength| strength.id()),
            generator: facts.origin.generator.as_ref().map(Shown),
            evidence: evidence_ids(&facts.origin.evidence),
        }
    }
}

#[derive(Serialize)]
struct LabelsPart<'a> {
    implicit: ImplicitPart<'a>,
    explicit: ExplicitPart<'a>,
    c2pa: C2paPart<'a>,
    watermark: WatermarkPart<'a>,
}

impl<'a> LabelsPart<'a> {
    fn new(facts: &'a Facts) -> Self {
        Self {
            implicit: ImplicitPart::new(facts),
            explicit: ExplicitPart::new(&facts.explicit),
            c2pa: C2paPart::new(&facts.c2pa),
            watermark: WatermarkPart { state: facts.watermark.state.id(), schemes: schemes(&facts.watermark) },
        }
    }
}

#[derive(Serialize)]
struct ImplicitPart<'a> {
    state: &'static str,
    copies: usize,
    fields: Option<Fields<'a>>,
    producer: Option<ProviderPart<'a>>,
    security: &'static str,
}

impl<'a> ImplicitPart<'a> {
    fn new(facts: &'a Facts) -> Self {
        let label = facts.implicit.label().map(|found: &'a FoundLabel| &found.label);
        Self {
            state: facts.implicit.state.id(),
            copies: facts.implicit.labels.len(),
            fields: label.map(|label| Fields(&label.fields)),
            producer: label.and_then(|label| label.producer.as_ref()).map(ProviderPart::new),
            security: label.map_or("none", |label| ids::security(&label.security)),
        }
    }
}

/// Marks on the picture, best first.
#[derive(Serialize)]
struct ExplicitPart<'a> {
    state: &'static str,
    marks: Vec<MarkValue<'a>>,
}

impl<'a> ExplicitPart<'a> {
    fn new(explicit: &'a Explicit) -> Self {
        Self { state: explicit.state.id(), marks: explicit.marks.iter().map(MarkValue::listed).collect() }
    }
}

#[derive(Serialize)]
struct C2paPart<'a> {
    state: &'static str,
    trust: &'static str,
    signer: Option<Shown<SignerName<'a>>>,
    codes: Vec<&'a str>,
}

impl<'a> C2paPart<'a> {
    fn new(c2pa: &'a C2pa) -> Self {
        let store = c2pa.store.as_ref().map(|(_, store)| store);
        let codes = store.map(|store| store.failure_codes.iter().chain(&store.informational_codes));
        Self {
            state: c2pa.state.id(),
            trust: store.map_or(TrustList::None, |store| store.trust).id(),
            signer: store.and_then(|store| store.signer.as_ref()).map(|signer| Shown(SignerName(signer))),
            codes: codes.into_iter().flatten().map(String::as_str).collect(),
        }
    }
}

#[derive(Serialize)]
struct WatermarkPart<'a> {
    state: &'static str,
    schemes: Vec<SchemeValue<'a>>,
}

/// What was read first, then what is only declared.
fn schemes(watermark: &Watermark) -> Vec<SchemeValue<'_>> {
    let found = watermark.found.iter().map(SchemeValue::listed);
    found.chain(watermark.declared.iter().map(SchemeValue::declared)).collect()
}

#[derive(Serialize)]
struct StrippingPart {
    level: &'static str,
    layers: Vec<&'static str>,
    reasons: Vec<Shown<EvidenceId>>,
}

impl StrippingPart {
    fn new(stripping: &Stripping) -> Self {
        let mut layers: Vec<_> = stripping.reasons.iter().map(|reason| reason.layer).collect();
        layers.sort_unstable();
        layers.dedup();
        let mut reasons: Vec<_> = stripping.reasons.iter().map(|reason| reason.evidence).collect();
        reasons.sort_unstable();
        reasons.dedup();
        Self {
            level: stripping.level.id(),
            layers: layers.into_iter().map(|layer| layer.id()).collect(),
            reasons: evidence_ids(&reasons),
        }
    }
}

#[derive(Serialize)]
struct DispositionPart {
    state: &'static str,
    label_value: Option<&'static str>,
    notice: Option<Bilingual>,
    actions: Vec<&'static str>,
}

impl DispositionPart {
    fn new(disposition: Disposition, facts: &Facts, context: &Context) -> Self {
        Self {
            state: disposition.id(),
            label_value: disposition.label_value().map(|value| value.digit()),
            notice: disposition.notice().map(Bilingual::of_text),
            actions: actions(facts, context).iter().map(|action| action.id()).collect(),
        }
    }
}

#[derive(Serialize)]
struct EvidencePart<'a> {
    id: Shown<EvidenceId>,
    kind: &'static str,
    carrier: &'a str,
    offset: Option<u64>,
    length: Option<u64>,
    says: &'static str,
    strength: &'static str,
    value: Value<'a>,
}

impl<'a> EvidencePart<'a> {
    fn new((number, evidence): (u32, &'a Evidence)) -> Self {
        let span = evidence.span.as_ref();
        Self {
            id: Shown(EvidenceId(number)),
            kind: evidence.kind.id(),
            carrier: &evidence.carrier,
            offset: span.map(|span| span.start),
            length: span.map(|span| span.end.saturating_sub(span.start)),
            says: evidence.says.id(),
            strength: evidence.strength.id(),
            value: Value::new(&evidence.detail),
        }
    }
}

#[derive(Serialize)]
struct VerdictPart {
    outcome: &'static str,
    severity: Option<&'static str>,
    exit_code: u8,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::Asset;
    use crate::check::{Settings, check};
    use crate::context::Role;
    use crate::facts::testing::{complete, from, mark, marked, standing};
    use crate::vocabulary::visible::{Place, Standing, VisibleMark, Wording};

    fn checked(sample: &str, role: Role) -> Checked {
        let bytes = std::fs::read(format!("{}/samples/{sample}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let context = Context { role, ..Context::at(time::macros::datetime!(2026-11-23 00:00 UTC)) };
        check(&Asset::new(sample, &bytes), &context, &Settings::default())
    }

    #[track_caller]
    fn check_line(sample: &str, role: Role) {
        let settings = Settings::default();
        let (checked, tool) = (checked(sample, role), Tool::new(&settings.trust));
        let expected = serde_json::to_string(&report(&checked, &tool)).unwrap() + "\n";
        for stock in ["perhaps empty", "filled"] {
            let mut line = Vec::new();
            write_line(&checked, &tool, &mut line);
            assert_eq!(String::from_utf8(line).unwrap(), expected, "{stock}");
        }
    }

    #[test]
    fn a_mark_is_listed_with_exactly_the_fields_of_the_contract_and_what_was_added() {
        let mut checked = checked("plain/nothing.jpg", Role::Unknown);
        let label = VisibleMark { height_px: 33.74, ..mark(Wording::Compliant, Place::BottomRight, 0.033_74) };
        checked.reading = complete(vec![marked(standing(Standing::Doubtful)), marked(label)]);
        checked.facts = from(checked.format, &checked.reading);
        let report = serde_json::to_value(report(&checked, &Tool::new(&Settings::default().trust))).unwrap();
        let explicit = &report["labels"]["explicit"];
        assert_eq!(explicit["state"], "below_height");
        let expected = serde_json::json!({
            "text": "豆包AI生成", "box": [800, 940, 160, 34], "height_px": 33.7, "height_ratio": 0.0337,
            "place": "bottom_right", "score": 0.97, "vendor": "豆包 (Doubao)", "wording": "compliant",
            "standing": "label", "contrast": 120.0, "seen_on": "first", "evidence": "e2",
        });
        assert_eq!(explicit["marks"][0], expected);
        assert_eq!(
            (&explicit["marks"][1]["standing"], &explicit["marks"][1]["evidence"]),
            (&"doubtful".into(), &"e1".into())
        );
        let mut value = expected;
        value.as_object_mut().unwrap().remove("evidence");
        assert_eq!(report["evidence"][1]["value"], value);
    }

    #[test]
    fn a_line_is_the_same_whether_its_findings_are_in_stock_or_not() {
        for role in [Role::Unknown, Role::Generator, Role::Platform, Role::Auditor] {
            check_line("aigc/v01-xmp-element.png", role);
            check_line("c2pa/ai-created.jpg", role);
            check_line("aigc/served-label-1.png", role);
        }
    }
}
