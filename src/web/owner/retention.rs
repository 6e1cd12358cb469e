//! What is kept how long and why: for the owner and the auditor, with a form to hold and to release.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use serde::Deserialize;

use super::{Frame, Tab, again, enter_whole, enter_with, frame, go, page, told, words};
use crate::app::ownership::retention::{Keeping, Kept, Note, REASON_CHARS_MIN};
use crate::app::ownership::{DESK, Office};
use crate::app::{App, AppError};
use crate::engine::retention::{Due, Keep, Since, Stands};
use crate::i18n::args;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::parts::Errors;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/procedures/{procedure}/retention", get(show).post(act))
}

/// What is kept.
#[derive(Template)]
#[template(path = "pages/own-retention.html")]
pub struct RetentionPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// When something is erased next, in words; empty where nothing is.
    pub next: String,
    /// The hold that is in force, in words; empty where there is none.
    pub held: String,
    /// Why it is held.
    pub held_why: String,
    /// What the archive has, or that it is owed; empty where there is no such duty.
    pub archive: String,
    /// What was noted about the archive.
    pub archive_note: String,
    /// Each kind of thing, with its tracks.
    pub kinds: Vec<KindCard>,
    /// Why the journal is kept for good; empty where the file does not say.
    pub journal: String,
    /// What the form does: `hold` or `release`; empty for who may not.
    pub wanted: &'static str,
    /// Whether the archive can be confirmed.
    pub archives: bool,
    /// Characters that a reason has at least.
    pub reason_min: u32,
    /// What is wrong with the form.
    pub errors: Errors,
    /// Why, as it was typed.
    pub reason: String,
}

/// One kind of thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindCard {
    /// What it is called.
    pub title: String,
    /// How long, and from when.
    pub period: String,
    /// Why.
    pub why: String,
    /// Track, until when, and how it stands, with the look of the badge.
    pub tracks: Vec<(String, String, &'static str, String)>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct KeepForm {
    wanted: String,
    reason: String,
}

async fn show(ctx: Ctx, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let office = enter_whole(&ctx, &procedure, &DESK).await?;
    Ok(ok(&drawn(&ctx, &office, &KeepForm::default(), Errors::default()).await?))
}

async fn drawn(
    ctx: &Ctx,
    office: &Office,
    form: &KeepForm,
    errors: Errors,
) -> Result<RetentionPage, AppError> {
    let kept = ctx.app.kept(office).await?;
    let (t, lang, definition) = (ctx.t(), ctx.lang, office.definition());
    let said = |note: &Note| {
        let at = words::full(lang, definition, note.at);
        t.retention_noted(&args::RetentionNoted { at, by: &note.by })
    };
    let why = |note: &Option<Note>| note.as_ref().map(|note| note.text.clone()).unwrap_or_default();
    let archive = match &kept.archived {
        Some(note) => t.retention_archived(said(note)),
        None if kept.archive_owed => t.retention_archive_owed().to_owned(),
        None => String::new(),
    };
    let wanted = if !kept.may_act {
        ""
    } else if kept.held.is_some() {
        "release"
    } else {
        "hold"
    };
    let journal = definition.retention.as_ref().and_then(|spec| spec.keep.journal.as_ref());
    Ok(RetentionPage {
        page: page(ctx, office, t.retention_title()),
        frame: frame(ctx, office, Tab::Retention, None),
        next: kept.next().map(|at| t.retention_next(words::full(lang, definition, at))).unwrap_or_default(),
        held: kept.held.as_ref().map(|note| t.retention_held(said(note))).unwrap_or_default(),
        held_why: why(&kept.held),
        archive,
        archive_note: why(&kept.archived),
        kinds: cards(ctx, office, &kept),
        journal: journal.map(|journal| journal.why.get(lang.code()).to_owned()).unwrap_or_default(),
        wanted,
        archives: kept.may_act && kept.archive_owed,
        reason_min: REASON_CHARS_MIN,
        errors,
        reason: form.reason.clone(),
    })
}

fn cards(ctx: &Ctx, office: &Office, kept: &Kept) -> Vec<KindCard> {
    let (t, lang, definition) = (ctx.t(), ctx.lang, office.definition());
    let Some(spec) = &definition.retention else { return Vec::new() };
    crate::engine::retention::Kind::ALL
        .into_iter()
        .filter_map(|kind| {
            let keep = spec.keep.of(kind)?;
            let of = kept.dues.iter().filter(|(due, _)| due.kind == kind);
            let line = |(due, _): &(Due, Option<_>)| {
                let until = due.until.map(|at| words::until(lang, definition, at)).unwrap_or_default();
                let (look, stands) = stands(ctx, office, due);
                (words::track(lang, definition, &due.track).to_owned(), until, look, stands)
            };
            Some(KindCard {
                title: t.retention_kind(kind.name()),
                period: period(ctx, keep),
                why: keep.why.get(lang.code()).to_owned(),
                tracks: of.map(line).collect(),
            })
        })
        .collect()
}

fn period(ctx: &Ctx, keep: &Keep) -> String {
    let t = ctx.t();
    let long = match (keep.years, keep.months, keep.days) {
        (Some(n), ..) => t.retention_years(n),
        (_, Some(n), _) => t.retention_months(n),
        (.., n) => t.retention_days(n.unwrap_or_default()),
    };
    let from = match keep.from {
        Since::IntakeClosed => t.retention_from_intake(),
        Since::DecisionFinal => t.retention_from_decision(),
        Since::Contract => t.retention_from_contract(),
        Since::ProcedureEnded => t.retention_from_end(),
    };
    t.retention_period(&args::RetentionPeriod { long, from })
}

/// The look of a badge and its words.
fn stands(ctx: &Ctx, office: &Office, due: &Due) -> (&'static str, String) {
    let t = ctx.t();
    match due.stands {
        Stands::Waiting => ("info", t.retention_waiting().to_owned()),
        Stands::Free => ("ok", t.retention_free().to_owned()),
        Stands::Needed => ("info", t.retention_needed().to_owned()),
        Stands::Complaint => ("warn", t.retention_complaint().to_owned()),
        Stands::Held => ("warn", t.retention_on_hold().to_owned()),
        Stands::Unarchived => ("warn", t.retention_unarchived().to_owned()),
        Stands::Erased(at) => ("ok", t.retention_erased(words::full(ctx.lang, office.definition(), at))),
    }
}

async fn act(
    ctx: Ctx,
    Path(procedure): Path<String>,
    Form(form): Form<KeepForm>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let office = enter_with(&ctx, &procedure, &ticket).await?;
    let wanted = match form.wanted.as_str() {
        "hold" => Keeping::Hold,
        "release" => Keeping::Release,
        "archive" => Keeping::Archive,
        _ => return Err(AppError::NotFound("page")),
    };
    let id = office.procedure.id;
    let error = match ctx.app.keep(id, office.person, ticket, wanted, &form.reason).await {
        Ok(()) => return Ok(go(format!("/procedures/{id}/retention"))),
        Err(error) => error,
    };
    let errors = told(&ctx, &office, error, "reason", ("reason", ctx.t().word_reason()))?;
    Ok(again(&drawn(&ctx, &office, &form, errors).await?))
}
