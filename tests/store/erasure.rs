use std::collections::BTreeSet;

use trespor::engine::digest::Prose;
use trespor::engine::steps::intake::Party;
use trespor::store::attachments::{self, Attachment};
use trespor::store::outbox::{self, Letter, LetterState};
use trespor::store::people::{self, Person};
use trespor::store::{Store, applications, erasure, procedures, prose};

use crate::sample::{
    NOON, application_id, attachment_id, digest, letter, member_id, person, person_id, prepare, procedure,
    procedure_id,
};
use crate::site::Site;

on_both!(
    a_text_is_deleted_with_its_salt,
    uploads_leave_a_note_until_their_bytes_are_gone,
    an_application_is_known_to_these_people,
    who_has_no_part_left_is_nobody,
    who_has_a_part_stays,
    a_letter_keeps_that_it_was_sent,
    letters_that_no_server_was_offered_are_found,
    what_was_deleted_is_let_go_of,
);

async fn a_text_is_deleted_with_its_salt(site: Site) {
    prepare(&site).await;
    let (gone, kept) = (Prose::new([1; 16], "gone"), Prose::new([2; 16], "kept"));
    site.write((gone.clone(), kept.clone()), |db, (gone, kept)| {
        Box::pin(async move {
            prose::keep(db, procedure_id(1), &gone).await?;
            prose::keep(db, procedure_id(1), &kept).await?;
            erasure::texts(db, [gone.digest(), digest("never there")]).await
        })
    })
    .await;
    let mut db = site.read().await;
    assert_eq!(prose::text(&mut db, gone.digest()).await.unwrap(), None);
    assert_eq!(prose::text(&mut db, kept.digest()).await.unwrap().as_deref(), Some("kept"));
    assert_eq!(prose::digests(&mut db, procedure_id(1)).await.unwrap(), [kept.digest()]);
    assert_eq!(prose::check(&mut db, kept.digest()).await.unwrap(), prose::Checked::Same);
}

async fn uploads_leave_a_note_until_their_bytes_are_gone(site: Site) {
    prepare(&site).await;
    let upload = Attachment {
        id: attachment_id(1),
        application: application_id(1),
        sha256: digest("bytes"),
        size_bytes: 5,
        media_type: "application/pdf".into(),
    };
    site.write(upload, |db, upload| {
        Box::pin(async move {
            attachments::insert(db, &upload, NOON).await?;
            erasure::uploads(db, application_id(1), NOON).await?;
            // Once more, as after a race: nothing is left to note down.
            erasure::uploads(db, application_id(1), NOON).await
        })
    })
    .await;
    let mut db = site.read().await;
    assert_eq!(attachments::total(&mut db, application_id(1)).await.unwrap(), (0, 0));
    assert_eq!(erasure::doomed(&mut db).await.unwrap(), [attachment_id(1)]);
    drop(db);
    site.write((), |db, ()| Box::pin(async move { erasure::removed(db, attachment_id(1)).await })).await;
    assert_eq!(erasure::doomed(&mut site.read().await).await.unwrap(), []);
}

/// Persons 4 and 5 take part; 6 was invited once and 7 was written to.
async fn an_application_is_known_to_these_people(site: Site) {
    prepare(&site).await;
    site.write((), |db, ()| {
        Box::pin(async move {
            let party = Party { name: "Six".into(), email: "person6@example.dk".into() };
            applications::keep_party(db, application_id(1), member_id(99), &party).await?;
            outbox::insert(db, &Letter { person: person_id(7), ..letter(1) }).await?;
            outbox::insert(db, &Letter { person: person_id(8), application: None, ..letter(2) }).await
        })
    })
    .await;
    let mut db = site.read().await;
    let found = erasure::people_of(&mut db, application_id(1)).await.unwrap();
    assert_eq!(found, [4, 5, 6, 7].map(person_id).into());
    assert_eq!(erasure::written_to(&mut db, procedure_id(1)).await.unwrap(), BTreeSet::from([person_id(8)]));
    drop(db);
    site.write((), |db, ()| Box::pin(async move { erasure::members(db, application_id(1)).await })).await;
    let mut db = site.read().await;
    assert!(applications::parties(&mut db, application_id(1)).await.unwrap().is_empty());
    assert_eq!(applications::of_person(&mut db, person_id(4)).await.unwrap(), []);
}

async fn who_has_no_part_left_is_nobody(site: Site) {
    prepare(&site).await;
    let done = site
        .write((), |db, ()| {
            Box::pin(async move {
                let link = Letter { procedure: None, application: None, person: person_id(9), ..letter(3) };
                outbox::insert(db, &link).await?;
                erasure::person(db, person_id(9), NOON).await
            })
        })
        .await;
    assert!(done);
    let mut db = site.read().await;
    let Person { name, email, .. } = people::by_id(&mut db, person_id(9)).await.unwrap().unwrap();
    assert!(name.is_empty() && erasure::is_nobody(&email), "{email}");
    assert_eq!(people::by_email(&mut db, "person9@example.dk").await.unwrap(), None);
    let link = outbox::get(&mut db, letter(3).id).await.unwrap().unwrap();
    assert_eq!((link.address.as_str(), link.erased_at), ("", Some(NOON)));
    drop(db);
    // Whoever comes again is somebody new.
    let again = Person { id: trespor::engine::ids::PersonId::new(uuid::Uuid::from_u128(0x77)), ..person(9) };
    let made = site
        .write(again.clone(), |db, new| Box::pin(async move { people::ensure(db, &new, NOON).await }))
        .await;
    assert_eq!(made, again);
}

