//! Signing in by a mailed link, and out.
//!
//! Opening the link only shows a button: a mail scanner that fetches it uses nothing up.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;

use super::ctx::{Ctx, LANGUAGE, session_cookie};
use super::errors::{SITE_ZONE, later, ok, shown};
use super::page::{Page, local_path};
use super::parts::Errors;
use crate::app::limits::Act;
use crate::app::{App, AppError};
use crate::i18n::Lang;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/sign-in", get(ask).post(send))
        .route("/sign-in/{token}", get(confirm).post(enter))
        .route("/sign-out", post(leave))
}

#[derive(Template)]
#[template(path = "pages/sign-in.html")]
struct AskPage {
    page: Page,
    errors: Errors,
    email: String,
    back: String,
}

#[derive(Template)]
#[template(path = "pages/sign-in-sent.html")]
struct SentPage {
    page: Page,
    email: String,
    minutes: u32,
    mail_folder: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/sign-in-confirm.html")]
struct ConfirmPage {
    page: Page,
}

#[derive(Deserialize)]
struct AskQuery {
    #[serde(default)]
    back: String,
}

async fn ask(ctx: Ctx, Query(query): Query<AskQuery>) -> Response {
    let page = ctx.page(ctx.t().sign_in_title(), SITE_ZONE);
    let back = local_path(&query.back).to_owned();
    ok(&AskPage { page, errors: Errors::default(), email: String::new(), back })
}

#[derive(Deserialize)]
struct AskForm {
    email: String,
    #[serde(default)]
    back: String,
}

async fn send(ctx: Ctx, Form(form): Form<AskForm>) -> Result<Response, AppError> {
    let back = local_path(&form.back).to_owned();
    let t = ctx.t();
    // Before anybody becomes a row in a table.
    let asked = match ctx.count(Act::Link, &form.email.trim().to_lowercase()) {
        Ok(()) => ctx.app.ask_to_sign_in(&form.email, &back, ctx.lang).await,
        refused => refused,
    };
    let mut wait = None;
    let message = match asked {
        Ok(()) => {
            let page = ctx.page(t.sign_in_sent_title(), SITE_ZONE);
            let mail_folder =
                ctx.app.settings.demo.then(|| ctx.app.settings.mail_folder().display().to_string());
            let minutes = ctx.app.settings.sign_in.link_minutes;
            return Ok(ok(&SentPage { page, email: form.email, minutes, mail_folder }));
        }
        Err(AppError::BadValue { .. }) => t.form_not_email().to_owned(),
        Err(AppError::TooOften { wait_seconds }) => {
            wait = Some(wait_seconds);
            t.sign_in_too_many(ctx.lang.duration(wait_seconds))
        }
        Err(error) => return Err(error),
    };
    let mut errors = Errors::default();
    errors.add("email", message);
    let page = ctx.page(t.sign_in_title(), SITE_ZONE);
    let again = AskPage { page, errors, email: form.email, back };
    Ok(match wait {
        Some(seconds) => later(shown(StatusCode::TOO_MANY_REQUESTS, &again), seconds),
        None => shown(StatusCode::UNPROCESSABLE_ENTITY, &again),
    })
}

async fn confirm(ctx: Ctx) -> Response {
    ok(&ConfirmPage { page: ctx.page(ctx.t().sign_in_title(), SITE_ZONE) })
}

async fn enter(ctx: Ctx, Path(token): Path<String>, jar: CookieJar) -> Result<Response, AppError> {
    let (session, back) = match ctx.app.sign_in(&token).await {
        Ok(done) => done,
        Err(AppError::NotFound(_)) => {
            // Only wrong ones are counted, after they were tried: a good link always works.
            ctx.count(Act::Guess, "")?;
            let mut errors = Errors::default();
            errors.add("email", ctx.t().sign_in_used());
            let page = ctx.page(ctx.t().sign_in_title(), SITE_ZONE);
            let again = AskPage { page, errors, email: String::new(), back: "/".into() };
            return Ok(shown(StatusCode::GONE, &again));
        }
        Err(error) => return Err(error),
    };
    // Whoever has chosen a language on these pages gets letters in it too; what a browser asks for is no choice.
    let chosen = jar.get(LANGUAGE).and_then(|cookie| Lang::parse(cookie.value()));
    if let (Some(lang), Some(person)) = (chosen, ctx.app.session(&session).await?) {
        ctx.app.write_in(&person, lang).await?;
    }
    let cookie = Cookie::build((session_cookie(&ctx.app), session))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(ctx.app.settings.address.starts_with("https:"));
    // Whoever came from nowhere in particular wants to see what waits.
    let to = match local_path(&back) {
        "/" => "/desk",
        path if path.starts_with("/sign-in") => "/desk",
        path => path,
    };
    Ok((jar.add(cookie), Redirect::to(to)).into_response())
}

async fn leave(ctx: Ctx, jar: CookieJar) -> Result<(CookieJar, Redirect), AppError> {
    if let Some(token) = &ctx.session {
        ctx.app.sign_out(token).await?;
    }
    let gone = Cookie::build(session_cookie(&ctx.app)).path("/");
    Ok((jar.remove(gone), Redirect::to("/")))
}
