use trespor::engine::instant::Instant;
use trespor::store::hooks::{self, Delivery, Hook};
use trespor::store::outbox::LetterState;
use trespor::store::{erasure, people};
use uuid::Uuid;

use crate::sample::{AWKWARD, NOON, person, person_id, procedure_id};
use crate::site::Site;

on_both!(
    a_webhook_comes_back_as_it_was_made,
    neither_address_nor_secret_lies_in_the_open,
    a_webhook_goes_with_its_calls,
    those_who_are_concerned_are_found,
    of_each_webhook_one_call_is_leased_at_a_time,
    two_instances_never_lease_the_same_call,
    a_call_is_taken_tried_again_and_given_up,
    old_calls_and_those_of_nobody_are_swept,
    whoever_is_erased_has_no_webhook,
);

fn sample(number: u128) -> Hook {
    Hook {
        id: Uuid::from_u128(0x5000 + number),
        procedure: Some(procedure_id(1)),
        person: person_id(1),
        address: format!("https://example.org/{number}?key=a-word-of-passage"),
        secret: format!("whsec_{number}-a-secret-of-signatures"),
        kinds: vec!["date.moved".into(), "track.ended".into()],
        created_at: NOON.plus_seconds(i64::try_from(number).unwrap()),
    }
}

fn call(hook: u128, number: u128, due_at: Instant) -> Delivery {
    Delivery {
        id: Uuid::from_u128(0x6000 + number),
        hook: sample(hook).id,
        kind: "date.moved".into(),
        body: format!("{{\"note\":{AWKWARD:?}}}"),
        dated_at: NOON,
        due_at,
        attempts: 0,
        state: LetterState::Waiting,
        last_reply: None,
        sent_at: None,
    }
}

async fn keep(site: &Site, all: Vec<Hook>) {
    site.write(all, |db, all| {
        Box::pin(async move {
            people::ensure(db, &person(1), NOON).await?;
            people::ensure(db, &person(2), NOON).await?;
            for hook in &all {
                hooks::keep_hook(db, hook).await?;
            }
            Ok(())
        })
    })
    .await;
}

async fn enqueue(site: &Site, all: Vec<Delivery>) {
    site.write(all, |db, all| {
        Box::pin(async move {
            for call in &all {
                hooks::enqueue(db, call).await?;
            }
            Ok(())
        })
    })
    .await;
}

async fn lease(site: &Site, now: Instant, limit: u32) -> Vec<Uuid> {
    let leased = site.write((now, limit), |db, (now, limit)| {
        Box::pin(async move { hooks::lease_calls(db, now, now.plus_seconds(60), limit).await })
    });
    leased.await.into_iter().map(|call| call.id).collect()
}

async fn called(site: &Site, id: Uuid, state: LetterState, next: Option<Instant>, reply: &'static str) {
    site.write((id, state, next, reply), |db, (id, state, next, reply)| {
        Box::pin(async move { hooks::called(db, id, state, next, reply, NOON).await })
    })
    .await;
}

async fn a_webhook_comes_back_as_it_was_made(site: Site) {
    let all = Hook { procedure: None, kinds: Vec::new(), ..sample(3) };
    keep(&site, vec![sample(2), sample(1), all.clone()]).await;
    let mut db = site.read().await;
    assert!(hooks::hooks(&mut db, Some(procedure_id(1))).await.unwrap() == [sample(1), sample(2)]);
    assert!(hooks::hooks(&mut db, None).await.unwrap() == [all]);
    assert!(hooks::hooks(&mut db, Some(procedure_id(2))).await.unwrap().is_empty());
    assert!(hooks::hook_of(&mut db, sample(1).id).await.unwrap() == Some(sample(1)));
    assert!(hooks::hook_of(&mut db, Uuid::nil()).await.unwrap().is_none());
    let said = format!("{:?}", sample(1));
    assert!(!said.contains("whsec") && !said.contains("passage"), "{said}");
}

async fn neither_address_nor_secret_lies_in_the_open(site: Site) {
    keep(&site, vec![sample(1)]).await;
    let mut db = site.read().await;
    let row: (String, String) =
        sqlx::query_as("SELECT address, secret FROM webhook").fetch_one(&mut db).await.unwrap();
    for held in [row.0, row.1] {
        assert!(held.starts_with("s1.") && !held.contains("word") && !held.contains("secret"), "{held}");
    }
}

async fn a_webhook_goes_with_its_calls(site: Site) {
    keep(&site, vec![sample(1), sample(2)]).await;
    enqueue(&site, vec![call(1, 1, NOON), call(2, 2, NOON)]).await;
    let remove = |id| site.write(id, |db, id| Box::pin(async move { hooks::remove_hook(db, id).await }));
    assert!(remove(sample(1).id).await);
    assert!(!remove(sample(1).id).await);
    let mut db = site.read().await;
    assert_eq!(hooks::calls(&mut db, sample(1).id, 9).await.unwrap(), []);
    assert_eq!(hooks::calls(&mut db, sample(2).id, 9).await.unwrap(), [call(2, 2, NOON)]);
    // How a call ended that was under way is nobody's matter any more.
    drop(db);
    called(&site, call(1, 1, NOON).id, LetterState::Sent, None, "status 200").await;
}

