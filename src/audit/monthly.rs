//! The label rate month by month, by a column of the list that holds dates.
//!
//! A month is no stratum: how many pictures of the population it has is unknown. So pictures weigh as much as they
//! stand for, and the interval is that of Clopper and Pearson for as many pictures as these weights are worth (Kish's
//! effective size), after Korn and Graubard, 1998. Where all weigh the same, that is the exact interval itself.

use std::collections::BTreeMap;

use time::Date;
use time::format_description::well_known::Iso8601;

use super::interval::{Confidence, Interval, lower_end};
use super::kept::Item;
use super::measure::{Answer, Measure};
use super::store::StratumState;

/// Months that are kept; more are most likely no dates of pictures.
const MONTHS_MAX: usize = 240;

/// A month.
#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    /// As `2026-03`.
    pub month: String,
    /// Looked at.
    pub judged: u64,
    /// Cases.
    pub cases: u64,
    /// Not decided.
    pub undecided: u64,
    /// The weighted share if no open picture is a case, and if all are.
    pub share: Interval,
    /// Where the share of all pictures of that month lies.
    pub interval: Interval,
}

/// A rate over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Monthly {
    /// The column.
    pub column: String,
    /// The months in which something was looked at.
    pub months: Vec<Month>,
    /// Pictures without a date.
    pub undated: u64,
}

/// The rate by month. The column is the named one, or the first in which every value is a date. `None` when there is none.
pub fn monthly(
    strata: &[StratumState],
    items: &[Item],
    (measure, column): (&Measure, Option<&str>),
    confidence: Confidence,
) -> Option<Monthly> {
    let column = column.map(str::to_owned).or_else(|| dated_column(items))?;
    let mut months = BTreeMap::<String, Vec<(f64, Answer)>>::new();
    let mut undated = 0;
    for item in items {
        let Some(picture) = &item.picture else { continue };
        let weight = strata.get(item.stratum).map_or(0.0, |one| one.population as f64 / one.judged.max(1) as f64);
        match value(item, &column).and_then(month) {
            Some(month) => months.entry(month).or_default().push((weight, measure.answer(picture))),
            None => undated += 1,
        }
    }
    let few = !months.is_empty() && months.len() <= MONTHS_MAX;
    let months = months.into_iter().map(|(month, answers)| of_month(month, &answers, confidence)).collect();
    few.then_some(Monthly { column, months, undated })
}

fn value<'a>(item: &'a Item, column: &str) -> Option<&'a str> {
    item.attributes.iter().find(|(name, _)| name == column).map(|(_, value)| value.trim())
}

/// The first column of which at least half of the judged items have a value, all of them dates.
fn dated_column(items: &[Item]) -> Option<String> {
    let judged: Vec<&Item> = items.iter().filter(|item| item.picture.is_some()).collect();
    let names = judged.first()?.attributes.iter().map(|(name, _)| name);
    let is_dated = |name: &&String| {
        let values = judged.iter().filter_map(|item| value(item, name)).filter(|value| !value.is_empty());
        let (mut dated, mut others) = (0, 0);
        values.for_each(|value| if month(value).is_some() { dated += 1 } else { others += 1 });
        others == 0 && dated * 2 >= judged.len()
    };
    names.into_iter().find(is_dated).cloned()
}

/// The month of an ISO date, or of an instant that begins with one.
fn month(text: &str) -> Option<String> {
    let day = text.get(..10)?;
    let rest = text.get(10..)?;
    let is_whole = rest.is_empty() || rest.starts_with(['T', ' ', 't']);
    let date = Date::parse(day, &Iso8601::DATE).ok().filter(|_| is_whole && day.matches('-').count() == 2)?;
    Some(format!("{:04}-{:02}", date.year(), u8::from(date.month())))
}

