//! One validation of one file by the C2PA library; the only place that calls it.
//!
//! In: the asset and a shared context. Out: status codes, the signer's certificates and the attested time,
//! in our own types. The library's bugs stay here: a panic in it becomes an unreadable store.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use c2pa::validation_results::StatusCodes;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::asset::Asset;
use crate::container::layout::Format;
use crate::coverage::{CoverageState, reason};
use crate::reader::Input;
use crate::stream::Stream;
use crate::trust;

/// What the library made of a file.
#[derive(Debug)]
pub(super) enum Answer {
    /// A manifest store was read.
    Store(Validation),
    /// The library finds no manifest store.
    Nothing,
    /// The library finds a reference to a store elsewhere, and none here.
    Remote,
    /// There is one, but the library gives up on it; a code of ours that names the reason.
    Failed(String),
}

/// The parts of the library's results that are used.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Validation {
    /// Label of the active manifest.
    pub(super) active_label: String,
    /// Success codes of the active manifest.
    pub(super) successes: Vec<String>,
    /// Informational codes of the active manifest.
    pub(super) informational: Vec<String>,
    /// Failure codes of the active manifest.
    pub(super) failures: Vec<String>,
    /// Failures found now in ingredients that did not record them: the ingredient's URI and the code.
    pub(super) ingredient_failures: Vec<(String, String)>,
    /// Who signed each manifest, by its label.
    pub(super) signed: HashMap<String, Signed>,
}

/// Who signed one manifest, and when as far as it is attested.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Signed {
    /// The signer's certificates in DER form, its own first.
    pub(super) certificates: Vec<Vec<u8>>,
    /// Time of a time-stamp whose signature and imprint hold, whoever signed it.
    pub(super) stamped_at: Option<OffsetDateTime>,
}

/// The library, when it may be asked about this asset with these stores; `whole` when nothing of them was left
/// unread.
pub(super) fn library<'a, 'b>(
    input: &Input<'a>,
    stores: impl Iterator<Item = &'b [u8]>,
    whole: bool,
) -> Result<&'a Arc<c2pa::Context>, CoverageState> {
    let at = input.limits.c2pa_bytes_max;
    if input.asset.size() > at {
        return Err(CoverageState::Stopped { limit: "c2pa_bytes_max", at });
    }
    let refused = || CoverageState::Unreadable { why: reason::C2PA_SETTINGS.message(), at: 0 };
    input.trust.library().context_for(stores, whole).ok_or_else(refused)
}

/// Validates the manifest store of an asset.
pub(super) fn validate(asset: &Asset<'_>, format: Format, context: &Arc<c2pa::Context>) -> Answer {
    let stream = Stream::new(asset);
    answer(|| c2pa::Reader::from_shared_context(context).with_stream(mime(format), stream))
}

/// Validates a manifest store that does not lie in the asset against the asset's bytes.
pub(super) fn validate_apart(
    asset: &Asset<'_>,
    format: Format,
    context: &Arc<c2pa::Context>,
    manifest: &[u8],
) -> Answer {
    let stream = Stream::new(asset);
    let reader = || c2pa::Reader::from_shared_context(context);
    answer(|| reader().with_manifest_data_and_stream(manifest, mime(format), stream))
}

fn answer(read: impl FnOnce() -> c2pa::Result<c2pa::Reader>) -> Answer {
    // The library parses hostile input; a bug there must cost this file its answer, not the batch its run.
    match catch_unwind(AssertUnwindSafe(|| read().map(|reader| extract(&reader)))) {
        Ok(Ok(validation)) => Answer::Store(validation),
        Ok(Err(error)) => failed(&error),
        Err(_) => Answer::Failed("library.panic".to_owned()),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign enum of some hundred causes; the variant's name is kept")]
fn failed(error: &c2pa::Error) -> Answer {
    match error {
        c2pa::Error::JumbfNotFound | c2pa::Error::UnsupportedType => Answer::Nothing,
        c2pa::Error::RemoteManifestUrl(_) | c2pa::Error::RemoteManifestFetch(_) => Answer::Remote,
        c2pa::Error::TooManyManifestStores => Answer::Failed("malformed.multiple-stores".to_owned()),
        other => Answer::Failed(format!("library.{}", variant(other))),
    }
}

/// The name of an error's variant. Its message may quote the file and is not ours to print.
fn variant(error: &c2pa::Error) -> String {
    format!("{error:?}").chars().take_while(char::is_ascii_alphanumeric).collect()
}

fn extract(reader: &c2pa::Reader) -> Validation {
    let results = reader.validation_results();
    let active = results.and_then(c2pa::ValidationResults::active_manifest).cloned().unwrap_or_default();
    let deltas = results.and_then(c2pa::ValidationResults::ingredient_deltas).map(Vec::as_slice).unwrap_or_default();
    let StatusCodes { success, informational, failure } = &active;
    Validation {
        active_label: reader.active_label().unwrap_or_default().to_owned(),
        successes: codes(success),
        informational: codes(informational),
        failures: codes(failure),
        ingredient_failures: deltas.iter().flat_map(ingredient_failures).collect(),
        signed: reader.manifests().iter().map(|(label, manifest)| (label.clone(), signed(manifest))).collect(),
    }
}

fn ingredient_failures(delta: &c2pa::validation_results::IngredientDeltaValidationResult) -> Vec<(String, String)> {
    let uri = delta.ingredient_assertion_uri();
    codes(delta.validation_deltas().failure()).into_iter().map(|code| (uri.to_owned(), code)).collect()
}

fn signed(manifest: &c2pa::Manifest) -> Signed {
    let Some(signature) = manifest.signature_info() else {
        return Signed::default();
    };
    Signed {
        certificates: trust::certificates_of_pem(signature.cert_chain().as_bytes()).unwrap_or_default(),
        stamped_at: signature.time.as_deref().and_then(|time| OffsetDateTime::parse(time, &Rfc3339).ok()),
    }
}

fn codes(statuses: &[c2pa::validation_status::ValidationStatus]) -> Vec<String> {
    statuses.iter().map(|status| status.code().to_owned()).collect()
}

/// The library looks at the first bytes itself; the type only breaks ties.
fn mime(format: Format) -> &'static str {
    match format {
        Format::Heif => "image/heic",
        // A format of no walker has no store to ask about; what has one is of the family of BMFF: CR3, MP4, JP2.
        Format::Unknown => "video/mp4",
        Format::Jpeg
        | Format::Png
        | Format::Webp
        | Format::Gif
        | Format::Tiff
        | Format::Avif
        | Format::Jxl
        | Format::Bmp => format.media_type(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_picture_is_nothing() {
        let library = trust::TrustStore::default();
        let context = library.library().context_for([].into_iter(), true).unwrap().clone();
        let bytes = b"GIF89a".to_vec();
        let answer = validate(&Asset::new("x", &bytes), Format::Gif, &context);
        assert!(matches!(answer, Answer::Nothing | Answer::Failed(_)), "{answer:?}");
    }
}
