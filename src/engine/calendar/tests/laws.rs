//! Laws, judged by the independent list of holidays wherever working days are asked for.

use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;

use super::super::holidays::office_closing;
use super::super::resolve;
use super::super::{
    Calendar, Country, Date, Deadline, Expiry, Period, Reason, Unit, WallTime, WallTimeError,
};
use super::{works, zone};
use crate::engine::instant::Instant;

/// Days within the independent list, with room for a period on both sides.
fn days() -> impl Strategy<Value = Date> {
    let first: Date = jiff::civil::date(1992, 1, 1);
    // Every other day is near Easter, Midsummer or the turn of the year, where the rules bite.
    prop_oneof![
        (0..38_000_i32).prop_map(move |n| plus(first, n)),
        (
            1992_i16..=2095,
            prop_oneof![Just((3, 10)), Just((4, 20)), Just((6, 10)), Just((12, 10))],
            0..40_i32
        )
            .prop_map(|(year, (month, day), n)| plus(jiff::civil::date(year, month, day), n)),
    ]
}

fn countries() -> impl Strategy<Value = Country> {
    prop::sample::select(Country::ALL.to_vec())
}

fn plus(day: Date, n: i32) -> Date {
    day.checked_add(n.days()).expect("within range")
}

fn days_of(count: u32) -> i32 {
    i32::try_from(count).expect("a small number")
}

fn count(period: Period, from: Date, country: Country) -> Expiry {
    period.end_from(&WallTime::end_of(from), &Calendar::of(country)).expect("the period can be counted")
}

fn last_day(period: Period, from: Date, country: Country) -> Date {
    count(period, from, country).last_day
}

/// How many days from `first` to `last`, both included, are working days.
fn working(first: Date, last: Date, works: impl Fn(Date) -> bool) -> usize {
    first.series(1.day()).take_while(|day| *day <= last).filter(|day| works(*day)).count()
}

/// Article 3 in its own words: the first working day, not before the nominal end, by which a period of two
/// days or more has had two working days.
fn by_the_words(from: Date, count: u32, works: impl Fn(Date) -> bool) -> Date {
    let nominal = plus(from, days_of(count));
    nominal
        .series(1.day())
        .find(|day| works(*day) && (count < 2 || working(plus(from, 1), *day, &works) >= 2))
        .expect("working days never end")
}

