//! Simulation: the named paths reach what they are named for, and the model's stress is worked out by hand.

#[path = "simulate/stress.rs"]
mod stress;

use std::path::Path;
use std::process::Command;

use trespor::engine::event::What;
use trespor::engine::instant::Instant;
use trespor::engine::steps::{screening, selection};
use trespor::engine::workflow::{Loaded, Severity, load};
use trespor::simulate::run::Run;
use trespor::simulate::story::Teller;
use trespor::simulate::{Report, Runs, of_seed, plan, short, simulate, story};

fn file(path: &str) -> Loaded {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    load(&bytes).unwrap_or_else(|findings| panic!("{path}: {findings:?}"))
}

fn boligliv() -> Loaded {
    file("workflows/boligliv-i-balance.yaml")
}

/// The file with one text in place of another.
fn mutant(path: &str, from: &str, to: &str) -> Loaded {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("the file");
    assert_eq!(text.matches(from).count(), 1, "`{from}` must stand once");
    load(text.replace(from, to).as_bytes()).expect("the mutant can be read")
}

fn played<'l>(loaded: &'l Loaded, name: &str) -> Run<'l> {
    let named = plan::named(&loaded.definition);
    let found = named.into_iter().find(|plan| plan.name == name);
    let run = Run::play(loaded, found.unwrap_or_else(|| panic!("no path is called {name}")));
    assert_eq!(run.broken, None, "{name}");
    assert_eq!(run.accepted, [], "{name}");
    run
}

/// How often a line of the log holds all the words.
fn times(run: &Run<'_>, words: &[&str]) -> usize {
    run.teller.log.lines().filter(|line| words.iter().all(|word| line.contains(word))).count()
}

fn computed(run: &Run<'_>, track: &str) -> String {
    let of = format!("selection.computed {track}: ");
    let line = run.teller.log.lines().rfind(|line| line.contains(&of));
    line.unwrap_or_else(|| panic!("{track} was not computed"))
        .split(&of)
        .nth(1)
        .unwrap_or_default()
        .to_owned()
}

fn report(loaded: &Loaded, count: u64) -> Report {
    simulate(loaded, Runs { seed: 1, count }, |_, _| {})
}

#[test]
fn numbers_of_applicants_end_as_the_file_says() {
    let loaded = boligliv();
    let none = played(&loaded, "nobody applies");
    assert_eq!(times(&none, &["line.ended", "NoApplications"]), 3);
    assert_eq!(times(&none, &["joint.asked"]), 1);
    // The file says three to five, as many as there are: two are too few and go on with a remark.
    for (name, chosen) in [
        ("one applies", "A1"),
        ("one fewer than the minimum", "A1 A2; FewerThanMinimum"),
        ("the minimum", "A1 A2 A3"),
        ("the maximum", "A1 A2 A3 A4 A5"),
        ("one more than the maximum", "A1 A2 A3 A4 A5; reserve A6"),
    ] {
        let run = played(&loaded, name);
        let list = computed(&run, "social");
        assert!(list.starts_with(chosen), "{name}: {list}");
        assert_eq!(times(&run, &["letters.released"]), 3, "{name}");
        assert_eq!(times(&run, &["line.ended", "Completed"]), 4, "{name}");
        assert_eq!(times(&run, &["joint.published"]), 1, "{name}");
    }
}

#[test]
fn the_model_decides_ties_and_thresholds() {
    let loaded = boligliv();
    let tie = played(&loaded, "a tie at the cut");
    // Six alike for five places, and the file says that lots decide.
    assert_eq!(times(&tie, &["selection.drawn"]), 3);
    let log = &tie.teller.log;
    let tied =
        log.lines().find(|line| line.contains("selection.computed social: ; tied")).expect("they are tied");
    let names: std::collections::BTreeSet<_> =
        tied.split_whitespace().filter(|word| word.starts_with('A')).collect();
    assert!(names.len() == 6 && tied.ends_with("open places 5"), "{tied}");
    assert_eq!(computed(&tie, "social").split_whitespace().count(), 7, "five chosen, and one in reserve");
    let low = played(&loaded, "all below the threshold");
    // Each of fifteen is told why, the tracks end with nobody suitable, and the joint phase without teams.
    assert_eq!(times(&low, &["line.ended", "NoneSuitable"]), 3);
    assert_eq!(times(&low, &["line.ended", "Cancelled"]), 1);
    assert_eq!(times(&low, &["letter not_selected"]), 15);
    let out = played(&loaded, "everybody is excluded");
    assert_eq!(times(&out, &["line.ended", "NoneSuitable"]), 3);
    assert_eq!(times(&out, &["letter excluded"]), 6);
    assert_eq!(times(&played(&loaded, "one is excluded"), &["screening.screened", "not admitted"]), 1);
}

