//! The report for people: what was found, what is missing or was removed, which clause says so, what to do.
//!
//! The first line of a picture says the result in words; colour only repeats it. Everything that came out of
//! a file is escaped by its type.

use std::fmt::Write;

use super::run::{RuleCount, Summary};
use super::wrap::{pad, width, wrap};
use super::{blind, words};
use crate::check::Checked;
use crate::coverage::{Coverage, CoverageState, reason};
use crate::evidence::{Detail, EvidenceId, EvidenceKind, Strength};
use crate::facts::model::{Explicit, ExplicitState, FoundMark, FoundWatermark, OriginClaim, StrippingLevel};
use crate::facts::recorded::FoundRecord;
use crate::finding::{Finding, Outcome};
use crate::message::{Filling, Lang, Message, Text};
use crate::rules;
use crate::vocabulary::ledger::LabelLayer;
use crate::vocabulary::watermark::{FoundAt, InvisibleMark, MarkStanding};
use words::phrase;

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Language.
    pub lang: Lang,
    /// Whether to use terminal colours.
    pub color: bool,
    /// Columns to wrap at; words that are longer stand out.
    pub columns: usize,
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
static HEAD_LABELLED: Text =
    Text { zh: "画面上的标识写明：由人工智能生成", en: "AI-generated: a label on the picture says so" };
static HEAD_MARKED: Text = Text {
    zh: "画面上有 AI 产品的标记，可能含人工智能成分",
    en: "May contain AI: the picture bears the mark of an AI product",
};
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
static HEAD_ALTERED: Text = Text {
    zh: "与台账中的参考图是同一张图，但局部不同，需人工核对",
    en: "A reference picture of the ledger with local changes: look at it by hand",
};
static HEAD_UNKNOWN: Text =
    Text { zh: "未能完整检查，不能下结论", en: "Could not be searched to the end: no conclusion" };
static HEAD_UNCLEAR: Text = Text {
    zh: "有标识或痕迹，但不足以说明是否来自人工智能",
    en: "There is a label or trace, but none that tells whether AI made the picture",
};
static HEAD_NOTHING: Text = Text {
    zh: "未发现标识或痕迹——这不证明图片真实",
    en: "No label or trace found; this is not proof of authenticity",
};

/// Appends the report of one asset.
pub fn write_asset(checked: &Checked, style: Style, out: &mut String) {
    let page = Page { style };
    heading(checked, page, out);
    page.section(phrase::LAYERS.pick(style.lang), out);
    for (layer, state) in layers(checked) {
        page.row(words::label_layer(layer), state.pick(style.lang), out);
        if layer == LabelLayer::Explicit {
            marks(&checked.facts.explicit.marks, page, out);
        }
        if layer == LabelLayer::Watermark {
            watermarks(&checked.facts.watermark.found, page, out);
        }
    }
    let ledger = &checked.facts.ledger;
    if let Some(said) = words::ledger(ledger.state) {
        let ids: Vec<EvidenceId> = ledger.found.iter().map(|found| found.id).collect();
        page.row(&phrase::LEDGER, &format!("{}{}", said.pick(style.lang), cited(&ids)), out);
    }
    let stripping = &checked.facts.stripping;
    if stripping.level != StrippingLevel::NotShown {
        let reasons: Vec<EvidenceId> = stripping.reasons.iter().map(|reason| reason.evidence).collect();
        let is_record = |id: &EvidenceId| checked.facts.ledger.found.iter().any(|found| found.id == *id);
        let recorded = reasons.iter().all(is_record);
        let said = if recorded { &phrase::SEEN_WITH_LABEL } else { words::stripping(stripping.level) };
        let said = said.pick(style.lang);
        page.row(&phrase::STRIPPING, &format!("{said}{}", cited(&reasons)), out);
    }
    if let Some(notice) = checked.disposition.notice() {
        let said = words::disposition(checked.disposition).pick(style.lang);
        let colon = phrase::COLON.pick(style.lang);
        page.row(&phrase::DISPOSITION, &format!("{said}{colon}{}", notice.pick(style.lang)), out);
    }
    findings(checked, page, out);
    evidence(checked, page, out);
    gaps(checked, page, out);
    out.push('\n');
}

/// Rules about what a ledger has.
const LEDGER_RULES: [&str; 2] = ["core-stripped-confirmed", "core-reference-altered"];

