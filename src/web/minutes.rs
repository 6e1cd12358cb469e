//! The minutes of a panel, as a page and as a PDF.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::ctx::Ctx;
use super::errors::ok;
use super::exhibit::id;
use super::files::disposition;
use super::marks;
use super::page::Page;
use super::parts::Link;
use super::ranking::shown as shown_number;
use super::scoring::place;
use crate::app::agreeing::{Compared, ComparedLine};
use crate::app::minutes::Minutes;
use crate::app::reading::Stage;
use crate::app::{App, AppError};
use crate::engine::ids::ProcedureId;
use crate::engine::instant::Instant;
use crate::exchange::report::outline::{Block, Section, Table};
use crate::exchange::report::pdf;
use crate::i18n::{When, args};
use crate::store::StoreError;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/tracks/{track}/minutes", get(show))
        .route("/procedures/{procedure}/tracks/{track}/minutes.pdf", get(document))
}

/// The minutes.
#[derive(Template)]
#[template(path = "pages/agree-minutes.html")]
pub struct MinutesPage {
    /// The frame.
    pub page: Page,
    /// Where the reader is.
    pub crumbs: Vec<Link>,
    /// Procedure and track.
    pub place: String,
    /// What stands in them.
    pub sections: Vec<Section>,
    /// The address of the PDF.
    pub pdf: String,
}

/// The address of the minutes of a track.
pub fn href(procedure: ProcedureId, track: &str) -> String {
    format!("/procedures/{procedure}/tracks/{track}/minutes")
}

async fn page_of(ctx: &Ctx, procedure: &str, track: &str) -> Result<MinutesPage, AppError> {
    let person = ctx.signed_in()?.id;
    let procedure: ProcedureId = id(procedure)?;
    let minutes = ctx.app.minutes(person, procedure, track, ctx.lang, ctx.look()).await?;
    ctx.shows_file_of(procedure).await?;
    let t = ctx.t();
    let list = ctx.staying(format!("/procedures/{procedure}/tracks/{track}/consensus"));
    Ok(MinutesPage {
        page: ctx.page(t.minutes_title(), &minutes.desk.zone),
        crumbs: vec![
            Link::new("/desk", t.page_desk()),
            Link::new(list, t.consensus_title()),
            Link::here(t.minutes_title()),
        ],
        place: place(&minutes.desk.procedure, &minutes.desk.track),
        sections: sections(ctx, &minutes),
        pdf: ctx.staying(format!("{}.pdf", href(procedure, track))),
    })
}

fn when(ctx: &Ctx, minutes: &Minutes, at: Instant) -> String {
    When::at(at, &minutes.desk.zone).map(|when| ctx.lang.short(&when)).unwrap_or_default()
}

fn head<const N: usize>(titles: [&str; N]) -> Vec<String> {
    titles.map(str::to_owned).to_vec()
}

/// What the minutes say, for the page and for the PDF.
fn sections(ctx: &Ctx, minutes: &Minutes) -> Vec<Section> {
    let t = ctx.t();
    let over = minutes.desk.stage == Stage::Behind;
    let mut facts = vec![
        (t.minutes_procedure().to_owned(), minutes.desk.procedure.clone()),
        (t.word_track().to_owned(), minutes.desk.track.clone()),
        (t.minutes_standing().to_owned(), if over { t.minutes_over() } else { t.minutes_open() }.to_owned()),
    ];
    if let Some((first, last)) = minutes.recorded {
        let (from, to) = (when(ctx, minutes, first), when(ctx, minutes, last));
        facts.push((t.minutes_recorded().to_owned(), t.minutes_from_to(&args::MinutesFromTo { from, to })));
    }
    let about = Section {
        level: 2,
        title: t.minutes_about().to_owned(),
        blocks: vec![Block::Text(t.minutes_text().to_owned()), Block::Facts(facts)],
    };
    let mut sections = vec![about, members(ctx, minutes), aside(ctx, minutes)];
    sections.extend(minutes.desk.applications.iter().map(|compared| application(ctx, minutes, compared)));
    if !minutes.desk.closed.is_empty() {
        let codes: Vec<_> = minutes.desk.closed.iter().map(|id| id.code()).collect();
        let text = t.minutes_closed(codes.join(", "));
        sections.push(Section {
            level: 2,
            title: t.minutes_left_out().to_owned(),
            blocks: vec![Block::Text(text)],
        });
    }
    sections
}

