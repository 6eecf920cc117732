//! Choices and values that several commands take.

use clap::ValueEnum;
use time::OffsetDateTime;
use time::format_description::well_known::{Iso8601, Rfc3339};

use crate::message::Text;

/// See [`crate::context::Role`].
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum RoleArg {
    /// Not said: findings are capped at warning
    Unknown,
    /// 生成合成服务提供者: the picture is output of your service
    Generator,
    /// 传播服务提供者 at upload
    Platform,
    /// The same, for the file about to be served
    PlatformEgress,
    /// A regulator or researcher who samples
    Auditor,
}

/// See [`crate::context::Jurisdiction`].
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum JurisdictionArg {
    /// Mainland China
    Cn,
    /// No national rules
    None,
}

/// See [`crate::context::Depth`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "explained at the flag")]
pub enum DepthArg {
    Metadata,
    Full,
    Deep,
}

/// When to do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the names say it")]
pub enum When {
    Auto,
    Always,
    Never,
}

/// What `--as-of` takes.
pub(super) static DATE_WANTED: Text = Text {
    zh: "应写成 2026-11-23 这样的日期，或 2026-11-23T08:00:00Z 这样的时刻",
    en: "expected a day like 2026-11-23 or an instant like 2026-11-23T08:00:00Z",
};

pub(super) fn parse_instant(text: &str) -> Result<OffsetDateTime, String> {
    if let Ok(instant) = OffsetDateTime::parse(text, &Rfc3339) {
        return Ok(instant);
    }
    time::Date::parse(text, &Iso8601::DATE)
        .map(|date| date.midnight().assume_utc())
        .map_err(|_| DATE_WANTED.en.to_owned())
}

/// What a share should look like.
pub(super) static SHARE_WANTED: Text = Text {
    zh: "应为 0 与 1 之间的数或百分数，如 0.05 或 5%",
    en: "a number between 0 and 1, or per cent: 0.05 or 5%",
};

/// A share between 0 and 1, both excluded: `0.05` or `5%`.
pub(super) fn parse_share(text: &str) -> Result<f64, String> {
    let (number, unit) = text.strip_suffix('%').map_or((text, 1.0), |number| (number.trim_end(), 100.0));
    let share = number.parse::<f64>().ok().map(|number| number / unit);
    share.filter(|share| *share > 0.0 && *share < 1.0).ok_or_else(|| SHARE_WANTED.en.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_number_or_per_cent() {
        assert_eq!([parse_share("0.05"), parse_share("5%"), parse_share("2.5 %")], [Ok(0.05), Ok(0.05), Ok(0.025)]);
        for text in ["0", "1", "100%", "-1%", "5", "nan", "inf", "", "%"] {
            assert!(parse_share(text).is_err(), "{text}");
        }
    }
}
