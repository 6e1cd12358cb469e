//! The same as the pages, for programs: JSON under `/api/v1`, with a token instead of a session.
//!
//! What is read comes from the use cases that the pages call, and what is done goes through the same door. Cookies
//! count for nothing here, so no website can make a browser do anything. Decision record 0033 says why it is as it is.

pub mod applications;
pub mod carry;
pub mod commands;
pub mod deciding;
pub mod document;
pub mod documents;
pub mod downloads;
pub mod given;
pub mod hooks;
pub mod minutes;
pub mod network;
pub mod office;
pub mod panel;
pub mod problem;
pub mod public;
mod repeat;
mod sorts;
pub mod types;
mod verbs;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};

use self::problem::Problem;
use super::ctx::Ctx;
use crate::app::hat::Hat;
use crate::app::limits::Act;
use crate::app::{App, AppError};
use crate::engine::digest::Digest;
use crate::engine::ids::PersonId;
use crate::engine::refusal::Refusal;
use crate::engine::workflow::definition::Role;
use crate::store::tokens::Token;

/// What the addresses of the API begin with.
pub const BASE: &str = "/api/v1";

/// The header with the code of an application that is sealed to a code of its members.
pub const CODE: &str = "application-code";

/// Bytes of an answer at most that get an `ETag`; a longer one is streamed.
const TAGGED_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Addresses of this folder.
pub fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1", get(public::entry))
        .route("/api/v1/openapi.json", get(document::show))
        .route("/api/v1/me", get(applications::me))
        .route("/api/v1/procedures", get(public::list))
        .route("/api/v1/procedures/{procedure}", get(public::show))
        .route("/api/v1/procedures/{procedure}/commands", post(carry::command))
        .route("/api/v1/commands", post(hooks::command))
        .route("/api/v1/webhooks", get(hooks::list_all))
        .route("/api/v1/procedures/{procedure}/webhooks", get(hooks::list))
        .route("/api/v1/applications/{application}", get(applications::show))
        .route("/api/v1/applications/{application}/files", post(applications::upload))
        .route("/api/v1/applications/{application}/files/{attachment}", get(applications::file))
        .route("/api/v1/review/{application}", get(panel::review))
        .route("/api/v1/review/{application}/files/{attachment}", get(panel::file))
        .route("/api/v1/procedures/{procedure}/tracks/{track}/scoring", get(panel::scoring))
        .route("/api/v1/procedures/{procedure}/tracks/{track}/consensus", get(panel::consensus))
        .route("/api/v1/procedures/{procedure}/tracks/{track}/minutes", get(minutes::show))
        .route("/api/v1/procedures/{procedure}/tracks/{track}/minutes.pdf", get(minutes::document))
        .route("/api/v1/procedures/{procedure}/desk", get(office::desk))
        .route("/api/v1/procedures/{procedure}/people", get(office::people))
        .route("/api/v1/procedures/{procedure}/complaints", get(office::complaints))
        .route("/api/v1/procedures/{procedure}/letters", get(office::letters))
        .route("/api/v1/procedures/{procedure}/outbox", get(office::outbox))
        .route("/api/v1/procedures/{procedure}/report", get(office::report))
        .route("/api/v1/procedures/{procedure}/documents", post(documents::publish))
        .route("/api/v1/procedures/{procedure}/joint/{step}", get(deciding::joint))
        .route("/api/v1/procedures/{procedure}/tracks/{track}/screening", get(deciding::screening))
        .route("/api/v1/procedures/{procedure}/tracks/{track}/selection", get(deciding::selection))
        .route("/api/v1/screening/{application}", get(deciding::screened))
        .route("/api/v1/procedures/{procedure}/tracks/{track}/afterwards", get(network::afterwards))
        .route("/api/v1/procedures/{procedure}/tracks/{track}/mandate", get(network::signed))
        .route("/api/v1/procedures/{procedure}/gatherings/{line}/{gathering}", get(network::gathering))
        .route("/api/v1/applications/{application}/mandates/{step}", get(network::mandate))
        .route("/api/v1/applications/{application}/receipt", get(downloads::receipt))
        .route("/api/v1/applications/{application}/receipt.pdf", get(downloads::receipt_pdf))
        .route("/api/v1/procedures/{procedure}/dossier.zip", get(downloads::whole))
        .route("/api/v1/procedures/{procedure}/report.pdf", get(downloads::report_pdf))
        .route("/api/v1/procedures/{procedure}/tracks/{track}/selection.xlsx", get(downloads::ranking))
        .route("/api/v1/procedures/{procedure}/tracks/{track}/screening.xlsx", get(downloads::screening))
        // Whatever else begins like this is answered as a problem too.
        .route("/api", any(problem::nowhere))
        .route("/api/", any(problem::nowhere))
        .route("/api/{*rest}", any(problem::nowhere))
        .layer(middleware::from_fn(repeat::once))
        .layer(middleware::from_fn_with_state(Arc::clone(app), enter))
}

