//! The kinds of step, one file each, and what they share.
//!
//! A new kind is a file here with its `Spec`, `State`, `Command`, `Event` and rules, one variant in
//! each of the enums below and in `StepSpec`, `Verb` and `What`, and one line in each `match`.

pub mod complaints;
pub mod consensus;
pub mod contract;
pub mod envelope;
pub mod gathering;
pub mod intake;
pub mod joint;
pub mod letters;
pub mod limits;
pub mod mandate;
pub mod model;
pub mod scoring;
pub mod screening;
pub mod selection;
pub mod wait;

use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, Country, Period, Zone};
use super::case::{Application, Case, Line, LineOutcome};
use super::digest::Digest;
use super::event::{LineEvent, What};
use super::ids::{ApplicationId, PersonId};
use super::instant::Instant;
use super::letter::LetterContent;
use super::procedure;
use super::refusal::Refusal;
use super::retention;
use super::turn::{Command, Turn, Verb};
use super::workflow::definition::{Definition, Role, StepDefinition, StepSpec};

/// What a line remembers of one of its steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Of an intake.
    Intake(intake::State),
    /// Of a screening.
    Screening(screening::State),
    /// Of a scoring.
    Scoring(scoring::State),
    /// Of a consensus: what is agreed is remembered by each application.
    Consensus {},
    /// Of the opening of an envelope.
    Envelope(envelope::State),
    /// Of a selection.
    Selection(Box<selection::State>),
    /// Of a letters step.
    Letters(letters::State),
    /// Of a complaint window.
    Complaints(complaints::State),
    /// Of a contract.
    Contract(contract::State),
    /// Of a joint step.
    Joint(joint::State),
    /// Of a gathering.
    Gathering(gathering::State),
    /// Of a mandate.
    Mandate(mandate::State),
}

/// What an application remembers of one step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationState {
    /// Its screening.
    Screening(screening::Finding),
    /// What the evaluators said of it.
    Scoring(scoring::Panel),
    /// What the panel agreed.
    Consensus(consensus::Agreement),
    /// Its envelope.
    Envelope(envelope::Envelope),
}

impl StepState {
    /// The state of a step that a line has just come to.
    pub fn new(spec: &StepSpec) -> Self {
        match spec {
            StepSpec::Intake(_) => Self::Intake(intake::State::default()),
            StepSpec::Screening(_) => Self::Screening(screening::State::default()),
            StepSpec::Scoring(_) => Self::Scoring(scoring::State::default()),
            StepSpec::Consensus(_) => Self::Consensus {},
            StepSpec::Envelope(_) => Self::Envelope(envelope::State::default()),
            StepSpec::Selection(_) => Self::Selection(Box::default()),
            StepSpec::Letters(_) => Self::Letters(letters::State::default()),
            StepSpec::Complaints(_) => Self::Complaints(complaints::State::default()),
            StepSpec::Contract(_) => Self::Contract(contract::State::default()),
            StepSpec::Joint(_) => Self::Joint(joint::State::default()),
            StepSpec::Gathering(_) => Self::Gathering(gathering::State::default()),
            StepSpec::Mandate(_) => Self::Mandate(mandate::State::default()),
        }
    }
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, command: &Command) -> Result<(), Refusal> {
    let actor = command.actor;
    match &command.verb {
        Verb::Procedure(command) => procedure::decide(turn, actor, command),
        Verb::Intake(command) => intake::decide(turn, actor, command),
        Verb::Screening(command) => screening::decide(turn, actor, command),
        Verb::Scoring(command) => scoring::decide(turn, actor, command),
        Verb::Consensus(command) => consensus::decide(turn, actor, command),
        Verb::Envelope(command) => envelope::decide(turn, actor, command),
        Verb::Selection(command) => selection::decide(turn, actor, command),
        Verb::Letters(command) => letters::decide(turn, actor, command),
        Verb::Complaints(command) => complaints::decide(turn, actor, command),
        Verb::Contract(command) => contract::decide(turn, actor, command),
        Verb::Joint(command) => joint::decide(turn, actor, command),
        Verb::Limits(command) => limits::decide(turn, actor, command),
        Verb::Wait(command) => wait::decide(turn, actor, command),
        Verb::Gathering(command) => gathering::decide(turn, actor, command),
        Verb::Mandate(command) => mandate::decide(turn, actor, command),
        Verb::Retention(command) => retention::decide(turn, actor, command),
    }
}

