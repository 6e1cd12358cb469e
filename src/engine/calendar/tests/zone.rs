use super::super::resolve;
use super::super::{Deadline, WallTime, WallTimeError, Weekday, Zone, ZoneError};
use super::{date, utc, zone};
use crate::engine::instant::Instant;

fn wall(text: &str) -> WallTime {
    text.parse().expect("a wall time")
}

fn resolved(text: &str, name: &str) -> Instant {
    resolve(&wall(text), &zone(name)).expect("one instant")
}

#[test]
fn a_time_is_inclusive_to_the_microsecond() {
    let deadline = Deadline::new(wall("2027-02-05T12:00"), zone("Europe/Copenhagen")).expect("a deadline");
    assert_eq!(deadline.at(), utc("2027-02-05T11:00:00Z"));
    assert!(deadline.in_time(utc("2027-02-05T11:00:00Z")));
    assert!(!deadline.in_time(utc("2027-02-05T11:00:00.000001Z")));
}

#[test]
fn a_date_alone_is_in_time_until_midnight() {
    let deadline = Deadline::new(wall("2027-02-05"), zone("Europe/Copenhagen")).expect("a deadline");
    assert!(deadline.in_time(utc("2027-02-05T22:59:59.999999Z")));
    assert!(!deadline.in_time(utc("2027-02-05T23:00:00Z")));
    // The days on which the clocks change have 23 and 25 hours.
    assert_eq!(resolved("2027-03-28", "Europe/Copenhagen"), utc("2027-03-28T21:59:59.999999Z"));
    assert_eq!(resolved("2027-10-31", "Europe/Copenhagen"), utc("2027-10-31T22:59:59.999999Z"));
}

#[test]
fn summer_and_winter_have_their_offsets() {
    assert_eq!(resolved("2027-07-01T12:00:30", "Europe/Oslo"), utc("2027-07-01T10:00:30Z"));
    assert_eq!(resolved("2027-07-01T12:00", "Europe/Helsinki"), utc("2027-07-01T09:00:00Z"));
    assert_eq!(resolved("2027-07-01T12:00", "Asia/Kathmandu"), utc("2027-07-01T06:15:00Z"));
    assert_eq!(resolved("2027-07-01T12:00", "UTC"), utc("2027-07-01T12:00:00Z"));
}

#[test]
fn s16_a_time_in_the_gap_is_refused() {
    let error = resolve(&wall("2027-03-28T02:30"), &zone("Europe/Copenhagen")).expect_err("a gap");
    assert_eq!(
        error.to_string(),
        "`2027-03-28T02:30` does not exist in Europe/Copenhagen: the clocks go from 2027-03-28T02:00:00 \
         straight to 2027-03-28T03:00:00\n\
         hint: write `2027-03-28T03:00:00` or later, or a time before `2027-03-28T02:00:00`"
    );
    assert_eq!(resolved("2027-03-28T01:59:59", "Europe/Copenhagen"), utc("2027-03-28T00:59:59Z"));
    assert_eq!(resolved("2027-03-28T03:00", "Europe/Copenhagen"), utc("2027-03-28T01:00:00Z"));
    assert!(resolve(&wall("2027-03-28T02:00"), &zone("Europe/Copenhagen")).is_err());
}

#[test]
fn s16_a_time_in_the_fold_is_refused_with_both_instants() {
    let error = resolve(&wall("2027-10-31T02:30"), &zone("Europe/Copenhagen")).expect_err("a fold");
    assert_eq!(
        error.to_string(),
        "`2027-10-31T02:30` happens twice in Europe/Copenhagen, at 2027-10-31T00:30:00.000000Z and at \
         2027-10-31T01:30:00.000000Z: the clocks go back from 2027-10-31T03:00:00 to 2027-10-31T02:00:00\n\
         hint: write `2027-10-31T03:00:00` or later, or a time before `2027-10-31T02:00:00`"
    );
    let WallTimeError::Fold { earlier, later, .. } = error else { panic!("a fold") };
    assert_eq!((earlier, later), (utc("2027-10-31T00:30:00Z"), utc("2027-10-31T01:30:00Z")));
    assert_eq!(resolved("2027-10-31T01:59:59", "Europe/Copenhagen"), utc("2027-10-30T23:59:59Z"));
    assert_eq!(resolved("2027-10-31T03:00", "Europe/Copenhagen"), utc("2027-10-31T02:00:00Z"));
    assert!(resolve(&wall("2027-10-31T02:00"), &zone("Europe/Copenhagen")).is_err());
}

