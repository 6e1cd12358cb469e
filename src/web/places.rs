//! Limits over the tracks at the desk: who was asked which places to keep, what they said, and an answer that came by
//! another way.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Form, Router};

use super::application::when_until;
use super::choosing::letters_page;
use super::ctx::Ctx;
use super::errors::shown;
use super::marks::Fields;
use super::parts::Choice;
use super::refusals::words;
use crate::app::choosing::Letters;
use crate::app::{App, AppError, random};
use crate::engine::ids::ProcedureId;
use crate::engine::steps::limits::{Asked, Command as Limits};
use crate::engine::turn::{Command, Verb};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/procedures/{procedure}/letters/places", post(record))
}

/// One who was asked.
pub struct Question {
    /// Which of those on the page, from one.
    pub number: usize,
    /// Short name of the limit.
    pub limit: String,
    /// Who holds the places.
    pub holder: String,
    /// The codes of the applications, each with its track.
    pub about: Vec<String>,
    /// How many may be kept, and until when the answer may come.
    pub text: String,
    /// What was answered, or that nothing was.
    pub state: String,
    /// The tracks among which to choose; empty where nothing can be recorded.
    pub tracks: Vec<Choice>,
    /// What was typed as a reason.
    pub reason: String,
    /// Why it was refused; empty where it was not.
    pub refused: String,
}

/// Those who were asked about the lists whose letters wait.
pub fn questions(ctx: &Ctx, letters: &Letters) -> Result<Vec<Question>, AppError> {
    let (t, lang, definition) = (ctx.t(), ctx.lang, &letters.loaded.definition);
    let title = |id: &String| {
        let track = definition.track(id).map(|track| track.title.get(lang.code()));
        track.unwrap_or(id).to_owned()
    };
    let titles = |ids: &[String]| ids.iter().map(title).collect::<Vec<_>>().join(", ");
    let mut found = Vec::new();
    for (asked, number) in letters.asked.iter().zip(1..) {
        let Asked { question, .. } = asked;
        let about = question.applications.iter().zip(&question.tracks);
        let until = question.until.map(|at| when_until(at, &definition.zone)).transpose()?;
        let until = until.map(|when| t.places_until(lang.full(&when))).unwrap_or_default();
        let state = match (asked.keeps(), asked.lapsed) {
            (Some(keep), _) => t.own_places_keeps(titles(keep)),
            (None, Some(_)) => t.own_places_silent().to_owned(),
            (None, None) => t.own_places_waits().to_owned(),
        };
        found.push(Question {
            number,
            limit: question.limit.clone(),
            holder: question.holder.clone(),
            about: about.map(|(id, track)| format!("{}: {}", id.code(), title(track))).collect(),
            text: format!("{} {until}", t.own_places_max(u64::from(question.max))),
            state,
            tracks: if asked.open() && letters.may_release {
                question.tracks.iter().map(|id| Choice::new(id.clone(), title(id))).collect()
            } else {
                Vec::new()
            },
            reason: String::new(),
            refused: String::new(),
        });
    }
    Ok(found)
}

/// Records which places somebody keeps who said so by another way.
async fn record(
    ctx: Ctx,
    Path(procedure): Path<ProcedureId>,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let actor = ctx.signed_in()?.id;
    let field = |name: &str| {
        let found = fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let (number, limit, holder) = (field("number"), field("limit"), field("holder"));
    let prefix = format!("keep-{number}-");
    let boxes = fields.iter().filter(|(_, value)| value == "yes");
    let keep = boxes.filter_map(|(name, _)| Some(name.strip_prefix(&prefix)?.to_owned())).collect();
    let typed = field(&format!("reason-{number}"));
    let verb = Verb::Limits(Limits::Record { limit, holder, keep, reason: random::prose(typed.trim()) });
    match ctx.app.act(procedure, ticket, Command { actor, verb }).await {
        Ok(_) => Ok(Redirect::to(&format!("/procedures/{procedure}/letters")).into_response()),
        Err(AppError::Refused(refusal)) => {
            let (mut page, loaded) = letters_page(&ctx, procedure).await?;
            let definition = &loaded.definition;
            if let Some(one) = page.questions.iter_mut().find(|one| one.number.to_string() == number) {
                one.refused = words(ctx.lang, Some(definition), &definition.zone, &refusal);
                one.reason = typed;
            }
            Ok(shown(StatusCode::CONFLICT, &page))
        }
        Err(error) => Err(error),
    }
}
