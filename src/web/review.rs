//! Reviewing one application: the declaration of interests, then reading and scoring beside each other.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::ctx::Ctx;
use super::errors::{ok, shown};
use super::exhibit::{self, Shown, id};
use super::marks::{self, Fields, MarkLine, Typed, field};
use super::page::Page;
use super::parts::{Choice, Errors, Link};
use super::scoring::{list_href, place, said};
use crate::app::judging::{Declaration, OtherSheet, OwnSheet, Read, Review, ReviewView};
use crate::app::{App, AppError};
use crate::engine::ids::ApplicationId;
use crate::engine::refusal::Refusal;
use crate::i18n::{When, args};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/review/{application}", get(read).post(save))
        .route("/review/{application}/interests", post(declare))
        .route("/review/{application}/autosave", post(autosave))
        .route("/review/{application}/lock", get(ask_lock).post(lock))
        .route("/review/{application}/files/{attachment}", get(file))
}

/// The declaration of interests.
#[derive(Template)]
#[template(path = "pages/judge-declare.html")]
pub struct DeclarePage {
    /// The frame.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// Procedure and track.
    pub place: String,
    /// What is wrong.
    pub errors: Errors,
    /// Why the declaration was not taken; empty for none.
    pub refused: String,
    /// Where it is sent.
    pub action: String,
    /// Whether it is for the whole track.
    pub blind: bool,
    /// Those who apply, with whether a tie to them is ticked.
    pub names: Vec<(String, bool)>,
    /// `yes`, `no` or nothing.
    pub tie: String,
    /// The two answers.
    pub answers: Vec<Choice>,
    /// What the tie is, as typed.
    pub reason: String,
}

/// Access is gone.
#[derive(Template)]
#[template(path = "pages/judge-tied.html")]
pub struct TiedPage {
    /// The frame.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// Where the list is.
    pub list: String,
}

/// The application beside the sheet.
#[derive(Template)]
#[template(path = "pages/judge-review.html")]
pub struct ReviewPage {
    /// The frame.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// Procedure and track.
    pub place: String,
    /// Why the last action was not done; empty for none.
    pub refused: String,
    /// What is wrong with the sheet.
    pub errors: Errors,
    /// The address of this page.
    pub here: String,
    /// Whether who applies is hidden.
    pub blind: bool,
    /// Names of the members; none where they are hidden.
    pub names: Vec<String>,
    /// How many answers are hidden.
    pub hidden: usize,
    /// The contents.
    pub answers: Vec<Shown>,
    /// The reader's sheet, where they score.
    pub sheet: Option<SheetPart>,
    /// The others' sheets.
    pub others: Vec<OtherPart>,
}

/// The reader's own sheet.
#[derive(Clone, Debug, Default)]
pub struct SheetPart {
    /// The criteria.
    pub lines: Vec<MarkLine>,
    /// Whether it can be changed.
    pub open: bool,
    /// How it stands: how much is scored, when it was locked.
    pub standing: String,
    /// Whether the others' sheets are still to come.
    pub others_later: bool,
    /// What a reason needs.
    pub reason_hint: String,
}

/// Another evaluator's sheet.
#[derive(Clone, Debug, Default)]
pub struct OtherPart {
    /// Evaluator A, B, C …
    pub who: String,
    /// Title, points, reason.
    pub marks: Vec<(String, String, String)>,
}

/// The question before a sheet is locked.
#[derive(Template)]
#[template(path = "pages/judge-lock.html")]
pub struct LockPage {
    /// The frame.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// The address of the sheet.
    pub back: String,
    /// Title, points, reason.
    pub marks: Vec<(String, String, String)>,
}

/// What was typed on a page that is drawn again, and what is wrong with it.
#[derive(Debug, Default)]
struct Again {
    typed: Option<Typed>,
    declaration: Option<(Declaration, String)>,
    errors: Errors,
    refused: String,
}

async fn read(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    draw(&ctx, id(&application)?, Again::default(), StatusCode::OK).await
}