#[test]
fn conflicts_and_silence_ask_for_more_evaluators() {
    let loaded = boligliv();
    // The first applicant of each of three tracks; both evaluators declare a tie, two more are appointed.
    let conflict = played(&loaded, "conflicts empty the panel");
    assert_eq!(times(&conflict, &["scoring.declared A1: a tie"]), 2);
    assert_eq!(conflict.appointed_by_step().get("scoring"), Some(&2));
    let silent = played(&loaded, "an evaluator is silent");
    assert_eq!(times(&silent, &["evaluator1 scoring."]), 0);
    assert_eq!(silent.appointed_by_step().get("scoring"), Some(&1));
    let longest = silent.waits.iter().filter(|wait| wait.step == "scoring").map(|wait| wait.seconds).max();
    let days = longest.expect("somebody waits") / 86_400;
    assert!((13..=14).contains(&days), "{days}");
    assert!(silent.waits.iter().any(|wait| wait.step == "scoring" && wait.could == ["evaluator"]));
}

#[test]
fn deadlines_hold_to_the_microsecond() {
    let loaded = boligliv();
    let run = played(&loaded, "late, withdrawn, handed in again, in the last microsecond");
    assert_eq!(times(&run, &["2027-02-05T12:00:00 lead-A2 intake.submitted A2"]), 1);
    assert_eq!(times(&run, &["2027-02-05T12:00:00.000001 lead-A3 intake.tried_late A3: submit"]), 1);
    assert_eq!(times(&run, &["intake.submitted A1: time 2"]), 1);
    assert_eq!(times(&run, &["intake.withdrawn A4"]), 1);
    assert_eq!(times(&run, &["letter reminder A5"]), 2);
    assert_eq!(times(&run, &["letter member_left_out A7 to afterwards-A7, lead-A7"]), 1);
    // Handed in again, in the last microsecond, in good time twice: four in each of three tracks.
    assert_eq!(times(&run, &["intake.closed", ": 4 count"]), 3);
}

#[test]
fn an_extension_moves_the_deadline_also_over_a_change_of_the_clocks() {
    let loaded = boligliv();
    let moved = played(&loaded, "the deadline is moved the day before");
    assert_eq!(
        times(&moved, &["2027-02-04T12:00:00 owner procedure.extended: deadline to 2027-02-07T12:00"]),
        1
    );
    assert_eq!(times(&moved, &["2027-02-07T12:00:00.000001 time intake.closed"]), 3);
    assert_eq!(times(&moved, &["letter answer"]), 1);
    // The clocks of Copenhagen go forward on Sunday 28 March 2027; twelve o'clock stays twelve o'clock.
    let clocks = played(&loaded, "the deadline moves over a change of the clocks");
    assert_eq!(times(&clocks, &["2027-03-30T12:00:00.000001 time intake.closed"]), 3);
    assert_eq!(times(&clocks, &["2027-03-27T11:00:00 time intake.reminded"]), 3);
    let closed = clocks.teller.world.events().find(|event| event.what.name() == "intake.closed");
    // 2027-03-30T10:00:00Z, worked out by hand: two hours ahead of UTC in summer.
    assert_eq!(closed.map(|event| event.at), Some(Instant::from_micros(1_806_400_800_000_001)));
}

#[test]
fn complaints_are_in_time_or_not() {
    let loaded = boligliv();
    let dismissed = played(&loaded, "a complaint in the last microsecond, dismissed");
    assert_eq!(times(&dismissed, &["23:59:59.999999", "complaints.filed"]), 1);
    assert_eq!(times(&dismissed, &["complaints.settled social: Dismissed"]), 1);
    assert_eq!(times(&dismissed, &["line.ended", "Completed"]), 4);
    let annulled = played(&loaded, "a complaint in time, annulled");
    assert_eq!(times(&annulled, &["line.ended social: Annulled"]), 1);
    let again = played(&loaded, "a complaint in time, done again");
    assert_eq!(times(&again, &["line.entered social: screening"]), 2);
    assert_eq!(times(&again, &["letters.released social"]), 2);
    let late = played(&loaded, "a complaint one microsecond late");
    assert_eq!(times(&late, &["complaints.filed"]), 0);
    assert_eq!(times(&late, &["T00:00:00", "complaints.tried_late"]), 1);
}

#[test]
fn one_track_can_fail() {
    let loaded = boligliv();
    let on = played(&loaded, "one track fails");
    assert_eq!(times(&on, &["line.ended social: Cancelled"]), 1);
    assert_eq!(times(&on, &["joint.asked"]), 1);
    assert_eq!(times(&on, &["joint.published"]), 1);
    let off = played(&loaded, "one track fails and the rest gives up");
    assert_eq!(times(&off, &["joint.cancelled"]), 1);
}

