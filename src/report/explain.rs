//! The page of a rule, for the terminal and for SARIF, and the table of rules.
//!
//! A page is Markdown with an English part, a line `---zh---`, and a Chinese part.

use std::fmt::Write;

use serde::Serialize;

use super::json::write_pretty;
use super::words::phrase;
use super::wrap::pad;
use super::{ids, words};
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

/// All rules as JSON, for programs.
pub fn table_json(out: &mut Vec<u8>) {
    let rows: Vec<Row> = RULES.iter().map(|rule| Row::new(rule)).collect();
    write_pretty(&rows, 0, out);
    out.push(b'\n');
}

#[derive(Serialize)]
struct Row {
    id: &'static str,
    severity: &'static str,
    basis: &'static str,
    clause: &'static str,
    title: Title,
}

#[derive(Serialize)]
struct Title {
    zh: &'static str,
    en: &'static str,
}

impl Row {
    fn new(rule: &Rule) -> Self {
        let title = Title { zh: rule.title.zh, en: rule.title.en };
        Self { id: rule.id, severity: rule.severity.id(), basis: ids::basis(rule.basis), clause: rule.clause, title }
    }
}

/// All rules, a line each.
pub fn table(lang: Lang) -> String {
    let mut out = String::new();
    for rule in RULES {
        let severity = words::severity(rule.severity).pick(lang);
        let (id, severity) = (pad(rule.id, 34), pad(severity, 7));
        let _ = writeln!(out, "{id} {severity}  {}  [{}]", rule.title.pick(lang), rule.clause);
    }
    out
}
