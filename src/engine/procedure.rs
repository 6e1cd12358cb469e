//! What concerns a procedure as a whole: opening, people, dates, questions, cancelling.
//!
//! Answers are in `answers.rs`, changes of published texts in `amendment.rs`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::amendment::{self, Amend, Amendment};
use super::answers::{self, Late, WithoutExtension};
use super::calendar::{Deadline, WallTime, Zone};
use super::case::{
    Application, Case, Change, Line, NamedDate, Procedure, PublishedAnswer, Question, SetAside,
};
use super::digest::{Digest, Prose};
use super::documents::{self, Publish, Version};
use super::ids::{PersonId, ProcedureId, QuestionId};
use super::instant::Instant;
use super::keys::{self, TrackSeal};
use super::letter::LetterContent;
use super::people::{self, Grant};
use super::refusal::Refusal;
use super::rules::{Passed, Pinned};
use super::steps::intake::later;
use super::steps::{self, StepState, gathering, intake, mandate, need, reasoned};
use super::turn::{Outcome, Scope, Turn};
use super::workflow::definition::{Definition, Role, StepSpec};

/// Characters that a reason for an extension or a cancellation has at least.
pub const REASON_CHARS_MIN: u32 = 10;

/// Questions that a procedure holds.
pub const QUESTIONS_MAX: usize = 1_000;

/// Characters that a question or an answer has at most.
pub const QUESTION_CHARS_MAX: usize = 8_000;

/// People with a role that a procedure holds.
pub const PEOPLE_MAX: usize = 500;

/// What can be wanted of a procedure as a whole.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Give a role.
    Grant {
        /// To whom.
        person: PersonId,
        /// Which role, and where.
        grant: Grant,
    },
    /// Take a role back.
    Revoke {
        /// From whom.
        person: PersonId,
        /// Which role, and where.
        grant: Grant,
    },
    /// Move a date later, for all.
    Extend {
        /// Which date.
        date: String,
        /// Wall time in the file's zone.
        to: String,
        /// Why.
        reason: Prose,
    },
    /// Ask the owner something.
    Ask {
        /// Identifier that the caller drew.
        question: QuestionId,
        /// What is asked.
        text: Prose,
        /// Whether it asks for documents that cannot be fetched from the procedure's page.
        documents: bool,
    },
    /// Answer a question, to everybody.
    Answer {
        /// Which question.
        question: QuestionId,
        /// The answer.
        text: Prose,
        /// What comes with it where it is given after the line of answers.
        late: Option<Late>,
    },
    /// Change a published text.
    Amend(Box<Amend>),
    /// Publish a document beside the file, or a new version of one.
    PublishDocument(Box<Publish>),
    /// Withdraw a document.
    WithdrawDocument {
        /// Which document.
        document: u32,
        /// Why.
        reason: Prose,
    },
    /// Be told of news.
    Follow,
    /// Be told no longer.
    Unfollow,
    /// Cancel a track.
    CancelTrack {
        /// Which track.
        track: String,
        /// Why.
        reason: Prose,
    },
    /// Make the keys that applications are sealed to.
    MakeKeys {
        /// Who holds them, and the public half of each one's own key.
        holders: BTreeMap<PersonId, String>,
        /// The key of each track, under the holders' layers.
        seals: BTreeMap<String, TrackSeal>,
    },
}

