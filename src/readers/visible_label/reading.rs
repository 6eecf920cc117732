//! A line as it is judged: what was read, put right where a wording that is known beforehand is nearly as likely.
//!
//! On a faint label one character often comes second: 人工智□合成. The wordings of the standard are few, so each is
//! looked for in what the reader makes of the strip; and where one stands, so are the names that may precede it.

use std::sync::LazyLock;

use super::vendors;
use super::wording::{self, Footing, Saying};
use crate::lettering::{Frame, Line, Payable, Spot, decode, spot, text};

/// A line with what it says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    /// The characters, each with its probability.
    pub(super) characters: Vec<(char, f32)>,
    /// What they say.
    pub(super) saying: Saying,
}

/// What is looked for.
static PHRASES: LazyLock<Vec<String>> = LazyLock::new(|| wording::phrases().collect());

/// A phrase may cost this much: the likeliest reading is then four to five times as likely.
const PHRASE_COST_MAX: f32 = 1.5;
/// The same for each character of a name.
const NAME_COST_MAX: f32 = 1.0;
/// Probability from which a character before the phrase may be one that denies it. This and the next were chosen on sets
/// of drawn pictures of their own (`training/README.md`).
const DENIAL_PROBABILITY_MIN: f32 = 0.01;
/// Below this it is none, even where what was read looks like what is left of a denial.
const DENIAL_RULED_OUT: f32 = 0.001;
/// Frames before the phrase in which a denial may stand: about five characters.
const DENIAL_FRAMES: usize = 40;

/// True when the line may be a label that was misread or read in part.
pub(super) fn is_hint(line: &Line) -> bool {
    line.characters.iter().any(|(character, _)| wording::is_key(*character))
}

/// What one reading of a line says.
pub(super) fn of(line: &Line) -> Reading {
    let plain = Reading { characters: line.characters.clone(), saying: wording::judge(&line.text()) };
    // A phrase of which not one character was read costs too much in any case.
    if plain.saying == Saying::Denial || !is_hint(line) {
        return plain;
    }
    let payable = Payable::of(&line.frames, PHRASE_COST_MAX);
    let likely = PHRASES.iter().filter(|phrase| payable.holds(phrase));
    let spots = likely.filter_map(|phrase| spot(&line.frames, phrase));
    let cheapest = spots.filter(|one| one.cost <= PHRASE_COST_MAX).min_by(|a, b| a.cost.total_cmp(&b.cost));
    cheapest.and_then(|found| put_right(line, found)).unwrap_or(plain)
}

/// The line with a phrase where it was found; `None` where the phrase says nothing in this company.
fn put_right(line: &Line, found: Spot) -> Option<Reading> {
    let (before, rest) = line.frames.split_at_checked(found.frames.start)?;
    let behind = rest.get(found.frames.len()..)?;
    let name = named(before);
    let ends_a_denial = wording::may_end_a_denial(&text(&name));
    let characters = [name, found.characters, decode(behind)].concat();
    let saying = match wording::judge(&text(&characters)) {
        Saying::Compliant(Footing::Suspect) if ends_a_denial => Saying::Compliant(Footing::Suspect),
        Saying::Compliant(footing) => Saying::Compliant(weighed(footing, before)),
        Saying::Other => return None,
        saying @ (Saying::Denial | Saying::OtherLanguage(_)) => saying,
    };
    Some(Reading { characters, saying })
}

/// The footing, once it is known whether a denial may have been taken for what stands before.
fn weighed(footing: Footing, before: &[Frame]) -> Footing {
    let near = before.iter().rev().take(DENIAL_FRAMES);
    let denial = near.map(|frame| frame.any_of(wording::DENIALS)).fold(0.0, f32::max);
    match footing {
        Footing::Firm => footing,
        Footing::Bare if denial < DENIAL_PROBABILITY_MIN => footing,
        Footing::Loose if denial < DENIAL_PROBABILITY_MIN => Footing::Cleared,
        Footing::Suspect if denial < DENIAL_RULED_OUT => Footing::Cleared,
        Footing::Bare | Footing::Loose | Footing::Cleared | Footing::Suspect => Footing::Suspect,
    }
}

