//! One question of an application at a time.

use super::site::{Answer, Site};
use super::told::{DEADLINE, Told, application_id, told};

/// Saves one question as the page of version `seen` would.
async fn answer(told: &Told, own: &str, seen: &str, field: &str, value: &str, what: &str) -> Answer {
    let form = [("seen", seen), (&format!("a-{field}"), value), ("do", what)];
    told.site.post(&told.lead, &format!("{own}/form/{field}"), &form).await
}

#[tokio::test]
async fn each_question_has_a_page_that_leads_to_the_next() {
    let told = told().await;
    let (site, lead) = (&told.site, &told.lead);
    let own = told.begin("social").await;
    let at = |field: &str| format!("{own}/form/{field}");
    site.get(lead, &own).await.says(&[
        &format!("<a class=\"ds-button\" href=\"{}\">Answer the questions</a>", at("vision")),
        &format!("<a href=\"{}\">Answer “Turnover”</a>", at("turnover")),
        &format!("<a href=\"{own}/files#a-references\">"),
    ]);

    let page = site.get(lead, &at("vision")).await;
    page.says(&["Question 1 of 4", "name=\"a-vision\"", "Next question", "All questions on one page"]);
    page.says(&["Back to the overview", &format!("data-autosave=\"{}/autosave\"", at("vision"))]);
    page.hides(&["Previous question", "name=\"a-turnover\"", "name=\"a-honest\"", "Save and submit"]);
    let saved = answer(&told, &own, "1", "vision", "A home for all", "next").await;
    assert_eq!((saved.status.as_u16(), saved.location()), (303, at("turnover").as_str()));
    site.get(lead, &at("turnover")).await.says(&["Question 2 of 4", "Previous question", &at("vision")]);
    assert_eq!(answer(&told, &own, "2", "turnover", "2000", "next").await.location(), at("size"));
    // What is missing keeps nobody from going on.
    assert_eq!(answer(&told, &own, "3", "size", "", "next").await.location(), at("honest"));
    assert_eq!(answer(&told, &own, "3", "honest", "yes", "save").await.location(), at("honest"));
    let last = site.get(lead, &at("honest")).await;
    last.says(&["Question 4 of 4", "checked"]).hides(&["Next question"]);
    assert_eq!(answer(&told, &own, "4", "honest", "yes", "next").await.location(), format!("{own}/files"));
    site.get(lead, &format!("{own}/form")).await.says(&[
        "A home for all",
        "value=\"2000\"",
        "One question at a time",
    ]);

    // What was emptied is empty, and nothing beside it.
    assert_eq!(answer(&told, &own, "4", "vision", "", "save").await.status, 303);
    site.get(lead, &own).await.says(&["Answer “Vision”"]).hides(&["Answer “Turnover”"]);
    // The way in leads to what is missing.
    answer(&told, &own, "5", "vision", "A home for all", "save").await;
    answer(&told, &own, "6", "turnover", "", "save").await;
    let begin = format!("href=\"{}\">Answer the questions</a>", at("turnover"));
    site.get(lead, &own).await.says(&[&begin]);

    // Files keep their page, and nothing that is typed becomes one.
    told.upload(&own).await;
    let files = site.get(lead, &at("references")).await;
    assert_eq!(
        (files.status.as_u16(), files.location()),
        (303, format!("{own}/files#a-references").as_str())
    );
    assert_eq!(answer(&told, &own, "8", "references", "x", "next").await.status, 404);
    site.get(lead, &format!("{own}/files")).await.says(&["Rør.txt"]);
    assert_eq!(site.get(lead, &at("nothing")).await.status, 404);
}

#[tokio::test]
async fn an_answer_that_cannot_be_right_is_kept_and_shown_with_what_is_the_matter() {
    let told = told().await;
    let own = told.begin("social").await;
    let here = format!("{own}/form/turnover");
    assert_eq!(answer(&told, &own, "1", "turnover", "many", "next").await.location(), here);
    let page = told.site.get(&told.lead, &here).await;
    page.says(&[
        "There is one error to correct",
        "href=\"#a-turnover\"",
        "You wrote “many”",
        "value=\"many\"",
    ]);
    // Whoever wants to go on all the same can.
    page.says(&[&format!("<a href=\"{own}/form/size\">Next question</a>")]);
    assert_eq!(
        answer(&told, &own, "2", "turnover", "2000", "next").await.location(),
        format!("{own}/form/size")
    );
}

