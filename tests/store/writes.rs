//! What a write promises: whole or not at all, whatever becomes of it and of its caller.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::join_all;
use tokio::sync::{Notify, mpsc};
use trespor::store::{Dialect, Store, StoreError, journal, outbox, people, procedures};

use crate::sample::{NOON, letter, line_event, person, person_id, prepare, procedure_id};
use crate::site::{Site, poll_once};

on_both!(
    a_write_that_fails_leaves_nothing,
    a_swallowed_error_is_no_success,
    a_write_that_panics_is_broken_and_others_go_on,
    batch_mates_of_a_bad_write_stand,
    a_caller_that_goes_away_leaves_nothing_open,
    a_write_whose_caller_went_away_stands_whole,
    many_writers_lose_nothing,
    many_appends_to_one_stream_lose_nothing,
    everything_is_there_after_reopening,
    nothing_is_written_after_closing,
    it_is_ready,
);

async fn known(site: &Site, number: u128) -> bool {
    people::by_id(&mut site.read().await, person_id(number)).await.unwrap().is_some()
}

async fn add(site: &Site, number: u128) {
    site.write(number, |db, number| Box::pin(async move { people::ensure(db, &person(number), NOON).await }))
        .await;
}

async fn a_write_that_fails_leaves_nothing(site: Site) {
    let failed = site.try_write((), |db, ()| {
        Box::pin(async move {
            people::ensure(db, &person(1), NOON).await?;
            people::rename(db, person_id(2), "nobody", "da").await
        })
    });
    assert!(matches!(failed.await, Err(StoreError::Gone { .. })));
    assert!(!known(&site, 1).await);
    site.nothing_is_open().await;
    add(&site, 3).await;
    assert!(known(&site, 3).await);
}

/// On PostgreSQL a transaction is dead after its first error, and its COMMIT rolls back without a word.
async fn a_swallowed_error_is_no_success(site: Site) {
    let swallowed = site
        .try_write((), |db, ()| {
            Box::pin(async move {
                people::ensure(db, &person(1), NOON).await?;
                let missing = sqlx::query("SELECT no_such_column FROM person").execute(db).await;
                assert!(missing.is_err());
                Ok(())
            })
        })
        .await;
    // Either it stands, or it is reported; a success that is no success would be a lost write.
    assert_eq!(swallowed.is_ok(), known(&site, 1).await);
    site.nothing_is_open().await;
}

async fn a_write_that_panics_is_broken_and_others_go_on(site: Site) {
    for early in [true, false] {
        let panicked = site
            .try_write(early, |db, early| {
                Box::pin(async move {
                    assert!(!early, "this panic is part of the test");
                    people::ensure(db, &person(1), NOON).await?;
                    panic!("this panic is part of the test");
                    #[expect(unreachable_code, reason = "gives the block its type")]
                    Ok(())
                })
            })
            .await;
        assert!(matches!(panicked, Err(StoreError::Broken(_))), "{panicked:?}");
        assert!(!known(&site, 1).await);
        site.nothing_is_open().await;
    }
    add(&site, 2).await;
    assert!(known(&site, 2).await);
}

/// What a person's write does.
#[derive(Clone, Copy, PartialEq)]
enum Does {
    Well,
    Fails,
    Panics,
}

