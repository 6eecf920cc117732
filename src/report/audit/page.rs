//! The page: one file without scripts and without anything from elsewhere, for screens and for paper.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::view::View;
use super::words as w;
use super::{cases, design, figures, found, numbers, plot, strata};
use crate::audit::audited::Audited;
use crate::audit::measure::{Label, Measure};
use crate::message::{Lang, Text};

static STYLE: &str = include_str!("page.css");

/// The page in a language.
pub fn page(view: &View<'_>, lang: Lang) -> String {
    let sections = sections(view, lang);
    let tag = match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let page = html! {
        (DOCTYPE)
        html lang=(tag) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (w::TITLE.pick(lang)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (plot::patterns())
                (head(view.audited, lang))
                main {
                    (contents(&sections, lang))
                    @for (id, title, body) in &sections {
                        section id=(id) aria-labelledby={ (id) "-title" } {
                            h2 id={ (id) "-title" } { (title.pick(lang)) }
                            (body)
                        }
                    }
                }
                footer { p { (w::say(&w::FOOTER.with("version", env!("CARGO_PKG_VERSION")), lang)) } }
            }
        }
    };
    page.into_string()
}

/// Nothing runs, nothing is fetched; the one style is known by its digest.
fn policy() -> String {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    format!("default-src 'none'; img-src data:; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'")
}

type Section = (&'static str, &'static Text, Markup);

fn sections(view: &View<'_>, lang: Lang) -> Vec<Section> {
    let audited = view.audited;
    let mut sections: Vec<Section> =
        vec![("summary", &w::SUMMARY, summary(audited, lang)), ("rates", &w::RATES, figures::overall(audited, lang))];
    if audited.strata.len() > 1 {
        sections.push(("strata", &w::BY_STRATUM, strata::by_stratum(audited, lang)));
    }
    if let Some(monthly) = &audited.monthly {
        sections.push(("time", &w::OVER_TIME, figures::over_time(monthly, audited, lang)));
    }
    if let Some(earlier) = view.earlier {
        sections.push(("trend", &w::TREND, found::trend(earlier, audited, lang)));
    }
    sections.push(("open", &w::OPEN, design::open(audited, lang)));
    sections.push(("sensitivity", &w::SENSITIVITY, design::sensitivity(audited, lang)));
    sections.push(("across", &w::ACROSS, found::across(view.across, &audited.items, lang)));
    sections.push(("cases", &w::CASES, cases::cases(view, lang)));
    sections.push(("design", &w::DESIGN, design::design(audited, lang)));
    sections
}

fn head(audited: &Audited, lang: Lang) -> Markup {
    let (judged, population) = (audited.judged(), audited.population());
    let subtitle = if judged == population { &w::SUBTITLE_CENSUS } else { &w::SUBTITLE };
    let subtitle = subtitle.with("population", numbers::count(population)).with("judged", numbers::count(judged));
    let due: u64 = audited.strata.iter().map(crate::audit::store::StratumState::due).sum();
    let is_open = due > 0 || audited.design.finished_at.is_empty();
    html! {
        header {
            h1 { (w::TITLE.pick(lang)) }
            p.subtitle { (w::say(&subtitle.with("date", design::day(audited)), lang)) }
            @if is_open {
                p.unfinished role="note" { strong { (w::say(&w::UNFINISHED.with("due", numbers::count(due)), lang)) } }
            }
            p.creed { (w::creed(lang)) }
        }
    }
}

fn contents(sections: &[Section], lang: Lang) -> Markup {
    html! {
        nav aria-label=(w::CONTENTS.pick(lang)) {
            ol { @for (id, title, _) in sections { li { a href={ "#" (id) } { (title.pick(lang)) } } } }
        }
    }
}

/// The figures in sentences.
fn summary(audited: &Audited, lang: Lang) -> Markup {
    let sum = |of: fn(&crate::audit::store::StratumState) -> u64| audited.strata.iter().map(of).sum::<u64>();
    let facts = [
        (&w::POPULATION, numbers::count(audited.population())),
        (&w::JUDGED, numbers::count(audited.judged())),
        (&w::STRATA, numbers::count(audited.strata.len() as u64)),
        (&w::GONE, numbers::count(sum(|one| one.gone))),
        (&w::CONFIDENCE, numbers::confidence(audited.confidence)),
    ];
    html! {
        dl.facts { @for (name, value) in facts { div { dt { (name.pick(lang)) } dd { (value) } } } }
        @for sentence in sentences(audited, lang) { p.lead { (sentence) } }
    }
}

fn sentences(audited: &Audited, lang: Lang) -> Vec<String> {
    let estimate = |measure: &Measure| audited.rates_of(measure).map(|rates| rates.overall);
    let mut said = Vec::new();
    let mut sentence = |text: &'static Text, measure: &Measure| {
        let Some(of) = estimate(measure) else { return };
        let (low, high) = numbers::ends(&of.interval);
        let share = of.share.map_or_else(String::new, |share| numbers::shares(&share, numbers::digits(&of.interval)));
        let message = text.with("share", share).with("confidence", numbers::confidence(audited.confidence));
        let message = message.with("low", low).with("high", high).with("judged", numbers::count(of.judged));
        said.push(w::say(&message.with("open", numbers::count(of.undecided)), lang));
    };
    let not_met = estimate(&Measure::NotMet);
    let is_census = audited.judged() == audited.population();
    let has_share = |measure: &Measure| estimate(measure).is_some_and(|of| of.share.is_some());
    let first = match () {
        () if !has_share(&Measure::NotMet) => &w::HEAD_NOT_MET_UNKNOWN,
        () if is_census => &w::HEAD_NOT_MET_CENSUS,
        () => &w::HEAD_NOT_MET,
    };
    sentence(first, &Measure::NotMet);
    if not_met.is_some_and(|of| of.undecided > 0) {
        sentence(&w::HEAD_OPEN, &Measure::NotMet);
    }
    for (text, measure) in [(&w::HEAD_LABEL, Measure::Bears(Label::Any)), (&w::HEAD_REMOVED, Measure::Removed)] {
        if has_share(&measure) {
            sentence(text, &measure);
        }
    }
    let cases = |measure: &Measure| numbers::count(estimate(measure).map_or(0, |of| of.cases));
    let seen = w::HEAD_SEEN.with("not_met", cases(&Measure::NotMet)).with("review", cases(&Measure::Review));
    let seen = seen.with("undecided", cases(&Measure::Undecided)).with("met", cases(&Measure::NothingUnmet));
    said.push(w::say(&seen, lang));
    said
}
