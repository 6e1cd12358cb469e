//! Files of an application: uploaded, listed, removed, downloaded. No file is ever whole in memory.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::body::Body;
use axum::extract::multipart::{Field as Upload, MultipartError};
use axum::extract::{DefaultBodyLimit, Multipart, Path};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;

use super::application::{Frame, Part, address, field_of, file_line, framed, id, name_of, own, refused};
use super::ctx::Ctx;
use super::errors::{later, ok, shown};
use super::page::Page;
use super::parts::{Errors, FileLine};
use crate::app::applicant::Own;
use crate::app::blobs::{Outgoing, UploadError};
use crate::app::gate::Ticket;
use crate::app::limits::Act;
use crate::app::uploads::{Takes, tidy_file_name};
use crate::app::{App, AppError};
use crate::engine::ids::AttachmentId;
use crate::engine::refusal::Refusal;
use crate::engine::workflow::definition::FieldKind;
use crate::engine::workflow::form::FileRef;
use crate::i18n::{Lang, args};

/// Files that one request may bring.
const FILES_PER_REQUEST_MAX: usize = 50;

/// Bytes of a part of an upload that is no file.
const OTHER_PART_BYTES_MAX: usize = 64 * 1024;

/// Bytes that an upload may have beside its files: boundaries and headers.
const ENVELOPE_BYTES_MAX: u64 = 256 * 1024;

/// How long the instant at which a file was complete is held for the end of its request.
const HELD_FOR: Duration = Duration::from_secs(2);

/// Seconds after which an upload is tried again that found no room.
const BUSY_SECONDS: u64 = 10;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route(
            "/applications/{id}/files",
            // Counted while it streams in: a field says how large its files may be.
            get(list).post(upload).layer(DefaultBodyLimit::disable()),
        )
        .route("/applications/{id}/files/remove", post(remove))
        .route("/applications/{id}/files/{attachment}", get(download))
}

/// One field of files.
#[derive(Clone, Debug)]
struct FilesField {
    name: String,
    label: String,
    hint: String,
    limits: String,
    accept: String,
    required: bool,
    several: bool,
    full: bool,
    error: String,
    files: Vec<FileLine>,
}

#[derive(Template)]
#[template(path = "pages/application-files.html")]
struct FilesPage {
    page: Page,
    frame: Frame,
    open: bool,
    action: String,
    next: String,
    fields: Vec<FilesField>,
    errors: Errors,
}

fn files_page(ctx: &Ctx, own: &Own, (page, frame): (Page, Frame), errors: Errors) -> FilesPage {
    let lang = ctx.lang;
    let fields = own
        .form()
        .iter()
        .filter(|field| !own.fillable() || own.changeable(&field.id))
        .filter_map(|field| {
            let FieldKind::Files { count_max, megabytes_max, types } = &field.takes else { return None };
            let held = own.draft.files(&field.id);
            let name = name_of(&field.id);
            let files = held.iter().map(|file| FileLine {
                remove: if own.changeable(&field.id) { file.attachment.to_string() } else { String::new() },
                ..file_line(own.id(), lang, file)
            });
            Some(FilesField {
                label: field.label.get(lang.code()).to_owned(),
                hint: field.hint.get(lang.code()).to_owned(),
                limits: limits(lang, *megabytes_max, types),
                accept: accept(types),
                required: field.required,
                several: *count_max > 1,
                full: held.len() >= *count_max as usize,
                error: errors.of(&name).to_owned(),
                files: files.collect(),
                name,
            })
        })
        .collect();
    FilesPage {
        page,
        frame,
        open: own.fillable(),
        action: address(own.id(), Part::Files),
        next: address(own.id(), if own.open() { Part::Review } else { Part::Cure }),
        fields,
        errors,
    }
}

fn limits(lang: Lang, megabytes_max: u32, types: &[String]) -> String {
    let types: Vec<_> = types.iter().map(|name| name.to_uppercase()).collect();
    let size = lang.bytes(u64::from(megabytes_max) * 1_000_000);
    lang.texts().form_file_limits(&args::FormFileLimits { types: types.join(", "), size })
}

