//! Screening, scoring and consensus through the pages: who sees what, and when.
//!
//! Every application carries secrets: names, a blind answer and file names. The tests search whole pages
//! for them.

#[path = "../support/keys.rs"]
mod keys;
#[path = "../support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;

mod sheets;
mod stage;

use axum::http::{StatusCode, header};

use stage::{CONSTANT_PDF, Stage, without_secrets};

#[tokio::test]
async fn screeners_see_who_applies_and_a_missing_reason_keeps_what_was_typed() {
    let stage = Stage::set(true).await;
    let list = stage.get("secretary", &stage.track("screening")).await;
    assert_eq!(list.status, StatusCode::OK);
    for shown in ["Solsikken ApS", "Egebjerg Rævemose", "2 members", "Not checked"] {
        assert!(list.body.contains(shown), "{shown}: {}", list.body);
    }
    let path = stage.track(&format!("screening/{}", stage.solsikken));
    let page = stage.get("secretary", &path).await;
    for shown in
        ["hemmelig-adresse 1", "portfolio-solsikken.pdf", "Kløverbo", "12 people", "At least 3 is needed."]
    {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    let fields = [
        ("met-exg-bankr", "no"),
        ("reason-exg-bankr", "short"),
        ("met-slc-staff", "yes"),
        ("verified-slc-staff", "2"),
    ];
    let refused = stage.post("secretary", &path, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for shown in
        [">\nshort</textarea>", "value=\"2\"", "href=\"#reason-exg-bankr\"", "href=\"#met-slc-staff\""]
    {
        assert!(refused.body.contains(shown), "{shown}: {}", refused.body);
    }
    let waits = stage.post("secretary", &stage.track("screening/finish"), &[]).await;
    assert_eq!(waits.status, StatusCode::CONFLICT);
    for id in [stage.solsikken, stage.egebjerg] {
        assert!(waits.body.contains(&format!("{} (0/2)", id.code())), "{}", waits.body);
    }
    for name in ["anna", "chair", "applicant", "stranger"] {
        assert_eq!(stage.get(name, &path).await.status, StatusCode::NOT_FOUND, "{name}");
        let list = stage.get(name, &stage.track("screening")).await;
        assert_eq!(list.status, StatusCode::NOT_FOUND, "{name}");
    }
}

#[tokio::test]
async fn nothing_is_listed_for_evaluators_before_the_screening_is_over() {
    let stage = Stage::set(true).await;
    for name in ["anna", "chair"] {
        let page = stage.get(name, &stage.track("scoring")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains(&stage.solsikken.code()));
        without_secrets(&page, &[]);
    }
    let review = stage.get("anna", &format!("/review/{}", stage.solsikken)).await;
    assert_eq!(review.status, StatusCode::NOT_FOUND);
    without_secrets(&review, &[]);
}

#[tokio::test]
async fn a_blind_evaluator_sees_no_names_no_blind_answers_and_no_file_names() {
    let stage = Stage::set(true).await;
    stage.screen().await;
    let review = format!("/review/{}", stage.solsikken);
    let annex = format!("{review}/files/{}", stage.annex);
    // Before the declaration: the list of all who apply, tied to no application, and nothing else.
    let names = ["Solsikken", "Kløverbo", "Egebjerg", "Rævemose"];
    let page = stage.get("anna", &review).await;
    assert_eq!(page.status, StatusCode::OK);
    let place = |name: &str| page.body.find(name).unwrap_or_else(|| panic!("{name} is not on the list"));
    assert!(place("Egebjerg Rævemose") < place("Kløverbo") && place("Kløverbo") < place("Solsikken ApS"));
    without_secrets(&page, &names);
    assert!(!page.body.contains("Gardens"));
    let other = stage.get("anna", &format!("/review/{}", stage.egebjerg)).await;
    let list =
        |body: &str| body.split("<ul>").nth(1).map(|rest| rest.split("</ul>").next().unwrap().to_owned());
    assert_eq!(list(&page.body), list(&other.body), "the list says nothing about one application");
    assert_eq!(stage.get("anna", &annex).await.status, StatusCode::FORBIDDEN);

    stage.no_tie("anna", stage.solsikken).await;
    for path in [&review, &format!("/review/{}", stage.egebjerg), &stage.track("scoring")] {
        let page = stage.get("anna", path).await;
        assert_eq!(page.status, StatusCode::OK);
        without_secrets(&page, &[]);
    }
    let page = stage.get("anna", &review).await;
    for shown in
        ["Gardens between the blocks", "12 people", "Attachment 1", "(PDF, 29 bytes)", "2 answers are hidden"]
    {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    let file = stage.get("anna", &annex).await;
    assert_eq!((file.status, file.body.as_bytes()), (StatusCode::OK, CONSTANT_PDF));
    assert_eq!(file.headers[header::CONTENT_DISPOSITION], "inline; filename=\"attachment-1.pdf\"");
    assert_eq!(
        file.headers[header::CONTENT_SECURITY_POLICY],
        "default-src 'none'; sandbox; frame-ancestors 'self'"
    );
    assert_eq!(file.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    without_secrets(&file, &[]);
    // A file in a blind field is not there for somebody who is blind, and there for somebody who is not.
    let portrait = format!("{review}/files/{}", stage.portrait);
    assert_eq!(stage.get("anna", &portrait).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stage.get("owner", &portrait).await.status, StatusCode::OK);
    let elsewhere = format!("/review/{}/files/{}", stage.egebjerg, stage.annex);
    assert_eq!(stage.get("anna", &elsewhere).await.status, StatusCode::NOT_FOUND);
    for name in ["stranger", "applicant"] {
        assert_eq!(stage.get(name, &review).await.status, StatusCode::NOT_FOUND, "{name}");
        assert_eq!(stage.get(name, &annex).await.status, StatusCode::NOT_FOUND, "{name}");
    }
}

#[tokio::test]
async fn where_nobody_is_blind_the_members_are_named_before_and_after_the_declaration() {
    let stage = Stage::set(false).await;
    stage.screen().await;
    let review = format!("/review/{}", stage.solsikken);
    let page = stage.get("anna", &review).await;
    assert!(page.body.contains("Solsikken ApS") && page.body.contains("Kløverbo"), "{}", page.body);
    assert!(!page.body.contains("Egebjerg"), "only those of this application");
    without_secrets(&page, &["Solsikken", "Kløverbo"]);
    stage.no_tie("anna", stage.solsikken).await;
    let page = stage.get("anna", &review).await;
    for shown in ["Solsikken ApS", "hemmelig-adresse 1", "portfolio-solsikken.pdf"] {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    // The other application has a declaration of its own.
    let other = stage.get("anna", &format!("/review/{}", stage.egebjerg)).await;
    assert!(!other.body.contains("one&#39;s own") && !other.body.contains("hemmelig"), "{}", other.body);
}

#[tokio::test]
async fn a_tie_removes_access_to_the_page_and_the_files() {
    let stage = Stage::set(true).await;
    stage.screen().await;
    let review = format!("/review/{}", stage.solsikken);
    let interests = format!("{review}/interests");
    let annex = format!("{review}/files/{}", stage.annex);
    let incomplete = stage.post("anna", &interests, &[("tie", "yes"), ("reason", "")]).await;
    assert_eq!(incomplete.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(incomplete.body.contains("href=\"#party\"") && incomplete.body.contains("href=\"#reason\""));
    let both = [("tie", "no"), ("party", "Kløverbo"), ("reason", "")];
    let unknown = [("tie", "yes"), ("party", "Nobody at all"), ("reason", "my sister works there")];
    for fields in [both, unknown] {
        assert_eq!(stage.post("anna", &interests, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(stage.get("anna", &annex).await.status, StatusCode::FORBIDDEN, "nothing is declared yet");
    }
    // A tie to a member of the one application, told to the page of the other: it closes the right one.
    let wrong_page = format!("/review/{}/interests", stage.egebjerg);
    let fields = [("tie", "yes"), ("party", "Kløverbo"), ("reason", "my sister works there")];
    stage.done("anna", &wrong_page, &fields).await;
    let page = stage.get("anna", &review).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.body.contains("You have declared a conflict of interest"), "{}", page.body);
    assert!(!page.body.contains("Gardens"));
    without_secrets(&page, &[]);
    assert_eq!(stage.get("anna", &annex).await.status, StatusCode::FORBIDDEN);
    let open = stage.get("anna", &format!("/review/{}", stage.egebjerg)).await;
    assert_eq!(open.status, StatusCode::OK);
    assert!(open.body.contains("A house of one"), "{}", open.body);
    let scored = stage.post("anna", &review, &[("points-quality", "5"), ("reason-quality", "because")]).await;
    assert_eq!(scored.status, StatusCode::FORBIDDEN);
    // Nor can the tie be taken back to get in again.
    assert_eq!(stage.post("anna", &interests, &[("tie", "no")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(stage.get("anna", &annex).await.status, StatusCode::FORBIDDEN);

    // A tie that is found while reading closes the application that is read.
    stage.no_tie("bo", stage.solsikken).await;
    assert_eq!(stage.get("bo", &annex).await.status, StatusCode::OK);
    stage.done("bo", &interests, &[("tie", "yes"), ("reason", "I know this garden")]).await;
    assert_eq!(stage.get("bo", &review).await.status, StatusCode::FORBIDDEN);
    assert_eq!(stage.get("bo", &annex).await.status, StatusCode::FORBIDDEN);
}
