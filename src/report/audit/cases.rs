//! Cases: a preview with boxes around the marks, and what was found, with clause and message.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::ImageDecoder;
use maud::{Markup, html};
use serde_json::Value;

use super::numbers::text;
use super::strata;
use super::view::{Case, View};
use super::words as w;
use crate::audit::kept::Item;
use crate::hex::hex;
use crate::message::{Lang, Text};
use crate::report::words::phrase;
use crate::vocabulary::visible::Place;

/// Bytes of a preview; the small copies have some 20 KB.
const PREVIEW_BYTES_MAX: usize = 512 << 10;
/// Marks that get boxes.
const MARKS_MAX: usize = 12;
/// Findings of one case.
const FINDINGS_MAX: usize = 12;

/// All cases.
pub(super) fn cases(view: &View<'_>, lang: Lang) -> Markup {
    let lead = w::CASES_LEAD.with("count", view.cases_in_all.to_string()).with("shown", view.cases.len().to_string());
    html! {
        @if view.cases.is_empty() {
            p { (w::CASES_NONE.pick(lang)) }
        } @else {
            p { (w::say(&lead, lang)) }
            ol.cases { @for case in view.cases { li { (one(case, view, lang)) } } }
        }
    }
}

fn one(case: &Case<'_>, view: &View<'_>, lang: Lang) -> Markup {
    let item = case.item;
    let sha256 = item.picture.as_ref().map(|picture| hex(&picture.sha256)).unwrap_or_default();
    let stratum = strata::name(view.audited, item.stratum);
    html! {
        article {
            h3 { (text(&item.id)) }
            div.case {
                (preview(case, lang))
                div {
                    p.verdict { @for word in verdict(item) { span.sign { (word.pick(lang)) } " " } }
                    ul.findings { @for finding in findings(&case.report) { li { (told(finding, lang)) } } }
                    @if case.report.is_null() { p { (w::NO_REPORT.pick(lang)) } }
                    p.note {
                        @if !stratum.is_empty() { (w::say(&w::CASE_STRATUM.with("stratum", stratum), lang)) br; }
                        @if item.place != item.id { (w::say(&w::CASE_PLACE.with("place", text(&item.place)), lang)) br; }
                        (w::say(&w::CASE_SHA.with("sha256", sha256), lang))
                    }
                }
            }
        }
    }
}

fn verdict(item: &Item) -> Vec<&'static Text> {
    let Some(picture) = &item.picture else { return Vec::new() };
    let outcome = match picture.outcome.as_str() {
        "fail" => &w::OUTCOME_FAIL,
        "review" => &w::OUTCOME_REVIEW,
        "pass" => &w::OUTCOME_NOTHING,
        _ => &w::OUTCOME_OPEN,
    };
    let removal = match picture.stripping.as_str() {
        "shown" => Some(&w::WAS_SHOWN),
        "indicated" => Some(&w::WAS_INDICATED),
        _ => None,
    };
    std::iter::once(outcome).chain(removal).collect()
}

/// What is not met and what is left to a person.
fn findings(report: &Value) -> impl Iterator<Item = &Value> {
    let of = |outcome: &'static str| {
        let all = report["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
        all.iter().filter(move |finding| finding["outcome"] == outcome)
    };
    of("fail").chain(of("review")).chain(of("undetermined")).take(FINDINGS_MAX)
}

fn told(finding: &Value, lang: Lang) -> Markup {
    let said = |value: &Value| text(value.as_str().unwrap_or_default());
    let outcome = match finding["outcome"].as_str() {
        Some("fail") => &w::OUTCOME_FAIL,
        Some("review") => &w::OUTCOME_REVIEW,
        _ => &w::OUTCOME_OPEN,
    };
    let by = w::CASE_BY.with("clause", said(&finding["clause"])).with("rule", said(&finding["rule"]));
    html! {
        strong { (outcome.pick(lang)) } " "
        (said(&finding["message"][lang.id()]))
        span.by { (w::say(&by, lang)) }
    }
}

/// A mark on the picture.
struct Mark {
    area: [f64; 4],
    text: String,
    place: String,
    is_doubtful: bool,
}

