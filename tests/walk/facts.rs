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
        .with("a-references_1_project", "Engen")
        .with("a-references_1_year", "last year")
        .with("a-references_3_project", "Skoven")
        .with("a-references_3_year", years[1])
        .with("a-references_3_area", "schools")
        .with("a-references_3_own", "yes")
        .with("a-references_3_done", "2026-01-31");
    let saved = who.press(filled.with("do", "save")).await;
    // What is wrong is said beside the field, in its row, and nothing typed is lost.
    saved.says(&["“References”, row 1: “Year” must be a number. You wrote “last year”."]);
    assert!(saved.html().contains("href=\"#a-references_1_year\""), "{}", saved.html());
    assert!(saved.html().contains("id=\"a-references_1_year-error\""), "{}", saved.html());
    let again = saved.form("a-turnover");
    assert_eq!(again.value("a-references_2_project"), "Skoven", "an empty row is no row");
    assert_eq!(again.value("a-references_2_own"), "yes");
    let review = who.press(again.with("a-references_1_year", years[0]).with("do", "next")).await;
    review.says(&[
        "Housing",
        "Schools",
        "Project: Skoven; Year:",
        "Completed: 31 January 2026",
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

/// A committee orders, and the newcomer's evidence is asked for: recorded on one page, computed at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_add_is_computed_at_once() {
    let total = "    total: {method: sum}\n";
    let source = SOURCE
        .replace(total, "      - {id: jury, kind: order, unlisted: missing}\n    total: {method: sum, of: [years, size]}\n")
        .replace("order: [total]", "order: [jury]")
        .replace("    readings:", "    conditional: {evidence: The accounts of 2026., on_failure: replace}\n    readings:");
    let world = World::start(false).await;
    let id = world.open_procedure(&source).await;
    let tender = format!("/tenders/{id}");
    let key = |address: &str| address.rsplit('/').next().expect("an address").to_owned();
    let first = key(&apply(&world, "anna", &tender, "no", ["2025", "2026"]).await);
    let second = key(&apply(&world, "bo", &tender, "yes", ["2026", "2021"]).await);
    world.crank(world.app.clock.now().plus_seconds(60 * 86_400));
    let olga = world.signed_in(crate::world::OWNER, "en").await;
    let track = format!("/procedures/{id}/tracks/main");
    olga.press(olga.open(&format!("{track}/opening")).await.form_to("/opening")).await;
    for (application, newcomer) in [(&first, "no"), (&second, "yes")] {
        let sheet = olga.open(&format!("{track}/screening/{application}")).await;
        let form = sheet
            .form("met-proof")
            .with("met-proof", "yes")
            .with("met-market", "yes")
            .with("met-accounts", "yes");
        let form = form.with("found-proof", "1").with("found-proof", "2").with("found-market", newcomer);
        olga.press(form.with("verified-accounts", "2000000")).await;
    }
    olga.press(olga.open(&format!("{track}/screening")).await.form_to("/finish")).await;

    let list = olga.open(&format!("{track}/selection")).await;
    let basis = olga.open(&list.link("/basis")).await;
    basis.says(&["Nothing yet", "The accounts of 2026."]);
    let (place, reason) = (format!("place-{first}"), format!("reason-{first}"));
    let order = basis
        .form(&place)
        .with(&place, "2")
        .with(&reason, "Less clear about what comes after.")
        .with(&format!("place-{second}"), "2")
        .with(&format!("reason-{second}"), "Clear from the beginning to the end.");
    let twice = olga.send(order).await;
    assert_eq!(twice.status, 422, "two on one place");
    let again = twice.form(&place);
    assert_eq!(again.value(&reason), "Less clear about what comes after.", "nothing typed is lost");
    let short = olga.send(again.clone().with(&format!("place-{second}"), "1").with(&reason, "No.")).await;
    assert_eq!(short.status, 409, "a reason that is too short");
    let recorded = olga.press(again.with(&format!("place-{second}"), "1")).await;
    recorded.says(&["Recorded so far", "jury: "]);
    let shown = recorded.shown();
    assert!(shown.find("bo, ").is_some_and(|bo| bo < shown.rfind("anna").expect("anna")), "{shown}");

    let lacks = recorded.form("shown").with("application-evidence", &second).with("shown", "no");
    let lacks = lacks.with("reason-evidence", "They were not sent in the time that was given.");
    olga.press(lacks).await.says(&["Evidence: ", "No"]);
    let list = olga.open(&format!("{track}/selection")).await;
    let form = list.form("remark");
    assert_eq!(form.value(&format!("place-{first}")), "selected", "the next one moves up");
    assert_eq!(form.value(&format!("place-{second}")), "not");
    let danish = olga.reading("da").open(&format!("{track}/basis")).await;
    danish.says(&["Grundlag for udvælgelsen", "Dokumentation"]);
    // Nobody else records anything, nor learns that there is such a page.
    let bo = world.signed_in("bo@example.org", "en").await;
    assert_eq!(bo.get(&format!("{track}/basis")).await.status, 404);
}
