//! Tests of the calendar: scenarios from law and practice, boundaries, laws, and an independent list of
//! public holidays.

mod holidays;
mod laws;
mod period;
mod zone;

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{Calendar, Country, Date, Zone};
use crate::engine::instant::Instant;

/// Public holidays 1990 to 2099, made by `tests/data/make_holidays.py` with another program.
const REFERENCE: &str = include_str!("../../../tests/data/holidays.csv");

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn zone(name: &str) -> Zone {
    Zone::new(name).expect("a zone")
}

fn utc(text: &str) -> Instant {
    let at: jiff::Timestamp = text.parse().expect("a moment in UTC");
    Instant::from_micros(at.as_microsecond())
}

fn denmark() -> Calendar {
    Calendar::of(Country::DK)
}

/// The days of one kind in the independent list.
fn reference(kind: &str) -> HashSet<(Country, Date)> {
    let mut days = HashSet::new();
    for line in REFERENCE.lines().skip(1) {
        let columns: Vec<_> = line.split(',').collect();
        let [country, year, its_kind, list] = columns[..] else { panic!("four columns in `{line}`") };
        if its_kind == kind {
            let country = country.parse().expect("a country");
            days.extend(list.split(' ').map(|day| (country, date(&format!("{year}-{day}")))));
        }
    }
    days
}

/// Whether a day is a working day, from the independent list alone.
fn works(country: Country, day: Date) -> bool {
    static PUBLIC: LazyLock<HashSet<(Country, Date)>> = LazyLock::new(|| reference("public"));
    assert!((1990..=2099).contains(&day.year()), "the list has no {day}");
    day.weekday().to_monday_one_offset() <= 5 && !PUBLIC.contains(&(country, day))
}
