//! Two stages over HTTP: who was chosen in the first answers the second, and nobody reads that before its deadline.

use trespor::dossier::Check;
use trespor::engine::ids::ProcedureId;

use crate::http::Browser;
use crate::pages;
use crate::world::{OWNER, World};

const SOURCE: &str = include_str!("../data/stages.yaml");
const DAY: i64 = 86_400;

async fn apply(world: &World, procedure: ProcedureId, lead: &str) -> (Browser, String) {
    let who = world.signed_in(&format!("{lead}@example.org"), "en").await;
    let start = who.open(&format!("/tenders/{procedure}/tracks/garden/apply")).await;
    let own = who.press(start.form("kind").with("name", lead).with("kind", "organisation")).await;
    let address = own.path.clone();
    answer(&who, &address, "a-idea", &format!("idea of {lead}")).await;
    (who, address)
}

/// Fills in a field of the form and submits.
async fn answer(who: &Browser, address: &str, field: &str, words: &str) {
    let form = who.open(&format!("{address}/form")).await.form(field).with(field, words);
    let review = who.press(form.with("do", "next")).await;
    who.press(review.form_to("/review").with("declare", "yes")).await.says(&["SUBMITTED"]);
}

/// Opens the stage that the track is in, finds everybody good, orders, decides and releases.
async fn judge(olga: &Browser, procedure: ProcedureId, check: &str, applications: &[&str], first: &str) {
    let track = format!("/procedures/{procedure}/tracks/garden");
    olga.press(olga.open(&format!("{track}/opening")).await.form_to("/opening")).await;
    for application in applications {
        let sheet = olga.open(&format!("{track}/screening/{application}")).await;
        let name = format!("met-{check}");
        olga.press(sheet.form(&name).with(&name, "yes")).await;
    }
    olga.press(olga.open(&format!("{track}/screening")).await.form_to("/finish")).await;
    let basis = olga.open(&format!("{track}/basis")).await;
    let mut form = basis.form(&format!("place-{first}"));
    for application in applications {
        let place = if *application == first { "1" } else { "" };
        form = form.with(&format!("place-{application}"), place);
        form = form.with(&format!("reason-{application}"), "the jury has looked at it with care");
    }
    olga.press(form).await;
    let list = olga.open(&format!("{track}/selection")).await;
    olga.press(list.form("remark")).await;
    let letters = olga.open(&format!("/procedures/{procedure}/letters")).await;
    olga.press(letters.form_to("/letters")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_stage_is_for_those_who_were_chosen() {
    let mut world = World::start(false).await;
    let procedure = world.open_procedure(SOURCE).await;
    let key = |address: &str| address.rsplit('/').next().expect("an address").to_owned();
    let (anna, at_anna) = apply(&world, procedure, "anna").await;
    let (bo, at_bo) = apply(&world, procedure, "bo").await;
    let ids = [key(&at_anna), key(&at_bo)];
    world.crank(world.app.clock.now().plus_seconds(32 * DAY));
    let olga = world.signed_in(OWNER, "en").await;
    judge(&olga, procedure, "drawn", &[&ids[0], &ids[1]], &ids[0]).await;

    // Anna is invited, and begins with nothing; what she handed in stands in the first stage.
    let letter = world.nth_letter("anna@example.org", "Invitation: Plans", 0).await;
    assert!(letter.text.contains("Your plan"), "{}", letter.text);
    let own = anna.open(&at_anna).await;
    own.says(&["NOT SUBMITTED", "Ideas", "Plans", "Your plan"]);
    pages::check(&own, "en");
    let before = anna.open(&format!("{at_anna}?stage=ideas")).await;
    before.says(&["SUBMITTED"]);
    assert!(!before.shown().contains("NOT SUBMITTED"), "{}", before.shown());
    anna.open(&format!("{at_anna}/receipt?stage=ideas")).await.says(&["Receipt number"]);
    anna.open(&format!("{at_anna}/outcome?stage=ideas")).await.says(&["Selected"]);
    assert_eq!(anna.get(&format!("{at_anna}/receipt")).await.status, 404, "nothing is received yet");

    // Bo stands where he stood; nobody else can come in.
    bo.open(&at_bo).await.says(&["SUBMITTED"]);
    assert_eq!(bo.get(&format!("{at_bo}?stage=plans")).await.status, 404);
    assert_eq!(
        bo.forge(&format!("{at_bo}/form"), &[("a-plan", "in by the window"), ("seen", "2")]).await.status,
        409
    );
    let tender = world.visitor("en").open(&format!("/tenders/{procedure}")).await;
    tender.says(&["Open for those who were invited: Plans"]);
    assert!(!tender.links().iter().any(|link| link.ends_with("/apply")), "nobody begins in the second stage");

    // The owner sees the first stage, and nothing of what is drafted and handed in to the second.
    answer(&anna, &at_anna, "a-plan", "a plan behind a seal").await;
    let track = format!("/procedures/{procedure}/tracks/garden");
    let desk = olga.open(&format!("/procedures/{procedure}")).await;
    desk.says(&["Earlier stages", "Ideas – First look"]);
    pages::check(&desk, "en");
    olga.open(&desk.link("screening?stage=ideas")).await.says(&["The garden – Ideas", "anna", "bo"]);
    olga.open(&format!("{track}/screening/{}?stage=ideas", ids[0])).await.says(&["idea of anna"]);
    olga.open(&format!("{track}/selection?stage=ideas")).await.says(&["anna"]);
    let sealed = [
        format!("{track}/screening"),
        format!("{track}/screening/{}", ids[0]),
        format!("{track}/opening"),
        format!("/review/{}", ids[0]),
        format!("/procedures/{procedure}/report.html"),
    ];
    for address in sealed {
        let page = olga.get(&address).await;
        assert!(!page.shown().contains("behind a seal"), "{address}: {}", page.shown());
    }
    let files = olga.forge(&format!("{track}/opening"), &[]).await;
    assert_eq!(files.status, 403, "not before the deadline: {}", files.shown());

    world.crank(world.app.clock.now().plus_seconds(31 * DAY));
    anna.open(&format!("{at_anna}/form")).await.says(&["SUBMITTED"]);
    judge(&olga, procedure, "planned", &[&ids[0]], &ids[0]).await;
    olga.open(&format!("{track}/screening/{}", ids[0])).await.says(&["a plan behind a seal"]);
    let first = olga.open(&format!("{track}/screening/{}?stage=ideas", ids[0])).await;
    assert!(!first.shown().contains("behind a seal"), "each stage by itself");
    olga.open(&format!("/procedures/{procedure}/report.html"))
        .await
        .says(&["The garden – Ideas", "The garden – Plans"]);

    let (_, verdict) = world.verified(procedure).await;
    // Three receipts, an invitation; two letters after the first stage and one after the second.
    assert_eq!(verdict.checked[&Check::Letters], 7, "{verdict:?}");
}
