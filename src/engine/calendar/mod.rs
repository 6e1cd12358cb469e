//! Time as procedures count it: deadlines in local time, public holidays, and periods in law.
//!
//! - [`zone`]: named zones, the ends of their days, and what their clocks show;
//! - [`wall`] and [`deadline`]: wall time as it is written, and the one instant it means;
//! - [`holidays`]: the public holidays of four countries by rule, for any year;
//! - [`period`]: periods after Regulation (EEC, Euratom) No 1182/71.
//!
//! Everything here is data and arithmetic. The zone rules are compiled in, so that two machines never
//! disagree about a deadline; nothing is worded for a reader.

pub mod count;
mod days;
pub mod deadline;
pub mod holidays;
pub mod period;
pub mod wall;
pub mod zone;

#[cfg(test)]
mod tests;

pub use count::{CountError, Counted, Question};
pub use days::{DAYS_MAX, Days};
pub use deadline::Deadline;
pub use holidays::{Closed, Country, CountryError, NamedDay};
pub use period::{Calendar, Direction, Expiry, Period, PeriodError, Reason, Unit};
pub use wall::{WallTime, WallTimeError, resolve};
pub use zone::{LocalTime, Zone, ZoneError};

/// A date without a zone, and the day of the week: the engine's words for them.
pub use jiff::civil::{Date, Weekday};

/// The first year that a wall time, a deadline or a period may touch.
pub const YEAR_MIN: i16 = 1900;

/// The last year that a wall time, a deadline or a period may touch.
pub const YEAR_MAX: i16 = 2199;

/// Whether the calendar counts in the year of this date.
fn in_range(date: Date) -> bool {
    (YEAR_MIN..=YEAR_MAX).contains(&date.year())
}

/// Serialises a date as `2027-02-05`.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn date_as_text<S: serde::Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}