async fn batch_mates_of_a_bad_write_stand(site: Site) {
    let (begun, gate) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    // SQLite: holds the writer, so that all others come into one batch behind it.
    let holder = {
        let (begun, gate) = (Arc::clone(&begun), Arc::clone(&gate));
        site.store.write(move |_| {
            let (begun, gate) = (Arc::clone(&begun), Arc::clone(&gate));
            Box::pin(async move {
                begun.notify_one();
                gate.notified().await;
                Ok(())
            })
        })
    };
    let all = [Does::Well, Does::Fails, Does::Well, Does::Panics, Does::Well];
    let alone = Arc::new(AtomicBool::new(false));
    let writes = (1_u32..).zip(all).map(|(number, does)| {
        let (store, alone) = (site.store.clone(), Arc::clone(&alone));
        site.store.write(move |db| {
            let (store, alone) = (store.clone(), Arc::clone(&alone));
            Box::pin(async move {
                people::ensure(db, &person(number.into()), NOON).await?;
                match does {
                    Does::Well => {}
                    Does::Fails => people::rename(db, person_id(99), "nobody", "da").await?,
                    Does::Panics => panic!("this panic is part of the test"),
                }
                if number == 5 {
                    // The first is not committed yet, so it shares a commit with this one.
                    let first = people::by_id(&mut store.read().await?, person_id(1)).await?;
                    alone.store(first.is_some(), Ordering::SeqCst);
                }
                Ok(())
            })
        })
    });
    let mut holder = Box::pin(holder);
    assert!(poll_once(&mut holder).await.is_none());
    // Before it has begun, the first of the others could still come into its batch, and the last into the next.
    begun.notified().await;
    let mut writes: Vec<_> = writes.map(Box::pin).collect();
    for write in &mut writes {
        assert!(poll_once(write).await.is_none());
    }
    gate.notify_one();
    holder.await.unwrap();
    let results = join_all(writes).await;
    if site.store.dialect() == Dialect::Sqlite {
        assert!(!alone.load(Ordering::SeqCst), "they were no batch, so this test shows nothing");
    }
    for ((number, does), result) in (1_u32..).zip(all).zip(results) {
        match does {
            Does::Well => result.unwrap(),
            Does::Fails => assert!(matches!(result, Err(StoreError::Gone { .. })), "{result:?}"),
            Does::Panics => assert!(matches!(result, Err(StoreError::Broken(_))), "{result:?}"),
        }
        assert_eq!(known(&site, number.into()).await, does == Does::Well, "person {number}");
    }
    site.nothing_is_open().await;
}

/// Writes persons `number` and `number + 1`; tells `done`'s receiver when it is over, by dropping it.
async fn pair(
    store: Store,
    number: u128,
    done: mpsc::UnboundedSender<()>,
    middle: Option<Arc<Notify>>,
) -> Result<(), StoreError> {
    store
        .write(move |db| {
            let (done, middle) = (done.clone(), middle.clone());
            Box::pin(async move {
                people::ensure(db, &person(number), NOON).await?;
                let _ = done.send(());
                match middle {
                    Some(middle) => middle.notified().await,
                    None => tokio::task::yield_now().await,
                }
                people::ensure(db, &person(number + 1), NOON).await?;
                Ok(())
            })
        })
        .await
}

