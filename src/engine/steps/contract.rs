//! Contract: the track ends when the owner records that it is concluded. A window that guards it stands before.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{at_step, need, reasoned};
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::ids::PersonId;
use crate::engine::instant::Instant;
use crate::engine::refusal::Refusal;
use crate::engine::turn::{Scope, Turn};
use crate::engine::workflow::definition::{Role, StepSpec};

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
    /// With whom, on what and for how much.
    pub note: Digest,
}

/// What can be wanted of a contract.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Record that it is concluded.
    Conclude {
        /// In which track.
        track: String,
        /// With whom, on what and for how much.
        note: Prose,
    },
}

/// What happened to a contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It was concluded.
    Concluded {
        /// With whom, on what and for how much.
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
    let Command::Conclude { track, note } = command;
    let (_, spec) = at_step(turn.definition, &turn.case, track, pick)?;
    need(&turn.case, actor, &spec.by, Some(track))?;
    reasoned("contract", note, NOTE_CHARS_MIN)?;
    let note = turn.keep(note);
    turn.record_line(track, What::Contract(Event::Concluded { note }));
    super::advance(turn, track);
    Ok(())
}

/// Folds an event of a track's stream.
pub fn apply_line(state: &mut State, at: Instant, event: &Event) {
    let Event::Concluded { note } = event;
    state.concluded = Some(Concluded { at, note: *note });
}
