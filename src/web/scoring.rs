//! The scoring of a track: the evaluator's list, and the panel for those who lead it.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::ctx::Ctx;
use super::errors::shown;
use super::exhibit::id;
use super::page::Page;
use super::parts::Link;
use super::refusals;
use crate::app::panel::{MineState, Progress, ScoringDesk};
use crate::app::reading::Stage;
use crate::app::{App, AppError};
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::exchange::plot::Strip;
use crate::i18n::{When, args};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/tracks/{track}/scoring", get(list))
        .route("/procedures/{procedure}/tracks/{track}/scoring/finish", post(finish))
}

/// The scoring of a track.
#[derive(Template)]
#[template(path = "pages/judge-list.html")]
pub struct ListPage {
    /// The frame.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// Procedure and track.
    pub place: String,
    /// Why the last action was not done; empty for none.
    pub refused: String,
    /// Words for a scoring that has not come or is over; empty while it is under way.
    pub standing: String,
    /// Whether who applies is hidden.
    pub blind: bool,
    /// By when the panel means to be done; empty for no such day.
    pub target: String,
    /// Whether the reader scores.
    pub judges: bool,
    /// The reader's applications.
    pub rows: Vec<ListRow>,
    /// How much of it is done; empty where there is nothing to do.
    pub done: String,
    /// What to do next, where there is something.
    pub next: Option<Link>,
    /// How far the panel has come, for those who lead it.
    pub panel: Option<Panel>,
    /// Where the scoring is ended; empty for those who may not.
    pub finish: String,
}

/// One application on the list.
#[derive(Clone, Debug, Default)]
pub struct ListRow {
    /// Where it is read.
    pub href: String,
    /// Its code.
    pub code: String,
    /// How the badge looks.
    pub look: &'static str,
    /// How far it has come.
    pub state: String,
}

/// How far a panel has come.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// What each application needs.
    pub text: String,
    /// Code, locked sheets of those needed in words and as a bar, whether it is enough.
    pub applications: Vec<(String, Strip, bool)>,
    /// Name, declared, locked in words and as a bar, whether all is declared.
    pub people: Vec<(String, String, Strip, bool)>,
}

/// The address of the scoring of a track.
pub fn list_href(procedure: ProcedureId, track: &str) -> String {
    format!("/procedures/{procedure}/tracks/{track}/scoring")
}

async fn list(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    draw_list(&ctx, person, id(&procedure)?, &track, String::new(), StatusCode::OK).await
}

async fn finish(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let procedure = id(&procedure)?;
    match ctx.app.finish_scoring(person, procedure, &track).await {
        Ok(()) => Ok(Redirect::to(&list_href(procedure, &track)).into_response()),
        Err(AppError::Refused(refusal)) => {
            let refused = said(&ctx, procedure, &refusal).await?;
            draw_list(&ctx, person, procedure, &track, refused, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

/// A refusal in the reader's words.
pub async fn said(ctx: &Ctx, procedure: ProcedureId, refusal: &Refusal) -> Result<String, AppError> {
    let loaded = ctx.app.definition(procedure).await?;
    Ok(refusals::words(ctx.lang, Some(&loaded.definition), &loaded.definition.zone, refusal))
}

async fn draw_list(
    ctx: &Ctx,
    person: PersonId,
    procedure: ProcedureId,
    track: &str,
    refused: String,
    status: StatusCode,
) -> Result<Response, AppError> {
    let desk = ctx.app.scoring_desk(person, procedure, track, ctx.lang, ctx.look()).await?;
    ctx.shows_file_of(procedure).await?;
    let t = ctx.t();
    let mine = desk.mine.as_deref().unwrap_or_default();
    let rows: Vec<_> = mine.iter().map(|mine| row(ctx, mine.application, mine.state)).collect();
    let finished = |state: MineState| matches!(state, MineState::Tied | MineState::Locked);
    let done = mine.iter().filter(|mine| finished(mine.state)).count();
    let next = mine.iter().find(|mine| !finished(mine.state)).filter(|_| desk.stage == Stage::Here);
    let page = ctx.page(t.score_title(), &desk.zone);
    Ok(shown(
        status,
        &ListPage {
            page,
            crumbs: vec![Link::new("/desk", t.page_desk()), Link::here(t.score_title())],
            place: place(&desk.procedure, &desk.track),
            refused,
            standing: match desk.stage {
                Stage::Ahead => t.judge_ahead().to_owned(),
                Stage::Here => String::new(),
                Stage::Behind => t.judge_over().to_owned(),
            },
            blind: desk.blind,
            target: desk.target.map(|at| target_words(ctx, &desk.zone, at)).unwrap_or_default(),
            judges: desk.mine.is_some(),
            done: if rows.is_empty() {
                String::new()
            } else {
                t.judge_progress(&args::JudgeProgress { done, total: rows.len() })
            },
            next: next
                .map(|mine| {
                    let code = mine.application.code();
                    let label = match mine.state {
                        MineState::Undeclared => t.judge_next_declare(code),
                        _ => t.judge_next_score(code),
                    };
                    Link::new(format!("/review/{}", mine.application), label)
                })
                // What comes next, and for whom, stands on the desk.
                .or_else(|| (desk.stage == Stage::Behind).then(|| Link::new("/desk", t.page_desk()))),
            rows,
            panel: desk.progress.as_ref().map(|progress| panel(ctx, progress)),
            finish: finish_href(&desk, procedure, track),
        },
    ))
}

/// By when the panel means to be done, and whether that is over.
fn target_words(ctx: &Ctx, zone: &str, at: Instant) -> String {
    let when = When::until(at, zone).map(|when| ctx.lang.full(&when)).unwrap_or_default();
    if at < ctx.now { ctx.t().judge_target_over(when) } else { ctx.t().judge_target(when) }
}

fn finish_href(desk: &ScoringDesk, procedure: ProcedureId, track: &str) -> String {
    if desk.may_finish { format!("{}/finish", list_href(procedure, track)) } else { String::new() }
}

/// Procedure and track in one line.
pub fn place(procedure: &str, track: &str) -> String {
    format!("{procedure} – {track}")
}

fn row(ctx: &Ctx, application: ApplicationId, state: MineState) -> ListRow {
    let t = ctx.t();
    let (look, state) = match state {
        MineState::Undeclared => ("warn", t.judge_state_undeclared().to_owned()),
        MineState::Tied => ("quiet", t.judge_state_tied().to_owned()),
        MineState::Scoring { done, total } => {
            ("info", t.judge_state_scoring(&args::JudgeStateScoring { done, total }))
        }
        MineState::Locked => ("ok", t.judge_state_locked().to_owned()),
    };
    ListRow { href: ctx.staying(format!("/review/{application}")), code: application.code(), look, state }
}

fn panel(ctx: &Ctx, progress: &Progress) -> Panel {
    let t = ctx.t();
    let of = |part: usize, whole: usize| {
        t.word_of(&args::WordOf { part: ctx.lang.number(part), whole: ctx.lang.number(whole) })
    };
    let min = progress.evaluators_min as usize;
    let total = progress.applications.len();
    Panel {
        text: t.judge_panel_text(min),
        applications: progress
            .applications
            .iter()
            .map(|(application, locked)| {
                (application.code(), Strip::of(of(*locked, min), *locked, min), *locked >= min)
            })
            .collect(),
        people: progress
            .evaluators
            .iter()
            .map(|one| {
                let (declared, locked) = (of(one.declared, total), of(one.locked, total));
                let locked = Strip::of(locked, one.locked, total);
                (one.name.clone(), declared, locked, one.declared >= total)
            })
            .collect(),
    }
}
