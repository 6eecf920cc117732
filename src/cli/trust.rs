//! `yanbiao trust`: which lists are in use, and getting newer ones.
//!
//! Lists are data with a date. They are downloaded only when asked for, checked by [`crate::trust::release`]
//! before anything is written, and put in place by renaming, so that a check never sees half a list.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::args::TrustCommand;
use super::escape::escaped;
use super::output::{not_written, print};
use super::printer::complain;
use super::settings;
use super::trust_folder::{default_folder, existing_folder, read_folder, store};
use crate::fetch::client::{Client, FetchError};
use crate::message::{Lang, Text};
use crate::trust::{TrustFile, TrustListInfo, TrustStore, release};
use crate::untrusted::Untrusted;

/// One list file. The largest has some 180 KiB.
const LIST_BYTES_MAX: u64 = 4 << 20;

/// A list file and where its publisher keeps it.
struct Source {
    name: &'static str,
    url: &'static str,
}

const fn source(name: &'static str, url: &'static str) -> Source {
    Source { name, url }
}

/// Files that are only good together.
type Group = &'static [Source];

/// The C2PA conformance programme publishes its lists at github.com/c2pa-org/conformance-public; the interim
/// list, frozen on 2026-01-01, is that of the verify site, at github.com/contentauth/verify-site.
const PUBLISHED: [Group; 3] = [
    &[
        source(
            "C2PA-TRUST-LIST.pem",
            "https://raw.githubusercontent.com/c2pa-org/conformance-public/main/trust-list/C2PA-TRUST-LIST.pem",
        ),
        source(
            "C2PA-TRUST-LIST.json",
            "https://raw.githubusercontent.com/c2pa-org/conformance-public/main/trust-list/C2PA-TRUST-LIST.json",
        ),
    ],
    &[
        source(
            "C2PA-TSA-TRUST-LIST.pem",
            "https://raw.githubusercontent.com/c2pa-org/conformance-public/main/trust-list/C2PA-TSA-TRUST-LIST.pem",
        ),
        source(
            "C2PA-TSA-TRUST-LIST.json",
            "https://raw.githubusercontent.com/c2pa-org/conformance-public/main/trust-list/C2PA-TSA-TRUST-LIST.json",
        ),
    ],
    &[
        source(
            "interim-anchors.pem",
            "https://raw.githubusercontent.com/contentauth/verify-site/main/static/trust/anchors.pem",
        ),
        source(
            "interim-allowed.pem",
            "https://raw.githubusercontent.com/contentauth/verify-site/main/static/trust/allowed.pem",
        ),
        source(
            "interim-store.cfg",
            "https://raw.githubusercontent.com/contentauth/verify-site/main/static/trust/store.cfg",
        ),
    ],
];

static NO_FOLDER: Text = Text {
    zh: "不知道用户数据文件夹在哪里；用 --trust-dir 指定一个文件夹",
    en: "the user's data folder is not known; name a folder with --trust-dir",
};
static IN_USE: Text = Text { zh: "使用中的信任列表（{from}）：\n", en: "Trust lists in use ({from}):\n" };
static BUILT_IN: Text = Text { zh: "程序内置的指纹", en: "fingerprints built into the program" };
static UPDATED: Text = Text { zh: "已更新", en: "updated" };
static UNCHANGED: Text = Text { zh: "没有变化", en: "unchanged" };
static ISSUED: Text = Text { zh: "发布于 {date}", en: "issued {date}" };
static UNDATED: Text = Text { zh: "没有发布日期", en: "no date of issue" };
static NEXT: Text = Text { zh: "应于 {date} 前更新", en: "next update by {date}" };
static OUTDATED: Text = Text { zh: "应于 {date} 前更新，已过期", en: "next update was due by {date}" };
static ANCHORS: Text = Text { zh: "{count} 个证书", en: "certificates: {count}" };
static NOT_UPDATED: Text = Text { zh: "没有更新 {names}：{why}", en: "{names} not updated: {why}" };

