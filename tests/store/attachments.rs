use trespor::store::attachments::{self, Attachment};

use crate::sample::{NOON, application_id, attachment_id, digest, prepare};
use crate::site::Site;

on_both!(uploads_belong_to_one_application);

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
