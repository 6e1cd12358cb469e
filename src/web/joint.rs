//! The joint step: for the owners and the teams, and once published for all who take part.

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
use super::refusals;
use crate::app::ownership::joint::{JointStep, RecommendationView, TeamStand};
use crate::app::random;
use crate::app::{App, AppError};
use crate::engine::ids::ProcedureId;
use crate::engine::refusal::Refusal;
use crate::engine::steps::joint::{Command, Phase, REASON_CHARS_MIN};
use crate::engine::turn::{self, Verb};
use crate::i18n::{Lang, args};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/joint/{procedure}/{step}", get(show))
        .route("/joint/{procedure}/{step}/decide", post(decide))
        .route("/joint/{procedure}/{step}/recommend", post(recommend))
        .route("/joint/{procedure}/{step}/publish", post(publish))
        .route("/joint/{procedure}/{step}/{number}/endorse", post(endorse))
        .route("/joint/{procedure}/{step}/{number}/dissent", get(ask_dissent).post(dissent))
}

/// A joint step.
#[derive(Template)]
#[template(path = "pages/joint-step.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the page that is drawn or not")]
pub struct JointPage {
    /// The frame of every page.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// The address of this page.
    pub base: String,
    /// Where the step stands.
    pub stands: String,
    /// Look of that: info, ok or warn.
    pub look: &'static str,
    /// How many tracks must come through.
    pub need: String,
    /// The tracks it waits for, and what each has come to.
    pub tracks: Vec<(String, String)>,
    /// The teams.
    pub teams: Vec<String>,
    /// The gatherings that the teams have come to.
    pub gatherings: Vec<Link>,
    /// The recommendations.
    pub recommendations: Vec<RecommendationCard>,
    /// Whether the reader may go on or give up.
    pub decides: bool,
    /// Whether going on is one of the two.
    pub goes_on: bool,
    /// Why going on cannot be decided yet; empty for nothing.
    pub later: String,
    /// Whether the reader may put a recommendation forward.
    pub recommends: bool,
    /// Whether the reader may publish.
    pub publishes: bool,
    /// Characters that a reason has at least.
    pub reason_min: u32,
    /// What is wrong with a form.
    pub errors: Errors,
    /// The reason as it was typed.
    pub reason: String,
    /// The recommendation as it was typed.
    pub text: String,
    /// The teams that have not taken their stand on everything.
    pub silent: String,
    /// Why it is published without them, as it was typed.
    pub why: String,
    /// Why it was published without all of them; empty where all had answered.
    pub without: String,
}

/// One recommendation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecommendationCard {
    /// Its number, from one.
    pub number: usize,
    /// By whom and when.
    pub by: String,
    /// What it says.
    pub text: String,
    /// Each team, the look of its stand, its stand, and the reason of a dissent.
    pub stands: Vec<(String, &'static str, &'static str, String)>,
    /// Whether the reader's team can still take its stand or change it.
    pub can_stand: bool,
}

/// Dissenting from one recommendation.
#[derive(Template)]
#[template(path = "pages/joint-dissent.html")]
pub struct DissentPage {
    /// The frame of every page.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// The address of the joint step.
    pub base: String,
    /// The recommendation.
    pub card: RecommendationCard,
    /// Characters that the reason has at least.
    pub reason_min: u32,
    /// What is wrong with the form.
    pub errors: Errors,
    /// The reason as it was typed.
    pub reason: String,
}

/// What was typed on the page of a joint step.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    reason: String,
    text: String,
    why: String,
    r#do: String,
}

struct Place {
    procedure: ProcedureId,
    step: String,
    base: String,
}

fn place(procedure: &str, step: String) -> Result<Place, AppError> {
    let procedure: ProcedureId = parsed(procedure)?;
    let base = format!("/joint/{procedure}/{step}");
    Ok(Place { procedure, step, base })
}

async fn read(ctx: &Ctx, place: &Place) -> Result<JointStep, AppError> {
    ctx.app.joint_step(place.procedure, &place.step, ctx.signed_in()?.id).await
}

async fn show(ctx: Ctx, Path((procedure, step)): Path<(String, String)>) -> Result<Response, AppError> {
    let place = place(&procedure, step)?;
    let view = read(&ctx, &place).await?;
    Ok(ok(&drawn(&ctx, &place, &view, Typed::default(), Errors::default())))
}

