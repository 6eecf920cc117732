//! Provider codes of TC260-PG-20252A: 27 characters, among them a unified social credit code.
//!
//! A `ContentProducer` or `ContentPropagator` goes in, its parts come out. A code is assigned by its owner and
//! registered nowhere, so a well-formed one proves nothing about who wrote it.

use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{Provider, ProviderCode, Service};

const CODE_CHARS: usize = 27;

/// Format 00, organisation 1, bound by unified social credit code 1.
const ORGANISATION_PREFIX: &str = "0011";

/// GB 32100-2015: digits and letters without I, O, S, V, Z.
const USCC_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// GB 32100-2015: weights 3^i mod 31 of the first 17 characters.
const USCC_WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

const USCC_MODULUS: usize = 31;

/// Takes a provider apart; `None` when it is blank.
pub(super) fn parse(raw: &str) -> Option<Provider> {
    let text = raw.trim();
    if text.is_empty() {
        return None;
    }
    // Codes of individuals begin otherwise; their digits are not public, so they are kept as names.
    if !text.starts_with(ORGANISATION_PREFIX) {
        return Some(Provider::Name(Untrusted::new(text)));
    }
    Some(match parse_code(text) {
        Ok(code) => Provider::Code(code),
        Err(why) => Provider::BrokenCode { raw: Untrusted::new(text), why },
    })
}

fn parse_code(text: &str) -> Result<ProviderCode, &'static str> {
    if !text.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase()) {
        return Err("characters other than 0-9 and A-Z");
    }
    match text.len() {
        CODE_CHARS => {}
        22 => return Err("22 characters instead of 27: the service extension is missing"),
        short if short < CODE_CHARS => return Err("shorter than 27 characters"),
        _ => return Err("longer than 27 characters"),
    }
    let part = |range| text.get(range).map(Untrusted::new).unwrap_or_default();
    let uscc = part(4..22);
    Ok(ProviderCode {
        code: Untrusted::new(text),
        uscc_valid: is_uscc_valid(uscc.as_raw()),
        uscc,
        service: service(text.chars().nth(22).unwrap_or('0')),
        extension: part(23..27),
    })
}

fn service(digit: char) -> Service {
    match digit {
        '0' => Service::Unspecified,
        '1' => Service::Generation,
        '2' => Service::Propagation,
        other => Service::Other(other),
    }
}

/// GB 32100-2015: the 18th character is (31 − Σ value·weight mod 31) mod 31.
fn is_uscc_valid(uscc: &str) -> bool {
    let values: Option<Vec<usize>> = uscc.chars().map(|c| USCC_ALPHABET.find(c)).collect();
    let Some((check, body)) = values.as_ref().and_then(|values| values.split_last()) else { return false };
    let products = body.iter().zip(USCC_WEIGHTS).map(|(value, weight)| value.saturating_mul(weight));
    let sum = products.fold(0_usize, usize::saturating_add);
    let expected = USCC_MODULUS.saturating_sub(sum.rem_euclid(USCC_MODULUS)).rem_euclid(USCC_MODULUS);
    body.len() == USCC_WEIGHTS.len() && *check == expected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_code(raw: &str, uscc: &str, valid: bool, service: Service, extension: &str) {
        let Some(Provider::Code(code)) = parse(raw) else { panic!("{raw} is no code") };
        assert_eq!((code.uscc.as_raw(), code.uscc_valid), (uscc, valid));
        assert_eq!((code.service, code.extension.as_raw()), (service, extension));
    }

    #[track_caller]
    fn check_broken(raw: &str, expected: &str) {
        match parse(raw) {
            Some(Provider::BrokenCode { why, .. }) => assert!(why.contains(expected), "{why}"),
            other => panic!("{raw}: {other:?}"),
        }
    }

    #[track_caller]
    fn check_name(raw: &str) {
        assert_eq!(parse(raw), Some(Provider::Name(Untrusted::new(raw))));
    }

    #[test]
    fn codes_of_known_companies_pass_the_check_character() {
        check_code("001191110102MACQD9K64010000", "91110102MACQD9K640", true, Service::Generation, "0000");
        check_code("00119144030008867405X220001", "9144030008867405X2", true, Service::Propagation, "0001");
        check_code("001191440300708461136T1308L", "91440300708461136T", true, Service::Generation, "308L");
        check_code("001191110108MA01KP2T5U00000", "91110108MA01KP2T5U", true, Service::Unspecified, "0000");
        check_code("001191330106MA2CFLDG4R10001", "91330106MA2CFLDG4R", true, Service::Generation, "0001");
        check_code("001191110108335469089C10100", "91110108335469089C", true, Service::Generation, "0100");
        check_code("001191440300MA5G49LC9K1YO01", "91440300MA5G49LC9K", true, Service::Generation, "YO01");
    }

    #[test]
    fn a_changed_character_fails_the_check() {
        check_code("001191110102MACQD9K65010000", "91110102MACQD9K650", false, Service::Generation, "0000");
    }

    #[test]
    fn letters_outside_the_alphabet_fail_the_check() {
        check_code("001191110102MACQD9KO4010000", "91110102MACQD9KO40", false, Service::Generation, "0000");
    }

    #[test]
    fn other_service_digits_are_kept() {
        check_code("001191110102MACQD9K640X0000", "91110102MACQD9K640", true, Service::Other('X'), "0000");
    }

    #[test]
    fn wrong_lengths_are_broken_codes() {
        check_broken("001191110102MACQD9K640", "22 characters");
        check_broken("001191110102MACQD9K6401", "shorter");
        check_broken("001191110102MACQD9K640100000", "longer");
    }

    #[test]
    fn lower_case_and_chinese_are_broken_codes() {
        check_broken("001191110102macqd9k64010000", "characters other");
        check_broken("0011公司", "characters other");
    }

    #[test]
    fn names_are_allowed() {
        for name in ["doubao", "腾讯云", "91110108MACC4D63XF", "002191110102MACQD9K64010000"] {
            check_name(name);
        }
    }

    #[test]
    fn blank_is_nobody() {
        assert_eq!(parse("  "), None);
    }
}
