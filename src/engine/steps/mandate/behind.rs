//! What a list that changes means for the mandate behind it.

use super::{Event, Spec, first_asked, over, pick, state, tell, unsigned};
use crate::engine::case::{Line, Procedure};
use crate::engine::event::What;
use crate::engine::ids::ApplicationId;
use crate::engine::steps::intake::later;
use crate::engine::turn::Turn;
use crate::engine::workflow::definition::{Definition, StepDefinition};

/// Asks those who moved up since, and no longer those who left the list that `from` names.
pub fn follow(turn: &mut Turn<'_>, track: &str, step: &str, spec: &Spec) {
    let Some(from) = &spec.from else { return };
    let Some(state) = state(&turn.case.procedure, track, step) else { return };
    let now = later::those(turn.definition, &turn.case, track, from);
    let asked = || state.asked.iter().filter(|id| !state.out.contains(id)).chain(&state.late);
    // Who did not sign in time is out, also where the list has them still.
    let left: Vec<_> = asked().filter(|id| !now.contains(id)).copied().collect();
    let known = |id: &ApplicationId| state.asked.contains(id) || state.late.contains(id);
    let joined: Vec<_> = now.into_iter().filter(|id| !known(id)).collect();
    if left.is_empty() && joined.is_empty() {
        return;
    }
    let mandate = step.to_owned();
    turn.record_line(track, What::Mandate(Event::Followed { mandate, left, joined: joined.clone() }));
    for id in joined {
        let Some(application) = turn.case.applications.get(&id) else { continue };
        let (to, news) = first_asked(spec, application, step);
        tell(turn, &to, id, step, news, None);
    }
    let here = turn.case.procedure.lines.get(track).is_some_and(|line| line.running() && line.step == step);
    let done = super::state(&turn.case.procedure, track, step)
        .is_some_and(|state| state.ended.is_none() && unsigned(&turn.case, spec, step, state).is_empty());
    if here && done {
        over(turn, track, step, Vec::new(), None);
    }
}

/// The mandate that somebody who moved up may still sign, though the track has gone on.
pub(super) fn late<'d>(
    definition: &'d Definition,
    procedure: &Procedure,
    track: &str,
    id: ApplicationId,
) -> Option<(&'d StepDefinition, &'d Spec)> {
    let running = procedure.lines.get(track).is_some_and(Line::running);
    let mut steps = definition.steps_of(track).filter_map(|step| Some((step, pick(&step.does)?)));
    steps.find(|(step, _)| {
        running && state(procedure, track, &step.id).is_some_and(|state| state.late.contains(&id))
    })
}
