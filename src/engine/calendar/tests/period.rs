use super::super::holidays::Closed;
use super::super::period::days_between;
use super::super::{Calendar, Country, Expiry, NamedDay, Period, PeriodError, Reason, Unit, WallTime};
use super::{date, denmark, utc, zone};

fn count(period: Period, from: &str, calendar: &Calendar) -> Result<Expiry, PeriodError> {
    period.end_from(&from.parse::<WallTime>().expect("a wall time"), calendar)
}

fn danish(period: Period, from: &str) -> Expiry {
    count(period, from, &denmark()).expect("the period can be counted")
}

fn last_day(period: Period, from: &str) -> String {
    danish(period, from).last_day.to_string()
}

fn skipped(day: &str, why: Closed) -> Reason {
    Reason::Skipped { date: date(day), day: why }
}

#[test]
fn s06_twenty_days_for_a_complaint() {
    let end = danish(Period::forward(20, Unit::Days), "2016-05-31");
    assert_eq!(end.last_day, date("2016-06-20"));
    assert_eq!(end.because, []);
    // 20 June at 24:00 in Copenhagen.
    assert_eq!(end.expires_at, utc("2016-06-20T22:00:00Z"));
    assert!(end.in_time(utc("2016-06-20T21:59:59.999999Z")));
    assert!(!end.in_time(utc("2016-06-20T22:00:00Z")));
}

#[test]
fn s07_days_from_notice_to_deadline() {
    assert_eq!(days_between(date("2018-01-12"), date("2018-02-20")), 39);
    assert_eq!(days_between(date("2018-02-20"), date("2018-01-12")), -39);
    assert_eq!(days_between(date("2018-01-12"), date("2018-01-12")), 0);
}

#[test]
fn s14_six_whole_days_before_the_deadline() {
    let end = danish(Period::backward(6, Unit::Days), "2027-02-05T12:00");
    assert_eq!(end.last_day, date("2027-01-29"));
    assert!(end.in_time(utc("2027-01-29T22:00:00Z")), "29 January 23:00 in Copenhagen");
    assert!(!end.in_time(utc("2027-01-30T07:00:00Z")), "30 January 08:00 in Copenhagen");
    assert_eq!(end.because, []);
    // The example of statensindkob.dk: 28 October 12:00, last act 21 October 24:00.
    assert_eq!(last_day(Period::backward(6, Unit::Days), "2020-10-28T12:00"), "2020-10-21");
}

#[test]
fn s15a_a_standstill_that_ends_on_boxing_day() {
    let end = danish(Period::forward(10, Unit::Days), "2026-12-16");
    assert_eq!(end.last_day, date("2026-12-28"));
    assert_eq!(
        end.because,
        [
            skipped("2026-12-26", Closed::Holiday(NamedDay::SecondChristmasDay)),
            skipped("2026-12-27", Closed::Sunday),
        ]
    );
}

#[test]
fn s15b_a_standstill_that_ends_on_good_friday() {
    let end = danish(Period::forward(10, Unit::Days), "2027-03-16");
    assert_eq!(end.last_day, date("2027-03-30"));
    assert_eq!(end.expires_at, utc("2027-03-30T22:00:00Z"));
    assert_eq!(
        end.because,
        [
            skipped("2027-03-26", Closed::Holiday(NamedDay::GoodFriday)),
            skipped("2027-03-27", Closed::Saturday),
            skipped("2027-03-28", Closed::Holiday(NamedDay::EasterSunday)),
            skipped("2027-03-29", Closed::Holiday(NamedDay::EasterMonday)),
        ]
    );
}

#[test]
fn s15c_a_standstill_that_ends_on_a_plain_friday() {
    let end = danish(Period::forward(10, Unit::Days), "2019-09-03");
    assert_eq!((end.last_day, end.because), (date("2019-09-13"), vec![]));
}

#[test]
fn an_end_moves_by_the_holidays_of_its_country() {
    // 5 April 2027 is plain everywhere; 17 May is Norway's, 6 December Finland's, Whit Monday not Swedish.
    for (country, from, end) in [
        (Country::NO, "2029-05-07", "2029-05-18"),
        (Country::SE, "2029-05-07", "2029-05-17"),
        (Country::FI, "2027-11-26", "2027-12-07"),
        (Country::DK, "2027-11-26", "2027-12-06"),
        (Country::DK, "2027-05-07", "2027-05-18"),
        (Country::SE, "2027-05-07", "2027-05-17"),
    ] {
        let found = count(Period::forward(10, Unit::Days), from, &Calendar::of(country)).expect("an end");
        assert_eq!(found.last_day, date(end), "{country} from {from}");
    }
}

