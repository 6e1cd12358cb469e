//! `trespor calendar`: recompute a time limit by hand.

use std::fmt::Write as _;

use clap::{ArgGroup, Args};
use serde_json::json;

use crate::engine::calendar::{Calendar, Counted, Direction, Expiry, Period, Question, Reason, Unit};

/// Say when a period ends, and why.
///
/// Counted after Regulation (EEC, Euratom) No 1182/71: the day of the event is not counted, and an end on a
/// Saturday, a Sunday or a public holiday moves to the next working day.
#[derive(Args, Clone, Debug)]
#[command(allow_negative_numbers = true)]
#[command(group(ArgGroup::new("length").required(true)))]
pub struct AddArgs {
    /// The event: a date, or for hours a local time, such as 2027-02-05 or 2027-02-05T12:00
    #[arg(long, value_name = "DATE")]
    pub from: String,
    /// Length in days
    #[arg(long, value_name = "N", group = "length")]
    pub days: Option<u32>,
    /// Length in hours, from the next full hour
    #[arg(long, value_name = "N", group = "length")]
    pub hours: Option<u32>,
    /// Length in weeks
    #[arg(long, value_name = "N", group = "length")]
    pub weeks: Option<u32>,
    /// Length in months
    #[arg(long, value_name = "N", group = "length")]
    pub months: Option<u32>,
    /// Length in years
    #[arg(long, value_name = "N", group = "length")]
    pub years: Option<u32>,
    /// Count working days only
    #[arg(long, conflicts_with_all = ["hours", "weeks", "months", "years"])]
    pub working: bool,
    /// Count back: so many whole days before the date
    #[arg(long)]
    pub back: bool,
    /// Whose public holidays count: DK, NO, SE or FI
    #[arg(long, value_name = "CODE")]
    pub country: String,
    /// Where days begin and end, such as Europe/Copenhagen [default: the zone of the country's capital]
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Counts the period and returns what to print, with a line break at the end.
pub fn add(args: AddArgs) -> anyhow::Result<String> {
    let period = period(&args)?;
    let question = Question { from: &args.from, period, country: &args.country, zone: args.zone.as_deref() };
    let Counted { calendar, expiry } = question.count()?;
    if args.json { as_json(&expiry, &calendar) } else { as_text(&expiry, &calendar) }
}

fn period(args: &AddArgs) -> anyhow::Result<Period> {
    let days = if args.working { Unit::WorkingDays } else { Unit::Days };
    let lengths = [
        (args.hours, Unit::Hours),
        (args.days, days),
        (args.weeks, Unit::Weeks),
        (args.months, Unit::Months),
        (args.years, Unit::Years),
    ];
    let mut given = lengths.into_iter().filter_map(|(count, unit)| Some((count?, unit)));
    let (Some((count, unit)), None) = (given.next(), given.next()) else {
        anyhow::bail!(
            "a period has exactly one length\nhint: give one of --days, --hours, --weeks, --months, --years"
        );
    };
    let direction = if args.back { Direction::Backward } else { Direction::Forward };
    Ok(Period { count, unit, direction })
}

/// The instant in UTC, without decimals where there are none.
fn utc(expiry: &Expiry) -> String {
    expiry.expires_at.to_string().replace(".000000Z", "Z")
}

fn as_json(expiry: &Expiry, calendar: &Calendar) -> anyhow::Result<String> {
    let value = json!({
        "last_day": expiry.last_day.to_string(),
        "expires_at": utc(expiry),
        "local": calendar.zone.local(expiry.expires_at).to_string(),
        "zone": calendar.zone.name(),
        "because": expiry.because,
    });
    Ok(serde_json::to_string_pretty(&value)? + "\n")
}

fn as_text(expiry: &Expiry, calendar: &Calendar) -> anyhow::Result<String> {
    let mut text = String::new();
    let local = calendar.zone.local(expiry.expires_at);
    writeln!(text, "last day    {} ({:?})", expiry.last_day, expiry.last_day.weekday())?;
    writeln!(text, "expires at  {}", utc(expiry))?;
    writeln!(text, "local       {local} ({})", calendar.zone)?;
    for (number, reason) in expiry.because.iter().enumerate() {
        writeln!(text, "{}{}", if number == 0 { "because     " } else { "            " }, words(*reason))?;
    }
    Ok(text)
}

/// A reason in words, for the command line alone.
fn words(reason: Reason) -> String {
    match reason {
        Reason::ShortMonth { day, date } => {
            format!("the month has no day {day}, so it ends on {date} [art. 3(2)]")
        }
        Reason::Skipped { date, day } => format!("{date} is passed over: {}", day.id()),
        Reason::TwoWorkingDays { held } => {
            format!("lengthened to two working days, as it held {held} [art. 3(5)]")
        }
        Reason::Stays { date, day } => {
            format!("{date} is no working day ({}); such a period does not move [art. 3(4)]", day.id())
        }
        Reason::OfficesClosed { date, day } => {
            format!("look at {date}: offices are closed ({}), yet it counts as a working day", day.id())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: AddArgs,
    }

    fn parse(line: &str) -> Result<AddArgs, clap::Error> {
        Line::try_parse_from(["add"].into_iter().chain(line.split_whitespace())).map(|line| line.args)
    }

    fn run(line: &str) -> String {
        add(parse(line).expect("the line parses")).expect("the period can be counted")
    }

    fn refusal(line: &str) -> String {
        add(parse(line).expect("the line parses")).expect_err("the line is refused").to_string()
    }

    #[test]
    fn prints_json_with_the_reasons() {
        let text = run("--from 2026-03-24 --days 10 --country dk --json");
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(
            value,
            json!({
                "last_day": "2026-04-07",
                "expires_at": "2026-04-07T22:00:00Z",
                "local": "2026-04-08T00:00:00+02:00",
                "zone": "Europe/Copenhagen",
                "because": [
                    {"kind": "skipped", "date": "2026-04-03", "day": "good-friday"},
                    {"kind": "skipped", "date": "2026-04-04", "day": "saturday"},
                    {"kind": "skipped", "date": "2026-04-05", "day": "easter-sunday"},
                    {"kind": "skipped", "date": "2026-04-06", "day": "easter-monday"},
                ],
            })
        );
    }

    #[test]
    fn prints_lines_for_a_person() {
        assert_eq!(
            run("--from 2027-02-05T12:00 --days 6 --back --country DK"),
            "last day    2027-01-29 (Friday)\n\
             expires at  2027-01-29T23:00:00Z\n\
             local       2027-01-30T00:00:00+01:00 (Europe/Copenhagen)\n"
        );
        assert_eq!(
            run("--from 2026-12-23 --days 2 --working --country SE --zone utc"),
            "last day    2026-12-28 (Monday)\n\
             expires at  2026-12-29T00:00:00Z\n\
             local       2026-12-29T00:00:00+00:00 (UTC)\n\
             because     look at 2026-12-24: offices are closed (christmas-eve), yet it counts as a working day\n\
             \u{20}           2026-12-25 is passed over: christmas-day\n\
             \u{20}           2026-12-26 is passed over: second-christmas-day\n\
             \u{20}           2026-12-27 is passed over: sunday\n"
        );
    }

    #[test]
    fn takes_every_unit() {
        for (length, last_day) in [
            ("--hours 24", "2027-02-06"),
            ("--weeks 1", "2027-02-12"),
            ("--months 1", "2027-03-05"),
            ("--years 1", "2028-02-07"),
        ] {
            let text = run(&format!("--from 2027-02-05T12:30 {length} --country DK"));
            assert!(text.starts_with(&format!("last day    {last_day} ")), "{length}: {text}");
        }
    }

    #[test]
    fn names_the_value_and_gives_a_hint() {
        for (line, value) in [
            ("--from 5/2/2027 --days 10 --country DK", "`5/2/2027`"),
            ("--from 2027-02-30 --days 10 --country DK", "`2027-02-30`"),
            ("--from 2027-02-05 --days 10 --country DE", "`DE`"),
            ("--from 2027-02-05 --days 10 --country DK --zone Europe/Kopenhagen", "`Europe/Kopenhagen`"),
            ("--from 2027-02-05 --days 0 --country DK", "of 0 days"),
            ("--from 2027-02-05 --days 99999 --country DK", "of 99999 days"),
            ("--from 2027-02-05 --hours 4 --country DK", "`2027-02-05`"),
            ("--from 2027-03-28T02:30 --hours 4 --country DK", "`2027-03-28T02:30`"),
        ] {
            let text = refusal(line);
            assert!(text.contains(value) && text.contains("\nhint: "), "{line}: {text}");
        }
    }

    #[test]
    fn wants_exactly_one_length() {
        assert!(parse("--from 2027-02-05 --country DK").is_err());
        assert!(parse("--from 2027-02-05 --country DK --days 1 --weeks 1").is_err());
        assert!(parse("--from 2027-02-05 --country DK --weeks 1 --working").is_err());
    }
}
