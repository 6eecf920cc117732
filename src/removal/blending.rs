//! Whether the colours under a star lack levels that the colours beside it have.

use image::RgbImage;

use super::levels::{Levels, Rounding};
use super::star::{Colours, PLACES, Place};

/// How one place of a picture looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The place.
    pub place: Place,
    /// Opacity of the star that would have been undone, in 255ths.
    pub opacity: u8,
    /// Share of the colours under the star that undoing it can leave, 0 to 1.
    pub agreeing: f64,
    /// The same share among the like colours beside the star.
    pub around: f64,
    /// Differently tinted colours that were asked.
    pub tints: u32,
    /// How far one share is from the other: the logarithm of how much better the first explains what is under the star.
    pub nats: f64,
}

/// What a search came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Search {
    /// The trace, if there is one.
    pub found: Option<Score>,
    /// Places with enough colours to tell. Where it is 0, nothing can be said.
    pub places_judged: usize,
}

/// Opacities of the star in the maps that programs undo it by: one half, and the noise of a captured picture.
const OPACITIES: std::ops::RangeInclusive<u8> = 124..=132;

/// What a trace takes; see `benches/removal_traces.csv`.
pub const NATS_MIN: f64 = 20.0;
/// Where the map of the mark is noisy, half of the colours come from one opacity and half from the next.
pub const AGREEING_MIN: f64 = 0.4;
/// One colour of eight is left by chance; a picture with few levels has more of them everywhere.
pub const AROUND_MAX: f64 = 0.35;

/// Tints that a judgement rests on at least.
const TINTS_MIN: u32 = 12;
/// Like colours beside the star that a colour under it is compared with at least.
const LIKE_MIN: u32 = 4;
/// A patch with few levels that reaches under the star reaches beside it as well. So in no quarter around the star may so
/// many of the colours agree, as a share of those that agree under it; a quarter with fewer tints is not asked.
const QUARTER_MAX: f64 = 0.6;
const QUARTER_TINTS_MIN: f64 = 6.0;
/// Colours are alike if their levels are, by parts of 32 levels.
const PART_BITS: u32 = 5;
const PARTS: usize = 1 << (3 * (8 - PART_BITS));

/// Looks for the trace in every place of the star.
pub fn find(picture: &RgbImage) -> Search {
    let judged = scores(picture);
    let traces = judged.iter().filter(|score| score.nats >= NATS_MIN);
    let found = traces.max_by(|one, other| one.nats.total_cmp(&other.nats)).copied();
    Search { found, places_judged: judged.len() }
}

/// The best score of each place that can be judged; of scores that are far enough apart, if any are.
pub fn scores(picture: &RgbImage) -> Vec<Score> {
    PLACES.iter().filter_map(|place| Sample::of(place.colours(picture)?).map(|sample| sample.best(*place))).collect()
}

/// The colours of a place, ready to be asked.
struct Sample {
    /// Colours under the star and what each counts: those of one tint count together as one.
    under: Vec<([u8; 3], f64)>,
    tints: u32,
    /// All colours beside the star, and those of each quarter.
    beside: Ground,
    quarters: [Ground; 4],
}

impl Sample {
    /// None if there are too few colours, or if they are no evidence.
    fn of(colours: Colours) -> Option<Self> {
        let beside = Ground::of(colours.beside.concat());
        let mut under = colours.under;
        under.retain(|colour| beside.like(*colour) >= LIKE_MIN);
        // Along a shade of one colour the levels rise together, and all its steps tell no more than one.
        under.sort_by_key(|colour| tint(*colour));
        let groups: Vec<&[[u8; 3]]> = under.chunk_by(|one, other| tint(*one) == tint(*other)).collect();
        let tints = u32::try_from(groups.len()).unwrap_or(u32::MAX);
        let weighed = |group: &&[[u8; 3]]| {
            let weight = 1.0 / group.iter().map(|_| 1.0).sum::<f64>();
            group.iter().map(|colour| (*colour, weight)).collect::<Vec<_>>()
        };
        let under = groups.iter().flat_map(weighed).collect();
        let quarters = colours.beside.map(Ground::of);
        (tints >= TINTS_MIN && !colours.is_coarse).then_some(Self { under, tints, beside, quarters })
    }

    fn best(&self, place: Place) -> Score {
        let ways = OPACITIES.flat_map(|opacity| [(opacity, Rounding::Nearest), (opacity, Rounding::Down)]);
        let scores = ways.map(|(opacity, rounding)| self.score(place, opacity, rounding));
        let none = Score { place, opacity: 0, agreeing: 0.0, around: 1.0, tints: self.tints, nats: 0.0 };
        scores.fold(none, |best, score| if score.nats > best.nats { score } else { best })
    }

