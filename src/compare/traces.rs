//! Other metadata that speak of AI, before and after: those of generators, IPTC terms, credit lines.

use super::model::{Carrier, Change, Fate, verbatim};
use crate::facts::model::{Facts, FoundTrace, Layer, Trace};

const CARRIER: Carrier = Carrier::Layer(Layer::OtherMetadata);

pub(super) fn changes(before: &Facts, after: &Facts) -> Vec<Change> {
    let is_searched = after.unsearched.is_empty();
    let (first, second) = (texts(before), texts(after));
    let kept_or_missing = first.iter().map(|text| {
        let said = verbatim(text.clone());
        if second.contains(text) {
            Change { carrier: CARRIER, fate: Fate::Kept, before: Some(said.clone()), after: Some(said), why: None }
        } else {
            Change::missing(CARRIER, said, is_searched)
        }
    });
    let new = second.iter().filter(|text| !first.contains(text));
    kept_or_missing.chain(new.map(|text| Change::gained(CARRIER, verbatim(text.clone())))).collect()
}

/// What each says, none twice: the same term often stands in two places.
fn texts(facts: &Facts) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for found in facts.traces.iter().filter(|found| found.says_ai) {
        let text = text(found);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

fn text(found: &FoundTrace) -> String {
    match &found.trace {
        Trace::Generator(trace) => trace.tool.name().to_owned(),
        Trace::SourceType(term) => term.raw.to_string(),
        Trace::Declared(text) => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::testing::*;
    use crate::vocabulary::generator::Tool;

    #[test]
    fn traces_are_known_by_what_they_say() {
        let before = facts(vec![traced(Tool::Midjourney), traced(Tool::Midjourney), xmp_source_type(AI)]);
        let after = facts(vec![xmp_source_type(AI), traced(Tool::Grok)]);
        let fates: Vec<Fate> = changes(&before, &after).iter().map(|change| change.fate).collect();
        assert_eq!(fates, [Fate::Lost, Fate::Kept, Fate::Gained]);
    }
}
