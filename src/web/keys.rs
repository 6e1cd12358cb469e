//! Keys that people hold, and the code that the members of an application keep.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;

use super::application::{Part, address, id};
use super::ctx::{CODE, Ctx, KEPT};
use super::errors::{later, ok, shown};
use super::page::Page;
use super::parts::Errors;
use crate::app::ceremony::{Ceremony, Giving, Holder};
use crate::app::limits::Act;
use crate::app::{App, AppError};
use crate::engine::ids::{ApplicationId, ProcedureId};
use crate::engine::keys;
use crate::engine::refusal::Refusal;
use crate::i18n::args;
use crate::seal::code::Code;
use crate::seal::{Identity, Recipient};

/// Bytes of a key as it is typed at most: a whole key file with its remarks.
const KEY_BYTES_MAX: usize = 4_000;

/// What a holder types to make a key.
const NEW_COMMAND: &str = "trespor keys new";
/// What somebody at the server types to give one.
const GIVE_COMMAND: &str = "trespor keys give";

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/keys", get(show))
        .route("/procedures/{procedure}/keys/make", post(make))
        .route("/procedures/{procedure}/keys/give", post(give))
        .route("/applications/{id}/code", get(code).post(enter))
        .route("/applications/{id}/code/anew", post(anew))
}

/// One holder in the form that makes the keys.
#[derive(Clone, Debug)]
struct Row {
    n: u32,
    email_name: String,
    key_name: String,
    email: String,
    key: String,
}

/// One track on the page of keys.
#[derive(Clone, Debug)]
struct TrackLine {
    title: String,
    state: String,
}

#[derive(Template)]
#[template(path = "pages/keys.html")]
struct KeysPage {
    page: Page,
    base: String,
    lead: String,
    way_back: String,
    own_first: String,
    other_way: String,
    waits: &'static str,
    done: String,
    errors: Errors,
    makes: bool,
    holds: bool,
    awaited: bool,
    rows: Vec<Row>,
    holders: Vec<Holder>,
    tracks: Vec<TrackLine>,
}

fn email_name(n: u32) -> String {
    format!("email-{n}")
}

fn key_name(n: u32) -> String {
    format!("key-{n}")
}

fn drawn(
    ctx: &Ctx,
    ceremony: &Ceremony,
    typed: &BTreeMap<String, String>,
    errors: Errors,
    done: String,
) -> Result<KeysPage, AppError> {
    let t = ctx.t();
    let definition = &ceremony.standing.loaded.definition;
    let (need, of) = (ceremony.quorum.need, ceremony.quorum.of);
    let person = ctx.signed_in()?.id;
    let rows = (1..=of).map(|n| {
        let of = |name: &str| typed.get(name).cloned().unwrap_or_default();
        let (email_name, key_name) = (email_name(n), key_name(n));
        Row { n, email: of(&email_name), key: of(&key_name), email_name, key_name }
    });
    let name = |id: &_| ceremony.holders.iter().find(|holder| holder.person == *id).map(|h| h.name.as_str());
    let state = |giving: &Giving| {
        if giving.opened {
            return t.keys_state_opened().to_owned();
        }
        if !giving.closed {
            return t.keys_state_receiving().to_owned();
        }
        let given = u32::try_from(giving.given.len()).unwrap_or(u32::MAX);
        if given >= need {
            return t.keys_state_complete().to_owned();
        }
        let said = t.keys_state_given(&args::KeysStateGiven { given, need });
        let names: Vec<_> = giving.given.iter().filter_map(name).collect();
        if names.is_empty() { said } else { format!("{said} ({})", names.join(", ")) }
    };
    let title = |track: &str| {
        let found = definition.track(track);
        found.map_or_else(|| track.to_owned(), |found| found.title.get(ctx.lang.code()).to_owned())
    };
    let tracks =
        ceremony.tracks.iter().map(|giving| TrackLine { title: title(&giving.track), state: state(giving) });
    let awaited = ceremony.tracks.iter().any(|giving| {
        giving.closed
            && !giving.opened
            && giving.given.len() < need as usize
            && !giving.given.contains(&person)
    });
    let has_given = ceremony.tracks.iter().any(|giving| giving.closed);
    ctx.shows(definition);
    Ok(KeysPage {
        page: ctx.page(t.keys_title(), &definition.zone),
        base: format!("/procedures/{}/keys", ceremony.standing.case.procedure.id),
        lead: t.keys_lead(&args::KeysLead { need, of }),
        way_back: t.keys_way_back(&args::KeysWayBack { need, of }),
        own_first: t.keys_own_first(NEW_COMMAND),
        other_way: t.keys_give_other_way(GIVE_COMMAND),
        waits: if has_given { t.keys_given_all() } else { t.keys_give_early() },
        done,
        errors,
        makes: ceremony.makes,
        holds: ceremony.holds,
        awaited,
        rows: rows.collect(),
        holders: ceremony.holders.clone(),
        tracks: tracks.collect(),
    })
}

