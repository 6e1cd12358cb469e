//! Dates, times and waiting times in words.
//!
//! The words and their order are in `locales/*.ftl` (ids `when-…`); here is only the arithmetic.

use super::args::{
    WhenDate, WhenDay, WhenFull, WhenShort, WhenTime, WhenTimeExact, WhenTwo, WhenZone, WhenZoneOffset,
};
use super::{Count, Lang};
use crate::engine::instant::Instant;
use jiff::civil::Weekday;

/// A zone that the bundled zone data does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the time zone `{0}` is not known; hint: names look like Europe/Copenhagen")]
pub struct UnknownZone(pub String);

/// An instant as the clock on the wall of a named zone showed it, ready to be worded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    year: i16,
    month: i8,
    day: i8,
    weekday: Weekday,
    hour: i8,
    minute: i8,
    second: i8,
    micros: i32,
    offset_seconds: i32,
    zone: String,
    /// The wall time occurs twice that day, so the offset has to be said.
    twice: bool,
}

impl When {
    /// The wall time as a spreadsheet counts it, without the zone: `2027-02-05T12:00:00.250`.
    pub fn wall(&self) -> String {
        let Self { year, month, day, hour, minute, second, micros, .. } = self;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}", micros / 1000)
    }

    /// The wall time of `instant` in `zone`.
    pub fn at(instant: Instant, zone: &str) -> Result<Self, UnknownZone> {
        Self::resolve(instant, zone, false)
    }

    /// The wall time of a deadline: midnight is written as 24:00 of the day that ends. A deadline that
    /// is the last microsecond of a minute is shown as the end of that minute.
    pub fn until(instant: Instant, zone: &str) -> Result<Self, UnknownZone> {
        Self::resolve(instant, zone, true)
    }

    fn resolve(instant: Instant, zone: &str, ends: bool) -> Result<Self, UnknownZone> {
        let unknown = || UnknownZone(zone.to_owned());
        let tz = jiff::tz::TimeZone::get(zone).map_err(|_| unknown())?;
        // Out of jiff's range is far out of ours; the nearest end still shows that something is odd.
        let last = ends && instant.micros().rem_euclid(60_000_000) == 59_999_999;
        let micros = instant.micros().saturating_add(i64::from(last));
        let timestamp = jiff::Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        });
        let zoned = timestamp.to_zoned(tz.clone());
        let civil = zoned.datetime();
        let midnight = civil.time() == jiff::civil::Time::midnight();
        let (date, hour) = match civil.date().yesterday() {
            Ok(yesterday) if ends && midnight => (yesterday, 24),
            _ => (civil.date(), civil.hour()),
        };
        Ok(Self {
            year: date.year(),
            month: date.month(),
            day: date.day(),
            weekday: date.weekday(),
            hour,
            minute: civil.minute(),
            second: civil.second(),
            micros: civil.subsec_nanosecond() / 1000,
            offset_seconds: zoned.offset().seconds(),
            zone: zone.to_owned(),
            twice: matches!(tz.to_ambiguous_zoned(civil).offset(), jiff::tz::AmbiguousOffset::Fold { .. }),
        })
    }

    /// For the `datetime` attribute: `2027-02-05T12:00:00+01:00`.
    pub fn machine(&self) -> String {
        // HTML knows no hour 24.
        let (hour, minute, second) =
            if self.hour == 24 { (23, 59, 59) } else { (self.hour, self.minute, self.second) };
        format!(
            "{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}{}",
            self.year,
            self.month,
            self.day,
            self.offset()
        )
    }

    /// `+01:00`
    fn offset(&self) -> String {
        let sign = if self.offset_seconds < 0 { '-' } else { '+' };
        let minutes = self.offset_seconds.abs() / 60;
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

fn two(number: i8) -> String {
    format!("{number:02}")
}

impl Lang {
    /// Everything a reader must know: `Friday 5 February 2027 at 12:00 (Europe/Copenhagen)`.
    pub fn full(self, when: &When) -> String {
        self.texts().when_full(&WhenFull {
            day: self.day(when),
            time: self.time(when),
            zone: self.zone(when),
        })
    }

    /// For receipts, to the microsecond: `Friday 5 February 2027 at 11:59:58.123456 (Europe/Copenhagen)`.
    pub fn exact(self, when: &When) -> String {
        let t = self.texts();
        let time = t.when_time_exact(&WhenTimeExact {
            hour: two(when.hour),
            minute: two(when.minute),
            second: two(when.second),
            micros: format!("{:06}", when.micros),
        });
        t.when_full(&WhenFull { day: self.day(when), time, zone: self.zone(when) })
    }

    /// For tables: `5 Feb 2027 at 12:00`. The page says the zone once.
    pub fn short(self, when: &When) -> String {
        let t = self.texts();
        let month = t.when_month_short(when.month);
        let date = t.when_date(&WhenDate { day: when.day, month, year: when.year });
        t.when_short(&WhenShort { date, time: self.time(when) })
    }

    /// The day with its weekday: `Friday 5 February 2027`.
    pub fn day(self, when: &When) -> String {
        let t = self.texts();
        let weekday = t.when_weekday(when.weekday.to_monday_one_offset());
        t.when_day(&WhenDay { date: self.date(when), weekday })
    }

    /// The date alone: `5 February 2027`.
    pub fn date(self, when: &When) -> String {
        let t = self.texts();
        t.when_date(&WhenDate { day: when.day, month: t.when_month(when.month), year: when.year })
    }

    /// What a file or a form writes as `2027-02-05` or `2027-02-05T12:00`, in words; anything else comes back unchanged.
    pub fn wall(self, written: &str) -> String {
        let (date, time) = written.split_once('T').map_or((written, None), |(date, time)| (date, Some(time)));
        let parts: Option<Vec<i16>> = date.split('-').map(|part| part.parse().ok()).collect();
        let (Some([year, month @ 1..=12, day]), t) = (parts.as_deref(), self.texts()) else {
            return written.to_owned();
        };
        let date = t.when_date(&WhenDate { day: *day, month: t.when_month(*month), year: *year });
        match time.and_then(|time| time.split_once(':')) {
            Some((hour, minute)) => {
                t.when_short(&WhenShort { date, time: t.when_time(&WhenTime { hour, minute }) })
            }
            None => date,
        }
    }

    /// The time of day alone: `12:00`. Seconds are left out, not rounded.
    pub fn time(self, when: &When) -> String {
        self.texts().when_time(&WhenTime { hour: two(when.hour), minute: two(when.minute) })
    }

    /// The zone in words, with the offset where the wall time occurs twice.
    pub fn zone(self, when: &When) -> String {
        let t = self.texts();
        let city = when.zone.rsplit('/').next().unwrap_or_default();
        let zone = t.when_zone(&WhenZone { city, zone: &when.zone });
        if when.twice { t.when_zone_offset(&WhenZoneOffset { offset: when.offset(), zone }) } else { zone }
    }

    /// How long until `then`, seen from `now`: `in 2 days and 3 hours`, or `2 minutes ago`.
    ///
    /// Rounded towards `now`, so that nobody is promised more time than there is. A day is 24 hours.
    pub fn countdown(self, now: Instant, then: Instant) -> String {
        let t = self.texts();
        let micros = then.micros().saturating_sub(now.micros());
        let seconds = micros.unsigned_abs() / 1_000_000;
        if seconds == 0 {
            return t.when_now().to_owned();
        }
        let words = self.duration(seconds);
        if micros > 0 { t.when_in(words) } else { t.when_ago(words) }
    }

    /// A length of time in its two largest units: `2 days and 3 hours`; seconds only below ten minutes.
    pub fn duration(self, seconds: impl Count) -> String {
        let t = self.texts();
        let seconds = seconds.count().unsigned_abs();
        let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
        let (first, second) = if days > 0 {
            (t.when_days(days), (hours % 24 > 0).then(|| t.when_hours(hours % 24)))
        } else if hours > 0 {
            (t.when_hours(hours), (minutes % 60 > 0).then(|| t.when_minutes(minutes % 60)))
        } else if minutes > 0 {
            let rest = seconds % 60;
            (t.when_minutes(minutes), (minutes < 10 && rest > 0).then(|| t.when_seconds(rest)))
        } else {
            (t.when_seconds(seconds), None)
        };
        match second {
            Some(second) => t.when_two(&WhenTwo { first, second }),
            None => first,
        }
    }
}
