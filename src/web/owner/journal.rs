//! The journal, and checking that it is whole.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::{Frame, Tab, enter_whole, frame, page, words};
use crate::app::ownership::Office;
use crate::app::ownership::journal::{LINES_MAX, LineView, Of, READERS, Who};
use crate::app::{App, AppError};
use crate::i18n::args;
use crate::web::ctx::Ctx;
use crate::web::errors::ok;
use crate::web::page::Page;
use crate::web::parts::Paging;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/journal", get(list))
        .route("/procedures/{procedure}/journal/verify", get(verify))
}

/// The journal.
#[derive(Template)]
#[template(path = "pages/journal-lines.html")]
pub struct JournalPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// The lines of this page, the latest first.
    pub lines: Vec<JournalLine>,
    /// Where this page lies.
    pub paging: Paging,
    /// The checkpoints: as of when, the root, how many histories.
    pub checkpoints: Vec<(String, String, usize)>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalLine {
    /// As of when.
    pub at: String,
    /// Whose history.
    pub of: String,
    /// Place in that history.
    pub seq: u64,
    /// What happened, in words.
    pub words: String,
    /// The same as a stable name.
    pub what: String,
    /// More about it; empty for nothing.
    pub more: String,
    /// Who, as a role and a code.
    pub who: String,
    /// The first digits of its fingerprint.
    pub hash: String,
}

/// What checking the journal has found.
#[derive(Template)]
#[template(path = "pages/journal-verify.html")]
pub struct VerifyPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// Lines read.
    pub lines: u64,
    /// Histories read.
    pub streams: usize,
    /// What is not as it must be.
    pub faults: Vec<String>,
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
    let office = enter_whole(&ctx, &procedure, &READERS).await?;
    let number = query.page.unwrap_or(1).max(1);
    let found = ctx.app.journal_page(&office, number - 1).await?;
    let href = format!("/procedures/{}/journal?page=", office.procedure.id);
    let checkpoints = found.checkpoints.into_iter().rev().map(|(at, root, streams)| {
        (words::full(ctx.lang, office.definition(), at), root.to_string(), streams)
    });
    Ok(ok(&JournalPage {
        page: page(&ctx, &office, ctx.t().audit_journal()),
        frame: frame(&ctx, &office, Tab::Journal, None),
        lines: found.lines.iter().map(|one| line(&ctx, &office, one)).collect(),
        paging: Paging { number: number.into(), size_max: LINES_MAX.into(), total: found.total, href },
        checkpoints: checkpoints.collect(),
    }))
}

fn line(ctx: &Ctx, office: &Office, line: &LineView) -> JournalLine {
    let (t, lang, definition) = (ctx.t(), ctx.lang, office.definition());
    let step = |id: &str| t.journal_entered(words::step(lang, definition, id));
    JournalLine {
        at: words::exact(lang, definition, line.at),
        of: match &line.of {
            Of::Procedure => t.journal_procedure().to_owned(),
            Of::Line(id) if definition.track(id).is_some() => words::track(lang, definition, id).to_owned(),
            Of::Line(id) => words::step(lang, definition, id).to_owned(),
            Of::Application(code) => t.journal_application(code),
        },
        seq: line.seq,
        words: t.course_what(line.what.replace('.', "_")),
        what: line.what.clone(),
        more: match &line.set_aside {
            Some((code, reason)) => t.journal_set_aside(&args::JournalSetAside { code, reason }),
            None => line.step.as_deref().map(step).unwrap_or_default(),
        },
        who: match &line.who {
            Who::Time => t.journal_time().to_owned(),
            Who::Office(roles, code) => {
                t.journal_office(&args::JournalOffice { roles: words::roles(lang, roles), code })
            }
            Who::Former(code) => t.journal_former(code),
            Who::Applicant => t.role_applicant().to_owned(),
            Who::Outside => t.journal_outside().to_owned(),
        },
        hash: line.hash.short(),
    }
}

async fn verify(ctx: Ctx, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let office = enter_whole(&ctx, &procedure, &READERS).await?;
    let found = ctx.app.verify_procedure(office.procedure.id).await?;
    Ok(ok(&VerifyPage {
        page: page(&ctx, &office, ctx.t().audit_verify()),
        frame: frame(&ctx, &office, Tab::Journal, Some(ctx.t().audit_verify())),
        lines: found.lines as u64,
        streams: found.streams,
        faults: found.faults,
    }))
}
