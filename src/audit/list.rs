//! Lists of pictures: rows of CSV or JSON lines with an id, a place and attributes, read once from front to back.
//!
//! The digest is that of the bytes as they stand, so `sha256sum` gives it, too, and it can be published before anybody
//! knows the seed.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::message::{Filling, Message, Text};
use crate::untrusted::Untrusted;

/// Bytes of a row at most.
const ROW_BYTES_MAX: u64 = 1 << 20;
/// Columns that hold the place of a picture, if nobody says which does.
const PLACES: [&str; 5] = ["path", "file", "url", "location", "image"];

static NO_COLUMN: Text = Text {
    zh: "清单没有“{column}”列；有：{columns}",
    en: "the list has no column {column}; it has {columns}",
};
static NO_PLACE: Text = Text {
    zh: "不知道哪一列是图片位置；用 --place 指明，清单有：{columns}",
    en: "no column says where the pictures are; name one with --place, the list has {columns}",
};
static NO_ROW: Text = Text { zh: "第 {row} 行无法读取：{error}", en: "row {row} cannot be read: {error}" };
static EMPTY_ID: Text = Text { zh: "第 {row} 行没有编号", en: "row {row} has no id" };
static TOO_LONG: Text = Text { zh: "超过 1 MiB", en: "more than 1 MiB" };
static NO_UTF8: Text = Text { zh: "不是 UTF-8", en: "not UTF-8" };
static FIELDS: Text = Text {
    zh: "有 {found} 个字段，首行有 {expected} 个",
    en: "{found} fields where the first row has {expected}",
};
static NO_OBJECT: Text = Text { zh: "不是 JSON 对象", en: "no JSON object" };

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Comma-separated values with a line of names.
    Csv,
    /// One JSON object a line.
    JsonLines,
}

/// Which columns mean what.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// The id; the place when not named.
    pub id: Option<String>,
    /// Where the picture is: a path or an address.
    pub place: Option<String>,
    /// Those that make a stratum.
    pub strata: Vec<String>,
}

/// One picture of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What it is called by, once in the list.
    pub id: String,
    /// Path or address.
    pub place: String,
    /// The values of the columns that make a stratum.
    pub stratum: Vec<String>,
    /// All columns, in the order of the list.
    pub attributes: Vec<(String, String)>,
}

/// A row as it stands in the list, of which most is never needed.
pub struct Raw<'a> {
    names: &'a [String],
    value: &'a dyn Fn(usize) -> Cow<'a, str>,
    places: &'a Places,
}

impl Raw<'_> {
    /// What the picture is called by.
    pub fn id(&self) -> Cow<'_, str> {
        (self.value)(self.places.id)
    }

    /// The values of the columns that make a stratum.
    pub fn stratum(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.places.strata.iter().map(|&at| (self.value)(at))
    }

    /// The whole row.
    pub fn row(&self) -> Row {
        Row {
            id: self.id().into_owned(),
            place: (self.value)(self.places.place).into_owned(),
            stratum: self.stratum().map(Cow::into_owned).collect(),
            attributes: self.names.iter().cloned().zip((0..).map(|at| (self.value)(at).into_owned())).collect(),
        }
    }
}

/// What is done with every row.
pub trait Visit {
    /// Takes the next row.
    ///
    /// # Errors
    /// When the list cannot be used; nothing more of it is read.
    fn visit(&mut self, row: &Raw<'_>) -> Result<(), ListError>;
}

/// Why a list cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// What is wrong with it.
    #[error("{0:?}")]
    Wrong(Message),
    /// It could not be read on.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Bytes that are counted into a digest as they are read.
struct Digested<R> {
    inner: R,
    digest: Sha256,
}

impl<R: Read> Read for Digested<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.digest.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// Shows every row to `visit`, then returns how many there were and the digest of the bytes.
///
/// # Errors
/// When a row cannot be read, has no id, or the list lacks a column.
pub fn read(
    from: impl Read,
    form: Form,
    columns: &Columns,
    visit: &mut impl Visit,
) -> Result<(u64, [u8; 32]), ListError> {
    let mut bytes = Digested { inner: from, digest: Sha256::new() };
    let rows = match form {
        Form::Csv => read_csv(&mut bytes, columns, visit)?,
        Form::JsonLines => read_json(&mut bytes, columns, visit)?,
    };
    // Whatever the reader left, for the digest.
    io::copy(&mut bytes, &mut io::sink())?;
    Ok((rows, bytes.digest.finalize().into()))
}

/// Where the columns stand in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Places {
    id: usize,
    place: usize,
    strata: Vec<usize>,
}

