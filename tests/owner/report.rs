//! The report of a procedure: what it tells, what it keeps back, and that its bytes depend on the state alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::world::{DEADLINE, PLANTED, Who, World};
use trespor::app::blobs::Blobs;
use trespor::app::clock::Clock;
use trespor::app::documents::About;
use trespor::app::settings::Settings;
use trespor::app::{App, random};
use trespor::engine::ids::{ComplaintId, ProcedureId};
use trespor::engine::instant::Instant;
use trespor::engine::people::Grant;
use trespor::engine::procedure;
use trespor::engine::steps::{complaints, letters, scoring, selection};
use trespor::engine::turn::Verb;
use trespor::engine::workflow::definition::Role;
use trespor::exchange::report::{html, json as data, pdf};
use trespor::i18n::Lang;
use trespor::store::Store;

/// What the program answers to `who` who asks for the report as JSON.
async fn json_of(world: &World, who: &Who) -> Value {
    let answered = world.get(Some(who), &world.at("/report.json")).await.is(StatusCode::OK);
    serde_json::from_str(&answered.body).expect("JSON")
}

/// The report in each form and language, as bytes.
async fn bytes(app: &Arc<App>, procedure: ProcedureId, email: &str) -> BTreeMap<&'static str, Vec<u8>> {
    let office = app.report_office(procedure, Some(email)).await.unwrap();
    let mut found = BTreeMap::new();
    for (lang, names) in [
        (Lang::Da, ["da.html", "da.pdf", "da.json"]),
        (Lang::En, ["en.html", "en.pdf", "en.json"]),
        (Lang::Nb, ["nb.html", "nb.pdf", "nb.json"]),
    ] {
        let report = app.report(&office, lang).await.unwrap();
        found.insert(names[0], html::write(&report, lang).unwrap().into_bytes());
        found.insert(names[1], pdf::write(&report, lang).unwrap());
        found.insert(names[2], data::write(&report).unwrap().into_bytes());
    }
    found
}

async fn choose(world: &World) {
    world.crank(DEADLINE + 1);
    for (track, application) in [("social", world.application), ("physical", world.mates)] {
        world.judge(track, application).await;
        let decide = selection::Command::Decide {
            track: track.to_owned(),
            selected: vec![application],
            reserve: Vec::new(),
            reasons: BTreeMap::new(),
            remark: None,
        };
        world.act(&world.owner, Verb::Selection(decide)).await.unwrap();
    }
}

#[tokio::test]
async fn nothing_is_told_before_the_letters_are_released() {
    let world = World::new().await;
    let sealed = async || {
        for who in [&world.owner, &world.secretary, &world.auditor] {
            for form in ["/report.html", "/report.json"] {
                let mut page = world.get(Some(who), &world.at(form)).await.is(StatusCode::OK);
                for planted in PLANTED.into_iter().chain(["well argued"]) {
                    page = page.lacks(planted);
                }
            }
            let page = world.get(Some(who), &world.at("/report.html")).await;
            assert_eq!(page.body.matches("Not released yet").count(), 2, "{}", page.body);
            assert!(json_of(&world, who).await["tracks"][0]["result"].is_null());
        }
    };
    sealed().await;
    choose(&world).await;
    sealed().await;
    world.act(&world.owner, Verb::Letters(letters::Command::Release)).await.unwrap();
    let page = world.get(Some(&world.owner), &world.at("/report.html")).await;
    page.lacks("Not released yet").has("Planted Lead ApS").has("Planted Mate ApS").has("well argued");
}

#[tokio::test]
async fn whoever_has_no_desk_finds_no_report() {
    let world = World::new().await;
    world.told().await;
    for form in ["/report.html", "/report.pdf", "/report.json"] {
        for who in [&world.outsider, &world.applicant, &world.evaluator, &world.chair] {
            world.get(Some(who), &world.at(form)).await.is(StatusCode::NOT_FOUND).lacks("ApS");
        }
        world.get(None, &world.at(form)).await.is(StatusCode::SEE_OTHER);
    }
    let social = Grant { role: Role::Secretary, track: Some("social".into()), panel: None };
    let grant = procedure::Command::Grant { person: world.outsider.person.id, grant: social };
    world.act(&world.owner, Verb::Procedure(grant)).await.unwrap();
    let report = json_of(&world, &world.outsider).await;
    assert_eq!(report["tracks"].as_array().unwrap().len(), 1);
    assert_eq!(report["tracks"][0]["track"], "social");
    assert_eq!(report["journal"], Value::Null);
    let page = world.get(Some(&world.outsider), &world.at("/report.html")).await;
    page.has("Planted Lead ApS").lacks("Planted Mate ApS");
}

