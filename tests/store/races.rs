//! Several at once: on PostgreSQL they meet in the database, on SQLite in the queue of the one writer.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::future::join_all;
use tokio::sync::{Barrier, Notify};
use trespor::store::{Store, StoreError, journal, outbox, people, procedures, sessions};

use crate::sample::{NOON, letter, line_event, person, person_id, prepare, procedure_id};
use crate::site::{Site, on_postgres};
use crate::writes::verified;

on_both!(no_letter_is_leased_twice, a_link_is_used_by_one, one_address_becomes_one_person);

async fn no_letter_is_leased_twice(site: Site) {
    const LETTERS: u32 = 200;
    prepare(&site).await;
    site.write((), |db, ()| {
        Box::pin(async move {
            for number in 0..LETTERS {
                outbox::insert(db, &letter(number.into())).await?;
            }
            Ok(())
        })
    })
    .await;
    let all = AtomicU32::new(0);
    let leasers = (0..8).map(|_| async {
        let mut mine = Vec::new();
        // Somebody who waited for another's lease may come back with nothing while there still are some.
        while all.load(Ordering::SeqCst) < LETTERS {
            let leased = site
                .write((), |db, ()| {
                    Box::pin(async move { outbox::lease(db, NOON, NOON.plus_seconds(60), 7).await })
                })
                .await;
            assert!(leased.len() <= 7);
            all.fetch_add(u32::try_from(leased.len()).unwrap(), Ordering::SeqCst);
            mine.extend(leased);
        }
        mine
    });
    let mut times = BTreeMap::new();
    for letter in join_all(leasers).await.into_iter().flatten() {
        *times.entry(letter.id).or_insert(0) += 1;
    }
    assert_eq!(times.len(), LETTERS as usize);
    assert!(times.values().all(|times| *times == 1), "{times:?}");
}

async fn a_link_is_used_by_one(site: Site) {
    site.write((), |db, ()| {
        Box::pin(async move {
            people::ensure(db, &person(1), NOON).await?;
            sessions::keep_link(db, "link", person_id(1), "/", NOON, NOON.plus_seconds(60)).await
        })
    })
    .await;
    let uses = (0..8).map(|_| {
        site.write((), |db, ()| Box::pin(async move { sessions::use_link(db, "link", NOON).await }))
    });
    assert_eq!(join_all(uses).await.into_iter().flatten().count(), 1);
}

async fn one_address_becomes_one_person(site: Site) {
    let made = (1..=8_u32).map(|number| {
        site.write(u128::from(number), |db, number| {
            Box::pin(async move {
                let new = people::Person { email: "same@example.dk".into(), ..person(number) };
                people::ensure(db, &new, NOON).await
            })
        })
    });
    let made = join_all(made).await;
    assert!(made.iter().all(|person| *person == made[0]), "{made:?}");
}

/// Adds a follower to procedure 1; on its first try it meets the others between reading and writing.
async fn follow(store: &Store, number: u128, meet: Arc<Barrier>, tries: Arc<AtomicU32>) {
    let own = Arc::new(AtomicU32::new(0));
    store
        .write(move |db| {
            let (meet, tries, own) = (Arc::clone(&meet), Arc::clone(&tries), Arc::clone(&own));
            Box::pin(async move {
                tries.fetch_add(1, Ordering::SeqCst);
                let head = procedures::get(db, procedure_id(1)).await?.unwrap();
                if own.fetch_add(1, Ordering::SeqCst) == 0 {
                    meet.wait().await;
                }
                let mut changed = head.procedure;
                changed.followers.insert(person_id(number));
                procedures::update(db, &changed, head.revision, None).await
            })
        })
        .await
        .unwrap();
}

