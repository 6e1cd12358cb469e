//! After the decision: what those who decide record, the letters that follow from it, and declining as an applicant.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;

use super::application::{Frame, Part, address, framed, own, refusal_words, when_until};
use super::ctx::Ctx;
use super::errors::{ok, shown};
use super::marks::{Fields, field};
use super::page::Page;
use super::parts::{Choice, Errors, Link};
use super::refusals::words;
use crate::app::afterwards::{Afterwards, On, Place, stays_open};
use crate::app::applicant::Own;
use crate::app::{App, AppError, random};
use crate::engine::ids::{ApplicationId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::select::outcome::IssueCode;
use crate::engine::steps::selection::basis::{Addition, Given};
use crate::engine::steps::selection::{Command as Select, REASON_CHARS_MIN};
use crate::engine::turn::{Command, Verb};
use crate::i18n::args;

/// Characters that a reason for declining has at most.
pub const REASON_CHARS_MAX: usize = 5_000;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/tracks/{track}/afterwards", get(show).post(record))
        .route("/procedures/{procedure}/tracks/{track}/afterwards/letters", post(release))
        .route("/applications/{id}/decline", get(ask).post(decline))
}

#[derive(Template)]
#[template(path = "pages/choosing-afterwards.html")]
struct AfterwardsPage {
    page: Page,
    crumbs: Vec<Link>,
    here: String,
    errors: Errors,
    /// Why nothing can be recorded; empty where something can.
    closed: String,
    may_record: bool,
    rows: Vec<RowView>,
    changes: Vec<String>,
    evidence: String,
    recomputes: bool,
    triggers: Vec<String>,
    applications: Vec<Choice>,
    answers: Vec<Choice>,
    waiting: bool,
    preview: Vec<Preview>,
    /// Why they cannot go out yet; empty where they can.
    held: String,
    reason_hint: String,
    /// What was typed in the form that was refused; nothing else.
    typed: BTreeMap<String, String>,
}

impl AfterwardsPage {
    /// What was typed in the form of `kind`.
    fn given(&self, kind: &str, name: &str) -> &str {
        let of = |key: &str| self.typed.get(key).map_or("", String::as_str);
        if of("kind") == kind { of(name) } else { "" }
    }
}

/// One application on the list.
struct RowView {
    called: String,
    place: String,
    evidence: String,
    decline: String,
}

struct Preview {
    to: String,
    subject: String,
    text: String,
}

type Target = Path<(ProcedureId, String)>;

