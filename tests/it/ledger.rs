//! The ledger from end to end, through the program: recording, looking up, moving, and what must not happen.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::Value;

use crate::cli::{Output, run};
use crate::service::{PATIENCE, Service};
use crate::surroundings::empty_folder;
use crate::write::{png, xmp};

pub(crate) const LABEL: &str = r#"{"Label":"1","ContentProducer":"001191350100M000100Y4310001","ProduceID":"x-1"}"#;

/// An empty folder of one test, with a ledger in it to be.
pub(crate) struct Desk {
    folder: PathBuf,
}

impl Desk {
    pub(crate) fn new(name: &str) -> Self {
        Self { folder: empty_folder(&format!("ledger/{name}")) }
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.join(name).to_str().expect("UTF-8").to_owned()
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> String {
        fs::write(self.folder.join(name), bytes).expect("the file can be written");
        self.path(name)
    }

    /// Runs a command of the ledger on its ledger.
    pub(crate) fn run(&self, command: &str, more: &[&str]) -> Output {
        let ledger = self.path("ledger.sqlite");
        run(&[&["ledger", command, "--ledger", &ledger], more].concat(), b"")
    }

    #[track_caller]
    pub(crate) fn add(&self, more: &[&str], expected: &str) {
        let output = self.run("add", more);
        assert!(output.stdout.contains(expected), "{}{}", output.stdout, output.stderr);
    }

    /// The report of a picture that is looked up, and the exit code.
    #[track_caller]
    pub(crate) fn report(&self, path: &str) -> (Value, i32) {
        let output = self.run("match", &["--format", "json", path]);
        let report = serde_json::from_str(&output.stdout).expect("a report");
        (report, output.code)
    }
}

/// Something like a photo: hills of several sizes, a few shapes, a little grain.
pub(crate) fn scene(seed: u32) -> RgbImage {
    let wave = |x: f32, y: f32, turn: u32| {
        let angle = (seed.wrapping_mul(2_654_435_761).rotate_left(turn) % 628) as f32 / 100.0;
        let (sine, cosine) = angle.sin_cos();
        (x * cosine + y * sine + angle).sin()
    };
    RgbImage::from_fn(640, 480, |x, y| {
        let (across, down) = (x as f32, y as f32);
        let sizes = [(150.0, 3), (70.0, 7), (37.0, 11), (21.0, 15), (11.0, 19)];
        let hills: f32 = sizes.iter().map(|(size, turn)| wave(across / size, down / size, *turn) * size.sqrt()).sum();
        let disc = |centre: u32| {
            let (left, top) =
                ((centre.wrapping_mul(seed + 3) % 560) as f32, (centre.wrapping_mul(seed + 7) % 400) as f32);
            f32::from(u8::from((across - left).hypot(down - top) < 40.0)) * 50.0
        };
        let grain = (x.wrapping_mul(7_919) ^ y.wrapping_mul(104_729) ^ seed) % 9;
        let level = (118.0 + 3.0 * hills + disc(97) - disc(211) + grain as f32).clamp(0.0, 255.0) as u8;
        Rgb([level, level.saturating_sub(20), 255 - level])
    })
}

pub(crate) fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture.clone()).write_to(&mut bytes, format).expect("it can be encoded");
    bytes.into_inner()
}

/// The same with the label of GB 45438-2025.
pub(crate) fn labelled(picture: &RgbImage, json: &str) -> Vec<u8> {
    let chunk = png::xmp(&xmp::label(json));
    png::with_chunks(&encoded(picture, ImageFormat::Png), png::Place::Front, &[chunk])
}

fn smaller(picture: &RgbImage) -> RgbImage {
    image::imageops::resize(picture, 320, 240, image::imageops::FilterType::Triangle)
}

fn outcome<'a>(report: &'a Value, rule: &str) -> Vec<&'a str> {
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().filter(|one| one["rule"] == rule).filter_map(|one| one["outcome"].as_str()).collect()
}

