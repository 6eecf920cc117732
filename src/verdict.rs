//! All findings of an asset folded into one outcome, and the exit codes of a run.

use crate::facts::model::StrippingLevel;
use crate::finding::{Finding, Outcome, Severity};

/// The outcome of one asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// `Fail`, `Undetermined`, `Review` or `Pass`.
    pub outcome: Outcome,
    /// The highest severity among findings that fail or ask for review.
    pub severity: Option<Severity>,
}

/// From which severity on a requirement that is not met makes the run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum FailOn {
    /// Errors only.
    Error,
    /// Warnings and errors.
    #[default]
    Warning,
    /// Never: the exit code is 0 unless something could not be decided.
    Never,
}

/// Exit code of one asset: 0 met or none applies, 1 not met or stripping traced, 3 could not be decided.
/// Codes 2 (usage, I/O) and 4 (nothing checked) belong to the run, not to an asset.
pub fn exit_code(verdict: Verdict, findings: &[Finding], stripping: StrippingLevel, fail_on: FailOn) -> u8 {
    let floor = match fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Never => None,
    };
    let not_met = |floor| findings.iter().any(|one| one.outcome == Outcome::Fail && one.severity >= floor);
    let stripped = stripping != StrippingLevel::NotShown;
    match floor {
        Some(floor) if stripped || not_met(floor) => 1,
        _ if verdict.outcome == Outcome::Undetermined => 3,
        _ if findings.iter().any(|one| one.outcome == Outcome::Undetermined) => 3,
        _ => 0,
    }
}

/// Folds the findings. A failed *error* outweighs everything; what could not be decided outweighs a
/// review, and a review outweighs a pass.
pub fn derive(findings: &[Finding]) -> Verdict {
    let weighty = |finding: &&Finding| finding.outcome == Outcome::Fail || finding.outcome == Outcome::Review;
    let severity = findings.iter().filter(weighty).map(|finding| finding.severity).max();
    let any = |outcome| findings.iter().any(|finding| finding.outcome == outcome);
    let outcome = if any(Outcome::Fail) {
        Outcome::Fail
    } else if any(Outcome::Undetermined) {
        Outcome::Undetermined
    } else if any(Outcome::Review) {
        Outcome::Review
    } else {
        Outcome::Pass
    };
    Verdict { outcome, severity }
}
