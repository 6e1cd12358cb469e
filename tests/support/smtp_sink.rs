//! A small SMTP server for tests: real, on a loopback port, and it can be told to misbehave.
//!
//! It is strict where real servers are: lines must end in CRLF, commands come in order, dots are
//! unstuffed. It knows neither TLS nor time of its own, except where a script says so.

use std::collections::BTreeSet;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// The longest line that is taken, in octets with its CRLF: RFC 5321, section 4.5.3.1.6.
const LINE_BYTES_MAX: usize = 1000;

/// How many of the mails are named where one is missed.
const LAST_SHOWN: usize = 15;

/// How long a test waits for a mail before it fails.
const COMES_WITHIN: Duration = Duration::from_secs(30);

/// What the server does to those who call. It may change while the server runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes every mail.
    #[default]
    Accept,
    /// Answers 550 to every recipient.
    RefuseRecipient,
    /// Answers 550 to every sender.
    RefuseSender,
    /// Answers 554 to the contents.
    RefuseContents,
    /// Answers 451 to the first attempt for each recipient.
    Greylist,
    /// Answers 421 to the recipient, which obliges the client to go; it does not go itself.
    Closing,
    /// Answers 554 instead of a greeting.
    RefuseConnection,
    /// Waits before each answer.
    Slow(Duration),
    /// Takes the connection and never says a word.
    SayNothing,
    /// Takes the whole contents and never answers.
    SayNothingAfterContents,
    /// Hangs up in the middle of the greeting.
    CutInGreeting,
    /// Hangs up after the answer to DATA.
    CutAfterData,
    /// Takes and keeps the whole contents, and hangs up instead of answering.
    CutAfterContents,
    /// Takes one mail on each connection and then hangs up without a word.
    CutAfterEachMail,
}

/// One mail as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The sender of the envelope.
    pub from: String,
    /// The recipients of the envelope.
    pub to: Vec<String>,
    /// The contents, dots unstuffed.
    pub bytes: Vec<u8>,
    /// On which connection it came, counted from 1.
    pub connection: usize,
}

impl Mail {
    /// To whom, and the line of its subject as it came.
    fn label(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes);
        let subject = text.lines().find(|line| line.starts_with("Subject:")).unwrap_or_default();
        format!("{} {subject}", self.to.join(", "))
    }
}

/// A running server. It ends when it is dropped.
pub struct SmtpSink {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    accepting: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    behaviour: Behaviour,
    login: Option<&'static str>,
    mails: Vec<Mail>,
    commands: Vec<String>,
    seen: BTreeSet<String>,
    connections: usize,
    kept: watch::Sender<usize>,
}

impl SmtpSink {
    /// Starts on a free loopback port.
    pub async fn start(behaviour: Behaviour) -> Self {
        Self::start_with(Shared { behaviour, ..Shared::default() }).await
    }

    /// Starts one that wants `AUTH PLAIN` with exactly this token (base64) before anything else.
    pub async fn start_with_login(token: &'static str) -> Self {
        Self::start_with(Shared { login: Some(token), ..Shared::default() }).await
    }

    async fn start_with(shared: Shared) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free loopback port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let shared = Arc::new(Mutex::new(shared));
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self { address, shared, accepting }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The port it listens on, at 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// From now on does this.
    pub fn behave(&self, behaviour: Behaviour) {
        lock(&self.shared).behaviour = behaviour;
    }

    /// All mails so far, the oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        lock(&self.shared).mails.clone()
    }

    /// Waits until `wanted` finds what it looks for among the mails, and fails where it does not come.
    #[allow(dead_code, reason = "not every test waits for a mail")]
    pub async fn until<T>(&self, what: &str, wanted: impl Fn(&[Mail]) -> Option<T>) -> T {
        let mut kept = lock(&self.shared).kept.subscribe();
        let found = async {
            loop {
                if let Some(found) = wanted(&self.mails()) {
                    return found;
                }
                kept.changed().await.expect("the sink runs");
            }
        };
        let found = tokio::time::timeout(COMES_WITHIN, found).await;
        found.unwrap_or_else(|_| {
            let mails = self.mails();
            let came: Vec<_> = mails.iter().rev().take(LAST_SHOWN).map(Mail::label).collect();
            panic!("{what} did not come. {} mails came, the latest of them: {came:#?}", mails.len())
        })
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        lock(&self.shared).connections
    }

    /// All commands so far, as they came.
    pub fn commands(&self) -> Vec<String> {
        lock(&self.shared).commands.clone()
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        // The conversations belong to this task and end with it.
        self.accepting.abort();
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, shared: Arc<Mutex<Shared>>) {
    let mut conversations = JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        let number = {
            let mut shared = lock(&shared);
            shared.connections += 1;
            shared.connections
        };
        let conversation =
            Conversation { socket: BufReader::new(socket), shared: Arc::clone(&shared), number };
        conversations.spawn(conversation.run());
        while conversations.try_join_next().is_some() {}
    }
}

struct Conversation {
    socket: BufReader<TcpStream>,
    shared: Arc<Mutex<Shared>>,
    number: usize,
}

impl Conversation {
    async fn run(mut self) {
        // A client that breaks off ends its conversation; the test sees what arrived.
        let _ = self.socket.get_ref().set_nodelay(true);
        let _ = self.talk().await;
    }