#[tokio::test]
async fn it_tells_who_was_chosen_and_why_and_what_happened_on_the_way() {
    let world = World::new().await;
    world.told().await;
    let id = ComplaintId::new(random::id());
    let file = complaints::Command::File {
        application: world.application,
        complaint: id,
        text: random::prose("Our references were not read."),
    };
    world.act(&world.applicant, Verb::Complaints(file)).await.unwrap();
    let reason = random::prose("The panel has to read them again.");
    let ruling = complaints::Ruling::Redo { step: "score".into() };
    let settle = complaints::Command::Settle { track: "social".into(), complaint: id, ruling, reason };
    let before = json_of(&world, &world.auditor).await;
    world.act(&world.owner, Verb::Complaints(settle)).await.unwrap();
    let cancel = procedure::Command::CancelTrack {
        track: "physical".into(),
        reason: random::prose("The money is gone."),
    };
    world.act(&world.owner, Verb::Procedure(cancel)).await.unwrap();

    let code = world.application.code();
    let social = &before["tracks"][0];
    assert_eq!(social["result"]["computed"], json!({"selected": [code], "reserve": []}));
    assert_eq!(social["result"]["decided"], json!({"selected": [code], "reserve": []}));
    assert_eq!(social["result"]["decision"]["by"], "Olga Owner");
    assert_eq!(social["result"]["declared_free"], 1);
    let applied = &social["result"]["applications"][0];
    assert_eq!(applied["names"], json!(["Planted Lead ApS"]));
    assert_eq!(applied["fate"], "selected");
    assert_eq!(applied["criteria"][0]["reasons"][0], json!({"text": "well argued"}));
    assert_eq!(social["complaints"][0]["text"], json!({"text": "Our references were not read."}));
    assert_eq!(social["complaints"][0]["ruling"], Value::Null);

    // The track goes back: what it had told is told no longer, and what happened stays.
    let after = json_of(&world, &world.auditor).await;
    let social = &after["tracks"][0];
    assert_eq!(social["result"], Value::Null);
    assert_eq!(social["complaints"][0]["ruling"]["ruling"], "redo");
    assert_eq!(social["complaints"][0]["ruling"]["redo"], "Scoring");
    let physical = &after["tracks"][1];
    assert_eq!(physical["ended"], "cancelled");
    assert_eq!(physical["cancelled"]["text"], json!({"text": "The money is gone."}));
    assert_eq!(after["questions"], json!({"asked": 1, "answered": 0, "late_without_extension": 0}));
    let people = after["people"].as_array().unwrap();
    let olga = people.iter().find(|held| held["person"] == "Olga Owner").unwrap();
    assert_eq!((olga["role"].as_str(), olga["to"].as_str()), (Some("owner"), None));
    let set_aside = after["set_aside"].as_array().unwrap();
    assert!(!set_aside.is_empty() && set_aside[0]["by"] == "Olga Owner", "{set_aside:?}");
    let workflow = &after["procedure"]["workflow"];
    assert_eq!(
        (workflow["id"].as_str(), workflow["sha256"].as_str().map(str::len)),
        (Some("small"), Some(64))
    );
}

/// Publishes a text as a document, or as a new version of one.
async fn publish(world: &World, document: Option<u32>, title: &str, reason: &str, text: &[u8]) {
    let procedure = world.app.head(world.procedure).await.unwrap().case.procedure;
    let mut incoming = world.app.begin_document(&procedure).await.unwrap();
    incoming.write(text).await.unwrap();
    let [title, reason, file_name] = [title, reason, "programme.txt"].map(str::to_owned);
    let about = About { document, title, reason, file_name };
    let owner = (world.procedure, world.owner.person.id);
    world.app.publish_document(owner, world.app.receive(), incoming, about).await.unwrap();
}

