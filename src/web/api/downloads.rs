//! The files of the pages, for programs: made by the same functions, for the same readers.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;

use super::carry::own;
use super::types::id;
use super::{BASE, CODE, Caller};
use crate::app::AppError;
use crate::app::tender::unknown_procedure;
use crate::engine::ids::ProcedureId;
use crate::web::owner::{dossier, report, sheets};
use crate::web::receipt;

/// Addresses by what they are, below one.
pub fn links(base: &str, ends: &[(&str, &str)]) -> BTreeMap<String, String> {
    ends.iter().map(|(name, end)| ((*name).to_owned(), format!("{BASE}/{base}{end}"))).collect()
}

/// `GET /api/v1/procedures/{procedure}/dossier.zip`
pub async fn whole(caller: Caller, path: Path<String>) -> Result<Response, AppError> {
    caller.officer()?;
    dossier::download(caller.ctx, path).await.map_err(unknown_procedure)
}

/// `GET /api/v1/procedures/{procedure}/report.pdf`
pub async fn report_pdf(caller: Caller, path: Path<String>) -> Result<Response, AppError> {
    caller.officer()?;
    report::document(caller.ctx, path).await.map_err(unknown_procedure)
}

/// `GET /api/v1/procedures/{procedure}/tracks/{track}/selection.xlsx`
pub async fn ranking(
    caller: Caller,
    Path((procedure, track)): Path<(String, String)>,
) -> Result<Response, AppError> {
    caller.officer()?;
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    sheets::ranking(caller.ctx, Path((procedure, track))).await.map_err(unknown_procedure)
}

/// `GET /api/v1/procedures/{procedure}/tracks/{track}/screening.xlsx`
pub async fn screening(caller: Caller, path: Path<(String, String)>) -> Result<Response, AppError> {
    caller.officer()?;
    sheets::screening(caller.ctx, path).await.map_err(unknown_procedure)
}

/// Opens the application with the code that the program sent, if it needs one.
async fn opened(caller: &Caller, application: &str, headers: &HeaderMap) -> Result<(), AppError> {
    let code = headers.get(CODE).and_then(|code| code.to_str().ok());
    own(caller, application, code).await.map(drop)
}

/// `GET /api/v1/applications/{application}/receipt`
pub async fn receipt(caller: Caller, path: Path<String>, headers: HeaderMap) -> Result<Response, AppError> {
    opened(&caller, &path.0, &headers).await?;
    receipt::data(caller.ctx, path).await
}

/// `GET /api/v1/applications/{application}/receipt.pdf`
pub async fn receipt_pdf(
    caller: Caller,
    path: Path<String>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    opened(&caller, &path.0, &headers).await?;
    receipt::document(caller.ctx, path).await
}
