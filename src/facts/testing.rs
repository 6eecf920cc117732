//! Hand-built evidence for the tests of facts and rules.

use time::macros::datetime;

use super::derive;
use super::model::Facts;
use crate::container::layout::{Format, Layout, Oddity};
use crate::context::{Context, Role};
use crate::coverage::{Coverage, CoverageState};
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{
    AigcFields, AigcLabel, FieldValue, Flaw, LabelValue, Location, Provider, ProviderCode, Security, Service, Shape,
};
use crate::vocabulary::c2pa::{OriginStatement, Position, Remnant, Signer, Standing, Store, StoreState, TrustList};
use crate::vocabulary::generator::{Act, GeneratorTrace, Tool};
use crate::vocabulary::ledger::{LabelLayer, Match, PlaceNow, Record, RecordKind, RecordedLabel, Said};
use crate::vocabulary::pixel_signature::{PixelSignature, SignatureState};
use crate::vocabulary::removal::UndoneMark;
use crate::vocabulary::source_type::DigitalSourceType;
use crate::vocabulary::thumbnail::{Relation, Source, Thumbnail, ThumbnailMark};
use crate::vocabulary::visible::{Area, Place, SeenOn, Standing as MarkStanding, VisibleMark, Wording};
use crate::vocabulary::watermark::{
    ChannelOrder, ChromaOffset, FoundAt, InvisibleMark, MarkSignature, MarkStanding as WatermarkStanding,
};

pub(crate) const AI: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
pub(crate) const CAMERA: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture";
pub(crate) const COMPOSITE: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/composite";
/// A code with a right check character: a made-up number under the real scheme.
pub(crate) const CODE: &str = "001191350100M000100Y4310001";

pub(crate) fn context(role: Role) -> Context {
    Context { role, ..Context::at(datetime!(2026-11-23 00:00 UTC)) }
}

pub(crate) fn text(value: &str) -> FieldValue {
    FieldValue::Text(Untrusted::new(value))
}

pub(crate) fn provider_code(code: &str, service: Service) -> ProviderCode {
    ProviderCode {
        code: Untrusted::new(code),
        uscc: Untrusted::new(&code[4..22]),
        uscc_valid: true,
        service,
        extension: Untrusted::new(&code[23..]),
    }
}

/// A faultless label with both pairs filled in.
pub(crate) fn label(digit: &str) -> AigcLabel {
    let code = || Some(Provider::Code(provider_code(CODE, Service::Generation)));
    AigcLabel {
        shape: Shape::Inner,
        location: Location::Xmp,
        text: Untrusted::new(format!("{{\"Label\":\"{digit}\"}}")),
        fields: AigcFields {
            label: text(digit),
            content_producer: text(CODE),
            produce_id: text("20261123-0001"),
            reserved_code1: text(""),
            content_propagator: text(CODE),
            propagate_id: text("20261123-0001"),
            reserved_code2: text(""),
        },
        value: LabelValue::parse(digit),
        producer: code(),
        propagator: Some(Provider::Code(provider_code(CODE, Service::Propagation))),
        security: Security::None,
        flaws: Vec::new(),
    }
}

/// A label with one flaw.
pub(crate) fn flawed(flaw: Flaw) -> AigcLabel {
    AigcLabel { flaws: vec![flaw], ..label("1") }
}

/// A label in a given shape without any field.
pub(crate) fn husk(shape: Shape, raw: &str) -> AigcLabel {
    AigcLabel {
        shape,
        text: Untrusted::new(raw),
        fields: AigcFields::default(),
        value: None,
        producer: None,
        propagator: None,
        ..label("1")
    }
}

pub(crate) fn aigc(label: AigcLabel) -> Evidence {
    let says = match label.value {
        Some(LabelValue::Is) => Statement::AiGenerated,
        Some(LabelValue::May | LabelValue::Suspect) => Statement::PossiblyAi,
        None => Statement::Existed,
    };
    let carrier = "png:iTXt XML:com.adobe.xmp".to_owned();
    let detail = Detail::Aigc(Box::new(label));
    Evidence { kind: EvidenceKind::Tc260Aigc, carrier, span: None, says, strength: Strength::Declared, detail }
}

