//! Stories of applicants, told through the pages alone.

#[path = "../support/keys.rs"]
mod keys;
#[path = "../support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;
mod question;
#[path = "../support/site.rs"]
mod site;
mod together;
mod told;
mod waiting;

use sha2::{Digest as _, Sha256};
use site::Site;
use told::{ABC, file_addresses, told};

#[tokio::test]
async fn from_the_front_page_to_the_receipt() {
    let told = told().await;
    let (site, lead) = (&told.site, &told.lead);
    let tender = format!("/tenders/{}", told.procedure);

    let front = site.get(&Site::visitor(), "/").await;
    front.says(&[
        "Housing in balance",
        "Byen, Fonden",
        "Social, Physical",
        "Friday 5 February 2027 at 12:00",
        &tender,
    ]);

    let page = site.get(&Site::visitor(), &tender).await;
    page.says(&[
        "<strong>everything</strong>",
        "&lt;script&gt;",
        "Apply in this track",
        "aria-current=\"step\"",
    ]);
    page.hides(&["<script>alert"]);

    let apply = format!("{tender}/tracks/social/apply");
    let away = site.get(&Site::visitor(), &apply).await;
    assert_eq!((away.status.as_u16(), away.location().starts_with("/sign-in?back=/tenders/")), (303, true));
    site.get(lead, &apply).await.says(&["Lena Lead", "Organisation or person?"]);
    let wrong = site.post(lead, &apply, &[("name", " "), ("kind", "")]).await;
    assert_eq!(wrong.status, 422);
    wrong.says(&["There are 2 errors to correct"]);

    let own = told.begin("social").await;
    site.get(lead, &own).await.says(&["NOT SUBMITTED", "4 things are missing", "Answer “Vision”"]);
    site.get(lead, &tender).await.says(&["Open my application", &own]);
    assert_eq!(told.begin("social").await, own, "a second press finds the same application");

    let too_long = "x".repeat(41);
    let seen = told.seen(&own).await;
    let form = [("seen", seen.as_str()), ("a-vision", &too_long), ("a-turnover", "many")];
    assert_eq!(site.post(lead, &format!("{own}/form"), &form).await.status, 303);
    let form = site.get(lead, &format!("{own}/form")).await;
    form.says(&[&too_long, "may have at most 40 characters", "It has 41 now", "You wrote “many”"]);

    let early = told.submit(&own).await;
    assert_eq!(early.status, 409);
    early.says(&["4 things are missing before", "NOT SUBMITTED", "Upload the file “References”"]);
    site.get(lead, &format!("{own}/review")).await.hides(&["Submit application</button>"]);

    told.fill(&own, "A home for all").await;
    told.upload(&own).await;
    let files = site.get(lead, &format!("{own}/files")).await;
    files.says(&["Rør.txt", ABC, "3 bytes"]).hides(&["C:\\own"]);
    let review = site.get(lead, &format!("{own}/review")).await;
    review.says(&[
        "The application is complete",
        "1,250,000 DKK",
        "Room &#38; Law",
        "Submit application</button>",
    ]);

    let submitted = told.submit(&own).await;
    assert_eq!((submitted.status.as_u16(), submitted.location()), (303, format!("{own}/receipt").as_str()));
    let receipt = site.get(lead, &format!("{own}/receipt")).await;
    receipt.says(&[
        "SUBMITTED",
        "Rør.txt",
        ABC,
        "application/",
        "Europe/Copenhagen",
        "2027-01-16T11:00:00.0",
    ]);
    receipt.hides(&["NOT SUBMITTED"]);

    // The receipt can be checked without the server.
    let data = site.get(lead, &format!("{own}/receipt.json")).await;
    assert!(data.header("content-disposition").starts_with("attachment; filename=\"receipt-"));
    let data: serde_json::Value = serde_json::from_slice(&data.bytes).unwrap();
    let text = |path: &str| data.pointer(path).and_then(|value| value.as_str()).unwrap().to_owned();
    let mut content = hex::decode(text("/content/salt")).unwrap();
    content.extend(text("/content/body").bytes());
    assert_eq!(hex::encode(Sha256::digest(&content)), text("/content/sha256"));
    let mut line = b"trespor journal 1\n".to_vec();
    line.extend(hex::decode(text("/journal/prev")).unwrap());
    line.extend(text("/journal/body").bytes());
    assert_eq!(hex::encode(Sha256::digest(&line)), text("/journal/hash"));
    assert!(text("/journal/body").contains(&text("/content/sha256")), "the journal names the contents");
    assert_eq!(text("/files/0/sha256"), ABC);
    assert_eq!(data["count"], 1);

    // The draft may go on; the banner says so, on every page, and forgets it when nothing differs.
    told.fill(&own, "A home for many").await;
    for page in ["", "/form", "/files", "/members", "/review", "/receipt", "/withdraw"] {
        let page = site.get(lead, &format!("{own}{page}")).await;
        page.says(&["Version 1 is submitted. You have since changed the draft"]);
    }
    told.fill(&own, "A home for all").await;
    site.get(lead, &own).await.hides(&["You have since changed the draft"]);
    assert_eq!(told.submit(&own).await.status, 409, "the same contents are not submitted twice");

    let gone = site.post(lead, &format!("{own}/withdraw"), &[]).await;
    assert_eq!(gone.location(), own);
    site.get(lead, &own).await.says(&["WITHDRAWN"]);
}

