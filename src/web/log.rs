//! One line in the log for each request: the route's pattern, never the address itself, for a sign-in
//! address holds a secret and others tell who applies.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

/// Logs a request when it is answered.
pub async fn each(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    tracing::info!(
        target: "trespor::request",
        %method,
        route = route.as_deref().unwrap_or("none"),
        status = response.status().as_u16(),
    );
    response
}
