//! What a token can do, and what it cannot.

use serde_json::json;
use trespor::engine::ids::PersonId;
use trespor::engine::people::Grant;
use trespor::engine::procedure;
use trespor::engine::turn::Verb;
use trespor::engine::workflow::definition::Role;

use crate::client::{Program, option};
use crate::world::{DEADLINE, START, World};

#[tokio::test]
async fn a_token_is_asked_for_known_and_forgotten() {
    let world = World::new().await;
    let nobody = Program::nobodys(&world.app);
    assert_eq!(nobody.get("/api/v1/procedures").await.status, 200);
    let told = nobody.get("/api/v1/me").await;
    told.is(401, "token_needed");
    assert_eq!(told.header("www-authenticate"), "Bearer realm=\"Trespor\"");
    let wrong = Program { token: "trespor_0123".into(), ..nobody.clone() };
    // A wrong token is wrong also where none is needed.
    wrong.get("/api/v1/procedures").await.is(401, "token_needed");

    let person = &world.owner.person;
    let (token, secret) = world.app.make_token(person.id, " Our registry ", "owner", 2).await.unwrap();
    let end = token.expires_at.micros();
    let program = Program { token: secret.clone(), ..nobody.clone() };
    let me = program.get("/api/v1/me").await.good();
    assert_eq!((&me["role"], &me["token"]), (&json!("owner"), &json!("Our registry")));
    assert_eq!(me["offices"][0]["procedure"], world.procedure.to_string());
    assert!(world.app.tokens(person.id).await.unwrap()[0].used_at.is_some());
    // The session of a browser is none, however it is sent.
    let cookie = format!("session={}", world.owner.session);
    nobody.send("GET", "/api/v1/me", &[("cookie", &cookie)], Vec::new()).await.is(401, "token_needed");
    // It lasts to its end and no longer.
    world.crank(end - 1_000);
    assert_eq!(program.get("/api/v1/me").await.status, 200);
    world.crank(end);
    program.get("/api/v1/me").await.is(401, "token_needed");
    // Nobody takes back what is somebody else's.
    let (token, secret) = (token.id, Program::of(&world.app, person, "owner").await);
    assert!(world.app.revoke_token(world.outsider.person.id, token).await.is_err());
    let made = world.app.tokens(person.id).await.unwrap();
    for one in &made {
        world.app.revoke_token(person.id, one.id).await.unwrap();
    }
    secret.get("/api/v1/me").await.is(401, "token_needed");
}

#[tokio::test]
async fn the_secret_is_nowhere_in_the_database() {
    let world = World::new().await;
    let program = Program::of(&world.app, &world.owner.person, "owner").await;
    assert_eq!(program.get("/api/v1/me").await.status, 200);
    let secret = program.token.strip_prefix("trespor_").unwrap();
    let mut searched = 0;
    for entry in std::fs::read_dir(&world.folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            searched += bytes.len();
            let holds = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!holds, "{}", path.display());
        }
    }
    assert!(searched > 10_000, "nothing was searched");
}

#[tokio::test]
async fn a_token_is_held_to_its_role() {
    let world = World::new().await;
    let base = format!("/api/v1/procedures/{}", world.procedure);
    let desk = format!("{base}/desk");
    // The owner gives themself the role of an auditor too: each token has one of the two.
    let grant = Grant { role: Role::Auditor, track: None, panel: None };
    let own = procedure::Command::Grant { person: world.owner.person.id, grant };
    world.act(&world.owner, Verb::Procedure(own)).await.unwrap();
    let owner = Program::of(&world.app, &world.owner.person, "owner").await;
    let auditor = Program::of(&world.app, &world.owner.person, "auditor").await;
    let applicant = Program::of(&world.app, &world.owner.person, "applicant").await;
    let secretary = Program::of(&world.app, &world.owner.person, "secretary").await;
    assert!(option(&owner.get(&desk).await.good(), "extend", &[("date", "applications")]).is_some());
    let seen = auditor.get(&desk).await.good();
    assert_eq!(seen["options"], json!([]), "an auditor changes nothing");
    // A role that the person does not hold is no role at all.
    secretary.get(&desk).await.is(404, "not_found");
    applicant.get(&desk).await.is(403, "not_allowed");
    let extend = json!({
        "do": "extend", "date": "applications", "to": "2027-02-12T12:00", "reason": "There was no power for a day.",
    });
    let commands = format!("{base}/commands");
    auditor.post(&commands, &extend).await.is(403, "not_allowed");
    secretary.post(&commands, &extend).await.is(404, "not_found");
    applicant.post(&commands, &extend).await.is(403, "not_allowed");
    // What the person holds is untouched by what the token lacked.
    owner.post(&commands, &extend).await.good();
    // Nor does a token of an office reach one's own application, or the other way round.
    let office = Program::of(&world.app, &world.applicant.person, "owner").await;
    let own = format!("/api/v1/applications/{}", world.application);
    office.get(&own).await.is(403, "not_allowed");
    let member = Program::of(&world.app, &world.applicant.person, "applicant").await;
    assert_eq!(member.get(&own).await.good()["status"], "submitted");
    owner.get(&own).await.is(403, "not_allowed");
    let other = Program::of(&world.app, &world.outsider.person, "applicant").await;
    other.get(&own).await.is(404, "not_found");
    other
        .get(&own.replace(&world.application.to_string(), &uuid::Uuid::nil().to_string()))
        .await
        .is(404, "not_found");
}

