//! Whatever goes wrong, as a page in the reader's language.
//!
//! A handler returns the error as it is; the response carries it to [`draw`], which knows the reader.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use tower_http::csrf::ProtectionError;

use super::ctx::Ctx;
use super::hooks::fault_words;
use super::page::Page;
use super::typed::Typed;
use crate::app::blobs::UploadError;
use crate::app::{App, AppError};
use crate::engine::refusal::Refusal;
use crate::seal::SealError;

/// Zone of the clock on pages that belong to no procedure.
pub const SITE_ZONE: &str = "Europe/Copenhagen";

/// Seconds after which a request is tried again that met a database or a disk which could not serve it.
const AGAIN_SECONDS: u64 = 5;

/// A page that says what went wrong, and nothing else.
#[derive(Template)]
#[template(path = "pages/error.html")]
pub struct ErrorPage {
    /// The frame.
    pub page: Page,
    /// What is the matter, and how to go on.
    pub text: String,
    /// What the reader had typed, to be sent again; no field where there was nothing.
    pub again: Again,
    /// Whether the reader has to sign in first, in another tab, so that what was typed stays here.
    pub signed_out: bool,
}

/// A form that holds what was typed.
#[derive(Clone, Debug, Default)]
pub struct Again {
    /// Whether something was sent, and not a page asked for.
    pub sent: bool,
    /// Where it goes.
    pub action: String,
    /// Names and values.
    pub fields: Vec<(String, String)>,
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let mut response = status(&self).into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// The status of an answer that says this.
pub fn status(error: &AppError) -> StatusCode {
    match error {
        AppError::SignInNeeded => StatusCode::UNAUTHORIZED,
        AppError::NotFound(_) | AppError::Refused(Refusal::Unknown { .. }) => StatusCode::NOT_FOUND,
        AppError::Refused(
            Refusal::NotAllowed { .. }
            | Refusal::Sealed { .. }
            | Refusal::DeclareFirst
            | Refusal::Conflicted
            | Refusal::AnotherPanel { .. }
            | Refusal::Involved,
        )
        | AppError::Locked(_)
        | AppError::Virus(_) => StatusCode::FORBIDDEN,
        AppError::Refused(_) => StatusCode::CONFLICT,
        AppError::Upload(UploadError::TooLarge { .. } | UploadError::TooMuch) => {
            StatusCode::PAYLOAD_TOO_LARGE
        }
        AppError::Upload(UploadError::WrongKind { .. }) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        AppError::Upload(_)
        | AppError::Workflow(_)
        | AppError::Barred(_)
        | AppError::Webhook(_)
        | AppError::Seal(SealError::WrongKey | SealError::NoKey(_))
        | AppError::BadValue { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        AppError::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
        error if error.may_pass() => StatusCode::SERVICE_UNAVAILABLE,
        AppError::Store(_) | AppError::Files(_) | AppError::Letter(_) | AppError::Seal(_) => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

/// Draws the error that a response carries.
pub async fn draw(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut kept = parts.clone();
    // Nobody is looked up before: a request that waits for that would come in late.
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(error) = response.extensions().get::<Arc<AppError>>().cloned() else {
        return response;
    };
    let typed = response.extensions().get::<Typed>().cloned();
    let mut again = match typed {
        Some(typed) => typed.again().await,
        None => Again::default(),
    };
    again.sent = kept.method == Method::POST;
    // Where even the reader cannot be looked up, the page is drawn for nobody in particular.
    let ctx = Ctx::of(&mut kept, &app).await;
    let ctx = ctx.unwrap_or_else(|_| Ctx::of_nobody(&kept, &app));
    page(&ctx, response.status(), &error, again)
}

/// Draws the refusal of an action that came from another website.
pub async fn draw_cross_site(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut kept = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.extensions().get::<ProtectionError>().is_none() {
        return response;
    }
    let Ok(ctx) = Ctx::of(&mut kept, &app).await else { return response };
    let page = ctx.page(ctx.t().error_cross_site_title(), SITE_ZONE);
    let text = ctx.t().error_cross_site_text().to_owned();
    shown(StatusCode::FORBIDDEN, &ErrorPage { page, text, again: Again::default(), signed_out: false })
}

fn page(ctx: &Ctx, status: StatusCode, error: &AppError, again: Again) -> Response {
    let t = ctx.t();
    let (title, text) = match error {
        AppError::SignInNeeded if !again.fields.is_empty() => {
            (t.error_signed_out_title(), t.error_signed_out_text().to_owned())
        }
        AppError::SignInNeeded => {
            let back = super::site::encoded(&ctx.path);
            return Redirect::to(&format!("/sign-in?back={back}")).into_response();
        }
        AppError::NotFound(_) | AppError::Refused(Refusal::Unknown { .. }) => {
            (t.error_not_found_title(), t.error_not_found_text().to_owned())
        }
        AppError::Refused(refusal) => {
            (t.refused_title(), super::refusals::words(ctx.lang, None, SITE_ZONE, refusal))
        }
        AppError::Upload(error) => (t.refused_title(), super::refusals::upload(ctx.lang, error)),
        AppError::Virus(found) => (t.refused_title(), t.judge_file_virus(found)),
        AppError::TooOften { wait_seconds } => {
            let text = t.limits_wait(ctx.lang.duration(*wait_seconds));
            let page =
                ErrorPage { page: ctx.page(t.refused_title(), SITE_ZONE), text, again, signed_out: false };
            return later(shown(status, &page), *wait_seconds);
        }
        AppError::Webhook(fault) => (t.refused_title(), fault_words(t, *fault)),
        AppError::BadValue { value, .. } => (t.refused_title(), t.refused_unknown(value)),
        AppError::Workflow(findings) => {
            let said: Vec<_> = findings
                .iter()
                .map(|f| format!("{}:{} {} {}", f.line, f.column, f.code, f.message))
                .collect();
            (t.refused_title(), said.join("\n"))
        }
        AppError::Barred(_) => (t.refused_title(), error.to_string()),
        AppError::Seal(SealError::WrongKey | SealError::NoKey(_)) => {
            (t.refused_title(), t.keys_wrong().to_owned())
        }
        AppError::Locked(application) => {
            return Redirect::to(&format!("/applications/{application}/code")).into_response();
        }
        error if error.may_pass() => {
            let reference = reference(error);
            let text = if again.sent { t.error_busy_post(reference) } else { t.error_busy_text(reference) };
            let page =
                ErrorPage { page: ctx.page(t.error_busy_title(), SITE_ZONE), text, again, signed_out: false };
            return later(shown(status, &page), AGAIN_SECONDS);
        }
        AppError::Store(_) | AppError::Files(_) | AppError::Letter(_) | AppError::Seal(_) => {
            (t.error_internal_title(), t.error_internal_text(reference(error)))
        }
    };
    let signed_out = status == StatusCode::UNAUTHORIZED;
    shown(status, &ErrorPage { page: ctx.page(title, SITE_ZONE), text, again, signed_out })
}

/// The number ties what the reader saw to the line in the log; the log has the cause and never the contents.
fn reference(error: &AppError) -> String {
    let reference = crate::app::random::id().simple().to_string()[..8].to_owned();
    tracing::error!(%reference, %error, "a request failed");
    reference
}

/// A response that says when to come again.
pub fn later(mut response: Response, wait_seconds: u64) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait_seconds));
    response
}

/// A template as a response.
pub fn shown(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be drawn");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A template as a good response.
pub fn ok(template: &impl Template) -> Response {
    shown(StatusCode::OK, template)
}
