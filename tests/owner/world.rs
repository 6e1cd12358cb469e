//! A small procedure with people in every role and an applicant whose traces must not be seen.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use trespor::app::blobs::Blobs;
use trespor::app::clock::Clock;
use trespor::app::settings::Settings;
use trespor::app::{App, AppError, random};
use trespor::engine::case::{Grant, MemberKind};
use trespor::engine::digest::Digest;
use trespor::engine::ids::{ApplicationId, AttachmentId, MemberId, ProcedureId, QuestionId};
use trespor::engine::instant::Instant;
use trespor::engine::procedure;
use trespor::engine::steps::intake::{self, Party};
use trespor::engine::turn::{Command, Verb};
use trespor::engine::workflow::definition::Role;
use trespor::engine::workflow::form::{Answer, Content, FileRef};
use trespor::i18n::Lang;
use trespor::store::outbox::{Letter, LetterState};
use trespor::store::people::Person;
use trespor::store::{self, Store};

/// 10 January 2027, 12:00 UTC.
pub const START: i64 = 1_799_582_400_000_000;
/// 5 February 2027, 12:00 in Copenhagen.
pub const DEADLINE: i64 = 1_801_825_200_000_000;

/// What must not be seen before the opening.
pub const PLANTED: [&str; 7] = [
    "Planted Lead ApS",
    "lead@planted.example",
    "Petra Planted",
    "planted-file.pdf",
    "planted answer",
    "Draft Only Ltd",
    "draft@planted.example",
];

const FILE: &str = "
trespor: 1
id: small
version: 1
languages: [en]
title: {en: Small procedure}
summary: {en: Two tracks}
contact: owner@example.org
zone: Europe/Copenhagen
country: DK
buyers: [{id: town, name: The town, lead: true}]
dates: {applications: {at: 2027-02-05T12:00, title: {da: Ansøgningsfrist, en: Application deadline}}}
tracks:
  - {id: social, title: {en: Social}, summary: {en: People}}
  - {id: physical, title: {en: Physical}, summary: {en: Houses}}
applicants: {tracks_max: 2}
form:
  - {id: idea, label: {en: Idea}, takes: {text: {chars_max: 100}}}
selections: {}
steps:
  - id: apply
    title: {en: Applications}
    does: {intake: {until: applications, incomplete: accept, opened_by: [owner]}}
  - id: check
    title: {en: Formal check}
    does: {screening: {by: [secretary], checks: [{id: form, title: {en: Form}, group: formality}]}}
  - id: complain
    title: {en: Complaint period}
    does: {complaints: {days: 20, by: [owner]}}
  - id: together
    title: {en: Joint phase}
    does: {joint: {waits_for: [social, physical], need: all, otherwise: ask, by: [owner]}}
";

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Who {
    pub person: Person,
    pub session: String,
}

/// An answer of the program.
#[derive(Debug)]
pub struct Answered {
    pub status: StatusCode,
    pub body: String,
    pub location: String,
}

impl Answered {
    #[track_caller]
    pub fn is(self, status: StatusCode) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    #[track_caller]
    pub fn has(self, text: &str) -> Self {
        assert!(self.body.contains(text), "`{text}` is missing in\n{}", self.body);
        self
    }

    #[track_caller]
    pub fn lacks(self, text: &str) -> Self {
        assert!(!self.body.contains(text), "`{text}` is in\n{}", self.body);
        self
    }

    #[track_caller]
    pub fn leads_to(self, path: &str) -> Self {
        assert_eq!((self.status, self.location.as_str()), (StatusCode::SEE_OTHER, path), "{}", self.body);
        self
    }
}

