//! The shortlist: computed, then decided; and the letters, read before all are released together.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};

use super::ctx::Ctx;
use super::errors::{ok, shown};
use super::page::Page;
use super::parts::{Choice, Errors, Link};
use super::places::{Question, questions};
use super::ranking;
use super::refusals::{outcome_name, words};
use crate::app::choosing::{Compared, Shortlist};
use crate::app::{App, AppError, random};
use crate::engine::exact::{Exact, RoundingMode};
use crate::engine::ids::{ApplicationId, ProcedureId};
use crate::engine::select::outcome::StopKind;
use crate::engine::steps::letters as letters_step;
use crate::engine::steps::selection::{self, Command as Select};
use crate::engine::turn::{Command, Verb};
use crate::engine::workflow::Loaded;
use crate::i18n::{Lang, When};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/tracks/{track}/selection", get(shortlist).post(decide))
        .route("/procedures/{procedure}/tracks/{track}/draw", post(draw))
        .route("/procedures/{procedure}/letters", get(letters).post(release))
}

#[derive(Template)]
#[template(path = "pages/choosing-shortlist.html")]
struct ShortlistPage {
    page: Page,
    crumbs: Vec<Link>,
    procedure: ProcedureId,
    track: String,
    criteria: Vec<String>,
    rows: Vec<Row>,
    tied: Vec<Choice>,
    open_places: usize,
    needs_draw: bool,
    begun: bool,
    may_decide: bool,
    decided_at: Option<String>,
    /// What was remarked on the whole list; empty for nothing.
    decided_remark: String,
    remark: String,
    draw_order: String,
    witness: String,
    places: Vec<Choice>,
    errors: Errors,
    plot: Option<ranking::Plot>,
}

impl ShortlistPage {
    /// Characters that a reason has at least.
    #[expect(clippy::unused_self, reason = "templates call methods of the page")]
    const fn reason_min(&self) -> u32 {
        selection::REASON_CHARS_MIN
    }
}

/// One application in the table.
struct Row {
    id: ApplicationId,
    code: String,
    name: String,
    place: String,
    points: Vec<String>,
    total: String,
    total_of_100: u32,
    verdict: &'static str,
    note: String,
    chosen: String,
    reason: String,
    /// What was decided, and why where it differs from what was computed; empty while nothing is.
    decided: &'static str,
    why: String,
}

fn points(lang: Lang, exact: Option<&Exact>) -> String {
    exact.map_or_else(|| "–".to_owned(), |exact| ranking::shown(lang, exact))
}

/// The way here, over the owner's desk.
fn crumbs(ctx: &Ctx, procedure: ProcedureId, here: &str) -> Vec<Link> {
    vec![Link::new(format!("/procedures/{procedure}"), ctx.t().owner_desk()), Link::here(here)]
}

/// What the reader typed, by field name.
type Typed = BTreeMap<String, String>;

fn page_of(
    ctx: &Ctx,
    procedure: ProcedureId,
    list: &Shortlist,
    typed: &Typed,
    errors: Errors,
) -> ShortlistPage {
    let (t, lang) = (ctx.t(), ctx.lang);
    let definition = &list.loaded.definition;
    ctx.shows(definition);
    let title = |id: &str| definition.title_of(id, lang.code()).unwrap_or(id).to_owned();
    let track_title = definition.track(&list.track).map(|track| track.title.get(lang.code()));
    let track_title = track_title.unwrap_or(&list.track).to_owned();
    let computed = list.computed.clone().unwrap_or_default();
    let names: BTreeMap<_, _> = list.rows.iter().map(|row| (row.id.to_string(), row.name.clone())).collect();
    let tied = computed
        .tied
        .iter()
        .filter_map(|id| {
            let code = id.parse::<ApplicationId>().ok()?.code();
            Some(Choice::new(code, names.get(id).cloned().unwrap_or_default()))
        })
        .collect();
    let given = |key: &str| typed.get(key).cloned().unwrap_or_default();
    let rows = list.rows.iter().map(|row| row_of(ctx, list, row, typed)).collect();
    ShortlistPage {
        page: ctx.page(t.choose_title(&track_title), &definition.zone),
        crumbs: crumbs(ctx, procedure, &t.choose_title(&track_title)),
        procedure,
        track: list.track.clone(),
        criteria: list.criteria.iter().map(|id| title(id)).collect(),
        rows,
        tied,
        open_places: computed.open_places,
        needs_draw: computed.stopped.as_ref().is_some_and(|s| s.kind == StopKind::Draw),
        begun: list.computed.is_some(),
        may_decide: list.may_decide,
        decided_at: list
            .decided
            .as_ref()
            .and_then(|decision| When::at(decision.at, &definition.zone).ok())
            .map(|when| lang.full(&when)),
        decided_remark: list
            .decided
            .as_ref()
            .and_then(|decision| list.reasons.get(decision.remark.as_ref()?))
            .cloned()
            .unwrap_or_default(),
        remark: given("remark"),
        draw_order: given("order"),
        witness: given("witness"),
        places: vec![
            Choice::new("selected", t.choose_selected()),
            Choice::new("reserve", t.choose_reserve()),
            Choice::new("not", t.choose_not()),
        ],
        errors,
        plot: ranking::plot(ctx, list),
    }
}