#[test]
fn two_days_or_more_hold_two_working_days() {
    // From a Friday: one day ends on Monday, two and three on Tuesday.
    assert_eq!(last_day(Period::forward(1, Unit::Days), "2026-02-06"), "2026-02-09");
    let two = danish(Period::forward(2, Unit::Days), "2026-02-06");
    assert_eq!(two.last_day, date("2026-02-10"));
    assert_eq!(two.because, [skipped("2026-02-08", Closed::Sunday), Reason::TwoWorkingDays { held: 1 }]);
    let three = danish(Period::forward(3, Unit::Days), "2026-02-06");
    assert_eq!(
        (three.last_day, three.because),
        (date("2026-02-10"), vec![Reason::TwoWorkingDays { held: 1 }])
    );
    // Over Easter: Thursday to Monday are closed, Tuesday is one, Wednesday the second.
    assert_eq!(last_day(Period::forward(5, Unit::Days), "2027-03-24"), "2027-03-31");
    assert_eq!(last_day(Period::forward(1, Unit::Days), "2027-03-24"), "2027-03-30");
    // Lengthened across a weekend: Friday is the first working day, Monday the second.
    let across = danish(Period::forward(2, Unit::Days), "2026-12-31");
    assert_eq!(across.last_day, date("2027-01-05"));
}

#[test]
fn closings_are_flagged_where_they_would_matter() {
    let flag = |day: &str, name| Reason::OfficesClosed { date: date(day), day: name };
    // The end itself.
    let end = danish(Period::forward(10, Unit::Days), "2026-12-14");
    assert_eq!(end.last_day, date("2026-12-24"));
    assert_eq!(end.because, [flag("2026-12-24", NamedDay::ChristmasEve)]);
    // One of the only two working days.
    let end = danish(Period::forward(2, Unit::Days), "2026-12-23");
    assert_eq!(end.last_day, date("2026-12-28"));
    assert_eq!(end.because.last(), Some(&flag("2026-12-24", NamedDay::ChristmasEve)));
    // In the middle of a long period it changes nothing.
    assert_eq!(danish(Period::forward(20, Unit::Days), "2026-12-15").because, []);
    // Among counted working days it does.
    let end = danish(Period::forward(2, Unit::WorkingDays), "2027-05-05");
    assert_eq!(end.last_day, date("2027-05-10"));
    assert_eq!(
        end.because,
        [
            skipped("2027-05-06", Closed::Holiday(NamedDay::AscensionDay)),
            flag("2027-05-07", NamedDay::DayAfterAscension),
            skipped("2027-05-08", Closed::Saturday),
            skipped("2027-05-09", Closed::Sunday),
        ]
    );
}

#[test]
fn working_days_are_counted_one_by_one() {
    assert_eq!(last_day(Period::forward(5, Unit::WorkingDays), "2027-02-05"), "2027-02-12");
    assert_eq!(last_day(Period::forward(1, Unit::WorkingDays), "2027-02-05"), "2027-02-08");
    assert_eq!(last_day(Period::forward(3, Unit::WorkingDays), "2027-03-24"), "2027-04-01");
    // Back from Wednesday 28 October: 27, 26, 23, 22, 21, 20; the last act is on the 19th.
    assert_eq!(last_day(Period::backward(6, Unit::WorkingDays), "2026-10-28"), "2026-10-19");
    // Back from Tuesday: Monday is the whole day between; the last act is on the Sunday before it.
    let end = danish(Period::backward(1, Unit::WorkingDays), "2027-02-09");
    assert_eq!(end.last_day, date("2027-02-07"));
    assert_eq!(end.because, [Reason::Stays { date: date("2027-02-07"), day: Closed::Sunday }]);
}

#[test]
fn backward_periods_do_not_move() {
    // 3 April 2027 less six whole days: 27 March, the Saturday of Easter.
    let end = danish(Period::backward(6, Unit::Days), "2027-04-03");
    assert_eq!(end.last_day, date("2027-03-27"));
    assert_eq!(end.because, [Reason::Stays { date: date("2027-03-27"), day: Closed::Saturday }]);
}

#[test]
fn weeks_months_and_years_end_on_the_same_day() {
    assert_eq!(last_day(Period::forward(2, Unit::Weeks), "2027-02-05"), "2027-02-19");
    assert_eq!(last_day(Period::forward(6, Unit::Months), "2027-02-05"), "2027-08-05");
    assert_eq!(last_day(Period::forward(2, Unit::Years), "2027-02-05"), "2029-02-05");
    assert_eq!(last_day(Period::backward(1, Unit::Weeks), "2027-02-05"), "2027-01-28");
    assert_eq!(last_day(Period::backward(1, Unit::Months), "2027-03-05"), "2027-02-04");
}

#[test]
fn a_month_without_the_day_ends_on_its_last() {
    let end = danish(Period::forward(1, Unit::Months), "2027-01-31");
    assert_eq!(end.last_day, date("2027-03-01"));
    let short = Reason::ShortMonth { day: 31, date: date("2027-02-28") };
    assert_eq!(end.because, [short, skipped("2027-02-28", Closed::Sunday)]);
    assert_eq!(last_day(Period::forward(1, Unit::Months), "2028-01-31"), "2028-02-29");
    assert_eq!(last_day(Period::forward(1, Unit::Years), "2028-02-29"), "2029-02-28");
    assert_eq!(last_day(Period::forward(4, Unit::Years), "2028-02-29"), "2032-03-01");
    assert_eq!(last_day(Period::backward(1, Unit::Months), "2027-03-31"), "2027-02-27");
}

