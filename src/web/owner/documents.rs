//! Publishing documents: a file with a title, a new version of one, and taking one back.

use std::sync::Arc;

use askama::Template;
use axum::extract::multipart::{Field as Upload, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Multipart, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;

use super::{Frame, Tab, act, again, enter, enter_with, frame, go, page, reason_min, told};
use crate::app::blobs::UploadError;
use crate::app::documents::{About, MEGABYTES_MAX, kinds, standing};
use crate::app::limits::Act;
use crate::app::ownership::Office;
use crate::app::{App, AppError, random};
use crate::engine::documents::TITLE_CHARS_MAX;
use crate::engine::procedure;
use crate::engine::refusal::Refusal;
use crate::engine::turn::Verb;
use crate::engine::workflow::definition::Role;
use crate::i18n::args;
use crate::web::ctx::Ctx;
use crate::web::documents::{DocumentView, views};
use crate::web::errors::{later, ok, shown};
use crate::web::files;
use crate::web::page::Page;
use crate::web::parts::{Choice, Errors};
use crate::web::refusals;

/// Bytes of a field of the form that is no file.
const FIELD_BYTES_MAX: usize = 64 * 1024;

/// Fields that the form may have.
const FIELDS_MAX: usize = 20;

/// Seconds after which an upload is tried again that found no room.
const BUSY_SECONDS: u64 = 10;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route(
            "/procedures/{procedure}/documents",
            // Counted while it streams in.
            get(list).post(publish).layer(DefaultBodyLimit::disable()),
        )
        .route("/procedures/{procedure}/documents/withdraw", post(withdraw))
}

/// The documents, and the forms for those who own the procedure.
#[derive(Template)]
#[template(path = "pages/own-documents.html")]
pub struct DocumentsPage {
    /// The frame of every page.
    pub page: Page,
    /// The frame of the procedure.
    pub frame: Frame,
    /// The documents, in the order in which they were published first.
    pub documents: Vec<DocumentView>,
    /// Whether the reader may publish.
    pub owns: bool,
    /// The documents that hold, by number.
    pub held: Vec<Choice>,
    /// The form as it was typed.
    pub typed: Typed,
    /// What the browser offers to choose.
    pub accept: String,
    /// What can be published, in words.
    pub limits: String,
    /// Characters that a title has at most.
    pub title_max: usize,
    /// How many people will be told.
    pub told: String,
    /// Characters that a reason has at least.
    pub reason_min: u32,
    /// What is wrong with the forms.
    pub errors: Errors,
}

/// The forms as they were typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The document of which it is a new version; empty for none.
    pub document: String,
    /// What it is.
    pub title: String,
    /// What is new.
    pub reason: String,
    /// The document to be withdrawn.
    pub withdraw: String,
    /// Why it is withdrawn.
    pub why: String,
}

async fn drawn(ctx: &Ctx, office: &Office, typed: Typed, errors: Errors) -> Result<DocumentsPage, AppError> {
    let (t, zone) = (ctx.t(), office.definition().zone.as_str());
    let all = ctx.app.documents(&office.procedure).await?;
    let held = standing(&office.procedure, &all);
    let endings: Vec<_> = kinds().iter().map(|kind| kind.to_uppercase()).collect();
    let size = ctx.lang.bytes(u64::from(MEGABYTES_MAX) * 1_000_000);
    Ok(DocumentsPage {
        frame: frame(ctx, office, Tab::Documents, None),
        page: page(ctx, office, t.own_documents()),
        documents: views(office.procedure.id, zone, ctx.lang, &all)?,
        owns: office.owns(),
        held: held.into_iter().map(|(number, title)| Choice::new(number.to_string(), title)).collect(),
        typed,
        accept: files::accept(&kinds()),
        limits: t.form_file_limits(&args::FormFileLimits { types: endings.join(", "), size }),
        title_max: TITLE_CHARS_MAX,
        told: t.own_dates_told(ctx.app.told_count(office).await? as u64),
        reason_min: reason_min(),
        errors,
    })
}

async fn list(ctx: Ctx, Path(procedure): Path<String>) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure).await?;
    Ok(ok(&drawn(&ctx, &office, Typed::default(), Errors::default()).await?))
}

/// What stands in one field that is no file.
async fn text_of(mut part: Upload<'_>) -> Result<String, UploadError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|_| UploadError::BrokenOff)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > FIELD_BYTES_MAX {
            return Err(UploadError::BrokenOff);
        }
    }
    String::from_utf8(bytes).map_err(|_| UploadError::BrokenOff)
}

