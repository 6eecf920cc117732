//! Sampling audits from end to end, through the program: the same sample for everybody, and nothing lost or done twice
//! wherever a run is killed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::cli::{Output, run};
use crate::surroundings::{empty_folder, package};

/// An empty folder of one test.
struct Desk {
    folder: PathBuf,
}

impl Desk {
    fn new(name: &str) -> Self {
        Self { folder: empty_folder(&format!("audit/{name}")) }
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).to_str().expect("UTF-8").to_owned()
    }

    fn put(&self, name: &str, text: &str) -> String {
        fs::write(self.folder.join(name), text).expect("the file can be written");
        self.path(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).expect("the file is there")
    }

    #[track_caller]
    fn run(&self, arguments: &[&str], code: i32) -> Output {
        let output = run(&[&["audit"], arguments].concat(), b"");
        assert_eq!(output.code, code, "{}{}", output.stdout, output.stderr);
        output
    }

    /// Rows of a query.
    fn query(&self, audit: &str, sql: &str) -> Vec<Vec<String>> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let connection = Connection::open_with_flags(self.folder.join(audit), flags).expect("the audit opens");
        let mut query = connection.prepare(sql).expect("the query is sound");
        let columns = query.column_count();
        let text = |value: rusqlite::types::Value| match value {
            rusqlite::types::Value::Null => "-".to_owned(),
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Real(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            rusqlite::types::Value::Blob(bytes) => format!("{} bytes", bytes.len()),
        };
        let rows = query.query_map([], |row| (0..columns).map(|at| Ok(text(row.get(at)?))).collect());
        rows.expect("the query runs").map(|row| row.expect("a row")).collect()
    }
}

/// Pictures of the samples, small ones, over and over under ids of their own.
fn list(rows: usize) -> String {
    let places =
        ["aigc/v01-xmp-element.png", "aigc/v01-xmp-element.jpg", "plain/camera-exif.jpg", "plain/caption-comment.jpg"];
    let existing: Vec<&str> = places.into_iter().filter(|place| package("samples").join(place).is_file()).collect();
    assert!(existing.len() >= 2, "{existing:?}");
    let mut text = "id,path,site\n".to_owned();
    for row in 0..rows {
        let _ = writeln!(text, "p{row},{},{}", existing[row % existing.len()], ["x", "y", "z"][row % 3]);
    }
    text
}

/// Ids of a sample by stratum, in the order of their tickets.
fn ids(sample: &str) -> BTreeMap<u64, Vec<String>> {
    let mut ids = BTreeMap::<u64, Vec<String>>::new();
    for line in sample.lines().skip(1) {
        let line: Value = serde_json::from_str(line).expect("a line of JSON");
        let id = line["id"].as_str().expect("an id").to_owned();
        ids.entry(line["stratum"].as_u64().expect("a number")).or_default().push(id);
    }
    ids
}

#[test]
fn anybody_draws_the_same_sample_by_hand() {
    let desk = Desk::new("by-hand");
    let text = list(90);
    let list = desk.put("list.csv", &text);
    let plan = desk.run(&["plan", &list, "--strata", "site", "--catch", "10%", "-o", &desk.path("plan.json")], 0);
    let digest: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(plan.stdout.contains(&digest), "{}", plan.stdout);
    let sample = desk.path("sample.jsonl");
    desk.run(
        &["draw", &list, "--plan", &desk.path("plan.json"), "--seed-from", "value", "--reserve", "2", "-o", &sample],
        0,
    );
    let seed: String = Sha256::digest("value").iter().map(|byte| format!("{byte:02x}")).collect();
    let planned: Value = serde_json::from_str(&desk.read("plan.json")).expect("JSON");
    let drawn = ids(&desk.read("sample.jsonl"));
    assert_eq!(drawn.len(), 3);
    for (site, drawn) in drawn {
        let mut tickets: Vec<(Vec<u8>, String)> = (0..90)
            .filter(|row| row % 3 == site)
            .map(|row| (Sha256::digest(format!("{seed}p{row}")).to_vec(), format!("p{row}")))
            .collect();
        tickets.sort();
        let size = planned["strata"][site as usize]["size"].as_u64().expect("a size") as usize;
        // 30 pictures, 3 of them cases: 1 - C(27, n) / C(30, n) >= 0.95 from n = 19 on.
        assert_eq!(size, 19);
        let expected: Vec<String> = tickets.into_iter().take(size + 2).map(|(_, id)| id).collect();
        assert_eq!(drawn, expected);
    }
}

