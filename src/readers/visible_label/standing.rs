//! Whether a mark labels the picture, or may be part of what the picture shows.
//!
//! A generator stamps its label on a picture, at an edge, away from other text. In a screenshot, on a poster or on a
//! page the same words are among many others. Both kinds exist with either look, so what is not clear is said to be
//! unclear, for a person to decide.

use super::candidates::{Candidate, Support};
use super::measure;
use crate::lettering::Gray;
use crate::pixels::Region;
use crate::vocabulary::visible::{Place, Standing, Wording};

/// From this score on a label is claimed where most readings agree. This and the next five were chosen on a set of
/// drawn pictures of its own (`training/README.md`), so that at most one in a thousand without a label is claimed.
const FIRM_SCORE_MIN: f32 = 0.3;
/// The same for readings that saw nothing before the label: a "not" is lost most often where it is hard to read.
const BARE_SCORE_MIN: f32 = 0.5;
/// The same for a single reading.
const ALONE_SCORE_MIN: f32 = 0.6;
/// A firm reading must be at least this many times as sure as one that may be a denial; one alone far more.
const FIRM_TO_SUSPECT: f32 = 0.8;
const ALONE_TO_SUSPECT: f32 = 3.3;
/// The same of one that saw nothing before the label, where another saw what may be a denial.
const BARE_TO_SUSPECT: f32 = 2.0;
/// The same for a label behind a name that is not known and is no denial, read twice at least.
const CLEARED_SCORE_MIN: f32 = 0.7;
/// The same for English, where a short "not" is easily missed.
const LOOSE_SCORE_MIN: f32 = 0.95;
/// Marks of vendors are short, and a claim of one is held to more.
const VENDOR_SCORE_MIN: f32 = 0.7;
/// Below this it is not even worth a look.
const DOUBT_SCORE_MIN: f32 = 0.12;

/// Other lines of text from which a picture is taken to show text.
const OTHER_LINES_MANY: usize = 8;
/// The same for a mark that stands neither at an edge nor in a corner.
const OTHER_LINES_SOME: usize = 3;
/// A line closer than this many heights belongs to the same block of text.
const BLOCK_GAP: f64 = 1.5;

/// How far the candidate may be taken for the label of the picture; `places` are all lines of text on it.
pub(super) fn of(candidate: &Candidate, places: &[Region], gray: &Gray<'_>) -> Standing {
    let is_clear = match candidate.wording {
        // A long wording that is read to the letter is no likeness.
        Wording::OtherLanguage if candidate.support.firm >= FIRM_SCORE_MIN => true,
        Wording::Compliant | Wording::OtherLanguage => is_clear(&candidate.support),
        Wording::VendorName | Wording::VendorIcon => candidate.score >= VENDOR_SCORE_MIN,
    };
    if !is_clear {
        return Standing::Doubtful;
    }
    let others = || places.iter().filter(|place| !place.overlaps(&candidate.region));
    let is_unclear = match measure::place(&candidate.region, gray) {
        Place::Inside => others().count() >= OTHER_LINES_SOME,
        Place::Top | Place::Left | Place::Right | Place::Bottom => others().count() >= OTHER_LINES_MANY,
        Place::TopLeft | Place::TopRight | Place::BottomLeft | Place::BottomRight => {
            others().count() >= OTHER_LINES_MANY && others().any(|other| is_next_to(other, &candidate.region))
        }
    };
    if is_unclear { Standing::OriginUnclear } else { Standing::Label }
}

/// True when the readings of a label are sure enough, together, that it is one and is not denied.
fn is_clear(support: &Support) -> bool {
    let Support { firm, bare, cleared, loose, suspect, readings, agreeing } = *support;
    // With a known name or its subject before it, a wording is too long for a chance likeness.
    let is_long = firm >= FIRM_SCORE_MIN && suspect == 0.0;
    // With nothing before it, one reading is not enough: it may have begun behind a "not".
    let stands_alone = firm >= ALONE_SCORE_MIN && firm >= ALONE_TO_SUSPECT * suspect;
    let counts = bare >= BARE_SCORE_MIN && bare >= BARE_TO_SUSPECT * suspect;
    let firm = if counts { firm.max(bare) } else { firm };
    let is_agreed = agreeing >= 2 && agreeing.saturating_mul(2) >= readings;
    let is_firm = firm >= FIRM_SCORE_MIN && firm >= FIRM_TO_SUSPECT * suspect && (is_agreed || stands_alone || is_long);
    let named = firm.max(cleared);
    let is_named = named >= CLEARED_SCORE_MIN && named >= FIRM_TO_SUSPECT * suspect && agreeing >= 2;
    let is_loose = loose >= LOOSE_SCORE_MIN && suspect == 0.0;
    is_firm || is_named || is_loose
}

/// True when a reading is sure enough to be mentioned at all.
pub(super) fn is_worth_a_look(candidate: &Candidate) -> bool {
    candidate.score >= DOUBT_SCORE_MIN
}

