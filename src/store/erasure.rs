//! Erasing: rows and words that are gone for good, in the transaction of the turn that says so.
//!
//! What a row says of the past stays where it names nobody: that a letter was sent, when, and its Message-ID.

use std::collections::BTreeSet;

use super::people::EMAIL;
use super::{Db, StoreError, in_order, parsed};
use crate::engine::digest::Digest;
use crate::engine::ids::{ApplicationId, AttachmentId, PersonId, ProcedureId};
use crate::engine::instant::Instant;

/// Address of somebody who was erased: nobody can have it (RFC 2606 § 2), and it is unique as addresses must be.
fn nobody(person: PersonId) -> String {
    format!("{person}@erased.invalid")
}

/// Whether an address is that of somebody who was erased.
pub fn is_nobody(email: &str) -> bool {
    email.ends_with("@erased.invalid")
}

/// Deletes texts and their salts. One that is gone already is no fault.
pub async fn texts(db: &mut Db, digests: impl IntoIterator<Item = Digest>) -> Result<(), StoreError> {
    db.anew().await?;
    for digest in digests {
        sqlx::query("DELETE FROM prose WHERE digest = $1").bind(digest.to_string()).execute(&mut *db).await?;
    }
    Ok(())
}

/// Deletes the uploads of an application and notes their bytes down for removal after the commit.
pub async fn uploads(db: &mut Db, application: ApplicationId, now: Instant) -> Result<(), StoreError> {
    db.anew().await?;
    sqlx::query(
        "INSERT INTO doomed_file (attachment_id, doomed_at)
         SELECT id, $2 FROM attachment WHERE application_id = $1
         ON CONFLICT (attachment_id) DO NOTHING",
    )
    .bind(application.to_string())
    .bind(now.micros())
    .execute(&mut *db)
    .await?;
    sqlx::query("DELETE FROM attachment WHERE application_id = $1")
        .bind(application.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Uploads whose bytes are still to be removed.
pub async fn doomed(db: &mut Db) -> Result<Vec<AttachmentId>, StoreError> {
    let rows = sqlx::query("SELECT attachment_id FROM doomed_file").fetch_all(db).await?;
    in_order(&rows, |row| parsed(row, "doomed_file", "attachment_id"), |id| *id)
}

/// The bytes of an upload are gone.
pub async fn removed(db: &mut Db, attachment: AttachmentId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM doomed_file WHERE attachment_id = $1")
        .bind(attachment.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Everybody whom the program knows because of an application: its members, those who were invited once, and those
/// who were written to about it.
pub async fn people_of(db: &mut Db, application: ApplicationId) -> Result<BTreeSet<PersonId>, StoreError> {
    db.anew().await?;
    let rows = sqlx::query(
        "SELECT person_id FROM participation WHERE application_id = $1
         UNION SELECT person_id FROM outbox WHERE application_id = $1
         UNION SELECT person.id AS person_id FROM person
           JOIN member ON member.email = person.email WHERE member.application_id = $1",
    )
    .bind(application.to_string())
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| parsed(row, "participation", "person_id")).collect()
}

/// Everybody to whom a letter of a procedure was written that is about no application.
pub async fn written_to(db: &mut Db, procedure: ProcedureId) -> Result<BTreeSet<PersonId>, StoreError> {
    db.anew().await?;
    let rows = sqlx::query("SELECT person_id FROM outbox WHERE procedure_id = $1 AND application_id IS NULL")
        .bind(procedure.to_string())
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| parsed(row, "outbox", "person_id")).collect()
}

/// Deletes the names and addresses of an application's members, and who takes part in it.
pub async fn members(db: &mut Db, application: ApplicationId) -> Result<(), StoreError> {
    db.anew().await?;
    for statement in [
        "DELETE FROM member WHERE application_id = $1",
        "DELETE FROM participation WHERE application_id = $1",
    ] {
        sqlx::query(statement).bind(application.to_string()).execute(&mut *db).await?;
    }
    Ok(())
}

/// What is left of a letter once its words and address are gone.
const EMPTIED: &str = "address = '', subject = '', body_text = '', body_html = '', last_reply = NULL, \
    state = CASE WHEN state = 'waiting' THEN 'failed' ELSE state END, erased_at = $2";

/// Empties every letter about an application.
pub async fn letters(db: &mut Db, application: ApplicationId, now: Instant) -> Result<(), StoreError> {
    db.anew().await?;
    let sql = format!("UPDATE outbox SET {EMPTIED} WHERE application_id = $1 AND erased_at IS NULL");
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(application.to_string())
        .bind(now.micros())
        .execute(db)
        .await?;
    Ok(())
}

/// Empties the letters that repeat what an application says: receipts name its files.
pub async fn receipts(db: &mut Db, application: ApplicationId, now: Instant) -> Result<(), StoreError> {
    db.anew().await?;
    let sql = format!(
        "UPDATE outbox SET {EMPTIED}
         WHERE application_id = $1 AND kind IN ('receipt', 'cure_received') AND erased_at IS NULL"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(application.to_string())
        .bind(now.micros())
        .execute(db)
        .await?;
    Ok(())
}

/// Empties every letter of a procedure that is about no application.
pub async fn other_letters(db: &mut Db, procedure: ProcedureId, now: Instant) -> Result<(), StoreError> {
    db.anew().await?;
    let sql = format!(
        "UPDATE outbox SET {EMPTIED}
         WHERE procedure_id = $1 AND application_id IS NULL AND erased_at IS NULL"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(procedure.to_string()).bind(now.micros()).execute(db).await?;
    Ok(())
}

/// Takes the name and the address of a person away who has no part in anything any more, with every session and link.
/// Returns whether that was so.
///
/// A part is a role, an application that is not erased, being named as a member of one, or being named by the head
/// of a procedure: who follows it, decided in it, opened it.
pub async fn person(db: &mut Db, person: PersonId, now: Instant) -> Result<bool, StoreError> {
    db.anew().await?;
    let row = sqlx::query(
        "SELECT (SELECT count(*) FROM office WHERE person_id = $1)
           + (SELECT count(*) FROM participation WHERE person_id = $1)
           + (SELECT count(*) FROM member JOIN person ON person.email = member.email WHERE person.id = $1)
           + (SELECT count(*) FROM procedure WHERE head LIKE '%' || $1 || '%') AS n",
    )
    .bind(person.to_string())
    .fetch_one(&mut *db)
    .await?;
    if super::count(&row, "n")? > 0 {
        return Ok(false);
    }
    for statement in [
        "DELETE FROM session WHERE person_id = $1",
        "DELETE FROM sign_in_link WHERE person_id = $1",
        "DELETE FROM repeat WHERE token_id IN (SELECT id FROM token WHERE person_id = $1)",
        "DELETE FROM token WHERE person_id = $1",
        "DELETE FROM delivery WHERE webhook_id IN (SELECT id FROM webhook WHERE person_id = $1)",
        "DELETE FROM webhook WHERE person_id = $1",
    ] {
        sqlx::query(statement).bind(person.to_string()).execute(&mut *db).await?;
    }
    let sql = format!(
        "UPDATE outbox SET {EMPTIED} WHERE person_id = $1 AND procedure_id IS NULL AND erased_at IS NULL"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(person.to_string())
        .bind(now.micros())
        .execute(&mut *db)
        .await?;
    let address = db.sealed(EMAIL, "", &nobody(person))?;
    sqlx::query("UPDATE person SET name = '', email = $2 WHERE id = $1")
        .bind(person.to_string())
        .bind(address)
        .execute(db)
        .await?;
    Ok(true)
}
