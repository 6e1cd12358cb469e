//! What waits for the reader, in every role.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

use super::ctx::Ctx;
use super::errors::{SITE_ZONE, ok};
use super::owner::words;
use super::page::Page;
use super::parts::Link;
use crate::app::desk::{Held, Mine, MyStatus, Task};
use crate::app::ownership::DESK;
use crate::app::{App, AppError};
use crate::i18n::args;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/desk", get(show))
}

/// What waits for the reader.
#[derive(Template)]
#[template(path = "pages/desk-desk.html")]
pub struct DeskPage {
    /// The frame of every page.
    pub page: Page,
    /// Applications that the reader takes part in.
    pub applications: Vec<MineCard>,
    /// Offices that the reader holds.
    pub offices: Vec<OfficeCard>,
    /// Whether the reader may write and open workflow files.
    pub opens: bool,
}

/// An application of one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MineCard {
    /// Title of the procedure.
    pub procedure: String,
    /// Title of the track.
    pub track: String,
    /// Look of the banner: ok, bad or quiet.
    pub look: &'static str,
    /// SUBMITTED, NOT SUBMITTED or WITHDRAWN.
    pub word: &'static str,
    /// What that means.
    pub text: String,
    /// What else there is to know.
    pub notes: Vec<String>,
    /// Where to go; the first is the most urgent.
    pub links: Vec<Link>,
}

/// An office of the reader's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeCard {
    /// Title of the procedure.
    pub procedure: String,
    /// The procedure's desk; empty for those who have none.
    pub href: String,
    /// The role and where it is held.
    pub role: String,
    /// What there is to do now.
    pub tasks: Vec<Link>,
}

async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let person = ctx.signed_in()?;
    let desk = ctx.app.desk(person.id).await?;
    Ok(ok(&DeskPage {
        page: ctx.page(ctx.t().page_desk(), SITE_ZONE),
        applications: desk.applications.iter().map(|mine| application(&ctx, mine)).collect(),
        offices: desk.offices.iter().map(|held| office(&ctx, held)).collect(),
        opens: ctx.app.may_open(person),
    }))
}

fn application(ctx: &Ctx, mine: &Mine) -> MineCard {
    let (t, lang, definition) = (ctx.t(), ctx.lang, &mine.loaded.definition);
    ctx.shows(definition);
    let until = words::until(lang, definition, mine.until);
    let (look, word, text) = match mine.status {
        MyStatus::Submitted => ("ok", t.apply_status_submitted(), t.desk_submitted().to_owned()),
        MyStatus::Withdrawn => ("quiet", t.apply_status_withdrawn(), t.desk_withdrawn().to_owned()),
        MyStatus::Unconfirmed if mine.open => {
            ("bad", t.apply_status_unconfirmed(), t.apply_status_unconfirmed_text(&until))
        }
        MyStatus::Unconfirmed => {
            ("bad", t.apply_status_unconfirmed(), t.apply_status_unconfirmed_missed(&until))
        }
        MyStatus::NotSubmitted if mine.open => {
            ("bad", t.apply_status_not_submitted(), t.apply_status_not_submitted_text(&until))
        }
        MyStatus::NotSubmitted => ("bad", t.apply_status_not_submitted(), t.apply_status_missed_text(&until)),
    };
    let base = format!("/applications/{}", mine.id);
    let (mut notes, mut links) = (Vec::new(), Vec::new());
    if mine.signature_owed {
        notes.push(t.desk_signature().to_owned());
        links.push(Link::new(format!("{base}/sign"), t.desk_sign()));
    }
    if mine.changed && mine.open && mine.status == MyStatus::Submitted {
        notes.push(t.desk_changed().to_owned());
    }
    let wait = mine.held.as_ref().and_then(|step| definition.step(step)?.waits_for.as_ref());
    if let Some(wait) = wait {
        notes.push(lang.wait(definition, &mine.track, wait));
    }
    if let Some(at) = mine.outcome_at {
        notes.push(t.desk_outcome(words::full(lang, definition, at)));
        links.push(Link::new(format!("{base}/outcome"), t.desk_see_outcome()));
    }
    if mine.open {
        let left = lang.countdown(ctx.now, mine.until);
        notes.push(format!("{}: {until}", t.word_deadline()));
        notes.push(format!("{}.", t.tender_deadline_left(left)));
    }
    for step in &mine.mandates {
        let href = format!("/mandates/{}/{step}", mine.id);
        links.push(Link::new(href, words::step(lang, definition, step)));
    }
    for (line, id, title) in &mine.gatherings {
        let href = format!("/gatherings/{}/{line}/{id}", mine.procedure);
        links.push(Link::new(href, title.get(lang.code())));
    }
    links.push(Link::new(base, t.desk_open_application()));
    MineCard {
        procedure: definition.title.get(lang.code()).to_owned(),
        track: words::track(lang, definition, &mine.track).to_owned(),
        look,
        word,
        text,
        notes,
        links,
    }
}

fn office(ctx: &Ctx, held: &Held) -> OfficeCard {
    let definition = &held.loaded.definition;
    ctx.shows(definition);
    let desk = DESK.contains(&held.role);
    OfficeCard {
        procedure: definition.title.get(ctx.lang.code()).to_owned(),
        href: if desk { format!("/procedures/{}", held.procedure) } else { String::new() },
        role: words::held(ctx.lang, definition, held.role, held.track.as_deref()),
        tasks: held.tasks.iter().filter_map(|one| task(ctx, held, one)).collect(),
    }
}

fn task(ctx: &Ctx, held: &Held, task: &Task) -> Option<Link> {
    let (t, lang, definition) = (ctx.t(), ctx.lang, &held.loaded.definition);
    let base = format!("/procedures/{}", held.procedure);
    Some(match task {
        Task::Answer(count) => Link::new(format!("{base}/questions"), t.desk_answer(*count as u64)),
        Task::NotNotified(count) => Link::new(format!("{base}/outbox"), t.desk_not_notified(*count)),
        Task::Track(track, stage) => {
            let (href, _) = words::act(lang, held.procedure, track, stage)?;
            let label = t.desk_task(&args::DeskTask {
                track: words::track(lang, definition, track),
                text: words::stage(lang, definition, stage),
            });
            Link::new(href, label)
        }
        Task::Sheets(track, done, total) => {
            let label = t.desk_sheets(&args::DeskSheets {
                track: words::track(lang, definition, track),
                done,
                total,
            });
            Link::new(format!("{base}/tracks/{track}/scoring"), label)
        }
        Task::After(track) => {
            let label = t.desk_task(&args::DeskTask {
                track: words::track(lang, definition, track),
                text: t.desk_after().to_owned(),
            });
            Link::new(format!("{base}/tracks/{track}/afterwards"), label)
        }
        Task::Joint(step) => {
            let label = t.desk_joint(words::step(lang, definition, step));
            Link::new(format!("/joint/{}/{step}", held.procedure), label)
        }
    })
}