fn is_next_to(other: &Region, mark: &Region) -> bool {
    let reach = BLOCK_GAP * mark.height();
    let Region { left, top, right, bottom } = *mark;
    other.overlaps(&Region { left: left - reach, top: top - reach, right: right + reach, bottom: bottom + reach })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::visible_label::wording::Footing;

    const CORNER: Region = Region { left: 300.0, top: 370.0, right: 390.0, bottom: 390.0 };
    const BOTTOM: Region = Region { left: 150.0, top: 370.0, right: 250.0, bottom: 390.0 };
    const CENTRE: Region = Region { left: 150.0, top: 180.0, right: 250.0, bottom: 200.0 };

    fn lines(count: u32) -> Vec<Region> {
        let top = |number: u32| f64::from(number) * 25.0;
        (0..count).map(|one| Region { left: 20.0, top: top(one), right: 120.0, bottom: top(one) + 15.0 }).collect()
    }

    #[track_caller]
    fn check(region: Region, score: f32, places: &[Region], expected: Standing) {
        let levels = vec![0; 400 * 400];
        let gray = Gray::new(400, 400, &levels).unwrap();
        let candidate = Candidate {
            wording: Wording::Compliant,
            vendor: None,
            printed: "AI生成".to_owned(),
            region,
            ink_height: region.height(),
            score,
            footing: Footing::Firm,
            support: Support { firm: score, readings: 4, agreeing: 2, ..Support::default() },
        };
        let all: Vec<Region> = places.iter().copied().chain([region]).collect();
        assert_eq!(of(&candidate, &all, &gray), expected);
    }

    #[test]
    fn alone_it_is_a_label_wherever_it_stands() {
        for region in [CORNER, BOTTOM, CENTRE] {
            check(region, 0.9, &[], Standing::Label);
            check(region, 0.9, &lines(2), Standing::Label);
        }
    }

    #[test]
    fn among_other_text_its_origin_is_unclear() {
        check(CENTRE, 0.9, &lines(3), Standing::OriginUnclear);
        check(BOTTOM, 0.9, &lines(7), Standing::Label);
        check(BOTTOM, 0.9, &lines(8), Standing::OriginUnclear);
    }

    #[test]
    fn in_a_corner_by_itself_it_is_a_label_of_a_picture_of_text() {
        check(CORNER, 0.9, &lines(12), Standing::Label);
        let mut crowded = lines(12);
        crowded.push(Region { left: 300.0, top: 345.0, right: 390.0, bottom: 362.0 });
        check(CORNER, 0.9, &crowded, Standing::OriginUnclear);
    }

    #[test]
    fn what_was_hardly_read_is_doubtful() {
        check(CORNER, 0.17, &[], Standing::Doubtful);
    }

    #[track_caller]
    fn check_clear(
        expected: bool,
        (firm, cleared, loose, suspect): (f32, f32, f32, f32),
        readings: usize,
        agreeing: usize,
    ) {
        let support = Support { firm, cleared, loose, suspect, readings, agreeing, ..Support::default() };
        assert_eq!(is_clear(&support), expected, "{support:?}");
    }

    #[test]
    fn readings_that_agree_need_less_than_one_alone() {
        check_clear(true, (0.35, 0.0, 0.0, 0.0), 3, 2);
        check_clear(true, (0.35, 0.0, 0.0, 0.0), 6, 1);
        check_clear(false, (0.25, 0.0, 0.0, 0.0), 3, 2);
        check_clear(false, (0.5, 0.0, 0.0, 0.2), 6, 1);
        let bare = |bare, agreeing| is_clear(&Support { bare, readings: 6, agreeing, ..Support::default() });
        assert_eq!([bare(0.55, 3), bare(0.45, 3), bare(0.55, 2), bare(0.99, 1)], [true, false, false, false]);
    }

    #[test]
    fn a_reading_that_may_be_a_denial_weighs_against_it() {
        check_clear(false, (0.5, 0.0, 0.0, 0.7), 4, 4);
        check_clear(true, (0.9, 0.0, 0.0, 0.7), 4, 4);
        check_clear(false, (0.9, 0.0, 0.0, 0.7), 4, 1);
        check_clear(false, (0.0, 0.75, 0.0, 1.0), 4, 4);
    }

    #[test]
    fn nothing_before_it_counts_only_where_no_reading_saw_a_denial() {
        let clear =
            |bare, suspect| is_clear(&Support { bare, suspect, readings: 4, agreeing: 4, ..Support::default() });
        assert_eq!([clear(0.9, 0.0), clear(0.9, 0.4), clear(0.9, 0.6)], [true, true, false]);
    }

    #[test]
    fn names_that_are_not_known_and_english_need_more() {
        check_clear(true, (0.0, 0.75, 0.0, 0.0), 4, 2);
        check_clear(false, (0.0, 0.65, 0.0, 0.0), 4, 2);
        check_clear(false, (0.0, 0.75, 0.0, 0.0), 4, 1);
        check_clear(true, (0.0, 0.0, 0.96, 0.0), 1, 1);
        check_clear(false, (0.0, 0.0, 0.96, 0.1), 2, 2);
        check_clear(false, (0.0, 0.0, 0.9, 0.0), 1, 1);
    }
}
