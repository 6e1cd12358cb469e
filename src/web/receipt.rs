//! The receipt: what was received and when, and how to check it without us.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

use super::application::{Frame, Part, file_line, framed, missing, own, track_title, when_at};
use super::ctx::Ctx;
use super::errors::ok;
use super::files::disposition;
use super::page::Page;
use super::parts::FileLine;
use crate::app::applicant::{Own, Received};
use crate::app::{App, AppError};
use crate::engine::case::Submission;
use crate::exchange::report::outline::{Block, Section, Table};
use crate::exchange::report::pdf;
use crate::i18n::{Texts, When};
use crate::store::StoreError;

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/applications/{id}/receipt", get(show))
        .route("/applications/{id}/receipt.json", get(data))
        .route("/applications/{id}/receipt.pdf", get(document))
}

/// Where the journal witnesses the submission, ready to be drawn.
#[derive(Clone, Debug)]
struct JournalView {
    stream: String,
    seq: u64,
    hash: String,
}

/// The names of the members that stood behind what was handed in.
fn standing(own: &Own) -> impl Iterator<Item = &str> {
    let submitted = own.application.submitted.as_ref();
    let members = own.application.members.iter();
    members
        .filter(move |member| submitted.is_some_and(|s| s.members.contains(&member.id)))
        .map(|member| own.name(member.id))
}

#[derive(Template)]
#[template(path = "pages/application-receipt.html")]
struct ReceiptPage {
    page: Page,
    frame: Frame,
    withdrawn: bool,
    procedure: String,
    track: String,
    members: Vec<String>,
    code: String,
    number: String,
    received: String,
    machine: String,
    utc: String,
    count: u32,
    files: Vec<FileLine>,
    content: String,
    workflow: String,
    journal: Option<JournalView>,
    missing: Vec<String>,
    json: String,
    pdf: String,
}

/// The application with what was received of it; nothing received leads nowhere.
async fn received(ctx: &Ctx, application: &str) -> Result<(Own, Submission, Received), AppError> {
    let own = own(ctx, application).await?;
    let submitted = own.application.submitted.clone().ok_or(AppError::NotFound("receipt"))?;
    let received = ctx.app.received(&own).await?.ok_or(AppError::NotFound("receipt"))?;
    Ok((own, submitted, received))
}

async fn show(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    Ok(ok(&page_of(&ctx, &application).await?))
}

async fn page_of(ctx: &Ctx, application: &str) -> Result<ReceiptPage, AppError> {
    let (own, submitted, received) = received(ctx, application).await?;
    let lang = ctx.lang;
    let (page, frame) = framed(ctx, &own, Part::Receipt)?;
    let when: When = when_at(submitted.at, &own.definition().zone)?;
    let files: Vec<_> =
        received.content.all_files().map(|(_, file)| file_line(own.id(), lang, file)).collect();
    // What the receipt names as missing is what was missing in the version received.
    let of_received = Own {
        application: crate::engine::case::Application {
            draft: submitted.received().clone(),
            unconfirmed: None,
            ..own.application.clone()
        },
        draft: received.content.clone(),
        ..own.clone()
    };
    Ok(ReceiptPage {
        page,
        frame,
        withdrawn: own.application.withdrawn_at.is_some(),
        procedure: own.definition().title.get(lang.code()).to_owned(),
        track: track_title(&own, lang).to_owned(),
        members: standing(&own).map(str::to_owned).collect(),
        code: own.id().code(),
        number: own.id().to_string(),
        received: lang.exact(&when),
        machine: when.machine(),
        utc: submitted.at.to_string(),
        count: submitted.count,
        files,
        content: submitted.received().content.to_string(),
        workflow: own.loaded.digest.to_string(),
        journal: received.line.map(|line| JournalView {
            stream: line.stream,
            seq: line.seq,
            hash: line.hash.to_string(),
        }),
        missing: missing(&of_received, lang).into_iter().map(|line| line.label).collect(),
        json: ctx.staying(format!("/applications/{}/receipt.json", own.id())),
        pdf: ctx.staying(format!("/applications/{}/receipt.pdf", own.id())),
    })
}

/// What the page says, for a document.
fn sections(t: Texts, page: &ReceiptPage) -> Vec<Section> {
    let mut facts = vec![
        (t.apply_receipt_received(), format!("{}\n{}", page.received, page.utc)),
        (t.applicant_receipt_procedure(), page.procedure.clone()),
        (t.word_track(), page.track.clone()),
        (t.apply_section_applicant(), page.members.join("\n")),
        (t.applicant_code(), page.code.clone()),
        (t.apply_receipt_number(), page.number.clone()),
        (t.apply_receipt_version(), page.count.to_string()),
        (t.applicant_receipt_content(), page.content.clone()),
        (t.applicant_receipt_workflow(), page.workflow.clone()),
    ];
    if let Some(line) = &page.journal {
        facts.push((t.apply_receipt_position(), format!("{}, {}", line.stream, line.seq)));
        facts.push((t.applicant_receipt_line(), line.hash.clone()));
    }
    let facts = facts.into_iter().map(|(label, value)| (label.to_owned(), value)).collect();
    let mut first = Vec::new();
    if page.withdrawn {
        first.push(Block::Text(t.applicant_receipt_withdrawn().to_owned()));
    }
    first.extend([Block::Text(t.apply_receipt_text().to_owned()), Block::Facts(facts)]);
    let files = if page.files.is_empty() {
        Block::Text(t.count_files(0))
    } else {
        let rows =
            page.files.iter().map(|file| vec![file.name.clone(), file.size.clone(), file.digest.clone()]);
        let head = [t.word_file(), t.word_size(), t.word_digest()].map(str::to_owned).to_vec();
        Block::Table(Table { title: t.apply_receipt_files().to_owned(), head, rows: rows.collect() })
    };
    let mut sections = vec![
        Section { level: 2, title: page.code.clone(), blocks: first },
        Section { level: 2, title: t.apply_receipt_files().to_owned(), blocks: vec![files] },
    ];
    if !page.missing.is_empty() {
        let title = t.apply_missing_title(page.missing.len());
        sections.push(Section { level: 2, title, blocks: vec![Block::Text(page.missing.join("\n"))] });
    }
    sections
}

