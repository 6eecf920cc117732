//! Which of the lines that were read may be marks.

use super::reading::{self, Reading};
use super::vendors;
use super::wording::{self, Footing, Saying};
use crate::lettering::{self, Lettering, Line, UNNAMED};
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
    /// How likely it is that a denial was misread or missed before it.
    pub(super) footing: Footing,
    /// What all readings of the line say together.
    pub(super) support: Support,
}

/// How the readings of one line agree.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Support {
    /// The best score of a reading that is firm; 0 if none is.
    pub(super) firm: f32,
    /// The same of one with nothing before it.
    pub(super) bare: f32,
    /// The same of one behind a name that is no denial.
    pub(super) cleared: f32,
    /// The same of one that is loose.
    pub(super) loose: f32,
    /// The same of one that is suspect.
    pub(super) suspect: f32,
    /// Readings with the wording of a mark.
    pub(super) readings: usize,
    /// Those of them that are nearly as sure as the surest.
    pub(super) agreeing: usize,
}

impl Support {
    fn add(&mut self, footing: Footing, score: f32) {
        let best = match footing {
            Footing::Firm => &mut self.firm,
            Footing::Bare => &mut self.bare,
            Footing::Cleared => &mut self.cleared,
            Footing::Loose => &mut self.loose,
            Footing::Suspect => &mut self.suspect,
        };
        *best = best.max(score);
    }
}

/// The marks among the readings, none of them twice. A line that is read as a denial once is no label, however it is
/// read the other times.
pub(super) fn among(lettering: &Lettering) -> Vec<Candidate> {
    let judged: Vec<(&Line, Reading)> = lettering.lines.iter().map(|line| (line, reading::of(line))).collect();
    let mut found: Vec<Candidate> = Vec::new();
    let mut rest: Vec<&Line> = Vec::new();
    for readings in judged.chunk_by(|(a, _), (b, _)| a.number == b.number) {
        let before = found.len();
        found.extend(readings.iter().filter_map(|(line, reading)| candidate(line, reading)));
        if found.len() == before {
            rest.extend(readings.iter().map(|(line, _)| line));
        }
    }
    found.extend(joined(&rest, &found));
    let denials = || judged.iter().filter(|(_, reading)| reading.saying == Saying::Denial);
    found.retain(|one| !denials().any(|(line, _)| is_same_line(&line.region, &one.region)));
    let found = found.into_iter().filter_map(|one| with_left_neighbour(one, lettering)).collect();
    one_of_each_line(found)
}

/// True when two readings are of the same line.
fn is_same_line(a: &Region, b: &Region) -> bool {
    let shared = |start: f64, end: f64, least: f64| (end - start).max(0.0) / least.max(1.0);
    let rows = shared(a.top.max(b.top), a.bottom.min(b.bottom), a.height().min(b.height()));
    let columns = shared(a.left.max(b.left), a.right.min(b.right), a.width().min(b.width()));
    rows > 0.5 && columns > 0.3
}

/// One mark for all readings of a line: the surest, with the text that most of them agree on.
fn one_of_each_line(mut found: Vec<Candidate>) -> Vec<Candidate> {
    let weight =
        |one: &Candidate| if one.wording == Wording::Compliant { COMPLIANT_WEIGHT * one.score } else { one.score };
    found.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let mut lines: Vec<Vec<Candidate>> = Vec::new();
    for one in found {
        match lines.iter_mut().find(|line| line.first().is_some_and(|first| is_same_line(&first.region, &one.region))) {
            Some(line) => line.push(one),
            None => lines.push(vec![one]),
        }
    }
    lines.into_iter().filter_map(agreed).collect()
}

/// A mark that lacks the generation element may be a label of which the end was not read, if a reading of that end is
/// nearly as sure; else the end was read into the ground.
const COMPLIANT_WEIGHT: f32 = 1.25;

/// Share of the surest score from which a reading has a say.
const SAY_MIN: f32 = 0.5;

fn agreed(readings: Vec<Candidate>) -> Option<Candidate> {
    let first = readings.first()?;
    let readings = || readings.iter().filter(|one| one.wording == first.wording);
    let have_a_say = || readings().filter(|one| one.score >= SAY_MIN * first.score);
    let votes = |text: &str| have_a_say().filter(|one| one.printed == text).map(|one| one.score).sum::<f32>();
    let by_votes = |a: &&Candidate, b: &&Candidate| votes(&a.printed).total_cmp(&votes(&b.printed));
    let chosen = have_a_say().max_by(|a, b| by_votes(a, b).then(a.score.total_cmp(&b.score)))?;
    let mut support = Support { readings: readings().count(), agreeing: have_a_say().count(), ..Support::default() };
    for one in readings() {
        support.add(one.footing, one.score);
    }
    Some(Candidate { support, printed: chosen.printed.clone(), vendor: chosen.vendor, ..first.clone() })
}

