//! The tables of an audit as CSV and as JSON lines.

use serde_json::{Map, Value};

use super::columns::{self, Column, Values};
use crate::audit::audited::Audited;

/// A table that is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Every item that was drawn.
    Items,
    /// Every measure, overall and by stratum.
    Measures,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Items, Self::Measures];

    /// The name of its file, without its ending.
    pub fn name(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Measures => "measures",
        }
    }

    /// Its columns.
    pub(super) fn columns(self, audited: &Audited) -> Vec<Column> {
        match self {
            Self::Items => columns::items(audited),
            Self::Measures => columns::measures(audited),
        }
    }
}

/// Comma-separated values with a line of names. A text that a spreadsheet would take for a formula has an apostrophe in
/// front.
pub fn csv(table: Table, audited: &Audited) -> Vec<u8> {
    let columns = table.columns(audited);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = columns.iter().map(|column| column.name.clone());
    let rows = (0..rows(&columns)).map(|row| columns.iter().map(|column| cell(column, row)).collect());
    for row in std::iter::once(names.collect::<Vec<String>>()).chain(rows) {
        if writer.write_record(&row).is_err() {
            break;
        }
    }
    writer.into_inner().unwrap_or_default()
}

fn cell(column: &Column, row: usize) -> String {
    match &column.values {
        Values::Text(values) => {
            let text = values.get(row).cloned().flatten().unwrap_or_default();
            if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
        }
        Values::Whole(values) => values.get(row).copied().flatten().map(|one| one.to_string()).unwrap_or_default(),
        Values::Number(values) => values.get(row).copied().flatten().map(|one| one.to_string()).unwrap_or_default(),
    }
}

/// One JSON object a line; what is not there is `null`.
pub fn json_lines(table: Table, audited: &Audited) -> Vec<u8> {
    let columns = table.columns(audited);
    let mut out = Vec::new();
    for row in 0..rows(&columns) {
        let object: Map<String, Value> =
            columns.iter().map(|column| (column.name.clone(), value(column, row))).collect();
        out.extend_from_slice(Value::Object(object).to_string().as_bytes());
        out.push(b'\n');
    }
    out
}

fn value(column: &Column, row: usize) -> Value {
    match &column.values {
        Values::Text(values) => values.get(row).cloned().flatten().map_or(Value::Null, Value::from),
        Values::Whole(values) => values.get(row).copied().flatten().map_or(Value::Null, Value::from),
        Values::Number(values) => values.get(row).copied().flatten().map_or(Value::Null, Value::from),
    }
}

fn rows(columns: &[Column]) -> usize {
    let length = |column: &Column| match &column.values {
        Values::Text(values) => values.len(),
        Values::Whole(values) => values.len(),
        Values::Number(values) => values.len(),
    };
    columns.first().map_or(0, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        let column = |text: &str| Column { name: "id".to_owned(), values: Values::Text(vec![Some(text.to_owned())]) };
        for text in ["=1+1", "+1", "-1", "@x"] {
            assert_eq!(cell(&column(text), 0), format!("'{text}"));
        }
        assert_eq!(cell(&column("a=1"), 0), "a=1");
        let number = Column { name: "x".to_owned(), values: Values::Number(vec![Some(-0.5)]) };
        assert_eq!(cell(&number, 0), "-0.5");
    }
}
