//! Screening, scoring and consensus through the pages: who sees what, and when.
//!
//! Every application carries secrets: names, a blind answer and file names. The tests search whole pages
//! for them.

#[path = "support/keys.rs"]
mod keys;
#[path = "support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use trespor::app::blobs::Blobs;
use trespor::app::clock::Clock;
use trespor::app::settings::Settings;
use trespor::app::{App, random};
use trespor::engine::case::MemberKind;
use trespor::engine::ids::{ApplicationId, AttachmentId, MemberId, PersonId, ProcedureId};
use trespor::engine::instant::Instant;
use trespor::engine::people::Grant;
use trespor::engine::procedure;
use trespor::engine::steps::intake::{self, Party};
use trespor::engine::turn::{Command, Verb};
use trespor::engine::workflow::definition::Role;
use trespor::engine::workflow::form::{Answer, Content, FileRef};
use trespor::i18n::Lang;
use trespor::store::people::Person;
use trespor::store::{self, Store};

/// 2027-02-04T15:00:00Z, twenty hours before the deadline.
const OPENED_AT: Instant = Instant::from_micros(1_801_753_200_000_000);
/// 2027-02-05T12:00:01Z, an hour after the deadline.
const AFTER: Instant = Instant::from_micros(1_801_828_801_000_000);

/// What nobody who is blind may see: names, the blind answer, names of files.
const SECRETS: [&str; 7] = [
    "Solsikken",
    "Kløverbo",
    "Egebjerg",
    "Rævemose",
    "hemmelig-adresse",
    "portfolio-solsikken",
    "bilag-klover",
];

const CONSTANT_PDF: &[u8] = b"%PDF-1.7\n% twelve references\n";

fn workflow_file(blind: bool) -> String {
    format!(
        r"trespor: 1
id: test
version: 1
languages: [en]
title: {{en: A procedure}}
summary: {{en: About it}}
contact: owner@example.org
zone: Europe/Copenhagen
country: DK
buyers: [{{id: city, name: The City, lead: true}}]
dates: {{deadline: {{at: 2027-02-05T12:00, title: {{en: Application deadline}}}}}}
tracks:
  - {{id: social, title: {{en: Social}}, summary: {{en: Social}}}}
  - {{id: physical, title: {{en: Physical}}, summary: {{en: Physical}}}}
applicants: {{consortium: {{members_max: 5, signature: mandate}}, tracks_max: null}}
form:
  - {{id: idea, label: {{en: The idea}}, required: true, takes: {{text: {{chars_max: 1000}}}}}}
  - {{id: address, label: {{en: Address}}, blind: true, takes: {{text: {{chars_max: 100}}}}}}
  - {{id: staff, label: {{en: Staff}}, takes: {{number: {{unit: people, min: 0, max: null}}}}}}
  - {{id: annex, label: {{en: Annex}}, takes: {{files: {{count_max: 3, megabytes_max: 5, types: [pdf, txt]}}}}}}
  - {{id: portrait, label: {{en: Portrait}}, blind: true, takes: {{files: {{count_max: 1, megabytes_max: 5, types: [pdf]}}}}}}
criteria:
  quality: {{title: {{en: Quality}}}}
  team: {{title: {{en: Team}}}}
selections:
  m:
    scoring: {{scale: {{min: 0, max: 5, step: 1}}, combine: consensus}}
    criteria:
      - {{id: quality, kind: judged, weight: 60}}
      - {{id: team, kind: judged, weight: 40}}
    total: {{method: scaled, weights_sum: 100, max: 100}}
    steps:
      - {{number: {{min: 1, max: 3, take: max}}, order: [score.total], tie: [draw], if_all_fit: compare, rest: reserve}}
steps:
  - {{id: intake, title: {{en: Applications}}, does: {{intake: {{until: deadline, incomplete: accept, opened_by: [owner]}}}}}}
  - id: screening
    title: {{en: Formal check}}
    does:
      screening:
        by: [owner, secretary]
        checks:
          - {{id: exg-bankr, title: {{en: No bankruptcy}}, group: exclusion, field: null, min: null}}
          - {{id: slc-staff, title: {{en: Enough staff}}, group: suitability, field: staff, min: 3}}
  - {{id: scoring, title: {{en: Scoring}}, does: {{scoring: {{model: m, evaluators_min: 2, reason_chars_min: 12, blind: {blind}}}}}}}
  - {{id: consensus, title: {{en: Consensus}}, does: {{consensus: {{of: scoring, by: [chair], reason_chars_min: 15}}}}}}
"
    )
}

