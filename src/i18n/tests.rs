use super::*;
use crate::engine::instant::Instant;

/// 2027-02-05T11:00:00Z, twelve o'clock in Copenhagen.
const DEADLINE: Instant = Instant::from_micros(1_801_825_200_000_000);
const ZONE: &str = "Europe/Copenhagen";

fn when(micros: i64) -> When {
    When::at(Instant::from_micros(micros), ZONE).expect("the zone is bundled")
}

#[test]
fn a_deadline_is_worded_in_full_in_each_language() {
    let at = When::until(DEADLINE, ZONE).expect("the zone is bundled");
    assert_eq!(Lang::Da.full(&at), "fredag den 5. februar 2027 kl. 12.00 (dansk tid, Europe/Copenhagen)");
    assert_eq!(Lang::En.full(&at), "Friday 5 February 2027 at 12:00 (Europe/Copenhagen)");
    assert_eq!(Lang::Nb.full(&at), "fredag 5. februar 2027 kl. 12.00 (dansk tid, Europe/Copenhagen)");
    assert_eq!(Lang::Da.short(&at), "5. feb. 2027 kl. 12.00");
    assert_eq!(Lang::En.short(&at), "5 Feb 2027 at 12:00");
    assert_eq!(Lang::Nb.short(&at), "5. feb. 2027 kl. 12.00");
    assert_eq!(Lang::Da.day(&at), "fredag den 5. februar 2027");
    assert_eq!(Lang::Nb.day(&at), "fredag 5. februar 2027");
    assert_eq!(Lang::En.date(&at), "5 February 2027");
    let oslo = When::until(DEADLINE, "Europe/Oslo").expect("the zone is bundled");
    assert_eq!(Lang::Nb.full(&oslo), "fredag 5. februar 2027 kl. 12.00 (norsk tid, Europe/Oslo)");
    assert_eq!(at.machine(), "2027-02-05T12:00:00+01:00");
}

#[test]
fn a_receipt_shows_microseconds_and_short_forms_do_not_round() {
    let at = when(1_801_825_199_999_999);
    assert_eq!(
        Lang::Da.exact(&at),
        "fredag den 5. februar 2027 kl. 11.59.59,999999 (dansk tid, Europe/Copenhagen)"
    );
    assert_eq!(Lang::En.exact(&at), "Friday 5 February 2027 at 11:59:59.999999 (Europe/Copenhagen)");
    assert_eq!(
        Lang::Nb.exact(&at),
        "fredag 5. februar 2027 kl. 11.59.59,999999 (dansk tid, Europe/Copenhagen)"
    );
    assert_eq!(Lang::Da.time(&at), "11.59");
}

#[test]
fn midnight_ends_a_day_as_a_deadline_and_begins_one_otherwise() {
    // 2027-02-05T23:00:00Z is midnight in Copenhagen.
    let midnight = Instant::from_micros(1_801_868_400_000_000);
    let until = When::until(midnight, ZONE).expect("the zone is bundled");
    let at = When::at(midnight, ZONE).expect("the zone is bundled");
    let last = When::until(midnight.plus_micros(-1), ZONE).expect("the zone is bundled");
    assert_eq!(last, until, "the last microsecond of the day is the end of the day");
    assert_eq!(until.machine(), "2027-02-05T23:59:59+01:00");
    assert_eq!(Lang::En.short(&until), "5 Feb 2027 at 24:00");
    assert_eq!(Lang::En.short(&at), "6 Feb 2027 at 00:00");
    assert_eq!(Lang::Da.day(&until), "fredag den 5. februar 2027");
}

#[test]
fn the_hour_that_occurs_twice_is_told_apart_by_its_offset() {
    // 2027-10-31T00:30:00Z and an hour later: both 02:30 in Copenhagen.
    let (summer, winter) = (when(1_824_942_600_000_000), when(1_824_946_200_000_000));
    assert_eq!(Lang::En.full(&summer), "Sunday 31 October 2027 at 02:30 (Europe/Copenhagen, UTC+02:00)");
    assert_eq!(
        Lang::Da.full(&winter),
        "søndag den 31. oktober 2027 kl. 02.30 (dansk tid, Europe/Copenhagen, UTC+01:00)"
    );
}

