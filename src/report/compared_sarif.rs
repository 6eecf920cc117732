//! Comparisons as SARIF 2.1.0: one rule for each fate that somebody should look at, one result for each such label.

use serde_json::{Value, json};

use super::compared::Pair;
use super::json::write_compact;
use super::run::Tool;
use super::{sarif, words};
use crate::compare::model::{Change, Fate};
use crate::message::Lang;

/// The fates that are results; the others are as they should be.
const FATES: [(Fate, &str, &str, &str); 3] = [
    (Fate::Lost, "label-lost", "fail", "error"),
    (Fate::Weakened, "label-weakened", "fail", "warning"),
    (Fate::Unknown, "label-unknown", "open", "none"),
];

/// Everything before the results.
pub fn head(tool: &Tool, lang: Lang, out: &mut Vec<u8>) {
    let rule = |(fate, id, ..): &(Fate, &str, &str, &str)| json!({"id": id, "shortDescription": {"text": words::fate(*fate).pick(lang)}});
    sarif::open(tool, FATES.iter().map(rule).collect(), out);
}

/// The results of one pair, a line each, with commas between.
pub fn write_results(pair: &Pair, lang: Lang, out: &mut Vec<u8>) {
    let results = pair.comparison.changes.iter().filter_map(|change| result(pair, change, lang));
    for (index, result) in results.enumerate() {
        out.extend(if index == 0 { &b""[..] } else { b",\n" });
        write_compact(&result, out);
    }
}

/// Everything after the results: what could not be compared, and the exit code.
pub fn tail(errors: &[String], exit_code: u8, out: &mut Vec<u8>) {
    sarif::close(errors.iter().cloned(), exit_code, out);
}

fn result(pair: &Pair, change: &Change, lang: Lang) -> Option<Value> {
    let index = FATES.iter().position(|(fate, ..)| *fate == change.fate)?;
    let (_, rule, kind, level) = FATES.get(index)?;
    let place = |name: &crate::untrusted::Untrusted| json!({"physicalLocation": {"artifactLocation": {"uri": sarif::uri(name.as_raw())}}});
    let carrier = words::carrier(change.carrier).pick(lang);
    Some(json!({
        "ruleId": rule,
        "ruleIndex": index,
        "kind": kind,
        "level": level,
        "message": {"text": format!("{carrier}: {}", super::compared::described(change, lang))},
        "locations": [place(&pair.after)],
        "relatedLocations": [place(&pair.before)],
        "properties": {"carrier": change.carrier.id()},
    }))
}
