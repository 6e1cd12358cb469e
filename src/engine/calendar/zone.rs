//! Named zones: which offset holds when, where a day ends, and what local clocks show.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

use super::super::instant::Instant;

/// The longest zone name that is looked up; the longest IANA name has 32 bytes.
const ZONE_NAME_BYTES_MAX: usize = 64;

/// The zone data compiled into the program. The machine's own data is never asked: it differs from
/// machine to machine, and a deadline must not.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// A time zone by its IANA name, such as `Europe/Copenhagen`; `UTC` is the only name without a place.
///
/// Only known names exist, and they are spelt as the IANA database spells them.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// A name that is not the name of a zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ZoneError {
    /// The database does not know the name. `nearest` is a known name that resembles it.
    #[error("`{name}` is not a known time zone\nhint: {}", match nearest {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => "write an IANA name of a place, for example `Europe/Copenhagen`".to_owned(),
    })]
    Unknown {
        /// The name as it was given, cut at a sensible length.
        name: String,
        /// The known name that resembles it most, if one does.
        nearest: Option<String>,
    },
    /// An abbreviation such as `CET` or `EST`: it does not say which rules of daylight saving apply.
    #[error(
        "`{name}` is an abbreviation, which does not say whose daylight saving applies\n\
         hint: write an IANA name of a place, for example `Europe/Copenhagen`, or `UTC`"
    )]
    Abbreviation {
        /// The name as it was given.
        name: String,
    },
}

