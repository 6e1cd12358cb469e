//! Files, and consortia that sign.

use trespor::app::settings::{Settings, Uploads};

use super::told::{ABC, file_addresses, told, told_with};

#[tokio::test]
async fn files_are_taken_by_what_they_are() {
    let limits = Uploads { application_megabytes_max: 3, application_count_max: 4, ..Uploads::default() };
    let told = told_with(Settings { uploads: limits, ..Settings::default() }).await;
    let (site, lead) = (&told.site, &told.lead);
    let own = told.begin("social").await;
    let path = format!("{own}/files");
    let field = "a-references";

    let empty = site.upload(lead, &path, &[(field, "", b"")]).await;
    assert_eq!(empty.status, 422);
    empty.says(&["Choose a file before you press"]);
    let wrong = site.upload(lead, &path, &[(field, "cv.pdf", b"MZ\x90\x00 a program")]).await;
    assert_eq!(wrong.status, 415);
    let large = site.upload(lead, &path, &[(field, "a.txt", &vec![b'a'; 1_000_001])]).await;
    assert_eq!(large.status, 413);
    large.says(&["larger than 1 MB", "NOT SUBMITTED"]);
    let unknown = site.upload(lead, &path, &[("a-vision", "a.txt", b"abc")]).await;
    assert_eq!(unknown.status, 422);
    assert_eq!(site.get(lead, &path).await.text().matches("No files yet").count(), 1);

    // The same bytes may be there twice, under names of their own; a third file has no room.
    let both = [(field, "a.txt", &b"abc"[..]), (field, "a.txt", &b"abc"[..])];
    assert_eq!(site.upload(lead, &path, &both).await.status, 303);
    let listed = site.get(lead, &path).await.text();
    assert_eq!(listed.matches(ABC).count(), 2);
    assert_eq!(site.upload(lead, &path, &[(field, "b.txt", b"b")]).await.status, 422);

    let addresses = file_addresses(&listed, &own);
    let got = site.get(lead, &addresses[0]).await;
    assert_eq!(got.bytes, b"abc");
    assert_eq!(got.header("content-type"), "text/plain");
    assert_eq!(got.header("content-disposition"), "attachment; filename=\"a.txt\"; filename*=UTF-8''a.txt");
    assert_eq!(got.header("x-content-type-options"), "nosniff");
    assert!(got.header("content-security-policy").contains("sandbox"));

    let id = addresses[0].rsplit('/').next().unwrap();
    assert_eq!(site.post(lead, &format!("{path}/remove"), &[("remove", id)]).await.status, 303);
    assert_eq!(site.get(lead, &addresses[0]).await.status, 404);
    assert_eq!(site.get(lead, &path).await.text().matches(ABC).count(), 1);

    // Replaced uploads count: four are all there is room for.
    for _ in 0..2 {
        assert_eq!(site.upload(lead, &path, &[(field, "c.txt", b"c")]).await.status, 303);
        let listed = site.get(lead, &path).await.text();
        let last =
            listed.split("name=\"remove\" value=\"").last().unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(site.post(lead, &format!("{path}/remove"), &[("remove", &last)]).await.status, 303);
    }
    let full = site.upload(lead, &path, &[(field, "d.txt", b"d")]).await;
    assert_eq!(full.status, 413);
    full.says(&["cannot hold more files"]);
}

#[tokio::test]
async fn a_consortium_signs_what_is_submitted() {
    let told = told().await;
    let (site, lead) = (&told.site, &told.lead);
    let own = told.begin("social").await;
    let members = format!("{own}/members");
    let sign = format!("{own}/sign");
    let invitation =
        [("name", "Harbour Architects"), ("email", " Anna@Example.org"), ("kind", "organisation")];
    let bad = site.post(lead, &members, &[("name", "Harbour"), ("email", "anna"), ("kind", "person")]).await;
    assert_eq!(bad.status, 422);
    bad.says(&["value=\"Harbour\"", "Write an email address"]);
    assert_eq!(site.post(lead, &members, &invitation).await.status, 303);
    site.get(lead, &members).await.says(&["Harbour Architects", "anna@example.org", "Not signed"]);
    let owner = [("name", "Olga"), ("email", "owner@example.org"), ("kind", "person")];
    assert_eq!(site.post(lead, &members, &owner).await.status, 409, "who buys cannot apply");

    told.fill(&own, "A home for all").await;
    told.upload(&own).await;
    told.submit(&own).await.says(&["Harbour Architects has not signed"]);

    let anna = site.sign_in("anna@example.org", "Anna").await;
    site.get(&anna, &sign).await.says(&[
        "A home for all",
        "Harbour Architects",
        "stands behind the contents",
    ]);
    let seen = told.seen(&own).await;
    assert_eq!(site.post(&anna, &sign, &[("do", "sign"), ("seen", &seen)]).await.status, 422, "tick first");
    told.fill(&own, "A home for some").await;
    let stale = site.post(&anna, &sign, &[("do", "sign"), ("seen", &seen), ("declare", "yes")]).await;
    assert_eq!(stale.status, 409);
    stale.says(&["The draft was changed", "A home for some"]);
    let seen = told.seen(&own).await;
    let signed = site.post(&anna, &sign, &[("do", "sign"), ("seen", &seen), ("declare", "yes")]).await;
    assert_eq!(signed.status, 303);
    site.get(lead, &members).await.says(&["Signed on "]);

    told.fill(&own, "A home for all").await;
    site.get(lead, &members).await.says(&["Sign again"]);
    let seen = told.seen(&own).await;
    site.post(&anna, &sign, &[("do", "sign"), ("seen", &seen), ("declare", "yes")]).await;
    assert_eq!(
        site.post(&anna, &format!("{own}/review"), &[("declare", "yes")]).await.status,
        409,
        "leads only"
    );
    assert_eq!(told.submit(&own).await.status, 303);
    site.get(&anna, &format!("{own}/receipt")).await.says(&["Harbour Architects", "Room &#38; Law"]);

    // Who is invited now is no part of what is submitted, and every page says so until it is.
    let later = [("name", "Late Gardeners"), ("email", "lars@example.org"), ("kind", "organisation")];
    assert_eq!(site.post(lead, &members, &later).await.status, 303);
    for page in ["", "/form", "/members", "/review", "/receipt"] {
        let page = site.get(lead, &format!("{own}{page}")).await;
        page.says(&["Version 1 is submitted. Members have been invited since."]);
    }
    let receipt = site.get(lead, &format!("{own}/receipt.json")).await;
    let receipt: serde_json::Value = serde_json::from_slice(&receipt.bytes).unwrap();
    assert_eq!(receipt["members"], serde_json::json!(["Room & Law", "Harbour Architects"]));
    told.submit(&own).await.says(&["Late Gardeners has not signed"]);
    let lars = site.sign_in("lars@example.org", "Lars").await;
    let seen = told.seen(&own).await;
    site.post(&lars, &sign, &[("do", "sign"), ("seen", &seen), ("declare", "yes")]).await;
    assert_eq!(told.submit(&own).await.status, 303, "the same contents with one member more");
    site.get(lead, &own).await.hides(&["Members have been invited since"]);

    let declined = site.post(&anna, &sign, &[("do", "decline")]).await;
    assert_eq!(declined.location(), format!("/tenders/{}", told.procedure));
    assert_eq!(site.get(&anna, &own).await.status, 404);
    site.get(lead, &members).await.says(&["Declined "]);
}
