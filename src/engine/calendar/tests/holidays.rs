use std::collections::HashSet;

use super::super::holidays::{
    Closed, closed, easter_sunday, office_closing, office_closings, public_holidays,
};
use super::super::{Country, NamedDay};
use super::{date, reference};

#[test]
fn the_rules_agree_with_the_independent_list() {
    let ours: HashSet<_> = Country::ALL
        .into_iter()
        .flat_map(|country| (1990..=2099).map(move |year| (country, year)))
        .flat_map(|(country, year)| {
            public_holidays(country, year).into_iter().map(move |(date, _)| (country, date))
        })
        .collect();
    let theirs = reference("public");
    assert!(theirs.len() > 5_000, "the list is whole: {}", theirs.len());
    let mut differing: Vec<_> = ours.symmetric_difference(&theirs).collect();
    differing.sort_by_key(|(_, date)| *date);
    assert!(differing.is_empty(), "{differing:?}");
}

#[test]
fn the_finnish_eves_agree_with_the_independent_list() {
    let ours: HashSet<_> = (1990..=2099)
        .flat_map(|year| office_closings(Country::FI, year))
        .map(|(date, _)| (Country::FI, date))
        .collect();
    assert_eq!(ours, reference("eve"));
}

#[test]
fn easter_keeps_to_its_extremes() {
    for day in
        ["1818-03-22", "1886-04-25", "1943-04-25", "2000-04-23", "2008-03-23", "2038-04-25", "2285-03-22"]
    {
        let day = date(day);
        assert_eq!(easter_sunday(day.year()), day);
    }
}

#[test]
fn every_year_of_the_type_has_its_holidays() {
    for year in -9999..=9999 {
        for country in Country::ALL {
            let days = public_holidays(country, year);
            assert!(
                days.len() >= 10 && days.is_sorted_by_key(|(date, _)| *date),
                "{country} {year}: {days:?}"
            );
        }
    }
}

#[test]
fn names_change_with_the_law() {
    let day = |country, text| closed(country, date(text));
    assert_eq!(day(Country::DK, "2023-05-05"), Some(Closed::Holiday(NamedDay::GreatPrayerDay)));
    assert_eq!(day(Country::DK, "2024-04-26"), None);
    assert_eq!(day(Country::SE, "2004-05-31"), Some(Closed::Holiday(NamedDay::WhitMonday)));
    assert_eq!(day(Country::SE, "2005-05-16"), None);
    assert_eq!(day(Country::SE, "2005-06-06"), Some(Closed::Holiday(NamedDay::NationalDay)));
    assert_eq!(day(Country::SE, "2003-06-06"), None);
    assert_eq!(day(Country::NO, "2027-05-17"), Some(Closed::Holiday(NamedDay::ConstitutionDay)));
    assert_eq!(day(Country::FI, "2027-12-06"), Some(Closed::Holiday(NamedDay::IndependenceDay)));
    assert_eq!(day(Country::FI, "2027-06-26"), Some(Closed::Holiday(NamedDay::MidsummerDay)));
    assert_eq!(day(Country::DK, "2027-06-26"), Some(Closed::Saturday));
    assert_eq!(day(Country::DK, "2027-06-27"), Some(Closed::Sunday));
}

#[test]
fn closings_are_told_but_are_working_days() {
    let days = |country, year| {
        office_closings(country, year)
            .into_iter()
            .map(|(date, day)| (date.to_string(), day))
            .collect::<Vec<_>>()
    };
    let named = |list: &[(&str, NamedDay)]| {
        list.iter().map(|(date, day)| ((*date).to_owned(), *day)).collect::<Vec<_>>()
    };
    assert_eq!(
        days(Country::DK, 2027),
        named(&[
            ("2027-05-01", NamedDay::LabourDay),
            ("2027-05-07", NamedDay::DayAfterAscension),
            ("2027-06-05", NamedDay::ConstitutionDay),
            ("2027-12-24", NamedDay::ChristmasEve),
            ("2027-12-31", NamedDay::NewYearsEve),
        ])
    );
    assert_eq!(
        days(Country::NO, 2027),
        named(&[
            ("2027-03-24", NamedDay::HolyWednesday),
            ("2027-12-24", NamedDay::ChristmasEve),
            ("2027-12-31", NamedDay::NewYearsEve),
        ])
    );
    assert_eq!(
        days(Country::SE, 2026),
        named(&[
            ("2026-06-19", NamedDay::MidsummerEve),
            ("2026-12-24", NamedDay::ChristmasEve),
            ("2026-12-31", NamedDay::NewYearsEve),
        ])
    );
    assert_eq!(closed(Country::DK, date("2027-05-07")), None);
    assert_eq!(office_closing(Country::DK, date("2027-05-07")), Some(NamedDay::DayAfterAscension));
}

#[test]
fn a_closing_on_a_public_holiday_or_a_weekend_is_not_told() {
    // 5 June 2017 was Whit Monday; 1 May 2008 was Ascension Day; 1 May 2027 is a Saturday.
    for (day, told_in_list) in [("2017-06-05", false), ("2008-05-01", false), ("2027-05-01", true)] {
        let day = date(day);
        assert_eq!(office_closing(Country::DK, day), None);
        let listed = office_closings(Country::DK, day.year()).iter().any(|(date, _)| *date == day);
        assert_eq!(listed, told_in_list, "{day}");
    }
}

#[test]
fn ids_are_the_serialised_names() {
    let all = Country::ALL
        .into_iter()
        .flat_map(|country| public_holidays(country, 2000).into_iter().chain(office_closings(country, 2001)));
    for (_, day) in all {
        assert_eq!(serde_json::to_value(day).expect("JSON"), day.id());
    }
}

#[test]
fn countries_are_read_in_either_case() {
    assert_eq!("dk".parse(), Ok(Country::DK));
    assert_eq!(serde_json::from_str::<Country>("\"se\"").ok(), Some(Country::SE));
    assert_eq!(serde_json::from_str::<Country>("\"SE\"").ok(), Some(Country::SE));
    let error = "Denmark".parse::<Country>().expect_err("no code");
    assert_eq!(
        error.to_string(),
        "the public holidays of `Denmark` are not known\nhint: write one of DK, NO, SE, FI"
    );
}