/// Appends what a ledger has of one asset.
pub fn write_ledger(checked: &Checked, style: Style, out: &mut String) {
    let page = Page { style };
    heading(checked, page, out);
    let mut said = false;
    for finding in checked.findings.iter().filter(|one| LEDGER_RULES.contains(&one.rule)) {
        if finding.outcome != Outcome::NotApplicable {
            write_finding(finding, page, out);
            said = true;
        }
    }
    if let Some(state) = words::ledger(checked.facts.ledger.state).filter(|_| !said) {
        page.row(&phrase::LEDGER, state.pick(style.lang), out);
    }
    out.push('\n');
}

fn heading(checked: &Checked, page: Page, out: &mut String) {
    let size = match (checked.width, checked.height) {
        (Some(width), Some(height)) => format!("{width}×{height}, "),
        _ => String::new(),
    };
    let name = paint(&checked.name.to_string(), "1", page.style.color);
    let _ = writeln!(out, "{name}  ({}, {size}{})", checked.format.id(), size_text(checked.size_bytes));
    let bracket = format!("[{}]", result(checked).pick(page.style.lang));
    let headline = headline(checked);
    // Green would reassure.
    let silent = checked.facts.origin.claim == OriginClaim::NoStatement;
    let color =
        if silent && checked.verdict.outcome == Outcome::Pass { NEUTRAL } else { color_of(checked.verdict.outcome) };
    page.labelled(2, (&bracket, color), headline.pick(page.style.lang), out);
    if headline == &HEAD_NOTHING {
        page.line(4, phrase::ASK_FOR_ORIGINAL.pick(page.style.lang), out);
    }
}

/// Nobody reads seven digits.
fn size_text(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match UNITS.iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
        None => format!("{bytes} B"),
    }
}

/// The word in the bracket. "Met" alone would read like a clean bill for a picture about which nothing is known.
fn result(checked: &Checked) -> &'static Text {
    let silent = checked.facts.origin.claim == OriginClaim::NoStatement;
    match checked.verdict.outcome {
        Outcome::Pass if silent && !has_trace(checked) => &phrase::NOTHING_FOUND,
        Outcome::Pass => &phrase::IN_ORDER,
        Outcome::Fail | Outcome::Review | Outcome::Undetermined | Outcome::NotApplicable | Outcome::Informational => {
            words::outcome(checked.verdict.outcome)
        }
    }
}

/// The one sentence a merchant reads.
fn headline(checked: &Checked) -> &'static Text {
    use crate::facts::model::C2paLayer;
    let facts = &checked.facts;
    if facts.c2pa.state == C2paLayer::Tampered {
        return &HEAD_TAMPERED;
    }
    // What stands on the picture is told apart from what the file says of itself.
    let only_seen = facts.origin.strength == Some(Strength::Detected);
    match facts.origin.claim {
        OriginClaim::AiGenerated if only_seen => return &HEAD_LABELLED,
        OriginClaim::AiGenerated => return &HEAD_GENERATED,
        OriginClaim::AiEdited | OriginClaim::AiComponent => return &HEAD_EDITED,
        OriginClaim::Conflict => return &HEAD_CONFLICT,
        OriginClaim::DeclaredNotAi => return &HEAD_NOT_AI,
        OriginClaim::PossiblyAi | OriginClaim::NoStatement => {}
    }
    match facts.stripping.level {
        StrippingLevel::Shown => &HEAD_STRIPPED,
        StrippingLevel::Indicated => &HEAD_STRIPPING_INDICATED,
        StrippingLevel::NotShown if facts.origin.claim == OriginClaim::PossiblyAi && only_seen => &HEAD_MARKED,
        StrippingLevel::NotShown if facts.origin.claim == OriginClaim::PossiblyAi => &HEAD_POSSIBLY,
        StrippingLevel::NotShown if checked.verdict.outcome == Outcome::Undetermined => &HEAD_UNKNOWN,
        StrippingLevel::NotShown if has_altered_reference(checked) => &HEAD_ALTERED,
        StrippingLevel::NotShown if has_trace(checked) => &HEAD_UNCLEAR,
        StrippingLevel::NotShown => &HEAD_NOTHING,
    }
}

