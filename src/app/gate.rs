//! The gate: a step that closes waits until every request received in time is finished.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use super::clock::Clock;
use crate::engine::instant::Instant;

/// Requests that have arrived and are not finished.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    inside: Mutex<BTreeSet<Instant>>,
    left: Notify,
}

/// One request under way, and when the server had it complete. Keep it until the request is finished;
/// a clone is the same ticket, for a second try of the same request.
#[derive(Clone, Debug)]
pub struct Ticket(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    at: Instant,
    shared: Arc<Shared>,
}

tokio::task_local! {
    /// The request whose handler is running, where it was complete before anything was looked up for it.
    static REQUEST: Ticket;
}

impl Gate {
    /// The ticket of the request that this is done for, where it has one.
    pub fn here(&self) -> Option<Ticket> {
        let own = |ticket: &Ticket| Arc::ptr_eq(&ticket.0.shared, &self.shared).then(|| ticket.clone());
        REQUEST.try_with(own).ok().flatten()
    }

    /// Lets a request in, now.
    pub fn enter(&self, clock: &Clock) -> Ticket {
        let mut inside = self.shared.inside.lock().unwrap_or_else(PoisonError::into_inner);
        // Read inside the lock: whoever then waits for an earlier instant has seen this ticket. The
        // clock never says the same microsecond twice, so instants tell tickets apart.
        let at = clock.now();
        inside.insert(at);
        Ticket(Arc::new(Inside { at, shared: Arc::clone(&self.shared) }))
    }

    /// Whether nobody who entered before `at` is still inside.
    pub fn is_drained_before(&self, at: Instant) -> bool {
        let inside = self.shared.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.first().is_none_or(|first| *first >= at)
    }

    /// The instant before which nobody who entered is still inside, now and for ever.
    pub fn drained_to(&self, clock: &Clock) -> Instant {
        let inside = self.shared.inside.lock().unwrap_or_else(PoisonError::into_inner);
        // Read inside the lock, as in `enter`: whoever enters later gets a later instant.
        inside.first().copied().unwrap_or_else(|| clock.now())
    }

    /// Waits until nobody who entered before `at` is still inside.
    pub async fn drained_before(&self, at: Instant) {
        loop {
            let left = self.shared.left.notified();
            tokio::pin!(left);
            // Registered before looking, so that a leave in between is not missed.
            left.as_mut().enable();
            if self.is_drained_before(at) {
                return;
            }
            left.await;
        }
    }
}

impl Ticket {
    /// When the server had the request complete.
    pub fn at(&self) -> Instant {
        self.0.at
    }

    /// Carries a request out. Whatever is asked for a ticket in it gets this one; what runs in a task of its own is
    /// handed it.
    pub async fn over<F: Future>(self, request: F) -> F::Output {
        REQUEST.scope(self, request).await
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let mut inside = self.shared.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.remove(&self.at);
        drop(inside);
        self.shared.left.notify_waiters();
    }
}
