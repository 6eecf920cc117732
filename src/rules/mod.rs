//! The table of rules. One rule is one file with a page of the same name beside it.
//!
//! Rules see facts and the context, never bytes, evidence or reports. Every rule that binds reports an
//! outcome: a rule that is silent could not be told from a rule that did not run.

mod c2pa;
mod cn;
mod conclude;
mod core;
mod marks;
mod recorded;
#[cfg(test)]
mod testing;

use crate::context::{Context, Role};
use crate::facts::model::Facts;
use crate::finding::{Finding, Outcome, Severity};
use crate::rule::Rule;

/// All rules, in the order of the report.
pub static RULES: &[&Rule] = &[
    &cn::implicit_missing::RULE,
    &cn::implicit_carrier_unsupported::RULE,
    &cn::label_value::RULE,
    &cn::label_numeric::RULE,
    &cn::field_type::RULE,
    &cn::field_missing::RULE,
    &cn::propagation_missing::RULE,
    &cn::charset::RULE,
    &cn::duplicate_label::RULE,
    &cn::label_conflict::RULE,
    &cn::location_nonstandard::RULE,
    &cn::json_invalid::RULE,
    &cn::xmp_malformed::RULE,
    &cn::schema_nonstandard::RULE,
    &cn::key_misspelt::RULE,
    &cn::key_repeated::RULE,
    &cn::extra_field::RULE,
    &cn::placeholder_value::RULE,
    &cn::encoding_loose::RULE,
    &cn::code_format::RULE,
    &cn::code_uscc_checksum::RULE,
    &cn::code_service_type::RULE,
    &cn::producer_is_name::RULE,
    &cn::signature_invalid::RULE,
    &cn::signature_unpinned::RULE,
    &cn::reserved_opaque::RULE,
    &cn::label_shell::RULE,
    &cn::stripped_probable::RULE,
    &cn::label_forged_probable::RULE,
    &cn::user_not_declared::RULE,
    &cn::declaration_not_asked::RULE,
    &cn::banner_required::RULE,
    &cn::trace_foreign::RULE,
    &cn::explicit_missing::RULE,
    &cn::explicit_text::RULE,
    &cn::explicit_position::RULE,
    &cn::explicit_height::RULE,
    &cn::explicit_legible::RULE,
    &cn::explicit_origin_unclear::RULE,
    &cn::explicit_doubtful::RULE,
    &cn::no_signal::RULE,
    &c2pa::content_tampered::RULE,
    &c2pa::manifest_tampered::RULE,
    &c2pa::malformed::RULE,
    &c2pa::multiple_stores::RULE,
    &c2pa::signer_expired::RULE,
    &c2pa::signer_revoked::RULE,
    &c2pa::signer_invalid::RULE,
    &c2pa::signer_untrusted::RULE,
    &c2pa::signer_interim::RULE,
    &c2pa::remnant::RULE,
    &c2pa::reference_only::RULE,
    &c2pa::no_ai_statement::RULE,
    &c2pa::component_undeclared::RULE,
    &c2pa::statement_gathered::RULE,
    &c2pa::laundered::RULE,
    &c2pa::signal_not_allowed::RULE,
    &c2pa::source_type_noncanonical::RULE,
    &c2pa::source_type_unrecognised::RULE,
    &c2pa::watermark_declared::RULE,
    &core::conflict_capture_against_ai::RULE,
    &core::vendors_differ::RULE,
    &core::expected_layer_missing::RULE,
    &core::pixel_signature_broken::RULE,
    &core::hidden_text_damaged::RULE,
    &core::watermark_pattern::RULE,
    &core::watermark_unknown::RULE,
    &core::stripped_confirmed::RULE,
    &core::reference_altered::RULE,
    &core::stripped_thumbnail::RULE,
    &core::removal_undone::RULE,
    &core::thumbnail_differs::RULE,
    &core::search_incomplete::RULE,
    &core::truncated::RULE,
    &core::structure_remnant::RULE,
];

/// Version of the rule set: the day its contents last changed.
pub const RULE_SET: &str = "cn-2026-11-26";

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

/// Judges the facts by every rule that binds under the context.
pub fn judge(facts: &Facts, context: &Context) -> Vec<Finding> {
    let mut findings = Vec::with_capacity(RULES.len());
    for rule in RULES.iter().filter(|rule| (rule.applies)(context)) {
        findings.extend((rule.judge)(facts, context).into_iter().map(|finding| cap(rule, finding, context)));
    }
    findings
}