pub(crate) fn statement(position: Position, action: &str, source_type: &str) -> OriginStatement {
    OriginStatement {
        position,
        action: Untrusted::new(action),
        source_type: (!source_type.is_empty()).then(|| DigitalSourceType::parse(source_type)),
        attributed: true,
        standing: Standing::Official,
        software_agent: None,
        description: None,
    }
}

/// A complete store on the official list.
pub(crate) fn store(state: StoreState, statements: Vec<OriginStatement>) -> Store {
    Store {
        state,
        bound: !matches!(state, StoreState::Tampered | StoreState::Unreadable | StoreState::Unbound),
        fetched_from: None,
        tampering: None,
        signer_problem: None,
        trust: if state == StoreState::Trusted { TrustList::Official } else { TrustList::None },
        signer: Some(signer("Example Camera", "Example Ltd")),
        signing_time: None,
        generator: Some(Untrusted::new("Example/1.0")),
        active_label: None,
        statements,
        chain_complete: true,
        chain_listed: true,
        all_actions_included: true,
        laundered: Vec::new(),
        soft_bindings: Vec::new(),
        declared_watermarks: Vec::new(),
        failure_codes: Vec::new(),
        informational_codes: Vec::new(),
    }
}

pub(crate) fn signer(common_name: &str, organization: &str) -> Signer {
    Signer {
        organization: Untrusted::new(organization),
        common_name: Untrusted::new(common_name),
        not_before: None,
        not_after: None,
    }
}

/// A store whose active manifest was created with one source type.
pub(crate) fn created(state: StoreState, source_type: &str) -> Store {
    store(state, vec![statement(Position::Active, "c2pa.created", source_type)])
}

pub(crate) fn c2pa(store: Store) -> Evidence {
    let detail = Detail::Store(Box::new(store));
    item(EvidenceKind::C2paStore, Statement::Nothing, Strength::SignedUnconfirmed, detail)
}

pub(crate) fn remnant(remnant: Remnant) -> Evidence {
    item(EvidenceKind::C2paFragment, Statement::Existed, Strength::Detected, Detail::Remnant(remnant))
}

pub(crate) fn traced(tool: Tool) -> Evidence {
    let trace = GeneratorTrace { tool, act: Act::Generated, details: Vec::new() };
    item(EvidenceKind::GeneratorMetadata, Statement::AiGenerated, Strength::Declared, Detail::Generator(trace))
}

/// A mark that stands on a picture of 1000 by 1000 pixels as a label does; its height as a share of that.
pub(crate) fn mark(wording: Wording, place: Place, height_ratio: f32) -> VisibleMark {
    let (text, vendor) = match wording {
        Wording::Compliant => ("豆包AI生成", Some("豆包 (Doubao)")),
        Wording::OtherLanguage => ("Contenuti generati dall'AI", Some("Samsung Galaxy AI")),
        Wording::VendorName => ("即梦AI", Some("即梦 (Jimeng)")),
        Wording::VendorIcon => ("", Some("Google Gemini")),
    };
    VisibleMark {
        text: Untrusted::new(text),
        vendor,
        wording,
        area: Area { x: 800, y: 940, width: 160, height: 34 },
        height_px: height_ratio * 1000.0,
        height_ratio,
        place,
        score: 0.97,
        contrast: 120.0,
        standing: MarkStanding::Label,
        seen_on: SeenOn::First,
    }
}

/// A compliant mark of a given standing in the corner.
pub(crate) fn standing(standing: MarkStanding) -> VisibleMark {
    VisibleMark { standing, ..mark(Wording::Compliant, Place::BottomRight, 0.06) }
}

/// The evidence of a mark, as its reader gives it.
pub(crate) fn marked(mark: VisibleMark) -> Evidence {
    let says = match (mark.standing, mark.wording) {
        (MarkStanding::Label, Wording::Compliant | Wording::OtherLanguage) => Statement::AiGenerated,
        (MarkStanding::Label, Wording::VendorName | Wording::VendorIcon) => Statement::PossiblyAi,
        (MarkStanding::OriginUnclear | MarkStanding::Doubtful, _) => Statement::Nothing,
    };
    let kind = match mark.wording {
        Wording::VendorIcon => EvidenceKind::VisibleIcon,
        Wording::Compliant | Wording::OtherLanguage | Wording::VendorName => EvidenceKind::VisibleText,
    };
    item(kind, says, Strength::Detected, Detail::Mark(Box::new(mark)))
}

