//! A gathering: for those who are invited, and for those who hold it.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};

use super::ctx::Ctx;
use super::errors::ok;
use super::owner::{again, go, parsed, words};
use super::page::Page;
use super::parts::{Errors, Link};
use super::refusals;
use crate::app::ownership::network::{GatheringView, group_title};
use crate::app::random;
use crate::app::{App, AppError};
use crate::engine::exact::Exact;
use crate::engine::ids::ProcedureId;
use crate::engine::refusal::Refusal;
use crate::engine::steps::gathering::{Command, Phase, REASON_CHARS_MIN, Wants};
use crate::engine::turn::{self, Verb};
use crate::i18n::args;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/gatherings/{procedure}/{line}/{gathering}", get(show))
        .route("/gatherings/{procedure}/{line}/{gathering}/register", post(register))
        .route("/gatherings/{procedure}/{line}/{gathering}/decide", post(decide))
        .route("/gatherings/{procedure}/{line}/{gathering}/minutes", post(minutes))
}

/// What was typed, by the name of the field.
type Typed = BTreeMap<String, String>;

/// A gathering.
#[derive(Template)]
#[template(path = "pages/gathering.html")]
pub struct GatheringPage {
    /// The frame of every page.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// The address of this page.
    pub base: String,
    /// Look of where it stands: info, ok or warn.
    pub look: &'static str,
    /// Where it stands.
    pub stands: String,
    /// When it begins.
    pub begins: String,
    /// Where.
    pub place: String,
    /// By when and how many participants are named.
    pub registration: String,
    /// What it costs; empty for nothing.
    pub fee: String,
    /// The reader's own applications that can name participants: identifier, name, names as they stand.
    pub own: Vec<(String, String, String)>,
    /// What is registered of the reader's own, and what they pay.
    pub sums: Vec<String>,
    /// Those who are invited, group by group, before those behind the desk: name, how many, who, how many came.
    pub groups: Vec<(String, Vec<[String; 4]>)>,
    /// How many come in all.
    pub total: String,
    /// Whether the reader may hold it though too few come.
    pub may_hold: bool,
    /// Whether the reader may call it off.
    pub may_call_off: bool,
    /// Whether the reader writes the minutes, and how many came of each application: field, name, number.
    pub attendance: Vec<(String, String, String)>,
    /// Whether the minutes can be written.
    pub may_minute: bool,
    /// The minutes; nothing before they are published.
    pub minutes: Option<String>,
    /// Characters that a reason has at least.
    pub reason_min: u32,
    /// What is wrong with a form.
    pub errors: Errors,
    /// The reason as it was typed.
    pub reason: String,
    /// The minutes as they were typed.
    pub text: String,
}

impl GatheringPage {
    /// The field for the names of an application. Whoever leads several has a field of its own for each.
    fn field(&self, application: &str) -> String {
        if self.own.len() == 1 { "names".to_owned() } else { format!("names-{application}") }
    }
}

struct Place {
    procedure: ProcedureId,
    line: String,
    gathering: String,
    base: String,
}

fn place((procedure, line, gathering): (String, String, String)) -> Result<Place, AppError> {
    let procedure: ProcedureId = parsed(&procedure)?;
    let base = format!("/gatherings/{procedure}/{line}/{gathering}");
    Ok(Place { procedure, line, gathering, base })
}

async fn read(ctx: &Ctx, place: &Place) -> Result<GatheringView, AppError> {
    ctx.app.gathering(place.procedure, (&place.line, &place.gathering), ctx.signed_in()?.id).await
}

async fn show(ctx: Ctx, Path(path): Path<(String, String, String)>) -> Result<Response, AppError> {
    let place = place(path)?;
    let view = read(&ctx, &place).await?;
    Ok(ok(&drawn(&ctx, &place, &view, &Typed::new(), Errors::default())))
}

