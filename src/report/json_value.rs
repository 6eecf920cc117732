//! The `value` of an evidence item in Report v1: what exactly was read, by kind of detail.
//!
//! One struct per [`Detail`]; additive changes only.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use time::OffsetDateTime;

use super::ids;
use super::json_ledger::MatchValue;
use super::json_mark::MarkValue;
use super::json_removal::UndoneMarkValue;
use super::json_shown::{Fields, Instant, ProviderPart, Shown};
use super::json_thumbnail::ThumbnailValue;
use super::json_watermark::SchemeValue;
use crate::evidence::Detail;
use crate::message::Lang;
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{AigcLabel, Flaw, Security};
use crate::vocabulary::c2pa::{OriginStatement, Remnant, Signer, SigningTime, SoftBinding, Store};
use crate::vocabulary::generator::GeneratorTrace;
use crate::vocabulary::pixel_signature::PixelSignature;
use crate::vocabulary::source_type::DigitalSourceType;

/// What was read.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Value<'a> {
    Label(Box<LabelValue<'a>>),
    Store(Box<StoreValue<'a>>),
    Remnant(RemnantValue<'a>),
    SourceType(SourceTypeValue<'a>),
    Generator(GeneratorValue<'a>),
    Properties(Named<'a>),
    Mark(MarkValue<'a>),
    Watermark(Box<SchemeValue<'a>>),
    PixelSignature(PixelSignatureValue),
    Recorded(Box<MatchValue<'a>>),
    Thumbnail(Box<ThumbnailValue<'a>>),
    Undone(UndoneMarkValue),
}

impl<'a> Value<'a> {
    pub(super) fn new(detail: &'a Detail) -> Self {
        match detail {
            Detail::Aigc(label) => Self::Label(Box::new(LabelValue::new(label))),
            Detail::Store(store) => Self::Store(Box::new(StoreValue::new(store))),
            Detail::Remnant(remnant) => Self::Remnant(RemnantValue::new(remnant)),
            Detail::SourceType(term) => Self::SourceType(SourceTypeValue::new(term)),
            Detail::Generator(trace) => Self::Generator(GeneratorValue::new(trace)),
            Detail::Properties(properties) => Self::Properties(Named(properties)),
            Detail::Mark(mark) => Self::Mark(MarkValue::new(mark)),
            Detail::Watermark(mark) => Self::Watermark(Box::new(SchemeValue::new(mark))),
            Detail::PixelSignature(signature) => Self::PixelSignature(PixelSignatureValue::new(*signature)),
            Detail::Recorded(found) => Self::Recorded(Box::new(MatchValue::new(found))),
            Detail::Thumbnail(thumbnail) => Self::Thumbnail(Box::new(ThumbnailValue::new(thumbnail))),
            Detail::Undone(undone) => Self::Undone(UndoneMarkValue::new(undone)),
        }
    }
}

#[derive(Serialize)]
pub(super) struct PixelSignatureValue {
    signer: &'static str,
    state: &'static str,
}

impl PixelSignatureValue {
    fn new(signature: PixelSignature) -> Self {
        Self { signer: signature.signer, state: signature.state.id() }
    }
}

/// Named texts as one object; a name that comes twice becomes an entry of its own.
pub(super) struct Named<'a>(&'a [(&'static str, Untrusted)]);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (at, (name, text)) in self.0.iter().enumerate() {
            let earlier = self.0.iter().take(at).filter(|(other, _)| other == name).count();
            if earlier == 0 {
                map.serialize_entry(name, &Shown(text))?;
            } else {
                // An object with the same key twice is read differently by every parser.
                map.serialize_entry(&format!("{name} {}", earlier + 1), &Shown(text))?;
            }
        }
        map.end()
    }
}

#[derive(Serialize)]
pub(super) struct LabelValue<'a> {
    shape: &'static str,
    location: &'static str,
    label: Option<&'static str>,
    fields: Fields<'a>,
    producer: Option<ProviderPart<'a>>,
    propagator: Option<ProviderPart<'a>>,
    security: &'static str,
    security_detail: Option<Cow<'a, str>>,
    flaws: Vec<FlawValue<'a>>,
    text: Shown<&'a Untrusted>,
}

impl<'a> LabelValue<'a> {
    fn new(label: &'a AigcLabel) -> Self {
        Self {
            shape: ids::shape(label.shape),
            location: ids::location(label.location),
            label: label.value.map(|value| value.digit()),
            fields: Fields(&label.fields),
            producer: label.producer.as_ref().map(ProviderPart::new),
            propagator: label.propagator.as_ref().map(ProviderPart::new),
            security: ids::security(&label.security),
            security_detail: security_detail(&label.security),
            flaws: label.flaws.iter().map(FlawValue::new).collect(),
            text: Shown(&label.text),
        }
    }
}

fn security_detail(security: &Security) -> Option<Cow<'_, str>> {
    match security {
        Security::None | Security::Opaque => None,
        Security::ValidUnpinned { key } => Some(Cow::Borrowed(key)),
        Security::ValidPinned { owner } => Some(Cow::Borrowed(owner)),
        Security::Invalid { why } | Security::Unjudged { why } => Some(why.render(Lang::En)),
    }
}

#[derive(Serialize, Default)]
struct FlawValue<'a> {
    id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<Shown<&'a Untrusted>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    levels: Option<u8>,
}

impl<'a> FlawValue<'a> {
    fn new(flaw: &'a Flaw) -> Self {
        let bare = Self { id: ids::flaw(flaw), ..Self::default() };
        match flaw {
            Flaw::JsonInvalid { why } | Flaw::XmpMalformed { why } => Self { detail: Some(why), ..bare },
            Flaw::SchemaNonstandard { what } => Self { detail: Some(what), ..bare },
            Flaw::KeyMisspelt { found, expected } => Self { key: Some(Shown(found)), field: Some(expected), ..bare },
            Flaw::ExtraField { key } | Flaw::KeyRepeated { key } => Self { key: Some(Shown(key)), ..bare },
            Flaw::PlaceholderValue { key } | Flaw::Charset { key } => Self { field: Some(key), ..bare },
            Flaw::FieldType { key, found } => Self { field: Some(key), detail: Some(found), ..bare },
            Flaw::EscapedTwice { levels } => Self { levels: Some(*levels), ..bare },
            Flaw::CharsetPrefixMissing | Flaw::WrapperMissing | Flaw::AfterEnd => bare,
        }
    }
}

#[derive(Serialize)]
pub(super) struct StoreValue<'a> {
    state: &'static str,
    tampering: Option<&'static str>,
    signer_problem: Option<&'static str>,
    trust: &'static str,
    signer: Option<SignerValue<'a>>,
    signing_time: Option<SigningTimeValue>,
    generator: Option<Shown<&'a Untrusted>>,
    active_manifest: Option<Shown<&'a Untrusted>>,
    statements: Vec<StatementValue<'a>>,
    chain_complete: bool,
    all_actions_included: bool,
    laundered: Vec<Shown<&'a Untrusted>>,
    soft_bindings: Vec<SoftBindingValue<'a>>,
    declared_watermarks: Vec<Shown<&'a Untrusted>>,
    failure_codes: &'a [String],
    informational_codes: &'a [String],
}

impl<'a> StoreValue<'a> {
    fn new(store: &'a Store) -> Self {
        Self {
            state: ids::store_state(store.state),
            tampering: store.tampering.map(ids::tampering),
            signer_problem: store.signer_problem.map(ids::signer_problem),
            trust: store.trust.id(),
            signer: store.signer.as_ref().map(SignerValue::new),
            signing_time: store.signing_time.map(SigningTimeValue::new),
            generator: store.generator.as_ref().map(Shown),
            active_manifest: store.active_label.as_ref().map(Shown),
            statements: store.statements.iter().map(StatementValue::new).collect(),
            chain_complete: store.chain_complete,
            all_actions_included: store.all_actions_included,
            laundered: store.laundered.iter().map(Shown).collect(),
            soft_bindings: store.soft_bindings.iter().map(SoftBindingValue::new).collect(),
            declared_watermarks: store.declared_watermarks.iter().map(Shown).collect(),
            failure_codes: &store.failure_codes,
            informational_codes: &store.informational_codes,
        }
    }
}

#[derive(Serialize)]
struct SignerValue<'a> {
    organization: Shown<&'a Untrusted>,
    common_name: Shown<&'a Untrusted>,
    not_before: Option<Shown<Instant>>,
    not_after: Option<Shown<Instant>>,
}

impl<'a> SignerValue<'a> {
    fn new(signer: &'a Signer) -> Self {
        Self {
            organization: Shown(&signer.organization),
            common_name: Shown(&signer.common_name),
            not_before: signer.not_before.map(shown_instant),
            not_after: signer.not_after.map(shown_instant),
        }
    }
}

fn shown_instant(instant: OffsetDateTime) -> Shown<Instant> {
    Shown(Instant(instant))
}

#[derive(Serialize)]
struct SigningTimeValue {
    attested: &'static str,
    at: Option<Shown<Instant>>,
}

impl SigningTimeValue {
    fn new(time: SigningTime) -> Self {
        let (attested, at) = match time {
            SigningTime::None => ("none", None),
            SigningTime::Trusted(at) => ("trusted", Some(at)),
            SigningTime::Unlisted(at) => ("unlisted", Some(at)),
        };
        Self { attested, at: at.map(shown_instant) }
    }
}

#[derive(Serialize)]
struct StatementValue<'a> {
    position: &'static str,
    generation: Option<u16>,
    action: Shown<&'a Untrusted>,
    source_type: Option<SourceTypeValue<'a>>,
    attributed: bool,
    software_agent: Option<Shown<&'a Untrusted>>,
    description: Option<Shown<&'a Untrusted>>,
}

impl<'a> StatementValue<'a> {
    fn new(statement: &'a OriginStatement) -> Self {
        let (position, generation) = ids::position(statement.position);
        Self {
            position,
            generation,
            action: Shown(&statement.action),
            source_type: statement.source_type.as_ref().map(SourceTypeValue::new),
            attributed: statement.attributed,
            software_agent: statement.software_agent.as_ref().map(Shown),
            description: statement.description.as_ref().map(Shown),
        }
    }
}

#[derive(Serialize)]
struct SoftBindingValue<'a> {
    algorithm: Shown<&'a Untrusted>,
    value: Shown<&'a Untrusted>,
}

impl<'a> SoftBindingValue<'a> {
    fn new(binding: &'a SoftBinding) -> Self {
        Self { algorithm: Shown(&binding.algorithm), value: Shown(&binding.value) }
    }
}

#[derive(Serialize)]
pub(super) struct SourceTypeValue<'a> {
    raw: Shown<&'a Untrusted>,
    code: Option<&'static str>,
    class: &'static str,
    canonical: bool,
}

