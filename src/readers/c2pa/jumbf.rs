//! JUMBF boxes (ISO/IEC 19566-5) and the C2PA manifest store in them.
//!
//! In: the bytes of one or more stores. Out: per manifest its claim, the assertions that can carry a
//! statement, and its signature, each as written. The C2PA library hands out re-written forms (labels
//! normalised, source types expanded, an ingredient's own source type dropped), so what a manifest *says* is
//! read here, and whether it holds is the library's to tell.

use brotli_decompressor::Decompressor;
use serde_json::Value;
use std::io::Read;

use memchr::memmem;

use super::cbor;

/// `jumb`: a superbox.
pub(super) const SUPERBOX: &[u8; 4] = b"jumb";
/// `jumd`: the description box a superbox begins with.
pub(super) const DESCRIPTION: &[u8; 4] = b"jumd";
/// Type of the manifest store box (C2PA 2.2 §11.1.4).
pub(super) const STORE_TYPE: &[u8; 16] = b"c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71";
/// The last twelve bytes that all C2PA box types share.
pub(super) const TYPE_TAIL: &[u8; 12] = b"\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71";
/// From the start of a description box to the end of its type.
pub(super) const DESCRIPTION_BYTES: usize = 24;

/// Boxes read per asset, all levels together.
const BOXES_MAX: usize = 20_000;
/// CBOR items decoded per asset.
const ITEMS_MAX: usize = 400_000;
/// JSON parsed per asset; a parsed document takes many times its text.
const JSON_BYTES_MAX: usize = 4 << 20;
/// Nesting of boxes: store, manifest, assertion store, assertion, content.
const DEPTH_MAX: usize = 8;

/// One box: its type and payload.
#[derive(Clone, Copy)]
pub(super) struct Box<'a> {
    pub(super) kind: [u8; 4],
    pub(super) payload: &'a [u8],
}

/// Reads the box at the start of `bytes`; gives the rest after it. `None` when cut short.
pub(super) fn read_box(bytes: &[u8]) -> Option<(Box<'_>, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (kind, rest) = rest.split_first_chunk::<4>()?;
    let (header, length, rest) = match u32::from_be_bytes(*length) {
        // A length of 0 means: to the end.
        0 => return Some((Box { kind: *kind, payload: rest }, &[])),
        1 => {
            let (long, rest) = rest.split_first_chunk::<8>()?;
            (16_u64, u64::from_be_bytes(*long), rest)
        }
        short => (8, u64::from(short), rest),
    };
    let (payload, rest) = rest.split_at_checked(usize::try_from(length.checked_sub(header)?).ok()?)?;
    Some((Box { kind: *kind, payload }, rest))
}

/// A superbox taken apart: type, label and the boxes after the description.
struct Superbox<'a> {
    kind: [u8; 4],
    label: String,
    content: &'a [u8],
}

fn superbox<'a>(found: &Box<'a>) -> Option<Superbox<'a>> {
    if found.kind != *SUPERBOX {
        return None;
    }
    let (description, content) = read_box(found.payload)?;
    if description.kind != *DESCRIPTION {
        return None;
    }
    let (kind, after_kind) = description.payload.split_first_chunk::<4>()?;
    let (toggles, label) = after_kind.strip_prefix(TYPE_TAIL).unwrap_or(after_kind.get(12..)?).split_first()?;
    // Toggle bit 1 (ISO/IEC 19566-5 §A.3): a label is present.
    let label = if toggles & 2 == 0 { &[] } else { label.split(|byte| *byte == 0).next()? };
    Some(Superbox { kind: *kind, label: String::from_utf8_lossy(label).into_owned(), content })
}

/// Whether `bytes` begin with a superbox of a C2PA type, cut short or not.
pub(super) fn begins_c2pa_box(bytes: &[u8]) -> bool {
    begins_description(bytes.get(8..).unwrap_or_default()) && bytes.get(4..8) == Some(SUPERBOX.as_slice())
}

/// Offset of the first description box with a type of C2PA.
pub(super) fn find_description(bytes: &[u8]) -> Option<usize> {
    descriptions(bytes).next()
}

/// Offsets of all description boxes with a type of C2PA.
pub(super) fn descriptions(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let before_tail = DESCRIPTION_BYTES.saturating_sub(TYPE_TAIL.len());
    memmem::find_iter(bytes, TYPE_TAIL).filter_map(move |tail| {
        let start = tail.checked_sub(before_tail)?;
        begins_description(bytes.get(start..)?).then_some(start)
    })
}

