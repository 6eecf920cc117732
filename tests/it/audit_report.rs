//! The report of an audit: its numbers against the file of the audit, asked by queries of our own, and what a hostile
//! file can do to the page.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::Connection;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::cli::{Output, run};
use crate::surroundings::{empty_folder, package};

/// Pictures of the list, with their sites; those of `shop` are all looked at.
const PICTURES: [(&str, &str); 14] = [
    ("visible/label-compliant.jpg", "feed"),
    ("visible/height-below.jpg", "feed"),
    ("visible/caption.jpg", "feed"),
    ("visible/no-text.jpg", "feed"),
    ("aigc/v01-xmp-element.png", "feed"),
    ("aigc/v01-xmp-element.jpg", "feed"),
    ("plain/camera-exif.jpg", "feed"),
    ("plain/caption-comment.jpg", "feed"),
    ("visible/label-and-metadata.png", "feed"),
    ("missing.jpg", "feed"),
    ("aigc/v01-xmp-element.png", "shop"),
    ("plain/camera-exif.jpg", "shop"),
    ("visible/vendor-name.jpg", "shop"),
    ("missing-too.jpg", "shop"),
];
const FEED: (u64, u64) = (20, 7);
/// Names that a page may have, of elements and of attributes.
const ELEMENTS: &str = "html head meta title style body header main nav footer section article h1 h2 h3 h4 p a ol ul li dl dt \
     dd div span strong br code pre table caption thead tbody tfoot tr th td figure figcaption details summary svg defs \
     pattern rect line circle text image desc";
const ATTRIBUTES: &str = "lang charset content http-equiv name class id href role scope open width height viewBox x y x1 x2 y1 \
     y2 cx cy r dy fill font-size stroke-width stroke-dasharray text-anchor patternUnits patternTransform \
     preserveAspectRatio tabindex aria-hidden aria-label aria-labelledby data-head data-measure data-strata-of";

/// A folder of one test, with an audit in it.
struct Desk {
    folder: PathBuf,
}

impl Desk {
    /// Draws and looks at a sample of the pictures above. Three of the four of the shop can be had.
    fn new(name: &str) -> Self {
        Self::with(name, &PICTURES, 3)
    }

    fn with(name: &str, pictures: &[(&str, &str)], code: i32) -> Self {
        let desk = Self { folder: empty_folder(&format!("audit-report/{name}")) };
        // The feed has every picture twice.
        let again = pictures.iter().filter(|(_, site)| *site == "feed");
        let rows = pictures.iter().chain(again).enumerate();
        let rows: String = rows
            .map(|(row, (place, site))| format!("p{row},{place},{site},2026-0{}-1{}\n", 1 + row % 3, row % 10))
            .collect();
        fs::write(desk.path("list.csv"), format!("id,path,site,seen\n{rows}")).expect("the list can be written");
        let draw = [
            "draw",
            "list.csv",
            "--strata",
            "site",
            "--size",
            "7",
            "--reserve",
            "9",
            "--seed",
            "s",
            "-o",
            "sample.jsonl",
        ];
        desk.run(&draw, 0);
        let samples = package("samples");
        let base = samples.to_str().expect("UTF-8");
        desk.run(&["run", "sample.jsonl", "--audit", "audit.sqlite", "--base", base, "--as-of", "2026-11-23"], code);
        desk
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).to_str().expect("UTF-8").to_owned()
    }

    /// Runs a step; names of files lie in the folder.
    #[track_caller]
    fn run(&self, arguments: &[&str], code: i32) -> Output {
        let is_file = |argument: &str| ["list.csv", "sample.jsonl", "audit.sqlite"].contains(&argument);
        let arguments: Vec<String> = arguments
            .iter()
            .map(|argument| if is_file(argument) { self.path(argument) } else { (*argument).to_owned() })
            .collect();
        let arguments: Vec<&str> = std::iter::once("audit").chain(arguments.iter().map(String::as_str)).collect();
        let output = run(&arguments, b"");
        assert_eq!(output.code, code, "{}{}", output.stdout, output.stderr);
        output
    }

    fn page(&self, more: &[&str]) -> Page {
        let output = self.run(&[&["report", "audit.sqlite"], more].concat(), 3);
        Page(output.stdout)
    }

    fn sql(&self) -> Connection {
        Connection::open(self.folder.join("audit.sqlite")).expect("the audit opens")
    }

    /// One number of a query.
    fn number(&self, query: &str) -> f64 {
        self.sql().query_row(query, [], |row| row.get(0)).expect("the query gives a number")
    }
}

