//! What owners do, and what is refused.

use axum::http::StatusCode;

use super::world::{DEADLINE, World, signed_in};
use trespor::app::random;
use trespor::engine::ids::{ApplicationId, ComplaintId};
use trespor::engine::people::Grant;
use trespor::engine::steps::{complaints, screening};
use trespor::engine::turn::Verb;
use trespor::engine::workflow::definition::Role;
use trespor::mail::{Memory, Transport};
use trespor::store;

#[tokio::test]
async fn roles_are_given_and_taken_by_the_owner_alone() {
    let world = World::new().await;
    let people = world.at("/people");
    let form = [("name", "Eva"), ("email", "eva@example.org"), ("role", "evaluator"), ("track", "social")];
    for who in [&world.secretary, &world.auditor] {
        world.post(Some(who), &people, &form).await.is(StatusCode::FORBIDDEN);
        world.get(Some(who), &people).await.is(StatusCode::OK).lacks("<form method=\"post\" action=\"/proc");
    }
    let mut db = world.app.store.read().await.unwrap();
    assert_eq!(store::people::by_email(&mut db, "eva@example.org").await.unwrap(), None);
    drop(db);

    let wrong = [("name", "Eva"), ("email", "eva at home"), ("role", "evaluator"), ("track", "social")];
    let page = world.post(Some(&world.owner), &people, &wrong).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("value=\"eva at home\"").has("name@example.org");

    world.post(Some(&world.owner), &people, &form).await.leads_to(&world.at("/people?done=1"));
    let page = world.get(Some(&world.owner), &people).await;
    page.has("eva@example.org").has("Evaluator, Social");
    let page = world.post(Some(&world.owner), &people, &form).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("already been done");

    let standing = world.app.head(world.procedure).await.unwrap();
    let grant = Grant { role: Role::Evaluator, track: Some("social".into()), panel: None };
    let mut people = standing.case.procedure.people.iter();
    let eva = people.find(|(_, grants)| grants.contains(&grant)).unwrap().0;
    let (eva, owner) = (eva.to_string(), world.owner.person.id.to_string());
    let revoke = [("person", eva.as_str()), ("role", "evaluator"), ("track", "social")];
    let path = world.at("/people/revoke");
    world.post(Some(&world.secretary), &path, &revoke).await.is(StatusCode::FORBIDDEN);
    world.post(Some(&world.owner), &path, &revoke).await.leads_to(&world.at("/people?done=1"));
    world.get(Some(&world.owner), &world.at("/people")).await.lacks("eva@example.org");
    let last = [("person", owner.as_str()), ("role", "owner"), ("track", "all")];
    let page = world.post(Some(&world.owner), &path, &last).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("must have an owner");
}

#[tokio::test]
async fn a_date_is_moved_later_only_and_nothing_typed_is_lost() {
    let world = World::new().await;
    let path = world.at("/dates/applications");
    let page = world.get(Some(&world.owner), &path).await.is(StatusCode::OK);
    page.has("value=\"2027-02-05\"").has("value=\"12:00\"").has("3 people are written to.");
    world.get(Some(&world.secretary), &path).await.is(StatusCode::FORBIDDEN);
    let earlier = [("to", "2027-02-04"), ("to-time", "10:30"), ("reason", "We are in a hurry now.")];
    let page = world.post(Some(&world.owner), &path, &earlier).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("A deadline can only be extended.")
        .has("id=\"to-error\"")
        .has("value=\"2027-02-04\"")
        .has("value=\"10:30\"")
        .has("We are in a hurry now.");
    let gap = [("to", "2027-03-28"), ("to-time", "02:30"), ("reason", "We are in a hurry now.")];
    world
        .post(Some(&world.owner), &path, &gap)
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("id=\"to-error\"");
    let short = [("to", "2027-02-12"), ("to-time", ""), ("reason", "So what")];
    let page = world.post(Some(&world.owner), &path, &short).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("id=\"reason-error\"").has("at least 10 characters");
    let good = [("to", "2027-02-12"), ("to-time", "18:00"), ("reason", "Many have asked for it.")];
    world.post(Some(&world.secretary), &path, &good).await.is(StatusCode::FORBIDDEN);
    world.post(Some(&world.owner), &path, &good).await.leads_to(&world.at("/dates"));
    let page = world.get(Some(&world.auditor), &world.at("/dates")).await;
    page.has("Many have asked for it.")
        .has("Friday 12 February 2027 at 18:00")
        .has("5 February 2027 at 12:00");
    // 12 February 18:00 in Copenhagen, and a moment more.
    world.crank(1_802_451_600_000_000 + 1);
    let page = world.get(Some(&world.owner), &world.at("/dates")).await;
    page.has("Can no longer be moved").lacks("dates/applications\"");
    let late = [("to", "2027-03-12"), ("to-time", "12:00"), ("reason", "Many have asked for it.")];
    let page = world.post(Some(&world.owner), &path, &late).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("is over.");
}