/// What happened to a procedure as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It was opened.
    Opened {
        /// Digest of the workflow file's bytes that it is pinned to.
        workflow: Digest,
        /// The named dates.
        dates: BTreeMap<String, NamedDate>,
        /// The pack of rules that it is pinned to, where the file names a law.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rules: Option<Pinned>,
    },
    /// A finding of the gate was set aside by the actor.
    GateOverridden {
        /// Code of the finding.
        finding: String,
        /// Names of the rules behind it.
        rules: BTreeSet<String>,
        /// Why.
        reason: Digest,
    },
    /// A role was given.
    Granted {
        /// To whom.
        person: PersonId,
        /// Which role, and where.
        grant: Grant,
    },
    /// A role was taken back.
    Revoked {
        /// From whom.
        person: PersonId,
        /// Which role, and where.
        grant: Grant,
    },
    /// The date of a later intake in one track was counted, as the track came to it.
    DateSet {
        /// Which date: the intake and the track.
        date: String,
        /// Where it stands.
        to: NamedDate,
    },
    /// A date was moved later, for all.
    Extended {
        /// Which date.
        date: String,
        /// Where it stands now.
        to: NamedDate,
        /// Where it stood.
        from: NamedDate,
        /// Why.
        reason: Digest,
    },
    /// Something was asked. Who asked is not said to anybody.
    Asked {
        /// Which question.
        question: QuestionId,
        /// What is asked.
        text: Digest,
        /// Whether it asks for documents that cannot be fetched from the procedure's page.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        documents: bool,
    },
    /// A question was answered, to everybody.
    Answered {
        /// Which question.
        question: QuestionId,
        /// The answer.
        text: Digest,
        /// Why it came after the line of answers without an extension, where it did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        without: Option<WithoutExtension>,
    },
    /// A published text was changed.
    Amended(Amendment),
    /// A document was published, or a new version of one.
    DocumentPublished(Version),
    /// A document was withdrawn with all its versions.
    DocumentWithdrawn {
        /// Which document.
        document: u32,
        /// Why.
        reason: Digest,
    },
    /// The actor wants to be told of news.
    Followed {},
    /// The actor wants to be told no longer.
    Unfollowed {},
    /// The keys were made that applications are sealed to.
    KeysMade {
        /// Who holds them, and the public half of each one's own key.
        holders: BTreeMap<PersonId, String>,
        /// The public half of each track's key.
        recipients: BTreeMap<String, String>,
    },
    /// A track was cancelled.
    TrackCancelled {
        /// Which track.
        track: String,
        /// Why.
        reason: Digest,
    },
}

impl Command {
    /// Which applications the core needs to see for this.
    pub fn scope(&self) -> Scope {
        match self {
            // Everybody who has begun an application is told; and a track that ends may be the last that a
            // joint step waited for, whose invitations go to the teams of all.
            Self::Extend { .. }
            | Self::Answer { .. }
            | Self::Amend(_)
            | Self::PublishDocument(_)
            | Self::WithdrawDocument { .. }
            | Self::CancelTrack { .. }
            // Who competes is given no part in judging.
            | Self::Grant { .. } => Scope::Everything,
            Self::Revoke { .. }
            | Self::Ask { .. }
            | Self::Follow
            | Self::Unfollow
            | Self::MakeKeys { .. } => Scope::Head,
        }
    }
}

/// Resolves a wall time of the file.
pub fn resolve(definition: &Definition, typed: &str) -> Result<NamedDate, Refusal> {
    let bad = |why: String| Refusal::BadDate { typed: typed.to_owned(), why };
    let zone = Zone::new(&definition.zone).map_err(|error| bad(error.to_string()))?;
    let wall: WallTime =
        typed.trim().parse().map_err(|error: super::calendar::WallTimeError| bad(error.to_string()))?;
    let deadline = Deadline::new(wall, zone).map_err(|error| bad(error.to_string()))?;
    Ok(NamedDate { wall: wall.to_string(), at: deadline.at() })
}

/// The day that `at` lies in, as a date that ends with it.
pub fn whole_day(definition: &Definition, at: Instant) -> Option<NamedDate> {
    let zone = Zone::new(&definition.zone).ok()?;
    resolve(definition, &zone.date_of(at).to_string()).ok()
}

/// Opens a procedure from a workflow file that has passed the gate, with `owner` as its first owner.
///
/// # Errors
/// A date of the file that cannot be resolved.
pub fn open(
    definition: &Definition,
    id: ProcedureId,
    passed: &Passed,
    owner: PersonId,
    now: Instant,
) -> Result<Outcome, Refusal> {
    let mut dates = BTreeMap::new();
    for (name, date) in &definition.dates {
        dates.insert(name.clone(), resolve(definition, &date.at)?);
    }
    let procedure = Procedure::new(id);
    let case = Case { procedure, applications: BTreeMap::new() };
    let mut turn = Turn::begin(definition, case, now, Some(owner));
    turn.record_procedure(Event::Opened {
        workflow: passed.workflow(),
        dates,
        rules: passed.rules().cloned(),
    });
    for given in passed.overridden() {
        let reason = turn.keep(&given.reason);
        turn.record_procedure(Event::GateOverridden {
            finding: given.code.clone(),
            rules: given.rules.clone(),
            reason,
        });
    }
    let grant = Grant { role: Role::Owner, track: None, panel: None };
    turn.record_procedure(Event::Granted { person: owner, grant });
    for track in &definition.tracks {
        if let Some(first) = definition.steps_of(&track.id).next() {
            turn.enter(&track.id, &first.id);
        }
    }
    for (step, _) in definition.joint_steps() {
        turn.enter(&step.id, &step.id);
    }
    Ok(turn.end(None))
}

