//! How far a mandate is signed, and going on without those who have not.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use serde::Deserialize;

use super::{Frame, act, again, enter_track, leave_track, page, told, track_frame, words};
use crate::app::ownership::Office;
use crate::app::ownership::network::MandateDesk;
use crate::app::random;
use crate::app::{App, AppError};
use crate::engine::steps::mandate::{Command, REASON_CHARS_MIN};
use crate::engine::turn::Verb;
use crate::engine::workflow::definition::{Definition, Role, StepSpec};
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::parts::Errors;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/procedures/{procedure}/tracks/{track}/mandate", get(show).post(close))
}

/// How far a mandate is signed.
#[derive(Template)]
#[template(path = "pages/own-mandate.html")]
pub struct MandateDeskPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// By when it is signed.
    pub until: String,
    /// Each application that was asked, and where it stands.
    pub rows: Vec<(String, &'static str, &'static str)>,
    /// Whether the reader can go on without those who have not signed.
    pub closes: bool,
    /// Characters that the reason has at least.
    pub reason_min: u32,
    /// What is wrong with the form.
    pub errors: Errors,
    /// The reason as it was typed.
    pub reason: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    reason: String,
}

/// Who may decide about those who have not signed.
pub fn closers(definition: &Definition) -> Vec<Role> {
    let mandates = definition.steps.iter().filter_map(|step| match &step.does {
        StepSpec::Mandate(spec) => Some(spec.by.iter().copied()),
        _ => None,
    });
    mandates.flatten().collect()
}

async fn show(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let office = enter_track(&ctx, &procedure, &track, closers, ctx.app.clock.now()).await?;
    let desk = ctx.app.mandate_desk(&office, &track).await?;
    Ok(ok(&drawn(&ctx, &office, &track, &desk, Typed::default(), Errors::default())))
}

fn drawn(
    ctx: &Ctx,
    office: &Office,
    track: &str,
    desk: &MandateDesk,
    typed: Typed,
    errors: Errors,
) -> MandateDeskPage {
    let (t, lang, definition) = (ctx.t(), ctx.lang, office.definition());
    let title = t.own_mandate_title(words::track(lang, definition, track));
    let rows = desk.rows.iter().map(|(called, signed)| {
        let (look, state) =
            if *signed { ("ok", t.mandate_signed()) } else { ("warn", t.mandate_not_signed()) };
        (words::called(lang, called), look, state)
    });
    MandateDeskPage {
        frame: track_frame(ctx, office, track, &title),
        page: page(ctx, office, title),
        until: desk
            .until
            .map(|until| t.mandate_until(words::until(lang, definition, until)))
            .unwrap_or_default(),
        rows: rows.collect(),
        closes: desk.closes,
        reason_min: REASON_CHARS_MIN,
        errors,
        reason: typed.reason,
    }
}

async fn close(
    ctx: Ctx,
    Path((procedure, track)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let office = enter_track(&ctx, &procedure, &track, closers, ticket.at()).await?;
    let reason = random::prose(typed.reason.trim());
    let verb = Verb::Mandate(Command::Close { track: track.clone(), reason });
    let error = match act(&ctx, &office, ticket, verb).await {
        Ok(()) => return Ok(leave_track(&office, &track)),
        Err(error) => error,
    };
    let errors = told(&ctx, &office, error, "reason", ("reason", ctx.t().word_reason()))?;
    let desk = ctx.app.mandate_desk(&office, &track).await?;
    Ok(again(&drawn(&ctx, &office, &track, &desk, typed, errors)))
}
