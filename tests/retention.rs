//! What is erased when it is due is gone from every table and from the data folder, on both databases, and the journal
//! still verifies; a hold and an open complaint stop it, and who takes part elsewhere stays.

#[path = "support/folder.rs"]
mod folder;
#[path = "support/keys.rs"]
mod keys;
#[path = "support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;
#[path = "support/postgres.rs"]
mod postgres;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use folder::Folder;
use http_body_util::BodyExt as _;
use sqlx::{AssertSqlSafe, Column as _, Connection as _, Row as _};
use tower::ServiceExt as _;
use trespor::app::blobs::Blobs;
use trespor::app::clock::Clock;
use trespor::app::ownership::retention::Keeping;
use trespor::app::settings::Settings;
use trespor::app::{App, AppError, random};
use trespor::dossier::archive;
use trespor::dossier::check::{Anchors, dossier};
use trespor::engine::calendar::{WallTime, Zone, resolve};
use trespor::engine::case::MemberKind;
use trespor::engine::event::{Event, Stream, What};
use trespor::engine::ids::{ApplicationId, ComplaintId, MemberId, PersonId, ProcedureId};
use trespor::engine::instant::Instant;
use trespor::engine::people::Grant;
use trespor::engine::procedure;
use trespor::engine::refusal::Refusal;
use trespor::engine::retention::{Kind, Stands, texts};
use trespor::engine::steps::intake::{self, Party};
use trespor::engine::steps::{complaints, consensus, contract, gathering, letters, scoring, selection};
use trespor::engine::turn::{Command, Verb};
use trespor::engine::workflow::definition::Role;
use trespor::engine::workflow::form::{Answer, Content, FileRef};
use trespor::exchange::report::{html, json, pdf};
use trespor::i18n::Lang;
use trespor::mail::{Memory, Transport};
use trespor::store::attachments::Attachment;
use trespor::store::{self, Store};
use trespor::worker;

/// What nobody may find once it is erased. Bo's name and address are not here: he takes part elsewhere.
const SECRETS: [&str; 14] = [
    "Anna Abildgaard",
    "anna@secret.example",
    "Annas Tage ApS",
    "Annas tilbud",
    "Annas kladde",
    "annas-fil.txt",
    "bytes of Anna",
    "Bos tilbud",
    "Bo argues badly",
    "Bos klage",
    "bytes of Bo",
    "Cleo Clausen",
    "Cleos kladde",
    "Rita Removed",
];

fn file() -> String {
    let mut text = include_str!("data/kept.yaml").to_owned();
    for (from, to) in [
        ("archive: confirm", "archive: not_bound"),
        ("{consortium: null", "{consortium: {members_max: 3, signature: mandate}"),
        (
            "criteria:\n  method:",
            "  - id: plan\n    label: {da: Plan, en: Plan}\n    takes: {files: {count_max: 2, megabytes_max: 1, types: [txt]}}\ncriteria:\n  method:",
        ),
    ] {
        assert_eq!(text.matches(from).count(), 1, "`{from}`");
        text = text.replace(from, to);
    }
    text
}

fn at(typed: &str) -> Instant {
    let wall: WallTime = typed.parse().expect("a wall time");
    resolve(&wall, &Zone::new("Europe/Copenhagen").expect("a zone")).expect("an instant")
}

struct World {
    app: Arc<App>,
    procedure: ProcedureId,
    olga: PersonId,
    session: String,
    eva: PersonId,
    anna: PersonId,
    bo: PersonId,
    a: ApplicationId,
    b: ApplicationId,
    transport: Arc<Transport>,
}

impl World {
    async fn open(url: &str, folder: &Path) -> Self {
        let store = Store::open(url, keys::cipher()).await.unwrap();
        let blobs = Blobs::open(&folder.join("files")).await.unwrap();
        let clock = Clock::hand_cranked(at("2026-10-01T09:00"));
        let mut settings = Settings::default();
        settings.sign_in.session_hours = 24 * 365 * 20;
        let app = App::new(store, clock, blobs, settings);
        let person = async |email: &str, name: &str| app.person(email, name, Lang::En).await.unwrap();
        let olga = person("olga@example.org", "Olga Owner").await;
        let link = app.make_link(&olga, "/", false).await.unwrap();
        let (session, _) = app.sign_in(link.rsplit('/').next().unwrap()).await.unwrap();
        let (eva, anna) =
            (person("eva@example.org", "Eva").await, person("anna@secret.example", "Anna Abildgaard").await);
        let bo = person("bo@example.org", "Bo Bendtsen").await;
        let link = app.make_link(&anna, "/", false).await.unwrap();
        app.sign_in(link.rsplit('/').next().unwrap()).await.unwrap();
        let text = file();
        let procedure =
            app.open_procedure(&text, olga.id, &opening::overrides(&text, app.clock.now())).await.unwrap();
        Self {
            procedure,
            olga: olga.id,
            session,
            eva: eva.id,
            anna: anna.id,
            bo: bo.id,
            a: ApplicationId::new(random::id()),
            b: ApplicationId::new(random::id()),
            transport: Arc::new(Transport::Memory(Memory::default())),
            app,
        }
    }