impl Zone {
    /// Looks a zone up by its IANA name; upper and lower case are alike.
    pub fn new(name: &str) -> Result<Self, ZoneError> {
        if name.len() > ZONE_NAME_BYTES_MAX {
            let name: String = name.chars().take(ZONE_NAME_BYTES_MAX).chain(['…']).collect();
            return Err(ZoneError::Unknown { name, nearest: None });
        }
        let rules = ZONES
            .get(name)
            .ok()
            .filter(|rules| !rules.is_unknown())
            .ok_or_else(|| ZoneError::Unknown { name: name.to_owned(), nearest: nearest_zone(name) })?;
        let canonical = rules.iana_name().unwrap_or(name).to_owned();
        if canonical != "UTC" && !canonical.contains('/') {
            return Err(ZoneError::Abbreviation { name: name.to_owned() });
        }
        Ok(Self { name: canonical, rules })
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The local date at `instant`.
    pub fn date_of(&self, instant: Instant) -> Date {
        self.rules.to_datetime(timestamp(instant)).date()
    }

    /// The first instant that no longer belongs to `date`: local 24:00 of that day.
    ///
    /// It exists for every day, also where the clocks change at midnight. Where they go back across
    /// midnight, into the day that had just ended, the second midnight ends the day. It saturates at the
    /// end of the range of dates.
    pub fn day_end(&self, date: Date) -> Instant {
        let Ok(next) = date.tomorrow() else { return instant(Timestamp::MAX) };
        let midnight = next.to_datetime(Time::midnight());
        match self.offset_at(midnight) {
            AmbiguousOffset::Gap { before, .. } => self.transition_upto(moment(midnight, before)),
            AmbiguousOffset::Unambiguous { offset } => instant(moment(midnight, offset)),
            AmbiguousOffset::Fold { before, after } => {
                let first = moment(midnight, before);
                let change = timestamp(self.transition_after(first));
                let back_in_the_day = after.to_datetime(change) < midnight;
                instant(if back_in_the_day { moment(midnight, after) } else { first })
            }
        }
    }

    /// What the clocks of this zone show at `instant`, in parts.
    ///
    /// Total: an instant beyond the years -9999 to 9999 is shown as the nearest one within.
    pub fn local(&self, instant: Instant) -> LocalTime {
        let at = timestamp(instant);
        let info = self.rules.to_offset_info(at);
        let wall = info.offset().to_datetime(at);
        LocalTime {
            year: wall.year(),
            month: wall.month().unsigned_abs(),
            day: wall.day().unsigned_abs(),
            weekday: wall.weekday(),
            hour: wall.hour().unsigned_abs(),
            minute: wall.minute().unsigned_abs(),
            second: wall.second().unsigned_abs(),
            micro: wall.subsec_nanosecond().unsigned_abs() / 1_000,
            utc_offset_seconds: info.offset().seconds(),
            abbreviation: info.abbreviation().to_owned(),
        }
    }

    /// The offset, or the two offsets, with which clocks show `wall`.
    pub(super) fn offset_at(&self, wall: DateTime) -> AmbiguousOffset {
        self.rules.to_ambiguous_timestamp(wall).offset()
    }

    /// The offset from UTC at an instant.
    pub(super) fn offset(&self, at: Instant) -> Offset {
        self.rules.to_offset(timestamp(at))
    }

    /// The last change of the clocks at or before `at`, or `at` itself where there was none.
    pub(super) fn transition_upto(&self, at: Timestamp) -> Instant {
        let second = jiff::SignedDuration::from_secs(1);
        let found = self.rules.preceding(at.saturating_add(second).unwrap_or(at)).next();
        instant(found.map_or(at, |transition| transition.timestamp()))
    }

    /// The first change of the clocks after `at`, or `at` itself where none follows.
    pub(super) fn transition_after(&self, at: Timestamp) -> Instant {
        instant(self.rules.following(at).next().map_or(at, |transition| transition.timestamp()))
    }
}

/// The known zone name most like `name`, unless even that one is far off.
fn nearest_zone(name: &str) -> Option<String> {
    let wanted = name.to_ascii_lowercase();
    let (likeness, nearest) = ZONES
        .available()
        .filter(|known| known.as_str().contains('/'))
        .map(|known| (strsim::jaro_winkler(&wanted, &known.as_str().to_ascii_lowercase()), known))
        .max_by(|one, other| one.0.total_cmp(&other.0))?;
    (likeness > 0.85).then(|| nearest.to_string())
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl FromStr for Zone {
    type Err = ZoneError;

    fn from_str(name: &str) -> Result<Self, ZoneError> {
        Self::new(name)
    }
}

impl TryFrom<String> for Zone {
    type Error = ZoneError;

    fn try_from(name: String) -> Result<Self, ZoneError> {
        Self::new(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name
    }
}

/// What the clocks of a zone show at an instant. Parts only: words and order belong to the reader's
/// language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// The year, such as 2027.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
    /// The day of the week.
    pub weekday: Weekday,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// The second, 0 to 59.
    pub second: u8,
    /// The microsecond within the second, 0 to 999,999.
    pub micro: u32,
    /// Local time minus UTC, in seconds; 3,600 for Copenhagen in winter.
    pub utc_offset_seconds: i32,
    /// The zone's abbreviation at that moment, such as `CEST`; some zones have only `+03`.
    pub abbreviation: String,
}

impl fmt::Display for LocalTime {
    /// RFC 3339 with the offset of the place: `2026-04-08T00:00:00+02:00`. For machines, not for readers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute, second, micro, .. } = self;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if *micro != 0 {
            write!(f, ".{micro:06}")?;
        }
        let sign = if self.utc_offset_seconds < 0 { '-' } else { '+' };
        let minutes = self.utc_offset_seconds.unsigned_abs() / 60;
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// The timestamp of an instant; it saturates at the years -9999 and 9999.
pub(super) fn timestamp(instant: Instant) -> Timestamp {
    let nearest = if instant.micros() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_microsecond(instant.micros()).unwrap_or(nearest)
}

/// The instant of a timestamp; nanoseconds are dropped.
pub(super) fn instant(timestamp: Timestamp) -> Instant {
    Instant::from_micros(timestamp.as_microsecond())
}

/// The moment at which clocks with this offset show `wall`; it saturates like [`timestamp`].
pub(super) fn moment(wall: DateTime, offset: Offset) -> Timestamp {
    offset.to_timestamp(wall).unwrap_or(Timestamp::MAX)
}
