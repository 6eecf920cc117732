//! The lists a check was given, and who vouches for a chain by them.

use std::sync::OnceLock;

use time::OffsetDateTime;

use super::chain::{AnchorSet, Chain};
use super::library::Library;
use crate::vocabulary::c2pa::TrustList;

/// The lists a check was given.
#[derive(Clone, Debug)]
pub struct TrustStore {
    /// One entry per list, for the report.
    pub lists: Vec<TrustListInfo>,
    pub(super) official: AnchorSet,
    pub(super) interim: AnchorSet,
    pub(super) user: AnchorSet,
    pub(super) time_stamp: AnchorSet,
    /// The anchors of all lists as PEM, for the C2PA library.
    pub(super) pem: String,
    pub(super) library: OnceLock<Library>,
}

/// Where a list came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustListInfo {
    /// File name, or the name of the list with `(embedded fingerprints)`.
    pub name: String,
    /// Issue date as written in the list, if it has one.
    pub issued: Option<String>,
    /// The date by which a newer list is due, as written in the list.
    pub next_update: Option<String>,
    /// SHA-256 of the list, lower-case hex.
    pub sha256: String,
    /// Certificates or fingerprints in it.
    pub anchors: usize,
}

impl TrustListInfo {
    /// True when the issuer promised a newer list for a time before `as_of`.
    pub fn is_outdated(&self, as_of: OffsetDateTime) -> bool {
        let due = self
            .next_update
            .as_deref()
            .and_then(|text| OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok());
        due.is_some_and(|due| due < as_of)
    }
}

impl TrustStore {
    /// The list that vouches for a claim signer at an instant; the first certificate is the signer's.
    pub(crate) fn signer_list(&self, chain: &[Vec<u8>], at: OffsetDateTime) -> TrustList {
        let Some(chain) = Chain::parse(chain) else {
            return TrustList::None;
        };
        let lists =
            [(&self.official, TrustList::Official), (&self.interim, TrustList::Interim), (&self.user, TrustList::User)];
        lists.into_iter().find(|(set, _)| set.vouches_for(&chain, at)).map_or(TrustList::None, |(_, list)| list)
    }

    /// Whether a time-stamping authority is on a list at the instant it attests.
    pub(crate) fn time_stamp_is_listed(&self, chain: &[Vec<u8>], at: OffsetDateTime) -> bool {
        Chain::parse(chain).is_some_and(|chain| self.time_stamp.vouches_for(&chain, at))
    }

    /// The C2PA library with this store's settings, made on first use and shared from then on.
    pub(crate) fn library(&self) -> &Library {
        self.library.get_or_init(|| Library::new(&self.pem))
    }
}
