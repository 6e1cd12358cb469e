//! Complaints: what came, and how it is settled.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use serde::Deserialize;

use super::{Frame, Tab, act, again, frame, go, page, parsed, told, words};
use crate::app::ownership::Office;
use crate::app::ownership::complaints::{ComplaintView, may_settle, redo_steps};
use crate::app::random;
use crate::app::{App, AppError};
use crate::engine::ids::{ComplaintId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::steps::complaints::{Command, REASON_CHARS_MIN, Ruling};
use crate::engine::turn::Verb;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::parts::{Choice, Errors};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/complaints", get(list))
        .route("/procedures/{procedure}/complaints/{complaint}", get(show).post(settle))
}

/// The complaint windows.
#[derive(Template)]
#[template(path = "pages/own-complaints.html")]
pub struct ComplaintsPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// The windows that have opened.
    pub windows: Vec<WindowCard>,
}

/// The window of one track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowCard {
    /// Title of the track.
    pub title: String,
    /// Until when complaints are received.
    pub until: String,
    /// Whether the track is suspended.
    pub suspended: bool,
    /// The complaints.
    pub complaints: Vec<ComplaintLine>,
    /// Applicants whom no letter has reached; empty for none.
    pub untold: String,
    /// The page of letters that did not arrive.
    pub tellings: String,
}

/// One complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplaintLine {
    /// Whose.
    pub applicant: String,
    /// When it came.
    pub filed: String,
    /// What it says.
    pub text: String,
    /// How it was settled, when, and why.
    pub ruling: Option<(String, String, String)>,
    /// The page that settles it; empty where it is settled or the reader may not.
    pub href: String,
}

/// Settling one complaint.
#[derive(Template)]
#[template(path = "pages/own-complaint.html")]
pub struct SettlePage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// The complaint.
    pub complaint: ComplaintLine,
    /// Whether the form is shown.
    pub can_settle: bool,
    /// The ways to settle it.
    pub rulings: Vec<Choice>,
    /// The steps to go back to.
    pub steps: Vec<Choice>,
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
    /// How it is settled.
    pub ruling: String,
    /// From which step it is done again.
    pub step: String,
    /// Why.
    pub reason: String,
}

async fn enter(ctx: &Ctx, procedure: &str, at: Instant) -> Result<Office, AppError> {
    let person = ctx.signed_in()?.id;
    ctx.app.complaints_office(parsed::<ProcedureId>(procedure)?, person, at).await
}

async fn list(ctx: Ctx, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure, ctx.app.clock.now()).await?;
    let (lang, definition) = (ctx.lang, office.definition());
    let windows = ctx.app.complaints(&office).await?;
    let card = |window: &crate::app::ownership::complaints::Window| WindowCard {
        title: words::track(lang, definition, &window.track).to_owned(),
        until: window.until.map(|at| words::until(lang, definition, at)).unwrap_or_default(),
        suspended: window.suspended,
        untold: match window.untold.iter().filter(|one| one.told.is_none()).count() {
            0 => String::new(),
            n => ctx.t().own_stage_untold(n as u64),
        },
        tellings: format!("/procedures/{}/tracks/{}/tellings", office.procedure.id, window.track),
        complaints: window
            .complaints
            .iter()
            .map(|complaint| line(&ctx, &office, &window.track, complaint))
            .collect(),
    };
    Ok(ok(&ComplaintsPage {
        page: page(&ctx, &office, ctx.t().own_complaints()),
        frame: frame(&ctx, &office, Tab::Complaints, None),
        windows: windows.iter().map(card).collect(),
    }))
}