struct Page(String);

impl Page {
    /// The cells of the row of a measure, without marks and with plain blanks.
    #[track_caller]
    fn row(&self, measure: &str) -> Vec<String> {
        let (_, row) = self.0.split_once(&format!("<tr data-measure=\"{measure}\">")).expect("the measure has a row");
        cells(row.split_once("</tr>").expect("the row ends").0)
    }

    /// Those of a stratum in the table of a measure.
    #[track_caller]
    fn stratum(&self, measure: &str, stratum: &str) -> Vec<String> {
        let start = format!("data-strata-of=\"{measure}\"");
        let (_, table) = self.0.split_once(&start).expect("the measure has a table");
        let table = table.split_once("</table>").expect("the table ends").0;
        let rows: Vec<Vec<String>> = table.split("<tr>").map(cells).collect();
        rows.into_iter().find(|row| row.first().is_some_and(|name| name == stratum)).expect("the stratum has a row")
    }
}

/// Texts of the cells of a row that are no plots.
fn cells(row: &str) -> Vec<String> {
    let cell = |part: &str| {
        let (head, rest) = part.split_once('>')?;
        let text = rest.split("</t").next().unwrap_or_default();
        (!head.contains("plot")).then(|| text.replace('\u{a0}', " "))
    };
    row.split("<th ").flat_map(|part| part.split("<td ")).skip(1).filter_map(cell).collect()
}

const OPEN: &str = "('review', 'undetermined')";
const LABELLED: &str = "implicit IN ('present', 'incomplete', 'malformed') OR explicit NOT IN ('absent', 'unknown')
    OR c2pa IN ('trusted', 'valid') OR watermark = 'found'";
const UNSURE: &str = "implicit = 'unknown' OR explicit = 'unknown'
    OR c2pa IN ('not_confirmable', 'unreadable', 'remote_only', 'unknown')
    OR watermark IN ('not_searched', 'declared_unverifiable')";

#[test]
fn counts_and_shares_are_those_of_the_file() {
    let desk = Desk::new("counts");
    let page = desk.page(&[]);
    let judged = desk.number("SELECT count(*) * 1.0 FROM picture");
    assert_eq!(judged, 10.0, "seven of the feed and three of the shop");
    let mut seen = 0;
    for (measure, cases, open) in [
        ("outcome.fail", "outcome = 'fail'", format!("outcome IN {OPEN}")),
        ("outcome.pass", "outcome = 'pass'", format!("outcome IN {OPEN}")),
        ("outcome.review", "outcome = 'review'", "outcome = 'undetermined'".to_owned()),
        ("label.implicit", "implicit IN ('present', 'incomplete', 'malformed')", "implicit = 'unknown'".to_owned()),
        ("label.on_picture", "explicit NOT IN ('absent', 'unknown')", "explicit = 'unknown'".to_owned()),
        ("label.invisible", "watermark = 'found'", "watermark IN ('not_searched', 'declared_unverifiable')".to_owned()),
        ("stripping.any", "stripping IN ('shown', 'indicated')", "0".to_owned()),
        ("disposition.is", "disposition = 'is'", "0".to_owned()),
    ] {
        let total = |what: &str| desk.number(&format!("SELECT total({what}) FROM picture"));
        let weighted = |what: &str| {
            desk.number(&format!(
                "SELECT sum(population * share) / sum(population) FROM
                 (SELECT population, avg({what}) AS share FROM picture JOIN item ON item.number = picture.item
                  JOIN stratum ON stratum.number = item.stratum GROUP BY stratum.number)"
            ))
        };
        let row = page.row(measure);
        let (low, high) = (weighted(cases), weighted(&format!("({cases}) OR ({open})")));
        let said = |share: f64| if share == 0.0 { "0".to_owned() } else { format!("{:.1}", share * 100.0) };
        let share =
            if low == high { format!("{} %", said(low)) } else { format!("{} – {} %", said(low), said(high)) };
        assert_eq!(row[1], share.replace("100.0", "100"), "{measure}: {row:?}");
        assert_eq!(row[3], format!("{} / {judged}", total(cases)), "{measure}");
        assert_eq!(row[4], total(&open).to_string(), "{measure}");
        seen += usize::from(low > 0.0);
    }
    assert!(seen >= 5, "most measures must have cases here, or nothing is shown: {seen}");
}

