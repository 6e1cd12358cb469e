//! A network over HTTP: a chief executive who is no member signs, participants are named and paid for, minutes are read
//! by those who take part and by nobody else.

use trespor::engine::calendar::{Zone, resolve};
use trespor::engine::ids::ProcedureId;

use crate::http::{Browser, Page};
use crate::pages;
use crate::world::{OWNER, World};

const SOURCE: &str = include_str!("../data/network.yaml");

async fn apply(world: &World, procedure: ProcedureId, lead: &str, growth: &str) -> (Browser, String) {
    let who = world.signed_in(&format!("{lead}@example.org"), "en").await;
    let start = who.open(&format!("/tenders/{procedure}/tracks/network/apply")).await;
    let own = who.press(start.form("kind").with("name", lead).with("kind", "organisation")).await;
    let address = own.path.clone();
    let page = who.open(&format!("{address}/form")).await;
    page.says(&["One question. It is put into the minutes of “The first meeting”"]);
    let question = format!("What did it cost {lead}?");
    let form = page.form("a-growth").with("a-growth", growth).with("a-question", &question);
    let review = who.press(form.with("do", "next")).await;
    who.press(review.form_to("/review").with("declare", "yes")).await.says(&["SUBMITTED"]);
    (who, address)
}

/// Lets the clock come to a wall time in Copenhagen.
fn at(world: &World, wall: &str) {
    let zone = Zone::new("Europe/Copenhagen").expect("a zone");
    world.crank(resolve(&wall.parse().expect("a wall time"), &zone).expect("one instant"));
}

