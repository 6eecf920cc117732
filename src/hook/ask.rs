//! What a request asks for, in the words of its address: `?role=&declared=&depth=&uploader=`.
//!
//! Nothing is guessed: a word that is not known is an answer 400, because a platform that misspells `declared` must not
//! get a verdict as if nobody had been asked.

use std::collections::BTreeMap;

use axum::http::Uri;
use time::OffsetDateTime;

use super::options::Options;
use super::problem::{self, Problem};
use crate::context::{Context, Depth, Role};
use crate::fetch::guard::{self, Reach};
use crate::message::{Message, Text};
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::LabelValue;

/// Characters of a text that the client chooses at most.
const TEXT_CHARS_MAX: usize = 128;

static NO_KEY: Text = Text {
    zh: "没有允许的来源（--jobs-from），或键指向其外",
    en: "no source is allowed (--jobs-from), or the key leads out of it",
};

/// Words that may stand in the address.
const NAMES: &str = "role, declared, depth, uploader, name";

/// What one request asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ask {
    /// Under which circumstances the picture is judged.
    pub(super) context: Context,
    /// Whom the platform has it from: its own mark, kept in the journal and nowhere else.
    pub(super) uploader: Option<String>,
    /// How the picture is called in the report.
    pub(super) name: Option<String>,
}

/// What a label shall say.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LabelAsk {
    /// `ContentPropagator`: name or code of the platform.
    pub(super) propagator: String,
    /// `PropagateID`: its own number for this content.
    pub(super) id: String,
    /// `Label` of a picture that has none; what Art. 6 asks for when it is left out.
    pub(super) label: Option<LabelValue>,
    /// Write although a C2PA manifest will no longer fit the file.
    pub(super) break_c2pa: bool,
    /// The rest.
    pub(super) ask: Ask,
}

const LABELS: [LabelValue; 3] = [LabelValue::Is, LabelValue::May, LabelValue::Suspect];
const SWITCH: [bool; 2] = [true, false];

/// Reads what a label shall say.
///
/// # Errors
/// As [`read`], and when propagator or id are missing.
pub(super) fn of_label(uri: &Uri, options: &Options, now: OffsetDateTime) -> Result<LabelAsk, Problem> {
    let ask = Ask::new(options, now);
    let mut asked = LabelAsk { propagator: String::new(), id: String::new(), label: None, break_c2pa: false, ask };
    each_once(uri, |name, value| {
        match name {
            "propagator" => asked.propagator = short(name, value)?,
            "id" => asked.id = short(name, value)?,
            "label" => asked.label = Some(one_of(LABELS, LabelValue::digit, name, value)?),
            "break_c2pa" => asked.break_c2pa = one_of(SWITCH, |is| if is { "yes" } else { "no" }, name, value)?,
            _ => asked.ask.take(name, value)?,
        }
        Ok(())
    })?;
    for (name, value) in [("propagator", &asked.propagator), ("id", &asked.id)] {
        if value.is_empty() {
            return Err(refused(name, value, "1-128"));
        }
    }
    Ok(asked)
}

/// A job: what is asked for, and of which picture.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct JobAsk {
    /// Its name, if the client gave it one: asked twice, it is done once.
    pub(super) id: Option<String>,
    /// Where the picture is.
    pub(super) source: String,
    /// The rest.
    pub(super) ask: Ask,
}

/// Reads a job: an object of JSON with `url` or `key`, maybe `id`, and what else may stand in an address.
///
/// # Errors
/// When it is no such object, a word is not known, or no picture may be fetched from there.
pub(super) fn of_job(
    text: &[u8],
    options: &Options,
    sources: &[String],
    now: OffsetDateTime,
) -> Result<JobAsk, Problem> {
    let fields: BTreeMap<String, String> = serde_json::from_slice(text)
        .map_err(|error| problem::JOB.with("why", Untrusted::new(error.to_string()).to_string()))?;
    let mut ask = Ask::new(options, now);
    let (mut id, mut source) = (None, None);
    for (name, value) in &fields {
        match name.as_str() {
            "id" if is_plain(value) => id = Some(value.clone()),
            "id" => return Err(refused(name, value, "A-Z a-z 0-9 - _ ., 1-64")),
            "url" | "key" if source.is_some() => return Err(refused(name, value, "url / key")),
            "url" => source = Some(value.clone()),
            "key" => source = Some(address(value, sources)?),
            _ => ask.take(name, value)?,
        }
    }
    let source = source.ok_or_else(|| problem::JOB.with("why", "url / key"))?;
    let allowed = sources.iter().any(|allowed| guard::lies_under(&source, allowed));
    if !allowed {
        guard::parse(&source, Reach::Public).map_err(|refusal| no_source(&source, refusal.message()))?;
    }
    Ok(JobAsk { id, source, ask })
}

fn address(key: &str, sources: &[String]) -> Result<String, Problem> {
    let found = sources.first().and_then(|prefix| guard::below(prefix, key));
    found.ok_or_else(|| no_source(key, NO_KEY.message()))
}