    async fn act_in(&self, procedure: ProcedureId, actor: PersonId, verb: Verb) -> Result<(), AppError> {
        self.app.act(procedure, self.app.receive(), Command { actor, verb }).await.map(|_| ())
    }

    async fn act(&self, actor: PersonId, verb: Verb) {
        self.act_in(self.procedure, actor, verb).await.unwrap();
    }

    /// Moves the clock and lets time do what is due.
    async fn pass(&self, typed: &str) {
        assert!(self.app.clock.crank(at(typed)), "{typed} is behind");
        self.app.catch_up(self.procedure, self.app.clock.now()).await.unwrap();
        while worker::send(&self.app, &self.transport).await.unwrap() > 0 {}
    }

    async fn start(&self, procedure: ProcedureId, who: PersonId, id: ApplicationId, name: &str, email: &str) {
        let start = intake::Command::Start {
            application: id,
            track: "roofs".into(),
            member: MemberId::new(random::id()),
            kind: MemberKind::Organisation,
            party: Party { name: name.into(), email: email.into() },
            others: 0,
            empty: random::prose("{}"),
        };
        self.act_in(procedure, who, Verb::Intake(start)).await.unwrap();
    }

    async fn fill(&self, who: PersonId, id: ApplicationId, seen: u32, offer: &str, bytes: Option<&[u8]>) {
        let mut answers = BTreeMap::from([("offer".to_owned(), Answer::Text(offer.to_owned()))]);
        if let Some(bytes) = bytes {
            let mut incoming = self.app.begin_file(id, 1).await.unwrap();
            incoming.write(bytes).await.unwrap();
            let stored = incoming.finish(&["txt".to_owned()]).await.unwrap();
            let attachment = Attachment {
                id: stored.id,
                application: id,
                sha256: stored.sha256,
                size_bytes: stored.size_bytes,
                media_type: stored.media_type.clone(),
            };
            let (row, now) = (attachment.clone(), self.app.clock.now());
            self.app
                .store
                .write(move |db| {
                    let row = row.clone();
                    Box::pin(async move { store::attachments::insert(db, &row, now).await })
                })
                .await
                .unwrap();
            let file = FileRef {
                attachment: stored.id,
                name: if who == self.bo { "bos-fil.txt" } else { "annas-fil.txt" }.into(),
                size_bytes: stored.size_bytes,
                sha256: stored.sha256,
                media_type: stored.media_type,
            };
            answers.insert("plan".to_owned(), Answer::Files(vec![file]));
        }
        let content = Content { answers };
        let kept = random::prose(serde_json::to_string(&content).unwrap());
        self.act(who, Verb::Intake(intake::Command::SaveDraft { application: id, seen, content, kept }))
            .await;
    }