/// What the browser offers to choose: endings by kind.
pub fn accept(types: &[String]) -> String {
    let endings = types.iter().map(|name| match name.as_str() {
        "jpeg" => ".jpg,.jpeg".to_owned(),
        other => format!(".{other}"),
    });
    endings.collect::<Vec<_>>().join(",")
}

async fn list(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let own = own(&ctx, &application).await?;
    let frame = framed(&ctx, &own, Part::Files)?;
    Ok(ok(&files_page(&ctx, &own, frame, Errors::default())))
}

/// Why an upload ended early, and at which field.
struct Stopped {
    /// The field; empty where the request as a whole was stopped.
    name: String,
    /// What the file is called that was not taken; empty where it was none in particular.
    file: String,
    why: Why,
}

enum Why {
    Upload(UploadError),
    Full(u32),
    Nothing,
    Broken,
    /// Too often: seconds to wait.
    Often(u64),
    /// So many are under way that there is no room for another.
    Busy,
}

async fn upload(
    ctx: Ctx,
    Path(application): Path<String>,
    headers: HeaderMap,
    multipart: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Response, AppError> {
    let own = own(&ctx, &application).await?;
    if !own.fillable() {
        // Before anything is read; the try goes on the record like any other late one.
        let refused = ctx.app.add_files(own.clone(), ctx.app.receive(), &[]).await;
        return late(&ctx, own, refused.err()).await;
    }
    let Ok(multipart) = multipart else {
        return draw(&ctx, &own, Stopped { name: String::new(), file: String::new(), why: Why::Broken });
    };
    let stop = |why| draw(&ctx, &own, Stopped { name: String::new(), file: String::new(), why });
    if let Err(AppError::TooOften { wait_seconds }) = ctx.count(Act::Upload, "") {
        return stop(Why::Often(wait_seconds));
    }
    let Ok(_room) = ctx.app.uploading.try_acquire() else { return stop(Why::Busy) };
    let (mut taken, mut complete) = (Vec::new(), None);
    let stopped = take_all(&ctx, &own, &headers, multipart, &mut taken, &mut complete).await?;
    // What counts is when the last file was complete, not how long a scanner or a bucket took after that.
    let ticket = complete.unwrap_or_else(|| ctx.app.receive());
    if !taken.is_empty() {
        match ctx.app.add_files(own.clone(), ticket, &taken).await {
            Ok(()) => {}
            refused => return late(&ctx, own, refused.err()).await,
        }
    }
    match stopped {
        Some(stopped) => {
            let own = ctx.app.own(own.id(), own.person).await?;
            draw(&ctx, &own, stopped)
        }
        None => Ok(Redirect::to(&address(own.id(), Part::Files)).into_response()),
    }
}

/// Takes every file of the request in: those taken before one that is not stay taken.
async fn take_all(
    ctx: &Ctx,
    own: &Own,
    headers: &HeaderMap,
    mut multipart: Multipart,
    taken: &mut Vec<(String, FileRef)>,
    complete: &mut Option<Ticket>,
) -> Result<Option<Stopped>, AppError> {
    let stop = |name: &str, why| Ok(Some(Stopped { name: name.to_owned(), file: String::new(), why }));
    let refuse = |name: &str, file: &str, why| {
        Ok(Some(Stopped { name: name.to_owned(), file: tidy_file_name(file), why }))
    };
    let room = match ctx.app.upload_room(own).await {
        Ok(room) => room,
        Err(AppError::Upload(error)) => return stop("", Why::Upload(error)),
        Err(error) => return Err(error),
    };
    let length =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > room.saturating_add(ENVELOPE_BYTES_MAX)) {
        return stop("", Why::Upload(UploadError::TooMuch));
    }
    let mut last = String::new();
    for _ in 0..FILES_PER_REQUEST_MAX {
        let part = {
            let next = multipart.next_field();
            tokio::pin!(next);
            if let Ok(next) = tokio::time::timeout(HELD_FOR, &mut next).await {
                next
            } else {
                // Whoever dawdles holds no deadline up.
                *complete = None;
                next.await
            }
        };
        let part = match part {
            Ok(Some(part)) => part,
            Ok(None) if taken.is_empty() => return stop(&last, Why::Nothing),
            Ok(None) => return Ok(None),
            Err(_) => return stop(&last, Why::Broken),
        };
        let name = part.name().unwrap_or_default().to_owned();
        let field = field_of(&name)
            .filter(|field| own.changeable(field))
            .and_then(|field| Some((field.to_owned(), own.takes(field)?)));
        let Some((field, rule)) = field else {
            if skip(part).await.is_err() {
                return stop(&last, Why::Broken);
            }
            continue;
        };
        last.clone_from(&name);
        let file_name = part.file_name().unwrap_or_default().to_owned();
        if file_name.is_empty() {
            // A browser sends an empty part where no file was chosen.
            if skip(part).await.is_err() {
                return stop(&name, Why::Broken);
            }
            continue;
        }
        let held = own.draft.files(&field).len() + taken.iter().filter(|(of, _)| *of == field).count();
        if held >= rule.count_max as usize {
            return refuse(&name, &file_name, Why::Full(rule.count_max));
        }
        match take(ctx, own, part, &rule, &file_name).await {
            Ok((file, ticket)) => {
                taken.push((field, file));
                *complete = Some(ticket);
            }
            Err(AppError::Upload(error)) => return refuse(&name, &file_name, Why::Upload(error)),
            Err(error) => return Err(error),
        }
    }
    stop(&last, Why::Upload(UploadError::TooMuch))
}

