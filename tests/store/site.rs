//! A database of its own for one test, of either kind.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use crate::keys::cipher;
use futures_util::future::BoxFuture;
use sqlx::{Connection as _, SqliteConnection};
use trespor::store::{Db, Store, StoreError};

use crate::folder::Folder;
use crate::postgres::{Database, fresh_database};

/// How long a condition that must come is waited for.
const WAIT_MAX: Duration = Duration::from_secs(30);

/// A store, and where it lies.
pub struct Site {
    pub store: Store,
    place: Place,
}

enum Place {
    Sqlite(Folder),
    Postgres(Database<'static>),
}

fn run(future: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future);
}

pub fn on_sqlite(body: impl AsyncFnOnce(Site)) {
    let folder = Folder::new();
    run(async {
        let store = Store::open_sqlite(&folder.path().join("trespor.db"), cipher()).await.unwrap();
        body(Site { store, place: Place::Sqlite(folder) }).await;
    });
}

pub fn on_postgres(body: impl AsyncFnOnce(Site)) {
    let Some(database) = fresh_database() else { return };
    run(async {
        let store = Store::open_postgres(&database.url(), cipher()).await.unwrap();
        body(Site { store, place: Place::Postgres(database) }).await;
    });
}

impl Site {
    /// What `Store::open` takes.
    pub fn url(&self) -> String {
        match &self.place {
            Place::Sqlite(folder) => format!("sqlite:{}", folder.path().join("trespor.db").display()),
            Place::Postgres(database) => database.url(),
        }
    }

    /// A connection that reads.
    pub async fn read(&self) -> Db {
        self.store.read().await.unwrap()
    }

    /// Writes what must succeed.
    pub async fn write<A, T>(
        &self,
        given: A,
        write: for<'c> fn(&'c mut Db, A) -> BoxFuture<'c, Result<T, StoreError>>,
    ) -> T
    where
        A: Clone + Send + Sync + 'static,
        T: Send + 'static,
    {
        self.try_write(given, write).await.unwrap()
    }

    /// Writes what may fail.
    pub async fn try_write<A, T>(
        &self,
        given: A,
        write: for<'c> fn(&'c mut Db, A) -> BoxFuture<'c, Result<T, StoreError>>,
    ) -> Result<T, StoreError>
    where
        A: Clone + Send + Sync + 'static,
        T: Send + 'static,
    {
        self.store.write(move |db| write(db, given.clone())).await
    }

    /// Does one statement past the store's functions, as somebody who tampers would.
    pub async fn sql(&self, sql: &'static str) {
        self.store
            .write(move |db| {
                Box::pin(async move {
                    sqlx::query(sql).execute(db).await?;
                    Ok(())
                })
            })
            .await
            .unwrap();
    }

    /// Closes the store and opens it again.
    pub async fn reopened(self) -> Self {
        self.store.close().await;
        let store = Store::open(&self.url(), cipher()).await.unwrap();
        Self { store, place: self.place }
    }

    /// Waits until no transaction is open, and fails where one stays open.
    pub async fn nothing_is_open(&self) {
        match &self.place {
            Place::Sqlite(folder) => {
                let path = folder.path().join("trespor.db");
                let options = sqlx::sqlite::SqliteConnectOptions::new()
                    .filename(path)
                    .busy_timeout(Duration::from_secs(5));
                let mut other = SqliteConnection::connect_with(&options).await.unwrap();
                // Fails as busy while the writer's transaction is open.
                sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("a transaction is open");
                sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
                other.close().await.unwrap();
            }
            Place::Postgres(database) => {
                let open = "SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
                until("no transaction is open", || database.query(open).trim() == "0");
            }
        }
    }

    /// Waits until `count` connections wait for a lock (PostgreSQL).
    pub async fn until_blocked(&self, count: i64) {
        let waiting = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let began = Instant::now();
        let mut db = self.read().await;
        while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut db).await.unwrap() != count {
            assert!(began.elapsed() < WAIT_MAX, "nobody waits for a lock");
        }
    }
}

/// Asks until `holds`; each question is a process of its own, so this does not spin.
fn until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < WAIT_MAX, "waited {WAIT_MAX:?} in vain: {what}");
    }
}

/// Goes on with `future` as far as it comes without waiting; what it gives, if it is ready.
pub async fn poll_once<F: Future>(future: &mut Pin<Box<F>>) -> Option<F::Output> {
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}
