//! What the recogniser makes of a strip, frame by frame, and phrases looked for in it.
//!
//! The likeliest class of each frame gives the text. A phrase may stand there all the same: where the strip is faint,
//! one of its characters comes second. So a phrase that is known beforehand is looked for by what it would cost to
//! take every frame for it instead of for the likeliest.

use std::ops::Range;

/// Stands for a character outside of the vocabulary.
pub const UNNAMED: char = '□';

/// Classes kept of each frame, the likeliest first.
const CLASSES_KEPT: usize = 6;
/// Longest phrase that is looked for, in characters.
const PHRASE_MAX: usize = 12;

/// The likeliest classes of one frame, each with the natural logarithm of its probability. `None` is blank.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame([(Option<char>, f32); CLASSES_KEPT]);

impl Frame {
    /// Of the scores of all classes: blank, the vocabulary, and a character that it does not hold.
    pub(super) fn new(scores: &[f32], vocabulary: &[char]) -> Self {
        let top = scores.iter().copied().fold(f32::MIN, f32::max);
        let total = scores.iter().map(|score| (score - top).exp()).sum::<f32>().ln();
        let mut kept = [(None, f32::NEG_INFINITY); CLASSES_KEPT];
        for (class, score) in scores.iter().enumerate() {
            let sure = score - top - total;
            // Nearly all classes are none of these.
            if sure <= kept[CLASSES_KEPT - 1].1 {
                continue;
            }
            if let Some(at) = kept.iter().position(|(_, other)| sure > *other) {
                kept[at..].rotate_right(1);
                kept[at] = (name(class, vocabulary), sure);
            }
        }
        Self(kept)
    }

    /// A frame for tests: the first of two classes is twice as likely as the second; alone it is sure.
    #[cfg(test)]
    pub fn of_two(first: Option<char>, second: Option<char>) -> Self {
        let mut kept = [(first, 0.0); CLASSES_KEPT];
        kept[1..].fill((Some('\0'), -20.0));
        if second != first {
            kept[0].1 = (2.0f32 / 3.0).ln();
            kept[1] = (second, (1.0f32 / 3.0).ln());
        }
        Self(kept)
    }

    /// The likeliest class, and the logarithm of its probability.
    fn best(&self) -> (Option<char>, f32) {
        self.0[0]
    }

    /// True where nothing is written.
    pub fn is_blank(&self) -> bool {
        self.best().0.is_none()
    }

    /// Probability that one of these characters stands here.
    pub fn any_of(&self, characters: &str) -> f32 {
        let one_of = |class: &Option<char>| class.is_some_and(|character| characters.contains(character));
        self.0.iter().filter(|(class, _)| one_of(class)).map(|(_, sure)| sure.exp()).sum()
    }

    /// Logarithm of the probability of a class; of one that was not kept, that of the least of those kept.
    fn of(&self, class: Option<char>) -> f32 {
        let [.., (_, least)] = self.0;
        self.0.iter().find(|(other, _)| *other == class).map_or(least, |(_, one)| *one)
    }
}

fn name(class: usize, vocabulary: &[char]) -> Option<char> {
    Some(vocabulary.get(class.checked_sub(1)?).copied().unwrap_or(UNNAMED))
}

/// Which characters may be read somewhere in a strip by paying no more than a bound for one frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Payable {
    characters: Vec<char>,
    /// Where the least likely class that was kept can be paid for, so may be any that was not.
    is_any: bool,
}

impl Payable {
    /// Of these frames, for `cost_max` at most.
    pub fn of(frames: &[Frame], cost_max: f32) -> Self {
        let mut characters: Vec<char> = Vec::new();
        for frame in frames {
            let near = frame.0.iter().filter(|(_, sure)| frame.best().1 - sure <= cost_max);
            characters.extend(near.filter_map(|(class, _)| *class));
        }
        characters.sort_unstable();
        characters.dedup();
        let is_any =
            frames.iter().any(|frame| matches!(frame.0, [(_, best), .., (_, least)] if best - least <= cost_max));
        Self { characters, is_any }
    }

    /// False where [`spot`] would find the phrase at a higher cost only: every character takes a frame at least.
    pub fn holds(&self, phrase: &str) -> bool {
        let is_payable = |one| self.is_any || self.characters.binary_search(&one).is_ok();
        phrase.chars().take(PHRASE_MAX).all(is_payable)
    }
}

/// Runs of one class become one character with the highest probability of the run; blanks part runs.
pub fn decode(frames: &[Frame]) -> Vec<(char, f32)> {
    let runs = frames.chunk_by(|a, b| a.best().0 == b.best().0);
    runs.filter_map(|run| {
        let character = run.first()?.best().0?;
        let sure = run.iter().map(|frame| frame.best().1).fold(f32::NEG_INFINITY, f32::max);
        Some((character, sure.exp()))
    })
    .collect()
}

/// The characters without their probabilities.
pub fn text(characters: &[(char, f32)]) -> String {
    characters.iter().map(|(character, _)| character).collect()
}

/// A phrase in a strip.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// The frames it takes, with the rest of the runs at both ends.
    pub frames: Range<usize>,
    /// Its characters, each with the highest probability among its frames.
    pub characters: Vec<(char, f32)>,
    /// Natural logarithm of how much likelier the likeliest reading of these frames is; 0 where it is this phrase.
    pub cost: f32,
}

/// One way through the frames, up to the state it stands for.
#[derive(Clone, Copy)]
struct Path {
    cost: f32,
    start: usize,
    /// Highest logarithm of a probability of each character so far.
    sure: [f32; PHRASE_MAX],
}

