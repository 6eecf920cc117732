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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Text;

    static SENTENCE: Text = Text { zh: "句", en: "sentence" };

    fn findings(outcomes: &[(Outcome, Severity)]) -> Vec<Finding> {
        outcomes.iter().map(|(outcome, severity)| Finding::new("x", *outcome, *severity, SENTENCE.message())).collect()
    }

    #[track_caller]
    fn check(outcomes: &[(Outcome, Severity)], outcome: Outcome, severity: Option<Severity>) {
        assert_eq!(derive(&findings(outcomes)), Verdict { outcome, severity });
    }

    #[test]
    fn the_weightiest_outcome_wins() {
        use Outcome::{Fail, Informational, NotApplicable, Pass, Review, Undetermined};
        use Severity::{Error, Info, Warning};
        check(&[], Pass, None);
        check(&[(Pass, Info), (NotApplicable, Info), (Informational, Info)], Pass, None);
        check(&[(Pass, Info), (Review, Warning)], Review, Some(Warning));
        check(&[(Review, Warning), (Undetermined, Error)], Undetermined, Some(Warning));
        check(&[(Undetermined, Error), (Fail, Warning), (Fail, Error)], Fail, Some(Error));
    }

    #[track_caller]
    fn check_exit(outcome: (Outcome, Severity), stripping: StrippingLevel, codes: [u8; 3]) {
        let findings = findings(&[outcome]);
        let verdict = derive(&findings);
        let got = [FailOn::Error, FailOn::Warning, FailOn::Never]
            .map(|fail_on| exit_code(verdict, &findings, stripping, fail_on));
        assert_eq!(got, codes, "{outcome:?} {stripping:?}");
    }

    #[test]
    fn exit_codes_by_floor() {
        use Outcome::{Fail, Pass, Review, Undetermined};
        let calm = StrippingLevel::NotShown;
        check_exit((Pass, Severity::Info), calm, [0, 0, 0]);
        check_exit((Review, Severity::Warning), calm, [0, 0, 0]);
        check_exit((Fail, Severity::Warning), calm, [0, 1, 0]);
        check_exit((Fail, Severity::Error), calm, [1, 1, 0]);
        check_exit((Undetermined, Severity::Warning), calm, [3, 3, 3]);
        check_exit((Pass, Severity::Info), StrippingLevel::Indicated, [1, 1, 0]);
        check_exit((Undetermined, Severity::Error), StrippingLevel::Shown, [1, 1, 3]);
    }
}
