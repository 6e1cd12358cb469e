//! Cancelling a track.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use serde::Deserialize;

use super::{
    AHEAD, AheadPart, Frame, Tab, act, again, ahead, enter, enter_with, frame, go, page, reason_min, told,
    words,
};
use crate::app::ownership::Office;
use crate::app::random;
use crate::app::{App, AppError};
use crate::engine::procedure;
use crate::engine::turn::Verb;
use crate::engine::workflow::definition::Role;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::parts::Errors;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/procedures/{procedure}/tracks/{track}/cancel", get(show).post(cancel))
}

/// Cancelling a track.
#[derive(Template)]
#[template(path = "pages/own-cancel.html")]
pub struct CancelPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// How many people will be told.
    pub told: String,
    /// The letters that this would send, where the reader asked to see them.
    pub ahead: Vec<AheadPart>,
    /// Characters that the reason has at least.
    pub reason_min: u32,
    /// What is wrong with the form.
    pub errors: Errors,
    /// Why, as it was typed.
    pub reason: String,
    /// Whether the box is ticked.
    pub confirmed: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CancelForm {
    reason: String,
    confirm: String,
    /// `ahead` to see the letters first.
    #[serde(rename = "do")]
    does: String,
}

async fn show(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure).await?;
    office.need(&[Role::Owner])?;
    Ok(ok(&drawn(&ctx, &office, &track, &CancelForm::default(), Errors::default()).await?))
}

async fn drawn(
    ctx: &Ctx,
    office: &Office,
    track: &str,
    form: &CancelForm,
    errors: Errors,
) -> Result<CancelPage, AppError> {
    office.definition().track(track).ok_or(AppError::NotFound("track"))?;
    let t = ctx.t();
    let title = t.own_cancel_title(words::track(ctx.lang, office.definition(), track));
    let told = ctx.app.cancelled_count(office, track).await?;
    Ok(CancelPage {
        frame: frame(ctx, office, Tab::Desk, Some(&title)),
        page: page(ctx, office, title),
        told: t.own_cancel_told(told as u64),
        ahead: Vec::new(),
        reason_min: reason_min(),
        errors,
        reason: form.reason.clone(),
        confirmed: form.confirm == "yes",
    })
}

async fn cancel(
    ctx: Ctx,
    Path((procedure, track)): Path<(String, String)>,
    Form(form): Form<CancelForm>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let office = enter_with(&ctx, &procedure, &ticket).await?;
    office.need(&[Role::Owner])?;
    let (t, looks) = (ctx.t(), form.does == AHEAD);
    // Whoever only looks has not made up their mind.
    if form.confirm != "yes" && !looks {
        let mut errors = Errors::default();
        errors.add("confirm", t.own_cancel_unconfirmed());
        return Ok(again(&drawn(&ctx, &office, &track, &form, errors).await?));
    }
    let reason = random::prose(form.reason.trim());
    let verb = Verb::Procedure(procedure::Command::CancelTrack { track: track.clone(), reason });
    let error = if looks {
        match ahead(&ctx, &office, &ticket, verb).await {
            Ok(ahead) => {
                let page = drawn(&ctx, &office, &track, &form, Errors::default()).await?;
                return Ok(ok(&CancelPage { ahead, ..page }));
            }
            Err(error) => error,
        }
    } else {
        match act(&ctx, &office, ticket, verb).await {
            Ok(()) => return Ok(go(format!("/procedures/{}", office.procedure.id))),
            Err(error) => error,
        }
    };
    let errors = told(&ctx, &office, error, "confirm", ("reason", t.word_reason()))?;
    Ok(again(&drawn(&ctx, &office, &track, &form, errors).await?))
}
