//! A form with numbers, days, answers and rows, from the first page to the computed list.

use crate::world::World;

const SOURCE: &str = include_str!("../data/facts.yaml");

/// Somebody applies in English; the receipt is there at the end.
async fn apply(world: &World, lead: &str, procedure: &str, newcomer: &str, years: [&str; 2]) -> String {
    let who = world.signed_in(&format!("{lead}@example.org"), "en").await;
    let start = who.open(&format!("{procedure}/tracks/main/apply")).await;
    let own = who.press(start.form("kind").with("name", lead).with("kind", "organisation")).await;
    let address = own.path.clone();
    let form = who.open(&format!("{address}/form")).await;
    form.says(&["Row 1", "Row 4", "Completed", "Own commission", "Parks"]);
    let filled = form
        .form("a-turnover")
        .with("a-turnover", "2.000.000")
        .with("a-staff", "12")
        .with("a-founded", "2001-05-31")
        .with("a-newcomer", newcomer)
        .with("a-size", "large")
        .with("a-topics", "housing")
        .with("a-topics", "schools")
        .with("a-references.1.project", "Engen")
        .with("a-references.1.year", "last year")
        .with("a-references.3.project", "Skoven")
        .with("a-references.3.year", years[1])
        .with("a-references.3.area", "schools")
        .with("a-references.3.own", "yes")
        .with("a-references.3.done", "2026-01-31");
    let saved = who.press(filled.with("do", "save")).await;
    // What is wrong is said beside the field, in its row, and nothing typed is lost.
    saved.says(&["“References”, row 1: “Year” must be a number. You wrote “last year”."]);
    let again = saved.form("a-turnover");
    assert_eq!(again.value("a-references.2.project"), "Skoven", "an empty row is no row");
    assert_eq!(again.value("a-references.2.own"), "yes");
    let review = who.press(again.with("a-references.1.year", years[0]).with("do", "next")).await;
    review.says(&[
        "Housing",
        "Schools",
        "Project: Skoven; Year:",
        "Completed: 2026-01-31",
        "Own commission: Yes",
    ]);
    let submit = review.form_to("/review").with("declare", "yes");
    who.press(submit).await.says(&["SUBMITTED"]);
    address
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_form_declares_is_verified_and_counted() {
    let world = World::start(false).await;
    let id = world.open_procedure(SOURCE).await;
    let tender = format!("/tenders/{id}");
    let first = apply(&world, "anna", &tender, "no", ["2025", "2026"]).await;
    let second = apply(&world, "bo", &tender, "yes", ["2026", "2021"]).await;
    world.crank(world.app.clock.now().plus_seconds(60 * 86_400));
    let olga = world.signed_in(crate::world::OWNER, "en").await;
    let track = format!("/procedures/{id}/tracks/main");
    olga.press(olga.open(&format!("{track}/opening")).await.form_to("/opening")).await;
    let key = |address: &str| address.rsplit('/').next().expect("an address").to_owned();

    let sheet = olga.open(&format!("{track}/screening/{}", key(&first))).await;
    sheet.says(&["Declared: References", "Project: Engen; Year: 2025", "What you verified"]);
    let form = sheet
        .form("met-proof")
        .with("met-proof", "yes")
        .with("met-market", "yes")
        .with("met-accounts", "yes");
    // Only the first reference is verified, which is less than was declared: that needs a reason.
    let form = form.with("found-proof", "1").with("found-market", "no").with("verified-accounts", "2000000");
    let refused = olga.send(form).await;
    assert_eq!(refused.status, 409);
    let form = refused.form("met-proof").with("reason-proof", "The second client knows nothing of it.");
    olga.press(form).await;
    let sheet = olga.open(&format!("{track}/screening/{}", key(&second))).await;
    let form = sheet
        .form("met-proof")
        .with("met-proof", "yes")
        .with("met-market", "yes")
        .with("met-accounts", "yes");
    let form = form.with("found-proof", "1").with("found-proof", "2").with("found-market", "yes");
    olga.press(form.with("verified-accounts", "2000000")).await;

    let list = olga.open(&format!("{track}/screening")).await;
    olga.press(list.form_to("/finish")).await;
    // Three points for the one reference that counts, or four for both; and four for strength.
    let list = olga.open(&format!("{track}/selection")).await;
    let shown = list.shown();
    let (seven, eight) = (shown.find("anna").expect("anna"), shown.find("bo").expect("bo"));
    assert!(eight < seven, "bo has more: {shown}");
    list.says(&["Recent references", "Strength"]);
}