impl Places {
    fn of(names: &[String], columns: &Columns) -> Result<Self, ListError> {
        let at = |wanted: &str| names.iter().position(|name| name == wanted);
        let all = || names.iter().map(|name| Untrusted::new(name.as_str()).to_string()).collect::<Vec<_>>().join(", ");
        let named = |wanted: &String| {
            at(wanted).ok_or_else(|| ListError::Wrong(NO_COLUMN.with("column", wanted.clone()).with("columns", all())))
        };
        let place = match &columns.place {
            Some(place) => named(place)?,
            None => {
                let found = PLACES.into_iter().find_map(at);
                found.ok_or_else(|| ListError::Wrong(NO_PLACE.with("columns", all())))?
            }
        };
        let id = match &columns.id {
            Some(id) => named(id)?,
            None => at("id").unwrap_or(place),
        };
        Ok(Self { id, place, strata: columns.strata.iter().map(named).collect::<Result<_, _>>()? })
    }
}

pub(super) fn unreadable(row: u64, why: impl Into<Filling>) -> ListError {
    ListError::Wrong(NO_ROW.with("row", row.to_string()).with("error", why))
}

/// Rows are counted as lines of the file, that of the names being the first.
fn show(visit: &mut impl Visit, raw: &Raw<'_>, row: u64) -> Result<(), ListError> {
    if raw.id().is_empty() {
        return Err(ListError::Wrong(EMPTY_ID.with("row", row.to_string())));
    }
    visit.visit(raw)
}

fn read_csv(from: impl Read, columns: &Columns, visit: &mut impl Visit) -> Result<u64, ListError> {
    let mut reader = csv::ReaderBuilder::new().from_reader(BufReader::with_capacity(1 << 16, from));
    let failed = |row: u64, error: csv::Error| match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            unreadable(row, FIELDS.with("expected", expected_len.to_string()).with("found", len.to_string()))
        }
        csv::ErrorKind::Utf8 { .. } => unreadable(row, NO_UTF8.message()),
        csv::ErrorKind::Io(_)
        | csv::ErrorKind::Seek
        | csv::ErrorKind::Serialize(_)
        | csv::ErrorKind::Deserialize { .. }
        | _ => unreadable(row, Untrusted::new(error.to_string()).to_string()),
    };
    let headers = reader.headers().map_err(|error| failed(1, error))?;
    let names: Vec<String> = headers.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect();
    let places = Places::of(&names, columns)?;
    let mut record = csv::StringRecord::new();
    let mut rows = 0;
    while reader.read_record(&mut record).map_err(|error| failed(rows + 2, error))? {
        rows += 1;
        let value = |at| Cow::Borrowed(record.get(at).unwrap_or_default());
        show(visit, &Raw { names: &names, value: &value, places: &places }, rows + 1)?;
    }
    Ok(rows)
}

fn read_json(from: impl Read, columns: &Columns, visit: &mut impl Visit) -> Result<u64, ListError> {
    let mut reader = BufReader::with_capacity(1 << 16, from);
    let (mut line, mut rows, mut at) = (Vec::new(), 0, 0);
    loop {
        at += 1;
        line.clear();
        let count = (&mut reader).take(ROW_BYTES_MAX).read_until(b'\n', &mut line)?;
        if count == 0 {
            return Ok(rows);
        }
        if line.last() != Some(&b'\n') && count as u64 == ROW_BYTES_MAX {
            return Err(unreadable(at, TOO_LONG.message()));
        }
        let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        if text.trim_ascii().is_empty() {
            continue;
        }
        rows += 1;
        let object: Map<String, Value> =
            serde_json::from_slice(text).map_err(|_| unreadable(at, NO_OBJECT.message()))?;
        let (names, values): (Vec<String>, Vec<Value>) = object.into_iter().unzip();
        let places = Places::of(&names, columns)?;
        let value = |at: usize| values.get(at).map_or(Cow::Borrowed(""), plain);
        show(visit, &Raw { names: &names, value: &value, places: &places }, at)?;
    }
}