/// Chance of at most or at least so many cases in a sample, added up one by one.
fn chance(population: u64, cases: u64, drawn: u64, counts: impl Iterator<Item = u64>) -> f64 {
    let choose = |of: u64, count: u64| -> f64 {
        if count > of { 0.0 } else { (0..count).map(|at| (of - at) as f64 / (at + 1) as f64).product() }
    };
    let term = |count: u64| {
        if count > drawn { 0.0 } else { choose(cases, count) * choose(population - cases, drawn - count) }
    };
    counts.map(term).sum::<f64>() / choose(population, drawn)
}

#[test]
fn the_interval_of_a_stratum_is_what_counting_gives() {
    let desk = Desk::new("interval");
    let (population, drawn) = FEED;
    let page = desk.page(&[]);
    let total = |what: &str| {
        desk.number(&format!(
            "SELECT total({what}) FROM picture JOIN item ON item.number = picture.item WHERE place NOT NULL
             AND stratum = (SELECT number FROM stratum WHERE columns = '[\"feed\"]')"
        )) as u64
    };
    for (measure, cases, open) in [
        ("outcome.fail", "outcome = 'fail'", format!("outcome IN {OPEN}")),
        ("label.any", LABELLED, format!("NOT ({LABELLED}) AND ({UNSURE})")),
    ] {
        let (least, most) = (total(cases), total(&format!("({cases}) OR ({open})")));
        let all = 0..=population;
        let low =
            all.clone().find(|&true_cases| chance(population, true_cases, drawn, least..=drawn) > 0.025).expect("one");
        let high = all.rev().find(|&true_cases| chance(population, true_cases, drawn, 0..=most) > 0.025).expect("one");
        let ends = [low, high].map(|cases| cases as f64 / population as f64 * 100.0);
        let ends = ends.map(|end| if end == 0.0 || end == 100.0 { format!("{end}") } else { format!("{end:.1}") });
        let row = page.stratum(measure, "feed");
        assert_eq!(row[2], format!("{} – {} %", ends[0], ends[1]), "{measure}: {least} to {most}: {row:?}");
        assert_eq!(row.last().expect("a size"), &population.to_string());
    }
}

#[test]
fn what_could_not_be_had_is_named_and_counted_both_ways() {
    let desk = Desk::new("gone");
    let gone = desk.number("SELECT count(*) * 1.0 FROM item WHERE state = 'gone'");
    assert!(gone >= 1.0, "nothing is gone");
    for (lang, sentence) in [("en", " pictures that were drawn could not be had"), ("zh", " 张抽中的图片无法取得")]
    {
        let page = desk.page(&["--lang", lang]);
        assert!(page.0.contains(&format!("{gone}{sentence}")), "{lang}");
        let sql = desk.sql();
        let mut query = sql.prepare("SELECT id FROM item WHERE state = 'gone'").expect("sound");
        let ids = query.query_map([], |row| row.get::<_, String>(0)).expect("runs").map(|id| id.expect("an id"));
        for id in ids {
            assert!(page.0.contains(&format!("<th scope=\"row\">{id}</th>")), "{lang}: {id}");
        }
    }
}

#[test]
fn an_audit_that_is_not_finished_says_so_and_is_no_success() {
    let desk = Desk::new("unfinished");
    desk.sql().execute("UPDATE audit SET value = '' WHERE name = 'finished_at'", []).expect("writable");
    let output = desk.run(&["report", "audit.sqlite"], 3);
    assert!(output.stdout.contains("This audit is unfinished"));
    let whole: Vec<_> = PICTURES.into_iter().filter(|(place, _)| !place.starts_with("missing")).collect();
    let output = Desk::with("finished", &whole, 0).run(&["report", "audit.sqlite"], 0);
    assert!(!output.stdout.contains("This audit is unfinished") && output.stdout.contains("none was replaced"));
}

