//! Lists as Parquet, in builds with the feature `parquet`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};

use super::list::{Columns, ListError, NamedRows, Visit, unreadable};
use crate::untrusted::Untrusted;

/// Shows every row of the file to `visit`; returns how many there were.
///
/// # Errors
/// When a row cannot be read, has no id, or the list lacks a column.
pub fn read(file: impl ChunkReader + 'static, columns: &Columns, visit: &mut impl Visit) -> Result<u64, ListError> {
    let failed = |row: u64, error: &ParquetError| unreadable(row, Untrusted::new(error.to_string()).to_string());
    // The library trusts the file more than it should; a panic inside of it is a file that cannot be read.
    let broken = |_| unreadable(0, "panic");
    let reader = catch_unwind(AssertUnwindSafe(|| SerializedFileReader::new(file))).map_err(broken)?;
    let mut rows = RowIter::from_file_into(Box::new(reader.map_err(|error| failed(0, &error))?));
    let mut named: Option<NamedRows> = None;
    for number in 1.. {
        let Some(row) = catch_unwind(AssertUnwindSafe(|| rows.next())).map_err(broken)? else { return Ok(number - 1) };
        let row = row.map_err(|error| failed(number, &error))?;
        let names = || row.get_column_iter().map(|(name, _)| name.clone()).collect();
        let named = match &mut named {
            Some(named) => named,
            None => named.insert(NamedRows::new(names(), columns)?),
        };
        named.show(&values(&row), number, visit)?;
    }
    Ok(0)
}

fn values(row: &Row) -> Vec<String> {
    row.get_column_iter().map(|(_, value)| plain(value)).collect()
}

/// Text as it is, anything else as the library writes it.
#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign enum that grows")]
fn plain(value: &Field) -> String {
    match value {
        Field::Str(text) => text.clone(),
        Field::Null => String::new(),
        other => other.to_string(),
    }
}
