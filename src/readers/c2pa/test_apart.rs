//! Pictures whose manifest is kept elsewhere, for tests only.

use std::io::Cursor;

use serde_json::json;

use crate::trust::test_pki::{Authority, Leaf};

/// A small picture.
pub(crate) fn jpeg() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(48, 32, |x, y| image::Rgb([(x * 5) as u8, (y * 7) as u8, 90]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// Signs a JPEG as made by AI. Returns the picture, which refers to the address, and the manifest.
pub(crate) fn sign(leaf: &Leaf, root: &Authority, (source, address): (Vec<u8>, &str)) -> (Vec<u8>, Vec<u8>) {
    let chain = format!("{}{}", leaf.pem, root.pem);
    let key = leaf.key_pem.as_bytes();
    let signer = c2pa::create_signer::from_keys(chain.as_bytes(), key, c2pa::SigningAlg::Es256, None).unwrap();
    let source_type = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
    let actions = json!({"actions": [{"action": "c2pa.created", "digitalSourceType": source_type}]});
    let definition = json!({"assertions": [{"label": "c2pa.actions.v2", "data": actions, "created": true}]});
    let settings = r#"{"verify":{"verify_after_sign":false,"remote_manifest_fetch":false}}"#;
    let context = c2pa::Context::new().with_settings(settings).unwrap();
    let mut builder = c2pa::Builder::from_context(context).with_definition(definition.to_string().as_str()).unwrap();
    builder.set_no_embed(true);
    builder.set_remote_url(address);
    let (mut source, mut signed) = (Cursor::new(source), Cursor::new(Vec::new()));
    let manifest = builder.sign(signer.as_ref(), "image/jpeg", &mut source, &mut signed).unwrap();
    (signed.into_inner(), manifest)
}
