//! Files on a server that speaks the protocol of S3: put whole, read in pieces, listed, removed.
//!
//! rusty-s3 says what a request looks like and signs it; this sends it, over a connection of its own. Signatures hold
//! for a short time by the machine's clock, because the server compares them with its own.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, Limited, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::{Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use rusty_s3::actions::{
    AbortMultipartUpload, CompleteMultipartUpload, CompleteMultipartUploadResponse, CreateMultipartUpload,
    ListObjectsV2, S3Action, UploadPart,
};
use rusty_s3::{Bucket, Credentials, Method, UrlStyle};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncSeekExt as _, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Bytes of a part: all but the last of an upload must have at least five mebibytes.
const PART_BYTES: u64 = 8 * 1024 * 1024;

/// Bytes that are read from a file at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// How often a request is tried that a server or a line cut short.
const TRIES_MAX: u32 = 4;

/// The pause before the second try; it doubles with each.
const PAUSE: Duration = Duration::from_millis(100);

/// How long a signature holds.
const SIGNED_FOR: Duration = Duration::from_mins(5);

/// How long a connection may take to stand.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// How long a request may take until its answer begins: a part over a slow line.
const ANSWER_WITHIN: Duration = Duration::from_mins(2);

/// How long a server may say nothing in the middle of an answer.
const QUIET_MAX: Duration = Duration::from_secs(30);

/// Bytes of an answer that is no file at most: a list of a thousand names.
const ANSWER_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Bytes of a server's words that are repeated in an error.
const WORDS_MAX: usize = 300;

/// The namespace of the protocol.
const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// Names that a server lists at a time at most.
pub const LISTED_MAX: usize = 1_000;

/// Where the files are.
#[derive(Clone)]
pub struct Config {
    /// Address of the server, such as `https://s3.example.dk`.
    pub endpoint: String,
    /// Region, as the server calls it.
    pub region: String,
    /// Bucket.
    pub bucket: String,
    /// What the names of all objects begin with.
    pub prefix: String,
    /// Whether the bucket's name is part of the host's, as Amazon prefers it.
    pub virtual_host: bool,
    /// Name of the access key.
    pub access_key: String,
    /// The access key itself.
    pub secret_key: String,
}

/// A configuration that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} is `{value}`: {why}")]
pub struct ConfigError {
    what: &'static str,
    value: String,
    why: String,
}

/// A bucket. Cloned, it is the same.
#[derive(Clone)]
pub struct Objects {
    bucket: Arc<Bucket>,
    credentials: Arc<Credentials>,
    prefix: Arc<str>,
    tls: TlsConnector,
}

impl std::fmt::Debug for Objects {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Objects({}/{})", self.bucket.name(), self.prefix)
    }
}

/// An object in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name, without the prefix.
    pub name: String,
    /// When it was written, by the server's clock.
    pub written: Option<jiff::Timestamp>,
}

/// An object that is being read.
#[derive(Debug)]
pub struct Reading {
    body: Incoming,
    held: Bytes,
}

type Body = UnsyncBoxBody<Bytes, io::Error>;

/// What a request carries: it must be made anew for each try.
enum Carried<'a> {
    Nothing,
    Text(String),
    /// Bytes of a file from a place on.
    Part(&'a Path, u64, u64),
}

