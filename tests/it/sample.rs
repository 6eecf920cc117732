//! A sample with what must be reported of it, as the `.toml` beside it says.
//!
//! `fail`, `review` and `undetermined` name exactly the rules with that outcome, so that every other rule is
//! known not to have it; `info`, `pass` and `not_applicable` name rules that must be among those. With
//! `open = true` the first three, too, only name rules that must be among them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::Deserialize;
use time::{Date, OffsetDateTime};
use yanbiao::asset::Asset;
use yanbiao::check::{Checked, Settings, check};
use yanbiao::context::{Context, Depth, Jurisdiction, Role};
use yanbiao::finding::Outcome;
use yanbiao::trust::{TrustFile, TrustStore};
use yanbiao::vocabulary::aigc::Security;

use crate::surroundings::{AS_OF, file_name, files_below, package};

/// What a `.toml` holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expectation {
    /// What the sample shows.
    pub(crate) what: String,
    /// The format, when it is the point.
    pub(crate) format: Option<String>,
    /// Evidence that must be there: its kind, and a part of its carrier.
    #[serde(default)]
    pub(crate) evidence: Vec<ExpectedEvidence>,
    /// One for each context.
    pub(crate) case: Vec<Case>,
}

/// One piece of evidence.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectedEvidence {
    kind: String,
    carrier: String,
}

/// One context and what must come out under it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    role: Option<String>,
    as_of: Option<String>,
    declared: Option<bool>,
    jurisdiction: Option<String>,
    depth: Option<String>,
    trust: Option<String>,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    implicit: Option<String>,
    explicit: Option<String>,
    security: Option<String>,
    c2pa: Option<String>,
    watermark: Option<String>,
    integrity: Option<String>,
    claim: Option<String>,
    strength: Option<String>,
    stripping: Option<String>,
    disposition: Option<String>,
    exit_code: Option<u8>,
    #[serde(default)]
    fail: BTreeSet<String>,
    #[serde(default)]
    review: BTreeSet<String>,
    #[serde(default)]
    undetermined: BTreeSet<String>,
    #[serde(default)]
    info: BTreeSet<String>,
    #[serde(default)]
    pass: BTreeSet<String>,
    #[serde(default)]
    not_applicable: BTreeSet<String>,
    #[serde(default)]
    open: bool,
}

/// One sample.
pub(crate) struct Sample {
    /// Path below `samples/`, for messages.
    pub(crate) name: String,
    /// The file.
    pub(crate) bytes: Vec<u8>,
    /// What must be reported.
    pub(crate) expectation: Expectation,
}

/// The pictures in `samples/`: every file that is no expectation, no source and no certificate.
pub(crate) fn pictures() -> Vec<PathBuf> {
    below_samples(|name| !name.ends_with(".toml"))
}

/// The expectations in `samples/`.
pub(crate) fn expectations() -> Vec<PathBuf> {
    below_samples(|name| name.ends_with(".toml"))
}

fn below_samples(wanted: fn(&str) -> bool) -> Vec<PathBuf> {
    let root = package("samples");
    let apart = ["generate", "trust", "service"].map(|folder| root.join(folder));
    let mut found = files_below(&root);
    found.retain(|path| !apart.iter().any(|folder| path.starts_with(folder)) && wanted(&file_name(path)));
    found
}

/// All samples.
pub(crate) fn all() -> &'static [Sample] {
    static ALL: OnceLock<Vec<Sample>> = OnceLock::new();
    ALL.get_or_init(|| pictures().iter().map(|path| load(path)).collect())
}

fn load(path: &Path) -> Sample {
    let name = path.strip_prefix(package("samples")).expect("it lies there").to_string_lossy().into_owned();
    let mut beside = path.as_os_str().to_owned();
    beside.push(".toml");
    let text = fs::read_to_string(&beside).unwrap_or_else(|error| panic!("{name}.toml: {error}"));
    let expectation = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}.toml: {error}"));
    Sample { name, bytes: fs::read(path).expect("the sample can be read"), expectation }
}

