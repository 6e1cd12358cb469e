//! A mail server that refuses, is slow, says to come again, or goes away in the middle: the letter comes in the end,
//! always as the same letter.

use trespor::app::clock::Clock;
use trespor::app::settings::Settings;
use trespor::cli::serve;
use trespor::engine::instant::Instant;
use trespor::i18n::Lang;
use trespor::store::{self, outbox::LetterState};
use trespor::worker;

use crate::burst::{now, transport};
use crate::folder::Folder;
use crate::smtp_sink::{Behaviour, SmtpSink};

/// What the server does at the first try; whether the letter waits after it; how many copies come in the end.
const TROUBLES: [(Behaviour, LetterState, usize); 10] = [
    (Behaviour::Accept, LetterState::Sent, 1),
    (Behaviour::Slow(std::time::Duration::from_millis(20)), LetterState::Sent, 1),
    (Behaviour::Greylist, LetterState::Waiting, 1),
    (Behaviour::Closing, LetterState::Waiting, 1),
    (Behaviour::RefuseConnection, LetterState::Waiting, 1),
    (Behaviour::SayNothing, LetterState::Waiting, 1),
    (Behaviour::CutInGreeting, LetterState::Waiting, 1),
    (Behaviour::CutAfterData, LetterState::Waiting, 1),
    // Taken, and nobody said so: it comes twice, and a mail program shows it once.
    (Behaviour::CutAfterContents, LetterState::Waiting, 2),
    // For good: it is for the owner to do something.
    (Behaviour::RefuseRecipient, LetterState::Failed, 0),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_mail_server_does_a_letter_is_one_letter() {
    let folder = Folder::new();
    let settings = Settings { data: folder.path().join("data"), ..Settings::default() };
    let app = serve::assemble(settings, Clock::hand_cranked(now())).await.expect("it starts");
    for (number, (behaviour, after, copies)) in TROUBLES.into_iter().enumerate() {
        let sink = SmtpSink::start(behaviour.clone()).await;
        let transport = transport(sink.port());
        let person = app.person(&format!("r{number}@example.org"), "", Lang::En).await.expect("an address");
        app.make_link(&person, "/", true).await.expect("a letter is written");
        let send = async || worker::send(&app, &transport).await.expect("the outbox can be read");
        assert_eq!(send().await, 1, "{behaviour:?}");
        assert_eq!(state(&app, person.id).await, after, "{behaviour:?}");
        assert_eq!(send().await, 0, "{behaviour:?}: not again before its time");
        // A server that says to come again sees them again; the others are well by then.
        if behaviour != Behaviour::Greylist {
            sink.behave(Behaviour::Accept);
        }
        let pause: Instant = app.clock.now().plus_seconds(61);
        assert!(app.clock.crank(pause), "forward");
        assert_eq!(send().await, usize::from(after == LetterState::Waiting), "{behaviour:?}");
        if after != LetterState::Failed {
            assert_eq!(state(&app, person.id).await, LetterState::Sent, "{behaviour:?}");
        }
        let mails = sink.mails();
        assert_eq!(mails.len(), copies, "{behaviour:?}");
        let id = mails.first().map(|mail| mail_parser::MessageParser::default().parse(&mail.bytes).is_some());
        assert!(id != Some(false) && mails.iter().all(|mail| mail.bytes == mails[0].bytes), "{behaviour:?}");
    }
}

async fn state(app: &trespor::app::App, person: trespor::engine::ids::PersonId) -> LetterState {
    use sqlx::Row as _;
    let mut db = app.store.read().await.expect("the database answers");
    let row = sqlx::query("SELECT id FROM outbox WHERE person_id = $1")
        .bind(person.to_string())
        .fetch_one(&mut db)
        .await
        .expect("a letter");
    let id: String = row.try_get(0).expect("an identifier");
    let letter = store::outbox::get(&mut db, id.parse().expect("an identifier")).await;
    letter.expect("a row").expect("a letter").state
}