#[test]
fn hours_run_from_the_next_full_hour() {
    for (from, hours, end) in [
        ("2027-02-05T12:34", 24, "2027-02-06T12:00:00Z"),
        ("2027-02-05T12:00", 24, "2027-02-06T12:00:00Z"),
        ("2027-02-05T12:59:59", 1, "2027-02-05T13:00:00Z"),
        // An hour is lost, and gained, on the clock only.
        ("2027-03-27T12:30", 24, "2027-03-28T12:00:00Z"),
        ("2027-10-30T12:30", 24, "2027-10-31T11:00:00Z"),
    ] {
        assert_eq!(danish(Period::forward(hours, Unit::Hours), from).expires_at, utc(end), "{from}");
    }
    let end = danish(Period::forward(24, Unit::Hours), "2027-02-05T12:34");
    assert_eq!(end.because, [Reason::Stays { date: date("2027-02-06"), day: Closed::Saturday }]);
    let end = danish(Period::forward(11, Unit::Hours), "2027-02-05T12:34");
    assert_eq!((end.last_day, end.expires_at), (date("2027-02-05"), utc("2027-02-05T23:00:00Z")));
    let end = danish(Period::backward(48, Unit::Hours), "2027-02-05T12:34");
    assert_eq!((end.last_day, end.expires_at), (date("2027-02-03"), utc("2027-02-03T11:00:00Z")));
    // The full hour is the local one.
    let nepal = Calendar { country: Country::DK, zone: zone("Asia/Kathmandu") };
    let end = count(Period::forward(1, Unit::Hours), "2027-02-05T12:50", &nepal).expect("an end");
    assert_eq!(end.expires_at, utc("2027-02-05T08:15:00Z"));
}

#[test]
fn an_event_in_the_night_belongs_to_its_local_day() {
    let ten = Period::forward(10, Unit::Days);
    let before = ten.end_from_instant(utc("2019-09-03T21:59:59.999999Z"), &denmark()).expect("an end");
    let after = ten.end_from_instant(utc("2019-09-03T22:00:00Z"), &denmark()).expect("an end");
    assert_eq!((before.last_day, after.last_day), (date("2019-09-13"), date("2019-09-16")));
    let hours = Period::forward(1, Unit::Hours);
    let end = hours.end_from_instant(utc("2027-02-05T11:34:56.789012Z"), &denmark()).expect("an end");
    assert_eq!(end.expires_at, utc("2027-02-05T13:00:00Z"));
}

#[test]
fn limits_are_errors_that_name_the_value() {
    for (period, from, part) in [
        (Period::forward(0, Unit::Days), "2027-02-05", "a period of 0 days"),
        (Period::forward(0, Unit::Hours), "2027-02-05T12:00", "a period of 0 hours"),
        (Period::forward(2_601, Unit::WorkingDays), "2027-02-05", "write a number from 1 to 2600"),
        (Period::backward(u32::MAX, Unit::Years), "2027-02-05", "a period of 4294967295 years"),
        (Period::forward(1, Unit::Hours), "2027-02-05", "write `2027-02-05T12:00`"),
        (Period::forward(1, Unit::Hours), "2027-10-31T02:30", "happens twice"),
        (Period::forward(100, Unit::Years), "2150-02-05", "a period of 100 years from 2150-02-05 leaves"),
        (Period::forward(1, Unit::Days), "2199-12-31", "a period of 1 day from 2199-12-31 leaves"),
        (Period::backward(1, Unit::Hours), "1900-01-01T00:30", "a period of 1 hour from 1900-01-01 leaves"),
        (Period::backward(2_600, Unit::WorkingDays), "1905-01-01", "leaves the years"),
    ] {
        let error = count(period, from, &denmark()).expect_err(from).to_string();
        assert!(error.contains(part) && error.contains("\nhint: "), "{period:?}: {error}");
    }
    let end = Unit::Days.count_max();
    assert!(count(Period::forward(end, Unit::Days), "2027-02-05", &denmark()).is_ok());
    assert!(count(Period::forward(end + 1, Unit::Days), "2027-02-05", &denmark()).is_err());
    let far = utc("9999-01-01T00:00:00Z");
    assert!(Period::forward(1, Unit::Hours).end_from_instant(far, &denmark()).is_err());
    assert!(Period::forward(1, Unit::Days).end_from_instant(far, &denmark()).is_err());
}

#[test]
fn an_expiry_is_data() {
    let end = danish(Period::forward(10, Unit::Days), "2026-12-16");
    assert_eq!(
        serde_json::to_value(&end).expect("JSON"),
        serde_json::json!({
            "last_day": "2026-12-28",
            "expires_at": 1_798_498_800_000_000_i64,
            "because": [
                {"kind": "skipped", "date": "2026-12-26", "day": "second-christmas-day"},
                {"kind": "skipped", "date": "2026-12-27", "day": "sunday"},
            ],
        })
    );
}
