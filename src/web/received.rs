//! When a form came: the instant at which its last byte was here, before anything is looked up for it.
//!
//! A database that is away keeps a form waiting; it does not make it late. Files are not read beforehand, for they
//! stream: an upload is as of the end of each file.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::app::App;

/// What is read whole: it has a limit of its own, and no file is sent so.
const WHOLE: [&str; 2] = ["application/x-www-form-urlencoded", "application/json"];

/// Turns the clock itself: nothing in it is as of one instant.
const DEMO: &str = "/demo";

/// Reads a form to its end, lets it in, and carries it out as of then.
pub async fn whole(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE).map(|kind| kind.as_bytes().to_ascii_lowercase());
    let whole = kind.is_none_or(|kind| WHOLE.iter().any(|one| kind.starts_with(one.as_bytes())));
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || !whole || request.uri().path().starts_with(DEMO) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let head = parts.clone();
    let body = match Bytes::from_request(Request::from_parts(parts, body), &()).await {
        Ok(body) => body,
        Err(rejection) => return rejection.into_response(),
    };
    let ticket = app.receive();
    ticket.over(next.run(Request::from_parts(head, Body::from(body)))).await
}
