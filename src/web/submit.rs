//! Review and submit, and taking an application back.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;

use super::application::{
    AnswerView, Frame, Missing, Part, address, answers, framed, missing, own, refused, when_at,
};
use super::ctx::Ctx;
use super::errors::{ok, shown};
use super::page::Page;
use super::parts::Errors;
use crate::app::applicant::{Own, Status};
use crate::app::{App, AppError};
use crate::engine::refusal::Refusal;
use crate::engine::steps::intake::{self, Incomplete};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/applications/{id}/review", get(review).post(submit))
        .route("/applications/{id}/confirm", post(confirm))
        .route("/applications/{id}/withdraw", get(ask).post(withdraw))
}

/// What the reader can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Submit.
    Submit,
    /// Nothing: the draft is what was submitted.
    NothingNew,
    /// Nothing: the lead submits.
    LeadSubmits,
    /// Nothing: something is missing, or it is too late.
    Nothing,
}

#[derive(Template)]
#[template(path = "pages/application-review.html")]
struct ReviewPage {
    page: Page,
    frame: Frame,
    action: String,
    members: Vec<String>,
    missing: Vec<Missing>,
    accepts_incomplete: bool,
    next: Next,
    what_happens: String,
    button: &'static str,
    seen: u32,
    answers: Vec<AnswerView>,
    errors: Errors,
}

fn review_page(
    ctx: &Ctx,
    own: &Own,
    (page, frame): (Page, Frame),
    errors: Errors,
) -> Result<ReviewPage, AppError> {
    let (lang, t) = (ctx.lang, ctx.t());
    let missing = missing(own, lang);
    let accepts_incomplete = intake::at_stage(own.definition(), own.application.stage.as_deref())
        .is_some_and(|(_, spec)| spec.incomplete == Incomplete::Accept);
    let next = match own.status() {
        _ if !own.open() => Next::Nothing,
        Status::Submitted => Next::NothingNew,
        _ if !own.leads() => Next::LeadSubmits,
        _ if accepts_incomplete || missing.is_empty() => Next::Submit,
        _ => Next::Nothing,
    };
    let before = own.application.submitted.as_ref().filter(|_| own.application.handed_in());
    let what_happens = match before {
        Some(before) => t.apply_replace_text(lang.exact(&when_at(before.at, &own.definition().zone)?)),
        None => t.applicant_submit_text().to_owned(),
    };
    Ok(ReviewPage {
        page,
        frame,
        action: address(own.id(), Part::Review),
        members: own.application.members.iter().map(|member| own.name(member.id).to_owned()).collect(),
        next,
        missing,
        accepts_incomplete,
        what_happens,
        button: if before.is_some() { t.apply_replace() } else { t.apply_submit() },
        seen: own.application.draft.number,
        answers: answers(own, lang, &own.draft),
        errors,
    })
}

async fn review(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let own = own(&ctx, &application).await?;
    let frame = framed(&ctx, &own, Part::Review)?;
    Ok(ok(&review_page(&ctx, &own, frame, Errors::default())?))
}

#[derive(Deserialize)]
struct Submit {
    #[serde(default)]
    declare: String,
    #[serde(default)]
    seen: Option<u32>,
}

async fn submit(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(form): Form<Submit>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let own = own(&ctx, &application).await?;
    if form.declare != "yes" {
        let mut errors = Errors::default();
        errors.add("declare", ctx.t().applicant_submit_tick());
        let frame = framed(&ctx, &own, Part::Review)?;
        return Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, &review_page(&ctx, &own, frame, errors)?));
    }
    if own.open() && form.seen.is_some_and(|seen| seen != own.application.draft.number) {
        let (page, mut frame) = framed(&ctx, &own, Part::Review)?;
        ctx.t().applicant_changed_meanwhile().clone_into(&mut frame.refused);
        let page = review_page(&ctx, &own, (page, frame), Errors::default())?;
        return Ok(shown(StatusCode::CONFLICT, &page));
    }
    let command = intake::Command::Submit { application: own.id(), seen: form.seen };
    match ctx.app.intake(&own, ticket, command).await {
        Ok(()) => Ok(Redirect::to(&address(own.id(), Part::Receipt)).into_response()),
        Err(AppError::Refused(refusal)) => {
            let own = ctx.app.own(own.id(), own.person).await?;
            let frame = refused(&ctx, &own, Part::Review, &refusal)?;
            Ok(shown(StatusCode::CONFLICT, &review_page(&ctx, &own, frame, Errors::default())?))
        }
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "pages/application-withdraw.html")]
struct WithdrawPage {
    page: Page,
    frame: Frame,
    action: String,
    back: String,
    may: bool,
}

fn withdraw_page(own: &Own, (page, frame): (Page, Frame)) -> WithdrawPage {
    WithdrawPage {
        page,
        frame,
        action: format!("/applications/{}/withdraw", own.id()),
        back: address(own.id(), Part::Overview),
        may: own.open() && own.leads() && own.application.handed_in(),
    }
}

async fn confirm(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let own = own(&ctx, &application).await?;
    let command = intake::Command::Confirm { application: own.id() };
    match ctx.app.intake(&own, ticket, command).await {
        // Whoever confirms twice has confirmed.
        Ok(()) | Err(AppError::Refused(Refusal::Already)) => {
            Ok(Redirect::to(&address(own.id(), Part::Overview)).into_response())
        }
        Err(AppError::Refused(refusal)) => {
            let own = ctx.app.own(own.id(), own.person).await?;
            let frame = refused(&ctx, &own, Part::Review, &refusal)?;
            Ok(shown(StatusCode::CONFLICT, &review_page(&ctx, &own, frame, Errors::default())?))
        }
        Err(error) => Err(error),
    }
}

async fn ask(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let own = own(&ctx, &application).await?;
    let frame = framed(&ctx, &own, Part::Other)?;
    Ok(ok(&withdraw_page(&own, frame)))
}

async fn withdraw(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let own = own(&ctx, &application).await?;
    let command = intake::Command::Withdraw { application: own.id() };
    match ctx.app.intake(&own, ticket, command).await {
        Ok(()) => Ok(Redirect::to(&address(own.id(), Part::Overview)).into_response()),
        Err(AppError::Refused(refusal)) => {
            let own = ctx.app.own(own.id(), own.person).await?;
            let frame = refused(&ctx, &own, Part::Other, &refusal)?;
            Ok(shown(StatusCode::CONFLICT, &withdraw_page(&own, frame)))
        }
        Err(error) => Err(error),
    }
}