#[test]
fn a_copy_without_its_label_is_told_with_the_record() {
    let desk = Desk::new("stripped");
    let original = desk.put("original.png", &labelled(&scene(1), LABEL));
    desk.add(&[&original], "recorded as number 1: implicit label");
    desk.add(&[&original], "in the ledger already");
    let copies = [
        ("resaved.png", encoded(&scene(1), ImageFormat::Png)),
        ("small.jpg", encoded(&smaller(&scene(1)), ImageFormat::Jpeg)),
        ("mirrored.jpg", encoded(&image::imageops::flip_horizontal(&scene(1)), ImageFormat::Jpeg)),
        ("cut.jpg", encoded(&image::imageops::crop_imm(&scene(1), 60, 0, 580, 450).to_image(), ImageFormat::Jpeg)),
    ];
    for (name, bytes) in copies {
        let (report, code) = desk.report(&desk.put(name, &bytes));
        assert_eq!((report["stripping"]["level"].as_str(), code), (Some("shown"), 1), "{name}");
        assert_eq!(report["stripping"]["layers"], serde_json::json!(["implicit"]), "{name}");
        assert_eq!(outcome(&report, "core-stripped-confirmed"), ["review"], "{name}");
        let found = &report["ledger"]["matches"][0];
        assert_eq!((found["record"].as_i64(), found["kind"].as_str()), (Some(1), Some("labelled")), "{name}");
        assert_eq!(found["lost"][0]["state"], "gone", "{name}");
        assert_eq!(found["evidence"], report["stripping"]["reasons"][0], "{name}");
        assert_eq!(report["origin"]["claim"], "no_statement", "{name}: the old label is not repeated");
    }
    let plain = desk.run("match", &[&desk.path("small.jpg")]);
    assert!(plain.stdout.contains("The same picture as record 1") && plain.stdout.contains("original.png"));
    for word in ["fraud", "clean", "forged"] {
        assert!(!plain.stdout.contains(word), "{word}: {}", plain.stdout);
    }
}

#[test]
fn what_kept_its_label_or_is_not_there_is_accused_of_nothing() {
    let desk = Desk::new("innocent");
    let original = desk.put("original.png", &labelled(&scene(2), LABEL));
    desk.add(&[&original], "number 1");
    let (report, code) = desk.report(&original);
    assert_eq!((report["ledger"]["state"].as_str(), code), (Some("found"), 0), "{report}");
    assert_eq!(outcome(&report, "core-stripped-confirmed"), ["pass"]);
    for seed in [3, 4, 5, 6] {
        let (report, code) = desk.report(&desk.put("other.png", &encoded(&scene(seed), ImageFormat::Png)));
        assert_eq!((report["ledger"]["state"].as_str(), code), (Some("not_in_ledger"), 0), "{seed}");
        assert_eq!(report["stripping"]["level"], "not_shown");
    }
    let plain = desk.run("match", &[&desk.path("other.png")]);
    assert!(plain.stdout.contains("not in the ledger"), "{}", plain.stdout);
}

#[test]
fn the_original_of_what_may_be_ai_is_not_accused() {
    let desk = Desk::new("suspect");
    let suspect = LABEL.replace("\"1\"", "\"3\"");
    desk.add(&[&desk.put("suspect.png", &labelled(&scene(1), &suspect))], "number 1");
    let (report, code) = desk.report(&desk.put("upload.png", &encoded(&scene(1), ImageFormat::Png)));
    assert_eq!((report["stripping"]["level"].as_str(), code), (Some("not_shown"), 0));
    assert_eq!(outcome(&report, "core-stripped-confirmed"), ["review"]);
}

