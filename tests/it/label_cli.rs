//! `label` as a user meets it: what is written where, and what is left alone.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::run;
use crate::surroundings::{empty_folder, package};

const GIVEN: [&str; 4] = ["--propagator", "001191000000MA0PRPGTRW20000", "--id", "p-{name}"];

fn put(folder: &Path, name: &str, from: &str) -> String {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
    fs::copy(package("samples").join(from), &path).expect("the sample can be copied");
    path.to_string_lossy().into_owned()
}

fn names(folder: &Path) -> Vec<String> {
    let files = crate::surroundings::files_below(folder);
    let below = |path: &PathBuf| path.strip_prefix(folder).expect("it lies there").to_string_lossy().into_owned();
    files.iter().map(below).collect()
}

/// Runs `label`; gives exit code, standard output and standard error.
fn label(arguments: &[&str]) -> (i32, String, String) {
    let output = run(&[&["label"], arguments, &["--depth", "metadata"]].concat(), b"");
    (output.code, output.stdout, output.stderr)
}

fn digest(path: &str) -> Vec<u8> {
    fs::read(path).expect("the file is there")
}

#[test]
fn a_copy_is_written_and_the_original_stays() {
    let folder = empty_folder("label/copy");
    let path = put(&folder, "in.jpg", "aigc/v01-xmp-element.jpg");
    let before = digest(&path);
    let out = folder.join("out");
    let arguments = [&[path.as_str()][..], &GIVEN, &["--out", out.to_str().expect("UTF-8")]].concat();
    let (code, stdout, stderr) = label(&arguments);
    assert_eq!((code, stderr.as_str()), (0, ""), "{stdout}");
    assert!(stdout.contains("+ \"PropagateID\":\"p-in\"") && stdout.contains("for your log"), "{stdout}");
    assert_eq!(digest(&path), before);
    assert_eq!(names(&out), ["in.jpg"]);
    let (code, _, stderr) = label(&arguments);
    assert_eq!(code, 2);
    assert!(stderr.contains("not overwritten"), "{stderr}");
    assert_eq!(label(&[&arguments[..], &["--force"]].concat()).0, 0);
}

#[test]
fn in_place_replaces_the_file_and_a_dry_run_nothing() {
    let folder = empty_folder("label/in-place");
    let path = put(&folder, "in.png", "plain/nothing.png");
    let before = digest(&path);
    let given = [&[path.as_str(), "--declared", "yes"][..], &GIVEN].concat();
    let (code, stdout, _) = label(&[&given[..], &["--dry-run"]].concat());
    assert!(code == 0 && stdout.contains("[to be written]"), "{stdout}");
    assert_eq!(digest(&path), before);
    assert_eq!(label(&[&given[..], &["--in-place"]].concat()).0, 0);
    assert_ne!(digest(&path), before);
    assert_eq!(names(&folder), ["in.png"]);
    let (code, stdout, _) = label(&[&given[..], &["--in-place"]].concat());
    assert!(code == 0 && stdout.contains("[nothing to do]"), "{stdout}");
    let checked = run(&["check", &path, "--role", "platform-egress", "--depth", "metadata"], b"");
    assert!(checked.stdout.contains("Label"), "{}", checked.stdout);
}

#[test]
fn a_folder_keeps_its_structure_and_a_refused_file_is_not_copied() {
    let folder = empty_folder("label/folder");
    put(&folder, "in/a.jpg", "aigc/v01-xmp-element.jpg");
    put(&folder, "in/below/a.jpg", "aigc/v02-xmp-attribute.jpg");
    put(&folder, "in/broken.png", "aigc/v15-label-words.png");
    let out = folder.join("out");
    let (input, out_text) = (folder.join("in"), out.to_string_lossy().into_owned());
    let arguments = [&[input.to_str().expect("UTF-8"), "--out", &out_text, "--format", "json"][..], &GIVEN].concat();
    let (code, stdout, stderr) = label(&arguments);
    assert_eq!(code, 1, "{stderr}");
    assert_eq!(names(&out), ["a.jpg", "below/a.jpg"]);
    let records: Value = serde_json::from_str(&stdout).expect("an array");
    let of = |key: &str| -> Vec<&str> {
        records.as_array().expect("an array").iter().map(|one| one[key].as_str().unwrap_or_default()).collect()
    };
    let mut outcomes = of("outcome");
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["refused", "written", "written"]);
    let refused = records.as_array().expect("an array").iter().find(|one| one["outcome"] == "refused");
    assert_eq!(refused.expect("one is refused")["refusal"]["code"], "label_unreadable");
}

