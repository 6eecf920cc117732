//! What a C2PA credential says about itself, and what is left of one.
//! One rule is one file with its page beside it; the order of the report is the table in `rules`.

pub(super) mod component_undeclared;
pub(super) mod content_tampered;
pub(super) mod laundered;
pub(super) mod malformed;
pub(super) mod manifest_tampered;
pub(super) mod multiple_stores;
pub(super) mod no_ai_statement;
pub(super) mod reference_only;
pub(super) mod remnant;
pub(super) mod signal_not_allowed;
pub(super) mod signer_expired;
pub(super) mod signer_interim;
pub(super) mod signer_invalid;
pub(super) mod signer_revoked;
pub(super) mod signer_untrusted;
pub(super) mod source_type_noncanonical;
pub(super) mod source_type_unrecognised;
pub(super) mod statement_gathered;
pub(super) mod watermark_declared;
