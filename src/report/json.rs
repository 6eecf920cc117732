//! Report v1, the contract with machines: one [`Checked`] in, one JSON object out.
//!
//! The structs below are the schema, field by field and in its order; changes may only add. They borrow from
//! the result and are written straight into a buffer, because an upload hook writes one per picture. Text
//! from files leaves escaped and cut, as everywhere.

use std::borrow::Cow;
use std::fmt::{self, Display};

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::blind;
use super::ids;
use super::json_value::Value;
use super::run::Tool;
use crate::check::Checked;
use crate::context::Context;
use crate::coverage::Coverage;
use crate::evidence::{Evidence, EvidenceId};
use crate::facts::disposition::{Disposition, actions};
use crate::facts::model::{C2pa, Facts, FoundLabel, Stripping};
use crate::finding::Finding;
use crate::message::{Lang, Message, Text};
use crate::rules;
use crate::trust::TrustListInfo;
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{AigcFields, FieldValue, Provider};
use crate::vocabulary::c2pa::{Signer, TrustList};

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
    findings: Vec<FindingPart<'a>>,
    evidence: Vec<EvidencePart<'a>>,
    coverage: CoverageList<'a>,
    verdict: VerdictPart,
}

/// Arranges one result as Report v1.
pub fn report<'a>(checked: &'a Checked, tool: &'a Tool) -> Report<'a> {
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
        findings: checked.findings.iter().map(FindingPart::new).collect(),
        evidence: (1..).zip(&checked.reading.evidence).map(EvidencePart::new).collect(),
        coverage: CoverageList(&checked.reading.coverage),
        verdict: VerdictPart {
            outcome: checked.verdict.outcome.id(),
            severity: checked.verdict.severity.map(|severity| severity.id()),
            exit_code: checked.exit_code,
        },
    }
}

/// Appends one compact line with its line feed.
pub fn write_line(checked: &Checked, tool: &Tool, out: &mut Vec<u8>) {
    write_compact(&report(checked, tool), out);
    out.push(b'\n');
}

/// Appends a value as compact JSON.
pub(super) fn write_compact(value: &impl Serialize, out: &mut Vec<u8>) {
    let mut serializer = serde_json::Serializer::new(out);
    // Writing to memory cannot fail, and no type of this module has keys that are not strings.
    let written = value.serialize(&mut serializer);
    debug_assert!(written.is_ok(), "report types serialise");
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

/// A value that is written as what it displays.
pub(super) struct Shown<T: Display>(pub(super) T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// An instant in UTC, to the second.
#[derive(Clone, Copy)]
pub(super) struct Instant(pub(super) OffsetDateTime);

impl Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.0.to_offset(time::UtcOffset::UTC).replace_nanosecond(0).unwrap_or(self.0);
        f.write_str(&whole.format(&Rfc3339).map_err(|_| fmt::Error)?)
    }
}

/// The UTC date of an instant.
struct Day(OffsetDateTime);

impl Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.0.to_offset(time::UtcOffset::UTC).date();
        write!(f, "{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
    }
}

/// Bytes in lower-case hexadecimal.
pub(super) struct Hex<'a>(pub(super) &'a [u8; 32]);

impl Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A sentence in both languages.
#[derive(Serialize)]
struct Bilingual {
    zh: Cow<'static, str>,
    en: Cow<'static, str>,
}

impl Bilingual {
    fn of(message: &Message) -> Self {
        Self { zh: message.render(Lang::Zh), en: message.render(Lang::En) }
    }

    fn of_text(text: &'static Text) -> Self {
        Self { zh: Cow::Borrowed(text.zh), en: Cow::Borrowed(text.en) }
    }
}

/// `tool`.
#[derive(Serialize)]
pub(super) struct ToolPart<'a> {
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
    pub(super) fn new(tool: &'a Tool) -> Self {
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

fn evidence_ids(ids: &[EvidenceId]) -> Vec<Shown<EvidenceId>> {
    ids.iter().copied().map(Shown).collect()
}

#[derive(Serialize)]
struct LabelsPart<'a> {
    implicit: ImplicitPart<'a>,
    explicit: ExplicitPart,
    c2pa: C2paPart<'a>,
    watermark: WatermarkPart<'a>,
}