/// An invisible mark that known code writes and anybody can.
pub(crate) fn watermarked() -> Evidence {
    let mark = InvisibleMark {
        scheme: "dwtDct",
        payload: Untrusted::new("SDV2"),
        payload_bits: Some(32),
        used_by: None,
        p_value: Some(1e-9),
        place: Some(Area { x: 512, y: 0, width: 512, height: 1024 }),
        found_at: FoundAt::AsIs,
        is_mirrored: false,
        colours: Some((ChannelOrder::Bgr, ChromaOffset::EightBit)),
        signature: MarkSignature::None,
        standing: WatermarkStanding::Found,
    };
    let detail = Detail::Watermark(Box::new(mark));
    item(EvidenceKind::WatermarkOpen, Statement::PossiblyAi, Strength::Detected, detail)
}

/// An invisible mark with a payload of no known code.
pub(crate) fn watermarked_by_somebody(payload: &str) -> Evidence {
    let Detail::Watermark(mark) = watermarked().detail else { panic!("a mark") };
    let payload = Untrusted::new(payload);
    let mark = InvisibleMark { payload, payload_bits: Some(64), standing: WatermarkStanding::PayloadUnknown, ..*mark };
    let detail = Detail::Watermark(Box::new(mark));
    item(EvidenceKind::WatermarkUnknown, Statement::Nothing, Strength::Detected, detail)
}

/// A text hidden in the lowest bits.
pub(crate) fn hidden_text(standing: WatermarkStanding) -> Evidence {
    let Detail::Watermark(mark) = watermarked().detail else { panic!("a mark") };
    let mark = InvisibleMark {
        scheme: "stealth_pngcomp",
        payload_bits: None,
        p_value: None,
        place: None,
        colours: None,
        standing,
        ..*mark
    };
    let detail = Detail::Watermark(Box::new(mark));
    item(EvidenceKind::WatermarkText, Statement::PossiblyAi, Strength::Detected, detail)
}

/// A signature over the pixels in the settings of NovelAI.
pub(crate) fn pixels_signed(state: SignatureState) -> Evidence {
    let (says, strength) = match state {
        SignatureState::Verified => (Statement::AiGenerated, Strength::Signed),
        SignatureState::Broken | SignatureState::Unverifiable => (Statement::Nothing, Strength::Detected),
    };
    let detail = Detail::PixelSignature(PixelSignature { signer: "NovelAI", state });
    item(EvidenceKind::PixelSignature, says, strength, detail)
}

pub(crate) fn structure_remnant() -> Evidence {
    item(EvidenceKind::StructureRemnant, Statement::Nothing, Strength::Detected, Detail::Properties(Vec::new()))
}

pub(crate) fn xmp_source_type(source_type: &str) -> Evidence {
    let term = DigitalSourceType::parse(source_type);
    let says = match term.class {
        crate::vocabulary::source_type::AiClass::Generated => Statement::AiGenerated,
        crate::vocabulary::source_type::AiClass::Edited => Statement::AiEdited,
        crate::vocabulary::source_type::AiClass::Possibly => Statement::PossiblyAi,
        crate::vocabulary::source_type::AiClass::NotAi => Statement::NotAi,
        crate::vocabulary::source_type::AiClass::Unrecognised => Statement::Nothing,
    };
    item(EvidenceKind::IptcDst, says, Strength::Declared, Detail::SourceType(term))
}

pub(crate) fn item(kind: EvidenceKind, says: Statement, strength: Strength, detail: Detail) -> Evidence {
    Evidence { kind, carrier: format!("png:{}", kind.id()), span: None, says, strength, detail }
}

/// A record of this picture with these labels, made by AI.
pub(crate) fn recorded(kind: RecordKind, labels: &[(LabelLayer, PlaceNow)]) -> Evidence {
    let label = |(layer, _): &(LabelLayer, PlaceNow)| RecordedLabel {
        layer: *layer,
        what: Untrusted::new("AI生成"),
        place: None,
    };
    let record = Record {
        number: 7,
        kind,
        name: Untrusted::new("original.png"),
        sha256: [1; 32],
        added_at: datetime!(2026-05-04 08:00 UTC),
        width: 800,
        height: 600,
        said: Said::AllByMetadata,
        labels: labels.iter().map(label).collect(),
    };
    let places = labels.iter().map(|(_, place)| *place).collect();
    let found = Match { record, alike: 0.99, seen: 1.0, is_mirrored: false, degrees: 0.0, changed: Vec::new(), places };
    item(EvidenceKind::LedgerRecord, Statement::Nothing, Strength::Detected, Detail::Recorded(Box::new(found)))
}

