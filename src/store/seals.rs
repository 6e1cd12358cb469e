//! Keys, none of which can be used without a key that is not in the database.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::people::EMAIL;
use super::shelf::find_in_chunks;
use super::{Db, StoreError, count, json, parsed, to_json};
use crate::engine::ids::{ApplicationId, ProcedureId};
use crate::engine::keys::TrackSeal;
use crate::seal::Recipient;
use crate::seal::quorum::Row as Layers;

/// The key of a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackKey {
    /// What comes in is sealed to it.
    pub recipient: Recipient,
    /// The secret half, sealed to the program's key; absent while people still have to open it.
    pub secret: Option<Vec<u8>>,
    /// What people have still to peel.
    pub layers: Vec<Layers>,
}

/// The key of an application's contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationKey {
    /// What wraps it to the track's key: what every one of its texts and files begins with.
    pub header: Vec<u8>,
    /// What wraps it for its members.
    pub own: String,
    /// Whether it is wrapped to a code that only they keep, and not to the program's key.
    pub coded: bool,
}

/// Ties the database to the program's key for good, and seals what lies in it from before there were keys.
///
/// # Errors
/// [`StoreError::OtherKey`] when it is tied to another one.
pub(super) async fn claim(db: &mut Db) -> Result<(), StoreError> {
    let given = db.cipher().recipient();
    sqlx::query("INSERT INTO seal_key (one, recipient) VALUES (1, $1) ON CONFLICT (one) DO NOTHING")
        .bind(given.to_string())
        .execute(&mut *db)
        .await?;
    let row = sqlx::query("SELECT recipient, swept FROM seal_key").fetch_one(&mut *db).await?;
    let sealed_with: String = row.try_get("recipient")?;
    if sealed_with != given.to_string() {
        return Err(StoreError::OtherKey { sealed_with, given });
    }
    // Only a version without keys ever wrote in the open: one pass finds all there is.
    if count(&row, "swept")? == 0 {
        for plain in PLAIN {
            seal_plain(db, plain).await?;
        }
        sqlx::query("UPDATE seal_key SET swept = 1").execute(&mut *db).await?;
    }
    Ok(())
}

/// Columns that were kept in the open by versions without keys.
struct Plain {
    /// Finds rows of which the first column is not sealed.
    find: &'static str,
    /// Writes the columns of one row.
    write: &'static str,
    columns: &'static [(&'static str, &'static str)],
}

const PLAIN: &[Plain] = &[
    Plain {
        find: "SELECT id AS row_key, name, email FROM person WHERE email NOT LIKE 's1.%'",
        write: "UPDATE person SET name = $2, email = $3 WHERE id = $1",
        columns: &[("name", "person.name"), ("email", EMAIL)],
    },
    Plain {
        find: "SELECT id AS row_key, name, email FROM member WHERE email NOT LIKE 's1.%'",
        write: "UPDATE member SET name = $2, email = $3 WHERE id = $1",
        columns: &[("name", "member.name"), ("email", EMAIL)],
    },
    Plain {
        find: "SELECT id AS row_key, address, subject, body_text, body_html FROM outbox
               WHERE address NOT LIKE 's1.%'",
        write: "UPDATE outbox SET address = $2, subject = $3, body_text = $4, body_html = $5 WHERE id = $1",
        columns: &[
            ("address", "outbox.address"),
            ("subject", "outbox.subject"),
            ("body_text", "outbox.body_text"),
            ("body_html", "outbox.body_html"),
        ],
    },
    Plain {
        find: "SELECT digest AS row_key, salt, body FROM prose
               WHERE application_id = '' AND body NOT LIKE 's1.%'",
        write: "UPDATE prose SET salt = $2, body = $3 WHERE digest = $1",
        columns: &[("salt", "prose.salt"), ("body", "prose.body")],
    },
];

async fn seal_plain(db: &mut Db, plain: &Plain) -> Result<(), StoreError> {
    let rows = sqlx::query(plain.find).fetch_all(&mut *db).await?;
    for row in rows {
        let key: String = row.try_get("row_key")?;
        let mut update = sqlx::query(plain.write).bind(key.clone());
        for (name, column) in plain.columns {
            let text: String = row.try_get(*name)?;
            let place = if *column == EMAIL { "" } else { key.as_str() };
            update = update.bind(db.sealed(column, place, &text)?);
        }
        update.execute(&mut *db).await?;
    }
    Ok(())
}

/// The key as the core hands it on: text that it does not read.
pub fn seal_of(key: &TrackKey) -> TrackSeal {
    TrackSeal {
        recipient: key.recipient.to_string(),
        layers: to_json(&key.layers),
        secret: key.secret.as_ref().map_or_else(String::new, |secret| BASE64.encode(secret)),
    }
}

