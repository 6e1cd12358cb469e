//! The pages of a procedure for its owners, secretaries and auditors.

pub mod amend;
pub mod cancel;
pub mod complaints;
pub mod contract;
pub mod course;
pub mod dates;
pub mod documents;
pub mod dossier;
pub mod envelope;
pub mod file;
pub mod journal;
pub mod mandate;
pub mod opening;
pub mod outbox;
pub mod overview;
pub mod people;
pub mod questions;
pub mod report;
pub mod retention;
pub mod sheets;
pub mod tellings;
pub mod timeline;
pub mod waiting;
pub mod words;

use std::str::FromStr;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::ctx::Ctx;
use super::errors::shown;
use super::page::Page;
use super::parts::{Errors, Link};
use super::refusals;
use crate::app::gate::Ticket;
use crate::app::ownership::ahead::Ahead;
use crate::app::ownership::{DESK, Office};
use crate::app::{App, AppError};
use crate::engine::ids::ProcedureId;
use crate::engine::instant::Instant;
use crate::engine::procedure::REASON_CHARS_MIN;
use crate::engine::refusal::Refusal;
use crate::engine::turn::{Command, Verb};
use crate::engine::workflow::Definition;
use crate::engine::workflow::definition::Role;
use crate::i18n::args;

/// Addresses of this folder.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .merge(overview::routes())
        .merge(people::routes())
        .merge(dates::routes())
        .merge(amend::routes())
        .merge(documents::routes())
        .merge(questions::routes())
        .merge(opening::routes())
        .merge(outbox::routes())
        .merge(complaints::routes())
        .merge(contract::routes())
        .merge(envelope::routes())
        .merge(file::routes())
        .merge(mandate::routes())
        .merge(tellings::routes())
        .merge(timeline::routes())
        .merge(cancel::routes())
        .merge(waiting::routes())
        .merge(journal::routes())
        .merge(report::routes())
        .merge(dossier::routes())
        .merge(retention::routes())
        .merge(sheets::routes())
}

/// What stands around every page of one procedure: the way back and the ways to its other pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// The procedure's pages.
    pub tabs: Vec<Link>,
    /// The address of the procedure: `/procedures/…`.
    pub base: String,
}

/// Which page of a procedure is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The desk.
    Desk,
    /// People and roles.
    People,
    /// Dates.
    Dates,
    /// Documents.
    Documents,
    /// Questions.
    Questions,
    /// Letters before they are released.
    Letters,
    /// Letters that were written.
    Outbox,
    /// Complaints.
    Complaints,
    /// What is kept how long.
    Retention,
    /// Other people's programs that are called.
    Webhooks,
    /// The journal.
    Journal,
}

/// The frame of a page that belongs to `tab`; `below` is the title of a page below it, if it is one.
pub fn frame(ctx: &Ctx, office: &Office, tab: Tab, below: Option<&str>) -> Frame {
    let t = ctx.t();
    let base = format!("/procedures/{}", office.procedure.id);
    let whole = office.holds(&crate::app::ownership::DESK, None);
    let journal = office.holds(&crate::app::ownership::journal::READERS, None);
    let hooks = office.holds(&crate::app::hooks::KEEPERS, None);
    let letters = office.holds(&crate::app::choosing::letter_readers(office.definition()), None);
    let all = [
        (Tab::Desk, "", t.owner_desk(), true),
        (Tab::People, "/people", t.owner_people(), true),
        (Tab::Dates, "/dates", t.own_dates(), true),
        (Tab::Documents, "/documents", t.own_documents(), true),
        (Tab::Questions, "/questions", t.owner_questions(), true),
        (Tab::Letters, "/letters", t.owner_letters(), letters),
        (Tab::Outbox, "/outbox", t.owner_outbox(), whole),
        (Tab::Complaints, "/complaints", t.own_complaints(), true),
        (Tab::Retention, "/retention", t.retention_title(), whole),
        (Tab::Webhooks, "/webhooks", t.webhooks_title(), hooks),
        (Tab::Journal, "/journal", t.audit_journal(), journal),
    ];
    let title = office.definition().title.get(ctx.lang.code()).to_owned();
    let mut crumbs = vec![Link::new("/desk", t.page_desk())];
    let mut tabs = Vec::new();
    crumbs.push(if tab == Tab::Desk && below.is_none() {
        Link::here(title)
    } else {
        Link::new(base.clone(), title)
    });
    for (one, path, label, shown) in all {
        let here = one == tab && below.is_none();
        if shown {
            tabs.push(if here { Link::here(label) } else { Link::new(format!("{base}{path}"), label) });
        }
        if one == tab && one != Tab::Desk {
            crumbs.push(if here { Link::here(label) } else { Link::new(format!("{base}{path}"), label) });
        }
    }
    crumbs.extend(below.map(Link::here));
    Frame { crumbs, tabs, base }
}

/// An identifier in an address; what cannot be one leads nowhere.
pub fn parsed<T: FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| AppError::NotFound("page"))
}