#[tokio::test]
async fn an_answer_is_published_once_and_nobody_learns_who_asked() {
    let world = World::new().await;
    let list = world.at("/questions");
    let path = world.at(&format!("/questions/{}", world.question));
    let page = world.get(Some(&world.secretary), &list).await.is(StatusCode::OK);
    page.has("May we bring a dog?").lacks(&path).lacks("lanted");
    world.post(Some(&world.secretary), &path, &[("answer", "Yes")]).await.is(StatusCode::FORBIDDEN);
    let page = world.post(Some(&world.owner), &path, &[("answer", " ")]).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("id=\"answer-error\"");
    // The letter is read first, by the owner alone, and nothing is said to anybody.
    let look = [("answer", "Small dogs only."), ("do", "ahead")];
    world.post(Some(&world.secretary), &path, &look).await.is(StatusCode::FORBIDDEN);
    let page = world.post(Some(&world.owner), &path, &look).await.is(StatusCode::OK);
    page.has("Answer to a question about")
        .has("<div class=\"letter\">")
        .has("Small dogs only.")
        .lacks("lanted");
    world.get(Some(&world.owner), &list).await.has("Unanswered").lacks("Small dogs only.");
    world.post(Some(&world.owner), &path, &[("answer", "Small dogs only.")]).await.leads_to(&list);
    let page = world.get(Some(&world.owner), &list).await;
    page.has("Small dogs only.").has("Answered").lacks("Unanswered").lacks("lanted");
    let standing = world.app.head(world.procedure).await.unwrap();
    assert!(standing.case.procedure.questions[0].answer.is_some());
    let page = world.post(Some(&world.owner), &path, &[("answer", "All dogs.")]).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("already been done").has("All dogs.");
}

#[tokio::test]
async fn a_track_is_opened_after_the_deadline_by_those_whom_the_file_names() {
    let world = World::new().await;
    let path = world.at("/tracks/social/opening");
    let page = world.get(Some(&world.owner), &path).await.is(StatusCode::OK);
    page.has("sealed until Friday 5 February 2027 at 12:00").lacks("Open the applications</button>");
    world.post(Some(&world.owner), &path, &[]).await.is(StatusCode::FORBIDDEN);
    let page = world.get(Some(&world.owner), &world.at("")).await;
    page.has("<dt>Begun</dt><dd>2</dd>").has("<dt>Submitted</dt><dd>1</dd>");

    world.crank(DEADLINE + 1);
    let page = world.get(Some(&world.secretary), &path).await.is(StatusCode::OK);
    page.has("1 application").lacks("Open the applications</button>").has("Can be opened by");
    world.post(Some(&world.secretary), &path, &[]).await.is(StatusCode::FORBIDDEN);
    world.get(Some(&world.owner), &path).await.has("Open the applications</button>");
    world.post(Some(&world.owner), &path, &[]).await.leads_to(&world.at(""));
    let page = world.get(Some(&world.auditor), &world.at("")).await;
    page.has("Planted Lead ApS").has("0 of 1 applications are screened.").lacks("Draft Only Ltd");
    world.get(Some(&world.owner), &path).await.has("by Olga Owner");
    let page = world.get(Some(&world.secretary), "/desk").await;
    page.has("/tracks/social/screening").has("Social: 0 of 1 applications are screened.");
    let page = world.get(Some(&world.owner), &world.at("/journal")).await;
    page.has("intake.opened").lacks("lanted").has("Checkpoints");
}

