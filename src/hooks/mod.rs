//! Webhooks as Standard Webhooks describes them: what a call is signed with, where it may go, and the call itself.
//!
//! The address is somebody else's word, and this program stands inside the operator's network: only addresses that are
//! public are connected to, those that were looked up are those that are connected to, and no redirect is followed.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

pub mod public;

use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use ring::hmac;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// What a secret begins with.
pub const SECRET_PREFIX: &str = "whsec_";

/// Bytes of randomness in a secret: the specification asks for 24 to 64.
pub const SECRET_BYTES: usize = 32;

/// Characters of an address at most.
pub const ADDRESS_CHARS_MAX: usize = 2_000;

/// How long a whole call may take, from the look-up of the name to the head of the answer.
pub const CALL_WITHIN: Duration = Duration::from_secs(15);

/// Bytes of the head of an answer at most; its body is not read.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// Addresses of one name that are tried at most.
const TRIED_MAX: usize = 4;

/// Why an address cannot be a webhook's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is no address of the web, or too long.
    NotAnAddress,
    /// It is not `https`.
    NotHttps,
    /// It names somebody and their password.
    Named,
    /// It lies inside a network that the operator has not allowed.
    Private,
}

/// How a call ended that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The address is none that may be called any more.
    Unfit,
    /// The name is not known.
    Unknown,
    /// The name leads into a network that the operator has not allowed.
    Private,
    /// Nobody answers there.
    Away,
    /// Its certificate is not good.
    Tls,
    /// It took too long.
    Late,
    /// It answered with this status.
    Status(u16),
    /// It answered something that is no HTTP.
    Odd,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unfit => f.write_str("unfit"),
            Self::Unknown => f.write_str("unknown"),
            Self::Private => f.write_str("private"),
            Self::Away => f.write_str("away"),
            Self::Tls => f.write_str("tls"),
            Self::Late => f.write_str("late"),
            Self::Status(status) => write!(f, "status {status}"),
            Self::Odd => f.write_str("odd"),
        }
    }
}

impl Failure {
    /// Whether it may go better later. Whoever answers 410 wants no more, as the specification has it.
    pub fn may_pass(&self) -> bool {
        !matches!(self, Self::Unfit | Self::Status(410))
    }
}

/// One call.
#[derive(Clone, Copy)]
pub struct Call<'c> {
    /// Where.
    pub address: &'c str,
    /// What it is signed with, as its owner was shown it.
    pub secret: &'c str,
    /// `webhook-id`: the same over all tries.
    pub id: &'c str,
    /// `webhook-timestamp`: seconds since 1970 at this try.
    pub timestamp: i64,
    /// What is sent.
    pub body: &'c str,
}

/// What makes calls. Cloned, it is the same.
#[derive(Clone)]
pub struct Caller {
    tls: TlsConnector,
    allowed: Arc<dyn Fn(IpAddr) -> bool + Send + Sync>,
    within: Duration,
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Caller")
    }
}

/// A secret as its owner is shown it.
pub fn secret(random: &[u8; SECRET_BYTES]) -> String {
    format!("{SECRET_PREFIX}{}", BASE64.encode(random))
}

/// `webhook-signature` of a call: HMAC-SHA256 over identifier, instant and body.
///
/// Nothing where the secret is none.
pub fn signature(secret: &str, id: &str, timestamp: i64, body: &str) -> Option<String> {
    let key = BASE64.decode(secret.strip_prefix(SECRET_PREFIX)?).ok()?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let tag = hmac::sign(&key, format!("{id}.{timestamp}.{body}").as_bytes());
    Some(format!("v1,{}", BASE64.encode(tag.as_ref())))
}

/// An address as it is called, or why it cannot be. `allowed` says which addresses may be called that are not public.
///
/// Where a name leads is looked up when it is called, each time.
///
/// # Errors
/// Why not.
pub fn fit(address: &str, allowed: &dyn Fn(IpAddr) -> bool) -> Result<Url, Unfit> {
    if address.chars().count() > ADDRESS_CHARS_MAX {
        return Err(Unfit::NotAnAddress);
    }
    let url = Url::parse(address.trim()).map_err(|_| Unfit::NotAnAddress)?;
    let host = url.host().ok_or(Unfit::NotAnAddress)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Unfit::Named);
    }
    let literal = match &host {
        Host::Ipv4(address) => Some(IpAddr::V4(*address)),
        Host::Ipv6(address) => Some(IpAddr::V6(*address)),
        Host::Domain(name) => is_local(name).then_some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
    };
    if literal.is_some_and(|address| !public::is_public(address) && !allowed(address)) {
        return Err(Unfit::Private);
    }
    match url.scheme() {
        "https" => Ok(url),
        // In the clear only to this machine itself: for trying it out.
        "http" if literal.is_some_and(|address| address.is_loopback()) => Ok(url),
        "http" => Err(Unfit::NotHttps),
        _ => Err(Unfit::NotAnAddress),
    }
}

/// Whether a name is this machine's own (RFC 6761, section 6.3).
fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

