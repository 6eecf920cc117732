//! `--online`: fetches the manifest that a picture only refers to, and checks the picture again with it.
//!
//! The core stays without network: it says what is referred to, and gets what came back. Each address is
//! fetched once in a run, whoever asks first; workers that want the same address wait for it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::asset::{Asset, RemoteManifest};
use crate::check::{Checked, Settings, check};
use crate::context::Context;
use crate::facts::model::Facts;
use crate::fetch::client::Client;
use crate::message::Text;
use crate::vocabulary::c2pa::Remnant;

/// One manifest. Real ones with thumbnails have some hundred KiB.
const MANIFEST_BYTES_MAX: u64 = 16 << 20;
/// All manifests that a run keeps for later pictures.
const KEPT_BYTES_MAX: u64 = 64 << 20;
static NOT_KEPT: Text = Text {
    zh: "本次运行已为前面的图片取过，没有保留",
    en: "fetched for an earlier picture of this run, and not kept",
};

type Slot = Arc<OnceLock<RemoteManifest>>;

/// The network of one run.
pub(super) struct Online {
    client: Client,
    slots: Mutex<HashMap<String, Slot>>,
    kept_bytes: AtomicU64,
    kept_bytes_max: u64,
}

impl Online {
    /// A run that fetches with this client.
    pub(super) fn new(client: Client) -> Self {
        let (slots, kept_bytes) = (Mutex::default(), AtomicU64::new(0));
        Self { client, slots, kept_bytes, kept_bytes_max: KEPT_BYTES_MAX }
    }

    /// Checks an asset, and a second time with the manifest it refers to if it has none of its own.
    pub(super) fn check(&self, asset: &Asset<'_>, context: &Context, settings: &Settings) -> Checked {
        let offline = check(asset, context, settings);
        let Some(reference) = reference(&offline.facts) else { return offline };
        let slot = self.slot(reference);
        let mut own = None;
        let kept = slot.get_or_init(|| {
            let manifest = self.fetch(reference);
            if self.may_keep(&manifest) {
                return manifest;
            }
            own = Some(manifest);
            RemoteManifest { reference: reference.to_owned(), answer: Err(NOT_KEPT.message()) }
        });
        let remote = Some(own.as_ref().unwrap_or(kept));
        check(&Asset { name: asset.name.clone(), bytes: asset.bytes, remote, ledger: asset.ledger }, context, settings)
    }

    fn slot(&self, reference: &str) -> Slot {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry(reference.to_owned()).or_default())
    }

    fn fetch(&self, reference: &str) -> RemoteManifest {
        let answer = self.client.get(reference, MANIFEST_BYTES_MAX).map_err(|error| error.message());
        RemoteManifest { reference: reference.to_owned(), answer }
    }

    /// Whether later pictures with the same reference may have it. If not they get the remark that it was not
    /// kept: fetching it for each of them would let pictures flood a host.
    fn may_keep(&self, manifest: &RemoteManifest) -> bool {
        let bytes = u64::try_from(manifest.answer.as_ref().map_or(0, Vec::len)).unwrap_or(u64::MAX);
        let total = self.kept_bytes.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if total > self.kept_bytes_max {
            self.kept_bytes.fetch_sub(bytes, Ordering::Relaxed);
        }
        total <= self.kept_bytes_max
    }
}

