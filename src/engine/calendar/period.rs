//! Periods in law: Regulation (EEC, Euratom) No 1182/71 of 3 June 1971, article 3.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::super::instant::Instant;
use super::holidays::{Closed, Country, NamedDay, closed, office_closing};
use super::wall::{WallTime, WallTimeError, resolve};
use super::zone::Zone;
use super::{YEAR_MAX, YEAR_MIN, date_as_text, in_range};

/// What a period is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Whole hours.
    Hours,
    /// Calendar days.
    Days,
    /// Working days: neither public holiday nor Saturday nor Sunday.
    WorkingDays,
    /// Weeks of seven days.
    Weeks,
    /// Months by date.
    Months,
    /// Years by date.
    Years,
}

impl Unit {
    /// The longest period in this unit: a hundred years, and ten years of working days, which are counted
    /// one by one.
    pub const fn count_max(self) -> u32 {
        match self {
            Self::Hours => 876_600,
            Self::Days => 36_525,
            Self::WorkingDays => 2_600,
            Self::Weeks => 5_200,
            Self::Months => 1_200,
            Self::Years => 100,
        }
    }

    /// A number of this unit in English, for error messages: `1 day`, `6 working days`.
    fn amount(self, count: u32) -> String {
        let unit = match self {
            Self::Hours => "hour",
            Self::Days => "day",
            Self::WorkingDays => "working day",
            Self::Weeks => "week",
            Self::Months => "month",
            Self::Years => "year",
        };
        format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

/// Which way a period runs from its event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From the event into the future: a standstill, a time limit for complaints.
    #[default]
    Forward,
    /// Back from a date: "at least six whole days before the deadline".
    Backward,
}

/// A length of time in law, such as ten days forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// How many units; from 1 to [`Unit::count_max`].
    pub count: u32,
    /// The unit.
    pub unit: Unit,
    /// Which way it runs.
    #[serde(default)]
    pub direction: Direction,
}

/// Whose holidays and whose clocks count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// The country whose public holidays are no working days.
    pub country: Country,
    /// The zone in which days begin and end.
    pub zone: Zone,
}

impl Calendar {
    /// The calendar of a country in the zone of its capital.
    pub fn of(country: Country) -> Self {
        Self { country, zone: country.zone() }
    }
}

/// The end of a period, and why it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Expiry {
    /// The last local day on which an act is in time.
    #[serde(serialize_with = "date_as_text")]
    pub last_day: Date,
    /// The instant at which the period is over, itself outside: local 24:00 of the last day, or for hours
    /// the end of the last hour. Serialised in microseconds.
    pub expires_at: Instant,
    /// What moved the end or deserves a look, in order of time of counting. Empty when nothing did.
    pub because: Vec<Reason>,
}

impl Expiry {
    /// Whether something that happened at `instant` was within the period's end.
    pub fn in_time(&self, instant: Instant) -> bool {
        instant < self.expires_at
    }
}

/// One thing that a person wants to know about the end of a period. Data, never text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Reason {
    /// The last month has no such day, so the period ends on the month's last day (art. 3(2)).
    ShortMonth {
        /// The day of the month that is missing.
        day: i8,
        /// The last day of that month.
        #[serde(serialize_with = "date_as_text")]
        date: Date,
    },
    /// This day was passed over: the end may not fall on it (art. 3(4)), or it is no working day in a
    /// period of working days.
    Skipped {
        /// The day.
        #[serde(serialize_with = "date_as_text")]
        date: Date,
        /// Why it is not a working day.
        day: Closed,
    },
    /// The period held fewer than two working days and was lengthened (art. 3(5)).
    TwoWorkingDays {
        /// How many it held: 0 or 1.
        held: u8,
    },
    /// The end stays on a day that is not a working day, because the period runs backward (art. 3(4),
    /// second subparagraph), or because it is counted in hours.
    Stays {
        /// The last day.
        #[serde(serialize_with = "date_as_text")]
        date: Date,
        /// Why it is not a working day.
        day: Closed,
    },
    /// Offices treat this working day as closed; were it a public holiday, the period would end on
    /// another day. A person decides: it was counted as a working day.
    OfficesClosed {
        /// The day.
        #[serde(serialize_with = "date_as_text")]
        date: Date,
        /// Its name.
        day: NamedDay,
    },
}

