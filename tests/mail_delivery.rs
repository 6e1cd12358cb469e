//! Handing mails over: to a server that behaves, to servers that do not, to a folder and to memory.

#[path = "support/smtp_sink.rs"]
mod smtp_sink;

use std::time::Duration;

use smtp_sink::{Behaviour, SmtpSink};
use trespor::engine::instant::Instant;
use trespor::mail::{
    Credentials, Folder, Mailbox, Memory, Message, MessageId, SendError, Smtp, SmtpConfig, Stage, TlsMode,
    Transport,
};

/// Longer than any machine needs; a test that waits for it has failed.
const AMPLE: Duration = Duration::from_mins(1);
/// For servers that never answer: all of it is waited for.
const SHORT: Duration = Duration::from_secs(1);

fn letter(unique: &str) -> Message {
    let mailbox = |name: &str, address: &str| Mailbox {
        name: Some(name.to_owned()),
        address: address.parse().expect("an address"),
    };
    Message {
        id: MessageId::new(unique, "udbud.example.dk").expect("a Message-ID"),
        date: Instant::from_micros(1_801_825_200_000_000),
        from: mailbox("Udbud", "udbud@example.dk"),
        to: mailbox("Søren Ærø", "soeren@example.org"),
        reply_to: None,
        subject: "Afgørelse: spor Ø".to_owned(),
        text: "Kære Søren\n\n.\n..\n.En linje med punktum forrest.\n\nhttps://udbud.example.dk/brev?id=7\n"
            .to_owned(),
        html: None,
        language: "da".parse().expect("a language"),
    }
}

fn config(port: u16, send_within: Duration) -> SmtpConfig {
    SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port,
        tls: TlsMode::None,
        extra_roots_pem: None,
        credentials: None,
        hello_name: "udbud.example.dk".to_owned(),
        connections_max: 1,
        send_within,
    }
}

fn to(sink: &SmtpSink, send_within: Duration) -> Transport {
    Transport::Smtp(Smtp::new(config(sink.port(), send_within)).expect("a sound configuration"))
}

/// The outcome as its kind and its words.
async fn send(transport: &Transport, message: &Message) -> Result<String, (&'static str, String)> {
    let bytes = message.to_mime().expect("a message");
    match transport.send(&message.envelope(), &bytes).await {
        Ok(delivered) => Ok(delivered.answer),
        Err(SendError::Temporary { reply }) => Err(("temporary", reply.to_string())),
        Err(SendError::Permanent { reply }) => Err(("permanent", reply.to_string())),
        Err(SendError::Malformed { problem }) => Err(("malformed", problem)),
        Err(SendError::Unreachable { stage, problem }) => {
            let stage = match stage {
                Stage::Connecting => "connecting",
                Stage::Greeting => "greeting",
                Stage::Encrypting => "encrypting",
                Stage::SigningIn => "signing in",
                Stage::Addressing => "addressing",
                Stage::Contents => "contents",
                Stage::Writing => "writing",
            };
            Err((stage, problem))
        }
    }
}

async fn stage_of_failure(behaviour: Behaviour, send_within: Duration) -> &'static str {
    let sink = SmtpSink::start(behaviour).await;
    send(&to(&sink, send_within), &letter("1")).await.expect_err("it misbehaves").0
}

#[tokio::test]
async fn what_arrives_is_what_was_sent() {
    let sink = SmtpSink::start(Behaviour::Accept).await;
    assert_eq!(send(&to(&sink, AMPLE), &letter("1")).await, Ok("250 2.0.0 kept as 1".to_owned()));
    let mails = sink.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].from, "udbud@example.dk");
    assert_eq!(mails[0].to, ["soeren@example.org"]);
    // Byte for byte, also the lines with dots in front.
    assert_eq!(mails[0].bytes, letter("1").to_mime().unwrap());
}

#[tokio::test]
async fn a_connection_is_kept_and_cleared_between_mails() {
    let sink = SmtpSink::start(Behaviour::Accept).await;
    let transport = to(&sink, AMPLE);
    send(&transport, &letter("1")).await.unwrap();
    send(&transport, &letter("2")).await.unwrap();
    transport.close().await;
    assert_eq!(sink.connections(), 1);
    assert_eq!(
        sink.commands(),
        [
            "EHLO udbud.example.dk",
            "MAIL FROM:<udbud@example.dk>",
            "RCPT TO:<soeren@example.org>",
            "DATA",
            "RSET",
            "MAIL FROM:<udbud@example.dk>",
            "RCPT TO:<soeren@example.org>",
            "DATA",
            "QUIT"
        ]
    );
}

#[tokio::test]
async fn a_refused_recipient_is_final_and_leaves_the_connection_sound() {
    let sink = SmtpSink::start(Behaviour::RefuseRecipient).await;
    let transport = to(&sink, AMPLE);
    assert_eq!(
        send(&transport, &letter("1")).await,
        Err(("permanent", "550 5.1.1 no such mailbox ask elsewhere".to_owned()))
    );
    sink.behave(Behaviour::Accept);
    assert!(send(&transport, &letter("2")).await.is_ok());
    assert_eq!(sink.connections(), 1);
}