fn page(
    ctx: &Ctx,
    procedure: ProcedureId,
    found: &Afterwards,
    typed: BTreeMap<String, String>,
    errors: Errors,
) -> Result<AfterwardsPage, AppError> {
    let (t, lang, list) = (ctx.t(), ctx.lang, &found.list);
    let definition = &list.loaded.definition;
    ctx.shows(definition);
    let zone = definition.zone.as_str();
    let until = |at: Option<Instant>| -> Result<String, AppError> {
        Ok(at.map(|at| when_until(at, zone)).transpose()?.map(|when| lang.full(&when)).unwrap_or_default())
    };
    let called = |id: ApplicationId| {
        let name = list.rows.iter().find(|row| row.id == id).map(|row| row.name.as_str());
        format!("{} · {}", id.code(), name.unwrap_or_default())
    };
    let asked = !list.asks.evidence.is_empty();
    let mut rows = Vec::new();
    for row in &found.rows {
        let by = until(row.evidence_until)?;
        let evidence = match row.shown {
            _ if !asked => "–".to_owned(),
            Some(true) => t.after_shown().to_owned(),
            _ if row.reserve.is_some() => "–".to_owned(),
            _ if by.is_empty() => t.after_open().to_owned(),
            _ => t.after_open_until(by),
        };
        let place = match (row.reserve, row.moved_up, row.told_at) {
            (Some(place), ..) => t.after_reserve(place),
            (None, true, None) => t.after_moved_up_untold().to_owned(),
            (None, true, Some(_)) => t.after_moved_up().to_owned(),
            (None, false, _) => t.choose_selected().to_owned(),
        };
        let decline = until(row.decline_until)?;
        let decline = if decline.is_empty() { "–".to_owned() } else { decline };
        rows.push(RowView { called: called(row.id), place, evidence, decline });
    }
    let changes = found.changes.iter().map(|changed| {
        let change = &changed.change;
        let left = called(change.left);
        let how = if change.trigger == "evidence" { t.after_not_shown() } else { change.trigger.as_str() };
        let then = match (change.moved_up, stays_open(change)) {
            (Some(id), _) => t.after_then(called(id)),
            (None, Some(IssueCode::ReserveBeyondMeans)) => t.after_beyond_means().to_owned(),
            (None, Some(_)) => t.after_no_trigger().to_owned(),
            (None, None) => t.after_nobody().to_owned(),
        };
        let said = t.after_left(&args::AfterLeft { left, how: how.to_owned() });
        if changed.reason.is_empty() {
            format!("{said} {then}")
        } else {
            format!("{said} {then} “{}”", changed.reason)
        }
    });
    let track = definition.track(&list.track).map(|track| track.title.get(lang.code()));
    let track = track.unwrap_or(&list.track);
    let list_href = format!("/procedures/{procedure}/tracks/{}/selection", list.track);
    let closed = found.closed.as_ref().map(|why| words(lang, Some(definition), zone, why));
    Ok(AfterwardsPage {
        page: ctx.page(t.after_title(track), zone),
        crumbs: vec![
            Link::new(format!("/procedures/{procedure}"), t.owner_desk()),
            Link::new(list_href, t.choose_title(track)),
            Link::here(t.after_title(track)),
        ],
        here: format!("/procedures/{procedure}/tracks/{}/afterwards", list.track),
        errors,
        closed: closed.unwrap_or_default(),
        may_record: found.may_record,
        rows,
        changes: changes.collect(),
        evidence: list.asks.evidence.clone(),
        recomputes: found.recomputes,
        triggers: list.asks.triggers.clone().unwrap_or_default(),
        applications: found.rows.iter().map(|row| Choice::new(row.id.to_string(), called(row.id))).collect(),
        answers: super::fields::yes_no(lang),
        waiting: found.waiting,
        held: found.held.as_ref().map(|refusal| refused(ctx, found, refusal)).unwrap_or_default(),
        preview: found
            .preview
            .iter()
            .map(|letter| Preview {
                to: letter.address.clone(),
                subject: letter.subject.clone(),
                text: letter.text.clone(),
            })
            .collect(),
        reason_hint: t.basis_reason_hint(REASON_CHARS_MIN),
        typed,
    })
}

async fn show(ctx: Ctx, Path((procedure, track)): Target) -> Result<Response, AppError> {
    let found = ctx.app.afterwards(ctx.signed_in()?.id, procedure, &track).await?;
    Ok(ok(&page(&ctx, procedure, &found, BTreeMap::new(), Errors::default())?))
}

/// What the form says; nothing where it says nothing that can be meant.
fn given(fields: &Fields) -> Option<Given> {
    let kind = field(fields, "kind").trim();
    let of = |name: &str| field(fields, &format!("{name}-{kind}")).trim();
    let application: ApplicationId = of("application").parse().ok()?;
    let reason = random::prose(of("reason"));
    match kind {
        "evidence" => {
            let shown = match field(fields, "shown") {
                "yes" => true,
                "no" => false,
                _ => return None,
            };
            Some(Addition::Evidence { application, shown, reason })
        }
        "left" => {
            let trigger = field(fields, "trigger").trim().to_owned();
            Some(Addition::Left { application, trigger, reason })
        }
        _ => None,
    }
}

async fn record(
    ctx: Ctx,
    Path((procedure, track)): Target,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let actor = ctx.signed_in()?.id;
    let found = ctx.app.afterwards(actor, procedure, &track).await?;
    let Some(given) = given(&fields) else {
        let said = ctx.t().basis_not_understood().to_owned();
        return again(&ctx, procedure, &found, &fields, StatusCode::UNPROCESSABLE_ENTITY, said);
    };
    let verb = Verb::Selection(Select::Add { track: track.clone(), given });
    match ctx.app.act(procedure, ticket, Command { actor, verb }).await {
        Ok(_) => Ok(Redirect::to(&here(procedure, &track)).into_response()),
        Err(AppError::Refused(refusal)) => {
            let said = refused(&ctx, &found, &refusal);
            again(&ctx, procedure, &found, &fields, StatusCode::CONFLICT, said)
        }
        Err(error) => Err(error),
    }
}

