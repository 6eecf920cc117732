//! The file that holds a sample: one JSON line that says how it was drawn, and one line per picture.
//!
//! It holds nothing that is not decided by the list, the seed and the sizes, so that everybody who draws gets the same
//! bytes.

use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};

use super::draw::{Drawn, Stratum};
use super::list::Row;
use super::ticket::Ticket;
use crate::hex::unhex;

/// Name and version of the file.
const SCHEMA: &str = "yanbiao/sample/v1";

/// A list as it was when the sample was drawn from it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ListRead {
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Pictures in it.
    pub rows: u64,
}

/// How a sample was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    schema: String,
    /// The seed as text.
    pub seed: String,
    /// The public value that the seed is the SHA-256 of.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seed_from: Option<String>,
    /// The columns that make a stratum.
    pub strata_columns: Vec<String>,
    /// The list, or its parts.
    pub lists: Vec<ListRead>,
    /// Pictures kept beyond the sizes.
    pub reserve: u64,
    strata: Vec<StratumLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct StratumLine {
    values: Vec<String>,
    population: u64,
    size: u64,
}

#[derive(Serialize, Deserialize)]
struct DrawnLine {
    stratum: usize,
    ticket: String,
    id: String,
    place: String,
    attributes: serde_json::Map<String, serde_json::Value>,
}

/// A sample: how it was drawn, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// How.
    pub drawing: Drawing,
    /// What.
    pub strata: Vec<Stratum>,
}

/// Why a file is no sample.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// It could not be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A line is not what it should be.
    #[error("line {0}")]
    Line(u64),
}

impl Drawing {
    /// The strata, nothing drawn from them.
    pub fn strata(&self) -> Vec<Stratum> {
        let stratum = |line: &StratumLine| Stratum {
            values: line.values.clone(),
            population: line.population,
            wanted: line.size,
            drawn: Vec::new(),
        };
        self.strata.iter().map(stratum).collect()
    }
}

impl Sample {
    /// A sample out of these strata.
    pub fn new(
        (seed, seed_from): (String, Option<String>),
        strata_columns: Vec<String>,
        lists: Vec<ListRead>,
        reserve: u64,
        strata: Vec<Stratum>,
    ) -> Self {
        let line =
            |one: &Stratum| StratumLine { values: one.values.clone(), population: one.population, size: one.wanted };
        let lines = strata.iter().map(line).collect();
        let schema = SCHEMA.to_owned();
        Self { drawing: Drawing { schema, seed, seed_from, strata_columns, lists, reserve, strata: lines }, strata }
    }

    /// Writes the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, mut to: impl Write) -> Result<(), SampleError> {
        write_line(&mut to, &self.drawing)?;
        for (at, stratum) in self.strata.iter().enumerate() {
            for one in &stratum.drawn {
                let attributes = one.row.attributes.iter().map(|(name, value)| (name.clone(), value.as_str().into()));
                let drawn = DrawnLine {
                    stratum: at,
                    ticket: one.ticket.to_string(),
                    id: one.row.id.clone(),
                    place: one.row.place.clone(),
                    attributes: attributes.collect(),
                };
                write_line(&mut to, &drawn)?;
            }
        }
        Ok(to.flush()?)
    }
}

impl Sample {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read or a line is not what it should be.
    pub fn read(from: impl BufRead) -> Result<Self, SampleError> {
        let mut lines = (1..).zip(from.lines());
        let (_, first) = lines.next().ok_or(SampleError::Line(1))?;
        let drawing: Drawing = serde_json::from_str(&first?).map_err(|_| SampleError::Line(1))?;
        if drawing.schema != SCHEMA {
            return Err(SampleError::Line(1));
        }
        let mut strata = drawing.strata();
        for (number, line) in lines {
            let (at, drawn) = read_drawn(&line?).ok_or(SampleError::Line(number))?;
            let stratum = strata.get_mut(at).ok_or(SampleError::Line(number))?;
            // Out of order is not as drawn.
            if stratum.drawn.last().is_some_and(|last| *last >= drawn)
                || stratum.drawn.len() as u64 >= stratum.population
            {
                return Err(SampleError::Line(number));
            }
            stratum.drawn.push(Drawn { row: Row { stratum: stratum.values.clone(), ..drawn.row }, ..drawn });
        }
        Ok(Self { drawing, strata })
    }
}

fn read_drawn(line: &str) -> Option<(usize, Drawn)> {
    let line: DrawnLine = serde_json::from_str(line).ok()?;
    let ticket = Ticket(unhex(&line.ticket)?.try_into().ok()?);
    let attributes = line.attributes.into_iter();
    let attributes = attributes.map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect::<Option<_>>()?;
    Some((line.stratum, Drawn { ticket, row: Row { id: line.id, place: line.place, stratum: Vec::new(), attributes } }))
}

fn write_line(to: &mut impl Write, value: &impl Serialize) -> Result<(), SampleError> {
    serde_json::to_writer(&mut *to, value).map_err(std::io::Error::from)?;
    Ok(to.write_all(b"\n")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Sample {
        let row = |id: &str| Row {
            id: id.to_owned(),
            place: format!("folder/{id}"),
            stratum: vec!["x".to_owned()],
            attributes: vec![("path".to_owned(), id.to_owned()), ("note".to_owned(), "two\nlines".to_owned())],
        };
        let drawn = |id: &str, first: u8| Drawn { ticket: Ticket([first; 32]), row: row(id) };
        let stratum = Stratum {
            values: vec!["x".to_owned()],
            population: 9,
            wanted: 1,
            drawn: vec![drawn("a", 1), drawn("b", 2)],
        };
        let lists = vec![ListRead { sha256: "00".repeat(32), rows: 9 }];
        Sample::new(("seed".to_owned(), None), vec!["site".to_owned()], lists, 1, vec![stratum])
    }

    fn written(sample: &Sample) -> String {
        let mut bytes = Vec::new();
        sample.write(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(Sample::read(written(&sample()).as_bytes()).unwrap(), sample());
    }

    #[track_caller]
    fn check_refused(text: &str, line: u64) {
        let error = Sample::read(text.as_bytes()).unwrap_err();
        assert!(matches!(error, SampleError::Line(number) if number == line), "{error}");
    }

    #[test]
    fn a_file_that_somebody_changed_is_refused() {
        let text = written(&sample());
        let lines: Vec<&str> = text.lines().collect();
        check_refused("", 1);
        check_refused("{}\n", 1);
        check_refused(&text.replacen("sample/v1", "sample/v2", 1), 1);
        check_refused(&[lines[0], lines[2], lines[1]].join("\n"), 3);
        check_refused(&[lines[0], lines[1], lines[1]].join("\n"), 3);
        check_refused(&text.replacen("\"stratum\":0", "\"stratum\":1", 1), 2);
        check_refused(&text.replacen("0101", "01", 1), 2);
    }
}