#[test]
fn eight_partial_draws_make_the_whole_one() {
    let desk = Desk::new("parts");
    let text = list(800);
    let lines: Vec<&str> = text.lines().collect();
    let whole = desk.path("whole.jsonl");
    desk.run(
        &["draw", &desk.put("list.csv", &text), "--strata", "site", "--size", "9", "--seed", "s", "-o", &whole],
        0,
    );
    let mut merge = vec!["draw".to_owned(), "-o".to_owned(), desk.path("merged.jsonl"), "--merge".to_owned()];
    for part in 0..8 {
        let rows = &lines[1 + part * 100..1 + (part + 1) * 100];
        let list = desk.put(&format!("{part}.csv"), &format!("{}\n{}\n", lines[0], rows.join("\n")));
        let drawn = desk.path(&format!("{part}.jsonl"));
        desk.run(&["draw", &list, "--strata", "site", "--size", "9", "--seed", "s", "-o", &drawn], 0);
        merge.push(drawn);
    }
    let merge: Vec<&str> = merge.iter().map(String::as_str).collect();
    desk.run(&merge, 0);
    assert_eq!(ids(&desk.read("merged.jsonl")), ids(&desk.read("whole.jsonl")));
    let twice = desk.path("0.jsonl");
    let again = [&merge[..], &[&twice]].concat();
    let said = desk.run(&again, 2).stderr;
    assert!(said.contains("is in two of the draws"), "{said}");
}

#[test]
fn a_list_that_was_changed_after_the_plan_is_refused() {
    let desk = Desk::new("changed");
    let list = desk.put("list.csv", &list(30));
    desk.run(&["plan", &list, "-o", &desk.path("plan.json")], 0);
    desk.put("list.csv", &self::list(31));
    let said = desk.run(&["draw", &list, "--plan", &desk.path("plan.json"), "--seed", "s"], 2).stderr;
    assert!(said.contains("this is not the list of the plan"), "{said}");
}

#[test]
fn what_cannot_be_had_is_replaced_by_the_next_ticket() {
    let desk = Desk::new("gone");
    let text = list(60).replace("p7,", "p7,gone-").replace("p11,", "p11,gone-").replace("p12,", "p12,gone-");
    let list = desk.put("list.csv", &text);
    let sample = desk.path("sample.jsonl");
    desk.run(&["draw", &list, "--size", "40", "--reserve", "20", "--seed", "s", "-o", &sample], 0);
    let samples = package("samples");
    let (base, audit) = (samples.to_str().expect("UTF-8"), desk.path("audit.sqlite"));
    desk.run(&["run", &sample, "--audit", &audit, "--base", base, "--depth", "metadata"], 0);
    let gone: BTreeSet<String> = ["p7", "p11", "p12"].map(str::to_owned).into();
    let order = &ids(&desk.read("sample.jsonl"))[&0];
    let expected: Vec<String> = order.iter().filter(|id| !gone.contains(*id)).take(40).cloned().collect();
    let judged = desk.query("audit.sqlite", "SELECT id FROM item WHERE state = 'judged' ORDER BY rank");
    assert_eq!(judged.into_iter().flatten().collect::<Vec<_>>(), expected);
    // Those that were due and gone are on record with the reason; no other was touched.
    let recorded = desk.query("audit.sqlite", "SELECT id, trouble FROM item WHERE state = 'gone'");
    assert!(
        !recorded.is_empty() && recorded.iter().all(|row| gone.contains(&row[0]) && row[1].contains("no such file"))
    );
    let pictures =
        desk.query("audit.sqlite", "SELECT count(*), count(DISTINCT item), min(length(report)) > 500 FROM picture");
    assert_eq!(pictures, [["40", "40", "1"]]);
}

#[test]
fn a_stratum_that_runs_out_of_pictures_is_told() {
    let desk = Desk::new("short");
    let list = desk.put("list.csv", "path\naigc/v01-xmp-element.png\ngone-1.png\ngone-2.png\n");
    let sample = desk.path("sample.jsonl");
    desk.run(&["draw", &list, "--size", "2", "--seed", "s", "-o", &sample], 0);
    let samples = package("samples");
    let base = samples.to_str().expect("UTF-8");
    let said = desk.run(&["run", &sample, "--audit", &desk.path("a.sqlite"), "--base", base, "--depth", "metadata"], 3);
    assert!(said.stderr.contains("1 of 2 pictures could be had"), "{}", said.stderr);
}

