//! What applicants meet when the deadline has passed, and before the outcome is told.

use trespor::app::settings::Settings;
use trespor::engine::procedure::Command as OfProcedure;
use trespor::engine::turn::{Command, Verb};
use trespor::i18n::Lang;
use trespor::store::outbox::{Letter, LetterState};

use super::site::Site;
use super::told::{DEADLINE, WORKFLOW, application_id, told};

#[tokio::test]
async fn after_the_deadline_nothing_changes_and_the_times_are_told() {
    let told = told().await;
    let (site, lead) = (&told.site, &told.lead);
    let own = told.begin("social").await;
    told.fill(&own, "A home for all").await;
    let seen = told.seen(&own).await;
    site.app.clock.crank(DEADLINE.plus_seconds(90));

    let late = [("seen", seen.as_str()), ("a-vision", "typed too late")];
    let refused = site.post(lead, &format!("{own}/form"), &late).await;
    assert_eq!(refused.status, 409);
    let times = ["at 12:00 (Europe/Copenhagen)", "at 12:01:30.0"];
    refused.says(&times).says(&["typed too late", "The deadline has passed"]);
    refused.hides(&["<textarea"]);
    let refused = site.post(lead, &format!("{own}/review"), &[("declare", "yes")]).await;
    assert_eq!(refused.status, 409);
    refused.says(&times).says(&["NOT SUBMITTED", "does not take part"]);
    let refused = site.upload(lead, &format!("{own}/files"), &[("a-references", "a.txt", b"abc")]).await;
    assert_eq!(refused.status, 409);
    refused.says(&times);
    assert_eq!(site.post(lead, &format!("{own}/autosave"), &late).await.status, 409);
    assert_eq!(site.post(lead, &format!("{own}/withdraw"), &[]).await.status, 409);

    let mut db = site.app.store.read().await.unwrap();
    let stream = format!("application/{}", application_id(&own));
    let lines = trespor::store::journal::lines(&mut db, &stream).await.unwrap();
    let tried: Vec<_> = lines.iter().filter(|line| line.body.contains("tried_late")).collect();
    assert_eq!(tried.len(), 4, "each try of a person is on the record, the script's are not");
    drop(db);

    let start = format!("/tenders/{}/tracks/physical/apply", told.procedure);
    let refused = site.post(lead, &start, &[("name", "X"), ("kind", "person")]).await;
    assert_eq!(refused.status, 409);
    refused.says(&["at 12:01:30.0"]);
    let tender = site.get(lead, &format!("/tenders/{}", told.procedure)).await;
    tender.says(&["Ended: nobody applied"]).hides(&["Apply in this track", "Apply as"]);
}

#[tokio::test]
async fn one_track_is_all_that_one_applicant_may_have_here() {
    let told = told().await;
    told.begin("social").await;
    let path = format!("/tenders/{}/tracks/physical/apply", told.procedure);
    let refused = told.site.post(&told.lead, &path, &[("name", "Room"), ("kind", "person")]).await;
    assert_eq!(refused.status, 409);
    refused.says(&["There can be at most 1 here", "value=\"Room\""]);
}

#[tokio::test]
async fn questions_are_seen_when_they_are_answered() {
    let told = told().await;
    let site = &told.site;
    let tender = format!("/tenders/{}", told.procedure);
    let ask = format!("{tender}/questions");
    let visitor = Site::visitor();
    let unknown = site.post(&visitor, &ask, &[("question", "Who may apply?")]).await;
    assert_eq!(unknown.status, 401);
    unknown.says(&["You are not signed in", "value=\"Who may apply?\""]);
    let short = site.post(&told.lead, &ask, &[("question", "?")]).await;
    assert_eq!(short.status, 422);
    let asked = site.post(&told.lead, &ask, &[("question", "Who may apply?")]).await;
    assert_eq!(asked.status, 303);
    site.get(&told.lead, asked.location().split('#').next().unwrap())
        .await
        .says(&["The question has been received"]);
    site.get(&visitor, &tender).await.hides(&["Who may apply?"]);
    // A follower written down in the instant of a question would be the asker.
    site.get(&told.lead, &tender).await.says(&["Follow this procedure"]);
    assert_eq!(site.post(&told.lead, &format!("{tender}/follow"), &[("follow", "yes")]).await.status, 303);
    site.get(&told.lead, &tender).await.says(&["Stop following"]);

    let standing = site.app.head(told.procedure).await.unwrap();
    let question = standing.case.procedure.questions[0].id;
    let actor = told.owner.person.unwrap();
    let text = trespor::app::random::prose("Everybody.");
    let answer = OfProcedure::Answer { question, text, late: None };
    site.app
        .act(told.procedure, site.app.receive(), Command { actor, verb: Verb::Procedure(answer) })
        .await
        .unwrap();
    let reason = trespor::app::random::prose("The holidays took longer.");
    let extend = OfProcedure::Extend { date: "applications".into(), to: "2027-02-12T12:00".into(), reason };
    site.app
        .act(told.procedure, site.app.receive(), Command { actor, verb: Verb::Procedure(extend) })
        .await
        .unwrap();
    let page = site.get(&visitor, &tender).await;
    page.says(&["Who may apply?", "Everybody.", "The holidays took longer."]);
    page.says(&["moved from Friday 5 February 2027 at 12:00", "to Friday 12 February 2027 at 12:00"]);
    page.hides(&["Lena", "lead@example.org"]);

    assert_eq!(site.post(&told.lead, &format!("{tender}/follow"), &[("follow", "no")]).await.status, 303);
    site.get(&told.lead, &tender).await.says(&["Follow this procedure"]);
}