fn line(ctx: &Ctx, office: &Office, track: &str, complaint: &ComplaintView) -> ComplaintLine {
    let (t, lang, definition) = (ctx.t(), ctx.lang, office.definition());
    let erased = || t.own_erased().to_owned();
    let ruling = complaint.ruling.as_ref().map(|(ruling, at, reason)| {
        let how = match ruling {
            Ruling::Dismissed => t.own_ruling_dismissed().to_owned(),
            Ruling::Annulled => t.own_ruling_annulled().to_owned(),
            Ruling::Redo { step } => t.own_ruling_redo_from(words::step(lang, definition, step)),
        };
        (how, words::full(lang, definition, *at), reason.clone().unwrap_or_else(erased))
    });
    let open = ruling.is_none() && may_settle(office, track);
    let href = format!("/procedures/{}/complaints/{}", office.procedure.id, complaint.id);
    ComplaintLine {
        applicant: words::called(lang, &complaint.applicant),
        filed: words::full(lang, definition, complaint.filed_at),
        text: complaint.text.clone().unwrap_or_else(erased),
        ruling,
        href: if open { href } else { String::new() },
    }
}

async fn show(ctx: Ctx, Path((procedure, complaint)): Path<(String, String)>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure, ctx.app.clock.now()).await?;
    let complaint = parsed(&complaint)?;
    Ok(ok(&drawn(&ctx, &office, complaint, Typed::default(), Errors::default()).await?))
}

async fn drawn(
    ctx: &Ctx,
    office: &Office,
    id: ComplaintId,
    typed: Typed,
    errors: Errors,
) -> Result<SettlePage, AppError> {
    let (t, definition) = (ctx.t(), office.definition());
    let (track, complaint) = ctx.app.complaint(office, id).await?;
    let complaint = line(ctx, office, &track, &complaint);
    let rulings = [
        ("dismissed", t.own_ruling_dismissed(), t.own_ruling_dismissed_text()),
        ("redo", t.own_ruling_redo(), t.own_ruling_redo_text()),
        ("annulled", t.own_ruling_annulled(), t.own_ruling_annulled_text()),
    ];
    let step = |id: &str| Choice::new(id, words::step(ctx.lang, definition, id));
    Ok(SettlePage {
        page: page(ctx, office, t.own_complaint()),
        frame: frame(ctx, office, Tab::Complaints, Some(t.own_complaint())),
        can_settle: !complaint.href.is_empty(),
        complaint,
        rulings: rulings.map(|(id, label, hint)| Choice::new(id, label).with_hint(hint)).into(),
        steps: redo_steps(office, &track).into_iter().map(step).collect(),
        reason_min: REASON_CHARS_MIN,
        errors,
        typed,
    })
}

async fn settle(
    ctx: Ctx,
    Path((procedure, complaint)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let office = enter(&ctx, &procedure, ticket.at()).await?;
    let complaint: ComplaintId = parsed(&complaint)?;
    let t = ctx.t();
    let mut errors = Errors::default();
    let (track, _) = ctx.app.complaint(&office, complaint).await?;
    let known = redo_steps(&office, &track).contains(&typed.step.as_str());
    let ruling = match typed.ruling.as_str() {
        "dismissed" => Some(Ruling::Dismissed),
        "annulled" => Some(Ruling::Annulled),
        "redo" if known => Some(Ruling::Redo { step: typed.step.clone() }),
        "redo" => {
            errors.add("step", t.form_choose(t.own_complaint_step()));
            None
        }
        _ => {
            errors.add("ruling", t.form_choose(t.own_complaint_ruling()));
            None
        }
    };
    let Some(ruling) = ruling else {
        return Ok(again(&drawn(&ctx, &office, complaint, typed, errors).await?));
    };
    let reason = random::prose(typed.reason.trim());
    let verb = Verb::Complaints(Command::Settle { track, complaint, ruling, reason });
    let error = match act(&ctx, &office, ticket, verb).await {
        Ok(()) => return Ok(go(format!("/procedures/{}/complaints", office.procedure.id))),
        Err(error) => error,
    };
    let errors = told(&ctx, &office, error, "ruling", ("reason", t.word_reason()))?;
    Ok(again(&drawn(&ctx, &office, complaint, typed, errors).await?))
}
