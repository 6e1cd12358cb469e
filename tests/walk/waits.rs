//! Tracks that wait for each other over HTTP: everybody can read what is waited for, and who must decide finds it.

use trespor::engine::ids::ProcedureId;

use crate::http::Browser;
use crate::pages;
use crate::world::{OWNER, World};

const SOURCE: &str = include_str!("../../workflows/side-by-side.yaml");
const DAY: i64 = 86_400;

async fn apply(world: &World, procedure: ProcedureId, lead: &str, track: &str) -> String {
    let who = world.signed_in(&format!("{lead}@example.org"), "en").await;
    let start = who.open(&format!("/tenders/{procedure}/tracks/{track}/apply")).await;
    let own = who.press(start.form("kind").with("name", lead).with("kind", "organisation")).await;
    // How many homes there are is asked where there are homes, and nowhere else.
    let page = who.open(&format!("{}/form", own.path)).await;
    assert_eq!(page.shown().contains("Number of homes"), track == "homes", "{}", page.shown());
    let form = page.form("a-idea").with("a-idea", "An idea.");
    let form = if track == "homes" { form.with("a-homes-count", "40") } else { form };
    let review = who.press(form.with("do", "next")).await;
    who.press(review.form_to("/review").with("declare", "yes")).await.says(&["SUBMITTED"]);
    own.path.rsplit('/').next().expect("an address").to_owned()
}

async fn admit(olga: &Browser, procedure: ProcedureId, track: &str, application: &str) {
    let track = format!("/procedures/{procedure}/tracks/{track}");
    olga.press(olga.open(&format!("{track}/opening")).await.form_to("/opening")).await;
    let sheet = olga.open(&format!("{track}/screening/{application}")).await;
    assert!(!sheet.shown().contains("At least 20 homes"), "the streets have no homes: {}", sheet.shown());
    olga.press(sheet.form("met-complete").with("met-complete", "yes")).await;
    olga.press(olga.open(&format!("{track}/screening")).await.form_to("/finish")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_track_waits_in_words_and_is_given_up_with_a_reason() {
    let mut world = World::start(false).await;
    let procedure = world.open_procedure(SOURCE).await;
    let homes = apply(&world, procedure, "anna", "homes").await;
    let streets = apply(&world, procedure, "bo", "streets").await;
    let square = apply(&world, procedure, "cleo", "square").await;
    // While one can apply, everybody reads what is asked where.
    for (language, asked) in
        [("en", "Number of homes (only in Homes)"), ("da", "Antal boliger (kun i Boliger)")]
    {
        world.visitor(language).open(&format!("/tenders/{procedure}")).await.says(&[asked]);
    }
    world.crank(world.app.clock.now().plus_seconds(80 * DAY));
    let olga = world.signed_in(OWNER, "en").await;
    admit(&olga, procedure, "streets", &streets).await;

    // Everybody reads what the streets wait for; nobody has to act yet.
    let address = format!("/procedures/{procedure}/tracks/streets/waiting");
    for (language, words) in [
        (
            "en",
            ["Waits for other tracks before “Scoring”", "Waits until Homes has come through “Formal check”."],
        ),
        (
            "da",
            [
                "Venter på andre spor før »Bedømmelse«",
                "Venter, til Boliger er kommet igennem »Formel kontrol«.",
            ],
        ),
    ] {
        let tender = world.visitor(language).open(&format!("/tenders/{procedure}")).await;
        tender.says(&words);
        pages::check(&tender, language);
    }
    let nb = olga.reading("nb").open(&address).await;
    nb.says(&["Hva sporet Gader venter på", "er kommet gjennom"]);
    let page = olga.open(&address).await;
    page.says(&["Waits before “Scoring”.", "Homes", "Applications", "Before “Choice”"]);
    pages::check(&page, "en");
    assert!(!page.shown().contains("Go on without them"), "nothing is to be decided: {}", page.shown());
    let forged = olga.forge(&address, &[("do", "go-on"), ("reason", "I do not want to wait.")]).await;
    assert_eq!(forged.status, 422, "{}", forged.shown());
    olga.open(&format!("/procedures/{procedure}")).await.says(&["Waits for other tracks before “Scoring”"]);
    // Who has no office there learns nothing, and the step behind is over.
    let bo = world.signed_in("bo@example.org", "en").await;
    assert_eq!(bo.get(&address).await.status, 404);
    bo.open("/desk").await.says(&["Waits until Homes has come through “Formal check”."]);
    let again = olga.forge(&format!("/procedures/{procedure}/tracks/streets/screening/finish"), &[]).await;
    assert_ne!(again.status, 303, "screening is finished twice");

    // Homes are given up: the owner is asked, on the desk too.
    let cancel = olga.open(&format!("/procedures/{procedure}/tracks/homes/cancel")).await;
    let cancel = cancel.form("reason").with("reason", "There is no money for homes.").with("confirm", "yes");
    olga.press(cancel).await;
    olga.open("/desk").await.says(&["Streets", "Somebody must decide whether the track goes on."]);
    let page = olga.open(&address).await;
    page.says(&["Go on, or cancel the track", "Homes cancelled"]);
    pages::check(&page, "en");
    let short = olga.forge(&address, &[("do", "give-up"), ("reason", "no")]).await;
    assert_eq!(short.status, 422);
    short.says(&["at least 10"]);
    olga.forge(&address, &[("do", "give-up"), ("reason", "Streets lead nowhere without homes.")]).await;
    let letter = world.nth_letter("bo@example.org", "is cancelled", 0).await;
    assert!(letter.text.contains("Streets lead nowhere without homes."), "{}", letter.text);

    // The square comes later, and is asked about at once; it goes on.
    admit(&olga, procedure, "square", &square).await;
    let address = format!("/procedures/{procedure}/tracks/square/waiting");
    let page = olga.open(&address).await;
    olga.press(page.form("reason").with("reason", "A square is good alone.").with("do", "go-on")).await;
    olga.open(&format!("/procedures/{procedure}")).await.says(&["evaluator sheets are locked"]);
    olga.open(&address).await.says(&["The track waits for no other track now."]);
    assert!(!homes.is_empty());

    world.verified(procedure).await;
    olga.open(&format!("/procedures/{procedure}/report.html")).await.says(&[
        "Streets lead nowhere without homes.",
        "Went on without other tracks",
        "A square is good alone.",
    ]);
}
