//! The whole program as it runs: a database and files in a folder, pages on a port, the worker, and a real
//! mail server that keeps what it gets. Only the clock is moved by hand.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use mail_parser::MessageParser;
use sqlx::{Connection as _, SqliteConnection};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use trespor::app::App;
use trespor::app::clock::Clock;
use trespor::app::hooks::Whose;
use trespor::app::settings::{Mail as MailSettings, Settings, SignIn};
use trespor::cli::serve;
use trespor::dossier::Verdict;
use trespor::dossier::archive::{self, Held};
use trespor::dossier::check::{Anchors, dossier};
use trespor::engine::ids::ProcedureId;
use trespor::engine::instant::Instant;
use trespor::i18n::Lang;
use trespor::mail::{Smtp, SmtpConfig, TlsMode, Transport};
use trespor::{web, worker};

use crate::folder::Folder;
use crate::http::{Browser, Page};
use crate::opening;
use crate::smtp_sink::{Behaviour, SmtpSink};

/// 5 January 2027 at 09:00 in Copenhagen: thirty whole days before the deadline, as the gate asks.
pub const OPENED_AT: Instant = Instant::from_micros(1_799_136_000_000_000);

/// The owner's address.
pub const OWNER: &str = "olga@example.org";

/// A running program.
pub struct World {
    pub app: Arc<App>,
    pub sink: SmtpSink,
    address: SocketAddr,
    folder: Folder,
    stop: watch::Sender<bool>,
    worker: Option<JoinHandle<()>>,
    server: JoinHandle<()>,
}

impl World {
    /// A program of its own; `demo` adds the page of a demo.
    pub async fn start(demo: bool) -> Self {
        let folder = Folder::new();
        let sink = SmtpSink::start(Behaviour::Accept).await;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let settings = Settings {
            address: format!("http://{address}"),
            data: folder.path().join("data"),
            mail: MailSettings {
                from: "Trespor <trespor@example.org>".into(),
                host: "127.0.0.1".into(),
                port: sink.port(),
                security: "none".into(),
                ..MailSettings::default()
            },
            // The case takes months; nobody signs in again because the clock was moved.
            sign_in: SignIn { session_hours: 24 * 365, ..SignIn::default() },
            owners: vec![OWNER.into()],
            demo,
            ..Settings::default()
        };
        let app =
            serve::assemble(settings, Clock::hand_cranked(OPENED_AT)).await.expect("the program starts");
        let transport = transport(sink.port());
        let (stop, stopped) = watch::channel(false);
        let worker = tokio::spawn(worker::run(Arc::clone(&app), transport, stopped));
        let router = web::router(Arc::clone(&app));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Self { app, sink, address, folder, stop, worker: Some(worker), server }
    }

    /// Opens a procedure as the command line does: the file, and the address of its first owner.
    pub async fn open_procedure(&self, source: &str) -> ProcedureId {
        let owner = self.app.person(OWNER, "Olga Overgaard", Lang::DEFAULT).await.expect("an address");
        let overrides = opening::overrides(source, self.app.clock.now());
        self.app.open_procedure(source, owner.id, &overrides).await.expect("the file is good")
    }

    /// Somebody who has never been here and reads `languages`.
    pub fn visitor(&self, languages: &'static str) -> Browser {
        Browser::new(self.address, languages)
    }

    /// Asks for a link, takes it from the letter, and presses the button; the page where that leads.
    pub async fn sign_in(&self, browser: &Browser, email: &str, back: &str) -> Page {
        let ask = browser.open(back).await;
        assert!(ask.path.starts_with("/sign-in"), "{back} is open to everybody");
        self.sign_in_from(browser, ask, email).await
    }

    /// The same from the page that asks for the address.
    pub async fn sign_in_from(&self, browser: &Browser, ask: Page, email: &str) -> Page {
        let before = self.links_to(email).len();
        let sent = browser.send(ask.form("email").with("email", email)).await;
        assert_eq!(sent.status, 200, "{}", sent.shown());
        let link = self.link_to(email, before).await;
        let confirm = browser.open(&link).await;
        let mut forms = confirm.forms();
        assert_eq!(forms.len(), 1, "one button: {}", confirm.shown());
        browser.press(forms.remove(0)).await
    }

    /// Somebody who has signed in and reads `languages`.
    pub async fn signed_in(&self, email: &str, languages: &'static str) -> Browser {
        let browser = self.visitor(languages);
        self.sign_in(&browser, email, "/desk").await;
        browser
    }

    /// The sign-in link after the first `before` ones mailed to `email`.
    pub async fn link_to(&self, email: &str, before: usize) -> String {
        let what = format!("the sign-in link to {email}");
        self.sink.until(&what, |_| self.links_to(email).get(before).cloned()).await
    }

    /// All sign-in links mailed to `email` so far, without the site's address.
    pub fn links_to(&self, email: &str) -> Vec<String> {
        let start = format!("http://{}/sign-in/", self.address);
        let letters = self.letters_to(email).into_iter();
        let links = letters.filter_map(|letter| {
            let at = letter.text.find(&start)? + start.len() - "/sign-in/".len();
            letter.text[at..].split(['>', '\n', '\r', ' ']).next().map(ToOwned::to_owned)
        });
        links.collect()
    }

    /// Waits for the letter to `email` whose subject holds `subject`, the `nth` of them from zero.
    pub async fn nth_letter(&self, email: &str, subject: &str, nth: usize) -> Letter {
        let found = |_: &[_]| {
            let mut letters = self.letters_to(email);
            letters.retain(|letter| letter.subject.contains(subject));
            (letters.len() > nth).then(|| letters.swap_remove(nth))
        };
        self.sink.until(&format!("“{subject}” to {email}"), found).await
    }

