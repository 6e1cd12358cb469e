//! The public pages: which procedures there are, and everything about one.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;

use super::application::{Countdown, id, stage_words, when_at, when_until};
use super::ctx::Ctx;
use super::documents::{self, DocumentView};
use super::errors::{SITE_ZONE, later, ok, shown};
use super::law::{self, AmendmentView, LawPart};
use super::markdown;
use super::page::Page;
use super::parts::{Errors, Link, Mark, Progress};
use crate::app::limits::Act;
use crate::app::tender::{Moved, Stage, Tender, TenderPage, TrackStanding};
use crate::app::{App, AppError, random};
use crate::engine::case::{LineOutcome, MemberKind};
use crate::engine::ids::{ProcedureId, QuestionId};
use crate::engine::instant::Instant;
use crate::engine::procedure::{self, QUESTION_CHARS_MAX};
use crate::engine::refusal::Refusal;
use crate::engine::steps::intake::{self, Incomplete};
use crate::engine::turn::{Command, Verb};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::{Field, SignatureCovers};
use crate::exchange::drawing::{self, Place, Standing};
use crate::i18n::{Lang, args};

/// A picture brings its own colours and loads nothing.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(front))
        .route("/tenders/{procedure}", get(show))
        .route("/tenders/{procedure}/questions", post(ask))
        .route("/tenders/{procedure}/follow", post(follow))
        .route("/tenders/{procedure}/procedure.svg", get(picture))
}

/// One procedure of the list.
#[derive(Clone, Debug)]
struct TenderCard {
    href: String,
    title: String,
    buyers: String,
    tracks: String,
    deadline: String,
    countdown: Option<Countdown>,
    look: &'static str,
    state: String,
}

#[derive(Template)]
#[template(path = "pages/tender-list.html")]
struct ListPage {
    page: Page,
    open: Vec<TenderCard>,
    closed: Vec<TenderCard>,
}

async fn front(ctx: Ctx) -> Result<Response, AppError> {
    let page = ctx.page(ctx.t().tender_list_title(), SITE_ZONE);
    let (mut open, mut closed) = (Vec::new(), Vec::new());
    for tender in ctx.app.tenders().await? {
        let list = if tender.open() { &mut open } else { &mut closed };
        list.push(card(&ctx, &tender)?);
    }
    Ok(ok(&ListPage { page, open, closed }))
}

fn card(ctx: &Ctx, tender: &Tender) -> Result<TenderCard, AppError> {
    let (lang, t, definition) = (ctx.lang, ctx.t(), tender.definition());
    ctx.shows(definition);
    let deadline = tender.deadline.map(|at| when_until(at, &definition.zone)).transpose()?;
    let tracks: Vec<_> = definition.tracks.iter().map(|track| track.title.get(lang.code())).collect();
    let buyers: Vec<_> = definition.buyers.iter().map(|buyer| buyer.name.as_str()).collect();
    let (look, state) = if tender.open() {
        ("ok", t.track_state_open().to_owned())
    } else {
        running(definition, lang, &tender.tracks)
    };
    Ok(TenderCard {
        href: format!("/tenders/{}", tender.id),
        title: definition.title.get(lang.code()).to_owned(),
        buyers: buyers.join(", "),
        tracks: tracks.join(", "),
        deadline: deadline.map(|when| lang.full(&when)).unwrap_or_default(),
        countdown: tender.deadline.and_then(|at| Countdown::to(lang, ctx.now, at)),
        look,
        state,
    })
}