async fn draw(
    ctx: &Ctx,
    application: ApplicationId,
    again: Again,
    status: StatusCode,
) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let review = ctx.app.review(person, application, ctx.lang, ctx.look()).await?;
    ctx.shows_file_of(review.procedure).await?;
    let (t, code) = (ctx.t(), application.code());
    let list = list_href(review.procedure, &review.track);
    let crumbs =
        vec![Link::new("/desk", t.page_desk()), Link::new(&list, t.score_title()), Link::here(&code)];
    let frame = |title: String| ctx.page(title, &review.zone);
    let place = place(&review.procedure_title, &review.track_title);
    let here = format!("/review/{application}");
    match &review.view {
        ReviewView::Tied => {
            let page = frame(t.judge_tied_title(&code));
            Ok(shown(StatusCode::FORBIDDEN, &TiedPage { page, crumbs, list }))
        }
        ReviewView::Declare(names) => {
            let (given, tie) = again.declaration.unwrap_or_default();
            let ticked = |name: &String| (name.clone(), given.parties.contains(name));
            let page = frame(t.judge_declare_title(&code));
            let answers = vec![
                Choice::new("no", t.judge_tie_no()),
                Choice::new("yes", t.judge_tie_yes()).with_hint(t.judge_tie_yes_hint()),
            ];
            Ok(shown(
                status,
                &DeclarePage {
                    page,
                    crumbs,
                    place,
                    errors: again.errors,
                    refused: again.refused,
                    action: format!("{here}/interests"),
                    blind: review.blind,
                    names: names.iter().map(ticked).collect(),
                    tie,
                    answers,
                    reason: given.reason.clone(),
                },
            ))
        }
        ReviewView::Read(read) => {
            let page = frame(t.judge_code(&code));
            Ok(shown(status, &review_page(ctx, page, crumbs, place, here, &review, read, again)))
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "the parts of one page, once")]
fn review_page(
    ctx: &Ctx,
    page: Page,
    crumbs: Vec<Link>,
    place: String,
    here: String,
    review: &Review,
    read: &Read,
    again: Again,
) -> ReviewPage {
    let sheet = read.sheet.as_ref();
    ReviewPage {
        page,
        crumbs,
        place,
        refused: again.refused,
        blind: review.blind,
        names: read.names.clone(),
        hidden: read.exhibit.hidden,
        answers: exhibit::shown(ctx.lang, &read.exhibit, &format!("{here}/files")),
        sheet: sheet.map(|sheet| sheet_part(ctx, review, sheet, again.typed.as_ref())),
        others: read.others.iter().map(|other| other_part(ctx, other, sheet)).collect(),
        errors: again.errors,
        here,
    }
}

fn sheet_part(ctx: &Ctx, review: &Review, sheet: &OwnSheet, typed: Option<&Typed>) -> SheetPart {
    let t = ctx.t();
    let locked = |at| When::at(at, &review.zone).map(|when| ctx.lang.full(&when)).unwrap_or_default();
    let done = sheet.lines.iter().filter(|line| line.points.is_some()).count();
    let typed = typed.or(Some(&sheet.typed));
    SheetPart {
        lines: sheet
            .lines
            .iter()
            .map(|line| marks::line(ctx.lang, &line.criterion, line.points.as_ref(), &line.reason, typed))
            .collect(),
        open: sheet.open,
        standing: match (sheet.locked_at, sheet.open) {
            (Some(at), _) => t.judge_sheet_locked(locked(at)),
            (None, true) => {
                t.judge_state_scoring(&args::JudgeStateScoring { done, total: sheet.lines.len() })
            }
            (None, false) => t.judge_sheet_over().to_owned(),
        },
        others_later: sheet.open || sheet.locked_at.is_some(),
        reason_hint: t.score_reason_hint(sheet.reason_chars_min),
    }
}

fn other_part(ctx: &Ctx, other: &OtherSheet, sheet: Option<&OwnSheet>) -> OtherPart {
    let title = |id: &str| {
        let line = sheet.and_then(|sheet| sheet.lines.iter().find(|line| line.criterion.id == *id));
        line.map_or(id, |line| line.criterion.title.as_str()).to_owned()
    };
    let mark = |(id, (points, reason)): (&String, &(_, String))| {
        (title(id), marks::points(ctx.lang, points), reason.clone())
    };
    OtherPart { who: ctx.t().judge_other(&other.letter), marks: other.marks.iter().map(mark).collect() }
}