#[tokio::test]
async fn two_who_answer_at_once_overwrite_nothing() {
    let told = told().await;
    let (site, lead) = (&told.site, &told.lead);
    let own = told.begin("social").await;
    // Another answers everything, after this page was shown.
    told.fill(&own, "first").await;
    assert_eq!(answer(&told, &own, "1", "size", "large", "save").await.status, 303);
    let all = site.get(lead, &format!("{own}/form")).await;
    all.says(&[
        "first",
        "value=\"1.250.000\"",
        "Read as 1,250,000 DKK.",
        "value=\"large\" checked",
        "name=\"seen\" value=\"3\"",
    ]);

    // The same question: nothing is saved, nothing typed is lost.
    let clash = answer(&told, &own, "1", "vision", "a second try", "next").await;
    assert_eq!(clash.status, 409);
    clash.says(&["a second try", "Others have saved this meanwhile", "first", "name=\"seen\" value=\"3\""]);
    clash.hides(&["1.250.000"]);
    site.get(lead, &format!("{own}/form/vision")).await.says(&["first"]).hides(&["a second try"]);
    let again = answer(&told, &own, "3", "vision", "a second try", "next").await;
    assert_eq!((again.status.as_u16(), again.location()), (303, format!("{own}/form/turnover").as_str()));

    // The script saves one question whatever becomes of the others, and not over what was saved in the same.
    let quietly = async |seen: &str, field: &str, value: &str| {
        let form = [("seen", seen), (&format!("a-{field}"), value)];
        site.post(lead, &format!("{own}/form/{field}/autosave"), &form).await
    };
    let saved = quietly("3", "turnover", "3000").await;
    assert_eq!((saved.status.as_u16(), saved.header("x-seen"), saved.header("x-others")), (200, "5", "yes"));
    assert!(saved.text().starts_with("Saved ") && !saved.text().contains('<'), "{}", saved.text());
    saved.says(&["What others saved meanwhile is included."]);
    assert_eq!(quietly("3", "vision", "a third try").await.status, 409);
    assert_eq!(quietly("5", "references", "x").await.status, 404);
    let all = site.get(lead, &format!("{own}/form")).await;
    all.says(&["a second try", "value=\"3000\"", "value=\"large\" checked", "value=\"yes\" checked"]);

    let large = "x".repeat(600_000);
    let large = answer(&told, &own, "5", "vision", &large, "save").await;
    assert_eq!(large.status, 413);
    large.says(&["larger than", "xxxxxxxxxx"]).hides(&["name=\"a-turnover\""]);
}

#[tokio::test]
async fn after_the_deadline_a_question_can_be_read() {
    let told = told().await;
    let (site, lead) = (&told.site, &told.lead);
    let own = told.begin("social").await;
    told.fill(&own, "A home for all").await;
    site.app.clock.crank(DEADLINE.plus_seconds(90));
    let page = site.get(lead, &format!("{own}/form/vision")).await;
    page.says(&["The deadline has passed", "A home for all", "Question 1 of 4"]);
    page.hides(&["<textarea", "1.250.000", "data-autosave"]);
    site.get(lead, &own).await.says(&[&format!("<a href=\"{own}/form\">Answers</a>")]).hides(&["Answer the"]);
    let late = answer(&told, &own, "2", "vision", "typed too late", "next").await;
    assert_eq!(late.status, 409);
    late.says(&["at 12:00 (Europe/Copenhagen)", "at 12:01:30.0", "typed too late"]).hides(&["<textarea"]);
    let auto = [("seen", "2"), ("a-vision", "typed too late")];
    assert_eq!(site.post(lead, &format!("{own}/form/vision/autosave"), &auto).await.status, 409);
    let mut db = site.app.store.read().await.unwrap();
    let stream = format!("application/{}", application_id(&own));
    let lines = trespor::store::journal::lines(&mut db, &stream).await.unwrap();
    let tried = lines.iter().filter(|line| line.body.contains("tried_late")).count();
    assert_eq!(tried, 1, "the try of a person is on the record, the script's is not");
}

#[tokio::test]
async fn a_question_is_there_for_the_members_alone() {
    let told = told().await;
    let own = told.begin("social").await;
    let stranger = told.site.sign_in("stranger@example.org", "").await;
    for reader in [&stranger, &told.owner] {
        for field in ["vision", "references", "nothing"] {
            let path = format!("{own}/form/{field}");
            assert_eq!(told.site.get(reader, &path).await.status, 404, "{path}");
            assert_eq!(told.site.post(reader, &path, &[("a-vision", "x")]).await.status, 404, "{path}");
            assert_eq!(told.site.post(reader, &format!("{path}/autosave"), &[]).await.status, 404, "{path}");
        }
    }
    let visitor = told.site.get(&Site::visitor(), &format!("{own}/form/vision")).await;
    assert!(visitor.location().starts_with("/sign-in?back="), "{}", visitor.location());
}

#[tokio::test]
async fn what_is_typed_after_the_session_has_ended_is_not_lost() {
    let told = told().await;
    let (site, lead, nobody) = (&told.site, &told.lead, Site::visitor());
    let own = told.begin("social").await;
    let here = format!("{own}/form/vision");
    let typed = [("seen", "1"), ("a-vision", "A home for all,\nand a garden"), ("do", "save")];
    let page = site.post(&nobody, &here, &typed).await;
    assert_eq!(page.status, 401);
    page.says(&["You are not signed in", "Sign in in a new tab", "A home for all,\nand a garden"]);
    page.says(&[&format!("action=\"{here}\""), "name=\"seen\" value=\"1\"", "Send it again"]);
    // Once signed in again, the button of that page sends the same.
    assert_eq!(site.post(lead, &here, &typed).await.status, 303);
    site.get(lead, &here).await.says(&["and a garden"]);
    // Where nothing was typed, signing in comes first, and leads back.
    let away = site.get(&nobody, &here).await;
    assert_eq!((away.status.as_u16(), away.location().starts_with("/sign-in?back=")), (303, true));
}

