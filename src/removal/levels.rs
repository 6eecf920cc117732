//! Which levels can be left by undoing a see-through white mark.

/// How a program makes a whole level of a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounding {
    /// To the nearest.
    Nearest,
    /// The fraction is dropped.
    Down,
}

/// The levels that the way back can lead to.
pub(super) struct Levels([bool; 256]);

impl Levels {
    /// Undoing white of so many 255ths of opacity: each level p becomes (p - opacity) · 255 / (255 - opacity).
    pub(super) fn after_undoing(opacity: u8, rounding: Rounding) -> Self {
        let mut reached = [false; 256];
        let left = u32::from(u8::MAX - opacity).max(1);
        for above in 0..=u32::from(u8::MAX - opacity) {
            let level = match rounding {
                Rounding::Nearest => (2 * above * 255 + left) / (2 * left),
                Rounding::Down => above * 255 / left,
            };
            if let Some(level) = usize::try_from(level).ok().and_then(|level| reached.get_mut(level)) {
                *level = true;
            }
        }
        Self(reached)
    }

    /// True if every level of the colour is among them.
    pub(super) fn allow(&self, colour: [u8; 3]) -> bool {
        colour.into_iter().all(|level| self.0.get(usize::from(level)).copied().unwrap_or(false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reached(opacity: u8, rounding: Rounding) -> Vec<u8> {
        let levels = Levels::after_undoing(opacity, rounding);
        (0..=u8::MAX).filter(|level| levels.allow([*level; 3])).collect()
    }

    #[test]
    fn half_of_the_levels_are_left_under_half_of_the_light() {
        let nearest = reached(128, Rounding::Nearest);
        assert_eq!(nearest.len(), 128);
        assert_eq!((&nearest[..4], &nearest[124..]), (&[0, 2, 4, 6][..], &[249, 251, 253, 255][..]));
        assert_eq!(reached(128, Rounding::Down).last(), Some(&255));
        assert_ne!(reached(128, Rounding::Down), nearest);
    }

    #[test]
    fn without_a_mark_every_level_is_left() {
        assert_eq!(reached(0, Rounding::Nearest).len(), 256);
        assert_eq!(reached(255, Rounding::Nearest), [0]);
    }

    #[test]
    fn a_colour_is_allowed_if_each_of_its_levels_is() {
        let levels = Levels::after_undoing(128, Rounding::Nearest);
        assert!(levels.allow([2, 4, 255]));
        assert!(!levels.allow([2, 5, 255]));
    }
}
