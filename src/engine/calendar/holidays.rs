//! Public holidays by rule, and the days that offices treat as closed although they are none.
//!
//! Denmark and Norway: the rule pack's `holidays` (fixed days and offsets from Easter). Sweden: lag
//! (1989:253) om allmänna helgdagar. Finland: kirkkolaki, itsenäisyyspäivälaki and vappulaki. The rules are
//! checked against an independent list for 1990 to 2099; earlier years follow the same rules and are not
//! checked.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use super::zone::Zone;

/// A country whose public holidays are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Country {
    /// Denmark.
    #[serde(alias = "dk")]
    DK,
    /// Norway.
    #[serde(alias = "no")]
    NO,
    /// Sweden.
    #[serde(alias = "se")]
    SE,
    /// Finland.
    #[serde(alias = "fi")]
    FI,
}

/// A text that is not the code of a known country.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the public holidays of `{code}` are not known\nhint: write one of DK, NO, SE, FI")]
pub struct CountryError {
    /// The code as it was given.
    pub code: String,
}

impl Country {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::DK, Self::NO, Self::SE, Self::FI];

    /// The code of ISO 3166-1, two capital letters.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DK => "DK",
            Self::NO => "NO",
            Self::SE => "SE",
            Self::FI => "FI",
        }
    }

    /// The zone of the country's capital.
    pub fn zone(self) -> Zone {
        let name = match self {
            Self::DK => "Europe/Copenhagen",
            Self::NO => "Europe/Oslo",
            Self::SE => "Europe/Stockholm",
            Self::FI => "Europe/Helsinki",
        };
        Zone::new(name).expect("the compiled-in zone data has the Nordic capitals")
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Country {
    type Err = CountryError;

    /// Upper and lower case are alike: workflow files write `dk`.
    fn from_str(code: &str) -> Result<Self, CountryError> {
        Self::ALL
            .into_iter()
            .find(|country| country.code().eq_ignore_ascii_case(code))
            .ok_or_else(|| CountryError { code: code.to_owned() })
    }
}

/// A day with a name. Serialised as its id, such as `good-friday`; texts are found by that id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NamedDay {
    /// 1 January.
    NewYearsDay,
    /// 6 January; in Finland until 1990 the Saturday from 6 to 12 January.
    Epiphany,
    /// The Wednesday before Easter: Norwegian offices close at noon.
    HolyWednesday,
    /// The Thursday before Easter.
    MaundyThursday,
    /// The Friday before Easter.
    GoodFriday,
    /// Easter Sunday.
    EasterSunday,
    /// The day after Easter Sunday.
    EasterMonday,
    /// Store bededag, the fourth Friday after Easter: Denmark until 2023.
    GreatPrayerDay,
    /// 1 May.
    LabourDay,
    /// 17 May in Norway, 5 June in Denmark.
    ConstitutionDay,
    /// The fortieth day of Easter, a Thursday; in Finland until 1990 the Saturday before.
    AscensionDay,
    /// The Friday after Ascension Day.
    DayAfterAscension,
    /// The seventh Sunday after Easter.
    WhitSunday,
    /// The day after Whit Sunday; in Sweden until 2004.
    WhitMonday,
    /// 6 June in Sweden, a public holiday since 2005.
    NationalDay,
    /// The day before Midsummer Day, a Friday.
    MidsummerEve,
    /// The Saturday from 20 to 26 June.
    MidsummerDay,
    /// The Saturday from 31 October to 6 November.
    AllSaintsDay,
    /// 6 December in Finland.
    IndependenceDay,
    /// 24 December.
    ChristmasEve,
    /// 25 December.
    ChristmasDay,
    /// 26 December.
    SecondChristmasDay,
    /// 31 December.
    NewYearsEve,
}