impl Caller {
    /// For calls to whatever is public or `allowed`, trusting the certificates of Mozilla's list.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn new(allowed: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Result<Self, rustls::Error> {
        let roots = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
        Self::trusting(roots, allowed)
    }

    /// The same, trusting these roots.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn trusting(
        roots: rustls::RootCertStore,
        allowed: impl Fn(IpAddr) -> bool + Send + Sync + 'static,
    ) -> Result<Self, rustls::Error> {
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions()?;
        let tls = tls.with_root_certificates(roots).with_no_client_auth();
        Ok(Self { tls: TlsConnector::from(Arc::new(tls)), allowed: Arc::new(allowed), within: CALL_WITHIN })
    }

    /// The same with less patience than [`CALL_WITHIN`].
    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        Self { within: limit.min(CALL_WITHIN), ..self }
    }

    /// Makes a call: the status, where it is one that says that the call was taken.
    ///
    /// # Errors
    /// How it ended otherwise.
    pub async fn call(&self, call: Call<'_>) -> Result<u16, Failure> {
        tokio::time::timeout(self.within, self.make(call)).await.unwrap_or(Err(Failure::Late))
    }

    async fn make(&self, call: Call<'_>) -> Result<u16, Failure> {
        let url = fit(call.address, &*self.allowed).map_err(|unfit| match unfit {
            Unfit::Private => Failure::Private,
            _ => Failure::Unfit,
        })?;
        let signature = signature(call.secret, call.id, call.timestamp, call.body).ok_or(Failure::Unfit)?;
        let host = url.host_str().ok_or(Failure::Unfit)?.to_owned();
        let port = url.port_or_known_default().ok_or(Failure::Unfit)?;
        let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let named = url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        let request = Request::post(target)
            .header(header::HOST, named)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, concat!("Trespor/", env!("CARGO_PKG_VERSION")))
            .header("webhook-id", call.id)
            .header("webhook-timestamp", call.timestamp)
            .header("webhook-signature", signature)
            .body(Full::new(Bytes::from(call.body.to_owned())))
            .map_err(|_| Failure::Unfit)?;
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let tcp = self.connect(&bare, port).await?;
        let status = if url.scheme() == "https" {
            let name = rustls::pki_types::ServerName::try_from(bare).map_err(|_| Failure::Unfit)?;
            let tls = self.tls.connect(name, tcp).await.map_err(|_| Failure::Tls)?;
            exchange(tls, request).await?
        } else {
            exchange(tcp, request).await?
        };
        if status.is_success() { Ok(status.as_u16()) } else { Err(Failure::Status(status.as_u16())) }
    }

    /// Connects to an address that may be called: the one that was looked up, so that the name cannot lead elsewhere
    /// between the look-up and the call.
    async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, Failure> {
        let found = tokio::net::lookup_host((host, port)).await.map_err(|_| Failure::Unknown)?;
        let found: Vec<SocketAddr> = found.collect();
        let may = |address: &&SocketAddr| public::is_public(address.ip()) || (self.allowed)(address.ip());
        let open: Vec<_> = found.iter().filter(may).take(TRIED_MAX).collect();
        if open.is_empty() {
            return Err(if found.is_empty() { Failure::Unknown } else { Failure::Private });
        }
        for address in open {
            if let Ok(tcp) = TcpStream::connect(address).await {
                return Ok(tcp);
            }
        }
        Err(Failure::Away)
    }
}

/// Sends one request over a new connection, which ends with the head of the answer.
async fn exchange(
    line: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
) -> Result<StatusCode, Failure> {
    let mut builder = hyper::client::conn::http1::Builder::new();
    builder.max_buf_size(HEAD_BYTES_MAX);
    let (mut sender, connection) = builder.handshake(TokioIo::new(line)).await.map_err(|_| Failure::Odd)?;
    // The connection goes with this call, whatever the other side would still send. That it has ended says nothing: one
    // that ends with its answer has brought it.
    let ended = async move {
        let _ = connection.await;
        std::future::pending::<Infallible>().await
    };
    tokio::select! {
        answer = sender.send_request(request) => answer.map(|answer| answer.status()).map_err(|_| Failure::Odd),
        never = ended => match never {},
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_signed_as_the_specification_says() {
        // The example of the specification's own libraries: javascript/src/index.test.ts of standard-webhooks.
        let signed = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assert_eq!(signature("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a", 0, ""), None);
        assert_eq!(secret(&[0; SECRET_BYTES]), format!("whsec_{}=", "A".repeat(43)));
    }

    #[test]
    fn addresses_that_cannot_be_called_are_said() {
        let nobody = |_: IpAddr| false;
        let here = |address: IpAddr| address.is_loopback();
        for good in ["https://example.org/hook?key=1", "https://example.org:8443", "https://8.8.8.8/"] {
            assert!(fit(good, &nobody).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("", Unfit::NotAnAddress),
            ("example.org/hook", Unfit::NotAnAddress),
            ("ftp://example.org/", Unfit::NotAnAddress),
            ("https://", Unfit::NotAnAddress),
            ("http://example.org/", Unfit::NotHttps),
            ("https://me:secret@example.org/", Unfit::Named),
            ("https://localhost/", Unfit::Private),
            ("https://a.localhost./", Unfit::Private),
            ("https://10.0.0.1/", Unfit::Private),
            ("https://0x7f.1/", Unfit::Private),
            ("https://2130706433/", Unfit::Private),
            ("https://[::1]/", Unfit::Private),
            ("https://[::ffff:10.0.0.1]/", Unfit::Private),
            ("https://169.254.169.254/latest/meta-data", Unfit::Private),
        ] {
            assert_eq!(fit(bad, &nobody).unwrap_err(), why, "{bad}");
        }
        assert!(fit("http://127.0.0.1:9/", &here).is_ok() && fit("http://localhost:9/", &here).is_ok());
        assert_eq!(fit("http://10.0.0.1/", &|_| true).unwrap_err(), Unfit::NotHttps);
        assert!(fit(&format!("https://example.org/{}", "a".repeat(2_000)), &nobody).is_err());
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_called() {
        let caller = Caller::new(|_| false).unwrap();
        // `connect` is given what passed as a name; this one leads to the machine itself.
        assert_eq!(caller.connect("localhost", 9).await.unwrap_err(), Failure::Private);
    }
}
