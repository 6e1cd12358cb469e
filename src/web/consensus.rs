//! Consensus: the applications by how far the evaluators are apart, and what the panel agrees on.

use std::collections::BTreeMap;
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
use super::ranking::shown as shown_number;
use super::review::at_field;
use super::scoring::{place, said};
use crate::app::agreeing::{Compared, ComparedLine, ConsensusDesk, ConsensusSheet, differences};
use crate::app::reading::Stage;
use crate::app::{App, AppError};
use crate::engine::exact::Exact;
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::exchange::plot::{Look, Scale, Strip};
use crate::i18n::{Lang, When, args};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/tracks/{track}/consensus", get(list))
        .route("/procedures/{procedure}/tracks/{track}/consensus/finish", post(finish))
        .route("/consensus/{application}", get(read).post(agree))
        .route("/consensus/{application}/autosave", post(autosave))
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
    /// Everything that was judged, the widest difference first.
    pub differences: Vec<Difference>,
    /// The applications.
    pub parts: Vec<ListPart>,
    /// Codes of applications that the reader has no access to.
    pub closed: Vec<String>,
    /// Where the minutes are; empty before there are any.
    pub minutes: String,
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
    /// The mean, rounded.
    pub mean: String,
    /// The spread.
    pub spread: String,
    /// What is agreed; empty for nothing.
    pub agreed: String,
}

/// One criterion of one application as a plot.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Code of the application.
    pub code: String,
    /// Title of the criterion.
    pub title: String,
    /// Where it is agreed on.
    pub href: String,
    /// Points, mean, median, spread, and who stands apart.
    pub words: String,
    /// The same as a picture.
    pub strip: Strip,
    /// What is agreed; empty for nothing.
    pub agreed: String,
}

/// Where a criterion stands in the walk through the differences.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    /// The how-manieth it is.
    pub place: String,
    /// The next smaller difference, where there is one.
    pub next: Option<Link>,
    /// The next larger one.
    pub previous: Option<Link>,
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
    /// When what stands in the fields was saved and not recorded; empty for nothing of the kind.
    pub saved: String,
    /// The criteria.
    pub parts: Vec<AgreePart>,
}

/// One criterion with everybody's marks and the fields for what is agreed.
#[derive(Clone, Debug, Default)]
pub struct AgreePart {
    /// The fields.
    pub line: MarkLine,
    /// The name by which a link finds it.
    pub anchor: String,
    /// Where it stands in the walk; nothing where nobody gave points.
    pub walk: Option<Walk>,
    /// The points as a picture.
    pub strip: Option<Strip>,
    /// What the picture shows, in words.
    pub words: String,
    /// Letter, points, reason.
    pub marks: Vec<(String, String, String)>,
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
        crumbs: vec![Link::new("/desk", t.page_desk()), Link::here(t.consensus_title())],
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
        minutes: if ahead { String::new() } else { ctx.staying(super::minutes::href(procedure, track)) },
        differences: differences(&desk.applications)
            .into_iter()
            .map(|(application, line)| difference(ctx, application, line))
            .collect(),
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
        mean: rounded(lang, line.mean.as_ref()),
        spread: marks::points(lang, &line.spread),
        agreed: line.agreed.as_ref().map(|agreed| marks::points(lang, &agreed.points)).unwrap_or_default(),
    }
}

/// A mean or a median with few decimals.
fn rounded(lang: Lang, value: Option<&Exact>) -> String {
    value.map(|value| shown_number(lang, value)).unwrap_or_default()
}

/// The name of a criterion on the page of an application.
fn anchor(line: &ComparedLine) -> String {
    format!("criterion-{}", line.criterion.id)
}

fn difference(ctx: &Ctx, application: ApplicationId, line: &ComparedLine) -> Difference {
    let words = in_words(ctx, line);
    Difference {
        code: application.code(),
        title: line.criterion.title.clone(),
        href: format!("{}#{}", ctx.staying(format!("/consensus/{application}")), anchor(line)),
        strip: strip(ctx.lang, line, &words),
        words,
        agreed: line
            .agreed
            .as_ref()
            .map(|agreed| marks::points(ctx.lang, &agreed.points))
            .unwrap_or_default(),
    }
}