impl NamedDay {
    /// The id, such as `good-friday`: the same as in serialised form.
    pub const fn id(self) -> &'static str {
        match self {
            Self::NewYearsDay => "new-years-day",
            Self::Epiphany => "epiphany",
            Self::HolyWednesday => "holy-wednesday",
            Self::MaundyThursday => "maundy-thursday",
            Self::GoodFriday => "good-friday",
            Self::EasterSunday => "easter-sunday",
            Self::EasterMonday => "easter-monday",
            Self::GreatPrayerDay => "great-prayer-day",
            Self::LabourDay => "labour-day",
            Self::ConstitutionDay => "constitution-day",
            Self::AscensionDay => "ascension-day",
            Self::DayAfterAscension => "day-after-ascension",
            Self::WhitSunday => "whit-sunday",
            Self::WhitMonday => "whit-monday",
            Self::NationalDay => "national-day",
            Self::MidsummerEve => "midsummer-eve",
            Self::MidsummerDay => "midsummer-day",
            Self::AllSaintsDay => "all-saints-day",
            Self::IndependenceDay => "independence-day",
            Self::ChristmasEve => "christmas-eve",
            Self::ChristmasDay => "christmas-day",
            Self::SecondChristmasDay => "second-christmas-day",
            Self::NewYearsEve => "new-years-eve",
        }
    }
}

/// Why a day is not a working day (Regulation 1182/71 art. 2(2)). Serialised as an id: that of the
/// holiday, `saturday` or `sunday`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Closed {
    /// A public holiday, also where it falls on a weekend.
    Holiday(NamedDay),
    /// An ordinary Saturday.
    Saturday,
    /// An ordinary Sunday.
    Sunday,
}

impl Closed {
    /// The id: that of the holiday, `saturday` or `sunday`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Holiday(day) => day.id(),
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }
}

impl Serialize for Closed {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

/// When in the year a day falls.
#[derive(Clone, Copy)]
enum When {
    /// The same month and day every year.
    On(i8, i8),
    /// So many days after Easter Sunday; before it where negative.
    Easter(i8),
    /// The first Saturday on or after a month and day.
    SaturdayFrom(i8, i8),
    /// The first Friday on or after a month and day.
    FridayFrom(i8, i8),
}

impl When {
    fn in_year(self, year: i16) -> Date {
        match self {
            Self::On(month, day) => jiff::civil::date(year, month, day),
            Self::Easter(days) => plus(easter_sunday(year), days),
            Self::SaturdayFrom(month, day) => first_from(year, month, day, Weekday::Saturday),
            Self::FridayFrom(month, day) => first_from(year, month, day, Weekday::Friday),
        }
    }
}

fn first_from(year: i16, month: i8, day: i8, weekday: Weekday) -> Date {
    let earliest = jiff::civil::date(year, month, day);
    plus(earliest, earliest.weekday().until(weekday))
}

/// No rule leaves its year, so no rule leaves the range of dates.
fn plus(date: Date, days: i8) -> Date {
    date.saturating_add(jiff::SignedDuration::from_hours(24 * i64::from(days)))
}

/// One rule: which day, when in the year, and the years in which it applies, both ends included.
struct Rule {
    day: NamedDay,
    when: When,
    from: i16,
    until: i16,
}

const fn rule(day: NamedDay, when: When) -> Rule {
    Rule { day, when, from: i16::MIN, until: i16::MAX }
}

impl Rule {
    const fn from(self, year: i16) -> Self {
        Self { from: year, ..self }
    }

    const fn until(self, year: i16) -> Self {
        Self { until: year, ..self }
    }

