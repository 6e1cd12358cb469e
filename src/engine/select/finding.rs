//! Findings about the rules, made before anybody applies.

use serde::{Deserialize, Serialize};

/// Something about the rules that deserves attention, with a place in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A stable code, in kebab case.
    pub code: &'static str,
    /// How serious it is.
    pub severity: Severity,
    /// Where: `criteria[2].bands`.
    pub path: String,
    /// The column inside an expression, in characters from 1.
    pub column: Option<usize>,
    /// What is wrong, with the value.
    pub message: String,
    /// How to mend it.
    pub hint: Option<String>,
}

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Probably not meant.
    Warning,
    /// The file cannot be used.
    Error,
}

impl Finding {
    /// An error at a path.
    pub fn error(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            path: path.into(),
            column: None,
            message: message.into(),
            hint: None,
        }
    }

    /// A warning at a path.
    pub fn warning(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, path, message) }
    }

    /// A note at a path.
    pub fn info(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Info, ..Self::error(code, path, message) }
    }

    /// With a way to mend it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
