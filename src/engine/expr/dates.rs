//! Reckoning with dates, which are texts here: `2027-02-05`, or `2027-02-05T12:00` whose time stays as it is.

use crate::engine::calendar::{Date, YEAR_MAX, YEAR_MIN, period};
use crate::engine::exact::Exact;

/// The characters of the date itself.
const DATE_CHARS: usize = "2027-02-05".len();

/// The date and what is written behind it.
fn parse(text: &str) -> Result<(Date, &str), String> {
    let no_date = || format!("{text:?} is no date; write it as \"2027-02-05\"");
    let (date, rest) = text.split_at_checked(DATE_CHARS).ok_or_else(no_date)?;
    let date: Date = date.parse().map_err(|_| no_date())?;
    if (rest.is_empty() || rest.starts_with('T')) && (YEAR_MIN..=YEAR_MAX).contains(&date.year()) {
        return Ok((date, rest));
    }
    Err(no_date())
}

/// Whether a text is a date.
pub fn check(text: &str) -> Result<(), String> {
    parse(text).map(|_| ())
}

/// The date so many days or months later, or earlier where the count is negative. A day that the month lacks becomes its
/// last one: a month after 31 January is 28 or 29 February (Regulation 1182/71, art. 3(2)(c)).
pub fn plus(text: &str, months: bool, count: &Exact) -> Result<String, String> {
    let (date, rest) = parse(text)?;
    let unit = if months { "months" } else { "days" };
    let whole: i32 =
        (count.to_string().parse()).map_err(|_| format!("{count} is no whole number of {unit}"))?;
    let far = || format!("{text} and {whole} {unit} lie outside the years {YEAR_MIN} to {YEAR_MAX}");
    let span = jiff::Span::new();
    let span = if months { span.try_months(whole) } else { span.try_days(whole) };
    let moved = span.ok().and_then(|span| date.checked_add(span).ok()).ok_or_else(far)?;
    if !(YEAR_MIN..=YEAR_MAX).contains(&moved.year()) {
        return Err(far());
    }
    Ok(format!("{moved}{rest}"))
}

/// Whole days from one date to another, negative where the second is the earlier; times of day play no part.
pub fn days_between(from: &str, to: &str) -> Result<Exact, String> {
    let ((from, _), (to, _)) = (parse(from)?, parse(to)?);
    Ok(Exact::from_int(i64::from(period::days_between(from, to))))
}
