//! Folding: events rebuild the case, the same way for a running turn and for an auditor.
//!
//! A stream changes what is its own and nothing else, so streams can be folded in any order among
//! themselves: the order within each is all that counts.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Application, Case, Line, Procedure, Version};
use super::event::{Event, LineEvent, Stream, What};
use super::ids::{ApplicationId, ProcedureId};
use super::instant::Instant;
use super::retention;
use super::steps::{
    StepState, complaints, consensus, contract, envelope, gathering, intake, joint, letters, limits, mandate,
    scoring, screening, selection, wait,
};
use super::workflow::definition::{Definition, StepSpec};

/// One history out of many streams: by time between them, and never out of order within one. Two
/// commands on one stream can be saved in the other order than they arrived in.
pub fn in_time(streams: Vec<Vec<Event>>) -> Vec<Event> {
    let mut streams: Vec<_> = streams.into_iter().map(|events| events.into_iter().peekable()).collect();
    let mut merged = Vec::new();
    let mut next: BTreeSet<_> =
        streams.iter_mut().enumerate().filter_map(|(i, events)| Some((events.peek()?.at, i))).collect();
    while let Some((_, i)) = next.pop_first() {
        merged.extend(streams[i].next());
        next.extend(streams[i].peek().map(|event| (event.at, i)));
    }
    merged
}

/// The state that a procedure's events give.
pub fn all(definition: &Definition, procedure: ProcedureId, events: &[Event]) -> Case {
    let mut case = Case { procedure: Procedure::new(procedure), applications: BTreeMap::new() };
    for event in events {
        apply(definition, &mut case, event);
    }
    case
}

/// Folds one event into the case. Events of applications that are not loaded change nothing.
pub fn apply(definition: &Definition, case: &mut Case, event: &Event) {
    match &event.stream {
        Stream::Procedure(_) => match &event.what {
            What::Procedure(what) => {
                super::procedure::apply(&mut case.procedure, event.at, event.actor, what);
            }
            What::Limits(what) => limits::apply(&mut case.procedure, event.at, event.actor, what),
            What::Retention(what) => {
                retention::apply(&mut case.procedure, event.at, event.actor, what);
            }
            _ => {}
        },
        Stream::Line(_, name) => apply_line(definition, case, name, event),
        Stream::Application(id) => apply_application(case, *id, event),
    }
}

fn apply_line(definition: &Definition, case: &mut Case, name: &str, event: &Event) {
    if let What::Line(LineEvent::Entered { step }) = &event.what {
        let Some(entered) = definition.step(step) else { return };
        let line = case.procedure.lines.entry(name.to_owned()).or_insert_with(|| Line {
            step: step.clone(),
            entered_at: event.at,
            stage: None,
            states: BTreeMap::new(),
            outlasts: BTreeMap::new(),
            held: None,
            outcome: None,
            final_at: None,
            ended_at: None,
        });
        // A redo goes back: what this step and later ones held belongs to the journal alone now.
        let later = definition.steps.iter().skip_while(|candidate| candidate.id != *step);
        for gone in later {
            if let Some(StepState::Selection(state)) = line.states.remove(&gone.id) {
                let outlasts = state.outlasts();
                if !outlasts.is_empty() {
                    line.outlasts.insert(gone.id.clone(), outlasts);
                }
            }
        }
        line.step.clone_from(step);
        line.held = None;
        line.entered_at = event.at;
        if matches!(entered.does, StepSpec::Intake(_)) {
            line.stage = definition.stage_of(step).map(str::to_owned);
        }
        line.final_at = finality(definition, name, line.final_at, (step, event.at));
        let mut state = StepState::new(&entered.does);
        if let StepState::Selection(selection) = &mut state {
            selection.added = line.outlasts.remove(step).unwrap_or_default();
        }
        line.states.insert(step.clone(), state);
        return;
    }
    let Some(line) = case.procedure.lines.get_mut(name) else { return };
    if let What::Line(LineEvent::Ended(outcome)) = &event.what {
        line.outcome = Some(*outcome);
        line.held = None;
        if definition.retention.is_some() {
            line.final_at = line.final_at.or(Some(event.at));
            line.ended_at = Some(event.at);
        }
        return;
    }
    if let What::Wait(what) = &event.what {
        wait::apply_line(line, event.at, what);
        return;
    }
    // What comes after a decision belongs to a step that the line has behind it.
    let step = match &event.what {
        What::Selection(what) => what.step().unwrap_or(&line.step).to_owned(),
        What::Mandate(what) => what.step().unwrap_or(&line.step).to_owned(),
        _ => line.step.clone(),
    };
    let Some(state) = line.states.get_mut(&step) else { return };
    match (state, &event.what) {
        (StepState::Intake(state), What::Intake(what)) => {
            intake::apply_line(state, event.at, event.actor, what);
        }
        (StepState::Screening(state), What::Screening(what)) => screening::apply_line(state, what),
        (StepState::Scoring(state), What::Scoring(what)) => scoring::apply_line(state, event.at, what),
        (StepState::Envelope(state), What::Envelope(what)) => envelope::apply_line(state, event.at, what),
        (StepState::Selection(state), What::Selection(what)) => selection::apply_line(state, event.at, what),
        (StepState::Letters(state), What::Letters(what)) => letters::apply_line(state, event.at, what),
        (StepState::Complaints(state), What::Complaints(what)) => {
            complaints::apply_line(state, event.at, what);
        }
        (StepState::Contract(state), What::Contract(what)) => contract::apply_line(state, event.at, what),
        (StepState::Joint(state), What::Joint(what)) => joint::apply_line(state, event.at, what),
        (StepState::Joint(state), What::Gathering(what)) => joint::apply_gathering(state, event.at, what),
        (StepState::Gathering(state), What::Gathering(what)) => gathering::apply_line(state, event.at, what),
        (StepState::Mandate(state), What::Mandate(what)) => mandate::apply_line(state, event.at, what),
        // A late try or the end of a step leaves the state as it is.
        _ => {}
    }
}

