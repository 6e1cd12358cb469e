//! Recording that a contract is concluded.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};

use super::{Frame, Tab, act, again, enter, enter_with, frame, go, page, told, words};
use crate::app::ownership::Office;
use crate::app::random;
use crate::app::{App, AppError};
use crate::engine::ids::ApplicationId;
use crate::engine::steps::contract::{self, NOTE_CHARS_MIN};
use crate::engine::steps::selection::after;
use crate::engine::turn::Verb;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::marks::{Fields, field};
use crate::web::page::Page;
use crate::web::parts::{Choice, Errors};

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
    /// Those who are on the list now, with whom it can be; nobody where no list is decided.
    pub parties: Vec<Choice>,
    /// Those who are ticked.
    pub with: Vec<String>,
}

#[derive(Default)]
struct ContractForm {
    note: String,
    confirm: String,
    with: Vec<String>,
}

impl ContractForm {
    fn of(fields: &Fields) -> Self {
        let with = fields.iter().filter(|(name, _)| name == "with").map(|(_, value)| value.clone());
        let of = |name: &str| field(fields, name).to_owned();
        Self { note: of("note"), confirm: of("confirm"), with: with.collect() }
    }
}

/// Those who are on the list now: by code and name for a reader of the list, else by code.
async fn parties(ctx: &Ctx, office: &Office, track: &str) -> Result<Vec<Choice>, AppError> {
    let here = after::decided(office.definition(), &office.procedure, track);
    let chosen = here.map(|here| here.state.selected().to_vec()).unwrap_or_default();
    let rows = match ctx.app.shortlist(office.person, office.procedure.id, track, None).await {
        Ok(list) => list.rows,
        Err(AppError::NotFound(_)) => Vec::new(),
        Err(error) => return Err(error),
    };
    let called = |id: ApplicationId| match rows.iter().find(|row| row.id == id) {
        Some(row) => format!("{} · {}", id.code(), row.name),
        None => id.code(),
    };
    Ok(chosen.into_iter().map(|id| Choice::new(id.to_string(), called(id))).collect())
}

async fn show(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure).await?;
    Ok(ok(&drawn(&ctx, &office, &track, &ContractForm::default(), Errors::default()).await?))
}

async fn drawn(
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
        parties: parties(ctx, office, track).await?,
        with: form.with.clone(),
    })
}

async fn conclude(
    ctx: Ctx,
    Path((procedure, track)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let form = ContractForm::of(&fields);
    let ticket = ctx.app.receive();
    let office = enter_with(&ctx, &procedure, &ticket).await?;
    let t = ctx.t();
    if form.confirm != "yes" {
        let mut errors = Errors::default();
        errors.add("confirm", t.own_contract_unconfirmed());
        return Ok(again(&drawn(&ctx, &office, &track, &form, errors).await?));
    }
    let note = random::prose(form.note.trim());
    let with = form.with.iter().filter_map(|id| id.parse().ok()).collect();
    let verb = Verb::Contract(contract::Command::Conclude { track: track.clone(), with, note });
    let error = match act(&ctx, &office, ticket, verb).await {
        Ok(()) => return Ok(go(format!("/procedures/{}", office.procedure.id))),
        Err(error) => error,
    };
    let errors = told(&ctx, &office, error, "confirm", ("note", t.own_contract_note()))?;
    Ok(again(&drawn(&ctx, &office, &track, &form, errors).await?))
}
