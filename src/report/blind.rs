//! The layers that no reader of this program looks at, named one by one.
//!
//! A report that lists only what was read makes the rest look absent. These entries stand in every report:
//! marks that nobody but their vendor can read, and marks whose decoder or secret is not here. A reader of the same id
//! replaces its entry.

use crate::coverage::reason::{NEEDS_SECRET, VENDOR_ONLY, WEIGHTS_NOT_HELD};
use crate::coverage::{Coverage, CoverageState};
use crate::message::Text;

const fn skipped(reader: &'static str, reason: &'static Text) -> Coverage {
    Coverage { reader, state: CoverageState::Skipped { reason } }
}

/// Invisible marks with a secret reader (vendors publish neither key nor weights).
pub static VENDOR_MARKS: &[Coverage] = &[
    skipped("synthid", &VENDOR_ONLY),
    skipped("meta-content-seal", &VENDOR_ONLY),
    skipped("titan-watermark", &VENDOR_ONLY),
    skipped("digimarc", &VENDOR_ONLY),
    skipped("imatag", &VENDOR_ONLY),
    skipped("steg-ai", &VENDOR_ONLY),
    skipped("nexguard", &VENDOR_ONLY),
    skipped("markany", &VENDOR_ONLY),
    skipped("castlabs", &VENDOR_ONLY),
    skipped("mentaport", &VENDOR_ONLY),
    skipped("overlai", &VENDOR_ONLY),
    skipped("trufo", &VENDOR_ONLY),
];

/// Invisible marks whose decoders are public networks of 20 to 230 MB, or that take a secret that nobody publishes.
pub static OTHER_MARKS: &[Coverage] = &[
    skipped("trustmark", &WEIGHTS_NOT_HELD),
    skipped("meta-seal", &WEIGHTS_NOT_HELD),
    skipped("watermark-anything", &WEIGHTS_NOT_HELD),
    skipped("stable-signature", &WEIGHTS_NOT_HELD),
    skipped("invismark", &WEIGHTS_NOT_HELD),
    skipped("riva-gan", &WEIGHTS_NOT_HELD),
    skipped("blind-watermark", &NEEDS_SECRET),
    skipped("tree-ring", &NEEDS_SECRET),
];

/// The blind layers that no entry of `seen` replaces, in the order of the report.
pub fn missing_from(seen: &[Coverage]) -> impl Iterator<Item = &Coverage> + Clone {
    let is_seen = |reader: &str| seen.iter().any(|one| one.reader == reader);
    VENDOR_MARKS.iter().chain(OTHER_MARKS).filter(move |blind| !is_seen(blind.reader))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_replaces_its_entry_and_nothing_else() {
        let seen = [Coverage { reader: "trustmark", state: CoverageState::Complete }];
        let missing: Vec<_> = missing_from(&seen).map(|one| one.reader).collect();
        assert!(!missing.contains(&"trustmark"));
        assert_eq!(missing.len(), VENDOR_MARKS.len() + OTHER_MARKS.len() - 1);
    }
}
