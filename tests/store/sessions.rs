use trespor::store::{people, sessions};

use crate::sample::{AWKWARD, NOON, person, person_id};
use crate::site::Site;

on_both!(a_link_is_used_once_and_in_time, links_are_counted, a_session_lasts_to_its_end, old_ones_are_swept);

async fn link(site: &Site, token: &'static str) {
    site.write(token, |db, token| {
        Box::pin(async move {
            people::ensure(db, &person(1), NOON).await?;
            sessions::keep_link(db, token, person_id(1), AWKWARD, NOON, NOON.plus_seconds(900)).await
        })
    })
    .await;
}

async fn a_link_is_used_once_and_in_time(site: Site) {
    let uses = |token, later: i64| {
        site.write((token, NOON.plus_micros(later)), |db, (token, now)| {
            Box::pin(async move { sessions::use_link(db, token, now).await })
        })
    };
    let end = 900_000_000;
    link(&site, "one").await;
    link(&site, "two").await;
    assert_eq!(uses("unknown", 0).await, None);
    assert_eq!(uses("one", end).await, Some((person_id(1), AWKWARD.to_owned())));
    assert_eq!(uses("one", end).await, None);
    assert_eq!(uses("two", end + 1).await, None);
    assert_eq!(uses("two", end).await, Some((person_id(1), AWKWARD.to_owned())));
}

async fn links_are_counted(site: Site) {
    link(&site, "one").await;
    link(&site, "two").await;
    let mut db = site.read().await;
    assert_eq!(sessions::links_since(&mut db, person_id(1), NOON).await.unwrap(), 2);
    assert_eq!(sessions::links_since(&mut db, person_id(1), NOON.plus_micros(1)).await.unwrap(), 0);
    assert_eq!(sessions::links_since(&mut db, person_id(2), NOON).await.unwrap(), 0);
}

async fn a_session_lasts_to_its_end(site: Site) {
    let end = NOON.plus_seconds(60);
    site.write(end, |db, end| {
        Box::pin(async move {
            people::ensure(db, &person(1), NOON).await?;
            sessions::begin(db, "mine", person_id(1), NOON, end).await
        })
    })
    .await;
    let mut db = site.read().await;
    assert_eq!(sessions::holder(&mut db, "mine", end).await.unwrap(), Some(person(1)));
    assert_eq!(sessions::holder(&mut db, "mine", end.plus_micros(1)).await.unwrap(), None);
    assert_eq!(sessions::holder(&mut db, "yours", NOON).await.unwrap(), None);
    drop(db);
    site.write((), |db, ()| Box::pin(async move { sessions::end(db, "mine").await })).await;
    assert_eq!(sessions::holder(&mut site.read().await, "mine", NOON).await.unwrap(), None);
}

async fn old_ones_are_swept(site: Site) {
    link(&site, "one").await;
    site.write((), |db, ()| {
        Box::pin(async move {
            sessions::begin(db, "old", person_id(1), NOON, NOON.plus_seconds(899)).await?;
            sessions::begin(db, "new", person_id(1), NOON, NOON.plus_seconds(901)).await
        })
    })
    .await;
    let sweep =
        |before| site.write(before, |db, before| Box::pin(async move { sessions::sweep(db, before).await }));
    assert_eq!(sweep(NOON.plus_seconds(900)).await, 1);
    assert_eq!(sweep(NOON.plus_seconds(900).plus_micros(1)).await, 1);
    let mut db = site.read().await;
    assert_eq!(sessions::holder(&mut db, "new", NOON).await.unwrap(), Some(person(1)));
    assert_eq!(sessions::holder(&mut db, "old", NOON).await.unwrap(), None);
    assert_eq!(sessions::links_since(&mut db, person_id(1), NOON).await.unwrap(), 0);
}