#[test]
fn an_audit_goes_on_only_with_its_own_sample_and_conditions() {
    let desk = Desk::new("other");
    let list = desk.put("list.csv", &list(20));
    let (one, two, audit) = (desk.path("1.jsonl"), desk.path("2.jsonl"), desk.path("audit.sqlite"));
    desk.run(&["draw", &list, "--size", "3", "--seed", "s", "-o", &one], 0);
    desk.run(&["draw", &list, "--size", "3", "--seed", "t", "-o", &two], 0);
    let samples = package("samples");
    let base = samples.to_str().expect("UTF-8");
    let with = |sample: &str, depth: &str, code: i32| {
        desk.run(&["run", sample, "--audit", &audit, "--base", base, "--depth", depth], code).stderr
    };
    with(&one, "metadata", 0);
    with(&one, "metadata", 0);
    let said = with(&two, "metadata", 2);
    assert!(said.contains("belongs to another sample"), "{said}");
    let said = with(&one, "full", 2);
    assert!(said.contains("begun under other conditions"), "{said}");
    let said = desk.run(&["run", &one, "--audit", &list], 2).stderr;
    assert!(said.contains("no audit"), "{said}");
}

/// What is on record: id, when, and digest of the report.
fn on_record(desk: &Desk) -> BTreeSet<Vec<String>> {
    if !desk.folder.join("audit.sqlite").exists() {
        return BTreeSet::new();
    }
    let tables = desk.query("audit.sqlite", "SELECT count(*) FROM sqlite_schema WHERE name = 'picture'");
    if tables == [["0"]] {
        return BTreeSet::new();
    }
    assert_eq!(desk.query("audit.sqlite", "PRAGMA integrity_check"), [["ok"]]);
    let sql = "SELECT id, at, hex(sha256), report FROM item LEFT JOIN picture ON item = number WHERE state = 'judged'";
    desk.query("audit.sqlite", sql).into_iter().collect()
}

/// A run that is over has every picture on record, once.
#[track_caller]
fn check_whole(desk: &Desk, size: usize) {
    assert_eq!(on_record(desk).len(), size);
    let counts = "SELECT (SELECT count(*) FROM picture), (SELECT count(DISTINCT item) FROM finding),
                  (SELECT count(*) FROM item WHERE state <> 'judged')";
    let size = size.to_string();
    assert_eq!(desk.query("audit.sqlite", counts), [[size.as_str(), size.as_str(), "0"]]);
}

#[test]
fn a_run_that_is_killed_fifty_times_loses_nothing_and_does_nothing_twice() {
    const KILLS: u32 = 50;
    const SIZE: usize = 3_000;
    let desk = Desk::new("killed");
    let list = desk.put("list.csv", &list(SIZE));
    let (sample, audit) = (desk.path("sample.jsonl"), desk.path("audit.sqlite"));
    desk.run(&["draw", &list, "--strata", "site", "--size", "1000", "--reserve", "0", "--seed", "s", "-o", &sample], 0);
    let mut command = Command::new(env!("CARGO_BIN_EXE_yanbiao"));
    command.args(["audit", "run", &sample, "--audit", &audit, "--depth", "metadata", "--base"]);
    command.arg(package("samples")).stdout(Stdio::null()).stderr(Stdio::null());
    let (mut kills, mut midway, mut chance, mut before) = (0, 0, 7_u64, BTreeSet::new());
    while kills < KILLS {
        let mut child = command.spawn().expect("the program starts");
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_millis(5 + (chance >> 33) % 600));
        if child.try_wait().expect("it can be asked").is_some_and(|status| status.success()) {
            check_whole(&desk, SIZE);
            fs::remove_file(&audit).expect("the audit can be removed");
            before.clear();
            continue;
        }
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        kills += 1;
        let now = on_record(&desk);
        assert!(now.is_superset(&before), "after {kills} kills: {} of {} are left", now.len(), before.len());
        midway += u32::from(now.len() > before.len() && now.len() < SIZE);
        before = now;
    }
    assert!(midway >= 5, "only {midway} of {KILLS} kills met the program at work");
    assert!(command.status().expect("it runs").success());
    assert!(on_record(&desk).is_superset(&before));
    check_whole(&desk, SIZE);
}