#[test]
fn other_zones_are_named() {
    let at = |zone: &str| When::at(DEADLINE, zone);
    assert_eq!(
        Lang::Da.full(&at("America/Nuuk").unwrap()),
        "fredag den 5. februar 2027 kl. 09.00 (grønlandsk tid, America/Nuuk)"
    );
    assert_eq!(Lang::En.full(&at("UTC").unwrap()), "Friday 5 February 2027 at 11:00 (UTC)");
    assert_eq!(at("America/Nuuk").unwrap().machine(), "2027-02-05T09:00:00-02:00");
    let error = at("Europe/Kobenhavn").unwrap_err().to_string();
    assert!(error.contains("`Europe/Kobenhavn`") && error.contains("hint:"), "{error}");
}

#[test]
fn countdowns_never_promise_more_time_than_there_is() {
    let words = |lang: Lang, seconds: i64, micros: i64| {
        lang.countdown(DEADLINE, DEADLINE.plus_seconds(seconds).plus_micros(micros))
    };
    let day = 86_400;
    assert_eq!(words(Lang::Da, 2 * day + 3 * 3600 + 59 * 60, 0), "om 2 dage og 3 timer");
    assert_eq!(words(Lang::En, 2 * day + 3 * 3600 + 59 * 60, 0), "in 2 days and 3 hours");
    assert_eq!(words(Lang::Da, day, 0), "om 1 dag");
    assert_eq!(words(Lang::En, day, -1), "in 23 hours and 59 minutes");
    assert_eq!(words(Lang::Da, 3600 + 60, 0), "om 1 time og 1 minut");
    assert_eq!(words(Lang::En, 600, 0), "in 10 minutes");
    assert_eq!(words(Lang::En, 600, -1), "in 9 minutes and 59 seconds");
    assert_eq!(words(Lang::Da, 1, 0), "om 1 sekund");
    assert_eq!(words(Lang::Da, 0, 999_999), "lige nu");
    assert_eq!(words(Lang::En, -120, 0), "2 minutes ago");
    assert_eq!(words(Lang::Da, -120, 0), "for 2 minutter siden");
    assert_eq!(words(Lang::Da, 12_345 * day, 0), "om 12.345 dage");
    assert_eq!(words(Lang::Nb, 12_345 * day, 0), "om 12\u{202f}345 dager");
    assert_eq!(words(Lang::Nb, 600, -1), "om 9 minutter og 59 sekunder");
    assert_eq!(words(Lang::Nb, -day, 0), "for 1 dag siden");
}

#[test]
fn numbers_use_the_signs_of_the_language() {
    assert_eq!(Lang::Da.number(1_234_567), "1.234.567");
    assert_eq!(Lang::En.number(1_234_567_u64), "1,234,567");
    assert_eq!(Lang::Nb.number(-1_234_567), "\u{2212}1\u{202f}234\u{202f}567");
    assert_eq!(Lang::En.number(999_usize), "999");
    assert_eq!(Lang::En.number(-1000), "\u{2212}1,000");
    assert_eq!(Lang::En.number(u64::MAX), "9,223,372,036,854,775,807");
    assert_eq!(Lang::Da.decimal("70.83"), "70,83");
    assert_eq!(Lang::En.decimal("1234.50"), "1,234.50");
    assert_eq!(Lang::Da.decimal("-1234.5"), "\u{2212}1.234,5");
    assert_eq!(Lang::Nb.decimal("1234.50"), "1\u{202f}234,50");
    assert_eq!(Lang::Da.decimal("100"), "100");
    for odd in ["", "-", "1.2.3", "1e3", ".5", "NaN"] {
        assert_eq!(Lang::Da.decimal(odd), odd);
    }
}

