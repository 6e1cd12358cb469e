//! Recording that a contract is concluded.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use serde::Deserialize;

use super::{Frame, Tab, act, again, enter, enter_with, frame, go, page, told, words};
use crate::app::ownership::Office;
use crate::app::random;
use crate::app::{App, AppError};
use crate::engine::steps::contract::{self, NOTE_CHARS_MIN};
use crate::engine::turn::Verb;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::parts::Errors;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/procedures/{procedure}/tracks/{track}/contract", get(show).post(conclude))
}

/// Recording a contract.
#[derive(Template)]
#[template(path = "pages/own-contract.html")]
pub struct ContractPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// Characters that the note has at least.
    pub note_min: u32,
    /// What is wrong with the form.
    pub errors: Errors,
    /// What was noted, as it was typed.
    pub note: String,
    /// Whether the box is ticked.
    pub confirmed: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ContractForm {
    note: String,
    confirm: String,
}

async fn show(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure).await?;
    Ok(ok(&drawn(&ctx, &office, &track, &ContractForm::default(), Errors::default())?))
}

fn drawn(
    ctx: &Ctx,
    office: &Office,
    track: &str,
    form: &ContractForm,
    errors: Errors,
) -> Result<ContractPage, AppError> {
    office.definition().track(track).ok_or(AppError::NotFound("track"))?;
    let title = ctx.t().own_contract_title(words::track(ctx.lang, office.definition(), track));
    Ok(ContractPage {
        frame: frame(ctx, office, Tab::Desk, Some(&title)),
        page: page(ctx, office, title),
        note_min: NOTE_CHARS_MIN,
        errors,
        note: form.note.clone(),
        confirmed: form.confirm == "yes",
    })
}

async fn conclude(
    ctx: Ctx,
    Path((procedure, track)): Path<(String, String)>,
    Form(form): Form<ContractForm>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let office = enter_with(&ctx, &procedure, &ticket).await?;
    let t = ctx.t();
    if form.confirm != "yes" {
        let mut errors = Errors::default();
        errors.add("confirm", t.own_contract_unconfirmed());
        return Ok(again(&drawn(&ctx, &office, &track, &form, errors)?));
    }
    let note = random::prose(form.note.trim());
    let verb = Verb::Contract(contract::Command::Conclude { track: track.clone(), note });
    let error = match act(&ctx, &office, ticket, verb).await {
        Ok(()) => return Ok(go(format!("/procedures/{}", office.procedure.id))),
        Err(error) => error,
    };
    let errors = told(&ctx, &office, error, "confirm", ("note", t.own_contract_note()))?;
    Ok(again(&drawn(&ctx, &office, &track, &form, errors)?))
}