#[tokio::test]
async fn a_letter_that_was_given_up_is_tried_again() {
    let world = World::new().await;
    let path = world.at(&format!("/outbox/{}/retry", world.letters["reminder"]));
    world.post(Some(&world.auditor), &path, &[]).await.is(StatusCode::FORBIDDEN);
    world.get(Some(&world.owner), "/desk").await.has("2 letters could not be delivered");
    world.post(Some(&world.secretary), &path, &[]).await.leads_to(&world.at("/outbox"));
    world.get(Some(&world.owner), "/desk").await.has("1 letter could not be delivered");
    world.post(Some(&world.secretary), &path, &[]).await.is(StatusCode::CONFLICT);
}

/// Tells the decisions and complains over one.
async fn complained(world: &World) -> ComplaintId {
    world.told().await;
    let complaint = ComplaintId::new(random::id());
    let text = random::prose("The other one is my cousin.");
    let file = complaints::Command::File { application: world.application, complaint, text };
    world.act(&world.applicant, Verb::Complaints(file)).await.unwrap();
    complaint
}

#[tokio::test]
async fn a_complaint_is_settled_with_a_reason() {
    let world = World::new().await;
    world.get(Some(&world.owner), &world.at("/complaints")).await.has("No complaint period has begun.");
    let complaint = complained(&world).await;
    let list = world.at("/complaints");
    let path = world.at(&format!("/complaints/{complaint}"));
    let page = world.get(Some(&world.auditor), &list).await.is(StatusCode::OK);
    page.has("The other one is my cousin.").has("Planted Lead ApS").has("Suspended").lacks(&path);
    world.get(Some(&world.outsider), &path).await.is(StatusCode::NOT_FOUND);
    world.get(Some(&world.owner), "/desk").await.has("1 complaint is open. The track is suspended.");
    world.get(Some(&world.owner), &path).await.has("Formal check").lacks("value=\"apply\"");
    let form = [("ruling", "redo"), ("step", ""), ("reason", "We look at it again.")];
    let page = world.post(Some(&world.owner), &path, &form).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("id=\"step-error\"").has("We look at it again.");
    let form = [("ruling", "dismissed"), ("step", ""), ("reason", "No.")];
    let page = world.post(Some(&world.owner), &path, &form).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("id=\"reason-error\"");
    let form = [("ruling", "redo"), ("step", "check"), ("reason", "We look at it again.")];
    world.post(Some(&world.secretary), &path, &form).await.is(StatusCode::FORBIDDEN);
    world.post(Some(&world.owner), &path, &form).await.leads_to(&list);
    let page = world.get(Some(&world.owner), &world.at("")).await;
    page.has("0 of 1 applications are screened.").has("Complaints can be filed until");
}

/// A period runs from a letter that arrived. The owner records one that came back, and how the applicant was told.
#[tokio::test]
async fn who_is_not_told_keeps_the_track_waiting() {
    let world = World::new().await;
    world.told().await;
    let path = world.at("/tracks/social/tellings");
    let id = world.application.to_string();
    world
        .get(Some(&world.auditor), &path)
        .await
        .is(StatusCode::OK)
        .has("none has come back")
        .lacks("name=\"how\"");
    world.get(Some(&world.outsider), &path).await.is(StatusCode::NOT_FOUND);
    let form = [("applicant", ""), ("event", ""), ("how", "The mailbox is full.")];
    let page = world.post(Some(&world.owner), &path, &form).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("id=\"applicant-error\"").has("The mailbox is full.");
    let form = [("applicant", id.as_str()), ("event", "returned"), ("how", "No.")];
    world
        .post(Some(&world.owner), &path, &form)
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("id=\"how-error\"");
    let form = [("applicant", id.as_str()), ("event", "returned"), ("how", "The mailbox is full.")];
    world.post(Some(&world.secretary), &path, &form).await.is(StatusCode::FORBIDDEN);
    world.post(Some(&world.owner), &path, &form).await.leads_to(&path);
    world.get(Some(&world.owner), &path).await.has("The mailbox is full.").has("NOT NOTIFIED");
    world.get(Some(&world.owner), &world.at("")).await.has("1 applicant has not been notified");
    world.get(Some(&world.owner), &world.at("/complaints")).await.has("1 applicant has not been notified");
    let form = [("applicant", id.as_str()), ("event", "told"), ("how", "Olga rang them up at nine.")];
    world.post(Some(&world.owner), &path, &form).await.leads_to(&path);
    world
        .get(Some(&world.owner), &path)
        .await
        .has("Notified on")
        .has("Olga rang them up")
        .lacks("NOT NOTIFIED");
    world.get(Some(&world.owner), &world.at("")).await.lacks("has not been notified");
}