/// The first manifest kept elsewhere that a picture without a store of its own refers to.
pub(super) fn reference(facts: &Facts) -> Option<&str> {
    if !facts.c2pa.state.is_trace() {
        return None;
    }
    facts.c2pa.remnants.iter().find_map(|(_, remnant)| match remnant {
        Remnant::RemoteReference(to) => Some(to.as_raw()),
        Remnant::SelfReference(_) | Remnant::Fragment { .. } => None,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::time::Duration;

    use time::macros::datetime;

    use super::*;
    use crate::facts::model::{C2paLayer, Integrity, OriginClaim, StrippingLevel};
    use crate::fetch::client::Limits;
    use crate::fetch::test_server::{Server, ok, status};
    use crate::message::Lang;
    use crate::readers::c2pa::test_apart;
    use crate::trust::test_pki;
    use crate::trust::{TrustFile, TrustStore};

    /// A server, a picture that refers to a manifest on it, and a trust list with the signer's root.
    struct Scene {
        server: Server,
        picture: Vec<u8>,
        settings: Settings,
    }

    /// `change` is made to the manifest that the server hands out; `None` is a 404.
    fn scene(change: fn(Vec<u8>) -> Option<Vec<u8>>) -> Scene {
        let served: Arc<Mutex<Option<Vec<u8>>>> = Arc::default();
        let handed = Arc::clone(&served);
        let server = Server::start(move |_, _, out| match handed.lock().unwrap().as_deref() {
            Some(manifest) => out.write_all(&ok(manifest)),
            None => out.write_all(&status(404, b"")),
        });
        let root = test_pki::root("Root");
        let leaf = test_pki::leaf(&[test_pki::EMAIL], 2030, &root);
        let (picture, manifest) = test_apart::sign(&leaf, &root, (test_apart::jpeg(), &server.url("/m.c2pa")));
        *served.lock().unwrap() = change(manifest);
        let list = TrustFile { name: "mine.pem".to_owned(), bytes: root.pem.into_bytes() };
        let settings = Settings { trust: TrustStore::new(&[list]).unwrap(), ..Settings::default() };
        Scene { server, picture, settings }
    }

    fn online() -> Online {
        let (connect, total) = (Duration::from_secs(5), Duration::from_secs(20));
        Online::new(Client::loopback(Limits { connect, total, ..Limits::default() }))
    }

    fn check_online(online: &Online, scene: &Scene) -> Checked {
        let context = Context::at(datetime!(2026-11-23 00:00 UTC));
        online.check(&Asset::new("test", &scene.picture), &context, &scene.settings)
    }

    fn remote_coverage(checked: &Checked) -> (&'static str, String) {
        let entry = checked.reading.coverage.iter().find(|entry| entry.reader == "c2pa-remote").unwrap();
        (entry.state.id(), entry.state.reason().map(|why| why.render(Lang::En).into_owned()).unwrap_or_default())
    }

    #[test]
    fn a_fetched_manifest_is_judged() {
        let scene = scene(Some);
        let checked = check_online(&online(), &scene);
        assert_eq!((checked.facts.c2pa.state, checked.facts.integrity), (C2paLayer::Trusted, Integrity::Bound));
        assert_eq!(checked.facts.origin.claim, OriginClaim::AiGenerated);
        assert_eq!(checked.facts.stripping.level, StrippingLevel::NotShown);
        assert_eq!(remote_coverage(&checked), ("complete", String::new()));
        let (first, reference) = (&checked.reading.evidence[0], scene.server.url("/m.c2pa"));
        assert_eq!((first.carrier.as_str(), &first.span), (format!("fetched:{reference}").as_str(), &None));
    }

    #[test]
    fn a_fetch_that_fails_is_neither_absent_nor_tampered() {
        let checked = check_online(&online(), &scene(|_| None));
        assert_eq!(checked.facts.c2pa.state, C2paLayer::RemoteOnly);
        let (state, reason) = remote_coverage(&checked);
        assert!(state == "unreadable" && reason.contains("/m.c2pa") && reason.contains("404"), "{reason}");
        assert!(checked.facts.unsearched.iter().any(|open| open.render(Lang::En).starts_with("c2pa-remote")));
    }

    #[test]
    fn a_manifest_of_another_picture_accuses_nobody() {
        let mut scene = scene(Some);
        let at = scene.picture.len() - 10;
        scene.picture[at] ^= 1;
        let checked = check_online(&online(), &scene);
        assert_eq!((checked.facts.c2pa.state, checked.facts.integrity), (C2paLayer::RemoteOnly, Integrity::Unknown));
        assert_eq!(checked.facts.origin.claim, OriginClaim::NoStatement);
        assert_eq!(checked.facts.stripping.level, StrippingLevel::NotShown);
        let outcomes = |rule| checked.findings.iter().filter(move |one| one.rule == rule).map(|one| one.outcome);
        assert_eq!(outcomes("c2pa-reference-only").collect::<Vec<_>>(), [crate::finding::Outcome::Review]);
        assert!(outcomes("c2pa-content-tampered").all(|outcome| outcome != crate::finding::Outcome::Fail));
    }

    #[test]
    fn the_core_alone_fetches_nothing() {
        let scene = scene(Some);
        let context = Context::at(datetime!(2026-11-23 00:00 UTC));
        let checked = check(&Asset::new("test", &scene.picture), &context, &scene.settings);
        assert_eq!((checked.facts.c2pa.state, remote_coverage(&checked).0), (C2paLayer::RemoteOnly, "skipped"));
        assert_eq!(scene.server.hits.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn an_address_is_fetched_once_in_a_run() {
        for change in [Some, |_| None] as [fn(Vec<u8>) -> Option<Vec<u8>>; 2] {
            let (scene, online) = (scene(change), online());
            let judged = AtomicUsize::new(0);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        check_online(&online, &scene);
                        judged.fetch_add(1, Ordering::SeqCst);
                    });
                }
            });
            assert_eq!((judged.load(Ordering::SeqCst), scene.server.hits.load(Ordering::SeqCst)), (4, 1));
        }
    }

    #[test]
    fn what_is_not_kept_is_said_and_not_fetched_again() {
        let scene = scene(Some);
        let online = Online { kept_bytes_max: 100, ..online() };
        assert_eq!(check_online(&online, &scene).facts.c2pa.state, C2paLayer::Trusted);
        let again = check_online(&online, &scene);
        assert!(remote_coverage(&again).1.contains(NOT_KEPT.en), "{:?}", remote_coverage(&again));
        assert_eq!((again.facts.c2pa.state, scene.server.hits.load(Ordering::SeqCst)), (C2paLayer::RemoteOnly, 1));
    }
}
