//! Applications, their members' names, and who takes part in which.

use std::collections::BTreeMap;

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::people::EMAIL;
use super::shelf::{find_in_chunks, in_chunks};
use super::{Db, StoreError, big, count, held, in_order, json, parsed, to_json};
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
    if let Some(shelf) = &mut db.shelf {
        shelf.applications.remove(&application.id);
    }
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
    if let Some(shelf) = &mut db.shelf {
        let id = application.id;
        let first = shelf.waiting.applications.get(&id).map_or(revision, |(first, _)| *first);
        shelf.waiting.applications.insert(id, (first, application.clone()));
        // Two changes of one commit count as one: nobody sees what lies between.
        let stored = Stored { application: application.clone(), procedure, revision };
        shelf.applications.insert(id, Some(stored));
    } else {
        update_many(db, &[(revision, application.clone())]).await?;
    }
    if members_changed { keep_participation(db, procedure, application).await } else { Ok(()) }
}

/// Saves changed applications, each if nobody else has changed it since its revision was read.
pub(super) async fn update_many(db: &mut Db, changed: &[(u64, Application)]) -> Result<(), StoreError> {
    let sql = |rows: &str| {
        format!(
            "WITH changed (id, revision, counts, state, stage) AS (VALUES {rows})
             UPDATE application SET revision = application.revision + 1, counts = changed.counts,
               state = changed.state, stage = changed.stage
             FROM changed WHERE application.id = changed.id AND application.revision = changed.revision"
        )
    };
    let done = in_chunks(db, changed, 5, sql, |query, (revision, application), _| {
        Ok(query
            .bind(application.id.to_string())
            .bind(big(*revision))
            .bind(i64::from(application.counts()))
            .bind(to_json(application))
            .bind(application.stage.clone().unwrap_or_default()))
    })
    .await?;
    if done == changed.len() as u64 {
        return Ok(());
    }
    let keys: Vec<_> = changed.iter().map(|(_, application)| application.id.to_string()).collect();
    Err(StoreError::Raced { table: "application", key: keys.join(", ") })
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
    if let Some(found) = db.shelf.as_ref().and_then(|shelf| shelf.applications.get(&id)) {
        return Ok(found.clone());
    }
    let row = sqlx::query("SELECT state, revision, procedure_id FROM application WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(db)
        .await?;
    row.as_ref().map(stored).transpose()
}

fn stored(row: &AnyRow) -> Result<Stored, StoreError> {
    Ok(Stored {
        application: json(row, "application", "state")?,
        procedure: parsed(row, "application", "procedure_id")?,
        revision: count(row, "revision")?,
    })
}

/// One application, kept from changing by others until the end of the transaction.
pub async fn hold(db: &mut Db, id: ApplicationId) -> Result<Option<Stored>, StoreError> {
    if let Some(found) = db.shelf.as_ref().and_then(|shelf| shelf.applications.get(&id)) {
        return Ok(found.clone());
    }
    Ok(hold_many(db, &[id]).await?.pop())
}

/// Several applications, kept from changing by others until the end of the transaction.
pub(super) async fn hold_many(db: &mut Db, ids: &[ApplicationId]) -> Result<Vec<Stored>, StoreError> {
    let keys: Vec<_> = ids.iter().map(ToString::to_string).collect();
    let held = held(db);
    let rows = find_in_chunks(db, &keys, |list| {
        format!("SELECT state, revision, procedure_id FROM application WHERE id IN {list} ORDER BY id{held}")
    });
    rows.await?.iter().map(stored).collect()
}

/// Every application of a procedure, or of one of its tracks, in the order of their identifiers.
pub async fn all(
    db: &mut Db,
    procedure: ProcedureId,
    track: Option<&str>,
) -> Result<Vec<Stored>, StoreError> {
    db.settle().await?;
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
    db.settle().await?;
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
    if let Some(shelf) = &mut db.shelf {
        shelf.parties.remove(&application);
    }
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
    if let Some(found) = db.shelf.as_ref().and_then(|shelf| shelf.parties.get(&application)) {
        return Ok(found.clone());
    }
    let found = parties_of(db, &[application]).await?;
    Ok(found.into_values().next().unwrap_or_default())
}

/// The same of several applications, as far as they have members.
pub(super) async fn parties_of(
    db: &mut Db,
    applications: &[ApplicationId],
) -> Result<BTreeMap<ApplicationId, BTreeMap<MemberId, Party>>, StoreError> {
    let keys: Vec<_> = applications.iter().map(ToString::to_string).collect();
    let rows = find_in_chunks(db, &keys, |list| {
        format!("SELECT id, application_id, name, email FROM member WHERE application_id IN {list}")
    });
    let mut found: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for row in rows.await? {
        let id: MemberId = parsed(&row, "member", "id")?;
        let application: ApplicationId = parsed(&row, "member", "application_id")?;
        let name = db.opened(MEMBER_NAME, &id.to_string(), row.try_get("name")?)?;
        let email = db.opened(EMAIL, "", row.try_get("email")?)?;
        found.entry(application).or_default().insert(id, Party { name, email });
    }
    Ok(found)
}
