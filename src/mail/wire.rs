//! The line to a mail server: TCP without delay, and TLS from the first byte or after STARTTLS.
//!
//! lettre speaks SMTP over this line, but does not open it, for three reasons. lettre leaves Nagle's
//! algorithm on, which against delayed acknowledgements holds every mail up for some 40 ms. It cannot
//! put TLS from the first byte over a stream of ours. And its STARTTLS keeps what it had read ahead in
//! clear text, so that someone on the way could append forged replies to the server's "go ahead" and
//! have them believed as encrypted ones; here no byte is read ahead.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::{fmt, io};

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::transport::{SendError, Stage, tidy};

/// How the conversation with the mail server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsMode {
    /// Not at all: for a server on the same machine.
    None,
    /// Begins in the clear and must change to TLS (STARTTLS, port 587); if the server cannot, nothing
    /// is sent.
    StartTls,
    /// TLS from the first byte (port 465).
    Implicit,
}

/// The longest line that is read before encryption, in octets: RFC 5321 has 512, some have more.
const REPLY_LINE_BYTES_MAX: usize = 1000;
/// The most lines of one reply that are read before encryption.
const REPLY_LINES_MAX: usize = 100;

/// What lettre reads as the greeting once TLS stands, when the real one was read in the clear.
const GREETING_AFTER_STARTTLS: &[u8] = b"220 encrypted\r\n";

/// An open line to a mail server. lettre reads a greeting first.
pub(super) struct Wire {
    /// What is still to be read before the socket's own bytes.
    first: &'static [u8],
    socket: Socket,
}

enum Socket {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Where a line leads and how.
pub(super) struct Target<'a> {
    pub host: &'a str,
    pub port: u16,
    pub mode: TlsMode,
    /// For EHLO before STARTTLS.
    pub hello_name: &'a str,
    pub tls: &'a Arc<rustls::ClientConfig>,
}

impl Wire {
    /// Opens the TCP connection.
    pub async fn connect(target: &Target<'_>) -> Result<TcpStream, SendError> {
        let tcp = TcpStream::connect((target.host, target.port)).await.map_err(at(Stage::Connecting))?;
        tcp.set_nodelay(true).map_err(at(Stage::Connecting))?;
        Ok(tcp)
    }

    /// Brings the connection to the point where lettre can take over.
    pub async fn prepare(mut tcp: TcpStream, target: &Target<'_>) -> Result<Self, SendError> {
        let (first, socket) = match target.mode {
            TlsMode::None => (&[][..], Socket::Plain(tcp)),
            TlsMode::Implicit => (&[][..], encrypt(tcp, target).await?),
            TlsMode::StartTls => {
                ask_for_tls(&mut tcp, target.hello_name).await?;
                (GREETING_AFTER_STARTTLS, encrypt(tcp, target).await?)
            }
        };
        Ok(Self { first, socket })
    }
}

async fn encrypt(tcp: TcpStream, target: &Target<'_>) -> Result<Socket, SendError> {
    let name = ServerName::try_from(target.host.to_owned()).map_err(at(Stage::Encrypting))?;
    let tls = TlsConnector::from(Arc::clone(target.tls)).connect(name, tcp).await;
    Ok(Socket::Tls(Box::new(tls.map_err(at(Stage::Encrypting))?)))
}

/// Greeting, EHLO and STARTTLS in the clear. Nothing that the server says here is believed later.
async fn ask_for_tls(tcp: &mut TcpStream, hello_name: &str) -> Result<(), SendError> {
    expect(220, read_reply(tcp).await, Stage::Greeting)?;
    tcp.write_all(format!("EHLO {hello_name}\r\n").as_bytes()).await.map_err(at(Stage::Greeting))?;
    let offers = expect(250, read_reply(tcp).await, Stage::Greeting)?;
    if !offers.lines().any(|line| line.trim().eq_ignore_ascii_case("STARTTLS")) {
        let problem = "the server offers no STARTTLS, and nothing is sent unencrypted".to_owned();
        return Err(SendError::Unreachable { stage: Stage::Encrypting, problem });
    }
    tcp.write_all(b"STARTTLS\r\n").await.map_err(at(Stage::Encrypting))?;
    expect(220, read_reply(tcp).await, Stage::Encrypting)?;
    Ok(())
}

fn expect(code: u16, reply: io::Result<(u16, String)>, stage: Stage) -> Result<String, SendError> {
    let (found, text) = reply.map_err(at(stage))?;
    if found == code {
        return Ok(text);
    }
    Err(SendError::Unreachable { stage, problem: tidy(&format!("the server answered {found} {text}")) })
}

/// One reply, byte by byte: what follows it belongs to TLS and stays in the socket.
async fn read_reply(tcp: &mut TcpStream) -> io::Result<(u16, String)> {
    let bad = |problem: &str| io::Error::new(io::ErrorKind::InvalidData, problem);
    let mut text = String::new();
    for _ in 0..REPLY_LINES_MAX {
        let mut line = Vec::new();
        while line.last() != Some(&b'\n') {
            if line.len() == REPLY_LINE_BYTES_MAX {
                return Err(bad("the server's reply has an over-long line"));
            }
            line.push(tcp.read_u8().await?);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        let code = line.get(..3).and_then(|digits| digits.parse::<u16>().ok());
        let code = code.ok_or_else(|| bad("the server's reply does not begin with three digits"))?;
        let rest = &line[3..];
        text.push_str(rest.get(1..).unwrap_or(""));
        if !rest.starts_with('-') {
            return Ok((code, text));
        }
        text.push('\n');
    }
    Err(bad("the server's reply does not end"))
}

fn at<E: fmt::Display>(stage: Stage) -> impl FnOnce(E) -> SendError {
    move |error| SendError::Unreachable { stage, problem: tidy(&error.to_string()) }
}

impl lettre::transport::smtp::client::AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<std::net::SocketAddr> {
        match &self.socket {
            Socket::Plain(tcp) => tcp.peer_addr(),
            Socket::Tls(tls) => tls.get_ref().0.peer_addr(),
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.first.is_empty() {
            let (now, later) = self.first.split_at(self.first.len().min(buf.remaining()));
            buf.put_slice(now);
            self.first = later;
            return Poll::Ready(Ok(()));
        }
        match &mut self.socket {
            Socket::Plain(tcp) => Pin::new(tcp).poll_read(cx, buf),
            Socket::Tls(tls) => Pin::new(tls).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.socket {
            Socket::Plain(tcp) => Pin::new(tcp).poll_write(cx, bytes),
            Socket::Tls(tls) => Pin::new(tls).poll_write(cx, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Socket::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Socket::Tls(tls) => Pin::new(tls).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Socket::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Socket::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        }
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.socket {
            Socket::Plain(_) => "Wire(plain)",
            Socket::Tls(_) => "Wire(tls)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rate cannot be asserted without a clock; what makes it can.
    #[tokio::test]
    async fn a_line_does_not_wait_to_fill_its_packets() {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free loopback port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .expect("ring knows the versions")
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let target =
            Target { host: "127.0.0.1", port, mode: TlsMode::None, hello_name: "a.dk", tls: &Arc::new(tls) };
        let tcp = Wire::connect(&target).await.expect("a listener is there");
        assert!(tcp.nodelay().expect("an open socket"));
    }
}