    fn in_year(&self, year: i16) -> Option<Date> {
        (self.from..=self.until).contains(&year).then(|| self.when.in_year(year))
    }
}

use NamedDay as N;
use When::{Easter, FridayFrom, On, SaturdayFrom};

static DK: [Rule; 11] = [
    rule(N::NewYearsDay, On(1, 1)),
    rule(N::MaundyThursday, Easter(-3)),
    rule(N::GoodFriday, Easter(-2)),
    rule(N::EasterSunday, Easter(0)),
    rule(N::EasterMonday, Easter(1)),
    // Abolished by lov nr. 214 of 6 March 2023, from 1 January 2024.
    rule(N::GreatPrayerDay, Easter(26)).until(2023),
    rule(N::AscensionDay, Easter(39)),
    rule(N::WhitSunday, Easter(49)),
    rule(N::WhitMonday, Easter(50)),
    rule(N::ChristmasDay, On(12, 25)),
    rule(N::SecondChristmasDay, On(12, 26)),
];

static NO: [Rule; 12] = [
    rule(N::NewYearsDay, On(1, 1)),
    rule(N::MaundyThursday, Easter(-3)),
    rule(N::GoodFriday, Easter(-2)),
    rule(N::EasterSunday, Easter(0)),
    rule(N::EasterMonday, Easter(1)),
    rule(N::LabourDay, On(5, 1)),
    rule(N::ConstitutionDay, On(5, 17)),
    rule(N::AscensionDay, Easter(39)),
    rule(N::WhitSunday, Easter(49)),
    rule(N::WhitMonday, Easter(50)),
    rule(N::ChristmasDay, On(12, 25)),
    rule(N::SecondChristmasDay, On(12, 26)),
];

static SE: [Rule; 14] = [
    rule(N::NewYearsDay, On(1, 1)),
    rule(N::Epiphany, On(1, 6)),
    rule(N::GoodFriday, Easter(-2)),
    rule(N::EasterSunday, Easter(0)),
    rule(N::EasterMonday, Easter(1)),
    rule(N::LabourDay, On(5, 1)),
    rule(N::AscensionDay, Easter(39)),
    rule(N::WhitSunday, Easter(49)),
    // Lag (2004:1320): the National Day took the place of Whit Monday in 2005.
    rule(N::WhitMonday, Easter(50)).until(2004),
    rule(N::NationalDay, On(6, 6)).from(2005),
    rule(N::MidsummerDay, SaturdayFrom(6, 20)),
    rule(N::AllSaintsDay, SaturdayFrom(10, 31)),
    rule(N::ChristmasDay, On(12, 25)),
    rule(N::SecondChristmasDay, On(12, 26)),
];

static FI: [Rule; 17] = [
    rule(N::NewYearsDay, On(1, 1)),
    rule(N::Epiphany, On(1, 6)).until(1972),
    // From 1973 to 1990 Epiphany and Ascension Day were moved to Saturdays.
    rule(N::Epiphany, SaturdayFrom(1, 6)).from(1973).until(1990),
    rule(N::Epiphany, On(1, 6)).from(1991),
    rule(N::GoodFriday, Easter(-2)),
    rule(N::EasterSunday, Easter(0)),
    rule(N::EasterMonday, Easter(1)),
    rule(N::LabourDay, On(5, 1)),
    rule(N::AscensionDay, Easter(39)).until(1972),
    rule(N::AscensionDay, Easter(34)).from(1973).until(1990),
    rule(N::AscensionDay, Easter(39)).from(1991),
    rule(N::WhitSunday, Easter(49)),
    rule(N::MidsummerDay, SaturdayFrom(6, 20)),
    rule(N::AllSaintsDay, SaturdayFrom(10, 31)),
    rule(N::IndependenceDay, On(12, 6)),
    rule(N::ChristmasDay, On(12, 25)),
    rule(N::SecondChristmasDay, On(12, 26)),
];

static DK_CLOSINGS: [Rule; 5] = [
    rule(N::LabourDay, On(5, 1)),
    rule(N::DayAfterAscension, Easter(40)),
    rule(N::ConstitutionDay, On(6, 5)),
    rule(N::ChristmasEve, On(12, 24)),
    rule(N::NewYearsEve, On(12, 31)),
];

static NO_CLOSINGS: [Rule; 3] =
    [rule(N::HolyWednesday, Easter(-4)), rule(N::ChristmasEve, On(12, 24)), rule(N::NewYearsEve, On(12, 31))];

// Lag (1930:173) treats these three like Sundays for time limits set in Swedish law.
static SE_CLOSINGS: [Rule; 3] = [
    rule(N::MidsummerEve, FridayFrom(6, 19)),
    rule(N::ChristmasEve, On(12, 24)),
    rule(N::NewYearsEve, On(12, 31)),
];

// Laki säädettyjen määräaikain laskemisesta (150/1930) § 5 moves time limits off these two.
static FI_CLOSINGS: [Rule; 2] = [rule(N::MidsummerEve, FridayFrom(6, 19)), rule(N::ChristmasEve, On(12, 24))];

const fn holiday_rules(country: Country) -> &'static [Rule] {
    match country {
        Country::DK => &DK,
        Country::NO => &NO,
        Country::SE => &SE,
        Country::FI => &FI,
    }
}

