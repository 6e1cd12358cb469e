//! Applications, their members' names, and who takes part in which.

use std::collections::BTreeMap;

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::people::EMAIL;
use super::{Db, StoreError, big, count, in_order, json, lock, parsed, to_json};
use crate::engine::case::Application;
use crate::engine::ids::{ApplicationId, MemberId, PersonId, ProcedureId};
use crate::engine::steps::intake::Party;

const MEMBER_NAME: &str = "member.name";

/// An application as it lies in the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// What it says.
    pub application: Application,
    /// Of which procedure.
    pub procedure: ProcedureId,
    /// Counts up with every change.
    pub revision: u64,
}

/// Puts a new application into the tables.
pub async fn insert(
    db: &mut Db,
    procedure: ProcedureId,
    application: &Application,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO application (id, procedure_id, track, revision, counts, started_at, state, stage)
         VALUES ($1, $2, $3, 1, $4, $5, $6, $7)",
    )
    .bind(application.id.to_string())
    .bind(procedure.to_string())
    .bind(application.track.clone())
    .bind(i64::from(application.counts()))
    .bind(application.started_at.micros())
    .bind(to_json(application))
    .bind(application.stage.clone().unwrap_or_default())
    .execute(&mut *db)
    .await?;
    keep_participation(db, procedure, application).await
}

/// Saves a changed application, if nobody else has changed it since `revision` was read.
pub async fn update(
    db: &mut Db,
    procedure: ProcedureId,
    application: &Application,
    revision: u64,
    members_changed: bool,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE application SET revision = revision + 1, counts = $3, state = $4, stage = $5
         WHERE id = $1 AND revision = $2",
    )
    .bind(application.id.to_string())
    .bind(big(revision))
    .bind(i64::from(application.counts()))
    .bind(to_json(application))
    .bind(application.stage.clone().unwrap_or_default())
    .execute(&mut *db)
    .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::Raced { table: "application", key: application.id.to_string() });
    }
    if members_changed { keep_participation(db, procedure, application).await } else { Ok(()) }
}

async fn keep_participation(
    db: &mut Db,
    procedure: ProcedureId,
    application: &Application,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM participation WHERE application_id = $1")
        .bind(application.id.to_string())
        .execute(&mut *db)
        .await?;
    for person in application.people() {
        sqlx::query(
            "INSERT INTO participation (person_id, application_id, procedure_id, leads)
             VALUES ($1, $2, $3, $4)",
        )
        .bind(person.to_string())
        .bind(application.id.to_string())
        .bind(procedure.to_string())
        .bind(i64::from(application.is_led_by(person)))
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// One application.
pub async fn get(db: &mut Db, id: ApplicationId) -> Result<Option<Stored>, StoreError> {
    let row = sqlx::query("SELECT state, revision, procedure_id FROM application WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(db)
        .await?;
    row.map(|row| {
        Ok(Stored {
            application: json(&row, "application", "state")?,
            procedure: parsed(&row, "application", "procedure_id")?,
            revision: count(&row, "revision")?,
        })
    })
    .transpose()
}

/// One application, kept from changing by others until the end of the transaction.
pub async fn hold(db: &mut Db, id: ApplicationId) -> Result<Option<Stored>, StoreError> {
    lock(db, "SELECT id FROM application WHERE id = $1 FOR UPDATE", &id.to_string()).await?;
    get(db, id).await
}

/// Every application of a procedure, or of one of its tracks, in the order of their identifiers.
pub async fn all(
    db: &mut Db,
    procedure: ProcedureId,
    track: Option<&str>,
) -> Result<Vec<Stored>, StoreError> {
    let rows = sqlx::query(
        "SELECT state, revision FROM application
         WHERE procedure_id = $1 AND ($2 = '' OR track = $2)",
    )
    .bind(procedure.to_string())
    .bind(track.unwrap_or_default().to_owned())
    .fetch_all(db)
    .await?;
    let stored = |row: &AnyRow| {
        Ok(Stored {
            application: json(row, "application", "state")?,
            procedure,
            revision: count(row, "revision")?,
        })
    };
    in_order(&rows, stored, |stored| stored.application.id)
}

/// How many applications of each track are in each stage, and how many of them count there. Counts, never contents.
pub async fn counts(
    db: &mut Db,
    procedure: ProcedureId,
) -> Result<BTreeMap<(String, Option<String>), (u64, u64)>, StoreError> {
    let rows = sqlx::query(
        "SELECT track, stage, count(*) AS begun, CAST(coalesce(sum(counts), 0) AS BIGINT) AS counting
         FROM application WHERE procedure_id = $1 GROUP BY track, stage",
    )
    .bind(procedure.to_string())
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let stage: String = row.try_get("stage")?;
            let stage = Some(stage).filter(|stage| !stage.is_empty());
            Ok(((row.try_get("track")?, stage), (count(row, "begun")?, count(row, "counting")?)))
        })
        .collect()
}

/// The applications that `person` takes part in, the lead's own first.
pub async fn of_person(
    db: &mut Db,
    person: PersonId,
) -> Result<Vec<(ApplicationId, ProcedureId)>, StoreError> {
    let rows =
        sqlx::query("SELECT application_id, procedure_id, leads FROM participation WHERE person_id = $1")
            .bind(person.to_string())
            .fetch_all(db)
            .await?;
    let led = |row: &AnyRow| {
        let application = parsed(row, "participation", "application_id")?;
        let procedure = parsed(row, "participation", "procedure_id")?;
        Ok((count(row, "leads")? == 0, application, procedure))
    };
    let found = in_order(&rows, led, |found| *found)?;
    Ok(found.into_iter().map(|(_, application, procedure)| (application, procedure)).collect())
}

/// How many applications of a procedure `person` leads.
pub async fn led_by(db: &mut Db, person: PersonId, procedure: ProcedureId) -> Result<u64, StoreError> {
    let row = sqlx::query(
        "SELECT count(*) AS n FROM participation
         WHERE person_id = $1 AND procedure_id = $2 AND leads = 1",
    )
    .bind(person.to_string())
    .bind(procedure.to_string())
    .fetch_one(db)
    .await?;
    count(&row, "n")
}

/// Keeps the name and address of a member.
pub async fn keep_party(
    db: &mut Db,
    application: ApplicationId,
    member: MemberId,
    party: &Party,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO member (id, application_id, name, email) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email",
    )
    .bind(member.to_string())
    .bind(application.to_string())
    .bind(db.sealed(MEMBER_NAME, &member.to_string(), &party.name)?)
    .bind(db.sealed(EMAIL, "", &party.email)?)
    .execute(db)
    .await?;
    Ok(())
}

/// Names and addresses of an application's members. The caller has shown that the reader may know
/// who applies.
pub async fn parties(
    db: &mut Db,
    application: ApplicationId,
) -> Result<BTreeMap<MemberId, Party>, StoreError> {
    let rows = sqlx::query("SELECT id, name, email FROM member WHERE application_id = $1")
        .bind(application.to_string())
        .fetch_all(&mut *db)
        .await?;
    rows.iter()
        .map(|row| {
            let id: MemberId = parsed(row, "member", "id")?;
            let name = db.opened(MEMBER_NAME, &id.to_string(), row.try_get("name")?)?;
            let email = db.opened(EMAIL, "", row.try_get("email")?)?;
            Ok((id, Party { name, email }))
        })
        .collect()
}
