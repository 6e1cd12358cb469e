//! The opening of a track: sealed until the deadline, then opened by those whom the file names.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;

use super::{Frame, Tab, act, enter_track, frame, go, page, words};
use crate::app::ownership::stage::sealing;
use crate::app::{App, AppError};
use crate::engine::steps::intake;
use crate::engine::turn::Verb;
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::Role;
use crate::i18n::args;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::refusals;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/procedures/{procedure}/tracks/{track}/opening", get(show).post(open))
}

/// The opening of a track.
#[derive(Template)]
#[template(path = "pages/own-opening.html")]
pub struct OpeningPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// Until when everything is sealed, while the track receives applications.
    pub sealed: Option<String>,
    /// How many applications were received and the fingerprint of them all, after the deadline.
    pub closed: Option<(String, String)>,
    /// When and by whom it was opened.
    pub opened: Option<String>,
    /// How the track ended, where it did.
    pub ended: Option<String>,
    /// Who may open.
    pub by: String,
    /// Whether the reader may open now.
    pub can_open: bool,
}

fn openers(definition: &Definition) -> Vec<Role> {
    definition.intakes().flat_map(|(_, spec)| spec.opened_by.clone()).collect()
}

async fn show(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let office = enter_track(&ctx, &procedure, &track, openers, ctx.app.clock.now()).await?;
    let (t, lang, definition) = (ctx.t(), ctx.lang, office.definition());
    let sealing = sealing(definition, &office.procedure, &track).map_err(AppError::Refused)?;
    let opened = match sealing.opened {
        None => None,
        Some((at, by)) => {
            let name = ctx.app.holder_name(&office, by).await?;
            let name = name.unwrap_or_else(|| t.own_opening_former().to_owned());
            let when = words::full(lang, definition, at);
            Some(t.own_opening_opened(&args::OwnOpeningOpened { when, name }))
        }
    };
    let outcome = office.procedure.lines.get(&track).and_then(|line| line.outcome);
    let title = t.own_opening_title(words::track(lang, definition, &track));
    let may = office.holds(&sealing.by, Some(&track));
    let ready = sealing.closed.is_some() && sealing.opened.is_none() && outcome.is_none();
    Ok(ok(&OpeningPage {
        frame: frame(&ctx, &office, Tab::Desk, Some(&title)),
        page: page(&ctx, &office, title),
        sealed: (sealing.closed.is_none() && outcome.is_none())
            .then(|| t.owner_sealed(words::until(lang, definition, sealing.until))),
        closed: sealing.closed.map(|(count, root)| (t.count_applications(count), root.to_string())),
        opened,
        ended: outcome.map(|outcome| t.own_stage_ended(refusals::outcome_name(lang, outcome))),
        by: words::roles(lang, &sealing.by),
        can_open: may && ready,
    }))
}

async fn open(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let office = enter_track(&ctx, &procedure, &track, openers, ticket.at()).await?;
    let id = office.procedure.id;
    act(&ctx, &office, ticket, Verb::Intake(intake::Command::Open { track })).await?;
    Ok(go(format!("/procedures/{id}")))
}