#[test]
fn plain_pictures_are_neither_recorded_nor_looked_up() {
    let desk = Desk::new("plain");
    let blank = |level| RgbImage::from_pixel(640, 480, Rgb([level; 3]));
    desk.add(&[&desk.put("blank.png", &labelled(&blank(255), LABEL))], "too plain");
    desk.add(&[&desk.put("scene.png", &labelled(&scene(1), LABEL))], "number 1");
    let (report, code) = desk.report(&desk.put("white.png", &encoded(&blank(255), ImageFormat::Png)));
    assert_eq!((report["ledger"]["state"].as_str(), code), (Some("too_plain"), 3));
    assert_eq!(outcome(&report, "core-stripped-confirmed"), ["undetermined"]);
}

#[test]
fn nothing_without_a_label_is_recorded_unless_as_a_reference() {
    let desk = Desk::new("reference");
    let photo = desk.put("product.png", &encoded(&scene(7), ImageFormat::Png));
    desk.add(&[&photo], "no label was read");
    desk.add(&["--reference", &photo], "recorded as number 1: reference picture");

    let same = desk.put("same.jpg", &encoded(&smaller(&scene(7)), ImageFormat::Jpeg));
    let (report, code) = desk.report(&same);
    assert_eq!((outcome(&report, "core-reference-altered"), code), (vec!["pass"], 0), "{report}");

    let mut cracked = scene(7);
    for step in 0..130_u32 {
        for width in 0..5 {
            cracked.put_pixel(250 + step, 180 + step * 2 / 3 + width, Rgb([15, 12, 10]));
        }
    }
    let refund = desk.put("refund.jpg", &encoded(&image::imageops::flip_horizontal(&cracked), ImageFormat::Jpeg));
    let (report, code) = desk.report(&refund);
    assert_eq!((outcome(&report, "core-reference-altered"), code), (vec!["review"], 0), "{report}");
    assert_eq!(report["stripping"]["level"], "not_shown");
    let found = &report["ledger"]["matches"][0];
    assert_eq!(found["mirrored"], true);
    let areas = found["changed"].as_array().expect("a list");
    for area in areas {
        let side = |index: usize| area[index].as_u64().expect("a number");
        // The crack in the mirrored picture, and a margin.
        assert!(side(0) >= 245 && side(0) + side(2) <= 405 && side(1) >= 165 && side(1) + side(3) <= 285, "{area}");
    }
    assert!(!areas.is_empty());
    let seen = desk.path("seen");
    let plain = desk.run("match", &["--annotate", &seen, "--", &refund, &same]);
    assert!(plain.stdout.contains("but for"), "{}", plain.stdout);
    let (drawn, original) = annotated(&seen, &refund);
    assert_eq!(drawn.dimensions(), original.dimensions());
    // Rings above the first place, from the outermost to the place itself: as many as two white lines need.
    let (x, y) = (pixels(&areas[0][0]) + pixels(&areas[0][2]) / 2, pixels(&areas[0][1]));
    let column: Vec<u8> = (y - 5..y).map(|y| drawn.get_pixel(x, y).0[0]).collect();
    assert_eq!(column, [0, 255, 0, 255, 0]);
    let (drawn, original) = annotated(&seen, &same);
    assert!(drawn == original, "nothing is drawn where nothing differs");
}

/// The copy that was written of a picture, and the picture.
fn annotated(folder: &str, path: &str) -> (RgbImage, RgbImage) {
    let name = Path::new(path).file_name().and_then(|name| name.to_str()).expect("UTF-8");
    let mut copies = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    let is_of = |copy: &PathBuf| copy.to_str().is_some_and(|copy| copy.ends_with(&format!("{name}.png")));
    let opened = |path: &Path| image::open(path).expect("a picture").into_rgb8();
    (opened(&copies.find(is_of).expect("a copy")), opened(Path::new(path)))
}

fn pixels(value: &Value) -> u32 {
    value.as_u64().and_then(|value| u32::try_from(value).ok()).expect("a number of pixels")
}

