//! Choices that several commands offer.

use clap::ValueEnum;

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
