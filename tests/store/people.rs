use std::collections::BTreeSet;

use trespor::engine::people::Grant;
use trespor::engine::workflow::definition::Role;
use trespor::store::people::{self, Office, Person};
use trespor::store::{StoreError, procedures};

use crate::sample::{AWKWARD, NOON, person, person_id, prepare, procedure, procedure_id};
use crate::site::Site;

on_both!(a_known_address_keeps_its_name, a_person_is_renamed, offices_follow_the_head);

async fn a_known_address_keeps_its_name(site: Site) {
    let first = Person { name: AWKWARD.into(), ..person(1) };
    let again = Person { id: person_id(2), name: "Other".into(), ..first.clone() };
    let made = site
        .write(first.clone(), |db, new| Box::pin(async move { people::ensure(db, &new, NOON).await }))
        .await;
    assert_eq!(made, first);
    let kept =
        site.write(again, |db, new| Box::pin(async move { people::ensure(db, &new, NOON).await })).await;
    assert_eq!(kept, first);

    let mut db = site.read().await;
    assert_eq!(people::by_email(&mut db, "person1@example.dk").await.unwrap(), Some(first.clone()));
    assert_eq!(people::by_id(&mut db, person_id(1)).await.unwrap(), Some(first));
    assert_eq!(people::by_email(&mut db, "Person1@example.dk").await.unwrap(), None);
    assert_eq!(people::by_id(&mut db, person_id(2)).await.unwrap(), None);
}

async fn a_person_is_renamed(site: Site) {
    site.write((), |db, ()| {
        Box::pin(async move {
            people::ensure(db, &person(1), NOON).await?;
            people::ensure(db, &person(2), NOON).await?;
            people::rename(db, person_id(1), "Åse", "en").await
        })
    })
    .await;
    let mut db = site.read().await;
    let renamed = Person { name: "Åse".into(), language: "en".into(), ..person(1) };
    assert_eq!(people::by_id(&mut db, person_id(1)).await.unwrap(), Some(renamed));
    assert_eq!(people::by_id(&mut db, person_id(2)).await.unwrap(), Some(person(2)));
    drop(db);

    let gone = site
        .try_write((), |db, ()| Box::pin(async move { people::rename(db, person_id(3), "x", "da").await }));
    assert!(matches!(gone.await, Err(StoreError::Gone { table: "person", .. })));
}

async fn offices_follow_the_head(site: Site) {
    prepare(&site).await;
    let office = |role: &str, track: &str| Office {
        procedure: procedure_id(1),
        role: role.into(),
        track: track.into(),
    };
    assert_eq!(
        people::offices(&mut site.read().await, person_id(2)).await.unwrap(),
        [office("evaluator", "social")]
    );

    // In Danish, aa comes after z.
    let grant = |role, track: Option<&str>| Grant { role, track: track.map(str::to_owned), panel: None };
    let mut head = procedure(1);
    head.people.remove(&person_id(1));
    head.people.insert(
        person_id(2),
        BTreeSet::from([
            grant(Role::Evaluator, Some("zoo")),
            grant(Role::Evaluator, Some("aarhus")),
            grant(Role::Auditor, None),
        ]),
    );
    site.write(head, |db, head| Box::pin(async move { procedures::update(db, &head, 1, None).await })).await;
    let mut db = site.read().await;
    assert_eq!(people::offices(&mut db, person_id(1)).await.unwrap(), []);
    assert_eq!(
        people::offices(&mut db, person_id(2)).await.unwrap(),
        [office("auditor", ""), office("evaluator", "aarhus"), office("evaluator", "zoo")]
    );
}
