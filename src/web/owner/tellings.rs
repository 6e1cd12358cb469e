//! Decision letters that did not arrive, and how applicants were told in the end.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use serde::Deserialize;

use super::{Frame, Tab, act, again, frame, go, page, parsed, told, words};
use crate::app::ownership::Office;
use crate::app::ownership::complaints::{UntoldView, Window, may_settle};
use crate::app::random;
use crate::app::{App, AppError};
use crate::engine::ids::{ApplicationId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::steps::complaints::{Command, REASON_CHARS_MIN};
use crate::engine::turn::Verb;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::parts::{Choice, Errors};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/procedures/{procedure}/tracks/{track}/tellings", get(show).post(record))
}

/// Who has not been told.
#[derive(Template)]
#[template(path = "pages/own-tellings.html")]
pub struct TellingsPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// Those whom the letter did not reach at first.
    pub untold: Vec<UntoldLine>,
    /// Whether the form is shown.
    pub may_record: bool,
    /// The applicants of the track.
    pub applicants: Vec<Choice>,
    /// What can have happened.
    pub events: Vec<Choice>,
    /// Characters that the note has at least.
    pub how_min: u32,
    /// What is wrong with the form.
    pub errors: Errors,
    /// What was typed.
    pub typed: Typed,
}

/// One applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UntoldLine {
    /// Who.
    pub applicant: String,
    /// Since when it is known, and why.
    pub since: String,
    /// Why, where somebody said it.
    pub why: String,
    /// When the applicant was told and until when complaints are in time; empty where not yet.
    pub told: String,
    /// How.
    pub how: String,
}

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// Which applicant.
    pub applicant: String,
    /// What happened.
    pub event: String,
    /// How.
    pub how: String,
}

async fn enter(ctx: &Ctx, procedure: &str, at: Instant) -> Result<Office, AppError> {
    let person = ctx.signed_in()?.id;
    ctx.app.complaints_office(parsed::<ProcedureId>(procedure)?, person, at).await
}

async fn show(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure, ctx.app.clock.now()).await?;
    Ok(ok(&drawn(&ctx, &office, &track, Typed::default(), Errors::default()).await?))
}

async fn window(ctx: &Ctx, office: &Office, track: &str) -> Result<Window, AppError> {
    let windows = ctx.app.complaints(office).await?;
    windows.into_iter().find(|window| window.track == track).ok_or(AppError::NotFound("track"))
}

fn line(ctx: &Ctx, office: &Office, view: &UntoldView) -> UntoldLine {
    let (t, lang, definition) = (ctx.t(), ctx.lang, office.definition());
    let full = |at| words::full(lang, definition, at);
    let told = view.told.as_ref().map(|(at, until, _)| {
        let (when, until) = (full(*at), words::until(lang, definition, *until));
        t.own_tell_told(&crate::i18n::args::OwnTellTold { when, until })
    });
    UntoldLine {
        applicant: words::called(lang, &view.applicant),
        since: t.own_tell_since(full(view.since)),
        why: view.why.clone().unwrap_or_default(),
        told: told.unwrap_or_default(),
        how: view.told.as_ref().and_then(|(_, _, how)| how.clone()).unwrap_or_default(),
    }
}

async fn drawn(
    ctx: &Ctx,
    office: &Office,
    track: &str,
    typed: Typed,
    errors: Errors,
) -> Result<TellingsPage, AppError> {
    let (t, lang) = (ctx.t(), ctx.lang);
    let window = window(ctx, office, track).await?;
    let title = t.own_tell_title(words::track(lang, office.definition(), track));
    let events = [
        ("returned", t.own_tell_returned(), t.own_tell_returned_text()),
        ("told", t.own_tell_notified(), t.own_tell_notified_text()),
    ];
    Ok(TellingsPage {
        frame: frame(ctx, office, Tab::Complaints, Some(&title)),
        page: page(ctx, office, title),
        untold: window.untold.iter().map(|view| line(ctx, office, view)).collect(),
        may_record: may_settle(office, track),
        applicants: (window.applicants.iter())
            .map(|(id, called)| Choice::new(id.to_string(), words::called(lang, called)))
            .collect(),
        events: events.map(|(id, label, hint)| Choice::new(id, label).with_hint(hint)).into(),
        how_min: REASON_CHARS_MIN,
        errors,
        typed,
    })
}

async fn record(
    ctx: Ctx,
    Path((procedure, track)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let office = enter(&ctx, &procedure, ticket.at()).await?;
    let t = ctx.t();
    let known = window(&ctx, &office, &track).await?;
    let application: Option<ApplicationId> = typed.applicant.parse().ok();
    let application = application.filter(|id| known.applicants.iter().any(|(other, _)| other == id));
    let text = random::prose(typed.how.trim());
    let mut errors = Errors::default();
    let command = match (application, typed.event.as_str()) {
        (Some(application), "returned") => Some(Command::Return { application, why: text }),
        (Some(application), "told") => Some(Command::Tell { application, how: text }),
        (found, _) => {
            if found.is_none() {
                errors.add("applicant", t.form_choose(t.own_tell_who()));
            }
            if !matches!(typed.event.as_str(), "returned" | "told") {
                errors.add("event", t.form_choose(t.own_tell_what()));
            }
            None
        }
    };
    let Some(command) = command else {
        return Ok(again(&drawn(&ctx, &office, &track, typed, errors).await?));
    };
    let error = match act(&ctx, &office, ticket, Verb::Complaints(command)).await {
        Ok(()) => {
            return Ok(go(format!("/procedures/{}/tracks/{track}/tellings", office.procedure.id)));
        }
        Err(error) => error,
    };
    let errors = told(&ctx, &office, error, "event", ("how", t.own_tell_how()))?;
    Ok(again(&drawn(&ctx, &office, &track, typed, errors).await?))
}
