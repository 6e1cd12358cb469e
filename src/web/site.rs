//! The site around the procedures: static files, language, health, and addresses that lead nowhere.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use rust_embed::RustEmbed;
use serde::Deserialize;

use super::ctx::{Ctx, KEPT, LANGUAGE};
use super::errors::{SITE_ZONE, ok};
use super::page::{Page, local_path};
use crate::app::{App, AppError};
use crate::i18n::Lang;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Static;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/static/{name}", get(file))
        .route("/static/designsystemet/{name}", get(vendored))
        .route("/language/{code}", get(language))
        .route("/help", get(help))
        .route("/privacy", get(privacy))
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
}

/// A page of headings with a paragraph each.
#[derive(Template)]
#[template(path = "pages/about.html")]
struct AboutPage {
    page: Page,
    parts: Vec<(&'static str, &'static str)>,
}

async fn help(ctx: Ctx) -> Response {
    let t = ctx.t();
    let parts = vec![
        (t.about_help_apply_title(), t.about_help_apply()),
        (t.about_help_late_title(), t.about_help_late()),
        (t.about_help_read_title(), t.about_help_read()),
        (t.about_help_receipt_title(), t.about_help_receipt()),
    ];
    ok(&AboutPage { page: ctx.page(t.about_help_title(), SITE_ZONE), parts })
}

async fn privacy(ctx: Ctx) -> Response {
    let t = ctx.t();
    let parts = vec![
        (t.about_privacy_what_title(), t.about_privacy_what()),
        (t.about_privacy_cookies_title(), t.about_privacy_cookies()),
        (t.about_privacy_journal_title(), t.about_privacy_journal()),
        (t.about_privacy_who_title(), t.about_privacy_who()),
    ];
    ok(&AboutPage { page: ctx.page(t.about_privacy_title(), SITE_ZONE), parts })
}

/// An address that leads nowhere.
pub async fn nowhere() -> AppError {
    AppError::NotFound("page")
}

async fn file(Path(name): Path<String>) -> Response {
    served(&name)
}

/// The design system, with its licence beside it.
async fn vendored(Path(name): Path<String>) -> Response {
    served(&format!("designsystemet/{name}"))
}

fn served(name: &str) -> Response {
    let Some(file) = Static::get(name) else { return StatusCode::NOT_FOUND.into_response() };
    let media = mime_guess::from_path(name).first_or_octet_stream().to_string();
    // An hour: a new version of the program shows its new looks soon.
    let headers = [(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, "public, max-age=3600".into())];
    (headers, file.data).into_response()
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

async fn language(
    ctx: Ctx,
    Path(code): Path<String>,
    Query(query): Query<Back>,
    jar: CookieJar,
) -> Result<(CookieJar, Redirect), AppError> {
    let lang = Lang::parse(&code).ok_or(AppError::NotFound("language"))?;
    let cookie = Cookie::build((LANGUAGE, lang.code()))
        .path("/")
        .same_site(SameSite::Lax)
        .secure(ctx.app.settings.address.starts_with("https:"))
        .max_age(KEPT);
    Ok((jar.add(cookie), Redirect::to(local_path(&query.back))))
}

async fn ready(State(app): State<Arc<App>>) -> Response {
    match app.store.ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready: the database does not answer\n").into_response()
        }
    }
}

/// A path as the value of a query.
pub fn encoded(path: &str) -> String {
    use std::fmt::Write as _;
    path.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}