#[tokio::test]
async fn refused_contents_are_final() {
    let sink = SmtpSink::start(Behaviour::RefuseContents).await;
    assert_eq!(
        send(&to(&sink, AMPLE), &letter("1")).await,
        Err(("permanent", "554 5.6.0 not these contents".to_owned()))
    );
    assert_eq!(sink.mails(), []);
}

#[tokio::test]
async fn a_refusal_of_ourselves_is_not_the_recipients_fault() {
    let sink = SmtpSink::start(Behaviour::RefuseSender).await;
    assert_eq!(
        send(&to(&sink, AMPLE), &letter("1")).await,
        Err(("temporary", "550 5.7.1 not from you".to_owned()))
    );
    assert_eq!(stage_of_failure(Behaviour::RefuseConnection, AMPLE).await, "greeting");
}

#[tokio::test]
async fn greylisting_is_over_at_the_second_attempt_with_the_same_message() {
    let sink = SmtpSink::start(Behaviour::Greylist).await;
    let transport = to(&sink, AMPLE);
    assert_eq!(
        send(&transport, &letter("1")).await,
        Err(("temporary", "451 4.7.1 greylisted, come again".to_owned()))
    );
    assert!(send(&transport, &letter("1")).await.is_ok());
    assert_eq!(sink.mails().len(), 1);
    assert_eq!(sink.connections(), 1);
}

#[tokio::test]
async fn a_server_that_closes_is_called_again() {
    let sink = SmtpSink::start(Behaviour::Closing).await;
    let transport = to(&sink, AMPLE);
    assert_eq!(
        send(&transport, &letter("1")).await,
        Err(("temporary", "421 closing for the night".to_owned()))
    );
    sink.behave(Behaviour::Accept);
    assert!(send(&transport, &letter("1")).await.is_ok());
    assert_eq!(sink.connections(), 2);
}

#[tokio::test]
async fn silence_does_not_last() {
    assert_eq!(stage_of_failure(Behaviour::SayNothing, SHORT).await, "greeting");
    assert_eq!(stage_of_failure(Behaviour::SayNothingAfterContents, SHORT).await, "contents");
    assert_eq!(stage_of_failure(Behaviour::Slow(Duration::from_hours(1)), SHORT).await, "greeting");
}

#[tokio::test]
async fn after_silence_nobody_trusts_the_connection_again() {
    let sink = SmtpSink::start(Behaviour::SayNothingAfterContents).await;
    let transport = to(&sink, SHORT);
    assert_eq!(send(&transport, &letter("1")).await.unwrap_err().0, "contents");
    sink.behave(Behaviour::Accept);
    assert!(send(&transport, &letter("1")).await.is_ok());
    // No RSET: the late answer to the first mail could be taken for the answer to it.
    let verbs: Vec<_> = sink.commands().iter().map(|c| c[..4].to_owned()).collect();
    assert_eq!(verbs, ["EHLO", "MAIL", "RCPT", "DATA", "EHLO", "MAIL", "RCPT", "DATA"]);
}

#[tokio::test]
async fn slowness_is_borne() {
    let sink = SmtpSink::start(Behaviour::Slow(Duration::from_millis(2))).await;
    assert!(send(&to(&sink, AMPLE), &letter("1")).await.is_ok());
}

#[tokio::test]
async fn a_broken_connection_is_reported_at_its_stage() {
    assert_eq!(stage_of_failure(Behaviour::CutInGreeting, AMPLE).await, "greeting");
    assert_eq!(stage_of_failure(Behaviour::CutAfterData, AMPLE).await, "contents");
}

#[tokio::test]
async fn after_a_lost_answer_the_retry_is_the_same_message() {
    let sink = SmtpSink::start(Behaviour::CutAfterContents).await;
    let transport = to(&sink, AMPLE);
    assert_eq!(send(&transport, &letter("1")).await.unwrap_err().0, "contents");
    sink.behave(Behaviour::Accept);
    send(&transport, &letter("1")).await.unwrap();
    let mails = sink.mails();
    assert_eq!(mails.len(), 2, "the first one had arrived all the same");
    assert_eq!(mails[0].bytes, mails[1].bytes);
    let shown = String::from_utf8(mails[0].bytes.clone()).unwrap();
    assert!(shown.contains("\r\nMessage-ID: <1@udbud.example.dk>\r\n"), "{shown}");
    assert_eq!((mails[0].connection, mails[1].connection), (1, 2));
}

#[tokio::test]
async fn a_connection_that_died_unused_costs_no_mail() {
    let sink = SmtpSink::start(Behaviour::CutAfterEachMail).await;
    let transport = to(&sink, AMPLE);
    for unique in ["1", "2", "3"] {
        assert!(send(&transport, &letter(unique)).await.is_ok());
    }
    assert_eq!(sink.mails().len(), 3);
    assert_eq!(sink.connections(), 3);
}