/// Every start of an element: its name, and its attributes with their values.
fn elements(page: &str) -> Vec<(String, Vec<(String, String)>)> {
    let (before, rest) = page.split_once("<style>").expect("there is a style");
    let rest = rest.split_once("</style>").expect("it ends").1;
    let mut found = Vec::new();
    for text in [before, rest] {
        for part in text.split('<').skip(1).filter(|part| !part.starts_with(['/', '!'])) {
            let tag = part.split('>').next().expect("a start");
            let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            let mut pairs = Vec::new();
            while let Some((name, rest)) = attributes.split_once('=') {
                let value = rest.strip_prefix('"').expect("values are quoted");
                let (value, rest) = value.split_once('"').expect("quotes end");
                // What has no value stands before it.
                pairs.extend(name.split_whitespace().map(|name| (name.to_owned(), value.to_owned())));
                attributes = rest;
            }
            found.push((name.to_owned(), pairs));
        }
    }
    found
}

#[track_caller]
fn check_harmless(page: &str) {
    let known = |words: &'static str| words.split_whitespace().collect::<BTreeSet<_>>();
    let (names, attributes) = (known(ELEMENTS), known(ATTRIBUTES));
    let found = elements(page);
    assert!(found.len() > 500, "{}", found.len());
    for (name, pairs) in found {
        assert!(names.contains(name.as_str()), "an element {name}");
        for (attribute, value) in pairs {
            assert!(attributes.contains(attribute.as_str()), "an attribute {attribute} of {name}");
            let is_ours = value.starts_with('#') || value.starts_with("data:image/jpeg;base64,");
            assert!(attribute != "href" || is_ours, "{name} refers to {value}");
        }
    }
    assert!(!page.contains('\u{202e}'), "text that turns round");
}

#[test]
fn a_hostile_file_stays_text() {
    let desk = Desk::new("hostile");
    check_harmless(&desk.page(&[]).0);
    let evil = "\"><script>alert(1)</script><img src=x onerror=alert(2)>\u{202e}'`</svg></style>";
    let mark = serde_json::json!({"text": evil, "box": [1, 2, 3, 4], "place": evil, "standing": evil});
    let finding =
        serde_json::json!({"rule": evil, "outcome": "fail", "clause": evil, "message": {"zh": evil, "en": evil}});
    let report = serde_json::json!({"labels": {"explicit": {"marks": [mark]}}, "findings": [finding], "asset": {"width": 9, "height": 9}});
    let drawing = format!(
        "{{\"schema\":\"yanbiao/sample/v1\",\"seed\":{evil:?},\"seed_from\":{evil:?},\"strata_columns\":[{evil:?}],\
         \"lists\":[{{\"sha256\":{evil:?},\"rows\":9}}],\"reserve\":1,\"strata\":[]}}"
    )
    .replace("\\u{202e}", "\\u202e")
    .replace("\\'", "'");
    serde_json::from_str::<Value>(&drawing).expect("JSON");
    let sql = desk.sql();
    for (statement, value) in [
        ("UPDATE item SET id = number || ?1, place = ?1, trouble = ?1", evil),
        ("UPDATE stratum SET columns = json_array(?1)", evil),
        (
            "UPDATE picture SET producer = ?1, produce_id = ?1, manifest = ?1, vendors = 'x,' || ?1, stripping = ?1",
            evil,
        ),
        ("UPDATE picture SET report = ?1", &report.to_string()),
        ("UPDATE finding SET rule = rule || ?1 WHERE outcome IN ('fail', 'review')", evil),
        (
            "UPDATE audit SET value = ?1 WHERE name IN ('context', 'tool', 'as_of', 'sample_sha256', 'finished_at')",
            evil,
        ),
        ("UPDATE audit SET value = ?1 WHERE name = 'drawing'", &drawing),
    ] {
        assert!(sql.execute(statement, [value]).expect("writable") > 0, "{statement}");
    }
    for lang in ["zh", "en"] {
        let page = desk.page(&["--lang", lang, "--earlier", "audit.sqlite"]);
        check_harmless(&page.0);
        assert!(page.0.contains("&lt;script&gt;alert(1)"), "the text is shown as text");
    }
    let csv = desk.folder.join("tables");
    desk.run(&["report", "audit.sqlite", "--csv", csv.to_str().expect("UTF-8")], 3);
    let items = fs::read_to_string(csv.join("items.csv")).expect("written");
    assert!(!items.contains('\u{202e}') && items.contains("\\u{202e}"));
}

