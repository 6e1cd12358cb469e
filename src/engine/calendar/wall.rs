//! Wall time as a person writes it, and the one instant it means.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::AmbiguousOffset;
use serde::{Deserialize, Serialize};

use super::super::instant::Instant;
use super::zone::{Zone, instant, moment, timestamp};
use super::{YEAR_MAX, YEAR_MIN, in_range};

/// A date with or without a time of day, as a person writes a deadline; the zone is said elsewhere.
///
/// Written `2027-02-05T12:00`, `2027-02-05T12:00:30` or `2027-02-05`. A date without a time means the end
/// of that day, local 24:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WallTime {
    date: Date,
    time: Option<Time>,
}

/// A wall time that cannot be read, or that does not mean exactly one instant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WallTimeError {
    /// The text is no wall time at all.
    #[error("`{value}` is not a date or a date with a time: {problem}\nhint: {hint}")]
    Malformed {
        /// The text as it was given, cut at a sensible length.
        value: String,
        /// What is wrong with it.
        problem: &'static str,
        /// How to write it.
        hint: &'static str,
    },
    /// The year is outside of the range in which the calendar counts.
    #[error(
        "the year of `{value}` is outside of {YEAR_MIN} to {YEAR_MAX}\n\
         hint: write the year in four digits, for example `2027-02-05`"
    )]
    YearOutOfRange {
        /// The date or time as it was given.
        value: String,
    },
    /// The clocks of the zone jump over this time.
    #[error(
        "`{value}` does not exist in {zone}: the clocks go from {from} straight to {to}\n\
         hint: write `{to}` or later, or a time before `{from}`"
    )]
    Gap {
        /// The wall time that does not exist.
        value: WallTime,
        /// The zone.
        zone: Zone,
        /// The first wall time that is jumped over.
        from: DateTime,
        /// The first wall time that exists again.
        to: DateTime,
    },
    /// The clocks of the zone show this time twice.
    #[error(
        "`{value}` happens twice in {zone}, at {earlier} and at {later}: the clocks go back from {to} to {from}\n\
         hint: write `{to}` or later, or a time before `{from}`"
    )]
    Fold {
        /// The wall time that exists twice.
        value: WallTime,
        /// The zone.
        zone: Zone,
        /// The first wall time that exists twice.
        from: DateTime,
        /// The first wall time after those that exist twice.
        to: DateTime,
        /// The instant it means with the offset from before the change.
        earlier: Instant,
        /// The instant it means with the offset from after the change.
        later: Instant,
    },
}

impl WallTime {
    /// The end of `date`, local 24:00.
    pub const fn end_of(date: Date) -> Self {
        Self { date, time: None }
    }

    /// A time of day on `date`; `None` when the clock has no such time. There is no 24:00: that is
    /// [`end_of`](Self::end_of) the day.
    pub fn at(date: Date, hour: u8, minute: u8, second: u8) -> Option<Self> {
        let part = |value: u8| i8::try_from(value).ok();
        let time = Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()?;
        Some(Self { date, time: Some(time) })
    }

    /// The date.
    pub const fn date(&self) -> Date {
        self.date
    }

    /// Whether it has no time of day and so means the end of its date.
    pub const fn is_date_only(&self) -> bool {
        self.time.is_none()
    }
}

impl fmt::Display for WallTime {
    /// As it is read: `2027-02-05T12:00`, with seconds only where there are some, or `2027-02-05`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(time) = self.time else { return write!(f, "{}", self.date) };
        write!(f, "{}T{:02}:{:02}", self.date, time.hour(), time.minute())?;
        if time.second() != 0 {
            write!(f, ":{:02}", time.second())?;
        }
        Ok(())
    }
}

impl FromStr for WallTime {
    type Err = WallTimeError;

