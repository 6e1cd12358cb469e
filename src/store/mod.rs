//! The only place that names sqlx: one file a family of tables.
//!
//! Both databases are spoken to through one driver interface, in one dialect of SQL, with TEXT and
//! BIGINT alone. Every function takes a connection, so that the caller decides what is one
//! transaction. What differs between the two stays in this
//! file, `embedded.rs`, `writer.rs` and `instances.rs`.

pub mod agreeing;
pub mod applications;
pub mod attachments;
mod db;
mod embedded;
pub mod erasure;
pub mod faults;
pub mod hooks;
pub mod instances;
pub mod journal;
pub mod outbox;
pub mod people;
pub mod procedures;
pub mod prose;
pub mod seals;
pub mod sessions;
mod shelf;
pub mod tokens;
mod writer;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, AnyRow};
use sqlx::{AnyConnection, AnyPool, ConnectOptions as _, Connection as _, Row as _};

use crate::engine::digest::Digest;
use crate::engine::instant::Instant;
use crate::seal::{Cipher, Recipient, SealError};

pub use db::Db;
pub use shelf::Wanted;

/// How many connections read at once.
const READERS_MAX: u32 = 8;

/// How often a write that lost a race on PostgreSQL is tried again.
const WRITE_TRIES_MAX: u32 = 20;

/// What can go wrong in the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database said no, or could not be reached.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought up to date.
    #[error("migrating the database: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A row holds something that cannot be read.
    #[error("{table}.{column} holds `{value}`, which cannot be read: {why}")]
    Unreadable {
        /// Which table.
        table: &'static str,
        /// Which column.
        column: &'static str,
        /// What stands there.
        value: String,
        /// What is the matter.
        why: String,
    },
    /// A row that must be there is not.
    #[error("{table} has no row {key}")]
    Gone {
        /// Which table.
        table: &'static str,
        /// Which row.
        key: String,
    },
    /// Somebody else changed the same row first; the whole write is tried again.
    #[error("{table} {key} was changed by somebody else")]
    Raced {
        /// Which table.
        table: &'static str,
        /// Which row.
        key: String,
    },
    /// A text that lies sealed cannot be read: it was changed, or the key is another one.
    #[error("{column} of `{row}`: {why}")]
    Sealed {
        /// Which table and column.
        column: &'static str,
        /// Which row.
        row: String,
        /// What is the matter.
        why: SealError,
    },
    /// The database is sealed with another key than the one that was given.
    #[error(
        "this database is sealed with the key {sealed_with}, and the key file holds {given}\n\
         hint: give the key file that belongs to this database; without it nothing here can be read"
    )]
    OtherKey {
        /// Public half of the key that the database was sealed with first.
        sealed_with: String,
        /// Public half of the key that was given.
        given: Recipient,
    },
    /// The writer has stopped, or a write broke off.
    #[error("the write did not finish: {0}")]
    Broken(String),
}

impl StoreError {
    /// Whether the database could not serve it and may do so soon: it is away, its disk is full, or it is busy. What
    /// was sent may or may not stand, where it went away in the middle of a commit.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Broken(_) | Self::Raced { .. } => true,
            Self::Database(sqlx::Error::Database(error)) => error.code().is_some_and(|code| passing(&code)),
            Self::Database(error) => matches!(
                error,
                sqlx::Error::Io(_)
                    | sqlx::Error::Tls(_)
                    | sqlx::Error::Protocol(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::PoolClosed
                    | sqlx::Error::WorkerCrashed
                    | sqlx::Error::BeginFailed
            ),
            _ => false,
        }
    }

    /// Whether the same write may succeed when it is tried again at once.
    fn may_retry(&self) -> bool {
        match self {
            Self::Raced { .. } => true,
            // Serialisation failure and deadlock (PostgreSQL).
            Self::Database(sqlx::Error::Database(error)) => {
                matches!(error.code().as_deref(), Some("40001" | "40P01"))
            }
            _ => false,
        }
    }
}

/// Whether a code of a database's error says that the database is in trouble, and not the statement.
fn passing(code: &str) -> bool {
    // PostgreSQL: connection, transaction rolled back, resources, operator's intervention, system
    // (appendix A of its manual, the class is the first two characters).
    if code.len() == 5 {
        return ["08", "40", "53", "57", "58"].contains(&&code[..2]);
    }
    // SQLite: busy, locked, read-only, input or output, full, cannot open; the primary code is the lowest byte
    // (https://www.sqlite.org/rescode.html).
    code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14))
}

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Embedded, one machine.
    Sqlite,
    /// Several instances of the program.
    Postgres,
}

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    dialect: Dialect,
    readers: AnyPool,
    writer: Option<writer::Writer>,
    cipher: Cipher,
}

/// Something to be written in one transaction. It may be called again when it lost a race.
pub trait Write<T>:
    for<'c> Fn(&'c mut Db) -> BoxFuture<'c, Result<T, StoreError>> + Send + Sync + 'static
{
}

impl<T, F> Write<T> for F where
    F: for<'c> Fn(&'c mut Db) -> BoxFuture<'c, Result<T, StoreError>> + Send + Sync + 'static
{
}

