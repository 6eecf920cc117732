//! Everything that a finished audit says, in one value: what reports and exports are made from.

use std::collections::BTreeSet;

use super::across::{self, Across};
use super::estimate::{self, Rates, Shortfall};
use super::interval::Confidence;
use super::kept::Item;
use super::measure::{Label, Measure, measures};
use super::monthly::{self, Monthly};
use super::sample::Drawing;
use super::store::{Store, StoreError, StratumState};

/// How an audit was set up, as its file says. Texts of the file stand as they are.
#[derive(Clone, Debug, Default)]
pub struct Design {
    /// How the sample was drawn; `None` when the file does not say it in a form that is known.
    pub drawing: Option<Drawing>,
    /// SHA-256 of the sample.
    pub sample_sha256: String,
    /// Role, jurisdiction and depth, as JSON.
    pub context: String,
    /// Versions of tool, rules and trust lists, as JSON.
    pub tool: String,
    /// The instant for which pictures were judged.
    pub as_of: String,
    /// Folder that places are relative to.
    pub base: String,
    /// RFC 3339.
    pub started_at: String,
    /// RFC 3339; empty while the audit is unfinished.
    pub finished_at: String,
}

/// An audit and what follows from it.
#[derive(Clone, Debug)]
pub struct Audited {
    /// How it was set up.
    pub design: Design,
    /// How far the strata have got.
    pub strata: Vec<StratumState>,
    /// Everything that was drawn.
    pub items: Vec<Item>,
    /// Of all intervals.
    pub confidence: Confidence,
    /// Every measure.
    pub rates: Vec<Rates>,
    /// The rate of pictures on which a requirement is not met, if what could not be had counts as open.
    pub with_gone: Option<Rates>,
    /// Strata in which less was looked at than was meant.
    pub shortfalls: Vec<Shortfall>,
    /// The label rate over time, where the list has dates.
    pub monthly: Option<Monthly>,
}

impl Audited {
    /// Reads a file and works out its rates. `column` names the dates of the list.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(store: &Store, confidence: Confidence, column: Option<&str>) -> Result<Self, StoreError> {
        let (strata, items) = (store.strata()?, store.items()?);
        let rates = estimate::rates(&strata, &items, &measures(&items), confidence);
        let gone = strata.iter().any(|one| one.gone > 0);
        let not_met = rates.iter().find(|one| one.measure == Measure::NotMet).filter(|_| gone);
        Ok(Self {
            design: design(store)?,
            with_gone: not_met.map(|rates| estimate::with_gone(&strata, rates, confidence)),
            shortfalls: estimate::shortfalls(&strata),
            monthly: monthly::monthly(&strata, &items, (&Measure::Bears(Label::Any), column), confidence),
            confidence,
            rates,
            strata,
            items,
        })
    }

    /// What shows across all pictures. `passed` is called for every picture whose copies were searched.
    pub fn across(&self, store: &Store, passed: &dyn Fn()) -> Across {
        across::across(&self.items, &|number| store.small(number).ok().flatten(), passed)
    }

    /// The rates of one measure.
    pub fn rates_of(&self, measure: &Measure) -> Option<&Rates> {
        self.rates.iter().find(|one| one.measure == *measure)
    }

    /// Rates of these measures, whether or not something was seen of them.
    pub(super) fn rates_for(&self, measures: &[Measure]) -> Vec<Rates> {
        estimate::rates(&self.strata, &self.items, measures, self.confidence)
    }

    /// False for a rule that no picture was judged by: it may be newer, or not bind.
    pub(super) fn judges(&self, measure: &Measure) -> bool {
        let (Measure::RuleNotMet(rule) | Measure::RuleReview(rule)) = measure else { return true };
        self.items.iter().filter_map(|item| item.picture.as_ref()).any(|one| one.judged_by(rule).is_some())
    }

    /// Pictures looked at.
    pub fn judged(&self) -> u64 {
        self.strata.iter().map(|one| one.judged).sum()
    }

    /// Pictures of the lists.
    pub fn population(&self) -> u64 {
        self.strata.iter().map(|one| one.population).sum()
    }

    /// Places of the items to show as cases, at most so many, and how many there are. First one for each rule that is not
    /// met or left to a person, so that all kinds are seen; then in the order of tickets, which nobody chose.
    pub fn cases(&self, most: usize) -> (Vec<usize>, usize) {
        let is_case = |item: &&(usize, &Item)| {
            item.1.picture.as_ref().is_some_and(|picture| {
                ["fail", "review"].contains(&picture.outcome.as_str()) || picture.stripping != "not_shown"
            })
        };
        let mut all: Vec<(usize, &Item)> = self.items.iter().enumerate().filter(|item| is_case(&item)).collect();
        all.sort_by_key(|(_, item)| (weight(item), &item.ticket));
        let mut seen = BTreeSet::new();
        let (first, rest): (Vec<_>, Vec<_>) = all.iter().partition(|(_, item)| {
            let picture = item.picture.as_ref();
            let found = picture.into_iter().flat_map(|one| one.rules_that("fail").chain(one.rules_that("review")));
            found.map(|rule| seen.insert(rule)).max().unwrap_or(false)
        });
        let places = first.into_iter().chain(rest).map(|(place, _)| place).take(most).collect();
        (places, all.len())
    }
}

/// What is not met goes before what was removed, and both before what is left to a person.
fn weight(item: &Item) -> u8 {
    item.picture.as_ref().map_or(3, |picture| match picture.outcome.as_str() {
        "fail" => 0,
        _ if picture.stripping != "not_shown" => 1,
        _ => 2,
    })
}

fn design(store: &Store) -> Result<Design, StoreError> {
    Ok(Design {
        drawing: serde_json::from_str(&store.setting("drawing")?).ok(),
        sample_sha256: store.setting("sample_sha256")?,
        context: store.setting("context")?,
        tool: store.setting("tool")?,
        as_of: store.setting("as_of")?,
        base: store.setting("base")?,
        started_at: store.setting("started_at")?,
        finished_at: store.setting("finished_at")?,
    })
}
