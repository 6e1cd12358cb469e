//! The journal's lines, the heads of its chains, and the checkpoints that tie them together.

use std::collections::BTreeSet;

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Db, StoreError, big, count, in_order, lock, parsed};
use crate::engine::digest::Digest;
use crate::engine::event::Event;
use crate::engine::ids::ProcedureId;
use crate::engine::instant::Instant;
use crate::engine::journal::{self, Head, Sealed};

pub use crate::engine::journal::root_of;

/// Procedures of each kind that a start asks for the latest instant at most.
const REACHED_MAX: i64 = 1_000;

/// Where a line came to lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Which stream.
    pub stream: String,
    /// Which line, counted from one.
    pub seq: u64,
    /// Its hash.
    pub hash: Digest,
}

/// Appends events to their chains, in order.
pub async fn append(
    db: &mut Db,
    procedure: ProcedureId,
    events: &[Event],
) -> Result<Vec<Position>, StoreError> {
    // Every head is locked before it is read, in the order of names: others wait their turn, instead of
    // losing it again and again, and no two wait for each other.
    let streams: BTreeSet<_> = events.iter().map(|event| event.stream.to_string()).collect();
    for stream in &streams {
        lock(db, "SELECT stream FROM journal_head WHERE stream = $1 FOR UPDATE", stream).await?;
    }
    let mut positions = Vec::with_capacity(events.len());
    for event in events {
        let stream = event.stream.to_string();
        let mut end = head(db, &stream).await?;
        let before = end;
        let line = journal::append(&mut end, event);
        // The head moves only from where it was read: two writers cannot fork a chain. It moves before the
        // line is written, so that who comes second to a new stream sees the race and not a double key.
        let moved = sqlx::query(
            "INSERT INTO journal_head (stream, procedure_id, seq, hash) VALUES ($1, $2, $3, $4)
             ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq, hash = excluded.hash
             WHERE journal_head.hash = $5",
        )
        .bind(stream.clone())
        .bind(procedure.to_string())
        .bind(big(end.seq))
        .bind(end.hash.to_string())
        .bind(before.hash.to_string())
        .execute(&mut *db)
        .await?;
        if moved.rows_affected() != 1 {
            return Err(StoreError::Raced { table: "journal_head", key: stream });
        }
        sqlx::query(
            "INSERT INTO journal (stream, seq, procedure_id, at, body, prev, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(stream.clone())
        .bind(big(line.seq))
        .bind(procedure.to_string())
        .bind(event.at.micros())
        .bind(line.body)
        .bind(line.prev.to_string())
        .bind(line.hash.to_string())
        .execute(&mut *db)
        .await?;
        positions.push(Position { stream, seq: end.seq, hash: end.hash });
    }
    Ok(positions)
}

/// The end of a chain.
pub async fn head(db: &mut Db, stream: &str) -> Result<Head, StoreError> {
    let row = sqlx::query("SELECT seq, hash FROM journal_head WHERE stream = $1")
        .bind(stream.to_owned())
        .fetch_optional(db)
        .await?;
    row.map_or(Ok(Head::default()), |row| {
        Ok(Head { seq: count(&row, "seq")?, hash: parsed(&row, "journal_head", "hash")? })
    })
}

/// The ends of all chains of a procedure, in the order of their streams' bytes.
pub async fn heads(db: &mut Db, procedure: ProcedureId) -> Result<Vec<(String, Head)>, StoreError> {
    let rows = sqlx::query("SELECT stream, seq, hash FROM journal_head WHERE procedure_id = $1")
        .bind(procedure.to_string())
        .fetch_all(db)
        .await?;
    in_order(
        &rows,
        |row| {
            let head = Head { seq: count(row, "seq")?, hash: parsed(row, "journal_head", "hash")? };
            Ok((row.try_get("stream")?, head))
        },
        |(stream, _): &(String, Head)| stream.clone(),
    )
}

fn sealed(row: &AnyRow) -> Result<Sealed, StoreError> {
    Ok(Sealed {
        stream: row.try_get("stream")?,
        seq: count(row, "seq")?,
        body: row.try_get("body")?,
        prev: parsed(row, "journal", "prev")?,
        hash: parsed(row, "journal", "hash")?,
    })
}

/// The lines of one chain, in order.
pub async fn lines(db: &mut Db, stream: &str) -> Result<Vec<Sealed>, StoreError> {
    let rows =
        sqlx::query("SELECT stream, seq, body, prev, hash FROM journal WHERE stream = $1 ORDER BY seq")
            .bind(stream.to_owned())
            .fetch_all(db)
            .await?;
    rows.iter().map(sealed).collect()
}

/// Streams that have lines but no head: lines that somebody slipped in, or a head that was removed.
pub async fn headless(db: &mut Db, procedure: ProcedureId) -> Result<Vec<String>, StoreError> {
    let rows = sqlx::query(
        "SELECT DISTINCT stream FROM journal WHERE procedure_id = $1
         AND stream NOT IN (SELECT stream FROM journal_head)",
    )
    .bind(procedure.to_string())
    .fetch_all(db)
    .await?;
    in_order(&rows, |row| Ok(row.try_get("stream")?), String::clone)
}

/// A page of a procedure's lines, the latest first.
pub async fn latest(
    db: &mut Db,
    procedure: ProcedureId,
    before: Instant,
    limit: u32,
) -> Result<Vec<Sealed>, StoreError> {
    let rows = sqlx::query(
        "SELECT stream, seq, body, prev, hash FROM journal WHERE procedure_id = $1 AND at <= $2
         ORDER BY at DESC, stream, seq DESC LIMIT $3",
    )
    .bind(procedure.to_string())
    .bind(before.micros())
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter().map(sealed).collect()
}

/// The latest instant that the journal knows, of procedures that may still change: those that wake next, and as many
/// that wait for people. Bounded, for it is asked at every start.
pub async fn reached(db: &mut Db) -> Result<Option<Instant>, StoreError> {
    let row = sqlx::query(
        "SELECT max((SELECT max(at) FROM journal WHERE journal.procedure_id = next.id)) AS at FROM (
           SELECT * FROM (SELECT id FROM procedure WHERE wake_at IS NOT NULL ORDER BY wake_at LIMIT $1) AS timed
           UNION ALL SELECT * FROM (SELECT id FROM procedure WHERE wake_at IS NULL LIMIT $1) AS waiting
         ) AS next",
    )
    .bind(REACHED_MAX)
    .fetch_one(db)
    .await?;
    Ok(row.try_get::<Option<i64>, _>("at")?.map(Instant::from_micros))
}

