//! A small procedure with people in every role and an applicant whose traces must not be seen.

use crate::opening;
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
use trespor::engine::case::MemberKind;
use trespor::engine::digest::Digest;
use trespor::engine::ids::{ApplicationId, AttachmentId, MemberId, ProcedureId, QuestionId};
use trespor::engine::instant::Instant;
use trespor::engine::people::Grant;
use trespor::engine::procedure;
use trespor::engine::steps::intake::{self, Party};
use trespor::engine::steps::{consensus, letters, scoring, screening, selection};
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
pub const PLANTED: [&str; 8] = [
    "Planted Lead ApS",
    "lead@planted.example",
    "Petra Planted",
    "planted-file.pdf",
    "planted answer",
    "Planted Mate ApS",
    "Draft Only Ltd",
    "draft@planted.example",
];

const FILE: &str = include_str!("small.yaml");

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
    pub evaluator: Who,
    pub chair: Who,
    pub applicant: Who,
    pub mate: Who,
    pub application: ApplicationId,
    pub mates: ApplicationId,
    pub question: QuestionId,
    pub letters: BTreeMap<&'static str, uuid::Uuid>,
    pub folder: PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl World {
    /// The procedure before its deadline: one application submitted in each track, one draft, one
    /// question, four letters.
    pub async fn new() -> Self {
        let folder = Self::folder();
        let store = Store::open_sqlite(&folder.join("test.db"), crate::keys::cipher()).await.unwrap();
        Self::over(store, folder, Settings::default()).await
    }

    /// A folder of one's own.
    pub fn folder() -> PathBuf {
        let folder = std::env::temp_dir().join(format!("trespor-owner-{}", random::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// The same on an empty database.
    pub async fn over(store: Store, folder: PathBuf, mut settings: Settings) -> Self {
        let blobs = Blobs::open(&folder.join("files")).await.unwrap();
        let clock = Clock::hand_cranked(Instant::from_micros(START));
        // Many programs ask as often as they like.
        settings.limits.api.person.burst = 1_000_000;
        // The clock is cranked over weeks; nobody signs in again.
        settings.sign_in.session_hours = 24 * 365;
        let app = App::new(store, clock, blobs, settings);
        let owner = signed_in(&app, "owner@example.org", "Olga Owner").await;
        let secretary = signed_in(&app, "secretary@example.org", "Sven Secretary").await;
        let auditor = signed_in(&app, "auditor@example.org", "Ada Auditor").await;
        let outsider = signed_in(&app, "outsider@example.org", "Otto Outsider").await;
        let evaluator = signed_in(&app, "evaluator@example.org", "Eva Evaluator").await;
        let chair = signed_in(&app, "chair@example.org", "Carl Chair").await;
        let mate = signed_in(&app, "mate@planted.example", "Mads Planted").await;
        let applicant = signed_in(&app, "lead@planted.example", "Petra Planted").await;
        let draft = signed_in(&app, "draft@planted.example", "Draft Only Ltd").await;
        let procedure = app
            .open_procedure(FILE, owner.person.id, &opening::overrides(FILE, app.clock.now()))
            .await
            .unwrap();
        let mut world = Self {
            app,
            procedure,
            owner,
            secretary,
            auditor,
            outsider,
            evaluator,
            chair,
            applicant,
            mate,
            application: ApplicationId::new(random::id()),
            mates: ApplicationId::new(random::id()),
            question: QuestionId::new(random::id()),
            letters: BTreeMap::new(),
            folder,
        };
        for (who, role) in [
            (&world.secretary, Role::Secretary),
            (&world.auditor, Role::Auditor),
            (&world.evaluator, Role::Evaluator),
            (&world.chair, Role::Chair),
        ] {
            let grant = Grant { role, track: None, panel: None };
            let verb = Verb::Procedure(procedure::Command::Grant { person: who.person.id, grant });
            world.act(&world.owner, verb).await.unwrap();
        }
        world.apply(&world.applicant, world.application, "social", "Planted Lead ApS", true).await;
        world.apply(&world.mate, world.mates, "physical", "Planted Mate ApS", true).await;
        let other = ApplicationId::new(random::id());
        world.apply(&draft, other, "social", "Draft Only Ltd", false).await;
        let text = random::prose("May we bring a dog?");
        let ask = procedure::Command::Ask { question: world.question, text, documents: false };
        world.act(&world.applicant, Verb::Procedure(ask)).await.unwrap();
        world.act(&draft, Verb::Procedure(procedure::Command::Follow)).await.unwrap();
        let about = world.application;
        let refused = "550 5.1.1 <lead@planted.example>: no such user";
        let planted = [
            ("receipt", &world.applicant, Some(about), LetterState::Waiting, None),
            ("reminder", &world.applicant, Some(about), LetterState::Failed, Some(refused)),
            ("extension", &draft, None, LetterState::Failed, Some("450 draft@planted.example is busy")),
            ("role_granted", &world.secretary, None, LetterState::Waiting, None),
        ];
        let mut kept = BTreeMap::new();
        for (kind, to, application, state, reply) in planted {
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

    pub async fn apply(&self, who: &Who, application: ApplicationId, track: &str, name: &str, submits: bool) {
        let party = Party { name: name.to_owned(), email: who.person.email.clone() };
        let start = intake::Command::Start {
            application,
            track: track.to_owned(),
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
            self.act(who, Verb::Intake(intake::Command::Submit { application, seen: None })).await.unwrap();
        }
    }

    /// Opens a track, screens its one application, and lets the panel score and agree on it.
    pub async fn judge(&self, track: &str, application: ApplicationId) {
        let track = track.to_owned();
        let path = self.at(&format!("/tracks/{track}/opening"));
        self.post(Some(&self.owner), &path, &[]).await.leads_to(&self.at(""));
        let screen = screening::Command::Screen { application, verdicts: BTreeMap::new() };
        let finish = screening::Command::Finish { track: track.clone() };
        for command in [screen, finish] {
            self.act(&self.secretary, Verb::Screening(command)).await.unwrap();
        }
        let reason = || Some(random::prose("well argued"));
        let points = || "4".parse().unwrap();
        let marks = [("quality".to_owned(), scoring::GivenMark { points: points(), reason: reason() })];
        for command in [
            scoring::Command::Declare { application, tie: false, reason: None },
            scoring::Command::Score { application, marks: marks.into() },
            scoring::Command::Lock { application },
        ] {
            self.act(&self.evaluator, Verb::Scoring(command)).await.unwrap();
        }
        let finish = scoring::Command::Finish { track: track.clone() };
        self.act(&self.owner, Verb::Scoring(finish)).await.unwrap();
        let agreed = [("quality".to_owned(), consensus::GivenAgreed { points: points(), reason: reason() })];
        for command in [
            consensus::Command::Agree { application, agreed: agreed.into() },
            consensus::Command::Finish { track },
        ] {
            self.act(&self.chair, Verb::Consensus(command)).await.unwrap();
        }
    }

    /// Chooses both applicants and releases the letters, after the deadline.
    pub async fn told(&self) {
        self.crank(DEADLINE + 1);
        for (track, application) in [("social", self.application), ("physical", self.mates)] {
            self.judge(track, application).await;
            let decide = selection::Command::Decide {
                track: track.to_owned(),
                selected: vec![application],
                reserve: Vec::new(),
                reasons: BTreeMap::new(),
                remark: None,
            };
            self.act(&self.owner, Verb::Selection(decide)).await.unwrap();
        }
        self.act(&self.owner, Verb::Letters(letters::Command::Release)).await.unwrap();
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
            wording: String::new(),
            message_id: format!("<{id}@example.org>"),
            dated_at: now,
            due_at: now,
            attempts: 0,
            state: LetterState::Waiting,
            last_reply: None,
            sent_at: None,
            erased_at: None,
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

pub async fn signed_in(app: &Arc<App>, email: &str, name: &str) -> Who {
    let person = app.person(email, name, Lang::En).await.unwrap();
    let link = app.make_link(&person, "/", false).await.unwrap();
    let (session, _) = app.sign_in(link.rsplit('/').next().unwrap()).await.unwrap();
    Who { person, session }
}

/// A value as it stands in a form.
fn encoded(value: &str) -> String {
    trespor::web::site::encoded(value)
}
