//! Documents that an owner publishes beside the file: a programme, drawings, the draft of a contract.
//!
//! They are for everybody from the instant at which they are published. A later version stands beside the earlier one,
//! and what is withdrawn is still named: who applies must be able to see what they were told and when. Procurement
//! documents are offered to everybody in full and free of charge by electronic means (directive 2014/24/EU art. 53(1)).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::case::Procedure;
use super::digest::{Digest, Prose};
use super::ids::{AttachmentId, PersonId};
use super::instant::Instant;
use super::letter::LetterContent;
use super::procedure::{Event, REASON_CHARS_MIN, told};
use super::refusal::Refusal;
use super::steps::{need, reasoned};
use super::turn::{Effect, Turn};
use super::workflow::definition::Role;

/// Versions of documents that a procedure holds, all documents together.
pub const DOCUMENTS_MAX: usize = 200;

/// Characters that the title of a document has at most.
pub const TITLE_CHARS_MAX: usize = 200;

/// Bytes that the documents of a procedure have together at most.
pub const BYTES_MAX: u64 = 1_000_000_000;

/// What is wanted: a file that is stored whole is published.
#[derive(Clone, Debug, PartialEq)]
pub struct Publish {
    /// The document of which it is a new version; a document of its own where there is none.
    pub document: Option<u32>,
    /// What it is.
    pub title: Prose,
    /// What is new in it; needed where it is a new version.
    pub reason: Option<Prose>,
    /// Which upload.
    pub attachment: AttachmentId,
    /// Name of the file.
    pub file_name: Prose,
    /// Kind, judged by the bytes.
    pub media_type: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
}

/// A version of a document, as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Number of the document, counted from one; its versions share it.
    pub document: u32,
    /// What it is.
    pub title: Digest,
    /// What is new in it, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Digest>,
    /// Which upload.
    pub attachment: AttachmentId,
    /// Name of the file.
    pub file_name: Digest,
    /// Kind, judged by the bytes.
    pub media_type: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
}

/// A version of a document, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// When it was published.
    pub at: Instant,
    /// What was published.
    pub version: Version,
    /// That it was withdrawn, if it was: nobody is given it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawn>,
}

/// That a document was withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: Digest,
}

impl Document {
    /// Every text that it names.
    pub fn texts(&self) -> impl Iterator<Item = Digest> {
        let (version, withdrawn) = (&self.version, self.withdrawn);
        [version.title, version.file_name]
            .into_iter()
            .chain(version.reason)
            .chain(withdrawn.map(|withdrawn| withdrawn.reason))
    }
}

/// The latest version of a document.
pub fn latest(procedure: &Procedure, document: u32) -> Option<&Document> {
    procedure.documents.iter().rev().find(|found| found.version.document == document)
}

/// The numbers of the documents that hold: those that were not withdrawn.
pub fn held(procedure: &Procedure) -> BTreeSet<u32> {
    let standing = procedure.documents.iter().filter(|found| found.withdrawn.is_none());
    standing.map(|found| found.version.document).collect()
}

/// Publishes a document, or says why not.
///
/// # Errors
/// Who is no owner, a document that there is not, no title, no reason for a new version, or more than is held.
pub fn publish(turn: &mut Turn<'_>, actor: PersonId, wanted: &Publish) -> Result<(), Refusal> {
    need(&turn.case, actor, &[Role::Owner], None)?;
    let procedure = &turn.case.procedure;
    let so_far: u64 = procedure.documents.iter().map(|found| found.version.size_bytes).sum();
    if procedure.documents.len() >= DOCUMENTS_MAX || so_far.saturating_add(wanted.size_bytes) > BYTES_MAX {
        let max = u32::try_from(DOCUMENTS_MAX).unwrap_or(u32::MAX);
        return Err(Refusal::TooMany { noun: "documents".into(), max });
    }
    let document = match wanted.document {
        Some(document) => {
            latest(procedure, document).ok_or_else(|| Refusal::unknown("document", document))?;
            document
        }
        None => procedure.documents.iter().map(|found| found.version.document).max().unwrap_or(0) + 1,
    };
    reasoned("title", &wanted.title, 1)?;
    if wanted.title.chars() > TITLE_CHARS_MAX {
        let max = u32::try_from(TITLE_CHARS_MAX).unwrap_or(u32::MAX);
        return Err(Refusal::TooMany { noun: "characters".into(), max });
    }
    let reason = wanted.reason.as_ref().filter(|reason| !reason.body().trim().is_empty());
    match reason {
        Some(reason) => reasoned("document", reason, REASON_CHARS_MIN)?,
        None if wanted.document.is_some() => {
            return Err(Refusal::ReasonNeeded { of: "document".into(), chars_min: REASON_CHARS_MIN });
        }
        None => {}
    }
    let title = turn.keep(&wanted.title);
    let file_name = turn.keep(&wanted.file_name);
    let reason = reason.map(|reason| turn.keep(reason));
    turn.effect(Effect::KeepDocument(wanted.attachment));
    turn.record_procedure(Event::DocumentPublished(Version {
        document,
        title,
        reason,
        attachment: wanted.attachment,
        file_name,
        media_type: wanted.media_type.clone(),
        size_bytes: wanted.size_bytes,
        sha256: wanted.sha256,
    }));
    let number = u32::try_from(turn.case.procedure.documents.len()).unwrap_or(u32::MAX);
    let told = told(&turn.case);
    turn.letters(&told, &LetterContent::Document { number, withdrawn: false });
    Ok(())
}

/// Withdraws a document with all its versions, or says why not.
///
/// # Errors
/// Who is no owner, a document that there is not or that was withdrawn already, or a reason that is too short.
pub fn withdraw(turn: &mut Turn<'_>, actor: PersonId, document: u32, reason: &Prose) -> Result<(), Refusal> {
    need(&turn.case, actor, &[Role::Owner], None)?;
    let found = latest(&turn.case.procedure, document);
    let found = found.ok_or_else(|| Refusal::unknown("document", document))?;
    if found.withdrawn.is_some() {
        return Err(Refusal::Already);
    }
    reasoned("document", reason, REASON_CHARS_MIN)?;
    let reason = turn.keep(reason);
    turn.record_procedure(Event::DocumentWithdrawn { document, reason });
    let number = number_of_latest(&turn.case.procedure, document);
    let told = told(&turn.case);
    turn.letters(&told, &LetterContent::Document { number, withdrawn: true });
    Ok(())
}

/// Place of a document's latest version among all that were published, counted from one.
pub fn number_of_latest(procedure: &Procedure, document: u32) -> u32 {
    let place = procedure.documents.iter().rposition(|found| found.version.document == document);
    u32::try_from(place.map_or(0, |place| place + 1)).unwrap_or(u32::MAX)
}

/// Folds what was published.
pub fn apply_published(procedure: &mut Procedure, at: Instant, version: &Version) {
    procedure.documents.push(Document { at, version: version.clone(), withdrawn: None });
}

/// Folds what was withdrawn: every version that still held.
pub fn apply_withdrawn(procedure: &mut Procedure, at: Instant, document: u32, reason: Digest) {
    let versions = procedure.documents.iter_mut().filter(|found| found.version.document == document);
    for found in versions.filter(|found| found.withdrawn.is_none()) {
        found.withdrawn = Some(Withdrawn { at, reason });
    }
}
