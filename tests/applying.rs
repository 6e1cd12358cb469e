//! Stories of applicants, told through the pages alone.

#[path = "support/keys.rs"]
mod keys;
#[path = "support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;
#[path = "support/site.rs"]
mod site;

use sha2::{Digest as _, Sha256};
use site::{Reader, Site};
use trespor::app::settings::{Settings, Uploads};
use trespor::engine::ids::{ApplicationId, ProcedureId};
use trespor::engine::instant::Instant;
use trespor::engine::procedure::Command as OfProcedure;
use trespor::engine::turn::{Command, Verb};
use trespor::i18n::Lang;
use trespor::store::outbox::{Letter, LetterState};

const WORKFLOW: &str = include_str!("data/small-workflow.yaml");

/// 5 February 2027 at 12:00 in Copenhagen, the last microsecond that is in time.
const DEADLINE: Instant = Instant::from_micros(1_801_825_200_000_000);

/// SHA-256 of `abc` (FIPS 180-2, appendix B.1).
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

struct Told {
    site: Site,
    procedure: ProcedureId,
    owner: Reader,
    lead: Reader,
}

/// A procedure that receives applications, its owner, and somebody who wants to apply.
async fn told() -> Told {
    told_with(Settings::default()).await
}

async fn told_with(settings: Settings) -> Told {
    let site = Site::new(DEADLINE.plus_seconds(-20 * 86_400), settings).await;
    let owner = site.sign_in("owner@example.org", "Olga").await;
    let lead = site.sign_in("lead@example.org", "Lena Lead").await;
    let procedure = site.open(WORKFLOW, &owner).await;
    Told { site, procedure, owner, lead }
}

impl Told {
    /// Begins an application in `track` and returns its address.
    async fn begin(&self, track: &str) -> String {
        let path = format!("/tenders/{}/tracks/{track}/apply", self.procedure);
        let form = [("name", "Room & Law"), ("kind", "organisation")];
        let answer = self.site.post(&self.lead, &path, &form).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        answer.location().to_owned()
    }

    /// The number of the version that the form shows.
    async fn seen(&self, application: &str) -> String {
        let form = self.site.get(&self.lead, &format!("{application}/form")).await.text();
        form.split("name=\"seen\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap()
            .to_owned()
    }

    async fn fill(&self, application: &str, vision: &str) {
        let seen = self.seen(application).await;
        let form =
            [("seen", seen.as_str()), ("a-vision", vision), ("a-turnover", "1.250.000"), ("a-honest", "yes")];
        let answer = self.site.post(&self.lead, &format!("{application}/form"), &form).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    }

    async fn upload(&self, application: &str) {
        let files = [("a-references", "C:\\own\\Rør.txt", &b"abc"[..])];
        let answer = self.site.upload(&self.lead, &format!("{application}/files"), &files).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    }

    async fn submit(&self, application: &str) -> site::Answer {
        let seen = self.seen(application).await;
        let form = [("seen", seen.as_str()), ("declare", "yes")];
        self.site.post(&self.lead, &format!("{application}/review"), &form).await
    }
}

fn application_id(address: &str) -> ApplicationId {
    address.rsplit('/').next().unwrap().parse().unwrap()
}

/// The addresses of the files that a page links to.
fn file_addresses(page: &str, application: &str) -> Vec<String> {
    page.split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with(&format!("{application}/files/")))
        .map(ToOwned::to_owned)
        .collect()
}

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
        "1.250.000 DKK",
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
        for page in ["/form", "/form/autosave", "/review", "/withdraw", "/members", "/sign", "/complaint"] {
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
    let saved = site.post(lead, &format!("{form}/autosave"), &auto).await;
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
    let stale = site.post(lead, &format!("{form}/autosave"), &clash).await;
    assert_eq!(stale.status, 409);

    // Saving what is there already makes no version.
    let same = [("seen", "3"), ("a-vision", "first"), ("a-turnover", "2000")];
    assert_eq!(site.post(lead, &form, &same).await.status, 303);
    assert_eq!(told.seen(&own).await, "3");

    let large = "x".repeat(600_000);
    let large = site.post(lead, &form, &[("seen", "3"), ("a-vision", large.as_str())]).await;
    assert_eq!(large.status, 413);
    large.says(&["larger than", "xxxxxxxxxx"]);
}

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

