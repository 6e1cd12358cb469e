//! Complaints: the time in which a decision can be complained over. An open complaint suspends the
//! track it concerns, and no other.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{StepState, at_step, letters, need, reasoned};
use crate::engine::calendar::{Calendar, Country, Period, Unit, Zone};
use crate::engine::case::LineOutcome;
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::ids::{ApplicationId, ComplaintId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::letter::LetterContent;
use crate::engine::refusal::Refusal;
use crate::engine::turn::{Scope, Turn};
use crate::engine::workflow::definition::{Definition, Role, StepSpec, Words};

/// Characters that a complaint or a ruling has at least.
pub const REASON_CHARS_MIN: u32 = 10;

/// Complaints that one application can have open or settled in one window.
pub const PER_APPLICATION_MAX: usize = 5;

/// What a workflow file says of a complaint window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ComplaintsStep")]
pub struct Spec {
    /// Calendar days, counted from the day after the letters went out (lov om Klagenævnet for Udbud
    /// § 7(1): 20 days for a prequalification).
    pub days: u32,
    /// The complaint body, named in every letter that tells a decision.
    pub body: Words,
    /// Who records a ruling.
    pub by: Vec<Role>,
}

/// What a track remembers of its complaint window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The last microsecond that is in time.
    pub until: Option<Instant>,
    /// Complaints in the order they came.
    pub complaints: Vec<Complaint>,
}

/// One complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// Which complaint.
    pub id: ComplaintId,
    /// Whose.
    pub application: ApplicationId,
    /// When it came.
    pub filed_at: Instant,
    /// What it says.
    pub text: Digest,
    /// How it was settled, once it is.
    pub ruling: Option<Settled>,
}

/// How a complaint was settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// When.
    pub at: Instant,
    /// How.
    pub ruling: Ruling,
    /// Why.
    pub reason: Digest,
}

/// How a complaint is settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// The decision stands.
    Dismissed,
    /// The track is annulled.
    Annulled,
    /// The track goes back to a step.
    Redo {
        /// Short name of the step.
        step: String,
    },
}

/// What can be wanted of a complaint window.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Complain.
    File {
        /// Over the decision on which application.
        application: ApplicationId,
        /// Identifier that the caller drew.
        complaint: ComplaintId,
        /// What is complained of.
        text: Prose,
    },
    /// Settle a complaint.
    Settle {
        /// In which track.
        track: String,
        /// Which complaint.
        complaint: ComplaintId,
        /// How.
        ruling: Ruling,
        /// Why.
        reason: Prose,
    },
}

/// What happened in a complaint window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The window opened.
    Opened {
        /// The last microsecond that is in time.
        until: Instant,
    },
    /// A complaint came in time; the track is suspended.
    Filed {
        /// Which complaint.
        complaint: ComplaintId,
        /// Over the decision on which application.
        application: ApplicationId,
        /// What it says.
        text: Digest,
    },
    /// A complaint came too late; it changed nothing.
    TriedLate {
        /// Over the decision on which application.
        application: ApplicationId,
    },
    /// A complaint was settled.
    Settled {
        /// Which complaint.
        complaint: ComplaintId,
        /// How.
        ruling: Ruling,
        /// Why.
        reason: Digest,
    },
    /// The window ended with no complaint open.
    Ended {},
}

impl Command {
    /// Which applications the core needs to see for this.
    pub fn scope(&self) -> Scope {
        match self {
            Self::File { application, .. } => Scope::Application(*application),
            // A ruling may end the track, and with it the waiting of a joint step, whose invitations go
            // to the teams of all.
            Self::Settle { .. } => Scope::Everything,
        }
    }
}

impl State {
    /// Whether a complaint is open.
    pub fn suspended(&self) -> bool {
        self.complaints.iter().any(|complaint| complaint.ruling.is_none())
    }
}

fn pick(spec: &StepSpec) -> Option<&Spec> {
    match spec {
        StepSpec::Complaints(spec) => Some(spec),
        _ => None,
    }
}

/// The last microsecond of a window of `days` that an event at `from` opens.
pub fn until(definition: &Definition, from: Instant, days: u32) -> Option<Instant> {
    let zone = Zone::new(&definition.zone).ok()?;
    let country: Country = definition.country.parse().ok()?;
    let expiry =
        Period::forward(days, Unit::Days).end_from_instant(from, &Calendar { country, zone }).ok()?;
    Some(expiry.expires_at.plus_micros(-1))
}

/// Opens the window as the letters go out.
pub fn entered(turn: &mut Turn<'_>, track: &str, spec: &Spec) {
    let from = letters::released_at(turn, track).unwrap_or(turn.now);
    // The file was checked, so zone, country and days are good; a window that cannot be computed
    // would rather end at once than never.
    let until = until(turn.definition, from, spec.days).unwrap_or(turn.now);
    turn.record_line(track, What::Complaints(Event::Opened { until }));
}

/// When the window wants to be woken: never while a complaint is open.
pub fn wake_at(state: &State) -> Option<Instant> {
    if state.suspended() { None } else { state.until.map(|until| until.plus_micros(1)) }
}

/// Ends the window.
pub fn perform(turn: &mut Turn<'_>, track: &str) {
    turn.record_line(track, What::Complaints(Event::Ended {}));
    super::advance(turn, track);
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::File { application, complaint, text } => file(turn, actor, *application, *complaint, text),
        Command::Settle { track, complaint, ruling, reason } => {
            settle(turn, actor, track, *complaint, ruling, reason)
        }
    }
}

