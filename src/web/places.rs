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
use super::marks::{Fields, REASON_CHARS_MAX, field};
use super::parts::Choice;
use super::refusals::words;
use crate::app::choosing::Letters;
use crate::app::reading::track_title;
use crate::app::{App, AppError, random};
use crate::engine::ids::ProcedureId;
use crate::engine::steps::limits::{Asked, Command as Limits};
use crate::engine::turn::{Command, Verb};
use crate::i18n::args;

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
    let title = |id: &String| track_title(definition, id, lang);
    let titles = |ids: &[String]| ids.iter().map(title).collect::<Result<Vec<_>, _>>();
    let mut found = Vec::new();
    for (asked, number) in letters.asked.iter().zip(1..) {
        let Asked { question, .. } = asked;
        let tracks = titles(&question.tracks)?;
        let about = question.applications.iter().zip(&tracks);
        let until = question.until.map(|at| when_until(at, &definition.zone)).transpose()?;
        let until = until.map(|when| t.places_until(lang.full(&when))).unwrap_or_default();
        let state = match (asked.keeps(), asked.lapsed) {
            (Some(keep), _) => t.own_places_keeps(titles(keep)?.join(", ")),
            (None, Some(_)) => t.own_places_silent().to_owned(),
            (None, None) => t.own_places_waits().to_owned(),
        };
        found.push(Question {
            number,
            limit: question.limit.clone(),
            holder: question.holder.clone(),
            about: about.map(|(id, track)| format!("{}: {track}", id.code())).collect(),
            text: format!("{} {until}", t.own_places_max(u64::from(question.max))),
            state,
            tracks: if asked.open() && letters.may_release {
                question.tracks.iter().zip(tracks).map(|(id, title)| Choice::new(id.clone(), title)).collect()
            } else {
                Vec::new()
            },
            reason: String::new(),
            refused: String::new(),
        });
    }
    Ok(found)
}

/// The tracks whose boxes are ticked; a box is named after `prefix` and its track.
pub fn kept(fields: &Fields, prefix: &str) -> Vec<String> {
    let boxes = fields.iter().filter(|(_, value)| value == "yes");
    boxes.filter_map(|(name, _)| Some(name.strip_prefix(prefix)?.to_owned())).collect()
}

/// Records which places somebody keeps who said so by another way.
async fn record(
    ctx: Ctx,
    Path(procedure): Path<ProcedureId>,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let actor = ctx.signed_in()?.id;
    let number = field(&fields, "number");
    let (limit, holder) = (field(&fields, "limit").to_owned(), field(&fields, "holder").to_owned());
    let keep = kept(&fields, &format!("keep-{number}-"));
    let typed = field(&fields, &format!("reason-{number}"));
    let length = typed.chars().count();
    let refusal = if length > REASON_CHARS_MAX {
        None
    } else {
        let verb = Verb::Limits(Limits::Record { limit, holder, keep, reason: random::prose(typed.trim()) });
        match ctx.app.act(procedure, ticket, Command { actor, verb }).await {
            Ok(_) => return Ok(Redirect::to(&format!("/procedures/{procedure}/letters")).into_response()),
            Err(AppError::Refused(refusal)) => Some(refusal),
            Err(error) => return Err(error),
        }
    };
    let (mut page, loaded) = letters_page(&ctx, procedure).await?;
    if let Some(one) = page.questions.iter_mut().find(|one| one.number.to_string() == *number) {
        let (t, definition) = (ctx.t(), &loaded.definition);
        one.refused = if let Some(refusal) = &refusal {
            words(ctx.lang, Some(definition), &definition.zone, refusal)
        } else {
            let (label, max) = (t.own_places_how(), REASON_CHARS_MAX);
            t.form_too_long(&args::FormTooLong { label, max, length })
        };
        typed.clone_into(&mut one.reason);
    }
    Ok(shown(StatusCode::CONFLICT, &page))
}
