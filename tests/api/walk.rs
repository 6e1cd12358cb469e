//! A whole procedure by tokens alone, by what each answer offers.

use serde_json::{Value, json};

use crate::client::{Program, Told, option};
use crate::world::{DEADLINE, World};

/// The world with a program for everybody.
struct Cast {
    world: World,
    owner: Program,
    secretary: Program,
    evaluator: Program,
    chair: Program,
    applicant: Program,
    newcomer: Program,
}

impl Cast {
    async fn new() -> Self {
        let world = World::new().await;
        let app = &world.app;
        Self {
            owner: Program::of(app, &world.owner.person, "owner").await,
            secretary: Program::of(app, &world.secretary.person, "secretary").await,
            evaluator: Program::of(app, &world.evaluator.person, "evaluator").await,
            chair: Program::of(app, &world.chair.person, "chair").await,
            applicant: Program::of(app, &world.applicant.person, "applicant").await,
            newcomer: Program::of(app, &world.outsider.person, "applicant").await,
            world,
        }
    }

    fn at(&self, path: &str) -> String {
        format!("/api/v1/procedures/{}{path}", self.world.procedure)
    }
}

fn href(value: &Value) -> &str {
    value.as_str().expect("an address")
}

/// The same request under a key of its own.
async fn keyed(program: &Program, path: &str, key: &str, body: &Value) -> Told {
    let more = [("content-type", "application/json"), ("idempotency-key", key)];
    program.send("POST", path, &more, body.to_string().into_bytes()).await
}

/// Begins, fills in and hands in: the address of the application.
async fn apply(cast: &Cast) -> String {
    let program = &cast.newcomer;
    let entry = program.get("/api/v1").await.good();
    let list = program.get(href(&entry["links"]["procedures"])).await.good();
    assert_eq!(list["procedures"][0]["open"], true);
    let procedure = program.get(href(&list["procedures"][0]["href"])).await.good();
    assert_eq!(procedure["tracks"][0]["stage"], "open");
    let name = json!({ "name": "Otto Outsider", "kind": "person" });
    let begun = program.take(&procedure, "begin", &[("track", "social")], name.clone()).await.good();
    // Whoever begins again finds what is begun, and it is offered no more.
    let again = program.take(&procedure, "begin", &[("track", "social")], name).await.good();
    assert_eq!(begun["id"], again["id"]);
    let procedure = program.get(&cast.at("")).await.good();
    assert!(option(&procedure, "begin", &[("track", "social")]).is_none());
    let address = href(&procedure["applications"]["social"]).to_owned();
    let own = program.get(&address).await.good();
    assert_eq!((&own["status"], &own["form"][0]["id"]), (&json!("not_submitted"), &json!("idea")));
    assert!(option(&own, "withdraw", &[]).is_none(), "nothing was handed in");
    let idea = json!({ "answers": { "idea": { "text": "A house for everybody" } } });
    let saved = program.take(&own, "save", &[], idea.clone()).await.good();
    // The version that was read is no longer the one that is there.
    program.take(&own, "save", &[], idea).await.is(409, "stale");
    program.take(&own, "submit", &[], json!({})).await.is(409, "stale");
    let other = json!({ "answers": { "no-such-field": { "text": "x" } } });
    let own = program.get(&address).await.good();
    assert_eq!(
        (&own["version"], &own["answers"]["idea"]["text"]),
        (&saved["version"], &json!("A house for everybody"))
    );
    program.take(&own, "save", &[], other).await.is(422, "bad_value");
    program.take(&own, "submit", &[], json!({ "answers": {} })).await.is(422, "bad_body");

    // Sent twice under one key it is done once.
    let submit = option(&own, "submit", &[]).expect("it is offered")["body"].clone();
    let first = keyed(program, &cast.at("/commands"), "one", &submit).await;
    let second = keyed(program, &cast.at("/commands"), "one", &submit).await;
    assert_eq!((first.good(), second.header("idempotency-replayed")), (second.good(), "true"));
    let own = program.get(&address).await.good();
    assert_eq!((&own["status"], &own["submitted"]["count"]), (&json!("submitted"), &json!(1)));
    keyed(program, &cast.at("/commands"), "one", &json!({ "do": "follow" })).await.is(409, "key_used_before");
    // Somebody else's key of the same name is another one.
    keyed(&cast.applicant, &cast.at("/commands"), "one", &json!({ "do": "follow" })).await.good();
    address
}

