//! The outbox: letters written in the same transaction as what caused them, one recipient a row.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::shelf::in_chunks;
use super::{Db, StoreError, count, instant, instant_or_none, parsed, skip_held};
use crate::engine::ids::{ApplicationId, PersonId, ProcedureId};
use crate::engine::instant::Instant;

const ADDRESS: &str = "outbox.address";
const SUBJECT: &str = "outbox.subject";
const TEXT: &str = "outbox.body_text";
const HTML: &str = "outbox.body_html";

/// One letter to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Identifier of the row.
    pub id: uuid::Uuid,
    /// About which procedure; none for a sign-in link.
    pub procedure: Option<ProcedureId>,
    /// About which application.
    pub application: Option<ApplicationId>,
    /// To whom.
    pub person: PersonId,
    /// To which address.
    pub address: String,
    /// Kind, such as `receipt`.
    pub kind: String,
    /// Language, such as `da`.
    pub language: String,
    /// Subject.
    pub subject: String,
    /// The letter as text.
    pub text: String,
    /// What the letter as HTML is made of when it is sent; in letters of an earlier version, the document itself.
    pub wording: String,
    /// Message-ID, the same over all tries.
    pub message_id: String,
    /// Date, the same over all tries.
    pub dated_at: Instant,
    /// When to try next.
    pub due_at: Instant,
    /// Tries so far.
    pub attempts: u32,
    /// How it stands.
    pub state: LetterState,
    /// What the mail server last said.
    pub last_reply: Option<String>,
    /// When it was handed over.
    pub sent_at: Option<Instant>,
    /// When its words and address were erased, if they were.
    pub erased_at: Option<Instant>,
}

/// How a letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterState {
    /// It waits for its next try.
    Waiting,
    /// A mail server has taken it.
    Sent,
    /// The last try failed: its reader was not notified.
    Failed,
}

impl LetterState {
    /// Its name in the tables and the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
}

impl std::str::FromStr for LetterState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "waiting" => Ok(Self::Waiting),
            "sent" => Ok(Self::Sent),
            "failed" => Ok(Self::Failed),
            _ => Err("expected waiting, sent or failed".to_owned()),
        }
    }
}

const COLUMNS: &str = "id, procedure_id, application_id, person_id, address, kind, language, \
     subject, body_text, body_html, message_id, dated_at, due_at, attempts, state, last_reply, sent_at, \
     erased_at";

fn letter(db: &Db, row: &AnyRow) -> Result<Letter, StoreError> {
    let id: uuid::Uuid = parsed(row, "outbox", "id")?;
    let sealed = |column: &'static str, name: &str| db.opened(column, &id.to_string(), row.try_get(name)?);
    let optional = |column: &'static str| -> Result<Option<uuid::Uuid>, StoreError> {
        let value: Option<String> = row.try_get(column)?;
        value
            .map(|value| {
                uuid::Uuid::parse_str(&value).map_err(|error| StoreError::Unreadable {
                    table: "outbox",
                    column,
                    value,
                    why: error.to_string(),
                })
            })
            .transpose()
    };
    Ok(Letter {
        id,
        procedure: optional("procedure_id")?.map(ProcedureId::new),
        application: optional("application_id")?.map(ApplicationId::new),
        person: parsed(row, "outbox", "person_id")?,
        address: sealed(ADDRESS, "address")?,
        kind: row.try_get("kind")?,
        language: row.try_get("language")?,
        subject: sealed(SUBJECT, "subject")?,
        text: sealed(TEXT, "body_text")?,
        wording: sealed(HTML, "body_html")?,
        message_id: row.try_get("message_id")?,
        dated_at: instant(row, "dated_at")?,
        due_at: instant(row, "due_at")?,
        attempts: u32::try_from(count(row, "attempts")?).unwrap_or(u32::MAX),
        state: parsed(row, "outbox", "state")?,
        last_reply: row.try_get("last_reply")?,
        sent_at: instant_or_none(row, "sent_at")?,
        erased_at: instant_or_none(row, "erased_at")?,
    })
}

/// Puts a letter into the outbox.
pub async fn insert(db: &mut Db, letter: &Letter) -> Result<(), StoreError> {
    if let Some(shelf) = &mut db.shelf {
        shelf.waiting.letters.push(letter.clone());
        return Ok(());
    }
    insert_many(db, std::slice::from_ref(letter)).await
}

