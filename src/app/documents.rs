//! Documents that an owner publishes: taken in, shown to everybody, given out.
//!
//! They lie beside the uploads of applications, and are not sealed: whoever may see the procedure may read them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::blobs::{Incoming, KINDS, Outgoing, UploadError};
use super::gate::Ticket;
use super::uploads::tidy_file_name;
use super::{App, AppError, random};
use crate::engine::case::Procedure;
use crate::engine::digest::Digest;
use crate::engine::documents::{self, BYTES_MAX, DOCUMENTS_MAX, Document, Publish};
use crate::engine::ids::{AttachmentId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::procedure;
use crate::engine::turn::{Command, Verb};
use crate::engine::workflow::form::FileRef;
use crate::store::{self, Db};

/// Megabytes (1,000,000 bytes) that one document has at most.
pub const MEGABYTES_MAX: u32 = 100;

/// A document with its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its number.
    pub document: u32,
    /// Its versions, the latest first; never empty.
    pub versions: Vec<Version>,
}

/// One version of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Which version of the document, counted from one.
    pub number: u32,
    /// What it is.
    pub title: String,
    /// What is new in it; empty where nothing was said.
    pub reason: String,
    /// When it was published.
    pub at: Instant,
    /// The file.
    pub file: FileRef,
    /// When and why it was withdrawn, if it was.
    pub withdrawn: Option<(Instant, String)>,
}

impl Published {
    /// The latest version, where the document holds.
    pub fn latest(&self) -> Option<&Version> {
        self.versions.first().filter(|version| version.withdrawn.is_none())
    }
}

/// What is said of a file that is published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The document of which it is a new version, if it is of one.
    pub document: Option<u32>,
    /// What it is.
    pub title: String,
    /// What is new in it.
    pub reason: String,
    /// Name of the file, as it was sent.
    pub file_name: String,
}

/// The kinds of file that can be published, by short name.
pub fn kinds() -> Vec<String> {
    KINDS.iter().map(|(name, _)| (*name).to_owned()).collect()
}

/// Every text that the documents of a procedure name.
pub fn texts_of(procedure: &Procedure) -> impl Iterator<Item = Digest> + '_ {
    procedure.documents.iter().flat_map(Document::texts)
}

fn file_of(found: &Document, texts: &BTreeMap<Digest, String>) -> FileRef {
    let version = &found.version;
    FileRef {
        attachment: version.attachment,
        name: texts.get(&version.file_name).cloned().unwrap_or_default(),
        size_bytes: version.size_bytes,
        sha256: version.sha256,
        media_type: version.media_type.clone(),
    }
}

/// The documents of a procedure in the order in which they were published first, with their texts.
pub fn published(procedure: &Procedure, texts: &BTreeMap<Digest, String>) -> Vec<Published> {
    let text = |digest: Digest| texts.get(&digest).cloned().unwrap_or_default();
    let numbers: BTreeSet<u32> = procedure.documents.iter().map(|found| found.version.document).collect();
    let one = |document: u32| {
        let versions = procedure.documents.iter().filter(|found| found.version.document == document);
        let mut versions: Vec<_> = (1..)
            .zip(versions)
            .map(|(number, found)| Version {
                number,
                title: text(found.version.title),
                reason: found.version.reason.map(text).unwrap_or_default(),
                at: found.at,
                file: file_of(found, texts),
                withdrawn: found.withdrawn.map(|withdrawn| (withdrawn.at, text(withdrawn.reason))),
            })
            .collect();
        versions.reverse();
        Published { document, versions }
    };
    numbers.into_iter().map(one).collect()
}

impl App {
    /// The documents of a procedure.
    pub(super) async fn documents_in(
        &self,
        db: &mut Db,
        procedure: &Procedure,
    ) -> Result<Vec<Published>, AppError> {
        let texts = store::prose::texts(db, texts_of(procedure)).await?;
        Ok(published(procedure, &texts))
    }