/// Runs `trust list` or `trust update`.
pub(super) fn run(command: &TrustCommand, lang: Lang) -> Result<u8> {
    match command {
        TrustCommand::List { trust_dir } => list(trust_dir.as_deref(), lang),
        TrustCommand::Update { trust_dir, allow_older } => {
            let folder = trust_dir.clone().or_else(default_folder);
            let folder = folder.context(NO_FOLDER.pick(lang))?;
            let desk = Desk { client: Client::default(), folder, allow_older: *allow_older, lang };
            let (text, code) = update(&desk, PUBLISHED.iter().map(|group| addresses(group)))?;
            print(text.as_bytes())?;
            Ok(code)
        }
    }
}

fn list(folder: Option<&Path>, lang: Lang) -> Result<u8> {
    let store = store(folder, lang)?;
    let from = match folder.map(Path::to_owned).or_else(existing_folder) {
        Some(folder) => Untrusted::new(folder.to_string_lossy()).to_string(),
        None => BUILT_IN.pick(lang).to_owned(),
    };
    let mut text = IN_USE.with("from", from).render(lang).into_owned();
    for info in &store.lists {
        text.push_str(&format!("{}\n{}", Untrusted::new(info.name.as_str()), describe(info, lang)));
    }
    print(text.as_bytes())
}

/// Dates, number and digest of a list, on lines of their own.
fn describe(info: &TrustListInfo, lang: Lang) -> String {
    let shown = |date: &String| Untrusted::new(date.as_str()).to_string();
    let mut parts = vec![match &info.issued {
        Some(date) => ISSUED.with("date", shown(date)),
        None => UNDATED.message(),
    }];
    if let Some(date) = &info.next_update {
        let text = if info.is_outdated(settings::now()) { &OUTDATED } else { &NEXT };
        parts.push(text.with("date", shown(date)));
    }
    if info.anchors > 0 {
        parts.push(ANCHORS.with("count", info.anchors.to_string()));
    }
    let between = if lang == Lang::Zh { "，" } else { ", " };
    let parts: Vec<_> = parts.iter().map(|part| part.render(lang)).collect();
    format!("  {}\n  sha256 {}\n", parts.join(between), info.sha256)
}

/// What an update works with.
struct Desk {
    client: Client,
    folder: PathBuf,
    allow_older: bool,
    lang: Lang,
}

/// Name and address of a list file.
type Wanted = (String, String);

fn addresses(group: Group) -> Vec<Wanted> {
    group.iter().map(|source| (source.name.to_owned(), source.url.to_owned())).collect()
}

/// Why a group was not updated.
#[derive(Debug, thiserror::Error)]
enum UpdateError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    List(#[from] crate::trust::TrustError),
    #[error("{}: {error}", path.display())]
    Write { path: PathBuf, error: std::io::Error },
}

impl UpdateError {
    fn render(&self, lang: Lang) -> String {
        match self {
            Self::Fetch(error) => error.message().render(lang).into_owned(),
            Self::List(_) | Self::Write { .. } => Untrusted::new(self.to_string()).to_string(),
        }
    }
}

/// Updates every group for itself: one publisher that cannot be reached does not keep the other lists old.
/// Returns what to print, and 2 if a group failed.
fn update(desk: &Desk, groups: impl Iterator<Item = Vec<Wanted>>) -> Result<(String, u8)> {
    let unwritable = || not_written(&desk.folder, desk.lang);
    fs::create_dir_all(&desk.folder).with_context(unwritable)?;
    let present = read_folder(&desk.folder).with_context(unwritable)?;
    let (mut text, mut code) = (String::new(), 0);
    for group in groups {
        match update_group(desk, &group, &present) {
            Ok(new) => text.push_str(&changes(&new, &present, desk.lang)?),
            Err(error) => {
                let names: Vec<&str> = group.iter().map(|(name, _)| name.as_str()).collect();
                let message = NOT_UPDATED.with("names", names.join(", ")).with("why", error.render(desk.lang));
                complain(&escaped(&message.render(desk.lang)));
                code = 2;
            }
        }
    }
    Ok((text, code))
}

