//! The report for people: what was found, what is missing or was removed, which clause says so, what to do.
//!
//! The first line of a picture says the result in words; colour only repeats it. Everything that came out of
//! a file is escaped by its type.

use std::fmt::Write;

use super::run::Summary;
use super::{blind, words};
use crate::check::Checked;
use crate::coverage::{CoverageState, reason};
use crate::evidence::EvidenceId;
use crate::facts::model::{Layer, OriginClaim, StrippingLevel};
use crate::finding::{Finding, Outcome};
use crate::message::{Lang, Message, Text};
use crate::rules;
use words::phrase;

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Language.
    pub lang: Lang,
    /// Whether to use terminal colours.
    pub color: bool,
    /// Columns to wrap at.
    pub columns: Option<usize>,
}

static HEAD_TAMPERED: Text = Text {
    zh: "内容凭证与文件不符：带签名的标识已不对应这些字节",
    en: "Content Credentials do not match: the signed label no longer belongs to these bytes",
};
static HEAD_STRIPPED: Text =
    Text { zh: "标识曾经存在，现已缺失或残破", en: "A label was here and is missing or broken now" };
static HEAD_STRIPPING_INDICATED: Text = Text {
    zh: "有迹象表明标识被去除或存放在别处，需人工核对",
    en: "Something points to a label that is not here: look at it by hand",
};
static HEAD_GENERATED: Text = Text { zh: "文件自述：由人工智能生成", en: "AI-generated: the file says so" };
static HEAD_EDITED: Text = Text {
    zh: "文件自述：经人工智能编辑或含人工智能成分",
    en: "Edited with AI or containing AI: the file says so",
};
static HEAD_POSSIBLY: Text =
    Text { zh: "文件自述：可能含人工智能成分", en: "May contain AI, by what the file says" };
static HEAD_CONFLICT: Text = Text {
    zh: "文件内的来源说法互相矛盾，需人工核对",
    en: "Sources in the file contradict each other: look at it by hand",
};
static HEAD_NOT_AI: Text = Text {
    zh: "可信签名声明为非人工智能来源（该声明由签名者负责）",
    en: "A trusted signer declares an origin other than AI (the signer answers for it)",
};
static HEAD_UNKNOWN: Text =
    Text { zh: "未能完整检查，不能下结论", en: "Could not be searched to the end: no conclusion" };
static HEAD_NOTHING: Text = Text {
    zh: "未发现标识或痕迹——这不证明图片真实",
    en: "No label or trace found; this is not proof of authenticity",
};

/// Appends the report of one asset.
pub fn write_asset(checked: &Checked, style: Style, out: &mut String) {
    let lang = style.lang;
    heading(checked, style, out);
    section(out, phrase::LAYERS.pick(lang));
    for (layer, state) in layers(checked) {
        line(out, &format!("{}  {}", pad(words::layer(layer).pick(lang), 22), state.pick(lang)));
    }
    if let Some(notice) = checked.disposition.notice() {
        let said = words::disposition(checked.disposition).pick(lang);
        line(out, &format!("{}  {said}: {}", pad(phrase::DISPOSITION.pick(lang), 22), notice.pick(lang)));
    }
    findings(checked, style, out);
    evidence(checked, lang, out);
    gaps(checked, lang, out);
    out.push('\n');
}

fn heading(checked: &Checked, style: Style, out: &mut String) {
    let size = match (checked.width, checked.height) {
        (Some(width), Some(height)) => format!("{width}×{height}, "),
        _ => String::new(),
    };
    let name = paint(&checked.name.to_string(), "1", style.color);
    let _ = writeln!(out, "{name}  ({}, {size}{} B)", checked.format.id(), checked.size_bytes);
    let outcome = words::outcome(checked.verdict.outcome).pick(style.lang);
    let mark = paint(&format!("[{outcome}]"), color_of(checked.verdict.outcome), style.color);
    let _ = writeln!(out, "  {mark} {}", headline(checked).pick(style.lang));
}

/// The one sentence a merchant reads.
fn headline(checked: &Checked) -> &'static Text {
    use crate::facts::model::C2paLayer;
    let facts = &checked.facts;
    if facts.c2pa.state == C2paLayer::Tampered {
        return &HEAD_TAMPERED;
    }
    match facts.origin.claim {
        OriginClaim::AiGenerated => return &HEAD_GENERATED,
        OriginClaim::AiEdited | OriginClaim::AiComponent => return &HEAD_EDITED,
        OriginClaim::Conflict => return &HEAD_CONFLICT,
        OriginClaim::DeclaredNotAi => return &HEAD_NOT_AI,
        OriginClaim::PossiblyAi | OriginClaim::NoStatement => {}
    }
    match facts.stripping.level {
        StrippingLevel::Shown => &HEAD_STRIPPED,
        StrippingLevel::Indicated => &HEAD_STRIPPING_INDICATED,
        StrippingLevel::NotShown if facts.origin.claim == OriginClaim::PossiblyAi => &HEAD_POSSIBLY,
        StrippingLevel::NotShown if checked.verdict.outcome == Outcome::Undetermined => &HEAD_UNKNOWN,
        StrippingLevel::NotShown => &HEAD_NOTHING,
    }
}