#[tokio::test]
async fn every_version_of_a_document_stands_in_it_with_its_digest() {
    let world = World::new().await;
    publish(&world, None, "Programme", "", b"abc").await;
    publish(&world, None, "Drawings", "", b"lines").await;
    publish(&world, Some(1), "Programme of the house", "The rooms are larger.", b"abc").await;
    let reason = random::prose("They show another building.");
    let withdraw = procedure::Command::WithdrawDocument { document: 2, reason };
    world.act(&world.owner, Verb::Procedure(withdraw)).await.unwrap();
    let report = json_of(&world, &world.secretary).await;
    let [first, second, drawings] = report["documents"].as_array().unwrap().as_slice() else {
        panic!("{}", report["documents"]);
    };
    // FIPS 180-2, appendix B.1.
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(
        (&first["document"], &first["version"], &first["sha256"]),
        (&json!(1), &json!(1), &json!(abc))
    );
    assert_eq!((&first["title"], &first["reason"]), (&json!({"text": "Programme"}), &Value::Null));
    assert_eq!((&first["file"], &first["size_bytes"]), (&json!({"text": "programme.txt"}), &json!(3)));
    assert_eq!((&second["document"], &second["version"]), (&json!(1), &json!(2)));
    assert_eq!(second["reason"], json!({"text": "The rooms are larger."}));
    assert_eq!(second["withdrawn"], Value::Null);
    assert_eq!((&drawings["document"], &drawings["version"]), (&json!(2), &json!(1)));
    assert_eq!(drawings["withdrawn"]["reason"], json!({"text": "They show another building."}));
    let page = world.get(Some(&world.owner), &world.at("/report.html")).await;
    page.has("Published documents")
        .has("Programme of the house")
        .has(&format!("programme.txt, version 2, SHA-256 {abc}"))
        .has("The rooms are larger.")
        .has("They show another building.");
}

#[tokio::test]
async fn a_reader_who_declared_a_tie_reads_no_name_there() {
    let world = World::new().await;
    let grant = Grant { role: Role::Evaluator, track: None, panel: None };
    let grant = procedure::Command::Grant { person: world.owner.person.id, grant };
    world.act(&world.owner, Verb::Procedure(grant)).await.unwrap();
    world.crank(DEADLINE + 1);
    let path = world.at("/tracks/physical/opening");
    world.post(Some(&world.owner), &path, &[]).await.leads_to(&world.at(""));
    let cancel =
        procedure::Command::CancelTrack { track: "physical".into(), reason: random::prose("No money left.") };
    let screen = trespor::engine::steps::screening::Command::Screen {
        application: world.mates,
        verdicts: BTreeMap::new(),
    };
    let finish = trespor::engine::steps::screening::Command::Finish { track: "physical".into() };
    for command in [screen, finish] {
        world.act(&world.secretary, Verb::Screening(command)).await.unwrap();
    }
    let reason = Some(random::prose("Married to the lead."));
    let declare = scoring::Command::Declare { application: world.mates, tie: true, reason };
    world.act(&world.owner, Verb::Scoring(declare)).await.unwrap();
    world.act(&world.owner, Verb::Procedure(cancel)).await.unwrap();
    let own = json_of(&world, &world.owner).await;
    assert_eq!(own["tracks"][1]["result"]["applications"][0]["names"], Value::Null);
    assert_eq!(own["tracks"][1]["result"]["ties"], json!([]));
    let others = json_of(&world, &world.auditor).await;
    let result = &others["tracks"][1]["result"];
    assert_eq!(result["applications"][0]["names"], json!(["Planted Mate ApS"]));
    assert_eq!(result["ties"][0]["person"], "Olga Owner");
    assert_eq!(result["ties"][0]["reason"], json!({"text": "Married to the lead."}));
}

#[tokio::test]
async fn the_same_state_gives_the_same_bytes_also_in_a_copied_database() {
    let world = World::new().await;
    world.told().await;
    let email = &world.owner.person.email;
    let first = bytes(&world.app, world.procedure, email).await;
    assert!(first["en.pdf"].starts_with(b"%PDF-"));
    // To look at the reports, name a folder for them.
    if let Ok(folder) = std::env::var("TRESPOR_REPORTS") {
        for (name, bytes) in &first {
            std::fs::write(format!("{folder}/{name}"), bytes).unwrap();
        }
    }
    assert_ne!(first["da.html"], first["en.html"]);
    world.crank(DEADLINE + 60_000_000);
    assert_eq!(bytes(&world.app, world.procedure, email).await, first);

    let copy = world.folder.join("copy.db");
    world.app.store.close().await;
    std::fs::copy(world.folder.join("test.db"), &copy).unwrap();
    let store = Store::open_sqlite(&copy, crate::keys::cipher()).await.unwrap();
    let blobs = Blobs::open(&world.folder.join("none")).await.unwrap();
    // Another process at another time, before the complaint window ends.
    let clock = Clock::hand_cranked(Instant::from_micros(DEADLINE + 3_600_000_000));
    let other = App::new(store, clock, blobs, Settings::default());
    assert_eq!(bytes(&other, world.procedure, email).await, first);
}
