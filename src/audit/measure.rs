//! What an audit measures: questions that a picture answers with yes, no, or "not decided".
//!
//! A word that this version does not know is never a no: it counts as undecided.

use super::kept::{Item, Picture};

/// Rules that get rows of their own; there are some sixty.
const RULES_MAX: usize = 300;

/// Whether a picture is a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// It is none.
    Other,
    /// Not decided.
    Open,
    /// It is one.
    Case,
}

/// A label that a picture may bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// Any of those below.
    Any,
    /// `AIGC` metadata, in whatever condition.
    Implicit,
    /// A label or a vendor's mark on the picture.
    OnPicture,
    /// A label on the picture that keeps the rules.
    OnPictureCompliant,
    /// Content Credentials that hold.
    C2pa,
    /// An invisible mark that was read.
    Invisible,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// At least one requirement is not met.
    NotMet,
    /// Nothing is unmet, and something is left to a person.
    Review,
    /// It could not be decided.
    Undecided,
    /// No rule says anything against it.
    NothingUnmet,
    /// It bears a label.
    Bears(Label),
    /// A label was removed: shown, or indicated.
    Removed,
    /// A label was removed: shown.
    RemovalShown,
    /// A label was removed: indicated.
    RemovalIndicated,
    /// Art. 6, 属于.
    Is,
    /// Art. 6, 可能.
    May,
    /// Art. 6, 疑似.
    Suspect,
    /// This rule is not met.
    RuleNotMet(String),
    /// This rule leaves it to a person.
    RuleReview(String),
}

impl Measure {
    /// The id used in exports.
    pub fn id(&self) -> String {
        let fixed = match self {
            Self::NotMet => "outcome.fail",
            Self::Review => "outcome.review",
            Self::Undecided => "outcome.undetermined",
            Self::NothingUnmet => "outcome.pass",
            Self::Bears(Label::Any) => "label.any",
            Self::Bears(Label::Implicit) => "label.implicit",
            Self::Bears(Label::OnPicture) => "label.on_picture",
            Self::Bears(Label::OnPictureCompliant) => "label.on_picture_compliant",
            Self::Bears(Label::C2pa) => "label.c2pa_holds",
            Self::Bears(Label::Invisible) => "label.invisible",
            Self::Removed => "stripping.any",
            Self::RemovalShown => "stripping.shown",
            Self::RemovalIndicated => "stripping.indicated",
            Self::Is => "disposition.is",
            Self::May => "disposition.may",
            Self::Suspect => "disposition.suspect",
            Self::RuleNotMet(rule) => return format!("rule.{rule}.fail"),
            Self::RuleReview(rule) => return format!("rule.{rule}.review"),
        };
        fixed.to_owned()
    }

    /// Whether a picture is a case.
    pub fn answer(&self, picture: &Picture) -> Answer {
        match self {
            // What a person still has to look at may turn out as not met.
            Self::NotMet => of(&picture.outcome, &["fail"], &["pass"]),
            Self::NothingUnmet => of(&picture.outcome, &["pass"], &["fail"]),
            Self::Review => of(&picture.outcome, &["review"], &["pass", "fail"]),
            Self::Undecided => of(&picture.outcome, &["undetermined"], &["pass", "fail", "review"]),
            Self::Bears(label) => bears(*label, picture),
            Self::Removed => of(&picture.stripping, &["shown", "indicated"], &["not_shown"]),
            Self::RemovalShown => of(&picture.stripping, &["shown"], &["indicated", "not_shown"]),
            Self::RemovalIndicated => of(&picture.stripping, &["indicated"], &["shown", "not_shown"]),
            Self::Is => of(&picture.disposition, &["is"], &["may", "suspect", "none"]),
            Self::May => of(&picture.disposition, &["may"], &["is", "suspect", "none"]),
            Self::Suspect => of(&picture.disposition, &["suspect"], &["is", "may", "none"]),
            Self::RuleNotMet(rule) => ruled(picture, rule, "fail", &["pass", "not_applicable", "info"]),
            Self::RuleReview(rule) => ruled(picture, rule, "review", &["pass", "not_applicable", "info", "fail"]),
        }
    }
}

fn of(said: &str, cases: &[&str], others: &[&str]) -> Answer {
    if cases.contains(&said) {
        return Answer::Case;
    }
    if others.contains(&said) { Answer::Other } else { Answer::Open }
}

/// A rule that did not bind says nothing against a picture.
fn ruled(picture: &Picture, rule: &str, case: &str, others: &[&str]) -> Answer {
    picture.judged_by(rule).map_or(Answer::Other, |one| of(&one.outcome, &[case], others))
}

