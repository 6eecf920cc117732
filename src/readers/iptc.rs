//! IPTC and XMP statements about AI: digital source type, the AI properties of IPTC 2025.1, vendors' credit
//! lines, and generators named in the editing history.
//!
//! Properties are matched by namespace URI and exact value. Everything here is unsigned text, so nothing is
//! stronger than declared; a caption or keyword that mentions a product is not a statement.

use memchr::memmem;

use crate::coverage::{Coverage, CoverageState, reason};
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::metadata::model::{IimField, Metadata, Place, XmpPacket, XmpProperty};
use crate::reader::{Input, Reader};
use crate::untrusted::Untrusted;
use crate::vocabulary::source_type::{AiClass, DigitalSourceType};

/// Reads IPTC and XMP.
pub static READER: Reader = Reader { id: "iptc-xmp", read };

/// Namespace of the IPTC Extension schema.
const IPTC_EXTENSION: &str = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
/// Namespace of the Photoshop schema.
const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";
/// Namespace of the XMP basic schema.
const XMP_BASIC: &str = "http://ns.adobe.com/xap/1.0/";
/// Namespace of the entries of `xmpMM:History`.
const RESOURCE_EVENT: &str = "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#";

/// The property's name, and two misspellings that are in use: an old one of IPTC and one of Google.
const SOURCE_TYPE_NAMES: [&str; 3] = ["DigitalSourceType", "DigitalSourcefileType", "DigitalSourceFileType"];

/// IPTC Photo Metadata Standard 2025.1.
const AI_PROPERTIES: [&str; 4] = ["AISystemUsed", "AISystemVersionUsed", "AIPromptInformation", "AIPromptWriterName"];

/// Credit lines as vendors write them, whole and to the letter.
const CREDIT_LINES: &[(&str, Statement)] = &[
    ("Made with Google AI", Statement::AiGenerated),
    ("AI-Generated with Google", Statement::AiGenerated),
    ("Edited with Google AI", Statement::AiEdited),
    ("Apple Photos Clean Up", Statement::AiEdited),
];

/// Products that do nothing but generate. An editor that also can is no evidence.
pub(crate) const GENERATORS: &[&str] =
    &["Adobe Firefly", "DALL·E", "gpt-image", "Image Creator from Designer", "Azure OpenAI ImageGen"];

fn read(input: &Input<'_>) -> Reading {
    let metadata = input.metadata;
    let mut evidence = Vec::new();
    for packet in &metadata.xmp {
        evidence.extend(packet.properties.iter().filter_map(source_type));
        evidence.extend(admission_in_fragments(packet));
        evidence.extend(ai_properties(packet));
        evidence.extend(packet.properties.iter().filter_map(xmp_credit));
        evidence.extend(packet.properties.iter().filter_map(generator));
    }
    evidence.extend(metadata.iim.iter().filter_map(iim_credit));
    let state = coverage(input, metadata);
    Reading { evidence, coverage: vec![Coverage { reader: READER.id, state }] }
}

fn coverage(input: &Input<'_>, metadata: &Metadata) -> CoverageState {
    if !input.layout.format.has_metadata_place() {
        return CoverageState::NotApplicable { reason: &reason::NO_PLACE_FOR_LABEL };
    }
    let mut state = metadata.xmp_coverage.clone();
    state.worsen(&metadata.iim_coverage);
    // A piece that the walk did not reach was not searched either.
    state.worsen(&input.layout.coverage);
    state
}

fn source_type(property: &XmpProperty) -> Option<Evidence> {
    let is_named = is_extension(&property.namespace) && SOURCE_TYPE_NAMES.contains(&property.name.as_str());
    if !is_named || property.value.is_blank() {
        return None;
    }
    let term = DigitalSourceType::parse(property.value.as_raw());
    let says = if property.parent.is_empty() { says_of_picture(term.class) } else { says_of_part(term.class) };
    Some(declared(EvidenceKind::IptcDst, &property.place, says, Detail::SourceType(term)))
}

/// The namespace with or without its closing slash, and with either scheme.
fn is_extension(namespace: &str) -> bool {
    let plain = |uri: &str| {
        let rest = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://")).unwrap_or(uri);
        rest.trim_end_matches('/').to_owned()
    };
    plain(namespace) == plain(IPTC_EXTENSION)
}

/// Places of one name that are looked at in a packet that does not parse.
const FRAGMENTS_MAX: usize = 16;

