//! What goes wrong, as a problem document (RFC 9457): a code that does not change, and the words of the pages.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use super::Caller;
use crate::app::AppError;
use crate::app::blobs::UploadError;
use crate::engine::refusal::Refusal;
use crate::engine::rules::{self, Barred};
use crate::engine::workflow::{self, form};
use crate::i18n::Lang;
use crate::web::ctx::Ctx;
use crate::web::errors::{SITE_ZONE, status};
use crate::web::hooks::fault_words;
use crate::web::refusals;

/// Media type of a problem.
pub const MEDIA: &str = "application/problem+json";

/// What went wrong, and how to mend it (RFC 9457).
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Problem {
    /// `urn:trespor:problem:` and the code.
    pub r#type: String,
    /// What the status says, in English.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// What is the matter and how to mend it, in the words of the pages and the language that was asked for.
    pub detail: String,
    /// What it is, for programs: it does not change. `not_allowed`, `closed`, `stale`, `incomplete` and the others that
    /// docs/api.md lists.
    pub code: String,
    /// What keeps an application from being complete, where that is the matter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingField>,
    /// Seconds to wait, where waiting helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// A field that is missing or wrong.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MissingField {
    /// Short name of the field.
    pub field: String,
    /// What is the matter: `missing`, `too_long`, `not_a_number` and so on, with its figures where it has any.
    pub what: serde_json::Value,
}

impl MissingField {
    /// From the examination of a form.
    pub fn of(problem: &form::Problem) -> Self {
        let what = serde_json::to_value(&problem.what).unwrap_or_default();
        Self { field: problem.field.clone(), what }
    }
}

/// Characters of what was sent that are said back at most.
const SAID_BACK_MAX: usize = 300;

/// Characters of a refusal at most: it may name many applications, and it may say back what was sent.
const REFUSAL_CHARS_MAX: usize = 8_000;

/// The beginning of a text that may be long.
fn clipped(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    text.chars().take(chars_max).chain(['…']).collect()
}

/// The name of a refusal: that of its kind.
fn name(refusal: &Refusal) -> String {
    match serde_json::to_value(refusal) {
        Ok(serde_json::Value::String(name)) => name,
        Ok(serde_json::Value::Object(fields)) => fields.keys().next().cloned().unwrap_or_default(),
        _ => "refused".to_owned(),
    }
}

/// Findings in lines, as the command line says them.
fn found(lines: impl Iterator<Item = String>) -> String {
    clipped(&lines.collect::<Vec<_>>().join("\n"), REFUSAL_CHARS_MAX)
}

fn of_file(finding: &workflow::Finding) -> String {
    format!("{}:{}: {}: {}", finding.line, finding.column, finding.code, finding.message)
}

fn of_gate(finding: &rules::Finding) -> String {
    format!("{}:{}: {}: {}", finding.line, finding.column, finding.code, finding.message)
}

fn upload_code(error: &UploadError) -> &'static str {
    match error {
        UploadError::TooLarge { .. } | UploadError::TooMuch => "too_large",
        UploadError::WrongKind { .. } => "wrong_kind",
        UploadError::Virus { .. } => "virus",
        UploadError::Unscanned => "unscanned",
        UploadError::Empty => "empty",
        UploadError::BrokenOff => "broken_off",
    }
}

impl Problem {
    fn new(status: StatusCode, code: impl Into<String>, detail: impl Into<String>) -> Self {
        let code = code.into();
        Self {
            r#type: format!("urn:trespor:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            missing: Vec::new(),
            retry_after: None,
        }
    }

    /// What a use case says.
    pub fn of(ctx: &Ctx, error: &AppError) -> Self {
        let (t, lang): (_, Lang) = (ctx.t(), ctx.lang);
        let status = status(error);
        match error {
            AppError::SignInNeeded => Self::new(status, "token_needed", t.api_token_needed()),
            AppError::NotFound(_) | AppError::Refused(Refusal::Unknown { .. }) => {
                Self::new(status, "not_found", t.api_not_found())
            }
            AppError::Refused(Refusal::Stale { current }) => Self::new(status, "stale", t.api_stale(current)),
            AppError::Refused(refusal) => {
                let detail = clipped(&refusals::words(lang, None, SITE_ZONE, refusal), REFUSAL_CHARS_MAX);
                let mut problem = Self::new(status, name(refusal), detail);
                if let Refusal::Incomplete { problems, .. } = refusal {
                    problem.missing = problems.iter().map(MissingField::of).collect();
                }
                problem
            }
            AppError::Upload(error) => Self::new(status, upload_code(error), refusals::upload(lang, error)),
            AppError::Virus(found) => Self::new(status, "virus", t.judge_file_virus(found)),
            AppError::TooOften { wait_seconds } => Self {
                retry_after: Some(*wait_seconds),
                ..Self::new(status, "too_often", t.limits_wait(lang.duration(*wait_seconds)))
            },
            AppError::Webhook(fault) => Self::new(status, "bad_webhook", fault_words(t, *fault)),
            AppError::BadValue { field, value } => Self::new(
                status,
                "bad_value",
                format!("{field}: {}", t.refused_unknown(clipped(value, SAID_BACK_MAX))),
            ),
            AppError::Workflow(findings) => {
                Self::new(status, "bad_workflow", found(findings.iter().map(of_file)))
            }
            AppError::Barred(barred) => {
                let detail = match &**barred {
                    Barred::File(findings) => found(findings.iter().map(of_file)),
                    Barred::Gate(findings) => found(findings.iter().map(of_gate)),
                    Barred::NothingToOverride(code) => t.file_nothing_to_override(code),
                    Barred::ReasonNeeded(code) => t.file_reason_needed(code),
                };
                Self::new(status, "barred", detail)
            }
            AppError::Locked(_) | AppError::Seal(_) if !status.is_server_error() => {
                Self::new(status, "locked", t.keys_wrong())
            }
            error if status == StatusCode::SERVICE_UNAVAILABLE => {
                tracing::error!(%error, "a program could not be served");
                Self { retry_after: Some(5), ..Self::new(status, "busy", t.api_busy()) }
            }
            error => {
                tracing::error!(%error, "a program could not be served");
                Self::new(status, "broken", t.api_broken())
            }
        }
    }

    /// What the server says by itself.
    pub fn bare(ctx: &Ctx, status: StatusCode) -> Self {
        let code = match status {
            StatusCode::METHOD_NOT_ALLOWED => "no_such_method",
            StatusCode::PAYLOAD_TOO_LARGE => "too_large",
            _ if status.is_server_error() => "broken",
            _ => "bad_request",
        };
        Self::new(status, code, ctx.t().api_bad_request())
    }

    /// An address that there is not.
    pub fn nowhere(ctx: &Ctx) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", ctx.t().api_not_found())
    }

    /// A body that is not what the document says.
    pub fn body(ctx: &Ctx, why: &str) -> Self {
        let detail = ctx.t().api_bad_body(clipped(why, SAID_BACK_MAX));
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_body", detail)
    }

    /// A key that was sent with something else before, or whose first try is not known to have ended.
    pub fn repeat(ctx: &Ctx, code: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code, ctx.t().api_repeat())
    }
}

/// Every address of the API that there is not.
pub async fn nowhere(caller: Caller) -> Problem {
    Problem::nowhere(&caller.ctx)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let wait = self.retry_after;
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, MEDIA)], body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let how = HeaderValue::from_static("Bearer realm=\"Trespor\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
        }
        if let Some(wait) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        response
    }
}