/// A period that cannot be counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// Nought or too much.
    #[error("a period of {} cannot be counted\nhint: write a number from 1 to {}", unit.amount(*count), unit.count_max())]
    Count {
        /// The number as it was given.
        count: u32,
        /// The unit.
        unit: Unit,
    },
    /// Hours need a time of day to be counted from.
    #[error(
        "a period in hours cannot be counted from `{from}`, which has no time\nhint: write `{from}T12:00`"
    )]
    NeedsTime {
        /// The date as it was given.
        from: WallTime,
    },
    /// The event's time is none.
    #[error(transparent)]
    Event(#[from] WallTimeError),
    /// The period leaves the years in which the calendar counts.
    #[error(
        "a period of {} from {from} leaves the years {YEAR_MIN} to {YEAR_MAX}\n\
         hint: check the year and the length of the period", unit.amount(*count)
    )]
    OutOfRange {
        /// The day of the event.
        from: Date,
        /// The number as it was given.
        count: u32,
        /// The unit.
        unit: Unit,
    },
}

impl Period {
    /// So many units into the future.
    pub const fn forward(count: u32, unit: Unit) -> Self {
        Self { count, unit, direction: Direction::Forward }
    }

    /// So many whole units back from a date.
    pub const fn backward(count: u32, unit: Unit) -> Self {
        Self { count, unit, direction: Direction::Backward }
    }

    /// Counts from an event that is known as wall time.
    ///
    /// Only a period in hours looks at the time of day; for all others the day of the event counts, and it
    /// is itself never part of the period (art. 3(1)).
    pub fn end_from(self, event: &WallTime, calendar: &Calendar) -> Result<Expiry, PeriodError> {
        if self.unit != Unit::Hours {
            return self.end_from_day(event.date(), calendar);
        }
        if event.is_date_only() {
            return Err(PeriodError::NeedsTime { from: *event });
        }
        self.end_from_instant(resolve(event, &calendar.zone)?, calendar)
    }

    /// Counts from an event that happened at an instant.
    pub fn end_from_instant(self, event: Instant, calendar: &Calendar) -> Result<Expiry, PeriodError> {
        let day = calendar.zone.date_of(event);
        if self.unit != Unit::Hours {
            return self.end_from_day(day, calendar);
        }
        self.check(day)?;
        self.hours(event, day, calendar)
    }

    fn check(self, event: Date) -> Result<(), PeriodError> {
        if !(1..=self.unit.count_max()).contains(&self.count) {
            return Err(PeriodError::Count { count: self.count, unit: self.unit });
        }
        if in_range(event) { Ok(()) } else { Err(self.out_of_range(event)) }
    }

    const fn out_of_range(self, from: Date) -> PeriodError {
        PeriodError::OutOfRange { from, count: self.count, unit: self.unit }
    }

    /// Hours: the hour in which the event happens is not counted (art. 3(1)), so the period runs from the
    /// next full hour by the local clock, also when the event happens at 12:00:00 sharp. From there hours
    /// are elapsed time; a change of the clocks neither adds nor takes any. The end never moves
    /// (art. 3(4) speaks of periods other than in hours), and the two working days of art. 3(5) are not
    /// looked for.
    ///
    /// Backward: so many whole hours lie between the end and the beginning of the event's hour.
    fn hours(self, event: Instant, day: Date, calendar: &Calendar) -> Result<Expiry, PeriodError> {
        const HOUR_SECONDS: i64 = 3_600;
        let local = calendar.zone.local(event);
        let into_hour = i64::from(local.minute) * 60 + i64::from(local.second);
        let hour_start = event.plus_seconds(-into_hour).plus_micros(-i64::from(local.micro));
        let count = i64::from(self.count);
        let expires_at = match self.direction {
            Direction::Forward => hour_start.plus_seconds((count + 1) * HOUR_SECONDS),
            Direction::Backward => hour_start.plus_seconds(-count * HOUR_SECONDS),
        };
        let last_day = calendar.zone.date_of(expires_at.plus_micros(-1));
        if !in_range(last_day) {
            return Err(self.out_of_range(day));
        }
        let stays = closed(calendar.country, last_day).map(|day| Reason::Stays { date: last_day, day });
        Ok(Expiry { last_day, expires_at, because: stays.into_iter().collect() })
    }

    /// Days, weeks, months and years.
    fn end_from_day(self, event: Date, calendar: &Calendar) -> Result<Expiry, PeriodError> {
        self.check(event)?;
        let mut count = Counting { country: calendar.country, because: Vec::new() };
        let last_day = self.last_day(event, &mut count).ok_or_else(|| self.out_of_range(event))?;
        if !in_range(last_day) {
            return Err(self.out_of_range(event));
        }
        let expires_at = calendar.zone.day_end(last_day);
        Ok(Expiry { last_day, expires_at, because: count.because })
    }

