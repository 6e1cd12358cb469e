use std::collections::BTreeMap;

use trespor::engine::access;
use trespor::engine::digest::Prose;
use trespor::store::prose;

use crate::sample::{AWKWARD, application, digest, person_id, procedure_id};
use crate::site::Site;

on_both!(a_text_is_kept_and_found_by_its_digest, a_changed_text_is_found);

fn written() -> [Prose; 2] {
    [Prose::new([0xA5; 16], AWKWARD), Prose::new([0; 16], "")]
}

async fn keep(site: &Site) {
    site.write((), |db, ()| {
        Box::pin(async move {
            for text in written() {
                prose::keep(db, procedure_id(1), &text).await?;
                prose::keep(db, procedure_id(1), &text).await?;
            }
            Ok(())
        })
    })
    .await;
}

async fn a_text_is_kept_and_found_by_its_digest(site: Site) {
    keep(&site).await;
    let [text, empty] = written();
    let mut db = site.read().await;
    let mut own = application(1, "social");
    own.draft.content = text.digest();
    let proof = access::own(&own, person_id(4)).unwrap();
    assert_eq!(prose::contents(&mut db, &proof, text.digest()).await.unwrap(), Some(text.clone()));
    // A proof opens what it was given for, and nothing else.
    assert_eq!(prose::contents(&mut db, &proof, empty.digest()).await.unwrap(), None);
    assert_eq!(prose::text(&mut db, text.digest()).await.unwrap().as_deref(), Some(AWKWARD));
    assert_eq!(prose::text(&mut db, digest("unknown")).await.unwrap(), None);
    assert_eq!(
        prose::texts(&mut db, [text.digest(), digest("erased"), empty.digest()]).await.unwrap(),
        BTreeMap::from([(text.digest(), AWKWARD.to_owned()), (empty.digest(), String::new())])
    );
}

async fn a_changed_text_is_found(site: Site) {
    keep(&site).await;
    let [_, empty] = written();
    let changed = async |number| prose::changed(&mut *site.read().await, procedure_id(number)).await.unwrap();
    assert_eq!(changed(1).await, []);
    site.sql("UPDATE prose SET body = 'forged' WHERE body = ''").await;
    assert_eq!(changed(1).await, [empty.digest()]);
    assert_eq!(changed(2).await, []);
}