fn drawn(ctx: &Ctx, place: &Place, view: &GatheringView, typed: &Typed, errors: Errors) -> GatheringPage {
    let (t, lang, definition) = (ctx.t(), ctx.lang, &view.loaded.definition);
    ctx.shows(definition);
    let phase = view.state.phase;
    let (look, stands) = match phase {
        _ if view.missed => ("warn", t.gathering_missed()),
        Phase::Waiting => ("info", t.gathering_waiting()),
        Phase::Inviting => ("info", t.gathering_inviting()),
        Phase::Asking => ("warn", t.gathering_asking()),
        Phase::Confirmed => ("ok", t.gathering_confirmed()),
        Phase::CalledOff => ("warn", t.gathering_called_off()),
        Phase::Held => ("ok", t.gathering_held()),
    };
    let open = matches!(phase, Phase::Inviting | Phase::Asking) && ctx.now <= view.ends;
    let each = view.spec.each();
    let until = words::until(lang, definition, view.ends);
    let registration = t.gathering_registration_text(&args::GatheringRegistrationText {
        until: &until,
        min: each.min,
        max: each.max,
    });
    let currency = view.spec.fee.as_ref().map_or("", |fee| fee.currency.as_str());
    let money = |amount: &Exact| format!("{} {currency}", lang.decimal(&amount.to_string()));
    let typed_of = |name: &str| typed.get(name).cloned();
    let own: Vec<_> = view.rows.iter().filter(|row| row.leads).collect();
    let sums = own.iter().filter_map(|row| {
        let participants = row.participants?;
        let said = t.gathering_registered(participants);
        let sum = view.spec.sum(participants).filter(|_| participants > 0);
        Some(sum.map_or_else(|| said.clone(), |sum| format!("{said} {}", t.gathering_sum(money(&sum)))))
    });
    let writes = view.holds && phase == Phase::Confirmed && ctx.now >= view.begins;
    let attendance = view.rows.iter().filter(|row| row.participants.is_some_and(|n| n > 0)).map(|row| {
        let field = format!("came-{}", row.application);
        let came = typed_of(&field).unwrap_or_else(|| row.participants.unwrap_or_default().to_string());
        (field, words::called(lang, &row.called), came)
    });
    let total: u32 = view.rows.iter().filter_map(|row| row.participants).sum();
    GatheringPage {
        page: ctx.page(view.title.get(lang.code()), &definition.zone),
        crumbs: crumbs(ctx, place, view),
        base: place.base.clone(),
        look,
        stands: stands.to_owned(),
        begins: words::full(lang, definition, view.begins),
        place: view.spec.place.get(lang.code()).to_owned(),
        registration,
        fee: view.spec.fee.as_ref().map(|fee| t.gathering_fee(money(&fee.amount))).unwrap_or_default(),
        own: own
            .iter()
            .filter(|_| open)
            .map(|row| {
                let id = row.application.to_string();
                let names =
                    typed_of("application").filter(|typed| *typed == id).map(|_| names_in(typed, &id).1);
                let names = names.or_else(|| row.names.clone()).unwrap_or_default();
                (id, words::called(lang, &row.called), names)
            })
            .collect(),
        sums: sums.collect(),
        groups: if view.at_desk { groups(ctx, view) } else { Vec::new() },
        total: t.gathering_total(total),
        may_hold: view.holds && phase == Phase::Asking,
        may_call_off: view.holds && !view.state.over(),
        attendance: if writes { attendance.collect() } else { Vec::new() },
        may_minute: writes,
        minutes: view
            .state
            .minutes
            .map(|_| view.minutes.clone().unwrap_or_else(|| t.own_erased().to_owned())),
        reason_min: REASON_CHARS_MIN,
        errors,
        reason: typed_of("reason").unwrap_or_default(),
        text: typed_of("text").unwrap_or_else(|| collected(ctx, view)),
    }
}

/// What the minutes gather, as whoever writes them finds it in the form.
fn collected(ctx: &Ctx, view: &GatheringView) -> String {
    let (lang, definition) = (ctx.lang, &view.loaded.definition);
    let parts = view.collected.iter().map(|(field, answers)| {
        let title = definition.field(field).map_or(field.as_str(), |field| field.label.get(lang.code()));
        let answers =
            answers.iter().map(|(called, text)| format!("{}:\n{text}\n", words::called(lang, called)));
        format!("\n{title}\n\n{}", answers.collect::<Vec<_>>().join("\n"))
    });
    parts.collect()
}