/// How the tracks stand that are not over: in one word where they stand alike, and else each word with how many.
fn running(definition: &Definition, lang: Lang, tracks: &[TrackStanding]) -> (&'static str, String) {
    let t = lang.texts();
    let mut found: Vec<(&'static str, String, usize)> = Vec::new();
    for track in tracks.iter().filter(|track| !matches!(track.stage, Stage::Ended(_))) {
        let step = track.held.as_ref().unwrap_or(&track.step);
        let (look, state) = stage_words(lang, track.stage, step_title(definition, lang, step));
        match found.iter_mut().find(|(_, other, _)| *other == state) {
            Some((_, _, count)) => *count += 1,
            None => found.push((look, state, 1)),
        }
    }
    match found.as_slice() {
        [] => ("quiet", t.track_state_done().to_owned()),
        [(look, state, _)] => (look, state.clone()),
        several => {
            let each = several.iter().map(|(_, state, count)| {
                t.track_state_counted(&args::TrackStateCounted { state, tracks: *count })
            });
            ("info", each.collect::<Vec<_>>().join(" · "))
        }
    }
}

/// One track on the page of a procedure.
#[derive(Clone, Debug)]
struct TrackCard {
    title: String,
    summary: String,
    look: &'static str,
    state: String,
    waits: String,
    steps: Vec<Mark>,
    apply: String,
    mine: String,
}

/// A named date.
#[derive(Clone, Debug)]
struct DateLine {
    label: String,
    when: crate::i18n::When,
}

/// A published answer.
#[derive(Clone, Debug)]
struct QuestionView {
    anchor: String,
    question: String,
    asked: String,
    answer: String,
    answered: String,
}

/// A date that was moved.
#[derive(Clone, Debug)]
struct ChangeView {
    when: String,
    text: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "pages/tender.html")]
struct ShowPage {
    page: Page,
    crumbs: Vec<Link>,
    address: String,
    summary: String,
    buyers: Vec<(String, bool)>,
    contact: String,
    version: u32,
    countdown: Option<Countdown>,
    deadline: String,
    /// Under what name, and as what, the reader can begin at once: nothing where that has to be asked.
    at_once: Option<(String, &'static str)>,
    tracks_intro: String,
    tracks: Vec<TrackCard>,
    joint: Vec<Mark>,
    dates: Vec<DateLine>,
    how: Vec<String>,
    asks: Vec<String>,
    changes: Vec<ChangeView>,
    amendments: Vec<AmendmentView>,
    documents: Vec<DocumentView>,
    law: LawPart,
    questions: Vec<QuestionView>,
    signed_in: bool,
    follows: bool,
    asked: bool,
    /// Whether the box for documents is ticked, where there is one.
    asks_documents: Option<bool>,
    question: String,
    errors: Errors,
}

#[derive(Deserialize)]
struct ShowQuery {
    asked: Option<String>,
}

async fn show(
    ctx: Ctx,
    Path(procedure): Path<String>,
    Query(query): Query<ShowQuery>,
) -> Result<Response, AppError> {
    let procedure = id(&procedure, "procedure")?;
    let mut page = drawn(&ctx, procedure).await?;
    page.asked = query.asked.is_some();
    Ok(ok(&page))
}

/// The picture of the procedure, with where it stands.
async fn picture(ctx: Ctx, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let found = ctx.app.tender(id(&procedure, "procedure")?, None).await?;
    let tender = &found.tender;
    let place = |standing: &TrackStanding| {
        let ended = match standing.stage {
            Stage::Ended(outcome) => Some(outcome),
            _ => None,
        };
        let through = ended == Some(LineOutcome::Completed);
        let held = standing.held.is_some();
        let place = Place { step: standing.step.clone(), held, ended: ended.is_some(), through };
        (standing.id.clone(), place)
    };
    let standing = Standing {
        places: tender.tracks.iter().chain(&tender.joint).map(place).collect(),
        dates: tender.dates.iter().cloned().collect(),
    };
    let svg = drawing::svg(tender.definition(), &standing, ctx.lang).map_err(|error| {
        AppError::Store(crate::store::StoreError::Broken(format!("the picture: {error}")))
    })?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml"), (header::CONTENT_SECURITY_POLICY, PICTURE_POLICY)], svg)
        .into_response())
}

/// What of the page can be in another language than the reader's: the file, its corrections and its rules.
fn shows(ctx: &Ctx, found: &TenderPage) {
    let (definition, wanted) = (found.tender.definition(), ctx.lang.code());
    ctx.shows(definition);
    let spoken = definition.spoken_to(wanted);
    for made in found.amendments.iter().filter(|_| spoken != wanted) {
        let (before, after) = made.texts(spoken);
        ctx.foreign.text(before, spoken);
        ctx.foreign.text(after, spoken);
    }
    let rules = found.law.pack.iter().flat_map(|released| &released.pack.list);
    rules.for_each(|rule| ctx.foreign.words(&rule.text, wanted));
}