const fn closing_rules(country: Country) -> &'static [Rule] {
    match country {
        Country::DK => &DK_CLOSINGS,
        Country::NO => &NO_CLOSINGS,
        Country::SE => &SE_CLOSINGS,
        Country::FI => &FI_CLOSINGS,
    }
}

/// Easter Sunday of the Gregorian calendar, by the method of Meeus, Jones and Butcher.
///
/// # Panics
///
/// For a year outside of -9999 to 9999.
pub fn easter_sunday(year: i16) -> Date {
    let y = i32::from(year);
    let (golden, century, of_century) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let correction = (8 * century + 13).div_euclid(25);
    let epact = (19 * golden + century - century.div_euclid(4) - correction + 15).rem_euclid(30);
    let weekday =
        (32 + 2 * century.rem_euclid(4) + 2 * (of_century / 4) - epact - of_century % 4).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * weekday).div_euclid(451);
    let days_from_22_march = epact + weekday - 7 * late;
    let first = jiff::civil::date(year, 3, 22);
    plus(first, i8::try_from(days_from_22_march).expect("Easter falls from 22 March to 25 April"))
}

/// The public holidays of a year in order; two names on one day are two entries.
///
/// # Panics
///
/// For a year outside of -9999 to 9999.
pub fn public_holidays(country: Country, year: i16) -> Vec<(Date, NamedDay)> {
    year_of(holiday_rules(country), year)
}

/// The days of a year in order that offices treat as closed although they are no public holidays: a person
/// is told of them, no period skips them. A day that is also a public holiday that year is left out.
///
/// # Panics
///
/// For a year outside of -9999 to 9999.
pub fn office_closings(country: Country, year: i16) -> Vec<(Date, NamedDay)> {
    let mut days = year_of(closing_rules(country), year);
    days.retain(|(date, _)| public_holiday(country, *date).is_none());
    days
}

fn year_of(rules: &[Rule], year: i16) -> Vec<(Date, NamedDay)> {
    let mut days: Vec<_> = rules.iter().filter_map(|rule| Some((rule.in_year(year)?, rule.day))).collect();
    days.sort_by_key(|(date, _)| *date);
    days
}

fn find(rules: &[Rule], date: Date) -> Option<NamedDay> {
    rules.iter().find(|rule| rule.in_year(date.year()) == Some(date)).map(|rule| rule.day)
}

/// The public holiday that falls on `date`; the first by rule where there are two.
pub fn public_holiday(country: Country, date: Date) -> Option<NamedDay> {
    find(holiday_rules(country), date)
}

/// The closing of offices that falls on `date`, unless the day is not a working day anyway.
pub fn office_closing(country: Country, date: Date) -> Option<NamedDay> {
    if closed(country, date).is_some() { None } else { find(closing_rules(country), date) }
}

/// Why `date` is not a working day; `None` for a working day.
///
/// Regulation 1182/71 art. 2(2): working days are all days other than public holidays, Sundays and
/// Saturdays.
pub fn closed(country: Country, date: Date) -> Option<Closed> {
    public_holiday(country, date).map(Closed::Holiday).or(match date.weekday() {
        Weekday::Saturday => Some(Closed::Saturday),
        Weekday::Sunday => Some(Closed::Sunday),
        _ => None,
    })
}
