//! The certificates of an RFC 3161 time-stamp token, the authority's own first.
//!
//! In: the token as a manifest holds it. Out: the chain to hold against the time-stamping list. The C2PA
//! library checks signature and imprint of the token; what it does not do for version 1 claims is to ask who
//! signed it. Must not know manifests.

use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 0x02;
const OBJECT_ID: u8 = 0x06;
/// `[0]` constructed: the content of a ContentInfo, and the certificates of a SignedData.
const CONTEXT_0: u8 = 0xa0;

/// Certificates of one token that are looked at.
const TOKEN_CERTIFICATES_MAX: usize = 16;

/// One DER element: its tag, content, and its bytes with header.
struct Element<'a> {
    tag: u8,
    content: &'a [u8],
    whole: &'a [u8],
}

/// The authority's certificate and the others of the token.
///
/// `None` unless exactly one signer signed and exactly one certificate is its: with several, the library and
/// this function could look at different ones.
pub(crate) fn signer_chain(token: &[u8]) -> Option<Vec<Vec<u8>>> {
    let signed_data = signed_data(token)?;
    let parts = children(signed_data);
    let certificates = children(parts.iter().find(|part| part.tag == CONTEXT_0)?.content);
    let infos = children(parts.iter().rfind(|part| part.tag == SET)?.content);
    let [info] = infos.as_slice() else {
        return None;
    };
    let signer_id = children(info.content).into_iter().nth(1)?;
    let (mine, others): (Vec<_>, Vec<_>) =
        certificates.iter().take(TOKEN_CERTIFICATES_MAX).partition(|certificate| is_named(certificate, &signer_id));
    let [signer] = mine.as_slice() else {
        return None;
    };
    Some([*signer].into_iter().chain(others).map(|certificate| certificate.whole.to_vec()).collect())
}

/// The SignedData inside a ContentInfo, itself possibly inside a TimeStampResp (`sigTst` of version 1 claims).
fn signed_data(token: &[u8]) -> Option<&[u8]> {
    let outer = children(read(token)?.0.content);
    let content_info = match outer.first()?.tag {
        OBJECT_ID => outer,
        SEQUENCE => children(outer.get(1)?.content),
        _ => return None,
    };
    let explicit = content_info.into_iter().find(|part| part.tag == CONTEXT_0)?;
    Some(read(explicit.content)?.0.content)
}

/// Whether a certificate has the issuer and serial number of a SignerIdentifier (RFC 5652 §5.3).
fn is_named(certificate: &Element<'_>, signer_id: &Element<'_>) -> bool {
    let name = children(signer_id.content);
    let [issuer, serial] = name.as_slice() else {
        return false;
    };
    let Ok((_, certificate)) = X509Certificate::from_der(certificate.whole) else {
        return false;
    };
    serial.tag == INTEGER
        && certificate.tbs_certificate.issuer.as_raw() == issuer.whole
        && certificate.tbs_certificate.raw_serial() == serial.content
}

fn children(mut content: &[u8]) -> Vec<Element<'_>> {
    let mut found = Vec::new();
    while let Some((element, rest)) = read(content) {
        found.push(element);
        content = rest;
    }
    found
}

/// One element with a definite length; the indefinite form is not DER and yields nothing.
fn read(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (digits.iter().fold(0_usize, |sum, digit| (sum << 8) | usize::from(*digit)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    let whole = bytes.get(..bytes.len().checked_sub(rest.len())?)?;
    Some((Element { tag, content, whole }, rest))
}

#[cfg(test)]
mod tests {
    use super::super::test_pki::{self, TIME_STAMPING, response, token};
    use super::*;

    #[track_caller]
    fn check(token: &[u8], expected: Option<&[&Vec<u8>]>) {
        let expected = expected.map(|chain| chain.iter().map(|der| der.to_vec()).collect::<Vec<_>>());
        assert_eq!(signer_chain(token), expected);
    }

    #[test]
    fn the_signer_comes_first() {
        let root = test_pki::root("Root");
        let authority = test_pki::leaf(&[TIME_STAMPING], 2030, &root);
        check(&token(&[&authority.der, &root.der], 1), Some(&[&authority.der, &root.der]));
        check(&response(&[&authority.der, &root.der]), Some(&[&authority.der, &root.der]));
    }

    #[test]
    fn what_is_ambiguous_is_refused() {
        let root = test_pki::root("Root");
        let authority = test_pki::leaf(&[TIME_STAMPING], 2030, &root);
        check(&token(&[&authority.der], 2), None);
        check(&token(&[&authority.der], 0), None);
        check(&token(&[&authority.der, &authority.der], 1), None);
    }

    #[test]
    fn a_token_cut_anywhere_yields_nothing_and_never_panics() {
        let root = test_pki::root("Root");
        let whole = token(&[&test_pki::leaf(&[TIME_STAMPING], 2030, &root).der], 1);
        for end in 0..whole.len() {
            check(&whole[..end], None);
        }
    }
}
