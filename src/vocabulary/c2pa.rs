//! What a C2PA manifest store says and how well it is vouched for.

use time::OffsetDateTime;

use super::source_type::{AiClass, DigitalSourceType};
use crate::message::Text;
use crate::untrusted::Untrusted;

/// Verdict on the binding between manifest and asset, from exact status codes and never from a library's
/// summary state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoreState {
    /// Signature and bindings hold, signer on a trust list, valid at the time that counts.
    Trusted,
    /// Signature and bindings hold; the signer is on no list.
    Valid,
    /// Signature and bindings hold, but the credential is expired, revoked, or of an unusable kind.
    NotConfirmable,
    /// The bytes or the manifest were changed after signing.
    Tampered,
    /// A manifest is there but cannot be judged: malformed, unknown algorithm, several stores.
    Unreadable,
    /// A manifest fetched from the address that the asset refers to does not match these bytes. Any copy or
    /// re-encoding that keeps the reference does this, and a reference can be planted: nobody tampered with
    /// anything that this asset carries.
    Unbound,
}

/// What was changed, when the state is [`StoreState::Tampered`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tampering {
    /// The hard binding does not match: content or metadata changed, or the manifest is another file's.
    Content,
    /// A claim or assertion does not match its hash or signature.
    Manifest,
}

/// Why a signer cannot be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignerProblem {
    /// Outside the certificate's validity with no usable time-stamp.
    Expired,
    /// Revoked before the time that counts.
    Revoked,
    /// The certificate does not fit the profile.
    Invalid,
}

/// The trust list a signer was found on. The three are judged separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum TrustList {
    /// On none.
    #[default]
    None,
    /// A list the user supplied.
    User,
    /// The frozen interim list.
    Interim,
    /// The official C2PA trust list.
    Official,
}

impl TrustList {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::User => "user",
            Self::Interim => "interim",
            Self::Official => "official",
        }
    }
}

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// Subject organisation.
    pub organization: Untrusted,
    /// Subject common name.
    pub common_name: Untrusted,
    /// Start of validity.
    pub not_before: Option<OffsetDateTime>,
    /// End of validity.
    pub not_after: Option<OffsetDateTime>,
}

/// How the time of signing is attested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningTime {
    /// No usable time-stamp: the credential must be valid at the instant of the check.
    None,
    /// A time-stamp whose authority is on a list.
    Trusted(OffsetDateTime),
    /// A time-stamp of a version 1 claim, whose authority the library does not hold against a list.
    Unlisted(OffsetDateTime),
}

/// Where in the store a statement was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Position {
    /// The active manifest.
    Active,
    /// The n-th ancestor along parentOf, from 1.
    Parent(u16),
    /// A componentOf ingredient: part of the picture.
    Component,
    /// An inputTo ingredient: a reference, not part of the picture.
    Input,
}

/// How well the manifest a statement stands in is vouched for, seen from the active manifest: never better than
/// any manifest on the way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Damage to it is recorded, or its signer's credential is not usable.
    Unconfirmed,
    /// Its signer is on no list.
    Unlisted,
    /// Its signer is on the interim list or the user's.
    Listed,
    /// Its signer is on the official list.
    Official,
}

/// One statement of origin: an action, or an ingredient's own source type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginStatement {
    /// Where it stands.
    pub position: Position,
    /// The action's name (`c2pa.created`), empty for an ingredient.
    pub action: Untrusted,
    /// The digital source type, if any.
    pub source_type: Option<DigitalSourceType>,
    /// False when the assertion is only gathered: present, not attributed to the signer.
    pub attributed: bool,
    /// How the manifest it stands in is vouched for.
    pub standing: Standing,
    /// softwareAgent name and version.
    pub software_agent: Option<Untrusted>,
    /// Free text of the action.
    pub description: Option<Untrusted>,
}

impl OriginStatement {
    /// What the statement says about AI; unrecognised when it has no source type.
    pub fn class(&self) -> AiClass {
        self.source_type.as_ref().map_or(AiClass::Unrecognised, |term| term.class)
    }
}