/// Walks through the network; `see` is shown every kind of page in each language.
pub async fn walk(see: &mut impl FnMut(&Page, &'static str)) {
    let mut world = World::start(false).await;
    let procedure = world.open_procedure(SOURCE).await;
    let (anna, at_anna) = apply(&world, procedure, "anna", "growth").await;
    let (bo, at_bo) = apply(&world, procedure, "bo", "decline").await;
    let key = |address: &str| address.rsplit('/').next().expect("an address").to_owned();
    let oath = |address: &str| format!("/mandates/{}/oath", key(address));
    at(&world, "2027-02-06T09:00");
    let olga = world.signed_in(OWNER, "en").await;
    let track = format!("/procedures/{procedure}/tracks/network");
    olga.press(olga.open(&format!("{track}/opening")).await.form_to("/opening")).await;

    // The lead names who signs; that person sees the text and nothing else.
    world.nth_letter("anna@example.org", "Name who signs “The oath”", 0).await;
    anna.open("/desk").await.says(&["The oath"]);
    let page = anna.open(&oath(&at_anna)).await;
    page.says(&["NOT SIGNED", "We share what we know.", "the chief executive", "Nobody has been named"]);
    let nobody = anna.send(page.form("email").with("name", "").with("email", "chief@example.org")).await;
    assert_eq!(nobody.status, 422);
    let wrong = anna.send(page.form("email").with("name", "Chief").with("email", "no address")).await;
    assert_eq!(wrong.status, 422);
    anna.press(page.form("email").with("name", "Chief Ida").with("email", "chief@example.org")).await;
    let letter = world.nth_letter("chief@example.org", "Sign “The oath”", 0).await;
    assert!(letter.text.contains("anna"), "{}", letter.text);
    let chief = world.signed_in("chief@example.org", "en").await;
    assert_eq!(chief.get(&at_anna).await.status, 404);
    assert_eq!(chief.get(&oath(&at_bo)).await.status, 404);
    assert_eq!(bo.get(&oath(&at_anna)).await.status, 404);
    assert_eq!(bo.forge(&format!("{}/sign", oath(&at_anna)), &[]).await.status, 404);
    for language in ["da", "en", "nb"] {
        see(&chief.reading(language).get(&oath(&at_anna)).await, language);
        see(&anna.reading(language).get(&oath(&at_bo)).await, language);
        see(&olga.reading(language).get(&format!("{track}/mandate")).await, language);
    }
    let signed = chief.press(chief.open(&oath(&at_anna)).await.form_to("/sign")).await;
    signed.says(&["Signed", "Chief Ida"]);
    let twice = chief.forge(&format!("{}/sign", oath(&at_anna)), &[]).await;
    assert_eq!(twice.status, 422);
    world.nth_letter("anna@example.org", "Signed: “The oath”", 0).await;

    // Bo names nobody: he is reminded, asked about, and out.
    at(&world, "2027-03-02T09:00");
    world.nth_letter("bo@example.org", "Name who signs “The oath”", 2).await;
    let asked = world.nth_letter(OWNER, "Some have not signed “The oath”", 0).await;
    assert!(asked.text.contains(&format!("{track}/mandate")), "{}", asked.text);
    // Whoever may decide finds the page though the desk is not theirs.
    let people = olga.open(&format!("/procedures/{procedure}/people")).await;
    let form = people.form("email").with("name", "Cleo").with("email", "cleo@example.org");
    olga.press(form.with("role", "chair").with("track", "network")).await;
    let chair = world.signed_in("cleo@example.org", "en").await;
    let theirs = chair.open(&format!("{track}/mandate")).await;
    assert_eq!(chair.send(theirs.form("reason").with("reason", "no")).await.status, 422);
    theirs.hides(["People"]);
    let desk = olga.open(&format!("{track}/mandate")).await;
    desk.says(&["anna", "Signed", "bo", "Not signed"]);
    let short = olga.send(desk.form("reason").with("reason", "no")).await;
    assert_eq!(short.status, 422);
    see(&short, "en");
    assert_eq!(bo.forge(&format!("{track}/mandate"), &[("reason", "I close it myself")]).await.status, 404);
    olga.press(desk.form("reason").with("reason", "We go on without them.")).await;
    let out = world.nth_letter("bo@example.org", "“The oath” was not signed", 0).await;
    assert_eq!(chair.get(&format!("{track}/contract")).await.status, 404);
    assert!(out.text.contains("We go on without them."), "{}", out.text);

    // The gathering: nobody is invited before its time, and bo never.
    let meeting = format!("/gatherings/{procedure}/network/meeting");
    assert_eq!(anna.get(&meeting).await.status, 404);
    at(&world, "2027-03-18T09:00");
    let letter = world.nth_letter("anna@example.org", "Invitation to “The first meeting”", 0).await;
    for words in ["The town hall", "2 to 3 participants", "900 DKK a participant"] {
        assert!(letter.text.contains(words), "{words}: {}", letter.text);
    }
    for stranger in [&bo, &chief, &world.signed_in("vera@example.org", "en").await] {
        assert_eq!(stranger.get(&meeting).await.status, 404);
        let names = [("application", key(&at_anna)), ("names", "Eve\nMallory".to_owned())];
        let names = names.each_ref().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(stranger.forge(&format!("{meeting}/register"), &names).await.status, 404);
        assert_eq!(
            stranger.forge(&format!("{meeting}/minutes"), &[("text", "Minutes of mine")]).await.status,
            404
        );
    }
    anna.open("/desk").await.says(&["The first meeting"]);
    let page = anna.open(&meeting).await;
    let few = anna.send(page.form("names").with("names", "Ada Quist")).await;
    assert_eq!(few.status, 422);
    few.says(&["2 to 3 participants"]);
    see(&few, "en");
    let page = anna.press(page.form("names").with("names", "Ada Quist\nBea Rask")).await;
    page.says(&["2 participants are registered", "1,800 DKK"]);
    assert_eq!(anna.forge(&format!("{meeting}/minutes"), &[("text", "Minutes of mine")]).await.status, 403);
    olga.open(&meeting).await.says(&["Growing", "anna", "Ada Quist"]);
    for language in ["da", "en", "nb"] {
        see(&anna.reading(language).get(&meeting).await, language);
        see(&olga.reading(language).get(&meeting).await, language);
    }

    at(&world, "2027-04-01T09:00");
    let letter = world.nth_letter("anna@example.org", "“The first meeting” takes place", 0).await;
    assert!(letter.text.contains("1,800 DKK"), "{}", letter.text);
    at(&world, "2027-04-08T09:00");
    let page = olga.open(&meeting).await;
    let came = format!("came-{}", key(&at_anna));
    page.says(&["Your question to the others", "What did it cost anna?"]);
    page.hides(["What did it cost bo?"]);
    see(&olga.send(page.form("text").with("text", "All agreed.").with(&came, "two")).await, "en");
    olga.press(page.form("text").with("text", "All agreed on the next step.").with(&came, "1")).await;
    world.nth_letter("anna@example.org", "Minutes of “The first meeting”", 0).await;
    anna.open(&meeting).await.says(&["All agreed on the next step."]);
    assert_eq!(bo.get(&meeting).await.status, 404);

    // Who comes is told to those who hold it; a dossier knows a digest of it, and no letter says it.
    let (held, _) = world.verified(procedure).await;
    for (name, bytes) in &held.texts {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("Ada Quist") && !text.contains("Bea Rask"), "{name} names participants");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_from_the_mandate_to_the_minutes() {
    walk(&mut pages::check).await;
}
