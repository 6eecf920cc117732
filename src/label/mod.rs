//! The writer: adds or completes the implicit label of a file, repairs it, never removes it.
//!
//! A file, what a check made of it and a request go in; a plan comes out, which is a list of replaced runs of bytes,
//! or a refusal that names the reason and what can be done. Pixels are never encoded anew, and what no edit names
//! stays byte for byte. Before a plan is given, the file it makes is read again: it must hold exactly one label, and
//! that must say what was asked for. Nothing is written here; whoever holds the plan writes.
//!
//! `wanted` decides what the label says, `carriers` where, `xmp` and `directories` how it is put there, one file per
//! format what that does to lengths, checksums and offsets, `confirm` whether it came out right.

mod assemble;
mod carriers;
mod change;
mod confirm;
mod directories;
mod edit;
mod gif;
mod item_index;
mod items;
mod jpeg;
mod json;
mod jxl;
mod model;
mod png;
mod refusal;
mod reread;
mod tiff;
mod wanted;
mod webp;
mod xmp;

pub use edit::{Edit, Edited, Part};
pub use model::{Input, New, Old, Plan, Refusal, Replaced, Request, Task};

use carriers::Target;
use change::Change;
use refusal::Reason;
use reread::{File, Found};
use wanted::Wanted;

use crate::container::layout::Format;
use crate::context::Depth;
use crate::coverage::CoverageState;
use crate::evidence::EvidenceKind;
use crate::facts::disposition::Disposition;
use crate::readers::tc260::written::written;
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{Flaw, LabelValue, Location};

/// Plans what a request asks for.
///
/// # Errors
/// A refusal where the file, the law or the request leave a question, or where it cannot be done safely.
pub fn plan(input: &Input<'_>, request: &Request) -> Result<Plan, Refusal> {
    let file = File::read(input.asset, Depth::Full, input.limits);
    decide(&file, input, request).map_err(|reason| reason.of(input.asset))
}

fn decide(file: &File<'_>, input: &Input<'_>, request: &Request) -> Result<Plan, Reason> {
    if !file.layout.format.has_metadata_place() {
        return Err(refusal::FORMAT.with("format", file.layout.format.id()));
    }
    conclusive(&file.layout.coverage, &refusal::BROKEN)?;
    let before = file.labels.iter().map(old).collect();
    let asked = match &request.task {
        Task::Propagate { propagator, id, label } => {
            conclusive(&file.metadata.coverage(), &refusal::UNSEARCHED)?;
            propagate(file, (propagator, id), *label, input.checked.disposition)?
        }
        Task::Repair => repair(file)?,
    };
    let Some(asked) = asked else {
        let after = file.labels.first().map(unchanged);
        return Ok(Plan { edits: Vec::new(), before, after, replaced: None });
    };
    keep_manifest(input, request)?;
    let changes = carriers::changes(file, &asked.wanted, asked.target)?;
    let edits = edit::in_order(edits(file, changes)?).ok_or_else(|| refusal::OVERLAP.reason())?;
    let after = confirm::confirmed(file, &edits, &asked.wanted)?;
    Ok(Plan { edits, before, after: Some(after), replaced: asked.replaced })
}

fn conclusive(state: &CoverageState, ground: &'static refusal::Ground) -> Result<(), Reason> {
    if state.is_conclusive() {
        return Ok(());
    }
    Err(match state.reason() {
        Some(why) => ground.with("why", why),
        None => ground.reason(),
    })
}

fn old(found: &Found) -> Old {
    let line = |key: &str, raw: &str| Untrusted::new(format!("{}:{raw}", json::string(key)));
    let members = written(&found.label).members.iter().map(|member| line(&member.key, &member.raw)).collect();
    Old { carrier: found.carrier.clone(), at: found.span.start, text: found.label.text.clone(), members }
}

