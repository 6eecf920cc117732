//! What the genuine output of a generator carries: one file each in `profiles/`, with where that is known from.
//!
//! A profile is known by one layer and speaks of another. A picture with the mark of a service, and without the label
//! that the service writes into every file, has lost that label, or the mark is not the service's. Where pictures of a
//! generator are known to come without a layer, its profile does not name that layer.

use std::sync::LazyLock;

use time::Date;
use time::format_description::well_known::Iso8601;
use toml::{Table, Value};

/// One generator.
#[derive(Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub vendor: String,
    /// Vendors of marks on the picture that tell it, as `readers::visible_label` names them.
    pub marks: Vec<String>,
    /// Tools whose settings, hidden in the pixels, tell it.
    pub hidden_settings: Vec<String>,
    /// Tools whose metadata tell it.
    pub metadata: Vec<String>,
    /// Names in the editing history that tell it.
    pub history: Vec<String>,
    /// What its pictures carry besides.
    pub layers: Vec<Expected>,
}

/// A layer that is to be expected.
#[derive(Debug, PartialEq, Eq)]
pub struct Expected {
    /// Which.
    pub layer: ExpectedLayer,
    /// How regularly.
    pub how: Regularity,
    /// Ids of the formats in which it is.
    pub formats: Vec<String>,
    /// From which day on; `None` for as long as is known.
    pub since: Option<Date>,
    /// Where this is known from.
    pub source: String,
}

/// Layers that a profile may speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedLayer {
    /// The metadata label of GB 45438-2025.
    Implicit,
    /// Content Credentials.
    C2pa,
    /// The generator's own settings in the metadata.
    OtherMetadata,
}

/// How regularly a layer is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regularity {
    /// In every file.
    Always,
    /// In many; a file without it says nothing.
    Often,
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../profiles/", $name, ".toml")))),*]
    };
}

static FILES: [(&str, &str); 13] = files![
    "baidu", "doubao", "firefly", "gemini", "jimeng", "kling", "novelai", "openai", "qwen", "samsung", "webui",
    "yuanbao", "zhipu",
];

/// Every profile. A file that cannot be read is left out; a test reads them all.
pub static PROFILES: LazyLock<Vec<Profile>> =
    LazyLock::new(|| FILES.iter().filter_map(|(_, text)| Profile::read(text).ok()).collect());

impl Profile {
    /// Reads a file.
    ///
    /// # Errors
    /// The name of what is missing, unknown or of another kind.
    fn read(text: &str) -> Result<Self, String> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        only(&table, &["vendor", "known_by", "layer"])?;
        let known_by = table.get("known_by").and_then(Value::as_table).ok_or("known_by")?;
        only(known_by, &["marks", "hidden_settings", "metadata", "history"])?;
        let layers = table.get("layer").and_then(Value::as_array).ok_or("layer")?;
        Ok(Self {
            vendor: word(&table, "vendor")?,
            marks: words(known_by, "marks")?,
            hidden_settings: words(known_by, "hidden_settings")?,
            metadata: words(known_by, "metadata")?,
            history: words(known_by, "history")?,
            layers: layers.iter().map(expected).collect::<Result<_, _>>()?,
        })
    }
}

fn expected(value: &Value) -> Result<Expected, String> {
    let table = value.as_table().ok_or("layer")?;
    only(table, &["name", "how", "formats", "since", "source"])?;
    let layer = match word(table, "name")?.as_str() {
        "implicit" => ExpectedLayer::Implicit,
        "c2pa" => ExpectedLayer::C2pa,
        "other_metadata" => ExpectedLayer::OtherMetadata,
        other => return Err(format!("name = {other}")),
    };
    let how = match word(table, "how")?.as_str() {
        "always" => Regularity::Always,
        "often" => Regularity::Often,
        other => return Err(format!("how = {other}")),
    };
    let since = match table.get("since") {
        None => None,
        Some(_) => Some(Date::parse(&word(table, "since")?, &Iso8601::DATE).map_err(|_| "since")?),
    };
    Ok(Expected { layer, how, formats: words(table, "formats")?, since, source: word(table, "source")? })
}

fn only(table: &Table, keys: &[&str]) -> Result<(), String> {
    match table.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(unknown) => Err(unknown.clone()),
        None => Ok(()),
    }
}

fn word(table: &Table, key: &str) -> Result<String, String> {
    table.get(key).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| key.to_owned())
}

/// A list of words; none where the key is not there.
fn words(table: &Table, key: &str) -> Result<Vec<String>, String> {
    let Some(value) = table.get(key) else { return Ok(Vec::new()) };
    let words = value.as_array().ok_or_else(|| key.to_owned())?.iter();
    words.map(|one| one.as_str().map(str::to_owned).ok_or_else(|| key.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::generator::Tool;

    #[test]
    fn every_file_is_read_and_speaks_of_what_it_is_not_known_by() {
        for (name, text) in FILES {
            let profile = Profile::read(text).unwrap_or_else(|why| panic!("{name}.toml: {why}"));
            let known_by = [&profile.marks, &profile.hidden_settings, &profile.metadata, &profile.history];
            assert!(known_by.iter().any(|names| !names.is_empty()), "{name}: known by nothing");
            assert!(!profile.layers.is_empty(), "{name}");
            for one in &profile.layers {
                assert!(one.source.len() > 20 && !one.formats.is_empty(), "{name}: {one:?}");
            }
        }
        assert_eq!(PROFILES.len(), FILES.len());
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles");
        let written = std::fs::read_dir(folder).unwrap().count();
        assert_eq!(written, FILES.len(), "a file in profiles/ is not in the table");
    }

    #[test]
    fn names_are_those_of_marks_and_tools() {
        let vendors = crate::readers::visible_label::vendor_names();
        let tools = [Tool::Automatic1111, Tool::Forge, Tool::NovelAi, Tool::SamsungGallery].map(Tool::name);
        for profile in PROFILES.iter() {
            assert!(profile.marks.iter().all(|mark| vendors.contains(mark.as_str())), "{profile:?}");
            assert!(profile.metadata.iter().all(|tool| tools.contains(&tool.as_str())), "{profile:?}");
            let agents = crate::readers::iptc::GENERATORS;
            assert!(profile.history.iter().all(|agent| agents.contains(&agent.as_str())), "{profile:?}");
            assert!(profile.hidden_settings.iter().all(|tool| tools.contains(&tool.as_str())), "{profile:?}");
        }
    }

    #[test]
    fn what_is_misspelt_is_refused() {
        let whole = FILES[0].1;
        assert!(Profile::read(whole).is_ok());
        for (from, to) in
            [("vendor", "vender"), ("how =", "why ="), ("\"implicit\"", "\"implizit\""), ("2025-09-01", "soon")]
        {
            assert!(Profile::read(&whole.replace(from, to)).is_err(), "{to}");
        }
    }
}
