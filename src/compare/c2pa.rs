//! Content Credentials, before and after.

use super::model::{Carrier, Change, Fate};
use crate::facts::model::{C2pa, C2paLayer, Facts, Layer};
use crate::message::{Message, Text};
use crate::vocabulary::ledger::LabelLayer;

const CARRIER: Carrier = Carrier::Layer(Layer::Label(LabelLayer::C2pa));

static SIGNED_AI: Text = Text { zh: "{signer} 签名，声明涉及人工智能", en: "signed by {signer}, states AI" };
static SIGNED: Text =
    Text { zh: "{signer} 签名，未声明涉及人工智能", en: "signed by {signer}, states no AI" };
static BROKEN: Text = Text { zh: "与文件不符的凭证", en: "a manifest that does not match the file" };
static UNREADABLE: Text = Text { zh: "无法判断的凭证", en: "a manifest that cannot be judged" };
static REMAINS: Text = Text { zh: "凭证的残骸", en: "remains of a manifest" };
static ELSEWHERE: Text = Text { zh: "指向存放在别处的凭证", en: "a reference to a manifest kept elsewhere" };
static UNKNOWN_SIGNER: Text = Text { zh: "未知签名者", en: "an unknown signer" };

static NO_LONGER_MATCHES: Text = Text {
    zh: "凭证还在，但已与文件内容不符",
    en: "the manifest is there and does not match the file any more",
};
static ONLY_REMAINS: Text =
    Text { zh: "只剩凭证的残骸或引用", en: "only remains of it or a reference are left" };
static ANEW_WITH: Text =
    Text { zh: "已重新签名，仍声明涉及人工智能", en: "signed anew, and still states AI" };
static ANEW_WITHOUT: Text = Text {
    zh: "已重新签名，不再声明涉及人工智能",
    en: "signed anew, without the statement that AI was used",
};
static LESS_TRUSTED: Text =
    Text { zh: "签名的可信程度降低", en: "the signature is vouched for less than before" };

pub(super) fn change(before: &Facts, after: &Facts) -> Option<Change> {
    let (first, second) = (&before.c2pa, &after.c2pa);
    let (said, says) = (text(first), text(second));
    let Some(said) = said else { return says.map(|says| Change::gained(CARRIER, says)) };
    let Some(says) = says else { return Some(Change::missing(CARRIER, said, second.state == C2paLayer::Absent)) };
    let (fate, why) = fate(first, second);
    Some(Change { carrier: CARRIER, fate, before: Some(said), after: Some(says), why })
}

fn fate(first: &C2pa, second: &C2pa) -> (Fate, Option<&'static Text>) {
    match (first.state.holds(), second.state.holds()) {
        (true, true) => of_two_that_hold(first, second),
        (_, false) if worth(second.state) < worth(first.state) => {
            (Fate::Weakened, Some(if second.state == C2paLayer::Tampered { &NO_LONGER_MATCHES } else { &ONLY_REMAINS }))
        }
        (false, true) => (Fate::Changed, None),
        (_, false) => (Fate::Kept, None),
    }
}

fn of_two_that_hold(first: &C2pa, second: &C2pa) -> (Fate, Option<&'static Text>) {
    let label = |layer: &C2pa| layer.store.as_ref().and_then(|(_, store)| store.active_label.clone());
    if label(first) == label(second) {
        let is_less = worth(second.state) < worth(first.state);
        return if is_less { (Fate::Weakened, Some(&LESS_TRUSTED)) } else { (Fate::Kept, None) };
    }
    match (first.claim.admits_ai(), second.claim.admits_ai()) {
        (true, false) => (Fate::Weakened, Some(&ANEW_WITHOUT)),
        (true | false, _) => (Fate::Changed, Some(&ANEW_WITH).filter(|_| second.claim.admits_ai())),
    }
}

/// How much of a credential it is. Whether its signer is known is not asked here of one that is broken.
fn worth(state: C2paLayer) -> u8 {
    match state {
        C2paLayer::Trusted => 6,
        C2paLayer::Valid => 5,
        C2paLayer::NotConfirmable => 4,
        C2paLayer::Tampered | C2paLayer::Unreadable => 3,
        C2paLayer::RemoteOnly => 2,
        C2paLayer::Remnant => 1,
        C2paLayer::Absent | C2paLayer::Unknown => 0,
    }
}

/// `None` where there is no trace of a credential.
fn text(layer: &C2pa) -> Option<Message> {
    Some(match layer.state {
        C2paLayer::Trusted | C2paLayer::Valid | C2paLayer::NotConfirmable => {
            let sentence = if layer.claim.admits_ai() { &SIGNED_AI } else { &SIGNED };
            let signer = layer.store.as_ref().and_then(|(_, store)| store.signer.as_ref());
            match signer {
                Some(signer) if !signer.organization.is_blank() => {
                    sentence.with("signer", signer.organization.to_string())
                }
                Some(signer) => sentence.with("signer", signer.common_name.to_string()),
                None => sentence.with("signer", &UNKNOWN_SIGNER),
            }
        }
        C2paLayer::Tampered => BROKEN.message(),
        C2paLayer::Unreadable => UNREADABLE.message(),
        C2paLayer::Remnant => REMAINS.message(),
        C2paLayer::RemoteOnly => ELSEWHERE.message(),
        C2paLayer::Absent | C2paLayer::Unknown => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Evidence;
    use crate::facts::testing::*;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::c2pa::{MANIFEST_BOX, Remnant, Store, StoreState};

    #[track_caller]
    fn check(first: Vec<Evidence>, second: Vec<Evidence>, expected: Option<Fate>) {
        let found = change(&facts(first), &facts(second));
        assert_eq!(found.as_ref().map(|change| change.fate), expected, "{found:?}");
    }

    fn named(label: &str, store: Store) -> Evidence {
        c2pa(Store { active_label: Some(Untrusted::new(label)), ..store })
    }

    #[test]
    fn a_manifest_is_kept_broken_or_lost() {
        let whole = || c2pa(created(StoreState::Trusted, AI));
        let broken = || c2pa(created(StoreState::Tampered, AI));
        check(vec![], vec![], None);
        check(vec![whole()], vec![whole()], Some(Fate::Kept));
        check(vec![whole()], vec![broken()], Some(Fate::Weakened));
        check(vec![broken()], vec![broken()], Some(Fate::Kept));
        check(vec![whole()], vec![], Some(Fate::Lost));
        check(vec![], vec![whole()], Some(Fate::Gained));
        check(vec![whole()], vec![remnant(Remnant::Fragment { what: &MANIFEST_BOX })], Some(Fate::Weakened));
        check(vec![whole()], vec![c2pa(created(StoreState::Valid, AI))], Some(Fate::Weakened));
    }

    #[test]
    fn signed_anew_it_must_still_state_ai() {
        let old = || named("urn:c2pa:1", created(StoreState::Trusted, AI));
        check(vec![old()], vec![named("urn:c2pa:2", created(StoreState::Trusted, AI))], Some(Fate::Changed));
        check(vec![old()], vec![named("urn:c2pa:2", created(StoreState::Trusted, CAMERA))], Some(Fate::Weakened));
    }
}
