//! What people wrote, by digest. An application's contents lie sealed with the key of that application, every
//! other text with the program's own.

use std::collections::BTreeMap;

use sqlx::Row as _;

use super::seals::{decoded, text as coded};
use super::shelf::in_chunks;
use super::{Db, StoreError, in_order, parsed};
use crate::engine::access::Reading;
use crate::engine::digest::{Digest, Prose};
use crate::engine::ids::{ApplicationId, ProcedureId};

/// Bytes of a salt.
pub const SALT_BYTES: usize = 16;

const SALT: &str = "prose.salt";
const BODY: &str = "prose.body";

/// An application's contents as they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// An age file, sealed with the key of this application: the salt, then the text.
    Sealed {
        /// Whose contents.
        application: ApplicationId,
        /// The age file.
        file: Vec<u8>,
    },
    /// Kept by a version without keys.
    Open(Prose),
}

/// A text as its row holds it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    salt: String,
    body: String,
    application: String,
}

/// Keeps a text. Keeping the same text again changes nothing.
pub async fn keep(db: &mut Db, procedure: ProcedureId, prose: &Prose) -> Result<(), StoreError> {
    let digest = prose.digest();
    let key = digest.to_string();
    let salt = db.sealed(SALT, &key, &hex::encode(prose.salt()))?;
    let body = db.sealed(BODY, &key, prose.body())?;
    insert(db, procedure, digest, Row { salt, body, application: String::new() }).await
}

/// Keeps an application's contents, sealed already. `digest` is that of the salt and text within.
pub async fn keep_sealed(
    db: &mut Db,
    procedure: ProcedureId,
    application: ApplicationId,
    digest: Digest,
    file: &[u8],
) -> Result<(), StoreError> {
    let row = Row { salt: String::new(), body: coded(file), application: application.to_string() };
    insert(db, procedure, digest, row).await
}

async fn insert(db: &mut Db, procedure: ProcedureId, digest: Digest, row: Row) -> Result<(), StoreError> {
    if let Some(shelf) = &mut db.shelf {
        // What is there already stays, and what was read of it with it.
        shelf.prose.entry(digest).or_insert_with(|| row.clone());
        shelf.waiting.prose.push((procedure, digest, row));
        return Ok(());
    }
    insert_many(db, &[(procedure, digest, row)]).await
}

/// Writes texts; those that are there already stay.
pub(super) async fn insert_many(db: &mut Db, texts: &[(ProcedureId, Digest, Row)]) -> Result<(), StoreError> {
    let sql = |rows: &str| {
        format!(
            "INSERT INTO prose (digest, procedure_id, salt, body, application_id) VALUES {rows}
             ON CONFLICT (digest) DO NOTHING"
        )
    };
    in_chunks(db, texts, 5, sql, |query, (procedure, digest, row), _| {
        Ok(query
            .bind(digest.to_string())
            .bind(procedure.to_string())
            .bind(row.salt.clone())
            .bind(row.body.clone())
            .bind(row.application.clone()))
    })
    .await?;
    Ok(())
}

/// The contents of an application, for somebody who has proved that they may read them; nothing for
/// contents that the proof does not open.
pub async fn contents(db: &mut Db, proof: &Reading, digest: Digest) -> Result<Option<Kept>, StoreError> {
    if proof.opens(digest) { one(db, digest).await } else { Ok(None) }
}

/// One text that is no application's contents: a reason, a question, an answer.
pub async fn text(db: &mut Db, digest: Digest) -> Result<Option<String>, StoreError> {
    Ok(match one(db, digest).await? {
        Some(Kept::Open(prose)) => Some(prose.body().to_owned()),
        Some(Kept::Sealed { .. }) | None => None,
    })
}

/// The same with its salt, for who computes the digest again.
pub async fn open_text(db: &mut Db, digest: Digest) -> Result<Option<Prose>, StoreError> {
    Ok(match one(db, digest).await? {
        Some(Kept::Open(prose)) => Some(prose),
        Some(Kept::Sealed { .. }) | None => None,
    })
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

async fn one(db: &mut Db, digest: Digest) -> Result<Option<Kept>, StoreError> {
    if let Some(found) = db.shelf.as_ref().and_then(|shelf| shelf.prose.get(&digest)) {
        return kept(db, digest, found).map(Some);
    }
    let row = sqlx::query("SELECT salt, body, application_id FROM prose WHERE digest = $1")
        .bind(digest.to_string())
        .fetch_optional(&mut *db)
        .await?;
    let row = row.map(|row| -> Result<_, StoreError> {
        let (salt, body) = (row.try_get("salt")?, row.try_get("body")?);
        Ok(Row { salt, body, application: row.try_get("application_id")? })
    });
    row.transpose()?.map(|row| kept(db, digest, &row)).transpose()
}

fn kept(db: &Db, digest: Digest, row: &Row) -> Result<Kept, StoreError> {
    if !row.application.is_empty() {
        let application = row.application.parse();
        let application = application.map_err(|why: uuid::Error| StoreError::Unreadable {
            table: "prose",
            column: "application_id",
            value: row.application.clone(),
            why: why.to_string(),
        })?;
        return Ok(Kept::Sealed { application, file: decoded(&row.body, "prose", "body")? });
    }
    let key = digest.to_string();
    let salt = db.opened(SALT, &key, row.salt.clone())?;
    let mut raw = [0; SALT_BYTES];
    hex::decode_to_slice(&salt, &mut raw).map_err(|error| StoreError::Unreadable {
        table: "prose",
        column: "salt",
        value: salt,
        why: error.to_string(),
    })?;
    Ok(Kept::Open(Prose::new(raw, db.opened(BODY, &key, row.body.clone())?)))
}

/// The digests of every text of a procedure, in their order.
pub async fn digests(db: &mut Db, procedure: ProcedureId) -> Result<Vec<Digest>, StoreError> {
    db.settle().await?;
    let rows = sqlx::query("SELECT digest FROM prose WHERE procedure_id = $1")
        .bind(procedure.to_string())
        .fetch_all(db)
        .await?;
    in_order(&rows, |row| parsed(row, "prose", "digest"), |digest| *digest)
}

/// Whether a text is still what its digest stands for. Nobody gets to read it: an application's contents come
/// back sealed.
pub async fn check(db: &mut Db, digest: Digest) -> Result<Checked, StoreError> {
    match one(db, digest).await {
        Ok(Some(Kept::Open(prose))) if prose.digest() == digest => Ok(Checked::Same),
        Ok(Some(Kept::Sealed { application, file })) => Ok(Checked::Sealed { application, file }),
        Ok(_) | Err(StoreError::Sealed { .. } | StoreError::Unreadable { .. }) => Ok(Checked::Changed),
        Err(error) => Err(error),
    }
}

/// What a check of a kept text found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It is what it was.
    Same,
    /// Somebody changed it.
    Changed,
    /// Whoever has the key can tell.
    Sealed {
        /// Whose contents.
        application: ApplicationId,
        /// The age file.
        file: Vec<u8>,
    },
}