/// Refuses a seat on a panel that is none of the file's, that the role does not sit on, or that whoever holds `held`
/// is kept from.
fn seat<'g>(
    definition: &Definition,
    grant: &Grant,
    held: impl Iterator<Item = &'g Grant>,
) -> Result<(), Refusal> {
    let Some(panel) = &grant.panel else { return Ok(()) };
    if !definition.panels.contains_key(panel) || !matches!(grant.role, Role::Evaluator | Role::Chair) {
        return Err(Refusal::unknown("panel", panel));
    }
    let other = held.filter_map(|held| held.panel.as_ref()).find(|held| definition.panels_apart(panel, held));
    other.map_or(Ok(()), |other| Err(Refusal::PanelsApart { panel: panel.clone(), other: other.clone() }))
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::Grant { person, grant } => {
            need(&turn.case, actor, &[Role::Owner], None)?;
            if let Some(track) = &grant.track
                && turn.definition.track(track).is_none()
            {
                return Err(Refusal::unknown("track", track));
            }
            let known = &turn.case.procedure.people;
            let held = known.get(person).into_iter().flatten();
            seat(turn.definition, grant, held)?;
            if known.get(person).is_some_and(|grants| grants.contains(grant)) {
                return Err(Refusal::Already);
            }
            if known.len() >= PEOPLE_MAX && !known.contains_key(person) {
                let max = u32::try_from(PEOPLE_MAX).unwrap_or(u32::MAX);
                return Err(Refusal::TooMany { noun: "people".into(), max });
            }
            if people::competes(&turn.case, *person, grant) {
                return Err(Refusal::Involved);
            }
            turn.record_procedure(Event::Granted { person: *person, grant: grant.clone() });
            let content = LetterContent::RoleGranted {
                role: grant.role,
                track: grant.track.clone(),
                panel: grant.panel.clone(),
            };
            turn.letter(*person, content);
        }
        Command::Revoke { person, grant } => {
            need(&turn.case, actor, &[Role::Owner], None)?;
            let held = turn.case.procedure.people.get(person);
            if !held.is_some_and(|grants| grants.contains(grant)) {
                return Err(Refusal::unknown("role", grant.role.name()));
            }
            let owners = turn.case.procedure.holders(Role::Owner, None).count();
            if grant.role == Role::Owner && grant.track.is_none() && owners == 1 {
                // A procedure without an owner could never be ended.
                return Err(Refusal::NotAllowed { needs: vec![Role::Owner] });
            }
            turn.record_procedure(Event::Revoked { person: *person, grant: grant.clone() });
        }
        Command::Extend { date, to, reason } => extend(turn, actor, date, to, reason)?,
        Command::Ask { question, text, documents } => {
            if turn.case.procedure.questions.len() >= QUESTIONS_MAX {
                let max = u32::try_from(QUESTIONS_MAX).unwrap_or(u32::MAX);
                return Err(Refusal::TooMany { noun: "questions".into(), max });
            }
            reasoned("question", text, 3)?;
            let text = turn.keep(text);
            // Who asked stays out of the journal: answers are anonymous to others. For the same reason asking
            // is not following: a follower written down in the same instant would be the asker.
            let asker = turn.actor.take();
            turn.record_procedure(Event::Asked { question: *question, text, documents: *documents });
            turn.actor = asker;
        }
        Command::Answer { question, text, late } => {
            answers::decide(turn, actor, *question, text, late.as_ref())?;
        }
        Command::Amend(wanted) => amendment::decide(turn, actor, wanted)?,
        Command::PublishDocument(wanted) => documents::publish(turn, actor, wanted)?,
        Command::WithdrawDocument { document, reason } => {
            documents::withdraw(turn, actor, *document, reason)?;
        }
        Command::Follow => {
            if turn.case.procedure.followers.contains(&actor) {
                return Err(Refusal::Already);
            }
            turn.record_procedure(Event::Followed {});
        }
        Command::Unfollow => {
            if !turn.case.procedure.followers.contains(&actor) {
                return Err(Refusal::Already);
            }
            turn.record_procedure(Event::Unfollowed {});
        }
        Command::MakeKeys { holders, seals } => keys::make(turn, actor, holders, seals)?,
        Command::CancelTrack { track, reason } => {
            need(&turn.case, actor, &[Role::Owner], None)?;
            if turn.definition.track(track).is_none() {
                return Err(Refusal::unknown("track", track));
            }
            let line = steps::line(&turn.case, track)?;
            if let Some(outcome) = line.outcome {
                return Err(Refusal::Ended { outcome });
            }
            reasoned("cancel", reason, REASON_CHARS_MIN)?;
            let reason = turn.keep(reason);
            turn.record_procedure(Event::TrackCancelled { track: track.clone(), reason });
            steps::cancel(turn, track, Some(reason));
        }
    }
    Ok(())
}

