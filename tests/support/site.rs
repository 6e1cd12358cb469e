//! The whole program on a temporary database with a hand-cranked clock, asked as a browser asks it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::keys::cipher;
use crate::opening;
use trespor::app::App;
use trespor::app::blobs::Blobs;
use trespor::app::clock::Clock;
use trespor::app::settings::Settings;
use trespor::engine::ids::{PersonId, ProcedureId};
use trespor::engine::instant::Instant;
use trespor::i18n::Lang;
use trespor::store::Store;

/// A running program.
pub struct Site {
    pub app: Arc<App>,
    router: Router,
    pub folder: PathBuf,
}

/// Somebody with a browser.
#[derive(Clone)]
pub struct Reader {
    pub person: Option<PersonId>,
    cookie: String,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).expect("a page is UTF-8")
    }

    /// Where the browser is sent.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Fails unless the page says every one of `words`.
    #[track_caller]
    pub fn says(&self, words: &[&str]) -> &Self {
        let text = self.text();
        for word in words {
            assert!(text.contains(word), "{} is not said: {}", word, main_of(&text));
        }
        self
    }

    /// Fails if the page says any of `words`.
    #[track_caller]
    pub fn hides(&self, words: &[&str]) -> &Self {
        let text = self.text();
        for word in words {
            assert!(!text.contains(word), "{} is said: {}", word, main_of(&text));
        }
        self
    }
}

fn main_of(text: &str) -> &str {
    text.find("<main").map_or(text, |at| &text[at..])
}

impl Site {
    /// A session lasts as long as a story does.
    pub async fn new(now: Instant, settings: Settings) -> Self {
        let folder = new_folder();
        let store = Store::open_sqlite(&folder.join("trespor.db"), cipher()).await.expect("a database opens");
        Self::over(store, folder, now, settings).await
    }

    /// The same on a database that is open, with its files in `folder`.
    pub async fn over(store: Store, folder: PathBuf, now: Instant, mut settings: Settings) -> Self {
        settings.sign_in.session_hours = 24 * 365;
        let blobs = Blobs::open(&folder.join("files")).await.expect("a folder can be made");
        let app = App::new(store, Clock::hand_cranked(now), blobs, settings);
        Self { router: trespor::web::router(Arc::clone(&app)), app, folder }
    }

    /// Opens a procedure from a workflow file.
    pub async fn open(&self, source: &str, owner: &Reader) -> ProcedureId {
        let owner = owner.person.expect("an owner is somebody");
        let overrides = opening::overrides(source, self.app.clock.now());
        self.app.open_procedure(source, owner, &overrides).await.expect("the file is good")
    }

    /// Somebody who is not signed in and reads English.
    #[allow(dead_code, reason = "not every test has one")]
    pub fn visitor() -> Reader {
        Reader { person: None, cookie: "language=en".into() }
    }

    /// Signs somebody in by a link.
    pub async fn sign_in(&self, email: &str, name: &str) -> Reader {
        let person = self.app.person(email, name, Lang::En).await.expect("the address is good");
        let link = self.app.make_link(&person, "/", false).await.expect("a link is made");
        let token = link.rsplit('/').next().unwrap_or_default();
        let (session, _) = self.app.sign_in(token).await.expect("the link works");
        Reader { person: Some(person.id), cookie: format!("language=en; session={session}") }
    }

    pub async fn get(&self, reader: &Reader, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, &reader.cookie);
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    pub async fn post(&self, reader: &Reader, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let body: Vec<_> =
            pairs.iter().map(|(key, value)| format!("{}={}", encoded(key), encoded(value))).collect();
        let request = Request::post(path)
            .header(header::COOKIE, &reader.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.join("&"))).expect("a request")).await
    }

    /// Sends a form as nobody from an address, with what a proxy, or whoever claims to be one, says of it.
    #[allow(dead_code, reason = "not every test asks from somewhere")]
    pub async fn post_from(&self, from: &str, said: &str, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let body: Vec<_> =
            pairs.iter().map(|(key, value)| format!("{}={}", encoded(key), encoded(value))).collect();
        let peer = SocketAddr::new(from.parse().expect("an address"), 1);
        let request = Request::post(path)
            .header(header::COOKIE, "language=en")
            .header("x-forwarded-for", said)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .extension(ConnectInfo(peer));
        self.send(request.body(Body::from(body.join("&"))).expect("a request")).await
    }

    /// Uploads files: field, file name, bytes.
    pub async fn upload(&self, reader: &Reader, path: &str, files: &[(&str, &str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (field, name, bytes) in files {
            body.extend_from_slice(
                format!(
                    "--edge\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                     Content-Type: application/octet-stream\r\n\r\n"
                )
                .as_bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--edge--\r\n");
        let request = Request::post(path)
            .header(header::COOKIE, &reader.cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.send(request.body(Body::from(body)).expect("a request")).await
    }

    /// Posts bytes as they are; nothing where they cannot be sent to such an address.
    #[allow(dead_code, reason = "not every test spoils what it sends")]
    pub async fn raw(&self, reader: &Reader, path: &str, kind: &str, body: &[u8]) -> Option<Answer> {
        let request = Request::post(path)
            .header(header::COOKIE, &reader.cookie)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body.to_vec()));
        Some(self.send(request.ok()?).await)
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.expect("the program answers");
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.expect("the answer is whole").to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }
}

/// A folder of one's own, among the temporary files.
pub fn new_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("trespor-site-{}", trespor::app::random::id()));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

impl Reader {
    /// Keeps a cookie that an answer brought; whoever has it is somebody with this browser.
    #[allow(dead_code, reason = "not every test has other cookies than the session")]
    pub fn keep(&mut self, answer: &Answer) {
        if let Some(cookie) = answer.header("set-cookie").split(';').next() {
            self.cookie = format!("{}; {cookie}", self.cookie);
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // The system clears its folder of temporary files where this fails.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "%{byte:02X}");
        out
    })
}