/// Ties all chains of a procedure together at `at`.
pub async fn checkpoint(db: &mut Db, procedure: ProcedureId, at: Instant) -> Result<Digest, StoreError> {
    let heads = heads(db, procedure).await?;
    let root = root_of(&heads);
    let listed: Vec<_> = heads.iter().map(|(stream, head)| (stream, head.seq)).collect();
    sqlx::query(
        "INSERT INTO checkpoint (procedure_id, at, root, heads) VALUES ($1, $2, $3, $4)
         ON CONFLICT (procedure_id, at) DO UPDATE SET root = excluded.root, heads = excluded.heads",
    )
    .bind(procedure.to_string())
    .bind(at.micros())
    .bind(root.to_string())
    .bind(super::to_json(&listed))
    .execute(db)
    .await?;
    Ok(root)
}

/// One checkpoint: as of when, the root, and how far each stream went.
pub type Checkpoint = (Instant, Digest, Vec<(String, u64)>);

/// The checkpoints of a procedure, the earliest first.
pub async fn checkpoints(db: &mut Db, procedure: ProcedureId) -> Result<Vec<Checkpoint>, StoreError> {
    let rows = sqlx::query("SELECT at, root, heads FROM checkpoint WHERE procedure_id = $1 ORDER BY at")
        .bind(procedure.to_string())
        .fetch_all(db)
        .await?;
    rows.iter()
        .map(|row| {
            Ok((
                super::instant(row, "at")?,
                parsed(row, "checkpoint", "root")?,
                super::json(row, "checkpoint", "heads")?,
            ))
        })
        .collect()
}

/// A page of a procedure's lines, the latest first.
pub async fn page(
    db: &mut Db,
    procedure: ProcedureId,
    offset: u32,
    limit: u32,
) -> Result<Vec<Sealed>, StoreError> {
    let rows = sqlx::query(
        "SELECT stream, seq, body, prev, hash FROM journal WHERE procedure_id = $1
         ORDER BY at DESC, stream, seq DESC LIMIT $2 OFFSET $3",
    )
    .bind(procedure.to_string())
    .bind(i64::from(limit))
    .bind(i64::from(offset))
    .fetch_all(db)
    .await?;
    rows.iter().map(sealed).collect()
}