/// Streams one file in, and says when it was complete.
async fn take(
    ctx: &Ctx,
    own: &Own,
    mut part: Upload<'_>,
    takes: &Takes,
    file_name: &str,
) -> Result<(FileRef, Ticket), AppError> {
    let mut incoming = ctx.app.begin_file(own.id(), takes.megabytes_max).await?;
    while let Some(bytes) = part.chunk().await.map_err(|_: MultipartError| UploadError::BrokenOff)? {
        incoming.write(&bytes).await?;
    }
    let ticket = ctx.app.receive();
    let stored = incoming.finish(&takes.types).await.map_err(|error| match error {
        AppError::Upload(UploadError::Virus { found, .. }) => {
            UploadError::Virus { found, name: tidy_file_name(file_name) }.into()
        }
        error => error,
    })?;
    Ok((ctx.app.keep_upload(own, stored, file_name).await?, ticket))
}

/// Reads past a part that is no file.
async fn skip(mut part: Upload<'_>) -> Result<(), UploadError> {
    let mut bytes = 0;
    while let Some(chunk) = part.chunk().await.map_err(|_| UploadError::BrokenOff)? {
        bytes += chunk.len();
        if bytes > OTHER_PART_BYTES_MAX {
            return Err(UploadError::BrokenOff);
        }
    }
    Ok(())
}

/// The page again, with what was refused.
async fn late(ctx: &Ctx, own: Own, error: Option<AppError>) -> Result<Response, AppError> {
    let refusal = match error {
        Some(AppError::Refused(refusal)) => refusal,
        Some(error) => return Err(error),
        None => Refusal::Already,
    };
    let own = ctx.app.own(own.id(), own.person).await?;
    let frame = refused(ctx, &own, Part::Files, &refusal)?;
    Ok(shown(StatusCode::CONFLICT, &files_page(ctx, &own, frame, Errors::default())))
}

