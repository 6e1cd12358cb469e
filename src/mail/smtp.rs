//! A mail server, spoken to over a few kept connections.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials as LettreCredentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio::sync::Semaphore;
use tokio::time::{Instant as Tick, timeout, timeout_at};

use super::address::is_dot_atom;
use super::transport::{Delivered, Envelope, Reply, SendError, Stage, tidy};
use super::wire::{Target, TlsMode, Wire};

/// How long a kept connection may take to say that it still works, before a new one is opened.
const STILL_THERE_WITHIN: Duration = Duration::from_secs(5);
/// How long taking leave may last, for all connections together.
const LEAVE_WITHIN: Duration = Duration::from_secs(2);
/// The most connections that may be configured. Servers resent more from one client.
const CONNECTIONS_MAX: usize = 50;

/// Where the mail server is and how to speak to it.
#[derive(Clone, Debug)]
pub struct SmtpConfig {
    /// Its name, which its certificate must carry, or its address.
    pub host: String,
    /// Usually 587 with [`TlsMode::StartTls`], 465 with [`TlsMode::Implicit`].
    pub port: u16,
    /// How the conversation is encrypted.
    pub tls: TlsMode,
    /// Certificates in PEM that are trusted besides the public ones: an organisation's own authority.
    pub extra_roots_pem: Option<String>,
    /// Whom to sign in as, if anyone.
    pub credentials: Option<Credentials>,
    /// The name under which this program introduces itself: its own domain.
    pub hello_name: String,
    /// How many connections are open at once, at most; 1 to 50.
    pub connections_max: usize,
    /// How long one message may take from its connection's opening to the server's last word. Waiting
    /// for a free connection is not counted, nor are the five seconds at most in which a kept one must
    /// prove itself. A minute is ample; RFC 5321 allows servers more.
    pub send_within: Duration,
}

/// A user and a password. `Debug` does not show the password.
#[derive(Clone)]
pub struct Credentials {
    /// The user's name.
    pub user: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}

/// Why a configuration cannot work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpConfigError {
    /// A password would travel in the clear.
    #[error(
        "the password for `{0}` would travel unencrypted: choose STARTTLS or implicit TLS, or a server on this machine"
    )]
    PasswordInTheClear(String),
    /// No domain to introduce oneself with.
    #[error("`{0}` is no domain to introduce this program with: write it as procurement.example.dk")]
    HelloName(String),
    /// Too few or too many connections.
    #[error("{0} connections to the mail server: choose from 1 to {CONNECTIONS_MAX}")]
    Connections(usize),
    /// The additional certificates cannot be read.
    #[error("the additional certificates cannot be used: {0}")]
    Roots(String),
}

/// A mail server with the connections that are kept to it.
pub struct Smtp {
    config: SmtpConfig,
    hello: ClientId,
    tls: Arc<rustls::ClientConfig>,
    /// One permit a connection.
    permits: Semaphore,
    /// Connections that nobody uses; never more than permits. No lock is held over an await.
    idle: Mutex<Vec<AsyncSmtpConnection>>,
}

impl Smtp {
    /// Checks the configuration. No connection is opened yet.
    pub fn new(config: SmtpConfig) -> Result<Self, SmtpConfigError> {
        if config.credentials.is_some() && config.tls == TlsMode::None && !is_this_machine(&config.host) {
            return Err(SmtpConfigError::PasswordInTheClear(config.host));
        }
        if !is_dot_atom(&config.hello_name) {
            return Err(SmtpConfigError::HelloName(config.hello_name));
        }
        if !(1..=CONNECTIONS_MAX).contains(&config.connections_max) {
            return Err(SmtpConfigError::Connections(config.connections_max));
        }
        let tls = Arc::new(trust(config.extra_roots_pem.as_deref())?);
        let hello = ClientId::Domain(config.hello_name.clone());
        let permits = Semaphore::new(config.connections_max);
        Ok(Self { config, hello, tls, permits, idle: Mutex::new(Vec::new()) })
    }