/// Puts letters into the outbox.
pub(super) async fn insert_many(db: &mut Db, letters: &[Letter]) -> Result<(), StoreError> {
    let sql = |rows: &str| {
        format!(
            "INSERT INTO outbox (id, procedure_id, application_id, person_id, address, kind, language,
               subject, body_text, body_html, message_id, dated_at, due_at, attempts, state, leased_until)
             VALUES {rows}"
        )
    };
    in_chunks(db, letters, 16, sql, |query, letter, db| {
        let id = letter.id.to_string();
        Ok(query
            .bind(id.clone())
            .bind(letter.procedure.map(|id| id.to_string()))
            .bind(letter.application.map(|id| id.to_string()))
            .bind(letter.person.to_string())
            .bind(db.sealed(ADDRESS, &id, &letter.address)?)
            .bind(letter.kind.clone())
            .bind(letter.language.clone())
            .bind(db.sealed(SUBJECT, &id, &letter.subject)?)
            .bind(db.sealed(TEXT, &id, &letter.text)?)
            .bind(db.sealed(HTML, &id, &letter.wording)?)
            .bind(letter.message_id.clone())
            .bind(letter.dated_at.micros())
            .bind(letter.due_at.micros())
            .bind(i64::from(letter.attempts))
            .bind(letter.state.name().to_owned())
            .bind(0_i64))
    })
    .await?;
    Ok(())
}

/// Leases letters that are due, so that no other worker sends them until `until`.
pub async fn lease(db: &mut Db, now: Instant, until: Instant, limit: u32) -> Result<Vec<Letter>, StoreError> {
    db.settle().await?;
    // PostgreSQL passes over what another worker is leasing, and chooses once: as a plain subquery it may choose again
    // for every row, and more than the limit in all. The outer conditions are judged again all the same.
    let skip = skip_held(db);
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "WITH chosen AS MATERIALIZED (
           SELECT id FROM outbox WHERE state = 'waiting' AND due_at <= $1 AND leased_until <= $1
           ORDER BY due_at, id LIMIT $3{skip})
         UPDATE outbox SET leased_until = $2
         WHERE state = 'waiting' AND due_at <= $1 AND leased_until <= $1 AND id IN (SELECT id FROM chosen)
         RETURNING {COLUMNS}"
    )))
    .bind(now.micros())
    .bind(until.micros())
    .bind(i64::from(limit))
    .fetch_all(&mut *db)
    .await?;
    rows.iter().map(|row| letter(db, row)).collect()
}