/// What the connection that writes the embedded database is told first.
const OF_THE_WRITER: &[&str] = &[
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 10000",
    // In pages of 4 KiB: a burst writes the same pages again and again, and each time the log is moved into the file costs
    // two waits for the disk. A log of 16 MiB is read in a moment at the next start.
    "PRAGMA wal_autocheckpoint = 4000",
    // What is deleted is overwritten with zeros, not only unlinked.
    "PRAGMA secure_delete = ON",
];

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

impl Store {
    /// Opens the embedded database at `path`, making it where there is none. What it holds of people and
    /// letters is sealed with `cipher`, and with no other ever after.
    pub async fn open_sqlite(path: &Path, cipher: Cipher) -> Result<Self, StoreError> {
        Self::open_sqlite_with(path, cipher, None).await
    }

    /// The same for a program that dies where `faults` says.
    pub async fn open_sqlite_with(
        path: &Path,
        cipher: Cipher,
        faults: Option<faults::Faults>,
    ) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let url = sqlite_url(path);
        let options = AnyConnectOptions::from_str(&url)?.disable_statement_logging();
        let mut connection = AnyConnection::connect_with(&options).await?;
        for pragma in OF_THE_WRITER {
            sqlx::query(*pragma).execute(&mut connection).await?;
        }
        MIGRATIONS.run(&mut connection).await?;
        let readers = AnyPoolOptions::new()
            .max_connections(READERS_MAX)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    for pragma in ["PRAGMA query_only = ON", "PRAGMA busy_timeout = 10000"] {
                        sqlx::query(pragma).execute(&mut *connection).await?;
                    }
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        // The driver's own connection has made the file and brought it up to date; from here on this one writes.
        let mut own = Db::embedded(embedded::Embedded::open(path, OF_THE_WRITER)?, cipher.clone());
        connection.close().await?;
        seals::claim(&mut own).await?;
        let writer = Some(writer::Writer::start(own, faults)?);
        Ok(Self { dialect: Dialect::Sqlite, readers, writer, cipher })
    }

    /// Opens a PostgreSQL database.
    pub async fn open_postgres(url: &str, cipher: Cipher) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let options = AnyConnectOptions::from_str(url)?.disable_statement_logging();
        let readers = AnyPoolOptions::new()
            .max_connections(2 * READERS_MAX)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options)
            .await?;
        let mut connection = readers.acquire().await?;
        MIGRATIONS.run(&mut *connection).await?;
        seals::claim(&mut Db::pooled(connection, cipher.clone())).await?;
        Ok(Self { dialect: Dialect::Postgres, readers, writer: None, cipher })
    }

    /// Opens what `url` names: `postgres://…`, or `sqlite:` and a path.
    pub async fn open(url: &str, cipher: Cipher) -> Result<Self, StoreError> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::open_postgres(url, cipher).await
        } else {
            let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
            Self::open_sqlite(&PathBuf::from(path.unwrap_or(url)), cipher).await
        }
    }

    /// Which database it is.
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The cipher for what lies sealed in the tables.
    pub fn cipher(&self) -> &Cipher {
        &self.cipher
    }

    /// A connection that only reads.
    pub async fn read(&self) -> Result<Db, StoreError> {
        Ok(Db::pooled(self.readers.acquire().await?, self.cipher.clone()))
    }

    /// Does `write` in one transaction, durable before this returns.
    ///
    /// It runs in a task of its own: a caller that goes away in the middle leaves neither a half
    /// transaction nor a connection that still is in one.
    pub async fn write<T: Send + 'static>(&self, write: impl Write<T>) -> Result<T, StoreError> {
        if let Some(writer) = &self.writer {
            return writer.write(write).await;
        }
        let (pool, cipher) = (self.readers.clone(), self.cipher.clone());
        let task = tokio::spawn(async move { write_postgres(&pool, &cipher, write).await });
        task.await.map_err(|error| StoreError::Broken(error.to_string()))?
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> Result<(), StoreError> {
        let mut db = self.read().await?;
        sqlx::query("SELECT 1").execute(&mut db).await?;
        Ok(())
    }

    /// Has the database let go of the bytes of what was deleted, and says whether it did: SQLite moves its log into
    /// the file, where deleted rows are overwritten, and empties the log; PostgreSQL clears dead rows away. A reader
    /// that is in the way is no error; the next call finds it gone.
    pub async fn forget(&self) -> Result<bool, StoreError> {
        if let Some(writer) = &self.writer {
            return writer.checkpoint().await;
        }
        let mut db = self.readers.acquire().await?;
        sqlx::query(
            "VACUUM prose, member, person, attachment, outbox, session, sign_in_link, token, participation, \
             application_key, webhook",
        )
        .execute(&mut *db)
        .await?;
        Ok(true)
    }

    /// Writes a copy of the embedded database as it stands at one moment, while others go on writing.
    ///
    /// # Errors
    /// When there is a file at `path` already, or it cannot be written.
    pub async fn copy_sqlite(&self, path: &Path) -> Result<(), StoreError> {
        let mut connection = self.readers.acquire().await?.detach();
        sqlx::query("PRAGMA query_only = OFF").execute(&mut connection).await?;
        sqlx::query("VACUUM INTO $1").bind(path.display().to_string()).execute(&mut connection).await?;
        connection.close().await?;
        Ok(())
    }

    /// Finishes what was begun and closes.
    pub async fn close(&self) {
        if let Some(writer) = &self.writer {
            writer.stop().await;
        }
        self.readers.close().await;
    }
}