#[test]
fn check_says_the_same_and_nothing_without_a_ledger() {
    let desk = Desk::new("check");
    desk.add(&[&desk.put("original.png", &labelled(&scene(1), LABEL))], "number 1");
    let copy = desk.put("copy.png", &encoded(&scene(1), ImageFormat::Png));
    let ledger = desk.path("ledger.sqlite");
    let with = run(&["check", &copy, "--ledger", &ledger, "--format", "json"], b"");
    let report: Value = serde_json::from_str(&with.stdout).expect("a report");
    assert_eq!((report["stripping"]["level"].as_str(), with.code), (Some("shown"), 1));
    assert_eq!(report["disposition"]["state"], "suspect");
    let without = run(&["check", &copy, "--format", "json"], b"");
    let report: Value = serde_json::from_str(&without.stdout).expect("a report");
    assert!(report.get("ledger").is_none() && without.code == 0, "{}", without.stdout);
    let shallow = run(&["check", &copy, "--ledger", &ledger, "--depth", "metadata"], b"");
    assert!(shallow.code == 2 && shallow.stderr.contains("--depth metadata"), "{}", shallow.stderr);
}

#[test]
fn records_move_to_another_ledger_once() {
    let (desk, other) = (Desk::new("export"), Desk::new("import"));
    desk.add(&[&desk.put("original.png", &labelled(&scene(1), LABEL))], "number 1");
    desk.add(&["--reference", &desk.put("product.png", &encoded(&scene(7), ImageFormat::Png))], "number 2");
    let lines = desk.path("backup.jsonl");
    assert_eq!(desk.run("export", &["-o", &lines]).code, 0);
    let text = fs::read_to_string(&lines).expect("it was written");
    assert_eq!(text.lines().count(), 2);
    for (added, known) in [(2, 0), (0, 2)] {
        let output = other.run("import", &[&lines]);
        let expected = format!("records added: {added}; there already: {known}; not readable: 0");
        assert!(output.code == 0 && output.stdout.contains(&expected), "{}{}", output.stdout, output.stderr);
    }
    assert_eq!(other.run("export", &[]).stdout, text);
    let (report, code) = other.report(&other.put("copy.png", &encoded(&scene(1), ImageFormat::Png)));
    assert_eq!((report["stripping"]["level"].as_str(), code), (Some("shown"), 1));
    assert!(other.run("stats", &[]).stdout.contains("pictures with labels 1, reference pictures 1"));
}

#[test]
fn hostile_lines_are_refused_with_their_place_and_the_rest_is_kept() {
    let desk = Desk::new("hostile");
    desk.add(&[&desk.put("original.png", &labelled(&scene(1), LABEL))], "number 1");
    let good = desk.run("export", &[]).stdout;
    let bad = [
        "not json".to_owned(),
        "{}".to_owned(),
        "[".repeat(100_000),
        good.replace("yanbiao/ledger/v1", "yanbiao/ledger/v9"),
        good.replace("\"width\":640", "\"width\":-1"),
        good.replace("\"kind\":\"labelled\"", "\"kind\":\"clean\""),
        good.replace("\"layer\":\"implicit\"", "\"layer\":\"x\""),
        good.replace("\"place\":null", "\"place\":[0,0,2,1]"),
        good.replace("\"picture\":\"", "\"picture\":\"AAAA"),
        good.replace("\"said\":", "\"more\":1,\"said\":"),
        good.replace("original.png", &"n".repeat(5_000)),
    ];
    let text: String = bad.iter().flat_map(|line| [line.trim_end(), "\n"]).chain([good.as_str()]).collect();
    let other = Desk::new("hostile-import");
    let output = other.run("import", &[&other.put("hostile.jsonl", text.as_bytes())]);
    let expected = format!("records added: 1; there already: 0; not readable: {}", bad.len());
    assert!(output.code == 2 && output.stdout.contains(&expected), "{}{}", output.stdout, output.stderr);
    assert!(
        output.stderr.contains("hostile.jsonl: line 1:") && output.stderr.contains("line 11:"),
        "{}",
        output.stderr
    );

    let long = Desk::new("hostile-long");
    let output = long.run("import", &[&long.put("long.jsonl", &vec![b'x'; 8 << 20])]);
    assert!(output.code == 2 && output.stderr.contains("too long"), "{}", output.stderr);
}

