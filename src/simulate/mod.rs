//! Simulation: the real engine with a hand-cranked clock and invented people.
//!
//! ```text
//! plan      who applies and what happens: the named paths, and a random one for each seed
//! filling   what they answer; eligible finds answers that come through the conditions of the models
//! run       carries a plan out, line by line, as a story
//! pilot     who does what next: one arm for each kind of step
//! course    one run day by day, with every letter, for those who try a file out
//! story     tells lines to the engine; world keeps the clock and every turn
//! coverage, stress, findings, report    what the runs showed
//! ```
//!
//! Nothing here knows a rule of a procedure: what may be done is asked by doing it.

mod calendar;
mod chance;
pub mod course;
mod coverage;
mod eligible;
mod filling;
mod findings;
mod letters;
mod log;
mod opening;
mod page;
mod pilot;
pub mod plan;
pub mod report;
pub mod run;
mod seats;
pub mod story;
pub mod stress;
pub mod world;

use std::sync::Arc;

pub use coverage::{Coverage, Noun};
pub use report::{Report, Runs, simulate, simulate_while};

use crate::engine::instant::Instant;
use crate::engine::rules;
use crate::engine::workflow::{Definition, Finding, Loaded};

/// What the gate before publication is told of a simulation. Which panel will judge is not in the file, so that it may
/// be too small is no reason to stay shut.
pub fn rehearsal(loaded: &Loaded, _opens: Instant) -> Vec<rules::Finding> {
    rehearsal_while(loaded, || true)
}

/// The same as long as `goes_on`, which is asked before every run; nothing where it ended before.
pub fn rehearsal_while(loaded: &Loaded, goes_on: impl Fn() -> bool) -> Vec<rules::Finding> {
    let found = short_while(loaded, goes_on).unwrap_or_default();
    found.iter().filter(|finding| finding.code != "S-PANEL").map(rules::Finding::of_file).collect()
}

/// What the applicants of every track answer who come through the conditions of the models.
pub fn eligible(definition: &Definition) -> Arc<eligible::ByTrack> {
    Arc::new(eligible::of(definition))
}

/// The random run of `seed`: alone what it is among many.
pub fn of_seed(loaded: &Loaded, seed: u64) -> run::Run<'_> {
    run::Run::play(
        loaded,
        plan::random(&loaded.definition, seed).coming_through(&eligible(&loaded.definition)),
    )
}

/// The findings of all named paths, without random runs: quick enough to be asked before a file is published.
pub fn short(loaded: &Loaded) -> Vec<Finding> {
    short_while(loaded, || true).unwrap_or_default()
}

/// The same as long as `goes_on`, which is asked before every run; nothing where it ended before.
fn short_while(loaded: &Loaded, goes_on: impl Fn() -> bool) -> Option<Vec<Finding>> {
    let mut findings = findings::Findings::new(loaded);
    let mut coverage = Coverage::of(&loaded.definition);
    let eligible = eligible(&loaded.definition);
    for plan in plan::named(&loaded.definition) {
        if !goes_on() {
            return None;
        }
        let run = run::Run::play(loaded, plan.coming_through(&eligible));
        findings.run(&run);
        coverage.add(&run);
    }
    findings.coverage(&coverage, &eligible);
    Some(findings.all())
}
