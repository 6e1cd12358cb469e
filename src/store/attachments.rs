//! What was uploaded: identity, size and digest. The bytes lie in the blob folder, the names in the
//! contents of the application.

use std::collections::BTreeSet;

use super::{Db, StoreError, big, count, in_order, parsed};
use crate::engine::digest::Digest;
use crate::engine::ids::{ApplicationId, AttachmentId, ProcedureId};
use crate::engine::instant::Instant;

/// One upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Which upload.
    pub id: AttachmentId,
    /// For which application.
    pub application: ApplicationId,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
    /// Size in bytes.
    pub size_bytes: u64,
    /// Kind, judged by the bytes.
    pub media_type: String,
}

/// Records an upload whose bytes are stored whole.
pub async fn insert(db: &mut Db, attachment: &Attachment, now: Instant) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO attachment (id, application_id, sha256, size_bytes, media_type, stored_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(attachment.id.to_string())
    .bind(attachment.application.to_string())
    .bind(attachment.sha256.to_string())
    .bind(big(attachment.size_bytes))
    .bind(attachment.media_type.clone())
    .bind(now.micros())
    .execute(db)
    .await?;
    Ok(())
}

/// One upload of one application.
pub async fn get(
    db: &mut Db,
    application: ApplicationId,
    id: AttachmentId,
) -> Result<Option<Attachment>, StoreError> {
    use sqlx::Row as _;
    let row = sqlx::query(
        "SELECT id, application_id, sha256, size_bytes, media_type FROM attachment
         WHERE id = $1 AND application_id = $2",
    )
    .bind(id.to_string())
    .bind(application.to_string())
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(Attachment {
            id: parsed(&row, "attachment", "id")?,
            application: parsed(&row, "attachment", "application_id")?,
            sha256: parsed(&row, "attachment", "sha256")?,
            size_bytes: count(&row, "size_bytes")?,
            media_type: row.try_get("media_type")?,
        })
    })
    .transpose()
}

/// How many uploads an application has, and how many bytes they take together.
pub async fn total(db: &mut Db, application: ApplicationId) -> Result<(u64, u64), StoreError> {
    let row = sqlx::query(
        "SELECT count(*) AS n, CAST(coalesce(sum(size_bytes), 0) AS BIGINT) AS bytes
         FROM attachment WHERE application_id = $1",
    )
    .bind(application.to_string())
    .fetch_one(db)
    .await?;
    Ok((count(&row, "n")?, count(&row, "bytes")?))
}

/// Records that a virus scanner found nothing in an upload.
pub async fn scanned(db: &mut Db, id: AttachmentId, at: Instant) -> Result<(), StoreError> {
    sqlx::query("UPDATE attachment SET scanned_at = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(at.micros())
        .execute(db)
        .await?;
    Ok(())
}

/// The uploads of an application that no virus scanner has looked at.
pub async fn unscanned(
    db: &mut Db,
    application: ApplicationId,
) -> Result<BTreeSet<AttachmentId>, StoreError> {
    let rows = sqlx::query("SELECT id FROM attachment WHERE application_id = $1 AND scanned_at IS NULL")
        .bind(application.to_string())
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| parsed(row, "attachment", "id")).collect()
}

/// What a page of uploads shows of leftovers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unnamed {
    /// Uploads that no version of their application names, be it a draft or handed in.
    pub ids: Vec<AttachmentId>,
    /// The last upload that was looked at; nothing when there was none.
    pub last: Option<AttachmentId>,
}

/// Whether the journal of its application, or the application itself, names an upload: by the text of its identifier,
/// so that a new kind of event that names files is heeded without anybody thinking of it.
const NAMED: &str =
    "(EXISTS (SELECT 1 FROM journal WHERE journal.stream = 'application/' || attachment.application_id
       AND journal.body LIKE '%' || attachment.id || '%')
     OR EXISTS (SELECT 1 FROM application WHERE application.id = attachment.application_id
       AND application.state LIKE '%' || attachment.id || '%'))";

/// Looks at up to `limit` uploads after `after`, in the order of their identifiers, for leftovers that were stored
/// before `before`.
pub async fn unnamed(
    db: &mut Db,
    after: Option<AttachmentId>,
    before: Instant,
    limit: u32,
) -> Result<Unnamed, StoreError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT id, CASE WHEN stored_at < $2 AND NOT {NAMED} THEN 1 ELSE 0 END AS gone FROM attachment
         WHERE id > $1 ORDER BY id LIMIT $3"
    )))
    .bind(after.map(|id| id.to_string()).unwrap_or_default())
    .bind(before.micros())
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    let mut found = Unnamed { ids: Vec::new(), last: None };
    for row in &rows {
        let id = parsed(row, "attachment", "id")?;
        if count(row, "gone")? == 1 {
            found.ids.push(id);
        }
        found.last = Some(id);
    }
    Ok(found)
}

/// Deletes an upload that nothing names, and notes its bytes down for removal. Nothing happens where something names
/// it by now.
pub async fn doom_unnamed(db: &mut Db, id: AttachmentId, now: Instant) -> Result<(), StoreError> {
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "INSERT INTO doomed_file (attachment_id, doomed_at)
         SELECT id, $2 FROM attachment WHERE id = $1 AND NOT {NAMED}
         ON CONFLICT (attachment_id) DO NOTHING"
    )))
    .bind(id.to_string())
    .bind(now.micros())
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "DELETE FROM attachment WHERE id = $1
         AND EXISTS (SELECT 1 FROM doomed_file WHERE attachment_id = attachment.id)",
    )
    .bind(id.to_string())
    .execute(db)
    .await?;
    Ok(())
}

/// Records that the bytes of an upload are a document of a procedure: they stay.
pub async fn publish(db: &mut Db, procedure: ProcedureId, id: AttachmentId) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO document (attachment_id, procedure_id) VALUES ($1, $2)")
        .bind(id.to_string())
        .bind(procedure.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Whether the tables know of an upload's bytes: they belong to an upload or a document, or are about to be removed.
pub async fn is_known(db: &mut Db, id: AttachmentId) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT (SELECT count(*) FROM attachment WHERE id = $1)
           + (SELECT count(*) FROM document WHERE attachment_id = $1)
           + (SELECT count(*) FROM doomed_file WHERE attachment_id = $1) AS n",
    )
    .bind(id.to_string())
    .fetch_one(db)
    .await?;
    Ok(count(&row, "n")? > 0)
}

/// Every upload that the tables name, documents included.
pub async fn ids(db: &mut Db) -> Result<Vec<AttachmentId>, StoreError> {
    let rows = sqlx::query("SELECT id FROM attachment UNION SELECT attachment_id AS id FROM document")
        .fetch_all(db)
        .await?;
    in_order(&rows, |row| parsed(row, "attachment", "id"), |id| *id)
}
