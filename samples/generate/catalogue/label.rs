//! The text of `AIGC` labels of made-up companies, and the security data of TC260-PG-202511A.

use sm2::dsa::SigningKey;
use sm2::dsa::signature::Signer;
use sm3::{Digest, Sm3};

/// Provider code of the made-up generation service; the social credit code in it has a right check character.
pub(crate) const PRODUCER: &str = "001191000000MA0YANBTXK10000";
/// Provider code of a made-up platform.
pub(crate) const PROPAGATOR: &str = "001191000000MA0PRPGTRW20000";

/// The seven values of a label.
#[derive(Clone)]
pub(crate) struct Label {
    /// `Label`.
    pub(crate) label: &'static str,
    /// `ContentProducer`.
    pub(crate) producer: &'static str,
    /// `ProduceID`.
    pub(crate) produce_id: &'static str,
    /// `ReservedCode1`.
    pub(crate) reserved: String,
    /// `ContentPropagator`.
    pub(crate) propagator: &'static str,
    /// `PropagateID`.
    pub(crate) propagate_id: &'static str,
}

impl Default for Label {
    /// A label as the standard asks of a generation service at first writing (附录E 注1).
    fn default() -> Self {
        Self {
            label: "1",
            producer: PRODUCER,
            produce_id: "yb-20261120-000417",
            reserved: String::new(),
            propagator: PRODUCER,
            propagate_id: "yb-20261120-000417",
        }
    }
}

impl Label {
    /// The inner object, as the guide writes it into XMP.
    pub(crate) fn inner(&self) -> String {
        format!(
            r#"{{"Label":"{}","ContentProducer":"{}","ProduceID":"{}","ReservedCode1":"{}","ContentPropagator":"{}","PropagateID":"{}","ReservedCode2":""}}"#,
            self.label,
            self.producer,
            self.produce_id,
            self.reserved.replace('\\', "\\\\").replace('"', "\\\""),
            self.propagator,
            self.propagate_id
        )
    }

    /// `{"AIGC":{…}}`, as 附录E b writes it.
    pub(crate) fn wrapped(&self) -> String {
        wrapped(&self.inner())
    }
}

/// An inner object with its wrapper.
pub(crate) fn wrapped(inner: &str) -> String {
    format!(r#"{{"AIGC":{inner}}}"#)
}

/// `SecurityData` with an SM2 signature over the SM3 digest of the three producer fields (202511A A.1).
pub(crate) fn security_data(label: &Label) -> String {
    let message = format!(
        r#""Label":"{}","ContentProducer":"{}","ProduceID":"{}""#,
        label.label, label.producer, label.produce_id
    );
    // The key is no secret: it is the digest of a public word, so that the samples are the same on each run.
    let scalar = Sm3::digest(b"yanbiao samples");
    let key = SigningKey::from_slice("1234567812345678", &scalar).expect("the digest is a valid scalar");
    let signature = key.sign(&Sm3::digest(message.as_bytes())).to_bytes();
    let (r, s) = signature.split_at(32);
    let pair = [integer(r), integer(s)].concat();
    let der = [vec![0x30, byte_length(&pair)], pair].concat();
    let point = key.verifying_key().to_sec1_bytes();
    format!(
        r#"{{"SecurityData":{{"Type":"TC260PG","Version":1,"PubSD":[{{"Type":"DS","AlgID":"1.2.156.10197.1.501","TBSData":{{"Type":"LabelMetaData"}},"Signature":"{}"}},{{"Type":"PubKey","AlgID":"1.2.156.10197.1.501","KeyValue":"3059301306072A8648CE3D020106082A811CCF5501822D034200{}"}}]}}}}"#,
        hex(&der),
        hex(&point)
    )
}

/// A DER INTEGER of an unsigned big-endian number.
fn integer(bytes: &[u8]) -> Vec<u8> {
    let significant = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
    let sign: &[u8] = if significant.first().is_some_and(|byte| *byte >= 0x80) { &[0] } else { &[] };
    let body = [sign, significant].concat();
    [vec![0x02, byte_length(&body)], body].concat()
}

fn byte_length(bytes: &[u8]) -> u8 {
    u8::try_from(bytes.len()).expect("short form of DER lengths")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
