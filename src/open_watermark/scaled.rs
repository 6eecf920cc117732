//! The sizes at which a picture may have been marked before it was scaled to the size it has.

/// Pixels of what generators write: from a square of 512 to about a square of 1024, ...
const USUAL: std::ops::RangeInclusive<f64> = 262_144.0..=1_200_000.0;
/// ... and about as many as squares of these sides, made by upscalers.
const SIDES: [f64; 2] = [1536.0, 2048.0];
/// How far the side of such a square may be off.
const SIDE_TOLERANCE: f64 = 0.04;
/// Generators write sides that are multiples of this.
const MULTIPLE: u32 = 64;
/// Pictures are not enlarged or reduced by more than this before they are looked at.
const FACTOR_MAX: f64 = 4.0;

/// Sizes of the same shape that generators write, other than the size itself.
pub fn sizes(width: u32, height: u32) -> Vec<(u32, u32)> {
    let widths = (1..=4096 / MULTIPLE).map(|number| number * MULTIPLE);
    let fitting = widths.flat_map(|from_width| {
        let exact = f64::from(from_width) * f64::from(height) / f64::from(width.max(1));
        let from_height = (exact / f64::from(MULTIPLE)).round() as u32 * MULTIPLE;
        Some((from_width, from_height)).filter(|size| is_possible(*size, (width, height)))
    });
    fitting.filter(|size| *size != (width, height)).collect()
}

fn is_possible((from_width, from_height): (u32, u32), (width, height): (u32, u32)) -> bool {
    let pixels = f64::from(from_width) * f64::from(from_height);
    let is_near = |side: &f64| (pixels.sqrt() / side - 1.0).abs() <= SIDE_TOLERANCE;
    let is_usual = USUAL.contains(&pixels) || SIDES.iter().any(is_near);
    let factor = f64::from(width) / f64::from(from_width);
    // Each side was rounded to whole pixels.
    let rounding = 0.5 + 0.5 * f64::from(from_height) / f64::from(from_width);
    let is_same_shape = (f64::from(from_height) * factor - f64::from(height)).abs() <= rounding;
    from_height > 0 && is_usual && is_same_shape && (1.0 / FACTOR_MAX..=FACTOR_MAX).contains(&factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_it_was_marked_at_is_among_them() {
        assert!(sizes(691, 461).contains(&(768, 512)));
        assert!(sizes(384, 256).contains(&(768, 512)));
        assert!(sizes(512, 512).contains(&(1024, 1024)));
        assert!(sizes(1080, 1920).contains(&(576, 1024)));
        assert!(sizes(700, 700).len() < 16);
    }

    #[test]
    fn the_size_itself_and_other_shapes_are_not() {
        assert!(!sizes(1024, 1024).contains(&(1024, 1024)));
        assert!(!sizes(1000, 700).contains(&(1024, 1024)));
        assert!(sizes(1000, 1).is_empty());
        assert!(sizes(0, 0).is_empty());
    }
}