/// What the mail server says of a decision letter is told to the procedure, and of no other letter.
#[tokio::test]
async fn the_fate_of_a_decision_letter_reaches_the_procedure() {
    let world = World::new().await;
    world.told().await;
    let letters = {
        let mut db = world.app.store.read().await.unwrap();
        trespor::store::outbox::of_procedure(&mut db, world.procedure, 1000).await.unwrap()
    };
    let waits = async || world.get(Some(&world.owner), &world.at("")).await;
    let receipt = letters.iter().find(|letter| letter.kind == "receipt").expect("a receipt");
    world.app.fate_of(receipt, false).await.unwrap();
    waits().await.lacks("has not been notified");
    let decision = letters.iter().find(|letter| {
        trespor::app::fate::DECISIONS.contains(&letter.kind.as_str())
            && letter.application == Some(world.application)
            && letter.person == world.applicant.person.id
    });
    let mut decision = decision.expect("a decision letter").clone();
    decision.attempts = 0;
    world.app.fate_of(&decision, true).await.unwrap();
    waits().await.lacks("has not been notified");
    world.app.fate_of(&decision, false).await.unwrap();
    world.app.fate_of(&decision, false).await.unwrap();
    waits().await.has("1 applicant has not been notified");
    decision.attempts = 1;
    world.app.fate_of(&decision, true).await.unwrap();
    waits().await.lacks("has not been notified");
}

#[tokio::test]
async fn a_dismissed_complaint_stays_in_the_list() {
    let world = World::new().await;
    let complaint = complained(&world).await;
    let path = world.at(&format!("/complaints/{complaint}"));
    let form = [("ruling", "dismissed"), ("step", ""), ("reason", "Cousins are allowed.")];
    world.post(Some(&world.owner), &path, &form).await.leads_to(&world.at("/complaints"));
    let page = world.get(Some(&world.owner), &world.at("/complaints")).await;
    page.has("Dismissed").has("Cousins are allowed.").lacks("Suspended");
    world.get(Some(&world.owner), &path).await.is(StatusCode::OK).lacks("<textarea");
}

#[tokio::test]
async fn a_cancelled_track_makes_the_joint_step_ask() {
    let world = World::new().await;
    let path = world.at("/tracks/physical/cancel");
    let joint = format!("/joint/{}/together", world.procedure);
    world.get(Some(&world.owner), &joint).await.has("Waiting for the tracks").has("2 of 2 tracks");
    let form = [("reason", "There is no money left.")];
    let page = world.post(Some(&world.owner), &path, &form).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("id=\"confirm-error\"").has("There is no money left.");
    // Every letter is read before any is sent, once for all, without a word on who applies; and nothing has happened.
    let third = signed_in(&world.app, "third@example.org", "Planted Third").await;
    let other = ApplicationId::new(random::id());
    world.apply(&third, other, "physical", "Planted Third ApS", false).await;
    let letters = async || {
        let mut db = world.app.store.read().await.unwrap();
        store::outbox::of_procedure(&mut db, world.procedure, 1000).await.unwrap().len()
    };
    let before = letters().await;
    let look = [("reason", "There is no money left."), ("do", "ahead")];
    let page = world.post(Some(&world.owner), &path, &look).await;
    let page = page.is(StatusCode::OK).has("These letters would go out").has("There is no money left.");
    assert_eq!(page.body.matches("class=\"letter\"").count(), 1, "{}", page.body);
    let page = page.has("is cancelled").has("To 2 people with an application and 0 who follow");
    let page = page.lacks("lanted").lacks(&world.mates.code()).lacks(&other.code());
    page.has("name=\"do\" value=\"ahead\"");
    world.post(Some(&world.secretary), &path, &look).await.is(StatusCode::FORBIDDEN);
    let short = [("reason", "No"), ("do", "ahead")];
    world
        .post(Some(&world.owner), &path, &short)
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("reason-error");
    world.get(Some(&world.owner), &world.at("")).await.lacks("The track has ended");
    assert_eq!(letters().await, before);
    let form = [("reason", "There is no money left."), ("confirm", "yes")];
    world.post(Some(&world.secretary), &path, &form).await.is(StatusCode::FORBIDDEN);
    world.post(Some(&world.owner), &path, &form).await.leads_to(&world.at(""));
    world.get(Some(&world.owner), &world.at("")).await.has("The track has ended: cancelled.");
    let page = world.post(Some(&world.owner), &path, &form).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("The track has ended: cancelled.");

    world.get(Some(&world.owner), "/desk").await.has("Joint phase: decide whether to go on");
    let page = world.get(Some(&world.secretary), &joint).await.is(StatusCode::OK);
    page.has("Too few tracks were completed").lacks("<textarea");
    let decide = format!("{joint}/decide");
    let short = [("do", "give-up"), ("reason", "Yes")];
    let page = world.post(Some(&world.owner), &decide, &short).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("id=\"reason-error\"").has("Yes</textarea>");
    let good = [("do", "go-on"), ("reason", "One track is enough for us.")];
    let page = world.post(Some(&world.owner), &decide, &good).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("when these tracks have ended: Social.");
    world.post(Some(&world.secretary), &decide, &good).await.is(StatusCode::FORBIDDEN);
    world.post(Some(&world.outsider), &decide, &good).await.is(StatusCode::NOT_FOUND);
    let good = [("do", "give-up"), ("reason", "One track is not enough.")];
    world.post(Some(&world.owner), &decide, &good).await.leads_to(&joint);
    world.get(Some(&world.owner), &joint).await.has("The step has ended: cancelled.").lacks("<textarea");
}