/// A record in a ledger is no label and no trace of one, nor is a small picture without a label or one that is not there.
fn has_trace(checked: &Checked) -> bool {
    checked.reading.evidence.iter().any(|one| match &one.detail {
        Detail::Thumbnail(thumbnail) => !thumbnail.marks.is_empty(),
        Detail::Aigc(_)
        | Detail::Store(_)
        | Detail::Remnant(_)
        | Detail::SourceType(_)
        | Detail::Generator(_)
        | Detail::Properties(_)
        | Detail::Mark(_)
        | Detail::Watermark(_)
        | Detail::PixelSignature(_)
        | Detail::Recorded(_)
        | Detail::Undone(_) => !matches!(one.kind, EvidenceKind::LedgerRecord | EvidenceKind::StructurePointer),
    })
}

fn has_altered_reference(checked: &Checked) -> bool {
    checked.facts.ledger.found.iter().any(FoundRecord::is_altered_reference)
}

fn layers(checked: &Checked) -> [(LabelLayer, &'static Text); 4] {
    let facts = &checked.facts;
    [
        (LabelLayer::Implicit, words::implicit(facts.implicit.state)),
        (LabelLayer::Explicit, explicit(&facts.explicit)),
        (LabelLayer::C2pa, words::c2pa(facts.c2pa.state)),
        (LabelLayer::Watermark, words::watermark(facts.watermark.state)),
    ]
}

fn explicit(explicit: &Explicit) -> &'static Text {
    let nothing_seen = explicit.state == ExplicitState::Unknown && explicit.marks.is_empty() && !explicit.searched;
    if nothing_seen { &phrase::NOT_LOOKED_AT } else { words::explicit(explicit.state) }
}

/// Every mark in a line of its own: what it says, where, how high, whose, and how sure that is.
fn marks(marks: &[FoundMark], page: Page, out: &mut String) {
    for found in marks.iter().take(MARKS_SHOWN_MAX) {
        page.line(6, &format!("{}{}", described(found, page.style.lang), cited(&[found.id])), out);
    }
    if marks.len() > MARKS_SHOWN_MAX {
        let more = phrase::MORE_MARKS.with("count", (marks.len() - MARKS_SHOWN_MAX).to_string());
        page.line(6, &more.render(page.style.lang), out);
    }
}

fn described(found: &FoundMark, lang: Lang) -> String {
    let mark = &found.mark;
    let text = match mark.text.is_blank() {
        true => phrase::ICON.message(),
        false => phrase::QUOTED.with("text", format!("{:.MARK_CHARS_MAX$}", mark.text)),
    };
    let height = phrase::MARK_HEIGHT
        .with("px", format!("{:.0}", mark.height_px))
        .with("share", format!("{:.1}", mark.height_ratio * 100.0));
    let more = [words::standing(mark.standing), words::seen_on(mark.seen_on)];
    let mut parts = vec![text.render(lang).into_owned(), mark.place.name().pick(lang).to_owned()];
    parts.push(height.render(lang).into_owned());
    parts.extend(mark.vendor.map(str::to_owned));
    parts.extend(more.into_iter().flatten().map(|text| text.pick(lang).to_owned()));
    parts.join(phrase::CLAUSE_COMMA.pick(lang))
}

/// Every invisible mark that was read in a line of its own.
fn watermarks(found: &[FoundWatermark], page: Page, out: &mut String) {
    for one in found.iter().take(MARKS_SHOWN_MAX) {
        let parts: Vec<String> = watermark(&one.mark).iter().map(|part| part.render(page.style.lang).into()).collect();
        let said = parts.join(phrase::CLAUSE_COMMA.pick(page.style.lang));
        page.line(6, &format!("{said}{}", cited(&[one.id])), out);
    }
}

fn watermark(mark: &InvisibleMark) -> Vec<Message> {
    let mut parts = vec![match mark.payload.is_blank() {
        true => phrase::WATERMARK_UNREAD.with("scheme", mark.scheme),
        false => {
            phrase::WATERMARK.with("scheme", mark.scheme).with("payload", format!("{:.MARK_CHARS_MAX$}", mark.payload))
        }
    }];
    let unknown_bits = mark.payload_bits.filter(|_| mark.standing == MarkStanding::PayloadUnknown);
    parts.extend(unknown_bits.map(|bits| phrase::PAYLOAD_UNKNOWN.with("bits", bits.to_string())));
    parts.extend(mark.used_by.map(|who| phrase::USED_BY.with("who", who)));
    parts.extend(mark.p_value.map(|p| phrase::CHANCE.with("p", format!("{p:.0e}"))));
    parts.extend(mark.place.map(|area| {
        let placed = phrase::PLACED.with("x", area.x.to_string()).with("y", area.y.to_string());
        placed.with("width", area.width.to_string()).with("height", area.height.to_string())
    }));
    match mark.found_at {
        FoundAt::AsIs => {}
        FoundAt::RescaledTo { width, height } => {
            let text = phrase::FOUND_RESCALED.with("width", width.to_string());
            parts.push(text.with("height", height.to_string()));
        }
        FoundAt::Cropped { x, y } => {
            parts.push(phrase::FOUND_CROPPED.with("x", x.to_string()).with("y", y.to_string()));
        }
    }
    parts.extend(mark.is_mirrored.then(|| phrase::MIRRORED.message()));
    parts.extend(words::mark_signature(mark.signature).map(Text::message));
    parts
}

