//! Several instances of the program on one database; the embedded one keeps the table empty.

use trespor::engine::instant::Instant;
use trespor::store::{Dialect, instances};
use uuid::Uuid;

use crate::sample::NOON;
use crate::site::Site;

on_both!(who_is_silent_is_waited_for_no_longer, the_databases_clock_is_asked);

async fn who_is_silent_is_waited_for_no_longer(site: Site) {
    let (own, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let due = NOON;
    site.write((own, other), |db, (own, other)| {
        Box::pin(async move {
            instances::say(db, own, NOON.plus_seconds(-5), NOON).await?;
            instances::say(db, other, NOON.plus_seconds(-1), NOON.plus_seconds(-2)).await
        })
    })
    .await;
    let mut db = site.store.read().await.unwrap();
    let busy = |since: Instant| (own, due, since);
    let (a, b, c) = busy(NOON.plus_seconds(-10));
    assert_eq!(instances::busy_before(&mut db, a, b, c).await.unwrap(), 1, "the other, and not oneself");
    let (a, b, c) = busy(NOON.plus_seconds(-1));
    assert_eq!(instances::busy_before(&mut db, a, b, c).await.unwrap(), 0, "it has been silent since");
    drop(db);
    // It has come past the deadline.
    site.write(other, |db, other| {
        Box::pin(async move { instances::say(db, other, NOON, NOON.plus_seconds(1)).await })
    })
    .await;
    let mut db = site.store.read().await.unwrap();
    assert_eq!(instances::busy_before(&mut db, own, due, NOON.plus_seconds(-10)).await.unwrap(), 0);
    drop(db);
    site.write(own, |db, own| Box::pin(async move { instances::gone(db, own, NOON.plus_seconds(1)).await }))
        .await;
    let mut db = site.store.read().await.unwrap();
    let never = Instant::from_micros(0);
    assert_eq!(
        instances::busy_before(&mut db, Uuid::from_u128(3), Instant::from_micros(i64::MAX), never)
            .await
            .unwrap(),
        1
    );
}

async fn the_databases_clock_is_asked(site: Site) {
    let said = instances::clock(&site.store).await.unwrap();
    assert_eq!(said.is_some(), site.store.dialect() == Dialect::Postgres);
    // 22 November 2026, when this was written: a clock that is hours off in its zone would not be in between.
    assert!(said.is_none_or(|said| said > Instant::from_micros(1_795_305_600_000_000)));
}