fn members(ctx: &Ctx, minutes: &Minutes) -> Section {
    let t = ctx.t();
    let behind = minutes.members.iter().any(|member| member.sheets.is_some());
    let mut titles = head([t.word_name(), t.own_people_role()]);
    if behind {
        titles.push(t.minutes_sheets().to_owned());
    }
    let row = |member: &crate::app::minutes::Member| {
        let role = if member.chair { t.role_chair() } else { t.role_evaluator() };
        let mut row = vec![member.name.clone(), role.to_owned()];
        row.extend(member.sheets.map(|sheets| ctx.lang.number(sheets as u64)));
        row
    };
    let rows = minutes.members.iter().map(row).collect();
    let table = Table { title: t.minutes_present().to_owned(), head: titles, rows };
    Section { level: 2, title: t.minutes_present().to_owned(), blocks: vec![Block::Table(table)] }
}

fn aside(ctx: &Ctx, minutes: &Minutes) -> Section {
    let t = ctx.t();
    let mut blocks = vec![Block::Text(t.minutes_declared(minutes.declared))];
    if minutes.aside.is_empty() {
        blocks.push(Block::Text(t.minutes_nobody_aside().to_owned()));
    } else {
        let named = minutes.aside.iter().any(|aside| aside.who.is_some());
        let mut titles = head([t.own_code()]);
        if named {
            titles.extend(head([t.word_name(), t.word_reason()]));
        } else {
            titles.push(t.minutes_aside().to_owned());
        }
        let rows = minutes.aside.iter().map(|aside| match &aside.who {
            Some((name, reason)) => vec![aside.code.clone(), name.clone(), reason.clone()],
            None => vec![aside.code.clone(), t.minutes_somebody_aside().to_owned()],
        });
        let rows = rows.collect();
        blocks.push(Block::Table(Table { title: t.minutes_interests().to_owned(), head: titles, rows }));
    }
    Section { level: 2, title: t.minutes_interests().to_owned(), blocks }
}

fn application(ctx: &Ctx, minutes: &Minutes, compared: &Compared) -> Section {
    let (t, lang) = (ctx.t(), ctx.lang);
    let row = |line: &ComparedLine| {
        let each =
            line.marks.iter().map(|(letter, points, _)| format!("{letter} {}", marks::points(lang, points)));
        let agreed = line.agreed.as_ref();
        vec![
            line.criterion.title.clone(),
            each.collect::<Vec<_>>().join(", "),
            line.mean.as_ref().map(|mean| shown_number(lang, mean)).unwrap_or_default(),
            marks::points(lang, &line.spread),
            agreed.map_or_else(|| t.agree_not_yet().to_owned(), |agreed| marks::points(lang, &agreed.points)),
            agreed.map(|agreed| agreed.reason.clone()).unwrap_or_default(),
            agreed.map(|agreed| when(ctx, minutes, agreed.at)).unwrap_or_default(),
        ]
    };
    let titles = head([
        t.minutes_criterion(),
        t.consensus_individual(),
        t.agree_mean(),
        t.agree_spread(),
        t.agree_agreed(),
        t.word_reason(),
        t.word_date(),
    ]);
    let rows = compared.lines.iter().map(row).collect();
    let code = compared.application.code();
    let table = Table { title: t.minutes_points(&code), head: titles, rows };
    Section { level: 2, title: code, blocks: vec![Block::Table(table)] }
}

async fn show(ctx: Ctx, Path((procedure, track)): Path<(String, String)>) -> Result<Response, AppError> {
    Ok(ok(&page_of(&ctx, &procedure, &track).await?))
}

/// The minutes as a PDF.
pub async fn document(
    ctx: Ctx,
    Path((procedure, track)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let page = page_of(&ctx, &procedure, &track).await?;
    let title = format!("{}: {}", ctx.t().minutes_title(), page.place);
    let (sections, lang) = (page.sections, ctx.lang);
    let broken = |error: String| AppError::Store(StoreError::Broken(format!("the minutes: {error}")));
    // Many pages take a while to lay out; other requests go on meanwhile.
    let drawn = tokio::task::spawn_blocking(move || pdf::draw(title, &sections, lang)).await;
    let bytes =
        drawn.map_err(|error| broken(error.to_string()))?.map_err(|error| broken(error.to_string()))?;
    let name = disposition(&format!("minutes-{track}.pdf"), false);
    let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}
