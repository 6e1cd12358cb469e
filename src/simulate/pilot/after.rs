//! What the pilot does after a decision: evidence that is still open, one who declines, and the letters of both.

use super::super::run::{Act, Run};
use super::actor;
use crate::engine::ids::ApplicationId;
use crate::engine::steps::selection::after;
use crate::engine::steps::selection::basis::Addition;

const WHY: &str = "\"What came in is not what was asked for.\"";

/// The next thing that comes after the decision of `track`, if there is one.
pub fn next(run: &Run<'_>, track: &str) -> Option<Act> {
    let definition = &run.loaded().definition;
    let here = after::open(definition, &run.teller.world.case, track).ok()?;
    let by = actor(&here.spec.by);
    let name = |id: &ApplicationId| run.teller.name_of(id.uuid());
    let recorded = |wanted: fn(&crate::engine::steps::selection::basis::Added) -> bool| {
        here.state.after.iter().any(wanted)
    };
    let model = definition.model(track, &here.spec.model)?;
    let mut words = None;
    if let Some(open) = after::evidence_open(model, here.state).first() {
        let lacked = recorded(|one| matches!(one, Addition::Evidence { shown: false, .. }));
        let verb = if run.plan.lacks && !lacked { "lacks" } else { "shows" };
        words = Some(format!("{by} {verb} {} {WHY}", name(open)));
    } else if run.plan.declines && !recorded(|one| matches!(one, Addition::Left { .. })) {
        let first = here.state.selected().first().map(name);
        words = first
            .map(|first| format!("{} turns-down {first} \"We have other work now.\"", run.plan.lead(&first)));
    } else if !here.state.untold().is_empty() {
        words = Some(format!("{by} tells-after {track}"));
    }
    let due = here.evidence_due(definition).filter(|until| run.teller.world.now <= *until);
    let act = |words: String| match due.filter(|_| words.contains(" tells-after ")) {
        Some(until) => Act::at(until.plus_micros(1), words),
        None => Act::now(words),
    };
    // What the core refuses once it would refuse again, and the track goes on all the same.
    words.filter(|words| !run.was_refused(words)).map(act)
}

/// Whether all who were chosen in `track` have left and nobody could move up.
pub fn nobody_left(run: &Run<'_>, track: &str) -> bool {
    let here = after::decided(&run.loaded().definition, &run.teller.world.case.procedure, track);
    here.is_some_and(|here| here.state.selected().is_empty())
}