impl Objects {
    /// Checks the configuration. No connection is opened yet.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        let wrong = |what, value: &str, why: String| ConfigError { what, value: value.to_owned(), why };
        let endpoint = config.endpoint.parse();
        let endpoint =
            endpoint.map_err(|why| wrong("storage.endpoint", &config.endpoint, format!("{why}")))?;
        if config.bucket.is_empty() {
            return Err(wrong("storage.bucket", "", "name a bucket that is there".to_owned()));
        }
        let style = if config.virtual_host { UrlStyle::VirtualHost } else { UrlStyle::Path };
        let bucket = Bucket::new(endpoint, style, config.bucket.clone(), config.region.clone());
        let bucket = bucket.map_err(|why| wrong("storage.endpoint", &config.endpoint, format!("{why:?}")))?;
        let roots: rustls::RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions();
        let tls = tls.map_err(|why| wrong("storage.endpoint", &config.endpoint, why.to_string()))?;
        let tls = tls.with_root_certificates(roots).with_no_client_auth();
        Ok(Self {
            bucket: Arc::new(bucket),
            credentials: Arc::new(Credentials::new(&config.access_key, &config.secret_key)),
            prefix: config.prefix.as_str().into(),
            tls: TlsConnector::from(Arc::new(tls)),
        })
    }

    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Puts the file at `path` there under `name`, in parts where it is large. When this returns without an error, the
    /// server has said that it keeps the whole.
    ///
    /// # Errors
    /// When the server says no, or could not be reached in several tries; then there is nothing under this name.
    pub async fn put(&self, name: &str, path: &Path) -> io::Result<()> {
        let (key, size) = (self.key(name), tokio::fs::metadata(path).await?.len());
        if size <= PART_BYTES {
            let action = self.bucket.put_object(Some(&self.credentials), &key);
            return self.ask(&action, &Carried::Part(path, 0, size)).await.map(drop);
        }
        let action = CreateMultipartUpload::new(&self.bucket, Some(&self.credentials), &key);
        let said = xml(self.ask(&action, &Carried::Nothing).await?).await?;
        let upload = CreateMultipartUpload::parse_response(&said).map_err(|why| odd(&why, &said))?;
        let done = self.put_parts(&key, upload.upload_id(), path, size).await;
        if done.is_err() {
            let action =
                AbortMultipartUpload::new(&self.bucket, Some(&self.credentials), &key, upload.upload_id());
            // What cannot be aborted now is for the bucket's own rule; see docs/operating.md.
            if let Err(error) = self.ask(&action, &Carried::Nothing).await {
                tracing::warn!(%error, "parts of an upload that failed stay in the bucket");
            }
        }
        done
    }

    async fn put_parts(&self, key: &str, upload: &str, path: &Path, size: u64) -> io::Result<()> {
        let mut tags = Vec::new();
        let mut from = 0;
        while from < size {
            let number = u16::try_from(tags.len() + 1).map_err(io::Error::other)?;
            let bytes = PART_BYTES.min(size - from);
            let action = UploadPart::new(&self.bucket, Some(&self.credentials), key, number, upload);
            let answer = self.ask(&action, &Carried::Part(path, from, bytes)).await?;
            let tag = answer.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
            tags.push(tag.ok_or_else(|| io::Error::other("a part was taken without a tag"))?.to_owned());
            from += bytes;
        }
        let tags = || tags.iter().map(String::as_str);
        let complete =
            || CompleteMultipartUpload::new(&self.bucket, Some(&self.credentials), key, upload, tags());
        let said = xml(self.ask(&complete(), &Carried::Text(complete().body())).await?).await?;
        // It may say 200 and fail all the same.
        CompleteMultipartUploadResponse::parse(&said).map_err(|why| odd(&why, &said))?;
        Ok(())
    }

    /// Opens an object for reading.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] where there is none.
    pub async fn get(&self, name: &str) -> io::Result<Reading> {
        let key = self.key(name);
        let action = self.bucket.get_object(Some(&self.credentials), &key);
        let answer = self.ask(&action, &Carried::Nothing).await?;
        Ok(Reading { body: answer.into_body(), held: Bytes::new() })
    }

    /// Removes an object for good. One that is gone already is no fault.
    pub async fn remove(&self, name: &str) -> io::Result<()> {
        let key = self.key(name);
        let action = self.bucket.delete_object(Some(&self.credentials), &key);
        match self.ask(&action, &Carried::Nothing).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done.map(drop),
        }
    }

    /// Up to `limit` objects after the name `after`, in the order of names; never more than [`LISTED_MAX`].
    pub async fn list(&self, after: &str, limit: usize) -> io::Result<Vec<Listed>> {
        let mut action = self.bucket.list_objects_v2(Some(&self.credentials));
        action.with_max_keys(limit.min(LISTED_MAX));
        action.with_prefix(&*self.prefix);
        if !after.is_empty() {
            action.with_start_after(self.key(after));
        }
        let said = xml(self.ask(&action, &Carried::Nothing).await?).await?;
        let found = ListObjectsV2::parse_response(&said).map_err(|why| odd(&why, &said))?;
        let listed = found.contents.into_iter().filter_map(|object| {
            let written = object.last_modified.and_then(|when| when.parse().ok());
            Some(Listed { name: object.key.strip_prefix(&*self.prefix)?.to_owned(), written })
        });
        Ok(listed.collect())
    }

    /// Sends a request, again where the server or the line cut it short: all of ours may be repeated.
    async fn ask<'a>(
        &self,
        action: &impl S3Action<'a>,
        carried: &Carried<'_>,
    ) -> io::Result<Response<Incoming>> {
        let mut pause = PAUSE;
        let mut tries = 1;
        loop {
            let answer = self.ask_once(action, carried).await;
            match answer {
                Ok(answer) if answer.status().is_success() => return Ok(answer),
                Ok(answer) if answer.status() == StatusCode::NOT_FOUND => {
                    return Err(io::Error::new(io::ErrorKind::NotFound, "the storage has no such object"));
                }
                Ok(answer) => {
                    let status = answer.status();
                    let said = text(answer).await.unwrap_or_default();
                    let error = format!("the storage said {status}: {}", short(&said));
                    let may_pass = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
                    if !may_pass || tries == TRIES_MAX {
                        return Err(io::Error::other(error));
                    }
                }
                Err(error) if tries == TRIES_MAX => return Err(error),
                Err(_) => {}
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
            tries += 1;
        }
    }

    async fn ask_once<'a>(
        &self,
        action: &impl S3Action<'a>,
        carried: &Carried<'_>,
    ) -> io::Result<Response<Incoming>> {
        let url = action.sign(SIGNED_FOR);
        let host = url.host_str().unwrap_or_default().to_owned();
        let port = url.port_or_known_default().unwrap_or(443);
        let named = url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        let target = format!("{}?{}", url.path(), url.query().unwrap_or_default());
        let (bytes, body) = body(carried).await?;
        let method = method_of(action);
        let mut request = Request::builder().method(method).uri(target).header(header::HOST, named);
        if !matches!(carried, Carried::Nothing) {
            request = request.header(header::CONTENT_LENGTH, bytes);
        }
        let request = request.body(body).map_err(io::Error::other)?;
        let connect = TcpStream::connect((host.trim_start_matches('[').trim_end_matches(']'), port));
        let tcp = within(CONNECT_WITHIN, connect).await?;
        tcp.set_nodelay(true)?;
        if url.scheme() == "https" {
            let name = rustls::pki_types::ServerName::try_from(host).map_err(io::Error::other)?;
            let tls = within(CONNECT_WITHIN, self.tls.connect(name, tcp)).await?;
            exchange(tls, request).await
        } else {
            exchange(tcp, request).await
        }
    }
}

