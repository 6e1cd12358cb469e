//! Tokens of programs, and the commands that they sent under a key. Only digests of tokens are stored.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::people::Person;
use super::{Db, StoreError, parsed, token_digest};
use crate::engine::digest::Digest;
use crate::engine::ids::PersonId;
use crate::engine::instant::Instant;

/// A token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Which token.
    pub id: uuid::Uuid,
    /// For whom it speaks.
    pub person: PersonId,
    /// What its owner calls it.
    pub name: String,
    /// The role in which it speaks, by name.
    pub role: String,
    /// When it was made.
    pub created_at: Instant,
    /// The last microsecond in which it is good.
    pub expires_at: Instant,
    /// When it was used last, to the minute.
    pub used_at: Option<Instant>,
}

/// What is known of a command that was sent under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Digest of what was sent.
    pub digest: Digest,
    /// Status and body of the answer; nothing where it is not known how it ended.
    pub answer: Option<(u16, String)>,
}

const COLUMNS: &str = "t.id AS token_id, t.person_id AS person_id, t.name AS token_name, t.role AS role,
    t.created_at AS created_at, t.expires_at AS expires_at, t.used_at AS used_at";

fn token(row: &AnyRow) -> Result<Token, StoreError> {
    Ok(Token {
        id: parsed(row, "token", "token_id")?,
        person: parsed(row, "token", "person_id")?,
        name: row.try_get("token_name")?,
        role: row.try_get("role")?,
        created_at: Instant::from_micros(row.try_get("created_at")?),
        expires_at: Instant::from_micros(row.try_get("expires_at")?),
        used_at: row.try_get::<Option<i64>, _>("used_at")?.map(Instant::from_micros),
    })
}

/// Keeps a token that was shown to its owner as `secret`.
pub async fn keep(db: &mut Db, secret: &str, token: &Token) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO token (id, token_digest, person_id, name, role, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(token.id.to_string())
    .bind(token_digest(secret).to_string())
    .bind(token.person.to_string())
    .bind(token.name.clone())
    .bind(token.role.clone())
    .bind(token.created_at.micros())
    .bind(token.expires_at.micros())
    .execute(db)
    .await?;
    Ok(())
}

/// The tokens of a person, the newest first.
pub async fn of_person(db: &mut Db, person: PersonId) -> Result<Vec<Token>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM token t WHERE t.person_id = $1 ORDER BY t.created_at DESC, t.id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person.to_string()).fetch_all(db).await?;
    rows.iter().map(token).collect()
}

/// The token that is `secret`, and for whom it speaks, while it is good.
pub async fn bearer(db: &mut Db, secret: &str, now: Instant) -> Result<Option<(Token, Person)>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, p.id AS id, p.email AS email, p.name AS name, p.language AS language
         FROM token t JOIN person p ON p.id = t.person_id
         WHERE t.token_digest = $1 AND t.expires_at >= $2"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(token_digest(secret).to_string())
        .bind(now.micros())
        .fetch_optional(&mut *db)
        .await?;
    row.map(|row| Ok((token(&row)?, super::people::person(db, &row)?))).transpose()
}

/// Notes that a token was used.
pub async fn used(db: &mut Db, id: uuid::Uuid, at: Instant) -> Result<(), StoreError> {
    sqlx::query("UPDATE token SET used_at = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(at.micros())
        .execute(db)
        .await?;
    Ok(())
}

/// Takes a token of `person` back: whether there was one.
pub async fn revoke(db: &mut Db, person: PersonId, id: uuid::Uuid) -> Result<bool, StoreError> {
    sqlx::query(
        "DELETE FROM repeat WHERE token_id IN (SELECT id FROM token WHERE id = $1 AND person_id = $2)",
    )
    .bind(id.to_string())
    .bind(person.to_string())
    .execute(&mut *db)
    .await?;
    let gone = sqlx::query("DELETE FROM token WHERE id = $1 AND person_id = $2")
        .bind(id.to_string())
        .bind(person.to_string())
        .execute(db)
        .await?;
    Ok(gone.rows_affected() > 0)
}

/// Claims the key `name` for a command: nothing where it was free, else what was sent under it before.
pub async fn claim(
    db: &mut Db,
    token: uuid::Uuid,
    name: &str,
    digest: Digest,
    now: Instant,
) -> Result<Option<Repeat>, StoreError> {
    let claimed = sqlx::query(
        "INSERT INTO repeat (token_id, name, digest, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (token_id, name) DO NOTHING",
    )
    .bind(token.to_string())
    .bind(name.to_owned())
    .bind(digest.to_string())
    .bind(now.micros())
    .execute(&mut *db)
    .await?;
    if claimed.rows_affected() > 0 {
        return Ok(None);
    }
    let row = sqlx::query("SELECT digest, status, answer FROM repeat WHERE token_id = $1 AND name = $2")
        .bind(token.to_string())
        .bind(name.to_owned())
        .fetch_one(db)
        .await?;
    let status: Option<i64> = row.try_get("status")?;
    let status = status.and_then(|status| u16::try_from(status).ok());
    let answer: Option<String> = row.try_get("answer")?;
    Ok(Some(Repeat { digest: parsed(&row, "repeat", "digest")?, answer: status.zip(answer) }))
}

/// Keeps how the command ended that was sent under `name`.
pub async fn settle(
    db: &mut Db,
    token: uuid::Uuid,
    name: &str,
    status: u16,
    answer: &str,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE repeat SET status = $3, answer = $4 WHERE token_id = $1 AND name = $2")
        .bind(token.to_string())
        .bind(name.to_owned())
        .bind(i64::from(status))
        .bind(answer.to_owned())
        .execute(db)
        .await?;
    Ok(())
}

/// Removes tokens that ended before `before`, and keys that were claimed before it.
pub async fn sweep_tokens(db: &mut Db, before: Instant) -> Result<u64, StoreError> {
    sqlx::query(
        "DELETE FROM repeat WHERE at < $1 OR token_id IN (SELECT id FROM token WHERE expires_at < $1)",
    )
    .bind(before.micros())
    .execute(&mut *db)
    .await?;
    let tokens =
        sqlx::query("DELETE FROM token WHERE expires_at < $1").bind(before.micros()).execute(db).await?;
    Ok(tokens.rows_affected())
}