/// Whether `bytes` begin with the description box of a C2PA type.
fn begins_description(bytes: &[u8]) -> bool {
    let length = bytes.first_chunk::<4>().map(|length| u32::from_be_bytes(*length));
    // 8 header + 16 type + 1 toggles + a label; none is longer than a URN and its instance numbers.
    length.is_some_and(|length| (25..=1_024).contains(&length))
        && bytes.get(4..8) == Some(DESCRIPTION.as_slice())
        && bytes.get(8..10) == Some(b"c2".as_slice())
        && bytes.get(12..24) == Some(TYPE_TAIL.as_slice())
}

/// One assertion as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Assertion {
    /// Its label with instance number: `c2pa.actions.v2__1`.
    pub(super) label: String,
    /// Its content.
    pub(super) value: Value,
}

/// One manifest as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RawManifest {
    /// Its label, a URN.
    pub(super) label: String,
    /// 1 for `c2pa.claim`, else 2.
    pub(super) claim_version: u8,
    /// The claim.
    pub(super) claim: Value,
    /// The assertions that can carry a statement.
    pub(super) assertions: Vec<Assertion>,
    /// The COSE signature.
    pub(super) signature: Value,
}

/// Assertions whose content is looked at; the others can be megabytes of thumbnail.
const READ_ASSERTIONS: [&str; 3] = ["c2pa.actions", "c2pa.ingredient", "c2pa.soft-binding"];

/// What the stores of one asset may still cost.
struct Budget {
    boxes_left: usize,
    items_left: usize,
    json_bytes_left: usize,
    inflated_bytes_left: u64,
}

impl Budget {
    fn json(&mut self, text: &[u8]) -> Option<Value> {
        self.json_bytes_left = self.json_bytes_left.checked_sub(text.len())?;
        serde_json::from_slice(text).ok()
    }
}

/// The manifests of the stores of one asset, in their order; those that do not parse, or that lie beyond what
/// all stores together may cost, are left out.
pub(super) fn manifests<'b>(stores: impl Iterator<Item = &'b [u8]>, inflated_bytes_max: u64) -> Vec<RawManifest> {
    let mut budget = Budget {
        boxes_left: BOXES_MAX,
        items_left: ITEMS_MAX,
        json_bytes_left: JSON_BYTES_MAX,
        inflated_bytes_left: inflated_bytes_max,
    };
    let mut found = Vec::new();
    for outer in stores.flat_map(|store| outer_boxes(store, &mut budget)).collect::<Vec<_>>() {
        let Some(store) = superbox(&outer).filter(|outer| &outer.kind == b"c2pa") else {
            continue;
        };
        for inner in boxes(store.content, &mut budget) {
            found.extend(superbox(&inner).and_then(|inner| manifest(&inner, &mut budget, DEPTH_MAX)));
        }
    }
    found
}

/// The labels of assertions that are a thumbnail: of a claim, and of what went into the picture.
const CLAIM_THUMBNAIL: &str = "c2pa.thumbnail.claim";
const THUMBNAIL: &str = "c2pa.thumbnail.";

/// The thumbnails of a store, each with whether it is the active claim's. Compressed manifests are not opened for them.
pub(super) fn thumbnails(store: &[u8]) -> Vec<(bool, &[u8])> {
    let mut budget = Budget { boxes_left: BOXES_MAX, items_left: 0, json_bytes_left: 0, inflated_bytes_left: 0 };
    let mut found = Vec::new();
    for outer in outer_boxes(store, &mut budget).iter().filter_map(superbox).filter(|outer| &outer.kind == b"c2pa") {
        let manifests: Vec<Superbox<'_>> = boxes(outer.content, &mut budget).iter().filter_map(superbox).collect();
        let last = manifests.len().saturating_sub(1);
        for (index, manifest) in manifests.iter().enumerate() {
            let parts = boxes(manifest.content, &mut budget);
            let assertions = parts.iter().filter_map(superbox).filter(|part| &part.kind == b"c2as");
            for store in assertions.collect::<Vec<_>>() {
                let held = boxes(store.content, &mut budget);
                for one in held.iter().filter_map(superbox).filter(|one| one.label.starts_with(THUMBNAIL)) {
                    let data = boxes(one.content, &mut budget).into_iter().find(|part| &part.kind == b"bidb");
                    let is_active = index == last && one.label.starts_with(CLAIM_THUMBNAIL);
                    found.extend(data.map(|data| (is_active, data.payload)));
                }
            }
        }
    }
    found
}

/// The length of the outermost box is covered by no hash, and the library does not ask for it: one that runs
/// past the end means everything that is there.
fn outer_boxes<'a>(store: &'a [u8], budget: &mut Budget) -> Vec<Box<'a>> {
    let found = boxes(store, budget);
    match store.split_at_checked(8) {
        Some((header, payload)) if found.is_empty() && header.ends_with(SUPERBOX) => {
            vec![Box { kind: *SUPERBOX, payload }]
        }
        Some(_) | None => found,
    }
}