fn layers(checked: &Checked) -> [(Layer, &'static Text); 4] {
    let facts = &checked.facts;
    [
        (Layer::Implicit, words::implicit(facts.implicit.state)),
        (Layer::Explicit, words::explicit(facts.explicit)),
        (Layer::C2pa, words::c2pa(facts.c2pa.state)),
        (Layer::Watermark, words::watermark(facts.watermark.state)),
    ]
}

fn findings(checked: &Checked, style: Style, out: &mut String) {
    let lang = style.lang;
    let count = |outcome| checked.findings.iter().filter(|one| one.outcome == outcome).count();
    section(out, phrase::FINDINGS.pick(lang));
    for outcome in [Outcome::Fail, Outcome::Review, Outcome::Informational] {
        for finding in checked.findings.iter().filter(|one| one.outcome == outcome) {
            write_finding(finding, style, out);
        }
    }
    undetermined(checked, style, out);
    let met = phrase::MET
        .with("met", count(Outcome::Pass).to_string())
        .with("not_applicable", count(Outcome::NotApplicable).to_string());
    line(out, &met.render(lang));
}

fn write_finding(finding: &Finding, style: Style, out: &mut String) {
    let lang = style.lang;
    let word = match finding.outcome {
        Outcome::Fail => {
            format!("{}/{}", words::outcome(finding.outcome).pick(lang), words::severity(finding.severity).pick(lang))
        }
        Outcome::Pass | Outcome::Review | Outcome::Undetermined | Outcome::NotApplicable | Outcome::Informational => {
            words::outcome(finding.outcome).pick(lang).to_owned()
        }
    };
    let word = paint(&word, color_of(finding.outcome), style.color);
    line(out, &format!("{word}  {}: {}{}", finding.rule, finding.message.render(lang), cited(&finding.evidence)));
    let clause = rules::find(finding.rule).map_or("", |rule| rule.clause);
    if !clause.is_empty() {
        deeper(out, &format!("{}: {clause}", phrase::CLAUSE.pick(lang)));
    }
    if let Some(remedy) = &finding.remedy {
        deeper(out, &format!("{}{}", phrase::REMEDY.pick(lang), remedy.render(lang)));
    }
}

/// What could not be decided has one cause most of the time; rules that say the same share a line.
fn undetermined(checked: &Checked, style: Style, out: &mut String) {
    let mut groups: Vec<(&Message, Vec<&str>)> = Vec::new();
    for finding in checked.findings.iter().filter(|one| one.outcome == Outcome::Undetermined) {
        match groups.iter_mut().find(|(message, _)| **message == finding.message) {
            Some((_, rules)) => rules.push(finding.rule),
            None => groups.push((&finding.message, vec![finding.rule])),
        }
    }
    let word = words::outcome(Outcome::Undetermined).pick(style.lang);
    for (message, rules) in groups {
        let word = paint(word, color_of(Outcome::Undetermined), style.color);
        line(out, &format!("{word}  {}: {}", rules.join(", "), message.render(style.lang)));
    }
}

fn cited(evidence: &[EvidenceId]) -> String {
    let ids: Vec<String> = evidence.iter().map(EvidenceId::to_string).collect();
    if ids.is_empty() { String::new() } else { format!(" ({})", ids.join(", ")) }
}

fn evidence(checked: &Checked, lang: Lang, out: &mut String) {
    section(out, phrase::EVIDENCE.pick(lang));
    if checked.reading.evidence.is_empty() {
        line(out, phrase::NO_EVIDENCE.pick(lang));
    }
    for (id, item) in (1..).map(EvidenceId).zip(&checked.reading.evidence) {
        let place = item.span.as_ref().map_or(String::new(), |span| {
            let message = phrase::AT
                .with("offset", format!("{:#x}", span.start))
                .with("length", span.end.saturating_sub(span.start).to_string());
            format!(", {}", message.render(lang))
        });
        let kind = words::evidence_kind(item.kind).pick(lang);
        let says = words::statement(item.says).pick(lang);
        let strength = words::strength(item.strength).pick(lang);
        line(out, &format!("{id}  {kind}: {says} ({strength}) — {}{place}", item.carrier));
    }
}

fn gaps(checked: &Checked, lang: Lang, out: &mut String) {
    section(out, phrase::GAPS.pick(lang));
    for coverage in &checked.reading.coverage {
        let Some(reason) = coverage.state.reason() else { continue };
        let reason = reason.render(lang);
        line(out, &format!("{}: {} — {reason}", coverage.reader, words::coverage(&coverage.state).pick(lang)));
    }
    let names = |reason: &'static Text| {
        let of_reason = |coverage: &&crate::coverage::Coverage| coverage.state == CoverageState::Skipped { reason };
        let missing = blind::missing_from(&checked.reading.coverage).filter(of_reason);
        missing.map(|coverage| coverage.reader).collect::<Vec<_>>().join(", ")
    };
    line(out, &phrase::NOT_IN_VERSION.with("names", names(&reason::NOT_IN_VERSION)).render(lang));
    line(out, &phrase::VENDOR_ONLY.with("names", names(&reason::VENDOR_ONLY)).render(lang));
}