    /// Three apply, one of them without handing in; the best is chosen and gets the contract.
    async fn until_the_release(&self) {
        let grant = Grant { role: Role::Evaluator, track: None, panel: None };
        self.act(self.olga, Verb::Procedure(procedure::Command::Grant { person: self.eva, grant })).await;
        self.pass("2026-11-01T10:00").await;
        self.start(self.procedure, self.anna, self.a, "Annas Tage ApS", "anna@secret.example").await;
        self.fill(self.anna, self.a, 1, "Annas kladde, som hun kasserede", None).await;
        self.fill(self.anna, self.a, 2, "Annas tilbud", Some(b"the bytes of Anna")).await;
        let rita = self.app.person("rita@secret.example", "Rita Removed", Lang::En).await.unwrap();
        let member = MemberId::new(random::id());
        let party = Party { name: "Rita Removed".into(), email: "rita@secret.example".into() };
        self.act(
            self.anna,
            Verb::Intake(intake::Command::Invite {
                application: self.a,
                member,
                kind: MemberKind::Person,
                person: rita.id,
                party,
            }),
        )
        .await;
        self.act(self.anna, Verb::Intake(intake::Command::Remove { application: self.a, member })).await;
        self.start(self.procedure, self.bo, self.b, "Bos Tage ApS", "bo@example.org").await;
        self.fill(self.bo, self.b, 1, "Bos tilbud", Some(b"the bytes of Bo")).await;
        let cleo = self.app.person("cleo@secret.example", "Cleo Clausen", Lang::En).await.unwrap();
        let c = ApplicationId::new(random::id());
        self.start(self.procedure, cleo.id, c, "Cleo Clausen", "cleo@secret.example").await;
        self.fill(cleo.id, c, 1, "Cleos kladde", None).await;
        let nora = self.app.person("nora@secret.example", "Nora", Lang::En).await.unwrap();
        self.act(nora.id, Verb::Procedure(procedure::Command::Follow)).await;
        for (who, application) in [(self.anna, self.a), (self.bo, self.b)] {
            self.act(who, Verb::Intake(intake::Command::Submit { application, seen: None })).await;
        }
        self.pass("2026-11-21T09:00").await;
        let track = || "roofs".to_owned();
        self.act(self.olga, Verb::Intake(intake::Command::Open { track: track() })).await;
        for (application, points, why) in
            [(self.a, "9", "Anna argues well"), (self.b, "5", "Bo argues badly")]
        {
            let mark =
                scoring::GivenMark { points: points.parse().unwrap(), reason: Some(random::prose(why)) };
            for command in [
                scoring::Command::Declare { application, tie: false, reason: None },
                scoring::Command::Score { application, marks: [("method".to_owned(), mark)].into() },
                scoring::Command::Lock { application },
            ] {
                self.act(self.eva, Verb::Scoring(command)).await;
            }
        }
        self.act(self.olga, Verb::Scoring(scoring::Command::Finish { track: track() })).await;
        for (application, points) in [(self.a, "9"), (self.b, "5")] {
            let agreed = consensus::GivenAgreed {
                points: points.parse().unwrap(),
                reason: Some(random::prose("Bo argues badly, and Anna well")),
            };
            let agreed = [("method".to_owned(), agreed)].into();
            self.act(self.olga, Verb::Consensus(consensus::Command::Agree { application, agreed })).await;
        }
        self.act(self.olga, Verb::Consensus(consensus::Command::Finish { track: track() })).await;
        self.act(
            self.olga,
            Verb::Selection(selection::Command::Decide {
                track: track(),
                selected: vec![self.a],
                reserve: Vec::new(),
                reasons: BTreeMap::new(),
                remark: None,
            }),
        )
        .await;
        self.pass("2026-12-16T12:00").await;
        self.act(self.olga, Verb::Letters(letters::Command::Release)).await;
    }

    async fn through(&self) {
        self.until_the_release().await;
        self.pass("2026-12-16T12:01").await;
        self.pass("2026-12-18T12:00").await;
    }

    /// The step that the track is in.
    async fn step(&self) -> String {
        self.app.head(self.procedure).await.unwrap().case.procedure.lines["roofs"].step.clone()
    }

    async fn complain(&self) -> ComplaintId {
        let complaint = ComplaintId::new(random::id());
        let text = random::prose("Bos klage over pointene");
        let file = complaints::Command::File { application: self.b, complaint, text };
        self.act(self.bo, Verb::Complaints(file)).await;
        complaint
    }

    async fn end(&self, complaint: Option<ComplaintId>) {
        let track = || "roofs".to_owned();
        self.pass("2026-12-29T09:00").await;
        if let Some(complaint) = complaint {
            self.act(
                self.olga,
                Verb::Complaints(complaints::Command::Settle {
                    track: track(),
                    complaint,
                    ruling: complaints::Ruling::Dismissed,
                    reason: random::prose("the points are as they are"),
                }),
            )
            .await;
        }
        self.pass("2026-12-31T09:00").await;
        let note = random::prose("with the winner, for twelve roofs");
        self.act(
            self.olga,
            Verb::Contract(contract::Command::Conclude { track: track(), with: Vec::new(), note }),
        )
        .await;
    }