/// Those who are invited, group by group; without groups under one empty heading.
fn groups(ctx: &Ctx, view: &GatheringView) -> Vec<(String, Vec<[String; 4]>)> {
    let lang = ctx.lang;
    let mut groups: BTreeMap<String, Vec<[String; 4]>> = BTreeMap::new();
    for row in &view.rows {
        let field = view.spec.groups.as_deref().unwrap_or_default();
        let group = row.group.as_deref().map(|group| group_title(&view.loaded, field, group, lang.code()));
        let number = |n: Option<u32>| n.map_or_else(|| "–".to_owned(), |n| n.to_string());
        let line = [
            words::called(lang, &row.called),
            number(row.participants),
            row.names.clone().unwrap_or_default(),
            number(row.came),
        ];
        groups.entry(group.unwrap_or_default().to_owned()).or_default().push(line);
    }
    groups.into_iter().collect()
}

fn crumbs(ctx: &Ctx, place: &Place, view: &GatheringView) -> Vec<Link> {
    let (definition, code) = (&view.loaded.definition, ctx.lang.code());
    let mut crumbs = vec![
        Link::new("/desk", ctx.t().page_desk()),
        Link::new(format!("/tenders/{}", place.procedure), definition.title.get(code)),
    ];
    if definition.track(&view.line).is_none() {
        let title = words::step(ctx.lang, definition, &view.line);
        crumbs.push(Link::new(format!("/joint/{}/{}", place.procedure, view.line), title));
    }
    crumbs.push(Link::here(view.title.get(code)));
    crumbs
}

/// Carries out a command, or draws the page again with what was typed; `field` is where a refusal belongs.
async fn act(
    ctx: &Ctx,
    place: &Place,
    typed: &Typed,
    (field, label): (&str, &str),
    wants: Wants,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let actor = ctx.signed_in()?.id;
    let command = Command { line: place.line.clone(), gathering: place.gathering.clone(), wants };
    let command = turn::Command { actor, verb: Verb::Gathering(command) };
    let Err(error) = ctx.app.act(place.procedure, ticket, command).await else {
        return Ok(go(place.base.clone()));
    };
    // Who may not see it learns nothing from trying.
    let view = read(ctx, place).await?;
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
        other => {
            let definition = &view.loaded.definition;
            errors.add(field, refusals::words(ctx.lang, Some(definition), &definition.zone, other));
        }
    }
    Ok(again(&drawn(ctx, place, &view, typed, errors)))
}

fn said(typed: &Typed, name: &str) -> String {
    typed.get(name).map(|said| said.trim().to_owned()).unwrap_or_default()
}

/// The field in which the names of an application were typed, and what was.
fn names_in(typed: &Typed, application: &str) -> (String, String) {
    let own = format!("names-{application}");
    let field = if typed.contains_key(&own) { own } else { "names".to_owned() };
    let names = said(typed, &field);
    (field, names)
}

async fn register(
    ctx: Ctx,
    Path(path): Path<(String, String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let place = place(path)?;
    let application = parsed(&said(&typed, "application"))?;
    let (field, names) = names_in(&typed, &said(&typed, "application"));
    let wants = Wants::Register { application, names: random::prose(names) };
    act(&ctx, &place, &typed, (&field, ctx.t().gathering_names()), wants).await
}

async fn decide(
    ctx: Ctx,
    Path(path): Path<(String, String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let place = place(path)?;
    let reason = random::prose(said(&typed, "reason"));
    let wants = match said(&typed, "do").as_str() {
        "hold" => Wants::GoOn { reason },
        "call-off" => Wants::CallOff { reason },
        _ => return Err(AppError::NotFound("page")),
    };
    act(&ctx, &place, &typed, ("reason", ctx.t().word_reason()), wants).await
}

async fn minutes(
    ctx: Ctx,
    Path(path): Path<(String, String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let place = place(path)?;
    let mut attendance = BTreeMap::new();
    for (field, came) in &typed {
        let Some(application) = field.strip_prefix("came-") else { continue };
        let Ok(came) = came.trim().parse::<u32>() else {
            let view = read(&ctx, &place).await?;
            let mut errors = Errors::default();
            errors.add(field.clone(), ctx.t().gathering_no_number());
            return Ok(again(&drawn(&ctx, &place, &view, &typed, errors)));
        };
        attendance.insert(parsed(application)?, came);
    }
    let wants = Wants::Minute { attendance, text: random::prose(said(&typed, "text")) };
    act(&ctx, &place, &typed, ("text", ctx.t().gathering_minutes()), wants).await
}