/// Appends the counts of a run.
pub fn write_summary(summary: &Summary, style: Style, out: &mut String) {
    let lang = style.lang;
    let _ = writeln!(out, "{}", paint(phrase::SUMMARY.pick(lang), "1", style.color));
    line(out, &phrase::CHECKED.with("count", summary.checked.to_string()).render(lang));
    let counts = [
        (Outcome::Fail, summary.outcomes.fail),
        (Outcome::Undetermined, summary.outcomes.undetermined),
        (Outcome::Review, summary.outcomes.review),
        (Outcome::Pass, summary.outcomes.pass),
    ];
    for (outcome, count) in counts {
        line(out, &format!("{}  {count}", pad(words::outcome(outcome).pick(lang), 16)));
    }
    let stripped = phrase::STRIPPED
        .with("shown", summary.stripping_shown.to_string())
        .with("indicated", summary.stripping_indicated.to_string());
    line(out, &stripped.render(lang));
    if summary.skipped > 0 {
        line(out, &phrase::SKIPPED.with("count", summary.skipped.to_string()).render(lang));
    }
    if !summary.errors.is_empty() {
        line(out, &phrase::FAILED.with("count", summary.errors.len().to_string()).render(lang));
    }
    by_rule(summary, lang, out);
    line(out, phrase::NOT_PROOF.pick(lang));
}

fn by_rule(summary: &Summary, lang: Lang, out: &mut String) {
    let weighty = |count: &super::run::RuleCount| count.fail + count.review > 0;
    let mut rows: Vec<_> = summary.rules.iter().filter(|(_, count)| weighty(count)).collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(count.fail + count.review));
    if rows.is_empty() {
        return;
    }
    section(out, phrase::BY_RULE.pick(lang));
    for (rule, count) in rows {
        let (fail, review) = (words::outcome(Outcome::Fail).pick(lang), words::outcome(Outcome::Review).pick(lang));
        deeper(out, &format!("{}  {fail} {}, {review} {}", pad(rule, 34), count.fail, count.review));
    }
}

fn section(out: &mut String, title: &str) {
    let _ = writeln!(out, "  {title}");
}

fn line(out: &mut String, text: &str) {
    let _ = writeln!(out, "    {text}");
}

fn deeper(out: &mut String, text: &str) {
    let _ = writeln!(out, "      {text}");
}

/// Pads to a width in terminal columns; CJK characters take two.
fn pad(text: &str, columns: usize) -> String {
    let width: usize = text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum();
    format!("{text}{}", " ".repeat(columns.saturating_sub(width)))
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}')
}

fn color_of(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fail => "31",
        Outcome::Review | Outcome::Undetermined => "33",
        Outcome::Pass => "32",
        Outcome::NotApplicable | Outcome::Informational => "36",
    }
}

fn paint(text: &str, code: &str, color: bool) -> String {
    if color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::Asset;
    use crate::check::{Settings, check};
    use crate::context::Context;

    fn printed(name: &str, lang: Lang) -> String {
        let bytes = b"GIF89a\x01\0\x01\0\0\0\0;".to_vec();
        let context = Context::at(time::macros::datetime!(2026-11-23 00:00 UTC));
        let checked = check(&Asset::new(name, &bytes), &context, &Settings::default());
        let mut out = String::new();
        write_asset(&checked, Style { lang, color: false, columns: None }, &mut out);
        out
    }

    #[test]
    fn an_empty_result_says_what_it_does_not_prove() {
        assert!(printed("a.gif", Lang::En).contains("not proof of authenticity"));
        assert!(printed("a.gif", Lang::Zh).contains("不证明图片真实"));
    }

    #[test]
    fn vendor_layers_are_named_as_unreadable() {
        assert!(printed("a.gif", Lang::En).contains("cannot be read by anyone but the vendor: "));
    }

    #[test]
    fn a_name_cannot_move_the_cursor() {
        assert!(!printed("\u{1b}[2J.gif", Lang::En).contains('\u{1b}'));
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(pad("标识", 6), "标识  ");
    }
}