/// What stands right before a line belongs to what it says: the detector may have parted a "not" from the rest. `None`
/// where that turns it into a denial; suspect where it could not be read.
fn with_left_neighbour(one: Candidate, lettering: &Lettering) -> Option<Candidate> {
    let is_neighbour = |region: &Region| stands_right_before(region, &one.region);
    let neighbours = || lettering.lines.iter().filter(|line| is_neighbour(&line.region));
    let has_neighbour = neighbours().next().is_some() || lettering.places.iter().any(is_neighbour);
    if one.wording == Wording::VendorName || !has_neighbour {
        return Some(one);
    }
    let together = |line: &Line| wording::judge(&format!("{}{}", line.text(), one.printed));
    if neighbours().any(|line| together(line) == Saying::Denial) {
        return None;
    }
    let footing_of = |line: &Line| match together(line) {
        Saying::Compliant(footing) | Saying::OtherLanguage(footing) => footing,
        Saying::Denial | Saying::Other => Footing::Suspect,
    };
    // Where nothing could be read there is a sign, not a word; unless it was not tried.
    let unread = if lettering.is_whole { Footing::Firm } else { Footing::Suspect };
    let footing = match (neighbours().map(footing_of).min(), one.footing) {
        // Something does stand before it.
        (Some(together), Footing::Bare) => together,
        (Some(together), alone) => alone.min(together),
        (None, alone) => alone.min(unread),
    };
    Some(Candidate { footing, ..one })
}

fn stands_right_before(left: &Region, right: &Region) -> bool {
    let (height, least) = (left.height().max(right.height()), left.height().min(right.height()));
    let is_same_row = left.bottom.min(right.bottom) - left.top.max(right.top) > 0.3 * least;
    let gap = right.left - left.right;
    is_same_row && least > 0.4 * height && gap > -0.5 * height && gap < 2.5 * height && left.left < right.left
}

fn candidate(line: &Line, reading: &Reading) -> Option<Candidate> {
    let Reading { characters, saying } = reading;
    let text = lettering::text(characters);
    let (wording, footing) = match saying {
        Saying::Compliant(footing) => (Wording::Compliant, *footing),
        Saying::OtherLanguage(footing) => (Wording::OtherLanguage, *footing),
        Saying::Denial => return None,
        Saying::Other => (Wording::VendorName, Footing::Firm),
    };
    let vendor = if saying.is_label() { vendors::of_label(&text) } else { Some(vendors::of_mark(&text)?) };
    let score = match saying {
        Saying::Compliant(_) => label_score(characters),
        Saying::OtherLanguage(_) => least(characters),
        Saying::Denial | Saying::Other => least(without_sign(characters)),
    };
    let printed = vendors::put_right(characters);
    let vendor = vendor.or_else(|| vendors::of_label(&printed));
    let support = Support::default();
    Some(Candidate {
        wording,
        vendor,
        printed,
        region: line.region,
        ink_height: line.ink_height,
        score,
        footing,
        support,
    })
}

/// Chinese characters before the AI element that count for the score: there stands the brand, or the "not" of a denial.
const BEFORE: usize = 2;

/// The least probability among the characters a label is made of.
fn label_score(characters: &[(char, f32)]) -> f32 {
    let element = characters.iter().position(|(character, _)| matches!(character, 'A' | '人')).unwrap_or(0);
    let first = element.saturating_sub(BEFORE);
    let counts = |(at, (character, _)): &(usize, &(char, f32))| {
        let is_before = (first..element).contains(at) && !character.is_ascii();
        is_before || wording::is_key(*character)
    };
    let counting = characters.iter().enumerate().filter(counts);
    counting.map(|(_, (_, sure))| *sure).fold(1.0, f32::min)
}

/// Without the sign that vendors put before their mark, which may be read as a character that has no name.
fn without_sign(characters: &[(char, f32)]) -> &[(char, f32)] {
    match characters {
        [(UNNAMED, _), rest @ ..] => rest,
        all => all,
    }
}

fn least(characters: &[(char, f32)]) -> f32 {
    characters.iter().map(|(_, sure)| *sure).fold(1.0, f32::min)
}

/// Labels that are broken over two lines, or two boxes of one row, as each pair of readings has them.
fn joined(rest: &[&Line], found: &[Candidate]) -> Vec<Candidate> {
    if found.iter().any(|one| one.wording == Wording::Compliant) {
        return Vec::new();
    }
    let pairs = rest.iter().flat_map(|a| rest.iter().map(move |b| (*a, *b)));
    let together = pairs.filter(|(a, b)| a.number != b.number && belong_together(&a.region, &b.region));
    let labels = together.filter_map(|(a, b)| {
        let characters = [a.characters.as_slice(), b.characters.as_slice()].concat();
        let frames = [a.frames.as_slice(), b.frames.as_slice()].concat();
        let region = a.region.around(&b.region);
        let line = Line { number: a.number, characters, frames, region, ink_height: a.ink_height.max(b.ink_height) };
        candidate(&line, &reading::of(&line)).filter(|one| one.wording == Wording::Compliant)
    });
    labels.collect()
}