#[tokio::test]
async fn the_outcome_tells_nothing_before_it_is_released() {
    let told = told().await;
    let (site, lead) = (&told.site, &told.lead);
    let own = told.begin("social").await;
    told.fill(&own, "A home for all").await;
    told.upload(&own).await;
    assert_eq!(told.submit(&own).await.status, 303);
    site.app.clock.crank(DEADLINE.plus_seconds(3600));
    let outcome = format!("{own}/outcome");
    let before = site.get(lead, &outcome).await;
    before.says(&["The decision has not been sent yet", "Answer: Monday 12 April 2027 at 24:00"]);
    let complaint = site.get(lead, &format!("{own}/complaint")).await;
    assert_eq!(complaint.location(), outcome);
    let early = site.post(lead, &format!("{own}/complaint"), &[("text", "It is not fair at all.")]).await;
    assert_eq!(early.status, 409);
    early.says(&["It is not fair at all."]);

    let now = site.app.clock.now();
    let (procedure, person) = (told.procedure, lead.person.unwrap());
    let letter = Letter {
        id: trespor::app::random::id(),
        procedure: Some(procedure),
        application: Some(application_id(&own)),
        person,
        address: "lead@example.org".into(),
        kind: "track_ended".into(),
        language: "en".into(),
        subject: "The track is cancelled".into(),
        text: "Dear applicant\n\nThe money is gone.".into(),
        wording: String::new(),
        message_id: "<1@example.org>".into(),
        dated_at: now,
        due_at: now,
        attempts: 0,
        state: LetterState::Waiting,
        last_reply: None,
        sent_at: None,
        erased_at: None,
    };
    site.app
        .store
        .write(move |db| {
            let letter = letter.clone();
            Box::pin(async move { trespor::store::outbox::insert(db, &letter).await })
        })
        .await
        .unwrap();
    site.get(lead, &outcome).await.hides(&["The money is gone."]);
    let reason = trespor::app::random::prose("The money is gone.");
    let cancel = OfProcedure::CancelTrack { track: "social".into(), reason };
    let actor = told.owner.person.unwrap();
    site.app
        .act(procedure, site.app.receive(), Command { actor, verb: Verb::Procedure(cancel) })
        .await
        .unwrap();
    let after = site.get(lead, &outcome).await;
    after.says(&["The decision was sent on Friday 5 February 2027", "The money is gone."]);
}

#[tokio::test]
async fn letters_follow_the_language_that_was_chosen() {
    let told = told().await;
    let known =
        async || told.site.app.person("kari@example.org", "Kari", Lang::Nb).await.expect("an address");
    let link = told.site.app.make_link(&known().await, "/", false).await.expect("a link");
    let path = link.rsplit_once("/sign-in/").expect("a link").1;
    // The visitor has chosen English.
    let entered = told.site.post(&Site::visitor(), &format!("/sign-in/{path}"), &[]).await;
    assert_eq!(entered.status, 303, "{}", entered.text());
    let kari = known().await;
    assert_eq!((kari.language.as_str(), kari.name.as_str()), ("en", "Kari"));
}

#[tokio::test]
async fn a_text_that_is_there_only_in_another_language_is_marked() {
    let site = Site::new(DEADLINE.plus_seconds(-20 * 86_400), Settings::default()).await;
    let owner = site.sign_in("owner@example.org", "Olga").await;
    let file = WORKFLOW.replace("languages: [da, en]", "languages: [da, nb]").replace("en: ", "nb: ");
    let procedure = site.open(&file, &owner).await;
    let page = site.get(&Site::visitor(), &format!("/tenders/{procedure}")).await;
    page.says(&[
        "<html lang=\"en\">",
        "<title>Bolig i balance – Trespor</title>",
        "<h1><span lang=\"da\">Bolig i balance</span></h1>",
        "<span lang=\"da\">Om mennesker.</span>",
        "<strong><span lang=\"da\">alt</span></strong>",
        "<span lang=\"da\">Referencer</span>",
    ]);
    page.hides(&["<span lang=\"nb\">", "<span lang=\"en\">", "<script>alert"]);
}
