use trespor::engine::instant::Instant;
use trespor::store::StoreError;
use trespor::store::outbox::{self, Letter, LetterState};
use uuid::Uuid;

use crate::sample::{NOON, application_id, letter, person_id, prepare, procedure_id};
use crate::site::Site;

on_both!(
    a_letter_comes_back_as_it_was_written,
    a_lease_keeps_others_away_until_it_ends,
    the_most_overdue_are_leased_first,
    a_letter_is_sent,
    a_letter_is_tried_again,
    an_unknown_letter_is_an_error,
    the_letters_of_a_procedure_begin_with_those_given_up,
    the_letters_to_one_person_are_about_one_application,
    the_letters_of_a_procedure_come_in_pages,
    one_letter_is_found_by_its_identifier,
);

async fn post(site: &Site, letters: Vec<Letter>) {
    prepare(site).await;
    site.write(letters, |db, letters| {
        Box::pin(async move {
            for letter in &letters {
                outbox::insert(db, letter).await?;
            }
            Ok(())
        })
    })
    .await;
}

async fn lease(site: &Site, now: Instant, until: Instant, limit: u32) -> Vec<Letter> {
    site.write((now, until, limit), |db, (now, until, limit)| {
        Box::pin(async move { outbox::lease(db, now, until, limit).await })
    })
    .await
}

async fn fail(site: &Site, id: Uuid, next: Option<Instant>, reply: &'static str) {
    site.write((id, next, reply), |db, (id, next, reply)| {
        Box::pin(async move { outbox::failed(db, id, next, reply).await })
    })
    .await;
}