proptest! {
    #[test]
    fn forward_days_end_by_the_words_of_the_law(from in days(), n in 1..120_u32, country in countries()) {
        let end = last_day(Period::forward(n, Unit::Days), from, country);
        prop_assert!(works(country, end));
        prop_assert_eq!(end, by_the_words(from, n, |day| works(country, day)));
    }

    #[test]
    fn closings_are_flagged_exactly_where_they_would_matter(
        from in days(), n in 1..30_u32, country in countries(),
    ) {
        let end = count(Period::forward(n, Unit::Days), from, country);
        let opens = |day| works(country, day) && office_closing(country, day).is_none();
        let matters = by_the_words(from, n, opens) != end.last_day;
        let flagged = end.because.iter().any(|reason| matches!(reason, Reason::OfficesClosed { .. }));
        prop_assert_eq!(matters, flagged, "{:?}", end);
    }

    #[test]
    fn more_time_never_ends_earlier(from in days(), n in 1..120_u32, country in countries()) {
        for unit in [Unit::Days, Unit::WorkingDays, Unit::Weeks, Unit::Months] {
            let forward = |n| last_day(Period::forward(n, unit), from, country);
            prop_assert!(forward(n) <= forward(n + 1), "{:?}", unit);
            if unit != Unit::Months && unit != Unit::Weeks {
                let backward = |n| last_day(Period::backward(n, unit), plus(from, 200), country);
                prop_assert!(backward(n) > backward(n + 1), "{:?}", unit);
            }
            let later = last_day(Period::forward(n, unit), plus(from, 1), country);
            prop_assert!(forward(n) <= later, "{:?}", unit);
        }
    }

    #[test]
    fn a_week_is_seven_days(from in days(), n in 1..20_u32, country in countries()) {
        prop_assert_eq!(
            count(Period::forward(n, Unit::Weeks), from, country),
            count(Period::forward(7 * n, Unit::Days), from, country)
        );
        prop_assert_eq!(
            count(Period::backward(n, Unit::Weeks), from, country),
            count(Period::backward(7 * n, Unit::Days), from, country)
        );
    }

    #[test]
    fn backward_leaves_whole_days_between(to in days(), n in 1..120_u32, country in countries()) {
        let end = last_day(Period::backward(n, Unit::Days), to, country);
        prop_assert_eq!(plus(end, days_of(n) + 1), to);
        // Counting forth again over the whole days and the day itself arrives where it began, unless
        // that is no working day or there are not two of them.
        let again = last_day(Period::forward(n + 1, Unit::Days), end, country);
        prop_assert!(again >= to);
        let plain = works(country, to) && working(plus(end, 1), to, |day| works(country, day)) >= 2;
        prop_assert_eq!(again == to, plain);
    }

    #[test]
    fn working_days_are_as_many_as_asked_for(from in days(), n in 1..60_u32, country in countries()) {
        let working = |first, last| working(first, last, |day| works(country, day));
        let asked = usize::try_from(n).expect("a small number");
        let end = last_day(Period::forward(n, Unit::WorkingDays), from, country);
        prop_assert!(works(country, end));
        prop_assert_eq!(working(plus(from, 1), end), asked);
        let back = last_day(Period::backward(n, Unit::WorkingDays), from, country);
        prop_assert!(works(country, plus(back, 1)));
        prop_assert_eq!(working(plus(back, 1), plus(from, -1)), asked);
        // Forth again from there: the last working day before the day it began with.
        let again = last_day(Period::forward(n, Unit::WorkingDays), back, country);
        prop_assert!(again < from && working(plus(again, 1), plus(from, -1)) == 0);
    }

    #[test]
    fn an_expiry_is_the_end_of_its_last_day(from in days(), n in 1..120_u32, country in countries()) {
        let end = count(Period::forward(n, Unit::Days), from, country);
        let zone = country.zone();
        let local = zone.local(end.expires_at);
        prop_assert_eq!((local.hour, local.minute, local.second, local.micro), (0, 0, 0, 0));
        prop_assert_eq!(zone.date_of(end.expires_at), plus(end.last_day, 1));
        // The same promise as a deadline that is written as that date.
        let deadline = Deadline::new(WallTime::end_of(end.last_day), zone).expect("a deadline");
        for micros in [-1, 0, 1] {
            let at = end.expires_at.plus_micros(micros);
            prop_assert_eq!(end.in_time(at), micros < 0);
            prop_assert_eq!(deadline.in_time(at), micros < 0);
        }
    }

    #[test]
    fn hours_are_elapsed_time(seconds in 700_000_000..4_000_000_000_i64, n in 1..500_u32, country in countries()) {
        let event = Instant::from_micros(0).plus_seconds(seconds);
        let calendar = Calendar::of(country);
        let end = |period: Period| period.end_from_instant(event, &calendar).expect("an end").expires_at;
        let span = i64::from(n) * 3_600_000_000;
        let forward = end(Period::forward(n, Unit::Hours)).micros() - event.micros();
        let backward = event.micros() - end(Period::backward(n, Unit::Hours)).micros();
        // More than nought and at most the hour of the event comes on top.
        prop_assert!(forward > span && forward <= span + 3_600_000_000);
        prop_assert!(backward >= span && backward < span + 3_600_000_000);
        prop_assert_eq!(calendar.zone.local(end(Period::forward(n, Unit::Hours))).minute, 0);
    }

    #[test]
    fn the_way_from_an_instant_to_the_wall_leads_back(
        day in days(), seconds in 0..86_400_i64,
        name in prop::sample::select(vec![
            "Europe/Copenhagen", "Europe/Helsinki", "UTC", "America/New_York", "America/Havana",
            "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca",
        ]),
    ) {
        let start = day.to_zoned(jiff::tz::TimeZone::UTC).expect("within range").timestamp();
        let at = Instant::from_micros((start + SignedDuration::from_secs(seconds)).as_microsecond());
        let zone = zone(name);
        let local = zone.local(at);
        let date = jiff::civil::date(local.year, local.month.cast_signed(), local.day.cast_signed());
        let wall = WallTime::at(date, local.hour, local.minute, local.second).expect("a time of day");
        match resolve(&wall, &zone) {
            Ok(found) => prop_assert_eq!(found, at),
            Err(WallTimeError::Fold { earlier, later, .. }) => {
                prop_assert!(earlier < later && (earlier == at || later == at));
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn a_wall_time_is_read_as_it_is_written(day in days(), seconds in proptest::option::of(0..86_400_u32)) {
        let wall = match seconds {
            None => WallTime::end_of(day),
            Some(seconds) => {
                let part = |value: u32| u8::try_from(value).expect("two digits");
                WallTime::at(day, part(seconds / 3_600), part(seconds / 60 % 60), part(seconds % 60))
                    .expect("a time of day")
            }
        };
        prop_assert_eq!(wall.to_string().parse::<WallTime>(), Ok(wall));
    }

    #[test]
    fn reading_never_panics(text in "[0-9T:Zæ+ -]{0,30}") {
        let _ = text.parse::<WallTime>();
    }
}