#[test]
fn racing_updates_both_stand_on_postgres() {
    on_postgres(async |site| {
        prepare(&site).await;
        let (meet, tries) = (Arc::new(Barrier::new(2)), Arc::new(AtomicU32::new(0)));
        let [one, other] =
            [101, 102].map(|number| follow(&site.store, number, Arc::clone(&meet), Arc::clone(&tries)));
        tokio::join!(one, other);
        assert_eq!(tries.load(Ordering::SeqCst), 3, "the one that lost reads again, once");
        let head = procedures::get(&mut site.read().await, procedure_id(1)).await.unwrap().unwrap();
        assert_eq!(head.revision, 3);
        assert!([101, 102].iter().all(|number| head.procedure.followers.contains(&person_id(*number))));
    });
}

/// A write that always loses ends with an error instead of going on for ever.
#[test]
fn a_write_that_always_loses_gives_up_on_postgres() {
    on_postgres(async |site| {
        let tries = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&tries);
        let lost = site
            .store
            .write::<()>(move |_| {
                counted.fetch_add(1, Ordering::SeqCst);
                Box::pin(async { Err(StoreError::Raced { table: "procedure", key: "x".into() }) })
            })
            .await;
        assert!(matches!(lost, Err(StoreError::Raced { .. })));
        assert_eq!(tries.load(Ordering::SeqCst), 20);
    });
}

/// Two that share a head and then both want to change it lock each other out; PostgreSQL ends one.
#[test]
fn a_deadlock_is_tried_again_on_postgres() {
    on_postgres(async |site| {
        prepare(&site).await;
        let meet = Arc::new(Barrier::new(2));
        let changes = (0..2).map(|_| {
            let (meet, own) = (Arc::clone(&meet), Arc::new(AtomicU32::new(0)));
            site.store.write(move |db| {
                let (meet, own) = (Arc::clone(&meet), Arc::clone(&own));
                Box::pin(async move {
                    let head = procedures::hold(db, procedure_id(1), false).await?.unwrap();
                    if own.fetch_add(1, Ordering::SeqCst) == 0 {
                        meet.wait().await;
                    }
                    procedures::update(db, &head.procedure, head.revision, None).await
                })
            })
        });
        for change in join_all(changes).await {
            change.unwrap();
        }
        let head = procedures::get(&mut site.read().await, procedure_id(1)).await.unwrap().unwrap();
        assert_eq!(head.revision, 3);
    });
}

/// Appends a line, says so, and waits before it commits.
async fn append_and_wait(store: &Store, appended: Arc<Notify>, go_on: Arc<Notify>) {
    store
        .write(move |db| {
            let (appended, go_on) = (Arc::clone(&appended), Arc::clone(&go_on));
            Box::pin(async move {
                journal::append(db, procedure_id(1), &[line_event(1, "social", NOON)]).await?;
                appended.notify_one();
                go_on.notified().await;
                Ok(())
            })
        })
        .await
        .unwrap();
}

#[test]
fn a_chain_never_forks_on_postgres() {
    on_postgres(async |site| {
        // First where the stream has no line yet, then where it has.
        for lines in [2, 4] {
            let (appended, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
            let first = append_and_wait(&site.store, Arc::clone(&appended), Arc::clone(&go_on));
            let second = async {
                appended.notified().await;
                site.write((), |db, ()| {
                    Box::pin(async move {
                        journal::append(db, procedure_id(1), &[line_event(1, "social", NOON)]).await
                    })
                })
                .await;
            };
            let director = async {
                site.until_blocked(1).await;
                go_on.notify_one();
            };
            tokio::join!(first, second, director);
            assert_eq!(verified(&site, "social").await, lines);
        }
    });
}

#[test]
fn several_instances_open_a_new_database_at_once_on_postgres() {
    on_postgres(async |site| {
        site.sql("DROP SCHEMA public CASCADE").await;
        site.sql("CREATE SCHEMA public").await;
        let url = site.url();
        for opened in join_all((0..4).map(|_| Store::open(&url, crate::keys::cipher()))).await {
            opened.unwrap().ready().await.unwrap();
        }
    });
}