/// The driver reads a path as part of a URL: every byte that means something there is escaped.
fn sqlite_url(path: &Path) -> String {
    let mut url = String::from("sqlite://");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                url.push(char::from(*byte));
            }
            _ => {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
    url + "?mode=rwc"
}

async fn write_postgres<T: Send>(
    pool: &AnyPool,
    cipher: &Cipher,
    write: impl Write<T>,
) -> Result<T, StoreError> {
    let mut tries = 1;
    loop {
        let mut db = Db::begun(pool.begin().await?, cipher.clone());
        let result = match write(&mut db).await {
            Ok(value) => commit(db).await.map(|()| value),
            Err(error) => {
                if let Some(transaction) = db.transaction() {
                    transaction.rollback().await?;
                }
                Err(error)
            }
        };
        match result {
            Err(error) if error.may_retry() && tries < WRITE_TRIES_MAX => tries += 1,
            done => return done,
        }
    }
}

/// After a failed statement that the write went past, COMMIT rolls back and says nothing. Another
/// statement does say it, so that no lost write passes for a success.
async fn commit(mut db: Db) -> Result<(), StoreError> {
    sqlx::query("SELECT 1").execute(&mut db).await?;
    match db.transaction() {
        Some(transaction) => Ok(transaction.commit().await?),
        None => Ok(()),
    }
}

/// Waits for others who hold the row and keeps them out until the end of the transaction: needed only
/// where several write at once.
async fn lock(db: &mut Db, sql: &'static str, key: &str) -> Result<(), StoreError> {
    if db.is_shared() {
        sqlx::query(sql).bind(key.to_owned()).execute(db).await?;
    }
    Ok(())
}

/// What a statement that reads rows ends with, where others must be kept out of them until the end of the transaction.
fn held(db: &mut Db) -> &'static str {
    if db.is_shared() { " FOR UPDATE" } else { "" }
}

/// The same for a statement that leaves out what others hold.
fn skip_held(db: &mut Db) -> &'static str {
    if db.is_shared() { " FOR UPDATE SKIP LOCKED" } else { "" }
}

/// Reads rows and puts them into the order of `key`, byte for byte.
///
/// PostgreSQL orders text by the language of its database, where `aa` may come after `z`. Whatever is
/// hashed, compared or decided in an order is therefore ordered here, by an `ORDER BY` never.
fn in_order<T, K: Ord>(
    rows: &[AnyRow],
    read: impl Fn(&AnyRow) -> Result<T, StoreError>,
    key: impl Fn(&T) -> K,
) -> Result<Vec<T>, StoreError> {
    let mut read = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    read.sort_by_cached_key(key);
    Ok(read)
}

/// Reads a column that holds something with a text form.
fn parsed<T: FromStr>(row: &AnyRow, table: &'static str, column: &'static str) -> Result<T, StoreError>
where
    T::Err: std::fmt::Display,
{
    let value: String = row.try_get(column)?;
    value.parse().map_err(|error: T::Err| {
        let why = error.to_string();
        StoreError::Unreadable { table, column, value, why }
    })
}

/// Reads a column that holds JSON.
fn json<T: serde::de::DeserializeOwned>(
    row: &AnyRow,
    table: &'static str,
    column: &'static str,
) -> Result<T, StoreError> {
    let value: String = row.try_get(column)?;
    serde_json::from_str(&value).map_err(|error| StoreError::Unreadable {
        table,
        column,
        why: error.to_string(),
        value: value.chars().take(80).collect(),
    })
}

/// Reads a column that holds an instant.
fn instant(row: &AnyRow, column: &str) -> Result<Instant, StoreError> {
    Ok(Instant::from_micros(row.try_get(column)?))
}

/// Reads a column that may hold an instant.
fn instant_or_none(row: &AnyRow, column: &str) -> Result<Option<Instant>, StoreError> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(Instant::from_micros))
}

/// Reads a column that holds a count or a size.
fn count(row: &AnyRow, column: &str) -> Result<u64, StoreError> {
    Ok(row.try_get::<i64, _>(column)?.unsigned_abs())
}

/// A count or size as the databases hold it.
fn big(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Writes plain data as JSON.
fn to_json<T: serde::Serialize>(value: &T) -> String {
    // State is plain data with string keys, which JSON always holds.
    serde_json::to_string(value).unwrap_or_default()
}

/// Digest of a secret token: only digests of tokens are stored.
pub fn token_digest(token: &str) -> Digest {
    Digest::of(&[b"trespor token\n", token.as_bytes()])
}
