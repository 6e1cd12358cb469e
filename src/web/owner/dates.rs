//! Dates: where they stand, moving one later, and what has been moved.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use serde::Deserialize;

use super::overview::{DateLine, dates};
use super::{
    AHEAD, AheadPart, Frame, Tab, act, again, ahead, enter, enter_with, frame, go, page, reason_min, told,
    words,
};
use crate::app::ownership::Office;
use crate::app::ownership::news::movable;
use crate::app::random;
use crate::app::{App, AppError};
use crate::engine::case::NamedDate;
use crate::engine::procedure;
use crate::engine::steps::intake::later;
use crate::engine::turn::Verb;
use crate::engine::workflow::definition::Role;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::parts::{Errors, Link};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/dates", get(list))
        .route("/procedures/{procedure}/dates/{date}", get(show).post(extend))
}

/// The dates and their changes.
#[derive(Template)]
#[template(path = "pages/own-dates.html")]
pub struct DatesPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// The dates.
    pub dates: Vec<MovableDate>,
    /// The zone of every time.
    pub zone: String,
    /// The changes, the latest first.
    pub changes: Vec<ChangeLine>,
    /// Published texts that the reader may correct: the title, and where.
    pub texts: Vec<(String, Link)>,
}

/// A date and where it can be moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovableDate {
    /// The date.
    pub date: DateLine,
    /// The page that moves it; empty where it cannot be moved or not by the reader.
    pub href: String,
    /// What the link says to those who do not see where it stands.
    pub label: String,
    /// Whether it can no longer be moved.
    pub closed: bool,
}

/// One change of a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeLine {
    /// When it was made.
    pub at: String,
    /// Which date.
    pub label: String,
    /// Where it stood.
    pub before: String,
    /// Where it came to stand.
    pub after: String,
    /// Why.
    pub reason: String,
}

/// Moving one date later.
#[derive(Template)]
#[template(path = "pages/own-extend.html")]
pub struct ExtendPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// Where the date stands.
    pub now: String,
    /// The zone of every time.
    pub zone: String,
    /// How many people will be told.
    pub told: String,
    /// The letters that this would send, where the reader asked to see them.
    pub ahead: Vec<AheadPart>,
    /// Characters that the reason has at least.
    pub reason_min: u32,
    /// What is wrong with the form.
    pub errors: Errors,
    /// What was typed.
    pub typed: Typed,
}

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The new date.
    pub to: String,
    /// The new time of day; empty for the end of the day.
    #[serde(rename = "to-time")]
    pub time: String,
    /// Why.
    pub reason: String,
    /// `ahead` to see the letters first.
    #[serde(rename = "do")]
    pub does: String,
}

async fn list(ctx: Ctx, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure).await?;
    let (t, definition) = (ctx.t(), office.definition());
    let texts = ctx.app.news_texts(&office).await?;
    let mut names: Vec<_> = office.procedure.dates.iter().collect();
    names.sort_by_key(|(_, date)| date.at);
    let base = format!("/procedures/{}/dates", office.procedure.id);
    let shown = dates(&ctx, &office).into_iter().zip(names).map(|(date, (name, _))| {
        let movable = movable(&office, name);
        let href = if movable && office.owns() { format!("{base}/{name}") } else { String::new() };
        MovableDate { label: t.own_dates_extend_named(&date.label), date, href, closed: !movable }
    });
    let wall = |typed: &str| {
        procedure::resolve(definition, typed)
            .map_or_else(|_| typed.to_owned(), |date| words::until(ctx.lang, definition, date.at))
    };
    let changes = office.procedure.changes.iter().rev().map(|change| ChangeLine {
        at: words::full(ctx.lang, definition, change.at),
        label: words::date(ctx.lang, definition, &change.date),
        before: wall(&change.from),
        after: wall(&change.to),
        reason: texts.get(&change.reason).cloned().unwrap_or_else(|| t.own_erased().to_owned()),
    });
    Ok(ok(&DatesPage {
        page: page(&ctx, &office, t.own_dates()),
        frame: frame(&ctx, &office, Tab::Dates, None),
        dates: shown.collect(),
        zone: definition.zone.clone(),
        changes: changes.collect(),
        texts: super::amend::links(&ctx, &office),
    }))
}

async fn show(ctx: Ctx, Path((procedure, date)): Path<(String, String)>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure).await?;
    office.need(&[Role::Owner])?;
    let found = stands(&office, &date).ok_or(AppError::NotFound("date"))?;
    let (to, time) = found.wall.split_once('T').unwrap_or((&found.wall, ""));
    let typed = Typed { to: to.to_owned(), time: time.to_owned(), reason: String::new(), ..Typed::default() };
    Ok(ok(&drawn(&ctx, &office, &date, typed, Errors::default()).await?))
}

/// Where a date stands; that of one track for a later intake stands where the date of all does, until it is moved.
fn stands<'o>(office: &'o Office, name: &str) -> Option<&'o NamedDate> {
    let dates = &office.procedure.dates;
    let common = later::of_date(office.definition(), name).and_then(|(_, spec, _)| spec.until.as_ref());
    dates.get(name).or_else(|| dates.get(common?))
}

async fn drawn(
    ctx: &Ctx,
    office: &Office,
    name: &str,
    typed: Typed,
    errors: Errors,
) -> Result<ExtendPage, AppError> {
    let (t, definition) = (ctx.t(), office.definition());
    let date = stands(office, name).ok_or(AppError::NotFound("date"))?;
    let title = t.own_dates_extend_named(words::date(ctx.lang, definition, name));
    let told = ctx.app.told_count(office).await?;
    Ok(ExtendPage {
        frame: frame(ctx, office, Tab::Dates, Some(&title)),
        page: page(ctx, office, title),
        now: words::until(ctx.lang, definition, date.at),
        zone: definition.zone.clone(),
        told: t.own_dates_told(told as u64),
        ahead: Vec::new(),
        reason_min: reason_min(),
        errors,
        typed,
    })
}

async fn extend(
    ctx: Ctx,
    Path((procedure, date)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let office = enter_with(&ctx, &procedure, &ticket).await?;
    office.need(&[Role::Owner])?;
    let (day, time) = (typed.to.trim(), typed.time.trim());
    let to = if time.is_empty() { day.to_owned() } else { format!("{day}T{time}") };
    let reason = random::prose(typed.reason.trim());
    let verb = Verb::Procedure(procedure::Command::Extend { date: date.clone(), to, reason });
    let error = if typed.does == AHEAD {
        match ahead(&ctx, &office, &ticket, verb).await {
            Ok(ahead) => {
                let page = drawn(&ctx, &office, &date, typed, Errors::default()).await?;
                return Ok(ok(&ExtendPage { ahead, ..page }));
            }
            Err(error) => error,
        }
    } else {
        match act(&ctx, &office, ticket, verb).await {
            Ok(()) => return Ok(go(format!("/procedures/{}/dates", office.procedure.id))),
            Err(error) => error,
        }
    };
    let errors = told(&ctx, &office, error, "to", ("reason", ctx.t().word_reason()))?;
    Ok(again(&drawn(&ctx, &office, &date, typed, errors).await?))
}