/// A small picture with labels, by what the picture shows in their places.
pub(crate) fn thumbnail(source: Source, relation: Relation, labels: &[PlaceNow]) -> Evidence {
    let label = |now: &PlaceNow| {
        let mark = mark(Wording::Compliant, Place::BottomRight, 0.06);
        ThumbnailMark { mark: VisibleMark { vendor: None, ..mark }, now: *now }
    };
    let thumbnail = Thumbnail {
        source,
        width: 480,
        height: 360,
        relation,
        changed: vec![Area { x: 10, y: 20, width: 30, height: 40 }; usize::from(relation == Relation::Changed)],
        marks: labels.iter().map(label).collect(),
        is_text_read: !labels.is_empty(),
    };
    item(EvidenceKind::Thumbnail, Statement::Nothing, Strength::Detected, Detail::Thumbnail(Box::new(thumbnail)))
}

/// The star of Gemini, computed off.
pub(crate) fn undone() -> Evidence {
    let area = Area { x: 120, y: 70, width: 48, height: 48 };
    let tints = 90;
    let undone = UndoneMark { vendor: "Google Gemini", area, opacity: 0.5, agreeing: 0.95, around: 0.12, tints };
    item(EvidenceKind::RemovalUndone, Statement::Existed, Strength::Detected, Detail::Undone(Box::new(undone)))
}

/// Facts of a PNG that was completely searched and looked up in a ledger.
pub(crate) fn facts_looked_up(evidence: Vec<Evidence>) -> Facts {
    facts_of_lookup(evidence, CoverageState::Complete)
}

/// The same with how far the look-up went.
pub(crate) fn facts_of_lookup(evidence: Vec<Evidence>, state: CoverageState) -> Facts {
    let mut reading = complete(evidence);
    reading.coverage.push(Coverage { reader: "ledger", state });
    from(Format::Png, &reading)
}

const SEARCHES: [&str; 9] = [
    "container",
    "tc260-aigc",
    "visible-label",
    "open-watermark",
    "open-watermark-unknown",
    "stealth-text",
    "thumbnail",
    "removal-trace",
    "c2pa",
];

/// A reading in which every required search ran to its end.
pub(crate) fn complete(evidence: Vec<Evidence>) -> Reading {
    let entry = |reader| Coverage { reader, state: CoverageState::Complete };
    Reading { evidence, coverage: SEARCHES.map(entry).to_vec() }
}

/// The same with the search for the label stopped.
pub(crate) fn stopped(evidence: Vec<Evidence>) -> Reading {
    let mut reading = complete(evidence);
    reading.coverage[1].state = CoverageState::Stopped { limit: "payload_bytes_max", at: 16 };
    reading
}

/// Facts of a PNG with this evidence, completely searched.
pub(crate) fn facts(evidence: Vec<Evidence>) -> Facts {
    from(Format::Png, &complete(evidence))
}

/// Facts of a PNG in which the search for the label stopped.
pub(crate) fn facts_stopped(evidence: Vec<Evidence>) -> Facts {
    from(Format::Png, &stopped(evidence))
}

/// Facts of a PNG whose pixels nobody looked at, as at metadata depth.
pub(crate) fn facts_unlooked(evidence: Vec<Evidence>) -> Facts {
    let mut reading = complete(evidence);
    reading.coverage.retain(|entry| {
        !["visible-label", "open-watermark", "stealth-text", "thumbnail", "removal-trace"].contains(&entry.reader)
    });
    from(Format::Png, &reading)
}

/// Facts of a PNG that ends inside a piece.
pub(crate) fn facts_truncated(evidence: Vec<Evidence>) -> Facts {
    let mut layout = Layout::new(Format::Png);
    layout.oddities.push(Oddity::Truncated { at: 8 });
    derive(&layout, &complete(evidence), &context(Role::Unknown))
}

pub(crate) fn from(format: Format, reading: &Reading) -> Facts {
    derive(&Layout::new(format), reading, &context(Role::Unknown))
}