/// What stands before the phrase, a name at its end put right.
fn named(before: &[Frame]) -> Vec<(char, f32)> {
    let plain = decode(before);
    if plain.is_empty() || vendors::ends_with_name(&text(&plain)) {
        return plain;
    }
    let end = before.iter().rposition(|frame| !frame.is_blank()).map_or(0, |last| last.saturating_add(1));
    let cost_max = |one: &Spot| one.characters.iter().map(|_| NAME_COST_MAX).sum::<f32>();
    let is_near = |one: &Spot| one.cost <= cost_max(one) && one.frames.end >= end;
    let spots = vendors::all_names().filter_map(|name| spot(before, name)).filter(is_near);
    match spots.min_by(|a, b| a.cost.total_cmp(&b.cost)) {
        Some(name) => [decode(before.get(..name.frames.start).unwrap_or_default()), name.characters].concat(),
        None => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Region;

    /// A line of one frame for each character, blanks between; of `(a, b)` the first is the likelier.
    fn line(text: &[(char, char)]) -> Line {
        let letter =
            |(first, second): &(char, char)| [Frame::of_two(Some(*first), Some(*second)), Frame::of_two(None, None)];
        let frames: Vec<Frame> = text.iter().flat_map(letter).collect();
        let region = Region { left: 0.0, top: 0.0, right: 100.0, bottom: 20.0 };
        Line { number: 0, characters: decode(&frames), frames, region, ink_height: 20.0 }
    }

    /// Both characters of a pair the same: read for sure.
    fn sure(text: &str) -> Vec<(char, char)> {
        text.chars().map(|one| (one, one)).collect()
    }

    #[track_caller]
    fn check(line: &[(char, char)], expected: &str, saying: Saying) {
        let got = of(&self::line(line));
        assert_eq!((text(&got.characters).as_str(), got.saying), (expected, saying));
    }

    #[test]
    fn a_wording_of_which_one_character_comes_second_is_put_right() {
        let faint = [sure("人工智").as_slice(), &[('□', '能')], &sure("合成")].concat();
        check(&faint, "人工智能合成", Saying::Compliant(Footing::Bare));
        check(&sure("人工智□合成"), "人工智□合成", Saying::Other);
    }

    #[test]
    fn so_is_a_name_before_it() {
        let faint = [&[('□', '豆')], sure("包AI生成").as_slice()].concat();
        check(&faint, "豆包AI生成", Saying::Compliant(Footing::Firm));
    }

    #[test]
    fn a_denial_that_comes_second_leaves_it_suspect() {
        let denied = [sure("图").as_slice(), &[('元', '无')], &sure("好AI生成")].concat();
        check(&denied, "图元好AI生成", Saying::Compliant(Footing::Suspect));
        let named = sure("汪洋AI生成");
        check(&named, "汪洋AI生成", Saying::Compliant(Footing::Cleared));
    }

    #[test]
    fn what_looks_like_the_rest_of_a_denial_is_cleared_where_none_is_likely() {
        check(&sure("工AI生成"), "工AI生成", Saying::Compliant(Footing::Cleared));
        let denied = [&[('工', '非')], sure("AI生成").as_slice()].concat();
        check(&denied, "工AI生成", Saying::Compliant(Footing::Suspect));
        for rest in ["□AI生成", "图片有AI生成", "由采用AI生成"] {
            check(&sure(rest), rest, Saying::Compliant(Footing::Suspect));
        }
    }

    #[test]
    fn nothing_before_it_is_suspect_where_a_denial_comes_second() {
        let mut line = line(&sure("AI生成"));
        assert_eq!(of(&line).saying, Saying::Compliant(Footing::Bare));
        line.frames.insert(0, Frame::of_two(None, Some('非')));
        assert_eq!(of(&line).saying, Saying::Compliant(Footing::Suspect));
    }

    #[test]
    fn a_denial_stays_one() {
        check(&sure("非AI生成"), "非AI生成", Saying::Denial);
        let faint = [sure("非A").as_slice(), &[('l', 'I')], &[('主', '生')], &sure("成")].concat();
        check(&faint, "非AI生成", Saying::Denial);
    }

    #[test]
    fn what_is_no_label_with_the_phrase_in_it_stays_as_read() {
        check(&sure("AI生成器"), "AI生成器", Saying::Other);
    }
}
