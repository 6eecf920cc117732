//! The implicit label of GB 45438-2025 附录E: the `AIGC` object, in every place writers put it.
//!
//! Parsed metadata goes in; one evidence item per label comes out, the one that stands for the file first.
//! A text counts as a label only by its structure or because it sits in a place that exists for the label;
//! a caption that speaks of AIGC is not one. What a label means for anybody's duties is not known here.
//!
//! `xmp`, `exif`, `text` and `free_bytes` offer candidates, and `collected` keeps the labels among them; `open`
//! undoes escapes and wrappers; `label` names the fields and their flaws; `provider` and `security` take single
//! values apart; `written` says what stood in the object besides.

mod candidate;
mod collected;
mod decode;
mod escape;
mod exif;
mod free_bytes;
mod json;
mod keys;
mod label;
mod open;
mod provider;
mod scan;
mod security;
mod signature;
mod text;
mod values;
pub mod written;
mod xmp;

use crate::coverage::{Coverage, CoverageState, reason};
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::limits::Limits;
use crate::metadata::model::Metadata;
use crate::reader::{Input, Reader};
use crate::vocabulary::aigc::{AigcLabel, Flaw, LabelValue, Location, Security, Shape};
use candidate::Candidate;
use collected::{Collected, Found};

/// The reader.
pub static READER: Reader = Reader { id: ID, read };

const ID: &str = "tc260-aigc";

fn read(input: &Input<'_>) -> Reading {
    let collected = collect(input.metadata, input.limits);
    let state = coverage(input, &collected.state);
    let mut labels: Vec<Evidence> = collected.labels.into_iter().map(evidence_of).collect();
    labels.sort_by_key(rank);
    drop_seen_twice(&mut labels);
    Reading { evidence: labels, coverage: vec![Coverage { reader: ID, state }] }
}

/// Collects from everything that was parsed, in the order XMP, EXIF, text, IIM.
fn collect(metadata: &Metadata, limits: &Limits) -> Collected {
    let mut collected = Collected::new(limits);
    for packet in &metadata.xmp {
        xmp::collect(packet, limits, &mut collected);
    }
    for field in &metadata.exif {
        exif::collect(field, limits, &mut collected);
    }
    for field in &metadata.text {
        text::collect(field, limits, &mut collected);
    }
    for field in &metadata.iim {
        let value = field.value.as_raw().to_owned();
        collected.push(Candidate::plain(value, field.place.clone(), Location::Nonstandard), limits);
    }
    for found in collected.labels.iter_mut().filter(|found| found.place.after_end) {
        found.label.flaws.push(Flaw::AfterEnd);
    }
    collected
}

/// A chunk behind the end of the picture is a piece of its own and part of the trailing bytes: the label in
/// it is one label. The better reading comes first and stays.
fn drop_seen_twice(labels: &mut Vec<Evidence>) {
    let mut kept: Vec<Evidence> = Vec::with_capacity(labels.len());
    for label in labels.drain(..) {
        if !kept.iter().any(|one| is_seen_twice(one, &label)) {
            kept.push(label);
        }
    }
    *labels = kept;
}

fn is_seen_twice(one: &Evidence, other: &Evidence) -> bool {
    let (Some(first), Some(second)) = (&one.span, &other.span) else { return false };
    let (Detail::Aigc(left), Detail::Aigc(right)) = (&one.detail, &other.detail) else { return false };
    let overlap = first.start < second.end && second.start < first.end;
    let ways_differ = one.carrier != other.carrier || left.location != right.location;
    overlap && ways_differ && left.text == right.text
}

fn evidence_of(found: Found) -> Evidence {
    Evidence {
        kind: EvidenceKind::Tc260Aigc,
        carrier: found.place.carrier,
        span: Some(found.place.span),
        says: statement(&found.label),
        strength: strength(&found.label.security),
        detail: Detail::Aigc(Box::new(found.label)),
    }
}

/// 附录E c: 属于, 可能, 疑似. A label whose `Label` cannot be read still says that its writer dealt with AI
/// content; of a shell we only know that it was one.
fn statement(label: &AigcLabel) -> Statement {
    match (label.value, label.shape) {
        (Some(LabelValue::Is), _) => Statement::AiGenerated,
        (Some(LabelValue::May | LabelValue::Suspect), _) => Statement::PossiblyAi,
        (None, Shape::Foreign) if names_known_schema(label) => Statement::AiGenerated,
        (None, Shape::Wrapped | Shape::Inner) => Statement::PossiblyAi,
        (None, Shape::Foreign | Shape::Shell | Shape::Broken) => Statement::Existed,
        // Templates declare a namespace without using it.
        (None, Shape::Declaration) => Statement::Nothing,
    }
}

fn names_known_schema(label: &AigcLabel) -> bool {
    label.flaws.iter().any(|flaw| matches!(flaw, Flaw::SchemaNonstandard { what } if keys::is_known_schema(what)))
}