async fn drawn(ctx: &Ctx, procedure: ProcedureId) -> Result<ShowPage, AppError> {
    let reader = ctx.person.as_ref().map(|person| person.id);
    let found = ctx.app.tender(procedure, reader).await?;
    let (lang, t) = (ctx.lang, ctx.t());
    let tender = &found.tender;
    let definition = tender.definition();
    shows(ctx, &found);
    let zone = definition.zone.as_str();
    let title = definition.title.get(lang.code());
    let deadline = tender.deadline.map(|at| when_until(at, zone)).transpose()?;
    let mut dates = Vec::new();
    for (name, at) in &tender.dates {
        dates.push(DateLine {
            label: definition.date_title(name, lang.code()).to_owned(),
            when: when_until(*at, zone)?,
        });
    }
    let law = law::law(&found, lang)?;
    let tracks = definition.tracks.iter().map(|track| track_card(&found, lang, &track.id)).collect();
    let joint = tender.joint.iter().map(|standing| joint_mark(definition, lang, standing)).collect();
    Ok(ShowPage {
        page: ctx.page(title, zone),
        crumbs: vec![Link::here(title)],
        address: format!("/tenders/{procedure}"),
        summary: markdown::html(law::stands(&found, lang, "summary", definition.summary.get(lang.code())), 2),
        buyers: definition.buyers.iter().map(|buyer| (buyer.name.clone(), buyer.lead)).collect(),
        contact: definition.contact.clone(),
        version: definition.version,
        countdown: tender.deadline.and_then(|at| Countdown::to(lang, ctx.now, at)),
        deadline: deadline.map(|when| lang.full(&when)).unwrap_or_default(),
        at_once: at_once(ctx, tender).await?,
        // The sentence says that one can apply in each, so it must be so.
        tracks_intro: if definition.applicants.tracks_max.is_none() {
            t.tender_tracks_intro(definition.tracks.len())
        } else {
            String::new()
        },
        tracks,
        joint,
        dates,
        // Once the deadline has passed they would tell what cannot be done any more.
        how: if tender.open() { how(definition, lang) } else { Vec::new() },
        asks: definition.form.iter().map(|field| asked(definition, lang, field)).collect(),
        changes: changes(&found, lang)?,
        amendments: law::amendments(&found, lang)?,
        documents: documents::views(procedure, zone, lang, &found.documents)?,
        law: LawPart {
            // By when answers are given is said while one can act on it.
            answers_by: if tender.open() { law.answers_by } else { String::new() },
            ..law
        },
        questions: questions(&found, lang)?,
        signed_in: ctx.person.is_some(),
        follows: found.follows,
        asked: false,
        asks_documents: found.law.document_days.map(|_| false),
        question: String::new(),
        errors: Errors::default(),
    })
}

/// As whom the reader can apply without being asked: as they did before, and else under their own name.
async fn at_once(ctx: &Ctx, tender: &Tender) -> Result<Option<(String, &'static str)>, AppError> {
    let Some(person) = ctx.person.as_ref().filter(|_| tender.open()) else { return Ok(None) };
    let (name, kind) = match ctx.app.applied_as(person.id).await? {
        Some(before) => before,
        None => (person.name.clone(), MemberKind::Person),
    };
    let kind = match kind {
        MemberKind::Organisation => "organisation",
        MemberKind::Person => "person",
    };
    Ok((!name.is_empty()).then_some((name, kind)))
}

/// What a field asks, and in which tracks where it is not asked in all.
fn asked(definition: &Definition, lang: Lang, field: &Field) -> String {
    let label = field.label.get(lang.code());
    match definition.only_for(field.tracks.as_deref(), lang.code()) {
        Some(tracks) => lang.texts().tender_asks_only(&args::TenderAsksOnly { label, tracks }),
        None => label.to_owned(),
    }
}