/// What the picture of a criterion shows.
fn in_words(ctx: &Ctx, line: &ComparedLine) -> String {
    let (t, lang) = (ctx.t(), ctx.lang);
    let each: Vec<_> = line
        .marks
        .iter()
        .map(|(letter, points, _)| format!("{letter} {}", marks::points(lang, points)))
        .collect();
    let mut words = t.agree_plot(&args::AgreePlot {
        points: each.join(", "),
        mean: rounded(lang, line.mean.as_ref()),
        median: rounded(lang, line.median().as_ref()),
        spread: marks::points(lang, &line.spread),
    });
    let apart: Vec<_> = line
        .marks
        .iter()
        .zip(line.apart())
        .filter(|(_, apart)| *apart)
        .map(|((letter, ..), _)| letter.as_str())
        .collect();
    if !apart.is_empty() {
        words.push(' ');
        words.push_str(&t.agree_apart(apart.join(", ")));
    }
    words
}

/// The points between the ends of the scale, or between nought and the highest of them: the spread as a bar, the mean
/// as a line, the median as a broken one, and a dot for each evaluator.
fn strip(lang: Lang, line: &ComparedLine, words: &str) -> Strip {
    let points = || line.marks.iter().map(|(_, points, _)| points);
    let scale = match &line.criterion.ends {
        Some((lowest, highest)) => Scale::new(lowest.clone(), highest.clone()),
        None => Scale::over(points()),
    };
    let mut strip = Strip::new(words, scale).with_ends(|end| marks::points(lang, end));
    if let (Some(lowest), Some(highest)) = (points().min(), points().max()) {
        strip = strip.bar(Look::Faint, lowest, highest, "");
    }
    if let Some(mean) = &line.mean {
        strip = strip.line(Look::Dark, mean);
    }
    if let Some(median) = line.median() {
        strip = strip.line(Look::Light, &median);
    }
    let apart = line.apart();
    strip.dots(
        line.marks.iter().zip(apart).map(|((letter, points, _), apart)| (letter.as_str(), points, apart)),
    )
}

/// Where each criterion of `application` stands among all differences of the track.
fn walks(ctx: &Ctx, application: ApplicationId, desk: &ConsensusDesk) -> BTreeMap<String, Walk> {
    let t = ctx.t();
    let all = differences(&desk.applications);
    let link = |place: usize| {
        let (id, line) = all.get(place)?;
        let code = id.code();
        let href = if *id == application {
            format!("#{}", anchor(line))
        } else {
            format!("{}#{}", ctx.staying(format!("/consensus/{id}")), anchor(line))
        };
        let title = &line.criterion.title;
        Some(Link::new(href, t.agree_walk_to(&args::AgreeWalkTo { code: &code, title })))
    };
    let of = all.iter().enumerate().filter(|(_, (id, _))| *id == application);
    of.map(|(place, (_, line))| {
        let said = t.agree_walk(&args::AgreeWalk { place: place + 1, all: all.len() });
        let previous = place.checked_sub(1).and_then(link);
        (line.criterion.id.clone(), Walk { place: said, next: link(place + 1), previous })
    })
    .collect()
}

async fn read(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let application = id(&application)?;
    let sheet = ctx.app.consensus_sheet(person, application, ctx.lang, ctx.look()).await?;
    ctx.shows_file_of(sheet.procedure).await?;
    let walks = walks_of(&ctx, person, application, &sheet, ctx.look()).await?;
    let typed = sheet.typed.as_ref().map(|(typed, _)| typed);
    let page = page(&ctx, application, &sheet, &walks, typed, Errors::default(), String::new());
    Ok(shown(StatusCode::OK, &page))
}

/// [`walks`] in the track of `sheet`, for somebody who reads it.
async fn walks_of(
    ctx: &Ctx,
    person: PersonId,
    application: ApplicationId,
    sheet: &ConsensusSheet,
    look: Option<&str>,
) -> Result<BTreeMap<String, Walk>, AppError> {
    let desk = ctx.app.consensus_desk(person, sheet.procedure, &sheet.track, ctx.lang, look).await?;
    Ok(walks(ctx, application, &desk))
}

