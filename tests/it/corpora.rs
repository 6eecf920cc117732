//! The corpora of real files that lie beside the repository, where there are any.
//!
//! `YANBIAO_CORPORA` names the folder; else `../shared/corpora` is tried. The trust lists are those in the
//! folder `trust` beside it. Certificates age, so everything is judged for 2026-11-23.
//!
//! Files with a manifest are judged twice: with the lists that C2PA publishes, which is what a user has, and
//! with the roots of test suites added. Only with those can most test vectors be trusted.
//!
//! What stands on a picture is compared in `marks`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;

use yanbiao::asset::Asset;
use yanbiao::check::{Checked, Settings, check};
use yanbiao::context::Context;
use yanbiao::facts::model::{C2paLayer, OriginClaim, StrippingLevel};
use yanbiao::limits::Limits;
use yanbiao::vocabulary::aigc::Provider;

use crate::surroundings::{AS_OF, package, settings_with_lists, settings_with_trust};

/// Of 100 files with a C2PA verdict in the truth column, how many must be judged the same.
const C2PA_AGREEMENT_MIN_PERCENT: usize = 95;

/// Answers that the corpora must at least ask for, so that a table that was lost is not agreement.
const ANSWERS_MIN: [(Question, usize); 5] = [
    (Question::C2paPublic, 750),
    (Question::C2paTestRoots, 110),
    (Question::Aigc, 750),
    (Question::Generator, 90),
    (Question::Control, 340),
];

/// Of 100 files of the table, how many must be there as the table knows them.
const INTACT_MIN_PERCENT: usize = 98;

/// Test vectors that only the roots of test suites make valid or trusted.
const GAINED_BY_TEST_ROOTS_MIN: usize = 15;

/// Codes after which the bytes are not those that were signed.
const TAMPERED: [&str; 4] = ["Hash.mismatch", "hashedURI.mismatch", "claimSignature.mismatch", "assertion.missing"];

/// One file of the corpora.
pub(crate) struct Row {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// Its class.
    pub(crate) class: String,
    /// The truth column.
    pub(crate) truth: String,
}

/// The rows of `corpora.csv` whose files are as the table knows them; `None`, said aloud, when there are no
/// corpora here. A file that is missing or damaged proves nothing and is left out, which is said too.
pub(crate) fn rows() -> Option<Vec<Row>> {
    let folder = folder();
    let table = folder.join("corpora.csv");
    if !table.exists() {
        println!("skipped: no corpora at {}", folder.display());
        return None;
    }
    let mut reader = csv::Reader::from_path(table).expect("the table can be read");
    let names = reader.headers().expect("the table has a head").clone();
    let column = |name: &str| names.iter().position(|one| one == name).expect("the column is there");
    let [path, class, truth, size] = ["path", "class", "expected_truth", "bytes"].map(column);
    let records: Vec<csv::StringRecord> = reader.records().map(|record| record.expect("a row parses")).collect();
    let row = |record: &csv::StringRecord| Row {
        path: folder.join(&record[path]),
        class: record[class].to_owned(),
        truth: record[truth].to_owned(),
    };
    let is_intact = |record: &&csv::StringRecord| {
        let found = fs::metadata(folder.join(&record[path])).map(|metadata| metadata.len()).ok();
        found.is_some() && found == record[size].parse().ok()
    };
    let (intact, damaged): (Vec<_>, Vec<_>) = records.iter().partition(is_intact);
    for record in &damaged {
        println!("left out: {} is not the file that the table knows", &record[path]);
    }
    assert!(intact.len() * 100 >= records.len() * INTACT_MIN_PERCENT, "{} files are damaged", damaged.len());
    Some(intact.into_iter().map(row).collect())
}

pub(crate) fn folder() -> PathBuf {
    std::env::var_os("YANBIAO_CORPORA").map_or_else(|| package("../shared/corpora"), PathBuf::from)
}

