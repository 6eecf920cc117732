//! What belongs to a run and not to one asset: the versions that decided, and the counts at the end.

use std::collections::BTreeMap;

use crate::check::Checked;
use crate::facts::model::StrippingLevel;
use crate::finding::Outcome;
use crate::rules;
use crate::trust::{TrustListInfo, TrustStore};

/// Who decided: a verdict without these cannot be repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tool {
    /// Version of the program.
    pub version: &'static str,
    /// Version of the rule set.
    pub rule_set: &'static str,
    /// Trust lists in use.
    pub trust_lists: Vec<TrustListInfo>,
}

impl Tool {
    /// This program with the lists of a store.
    pub fn new(trust: &TrustStore) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        Self { version, rule_set: rules::RULE_SET, trust_lists: trust.lists.clone() }
    }
}

/// How often a rule did not simply pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleCount {
    /// Not met.
    pub fail: u64,
    /// A person should look.
    pub review: u64,
    /// Could not be decided.
    pub undetermined: u64,
    /// Remarks.
    pub info: u64,
}

impl RuleCount {
    fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Fail => self.fail += 1,
            Outcome::Review => self.review += 1,
            Outcome::Undetermined => self.undetermined += 1,
            Outcome::Informational => self.info += 1,
            Outcome::Pass | Outcome::NotApplicable => {}
        }
    }

    fn merge(&mut self, other: Self) {
        self.fail += other.fail;
        self.review += other.review;
        self.undetermined += other.undetermined;
        self.info += other.info;
    }
}

/// The counts of a run. Counts of parts of a run can be merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Assets judged.
    pub checked: u64,
    /// Files in folders that are no pictures.
    pub skipped: u64,
    /// Files and folders that could not be read: name and reason, escaped already.
    pub errors: Vec<(String, String)>,
    /// Assets by outcome: pass, review, undetermined, fail.
    pub outcomes: OutcomeCount,
    /// Assets with remains of a label.
    pub stripping_shown: u64,
    /// Assets with other traces of removal.
    pub stripping_indicated: u64,
    /// Assets whose own exit code is 1.
    pub not_met: u64,
    /// Assets whose own exit code is neither 0 nor 1.
    pub undecided: u64,
    /// By rule, in the order of their ids.
    pub rules: BTreeMap<&'static str, RuleCount>,
}

/// Assets by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutcomeCount {
    /// Everything met.
    pub pass: u64,
    /// A person should look.
    pub review: u64,
    /// Something could not be decided.
    pub undetermined: u64,
    /// Something is not met.
    pub fail: u64,
}

impl OutcomeCount {
    fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Pass | Outcome::NotApplicable | Outcome::Informational => self.pass += 1,
            Outcome::Review => self.review += 1,
            Outcome::Undetermined => self.undetermined += 1,
            Outcome::Fail => self.fail += 1,
        }
    }

    fn merge(&mut self, other: Self) {
        self.pass += other.pass;
        self.review += other.review;
        self.undetermined += other.undetermined;
        self.fail += other.fail;
    }
}

impl Summary {
    /// Counts one asset.
    pub fn add(&mut self, checked: &Checked) {
        self.checked += 1;
        self.outcomes.add(checked.verdict.outcome);
        match checked.facts.stripping.level {
            StrippingLevel::NotShown => {}
            StrippingLevel::Indicated => self.stripping_indicated += 1,
            StrippingLevel::Shown => self.stripping_shown += 1,
        }
        self.not_met += u64::from(checked.exit_code == 1);
        self.undecided += u64::from(!matches!(checked.exit_code, 0 | 1));
        let counted =
            checked.findings.iter().filter(|one| !matches!(one.outcome, Outcome::Pass | Outcome::NotApplicable));
        for finding in counted {
            self.rules.entry(finding.rule).or_default().add(finding.outcome);
        }
    }

    /// Adds the counts of another part of the run.
    pub fn merge(&mut self, other: Self) {
        self.checked += other.checked;
        self.skipped += other.skipped;
        self.errors.extend(other.errors);
        self.outcomes.merge(other.outcomes);
        self.stripping_shown += other.stripping_shown;
        self.stripping_indicated += other.stripping_indicated;
        self.not_met += other.not_met;
        self.undecided += other.undecided;
        for (rule, count) in other.rules {
            self.rules.entry(rule).or_default().merge(count);
        }
    }
}
