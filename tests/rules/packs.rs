//! The packs that come with the program: whole, unedited, and taken by their day.

use std::collections::BTreeSet;

use trespor::engine::calendar::WallTime;
use trespor::engine::digest::Digest;
use trespor::engine::rules::{Ask, Binding, Pack, Released, Severity, choose, find, packs};
use trespor::engine::workflow::{ProcedureType, Regime};

use super::gate::read;

/// A released pack is never edited. Whoever wants another one adds a file with the next version and a line here.
#[test]
fn released_packs_are_as_they_were_released() {
    let mut named = BTreeSet::new();
    for line in read("rules/released.txt").lines() {
        let (digest, file) = line.split_once("  ").expect("a digest and a file");
        assert_eq!(Digest::of(&[read(&format!("rules/{file}")).as_bytes()]).to_string(), digest, "{file}");
        named.insert(digest.to_owned());
    }
    let embedded: BTreeSet<_> = packs().iter().map(|released| released.digest.to_string()).collect();
    assert_eq!(named, embedded);
    let folder = std::fs::read_dir(format!("{}/rules", env!("CARGO_MANIFEST_DIR"))).expect("a folder");
    let files =
        folder.filter(|entry| entry.as_ref().is_ok_and(|e| e.path().extension() == Some("yaml".as_ref())));
    assert_eq!(files.count(), embedded.len(), "a pack is not in the program");
}

#[test]
fn every_pack_is_whole() {
    for released in packs() {
        let pack = &released.pack;
        let name = format!("{} {}", pack.id, pack.version);
        assert_eq!(pack.id, pack.regime.code(), "{name}");
        let ids: BTreeSet<_> = pack.list.iter().map(|rule| rule.id.as_str()).collect();
        assert_eq!(ids.len(), pack.list.len(), "{name}: a rule stands twice");
        for rule in &pack.list {
            let name = format!("{name}: {}", rule.id);
            for language in ["da", "en"] {
                let text = rule.text.0.get(language).is_some_and(|text| !text.trim().is_empty());
                assert!(text, "{name} says nothing in {language}");
            }
            assert!(!rule.source.trim().is_empty(), "{name} has no source");
            match rule.asks {
                Some(
                    Ask::RequestDays
                    | Ask::RequestDaysUrgent
                    | Ask::AnswerDays
                    | Ask::AnswerDaysUrgent
                    | Ask::ComplaintDays
                    | Ask::DocumentDays,
                ) => {
                    assert!(rule.days.is_some_and(|days| days > 0), "{name} names no days");
                }
                Some(Ask::KeepYears | Ask::KeepContractYears) => {
                    assert!(rule.years.is_some_and(|years| years > 0), "{name} names no years");
                }
                Some(Ask::CandidatesMin) => assert!(rule.min.is_some(), "{name} names no number"),
                Some(Ask::Exclusion) => assert_eq!(rule.codes.len(), 8, "{name}"),
                _ => {}
            }
        }
    }
    let regimes: BTreeSet<_> = packs().iter().map(|released| released.pack.regime).collect();
    assert_eq!(regimes, Regime::ALL.into_iter().collect());
}

fn day(typed: &str) -> trespor::engine::calendar::Date {
    typed.parse::<WallTime>().expect("a day").date()
}

#[test]
fn only_what_is_followed_by_choice_can_be_set_aside() {
    let by_choice: BTreeSet<_> =
        packs().iter().filter(|r| r.pack.binding == Binding::Choice).map(|r| r.pack.id.as_str()).collect();
    assert_eq!(by_choice, BTreeSet::from(["private-voluntary"]));
}

