//! Webhooks, and the calls that they wait for: written in the same transaction as what they tell.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::outbox::LetterState;
use super::{Db, StoreError, count, instant, instant_or_none, parsed, skip_held};
use crate::engine::ids::{PersonId, ProcedureId};
use crate::engine::instant::Instant;

const ADDRESS: &str = "webhook.address";
const SECRET: &str = "webhook.secret";

/// Somebody's program that is called when something is published.
#[derive(Clone, PartialEq, Eq)]
pub struct Hook {
    /// Which webhook.
    pub id: uuid::Uuid,
    /// About which procedure; all where none is named.
    pub procedure: Option<ProcedureId>,
    /// Who made it.
    pub person: PersonId,
    /// Where it is called.
    pub address: String,
    /// What calls are signed with, as its maker was shown it.
    pub secret: String,
    /// Names of the kinds of news that it is called for; all where there is none.
    pub kinds: Vec<String>,
    /// When it was made.
    pub created_at: Instant,
}

impl std::fmt::Debug for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither the secret nor the address, which may hold one too.
        write!(f, "Hook({})", self.id)
    }
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Which call: the same over all tries.
    pub id: uuid::Uuid,
    /// Of which webhook.
    pub hook: uuid::Uuid,
    /// Kind of news, such as `date.moved`.
    pub kind: String,
    /// What is sent, byte for byte.
    pub body: String,
    /// When what it tells happened.
    pub dated_at: Instant,
    /// When to try next.
    pub due_at: Instant,
    /// Tries so far.
    pub attempts: u32,
    /// How it stands.
    pub state: LetterState,
    /// How the last try ended, in a word of ours.
    pub last_reply: Option<String>,
    /// When it was taken.
    pub sent_at: Option<Instant>,
}

const HOOK: &str = "id, procedure_id, person_id, address, secret, kinds, created_at";

const DELIVERY: &str = "id, webhook_id, kind, body, dated_at, due_at, attempts, state, last_reply, sent_at";

fn kinds(row: &AnyRow) -> Result<Vec<String>, StoreError> {
    let kinds: String = row.try_get("kinds")?;
    Ok(kinds.split_whitespace().map(ToOwned::to_owned).collect())
}

fn hook(db: &Db, row: &AnyRow) -> Result<Hook, StoreError> {
    let id: uuid::Uuid = parsed(row, "webhook", "id")?;
    let whole: Option<String> = row.try_get("procedure_id")?;
    Ok(Hook {
        id,
        procedure: whole.map(|_| parsed(row, "webhook", "procedure_id")).transpose()?,
        person: parsed(row, "webhook", "person_id")?,
        address: db.opened(ADDRESS, &id.to_string(), row.try_get("address")?)?,
        secret: db.opened(SECRET, &id.to_string(), row.try_get("secret")?)?,
        kinds: kinds(row)?,
        created_at: instant(row, "created_at")?,
    })
}

fn delivery(row: &AnyRow) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        id: parsed(row, "delivery", "id")?,
        hook: parsed(row, "delivery", "webhook_id")?,
        kind: row.try_get("kind")?,
        body: row.try_get("body")?,
        dated_at: instant(row, "dated_at")?,
        due_at: instant(row, "due_at")?,
        attempts: u32::try_from(count(row, "attempts")?).unwrap_or(u32::MAX),
        state: parsed(row, "delivery", "state")?,
        last_reply: row.try_get("last_reply")?,
        sent_at: instant_or_none(row, "sent_at")?,
    })
}

/// Keeps a new webhook.
pub async fn keep_hook(db: &mut Db, hook: &Hook) -> Result<(), StoreError> {
    let id = hook.id.to_string();
    let (address, secret) = (db.sealed(ADDRESS, &id, &hook.address)?, db.sealed(SECRET, &id, &hook.secret)?);
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "INSERT INTO webhook ({HOOK}) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    )))
    .bind(id)
    .bind(hook.procedure.map(|procedure| procedure.to_string()))
    .bind(hook.person.to_string())
    .bind(address)
    .bind(secret)
    .bind(hook.kinds.join(" "))
    .bind(hook.created_at.micros())
    .execute(db)
    .await?;
    Ok(())
}

/// The webhooks about one procedure, or those about all where none is named; the oldest first.
pub async fn hooks(db: &mut Db, procedure: Option<ProcedureId>) -> Result<Vec<Hook>, StoreError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT {HOOK} FROM webhook WHERE coalesce(procedure_id, '') = $1 ORDER BY created_at, id"
    )))
    .bind(procedure.map(|procedure| procedure.to_string()).unwrap_or_default())
    .fetch_all(&mut *db)
    .await?;
    rows.iter().map(|row| hook(db, row)).collect()
}

/// One webhook.
pub async fn hook_of(db: &mut Db, id: uuid::Uuid) -> Result<Option<Hook>, StoreError> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT {HOOK} FROM webhook WHERE id = $1")))
        .bind(id.to_string())
        .fetch_optional(&mut *db)
        .await?;
    row.as_ref().map(|row| hook(db, row)).transpose()
}

/// The webhooks that are called about a procedure, and for which kinds of news each.
pub async fn concerned(
    db: &mut Db,
    procedure: ProcedureId,
) -> Result<Vec<(uuid::Uuid, Vec<String>)>, StoreError> {
    let rows = sqlx::query("SELECT id, kinds FROM webhook WHERE procedure_id = $1 OR procedure_id IS NULL")
        .bind(procedure.to_string())
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| Ok((parsed(row, "webhook", "id")?, kinds(row)?))).collect()
}