#[tokio::test]
async fn nobody_there() {
    let port = {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.local_addr().unwrap().port()
    };
    let transport = Transport::Smtp(Smtp::new(config(port, AMPLE)).unwrap());
    assert_eq!(send(&transport, &letter("1")).await.unwrap_err().0, "connecting");
}

#[tokio::test]
async fn never_more_connections_than_allowed() {
    let sink = SmtpSink::start(Behaviour::Accept).await;
    let config = SmtpConfig { connections_max: 3, ..config(sink.port(), AMPLE) };
    let transport = std::sync::Arc::new(Transport::Smtp(Smtp::new(config).unwrap()));
    let mut sending = tokio::task::JoinSet::new();
    for n in 0..20 {
        let transport = std::sync::Arc::clone(&transport);
        sending.spawn(async move { send(&transport, &letter(&n.to_string())).await });
    }
    while let Some(sent) = sending.join_next().await {
        assert!(sent.unwrap().is_ok());
    }
    assert_eq!(sink.mails().len(), 20);
    assert!((1..=3).contains(&sink.connections()), "{} connections", sink.connections());
}

#[tokio::test]
async fn a_send_that_is_dropped_gives_its_place_back() {
    let sink = SmtpSink::start(Behaviour::SayNothing).await;
    let transport = to(&sink, AMPLE);
    assert!(tokio::time::timeout(SHORT, send(&transport, &letter("1"))).await.is_err());
    sink.behave(Behaviour::Accept);
    assert!(send(&transport, &letter("1")).await.is_ok());
}

#[tokio::test]
async fn the_password_is_used_and_a_wrong_one_is_no_reason_to_give_up() {
    // "\0bud\0hemmelig", encoded with coreutils' base64.
    let sink = SmtpSink::start_with_login("AGJ1ZABoZW1tZWxpZw==").await;
    let sign_in = |password: &str| {
        let credentials = Credentials { user: "bud".to_owned(), password: password.to_owned() };
        let config = SmtpConfig { credentials: Some(credentials), ..config(sink.port(), AMPLE) };
        Transport::Smtp(Smtp::new(config).unwrap())
    };
    assert!(send(&sign_in("hemmelig"), &letter("1")).await.is_ok());
    let (stage, problem) = send(&sign_in("forkert"), &letter("2")).await.unwrap_err();
    assert_eq!(stage, "signing in");
    assert!(problem.contains("535") && !problem.contains("forkert"), "{problem}");
    assert_eq!(sink.mails().len(), 1);
}

#[tokio::test]
async fn bytes_that_could_smuggle_a_second_mail_reach_no_server() {
    let sink = SmtpSink::start(Behaviour::Accept).await;
    let transport = to(&sink, AMPLE);
    let smuggling = b"Subject: x\r\n\r\na\n.\nMAIL FROM:<x@example.dk>\r\n";
    let error = transport.send(&letter("1").envelope(), smuggling).await.unwrap_err();
    assert!(matches!(error, SendError::Malformed { .. }), "{error}");
    assert_eq!(sink.connections(), 0);
    assert!(sink.address().ip().is_loopback());
}

#[tokio::test]
async fn memory_keeps_what_it_is_given() {
    let memory = Memory::default();
    let transport = Transport::Memory(memory.clone());
    send(&transport, &letter("1")).await.unwrap();
    let kept = memory.kept();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].envelope, letter("1").envelope());
    assert_eq!(kept[0].bytes, letter("1").to_mime().unwrap());
}

#[tokio::test]
async fn a_folder_holds_mails_for_programs_and_for_people() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("mail-folder");
    if path.exists() {
        std::fs::remove_dir_all(&path).unwrap();
    }
    for unique in ["1", "2"] {
        // Opened anew each time: the numbers go on.
        let transport = Transport::Folder(Folder::open(&path).unwrap());
        let with_html = Message { html: Some("<p>Kære Søren</p>".to_owned()), ..letter(unique) };
        send(&transport, &with_html).await.unwrap();
    }
    let mut names: Vec<_> =
        std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(
        names,
        [
            "00001-soeren-example-org-afgoerelse-spor-oe.eml",
            "00001-soeren-example-org-afgoerelse-spor-oe.txt",
            "00002-soeren-example-org-afgoerelse-spor-oe.eml",
            "00002-soeren-example-org-afgoerelse-spor-oe.txt",
        ]
    );
    assert_eq!(
        std::fs::read_to_string(path.join(&names[1])).unwrap(),
        "To: soeren@example.org\nSubject: Afgørelse: spor Ø\n\nKære Søren\n\n.\n..\n.En linje med punktum forrest.\n\n\
         https://udbud.example.dk/brev?id=7\n"
    );
}
