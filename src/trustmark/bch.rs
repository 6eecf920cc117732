//! Binary BCH codes of length 127, shortened: the error correction of TrustMark.
//!
//! In and out: words of at most 127 bits as `u128`, the first bit highest. The field is GF(2^7) with the polynomial
//! x^7 + x^3 + 1; the generator has the roots a^1 to a^2t. Must not know: what the bits mean.

/// x^7 + x^3 + 1.
const FIELD_POLYNOMIAL: u8 = 137;
/// Number of elements that are not zero.
const ORDER: u8 = 127;
/// Bits of a field element, and of the parity for each error.
const DEGREE: u32 = 7;

/// Parity bits of a code that corrects `errors_max` errors (1 to 8).
pub(super) fn parity_bits(errors_max: u8) -> u32 {
    DEGREE * u32::from(errors_max)
}

/// The parity of `data`: the remainder of its polynomial, moved up by the parity, under division by the generator.
pub(super) fn parity(data: u128, errors_max: u8) -> u128 {
    remainder(data << parity_bits(errors_max), generator(errors_max))
}

/// Corrects a word of `length` bits, data before parity; gives it and the number of bits that were wrong. `None` if
/// more are wrong than the code can correct.
pub(super) fn correct(word: u128, length: u8, errors_max: u8) -> Option<(u128, u32)> {
    let syndromes: Vec<u8> = (1..=2 * errors_max).map(|power| evaluate(word, power)).collect();
    let locator = locator(&syndromes, errors_max)?;
    let wrong: Vec<u8> = (0..length).filter(|place| is_root(&locator, *place)).collect();
    if wrong.len() + 1 != locator.len() {
        return None;
    }
    let corrected = wrong.iter().fold(word, |word, place| word ^ (1 << place));
    let count = u32::try_from(wrong.len()).ok()?;
    (remainder(corrected, generator(errors_max)) == 0).then_some((corrected, count))
}

/// The product of the minimal polynomials of a^1, a^3, … a^(2t - 1). 127 is a prime, so each has seven roots.
fn generator(errors_max: u8) -> u128 {
    (0..errors_max).fold(1, |product, index| times_polynomial(product, minimal_polynomial(2 * index + 1)))
}

fn minimal_polynomial(power: u8) -> u128 {
    // The coefficients of the product of x - a^(power 2^i), from the constant one up.
    let mut coefficients = vec![1_u8];
    let mut root = power % ORDER;
    for _ in 0..DEGREE {
        let moved = std::iter::once(0).chain(coefficients.iter().copied());
        let scaled = coefficients.iter().map(|one| times(*one, exponential(root))).chain(std::iter::once(0));
        coefficients = moved.zip(scaled).map(|(a, b)| a ^ b).collect();
        root = (root * 2) % ORDER;
    }
    // All of them are 0 or 1 now.
    coefficients.iter().rev().fold(0, |polynomial, one| (polynomial << 1) | u128::from(*one))
}

fn times_polynomial(a: u128, b: u128) -> u128 {
    (0..u128::BITS).filter(|place| b >> place & 1 == 1).fold(0, |product, place| product ^ (a << place))
}

fn remainder(mut dividend: u128, divisor: u128) -> u128 {
    while dividend != 0 && dividend.leading_zeros() <= divisor.leading_zeros() {
        dividend ^= divisor << (divisor.leading_zeros() - dividend.leading_zeros());
    }
    dividend
}

/// The value of a word's polynomial at a^power.
fn evaluate(word: u128, power: u8) -> u8 {
    (0..ORDER).filter(|place| word >> place & 1 == 1).fold(0, |sum, place| {
        let exponent = u16::from(place) * u16::from(power) % u16::from(ORDER);
        sum ^ exponential(u8::try_from(exponent).unwrap_or(0))
    })
}