/// Reads the form and publishes its file. The fields stand before the file, as the page sends them.
async fn take(
    ctx: &Ctx,
    office: &Office,
    typed: &mut Typed,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<(), AppError> {
    let mut multipart = multipart.map_err(|_| UploadError::BrokenOff)?;
    for _ in 0..FIELDS_MAX {
        let Some(mut part) = multipart.next_field().await.map_err(|_| UploadError::BrokenOff)? else { break };
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().unwrap_or_default().to_owned();
        match name.as_str() {
            "document" => typed.document = text_of(part).await?,
            "title" => typed.title = text_of(part).await?,
            "reason" => typed.reason = text_of(part).await?,
            "file" if !file_name.is_empty() => {
                let document = match typed.document.as_str() {
                    "" => None,
                    number => {
                        let unknown = || AppError::Refused(Refusal::unknown("document", number));
                        Some(number.parse::<u32>().map_err(|_| unknown())?)
                    }
                };
                let mut incoming = ctx.app.begin_document(&office.procedure).await?;
                while let Some(bytes) = part.chunk().await.map_err(|_| UploadError::BrokenOff)? {
                    incoming.write(&bytes).await?;
                }
                let about = About {
                    document,
                    title: typed.title.clone(),
                    reason: typed.reason.replace("\r\n", "\n"),
                    file_name,
                };
                let who = (office.procedure.id, office.person);
                ctx.app.publish_document(who, ctx.app.receive(), incoming, about).await?;
                return Ok(());
            }
            _ => drop(text_of(part).await?),
        }
    }
    Err(UploadError::Empty.into())
}

async fn publish(
    ctx: Ctx,
    Path(procedure): Path<String>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, AppError> {
    let office = enter(&ctx, &procedure).await?;
    office.need(&[Role::Owner])?;
    ctx.count(Act::Upload, "")?;
    let t = ctx.t();
    let mut errors = Errors::default();
    let Ok(_room) = ctx.app.uploading.try_acquire() else {
        errors.add("file", t.limits_uploads_busy());
        let page = drawn(&ctx, &office, Typed::default(), errors).await?;
        return Ok(later(shown(StatusCode::SERVICE_UNAVAILABLE, &page), BUSY_SECONDS));
    };
    let mut typed = Typed::default();
    let error = match take(&ctx, &office, &mut typed, multipart).await {
        Ok(()) => return Ok(go(format!("/procedures/{}/documents", office.procedure.id))),
        Err(error) => error,
    };
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    match error {
        AppError::Upload(UploadError::Empty) => errors.add("file", t.applicant_upload_nothing()),
        AppError::Upload(error) => {
            errors.add("file", refusals::upload(ctx.lang, &error));
            status = AppError::Upload(error).into_response().status();
        }
        AppError::Refused(Refusal::ReasonNeeded { of, chars_min }) if of == "title" => {
            let short = args::FormTooShort { label: t.document_title(), min: chars_min };
            errors.add("title", t.form_too_short(&short));
        }
        error => errors = told(&ctx, &office, error, "title", ("reason", t.document_reason()))?,
    }
    Ok(shown(status, &drawn(&ctx, &office, typed, errors).await?))
}

#[derive(Deserialize)]
struct Withdrawal {
    #[serde(default)]
    withdraw: String,
    #[serde(default)]
    why: String,
}

async fn withdraw(
    ctx: Ctx,
    Path(procedure): Path<String>,
    Form(form): Form<Withdrawal>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let office = enter_with(&ctx, &procedure, &ticket).await?;
    office.need(&[Role::Owner])?;
    let typed = Typed { withdraw: form.withdraw.clone(), why: form.why.clone(), ..Typed::default() };
    let Ok(document) = form.withdraw.parse::<u32>() else {
        let mut errors = Errors::default();
        errors.add("withdraw", ctx.t().form_choose_one());
        return Ok(again(&drawn(&ctx, &office, typed, errors).await?));
    };
    let reason = random::prose(form.why.trim());
    let verb = Verb::Procedure(procedure::Command::WithdrawDocument { document, reason });
    match act(&ctx, &office, ticket, verb).await {
        Ok(()) => Ok(go(format!("/procedures/{}/documents", office.procedure.id))),
        Err(error) => {
            let errors = told(&ctx, &office, error, "withdraw", ("why", ctx.t().word_reason()))?;
            Ok(again(&drawn(&ctx, &office, typed, errors).await?))
        }
    }
}
