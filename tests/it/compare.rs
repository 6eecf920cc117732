//! `compare` and `survive` as a user meets them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cli::run;
use crate::surroundings::{empty_folder, package};

fn sample(name: &str) -> String {
    package("samples").join(name).to_string_lossy().into_owned()
}

fn put(folder: &Path, name: &str, from: &str) {
    fs::copy(sample(from), folder.join(name)).expect("the sample can be copied");
}

/// Two samples compared: carriers with their fates, and the exit code.
#[track_caller]
fn check(before: &str, after: &str, expected: &[(&str, &str)], code: i32) {
    let output = run(&["compare", &sample(before), &sample(after), "--format", "json"], b"");
    let report: Value = serde_json::from_str(&output.stdout).expect("one object");
    assert_eq!(report["schema"], "yanbiao/comparison/v1");
    let changes = report["changes"].as_array().expect("changes are listed");
    let text = |change: &Value, key: &str| change[key].as_str().expect("an id").to_owned();
    let got: Vec<_> = changes.iter().map(|change| (text(change, "carrier"), text(change, "fate"))).collect();
    let expected: Vec<_> = expected.iter().map(|(carrier, fate)| ((*carrier).to_owned(), (*fate).to_owned())).collect();
    assert_eq!((got, output.code), (expected, code), "{before} → {after}: {}", output.stdout);
}

#[test]
fn what_became_of_a_label_is_told_layer_by_layer() {
    check("aigc/v02-xmp-attribute.jpg", "aigc/v02-xmp-attribute.jpg", &[("implicit", "kept")], 0);
    check("aigc/v02-xmp-attribute.jpg", "plain/nothing.jpg", &[("implicit", "lost")], 1);
    check("plain/nothing.jpg", "aigc/v02-xmp-attribute.jpg", &[("implicit", "gained")], 0);
    check("plain/nothing.jpg", "plain/nothing.png", &[], 0);
    check("aigc/served-label-1.png", "aigc/served-label-3.png", &[("implicit", "weakened")], 1);
    // The picture went to a format that has no place for the label.
    check("aigc/v01-xmp-element.png", "plain/nothing.bmp", &[("implicit", "lost")], 1);
    check("c2pa/ai-created.jpg", "c2pa/tampered-pixel.jpg", &[("c2pa", "weakened")], 1);
    check("c2pa/ai-created.png", "c2pa/fragment-chunk-renamed.png", &[("c2pa", "weakened")], 1);
    check("c2pa/ai-created.jpg", "c2pa/camera-capture.jpg", &[("c2pa", "weakened")], 1);
    // AI生成 here, 豆包AI生成 there.
    let both = [("implicit", "lost"), ("explicit", "changed")];
    check("visible/label-and-metadata.png", "visible/label-compliant.jpg", &both, 1);
    check("visible/label-compliant.jpg", "visible/no-text.jpg", &[("explicit", "lost")], 1);
    check("visible/label-compliant.jpg", "visible/height-below.jpg", &[("explicit", "weakened")], 1);
    let settings = [("watermark", "lost"), ("other_metadata", "lost")];
    check("generator/a1111-hidden.png", "plain/nothing.png", &settings, 1);
    check("iptc/ai-attribute.jpg", "plain/nothing.jpg", &[("other_metadata", "lost")], 1);
}

#[test]
fn what_was_not_searched_in_the_second_version_is_not_lost() {
    let cut = empty_folder("compare/cut");
    let whole = fs::read(sample("aigc/v01-xmp-element.png")).expect("the sample can be read");
    // A file that ends inside of a chunk may have held the label behind its end.
    let (head, _) = whole.split_at(300);
    fs::write(cut.join("cut.png"), head).expect("the file can be written");
    let second = cut.join("cut.png").to_string_lossy().into_owned();
    let output = run(&["compare", &sample("aigc/v01-xmp-element.png"), &second], b"");
    assert_eq!(output.code, 3, "{}", output.stdout);
    assert!(output.stdout.contains("cannot be said"), "{}", output.stdout);
}

#[test]
fn folders_are_matched_by_name_and_a_missing_picture_is_an_error() {
    let (first, second) = (empty_folder("compare/first"), empty_folder("compare/second"));
    fs::create_dir_all(first.join("deep")).expect("the folder can be made");
    fs::create_dir_all(second.join("deep")).expect("the folder can be made");
    put(&first, "a.jpg", "aigc/v02-xmp-attribute.jpg");
    put(&second, "a.webp", "plain/nothing.webp");
    put(&first, "deep/b.png", "aigc/v01-xmp-element.png");
    put(&second, "deep/b.png", "aigc/v01-xmp-element.png");
    fs::write(first.join("notes.txt"), "no picture").expect("the file can be written");
    let arguments = |format| {
        let folders = [&first, &second].map(|folder| folder.to_string_lossy().into_owned());
        run(&["compare", &folders[0], &folders[1], "--format", format], b"")
    };
    let lines = arguments("jsonl");
    let worst = |line: &str| serde_json::from_str::<Value>(line).expect("an object")["worst"].clone();
    assert_eq!(
        (lines.stdout.lines().map(worst).collect::<Vec<_>>(), lines.code),
        (vec!["lost".into(), "kept".into()], 1)
    );
    let array: Value = serde_json::from_str(&arguments("json").stdout).expect("an array");
    assert_eq!(array.as_array().map(Vec::len), Some(2));
    put(&first, "c.jpg", "plain/nothing.jpg");
    let output = arguments("plain");
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("c.jpg") && output.stderr.contains("same names"), "{}", output.stderr);
}

