//! The pipeline: one asset and its context in, one judged result out.
//!
//! Bytes become a layout, metadata is parsed, readers see evidence in it, facts are derived, rules judge
//! them. Every step is a pure function on plain data; the only thing kept here is their order, and the net
//! that turns a bug in any of them into "undetermined" instead of the end of a batch.

use std::panic::{AssertUnwindSafe, catch_unwind};

use sha2::Sha256;

use crate::asset::Asset;
use crate::container;
use crate::container::layout::{Format, Layout};
use crate::context::{Context, Depth};
use crate::coverage::{Coverage, CoverageState, reason};
use crate::evidence::Reading;
use crate::facts;
use crate::facts::disposition::{self, Disposition};
use crate::facts::model::Facts;
use crate::finding::Finding;
use crate::limits::Limits;
use crate::metadata;
use crate::pixels;
use crate::reader::Input;
use crate::readers;
use crate::rules;
use crate::trust::TrustStore;
use crate::untrusted::Untrusted;
use crate::verdict::{self, FailOn, Verdict};

/// What does not change from asset to asset.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Bounds per asset.
    pub limits: Limits,
    /// Trust lists.
    pub trust: TrustStore,
    /// From which severity on an asset fails.
    pub fail_on: FailOn,
}

/// One asset, judged.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Name as given.
    pub name: Untrusted,
    /// Size in bytes.
    pub size_bytes: u64,
    /// SHA-256 of the whole asset; `None` at metadata depth unless asked for, or when it cannot be read.
    pub sha256: Option<[u8; 32]>,
    /// Format by magic bytes.
    pub format: Format,
    /// Width in pixels as declared.
    pub width: Option<u32>,
    /// Height in pixels as declared.
    pub height: Option<u32>,
    /// Under which circumstances.
    pub context: Context,
    /// What was seen and how far was looked.
    pub reading: Reading,
    /// What is so.
    pub facts: Facts,
    /// Art. 6.
    pub disposition: Disposition,
    /// What the rules conclude.
    pub findings: Vec<Finding>,
    /// All findings together.
    pub verdict: Verdict,
    /// 0, 1 or 3; see [`verdict::exit_code`].
    pub exit_code: u8,
}

/// Checks one asset. Never fails: what cannot be read or decided is part of the result. A panic anywhere on the
/// way becomes "undetermined", and the batch goes on.
pub fn check(asset: &Asset<'_>, context: &Context, settings: &Settings) -> Checked {
    let run = || judge(asset, context, settings, examine(asset, context, settings), digest(asset, context));
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| judge(asset, context, settings, internal_error(), None))
}

fn judge(
    asset: &Asset<'_>,
    context: &Context,
    settings: &Settings,
    (layout, reading): (Layout, Reading),
    sha256: Option<[u8; 32]>,
) -> Checked {
    let facts = facts::derive(&layout, &reading, context);
    let findings = rules::judge(&facts, context);
    let verdict = verdict::derive(&findings);
    Checked {
        name: asset.name.clone(),
        size_bytes: asset.size(),
        sha256,
        format: layout.format,
        width: layout.width,
        height: layout.height,
        context: context.clone(),
        disposition: disposition::derive(&facts, context),
        verdict,
        exit_code: verdict::exit_code(verdict, &findings, facts.stripping.level, settings.fail_on),
        reading,
        facts,
        findings,
    }
}

fn examine(asset: &Asset<'_>, context: &Context, settings: &Settings) -> (Layout, Reading) {
    let limits = &settings.limits;
    let layout = container::walk(asset, context.depth, limits);
    let metadata = metadata::parse(asset, &layout, limits);
    let pixels = pixels::decode(asset, layout.format, context.depth, limits);
    let trust = &settings.trust;
    let input = Input { asset, layout: &layout, metadata: &metadata, pixels: &pixels, limits, trust, context };
    let mut reading = Reading::default();
    reading.coverage.push(Coverage { reader: "container", state: layout.coverage.clone() });
    for reader in readers::READERS {
        let seen = (reader.read)(&input);
        reading.evidence.extend(seen.evidence);
        reading.coverage.extend(seen.coverage);
    }
    keep_bounded(&mut reading, limits.evidence_max);
    (layout, reading)
}

/// An asset can be built to carry any number of labels; what is cut off is said, never silently dropped.
fn keep_bounded(reading: &mut Reading, evidence_max: usize) {
    if reading.evidence.len() > evidence_max {
        let at = reading.evidence.get(evidence_max).and_then(|first| first.span.as_ref()).map_or(0, |span| span.start);
        reading.evidence.truncate(evidence_max);
        let state = CoverageState::Stopped { limit: "evidence_max", at };
        reading.coverage.push(Coverage { reader: "evidence", state });
    }
}

fn internal_error() -> (Layout, Reading) {
    let state = CoverageState::Unreadable { why: reason::INTERNAL.message(), at: 0 };
    let mut layout = Layout::new(Format::Unknown);
    layout.coverage = state.clone();
    (layout, Reading { evidence: Vec::new(), coverage: vec![Coverage { reader: "check", state }] })
}

fn digest(asset: &Asset<'_>, context: &Context) -> Option<[u8; 32]> {
    let is_wanted = context.depth != Depth::Metadata || context.digest;
    is_wanted.then(|| asset.digest::<Sha256>())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::{DIGEST_WINDOW_BYTES, ReadAt};
    use crate::finding::Outcome;
    use std::io;

    /// An asset that brings a bug to light at the first read of `length` bytes.
    struct Trap {
        bytes: Vec<u8>,
        length: usize,
    }

    impl ReadAt for Trap {
        fn size(&self) -> u64 {
            self.bytes.as_slice().size()
        }
        fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
            assert_ne!(buffer.len(), self.length, "the trap is sprung");
            self.bytes.as_slice().read_at(offset, buffer)
        }
    }

    #[track_caller]
    fn check_trap(length: usize, expected: Outcome, told: bool) {
        let noise =
            image::RgbImage::from_fn(64, 64, |x, y| image::Rgb([((x * 37) ^ (y * 91)) as u8, (x * y) as u8, x as u8]));
        let mut bytes = io::Cursor::new(Vec::new());
        noise.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        let context = Context::at(time::macros::datetime!(2026-11-23 00:00 UTC));
        let trap = Trap { bytes: bytes.into_inner(), length };
        let checked = check(&Asset::new("trap", &trap), &context, &Settings::default());
        assert_eq!(checked.verdict.outcome, expected);
        assert_eq!(checked.reading.coverage.iter().any(|one| one.reader == "check"), told);
    }

    #[test]
    fn a_panic_at_any_step_is_undetermined() {
        check_trap(0, Outcome::Pass, false);
        check_trap(4096, Outcome::Undetermined, true);
        check_trap(DIGEST_WINDOW_BYTES, Outcome::Undetermined, true);
    }
}