/// Screens, scores and agrees on everything in one track.
async fn judge(cast: &Cast, track: &str, applications: &[&str]) {
    let about = [("track", track)];
    let desk = cast.owner.get(&cast.at("/desk")).await.good();
    cast.owner.just(&desk, "open", &about).await.good();
    let list = cast.secretary.get(&cast.at(&format!("/tracks/{track}/screening"))).await.good();
    assert_eq!(list["applications"].as_array().expect("a list").len(), applications.len());
    let finish = json!({ "do": "finish_screening", "track": track });
    cast.secretary.post(&cast.at("/commands"), &finish).await.is(409, "unfinished");
    assert!(option(&list, "finish_screening", &[]).is_none(), "it is not offered before it can be done");
    for application in applications {
        let sheet = cast.secretary.get(&format!("/api/v1/screening/{application}")).await.good();
        cast.secretary.take(&sheet, "screen", &[], json!({ "verdicts": {} })).await.good();
    }
    let list = cast.secretary.get(&cast.at(&format!("/tracks/{track}/screening"))).await.good();
    cast.secretary.just(&list, "finish_screening", &about).await.good();

    let mine = cast.evaluator.get(&cast.at(&format!("/tracks/{track}/scoring"))).await.good();
    for (at, one) in mine["mine"].as_array().expect("a list of one's own").iter().enumerate() {
        let address = href(&one["href"]);
        let before = cast.evaluator.get(address).await.good();
        if at == 0 {
            assert_eq!((&before["state"], &before["answers"]), (&json!("declare"), &json!([])));
            assert!(option(&before, "score", &[]).is_none(), "interests come first");
            cast.evaluator.take(&before, "declare", &[], json!({ "tie": false })).await.good();
        }
        let sheet = cast.evaluator.get(address).await.good();
        assert_eq!(
            (&sheet["state"], &sheet["blind"], &sheet["names"]),
            (&json!("read"), &json!(true), &json!([]))
        );
        let mark =
            |points: &str| json!({ "marks": { "quality": { "points": points, "reason": "well argued" } } });
        cast.evaluator.take(&sheet, "score", &[], mark("6")).await.is(409, "off_scale");
        cast.evaluator.take(&sheet, "score", &[], mark("many")).await.is(422, "bad_value");
        cast.evaluator.take(&sheet, "score", &[], mark(&(4 - at).to_string())).await.good();
        let sheet = cast.evaluator.get(address).await.good();
        cast.evaluator.just(&sheet, "lock", &[]).await.good();
        let sheet = cast.evaluator.get(address).await.good();
        assert_eq!(sheet["sheet"]["open"], false);
        assert!(option(&sheet, "score", &[]).is_none(), "it is locked");
    }
    let desk = cast.owner.get(&cast.at("/desk")).await.good();
    cast.owner.just(&desk, "finish_scoring", &about).await.good();
    let marks = cast.chair.get(&cast.at(&format!("/tracks/{track}/consensus"))).await.good();
    for compared in marks["applications"].as_array().expect("a list") {
        let points = compared["lines"][0]["marks"][0]["points"].clone();
        let agreed = json!({ "agreed": { "quality": { "points": points, "reason": "all of one mind" } } });
        let about = [("application", compared["application"].as_str().expect("an identifier"))];
        cast.chair.take(&marks, "agree", &about, agreed).await.good();
    }
    let marks = cast.chair.get(&cast.at(&format!("/tracks/{track}/consensus"))).await.good();
    cast.chair.just(&marks, "finish_consensus", &about).await.good();
    minutes(cast, href(&marks["minutes"]), applications.len()).await;
}

