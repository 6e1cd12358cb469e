use trespor::engine::digest::Digest;
use trespor::store::tokens::{self, Repeat, Token};
use trespor::store::{erasure, people};

use crate::sample::{AWKWARD, NOON, person, person_id};
use crate::site::Site;

on_both!(
    a_token_is_good_to_its_end,
    a_token_is_taken_back_by_its_person_alone,
    a_key_is_claimed_once,
    old_tokens_and_keys_are_swept,
    whoever_is_erased_has_no_token,
);

fn sample(number: u128) -> Token {
    Token {
        id: uuid::Uuid::from_u128(0x7000 + number),
        person: person_id(1),
        name: AWKWARD.to_owned(),
        role: "owner".to_owned(),
        created_at: NOON.plus_seconds(i64::try_from(number).unwrap()),
        expires_at: NOON.plus_seconds(900),
        used_at: None,
    }
}

async fn keep(site: &Site, number: u128, secret: &'static str) -> Token {
    site.write((sample(number), secret), |db, (token, secret)| {
        Box::pin(async move {
            people::ensure(db, &person(1), NOON).await?;
            tokens::keep(db, secret, &token).await
        })
    })
    .await;
    sample(number)
}

async fn a_token_is_good_to_its_end(site: Site) {
    let token = keep(&site, 1, "one").await;
    let later = keep(&site, 2, "two").await;
    let mut db = site.read().await;
    assert_eq!(tokens::of_person(&mut db, person_id(1)).await.unwrap(), [later, token.clone()]);
    assert_eq!(tokens::of_person(&mut db, person_id(2)).await.unwrap(), []);
    let found = tokens::bearer(&mut db, "one", NOON.plus_seconds(900)).await.unwrap();
    assert_eq!(found, Some((token.clone(), person(1))));
    assert_eq!(tokens::bearer(&mut db, "one", NOON.plus_seconds(900).plus_micros(1)).await.unwrap(), None);
    assert_eq!(tokens::bearer(&mut db, "three", NOON).await.unwrap(), None);
    drop(db);
    site.write(token.id, |db, id| Box::pin(async move { tokens::used(db, id, NOON).await })).await;
    let (used, _) = tokens::bearer(&mut site.read().await, "one", NOON).await.unwrap().unwrap();
    assert_eq!(used.used_at, Some(NOON));
}

async fn a_token_is_taken_back_by_its_person_alone(site: Site) {
    let token = keep(&site, 1, "one").await;
    let revoke = |person| {
        site.write((person, token.id), |db, (person, id)| {
            Box::pin(async move { tokens::revoke(db, person, id).await })
        })
    };
    site.write(token.id, |db, id| {
        Box::pin(async move { tokens::claim(db, id, "key", Digest::of(&[b"x"]), NOON).await })
    })
    .await;
    assert!(!revoke(person_id(2)).await);
    assert!(tokens::bearer(&mut site.read().await, "one", NOON).await.unwrap().is_some());
    assert!(revoke(person_id(1)).await);
    assert!(tokens::bearer(&mut site.read().await, "one", NOON).await.unwrap().is_none());
    assert!(!revoke(person_id(1)).await);
}

async fn a_key_is_claimed_once(site: Site) {
    let (one, two) = (keep(&site, 1, "one").await.id, keep(&site, 2, "two").await.id);
    let claim = |token, name: &'static str, body: &'static [u8]| {
        site.write((token, name, Digest::of(&[body])), |db, (token, name, digest)| {
            Box::pin(async move { tokens::claim(db, token, name, digest, NOON).await })
        })
    };
    assert_eq!(claim(one, AWKWARD, b"a").await, None);
    let begun = Repeat { digest: Digest::of(&[b"a"]), answer: None };
    assert_eq!(claim(one, AWKWARD, b"b").await, Some(begun));
    assert_eq!(claim(two, AWKWARD, b"b").await, None, "the key of another token");
    site.write(one, |db, one| Box::pin(async move { tokens::settle(db, one, AWKWARD, 409, AWKWARD).await }))
        .await;
    let ended = Repeat { digest: Digest::of(&[b"a"]), answer: Some((409, AWKWARD.to_owned())) };
    assert_eq!(claim(one, AWKWARD, b"a").await, Some(ended));
}

async fn old_tokens_and_keys_are_swept(site: Site) {
    let token = keep(&site, 1, "one").await;
    site.write(token.id, |db, id| {
        Box::pin(async move { tokens::claim(db, id, "key", Digest::of(&[b"x"]), NOON).await })
    })
    .await;
    let sweep = |before| {
        site.write(before, |db, before| Box::pin(async move { tokens::sweep_tokens(db, before).await }))
    };
    assert_eq!(sweep(NOON.plus_micros(1)).await, 0);
    let free = site.write(token.id, |db, id| {
        Box::pin(async move { tokens::claim(db, id, "key", Digest::of(&[b"y"]), NOON).await })
    });
    assert_eq!(free.await, None, "the key is forgotten");
    assert_eq!(sweep(NOON.plus_seconds(900)).await, 0);
    assert_eq!(sweep(NOON.plus_seconds(901)).await, 1);
    assert_eq!(tokens::of_person(&mut site.read().await, person_id(1)).await.unwrap(), []);
}

async fn whoever_is_erased_has_no_token(site: Site) {
    let token = keep(&site, 1, "one").await;
    site.write(token.id, |db, id| {
        Box::pin(async move { tokens::claim(db, id, "key", Digest::of(&[b"x"]), NOON).await })
    })
    .await;
    let erased =
        site.write((), |db, ()| Box::pin(async move { erasure::person(db, person_id(1), NOON).await }));
    assert!(erased.await);
    assert_eq!(tokens::of_person(&mut site.read().await, person_id(1)).await.unwrap(), []);
}