fn drawn(ctx: &Ctx, place: &Place, view: &JointStep, typed: Typed, errors: Errors) -> JointPage {
    let (t, lang, definition) = (ctx.t(), ctx.lang, &view.loaded.definition);
    ctx.shows(definition);
    let running = view.outcome.is_none();
    let (look, stands) = match (view.published_at, view.outcome, view.phase) {
        (Some(at), ..) => ("ok", t.joint_published(words::full(lang, definition, at))),
        (_, Some(outcome), _) => ("warn", t.joint_ended(refusals::outcome_name(lang, outcome))),
        (_, _, Phase::Waiting) => ("info", t.joint_waiting().to_owned()),
        (_, _, Phase::Asking) => ("warn", t.joint_asking().to_owned()),
        (_, _, Phase::Working) => ("info", t.joint_working().to_owned()),
    };
    let tracks = view.waits_for.iter().map(|(track, step, outcome)| {
        let at = outcome.map_or_else(
            || words::step(lang, definition, step).to_owned(),
            |outcome| refusals::outcome_name(lang, outcome).to_owned(),
        );
        (words::track(lang, definition, track).to_owned(), at)
    });
    let working = running && view.phase == Phase::Working;
    // Going on is decided once no track can come through any more.
    let going: Vec<_> = view.waits_for.iter().filter(|(_, _, outcome)| outcome.is_none()).collect();
    let going: Vec<_> = going.iter().map(|(track, ..)| words::track(lang, definition, track)).collect();
    let asking = running && view.phase == Phase::Asking;
    let need = args::JointNeed { need: view.need, total: view.waits_for.len() };
    JointPage {
        page: ctx.page(words::step(lang, definition, &view.step), &definition.zone),
        crumbs: crumbs(ctx, place, view, None),
        base: place.base.clone(),
        stands,
        look,
        need: t.joint_need(&need),
        tracks: tracks.collect(),
        teams: view.teams.iter().map(|team| words::called(lang, team)).collect(),
        gatherings: view
            .gatherings
            .iter()
            .map(|(id, title)| {
                let href = format!("/gatherings/{}/{}/{id}", place.procedure, view.step);
                Link::new(href, title.get(lang.code()))
            })
            .collect(),
        recommendations: (0..view.recommendations.len()).filter_map(|at| card(ctx, view, at)).collect(),
        decides: running && view.leads,
        goes_on: asking && going.is_empty(),
        later: if asking && !going.is_empty() { t.joint_not_ready(going.join(", ")) } else { String::new() },
        recommends: working && view.own.is_some(),
        publishes: working && view.leads && !view.recommendations.is_empty(),
        reason_min: REASON_CHARS_MIN,
        errors,
        silent: silent(lang, view),
        without: view
            .published_without
            .as_deref()
            .map(|why| t.joint_published_without(why))
            .unwrap_or_default(),
        reason: typed.reason,
        text: typed.text,
        why: typed.why,
    }
}

/// The teams that have not taken their stand on every recommendation.
fn silent(lang: Lang, view: &JointStep) -> String {
    let open =
        |at: usize| view.recommendations.iter().any(|one| one.stands.get(at) == Some(&TeamStand::Open));
    let teams = view.teams.iter().enumerate().filter(|(at, _)| open(*at));
    teams.map(|(_, team)| words::called(lang, team)).collect::<Vec<_>>().join(", ")
}

fn crumbs(ctx: &Ctx, place: &Place, view: &JointStep, below: Option<&str>) -> Vec<Link> {
    let definition = &view.loaded.definition;
    let title = words::step(ctx.lang, definition, &view.step);
    let procedure = definition.title.get(ctx.lang.code());
    let first = Link::new("/desk", ctx.t().page_desk());
    let tender = Link::new(format!("/tenders/{}", place.procedure), procedure);
    match below {
        None => vec![first, tender, Link::here(title)],
        Some(below) => vec![first, tender, Link::new(place.base.clone(), title), Link::here(below)],
    }
}

fn card(ctx: &Ctx, view: &JointStep, at: usize) -> Option<RecommendationCard> {
    let (t, lang, definition) = (ctx.t(), ctx.lang, &view.loaded.definition);
    let one: &RecommendationView = view.recommendations.get(at)?;
    let name = |place: usize| view.teams.get(place).map(|team| words::called(lang, team)).unwrap_or_default();
    let erased = || t.own_erased().to_owned();
    let by = args::JointBy { team: name(one.by), when: words::full(lang, definition, one.at) };
    let stands = one.stands.iter().enumerate().map(|(place, stand)| match stand {
        TeamStand::Open => (name(place), "quiet", t.joint_open(), String::new()),
        TeamStand::Endorses => (name(place), "ok", t.joint_endorses(), String::new()),
        TeamStand::Dissents(reason) => {
            (name(place), "warn", t.joint_dissents(), reason.clone().unwrap_or_else(erased))
        }
    });
    let working = view.phase == Phase::Working && view.outcome.is_none();
    Some(RecommendationCard {
        number: at + 1,
        by: t.joint_by(&by),
        text: one.text.clone().unwrap_or_else(erased),
        stands: stands.collect(),
        can_stand: working && view.own.is_some(),
    })
}

/// Carries out a command, or draws the page again with what was typed; `field` is where a refusal
/// belongs.
async fn act(
    ctx: &Ctx,
    place: &Place,
    typed: Typed,
    (field, label): (&str, &str),
    command: Command,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let actor = ctx.signed_in()?.id;
    let command = turn::Command { actor, verb: Verb::Joint(command) };
    let Err(error) = ctx.app.act(place.procedure, ticket, command).await else {
        return Ok(go(place.base.clone()));
    };
    // Who may not see the step learns nothing from trying: not even what was refused.
    let view = read(ctx, place).await?;
    let errors = told(ctx, &view, error, field, label)?;
    Ok(again(&drawn(ctx, place, &view, typed, errors)))
}

