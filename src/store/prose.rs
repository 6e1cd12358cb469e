//! What people wrote, by digest.

use std::collections::BTreeMap;

use sqlx::Row as _;

use super::{Db, StoreError, in_order, parsed};
use crate::engine::access::Reading;
use crate::engine::digest::{Digest, Prose};
use crate::engine::ids::ProcedureId;

/// Keeps a text. Keeping the same text again changes nothing.
pub async fn keep(db: &mut Db, procedure: ProcedureId, prose: &Prose) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO prose (digest, procedure_id, salt, body) VALUES ($1, $2, $3, $4)
         ON CONFLICT (digest) DO NOTHING",
    )
    .bind(prose.digest().to_string())
    .bind(procedure.to_string())
    .bind(hex::encode(prose.salt()))
    .bind(prose.body().to_owned())
    .execute(db)
    .await?;
    Ok(())
}

/// The contents of an application, for somebody who has proved that they may read them; nothing for
/// contents that the proof does not open.
pub async fn contents(db: &mut Db, proof: &Reading, digest: Digest) -> Result<Option<Prose>, StoreError> {
    if proof.opens(digest) { one(db, digest).await } else { Ok(None) }
}

/// One text that is no application's contents: a reason, a question, an answer.
pub async fn text(db: &mut Db, digest: Digest) -> Result<Option<String>, StoreError> {
    Ok(one(db, digest).await?.map(|prose| prose.body().to_owned()))
}

/// Several texts, by digest; those that were erased are absent.
pub async fn texts(
    db: &mut Db,
    digests: impl IntoIterator<Item = Digest>,
) -> Result<BTreeMap<Digest, String>, StoreError> {
    let mut found = BTreeMap::new();
    for digest in digests {
        if let Some(body) = text(db, digest).await? {
            found.insert(digest, body);
        }
    }
    Ok(found)
}

async fn one(db: &mut Db, digest: Digest) -> Result<Option<Prose>, StoreError> {
    let row = sqlx::query("SELECT salt, body FROM prose WHERE digest = $1")
        .bind(digest.to_string())
        .fetch_optional(db)
        .await?;
    row.map(|row| {
        let salt: String = row.try_get("salt")?;
        let mut bytes = [0; 16];
        hex::decode_to_slice(&salt, &mut bytes).map_err(|error| StoreError::Unreadable {
            table: "prose",
            column: "salt",
            value: salt,
            why: error.to_string(),
        })?;
        Ok(Prose::new(bytes, row.try_get::<String, _>("body")?))
    })
    .transpose()
}

/// Every text of a procedure whose bytes no longer give its digest: somebody changed it.
pub async fn changed(db: &mut Db, procedure: ProcedureId) -> Result<Vec<Digest>, StoreError> {
    let rows = sqlx::query("SELECT digest FROM prose WHERE procedure_id = $1")
        .bind(procedure.to_string())
        .fetch_all(&mut *db)
        .await?;
    let mut changed = Vec::new();
    for digest in in_order(&rows, |row| parsed(row, "prose", "digest"), |digest| *digest)? {
        if one(db, digest).await?.is_none_or(|prose| prose.digest() != digest) {
            changed.push(digest);
        }
    }
    Ok(changed)
}
