//! The list of an audit, wherever it is: a file of CSV or JSON lines, or a folder.

use std::fs::File;
use std::io::Cursor;
use std::path::Path;
use std::sync::atomic::AtomicU64;

use anyhow::{Context as _, Result, anyhow, bail};

use super::audit_args::ColumnArgs;
use super::collect::{self, Item};
use super::escape::escaped;
use super::file;
use super::printer::complain;
use super::trouble::Trouble;
use crate::audit::list::{Columns, Form, ListError, Visit, read};
use crate::audit::sample::ListRead;
use crate::hex::hex;
use crate::message::{Lang, Text};

static EMPTY: Text = Text { zh: "清单中没有图片", en: "the list has no pictures" };
#[cfg(not(feature = "parquet"))]
static NO_PARQUET: Text = Text {
    zh: "这个版本编译时没有包含 Parquet；用 cargo build --features parquet 编译，或把清单存为 CSV",
    en: "this build reads no Parquet; build it with cargo build --features parquet, or save the list as CSV",
};
static NO_UNICODE: Text =
    Text { zh: "名称不是 Unicode，无法列入清单", en: "its name is not Unicode and cannot be listed" };

/// The columns as the user names them.
pub(super) fn columns(args: &ColumnArgs) -> Columns {
    Columns { id: args.id.clone(), place: args.place.clone(), strata: args.strata.clone() }
}

/// Shows every row of a list to `visit`.
///
/// # Errors
/// When the list cannot be read, or is empty.
pub(super) fn visit(list: &Path, columns: &Columns, visit: &mut impl Visit, lang: Lang) -> Result<ListRead> {
    let named = || escaped(&list.display().to_string());
    let result = if list.is_dir() {
        read(Cursor::new(folder(list, lang)?), Form::Csv, columns, visit)
    } else if has_extension(list, &["parquet"]) {
        parquet(list, columns, visit)
    } else {
        let file = File::open(list).map_err(|error| anyhow!("{}", Trouble::file(list, &error).render(lang)))?;
        read(file, form(list), columns, visit)
    };
    match result {
        Ok((0, _)) => bail!("{}: {}", named(), EMPTY.pick(lang)),
        Ok((rows, sha256)) => Ok(ListRead { sha256: hex(&sha256), rows }),
        Err(ListError::Wrong(message)) => bail!("{}: {}", named(), message.render(lang)),
        Err(ListError::Io(error)) => Err(error).with_context(named),
    }
}

fn form(list: &Path) -> Form {
    if has_extension(list, &["jsonl", "ndjson", "json"]) { Form::JsonLines } else { Form::Csv }
}

fn has_extension(list: &Path, wanted: &[&str]) -> bool {
    let extension = list.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    wanted.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

#[cfg(feature = "parquet")]
fn parquet(list: &Path, columns: &Columns, visit: &mut impl Visit) -> std::result::Result<(u64, [u8; 32]), ListError> {
    let rows = crate::audit::list_parquet::read(File::open(list)?, columns, visit)?;
    let bytes = file::FileBytes::open(list)?;
    let digest = crate::asset::Asset::new("list", &bytes).digest::<sha2::Sha256>();
    Ok((rows, digest.ok_or_else(|| std::io::Error::other("the list changed while it was read"))?))
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &Path, _: &Columns, _: &mut impl Visit) -> std::result::Result<(u64, [u8; 32]), ListError> {
    Err(ListError::Wrong(NO_PARQUET.message()))
}

/// The list that a folder amounts to, as CSV: the pictures below it by their paths from there, in the order of
/// their names. What its digest is taken of, so that everybody gets the same.
fn folder(folder: &Path, lang: Lang) -> Result<Vec<u8>> {
    let paths = [folder.to_owned()];
    let found = AtomicU64::new(0);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["path", "folder", "extension"])?;
    for item in collect::items(&paths, &found) {
        let path = match item {
            Item::File(path) => Some(path),
            Item::Unknown(path) => file::unless_no_picture(path),
            Item::Trouble(trouble) | Item::Notice(trouble) => {
                complain(&trouble.render(lang));
                None
            }
            Item::Stdin | Item::NoFile => None,
        };
        let Some(path) = path else { continue };
        let below = path.strip_prefix(folder).unwrap_or(&path);
        let Some(name) = below.to_str() else {
            complain(&Trouble::new(&path, NO_UNICODE.message()).render(lang));
            continue;
        };
        let name = name.replace(std::path::MAIN_SEPARATOR, "/");
        let inside = name.rsplit_once('/').map_or("", |(inside, _)| inside);
        let extension = below.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        writer.write_record([name.as_str(), inside, &extension.to_ascii_lowercase()])?;
    }
    Ok(writer.into_inner()?)
}