/// The letters of a procedure of these kinds that no server was offered yet, with their readers.
pub async fn untried(
    db: &mut Db,
    procedure: ProcedureId,
    kinds: &[&str],
) -> Result<Vec<(ApplicationId, PersonId)>, StoreError> {
    db.settle().await?;
    let rows = sqlx::query(
        "SELECT application_id, person_id, kind FROM outbox
         WHERE procedure_id = $1 AND application_id IS NOT NULL AND state = 'waiting' AND attempts = 0",
    )
    .bind(procedure.to_string())
    .fetch_all(db)
    .await?;
    let mut found = Vec::new();
    for row in &rows {
        if kinds.contains(&row.try_get::<String, _>("kind")?.as_str()) {
            found.push((parsed(row, "outbox", "application_id")?, parsed(row, "outbox", "person_id")?));
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Records that a mail server has taken a letter.
pub async fn sent(db: &mut Db, id: uuid::Uuid, at: Instant, reply: &str) -> Result<(), StoreError> {
    db.settle().await?;
    one_row(
        id,
        sqlx::query(
            "UPDATE outbox SET state = 'sent', sent_at = $2,
             last_reply = CASE WHEN erased_at IS NULL THEN $3 ELSE NULL END,
             attempts = attempts + 1, leased_until = 0 WHERE id = $1",
        )
        .bind(id.to_string())
        .bind(at.micros())
        .bind(reply.to_owned())
        .execute(db)
        .await?,
    )
}

/// Records a try that failed: `next` says when to try again, or that this was the last.
pub async fn failed(
    db: &mut Db,
    id: uuid::Uuid,
    next: Option<Instant>,
    reply: &str,
) -> Result<(), StoreError> {
    db.settle().await?;
    let state = if next.is_some() { LetterState::Waiting } else { LetterState::Failed };
    one_row(
        id,
        sqlx::query(
            "UPDATE outbox SET state = CASE WHEN erased_at IS NULL THEN $2 ELSE 'failed' END,
             due_at = coalesce($3, due_at),
             last_reply = CASE WHEN erased_at IS NULL THEN $4 ELSE NULL END,
             attempts = attempts + 1, leased_until = 0 WHERE id = $1",
        )
        .bind(id.to_string())
        .bind(state.name().to_owned())
        .bind(next.map(Instant::micros))
        .bind(reply.to_owned())
        .execute(db)
        .await?,
    )
}

/// Lets a letter that was given up be tried again at once.
pub async fn retry(db: &mut Db, id: uuid::Uuid, now: Instant) -> Result<bool, StoreError> {
    db.settle().await?;
    let done = sqlx::query(
        "UPDATE outbox SET state = 'waiting', due_at = $2, attempts = 0
         WHERE id = $1 AND state = 'failed' AND erased_at IS NULL",
    )
    .bind(id.to_string())
    .bind(now.micros())
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn one_row(id: uuid::Uuid, done: sqlx::any::AnyQueryResult) -> Result<(), StoreError> {
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(StoreError::Gone { table: "outbox", key: id.to_string() })
    }
}

/// The letters of a procedure, those that were given up first, then the latest.
pub async fn of_procedure(
    db: &mut Db,
    procedure: ProcedureId,
    limit: u32,
) -> Result<Vec<Letter>, StoreError> {
    db.settle().await?;
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM outbox WHERE procedure_id = $1
         ORDER BY CASE state WHEN 'failed' THEN 0 ELSE 1 END, dated_at DESC, id LIMIT $2"
    )))
    .bind(procedure.to_string())
    .bind(i64::from(limit))
    .fetch_all(&mut *db)
    .await?;
    rows.iter().map(|row| letter(db, row)).collect()
}

/// The letters to one person about one application, the latest first.
pub async fn to_person(
    db: &mut Db,
    person: PersonId,
    application: ApplicationId,
) -> Result<Vec<Letter>, StoreError> {
    db.settle().await?;
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM outbox WHERE person_id = $1 AND application_id = $2
         ORDER BY dated_at DESC, id"
    )))
    .bind(person.to_string())
    .bind(application.to_string())
    .fetch_all(&mut *db)
    .await?;
    rows.iter().map(|row| letter(db, row)).collect()
}

/// One letter.
pub async fn get(db: &mut Db, id: uuid::Uuid) -> Result<Option<Letter>, StoreError> {
    db.settle().await?;
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM outbox WHERE id = $1")))
        .bind(id.to_string())
        .fetch_optional(&mut *db)
        .await?;
    row.as_ref().map(|row| letter(db, row)).transpose()
}

/// A page of the letters of a procedure, those that were given up first, then the latest.
pub async fn page(
    db: &mut Db,
    procedure: ProcedureId,
    offset: u32,
    limit: u32,
) -> Result<Vec<Letter>, StoreError> {
    db.settle().await?;
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM outbox WHERE procedure_id = $1
         ORDER BY CASE state WHEN 'failed' THEN 0 ELSE 1 END, dated_at DESC, id LIMIT $2 OFFSET $3"
    )))
    .bind(procedure.to_string())
    .bind(i64::from(limit))
    .bind(i64::from(offset))
    .fetch_all(&mut *db)
    .await?;
    rows.iter().map(|row| letter(db, row)).collect()
}

/// How many letters of a procedure there are.
pub async fn total(db: &mut Db, procedure: ProcedureId) -> Result<u64, StoreError> {
    db.settle().await?;
    let row = sqlx::query("SELECT count(*) AS n FROM outbox WHERE procedure_id = $1")
        .bind(procedure.to_string())
        .fetch_one(db)
        .await?;
    count(&row, "n")
}

/// How many letters of a procedure were given up.
pub async fn not_notified(db: &mut Db, procedure: ProcedureId) -> Result<u64, StoreError> {
    db.settle().await?;
    let row = sqlx::query("SELECT count(*) AS n FROM outbox WHERE procedure_id = $1 AND state = 'failed'")
        .bind(procedure.to_string())
        .fetch_one(db)
        .await?;
    count(&row, "n")
}