fn boxes<'a>(mut content: &'a [u8], budget: &mut Budget) -> Vec<Box<'a>> {
    let mut found = Vec::new();
    while let Some((next, rest)) = read_box(content) {
        let Some(left) = budget.boxes_left.checked_sub(1) else {
            break;
        };
        budget.boxes_left = left;
        found.push(next);
        content = rest;
    }
    found
}

fn manifest(outer: &Superbox<'_>, budget: &mut Budget, depth: usize) -> Option<RawManifest> {
    let depth = depth.checked_sub(1)?;
    let parts = boxes(outer.content, budget);
    if let Some(compressed) = parts.iter().find(|part| &part.kind == b"brob") {
        // C2PA 2.2 §11.2.3: the box wraps the manifest's own superbox.
        let inflated = inflate(compressed.payload, budget)?;
        let (inner, _) = read_box(&inflated)?;
        return manifest(&superbox(&inner)?, budget, depth);
    }
    let mut manifest = RawManifest {
        label: outer.label.clone(),
        claim_version: 2,
        claim: Value::Null,
        assertions: Vec::new(),
        signature: Value::Null,
    };
    for part in parts.iter().filter_map(superbox) {
        match &part.kind {
            b"c2cl" => {
                manifest.claim_version = if part.label == "c2pa.claim" { 1 } else { 2 };
                manifest.claim = content(&part, budget).unwrap_or_default();
            }
            b"c2cs" => manifest.signature = content(&part, budget).unwrap_or_default(),
            b"c2as" => manifest.assertions = assertions(&part, budget),
            _ => {}
        }
    }
    Some(manifest)
}

fn assertions(store: &Superbox<'_>, budget: &mut Budget) -> Vec<Assertion> {
    let mut found = Vec::new();
    for assertion in boxes(store.content, budget).iter().filter_map(superbox) {
        let read = READ_ASSERTIONS.iter().any(|label| assertion.label.starts_with(label));
        if let Some(value) = read.then(|| content(&assertion, budget)).flatten() {
            found.push(Assertion { label: assertion.label, value });
        }
    }
    found
}

/// The first content box, if it is CBOR or JSON.
fn content(outer: &Superbox<'_>, budget: &mut Budget) -> Option<Value> {
    let parts = boxes(outer.content, budget);
    parts.iter().find_map(|part| match &part.kind {
        b"cbor" => cbor::decode(part.payload, &mut budget.items_left),
        b"json" => budget.json(part.payload),
        _ => None,
    })
}