/// When the decision of a line that comes to `step` became final: as it passes its last complaint window. A redo
/// opens it again.
fn finality(
    definition: &Definition,
    track: &str,
    before: Option<Instant>,
    (step, at): (&str, Instant),
) -> Option<Instant> {
    definition.retention.as_ref()?;
    let here = definition.track_steps().position(|candidate| candidate.id == step)?;
    let passed = retention::due::final_after(definition, track).is_some_and(|last| here > last);
    if passed { before.or(Some(at)) } else { None }
}

fn apply_application(case: &mut Case, id: ApplicationId, event: &Event) {
    if let What::Intake(intake::Event::Started { track, lead, version }) = &event.what {
        case.applications.insert(id, started(id, track, lead, version, event));
        return;
    }
    let Some(application) = case.applications.get_mut(&id) else { return };
    match &event.what {
        What::Intake(what) => intake::apply_application(application, event.at, what),
        What::Screening(what) => screening::apply_application(application, event.at, what),
        What::Scoring(what) => {
            scoring::apply_application(application, event.at, event.actor, what);
        }
        What::Consensus(what) => consensus::apply_application(application, what),
        What::Envelope(what) => envelope::apply_application(application, event.at, what),
        What::Retention(what) => retention::apply_application(application, what),
        What::Gathering(what) => gathering::apply_application(application, event.at, what),
        What::Mandate(what) => mandate::apply_application(application, event.at, event.actor, what),
        What::Line(LineEvent::Cleared { steps }) => {
            application.states.retain(|step, _| !steps.contains(step));
            // Whoever named participants for a choice that was undone has not named them for the next.
            application.gatherings.retain(|gathering, _| !steps.contains(gathering));
        }
        What::Procedure(_)
        | What::Line(_)
        | What::Selection(_)
        | What::Letters(_)
        | What::Limits(_)
        | What::Complaints(_)
        | What::Contract(_)
        | What::Joint(_)
        | What::Wait(_) => {}
    }
}

fn started(
    id: ApplicationId,
    track: &str,
    lead: &super::case::Member,
    version: &Version,
    event: &Event,
) -> Application {
    Application {
        id,
        track: track.to_owned(),
        started_at: event.at,
        members: vec![lead.clone()],
        stage: None,
        stage_began: None,
        draft: version.clone(),
        submitted: None,
        withdrawn_at: None,
        unconfirmed: None,
        declared: None,
        cure: None,
        states: BTreeMap::new(),
        earlier: Vec::new(),
        gatherings: BTreeMap::new(),
        mandates: BTreeMap::new(),
        erased: BTreeSet::new(),
    }
}
