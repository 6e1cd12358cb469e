//! The opening of an envelope: a part of the applications that stayed shut until the rest was judged.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;

use super::{Frame, Tab, act, enter_track, frame, go, page, words};
use crate::app::ownership::envelopes::openers;
use crate::app::{App, AppError};
use crate::engine::steps::envelope;
use crate::engine::turn::Verb;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/procedures/{procedure}/tracks/{track}/envelope", get(show).post(open))
}

/// The opening of an envelope.
#[derive(Template)]
#[template(path = "pages/own-envelope.html")]
pub struct EnvelopePage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// What lies in it.
    pub holds: Vec<String>,
    /// When it was opened.
    pub opened: Option<String>,
    /// Applications: the code, whether it is opened, and the rule that keeps it shut.
    pub lines: Vec<(String, bool, String)>,
    /// Whether the reader may open now.
    pub can_open: bool,
}

async fn show(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let office = enter_track(&ctx, &procedure, &track, openers, ctx.app.clock.now()).await?;
    let (t, lang, definition) = (ctx.t(), ctx.lang, office.definition());
    let desk = ctx.app.envelope_desk(&office, &track, lang).await?;
    let step = words::step(lang, definition, &desk.step);
    let title = format!("{} – {step}", words::track(lang, definition, &track));
    let rule = |rule: &str| match rule {
        "total" => t.own_envelope_total().to_owned(),
        _ => definition.title_of(rule, lang.code()).unwrap_or(rule).to_owned(),
    };
    let opened = desk.opened.iter().map(|id| (id.code(), true, String::new()));
    let shut = desk.shut.iter().map(|(id, by)| (id.code(), false, rule(by)));
    Ok(ok(&EnvelopePage {
        lines: opened.chain(shut).collect(),
        frame: frame(&ctx, &office, Tab::Desk, Some(&title)),
        page: page(&ctx, &office, title),
        holds: desk.holds,
        opened: desk.opened_at.map(|at| t.own_envelope_opened(words::full(lang, definition, at))),
        can_open: desk.may,
    }))
}

async fn open(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let office = enter_track(&ctx, &procedure, &track, openers, ticket.at()).await?;
    let id = office.procedure.id;
    let to = format!("/procedures/{id}/tracks/{track}/envelope");
    act(&ctx, &office, ticket, Verb::Envelope(envelope::Command::Open { track })).await?;
    Ok(go(to))
}
