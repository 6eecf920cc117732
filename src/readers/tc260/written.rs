//! The members of a label's object as its writer wrote them, for whoever writes the label anew.
//!
//! A label goes in, keys and JSON texts come out, those that no field of the label was taken from included: a
//! member that nobody understands must not be lost.

use super::json::Entry;
use super::keys::{self, Spelling};
use super::open;
use crate::vocabulary::aigc::{AigcFields, AigcLabel, KEYS};

/// One member of the object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The key as written.
    pub key: String,
    /// The JSON text of the value.
    pub raw: String,
    /// True when one of the seven fields was taken from it.
    pub is_field: bool,
}

/// The object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// In file order.
    pub members: Vec<Member>,
    /// True when the label is a member among others of another object, which would be lost with it.
    pub has_neighbours: bool,
    /// True when something follows the object in the same value.
    pub has_text_behind: bool,
    /// A key that stands twice with two values.
    pub contradicts: Option<&'static str>,
}

/// Takes the text of a label apart; empty when it holds no object.
pub fn written(label: &AigcLabel) -> Written {
    let Some(opened) = open::open(label.text.as_raw()) else { return Written::default() };
    let has_exact = |key: &str| opened.entries.iter().any(|entry| entry.key == key);
    let mut written = Written {
        has_neighbours: opened.nested || !opened.beside.is_empty(),
        has_text_behind: opened.error.as_deref() == Some(open::TEXT_BEHIND),
        ..Written::default()
    };
    for entry in &opened.entries {
        written.contradicts = written.contradicts.or_else(|| contradiction(&opened.entries, entry));
        let is_field = is_field(&label.fields, entry, has_exact);
        written.members.push(Member { key: entry.key.clone(), raw: entry.raw.clone(), is_field });
    }
    written
}

fn contradiction(entries: &[Entry], entry: &Entry) -> Option<&'static str> {
    let key = KEYS.into_iter().find(|key| *key == entry.key)?;
    entries.iter().any(|other| other.key == key && other.raw != entry.raw).then_some(key)
}

fn is_field(fields: &AigcFields, entry: &Entry, has_exact: impl Fn(&str) -> bool) -> bool {
    let Some(found) = keys::find(&entry.key) else { return false };
    if found.spelling == Spelling::Exact {
        return true;
    }
    let value = fields.iter().find(|(key, _)| *key == found.expected).map(|(_, value)| value.as_raw());
    let text = entry.as_text();
    !keys::is_foreign(&entry.key) && !has_exact(found.expected) && value == Some(text.as_deref().unwrap_or(&entry.raw))
}

#[cfg(test)]
mod tests {
    use super::super::candidate::Candidate;
    use super::super::label;
    use super::*;
    use crate::metadata::model::Place;
    use crate::vocabulary::aigc::Location;

    fn taken(text: &str) -> Written {
        let place = Place { carrier: String::new(), span: 0..0, after_end: false };
        let candidate = Candidate::dedicated(text.to_owned(), place, Location::Xmp);
        written(&label::read(&candidate, &mut 0).unwrap())
    }

    #[track_caller]
    fn check(text: &str, others: &[&str], has_neighbours: bool, contradicts: Option<&str>) {
        let taken = taken(text);
        let found: Vec<_> =
            taken.members.iter().filter(|one| !one.is_field).map(|one| format!("{}={}", one.key, one.raw)).collect();
        let expected: Vec<String> = others.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!((found, taken.has_neighbours, taken.contradicts), (expected, has_neighbours, contradicts));
    }

    #[test]
    fn members_that_are_no_field_are_told_apart() {
        check(r#"{"Label":"1","Note":{"a":[1]},"ProduceID":"x"}"#, &[r#"Note={"a":[1]}"#], false, None);
        check(r#"{'Label':'1','Note':'n'}"#, &[r#"Note="n""#], false, None);
        check(r#"{"label":"1","content_producer":"x"}"#, &[], false, None);
        check(r#"{"Label":"1","label":"2"}"#, &[r#"label="2""#], false, None);
    }

    #[test]
    fn neighbours_and_contradictions_are_told() {
        check(r#"{"AIGC":{"Label":"1"},"app":{}}"#, &[], true, None);
        check(r#"{"Label":"1","Label":"1"}"#, &[], false, None);
        check(r#"{"Label":"1","Label":"2"}"#, &[], false, Some("Label"));
    }

    #[test]
    fn text_behind_is_told() {
        assert!(taken(r#"{"Label":"1"} and more"#).has_text_behind);
        assert!(!taken(r#"{"Label":"1"} "#).has_text_behind);
    }

    #[test]
    fn what_is_no_object_has_no_members() {
        assert_eq!(taken("AIGC"), Written::default());
    }
}