/// The key travels in the file, so a signature vouches for its maker only when the key is known beforehand.
fn strength(security: &Security) -> Strength {
    match security {
        Security::ValidPinned { .. } => Strength::Signed,
        Security::None
        | Security::Opaque
        | Security::ValidUnpinned { .. }
        | Security::Invalid { .. }
        | Security::Unjudged { .. } => Strength::Declared,
    }
}

/// Smaller is better: readable before damaged, complete before incomplete, the guide's place before others.
fn rank(evidence: &Evidence) -> (u8, usize, bool, u8) {
    let Detail::Aigc(label) = &evidence.detail else { return (u8::MAX, 0, false, 0) };
    let shape = match (label.shape, label.value) {
        (Shape::Wrapped | Shape::Inner, Some(_)) => 0,
        (Shape::Broken | Shape::Foreign, Some(_)) => 1,
        (Shape::Wrapped | Shape::Inner, None) => 2,
        (Shape::Foreign, None) => 3,
        (Shape::Broken, None) => 4,
        (Shape::Shell, _) => 5,
        (Shape::Declaration, _) => 6,
    };
    let fields = &label.fields;
    let mandatory = [&fields.label, &fields.content_producer, &fields.produce_id];
    let blank = mandatory.iter().filter(|value| value.is_blank()).count();
    let place = match label.location {
        Location::Xmp => 0,
        Location::ExifUserComment => 1,
        Location::PngText => 2,
        Location::Nonstandard => 3,
    };
    (shape, blank, label.flaws.contains(&Flaw::AfterEnd), place)
}