#[test]
fn two_inputs_for_one_place_are_an_error() {
    let folder = empty_folder("label/collision");
    let first = put(&folder, "x/a.jpg", "aigc/v01-xmp-element.jpg");
    let second = put(&folder, "y/a.jpg", "aigc/v02-xmp-attribute.jpg");
    let out = folder.join("out");
    let arguments = [&[first.as_str(), &second, "--out", out.to_str().expect("UTF-8")][..], &GIVEN].concat();
    let (code, _, stderr) = label(&arguments);
    assert!(code == 2 && stderr.contains("another input"), "{stderr}");
    assert_eq!(names(&out), ["a.jpg"]);
}

#[track_caller]
fn check_usage(arguments: &[&str], words: &str) {
    let (code, stdout, stderr) = label(arguments);
    assert!(code == 2 && stderr.contains(words) && stdout.is_empty(), "{code} {stdout}{stderr}");
}

#[test]
fn usage_that_cannot_be_meant_is_refused_with_a_remedy() {
    let folder = empty_folder("label/usage");
    let path = put(&folder, "in.jpg", "plain/nothing.jpg");
    check_usage(&[&[path.as_str()][..], &GIVEN].concat(), "--out DIR");
    check_usage(&[&path, "--dry-run"], "--propagator");
    check_usage(&[&path, "--fix", "--id", "x"], "--id");
    let several = [&path, &path, "--propagator", "p", "--id", "one", "--dry-run"];
    check_usage(&several, "{sha256}");
    let constant = [folder.to_str().expect("UTF-8"), "--propagator", "p", "--id", "one", "--dry-run"];
    check_usage(&constant, "{sha256}");
    check_usage(&["-", "--propagator", "p", "--id", "one", "--dry-run"], "standard input");
    check_usage(&["nowhere.jpg", "--propagator", "p", "--id", "one", "--dry-run"], "no such file");
}

#[test]
fn the_doctor_shows_what_is_wrong_and_writes_only_when_told() {
    let folder = empty_folder("label/doctor");
    let path = put(&folder, "in.png", "aigc/v12-snake-case.png");
    let before = digest(&path);
    let (code, stdout, _) = label(&[&path, "--fix"]);
    assert_eq!(code, 0, "{stdout}");
    for part in ["- \"producer_id\":\"yb-snake-1\"", "+ \"ProduceID\":\"yb-snake-1\"", "put right:", "附录E b)"] {
        assert!(stdout.contains(part), "{part} in\n{stdout}");
    }
    assert_eq!(digest(&path), before);
    assert_eq!(label(&[&path, "--fix", "--in-place"]).0, 0);
    let (code, stdout, _) = label(&[&path, "--fix"]);
    assert!(code == 0 && stdout.contains("[nothing to do]"), "{stdout}");
    let hopeless = put(&folder, "b.png", "aigc/v15-label-words.png");
    let (code, stdout, _) = label(&[&hopeless, "--fix", "--in-place"]);
    assert!(code == 1 && stdout.contains("left to a person"), "{stdout}");
}

#[test]
fn both_languages_say_it() {
    let path = package("samples/aigc/v15-label-words.png").to_string_lossy().into_owned();
    let (_, stdout, _) = label(&[&path, "--fix", "--lang", "zh"]);
    assert!(stdout.contains("没有写") && stdout.contains("仍须由人处理"), "{stdout}");
}

#[test]
fn a_manifest_is_reported_before_anything_is_written() {
    let folder = empty_folder("label/manifest");
    let path = put(&folder, "in.jpg", "c2pa/ai-created.jpg");
    let before = digest(&path);
    let arguments = [&[path.as_str(), "--in-place"][..], &GIVEN].concat();
    let (code, stdout, _) = label(&arguments);
    assert!(code == 1 && stdout.contains("--break-c2pa"), "{stdout}");
    assert_eq!(digest(&path), before);
    assert_eq!(label(&[&arguments[..], &["--break-c2pa"]].concat()).0, 0);
    assert_ne!(digest(&path), before);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::PermissionsExt;
    let folder = empty_folder("label/unix");
    let path = put(&folder, "in.jpg", "aigc/v01-xmp-element.jpg");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("permissions can be set");
    let link = folder.join("link.jpg");
    std::os::unix::fs::symlink(&path, &link).expect("a link can be made");
    let link_text = link.to_string_lossy().into_owned();
    assert_eq!(label(&[&[link_text.as_str(), "--in-place"][..], &GIVEN].concat()).0, 0);
    assert!(link.is_symlink());
    assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o640);
}