/// Private keys that `openssl genpkey` made for the tests.
const ED25519_PEM: &str = include_str!("../../src/audit/test_keys/ed25519.pem");
const SM2_PEM: &str = include_str!("../../src/audit/test_keys/sm2.pem");

/// A finished audit of a few pictures, and its bundle.
fn bundled(desk: &Desk, pem: &str, more: &[&str]) -> String {
    let list =
        desk.put("list.csv", "path\naigc/v01-xmp-element.png\nvisible/label-compliant.jpg\nplain/camera-exif.jpg\n");
    let (sample, audit, bundle) = (desk.path("sample.jsonl"), desk.path("audit.sqlite"), desk.path("bundle/"));
    let key = desk.put("key.pem", pem);
    let samples = package("samples");
    let base = samples.to_str().expect("UTF-8");
    desk.run(&["draw", &list, "--size", "3", "--seed", "s", "-o", &sample], 0);
    desk.run(&["run", &sample, "--audit", &audit, "--base", base, "--as-of", "2026-11-23"], 0);
    desk.run(&[&["bundle", &audit, "-o", &bundle, "--key", &key], more].concat(), 0);
    bundle
}

#[test]
fn a_bundle_holds_and_carries_the_bytes_of_labels() {
    let desk = Desk::new("bundle");
    let bundle = bundled(&desk, SM2_PEM, &["--pictures"]);
    let said = desk.run(&["verify-bundle", &bundle], 0).stdout;
    assert_eq!(said.matches("holds").count(), said.lines().count(), "{said}");
    assert!(said.contains("3 pictures checked again") && said.contains("SM2"), "{said}");
    let items = desk.read("bundle/items.jsonl");
    let lines: Vec<Value> = items.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let line = lines.iter().find(|line| line["id"] == "aigc/v01-xmp-element.png").expect("it was drawn");
    let file = fs::read(package("samples/aigc/v01-xmp-element.png")).expect("the sample");
    let label = &line["picture"]["labels"][0];
    let (offset, length) = (label["offset"].as_u64().expect("a place"), label["length"].as_u64().expect("a length"));
    let bytes = &file[offset as usize..(offset + length) as usize];
    let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(label["sha256"], digest);
    assert!(String::from_utf8_lossy(bytes).contains("ContentProducer"));
    let marked = lines.iter().find(|line| line["id"] == "visible/label-compliant.jpg").expect("it was drawn");
    let crop = &marked["picture"]["crops"][0];
    let image =
        image::open(desk.folder.join("bundle").join(crop["file"].as_str().expect("a name"))).expect("a picture");
    assert_eq!(
        [Value::from(image.width()), Value::from(image.height())],
        [crop["box"][2].clone(), crop["box"][3].clone()]
    );
}

#[test]
fn whatever_is_changed_in_a_bundle_is_found() {
    let desk = Desk::new("bundle-changed");
    let bundle = bundled(&desk, ED25519_PEM, &[]);
    let samples = package("samples");
    let base = samples.to_str().expect("UTF-8");
    let seal: Value = serde_json::from_str(&desk.read("bundle/signature.json")).expect("JSON");
    let key = seal["public_key"].as_str().expect("a key").to_owned();
    desk.run(&["verify-bundle", &bundle, "--base", base, "--public-key", &key], 0);
    // Without the pictures much is left to check, but not everything.
    desk.run(&["verify-bundle", &bundle], 3);
    let said = desk.run(&["verify-bundle", &bundle, "--base", base, "--public-key", &"0".repeat(64)], 1).stdout;
    assert!(said.contains("DIFFERS  signature by the given key"), "{said}");
    let check = |name: &str, from: &str, to: &str, expected: &str| {
        let file = desk.folder.join("bundle").join(name);
        let before = fs::read(&file).expect("the part is there");
        let text = String::from_utf8_lossy(&before).into_owned();
        assert!(text.contains(from), "{from} in {name}");
        fs::write(&file, text.replacen(from, to, 1)).expect("it can be written");
        let said = desk.run(&["verify-bundle", &bundle, "--base", base], 1).stdout;
        assert!(said.contains(expected), "{name}: {said}");
        fs::write(&file, before).expect("it can be written");
    };
    check("manifest.json", "\"items\":3", "\"items\":4", "DIFFERS  signature");
    check("manifest.json", "auditor", "unknown", "DIFFERS  3 pictures checked again");
    check("items.jsonl", "\"size_bytes\":", "\"size_bytes\":1", "DIFFERS  Merkle root");
    check("items.jsonl", "\"state\":\"judged\"", "\"state\":\"gone\"", "DIFFERS  Merkle root");
    check("sample.jsonl", "\"seed\":\"s\"", "\"seed\":\"t\"", "DIFFERS  every ticket");
    check("reports/1.json", "\"outcome\":\"", "\"outcome\":\"not ", "DIFFERS  digests of 3 reports");
    check("reports/1.json", "\"outcome\":\"", "\"outcome\":\"not ", "the report differs at /");
    check("signature.json", &key[..8], "00000000", "DIFFERS  signature");
    fs::remove_file(desk.folder.join("bundle/signature.json")).expect("it can be removed");
    desk.run(&["verify-bundle", &bundle, "--base", base, "--public-key", &key], 1);
    desk.run(&["verify-bundle", &bundle, "--base", base], 3);
}