#[test]
fn a_day_ends_also_where_the_clocks_change_at_midnight() {
    for (name, day, end) in [
        // 24:00 is followed by 01:00.
        ("Africa/Cairo", "2027-04-29", "2027-04-29T22:00:00Z"),
        // 24:00 falls back to 23:00; the second 24:00 ends the day.
        ("Africa/Cairo", "2027-10-28", "2027-10-28T22:00:00Z"),
        // 01:00 falls back to 00:00; the first 00:00 ended the day before.
        ("America/Havana", "2027-11-06", "2027-11-07T04:00:00Z"),
        // 00:01 fell back to 23:01; the second midnight ended the day.
        ("America/Goose_Bay", "2010-11-06", "2010-11-07T04:00:00Z"),
        // 23:30 was followed by 00:30.
        ("America/Toronto", "1919-03-30", "1919-03-31T04:30:00Z"),
        // 29 December was followed by the 31st.
        ("Pacific/Apia", "2011-12-29", "2011-12-30T10:00:00Z"),
    ] {
        assert_eq!(zone(name).day_end(date(day)), utc(end), "{name} {day}");
        assert_eq!(resolved(day, name), utc(end).plus_micros(-1), "{name} {day}");
    }
}

#[test]
fn a_day_that_was_left_out_is_refused() {
    let error = resolve(&wall("2011-12-30"), &zone("Pacific/Apia")).expect_err("a gap");
    assert_eq!(
        error.to_string(),
        "`2011-12-30` does not exist in Pacific/Apia: the clocks go from 2011-12-30T00:00:00 straight to \
         2011-12-31T00:00:00\n\
         hint: write `2011-12-31T00:00:00` or later, or a time before `2011-12-30T00:00:00`"
    );
}

#[test]
fn local_time_comes_in_parts() {
    let local = zone("Europe/Copenhagen").local(utc("2027-10-31T00:30:05.000007Z"));
    assert_eq!((local.year, local.month, local.day), (2027, 10, 31));
    assert_eq!(local.weekday, Weekday::Sunday);
    assert_eq!((local.hour, local.minute, local.second, local.micro), (2, 30, 5, 7));
    assert_eq!((local.utc_offset_seconds, local.abbreviation.as_str()), (7_200, "CEST"));
    assert_eq!(local.to_string(), "2027-10-31T02:30:05.000007+02:00");
    let local = zone("Europe/Copenhagen").local(utc("2027-10-31T01:30:05Z"));
    assert_eq!((local.hour, local.utc_offset_seconds, local.abbreviation.as_str()), (2, 3_600, "CET"));
    assert_eq!(
        zone("America/St_Johns").local(utc("2027-01-01T00:00:00Z")).to_string(),
        "2026-12-31T20:30:00-03:30"
    );
}

#[test]
fn local_time_is_total() {
    let utc = zone("UTC");
    assert_eq!(utc.local(Instant::from_micros(-1)).to_string(), "1969-12-31T23:59:59.999999+00:00");
    assert_eq!(utc.local(Instant::from_micros(i64::MAX)).year, 9999);
    assert_eq!(utc.local(Instant::from_micros(i64::MIN)).year, -9999);
}

