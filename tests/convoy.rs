//! Turns that travel together: what each would do alone, all of it or nothing; and several instances of the program
//! on one database.

#[path = "support/keys.rs"]
mod keys;
#[path = "support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;
#[path = "support/postgres.rs"]
mod postgres;
#[path = "support/site.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod site;

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::task::Poll;

use futures_util::future::join_all;
use site::{Answer, Reader, Site};
use trespor::app::settings::Settings;
use trespor::engine::ids::{ApplicationId, ProcedureId};
use trespor::engine::instant::Instant;
use trespor::engine::steps::intake;
use trespor::engine::turn::{Command, Verb};
use trespor::store::{Store, applications, outbox};

const WORKFLOW: &str = include_str!("data/small-workflow.yaml");

/// 5 February 2027 at 12:00 in Copenhagen.
const DEADLINE: Instant = Instant::from_micros(1_801_825_200_000_000);

/// Connections that a store reads with.
const READERS: usize = 8;

/// Two chunks of rows of the largest size, and some of the smaller ones.
const MANY: usize = 140;

/// The form without files, so that a form alone is a whole application.
fn without_files() -> String {
    let (before, rest) = WORKFLOW.split_once("  - id: references").unwrap();
    let (_, after) = rest.split_once("selections:").unwrap();
    format!("{before}selections:{after}")
}

async fn over(database: Option<&str>) -> Site {
    let now = DEADLINE.plus_seconds(-20 * 86_400);
    match database {
        None => Site::new(now, Settings::default()).await,
        Some(url) => {
            let store = Store::open_postgres(url, keys::cipher()).await.unwrap();
            Site::over(store, site::new_folder(), now, Settings::default()).await
        }
    }
}

struct Applicant {
    reader: Reader,
    path: String,
}

impl Applicant {
    fn id(&self) -> ApplicationId {
        self.path.rsplit('/').next().unwrap().parse().unwrap()
    }
}

async fn begin(site: &Site, procedure: ProcedureId, number: usize) -> Applicant {
    let reader = site.sign_in(&format!("applicant-{number}@example.org"), &format!("Person {number}")).await;
    let path = format!("/tenders/{procedure}/tracks/social/apply");
    let form = [("name", &*format!("Company {number}")), ("kind", "organisation")];
    let begun = site.post(&reader, &path, &form).await;
    assert_eq!(begun.status, 303, "{}", begun.text());
    Applicant { path: begun.location().trim_end_matches("/code").to_owned(), reader }
}

async fn submit(site: &Site, applicant: &Applicant, seen: &str, vision: &str) -> Answer {
    let form = [
        ("seen", seen),
        ("a-vision", vision),
        ("a-turnover", "1.250.000"),
        ("a-honest", "yes"),
        ("declare", "yes"),
        ("do", "submit"),
    ];
    site.post(&applicant.reader, &format!("{}/form", applicant.path), &form).await
}

async fn many_submit_at_once(site: Site) {
    let owner = site.sign_in("owner@example.org", "Olga").await;
    let procedure = site.open(&without_files(), &owner).await;
    let mut applicants = Vec::new();
    for number in 0..MANY {
        applicants.push(begin(&site, procedure, number).await);
    }
    let answers = join_all(applicants.iter().map(|who| submit(&site, who, "1", "Together"))).await;
    for (who, answer) in applicants.iter().zip(&answers) {
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert_eq!(answer.location(), format!("{}/receipt", who.path));
    }
    let mut db = site.app.store.read().await.unwrap();
    let stored = applications::all(&mut db, procedure, None).await.unwrap();
    assert_eq!(stored.len(), MANY);
    for found in &stored {
        assert!(found.application.counts(), "{}", found.application.id);
        assert_eq!(
            (found.application.draft.number, found.application.submitted.as_ref().unwrap().count),
            (2, 1)
        );
    }
    let letters = outbox::of_procedure(&mut db, procedure, 10_000).await.unwrap();
    let receipts: Vec<_> = letters.iter().filter(|letter| letter.kind == "receipt").collect();
    let about: BTreeSet<_> = receipts.iter().filter_map(|letter| letter.application).collect();
    assert_eq!((receipts.len(), about.len()), (MANY, MANY), "one receipt for each");
    drop(db);
    site.get(&applicants[7].reader, &format!("{}/receipt", applicants[7].path)).await.says(&["Company 7"]);
    assert!(site.app.verify().await.unwrap().iter().all(|verified| verified.faults.is_empty()));
}

#[tokio::test]
async fn many_submit_at_once_on_sqlite() {
    many_submit_at_once(over(None).await).await;
}

#[tokio::test]
async fn many_submit_at_once_on_postgres() {
    let Some(database) = postgres::fresh_database() else { return };
    many_submit_at_once(over(Some(&database.url())).await).await;
}

#[tokio::test]
async fn who_saves_over_somebody_elses_version_is_told_also_within_one_convoy() {
    let site = over(None).await;
    let owner = site.sign_in("owner@example.org", "Olga").await;
    let procedure = site.open(&without_files(), &owner).await;
    let who = begin(&site, procedure, 1).await;
    let (one, other) =
        tokio::join!(submit(&site, &who, "1", "One browser"), submit(&site, &who, "1", "Another browser"));
    let statuses = BTreeSet::from([one.status.as_u16(), other.status.as_u16()]);
    assert_eq!(statuses, BTreeSet::from([303, 409]), "{} {}", one.text(), other.text());
    let mut db = site.app.store.read().await.unwrap();
    let found = applications::get(&mut db, who.id()).await.unwrap().unwrap();
    assert_eq!(found.application.draft.number, 2);
}

