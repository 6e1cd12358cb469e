//! A deadline: wall time, zone and instant, kept together.

use serde::{Deserialize, Serialize};

use super::super::instant::Instant;
use super::wall::{WallTime, WallTimeError, resolve};
use super::zone::Zone;

/// A deadline: what was written, in which zone, and the instant it meant when it was set.
///
/// The three stay together. Should the law of a zone change later, the promise made in `at` stands, and
/// [`drift`](Self::drift) tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    wall: WallTime,
    zone: Zone,
    at: Instant,
}

impl Deadline {
    /// A deadline at `wall` in `zone`.
    ///
    /// # Errors
    ///
    /// A time that the zone skips or shows twice on that day.
    pub fn new(wall: WallTime, zone: Zone) -> Result<Self, WallTimeError> {
        let at = resolve(&wall, &zone)?;
        Ok(Self { wall, zone, at })
    }

    /// What was written.
    pub const fn wall(&self) -> WallTime {
        self.wall
    }

    /// The zone it was written for.
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The last instant that is in time.
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// Whether something that happened at `instant` is in time.
    pub fn in_time(&self, instant: Instant) -> bool {
        instant <= self.at
    }

    /// What the wall time means by today's zone rules, where that is no longer the recorded instant.
    pub fn drift(&self) -> Option<Result<Instant, WallTimeError>> {
        let now = resolve(&self.wall, &self.zone);
        (now != Ok(self.at)).then_some(now)
    }
}
