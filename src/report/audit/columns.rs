//! The two exported tables as columns of one kind each: items, and measures.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::audit::audited::Audited;
use crate::audit::estimate::Estimate;
use crate::audit::kept::{Item, Picture};
use crate::hex::hex;
use crate::untrusted::Untrusted;

/// Characters of one text.
const TEXT_CHARS_MAX: usize = 4_096;

/// The values of a column, one for each row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Values {
    /// Escaped.
    Text(Vec<Option<String>>),
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
    /// Shares and weights.
    Number(Vec<Option<f64>>),
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    /// Its name; those of the list have `list.` in front.
    pub(super) name: String,
    /// What is in it.
    pub(super) values: Values,
}

/// Texts leave escaped and cut, as everywhere.
fn clean(text: &str) -> String {
    format!("{:.TEXT_CHARS_MAX$}", Untrusted::new(text))
}

fn signed(number: u64) -> Option<i64> {
    i64::try_from(number).ok()
}

/// One row for each item that was drawn.
pub(super) fn items(audited: &Audited) -> Vec<Column> {
    let items = &audited.items;
    let texts = |name: &str, of: &dyn Fn(&Item) -> Option<String>| Column {
        name: name.to_owned(),
        values: Values::Text(items.iter().map(|item| of(item).map(|text| clean(&text))).collect()),
    };
    let wholes = |name: &str, of: &dyn Fn(&Item) -> Option<i64>| Column {
        name: name.to_owned(),
        values: Values::Whole(items.iter().map(of).collect()),
    };
    let stratum = |item: &Item| audited.strata.get(item.stratum);
    let weight = |item: &Item| {
        let of = stratum(item).filter(|_| item.picture.is_some())?;
        (of.judged > 0).then(|| of.population as f64 / of.judged as f64)
    };
    let mut columns = vec![
        wholes("number", &|item| Some(item.number)),
        texts("stratum", &|item| stratum(item).map(|one| one.values.join(" / "))),
        wholes("rank", &|item| signed(item.rank)),
        texts("ticket", &|item| Some(hex(&item.ticket))),
        texts("id", &|item| Some(item.id.clone())),
        texts("place", &|item| Some(item.place.clone())),
        texts("state", &|item| Some(item.state.id().to_owned())),
        texts("at", &|item| item.at.and_then(instant)),
        texts("trouble", &|item| item.trouble.clone()),
        Column { name: "weight".to_owned(), values: Values::Number(items.iter().map(weight).collect()) },
    ];
    columns.extend(pictures(items));
    for name in attributes(items) {
        let of = |item: &Item| item.attributes.iter().find(|(one, _)| *one == name).map(|(_, value)| value.clone());
        columns.push(texts(&clean(&format!("list.{name}")), &of));
    }
    columns
}

fn pictures(items: &[Item]) -> Vec<Column> {
    type Of = fn(&Picture) -> Option<String>;
    let texts: [(&str, Of); 21] = [
        ("sha256", |one| Some(hex(&one.sha256))),
        ("sm3", |one| Some(hex(&one.sm3))),
        ("format", |one| Some(one.format.clone())),
        ("outcome", |one| Some(one.outcome.clone())),
        ("disposition", |one| Some(one.disposition.clone())),
        ("stripping", |one| Some(one.stripping.clone())),
        ("claim", |one| Some(one.claim.clone())),
        ("generator", |one| one.generator.clone()),
        ("implicit", |one| Some(one.implicit.clone())),
        ("explicit", |one| Some(one.explicit.clone())),
        ("c2pa", |one| Some(one.c2pa.clone())),
        ("watermark", |one| Some(one.watermark.clone())),
        ("producer", |one| one.producer.clone()),
        ("produce_id", |one| one.produce_id.clone()),
        ("manifest", |one| one.manifest.clone()),
        ("vendors", |one| Some(one.vendors.join(";"))),
        ("fingerprint", |one| one.fingerprint.map(|word| hex(&word))),
        ("rules_fail", |one| Some(rules(one, "fail"))),
        ("rules_review", |one| Some(rules(one, "review"))),
        ("rules_undetermined", |one| Some(rules(one, "undetermined"))),
        ("rules_info", |one| Some(rules(one, "info"))),
    ];
    let column = |(name, of): (&str, Of)| Column {
        name: name.to_owned(),
        values: Values::Text(
            items.iter().map(|item| item.picture.as_ref().and_then(of).map(|text| clean(&text))).collect(),
        ),
    };
    let size = |item: &Item| item.picture.as_ref().and_then(|one| signed(one.size_bytes));
    let size = Column { name: "size_bytes".to_owned(), values: Values::Whole(items.iter().map(size).collect()) };
    texts.into_iter().map(column).chain([size]).collect()
}

fn rules(picture: &Picture, outcome: &str) -> String {
    picture.rules_that(outcome).collect::<Vec<_>>().join(";")
}

fn instant(at: i64) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(at).ok()?.format(&Rfc3339).ok()
}

/// The columns of the list, in the order in which they are met.
fn attributes(items: &[Item]) -> Vec<String> {
    let mut names = Vec::<String>::new();
    let mut known = std::collections::HashSet::new();
    for (name, _) in items.iter().flat_map(|item| &item.attributes) {
        if known.insert(name.as_str()) {
            names.push(name.clone());
        }
    }
    names
}

/// One row for each measure of the whole (without a stratum) and of each stratum.
pub(super) fn measures(audited: &Audited) -> Vec<Column> {
    let mut rows: Vec<(String, Option<String>, Estimate)> = Vec::new();
    for rates in &audited.rates {
        rows.push((rates.measure.id(), None, rates.overall));
        for (stratum, estimate) in audited.strata.iter().zip(&rates.strata) {
            rows.push((rates.measure.id(), Some(stratum.values.join(" / ")), *estimate));
        }
    }
    let whole = |name: &str, of: fn(&Estimate) -> u64| Column {
        name: name.to_owned(),
        values: Values::Whole(rows.iter().map(|(_, _, one)| signed(of(one))).collect()),
    };
    let number = |name: &str, of: &dyn Fn(&Estimate) -> Option<f64>| Column {
        name: name.to_owned(),
        values: Values::Number(rows.iter().map(|(_, _, one)| of(one)).collect()),
    };
    let confidence = audited.confidence.share();
    vec![
        Column {
            name: "measure".to_owned(),
            values: Values::Text(rows.iter().map(|(id, _, _)| Some(clean(id))).collect()),
        },
        Column {
            name: "stratum".to_owned(),
            values: Values::Text(rows.iter().map(|(_, name, _)| name.as_deref().map(clean)).collect()),
        },
        whole("population", |one| one.population),
        whole("judged", |one| one.judged),
        whole("cases", |one| one.cases),
        whole("undecided", |one| one.undecided),
        number("share_low", &|one| one.share.map(|share| share.low)),
        number("share_high", &|one| one.share.map(|share| share.high)),
        number("interval_low", &|one| Some(one.interval.low)),
        number("interval_high", &|one| Some(one.interval.high)),
        number("confidence", &|_| Some(confidence)),
    ]
}
