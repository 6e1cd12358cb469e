//! Consensus: the applications by how far the evaluators are apart, and what the panel agrees on.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::ctx::Ctx;
use super::errors::shown;
use super::exhibit::id;
use super::marks::{self, Fields, MarkLine, Typed};
use super::page::Page;
use super::parts::{Errors, Link};
use super::review::at_field;
use super::scoring::{place, said};
use crate::app::agreeing::{Compared, ComparedLine, ConsensusDesk, ConsensusSheet};
use crate::app::reading::Stage;
use crate::app::{App, AppError};
use crate::engine::exact::{Exact, RoundingMode};
use crate::engine::ids::{ApplicationId, ProcedureId};
use crate::i18n::{Lang, When, args};

/// Decimals of a mean on a page; what is computed with is exact.
const MEAN_PLACES: u32 = 2;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/tracks/{track}/consensus", get(list))
        .route("/procedures/{procedure}/tracks/{track}/consensus/finish", post(finish))
        .route("/consensus/{application}", get(read).post(agree))
}

/// The consensus of a track.
#[derive(Template)]
#[template(path = "pages/agree-list.html")]
pub struct ListPage {
    /// The frame.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// Procedure and track.
    pub place: String,
    /// Why the last action was not done; empty for none.
    pub refused: String,
    /// Words for a consensus that has not come or is over; empty while it is under way.
    pub standing: String,
    /// Where the scoring is; empty once it is over.
    pub scoring: String,
    /// Whether the applications may be listed.
    pub listed: bool,
    /// The applications.
    pub parts: Vec<ListPart>,
    /// Codes of applications that the reader has no access to.
    pub closed: Vec<String>,
    /// Where the consensus is ended; empty for those who may not.
    pub finish: String,
}

/// One application on the list.
#[derive(Clone, Debug, Default)]
pub struct ListPart {
    /// Its code.
    pub code: String,
    /// Where it is agreed on.
    pub href: String,
    /// How the badge looks.
    pub look: &'static str,
    /// How much is agreed.
    pub state: String,
    /// Its criteria.
    pub lines: Vec<ListLine>,
}

/// One criterion on the list.
#[derive(Clone, Debug, Default)]
pub struct ListLine {
    /// Title.
    pub title: String,
    /// Points by letter: `A 3, B 5`.
    pub points: String,
    /// The same as a picture.
    pub picture: Picture,
    /// The mean, rounded.
    pub mean: String,
    /// The spread.
    pub spread: String,
    /// What is agreed; empty for nothing.
    pub agreed: String,
}

/// Points on a line of 0 to 100.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// Left end of each evaluator's mark.
    pub ticks: Vec<usize>,
    /// Where the mean is.
    pub mean: usize,
}

/// The consensus on one application.
#[derive(Template)]
#[template(path = "pages/agree-application.html")]
pub struct ApplicationPage {
    /// The frame.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// Procedure and track.
    pub place: String,
    /// What is wrong.
    pub errors: Errors,
    /// Why it was not recorded; empty for none.
    pub refused: String,
    /// The address of this page.
    pub here: String,
    /// The address of the list.
    pub list: String,
    /// Where the application is read.
    pub read: String,
    /// Whether something can be recorded.
    pub open: bool,
    /// What a reason needs.
    pub reason_hint: String,
    /// The criteria.
    pub parts: Vec<AgreePart>,
}

/// One criterion with everybody's marks and the fields for what is agreed.
#[derive(Clone, Debug, Default)]
pub struct AgreePart {
    /// The fields.
    pub line: MarkLine,
    /// Letter, points, reason.
    pub marks: Vec<(String, String, String)>,
    /// The mean, rounded.
    pub mean: String,
    /// The spread.
    pub spread: String,
    /// Words for evaluators of one mind; empty where they are not.
    pub common: String,
    /// When something was recorded; empty for not yet.
    pub recorded: String,
}

fn list_href(procedure: ProcedureId, track: &str) -> String {
    format!("/procedures/{procedure}/tracks/{track}/consensus")
}

async fn list(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    draw_list(&ctx, id(&procedure)?, &track, String::new(), StatusCode::OK).await
}