#[test]
fn a_file_whose_numbers_and_pictures_are_nonsense_is_reported_without_a_panic() {
    let desk = Desk::new("nonsense");
    let sql = desk.sql();
    let all =
        "UPDATE picture SET preview = x'ffd8ffe000', small = x'00', fingerprint = x'01', report = '{{{', outcome = 'x'";
    sql.execute(all, []).expect("writable");
    sql.execute("UPDATE stratum SET population = 0", []).expect("writable");
    sql.execute("UPDATE audit SET value = '[' WHERE name IN ('drawing', 'tool', 'context')", []).expect("writable");
    let page = desk.page(&[]);
    check_harmless(&page.0);
    assert_eq!(page.row("outcome.fail")[4], "10", "a word that is none is open");
}

#[test]
fn the_policy_lets_in_the_one_style_and_nothing_else() {
    let page = Desk::new("policy").page(&[]).0;
    let style = page.split_once("<style>").expect("a style").1.split_once("</style>").expect("it ends").0;
    let digest = STANDARD.encode(Sha256::digest(style));
    let policy = format!("default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-{digest}&#39;");
    let policy = [policy.clone(), policy.replace("&#39;", "'")];
    assert!(policy.iter().any(|policy| page.contains(policy.as_str())), "{}", &page[..900]);
    assert!(!style.contains("url(\"http") && !style.contains("@import"));
}

#[test]
fn both_languages_have_the_same_rows() {
    let desk = Desk::new("languages");
    let [zh, en] = ["zh", "en"].map(|lang| desk.page(&["--lang", lang]).0);
    assert!(zh.contains("<html lang=\"zh-CN\">") && en.contains("<html lang=\"en\">"));
    let rows = |page: &str| page.matches("data-measure=").count();
    assert!(rows(&en) > 18, "{}", rows(&en));
    assert_eq!(rows(&zh), rows(&en));
    // What has holes has them filled.
    for page in [&zh, &en] {
        let text = page.split_once("</style>").expect("a style").1;
        assert!(!text.contains('{'), "{}", &text[text.find('{').unwrap_or_default()..][..60]);
    }
}

#[test]
fn the_trend_against_itself_is_none_and_says_that_the_samples_are_the_same() {
    let desk = Desk::new("trend");
    let page = desk.page(&["--earlier", "audit.sqlite"]).0;
    assert!(page.contains("so they are not independent"));
    let (_, trend) = page.split_once("<section id=\"trend\"").expect("a section");
    let trend = trend.split_once("</section>").expect("it ends").0;
    let row = trend.split("<tr data-measure=\"label.implicit\">").nth(1).expect("a row");
    let row = cells(row.split_once("</tr>").expect("it ends").0);
    assert!(row[3].starts_with("0.0 (−"), "{row:?}");
    assert_eq!(row[4], "no clear change");
}