    /// A score that is not far enough apart counts 0.
    fn score(&self, place: Place, opacity: u8, rounding: Rounding) -> Score {
        let levels = Levels::after_undoing(opacity, rounding);
        let shares = self.beside.compare(&self.under, &levels);
        let in_quarter = |quarter: &Ground| {
            let shares = quarter.compare(&self.under, &levels);
            shares.tints >= QUARTER_TINTS_MIN && shares.around > shares.agreeing * QUARTER_MAX
        };
        let is_apart = shares.agreeing >= AGREEING_MIN && shares.around <= AROUND_MAX;
        let nats = if is_apart && !self.quarters.iter().any(in_quarter) { shares.nats() } else { 0.0 };
        Score { place, opacity, agreeing: shares.agreeing, around: shares.around, tints: self.tints, nats }
    }
}

/// Colours beside the star.
struct Ground {
    colours: Vec<[u8; 3]>,
    /// How many of them lie in each part.
    counts: Vec<u32>,
}

impl Ground {
    fn of(colours: Vec<[u8; 3]>) -> Self {
        let counts = counted(colours.iter());
        Self { colours, counts }
    }

    /// How many are like this one.
    fn like(&self, colour: [u8; 3]) -> u32 {
        self.counts.get(part(colour)).copied().unwrap_or_default()
    }

    /// Of the colours under the star that have enough like ones here: how many are among the levels, and how many would be
    /// if they were as those here.
    fn compare(&self, under: &[([u8; 3], f64)], levels: &Levels) -> Shares {
        let allowed = counted(self.colours.iter().filter(|colour| levels.allow(**colour)));
        let mut shares = Shares { tints: 0.0, agreeing: 0.0, around: 0.0 };
        for (colour, weight) in under.iter().filter(|(colour, _)| self.like(*colour) >= LIKE_MIN) {
            let allowed = allowed.get(part(*colour)).copied().unwrap_or_default();
            shares.tints += weight;
            shares.agreeing += if levels.allow(*colour) { *weight } else { 0.0 };
            // One is added so that a part with few colours is no evidence.
            shares.around += weight * (f64::from(allowed) + 1.0) / (f64::from(self.like(*colour)) + 1.0);
        }
        shares.agreeing /= shares.tints.max(1.0);
        shares.around /= shares.tints.max(1.0);
        shares
    }
}

/// What a comparison gives.
struct Shares {
    tints: f64,
    agreeing: f64,
    around: f64,
}

impl Shares {
    fn nats(&self) -> f64 {
        self.tints * divergence(self.agreeing, self.around)
    }
}

/// Kullback-Leibler divergence of two answers, in nats.
fn divergence(share: f64, expected: f64) -> f64 {
    let term = |share: f64, expected: f64| if share > 0.0 { share * (share / expected).ln() } else { 0.0 };
    term(share, expected) + term(1.0 - share, 1.0 - expected)
}

fn counted<'a>(colours: impl Iterator<Item = &'a [u8; 3]>) -> Vec<u32> {
    let mut counts = vec![0; PARTS];
    for colour in colours {
        if let Some(count) = counts.get_mut(part(*colour)) {
            *count += 1;
        }
    }
    counts
}

/// The part of all colours that this one lies in.
fn part(colour: [u8; 3]) -> usize {
    colour.into_iter().fold(0, |part, level| (part << (8 - PART_BITS)) | usize::from(level >> PART_BITS))
}

