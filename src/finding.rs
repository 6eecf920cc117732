//! What a rule concluded. Types only.

use crate::evidence::EvidenceId;
use crate::message::{Message, Text};

/// The outcome of one rule, or of the whole check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The requirement is met.
    Pass,
    /// It is not met.
    Fail,
    /// A person should look; the evidence alone does not decide.
    Review,
    /// It could not be decided, because something was not searched or not readable.
    Undetermined,
    /// The rule does not bind here.
    NotApplicable,
    /// A remark without a requirement.
    Informational,
}

impl Outcome {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Review => "review",
            Self::Undetermined => "undetermined",
            Self::NotApplicable => "not_applicable",
            Self::Informational => "info",
        }
    }
}

/// Weight of a rule that is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Soft wording, a non-binding guide, or an unknown role.
    Warning,
    /// The text of the rule is breached on the face of the file.
    Error,
}

impl Severity {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What one rule concluded about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// Its outcome here.
    pub outcome: Outcome,
    /// Weight; only meaningful when the outcome is not pass.
    pub severity: Severity,
    /// What is so.
    pub message: Message,
    /// What to do, if there is anything to do.
    pub remedy: Option<Message>,
    /// The evidence it rests on.
    pub evidence: Vec<EvidenceId>,
}

impl Finding {
    /// A finding without remedy and evidence.
    pub fn new(rule: &'static str, outcome: Outcome, severity: Severity, message: Message) -> Self {
        Self { rule, outcome, severity, message, remedy: None, evidence: Vec::new() }
    }

    /// The same with what to do.
    pub fn with_remedy(mut self, remedy: &'static Text) -> Self {
        self.remedy = Some(remedy.message());
        self
    }

    /// The same with the evidence it rests on.
    pub fn on(mut self, evidence: Vec<EvidenceId>) -> Self {
        self.evidence = evidence;
        self
    }
}
