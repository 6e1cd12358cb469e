//! A mandate: for those who sign it, and for those who name somebody to.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;

use super::ctx::Ctx;
use super::errors::ok;
use super::owner::{again, go, parsed, words};
use super::page::Page;
use super::parts::{Errors, Link};
use super::{markdown, refusals};
use crate::app::ownership::network::MandateView;
use crate::app::{App, AppError};
use crate::engine::ids::ApplicationId;
use crate::engine::refusal::Refusal;
use crate::engine::steps::mandate::{Command, SignedBy};
use crate::engine::turn::{self, Verb};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/mandates/{application}/{step}", get(show))
        .route("/mandates/{application}/{step}/sign", post(sign))
        .route("/mandates/{application}/{step}/name", post(name))
}

/// A mandate.
#[derive(Template)]
#[template(path = "pages/mandate.html")]
pub struct MandatePage {
    /// The frame of every page.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// The address of this page.
    pub base: String,
    /// Look of where it stands: info, ok or warn.
    pub look: &'static str,
    /// Where it stands.
    pub stands: String,
    /// The applicant whose mandate it is.
    pub applicant: String,
    /// The text, as HTML.
    pub text: String,
    /// The office that signs; empty where members do.
    pub office: String,
    /// Who signs, and when it was signed.
    pub signers: Vec<(String, String)>,
    /// Whether the reader can sign.
    pub owes: bool,
    /// Whether the reader can name who signs.
    pub names: bool,
    /// What is wrong with a form.
    pub errors: Errors,
    /// What was typed.
    pub typed: Named,
}

/// Who is named to sign.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Named {
    /// Name.
    pub name: String,
    /// Mail address.
    pub email: String,
}

struct Place {
    application: ApplicationId,
    step: String,
    base: String,
}

fn place((application, step): (String, String)) -> Result<Place, AppError> {
    let application: ApplicationId = parsed(&application)?;
    let base = format!("/mandates/{application}/{step}");
    Ok(Place { application, step, base })
}

async fn read(ctx: &Ctx, place: &Place) -> Result<MandateView, AppError> {
    ctx.app.mandate(place.application, &place.step, ctx.signed_in()?.id).await
}

async fn show(ctx: Ctx, Path(path): Path<(String, String)>) -> Result<Response, AppError> {
    let place = place(path)?;
    let view = read(&ctx, &place).await?;
    Ok(ok(&drawn(&ctx, &place, &view, Named::default(), Errors::default())))
}

fn drawn(ctx: &Ctx, place: &Place, view: &MandateView, typed: Named, errors: Errors) -> MandatePage {
    let (t, lang, definition) = (ctx.t(), ctx.lang, &view.loaded.definition);
    ctx.shows(definition);
    let title = words::step(lang, definition, &place.step);
    let signed = !view.signers.is_empty() && view.signers.iter().all(|(_, at)| at.is_some());
    let until = view.until.map(|until| words::until(lang, definition, until)).unwrap_or_default();
    let (look, stands) = match view.over {
        Some(true) => ("warn", t.mandate_out().to_owned()),
        _ if signed => ("ok", t.mandate_signed().to_owned()),
        _ => ("warn", t.mandate_until(until)),
    };
    let signers = view.signers.iter().map(|(name, at)| {
        let when = at.map(|at| words::full(lang, definition, at));
        (name.clone(), when.unwrap_or_else(|| t.mandate_not_signed().to_owned()))
    });
    MandatePage {
        page: ctx.page(title, &definition.zone),
        crumbs: vec![
            Link::new("/desk", t.page_desk()),
            Link::new(format!("/tenders/{}", view.procedure), definition.title.get(lang.code())),
            Link::here(title),
        ],
        base: place.base.clone(),
        look,
        stands,
        applicant: words::called(lang, &view.called),
        text: markdown::html(view.spec.text.get(lang.code()), 3),
        office: match &view.spec.signed_by {
            SignedBy::Office(office) => office.get(lang.code()).to_owned(),
            SignedBy::Members | SignedBy::Lead => String::new(),
        },
        signers: signers.collect(),
        owes: view.owes,
        names: view.names,
        errors,
        typed,
    }
}

/// The page again, with what was refused beside `field`.
fn refused(
    ctx: &Ctx,
    place: &Place,
    view: &MandateView,
    (typed, field): (Named, &str),
    error: AppError,
) -> Result<Response, AppError> {
    let refusal = match error {
        AppError::Refused(refusal) => refusal,
        other => return Err(other),
    };
    if matches!(refusal, Refusal::NotAllowed { .. } | Refusal::Unknown { .. }) {
        return Err(AppError::Refused(refusal));
    }
    let definition = &view.loaded.definition;
    let mut errors = Errors::default();
    errors.add(field, refusals::words(ctx.lang, Some(definition), &definition.zone, &refusal));
    Ok(again(&drawn(ctx, place, view, typed, errors)))
}

async fn sign(ctx: Ctx, Path(path): Path<(String, String)>) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let place = place(path)?;
    let actor = ctx.signed_in()?.id;
    let procedure = read(&ctx, &place).await?.procedure;
    let verb = Verb::Mandate(Command::Sign { application: place.application });
    let Err(error) = ctx.app.act(procedure, ticket, turn::Command { actor, verb }).await else {
        return Ok(go(place.base));
    };
    let view = read(&ctx, &place).await?;
    refused(&ctx, &place, &view, (Named::default(), "sign"), error)
}

async fn name(
    ctx: Ctx,
    Path(path): Path<(String, String)>,
    Form(typed): Form<Named>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let place = place(path)?;
    let actor = ctx.signed_in()?.id;
    let view = read(&ctx, &place).await?;
    let mut errors = Errors::default();
    if crate::app::applicant::tidy_name(&typed.name).is_empty() {
        errors.add("name", ctx.t().form_required(ctx.t().word_name()));
        return Ok(again(&drawn(&ctx, &place, &view, typed, errors)));
    }
    let who = (typed.name.as_str(), typed.email.as_str());
    let done = ctx.app.name_signatory((&view, place.application), ticket, actor, who, ctx.lang).await;
    match done {
        Ok(()) => Ok(go(place.base)),
        Err(AppError::BadValue { field: "email", .. }) => {
            errors.add("email", ctx.t().form_not_email());
            Ok(again(&drawn(&ctx, &place, &view, typed, errors)))
        }
        Err(error) => {
            let view = read(&ctx, &place).await?;
            refused(&ctx, &place, &view, (typed, "email"), error)
        }
    }
}