#[test]
fn a_file_that_is_no_ledger_is_named_and_never_taken_for_an_empty_one() {
    let desk = Desk::new("broken");
    let picture = desk.put("original.png", &labelled(&scene(1), LABEL));
    let missing = desk.run("match", &[&picture]);
    assert!(missing.code == 2 && missing.stderr.contains("no such ledger"), "{}", missing.stderr);

    desk.put("ledger.sqlite", b"this is a text, and a long enough one to be looked at as a file of some kind");
    for command in ["match", "add"] {
        let output = desk.run(command, &[&picture]);
        assert!(output.code == 2 && output.stderr.contains("no ledger"), "{}", output.stderr);
    }

    fs::remove_file(desk.path("ledger.sqlite")).expect("it was there");
    desk.add(&[&picture], "number 1");
    let whole = fs::read(desk.path("ledger.sqlite")).expect("it is there");
    let copy = desk.put("copy.png", &encoded(&scene(1), ImageFormat::Png));
    for keep in [whole.len() / 2, whole.len() - 4_096, 5_000] {
        desk.put("ledger.sqlite", &whole[..keep]);
        let output = desk.run("match", &[&copy]);
        assert!(output.code == 2 && output.stderr.contains("damaged"), "{keep}: {}{}", output.stdout, output.stderr);
    }
    // Every page in turn filled with noise: an error, or the right answer; never "not in the ledger".
    for page in 0..whole.len() / 4_096 {
        let mut noisy = whole.clone();
        for (index, byte) in noisy.iter_mut().skip(page * 4_096).take(4_096).enumerate() {
            *byte = (index * 31 + page) as u8;
        }
        desk.put("ledger.sqlite", &noisy);
        let output = desk.run("match", &[&copy]);
        let right = output.code == 1 && output.stdout.contains("record 1");
        assert!(output.code == 2 || right, "page {page}: {} {}{}", output.code, output.stdout, output.stderr);
    }
}

