//! The C2PA list of soft-binding algorithms: who stands behind the `alg` of a manifest.
//!
//! A soft binding names a watermark or a fingerprint by which a manifest can be found again. The list is kept by C2PA;
//! this is its state of April 2026. SynthID is not on it. Being listed says nothing about whether anybody but the
//! vendor can read the mark.

use crate::trustmark::{Payload, Schema};

/// What an algorithm finds a picture by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A mark that was put in.
    Watermark,
    /// Features of the content itself; nothing was put in.
    Fingerprint,
}

/// What an algorithm is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Media {
    /// Pictures, or the list does not say.
    Any,
    /// Sound alone.
    Audio,
    /// Sound and moving pictures.
    AudioVideo,
    /// Moving pictures.
    Video,
    /// Text.
    Text,
}

/// Whether the mark can be read without asking its vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Openness {
    /// Only by the vendor.
    Closed,
    /// By whoever has the published weights or specification, which this program does not hold.
    Published,
}

/// One entry of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Algorithm {
    /// Its number in the list, which TrustMark can carry as a signpost.
    pub id: u16,
    /// The `alg` as manifests write it.
    pub alg: &'static str,
    /// Who is behind it.
    pub vendor: &'static str,
    /// Watermark or fingerprint.
    pub kind: Kind,
    /// What it is for.
    pub media: Media,
    /// Who can read it.
    pub openness: Openness,
}

impl Algorithm {
    /// The entry of an `alg`, compared exactly.
    pub fn of(alg: &str) -> Option<&'static Self> {
        ALGORITHMS.iter().find(|algorithm| algorithm.alg == alg)
    }

    /// The entry that a TrustMark points to. Only schema 0 does so, and its data may be anything else as well.
    pub fn signposted_by(payload: &Payload) -> Option<&'static Self> {
        let is_signpost = payload.schema == Schema::Super;
        ALGORITHMS.iter().find(|algorithm| is_signpost && u128::from(algorithm.id) == payload.number())
    }
}

const fn mark(id: u16, alg: &'static str, vendor: &'static str, media: Media) -> Algorithm {
    Algorithm { id, alg, vendor, kind: Kind::Watermark, media, openness: Openness::Closed }
}

const fn fingerprint(id: u16, alg: &'static str, vendor: &'static str) -> Algorithm {
    Algorithm { kind: Kind::Fingerprint, ..mark(id, alg, vendor, Any) }
}

const fn published(algorithm: Algorithm) -> Algorithm {
    Algorithm { openness: Openness::Published, ..algorithm }
}

use Media::{Any, Audio, AudioVideo, Text, Video};

/// The whole list, by number.
pub static ALGORITHMS: &[Algorithm] = &[
    mark(1, "com.digimarc.validate.1", "Digimarc", Any),
    mark(2, "org.atsc.a336", "ATSC", Any),
    published(fingerprint(3, "io.iscc.v0", "ISCC")),
    published(mark(4, "com.adobe.trustmark.Q", "Adobe TrustMark", Any)),
    published(mark(5, "com.adobe.trustmark.C", "Adobe TrustMark", Any)),
    fingerprint(6, "com.adobe.icn.dense", "Adobe"),
    mark(7, "ai.steg.api", "Steg.AI", Any),
    mark(8, "ai.trufo.gen1.image", "Trufo", Any),
    mark(9, "ai.trufo.gen1.image-lite", "Trufo", Any),
    mark(10, "app.overlai.watermark.1", "Overlai", Any),
    mark(11, "tv.kinetiq.watercast.48.1", "Kinetiq", Any),
    mark(12, "castLabs.watermark.1", "castLabs", Any),
    published(mark(13, "com.adobe.trustmark.P", "Adobe TrustMark", Any)),
    mark(14, "com.imatag.lamark.v1", "IMATAG", Any),
    mark(15, "com.nagra.nexguard.watermark.1", "NAGRA NexGuard", Any),
    mark(16, "com.mentaport.watermark.1", "Mentaport", Any),
    fingerprint(17, "com.digicaps.fingerprint.1", "DigiCAPS"),
    mark(18, "com.sonicorigin.watermark.1", "SonicOrigin", AudioVideo),
    published(mark(19, "com.microsoft.invismark.1", "Microsoft InvisMark", Any)),
    mark(20, "com.microsoft.wavmark.1", "Microsoft WavMark", Audio),
    mark(21, "ai.contentlens.image.basewmk", "ContentLens", Any),
    mark(22, "ai.contentlens.image.ensemblewmk", "ContentLens", Any),
    mark(23, "ai.contentlens.image.customwmk", "ContentLens", Any),
    mark(24, "ai.contentlens.audio.mono", "ContentLens", Audio),
    mark(25, "ai.contentlens.audio.stereo", "ContentLens", Audio),
    mark(26, "es.lumatrace", "Lumatrace", Any),
    mark(27, "com.markany.watermark.1", "MarkAny", Any),
    mark(28, "com.verimatrix.watermark.1", "Verimatrix", Video),
    mark(29, "com.writerslogic.zwc-watermark.1", "WritersLogic", Text),
    published(mark(30, "com.aiwatermark.videoseal.1", "Meta Video Seal", Any)),
    published(mark(31, "com.aiwatermark.pixelseal.1", "Meta Pixel Seal", Any)),
    published(mark(32, "com.aiwatermark.audioseal.1", "Meta AudioSeal", Audio)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole_and_in_order() {
        assert_eq!(ALGORITHMS.len(), 32);
        for (algorithm, number) in ALGORITHMS.iter().zip(1_u16..) {
            assert_eq!(algorithm.id, number, "{}", algorithm.alg);
            assert_eq!(Algorithm::of(algorithm.alg), Some(algorithm), "an alg stands twice");
            let signpost = Payload::from_value(&format!("0*{number:040b}")).unwrap();
            assert_eq!(Algorithm::signposted_by(&signpost), Some(algorithm));
        }
        let fingerprints = ALGORITHMS.iter().filter(|one| one.kind == Kind::Fingerprint).map(|one| one.id);
        assert_eq!(fingerprints.collect::<Vec<_>>(), [3, 6, 17]);
        let published = ALGORITHMS.iter().filter(|one| one.openness == Openness::Published).map(|one| one.id);
        assert_eq!(published.collect::<Vec<_>>(), [3, 4, 5, 13, 19, 30, 31, 32]);
    }

    #[test]
    fn what_is_not_listed_has_no_entry() {
        for alg in ["com.adobe.trustmark.B", "com.google.synthid", "com.adobe.trustmark", "", "COM.ADOBE.TRUSTMARK.P"] {
            assert_eq!(Algorithm::of(alg), None, "{alg}");
        }
        for value in [format!("0*{:040b}", 0), format!("0*{:040b}", 33), format!("1*{:061b}", 1)] {
            assert_eq!(Algorithm::signposted_by(&Payload::from_value(&value).unwrap()), None, "{value}");
        }
    }
}
