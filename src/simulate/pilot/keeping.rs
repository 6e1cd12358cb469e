//! What those do who have more places than they may keep.

use super::super::run::{Act, Run};
use super::name;
use crate::engine::steps::letters;

/// What is done before the letters that tell of a selection, while somebody is asked which places to keep; nothing where
/// nobody is.
pub fn answers(run: &Run<'_>, spec: &letters::Spec) -> Option<Vec<Act>> {
    let case = &run.teller.world.case;
    let asked = case.procedure.limits.iter().filter(|asked| asked.question.step == spec.of && asked.open());
    let asked: Vec<_> = asked.collect();
    if asked.is_empty() {
        return None;
    }
    // Whoever says nothing is waited for as long as the file says, if it says so.
    if run.plan.unanswered && asked.iter().all(|asked| asked.question.until.is_some()) {
        return Some(Vec::new());
    }
    let mut acts = Vec::new();
    for one in asked {
        let keep: Vec<_> = one.question.tracks.iter().take(one.question.max as usize).cloned().collect();
        for person in one.question.people.iter().filter(|person| !one.answers.contains_key(person)) {
            let mut own = one.question.applications.iter().filter_map(|id| case.applications.get(id));
            let Some(found) = own.find(|found| found.is_led_by(*person)) else { continue };
            let called = name(run, found);
            acts.push(Act::now(format!("{} keeps {called} {}", run.plan.lead(&called), keep.join(" "))));
        }
    }
    Some(acts)
}