pub struct World {
    pub app: Arc<App>,
    pub procedure: ProcedureId,
    pub owner: Who,
    pub secretary: Who,
    pub auditor: Who,
    pub outsider: Who,
    pub applicant: Who,
    pub application: ApplicationId,
    pub question: QuestionId,
    pub letters: BTreeMap<&'static str, uuid::Uuid>,
    folder: PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl World {
    /// The procedure before its deadline: one application submitted in the track `social`, one draft,
    /// one question, four letters.
    pub async fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("trespor-owner-{}", random::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let store = Store::open_sqlite(&folder.join("test.db")).await.unwrap();
        let blobs = Blobs::open(&folder.join("files")).await.unwrap();
        let clock = Clock::hand_cranked(Instant::from_micros(START));
        let mut settings = Settings::default();
        // The clock is cranked over weeks; nobody signs in again.
        settings.sign_in.session_hours = 24 * 365;
        let app = App::new(store, clock, blobs, settings);
        let owner = signed_in(&app, "owner@example.org", "Olga Owner").await;
        let secretary = signed_in(&app, "secretary@example.org", "Sven Secretary").await;
        let auditor = signed_in(&app, "auditor@example.org", "Ada Auditor").await;
        let outsider = signed_in(&app, "outsider@example.org", "Otto Outsider").await;
        let applicant = signed_in(&app, "lead@planted.example", "Petra Planted").await;
        let draft = signed_in(&app, "draft@planted.example", "Draft Only Ltd").await;
        let procedure = app.open_procedure(FILE, owner.person.id).await.unwrap();
        let mut world = Self {
            app,
            procedure,
            owner,
            secretary,
            auditor,
            outsider,
            applicant,
            application: ApplicationId::new(random::id()),
            question: QuestionId::new(random::id()),
            letters: BTreeMap::new(),
            folder,
        };
        for (who, role) in [(&world.secretary, Role::Secretary), (&world.auditor, Role::Auditor)] {
            let grant = Grant { role, track: None };
            let verb = Verb::Procedure(procedure::Command::Grant { person: who.person.id, grant });
            world.act(&world.owner, verb).await.unwrap();
        }
        world.apply(&world.applicant, world.application, "Planted Lead ApS", true).await;
        let other = ApplicationId::new(random::id());
        world.apply(&draft, other, "Draft Only Ltd", false).await;
        let text = random::prose("May we bring a dog?");
        let ask = procedure::Command::Ask { question: world.question, text };
        world.act(&world.applicant, Verb::Procedure(ask)).await.unwrap();
        let about = world.application;
        let refused = "550 5.1.1 <lead@planted.example>: no such user";
        let letters = [
            ("receipt", &world.applicant, Some(about), LetterState::Waiting, None),
            ("reminder", &world.applicant, Some(about), LetterState::Failed, Some(refused)),
            ("extension", &draft, None, LetterState::Failed, Some("450 draft@planted.example is busy")),
            ("role_granted", &world.secretary, None, LetterState::Waiting, None),
        ];
        let mut kept = BTreeMap::new();
        for (kind, to, application, state, reply) in letters {
            kept.insert(kind, world.letter(kind, to, application, state, reply).await);
        }
        world.letters = kept;
        world
    }

    /// Carries out a command as `who`.
    pub async fn act(&self, who: &Who, verb: Verb) -> Result<(), AppError> {
        let command = Command { actor: who.person.id, verb };
        self.app.act(self.procedure, self.app.receive(), command).await.map(|_| ())
    }

    async fn apply(&self, who: &Who, application: ApplicationId, name: &str, submits: bool) {
        let party = Party { name: name.to_owned(), email: who.person.email.clone() };
        let start = intake::Command::Start {
            application,
            track: "social".to_owned(),
            member: MemberId::new(random::id()),
            kind: MemberKind::Organisation,
            party,
            others: 0,
            empty: random::prose(serde_json::to_string(&Content::default()).unwrap()),
        };
        self.act(who, Verb::Intake(start)).await.unwrap();
        let file = FileRef {
            attachment: AttachmentId::new(random::id()),
            name: "planted-file.pdf".to_owned(),
            size_bytes: 3,
            sha256: Digest::of(&[b"pdf"]),
            media_type: "application/pdf".to_owned(),
        };
        let answers = BTreeMap::from([
            ("idea".to_owned(), Answer::Text("planted answer".to_owned())),
            ("files".to_owned(), Answer::Files(vec![file])),
        ]);
        let content = Content { answers };
        let kept = random::prose(serde_json::to_string(&content).unwrap());
        let save = intake::Command::SaveDraft { application, seen: 1, content, kept };
        self.act(who, Verb::Intake(save)).await.unwrap();
        if submits {
            self.act(who, Verb::Intake(intake::Command::Submit { application })).await.unwrap();
        }
    }

    async fn letter(
        &self,
        kind: &str,
        to: &Who,
        application: Option<ApplicationId>,
        state: LetterState,
        reply: Option<&str>,
    ) -> uuid::Uuid {
        let id = random::id();
        let now = self.app.clock.now();
        let letter = Letter {
            id,
            procedure: Some(self.procedure),
            application,
            person: to.person.id,
            address: to.person.email.clone(),
            kind: kind.to_owned(),
            language: "en".to_owned(),
            subject: format!("Subject to {}", to.person.name),
            text: format!("Dear {}, this is the {kind}.", to.person.name),
            html: String::new(),
            message_id: format!("<{id}@example.org>"),
            dated_at: now,
            due_at: now,
            attempts: 0,
            state: LetterState::Waiting,
            last_reply: None,
            sent_at: None,
        };
        let failed = state == LetterState::Failed;
        let reply = reply.unwrap_or_default().to_owned();
        self.app
            .store
            .write(move |db| {
                let (letter, reply) = (letter.clone(), reply.clone());
                Box::pin(async move {
                    store::outbox::insert(db, &letter).await?;
                    if failed {
                        store::outbox::failed(db, letter.id, None, &reply).await?;
                    }
                    Ok(())
                })
            })
            .await
            .unwrap();
        id
    }

    /// Moves the clock.
    pub fn crank(&self, micros: i64) {
        assert!(self.app.clock.crank(Instant::from_micros(micros)));
    }

    /// `/procedures/…` and `path`.
    pub fn at(&self, path: &str) -> String {
        format!("/procedures/{}{path}", self.procedure)
    }

    pub async fn get(&self, who: Option<&Who>, path: &str) -> Answered {
        self.send(who, path, None).await
    }

    pub async fn post(&self, who: Option<&Who>, path: &str, form: &[(&str, &str)]) -> Answered {
        let pairs: Vec<_> = form.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.send(who, path, Some(pairs.join("&"))).await
    }

    async fn send(&self, who: Option<&Who>, path: &str, form: Option<String>) -> Answered {
        let method = if form.is_some() { "POST" } else { "GET" };
        let mut request = Request::builder().method(method).uri(path).header(header::ACCEPT_LANGUAGE, "en");
        if form.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        if let Some(who) = who {
            request = request.header(header::COOKIE, format!("session={}", who.session));
        }
        let request = request.body(Body::from(form.unwrap_or_default())).unwrap();
        let response = trespor::web::router(Arc::clone(&self.app)).oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get(header::LOCATION);
        let location = location.map(|l| l.to_str().unwrap().to_owned()).unwrap_or_default();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Answered { status, body: String::from_utf8(body.to_vec()).unwrap(), location }
    }

    /// Every page of the owner that can be read.
    pub fn pages(&self) -> Vec<String> {
        let mut pages: Vec<_> = [
            "",
            "/people",
            "/dates",
            "/questions",
            "/outbox",
            "/complaints",
            "/journal",
            "/journal/verify",
            "/tracks/social/opening",
            "/tracks/physical/opening",
        ]
        .map(|path| self.at(path))
        .into();
        pages.push(format!("/joint/{}/together", self.procedure));
        pages
    }

    /// Pages with a form, which only the owner opens.
    pub fn forms(&self) -> Vec<String> {
        let question = format!("/questions/{}", self.question);
        ["/dates/applications", &question, "/tracks/social/cancel"].map(|path| self.at(path)).into()
    }
}

async fn signed_in(app: &Arc<App>, email: &str, name: &str) -> Who {
    let person = app.person(email, name, Lang::En).await.unwrap();
    let link = app.make_link(&person, "/", false).await.unwrap();
    let (session, _) = app.sign_in(link.rsplit('/').next().unwrap()).await.unwrap();
    Who { person, session }
}

/// A value as it stands in a form.
fn encoded(value: &str) -> String {
    trespor::web::site::encoded(value)
}