/// The reader's part in the procedure, for a page that is only read.
pub async fn enter(ctx: &Ctx, procedure: &str) -> Result<Office, AppError> {
    let person = ctx.signed_in()?.id;
    ctx.app.office(parsed::<ProcedureId>(procedure)?, person, ctx.app.clock.now()).await
}

/// The reader's part in the procedure as of the instant at which a form was received.
pub async fn enter_with(ctx: &Ctx, procedure: &str, ticket: &Ticket) -> Result<Office, AppError> {
    let person = ctx.signed_in()?.id;
    ctx.app.office(parsed::<ProcedureId>(procedure)?, person, ticket.at()).await
}

/// The part of a reader who holds one of `roles` in the whole procedure.
pub async fn enter_whole(ctx: &Ctx, procedure: &str, roles: &[Role]) -> Result<Office, AppError> {
    let person = ctx.signed_in()?.id;
    let now = ctx.app.clock.now();
    ctx.app.whole_office(parsed::<ProcedureId>(procedure)?, person, roles, now).await
}

/// The part of a reader at the desk, or of one who holds one of `roles` in `track`, as of `at`.
pub async fn enter_track(
    ctx: &Ctx,
    procedure: &str,
    track: &str,
    roles: impl Fn(&Definition) -> Vec<Role>,
    at: Instant,
) -> Result<Office, AppError> {
    let person = ctx.signed_in()?.id;
    ctx.app.track_office(parsed(procedure)?, person, track, roles, at).await
}

/// The frame of a page about one track. Who only acts there has no other page of the procedure.
pub fn track_frame(ctx: &Ctx, office: &Office, track: &str, title: &str) -> Frame {
    let mut frame = frame(ctx, office, Tab::Desk, Some(title));
    if !office.holds(&DESK, Some(track)) {
        frame.tabs.clear();
        frame.crumbs = vec![Link::new("/desk", ctx.t().page_desk()), Link::here(title)];
    }
    frame
}

/// After an act about one track: the desk of the procedure, or the reader's own.
pub fn leave_track(office: &Office, track: &str) -> Response {
    let desk = office.holds(&DESK, Some(track));
    go(if desk { format!("/procedures/{}", office.procedure.id) } else { "/desk".to_owned() })
}

/// Carries out a command of the reader's.
pub async fn act(ctx: &Ctx, office: &Office, ticket: Ticket, verb: Verb) -> Result<(), AppError> {
    let command = Command { actor: office.person, verb };
    ctx.app.act(office.procedure.id, ticket, command).await?;
    Ok(())
}

/// What the button says that shows letters before anything is done.
pub const AHEAD: &str = "ahead";

/// A letter that a change would send, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AheadPart {
    /// Subject.
    pub subject: String,
    /// Who would get it.
    pub to: String,
    /// Text.
    pub text: String,
}

/// The letters that a command of the reader's would send. Nothing is done.
pub async fn ahead(
    ctx: &Ctx,
    office: &Office,
    ticket: &Ticket,
    verb: Verb,
) -> Result<Vec<AheadPart>, AppError> {
    let told = ctx.app.told_ahead(office, ticket.at(), verb).await?;
    let part = |one: Ahead| AheadPart {
        to: ctx.t().own_ahead_to(&args::OwnAheadTo { applicants: one.applicants, followers: one.followers }),
        subject: one.subject,
        text: one.text,
    };
    Ok(told.into_iter().map(part).collect())
}

/// The page of a procedure, with its zone.
pub fn page(ctx: &Ctx, office: &Office, title: impl Into<String>) -> Page {
    ctx.shows(office.definition());
    let mut page = ctx.page(title, &office.definition().zone);
    let procedure = office.definition().title.get(ctx.lang.code());
    if page.title != procedure {
        procedure.clone_into(&mut page.within);
    }
    page
}

/// After success: another page.
pub fn go(to: String) -> Response {
    Redirect::to(&to).into_response()
}

/// What a refused form tells beside its fields.
///
/// `field` is where the refusal belongs; `reason` is the field of the reason and its label.
///
/// # Errors
/// What is no matter of the form: no right to do it, or no such thing.
pub fn told(
    ctx: &Ctx,
    office: &Office,
    error: AppError,
    field: &str,
    reason: (&str, &str),
) -> Result<Errors, AppError> {
    let refusal = match error {
        AppError::Refused(refusal) => refusal,
        other => return Err(other),
    };
    let mut errors = Errors::default();
    match &refusal {
        Refusal::NotAllowed { .. } | Refusal::Unknown { .. } => return Err(AppError::Refused(refusal)),
        Refusal::ReasonNeeded { chars_min, .. } => {
            let short = args::FormTooShort { label: reason.1, min: *chars_min };
            errors.add(reason.0, ctx.t().form_too_short(&short));
        }
        other => {
            let definition = office.definition();
            errors.add(field, refusals::words(ctx.lang, Some(definition), &definition.zone, other));
        }
    }
    Ok(errors)
}

/// The form again, with what was typed and what is wrong with it.
pub fn again(template: &impl Template) -> Response {
    shown(StatusCode::UNPROCESSABLE_ENTITY, template)
}

/// Characters that a reason has at least, for the hints.
pub const fn reason_min() -> u32 {
    REASON_CHARS_MIN
}