/// What stays the same when a colour is lit more or less.
fn tint([red, green, blue]: [u8; 3]) -> (i16, i16) {
    (i16::from(red) - i16::from(green), i16::from(green) - i16::from(blue))
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    /// A picture with shades and noise of its own in each colour.
    fn textured(width: u32, height: u32) -> RgbImage {
        let mut state = 7_u32;
        let mut noise = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 28
        };
        RgbImage::from_fn(width, height, |x, y| {
            // Up and down again, so that no level in between is left out.
            let shade = |slope: u32, from: u32| from + ((x + y * slope) / 9 % 120).abs_diff(60);
            Rgb([shade(1, 70), shade(2, 60), shade(3, 90)].map(|level| u8::try_from(level + noise()).unwrap()))
        })
    }

    /// Every pixel of the star's box changed by its opacity, in 255ths.
    fn each_in_star(
        picture: &mut RgbImage,
        place: Place,
        opacity: impl Fn(u32, u32) -> u8,
        change: impl Fn(u8, u8) -> u8,
    ) {
        let (left, top) = place.corner(picture.width(), picture.height()).unwrap();
        let half = f64::from(place.width) / 2.0;
        for (x, y) in (0..place.width).flat_map(|y| (0..place.width).map(move |x| (x, y))) {
            let part = |at: u32| ((f64::from(at) + 0.5 - half) / half).abs().cbrt().powi(2);
            if part(x) + part(y) < 1.0 {
                let pixel = &mut picture.get_pixel_mut(left + x, top + y).0;
                *pixel = pixel.map(|level| change(level, opacity(x, y)));
            }
        }
    }

    fn blended(level: u8, opacity: u8) -> u8 {
        let (level, opacity) = (u32::from(level), u32::from(opacity));
        u8::try_from((level * (255 - opacity) + 255 * opacity + 127) / 255).unwrap()
    }

    fn undone(level: u8, opacity: u8) -> u8 {
        let (above, left) = (f64::from(level) - f64::from(opacity), 255.0 - f64::from(opacity));
        (above * 255.0 / left).round().clamp(0.0, 255.0) as u8
    }

    fn removed(size: u32, place: Place, opacity: impl Fn(u32, u32) -> u8 + Copy) -> RgbImage {
        let mut picture = textured(size, size);
        each_in_star(&mut picture, place, opacity, blended);
        each_in_star(&mut picture, place, opacity, undone);
        picture
    }

    #[track_caller]
    fn check_silent(picture: &RgbImage) {
        let search = find(picture);
        assert!(search.found.is_none() && search.places_judged > 0, "{search:?}");
    }

    #[test]
    fn an_undone_star_is_found_in_each_of_its_places() {
        for place in PLACES {
            let found = find(&removed(600, place, |_, _| 128)).found.unwrap();
            assert_eq!((found.place, found.opacity), (place, 128));
            assert!(found.agreeing > 0.95 && found.around < 0.2 && found.nats > 3.0 * NATS_MIN, "{found:?}");
        }
    }

    #[test]
    fn it_is_found_through_the_noise_of_a_map() {
        let noisy = |x: u32, y: u32| if (x * 7 + y * 13) % 19 < 10 { 128 } else { 129 };
        let found = find(&removed(600, PLACES[1], noisy)).found.unwrap();
        assert!((0.4..0.8).contains(&found.agreeing), "{found:?}");
    }

    #[test]
    fn a_star_that_is_there_leaves_no_trace() {
        for place in PLACES {
            let mut picture = textured(600, 600);
            each_in_star(&mut picture, place, |_, _| 128, blended);
            check_silent(&picture);
        }
    }

    #[test]
    fn untouched_pictures_leave_no_trace() {
        check_silent(&textured(600, 600));
        check_silent(&textured(301, 99));
    }

    #[test]
    fn a_star_undone_elsewhere_is_not_looked_for() {
        check_silent(&removed(600, Place { width: 96, margin: 130 }, |_, _| 128));
    }

    #[test]
    fn a_picture_with_few_levels_is_not_judged() {
        for change in [|level: u8| level & 0xfe, |level: u8| level | 1, |level: u8| level / 3 * 3] {
            let mut picture = textured(600, 600);
            picture.pixels_mut().for_each(|pixel| pixel.0 = pixel.0.map(change));
            assert_eq!(find(&picture), Search::default());
        }
    }

    #[test]
    fn a_square_with_few_levels_leaves_no_trace() {
        let mut picture = textured(600, 600);
        let square = (420..560).flat_map(|y| (420..560).map(move |x| (x, y)));
        for (x, y) in square {
            let pixel = &mut picture.get_pixel_mut(x, y).0;
            *pixel = pixel.map(|level| level & 0xfe);
        }
        check_silent(&picture);
    }

    #[test]
    fn plain_gray_and_small_pictures_are_not_judged() {
        let shade = |x: u32, y: u32| u8::try_from((x + y) % 200 + 20).unwrap();
        let gray = RgbImage::from_fn(600, 600, |x, y| Rgb([shade(x, y); 3]));
        let tinted = RgbImage::from_fn(600, 600, |x, y| Rgb([shade(x, y), shade(x, y) - 6, shade(x, y) + 4]));
        for picture in [gray, tinted, textured(81, 600), RgbImage::from_pixel(600, 600, Rgb([9, 80, 140]))] {
            assert_eq!(find(&picture), Search::default());
        }
    }
}