#[tokio::test]
async fn whoever_saves_what_others_saved_is_told_so_by_the_script_too() {
    let told = told().await;
    let own = told.begin("social").await;
    told.fill(&own, "first").await;
    let form = [("seen", "1"), ("a-vision", "mine"), ("a-size", "large")];
    let refused = told.site.post(&told.lead, &format!("{own}/autosave"), &form).await;
    assert_eq!(refused.status, 409);
    assert!(refused.header("content-type").starts_with("text/plain"));
    refused.says(&["others have changed the same", "Save draft"]);
    // Other fields are put together, and the script is told to take theirs into the form.
    let form = [("seen", "1"), ("a-vision", ""), ("a-size", "large")];
    let saved = told.site.post(&told.lead, &format!("{own}/autosave"), &form).await;
    assert_eq!((saved.status.as_u16(), saved.header("x-seen"), saved.header("x-others")), (200, "3", "yes"));
    told.site
        .get(&told.lead, &format!("{own}/form"))
        .await
        .says(&[">\nfirst</textarea>", "value=\"large\" checked"]);
    let form = [("seen", "3"), ("a-vision", "first"), ("a-size", "small")];
    let saved = told.site.post(&told.lead, &format!("{own}/autosave"), &form).await;
    assert_eq!((saved.status.as_u16(), saved.header("x-others")), (200, ""));
}

#[tokio::test]
async fn an_answer_that_cannot_be_right_holds_the_whole_form_back_too() {
    let told = told().await;
    let own = told.begin("social").await;
    let form = [("seen", "1"), ("a-vision", "A home"), ("a-turnover", "many"), ("do", "next")];
    let here = format!("{own}/form");
    let back = told.site.post(&told.lead, &here, &form).await;
    assert_eq!((back.status.as_u16(), back.location()), (303, here.as_str()));
    told.site.get(&told.lead, &here).await.says(&["You wrote “many”", "A home"]);
}

#[tokio::test]
async fn whoever_has_a_name_begins_with_one_press() {
    let told = told().await;
    let (site, lead) = (&told.site, &told.lead);
    let tender = format!("/tenders/{}", told.procedure);
    let page = site.get(lead, &tender).await;
    page.says(&["Apply as Lena Lead", "name=\"kind\" value=\"person\"", "Apply under another name"]);
    page.hides(&["Apply in this track"]);
    let own = told.begin("social").await;
    // In the other track they are who they were in the first.
    let page = site.get(lead, &tender).await;
    page.says(&["Open my application", "Apply as Room &#38; Law", "name=\"kind\" value=\"organisation\""]);
    let other = site.sign_in("other@example.org", "Otto Orm").await;
    let form = [("name", "Otto Orm"), ("kind", "person")];
    let begun = site.post(&other, &format!("{tender}/tracks/social/apply"), &form).await;
    assert_eq!(begun.status, 303, "{}", begun.text());
    assert!(
        begun.location().starts_with("/applications/") && begun.location() != own,
        "{}",
        begun.location()
    );
    // After the deadline nothing says how to apply.
    site.app.clock.crank(DEADLINE.plus_seconds(90));
    let page = site.get(lead, &tender).await;
    page.says(&["The deadline has passed."]).hides(&["Apply as", "How to apply", "Apply under another name"]);
}

#[tokio::test]
async fn what_was_read_after_another_one_saved_is_no_conflict() {
    let told = told().await;
    let (site, lead) = (&told.site, &told.lead);
    let own = told.begin("social").await;
    let mate = site.sign_in("mate@example.org", "Mia Mate").await;
    let invited = [("name", "Mate & Co"), ("email", "mate@example.org"), ("kind", "organisation")];
    assert_eq!(site.post(lead, &format!("{own}/members"), &invited).await.status, 303);
    let form = format!("{own}/form");
    let save = async |who, seen: &str, vision: &str| {
        site.post(who, &form, &[("seen", seen), ("a-vision", vision)]).await.status.as_u16()
    };
    // Each takes over what the other saved a moment ago, and reads it first.
    let turns =
        [(lead, "one"), (&mate, "two"), (lead, "three"), (lead, "four"), (&mate, "five"), (lead, "six")];
    for (seen, (who, vision)) in (1..).zip(turns) {
        assert_eq!(save(who, &format!("{seen}"), vision).await, 303, "{vision}");
        site.get(lead, &form).await.says(&[&format!(">\n{vision}</textarea>")]);
    }
    // What was not read is one.
    assert_eq!(save(&mate, "5", "seven").await, 409);
}
