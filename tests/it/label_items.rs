//! The label writer in AVIF and HEIF files, whose index holds the place of every item in one of many forms
//! (ISO/IEC 14496-12 §8.11.3). The files are written here, form by form, and read back by the form they were written in.

use yanbiao::vocabulary::aigc::Location;

use crate::label::{check_propagated_bytes, planned, propagate};
use crate::write::{boxes::plain, xmp};

const PICTURE: [&[u8]; 2] = [b"the coded picture, first part", b"and its second part"];
const THUMBNAIL: &[u8] = b"a small picture";
const LABEL: &str = r#"{"Label":"1","ContentProducer":"001191350100M000100Y4310001","ProduceID":"x-1"}"#;

/// How the index is written.
#[derive(Clone, Copy, Debug)]
struct Form {
    version: u8,
    /// Bytes of offsets, lengths, bases and indices.
    widths: [u8; 4],
    /// The index stands behind the data.
    meta_last: bool,
    /// The packet lies in the index itself.
    in_idat: bool,
    /// There is a table of references.
    references: bool,
}

const USUAL: Form = Form { version: 0, widths: [4, 4, 0, 0], meta_last: false, in_idat: false, references: true };

const FORMS: [Form; 7] = [
    USUAL,
    Form { references: false, ..USUAL },
    Form { meta_last: true, ..USUAL },
    Form { version: 1, widths: [4, 4, 4, 0], ..USUAL },
    Form { version: 1, widths: [4, 4, 0, 4], in_idat: true, ..USUAL },
    Form { version: 2, widths: [8, 8, 8, 8], references: false, ..USUAL },
    Form { version: 2, widths: [8, 4, 0, 0], meta_last: true, in_idat: true, ..USUAL },
];

fn full(kind: &[u8; 4], version: u8, body: &[u8]) -> Vec<u8> {
    plain(kind, &[&[version, 0, 0, 0], body].concat())
}

fn number(value: usize, width: u8) -> Vec<u8> {
    (value as u64).to_be_bytes()[8 - usize::from(width)..].to_vec()
}

impl Form {
    fn id_width(self) -> u8 {
        if self.version < 2 { 2 } else { 4 }
    }

    /// An entry of the index: method, base, and extents as offset and length.
    fn entry(self, id: usize, method: usize, base: usize, extents: &[(usize, usize)]) -> Vec<u8> {
        let [offset, length, base_width, index] = self.widths;
        let mut entry = number(id, self.id_width());
        entry.extend(number(method, if self.version == 0 { 0 } else { 2 }));
        entry.extend([number(0, 2), number(base, base_width), number(extents.len(), 2)].concat());
        for (at, bytes) in extents {
            // Offsets are counted from the base.
            entry.extend([number(0, index), number(at - base, offset), number(*bytes, length)].concat());
        }
        entry
    }

    fn meta(self, packet: Option<&str>, data_at: usize) -> Vec<u8> {
        let [one, two] = PICTURE.map(<[u8]>::len);
        let base = if self.widths[2] > 0 { data_at } else { 0 };
        let packet_bytes = packet.map_or(0, str::len);
        let packet_at = data_at + one + two + THUMBNAIL.len();
        let (method, packet_at, packet_base) = if self.in_idat { (1, 0, 0) } else { (0, packet_at, base) };
        let mut entries = vec![
            self.entry(1, 0, base, &[(data_at, one), (data_at + one, two)]),
            self.entry(2, 0, 0, &[(data_at + one + two, THUMBNAIL.len())]),
        ];
        let mut infos = vec![full(b"infe", 2, b"\0\x01\0\0av01\0"), full(b"infe", 2, b"\0\x02\0\0av01\0")];
        if packet.is_some() {
            entries.push(self.entry(3, method, packet_base, &[(packet_at, packet_bytes)]));
            infos.push(full(b"infe", 2, b"\0\x03\0\0mime\0application/rdf+xml\0"));
        }
        let [offset, length, base_width, index] = self.widths;
        let sizes = [(offset << 4) | length, (base_width << 4) | index];
        let count = number(entries.len(), self.id_width());
        let mut body = [
            full(b"hdlr", 0, b"\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"),
            full(b"pitm", 0, &[0, 1]),
            full(b"iloc", self.version, &[&sizes[..], &count, &entries.concat()].concat()),
            full(b"iinf", 0, &[&number(infos.len(), 2)[..], &infos.concat()].concat()),
            full(b"free", 0, b""),
        ]
        .concat();
        if self.references {
            body.extend(full(b"iref", 0, &plain(b"thmb", &[0, 2, 0, 1, 0, 1])));
        }
        if self.in_idat {
            body.extend(plain(b"idat", packet.unwrap_or_default().as_bytes()));
        }
        full(b"meta", 0, &body)
    }