async fn enter_keys(ctx: &Ctx, procedure: &str) -> Result<(ProcedureId, Ceremony), AppError> {
    let person = ctx.signed_in()?.id;
    let procedure = id(procedure, "procedure")?;
    Ok((procedure, ctx.app.ceremony(person, procedure).await?))
}

async fn show(ctx: Ctx, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let (_, ceremony) = enter_keys(&ctx, &procedure).await?;
    Ok(ok(&drawn(&ctx, &ceremony, &BTreeMap::new(), Errors::default(), String::new())?))
}

async fn make(
    ctx: Ctx,
    Path(procedure): Path<String>,
    Form(typed): Form<BTreeMap<String, String>>,
) -> Result<Response, AppError> {
    let (procedure, ceremony) = enter_keys(&ctx, &procedure).await?;
    let person = ctx.signed_in()?.id;
    let t = ctx.t();
    let mut errors = Errors::default();
    let mut holders = Vec::new();
    for n in 1..=ceremony.quorum.of {
        let of = |name: &str| typed.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
        let (email, key) = (of(&email_name(n)), of(&key_name(n)));
        if crate::app::sign_in::address(&email).is_none() {
            errors.add(email_name(n), t.form_not_email());
        }
        if key.parse::<Recipient>().is_err() {
            errors.add(key_name(n), t.keys_no_recipient());
        }
        holders.push((email, key));
    }
    if errors.is_empty() {
        match ctx.app.make_keys(person, procedure, &holders, ctx.lang).await {
            Ok(()) => {
                return Ok(Redirect::to(&format!("/procedures/{procedure}/keys")).into_response());
            }
            Err(AppError::Refused(Refusal::KeyHolders { .. })) => errors.add(email_name(1), t.keys_twice()),
            Err(error) => return Err(error),
        }
    }
    Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, &drawn(&ctx, &ceremony, &typed, errors, String::new())?))
}

#[derive(Deserialize)]
struct KeyForm {
    #[serde(default)]
    key: String,
}

async fn give(
    ctx: Ctx,
    Path(procedure): Path<String>,
    Form(form): Form<KeyForm>,
) -> Result<Response, AppError> {
    let (procedure, ceremony) = enter_keys(&ctx, &procedure).await?;
    let person = ctx.signed_in()?.id;
    let t = ctx.t();
    let typed = BTreeMap::new();
    let key = Some(form.key).filter(|typed| typed.len() <= KEY_BYTES_MAX);
    let key = key.and_then(|typed| Identity::from_key_file(&typed).ok());
    let given = match key {
        Some(key) => ctx.app.give_key(person, procedure, &key).await,
        None => Err(AppError::Seal(crate::seal::SealError::WrongKey)),
    };
    match given {
        Ok(count) => {
            let (_, ceremony) = enter_keys(&ctx, &procedure.to_string()).await?;
            let done = t.keys_give_done(count);
            Ok(ok(&drawn(&ctx, &ceremony, &typed, Errors::default(), done)?))
        }
        Err(AppError::Seal(_)) => {
            // What was typed is not sent back: it may be a key.
            let mut errors = Errors::default();
            errors.add("key", t.keys_wrong());
            Ok(shown(
                StatusCode::UNPROCESSABLE_ENTITY,
                &drawn(&ctx, &ceremony, &typed, errors, String::new())?,
            ))
        }
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "pages/application-code.html")]
struct CodePage {
    page: Page,
    base: String,
    code: String,
    why: String,
    typed: String,
    leads: bool,
    errors: Errors,
}