fn unchanged(found: &Found) -> New {
    New {
        carrier: found.carrier.clone(),
        at: found.span.start,
        text: found.label.text.as_raw().to_owned(),
        members: wanted::carried(found).members(),
        fields: found.label.fields.clone(),
    }
}

/// What shall be in the file, and where.
struct Asked {
    wanted: Wanted,
    target: Target,
    replaced: Option<Replaced>,
}

/// `None` when the file has it already.
fn propagate(
    file: &File<'_>,
    given: (&str, &str),
    label: Option<LabelValue>,
    disposition: Disposition,
) -> Result<Option<Asked>, Reason> {
    let found = wanted::only(&file.labels)?;
    let (wanted, replaced) = wanted::propagated(found, given, label, disposition)?;
    let is_there =
        found.is_some_and(|found| found.label.value.is_some() && found.label.fields.reads_like(&wanted.fields));
    let target = if found.is_some() { Target::Kept(0) } else { Target::Packet };
    Ok((!is_there).then_some(Asked { wanted, target, replaced }))
}

/// `None` when there is nothing to repair.
fn repair(file: &File<'_>) -> Result<Option<Asked>, Reason> {
    let Some(best) = file.labels.first() else {
        conclusive(&file.metadata.coverage(), &refusal::UNSEARCHED)?;
        return Ok(None);
    };
    let wanted = wanted::repaired(&file.labels)?;
    let is_well =
        |found: &Found| found.label.location != Location::Nonstandard && !found.label.flaws.iter().any(is_repaired);
    let is_complete = best.label.fields == wanted.fields;
    if file.labels.len() == 1 && is_complete && is_well(best) {
        return Ok(None);
    }
    let stays = best.label.location != Location::Nonstandard && !best.label.flaws.contains(&Flaw::AfterEnd);
    let target = if stays { Target::Kept(0) } else { Target::Packet };
    Ok(Some(Asked { wanted, target, replaced: None }))
}

/// Departures that writing the label anew puts right. What a value says is left to whoever wrote it.
fn is_repaired(flaw: &Flaw) -> bool {
    match flaw {
        Flaw::JsonInvalid { .. }
        | Flaw::XmpMalformed { .. }
        | Flaw::SchemaNonstandard { .. }
        | Flaw::KeyMisspelt { .. }
        | Flaw::FieldType { .. }
        | Flaw::KeyRepeated { .. }
        | Flaw::EscapedTwice { .. }
        | Flaw::CharsetPrefixMissing
        | Flaw::WrapperMissing
        | Flaw::AfterEnd => true,
        Flaw::ExtraField { .. } | Flaw::PlaceholderValue { .. } | Flaw::Charset { .. } => false,
    }
}

/// A manifest in the file, or one kept elsewhere, is bound to these bytes.
fn keep_manifest(input: &Input<'_>, request: &Request) -> Result<(), Reason> {
    let evidence = input.checked.reading.evidence.iter();
    let is_bound = |kind| matches!(kind, EvidenceKind::C2paStore | EvidenceKind::C2paReference);
    match evidence.into_iter().find(|one| is_bound(one.kind)).filter(|_| !request.break_c2pa) {
        Some(manifest) => Err(refusal::C2PA.with("carrier", manifest.carrier.as_str())),
        None => Ok(()),
    }
}

fn edits(file: &File<'_>, changes: Vec<Change>) -> Result<Vec<Edit>, Reason> {
    match file.layout.format {
        Format::Jpeg => jpeg::edits(file, changes),
        Format::Png => png::edits(file, changes),
        Format::Webp => webp::edits(file, changes),
        Format::Gif => gif::edits(file, changes),
        Format::Tiff => tiff::edits(file, changes),
        Format::Jxl => jxl::edits(file, changes),
        Format::Avif | Format::Heif => items::edits(file, changes),
        Format::Bmp | Format::Unknown => Err(refusal::FORMAT.with("format", file.layout.format.id())),
    }
}