#[test]
fn what_was_told_of_survives_the_end_of_the_program() {
    let desk = Desk::new("killed");
    let folder = desk.folder.join("pictures");
    fs::create_dir_all(&folder).expect("the folder can be made");
    for seed in 0..24 {
        fs::write(folder.join(format!("{seed:02}.png")), labelled(&scene(seed), LABEL)).expect("it can be written");
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_yanbiao"))
        .args(["ledger", "add", "--lang", "en", "--ledger", &desk.path("ledger.sqlite"), &desk.path("pictures")])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut told = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    for _ in 0..3 {
        std::io::BufRead::read_line(&mut told, &mut line).expect("a line");
    }
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    std::io::Read::read_to_string(&mut told, &mut line).expect("the rest");
    let recorded = line.lines().filter(|line| line.contains("recorded as number")).count();
    let there = desk.run("export", &[]).stdout.lines().count();
    assert!(recorded >= 3 && there >= recorded, "{recorded} told of, {there} there");
    assert_eq!(desk.run("add", &[&desk.path("pictures")]).code, 0);
    assert_eq!(desk.run("export", &[]).stdout.lines().count(), 24);
}

/// The program as it records one picture, waits for standard input, and would record another; and the first line
/// that it printed.
#[cfg(unix)]
fn recording(desk: &Desk, jobs: &str) -> (std::process::Child, std::io::BufReader<std::process::ChildStdout>, String) {
    let [first, last] = [1, 2].map(|seed| desk.put(&format!("{seed}.png"), &labelled(&scene(seed), LABEL)));
    let mut child = Command::new(env!("CARGO_BIN_EXE_yanbiao"))
        .args(["ledger", "add", "--lang", "en", "--jobs", jobs, "--ledger", &desk.path("ledger.sqlite")])
        .args([&first, "-", &last])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut told = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    std::io::BufRead::read_line(&mut told, &mut line).expect("a line");
    assert!(line.contains("recorded as number 1"), "{line}");
    (child, told, line)
}

#[cfg(unix)]
fn press_ctrl_c(child: &std::process::Child) {
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
}

#[cfg(unix)]
#[test]
fn what_was_added_before_ctrl_c_stays() {
    for jobs in ["1", "2"] {
        let desk = Desk::new(&format!("interrupted-{jobs}"));
        let (mut child, mut told, mut lines) = recording(&desk, jobs);
        press_ctrl_c(&child);
        drop(child.stdin.take());
        std::io::Read::read_to_string(&mut told, &mut lines).expect("UTF-8");
        let mut said = String::new();
        std::io::Read::read_to_string(&mut child.stderr.take().expect("a pipe"), &mut said).expect("UTF-8");
        assert_eq!(child.wait().expect("the program ends").code(), Some(130), "{said}");
        assert!(said.contains("interrupted"), "{said}");
        let recorded = lines.lines().filter(|line| line.contains("recorded as number")).count();
        assert!(lines.contains(&format!("recorded: {recorded};")), "{lines}");
        // One worker has not begun the last picture; the second of two may have.
        assert!(recorded == 1 || jobs == "2", "{lines}");
        let there = desk.run("export", &[]).stdout.lines().count();
        assert!(there == recorded, "{there} there, {lines}");
        let again = desk.run("add", &[&desk.path("1.png"), &desk.path("2.png")]);
        assert!(again.code == 0 && again.stdout.contains("in the ledger already"), "{}", again.stdout);
        assert_eq!(desk.run("export", &[]).stdout.lines().count(), 2);
    }
}

#[cfg(unix)]
#[test]
fn the_second_ctrl_c_does_not_wait() {
    let desk = Desk::new("interrupted-twice");
    let (mut child, _told, _) = recording(&desk, "1");
    // Two signals that come at once may be taken for one. Standard input stays open: the run cannot end by itself.
    let ended = (0..1_000).find_map(|_| {
        press_ctrl_c(&child);
        child.try_wait().expect("it can be asked")
    });
    drop(child.kill());
    assert_eq!(ended.and_then(|status| status.code()), Some(130));
    assert_eq!(desk.run("export", &[]).stdout.lines().count(), 1);
}

#[test]
fn the_service_looks_up_what_was_recorded_after_it_began() {
    let desk = Desk::new("grows");
    let before = desk.put("before.png", &labelled(&scene(31), LABEL));
    desk.add(&[&before], "number 1");
    let service = Service::start(&["--ledger", &desk.path("ledger.sqlite")]);
    let state = |picture: &[u8]| {
        let report = service.check("", picture).json();
        (report["ledger"]["state"].as_str().unwrap_or("no state").to_owned(), report["ledger"]["records"].as_u64())
    };
    let copies = [31, 32].map(|seed| encoded(&smaller(&scene(seed)), ImageFormat::Jpeg));
    assert_eq!(state(&copies[0]).0, "found");
    assert_eq!(state(&copies[1]).0, "not_in_ledger");
    desk.add(&[&desk.put("after.png", &labelled(&scene(32), LABEL))], "number 2");
    let begun = Instant::now();
    while state(&copies[1]).0 != "found" {
        assert!(begun.elapsed() < PATIENCE, "the new record is never found");
    }
    assert_eq!(state(&copies[0]).0, "found");
    // What does not fit together is told of, and what was read before is looked up as ever.
    let ledger = rusqlite::Connection::open(desk.path("ledger.sqlite")).expect("it opens");
    ledger.execute("UPDATE fingerprint SET crc32 = crc32 + 1", []).expect("it can be written");
    while !service.log().contains("ledger_not_read") {
        assert!(begun.elapsed() < PATIENCE, "nothing is told");
        assert_eq!(state(&copies[1]).0, "found");
    }
}