fn track_card(found: &TenderPage, lang: Lang, track: &str) -> TrackCard {
    let definition = found.tender.definition();
    let about = definition.track(track);
    let title = about.map_or(track, |about| about.title.get(lang.code())).to_owned();
    let summary = about.map_or("", |about| about.summary.get(lang.code()));
    let summary = law::stands(found, lang, &format!("tracks.{track}"), summary);
    let standing = found.tender.track(track);
    let reached = standing.map_or(Stage::Working, |standing| standing.stage);
    let step = standing.map_or("", |standing| standing.step.as_str());
    let held = standing.and_then(|standing| standing.held.as_deref());
    let (look, state) = stage_words(lang, reached, step_title(definition, lang, held.unwrap_or(step)));
    let wait = held.and_then(|held| definition.step(held)?.waits_for.as_ref());
    let mine = found.mine.get(track).map(|id| format!("/applications/{id}")).unwrap_or_default();
    let apply = format!("/tenders/{}/tracks/{track}/apply", found.tender.id);
    TrackCard {
        title,
        summary: markdown::html(summary, 3),
        look,
        state,
        waits: wait.map(|wait| lang.wait(definition, track, wait)).unwrap_or_default(),
        steps: marks(definition, lang, (track, step), reached),
        apply: if reached == Stage::Open && mine.is_empty() { apply } else { String::new() },
        mine,
    }
}

/// The steps of a track in order, and where it stands.
fn marks(definition: &Definition, lang: Lang, (track, step): (&str, &str), stage: Stage) -> Vec<Mark> {
    let mut progress = Progress::Done;
    definition
        .steps_of(track)
        .map(|one| {
            let here = one.id == step;
            let shown = match stage {
                Stage::Ended(_) | Stage::Held if here => Progress::Done,
                _ if here => Progress::Now,
                _ => progress,
            };
            if here {
                progress = Progress::Later;
            }
            let label = one.title.get(lang.code()).to_owned();
            Mark { label, detail: String::new(), progress: shown }
        })
        .collect()
}

fn joint_mark(definition: &Definition, lang: Lang, standing: &TrackStanding) -> Mark {
    let (_, state) = stage_words(lang, standing.stage, "");
    let ended = matches!(standing.stage, Stage::Ended(_));
    Mark {
        label: step_title(definition, lang, &standing.id).to_owned(),
        detail: state,
        progress: if ended { Progress::Done } else { Progress::Later },
    }
}

fn step_title<'d>(definition: &'d Definition, lang: Lang, step: &'d str) -> &'d str {
    definition.step(step).map_or(step, |found| found.title.get(lang.code()))
}

/// The rules for applying, one sentence each.
fn how(definition: &Definition, lang: Lang) -> Vec<String> {
    let t = lang.texts();
    let mut how = Vec::new();
    match &definition.applicants.consortium {
        None => how.push(t.applicant_how_single().to_owned()),
        Some(consortium) => {
            how.push(t.applicant_how_consortium(consortium.members_max));
            how.push(
                match consortium.signature {
                    SignatureCovers::Mandate => t.applicant_how_mandate(),
                    SignatureCovers::Content => t.applicant_how_content(),
                }
                .to_owned(),
            );
        }
    }
    if let Some(max) = definition.applicants.tracks_max {
        how.push(t.applicant_how_tracks(max));
    }
    if let Some((_, spec)) = intake::of(definition) {
        how.push(
            match spec.incomplete {
                Incomplete::Refuse => t.applicant_how_refuse(),
                Incomplete::Accept => t.applicant_how_accept(),
            }
            .to_owned(),
        );
    }
    how.push(t.applicant_how_replace().to_owned());
    how.push(t.tender_deadline_rule().to_owned());
    how
}

/// Which date was moved, from when to when.
pub fn moved(definition: &Definition, lang: Lang, change: &Moved) -> Result<String, AppError> {
    let worded = |at: Option<Instant>| -> Result<String, AppError> {
        let when = at.map(|at| when_until(at, &definition.zone)).transpose()?;
        Ok(when.map(|when| lang.full(&when)).unwrap_or_default())
    };
    let (from, to) = (worded(change.from)?, worded(change.to)?);
    let date = definition.date_title(&change.date, lang.code()).to_owned();
    Ok(lang.texts().applicant_change(&args::ApplicantChange { date, from, to }))
}

