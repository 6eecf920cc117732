//! What a build can read and within which bounds, for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::json::{self, ToolPart};
use super::json_coverage::CoveragePart;
use super::run::Tool;
use crate::container::layout::Format;
use crate::coverage::Coverage;

/// Name and version of the contract.
const SCHEMA: &str = "yanbiao/capabilities/v1";

#[derive(Serialize)]
struct Capabilities<'a> {
    schema: &'static str,
    tool: ToolPart<'a>,
    formats: Vec<FormatPart<'a>>,
    ledger: bool,
    bounds: BTreeMap<&'static str, u64>,
}

/// How far each reader gets in a small picture of a format.
#[derive(Serialize)]
struct FormatPart<'a> {
    format: &'static str,
    coverage: Vec<CoveragePart<'a>>,
}

impl<'a> FormatPart<'a> {
    fn new((format, coverage): &(Format, &'a [Coverage])) -> Self {
        Self { format: format.id(), coverage: coverage.iter().map(CoveragePart::new).collect() }
    }
}

/// Writes what was found out: the coverage of one picture of each format, and the bounds in force by their names,
/// which tell the unit.
pub fn write(tool: &Tool, formats: &[(Format, &[Coverage])], bounds: &[(&'static str, u64)], ledger: bool) -> Vec<u8> {
    let capabilities = Capabilities {
        schema: SCHEMA,
        tool: ToolPart::new(tool),
        formats: formats.iter().map(FormatPart::new).collect(),
        ledger,
        bounds: bounds.iter().copied().collect(),
    };
    json::compact(&capabilities)
}
