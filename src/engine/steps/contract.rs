//! Contract: the track ends when the owner records that it is concluded. A window that guards it stands before.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::complaints::{self, Guards};
use super::{at_step, need, reasoned, selection};
use crate::engine::case::Procedure;
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::turn::{Scope, Turn};
use crate::engine::workflow::definition::{Definition, Role, StepSpec};

/// Characters that the note on a contract has at least.
pub const NOTE_CHARS_MIN: u32 = 10;

/// What a workflow file says of a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ContractStep")]
pub struct Spec {
    /// Who records that it is concluded.
    pub by: Vec<Role>,
}

/// What a track remembers of its contract.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// When it was recorded as concluded, and what was noted.
    pub concluded: Option<Concluded>,
}

/// A contract that is concluded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concluded {
    /// When it was recorded.
    pub at: Instant,
    /// With whom; everybody who was chosen then, where it is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<ApplicationId>,
    /// On what and for how much.
    pub note: Digest,
}

/// What can be wanted of a contract.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Record that it is concluded.
    Conclude {
        /// In which track.
        track: String,
        /// With whom; everybody who is chosen, where it is empty.
        with: Vec<ApplicationId>,
        /// On what and for how much.
        note: Prose,
    },
}

/// What happened to a contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It was concluded.
    Concluded {
        /// With whom; everybody who was chosen then, where it is empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        with: Vec<ApplicationId>,
        /// On what and for how much.
        note: Digest,
    },
}

impl Command {
    /// Which applications the core needs to see for this.
    pub fn scope(&self) -> Scope {
        let Self::Conclude { track, .. } = self;
        Scope::Track(track.clone())
    }
}

fn pick(spec: &StepSpec) -> Option<&Spec> {
    match spec {
        StepSpec::Contract(spec) => Some(spec),
        _ => None,
    }
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    let Command::Conclude { track, with, note } = command;
    let (_, spec) = at_step(turn.definition, &turn.case, track, pick)?;
    need(&turn.case, actor, &spec.by, Some(track))?;
    may(turn, track, with)?;
    reasoned("contract", note, NOTE_CHARS_MIN)?;
    let note = turn.keep(note);
    turn.record_line(track, What::Contract(Event::Concluded { with: with.clone(), note }));
    super::advance(turn, track);
    Ok(())
}

/// Refuses a contract with somebody who is not chosen any more, or while evidence, a letter or a standstill is open.
fn may(turn: &Turn<'_>, track: &str, with: &[ApplicationId]) -> Result<(), Refusal> {
    let definition = turn.definition;
    let Some(here) = selection::after::decided(definition, &turn.case.procedure, track) else {
        return if with.is_empty() { Ok(()) } else { Err(Refusal::NotYet { step: track.to_owned() }) };
    };
    let of = |wanted: &dyn Fn(&ApplicationId) -> bool| with.iter().copied().filter(|id| wanted(id)).collect();
    let left: Vec<_> = of(&|id| here.state.left(*id).is_some());
    if !left.is_empty() {
        return Err(Refusal::HasLeft { applications: left });
    }
    if let Some(other) = with.iter().find(|id| !here.state.selected().contains(id)) {
        return Err(Refusal::unknown("application", other));
    }
    if here.state.selected().is_empty() {
        let left = here.state.changes().iter().map(|change| change.left).collect();
        return Err(Refusal::HasLeft { applications: left });
    }
    let model = definition.model(track, &here.spec.model);
    let mut open = model.map(|model| selection::after::evidence_open(model, here.state)).unwrap_or_default();
    open.retain(|id| with.is_empty() || with.contains(id));
    if !open.is_empty() {
        return Err(Refusal::EvidenceOpen { applications: open });
    }
    let mut untold = here.state.untold().up;
    untold.retain(|id| with.is_empty() || with.contains(id));
    if !untold.is_empty() {
        return Err(Refusal::NotTold { applications: untold });
    }
    match standstill(definition, &turn.case.procedure, track, with).filter(|until| turn.now <= *until) {
        Some(until) => Err(Refusal::Standstill { until }),
        None => Ok(()),
    }
}

/// Until when no contract is concluded with somebody who moved up: as many days as the window that guards the contract
/// has, counted from the letter that told them. Nothing where the track has no such window, or nobody moved up.
///
/// A reading, and unverified: the standstill runs from the communication of the award decision (lov om Klagenævnet for
/// Udbud § 3; 89/665/EEC art. 2a(2)), and who moves up is another award.
pub fn standstill(
    definition: &Definition,
    procedure: &Procedure,
    track: &str,
    with: &[ApplicationId],
) -> Option<Instant> {
    let stage = procedure.lines.get(track).and_then(|line| line.stage.as_deref());
    let days = definition.steps_of_in(track, stage).find_map(|step| match &step.does {
        StepSpec::Complaints(spec) if spec.guards == Guards::Contract => Some(spec.days),
        _ => None,
    })?;
    let chosen = selection::after::decided(definition, procedure, track)?.state;
    let concerned =
        |id: &ApplicationId| chosen.selected().contains(id) && (with.is_empty() || with.contains(id));
    let told = chosen.told.iter().filter(|(id, _)| concerned(id)).filter_map(|(_, told)| told.up);
    complaints::until(definition, told.max()?, days)
}

/// Folds an event of a track's stream.
pub fn apply_line(state: &mut State, at: Instant, event: &Event) {
    let Event::Concluded { with, note } = event;
    state.concluded = Some(Concluded { at, with: with.clone(), note: *note });
}
