//! Ledgers of the first form, without second fingerprints: read as they are, and brought to the present form.

use std::fs;

use image::{ImageFormat, Rgb, RgbImage};
use rusqlite::{Connection, params};

use crate::ledger::{Desk, LABEL, encoded, labelled, scene};

/// A scene on something white, as shops show their goods.
fn on_white(seed: u32) -> RgbImage {
    let mut picture = RgbImage::from_pixel(900, 900, Rgb([255; 3]));
    image::imageops::replace(&mut picture, &scene(seed), 130, 300);
    picture
}

/// A screenshot of a white page with a picture.
fn on_page(picture: &RgbImage) -> RgbImage {
    let mut screen = RgbImage::from_pixel(1_000, 1_800, Rgb([255; 3]));
    image::imageops::replace(&mut screen, picture, 50, 400);
    screen
}

/// Makes the ledger of a desk one of the first form: no second fingerprints, and checksums of the others alone.
fn to_first_form(desk: &Desk) {
    let ledger = Connection::open(desk.path("ledger.sqlite")).expect("it opens");
    let pages: Vec<(i64, Vec<u8>)> = ledger
        .prepare("SELECT page, entries FROM fingerprint")
        .and_then(|mut query| query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .expect("pages");
    ledger
        .execute_batch(
            "DROP TABLE fingerprint;
             CREATE TABLE fingerprint (page INTEGER PRIMARY KEY, entries BLOB NOT NULL, crc32 INTEGER NOT NULL) STRICT;
             PRAGMA user_version = 1;",
        )
        .expect("it can be written");
    for (page, entries) in pages {
        let row = params![page, entries, crc32fast::hash(&entries)];
        ledger.execute("INSERT INTO fingerprint VALUES (?1, ?2, ?3)", row).expect("it can be written");
    }
}

fn state(desk: &Desk, name: &str, picture: &RgbImage) -> String {
    let path = desk.put(name, &encoded(picture, ImageFormat::Png));
    let (report, _) = desk.report(&path);
    report["ledger"]["state"].as_str().expect("a state").to_owned()
}

fn second_fingerprints(desk: &Desk) -> usize {
    let ledger = Connection::open(desk.path("ledger.sqlite")).expect("it opens");
    let bytes = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
    let bytes = ledger.query_row("SELECT sum(length(inner)) FROM fingerprint", [], bytes).expect("a number");
    usize::try_from(bytes).expect("a number") / 40
}

#[test]
fn a_picture_with_white_edges_is_found_in_a_screenshot_of_a_white_page() {
    let (desk, other) = (Desk::new("edges"), Desk::new("edges-import"));
    desk.add(&[&desk.put("goods.png", &labelled(&on_white(1), LABEL))], "number 1");
    desk.add(&[&desk.put("scene.png", &labelled(&scene(2), LABEL))], "number 2");
    assert_eq!(second_fingerprints(&desk), 1);
    let lines = desk.path("backup.jsonl");
    assert_eq!(desk.run("export", &["-o", &lines]).code, 0);
    assert_eq!(other.run("import", &[&lines]).code, 0);
    assert_eq!(second_fingerprints(&other), 1);
    for desk in [desk, other] {
        assert_eq!(state(&desk, "page.png", &on_page(&on_white(1))), "found");
        assert_eq!(state(&desk, "copy.png", &on_white(1)), "found");
        assert_eq!(state(&desk, "other-page.png", &on_page(&on_white(3))), "not_in_ledger");
    }
}

#[test]
fn a_ledger_of_the_first_form_is_read_as_it_is_and_renewed_before_it_is_written() {
    let desk = Desk::new("first-form");
    desk.add(&[&desk.put("goods.png", &labelled(&on_white(1), LABEL))], "number 1");
    desk.add(&[&desk.put("scene.png", &labelled(&scene(2), LABEL))], "number 2");
    let exported = desk.run("export", &[]).stdout;
    to_first_form(&desk);

    let before = fs::read(desk.path("ledger.sqlite")).expect("it is there");
    assert_eq!(state(&desk, "copy.png", &on_white(1)), "found");
    assert_eq!(state(&desk, "scene-copy.png", &scene(2)), "found");
    assert_eq!(state(&desk, "page.png", &on_page(&on_white(1))), "not_in_ledger");
    assert_eq!(desk.run("export", &[]).stdout, exported);
    assert!(desk.run("stats", &[]).stdout.contains("pictures with labels 2"));
    assert!(before == fs::read(desk.path("ledger.sqlite")).expect("it is there"), "a reader wrote");

    desk.add(&[&desk.put("more.png", &labelled(&on_white(4), LABEL))], "number 3");
    assert_eq!(second_fingerprints(&desk), 2);
    for seed in [1, 4] {
        assert_eq!(state(&desk, "page.png", &on_page(&on_white(seed))), "found", "{seed}");
    }
    assert_eq!(state(&desk, "scene-copy.png", &scene(2)), "found");
    assert!(desk.run("export", &[]).stdout.starts_with(&exported));
}

#[test]
fn records_beyond_what_is_looked_at_are_counted_and_kept() {
    const RECORDS: i64 = 256 * 40 + 3;
    let desk = Desk::new("first-form-large");
    desk.add(&[&desk.put("goods.png", &labelled(&on_white(1), LABEL))], "number 1");
    to_first_form(&desk);
    // The same picture under other digests: a page of records more than are looked at.
    let ledger = Connection::open(desk.path("ledger.sqlite")).expect("it opens");
    let copies = "WITH RECURSIVE count (n) AS (VALUES (2) UNION ALL SELECT n + 1 FROM count WHERE n < ?1)
        INSERT INTO record SELECT n, kind, CAST(printf('%032d', n) AS BLOB), name, added_at, width, height, said,
            picture, picture_crc32 FROM record, count WHERE number = 1";
    ledger.execute(copies, [RECORDS]).expect("it can be written");
    let entry: Vec<u8> = ledger.query_row("SELECT entries FROM fingerprint", [], |row| row.get(0)).expect("an entry");
    let entries: Vec<u8> = (1..=RECORDS).flat_map(|number| [&number.to_le_bytes()[..], &entry[8..]].concat()).collect();
    for (page, entries) in (0_i64..).zip(entries.chunks(256 * 40)) {
        let row = params![page, entries, crc32fast::hash(entries)];
        ledger.execute("INSERT OR REPLACE INTO fingerprint VALUES (?1, ?2, ?3)", row).expect("it can be written");
    }
    drop(ledger);
    let output = desk.run("add", &[&desk.put("scene.png", &labelled(&scene(2), LABEL))]);
    assert!(output.code == 0 && output.stderr.contains("256 older records"), "{}{}", output.stdout, output.stderr);
    assert_eq!(second_fingerprints(&desk), 256 * 39 + 3);
    let output = desk.run("add", &[&desk.path("scene.png")]);
    assert!(output.code == 0 && output.stderr.is_empty(), "{}", output.stderr);
    assert_eq!(state(&desk, "page.png", &on_page(&on_white(1))), "found");
    assert!(desk.run("stats", &[]).stdout.contains("pictures with labels 10244"));
}

#[test]
fn a_second_fingerprint_that_was_changed_is_damage() {
    let desk = Desk::new("inner-damaged");
    desk.add(&[&desk.put("goods.png", &labelled(&on_white(1), LABEL))], "number 1");
    let copy = desk.put("copy.png", &encoded(&on_white(1), ImageFormat::Png));
    let ledger = Connection::open(desk.path("ledger.sqlite")).expect("it opens");
    for change in ["x''", "inner || x'00'", "entries", "NULL"] {
        let was: Vec<u8> = ledger.query_row("SELECT inner FROM fingerprint", [], |row| row.get(0)).expect("a blob");
        if ledger.execute(&format!("UPDATE fingerprint SET inner = {change}"), []).is_ok() {
            let output = desk.run("match", &[&copy]);
            assert!(output.code == 2 && output.stderr.contains("damaged"), "{change}: {}", output.stdout);
        }
        ledger.execute("UPDATE fingerprint SET inner = ?1", [was]).expect("it can be written");
    }
    assert_eq!(desk.run("match", &[&copy]).code, 1);
}
