//! Passing the gate: what a named person can set aside, and what nobody can.

use trespor::engine::case::Case;
use trespor::engine::digest::Prose;
use trespor::engine::event::What;
use trespor::engine::ids::{PersonId, ProcedureId};
use trespor::engine::procedure::{self, Event};
use trespor::engine::rules::{Barred, Override, Passed, pack_of, pass, unrehearsed};
use trespor::engine::turn::Effect;
use trespor::engine::workflow::load;
use uuid::Uuid;

use super::gate::{at, broken, good, read};

const OPENS: &str = "2026-12-21T09:00";

fn setting_aside(code: &str, reason: &str) -> Override {
    Override { code: code.into(), reason: Prose::new([7; 16], reason) }
}

fn tried(text: &str, overrides: &[Override]) -> Result<Passed, Barred> {
    let loaded = load(text.as_bytes()).expect("a file");
    pass(&loaded, pack_of(&loaded, at(OPENS)), at(OPENS), overrides, &unrehearsed)
}

const WHY: &str = "the board knows and has agreed";

#[test]
fn a_good_file_passes_and_is_pinned_to_its_pack() {
    let passed = tried(&good(), &[]).expect("nothing is in the way");
    let pinned = passed.rules().expect("a pack");
    assert_eq!((pinned.pack.as_str(), pinned.version, pinned.answer_days), ("dk-udbudslov", 2, Some(6)));
    assert_eq!(pinned.document_days, Some(5));
    let named = read("rules/released.txt");
    assert!(named.contains(&format!("{}  dk-udbudslov-2.yaml", pinned.digest)));
}

#[test]
fn nobody_sets_an_error_of_the_law_aside() {
    let short = broken("days: 20", "days: 19");
    assert!(matches!(tried(&short, &[]), Err(Barred::Gate(_))));
    let barred = tried(&short, &[setting_aside("L-WINDOW", WHY)]).expect_err("the law binds");
    assert!(matches!(barred, Barred::Gate(found) if found[0].code == "L-WINDOW"));
    // By choice one may.
    let by_choice = short.replace("regime: dk-udbudslov", "regime: private-voluntary");
    let passed = tried(&by_choice, &[setting_aside("L-WINDOW", WHY)]).expect("a foundation may");
    assert_eq!(passed.overridden()[0].code, "L-WINDOW");
    assert!(passed.overridden()[0].rules.contains("DE-COMPL-20"));
}

#[test]
fn a_warning_is_set_aside_with_a_reason_and_only_then() {
    let saturday = broken("at: 2027-02-05T12:00", "at: 2027-02-06T12:00");
    assert!(matches!(tried(&saturday, &[]), Err(Barred::Gate(found)) if found[0].code == "L-HOLIDAY"));
    let short = tried(&saturday, &[setting_aside("L-HOLIDAY", "too short")]);
    assert!(matches!(short, Err(Barred::ReasonNeeded(code)) if code == "L-HOLIDAY"));
    tried(&saturday, &[setting_aside("L-HOLIDAY", "ten  chars")]).expect("ten characters are enough");
    let twice = [setting_aside("L-HOLIDAY", WHY), setting_aside("L-HOLIDAY", WHY)];
    assert!(matches!(tried(&saturday, &twice), Err(Barred::NothingToOverride(_))));
}

#[test]
fn what_is_not_found_cannot_be_set_aside() {
    for code in ["L-HOLIDAY", "L-JUDGE", "EX-MAND", ""] {
        let barred = tried(&good(), &[setting_aside(code, WHY)]).expect_err("there is nothing");
        assert_eq!(barred, Barred::NothingToOverride(code.into()));
    }
}

#[test]
fn warnings_of_the_file_are_set_aside_by_name_and_its_errors_never() {
    let whole_day = broken("at: 2027-02-05T12:00", "at: 2027-02-05");
    assert!(matches!(tried(&whole_day, &[]), Err(Barred::Gate(found)) if found[0].code == "C-NOTIME"));
    tried(&whole_day, &[setting_aside("C-NOTIME", "midnight is meant")]).expect("it can be set aside");
    let wrong = broken("country: DK", "country: DE");
    for text in [wrong.clone(), wrong.replace("regime: dk-udbudslov", "regime: private-voluntary")] {
        let barred = tried(&text, &[setting_aside("C-COUNTRY", WHY)]).expect_err("the file is wrong");
        assert!(matches!(barred, Barred::File(found) if found[0].code == "C-COUNTRY"));
    }
}

#[test]
fn what_was_set_aside_is_on_the_record() {
    let saturday = broken("at: 2027-02-05T12:00", "at: 2027-02-06T12:00");
    let loaded = load(saturday.as_bytes()).expect("a file");
    let passed = tried(&saturday, &[setting_aside("L-HOLIDAY", WHY)]).expect("set aside");
    let id = |n| Uuid::from_u128(n);
    let (procedure, owner) = (ProcedureId::new(id(1)), PersonId::new(id(2)));
    let outcome =
        procedure::open(&loaded.definition, procedure, &passed, owner, at(OPENS)).expect("it opens");
    let given = outcome.events.iter().find_map(|event| match &event.what {
        What::Procedure(Event::GateOverridden { finding, reason, .. }) => Some((event, finding, *reason)),
        _ => None,
    });
    let (event, finding, reason) = given.expect("an event");
    assert_eq!((event.actor, finding.as_str()), (Some(owner), "L-HOLIDAY"));
    let kept = |effect: &Effect| matches!(effect, Effect::Keep(prose) if prose.digest() == reason && prose.body() == WHY);
    assert!(outcome.effects.iter().any(kept));
    let mut folded =
        Case { procedure: trespor::engine::case::Procedure::new(procedure), applications: [].into() };
    for event in &outcome.events {
        trespor::engine::fold::apply(&loaded.definition, &mut folded, event);
    }
    assert_eq!(folded, outcome.case);
    assert_eq!(folded.procedure.overridden.len(), 1);
}

/// The helper of other tests opens what a person may open, and nothing else.
#[test]
fn tests_set_aside_what_a_person_may() {
    let loaded = load(broken("days: 20", "days: 19").as_bytes()).expect("a file");
    assert_eq!(super::opening::codes(&loaded, at(OPENS)), Vec::<&str>::new());
    assert!(super::opening::overrides("no file", at(OPENS)).is_empty());
    let loaded = load(good().as_bytes()).expect("a file");
    assert!(super::opening::passed(&loaded, at(OPENS)).overridden().is_empty());
}