/// Every table of the exports adds up to what the file holds.
#[test]
fn tables_hold_every_item_and_every_measure() {
    let desk = Desk::new("tables");
    let folder = desk.path("tables");
    let output = desk.run(&["report", "audit.sqlite", "--csv", &folder, "--jsonl", &folder], 3);
    assert_eq!(output.stdout, "", "no page was asked for");
    let lines = |name: &str| fs::read_to_string(Path::new(&folder).join(name)).expect("written");
    let items: Vec<Value> =
        lines("items.jsonl").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(items.len() as f64, desk.number("SELECT count(*) * 1.0 FROM item"));
    let judged: Vec<&Value> = items.iter().filter(|item| item["state"] == "judged").collect();
    let weights: f64 = judged.iter().map(|item| item["weight"].as_f64().expect("a weight")).sum();
    assert!((weights - desk.number("SELECT sum(population) * 1.0 FROM stratum")).abs() < 1e-9, "{weights}");
    for item in &judged {
        let query = format!("SELECT count(*) * 1.0 FROM finding WHERE outcome = 'fail' AND item = {}", item["number"]);
        let rules = item["rules_fail"].as_str().expect("a text").split(';').filter(|rule| !rule.is_empty()).count();
        assert_eq!(rules as f64, desk.number(&query));
        assert!(item["list.seen"].as_str().is_some_and(|date| date.starts_with("2026-0")));
    }
    let mut csv = csv::Reader::from_path(Path::new(&folder).join("measures.csv")).expect("CSV");
    let rows: Vec<csv::StringRecord> = csv.records().map(|row| row.expect("a row")).collect();
    let json: Vec<Value> =
        lines("measures.jsonl").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(rows.len(), json.len());
    let whole = json.iter().find(|row| row["measure"] == "outcome.fail" && row["stratum"].is_null()).expect("a row");
    assert_eq!(whole["cases"].as_f64(), Some(desk.number("SELECT total(outcome = 'fail') FROM picture")));
    assert!(whole["interval_low"].as_f64() <= whole["share_low"].as_f64(), "{whole}");
    assert!(whole["share_high"].as_f64() <= whole["interval_high"].as_f64(), "{whole}");
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_what_json_lines_hold() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::{Field, Row};
    let value = |field: &Field| match field {
        Field::Str(text) => Value::from(text.as_str()),
        Field::Long(number) => Value::from(*number),
        Field::Double(number) => Value::from(*number),
        Field::Null => Value::Null,
        other => panic!("{other:?}"),
    };
    let object = |row: Row| -> Value {
        row.get_column_iter()
            .map(|(name, field)| (name.clone(), value(field)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let desk = Desk::new("parquet");
    let folder = desk.path("tables");
    desk.run(&["report", "audit.sqlite", "--parquet", &folder, "--jsonl", &folder], 3);
    for table in ["items", "measures"] {
        let file = fs::File::open(Path::new(&folder).join(format!("{table}.parquet"))).expect("written");
        let reader = SerializedFileReader::new(file).expect("Parquet");
        let lines = fs::read_to_string(Path::new(&folder).join(format!("{table}.jsonl"))).expect("written");
        let rows: Vec<Value> =
            reader.get_row_iter(None).expect("rows").map(|row| object(row.expect("a row"))).collect();
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert!(lines.len() > 10 && rows == lines, "{table}: {} and {}", rows.len(), lines.len());
    }
    // A list as Parquet is drawn from like the same list as JSON lines.
    let sample = |form: &str| {
        let (list, sample) = (format!("{folder}/items.{form}"), desk.path(&format!("from-{form}.jsonl")));
        desk.run(
            &["draw", &list, "--strata", "state", "--size", "3", "--seed", "s", "--place", "place", "-o", &sample],
            0,
        );
        let text = fs::read_to_string(sample).expect("written");
        let id = |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["id"].clone();
        text.lines().skip(1).map(id).collect::<Vec<_>>()
    };
    assert!(sample("parquet").len() > 3 && sample("parquet") == sample("jsonl"));
}

/// The report quotes what README says was measured, so that neither grows old alone.
#[test]
fn the_sensitivity_that_is_quoted_is_that_of_the_readme() {
    let readme = fs::read_to_string(package("README.md")).expect("there is a README");
    for line in [
        "| recall of compliant labels | 0.92 | 0.934 |",
        "Labels on 10,020 pictures that training never saw",
        "| false claims on 6,000 pictures without a label | ≤ 0.1 % | 0.1 % (6) |",
        "| 78; 77, 75, 74, 60, 33 | 78; 78, 76, 74, 65, 35 |",
        "| claims in 1,320 variants of 340 pictures without a mark | 0 | 0 |",
        "or that there is none) | 740 of 740 |",
        "(or that there is none) | 726 of 736;",
        "| `exiftool -all=` | 134 | 13 | 0 | 12 | 7 | 102 | 0 of 115 |",
    ] {
        assert!(readme.contains(line), "README has no longer: {line}");
    }
    let page = Desk::new("sensitivity").page(&[]).0;
    for quoted in [
        "recall 0.934 (compliant labels, 10,020 pictures",
        "6 of 6,000 pictures",
        "untouched 78 of 78; at JPEG quality 80 74, at 70 65, at 50 35",
        "none in 1,320 variants of 340 pictures",
        "right on 740 of 740",
        "right on 726 of 736",
        "of 134 pictures cleaned with exiftool -all=, 13 keep their labels and 102 show no trace",
    ] {
        assert!(page.contains(quoted), "{quoted}");
    }
}
