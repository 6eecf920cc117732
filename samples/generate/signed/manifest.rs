//! Signing one picture with a given manifest.

use std::io::Cursor;
use std::sync::Arc;

use c2pa::{BoxedSigner, Builder, Context};
use serde_json::{Value, json};

use super::identity::{Named, Witnessed};
use crate::signer::{Authority, Who};

/// Prefix of the IPTC digital source types.
pub(crate) const CODES: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/";

/// Makes the bytes of one signed sample.
pub(super) type Maker = fn(&Desk) -> Vec<u8>;

/// One signer for each role.
pub(crate) struct Desk {
    camera: BoxedSigner,
    service: BoxedSigner,
    editor: BoxedSigner,
    expired: BoxedSigner,
    wrong_purpose: BoxedSigner,
    stranger: BoxedSigner,
}

/// How an ingredient relates to the picture.
#[derive(Clone, Copy)]
pub(crate) enum Relation {
    /// The picture is a later state of it.
    Parent,
    /// It is a part of the picture.
    Component,
    /// It was shown to the tool.
    Input,
}

impl Relation {
    fn id(self) -> &'static str {
        match self {
            Self::Parent => "parentOf",
            Self::Component => "componentOf",
            Self::Input => "inputTo",
        }
    }
}

/// What is signed.
#[derive(Default)]
pub(crate) struct Manifest {
    /// The actions, first one `c2pa.created` or `c2pa.opened`.
    pub(crate) actions: Vec<Value>,
    /// True when the actions are only gathered, not attributed to the signer.
    pub(crate) gathered: bool,
    /// Ingredients: relation, media type and bytes; the n-th is named `ingredient-n` in actions.
    pub(crate) ingredients: Vec<(Relation, &'static str, Vec<u8>)>,
    /// Further assertions.
    pub(crate) assertions: Vec<(&'static str, Value)>,
    /// The thumbnail of the claim, a JPEG.
    pub(crate) thumbnail: Option<Vec<u8>>,
    /// Where the manifest is kept instead of in the file.
    pub(crate) remote_url: Option<&'static str>,
}

impl Desk {
    /// Signers vouched for by an authority (but for the stranger).
    pub(crate) fn new(authority: &Authority) -> Self {
        Self {
            camera: authority.signer(Who::Camera),
            service: authority.signer(Who::Service),
            editor: authority.signer(Who::Editor),
            expired: authority.signer(Who::Expired),
            wrong_purpose: authority.signer(Who::WrongPurpose),
            stranger: authority.signer(Who::Stranger),
        }
    }

    /// The picture with a signed manifest.
    pub(crate) fn sign(&self, who: Who, media_type: &'static str, picture: &[u8], manifest: &Manifest) -> Vec<u8> {
        sign(self.signer(who), media_type, picture, manifest)
    }

    /// The JPEG picture with a signed manifest in which somebody else is named, with a signature of their own.
    pub(crate) fn sign_naming(&self, who: Who, named: Named, picture: &[u8], manifest: &Manifest) -> Vec<u8> {
        let signer = Witnessed { signer: self.signer(who), identity: Arc::new(named.identity()) };
        sign(&signer, "image/jpeg", picture, manifest)
    }

    fn signer(&self, who: Who) -> &dyn c2pa::Signer {
        match who {
            Who::Camera => &self.camera,
            Who::Service => &self.service,
            Who::Editor => &self.editor,
            Who::Expired => &self.expired,
            Who::WrongPurpose => &self.wrong_purpose,
            Who::Stranger => &self.stranger,
        }
    }
}

fn sign(signer: &dyn c2pa::Signer, media_type: &'static str, picture: &[u8], manifest: &Manifest) -> Vec<u8> {
    let mut builder = builder(manifest);
    if let Some(thumbnail) = &manifest.thumbnail {
        builder.set_thumbnail("image/jpeg", &mut Cursor::new(thumbnail)).expect("the thumbnail can be read");
    }
    for (index, (relation, media_type, bytes)) in manifest.ingredients.iter().enumerate() {
        let name = format!("ingredient-{index}");
        let ingredient = json!({"title": name, "relationship": relation.id(), "label": name});
        builder
            .add_ingredient_from_stream(ingredient.to_string(), media_type, &mut Cursor::new(bytes))
            .expect("the ingredient can be read");
    }
    let mut signed = Cursor::new(Vec::new());
    builder.sign(signer, media_type, &mut Cursor::new(picture), &mut signed).expect("the manifest can be signed");
    signed.into_inner()
}

fn builder(manifest: &Manifest) -> Builder {
    let created: &[&str] = if manifest.gathered { &[] } else { &["c2pa.actions"] };
    let settings = json!({
        "verify": {"verify_after_sign": false, "verify_trust": false, "remote_manifest_fetch": false},
        "builder": {"created_assertion_labels": created}
    });
    let context = Context::new().with_settings(settings.to_string().as_str()).expect("the settings are known");
    let actions =
        json!({"label": "c2pa.actions.v2", "data": {"actions": manifest.actions, "allActionsIncluded": true}});
    let further = manifest.assertions.iter().map(|(label, data)| json!({"label": label, "data": data}));
    let assertions: Vec<Value> = std::iter::once(actions).chain(further).collect();
    let definition = json!({
        "claim_version": 2,
        "claim_generator_info": [{"name": "yanbiao sample writer", "version": "1"}],
        "assertions": assertions
    });
    let mut builder = Builder::from_context(context).with_definition(definition.to_string()).expect("a manifest");
    if let Some(url) = manifest.remote_url {
        builder.set_remote_url(url);
        builder.set_no_embed(true);
    }
    builder
}

/// `c2pa.created` with a digital source type of the IPTC and the program that did it.
pub(crate) fn created(code: &str, agent: &str) -> Value {
    json!({"action": "c2pa.created", "digitalSourceType": format!("{CODES}{code}"), "softwareAgent": {"name": agent, "version": "2.0"}})
}

/// `c2pa.opened` of the first ingredient.
pub(crate) fn opened() -> Value {
    json!({"action": "c2pa.opened", "parameters": {"ingredientIds": ["ingredient-0"]}})
}

/// `c2pa.placed` of the first ingredient.
pub(crate) fn placed() -> Value {
    json!({"action": "c2pa.placed", "parameters": {"ingredientIds": ["ingredient-0"]}})
}

/// Another action, with a digital source type unless `code` is empty.
pub(crate) fn action(name: &str, code: &str) -> Value {
    let mut action = json!({"action": name});
    if !code.is_empty() {
        action["digitalSourceType"] = json!(format!("{CODES}{code}"));
    }
    action
}