    fn from_str(text: &str) -> Result<Self, WallTimeError> {
        const SHAPE: &str = "write `2027-02-05T12:00`, or `2027-02-05` for the end of that day";
        const VALUE_CHARS_MAX: usize = 40;
        let malformed = |problem, hint| WallTimeError::Malformed {
            value: text.chars().take(VALUE_CHARS_MAX).collect(),
            problem,
            hint,
        };
        let (date_text, time_text) = match text.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let [year, month, day] = numbers(date_text, '-', [4, 2, 2])
            .ok_or_else(|| malformed("the date is not year-month-day in digits", SHAPE))?;
        let date = i16::try_from(year)
            .ok()
            .zip(i8::try_from(month).ok().zip(i8::try_from(day).ok()))
            .and_then(|(year, (month, day))| Date::new(year, month, day).ok())
            .ok_or_else(|| malformed("there is no such day", "check the month and the day of the month"))?;
        if !in_range(date) {
            return Err(WallTimeError::YearOutOfRange { value: text.to_owned() });
        }
        let Some(time_text) = time_text else { return Ok(Self::end_of(date)) };
        if time_text.ends_with(['Z', 'z']) || time_text.contains(['+', '-']) {
            return Err(malformed(
                "it carries an offset from UTC",
                "leave the offset out: the zone is named beside the time, and knows its offset on that day",
            ));
        }
        let [hour, minute, second] = numbers(time_text, ':', [2, 2, 2])
            .or_else(|| numbers(time_text, ':', [2, 2]).map(|[hour, minute]| [hour, minute, 0]))
            .ok_or_else(|| malformed("the time is not hours:minutes in two digits each", SHAPE))?;
        if (hour, minute, second) == (24, 0, 0) {
            return Err(malformed(
                "no day has a time 24:00",
                "write the date alone: a date without a time means the end of that day",
            ));
        }
        u8::try_from(hour)
            .ok()
            .zip(u8::try_from(minute).ok().zip(u8::try_from(second).ok()))
            .and_then(|(hour, (minute, second))| Self::at(date, hour, minute, second))
            .ok_or_else(|| {
                malformed("there is no such time", "hours go from 00 to 23, minutes from 00 to 59")
            })
    }
}

/// Reads `N` numbers of exactly so many digits each, or nothing.
fn numbers<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[u16; N]> {
    let mut parts = text.split(separator);
    let mut found = [0; N];
    for (number, width) in found.iter_mut().zip(widths) {
        let part = parts.next()?;
        if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(found)
}

impl TryFrom<String> for WallTime {
    type Error = WallTimeError;

    fn try_from(text: String) -> Result<Self, WallTimeError> {
        text.parse()
    }
}

impl From<WallTime> for String {
    fn from(wall: WallTime) -> Self {
        wall.to_string()
    }
}

/// The last instant that is in time for `wall` in `zone`.
///
/// For a time of day that is the time itself, to the microsecond: 12:00:00.000000. For a date alone it is
/// the microsecond before the next local midnight.
///
/// # Errors
///
/// A time that the zone skips or shows twice on that day.
pub fn resolve(wall: &WallTime, zone: &Zone) -> Result<Instant, WallTimeError> {
    if !in_range(wall.date) {
        return Err(WallTimeError::YearOutOfRange { value: wall.to_string() });
    }
    let Some(time) = wall.time else {
        let end = zone.day_end(wall.date);
        let last = end.plus_micros(-1);
        if zone.date_of(last) == wall.date {
            return Ok(last);
        }
        // Samoa went without 30 December 2011: the whole day fell into a gap.
        return Err(gap(wall, zone, end));
    };
    let local = wall.date.to_datetime(time);
    match zone.offset_at(local) {
        AmbiguousOffset::Unambiguous { offset } => Ok(instant(moment(local, offset))),
        AmbiguousOffset::Gap { before, .. } => {
            Err(gap(wall, zone, zone.transition_upto(moment(local, before))))
        }
        AmbiguousOffset::Fold { before, after } => {
            let earlier = moment(local, before);
            let change = timestamp(zone.transition_after(earlier));
            Err(WallTimeError::Fold {
                value: *wall,
                zone: zone.clone(),
                from: after.to_datetime(change),
                to: before.to_datetime(change),
                earlier: instant(earlier),
                later: instant(moment(local, after)),
            })
        }
    }
}

/// The error for a wall time that the change of clocks at `change` jumps over.
fn gap(wall: &WallTime, zone: &Zone, change: Instant) -> WallTimeError {
    WallTimeError::Gap {
        value: *wall,
        zone: zone.clone(),
        from: zone.offset(change.plus_micros(-1)).to_datetime(timestamp(change)),
        to: zone.offset(change).to_datetime(timestamp(change)),
    }
}