/// True when `b` follows `a`, beside it or below it, in letters of about the same size.
fn belong_together(a: &Region, b: &Region) -> bool {
    let (height, least) = (a.height().max(b.height()), a.height().min(b.height()));
    let beside = (a.top - b.top).abs() < 0.6 * height && (0.0..2.0 * height).contains(&(b.left - a.right));
    let overlaps = a.right.min(b.right) > a.left.max(b.left);
    let below = (0.0..height).contains(&(b.top - a.bottom)) && overlaps;
    least >= 0.6 * height && (beside || below)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: usize, text: &str, left: f64, top: f64) -> Line {
        let characters: Vec<(char, f32)> = text.chars().map(|character| (character, 0.9)).collect();
        let region = Region { left, top, right: left + 20.0 * characters.len() as f64, bottom: top + 20.0 };
        Line { number, characters, frames: Vec::new(), region, ink_height: 20.0 }
    }

    fn marks(lines: &[Line]) -> Vec<Candidate> {
        let places = lines.iter().map(|line| line.region).collect();
        among(&Lettering { lines: lines.to_vec(), places, is_whole: true })
    }

    #[track_caller]
    fn check(lines: &[Line], expected: &[(&str, Wording)]) {
        let found = marks(lines);
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
        let found = marks(&[doubtful, line(0, "由AI生成", 0.0, 0.0)]);
        assert_eq!((found.len(), found[0].score), (1, 0.9));
    }

    #[test]
    fn a_label_over_two_lines_is_one() {
        check(&[line(0, "元宝AI", 0.0, 0.0), line(1, "生成", 0.0, 25.0)], &[("元宝AI生成", Wording::Compliant)]);
        check(&[line(0, "元宝AI", 0.0, 0.0), line(1, "生成", 0.0, 90.0)], &[]);
        check(&[line(0, "人工智能", 0.0, 0.0), line(1, "生成", 90.0, 2.0)], &[("人工智能生成", Wording::Compliant)]);
    }

    #[test]
    fn the_sign_before_a_mark_takes_nothing_from_it() {
        let mut starred = line(0, "□即梦AI", 0.0, 0.0);
        starred.characters[0].1 = 0.1;
        assert_eq!(marks(&[starred])[0].score, 0.9);
    }

    #[test]
    fn a_line_that_is_read_as_a_denial_once_is_no_label() {
        check(&[line(0, "豆非AI生成", 0.0, 0.0), line(9, "豆包AI生成", 1.0, 1.0)], &[]);
        check(&[line(0, "非AI生成", 0.0, 0.0), line(9, "AI生成", 0.0, 90.0)], &[("AI生成", Wording::Compliant)]);
    }

    #[test]
    fn a_line_that_is_read_twice_is_one_mark() {
        check(
            &[line(0, "豆包AI生成", 0.0, 0.0), line(9, "豆包AI生成", 1.0, 1.0)],
            &[("豆包AI生成", Wording::Compliant)],
        );
    }

    #[test]
    fn what_stands_right_before_belongs_to_it() {
        check(&[line(0, "拒绝", 0.0, 0.0), line(1, "AI生成", 50.0, 1.0)], &[]);
        let footing = |before: &str| marks(&[line(0, before, 0.0, 0.0), line(1, "AI生成", 50.0, 1.0)])[0].footing;
        assert_eq!([footing("百度"), footing("□"), footing("心荣")], [Footing::Firm, Footing::Suspect, Footing::Loose]);
        let unread = Lettering {
            lines: vec![line(1, "AI生成", 50.0, 1.0)],
            places: vec![Region { left: 0.0, top: 0.0, right: 40.0, bottom: 20.0 }],
            is_whole: false,
        };
        assert_eq!(among(&unread)[0].footing, Footing::Suspect);
    }

    #[test]
    fn the_score_is_that_of_the_weakest_character_that_matters() {
        let mut one = line(0, "本图由豆包AI生成", 0.0, 0.0);
        one.characters[0].1 = 0.1;
        assert_eq!(marks(&[one.clone()])[0].score, 0.9);
        one.characters[4].1 = 0.2;
        assert_eq!(marks(&[one.clone()])[0].score, 0.2);
        one.characters[4].1 = 0.9;
        one.characters[8].1 = 0.4;
        assert_eq!(marks(&[one])[0].score, 0.4);
    }
}
