//! A command that is sent twice under one key is done once: `Idempotency-Key`.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest as _, Request};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Caller;
use super::carry::SaidOnce;
use super::problem::{MEDIA, Problem};
use crate::app::{App, AppError};
use crate::engine::digest::Digest;
use crate::store;
use crate::store::tokens::Repeat;

/// The header with the key.
const KEY: &str = "idempotency-key";

/// Characters of a key at most.
const KEY_CHARS_MAX: usize = 100;

/// Bytes of an answer at most that is kept to be said again.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Does what comes under a key once, and says again how that ended to whoever sends it again.
pub async fn once(request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Caller>().cloned();
    let key = request.headers().get(KEY).map(|key| key.to_str().unwrap_or_default().to_owned());
    let (Some(Caller { ctx, token: Some(token), .. }), Some(key)) = (caller, key) else {
        return next.run(request).await;
    };
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    if key.is_empty() || key.chars().count() > KEY_CHARS_MAX {
        return AppError::BadValue { field: "Idempotency-Key", value: key }.into_response();
    }
    let (parts, body) = request.into_parts();
    let head = parts.clone();
    let bytes = match Bytes::from_request(Request::from_parts(parts, body), &()).await {
        Ok(bytes) => bytes,
        Err(rejection) => return rejection.into_response(),
    };
    let digest = Digest::of(&[head.uri.to_string().as_bytes(), &bytes]);
    match claim(&ctx.app, token.id, &key, digest).await {
        Err(error) => return error.into_response(),
        Ok(Some(before)) if before.digest != digest => {
            return Problem::repeat(&ctx, "key_used_before").into_response();
        }
        Ok(Some(Repeat { answer: None, .. })) => {
            return Problem::repeat(&ctx, "outcome_unknown").into_response();
        }
        Ok(Some(Repeat { answer: Some((status, answer)), .. })) => return again(status, answer),
        Ok(None) => {}
    }
    let response = super::told(&ctx, next.run(Request::from_parts(head, Body::from(bytes))).await);
    let (parts, body) = response.into_parts();
    let once = parts.extensions.get::<SaidOnce>().is_some();
    let Ok(answer) = to_bytes(body, ANSWER_BYTES_MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    // A server that could not serve it has nothing to say again: nothing but that it is not known is kept.
    // A secret that is said once is kept nowhere: whoever missed it reads that it was made, and makes another.
    if !parts.status.is_server_error() && !once {
        let kept = (key, parts.status.as_u16(), String::from_utf8_lossy(&answer).into_owned());
        let done = ctx.app.store.write(move |db| {
            let (key, status, answer) = kept.clone();
            Box::pin(async move { store::tokens::settle(db, token.id, &key, status, &answer).await })
        });
        if let Err(error) = done.await {
            tracing::error!(%error, "how a command ended could not be kept for its key");
        }
    }
    Response::from_parts(parts, Body::from(answer))
}

async fn claim(
    app: &Arc<App>,
    token: uuid::Uuid,
    key: &str,
    digest: Digest,
) -> Result<Option<Repeat>, AppError> {
    let (key, now) = (key.to_owned(), app.clock.now());
    let claimed = app.store.write(move |db| {
        let key = key.clone();
        Box::pin(async move { store::tokens::claim(db, token, &key, digest, now).await })
    });
    Ok(claimed.await?)
}

fn again(status: u16, answer: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let media = if status.is_success() { "application/json" } else { MEDIA };
    let mut response = (status, [(header::CONTENT_TYPE, media)], answer).into_response();
    response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    response
}
