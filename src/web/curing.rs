//! The cure window: asking applicants to mend formal errors, and mending them.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use super::application::{Frame, Part, address, framed, own, refused, when_at, when_until};
use super::ctx::Ctx;
use super::errors::{ok, shown};
use super::exhibit::id;
use super::marks::{Fields, REASON_CHARS_MAX, field};
use super::page::Page;
use super::parts::{Errors, Link};
use super::question;
use super::scoring::{place, said};
use super::screening::{list_href, moment, problem};
use crate::app::applicant::Own;
use crate::app::curing::{Candidate, CureDesk, Faults};
use crate::app::{App, AppError};
use crate::engine::ids::ProcedureId;
use crate::engine::refusal::Refusal;
use crate::engine::steps::screening::cure::REASON_CHARS_MIN;
use crate::i18n::args;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/tracks/{track}/screening/cure", get(desk).post(ask))
        .route("/applications/{id}/cure", get(show).post(hand_in))
}

/// The cure page of a track.
#[derive(Template)]
#[template(path = "pages/screen-cure.html")]
struct DeskPage {
    page: Page,
    crumbs: Vec<Link>,
    place: String,
    errors: Errors,
    refused: String,
    here: String,
    open: String,
    asked: Vec<AskedRow>,
    candidates: Vec<CandidatePart>,
}

/// One who was asked.
struct AskedRow {
    name: String,
    code: String,
    fields: String,
    reason: String,
    until: String,
    answer: String,
    answered: bool,
}

/// One who can be asked.
struct CandidatePart {
    name: String,
    code: String,
    fields: Vec<FieldTick>,
    reason_name: String,
    reason: String,
}

/// One field that may be at fault.
struct FieldTick {
    name: String,
    label: String,
    hint: String,
    ticked: bool,
}

fn tick_name(candidate: &Candidate, field: &str) -> String {
    format!("at-fault-{}-{field}", candidate.application)
}

fn reason_name(candidate: &Candidate) -> String {
    format!("reason-{}", candidate.application)
}

fn desk_page(
    ctx: &Ctx,
    (procedure, track): (ProcedureId, &str),
    desk: &CureDesk,
    typed: Option<&Fields>,
    (errors, refused): (Errors, String),
) -> DeskPage {
    let t = ctx.t();
    let list = list_href(procedure, track);
    let asked = desk.asked.iter().map(|asked| AskedRow {
        name: asked.name.clone(),
        code: asked.application.code(),
        fields: asked.fields.join(", "),
        reason: asked.reason.clone(),
        until: until(ctx, &desk.zone, asked.until),
        answer: match asked.cured_at {
            Some(at) => moment(ctx, &desk.zone, at),
            None if desk.until == Some(asked.until) => t.cure_waiting().to_owned(),
            None => t.cure_no_answer().to_owned(),
        },
        answered: asked.cured_at.is_some(),
    });
    let candidates = desk.candidates.iter().map(|candidate| CandidatePart {
        name: candidate.name.clone(),
        code: candidate.application.code(),
        fields: desk.fields.iter().map(|one| tick(ctx, candidate, one, typed)).collect(),
        reason: typed.map(|typed| field(typed, &reason_name(candidate)).to_owned()).unwrap_or_default(),
        reason_name: reason_name(candidate),
    });
    DeskPage {
        page: ctx.page(t.cure_title(), &desk.zone),
        crumbs: vec![
            Link::new("/desk", t.page_desk()),
            Link::new(&list, t.owner_screening()),
            Link::here(t.cure_title()),
        ],
        place: place(&desk.procedure, &desk.track),
        errors,
        refused,
        here: format!("{list}/cure"),
        open: desk.until.map(|at| t.cure_open(until(ctx, &desk.zone, at))).unwrap_or_default(),
        asked: asked.collect(),
        candidates: candidates.collect(),
    }
}

fn until(ctx: &Ctx, zone: &str, at: crate::engine::instant::Instant) -> String {
    when_until(at, zone).map(|when| ctx.lang.full(&when)).unwrap_or_default()
}

/// What is missing or wrong is ticked beforehand; what was typed stays.
fn tick(
    ctx: &Ctx,
    candidate: &Candidate,
    (id, label): &(String, String),
    typed: Option<&Fields>,
) -> FieldTick {
    let name = tick_name(candidate, id);
    let found = candidate.problems.iter().find(|problem| problem.field == *id);
    FieldTick {
        ticked: typed.map_or(found.is_some(), |typed| field(typed, &name) == "yes"),
        label: label.clone(),
        hint: found.map(|found| problem(ctx, &found.what)).unwrap_or_default(),
        name,
    }
}

async fn desk(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let (person, procedure) = (ctx.signed_in()?.id, id(&procedure)?);
    let desk = ctx.app.cure_desk(person, procedure, &track, ctx.lang).await?;
    ctx.shows_file_of(procedure).await?;
    Ok(ok(&desk_page(&ctx, (procedure, &track), &desk, None, (Errors::default(), String::new()))))
}

