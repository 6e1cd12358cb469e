//! Who sees what: nothing for outsiders, nothing of applicants before the opening.

use axum::http::StatusCode;

use super::world::{Answered, DEADLINE, PLANTED, World};

/// What holds for every page: one main heading, no id twice, labels and links that lead somewhere,
/// nothing that the content security policy would stop.
#[track_caller]
fn well_made(path: &str, page: &Answered) {
    let values = |attribute: &str| -> Vec<String> {
        let start = format!(" {attribute}=\"");
        let rest = page.body.split(start.as_str()).skip(1);
        rest.map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(page.body.matches("<h1").count(), 1, "{path}");
    let mut ids = values("id");
    for target in values("for") {
        assert!(ids.contains(&target), "{path}: a label for `{target}`");
    }
    for target in values("href").iter().filter_map(|href| href.strip_prefix('#')) {
        assert!(ids.iter().any(|id| id == target), "{path}: a link to `#{target}`");
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "{path}: an id twice");
    assert!(!page.body.contains(" style=") && !page.body.contains(" onclick="), "{path}");
}

#[tokio::test]
async fn an_outsider_finds_nothing() {
    let world = World::new().await;
    let letter = world.at(&format!("/outbox/{}", world.letters["role_granted"]));
    let pages = [world.pages(), world.forms(), vec![letter]].concat();
    for who in [&world.outsider, &world.applicant] {
        for path in &pages {
            let page = world.get(Some(who), path).await.is(StatusCode::NOT_FOUND);
            page.lacks("Small procedure").lacks("Olga");
        }
        for path in [
            world.at("/people"),
            world.at("/people/revoke"),
            world.at("/dates/applications"),
            world.at(&format!("/questions/{}", world.question)),
            world.at("/tracks/social/opening"),
            world.at("/tracks/social/cancel"),
            world.at(&format!("/outbox/{}/retry", world.letters["reminder"])),
            format!("/joint/{}/together/recommend", world.procedure),
            format!("/joint/{}/together/publish", world.procedure),
            format!("/joint/{}/together/1/endorse", world.procedure),
        ] {
            let form = [("reason", "long enough a reason"), ("confirm", "yes"), ("text", "some text")];
            world.post(Some(who), &path, &form).await.is(StatusCode::NOT_FOUND);
        }
    }
    for path in &pages {
        let page = world.get(None, path).await.is(StatusCode::SEE_OTHER);
        assert!(page.location.starts_with("/sign-in?back=/procedures/") || path.starts_with("/joint/"));
    }
}

#[tokio::test]
async fn before_the_deadline_no_page_tells_who_applies_or_what() {
    let world = World::new().await;
    let full = world.application.to_string();
    for who in [&world.owner, &world.secretary, &world.auditor] {
        for path in world.pages() {
            if who.person.id == world.secretary.person.id && path.contains("/journal") {
                world.get(Some(who), &path).await.is(StatusCode::NOT_FOUND);
                continue;
            }
            let mut page = world.get(Some(who), &path).await.is(StatusCode::OK);
            well_made(&path, &page);
            for planted in PLANTED {
                page = page.lacks(planted);
            }
            page.lacks(&full).lacks("planted");
        }
    }
    for path in world.forms() {
        let page = world.get(Some(&world.owner), &path).await.is(StatusCode::OK);
        well_made(&path, &page);
        page.lacks("lanted");
    }
    // The same after the deadline, as long as nobody has opened.
    world.crank(DEADLINE + 1);
    for path in world.pages() {
        let page = world.get(Some(&world.owner), &path).await.is(StatusCode::OK);
        page.lacks("lanted").lacks("Draft Only");
    }
}

#[tokio::test]
async fn letters_about_sealed_applications_are_known_by_code_alone() {
    let world = World::new().await;
    let outbox = world.at("/outbox");
    let code = world.application.code();
    let page = world.get(Some(&world.owner), &outbox).await;
    page.has(&format!("Application {code}"))
        .has("NOT NOTIFIED")
        .has("The mail server said: 550 5.1.1")
        .has("The mail server said: 450")
        .has("Subject to Sven Secretary")
        .lacks("no such user");
    for kind in ["receipt", "reminder", "extension"] {
        let path = world.at(&format!("/outbox/{}", world.letters[kind]));
        world.get(Some(&world.owner), &path).await.is(StatusCode::NOT_FOUND).lacks("lanted");
    }
    let path = world.at(&format!("/outbox/{}", world.letters["role_granted"]));
    world.get(Some(&world.owner), &path).await.is(StatusCode::OK).has("Dear Sven Secretary");

    world.crank(DEADLINE + 1);
    world.post(Some(&world.owner), &world.at("/tracks/social/opening"), &[]).await.leads_to(&world.at(""));
    let page = world.get(Some(&world.owner), &outbox).await;
    // The draft was never handed in: its applicant stays unknown for good.
    page.has("lead@planted.example").has("no such user").lacks("draft@planted.example");
    let path = world.at(&format!("/outbox/{}", world.letters["receipt"]));
    world.get(Some(&world.owner), &path).await.is(StatusCode::OK).has("Dear Petra Planted");
    let path = world.at(&format!("/outbox/{}", world.letters["extension"]));
    world.get(Some(&world.owner), &path).await.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_journal_names_roles_and_codes() {
    let world = World::new().await;
    let code = world.application.code();
    let owner = trespor::app::ownership::people::person_code(world.owner.person.id);
    let page = world.get(Some(&world.auditor), &world.at("/journal")).await.is(StatusCode::OK);
    page.has("intake.submitted")
        .has(&format!("Application {code}"))
        .has(&format!("Project owner ({owner})"))
        .has("procedure.asked")
        .has("Somebody outside")
        .lacks("Olga");
    let page = world.get(Some(&world.auditor), &world.at("/journal/verify")).await.is(StatusCode::OK);
    page.has("are unchanged and in their places");
    world.get(Some(&world.auditor), &world.at("/journal?page=2")).await.is(StatusCode::OK);
}