/// The minutes tell the chair what was agreed and who sat there, and those behind the desk who gave how many sheets.
async fn minutes(cast: &Cast, address: &str, judged: usize) {
    let chairs = cast.chair.get(address).await.good();
    assert_eq!((&chairs["stage"], &chairs["aside"]), (&json!("behind"), &json!([])));
    assert_eq!(chairs["declared"], judged, "the one evaluator declared no tie");
    let line = &chairs["applications"][0]["lines"][0];
    assert_eq!((&line["reason"], &line["agreed"]), (&json!("all of one mind"), &line["points"][0]["points"]));
    assert!(line["points"][0]["reason"].is_null(), "beside names a reason would tell whose it is: {line}");
    assert_eq!(line["agreed_at"], chairs["first_at"], "the first that was agreed");
    assert!(chairs["members"].as_array().is_some_and(|members| members.len() == 2), "{chairs}");
    assert!(chairs["members"][0]["sheets"].is_null(), "a chair ties no points to a name: {chairs}");
    let owners = cast.owner.get(address).await.good();
    let sheets = owners["members"].as_array().expect("a list").iter().map(|member| &member["sheets"]);
    assert_eq!(sheets.filter(|sheets| **sheets == judged).count(), 1, "all by one: {owners}");
    let pdf = cast.chair.get(href(&chairs["links"]["pdf"])).await;
    assert_eq!((pdf.status.as_u16(), pdf.header("content-type")), (200, "application/pdf"));
    cast.evaluator.get(address).await.is(404, "not_found");
    cast.secretary.get(address).await.is(404, "not_found");
}

#[tokio::test]
async fn a_whole_procedure_by_tokens() {
    let cast = Cast::new().await;
    let address = apply(&cast).await;
    let newcomer = address.rsplit('/').next().expect("an identifier").to_owned();

    // A question, its answer, and a date that is moved.
    let procedure = cast.newcomer.get(&cast.at("")).await.good();
    let asked = json!({ "text": "May a person apply alone?" });
    let asked = cast.newcomer.take(&procedure, "ask", &[], asked).await.good();
    let question = asked["id"].as_str().expect("an identifier");
    let desk = cast.owner.get(&cast.at("/desk")).await.good();
    let answer = json!({ "text": "Yes, a person may." });
    cast.owner.take(&desk, "answer", &[("question", question)], answer.clone()).await.good();
    cast.owner.take(&desk, "answer", &[("question", question)], answer).await.is(409, "already");
    let procedure = Program::nobodys(&cast.world.app).get(&cast.at("")).await.good();
    assert_eq!(procedure["questions"][0]["answer"], "Yes, a person may.");
    assert_eq!(procedure["options"], json!([]), "nobody in particular can do nothing");

    // Late by a microsecond.
    let own = cast.newcomer.get(&address).await.good();
    cast.world.crank(DEADLINE + 1);
    cast.newcomer.take(&own, "withdraw", &[], json!({})).await.is(409, "closed");
    let own = cast.newcomer.get(&address).await.good();
    assert_eq!(own["options"], json!([]), "the deadline has passed");

    let (social, physical) = (cast.world.application.to_string(), cast.world.mates.to_string());
    judge(&cast, "social", &[&social, &newcomer]).await;
    judge(&cast, "physical", &[&physical]).await;

    for (track, size) in [("social", 2), ("physical", 1)] {
        let list = cast.owner.get(&cast.at(&format!("/tracks/{track}/selection"))).await.good();
        let rows = list["rows"].as_array().expect("rows");
        assert_eq!((rows.len(), &rows[0]["place"]), (size, &json!(1)));
        let selected: Vec<_> = rows.iter().map(|row| row["application"].clone()).collect();
        let nobody = json!({ "selected": [uuid::Uuid::nil().to_string()] });
        cast.owner.take(&list, "decide", &[], nobody).await.is(409, "bad_list");
        cast.owner.take(&list, "decide", &[], json!({ "selected": selected })).await.good();
    }
    let own = cast.newcomer.get(&address).await.good();
    assert_eq!(own["outcome"]["released_at"], Value::Null, "nothing is said before the release");
    let letters = cast.owner.get(&cast.at("/letters")).await.good();
    assert_eq!(letters["preview"].as_array().expect("letters").len(), 3);
    let desk = cast.owner.get(&cast.at("/desk")).await.good();
    cast.owner.just(&desk, "release", &[]).await.good();
    let desk = cast.owner.get(&cast.at("/desk")).await.good();
    assert!(option(&desk, "release", &[]).is_none(), "once");

    let own = cast.newcomer.get(&address).await.good();
    assert!(own["outcome"]["released_at"].is_string());
    assert_eq!(own["outcome"]["letters"].as_array().expect("letters").len(), 1);
    let text = json!({ "text": "The panel did not read the second page." });
    let filed = cast.newcomer.take(&own, "complain", &[], text).await.good();
    let complaint = filed["id"].as_str().expect("an identifier");
    let desk = cast.owner.get(&cast.at("/desk")).await.good();
    let settled = json!({ "ruling": { "kind": "dismissed" }, "reason": "All pages were read." });
    cast.owner.take(&desk, "settle", &[("complaint", complaint)], settled).await.good();
    let own = cast.newcomer.get(&address).await.good();
    assert_eq!(own["outcome"]["complaints"][0]["ruling"], "dismissed");
    let report = cast.owner.get(&cast.at("/report")).await.good();
    assert!(report.is_object());
}