/// Everybody who is told of news: those who follow and those who have begun an application.
pub fn told(case: &Case) -> BTreeSet<PersonId> {
    let mut told = intake::everybody(case);
    told.extend(&case.procedure.followers);
    told
}

/// The people of those who were invited to a gathering, or asked for a mandate, that hangs on the date called `name`:
/// some of them may have stayed behind in a later stage, and nobody would tell them.
pub fn awaiting(definition: &Definition, case: &Case, name: &str) -> BTreeSet<PersonId> {
    let procedure = &case.procedure;
    let mut asked = BTreeSet::new();
    for line in procedure.lines.keys() {
        let gatherings = gathering::come_to(definition, procedure, line).into_iter();
        let open = gatherings.filter(|here| here.spec.at == name && !here.state.over());
        asked.extend(open.flat_map(|here| here.state.invited.iter().copied()));
        let mandates = definition.steps.iter().filter_map(|step| match &step.does {
            StepSpec::Mandate(spec) if spec.until.as_deref() == Some(name) => {
                mandate::state(procedure, line, &step.id).filter(|state| state.ended.is_none())
            }
            _ => None,
        });
        asked.extend(mandates.flat_map(|state| state.asked.iter().copied()));
    }
    asked.iter().filter_map(|id| case.applications.get(id)).flat_map(Application::people).collect()
}

/// A date that was moved in this turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Which date.
    pub date: String,
    /// Where it stood.
    pub from: NamedDate,
    /// Where it stands now.
    pub to: NamedDate,
    /// Why.
    pub reason: Digest,
}

impl Moved {
    /// What everybody is told of it.
    pub fn letter(&self) -> LetterContent {
        LetterContent::Extension {
            date: self.date.clone(),
            to: self.to.at,
            from: self.from.at,
            reason: self.reason,
        }
    }
}

fn extend(
    turn: &mut Turn<'_>,
    actor: PersonId,
    name: &str,
    typed: &str,
    reason: &Prose,
) -> Result<(), Refusal> {
    need(&turn.case, actor, &[Role::Owner], None)?;
    let moved = shift(turn, name, typed, reason)?;
    let mut told = told(&turn.case);
    told.extend(awaiting(turn.definition, &turn.case, name));
    turn.letters(&told, &moved.letter());
    gathering::reopen(turn, name);
    Ok(())
}

/// The step that hangs on the date called `name` and is behind us, so that the date moves no more: an intake that has
/// closed, or a gathering that was held or called off in every track that has come to it.
pub fn closed_by<'d>(definition: &'d Definition, procedure: &Procedure, name: &'d str) -> Option<&'d str> {
    let closed =
        |line: &Line, step| matches!(line.states.get(step), Some(StepState::Intake(s)) if s.closed.is_some());
    let ended = later::ended_by(definition, name).find(|(step, track)| {
        let mut lines = procedure.lines.iter();
        lines.any(|(name, line)| track.is_none_or(|track| track == name.as_str()) && closed(line, *step))
    });
    ended.map(|(step, _)| step).or_else(|| gathering::over_at(definition, procedure, name))
}

