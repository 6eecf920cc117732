//! Trust lists: who may vouch for a C2PA signature.

/// The lists a check was given.
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    /// One entry per list, for the report.
    pub lists: Vec<TrustListInfo>,
}

/// Where a list came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustListInfo {
    /// File name, or `embedded fingerprints`.
    pub name: String,
    /// Issue date as written in the list, if it has one.
    pub issued: Option<String>,
    /// SHA-256 of the list, lower-case hex.
    pub sha256: String,
}
