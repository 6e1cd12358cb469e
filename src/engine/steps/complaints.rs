//! Complaints: the time in which a decision can be complained over. An open complaint suspends the
//! track it concerns, and no other.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{StepState, at_step, letters, need, period_end, reasoned};
use crate::engine::calendar::{Period, Unit};
use crate::engine::case::LineOutcome;
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::ids::{ApplicationId, ComplaintId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::letter::LetterContent;
use crate::engine::refusal::Refusal;
use crate::engine::turn::{Scope, Turn};
use crate::engine::workflow::definition::{Definition, Role, StepDefinition, StepSpec, Words};

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
    /// Who records a ruling, and that an applicant was told by other means than mail.
    pub by: Vec<Role>,
    /// What the window guards.
    #[serde(default)]
    pub guards: Guards,
    /// How the letters go out.
    #[serde(default)]
    pub sent: Sent,
}

/// What a complaint window guards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Guards {
    /// A shortlist: 20 days (lov om Klagenævnet for Udbud § 7(1)).
    #[default]
    Shortlist,
    /// A contract, which is not concluded before the window is over: the standstill of 10 days, or 15 where the
    /// letters go by post (lov om Klagenævnet for Udbud § 3; 89/665/EEC art. 2a(2)).
    Contract,
}

/// How the letters that open a window go out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sent {
    /// By mail over the internet.
    #[default]
    Electronically,
    /// By letter post.
    ByPost,
}

/// What a track remembers of its complaint window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The last microsecond that is in time, for everybody who was told as the letters went out.
    pub until: Option<Instant>,
    /// Those whose letter was not taken, or came back: their own window begins when they are told.
    #[serde(default)]
    pub untold: BTreeMap<ApplicationId, Untold>,
    /// Complaints in the order they came.
    pub complaints: Vec<Complaint>,
}

/// An applicant whom the letter did not reach at first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untold {
    /// When that was known.
    pub since: Instant,
    /// Why, where a person said it; else the mail server refused the letter.
    pub why: Option<Digest>,
    /// How and when the applicant was told in the end, once that is so.
    pub told: Option<Told>,
}

