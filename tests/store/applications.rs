use std::collections::BTreeMap;

use trespor::engine::case::Application;
use trespor::engine::ids::ApplicationId;
use trespor::engine::steps::intake::Party;
use trespor::store::StoreError;
use trespor::store::applications::{self, Stored};
use uuid::Uuid;

use crate::sample::{
    AWKWARD, NOON, application, application_id, member, member_id, person_id, prepare, procedure_id,
    submitted,
};
use crate::site::Site;

on_both!(
    an_application_comes_back_as_it_was_saved,
    a_stale_revision_is_refused,
    participation_follows_the_members,
    all_come_in_the_order_of_their_identifiers,
    counts_are_by_track_and_stage,
    names_are_kept_by_member,
);

async fn save(site: &Site, changed: Application, revision: u64, members_changed: bool) {
    site.write((changed, revision, members_changed), |db, (changed, revision, members_changed)| {
        Box::pin(async move {
            applications::update(db, procedure_id(1), &changed, revision, members_changed).await
        })
    })
    .await;
}

async fn add(site: &Site, new: Application) {
    site.write(new, |db, new| Box::pin(async move { applications::insert(db, procedure_id(1), &new).await }))
        .await;
}

async fn an_application_comes_back_as_it_was_saved(site: Site) {
    prepare(&site).await;
    let stored = |application, revision| Stored { application, procedure: procedure_id(1), revision };
    let mut db = site.read().await;
    let first = stored(application(1, "social"), 1);
    assert_eq!(applications::get(&mut db, application_id(1)).await.unwrap(), Some(first));
    assert_eq!(applications::get(&mut db, application_id(2)).await.unwrap(), None);
    drop(db);

    save(&site, submitted(application(1, "social")), 1, false).await;
    let held = site
        .write((), |db, ()| {
            Box::pin(async move {
                assert_eq!(applications::hold(db, application_id(2)).await?, None);
                applications::hold(db, application_id(1)).await
            })
        })
        .await;
    assert_eq!(held, Some(stored(submitted(application(1, "social")), 2)));
}

async fn a_stale_revision_is_refused(site: Site) {
    prepare(&site).await;
    let stale = site.try_write((), |db, ()| {
        Box::pin(async move {
            applications::update(db, procedure_id(1), &application(1, "social"), 2, true).await
        })
    });
    assert!(matches!(stale.await, Err(StoreError::Raced { table: "application", .. })));
}

async fn participation_follows_the_members(site: Site) {
    prepare(&site).await;
    let of = async |number| applications::of_person(&mut site.read().await, person_id(number)).await.unwrap();
    let led = async |number| {
        applications::led_by(&mut site.read().await, person_id(number), procedure_id(1)).await.unwrap()
    };
    let first = (application_id(1), procedure_id(1));
    assert_eq!((of(4).await, led(4).await), (vec![first], 1));
    assert_eq!((of(5).await, led(5).await), (vec![first], 0));

    // Person 5 declines, person 6 comes in, and person 5 leads another that sorts after the first.
    let mut changed = application(1, "social");
    changed.members[1].declined_at = Some(NOON);
    changed.members.push(member(77, 6, false));
    save(&site, changed.clone(), 1, true).await;
    assert_eq!(of(5).await, []);
    assert_eq!(of(6).await, [first]);

    // Nothing is said of members here, so nothing of them is changed.
    changed.members.pop();
    save(&site, changed, 2, false).await;
    assert_eq!(of(6).await, [first]);

    let mut own = application(9, "social");
    own.members = vec![member(90, 6, true)];
    add(&site, own).await;
    assert_eq!(of(6).await, [(application_id(9), procedure_id(1)), first]);
    assert_eq!(led(6).await, 1);
    let elsewhere = applications::led_by(&mut site.read().await, person_id(6), procedure_id(2)).await;
    assert_eq!(elsewhere.unwrap(), 0);
}

async fn all_come_in_the_order_of_their_identifiers(site: Site) {
    prepare(&site).await;
    // In Danish, aa comes after z: an order of words would put the first of these last.
    let ids: Vec<_> = [
        "aa000000-0000-4000-8000-000000000000",
        "ab000000-0000-4000-8000-000000000000",
        "ff000000-0000-4000-8000-000000000000",
    ]
    .iter()
    .map(|id| ApplicationId::new(Uuid::parse_str(id).unwrap()))
    .collect();
    for (id, track) in [(ids[2], "social"), (ids[0], "social"), (ids[1], "physical")] {
        let mut new = application(1, track);
        new.id = id;
        add(&site, new).await;
    }
    let all = async |track| -> Vec<ApplicationId> {
        let found = applications::all(&mut site.read().await, procedure_id(1), track).await.unwrap();
        found.iter().map(|stored| stored.application.id).collect()
    };
    assert_eq!(all(None).await, [application_id(1), ids[0], ids[1], ids[2]]);
    assert_eq!(all(Some("social")).await, [application_id(1), ids[0], ids[2]]);
    assert_eq!(all(Some("aquatic")).await, []);
    let of: Vec<_> = applications::of_person(&mut site.read().await, person_id(4)).await.unwrap();
    let of: Vec<_> = of.into_iter().map(|(application, _)| application).collect();
    assert_eq!(of, [application_id(1), ids[0], ids[1], ids[2]]);
}

async fn counts_are_by_track_and_stage(site: Site) {
    prepare(&site).await;
    add(&site, submitted(application(2, "social"))).await;
    let mut withdrawn = submitted(application(3, "physical"));
    withdrawn.withdrawn_at = Some(NOON);
    add(&site, withdrawn).await;
    let mut asked = submitted(application(4, "physical"));
    let empty = asked.draft.clone();
    asked.begin_stage(NOON, "tender", empty, false);
    add(&site, asked).await;
    let first = |track: &str| (track.to_owned(), None);
    let expected = BTreeMap::from([
        (first("social"), (2, 1)),
        (first("physical"), (1, 0)),
        (("physical".to_owned(), Some("tender".to_owned())), (1, 0)),
    ]);
    let mut db = site.read().await;
    assert_eq!(applications::counts(&mut db, procedure_id(1)).await.unwrap(), expected);
    assert_eq!(applications::counts(&mut db, procedure_id(2)).await.unwrap(), BTreeMap::new());
    drop(db);
    save(&site, submitted(application(1, "social")), 1, false).await;
    let counts = applications::counts(&mut site.read().await, procedure_id(1)).await.unwrap();
    assert_eq!(counts[&first("social")], (2, 2));
}

async fn names_are_kept_by_member(site: Site) {
    prepare(&site).await;
    let party = |name: &str| Party { name: name.into(), email: "a@example.dk".into() };
    for (number, name) in [(2, "Old"), (3, "Other"), (2, AWKWARD)] {
        site.write((member_id(number), party(name)), |db, (member, party)| {
            Box::pin(async move { applications::keep_party(db, application_id(1), member, &party).await })
        })
        .await;
    }
    let mut db = site.read().await;
    assert_eq!(
        applications::parties(&mut db, application_id(1)).await.unwrap(),
        BTreeMap::from([(member_id(2), party(AWKWARD)), (member_id(3), party("Other"))])
    );
    assert_eq!(applications::parties(&mut db, application_id(2)).await.unwrap(), BTreeMap::new());
}