impl<'a> SourceTypeValue<'a> {
    fn new(term: &'a DigitalSourceType) -> Self {
        let class = ids::ai_class(term.class);
        Self { raw: Shown(&term.raw), code: term.code, class, canonical: term.canonical }
    }
}

#[derive(Serialize)]
pub(super) struct GeneratorValue<'a> {
    tool: &'static str,
    act: &'static str,
    details: Named<'a>,
}

impl<'a> GeneratorValue<'a> {
    fn new(trace: &'a GeneratorTrace) -> Self {
        Self { tool: trace.tool.name(), act: ids::act(trace.act), details: Named(&trace.details) }
    }
}

#[derive(Serialize)]
pub(super) struct RemnantValue<'a> {
    remnant: &'static str,
    what: Option<&'static str>,
    target: Option<Shown<&'a Untrusted>>,
}

impl<'a> RemnantValue<'a> {
    fn new(remnant: &'a Remnant) -> Self {
        match remnant {
            Remnant::Fragment { what } => Self { remnant: "fragment", what: Some(what.en), target: None },
            Remnant::SelfReference(to) => Self { remnant: "self_reference", what: None, target: Some(Shown(to)) },
            Remnant::RemoteReference(to) => Self { remnant: "remote_reference", what: None, target: Some(Shown(to)) },
        }
    }
}