fn marks(report: &Value) -> Vec<Mark> {
    let all = report["labels"]["explicit"]["marks"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mark = |value: &Value| {
        let area: Vec<f64> = value["box"].as_array()?.iter().filter_map(Value::as_f64).collect();
        Some(Mark {
            area: area.try_into().ok()?,
            text: text(value["text"].as_str().unwrap_or_default()),
            place: text(value["place"].as_str().unwrap_or_default()),
            is_doubtful: value["standing"] != "label",
        })
    };
    all.iter().take(MARKS_MAX).filter_map(mark).collect()
}

/// Width and height of the picture as it is shown. A report has those of the file, where it may lie on its side.
fn sides(report: &Value, preview: &[u8]) -> Option<(f64, f64)> {
    let decoder = image::codecs::jpeg::JpegDecoder::new(std::io::Cursor::new(preview)).ok()?;
    let (width, height) = decoder.dimensions();
    let side = |name: &str| report["asset"][name].as_f64().filter(|side| *side >= 1.0);
    let small = (f64::from(width), f64::from(height));
    let Some((width, height)) = side("width").zip(side("height")) else { return Some(small) };
    let lies = (small.0 > small.1) != (width > height) && small.0 != small.1;
    Some(if lies { (height, width) } else { (width, height) })
}

fn preview(case: &Case<'_>, lang: Lang) -> Markup {
    let bytes = case.preview.as_deref().filter(|bytes| bytes.len() <= PREVIEW_BYTES_MAX);
    let Some((bytes, (width, height))) = bytes.and_then(|bytes| sides(&case.report, bytes).map(|sides| (bytes, sides)))
    else {
        return html! { div.no-preview { (w::NO_PREVIEW.pick(lang)) } };
    };
    let marks = marks(&case.report);
    let alt = w::CASE_ALT.with("id", text(&case.item.id)).with("count", marks.len().to_string());
    let line = width.max(height) / 150.0;
    html! {
        figure {
            svg.picture role="img" viewBox={ "0 0 " (width) " " (height) } {
                title { (w::say(&alt, lang)) }
                image width=(width) height=(height) preserveAspectRatio="none"
                    href={ "data:image/jpeg;base64," (STANDARD.encode(bytes)) } {}
                @for (at, mark) in marks.iter().enumerate() { (boxed(at + 1, mark, line)) }
            }
            @if !marks.is_empty() {
                figcaption { @for (at, mark) in marks.iter().enumerate() { div { (named(at + 1, mark, lang)) } } }
            }
        }
    }
}

fn named(number: usize, mark: &Mark, lang: Lang) -> String {
    let quoted = phrase::QUOTED.with("text", mark.text.clone());
    let what = if mark.text.is_empty() { phrase::ICON.message() } else { quoted };
    let message = w::CASE_MARK.with("number", number.to_string()).with("text", what);
    // A place that is none is shown as it stands.
    let message = match Place::ALL.into_iter().find(|place| place.id() == mark.place) {
        Some(place) => message.with("place", place.name()),
        None => message.with("place", mark.place.clone()),
    };
    w::say(&message, lang)
}

/// A white line between two dark ones shows on every ground; what is doubtful is dashed.
fn boxed(number: usize, mark: &Mark, line: f64) -> Markup {
    let [x, y, width, height] = mark.area;
    let dash = mark.is_doubtful.then(|| format!("{:.1} {:.1}", line * 5.0, line * 3.0));
    let (left, top) = (x - 2.0 * line, y - 2.0 * line);
    let (wide, tall) = (width + 4.0 * line, height + 4.0 * line);
    html! {
        @for (class, weight) in [("box-ground", 3.0), ("box-line", 1.2)] {
            rect class=(class) x=(left) y=(top) width=(wide) height=(tall)
                stroke-width=(format!("{:.1}", line * weight)) stroke-dasharray=[dash.as_deref()] {}
        }
        text.box-number x=(left) y=(format!("{:.1}", top - line * 2.0)) font-size=(format!("{:.1}", line * 8.0))
            stroke-width=(format!("{:.1}", line * 2.0)) { (number) }
    }
}
