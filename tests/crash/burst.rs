//! Killed at random moments during a burst that ends at the deadline, again and again.
//!
//! `CRASH_KILLS` says how often, `CRASH_SEED` what chance there is (it is printed), `CRASH_SECONDS` how long the burst
//! lasts: `CRASH_KILLS=500 CRASH_SECONDS=600 cargo test --test crash killed`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use mail_parser::MessageParser;
use tokio::sync::watch;
use trespor::app::App;
use trespor::app::clock::Clock;
use trespor::app::settings::{Mail, Settings};
use trespor::cli::serve;
use trespor::engine::event::{Event, Stream, What};
use trespor::engine::ids::{ApplicationId, ProcedureId};
use trespor::engine::instant::Instant;
use trespor::engine::journal::Line;
use trespor::engine::steps::intake;
use trespor::mail::{Smtp, SmtpConfig, TlsMode, Transport};
use trespor::{store, worker};

use crate::applicant::{Applicant, Said, Shared};
use crate::chance::Chance;
use crate::postgres::{Durability, PARTIAL, Server};
use crate::program::{FROM, Place};
use crate::smtp_sink::{Behaviour, SmtpSink};

/// A procedure with one intake and two tracks.
pub const WORKFLOW: &str = include_str!("../data/small-workflow.yaml");

/// Applicants of a burst.
const APPLICANTS: usize = 12;

/// Requests and answers between two kills at most.
const BETWEEN_MAX: u64 = 90;

/// How often letters are tried until all are sent; each time the clock is moved past every pause and lease.
const ROUNDS_MAX: usize = 8;

/// What the mail server does between two kills.
const TROUBLES: [Behaviour; 8] = [
    Behaviour::Accept,
    Behaviour::Accept,
    Behaviour::Accept,
    Behaviour::Slow(Duration::from_millis(3)),
    Behaviour::Greylist,
    Behaviour::CutAfterData,
    Behaviour::CutAfterContents,
    Behaviour::CutAfterEachMail,
];

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name)
        .ok()
        .map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// The machine's clock, in microseconds since 1970.
pub fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is set");
    Instant::from_micros(i64::try_from(since.as_micros()).expect("a time of this century"))
}

/// The workflow with its deadline `seconds` from now; the deadline.
pub fn workflow(seconds: i64) -> (String, Instant) {
    // Whole seconds, as a file writes them.
    let deadline = Instant::from_micros((now().micros() / 1_000_000 + seconds) * 1_000_000);
    let at = jiff::Timestamp::from_microsecond(deadline.micros()).expect("a time of this century");
    let zone = jiff::tz::TimeZone::get("Europe/Copenhagen").expect("a zone");
    let local = at.to_zoned(zone);
    let answer = local.date().checked_add(jiff::Span::new().days(60)).expect("a date");
    let source = WORKFLOW
        .replace("2027-02-05T12:00", &local.strftime("%Y-%m-%dT%H:%M:%S").to_string())
        .replace("2027-04-12", &answer.to_string());
    (source, deadline)
}

/// A place with a procedure whose deadline is near, its mail server, and everybody who applies.
pub async fn prepared(database: Option<&str>, seconds: i64, closes: bool) -> (Arc<Shared>, Instant) {
    let sink = SmtpSink::start(Behaviour::Accept).await;
    let place = Place::new(database, sink.port());
    let (source, deadline) = workflow(seconds);
    let procedure = place.open(&source, now());
    let (progress, over) = (watch::Sender::new(0), AtomicBool::new(false));
    let shared = Shared { place, sink, procedure, progress, over, closes };
    (Arc::new(shared), deadline)
}

/// Lets everybody apply.
pub fn crowd(shared: &Arc<Shared>, count: usize) -> Vec<tokio::task::JoinHandle<Applicant>> {
    (0..count)
        .map(|number| {
            let shared = Arc::clone(shared);
            tokio::spawn(async move { Applicant::new(&shared.place, number).apply(&shared).await })
        })
        .collect()
}

