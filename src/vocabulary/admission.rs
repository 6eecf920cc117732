//! What the statements of a manifest store amount to: an admission of AI, a denial, or neither.
//!
//! The one place where action, source type and place in the history are weighed (after the signals rubric of
//! the C2PA conformance programme, over the whole parentOf chain). Readers use it for what the evidence says,
//! facts for the claim. Admissions count whoever made them; a denial needs everything.

use super::c2pa::{OriginStatement, Position, Standing, Store, StoreState};
use super::source_type::AiClass;

/// What one statement admits; later ones outdo earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Admission {
    /// AI may have had a part.
    Possibly,
    /// A part of the picture is made or edited by AI.
    Component,
    /// The picture was edited with AI.
    Edited,
    /// The picture was made by AI.
    Generated,
}

/// Actions that do not change what the picture shows (signals rubric 1.0). A source type on one of them tells
/// of something, but not of an edit.
const NON_EDITORIAL: [&str; 11] = [
    "c2pa.converted",
    "c2pa.published",
    "c2pa.repackaged",
    "c2pa.transcoded",
    "c2pa.resized.proportional",
    "c2pa.enhanced",
    "c2pa.edited.metadata",
    "c2pa.watermarked",
    "c2pa.watermarked.bound",
    "c2pa.watermarked.unbound",
    "c2pa.redacted",
];

impl OriginStatement {
    /// What the statement admits about the picture. An input says nothing of it.
    pub fn admission(&self) -> Option<Admission> {
        match (self.position, self.class()) {
            (Position::Input, _) | (_, AiClass::NotAi | AiClass::Unrecognised) => None,
            (Position::Component, AiClass::Generated | AiClass::Edited) => Some(Admission::Component),
            (Position::Component, AiClass::Possibly) => None,
            (Position::Active | Position::Parent(_), AiClass::Possibly) => Some(Admission::Possibly),
            (Position::Active | Position::Parent(_), AiClass::Generated) if self.is_inception() => {
                Some(Admission::Generated)
            }
            (Position::Active | Position::Parent(_), AiClass::Generated | AiClass::Edited) => {
                let is_edit = !NON_EDITORIAL.contains(&self.action.as_raw());
                Some(if is_edit { Admission::Edited } else { Admission::Possibly })
            }
        }
    }

    /// True for the statement with which a picture begins: created, opened, or an ingredient's own term.
    pub fn is_inception(&self) -> bool {
        matches!(self.action.as_raw(), "" | "c2pa.created" | "c2pa.opened")
    }

    /// An inception of the picture itself whose term names another origin than AI. The term of `c2pa.opened`
    /// is to be ignored (C2PA 2.4): whoever opens a picture does not know how it began.
    pub fn is_not_ai_inception(&self) -> bool {
        let of_the_whole = matches!(self.position, Position::Active | Position::Parent(_));
        let begins = self.is_inception() && self.action.as_raw() != "c2pa.opened";
        of_the_whole && begins && self.class() == AiClass::NotAi
    }

    /// An action whose effect nobody can tell from its name: `c2pa.unknown`, or one of a vendor's own.
    fn is_opaque(&self) -> bool {
        let name = self.action.as_raw();
        !name.is_empty() && (name == "c2pa.unknown" || !name.starts_with("c2pa."))
    }

    /// True when the signer answers for the statement and a list answers for whoever signed it.
    fn is_vouched_for(&self) -> bool {
        self.attributed && matches!(self.standing, Standing::Listed | Standing::Official)
    }
}

