//! A program with a token.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use trespor::app::App;
use trespor::store::people::Person;

/// A program.
#[derive(Clone)]
pub struct Program {
    pub app: Arc<App>,
    /// Its token; empty for none.
    pub token: String,
}

/// What came back.
#[derive(Debug)]
pub struct Told {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Told {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header is text"))
    }

    /// Fails unless it is a problem of this status and code.
    #[track_caller]
    pub fn is(&self, status: u16, code: &str) {
        assert_eq!((self.status.as_u16(), self.header("content-type")), (status, "application/problem+json"));
        let problem = self.json();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{problem}");
    }

    /// The body, and fails unless it is good.
    #[track_caller]
    pub fn good(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        self.json()
    }
}

impl Program {
    /// A program of somebody's in a role.
    pub async fn of(app: &Arc<App>, person: &Person, role: &str) -> Self {
        let (_, token) = app.make_token(person.id, "a test", role, 366).await.expect("a token is made");
        Self { app: Arc::clone(app), token }
    }

    /// One without a token.
    pub fn nobodys(app: &Arc<App>) -> Self {
        Self { app: Arc::clone(app), token: String::new() }
    }

    pub async fn send(&self, method: &str, path: &str, more: &[(&str, &str)], body: Vec<u8>) -> Told {
        let mut request = Request::builder().method(method).uri(path);
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        if !more.iter().any(|(name, _)| *name == "accept-language") {
            request = request.header(header::ACCEPT_LANGUAGE, "en");
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let response = trespor::web::router(Arc::clone(&self.app)).oneshot(request).await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.expect("a body").to_bytes().to_vec();
        Told { status, headers, bytes }
    }

    pub async fn get(&self, path: &str) -> Told {
        self.send("GET", path, &[], Vec::new()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Told {
        self.send("POST", path, &[("content-type", "application/json")], body.to_string().into_bytes()).await
    }

    /// What is offered under a name in an answer, filled with `more` and sent to where it says.
    #[track_caller]
    pub fn take<'p>(
        &'p self,
        offered: &Value,
        name: &str,
        about: &[(&str, &str)],
        more: Value,
    ) -> impl Future<Output = Told> + 'p {
        let option = option(offered, name, about)
            .unwrap_or_else(|| panic!("{name} of {about:?} is not offered: {}", offered["options"]));
        let mut body = option["body"].clone();
        for (field, value) in more.as_object().into_iter().flatten() {
            body[field] = value.clone();
        }
        let (method, href) = (option["method"].clone(), option["href"].clone());
        async move {
            assert_eq!(method, "POST");
            self.post(href.as_str().expect("an address"), &body).await
        }
    }

    /// The same where nothing more is to be said.
    #[track_caller]
    pub fn just<'p>(
        &'p self,
        offered: &Value,
        name: &str,
        about: &[(&str, &str)],
    ) -> impl Future<Output = Told> + 'p {
        self.take(offered, name, about, json!({}))
    }
}

/// The option of this name whose body says this.
pub fn option<'v>(offered: &'v Value, name: &str, about: &[(&str, &str)]) -> Option<&'v Value> {
    let options = offered["options"].as_array().expect("options");
    options.iter().find(|option| {
        option["do"] == name && about.iter().all(|(field, value)| option["body"][*field] == *value)
    })
}