/// When `line` next wants to be woken, if ever.
fn wake_of(definition: &Definition, case: &Case, name: &str) -> Option<Instant> {
    let line = case.procedure.lines.get(name)?;
    // Nothing is due in the step that a waiting line has behind it.
    if !line.running() || line.held.is_some() {
        return None;
    }
    match (&definition.step(&line.step)?.does, line.states.get(&line.step)?) {
        (StepSpec::Intake(spec), StepState::Intake(state)) => {
            intake::wake_at(&case.procedure, (name, spec), line, state)
        }
        (StepSpec::Screening(_), StepState::Screening(state)) => screening::cure::wake_at(state),
        (StepSpec::Scoring(_), StepState::Scoring(_)) => scoring::wake_at(definition, &case.procedure, name),
        (StepSpec::Complaints(_), StepState::Complaints(state)) => complaints::wake_at(state),
        (StepSpec::Gathering(_) | StepSpec::Joint(_), _) => {
            gathering::wake_at(definition, &case.procedure, name)
        }
        (StepSpec::Mandate(_), _) => mandate::wake_at(definition, &case.procedure, name),
        _ => None,
    }
}

/// When the procedure next wants to be woken, if ever.
pub fn next_wake(definition: &Definition, case: &Case) -> Option<Instant> {
    let lines = case.procedure.lines.keys().filter_map(|line| wake_of(definition, case, line));
    let questions = limits::wake_at(definition, &case.procedure);
    lines.chain(questions).chain(retention::wake_at(definition, &case.procedure)).min()
}

/// Performs everything that is due up to `now`, each thing as of its own instant, earliest first.
pub fn perform_due(turn: &mut Turn<'_>, now: Instant) {
    while let Some((at, due)) = next_due(turn).filter(|(at, _)| *at <= now) {
        turn.now = at;
        let line = match due {
            Due::Line(line) => line,
            Due::Questions => {
                limits::perform(turn);
                continue;
            }
            Due::Kept => {
                retention::perform(turn);
                continue;
            }
        };
        let definition = turn.definition;
        let Some(step) = turn.case.current(definition, &line) else { return };
        match &step.does {
            StepSpec::Intake(spec) => intake::perform(turn, &line, &step.id, spec),
            StepSpec::Screening(_) => screening::cure::perform(turn, &line),
            StepSpec::Scoring(_) => scoring::perform(turn, &line),
            StepSpec::Complaints(_) => complaints::perform(turn, &line),
            StepSpec::Gathering(_) | StepSpec::Joint(_) => gathering::perform(turn, &line),
            StepSpec::Mandate(_) => mandate::perform(turn, &line),
            _ => return,
        }
        settle(turn);
    }
}

/// What time does; of one instant, in this order.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// Something in a line.
    Line(String),
    /// The days of a question about places are over.
    Questions,
    /// Something that is kept.
    Kept,
}

/// What time does next.
fn next_due(turn: &Turn<'_>) -> Option<(Instant, Due)> {
    let (definition, procedure) = (turn.definition, &turn.case.procedure);
    let lines = procedure.lines.keys();
    let lines =
        lines.filter_map(|line| Some((wake_of(definition, &turn.case, line)?, Due::Line(line.clone()))));
    let questions = limits::wake_at(definition, procedure).map(|at| (at, Due::Questions));
    let kept = retention::wake_at(definition, procedure).map(|at| (at, Due::Kept));
    lines.chain(questions).chain(kept).min()
}

/// Lets tracks and joint steps see whether what they wait for has come.
pub fn settle(turn: &mut Turn<'_>) {
    wait::settle(turn);
    let definition = turn.definition;
    for (step, spec) in definition.joint_steps() {
        joint::settle(turn, &step.id, spec);
    }
}

/// Moves `line` to the step after the one it is in, or ends it.
pub fn advance(turn: &mut Turn<'_>, line: &str) {
    let definition = turn.definition;
    let Some(found) = turn.case.procedure.lines.get(line) else { return };
    let (current, stage) = (found.step.clone(), found.stage.clone());
    // A line that skipped its selection had nobody to choose from, and one that was decided may have found nobody.
    let nobody = definition.steps_of_in(line, stage.as_deref()).any(|step| {
        let is_behind = matches!(step.does, StepSpec::Selection(_));
        is_behind
            && match turn.case.procedure.state(line, &step.id) {
                Some(StepState::Selection(found)) => {
                    found.decided.as_ref().is_some_and(|decided| decided.selected.is_empty())
                }
                Some(_) => false,
                None => true,
            }
    });
    let mut rest = definition.steps_of(line).skip_while(|step| step.id != current).skip(1);
    // There is nobody to conclude a contract with.
    let next = rest.find(|step| !nobody || !matches!(step.does, StepSpec::Contract(_)));
    if let Some(next) = next {
        come_to(turn, line, next);
    } else {
        end(turn, line, if nobody { LineOutcome::NoneSuitable } else { LineOutcome::Completed });
    }
}