/// The numbers that the sources say, by hand.
#[test]
fn the_numbers_are_those_of_the_sources() {
    use ProcedureType::{CompDial, NegWCall, Restricted};
    let today = day("2026-12-21");
    for (regime, procedure, ask, days) in [
        (Regime::DkUdbudslov, Restricted, Ask::RequestDays, Some(30)),
        (Regime::DkUdbudslov, Restricted, Ask::RequestDaysUrgent, Some(15)),
        (Regime::DkUdbudslov, NegWCall, Ask::RequestDays, Some(30)),
        (Regime::DkUdbudslov, CompDial, Ask::RequestDays, Some(30)),
        (Regime::Eu201424, Restricted, Ask::RequestDays, Some(30)),
        (Regime::Eu201424, NegWCall, Ask::RequestDaysUrgent, Some(15)),
        (Regime::NoFoa3, Restricted, Ask::RequestDays, Some(30)),
        (Regime::DkLight, Restricted, Ask::RequestDays, None),
        (Regime::DkUdbudslov, Restricted, Ask::ComplaintDays, Some(20)),
        (Regime::DkUdbudslov, Restricted, Ask::AnswerDays, Some(6)),
        (Regime::DkUdbudslov, Restricted, Ask::AnswerDaysUrgent, Some(4)),
        (Regime::PrivateVoluntary, NegWCall, Ask::AnswerDays, Some(6)),
        (Regime::DkUdbudslov, Restricted, Ask::DocumentDays, Some(5)),
        // The directive has no such case: art. 47(3) names late information and significant changes alone.
        (Regime::Eu201424, Restricted, Ask::DocumentDays, None),
    ] {
        let pack = &find(regime, today).expect("a pack").pack;
        let found = pack.asking(ask, procedure, today).and_then(|rule| rule.days);
        assert_eq!(found, days, "{regime} {procedure} {ask:?}");
    }
    for (procedure, min) in [(Restricted, 5), (NegWCall, 3), (CompDial, 3)] {
        let pack = &find(Regime::DkUdbudslov, today).expect("a pack").pack;
        let rule = pack.asking(Ask::CandidatesMin, procedure, today).expect("a rule");
        assert_eq!((rule.min, rule.gate), (Some(min), Some(Severity::Error)));
    }
}

fn made(version: u32, from: &str, to: &str) -> Released {
    let to = if to.is_empty() { String::new() } else { format!(", to: {to}") };
    let source = format!(
        "rules: 1\npack: dk-light\nversion: {version}\nregime: dk-light\ntitle: {{da: A, en: A}}\nbinding: law\n\
         valid: {{from: {from}{to}, prov: memory}}\nlist: []\n"
    );
    Released::read(&source).expect("a pack")
}

#[test]
fn a_pack_is_chosen_by_its_day() {
    let packs =
        [made(1, "2016-01-01", "2027-07-01"), made(2, "2020-01-01", "2027-07-01"), made(3, "2027-07-01", "")];
    let version = |typed| choose(&packs, Regime::DkLight, day(typed)).map(|released| released.pack.version);
    assert_eq!(version("2015-12-31"), None);
    assert_eq!(version("2016-01-01"), Some(1));
    assert_eq!(version("2027-06-30"), Some(2));
    assert_eq!(version("2027-07-01"), Some(3));
    assert!(choose(&packs, Regime::NoFoa3, day("2027-07-01")).is_none());
}

#[test]
fn a_rule_of_its_own_days_holds_on_them() {
    let source = read("rules/dk-light-1.yaml").replace(
        "    source: \"2014/24 arts. 74-76; udbudsloven §§ 186-190; kfst.dk faq\"",
        "    source: x\n    valid_from: 2027-01-01\n    valid_to: 2027-02-01",
    );
    let pack = Pack::read(&source).expect("a pack");
    let holds = |typed| pack.on(ProcedureType::Open, day(typed)).any(|rule| rule.id == "TL-LIGHT");
    assert_eq!(
        ["2026-12-31", "2027-01-01", "2027-01-31", "2027-02-01"].map(holds),
        [false, true, true, false]
    );
}

#[test]
fn what_is_no_pack_is_refused() {
    let good = read("rules/dk-light-1.yaml");
    for (from, to) in [
        ("rules: 1", "rules: 2"),
        ("regime: dk-light", "regime: dk-heavy"),
        ("binding: law", "binding: perhaps"),
        ("prov: memory}", "prov: hearsay}"),
        ("list:", "lists:"),
        ("judge: true", "jugde: true"),
    ] {
        assert!(good.contains(from), "{from}");
        assert!(Pack::read(&good.replacen(from, to, 1)).is_err(), "{to}");
    }
}
