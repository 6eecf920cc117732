//! Ids of the states that only a report names. Everything here ends up in Report v1: additive changes only.

use crate::rule::Basis;
use crate::vocabulary::aigc::{Flaw, Location, Security, Service, Shape};
use crate::vocabulary::c2pa::{Position, SignerProblem, StoreState, Tampering};
use crate::vocabulary::generator::Act;
use crate::vocabulary::source_type::AiClass;

/// Id of a label's shape.
pub fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Wrapped => "wrapped",
        Shape::Inner => "inner",
        Shape::Foreign => "foreign",
        Shape::Shell => "shell",
        Shape::Declaration => "declaration",
        Shape::Broken => "broken",
    }
}

/// Id of the place of a label.
pub fn location(location: Location) -> &'static str {
    match location {
        Location::Xmp => "xmp",
        Location::ExifUserComment => "exif_user_comment",
        Location::PngText => "png_text",
        Location::Nonstandard => "nonstandard",
    }
}

/// Id of a departure from the letter.
pub fn flaw(flaw: &Flaw) -> &'static str {
    match flaw {
        Flaw::JsonInvalid { .. } => "json_invalid",
        Flaw::XmpMalformed { .. } => "xmp_malformed",
        Flaw::SchemaNonstandard { .. } => "schema_nonstandard",
        Flaw::KeyMisspelt { .. } => "key_misspelt",
        Flaw::ExtraField { .. } => "extra_field",
        Flaw::PlaceholderValue { .. } => "placeholder_value",
        Flaw::FieldType { .. } => "field_type",
        Flaw::KeyRepeated { .. } => "key_repeated",
        Flaw::EscapedTwice { .. } => "escaped_twice",
        Flaw::CharsetPrefixMissing => "charset_prefix_missing",
        Flaw::WrapperMissing => "wrapper_missing",
        Flaw::Charset { .. } => "charset",
        Flaw::AfterEnd => "after_end",
    }
}

/// Id of what `ReservedCode1` amounts to.
pub fn security(security: &Security) -> &'static str {
    match security {
        Security::None => "none",
        Security::Opaque => "opaque",
        Security::ValidUnpinned { .. } => "valid_unpinned",
        Security::ValidPinned { .. } => "valid_pinned",
        Security::Invalid { .. } => "invalid",
        Security::Unjudged { .. } => "unjudged",
    }
}

/// Id of character 23 of a provider code.
pub fn service(service: Service) -> &'static str {
    match service {
        Service::Unspecified => "unspecified",
        Service::Generation => "generation",
        Service::Propagation => "propagation",
        Service::Other(_) => "other",
    }
}

/// Id of the verdict on a manifest store.
pub fn store_state(state: StoreState) -> &'static str {
    match state {
        StoreState::Trusted => "trusted",
        StoreState::Valid => "valid",
        StoreState::NotConfirmable => "not_confirmable",
        StoreState::Tampered => "tampered",
        StoreState::Unreadable => "unreadable",
        StoreState::Unbound => "unbound",
    }
}

/// Id of what was changed.
pub fn tampering(tampering: Tampering) -> &'static str {
    match tampering {
        Tampering::Content => "content",
        Tampering::Manifest => "manifest",
    }
}

/// Id of why a signer cannot be confirmed.
pub fn signer_problem(problem: SignerProblem) -> &'static str {
    match problem {
        SignerProblem::Expired => "expired",
        SignerProblem::Revoked => "revoked",
        SignerProblem::Invalid => "invalid",
    }
}

/// Id of a place in a manifest store, and the generation of an ancestor (1 = parent).
pub fn position(position: Position) -> (&'static str, Option<u16>) {
    match position {
        Position::Active => ("active", None),
        Position::Parent(generation) => ("parent", Some(generation)),
        Position::Component => ("component", None),
        Position::Input => ("input", None),
    }
}

/// Id of what a source type says about AI.
pub fn ai_class(class: AiClass) -> &'static str {
    match class {
        AiClass::Generated => "generated",
        AiClass::Edited => "edited",
        AiClass::Possibly => "possibly",
        AiClass::NotAi => "not_ai",
        AiClass::Unrecognised => "unrecognised",
    }
}

/// Id of what a generator's trace says happened.
pub fn act(act: Act) -> &'static str {
    match act {
        Act::Generated => "generated",
        Act::Edited => "edited",
        Act::Processed => "processed",
    }
}

/// Id of how well the wording of a clause is known.
pub fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Primary => "primary",
        Basis::Transcribed => "transcribed",
        Basis::Secondary => "secondary",
        Basis::Inferred => "inferred",
    }
}
