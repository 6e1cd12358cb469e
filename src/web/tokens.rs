//! Tokens of one's own: a program that has one speaks for its person.

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;

use super::application::when_at;
use super::ctx::Ctx;
use super::errors::{SITE_ZONE, ok, shown};
use super::page::Page;
use super::parts::{Choice, Errors};
use super::refusals::role_name;
use crate::app::tokens::{APPLICANT, DAYS_MAX, NAME_CHARS_MAX, TOKENS_MAX, role_named};
use crate::app::{App, AppError};
use crate::engine::instant::Instant;
use crate::engine::workflow::definition::Role;
use crate::i18n::{Lang, args};

/// Days for which a token is good where nothing else is said.
const DAYS: u32 = 90;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/tokens", get(show).post(make)).route("/tokens/revoke", post(revoke))
}

/// The tokens of the reader.
#[derive(Template)]
#[template(path = "pages/tokens.html")]
struct TokensPage {
    page: Page,
    tokens: Vec<TokenLine>,
    /// The token that was just made; it is shown this once.
    made: String,
    roles: Vec<Choice>,
    typed: Typed,
    days_hint: String,
    errors: Errors,
}

/// One token.
struct TokenLine {
    id: String,
    name: String,
    role: &'static str,
    made: String,
    until: String,
    used: String,
    revoke: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    name: String,
    role: String,
    days: String,
}

fn role_title(lang: Lang, name: &str) -> &'static str {
    role_named(name).flatten().map_or(lang.texts().tokens_applicant(), |role| role_name(lang, role))
}

async fn drawn(ctx: &Ctx, made: String, typed: Typed, errors: Errors) -> Result<TokensPage, AppError> {
    let (t, lang) = (ctx.t(), ctx.lang);
    let person = ctx.signed_in()?.id;
    let when = |at: Instant| Ok::<_, AppError>(lang.full(&when_at(at, SITE_ZONE)?));
    let mut tokens = Vec::new();
    for token in ctx.app.tokens(person).await? {
        tokens.push(TokenLine {
            id: token.id.to_string(),
            revoke: t.tokens_revoke_named(&token.name),
            name: token.name,
            role: role_title(lang, &token.role),
            made: when(token.created_at)?,
            until: when(token.expires_at)?,
            used: token.used_at.map(when).transpose()?.unwrap_or_else(|| t.tokens_never().to_owned()),
        });
    }
    let offices = Role::ALL.into_iter().map(Role::name);
    let roles = std::iter::once(APPLICANT).chain(offices);
    Ok(TokensPage {
        page: ctx.page(t.tokens_title(), SITE_ZONE),
        tokens,
        made,
        roles: roles.map(|role| Choice::new(role, role_title(lang, role))).collect(),
        typed,
        days_hint: t.tokens_days_hint(DAYS_MAX),
        errors,
    })
}

async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let typed = Typed { role: APPLICANT.into(), days: DAYS.to_string(), ..Typed::default() };
    Ok(ok(&drawn(&ctx, String::new(), typed, Errors::default()).await?))
}

async fn make(ctx: Ctx, Form(typed): Form<Typed>) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let t = ctx.t();
    let days = typed.days.trim().parse().unwrap_or(0);
    let error = match ctx.app.make_token(person, &typed.name, &typed.role, days).await {
        Ok((_, secret)) => {
            let empty = Typed { role: APPLICANT.into(), days: DAYS.to_string(), ..Typed::default() };
            return Ok(ok(&drawn(&ctx, secret, empty, Errors::default()).await?));
        }
        Err(error) => error,
    };
    let mut errors = Errors::default();
    match &error {
        AppError::BadValue { field: "name", value } if value.is_empty() => {
            errors.add("name", t.form_required(t.tokens_name()));
        }
        AppError::BadValue { field: "name", value } => {
            let (label, length) = (t.tokens_name(), value.chars().count());
            errors.add("name", t.form_too_long(&args::FormTooLong { label, max: NAME_CHARS_MAX, length }));
        }
        AppError::BadValue { field: "role", .. } => errors.add("role", t.form_choose(t.tokens_role())),
        AppError::BadValue { field: "days", .. } => errors.add("days", t.tokens_days_hint(DAYS_MAX)),
        AppError::BadValue { field: "tokens", .. } => errors.add("name", t.tokens_too_many(TOKENS_MAX)),
        _ => return Err(error),
    }
    Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, &drawn(&ctx, String::new(), typed, errors).await?))
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Revoked {
    token: String,
}

async fn revoke(ctx: Ctx, Form(form): Form<Revoked>) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let token = form.token.parse().map_err(|_| AppError::NotFound("token"))?;
    ctx.app.revoke_token(person, token).await?;
    Ok(Redirect::to("/tokens").into_response())
}
