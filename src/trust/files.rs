//! From the bytes of list files to anchor sets.
//!
//! In: named files as their publishers issue them. Out: anchors per list, dates and digests. Files are told apart by name because a PEM bundle does not say which list it is.

use serde_json::Value;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::chain::{AnchorSet, CLAIM_SIGNING, LEGACY_SIGNING, TIME_STAMPING, certificates_of_pem, fingerprint};
use super::fingerprints::{INTERIM, OFFICIAL, TIME_STAMP, Table};
use super::store::{TrustListInfo, TrustStore};
use crate::hex::{hex, unhex};

/// A list file: its name without folders, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustFile {
    /// File name; decides which list it is.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a list file cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TrustError {
    /// A PEM block or a certificate in it does not parse.
    #[error("trust list {name}: {why}")]
    Certificates {
        /// The file.
        name: String,
        /// What the parser said.
        why: String,
    },
    /// The JSON does not parse.
    #[error("trust list {name}: {why}")]
    Json {
        /// The file.
        name: String,
        /// What the parser said.
        why: String,
    },
    /// A published list without a date of issue, so that nothing tells which of two is newer.
    #[error("trust list {name}: no date of issue in it")]
    Undated {
        /// The file.
        name: String,
    },
    /// The two forms of a published list do not hold the same certificates.
    #[error("trust list {name}: not the same certificates as in the other form of the list")]
    FormsDiffer {
        /// The JSON file.
        name: String,
    },
    /// A published list that is older than the one in place.
    #[error("trust list {name}: issued {issued} (number {sequence}), older than the one in place, issued {present}")]
    Older {
        /// The JSON file.
        name: String,
        /// Its date of issue.
        issued: OffsetDateTime,
        /// Its sequence number.
        sequence: u64,
        /// Date of issue of the list in place.
        present: OffsetDateTime,
    },
    /// A file of certificates without one, or of usages without one.
    #[error("trust list {name}: nothing in it")]
    Empty {
        /// The file.
        name: String,
    },
}

impl Default for TrustStore {
    /// The embedded fingerprints alone.
    fn default() -> Self {
        assemble(Collected::default())
    }
}

