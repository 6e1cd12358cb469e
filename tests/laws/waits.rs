//! Laws of tracks that wait for each other, held against runs of the file that has such tracks.
//!
//! What a law expects is worked out from the events alone.

use std::collections::{BTreeMap, BTreeSet};

use trespor::engine::case::LineOutcome;
use trespor::engine::event::{LineEvent, Stream, What};
use trespor::engine::fold;
use trespor::engine::steps::wait;
use trespor::engine::workflow::load;
use trespor::simulate::plan;
use trespor::simulate::run::Run;

const FILE: &str = include_str!("../../workflows/side-by-side.yaml");
const SEEDS: u64 = 80;

/// The wait of the file before each step: the tracks, the step, and whether one of them is enough. Written out by hand.
fn waits() -> BTreeMap<&'static str, (Vec<&'static str>, &'static str, bool)> {
    BTreeMap::from([
        ("scoring", (vec!["homes"], "admission", false)),
        ("choice", (vec!["homes", "streets", "square"], "scoring", true)),
        // The homes pass through an agreement in between, and no other track does.
        ("plans", (vec!["homes"], "complaints", false)),
    ])
}

/// Nobody comes to a step that waits before so many of the others are past what is waited for, unless the record says that
/// it goes on without them; and whoever waits is let on or given up in the end.
#[test]
fn nobody_comes_before_those_who_are_waited_for() {
    let loaded = load(FILE.as_bytes()).expect("the file");
    let definition = &loaded.definition;
    let order: Vec<&str> = definition.steps.iter().map(|step| step.id.as_str()).collect();
    let place = |step: &str| order.iter().position(|one| *one == step);
    let plans =
        plan::named(definition).into_iter().chain((1..=SEEDS).map(|seed| plan::random(definition, seed)));
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for plan in plans {
        let run = Run::play(&loaded, plan);
        assert_eq!(run.broken, None, "{}", run.plan.name);
        assert!(run.blocked.is_empty(), "{}: {:?}", run.plan.name, run.blocked);
        let events: Vec<_> = run.teller.world.events().cloned().collect();
        let mut visited: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut at: BTreeMap<String, String> = BTreeMap::new();
        let mut ended: BTreeMap<String, LineOutcome> = BTreeMap::new();
        let mut held: BTreeMap<String, String> = BTreeMap::new();
        let mut freed: BTreeSet<String> = BTreeSet::new();
        for event in &events {
            let Stream::Line(_, line) = &event.stream else { continue };
            match &event.what {
                What::Wait(wait::Event::Began { step }) => {
                    held.insert(line.clone(), step.clone());
                }
                What::Wait(wait::Event::Asked {}) => *seen.entry("asked").or_default() += 1,
                What::Wait(wait::Event::Met {}) => *seen.entry("met").or_default() += 1,
                What::Wait(wait::Event::WentOn { reason }) => {
                    let how = if reason.is_some() { "decided" } else { "went on" };
                    *seen.entry(how).or_default() += 1;
                    freed.insert(line.clone());
                }
                What::Wait(wait::Event::GaveUp { .. }) => *seen.entry("gave up").or_default() += 1,
                What::Line(LineEvent::Entered { step }) => {
                    assert!(
                        step != "agreement" || line == "homes",
                        "{line} came to the agreement of the homes"
                    );
                    let redo = visited.get(line).is_some_and(|visited| visited.contains(step));
                    if let Some((tracks, of, any)) = waits().get(step.as_str())
                        && !freed.remove(line)
                        && !redo
                    {
                        let others: Vec<_> = tracks.iter().filter(|other| *other != line).collect();
                        let through = others.iter().filter(|other| {
                            let other: &str = other;
                            if let Some(how) = ended.get(other) {
                                return *how == LineOutcome::Completed;
                            }
                            let here = at.get(other).map(String::as_str).unwrap_or_default();
                            let past = place(here) > place(of) || (here == *of && held.contains_key(other));
                            past && visited.get(other).is_some_and(|visited| visited.contains(*of))
                        });
                        let need = if *any { others.len().min(1) } else { others.len() };
                        let name = &run.plan.name;
                        assert!(through.count() >= need, "{line} came to {step} too early in \"{name}\"");
                    }
                    held.remove(line);
                    at.insert(line.clone(), step.clone());
                    visited.entry(line.clone()).or_default().insert(step.clone());
                }
                What::Line(LineEvent::Ended(how)) => {
                    held.remove(line);
                    ended.insert(line.clone(), *how);
                }
                _ => {}
            }
        }
        assert_eq!(held, BTreeMap::new(), "somebody waits for ever in \"{}\"", run.plan.name);
        let folded = fold::all(definition, run.teller.world.case.procedure.id, &events);
        assert!(folded == run.teller.world.case, "the events do not give the state: {}", run.plan.name);
    }
    for how in ["asked", "met", "decided", "went on", "gave up"] {
        assert!(seen.get(how).copied().unwrap_or_default() > 5, "{how}: {seen:?}");
    }
}
