//! The journal's lines, the heads of its chains, and the checkpoints that tie them together.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::shelf::{find_in_chunks, in_chunks};
use super::{Db, StoreError, big, count, held, in_order, parsed};
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

/// A line with what else stands in its row.
#[derive(Clone, Debug)]
pub(super) struct Line {
    procedure: ProcedureId,
    at: Instant,
    sealed: Sealed,
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
    let known = |stream: &String| db.shelf.as_ref().is_some_and(|shelf| shelf.chains.contains_key(stream));
    let unknown: Vec<_> = streams.iter().filter(|stream| !known(stream)).cloned().collect();
    let mut ends: BTreeMap<_, _> = streams.iter().map(|stream| (stream.clone(), Head::default())).collect();
    ends.extend(hold_many(db, &unknown).await?);
    if let Some(shelf) = &db.shelf {
        let found = streams.iter().filter_map(|stream| Some((stream.clone(), *shelf.chains.get(stream)?)));
        ends.extend(found);
    }
    let before = ends.clone();
    let mut positions = Vec::with_capacity(events.len());
    let mut lines = Vec::with_capacity(events.len());
    for event in events {
        let end = ends.entry(event.stream.to_string()).or_default();
        let sealed = journal::append(end, event);
        positions.push(Position { stream: sealed.stream.clone(), seq: end.seq, hash: end.hash });
        lines.push(Line { procedure, at: event.at, sealed });
    }
    let moved = ends.into_iter().map(|(stream, end)| {
        let start = before.get(&stream).copied().unwrap_or_default();
        (stream, (procedure, start, end))
    });
    if let Some(shelf) = &mut db.shelf {
        for (stream, (procedure, start, end)) in moved {
            shelf.chains.insert(stream.clone(), end);
            shelf.waiting.chains.entry(stream).or_insert((procedure, start, end)).2 = end;
        }
        shelf.waiting.lines.extend(lines);
    } else {
        let moved: Vec<_> = moved.collect();
        move_heads(db, &moved).await?;
        insert_many(db, &lines).await?;
    }
    Ok(positions)
}

/// Moves the ends of chains, each only from where it was read: two writers cannot fork a chain. They move before
/// the lines are written, so that who comes second to a new stream sees the race and not a double key.
pub(super) async fn move_heads(
    db: &mut Db,
    moved: &[(String, (ProcedureId, Head, Head))],
) -> Result<(), StoreError> {
    let (begun, gone_on): (Vec<_>, Vec<_>) = moved.iter().partition(|(_, (_, start, _))| start.seq == 0);
    let insert = |rows: &str| {
        format!(
            "INSERT INTO journal_head (stream, procedure_id, seq, hash) VALUES {rows}
             ON CONFLICT (stream) DO NOTHING"
        )
    };
    let first = in_chunks(db, &begun, 4, insert, |query, (stream, (procedure, _, end)), _| {
        let query = query.bind(stream.clone()).bind(procedure.to_string());
        Ok(query.bind(big(end.seq)).bind(end.hash.to_string()))
    });
    let first = first.await?;
    let update = |rows: &str| {
        format!(
            "WITH moved (stream, seq, hash, start) AS (VALUES {rows})
             UPDATE journal_head SET seq = moved.seq, hash = moved.hash
             FROM moved WHERE journal_head.stream = moved.stream AND journal_head.hash = moved.start"
        )
    };
    let later = in_chunks(db, &gone_on, 4, update, |query, (stream, (_, start, end)), _| {
        let query = query.bind(stream.clone()).bind(big(end.seq));
        Ok(query.bind(end.hash.to_string()).bind(start.hash.to_string()))
    });
    if first + later.await? == moved.len() as u64 {
        return Ok(());
    }
    let streams: Vec<_> = moved.iter().map(|(stream, _)| stream.as_str()).collect();
    Err(StoreError::Raced { table: "journal_head", key: streams.join(", ") })
}

/// Writes lines.
pub(super) async fn insert_many(db: &mut Db, lines: &[Line]) -> Result<(), StoreError> {
    let sql = |rows: &str| {
        format!("INSERT INTO journal (stream, seq, procedure_id, at, body, prev, hash) VALUES {rows}")
    };
    in_chunks(db, lines, 7, sql, |query, Line { procedure, at, sealed }, _| {
        Ok(query
            .bind(sealed.stream.clone())
            .bind(big(sealed.seq))
            .bind(procedure.to_string())
            .bind(at.micros())
            .bind(sealed.body.clone())
            .bind(sealed.prev.to_string())
            .bind(sealed.hash.to_string()))
    })
    .await?;
    Ok(())
}

/// The ends of these chains, as far as they have begun, kept from moving by others until the end of the transaction.
pub(super) async fn hold_many(db: &mut Db, streams: &[String]) -> Result<Vec<(String, Head)>, StoreError> {
    let held = held(db);
    let rows = find_in_chunks(db, streams, |list| {
        format!("SELECT stream, seq, hash FROM journal_head WHERE stream IN {list} ORDER BY stream{held}")
    });
    rows.await?.iter().map(head_of).collect()
}

fn head_of(row: &AnyRow) -> Result<(String, Head), StoreError> {
    let head = Head { seq: count(row, "seq")?, hash: parsed(row, "journal_head", "hash")? };
    Ok((row.try_get("stream")?, head))
}

/// The end of a chain.
pub async fn head(db: &mut Db, stream: &str) -> Result<Head, StoreError> {
    db.settle().await?;
    let row = sqlx::query("SELECT stream, seq, hash FROM journal_head WHERE stream = $1")
        .bind(stream.to_owned())
        .fetch_optional(db)
        .await?;
    Ok(row.as_ref().map(head_of).transpose()?.map_or_else(Head::default, |(_, head)| head))
}

/// The ends of all chains of a procedure, in the order of their streams' bytes.
pub async fn heads(db: &mut Db, procedure: ProcedureId) -> Result<Vec<(String, Head)>, StoreError> {
    db.settle().await?;
    let rows = sqlx::query("SELECT stream, seq, hash FROM journal_head WHERE procedure_id = $1")
        .bind(procedure.to_string())
        .fetch_all(db)
        .await?;
    in_order(&rows, head_of, |(stream, _): &(String, Head)| stream.clone())
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
    db.settle().await?;
    let rows =
        sqlx::query("SELECT stream, seq, body, prev, hash FROM journal WHERE stream = $1 ORDER BY seq")
            .bind(stream.to_owned())
            .fetch_all(db)
            .await?;
    rows.iter().map(sealed).collect()
}

/// Streams that have lines but no head: lines that somebody slipped in, or a head that was removed.
pub async fn headless(db: &mut Db, procedure: ProcedureId) -> Result<Vec<String>, StoreError> {
    db.settle().await?;
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
    db.settle().await?;
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
    db.settle().await?;
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
