//! IPTC and C2PA digital source types and what each says about AI.
//!
//! Source: IPTC NewsCodes `digitalsourcetype` (release 2024-10-23) and C2PA `digitalsourcetype`; classes as
//! in the C2PA signals rubric. A value that is not listed is [`AiClass::Unrecognised`], never "not AI".

use crate::untrusted::Untrusted;

/// What a digital source type says about AI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AiClass {
    /// Made by a trained model.
    Generated,
    /// Edited with, or partly made by, a trained model.
    Edited,
    /// May contain AI; the term leaves it open.
    Possibly,
    /// States another origin.
    NotAi,
    /// Not a term of the vocabulary.
    Unrecognised,
}

/// A digital source type as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigitalSourceType {
    /// The value as written.
    pub raw: Untrusted,
    /// The NewsCode, if the value names one.
    pub code: Option<&'static str>,
    /// What it says about AI.
    pub class: AiClass,
    /// True when written as the canonical URI.
    pub canonical: bool,
}

const IPTC: &str = "cv.iptc.org/newscodes/digitalsourcetype/";
const C2PA: &str = "c2pa.org/digitalsourcetype/";

const IPTC_TERMS: &[(&str, AiClass)] = &[
    ("trainedAlgorithmicMedia", AiClass::Generated),
    ("compositeWithTrainedAlgorithmicMedia", AiClass::Edited),
    ("compositeSynthetic", AiClass::Edited),
    ("composite", AiClass::Possibly),
    ("digitalArt", AiClass::Possibly),
    ("virtualRecording", AiClass::Possibly),
    ("screenCapture", AiClass::Possibly),
    ("digitalCapture", AiClass::NotAi),
    ("computationalCapture", AiClass::NotAi),
    ("compositeCapture", AiClass::NotAi),
    ("negativeFilm", AiClass::NotAi),
    ("positiveFilm", AiClass::NotAi),
    ("print", AiClass::NotAi),
    ("humanEdits", AiClass::NotAi),
    ("minorHumanEdits", AiClass::NotAi),
    ("digitalCreation", AiClass::NotAi),
    ("algorithmicallyEnhanced", AiClass::NotAi),
    ("softwareImage", AiClass::NotAi),
    ("algorithmicMedia", AiClass::NotAi),
    ("dataDrivenMedia", AiClass::NotAi),
];

const C2PA_TERMS: &[(&str, AiClass)] = &[("trainedAlgorithmicData", AiClass::Generated), ("empty", AiClass::NotAi)];

impl DigitalSourceType {
    /// Recognises a value written as URI (http, https, with or without trailing slash), QCode or bare code.
    pub fn parse(raw: &str) -> Self {
        let value = raw.trim();
        let bare = value.trim_end_matches('/');
        let rest = bare.strip_prefix("http://").or_else(|| bare.strip_prefix("https://")).unwrap_or(bare);
        let term = if let Some(code) = rest.strip_prefix(IPTC) {
            find(IPTC_TERMS, code)
        } else if let Some(code) = rest.strip_prefix(C2PA) {
            find(C2PA_TERMS, code)
        } else {
            let code = rest.strip_prefix("digsrctype:").or_else(|| rest.strip_prefix("c2pa.")).unwrap_or(rest);
            find(IPTC_TERMS, code).or_else(|| find(C2PA_TERMS, code))
        };
        let is_exact = term.is_some_and(|(code, _)| rest.ends_with(code));
        let canonical = value.starts_with("http://") && !value.ends_with('/');
        let class = term.map_or(AiClass::Unrecognised, |(_, class)| class);
        Self { raw: Untrusted::new(raw), code: term.map(|(code, _)| code), class, canonical: canonical && is_exact }
    }
}

/// Terms are case-sensitive. An admission of AI in another letter case is still one; a denial is not.
fn find(terms: &[(&'static str, AiClass)], code: &str) -> Option<(&'static str, AiClass)> {
    let exact = terms.iter().find(|(name, _)| *name == code);
    let admits = |class| matches!(class, AiClass::Generated | AiClass::Edited);
    exact.or_else(|| terms.iter().find(|(name, class)| admits(*class) && name.eq_ignore_ascii_case(code))).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, class: AiClass, canonical: bool) {
        let parsed = DigitalSourceType::parse(raw);
        assert_eq!((parsed.class, parsed.canonical), (class, canonical), "{raw}");
    }

    #[test]
    fn every_spelling_in_the_wild_is_understood() {
        let ai = AiClass::Generated;
        check("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", ai, true);
        check("https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", ai, false);
        check("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia/", ai, false);
        check("digsrctype:trainedAlgorithmicMedia", ai, false);
        check("trainedAlgorithmicMedia", ai, false);
        check("c2pa.trainedAlgorithmicData", ai, false);
        check("http://c2pa.org/digitalsourcetype/trainedAlgorithmicData", ai, true);
        check("http://c2pa.org/digitalsourcetype/empty", AiClass::NotAi, true);
        check("http://cv.iptc.org/newscodes/digitalsourcetype/TrainedAlgorithmicMedia", ai, false);
    }

    #[test]
    fn the_unknown_is_never_not_ai() {
        check("http://cv.iptc.org/newscodes/digitalsourcetype/somethingNew", AiClass::Unrecognised, false);
        check("http://evil.example/newscodes/digitalsourcetype/digitalCapture", AiClass::Unrecognised, false);
        check("digitalcapture", AiClass::Unrecognised, false);
        check("", AiClass::Unrecognised, false);
    }
}
