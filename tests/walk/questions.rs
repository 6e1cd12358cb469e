//! One question at a time: its page in the states that matter, for a browser to look at, and the way through all of them.

use crate::http::{Browser, Page};
use crate::pages;
use crate::world::World;

const SOURCE: &str = include_str!("../data/facts.yaml");

/// Somebody who has begun, and what the address of their application is.
async fn begun() -> (World, Browser, String) {
    let world = World::start(false).await;
    let procedure = world.open_procedure(SOURCE).await;
    let anna = world.signed_in("anna@example.org", "en").await;
    let start = anna.open(&format!("/tenders/{procedure}/tracks/main/apply")).await;
    let own = anna.press(start.form("kind").with("name", "Anna").with("kind", "organisation")).await.path;
    (world, anna, own)
}

/// The page of a question: plain, with rows, with an error, with what another saved meanwhile, and after the deadline;
/// `see` is shown each in each language.
pub async fn walk(see: &mut impl FnMut(&str, &Page, &'static str)) {
    let (world, anna, own) = begun().await;
    let at = |field: &str| format!("{own}/form/{field}");
    let plain = anna.open(&at("turnover")).await.form("a-turnover");
    let wrong = anna.open(&at("staff")).await.form("a-staff").with("a-staff", "a dozen");
    let wrong = anna.press(wrong.with("do", "next")).await;
    assert_eq!(wrong.path, at("staff"), "what cannot be right is shown again");
    anna.press(plain.clone().with("a-turnover", "2.000.000").with("do", "save")).await;
    let rows = anna.open(&at("references")).await.form("a-references_1_project");
    let rows = rows.with("a-references_1_project", "Engen").with("a-references_1_year", "last year");
    assert_eq!(anna.press(rows.with("do", "next")).await.path, at("references"));
    for language in ["da", "en", "nb"] {
        let anna = anna.reading(language);
        see("application-form-question", &anna.open(&at("topics")).await, language);
        see("application-form-question-error", &anna.open(&at("staff")).await, language);
        see("application-form-question-rows", &anna.open(&at("references")).await, language);
        let meanwhile = anna.send(plain.clone().with("a-turnover", "3.000.000").with("do", "next")).await;
        assert_eq!(meanwhile.status, 409);
        see("application-form-question-meanwhile", &meanwhile, language);
    }
    world.crank(world.app.clock.now().plus_seconds(60 * 86_400));
    for language in ["da", "en", "nb"] {
        let page = anna.reading(language).open(&at("references")).await;
        assert!(page.forms().is_empty());
        see("application-form-question-closed", &page, language);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_application_is_filled_in_one_question_at_a_time() {
    let (_world, anna, own) = begun().await;
    let overview = anna.open(&own).await;
    overview.says(&["Answer the questions", "Answer “Employees”"]);
    let mut page = anna.open(&overview.link("/form/turnover")).await;
    let answers: [&[(&str, &str)]; 8] = [
        &[("a-turnover", "2.000.000")],
        &[("a-staff", "12")],
        &[("a-founded", "2001-05-31")],
        &[("a-newcomer", "no")],
        &[("a-size", "large")],
        &[("a-topics", "housing"), ("a-topics", "schools")],
        &[("a-references_1_project", "Engen"), ("a-references_1_year", "2025")],
        &[("a-idea", "A house that pays for itself.")],
    ];
    for (n, fields) in answers.iter().enumerate() {
        page.says(&[&format!("Question {} of 8", n + 1)]);
        pages::check(&page, "en");
        let mut form = page.form(fields[0].0);
        for (name, value) in *fields {
            form = form.with(name, value);
        }
        page = anna.press(form.with("do", "next")).await;
    }
    assert_eq!(page.path, format!("{own}/review"));
    page.says(&["Housing", "Schools", "Project: Engen; Year:", "2,000,000 DKK"]);
    anna.press(page.form_to("/review").with("declare", "yes")).await.says(&["SUBMITTED"]);
}
