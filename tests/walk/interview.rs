//! An interview, over HTTP: what was handed in once is read again beside other points, and nobody hands anything in twice.

use crate::pages;
use crate::world::{OWNER, World};

const SOURCE: &str = include_str!("../../workflows/interview.yaml");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_panel_reads_again_what_was_handed_in_and_the_dossier_verifies() {
    let mut world = World::start(false).await;
    let procedure = world.open_procedure(SOURCE).await;
    let mut applied = Vec::new();
    for name in ["anna", "bo"] {
        let who = world.signed_in(&format!("{name}@example.org"), "en").await;
        let start = who.open(&format!("/tenders/{procedure}/tracks/places/apply")).await;
        let own = who.press(start.form("kind").with("name", name).with("kind", "organisation")).await;
        let address = own.path.clone();
        let form = who.open(&format!("{address}/form")).await.form("a-place");
        let filled = form.with("a-place", &format!("The square of {name}."));
        let review = who.press(filled.with("do", "next")).await;
        who.press(review.form_to("/review").with("declare", "yes")).await.says(&["SUBMITTED"]);
        applied.push((who, address.rsplit('/').next().expect("an address").to_owned()));
    }
    let olga = world.signed_in(OWNER, "en").await;
    let people = format!("/procedures/{procedure}/people");
    let form = olga.open(&people).await.form("email").with("name", "eva");
    olga.press(form.with("email", "eva@example.org").with("role", "evaluator")).await;
    world.crank(world.app.clock.now().plus_seconds(60 * 86_400));
    let track = format!("/procedures/{procedure}/tracks/places");
    let eva = world.signed_in("eva@example.org", "en").await;
    // On paper Anna is better, in the interview Bo: 40 and 60 of a hundred.
    for (criterion, points) in [("written", ["5", "4"]), ("talk", ["2", "5"])] {
        olga.press(olga.open(&format!("{track}/opening")).await.form_to("/opening")).await;
        for ((_, id), points) in applied.iter().zip(points) {
            let asked = eva.open(&format!("/review/{id}")).await;
            asked.hides(["The square of"]);
            eva.press(asked.form("tie").with("tie", "no")).await;
            let sheet = eva.open(&format!("/review/{id}")).await;
            sheet.says(&["The square of"]);
            pages::check(&sheet, "en");
            let form =
                sheet.form(&format!("points-{criterion}")).with(&format!("points-{criterion}"), points);
            let form = form.with(&format!("reason-{criterion}"), "As it was said and read.");
            let lock = eva.press(form.with("do", "lock")).await;
            eva.press(lock.form_to("/lock")).await.says(&["Locked"]);
        }
        olga.press(olga.open(&format!("{track}/scoring")).await.form_to("/finish")).await;
        let list = olga.open(&format!("{track}/selection")).await;
        pages::check(&list, "en");
        let remark = "Only two have applied, and both are heard.";
        olga.press(list.form("remark").with("remark", remark)).await;
        let letters = olga.open(&format!("/procedures/{procedure}/letters")).await;
        olga.press(letters.form_to("/letters")).await;
    }
    let invitation = world.letter("anna@example.org", "Invitation").await;
    invitation.says(&["You need not send anything"]);
    for (who, id) in &applied {
        let own = who.open(&format!("/applications/{id}")).await;
        own.says(&["SUBMITTED"]).hides(["NOT SUBMITTED"]);
        pages::check(&own, "en");
        pages::check(&who.open(&format!("/applications/{id}/outcome")).await, "en");
    }
    // Anna has 40 + 24, Bo 32 + 60.
    let ranking = olga.open(&format!("{track}/selection")).await;
    ranking.says(&["64", "92"]);
    world.verified(procedure).await;
}