#[tokio::test]
async fn after_the_deadline_nothing_changes_and_the_times_are_told() {
    let told = told().await;
    let (site, lead) = (&told.site, &told.lead);
    let own = told.begin("social").await;
    told.fill(&own, "A home for all").await;
    let seen = told.seen(&own).await;
    site.app.clock.crank(DEADLINE.plus_seconds(90));

    let late = [("seen", seen.as_str()), ("a-vision", "typed too late")];
    let refused = site.post(lead, &format!("{own}/form"), &late).await;
    assert_eq!(refused.status, 409);
    let times = ["at 12:00 (Europe/Copenhagen)", "at 12:01:30.0"];
    refused.says(&times).says(&["typed too late", "The deadline has passed"]);
    refused.hides(&["<textarea"]);
    let refused = site.post(lead, &format!("{own}/review"), &[("declare", "yes")]).await;
    assert_eq!(refused.status, 409);
    refused.says(&times).says(&["NOT SUBMITTED", "does not take part"]);
    let refused = site.upload(lead, &format!("{own}/files"), &[("a-references", "a.txt", b"abc")]).await;
    assert_eq!(refused.status, 409);
    refused.says(&times);
    assert_eq!(site.post(lead, &format!("{own}/form/autosave"), &late).await.status, 409);
    assert_eq!(site.post(lead, &format!("{own}/withdraw"), &[]).await.status, 409);

    let mut db = site.app.store.read().await.unwrap();
    let stream = format!("application/{}", application_id(&own));
    let lines = trespor::store::journal::lines(&mut db, &stream).await.unwrap();
    let tried: Vec<_> = lines.iter().filter(|line| line.body.contains("tried_late")).collect();
    assert_eq!(tried.len(), 4, "each try of a person is on the record, the script's are not");
    drop(db);

    let start = format!("/tenders/{}/tracks/physical/apply", told.procedure);
    let refused = site.post(lead, &start, &[("name", "X"), ("kind", "person")]).await;
    assert_eq!(refused.status, 409);
    refused.says(&["at 12:01:30.0"]);
    let tender = site.get(lead, &format!("/tenders/{}", told.procedure)).await;
    tender.says(&["Ended: nobody applied"]).hides(&["Apply in this track"]);
}

#[tokio::test]
async fn one_track_is_all_that_one_applicant_may_have_here() {
    let told = told().await;
    told.begin("social").await;
    let path = format!("/tenders/{}/tracks/physical/apply", told.procedure);
    let refused = told.site.post(&told.lead, &path, &[("name", "Room"), ("kind", "person")]).await;
    assert_eq!(refused.status, 409);
    refused.says(&["There can be at most 1 here", "value=\"Room\""]);
}

#[tokio::test]
async fn questions_are_seen_when_they_are_answered() {
    let told = told().await;
    let site = &told.site;
    let tender = format!("/tenders/{}", told.procedure);
    let ask = format!("{tender}/questions");
    let visitor = Site::visitor();
    assert_eq!(site.post(&visitor, &ask, &[("question", "Who may apply?")]).await.status, 303);
    let short = site.post(&told.lead, &ask, &[("question", "?")]).await;
    assert_eq!(short.status, 422);
    let asked = site.post(&told.lead, &ask, &[("question", "Who may apply?")]).await;
    assert_eq!(asked.status, 303);
    site.get(&told.lead, asked.location().split('#').next().unwrap())
        .await
        .says(&["The question has been received"]);
    site.get(&visitor, &tender).await.hides(&["Who may apply?"]);
    // A follower written down in the instant of a question would be the asker.
    site.get(&told.lead, &tender).await.says(&["Follow this procedure"]);
    assert_eq!(site.post(&told.lead, &format!("{tender}/follow"), &[("follow", "yes")]).await.status, 303);
    site.get(&told.lead, &tender).await.says(&["Stop following"]);

    let standing = site.app.head(told.procedure).await.unwrap();
    let question = standing.case.procedure.questions[0].id;
    let actor = told.owner.person.unwrap();
    let text = trespor::app::random::prose("Everybody.");
    let answer = OfProcedure::Answer { question, text, late: None };
    site.app
        .act(told.procedure, site.app.receive(), Command { actor, verb: Verb::Procedure(answer) })
        .await
        .unwrap();
    let reason = trespor::app::random::prose("The holidays took longer.");
    let extend = OfProcedure::Extend { date: "applications".into(), to: "2027-02-12T12:00".into(), reason };
    site.app
        .act(told.procedure, site.app.receive(), Command { actor, verb: Verb::Procedure(extend) })
        .await
        .unwrap();
    let page = site.get(&visitor, &tender).await;
    page.says(&["Who may apply?", "Everybody.", "The holidays took longer."]);
    page.says(&["moved from Friday 5 February 2027 at 12:00", "to Friday 12 February 2027 at 12:00"]);
    page.hides(&["Lena", "lead@example.org"]);

    assert_eq!(site.post(&told.lead, &format!("{tender}/follow"), &[("follow", "no")]).await.status, 303);
    site.get(&told.lead, &tender).await.says(&["Follow this procedure"]);
}

