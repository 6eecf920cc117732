//! Key names: the seven of 附录E, and what people write instead.
//!
//! A key as written goes in, the key that was meant and how far off the spelling is come out. A guess is made
//! only when a single key fits; anything else is an extra field.

use crate::vocabulary::aigc::KEYS;

/// How a written key relates to a known one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As in the standard.
    Exact,
    /// Other letter case or a typing error.
    Misspelt,
    /// Words joined by `_`, as the interfaces of cloud services spell them.
    Snake,
    /// A shorter name that is only clear inside an `AIGC` object.
    Loose,
}

/// A recognised key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// The key of the standard.
    pub(super) expected: &'static str,
    /// How it is written.
    pub(super) spelling: Spelling,
}

/// Names seen in the wild that edit distance does not reach, in lower case without separators.
const ALIASES: [(&str, &str); 6] = [
    ("producerid", "ProduceID"),
    ("productionid", "ProduceID"),
    ("propagatorid", "PropagateID"),
    ("propagationid", "PropagateID"),
    ("reservedcodeone", "ReservedCode1"),
    ("reservedcodetwo", "ReservedCode2"),
];

const LOOSE: [(&str, &str); 5] = [
    ("producer", "ContentProducer"),
    ("contentprovider", "ContentProducer"),
    ("propagator", "ContentPropagator"),
    ("aigclabel", "Label"),
    ("labeltype", "Label"),
];

/// Keys of Tencent Cloud's own `AIGC` object.
const FOREIGN: [&str; 3] = ["ServiceProvider", "ServiceUser", "ContentId"];

/// The wrapper key of 附录E b.
pub(super) const WRAPPER: &str = "AIGC";

/// True for the wrapper in another letter case or under the name `aiGenTag` of streaming interfaces.
pub(super) fn is_wrapper_variant(key: &str) -> bool {
    key != WRAPPER && (key.eq_ignore_ascii_case(WRAPPER) || key.eq_ignore_ascii_case("aiGenTag"))
}

/// True for a longer name that contains the word, as 附录E a puts it: 名称或关键词中应包含"AIGC".
pub(super) fn is_wrapper_compound(key: &str) -> bool {
    key.len() > WRAPPER.len() && key.to_ascii_lowercase().contains("aigc")
}

/// True for a key of a known foreign schema.
pub(super) fn is_foreign(key: &str) -> bool {
    FOREIGN.iter().any(|known| known.eq_ignore_ascii_case(key))
}

/// True when a foreign key belongs to a schema we know to state AI origin.
pub(super) fn is_known_schema(key: &str) -> bool {
    is_foreign(key) || find(key).is_some_and(|found| found.spelling == Spelling::Snake)
}

/// True for the keys whose names no other schema is likely to use.
pub(super) fn is_distinctive(expected: &str) -> bool {
    matches!(expected, "ContentProducer" | "ProduceID" | "ContentPropagator" | "PropagateID")
}

/// The same for a key that is not written exactly. `ProductID` and `producer_id` are near a key of ours and
/// common elsewhere; the two long names are not, whatever the typing error.
pub(super) fn is_distinctive_as_written(written: &str, found: Match) -> bool {
    let is_long = matches!(found.expected, "ContentProducer" | "ContentPropagator");
    let is_respelt = plain_form(written) == found.expected.to_lowercase();
    found.spelling != Spelling::Loose && is_distinctive(found.expected) && (is_long || is_respelt)
}

/// The key that was meant, if that is clear.
pub(super) fn find(written: &str) -> Option<Match> {
    if let Some(expected) = KEYS.into_iter().find(|key| *key == written) {
        return Some(Match { expected, spelling: Spelling::Exact });
    }
    let plain = plain_form(written);
    let spelling = if written.contains(['_', '-']) { Spelling::Snake } else { Spelling::Misspelt };
    if let Some(expected) = named(&LOOSE, &plain) {
        return Some(Match { expected, spelling: Spelling::Loose });
    }
    let expected = named(&ALIASES, &plain).or_else(|| nearest(&plain))?;
    Some(Match { expected, spelling })
}

fn plain_form(written: &str) -> String {
    // No key is longer than 17 characters; two edits more are as far as a guess goes.
    written.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).take(20).flat_map(char::to_lowercase).collect()
}

fn named(table: &[(&'static str, &'static str)], plain: &str) -> Option<&'static str> {
    table.iter().find(|(name, _)| *name == plain).map(|(_, expected)| *expected)
}