    /// Hands one message to the server. `bytes` are checked already.
    pub(super) async fn send(&self, envelope: &Envelope, bytes: &[u8]) -> Result<Delivered, SendError> {
        let _permit = self.permits.acquire().await.expect("the semaphore is never closed");
        let kept = self.reuse().await;
        // Only now: what a dead connection cost is not taken from the message's time.
        let deadline = Tick::now() + self.config.send_within;
        let mut connection = match kept {
            Some(connection) => connection,
            None => self.open(deadline).await?,
        };
        let result = converse(&mut connection, envelope, bytes, deadline).await;
        // After a refusal the connection is as good as new once RSET was said. After silence nobody
        // knows which reply belongs to which command, and 421 means that the server hangs up.
        let sound = match &result {
            Ok(_) | Err(SendError::Permanent { .. }) => true,
            Err(SendError::Temporary { reply }) => reply.code != 421,
            Err(SendError::Unreachable { .. } | SendError::Malformed { .. }) => false,
        };
        if sound {
            self.idle().push(connection);
        }
        result
    }

    /// A kept connection that still works, if there is one.
    ///
    /// RSET both clears what the last message left and asks whether the server is there. A connection
    /// that died in the meantime is thus found before a message is trusted to it.
    async fn reuse(&self) -> Option<AsyncSmtpConnection> {
        let mut connection = self.idle().pop()?;
        if let Ok(Ok(_)) = timeout(STILL_THERE_WITHIN, connection.command(Rset)).await {
            return Some(connection);
        }
        // What killed one has killed the others: a restart, or the server's patience.
        self.idle().clear();
        None
    }

    async fn open(&self, deadline: Tick) -> Result<AsyncSmtpConnection, SendError> {
        let target = Target {
            host: &self.config.host,
            port: self.config.port,
            mode: self.config.tls,
            hello_name: &self.config.hello_name,
            tls: &self.tls,
        };
        let tcp = within(deadline, Stage::Connecting, Wire::connect(&target)).await??;
        let stage = if target.mode == TlsMode::None { Stage::Greeting } else { Stage::Encrypting };
        let wire = within(deadline, stage, Wire::prepare(tcp, &target)).await??;
        let connecting = AsyncSmtpConnection::connect_with_transport(Box::new(wire), &self.hello);
        // Whatever is said until here is said to us and not about the recipient: even 5xx may pass.
        let mut connection = within(deadline, Stage::Greeting, connecting)
            .await?
            .map_err(|error| unreachable_at(Stage::Greeting, &error))?;
        if let Some(credentials) = &self.config.credentials {
            let credentials = LettreCredentials::new(credentials.user.clone(), credentials.password.clone());
            within(
                deadline,
                Stage::SigningIn,
                connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials),
            )
            .await?
            .map_err(|error| unreachable_at(Stage::SigningIn, &error))?;
        }
        Ok(connection)
    }

    pub(super) async fn close(&self) {
        let connections = std::mem::take(&mut *self.idle());
        // A server that does not answer loses nothing by our going.
        let _ = timeout(LEAVE_WITHIN, async {
            for mut connection in connections {
                let _ = connection.command(Quit).await;
            }
        })
        .await;
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<AsyncSmtpConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("config", &self.config).finish_non_exhaustive()
    }
}

/// One message over an open connection.
///
/// lettre's own `send` would do, but it hangs up after every refusal.
async fn converse(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    bytes: &[u8],
    deadline: Tick,
) -> Result<Delivered, SendError> {
    let sender = Mail::new(Some(envelope.from.as_lettre().clone()), vec![]);
    match within(deadline, Stage::Addressing, connection.command(sender)).await? {
        Ok(_) => {}
        // 5xx to our sender speaks of us, not of the recipient. Whoever runs this can mend it, and
        // meanwhile no letter is given up.
        Err(error) => {
            return Err(match judge(Stage::Addressing, &error) {
                SendError::Permanent { reply } => SendError::Temporary { reply },
                other => other,
            });
        }
    }
    let recipient = Rcpt::new(envelope.to.as_lettre().clone(), vec![]);
    within(deadline, Stage::Addressing, connection.command(recipient))
        .await?
        .map_err(|error| judge(Stage::Addressing, &error))?;
    within(deadline, Stage::Addressing, connection.command(Data))
        .await?
        .map_err(|error| judge(Stage::Addressing, &error))?;
    // lettre ends the contents with a CRLF of its own.
    let contents = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
    let response = within(deadline, Stage::Contents, connection.message(contents))
        .await?
        .map_err(|error| judge(Stage::Contents, &error))?;
    Ok(Delivered { answer: answer(&response) })
}