async fn release(ctx: Ctx, Path((procedure, track)): Target) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let actor = ctx.signed_in()?.id;
    let found = ctx.app.afterwards(actor, procedure, &track).await?;
    let verb = Verb::Selection(Select::Tell { track: track.clone() });
    match ctx.app.act(procedure, ticket, Command { actor, verb }).await {
        Ok(_) => Ok(Redirect::to(&here(procedure, &track)).into_response()),
        Err(AppError::Refused(refusal)) => {
            let said = refused(&ctx, &found, &refusal);
            again(&ctx, procedure, &found, &Fields::new(), StatusCode::CONFLICT, said)
        }
        Err(error) => Err(error),
    }
}

fn here(procedure: ProcedureId, track: &str) -> String {
    format!("/procedures/{procedure}/tracks/{track}/afterwards")
}

fn refused(ctx: &Ctx, found: &Afterwards, refusal: &Refusal) -> String {
    let definition = &found.list.loaded.definition;
    words(ctx.lang, Some(definition), &definition.zone, refusal)
}

/// The page again with what was typed, and why it was refused.
fn again(
    ctx: &Ctx,
    procedure: ProcedureId,
    found: &Afterwards,
    fields: &Fields,
    status: StatusCode,
    said: String,
) -> Result<Response, AppError> {
    let mut errors = Errors::default();
    errors.add("afterwards", said);
    let typed = fields.iter().cloned().collect();
    Ok(shown(status, &page(ctx, procedure, found, typed, errors)?))
}

#[derive(Template)]
#[template(path = "pages/application-decline.html")]
struct DeclinePage {
    page: Page,
    frame: Frame,
    action: String,
    back: String,
    until: String,
    chosen: bool,
    reason: String,
    confirmed: bool,
    chars_max: usize,
    errors: Errors,
}

fn decline_page(
    own: &Own,
    ctx: &Ctx,
    place: &Place,
    form: &DeclineForm,
    errors: Errors,
) -> Result<DeclinePage, AppError> {
    let (page, frame) = framed(ctx, own, Part::Other)?;
    let until = place.decline_until.map(|at| when_until(at, &own.definition().zone)).transpose()?;
    Ok(DeclinePage {
        page,
        frame,
        action: format!("/applications/{}/decline", own.id()),
        back: address(own.id(), Part::Outcome),
        until: until.map(|when| ctx.lang.full(&when)).unwrap_or_default(),
        chosen: place.on == On::Chosen,
        reason: form.reason.clone(),
        confirmed: form.confirm == "yes",
        chars_max: REASON_CHARS_MAX,
        errors,
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DeclineForm {
    reason: String,
    confirm: String,
}

async fn ask(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let own = own(&ctx, &application).await?;
    let found = ctx.app.own_outcome(&own).await?;
    match found.place.filter(|place| place.may_decline) {
        Some(place) => Ok(ok(&decline_page(&own, &ctx, &place, &DeclineForm::default(), Errors::default())?)),
        None => Ok(Redirect::to(&address(own.id(), Part::Outcome)).into_response()),
    }
}

async fn decline(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(form): Form<DeclineForm>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let own = own(&ctx, &application).await?;
    let t = ctx.t();
    let mut errors = Errors::default();
    let length = form.reason.trim().chars().count();
    if form.confirm != "yes" {
        errors.add("confirm", t.decline_unconfirmed());
    }
    if length > REASON_CHARS_MAX {
        let label = t.decline_reason();
        errors.add("reason", t.form_too_long(&args::FormTooLong { label, max: REASON_CHARS_MAX, length }));
    }
    let mut said = String::new();
    if errors.is_empty() {
        let reason = random::prose(form.reason.trim());
        let verb = Verb::Selection(Select::Decline { application: own.id(), reason });
        match ctx.app.act(own.procedure, ticket, Command { actor: own.person, verb }).await {
            Ok(_) => return Ok(Redirect::to(&address(own.id(), Part::Outcome)).into_response()),
            Err(AppError::Refused(refusal)) => said = refusal_words(ctx.lang, &own, &refusal),
            Err(error) => return Err(error),
        }
    }
    let status = if errors.is_empty() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let place = ctx.app.own_outcome(&own).await?.place.unwrap_or_default();
    let mut page = decline_page(&own, &ctx, &place, &form, errors)?;
    page.frame.refused = said;
    Ok(shown(status, &page))
}