fn update_group(desk: &Desk, group: &[Wanted], present: &[TrustFile]) -> Result<Vec<TrustFile>, UpdateError> {
    let mut new = Vec::new();
    for (name, url) in group {
        new.push(TrustFile { name: name.clone(), bytes: desk.client.get(url, LIST_BYTES_MAX)? });
    }
    release::accept(&new, present, desk.allow_older)?;
    put_in_place(&desk.folder, new.iter().filter(|file| !present.contains(file)))?;
    Ok(new)
}

/// Writes all files beside their places first, so that the renames follow each other closely.
fn put_in_place<'a>(folder: &Path, files: impl Iterator<Item = &'a TrustFile>) -> Result<(), UpdateError> {
    let mut written = Vec::new();
    for file in files {
        let (path, beside) = (folder.join(&file.name), folder.join(format!(".{}.{}", file.name, std::process::id())));
        let result = write_new(&beside, &file.bytes);
        written.push((beside, path.clone()));
        if let Err(error) = result {
            discard(&written);
            return Err(UpdateError::Write { path, error });
        }
    }
    for (beside, path) in &written {
        if let Err(error) = fs::rename(beside, path) {
            discard(&written);
            return Err(UpdateError::Write { path: path.clone(), error });
        }
    }
    Ok(())
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn discard(written: &[(PathBuf, PathBuf)]) {
    for (beside, _) in written {
        // Those renamed already are gone; there is nothing more to do about the others.
        drop(fs::remove_file(beside));
    }
}

/// One entry per list of a group, and whether it is new.
fn changes(new: &[TrustFile], present: &[TrustFile], lang: Lang) -> Result<String> {
    let store = TrustStore::new(new)?;
    let mut text = String::new();
    for info in store.lists.iter().filter(|info| new.iter().any(|file| file.name == info.name)) {
        let same = new.iter().filter(|file| file.name == info.name).all(|file| present.contains(file));
        let state = if same { &UNCHANGED } else { &UPDATED };
        text.push_str(&format!("{}: {}\n{}", info.name, state.pick(lang), describe(info, lang)));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::client::Limits;
    use crate::fetch::test_server::{Server, ok, status};
    use crate::trust::{release::lote, test_pki};

    /// An empty folder of one test.
    fn scratch(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("yanbiao-trust-{}-{name}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// A publisher of a signers' list with this date; paths are file names.
    fn publisher(issued: &str) -> Server {
        let (root, interim) = (test_pki::root("Root"), test_pki::root("Interim"));
        let json = lote(issued, 1, &[&root.der]);
        let pem = root.pem.into_bytes();
        Server::start(move |path, _, out| match path {
            "/C2PA-TRUST-LIST.pem" => out.write_all(&ok(&pem)),
            "/C2PA-TRUST-LIST.json" => out.write_all(&ok(&json)),
            "/interim-anchors.pem" => out.write_all(&ok(interim.pem.as_bytes())),
            "/page.pem" => out.write_all(&ok(b"<html>sign in to this network</html>")),
            _ => out.write_all(&status(404, b"-----BEGIN CERTIFICATE-----")),
        })
    }

    fn wanted(server: &Server, names: &[(&str, &str)]) -> Vec<Wanted> {
        names.iter().map(|(name, path)| ((*name).to_owned(), server.url(path))).collect()
    }

    fn official(server: &Server) -> Vec<Wanted> {
        let names = ["C2PA-TRUST-LIST.pem", "C2PA-TRUST-LIST.json"];
        names.iter().map(|name| ((*name).to_owned(), server.url(&format!("/{name}")))).collect()
    }

    fn desk(folder: &Path, allow_older: bool) -> Desk {
        let client = Client::loopback(Limits::default());
        Desk { client, folder: folder.to_owned(), allow_older, lang: Lang::En }
    }

    fn names(folder: &Path) -> Vec<String> {
        read_folder(folder).unwrap().into_iter().map(|file| file.name).collect()
    }

    const AUGUST: &str = "2026-08-05T00:11:39Z";
    const JULY: &str = "2026-07-05T00:11:39Z";
    const BOTH: [&str; 2] = ["C2PA-TRUST-LIST.json", "C2PA-TRUST-LIST.pem"];

    #[test]
    fn lists_are_put_in_place_and_described() {
        let (folder, server) = (scratch("fresh").join("deeper"), publisher(AUGUST));
        let (text, code) = update(&desk(&folder, false), [official(&server)].into_iter()).unwrap();
        assert_eq!((code, names(&folder).as_slice()), (0, BOTH.map(str::to_owned).as_slice()));
        let bytes = fs::read(folder.join("C2PA-TRUST-LIST.pem")).unwrap();
        let sha256 = TrustStore::new(&[TrustFile { name: "C2PA-TRUST-LIST.pem".to_owned(), bytes }]).unwrap().lists;
        let sha256 = &sha256.iter().find(|info| info.name == "C2PA-TRUST-LIST.pem").unwrap().sha256;
        assert!(text.starts_with("C2PA-TRUST-LIST.pem: updated\n"), "{text}");
        for part in [AUGUST, "2099-01-01", "certificates: 1", sha256] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let (text, code) = update(&desk(&folder, false), [official(&server)].into_iter()).unwrap();
        assert!(code == 0 && text.starts_with("C2PA-TRUST-LIST.pem: unchanged\n"), "{text}");
    }

    #[test]
    fn an_older_list_changes_nothing_unless_allowed() {
        let (folder, newer, older) = (scratch("older"), publisher(AUGUST), publisher(JULY));
        update(&desk(&folder, false), [official(&newer)].into_iter()).unwrap();
        let before = read_folder(&folder).unwrap();
        let (text, code) = update(&desk(&folder, false), [official(&older)].into_iter()).unwrap();
        assert_eq!((text.as_str(), code), ("", 2));
        assert_eq!(read_folder(&folder).unwrap(), before);
        let (text, code) = update(&desk(&folder, true), [official(&older)].into_iter()).unwrap();
        assert!(code == 0 && text.contains(JULY), "{text}");
        assert_ne!(read_folder(&folder).unwrap(), before);
    }

    #[test]
    fn one_group_that_fails_leaves_the_others() {
        let (folder, server) = (scratch("group"), publisher(AUGUST));
        let half = wanted(
            &server,
            &[("C2PA-TSA-TRUST-LIST.pem", "/C2PA-TRUST-LIST.pem"), ("C2PA-TSA-TRUST-LIST.json", "/no")],
        );
        let page = wanted(&server, &[("interim-anchors.pem", "/page.pem")]);
        let (text, code) = update(&desk(&folder, false), [half, page, official(&server)].into_iter()).unwrap();
        assert_eq!((code, names(&folder).as_slice()), (2, BOTH.map(str::to_owned).as_slice()));
        assert!(text.contains("C2PA-TRUST-LIST.pem: updated"), "{text}");
    }

    #[test]
    fn a_place_that_cannot_be_written_keeps_what_was_there() {
        let (folder, server) = (scratch("blocked"), publisher(AUGUST));
        // A folder in the way: the rename fails, and what was written beside it goes again.
        fs::create_dir_all(folder.join("interim-anchors.pem").join("x")).unwrap();
        let group = wanted(&server, &[("interim-anchors.pem", "/interim-anchors.pem")]);
        let (_, code) = update(&desk(&folder, false), [group].into_iter()).unwrap();
        assert_eq!((code, fs::read_dir(&folder).unwrap().count()), (2, 1));
    }

    #[test]
    fn the_published_addresses_pass_the_guard_and_are_encrypted() {
        use crate::fetch::guard::{Reach, parse};
        let all: Vec<&Source> = PUBLISHED.iter().copied().flatten().collect();
        assert_eq!(all.len(), 7);
        for source in all {
            assert_eq!(parse(source.url, Reach::Public).unwrap().scheme(), "https", "{}", source.url);
        }
    }
}
