//! How requests must come in: a head that is not too long, and a body that does not dawdle.
//!
//! Only reading is timed. What a request set going is never cut off: a submission that has come in whole is carried
//! out, however long it waits for its turn.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;

use crate::app::App;
use crate::app::clock::Clock;
use crate::app::settings::Requests;
use crate::engine::instant::Instant;

/// How many seconds a request may take before its pace counts.
const GRACE_SECONDS: i64 = 60;

/// Refuses what is too long, and gives up on a body that comes too slowly.
pub async fn limit(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let limits = &app.settings.requests;
    let long = |bytes: usize, max: u32| bytes as u64 > u64::from(max);
    if long(request.uri().to_string().len(), limits.address_bytes_max) {
        return StatusCode::URI_TOO_LONG.into_response();
    }
    let headers = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    if long(headers.sum(), limits.header_bytes_max) {
        return StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response();
    }
    let (parts, body) = request.into_parts();
    let body = timed(body, app.clock.clone(), limits.clone());
    next.run(Request::from_parts(parts, body)).await
}

struct Coming {
    body: BodyDataStream,
    clock: Clock,
    limits: Requests,
    since: Instant,
    bytes: u64,
}

impl Coming {
    /// Whether what has come so far has taken too long, all together.
    fn dawdles(&self) -> bool {
        let paced = self.bytes / u64::from(self.limits.bytes_per_second_min.max(1));
        let seconds = GRACE_SECONDS.saturating_add(i64::try_from(paced).unwrap_or(i64::MAX / 4_000_000));
        self.clock.now() > self.since.plus_seconds(seconds)
    }
}

/// The same body, which ends with an error where it comes too slowly.
fn timed(body: Body, clock: Clock, limits: Requests) -> Body {
    let since = clock.now();
    let coming = Coming { body: body.into_data_stream(), clock, limits, since, bytes: 0 };
    let late = || axum::Error::new(std::io::Error::from(std::io::ErrorKind::TimedOut));
    Body::from_stream(futures_util::stream::try_unfold(coming, move |mut coming| async move {
        let idle = Duration::from_secs(coming.limits.idle_seconds.into());
        match tokio::time::timeout(idle, coming.body.next()).await {
            Ok(Some(Ok(bytes))) => {
                coming.bytes += bytes.len() as u64;
                if coming.dawdles() { Err(late()) } else { Ok(Some((bytes, coming))) }
            }
            Ok(Some(Err(error))) => Err(error),
            Ok(None) => Ok(None),
            Err(_) => Err(late()),
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a body of pieces of `bytes` bytes between which `seconds` pass; how many bytes came.
    async fn read(pieces: usize, bytes: usize, seconds: i64) -> Result<usize, axum::Error> {
        let clock = Clock::hand_cranked(Instant::from_micros(1_800_000_000_000_000));
        let hand = clock.clone();
        let stream = futures_util::stream::iter(0..pieces).map(move |_| {
            hand.crank(hand.now().plus_seconds(seconds));
            Ok::<_, axum::Error>(vec![b'a'; bytes])
        });
        let body = timed(Body::from_stream(stream), clock, Requests::default());
        axum::body::to_bytes(body, usize::MAX).await.map(|all| all.len())
    }

    #[tokio::test]
    async fn a_body_that_dawdles_is_given_up() {
        assert_eq!(read(2, 10, 5).await.unwrap(), 20);
        assert!(read(20, 10, 20).await.is_err(), "a byte now and then is not enough");
        // A slow line that keeps going is waited for: a whole quarter of an hour.
        assert_eq!(read(100, 20_000, 9).await.unwrap(), 2_000_000);
    }

    #[tokio::test]
    async fn a_body_that_stands_still_is_given_up() {
        let none = Requests { idle_seconds: 0, ..Requests::default() };
        let still = futures_util::stream::pending::<Result<Vec<u8>, axum::Error>>();
        let body = timed(Body::from_stream(still), Clock::system(), none.clone());
        assert!(axum::body::to_bytes(body, usize::MAX).await.is_err());
        let body = timed(Body::from("all of it"), Clock::system(), none);
        assert_eq!(axum::body::to_bytes(body, usize::MAX).await.unwrap(), "all of it");
    }
}