/// One path for each way in which a wait can be in vain, and for each that it can be met.
#[test]
fn what_a_track_waits_for_can_fail() {
    let loaded = file("workflows/side-by-side.yaml");
    let asked = played(&loaded, "what `scoring` waits for fails");
    assert_eq!(times(&asked, &["wait.asked"]), 2);
    assert_eq!(times(&asked, &["owner wait.went_on"]), 2);
    // Behind their complaint windows the file gives both up: homes are gone.
    assert_eq!(times(&asked, &["time wait.gave_up"]), 2);
    let up = played(&loaded, "what `scoring` waits for fails and it is given up");
    assert_eq!(times(&up, &["owner wait.gave_up"]), 2);
    assert_eq!(times(&up, &["letter track_ended"]), 3);
    let on = played(&loaded, "what `choice` waits for fails");
    assert_eq!(times(&on, &["wait.began square: choice"]), 1);
    assert_eq!(times(&on, &["time wait.went_on square"]), 1);
    let other = played(&loaded, "the tracks get on in the other order");
    assert_eq!(times(&other, &["wait.began", ": scoring"]), 2);
    assert_eq!(times(&other, &["wait.met"]), 3);
    let report = report(&loaded, 3);
    assert!(!report.has_errors(), "{:#?}", report.findings);
    let missing: Vec<_> = report.coverage.iter().filter(|covered| covered.times == 0).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_report_says_what_was_reached() {
    let loaded = boligliv();
    let report = report(&loaded, 3);
    assert!(!report.has_errors(), "{:#?}", report.findings);
    let missing: Vec<_> = report.coverage.iter().filter(|covered| covered.times == 0).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let reached = |name: &str| report.coverage.iter().any(|covered| covered.name == name);
    for name in
        ["intake reminds 72 hours before", "complaints ends", "track annulled", "not_selected", "joint"]
    {
        assert!(reached(name), "{name} is not among what the file can produce");
    }
    // Twenty-two kinds of letters, each in Danish and English.
    assert_eq!(report.letters.len(), 44);
    assert!(report.letters.iter().all(|letter| letter.text.len() > 100), "a letter is empty");
    // 2027-02-05 is a Friday; the window of twenty days ends on a day that is told.
    let deadline =
        report.calendar.iter().find(|entry| entry.what == "date `deadline`").expect("the deadline");
    assert_eq!((deadline.local.as_str(), deadline.closed.as_deref()), ("Friday 2027-02-05 12:00 CET", None));
    let html = report.html().expect("a page");
    assert!(!html.contains("<script") && html.contains("<svg") && html.contains("complaint_settled"));
    assert!(!html.contains("src=\"http") && !html.contains("href="), "the page is not self-contained");
}

#[test]
fn the_small_file_is_simulated_as_far_as_it_goes() {
    let loaded = file("tests/data/small-workflow.yaml");
    let named: Vec<_> = plan::named(&loaded.definition).into_iter().map(|plan| plan.name).collect();
    assert!(!named.iter().any(|name| name.contains("complaint") || name.contains("tie")), "{named:?}");
    let found = short(&loaded);
    assert!(found.iter().all(|finding| finding.severity == Severity::Warning), "{found:#?}");
    let codes: Vec<_> = found.iter().map(|finding| finding.code).collect();
    // The file has no letters: who was screened is told nothing.
    assert_eq!(codes, ["S-LETTER"]);
    let run = played(&loaded, "late, withdrawn, handed in again, in the last microsecond");
    // With `signature: content` the member signs again.
    assert_eq!(times(&run, &["intake.member_signed A1"]), 2);
}

#[test]
fn short_says_what_a_gate_asks_for() {
    let loaded = boligliv();
    let codes: Vec<_> = short(&loaded).into_iter().map(|finding| (finding.code, finding.severity)).collect();
    assert!(codes.iter().all(|(_, severity)| *severity == Severity::Warning), "{codes:?}");
    assert!(codes.contains(&("S-PANEL", Severity::Warning)), "{codes:?}");
}

#[test]
fn a_step_in_which_nobody_can_act_is_found() {
    // An auditor may read only; nobody is ever appointed as something that the step accepts.
    let path = "workflows/boligliv-i-balance.yaml";
    let stuck =
        mutant(path, "selection: {model: shortlist, by: [owner]}", "selection: {model: shortlist, by: []}");
    let found = short(&stuck);
    let error = found.iter().find(|finding| finding.code == "S-STUCK").expect("it is stuck");
    assert_eq!(error.severity, Severity::Error);
    assert!(
        error.message.contains("selection") && error.message.contains("not_allowed"),
        "{}",
        error.message
    );
    // What follows from standing still is not said a second time.
    let shut = short(&mutant(path, "by: [secretary, owner]", "by: []"));
    assert!(shut.iter().any(|finding| finding.message.contains("`screening`")), "{shut:#?}");
    assert!(shut.iter().all(|finding| finding.code != "S-UNREACHED"), "{shut:#?}");
}

#[test]
fn a_condition_that_nobody_can_meet_is_found() {
    let path = "tests/data/facts.yaml";
    let completed = |loaded: &Loaded| {
        let found = short(loaded);
        !found.iter().any(|f| f.code == "S-OUTCOME" && f.message.contains("track completed"))
    };
    let never = mutant(path, "require: facts.turnover >= 1000000", "require: facts.turnover < 0");
    assert!(!completed(&never));
    // What the condition asks for, however much, is among what the invented applicants answer.
    let much = mutant(path, "require: facts.turnover >= 1000000", "require: facts.turnover >= 70000000");
    assert!(completed(&much));
    assert!(completed(&load(&std::fs::read(path).expect("the file")).expect("a file")));
}

/// A file may stop at equals on purpose.
#[test]
fn a_tie_that_is_meant_to_stop_is_no_finding() {
    let path = "workflows/boligliv-i-balance.yaml";
    let meant = mutant(path, "tie: [relevance, method, team, draw]", "tie: [relevance, method, team, stop]");
    assert!(short(&meant).iter().all(|finding| finding.code != "S-TIE"));
}

/// A fact that is declared and that nothing looks at is taken from the form all the same.
#[test]
fn a_fact_that_nothing_looks_at_stops_nobody() {
    let path = "tests/data/facts.yaml";
    let idle = mutant(
        path,
        "{id: enough, require: facts.turnover >= 1000000, message: A turnover of one million is needed.}",
        "{id: enough, require: facts.staff >= 1, message: Somebody must be there.}",
    );
    assert!(short(&idle).iter().all(|finding| finding.code != "S-STUCK"), "{:#?}", short(&idle));
}

#[test]
fn a_tie_that_the_file_leaves_open_is_found() {
    let path = "workflows/boligliv-i-balance.yaml";
    let open = mutant(path, "tie: [relevance, method, team, draw]", "tie: [relevance, method, team]");
    let found = short(&open);
    assert!(found.iter().any(|finding| finding.code == "S-TIE"), "{found:#?}");
}

/// Somebody declines once the letters are out, and somebody shows no evidence: the next moves up and is told, and every
/// letter and ending of the file is reached.
#[test]
fn what_comes_after_a_decision_is_tried() {
    let loaded = file("tests/data/after.yaml");
    let declined = played(&loaded, "somebody who is chosen declines");
    assert_eq!(times(&declined, &["selection.followed", "A1 left (withdrawal); now A2 A3; reserve"]), 1);
    assert_eq!(times(&declined, &["letter moved_up A3 to lead-A3"]), 1);
    assert_eq!(times(&declined, &["letter left A1 to lead-A1"]), 1);
    let lacked = played(&loaded, "evidence is not shown after the decision");
    assert_eq!(times(&lacked, &["A1 has shown no evidence; now A2 A3"]), 1);
    assert_eq!(times(&lacked, &["has shown evidence"]), 2, "A2, and A3 who moved up");
    for run in [&declined, &lacked] {
        assert_eq!(times(run, &["contract.concluded"]), 1);
        assert_eq!(times(run, &[" refused: "]), 0);
    }
    let report = report(&loaded, 0);
    let missing: Vec<_> = report.coverage.iter().filter(|covered| covered.times == 0).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// What the published notices ask of people and of the form can all be done in a running procedure.
#[test]
fn every_published_procedure_comes_to_its_end() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("workflows/published");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("the published procedures") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let loaded = load(&std::fs::read(&path).expect("a file")).expect("a good file");
        let crowded = plan::named(&loaded.definition).into_iter();
        let tried = ["one more than the maximum", "a tie at the cut"];
        for plan in crowded.filter(|plan| tried.contains(&plan.name.as_str())) {
            let run = Run::play(&loaded, plan);
            assert_eq!(run.broken, None, "{}", path.display());
            assert!(run.blocked.is_empty(), "{}: {:?}", path.display(), run.blocked);
            assert!(times(&run, &["letters.released"]) > 0, "{}", path.display());
        }
        seen += 1;
    }
    assert_eq!(seen, 20);
}

