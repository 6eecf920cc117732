//! Labels with one defect each, and the good ones beside them.

use super::label::{Label, PRODUCER, PROPAGATOR, security_data};
use super::sample::Sample;
use crate::write::png::Place;
use crate::write::{jpeg, picture, png, xmp};

/// One sample for each defect.
pub(crate) fn all() -> Vec<Sample> {
    [values(), fields(), keys(), codes(), security(), several(), propagation()].into_iter().flatten().collect()
}

fn labelled(seed: u32, json: &str) -> Vec<u8> {
    png::with_chunks(&picture::png(seed), Place::Front, &[png::xmp(&xmp::label(json))])
}

fn values() -> Vec<Sample> {
    let number = Label::default().inner().replacen(r#""Label":"1""#, r#""Label":1"#, 1);
    let zero = Label { label: "0", ..Label::default() };
    let words = Label { label: "AI生成", ..Label::default() };
    let template = r#"{"Label":"value1","ContentProducer":"value2","ProduceID":"value3","ReservedCode1":"value4","ContentPropagator":"value5","PropagateID":"value6","ReservedCode2":"value7"}"#;
    let java = "com.example.label.ProduceId@1b6d3586";
    let java = Label { produce_id: java, propagate_id: java, ..Label::default() };
    let hint = Label { producer: "公司名 或 备案号", propagator: "公司名 或 备案号", ..Label::default() };
    let name = Label { label: "AIGC", ..Label::default() };
    let zeros = "00000000000000000000000000000000";
    let zero_id = Label { produce_id: zeros, propagate_id: zeros, ..Label::default() };
    let chinese = Label { producer: "验标样本工作室", propagator: "验标样本工作室", ..Label::default() };
    vec![
        Sample::new("aigc/v15-label-number.png", labelled(40, &number)),
        Sample::new("aigc/v15-label-zero.png", labelled(41, &zero.inner())),
        Sample::new("aigc/v15-label-words.png", labelled(42, &words.inner())),
        Sample::new("aigc/v16-template-values.png", labelled(43, template)),
        Sample::new("aigc/v16-zero-id.png", labelled(44, &zero_id.inner())),
        Sample::new("aigc/v15-label-name.png", labelled(275, &name.inner())),
        Sample::new("aigc/v16-java-object.png", labelled(276, &java.inner())),
        Sample::new("aigc/v16-hint-left-in.png", labelled(277, &hint.inner())),
        Sample::new("aigc/charset-chinese-name.png", labelled(45, &chinese.inner())),
    ]
}

fn fields() -> Vec<Sample> {
    let extra = Label::default().inner().replace("{", r#"{"DisclaimerText":"sample","#);
    let three = format!(r#"{{"Label":"1","ContentProducer":"{PRODUCER}","ProduceID":"yb-three-1"}}"#);
    let label_only = r#"{"Label":"1"}"#;
    let blank = Label { producer: "", produce_id: "", propagator: "", propagate_id: "", ..Label::default() };
    vec![
        Sample::new("aigc/v14-extra-field.png", labelled(46, &extra)),
        Sample::new("aigc/v14-three-keys.png", labelled(47, &three)),
        Sample::new("aigc/field-label-only.png", labelled(48, label_only)),
        Sample::new("aigc/field-blank-producer.png", labelled(49, &blank.inner())),
    ]
}

fn keys() -> Vec<Sample> {
    let misspelt = Label::default().inner().replace("ContentPropagator", "ContentPropogator");
    let repeated = Label::default().inner().replacen('{', r#"{"Label":"3","#, 1);
    let single_quotes = Label::default().inner().replace('"', "'");
    vec![
        Sample::new("aigc/key-misspelt.png", labelled(50, &misspelt)),
        Sample::new("aigc/key-repeated.png", labelled(51, &repeated)),
        Sample::new("aigc/json-single-quotes.png", labelled(52, &single_quotes)),
    ]
}

fn codes() -> Vec<Sample> {
    let with = |seed, producer| labelled(seed, &Label { producer, ..Label::default() }.inner());
    vec![
        Sample::new("aigc/code-too-short.png", with(53, "001191000000MA0YANBTXK1000")),
        Sample::new("aigc/code-bad-check-character.png", with(54, "001191000000MA0YANBTXA10000")),
        Sample::new("aigc/code-propagation-service.png", with(55, PROPAGATOR)),
    ]
}

fn security() -> Vec<Sample> {
    let plain =
        Label { producer: PRODUCER, produce_id: "yb-signed-1", propagate_id: "yb-signed-1", ..Label::default() };
    let reserved = security_data(&plain);
    let signed = Label { reserved: reserved.clone(), ..plain.clone() };
    let moved = Label { reserved, produce_id: "yb-signed-2", propagate_id: "yb-signed-2", ..plain.clone() };
    let opaque = Label { reserved: "e862483430d978cbf828b8b24296ef9328d843a0".to_owned(), ..plain };
    vec![
        Sample::new("aigc/security-valid.png", labelled(56, &signed.inner())),
        Sample::new("aigc/security-moved-to-another-id.png", labelled(57, &moved.inner())),
        Sample::new("aigc/security-opaque.png", labelled(58, &opaque.inner())),
    ]
}

fn several() -> Vec<Sample> {
    let label = Label::default();
    let text = png::text("AIGC", &label.wrapped());
    let packet = png::xmp(&xmp::label(&label.inner()));
    let suspect = Label { label: "3", produce_id: "other-20261121-7", ..Label::default() };
    let suspect = png::text("AIGC", &suspect.wrapped());
    let base = picture::png(59);
    let segments = [jpeg::xmp(&xmp::label(&label.inner())), jpeg::segment(jpeg::COM, label.wrapped().as_bytes())];
    vec![
        Sample::new("aigc/copies-identical.png", png::with_chunks(&base, Place::Front, &[packet.clone(), text])),
        Sample::new("aigc/copies-conflicting.png", png::with_chunks(&base, Place::Front, &[packet, suspect])),
        Sample::new("aigc/label-beside-another-vendor.png", another_vendor()),
        Sample::new("aigc/copies-identical.jpg", jpeg::with_segments(&picture::jpeg(60), &segments)),
    ]
}

/// The label names one service as the maker, the text beside it another.
fn another_vendor() -> Vec<u8> {
    let label = Label { producer: "doubao", propagator: "", propagate_id: "", ..Label::default() };
    let prompt = "a lighthouse at dusk --v 6.1 Job ID: 0f8fad5b-d9cb-469f-a165-70867728950e";
    let chunks =
        [png::xmp(&xmp::label(&label.inner())), png::text("Description", prompt), png::text("Author", "sample-user")];
    png::with_chunks(&picture::png(65), Place::Front, &chunks)
}

fn propagation() -> Vec<Sample> {
    let served = Label { propagator: PROPAGATOR, propagate_id: "pf-88120", ..Label::default() };
    let may = Label { label: "2", producer: "", produce_id: "", ..served.clone() };
    let suspect = Label { label: "3", ..may.clone() };
    let unsigned = Label { propagator: "", propagate_id: "", ..suspect.clone() };
    vec![
        Sample::new("aigc/served-label-1.png", labelled(61, &served.inner())),
        Sample::new("aigc/served-label-2.png", labelled(62, &may.inner())),
        Sample::new("aigc/served-label-3.png", labelled(63, &suspect.inner())),
        Sample::new("aigc/served-without-platform.png", labelled(64, &unsigned.inner())),
    ]
}