#[test]
fn sizes_are_short_and_step_up_where_they_round_up() {
    assert_eq!(Lang::Da.bytes(0), "0 byte");
    assert_eq!(Lang::En.bytes(1), "1 byte");
    assert_eq!(Lang::En.bytes(812), "812 bytes");
    assert_eq!(Lang::Da.bytes(1_449_999), "1,4\u{a0}MB");
    assert_eq!(Lang::En.bytes(1_450_000), "1.5\u{a0}MB");
    assert_eq!(Lang::En.bytes(999_949), "999.9\u{a0}kB");
    assert_eq!(Lang::En.bytes(999_950), "1.0\u{a0}MB");
    assert_eq!(Lang::Da.bytes(20_000_000), "20,0\u{a0}MB");
    assert_eq!(Lang::En.bytes(2_500_000_000_u64), "2.5\u{a0}GB");
}

#[test]
fn the_reader_gets_the_language_asked_for() {
    let pick = Lang::from_accept_language;
    assert_eq!(pick("da-DK,da;q=0.9,en;q=0.8"), Lang::Da);
    assert_eq!(pick("en;q=0.5, da;q=0.7"), Lang::Da);
    assert_eq!(pick("de, en;q=0.3"), Lang::En);
    for norwegian in ["nb-NO,en;q=0.4", "no,da;q=0.9", "nn-NO,nn;q=0.9,en;q=0.8", "NB"] {
        assert_eq!(pick(norwegian), Lang::Nb, "{norwegian}");
    }
    assert_eq!(pick("fo,en;q=0.4"), Lang::Da, "who reads Faroese reads Danish");
    assert_eq!(pick("nb;q=0.2, da;q=0.7"), Lang::Da);
    assert_eq!(pick("da;q=0, en;q=0.1"), Lang::En, "a weight of nothing is a refusal");
    assert_eq!(pick("da;q=2, en"), Lang::En, "a broken weight is passed over");
    assert_eq!(pick(""), Lang::DEFAULT);
    assert_eq!(pick("*"), Lang::DEFAULT);
    assert_eq!(Lang::parse("DA_dk"), Some(Lang::Da));
    assert_eq!(Lang::parse("dansk"), None);
    assert_eq!(Lang::Da.name(), "Dansk");
    assert_eq!(Lang::En.to_string(), "en");
}

#[test]
fn texts_follow_the_number_and_the_word() {
    let (da, en, nb) = (Lang::Da.texts(), Lang::En.texts(), Lang::Nb.texts());
    assert_eq!([0, 1, 2].map(|n| da.count_files(n)), ["ingen filer", "1 fil", "2 filer"]);
    assert_eq!([0, 1, 1234].map(|n| en.count_files(n)), ["no files", "1 file", "1,234 files"]);
    assert_eq!([0, 1, 1234].map(|n| nb.count_files(n)), ["ingen filer", "1 fil", "1\u{202f}234 filer"]);
    let signed = |total: usize| args::ConsortiumSignedCount { signed: 1, total };
    assert_eq!(da.consortium_signed_count(&signed(1)), "1 af 1 medlem har skrevet under");
    assert_eq!(en.consortium_signed_count(&signed(8)), "1 of 8 members have signed");
    assert_eq!(nb.consortium_signed_count(&signed(1)), "1 av 1 medlem har signert");
    assert_eq!(da.refused_roles("formanden"), "Det kan kun gøres af: formanden.");
    assert_eq!(en.refused_roles("the chair"), "This can only be done by: the chair.");
    let long = args::FormTooLong { label: "Navn", length: 1250, max: 1000 };
    assert_eq!(da.form_too_long(&long), "»Navn« må højst fylde 1.000 tegn. Nu er der 1.250.");
    assert_eq!(da.page_title("Udbud"), "Udbud – Trespor");
}