/// How an applicant was told in the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// When: the window is counted from here.
    pub at: Instant,
    /// How, where a person said it; else the mail server took the letter.
    pub how: Option<Digest>,
    /// The last microsecond that is in time for this applicant.
    pub until: Instant,
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
    /// Say that no mail server took the letter to an applicant. The program says it, nobody else can.
    Undelivered {
        /// Whose letter.
        application: ApplicationId,
    },
    /// Say that a mail server took the letter after all. The program says it, nobody else can.
    Delivered {
        /// Whose letter.
        application: ApplicationId,
    },
    /// Record that a letter came back.
    Return {
        /// Whose letter.
        application: ApplicationId,
        /// What came back.
        why: Prose,
    },
    /// Record that an applicant whom the letter did not reach was told by other means.
    Tell {
        /// Whom.
        application: ApplicationId,
        /// How, and by whom.
        how: Prose,
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
    /// The letter to an applicant was not taken, or came back: the window is not open for that applicant.
    Untold {
        /// Whom.
        application: ApplicationId,
        /// Why, where a person said it.
        why: Option<Digest>,
    },
    /// The applicant was told after all: the window opens.
    Told {
        /// Whom.
        application: ApplicationId,
        /// How, where a person said it.
        how: Option<Digest>,
        /// The last microsecond that is in time for this applicant.
        until: Instant,
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
            Self::File { application, .. }
            | Self::Undelivered { application }
            | Self::Delivered { application }
            | Self::Return { application, .. }
            | Self::Tell { application, .. } => Scope::Application(*application),
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

    /// The last microsecond that is in time for `application`; nothing while the applicant is not told.
    pub fn until_for(&self, application: ApplicationId) -> Option<Instant> {
        match self.untold.get(&application) {
            Some(untold) => untold.told.as_ref().map(|told| told.until),
            None => self.until,
        }
    }

    /// The end of the last window; nothing while one has not begun.
    fn ends(&self) -> Option<Instant> {
        let mut ends = self.until?;
        for untold in self.untold.values() {
            ends = ends.max(untold.told.as_ref()?.until);
        }
        Some(ends)
    }
}

/// Whether a window that guards the contract comes before the step at `place`, in every track that goes through it.
pub fn guarded(definition: &Definition, place: usize) -> bool {
    let Some(contract) = definition.steps.get(place) else { return false };
    let guards = |step: &StepDefinition| pick(&step.does).is_some_and(|spec| spec.guards == Guards::Contract);
    let before =
        |track: &str| definition.steps[..place].iter().any(|step| step.concerns(track) && guards(step));
    definition.tracks.iter().filter(|track| contract.concerns(&track.id)).all(|track| before(&track.id))
}

fn pick(spec: &StepSpec) -> Option<&Spec> {
    match spec {
        StepSpec::Complaints(spec) => Some(spec),
        _ => None,
    }
}

/// The last microsecond of a window of `days` that an event at `from` opens.
pub fn until(definition: &Definition, from: Instant, days: u32) -> Option<Instant> {
    period_end(definition, from, Period::forward(days, Unit::Days))
}

/// Opens the window as the letters go out.
pub fn entered(turn: &mut Turn<'_>, track: &str, spec: &Spec) {
    let (definition, procedure) = (turn.definition, &turn.case.procedure);
    let stage = procedure.lines.get(track).and_then(|line| line.stage.as_deref());
    let from = letters::released_at(definition, procedure, track, stage).unwrap_or(turn.now);
    // The file was checked, so zone, country and days are good; a window that cannot be computed
    // would rather end at once than never.
    let until = until(turn.definition, from, spec.days).unwrap_or(turn.now);
    turn.record_line(track, What::Complaints(Event::Opened { until }));
}

/// When the window wants to be woken: never while a complaint is open, or somebody is not told.
pub fn wake_at(state: &State) -> Option<Instant> {
    if state.suspended() { None } else { state.ends().map(|until| until.plus_micros(1)) }
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
        Command::Undelivered { application } => {
            turn.actor = None;
            untold(turn, *application, None)
        }
        Command::Delivered { application } => {
            turn.actor = None;
            tell(turn, *application, None)
        }
        Command::Return { application, why } => {
            may_tell(turn, actor, *application)?;
            reasoned("return", why, REASON_CHARS_MIN)?;
            untold(turn, *application, Some(why))
        }
        Command::Tell { application, how } => {
            may_tell(turn, actor, *application)?;
            reasoned("tell", how, REASON_CHARS_MIN)?;
            tell(turn, *application, Some(how))
        }
        Command::Settle { track, complaint, ruling, reason } => {
            settle(turn, actor, track, *complaint, ruling, reason)
        }
    }
}

fn may_tell(turn: &Turn<'_>, actor: PersonId, id: ApplicationId) -> Result<(), Refusal> {
    let track = &super::application(&turn.case, id)?.track;
    let (_, spec) = at_step(turn.definition, &turn.case, track, pick)?;
    need(&turn.case, actor, &spec.by, Some(track))
}

/// The state of the window that the application's track is in, with the track and the window's length.
fn window<'t>(turn: &'t Turn<'_>, id: ApplicationId) -> Result<(&'t str, u32, &'t State), Refusal> {
    let found = super::application(&turn.case, id)?;
    let (step, spec) = at_step(turn.definition, &turn.case, &found.track, pick)?;
    let found = super::taking_part(&turn.case, id)?;
    if !found.counts() {
        return Err(Refusal::NotSubmitted);
    }
    match turn.case.procedure.state(&found.track, &step.id) {
        Some(StepState::Complaints(state)) => Ok((&found.track, spec.days, state)),
        _ => Err(Refusal::NotYet { step: step.id.clone() }),
    }
}

/// A letter that nobody received tells nobody anything, and no period runs from it.
fn untold(turn: &mut Turn<'_>, id: ApplicationId, why: Option<&Prose>) -> Result<(), Refusal> {
    let (track, _, state) = window(turn, id)?;
    // The program says it once; a person may say it of a letter that a server took, also of a second one.
    if state.untold.get(&id).is_some_and(|untold| untold.told.is_none() || why.is_none()) {
        return Err(Refusal::Already);
    }
    let track = track.to_owned();
    let why = why.map(|why| turn.keep(why));
    turn.record_line(&track, What::Complaints(Event::Untold { application: id, why }));
    let owners = turn.case.procedure.holders(Role::Owner, Some(&track)).collect();
    turn.letters(&owners, &LetterContent::NotTold { application: id, track });
    Ok(())
}

