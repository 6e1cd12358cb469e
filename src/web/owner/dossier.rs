//! The dossier of the procedure: one file to keep, and to verify without us.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream::{self, StreamExt as _};

use super::enter_whole;
use crate::app::dossier::extent;
use crate::app::ownership::Office;
use crate::app::ownership::journal::READERS;
use crate::app::{App, AppError};
use crate::dossier::format::Extent;
use crate::web::ctx::Ctx;
use crate::web::parts::Link;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/procedures/{procedure}/dossier.zip", get(download))
}

/// The way to the dossier, for whoever may have it; it says how much there will be in it.
pub fn link(ctx: &Ctx, office: &Office) -> Option<Link> {
    let label = match extent(office.definition(), &office.procedure) {
        Extent::Whole => ctx.t().dossier_whole(),
        Extent::Open => ctx.t().dossier_open(),
    };
    let href = format!("/procedures/{}/dossier.zip", office.procedure.id);
    office.holds(&READERS, None).then(|| Link::new(href, label))
}

/// The dossier, for whoever reads the journal.
pub async fn download(ctx: Ctx, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let office = enter_whole(&ctx, &procedure, &READERS).await?;
    let id = office.procedure.id;
    let parts = ctx.app.dossier(office)?;
    // An error breaks the download off: a browser does not keep half a file.
    // Whoever compresses asks once more after the end.
    let body = stream::unfold(parts, async |mut parts| parts.recv().await.map(|part| (part, parts))).fuse();
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"dossier-{id}.zip\"")),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}