async fn code_page(
    ctx: &Ctx,
    application: ApplicationId,
    shown_code: Option<Code>,
    typed: String,
    errors: Errors,
) -> Result<CodePage, AppError> {
    let t = ctx.t();
    let coded = ctx.app.is_coded(application, ctx.signed_in()?.id).await?;
    let definition = &coded.standing.loaded.definition;
    let why = keys::quorum(definition)
        .map(|quorum| t.code_why(&args::CodeWhy { need: quorum.need, of: quorum.of }))
        .unwrap_or_default();
    let title = if shown_code.is_some() { t.code_title() } else { t.code_enter() };
    ctx.shows(definition);
    Ok(CodePage {
        page: ctx.page(title, &definition.zone),
        base: address(application, Part::Overview),
        code: shown_code.map(|code| code.reveal().as_str().to_owned()).unwrap_or_default(),
        why,
        typed,
        leads: coded.leads,
        errors,
    })
}

/// The answer to whoever was given a code: this browser keeps it, and the page shows it.
pub fn kept(ctx: &Ctx, jar: CookieJar, application: ApplicationId, code: &Code) -> Response {
    let base = address(application, Part::Overview);
    let cookie = Cookie::build((format!("{CODE}{application}"), code.reveal().as_str().to_owned()))
        .path(base.clone())
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(ctx.app.settings.address.starts_with("https:"))
        .max_age(KEPT);
    (jar.add(cookie), Redirect::to(&format!("{base}/code"))).into_response()
}

async fn code(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let application = id(&application, "application")?;
    ctx.signed_in()?;
    // A code that opens nothing is not shown as the code of this application.
    let code = match ctx.code(application) {
        Some(code) if ctx.app.unlock(application, &code).await.is_ok() => Some(code),
        _ => None,
    };
    Ok(ok(&code_page(&ctx, application, code, String::new(), Errors::default()).await?))
}

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
}

async fn enter(
    ctx: Ctx,
    jar: CookieJar,
    Path(application): Path<String>,
    Form(form): Form<CodeForm>,
) -> Result<Response, AppError> {
    let application = id(&application, "application")?;
    // Whoever is no member learns nothing by trying.
    ctx.app.is_coded(application, ctx.signed_in()?.id).await?;
    if let Ok(code) = form.code.parse::<Code>()
        && ctx.app.unlock(application, &code).await.is_ok()
    {
        return Ok(kept(&ctx, jar, application, &code));
    }
    let typed = form.code.chars().take(100).collect();
    let mut errors = Errors::default();
    // Only wrong ones are counted, after they were tried: the right code always works.
    if let Err(AppError::TooOften { wait_seconds }) = ctx.count(Act::Guess, "") {
        errors.add("code", ctx.t().limits_wait(ctx.lang.duration(wait_seconds)));
        let page = code_page(&ctx, application, None, typed, errors).await?;
        return Ok(later(shown(StatusCode::TOO_MANY_REQUESTS, &page), wait_seconds));
    }
    errors.add("code", ctx.t().keys_wrong());
    let page = code_page(&ctx, application, None, typed, errors).await?;
    Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

async fn anew(ctx: Ctx, jar: CookieJar, Path(application): Path<String>) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let application = id(&application, "application")?;
    let person = ctx.signed_in()?.id;
    let code = ctx.app.begin_anew(application, person, ticket).await?;
    Ok(kept(&ctx, jar, application, &code))
}