    async fn talk(&mut self) -> io::Result<()> {
        match self.behaviour() {
            Behaviour::SayNothing => return self.listen_only().await,
            Behaviour::CutInGreeting => return self.socket.write_all(b"220 sink.te").await,
            Behaviour::RefuseConnection => return self.say("554 no service here").await,
            _ => self.say("220 sink.test ESMTP").await?,
        }
        let login = lock(&self.shared).login;
        let mut welcome = login.is_none();
        let mut from: Option<String> = None;
        let mut to: Vec<String> = Vec::new();
        loop {
            let line = self.line().await?;
            let Ok(command) = String::from_utf8(line) else {
                self.say("500 commands are ASCII here").await?;
                continue;
            };
            lock(&self.shared).commands.push(command.clone());
            let upper = command.to_ascii_uppercase();
            let behaviour = self.behaviour();
            match upper.split([' ', ':']).next().unwrap_or("") {
                "EHLO" if login.is_some() => self.say("250-sink.test\r\n250 AUTH PLAIN").await?,
                "EHLO" => self.say("250-sink.test\r\n250 PIPELINING").await?,
                "AUTH" => {
                    welcome = command.strip_prefix("AUTH PLAIN ") == login && login.is_some();
                    self.say(if welcome { "235 welcome" } else { "535 who are you?" }).await?;
                }
                "QUIT" => return self.say("221 farewell").await,
                "NOOP" => self.say("250 here").await?,
                "RSET" => {
                    from = None;
                    to.clear();
                    self.say("250 forgotten").await?;
                }
                "MAIL" if !welcome => self.say("530 sign in first").await?,
                "MAIL" if from.is_some() => self.say("503 one sender is enough").await?,
                "MAIL" if behaviour == Behaviour::RefuseSender => self.say("550 5.7.1 not from you").await?,
                "MAIL" => match between_brackets(&command) {
                    Some(sender) => {
                        from = Some(sender);
                        self.say("250 sender taken").await?;
                    }
                    None => self.say("501 no sender").await?,
                },
                "RCPT" if from.is_none() => self.say("503 a sender first").await?,
                "RCPT" => match (between_brackets(&command), behaviour) {
                    (None, _) => self.say("501 no recipient").await?,
                    (_, Behaviour::RefuseRecipient) => {
                        self.say("550-5.1.1 no such mailbox\r\n550 ask elsewhere").await?;
                    }
                    (_, Behaviour::Closing) => self.say("421 closing for the night").await?,
                    (Some(recipient), Behaviour::Greylist)
                        if lock(&self.shared).seen.insert(recipient.clone()) =>
                    {
                        self.say("451 4.7.1 greylisted, come again").await?;
                    }
                    (Some(recipient), _) => {
                        to.push(recipient);
                        self.say("250 recipient taken").await?;
                    }
                },
                "DATA" if to.is_empty() => self.say("503 a recipient first").await?,
                "DATA" => {
                    self.say("354 go on").await?;
                    if behaviour == Behaviour::CutAfterData {
                        return Ok(());
                    }
                    let bytes = self.contents().await?;
                    let mail = Mail {
                        from: from.take().unwrap_or_default(),
                        to: std::mem::take(&mut to),
                        bytes,
                        connection: self.number,
                    };
                    match behaviour {
                        Behaviour::RefuseContents => {
                            self.say("554 5.6.0 not these contents").await?;
                            continue;
                        }
                        Behaviour::SayNothingAfterContents => return self.listen_only().await,
                        _ => {}
                    }
                    let number = {
                        let mut shared = lock(&self.shared);
                        shared.mails.push(mail);
                        shared.kept.send_replace(shared.mails.len());
                        shared.mails.len()
                    };
                    if behaviour == Behaviour::CutAfterContents {
                        return Ok(());
                    }
                    self.say(&format!("250 2.0.0 kept as {number}")).await?;
                    if behaviour == Behaviour::CutAfterEachMail {
                        return Ok(());
                    }
                }
                _ => self.say("500 what?").await?,
            }
        }
    }

    fn behaviour(&self) -> Behaviour {
        lock(&self.shared).behaviour.clone()
    }

    async fn say(&mut self, reply: &str) -> io::Result<()> {
        if let Behaviour::Slow(pause) = self.behaviour() {
            tokio::time::sleep(pause).await;
        }
        self.socket.write_all(format!("{reply}\r\n").as_bytes()).await
    }

    /// Notes what the client says until it goes away, and says nothing.
    async fn listen_only(&mut self) -> io::Result<()> {
        loop {
            let line = self.line().await?;
            lock(&self.shared).commands.push(String::from_utf8_lossy(&line).into_owned());
        }
    }

    /// One line without its CRLF. Anything else than CRLF at its end breaks the conversation off.
    async fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        (&mut self.socket).take(LINE_BYTES_MAX as u64 + 1).read_until(b'\n', &mut line).await?;
        let bare = line.strip_suffix(b"\r\n").filter(|bare| !bare.contains(&b'\r'));
        match bare {
            Some(bare) if line.len() <= LINE_BYTES_MAX => Ok(bare.to_vec()),
            _ => Err(io::Error::new(io::ErrorKind::InvalidData, "not a line of SMTP")),
        }
    }

    /// Everything up to the line with a single dot.
    async fn contents(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        loop {
            let line = self.line().await?;
            if line == b"." {
                return Ok(bytes);
            }
            bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            bytes.extend_from_slice(b"\r\n");
        }
    }
}

fn between_brackets(command: &str) -> Option<String> {
    let (_, rest) = command.split_once('<')?;
    Some(rest.split_once('>')?.0.to_owned())
}
