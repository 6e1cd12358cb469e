//! What the pilot does at a selection: what is missing first, then lots, a way, a list.

use super::super::run::{Act, Run};
use super::{actor, basis};
use crate::engine::select::Outcome;
use crate::engine::select::outcome::StopKind;
use crate::engine::select::spec::Choose;
use crate::engine::steps::{StepState, selection};
use crate::engine::workflow::definition::StepSpec;

/// What is said where the list departs from the computed one, or where there are few.
const REASON: &str = "\"The list stands with those who came through.\"";

/// What is done at a selection as it stands.
pub fn choose(run: &Run<'_>, track: &str, step: &str, spec: &selection::Spec) -> Vec<Act> {
    let by = actor(&spec.by);
    let Some(StepState::Selection(state)) = run.teller.world.case.procedure.state(track, step) else {
        return Vec::new();
    };
    let Some(computed) = &state.computed else { return Vec::new() };
    if let Some(act) = basis::next(run, (track, step), by, spec, state) {
        return vec![act];
    }
    let names = |ids: &[String]| -> Vec<String> {
        selection::ids(ids).into_iter().map(|id| run.teller.name_of(id.uuid())).collect()
    };
    match computed.stopped.as_ref().map(|stopped| stopped.kind) {
        Some(StopKind::Draw) => {
            let lots = names(&computed.tied).join(" ");
            vec![Act::now(format!("{by} draws {track} {lots} \"a notary\""))]
        }
        Some(StopKind::Choice) => {
            let way = ways(run, track, &spec.model).first().copied().unwrap_or(Choose::Draw);
            let way = if way == Choose::Expand { "expand" } else { "draw" };
            vec![Act::now(format!("{by} chooses {track} {way} \"This is the way that the file allows.\""))]
        }
        Some(StopKind::Tie) => {
            let list = names(&among_equals(computed)).join(" ");
            vec![Act::now(format!("{by} decides {track} {list} {REASON}"))]
        }
        // The core refuses both; what it says of it is the finding.
        Some(StopKind::Rules | StopKind::Incomplete) => {
            vec![Act::now(format!("{by} decides {track} as-computed {REASON}"))]
        }
        // Nobody came through: those who were compared are told why.
        None if computed.selected.is_empty() => {
            vec![Act::now(format!("{by} explains {track} as-computed {REASON}"))]
        }
        // Where no panel agrees on points with reasons, whoever decides writes to those not chosen.
        None if !agreed_in_stage(run, track) => {
            vec![Act::now(format!("{by} explains {track} as-computed {REASON}"))]
        }
        None => vec![Act::now(format!("{by} decides {track} as-computed {REASON}"))],
    }
}

/// Those who are selected, and the first of the equals for what is open: as many as there are places, and as many as what
/// is left pays where money is given out and no places are counted.
fn among_equals(computed: &Outcome) -> Vec<String> {
    let mut list = computed.selected.clone();
    let open: Vec<_> = computed.tied.iter().filter(|id| !list.contains(id)).cloned().collect();
    for id in open {
        let full = computed.open_places > 0 && list.len() >= computed.selected.len() + computed.open_places;
        list.push(id);
        if full || computed.beyond_means(&list).is_some() {
            list.pop();
        }
    }
    list
}

/// Whether a panel agrees on points in the stage that `track` is in.
fn agreed_in_stage(run: &Run<'_>, track: &str) -> bool {
    let line = run.teller.world.case.procedure.lines.get(track);
    let stage = line.and_then(|line| line.stage.as_deref());
    run.loaded().definition.steps_in(stage).any(|step| matches!(step.does, StepSpec::Consensus(_)))
}

/// The ways that a model leaves to the authority.
fn ways(run: &Run<'_>, track: &str, model: &str) -> Vec<Choose> {
    let Some(model) = run.loaded().definition.model(track, model) else { return Vec::new() };
    let ties = model.steps.iter().flat_map(|step| &step.tie);
    ties.filter_map(|tie| tie.authority.as_ref()).flat_map(|authority| authority.options.clone()).collect()
}