#[test]
fn wall_time_is_read_strictly_and_written_alike() {
    for text in [
        "2027-02-05",
        "2027-02-05T12:00",
        "2027-02-05T00:00",
        "2027-02-05T23:59:59",
        "1900-01-01",
        "2199-12-31",
    ] {
        assert_eq!(wall(text).to_string(), text);
    }
    assert_eq!(wall("2027-02-05T12:00:00").to_string(), "2027-02-05T12:00");
    for (text, part) in [
        ("", "not year-month-day"),
        ("5. februar 2027", "not year-month-day"),
        ("2027-2-5", "not year-month-day"),
        ("20270205", "not year-month-day"),
        ("2027-02-05-06", "not year-month-day"),
        ("+027-02-05", "not year-month-day"),
        ("2027-02-05 12:00", "not year-month-day"),
        ("2027-02-29", "no such day"),
        ("2027-13-01", "no such day"),
        ("2027-02-05T", "two digits each"),
        ("2027-02-05T9:00", "two digits each"),
        ("2027-02-05T12", "two digits each"),
        ("2027-02-05T12:00:00.5", "two digits each"),
        ("2027-02-05T24:00", "write the date alone"),
        ("2027-02-05T24:01", "no such time"),
        ("2027-02-05T12:60", "no such time"),
        ("2027-02-05T23:59:60", "no such time"),
        ("2027-02-05T12:00Z", "leave the offset out"),
        ("2027-02-05T12:00+01:00", "leave the offset out"),
        ("0027-02-05", "outside of 1900 to 2199"),
        ("1899-12-31", "outside of 1900 to 2199"),
        ("2200-01-01T00:00", "outside of 1900 to 2199"),
    ] {
        let error = text.parse::<WallTime>().expect_err(text).to_string();
        assert!(
            error.contains(part) && error.contains(text) && error.contains("\nhint: "),
            "{text}: {error}"
        );
    }
    let long = "æ".repeat(10_000).parse::<WallTime>().expect_err("no date").to_string();
    assert!(long.chars().count() < 300, "{long}");
}

#[test]
fn wall_time_built_from_parts_obeys_the_range() {
    assert_eq!(WallTime::at(date("2027-02-05"), 24, 0, 0), None);
    assert_eq!(WallTime::at(date("2027-02-05"), 200, 0, 0), None);
    assert_eq!(WallTime::at(date("2027-02-05"), 23, 59, 0), Some(wall("2027-02-05T23:59")));
    let error = resolve(&WallTime::end_of(date("2200-01-01")), &zone("UTC")).expect_err("too late");
    assert_eq!(error, WallTimeError::YearOutOfRange { value: "2200-01-01".to_owned() });
}

#[test]
fn zones_are_known_names_of_places() {
    assert_eq!(zone("europe/copenhagen").name(), "Europe/Copenhagen");
    assert_eq!(zone("utc").name(), "UTC");
    for (name, part) in [
        ("Europe/Kopenhagen", "did you mean `Europe/Copenhagen`?"),
        ("Europe/Copenhagn", "did you mean `Europe/Copenhagen`?"),
        ("", "IANA name"),
        ("Etc/Unknown", "`Etc/Unknown` is not a known"),
        ("CET", "abbreviation"),
        ("EST5EDT", "abbreviation"),
        ("../../etc/passwd", "is not a known"),
        ("+01:00", "is not a known"),
    ] {
        let error = Zone::new(name).expect_err(name).to_string();
        assert!(error.contains(part) && error.contains("\nhint: "), "{name}: {error}");
    }
    let Err(ZoneError::Unknown { name, .. }) = Zone::new(&"x".repeat(1_000_000)) else { panic!("unknown") };
    assert!(name.chars().count() < 100);
}

#[test]
fn a_deadline_keeps_the_instant_that_was_promised() {
    let deadline = Deadline::new(wall("2027-02-05T12:00"), zone("Europe/Copenhagen")).expect("a deadline");
    let text = serde_json::to_string(&deadline).expect("JSON");
    assert_eq!(text, r#"{"wall":"2027-02-05T12:00","zone":"Europe/Copenhagen","at":1801825200000000}"#);
    let back: Deadline = serde_json::from_str(&text).expect("a deadline");
    assert_eq!(back, deadline);
    assert_eq!(back.drift(), None);
    let moved: Deadline =
        serde_json::from_str(&text.replace("1801825200000000", "1801821600000000")).expect("a deadline");
    assert_eq!(moved.at(), utc("2027-02-05T10:00:00Z"));
    assert_eq!(moved.drift(), Some(Ok(utc("2027-02-05T11:00:00Z"))));
    assert!(serde_json::from_str::<Deadline>(&text.replace("T12:00", "T25:00")).is_err());
    assert!(serde_json::from_str::<Deadline>(&text.replace("Copenhagen", "Atlantis")).is_err());
}
