//! What a track waits for, and the decision where it waits in vain.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use serde::Deserialize;

use super::{Frame, act, again, enter_track, leave_track, page, reason_min, told, track_frame, words};
use crate::app::ownership::Office;
use crate::app::random;
use crate::app::{App, AppError};
use crate::engine::steps::wait::{self, Wait};
use crate::engine::turn::Verb;
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::Role;
use crate::i18n::args;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::parts::Errors;
use crate::web::refusals;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/procedures/{procedure}/tracks/{track}/waiting", get(show).post(decide))
}

/// What a track waits for.
#[derive(Template)]
#[template(path = "pages/own-waiting.html")]
pub struct WaitingPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// Look of what stands: info or warn.
    pub look: &'static str,
    /// Whether and for what it waits.
    pub stands: String,
    /// The tracks that it waits for, and where each stands.
    pub tracks: Vec<(String, String)>,
    /// Every wait of the track in this procedure.
    pub waits: Vec<String>,
    /// Whether the reader decides whether it goes on.
    pub decides: bool,
    /// Characters that the reason has at least.
    pub reason_min: u32,
    /// What is wrong with the form.
    pub errors: Errors,
    /// Why, as it was typed.
    pub reason: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Decision {
    reason: String,
    r#do: String,
}

/// Those who decide over some wait of the file.
fn deciders(definition: &Definition) -> Vec<Role> {
    definition.steps.iter().filter_map(|step| step.waits_for.as_ref()).flat_map(|w| w.by.clone()).collect()
}

async fn show(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let office = enter_track(&ctx, &procedure, &track, deciders, ctx.app.clock.now()).await?;
    Ok(ok(&drawn(&ctx, &office, &track, String::new(), Errors::default())))
}

fn drawn(ctx: &Ctx, office: &Office, track: &str, reason: String, errors: Errors) -> WaitingPage {
    let (lang, t, definition) = (ctx.lang, ctx.t(), office.definition());
    let title = t.waiting_title(words::track(lang, definition, track));
    let line = office.procedure.lines.get(track).filter(|line| line.running());
    let holding = line.and_then(|line| wait::holding(definition, line));
    let asking = line.and_then(|line| line.held.as_ref()).is_some_and(|held| held.asking);
    let stands = match holding {
        None => t.waiting_none().to_owned(),
        Some((step, _)) if asking => t.own_stage_waiting_asked(step.title.get(lang.code())),
        Some((step, wait)) => t.own_stage_waiting(&args::OwnStageWaiting {
            step: step.title.get(lang.code()),
            wait: lang.wait(definition, track, wait),
        }),
    };
    let waits = definition.steps_of(track).filter_map(|step| Some((step, step.waits_for.as_ref()?)));
    let waits = waits.filter(|(_, wait)| wait.others(track).next().is_some()).map(|(step, wait)| {
        let (step, wait) = (step.title.get(lang.code()), lang.wait(definition, track, wait));
        t.waiting_before(&args::WaitingBefore { step, wait })
    });
    let by = holding.map(|(_, wait)| wait.by.as_slice()).unwrap_or_default();
    WaitingPage {
        frame: track_frame(ctx, office, track, &title),
        page: page(ctx, office, title),
        look: if asking { "warn" } else { "info" },
        stands,
        tracks: holding.map(|(_, wait)| others(ctx, office, track, wait)).unwrap_or_default(),
        waits: waits.collect(),
        decides: asking && office.holds(by, Some(track)),
        reason_min: reason_min(),
        errors,
        reason,
    }
}

/// The tracks that `track` waits for, and where each stands.
fn others(ctx: &Ctx, office: &Office, track: &str, wait: &Wait) -> Vec<(String, String)> {
    let (lang, definition) = (ctx.lang, office.definition());
    let lines = wait.others(track).filter_map(|other| Some((other, office.procedure.lines.get(other)?)));
    let stands = lines.map(|(other, line)| {
        let at = line.outcome.map_or_else(
            || words::step(lang, definition, &line.step).to_owned(),
            |outcome| refusals::outcome_name(lang, outcome).to_owned(),
        );
        (words::track(lang, definition, other).to_owned(), at)
    });
    stands.collect()
}

async fn decide(
    ctx: Ctx,
    Path((procedure, track)): Path<(String, String)>,
    Form(form): Form<Decision>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let office = enter_track(&ctx, &procedure, &track, deciders, ticket.at()).await?;
    let reason = random::prose(form.reason.trim());
    let command = match form.r#do.as_str() {
        "go-on" => wait::Command::GoOn { track: track.clone(), reason },
        "give-up" => wait::Command::GiveUp { track: track.clone(), reason },
        _ => return Err(AppError::NotFound("page")),
    };
    let Err(error) = act(&ctx, &office, ticket, Verb::Wait(command)).await else {
        return Ok(leave_track(&office, &track));
    };
    let errors = told(&ctx, &office, error, "reason", ("reason", ctx.t().word_reason()))?;
    Ok(again(&drawn(&ctx, &office, &track, form.reason, errors)))
}