/// A page as it came.
struct Answered {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    body: String,
}

struct Stage {
    folder: PathBuf,
    app: Arc<App>,
    router: Router,
    procedure: ProcedureId,
    people: BTreeMap<&'static str, (Person, String)>,
    /// Two applications: of the consortium Solsikken with Kløverbo, and of Egebjerg alone.
    solsikken: ApplicationId,
    egebjerg: ApplicationId,
    annex: AttachmentId,
    portrait: AttachmentId,
}

impl Stage {
    /// A procedure whose applications have been opened, with the people who work on it.
    async fn set(blind: bool) -> Self {
        let folder = std::env::temp_dir().join(format!("trespor-judging-{}", random::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let store = Store::open_sqlite(&folder.join("t.db"), keys::cipher()).await.unwrap();
        let clock = Clock::hand_cranked(OPENED_AT);
        let blobs = Blobs::open(&folder.join("files")).await.unwrap();
        let app = App::new(store, clock, blobs, Settings::default());
        let mut people = BTreeMap::new();
        for name in ["owner", "secretary", "anna", "bo", "chair", "stranger", "applicant", "member", "other"]
        {
            let email = format!("{name}@example.org");
            let person = app.person(&email, &format!("Person {name}"), Lang::En).await.unwrap();
            let link = app.make_link(&person, "/", false).await.unwrap();
            let token = link.rsplit('/').next().unwrap();
            let (session, _) = app.sign_in(token).await.unwrap();
            people.insert(name, (person, session));
        }
        let owner = people["owner"].0.id;
        let file = workflow_file(blind);
        let overrides = opening::overrides(&file, app.clock.now());
        let procedure = app.open_procedure(&file, owner, &overrides).await.unwrap();
        let router = trespor::web::router(Arc::clone(&app));
        let nobody = ApplicationId::new(random::id());
        let nothing = AttachmentId::new(random::id());
        let mut stage = Self {
            folder,
            app,
            router,
            procedure,
            people,
            solsikken: nobody,
            egebjerg: nobody,
            annex: nothing,
            portrait: nothing,
        };
        for (name, role) in [
            ("secretary", Role::Secretary),
            ("anna", Role::Evaluator),
            ("bo", Role::Evaluator),
            ("chair", Role::Chair),
        ] {
            let (person, grant) = (stage.id(name), Grant { role, track: Some("social".into()), panel: None });
            let command = procedure::Command::Grant { person, grant };
            stage.act("owner", Verb::Procedure(command)).await;
        }
        stage.apply().await;
        assert!(stage.app.clock.crank(AFTER));
        let open = intake::Command::Open { track: "social".into() };
        stage.act("owner", Verb::Intake(open)).await;
        stage
    }

    fn id(&self, name: &str) -> PersonId {
        self.people[name].0.id
    }

    async fn act(&self, name: &str, verb: Verb) {
        let command = Command { actor: self.id(name), verb };
        self.app.act(self.procedure, self.app.receive(), command).await.unwrap();
    }

    async fn upload(&self, application: ApplicationId, name: &str) -> FileRef {
        let mut incoming = self.app.begin_file(application, 5).await.unwrap();
        incoming.write(CONSTANT_PDF).await.unwrap();
        let stored = incoming.finish(&["pdf".into()]).await.unwrap();
        let row = store::attachments::Attachment {
            id: stored.id,
            application,
            sha256: stored.sha256,
            size_bytes: stored.size_bytes,
            media_type: stored.media_type.clone(),
        };
        self.app
            .store
            .write(move |db| {
                let row = row.clone();
                Box::pin(async move { store::attachments::insert(db, &row, OPENED_AT).await })
            })
            .await
            .unwrap();
        FileRef {
            attachment: stored.id,
            name: name.into(),
            size_bytes: stored.size_bytes,
            sha256: stored.sha256,
            media_type: stored.media_type,
        }
    }

    async fn start(&self, name: &str, party: &str) -> ApplicationId {
        let application = ApplicationId::new(random::id());
        let command = intake::Command::Start {
            application,
            track: "social".into(),
            member: MemberId::new(random::id()),
            kind: MemberKind::Organisation,
            party: Party { name: party.into(), email: format!("{name}@example.org") },
            others: 0,
            empty: random::prose("{}"),
        };
        self.act(name, Verb::Intake(command)).await;
        application
    }

    async fn hand_in(&self, name: &str, application: ApplicationId, content: Content) {
        let kept = random::prose(serde_json::to_string(&content).unwrap());
        let save = intake::Command::SaveDraft { application, seen: 1, content, kept };
        self.act(name, Verb::Intake(save)).await;
        self.act(name, Verb::Intake(intake::Command::Submit { application, seen: None })).await;
    }

    async fn apply(&mut self) {
        self.solsikken = self.start("applicant", "Solsikken ApS").await;
        let invite = intake::Command::Invite {
            application: self.solsikken,
            member: MemberId::new(random::id()),
            kind: MemberKind::Person,
            person: self.id("member"),
            party: Party { name: "Kløverbo".into(), email: "member@example.org".into() },
        };
        self.act("applicant", Verb::Intake(invite)).await;
        let sign = intake::Command::Sign { application: self.solsikken };
        self.act("member", Verb::Intake(sign)).await;
        let annex = self.upload(self.solsikken, "portfolio-solsikken.pdf").await;
        let portrait = self.upload(self.solsikken, "bilag-klover.pdf").await;
        (self.annex, self.portrait) = (annex.attachment, portrait.attachment);
        let content =
            content("Gardens between the blocks", "hemmelig-adresse 1", "12", vec![annex], vec![portrait]);
        self.hand_in("applicant", self.solsikken, content).await;
        self.egebjerg = self.start("other", "Egebjerg Rævemose").await;
        let content = content_without_files();
        self.hand_in("other", self.egebjerg, content).await;
    }

    async fn send(&self, name: &str, request: axum::http::request::Builder, body: Body) -> Response {
        let session = &self.people[name].1;
        let request = request
            .header(header::COOKIE, format!("session={session}; language=en"))
            .header(header::HOST, "127.0.0.1:8080")
            .body(body)
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn get(&self, name: &str, path: &str) -> Answered {
        read(self.send(name, Request::get(path), Body::empty()).await).await
    }

    async fn post(&self, name: &str, path: &str, fields: &[(&str, &str)]) -> Answered {
        let pairs: Vec<_> =
            fields.iter().map(|(key, value)| format!("{}={}", encoded(key), encoded(value))).collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        read(self.send(name, request, Body::from(pairs.join("&"))).await).await
    }

    /// The same with a redirect as the only right answer; where it leads.
    async fn done(&self, name: &str, path: &str, fields: &[(&str, &str)]) -> String {
        let answered = self.post(name, path, fields).await;
        assert_eq!(answered.status, StatusCode::SEE_OTHER, "{path}: {}", answered.body);
        let to = answered.headers[header::LOCATION].to_str().unwrap().to_owned();
        assert!(!to.starts_with("/sign-in"), "{name} is not signed in");
        to
    }

    fn track(&self, rest: &str) -> String {
        format!("/procedures/{}/tracks/social/{rest}", self.procedure)
    }

    async fn screen(&self) {
        for application in [self.solsikken, self.egebjerg] {
            let path = self.track(&format!("screening/{application}"));
            let fields = [("met-exg-bankr", "yes"), ("met-slc-staff", "yes"), ("verified-slc-staff", "3")];
            self.done("secretary", &path, &fields).await;
        }
        self.done("secretary", &self.track("screening/finish"), &[]).await;
    }

    async fn no_tie(&self, name: &str, application: ApplicationId) {
        self.done(name, &format!("/review/{application}/interests"), &[("tie", "no")]).await;
    }

    async fn score(&self, name: &str, application: ApplicationId, points: &str, reason: &str) {
        let fields = [
            ("points-quality", points),
            ("reason-quality", reason),
            ("points-team", points),
            ("reason-team", reason),
            ("do", "save"),
        ];
        self.done(name, &format!("/review/{application}"), &fields).await;
    }

    async fn lock(&self, name: &str, application: ApplicationId) {
        self.done(name, &format!("/review/{application}/lock"), &[]).await;
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What is left behind lies in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn content(idea: &str, address: &str, staff: &str, annex: Vec<FileRef>, portrait: Vec<FileRef>) -> Content {
    let text = |text: &str| Answer::Text(text.to_owned());
    let answers = [
        ("idea".to_owned(), text(idea)),
        ("address".to_owned(), text(address)),
        ("staff".to_owned(), text(staff)),
        ("annex".to_owned(), Answer::Files(annex)),
        ("portrait".to_owned(), Answer::Files(portrait)),
    ];
    Content { answers: BTreeMap::from(answers) }
}

fn content_without_files() -> Content {
    content("A house of one's own", "hemmelig-adresse 2", "4", Vec::new(), Vec::new())
}

/// The values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let begin = format!(" {attribute}=\"");
    let parts = html.split(&begin).skip(1);
    parts.map(|rest| rest.split('"').next().unwrap_or_default()).collect()
}

/// Fails where a label, a hint, an error or a link within the page has lost what it belongs to.
fn tied_together(html: &str) {
    let mut ids = values(html, "id");
    let described = values(html, "aria-describedby").into_iter().flat_map(|list| list.split(' '));
    let links = values(html, "href").into_iter().filter_map(|href| href.strip_prefix('#'));
    for target in values(html, "for").into_iter().chain(described).chain(links) {
        assert!(ids.contains(&target), "`{target}` is not there: {html}");
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id is there twice: {html}");
    assert_eq!(html.matches("<h1").count(), 1, "{html}");
}

async fn read(response: Response) -> Answered {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let body = String::from_utf8_lossy(&bytes).into_owned();
    if body.starts_with("<!doctype html>") {
        tied_together(&body);
    }
    Answered { status: parts.status, headers: parts.headers, body }
}

fn encoded(text: &str) -> String {
    hex::encode(text).as_bytes().chunks(2).flat_map(|pair| ['%', pair[0].into(), pair[1].into()]).collect()
}

/// Fails with the first secret that stands in a page.
fn without_secrets(answered: &Answered, except: &[&str]) {
    for secret in SECRETS.iter().filter(|secret| !except.contains(secret)) {
        assert!(!answered.body.contains(secret), "`{secret}` stands in: {}", answered.body);
        for value in answered.headers.values() {
            assert!(!value.to_str().unwrap_or_default().contains(secret), "`{secret}` in {value:?}");
        }
    }
}

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
    assert_eq!(file.headers[header::CONTENT_SECURITY_POLICY], "default-src 'none'; sandbox");
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

#[tokio::test]
async fn evaluators_do_not_see_each_others_marks_before_the_scoring_is_over() {
    let stage = Stage::set(true).await;
    stage.screen().await;
    let (anna, bo) = ("anna-found-it-thin", "bo-was-delighted-by-it");
    for (name, reason) in [("anna", anna), ("bo", bo)] {
        stage.no_tie(name, stage.solsikken).await;
        for application in [stage.solsikken, stage.egebjerg] {
            let same = application == stage.egebjerg;
            let points = if same || name == "anna" { "1" } else { "4" };
            stage.score(name, application, points, reason).await;
            stage.lock(name, application).await;
        }
    }
    let review = format!("/review/{}", stage.solsikken);
    let consensus = format!("/consensus/{}", stage.solsikken);
    let pages = [review.clone(), stage.track("scoring"), stage.track("consensus"), consensus.clone()];
    for (name, foreign) in
        [("anna", vec![bo]), ("bo", vec![anna]), ("chair", vec![anna, bo]), ("owner", vec![anna, bo])]
    {
        for path in &pages {
            let page = stage.get(name, path).await;
            for reason in &foreign {
                assert!(!page.body.contains(reason), "{name} sees `{reason}` at {path}");
            }
        }
    }
    assert!(stage.get("anna", &review).await.body.contains(anna), "one's own stays readable");
    assert_eq!(stage.get("chair", &consensus).await.status, StatusCode::CONFLICT);
    assert_eq!(stage.get("anna", &consensus).await.status, StatusCode::NOT_FOUND);

    let finish = stage.track("scoring/finish");
    assert_eq!(stage.post("anna", &finish, &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(stage.post("stranger", &finish, &[]).await.status, StatusCode::NOT_FOUND);
    stage.done("chair", &finish, &[]).await;
    let page = stage.get("anna", &review).await;
    assert!(page.body.contains(bo) && page.body.contains("Evaluator "), "{}", page.body);
    without_secrets(&page, &[]);

    // The chair meets the application on which they differ first, and nobody's name.
    let list = stage.get("chair", &stage.track("consensus")).await;
    let place = |id: ApplicationId| list.body.find(&format!("<h3>{}", id.code())).unwrap();
    assert!(place(stage.solsikken) < place(stage.egebjerg), "{}", list.body);
    for hidden in ["Person anna", "Person bo"] {
        assert!(!list.body.contains(hidden));
    }
    without_secrets(&list, &[]);
    let page = stage.get("chair", &consensus).await;
    assert!(page.body.contains(anna) && page.body.contains(bo), "{}", page.body);
    without_secrets(&page, &[]);

    // A change wants a reason, what was typed is kept, and the end waits for everything.
    let thin =
        [("points-quality", "3"), ("reason-quality", "thin"), ("points-team", "3"), ("reason-team", "")];
    let refused = stage.post("chair", &consensus, &thin).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for shown in ["href=\"#reason-quality\"", "href=\"#reason-team\"", ">\nthin</textarea>"] {
        assert!(refused.body.contains(shown), "{shown}: {}", refused.body);
    }
    let why = "Read again together, and met in the middle.";
    let agreed =
        [("points-quality", "3"), ("reason-quality", why), ("points-team", "2"), ("reason-team", why)];
    stage.done("chair", &consensus, &agreed).await;
    assert!(stage.get("chair", &consensus).await.body.contains(why));
    // Where all gave the same, the form begins with it and wants no reason.
    let other = format!("/consensus/{}", stage.egebjerg);
    assert!(stage.get("chair", &other).await.body.contains("All gave 1."));
    let same = [("points-quality", "1"), ("points-team", "1")];
    stage.done("chair", &other, &same).await;
    stage.done("chair", &stage.track("consensus/finish"), &[]).await;
    let late = [("points-quality", "5"), ("reason-quality", why)];
    assert_eq!(stage.post("chair", &consensus, &late).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_locked_sheet_cannot_change() {
    let stage = Stage::set(true).await;
    stage.screen().await;
    stage.no_tie("anna", stage.solsikken).await;
    let review = format!("/review/{}", stage.solsikken);
    stage.score("anna", stage.solsikken, "2", "a sound beginning").await;
    let saved = stage
        .post(
            "anna",
            &format!("{review}/autosave"),
            &[("points-team", "3"), ("reason-team", "a second thought")],
        )
        .await;
    assert_eq!(saved.status, StatusCode::OK);
    assert!(saved.body.starts_with("Saved"), "{}", saved.body);
    let half = stage
        .post("anna", &format!("{review}/autosave"), &[("points-new", ""), ("reason-new", "no points yet")])
        .await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    let asked = stage
        .done(
            "anna",
            &review,
            &[("points-quality", "2"), ("reason-quality", "a sound beginning"), ("do", "lock")],
        )
        .await;
    assert_eq!(asked, format!("{review}/lock"));
    assert!(stage.get("anna", &asked).await.body.contains("a second thought"));
    stage.lock("anna", stage.solsikken).await;
    let tries = [
        (
            review.clone(),
            vec![("points-quality", "5"), ("reason-quality", "better after all"), ("do", "save")],
        ),
        (format!("{review}/lock"), vec![]),
        (format!("{review}/interests"), vec![("tie", "yes"), ("reason", "too late for this")]),
    ];
    for (path, fields) in tries {
        let answered = stage.post("anna", &path, &fields).await;
        assert_eq!(answered.status, StatusCode::CONFLICT, "{path}");
    }
    let saved = stage.post("anna", &format!("{review}/autosave"), &[("points-quality", "5")]).await;
    assert_eq!(saved.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = stage.get("anna", &review).await;
    assert!(
        page.body.contains("a sound beginning") && !page.body.contains("better after all"),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("Your sheet was locked on") && !page.body.contains("<textarea"),
        "{}",
        page.body
    );
    // The scoring waits for the other sheets, and says for which.
    let waits = stage.post("chair", &stage.track("scoring/finish"), &[]).await;
    assert_eq!(waits.status, StatusCode::CONFLICT);
    assert!(waits.body.contains(&format!("{} (1/2)", stage.solsikken.code())), "{}", waits.body);
    assert!(
        waits.body.contains("Person bo") && waits.body.contains("Interests not yet declared"),
        "{}",
        waits.body
    );
}

#[tokio::test]
async fn a_sheet_without_reasons_cannot_be_locked_and_the_page_says_what_lacks() {
    let stage = Stage::set(true).await;
    stage.screen().await;
    stage.no_tie("anna", stage.solsikken).await;
    let review = format!("/review/{}", stage.solsikken);
    let fields = [("points-quality", "2"), ("reason-quality", "short"), ("do", "lock")];
    let refused = stage.post("anna", &review, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for shown in ["href=\"#reason-quality\"", "href=\"#points-team\"", ">\nshort</textarea>"] {
        assert!(refused.body.contains(shown), "{shown}: {}", refused.body);
    }
    let at_once = stage.post("anna", &format!("{review}/lock"), &[]).await;
    assert_eq!(at_once.status, StatusCode::CONFLICT);
    assert!(at_once.body.contains("href=\"#reason-quality\""), "{}", at_once.body);
    let off = stage.post("anna", &review, &[("points-quality", "7"), ("do", "save")]).await;
    assert!(off.body.contains("href=\"#points-quality\""), "{}", off.body);
}