#[test]
fn real_files_are_judged_as_the_corpora_say() {
    let Some(judged) = judged() else { return };
    let mut table = Table::default();
    for Judged { row, public, with_test_roots } in judged {
        table.compare(row, public);
        if let Some(checked) = with_test_roots {
            table.compare_with_test_roots(row, public, checked);
        }
    }
    table.print();
    assert!(table.forbidden.is_empty(), "accusations of honest files: {:#?}", table.forbidden);
    for (question, answers_min) in ANSWERS_MIN {
        let (_, all) = table.total(question);
        assert!(all >= answers_min, "{question:?}: only {all} answers");
    }
    let missed = |question| table.misses.iter().filter(|miss| miss.question == question).count();
    assert_eq!(missed(Question::Aigc), 0, "labels that were not read as they are");
    for question in [Question::C2paPublic, Question::C2paTestRoots] {
        let (right, all) = table.total(question);
        assert!(right * 100 >= all * C2PA_AGREEMENT_MIN_PERCENT, "{question:?}: {right} of {all}");
    }
    assert!(table.gained_by_test_roots >= GAINED_BY_TEST_ROOTS_MIN, "only {}", table.gained_by_test_roots);
}

/// One file and what was found in it.
pub(crate) struct Judged {
    pub(crate) row: Row,
    /// With the lists that C2PA publishes.
    pub(crate) public: Checked,
    /// With the roots of test suites added, where there is a manifest.
    with_test_roots: Option<Checked>,
}

/// Every file, checked once for all tests and on the cores there are.
pub(crate) fn judged() -> Option<&'static [Judged]> {
    static ALL: OnceLock<Option<Vec<Judged>>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let rows = rows()?;
        let settings = settings_of(&folder());
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let share: Vec<Vec<Row>> = dealt(rows, workers);
        Some(thread::scope(|scope| {
            let work = |rows: Vec<Row>| rows.into_iter().map(|row| judge(row, &settings)).collect::<Vec<Judged>>();
            let running: Vec<_> = share.into_iter().map(|rows| scope.spawn(move || work(rows))).collect();
            running.into_iter().flat_map(|one| one.join().expect("no panic leaves the check")).collect()
        }))
    });
    all.as_deref()
}

fn dealt(rows: Vec<Row>, hands: usize) -> Vec<Vec<Row>> {
    let mut dealt: Vec<Vec<Row>> = (0..hands).map(|_| Vec::new()).collect();
    for (number, row) in rows.into_iter().enumerate() {
        dealt[number % hands].push(row);
    }
    dealt
}

/// Broken and odd files are looked at by the tests in `hostile`; looking costs more than all the rest.
fn judge(row: Row, [public, with_test_roots]: &[Settings; 2]) -> Judged {
    let bytes = fs::read(&row.path).expect("a file of the corpus");
    let judge = |settings: &Settings| check(&Asset::new("corpus", &bytes), &Context::at(AS_OF), settings);
    let is_looked_at = !["hostile", "formats"].contains(&row.class.as_str());
    let public = if is_looked_at { judge(public) } else { judge(&blind(public)) };
    let with_test_roots = public.facts.c2pa.store.is_some().then(|| judge(&blind(with_test_roots)));
    Judged { row, public, with_test_roots }
}

/// The same with no look at the pixels.
fn blind(settings: &Settings) -> Settings {
    Settings { limits: Limits { pixels_max: 0, ..settings.limits.clone() }, ..settings.clone() }
}

/// The public lists alone, and with every further file of certificates as anchors of the user.
fn settings_of(corpora: &Path) -> [Settings; 2] {
    let lists = corpora.parent().expect("the corpora lie in a folder").join("trust");
    if !lists.exists() {
        return [Settings::default(), Settings::default()];
    }
    [
        settings_with_lists(&lists, |name| name.starts_with("C2PA-") || name.starts_with("interim-")),
        settings_with_trust(&lists),
    ]
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    /// Judged with the public trust lists.
    C2paPublic,
    /// Judged with the roots of test suites added.
    C2paTestRoots,
    Aigc,
    Generator,
    Control,
}