#[tokio::test]
async fn the_desk_shows_what_waits_in_every_role() {
    let world = World::new().await;
    let page = world.get(Some(&world.outsider), "/desk").await.is(StatusCode::OK);
    page.has("You have no application and no role yet.").has("href=\"/\"");
    let page = world.get(Some(&world.applicant), "/desk").await.is(StatusCode::OK);
    page.has(">SUBMITTED<")
        .lacks("NOT SUBMITTED")
        .has(&format!("/applications/{}", world.application))
        .has("Social");
    let page = world.get(Some(&world.owner), "/desk").await.is(StatusCode::OK);
    page.has("1 question waits for an answer").has(&world.at("\"")).has("Project owner, all tracks");
    assert_eq!(world.get(None, "/desk").await.location, "/sign-in?back=/desk");
}

#[tokio::test]
async fn the_desk_follows_the_procedure() {
    let world = World::new().await;
    world.crank(DEADLINE + 1);
    let page = world.get(Some(&world.owner), "/desk").await;
    page.has("Social: 1 application waits to be opened.").has("/tracks/social/opening");
    world.judge("physical", world.mates).await;
    let page = world.get(Some(&world.owner), &world.at("")).await;
    page.has("The decision has not been made.").has("/tracks/physical/selection").has("Planted Mate ApS");
    let page = world.get(Some(&world.auditor), &world.at("")).await;
    page.has("Planted Mate ApS").lacks("Planted Lead ApS").has("1 application waits to be opened.");
    let decide = trespor::engine::steps::selection::Command::Decide {
        track: "physical".into(),
        selected: vec![world.mates],
        reserve: Vec::new(),
        reasons: std::collections::BTreeMap::new(),
        remark: None,
    };
    world.act(&world.owner, Verb::Selection(decide)).await.unwrap();
    let page = world.get(Some(&world.owner), &world.at("")).await;
    page.has("The letters are not ready: Social is in “Applications”.");
    let page = world.get(Some(&world.applicant), "/desk").await;
    page.has("The application is submitted").lacks("The outcome was told");
}