async fn declare(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let application = id(&application)?;
    let t = ctx.t();
    let tie = field(&fields, "tie").to_owned();
    let ticked = fields.iter().filter(|(name, _)| name == "party").map(|(_, value)| value.clone());
    let declaration = Declaration {
        tie: tie == "yes",
        parties: ticked.collect(),
        reason: field(&fields, "reason").to_owned(),
    };
    let review = ctx.app.review(person, application, ctx.lang, None).await?;
    let first = matches!(review.view, ReviewView::Declare(_));
    let mut errors = Errors::default();
    if !matches!(tie.as_str(), "yes" | "no") {
        errors.add("tie", t.form_choose(t.judge_tie()));
    }
    if tie == "no" && !declaration.parties.is_empty() {
        errors.add("tie", t.judge_tie_both());
    }
    if declaration.tie {
        if first && review.blind && declaration.parties.is_empty() {
            errors.add("party", t.judge_tie_who_needed());
        }
        if declaration.reason.trim().is_empty() {
            errors.add("reason", t.form_required(t.judge_tie_what()));
        }
    }
    let too_long = declaration.reason.chars().count();
    if too_long > marks::REASON_CHARS_MAX {
        let (label, max) = (t.judge_tie_what(), marks::REASON_CHARS_MAX);
        errors.add("reason", t.form_too_long(&args::FormTooLong { label, length: too_long, max }));
    }
    let again = |errors, refused, declaration| Again {
        declaration: Some((declaration, tie.clone())),
        errors,
        refused,
        typed: None,
    };
    if !errors.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return draw(&ctx, application, again(errors, String::new(), declaration), status).await;
    }
    match ctx.app.declare(person, application, &declaration).await {
        Ok(()) => Ok(Redirect::to(&format!("/review/{application}")).into_response()),
        Err(AppError::Refused(refusal)) => {
            let refused = said(&ctx, review.procedure, &refusal).await?;
            draw(&ctx, application, again(errors, refused, declaration), StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

/// Saves as marks what can be, and keeps the rest as it was typed; what is wrong with the rest, and why nothing was
/// saved.
async fn keep(ctx: &Ctx, application: ApplicationId, typed: &Typed) -> Result<(Errors, String), AppError> {
    let person = ctx.signed_in()?.id;
    let review = ctx.app.review(person, application, ctx.lang, None).await?;
    let read = match &review.view {
        ReviewView::Read(read) => read,
        ReviewView::Declare(_) => return Err(AppError::Refused(Refusal::DeclareFirst)),
        ReviewView::Tied => return Err(AppError::Refused(Refusal::Conflicted)),
    };
    let sheet = read.sheet.as_ref().ok_or(AppError::NotFound("sheet"))?;
    let criteria: Vec<_> = sheet.lines.iter().map(|line| &line.criterion).collect();
    let had = |id: &str| sheet.lines.iter().any(|l| l.criterion.id == id && l.points.is_some());
    let (mut marked, mut errors) = marks::parse(ctx.lang, &criteria, typed, had);
    // What was typed before stays, but where it was typed over.
    let mut rest = sheet.typed.clone();
    for (id, (points, reason)) in typed {
        let given = sheet.lines.iter().find(|line| line.criterion.id == *id).and_then(|l| l.points.clone());
        let fits = reason.trim().chars().count() <= marks::REASON_CHARS_MAX;
        match given.filter(|_| points.is_empty() && fits && !reason.trim().is_empty()) {
            // Points are changed and never taken away: the reason goes with those that are there.
            Some(given) => drop(marked.insert(id.clone(), (given, reason.clone()))),
            None if marked.contains_key(id) || (points.is_empty() && reason.trim().is_empty()) => {}
            None => {
                rest.insert(id.clone(), (points.clone(), reason.clone()));
                continue;
            }
        }
        rest.remove(id);
    }
    loop {
        let refusal = match ctx.app.score(person, application, marked.clone()).await {
            Ok(()) => break,
            Err(AppError::Refused(refusal)) => refusal,
            Err(error) => return Err(error),
        };
        let words = said(ctx, review.procedure, &refusal).await?;
        // A mark that is off the scale keeps no other from being saved.
        match &refusal {
            Refusal::OffScale { criterion, .. } if marked.remove(criterion).is_some() => {
                errors.add(format!("points-{criterion}"), words);
                rest.extend(typed.get(criterion).map(|typed| (criterion.clone(), typed.clone())));
            }
            _ => return Ok((errors, words)),
        }
    }
    ctx.app.keep_unmarked(person, application, rest).await?;
    Ok((errors, String::new()))
}

/// The field that a refusal is about.
pub fn at_field(refusal: &Refusal) -> Option<String> {
    match refusal {
        Refusal::OffScale { criterion, .. } => Some(format!("points-{criterion}")),
        Refusal::ReasonNeeded { of, .. } => Some(format!("reason-{of}")),
        _ => None,
    }
}

async fn save(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let application = id(&application)?;
    let typed = marks::typed(&fields);
    let (mut errors, refused) = keep(&ctx, application, &marks::changed(&fields)).await?;
    let locks = field(&fields, "do") == "lock";
    if locks && errors.is_empty() && refused.is_empty() {
        errors = lacking(&ctx, application).await?;
    }
    if !errors.is_empty() || !refused.is_empty() {
        let refusal = !refused.is_empty();
        let status = if refusal { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        let again = Again { typed: Some(typed), errors, refused, declaration: None };
        return draw(&ctx, application, again, status).await;
    }
    let to =
        if locks { format!("/review/{application}/lock") } else { format!("/review/{application}#sheet") };
    Ok(Redirect::to(&to).into_response())
}

/// What a sheet lacks before it can be locked.
async fn lacking(ctx: &Ctx, application: ApplicationId) -> Result<Errors, AppError> {
    let person = ctx.signed_in()?.id;
    let review = ctx.app.review(person, application, ctx.lang, None).await?;
    let mut errors = Errors::default();
    let ReviewView::Read(read) = &review.view else { return Ok(errors) };
    let Some(sheet) = &read.sheet else { return Ok(errors) };
    for line in &sheet.lines {
        let title = &line.criterion.title;
        let min = sheet.reason_chars_min;
        if line.points.is_none() {
            errors.add(format!("points-{}", line.criterion.id), ctx.t().judge_points_needed(title));
        } else if line.reason.trim().chars().count() < min as usize {
            let words = ctx.t().refused_reason(&args::RefusedReason { of: title, min });
            errors.add(format!("reason-{}", line.criterion.id), words);
        }
    }
    Ok(errors)
}

async fn autosave(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let (errors, refused) = keep(&ctx, id(&application)?, &marks::changed(&fields)).await?;
    if !refused.is_empty() {
        return Ok((StatusCode::CONFLICT, refused).into_response());
    }
    let now = When::at(ctx.now, super::errors::SITE_ZONE).map(|when| ctx.lang.short(&when));
    let (now, t) = (now.unwrap_or_default(), ctx.t());
    Ok(if errors.is_empty() { t.form_saved(now) } else { t.judge_saved_in_part(now) }.into_response())
}

async fn ask_lock(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let application = id(&application)?;
    let review = ctx.app.review(person, application, ctx.lang, None).await?;
    ctx.shows_file_of(review.procedure).await?;
    let back = format!("/review/{application}");
    let sheet = match &review.view {
        ReviewView::Read(read) => read.sheet.as_ref().filter(|sheet| sheet.open),
        ReviewView::Declare(_) | ReviewView::Tied => None,
    };
    let Some(sheet) = sheet else { return Ok(Redirect::to(&back).into_response()) };
    let (t, code) = (ctx.t(), application.code());
    let marks = sheet.lines.iter().map(|line| {
        let points = line.points.as_ref().map(|points| marks::points(ctx.lang, points));
        (line.criterion.title.clone(), points.unwrap_or_default(), line.reason.clone())
    });
    Ok(ok(&LockPage {
        page: ctx.page(t.judge_lock_title(&code), &review.zone),
        crumbs: vec![
            Link::new("/desk", t.page_desk()),
            Link::new(list_href(review.procedure, &review.track), t.score_title()),
            Link::new(&back, code),
            Link::here(t.judge_lock_yes()),
        ],
        marks: marks.collect(),
        back,
    }))
}

async fn lock(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let application = id(&application)?;
    let review = ctx.app.review(person, application, ctx.lang, None).await?;
    match ctx.app.lock_sheet(person, application).await {
        Ok(()) => Ok(Redirect::to(&list_href(review.procedure, &review.track)).into_response()),
        Err(AppError::Refused(refusal)) => {
            let words = said(&ctx, review.procedure, &refusal).await?;
            let mut again = Again::default();
            match at_field(&refusal) {
                Some(field) => again.errors.add(field, words),
                None => again.refused = words,
            }
            draw(&ctx, application, again, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

async fn file(
    ctx: Ctx,
    Path((application, attachment)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let found = ctx.app.file_for_office(person, id(&application)?, id(&attachment)?).await?;
    Ok(exhibit::stream(ctx.lang, found))
}