fn method_of<'a, A: S3Action<'a>>(_: &A) -> hyper::Method {
    match A::METHOD {
        Method::Head => hyper::Method::HEAD,
        Method::Get => hyper::Method::GET,
        Method::Post => hyper::Method::POST,
        Method::Put => hyper::Method::PUT,
        Method::Delete => hyper::Method::DELETE,
    }
}

/// Sends one request over a new connection, which ends with the answer.
async fn exchange(
    line: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Body>,
) -> io::Result<Response<Incoming>> {
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(line)).await.map_err(io::Error::other)?;
    // It ends when the answer was read or dropped; what went wrong is told to whoever reads it.
    tokio::spawn(connection);
    within(ANSWER_WITHIN, async { sender.send_request(request).await.map_err(io::Error::other) }).await
}

async fn within<T>(limit: Duration, doing: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    tokio::time::timeout(limit, doing).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// The body of a request and how long it is.
async fn body(carried: &Carried<'_>) -> io::Result<(u64, Body)> {
    let never = |body: Full<Bytes>| body.map_err(|never| match never {}).boxed_unsync();
    Ok(match carried {
        Carried::Nothing => (0, never(Full::default())),
        Carried::Text(text) => (text.len() as u64, never(Full::from(text.clone()))),
        Carried::Part(path, from, bytes) => {
            let mut file = tokio::fs::File::open(path).await?;
            file.seek(io::SeekFrom::Start(*from)).await?;
            let chunks = futures_util::stream::try_unfold(file.take(*bytes), |mut part| async move {
                let mut chunk = vec![0; CHUNK_BYTES];
                let count = part.read(&mut chunk).await?;
                chunk.truncate(count);
                Ok((count > 0).then(|| (Frame::data(Bytes::from(chunk)), part)))
            });
            (*bytes, StreamBody::new(chunks).boxed_unsync())
        }
    })
}

/// An answer in XML, for a reader that knows its names by their namespace: some servers leave it out, some have another.
async fn xml(answer: Response<Incoming>) -> io::Result<String> {
    Ok(with_namespace(&text(answer).await?))
}

fn with_namespace(said: &str) -> String {
    // The first tag that is no declaration.
    let mut tags = said.match_indices('<').map(|(at, _)| at);
    let Some(root) = tags.find(|at| !said[at + 1..].starts_with(['?', '!'])) else { return said.to_owned() };
    let end = said[root..].find('>').map_or(said.len(), |end| root + end);
    let name = said[root..end].find([' ', '/']).map_or(end, |name| root + name);
    format!("{} xmlns=\"{NAMESPACE}\"{}", &said[..name], &said[end..])
}

/// An answer that is no file.
async fn text(answer: Response<Incoming>) -> io::Result<String> {
    let whole = Limited::new(answer.into_body(), ANSWER_BYTES_MAX).collect();
    let whole = within(ANSWER_WITHIN, async { whole.await.map_err(io::Error::other) }).await?;
    String::from_utf8(whole.to_bytes().to_vec()).map_err(io::Error::other)
}

fn odd(why: &dyn std::fmt::Display, said: &str) -> io::Error {
    io::Error::other(format!("the storage's answer cannot be read ({why}): {}", short(said)))
}

fn short(said: &str) -> String {
    said.chars().filter(|c| !c.is_control()).take(WORDS_MAX).collect()
}

impl Reading {
    /// The next bytes into `to`, and how many; none at the end.
    ///
    /// # Errors
    /// Where the answer ends before the object does.
    pub async fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.held.is_empty() {
            let next = tokio::time::timeout(QUIET_MAX, self.body.frame()).await;
            match next.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))? {
                None => return Ok(0),
                Some(frame) => {
                    self.held = frame.map_err(io::Error::other)?.into_data().unwrap_or_default();
                }
            }
        }
        let count = to.len().min(self.held.len());
        to[..count].copy_from_slice(&self.held.split_to(count));
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_whichever_namespace_it_has() {
        for root in ["<A>", "<A xmlns=\"http://doc.s3.amazonaws.com/2006-03-01/\">"] {
            let said = format!("<?xml version=\"1.0\"?>\n{root}<B/></A>");
            let wanted = format!("<?xml version=\"1.0\"?>\n<A xmlns=\"{NAMESPACE}\"><B/></A>");
            assert_eq!(with_namespace(&said), wanted);
        }
        for odd in ["", "no tag", "<?xml?>", "<", "<A"] {
            assert!(with_namespace(odd).starts_with(odd));
        }
    }

    #[test]
    fn settings_that_cannot_work_are_said() {
        let config = |endpoint: &str, bucket: &str| Config {
            endpoint: endpoint.into(),
            region: "eu".into(),
            bucket: bucket.into(),
            prefix: String::new(),
            virtual_host: false,
            access_key: String::new(),
            secret_key: String::new(),
        };
        assert!(Objects::new(&config("https://s3.example.dk", "files")).is_ok());
        for (endpoint, bucket) in [("s3.example.dk", "files"), ("ftp://x", "files"), ("https://x", "")] {
            assert!(Objects::new(&config(endpoint, bucket)).is_err(), "{endpoint} {bucket}");
        }
    }
}
