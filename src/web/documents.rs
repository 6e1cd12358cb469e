//! The documents of a procedure, for everybody: the list on its page, and the files.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;

use super::application::{id, when_at};
use super::ctx::Ctx;
use super::files::{Shown, stored_file};
use crate::app::documents::{Published, Version};
use crate::app::{App, AppError};
use crate::engine::ids::{AttachmentId, ProcedureId};
use crate::i18n::{Lang, args};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/tenders/{procedure}/documents/{attachment}", get(download))
}

/// A document on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentView {
    /// Where on the page it is.
    pub anchor: String,
    /// The version that holds, or the one that was withdrawn.
    pub now: VersionView,
    /// The versions before, the latest first.
    pub before: Vec<VersionView>,
}

/// A version of a document on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionView {
    /// Title.
    pub title: String,
    /// Where its bytes are; empty where it was withdrawn.
    pub href: String,
    /// Name, size and version of the file.
    pub file: String,
    /// When it was published.
    pub when: String,
    /// What is new in it; may be empty.
    pub reason: String,
    /// SHA-256 of the bytes.
    pub digest: String,
    /// When and why it was withdrawn; empty where it was not.
    pub withdrawn: String,
}

/// The documents for a page.
pub fn views(
    procedure: ProcedureId,
    zone: &str,
    lang: Lang,
    all: &[Published],
) -> Result<Vec<DocumentView>, AppError> {
    let mut views = Vec::new();
    for one in all {
        let mut versions = one
            .versions
            .iter()
            .map(|version| view(procedure, zone, lang, version))
            .collect::<Result<Vec<_>, _>>()?;
        if versions.is_empty() {
            continue;
        }
        let now = versions.remove(0);
        views.push(DocumentView { anchor: format!("document-{}", one.document), now, before: versions });
    }
    Ok(views)
}

fn view(procedure: ProcedureId, zone: &str, lang: Lang, version: &Version) -> Result<VersionView, AppError> {
    let t = lang.texts();
    let when = |at| -> Result<String, AppError> { Ok(lang.full(&when_at(at, zone)?)) };
    let about = args::DocumentFile {
        name: version.file.name.clone(),
        size: lang.bytes(version.file.size_bytes),
        version: version.number,
    };
    Ok(VersionView {
        title: version.title.clone(),
        href: match version.withdrawn {
            None => format!("/tenders/{procedure}/documents/{}", version.file.attachment),
            Some(_) => String::new(),
        },
        file: t.document_file(&about),
        when: t.document_published(when(version.at)?),
        reason: version.reason.clone(),
        digest: version.file.sha256.to_string(),
        withdrawn: match &version.withdrawn {
            Some((at, why)) => t.document_withdrawn(&args::DocumentWithdrawn { when: when(*at)?, why }),
            None => String::new(),
        },
    })
}

async fn download(
    ctx: Ctx,
    Path((procedure, attachment)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let procedure: ProcedureId = id(&procedure, "procedure")?;
    let attachment: AttachmentId = id(&attachment, "file")?;
    let (file, bytes) = ctx.app.document(procedure, attachment).await?;
    Ok(stored_file(bytes, &file, Shown::Saved))
}