/// The receipt as a PDF.
pub async fn document(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let page = page_of(&ctx, &application).await?;
    let (t, lang) = (ctx.t(), ctx.lang);
    let title = format!("{}: {}", t.apply_receipt(), page.procedure);
    let sections = sections(t, &page);
    let name = disposition(&format!("receipt-{}-{}.pdf", page.code, page.count), false);
    let broken = |error: String| AppError::Store(StoreError::Broken(format!("the receipt: {error}")));
    let drawn = tokio::task::spawn_blocking(move || pdf::draw(title, &sections, lang)).await;
    let bytes =
        drawn.map_err(|error| broken(error.to_string()))?.map_err(|error| broken(error.to_string()))?;
    let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}

/// The receipt as data. Every digest in it can be computed again from what stands beside it.
#[derive(Serialize)]
struct Receipt<'a> {
    /// Version of this shape.
    version: u32,
    server: &'a str,
    procedure: ProcedureFacts<'a>,
    application: String,
    code: String,
    track: &'a str,
    members: Vec<&'a str>,
    /// RFC 3339 in UTC, to the microsecond.
    received_at: String,
    zone: &'a str,
    deadline_at: String,
    count: u32,
    draft: u32,
    withdrawn: bool,
    files: Vec<FileFacts<'a>>,
    content: ContentFacts<'a>,
    journal: Option<JournalFacts<'a>>,
    how_to_check: [&'static str; 3],
}

#[derive(Serialize)]
struct ProcedureFacts<'a> {
    id: String,
    title: &'a str,
    workflow: String,
    workflow_version: u32,
    workflow_sha256: String,
}

#[derive(Serialize)]
struct FileFacts<'a> {
    field: &'a str,
    name: &'a str,
    size_bytes: u64,
    sha256: String,
    media_type: &'a str,
}

#[derive(Serialize)]
struct ContentFacts<'a> {
    sha256: String,
    /// Hexadecimal, 16 bytes.
    salt: String,
    body: &'a str,
}

#[derive(Serialize)]
struct JournalFacts<'a> {
    stream: &'a str,
    seq: u64,
    prev: String,
    hash: String,
    body: &'a str,
}

const HOW_TO_CHECK: [&str; 3] = [
    "files: sha256 is SHA-256 of the bytes of the file",
    "content.sha256 is SHA-256 of the 16 bytes of content.salt, then content.body in UTF-8",
    "journal.hash is SHA-256 of the line `trespor journal 1` with its line feed, then the 32 bytes of \
     journal.prev, then journal.body in UTF-8",
];

/// The receipt for programs, which `trespor verify` reads.
pub async fn data(ctx: Ctx, Path(application): Path<String>) -> Result<Response, AppError> {
    let (own, submitted, received) = received(&ctx, &application).await?;
    let definition = own.definition();
    let receipt = Receipt {
        version: 1,
        server: &ctx.app.settings.address,
        procedure: ProcedureFacts {
            id: own.procedure.to_string(),
            title: definition.title.get(ctx.lang.code()),
            workflow: definition.id.clone(),
            workflow_version: definition.version,
            workflow_sha256: own.loaded.digest.to_string(),
        },
        application: own.id().to_string(),
        code: own.id().code(),
        track: &own.application.track,
        members: standing(&own).collect(),
        received_at: submitted.at.to_string(),
        zone: &definition.zone,
        deadline_at: own.deadline.to_string(),
        count: submitted.count,
        draft: submitted.received().number,
        withdrawn: own.application.withdrawn_at.is_some(),
        files: received
            .content
            .all_files()
            .map(|(field, file)| FileFacts {
                field,
                name: &file.name,
                size_bytes: file.size_bytes,
                sha256: file.sha256.to_string(),
                media_type: &file.media_type,
            })
            .collect(),
        content: ContentFacts {
            sha256: submitted.received().content.to_string(),
            salt: hex::encode(received.prose.salt()),
            body: received.prose.body(),
        },
        journal: received.line.as_ref().map(|line| JournalFacts {
            stream: &line.stream,
            seq: line.seq,
            prev: line.prev.to_string(),
            hash: line.hash.to_string(),
            body: &line.body,
        }),
        how_to_check: HOW_TO_CHECK,
    };
    let name = disposition(&format!("receipt-{}-{}.json", own.id().code(), submitted.count), false);
    Ok(([(header::CONTENT_DISPOSITION, name)], Json(receipt)).into_response())
}