/// Waits until so many more requests were sent and answers came.
pub async fn progressed(shared: &Shared, by: u64) {
    let mut progress = shared.progress.subscribe();
    let until = *progress.borrow() + by;
    progress.wait_for(|count| *count >= until).await.expect("the burst is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_again_and_again_on_sqlite() {
    killed(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_again_and_again_on_postgres() {
    let Some(server) = server(Durability::Full) else { return };
    let database = server.database();
    killed(Some(&database.url())).await;
}

/// A server of its own; nothing, with a printed sentence, only where it may be left out.
pub fn server(durability: Durability) -> Option<Server> {
    match Server::start(durability) {
        Ok(server) => Some(server),
        Err(reason) if std::env::var(PARTIAL).as_deref() == Ok("1") => {
            println!("left out, because {PARTIAL}=1: {reason}");
            None
        }
        Err(reason) => panic!("{reason}"),
    }
}

async fn killed(database: Option<&str>) {
    let seed = number("CRASH_SEED", now().micros().unsigned_abs() % 1_000_000);
    let kills = number("CRASH_KILLS", 10);
    let seconds = number("CRASH_SECONDS", 11);
    println!("CRASH_SEED={seed} CRASH_KILLS={kills} CRASH_SECONDS={seconds}");
    let mut chance = Chance::new(seed);
    let (shared, deadline) = prepared(database, i64::try_from(seconds).expect("seconds"), true).await;
    let place = &shared.place;
    place.start();
    let crowd = crowd(&shared, APPLICANTS);
    // Links to sign in lie in the outbox for minutes where a kill or a trouble of the mail server met them: everybody is
    // in before the first.
    progressed(&shared, 4 * APPLICANTS as u64).await;
    let mut killed = 0;
    // At least one kill after the deadline, which is then performed by the program that comes up.
    while killed < kills || now() <= deadline {
        progressed(&shared, 1 + chance.below(BETWEEN_MAX)).await;
        if killed + 1 < kills || now() > deadline {
            // Some of the time the mail server has troubles of its own.
            let trouble = usize::try_from(chance.below(TROUBLES.len() as u64)).expect("a few");
            shared.sink.behave(TROUBLES[trouble].clone());
            place.kill();
            place.start();
            killed += 1;
        }
    }
    shared.over.store(true, Ordering::SeqCst);
    let mut applicants = Vec::new();
    for one in crowd {
        applicants.push(one.await.expect("an applicant goes on to the end"));
    }
    place.kill();
    settled(&shared, database, &applicants, deadline, 0).await;
    println!("{killed} kills, {} answers and requests", *shared.progress.borrow());
}

/// Everything that was acknowledged is there, once, beside what `others` handed in; nothing late; the chains verify; all letters came.
pub async fn settled(
    shared: &Shared,
    database: Option<&str>,
    applicants: &[Applicant],
    deadline: Instant,
    others: usize,
) {
    let said = shared.place.run(&["journal", "verify"]);
    assert!(said.contains("all as it must be") && !said.contains("FAULTS"), "{said}");

    let settings = Settings {
        data: shared.place.data(),
        database: database.unwrap_or_default().to_owned(),
        // The same letter is the same sender, too.
        mail: Mail { from: FROM.into(), ..Mail::default() },
        ..Settings::default()
    };
    let far = now().plus_seconds(3_600);
    let app = serve::assemble(settings, Clock::hand_cranked(far)).await.expect("the database opens");
    let procedure: ProcedureId = shared.procedure.parse().expect("an identifier");
    app.catch_up(procedure, far).await.expect("what is due is performed");
    let (mut handed_in, mut late) = (0, 0);
    for one in applicants {
        assert!(one.strange.is_empty(), "{}: {:#?}", one.email, one.strange);
        let known: BTreeSet<_> = one
            .tries
            .iter()
            .filter(|one| matches!(one.said, Said::In { .. }))
            .map(|one| one.vision.clone())
            .collect();
        if let Some(last) = one.tries.last().filter(|_| shared.closes) {
            assert!(matches!(last.said, Said::No(409 | 404)), "{}: too late, and {:?}", one.email, last.said);
            late += 1;
        }
        if one.own.is_empty() {
            continue;
        }
        let application: ApplicationId =
            one.own.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an application");
        let mut db = app.store.read().await.expect("the database answers");
        let lines = store::journal::lines(&mut db, &Stream::Application(application).to_string()).await;
        let lines = lines.expect("the journal can be read");
        let hashes: BTreeSet<_> = lines.iter().map(|line| line.hash.to_string()).collect();
        let events: Vec<Event> = lines
            .iter()
            .map(|line| serde_json::from_str::<Line>(&line.body).expect("a line").event)
            .collect();
        let mut contents = BTreeMap::new();
        for event in &events {
            if let What::Intake(intake::Event::Submitted { version, .. }) = &event.what {
                assert!(event.at <= deadline, "{}: in at {}, after {deadline}", one.email, event.at);
                *contents.entry(version.content).or_insert(0) += 1;
            }
        }
        assert!(contents.values().all(|times| *times == 1), "{}: handed in twice: {contents:?}", one.email);
        // As many as were acknowledged or found in the receipt: none is missing, none is more.
        assert_eq!(contents.len(), known.len(), "{}: {:#?}", one.email, one.tries);
        for said in one.tries.iter().map(|one| &one.said) {
            if let Said::In { hash, .. } = said {
                assert!(
                    hash.is_empty() || hashes.contains(hash),
                    "{}: {hash} is not in the journal",
                    one.email
                );
            }
        }
        let state =
            store::applications::get(&mut db, application).await.expect("a row").expect("it is there");
        assert_eq!(state.application.counts(), !known.is_empty(), "{}", one.email);
        handed_in += known.len();
    }
    assert!(
        handed_in > 0 && (late > 0 || !shared.closes),
        "{handed_in} handed in, {late} refused: a burst that shows nothing"
    );
    letters(shared, &app, procedure, handed_in + others).await;
    println!("{handed_in} handed in, {late} refused as late");
}

/// Sends what is left, and looks for every letter at the mail server by its Message-ID.
async fn letters(shared: &Shared, app: &Arc<App>, procedure: ProcedureId, receipts: usize) {
    shared.sink.behave(Behaviour::Accept);
    let transport = transport(shared.sink.port());
    for _ in 0..ROUNDS_MAX {
        // Past the lease of a program that was killed, and past every pause.
        assert!(app.clock.crank(app.clock.now().plus_seconds(86_400)), "forward");
        if worker::send(app, &transport).await.expect("the outbox can be read") == 0 {
            break;
        }
    }
    let mut came: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mail in shared.sink.mails() {
        let read = MessageParser::default().parse(&mail.bytes).expect("a mail");
        let id = read.message_id().expect("a Message-ID").to_owned();
        // The same letter is the same bytes, so that a mail program shows it once.
        came.entry(id).or_default().push(String::from_utf8_lossy(&mail.bytes).into_owned());
    }
    for (id, copies) in &came {
        assert!(copies.iter().all(|copy| *copy == copies[0]), "{id} came in two forms");
    }
    let mut db = app.store.read().await.expect("the database answers");
    let written = store::outbox::of_procedure(&mut db, procedure, 100_000).await.expect("the outbox");
    for letter in &written {
        assert_eq!(letter.state, store::outbox::LetterState::Sent, "{} {:?}", letter.kind, letter.last_reply);
        let id = letter.message_id.trim_matches(['<', '>']);
        assert!(came.contains_key(id), "the letter {id} ({}) did not come", letter.kind);
    }
    let sent = written.iter().filter(|letter| letter.kind == "receipt").count();
    assert_eq!(sent, receipts, "one receipt a version");
}

/// The way to a mail server on this machine.
pub fn transport(port: u16) -> Arc<Transport> {
    let config = SmtpConfig {
        host: "127.0.0.1".into(),
        port,
        tls: TlsMode::None,
        extra_roots_pem: None,
        credentials: None,
        hello_name: "trespor.test".into(),
        connections_max: 4,
        send_within: Duration::from_secs(2),
    };
    Arc::new(Transport::Smtp(Smtp::new(config).expect("the settings are good")))
}
