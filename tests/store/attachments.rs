use trespor::store::attachments::{self, Attachment};
use trespor::store::erasure;

use crate::sample::{NOON, application_id, attachment_id, digest, prepare, procedure_id};
use crate::site::Site;

on_both!(uploads_belong_to_one_application, what_nothing_names_is_left_over, a_scan_is_recorded);

async fn a_scan_is_recorded(site: Site) {
    prepare(&site).await;
    site.write((), |db, ()| {
        Box::pin(async move {
            for number in [7, 8] {
                let new = Attachment {
                    id: attachment_id(number),
                    application: application_id(1),
                    sha256: digest("bytes"),
                    size_bytes: 1,
                    media_type: "text/plain".into(),
                };
                attachments::insert(db, &new, NOON).await?;
            }
            attachments::scanned(db, attachment_id(7), NOON).await
        })
    })
    .await;
    let unscanned = attachments::unscanned(&mut site.read().await, application_id(1)).await.unwrap();
    assert_eq!(unscanned.into_iter().collect::<Vec<_>>(), [attachment_id(8)]);
}

async fn what_nothing_names_is_left_over(site: Site) {
    prepare(&site).await;
    site.write((), |db, ()| {
        Box::pin(async move {
            for number in 1..=4 {
                let new = Attachment {
                    id: attachment_id(number),
                    application: application_id(1),
                    sha256: digest("bytes"),
                    size_bytes: 1,
                    media_type: "text/plain".into(),
                };
                attachments::insert(db, &new, NOON.plus_seconds(if number == 4 { 10 } else { 0 })).await?;
            }
            // The second stands in a line of the journal of its application, the third in one of another.
            for (stream, number) in [(1, 2), (2, 3)] {
                sqlx::query("INSERT INTO journal (stream, seq, procedure_id, at, body, prev, hash) VALUES ($1, 99, '', 0, $2, '', '')")
                    .bind(format!("application/{}", application_id(stream)))
                    .bind(format!("{{\"attachment\":\"{}\"}}", attachment_id(number)))
                    .execute(&mut *db)
                    .await?;
            }
            Ok(())
        })
    })
    .await;
    let mut db = site.read().await;
    let before = NOON.plus_seconds(5);
    let found = attachments::unnamed(&mut db, None, before, 10).await.unwrap();
    // The first stands in the state of its application, the fourth is too young.
    assert_eq!(found.ids, [attachment_id(3)]);
    assert_eq!(found.last, Some(attachment_id(4)));
    let page = attachments::unnamed(&mut db, Some(attachment_id(1)), before, 2).await.unwrap();
    assert_eq!((page.ids, page.last), (vec![attachment_id(3)], Some(attachment_id(3))));
    let end = attachments::unnamed(&mut db, Some(attachment_id(4)), before, 2).await.unwrap();
    assert_eq!((end.ids, end.last), (vec![], None));
    drop(db);
    site.write((), |db, ()| {
        Box::pin(async move {
            for number in 1..=3 {
                attachments::doom_unnamed(db, attachment_id(number), NOON).await?;
            }
            Ok(())
        })
    })
    .await;
    site.write((), |db, ()| {
        Box::pin(async move { attachments::publish(db, procedure_id(1), attachment_id(6)).await })
    })
    .await;
    let mut db = site.read().await;
    assert_eq!(
        attachments::ids(&mut db).await.unwrap(),
        [attachment_id(1), attachment_id(2), attachment_id(4), attachment_id(6)]
    );
    assert_eq!(erasure::doomed(&mut db).await.unwrap(), [attachment_id(3)]);
    for (number, known) in [(1, true), (2, true), (5, false), (6, true)] {
        assert_eq!(attachments::is_known(&mut db, attachment_id(number)).await.unwrap(), known, "{number}");
    }
}

async fn uploads_belong_to_one_application(site: Site) {
    prepare(&site).await;
    let upload = |number, size_bytes| Attachment {
        id: attachment_id(number),
        application: application_id(1),
        sha256: digest("bytes"),
        size_bytes,
        media_type: "application/pdf".into(),
    };
    assert_eq!(attachments::total(&mut site.read().await, application_id(1)).await.unwrap(), (0, 0));
    for new in [upload(1, 5_000_000_000), upload(2, 7)] {
        site.write(new, |db, new| Box::pin(async move { attachments::insert(db, &new, NOON).await })).await;
    }
    let mut db = site.read().await;
    assert_eq!(attachments::total(&mut db, application_id(1)).await.unwrap(), (2, 5_000_000_007));
    let found = attachments::get(&mut db, application_id(1), attachment_id(1)).await.unwrap();
    assert_eq!(found, Some(upload(1, 5_000_000_000)));
    assert_eq!(attachments::ids(&mut db).await.unwrap(), [attachment_id(1), attachment_id(2)]);
    assert_eq!(attachments::get(&mut db, application_id(2), attachment_id(1)).await.unwrap(), None);
    assert_eq!(attachments::get(&mut db, application_id(1), attachment_id(3)).await.unwrap(), None);
}