#[derive(Debug)]
struct Miss {
    question: Question,
    path: String,
    expected: String,
    found: String,
}

#[derive(Default)]
struct Table {
    counts: BTreeMap<(String, Question), (usize, usize)>,
    misses: Vec<Miss>,
    forbidden: Vec<String>,
    gained_by_test_roots: usize,
}

impl Table {
    fn compare(&mut self, row: &Row, checked: &Checked) {
        if let Some((expected, codes)) = expected_c2pa(row) {
            let right = c2pa_agrees(expected, codes, checked.facts.c2pa.state);
            self.count(row, Question::C2paPublic, right, &format!("{expected} {codes}"), checked.facts.c2pa.state.id());
        }
        for part in row.truth.split(';').map(str::trim) {
            if part.starts_with("aigc[") || part == "aigc=none" {
                self.count(row, Question::Aigc, aigc_agrees(part, checked), part, &labels(checked));
            } else if let Some(expected) = part.strip_prefix("genmeta=") {
                self.count(row, Question::Generator, !checked.facts.traces.is_empty(), expected, "no trace");
            }
        }
        if row.class.starts_with("controls-") {
            self.control(row, checked);
        }
    }

    /// More anchors can make a signer trusted whom no public list knows, and a time-stamp under which an expired
    /// certificate was still good; they change nothing else.
    fn compare_with_test_roots(&mut self, row: &Row, public: &Checked, checked: &Checked) {
        let (before, after) = (public.facts.c2pa.state, checked.facts.c2pa.state);
        let valid = matches!(after, C2paLayer::Valid | C2paLayer::Trusted);
        let open = matches!(before, C2paLayer::Valid | C2paLayer::NotConfirmable);
        let gained = open && valid && after != before;
        self.gained_by_test_roots += usize::from(gained);
        let right = match expected_c2pa(row) {
            Some(("Valid(official-list-only: Invalid)", _)) => valid,
            Some(_) | None => gained || after == before,
        };
        let told = format!("at least {}, {}", before.id(), row.truth);
        self.count(row, Question::C2paTestRoots, right, &told, after.id());
    }

    fn control(&mut self, row: &Row, checked: &Checked) {
        let is_accused = checked.facts.stripping.level != StrippingLevel::NotShown;
        let is_claimed = match checked.facts.origin.claim {
            OriginClaim::AiGenerated | OriginClaim::AiEdited | OriginClaim::AiComponent | OriginClaim::Conflict => true,
            OriginClaim::PossiblyAi | OriginClaim::DeclaredNotAi | OriginClaim::NoStatement => false,
        };
        let found = format!("stripping {}, {}", checked.facts.stripping.level.id(), checked.facts.origin.claim.id());
        self.count(row, Question::Control, !is_accused && !is_claimed, "nothing", &found);
        if is_accused || is_claimed {
            self.forbidden.push(format!("{}: {found}", row.path.display()));
        }
    }

    fn count(&mut self, row: &Row, question: Question, right: bool, expected: &str, found: &str) {
        let entry = self.counts.entry((row.class.clone(), question)).or_default();
        entry.0 += usize::from(right);
        entry.1 += 1;
        if !right {
            let path = row.path.display().to_string();
            self.misses.push(Miss { question, path, expected: expected.to_owned(), found: found.to_owned() });
        }
    }

    fn total(&self, question: Question) -> (usize, usize) {
        let of_question = self.counts.iter().filter(|((_, one), _)| *one == question);
        of_question.fold((0, 0), |(right, all), (_, count)| (right + count.0, all + count.1))
    }

