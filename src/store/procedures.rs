//! Workflow files and the heads of procedures.

use std::collections::BTreeSet;

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Db, StoreError, big, count, instant_or_none, json, lock, parsed, to_json};
use crate::engine::case::Procedure;
use crate::engine::digest::Digest;
use crate::engine::ids::ProcedureId;
use crate::engine::instant::Instant;

/// A head as it lies in the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// What it says.
    pub procedure: Procedure,
    /// Counts up with every change.
    pub revision: u64,
    /// When it wants to be woken.
    pub wake_at: Option<Instant>,
}

/// What a list of procedures shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which procedure.
    pub id: ProcedureId,
    /// Digest of the workflow file it is pinned to.
    pub workflow: Digest,
}

/// Keeps a workflow file byte for byte. Keeping the same bytes again changes nothing.
pub async fn keep_workflow(
    db: &mut Db,
    digest: Digest,
    name: &str,
    version: u32,
    source: &str,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO workflow (digest, name, version, source, stored_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (digest) DO NOTHING",
    )
    .bind(digest.to_string())
    .bind(name.to_owned())
    .bind(i64::from(version))
    .bind(source.to_owned())
    .bind(now.micros())
    .execute(db)
    .await?;
    Ok(())
}

/// The bytes of a workflow file.
pub async fn workflow(db: &mut Db, digest: Digest) -> Result<Option<String>, StoreError> {
    let row = sqlx::query("SELECT source FROM workflow WHERE digest = $1")
        .bind(digest.to_string())
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| row.try_get("source")).transpose()?)
}

/// Puts a new procedure into the tables.
pub async fn insert(db: &mut Db, procedure: &Procedure, wake_at: Option<Instant>) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO procedure (id, workflow, opened_at, revision, wake_at, head)
         VALUES ($1, $2, $3, 1, $4, $5)",
    )
    .bind(procedure.id.to_string())
    .bind(procedure.workflow.to_string())
    .bind(procedure.opened_at.micros())
    .bind(wake_at.map(Instant::micros))
    .bind(to_json(procedure))
    .execute(&mut *db)
    .await?;
    keep_offices(db, procedure).await
}

/// Saves a changed head, if nobody else has changed it since `revision` was read.
pub async fn update(
    db: &mut Db,
    procedure: &Procedure,
    revision: u64,
    wake_at: Option<Instant>,
) -> Result<(), StoreError> {
    if let Some(shelf) = &mut db.shelf {
        shelf.heads.remove(&procedure.id);
    }
    let done = sqlx::query(
        "UPDATE procedure SET revision = revision + 1, wake_at = $3, head = $4
         WHERE id = $1 AND revision = $2",
    )
    .bind(procedure.id.to_string())
    .bind(big(revision))
    .bind(wake_at.map(Instant::micros))
    .bind(to_json(procedure))
    .execute(&mut *db)
    .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::Raced { table: "procedure", key: procedure.id.to_string() });
    }
    keep_offices(db, procedure).await
}

async fn keep_offices(db: &mut Db, procedure: &Procedure) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM office WHERE procedure_id = $1")
        .bind(procedure.id.to_string())
        .execute(&mut *db)
        .await?;
    for (person, grants) in &procedure.people {
        // Two panels may seat one person with one role in one track: that is one office.
        let offices: BTreeSet<_> = grants.iter().map(|grant| (grant.role, &grant.track)).collect();
        for (role, track) in offices {
            sqlx::query("INSERT INTO office (procedure_id, person_id, role, track) VALUES ($1, $2, $3, $4)")
                .bind(procedure.id.to_string())
                .bind(person.to_string())
                .bind(role.name().to_owned())
                .bind(track.clone().unwrap_or_default())
                .execute(&mut *db)
                .await?;
        }
    }
    Ok(())
}

fn head(row: &AnyRow) -> Result<Head, StoreError> {
    Ok(Head {
        procedure: json(row, "procedure", "head")?,
        revision: count(row, "revision")?,
        wake_at: instant_or_none(row, "wake_at")?,
    })
}

/// The head of a procedure.
pub async fn get(db: &mut Db, id: ProcedureId) -> Result<Option<Head>, StoreError> {
    let row = sqlx::query("SELECT head, revision, wake_at FROM procedure WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(db)
        .await?;
    row.as_ref().map(head).transpose()
}

/// The head of a procedure, kept from changing until the end of the transaction; `whole` also keeps
/// others from holding it, for a command that changes it.
pub async fn hold(db: &mut Db, id: ProcedureId, whole: bool) -> Result<Option<Head>, StoreError> {
    let sql = if whole {
        "SELECT id FROM procedure WHERE id = $1 FOR UPDATE"
    } else {
        "SELECT id FROM procedure WHERE id = $1 FOR SHARE"
    };
    if let Some(found) = db.shelf.as_ref().and_then(|shelf| shelf.heads.get(&id)) {
        return Ok(Some(found.clone()));
    }
    lock(db, sql, &id.to_string()).await?;
    get(db, id).await
}

/// When a procedure wants to be woken.
pub async fn wake_at(db: &mut Db, id: ProcedureId) -> Result<Option<Instant>, StoreError> {
    let row = sqlx::query("SELECT wake_at FROM procedure WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(db)
        .await?;
    row.map_or(Ok(None), |row| instant_or_none(&row, "wake_at"))
}

/// Procedures that want to be woken at `now` or before, the earliest first.
pub async fn due(db: &mut Db, now: Instant, limit: u32) -> Result<Vec<ProcedureId>, StoreError> {
    let rows = sqlx::query(
        "SELECT id FROM procedure WHERE wake_at IS NOT NULL AND wake_at <= $1
         ORDER BY wake_at, id LIMIT $2",
    )
    .bind(now.micros())
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| parsed(row, "procedure", "id")).collect()
}

/// The procedures, the latest first.
pub async fn list(db: &mut Db, limit: u32) -> Result<Vec<Listed>, StoreError> {
    let rows = sqlx::query("SELECT id, workflow FROM procedure ORDER BY opened_at DESC, id DESC LIMIT $1")
        .bind(i64::from(limit))
        .fetch_all(db)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                id: parsed(row, "procedure", "id")?,
                workflow: parsed(row, "procedure", "workflow")?,
            })
        })
        .collect()
}
