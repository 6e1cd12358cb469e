//! What many turns of one transaction read and write together is what each would have read and written alone.

use trespor::engine::access;
use trespor::engine::digest::Prose;
use trespor::engine::event::{Event, Stream, What};
use trespor::engine::steps::intake;
use trespor::store::{StoreError, Wanted, applications, journal, outbox, prose};

use crate::sample::{NOON, application, application_id, letter, person_id, prepare, procedure_id, submitted};
use crate::site::Site;

on_both!(
    what_waits_is_seen_by_who_looks_again,
    all_of_it_is_there_afterwards,
    a_change_by_somebody_else_is_noticed,
    nothing_of_a_write_that_fails_is_found_by_the_next,
);

fn withdrawn() -> Event {
    let stream = Stream::Application(application_id(1));
    Event { at: NOON, actor: Some(person_id(4)), stream, what: What::Intake(intake::Event::Withdrawn {}) }
}

fn wanted() -> Wanted {
    Wanted {
        applications: vec![application_id(1), application_id(9), application_id(1)],
        procedures: vec![procedure_id(1)],
    }
}

async fn what_waits_is_seen_by_who_looks_again(site: Site) {
    prepare(&site).await;
    site.write((), |db, ()| {
        Box::pin(async move {
            db.shelve();
            db.fetch(&wanted()).await?;
            assert_eq!(applications::hold(db, application_id(9)).await?, None);
            let first = applications::hold(db, application_id(1)).await?.expect("it is there");
            assert_eq!((&first.application, first.revision), (&application(1, "social"), 1));
            let changed = submitted(first.application);
            applications::update(db, procedure_id(1), &changed, 1, false).await?;
            let again = applications::get(db, application_id(1)).await?.expect("it is there");
            assert_eq!(again.application, changed);
            // A second turn of the same transaction goes on from it, and both count as one change.
            applications::update(db, procedure_id(1), &application(1, "social"), again.revision, false)
                .await?;
            applications::update(db, procedure_id(1), &changed, again.revision, false).await?;
            // Whoever reads the table in another way finds what waited.
            let all = applications::all(db, procedure_id(1), None).await?;
            let found =
                all.iter().find(|stored| stored.application.id == application_id(1)).expect("it is there");
            assert_eq!((&found.application, found.revision), (&changed, 2));
            let stored = applications::hold(db, application_id(1)).await?.expect("it is there");
            assert_eq!(stored.revision, 2);
            applications::update(db, procedure_id(1), &application(1, "social"), 2, false).await?;
            db.unshelve().await
        })
    })
    .await;
    let mut db = site.read().await;
    let stored = applications::get(&mut db, application_id(1)).await.unwrap().unwrap();
    assert_eq!((stored.application, stored.revision), (application(1, "social"), 3));
}

async fn all_of_it_is_there_afterwards(site: Site) {
    prepare(&site).await;
    let said = Prose::new([3; 16], "Why not?");
    let positions = site
        .write(said.clone(), |db, said| {
            Box::pin(async move {
                db.shelve();
                db.fetch(&wanted()).await?;
                let mut positions = journal::append(db, procedure_id(1), &[withdrawn()]).await?;
                positions.extend(journal::append(db, procedure_id(1), &[withdrawn(), withdrawn()]).await?);
                prose::keep(db, procedure_id(1), &said).await?;
                prose::keep(db, procedure_id(1), &said).await?;
                assert_eq!(prose::text(db, said.digest()).await?.as_deref(), Some("Why not?"));
                for number in 100..190 {
                    outbox::insert(db, &letter(number)).await?;
                }
                db.unshelve().await?;
                Ok(positions)
            })
        })
        .await;
    let mut db = site.read().await;
    let stream = Stream::Application(application_id(1)).to_string();
    let lines = journal::lines(&mut db, &stream).await.unwrap();
    let head = journal::head(&mut db, &stream).await.unwrap();
    let read = trespor::engine::journal::verify(&stream, head, &lines).unwrap();
    assert_eq!(read.iter().filter(|event| **event == withdrawn()).count(), 3);
    assert_eq!(positions.last().map(|position| (position.seq, position.hash)), Some((head.seq, head.hash)));
    assert_eq!(prose::text(&mut db, said.digest()).await.unwrap().as_deref(), Some("Why not?"));
    for number in 100..190 {
        let wanted = letter(number);
        assert_eq!(outbox::get(&mut db, wanted.id).await.unwrap(), Some(wanted));
    }
    assert!(access::own(&application(1, "social"), person_id(4)).is_ok());
}

async fn a_change_by_somebody_else_is_noticed(site: Site) {
    prepare(&site).await;
    let stale = site.try_write((), |db, ()| {
        Box::pin(async move {
            db.shelve();
            applications::update(db, procedure_id(1), &application(1, "social"), 7, false).await?;
            db.unshelve().await
        })
    });
    assert!(matches!(stale.await, Err(StoreError::Raced { table: "application", .. })));
}

async fn nothing_of_a_write_that_fails_is_found_by_the_next(site: Site) {
    prepare(&site).await;
    let failed = site.try_write((), |db, ()| {
        Box::pin(async move {
            db.shelve();
            applications::update(db, procedure_id(1), &submitted(application(1, "social")), 1, false).await?;
            Err::<(), _>(StoreError::Broken("on purpose".into()))
        })
    });
    assert!(failed.await.is_err());
    let found = site
        .write((), |db, ()| Box::pin(async move { applications::hold(db, application_id(1)).await }))
        .await
        .unwrap();
    assert_eq!((found.application, found.revision), (application(1, "social"), 1));
}
