//! What people wrote, by digest. An application's contents lie sealed with the key of that application, every
//! other text with the program's own.

use std::collections::BTreeMap;

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::seals::{bytes, text as coded};
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

/// Keeps a text. Keeping the same text again changes nothing.
pub async fn keep(db: &mut Db, procedure: ProcedureId, prose: &Prose) -> Result<(), StoreError> {
    let digest = prose.digest().to_string();
    let salt = db.sealed(SALT, &digest, &hex::encode(prose.salt()))?;
    let body = db.sealed(BODY, &digest, prose.body())?;
    insert(db, procedure, digest, salt, body, String::new()).await
}

/// Keeps an application's contents, sealed already. `digest` is that of the salt and text within.
pub async fn keep_sealed(
    db: &mut Db,
    procedure: ProcedureId,
    application: ApplicationId,
    digest: Digest,
    file: &[u8],
) -> Result<(), StoreError> {
    let (body, application) = (coded(file), application.to_string());
    insert(db, procedure, digest.to_string(), String::new(), body, application).await
}

async fn insert(
    db: &mut Db,
    procedure: ProcedureId,
    digest: String,
    salt: String,
    body: String,
    application: String,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO prose (digest, procedure_id, salt, body, application_id) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (digest) DO NOTHING",
    )
    .bind(digest)
    .bind(procedure.to_string())
    .bind(salt)
    .bind(body)
    .bind(application)
    .execute(db)
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
    let row = sqlx::query("SELECT salt, body, application_id FROM prose WHERE digest = $1")
        .bind(digest.to_string())
        .fetch_optional(&mut *db)
        .await?;
    row.map(|row| kept(db, digest, &row)).transpose()
}

fn kept(db: &Db, digest: Digest, row: &AnyRow) -> Result<Kept, StoreError> {
    if !row.try_get::<String, _>("application_id")?.is_empty() {
        let application = parsed(row, "prose", "application_id")?;
        return Ok(Kept::Sealed { application, file: bytes(row, "prose", "body")? });
    }
    let key = digest.to_string();
    let salt = db.opened(SALT, &key, row.try_get("salt")?)?;
    let mut raw = [0; SALT_BYTES];
    hex::decode_to_slice(&salt, &mut raw).map_err(|error| StoreError::Unreadable {
        table: "prose",
        column: "salt",
        value: salt,
        why: error.to_string(),
    })?;
    Ok(Kept::Open(Prose::new(raw, db.opened(BODY, &key, row.try_get("body")?)?)))
}

/// The digests of every text of a procedure, in their order.
pub async fn digests(db: &mut Db, procedure: ProcedureId) -> Result<Vec<Digest>, StoreError> {
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
