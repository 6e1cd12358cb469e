//! What somebody typed is not lost when the database or the disk is away, or when the session has ended meanwhile: the page
//! that says so holds it.

use axum::Form;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Request};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::errors::Again;

/// Addresses whose forms hold secrets, which no page repeats.
const SECRET: [&str; 3] = ["/sign-in", "/keys", "/code"];

/// How a form without files is sent.
const FORM: &str = "application/x-www-form-urlencoded";

/// A form as it came. Cloned, it is the same bytes.
#[derive(Clone, Debug)]
pub struct Typed {
    action: String,
    body: Bytes,
}

impl Typed {
    /// The form that sends it again.
    pub async fn again(&self) -> Again {
        let mut request = Request::post("/").body(Body::from(self.body.clone())).unwrap_or_default();
        request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(FORM));
        // What cannot be read as a form is not repeated.
        let fields = Form::<Vec<(String, String)>>::from_request(request, &()).await;
        let fields = fields.map(|Form(fields)| fields).unwrap_or_default();
        Again { action: self.action.clone(), fields, sent: true }
    }
}

/// Puts what was typed beside an answer that says to try again.
pub async fn keep(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().to_ascii_lowercase().starts_with(FORM.as_bytes()));
    if request.method() != Method::POST || !is_form || SECRET.iter().any(|secret| path.contains(secret)) {
        return next.run(request).await;
    }
    let action = path.to_owned();
    let (parts, body) = request.into_parts();
    let head = parts.clone();
    let body = match Bytes::from_request(Request::from_parts(parts, body), &()).await {
        Ok(body) => body,
        Err(rejection) => return rejection.into_response(),
    };
    let mut response = next.run(Request::from_parts(head, Body::from(body.clone()))).await;
    if [StatusCode::SERVICE_UNAVAILABLE, StatusCode::UNAUTHORIZED].contains(&response.status()) {
        response.extensions_mut().insert(Typed { action, body });
    }
    response
}
