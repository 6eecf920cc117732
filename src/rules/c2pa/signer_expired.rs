//! Whether the certificate was valid at the attested time of signing, or is valid now when there is no trusted
//! time-stamp.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::c2pa::SignerProblem;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-signer-expired",
    title: Text { zh: "签名证书已过期，无法确认", en: "The signing certificate has expired" },
    clause: "C2PA 2.2 §14.3",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("signer_expired.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text =
    Text { zh: "签名证书在应当有效的时刻有效", en: "The certificate was valid at the time that counts" };
static FAILED: Text = Text {
    zh: "签名证书已过期且没有可信时间戳：目前无法确认签名者；文件并未因此被认为改动",
    en: "The signing certificate has expired and no trusted time-stamp covers it: the signer cannot be confirmed today, and nothing says that the file was changed",
};
static REMEDY: Text = Text {
    zh: "签名时附加可信时间戳，可避免日后过期",
    en: "Sign with a trusted time-stamp so that the signature outlives its certificate",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::signer_problem(&RULE, facts, &WORDING, SignerProblem::Expired)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::c2pa::{Store, StoreState};

    #[test]
    fn speaks_up_about_the_signer_and_never_fails() {
        let store = Store { signer_problem: Some(SignerProblem::Expired), ..created(StoreState::NotConfirmable, AI) };
        check(&RULE, Role::Generator, vec![c2pa(store)], Outcome::Informational);
    }

    #[test]
    fn passes_on_a_sound_signer() {
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Valid, AI))], Outcome::Pass);
    }

    #[test]
    fn not_applicable_without_a_manifest() {
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
    }
}
