//! The report of the procedure: a page, a PDF, and JSON.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::enter;
use crate::app::ownership::Office;
use crate::app::{App, AppError};
use crate::exchange::report::{Report, html, json, pdf};
use crate::store::StoreError;
use crate::web::ctx::Ctx;
use crate::web::parts::Link;

/// What a browser may do with the page: show the style that stands in it, and nothing else.
const REPORT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/procedures/{procedure}/report.html", get(page))
        .route("/procedures/{procedure}/report.pdf", get(document))
        .route("/procedures/{procedure}/report.json", get(data))
}

/// The report in each of its forms.
pub fn links(ctx: &Ctx, office: &Office) -> Vec<Link> {
    let t = ctx.t();
    [("html", t.report_as_html()), ("pdf", t.report_as_pdf()), ("json", t.report_as_json())]
        .into_iter()
        .map(|(form, label)| Link::new(format!("/procedures/{}/report.{form}", office.procedure.id), label))
        .collect()
}

async fn drawn_up(ctx: &Ctx, procedure: &str) -> Result<Report, AppError> {
    let office = enter(ctx, procedure).await?;
    ctx.app.report(&office, ctx.lang).await
}

fn broken(error: impl std::fmt::Display) -> AppError {
    AppError::Store(StoreError::Broken(format!("the report: {error}")))
}

async fn page(ctx: Ctx, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let report = drawn_up(&ctx, &procedure).await?;
    let html = html::write(&report, ctx.lang).map_err(broken)?;
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, REPORT_POLICY),
    ];
    Ok((headers, html).into_response())
}

/// The report as a PDF.
pub async fn document(ctx: Ctx, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let report = drawn_up(&ctx, &procedure).await?;
    let lang = ctx.lang;
    // Many pages take a while to lay out; other requests go on meanwhile.
    let drawn = tokio::task::spawn_blocking(move || pdf::write(&report, lang)).await;
    let bytes = drawn.map_err(broken)?.map_err(broken)?;
    Ok((kept(&procedure, "application/pdf", "pdf"), bytes).into_response())
}

async fn data(ctx: Ctx, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let report = drawn_up(&ctx, &procedure).await?;
    let text = json::write(&report).map_err(broken)?;
    Ok((kept(&procedure, "application/json", "json"), text).into_response())
}

/// The headers of a file that a browser keeps under the name of its procedure.
fn kept(procedure: &str, media: &'static str, form: &str) -> [(header::HeaderName, String); 2] {
    let name = format!("attachment; filename=\"report-{procedure}.{form}\"");
    [(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, name)]
}