    /// How each kind of thing stands, by its name in the file.
    async fn stands(&self) -> BTreeMap<&'static str, Stands> {
        let office = self.app.report_office(self.procedure, None).await.unwrap();
        let kept = self.app.kept(&office).await.unwrap();
        kept.dues.iter().map(|(due, _)| (due.kind.name(), due.stands)).collect()
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = Request::builder()
            .uri(path)
            .header(header::COOKIE, format!("session={}", self.session))
            .header(header::ACCEPT_LANGUAGE, "en")
            .body(Body::empty())
            .unwrap();
        let response = trespor::web::router(Arc::clone(&self.app)).oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    async fn verifies(&self) {
        for verified in self.app.verify().await.unwrap() {
            assert_eq!(verified.faults, Vec::<String>::new());
        }
    }

    /// The owner's dossier is equal, whatever was erased by now. Returns how many of its letters have no words any more,
    /// and how many letters it has.
    async fn proved(&self) -> (usize, usize) {
        self.verifies().await;
        let office = self.app.report_office(self.procedure, None).await.unwrap();
        let mut parts = self.app.dossier(office).unwrap();
        let mut bytes = Vec::new();
        while let Some(part) = parts.recv().await {
            bytes.extend(part.unwrap());
        }
        let held = archive::read(std::io::Cursor::new(bytes)).unwrap();
        let verdict = dossier(&held, &Anchors::default());
        assert!(verdict.equal(), "{}", verdict.text());
        let letters = String::from_utf8(held.texts["letters.jsonl"].clone()).unwrap();
        (letters.lines().filter(|line| line.contains("\"text\":\"\"")).count(), letters.lines().count())
    }
}

/// The names of those who come to a gathering go with what their application handed in, and with nothing else.
#[test]
fn names_of_participants_go_with_the_application() {
    let (id, other) = (ApplicationId::new(random::id()), ApplicationId::new(random::id()));
    let names = random::prose("Gerd Guest\nHans Hansen").digest();
    let registered = gathering::Event::Registered { gathering: "meeting".into(), participants: 2, names };
    let event = Event {
        at: at("2026-12-01T12:00"),
        actor: None,
        stream: Stream::Application(id),
        what: What::Gathering(registered),
    };
    for kind in Kind::ALL {
        let gone = texts::gone(kind, id, [&event]);
        assert_eq!(gone.contains(&names), kind.is_contents(), "{kind:?}");
        assert!(texts::gone(kind, other, [&event]).is_empty(), "another's names go with {kind:?}");
    }
}

/// A text of a row as whoever has the program's key reads it.
fn unsealed(table: &str, column: &str, key: &str, text: String) -> String {
    let cipher = keys::cipher();
    let places = ["address".to_owned(), format!("{table}.{column}:{key}")];
    places.iter().find_map(|place| cipher.open(place, text.clone()).ok()).unwrap_or(text)
}

/// What applications say, as whoever has the program's key reads it.
async fn contents(db: &mut sqlx::AnyConnection) -> String {
    use base64::Engine as _;
    let base64 = base64::engine::general_purpose::STANDARD;
    let mut all = String::new();
    let rows = sqlx::query(
        "SELECT k.application_id AS id, k.own AS own, p.body AS body FROM application_key k
         JOIN prose p ON p.application_id = k.application_id",
    );
    for row in rows.fetch_all(db).await.unwrap() {
        let place = format!("application_key.own:{}", row.get::<String, _>("id"));
        let key = keys::cipher().unwrap(&place, row.get("own")).unwrap();
        let sealed = base64.decode(row.get::<String, _>("body")).unwrap();
        all.push_str(&String::from_utf8_lossy(&trespor::seal::file::open(&key, &sealed).unwrap()));
    }
    all
}

/// Every row of every table, as text, as whoever has the program's key reads it.
async fn dumped(url: &str) -> String {
    let driver = url.strip_prefix("sqlite:").map(|path| format!("sqlite://{path}"));
    let mut db = sqlx::AnyConnection::connect(driver.as_deref().unwrap_or(url)).await.unwrap();
    let tables = if driver.is_some() {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    } else {
        "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'"
    };
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut db).await.unwrap();
    assert!(tables.len() > 12, "{tables:?}");
    let mut all = String::new();
    for table in tables.iter().filter(|table| *table != "_sqlx_migrations") {
        for row in
            sqlx::query(AssertSqlSafe(format!("SELECT * FROM {table}"))).fetch_all(&mut db).await.unwrap()
        {
            let key = row.try_get::<String, _>("id").or_else(|_| row.try_get::<String, _>("digest"));
            let key = key.unwrap_or_default();
            for column in row.columns() {
                if let Ok(Some(text)) = row.try_get::<Option<String>, _>(column.ordinal()) {
                    all.push_str(&unsealed(table, column.name(), &key, text));
                    all.push('\n');
                }
            }
        }
    }
    all.push_str(&contents(&mut db).await);
    db.close().await.unwrap();
    all
}