fn findings(checked: &Checked, page: Page, out: &mut String) {
    let count = |outcome| checked.findings.iter().filter(|one| one.outcome == outcome).count();
    page.section(phrase::FINDINGS.pick(page.style.lang), out);
    for outcome in [Outcome::Fail, Outcome::Review] {
        for finding in checked.findings.iter().filter(|one| one.outcome == outcome) {
            write_finding(finding, page, out);
        }
    }
    undetermined(checked, page, out);
    for finding in checked.findings.iter().filter(|one| one.outcome == Outcome::Informational) {
        write_finding(finding, page, out);
    }
    let met = phrase::MET
        .with("met", count(Outcome::Pass).to_string())
        .with("not_applicable", count(Outcome::NotApplicable).to_string());
    page.line(4, &met.render(page.style.lang), out);
}

fn write_finding(finding: &Finding, page: Page, out: &mut String) {
    let lang = page.style.lang;
    let outcome = words::outcome(finding.outcome).pick(lang);
    let word = match finding.outcome {
        Outcome::Fail => format!("{outcome}/{}", words::severity(finding.severity).pick(lang)),
        Outcome::Pass | Outcome::Review | Outcome::Undetermined | Outcome::NotApplicable | Outcome::Informational => {
            outcome.to_owned()
        }
    };
    let said = format!("{}{}", finding.message.render(lang), cited(&finding.evidence));
    page.labelled(4, (&word, color_of(finding.outcome)), &said, out);
    if let Some(remedy) = &finding.remedy {
        page.line(6, &format!("{}{}", phrase::REMEDY.pick(lang), remedy.render(lang)), out);
    }
    let clause = rules::find(finding.rule).map_or("", |rule| rule.clause);
    let by = phrase::BY.with("clause", clause).with("rule", finding.rule);
    page.line(6, &by.render(lang), out);
}

/// What could not be decided has one cause most of the time; rules that say the same share an entry.
fn undetermined(checked: &Checked, page: Page, out: &mut String) {
    let mut groups: Vec<(&Message, Vec<&str>)> = Vec::new();
    for finding in checked.findings.iter().filter(|one| one.outcome == Outcome::Undetermined) {
        match groups.iter_mut().find(|(message, _)| **message == finding.message) {
            Some((_, rules)) => rules.push(finding.rule),
            None => groups.push((&finding.message, vec![finding.rule])),
        }
    }
    // What concerns a single rule says why the others are open.
    groups.sort_by_key(|(_, rules)| rules.len());
    let word = words::outcome(Outcome::Undetermined).pick(page.style.lang);
    for (message, rules) in groups {
        page.labelled(4, (word, color_of(Outcome::Undetermined)), &message.render(page.style.lang), out);
        let by = match rules.get(..RULES_NAMED_MAX) {
            Some(first) if rules.len() > first.len() => phrase::BY_RULES_MORE.with("rules", first.join(", ")),
            Some(_) | None => phrase::BY_RULES.with("rules", rules.join(", ")),
        };
        page.line(6, &by.with("count", rules.len().to_string()).render(page.style.lang), out);
    }
}

fn cited(evidence: &[EvidenceId]) -> String {
    let ids: Vec<String> = evidence.iter().map(EvidenceId::to_string).collect();
    if ids.is_empty() { String::new() } else { format!(" ({})", ids.join(", ")) }
}

