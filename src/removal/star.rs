//! Where Gemini puts its star, and which pixels there it surely covers or surely does not.

use image::RgbImage;

/// A place of the star, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Width and height of the star.
    pub width: u32,
    /// Its distance from the right and from the bottom edge.
    pub margin: u32,
}

/// The places of the full size; scaling a picture mixes its levels, and nothing can be told then.
pub const PLACES: [Place; 4] = [
    Place { width: 48, margin: 32 },
    Place { width: 96, margin: 64 },
    Place { width: 48, margin: 96 },
    Place { width: 96, margin: 192 },
];

/// The part of the star that is covered evenly, and the star beyond whose outline nothing is covered, in star widths.
const COVERED: f64 = 0.84;
const CLEAR: f64 = 1.10;
/// The square that is looked at, in star widths.
const SQUARE: f64 = 1.12;

/// The colours of a place that tell something, each once, in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Colours {
    /// Those under the star.
    pub(super) under: Vec<[u8; 3]>,
    /// Those beside it, by the quarter of the square.
    pub(super) beside: [Vec<[u8; 3]>; 4],
    /// The picture lacks levels beside the star as well.
    pub(super) is_coarse: bool,
}

impl Place {
    /// The upper left corner of the star, if the whole square around it lies in the picture.
    pub fn corner(&self, width: u32, height: u32) -> Option<(u32, u32)> {
        let reach = self.reach();
        let from_end = |length: u32| {
            let centre = length.checked_sub(self.margin + self.width / 2)?;
            (centre >= reach && centre + reach <= length).then(|| centre - self.width / 2)
        };
        Some((from_end(width)?, from_end(height)?))
    }

    /// The colours there; none if the picture is too small for the place.
    pub(super) fn colours(&self, picture: &RgbImage) -> Option<Colours> {
        let (left, top) = self.corner(picture.width(), picture.height())?;
        let (reach, half) = (self.reach(), self.width / 2);
        let (left, top) = (left + half - reach, top + half - reach);
        let (mut under, mut beside) = (Vec::new(), <[Vec<[u8; 3]>; 4]>::default());
        for (row, column) in (0..2 * reach).flat_map(|row| (0..2 * reach).map(move |column| (row, column))) {
            let Some(pixel) = picture.get_pixel_checked(left + column, top + row) else { continue };
            let (x, y) = (self.distance(column), self.distance(row));
            if is_in_star(x / COVERED, y / COVERED) {
                under.push(pixel.0);
            } else if !is_in_star(x / CLEAR, y / CLEAR) {
                let [above_left, above_right, below_left, below_right] = &mut beside;
                let quarter = match (x < 0.0, y < 0.0) {
                    (true, true) => above_left,
                    (false, true) => above_right,
                    (true, false) => below_left,
                    (false, false) => below_right,
                };
                quarter.push(pixel.0);
            }
        }
        let is_coarse = [0, 1, 2].into_iter().any(|channel| is_coarse(&beside, channel));
        Some(Colours { under: telling(under), beside: beside.map(telling), is_coarse })
    }

    /// Half of the side of the square, in pixels.
    fn reach(&self) -> u32 {
        let reach = f64::from(self.width) / 2.0 * SQUARE;
        // At most a few dozen.
        (0..=self.width).take_while(|length| f64::from(*length) <= reach).last().unwrap_or_default()
    }

    /// Distance of the middle of a pixel of the square from the centre, in half widths of the star.
    fn distance(&self, at: u32) -> f64 {
        (f64::from(at) + 0.5 - f64::from(self.reach())) / (f64::from(self.width) / 2.0)
    }
}

/// |x|^⅔ + |y|^⅔ < 1 without roots: (1 - x² - y²)³ > 27 x² y².
fn is_in_star(x: f64, y: f64) -> bool {
    let (x, y) = (x * x, y * y);
    let rest = 1.0 - x - y;
    rest > 0.0 && rest * rest * rest > 27.0 * x * y
}

/// Share of its levels that an untouched picture uses at least, the darkest and the lightest tenth of its pixels left out.
const LEVELS_USED_MIN: f64 = 0.75;

/// True if many levels of a channel are missing between those that are there: a picture that was stretched, or stored in
/// fewer bits. Its levels are no evidence.
fn is_coarse(beside: &[Vec<[u8; 3]>; 4], channel: usize) -> bool {
    let mut levels: Vec<u8> = beside.iter().flatten().filter_map(|colour| colour.get(channel).copied()).collect();
    levels.sort_unstable();
    let tenth = levels.len() / 10;
    let Some(middle) = levels.get(tenth..levels.len() - tenth) else { return true };
    let (Some(darkest), Some(lightest)) = (middle.first(), middle.last()) else { return true };
    let span = f64::from(lightest - darkest) + 1.0;
    let used: f64 = middle.chunk_by(|one, other| one == other).map(|_| 1.0).sum();
    used < span * LEVELS_USED_MIN
}

/// Black and white can be left by any undoing, and gray tells one level instead of three.
fn telling(mut colours: Vec<[u8; 3]>) -> Vec<[u8; 3]> {
    colours.retain(|colour| {
        let [red, green, blue] = *colour;
        let is_between = colour.iter().all(|level| (1..u8::MAX).contains(level));
        is_between && red != green && green != blue && red != blue
    });
    colours.sort_unstable();
    colours.dedup();
    colours
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    const SMALL: Place = PLACES[0];

    #[test]
    fn a_star_stands_whole_in_the_picture() {
        assert_eq!(SMALL.corner(200, 100), Some((120, 20)));
        assert_eq!(SMALL.corner(82, 81), None);
        assert_eq!(SMALL.corner(83, 83), Some((3, 3)));
        assert_eq!(PLACES[1].corner(1200, 1100), Some((1040, 940)));
    }

    #[test]
    fn what_lies_under_and_beside_the_star_is_kept_apart() {
        // Red counts columns, green rows, blue tells the star's box.
        let picture = RgbImage::from_fn(200, 150, |x, y| {
            let is_in_box = (120..168).contains(&x) && (70..118).contains(&y);
            Rgb([u8::try_from(x).unwrap(), u8::try_from(y).unwrap(), if is_in_box { 250 } else { 240 }])
        });
        let colours = SMALL.colours(&picture).unwrap();
        let beside = colours.beside.each_ref().map(Vec::len);
        assert!(colours.under.len() > 400 && beside.into_iter().all(|count| count > 400), "{colours:?}");
        assert!(colours.under.iter().all(|colour| colour[2] == 250) && colours.under.contains(&[144, 94, 250]));
        // The corner of the box is not covered, and the tip of the star is neither.
        assert!(colours.beside[0].contains(&[121, 71, 250]) && !colours.under.contains(&[144, 71, 250]));
        assert!(colours.beside[2].contains(&[121, 116, 250]) && colours.beside[3].contains(&[166, 116, 250]));
    }

    #[test]
    fn colours_that_tell_nothing_are_left_out() {
        assert_eq!(telling(vec![[0, 3, 9], [9, 9, 3], [1, 255, 7], [5, 2, 9], [5, 2, 9]]), [[5, 2, 9]]);
    }
}
