//! The mainland rules: 标识办法, GB 45438-2025 and the TC260 practice guides.
//! One rule is one file with its page beside it; the order of the report is the table in `rules`.

pub(super) mod banner_required;
pub(super) mod charset;
pub(super) mod code_format;
pub(super) mod code_service_type;
pub(super) mod code_uscc_checksum;
pub(super) mod declaration_not_asked;
pub(super) mod duplicate_label;
pub(super) mod encoding_loose;
pub(super) mod explicit_missing;
pub(super) mod extra_field;
pub(super) mod field_missing;
pub(super) mod field_type;
pub(super) mod implicit_carrier_unsupported;
pub(super) mod implicit_missing;
pub(super) mod json_invalid;
pub(super) mod key_misspelt;
pub(super) mod key_repeated;
pub(super) mod label_conflict;
pub(super) mod label_forged_probable;
pub(super) mod label_numeric;
pub(super) mod label_shell;
pub(super) mod label_value;
pub(super) mod location_nonstandard;
pub(super) mod no_signal;
pub(super) mod placeholder_value;
pub(super) mod producer_is_name;
pub(super) mod propagation_missing;
pub(super) mod reserved_opaque;
pub(super) mod schema_nonstandard;
pub(super) mod signature_invalid;
pub(super) mod signature_unpinned;
pub(super) mod stripped_probable;
pub(super) mod trace_foreign;
pub(super) mod user_not_declared;
pub(super) mod xmp_malformed;