fn row_of(ctx: &Ctx, list: &Shortlist, row: &Compared, typed: &Typed) -> Row {
    let (t, lang) = (ctx.t(), ctx.lang);
    let key = row.id.to_string();
    let computed = list.computed.clone().unwrap_or_default();
    let verdict = if computed.selected.contains(&key) {
        "selected"
    } else if computed.tied.contains(&key) {
        "tied"
    } else if computed.reserve.contains(&key) {
        "reserve"
    } else {
        "not"
    };
    let chosen = match &list.decided {
        Some(decision) if decision.selected.contains(&row.id) => "selected",
        Some(decision) if decision.reserve.contains(&row.id) => "reserve",
        Some(_) => "not",
        None if verdict == "tied" => "reserve",
        None => verdict,
    };
    let total = row.scores.get("total");
    let of_100 = total.map(|total| total.display(0, RoundingMode::HalfEven));
    Row {
        id: row.id,
        code: row.id.code(),
        name: row.name.clone(),
        place: row.place.map_or_else(|| "–".to_owned(), |place| place.to_string()),
        points: list.criteria.iter().map(|id| points(lang, row.scores.get(id))).collect(),
        total: points(lang, total),
        total_of_100: of_100.and_then(|shown| shown.parse().ok()).unwrap_or(0),
        verdict: match verdict {
            "selected" => t.choose_selected(),
            "tied" => t.choose_tied(),
            "reserve" => t.choose_reserve(),
            _ => t.choose_not(),
        },
        note: row.failed.as_ref().map(|_| t.choose_below().to_owned()).unwrap_or_default(),
        chosen: typed.get(&format!("place-{key}")).cloned().unwrap_or_else(|| chosen.to_owned()),
        reason: typed.get(&format!("reason-{key}")).cloned().unwrap_or_default(),
        decided: match (&list.decided, chosen) {
            (None, _) => "",
            (Some(_), "selected") => t.choose_selected(),
            (Some(_), "reserve") => t.choose_reserve(),
            (Some(_), _) => t.choose_not(),
        },
        why: list
            .decided
            .as_ref()
            .and_then(|decision| list.reasons.get(decision.reasons.get(&row.id)?))
            .cloned()
            .unwrap_or_default(),
    }
}

type Target = Path<(ProcedureId, String)>;

async fn shortlist(ctx: Ctx, Path((procedure, track)): Target) -> Result<Response, AppError> {
    let list = ctx.app.shortlist(ctx.signed_in()?.id, procedure, &track, ctx.look()).await?;
    Ok(ok(&page_of(&ctx, procedure, &list, &Typed::new(), Errors::default())))
}

async fn decide(
    ctx: Ctx,
    Path((procedure, track)): Target,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let actor = ctx.signed_in()?.id;
    let typed: Typed = form.into_iter().collect();
    let list = ctx.app.shortlist(actor, procedure, &track, None).await?;
    let placed = |where_to: &str| -> Vec<ApplicationId> {
        let at = |row: &&Compared| typed.get(&format!("place-{}", row.id)).is_some_and(|p| p == where_to);
        list.rows.iter().filter(at).map(|row| row.id).collect()
    };
    let reasons = list
        .rows
        .iter()
        .filter_map(|row| Some((row.id, typed.get(&format!("reason-{}", row.id))?.trim())))
        .filter(|(_, reason)| !reason.is_empty())
        .map(|(id, reason)| (id, random::prose(reason)))
        .collect();
    let remark = typed.get("remark").filter(|remark| !remark.trim().is_empty());
    let verb = Verb::Selection(Select::Decide {
        track: track.clone(),
        selected: placed("selected"),
        reserve: placed("reserve"),
        reasons,
        remark: remark.map(|remark| random::prose(remark.as_str())),
    });
    let done = ctx.app.act(procedure, ticket, Command { actor, verb }).await;
    answer(&ctx, procedure, &track, &typed, "remark", done.map(|_| ())).await
}

