//! The label writer: every format and carrier gets the one label that was asked for, pixels stay as they were, and
//! what cannot be done is refused.

use std::fs;
use std::time::{Duration, Instant};

use image::DynamicImage;
use yanbiao::asset::Asset;
use yanbiao::check::{Checked, Settings, check};
use yanbiao::container;
use yanbiao::container::layout::{Format, Slot};
use yanbiao::context::{Context, Depth, Role};
use yanbiao::facts::model::C2paLayer;
use yanbiao::finding::Outcome;
use yanbiao::label::{Input, Plan, Refusal, Request, Task, plan};
use yanbiao::limits::Limits;
use yanbiao::vocabulary::aigc::{AigcLabel, Flaw, LabelValue, Location, Shape};

use crate::corpora;
use crate::sample;
use crate::surroundings::{AS_OF, package};

const PLATFORM: &str = "001191000000MA0PRPGTRW20000";
const TIME_MAX: Duration = Duration::from_secs(4);

fn sample(name: &str) -> Vec<u8> {
    fs::read(package("samples").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn checked(bytes: &[u8], role: Role, depth: Depth) -> Checked {
    let context = Context { depth, role, user_declared: Some(true), ..Context::at(AS_OF) };
    check(&Asset::new("picture", &bytes.to_vec()), &context, &Settings::default())
}

pub(crate) fn planned(bytes: &[u8], request: &Request) -> Result<Plan, Refusal> {
    let checked = checked(bytes, Role::Platform, Depth::Metadata);
    let owned = bytes.to_vec();
    let asset = Asset::new("picture", &owned);
    plan(&Input { asset: &asset, checked: &checked, limits: &Limits::default() }, request)
}

fn made(bytes: &[u8], plan: &Plan) -> Vec<u8> {
    let owned = bytes.to_vec();
    plan.bytes(&Asset::new("picture", &owned)).expect("bytes in memory can be read")
}

pub(crate) fn propagate(id: &str) -> Request {
    Request { break_c2pa: true, ..Request::propagate(PLATFORM, id) }
}

fn with_value(value: LabelValue) -> Request {
    let task = Task::Propagate { propagator: PLATFORM.to_owned(), id: "p-1".to_owned(), label: Some(value) };
    Request { task, break_c2pa: true }
}

fn repair() -> Request {
    Request { break_c2pa: true, ..Request::repair() }
}

/// The labels of a file, mere declarations of the namespace left out.
fn labels(checked: &Checked) -> Vec<&AigcLabel> {
    let labels = checked.facts.implicit.labels.iter().map(|found| &found.label);
    labels.filter(|label| label.shape != Shape::Declaration).collect()
}

/// The bytes of every run of coded picture data.
fn coded(bytes: &[u8]) -> Vec<Vec<u8>> {
    let owned = bytes.to_vec();
    let layout = container::walk(&Asset::new("picture", &owned), Depth::Full, &Limits::default());
    // Items of these lie between the picture's.
    let is_shared = matches!(layout.format, Format::Avif | Format::Heif);
    let pieces = layout.in_slot(Slot::Pixels).filter(|_| !is_shared);
    let at = |offset: u64| usize::try_from(offset).expect("it lies in memory");
    let runs = pieces.flat_map(
        |piece| {
            if piece.extents.is_empty() { vec![piece.body.clone()] } else { piece.extents.clone() }
        },
    );
    runs.map(|run| bytes[at(run.start)..at(run.end)].to_vec()).collect()
}

fn decoded(bytes: &[u8]) -> Option<DynamicImage> {
    image::load_from_memory(bytes).ok()
}

/// What every plan must keep to; gives the one label.
#[track_caller]
fn hold(name: &str, before: &[u8], plan: &Plan) -> (Vec<u8>, Checked) {
    let after = made(before, plan);
    let (old, new) =
        (checked(before, Role::Platform, Depth::Metadata), checked(&after, Role::PlatformEgress, Depth::Metadata));
    assert!(coded(before) == coded(&after), "{name}: coded pixels");
    // A file may become one that the decoder reads: a flag without its chunk got one.
    assert!(decoded(before).is_none_or(|was| decoded(&after) == Some(was)), "{name}: decoded pixels");
    if plan.is_empty() {
        assert_eq!(before, after, "{name}");
        return (after, new);
    }
    let found = labels(&new);
    let [label] = found.as_slice() else { panic!("{name}: {found:#?}") };
    assert!(matches!(label.shape, Shape::Inner | Shape::Wrapped), "{name}: {label:?}");
    assert!(plan.after().is_some_and(|after| after.fields == label.fields), "{name}: {label:?}");
    // The value is never lowered, and nobody's words are put into the producer's mouth.
    let was = labels(&old).iter().filter_map(|label| label.value).min();
    assert!(was.is_none_or(|was| label.value.is_some_and(|is| is <= was)), "{name}: {was:?} {label:?}");
    for old in labels(&old).iter().filter(|old| old.value.is_some()) {
        for (key, value) in
            old.fields.iter().filter(|(key, _)| ["ContentProducer", "ProduceID", "ReservedCode1"].contains(key))
        {
            let kept = label.fields.iter().find(|(other, _)| *other == key).expect("all keys").1;
            assert!(value.is_blank() || value.as_raw() == kept.as_raw(), "{name}: {key}");
        }
    }
    (after, new)
}

fn outcome(checked: &Checked, rule: &str) -> Vec<Outcome> {
    checked.findings.iter().filter(|finding| finding.rule == rule).map(|finding| finding.outcome).collect()
}

/// Adds what a platform owes to a sample; gives the new file.
#[track_caller]
fn check_propagated(name: &str, value: &str, location: Location) -> Vec<u8> {
    check_propagated_bytes(name, &sample(name), value, location)
}

/// Adds what a platform owes; gives the new file.
#[track_caller]
pub(crate) fn check_propagated_bytes(name: &str, before: &[u8], value: &str, location: Location) -> Vec<u8> {
    let plan = planned(before, &propagate("p-1")).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
    assert!(!plan.is_empty(), "{name}");
    let (after, new) = hold(name, before, &plan);
    let label = labels(&new)[0].clone();
    assert_eq!((label.fields.label.as_raw(), label.location), (value, location), "{name}");
    let propagated = (label.fields.content_propagator.as_raw(), label.fields.propagate_id.as_raw());
    assert_eq!(propagated, (PLATFORM, "p-1"), "{name}");
    for rule in ["cn-propagation-missing", "cn-duplicate-label", "cn-json-invalid", "cn-label-value"] {
        assert_eq!(outcome(&new, rule), [Outcome::Pass], "{name}: {rule}");
    }
    let copies = |bytes: &[u8]| bytes.windows(15).filter(|part| *part == b"ContentProducer").count();
    // A caption may quote a label.
    let had_none = labels(&checked(before, Role::Platform, Depth::Metadata)).is_empty();
    let allowed = if had_none { copies(before) + 1 } else { copies(before).max(1) };
    assert!(copies(&after) <= allowed, "{name}: the old label is still there");
    let again = planned(&after, &propagate("p-1")).expect("its own label can be read");
    assert!(again.is_empty(), "{name}: {again:?}");
    after
}

const BARE: [&str; 7] = ["jpg", "png", "webp", "gif", "tiff", "jxl", "avif"];

#[test]
fn a_file_without_a_label_gets_one() {
    for format in BARE {
        check_propagated(&format!("plain/nothing.{format}"), "2", Location::Xmp);
    }
    for name in [
        "plain/camera-exif.jpg",
        "plain/edited-in-photoshop.jpg",
        "plain/gain-map.jpg",
        "plain/motion-photo.jpg",
        "plain/progressive.jpg",
        "plain/cmyk.jpg",
        "plain/second-picture-after-eoi.jpg",
        "plain/harmless-xmp.webp",
        "plain/flag-without-chunk.webp",
        "plain/wrong-extension.png",
        "plain/caption-quotes-a-label.jpg",
    ] {
        check_propagated(name, "2", Location::Xmp);
    }
}

#[test]
fn a_label_stays_in_its_carrier() {
    for name in [
        "v01-xmp-element.jpg",
        "v01-xmp-element.png",
        "v02-xmp-attribute.jpg",
        "place-xmp.gif",
        "place-xmp.webp",
        "place-xmp-type1.tiff",
        "place-xmp-type7.tiff",
        "place-xmp-bigtiff.tiff",
        "place-xml-box.jxl",
        "v10-xmp-item.avif",
        "place-xmp-compressed.png",
        "place-xmp-over-64k.png",
        "v19-after-picture-data.png",
        "picture-animated.png",
        "picture-animated.webp",
        "picture-gain-map.jpg",
        "picture-motion-photo.jpg",
        "picture-cmyk.jpg",
        "xmp-structure.png",
        "charset-chinese-name.png",
    ] {
        check_propagated(&format!("aigc/{name}"), "1", Location::Xmp);
    }
    for name in [
        "v06-user-comment.jpg",
        "v06-user-comment-no-prefix.jpg",
        "v06-user-comment-exif-chunk.png",
        "v06-user-comment-utf16-big.jpg",
        "place-exif.webp",
        "place-exif-box.jxl",
        "place-exif-item.avif",
        "v11-nested-objects.jpg",
    ] {
        check_propagated(&format!("aigc/{name}"), "1", Location::ExifUserComment);
    }
    for name in ["v04-text-keyword-name.png", "place-itxt.png", "place-ztxt.png", "v12-snake-case.png"] {
        check_propagated(&format!("aigc/{name}"), "1", Location::PngText);
    }
    for name in ["v05-text-description.png", "v08-app11-glued.jpg", "v09-comment.jpg", "v19-after-eoi.jpg"] {
        check_propagated(&format!("aigc/{name}"), "1", Location::Nonstandard);
    }
}

#[test]
fn the_value_of_the_file_is_kept_and_an_earlier_platform_is_told() {
    for (name, value) in [("served-label-1.png", "1"), ("served-label-2.png", "2"), ("served-label-3.png", "3")] {
        let before = sample(&format!("aigc/{name}"));
        let plan = planned(&before, &propagate("p-1")).expect("it can be written");
        assert_eq!(plan.after().expect("a label").fields.label.as_raw(), value);
        let replaced = Request::propagate("another", "b-7");
        let after = made(&before, &plan);
        let second = planned(&after, &replaced).expect("it can be written");
        let old = second.replaced().expect("it replaces ours");
        assert_eq!((old.propagator.as_raw(), old.id.as_raw()), (PLATFORM, "p-1"));
        let (_, new) = hold(name, &after, &second);
        assert_eq!(labels(&new)[0].fields.content_propagator.as_raw(), "another");
    }
}

#[track_caller]
fn check_value(name: &str, asked: LabelValue, expected: Result<&str, &str>) {
    let found = planned(&sample(name), &with_value(asked));
    let got = found.as_ref().map(|plan| plan.after().expect("a label").fields.label.as_raw());
    assert_eq!(got.map_err(|refusal| refusal.code), expected, "{name} {asked:?}");
}

#[test]
fn a_value_is_never_lowered_and_1_never_made_up() {
    check_value("aigc/served-label-1.png", LabelValue::Is, Ok("1"));
    check_value("aigc/served-label-1.png", LabelValue::May, Err("label_lowered"));
    check_value("aigc/served-label-2.png", LabelValue::Suspect, Err("label_lowered"));
    check_value("aigc/served-label-2.png", LabelValue::Is, Ok("1"));
    check_value("aigc/served-label-3.png", LabelValue::May, Ok("2"));
    check_value("plain/nothing.jpg", LabelValue::Is, Err("label_1_unfounded"));
    check_value("plain/nothing.jpg", LabelValue::May, Ok("2"));
    check_value("plain/nothing.jpg", LabelValue::Suspect, Ok("3"));
    // An emptied label says nothing of its value.
    check_value("aigc/v20-empty-object.png", LabelValue::Is, Err("label_1_unfounded"));
}

#[test]
fn without_anything_that_says_ai_no_value_is_chosen() {
    let bytes = sample("plain/nothing.jpg");
    let context = Context { depth: Depth::Metadata, ..Context::at(AS_OF) };
    let settings = Settings::default();
    let asset = Asset::new("picture", &bytes);
    let of = |context: &Context, asset: &Asset<'_>| {
        let checked = check(asset, context, &settings);
        let request = Request::propagate(PLATFORM, "p-1");
        let plan = plan(&Input { asset, checked: &checked, limits: &settings.limits }, &request);
        plan.map(|plan| plan.after().expect("a label").fields.label.as_raw().to_owned()).map_err(|refusal| refusal.code)
    };
    assert_eq!(of(&context, &asset), Err("nothing_says_ai"));
    let traced = sample("iptc/ai-attribute.jpg");
    assert_eq!(of(&context, &Asset::new("picture", &traced)), Ok("3".to_owned()));
    let declared = Context { user_declared: Some(true), ..context };
    assert_eq!(of(&declared, &asset), Ok("2".to_owned()));
}

#[track_caller]
fn check_refused(name: &str, request: &Request, code: &str) {
    let found = planned(&sample(name), request);
    assert_eq!(found.map_err(|refusal| refusal.code).err(), Some(code), "{name}");
}

#[test]
fn what_leaves_a_question_is_refused_for_its_reason() {
    for request in [propagate("p-1"), repair()] {
        check_refused("aigc/copies-conflicting.png", &request, "labels_conflict");
        check_refused("aigc/key-repeated.png", &request, "key_contradicts_itself");
        check_refused("aigc/name-inside-app-object.jpg", &request, "label_inside_other_object");
        check_refused("aigc/v07-cloud-schema.jpg", &request, "label_unreadable");
        check_refused("aigc/v15-label-words.png", &request, "label_unreadable");
        check_refused("aigc/v20-truncated-json.jpg", &request, "label_unreadable");
        check_refused("aigc/v20-tail-cut.webp", &request, "broken_file");
        check_refused("plain/nothing.bmp", &request, "format");
        check_refused("iptc/ai-broken-packet.jpg", &request, "not_searched");
    }
    check_refused("aigc/copies-identical.png", &propagate("p-1"), "label_repeated");
    check_refused("aigc/v03-namespace-mismatch.png", &propagate("p-1"), "not_searched");
    check_refused("aigc/place-xmp-extended.jpg", &propagate("p-1"), "carrier_not_writable");
    check_refused("aigc/place-brob.jxl", &propagate("p-1"), "carrier_not_writable");
    check_refused("aigc/v20-empty-object.png", &repair(), "label_unreadable");
}

#[test]
fn values_that_cannot_be_used_are_refused() {
    for id in ["", "  ", "a b", "a\u{202e}b", "a\nb", &"x".repeat(257)] {
        check_refused("plain/nothing.jpg", &propagate(id), "value_not_allowed");
    }
    check_refused("plain/nothing.jpg", &Request::propagate("", "p-1"), "value_not_allowed");
    let quotes = Request::propagate("平台\"<&>", "a\\'b");
    for name in
        ["plain/nothing.jpg", "aigc/v04-text-keyword-name.png", "aigc/v06-user-comment.jpg", "aigc/v09-comment.jpg"]
    {
        let before = sample(name);
        let plan = planned(&before, &quotes).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
        let (_, new) = hold(name, &before, &plan);
        assert_eq!(labels(&new)[0].fields.content_propagator.as_raw(), "平台\"<&>", "{name}");
    }
}

#[test]
fn a_manifest_is_broken_only_when_asked() {
    for name in ["c2pa/ai-created.jpg", "c2pa/ai-created.png", "c2pa/ai-created.webp", "c2pa/remote-manifest.jpg"] {
        check_refused(name, &Request::propagate(PLATFORM, "p-1"), "c2pa_would_break");
    }
    let before = sample("c2pa/ai-created.png");
    let plan = planned(&before, &propagate("p-1")).expect("it was asked for");
    let (_, new) = hold("c2pa/ai-created.png", &before, &plan);
    assert_eq!(new.facts.c2pa.state, C2paLayer::Tampered);
    // Where nothing is to be done, nothing is broken.
    let labelled = sample("c2pa/ai-created-and-labelled.jpg");
    assert!(planned(&labelled, &Request::repair()).expect("it is well").is_empty());
}

/// Repairs a sample; the label has these fields and no departure is left that a program can put right.
#[track_caller]
fn check_repaired(name: &str, fields: &[(&str, &str)]) {
    let before = sample(&format!("aigc/{name}"));
    let plan = planned(&before, &repair()).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
    assert!(!plan.is_empty(), "{name}");
    let (after, new) = hold(name, &before, &plan);
    let label = labels(&new)[0];
    for (key, expected) in fields {
        let value = label.fields.iter().find(|(other, _)| other == key).expect("one of the seven").1;
        assert_eq!(value.as_raw(), *expected, "{name}: {key}");
    }
    let is_left =
        |flaw: &&Flaw| !matches!(flaw, Flaw::ExtraField { .. } | Flaw::Charset { .. } | Flaw::PlaceholderValue { .. });
    assert_eq!(label.flaws.iter().filter(is_left).collect::<Vec<_>>(), Vec::<&Flaw>::new(), "{name}");
    assert_ne!(label.location, Location::Nonstandard, "{name}");
    assert!(
        label.fields.iter().all(|(_, value)| matches!(value, yanbiao::vocabulary::aigc::FieldValue::Text(_))),
        "{name}"
    );
    assert!(planned(&after, &repair()).expect("it is well").is_empty(), "{name}");
}

#[test]
fn what_is_unambiguous_is_repaired() {
    check_repaired("v03-namespace-mismatch.png", &[("Label", "1")]);
    check_repaired("v04-text-keyword-name.png", &[("Label", "1")]);
    check_repaired("v05-text-description.png", &[("Label", "1")]);
    check_repaired("v06-user-comment-no-prefix.jpg", &[("Label", "1")]);
    check_repaired("v08-app11-glued.jpg", &[("Label", "1")]);
    check_repaired("v09-comment.jpg", &[("Label", "1")]);
    check_repaired("v11-nested-objects.jpg", &[("ProduceID", "yb-nested-1")]);
    check_repaired(
        "v12-snake-case.png",
        &[("ContentProducer", "001191000000MA0YANBTXK10000"), ("ProduceID", "yb-snake-1")],
    );
    check_repaired("v13-lower-camel.jpg", &[("ProduceID", "yb-camel-1"), ("PropagateID", "")]);
    check_repaired("v13-lower-wrapper.png", &[("Label", "1")]);
    check_repaired("v14-three-keys.png", &[("ReservedCode1", ""), ("ReservedCode2", "")]);
    check_repaired("v15-label-number.png", &[("Label", "1")]);
    check_repaired("v17-colon-text.png", &[("Label", "1")]);
    check_repaired("v17-escaped-twice.png", &[("Label", "1")]);
    check_repaired("v19-after-eoi.jpg", &[("Label", "1")]);
    check_repaired("v19-after-iend.png", &[("Label", "1")]);
    check_repaired("json-single-quotes.png", &[("Label", "1")]);
    check_repaired("key-misspelt.png", &[("Label", "1")]);
    check_repaired("name-longer.png", &[("Label", "1")]);
    check_repaired("text-imagemagick-decimal.png", &[("Label", "1")]);
    check_repaired("xmp-structure.png", &[("Label", "1")]);
    check_repaired("xmp-fields-lower.png", &[("Label", "1")]);
    check_repaired("copies-identical.png", &[("Label", "1")]);
    check_repaired("copies-identical.jpg", &[("Label", "1")]);
}

#[test]
fn a_member_that_nobody_knows_is_kept() {
    let before = sample("aigc/v14-extra-field.png");
    let old = labels(&checked(&before, Role::Platform, Depth::Metadata))[0].text.as_raw().to_owned();
    let plan = planned(&before, &propagate("p-1")).expect("it can be written");
    let new = &plan.after().expect("a label").text;
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("a label is JSON");
    let (old, new) = (parse(&old), parse(new));
    let extra: Vec<_> = old
        .as_object()
        .expect("an object")
        .iter()
        .filter(|(key, _)| new[key.as_str()] != old[key.as_str()])
        .map(|(key, _)| key.as_str())
        .collect();
    assert_eq!(extra, ["ContentPropagator", "PropagateID"]);
    assert!(new.as_object().is_some_and(|object| object.len() > 7), "{new}");
}

#[test]
fn a_whole_label_needs_no_repair() {
    for name in
        ["aigc/v01-xmp-element.jpg", "aigc/served-label-2.png", "aigc/v06-user-comment.jpg", "plain/nothing.gif"]
    {
        assert!(planned(&sample(name), &repair()).expect("it is well").is_empty(), "{name}");
    }
}

#[test]
fn every_sample_is_labelled_or_refused_and_most_are_labelled() {
    let mut written = 0;
    for sample in sample::all() {
        for request in [propagate("p-1"), repair()] {
            let Ok(plan) = planned(&sample.bytes, &request) else { continue };
            hold(&sample.name, &sample.bytes, &plan);
            written += usize::from(!plan.is_empty());
        }
    }
    println!("{written} plans over {} samples", sample::all().len());
    assert!(written >= 250, "only {written} of {}", sample::all().len());
}

/// Places in a file, spread evenly.
fn places(bytes: &[u8]) -> impl Iterator<Item = usize> {
    (0..bytes.len()).step_by(bytes.len().div_ceil(23).max(1))
}

#[test]
fn broken_samples_are_never_made_worse() {
    let mut tried = 0;
    let mut planned_for = 0;
    for sample in sample::all().iter().filter(|sample| sample.bytes.len() < 60_000) {
        for at in places(&sample.bytes) {
            let mut flipped = sample.bytes.clone();
            flipped[at] ^= 0x15;
            for broken in [&sample.bytes[..at], &flipped] {
                for request in [propagate("p-1"), repair()] {
                    tried += 1;
                    let Ok(plan) = planned(broken, &request) else { continue };
                    let after = made(broken, &plan);
                    assert!(coded(broken) == coded(&after), "{} at {at}", sample.name);
                    let new = checked(&after, Role::PlatformEgress, Depth::Metadata);
                    let count = labels(&new).len();
                    assert!(plan.is_empty() || count == 1, "{} at {at}: {count}", sample.name);
                    planned_for += usize::from(!plan.is_empty());
                }
            }
        }
    }
    println!("{tried} broken files, {planned_for} of them labelled");
    assert!(tried >= 10_000 && planned_for >= 1_000, "{tried} {planned_for}");
}

#[test]
fn files_of_the_corpora_are_labelled_or_refused_in_bounded_time() {
    let Some(rows) = corpora::rows() else { return };
    let mut codes = std::collections::BTreeMap::new();
    let mut slowest = Duration::ZERO;
    for row in rows.iter() {
        let bytes = fs::read(&row.path).expect("a file of the corpus");
        for request in [propagate("p-1"), repair()] {
            let started = Instant::now();
            let found = planned(&bytes, &request);
            let took = started.elapsed();
            slowest = slowest.max(took);
            assert!(took < TIME_MAX, "{}: {took:?}", row.path.display());
            let what = match &found {
                Ok(plan) if plan.is_empty() => "nothing to do",
                Ok(_) => "labelled",
                Err(refusal) => refusal.code,
            };
            *codes.entry((row.class.clone(), what)).or_insert(0_usize) += 1;
            let Ok(plan) = found else { continue };
            let after = made(&bytes, &plan);
            assert!(coded(&bytes) == coded(&after), "{}", row.path.display());
            let count = labels(&checked(&after, Role::PlatformEgress, Depth::Metadata)).len();
            assert!(plan.is_empty() || count == 1, "{}: {count}", row.path.display());
        }
    }
    println!("slowest {slowest:?}");
    codes.iter().for_each(|((class, what), count)| println!("{count:>5} {class:20} {what}"));
    let labelled: usize = codes.iter().filter(|((_, what), _)| *what == "labelled").map(|(_, count)| count).sum();
    assert!(labelled >= 500, "only {labelled}");
}

/// Two pictures one behind the other, the first without an end: what stands in the second is not the label of the first.
#[test]
fn a_packet_behind_the_first_scan_is_not_the_home_of_the_label() {
    let (first, second) = (sample("plain/nothing.jpg"), sample("aigc/v01-xmp-element.jpg"));
    let packet = sample("iptc/credit-agency.jpg");
    let open = first.strip_suffix(b"\xff\xd9").expect("it ends");
    let spliced = [open, &packet[..]].concat();
    let after = check_propagated_bytes("spliced", &spliced, "2", Location::Xmp);
    let at = after.windows(15).position(|bytes| bytes == b"ContentProducer").expect("the label");
    assert!(at < open.len(), "{at}");
    // A label that stands there already is not seen by everybody.
    let refusal = planned(&[open, &second[..]].concat(), &propagate("p-1")).expect_err("a refusal");
    assert_eq!(refusal.code, "not_confirmed");
}