    fn file(self, packet: Option<&str>) -> Vec<u8> {
        let head = plain(b"ftyp", b"avif\0\0\0\0avifmif1miaf");
        let outside = packet.filter(|_| !self.in_idat).unwrap_or_default();
        let data = plain(b"mdat", &[&PICTURE.concat(), THUMBNAIL, outside.as_bytes()].concat());
        let before = if self.meta_last { 0 } else { self.meta(packet, 0).len() };
        let meta = self.meta(packet, head.len() + before + 8);
        if self.meta_last { [head, data, meta].concat() } else { [head, meta, data].concat() }
    }

    /// The bytes of every item, by the index.
    fn items(self, file: &[u8]) -> Vec<Vec<u8>> {
        let place = |kind: &[u8]| file.windows(4).position(|bytes| bytes == kind).map(|at| at + 4);
        let idat = place(b"idat").unwrap_or_default();
        let mut at = place(b"iloc").expect("an index") + 6;
        let mut next = |width: u8| {
            let bytes = &file[at..at + usize::from(width)];
            at += bytes.len();
            bytes.iter().fold(0, |value, byte| (value << 8) | usize::from(*byte))
        };
        let [offset, length, base_width, index] = self.widths;
        let count = next(self.id_width());
        let mut items = Vec::new();
        for _ in 0..count {
            next(self.id_width());
            let start = if next(if self.version == 0 { 0 } else { 2 }) == 1 { idat } else { 0 };
            next(2);
            let start = start + next(base_width);
            let extents = next(2);
            let mut bytes = Vec::new();
            for _ in 0..extents {
                next(index);
                let from = start + next(offset);
                bytes.extend(&file[from..from + next(length)]);
            }
            items.push(bytes);
        }
        items
    }
}

fn packet(text: &str) -> String {
    xmp::label(text)
}

#[test]
fn a_packet_is_added_and_every_item_is_found_where_it_went() {
    for form in FORMS {
        let before = form.file(None);
        let name = format!("{form:?}");
        assert_eq!(form.items(&before), [PICTURE.concat(), THUMBNAIL.to_vec()], "{name}");
        let after = check_propagated_bytes(&name, &before, "2", Location::Xmp);
        let items = form.items(&after);
        assert_eq!(items[..2], [PICTURE.concat(), THUMBNAIL.to_vec()], "{name}");
        assert_eq!(items.len(), 3, "{name}");
        assert!(String::from_utf8_lossy(&items[2]).starts_with("<?xpacket begin"), "{name}");
        // It says what it describes.
        let cdsc = after.windows(4).position(|bytes| bytes == b"cdsc").expect("a reference");
        assert_eq!(after[cdsc + 4..cdsc + 10], [0, 3, 0, 1, 0, 1], "{name}");
    }
}

#[test]
fn a_packet_that_grows_goes_to_the_end_and_leaves_nothing_behind() {
    for form in FORMS {
        let before = form.file(Some(&packet(LABEL)));
        let name = format!("{form:?}");
        let after = check_propagated_bytes(&name, &before, "1", Location::Xmp);
        let items = form.items(&after);
        assert_eq!(items[..2], [PICTURE.concat(), THUMBNAIL.to_vec()], "{name}");
        assert!(items[2].len() > packet(LABEL).len() && after.ends_with(&items[2]), "{name}");
    }
}

#[track_caller]
fn check_refused(bytes: &[u8], why: &str) {
    let refusal = planned(bytes, &propagate("p-1")).expect_err("a refusal");
    let said = refusal.why.render(yanbiao::message::Lang::En);
    assert!(refusal.code == "structure" && said.contains(why), "{}: {said}", refusal.code);
}

#[test]
fn where_places_could_go_wrong_nothing_is_written() {
    let whole = USUAL.file(None);
    check_refused(&[whole.clone(), plain(b"mpvd", b"a video")].concat(), "a box mpvd");
    check_refused(&[whole.clone(), plain(b"moov", &full(b"mvhd", 0, &[0; 96]))].concat(), "a box moov");
    check_refused(&[&whole[..], b"\0\0\0\0free"].concat(), "no length of its own");
    check_refused(&[whole.clone(), USUAL.meta(None, 0)].concat(), "not exactly one box meta");
    // The thumbnail is said to lie in the packet.
    let mut shared = USUAL.file(Some(&packet(LABEL)));
    let second = shared.windows(4).position(|bytes| bytes == b"iloc").expect("an index") + 4 + 8 + 6 + 16 + 6;
    let at = u32::from_be_bytes(shared[second..second + 4].try_into().expect("four bytes"));
    shared[second..second + 4].copy_from_slice(&(at + 20).to_be_bytes());
    check_refused(&shared, "belong to another item");
    // Its length is all there is.
    let mut endless = whole;
    endless[second + 4..second + 8].fill(0);
    check_refused(&endless, "where one of the items lies");
}