/// 1 owns, 2 judges, 4 applies, 6 is named as a member, 8 follows; 7 has none of these.
async fn who_has_a_part_stays(site: Site) {
    prepare(&site).await;
    site.write((), |db, ()| {
        Box::pin(async move {
            let party = Party { name: "Six".into(), email: "person6@example.dk".into() };
            applications::keep_party(db, application_id(1), member_id(99), &party).await?;
            let mut head = procedure(1);
            head.followers.insert(person_id(8));
            procedures::update(db, &head, 1, None).await
        })
    })
    .await;
    for (number, gone) in [(1, false), (2, false), (4, false), (6, false), (8, false), (7, true)] {
        let done = site
            .write(number, |db, number| {
                Box::pin(async move { erasure::person(db, person_id(number), NOON).await })
            })
            .await;
        assert_eq!(done, gone, "person {number}");
    }
}

async fn a_letter_keeps_that_it_was_sent(site: Site) {
    prepare(&site).await;
    let decision = Letter { kind: "selected".into(), application: Some(application_id(1)), ..letter(2) };
    site.write(decision, |db, decision| {
        Box::pin(async move {
            outbox::insert(db, &letter(1)).await?;
            outbox::sent(db, letter(1).id, NOON, "250 taken for person4@example.dk").await?;
            outbox::insert(db, &decision).await?;
            outbox::insert(db, &Letter { application: None, ..letter(3) }).await?;
            erasure::receipts(db, application_id(1), NOON.plus_seconds(1)).await
        })
    })
    .await;
    let mut db = site.read().await;
    let receipt = outbox::get(&mut db, letter(1).id).await.unwrap().unwrap();
    assert_eq!(receipt.erased_at, Some(NOON.plus_seconds(1)));
    assert_eq!((receipt.state, receipt.sent_at, receipt.last_reply), (LetterState::Sent, Some(NOON), None));
    assert_eq!((receipt.address, receipt.subject, receipt.text, receipt.wording), Default::default());
    assert_eq!(receipt.message_id, letter(1).message_id);
    assert_eq!(outbox::get(&mut db, letter(2).id).await.unwrap().unwrap().erased_at, None);
    drop(db);
    site.write((), |db, ()| {
        Box::pin(async move {
            erasure::letters(db, application_id(1), NOON.plus_seconds(2)).await?;
            erasure::other_letters(db, procedure_id(1), NOON.plus_seconds(3)).await?;
            // What was emptied is not tried again, and a late reply tells no address.
            assert!(!outbox::retry(db, letter(2).id, NOON).await?);
            outbox::failed(db, letter(2).id, Some(NOON), "451 person4@example.dk").await
        })
    })
    .await;
    let mut db = site.read().await;
    let erased = async |db: &mut trespor::store::Db, number| {
        outbox::get(db, letter(number).id).await.unwrap().unwrap()
    };
    let waiting = erased(&mut db, 2).await;
    assert_eq!((waiting.state, waiting.last_reply.as_deref()), (LetterState::Failed, None));
    assert_eq!(waiting.erased_at, Some(NOON.plus_seconds(2)));
    assert_eq!(erased(&mut db, 3).await.erased_at, Some(NOON.plus_seconds(3)));
    assert_eq!(erased(&mut db, 1).await.erased_at, Some(NOON.plus_seconds(1)));
}

async fn letters_that_no_server_was_offered_are_found(site: Site) {
    prepare(&site).await;
    site.write((), |db, ()| {
        Box::pin(async move {
            for (number, kind) in [(1, "selected"), (2, "receipt"), (3, "excluded"), (4, "selected")] {
                outbox::insert(db, &Letter { kind: kind.into(), ..letter(number) }).await?;
            }
            outbox::failed(db, letter(3).id, Some(NOON), "451 later").await?;
            outbox::sent(db, letter(4).id, NOON, "250").await
        })
    })
    .await;
    let mut db = site.read().await;
    let found = outbox::untried(&mut db, procedure_id(1), &["selected", "excluded"]).await.unwrap();
    assert_eq!(found, [(application_id(1), person_id(4))]);
    assert_eq!(outbox::untried(&mut db, procedure_id(2), &["selected"]).await.unwrap(), []);
}

async fn what_was_deleted_is_let_go_of(site: Site) {
    prepare(&site).await;
    assert!(Store::forget(&site.store).await.unwrap());
    // And again, with nothing to let go of.
    assert!(site.store.forget().await.unwrap());
}
