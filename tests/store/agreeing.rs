use trespor::store::agreeing;

use crate::sample::{NOON, application_id, person_id, prepare};
use crate::site::Site;

on_both!(what_was_typed_is_each_ones_own_and_is_sealed);

async fn what_was_typed_is_each_ones_own_and_is_sealed(site: Site) {
    prepare(&site).await;
    site.write((), |db, ()| {
        Box::pin(async move {
            let (one, two) = (person_id(1), person_id(2));
            agreeing::keep(db, (application_id(1), "agree", one), "first words", NOON).await?;
            agreeing::keep(db, (application_id(1), "agree", one), "better words", NOON.plus_seconds(5))
                .await?;
            agreeing::keep(db, (application_id(1), "agree", two), "words of another", NOON).await
        })
    })
    .await;
    let mut db = site.read().await;
    let place = |person| (application_id(1), "agree", person_id(person));
    let kept = agreeing::get(&mut db, place(1)).await.unwrap();
    assert_eq!(kept, Some(("better words".to_owned(), NOON.plus_seconds(5))));
    assert_eq!(agreeing::get(&mut db, (application_id(1), "other", person_id(1))).await.unwrap(), None);
    drop(db);
    site.write((), |db, ()| {
        Box::pin(async move { agreeing::forget(db, (application_id(1), "agree", person_id(1))).await })
    })
    .await;
    let mut db = site.read().await;
    assert_eq!(agreeing::get(&mut db, place(1)).await.unwrap(), None);
    assert!(agreeing::get(&mut db, place(2)).await.unwrap().is_some(), "another one's words stay");
    drop(db);
    site.write((), |db, ()| Box::pin(async move { agreeing::erase(db, application_id(1)).await })).await;
    let mut db = site.read().await;
    assert_eq!(agreeing::get(&mut db, place(2)).await.unwrap(), None);
}