/// Takes what comes out off the budget even where it is no use: many small bombs are one large one.
fn inflate(payload: &[u8], budget: &mut Budget) -> Option<Vec<u8>> {
    let mut inflated = Vec::new();
    let read = Decompressor::new(payload, 4_096).take(budget.inflated_bytes_left).read_to_end(&mut inflated);
    let inflated_bytes = u64::try_from(inflated.len()).unwrap_or(u64::MAX);
    budget.inflated_bytes_left = budget.inflated_bytes_left.saturating_sub(inflated_bytes);
    read.ok()?;
    Some(inflated)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use serde_json::json;

    /// A box with its header.
    pub(crate) fn bytes_of_box(kind: &[u8; 4], payload: &[u8]) -> Vec<u8> {
        let length = u32::try_from(payload.len() + 8).unwrap();
        [&length.to_be_bytes(), kind.as_slice(), payload].concat()
    }

    /// A superbox of a C2PA type.
    pub(crate) fn bytes_of_superbox(kind: &[u8; 4], label: &str, content: &[u8]) -> Vec<u8> {
        let description = [kind.as_slice(), TYPE_TAIL, &[3], label.as_bytes(), &[0]].concat();
        bytes_of_box(SUPERBOX, &[bytes_of_box(DESCRIPTION, &description).as_slice(), content].concat())
    }

    /// A store with one manifest that has one assertion.
    pub(crate) fn small_store() -> Vec<u8> {
        let action = bytes_of_superbox(b"cbor", "c2pa.actions", &bytes_of_box(b"cbor", &[0xa1, 0x61, b'a', 1]));
        let claim = bytes_of_superbox(b"c2cl", "c2pa.claim", &bytes_of_box(b"cbor", &[0xa0]));
        let parts = [bytes_of_superbox(b"c2as", "c2pa.assertions", &action), claim].concat();
        bytes_of_superbox(b"c2pa", "c2pa", &bytes_of_superbox(b"c2ma", "urn:uuid:1", &parts))
    }

    fn read(store: &[u8]) -> Vec<RawManifest> {
        manifests([store].into_iter(), 1 << 20)
    }

    #[test]
    fn a_store_is_taken_apart() {
        let found = read(&small_store());
        let [manifest] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((manifest.label.as_str(), manifest.claim_version), ("urn:uuid:1", 1));
        assert_eq!(manifest.assertions, [Assertion { label: "c2pa.actions".into(), value: json!({"a": 1}) }]);
    }

    #[test]
    fn thumbnails_are_those_of_the_last_claim_and_others() {
        let picture = |label: &str, data: &[u8]| {
            let media = bytes_of_box(b"bfdb", b"\0image/jpeg\0");
            bytes_of_superbox(b"\x40\xcb\x0c\x32", label, &[media, bytes_of_box(b"bidb", data)].concat())
        };
        let manifest = |label: &str, held: &[u8]| {
            bytes_of_superbox(b"c2ma", label, &bytes_of_superbox(b"c2as", "c2pa.assertions", held))
        };
        let first = manifest("urn:uuid:1", &picture("c2pa.thumbnail.claim.jpeg", b"one"));
        let both = [picture("c2pa.thumbnail.ingredient.jpeg", b"two"), picture("c2pa.thumbnail.claim", b"three")];
        let store = bytes_of_superbox(b"c2pa", "c2pa", &[first, manifest("urn:uuid:2", &both.concat())].concat());
        let expected = [(false, b"one".as_slice()), (false, b"two"), (true, b"three")];
        assert_eq!(thumbnails(&store), expected);
        assert!(thumbnails(&small_store()).is_empty() && thumbnails(&store[..store.len() / 2]).len() < 3);
    }

    /// A brotli stream (RFC 7932 §9.2) of one uncompressed meta-block.
    fn brotli_stored(bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len() - 1).unwrap();
        // Window size 16 (one 0 bit), not last (0), four nibbles (00), length, uncompressed (1).
        let header = (length << 4) | (1 << 20);
        [&header.to_le_bytes()[..3], bytes, &[3]].concat()
    }

    #[test]
    fn compressed_manifests_share_one_bound() {
        let claim = bytes_of_superbox(b"c2cl", "c2pa.claim", &bytes_of_box(b"cbor", &[0xa0]));
        let inner = bytes_of_superbox(b"c2ma", "urn:uuid:1", &claim);
        let outer = bytes_of_superbox(b"c2cm", "urn:uuid:1", &bytes_of_box(b"brob", &brotli_stored(&inner)));
        let store = bytes_of_superbox(b"c2pa", "c2pa", &outer.repeat(5));
        let inner_bytes = u64::try_from(inner.len()).unwrap();
        let count = |stores: &[&[u8]], max| manifests(stores.iter().copied(), max).len();
        assert_eq!(count(&[&store], inner_bytes * 5), 5);
        assert_eq!(count(&[&store], inner_bytes * 3), 3);
        assert_eq!(count(&[&store, &store], inner_bytes * 7), 7);
    }

    #[test]
    fn json_assertions_share_one_bound() {
        let json = format!("[{}0]", "0,".repeat(JSON_BYTES_MAX / 4));
        let assertion = bytes_of_superbox(b"json", "c2pa.actions", &bytes_of_box(b"json", json.as_bytes()));
        let parts = bytes_of_superbox(b"c2as", "c2pa.assertions", &assertion.repeat(2));
        let manifest = bytes_of_superbox(b"c2ma", "urn:uuid:1", &parts);
        let [found] = read(&bytes_of_superbox(b"c2pa", "c2pa", &manifest)).try_into().unwrap();
        assert_eq!(found.assertions.len(), 1);
    }

    #[test]
    fn a_store_longer_than_its_place_is_read_to_the_end() {
        let mut store = small_store();
        store[0] = 0x40;
        assert_eq!(read(&store), read(&small_store()));
    }

    #[test]
    fn a_store_cut_anywhere_yields_less_and_never_panics() {
        let store = small_store();
        for end in 0..store.len() {
            assert!(read(&store[..end]).len() <= 1);
        }
    }

    #[test]
    fn what_begins_a_c2pa_box() {
        assert!(begins_c2pa_box(&small_store()));
        assert!(begins_c2pa_box(&small_store()[..40]));
        assert!(!begins_c2pa_box(b"\x00\x00\x00\x20jumb and then some caption about c2pa"));
        let mut other = small_store();
        other[16] = b'x';
        assert!(!begins_c2pa_box(&other));
    }
}