/// A packet that is not well-formed (an unescaped prompt is enough) may still admit AI in plain sight. What it
/// says else is not taken from it.
fn admission_in_fragments(packet: &XmpPacket) -> Option<Evidence> {
    if packet.malformed.is_none() || !packet.namespaces.iter().any(|namespace| is_extension(namespace)) {
        return None;
    }
    let term = SOURCE_TYPE_NAMES.iter().find_map(|name| admitted_term(&packet.text, name))?;
    let says = says_of_picture(term.class);
    Some(declared(EvidenceKind::IptcDst, &packet.place, says, Detail::SourceType(term)))
}

fn admitted_term(text: &str, name: &str) -> Option<DigitalSourceType> {
    let places = memmem::find_iter(text.as_bytes(), name.as_bytes()).take(FRAGMENTS_MAX);
    let mut terms = places.filter_map(|at| {
        let (before, after) = text.split_at_checked(at)?;
        let (_, value) = after.split_once(['"', '\'', '>']).filter(|_| before.ends_with(':'))?;
        Some(DigitalSourceType::parse(value.split(['"', '\'', '<']).next()?))
    });
    terms.find(|term| matches!(term.class, AiClass::Generated | AiClass::Edited))
}

fn says_of_picture(class: AiClass) -> Statement {
    match class {
        AiClass::Generated => Statement::AiGenerated,
        AiClass::Edited => Statement::AiEdited,
        AiClass::Possibly => Statement::PossiblyAi,
        AiClass::NotAi => Statement::NotAi,
        AiClass::Unrecognised => Statement::Nothing,
    }
}

/// Inside a structure (an ingredient, a region) the term describes a part; a part that is no AI says nothing
/// of the whole.
fn says_of_part(class: AiClass) -> Statement {
    match class {
        AiClass::Generated | AiClass::Edited => Statement::AiComponent,
        AiClass::Possibly => Statement::PossiblyAi,
        AiClass::NotAi | AiClass::Unrecognised => Statement::Nothing,
    }
}

/// One evidence for all AI properties of a packet, since they describe one use of one system.
fn ai_properties(packet: &XmpPacket) -> Option<Evidence> {
    let mut place = None;
    let mut values = Vec::new();
    for property in packet.properties.iter().filter(|property| is_extension(&property.namespace)) {
        let known = AI_PROPERTIES.iter().find(|known| **known == property.name);
        if let Some(name) = known.filter(|_| !property.value.is_blank()) {
            place.get_or_insert(&property.place);
            values.push((*name, property.value.clone()));
        }
    }
    // They name a tool that was used, not what it made of the picture.
    place
        .map(|place| declared(EvidenceKind::IptcAiProperties, place, Statement::PossiblyAi, Detail::Properties(values)))
}

fn xmp_credit(property: &XmpProperty) -> Option<Evidence> {
    let is_credit = property.namespace == PHOTOSHOP && property.name == "Credit";
    if is_credit { credit(&property.value, &property.place) } else { None }
}

fn iim_credit(field: &IimField) -> Option<Evidence> {
    let is_credit = (field.record, field.dataset) == (2, 110);
    if is_credit { credit(&field.value, &field.place) } else { None }
}

fn credit(value: &Untrusted, place: &Place) -> Option<Evidence> {
    let line = value.as_raw().trim();
    let (_, says) = CREDIT_LINES.iter().find(|(known, _)| *known == line)?;
    let detail = Detail::Properties(vec![("Credit", value.clone())]);
    Some(declared(EvidenceKind::IptcCredit, place, *says, detail))
}

fn generator(property: &XmpProperty) -> Option<Evidence> {
    let name = match (property.namespace.as_str(), property.name.as_str()) {
        (XMP_BASIC, "CreatorTool") => "CreatorTool",
        (RESOURCE_EVENT, "softwareAgent") => "softwareAgent",
        _ => return None,
    };
    if !GENERATORS.contains(&property.value.as_raw()) {
        return None;
    }
    let detail = Detail::Properties(vec![(name, property.value.clone())]);
    let found = declared(EvidenceKind::XmpHistory, &property.place, Statement::PossiblyAi, detail);
    Some(Evidence { strength: Strength::Inferred, ..found })
}

