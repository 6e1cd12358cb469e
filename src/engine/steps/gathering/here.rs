//! Where the gatherings of a procedure stand, and what time does next in them.

use super::{Phase, Spec, State};
use crate::engine::calendar::{Period, Unit};
use crate::engine::case::{Application, Case, Procedure};
use crate::engine::ids::ApplicationId;
use crate::engine::instant::Instant;
use crate::engine::steps::{StepState, period_end};
use crate::engine::workflow::definition::{Definition, StepSpec, Words};
use crate::engine::workflow::facts::{self, Fact};

/// A gathering of the file with where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    /// Short name.
    pub id: &'a str,
    /// What people read.
    pub title: &'a Words,
    /// What the file says.
    pub spec: &'a Spec,
    /// Where it stands.
    pub state: &'a State,
}

/// The gatherings of the file: the short name and title of each, the joint step that it stands in, and what it says.
pub fn all(definition: &Definition) -> impl Iterator<Item = (&str, &Words, Option<&str>, &Spec)> {
    definition.steps.iter().flat_map(|step| match &step.does {
        StepSpec::Gathering(spec) => vec![(step.id.as_str(), &step.title, None, spec)],
        StepSpec::Joint(joint) => joint
            .gatherings
            .iter()
            .map(|one| (one.id.as_str(), &one.title, Some(step.id.as_str()), &one.gathering))
            .collect(),
        _ => Vec::new(),
    })
}

/// The titles of the gatherings whose minutes show the answers to `field`.
pub fn collecting<'a>(definition: &'a Definition, field: &str) -> impl Iterator<Item = &'a Words> {
    let collects = move |spec: &Spec| spec.collects.iter().any(|id| id == field);
    all(definition).filter(move |(_, _, _, spec)| collects(spec)).map(|(_, title, _, _)| title)
}

/// The gatherings that `line` has come to, in order.
pub fn come_to<'a>(definition: &'a Definition, procedure: &'a Procedure, line: &str) -> Vec<Here<'a>> {
    let Some(found) = procedure.lines.get(line) else { return Vec::new() };
    let states = |step: Option<&str>, id: &str| match found.states.get(step.unwrap_or(id)) {
        Some(StepState::Gathering(state)) if step.is_none() => Some(state),
        Some(StepState::Joint(joint)) if step == Some(line) => {
            joint.gatherings.iter().find(|state| state.gathering == id)
        }
        _ => None,
    };
    all(definition)
        .filter_map(|(id, title, step, spec)| Some(Here { id, title, spec, state: states(step, id)? }))
        .collect()
}

/// The gathering that `line` is in.
pub fn here<'a>(definition: &'a Definition, procedure: &'a Procedure, line: &str) -> Option<Here<'a>> {
    let found = procedure.lines.get(line).filter(|line| line.running())?;
    let current = |here: &Here<'_>| !here.state.over() && (here.id == found.step || line == found.step);
    come_to(definition, procedure, line).into_iter().find(current)
}

/// The gathering on the date called `date` that was held or called off in every track that has come to it.
pub fn over_at<'d>(definition: &'d Definition, procedure: &Procedure, date: &str) -> Option<&'d str> {
    let on_it = all(definition).filter(|(.., spec)| spec.at == date);
    on_it.map(|(id, ..)| id).find(|id| {
        let lines = procedure.lines.keys().flat_map(|line| come_to(definition, procedure, line));
        let mut come: Vec<_> = lines.filter(|here| here.id == *id).collect();
        let some = !come.is_empty();
        come.retain(|here| !here.state.over());
        some && come.is_empty()
    })
}

/// What people read of the gathering called `id`.
pub fn title<'d>(definition: &'d Definition, id: &str) -> Option<&'d Words> {
    all(definition).find(|(name, ..)| *name == id).map(|(_, title, ..)| title)
}

/// When it begins, as its date stands now.
pub fn begins(procedure: &Procedure, spec: &Spec) -> Option<Instant> {
    procedure.date(&spec.at)
}

/// Since when participants could know of its date: since its turn came, or since the date was moved after that.
fn known_since(procedure: &Procedure, spec: &Spec, state: &State) -> Instant {
    let moved = procedure.changes.iter().filter(|change| change.date == spec.at).map(|change| change.at);
    moved.fold(state.began_at, Instant::max)
}

/// The last microsecond at which participants can be named. Where that had passed before its turn came or its date was
/// moved, it is the beginning of the gathering: time never closes what nobody could answer.
pub fn registration_ends(
    definition: &Definition,
    procedure: &Procedure,
    spec: &Spec,
    state: &State,
) -> Option<Instant> {
    let begins = begins(procedure, spec)?;
    let period = Period::backward(spec.registration_days_before, Unit::Days);
    let end = period_end(definition, begins, period)?;
    Some(if end < known_since(procedure, spec, state) { begins } else { end })
}

/// Whether it waits for a date that is still to come: its turn came after its date.
pub fn waits_for_date(procedure: &Procedure, spec: &Spec, state: &State) -> bool {
    !state.over() && begins(procedure, spec).is_none_or(|begins| begins < state.began_at)
}

/// When it wants to be woken: to invite, and to count who comes.
pub fn wake_at(definition: &Definition, procedure: &Procedure, line: &str) -> Option<Instant> {
    let Here { spec, state, .. } = here(definition, procedure, line)?;
    if waits_for_date(procedure, spec, state) {
        return None;
    }
    let end = registration_ends(definition, procedure, spec, state)?;
    match state.phase {
        Phase::Waiting => {
            let since = known_since(procedure, spec, state);
            let Some(days) = spec.invitation_days_before else { return Some(since) };
            let period = Period::backward(days, Unit::Days);
            let at = period_end(definition, begins(procedure, spec)?, period)?.plus_micros(1);
            Some(at.clamp(since, end.max(since)))
        }
        // A date that was moved opens the registration again, and what comes of it is counted again.
        Phase::Inviting | Phase::Asking => {
            let again = state.counted.is_none_or(|counted| end > counted.at);
            again.then(|| end.plus_micros(1))
        }
        Phase::Confirmed | Phase::CalledOff | Phase::Held => None,
    }
}

/// How many come of `application`.
pub fn coming(application: &Application, gathering: &str) -> u32 {
    application.gatherings.get(gathering).map_or(0, |registration| registration.participants)
}

/// The short name of the answer by which `application` is put in a group, once it is known.
pub fn group_of(application: &Application, field: &str) -> Option<String> {
    let name = facts::name(field);
    let earlier = application.earlier.iter().rev().filter_map(|passed| passed.declared.as_ref());
    let mut known = application.declared.iter().chain(earlier);
    known.find_map(|declared| match declared.facts.get(&name)? {
        Fact::Word(word) => Some(word.clone()),
        Fact::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// Whether `application` is among those of any gathering of the procedure: the lines and gatherings that it may see.
pub fn of_application<'a>(
    definition: &'a Definition,
    case: &'a Case,
    application: ApplicationId,
) -> Vec<(&'a str, Here<'a>)> {
    let lines = case.procedure.lines.keys();
    lines
        .flat_map(|line| {
            let come = come_to(definition, &case.procedure, line).into_iter();
            come.filter(|here| {
                here.state.phase != Phase::Waiting && here.state.invited.contains(&application)
            })
            .map(|here| (line.as_str(), here))
        })
        .collect()
}