fn evidence(checked: &Checked, page: Page, out: &mut String) {
    let lang = page.style.lang;
    page.section(phrase::EVIDENCE.pick(lang), out);
    if checked.reading.evidence.is_empty() {
        page.line(4, phrase::NO_EVIDENCE.pick(lang), out);
    }
    for (id, item) in (1..).map(EvidenceId).zip(&checked.reading.evidence) {
        let carrier = item.carrier.as_str();
        let place = item.span.as_ref().map_or(Filling::from(carrier), |span| {
            let placed = phrase::AT.with("carrier", carrier).with("offset", format!("{:#x}", span.start));
            Filling::from(placed.with("length", span.end.saturating_sub(span.start).to_string()))
        });
        let said = phrase::SEEN
            .with("kind", words::evidence_kind(item.kind))
            .with("says", words::statement(item))
            .with("strength", words::strength(item.strength))
            .with("place", place);
        page.labelled(4, (&id.to_string(), ""), &said.render(lang), out);
    }
}

fn gaps(checked: &Checked, page: Page, out: &mut String) {
    let lang = page.style.lang;
    page.section(phrase::GAPS.pick(lang), out);
    let name = |reader: &'static str| words::reader(reader).map_or(reader, |text| text.pick(lang));
    for (state, readers) in by_state(&checked.reading.coverage) {
        let Some(why) = state.reason() else { continue };
        let names: Vec<&str> = readers.into_iter().map(name).collect();
        let said = phrase::GAP
            .with("search", names.join(phrase::COMMA.pick(lang)))
            .with("state", words::coverage(state))
            .with("why", why);
        page.line(4, &said.render(lang), out);
    }
    for (text, reason) in [
        (&phrase::VENDOR_ONLY, &reason::VENDOR_ONLY),
        (&phrase::WEIGHTS_NOT_HELD, &reason::WEIGHTS_NOT_HELD),
        (&phrase::NEEDS_SECRET, &reason::NEEDS_SECRET),
    ] {
        let of_reason = |coverage: &&Coverage| coverage.state == CoverageState::Skipped { reason };
        let missing = blind::missing_from(&checked.reading.coverage).filter(of_reason);
        let names = missing.map(|coverage| name(coverage.reader)).collect::<Vec<_>>();
        if !names.is_empty() {
            page.line(4, &text.with("names", names.join(phrase::COMMA.pick(lang))).render(lang), out);
        }
    }
}

/// One broken place stops many searches; they share a line.
fn by_state(coverage: &[Coverage]) -> Vec<(&CoverageState, Vec<&'static str>)> {
    let mut groups: Vec<(&CoverageState, Vec<&'static str>)> = Vec::new();
    for one in coverage {
        match groups.iter_mut().find(|(state, _)| **state == one.state) {
            Some((_, readers)) => readers.push(one.reader),
            None => groups.push((&one.state, vec![one.reader])),
        }
    }
    groups
}

/// Appends the counts of a run. A single picture has said everything itself.
pub fn write_summary(summary: &Summary, style: Style, out: &mut String) {
    let page = Page { style };
    let lang = style.lang;
    if summary.checked != 1 || summary.skipped > 0 || !summary.errors.is_empty() {
        let _ = writeln!(out, "{}", paint(phrase::SUMMARY.pick(lang), "1", style.color));
        counts(summary, page, out);
        by_rule(summary, page, out);
    }
    page.line(2, phrase::NOT_PROOF.pick(lang), out);
}

fn counts(summary: &Summary, page: Page, out: &mut String) {
    let lang = page.style.lang;
    page.line(2, &phrase::CHECKED.with("count", summary.checked.to_string()).render(lang), out);
    let counts = [
        (Outcome::Fail, summary.outcomes.fail),
        (Outcome::Undetermined, summary.outcomes.undetermined),
        (Outcome::Review, summary.outcomes.review),
        (Outcome::Pass, summary.outcomes.pass),
    ];
    for (outcome, count) in counts.iter().filter(|_| summary.checked > 0) {
        let is_pass = *outcome == Outcome::Pass;
        let word = if is_pass { &phrase::NOTHING_TO_OBJECT } else { words::outcome(*outcome) }.pick(lang);
        page.line(4, &format!("{}  {count}", pad(word, 20)), out);
    }
    if summary.stripping_shown + summary.stripping_indicated > 0 {
        let stripped = phrase::STRIPPED
            .with("shown", summary.stripping_shown.to_string())
            .with("indicated", summary.stripping_indicated.to_string());
        page.line(2, &stripped.render(lang), out);
    }
    if summary.skipped > 0 {
        page.line(2, &phrase::SKIPPED.with("count", summary.skipped.to_string()).render(lang), out);
    }
    if !summary.errors.is_empty() {
        page.line(2, &phrase::FAILED.with("count", summary.errors.len().to_string()).render(lang), out);
    }
}

fn by_rule(summary: &Summary, page: Page, out: &mut String) {
    let weighty = |count: &RuleCount| count.fail + count.review > 0;
    let mut rows: Vec<_> = summary.rules.iter().filter(|(_, count)| weighty(count)).collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(count.fail + count.review));
    if rows.is_empty() {
        return;
    }
    page.section(phrase::BY_RULE.pick(page.style.lang), out);
    for (rule, count) in rows {
        let parts = [(Outcome::Fail, count.fail), (Outcome::Review, count.review)];
        let said = parts.iter().filter(|(_, count)| *count > 0);
        let said = said.map(|(outcome, count)| format!("{} {count}", words::outcome(*outcome).pick(page.style.lang)));
        page.line(4, &format!("{}  {}", pad(rule, 34), said.collect::<Vec<_>>().join(", ")), out);
    }
}

