use trespor::engine::instant::Instant;
use trespor::store::StoreError;
use trespor::store::procedures::{self, Head, Listed};

use crate::sample::{AWKWARD, NOON, WORKFLOW, digest, person_id, prepare, procedure, procedure_id};
use crate::site::Site;

on_both!(
    a_workflow_file_is_kept_byte_for_byte,
    a_head_comes_back_as_it_was_saved,
    a_stale_revision_is_refused,
    a_head_is_held,
    what_is_due_comes_earliest_first,
    the_latest_is_listed_first,
);

async fn a_workflow_file_is_kept_byte_for_byte(site: Site) {
    let key = digest(AWKWARD);
    for source in [AWKWARD, "other bytes under the same digest are not taken"] {
        site.write(source, |db, source| {
            Box::pin(
                async move { procedures::keep_workflow(db, digest(AWKWARD), "name", 7, source, NOON).await },
            )
        })
        .await;
    }
    let mut db = site.read().await;
    assert_eq!(procedures::workflow(&mut db, key).await.unwrap().as_deref(), Some(AWKWARD));
    assert_eq!(procedures::workflow(&mut db, digest("another")).await.unwrap(), None);
}

async fn a_head_comes_back_as_it_was_saved(site: Site) {
    prepare(&site).await;
    let read = async || procedures::get(&mut site.read().await, procedure_id(1)).await.unwrap();
    let mut head = Head { procedure: procedure(1), revision: 1, wake_at: None };
    assert_eq!(read().await, Some(head.clone()));
    assert_eq!(procedures::get(&mut site.read().await, procedure_id(2)).await.unwrap(), None);

    for (revision, wake_at) in [(1, Some(NOON)), (2, Some(NOON.plus_micros(1))), (3, None)] {
        head.procedure.followers.insert(person_id(u128::from(revision) + 20));
        site.write((head.procedure.clone(), revision, wake_at), |db, (head, revision, wake_at)| {
            Box::pin(async move { procedures::update(db, &head, revision, wake_at).await })
        })
        .await;
        head = Head { revision: revision + 1, wake_at, ..head };
        assert_eq!(read().await, Some(head.clone()));
        let wakes = procedures::wake_at(&mut site.read().await, procedure_id(1)).await.unwrap();
        assert_eq!(wakes, wake_at);
    }
    assert_eq!(procedures::wake_at(&mut site.read().await, procedure_id(2)).await.unwrap(), None);
}

async fn a_stale_revision_is_refused(site: Site) {
    prepare(&site).await;
    let stale = site.try_write((), |db, ()| {
        Box::pin(async move { procedures::update(db, &procedure(1), 2, Some(NOON)).await })
    });
    assert!(matches!(stale.await, Err(StoreError::Raced { table: "procedure", .. })));
    let head = procedures::get(&mut site.read().await, procedure_id(1)).await.unwrap().unwrap();
    assert_eq!((head.revision, head.wake_at), (1, None));
}

async fn a_head_is_held(site: Site) {
    prepare(&site).await;
    for whole in [false, true] {
        let held = site
            .write(whole, |db, whole| {
                Box::pin(async move {
                    assert_eq!(procedures::hold(db, procedure_id(2), whole).await?, None);
                    procedures::hold(db, procedure_id(1), whole).await
                })
            })
            .await;
        assert_eq!(held, Some(Head { procedure: procedure(1), revision: 1, wake_at: None }));
    }
}

/// Procedures 1 to 5, opened in this order; 1 never wakes, the others at these microseconds.
async fn several(site: &Site) {
    prepare(site).await;
    site.write((), |db, ()| {
        Box::pin(async move {
            for (number, wake) in [(2_u32, 10), (3, 5), (4, 10), (5, 11)] {
                let mut head = procedure(number.into());
                head.opened_at = NOON.plus_seconds(number.into());
                procedures::insert(db, &head, Some(Instant::from_micros(wake))).await?;
            }
            Ok(())
        })
    })
    .await;
}

async fn what_is_due_comes_earliest_first(site: Site) {
    several(&site).await;
    let due = async |now, limit| {
        procedures::due(&mut site.read().await, Instant::from_micros(now), limit).await.unwrap()
    };
    assert_eq!(due(4, 9).await, []);
    assert_eq!(due(10, 9).await, [procedure_id(3), procedure_id(2), procedure_id(4)]);
    assert_eq!(due(11, 2).await, [procedure_id(3), procedure_id(2)]);
}

async fn the_latest_is_listed_first(site: Site) {
    several(&site).await;
    let listed = |number| Listed { id: procedure_id(number), workflow: digest(WORKFLOW) };
    let mut db = site.read().await;
    assert_eq!(procedures::list(&mut db, 2).await.unwrap(), [listed(5), listed(4)]);
    assert_eq!(procedures::list(&mut db, 9).await.unwrap().last(), Some(&listed(1)));
}