fn page(
    ctx: &Ctx,
    application: ApplicationId,
    sheet: &ConsensusSheet,
    walks: &BTreeMap<String, Walk>,
    typed: Option<&Typed>,
    errors: Errors,
    refused: String,
) -> ApplicationPage {
    let (t, code) = (ctx.t(), application.code());
    let list = list_href(sheet.procedure, &sheet.track);
    ApplicationPage {
        page: ctx.page(t.agree_open(&code), &sheet.zone),
        crumbs: vec![
            Link::new("/desk", t.page_desk()),
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
        saved: sheet
            .typed
            .as_ref()
            .map(|(_, at)| t.agree_saved(saved_at(ctx, sheet, *at)))
            .unwrap_or_default(),
        parts: sheet.compared.lines.iter().map(|line| part(ctx, sheet, walks, line, typed)).collect(),
    }
}

fn saved_at(ctx: &Ctx, sheet: &ConsensusSheet, at: Instant) -> String {
    When::at(at, &sheet.zone).map(|when| ctx.lang.short(&when)).unwrap_or_default()
}

/// Keeps what is typed while it is typed.
async fn autosave(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    match ctx.app.keep_typed(person, id(&application)?, &marks::typed(&fields), ctx.lang).await {
        Ok(()) => {
            let now = When::at(ctx.now, super::errors::SITE_ZONE).map(|when| ctx.lang.short(&when));
            Ok(ctx.t().form_saved(now.unwrap_or_default()).into_response())
        }
        Err(AppError::Refused(Refusal::Unchanged)) => {
            Ok((StatusCode::CONFLICT, ctx.t().agree_over().to_owned()).into_response())
        }
        Err(error) => Err(error),
    }
}

fn part(
    ctx: &Ctx,
    sheet: &ConsensusSheet,
    walks: &BTreeMap<String, Walk>,
    line: &ComparedLine,
    typed: Option<&Typed>,
) -> AgreePart {
    let (t, lang) = (ctx.t(), ctx.lang);
    let agreed = line.agreed.as_ref();
    // Evaluators of one mind have agreed already: the field begins with what they all gave.
    let begin = if sheet.open { line.common() } else { None };
    let points = agreed.map(|agreed| &agreed.points).or(begin);
    let reason = agreed.map_or("", |agreed| agreed.reason.as_str());
    let when = |at| When::at(at, &sheet.zone).map(|when| lang.full(&when)).unwrap_or_default();
    let words = if line.marks.is_empty() { String::new() } else { in_words(ctx, line) };
    AgreePart {
        anchor: anchor(line),
        walk: walks.get(&line.criterion.id).cloned(),
        strip: (!line.marks.is_empty()).then(|| strip(lang, line, &words)),
        words,
        line: marks::line(lang, &line.criterion, points, reason, typed),
        marks: line
            .marks
            .iter()
            .map(|(letter, points, reason)| (letter.clone(), marks::points(lang, points), reason.clone()))
            .collect(),
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
    if sheet.open {
        // What is refused below is not lost, on another device either.
        ctx.app.keep_typed(person, application, &typed, ctx.lang).await?;
    }
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
    if let Some(first) = lines.first().filter(|_| marked.is_empty() && errors.is_empty()) {
        errors.add(format!("points-{}", first.criterion.id), ctx.t().form_choose(&first.criterion.title));
    }
    if !errors.is_empty() {
        let walks = walks_of(&ctx, person, application, &sheet, None).await?;
        let again = page(&ctx, application, &sheet, &walks, Some(&typed), errors, String::new());
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
            let walks = walks_of(&ctx, person, application, &sheet, None).await?;
            let again = page(&ctx, application, &sheet, &walks, Some(&typed), errors, refused);
            Ok(shown(StatusCode::CONFLICT, &again))
        }
        Err(error) => Err(error),
    }
}