/// The one key within two edits (insert, delete, replace, swap two neighbours); `None` when several are equally near.
fn nearest(plain: &str) -> Option<&'static str> {
    let mut ranked = KEYS.map(|key| (strsim::osa_distance(plain, &key.to_lowercase()), key));
    ranked.sort_unstable();
    let [(best, key), (second, _), ..] = ranked;
    // `Label` is so short that two edits reach other words ("level", "table").
    let reach = if key == "Label" { 1 } else { 2 };
    (best <= reach && best < second).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: Option<(&'static str, Spelling)>) {
        assert_eq!(find(written), expected.map(|(expected, spelling)| Match { expected, spelling }));
    }

    #[test]
    fn the_seven_keys_are_exact() {
        for key in KEYS {
            check(key, Some((key, Spelling::Exact)));
        }
    }

    #[test]
    fn letter_case_is_a_spelling() {
        check("contentProducer", Some(("ContentProducer", Spelling::Misspelt)));
        check("label", Some(("Label", Spelling::Misspelt)));
        check("ProduceId", Some(("ProduceID", Spelling::Misspelt)));
    }

    #[test]
    fn two_edits_are_forgiven() {
        check("ContentPropogator", Some(("ContentPropagator", Spelling::Misspelt)));
        check("Lable", Some(("Label", Spelling::Misspelt)));
        check("ProducerID", Some(("ProduceID", Spelling::Misspelt)));
        check("ReserveCode1", Some(("ReservedCode1", Spelling::Misspelt)));
    }

    #[test]
    fn plausible_misspellings_are_all_understood() {
        for (expected, spellings) in [
            ("Label", &["label", "LABEL", "Lable", "Labe", "Labels", "Labell", "Lebel"][..]),
            (
                "ContentProducer",
                &[
                    "contentProducer",
                    "ContentProduct",
                    "ContentProductor",
                    "ContentProducter",
                    "ContentPruducer",
                    "ContentProduser",
                ],
            ),
            (
                "ProduceID",
                &["produceId", "ProduceId", "PRODUCEID", "ProduceIID", "ProducteID", "ProductionID", "ProducedID"],
            ),
            ("ReservedCode1", &["reservedCode1", "ReserveCode1", "ReservedCod1", "RerservedCode1", "ReservedCode_1"]),
            ("ReservedCode2", &["reservedcode2", "ReserveCode2", "ReservedeCode2"]),
            (
                "ContentPropagator",
                &[
                    "ContentPropogator",
                    "ContentPropagater",
                    "contentPropagator",
                    "ContentPropagtor",
                    "ContentPropagetor",
                ],
            ),
            (
                "PropagateID",
                &["PropogateID", "propagateId", "PropagateId", "PropagatorID", "PropagationID", "PropagteID"],
            ),
        ] {
            for written in spellings {
                let found = find(written).unwrap_or_else(|| panic!("{written}"));
                assert_eq!(found.expected, expected, "{written}");
                assert_ne!(found.spelling, Spelling::Exact, "{written}");
            }
        }
    }

    #[test]
    fn ordinary_words_near_a_key_do_not_make_a_label() {
        let telling = |written: &str| is_distinctive_as_written(written, find(written).unwrap());
        for written in ["contentProducer", "ContentPropogator", "content_producer", "produceId", "propagate_id"] {
            assert!(telling(written), "{written}");
        }
        for written in ["ProductID", "producer_id", "ProducerID", "Producer", "label", "ReserveCode1"] {
            assert!(!telling(written), "{written}");
        }
    }

    #[test]
    fn interface_names_are_snake() {
        check("content_producer", Some(("ContentProducer", Spelling::Snake)));
        check("producer_id", Some(("ProduceID", Spelling::Snake)));
        check("propagate_id", Some(("PropagateID", Spelling::Snake)));
    }

    #[test]
    fn ambiguous_and_unrelated_keys_are_not_guessed() {
        for key in ["ReservedCode", "Level", "Table", "Time", "DisclaimerText", "ContentId", "prompt", ""] {
            check(key, None);
        }
    }

    #[test]
    fn short_names_are_loose() {
        check("Producer", Some(("ContentProducer", Spelling::Loose)));
    }

    #[test]
    fn foreign_keys_are_known() {
        assert!(is_known_schema("ServiceProvider"));
        assert!(is_known_schema("content_producer"));
        assert!(!is_known_schema("Label"));
    }
}