fn file(
    turn: &mut Turn<'_>,
    actor: PersonId,
    id: ApplicationId,
    complaint: ComplaintId,
    text: &Prose,
) -> Result<(), Refusal> {
    let found = super::application(&turn.case, id)?;
    if !found.has_member(actor) {
        return Err(Refusal::unknown("application", id));
    }
    let track = found.track.clone();
    if !found.counts() {
        return Err(Refusal::NotSubmitted);
    }
    let line = super::line(&turn.case, &track)?;
    let window = turn.definition.track_steps().find(|step| pick(&step.does).is_some());
    let step = window.map(|step| step.id.clone()).unwrap_or_default();
    let Some(StepState::Complaints(state)) = line.states.get(&step) else {
        return Err(Refusal::NotYet { step });
    };
    let closed_at = state.until.unwrap_or_default();
    let outcome = line.outcome;
    if turn.now > closed_at || line.step != step {
        turn.record_line(&track, What::Complaints(Event::TriedLate { application: id }));
        return Err(Refusal::Closed { step, closed_at, tried_at: turn.now });
    }
    if let Some(outcome) = outcome {
        return Err(Refusal::Ended { outcome });
    }
    if state.complaints.iter().filter(|c| c.application == id).count() >= PER_APPLICATION_MAX {
        let max = u32::try_from(PER_APPLICATION_MAX).unwrap_or(u32::MAX);
        return Err(Refusal::TooMany { noun: "complaints".into(), max });
    }
    reasoned("complaint", text, REASON_CHARS_MIN)?;
    let text = turn.keep(text);
    turn.record_line(&track, What::Complaints(Event::Filed { complaint, application: id, text }));
    let owners = turn.case.procedure.holders(Role::Owner, Some(&track)).collect();
    turn.letters(&owners, &LetterContent::ComplaintFiled { complaint, track });
    Ok(())
}

fn settle(
    turn: &mut Turn<'_>,
    actor: PersonId,
    track: &str,
    complaint: ComplaintId,
    ruling: &Ruling,
    reason: &Prose,
) -> Result<(), Refusal> {
    let (step, spec) = at_step(turn.definition, &turn.case, track, pick)?;
    need(&turn.case, actor, &spec.by, Some(track))?;
    let Some(StepState::Complaints(state)) = turn.case.procedure.state(track, &step.id) else {
        return Err(Refusal::NotYet { step: step.id.clone() });
    };
    let found = state.complaints.iter().find(|c| c.id == complaint);
    let found = found.ok_or_else(|| Refusal::unknown("complaint", complaint))?;
    if found.ruling.is_some() {
        return Err(Refusal::Already);
    }
    reasoned("ruling", reason, REASON_CHARS_MIN)?;
    if let Ruling::Redo { step: to } = ruling {
        let position = |id: &str| turn.definition.track_steps().position(|step| step.id == id);
        // Going back to the intake would need a new deadline: that is a new procedure.
        let earliest = turn.definition.track_steps().position(|s| !matches!(s.does, StepSpec::Intake(_)));
        if position(to) >= position(&step.id) || position(to) < earliest {
            return Err(Refusal::unknown("step", to));
        }
    }
    // A decision that falls takes every complaint over it along: none is left without an answer.
    let falls = *ruling != Ruling::Dismissed;
    let settled: Vec<_> = state
        .complaints
        .iter()
        .filter(|c| c.id == complaint || (falls && c.ruling.is_none()))
        .map(|c| (c.id, c.application))
        .collect();
    let reason = turn.keep(reason);
    for (complaint, application) in settled {
        let event = Event::Settled { complaint, ruling: ruling.clone(), reason };
        turn.record_line(track, What::Complaints(event));
        if let Some(application) = turn.case.applications.get(&application) {
            let content = LetterContent::ComplaintSettled { complaint, track: track.to_owned() };
            turn.letters(&application.people(), &content);
        }
    }
    match ruling {
        Ruling::Dismissed => {
            // A window that ran out while the complaint was open ends as soon as the last is settled.
            let over = match turn.case.procedure.state(track, &step.id) {
                Some(StepState::Complaints(state)) => wake_at(state).is_some_and(|at| at <= turn.now),
                _ => false,
            };
            if over {
                perform(turn, track);
            }
        }
        Ruling::Annulled => super::end(turn, track, LineOutcome::Annulled),
        Ruling::Redo { step } => super::return_to(turn, track, step),
    }
    Ok(())
}

/// Folds an event of a track's stream.
pub fn apply_line(state: &mut State, at: Instant, event: &Event) {
    match event {
        Event::Opened { until } => state.until = Some(*until),
        Event::Filed { complaint, application, text } => state.complaints.push(Complaint {
            id: *complaint,
            application: *application,
            filed_at: at,
            text: *text,
            ruling: None,
        }),
        Event::Settled { complaint, ruling, reason } => {
            for c in state.complaints.iter_mut().filter(|c| c.id == *complaint) {
                c.ruling = Some(Settled { at, ruling: ruling.clone(), reason: *reason });
            }
        }
        Event::TriedLate { .. } | Event::Ended {} => {}
    }
}
