//! Encryption on the way to the mail server, with certificates made for the occasion.

#[path = "support/smtp_sink.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod smtp_sink;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use smtp_sink::{Behaviour, SmtpSink};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use trespor::engine::instant::Instant;
use trespor::mail::{
    Delivered, Mailbox, Message, MessageId, SendError, Smtp, SmtpConfig, Stage, TlsMode, Transport,
};

/// What stands before the sink.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Front {
    /// TLS from the first byte.
    Implicit,
    /// Offers STARTTLS and does it.
    StartTls,
    /// Does not offer STARTTLS, but would do it.
    NoOffer,
    /// Offers STARTTLS; someone on the way appends a forged reply to the server's "go ahead".
    ForgedReply,
}

/// A server with TLS that passes everything on to a sink. It ends when it is dropped.
struct TlsServer {
    port: u16,
    certificate_pem: String,
    sink: SmtpSink,
    accepting: JoinHandle<()>,
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl TlsServer {
    /// `name` is what the certificate says.
    async fn start(front: Front, name: &str) -> Self {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).expect("a certificate");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring knows the versions")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("the key belongs to the certificate");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let sink = SmtpSink::start(Behaviour::Accept).await;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free loopback port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let behind = sink.address();
        // One conversation at a time is enough here; a broken one ends alone.
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let _ = pass_on(client, front, &acceptor, behind).await;
            }
        });
        Self { port, certificate_pem: pem(made.cert.der()), sink, accepting }
    }

    async fn send(&self, mode: TlsMode, host: &str, roots: Option<String>) -> Result<Delivered, SendError> {
        let config = SmtpConfig {
            host: host.to_owned(),
            port: self.port,
            tls: mode,
            extra_roots_pem: roots,
            credentials: None,
            hello_name: "udbud.example.dk".to_owned(),
            connections_max: 1,
            send_within: Duration::from_mins(1),
        };
        let transport = Transport::Smtp(Smtp::new(config).expect("a sound configuration"));
        let sent = transport.send(&letter().envelope(), &letter().to_mime().expect("a message")).await;
        transport.close().await;
        sent
    }
}

async fn pass_on(
    mut client: TcpStream,
    front: Front,
    acceptor: &TlsAcceptor,
    behind: SocketAddr,
) -> std::io::Result<()> {
    if front != Front::Implicit {
        client.write_all(b"220-front.test\r\n220 ESMTP\r\n").await?;
        let mut lines = BufReader::new(&mut client);
        let mut line = String::new();
        lines.read_line(&mut line).await?;
        assert_eq!(line, "EHLO udbud.example.dk\r\n");
        if front == Front::NoOffer {
            lines.write_all(b"250 front.test\r\n").await?;
        } else {
            lines.write_all(b"250-front.test\r\n250-SIZE 1000\r\n250 STARTTLS\r\n").await?;
        }
        line.clear();
        if lines.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        assert_eq!(line, "STARTTLS\r\n");
        lines
            .write_all(if front == Front::ForgedReply {
                b"220 go ahead\r\n250 forged\r\n"
            } else {
                b"220 go ahead\r\n"
            })
            .await?;
    }
    let mut tls = acceptor.accept(client).await?;
    let mut server = BufReader::new(TcpStream::connect(behind).await?);
    if front != Front::Implicit {
        // After STARTTLS there is no second greeting.
        server.read_line(&mut String::new()).await?;
    }
    copy_bidirectional(&mut tls, &mut server).await.map(drop)
}

/// A certificate in PEM.
fn pem(der: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for chunk in der.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            encoded.push(if at <= chunk.len() { char::from(letter) } else { '=' });
        }
        if encoded.len() % 65 == 64 {
            encoded.push('\n');
        }
    }
    format!("-----BEGIN CERTIFICATE-----\n{encoded}\n-----END CERTIFICATE-----\n")
}

fn letter() -> Message {
    let mailbox =
        |address: &str| Mailbox::from(address.parse::<trespor::mail::Address>().expect("an address"));
    Message {
        id: MessageId::new(1, "udbud.example.dk").expect("a Message-ID"),
        date: Instant::from_micros(1_801_825_200_000_000),
        from: mailbox("udbud@example.dk"),
        to: mailbox("anna@example.org"),
        reply_to: None,
        subject: "Kvittering".to_owned(),
        text: "Vi har jeres ansøgning.\n".to_owned(),
        html: None,
        language: "da".parse().expect("a language"),
    }
}

fn stage(sent: Result<Delivered, SendError>) -> Stage {
    match sent {
        Err(SendError::Unreachable { stage, .. }) => stage,
        other => panic!("expected Unreachable, found {other:?}"),
    }
}

#[tokio::test]
async fn both_ways_of_encryption_deliver() {
    for (front, mode) in [(Front::Implicit, TlsMode::Implicit), (Front::StartTls, TlsMode::StartTls)] {
        let server = TlsServer::start(front, "localhost").await;
        server.send(mode, "localhost", Some(server.certificate_pem.clone())).await.expect("delivered");
        assert_eq!(server.sink.mails()[0].bytes, letter().to_mime().unwrap());
    }
}

#[tokio::test]
async fn a_stranger_with_the_right_name_is_not_trusted() {
    for (front, mode) in [(Front::Implicit, TlsMode::Implicit), (Front::StartTls, TlsMode::StartTls)] {
        let server = TlsServer::start(front, "localhost").await;
        assert_eq!(stage(server.send(mode, "localhost", None).await), Stage::Encrypting);
        assert_eq!(server.sink.mails(), []);
    }
}

#[tokio::test]
async fn a_trusted_certificate_with_another_name_is_not_enough() {
    let server = TlsServer::start(Front::Implicit, "other.example.dk").await;
    let sent = server.send(TlsMode::Implicit, "localhost", Some(server.certificate_pem.clone())).await;
    assert_eq!(stage(sent), Stage::Encrypting);
}

#[tokio::test]
async fn without_an_offer_of_encryption_nothing_is_sent() {
    let server = TlsServer::start(Front::NoOffer, "localhost").await;
    let sent = server.send(TlsMode::StartTls, "localhost", Some(server.certificate_pem.clone())).await;
    assert_eq!(stage(sent), Stage::Encrypting);
    assert_eq!(server.sink.connections(), 0);
}

#[tokio::test]
async fn a_reply_forged_before_encryption_is_not_believed_after_it() {
    let server = TlsServer::start(Front::ForgedReply, "localhost").await;
    let sent = server.send(TlsMode::StartTls, "localhost", Some(server.certificate_pem.clone())).await;
    assert_eq!(stage(sent), Stage::Encrypting);
    assert_eq!(server.sink.mails(), []);
}
