//! Webhooks: what is read of them, and the commands that make, try and remove them.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::carry::{Done, answered, read};
use super::commands::Do;
use super::problem::Problem;
use super::types::{Choice, at, id};
use super::{BASE, Caller};
use crate::app::AppError;
use crate::app::hat::Hat;
use crate::app::hooks::{HookView, KEEPERS, Whose};
use crate::app::limits::Act;
use crate::app::tender::unknown_procedure;
use crate::engine::ids::ProcedureId;
use crate::engine::refusal::Refusal;
use crate::engine::workflow::definition::Role;
use crate::engine::workflow::source::FILE_BYTES_MAX;
use crate::store::outbox::LetterState;

/// Seconds after which it is worth to try again while another file is tried out.
const BUSY_SECONDS: u64 = 10;

/// The webhooks of a procedure, or of all procedures.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct WebhooksShown {
    /// The oldest first.
    pub webhooks: Vec<WebhookShown>,
    /// What this caller may do now.
    pub options: Vec<Choice>,
}

/// One webhook. Its secret was said when it was made, and is said to nobody again.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct WebhookShown {
    /// Which webhook.
    pub id: String,
    /// Where it is called.
    pub address: String,
    /// The events that it is called for; all where there is none.
    pub events: Vec<String>,
    /// When it was made.
    pub created_at: String,
    /// Its calls: those that were given up first, then the latest.
    pub calls: Vec<CallShown>,
}

/// One call.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CallShown {
    /// Which call: its `webhook-id`.
    pub id: String,
    /// Which event.
    pub event: String,
    /// When what it tells happened.
    pub at: String,
    /// `waiting`, `sent` or `failed`.
    pub state: &'static str,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, while it waits.
    pub due_at: Option<String>,
    /// How the last try ended: `status` with a number, `unknown`, `private`, `away`, `tls`, `late`, `odd` or `unfit`.
    pub last_reply: Option<String>,
}

fn shown(view: &HookView) -> WebhookShown {
    WebhookShown {
        id: view.hook.id.to_string(),
        address: view.hook.address.clone(),
        events: view.hook.kinds.clone(),
        created_at: at(view.hook.created_at),
        calls: view
            .calls
            .iter()
            .map(|call| CallShown {
                id: call.id.to_string(),
                event: call.kind.clone(),
                at: at(call.dated_at),
                state: call.state.name(),
                attempts: call.attempts,
                due_at: (call.state == LetterState::Waiting).then(|| at(call.due_at)),
                last_reply: call.last_reply.clone(),
            })
            .collect(),
    }
}

async fn listed(caller: &Caller, whose: Whose<'_>, href: &str) -> Result<Json<WebhooksShown>, AppError> {
    let views = caller.ctx.app.hooks(&whose).await?;
    let mut options = vec![Choice::at(href, "make_webhook", &[])];
    for view in &views {
        let known = [("webhook", Value::from(view.hook.id.to_string()))];
        options.push(Choice::at(href, "try_webhook", &known));
        options.push(Choice::at(href, "remove_webhook", &known));
        for call in view.calls.iter().filter(|call| call.state == LetterState::Failed) {
            options.push(Choice::at(href, "call_again", &[("call", Value::from(call.id.to_string()))]));
        }
    }
    Ok(Json(WebhooksShown { webhooks: views.iter().map(shown).collect(), options }))
}

/// `GET /api/v1/procedures/{procedure}/webhooks`
pub async fn list(caller: Caller, Path(procedure): Path<String>) -> Result<Json<WebhooksShown>, AppError> {
    let person = caller.officer()?;
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    let app = &caller.ctx.app;
    let office = app.whole_office(procedure, person, &KEEPERS, app.clock.now()).await;
    let office = office.map_err(unknown_procedure)?;
    let href = format!("{BASE}/procedures/{procedure}/commands");
    listed(&caller, Whose::Procedure(&office), &href).await
}

/// `GET /api/v1/webhooks`
pub async fn list_all(caller: Caller) -> Result<Json<WebhooksShown>, AppError> {
    caller.officer()?;
    let person = caller.ctx.signed_in()?;
    listed(&caller, Whose::All(person), &format!("{BASE}/commands")).await
}

/// `POST /api/v1/commands`: what concerns no single procedure.
pub async fn command(caller: Caller, body: Bytes) -> Result<Response, AppError> {
    let now = caller.ctx.app.receive().at();
    caller.officer()?;
    let person = caller.ctx.signed_in()?;
    let wanted = match read(&body) {
        Ok(Do::OpenProcedure { source, overrides }) => {
            return open(&caller, &at(now), source, overrides).await;
        }
        Ok(wanted) if wanted.is_webhooks() => wanted,
        Ok(_) => return Ok(Problem::body(&caller.ctx, "this is done in a procedure").into_response()),
        Err(why) => return Ok(Problem::body(&caller.ctx, &why).into_response()),
    };
    Ok(answered(at(now), carry(&caller, Whose::All(person), wanted).await?))
}

/// Opens a procedure, for an owner's token of somebody whom the setting `owners` names.
async fn open(
    caller: &Caller,
    at: &str,
    source: String,
    overrides: BTreeMap<String, String>,
) -> Result<Response, AppError> {
    let (app, person) = (&caller.ctx.app, caller.ctx.signed_in()?);
    if !matches!(caller.hat, Some(Hat { role: Some(Role::Owner), .. })) {
        return Err(AppError::Refused(Refusal::NotAllowed { needs: vec![Role::Owner] }));
    }
    if source.len() > FILE_BYTES_MAX {
        return Ok(Problem::bare(&caller.ctx, StatusCode::PAYLOAD_TOO_LARGE).into_response());
    }
    caller.ctx.count(Act::Trial, "")?;
    let overrides: Vec<_> = overrides.into_iter().collect();
    match app.open_workflow(person, &source, &overrides).await? {
        Some(procedure) => {
            let done = Done { id: Some(procedure.to_string()), ..Done::default() };
            Ok(answered(at.to_owned(), done))
        }
        // Another file is being tried out.
        None => Err(AppError::TooOften { wait_seconds: BUSY_SECONDS }),
    }
}

/// Carries out a command about webhooks; anything else is none of them.
pub async fn carry(caller: &Caller, whose: Whose<'_>, wanted: Do) -> Result<Done, AppError> {
    let app = &caller.ctx.app;
    match wanted {
        Do::MakeWebhook { address, events } => {
            let (id, secret) = app.make_hook(&whose, &address, &events).await?;
            Ok(Done { id: Some(id.to_string()), secret: Some(secret), ..Done::default() })
        }
        Do::RemoveWebhook { webhook } => {
            app.remove_hook(&whose, id(&webhook, "webhook")?).await?;
            Ok(Done::default())
        }
        Do::TryWebhook { webhook } => {
            app.try_hook(&whose, id(&webhook, "webhook")?).await?;
            Ok(Done::default())
        }
        Do::CallAgain { call } => {
            app.call_again(&whose, id(&call, "call")?).await?;
            Ok(Done::default())
        }
        other => Err(super::verbs::unplaced(&other)),
    }
}
