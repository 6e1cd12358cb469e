//! The ranking and the formal check as spreadsheets. Who may read the page may have its table, by the same function.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::app::screening::CheckLine;
use crate::app::{App, AppError};
use crate::engine::exact::Exact;
use crate::engine::ids::ProcedureId;
use crate::exchange::sheets::{Cell, Column, Sheet, write};
use crate::i18n::{When, findings};
use crate::store::StoreError;
use crate::web::ctx::Ctx;
use crate::web::exhibit::id;
use crate::web::files::disposition;
use crate::web::ranking::verdict;
use crate::web::screening::state;

/// The kind of a spreadsheet.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/tracks/{track}/selection.xlsx", get(ranking))
        .route("/procedures/{procedure}/tracks/{track}/screening.xlsx", get(screening))
}

fn column(ctx: &Ctx, title: &str) -> Column {
    Column { title: title.to_owned(), exact: ctx.t().sheet_exact(title) }
}

/// The ranking of a track as a spreadsheet.
pub async fn ranking(
    ctx: Ctx,
    Path((procedure, track)): Path<(ProcedureId, String)>,
) -> Result<Response, AppError> {
    let list = ctx.app.shortlist(ctx.signed_in()?.id, procedure, &track, ctx.look()).await?;
    let computed = list.computed.as_ref().ok_or(AppError::NotFound("ranking"))?;
    let t = ctx.t();
    let definition = &list.loaded.definition;
    let title = |id: &str| definition.title_of(id, ctx.lang.code()).unwrap_or(id).to_owned();
    let mut columns = vec![t.choose_place(), t.sheet_code(), t.choose_application()];
    let criteria: Vec<_> = list.criteria.iter().map(|id| title(id)).collect();
    columns.extend(criteria.iter().map(String::as_str));
    columns.extend([t.choose_total(), t.sheet_margin(), t.sheet_spread(), t.choose_verdict()]);
    columns.extend([t.sheet_below(), t.sheet_decided()]);
    let decided = |row| match &list.decided {
        Some(decision) if decision.selected.contains(row) => t.choose_selected(),
        Some(decision) if decision.reserve.contains(row) => t.choose_reserve(),
        Some(_) => t.choose_not(),
        None => "",
    };
    let rows = list.rows.iter().map(|row| {
        let total = row.scores.get("total");
        let margin: Option<Exact> =
            list.ranking.edge.as_ref().zip(total).map(|(edge, total)| edge.margin(total));
        let spread = list.ranking.spreads.get(&row.id).and_then(|spreads| spreads.values().max());
        let mut cells = vec![
            row.place.map_or(Cell::Empty, Cell::count),
            Cell::text(row.id.code()),
            Cell::text(row.name.as_str()),
        ];
        cells.extend(list.criteria.iter().map(|id| Cell::number(row.scores.get(id))));
        cells.extend([Cell::number(total), Cell::number(margin.as_ref()), Cell::number(spread)]);
        cells.push(Cell::text(verdict(&ctx, computed, &row.id.to_string()).1));
        let below = |why: &String| findings::in_language(ctx.lang, why).unwrap_or_else(|| why.clone());
        cells.push(Cell::text(row.failed.as_ref().map(below).unwrap_or_default()));
        cells.push(Cell::text(decided(&row.id)));
        cells
    });
    let sheet = Sheet {
        name: t.sheet_ranking().to_owned(),
        columns: columns.into_iter().map(|title| column(&ctx, title)).collect(),
        rows: rows.collect(),
    };
    let track_title =
        definition.track(&track).map_or(track.as_str(), |track| track.title.get(ctx.lang.code()));
    book(t.choose_title(track_title), sheet, &format!("ranking-{track}.xlsx")).await
}

/// The formal check of a track as a spreadsheet.
pub async fn screening(
    ctx: Ctx,
    Path((procedure, track)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let person = ctx.signed_in()?.id;
    let (lang, look) = (ctx.lang, ctx.look());
    let desk = ctx.app.screening_desk(person, id(&procedure)?, &track, lang, look).await?;
    if !desk.opened {
        return Err(AppError::NotFound("screening"));
    }
    let t = ctx.t();
    let mut sheets = Vec::new();
    for row in &desk.applications {
        // Whoever may see that it is there and not what is in it, has its line and no verdicts.
        match ctx.app.screening_sheet(person, row.application, lang, look).await {
            Ok(sheet) => sheets.push((row, sheet.checks)),
            Err(AppError::Refused(_)) => sheets.push((row, Vec::new())),
            Err(error) => return Err(error),
        }
    }
    let mut checks: Vec<(String, String)> = Vec::new();
    for check in sheets.iter().flat_map(|(_, checks)| checks) {
        if !checks.iter().any(|(known, _)| *known == check.id) {
            checks.push((check.id.clone(), check.title.clone()));
        }
    }
    let first = [t.sheet_code(), t.word_applicant(), t.screen_submitted(), t.screen_versions()];
    let mut columns: Vec<_> = first.into_iter().map(|title| column(&ctx, title)).collect();
    // A time in a cell has no zone of its own.
    columns[2].title = format!("{} ({})", t.screen_submitted(), desk.zone);
    columns.extend([t.screen_problems(), t.word_status()].map(|title| column(&ctx, title)));
    for (_, title) in &checks {
        columns.push(column(&ctx, title));
        columns.push(column(&ctx, &t.sheet_verified(title)));
        columns.push(column(&ctx, &t.sheet_reason(title)));
    }
    let rows = sheets.iter().map(|(row, found)| {
        let mut cells = vec![
            Cell::text(row.application.code()),
            Cell::text(row.names.join(", ")),
            When::at(row.submitted_at, &desk.zone).map_or(Cell::Empty, |when| Cell::Wall(when.wall())),
            Cell::count(row.submitted_count as usize),
            Cell::count(row.problems),
            Cell::text(state(&ctx, row).1),
        ];
        for (id, _) in &checks {
            let line = found.iter().find(|line| line.id == *id);
            cells.extend(verdicts(&ctx, line));
        }
        cells
    });
    let sheet = Sheet { name: t.sheet_screening().to_owned(), columns, rows: rows.collect() };
    let title = format!("{} – {}", desk.procedure, desk.track);
    book(title, sheet, &format!("screening-{track}.xlsx")).await
}

/// Whether a check is met, the verified number, and why.
fn verdicts(ctx: &Ctx, line: Option<&CheckLine>) -> [Cell; 3] {
    let t = ctx.t();
    let Some(line) = line else { return [Cell::Empty, Cell::Empty, Cell::Empty] };
    let met = match line.met {
        Some(true) => Cell::text(t.screen_met()),
        Some(false) => Cell::text(t.screen_not_met()),
        None => Cell::Empty,
    };
    [met, Cell::number(line.verified.as_ref()), Cell::text(line.reason.as_str())]
}

/// The answer: a file that a browser keeps.
async fn book(title: String, sheet: Sheet, name: &str) -> Result<Response, AppError> {
    let broken = |error: String| AppError::Store(StoreError::Broken(error));
    // Many rows take a while to pack; other requests go on meanwhile.
    let written = tokio::task::spawn_blocking(move || write(&title, &[sheet])).await;
    let bytes =
        written.map_err(|error| broken(error.to_string()))?.map_err(|error| broken(error.to_string()))?;
    let headers =
        [(header::CONTENT_TYPE, XLSX.to_owned()), (header::CONTENT_DISPOSITION, disposition(name, false))];
    Ok((headers, bytes).into_response())
}
