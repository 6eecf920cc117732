//! What is in the file of an audit, read back: every item that was drawn, and what was seen of it.
//!
//! Anybody may have written the file. So texts are taken as they stand, and whoever shows them escapes them.

use rusqlite::{OptionalExtension, Row, params};

use super::observed::rank_of;
use super::store::{Store, StoreError};

/// What became of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// In reserve, or not looked at yet.
    #[default]
    Waiting,
    /// Looked at.
    Judged,
    /// It could not be had.
    Gone,
}

impl State {
    /// The id used in the file and in exports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Judged => "judged",
            Self::Gone => "gone",
        }
    }
}

/// One picture of the list that was drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Its number in the file.
    pub number: i64,
    /// Place of its stratum among the strata.
    pub stratum: usize,
    /// Place among the tickets of its stratum, from 1.
    pub rank: u64,
    /// Its ticket.
    pub ticket: Vec<u8>,
    /// What it is called by.
    pub id: String,
    /// Path or address.
    pub place: String,
    /// All columns of the list.
    pub attributes: Vec<(String, String)>,
    /// What became of it.
    pub state: State,
    /// When, in seconds since 1970.
    pub at: Option<i64>,
    /// Why it could not be had.
    pub trouble: Option<String>,
    /// What was seen; of judged items alone.
    pub picture: Option<Picture>,
}

/// What was seen of a picture. States are the ids of reports; a word that is none counts as undecided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the columns of the file")]
pub struct Picture {
    pub sha256: Vec<u8>,
    pub sm3: Vec<u8>,
    pub size_bytes: u64,
    pub format: String,
    pub outcome: String,
    pub disposition: String,
    pub stripping: String,
    pub claim: String,
    pub generator: Option<String>,
    pub implicit: String,
    pub explicit: String,
    pub c2pa: String,
    pub watermark: String,
    pub producer: Option<String>,
    pub produce_id: Option<String>,
    pub manifest: Option<String>,
    pub vendors: Vec<String>,
    pub fingerprint: Option<[u8; 32]>,
    pub findings: Vec<Judgement>,
}

/// A rule and what it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the columns of the file")]
pub struct Judgement {
    pub rule: String,
    pub outcome: String,
    pub severity: String,
}

impl Picture {
    /// What a rule came to; `None` when it did not bind.
    pub fn judged_by(&self, rule: &str) -> Option<&Judgement> {
        self.findings.iter().find(|one| one.rule == rule)
    }

    /// The rules that came to this, in the order of the file.
    pub fn rules_that<'a>(&'a self, outcome: &'a str) -> impl Iterator<Item = &'a str> {
        self.findings.iter().filter(move |one| one.outcome == outcome).map(|one| one.rule.as_str())
    }
}

impl Store {
    /// Every item that was drawn, by stratum and rank.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn items(&self) -> Result<Vec<Item>, StoreError> {
        let mut query = self.connection.prepare(
            "SELECT number, stratum, rank, ticket, id, place, attributes, state, at, trouble,
                    sha256, sm3, size_bytes, format, outcome, disposition, stripping, claim, generator, implicit,
                    explicit, c2pa, watermark, producer, produce_id, manifest, vendors, fingerprint
             FROM item LEFT JOIN picture ON picture.item = item.number ORDER BY stratum, rank",
        )?;
        let mut items = query.query_map([], item)?.collect::<Result<Vec<_>, _>>()?;
        self.add_findings(&mut items)?;
        Ok(items)
    }

    fn add_findings(&self, items: &mut [Item]) -> Result<(), StoreError> {
        let places: std::collections::HashMap<i64, usize> =
            items.iter().enumerate().map(|(place, item)| (item.number, place)).collect();
        let mut query =
            self.connection.prepare("SELECT item, rule, outcome, severity FROM finding ORDER BY item, rule")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let place = places.get(&row.get(0)?).copied();
            if let Some(picture) = place.and_then(|place| items.get_mut(place)).and_then(|item| item.picture.as_mut()) {
                let judgement = Judgement { rule: row.get(1)?, outcome: row.get(2)?, severity: row.get(3)? };
                picture.findings.push(judgement);
            }
        }
        for picture in items.iter_mut().filter_map(|item| item.picture.as_mut()) {
            picture.findings.sort_by_key(|one| std::cmp::Reverse(rank_of(&one.outcome)));
        }
        Ok(())
    }

    /// The small gray copy that decides whether two pictures are the same.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn small(&self, number: i64) -> Result<Option<Vec<u8>>, StoreError> {
        self.blob("SELECT small FROM picture WHERE item = ?1", number)
    }

    /// The small copy for people, as JPEG.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn preview(&self, number: i64) -> Result<Option<Vec<u8>>, StoreError> {
        self.blob("SELECT preview FROM picture WHERE item = ?1", number)
    }

    /// Report v1 of a picture.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn report(&self, number: i64) -> Result<Option<String>, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT report FROM picture WHERE item = ?1")?;
        Ok(query.query_row(params![number], |row| row.get(0)).optional()?)
    }

    fn blob(&self, query: &str, number: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut query = self.connection.prepare_cached(query)?;
        let found: Option<Option<Vec<u8>>> = query.query_row(params![number], |row| row.get(0)).optional()?;
        Ok(found.flatten())
    }
}

fn item(row: &Row<'_>) -> Result<Item, rusqlite::Error> {
    let state: String = row.get(7)?;
    let attributes: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&row.get::<_, String>(6)?).unwrap_or_default();
    let text = |value: serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let state = match state.as_str() {
        "judged" => State::Judged,
        "gone" => State::Gone,
        _ => State::Waiting,
    };
    Ok(Item {
        number: row.get(0)?,
        stratum: row.get(1)?,
        rank: row.get(2)?,
        ticket: row.get(3)?,
        id: row.get(4)?,
        place: row.get(5)?,
        attributes: attributes.into_iter().map(|(name, value)| (name, text(value))).collect(),
        state,
        at: row.get(8)?,
        trouble: row.get(9)?,
        picture: if state == State::Judged { Some(picture(row)?) } else { None },
    })
}

fn picture(row: &Row<'_>) -> Result<Picture, rusqlite::Error> {
    let vendors: String = row.get(26)?;
    Ok(Picture {
        sha256: row.get(10)?,
        sm3: row.get(11)?,
        size_bytes: row.get(12)?,
        format: row.get(13)?,
        outcome: row.get(14)?,
        disposition: row.get(15)?,
        stripping: row.get(16)?,
        claim: row.get(17)?,
        generator: row.get(18)?,
        implicit: row.get(19)?,
        explicit: row.get(20)?,
        c2pa: row.get(21)?,
        watermark: row.get(22)?,
        producer: row.get(23)?,
        produce_id: row.get(24)?,
        manifest: row.get(25)?,
        vendors: vendors.split(',').filter(|one| !one.is_empty()).map(str::to_owned).collect(),
        fingerprint: row.get::<_, Option<Vec<u8>>>(27)?.and_then(|word| word.try_into().ok()),
        findings: Vec::new(),
    })
}
