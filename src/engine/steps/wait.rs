//! Waiting for other tracks: how many of them must come through, and what happens when too few can.
//!
//! A step of the tracks waits with [`Wait`]; a joint step waits by its own spec. How many must come through, and when
//! they no longer can, is one rule for both: [`Need::standing`].
//!
//! A track that waits stands behind the step before, which is over for it: [`Held`] says where it goes next.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{enter, line, need, reasoned, screening};
use crate::engine::case::{Case, Line, LineOutcome};
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::ids::PersonId;
use crate::engine::instant::Instant;
use crate::engine::procedure::REASON_CHARS_MIN;
use crate::engine::refusal::Refusal;
use crate::engine::turn::Turn;
use crate::engine::workflow::definition::{Definition, Role, StepDefinition, StepSpec, Words};

/// What a step of the tracks waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StepWait")]
pub struct Wait {
    /// Short names of the tracks; a track never waits for itself.
    pub tracks: Vec<String>,
    /// Short name of the step that they must come through; a track that is completed has.
    pub step: String,
    /// How many of them must.
    pub need: Need,
    /// What happens when so many tracks have failed that the need cannot be met.
    pub otherwise: Otherwise,
    /// Who decides where `otherwise` asks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<Role>,
    /// The reason that is recorded and told to the applicants where `otherwise` cancels.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub why: Words,
}

/// How many of the tracks must come through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Every one.
    All,
    /// At least one. A joint step waits for the others until they have ended; a step of the tracks does not.
    Any,
    /// At least this many of the others: a track is not counted in its own wait. A joint step waits for the others until they have ended; a step of the tracks does not.
    AtLeast(u32),
}

/// What happens when the need cannot be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// A person decides, with a reason, to go on all the same or to cancel.
    Ask,
    /// It goes on with those that came through; a joint step that nobody came through to is cancelled.
    GoOn,
    /// It is cancelled: the track that waits ends, or the joint step.
    Cancel,
}

/// How far the tracks that are waited for have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many have come through.
    pub through: usize,
    /// How many still can.
    pub running: usize,
    /// How many there are.
    pub total: usize,
}

/// How a wait stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// As many as needed have come through.
    Met,
    /// They still can.
    Open,
    /// They cannot any more.
    Failed,
}

impl Need {
    /// How many of `total` must come through.
    pub const fn of(self, total: usize) -> usize {
        match self {
            Self::All => total,
            Self::Any => 1,
            Self::AtLeast(n) => n as usize,
        }
    }

    /// How a wait with this need stands.
    pub const fn standing(self, count: Count) -> Standing {
        let needed = self.of(count.total);
        if count.through >= needed {
            Standing::Met
        } else if count.through + count.running < needed {
            Standing::Failed
        } else {
            Standing::Open
        }
    }
}

impl Wait {
    /// The tracks that `track` waits for.
    pub fn others<'w>(&'w self, track: &'w str) -> impl Iterator<Item = &'w str> {
        self.tracks.iter().map(String::as_str).filter(move |other| *other != track)
    }
}

/// Where a track goes when its wait is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Short name of the step before which it waits.
    pub step: String,
    /// Since when.
    pub since: Instant,
    /// Whether a person must decide, because the need cannot be met.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asking: bool,
}

/// What can be wanted of a track that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Go on without those that failed.
    GoOn {
        /// Which track.
        track: String,
        /// Why.
        reason: Prose,
    },
    /// Cancel the track.
    GiveUp {
        /// Which track.
        track: String,
        /// Why.
        reason: Prose,
    },
}

/// What happened to a track that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It has the step before behind it and waits for others.
    Began {
        /// Short name of the step before which it waits.
        step: String,
    },
    /// The need cannot be met; a person must decide.
    Asked {},
    /// As many as needed have come through.
    Met {},
    /// It goes on without those that failed.
    WentOn {
        /// Why, where a person decided it; else the file says so.
        reason: Option<Digest>,
    },
    /// It was given up.
    GaveUp {
        /// Why: a person's reason, or the file's.
        reason: Digest,
    },
}

/// How far `other` has come with the step that is waited for.
fn is_through(definition: &Definition, wait: &Wait, other: &Line) -> Option<bool> {
    match other.outcome {
        Some(LineOutcome::Completed) => return Some(true),
        Some(_) => return Some(false),
        None => {}
    }
    let behind = place(definition, other) > step_place(definition, &wait.step);
    // Who stands behind the step and never was in it was led past it: there was nobody to go on with.
    behind.then(|| other.states.contains_key(&wait.step))
}

/// Whether the screening that is waited for admitted nobody in `track`: it is over, and nobody came through.
fn leaves_nobody(definition: &Definition, case: &Case, track: &str, wait: &Wait) -> bool {
    let screens = definition.step(&wait.step).is_some_and(|step| matches!(step.does, StepSpec::Screening(_)));
    screens && !case.counting(track).any(|found| screening::admitted(definition, found))
}