/// Absence is only a fact when the walk and all four parsers ran to their end.
fn coverage(input: &Input<'_>, own: &CoverageState) -> CoverageState {
    let metadata = input.metadata.coverage();
    let parts = [&input.layout.coverage, &metadata, own];
    let mut state = CoverageState::Complete;
    if !input.layout.format.has_metadata_place() {
        state = CoverageState::NotApplicable { reason: &reason::NO_PLACE_FOR_LABEL };
    }
    for part in parts.into_iter().filter(|part| !part.is_conclusive()) {
        state.worsen(part);
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::Asset;
    use crate::container::layout::{Format, Layout};
    use crate::context::Context;
    use crate::limits::Limits;
    use crate::metadata::model::{
        ExifField, Ifd, IimField, Metadata, Place, TextField, TextKind, XmpForm, XmpPacket, XmpProperty,
    };
    use crate::trust::TrustStore;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::aigc::Provider;

    const NAMESPACE: &str = "http://www.tc260.org.cn/ns/AIGC/1.0/";
    const CODE: &str = "001191110102MACQD9K64010000";
    const INNER: &str = r#"{"Label":"1","ContentProducer":"001191110102MACQD9K64010000","ProduceID":"cc75","ReservedCode1":"","ContentPropagator":"","PropagateID":"","ReservedCode2":""}"#;

    fn wrapped() -> String {
        format!("{{\"AIGC\":{INNER}}}")
    }

    fn place(carrier: &str) -> Place {
        Place { carrier: carrier.to_owned(), span: 100..200, after_end: false }
    }

    fn xmp_named(namespace: &str, name: &str, value: &str, form: XmpForm) -> Metadata {
        let property = XmpProperty {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            parent: String::new(),
            value: Untrusted::new(value),
            form,
            place: place("png:iTXt XMP"),
        };
        packet(vec![property], &[namespace])
    }

    fn packet(properties: Vec<XmpProperty>, namespaces: &[&str]) -> Metadata {
        let packet = XmpPacket {
            place: place("png:iTXt XMP"),
            text: String::new(),
            properties,
            namespaces: namespaces.iter().map(|&namespace| namespace.to_owned()).collect(),
            malformed: None,
        };
        Metadata { xmp: vec![packet], ..Metadata::default() }
    }

    fn xmp(value: &str) -> Metadata {
        xmp_named(NAMESPACE, "AIGC", value, XmpForm::Element)
    }

    fn malformed(text: &str) -> Metadata {
        let mut metadata = packet(Vec::new(), &[]);
        metadata.xmp[0].text = text.to_owned();
        metadata.xmp[0].malformed = Some("unknown prefix".to_owned());
        metadata
    }

    fn exif(tag: u16, kind: u16, raw: &[u8]) -> Metadata {
        let field = ExifField { ifd: Ifd::Exif, tag, kind, raw: raw.to_vec(), big_endian: false, place: place("exif") };
        Metadata { exif: vec![field], ..Metadata::default() }
    }

    fn comment(text: &str) -> Metadata {
        exif(0x9286, 7, &[b"ASCII\0\0\0", text.as_bytes()].concat())
    }

    fn field(kind: TextKind, keyword: &str, value: &[u8]) -> Metadata {
        let text = TextField { kind, keyword: Untrusted::new(keyword), value: value.to_vec(), place: place("text") };
        Metadata { text: vec![text], ..Metadata::default() }
    }

    fn png(keyword: &str, value: &str) -> Metadata {
        field(TextKind::Png, keyword, value.as_bytes())
    }

    fn read_in(format: Format, metadata: &Metadata) -> Reading {
        let bytes = Vec::<u8>::new();
        let input = Input {
            asset: &Asset::new("test", &bytes),
            layout: &Layout::new(format),
            metadata,
            pixels: &crate::pixels::Pixels::default(),
            limits: &Limits::default(),
            trust: &TrustStore::default(),
            context: &Context::at(time::macros::datetime!(2026-11-23 00:00 UTC)),
        };
        read(&input)
    }

    fn labels(metadata: &Metadata) -> Vec<AigcLabel> {
        let evidence = read_in(Format::Png, metadata).evidence.into_iter();
        let label = |one: Evidence| if let Detail::Aigc(label) = one.detail { *label } else { panic!("no label") };
        evidence.map(label).collect()
    }

    #[track_caller]
    fn only(metadata: &Metadata) -> AigcLabel {
        let labels = labels(metadata);
        assert_eq!(labels.len(), 1, "{labels:#?}");
        labels.into_iter().next().unwrap()
    }

    /// The Doubao label, whole, with exactly these flaws.
    #[track_caller]
    fn check(metadata: &Metadata, shape: Shape, location: Location, flaws: &[Flaw]) {
        let label = only(metadata);
        assert_eq!((label.shape, label.location), (shape, location));
        assert_eq!(label.flaws, flaws);
        assert_eq!(label.value, Some(LabelValue::Is));
        assert_eq!(label.fields.content_producer.as_raw(), CODE);
        assert_eq!(label.fields.produce_id.as_raw(), "cc75");
        assert!(matches!(label.producer, Some(Provider::Code(_))));
        assert_eq!((label.propagator, label.security), (None, Security::None));
    }

    #[track_caller]
    fn check_nothing(metadata: &Metadata) {
        assert_eq!(labels(metadata), Vec::new());
    }

    /// A label of some shape that carries a flaw.
    #[track_caller]
    fn check_flaw(metadata: &Metadata, shape: Shape, flaw: &Flaw) {
        let label = only(metadata);
        assert_eq!(label.shape, shape);
        assert!(label.flaws.contains(flaw), "{:?}", label.flaws);
    }

    fn misspelt(found: &str, expected: &'static str) -> Flaw {
        Flaw::KeyMisspelt { found: Untrusted::new(found), expected }
    }

    fn invalid(why: &str) -> Flaw {
        Flaw::JsonInvalid { why: why.to_owned() }
    }

    #[test]
    fn v1_xmp_element() {
        check(&xmp(INNER), Shape::Inner, Location::Xmp, &[]);
        check(&xmp(&wrapped()), Shape::Wrapped, Location::Xmp, &[]);
    }

    #[test]
    fn v2_xmp_attribute() {
        check(&xmp_named(NAMESPACE, "AIGC", INNER, XmpForm::Attribute), Shape::Inner, Location::Xmp, &[]);
    }

    fn escaped(json: &str) -> String {
        json.replace('"', "&quot;")
    }

    #[test]
    fn v3_malformed_packet() {
        let flaw = [Flaw::XmpMalformed { why: "unknown prefix".to_owned() }];
        for open in ["xmlns:C260", "xmlns:TC260"] {
            let head = format!("<rdf:Description {open}=\"{NAMESPACE}\"");
            let element = format!("{head}><TC260:AIGC>{}</TC260:AIGC>", escaped(INNER));
            check(&malformed(&element), Shape::Inner, Location::Xmp, &flaw);
            let attribute = format!("{head} TC260:AIGC = '{}'/>", escaped(INNER));
            check(&malformed(&attribute), Shape::Inner, Location::Xmp, &flaw);
            let data = format!("{head}><TC260:AIGC xml:lang=\"x\"><![CDATA[{INNER}]]></TC260:AIGC>");
            check(&malformed(&data), Shape::Inner, Location::Xmp, &flaw);
        }
    }

    #[test]
    fn v3_wrong_namespace() {
        let metadata = xmp_named("http://example.org/", "AIGC", INNER, XmpForm::Element);
        let why = "AIGC stands in the namespace http://example.org/".to_owned();
        check(&metadata, Shape::Inner, Location::Nonstandard, &[Flaw::XmpMalformed { why }]);
        check_nothing(&xmp_named("http://example.org/", "AIGC", "yes", XmpForm::Element));
    }

    #[test]
    fn v3_spellings_of_namespace_and_name() {
        let https = "https://www.tc260.org.cn/ns/AIGC/1.0";
        let why = format!("AIGC stands in the namespace {https}");
        check(
            &xmp_named(https, "AIGC", INNER, XmpForm::Element),
            Shape::Inner,
            Location::Xmp,
            &[Flaw::XmpMalformed { why }],
        );
        let lower = xmp_named(NAMESPACE, "aigc", INNER, XmpForm::Element);
        check(&lower, Shape::Inner, Location::Xmp, &[misspelt("aigc", "AIGC")]);
    }

    #[test]
    fn v3_prose_in_a_malformed_packet_is_nothing() {
        check_nothing(&malformed("<dc:description>AIGC and more AIGC = \"good\"</dc:description>"));
        check_nothing(&malformed("<x:AIGC>good</x:AIGC>"));
        check_nothing(&malformed("<dc:title>a & b on the TC260:AIGC=\"x\" field</dc:title>"));
    }

    #[test]
    fn v4_png_keyword() {
        check(&png("AIGC", &wrapped()), Shape::Wrapped, Location::PngText, &[]);
        check(&png("AIGC", INNER), Shape::Inner, Location::PngText, &[Flaw::WrapperMissing]);
    }

    #[test]
    fn v5_other_png_keywords() {
        for keyword in ["Description", "UserComment", "Comment", "aigc"] {
            check(&png(keyword, &wrapped()), Shape::Wrapped, Location::Nonstandard, &[]);
        }
    }

    #[test]
    fn v6_user_comment() {
        check(&comment(&wrapped()), Shape::Wrapped, Location::ExifUserComment, &[]);
        check(&comment(INNER), Shape::Inner, Location::ExifUserComment, &[Flaw::WrapperMissing]);
        let bare = exif(0x9286, 7, wrapped().as_bytes());
        check(&bare, Shape::Wrapped, Location::ExifUserComment, &[Flaw::CharsetPrefixMissing]);
        let wide: Vec<u8> = wrapped().encode_utf16().flat_map(u16::to_be_bytes).collect();
        let unicode = exif(0x9286, 7, &[b"UNICODE\0".as_slice(), &wide].concat());
        check(&unicode, Shape::Wrapped, Location::ExifUserComment, &[]);
    }

    #[test]
    fn v6_decimal_bytes_of_imagemagick() {
        let bytes = [b"\0\0\0\0\0\0\0\0".as_slice(), wrapped().as_bytes()].concat();
        let decimal = bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
        check(&png("exif:UserComment", &decimal), Shape::Wrapped, Location::Nonstandard, &[]);
        check_nothing(&png("exif:UserComment", "1, 2, 3, 400"));
    }

    #[test]
    fn v7_tencent_cloud() {
        let json = r#"{"AIGC":{"ServiceProvider":"腾讯云","ServiceUser":"137","Time":"2026-06-30","ContentId":"x"}}"#;
        let metadata = exif(0x010e, 2, json.as_bytes());
        check_flaw(&metadata, Shape::Foreign, &Flaw::SchemaNonstandard { what: "ServiceProvider".to_owned() });
        assert_eq!(read_in(Format::Jpeg, &metadata).evidence[0].says, Statement::AiGenerated);
    }

    #[test]
    fn v8_application_segment() {
        let glued = format!("AIGC{INNER}");
        for number in [9, 11] {
            let metadata = field(TextKind::JpegApplication(number), "APP11", glued.as_bytes());
            check(&metadata, Shape::Inner, Location::Nonstandard, &[]);
        }
        let nul = field(TextKind::JpegApplication(11), "APP11", format!("AIGC\0{INNER}").as_bytes());
        check(&nul, Shape::Inner, Location::Nonstandard, &[]);
        check_nothing(&field(TextKind::JpegApplication(11), "APP11", b"AIGC is a word"));
    }

    #[test]
    fn v9_comments() {
        for kind in [TextKind::JpegComment, TextKind::GifComment] {
            check(&field(kind, "", wrapped().as_bytes()), Shape::Wrapped, Location::Nonstandard, &[]);
        }
    }

    #[test]
    fn v10_other_exif_entries() {
        check(&exif(0x010e, 2, wrapped().as_bytes()), Shape::Wrapped, Location::Nonstandard, &[]);
        let wide: Vec<u8> = wrapped().encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&exif(0x9c9c, 1, &wide), Shape::Wrapped, Location::Nonstandard, &[]);
        let note = [b"\x01\x02maker\0{".as_slice(), wrapped().as_bytes(), b"\xff"].concat();
        check(&exif(0x927c, 7, &note), Shape::Wrapped, Location::Nonstandard, &[]);
    }

    #[test]
    fn v10_iptc_text() {
        let value = Untrusted::new(wrapped());
        let iim = IimField { record: 2, dataset: 120, value, place: place("8BIM IIM 2:120") };
        let metadata = Metadata { iim: vec![iim], ..Metadata::default() };
        check(&metadata, Shape::Wrapped, Location::Nonstandard, &[]);
    }

    #[test]
    fn v11_nested_reserved_code() {
        let code = r#"{"SecurityData":{"Type":"TC260PG","Version":1,"PubSd":[]}}"#;
        let json = INNER.replace(r#""ReservedCode1":"""#, &format!(r#""ReservedCode1":{code}"#));
        let metadata = comment(&format!("{{\"AIGC\":{json}}}"));
        check_flaw(&metadata, Shape::Wrapped, &Flaw::FieldType { key: "ReservedCode1", found: "object" });
        assert!(matches!(only(&metadata).security, Security::Unjudged { .. }));
    }

    #[test]
    fn v12_interface_names() {
        let json =
            r#"{"label":"1","content_producer":"x","producer_id":"7","content_propagator":"y","propagate_id":"8"}"#;
        for metadata in [comment(json), comment(&format!("{{\"AIGC\":{json}}}"))] {
            let label = only(&metadata);
            assert!(label.flaws.contains(&Flaw::SchemaNonstandard { what: "content_producer".to_owned() }));
            assert!(label.flaws.contains(&misspelt("producer_id", "ProduceID")));
            assert_eq!((label.fields.produce_id.as_raw(), label.value), ("7", Some(LabelValue::Is)));
            assert_eq!(label.shape, Shape::Foreign);
        }
    }

    #[test]
    fn v13_letter_case() {
        let camel = r#"{"aiGenTag":{"label":"1","contentProducer":"x","produceID":"7"}}"#;
        check_flaw(&png("Comment", camel), Shape::Wrapped, &misspelt("contentProducer", "ContentProducer"));
        let lower = wrapped().replace("AIGC", "aigc");
        check(&comment(&lower), Shape::Wrapped, Location::ExifUserComment, &[misspelt("aigc", "AIGC")]);
    }

    #[test]
    fn v14_extra_and_missing_keys() {
        let extra = INNER.replace('}', r#","DisclaimerText":"x"}"#);
        let flaw = Flaw::ExtraField { key: Untrusted::new("DisclaimerText") };
        check(&xmp(&extra), Shape::Inner, Location::Xmp, &[flaw]);
        let label = only(&xmp(r#"{"Label":"1","ContentProducer":"kling","ProduceID":"7"}"#));
        assert!(label.flaws.is_empty() && label.fields.content_propagator.is_blank());
    }

    #[track_caller]
    fn check_value(json_value: &str, value: Option<LabelValue>, says: Statement) {
        let metadata = xmp(&INNER.replace("\"1\"", json_value));
        assert_eq!((only(&metadata).value, only(&metadata).shape), (value, Shape::Inner));
        assert_eq!(read_in(Format::Png, &metadata).evidence[0].says, says);
    }

    #[test]
    fn v15_label_values() {
        check_value("\"1\"", Some(LabelValue::Is), Statement::AiGenerated);
        check_value("\"2\"", Some(LabelValue::May), Statement::PossiblyAi);
        check_value("\"3\"", Some(LabelValue::Suspect), Statement::PossiblyAi);
        check_value("1", Some(LabelValue::Is), Statement::AiGenerated);
        for wrong in ["\"0\"", "\"AIGC\"", "\"AI生成\"", "\"label\"", "11", "true", "\"\""] {
            check_value(wrong, None, Statement::PossiblyAi);
        }
        check_flaw(
            &xmp(&INNER.replace("\"1\"", "1")),
            Shape::Inner,
            &Flaw::FieldType { key: "Label", found: "number" },
        );
    }

    #[test]
    fn v16_placeholders() {
        for value in ["value3", "00000000", "com.x.Y@1a2b3c"] {
            let json = INNER.replace("cc75", value);
            check_flaw(&xmp(&json), Shape::Inner, &Flaw::PlaceholderValue { key: "ProduceID" });
        }
        let json = INNER.replace(CODE, "公司名 或 备案号");
        check_flaw(&xmp(&json), Shape::Inner, &Flaw::PlaceholderValue { key: "ContentProducer" });
    }

    #[test]
    fn v17_escapes_and_prefixes() {
        let once = wrapped().replace('"', "\\\"");
        let level = |levels| [Flaw::EscapedTwice { levels }];
        check(&xmp(&once), Shape::Wrapped, Location::Xmp, &level(1));
        check(&xmp(&escaped(INNER)), Shape::Inner, Location::Xmp, &level(1));
        let twice = INNER.replace('"', "\\\\\\\"");
        check(&xmp(&twice), Shape::Inner, Location::Xmp, &level(2));
        for prefix in ["AIGC:", "AIGC=", "TC260:AIGC="] {
            check(&png("Comment", &format!("{prefix}{INNER}")), Shape::Inner, Location::Nonstandard, &[]);
        }
    }

    #[test]
    fn v18_app_json_is_no_label() {
        check_nothing(&comment(r#"{"product":"doubao","exportType":"generation","aigc_info":{"aigc_label_type":1}}"#));
        check_nothing(&comment(r#"{"data":{"product":"dreamina"},"aigc_type":1}"#));
    }

    #[test]
    fn v19_after_the_end() {
        let tail = [b"\0\0".as_slice(), wrapped().as_bytes()].concat();
        let trailing = field(TextKind::Trailing, "", &tail);
        check(&trailing, Shape::Wrapped, Location::Nonstandard, &[Flaw::AfterEnd]);
        let xml = format!("<x xmlns:TC260=\"{NAMESPACE}\"><TC260:AIGC>{}</TC260:AIGC></x>", escaped(INNER));
        check(&field(TextKind::Trailing, "", xml.as_bytes()), Shape::Inner, Location::Xmp, &[Flaw::AfterEnd]);
        let plain = format!("<x xmlns:TC260=\"{NAMESPACE}\"><TC260:AIGC>{INNER}</TC260:AIGC></x>");
        check(&field(TextKind::Trailing, "", plain.as_bytes()), Shape::Inner, Location::Xmp, &[Flaw::AfterEnd]);
        let mut chunk = png("AIGC", &wrapped());
        chunk.text[0].place.after_end = true;
        check(&chunk, Shape::Wrapped, Location::PngText, &[Flaw::AfterEnd]);
    }

    #[test]
    fn v19_said_once_when_the_piece_lies_after_the_end_too() {
        let mut trailing = field(TextKind::Trailing, "", wrapped().as_bytes());
        trailing.text[0].place.after_end = true;
        check(&trailing, Shape::Wrapped, Location::Nonstandard, &[Flaw::AfterEnd]);
    }

    #[test]
    fn flaws_are_bounded() {
        let extra: String = (0..400).map(|number| format!("\"extra {number}\":\"\",")).collect();
        let label = only(&xmp(&INNER.replacen('{', &format!("{{{extra}"), 1)));
        assert_eq!((label.flaws.len(), label.value), (48, Some(LabelValue::Is)));
    }

    #[test]
    fn a_cut_label_never_says_more_than_the_whole() {
        let code = r#"\"ReservedCode1\":{\"SecurityData\":{\"Type\":\"TC260PG\",\"PubSD\":[]}}"#.replace('\\', "");
        let whole = wrapped().replace(r#""ReservedCode1":"""#, &code).replace(CODE, "豆包");
        for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            let part = &whole[..end];
            for metadata in [xmp(part), comment(part), png("AIGC", &escaped(part)), malformed(part)] {
                for label in labels(&metadata) {
                    assert!(matches!(label.shape, Shape::Broken | Shape::Shell), "{part}: {label:?}");
                    assert!(label.value.is_none_or(|value| value == LabelValue::Is), "{part}");
                }
            }
        }
    }

    #[test]
    fn v19_a_chunk_in_the_trailing_bytes_is_one_label() {
        let mut metadata = field(TextKind::Trailing, "", wrapped().as_bytes());
        metadata.text.extend(png("AIGC", &wrapped()).text);
        metadata.text[0].place.carrier = "trailing".to_owned();
        metadata.text[1].place.after_end = true;
        assert_eq!(only(&metadata).location, Location::PngText);
        metadata.text[1].place.span = 300..400;
        assert_eq!(labels(&metadata).len(), 2);
    }

    #[test]
    fn v19_span_covers_the_label_alone() {
        let tail = [b"12345".as_slice(), wrapped().as_bytes()].concat();
        let mut metadata = field(TextKind::Trailing, "", &tail);
        metadata.text[0].place.span = 1000..1000 + tail.len() as u64;
        let reading = read_in(Format::Png, &metadata);
        assert_eq!(reading.evidence[0].span, Some(1005..1000 + tail.len() as u64));
    }

    #[track_caller]
    fn check_shape(metadata: &Metadata, shape: Shape) {
        assert_eq!(only(metadata).shape, shape);
        assert_eq!(read_in(Format::Png, metadata).evidence[0].says, Statement::Existed);
    }

    #[test]
    fn v20_shells() {
        for empty in ["", "{}", "\"\"", "null", r#"{"AIGC":{}}"#, r#"{"AIGC":""}"#, r#"{"Label":"","ProduceID":null}"#]
        {
            check_shape(&xmp(empty), Shape::Shell);
        }
        check_shape(&png("AIGC", ""), Shape::Shell);
        check_nothing(&packet(Vec::new(), &["http://ns.adobe.com/xap/1.0/"]));
    }

    #[test]
    fn v20_a_declaration_says_nothing() {
        let unused = packet(Vec::new(), &[NAMESPACE]);
        let other = xmp_named(NAMESPACE, "Version", "1.0", XmpForm::Element);
        let mut broken = malformed(&format!("<x xmlns:TC260=\"{NAMESPACE}\">"));
        broken.xmp[0].namespaces.push(NAMESPACE.to_owned());
        for metadata in [unused, other, broken] {
            assert_eq!(only(&metadata).shape, Shape::Declaration);
            assert_eq!(read_in(Format::Png, &metadata).evidence[0].says, Statement::Nothing);
        }
        check_nothing(&malformed(&format!("<dc:description>a & b, see {NAMESPACE}</dc:description>")));
    }

    #[test]
    fn v20_truncated() {
        for text in [&INNER[..90], &INNER[..20]] {
            let label = only(&xmp(text));
            assert_eq!((label.shape, label.value), (Shape::Broken, Some(LabelValue::Is)));
        }
        assert_eq!(only(&xmp(&INNER[..90])).fields.content_producer.as_raw(), CODE);
        assert_eq!(only(&png("Comment", &wrapped()[..40])).shape, Shape::Broken);
        for text in ["{\"Label", "not a label", "[object Object]", "{"] {
            check_shape(&xmp(text), Shape::Broken);
        }
    }

    #[test]
    fn v21_name_as_tools_print_it() {
        let metadata = xmp_named(NAMESPACE, "Aigc", INNER, XmpForm::Element);
        check(&metadata, Shape::Inner, Location::Xmp, &[misspelt("Aigc", "AIGC")]);
    }

    #[test]
    fn v22_a_manifest_is_another_readers_matter() {
        check_nothing(&field(TextKind::Private, "jumb", b"c2pa urn:c2pa trainedAlgorithmicMedia"));
    }

    #[test]
    fn separate_xmp_properties() {
        let mut metadata = xmp_named(NAMESPACE, "Label", "1", XmpForm::Attribute);
        let mut second = metadata.xmp[0].properties[0].clone();
        second.name = "ContentProducer".to_owned();
        second.value = Untrusted::new("doubao");
        metadata.xmp[0].properties.push(second);
        check_flaw(&metadata, Shape::Inner, &invalid("the fields are XMP properties of their own"));
        assert_eq!(only(&metadata).value, Some(LabelValue::Is));
    }

    #[track_caller]
    fn check_fields(names: [&str; 3], parent: &str, namespace: &str) {
        let mut metadata = packet(Vec::new(), &[NAMESPACE]);
        for (name, value) in names.into_iter().zip(["1", CODE, "cc75"]) {
            let mut property = xmp_named(namespace, name, value, XmpForm::Element).xmp[0].properties[0].clone();
            property.parent = parent.to_owned();
            metadata.xmp[0].properties.push(property);
        }
        let label = only(&metadata);
        assert_eq!(
            (label.shape, label.value, label.fields.produce_id.as_raw()),
            (Shape::Inner, Some(LabelValue::Is), "cc75")
        );
    }

    #[test]
    fn separate_xmp_properties_in_other_spellings_and_structures() {
        let exact = ["Label", "ContentProducer", "ProduceID"];
        check_fields(exact, "", NAMESPACE);
        check_fields(["label", "contentProducer", "produceId"], "", NAMESPACE);
        check_fields(exact, "AIGC", NAMESPACE);
        check_fields(exact, "AIGC", "urn:other");
    }

    #[test]
    fn an_attribute_with_bare_quotes_is_no_cut_label() {
        let text = format!("<rdf:Description xmlns:TC260=\"{NAMESPACE}\" TC260:AIGC=\"{INNER}\"/>");
        let flaw = [Flaw::XmpMalformed { why: "unknown prefix".to_owned() }];
        check(&malformed(&text), Shape::Inner, Location::Xmp, &flaw);
    }

    #[test]
    fn an_object_in_the_place_of_a_packet() {
        let flaw = [Flaw::XmpMalformed { why: "unknown prefix".to_owned() }];
        check(&malformed(&wrapped()), Shape::Wrapped, Location::Nonstandard, &flaw);
        check_nothing(&malformed("no packet"));
    }

    #[test]
    fn longer_names_and_members_of_other_objects() {
        for text in [
            format!("{{\"AIGCLabel\":{INNER}}}"),
            format!("{{\"aigc_meta\":{INNER}}}"),
            format!("{{\"code\":0,\"data\":{{\"AIGC\":{INNER}}}}}"),
            format!("\"AIGC\":{INNER}"),
        ] {
            let label = only(&comment(&text));
            assert_eq!((label.value, label.fields.produce_id.as_raw()), (Some(LabelValue::Is), "cc75"), "{text}");
        }
        for text in [
            r#"{"aigcInfo":{"label":"cat"}}"#,
            r#"{"data":{"AIGC":{"Label":"1"}}}"#,
            r#"{"Label":"EMI","ProduceID":"77","Producer":"x"}"#,
            r#"{"ContentProducer":"BBC Studios","Series":"x"}"#,
            r#"{"ProductID":"7","Label":"1","producer_id":"8"}"#,
        ] {
            check_nothing(&comment(text));
        }
    }

    #[test]
    fn single_quotes_and_tails() {
        let single = invalid("single quotes instead of double quotes");
        check(&xmp(&INNER.replace('"', "'")), Shape::Inner, Location::Xmp, &[single]);
        let tail = invalid("text after the object");
        check(&xmp(&format!("{INNER} and more")), Shape::Inner, Location::Xmp, &[tail]);
    }

    #[test]
    fn misspelt_keys_are_read() {
        let json = INNER.replace("ContentProducer", "ContentProductor");
        let flaw = misspelt("ContentProductor", "ContentProducer");
        check(&xmp(&json), Shape::Inner, Location::Xmp, &[flaw]);
    }

    #[test]
    fn a_misspelt_key_never_overrides_the_real_one() {
        let json = INNER.replace('}', r#","label":"3"}"#);
        check(&xmp(&json), Shape::Inner, Location::Xmp, &[misspelt("label", "Label")]);
    }

    #[test]
    fn repeated_keys() {
        let json = INNER.replace('{', r#"{"ProduceID":"first","#);
        let flaw = Flaw::KeyRepeated { key: Untrusted::new("ProduceID") };
        check(&xmp(&json), Shape::Inner, Location::Xmp, &[flaw]);
    }

    #[test]
    fn characters_outside_clause_j() {
        let json = INNER.replace(CODE, "豆包");
        check_flaw(&xmp(&json), Shape::Inner, &Flaw::Charset { key: "ContentProducer" });
        assert_eq!(only(&xmp(&json)).producer, Some(Provider::Name(Untrusted::new("豆包"))));
    }

    #[test]
    fn captions_and_foreign_json_are_nothing() {
        for text in [
            "#AIGC art",
            "AIGC",
            r#"{"aigc": true}"#,
            r#"{"AIGC": true}"#,
            r#"{"AIGC":{"enabled":false}}"#,
            r#"{"aigc":{"label":true,"model":"x"}}"#,
            r#"{"Label":"cat","Level":"2"}"#,
            r#"{"producer":"x","id":"7"}"#,
            "masterpiece, AIGC, Label: 1, ContentProducer\nSteps: 20, Sampler: Euler",
            r#"the label {"AIGC":{"Label":"1"}} as an example"#,
            "{",
            "",
        ] {
            check_nothing(&png("parameters", text));
            check_nothing(&comment(text));
            check_nothing(&xmp_named("http://purl.org/dc/elements/1.1/", "description", text, XmpForm::Element));
            check_nothing(&field(TextKind::JpegComment, "", text.as_bytes()));
        }
    }

    #[test]
    fn the_best_label_comes_first() {
        let mut metadata = png("AIGC", "{}");
        metadata.xmp = xmp(INNER).xmp;
        metadata.exif = comment(&wrapped()).exif;
        metadata.text.extend(png("Comment", &wrapped().replace("\"1\"", "\"9\"")).text);
        let found: Vec<_> = labels(&metadata).into_iter().map(|label| (label.location, label.shape)).collect();
        assert_eq!(
            found,
            [
                (Location::Xmp, Shape::Inner),
                (Location::ExifUserComment, Shape::Wrapped),
                (Location::Nonstandard, Shape::Wrapped),
                (Location::PngText, Shape::Shell),
            ]
        );
    }

    #[test]
    fn unsigned_labels_are_declared() {
        assert_eq!(read_in(Format::Png, &xmp(INNER)).evidence[0].strength, Strength::Declared);
        assert_eq!(strength(&Security::ValidPinned { owner: "x" }), Strength::Signed);
        assert_eq!(strength(&Security::ValidUnpinned { key: String::new() }), Strength::Declared);
    }

    #[track_caller]
    fn check_coverage(format: Format, metadata: &Metadata, id: &str) {
        let coverage = read_in(format, metadata).coverage;
        assert_eq!((coverage.len(), coverage[0].reader, coverage[0].state.id()), (1, "tc260-aigc", id));
    }

    #[test]
    fn coverage_is_the_worst_of_all_parts() {
        let cut = CoverageState::Stopped { limit: "payload_bytes_max", at: 7 };
        check_coverage(Format::Png, &Metadata::default(), "complete");
        check_coverage(Format::Bmp, &Metadata::default(), "not_applicable");
        check_coverage(Format::Png, &Metadata { iim_coverage: cut.clone(), ..Metadata::default() }, "stopped");
        check_coverage(Format::Bmp, &Metadata { text_coverage: cut, ..Metadata::default() }, "stopped");
    }

    #[test]
    fn a_label_that_is_too_long_is_cut_and_said() {
        let long = INNER.replace("cc75", &"7".repeat(300 << 10));
        check_coverage(Format::Png, &xmp(&long), "stopped");
        assert_eq!(only(&xmp(&long)).shape, Shape::Broken);
    }

    #[test]
    fn formats_without_a_place_are_read_all_the_same() {
        let trailing = field(TextKind::Trailing, "", wrapped().as_bytes());
        assert_eq!(read_in(Format::Bmp, &trailing).evidence.len(), 1);
    }
}