async fn finish(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let procedure = id(&procedure)?;
    match ctx.app.finish_consensus(person, procedure, &track).await {
        Ok(()) => Ok(Redirect::to(&list_href(procedure, &track)).into_response()),
        Err(AppError::Refused(refusal)) => {
            let refused = said(&ctx, procedure, &refusal).await?;
            draw_list(&ctx, procedure, &track, refused, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

async fn draw_list(
    ctx: &Ctx,
    procedure: ProcedureId,
    track: &str,
    refused: String,
    status: StatusCode,
) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let desk = ctx.app.consensus_desk(person, procedure, track, ctx.lang, ctx.look()).await?;
    ctx.shows_file_of(procedure).await?;
    Ok(shown(status, &list_page(ctx, &desk, procedure, track, refused)))
}

fn list_page(
    ctx: &Ctx,
    desk: &ConsensusDesk,
    procedure: ProcedureId,
    track: &str,
    refused: String,
) -> ListPage {
    let t = ctx.t();
    let ahead = desk.stage == Stage::Ahead;
    ListPage {
        page: ctx.page(t.consensus_title(), &desk.zone),
        crumbs: vec![Link::new("/desk", t.owner_desk()), Link::here(t.consensus_title())],
        place: place(&desk.procedure, &desk.track),
        refused,
        standing: match desk.stage {
            Stage::Ahead => t.agree_ahead().to_owned(),
            Stage::Here => String::new(),
            Stage::Behind => t.agree_over().to_owned(),
        },
        scoring: if ahead {
            format!("/procedures/{procedure}/tracks/{track}/scoring")
        } else {
            String::new()
        },
        listed: !ahead,
        parts: desk.applications.iter().map(|compared| list_part(ctx, compared)).collect(),
        closed: desk.closed.iter().map(|id| id.code()).collect(),
        finish: if desk.may_agree {
            format!("{}/finish", list_href(procedure, track))
        } else {
            String::new()
        },
    }
}

fn list_part(ctx: &Ctx, compared: &Compared) -> ListPart {
    let (done, total) = (compared.agreed(), compared.lines.len());
    ListPart {
        code: compared.application.code(),
        href: ctx.staying(format!("/consensus/{}", compared.application)),
        look: if done == total { "ok" } else { "warn" },
        state: ctx.t().agree_progress(&args::AgreeProgress { done, total }),
        lines: compared.lines.iter().map(|line| list_line(ctx.lang, line)).collect(),
    }
}

fn list_line(lang: Lang, line: &ComparedLine) -> ListLine {
    let each =
        line.marks.iter().map(|(letter, points, _)| format!("{letter} {}", marks::points(lang, points)));
    ListLine {
        title: line.criterion.title.clone(),
        points: each.collect::<Vec<_>>().join(", "),
        picture: picture(line),
        mean: mean(lang, line),
        spread: marks::points(lang, &line.spread),
        agreed: line.agreed.as_ref().map(|agreed| marks::points(lang, &agreed.points)).unwrap_or_default(),
    }
}

fn mean(lang: Lang, line: &ComparedLine) -> String {
    let shown = |mean: &Exact| lang.decimal(&mean.display(MEAN_PLACES, RoundingMode::HalfUp));
    line.mean.as_ref().map(shown).unwrap_or_default()
}

/// Where the points lie between the ends of the scale, or between nought and the highest of them.
fn picture(line: &ComparedLine) -> Picture {
    let points = || line.marks.iter().map(|(_, points, _)| points);
    let own = || Some((Exact::ZERO.min(points().min().cloned()?), points().max().cloned()?));
    let Some((lowest, highest)) = line.criterion.ends.clone().or_else(own) else {
        return Picture::default();
    };
    let at = |points: &Exact, width: i64| {
        let share = (points - &lowest).checked_div(&(&highest - &lowest)).unwrap_or(Exact::ZERO);
        (&share * &Exact::from(width)).round(0, RoundingMode::HalfUp).to_count().unwrap_or(0)
    };
    Picture {
        // A mark is three wide, so its left end goes up to 97.
        ticks: points().map(|points| at(points, 97)).collect(),
        mean: line.mean.as_ref().map_or(0, |mean| at(mean, 100)),
    }
}

async fn read(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let application = id(&application)?;
    let sheet = ctx.app.consensus_sheet(person, application, ctx.lang, ctx.look()).await?;
    ctx.shows_file_of(sheet.procedure).await?;
    Ok(shown(StatusCode::OK, &page(&ctx, application, &sheet, None, Errors::default(), String::new())))
}

fn page(
    ctx: &Ctx,
    application: ApplicationId,
    sheet: &ConsensusSheet,
    typed: Option<&Typed>,
    errors: Errors,
    refused: String,
) -> ApplicationPage {
    let (t, code) = (ctx.t(), application.code());
    let list = list_href(sheet.procedure, &sheet.track);
    ApplicationPage {
        page: ctx.page(t.agree_open(&code), &sheet.zone),
        crumbs: vec![
            Link::new("/desk", t.owner_desk()),
            Link::new(&list, t.consensus_title()),
            Link::here(code),
        ],
        place: place(&sheet.procedure_title, &sheet.track_title),
        errors,
        refused,
        here: format!("/consensus/{application}"),
        list,
        read: format!("/review/{application}"),
        open: sheet.open,
        reason_hint: t.agree_reason_hint(sheet.reason_chars_min),
        parts: sheet.compared.lines.iter().map(|line| part(ctx, sheet, line, typed)).collect(),
    }
}

fn part(ctx: &Ctx, sheet: &ConsensusSheet, line: &ComparedLine, typed: Option<&Typed>) -> AgreePart {
    let (t, lang) = (ctx.t(), ctx.lang);
    let agreed = line.agreed.as_ref();
    // Evaluators of one mind have agreed already: the field begins with what they all gave.
    let begin = if sheet.open { line.common() } else { None };
    let points = agreed.map(|agreed| &agreed.points).or(begin);
    let reason = agreed.map_or("", |agreed| agreed.reason.as_str());
    let when = |at| When::at(at, &sheet.zone).map(|when| lang.full(&when)).unwrap_or_default();
    AgreePart {
        line: marks::line(lang, &line.criterion, points, reason, typed),
        marks: line
            .marks
            .iter()
            .map(|(letter, points, reason)| (letter.clone(), marks::points(lang, points), reason.clone()))
            .collect(),
        mean: mean(lang, line),
        spread: marks::points(lang, &line.spread),
        common: line.common().map(|common| t.agree_one_mind(marks::points(lang, common))).unwrap_or_default(),
        recorded: agreed.map(|agreed| t.agree_recorded(when(agreed.at))).unwrap_or_default(),
    }
}

async fn agree(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let application = id(&application)?;
    let sheet = ctx.app.consensus_sheet(person, application, ctx.lang, None).await?;
    ctx.shows_file_of(sheet.procedure).await?;
    let typed = marks::typed(&fields);
    let lines = &sheet.compared.lines;
    let criteria: Vec<_> = lines.iter().map(|line| &line.criterion).collect();
    let had = |id: &str| lines.iter().any(|line| line.criterion.id == id && line.agreed.is_some());
    let (marked, mut errors) = marks::parse(ctx.lang, &criteria, &typed, had);
    // Every missing reason at once; the core names the first one only.
    for line in lines {
        let (id, min) = (&line.criterion.id, sheet.reason_chars_min);
        let differs = |points: &Exact| line.marks.iter().any(|(_, given, _)| given != points);
        if let Some((points, reason)) = marked.get(id)
            && differs(points)
            && reason.trim().chars().count() < min as usize
        {
            let of = &line.criterion.title;
            errors.add(format!("reason-{id}"), ctx.t().refused_reason(&args::RefusedReason { of, min }));
        }
    }
    if !errors.is_empty() {
        let again = page(&ctx, application, &sheet, Some(&typed), errors, String::new());
        return Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, &again));
    }
    match ctx.app.agree(person, application, marked, ctx.lang).await {
        Ok(()) => Ok(Redirect::to(&list_href(sheet.procedure, &sheet.track)).into_response()),
        Err(AppError::Refused(refusal)) => {
            let words = said(&ctx, sheet.procedure, &refusal).await?;
            let refused = match at_field(&refusal) {
                Some(field) => {
                    errors.add(field, words);
                    String::new()
                }
                None => words,
            };
            let again = page(&ctx, application, &sheet, Some(&typed), errors, refused);
            Ok(shown(StatusCode::CONFLICT, &again))
        }
        Err(error) => Err(error),
    }
}