impl TrustStore {
    /// Reads list files, told apart by name as their publishers name them: `C2PA-TRUST-LIST.*`,
    /// `C2PA-TSA-TRUST-LIST.*`, `interim-anchors.pem`, `interim-allowed.pem`, `interim-store.cfg`;
    /// any other `.pem` holds anchors of the user. Other files are ignored.
    /// A list that is not given falls back to the embedded fingerprints.
    ///
    /// # Errors
    /// When a file that counts does not parse; a list that is half read would be a silent loss of trust.
    pub fn new(files: &[TrustFile]) -> Result<Self, TrustError> {
        Ok(assemble(collect(files)?))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Official,
    TimeStamp,
    InterimAnchors,
    InterimSigners,
    InterimUsages,
    OfficialDates,
    TimeStampDates,
    User,
    Other,
}

fn kind(name: &str) -> Kind {
    match name {
        "C2PA-TRUST-LIST.pem" => Kind::Official,
        "C2PA-TSA-TRUST-LIST.pem" => Kind::TimeStamp,
        "interim-anchors.pem" => Kind::InterimAnchors,
        "interim-allowed.pem" => Kind::InterimSigners,
        "interim-store.cfg" => Kind::InterimUsages,
        "C2PA-TRUST-LIST.json" => Kind::OfficialDates,
        "C2PA-TSA-TRUST-LIST.json" => Kind::TimeStampDates,
        other if other.ends_with(".pem") => Kind::User,
        _ => Kind::Other,
    }
}

/// What the files hold, before the gaps are filled.
#[derive(Default)]
pub(super) struct Collected {
    infos: Vec<(Kind, TrustListInfo)>,
    official: Vec<Vec<u8>>,
    time_stamp: Vec<Vec<u8>>,
    interim: Vec<Vec<u8>>,
    interim_signers: Vec<Vec<u8>>,
    interim_usages: Vec<Vec<usize>>,
    user: Vec<Vec<u8>>,
    pem: String,
}

#[derive(Default, Clone)]
struct Dates {
    issued: Option<String>,
    next_update: Option<String>,
}

/// Reads every file that counts.
pub(super) fn collect(files: &[TrustFile]) -> Result<Collected, TrustError> {
    let mut collected = Collected::default();
    for file in files {
        collect_one(file, &mut collected)?;
    }
    for (dates_kind, list) in [(Kind::OfficialDates, Kind::Official), (Kind::TimeStampDates, Kind::TimeStamp)] {
        if let Some(file) = files.iter().find(|file| kind(&file.name) == dates_kind) {
            let dates = dates(file)?;
            for (_, info) in collected.infos.iter_mut().filter(|(kind, _)| *kind == list) {
                info.issued.clone_from(&dates.issued);
                info.next_update.clone_from(&dates.next_update);
            }
        }
    }
    Ok(collected)
}

fn collect_one(file: &TrustFile, collected: &mut Collected) -> Result<(), TrustError> {
    let kind = kind(&file.name);
    let found = match kind {
        Kind::Official | Kind::TimeStamp | Kind::InterimAnchors | Kind::InterimSigners | Kind::User => {
            certificates(file)?
        }
        Kind::InterimUsages => Vec::new(),
        Kind::OfficialDates | Kind::TimeStampDates | Kind::Other => return Ok(()),
    };
    let anchors = found.len();
    match kind {
        Kind::Official => collected.official.extend(found),
        Kind::TimeStamp => collected.time_stamp.extend(found),
        Kind::InterimAnchors => collected.interim.extend(found),
        Kind::InterimSigners => collected.interim_signers.extend(found),
        Kind::User => collected.user.extend(found),
        Kind::InterimUsages => collected.interim_usages.extend(usages(&file.bytes)),
        Kind::OfficialDates | Kind::TimeStampDates | Kind::Other => {}
    }
    if matches!(kind, Kind::Official | Kind::TimeStamp | Kind::InterimAnchors | Kind::User) {
        collected.pem.push_str(&String::from_utf8_lossy(&file.bytes));
        collected.pem.push('\n');
    }
    let info = TrustListInfo {
        name: file.name.clone(),
        issued: None,
        next_update: None,
        sha256: hex(&Sha256::digest(&file.bytes)),
        anchors,
    };
    collected.infos.push((kind, info));
    Ok(())
}

/// The certificates of a PEM file, each of which can be used as an anchor.
pub(super) fn certificates(file: &TrustFile) -> Result<Vec<Vec<u8>>, TrustError> {
    let name = || file.name.clone();
    let found = certificates_of_pem(&file.bytes).map_err(|why| TrustError::Certificates { name: name(), why })?;
    if found.is_empty() {
        return Err(TrustError::Empty { name: name() });
    }
    for der in &found {
        let check = AnchorSet::default().add(der);
        check.map_err(|error| TrustError::Certificates { name: name(), why: error.to_string() })?;
    }
    Ok(found)
}

/// Object ids, one per line, with `//` comments.
pub(super) fn usages(bytes: &[u8]) -> Vec<Vec<usize>> {
    let text = String::from_utf8_lossy(bytes);
    text.lines()
        .filter_map(|line| line.trim().split('.').map(|arc| arc.parse().ok()).collect::<Option<Vec<usize>>>())
        .filter(|usage| usage.len() > 2 && usage != TIME_STAMPING)
        .collect()
}

/// The JSON of a published list.
pub(super) fn json(file: &TrustFile) -> Result<Value, TrustError> {
    serde_json::from_slice(&file.bytes)
        .map_err(|error| TrustError::Json { name: file.name.clone(), why: error.to_string() })
}

/// Issue date and next update of a list of trusted entities (ETSI TS 119 602).
fn dates(file: &TrustFile) -> Result<Dates, TrustError> {
    let list = json(file)?;
    let text = |key: &str| {
        list.pointer(&format!("/LoTE/ListAndSchemeInformation/{key}")).and_then(Value::as_str).map(str::to_owned)
    };
    Ok(Dates { issued: text("ListIssueDateTime"), next_update: text("NextUpdate") })
}

/// Builds the store; a list without file falls back to its fingerprints.
fn assemble(collected: Collected) -> TrustStore {
    let mut lists: Vec<TrustListInfo> = Vec::new();
    let official_usages = vec![CLAIM_SIGNING.to_vec()];
    let mut interim_usages = collected.interim_usages;
    if interim_usages.is_empty() {
        interim_usages = signing_usages();
    }
    let mut time_stamp = set(&collected.time_stamp, &TIME_STAMP, vec![TIME_STAMPING.to_vec()], &mut lists);
    time_stamp.issuers_restricted = true;
    let mut official = set(&collected.official, &OFFICIAL, official_usages, &mut lists);
    official.issuers_restricted = true;
    let mut interim = set(&collected.interim, &INTERIM, interim_usages, &mut lists);
    interim.signers = collected.interim_signers.iter().map(|der| fingerprint(der)).collect();
    let user = AnchorSet { anchors: anchors(&collected.user), usages: signing_usages(), ..AnchorSet::default() };
    // The interim list and a user's own list name their time-stamping authorities among the other anchors.
    time_stamp.anchors.extend(interim.anchors.iter().chain(&user.anchors).cloned());
    time_stamp.fingerprints.extend(&interim.fingerprints);
    lists.extend(collected.infos.into_iter().map(|(_, info)| info));
    lists.sort_by(|a, b| a.name.cmp(&b.name));
    TrustStore { lists, official, interim, user, time_stamp, pem: collected.pem, library: std::sync::OnceLock::new() }
}

fn signing_usages() -> Vec<Vec<usize>> {
    [CLAIM_SIGNING].iter().chain(LEGACY_SIGNING).map(|usage| usage.to_vec()).collect()
}

fn set(certificates: &[Vec<u8>], table: &Table, usages: Vec<Vec<usize>>, lists: &mut Vec<TrustListInfo>) -> AnchorSet {
    let mut set = AnchorSet { anchors: anchors(certificates), usages, ..AnchorSet::default() };
    if certificates.is_empty() {
        set.fingerprints = table.anchors.iter().filter_map(|hex| unhex(hex)?.try_into().ok()).collect();
        lists.push(TrustListInfo {
            name: table.name.to_owned(),
            issued: Some(table.issued.to_owned()),
            next_update: table.next_update.map(str::to_owned),
            sha256: hex(&Sha256::digest(table.anchors.join("\n"))),
            anchors: table.anchors.len(),
        });
    }
    set
}

fn anchors(certificates: &[Vec<u8>]) -> Vec<rustls_pki_types::TrustAnchor<'static>> {
    let mut set = AnchorSet::default();
    for der in certificates {
        // Each was tried when its file was read.
        let _ = set.add(der);
    }
    set.anchors
}