/// Where a line stands among the steps: a line that waits stands between the step that it is in and the next.
pub fn place(definition: &Definition, line: &Line) -> Option<usize> {
    Some(step_place(definition, &line.step)? + usize::from(line.held.is_some()))
}

/// Where a step stands, in the measure of [`place`].
pub fn step_place(definition: &Definition, step: &str) -> Option<usize> {
    definition.steps.iter().position(|candidate| candidate.id == step).map(|at| at * 2)
}

/// How far the tracks have come that `track` waits for.
pub fn count(definition: &Definition, case: &Case, track: &str, wait: &Wait) -> Count {
    let mut count = Count::default();
    let lines = wait.others(track).filter_map(|other| Some((other, case.procedure.lines.get(other)?)));
    for (other, line) in lines {
        count.total += 1;
        match is_through(definition, wait, line) {
            Some(true) if leaves_nobody(definition, case, other, wait) => {}
            Some(true) => count.through += 1,
            Some(false) => {}
            None => count.running += 1,
        }
    }
    count
}

/// The wait that holds `line`, if one does.
pub fn holding<'d>(definition: &'d Definition, line: &Line) -> Option<(&'d StepDefinition, &'d Wait)> {
    let step = definition.step(&line.held.as_ref()?.step)?;
    Some((step, step.waits_for.as_ref()?))
}

/// Whether `track` must wait before `step`; then that is on the record.
pub fn begins(turn: &mut Turn<'_>, track: &str, step: &StepDefinition) -> bool {
    let Some(wait) = &step.waits_for else { return false };
    let count = count(turn.definition, &turn.case, track, wait);
    if count.total == 0 || wait.need.standing(count) == Standing::Met {
        return false;
    }
    turn.record_line(track, What::Wait(Event::Began { step: step.id.clone() }));
    true
}

/// Sees which tracks wait no longer, and what becomes of those that wait in vain.
pub fn settle(turn: &mut Turn<'_>) {
    let definition = turn.definition;
    loop {
        let waiting = turn.case.procedure.lines.iter().filter(|(_, line)| line.running());
        let found = waiting.filter_map(|(track, line)| {
            let (step, wait) = holding(definition, line)?;
            let asking = line.held.as_ref().is_some_and(|held| held.asking);
            match wait.need.standing(count(definition, &turn.case, track, wait)) {
                Standing::Open => None,
                Standing::Failed if asking => None,
                standing => Some((track.clone(), step, wait, standing)),
            }
        });
        let Some((track, step, wait, standing)) = found.into_iter().next() else { return };
        match (standing, wait.otherwise) {
            (Standing::Failed, Otherwise::Ask) => turn.record_line(&track, What::Wait(Event::Asked {})),
            (Standing::Failed, Otherwise::Cancel) => {
                let said = wait.why.get(definition.languages.first().map_or("", String::as_str));
                // The reason stands in the file for everybody to read: its salt hides nothing.
                let digest = Digest::of(&[track.as_bytes(), step.id.as_bytes()]);
                let salt = digest.bytes().first_chunk().copied().unwrap_or_default();
                let reason = turn.keep(&Prose::new(salt, said));
                give_up(turn, &track, reason);
            }
            (Standing::Failed, Otherwise::GoOn) => {
                turn.record_line(&track, What::Wait(Event::WentOn { reason: None }));
                enter(turn, &track, step);
            }
            (Standing::Met | Standing::Open, _) => {
                turn.record_line(&track, What::Wait(Event::Met {}));
                enter(turn, &track, step);
            }
        }
    }
}

fn give_up(turn: &mut Turn<'_>, track: &str, reason: Digest) {
    turn.record_line(track, What::Wait(Event::GaveUp { reason }));
    super::cancel(turn, track, Some(reason));
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    let (Command::GoOn { track, reason } | Command::GiveUp { track, reason }) = command;
    let found = line(&turn.case, track)?;
    if let Some(outcome) = found.outcome {
        return Err(Refusal::Ended { outcome });
    }
    let (step, wait) = holding(turn.definition, found).ok_or_else(|| Refusal::unknown("wait", track))?;
    need(&turn.case, actor, &wait.by, Some(track))?;
    if !found.held.as_ref().is_some_and(|held| held.asking) {
        return Err(Refusal::NotYet { step: step.id.clone() });
    }
    reasoned("wait", reason, REASON_CHARS_MIN)?;
    let reason = turn.keep(reason);
    if matches!(command, Command::GoOn { .. }) {
        turn.record_line(track, What::Wait(Event::WentOn { reason: Some(reason) }));
        enter(turn, track, step);
    } else {
        give_up(turn, track, reason);
    }
    Ok(())
}

/// Folds an event of a track's stream.
pub fn apply_line(line: &mut Line, at: Instant, event: &Event) {
    match event {
        Event::Began { step } => line.held = Some(Held { step: step.clone(), since: at, asking: false }),
        Event::Asked {} => {
            if let Some(held) = &mut line.held {
                held.asking = true;
            }
        }
        Event::Met {} | Event::WentOn { .. } | Event::GaveUp { .. } => line.held = None,
    }
}