impl Case {
    /// Its context in words, for messages.
    pub(crate) fn title(&self) -> String {
        let declared = self.declared.map(|yes| format!("declared {yes}"));
        let parts = [self.role.clone(), self.as_of.clone(), declared, self.jurisdiction.clone(), self.trust.clone()];
        let told: Vec<String> = parts.into_iter().flatten().collect();
        if told.is_empty() { "no context".to_owned() } else { told.join(", ") }
    }

    /// Checks bytes under this context.
    pub(crate) fn run(&self, name: &str, bytes: &[u8]) -> Checked {
        let bytes = bytes.to_vec();
        check(&Asset::new(name, &bytes), &self.context(), settings(self.trust.as_deref()))
    }

    fn context(&self) -> Context {
        let mut context = Context::at(self.as_of.as_deref().map_or(AS_OF, day));
        context.user_declared = self.declared;
        context.role = self.role.as_deref().map_or(Role::Unknown, role);
        context.jurisdiction = match self.jurisdiction.as_deref() {
            None | Some("cn") => Jurisdiction::Cn,
            Some("none") => Jurisdiction::None,
            Some(other) => panic!("unknown jurisdiction {other}"),
        };
        context.depth = match self.depth.as_deref() {
            None | Some("full") => Depth::Full,
            Some("metadata") => Depth::Metadata,
            Some("deep") => Depth::Deep,
            Some(other) => panic!("unknown depth {other}"),
        };
        context
    }

    /// What differs from the expectation; empty when nothing does.
    pub(crate) fn differences(&self, checked: &Checked) -> Vec<String> {
        let mut found = self.state_differences(checked);
        found.extend(self.finding_differences(checked));
        found
    }

    fn state_differences(&self, checked: &Checked) -> Vec<String> {
        let facts = &checked.facts;
        let security = facts.implicit.label().map_or("none", |found| security_id(&found.label.security));
        let strength = facts.origin.strength.map_or("none", |strength| strength.id());
        let exit_code = checked.exit_code.to_string();
        let expected_exit_code = self.expect.exit_code.map(|code| code.to_string());
        let pairs = [
            ("implicit", self.expect.implicit.as_deref(), facts.implicit.state.id()),
            ("explicit", self.expect.explicit.as_deref(), facts.explicit.state.id()),
            ("security", self.expect.security.as_deref(), security),
            ("c2pa", self.expect.c2pa.as_deref(), facts.c2pa.state.id()),
            ("watermark", self.expect.watermark.as_deref(), facts.watermark.state.id()),
            ("integrity", self.expect.integrity.as_deref(), facts.integrity.id()),
            ("claim", self.expect.claim.as_deref(), facts.origin.claim.id()),
            ("strength", self.expect.strength.as_deref(), strength),
            ("stripping", self.expect.stripping.as_deref(), facts.stripping.level.id()),
            ("disposition", self.expect.disposition.as_deref(), checked.disposition.id()),
            ("exit code", expected_exit_code.as_deref(), exit_code.as_str()),
        ];
        let differs = pairs.into_iter().filter_map(|(what, expected, found)| Some((what, expected?, found)));
        let differs = differs.filter(|(_, expected, found)| expected != found);
        differs.map(|(what, expected, found)| format!("{what} is {found}, expected {expected}")).collect()
    }