    /// `None` where the range of dates ends.
    fn last_day(self, event: Date, count: &mut Counting) -> Option<Date> {
        let outermost = match self.unit {
            Unit::WorkingDays => count.working_days(event, self.count, self.direction)?,
            _ => self.nominal(event, count)?,
        };
        match self.direction {
            Direction::Forward if self.unit == Unit::WorkingDays => Some(outermost),
            Direction::Forward => {
                let two_days_or_more = self.count >= 2 || self.unit != Unit::Days;
                count.settle(event.tomorrow().ok()?, outermost, two_days_or_more)
            }
            // The outermost day belongs to the period whole, so the last act is the day before it.
            Direction::Backward => {
                let last_day = outermost.yesterday().ok()?;
                if let Some(day) = closed(count.country, last_day) {
                    count.because.push(Reason::Stays { date: last_day, day });
                }
                Some(last_day)
            }
        }
    }

    /// The day of the period furthest from the event, before holidays are looked at: the same weekday for
    /// weeks, the same date for months and years (art. 3(2)(c)).
    fn nominal(self, event: Date, count: &mut Counting) -> Option<Date> {
        let sign = match self.direction {
            Direction::Forward => 1,
            Direction::Backward => -1,
        };
        let units = sign * i32::try_from(self.count).ok()?;
        let span = match self.unit {
            Unit::Weeks => units.weeks(),
            Unit::Months => units.months(),
            Unit::Years => units.years(),
            Unit::Days | Unit::WorkingDays | Unit::Hours => units.days(),
        };
        let date = event.checked_add(span).ok()?;
        if matches!(self.unit, Unit::Months | Unit::Years) && date.day() != event.day() {
            count.because.push(Reason::ShortMonth { day: event.day(), date });
        }
        Some(date)
    }
}

/// A count in progress: the holidays it looks at and what it has found worth telling.
struct Counting {
    country: Country,
    because: Vec<Reason>,
}

impl Counting {
    /// Tells of a day that is passed over, if it is one.
    fn skips(&mut self, date: Date) -> bool {
        let day = closed(self.country, date);
        self.because.extend(day.map(|day| Reason::Skipped { date, day }));
        day.is_some()
    }

    /// Tells of a working day on which offices are closed, if it is one.
    fn flag(&mut self, date: Date) {
        let day = office_closing(self.country, date);
        self.because.extend(day.map(|day| Reason::OfficesClosed { date, day }));
    }

    /// The `count`th working day after or before the event.
    fn working_days(&mut self, event: Date, count: u32, direction: Direction) -> Option<Date> {
        let mut date = event;
        for _ in 0..count {
            loop {
                date = match direction {
                    Direction::Forward => date.tomorrow(),
                    Direction::Backward => date.yesterday(),
                }
                .ok()?;
                if !self.skips(date) {
                    break;
                }
            }
            self.flag(date);
        }
        Some(date)
    }

    /// Moves an end to a working day (art. 3(4)) and gives a period of two days or more its two working
    /// days (art. 3(5)).
    fn settle(&mut self, first: Date, nominal: Date, two_days_or_more: bool) -> Option<Date> {
        let mut last = nominal;
        while self.skips(last) {
            last = last.tomorrow().ok()?;
        }
        // Working days for certain, and those among them on which offices are open.
        let (mut held, mut open) = (0_u8, 0_u8);
        let mut date = first;
        while two_days_or_more && date <= last && open < 2 {
            if closed(self.country, date).is_none() {
                held = (held + 1).min(2);
                open += u8::from(office_closing(self.country, date).is_none());
            }
            date = date.tomorrow().ok()?;
        }
        if two_days_or_more && held < 2 {
            self.because.push(Reason::TwoWorkingDays { held });
            while held < 2 {
                last = last.tomorrow().ok()?;
                if !self.skips(last) {
                    held += 1;
                    open += u8::from(office_closing(self.country, last).is_none());
                }
            }
        }
        // A closing matters where the end falls on it, or where it is one of no more than two working days.
        let mut date = if two_days_or_more && open < 2 { first } else { last };
        while date <= last {
            self.flag(date);
            date = date.tomorrow().ok()?;
        }
        Some(last)
    }
}

/// Whole days from one date to another; negative when `to` is the earlier. The first is not counted.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