#[tokio::test]
async fn nobody_behind_the_desk_reads_before_the_opening() {
    let world = World::new().await;
    let base = format!("/api/v1/procedures/{}", world.procedure);
    let application = world.application;
    for micros in [START, DEADLINE + 1] {
        // The clock has moved a little by itself.
        world.crank(micros + 1_000_000);
        for (who, role) in [
            (&world.owner, "owner"),
            (&world.secretary, "secretary"),
            (&world.auditor, "auditor"),
            (&world.evaluator, "evaluator"),
            (&world.chair, "chair"),
        ] {
            let program = Program::of(&world.app, &who.person, role).await;
            for path in [
                format!("{base}/desk"),
                format!("{base}/outbox"),
                format!("{base}/letters"),
                format!("{base}/people"),
                format!("{base}/complaints"),
                format!("{base}/report"),
                format!("{base}/tracks/social/screening"),
                format!("{base}/tracks/social/scoring"),
                format!("{base}/tracks/social/consensus"),
                format!("{base}/tracks/social/minutes"),
                format!("{base}/tracks/social/selection"),
                format!("/api/v1/review/{application}"),
                format!("/api/v1/screening/{application}"),
                format!("/api/v1/applications/{application}"),
            ] {
                let text = program.get(&path).await.text();
                for planted in crate::world::PLANTED {
                    assert!(!text.contains(planted), "{role} reads {planted} at {path}");
                }
            }
        }
    }
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let world = World::new().await;
    let path = format!("/api/v1/procedures/{}", world.procedure);
    let program = Program::of(&world.app, &world.outsider.person, "applicant").await;
    let first = program.get(&path).await;
    let tag = first.header("etag").to_owned();
    assert!(tag.len() > 10);
    let again = program.send("GET", &path, &[("if-none-match", &tag)], Vec::new()).await;
    assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));
    program.post(&format!("{path}/commands"), &json!({ "do": "follow" })).await.good();
    let changed = program.send("GET", &path, &[("if-none-match", &tag)], Vec::new()).await;
    assert_eq!(changed.good()["follows"], true);
}

#[tokio::test]
async fn words_are_in_the_language_that_was_asked_for() {
    let world = World::new().await;
    let program = Program::nobodys(&world.app);
    for (language, word) in [("da", "nøgle"), ("nb", "nøkkel"), ("en", "token")] {
        let told = program.send("GET", "/api/v1/me", &[("accept-language", language)], Vec::new()).await;
        told.is(401, "token_needed");
        assert!(told.json()["detail"].as_str().unwrap().contains(word), "{}", told.text());
    }
    let unknown = PersonId::new(uuid::Uuid::nil());
    assert!(world.app.make_token(unknown, "", "owner", 1).await.is_err());
    assert!(world.app.make_token(unknown, "x", "king", 1).await.is_err());
    assert!(world.app.make_token(unknown, "x", "owner", 367).await.is_err());
}

#[tokio::test]
async fn a_file_is_opened_by_an_owner_s_token_of_those_whom_the_setting_names() {
    let world = crate::hooks::world(Vec::new()).await;
    let source = include_str!("../data/small-workflow.yaml");
    let open = json!({ "do": "open_procedure", "source": source });
    let owner = Program::of(&world.app, &world.owner.person, "owner").await;
    for (who, role, status, code) in [
        (&world.owner, "auditor", 403, "not_allowed"),
        (&world.owner, "applicant", 403, "not_allowed"),
        (&world.outsider, "owner", 404, "not_found"),
    ] {
        let program = Program::of(&world.app, &who.person, role).await;
        program.post("/api/v1/commands", &open).await.is(status, code);
    }
    let broken = json!({ "do": "open_procedure", "source": source.replacen("steps:", "stepps:", 1) });
    let told = owner.post("/api/v1/commands", &broken).await;
    told.is(422, "bad_workflow");
    assert!(told.json()["detail"].as_str().unwrap().contains("stepps"));
    let barred = owner.post("/api/v1/commands", &open).await;
    barred.is(422, "barred");
    // Each finding that stands in the way is named by its code, and set aside with a reason.
    let detail = barred.json()["detail"].as_str().unwrap().to_owned();
    let codes = detail.lines().filter_map(|line| line.split(": ").nth(1));
    let overrides: serde_json::Map<_, _> =
        codes.map(|code| (code.to_owned(), json!("It is an exercise, and nobody applies."))).collect();
    assert!(!overrides.is_empty(), "{detail}");
    let with = json!({ "do": "open_procedure", "source": source, "overrides": overrides });
    let opened = owner.post("/api/v1/commands", &with).await.good();
    let shown = owner.get(&format!("/api/v1/procedures/{}", opened["id"].as_str().unwrap())).await.good();
    assert_eq!(shown["id"], opened["id"]);
    // In a procedure there is no such command.
    let there = format!("/api/v1/procedures/{}/commands", world.procedure);
    owner.post(&there, &with).await.is(422, "bad_value");
}
