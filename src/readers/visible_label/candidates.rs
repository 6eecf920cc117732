//! Which of the lines that were read may be marks.

use super::vendors;
use super::wording::{self, Saying};
use crate::lettering::Line;
use crate::pixels::Region;
use crate::vocabulary::visible::Wording;

/// A line, or two that belong together, with the words of a mark.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) wording: Wording,
    pub(super) vendor: Option<&'static str>,
    /// The text for people: a doubtful brand is put right in it. Judged was what was read.
    pub(super) printed: String,
    pub(super) region: Region,
    pub(super) ink_height: f64,
    /// The least probability among the characters that make it a mark.
    pub(super) score: f32,
}

/// The marks among the readings, the surest reading of each line, none of them twice.
pub(super) fn among(lines: &[Line]) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut rest: Vec<&Line> = Vec::new();
    for readings in lines.chunk_by(|a, b| a.number == b.number) {
        let best = readings.iter().filter_map(candidate).max_by(|a, b| a.score.total_cmp(&b.score));
        match best {
            Some(candidate) => found.push(candidate),
            None => rest.extend(readings.first()),
        }
    }
    found.extend(joined(&rest, &found));
    found
}

fn candidate(line: &Line) -> Option<Candidate> {
    let text = line.text();
    let saying = wording::judge(&text);
    let wording = match saying {
        Saying::Compliant => Wording::Compliant,
        Saying::OtherLanguage => Wording::OtherLanguage,
        Saying::Denial => return None,
        Saying::Other => Wording::VendorName,
    };
    let vendor = if saying.is_label() { vendors::of_label(&text) } else { Some(vendors::of_mark(&text)?) };
    let score = if saying.is_label() { label_score(&line.characters) } else { least(&line.characters) };
    let printed = vendors::put_right(&line.characters);
    let vendor = vendor.or_else(|| vendors::of_label(&printed));
    Some(Candidate { wording, vendor, printed, region: line.region, ink_height: line.ink_height, score })
}

/// Characters before the AI element that count for the score: there stands the brand, or the "not" of a denial.
const BEFORE: usize = 2;

/// The least probability among the characters a label is made of.
fn label_score(characters: &[(char, f32)]) -> f32 {
    let element = characters.iter().position(|(character, _)| matches!(character, 'A' | '人')).unwrap_or(0);
    let first = element.saturating_sub(BEFORE);
    let counts =
        |(at, (character, _)): &(usize, &(char, f32))| wording::is_key(*character) || (first..=element).contains(at);
    let counting = characters.iter().enumerate().filter(counts);
    counting.map(|(_, (_, sure))| *sure).fold(1.0, f32::min)
}

fn least(characters: &[(char, f32)]) -> f32 {
    characters.iter().map(|(_, sure)| *sure).fold(1.0, f32::min)
}

/// Labels that are broken over two lines, or two boxes of one row.
fn joined(rest: &[&Line], found: &[Candidate]) -> Option<Candidate> {
    if found.iter().any(|one| one.wording == Wording::Compliant) {
        return None;
    }
    let pairs = rest.iter().flat_map(|a| rest.iter().map(move |b| (*a, *b)));
    let together = pairs.filter(|(a, b)| a.number != b.number && belong_together(&a.region, &b.region));
    let labels = together.filter_map(|(a, b)| {
        let characters = [a.characters.as_slice(), b.characters.as_slice()].concat();
        let region = around(&a.region, &b.region);
        let line = Line { number: a.number, characters, region, ink_height: a.ink_height.max(b.ink_height) };
        candidate(&line).filter(|one| one.wording == Wording::Compliant)
    });
    labels.max_by(|a, b| a.score.total_cmp(&b.score))
}

/// True when `b` follows `a`, beside it or below it, in letters of about the same size.
fn belong_together(a: &Region, b: &Region) -> bool {
    let (height, least) = (a.height().max(b.height()), a.height().min(b.height()));
    let beside = (a.top - b.top).abs() < 0.6 * height && (0.0..2.0 * height).contains(&(b.left - a.right));
    let overlaps = a.right.min(b.right) > a.left.max(b.left);
    let below = (0.0..height).contains(&(b.top - a.bottom)) && overlaps;
    least >= 0.6 * height && (beside || below)
}

fn around(a: &Region, b: &Region) -> Region {
    Region {
        left: a.left.min(b.left),
        top: a.top.min(b.top),
        right: a.right.max(b.right),
        bottom: a.bottom.max(b.bottom),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: usize, text: &str, left: f64, top: f64) -> Line {
        let characters: Vec<(char, f32)> = text.chars().map(|character| (character, 0.9)).collect();
        let region = Region { left, top, right: left + 20.0 * characters.len() as f64, bottom: top + 20.0 };
        Line { number, characters, region, ink_height: 20.0 }
    }

    #[track_caller]
    fn check(lines: &[Line], expected: &[(&str, Wording)]) {
        let found = among(lines);
        let got: Vec<(&str, Wording)> = found.iter().map(|one| (one.printed.as_str(), one.wording)).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn marks_are_picked_from_other_text() {
        check(
            &[line(0, "豆包AI生成", 0.0, 0.0), line(1, "兰州拉面", 0.0, 90.0), line(2, "即梦AI", 0.0, 200.0)],
            &[("豆包AI生成", Wording::Compliant), ("即梦AI", Wording::VendorName)],
        );
        check(
            &[line(0, "非AI生成", 0.0, 0.0), line(1, "MadewithAI", 0.0, 90.0)],
            &[("MadewithAI", Wording::OtherLanguage)],
        );
    }

    #[test]
    fn of_overlapping_readings_the_surest_label_counts() {
        let mut doubtful = line(0, "AI生成", 0.0, 0.0);
        doubtful.characters[0].1 = 0.3;
        check(&[line(0, "容由", 0.0, 0.0), doubtful.clone()], &[("AI生成", Wording::Compliant)]);
        let found = among(&[doubtful, line(0, "由AI生成", 0.0, 0.0)]);
        assert_eq!((found.len(), found[0].score), (1, 0.9));
    }

    #[test]
    fn a_label_over_two_lines_is_one() {
        check(&[line(0, "元宝AI", 0.0, 0.0), line(1, "生成", 0.0, 25.0)], &[("元宝AI生成", Wording::Compliant)]);
        check(&[line(0, "元宝AI", 0.0, 0.0), line(1, "生成", 0.0, 90.0)], &[]);
        check(&[line(0, "人工智能", 0.0, 0.0), line(1, "生成", 90.0, 2.0)], &[("人工智能生成", Wording::Compliant)]);
    }

    #[test]
    fn the_score_is_that_of_the_weakest_character_that_matters() {
        let mut one = line(0, "本图由豆包AI生成", 0.0, 0.0);
        one.characters[0].1 = 0.1;
        assert_eq!(among(&[one.clone()])[0].score, 0.9);
        one.characters[4].1 = 0.2;
        assert_eq!(among(&[one.clone()])[0].score, 0.2);
        one.characters[4].1 = 0.9;
        one.characters[8].1 = 0.4;
        assert_eq!(among(&[one])[0].score, 0.4);
    }
}