fn changes(found: &TenderPage, lang: Lang) -> Result<Vec<ChangeView>, AppError> {
    let definition = found.tender.definition();
    let zone = definition.zone.as_str();
    let mut views = Vec::new();
    // The latest change first: it is the one that holds.
    for change in found.changes.iter().rev() {
        views.push(ChangeView {
            when: lang.full(&when_at(change.at, zone)?),
            text: moved(definition, lang, change)?,
            reason: change.reason.clone(),
        });
    }
    Ok(views)
}

fn questions(found: &TenderPage, lang: Lang) -> Result<Vec<QuestionView>, AppError> {
    let t = lang.texts();
    let zone = found.tender.definition().zone.as_str();
    let mut views = Vec::new();
    for question in &found.questions {
        views.push(QuestionView {
            anchor: format!("q-{}", question.id),
            question: question.question.clone(),
            asked: t.applicant_asked(lang.short(&when_at(question.asked_at, zone)?)),
            answer: question.answer.clone(),
            answered: t.applicant_answered(lang.short(&when_at(question.answered_at, zone)?)),
        });
    }
    Ok(views)
}

#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    question: String,
    #[serde(default)]
    documents: String,
}

async fn ask(
    ctx: Ctx,
    Path(procedure): Path<String>,
    Form(form): Form<Question>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let actor = ctx.signed_in()?.id;
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    if let Err(AppError::TooOften { wait_seconds }) = ctx.count(Act::Question, "") {
        let mut page = drawn(&ctx, procedure).await?;
        page.errors.add("question", ctx.t().limits_wait(ctx.lang.duration(wait_seconds)));
        page.question = form.question;
        return Ok(later(shown(StatusCode::TOO_MANY_REQUESTS, &page), wait_seconds));
    }
    let t = ctx.t();
    let length = form.question.trim().chars().count();
    let wrong = if length > QUESTION_CHARS_MAX {
        let label = t.tender_ask_label();
        Some(t.form_too_long(&args::FormTooLong { label, max: QUESTION_CHARS_MAX, length }))
    } else {
        let text = random::prose(form.question.trim());
        let documents = form.documents == "yes";
        let command = procedure::Command::Ask { question: QuestionId::new(random::id()), text, documents };
        match ctx.app.act(procedure, ticket, Command { actor, verb: Verb::Procedure(command) }).await {
            Ok(_) => None,
            Err(AppError::Refused(Refusal::ReasonNeeded { chars_min, .. })) => {
                let label = t.tender_ask_label();
                Some(t.form_too_short(&args::FormTooShort { label, min: chars_min }))
            }
            Err(AppError::Refused(refusal)) => {
                Some(super::refusals::words(ctx.lang, None, SITE_ZONE, &refusal))
            }
            Err(error) => return Err(error),
        }
    };
    let Some(message) = wrong else {
        return Ok(Redirect::to(&format!("/tenders/{procedure}?asked=1#ask")).into_response());
    };
    let mut page = drawn(&ctx, procedure).await?;
    page.errors.add("question", message);
    page.question = form.question;
    page.asks_documents = page.asks_documents.map(|_| form.documents == "yes");
    Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

#[derive(Deserialize)]
struct Follow {
    #[serde(default)]
    follow: String,
}

async fn follow(
    ctx: Ctx,
    Path(procedure): Path<String>,
    Form(form): Form<Follow>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let back = || Redirect::to(&format!("/tenders/{procedure}#follow")).into_response();
    let Some(person) = &ctx.person else {
        // The address has no page of its own to come back to.
        let path = super::site::encoded(&format!("/tenders/{procedure}"));
        return Ok(Redirect::to(&format!("/sign-in?back={path}")).into_response());
    };
    let verb = match form.follow.as_str() {
        "no" => procedure::Command::Unfollow,
        _ => procedure::Command::Follow,
    };
    let command = Command { actor: person.id, verb: Verb::Procedure(verb) };
    match ctx.app.act(id(&procedure, "procedure")?, ticket, command).await {
        Ok(_) | Err(AppError::Refused(Refusal::Already)) => Ok(back()),
        Err(error) => Err(error),
    }
}