    fn print(&self) {
        println!("{:24} {:10} {:>5} {:>5}", "class", "question", "right", "of");
        for ((class, question), (right, all)) in &self.counts {
            println!("{class:24} {:10} {right:5} {all:5}", format!("{question:?}"));
        }
        println!("{} files gain from the roots of test suites", self.gained_by_test_roots);
        for miss in &self.misses {
            println!("miss {:?} {}: expected {}, found {}", miss.question, miss.path, miss.expected, miss.found);
        }
    }
}

/// State and status codes in the truth column.
fn expected_c2pa(row: &Row) -> Option<(&str, &str)> {
    let part = |name| row.truth.split(';').find_map(|part| part.trim().strip_prefix(name));
    Some((part("c2pa=")?, part("codes=").unwrap_or_default()))
}

/// The truth column holds the library's own state, and the codes that say what "Invalid" means. It knows the
/// public lists alone.
fn c2pa_agrees(expected: &str, codes: &str, state: C2paLayer) -> bool {
    let has = |part| codes.contains(part);
    match expected {
        "none" => matches!(state, C2paLayer::Absent | C2paLayer::Remnant | C2paLayer::RemoteOnly),
        // Trusted by the official list, or by the interim list and unlisted by the official one.
        "Trusted" | "Trusted(official-list-only: Valid)" => state == C2paLayer::Trusted,
        // Expired, with a time-stamp of an authority that only a test suite knows.
        "Valid(official-list-only: Invalid)" => matches!(state, C2paLayer::Valid | C2paLayer::NotConfirmable),
        "Valid" if has("signingCredential.untrusted") => state == C2paLayer::Valid,
        // The library takes one list at a time.
        "Valid" => matches!(state, C2paLayer::Valid | C2paLayer::Trusted),
        "Invalid" if TAMPERED.iter().any(|code| has(code)) => {
            matches!(state, C2paLayer::Tampered | C2paLayer::Unreadable)
        }
        "Invalid" if has("signingCredential.expired") => state == C2paLayer::NotConfirmable,
        // An identity assertion that fails is the only fault, and none of the claim.
        "Invalid" if codes.split('+').all(|code| code.starts_with("cawg.")) => {
            matches!(state, C2paLayer::Valid | C2paLayer::Trusted)
        }
        "Invalid"
            if codes.split('+').all(|code| code.starts_with("cawg.") || code == "signingCredential.untrusted") =>
        {
            state == C2paLayer::Valid
        }
        "Invalid" => !matches!(state, C2paLayer::Absent | C2paLayer::Unknown | C2paLayer::Tampered),
        error if error.starts_with("ERROR: Remote") => state == C2paLayer::RemoteOnly,
        _ => matches!(state, C2paLayer::Unreadable | C2paLayer::Remnant | C2paLayer::RemoteOnly),
    }
}

/// `aigc=none`, or `aigc[PLACE] Label=V producer=P propagator=Q`: one label that says all of it.
fn aigc_agrees(expected: &str, checked: &Checked) -> bool {
    let Some((_, values)) = expected.split_once("] ") else { return checked.facts.implicit.labels.is_empty() };
    checked.facts.implicit.labels.iter().any(|found| {
        let fields = &found.label.fields;
        values.split(' ').all(|pair| match pair.split_once('=') {
            Some(("Label", value)) => fields.label.as_raw() == value,
            Some(("producer", value)) => fields.content_producer.as_raw() == value,
            Some(("propagator", value)) => fields.content_propagator.as_raw() == value,
            Some(_) | None => true,
        })
    })
}

fn labels(checked: &Checked) -> String {
    let label = |provider: Option<&Provider>| provider.map_or_else(|| "-".to_owned(), |one| format!("{one:?}"));
    let found = checked.facts.implicit.labels.iter();
    let told: Vec<String> = found
        .map(|one| {
            format!("[{}] {} {}", one.carrier, one.label.fields.label.as_raw(), label(one.label.producer.as_ref()))
        })
        .collect();
    told.join("; ")
}