/// Takes a webhook out, with its calls: whether there was one.
pub async fn remove_hook(db: &mut Db, id: uuid::Uuid) -> Result<bool, StoreError> {
    sqlx::query("DELETE FROM delivery WHERE webhook_id = $1").bind(id.to_string()).execute(&mut *db).await?;
    let gone = sqlx::query("DELETE FROM webhook WHERE id = $1").bind(id.to_string()).execute(db).await?;
    Ok(gone.rows_affected() > 0)
}

/// Writes down a call that is to be made.
pub async fn enqueue(db: &mut Db, call: &Delivery) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO delivery (id, webhook_id, kind, body, dated_at, due_at, attempts, state, leased_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0)",
    )
    .bind(call.id.to_string())
    .bind(call.hook.to_string())
    .bind(call.kind.clone())
    .bind(call.body.clone())
    .bind(call.dated_at.micros())
    .bind(call.due_at.micros())
    .bind(i64::from(call.attempts))
    .execute(db)
    .await?;
    Ok(())
}

/// Whether any call is due.
pub async fn any_due(db: &mut Db, now: Instant) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT id FROM delivery WHERE state = 'waiting' AND due_at <= $1 AND leased_until <= $1 LIMIT 1",
    )
    .bind(now.micros())
    .fetch_optional(db)
    .await?;
    Ok(row.is_some())
}

/// Leases calls that are due, so that nobody else makes them until `until`: of each webhook one at a time, so that one
/// that is slow keeps nobody waiting but itself.
pub async fn lease_calls(
    db: &mut Db,
    now: Instant,
    until: Instant,
    limit: u32,
) -> Result<Vec<Delivery>, StoreError> {
    let skip = skip_held(db);
    // A call that is leased is still the first of its webhook, and holds back those behind it.
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "WITH chosen AS MATERIALIZED (
           SELECT d.id FROM delivery d
           WHERE d.state = 'waiting' AND d.due_at <= $1 AND d.leased_until <= $1
             AND NOT EXISTS (
               SELECT 1 FROM delivery e
               WHERE e.webhook_id = d.webhook_id AND e.state = 'waiting' AND e.due_at <= $1
                 AND (e.due_at < d.due_at OR (e.due_at = d.due_at
                   AND (e.dated_at < d.dated_at OR (e.dated_at = d.dated_at AND e.id < d.id)))))
           ORDER BY d.due_at, d.dated_at, d.id LIMIT $3{skip})
         UPDATE delivery SET leased_until = $2
         WHERE state = 'waiting' AND due_at <= $1 AND leased_until <= $1 AND id IN (SELECT id FROM chosen)
         RETURNING {DELIVERY}"
    )))
    .bind(now.micros())
    .bind(until.micros())
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter().map(delivery).collect()
}

/// Records how a try ended: `state` and, where it is to be tried again, when. A call whose webhook was taken out
/// meanwhile is gone, which is no fault.
pub async fn called(
    db: &mut Db,
    id: uuid::Uuid,
    state: LetterState,
    next: Option<Instant>,
    reply: &str,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE delivery SET state = $2, due_at = coalesce($3, due_at), last_reply = $4, sent_at = $5,
         attempts = attempts + 1, leased_until = 0 WHERE id = $1",
    )
    .bind(id.to_string())
    .bind(state.name().to_owned())
    .bind(next.map(Instant::micros))
    .bind(reply.to_owned())
    .bind((state == LetterState::Sent).then_some(at.micros()))
    .execute(db)
    .await?;
    Ok(())
}

/// Lets a call that was given up, or waits for its next try, be made at once: whether there was one.
pub async fn call_again(db: &mut Db, id: uuid::Uuid, now: Instant) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE delivery SET due_at = $2, attempts = CASE state WHEN 'failed' THEN 0 ELSE attempts END,
         state = 'waiting' WHERE id = $1 AND state <> 'sent' AND leased_until <= $2",
    )
    .bind(id.to_string())
    .bind(now.micros())
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// One call.
pub async fn call_of(db: &mut Db, id: uuid::Uuid) -> Result<Option<Delivery>, StoreError> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT {DELIVERY} FROM delivery WHERE id = $1")))
        .bind(id.to_string())
        .fetch_optional(db)
        .await?;
    row.as_ref().map(delivery).transpose()
}

/// The calls of a webhook: those that were given up first, then the latest.
pub async fn calls(db: &mut Db, hook: uuid::Uuid, limit: u32) -> Result<Vec<Delivery>, StoreError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT {DELIVERY} FROM delivery WHERE webhook_id = $1
         ORDER BY CASE state WHEN 'failed' THEN 0 ELSE 1 END, dated_at DESC, id LIMIT $2"
    )))
    .bind(hook.to_string())
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter().map(delivery).collect()
}

/// How many calls of a webhook wait for a try.
pub async fn calls_waiting(db: &mut Db, hook: uuid::Uuid) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT count(*) AS n FROM delivery WHERE webhook_id = $1 AND state = 'waiting'")
        .bind(hook.to_string())
        .fetch_one(db)
        .await?;
    count(&row, "n")
}

/// Removes calls about what happened before `before` that are not waiting any more, and those whose webhook is gone.
pub async fn sweep_calls(db: &mut Db, before: Instant) -> Result<u64, StoreError> {
    let gone = sqlx::query(
        "DELETE FROM delivery WHERE (state <> 'waiting' AND dated_at < $1)
         OR webhook_id NOT IN (SELECT id FROM webhook)",
    )
    .bind(before.micros())
    .execute(db)
    .await?;
    Ok(gone.rows_affected())
}