impl Store {
    /// A denial needs everything: a trusted signer of every manifest along the way, the whole chain, a complete
    /// and attributed list of actions, a stated inception, and not one open question.
    pub fn denies_ai(&self) -> bool {
        let concerns = |one: &&OriginStatement| one.position != Position::Input;
        let is_open = |one: &OriginStatement| {
            let says_otherwise = one.source_type.is_some() && one.class() != AiClass::NotAi;
            !one.is_vouched_for() || one.is_opaque() || says_otherwise
        };
        self.state == StoreState::Trusted
            && self.chain_complete
            && self.chain_listed
            && self.all_actions_included
            && self.laundered.is_empty()
            && !self.statements.iter().filter(concerns).any(is_open)
            && self.statements.iter().any(OriginStatement::is_not_ai_inception)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::c2pa::TrustList;
    use crate::vocabulary::source_type::DigitalSourceType;

    fn statement(position: Position, action: &str, code: &str) -> OriginStatement {
        OriginStatement {
            position,
            action: Untrusted::new(action),
            source_type: (!code.is_empty()).then(|| DigitalSourceType::parse(code)),
            attributed: true,
            standing: Standing::Official,
            software_agent: None,
            description: None,
        }
    }

    #[track_caller]
    fn check(position: Position, action: &str, code: &str, expected: Option<Admission>) {
        assert_eq!(statement(position, action, code).admission(), expected, "{position:?} {action} {code}");
    }

    const AI: &str = "trainedAlgorithmicMedia";

    #[test]
    fn an_inception_generates_and_another_action_edits() {
        for action in ["c2pa.created", "c2pa.opened", ""] {
            check(Position::Active, action, AI, Some(Admission::Generated));
            check(Position::Parent(2), action, AI, Some(Admission::Generated));
            check(Position::Active, action, "compositeWithTrainedAlgorithmicMedia", Some(Admission::Edited));
            check(Position::Active, action, "compositeSynthetic", Some(Admission::Edited));
        }
        for action in ["c2pa.edited", "c2pa.placed", "c2pa.unknown", "com.example.fill"] {
            check(Position::Active, action, AI, Some(Admission::Edited));
        }
    }

    #[test]
    fn what_does_not_change_the_picture_is_no_edit() {
        for action in NON_EDITORIAL {
            check(Position::Active, action, AI, Some(Admission::Possibly));
        }
    }

    #[test]
    fn a_part_is_a_part_and_an_input_nothing() {
        check(Position::Component, "c2pa.created", AI, Some(Admission::Component));
        check(Position::Component, "c2pa.edited", "compositeSynthetic", Some(Admission::Component));
        check(Position::Component, "c2pa.created", "composite", None);
        check(Position::Input, "c2pa.created", AI, None);
    }

    #[test]
    fn the_unknown_and_other_origins_admit_nothing() {
        check(Position::Active, "c2pa.created", "digitalCapture", None);
        check(Position::Active, "c2pa.created", "madeByMoonlight", None);
        check(Position::Active, "c2pa.edited", "", None);
        check(Position::Active, "c2pa.created", "composite", Some(Admission::Possibly));
    }

    fn camera() -> Store {
        Store {
            fetched_from: None,
            state: StoreState::Trusted,
            bound: true,
            tampering: None,
            signer_problem: None,
            trust: TrustList::Official,
            signer: None,
            signing_time: None,
            generator: None,
            active_label: None,
            statements: vec![
                statement(Position::Active, "c2pa.opened", ""),
                statement(Position::Active, "c2pa.cropped", ""),
                statement(Position::Parent(1), "c2pa.created", "digitalCapture"),
            ],
            chain_complete: true,
            chain_listed: true,
            all_actions_included: true,
            laundered: Vec::new(),
            soft_bindings: Vec::new(),
            declared_watermarks: Vec::new(),
            failure_codes: Vec::new(),
            informational_codes: Vec::new(),
        }
    }

    #[test]
    fn a_denial_fails_with_any_doubt() {
        assert!(camera().denies_ai());
        let doubts: [fn(&mut Store); 14] = [
            |store| store.state = StoreState::Valid,
            |store| store.state = StoreState::NotConfirmable,
            |store| store.chain_complete = false,
            |store| store.chain_listed = false,
            |store| store.all_actions_included = false,
            |store| store.laundered = vec![Untrusted::new("assertion.dataHash.mismatch")],
            |store| store.statements[2].standing = Standing::Unlisted,
            |store| store.statements[2].standing = Standing::Unconfirmed,
            |store| store.statements[2].attributed = false,
            |store| store.statements[1].action = Untrusted::new("c2pa.unknown"),
            |store| store.statements[1].action = Untrusted::new("com.example.fill"),
            |store| store.statements[1].source_type = Some(DigitalSourceType::parse("madeByMoonlight")),
            |store| store.statements[2].source_type = Some(DigitalSourceType::parse("composite")),
            |store| drop(store.statements.pop()),
        ];
        for (number, doubt) in doubts.iter().enumerate() {
            let mut store = camera();
            doubt(&mut store);
            assert!(!store.denies_ai(), "doubt {number}");
        }
    }

    #[test]
    fn whoever_opens_does_not_know_how_it_began() {
        let mut store = camera();
        store.statements[2].source_type = None;
        store.statements[0].source_type = Some(DigitalSourceType::parse("digitalCapture"));
        assert!(!store.denies_ai());
    }
}
