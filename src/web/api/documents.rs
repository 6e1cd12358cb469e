//! Publishing a document from a program.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;

use super::Caller;
use super::applications::said;
use super::carry::Done;
use super::types::{at, id};
use crate::app::AppError;
use crate::app::blobs::UploadError;
use crate::app::documents::About;
use crate::app::limits::Act;
use crate::app::tender::unknown_procedure;
use crate::engine::ids::ProcedureId;
use crate::engine::workflow::definition::Role;

/// Seconds after which an upload is tried again that found no room.
const BUSY_SECONDS: u64 = 5;

/// `POST /api/v1/procedures/{procedure}/documents`: the bytes of one file.
pub async fn publish(
    caller: Caller,
    Path(procedure): Path<String>,
    RawQuery(query): RawQuery,
    body: Body,
) -> Result<Response, AppError> {
    let person = caller.officer()?;
    let (app, ctx) = (&caller.ctx.app, &caller.ctx);
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    let office = app.whole_office(procedure, person, &[Role::Owner], ctx.now).await;
    let office = office.map_err(unknown_procedure)?;
    let query = query.unwrap_or_default();
    let document = match said(&query, "document").as_str() {
        "" => None,
        number => {
            let wrong = || AppError::BadValue { field: "document", value: number.to_owned() };
            Some(number.parse::<u32>().map_err(|_| wrong())?)
        }
    };
    let (title, reason) = (said(&query, "title"), said(&query, "reason"));
    if [&title, &reason].into_iter().any(|text| text.contains('\0')) {
        // No database takes it, and nobody can read it.
        return Err(AppError::BadValue { field: "title", value: "U+0000".to_owned() });
    }
    let about = About { document, title, reason, file_name: said(&query, "name") };
    ctx.count(Act::Upload, "")?;
    let Ok(_room) = app.uploading.try_acquire() else {
        return Err(AppError::TooOften { wait_seconds: BUSY_SECONDS });
    };
    let mut incoming = app.begin_document(&office.procedure).await?;
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        incoming.write(&chunk.map_err(|_| UploadError::BrokenOff)?).await?;
    }
    let ticket = app.receive();
    let done = at(ticket.at());
    let attachment = app.publish_document((procedure, person), ticket, incoming, about).await?;
    Ok(Json(Done { at: done, id: Some(attachment.to_string()), ..Done::default() }).into_response())
}
