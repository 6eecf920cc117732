//! Sorts several short lists side by side. Which numbers are compared does not depend on them, so a processor compares
//! those of all lists at once.

/// Lists that are sorted together.
pub(super) const SIDE_BY_SIDE: usize = 8;

/// The lists in order, compared as this network says; first the least numbers of all lists. None may be no number.
#[inline(always)]
pub(super) fn ordered<const LENGTH: usize>(
    mut lists: [[f32; SIDE_BY_SIDE]; LENGTH],
    network: &[(usize, usize)],
) -> [[f32; SIDE_BY_SIDE]; LENGTH] {
    for (one, other) in network {
        let (low, high) = (lists[*one], lists[*other]);
        lists[*one] = std::array::from_fn(|at| if high[at] < low[at] { high[at] } else { low[at] });
        lists[*other] = std::array::from_fn(|at| if high[at] < low[at] { low[at] } else { high[at] });
    }
    lists
}

/// Which of `length` numbers, a power of two, are put in order, one pair after the other, to sort them: the network of
/// Batcher, which has so many pairs.
pub(super) const fn network<const PAIRS: usize>(length: usize) -> [(usize, usize); PAIRS] {
    let mut pairs = [(0, 0); PAIRS];
    let (mut count, mut size) = (0, 1);
    while size < length {
        let mut apart = size;
        while apart > 0 {
            let mut at = apart % size;
            while at + apart < length {
                let is_first = (at - apart % size) % (2 * apart) < apart;
                if is_first && at / (2 * size) == (at + apart) / (2 * size) {
                    pairs[count] = (at, at + apart);
                    count += 1;
                }
                at += 1;
            }
            apart /= 2;
        }
        size *= 2;
    }
    assert!(count == PAIRS);
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<const LENGTH: usize, const PAIRS: usize>() {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Some are the same.
            (state >> 26) as f32
        };
        for _ in 0..200 {
            let lists: [[f32; SIDE_BY_SIDE]; LENGTH] = std::array::from_fn(|_| std::array::from_fn(|_| next()));
            let found = ordered(lists, &network::<PAIRS>(LENGTH));
            for at in 0..SIDE_BY_SIDE {
                let mut one = lists.map(|numbers| numbers[at]);
                one.sort_by(f32::total_cmp);
                assert_eq!(found.map(|numbers| numbers[at]), one);
            }
        }
    }

    #[test]
    fn lists_sorted_together_are_those_sorted_one_by_one() {
        check::<16, 63>();
        check::<64, 543>();
    }
}
