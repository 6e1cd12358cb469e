//! The demo's own page: the clock, and who to be. It answers only in a demo.

use std::sync::Arc;

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;

use super::ctx::Ctx;
use super::errors::{SITE_ZONE, ok};
use super::page::Page;
use crate::app::demo::PLAYERS;
use crate::app::{App, AppError};
use crate::engine::ids::ProcedureId;
use crate::engine::instant::Instant;
use crate::engine::steps::intake;
use crate::i18n::When;
use crate::store;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/demo", get(panel))
        .route("/demo/clock", post(crank))
        .route("/demo/others", post(others))
        .route("/demo/become", post(become_player))
}

#[derive(Template)]
#[template(path = "pages/demo.html")]
struct DemoPage {
    page: Page,
    clock: String,
    deadline: String,
    next: Option<String>,
    tender: Option<ProcedureId>,
    tracks: Vec<(String, String)>,
    people: Vec<(usize, String, &'static str)>,
    mail: String,
    done: bool,
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    done: bool,
}

fn only_in_a_demo(ctx: &Ctx) -> Result<(), AppError> {
    if ctx.app.settings.demo { Ok(()) } else { Err(AppError::NotFound("page")) }
}

async fn first(ctx: &Ctx) -> Result<Option<ProcedureId>, AppError> {
    let mut db = ctx.app.store.read().await?;
    Ok(store::procedures::list(&mut db, 1).await?.first().map(|listed| listed.id))
}

async fn panel(ctx: Ctx, Query(said): Query<Said>) -> Result<Response, AppError> {
    only_in_a_demo(&ctx)?;
    let lang = ctx.lang;
    let tender = first(&ctx).await?;
    let (mut deadline, mut next, mut tracks) = (String::new(), None, Vec::new());
    if let Some(procedure) = tender {
        let standing = ctx.app.head(procedure).await?;
        let definition = &standing.loaded.definition;
        deadline = deadline_of(&standing.case, definition)
            .and_then(|at| When::until(at, &definition.zone).ok())
            .map(|when| lang.full(&when))
            .unwrap_or_default();
        let mut db = ctx.app.store.read().await?;
        next = store::procedures::wake_at(&mut db, procedure)
            .await?
            .and_then(|at| When::at(at, &definition.zone).ok())
            .map(|when| lang.full(&when));
        tracks = definition
            .tracks
            .iter()
            .map(|track| (track.id.clone(), track.title.get(lang.code()).to_owned()))
            .collect();
    }
    let t = ctx.t();
    let people = PLAYERS
        .iter()
        .enumerate()
        .map(|(i, player)| {
            let part = match player.part {
                "owner" => t.role_owner(),
                "secretary" => t.role_secretary(),
                "evaluator" => t.role_evaluator(),
                "chair" => t.role_chair(),
                "auditor" => t.role_auditor(),
                "member" => t.demo_member(),
                _ => t.demo_applicant(),
            };
            (i, player.name.to_owned(), part)
        })
        .collect();
    let page = ctx.page(t.demo_title(), SITE_ZONE);
    let mail = ctx.app.settings.mail_folder().display().to_string();
    let clock = page.now.clone();
    Ok(ok(&DemoPage { page, clock, deadline, next, tender, tracks, people, mail, done: said.done }))
}

fn deadline_of(
    case: &crate::engine::case::Case,
    definition: &crate::engine::workflow::Definition,
) -> Option<Instant> {
    case.procedure.date(intake::of(definition)?.1.until.as_ref()?)
}

#[derive(Deserialize)]
struct Crank {
    to: String,
}

/// Where a button moves the clock: `hour`, `day`, `before` (two minutes before the deadline), `after`
/// (a second after it), `next` (the next thing that time does), `month`.
async fn crank(ctx: Ctx, Form(form): Form<Crank>) -> Result<Response, AppError> {
    only_in_a_demo(&ctx)?;
    let Some(procedure) = first(&ctx).await? else { return Err(AppError::NotFound("procedure")) };
    let standing = ctx.app.head(procedure).await?;
    let deadline = deadline_of(&standing.case, &standing.loaded.definition).unwrap_or(ctx.now);
    let next = {
        let mut db = ctx.app.store.read().await?;
        store::procedures::wake_at(&mut db, procedure).await?
    };
    let to = match form.to.as_str() {
        "hour" => ctx.now.plus_seconds(3600),
        "day" => ctx.now.plus_seconds(24 * 3600),
        "month" => ctx.now.plus_seconds(30 * 24 * 3600),
        "before" => deadline.plus_seconds(-120),
        "after" => deadline.plus_seconds(1),
        "next" => next.unwrap_or(ctx.now).plus_seconds(1),
        _ => return Err(AppError::NotFound("page")),
    };
    ctx.app.clock.crank(to);
    ctx.app.catch_up(procedure, ctx.app.clock.now()).await?;
    ctx.app.work.notify_one();
    Ok(Redirect::to("/demo?done=true").into_response())
}

#[derive(Deserialize)]
struct Others {
    track: String,
}

async fn others(ctx: Ctx, Form(form): Form<Others>) -> Result<Response, AppError> {
    only_in_a_demo(&ctx)?;
    let Some(procedure) = first(&ctx).await? else { return Err(AppError::NotFound("procedure")) };
    ctx.app.play_others(procedure, &form.track).await?;
    Ok(Redirect::to("/demo?done=true").into_response())
}

#[derive(Deserialize)]
struct Become {
    player: usize,
}

async fn become_player(ctx: Ctx, Form(form): Form<Become>) -> Result<Response, AppError> {
    only_in_a_demo(&ctx)?;
    let player = PLAYERS.get(form.player).ok_or(AppError::NotFound("person"))?;
    let person = ctx.app.player(player).await?;
    let link = ctx.app.make_link(&person, "/desk", false).await?;
    let path = link.strip_prefix(&ctx.app.settings.address).unwrap_or("/").to_owned();
    Ok(Redirect::to(&path).into_response())
}
