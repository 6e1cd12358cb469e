//! Sign-in links and sessions. Only digests of tokens are stored.

use sqlx::Row as _;

use super::{Db, StoreError, parsed, token_digest};
use crate::engine::ids::PersonId;
use crate::engine::instant::Instant;

/// Keeps a link that was mailed to `person`.
pub async fn keep_link(
    db: &mut Db,
    token: &str,
    person: PersonId,
    back: &str,
    now: Instant,
    expires_at: Instant,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO sign_in_link (token_digest, person_id, back, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(token_digest(token).to_string())
    .bind(person.to_string())
    .bind(back.to_owned())
    .bind(now.micros())
    .bind(expires_at.micros())
    .execute(db)
    .await?;
    Ok(())
}

/// How many links were mailed to `person` since `since`.
pub async fn links_since(db: &mut Db, person: PersonId, since: Instant) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT count(*) AS n FROM sign_in_link WHERE person_id = $1 AND created_at >= $2")
        .bind(person.to_string())
        .bind(since.micros())
        .fetch_one(db)
        .await?;
    super::count(&row, "n")
}

/// Uses a link up: who it was for and where to go, or nothing where it is unknown, used or too old.
pub async fn use_link(
    db: &mut Db,
    token: &str,
    now: Instant,
) -> Result<Option<(PersonId, String)>, StoreError> {
    let digest = token_digest(token).to_string();
    let used = sqlx::query(
        "UPDATE sign_in_link SET used_at = $2
         WHERE token_digest = $1 AND used_at IS NULL AND expires_at >= $2",
    )
    .bind(digest.clone())
    .bind(now.micros())
    .execute(&mut *db)
    .await?;
    if used.rows_affected() == 0 {
        return Ok(None);
    }
    let row = sqlx::query("SELECT person_id, back FROM sign_in_link WHERE token_digest = $1")
        .bind(digest)
        .fetch_one(db)
        .await?;
    Ok(Some((parsed(&row, "sign_in_link", "person_id")?, row.try_get("back")?)))
}

/// Begins a session.
pub async fn begin(
    db: &mut Db,
    token: &str,
    person: PersonId,
    now: Instant,
    expires_at: Instant,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO session (token_digest, person_id, created_at, expires_at)
         VALUES ($1, $2, $3, $4)",
    )
    .bind(token_digest(token).to_string())
    .bind(person.to_string())
    .bind(now.micros())
    .bind(expires_at.micros())
    .execute(db)
    .await?;
    Ok(())
}

/// Whose session it is, if it still is one.
pub async fn holder(
    db: &mut Db,
    token: &str,
    now: Instant,
) -> Result<Option<super::people::Person>, StoreError> {
    let row = sqlx::query(
        "SELECT p.id AS id, p.email AS email, p.name AS name, p.language AS language
         FROM session s JOIN person p ON p.id = s.person_id
         WHERE s.token_digest = $1 AND s.expires_at >= $2",
    )
    .bind(token_digest(token).to_string())
    .bind(now.micros())
    .fetch_optional(&mut *db)
    .await?;
    row.map(|row| super::people::person(db, &row)).transpose()
}

/// Ends a session.
pub async fn end(db: &mut Db, token: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM session WHERE token_digest = $1")
        .bind(token_digest(token).to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Removes sessions and links that ended before `before`.
pub async fn sweep(db: &mut Db, before: Instant) -> Result<u64, StoreError> {
    let sessions = sqlx::query("DELETE FROM session WHERE expires_at < $1")
        .bind(before.micros())
        .execute(&mut *db)
        .await?;
    let links = sqlx::query("DELETE FROM sign_in_link WHERE expires_at < $1")
        .bind(before.micros())
        .execute(db)
        .await?;
    Ok(sessions.rows_affected() + links.rows_affected())
}