/// Whose program asks.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The program, the language and the person.
    pub ctx: Ctx,
    /// The token, where there is one.
    pub token: Option<Token>,
    /// The role that it speaks in.
    pub hat: Option<Hat>,
}

impl Caller {
    /// For whom the program speaks, or [`AppError::SignInNeeded`].
    pub fn person(&self) -> Result<PersonId, AppError> {
        Ok(self.ctx.signed_in()?.id)
    }

    /// The same where the token speaks for somebody who applies.
    ///
    /// # Errors
    /// A refusal for a token of an office.
    pub fn applicant(&self) -> Result<PersonId, AppError> {
        let person = self.person()?;
        match self.hat {
            Some(Hat { role: None, .. }) => Ok(person),
            _ => Err(AppError::Refused(Refusal::NotAllowed { needs: Vec::new() })),
        }
    }

    /// The same where the token speaks for somebody with an office.
    ///
    /// # Errors
    /// A refusal for a token of an applicant.
    pub fn officer(&self) -> Result<PersonId, AppError> {
        let person = self.person()?;
        match self.hat {
            Some(Hat { role: Some(_), .. }) => Ok(person),
            _ => Err(AppError::Refused(Refusal::NotAllowed { needs: Role::ALL.to_vec() })),
        }
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, AppError> {
        // `enter` puts it there for every address of this folder.
        parts.extensions.get::<Self>().cloned().ok_or(AppError::SignInNeeded)
    }
}

/// The token of a request: nothing where none is sent.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let said = headers.get(header::AUTHORIZATION)?.to_str().unwrap_or_default();
    let (scheme, token) = said.split_once(' ').unwrap_or((said, ""));
    Some(if scheme.eq_ignore_ascii_case("bearer") { token.trim() } else { "" })
}

async fn caller(parts: &Parts, app: &Arc<App>) -> Result<Caller, (Ctx, AppError)> {
    let mut ctx = Ctx::of_nobody(parts, app);
    let mut known = None;
    if let Some(secret) = bearer(&parts.headers) {
        match app.bearer(secret).await {
            Ok(Some(found)) => known = Some(found),
            Ok(None) => {
                let error = ctx.count(Act::Guess, "").err().unwrap_or(AppError::SignInNeeded);
                return Err((ctx, error));
            }
            Err(error) => return Err((ctx, error)),
        }
    }
    let (mut token, mut hat) = (None, None);
    if let Some((of, person, worn)) = known {
        ctx.person = Some(person);
        (token, hat) = (Some(of), Some(worn));
    }
    match ctx.count(Act::Api, "") {
        Ok(()) => Ok(Caller { ctx, token, hat }),
        Err(error) => Err((ctx, error)),
    }
}

/// Lets a program in: finds out for whom it speaks, puts the hat of its token on, and answers what goes wrong as a
/// problem instead of a page.
async fn enter(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let known = parts.headers.get(header::IF_NONE_MATCH).cloned();
    let caller = match caller(&parts, &app).await {
        Ok(caller) => caller,
        Err((ctx, error)) => return Problem::of(&ctx, &error).into_response(),
    };
    parts.extensions.insert(caller.clone());
    let request = Request::from_parts(parts, body);
    let answered = match caller.hat {
        Some(hat) => hat.wear(next.run(request)).await,
        None => next.run(request).await,
    };
    let mut response = told(&caller.ctx, answered);
    if response.status() == StatusCode::OK {
        response = tagged(response, known.as_ref()).await;
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("authorization, accept-language"));
    response
}

/// An answer that says what went wrong says it as a problem.
fn told(ctx: &Ctx, mut response: Response) -> Response {
    if let Some(error) = response.extensions_mut().remove::<Arc<AppError>>() {
        return Problem::of(ctx, &error).into_response();
    }
    let said = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == problem::MEDIA);
    if response.status().as_u16() < 400 || said {
        return response;
    }
    // What the server says before it asks a handler: a method that is not there, an address that is no text.
    let mut problem = Problem::bare(ctx, response.status()).into_response();
    if let Some(allow) = response.headers_mut().remove(header::ALLOW) {
        problem.headers_mut().insert(header::ALLOW, allow);
    }
    problem
}

/// The same answer with a tag of what it says, or that nothing has changed since.
async fn tagged(response: Response, known: Option<&HeaderValue>) -> Response {
    let json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if !json {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, TAGGED_BYTES_MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let tag = format!("\"{}\"", &Digest::of(&[&bytes]).to_string()[..32]);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        parts.headers.insert(header::ETAG, tag);
    }
    let same = known
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    if same {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}
