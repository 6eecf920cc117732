//! Usage errors in Chinese. clap's own English ones name the thing, the place and the remedy; these do the same.

use clap::error::{ContextKind, Error, ErrorKind};

use super::args::EXTENSION_WANTED;
use super::choices::{DATE_WANTED, SHARE_WANTED};
use crate::message::Lang;

/// The sentence for a usage error, with line feeds; `None` where clap's own text serves.
pub(super) fn explain(error: &Error, lang: Lang) -> Option<String> {
    match lang {
        Lang::En => None,
        Lang::Zh => Some(format!("错误：{}\n\n查看说明：yanbiao --help，或 yanbiao 命令 --help\n", sentence(error)?)),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign enum that grows")]
fn sentence(error: &Error) -> Option<String> {
    let part = |kind| error.get(kind).map(|value| super::escape::escaped(&value.to_string()));
    let argument = || part(ContextKind::InvalidArg).unwrap_or_default();
    let value = || part(ContextKind::InvalidValue).unwrap_or_default();
    Some(match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("缺少必须给出的参数 {}", argument()),
        ErrorKind::UnknownArgument => format!("没有参数 {}{}", argument(), nearest(error, ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand => format!(
            "没有命令 {}{}",
            part(ContextKind::InvalidSubcommand)?,
            nearest(error, ContextKind::SuggestedSubcommand)
        ),
        ErrorKind::InvalidValue if value().is_empty() => format!("参数 {} 后面要有一个值", argument()),
        ErrorKind::InvalidValue => format!("参数 {} 不能是 {}{}", argument(), value(), allowed(error)),
        ErrorKind::ValueValidation => format!("参数 {} 不能是 {}{}", argument(), value(), wanted(error)),
        ErrorKind::ArgumentConflict => {
            format!(
                "参数 {} 不能与 {} 同时使用，或不能重复",
                argument(),
                part(ContextKind::PriorArg).unwrap_or_default()
            )
        }
        _ => return None,
    })
}

fn nearest(error: &Error, kind: ContextKind) -> String {
    error.get(kind).map(|value| format!("；是不是要写 {value}？")).unwrap_or_default()
}

fn allowed(error: &Error) -> String {
    error.get(ContextKind::ValidValue).map(|values| format!("；可选：{values}")).unwrap_or_default()
}

fn wanted(error: &Error) -> String {
    use std::error::Error as _;
    let why = error.source().map(ToString::to_string).unwrap_or_default();
    match [&DATE_WANTED, &EXTENSION_WANTED, &SHARE_WANTED].into_iter().find(|text| text.en == why) {
        Some(text) => format!("；{}", text.zh),
        None => format!("（{}）", super::escape::escaped(&why)),
    }
}