/// A soft binding named by a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoftBinding {
    /// The algorithm id, e.g. `com.adobe.trustmark.P`.
    pub algorithm: Untrusted,
    /// The value as written.
    pub value: Untrusted,
}

/// An embedded (or supplied) manifest store, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    /// The verdict.
    pub state: StoreState,
    /// True when signature and hash were confirmed for these very bytes, whatever is wrong with form or signer.
    pub bound: bool,
    /// The reference it was fetched from; `None` for a store that the asset carries.
    pub fetched_from: Option<Untrusted>,
    /// What was changed.
    pub tampering: Option<Tampering>,
    /// Why the signer cannot be confirmed.
    pub signer_problem: Option<SignerProblem>,
    /// The list that vouches for the signer.
    pub trust: TrustList,
    /// Who signed the active manifest.
    pub signer: Option<Signer>,
    /// How the time of signing is attested.
    pub signing_time: Option<SigningTime>,
    /// `claim_generator_info` of the active manifest.
    pub generator: Option<Untrusted>,
    /// Label of the active manifest.
    pub active_label: Option<Untrusted>,
    /// Every statement of origin in the store.
    pub statements: Vec<OriginStatement>,
    /// True when every parentOf and componentOf link was followed to its end: to a manifest, or to a source
    /// type that the ingredient states itself.
    pub chain_complete: bool,
    /// True when the signer of every manifest reached along parentOf and componentOf is on a list.
    pub chain_listed: bool,
    /// `allActionsIncluded` of every manifest along the chain.
    pub all_actions_included: bool,
    /// Tampering that an ingredient's *recorded* results admit although the store validates.
    pub laundered: Vec<Untrusted>,
    /// Soft bindings named by the store.
    pub soft_bindings: Vec<SoftBinding>,
    /// Watermarks that actions say were applied (`SynthID`, …).
    pub declared_watermarks: Vec<Untrusted>,
    /// All failure codes, sorted.
    pub failure_codes: Vec<String>,
    /// All informational codes, sorted.
    pub informational_codes: Vec<String>,
}

/// A box, a description UUID or the URN of a manifest among other bytes.
pub static MANIFEST_BOX: Text = Text { zh: "清单盒", en: "manifest box" };
/// The same as a piece of the file that is no place for one.
pub static MANIFEST_BOX_ELSEWHERE: Text =
    Text { zh: "放错位置的清单盒", en: "manifest box in a foreign place" };
/// A carrier whose box ends too early.
pub static STORE_INCOMPLETE: Text = Text { zh: "不完整的清单库", en: "incomplete manifest store" };
/// A carrier with something else in it.
pub static CARRIER_WITHOUT_STORE: Text = Text { zh: "没有清单库的载体", en: "manifest carrier without store" };
/// A carrier with nothing in it.
pub static STORE_EMPTY: Text = Text { zh: "空的清单库位置", en: "empty place of a manifest store" };
/// A whole box that is no store.
pub static STORE_UNREADABLE: Text = Text { zh: "读不懂的清单库", en: "manifest store that cannot be read" };
/// Parts of a box in JPEG that do not follow each other.
pub static SEGMENTS_BROKEN: Text =
    Text { zh: "次序中断的清单分段", en: "broken sequence of manifest segments" };
/// The Merkle tree that a manifest binds with.
pub static HASH_TREE: Text = Text { zh: "清单的哈希树", en: "hash tree of a manifest" };

/// What is left of a manifest that is not there any more, or not whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remnant {
    /// Bytes of a JUMBF store outside a working carrier, or a store cut short.
    Fragment {
        /// What was recognised.
        what: &'static Text,
    },
    /// XMP `dcterms:provenance` pointing into this file (`self#jumbf=…`) without a manifest there.
    SelfReference(Untrusted),
    /// XMP `dcterms:provenance` pointing elsewhere.
    RemoteReference(Untrusted),
}