    /// Waits for the first letter to `email` whose subject holds `subject`.
    pub async fn letter(&self, email: &str, subject: &str) -> Letter {
        self.nth_letter(email, subject, 0).await
    }

    /// All letters so far, the oldest first.
    pub fn letters(&self) -> Vec<Letter> {
        self.sink.mails().iter().map(|mail| Letter::read(&mail.to, &mail.bytes)).collect()
    }

    fn letters_to(&self, email: &str) -> Vec<Letter> {
        let mails = self.sink.mails();
        let own = mails.iter().filter(|mail| mail.to.iter().any(|to| to == email));
        own.map(|mail| Letter::read(&mail.to, &mail.bytes)).collect()
    }

    /// Moves the clock and wakes the worker.
    pub fn crank(&self, to: Instant) {
        assert!(self.app.clock.crank(to), "the clock goes forward only");
        self.app.work.notify_one();
    }

    /// A way to the mail server beside the worker's.
    pub fn transport(&self) -> Arc<Transport> {
        transport(self.sink.port())
    }

    /// Stops the worker and sends what is left, so that the outbox stands still.
    pub async fn settle(&mut self) {
        self.stop.send_replace(true);
        if let Some(worker) = self.worker.take() {
            worker.await.expect("the worker stops by itself");
        }
        let transport = self.transport();
        while worker::send(&self.app, &transport).await.expect("the outbox can be read") > 0 {}
    }

    /// Lets everything come to rest, verifies the journal, and draws up the owner's dossier, which must be equal.
    pub async fn verified(&mut self, procedure: ProcedureId) -> (Held, Verdict) {
        self.settle().await;
        for verified in self.app.verify().await.expect("the journal can be read") {
            assert_eq!(verified.faults, Vec::<String>::new());
        }
        let office = self.app.report_office(procedure, Some(OWNER)).await.expect("the owner's office");
        let mut parts = self.app.dossier(office).expect("a dossier");
        let mut bytes = Vec::new();
        while let Some(part) = parts.recv().await {
            bytes.extend(part.expect("a part"));
        }
        let held = archive::read(std::io::Cursor::new(bytes)).expect("an archive");
        let verdict = dossier(&held, &Anchors::default());
        assert!(verdict.equal(), "{verdict:?}");
        (held, verdict)
    }

    /// Has the owner make a webhook of the procedure and one of all procedures.
    pub async fn hook(&self, procedure: ProcedureId) {
        let owner = self.app.person(OWNER, "", Lang::DEFAULT).await.expect("an address");
        let office =
            self.app.office(procedure, owner.id, self.app.clock.now()).await.expect("the owner's office");
        for whose in [Whose::Procedure(&office), Whose::All(&owner)] {
            self.app.make_hook(&whose, "https://hooks.example.org/", &[]).await.expect("a webhook");
        }
    }

    /// What the webhooks are told, whether they were called or not.
    pub async fn calls(&self) -> Vec<String> {
        let mut database = self.database().await;
        sqlx::query_scalar("SELECT body FROM delivery").fetch_all(&mut database).await.expect("rows")
    }

    /// The database beside the program, as somebody with the file has it.
    pub async fn database(&self) -> SqliteConnection {
        let file = self.folder.path().join("data").join("trespor.db");
        SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.expect("the file opens")
    }
}

/// The way to a mail server on this machine, without encryption.
fn transport(port: u16) -> Arc<Transport> {
    let config = SmtpConfig {
        host: "127.0.0.1".into(),
        port,
        tls: TlsMode::None,
        extra_roots_pem: None,
        credentials: None,
        hello_name: "trespor.test".into(),
        connections_max: 4,
        send_within: Duration::from_secs(20),
    };
    Arc::new(Transport::Smtp(Smtp::new(config).expect("the settings are good")))
}

impl Drop for World {
    fn drop(&mut self) {
        self.server.abort();
        if let Some(worker) = &self.worker {
            worker.abort();
        }
    }
}

/// A letter as its reader gets it.
#[derive(Clone, Debug)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub id: String,
    pub language: String,
    /// Seconds since 1970.
    pub date: i64,
    /// Headers by their names in small letters.
    pub headers: BTreeMap<String, String>,
}

impl Letter {
    fn read(to: &[String], bytes: &[u8]) -> Self {
        let mail = MessageParser::default().parse(bytes).expect("a mail");
        let [to] = to else { panic!("one recipient a letter, not {to:?}") };
        let headers: BTreeMap<_, _> = mail
            .headers_raw()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Self {
            to: to.clone(),
            subject: mail.subject().expect("a subject").to_owned(),
            text: mail.body_text(0).expect("a text").replace("\r\n", "\n"),
            html: mail.body_html(0).expect("a page").into_owned(),
            id: mail.message_id().expect("a Message-ID").to_owned(),
            language: headers.get("content-language").cloned().unwrap_or_default(),
            date: mail.date().expect("a date").to_timestamp(),
            headers,
        }
    }

    /// Fails unless the letter says every one of `words`, as text and as a page.
    #[track_caller]
    pub fn says(&self, words: &[&str]) -> &Self {
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let html = crate::html::visible(&self.html);
        for word in words {
            assert!(text.contains(word), "{} does not say “{word}”: {text}", self.subject);
            assert!(html.contains(word), "the page of {} does not say “{word}”: {html}", self.subject);
        }
        self
    }
}