/// Moves `line` straight to the letters of its stage; where it has none, to a later stage or its end.
pub fn skip_to_letters(turn: &mut Turn<'_>, line: &str, otherwise: LineOutcome) {
    let definition = turn.definition;
    let stage = turn.case.procedure.lines.get(line).and_then(|line| line.stage.clone());
    let letters =
        definition.steps_of_in(line, stage.as_deref()).find(|step| matches!(step.does, StepSpec::Letters(_)));
    match letters {
        Some(letters) => come_to(turn, line, letters),
        None => skip_stage(turn, line, otherwise),
    }
}

/// Moves `line` to the next later intake that somebody may answer, or to the next gathering or mandate of those who
/// came through an earlier step; ends it where there is none.
pub fn skip_stage(turn: &mut Turn<'_>, line: &str, otherwise: LineOutcome) {
    let definition = turn.definition;
    let Some(current) = turn.case.procedure.lines.get(line).map(|line| line.step.clone()) else { return };
    let asks = |step: &&StepDefinition| match &step.does {
        StepSpec::Intake(spec) => !intake::invited(definition, &turn.case, line, spec).is_empty(),
        // Those who came through an earlier step meet all the same.
        StepSpec::Gathering(gathering::Spec { from: Some(from), .. })
        | StepSpec::Mandate(mandate::Spec { from: Some(from), .. }) => {
            !intake::later::those(definition, &turn.case, line, from).is_empty()
        }
        _ => false,
    };
    let next = definition.steps_of(line).skip_while(|step| step.id != current).skip(1).find(asks);
    match next {
        Some(step) => come_to(turn, line, step),
        None => end(turn, line, otherwise),
    }
}

/// Moves `line` back to `step`. What the applications hold of it and of later steps is cleared; the
/// journal keeps it.
pub fn return_to(turn: &mut Turn<'_>, line: &str, step: &str) {
    let definition = turn.definition;
    let Some(target) = definition.step(step) else { return };
    let steps: Vec<_> = definition
        .track_steps()
        .skip_while(|candidate| candidate.id != step)
        .map(|candidate| candidate.id.clone())
        .collect();
    let concerned: Vec<_> = turn
        .case
        .applications
        .values()
        .filter(|a| {
            let touched = |step: &String| a.states.contains_key(step) || a.gatherings.contains_key(step);
            a.track == line && steps.iter().any(touched)
        })
        .map(|a| a.id)
        .collect();
    for application in concerned {
        let cleared = LineEvent::Cleared { steps: steps.clone() };
        turn.record_application(application, What::Line(cleared));
    }
    // It waited before it came here first, and does not wait again.
    enter(turn, line, target);
}

/// Moves `line` to `step`, or lets it wait before it.
fn come_to(turn: &mut Turn<'_>, line: &str, step: &StepDefinition) {
    if !wait::begins(turn, line, step) {
        enter(turn, line, step);
    }
}

/// Moves `line` to `step`.
fn enter(turn: &mut Turn<'_>, line: &str, step: &StepDefinition) {
    if matches!(step.does, StepSpec::Intake(_)) {
        selection::after::leaves_stage(turn, line);
    }
    turn.enter(line, &step.id);
    match &step.does {
        StepSpec::Scoring(spec) => scoring::entered(turn, line, spec),
        StepSpec::Selection(spec) => selection::entered(turn, line, &step.id, spec),
        StepSpec::Complaints(spec) => complaints::entered(turn, line, spec),
        StepSpec::Intake(spec) => intake::entered(turn, line, &step.id, spec),
        StepSpec::Gathering(spec) => gathering::entered(turn, line, &step.id, spec),
        StepSpec::Mandate(spec) => mandate::entered(turn, line, &step.id, spec),
        StepSpec::Letters(spec) => limits::ask(turn, step, spec),
        StepSpec::Screening(_)
        | StepSpec::Consensus(_)
        | StepSpec::Envelope(_)
        | StepSpec::Contract(_)
        | StepSpec::Joint(_) => {}
    }
}

/// Lets the mandates and gatherings that `track` has come to follow the list that they asked from, after it changed.
pub(super) fn follow(turn: &mut Turn<'_>, track: &str) {
    let definition = turn.definition;
    for step in definition.steps_of(track) {
        if let StepSpec::Mandate(spec) = &step.does {
            mandate::follow(turn, track, &step.id, spec);
        }
    }
    gathering::follow(turn, track);
}