#[tokio::test]
async fn evaluators_and_chairs_find_their_work_on_the_desk_alone() {
    let world = World::new().await;
    for who in [&world.evaluator, &world.chair] {
        world.get(Some(who), "/desk").await.has("Small procedure").has("Nothing is waiting for you.");
        for path in world.pages() {
            world.get(Some(who), &path).await.is(StatusCode::NOT_FOUND);
        }
    }
    world.crank(DEADLINE + 1);
    world.post(Some(&world.owner), &world.at("/tracks/social/opening"), &[]).await.leads_to(&world.at(""));
    let verdicts = std::collections::BTreeMap::new();
    for command in [
        screening::Command::Screen { application: world.application, verdicts },
        screening::Command::Finish { track: "social".into() },
    ] {
        world.act(&world.secretary, Verb::Screening(command)).await.unwrap();
    }
    let page = world.get(Some(&world.evaluator), "/desk").await;
    page.has("Social: 0 of your 1 sheets are locked").has("/tracks/social/scoring").lacks("lanted");
    let page = world.get(Some(&world.owner), &world.at("")).await;
    page.has("0 of 1 evaluator sheets are locked.").has("Waits for: Evaluator");
}

#[tokio::test]
async fn teams_recommend_endorse_and_dissent() {
    let world = World::new().await;
    world.told().await;
    let page = world.get(Some(&world.applicant), "/desk").await;
    page.has("The outcome was told on").has(&format!("/applications/{}/outcome", world.application));
    // The letters arrive; thirty days on, both complaint windows have ended.
    let transport = std::sync::Arc::new(Transport::Memory(Memory::default()));
    while trespor::worker::send(&world.app, &transport).await.unwrap() > 0 {}
    world.crank(DEADLINE + 30 * 86_400_000_000);
    let joint = format!("/joint/{}/together", world.procedure);
    world.get(Some(&world.outsider), &joint).await.is(StatusCode::NOT_FOUND);
    world.get(Some(&world.evaluator), &joint).await.is(StatusCode::NOT_FOUND);
    let page = world.get(Some(&world.applicant), &joint).await.is(StatusCode::OK);
    page.has("Planted Lead ApS").has("Planted Mate ApS").has("Put a recommendation forward");
    world.get(Some(&world.owner), &joint).await.lacks("<form method=\"post\" action=\"/joint/x/recommend");

    let recommend = format!("{joint}/recommend");
    let page = world.post(Some(&world.applicant), &recommend, &[("text", "Paint")]).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("id=\"text-error\"").has("Paint</textarea>");
    let text = [("text", "Paint every stairwell green.")];
    world.post(Some(&world.owner), &recommend, &text).await.is(StatusCode::FORBIDDEN);
    world.post(Some(&world.outsider), &recommend, &text).await.is(StatusCode::NOT_FOUND);
    world.post(Some(&world.applicant), &recommend, &text).await.leads_to(&joint);

    let publish = format!("{joint}/publish");
    let page = world.post(Some(&world.owner), &publish, &[]).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("still waits")
        .has("Why it is published without every answer");
    let page = world.post(Some(&world.owner), &publish, &[("why", "no word")]).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("id=\"why-error\"").has("no word</textarea>");
    let dissent = format!("{joint}/1/dissent");
    world.get(Some(&world.owner), &dissent).await.is(StatusCode::NOT_FOUND);
    world.get(Some(&world.mate), &dissent).await.is(StatusCode::OK).has("Paint every stairwell green.");
    let page = world.post(Some(&world.mate), &dissent, &[("reason", "No")]).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).has("id=\"reason-error\"");
    let why = [("reason", "Green is for the doors.")];
    world.post(Some(&world.mate), &dissent, &why).await.leads_to(&joint);
    let page = world.get(Some(&world.applicant), &joint).await;
    page.has("Dissents").has("Green is for the doors.").has("Endorses");
    world.post(Some(&world.mate), &publish, &[]).await.is(StatusCode::FORBIDDEN);
    let page = world.get(Some(&world.owner), &joint).await;
    page.has("Publish the recommendations").lacks("have not answered every recommendation");
    world.post(Some(&world.owner), &publish, &[]).await.leads_to(&joint);
    let page = world.get(Some(&world.evaluator), &joint).await.is(StatusCode::OK);
    page.has("The recommendations were published on")
        .lacks("Not every team had answered")
        .has("Green is for the doors.")
        .lacks("<textarea");
    world.get(Some(&world.outsider), &joint).await.is(StatusCode::NOT_FOUND);
    let page = world.get(Some(&world.auditor), &world.at("/journal/verify")).await;
    page.has("are unchanged and in their places");
}