fn bears(label: Label, picture: &Picture) -> Answer {
    const NOT_IN_ORDER: [&str; 4] = ["below_height", "noncompliant_text", "noncompliant_position", "vendor_mark"];
    match label {
        Label::Any => {
            let layers = [Label::Implicit, Label::OnPicture, Label::C2pa, Label::Invisible];
            layers.into_iter().map(|layer| bears(layer, picture)).max().unwrap_or(Answer::Open)
        }
        Label::Implicit => of(&picture.implicit, &["present", "incomplete", "malformed"], &["absent", "remnant"]),
        Label::OnPicture => {
            let is_there = ["compliant", "borderline_height"].into_iter().chain(NOT_IN_ORDER).collect::<Vec<_>>();
            of(&picture.explicit, &is_there, &["absent"])
        }
        Label::OnPictureCompliant => {
            let others = ["absent"].into_iter().chain(NOT_IN_ORDER).collect::<Vec<_>>();
            of(&picture.explicit, &["compliant"], &others)
        }
        Label::C2pa => of(&picture.c2pa, &["trusted", "valid"], &["absent", "remnant", "tampered"]),
        Label::Invisible => of(&picture.watermark, &["found"], &["not_found"]),
    }
}

/// All questions for these items: the fixed ones, then the rules that something was found against, the most frequent
/// first.
pub fn measures(items: &[Item]) -> Vec<Measure> {
    use Measure::{Bears, Is, May, NotMet, NothingUnmet, RemovalIndicated, RemovalShown, Removed, Review, Suspect};
    let labels =
        [Label::Any, Label::Implicit, Label::OnPicture, Label::OnPictureCompliant, Label::C2pa, Label::Invisible];
    let fixed = [NotMet, Review, Measure::Undecided, NothingUnmet].into_iter().chain(labels.map(Bears));
    let fixed = fixed.chain([Removed, RemovalShown, RemovalIndicated, Is, May, Suspect]);
    let pictures = || items.iter().filter_map(|item| item.picture.as_ref());
    let with = |outcome: &'static str, measure: fn(String) -> Measure| {
        let mut counts = std::collections::BTreeMap::<&str, usize>::new();
        for rule in pictures().flat_map(|picture| picture.rules_that(outcome)) {
            *counts.entry(rule).or_default() += 1;
        }
        let mut rules: Vec<_> = counts.into_iter().collect();
        rules.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        rules.into_iter().take(RULES_MAX).map(move |(rule, _)| measure(rule.to_owned()))
    };
    fixed.chain(with("fail", Measure::RuleNotMet)).chain(with("review", Measure::RuleReview)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::kept::Judgement;
    use super::*;

    fn picture(outcome: &str, explicit: &str, c2pa: &str) -> Picture {
        let text = str::to_owned;
        let (implicit, watermark) = (text("absent"), text("not_found"));
        Picture {
            outcome: text(outcome),
            explicit: text(explicit),
            c2pa: text(c2pa),
            implicit,
            watermark,
            ..Picture::default()
        }
    }

    #[track_caller]
    fn check(measure: &Measure, picture: &Picture, answer: Answer) {
        assert_eq!(measure.answer(picture), answer, "{measure:?} of {picture:?}");
    }

    #[test]
    fn what_a_person_must_look_at_may_be_unmet_and_may_be_in_order() {
        for outcome in ["review", "undetermined", "a word of a later version"] {
            check(&Measure::NotMet, &picture(outcome, "absent", "absent"), Answer::Open);
            check(&Measure::NothingUnmet, &picture(outcome, "absent", "absent"), Answer::Open);
        }
        check(&Measure::NotMet, &picture("pass", "absent", "absent"), Answer::Other);
        check(&Measure::Review, &picture("undetermined", "absent", "absent"), Answer::Open);
    }

    #[test]
    fn a_label_is_borne_when_any_layer_has_it_and_open_when_none_has_and_one_is_unknown() {
        let any = Measure::Bears(Label::Any);
        check(&any, &picture("pass", "unknown", "valid"), Answer::Case);
        check(&any, &picture("pass", "unknown", "absent"), Answer::Open);
        check(&any, &picture("pass", "absent", "not_confirmable"), Answer::Open);
        check(&any, &picture("pass", "absent", "tampered"), Answer::Other);
        check(&any, &picture("pass", "vendor_mark", "absent"), Answer::Case);
    }

    #[test]
    fn a_height_that_is_too_close_to_call_is_a_label_and_not_decided_to_be_in_order() {
        let close = picture("pass", "borderline_height", "absent");
        check(&Measure::Bears(Label::OnPicture), &close, Answer::Case);
        check(&Measure::Bears(Label::OnPictureCompliant), &close, Answer::Open);
        check(&Measure::Bears(Label::OnPictureCompliant), &picture("fail", "below_height", "absent"), Answer::Other);
    }

    #[test]
    fn a_rule_that_did_not_bind_says_nothing_and_one_that_was_not_decided_is_open() {
        let mut one = picture("fail", "absent", "absent");
        let rule = Measure::RuleNotMet("x".to_owned());
        check(&rule, &one, Answer::Other);
        for (outcome, answer) in [("fail", Answer::Case), ("undetermined", Answer::Open), ("review", Answer::Open)] {
            one.findings =
                vec![Judgement { rule: "x".to_owned(), outcome: outcome.to_owned(), severity: "error".to_owned() }];
            check(&rule, &one, answer);
        }
    }
}
