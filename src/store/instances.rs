//! Programs that work on one PostgreSQL database at the same time.

use sqlx::Row as _;

use super::{Db, Dialect, Store, StoreError};
use crate::engine::instant::Instant;

/// What time the database says it is; nothing where it is embedded and has no clock of its own.
pub async fn clock(store: &Store) -> Result<Option<Instant>, StoreError> {
    if store.dialect() == Dialect::Sqlite {
        return Ok(None);
    }
    let mut db = store.read().await?;
    let row = sqlx::query(
        "SELECT CAST(floor(extract(epoch FROM clock_timestamp()) * 1000000) AS BIGINT) AS micros",
    )
    .fetch_one(&mut db)
    .await?;
    Ok(Some(super::instant(&row, "micros")?))
}

/// Says up to which instant nothing that this program received is still under way.
pub async fn say(
    db: &mut Db,
    instance: uuid::Uuid,
    drained_to: Instant,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO instance (id, drained_to, said_at) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET drained_to = excluded.drained_to, said_at = excluded.said_at",
    )
    .bind(instance.to_string())
    .bind(drained_to.micros())
    .bind(now.micros())
    .execute(db)
    .await?;
    Ok(())
}

/// How many other programs that spoke at `since` or later may still have something under way that they received
/// before `due`.
pub async fn busy_before(
    db: &mut Db,
    instance: uuid::Uuid,
    due: Instant,
    since: Instant,
) -> Result<u64, StoreError> {
    let row = sqlx::query(
        "SELECT count(*) AS n FROM instance WHERE id <> $1 AND drained_to < $2 AND said_at >= $3",
    )
    .bind(instance.to_string())
    .bind(due.micros())
    .bind(since.micros())
    .fetch_one(db)
    .await?;
    Ok(row.try_get::<i64, _>("n")?.unsigned_abs())
}

/// A program has stopped, or has been silent since before `before`.
pub async fn gone(db: &mut Db, instance: uuid::Uuid, before: Instant) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM instance WHERE id = $1 OR said_at < $2")
        .bind(instance.to_string())
        .bind(before.micros())
        .execute(db)
        .await?;
    Ok(())
}
