//! The outbox: letters and how each stands.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::{Frame, Tab, enter_whole, frame, go, page, parsed, words};
use crate::app::ownership::outbox::{Inside, LETTERS_MAX, LetterView};
use crate::app::ownership::{DESK, Office};
use crate::app::{App, AppError};
use crate::engine::workflow::definition::Role;
use crate::store::outbox::LetterState;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::parts::Paging;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/outbox", get(list))
        .route("/procedures/{procedure}/outbox/{letter}", get(show))
        .route("/procedures/{procedure}/outbox/{letter}/retry", post(retry))
}

/// The letters.
#[derive(Template)]
#[template(path = "pages/own-outbox.html")]
pub struct OutboxPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// The letters of this page.
    pub letters: Vec<LetterLine>,
    /// Where this page lies.
    pub paging: Paging,
    /// Whether some letters show a code alone.
    pub sealed: bool,
}

/// One letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterLine {
    /// To whom, as far as it may be known.
    pub to: String,
    /// Kind.
    pub kind: String,
    /// Subject; empty where it may not be known.
    pub subject: String,
    /// Date.
    pub dated: String,
    /// Look of the state: ok, bad or info.
    pub look: &'static str,
    /// The state.
    pub state: String,
    /// More about the state: when it was sent or is tried next.
    pub detail: String,
    /// What the mail server last said.
    pub reply: String,
    /// The page of the letter; empty where it may not be read.
    pub href: String,
    /// The button that tries it again; empty where there is nothing to try or the reader may not.
    pub retry: String,
}

/// One letter to read.
#[derive(Template)]
#[template(path = "pages/own-letter.html")]
pub struct LetterPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// The letter.
    pub letter: LetterLine,
    /// What it says.
    pub text: String,
}

#[derive(Deserialize)]
struct PageQuery {
    page: Option<u32>,
}

async fn list(
    ctx: Ctx,
    Path(procedure): Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<Response, AppError> {
    let office = enter_whole(&ctx, &procedure, &DESK).await?;
    let number = query.page.unwrap_or(1).max(1);
    let found = ctx.app.letters(&office, number - 1).await?;
    let href = format!("/procedures/{}/outbox?page=", office.procedure.id);
    let size_max = u64::from(LETTERS_MAX);
    Ok(ok(&OutboxPage {
        page: page(&ctx, &office, ctx.t().owner_outbox()),
        frame: frame(&ctx, &office, Tab::Outbox, None),
        sealed: found.letters.iter().any(|one| matches!(one.inside, Inside::Sealed { .. } | Inside::Hidden)),
        letters: found.letters.iter().map(|letter| line(&ctx, &office, letter)).collect(),
        paging: Paging { number: number.into(), size_max, total: found.total, href },
    }))
}

fn line(ctx: &Ctx, office: &Office, letter: &LetterView) -> LetterLine {
    let (t, lang, definition) = (ctx.t(), ctx.lang, office.definition());
    let base = format!("/procedures/{}/outbox/{}", office.procedure.id, letter.id);
    let (to, subject, href) = match &letter.inside {
        Inside::Readable { name, address, subject, .. } if name.is_empty() => {
            (address.clone(), subject.clone(), base.clone())
        }
        Inside::Readable { name, address, subject, .. } => {
            (format!("{name} <{address}>"), subject.clone(), base.clone())
        }
        Inside::Erased(at) => {
            (t.retention_gone(words::short(lang, definition, *at)), String::new(), String::new())
        }
        Inside::Sealed { code } => (t.own_outbox_sealed(code), String::new(), String::new()),
        Inside::Hidden => (t.own_outbox_hidden().to_owned(), String::new(), String::new()),
    };
    let (look, state, detail) = match letter.state {
        LetterState::Failed => ("bad", t.owner_outbox_failed().to_owned(), String::new()),
        LetterState::Sent => {
            let at = letter.sent_at.map(|at| words::full(lang, definition, at)).unwrap_or_default();
            ("ok", t.owner_outbox_sent(at), String::new())
        }
        LetterState::Waiting => {
            let next = if letter.attempts > 0 {
                t.own_outbox_next(words::full(lang, definition, letter.due_at))
            } else {
                String::new()
            };
            ("info", t.own_outbox_waiting(letter.attempts), next)
        }
    };
    let whole = !matches!(letter.inside, Inside::Erased(_));
    let tries =
        whole && letter.state == LetterState::Failed && office.holds(&[Role::Owner, Role::Secretary], None);
    let reply = letter.last_reply.as_deref().filter(|reply| !reply.is_empty());
    LetterLine {
        to,
        kind: t.own_letter_kind(&letter.kind),
        subject,
        dated: words::short(lang, definition, letter.dated_at),
        look,
        state,
        detail,
        reply: reply.map(|reply| t.own_outbox_reply(reply)).unwrap_or_default(),
        href,
        retry: if tries { format!("{base}/retry") } else { String::new() },
    }
}

async fn show(ctx: Ctx, Path((procedure, letter)): Path<(String, String)>) -> Result<Response, AppError> {
    let office = enter_whole(&ctx, &procedure, &DESK).await?;
    let letter = ctx.app.letter(&office, parsed(&letter)?).await?;
    let Inside::Readable { subject, text, .. } = &letter.inside else {
        return Err(AppError::NotFound("letter"));
    };
    Ok(ok(&LetterPage {
        page: page(&ctx, &office, subject),
        frame: frame(&ctx, &office, Tab::Outbox, Some(subject)),
        text: text.clone(),
        letter: line(&ctx, &office, &letter),
    }))
}

async fn retry(ctx: Ctx, Path((procedure, letter)): Path<(String, String)>) -> Result<Response, AppError> {
    let office = enter_whole(&ctx, &procedure, &DESK).await?;
    ctx.app.try_again(&office, parsed(&letter)?).await?;
    Ok(go(format!("/procedures/{}/outbox", office.procedure.id)))
}