#[test]
fn a_folder_has_no_counterpart_in_a_file() {
    let output = run(&["compare", &sample("plain"), &sample("plain/nothing.jpg")], b"");
    assert_eq!((output.code, output.stderr.contains("two folders")), (2, true), "{}", output.stderr);
}

#[cfg(unix)]
fn survival(command: &str) -> (Value, i32) {
    let output = run(&["survive", "--cmd", command, "--format", "json"], b"");
    (serde_json::from_str(&output.stdout).expect("one object"), output.code)
}

#[cfg(unix)]
#[test]
fn every_planted_label_is_seen_and_survives_a_copy() {
    let (matrix, code) = survival("cp {in} {out}");
    assert_eq!((code, matrix["schema"].as_str()), (0, Some("yanbiao/survival/v1")));
    let rows = matrix["rows"].as_array().expect("rows are listed");
    assert!(rows.len() >= 26);
    for extension in ["jpg", "png", "webp", "gif", "tiff", "avif"] {
        let is_of = |row: &&Value| row["file"].as_str().is_some_and(|file| file.ends_with(extension));
        assert!(rows.iter().filter(is_of).count() >= 2, "{extension}");
    }
    let is_pattern = |change: &&Value| change["before"]["en"].as_str().is_some_and(|text| text.starts_with("dwtDct"));
    let changes = rows.iter().flat_map(|row| row["changes"].as_array().into_iter().flatten());
    assert_eq!(changes.filter(is_pattern).count(), 2);
    for row in rows {
        // A picture without a label would survive everything.
        assert_eq!(row["worst"], "kept", "{row}");
        assert_eq!(row["changes"].as_array().map(Vec::is_empty), Some(false), "{row}");
    }
}

#[cfg(unix)]
#[test]
fn a_command_that_strips_everything_is_told_so() {
    // A picture that is too small cannot be searched for patterns, and what was not searched is not lost.
    let (matrix, code) = survival(&format!("true {{in}}; cp '{}' {{out}}", sample("watermark/none.jpg")));
    assert_eq!(code, 1);
    for row in matrix["rows"].as_array().expect("rows are listed") {
        assert_eq!(row["worst"], "lost", "{row}");
    }
}

#[cfg(unix)]
#[test]
fn a_command_that_fails_or_has_no_holes_is_an_error() {
    let (matrix, code) = survival("false {in} {out}");
    assert_eq!(code, 2);
    assert!(matrix["rows"].to_string().contains("exit code 1"));
    let output = run(&["survive", "--cmd", "convert in.jpg out.jpg"], b"");
    assert_eq!((output.code, output.stderr.contains("{out}")), (2, true), "{}", output.stderr);
}

#[test]
fn what_was_lost_is_one_sarif_result_and_what_was_kept_is_none() {
    let (before, after) = (empty_folder("compare/sarif-before"), empty_folder("compare/sarif-after"));
    for (name, from, to) in [
        ("a.jpg", "aigc/v02-xmp-attribute.jpg", "plain/nothing.jpg"),
        ("b.jpg", "aigc/v02-xmp-attribute.jpg", "aigc/v02-xmp-attribute.jpg"),
        ("c.png", "aigc/served-label-1.png", "aigc/served-label-3.png"),
    ] {
        put(&before, name, from);
        put(&after, name, to);
    }
    put(&before, "alone.png", "plain/nothing.png");
    let (before, after) = (before.to_string_lossy().into_owned(), after.to_string_lossy().into_owned());
    let output = run(&["compare", "--lang", "en", &before, &after, "--format", "sarif"], b"");
    let document: Value = serde_json::from_str(&output.stdout).expect("one document");
    let run = &document["runs"][0];
    let results = run["results"].as_array().expect("results");
    let rules: Vec<_> = results.iter().map(|result| result["ruleId"].as_str().unwrap_or_default()).collect();
    assert_eq!(rules, ["label-lost", "label-weakened"]);
    let place = results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap_or_default();
    assert!(place.ends_with("sarif-after/a.jpg"), "{place}");
    assert_eq!(run["tool"]["driver"]["rules"][1]["id"], "label-weakened");
    let invocation = &run["invocations"][0];
    assert_eq!((&invocation["exitCode"], output.code), (&2.into(), 2));
    assert!(
        invocation["toolExecutionNotifications"][0]["message"]["text"].as_str().unwrap_or_default().contains("alone")
    );
}
