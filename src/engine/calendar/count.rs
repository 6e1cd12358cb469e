//! A question about a period as a person types it, on the command line or on the page, and its answer.

use super::{
    Calendar, Country, CountryError, Expiry, Period, PeriodError, WallTime, WallTimeError, Zone, ZoneError,
};

/// When does a period end?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question<'q> {
    /// The event: a date, or for hours a local time.
    pub from: &'q str,
    /// The period.
    pub period: Period,
    /// Whose public holidays count: `DK`, `NO`, `SE` or `FI`.
    pub country: &'q str,
    /// Where days begin and end; the zone of the country's capital where none is named.
    pub zone: Option<&'q str>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Whose holidays and clocks counted.
    pub calendar: Calendar,
    /// When the period ends, and why.
    pub expiry: Expiry,
}

/// Why there is no answer, by what must be typed otherwise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// The event is no date and no time.
    #[error(transparent)]
    From(#[from] WallTimeError),
    /// The country is not known.
    #[error(transparent)]
    Country(#[from] CountryError),
    /// The zone is not known.
    #[error(transparent)]
    Zone(#[from] ZoneError),
    /// The period cannot be counted.
    #[error(transparent)]
    Period(#[from] PeriodError),
}

impl Question<'_> {
    /// Counts the period.
    ///
    /// # Errors
    /// What of the question cannot be used; it names a hint.
    pub fn count(&self) -> Result<Counted, CountError> {
        let country: Country = self.country.parse()?;
        let zone: Zone = self.zone.map_or_else(|| Ok(country.zone()), str::parse)?;
        let from: WallTime = self.from.parse()?;
        let calendar = Calendar { country, zone };
        let expiry = self.period.end_from(&from, &calendar)?;
        Ok(Counted { calendar, expiry })
    }
}