    fn finding_differences(&self, checked: &Checked) -> Vec<String> {
        let expect = &self.expect;
        let exact = [
            (Outcome::Fail, &expect.fail),
            (Outcome::Review, &expect.review),
            (Outcome::Undetermined, &expect.undetermined),
        ];
        let among = [
            (Outcome::Informational, &expect.info),
            (Outcome::Pass, &expect.pass),
            (Outcome::NotApplicable, &expect.not_applicable),
        ];
        let mut found = Vec::new();
        for (outcome, rules) in exact.into_iter().chain(among) {
            let present = rules_with(checked, outcome);
            let missing = rules.iter().filter(|rule| !present.contains(rule.as_str()));
            found.extend(missing.map(|rule| format!("{rule} is not {} but {}", outcome.id(), outcomes(checked, rule))));
        }
        if !expect.open {
            for (outcome, rules) in exact {
                let present = rules_with(checked, outcome);
                let surplus = present.iter().filter(|rule| !rules.contains(**rule));
                found.extend(surplus.map(|rule| format!("{rule} is {}", outcome.id())));
            }
        }
        found
    }
}

/// Evidence that is expected and not there.
pub(crate) fn missing_evidence(expectation: &Expectation, checked: &Checked) -> Vec<String> {
    let is_there = |wanted: &&ExpectedEvidence| {
        let mut evidence = checked.reading.evidence.iter();
        !evidence.any(|one| one.kind.id() == wanted.kind && one.carrier.contains(&wanted.carrier))
    };
    let carriers: Vec<String> =
        checked.reading.evidence.iter().map(|one| format!("{} at {}", one.kind.id(), one.carrier)).collect();
    let missing = expectation.evidence.iter().filter(is_there);
    missing.map(|one| format!("no {} at {}, only {carriers:?}", one.kind, one.carrier)).collect()
}

fn rules_with(checked: &Checked, outcome: Outcome) -> BTreeSet<&'static str> {
    checked.findings.iter().filter(|finding| finding.outcome == outcome).map(|finding| finding.rule).collect()
}

fn outcomes(checked: &Checked, rule: &str) -> String {
    let of_rule = checked.findings.iter().filter(|finding| finding.rule == rule);
    let found: Vec<&str> = of_rule.map(|finding| finding.outcome.id()).collect();
    if found.is_empty() { "silent".to_owned() } else { found.join(" and ") }
}

fn security_id(security: &Security) -> &'static str {
    match security {
        Security::None => "none",
        Security::Opaque => "opaque",
        Security::ValidUnpinned { .. } => "valid_unpinned",
        Security::ValidPinned { .. } => "valid_pinned",
        Security::Invalid { .. } => "invalid",
        Security::Unjudged { .. } => "unjudged",
    }
}

fn day(text: &str) -> OffsetDateTime {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    Date::parse(text, format).expect("a date").midnight().assume_utc()
}

fn role(text: &str) -> Role {
    let roles = [Role::Unknown, Role::Generator, Role::Platform, Role::PlatformEgress, Role::Auditor];
    roles.into_iter().find(|role| role.id() == text).expect("a role")
}

/// Settings in which the throwaway authority stands on the list of this name.
fn settings(list: Option<&str>) -> &'static Settings {
    static USER: OnceLock<Settings> = OnceLock::new();
    static INTERIM: OnceLock<Settings> = OnceLock::new();
    static OFFICIAL: OnceLock<Settings> = OnceLock::new();
    static NONE: OnceLock<Settings> = OnceLock::new();
    match list {
        None | Some("user") => USER.get_or_init(|| trusting("samples.pem")),
        Some("interim") => INTERIM.get_or_init(|| trusting("interim-anchors.pem")),
        Some("official") => OFFICIAL.get_or_init(|| trusting("C2PA-TRUST-LIST.pem")),
        Some("none") => NONE.get_or_init(Settings::default),
        Some(other) => panic!("unknown list {other}"),
    }
}

/// A list is told by its file name, so the same certificate can stand on any of them.
fn trusting(name: &str) -> Settings {
    let bytes = fs::read(package("samples/trust/throwaway-authority.pem")).expect("the certificate is there");
    let trust = TrustStore::new(&[TrustFile { name: name.to_owned(), bytes }]).expect("the certificate parses");
    Settings { trust, ..Settings::default() }
}