#[tokio::test]
async fn a_file_is_sent_and_fetched() {
    let cast = Cast::new().await;
    let file = include_str!("../data/small-workflow.yaml");
    let overrides = crate::opening::overrides(file, cast.world.app.clock.now());
    let owner = cast.world.owner.person.id;
    let procedure = cast.world.app.open_procedure(file, owner, &overrides).await.expect("a good file");
    let program = &cast.newcomer;
    let shown = program.get(&format!("/api/v1/procedures/{procedure}")).await.good();
    let name = json!({ "name": "Otto Outsider", "kind": "person" });
    let begun = program.take(&shown, "begin", &[("track", "social")], name).await.good();
    let address = format!("/api/v1/applications/{}", begun["id"].as_str().expect("an identifier"));
    let own = program.get(&address).await.good();
    assert!(option(&own, "submit", &[]).is_none(), "it is not complete");
    let missing: Vec<_> =
        own["missing"].as_array().expect("a list").iter().map(|one| &one["field"]).collect();
    assert!(missing.contains(&&json!("references")), "{missing:?}");
    let files = href(&own["files"]);
    let sent = async |query: &str, bytes: &[u8]| {
        program.send("POST", &format!("{files}?{query}"), &[], bytes.to_vec()).await
    };
    sent("field=vision&name=a.txt", b"some words").await.is(422, "bad_value");
    sent("field=references&name=a.png", b"\x89PNG\r\n\x1a\n0000").await.is(415, "wrong_kind");
    sent("field=references&name=a.txt", b"").await.is(422, "empty");
    sent("field=references&name=a.txt", &vec![b'a'; 1_000_001]).await.is(413, "too_large");
    let kept = sent("field=references&name=%C3%A5%20list.txt", b"some words").await.good();
    let attachment = kept["id"].as_str().expect("an identifier");
    let own = program.get(&address).await.good();
    assert_eq!(own["answers"]["references"]["files"][0]["name"], "å list.txt");
    let fetched = program.get(&format!("{files}/{attachment}")).await;
    assert_eq!((fetched.status.as_u16(), fetched.bytes.as_slice()), (200, b"some words".as_slice()));
    cast.applicant.get(&format!("{files}/{attachment}")).await.is(404, "not_found");
    let remove = json!({ "do": "remove_file", "application": begun["id"], "attachment": attachment });
    program.post(&format!("/api/v1/procedures/{procedure}/commands"), &remove).await.good();
    // An application of one procedure is none of another.
    program.post(&cast.at("/commands"), &remove).await.is(404, "not_found");
    let own = program.get(&address).await.good();
    assert_eq!(own["answers"]["references"]["files"], json!([]));
}
