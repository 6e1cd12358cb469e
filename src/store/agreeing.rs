//! What somebody typed on their sheet of a scoring or a consensus and has not recorded: kept sealed, so that no device
//! loses it.
//!
//! It is nobody's record: the journal knows what was scored and agreed, and nothing of this.

use sqlx::Row as _;

use super::{Db, StoreError};
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;

const BODY: &str = "agreeing.body";

fn row_of(application: ApplicationId, step: &str, person: PersonId) -> String {
    format!("{application}/{step}/{person}")
}

/// Keeps what was typed, in the place of what was kept before.
pub async fn keep(
    db: &mut Db,
    (application, step, person): (ApplicationId, &str, PersonId),
    body: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let sealed = db.sealed(BODY, &row_of(application, step, person), body)?;
    sqlx::query(
        "INSERT INTO agreeing (application_id, step, person_id, body, saved_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (application_id, step, person_id) DO UPDATE SET body = $4, saved_at = $5",
    )
    .bind(application.to_string())
    .bind(step.to_owned())
    .bind(person.to_string())
    .bind(sealed)
    .bind(now.micros())
    .execute(db)
    .await?;
    Ok(())
}

/// What was typed, and when it was kept.
pub async fn get(
    db: &mut Db,
    (application, step, person): (ApplicationId, &str, PersonId),
) -> Result<Option<(String, Instant)>, StoreError> {
    let row = sqlx::query(
        "SELECT body, saved_at FROM agreeing WHERE application_id = $1 AND step = $2 AND person_id = $3",
    )
    .bind(application.to_string())
    .bind(step.to_owned())
    .bind(person.to_string())
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let body = db.opened(BODY, &row_of(application, step, person), row.try_get("body")?)?;
    Ok(Some((body, Instant::from_micros(row.try_get("saved_at")?))))
}

/// Forgets what was typed, once it is recorded.
pub async fn forget(
    db: &mut Db,
    (application, step, person): (ApplicationId, &str, PersonId),
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM agreeing WHERE application_id = $1 AND step = $2 AND person_id = $3")
        .bind(application.to_string())
        .bind(step.to_owned())
        .bind(person.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Erases what anybody typed about an application.
pub async fn erase(db: &mut Db, application: ApplicationId) -> Result<(), StoreError> {
    db.anew().await?;
    sqlx::query("DELETE FROM agreeing WHERE application_id = $1")
        .bind(application.to_string())
        .execute(db)
        .await?;
    Ok(())
}