impl<'a> LabelsPart<'a> {
    fn new(facts: &'a Facts) -> Self {
        let scheme = |(_, name): &'a (EvidenceId, Untrusted)| SchemePart {
            scheme: Shown(name),
            payload: None,
            p_value: None,
            r#where: None,
        };
        Self {
            implicit: ImplicitPart::new(facts),
            explicit: ExplicitPart { state: facts.explicit.id(), marks: [] },
            c2pa: C2paPart::new(&facts.c2pa),
            watermark: WatermarkPart {
                state: facts.watermark.state.id(),
                schemes: facts.watermark.declared.iter().map(scheme).collect(),
            },
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

/// The fields that are there, in the order of the standard.
pub(super) struct Fields<'a>(pub(super) &'a AigcFields);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in self.0.iter() {
            match value {
                FieldValue::Missing => {}
                FieldValue::Text(text) | FieldValue::NotText(text) => map.serialize_entry(key, &Shown(text))?,
            }
        }
        map.end()
    }
}

/// A provider: its code taken apart, or its name.
#[derive(Serialize)]
pub(super) struct ProviderPart<'a> {
    code: Option<Shown<&'a Untrusted>>,
    uscc: Option<Shown<&'a Untrusted>>,
    uscc_valid: Option<bool>,
    service: Option<&'static str>,
    name: Option<Shown<&'a Untrusted>>,
    problem: Option<&'static str>,
}

impl<'a> ProviderPart<'a> {
    pub(super) fn new(provider: &'a Provider) -> Self {
        let nothing = Self { code: None, uscc: None, uscc_valid: None, service: None, name: None, problem: None };
        match provider {
            Provider::Code(parts) => Self {
                code: Some(Shown(&parts.code)),
                uscc: Some(Shown(&parts.uscc)),
                uscc_valid: Some(parts.uscc_valid),
                service: Some(ids::service(parts.service)),
                ..nothing
            },
            Provider::BrokenCode { raw, why } => Self { code: Some(Shown(raw)), problem: Some(why), ..nothing },
            Provider::Name(name) => Self { name: Some(Shown(name)), ..nothing },
        }
    }
}

/// Marks on the picture; none is read in this version, and the shape of one is fixed by the contract.
#[derive(Serialize)]
struct ExplicitPart {
    state: &'static str,
    marks: [(); 0],
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

/// A signer in one line: organisation, and the common name where it says more.
pub(super) struct SignerName<'a>(pub(super) &'a Signer);

impl Display for SignerName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Signer { organization, common_name, .. } = self.0;
        if organization.is_blank() {
            return common_name.fmt(f);
        }
        if common_name.is_blank() || common_name == organization {
            return organization.fmt(f);
        }
        write!(f, "{organization} ({common_name})")
    }
}

#[derive(Serialize)]
struct WatermarkPart<'a> {
    state: &'static str,
    schemes: Vec<SchemePart<'a>>,
}

#[derive(Serialize)]
struct SchemePart<'a> {
    scheme: Shown<&'a Untrusted>,
    payload: Option<&'a str>,
    p_value: Option<f64>,
    r#where: Option<&'a str>,
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
struct FindingPart<'a> {
    rule: &'a str,
    outcome: &'static str,
    severity: &'static str,
    clause: &'static str,
    message: Bilingual,
    remedy: Option<Bilingual>,
    evidence: Vec<Shown<EvidenceId>>,
}

impl<'a> FindingPart<'a> {
    fn new(finding: &'a Finding) -> Self {
        Self {
            rule: finding.rule,
            outcome: finding.outcome.id(),
            severity: finding.severity.id(),
            clause: rules::find(finding.rule).map_or("", |rule| rule.clause),
            message: Bilingual::of(&finding.message),
            remedy: finding.remedy.as_ref().map(Bilingual::of),
            evidence: evidence_ids(&finding.evidence),
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

/// What the readers did, then what no reader does.
struct CoverageList<'a>(&'a [Coverage]);

#[derive(Serialize)]
struct CoveragePart<'a> {
    reader: &'a str,
    state: &'static str,
    reason: Option<Cow<'static, str>>,
    reason_zh: Option<Cow<'static, str>>,
}

impl Serialize for CoverageList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for one in self.0.iter().chain(blind::missing_from(self.0)) {
            let reason = one.state.reason();
            let say = |lang| reason.as_ref().map(|reason| reason.render(lang));
            let (reason, reason_zh) = (say(Lang::En), say(Lang::Zh));
            let part = CoveragePart { reader: one.reader, state: one.state.id(), reason, reason_zh };
            list.serialize_element(&part)?;
        }
        list.end()
    }
}

#[derive(Serialize)]
struct VerdictPart {
    outcome: &'static str,
    severity: Option<&'static str>,
    exit_code: u8,
}
