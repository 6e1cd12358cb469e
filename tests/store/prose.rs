use std::collections::BTreeMap;

use trespor::engine::access;
use trespor::engine::digest::Prose;
use trespor::store::prose::{self, Checked, Kept};

use crate::sample::{AWKWARD, application, application_id, digest, person_id, procedure_id};
use crate::site::Site;

on_both!(a_text_is_kept_and_found_by_its_digest, a_changed_text_is_found, contents_come_back_sealed);

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
    assert_eq!(
        prose::contents(&mut db, &proof, text.digest()).await.unwrap(),
        Some(Kept::Open(text.clone()))
    );
    // A proof opens what it was given for, and nothing else.
    assert_eq!(prose::contents(&mut db, &proof, empty.digest()).await.unwrap(), None);
    assert_eq!(prose::text(&mut db, text.digest()).await.unwrap().as_deref(), Some(AWKWARD));
    assert_eq!(prose::open_text(&mut db, text.digest()).await.unwrap(), Some(text.clone()));
    assert_eq!(prose::open_text(&mut db, digest("unknown")).await.unwrap(), None);
    assert_eq!(prose::text(&mut db, digest("unknown")).await.unwrap(), None);
    assert_eq!(
        prose::texts(&mut db, [text.digest(), digest("erased"), empty.digest()]).await.unwrap(),
        BTreeMap::from([(text.digest(), AWKWARD.to_owned()), (empty.digest(), String::new())])
    );
}

async fn a_changed_text_is_found(site: Site) {
    keep(&site).await;
    let [text, empty] = written();
    let digests = async |number| prose::digests(&mut site.read().await, procedure_id(number)).await.unwrap();
    let check = async |of: &Prose| prose::check(&mut site.read().await, of.digest()).await.unwrap();
    let mut known = vec![text.digest(), empty.digest()];
    known.sort();
    assert_eq!((digests(1).await, digests(2).await), (known, Vec::new()));
    assert_eq!((check(&text).await, check(&empty).await), (Checked::Same, Checked::Same));
    // In the open, as no version with keys writes it, or copied from another row.
    site.sql("UPDATE prose SET body = 'forged'").await;
    assert_eq!((check(&text).await, check(&empty).await), (Checked::Changed, Checked::Changed));
}

async fn contents_come_back_sealed(site: Site) {
    let contents = Prose::new([1; 16], "what an application says");
    let (digest, file) = (contents.digest(), vec![0, 159, 146, 150]);
    let kept = file.clone();
    site.write(kept, move |db, kept| {
        Box::pin(async move {
            let digest = Prose::new([1; 16], "what an application says").digest();
            prose::keep_sealed(db, procedure_id(1), application_id(1), digest, &kept).await
        })
    })
    .await;
    let mut db = site.read().await;
    let mut own = application(1, "social");
    own.draft.content = digest;
    let proof = access::own(&own, person_id(4)).unwrap();
    let sealed = Kept::Sealed { application: application_id(1), file: file.clone() };
    assert_eq!(prose::contents(&mut db, &proof, digest).await.unwrap(), Some(sealed));
    let sealed = Checked::Sealed { application: application_id(1), file };
    assert_eq!(prose::check(&mut db, digest).await.unwrap(), sealed);
    // The way to reasons and questions gives no contents.
    assert_eq!(prose::text(&mut db, digest).await.unwrap(), None);
    assert_eq!(prose::open_text(&mut db, digest).await.unwrap(), None);
}