fn declared(kind: EvidenceKind, place: &Place, says: Statement, detail: Detail) -> Evidence {
    let carrier = place.carrier.clone();
    Evidence { kind, carrier, span: Some(place.span.clone()), says, strength: Strength::Declared, detail }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::Asset;
    use crate::container::layout::{Format, Layout, Piece, Slot};
    use crate::context::Context;
    use crate::limits::Limits;
    use crate::metadata;
    use crate::trust::TrustStore;

    const TRAINED: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

    fn packet(properties: &str) -> String {
        format!(
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
             <rdf:Description rdf:about='' xmlns:e='{IPTC_EXTENSION}' xmlns:p='{PHOTOSHOP}' xmlns:b='{XMP_BASIC}' \
             xmlns:s='{RESOURCE_EVENT}' xmlns:m='http://ns.adobe.com/xap/1.0/mm/' \
             xmlns:dc='http://purl.org/dc/elements/1.1/'>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
        )
    }

    fn read_slot(bytes: &[u8], slot: Slot, format: Format) -> Reading {
        let bytes = bytes.to_vec();
        let asset = Asset::new("test", &bytes);
        let mut layout = Layout::new(format);
        let all = 0..asset.size();
        layout.pieces.push(Piece::new("piece", slot, all.clone(), all));
        let limits = Limits::default();
        let metadata = metadata::parse(&asset, &layout, &limits);
        let context = Context::at(time::OffsetDateTime::UNIX_EPOCH);
        let trust = TrustStore::default();
        read(&Input {
            asset: &asset,
            layout: &layout,
            metadata: &metadata,
            pixels: &crate::pixels::Pixels::default(),
            limits: &limits,
            trust: &trust,
            context: &context,
        })
    }

    #[track_caller]
    fn check(properties: &str, expected: &[(EvidenceKind, Statement)]) {
        let reading = read_slot(packet(properties).as_bytes(), Slot::Xmp, Format::Jpeg);
        let found: Vec<_> = reading.evidence.iter().map(|item| (item.kind, item.says)).collect();
        assert_eq!(found, expected);
        assert_eq!(reading.coverage.first().map(|coverage| &coverage.state), Some(&CoverageState::Complete));
    }

    const DST: (EvidenceKind, Statement) = (EvidenceKind::IptcDst, Statement::AiGenerated);

    #[test]
    fn a_source_type_is_read_in_every_form_under_any_prefix() {
        check(&format!("<e:DigitalSourceType>{TRAINED}</e:DigitalSourceType>"), &[DST]);
        check(&format!("<e:DigitalSourceType rdf:resource='{TRAINED}'/>"), &[DST]);
        check(&format!("<rdf:Description e:DigitalSourceType='{TRAINED}'/>"), &[DST]);
        check(&format!("<e:DigitalSourcefileType>{TRAINED}</e:DigitalSourcefileType>"), &[DST]);
        check(&format!("<e:DigitalSourceFileType>{TRAINED}</e:DigitalSourceFileType>"), &[DST]);
    }

    #[test]
    fn the_namespace_may_lack_its_slash() {
        let reading = |namespace: &str| {
            let text = packet(&format!("<e:DigitalSourceType>{TRAINED}</e:DigitalSourceType>"));
            read_slot(text.replace(IPTC_EXTENSION, namespace).as_bytes(), Slot::Xmp, Format::Jpeg).evidence.len()
        };
        assert_eq!(reading("http://iptc.org/std/Iptc4xmpExt/2008-02-29"), 1);
        assert_eq!(reading("https://iptc.org/std/Iptc4xmpExt/2008-02-29/"), 1);
        assert_eq!(reading("http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"), 0);
    }

    #[test]
    fn a_packet_that_does_not_parse_may_still_admit() {
        let reading = |body: &str| {
            let text = packet(&format!("<dc:title>a & b</dc:title>{body}"));
            let evidence = read_slot(text.as_bytes(), Slot::Xmp, Format::Jpeg).evidence;
            evidence.iter().map(|item| item.says).collect::<Vec<_>>()
        };
        let ai = [Statement::AiGenerated];
        assert_eq!(reading(&format!("<e:DigitalSourceType>{TRAINED}</e:DigitalSourceType>")), ai);
        assert_eq!(reading(&format!("<rdf:Description e:DigitalSourceType='{TRAINED}'/>")), ai);
        assert_eq!(reading(&format!("<e:DigitalSourceType rdf:resource=\"{TRAINED}\"/>")), ai);
        assert_eq!(reading("<e:DigitalSourceType>digitalCapture</e:DigitalSourceType>"), []);
        assert_eq!(reading(&format!("<dc:title>DigitalSourceType is {TRAINED}</dc:title>")), []);
    }

    #[test]
    fn another_namespace_is_another_property() {
        check(&format!("<dc:DigitalSourceType>{TRAINED}</dc:DigitalSourceType>"), &[]);
    }

    #[test]
    fn each_class_says_its_own() {
        let says = |code: &str, says| {
            check(&format!("<e:DigitalSourceType>{code}</e:DigitalSourceType>"), &[(EvidenceKind::IptcDst, says)]);
        };
        says("compositeWithTrainedAlgorithmicMedia", Statement::AiEdited);
        says("composite", Statement::PossiblyAi);
        says("digitalCapture", Statement::NotAi);
        says("somethingNew", Statement::Nothing);
        check("<e:DigitalSourceType> </e:DigitalSourceType>", &[]);
    }

    #[test]
    fn inside_a_structure_it_describes_a_part() {
        let part = |code: &str| {
            format!("<e:ImageRegion><rdf:Bag><rdf:li e:DigitalSourceType='{code}'/></rdf:Bag></e:ImageRegion>")
        };
        check(&part("trainedAlgorithmicMedia"), &[(EvidenceKind::IptcDst, Statement::AiComponent)]);
        check(&part("digitalCapture"), &[(EvidenceKind::IptcDst, Statement::Nothing)]);
    }

    #[test]
    fn ai_properties_are_one_statement_of_a_possibility() {
        let text = "<e:AISystemUsed>Some model</e:AISystemUsed><e:AIPromptWriterName>A</e:AIPromptWriterName>";
        check(text, &[(EvidenceKind::IptcAiProperties, Statement::PossiblyAi)]);
        check("<e:AISystemUsed/>", &[]);
    }

    #[test]
    fn only_exact_credit_lines_count() {
        let says = |line: &str, expected: &[_]| check(&format!("<p:Credit>{line}</p:Credit>"), expected);
        says("Made with Google AI", &[(EvidenceKind::IptcCredit, Statement::AiGenerated)]);
        says("Edited with Google AI", &[(EvidenceKind::IptcCredit, Statement::AiEdited)]);
        says("Apple Photos Clean Up", &[(EvidenceKind::IptcCredit, Statement::AiEdited)]);
        says("Not Made with Google AI", &[]);
        says("made with google ai", &[]);
    }

    #[test]
    fn captions_and_keywords_are_no_evidence() {
        check("<dc:description>Made with Google AI, Firefly, Sora, AIGC</dc:description>", &[]);
        check("<dc:subject><rdf:Bag><rdf:li>trainedAlgorithmicMedia</rdf:li></rdf:Bag></dc:subject>", &[]);
    }

    #[test]
    fn a_generator_in_the_history_is_inferred_and_an_editor_is_not() {
        let history = |agent: &str| {
            format!("<m:History><rdf:Seq><rdf:li s:action='saved' s:softwareAgent='{agent}'/></rdf:Seq></m:History>")
        };
        check(&history("Adobe Firefly"), &[(EvidenceKind::XmpHistory, Statement::PossiblyAi)]);
        check(&history("Adobe Photoshop 26.0 (Windows)"), &[]);
        check("<b:CreatorTool>Adobe Firefly</b:CreatorTool>", &[(EvidenceKind::XmpHistory, Statement::PossiblyAi)]);
        check("<b:CreatorTool>Adobe Firefly fan club</b:CreatorTool>", &[]);
    }

    #[test]
    fn the_credit_of_iim_counts_too() {
        let reading = read_slot(b"\x1c\x02\x6e\0\x13Made with Google AI", Slot::IptcIim, Format::Tiff);
        let found: Vec<_> = reading.evidence.iter().map(|item| (item.kind, item.span.clone())).collect();
        assert_eq!(found, [(EvidenceKind::IptcCredit, Some(5..24))]);
    }

    #[test]
    fn the_span_is_the_value() {
        let text = packet(&format!("<e:DigitalSourceType>{TRAINED}</e:DigitalSourceType>"));
        let at = u64::try_from(text.find(TRAINED).unwrap()).unwrap();
        let reading = read_slot(text.as_bytes(), Slot::Xmp, Format::Jpeg);
        let span = reading.evidence.first().and_then(|item| item.span.clone());
        assert_eq!(span, Some(at..at + u64::try_from(TRAINED.len()).unwrap()));
    }

    #[test]
    fn what_was_not_searched_is_said() {
        let state = |reading: Reading| reading.coverage.first().map(|coverage| coverage.state.id());
        assert_eq!(state(read_slot(b"<x:xmpmeta>", Slot::Xmp, Format::Jpeg)), Some("unreadable"));
        assert_eq!(state(read_slot(b"BM", Slot::Pixels, Format::Bmp)), Some("not_applicable"));
    }
}