fn tell(turn: &mut Turn<'_>, id: ApplicationId, how: Option<&Prose>) -> Result<(), Refusal> {
    let (track, days, state) = window(turn, id)?;
    if state.untold.get(&id).is_none_or(|untold| untold.told.is_some()) {
        return Err(Refusal::Already);
    }
    let track = track.to_owned();
    let until = until(turn.definition, turn.now, days).unwrap_or(turn.now);
    let how = how.map(|how| turn.keep(how));
    turn.record_line(&track, What::Complaints(Event::Told { application: id, how, until }));
    Ok(())
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
    // Who does not count, because what was amended was never confirmed, can complain of just that.
    if !found.handed_in() {
        return Err(Refusal::NotSubmitted);
    }
    let line = super::line(&turn.case, &track)?;
    let own = found.stage.clone();
    let window = turn.definition.steps_of_in(&track, own.as_deref()).find(|step| pick(&step.does).is_some());
    let step = window.map(|step| step.id.clone()).unwrap_or_default();
    let Some(StepState::Complaints(state)) = line.states.get(&step) else {
        return Err(Refusal::NotYet { step });
    };
    // Whoever is not told has all the time there is, and can complain of what they heard elsewhere.
    let untold = state.untold.contains_key(&id) && state.until_for(id).is_none();
    let closed_at = state.until_for(id).or(state.until).unwrap_or_default();
    let outcome = line.outcome;
    if (turn.now > closed_at && !untold) || line.step != step || line.held.is_some() {
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
        // Going back to an intake would need a new deadline: that is a new procedure.
        let here = turn.definition.stage_of(&step.id);
        let mut own = turn.definition.steps_of_in(track, here).skip(1);
        let earliest = own.next().and_then(|first| position(&first.id));
        if !turn.definition.goes_through(track, to)
            || position(to) >= position(&step.id)
            || position(to) < earliest
        {
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
    let complainants: BTreeSet<_> = settled.iter().map(|(_, application)| *application).collect();
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
        Ruling::Annulled => {
            super::end(turn, track, LineOutcome::Annulled);
            tell_all(turn, track, reason);
        }
        Ruling::Redo { step } => {
            recall(turn, track, (step, reason), &complainants);
            super::return_to(turn, track, step);
        }
    }
    Ok(())
}

/// A decision that is made again is news to all who were told the first: a place that was promised may be gone.
fn recall(
    turn: &mut Turn<'_>,
    track: &str,
    (step, reason): (&str, Digest),
    complainants: &BTreeSet<ApplicationId>,
) {
    let others = turn.case.counting(track).filter(|a| !complainants.contains(&a.id));
    let told: Vec<_> = others.map(|a| (a.id, a.people())).collect();
    for (application, people) in told {
        let content = LetterContent::DecisionRecalled { application, step: step.to_owned(), reason };
        turn.letters(&people, &content);
    }
}

/// A decision that falls is news to all who were told it, not to those alone who complained.
fn tell_all(turn: &mut Turn<'_>, track: &str, reason: Digest) {
    let told: Vec<_> = turn.case.counting(track).map(|a| (a.id, a.people())).collect();
    for (application, people) in told {
        let outcome = LineOutcome::Annulled;
        let content = LetterContent::TrackEnded { application, outcome, reason: Some(reason) };
        turn.letters(&people, &content);
    }
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
        Event::Untold { application, why } => {
            state.untold.insert(*application, Untold { since: at, why: *why, told: None });
        }
        Event::Told { application, how, until } => {
            if let Some(untold) = state.untold.get_mut(application) {
                untold.told = Some(Told { at, how: *how, until: *until });
            }
        }
        Event::Settled { complaint, ruling, reason } => {
            for c in state.complaints.iter_mut().filter(|c| c.id == *complaint) {
                c.ruling = Some(Settled { at, ruling: ruling.clone(), reason: *reason });
            }
        }
        Event::TriedLate { .. } | Event::Ended {} => {}
    }
}