fn told(ctx: &Ctx, view: &JointStep, error: AppError, field: &str, label: &str) -> Result<Errors, AppError> {
    let refusal = match error {
        AppError::Refused(refusal) => refusal,
        other => return Err(other),
    };
    let mut errors = Errors::default();
    match &refusal {
        Refusal::NotAllowed { .. } | Refusal::Unknown { .. } => return Err(AppError::Refused(refusal)),
        Refusal::ReasonNeeded { chars_min, .. } => {
            errors.add(field, ctx.t().form_too_short(&args::FormTooShort { label, min: *chars_min }));
        }
        Refusal::NotReady { lines } => {
            let definition = &view.loaded.definition;
            let title = |line: &String| words::track(ctx.lang, definition, line).to_owned();
            let tracks: Vec<_> = lines.iter().map(title).collect();
            errors.add(field, ctx.t().joint_not_ready(tracks.join(", ")));
        }
        other => {
            let definition = &view.loaded.definition;
            errors.add(field, refusals::words(ctx.lang, Some(definition), &definition.zone, other));
        }
    }
    Ok(errors)
}

async fn decide(
    ctx: Ctx,
    Path((procedure, step)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let place = place(&procedure, step)?;
    let reason = random::prose(typed.reason.trim());
    let step = place.step.clone();
    let command = match typed.r#do.as_str() {
        "go-on" => Command::GoOn { step, reason },
        "give-up" => Command::Cancel { step, reason },
        _ => return Err(AppError::NotFound("page")),
    };
    act(&ctx, &place, typed, ("reason", ctx.t().word_reason()), command).await
}

async fn recommend(
    ctx: Ctx,
    Path((procedure, step)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let place = place(&procedure, step)?;
    let text = random::prose(typed.text.trim());
    let command = Command::Recommend { step: place.step.clone(), text };
    act(&ctx, &place, typed, ("text", ctx.t().joint_recommend_label()), command).await
}

async fn publish(
    ctx: Ctx,
    Path((procedure, step)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let place = place(&procedure, step)?;
    let why = typed.why.trim();
    let (reason, step) = ((!why.is_empty()).then(|| random::prose(why)), place.step.clone());
    act(&ctx, &place, typed, ("why", ctx.t().joint_publish_why()), Command::Publish { step, reason }).await
}

async fn endorse(
    ctx: Ctx,
    Path((procedure, step, number)): Path<(String, String, String)>,
) -> Result<Response, AppError> {
    let place = place(&procedure, step)?;
    let recommendation = index(&number)?;
    let command = Command::Stand { step: place.step.clone(), recommendation, dissent: None };
    let label = ctx.t().joint_endorse();
    act(&ctx, &place, Typed::default(), ("recommendations", label), command).await
}

/// The place of a recommendation, from zero, by its number in an address, from one.
fn index(number: &str) -> Result<usize, AppError> {
    parsed::<usize>(number)?.checked_sub(1).ok_or(AppError::NotFound("page"))
}

async fn ask_dissent(
    ctx: Ctx,
    Path((procedure, step, number)): Path<(String, String, String)>,
) -> Result<Response, AppError> {
    let place = place(&procedure, step)?;
    let view = read(&ctx, &place).await?;
    let at = index(&number)?;
    Ok(ok(&dissent_page(&ctx, &place, &view, at, String::new(), Errors::default())?))
}

fn dissent_page(
    ctx: &Ctx,
    place: &Place,
    view: &JointStep,
    at: usize,
    reason: String,
    errors: Errors,
) -> Result<DissentPage, AppError> {
    let card = card(ctx, view, at).filter(|card| card.can_stand);
    let card = card.ok_or(AppError::NotFound("recommendation"))?;
    let title = ctx.t().joint_dissent_named(card.number);
    ctx.shows(&view.loaded.definition);
    Ok(DissentPage {
        crumbs: crumbs(ctx, place, view, Some(&title)),
        page: ctx.page(title, &view.loaded.definition.zone),
        base: place.base.clone(),
        card,
        reason_min: REASON_CHARS_MIN,
        errors,
        reason,
    })
}

async fn dissent(
    ctx: Ctx,
    Path((procedure, step, number)): Path<(String, String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let place = place(&procedure, step)?;
    let recommendation = index(&number)?;
    let dissent = Some(random::prose(typed.reason.trim()));
    let command = Command::Stand { step: place.step.clone(), recommendation, dissent };
    let command = turn::Command { actor: ctx.signed_in()?.id, verb: Verb::Joint(command) };
    let Err(error) = ctx.app.act(place.procedure, ticket, command).await else {
        return Ok(go(place.base));
    };
    let view = read(&ctx, &place).await?;
    let errors = told(&ctx, &view, error, "reason", ctx.t().word_reason())?;
    Ok(again(&dissent_page(&ctx, &place, &view, recommendation, typed.reason, errors)?))
}
