//! A procedure whose applications have been opened, and the people who work on it.

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

use super::{keys, opening};

/// 2027-02-04T15:00:00Z, twenty hours before the deadline.
pub const OPENED_AT: Instant = Instant::from_micros(1_801_753_200_000_000);
/// 2027-02-05T12:00:01Z, an hour after the deadline.
pub const AFTER: Instant = Instant::from_micros(1_801_828_801_000_000);

/// What nobody who is blind may see: names, the blind answer, names of files.
pub const SECRETS: [&str; 7] = [
    "Solsikken",
    "Kløverbo",
    "Egebjerg",
    "Rævemose",
    "hemmelig-adresse",
    "portfolio-solsikken",
    "bilag-klover",
];

pub const CONSTANT_PDF: &[u8] = b"%PDF-1.7\n% twelve references\n";

pub fn workflow_file(blind: bool) -> String {
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
pub struct Answered {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

pub struct Stage {
    pub folder: PathBuf,
    pub app: Arc<App>,
    pub router: Router,
    pub procedure: ProcedureId,
    pub people: BTreeMap<&'static str, (Person, String)>,
    /// Two applications: of the consortium Solsikken with Kløverbo, and of Egebjerg alone.
    pub solsikken: ApplicationId,
    pub egebjerg: ApplicationId,
    pub annex: AttachmentId,
    pub portrait: AttachmentId,
}

impl Stage {
    /// A procedure whose applications have been opened, with the people who work on it.
    pub async fn set(blind: bool) -> Self {
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

    pub fn id(&self, name: &str) -> PersonId {
        self.people[name].0.id
    }

    pub async fn act(&self, name: &str, verb: Verb) {
        let command = Command { actor: self.id(name), verb };
        self.app.act(self.procedure, self.app.receive(), command).await.unwrap();
    }

    pub async fn upload(&self, application: ApplicationId, name: &str) -> FileRef {
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

    pub async fn start(&self, name: &str, party: &str) -> ApplicationId {
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

    pub async fn hand_in(&self, name: &str, application: ApplicationId, content: Content) {
        let kept = random::prose(serde_json::to_string(&content).unwrap());
        let save = intake::Command::SaveDraft { application, seen: 1, content, kept };
        self.act(name, Verb::Intake(save)).await;
        self.act(name, Verb::Intake(intake::Command::Submit { application, seen: None })).await;
    }

    pub async fn apply(&mut self) {
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

    pub async fn send(&self, name: &str, request: axum::http::request::Builder, body: Body) -> Response {
        let session = &self.people[name].1;
        let request = request
            .header(header::COOKIE, format!("session={session}; language=en"))
            .header(header::HOST, "127.0.0.1:8080")
            .body(body)
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub async fn get(&self, name: &str, path: &str) -> Answered {
        read(self.send(name, Request::get(path), Body::empty()).await).await
    }

    pub async fn post(&self, name: &str, path: &str, fields: &[(&str, &str)]) -> Answered {
        let pairs: Vec<_> =
            fields.iter().map(|(key, value)| format!("{}={}", encoded(key), encoded(value))).collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        read(self.send(name, request, Body::from(pairs.join("&"))).await).await
    }

    /// The same with a redirect as the only right answer; where it leads.
    pub async fn done(&self, name: &str, path: &str, fields: &[(&str, &str)]) -> String {
        let answered = self.post(name, path, fields).await;
        assert_eq!(answered.status, StatusCode::SEE_OTHER, "{path}: {}", answered.body);
        let to = answered.headers[header::LOCATION].to_str().unwrap().to_owned();
        assert!(!to.starts_with("/sign-in"), "{name} is not signed in");
        to
    }

    pub fn track(&self, rest: &str) -> String {
        format!("/procedures/{}/tracks/social/{rest}", self.procedure)
    }

    pub async fn screen(&self) {
        for application in [self.solsikken, self.egebjerg] {
            let path = self.track(&format!("screening/{application}"));
            let fields = [("met-exg-bankr", "yes"), ("met-slc-staff", "yes"), ("verified-slc-staff", "3")];
            self.done("secretary", &path, &fields).await;
        }
        self.done("secretary", &self.track("screening/finish"), &[]).await;
    }

    pub async fn no_tie(&self, name: &str, application: ApplicationId) {
        self.done(name, &format!("/review/{application}/interests"), &[("tie", "no")]).await;
    }

    pub async fn score(&self, name: &str, application: ApplicationId, points: &str, reason: &str) {
        let fields = [
            ("points-quality", points),
            ("reason-quality", reason),
            ("points-team", points),
            ("reason-team", reason),
            ("do", "save"),
        ];
        self.done(name, &format!("/review/{application}"), &fields).await;
    }

    pub async fn lock(&self, name: &str, application: ApplicationId) {
        self.done(name, &format!("/review/{application}/lock"), &[]).await;
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What is left behind lies in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub fn content(
    idea: &str,
    address: &str,
    staff: &str,
    annex: Vec<FileRef>,
    portrait: Vec<FileRef>,
) -> Content {
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

pub fn content_without_files() -> Content {
    content("A house of one's own", "hemmelig-adresse 2", "4", Vec::new(), Vec::new())
}

/// The values of an attribute, in order.
pub fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let begin = format!(" {attribute}=\"");
    let parts = html.split(&begin).skip(1);
    parts.map(|rest| rest.split('"').next().unwrap_or_default()).collect()
}

/// Fails where a label, a hint, an error or a link within the page has lost what it belongs to.
pub fn tied_together(html: &str) {
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

pub async fn read(response: Response) -> Answered {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let body = String::from_utf8_lossy(&bytes).into_owned();
    if body.starts_with("<!doctype html>") {
        tied_together(&body);
    }
    Answered { status: parts.status, headers: parts.headers, body }
}

pub fn encoded(text: &str) -> String {
    hex::encode(text).as_bytes().chunks(2).flat_map(|pair| ['%', pair[0].into(), pair[1].into()]).collect()
}

/// Fails with the first secret that stands in a page.
pub fn without_secrets(answered: &Answered, except: &[&str]) {
    for secret in SECRETS.iter().filter(|secret| !except.contains(secret)) {
        assert!(!answered.body.contains(secret), "`{secret}` stands in: {}", answered.body);
        for value in answered.headers.values() {
            assert!(!value.to_str().unwrap_or_default().contains(secret), "`{secret}` in {value:?}");
        }
    }
}