/// Ends `line`.
pub fn end(turn: &mut Turn<'_>, line: &str, outcome: LineOutcome) {
    if outcome == LineOutcome::Completed {
        selection::after::leaves_stage(turn, line);
    }
    turn.record_line(line, What::Line(LineEvent::Ended(outcome)));
    // The others may have waited for it to see who has too many places.
    limits::ask_all(turn);
}

/// Ends `track` as cancelled, and tells everybody who takes part in it.
pub fn cancel(turn: &mut Turn<'_>, track: &str, reason: Option<Digest>) {
    gathering::abandon(turn, track, reason);
    end(turn, track, LineOutcome::Cancelled);
    let told: Vec<_> = turn
        .case
        .applications
        .values()
        .filter(|a| a.track == track && a.withdrawn_at.is_none())
        .map(|a| (a.id, a.people()))
        .collect();
    for (application, people) in told {
        let content = LetterContent::TrackEnded { application, outcome: LineOutcome::Cancelled, reason };
        turn.letters(&people, &content);
    }
}

/// The track called `name`, or a refusal.
pub fn line<'c>(case: &'c Case, name: &str) -> Result<&'c Line, Refusal> {
    case.procedure.lines.get(name).ok_or_else(|| Refusal::unknown("track", name))
}

/// The application, if it takes part in the stage that its track is in, or a refusal.
pub fn taking_part(case: &Case, id: ApplicationId) -> Result<&Application, Refusal> {
    let found = application(case, id)?;
    if case.takes_part(found) { Ok(found) } else { Err(Refusal::unknown("application", id)) }
}

/// The application, or a refusal.
pub fn application(case: &Case, id: ApplicationId) -> Result<&Application, Refusal> {
    case.applications.get(&id).ok_or_else(|| Refusal::unknown("application", id))
}

/// Refuses unless `actor` holds one of `roles` in `track`.
pub fn need(case: &Case, actor: PersonId, roles: &[Role], track: Option<&str>) -> Result<(), Refusal> {
    if roles.iter().any(|role| case.procedure.holds(actor, *role, track)) {
        Ok(())
    } else {
        Err(Refusal::NotAllowed { needs: roles.to_vec() })
    }
}

/// The step that `line` is in, if it is of the kind that `pick` knows; else a refusal phrased from
/// the step that the command was aimed at.
pub fn at_step<'d, S>(
    definition: &'d Definition,
    case: &Case,
    line_name: &str,
    pick: fn(&StepSpec) -> Option<&S>,
) -> Result<(&'d StepDefinition, &'d S), Refusal> {
    let line = line(case, line_name)?;
    if let Some(outcome) = line.outcome {
        return Err(Refusal::Ended { outcome });
    }
    let current = definition.step(&line.step).ok_or_else(|| Refusal::unknown("step", &line.step))?;
    if let Some(spec) = pick(&current.does).filter(|_| line.held.is_none()) {
        return Ok((current, spec));
    }
    let position = |id: &str| definition.steps.iter().position(|step| step.id == id);
    let steps = || definition.steps_of(line_name).filter(|step| pick(&step.does).is_some());
    // Of several stages, the one that the line is in; else the next that has such a step.
    let here = |step: &&StepDefinition| definition.stage_of(&step.id) == line.stage.as_deref();
    let aimed = steps()
        .find(here)
        .or_else(|| steps().find(|step| position(&step.id) > position(&current.id)))
        .or_else(|| steps().next())
        .ok_or_else(|| Refusal::unknown("step", line_name))?;
    let step = aimed.id.clone();
    if position(&aimed.id) > position(&current.id) {
        Err(Refusal::NotYet { step })
    } else if line.held.is_none()
        && matches!(current.does, StepSpec::Complaints(_))
        && matches!(line.states.get(&current.id), Some(StepState::Complaints(s)) if s.suspended())
    {
        Err(Refusal::Suspended)
    } else {
        Err(Refusal::Over { step })
    }
}

/// The last microsecond of a period that an event at `from` begins, by the file's holidays and clock.
pub fn period_end(definition: &Definition, from: Instant, period: Period) -> Option<Instant> {
    let zone = Zone::new(&definition.zone).ok()?;
    let country: Country = definition.country.parse().ok()?;
    let expiry = period.end_from_instant(from, &Calendar { country, zone }).ok()?;
    Some(expiry.expires_at.plus_micros(-1))
}

/// Refuses a reason that is shorter than `chars_min`.
pub fn reasoned(of: &str, prose: &super::digest::Prose, chars_min: u32) -> Result<(), Refusal> {
    if prose.chars() >= chars_min as usize {
        Ok(())
    } else {
        Err(Refusal::ReasonNeeded { of: of.to_owned(), chars_min })
    }
}
