//! Counting a period while a procedure is planned: the answer of `trespor calendar add`, as a page.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::ctx::Ctx;
use super::errors::{SITE_ZONE, shown};
use super::page::Page;
use super::parts::{Choice, Errors};
use crate::app::{App, AppError};
use crate::engine::calendar::{
    CountError, Counted, Country, Direction, Period, PeriodError, Question, Reason, Unit, WallTime,
};
use crate::i18n::{Lang, When, args};

/// Addresses of this file.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/calendar", get(show))
}

/// The form and its answer.
#[derive(Template)]
#[template(path = "pages/calendar.html")]
struct CalendarPage {
    page: Page,
    typed: Typed,
    units: Vec<Choice>,
    countries: Vec<Choice>,
    errors: Errors,
    answer: Option<Answer>,
}

/// What was typed. An address without any of it shows the empty form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    from: String,
    count: String,
    unit: String,
    back: String,
    country: String,
    zone: String,
}

/// When the period ends, and why.
struct Answer {
    last_day: String,
    local: String,
    utc: String,
    zone: String,
    /// Days that moved the end, and what else follows from the rules.
    because: Vec<String>,
    /// Days on which offices are closed and which count as working days.
    look: Vec<String>,
}

/// The units, by what the form sends.
const UNITS: [(&str, Unit); 6] = [
    ("days", Unit::Days),
    ("working-days", Unit::WorkingDays),
    ("weeks", Unit::Weeks),
    ("months", Unit::Months),
    ("years", Unit::Years),
    ("hours", Unit::Hours),
];

async fn show(ctx: Ctx, Query(typed): Query<Typed>) -> Result<Response, AppError> {
    ctx.signed_in()?;
    let t = ctx.t();
    let unit = |unit: Unit| match unit {
        Unit::Days => t.calendar_days(),
        Unit::WorkingDays => t.calendar_working_days(),
        Unit::Weeks => t.calendar_weeks(),
        Unit::Months => t.calendar_months(),
        Unit::Years => t.calendar_years(),
        Unit::Hours => t.calendar_hours(),
    };
    let country = |country: Country| match country {
        Country::DK => t.calendar_denmark(),
        Country::NO => t.calendar_norway(),
        Country::SE => t.calendar_sweden(),
        Country::FI => t.calendar_finland(),
    };
    let asked = !typed.from.is_empty() || !typed.count.is_empty();
    let mut errors = Errors::default();
    let answer = if asked { answer(ctx.lang, &typed, &mut errors) } else { None };
    // What most ask for stands there from the start.
    let typed = Typed {
        unit: if typed.unit.is_empty() { String::from("days") } else { typed.unit },
        country: if typed.country.is_empty() { String::from("DK") } else { typed.country.to_uppercase() },
        ..typed
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = CalendarPage {
        page: ctx.page(t.calendar_title(), SITE_ZONE),
        typed,
        units: UNITS.iter().map(|(name, one)| Choice::new(*name, unit(*one))).collect(),
        countries: Country::ALL.iter().map(|one| Choice::new(one.code(), country(*one))).collect(),
        errors,
        answer,
    };
    Ok(shown(status, &page))
}

/// Counts what was typed, or says beside each field why not.
fn answer(lang: Lang, typed: &Typed, errors: &mut Errors) -> Option<Answer> {
    let t = lang.texts();
    let count = typed.count.trim().parse().ok();
    let unit = UNITS.iter().find(|(name, _)| *name == typed.unit).map(|(_, unit)| *unit);
    if typed.from.trim().parse::<WallTime>().is_err() {
        errors.add("from", t.calendar_bad_from());
    }
    if count.is_none() {
        errors.add("count", t.calendar_bad_count());
    }
    if unit.is_none() {
        errors.add("unit", t.calendar_bad_unit());
    }
    let (Some(count), Some(unit), true) = (count, unit, errors.is_empty()) else { return None };
    let direction = if typed.back.is_empty() { Direction::Forward } else { Direction::Backward };
    let zone = Some(typed.zone.trim()).filter(|zone| !zone.is_empty());
    let period = Period { count, unit, direction };
    let question = Question { from: typed.from.trim(), period, country: &typed.country, zone };
    match question.count() {
        Ok(counted) => Some(worded(lang, &counted)),
        Err(error) => {
            match error {
                CountError::From(_) | CountError::Period(PeriodError::Event(_)) => {
                    errors.add("from", t.calendar_bad_from());
                }
                CountError::Period(PeriodError::NeedsTime { .. }) => {
                    errors.add("from", t.calendar_needs_time());
                }
                CountError::Country(_) => errors.add("country", t.calendar_bad_country()),
                CountError::Zone(_) => errors.add("zone", t.calendar_bad_zone()),
                CountError::Period(PeriodError::Count { .. }) => {
                    errors.add("count", t.calendar_bad_length(unit.count_max()));
                }
                CountError::Period(PeriodError::OutOfRange { .. }) => {
                    errors.add("count", t.calendar_out_of_range());
                }
            }
            None
        }
    }
}

fn worded(lang: Lang, counted: &Counted) -> Answer {
    let t = lang.texts();
    let (calendar, expiry) = (&counted.calendar, &counted.expiry);
    let zone = calendar.zone.name();
    let until = When::until(expiry.expires_at, zone);
    let (mut because, mut look) = (Vec::new(), Vec::new());
    for reason in &expiry.because {
        match *reason {
            Reason::ShortMonth { day, date } => {
                because.push(t.calendar_short_month(&args::CalendarShortMonth {
                    date: lang.wall(&date.to_string()),
                    day,
                }));
            }
            Reason::Skipped { date, day } => {
                let day = t.calendar_day(day.id());
                because.push(
                    t.calendar_skipped(&args::CalendarSkipped { date: lang.wall(&date.to_string()), day }),
                );
            }
            Reason::TwoWorkingDays { held } => because.push(t.calendar_two(held)),
            Reason::Stays { date, day } => {
                let day = t.calendar_day(day.id());
                because
                    .push(t.calendar_stays(&args::CalendarStays { date: lang.wall(&date.to_string()), day }));
            }
            Reason::OfficesClosed { date, day } => {
                let day = t.calendar_day(day.id());
                look.push(
                    t.calendar_closed(&args::CalendarClosed { date: lang.wall(&date.to_string()), day }),
                );
            }
        }
    }
    Answer {
        last_day: until.as_ref().map_or_else(|_| expiry.last_day.to_string(), |when| lang.day(when)),
        local: until.map(|when| lang.full(&when)).unwrap_or_default(),
        utc: expiry.expires_at.to_string(),
        zone: zone.to_owned(),
        because,
        look,
    }
}