/// Lines as the style wants them.
#[derive(Clone, Copy)]
pub(super) struct Page {
    pub(super) style: Style,
}

impl Page {
    pub(super) fn section(self, title: &str, out: &mut String) {
        let _ = writeln!(out, "  {title}");
    }

    /// A line; what does not fit goes on two columns deeper.
    pub(super) fn line(self, indent: usize, text: &str, out: &mut String) {
        self.flow((indent, ""), indent + 2, text, out);
    }

    /// A line that begins with a word in colour. Without colour the word alone says it.
    pub(super) fn labelled(self, indent: usize, (word, color): (&str, &str), text: &str, out: &mut String) {
        let label = format!("{}  ", paint(word, color, self.style.color));
        self.flow((indent + width(word) + 2, &format!("{}{label}", " ".repeat(indent))), indent + 2, text, out);
    }

    /// Name and value of a small table.
    pub(super) fn row(self, name: &Text, value: &str, out: &mut String) {
        let label = format!("    {}  ", pad(name.pick(self.style.lang), ROW_NAME_COLUMNS));
        self.flow((width(&label), &label), width(&label), value, out);
    }

    /// Writes `text` behind a label that takes `used` columns; an empty label is so many spaces.
    pub(super) fn flow(self, (used, label): (usize, &str), indent: usize, text: &str, out: &mut String) {
        let columns = self.style.columns.saturating_sub(indent).max(COLUMNS_MIN);
        let used_of_columns = used.saturating_sub(indent);
        let blank = " ".repeat(if label.is_empty() { used } else { 0 });
        for (index, line) in wrap(text, used_of_columns, columns).iter().enumerate() {
            let before = if index == 0 { format!("{blank}{label}") } else { " ".repeat(indent) };
            let _ = writeln!(out, "{}", format!("{before}{line}").trim_end());
        }
    }
}

/// Marks shown under their layer, and characters of each; the JSON report has all.
const MARKS_SHOWN_MAX: usize = 8;
const MARK_CHARS_MAX: usize = 60;
/// Rules named behind one cause; a broken file leaves dozens open.
const RULES_NAMED_MAX: usize = 3;
const NEUTRAL: &str = "36";
/// However deep a line stands, so much of it is text.
const COLUMNS_MIN: usize = 20;
const ROW_NAME_COLUMNS: usize = 24;

fn color_of(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fail => "31",
        Outcome::Review | Outcome::Undetermined => "33",
        Outcome::Pass => "32",
        Outcome::NotApplicable | Outcome::Informational => NEUTRAL,
    }
}