/// Keeps the key of a track, or what is left of it.
pub async fn keep_seal(
    db: &mut Db,
    procedure: ProcedureId,
    track: &str,
    seal: &TrackSeal,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO track_key (procedure_id, track, recipient, secret, layers) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (procedure_id, track) DO UPDATE SET secret = excluded.secret, layers = excluded.layers",
    )
    .bind(procedure.to_string())
    .bind(track.to_owned())
    .bind(seal.recipient.clone())
    .bind(seal.secret.clone())
    .bind(seal.layers.clone())
    .execute(db)
    .await?;
    Ok(())
}

/// Keeps the key of a track; what is there already stays.
pub async fn keep_track(
    db: &mut Db,
    procedure: ProcedureId,
    track: &str,
    key: &TrackKey,
) -> Result<(), StoreError> {
    let seal = seal_of(key);
    sqlx::query(
        "INSERT INTO track_key (procedure_id, track, recipient, secret, layers) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (procedure_id, track) DO NOTHING",
    )
    .bind(procedure.to_string())
    .bind(track.to_owned())
    .bind(seal.recipient)
    .bind(seal.secret)
    .bind(seal.layers)
    .execute(db)
    .await?;
    Ok(())
}

/// The key of a track.
pub async fn track(db: &mut Db, procedure: ProcedureId, track: &str) -> Result<Option<TrackKey>, StoreError> {
    let row =
        sqlx::query("SELECT recipient, secret, layers FROM track_key WHERE procedure_id = $1 AND track = $2")
            .bind(procedure.to_string())
            .bind(track.to_owned())
            .fetch_optional(db)
            .await?;
    row.map(|row| {
        let secret = bytes(&row, "track_key", "secret")?;
        Ok(TrackKey {
            recipient: parsed(&row, "track_key", "recipient")?,
            secret: (!secret.is_empty()).then_some(secret),
            layers: json(&row, "track_key", "layers")?,
        })
    })
    .transpose()
}

/// Keeps the key of an application's contents; with `again` in the place of the one that is there.
pub async fn keep_application(
    db: &mut Db,
    application: ApplicationId,
    key: &ApplicationKey,
    again: bool,
) -> Result<(), StoreError> {
    if let Some(shelf) = &mut db.shelf {
        shelf.keys.remove(&application);
    }
    if again {
        forget_application(db, application).await?;
    }
    sqlx::query(
        "INSERT INTO application_key (application_id, header, own, coded) VALUES ($1, $2, $3, $4)
         ON CONFLICT (application_id) DO NOTHING",
    )
    .bind(application.to_string())
    .bind(BASE64.encode(&key.header))
    .bind(key.own.clone())
    .bind(i64::from(key.coded))
    .execute(db)
    .await?;
    Ok(())
}

/// Throws the key of an application's contents away. What was sealed with it can be read by the track's own key
/// alone, and by an older backup of the database.
pub async fn forget_application(db: &mut Db, application: ApplicationId) -> Result<(), StoreError> {
    if let Some(shelf) = &mut db.shelf {
        shelf.keys.remove(&application);
    }
    sqlx::query("DELETE FROM application_key WHERE application_id = $1")
        .bind(application.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// The key of an application's contents.
pub async fn application(
    db: &mut Db,
    application: ApplicationId,
) -> Result<Option<ApplicationKey>, StoreError> {
    if let Some(found) = db.shelf.as_ref().and_then(|shelf| shelf.keys.get(&application)) {
        return Ok(found.clone());
    }
    Ok(applications(db, &[application]).await?.pop().map(|(_, key)| key))
}

/// The same of several applications, as far as they have one.
pub(super) async fn applications(
    db: &mut Db,
    ids: &[ApplicationId],
) -> Result<Vec<(ApplicationId, ApplicationKey)>, StoreError> {
    let keys: Vec<_> = ids.iter().map(ToString::to_string).collect();
    let rows = find_in_chunks(db, &keys, |list| {
        format!(
            "SELECT application_id, header, own, coded FROM application_key WHERE application_id IN {list}"
        )
    });
    let key = |row: &AnyRow| {
        let id = parsed(row, "application_key", "application_id")?;
        let header = bytes(row, "application_key", "header")?;
        let key = ApplicationKey { header, own: row.try_get("own")?, coded: count(row, "coded")? == 1 };
        Ok((id, key))
    };
    rows.await?.iter().map(key).collect()
}

/// Bytes that a column holds in base64.
pub(super) fn bytes(row: &AnyRow, table: &'static str, column: &'static str) -> Result<Vec<u8>, StoreError> {
    decoded(&row.try_get::<String, _>(column)?, table, column)
}

/// Bytes that a text is in base64.
pub(super) fn decoded(text: &str, table: &'static str, column: &'static str) -> Result<Vec<u8>, StoreError> {
    BASE64.decode(text).map_err(|why| StoreError::Unreadable {
        table,
        column,
        value: format!("{} bytes", text.len()),
        why: why.to_string(),
    })
}

/// Bytes as a column holds them.
pub(super) fn text(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}
