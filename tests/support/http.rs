//! A small browser for tests: HTTP/1.1 over a plain socket, cookies, and the forms and links that stand in
//! the pages. It knows no address by heart: what is no link and no form of a page cannot be pressed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::html::{Form, decoded, main_of, tags, urlencoded, visible};

/// Redirects that are followed in one go at most.
const REDIRECTS_MAX: usize = 5;

/// Somebody at a browser.
#[derive(Debug)]
pub struct Browser {
    address: SocketAddr,
    /// What the browser says of its reader's languages.
    accepts: &'static str,
    cookies: Mutex<BTreeMap<String, String>>,
    /// A token of the API, where it is no browser but a program.
    token: Option<String>,
}

impl Browser {
    /// A browser that has never been here, whose reader reads `accepts`.
    pub fn new(address: SocketAddr, accepts: &'static str) -> Self {
        Self { address, accepts, cookies: Mutex::default(), token: None }
    }

    /// A program on the same machine, which has a token and no cookie.
    #[allow(dead_code, reason = "not every test has programs")]
    pub fn program(&self, token: &str) -> Self {
        Self {
            address: self.address,
            accepts: self.accepts,
            cookies: Mutex::default(),
            token: Some(token.to_owned()),
        }
    }

    /// The same reader, who has chosen a language for the pages.
    pub fn reading(&self, language: &str) -> Self {
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner).clone();
        cookies.insert("language".into(), language.into());
        let token = self.token.clone();
        Self { address: self.address, accepts: self.accepts, cookies: Mutex::new(cookies), token }
    }

    /// Asks for an address and takes what comes, be it a page, a redirect or a refusal.
    pub async fn get(&self, path: &str) -> Page {
        self.ask("GET", path, "same-origin", None).await
    }

    /// Asks for an address, goes where it leads, and fails unless a page comes at last.
    pub async fn open(&self, path: &str) -> Page {
        let page = self.get(path).await;
        self.follow(page).await
    }

    /// Goes where an answer leads, and fails unless a page comes at last.
    #[track_caller]
    pub fn follow(&self, mut page: Page) -> impl Future<Output = Page> {
        let caller = std::panic::Location::caller();
        async move {
            for _ in 0..REDIRECTS_MAX {
                if page.status != 303 {
                    break;
                }
                page = self.get(page.header("location")).await;
            }
            assert_eq!(page.status, 200, "{caller}: {} says: {}", page.path, page.shown());
            page
        }
    }

    /// Sends a form and takes what comes.
    pub async fn send(&self, form: Form) -> Page {
        assert!(form.pressable, "the form to {} has no button", form.action);
        let (media, body) = form.body();
        self.ask("POST", &form.action, "same-origin", Some((media, body))).await
    }

    /// Sends a form and fails unless it is taken; the page that it leads to.
    #[track_caller]
    pub fn press(&self, form: Form) -> impl Future<Output = Page> {
        let caller = std::panic::Location::caller();
        async move {
            let action = form.action.clone();
            let page = self.send(form).await;
            assert_eq!(page.status, 303, "{caller}: {action} says: {}", page.shown());
            self.follow(page).await
        }
    }

    /// Sends fields that stand in no form, as somebody might by hand.
    pub async fn forge(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.ask("POST", path, "same-origin", Some(urlencoded(fields.iter().copied()))).await
    }

    /// Sends fields as the page of another website might make this browser do.
    pub async fn forge_from_elsewhere(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.ask("POST", path, "cross-site", Some(urlencoded(fields.iter().copied()))).await
    }

    /// Asks for an address; nothing where the server goes away before its answer is whole.
    #[allow(dead_code, reason = "not every test has a server that goes away")]
    pub async fn try_get(&self, path: &str) -> Option<Page> {
        self.try_ask("GET", path, "same-origin", None).await.ok()
    }

    /// Sends a form; nothing where the server goes away before its answer is whole.
    #[allow(dead_code, reason = "not every test has a server that goes away")]
    pub async fn try_send(&self, form: Form) -> Option<Page> {
        let (media, body) = form.body();
        self.try_ask("POST", &form.action, "same-origin", Some((media, body))).await.ok()
    }

    /// Sends fields that stand in no form; nothing where the server goes away before its answer is whole.
    #[allow(dead_code, reason = "not every test has a server that goes away")]
    pub async fn try_forge(&self, path: &str, fields: &[(&str, &str)]) -> Option<Page> {
        self.try_ask("POST", path, "same-origin", Some(urlencoded(fields.iter().copied()))).await.ok()
    }

    async fn ask(&self, method: &str, path: &str, site: &str, body: Option<(String, Vec<u8>)>) -> Page {
        let answer = self.try_ask(method, path, site, body).await;
        answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    async fn try_ask(
        &self,
        method: &str,
        path: &str,
        site: &str,
        body: Option<(String, Vec<u8>)>,
    ) -> std::io::Result<Page> {
        assert!(path.starts_with('/'), "{path} is no address of this site");
        let path = path.split('#').next().unwrap_or(path);
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept-Language: {}\r\n\
             Sec-Fetch-Site: {site}\r\n",
            self.address, self.accepts
        );
        {
            let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
            if !cookies.is_empty() {
                let all: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
                write!(head, "Cookie: {}\r\n", all.join("; ")).expect("a string");
            }
        }
        if let Some(token) = &self.token {
            write!(head, "Authorization: Bearer {token}\r\n").expect("a string");
        }
        let body = body.map(|(media, body)| {
            write!(head, "Content-Type: {media}\r\nContent-Length: {}\r\n", body.len()).expect("a string");
            body
        });
        let mut stream = TcpStream::connect(self.address).await?;
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(b"\r\n").await?;
        if let Some(body) = body {
            stream.write_all(&body).await?;
        }
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        let page = Page::parse(path, &answer).ok_or(std::io::ErrorKind::UnexpectedEof)?;
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, set) in page.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, value) =
                set.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            if value.is_empty() {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(page)
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Page {
    pub status: u16,
    /// The address that was asked for.
    pub path: String,
    headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

impl Page {
    /// An answer that is whole; nothing of one that broke off.
    fn parse(path: &str, answer: &[u8]) -> Option<Self> {
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        let headers: Vec<_> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
        let body = &answer[end + 4..];
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.and_then(|(_, value)| value.parse::<usize>().ok());
        if length.is_some_and(|length| body.len() < length) {
            return None;
        }
        let bytes = if chunked { unchunked(body)? } else { body.to_vec() };
        Some(Self { status: status?, path: path.to_owned(), headers, bytes })
    }

    /// A header, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The body as text.
    pub fn html(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Everything that came: the status, the headers but for the machine's clock, and the body with its characters
    /// written out.
    pub fn whole(&self) -> String {
        let headers: Vec<_> = self.headers.iter().filter(|(name, _)| name != "date").collect();
        format!("{} {headers:?}\n{}", self.status, decoded(&self.html()))
    }

    /// What the reader sees in the page's own part.
    pub fn shown(&self) -> String {
        let html = self.html();
        visible(main_of(&html))
    }

    /// Fails unless the reader sees every one of `words`.
    #[track_caller]
    pub fn says(&self, words: &[&str]) -> &Self {
        let shown = self.shown();
        for word in words {
            assert!(shown.contains(word), "{} does not say “{word}”: {shown}", self.path);
        }
        self
    }

    /// Fails if any of `words` stands anywhere in the answer, seen or unseen.
    #[track_caller]
    pub fn hides<'w>(&self, words: impl IntoIterator<Item = &'w str>) -> &Self {
        let whole = self.whole();
        for word in words {
            assert!(!whole.contains(word), "{} gives “{word}” away: {}", self.path, self.shown());
        }
        self
    }

    /// The addresses of all links, files and forms of this site.
    pub fn links(&self) -> Vec<String> {
        let html = self.html();
        let mut found = Vec::new();
        for tag in tags(&html) {
            let address = match tag.name {
                "a" | "link" => tag.attribute("href"),
                "img" | "script" => tag.attribute("src"),
                _ => None,
            };
            found.extend(address.filter(|address| address.starts_with('/')));
        }
        found
    }

    /// The one link whose address holds `part`.
    #[track_caller]
    pub fn link(&self, part: &str) -> String {
        let mut found = self.links();
        found.retain(|link| link.contains(part));
        found.dedup();
        assert!(!found.is_empty(), "{} has no link to {part}: {:?}", self.path, self.links());
        found.swap_remove(0)
    }

    /// The forms of the page's own part.
    pub fn forms(&self) -> Vec<Form> {
        let html = self.html();
        let main = main_of(&html);
        let mut found = Vec::new();
        let mut rest = main;
        while let Some(start) = rest.find("<form") {
            let end = rest[start..].find("</form>").map_or(rest.len(), |end| start + end);
            found.push(Form::parse(&rest[start..end], &self.path));
            rest = &rest[end..];
        }
        found
    }

    /// The first form that has this field.
    #[track_caller]
    pub fn form(&self, field: &str) -> Form {
        let found = self.forms().into_iter().find(|form| form.has(field));
        found.unwrap_or_else(|| panic!("{} has no form with {field}: {}", self.path, self.shown()))
    }

    /// The first form that goes to an address with this end.
    #[track_caller]
    pub fn form_to(&self, end: &str) -> Form {
        let found = self.forms().into_iter().find(|form| form.action.ends_with(end));
        found.unwrap_or_else(|| panic!("{} has no form to {end}: {}", self.path, self.shown()))
    }
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let size =
            std::str::from_utf8(&rest[..end]).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let size = size?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Some(bytes);
        }
        bytes.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}