/// Every byte below a folder.
fn bytes_below(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all.extend(if path.is_dir() { bytes_below(&path) } else { std::fs::read(&path).unwrap() });
    }
    all
}

/// The secrets that are found in a haystack.
fn found(haystack: &[u8]) -> Vec<&'static str> {
    let is_in = |needle: &&str| haystack.windows(needle.len()).any(|window| window == needle.as_bytes());
    SECRETS.into_iter().filter(is_in).collect()
}

async fn erased_for_good(url: String, folder: PathBuf) {
    let world = World::open(&url, &folder).await;
    world.through().await;
    let complaint = world.complain().await;
    // Somebody takes part in another procedure too, which is far from its end.
    let text =
        file().replace("at: 2026-11-20T12:00", "at: 2040-11-20T12:00").replace("id: kept", "id: other");
    let overrides = opening::overrides(&text, world.app.clock.now());
    let other = world.app.open_procedure(&text, world.olga, &overrides).await.unwrap();
    let elsewhere = ApplicationId::new(random::id());
    world.start(other, world.bo, elsewhere, "Bo Bendtsen", "bo@example.org").await;
    assert!(found(dumped(&url).await.as_bytes()).len() > 9, "there is nothing that could be found");
    let files = std::fs::read_dir(folder.join("files")).unwrap().count();
    assert!(files >= 2, "{files} files");

    // A running complaint holds even the drafts, whose time ended on Monday 21 December.
    world.pass("2026-12-28T12:00").await;
    assert_eq!(world.stands().await["drafts"], Stands::Complaint);
    assert!(dumped(&url).await.contains("Cleos kladde"));
    world.end(Some(complaint)).await;
    assert!(matches!(world.stands().await["drafts"], Stands::Erased(_)));
    assert_eq!(world.proved().await.0, 0, "no letter was due");
    let now = dumped(&url).await;
    assert!(!now.contains("Cleos kladde") && now.contains("Bos tilbud") && now.contains("Annas tilbud"));
    // The letters still say whom they went to: their time is not over.
    assert!(now.contains("cleo@secret.example") || !now.contains("Cleo Clausen"));

    // A hold stops what is due, and nobody else may lay or lift it.
    world.pass("2029-12-03T09:00").await;
    let keep = async |who: PersonId, keeping, why: &str| {
        world.app.keep(world.procedure, who, world.app.receive(), keeping, why).await
    };
    for (who, why) in [(world.eva, "because I say so"), (world.olga, "short")] {
        assert!(matches!(keep(who, Keeping::Hold, why).await, Err(AppError::Refused(_))));
    }
    keep(world.olga, Keeping::Hold, "the court asks for the papers").await.unwrap();
    let twice = keep(world.olga, Keeping::Hold, "the court asks for the papers").await;
    assert!(matches!(twice, Err(AppError::Refused(Refusal::Already))));
    world.pass("2030-02-01T09:00").await;
    assert_eq!(world.stands().await["not_selected"], Stands::Held);
    let now = dumped(&url).await;
    assert!(now.contains("Bos tilbud") && now.contains("bos-fil.txt"));
    let (status, page) = world.get(&format!("/procedures/{}/retention", world.procedure)).await;
    assert!(status == StatusCode::OK && page.contains("the court asks for the papers"), "{page}");
    keep(world.olga, Keeping::Release, "the court has ruled").await.unwrap();
    world.pass("2030-02-01T09:01").await;
    let now = dumped(&url).await;
    // What he complained of stands in a letter to the owner still, and so do the reasons that he was told.
    assert!(!now.contains("Bos tilbud") && !now.contains("bos-fil.txt"), "his application is left");
    let (empty, all) = world.proved().await;
    assert!(empty > 0 && empty < all, "his receipt alone has no words: {empty} of {all}");
    assert!(now.contains("Annas tilbud"), "what was selected is kept longer");
    assert!(now.contains("bo@example.org") && now.contains("Bo Bendtsen"), "he takes part elsewhere");

    // The letters go in 2030, and what was selected at the end of 2031; then nothing is left.
    world.pass("2031-12-31T23:59").await;
    assert!(dumped(&url).await.contains("Annas tilbud"));
    world.pass("2032-01-02T00:00").await;
    let now = dumped(&url).await;
    assert_eq!(found(now.as_bytes()), Vec::<&str>::new());
    assert!(!now.contains("@secret.example"), "an address is left");
    assert!(now.contains("Bo Bendtsen") && now.contains("bo@example.org"));
    let (empty, all) = world.proved().await;
    assert!(empty == all && all > 0, "{empty} of {all} letters have no words");

    // Whoever reads it now is told that it is gone.
    let office = world.app.report_office(world.procedure, None).await.unwrap();
    let report = world.app.report(&office, Lang::En).await.unwrap();
    let page = html::write(&report, Lang::En).unwrap();
    assert!(page.contains("Erased. The journal keeps its digest."), "{page}");
    assert!(json::write(&report).unwrap().contains("erased"));
    assert!(!pdf::write(&report, Lang::En).unwrap().is_empty());
    for path in
        ["", "/people", "/questions", "/outbox", "/complaints", "/journal", "/journal/verify", "/retention"]
    {
        let (status, page) = world.get(&format!("/procedures/{}{path}", world.procedure)).await;
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
        assert_eq!(found(page.as_bytes()), Vec::<&str>::new(), "{path}");
    }
    let (status, page) = world.get(&format!("/procedures/{}/outbox", world.procedure)).await;
    assert!(status == StatusCode::OK && page.contains("Erased 2 Jul 2030"), "{page}");
    assert!(world.app.sign_in("anything").await.is_err());

    assert_eq!(std::fs::read_dir(folder.join("files")).unwrap().count(), 0, "a file is left");
    let raw = bytes_below(&folder);
    assert_eq!(found(&raw), Vec::<&str>::new(), "bytes are left in the data folder");
    world.app.store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due_is_gone_from_sqlite() {
    let folder = Folder::new();
    let url = format!("sqlite:{}", folder.path().join("trespor.db").display());
    erased_for_good(url, folder.path().to_owned()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due_is_gone_from_postgres() {
    let Some(database) = postgres::fresh_database() else { return };
    let folder = Folder::new();
    erased_for_good(database.url(), folder.path().to_owned()).await;
}

/// A crash after the commit leaves the bytes of uploads, and a note of them; the next sweep removes both.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_that_a_crash_left_are_removed_by_the_next_sweep() {
    let folder = Folder::new();
    let url = format!("sqlite:{}", folder.path().join("trespor.db").display());
    let world = World::open(&url, folder.path()).await;
    world.through().await;
    let id = world.b;
    let now = world.app.clock.now();
    world
        .app
        .store
        .write(move |db| Box::pin(async move { store::erasure::uploads(db, id, now).await }))
        .await
        .unwrap();
    let files = || std::fs::read_dir(folder.path().join("files")).unwrap().count();
    let before = files();
    assert!(before >= 2, "Anna's and Bo's: {before}");
    assert_eq!(world.app.clear_away().await.unwrap(), 1);
    assert_eq!(files(), before - 1);
    assert_eq!(world.app.clear_away().await.unwrap(), 0);
    world.app.store.close().await;
}

/// While the program is down, no letter is sent and no window runs: it is counted from when the letters really went.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_window_ends_before_a_letter_was_sent() {
    let folder = Folder::new();
    let url = format!("sqlite:{}", folder.path().join("trespor.db").display());
    let world = World::open(&url, folder.path()).await;
    world.through().await;
    // Sent on the day of the release: the standstill ends on 28 December, a Monday, for everybody.
    world.pass("2026-12-28T23:59").await;
    assert_eq!(world.step().await, "standstill");
    world.pass("2026-12-29T00:00").await;
    assert_eq!(world.step().await, "contract");
    world.app.store.close().await;

    let folder = Folder::new();
    let url = format!("sqlite:{}", folder.path().join("trespor.db").display());
    let world = World::open(&url, folder.path()).await;
    world.until_the_release().await;
    // Down from the release until long after the standstill would have been over.
    assert!(world.app.clock.crank(at("2027-01-11T09:00")));
    world.app.catch_up(world.procedure, world.app.clock.now()).await.unwrap();
    assert_eq!(world.step().await, "standstill", "it ended before anybody was told");
    while worker::send(&world.app, &world.transport).await.unwrap() > 0 {}
    world.pass("2027-01-21T23:59").await;
    assert_eq!(world.step().await, "standstill");
    world.pass("2027-01-22T00:00").await;
    assert_eq!(world.step().await, "contract");
    world.verifies().await;
    world.app.store.close().await;
}
