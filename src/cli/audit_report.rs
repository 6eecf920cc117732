//! `yanbiao audit report`: a page for people and tables for programs, from the file of an audit.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicU64;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::audit_report_args::AuditReportArgs;
use super::audit_run::failed;
use super::output::{not_written, write_whole};
use super::progress::Bar;
use crate::audit::audited::Audited;
use crate::audit::interval::Confidence;
use crate::audit::store::{Store, StoreError};
use crate::audit::trend;
use crate::message::Lang;
use crate::report::audit::export::{Table, csv, json_lines};
use crate::report::audit::{Case, Earlier, View, page};

/// Bytes of one Report v1; the longest have some 100 KB.
const REPORT_BYTES_MAX: usize = 8 << 20;

/// Writes what is asked for; returns the exit code.
pub(super) fn run(args: &AuditReportArgs, lang: Lang) -> Result<u8> {
    let confidence = Confidence::new(args.confidence).unwrap_or(Confidence::USUAL);
    let (store, audited) = read(&args.audit, confidence, args.date.as_deref(), lang)?;
    let mut has_tables = false;
    if let Some(folder) = &args.csv {
        tables(folder, "csv", |table| Ok(csv(table, &audited)), lang)?;
        has_tables = true;
    }
    if let Some(folder) = &args.jsonl {
        tables(folder, "jsonl", |table| Ok(json_lines(table, &audited)), lang)?;
        has_tables = true;
    }
    #[cfg(feature = "parquet")]
    if let Some(folder) = &args.parquet {
        tables(folder, "parquet", |table| Ok(crate::report::audit::parquet::parquet(table, &audited)?), lang)?;
        has_tables = true;
    }
    if args.output.is_some() || !has_tables {
        write_page(args, &store, &audited, lang)?;
    }
    let is_whole = audited.shortfalls.is_empty() && !audited.design.finished_at.is_empty();
    Ok(if is_whole { 0 } else { 3 })
}

fn read(path: &Path, confidence: Confidence, date: Option<&str>, lang: Lang) -> Result<(Store, Audited)> {
    let failed = |error: StoreError| failed(path, &error, lang);
    let store = Store::read(path).map_err(failed)?;
    let audited = Audited::read(&store, confidence, date).map_err(failed)?;
    Ok((store, audited))
}

fn write_page(args: &AuditReportArgs, store: &Store, audited: &Audited, lang: Lang) -> Result<()> {
    let earlier = args.earlier.as_deref().map(|path| read(path, audited.confidence, None, lang)).transpose()?;
    let earlier = earlier.map(|(_, before)| Earlier { changes: trend::changes(&before, audited), audited: before });
    let (places, cases_in_all) = audited.cases(args.cases);
    let cases: Vec<Case<'_>> = places
        .into_iter()
        .filter_map(|place| audited.items.get(place))
        .map(|item| Case {
            item,
            preview: store.preview(item.number).ok().flatten(),
            report: report(store, item.number),
        })
        .collect();
    let judged = AtomicU64::new(audited.judged());
    let bar = Bar::new(args.progress, &judged);
    let across = audited.across(store, &|| bar.advance(1));
    bar.clear();
    let view = View { audited, across: &across, cases: &cases, cases_in_all, earlier: earlier.as_ref() };
    write_whole(args.output.as_deref(), page(&view, lang).as_bytes(), lang)
}

/// `Null` when it cannot be read; the page says so.
fn report(store: &Store, number: i64) -> Value {
    let text = store.report(number).ok().flatten();
    let text = text.filter(|text| text.len() <= REPORT_BYTES_MAX);
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn tables(folder: &Path, ending: &str, bytes: impl Fn(Table) -> Result<Vec<u8>>, lang: Lang) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| not_written(folder, lang))?;
    for table in Table::ALL {
        write_whole(Some(&folder.join(format!("{}.{ending}", table.name()))), &bytes(table)?, lang)?;
    }
    Ok(())
}