#[test]
fn a_seed_is_one_run_and_its_story_tells_the_same_again() {
    let loaded = boligliv();
    let (one, two) =
        (Run::play(&loaded, plan::random(&loaded.definition, 7)), plan::random(&loaded.definition, 7));
    let two = Run::play(&loaded, two);
    assert_eq!(one.teller.log, two.teller.log);
    let other = Run::play(&loaded, plan::random(&loaded.definition, 8));
    assert_ne!(one.teller.log, other.teller.log);
    let text = format!("workflow: boligliv-i-balance\n\n```timeline\n{}```\n", one.timeline());
    assert_eq!(story::tell(&loaded, &text).expect("a story"), one.teller.log);
}

fn trespor(arguments: &[&str]) -> (i32, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_trespor"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (out.status.code().unwrap_or(-1), text(out.stdout), text(out.stderr))
}

#[test]
fn the_command_line_ends_as_the_findings_say() {
    let small = "tests/data/small-workflow.yaml";
    let (code, out, err) = trespor(&["simulate", small, "--runs", "1"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("Findings"));
    let (code, out, _) = trespor(&["simulate", small, "--runs", "0", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, value["workflow"].as_str()), (0, Some("small")));
    let (code, out, _) = trespor(&["simulate", small, "--seed", "3"]);
    assert_eq!(code, 0);
    assert!(out.contains("```timeline") && out.contains("owner rehearses-procedure"), "{out}");
    let story = "tests/scenarios/03-withdrawn.md";
    let (code, _, _) = trespor(&["simulate", "workflows/boligliv-i-balance.yaml", "--story", story]);
    assert_eq!(code, 0);
    let (code, _, err) = trespor(&["simulate", "workflows/boligliv-i-balance.yaml", "--story", "README.md"]);
    assert_eq!(code, 2);
    assert!(err.contains("no timeline"), "{err}");

    let text =
        std::fs::read_to_string(format!("{}/workflows/boligliv-i-balance.yaml", env!("CARGO_MANIFEST_DIR")));
    let text = text
        .expect("the file")
        .replace("selection: {model: shortlist, by: [owner]}", "selection: {model: shortlist, by: []}");
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("simulate-stuck.yaml");
    std::fs::write(&path, text).expect("a file");
    let page = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("simulate-stuck.html");
    let arguments = [
        "simulate",
        path.to_str().expect("a path"),
        "--runs",
        "0",
        "--report",
        page.to_str().expect("a path"),
    ];
    let (code, out, _) = trespor(&arguments);
    assert_eq!(code, 1, "{out}");
    assert!(std::fs::read_to_string(&page).expect("the page").contains("S-STUCK"));
}

/// The joint step of the case with two gatherings of its teams.
fn with_gatherings() -> Loaded {
    let held = |id: &str, date: &str| {
        format!(
            "          - {{id: {id}, title: {{da: a, en: b}}, gathering: {{at: {date}, place: {{da: a, en: b}}, \
             invitation_days_before: 30, registration_days_before: 7, each: {{min: 2, max: 4}}, \
             at_least: {{applications: 2, otherwise: ask}}, by: [owner]}}}}\n"
        )
    };
    let path = format!("{}/workflows/boligliv-i-balance.yaml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the file");
    let text = text.replacen(
        "tracks:\n  - id: social",
        "  first:\n    at: 2027-09-01T10:00\n    title: {da: a, en: b}\n  second:\n    at: 2027-11-01T10:00\n    title: {da: a, en: b}\ntracks:\n  - id: social",
        1,
    );
    let gatherings = format!("        gatherings:\n{}{}", held("meet-1", "first"), held("meet-2", "second"));
    let text = format!("{}\n{gatherings}", text.trim_end());
    load(text.as_bytes()).unwrap_or_else(|findings| panic!("{findings:?}"))
}

#[test]
fn the_teams_of_a_joint_step_meet_before_they_publish() {
    let loaded = with_gatherings();
    let run = played(&loaded, "the minimum");
    assert_eq!(times(&run, &["gathering.minuted"]), 2);
    assert_eq!(times(&run, &["gathering.registered"]), 18, "nine teams, twice");
    let at = |what: &str| run.teller.log.rfind(what).expect(what);
    assert!(at("gathering.minuted") < at("joint.published"), "{}", run.teller.log);
    let nobody = played(&loaded, "nobody signs, nobody comes");
    assert_eq!(times(&nobody, &["gathering.called_off"]), 2);
    let moved = played(&loaded, "gatherings are moved");
    assert_eq!(times(&moved, &["procedure.extended"]), 2);
    assert_eq!(times(&moved, &["gathering.minuted"]), 2);
    for run in [&nobody, &moved] {
        assert_eq!(times(run, &["joint.published"]), 1);
    }
}

#[test]
fn networks_go_every_way_and_nothing_is_left_out() {
    for name in ["bolig-2000", "ks-laeringsnettverk", "almene-maal"] {
        let loaded = file(&format!("workflows/{name}.yaml"));
        let report = report(&loaded, 6);
        let missing: Vec<_> =
            report.coverage.iter().filter(|one| one.times == 0).map(|one| &one.name).collect();
        assert!(missing.is_empty(), "{name}: {missing:?}");
    }
    let bolig = file("workflows/bolig-2000.yaml");
    let nobody = played(&bolig, "nobody signs, nobody comes");
    assert_eq!(times(&nobody, &["mandate.signed"]), 0);
    assert_eq!(times(&nobody, &["line.ended", "NoneSuitable"]), 1);
    // Nobody gives an idea, and the workshops are held all the same.
    let silent = played(&bolig, "nobody answers a later intake");
    assert_eq!(times(&silent, &["gathering.minuted"]), 4);
    let ks = file("workflows/ks-laeringsnettverk.yaml");
    let few = played(&ks, "few sign, few come");
    assert_eq!(times(&few, &["mandate.asked"]), 1);
    assert_eq!(times(&few, &["mandate.signed"]), 2, "one in time, one late, the third never");
}

/// A file of two stages whose first model has the one condition; the form asks for what it reads.
fn asking(condition: &str, fields: &[String]) -> Loaded {
    let text = include_str!("data/eligible.yaml")
        .replace("CONDITION", condition)
        .replace("FIELDS", &fields.join("\n  - "));
    load(text.as_bytes()).unwrap_or_else(|findings| panic!("{condition}: {findings:?}"))
}

#[test]
fn invented_applicants_meet_conditions_that_somebody_can_meet() {
    let number =
        |id: &str| format!("{{id: {id}, label: {{en: N}}, required: true, takes: {{number: {{min: 0}}}}}}");
    let day = |id: &str, range: &str| {
        format!("{{id: {id}, label: {{en: D}}, required: true, takes: {{date: {{{range}}}}}}}")
    };
    let choice = "{id: c, label: {en: C}, required: true, takes: {choice: {options: [{id: x, label: {en: X}}, {id: y, label: {en: Y}}, {id: z, label: {en: Z}}]}}}";
    let rows = "{id: r, label: {en: R}, required: true, takes: {rows: {rows_max: 5, columns: [{id: n, label: {en: N}, required: true, takes: {number: {min: 0}}}]}}}";
    for (condition, fields) in [
        ("facts.members >= 3", vec![number("a")]),
        ("facts.a + facts.b == 100 && facts.a > 30", vec![number("a"), number("b")]),
        ("facts.d >= '2020-01-01' && facts.d < '2025-01-01'", vec![day("d", "")]),
        ("facts.d <= plus_months('2027-01-01', -24)", vec![day("d", "")]),
        // The day of the call lies outside what the field takes.
        ("facts.d < '2027-01-01'", vec![day("d", "min: 2020-01-02, max: 2025-01-01")]),
        ("days_between(facts.d, facts.e) >= 365", vec![day("d", ""), day("e", "")]),
        ("facts.c == 'z'", vec![choice.to_owned()]),
        ("facts.r.sum(r, r.n) >= 100", vec![rows.to_owned()]),
        ("facts.verified.turnover >= 100", vec![number("a")]),
        // The track has a value of its own.
        ("facts.a >= 3 * params.value", vec![number("a")]),
    ] {
        let loaded = asking(condition, &fields);
        let found: Vec<_> = short(&loaded).into_iter().filter(|one| one.code == "S-UNREACHED").collect();
        assert_eq!(found, [], "{condition}");
    }
}

#[test]
fn where_nobody_meets_a_condition_the_finding_names_it_and_stops_nothing() {
    // Days that lie before the field's own first.
    let field = "{id: d, label: {en: D}, required: true, takes: {date: {min: 2026-01-01}}}";
    let found = short(&asking("facts.d < '2020-01-01'", &[field.to_owned()]));
    let unreached: Vec<_> = found.iter().filter(|one| one.code == "S-UNREACHED").collect();
    assert!(!unreached.is_empty(), "{found:?}");
    for one in unreached {
        assert_eq!(one.severity, Severity::Warning);
        assert!(one.hint.as_ref().is_some_and(|hint| hint.contains("`el` of `first`")), "{one:?}");
    }
}

fn ended(run: &Run<'_>) -> Vec<String> {
    let lines = run.teller.world.case.procedure.lines.values();
    lines.map(|line| line.outcome.map_or_else(String::new, |how| format!("{how:?}"))).collect()
}

/// Among many, alone, and told again as the story that it prints.
#[test]
fn a_seed_alone_is_what_it_is_among_many() {
    let loaded = file("tests/data/optional.yaml");
    let report = report(&loaded, 12);
    let mut left_out = 0;
    for seed in 1..=12 {
        let alone = of_seed(&loaded, seed);
        let among = report.paths.iter().find(|path| path.name == format!("seed {seed}")).expect("its path");
        let told = among.ended["main"].replace(' ', "");
        let own: String = ended(&alone).concat();
        assert_eq!(told.to_lowercase(), own.to_lowercase(), "seed {seed}");
        assert_eq!(among.turns, alone.teller.world.turns.len(), "seed {seed}");
        let text = format!("workflow: optional\n\n```timeline\n{}```\n", alone.timeline());
        assert_eq!(story::tell(&loaded, &text).expect("a story"), alone.teller.log, "seed {seed}");
        left_out += alone.timeline().matches("last-award= ").count();
    }
    assert!(left_out > 0, "nobody leaves out what nobody need answer");
    let completed = report
        .paths
        .iter()
        .filter(|path| path.name.starts_with("seed ") && path.ended["main"] == "completed");
    assert!(completed.count() > 0, "{:?}", report.paths);
}

/// What the applicants of one path answer in a field.
fn answered(run: &Run<'_>, field: &str) -> Vec<String> {
    let lines = run.lines.iter().filter(|line| line.contains(" fills "));
    let said = lines.filter_map(|line| line.split_whitespace().find_map(|word| word.strip_prefix(field)));
    said.filter_map(|said| said.strip_prefix('=')).map(ToOwned::to_owned).collect()
}

/// Four apply: each is of an area of its own, none was chosen on the same day, and all may apply again.
#[test]
fn invented_applicants_answer_in_ways_of_their_own() {
    let loaded = file("tests/data/optional.yaml");
    let eligible = trespor::simulate::eligible(&loaded.definition);
    let paths = || plan::named(&loaded.definition).into_iter();
    let plan = paths().find(|plan| plan.name == "one more than the maximum").expect("the path");
    let run = Run::play(&loaded, plan.coming_through(&eligible));
    let areas: std::collections::BTreeSet<_> = answered(&run, "area").into_iter().collect();
    assert_eq!(areas.into_iter().collect::<Vec<_>>(), ["east", "north", "south", "west"]);
    let days: Vec<_> = answered(&run, "last-award");
    let different: std::collections::BTreeSet<_> = days.iter().collect();
    assert_eq!((days.len(), different.len()), (4, 4), "{days:?}");
    // Two years before 5 May 2027, and earlier.
    assert!(days.iter().all(|day| day.as_str() <= "2025-05-05"), "{days:?}");
    assert_eq!(computed(&run, "main").split_whitespace().filter(|word| word.starts_with('A')).count(), 4);
}

/// The day before Ascension Day ends at 24:00 of its own; a step that asks for nothing closes nothing, and what takes
/// no time is no wait.
#[test]
fn the_calendar_says_the_day_that_ends() {
    let report = report(&file("tests/data/optional.yaml"), 0);
    for what in ["date `deadline`", "intake closes"] {
        let entry = report.calendar.iter().find(|entry| entry.what == what).expect(what);
        assert_eq!(
            (entry.local.as_str(), entry.closed.as_deref()),
            ("Wednesday 2027-05-05 24:00 CEST", None)
        );
    }
    let interview = self::report(&file("workflows/interview.yaml"), 0);
    let closes: Vec<_> = interview.calendar.iter().filter(|entry| entry.what.ends_with(" closes")).collect();
    assert_eq!(closes.iter().map(|entry| entry.what.as_str()).collect::<Vec<_>>(), ["applications closes"]);
    for report in [&report, &interview] {
        assert!(report.waits.iter().all(|wait| wait.seconds >= 60), "{:?}", report.waits);
    }
}

/// The track has a model of its own: the weight stands there, in line 30 of the file.
#[test]
fn a_weight_is_found_in_the_model_of_its_track() {
    let report = report(&file("tests/data/two-models.yaml"), 0);
    let found: Vec<_> = report.findings.iter().filter(|found| found.code == "S-WEIGHT").collect();
    let price =
        found.iter().find(|found| found.message.contains("`price`")).expect("a constant weighs nothing");
    assert_eq!(price.line, 30, "{}", price.message);
    assert!(report.pools.iter().any(|pool| pool.model == "qcbs" && pool.track == "both"));
}

/// Whatever the file can produce is reached, and nothing stands still.
fn nothing_is_left_out(loaded: &Loaded) {
    let report = report(loaded, 0);
    assert!(!report.has_errors(), "{:#?}", report.findings);
    let missing: Vec<_> = report.coverage.iter().filter(|one| one.times == 0).map(|one| &one.name).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// One place each: whoever is chosen in both tracks says which to keep, or says nothing and keeps the better one.
#[test]
fn limits_over_the_tracks_are_tried() {
    let loaded = file("tests/data/places.yaml");
    let keeps = played(&loaded, "one applicant is chosen in several tracks");
    assert_eq!(times(&keeps, &["limits.asked", "one_each", "A1 B1"]), 1);
    assert_eq!(times(&keeps, &["lead-A1 limits.answered", "keeps bath"]), 1);
    assert_eq!(times(&keeps, &["letter gave_up B1 to lead-A1"]), 1);
    let silent = played(&loaded, "one applicant is chosen in several tracks and says nothing");
    assert_eq!(times(&silent, &["time limits.lapsed", "one_each"]), 1);
    assert_eq!(times(&silent, &["limits.answered"]), 0);
    nothing_is_left_out(&loaded);
}

/// Points from both ends of the scale call in a third, who is no lack of the panel.
#[test]
fn assessors_who_are_far_apart_call_in_one_more() {
    let loaded = file("tests/data/spread.yaml");
    let run = played(&loaded, "assessors are far apart");
    assert_eq!(run.blocked, []);
    assert_eq!((times(&run, &["scoring.locked A1"]), times(&run, &["scoring.locked A2"])), (3, 2));
    assert_eq!(times(&run, &["line.ended", "Completed"]), 1);
    nothing_is_left_out(&loaded);
}

/// Four hand in to each of three tracks; two confirm after the amendment, and these alone count.
#[test]
fn an_amendment_that_must_be_confirmed_is_tried() {
    let loaded = boligliv();
    let run = played(&loaded, "an amendment that must be confirmed");
    assert_eq!(times(&run, &["procedure.amended: summary, significant, to be confirmed"]), 1);
    assert_eq!(times(&run, &["intake.confirmed"]), 6);
    // 5 February and two weeks.
    assert_eq!(times(&run, &["2027-02-19T12:00:00.000001 time intake.closed", ": 2 count"]), 3);
}

#[test]
fn a_team_that_says_nothing_keeps_nobody_from_being_heard() {
    let loaded = boligliv();
    let run = played(&loaded, "a team of a joint step is silent");
    assert_eq!((times(&run, &["joint.published"]), times(&run, &["joint.cancelled"])), (1, 0));
}

/// Nobody can be reminded before the mandate begins.
#[test]
fn a_reminder_that_never_comes_is_found() {
    let path = "workflows/bolig-2000.yaml";
    let late = mutant(path, "remind_days_before: 7", "remind_days_before: 300");
    let timers = |loaded: &Loaded| -> Vec<String> {
        let found = short(loaded).into_iter().filter(|finding| finding.code == "S-TIMER");
        found.map(|finding| finding.message).collect()
    };
    assert_eq!(timers(&file(path)), Vec::<String>::new());
    assert_eq!(timers(&late), ["in no run did time do this: oath reminds"]);
}

/// A story up to the first line of a path that holds `words`; that line is told in other words.
fn told_otherwise<'l>(
    loaded: &'l Loaded,
    path: &str,
    words: &str,
    other: &str,
) -> (Teller<'l>, Result<(), String>) {
    let run = played(loaded, path);
    let mut teller = Teller::new(loaded);
    for line in &run.lines {
        if line.contains(words) {
            let at = line.split(' ').next().expect("a time");
            let told = teller.line(&format!("{at} {other}"));
            return (teller, told);
        }
        teller.line(line).expect("a line of the path");
    }
    panic!("`{words}` does not stand in the path");
}

/// What stands in the story stands in the command: two checks that are not met, and who may move up.
#[test]
fn stories_say_several_checks_and_a_reserve_list() {
    let loaded = boligliv();
    let two = "secretary screens A1 exg-crim-corrpt exg-pmt-bre-tax \"It is not shown.\"";
    let (teller, told) = told_otherwise(&loaded, "the minimum", " screens A1", two);
    assert_eq!(told, Ok(()));
    let found = &teller.world.case.applications[&story::application_id("A1")];
    let verdicts = screening::findings(found).flat_map(|(_, finding)| finding.verdicts.values());
    assert_eq!(verdicts.filter(|verdict| !verdict.met).count(), 2);
    let (_, told) = told_otherwise(&loaded, "the minimum", " screens A1", "secretary screens A1 nothing");
    assert_eq!(told, Err("no check of this step is called `nothing`".to_owned()));

    // Computed are A1 and A2, with A3 in reserve: people put A1 there.
    let after = file("tests/data/after.yaml");
    let list = "owner decides bath A2 A3 reserve A1 \"The first one asked for it.\"";
    let (teller, told) = told_otherwise(&after, "one more than the maximum", " as-computed", list);
    assert_eq!(told, Ok(()));
    let decided = teller.world.turns.iter().flat_map(|turned| &turned.outcome.events).find_map(|event| {
        match &event.what {
            What::Selection(selection::Event::Decided(decision)) => Some(decision),
            _ => None,
        }
    });
    let decided = decided.unwrap_or_else(|| panic!("{}", teller.log));
    let ids = |names: &[&str]| -> Vec<_> { names.iter().map(|name| story::application_id(name)).collect() };
    assert_eq!((&decided.selected, &decided.reserve), (&ids(&["A2", "A3"]), &ids(&["A1"])));
}

#[test]
fn words_that_no_command_takes_are_errors_of_the_story() {
    let loaded = boligliv();
    let mut teller = Teller::new(&loaded);
    teller.line("2026-12-01T09:00 owner rehearses-procedure").expect("it opens");
    teller.line("2026-12-01T09:01 anna starts A social").expect("it begins");
    for (line, why) in [
        ("wait 3 days", "no other words"),
        ("anna submits A B", "`submits APP`"),
        ("anna submitz A", "did you mean `submits`?"),
        ("owner grants boss bo", "`boss` is no role; there are "),
        ("anna starts A physical", "called A already"),
        ("owner amends summary soon \"new\"", "`amends PART"),
        ("owner answers one", "`one` is no number of a question"),
        ("owner settles social 1 refused", "`settles TRACK"),
        ("owner opens-procedure L-NOTICE \"why\" L-NUMBER \"why\"", "stands behind the text"),
        ("eva scores A 5 5 5 5 5 5 5", "7 points for 3 criteria"),
    ] {
        let error = teller.line(&format!("2026-12-02T09:00 {line}")).expect_err(line);
        assert!(error.contains(why), "{line}: {error}");
    }
    // What the core refuses names who tried what, behind what happened before.
    teller
        .line("2026-12-03T09:00 bo cancels social \"why not\"")
        .expect("a refusal is no error of the story");
    let last = teller.log.lines().last().expect("a line");
    assert!(last.starts_with("2026-12-03T09:00:00 refused: bo cancels social: {not_allowed"), "{last}");
}