    /// The documents of a procedure.
    pub async fn documents(&self, procedure: &Procedure) -> Result<Vec<Published>, AppError> {
        let mut db = self.store.read().await?;
        self.documents_in(&mut db, procedure).await
    }

    /// A document that anybody may have: its name, and its bytes.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for one that there is not, and for one that was withdrawn.
    pub async fn document(
        self: &Arc<Self>,
        procedure: ProcedureId,
        attachment: AttachmentId,
    ) -> Result<(FileRef, Outgoing), AppError> {
        let standing = self.head(procedure).await.map_err(super::tender::unknown_procedure)?;
        let mut held = standing.case.procedure.documents.iter().filter(|found| found.withdrawn.is_none());
        let found = held.find(|found| found.version.attachment == attachment);
        let found = found.ok_or(AppError::NotFound("file"))?;
        let texts = {
            let mut db = self.store.read().await?;
            store::prose::texts(&mut db, found.texts()).await?
        };
        Ok((file_of(found, &texts), self.blobs.read(attachment).await?))
    }

    /// Begins to take a document in.
    ///
    /// # Errors
    /// [`UploadError::TooMuch`] when the procedure holds as many as it may.
    pub async fn begin_document(&self, procedure: &Procedure) -> Result<Incoming, AppError> {
        let bytes: u64 = procedure.documents.iter().map(|found| found.version.size_bytes).sum();
        if procedure.documents.len() >= DOCUMENTS_MAX || bytes >= BYTES_MAX {
            return Err(UploadError::TooMuch.into());
        }
        self.blobs.begin(MEGABYTES_MAX, None).await
    }

    /// Publishes a document that came in whole, as of `ticket`. What is not published leaves no bytes behind.
    ///
    /// # Errors
    /// A file that is not taken, [`UploadError::Unscanned`] where the scanner said nothing of it, and what the core
    /// refuses.
    pub async fn publish_document(
        self: &Arc<Self>,
        (procedure, owner): (ProcedureId, PersonId),
        ticket: Ticket,
        incoming: Incoming,
        about: About,
    ) -> Result<AttachmentId, AppError> {
        let stored = incoming.finish(&kinds()).await.map_err(|error| match error {
            AppError::Upload(UploadError::Virus { found, .. }) => {
                UploadError::Virus { found, name: tidy_file_name(&about.file_name) }.into()
            }
            error => error,
        })?;
        let attachment = stored.id;
        if self.blobs.scanner().is_some() && !stored.scanned {
            // Nothing is lost by a second try, and everybody is going to open it.
            self.blobs.remove(attachment).await?;
            return Err(UploadError::Unscanned.into());
        }
        let reason = about.reason.trim();
        let wanted = Publish {
            document: about.document,
            title: random::prose(about.title.trim()),
            reason: (!reason.is_empty()).then(|| random::prose(reason)),
            attachment,
            file_name: random::prose(tidy_file_name(&about.file_name)),
            media_type: stored.media_type,
            size_bytes: stored.size_bytes,
            sha256: stored.sha256,
        };
        let verb = Verb::Procedure(procedure::Command::PublishDocument(Box::new(wanted)));
        match self.act(procedure, ticket, Command { actor: owner, verb }).await {
            Ok(_) => Ok(attachment),
            Err(error) => {
                // Where it is not known whether it was published, the search for leftovers finds out.
                if matches!(error, AppError::Refused(_)) {
                    self.blobs.remove(attachment).await?;
                }
                Err(error)
            }
        }
    }
}

/// Numbers and titles of the documents that hold.
pub fn standing(procedure: &Procedure, all: &[Published]) -> Vec<(u32, String)> {
    let held = documents::held(procedure);
    let held = all.iter().filter(|one| held.contains(&one.document));
    held.filter_map(|one| Some((one.document, one.latest()?.title.clone()))).collect()
}