#[tokio::test]
async fn the_procedure_is_a_picture_that_says_where_it_stands() {
    let told = told().await;
    let path = format!("/tenders/{}/procedure.svg", told.procedure);
    let tender = told.site.get(&Site::visitor(), &format!("/tenders/{}", told.procedure)).await;
    tender.says(&[&format!("src=\"{path}\""), "alt=\"The procedure as a picture"]);
    let picture = told.site.get(&Site::visitor(), &path).await;
    assert_eq!((picture.status.as_u16(), picture.header("content-type")), (200, "image/svg+xml"));
    // The picture may have its own style and nothing else; the pages have no more than before.
    assert_eq!(picture.header("content-security-policy"), "default-src 'none'; style-src 'unsafe-inline'");
    assert!(!tender.header("content-security-policy").contains("unsafe"));
    picture.says(&["▶ Applications", "class=\"box now\"", "5 Feb 2027 at"]).hides(&["<script", "✓"]);
    let nowhere = "/tenders/00000000-0000-4000-8000-000000000000/procedure.svg";
    assert_eq!(told.site.get(&Site::visitor(), nowhere).await.status.as_u16(), 404);
}

#[tokio::test]
async fn nobody_else_learns_that_an_application_exists() {
    let told = told().await;
    let own = told.begin("social").await;
    told.upload(&own).await;
    let files = told.site.get(&told.lead, &format!("{own}/files")).await.text();
    let file = file_addresses(&files, &own).remove(0);
    assert_eq!(told.site.get(&told.lead, &file).await.bytes, b"abc");
    let stranger = told.site.sign_in("stranger@example.org", "").await;
    let tender = told.site.get(&stranger, &format!("/tenders/{}", told.procedure)).await;
    tender.hides(&["Room", "Law", &own, "Open my application"]);
    for reader in [&stranger, &told.owner] {
        let pages =
            ["", "/form", "/files", "/members", "/sign", "/review", "/receipt", "/receipt.json", "/outcome"];
        for page in pages.iter().map(|page| format!("{own}{page}")).chain([file.clone()]) {
            assert_eq!(told.site.get(reader, &page).await.status, 404, "{page}");
        }
        for page in ["/form", "/autosave", "/review", "/withdraw", "/members", "/sign", "/complaint"] {
            let answer = told.site.post(reader, &format!("{own}{page}"), &[("declare", "yes")]).await;
            assert_eq!(answer.status, 404, "{page}");
        }
        let answer =
            told.site.upload(reader, &format!("{own}/files"), &[("a-references", "a.txt", b"abc")]).await;
        assert_eq!(answer.status, 404);
    }
    let visitor = told.site.get(&Site::visitor(), &own).await;
    assert_eq!(visitor.status, 303, "a visitor is asked to sign in, as for any address");
}

#[tokio::test]
async fn two_who_save_at_once_lose_nothing() {
    let told = told().await;
    let (site, lead) = (&told.site, &told.lead);
    let own = told.begin("social").await;
    let form = format!("{own}/form");
    let seen = told.seen(&own).await;

    // Somebody saves by the script; the page still knows the version it builds upon.
    let auto = [("seen", seen.as_str()), ("a-vision", "first")];
    let saved = site.post(lead, &format!("{own}/autosave"), &auto).await;
    assert_eq!((saved.status.as_u16(), saved.header("x-seen")), (200, "2"));
    assert!(saved.text().starts_with("Saved ") && !saved.text().contains('<'), "{}", saved.text());

    // A page from before changes another field: both changes stand.
    let other = [("seen", seen.as_str()), ("a-turnover", "2000")];
    assert_eq!(site.post(lead, &form, &other).await.status, 303);
    site.get(lead, &form).await.says(&["first", "2000"]);

    // A page from before changes the same field: nothing is saved, nothing typed is lost.
    let clash = [("seen", seen.as_str()), ("a-vision", "second")];
    let stale = site.post(lead, &form, &clash).await;
    assert_eq!(stale.status, 409);
    stale.says(&["second", "Others have saved this meanwhile", "first", "2000", "name=\"seen\" value=\"3\""]);
    let stale = site.post(lead, &format!("{own}/autosave"), &clash).await;
    assert_eq!(stale.status, 409);

    // Saving what is there already makes no version.
    let same = [("seen", "3"), ("a-vision", "first"), ("a-turnover", "2000")];
    assert_eq!(site.post(lead, &form, &same).await.status, 303);
    assert_eq!(told.seen(&own).await, "3");

    let large = "x".repeat(600_000);
    let large = site.post(lead, &form, &[("seen", "3"), ("a-vision", large.as_str())]).await;
    assert_eq!(large.status, 413);
    large.says(&["larger than", "xxxxxxxxxx"]);

    // What another emptied meanwhile is not filled in again by a page from before, and what this page empties is empty.
    assert_eq!(site.post(lead, &form, &[("seen", "3"), ("a-turnover", "2000")]).await.status, 303);
    let before = [("seen", "3"), ("a-vision", "first"), ("a-turnover", "")];
    assert_eq!(site.post(lead, &form, &before).await.status, 303);
    site.get(lead, &form).await.hides(&["first", "2000"]);
}
