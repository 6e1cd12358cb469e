//! What was uploaded: identity, size and digest. The bytes lie in the blob folder, the names in the
//! contents of the application.

use super::{Db, StoreError, big, count, in_order, parsed};
use crate::engine::digest::Digest;
use crate::engine::ids::{ApplicationId, AttachmentId};
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

/// Every upload that the tables name.
pub async fn ids(db: &mut Db) -> Result<Vec<AttachmentId>, StoreError> {
    let rows = sqlx::query("SELECT id FROM attachment").fetch_all(db).await?;
    in_order(&rows, |row| parsed(row, "attachment", "id"), |id| *id)
}
