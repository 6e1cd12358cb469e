use trespor::engine::digest::Prose;
use trespor::engine::steps::intake::Party;
use trespor::seal::quorum::Row;
use trespor::seal::{Cipher, Identity};
use trespor::store::seals::{self, ApplicationKey, TrackKey};
use trespor::store::{Store, StoreError, applications, outbox, people, prose};

use crate::sample::{NOON, application_id, letter, member_id, person, prepare, procedure_id};
use crate::site::Site;

on_both!(keys_are_kept_once_and_forgotten, another_key_opens_nothing, nothing_of_people_lies_in_the_open);

fn track_key(seed: u8) -> TrackKey {
    let recipient = Identity::from_random([seed; 32]).recipient();
    let layers = vec![Row { left: vec![1, 0], sealed: "bGF5ZXJz".into() }];
    TrackKey { recipient, secret: None, layers }
}

async fn keys_are_kept_once_and_forgotten(site: Site) {
    let own = ApplicationKey { header: vec![1, 2, 255], own: "s1.own".into(), coded: true };
    let other = ApplicationKey { header: vec![3], own: "s1.other".into(), coded: false };
    let (first, second) = (own.clone(), other.clone());
    site.write((first, second), |db, (first, second)| {
        Box::pin(async move {
            seals::keep_track(db, procedure_id(1), "social", &track_key(1)).await?;
            seals::keep_track(db, procedure_id(1), "social", &track_key(2)).await?;
            seals::keep_application(db, application_id(1), &first, false).await?;
            seals::keep_application(db, application_id(1), &second, false).await
        })
    })
    .await;
    let mut db = site.read().await;
    assert_eq!(seals::track(&mut db, procedure_id(1), "social").await.unwrap(), Some(track_key(1)));
    assert_eq!(seals::track(&mut db, procedure_id(1), "physical").await.unwrap(), None);
    assert_eq!(seals::application(&mut db, application_id(1)).await.unwrap(), Some(own));
    drop(db);
    site.write(other.clone(), |db, other| {
        Box::pin(async move {
            let opened = TrackKey { secret: Some(vec![9]), layers: Vec::new(), ..track_key(1) };
            seals::keep_seal(db, procedure_id(1), "social", &seals::seal_of(&opened)).await?;
            seals::keep_application(db, application_id(1), &other, true).await
        })
    })
    .await;
    let mut db = site.read().await;
    let opened = seals::track(&mut db, procedure_id(1), "social").await.unwrap().unwrap();
    assert_eq!((opened.secret, opened.layers), (Some(vec![9]), Vec::new()));
    assert_eq!(seals::application(&mut db, application_id(1)).await.unwrap(), Some(other));
    drop(db);
    site.write((), |db, ()| Box::pin(async move { seals::forget_application(db, application_id(1)).await }))
        .await;
    assert_eq!(seals::application(&mut site.read().await, application_id(1)).await.unwrap(), None);
}

async fn another_key_opens_nothing(site: Site) {
    let url = site.url();
    let other = Cipher::new(Identity::from_random([8; 32])).unwrap();
    let refused = Store::open(&url, other).await.unwrap_err();
    assert!(matches!(refused, StoreError::OtherKey { .. }), "{refused}");
    Store::open(&url, crate::keys::cipher()).await.unwrap().close().await;
}

/// Every text of every table, as somebody with a copy of the database has it.
async fn dump(site: &Site) -> String {
    let mut db = site.read().await;
    let mut all = String::new();
    for sql in [
        "SELECT email || name FROM person",
        "SELECT name || email FROM member",
        "SELECT address || subject || body_text || body_html FROM outbox",
        "SELECT salt || body FROM prose",
    ] {
        let found: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut db).await.unwrap();
        assert!(!found.is_empty(), "{sql}");
        all.extend(found);
    }
    all
}

async fn nothing_of_people_lies_in_the_open(site: Site) {
    prepare(&site).await;
    site.write((), |db, ()| {
        Box::pin(async move {
            let who =
                people::Person {
                    name: "MARK-1 Åse".into(), email: "mark-2@example.dk".into(), ..person(40)
                };
            people::ensure(db, &who, NOON).await?;
            let party = Party { name: "MARK-3".into(), email: "mark-4@example.dk".into() };
            applications::keep_party(db, application_id(1), member_id(9), &party).await?;
            let mut sent = letter(40);
            (sent.address, sent.subject) = ("mark-5@example.dk".into(), "MARK-6".into());
            (sent.text, sent.wording) = ("MARK-7 link".into(), "<p>MARK-8</p>".into());
            outbox::insert(db, &sent).await?;
            prose::keep(db, procedure_id(1), &Prose::new([2; 16], "MARK-9 a reason")).await
        })
    })
    .await;
    let held = dump(&site).await.to_lowercase();
    assert!(!held.contains("mark-"), "{held}");
    let mut db = site.read().await;
    let found = people::by_email(&mut db, "mark-2@example.dk").await.unwrap().unwrap();
    assert_eq!(found.name, "MARK-1 Åse");
    let party =
        applications::parties(&mut db, application_id(1)).await.unwrap().remove(&member_id(9)).unwrap();
    assert_eq!((party.name.as_str(), party.email.as_str()), ("MARK-3", "mark-4@example.dk"));
    let back = outbox::get(&mut db, letter(40).id).await.unwrap().unwrap();
    assert_eq!((back.subject.as_str(), back.text.as_str()), ("MARK-6", "MARK-7 link"));
}