fn draw(ctx: &Ctx, own: &Own, stopped: Stopped) -> Result<Response, AppError> {
    let t = ctx.t();
    let mut wait = None;
    let (status, message) = match stopped.why {
        Why::Upload(error) => {
            let message = super::refusals::upload(ctx.lang, &error);
            (AppError::Upload(error).into_response().status(), message)
        }
        Why::Full(max) => (StatusCode::UNPROCESSABLE_ENTITY, t.form_file_too_many(max)),
        Why::Nothing => (StatusCode::UNPROCESSABLE_ENTITY, t.applicant_upload_nothing().to_owned()),
        Why::Broken => (StatusCode::BAD_REQUEST, t.upload_broken_off().to_owned()),
        Why::Often(seconds) => {
            wait = Some(seconds);
            (StatusCode::TOO_MANY_REQUESTS, t.limits_wait(ctx.lang.duration(seconds)))
        }
        Why::Busy => {
            wait = Some(BUSY_SECONDS);
            (StatusCode::SERVICE_UNAVAILABLE, t.limits_uploads_busy().to_owned())
        }
    };
    let message = match stopped.file.as_str() {
        "" => message,
        file => t.upload_of_file(&args::UploadOfFile { file, why: message.as_str() }),
    };
    let (page, mut frame) = framed(ctx, own, Part::Files)?;
    let mut errors = Errors::default();
    if stopped.name.is_empty() {
        frame.refused = message;
    } else {
        errors.add(stopped.name, message);
    }
    let response = shown(status, &files_page(ctx, own, (page, frame), errors));
    Ok(match wait {
        Some(seconds) => later(response, seconds),
        None => response,
    })
}

#[derive(Deserialize)]
struct Remove {
    #[serde(default)]
    remove: String,
}

async fn remove(
    ctx: Ctx,
    Path(application): Path<String>,
    Form(form): Form<Remove>,
) -> Result<Response, AppError> {
    let ticket = ctx.app.receive();
    let own = own(&ctx, &application).await?;
    let attachment = id(&form.remove, "file")?;
    match ctx.app.remove_file(own.clone(), ticket, attachment).await {
        Ok(()) => Ok(Redirect::to(&address(own.id(), Part::Files)).into_response()),
        Err(error) => late(&ctx, own, Some(error)).await,
    }
}

async fn download(
    ctx: Ctx,
    Path((application, attachment)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let own = own(&ctx, &application).await?;
    let attachment: AttachmentId = id(&attachment, "file")?;
    let file = ctx.app.own_file(&own, attachment).await?;
    let bytes = ctx.app.open_file(own.id(), attachment).await?;
    Ok(stored_file(bytes, &file, Shown::Saved))
}

/// What a browser does with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// It saves it.
    Saved,
    /// It shows it in the page, if it is a PDF; it saves anything else.
    Inside,
}

/// A stored file as a response, streamed. The caller has shown that the reader may have it.
pub fn stored_file(bytes: Outgoing, file: &FileRef, how: Shown) -> Response {
    let stream = futures_util::stream::try_unfold(bytes, |mut bytes| async move {
        Ok::<_, std::io::Error>(bytes.next().await?.map(|chunk| (chunk, bytes)))
    });
    let inside = how == Shown::Inside && file.media_type == "application/pdf";
    // A sandbox keeps a file from doing anything in this site's name; browsers draw no PDF in one,
    // and a PDF is no page.
    let policy =
        if inside { "default-src 'none'; frame-ancestors 'self'" } else { "default-src 'none'; sandbox" };
    let mut response = Body::from_stream(stream).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.size_bytes));
    let media = HeaderValue::from_str(&file.media_type);
    headers
        .insert(header::CONTENT_TYPE, media.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    let disposition = HeaderValue::from_str(&disposition(&file.name, inside));
    headers
        .insert(header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment")));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

/// A file name in a header: in ASCII for old readers, and whole as RFC 5987 writes it.
pub fn disposition(name: &str, inside: bool) -> String {
    use std::fmt::Write as _;
    let name = tidy_file_name(name);
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' })
        .collect();
    let mut whole = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(whole, "%{byte:02X}");
        }
    }
    let way = if inside { "inline" } else { "attachment" };
    format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_leave_its_header() {
        assert_eq!(
            disposition("Rør \"A\"\r\nX: y.pdf", false),
            "attachment; filename=\"R_r _A_X: y.pdf\"; filename*=UTF-8''R%C3%B8r%20%22A%22X%3A%20y.pdf"
        );
        assert!(disposition("a.pdf", true).starts_with("inline; "));
    }
}
