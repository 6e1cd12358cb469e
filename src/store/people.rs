//! People who can sign in.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::shelf::find_in_chunks;
use super::{Db, StoreError, in_order, parsed};
use crate::engine::ids::{PersonId, ProcedureId};
use crate::engine::instant::Instant;

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// Address, in lower case.
    pub email: String,
    /// Name; may be empty until the person tells it.
    pub name: String,
    /// Language of pages and letters, such as `da`.
    pub language: String,
}

/// An office that somebody holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// In which procedure.
    pub procedure: ProcedureId,
    /// Which role.
    pub role: String,
    /// In which track; empty for all.
    pub track: String,
}

pub(super) fn person(db: &Db, row: &AnyRow) -> Result<Person, StoreError> {
    let id: PersonId = parsed(row, "person", "id")?;
    Ok(Person {
        id,
        email: db.opened(EMAIL, "", row.try_get("email")?)?,
        name: db.opened(NAME, &id.to_string(), row.try_get("name")?)?,
        language: row.try_get("language")?,
    })
}

/// Where an address stands, of a person or of a member: sealed without its row, because people are found by it.
pub(super) const EMAIL: &str = "address";
const NAME: &str = "person.name";

/// The person with this address, made where there is none. An address that is known keeps its name.
pub async fn ensure(db: &mut Db, new: &Person, now: Instant) -> Result<Person, StoreError> {
    sqlx::query(
        "INSERT INTO person (id, email, name, language, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (email) DO NOTHING",
    )
    .bind(new.id.to_string())
    .bind(db.sealed(EMAIL, "", &new.email)?)
    .bind(db.sealed(NAME, &new.id.to_string(), &new.name)?)
    .bind(new.language.clone())
    .bind(now.micros())
    .execute(&mut *db)
    .await?;
    by_email(db, &new.email)
        .await?
        .ok_or_else(|| StoreError::Gone { table: "person", key: new.email.clone() })
}

/// The person with this address.
pub async fn by_email(db: &mut Db, email: &str) -> Result<Option<Person>, StoreError> {
    let row = sqlx::query("SELECT id, email, name, language FROM person WHERE email = $1")
        .bind(db.sealed(EMAIL, "", email)?)
        .fetch_optional(&mut *db)
        .await?;
    row.as_ref().map(|row| person(db, row)).transpose()
}

/// The person with this identifier.
pub async fn by_id(db: &mut Db, id: PersonId) -> Result<Option<Person>, StoreError> {
    if let Some(found) = db.shelf.as_ref().and_then(|shelf| shelf.people.get(&id)) {
        return Ok(Some(found.clone()));
    }
    Ok(by_ids(db, &[id]).await?.pop())
}

/// The people with these identifiers, in no order.
pub(super) async fn by_ids(db: &mut Db, ids: &[PersonId]) -> Result<Vec<Person>, StoreError> {
    let keys: Vec<_> = ids.iter().map(ToString::to_string).collect();
    let rows = find_in_chunks(db, &keys, |list| {
        format!("SELECT id, email, name, language FROM person WHERE id IN {list}")
    });
    rows.await?.iter().map(|row| person(db, row)).collect()
}

/// Changes the name and language of a person.
pub async fn rename(db: &mut Db, id: PersonId, name: &str, language: &str) -> Result<(), StoreError> {
    if let Some(shelf) = &mut db.shelf {
        shelf.people.remove(&id);
    }
    let done = sqlx::query("UPDATE person SET name = $2, language = $3 WHERE id = $1")
        .bind(id.to_string())
        .bind(db.sealed(NAME, &id.to_string(), name)?)
        .bind(language.to_owned())
        .execute(db)
        .await?;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(StoreError::Gone { table: "person", key: id.to_string() })
    }
}

/// The offices that `person` holds, in the order of procedure, role and track.
pub async fn offices(db: &mut Db, person: PersonId) -> Result<Vec<Office>, StoreError> {
    let rows = sqlx::query("SELECT procedure_id, role, track FROM office WHERE person_id = $1")
        .bind(person.to_string())
        .fetch_all(db)
        .await?;
    let office = |row: &AnyRow| {
        Ok(Office {
            procedure: parsed(row, "office", "procedure_id")?,
            role: row.try_get("role")?,
            track: row.try_get("track")?,
        })
    };
    in_order(&rows, office, |office| (office.procedure, office.role.clone(), office.track.clone()))
}