/// What an audit fetched is no difference where nothing is fetched again. The reference leads into this machine, which
/// the program refuses without asking anybody.
#[test]
fn an_audit_that_fetched_is_only_repeated_by_fetching() {
    let desk = Desk::new("bundle-online");
    let picture = fs::read(package("samples/c2pa/pointer-remote.jpg")).expect("the sample");
    let (host, refused) = (b"manifests.example.com", b"127.0.0.1/a-long-path");
    let at = picture.windows(host.len()).position(|bytes| bytes == host).expect("the host");
    let picture = [&picture[..at], refused, &picture[at + host.len()..]].concat();
    fs::write(desk.folder.join("remote.jpg"), picture).expect("it can be written");
    let list = desk.put("list.csv", "path\nremote.jpg\n");
    let (sample, audit, bundle) = (desk.path("sample.jsonl"), desk.path("audit.sqlite"), desk.path("bundle"));
    desk.run(&["draw", &list, "--size", "1", "--seed", "s", "-o", &sample], 0);
    let base = desk.path("");
    desk.run(&["run", &sample, "--audit", &audit, "--base", &base, "--online", "--as-of", "2026-11-23"], 0);
    desk.run(&["bundle", &audit, "-o", &bundle, "--pictures"], 0);
    let said = desk.run(&["verify-bundle", &bundle], 3).stdout;
    assert!(said.contains("open     1 pictures refer to a manifest elsewhere"), "{said}");
    assert!(!said.contains("DIFFERS"), "{said}");
    let said = desk.run(&["verify-bundle", &bundle, "--online"], 3).stdout;
    assert!(said.contains("holds    1 pictures checked again") && !said.contains("elsewhere"), "{said}");
}

#[test]
fn an_audit_whose_sample_was_changed_is_not_bundled() {
    let desk = Desk::new("bundle-forged");
    bundled(&desk, ED25519_PEM, &[]);
    let connection = Connection::open(desk.folder.join("audit.sqlite")).expect("the audit opens");
    connection.execute("UPDATE item SET id = 'other' WHERE rank = 1", []).expect("it can be changed");
    drop(connection);
    let said = desk.run(&["bundle", &desk.path("audit.sqlite"), "-o", &desk.path("again")], 2).stderr;
    assert!(said.contains("does not fit its digest") && !desk.folder.join("again").exists(), "{said}");
}

#[test]
fn an_item_from_a_hostile_list_does_no_harm() {
    let desk = Desk::new("hostile");
    let list = desk.put(
        "list.csv",
        "path,site\n\"\u{1b}[31mred\",\"a\u{202e}b\"\n../../../etc/passwd,x\nhttps://127.0.0.1/a.png,x\n",
    );
    let plan = desk.run(&["plan", &list, "--strata", "site"], 0).stdout;
    assert!(!plan.contains('\u{1b}') && !plan.contains('\u{202e}'), "{plan:?}");
    let sample = desk.path("sample.jsonl");
    desk.run(&["draw", &list, "--strata", "site", "--size", "3", "--seed", "\u{1b}[2J", "-o", &sample], 0);
    let said = desk.run(&["run", &sample, "--audit", &desk.path("a.sqlite"), "--base", &desk.path("")], 3);
    assert!(!said.stderr.contains('\u{1b}') && !said.stderr.contains('\u{202e}'), "{:?}", said.stderr);
    let why = desk.query("a.sqlite", "SELECT trouble FROM item WHERE place LIKE 'https:%'");
    assert!(why[0][0].contains("only with --online"), "{why:?}");
}