async fn a_caller_that_goes_away_leaves_nothing_open(site: Site) {
    let (done, mut over) = mpsc::unbounded_channel();
    let pairs: Vec<u32> = (0..60).map(|pair| 10 * pair).collect();
    for first in &pairs {
        let mut write = Box::pin(pair(site.store.clone(), (*first).into(), done.clone(), None));
        // Some are dropped before they began, some while they queue, begin, write or commit.
        for _ in 0..first / 10 % 12 {
            if poll_once(&mut write).await.is_some() {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    drop(done);
    while over.recv().await.is_some() {}
    site.nothing_is_open().await;
    let mut whole = 0;
    for first in &pairs {
        let both = (known(&site, (*first).into()).await, known(&site, (first + 1).into()).await);
        assert_eq!(both.0, both.1, "pair {first} stands half");
        whole += usize::from(both.0);
    }
    // Those that were never polled do not stand.
    assert!((1..=pairs.len() - 5).contains(&whole), "{whole} stand");
    add(&site, 9_999).await;
}

async fn a_write_whose_caller_went_away_stands_whole(site: Site) {
    let (done, mut over) = mpsc::unbounded_channel();
    let middle = Arc::new(Notify::new());
    let mut write = Box::pin(pair(site.store.clone(), 1, done, Some(Arc::clone(&middle))));
    // Until the first statement is done and the second has not begun.
    tokio::select! {
        _done = &mut write => panic!("it waits in the middle"),
        said = over.recv() => assert!(said.is_some()),
    }
    drop(write);
    middle.notify_one();
    while over.recv().await.is_some() {}
    site.nothing_is_open().await;
    assert!(known(&site, 1).await && known(&site, 2).await);
}

async fn many_writers_lose_nothing(site: Site) {
    prepare(&site).await;
    let writes = (0..64_u32).map(|number| {
        site.write(u128::from(number), |db, number| {
            Box::pin(async move {
                let head = procedures::hold(db, procedure_id(1), true).await?.unwrap();
                let mut changed = head.procedure;
                changed.followers.insert(person_id(1_000 + number));
                procedures::update(db, &changed, head.revision, Some(NOON)).await?;
                journal::append(db, procedure_id(1), &[line_event(1, "social", NOON)]).await?;
                outbox::insert(db, &letter(number)).await
            })
        })
    });
    join_all(writes).await;
    let mut db = site.read().await;
    let head = procedures::get(&mut db, procedure_id(1)).await.unwrap().unwrap();
    assert_eq!(head.revision, 65);
    // One followed before.
    assert_eq!(head.procedure.followers.len(), 65);
    assert_eq!(outbox::of_procedure(&mut db, procedure_id(1), 999).await.unwrap().len(), 64);
    drop(db);
    assert_eq!(verified(&site, "social").await, 64);
}

async fn many_appends_to_one_stream_lose_nothing(site: Site) {
    let appends = (0..64).map(|number| {
        site.write(number, |db, number: u32| {
            Box::pin(async move {
                let mut events = [line_event(1, "social", NOON), line_event(1, "physical", NOON)];
                // Every other one takes the two streams the other way round.
                events.rotate_left((number % 2) as usize);
                journal::append(db, procedure_id(1), &events).await
            })
        })
    });
    join_all(appends).await;
    assert_eq!((verified(&site, "social").await, verified(&site, "physical").await), (64, 64));
}

/// How many lines a track's chain has, when it is whole.
pub async fn verified(site: &Site, line: &str) -> usize {
    let stream = format!("line/{}/{line}", procedure_id(1));
    let mut db = site.read().await;
    let head = journal::head(&mut db, &stream).await.unwrap();
    let lines = journal::lines(&mut db, &stream).await.unwrap();
    trespor::engine::journal::verify(&stream, head, &lines).unwrap().len()
}

async fn everything_is_there_after_reopening(site: Site) {
    prepare(&site).await;
    // Queued when the store closes; it was accepted, so it stands.
    let (done, _over) = mpsc::unbounded_channel();
    let mut queued = Box::pin(pair(site.store.clone(), 100, done, None));
    assert!(poll_once(&mut queued).await.is_none());
    let ((), said) = tokio::join!(site.store.close(), queued);
    let site = site.reopened().await;
    assert_eq!(said.is_ok(), known(&site, 100).await);
    assert_eq!(said.is_ok(), known(&site, 101).await);
    if site.store.dialect() == Dialect::Sqlite {
        said.unwrap();
    }
    let head = procedures::get(&mut site.read().await, procedure_id(1)).await.unwrap().unwrap();
    assert_eq!(head.procedure, crate::sample::procedure(1));
    assert!(known(&site, 9).await);
    add(&site, 200).await;
}

async fn nothing_is_written_after_closing(site: Site) {
    site.store.close().await;
    // A second time does no harm.
    site.store.close().await;
    let late =
        site.try_write((), |db, ()| Box::pin(async move { people::ensure(db, &person(1), NOON).await }));
    assert!(late.await.is_err());
    assert!(site.store.read().await.is_err());
    assert!(site.store.ready().await.is_err());
}

async fn it_is_ready(site: Site) {
    site.store.ready().await.unwrap();
}
