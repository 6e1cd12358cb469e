//! What only the embedded database has: its settings, its one writer, its file.

use sqlx::Row as _;
use trespor::store::{Dialect, Store, StoreError, people};

use crate::folder::Folder;
use crate::sample::{NOON, person, person_id};
use crate::site::{Site, on_sqlite};

async fn setting(site: &Site, pragma: &'static str) -> i64 {
    site.write(pragma, |db, pragma| {
        Box::pin(async move { Ok(sqlx::query(pragma).fetch_one(db).await?.try_get(0)?) })
    })
    .await
}

#[test]
fn a_commit_is_on_the_disk_before_it_is_answered() {
    on_sqlite(async |site| {
        // 2 is FULL.
        assert_eq!(setting(&site, "PRAGMA synchronous").await, 2);
        assert_eq!(setting(&site, "PRAGMA foreign_keys").await, 1);
        let mode: String = site
            .write((), |db, ()| {
                Box::pin(
                    async move { Ok(sqlx::query("PRAGMA journal_mode").fetch_one(db).await?.try_get(0)?) },
                )
            })
            .await;
        assert_eq!(mode, "wal");
        assert_eq!(site.store.dialect(), Dialect::Sqlite);
    });
}

#[test]
fn readers_cannot_write() {
    on_sqlite(async |site| {
        // More at once than one connection, so that each of the pool is asked.
        let mut readers = Vec::new();
        for _ in 0..4 {
            readers.push(site.read().await);
        }
        for reader in &mut readers {
            let refused = people::ensure(reader, &person(1), NOON).await;
            let Err(StoreError::Database(error)) = refused else { panic!("{refused:?}") };
            assert!(error.to_string().contains("readonly"), "{error}");
        }
        assert_eq!(people::by_id(&mut readers[0], person_id(1)).await.unwrap(), None);
    });
}

#[test]
fn readers_do_not_wait_for_the_writer() {
    on_sqlite(async |site| {
        let store = site.store.clone();
        site.store
            .write(move |db| {
                let store = store.clone();
                Box::pin(async move {
                    people::ensure(db, &person(1), NOON).await?;
                    assert_eq!(people::by_id(&mut store.read().await?, person_id(1)).await?, None);
                    Ok(())
                })
            })
            .await
            .unwrap();
    });
}

#[test]
fn a_path_is_taken_letter_for_letter() {
    let folder = Folder::new();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        for name in ["plain.db", "with blank.db", "50%41.db", "what?.db", "nr#1.db", "åben.db", "a:b@c.db"] {
            let path = folder.path().join(name);
            let store = Store::open_sqlite(&path, crate::keys::cipher()).await.unwrap();
            store.ready().await.unwrap();
            store.close().await;
            assert!(path.is_file(), "{name} is not there");
        }
        for scheme in ["", "sqlite:", "sqlite://"] {
            let path = folder.path().join(format!("{}.db", scheme.len()));
            Store::open(&format!("{scheme}{}", path.display()), crate::keys::cipher())
                .await
                .unwrap()
                .close()
                .await;
            assert!(path.is_file(), "{scheme} went elsewhere");
        }
    });
}

#[test]
fn a_copy_is_taken_beside_the_writer_and_never_over_a_file() {
    on_sqlite(async |site: Site| {
        crate::sample::prepare(&site).await;
        let path = std::env::temp_dir().join(format!("trespor-copy-{}.db", trespor::app::random::id()));
        site.store.copy_sqlite(&path).await.unwrap();
        assert!(site.store.copy_sqlite(&path).await.is_err(), "it was written over");
        let copy = Store::open_sqlite(&path, crate::keys::cipher()).await.unwrap();
        let found = people::by_id(&mut copy.read().await.unwrap(), person_id(1)).await.unwrap();
        assert!(found.is_some());
        copy.close().await;
        std::fs::remove_file(path).unwrap();
    });
}

/// What is there when the file is opened again after the program died at each boundary of a commit.
#[test]
fn a_death_leaves_what_was_durable_and_nothing_else() {
    use std::sync::atomic::{AtomicU32, Ordering};

    use trespor::store::faults::{Boundary, Faults};

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for (boundary, there) in
            [(Boundary::Begin, false), (Boundary::Written, false), (Boundary::Durable, true)]
        {
            let folder = Folder::new();
            let path = folder.path().join("trespor.db");
            let commits = AtomicU32::new(0);
            let faults = Faults::new(move |at| {
                // The second commit is the one that somebody dies in.
                at == boundary && commits.fetch_add(1, Ordering::SeqCst) == 1
            });
            let store = Store::open_sqlite_with(&path, crate::keys::cipher(), Some(faults)).await.unwrap();
            let make = |number: u128| {
                store
                    .write(move |db| Box::pin(async move { people::ensure(db, &person(number), NOON).await }))
            };
            assert!(make(1).await.is_ok());
            let killed = make(2).await;
            assert!(matches!(killed, Err(StoreError::Broken(_))), "{killed:?}");
            assert!(make(3).await.is_err(), "a dead program does nothing more");
            store.close().await;
            let store = Store::open_sqlite(&path, crate::keys::cipher()).await.unwrap();
            let mut db = store.read().await.unwrap();
            let found = |number: u128| person_id(number);
            assert!(people::by_id(&mut db, found(1)).await.unwrap().is_some());
            assert_eq!(people::by_id(&mut db, found(2)).await.unwrap().is_some(), there, "{boundary:?}");
            assert!(people::by_id(&mut db, found(3)).await.unwrap().is_none());
        }
    });
}