async fn draw(
    ctx: Ctx,
    Path((procedure, track)): Target,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let actor = ctx.signed_in()?.id;
    let typed: Typed = form.into_iter().collect();
    let list = ctx.app.shortlist(actor, procedure, &track, None).await?;
    let by_code: BTreeMap<_, _> = list.rows.iter().map(|row| (row.id.code(), row.id)).collect();
    let order = typed
        .get("order")
        .map(String::as_str)
        .unwrap_or_default()
        .split([',', ' ', '\n', '\r'])
        .filter(|code| !code.is_empty())
        .map(|code| by_code.get(&code.to_uppercase()).copied())
        .collect::<Option<Vec<_>>>()
        .unwrap_or_default();
    let witness = random::prose(typed.get("witness").map(String::as_str).unwrap_or_default());
    let verb = Verb::Selection(Select::Draw { track: track.clone(), step: None, order, witness });
    let done = ctx.app.act(procedure, ticket, Command { actor, verb }).await;
    answer(&ctx, procedure, &track, &typed, "order", done.map(|_| ())).await
}

/// Back to the page, or the page again with what was typed and why it was refused.
async fn answer(
    ctx: &Ctx,
    procedure: ProcedureId,
    track: &str,
    typed: &Typed,
    field: &str,
    done: Result<(), AppError>,
) -> Result<Response, AppError> {
    match done {
        Ok(()) => {
            let to = format!("/procedures/{procedure}/tracks/{track}/selection");
            Ok(Redirect::to(&to).into_response())
        }
        Err(AppError::Refused(refusal)) => {
            let list = ctx.app.shortlist(ctx.signed_in()?.id, procedure, track, None).await?;
            let definition = &list.loaded.definition;
            let mut errors = Errors::default();
            errors.add(field, words(ctx.lang, Some(definition), &definition.zone, &refusal));
            Ok(shown(StatusCode::CONFLICT, &page_of(ctx, procedure, &list, typed, errors)))
        }
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "pages/choosing-letters.html")]
pub(super) struct LettersPage {
    /// Who was asked which places to keep.
    pub questions: Vec<Question>,
    page: Page,
    crumbs: Vec<Link>,
    procedure: ProcedureId,
    tracks: Vec<TrackRow>,
    preview: Vec<Preview>,
    refusal: Option<String>,
    released: bool,
}

struct TrackRow {
    title: String,
    state: String,
}

struct Preview {
    to: String,
    subject: String,
    text: String,
}

pub(super) async fn letters_page(
    ctx: &Ctx,
    procedure: ProcedureId,
) -> Result<(LettersPage, Arc<Loaded>), AppError> {
    let (t, lang) = (ctx.t(), ctx.lang);
    let letters = ctx.app.decision_letters(ctx.signed_in()?.id, procedure).await?;
    let definition = &letters.loaded.definition;
    ctx.shows(definition);
    let title = |id: &str| {
        let step = definition.step(id);
        step.map_or_else(|| id.to_owned(), |step| step.title.get(lang.code()).to_owned())
    };
    let tracks = letters
        .tracks
        .iter()
        .map(|track| {
            let released = track.released_at.and_then(|at| When::at(at, &definition.zone).ok());
            let state = match (released, track.outcome) {
                (Some(when), _) => t.choose_released(lang.full(&when)),
                (None, Some(outcome)) => outcome_name(lang, outcome).to_owned(),
                (None, None) => title(&track.step),
            };
            let name = definition.track(&track.track).map(|track| track.title.get(lang.code()));
            TrackRow { title: name.unwrap_or(&track.track).to_owned(), state }
        })
        .collect();
    let released = letters.tracks.iter().any(|track| track.released_at.is_some());
    let questions = questions(ctx, &letters)?;
    let loaded = Arc::clone(&letters.loaded);
    let page = LettersPage {
        questions,
        page: ctx.page(t.choose_letters_title(), &definition.zone),
        crumbs: crumbs(ctx, procedure, t.choose_letters_title()),
        procedure,
        tracks,
        preview: letters
            .preview
            .into_iter()
            .map(|letter| Preview { to: letter.address, subject: letter.subject, text: letter.text })
            .collect(),
        refusal: letters.refusal.map(|r| words(lang, Some(definition), &definition.zone, &r)),
        released,
    };
    Ok((page, loaded))
}

async fn letters(ctx: Ctx, Path(procedure): Path<ProcedureId>) -> Result<Response, AppError> {
    Ok(ok(&letters_page(&ctx, procedure).await?.0))
}

async fn release(ctx: Ctx, Path(procedure): Path<ProcedureId>) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let actor = ctx.signed_in()?.id;
    let verb = Verb::Letters(letters_step::Command::Release);
    match ctx.app.act(procedure, ticket, Command { actor, verb }).await {
        Ok(_) => Ok(Redirect::to(&format!("/procedures/{procedure}/letters")).into_response()),
        Err(AppError::Refused(_)) => {
            // The page says itself why the letters cannot go out.
            Ok(shown(StatusCode::CONFLICT, &letters_page(&ctx, procedure).await?.0))
        }
        Err(error) => Err(error),
    }
}