/// The error locator polynomial, from the constant coefficient up (Berlekamp and Massey). `None` if it asks for more
/// errors than the code corrects.
fn locator(syndromes: &[u8], errors_max: u8) -> Option<Vec<u8>> {
    let mut current = vec![1_u8];
    let mut previous = vec![1_u8];
    let mut previous_discrepancy = 1_u8;
    let mut length = 0_usize;
    let mut gap = 1_usize;
    for step in 0..syndromes.len() {
        let terms = current.iter().zip(syndromes.get(..=step)?.iter().rev());
        let discrepancy = terms.fold(0, |sum, (coefficient, syndrome)| sum ^ times(*coefficient, *syndrome));
        if discrepancy == 0 {
            gap += 1;
            continue;
        }
        let factor = times(discrepancy, inverse(previous_discrepancy));
        let corrected = subtract_shifted(&current, &previous, factor, gap);
        if 2 * length > step {
            gap += 1;
        } else {
            length = step + 1 - length;
            previous = current;
            previous_discrepancy = discrepancy;
            gap = 1;
        }
        current = corrected;
    }
    while current.last() == Some(&0) {
        current.pop();
    }
    let is_within = length <= usize::from(errors_max) && current.len() == length + 1;
    is_within.then_some(current)
}

/// `a` less `factor` times `b` moved up by `places`.
fn subtract_shifted(a: &[u8], b: &[u8], factor: u8, places: usize) -> Vec<u8> {
    let moved = std::iter::repeat_n(0, places).chain(b.iter().map(|one| times(*one, factor)));
    let count = a.len().max(b.len() + places);
    let zeros = std::iter::repeat(0);
    a.iter().copied().chain(zeros.clone()).zip(moved.chain(zeros)).take(count).map(|(a, b)| a ^ b).collect()
}

/// Whether a^-place is a root of the locator, so that the bit at this place, counted from the last, is wrong.
fn is_root(locator: &[u8], place: u8) -> bool {
    let point = exponential((ORDER - place % ORDER) % ORDER);
    locator.iter().rev().fold(0, |sum, coefficient| times(sum, point) ^ coefficient) == 0
}

fn exponential(power: u8) -> u8 {
    (0..power % ORDER).fold(1, |element, _| doubled(element))
}

fn doubled(element: u8) -> u8 {
    let moved = element << 1;
    if moved > ORDER { moved ^ FIELD_POLYNOMIAL } else { moved }
}

fn times(a: u8, b: u8) -> u8 {
    (0..DEGREE).rev().fold(0, |product, place| doubled(product) ^ if b >> place & 1 == 1 { a } else { 0 })
}

/// a^126 times a is a^127, and that is one.
fn inverse(element: u8) -> u8 {
    (0..ORDER - 1).fold(1, |product, _| times(product, element))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generators_have_seven_bits_for_each_error() {
        // The (127, 106) code that corrects three errors, by its tables: 11554743 in octal for x^7 + x^3 + 1.
        assert_eq!(generator(3), 0o11_554_743);
        for errors_max in 1..=8 {
            assert_eq!(128 - generator(errors_max).leading_zeros(), parity_bits(errors_max) + 1);
        }
    }

    #[test]
    fn up_to_the_stated_errors_are_corrected() {
        for (errors_max, length) in [(8_u8, 96_u8), (5, 99), (4, 100), (3, 101)] {
            let data = 0x9e37_79b9_7f4a_u128 & ((1 << 40) - 1);
            let word = data << parity_bits(errors_max) | parity(data, errors_max);
            for errors in 0..=errors_max {
                let wrong =
                    (0..errors).fold(word, |word, index| word ^ 1 << (u32::from(index) * 11 % u32::from(length)));
                assert_eq!(
                    correct(wrong, length, errors_max),
                    Some((word, u32::from(errors))),
                    "{errors_max} {errors}"
                );
            }
        }
    }

    #[test]
    fn a_word_beyond_correction_is_refused() {
        let word = 1_u128 << 60 | 1 << 40 | 1 << 20 | 1 << 3;
        assert_eq!(correct(word, 101, 3), None);
    }
}
