//! What went wrong with a path, in words: the thing, the reason, and what to do about it.

use std::io::{Error, ErrorKind};
use std::path::Path;

use crate::message::{Lang, Message, Text};
use crate::untrusted::Untrusted;

/// A path that could not be read or followed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    /// The path as given, escaped.
    pub(super) name: String,
    /// Why not, and what to do.
    pub(super) why: Message,
}

const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

/// A link that leads back.
pub(super) static LOOP: Text = text(
    "符号链接绕回上层文件夹，没有进入；删除该链接，或直接指定要检查的文件夹",
    "the link leads back to a folder around it and was not followed; remove it, or name the folders to check",
);
/// A pipe, socket or device.
pub(super) static NO_FILE: Text = text(
    "不是普通文件（可能是管道或设备）；先存成文件，或用 - 从标准输入读取",
    "not a regular file (a pipe or a device?); save it as a file, or pass it on standard input with -",
);
/// A list without lines.
pub(super) static LIST_EMPTY: Text = text(
    "清单是空的；每行写一个文件或文件夹的路径",
    "the list is empty; write the path of one file or folder on each line",
);
static NOT_FOUND: Text =
    text("没有这个文件或文件夹；核对路径和文件名", "there is no such file or folder; check the path and its spelling");
static FORBIDDEN: Text = text(
    "没有读取权限；修改其权限，或换有权限的账户运行",
    "no permission to read it; change its permissions, or run as a user who may",
);
static FOLDER_FORBIDDEN: Text = text(
    "没有读取该文件夹的权限，其中的文件没有检查；修改其权限，或换有权限的账户运行",
    "no permission to read this folder, nothing in it was checked; change its permissions, or run as a user who may",
);
static LIST_NOT_FOUND: Text = text(
    "没有这个清单文件；@ 后面应是一个文本文件，每行一个路径",
    "there is no such list; after @ comes a text file with one path on each line",
);
static LIST_UNREADABLE: Text = text(
    "清单无法读取（{error}）；@ 后面应是一个文本文件，每行一个路径",
    "the list cannot be read ({error}); after @ comes a text file with one path on each line",
);
static STDIN_LARGE: Text = text(
    "标准输入超过 512 MiB；先存成文件再检查",
    "more than 512 MiB on standard input; save it as a file and check that",
);
static COPY: Text = text(
    "带框的副本无法写入（{error}）；确认 --annotate 的文件夹可写且磁盘未满",
    "its copy with boxes cannot be written ({error}); make sure that the folder of --annotate may be written and the disk is not full",
);
static OTHER: Text = text(
    "读取失败（{error}）；确认磁盘和网络盘正常后重试",
    "cannot be read ({error}); make sure that the disk or share is there, and try again",
);

impl Trouble {
    /// A copy with boxes could not be written; the picture itself was checked.
    pub(super) fn copy(path: &Path, error: &Error) -> Self {
        Self::new(path, COPY.with("error", Untrusted::new(error.to_string()).to_string()))
    }

    /// A path and the reason.
    pub(super) fn new(path: &Path, why: Message) -> Self {
        Self { name: Untrusted::new(path.to_string_lossy()).to_string(), why }
    }

    /// A file that could not be opened or followed.
    #[expect(clippy::wildcard_enum_match_arm, reason = "a foreign enum that grows")]
    pub(super) fn file(path: &Path, error: &Error) -> Self {
        let why = match error.kind() {
            ErrorKind::PermissionDenied => FORBIDDEN.message(),
            ErrorKind::InvalidInput => NO_FILE.message(),
            ErrorKind::FileTooLarge => STDIN_LARGE.message(),
            _ => common(error),
        };
        Self::new(path, why)
    }

    /// A folder that could not be read.
    #[expect(clippy::wildcard_enum_match_arm, reason = "a foreign enum that grows")]
    pub(super) fn folder(path: &Path, error: &Error) -> Self {
        let why = match error.kind() {
            ErrorKind::PermissionDenied => FOLDER_FORBIDDEN.message(),
            _ => common(error),
        };
        Self::new(path, why)
    }

    /// A list that could not be read.
    #[expect(clippy::wildcard_enum_match_arm, reason = "a foreign enum that grows")]
    pub(super) fn list(path: &Path, error: &Error) -> Self {
        let why = match error.kind() {
            ErrorKind::NotFound => LIST_NOT_FOUND.message(),
            _ => LIST_UNREADABLE.with("error", error.to_string()),
        };
        Self::new(path, why)
    }

    /// The whole line.
    pub(super) fn render(&self, lang: Lang) -> String {
        format!("{}: {}", self.name, self.why.render(lang))
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign enum that grows")]
fn common(error: &Error) -> Message {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => NOT_FOUND.message(),
        _ => OTHER.with("error", error.to_string()),
    }
}
