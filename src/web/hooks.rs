//! Webhooks: where other people's programs are called when something is published, and how each call went.
//!
//! One page for those of a procedure and one for those of all procedures; they differ in who finds them.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use axum_extra::extract::Form;
use serde::Deserialize;

use super::application::when_at;
use super::ctx::Ctx;
use super::errors::{SITE_ZONE, ok, shown};
use super::owner::{self, Frame, Tab, go, parsed};
use super::page::Page;
use super::parts::{Choice, Errors, Link};
use crate::app::hooks::{HOOKS_MAX, HookFault, HookView, KEEPERS, KEPT_DAYS, TRIAL, Whose};
use crate::app::ownership::Office;
use crate::app::{App, AppError};
use crate::engine::instant::Instant;
use crate::engine::published::Kind;
use crate::hooks::Unfit;
use crate::i18n::Texts;
use crate::store::hooks::Delivery;
use crate::store::outbox::LetterState;
use crate::store::people::Person;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/webhooks", get(show).post(make))
        .route("/procedures/{procedure}/webhooks/remove", post(remove))
        .route("/procedures/{procedure}/webhooks/try", post(try_out))
        .route("/procedures/{procedure}/webhooks/again", post(again))
        .route("/webhooks", get(show).post(make))
        .route("/webhooks/remove", post(remove))
        .route("/webhooks/try", post(try_out))
        .route("/webhooks/again", post(again))
}

/// The webhooks with their calls.
#[derive(Template)]
#[template(path = "pages/webhooks.html")]
pub struct HooksPage {
    page: Page,
    frame: Frame,
    /// Whether they are about all procedures.
    all: bool,
    hooks: Vec<HookPart>,
    /// The secret that was just made; it is shown this once.
    secret: String,
    typed: Typed,
    kinds: Vec<Choice>,
    limits: String,
    errors: Errors,
}

/// One webhook.
struct HookPart {
    id: String,
    address: String,
    kinds: String,
    made: String,
    remove: String,
    test: String,
    calls: Vec<CallLine>,
    table: String,
}

/// One call.
struct CallLine {
    id: String,
    kind: String,
    dated: String,
    look: &'static str,
    state: String,
    reply: String,
    next: String,
    /// What the button that makes it again says; empty where there is nothing to make again.
    again: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    address: String,
    events: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Chosen {
    id: String,
}

/// Whose webhooks are asked for, by somebody who may have them.
enum Door {
    Procedure(Box<Office>),
    All(Person),
}

impl Door {
    async fn enter(ctx: &Ctx, procedure: Option<&Path<String>>) -> Result<Self, AppError> {
        let Some(Path(procedure)) = procedure else {
            let person = ctx.signed_in()?;
            let may = ctx.app.may_open(person);
            return if may { Ok(Self::All(person.clone())) } else { Err(AppError::NotFound("page")) };
        };
        Ok(Self::Procedure(Box::new(owner::enter_whole(ctx, procedure, &KEEPERS).await?)))
    }

    fn whose(&self) -> Whose<'_> {
        match self {
            Self::Procedure(office) => Whose::Procedure(office),
            Self::All(person) => Whose::All(person),
        }
    }

    fn zone(&self) -> &str {
        match self {
            Self::Procedure(office) => &office.definition().zone,
            Self::All(_) => SITE_ZONE,
        }
    }

    fn frame(&self, ctx: &Ctx) -> Frame {
        let t = ctx.t();
        match self {
            Self::Procedure(office) => owner::frame(ctx, office, Tab::Webhooks, None),
            Self::All(_) => Frame {
                crumbs: vec![Link::new("/desk", t.page_desk()), Link::here(t.webhooks_title())],
                ..Frame::default()
            },
        }
    }
}

/// The name of a kind of news in the reader's language; the name itself for one that is none.
fn kind_title(t: Texts, kind: &str) -> String {
    match Kind::named(kind) {
        None if kind != TRIAL => kind.to_owned(),
        _ => t.webhooks_kind(kind.replace('.', "_")),
    }
}

/// Why a webhook was not made.
pub fn fault_words(t: Texts, fault: HookFault) -> String {
    match fault {
        HookFault::Address(Unfit::NotAnAddress) => t.webhooks_not_an_address().to_owned(),
        HookFault::Address(Unfit::NotHttps) => t.webhooks_not_https().to_owned(),
        HookFault::Address(Unfit::Named) => t.webhooks_named().to_owned(),
        HookFault::Address(Unfit::Private) => t.webhooks_private().to_owned(),
        HookFault::Kind => t.webhooks_no_kind().to_owned(),
        HookFault::TooMany => t.webhooks_too_many(HOOKS_MAX),
    }
}

fn reply(t: Texts, call: &Delivery) -> String {
    let said = call.last_reply.as_deref().unwrap_or_default();
    match said.strip_prefix("status ") {
        Some(status) => t.webhooks_status(status),
        None if said.is_empty() => String::new(),
        None => t.webhooks_failed(said),
    }
}

