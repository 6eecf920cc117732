//! The page of a rule, for the terminal and for SARIF, and the table of rules.
//!
//! A page is Markdown with an English part, a line `---zh---`, and a Chinese part.

use std::fmt::Write;

use super::words;
use super::words::phrase;
use crate::message::Lang;
use crate::rule::Rule;
use crate::rules::RULES;

const SEPARATOR: &str = "---zh---";

/// The part of a page in one language.
pub fn part(page: &'static str, lang: Lang) -> &'static str {
    let (english, chinese) = page.split_once(SEPARATOR).unwrap_or((page, page));
    match lang {
        Lang::En => english.trim(),
        Lang::Zh => chinese.trim(),
    }
}

/// One rule with its page.
pub fn rule(rule: &Rule, lang: Lang) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{} — {}", rule.id, rule.title.pick(lang));
    let _ = writeln!(out, "{}: {}", phrase::CLAUSE.pick(lang), rule.clause);
    let _ = writeln!(out, "{}: {}", phrase::SEVERITY.pick(lang), words::severity(rule.severity).pick(lang));
    let _ = writeln!(out, "{}: {}\n", phrase::BASIS.pick(lang), words::basis(rule.basis).pick(lang));
    for line in part(rule.page, lang).lines() {
        let plain = line.trim_start_matches('#').trim_start();
        let heading = line.starts_with('#');
        let _ = if heading { writeln!(out, "{}", plain.to_uppercase()) } else { writeln!(out, "{line}") };
    }
    out
}

/// All rules, a line each.
pub fn table(lang: Lang) -> String {
    let mut out = String::new();
    for rule in RULES {
        let severity = words::severity(rule.severity).pick(lang);
        let _ = writeln!(out, "{:<34} {severity}  {}  [{}]", rule.id, rule.title.pick(lang), rule.clause);
    }
    out
}
