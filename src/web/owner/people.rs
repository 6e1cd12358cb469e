//! People and roles.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;

use super::{Frame, Tab, act, again, enter, enter_with, frame, go, page, parsed, told, words};
use crate::app::ownership::Office;
use crate::app::ownership::people::person_code;
use crate::app::{App, AppError};
use crate::engine::people::Grant;
use crate::engine::procedure;
use crate::engine::refusal::Refusal;
use crate::engine::turn::Verb;
use crate::engine::workflow::definition::Role;
use crate::i18n::args;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::parts::{Choice, Errors};
use crate::web::refusals;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/people", get(show).post(give))
        .route("/procedures/{procedure}/people/revoke", post(revoke))
}

/// What stands for all tracks in a form.
const EVERYWHERE: &str = "all";

/// Who holds which role.
#[derive(Template)]
#[template(path = "pages/own-people.html")]
pub struct PeoplePage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// The people.
    pub people: Vec<PersonLine>,
    /// Whether the reader gives and takes roles.
    pub steers: bool,
    /// Whether something has just been changed.
    pub done: bool,
    /// What is wrong with the form.
    pub errors: Errors,
    /// What was typed.
    pub typed: Typed,
    /// The roles to choose from.
    pub roles: Vec<Choice>,
    /// The tracks to choose from.
    pub tracks: Vec<Choice>,
    /// The panels to choose from; empty where the file has none.
    pub panels: Vec<Choice>,
}

/// Somebody with a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonLine {
    /// Name, or address where none was told.
    pub name: String,
    /// Address.
    pub email: String,
    /// Code in the journal.
    pub code: String,
    /// What they hold.
    pub grants: Vec<GrantLine>,
}

/// One role that somebody holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantLine {
    /// The role and where.
    pub label: String,
    /// What the button that takes it back says to those who do not see where it stands.
    pub revoke: String,
    /// Who.
    pub person: String,
    /// Which role.
    pub role: String,
    /// Where.
    pub track: String,
    /// On which panel, or empty.
    pub panel: String,
}

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Role.
    pub role: String,
    /// Track, or all.
    pub track: String,
    /// Panel, or empty.
    pub panel: String,
}

#[derive(Deserialize)]
struct Done {
    done: Option<String>,
}

async fn show(
    ctx: Ctx,
    Path(procedure): Path<String>,
    Query(query): Query<Done>,
) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure).await?;
    let typed = Typed { track: EVERYWHERE.into(), ..Typed::default() };
    let mut drawn = drawn(&ctx, &office, typed, Errors::default()).await?;
    drawn.done = query.done.is_some();
    Ok(ok(&drawn))
}

async fn drawn(ctx: &Ctx, office: &Office, typed: Typed, errors: Errors) -> Result<PeoplePage, AppError> {
    let (t, lang, definition) = (ctx.t(), ctx.lang, office.definition());
    let holders = ctx.app.holders(office).await?;
    let people = holders.iter().map(|holder| {
        let name = if holder.name.is_empty() { &holder.email } else { &holder.name };
        let grants = holder.grants.iter().map(|grant| {
            let label = words::granted(lang, definition, grant);
            GrantLine {
                revoke: t.own_people_revoke_named(&args::OwnPeopleRevokeNamed { role: &label, name }),
                label,
                person: holder.person.to_string(),
                role: grant.role.name().to_owned(),
                track: grant.track.clone().unwrap_or_else(|| EVERYWHERE.to_owned()),
                panel: grant.panel.clone().unwrap_or_default(),
            }
        });
        PersonLine {
            name: name.clone(),
            email: holder.email.clone(),
            code: person_code(holder.person),
            grants: grants.collect(),
        }
    });
    let roles = Role::ALL.iter().map(|role| Choice::new(role.name(), refusals::role_name(lang, *role)));
    let tracks =
        definition.tracks.iter().map(|track| Choice::new(track.id.clone(), track.title.get(lang.code())));
    let panels = definition.panels.iter();
    let panels = panels.map(|(id, panel)| Choice::new(id.clone(), panel.title.get(lang.code())));
    let none = (!definition.panels.is_empty()).then(|| Choice::new("", t.own_people_no_panel()));
    Ok(PeoplePage {
        page: page(ctx, office, t.owner_people()),
        frame: frame(ctx, office, Tab::People, None),
        people: people.collect(),
        steers: office.owns(),
        done: false,
        errors,
        typed,
        roles: roles.collect(),
        tracks: std::iter::once(Choice::new(EVERYWHERE, t.own_people_everywhere())).chain(tracks).collect(),
        panels: none.into_iter().chain(panels).collect(),
    })
}

fn role(typed: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.name() == typed)
}

/// The grant as it was typed.
fn typed_grant(role: Role, track: &str, panel: &str) -> Grant {
    let said = |typed: &str| (!typed.is_empty()).then(|| typed.to_owned());
    Grant { role, track: said(track).filter(|track| track != EVERYWHERE), panel: said(panel) }
}

async fn give(
    ctx: Ctx,
    Path(procedure): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let office = enter_with(&ctx, &procedure, &ticket).await?;
    office.need(&[Role::Owner])?;
    let t = ctx.t();
    let mut errors = Errors::default();
    if typed.name.trim().is_empty() {
        errors.add("name", t.form_required(t.word_name()));
    }
    let Some(role) = role(&typed.role).filter(|_| errors.is_empty()) else {
        if self::role(&typed.role).is_none() {
            errors.add("role", t.form_choose(t.own_people_role()));
        }
        return Ok(again(&drawn(&ctx, &office, typed, errors).await?));
    };
    let grant = typed_grant(role, &typed.track, &typed.panel);
    let named = (typed.name.as_str(), typed.email.as_str());
    let error = match ctx.app.grant(&office, ticket, named, grant, ctx.lang).await {
        Ok(()) => return Ok(go(format!("/procedures/{}/people?done=1", office.procedure.id))),
        Err(error) => error,
    };
    let errors = match error {
        AppError::BadValue { .. } => {
            errors.add("email", t.form_not_email());
            errors
        }
        other => told(&ctx, &office, other, "email", ("email", t.word_email()))?,
    };
    Ok(again(&drawn(&ctx, &office, typed, errors).await?))
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Revoked {
    person: String,
    role: String,
    track: String,
    panel: String,
}

async fn revoke(
    ctx: Ctx,
    Path(procedure): Path<String>,
    Form(form): Form<Revoked>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let office = enter_with(&ctx, &procedure, &ticket).await?;
    office.need(&[Role::Owner])?;
    let role = role(&form.role).ok_or(AppError::NotFound("role"))?;
    let grant = typed_grant(role, &form.track, &form.panel);
    let verb = Verb::Procedure(procedure::Command::Revoke { person: parsed(&form.person)?, grant });
    match act(&ctx, &office, ticket, verb).await {
        Ok(()) => {
            let id = office.procedure.id;
            // Whoever has taken their own role back is let out by the front door.
            let own = form.person == office.person.to_string();
            Ok(go(if own { "/desk".to_owned() } else { format!("/procedures/{id}/people?done=1") }))
        }
        Err(AppError::Refused(Refusal::NotAllowed { .. })) => {
            let mut errors = Errors::default();
            errors.add("people", ctx.t().own_people_last_owner());
            let typed = Typed { track: EVERYWHERE.into(), ..Typed::default() };
            Ok(again(&drawn(&ctx, &office, typed, errors).await?))
        }
        Err(error) => Err(error),
    }
}