pub(super) fn paint(text: &str, code: &str, color: bool) -> String {
    if color && !code.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::Asset;
    use crate::check::{Settings, check};
    use crate::context::{Context, Depth};
    use crate::facts::testing::{complete, from, mark, marked, standing};
    use crate::untrusted::Untrusted;
    use crate::vocabulary::visible::{Place, SeenOn, Standing, VisibleMark, Wording};

    /// A whole picture of one pixel.
    fn gif() -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbaImage::new(1, 1).write_to(&mut bytes, image::ImageFormat::Gif).unwrap();
        bytes.into_inner()
    }

    fn printed(name: &str, lang: Lang) -> String {
        printed_at(Depth::Full, name, lang)
    }

    fn printed_at(depth: Depth, name: &str, lang: Lang) -> String {
        let bytes = gif();
        let context = Context { depth, ..Context::at(time::macros::datetime!(2026-11-23 00:00 UTC)) };
        let checked = check(&Asset::new(name, &bytes), &context, &Settings::default());
        let mut out = String::new();
        write_asset(&checked, Style { lang, color: false, columns: 80 }, &mut out);
        out
    }

    #[test]
    fn an_empty_result_says_what_it_does_not_prove() {
        assert!(printed("a.gif", Lang::En).contains("not proof of authenticity"));
        assert!(printed("a.gif", Lang::Zh).contains("不证明图片真实"));
    }

    fn printed_with(marks: Vec<VisibleMark>, lang: Lang) -> String {
        let bytes = b"GIF89a\x01\0\x01\0\0\0\0;".to_vec();
        let context = Context::at(time::macros::datetime!(2026-11-23 00:00 UTC));
        let mut checked = check(&Asset::new("a.gif", &bytes), &context, &Settings::default());
        checked.reading = complete(marks.into_iter().map(marked).collect());
        checked.facts = from(checked.format, &checked.reading);
        checked.findings = rules::judge(&checked.facts, &context);
        let mut out = String::new();
        write_asset(&checked, Style { lang, color: false, columns: 160 }, &mut out);
        out
    }

    #[track_caller]
    fn check_lines(marks: Vec<VisibleMark>, lang: Lang, lines: &[&str]) {
        let printed = printed_with(marks, lang);
        for line in lines {
            assert!(printed.lines().any(|one| one.trim() == *line), "{line}\n{printed}");
        }
    }

    #[test]
    fn a_mark_is_shown_under_its_layer_in_both_languages() {
        let doubao = || vec![mark(Wording::Compliant, Place::BottomRight, 0.034)];
        let en = "“豆包AI生成”, bottom right, 34 px high, 3.4 % of the shortest side, 豆包 (Doubao) (e1)";
        let head = "AI-generated: a label on the picture says so";
        check_lines(doubao(), Lang::En, &[en]);
        assert!(printed_with(doubao(), Lang::En).contains(head));
        check_lines(doubao(), Lang::Zh, &["“豆包AI生成”，右下角，高 34 像素，为最短边的 3.4 %，豆包 (Doubao) (e1)"]);
        let icon = VisibleMark { seen_on: SeenOn::Last, ..mark(Wording::VendorIcon, Place::TopLeft, 0.05) };
        let en = "a sign without words, top left, 50 px high, 5.0 % of the shortest side, Google Gemini, on the last frame only (e1)";
        check_lines(vec![icon], Lang::En, &[en]);
    }

    #[test]
    fn an_unsure_mark_says_so_and_a_claim_of_nothing_is_not_made() {
        let unsure = || vec![standing(Standing::Doubtful)];
        assert!(printed_with(unsure(), Lang::En).contains("not read for sure (e1)"));
        assert!(!printed_with(unsure(), Lang::En).contains("No label or trace"));
        assert!(printed_with(unsure(), Lang::Zh).contains("未读准 (e1)"));
    }

    #[test]
    fn marks_are_bounded_and_escaped() {
        let hostile = VisibleMark { text: Untrusted::new("\u{1b}[2J".repeat(90)), ..standing(Standing::Label) };
        let printed = printed_with(vec![hostile; MARKS_SHOWN_MAX + 3], Lang::En);
        assert!(!printed.contains('\u{1b}'));
        assert!(printed.contains("3 more, see the JSON report"));
        assert_eq!(printed.matches("bottom right, 60 px").count(), MARKS_SHOWN_MAX);
    }

    #[test]
    fn a_picture_that_was_not_looked_at_is_told_from_one_that_bears_nothing() {
        let row = |printed: String, row: &str| {
            let mut rows = printed.lines().filter(|line| line.contains(row)).map(str::to_owned);
            rows.next().expect("the row is there")
        };
        assert!(row(printed_at(Depth::Metadata, "a.gif", Lang::En), "explicit (on").ends_with("not looked at"));
        assert!(row(printed("a.gif", Lang::En), "explicit (on").ends_with("none read"));
        assert!(row(printed_with(vec![], Lang::En), "explicit (on").ends_with("none read"));
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
    fn lines_fit_the_columns() {
        for lang in [Lang::Zh, Lang::En] {
            let lines = printed("a.gif", lang);
            assert!(lines.lines().count() > 10);
            for line in lines.lines() {
                assert!(width(line) <= 80, "{line}");
            }
        }
    }
}