fn call_line(
    t: Texts,
    call: &Delivery,
    when: &impl Fn(Instant) -> Result<String, AppError>,
) -> Result<CallLine, AppError> {
    let kind = kind_title(t, &call.kind);
    let waits_again = call.state == LetterState::Waiting && call.attempts > 0;
    let (look, state) = match call.state {
        LetterState::Sent => ("ok", t.webhooks_sent()),
        LetterState::Failed => ("bad", t.webhooks_given_up()),
        LetterState::Waiting => ("info", t.webhooks_waits()),
    };
    Ok(CallLine {
        id: call.id.to_string(),
        dated: when(call.dated_at)?,
        look,
        state: state.to_owned(),
        reply: reply(t, call),
        next: if waits_again { t.webhooks_next(when(call.due_at)?) } else { String::new() },
        again: if waits_again || call.state == LetterState::Failed {
            t.webhooks_again_named(&kind)
        } else {
            String::new()
        },
        kind,
    })
}

async fn drawn(
    ctx: &Ctx,
    door: &Door,
    secret: String,
    typed: Typed,
    errors: Errors,
) -> Result<HooksPage, AppError> {
    let (t, lang) = (ctx.t(), ctx.lang);
    let when = |at: Instant| Ok::<_, AppError>(lang.full(&when_at(at, door.zone())?));
    let mut hooks = Vec::new();
    for HookView { hook, calls } in ctx.app.hooks(&door.whose()).await? {
        let kinds: Vec<_> = hook.kinds.iter().map(|kind| kind_title(t, kind)).collect();
        hooks.push(HookPart {
            id: hook.id.to_string(),
            kinds: if kinds.is_empty() { t.webhooks_all_kinds().to_owned() } else { kinds.join(", ") },
            made: when(hook.created_at)?,
            remove: t.webhooks_remove_named(&hook.address),
            test: t.webhooks_try_named(&hook.address),
            table: t.webhooks_calls(&hook.address),
            address: hook.address,
            calls: calls.iter().map(|call| call_line(t, call, &when)).collect::<Result<_, _>>()?,
        });
    }
    Ok(HooksPage {
        page: match door {
            Door::Procedure(office) => owner::page(ctx, office, t.webhooks_title()),
            Door::All(_) => ctx.page(t.webhooks_title(), SITE_ZONE),
        },
        frame: door.frame(ctx),
        all: matches!(door, Door::All(_)),
        hooks,
        secret,
        typed,
        kinds: Kind::ALL.map(|kind| Choice::new(kind.name(), kind_title(t, kind.name()))).into(),
        limits: t.webhooks_limits(KEPT_DAYS),
        errors,
    })
}

async fn show(ctx: Ctx, procedure: Option<Path<String>>) -> Result<Response, AppError> {
    let door = Door::enter(&ctx, procedure.as_ref()).await?;
    Ok(ok(&drawn(&ctx, &door, String::new(), Typed::default(), Errors::default()).await?))
}

async fn make(
    ctx: Ctx,
    procedure: Option<Path<String>>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let door = Door::enter(&ctx, procedure.as_ref()).await?;
    let fault = match ctx.app.make_hook(&door.whose(), &typed.address, &typed.events).await {
        Ok((_, secret)) => {
            return Ok(ok(&drawn(&ctx, &door, secret, Typed::default(), Errors::default()).await?));
        }
        Err(AppError::Webhook(fault)) => fault,
        Err(error) => return Err(error),
    };
    let mut errors = Errors::default();
    let field = if fault == HookFault::Kind { "events" } else { "address" };
    errors.add(field, fault_words(ctx.t(), fault));
    let again = drawn(&ctx, &door, String::new(), typed, errors).await?;
    Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, &again))
}

fn back(procedure: Option<&Path<String>>) -> Response {
    go(procedure.map_or("/webhooks".to_owned(), |Path(id)| format!("/procedures/{id}/webhooks")))
}

async fn remove(
    ctx: Ctx,
    procedure: Option<Path<String>>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, AppError> {
    let door = Door::enter(&ctx, procedure.as_ref()).await?;
    ctx.app.remove_hook(&door.whose(), parsed(&chosen.id)?).await?;
    Ok(back(procedure.as_ref()))
}

async fn try_out(
    ctx: Ctx,
    procedure: Option<Path<String>>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, AppError> {
    let door = Door::enter(&ctx, procedure.as_ref()).await?;
    ctx.app.try_hook(&door.whose(), parsed(&chosen.id)?).await?;
    Ok(back(procedure.as_ref()))
}

async fn again(
    ctx: Ctx,
    procedure: Option<Path<String>>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, AppError> {
    let door = Door::enter(&ctx, procedure.as_ref()).await?;
    ctx.app.call_again(&door.whose(), parsed(&chosen.id)?).await?;
    Ok(back(procedure.as_ref()))
}
