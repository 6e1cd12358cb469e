//! The only place that asks what time it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::engine::instant::Instant;

/// Microseconds since 1970 by the machine's clock.
fn machine() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// How many seconds ago a file was written, by the machine's clock, which is the one that dated it. A date in the
/// future is no age.
pub fn age_seconds(written: SystemTime) -> u64 {
    written.elapsed().map_or(0, |age| age.as_secs())
}

/// What time it is. It never goes backwards and never says the same microsecond twice.
#[derive(Clone, Debug)]
pub struct Clock {
    kind: Kind,
    last: Arc<AtomicI64>,
}

#[derive(Clone, Debug)]
enum Kind {
    /// The machine's clock, and how many microseconds the database's is ahead of it.
    System(Arc<AtomicI64>),
    HandCranked(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self { kind: Kind::System(Arc::default()), last: Arc::default() }
    }

    /// A clock that moves only when it is told to: for the demo and for tests, never for a server.
    pub fn hand_cranked(start: Instant) -> Self {
        Self { kind: Kind::HandCranked(Arc::new(AtomicI64::new(start.micros()))), last: Arc::default() }
    }

    /// Goes on from `reached` if the machine's clock is behind it: whether it is. For a start: what was recorded
    /// before it must not lie in the future.
    pub fn not_before(&self, reached: Instant) -> bool {
        let behind = self.now() < reached;
        self.last.fetch_max(reached.micros(), Ordering::SeqCst);
        behind
    }

    /// Now.
    pub fn now(&self) -> Instant {
        let shown = match &self.kind {
            Kind::System(ahead) => machine().saturating_add(ahead.load(Ordering::SeqCst)),
            Kind::HandCranked(hand) => hand.load(Ordering::SeqCst),
        };
        // A machine whose clock is set back must not reopen a deadline.
        let before = self
            .last
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| Some(shown.max(last + 1)))
            .unwrap_or(shown);
        Instant::from_micros(shown.max(before + 1))
    }

    /// What the clock shows as it is, before it was set.
    pub fn unset(&self) -> Instant {
        Instant::from_micros(match &self.kind {
            Kind::System(_) => machine(),
            Kind::HandCranked(hand) => hand.load(Ordering::SeqCst),
        })
    }

    /// Sets the clock so many microseconds ahead of the machine's, or behind it. A hand-cranked one stays as it is.
    pub fn set_ahead(&self, micros: i64) {
        if let Kind::System(ahead) = &self.kind {
            ahead.store(micros, Ordering::SeqCst);
        }
    }

    /// Moves a hand-cranked clock forward to `to`; false for the machine's clock or a move backwards.
    pub fn crank(&self, to: Instant) -> bool {
        match &self.kind {
            Kind::System(_) => false,
            Kind::HandCranked(hand) => hand.fetch_max(to.micros(), Ordering::SeqCst) < to.micros(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sets the hand of a clock to `shown`, also backwards, as somebody sets a machine's.
    fn set(clock: &Clock, shown: i64) {
        let Kind::HandCranked(hand) = &clock.kind else { panic!("a clock with a hand") };
        hand.store(shown, Ordering::SeqCst);
    }

    #[test]
    fn it_never_goes_backwards_and_follows_again_when_the_machine_has_caught_up() {
        let clock = Clock::hand_cranked(Instant::from_micros(1_000));
        assert_eq!((clock.now().micros(), clock.now().micros()), (1_000, 1_001));
        set(&clock, 500);
        assert_eq!((clock.now().micros(), clock.clone().now().micros()), (1_002, 1_003));
        set(&clock, 9_000);
        assert_eq!(clock.now().micros(), 9_000);
        set(&clock, 0);
        assert_eq!(clock.now().micros(), 9_001);
        set(&clock, 9_500);
        assert_eq!(clock.now().micros(), 9_500);
    }

    #[test]
    fn a_start_goes_on_from_what_is_recorded() {
        let clock = Clock::hand_cranked(Instant::from_micros(1_000));
        assert!(!clock.not_before(Instant::from_micros(900)));
        assert!(clock.not_before(Instant::from_micros(5_000)));
        assert_eq!(clock.now().micros(), 5_001);
    }
}