/// Moves a date later and records it; who is told of it is the caller's.
///
/// # Errors
/// A date that is not there, that lies earlier or is over already, or that ends an intake that has closed; a reason that is too short.
pub fn shift(turn: &mut Turn<'_>, name: &str, typed: &str, reason: &Prose) -> Result<Moved, Refusal> {
    let definition = turn.definition;
    // One track may get a date of its own for a later intake: it stood where the date of all stands.
    let common = later::of_date(definition, name).and_then(|(_, spec, _)| spec.until.as_ref());
    let dates = &turn.case.procedure.dates;
    let from = dates.get(name).or_else(|| dates.get(common?)).cloned();
    let from = from.ok_or_else(|| Refusal::unknown("date", name))?;
    if let Some(step) = closed_by(definition, &turn.case.procedure, name) {
        return Err(Refusal::Over { step: step.to_owned() });
    }
    let to = resolve(turn.definition, typed)?;
    // A date that lies behind us already would be performed at once, before anybody heard of it.
    let after = from.at.max(turn.now);
    if to.at <= after {
        return Err(Refusal::NeverEarlier { from: after, to: to.at });
    }
    reasoned("extend", reason, REASON_CHARS_MIN)?;
    let reason = turn.keep(reason);
    turn.record_procedure(Event::Extended {
        date: name.to_owned(),
        to: to.clone(),
        from: from.clone(),
        reason,
    });
    Ok(Moved { date: name.to_owned(), from, to, reason })
}

/// Folds an event of the procedure's stream.
pub fn apply(procedure: &mut Procedure, at: Instant, actor: Option<PersonId>, event: &Event) {
    match event {
        Event::Opened { workflow, dates, rules } => {
            procedure.workflow = *workflow;
            procedure.rules.clone_from(rules);
            procedure.opened_at = at;
            procedure.dates.clone_from(dates);
        }
        Event::GateOverridden { finding, rules, reason } => procedure.overridden.push(SetAside {
            by: actor,
            finding: finding.clone(),
            rules: rules.clone(),
            reason: *reason,
        }),
        Event::Granted { person, grant } => {
            procedure.people.entry(*person).or_default().insert(grant.clone());
        }
        Event::Revoked { person, grant } => {
            if let Some(grants) = procedure.people.get_mut(person) {
                grants.remove(grant);
                if grants.is_empty() {
                    procedure.people.remove(person);
                }
            }
        }
        Event::DateSet { date, to } => {
            procedure.dates.insert(date.clone(), to.clone());
        }
        Event::Extended { date, to, from, reason } => {
            procedure.dates.insert(date.clone(), to.clone());
            procedure.changes.push(Change {
                at,
                date: date.clone(),
                from: from.wall.clone(),
                to: to.wall.clone(),
                reason: *reason,
            });
        }
        Event::Asked { question, text, documents } => {
            procedure.questions.push(Question {
                id: *question,
                asked_at: at,
                text: *text,
                documents: *documents,
                answer: None,
            });
        }
        Event::Amended(amendment) => procedure.amendments.push(amendment.clone()),
        Event::DocumentPublished(version) => documents::apply_published(procedure, at, version),
        Event::DocumentWithdrawn { document, reason } => {
            documents::apply_withdrawn(procedure, at, *document, *reason);
        }
        Event::Answered { question, text, without } => {
            for q in procedure.questions.iter_mut().filter(|q| q.id == *question) {
                q.answer = Some(PublishedAnswer { at, text: *text, without: without.clone() });
            }
        }
        Event::KeysMade { holders, .. } => procedure.key_holders.clone_from(holders),
        Event::Followed {} => procedure.followers.extend(actor),
        Event::Unfollowed {} => {
            if let Some(actor) = actor {
                procedure.followers.remove(&actor);
            }
        }
        Event::TrackCancelled { .. } => {}
    }
}
