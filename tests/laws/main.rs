//! Laws of the core: what holds after any commands of anybody at any time.
//!
//! What a law expects is worked out from the events and the commands, never by the code it judges.

#[path = "../support/opening.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod opening;

mod after;
mod detour;
mod people;
mod pilot;
mod record;
mod stages;
mod time;
mod waits;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use trespor::engine::event::What;
use trespor::engine::letter::Letter;
use trespor::engine::steps::{complaints, intake};
use trespor::engine::turn::Effect;

use world::{Turned, World, play, script};

/// How many cases a law is tried on; `LAWS_TIMES=50` tries fifty times as many.
fn config(cases: u32) -> ProptestConfig {
    let times = std::env::var("LAWS_TIMES").ok().and_then(|times| times.parse().ok()).unwrap_or(1_u32);
    ProptestConfig { cases: cases * times, failure_persistence: None, ..ProptestConfig::default() }
}

/// Plays scripts and holds each against `law`.
fn hold(cases: u32, law: impl Fn(&World) -> Result<(), TestCaseError>) {
    let config = config(cases);
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let played = runner.run(&script(), |script| law(&play(&script)));
    if let Err(broken) = played {
        panic!("{broken}");
    }
}

fn letters_of(turned: &Turned) -> impl Iterator<Item = &Letter> {
    turned.outcome.effects.iter().filter_map(|effect| match effect {
        Effect::Letter(letter) => Some(letter),
        _ => None,
    })
}

/// The scripts reach what the laws speak of: else the laws would hold of nothing.
#[test]
fn the_scripts_reach_everything() {
    let config = config(1);
    let rng = proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha);
    let mut runner = proptest::test_runner::TestRunner::new_with_rng(config, rng);
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for _ in 0..300 {
        let script = script().new_tree(&mut runner).expect("a script").current();
        let world = play(&script);
        let mut here = BTreeSet::new();
        for turned in &world.turns {
            here.extend(turned.outcome.events.iter().map(|event| event.what.name()));
            if let Some(refusal) = &turned.outcome.refusal {
                let value = serde_json::to_value(refusal).expect("a refusal");
                let name = value.as_str().map(ToOwned::to_owned);
                let name = name.or_else(|| value.as_object()?.keys().next().cloned());
                here.insert(format!("refused {}", name.expect("a name")));
            }
            for letter in letters_of(turned) {
                let value = serde_json::to_value(&letter.content).expect("a letter");
                let name = value.as_object().and_then(|object| object.keys().next().cloned());
                here.insert(format!("letter {}", name.expect("a name")));
            }
        }
        for (name, line) in &world.case.procedure.lines {
            here.insert(format!("line {} {:?}", name == "joint", line.outcome));
        }
        for name in here {
            *seen.entry(name).or_default() += 1;
        }
    }
    let often =
        [("letters.released", 100), ("joint.began", 60), ("joint.published", 40), ("intake.tried_late", 60)];
    for (name, times) in often {
        assert!(seen.get(name).copied().unwrap_or(0) >= times, "{name}: {seen:#?}");
    }
    for name in REACHED {
        assert!(seen.contains_key(*name), "{name} was never reached: {seen:#?}");
    }
}

const REACHED: &[&str] = &[
    "line.cleared",
    "line.ended",
    "procedure.extended",
    "procedure.revoked",
    "procedure.answered",
    "procedure.amended",
    "procedure.unfollowed",
    "procedure.track_cancelled",
    "intake.reminded",
    "intake.withdrawn",
    "intake.confirmation_asked",
    "intake.confirmed",
    "intake.member_signed",
    "intake.member_declined",
    "intake.member_removed",
    "selection.drawn",
    "selection.followed",
    "selection.told",
    "letter moved_up",
    "letter left",
    "complaints.filed",
    "complaints.tried_late",
    "complaints.ended",
    "joint.asked",
    "joint.cancelled",
    "joint.stood",
    "letter extension",
    "letter amendment",
    "letter reminder",
    "letter selected",
    "letter not_selected",
    "letter excluded",
    "letter track_ended",
    "letter joint_invitation",
    "letter complaint_settled",
    "line false Some(Completed)",
    "line false Some(NoApplications)",
    "line false Some(NoneSuitable)",
    "line false Some(Cancelled)",
    "line false Some(Annulled)",
    "line true Some(Completed)",
    "refused not_allowed",
    "refused unknown",
    "refused frozen",
    "refused extension_needed",
    "refused closed",
    "refused not_yet",
    "refused over",
    "refused ended",
    "refused suspended",
    "refused sealed",
    "refused incomplete",
    "refused not_submitted",
    "refused stale",
    "refused reason_needed",
    "refused never_earlier",
    "refused bad_date",
    "refused involved",
    "refused declare_first",
    "refused conflicted",
    "refused off_scale",
    "refused locked",
    "refused unfinished",
    "refused mismatch",
    "refused bad_list",
    "refused bad_draw",
    "refused not_ready",
    "refused already",
];

fn tried_late(turned: &Turned) -> usize {
    let late = |what: &What| {
        matches!(
            what,
            What::Intake(intake::Event::TriedLate { .. })
                | What::Complaints(complaints::Event::TriedLate { .. })
        )
    };
    turned.outcome.events.iter().filter(|event| late(&event.what)).count()
}