async fn those_who_are_concerned_are_found(site: Site) {
    let all = Hook { procedure: None, kinds: Vec::new(), ..sample(3) };
    let other = Hook { procedure: Some(procedure_id(2)), ..sample(2) };
    keep(&site, vec![sample(1), other, all]).await;
    let mut found = hooks::concerned(&mut site.read().await, procedure_id(1)).await.unwrap();
    found.sort();
    assert_eq!(found, [(sample(1).id, sample(1).kinds), (sample(3).id, Vec::new())]);
}

async fn of_each_webhook_one_call_is_leased_at_a_time(site: Site) {
    keep(&site, vec![sample(1), sample(2)]).await;
    assert!(!hooks::any_due(&mut site.read().await, NOON).await.unwrap());
    let calls = [(1, 1, 0), (1, 2, 1), (2, 3, 2), (2, 4, 900)]
        .map(|(hook, number, micros)| call(hook, number, NOON.plus_micros(micros)));
    enqueue(&site, calls.to_vec()).await;
    let ids: Vec<_> = calls.iter().map(|call| call.id).collect();
    assert!(hooks::any_due(&mut site.read().await, NOON).await.unwrap());
    assert_eq!(hooks::calls_waiting(&mut site.read().await, sample(1).id).await.unwrap(), 2);
    let now = NOON.plus_micros(10);
    assert_eq!(lease(&site, now, 1).await, [ids[0]], "the limit is kept");
    assert_eq!(lease(&site, now, 9).await, [ids[2]]);
    assert_eq!(lease(&site, now, 9).await, [] as [Uuid; 0], "what is under way holds back what is behind it");
    // The first is to be tried later: what is behind it goes now.
    called(&site, ids[0], LetterState::Waiting, Some(NOON.plus_seconds(300)), "late").await;
    assert_eq!(lease(&site, now, 9).await, [ids[1]]);
    // A worker that died: the lease ends, and another makes the same call.
    let later = now.plus_seconds(61);
    let mut again = lease(&site, later, 9).await;
    again.sort();
    assert_eq!(again, [ids[1], ids[2]]);
}

async fn two_instances_never_lease_the_same_call(site: Site) {
    keep(&site, (1..=20).map(sample).collect()).await;
    enqueue(&site, (1..=20).map(|number| call(number, number, NOON)).collect()).await;
    let (one, two) = tokio::join!(lease(&site, NOON, 15), lease(&site, NOON, 15));
    let mut all: Vec<_> = one.iter().chain(&two).collect();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), one.len() + two.len());
}

async fn a_call_is_taken_tried_again_and_given_up(site: Site) {
    keep(&site, vec![sample(1)]).await;
    enqueue(&site, vec![call(1, 1, NOON)]).await;
    let id = call(1, 1, NOON).id;
    let again = |at| {
        site.write((id, at), |db, (id, at)| Box::pin(async move { hooks::call_again(db, id, at).await }))
    };
    let read = async || hooks::call_of(&mut site.read().await, id).await.unwrap().unwrap();
    assert_eq!(lease(&site, NOON, 9).await, [id]);
    assert!(!again(NOON).await, "it is under way");
    let next = NOON.plus_seconds(300);
    called(&site, id, LetterState::Waiting, Some(next), "status 500").await;
    let found = read().await;
    assert_eq!((found.attempts, found.due_at, found.last_reply.as_deref()), (1, next, Some("status 500")));
    assert!(again(NOON).await);
    assert_eq!((read().await.attempts, read().await.due_at), (1, NOON), "tries are not forgotten");
    called(&site, id, LetterState::Failed, None, "away").await;
    assert_eq!(read().await.state, LetterState::Failed);
    assert!(again(next).await);
    assert_eq!((read().await.attempts, read().await.state), (0, LetterState::Waiting));
    called(&site, id, LetterState::Sent, None, "status 204").await;
    assert_eq!((read().await.sent_at, read().await.attempts), (Some(NOON), 1));
    assert!(!again(next).await, "it was taken");
}

async fn old_calls_and_those_of_nobody_are_swept(site: Site) {
    keep(&site, vec![sample(1)]).await;
    enqueue(&site, vec![call(1, 1, NOON), call(1, 2, NOON), call(7, 3, NOON)]).await;
    called(&site, call(1, 1, NOON).id, LetterState::Sent, None, "status 200").await;
    let sweep = |at| site.write(at, |db, at| Box::pin(async move { hooks::sweep_calls(db, at).await }));
    assert_eq!(sweep(NOON).await, 1, "the call whose webhook is gone");
    assert_eq!(sweep(NOON.plus_micros(1)).await, 1, "the one that was taken");
    assert_eq!(hooks::calls(&mut site.read().await, sample(1).id, 9).await.unwrap(), [call(1, 2, NOON)]);
}

async fn whoever_is_erased_has_no_webhook(site: Site) {
    keep(&site, vec![sample(1), Hook { person: person_id(2), ..sample(2) }]).await;
    enqueue(&site, vec![call(1, 1, NOON)]).await;
    let erased =
        site.write((), |db, ()| Box::pin(async move { erasure::person(db, person_id(1), NOON).await }));
    assert!(erased.await);
    let mut db = site.read().await;
    let left = hooks::hooks(&mut db, Some(procedure_id(1))).await.unwrap();
    assert_eq!(left.iter().map(|hook| hook.id).collect::<Vec<_>>(), [sample(2).id]);
    assert_eq!(hooks::calls(&mut db, sample(1).id, 9).await.unwrap(), []);
}