#[tokio::test]
async fn one_that_cannot_be_written_takes_no_other_with_it() {
    let site = over(None).await;
    let owner = site.sign_in("owner@example.org", "Olga").await;
    let procedure = site.open(&without_files(), &owner).await;
    let mut applicants = Vec::new();
    for number in 0..20 {
        applicants.push(begin(&site, procedure, number).await);
    }
    // Its key is no key: what it says cannot be sealed, and is not kept in the open instead.
    let broken = applicants[11].id();
    site.app
        .store
        .write(move |db| {
            Box::pin(async move {
                let key = trespor::store::seals::ApplicationKey {
                    header: b"none".to_vec(),
                    own: "s1.none".into(),
                    coded: false,
                };
                trespor::store::seals::keep_application(db, broken, &key, true).await
            })
        })
        .await
        .unwrap();
    let answers = join_all(applicants.iter().map(|who| async {
        // Not by way of memory, which would find the fault before any convoy sets out.
        let own = who.reader.person.unwrap();
        let (application, content) = (who.id(), trespor::engine::workflow::form::Content::default());
        let kept = trespor::engine::digest::Prose::new([1; 16], format!("{{\"of\":\"{application}\"}}"));
        let save = intake::Command::SaveDraft { application, seen: 1, content, kept };
        let command = Command { actor: own, verb: Verb::Intake(save) };
        site.app.act(procedure, site.app.receive(), command).await.is_ok()
    }))
    .await;
    let done: Vec<_> = (0..20).filter(|number| answers[*number]).collect();
    assert_eq!(done, (0..20).filter(|number| *number != 11).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_deadline_waits_for_what_another_instance_received_in_time() {
    let Some(database) = postgres::fresh_database() else { return };
    let here = over(Some(&database.url())).await;
    let there = over(Some(&database.url())).await;
    let owner = here.sign_in("owner@example.org", "Olga").await;
    let procedure = here.open(&without_files(), &owner).await;
    let who = begin(&here, procedure, 1).await;
    for instance in [&here, &there] {
        assert!(instance.app.clock.crank(DEADLINE.plus_seconds(-5)));
        instance.app.catch_up(procedure, DEADLINE.plus_seconds(-5)).await.unwrap();
    }
    let form = submit(&here, &who, "1", "A draft that is not submitted yet");
    assert_eq!(form.await.status, 303);
    let withdraw = Command {
        actor: who.reader.person.unwrap(),
        verb: Verb::Intake(intake::Command::Withdraw { application: who.id() }),
    };
    here.app.act(procedure, here.app.receive(), withdraw).await.unwrap();
    // Received there in time, and still under way when the deadline comes.
    let ticket = there.app.receive();
    for instance in [&here, &there] {
        assert!(instance.app.clock.crank(DEADLINE.plus_seconds(1)));
        instance.app.speak().await.unwrap();
    }
    let mut closing = std::pin::pin!(here.app.catch_up(procedure, DEADLINE.plus_seconds(1)));
    let looked = async {
        for _ in 0..50 {
            there.app.store.ready().await.unwrap();
        }
    };
    tokio::select! {
        biased;
        _ = &mut closing => panic!("the deadline was performed while something received in time was under way"),
        () = looked => {}
    }
    let again = Command {
        actor: who.reader.person.unwrap(),
        verb: Verb::Intake(intake::Command::Submit { application: who.id(), seen: None }),
    };
    there.app.act(procedure, ticket, again).await.unwrap();
    there.app.speak().await.unwrap();
    closing.await.unwrap();
    let standing = here.app.whole(procedure, None).await.unwrap();
    assert_eq!(standing.case.counting("social").count(), 1);
    // A third one that has been silent for long is waited for no longer.
    assert!(here.app.verify().await.unwrap().iter().all(|verified| verified.faults.is_empty()));
}

/// A form that came in time is in time, however long the database keeps it waiting: for who sent it, for what it is
/// about, for its turn.
#[tokio::test]
async fn a_database_that_is_away_makes_nobody_late() {
    let site = over(None).await;
    let owner = site.sign_in("owner@example.org", "Olga").await;
    let procedure = site.open(&without_files(), &owner).await;
    let applicant = begin(&site, procedure, 1).await;
    site.app.clock.crank(DEADLINE.plus_micros(-1_000));
    // Who is signed in is asked of the database again, which answers nobody.
    site.app.sessions.clear();
    let mut held = Vec::new();
    for _ in 0..READERS {
        held.push(site.app.store.read().await.unwrap());
    }
    let answered = {
        let sent = submit(&site, &applicant, "1", "In time");
        tokio::pin!(sent);
        for _ in 0..1_000 {
            let waits = poll_fn(|cx| Poll::Ready(sent.as_mut().poll(cx).is_pending())).await;
            assert!(waits, "it did not wait for the database");
            tokio::task::yield_now().await;
        }
        site.app.clock.crank(DEADLINE.plus_seconds(60));
        held.clear();
        sent.await
    };
    assert_eq!(answered.status, 303, "{}", answered.text());
    let whole = site.app.whole(procedure, None).await.unwrap();
    let submitted = whole.case.applications[&applicant.id()].submitted.as_ref().unwrap();
    assert!(submitted.at <= DEADLINE, "{}", submitted.at);
    // One that comes now is late.
    let late = submit(&site, &applicant, "2", "Too late").await;
    assert_ne!(late.status, 303, "{}", late.location());
}