/// Keeps a rule within what its basis and the context allow. A role that was not told caps at warning, a
/// day before the rules took effect caps at information, and wording that was not seen may never fail.
fn cap(rule: &Rule, mut finding: Finding, context: &Context) -> Finding {
    let mut ceiling = rule.severity;
    if context.role == Role::Unknown || !rule.basis.may_fail() {
        ceiling = ceiling.min(Severity::Warning);
    }
    if rule.id.starts_with("cn-") && !context.cn_in_force() {
        ceiling = Severity::Info;
        if finding.outcome == Outcome::Undetermined {
            finding.outcome = Outcome::Informational;
        }
    }
    finding.severity = finding.severity.min(ceiling);
    if finding.outcome == Outcome::Fail && !rule.basis.may_fail() {
        finding.outcome = Outcome::Review;
    }
    if finding.severity == Severity::Info && matches!(finding.outcome, Outcome::Fail | Outcome::Review) {
        finding.outcome = Outcome::Informational;
    }
    finding
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::context::Jurisdiction;
    use crate::facts::testing::{context, facts, facts_stopped, from};
    use crate::message::Text;
    use crate::rule::Basis;
    use time::macros::datetime;

    const HEADINGS_EN: [&str; 6] =
        ["## What it checks", "## Why", "## Who it binds", "## Example", "## Limits", "## Remedy"];
    const HEADINGS_ZH: [&str; 6] = ["## 检查什么", "## 依据", "## 适用对象", "## 示例", "## 局限", "## 怎么办"];

    #[test]
    fn ids_are_unique_kebab_case_and_say_their_regime() {
        let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), RULES.len());
        assert!(RULES.len() >= 69, "only {} rules", RULES.len());
        for id in ids {
            assert!(["cn-", "c2pa-", "core-"].iter().any(|regime| id.starts_with(regime)), "{id}");
            let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(id.chars().all(kebab) && !id.contains("--") && !id.ends_with('-'), "{id}");
            assert!(find(id).is_some());
        }
    }

    #[test]
    fn every_page_has_both_languages_and_all_headings() {
        for rule in RULES {
            let (en, zh) = rule.page.split_once("\n---zh---\n").expect(rule.id);
            for (page, headings) in [(en, HEADINGS_EN), (zh, HEADINGS_ZH)] {
                assert!(page.trim().starts_with(&format!("# {}", rule.id)), "{}", rule.id);
                assert!(page.trim().lines().count() <= 25, "{}: too long", rule.id);
                let found: Vec<&str> = page.lines().filter(|line| line.starts_with("## ")).collect();
                assert_eq!(found, headings, "{}", rule.id);
                assert!(page.split("## ").skip(1).all(|part| part.lines().count() >= 2), "{}: empty part", rule.id);
            }
        }
    }

    #[test]
    fn a_page_on_weak_ground_says_so() {
        for rule in RULES.iter().filter(|rule| !rule.basis.may_fail()) {
            let (en, zh) = rule.page.split_once("---zh---").expect(rule.id);
            let said = ["can only warn", "a remark only", "not a law"].iter().any(|words| en.contains(words));
            let said_zh =
                ["最多警告", "最多给出警告", "仅作提示", "只作提示", "并非法律"].iter().any(|words| zh.contains(words));
            assert!(said && said_zh, "{}", rule.id);
        }
    }

    /// Reads the sentences out of the rule files: every `Text` there, used by a test or not.
    #[test]
    fn sentences_have_the_same_holes_in_both_languages() {
        let mut sentences = 0;
        for folder in ["cn", "c2pa", "core"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules").join(folder);
            for entry in std::fs::read_dir(path).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "rs") {
                    sentences += check_holes(&std::fs::read_to_string(&path).unwrap(), &path);
                }
            }
        }
        assert!(sentences > 200, "only {sentences} sentences seen");
    }

    fn check_holes(source: &str, path: &Path) -> usize {
        let mut seen = 0;
        for part in source.split("zh: \"").skip(1) {
            let (zh, rest) = part.split_once("\",").expect("a Chinese sentence ends");
            let en = rest.split_once("en: \"").expect("an English sentence follows").1;
            let en = en.replace("\\\"", "'");
            let en = en.split_once('"').expect("an English sentence ends").0;
            assert_eq!(holes(zh), holes(en), "{}: {en}", path.display());
            assert!(!en.ends_with('.') && !zh.ends_with('。'), "{}: {en}", path.display());
            seen += 1;
        }
        seen
    }

    fn holes(sentence: &str) -> BTreeSet<&str> {
        sentence.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
    }

    static SENTENCE: Text = Text { zh: "句", en: "sentence" };

    fn rule(id: &'static str, basis: Basis) -> Rule {
        let judge = |_: &Facts, _: &Context| Vec::new();
        let title = Text { zh: "", en: "" };
        Rule { id, title, clause: "", basis, severity: Severity::Error, page: "", applies: |_| true, judge }
    }

    #[track_caller]
    fn check_cap(id: &'static str, basis: Basis, role: Role, in_force: bool, expected: (Outcome, Severity)) {
        let mut context = context(role);
        if !in_force {
            context.as_of = datetime!(2025-08-31 23:59:59 +8);
        }
        let finding = Finding::new(id, Outcome::Fail, Severity::Error, SENTENCE.message());
        let capped = cap(&rule(id, basis), finding, &context);
        assert_eq!((capped.outcome, capped.severity), expected);
    }

    #[test]
    fn caps_by_basis_role_and_date() {
        let fail = |severity| (Outcome::Fail, severity);
        let review = (Outcome::Review, Severity::Warning);
        let info = (Outcome::Informational, Severity::Info);
        for basis in [Basis::Primary, Basis::Transcribed] {
            check_cap("cn-x", basis, Role::Generator, true, fail(Severity::Error));
            check_cap("cn-x", basis, Role::Unknown, true, fail(Severity::Warning));
            check_cap("cn-x", basis, Role::Generator, false, info);
            check_cap("c2pa-x", basis, Role::Generator, false, fail(Severity::Error));
            check_cap("c2pa-x", basis, Role::Unknown, false, fail(Severity::Warning));
        }
        for basis in [Basis::Secondary, Basis::Inferred] {
            check_cap("cn-x", basis, Role::Generator, true, review);
            check_cap("cn-x", basis, Role::Unknown, true, review);
            check_cap("cn-x", basis, Role::Generator, false, info);
            check_cap("core-x", basis, Role::Unknown, false, review);
        }
    }

    #[test]
    fn the_rules_take_effect_at_midnight_in_beijing() {
        let mut context = context(Role::Generator);
        context.as_of = datetime!(2025-08-31 16:00 UTC);
        assert!(context.cn_in_force());
        context.as_of = datetime!(2025-08-31 15:59:59 UTC);
        assert!(!context.cn_in_force());
        let findings = judge(&facts(vec![]), &context);
        assert!(findings.iter().all(|finding| finding.outcome != Outcome::Fail));
    }

    #[test]
    fn every_rule_that_binds_reports_and_every_rule_binds_somebody() {
        let mut bound = BTreeSet::new();
        for role in Role::ALL {
            let context = context(role);
            let findings = judge(&facts(vec![]), &context);
            for rule in RULES.iter().filter(|rule| (rule.applies)(&context)) {
                bound.insert(rule.id);
                assert!(findings.iter().any(|finding| finding.rule == rule.id), "{} is silent", rule.id);
            }
        }
        assert_eq!(bound.len(), RULES.len());
    }

    #[test]
    fn without_a_national_law_only_the_general_rules_bind() {
        let abroad = Context { jurisdiction: Jurisdiction::None, ..context(Role::Platform) };
        assert!(judge(&facts(vec![]), &abroad).iter().all(|finding| !finding.rule.starts_with("cn-")));
    }

    #[test]
    fn an_ordinary_photo_raises_no_alarm() {
        for role in [Role::Unknown, Role::Platform, Role::PlatformEgress, Role::Auditor] {
            for finding in judge(&facts(vec![]), &context(role)) {
                let calm = matches!(finding.outcome, Outcome::Pass | Outcome::NotApplicable | Outcome::Informational);
                assert!(calm, "{role:?}: {finding:?}");
            }
        }
    }

    #[test]
    fn nothing_passes_for_want_of_looking() {
        use crate::container::layout::Format;
        use crate::evidence::Reading;
        let seen = from(Format::Png, &Reading::default());
        for role in Role::ALL {
            let findings = judge(&seen, &context(role));
            assert!(findings.iter().any(|finding| finding.outcome == Outcome::Undetermined), "{role:?}");
            let missing = findings.iter().find(|finding| finding.rule == "cn-implicit-missing");
            assert!(missing.is_none_or(|finding| finding.outcome == Outcome::Undetermined), "{role:?}");
        }
        let stopped = judge(&facts_stopped(vec![]), &context(Role::Unknown));
        assert!(stopped.iter().any(|finding| finding.rule == "core-search-incomplete"));
    }
}