fn answer(response: &Response) -> String {
    Reply::new(response.code().into(), &response.message().collect::<Vec<_>>().join(" ")).to_string()
}

/// lettre's time-outs end with the opening of a connection: a server that says nothing would be
/// waited for without end.
async fn within<T>(deadline: Tick, stage: Stage, future: impl Future<Output = T>) -> Result<T, SendError> {
    timeout_at(deadline, future).await.map_err(|_| SendError::Unreachable {
        stage,
        problem: "the time for one message was over, and the server had not answered".to_owned(),
    })
}

/// What a failed command means for the message.
fn judge(stage: Stage, error: &lettre::transport::smtp::Error) -> SendError {
    let Some(code) = error.status() else { return unreachable_at(stage, error) };
    let reply = Reply::new(
        code.into(),
        &std::error::Error::source(error).map(ToString::to_string).unwrap_or_default(),
    );
    if error.is_permanent() { SendError::Permanent { reply } } else { SendError::Temporary { reply } }
}

fn unreachable_at(stage: Stage, error: &lettre::transport::smtp::Error) -> SendError {
    SendError::Unreachable { stage, problem: tidy(&error.to_string()) }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The public certificate authorities and the additional ones.
fn trust(extra_roots_pem: Option<&str>) -> Result<rustls::ClientConfig, SmtpConfigError> {
    let refuse = |problem: &dyn fmt::Display| SmtpConfigError::Roots(problem.to_string());
    let mut roots: rustls::RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    if let Some(pem) = extra_roots_pem {
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            roots.add(certificate.map_err(|error| refuse(&error))?).map_err(|error| refuse(&error))?;
        }
        if roots.len() == before {
            return Err(refuse(&"there is no certificate in the PEM text"));
        }
    }
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .map_err(|error| refuse(&error))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> SmtpConfig {
        SmtpConfig {
            host: "mail.example.dk".to_owned(),
            port: 587,
            tls: TlsMode::StartTls,
            extra_roots_pem: None,
            credentials: Some(Credentials { user: "bud".to_owned(), password: "hemmelig".to_owned() }),
            hello_name: "udbud.example.dk".to_owned(),
            connections_max: 2,
            send_within: Duration::from_mins(1),
        }
    }

    #[test]
    fn a_configuration_that_cannot_work_is_refused() {
        assert!(Smtp::new(config()).is_ok());
        let error = |change: fn(&mut SmtpConfig)| {
            let mut config = config();
            change(&mut config);
            Smtp::new(config).err()
        };
        assert_eq!(
            error(|c| c.tls = TlsMode::None),
            Some(SmtpConfigError::PasswordInTheClear("mail.example.dk".to_owned()))
        );
        assert_eq!(error(|c| (c.tls, c.host) = (TlsMode::None, "127.0.0.1".to_owned())), None);
        assert_eq!(error(|c| (c.tls, c.credentials) = (TlsMode::None, None)), None);
        assert_eq!(
            error(|c| c.hello_name = "a\r\nMAIL".to_owned()),
            Some(SmtpConfigError::HelloName("a\r\nMAIL".to_owned()))
        );
        assert_eq!(error(|c| c.connections_max = 0), Some(SmtpConfigError::Connections(0)));
        assert_eq!(error(|c| c.connections_max = 51), Some(SmtpConfigError::Connections(51)));
        assert!(matches!(
            error(|c| c.extra_roots_pem = Some("no PEM".to_owned())),
            Some(SmtpConfigError::Roots(_))
        ));
    }

    #[test]
    fn nothing_prints_the_password() {
        let shown = format!("{:?}", Smtp::new(config()).expect("a sound configuration"));
        assert!(shown.contains("bud") && !shown.contains("hemmelig"), "{shown}");
    }
}
