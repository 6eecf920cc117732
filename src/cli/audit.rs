//! `yanbiao audit`: plan, draw, look, report.

use anyhow::Result;

use super::audit_args::AuditCommand;
use super::{audit_bundle, audit_draw, audit_plan, audit_report, audit_run, audit_verify};
use crate::message::Lang;

/// Runs one of the steps; returns the exit code.
pub(super) fn run(command: &AuditCommand, lang: Lang) -> Result<u8> {
    match command {
        AuditCommand::Plan(args) => audit_plan::run(args, lang),
        AuditCommand::Draw(args) => audit_draw::run(args, lang),
        AuditCommand::Run(args) => audit_run::run(args, lang),
        AuditCommand::Report(args) => audit_report::run(args, lang),
        AuditCommand::Bundle(args) => audit_bundle::run(args, lang),
        AuditCommand::VerifyBundle(args) => audit_verify::run(args, lang),
    }
}