/// What was ticked, and what is wrong with it.
fn parse(ctx: &Ctx, desk: &CureDesk, fields: &Fields) -> (Faults, Errors) {
    let t = ctx.t();
    let (mut faults, mut errors) = (Faults::new(), Errors::default());
    for candidate in &desk.candidates {
        let ticked = desk.fields.iter().filter(|(id, _)| field(fields, &tick_name(candidate, id)) == "yes");
        let ticked: std::collections::BTreeSet<_> = ticked.map(|(id, _)| id.clone()).collect();
        let name = reason_name(candidate);
        let reason = field(fields, &name).replace("\r\n", "\n");
        let length = reason.trim().chars().count();
        if ticked.is_empty() {
            if length > 0 {
                errors.add(name, t.cure_tick_field(&candidate.name));
            }
            continue;
        }
        if length < REASON_CHARS_MIN as usize {
            let of = &candidate.name;
            errors.add(name, t.refused_reason(&args::RefusedReason { of, min: REASON_CHARS_MIN }));
        } else if length > REASON_CHARS_MAX {
            let (label, max) = (t.cure_reason(), REASON_CHARS_MAX);
            errors.add(name, t.form_too_long(&args::FormTooLong { label, length, max }));
        } else {
            faults.insert(candidate.application, (ticked, reason));
        }
    }
    (faults, errors)
}

async fn ask(
    ctx: Ctx,
    Path((procedure, track)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let (person, procedure) = (ctx.signed_in()?.id, id(&procedure)?);
    let desk = ctx.app.cure_desk(person, procedure, &track, ctx.lang).await?;
    ctx.shows_file_of(procedure).await?;
    let (faults, errors) = parse(&ctx, &desk, &fields);
    let refused = if !errors.is_empty() {
        String::new()
    } else if faults.is_empty() {
        ctx.t().cure_tick_somebody().to_owned()
    } else {
        match ctx.app.ask_cure(person, procedure, &track, faults).await {
            Ok(()) => {
                let here = format!("{}/cure", list_href(procedure, &track));
                return Ok(Redirect::to(&here).into_response());
            }
            Err(AppError::Refused(refusal)) => {
                let refused = said(&ctx, procedure, &refusal).await?;
                let desk = ctx.app.cure_desk(person, procedure, &track, ctx.lang).await?;
                ctx.shows_file_of(procedure).await?;
                let again =
                    desk_page(&ctx, (procedure, &track), &desk, Some(&fields), (Errors::default(), refused));
                return Ok(shown(StatusCode::CONFLICT, &again));
            }
            Err(error) => return Err(error),
        }
    };
    let again = desk_page(&ctx, (procedure, &track), &desk, Some(&fields), (errors, refused));
    Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, &again))
}

/// What an applicant can mend.
#[derive(Template)]
#[template(path = "pages/application-cure.html")]
struct CurePage {
    page: Page,
    frame: Frame,
    until: String,
    open: bool,
    cured: String,
    reason: String,
    fields: Vec<CureField>,
    changed: bool,
    leads: bool,
    action: String,
    seen: u32,
}

/// One field at fault.
struct CureField {
    label: String,
    href: String,
    look: &'static str,
    state: String,
}

async fn cure_page(ctx: &Ctx, own: &Own, (page, frame): (Page, Frame)) -> Result<CurePage, AppError> {
    let (lang, t) = (ctx.lang, ctx.t());
    let zone = own.definition().zone.as_str();
    let application = &own.application;
    let cure = application.cure.as_ref().ok_or(AppError::NotFound("cure"))?;
    let submitted = application.submitted.as_ref().ok_or(AppError::NotFound("cure"))?;
    let open = !own.curable.is_empty();
    let version = if open { &application.draft } else { &submitted.version };
    let fields = cure.fields.iter().map(|id| {
        let found = own.definition().field(id);
        let wrong = version.problems.iter().find(|problem| problem.field == *id);
        CureField {
            label: found.map_or(id.as_str(), |field| field.label.get(lang.code())).to_owned(),
            href: question::place_of(own, id),
            look: if wrong.is_some() { "warn" } else { "ok" },
            state: wrong.map_or_else(|| t.cure_filled().to_owned(), |wrong| problem(ctx, &wrong.what)),
        }
    });
    let cured = match cure.cured_at {
        Some(at) => t.cure_received(lang.exact(&when_at(at, zone)?)),
        None => String::new(),
    };
    Ok(CurePage {
        fields: fields.collect(),
        until: until(ctx, zone, cure.until),
        open,
        cured,
        reason: ctx.app.cure_reason(own).await?,
        changed: application.draft.content != submitted.version.content,
        leads: own.leads(),
        action: address(own.id(), Part::Cure),
        seen: application.draft.number,
        page,
        frame,
    })
}

async fn show(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let own = own(&ctx, &application).await?;
    let frame = framed(&ctx, &own, Part::Cure)?;
    Ok(ok(&cure_page(&ctx, &own, frame).await?))
}

async fn hand_in(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let own = own(&ctx, &application).await?;
    let current = own.application.draft.number;
    let seen = field(&fields, "seen").parse().unwrap_or(current);
    let done = if seen == current || own.curable.is_empty() {
        ctx.app.hand_in_cure(&own, ticket).await
    } else {
        // Somebody else has saved since: what is handed in must have been seen.
        Err(AppError::Refused(Refusal::Stale { current }))
    };
    match done {
        Ok(()) => Ok(Redirect::to(&address(own.id(), Part::Cure)).into_response()),
        Err(AppError::Refused(refusal)) => {
            let own = ctx.app.own(own.id(), own.person).await?;
            let frame = refused(&ctx, &own, Part::Cure, &refusal)?;
            Ok(shown(StatusCode::CONFLICT, &cure_page(&ctx, &own, frame).await?))
        }
        Err(error) => Err(error),
    }
}