fn of_month(month: String, answers: &[(f64, Answer)], confidence: Confidence) -> Month {
    let count = |wanted: Answer| answers.iter().filter(|(_, answer)| *answer == wanted).count() as u64;
    let sum: f64 = answers.iter().map(|(weight, _)| weight).sum();
    let squares: f64 = answers.iter().map(|(weight, _)| weight * weight).sum();
    let size = if squares > 0.0 { sum * sum / squares } else { 0.0 };
    let share = |least: Answer| {
        let cases: f64 = answers.iter().filter(|(_, answer)| *answer >= least).map(|(weight, _)| weight).sum();
        if sum > 0.0 { cases / sum } else { 0.0 }
    };
    let share = Interval { low: share(Answer::Case), high: share(Answer::Open) };
    let tail = confidence.tail();
    let low = |share: f64| lower_end(share * size, size - share * size, tail);
    Month {
        month,
        judged: answers.len() as u64,
        cases: count(Answer::Case),
        undecided: count(Answer::Open),
        share,
        interval: Interval { low: low(share.low), high: 1.0 - low(1.0 - share.high) },
    }
}

#[cfg(test)]
mod tests {
    use super::super::interval::{Counted, exact};
    use super::super::kept::{Picture, State};
    use super::super::measure::Label;
    use super::*;

    const LABELLED: Measure = Measure::Bears(Label::C2pa);

    fn item(stratum: usize, date: &str, c2pa: &str) -> Item {
        let attribute = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Item {
            stratum,
            attributes: vec![attribute("path", "x.jpg"), attribute("when", date), attribute("other", "2026-01-01")],
            state: State::Judged,
            picture: Some(Picture { c2pa: c2pa.to_owned(), ..Picture::default() }),
            ..Item::default()
        }
    }

    fn strata(populations: &[u64], judged: u64) -> Vec<StratumState> {
        let one =
            |&population| StratumState { values: vec![], population, size: judged, judged, gone: 0, drawn: judged };
        populations.iter().map(one).collect()
    }

    #[test]
    fn equal_weights_give_the_exact_interval_and_open_pictures_widen_it() {
        let items = [
            item(0, "2026-03-01", "valid"),
            item(0, "2026-03-31T10:00:00Z", "absent"),
            item(0, "2026-03-02", "unknown"),
            item(0, "2026-04-01", "absent"),
            item(0, "", "absent"),
        ];
        let found = monthly(&strata(&[50], 5), &items, (&LABELLED, None), Confidence::USUAL).unwrap();
        assert_eq!((found.column.as_str(), found.undated, found.months.len()), ("when", 1, 2));
        let march = &found.months[0];
        assert_eq!((march.month.as_str(), march.judged, march.cases, march.undecided), ("2026-03", 3, 1, 1));
        let ends = [1, 2].map(|cases| exact(&Counted::new(cases, 3, None), Confidence::USUAL));
        assert!((march.interval.low - ends[0].low).abs() < 1e-12 && (march.interval.high - ends[1].high).abs() < 1e-12);
    }

    #[test]
    fn pictures_weigh_as_much_as_they_stand_for() {
        let items = [item(0, "2026-03-01", "valid"), item(1, "2026-03-02", "absent")];
        let found = monthly(&strata(&[30, 10], 1), &items, (&LABELLED, None), Confidence::USUAL).unwrap();
        assert_eq!(found.months[0].share, Interval { low: 0.75, high: 0.75 });
        // Weights 30 and 10 are worth 1.6 pictures, so the interval is wider than that of two.
        let two = exact(&Counted::new(1, 2, None), Confidence::USUAL);
        assert!(found.months[0].interval.high - found.months[0].interval.low > two.high - two.low - 0.05);
    }

    #[test]
    fn a_column_with_one_word_that_is_no_date_is_none_of_dates() {
        let items = [item(0, "2026-03-01", "valid"), item(0, "soon", "absent")];
        let found = monthly(&strata(&[9], 2), &items, (&LABELLED, None), Confidence::USUAL).unwrap();
        assert_eq!(found.column, "other");
        let found = monthly(&strata(&[9], 2), &items, (&LABELLED, Some("when")), Confidence::USUAL).unwrap();
        assert_eq!(found.undated, 1);
        assert_eq!(monthly(&strata(&[9], 2), &items, (&LABELLED, Some("path")), Confidence::USUAL), None);
    }

    #[test]
    fn only_whole_iso_dates_are_dates() {
        for (text, expected) in [
            ("2026-03-01", Some("2026-03")),
            ("2026-03-01 08:00", Some("2026-03")),
            ("2026-13-01", None),
            ("2026-03-0112", None),
            ("1772323200", None),
            ("二〇二六年三月一日", None),
        ] {
            assert_eq!(month(text).as_deref(), expected, "{text}");
        }
    }
}
