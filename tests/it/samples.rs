//! Every sample is reported as the file beside it says, and every rule is shown both met and not met.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::thread;

use yanbiao::check::Checked;
use yanbiao::finding::Outcome;
use yanbiao::rules::RULES;

use crate::sample::{self, Case, Sample, missing_evidence};

const SAMPLES_MIN: usize = 263;

/// Rules of which no sample shows that they are not met, with the reason.
const NEVER_UNMET: [(&str, &str); 4] = [
    ("c2pa-signer-revoked", "needs an answer of a revocation service inside the signature"),
    ("c2pa-signal-not-allowed", "needs a certificate in the name of a listed product, which is not for us to make"),
    ("core-stripped-confirmed", "needs a ledger, which is no part of a picture; shown in `ledger`"),
    ("core-reference-altered", "needs a ledger, which is no part of a picture; shown in `ledger`"),
];

/// Rules of which no sample shows that they are met, with the reason.
const NEVER_MET: [(&str, &str); 9] = [
    ("core-pixel-signature-broken", "met only with a signature of NovelAI, which is not for us to make"),
    ("cn-signature-unpinned", "met only with a key that is known to belong to a producer"),
    ("cn-banner-required", "names a duty or none, and there is nothing to meet in a file"),
    ("cn-no-signal", "a remark that nothing was found; a file with a signal is outside of it"),
    ("core-watermark-pattern", "a remark on a pattern that was found; a file without one is outside of it"),
    ("core-watermark-unknown", "a remark on a mark that was found; a file without one is outside of it"),
    ("c2pa-watermark-declared", "a remark on a declared mark; a file without one is outside of it"),
    ("core-stripped-confirmed", "needs a ledger, which is no part of a picture; shown in `ledger`"),
    ("core-reference-altered", "needs a ledger, which is no part of a picture; shown in `ledger`"),
];

#[test]
fn every_picture_has_an_expectation_and_the_other_way_round() {
    let pictures: BTreeSet<String> = sample::pictures().iter().map(|path| format!("{}.toml", path.display())).collect();
    let expectations: BTreeSet<String> = sample::expectations().iter().map(|path| path.display().to_string()).collect();
    assert!(pictures.len() >= SAMPLES_MIN, "only {} samples", pictures.len());
    let alone: Vec<_> = pictures.symmetric_difference(&expectations).collect();
    assert!(alone.is_empty(), "alone: {alone:#?}");
}

#[test]
fn every_sample_is_reported_as_expected() {
    for sample in sample::all() {
        assert!(!sample.expectation.case.is_empty(), "{}: no case", sample.name);
    }
    let mut wrong = Vec::new();
    for Judged { sample, case, checked } in judged() {
        let mut differences = case.differences(checked);
        differences.extend(missing_evidence(&sample.expectation, checked));
        if sample.expectation.format.as_deref().is_some_and(|format| format != checked.format.id()) {
            differences.push(format!("format is {}", checked.format.id()));
        }
        if !differences.is_empty() {
            let what = &sample.expectation.what;
            wrong.push(format!("{} ({}): {what}\n    {}", sample.name, case.title(), differences.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases are wrong\n{}", wrong.len(), judged().len(), wrong.join("\n"));
}

#[test]
fn every_rule_is_shown_met_and_not_met() {
    let mut met = BTreeMap::new();
    let mut unmet = BTreeMap::new();
    for Judged { sample, checked, .. } in judged() {
        for finding in &checked.findings {
            let shown = match finding.outcome {
                Outcome::Pass => &mut met,
                Outcome::Fail | Outcome::Review | Outcome::Informational => &mut unmet,
                Outcome::Undetermined if finding.rule.ends_with("-malformed") => &mut unmet,
                Outcome::Undetermined if finding.rule.ends_with("-incomplete") => &mut unmet,
                Outcome::Undetermined | Outcome::NotApplicable => continue,
            };
            shown.insert(finding.rule, sample.name.as_str());
        }
    }
    compare("met", &met, &NEVER_MET);
    compare("not met", &unmet, &NEVER_UNMET);
}

/// A sample under one of its contexts.
struct Judged {
    sample: &'static Sample,
    case: &'static Case,
    checked: Checked,
}

/// Every sample under every context, checked once for all tests and on the cores there are: pictures take their time.
/// What came out for every sample in every context.
pub(crate) fn checked() -> impl Iterator<Item = &'static Checked> {
    judged().iter().map(|one| &one.checked)
}

fn judged() -> &'static [Judged] {
    static ALL: OnceLock<Vec<Judged>> = OnceLock::new();
    ALL.get_or_init(|| {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let work = |worker: usize| -> Vec<Judged> {
            let samples = sample::all().iter().skip(worker).step_by(workers);
            let cases = samples.flat_map(|sample| sample.expectation.case.iter().map(move |case| (sample, case)));
            cases
                .map(|(sample, case)| Judged { sample, case, checked: case.run(&sample.name, &sample.bytes) })
                .collect()
        };
        thread::scope(|scope| {
            let running: Vec<_> = (0..workers).map(|worker| scope.spawn(move || work(worker))).collect();
            running.into_iter().flat_map(|one| one.join().expect("no panic leaves the check")).collect()
        })
    })
}

/// The rules that are never shown must be those that are excepted: no more, and no less.
#[track_caller]
fn compare(what: &str, shown: &BTreeMap<&str, &str>, excepted: &[(&str, &str)]) {
    let never: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).filter(|id| !shown.contains_key(id)).collect();
    let excepted: BTreeSet<&str> = excepted.iter().map(|(id, _)| *id).collect();
    assert_eq!(never, excepted, "rules that no sample shows {what}");
}