#[tokio::test]
async fn the_outcome_tells_nothing_before_it_is_released() {
    let told = told().await;
    let (site, lead) = (&told.site, &told.lead);
    let own = told.begin("social").await;
    told.fill(&own, "A home for all").await;
    told.upload(&own).await;
    assert_eq!(told.submit(&own).await.status, 303);
    site.app.clock.crank(DEADLINE.plus_seconds(3600));
    let outcome = format!("{own}/outcome");
    let before = site.get(lead, &outcome).await;
    before.says(&["The decision has not been sent yet", "Answer: Monday 12 April 2027 at 24:00"]);
    let complaint = site.get(lead, &format!("{own}/complaint")).await;
    assert_eq!(complaint.location(), outcome);
    let early = site.post(lead, &format!("{own}/complaint"), &[("text", "It is not fair at all.")]).await;
    assert_eq!(early.status, 409);
    early.says(&["It is not fair at all."]);

    let now = site.app.clock.now();
    let (procedure, person) = (told.procedure, lead.person.unwrap());
    let letter = Letter {
        id: trespor::app::random::id(),
        procedure: Some(procedure),
        application: Some(application_id(&own)),
        person,
        address: "lead@example.org".into(),
        kind: "track_ended".into(),
        language: "en".into(),
        subject: "The track is cancelled".into(),
        text: "Dear applicant\n\nThe money is gone.".into(),
        wording: String::new(),
        message_id: "<1@example.org>".into(),
        dated_at: now,
        due_at: now,
        attempts: 0,
        state: LetterState::Waiting,
        last_reply: None,
        sent_at: None,
        erased_at: None,
    };
    site.app
        .store
        .write(move |db| {
            let letter = letter.clone();
            Box::pin(async move { trespor::store::outbox::insert(db, &letter).await })
        })
        .await
        .unwrap();
    site.get(lead, &outcome).await.hides(&["The money is gone."]);
    let reason = trespor::app::random::prose("The money is gone.");
    let cancel = OfProcedure::CancelTrack { track: "social".into(), reason };
    let actor = told.owner.person.unwrap();
    site.app
        .act(procedure, site.app.receive(), Command { actor, verb: Verb::Procedure(cancel) })
        .await
        .unwrap();
    let after = site.get(lead, &outcome).await;
    after.says(&["The decision was sent on Friday 5 February 2027", "The money is gone."]);
}

#[tokio::test]
async fn letters_follow_the_language_that_was_chosen() {
    let told = told().await;
    let known =
        async || told.site.app.person("kari@example.org", "Kari", Lang::Nb).await.expect("an address");
    let link = told.site.app.make_link(&known().await, "/", false).await.expect("a link");
    let path = link.rsplit_once("/sign-in/").expect("a link").1;
    // The visitor has chosen English.
    let entered = told.site.post(&Site::visitor(), &format!("/sign-in/{path}"), &[]).await;
    assert_eq!(entered.status, 303, "{}", entered.text());
    let kari = known().await;
    assert_eq!((kari.language.as_str(), kari.name.as_str()), ("en", "Kari"));
}

#[tokio::test]
async fn a_text_that_is_there_only_in_another_language_is_marked() {
    let site = Site::new(DEADLINE.plus_seconds(-20 * 86_400), Settings::default()).await;
    let owner = site.sign_in("owner@example.org", "Olga").await;
    let file = WORKFLOW.replace("languages: [da, en]", "languages: [da, nb]").replace("en: ", "nb: ");
    let procedure = site.open(&file, &owner).await;
    let page = site.get(&Site::visitor(), &format!("/tenders/{procedure}")).await;
    page.says(&[
        "<html lang=\"en\">",
        "<title>Bolig i balance – Trespor</title>",
        "<h1><span lang=\"da\">Bolig i balance</span></h1>",
        "<span lang=\"da\">Om mennesker.</span>",
        "<strong><span lang=\"da\">alt</span></strong>",
        "<span lang=\"da\">Referencer</span>",
    ]);
    page.hides(&["<span lang=\"nb\">", "<span lang=\"en\">", "<script>alert"]);
}