fn no_source(source: &str, why: Message) -> Problem {
    problem::SOURCE.with("url", quoted(source)).with("why", why)
}

fn is_plain(id: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=64).contains(&id.len()) && id.bytes().all(is_plain)
}

/// Reads what is asked for.
///
/// # Errors
/// When a word or its value is not known, or one is said twice.
pub(super) fn read(uri: &Uri, options: &Options, now: OffsetDateTime) -> Result<Ask, Problem> {
    let mut ask = Ask::new(options, now);
    each_once(uri, |name, value| ask.take(name, value))?;
    Ok(ask)
}

/// Takes every word of the address with its value; said twice, it is refused.
fn each_once(uri: &Uri, mut take: impl FnMut(&str, &str) -> Result<(), Problem>) -> Result<(), Problem> {
    let mut seen = Vec::new();
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if seen.contains(&name) {
            return Err(refused(&name, &value, "one value"));
        }
        take(&name, &value)?;
        seen.push(name);
    }
    Ok(())
}

impl Ask {
    /// What the operator decided, before anything is asked for.
    fn new(options: &Options, now: OffsetDateTime) -> Self {
        let context = Context {
            role: options.role,
            jurisdiction: options.jurisdiction,
            depth: options.depth,
            c2pa_counts_as_implicit: options.c2pa_counts_as_implicit,
            digest: options.digest,
            ..Context::at(now)
        };
        Self { context, uploader: None, name: None }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        match name {
            "role" => self.context.role = one_of(Role::ALL, Role::id, name, value)?,
            "depth" => self.context.depth = one_of(Depth::ALL, Depth::id, name, value)?,
            "declared" => {
                self.context.user_declared = match value {
                    "yes" => Some(true),
                    "no" => Some(false),
                    "" => None,
                    _ => return Err(refused(name, value, "yes, no")),
                }
            }
            "uploader" => self.uploader = Some(short(name, value)?),
            "name" => self.name = Some(short(name, value)?),
            _ => {
                let unknown = &problem::UNKNOWN_PARAMETER;
                return Err(unknown.with("name", quoted(name)).with("wanted", NAMES));
            }
        }
        Ok(())
    }
}

fn one_of<T: Copy, const N: usize>(
    all: [T; N],
    id: fn(T) -> &'static str,
    name: &str,
    value: &str,
) -> Result<T, Problem> {
    let found = all.into_iter().find(|one| id(*one) == value);
    found.ok_or_else(|| refused(name, value, &all.map(id).join(", ")))
}

fn short(name: &str, value: &str) -> Result<String, Problem> {
    if value.chars().count() > TEXT_CHARS_MAX {
        return Err(refused(name, value, &format!("at most {TEXT_CHARS_MAX} characters")));
    }
    Ok(value.to_owned())
}

fn refused(name: &str, value: &str, wanted: &str) -> Problem {
    problem::PARAMETER.with("name", name).with("value", quoted(value)).with("wanted", wanted)
}

/// Escaped and cut, as all text from outside.
fn quoted(text: &str) -> String {
    format!("\"{:.64}\"", Untrusted::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(query: &str) -> Result<Ask, String> {
        let uri = format!("/v1/check{query}").parse().unwrap();
        let options = Options::at(([127, 0, 0, 1], 0).into(), 1);
        let now = time::macros::datetime!(2026-11-23 00:00 UTC);
        read(&uri, &options, now).map_err(|problem| problem.code().to_owned())
    }

    #[test]
    fn what_is_not_said_is_what_the_operator_decided() {
        let ask = ask("").unwrap();
        assert_eq!(ask.context.role, Role::Platform);
        assert_eq!(ask.context.depth, Depth::Full);
        assert_eq!(ask.context.user_declared, None);
    }

    #[test]
    fn every_word_is_taken() {
        let ask = ask("?role=platform-egress&declared=no&depth=metadata&uploader=u%2F17&name=a.png").unwrap();
        assert_eq!(ask.context.role, Role::PlatformEgress);
        assert_eq!(ask.context.depth, Depth::Metadata);
        assert_eq!(ask.context.user_declared, Some(false));
        assert_eq!(ask.uploader.as_deref(), Some("u/17"));
        assert_eq!(ask.name.as_deref(), Some("a.png"));
    }

    #[test]
    fn what_is_misspelt_is_no_verdict() {
        for (query, code) in [
            ("?declard=yes", "unknown_parameter"),
            ("?declared=maybe", "parameter"),
            ("?role=Platform", "parameter"),
            ("?depth=", "parameter"),
            ("?declared=yes&declared=no", "parameter"),
        ] {
            assert_eq!(ask(query).unwrap_err(), code, "{query}");
        }
        assert_eq!(ask(&format!("?uploader={}", "x".repeat(129))).unwrap_err(), "parameter");
    }
}
