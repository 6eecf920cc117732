//! Report v1 is a contract: exactly its fields, and one whole report that a person has read.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::cli::run;
use crate::sample;
use crate::surroundings::package;

/// Every path to a value in a report; `[]` stands for the items of a list. `*` marks what is free inside.
const FIELDS: &[&str] = &[
    "schema",
    "tool.version",
    "tool.rule_set",
    "tool.trust_lists[].name",
    "tool.trust_lists[].issued",
    "tool.trust_lists[].sha256",
    "evaluated_at",
    "asset.name",
    "asset.sha256",
    "asset.size_bytes",
    "asset.format",
    "asset.width",
    "asset.height",
    "context.role",
    "context.jurisdiction",
    "context.as_of",
    "context.user_declared",
    "origin.claim",
    "origin.strength",
    "origin.generator",
    "labels.implicit.state",
    "labels.implicit.copies",
    "labels.implicit.fields",
    "labels.implicit.producer",
    "labels.implicit.security",
    "labels.explicit.state",
    "labels.explicit.marks",
    "labels.c2pa.state",
    "labels.c2pa.trust",
    "labels.c2pa.signer",
    "labels.c2pa.codes",
    "labels.watermark.state",
    "labels.watermark.schemes",
    "stripping.level",
    "stripping.layers",
    "stripping.reasons",
    "disposition.state",
    "disposition.label_value",
    "disposition.notice",
    "disposition.actions",
    "findings[].rule",
    "findings[].outcome",
    "findings[].severity",
    "findings[].clause",
    "findings[].message.zh",
    "findings[].message.en",
    "findings[].remedy",
    "findings[].evidence",
    "evidence[].id",
    "evidence[].kind",
    "evidence[].carrier",
    "evidence[].offset",
    "evidence[].length",
    "evidence[].says",
    "evidence[].strength",
    "evidence[].value",
    "coverage[].reader",
    "coverage[].state",
    "coverage[].reason",
    "verdict.outcome",
    "verdict.exit_code",
];

/// Fields added since the contract was written; additions are allowed, and listed.
const ADDED: &[&str] = &["integrity", "context.depth", "origin.evidence", "verdict.severity", "coverage[].reason_zh"];

const OUTCOMES: [&str; 6] = ["fail", "pass", "review", "undetermined", "not_applicable", "info"];

/// The report of one sample.
fn report(name: &str) -> Value {
    let path = package("samples").join(name);
    let path = path.to_str().expect("the path is UTF-8");
    let output = run(&["check", path, "--format", "jsonl", "--as-of", "2026-11-23"], b"");
    let line = output.stdout.lines().next().expect("one line");
    serde_json::from_str(line).expect("the line is JSON")
}

fn collect(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    let is_leaf = FIELDS.contains(&path) || ADDED.contains(&path);
    match value {
        Value::Object(fields) if !is_leaf => {
            for (name, inner) in fields {
                let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(inner, &below, found);
            }
        }
        Value::Array(items) if !is_leaf => items.iter().for_each(|item| collect(item, &format!("{path}[]"), found)),
        Value::Object(_) | Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            found.insert(path.to_owned());
        }
    }
}

#[test]
fn reports_have_exactly_the_fields_of_the_contract() {
    let mut found = BTreeSet::new();
    for name in ["c2pa/ai-created.jpg", "aigc/v01-xmp-element.jpg", "c2pa/fragment-chunk-renamed.png"] {
        collect(&report(name), "", &mut found);
    }
    let contract: BTreeSet<String> = FIELDS.iter().chain(ADDED).map(|field| (*field).to_owned()).collect();
    assert_eq!(found, contract);
}

#[test]
fn every_value_from_a_closed_list_is_on_it() {
    for sample in sample::all() {
        let report = report(&sample.name);
        let findings = report["findings"].as_array().expect("a list");
        assert!(!findings.is_empty(), "{}", sample.name);
        for finding in findings {
            let outcome = finding["outcome"].as_str().unwrap_or_default();
            assert!(OUTCOMES.contains(&outcome), "{}: {finding}", sample.name);
            assert!(!finding["clause"].as_str().unwrap_or_default().is_empty(), "{}: {finding}", sample.name);
        }
        let evidence = report["evidence"].as_array().expect("a list").len();
        let cited = findings.iter().flat_map(|finding| finding["evidence"].as_array().expect("a list"));
        for id in cited.filter_map(Value::as_str) {
            let number: usize = id.trim_start_matches('e').parse().expect("e and a number");
            assert!((1..=evidence).contains(&number), "{}: {id} of {evidence}", sample.name);
        }
    }
}

/// `YANBIAO_BLESS=1` writes the report anew; read the difference before committing it.
#[test]
fn one_report_stays_as_a_person_read_it() {
    let golden = package("tests/it/golden-report.json");
    let mut found = report("aigc/served-label-1.png");
    found["asset"]["name"] = Value::from("served-label-1.png");
    let text = serde_json::to_string_pretty(&found).expect("JSON") + "\n";
    if std::env::var_os("YANBIAO_BLESS").is_some() {
        fs::write(&golden, &text).expect("the golden report can be written");
    }
    let expected = fs::read_to_string(&golden).expect("the golden report is there");
    for (number, (found, expected)) in text.lines().zip(expected.lines()).enumerate() {
        assert_eq!(found, expected, "line {}", number + 1);
    }
    assert_eq!(text, expected);
}