/// Text as it is, anything else as JSON.
fn plain(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Null => Cow::Borrowed(""),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => Cow::Owned(value.to_string()),
    }
}

/// Rows that all have the same columns, from whatever kind of file.
#[cfg(feature = "parquet")]
pub(super) struct NamedRows {
    names: Vec<String>,
    places: Places,
}

#[cfg(feature = "parquet")]
impl NamedRows {
    pub(super) fn new(names: Vec<String>, columns: &Columns) -> Result<Self, ListError> {
        Ok(Self { places: Places::of(&names, columns)?, names })
    }

    pub(super) fn show(&self, values: &[String], row: u64, visit: &mut impl Visit) -> Result<(), ListError> {
        let value = |at: usize| Cow::Borrowed(values.get(at).map_or("", String::as_str));
        show(visit, &Raw { names: &self.names, value: &value, places: &self.places }, row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Lang;

    #[derive(Default)]
    struct Rows(Vec<Row>);

    impl Visit for Rows {
        fn visit(&mut self, row: &Raw<'_>) -> Result<(), ListError> {
            self.0.push(row.row());
            Ok(())
        }
    }

    fn rows(text: &str, form: Form, strata: &[&str]) -> Result<Vec<Row>, String> {
        let columns = Columns { strata: strata.iter().map(|&name| name.to_owned()).collect(), ..Columns::default() };
        let mut rows = Rows::default();
        match read(text.as_bytes(), form, &columns, &mut rows) {
            Ok((count, digest)) => {
                assert_eq!(count, rows.0.len() as u64);
                assert_eq!(digest, <[u8; 32]>::from(Sha256::digest(text)));
                Ok(rows.0)
            }
            Err(ListError::Wrong(message)) => Err(message.render(Lang::En).into_owned()),
            Err(ListError::Io(error)) => panic!("{error}"),
        }
    }

    #[test]
    fn both_forms_give_the_same_rows() {
        let csv = "\u{feff}path,site,note\na.jpg,x,\"two\nlines, one field\"\nb.jpg,y,\n";
        let json = "{\"path\": \"a.jpg\", \"site\": \"x\", \"note\": \"two\\nlines, one field\"}\n\n\
                    {\"path\": \"b.jpg\", \"site\": \"y\", \"note\": null}";
        let [from_csv, from_json] =
            [(csv, Form::Csv), (json, Form::JsonLines)].map(|(text, form)| rows(text, form, &["site"]));
        let from_csv = from_csv.unwrap();
        assert_eq!(Ok(&from_csv), from_json.as_ref());
        assert_eq!(from_csv.len(), 2);
        assert_eq!((&from_csv[0].id, &from_csv[0].stratum), (&"a.jpg".to_owned(), &vec!["x".to_owned()]));
        assert_eq!(from_csv[0].attributes[2].1, "two\nlines, one field");
    }

    #[test]
    fn an_id_of_its_own_goes_before_the_place() {
        let rows = rows("id,url\n7,https://example.com/a.jpg\n", Form::Csv, &[]).unwrap();
        assert_eq!((rows[0].id.as_str(), rows[0].place.as_str()), ("7", "https://example.com/a.jpg"));
    }

    #[test]
    fn what_is_wrong_names_the_row_and_the_columns() {
        let said = |text, form, strata: &[&str]| rows(text, form, strata).unwrap_err();
        assert_eq!(
            said("a,b\n1,2\n", Form::Csv, &[]),
            "no column says where the pictures are; name one with --place, the list has a, b"
        );
        assert_eq!(said("path\nx\n", Form::Csv, &["site"]), "the list has no column site; it has path");
        assert_eq!(said("path,b\nx\n", Form::Csv, &[]), "row 2 cannot be read: 1 fields where the first row has 2");
        assert_eq!(said("path,b\nx,y\n,z\n", Form::Csv, &[]), "row 3 has no id");
        assert_eq!(said("{\"path\": \"x\"}\n[1]\n", Form::JsonLines, &[]), "row 2 cannot be read: no JSON object");
    }
}