/// Where `phrase` costs least. No character of it may stand twice in a row; `None` where it does not fit.
pub fn spot(frames: &[Frame], phrase: &str) -> Option<Spot> {
    let characters: Vec<char> = phrase.chars().take(PHRASE_MAX).collect();
    // Every character, and a blank that may stand behind it.
    let mut paths: Vec<Option<Path>> = vec![None; 2 * characters.len()];
    let mut best: Option<(Path, usize)> = None;
    for (at, frame) in frames.iter().enumerate() {
        // From the last state on, so that each still finds the frame before in those it may come from.
        for state in (0..paths.len()).rev() {
            let class = if state.is_multiple_of(2) { characters.get(state / 2).copied() } else { None };
            let sure = frame.of(class);
            let begun = (state == 0).then_some(Path { cost: 0.0, start: at, sure: [f32::NEG_INFINITY; PHRASE_MAX] });
            // From the same state, the one before, or past a blank.
            let reach = if state.is_multiple_of(2) { 2 } else { 1 };
            let before = (0..=reach).filter_map(|back| paths.get(state.checked_sub(back)?).copied().flatten());
            let cheapest = before.chain(begun).min_by(|a, b| a.cost.total_cmp(&b.cost));
            paths[state] = cheapest.map(|path| step(path, state, sure, frame.best().1));
        }
        let end = paths.len().checked_sub(2).and_then(|last| paths.get(last).copied().flatten());
        if let Some(path) = end.filter(|path| best.is_none_or(|(other, _)| path.cost < other.cost)) {
            best = Some((path, at + 1));
        }
    }
    let (path, end) = best?;
    let characters = characters.iter().zip(path.sure).map(|(one, sure)| (*one, sure.exp())).collect();
    Some(Spot { frames: whole_runs(frames, path.start..end), characters, cost: path.cost })
}

fn step(mut path: Path, state: usize, sure: f32, best: f32) -> Path {
    path.cost += best - sure;
    if state.is_multiple_of(2)
        && let Some(most) = path.sure.get_mut(state / 2)
    {
        *most = most.max(sure);
    }
    path
}

/// With the rest of the runs at both ends: half a character is none.
fn whole_runs(frames: &[Frame], mut range: Range<usize>) -> Range<usize> {
    let class = |at: usize| frames.get(at).and_then(|frame| frame.best().0);
    while range.start > 0 && class(range.start).is_some() && class(range.start - 1) == class(range.start) {
        range.start -= 1;
    }
    let goes_on = |end: usize| end > 0 && class(end).is_some() && class(end - 1) == class(end);
    while goes_on(range.end) {
        range.end += 1;
    }
    range
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sure(text: &str) -> Vec<Frame> {
        text.chars().map(|one| Frame::of_two((one != ' ').then_some(one), (one != ' ').then_some(one))).collect()
    }

    #[test]
    fn runs_become_characters_and_blanks_part_them() {
        assert_eq!(text(&decode(&sure(" AA AIIi□ "))), "AAIi□");
        assert_eq!(text(&decode(&sure("   "))), "");
        let twice = [Frame::of_two(Some('A'), None), Frame::of_two(Some('A'), Some('A'))];
        assert_eq!(decode(&twice), [('A', 1.0)]);
    }

    #[test]
    fn the_likeliest_classes_are_kept_in_order() {
        let frame = Frame::new(&[0.0, 1.0, 5.0, 0.5, 0.0, 0.0, 0.0, 4.0], &['A', 'I', 'x', 'y', 'z', 'w']);
        assert_eq!(frame.best().0, Some('I'));
        assert!((frame.best().1.exp() - 0.70).abs() < 0.01, "{frame:?}");
        assert!((frame.any_of("□A") - 0.27).abs() < 0.01, "{frame:?}");
        assert_eq!(frame.of(Some('w')), frame.of(Some('?')));
    }

    #[test]
    fn a_phrase_that_is_read_costs_nothing() {
        let found = spot(&sure("  x AA II 生 y "), "AI生").unwrap();
        assert_eq!((found.frames, found.cost), (4..11, 0.0));
        assert_eq!(found.characters, [('A', 1.0), ('I', 1.0), ('生', 1.0)]);
    }

    #[test]
    fn a_phrase_that_comes_second_costs_what_it_is_less_likely() {
        let mut frames = sure("A 生");
        frames.insert(1, Frame::of_two(Some('l'), Some('I')));
        let found = spot(&frames, "AI生").unwrap();
        assert!((found.cost - 2.0f32.ln()).abs() < 1e-5, "{found:?}");
        assert!((found.characters[1].1 - 1.0 / 3.0).abs() < 1e-5);
        assert!(spot(&sure("人工合成"), "AI生").unwrap().cost > 10.0);
    }

    #[test]
    fn what_cannot_be_paid_for_need_not_be_looked_for() {
        let mut frames = sure("A 生");
        frames.insert(1, Frame::of_two(Some('l'), Some('I')));
        let cost = spot(&frames, "AI生").unwrap().cost;
        assert!(Payable::of(&frames, cost).holds("AI生"));
        assert!(!Payable::of(&frames, 0.9 * cost).holds("AI生"));
        assert!(!Payable::of(&frames, cost).holds("AI成"));
        assert!(Payable::of(&frames, 21.0).holds("AI成") && spot(&frames, "AI成").unwrap().cost <= 21.0);
        assert!(!Payable::of(&[], 21.0).holds("A"));
    }

    #[test]
    fn it_takes_whole_runs() {
        let mut frames = sure("火火工");
        frames[1] = Frame::of_two(Some('火'), Some('人'));
        assert_eq!(spot(&frames, "人工").unwrap().frames, 0..3);
    }

    #[test]
    fn where_it_does_not_fit_there_is_none() {
        assert_eq!(spot(&sure("A"), "AI"), None);
        assert_eq!(spot(&[], "AI"), None);
        assert_eq!(spot(&sure("A"), ""), None);
    }
}