async fn only(site: &Site) -> Letter {
    let mut all = outbox::of_procedure(&mut site.read().await, procedure_id(1), 9).await.unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

async fn a_letter_comes_back_as_it_was_written(site: Site) {
    // A sign-in link is about no procedure.
    let link = Letter { procedure: None, application: None, kind: "sign_in".into(), ..letter(2) };
    let about = Letter { due_at: NOON.plus_micros(-1), ..letter(1) };
    post(&site, vec![about.clone(), link.clone()]).await;
    assert_eq!(only(&site).await, about);
    let mut leased = lease(&site, NOON, NOON.plus_seconds(60), 9).await;
    leased.sort_by_key(|letter| letter.id);
    assert_eq!(leased, [about, link]);
}

async fn a_lease_keeps_others_away_until_it_ends(site: Site) {
    post(&site, vec![letter(1)]).await;
    let end = NOON.plus_seconds(60);
    assert_eq!(lease(&site, NOON.plus_micros(-1), end, 9).await, []);
    assert_eq!(lease(&site, NOON, end, 9).await.len(), 1);
    assert_eq!(lease(&site, end.plus_micros(-1), end, 9).await, []);
    assert_eq!(lease(&site, end, end.plus_seconds(60), 9).await.len(), 1);
}

async fn the_most_overdue_are_leased_first(site: Site) {
    let due = |number: u32, seconds| Letter { due_at: NOON.plus_seconds(seconds), ..letter(number.into()) };
    post(&site, vec![due(1, -1), due(2, -3), due(3, -2), due(4, 1)]).await;
    let mut first: Vec<_> =
        lease(&site, NOON, NOON.plus_seconds(60), 2).await.into_iter().map(|letter| letter.id).collect();
    first.sort();
    assert_eq!(first, [letter(2).id, letter(3).id]);
}

async fn a_letter_is_sent(site: Site) {
    post(&site, vec![letter(1)]).await;
    lease(&site, NOON, NOON.plus_seconds(60), 9).await;
    site.write((), |db, ()| {
        Box::pin(async move { outbox::sent(db, letter(1).id, NOON.plus_seconds(1), "250 Ok").await })
    })
    .await;
    let sent = Letter {
        attempts: 1,
        state: LetterState::Sent,
        last_reply: Some("250 Ok".into()),
        sent_at: Some(NOON.plus_seconds(1)),
        ..letter(1)
    };
    assert_eq!(only(&site).await, sent);
    assert_eq!(lease(&site, NOON.plus_seconds(999), NOON.plus_seconds(9999), 9).await, []);
}

async fn a_letter_is_tried_again(site: Site) {
    post(&site, vec![letter(1)]).await;
    let id = letter(1).id;
    let retry = || {
        site.write(id, |db, id| Box::pin(async move { outbox::retry(db, id, NOON.plus_seconds(900)).await }))
    };
    let end = NOON.plus_seconds(60);
    lease(&site, NOON, end, 9).await;
    // The next try is earlier than the end of the lease.
    fail(&site, id, Some(NOON.plus_seconds(30)), "451 Later").await;
    let waiting = Letter {
        attempts: 1,
        due_at: NOON.plus_seconds(30),
        last_reply: Some("451 Later".into()),
        ..letter(1)
    };
    assert_eq!(only(&site).await, waiting);
    assert!(!retry().await);
    assert_eq!(lease(&site, NOON.plus_seconds(30), end, 9).await, std::slice::from_ref(&waiting));

    // The last try: the time it was due stays.
    fail(&site, id, None, "550 No").await;
    let failed =
        Letter { attempts: 2, state: LetterState::Failed, last_reply: Some("550 No".into()), ..waiting };
    assert_eq!(only(&site).await, failed);
    assert_eq!(lease(&site, NOON.plus_seconds(999), NOON.plus_seconds(9999), 9).await, []);

    assert!(retry().await);
    let again = Letter { attempts: 0, due_at: NOON.plus_seconds(900), state: LetterState::Waiting, ..failed };
    assert_eq!(lease(&site, NOON.plus_seconds(900), NOON.plus_seconds(999), 9).await, [again]);
}

async fn an_unknown_letter_is_an_error(site: Site) {
    let sent =
        site.try_write((), |db, ()| Box::pin(async move { outbox::sent(db, letter(1).id, NOON, "").await }));
    assert!(matches!(sent.await, Err(StoreError::Gone { table: "outbox", .. })));
    let failed = site
        .try_write((), |db, ()| Box::pin(async move { outbox::failed(db, letter(1).id, None, "").await }));
    assert!(matches!(failed.await, Err(StoreError::Gone { table: "outbox", .. })));
}

async fn the_letters_of_a_procedure_begin_with_those_given_up(site: Site) {
    let dated = |number: u32| Letter { dated_at: NOON.plus_seconds(number.into()), ..letter(number.into()) };
    let other = Letter { procedure: Some(procedure_id(2)), ..letter(9) };
    post(&site, vec![dated(1), dated(2), dated(3), other]).await;
    fail(&site, letter(2).id, None, "550 No").await;
    let of = async |limit| -> Vec<Uuid> {
        let found = outbox::of_procedure(&mut site.read().await, procedure_id(1), limit).await.unwrap();
        found.into_iter().map(|letter| letter.id).collect()
    };
    assert_eq!(of(9).await, [letter(2).id, letter(3).id, letter(1).id]);
    assert_eq!(of(2).await, [letter(2).id, letter(3).id]);
}

async fn the_letters_to_one_person_are_about_one_application(site: Site) {
    let later = Letter { dated_at: NOON.plus_micros(1), ..letter(2) };
    let elsewhere = Letter { application: Some(application_id(2)), ..letter(3) };
    let to_another = Letter { person: person_id(5), ..letter(4) };
    post(&site, vec![letter(1), later.clone(), elsewhere, to_another]).await;
    let found = outbox::to_person(&mut site.read().await, person_id(4), application_id(1)).await.unwrap();
    assert_eq!(found, [later, letter(1)]);
}

async fn the_letters_of_a_procedure_come_in_pages(site: Site) {
    let dated = |number: u32| Letter { dated_at: NOON.plus_seconds(number.into()), ..letter(number.into()) };
    let other = Letter { procedure: Some(procedure_id(2)), ..letter(9) };
    post(&site, vec![dated(1), dated(2), dated(3), other]).await;
    fail(&site, letter(2).id, None, "550 No").await;
    let page = async |offset, limit| -> Vec<Uuid> {
        let found = outbox::page(&mut site.read().await, procedure_id(1), offset, limit).await.unwrap();
        found.into_iter().map(|letter| letter.id).collect()
    };
    assert_eq!(page(0, 2).await, [letter(2).id, letter(3).id]);
    assert_eq!(page(2, 2).await, [letter(1).id]);
    assert_eq!(page(3, 2).await, Vec::<Uuid>::new());
    let mut db = site.read().await;
    assert_eq!(outbox::total(&mut db, procedure_id(1)).await.unwrap(), 3);
    assert_eq!(outbox::total(&mut db, procedure_id(2)).await.unwrap(), 1);
    assert_eq!(outbox::not_notified(&mut db, procedure_id(1)).await.unwrap(), 1);
    assert_eq!(outbox::not_notified(&mut db, procedure_id(2)).await.unwrap(), 0);
}

async fn one_letter_is_found_by_its_identifier(site: Site) {
    post(&site, vec![letter(1), letter(2)]).await;
    let mut db = site.read().await;
    assert_eq!(outbox::get(&mut db, letter(2).id).await.unwrap(), Some(letter(2)));
    assert_eq!(outbox::get(&mut db, letter(3).id).await.unwrap(), None);
}
