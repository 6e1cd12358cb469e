//! After the decision, over HTTP: one declines on its own page, another shows no evidence, the next move up and are told, and
//! the contract waits for all of it.

use trespor::dossier::Check;
use trespor::engine::ids::ProcedureId;

use crate::http::Browser;
use crate::pages;
use crate::world::{OWNER, World};

const SOURCE: &str = include_str!("../data/after.yaml");
const DAY: i64 = 86_400;

/// Applies in a track whose form asks for baths, and hands in.
pub async fn apply(
    world: &World,
    procedure: ProcedureId,
    lead: &str,
    track: &str,
    baths: u32,
) -> (Browser, String) {
    let who = world.signed_in(&format!("{lead}@example.org"), "en").await;
    let start = who.open(&format!("/tenders/{procedure}/tracks/{track}/apply")).await;
    let own = who.press(start.form("kind").with("name", lead).with("kind", "organisation")).await;
    let address = own.path.clone();
    let form = who.open(&format!("{address}/form")).await.form("a-baths").with("a-baths", &baths.to_string());
    let review = who.press(form.with("do", "next")).await;
    who.press(review.form_to("/review").with("declare", "yes")).await.says(&["SUBMITTED"]);
    (who, address)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_declines_another_shows_nothing_and_the_next_move_up() {
    let mut world = World::start(false).await;
    let procedure = world.open_procedure(SOURCE).await;
    let (anna, at_anna) = apply(&world, procedure, "anna", "bath", 9).await;
    let (bo, at_bo) = apply(&world, procedure, "bo", "bath", 8).await;
    let (cecilie, at_cecilie) = apply(&world, procedure, "cecilie", "bath", 7).await;
    let (dan, at_dan) = apply(&world, procedure, "dan", "bath", 6).await;
    world.crank(world.app.clock.now().plus_seconds(60 * DAY));
    let key = |address: &str| address.rsplit('/').next().expect("an address").to_owned();
    let olga = world.signed_in(OWNER, "en").await;
    let track = format!("/procedures/{procedure}/tracks/bath");
    olga.press(olga.open(&format!("{track}/opening")).await.form_to("/opening")).await;
    let list = olga.open(&format!("{track}/selection")).await;
    olga.press(list.form("remark")).await.says(&["Decided on"]);
    let after = format!("{track}/afterwards");
    let early = olga.open(&after).await;
    early.says(&["The list stands as it was decided."]);
    assert_eq!(
        early.forms().iter().filter(|form| form.action.ends_with("/afterwards")).count(),
        0,
        "no letter is out"
    );
    assert_eq!(anna.get(&format!("{at_anna}/decline")).await.status, 303, "nobody knows yet");
    let letters = olga.open(&format!("/procedures/{procedure}/letters")).await;
    olga.press(letters.form_to("/letters")).await;

    // The letter and the page say what being chosen is bound to.
    let letter = world.letter("anna@example.org", "You are selected").await;
    letter.says(&["a statement of the auditor", "It must be shown by", "you can decline", "anna", "bo"]);
    let outcome = anna.open(&format!("{at_anna}/outcome")).await;
    outcome.says(&["a statement of the auditor", "You can decline until"]);
    pages::check(&outcome, "en");

    // Anna declines: not without saying so twice, and nobody but her.
    let page = anna.open(&outcome.link("/decline")).await;
    page.says(&["the next on the reserve list can move up"]);
    pages::check(&page, "en");
    let form = page.form("reason").with("reason", "We have other work by now.");
    let refused = anna.send(form).await;
    assert_eq!(refused.status, 422);
    refused.says(&["Tick the box to confirm", "We have other work by now."]);
    assert_eq!(bo.forge(&format!("{at_anna}/decline"), &[("confirm", "yes")]).await.status, 404);
    anna.press(refused.form("reason").with("confirm", "yes")).await.says(&["You are no longer on the list."]);
    world
        .letter("anna@example.org", "You are no longer on the list")
        .await
        .says(&["We have other work by now."]);
    assert_eq!(anna.forge(&format!("{at_anna}/decline"), &[("confirm", "yes")]).await.status, 409, "once");

    // Cecilie has moved up, and does not know it before the letter.
    cecilie.open(&format!("{at_cecilie}/outcome")).await.hides(["statement of the auditor", "moved up"]);
    let page = olga.open(&after).await;
    page.says(&[
        "cecilie moves up.",
        "We have other work by now.",
        "moved up, not told",
        "cecilie@example.org: You have moved up",
    ]);
    pages::check(&page, "en");
    let evidence = |page: &crate::http::Page, who: &str, shown: &str, why: &str| {
        let form = page.form("shown").with("application-evidence", who).with("shown", shown);
        form.with("reason-evidence", why)
    };
    let page = olga.press(evidence(&page, &key(&at_bo), "yes", "")).await;
    let refused = olga.send(evidence(&page, &key(&at_cecilie), "no", "short")).await;
    assert_eq!(refused.status, 409, "a reason is asked for");
    refused.says(&["short"]);
    let page = olga.press(page.form_to("/afterwards/letters")).await;
    page.says(&["moved up"]).hides(["not told"]);
    world.letter("cecilie@example.org", "You have moved up").await.says(&[
        "a statement of the auditor",
        "cecilie",
        "bo",
    ]);
    cecilie
        .open(&format!("{at_cecilie}/outcome"))
        .await
        .says(&["You have moved up", "You can decline until"]);

    // She shows nothing: Dan moves up, and both are told at one moment.
    let page =
        olga.press(evidence(&page, &key(&at_cecilie), "no", "The statement is that of another firm.")).await;
    page.says(&["evidence not shown", "dan moves up.", "Only after that can the applicant be told"]);
    assert_eq!(olga.forge(&format!("{after}/letters"), &[]).await.status, 409, "her days are not over");
    world.crank(world.app.clock.now().plus_seconds(20 * DAY));
    olga.press(olga.open(&after).await.form_to("/afterwards/letters")).await;
    world
        .letter("cecilie@example.org", "You are no longer on the list")
        .await
        .says(&["that of another firm"]);
    world.letter("dan@example.org", "You have moved up").await;
    let shown = [("kind", "evidence"), ("shown", "yes"), ("reason-evidence", "")];
    let mut taken_back = shown.to_vec();
    let of_cecilie = key(&at_cecilie);
    taken_back.push(("application-evidence", of_cecilie.as_str()));
    let refused = olga.forge(&after, &taken_back).await;
    assert_eq!(refused.status, 409);
    refused.says(&["that cannot be taken back here"]);

    // The contract: not with who left, not while evidence is open, not within the standstill after the letter.
    world.crank(world.app.clock.now().plus_seconds(20 * DAY));
    let dan_again = dan.open(&format!("{at_dan}/outcome")).await;
    dan_again.says(&["a statement of the auditor"]).hides(["You can decline until"]);
    assert_eq!(dan.forge(&format!("{at_dan}/decline"), &[("confirm", "yes")]).await.status, 409, "too late");
    let contract = format!("{track}/contract");
    let conclude = async |with: &[&str]| {
        let mut fields = vec![("note", "Two baths for twelve million."), ("confirm", "yes")];
        fields.extend(with.iter().map(|id| ("with", *id)));
        olga.forge(&contract, &fields).await
    };
    olga.open(&contract).await.says(&["bo", "dan"]).hides(["anna"]);
    let (of_anna, of_dan) = (key(&at_anna), key(&at_dan));
    conclude(&[&of_anna]).await.says(&["no longer on the list"]);
    conclude(&[]).await.says(&["The evidence of these applications is not recorded"]);
    olga.press(evidence(&olga.open(&after).await, &of_dan, "yes", "")).await;
    let done = conclude(&[]).await;
    assert_eq!(done.status, 303, "{}", done.shown());
    olga.open(&after).await.says(&["The track has ended"]);
    let report = olga.open(&format!("/procedures/{procedure}/report.html")).await;
    report.says(&["After the decision", "evidence not shown", "moved up"]);

    // What anybody computes again from the dossier is the same.
    let (_, verdict) = world.verified(procedure).await;
    // Four receipts, four letters with the decision, and four after it.
    assert_eq!(verdict.checked[&Check::Letters], 12, "{verdict:?}");
}
