//! A small world around the core: a clock turned by hand, and a record of every turn.
//!
//! It fulfils the caller's duties of [`crate::engine::turn`] and nothing more: it decides nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::case::{Case, Procedure};
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::{Event, LineEvent, Stream, What};
use crate::engine::ids::{MemberId, PersonId, ProcedureId};
use crate::engine::instant::Instant;
use crate::engine::procedure;
use crate::engine::refusal::Refusal;
use crate::engine::rules::{self, Passed};
use crate::engine::steps::StepState;
use crate::engine::steps::intake::Party;
use crate::engine::turn::{Command, Effect, Outcome, Scope, Verb, declare, step};
use crate::engine::workflow::Loaded;
use crate::engine::workflow::definition::StepSpec;

/// Turns that a world takes at most: more means that time does not stop waking.
pub const TURNS_MAX: usize = 5_000;

const HOUR: i64 = 3_600_000_000;

/// One call of the core, with what it was given.
#[derive(Clone, Debug)]
pub struct Turned {
    /// As of when.
    pub now: Instant,
    /// What somebody wanted; nothing where time passed.
    pub command: Option<Command>,
    /// The case before.
    pub before: Case,
    /// What came back.
    pub outcome: Outcome,
}

/// How much of the case a command is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// All of it.
    Whole,
    /// What the app would load for it.
    Scoped,
}

/// One procedure with its clock.
#[derive(Clone, Debug)]
pub struct World<'l> {
    /// The workflow file.
    pub loaded: &'l Loaded,
    /// The case as it is now.
    pub case: Case,
    /// What the clock shows.
    pub now: Instant,
    /// When time does something next.
    pub wake_at: Option<Instant>,
    /// Every turn so far.
    pub turns: Vec<Turned>,
    /// Complaints so far: the next one's number.
    pub complaints: usize,
    /// Questions so far.
    pub questions: usize,
    /// Members so far.
    pub members: u64,
    /// Texts by their digest, as the store would keep them.
    pub texts: BTreeMap<Digest, Prose>,
    /// Names and addresses of members, as the store would keep them.
    pub parties: BTreeMap<MemberId, Party>,
    sight: Sight,
    salt: u64,
}

impl Turned {
    /// The events of lines, each with its line and the step in which that stood by then.
    pub fn at_steps(&self) -> Vec<(&Event, &str, &str)> {
        let lines = &self.before.procedure.lines;
        let mut at: BTreeMap<&str, &str> = BTreeMap::new();
        let mut all = Vec::new();
        for event in &self.outcome.events {
            let Stream::Line(_, line) = &event.stream else { continue };
            if let What::Line(LineEvent::Entered { step }) = &event.what {
                at.insert(line, step);
            }
            let before = lines.get(line).map_or("", |line| line.step.as_str());
            all.push((event, line.as_str(), at.get(line.as_str()).copied().unwrap_or(before)));
        }
        all
    }
}

impl<'l> World<'l> {
    /// A world in which nothing has happened.
    pub fn new(loaded: &'l Loaded, id: ProcedureId, sight: Sight) -> Self {
        Self {
            loaded,
            case: Case { procedure: Procedure::new(id), applications: BTreeMap::new() },
            now: Instant::default(),
            wake_at: None,
            turns: Vec::new(),
            complaints: 0,
            questions: 0,
            members: 0,
            texts: BTreeMap::new(),
            parties: BTreeMap::new(),
            sight,
            salt: 0,
        }
    }

    /// Opens the procedure without judging it, so that a draft can be tried out.
    ///
    /// # Errors
    /// A date of the file that cannot be resolved.
    pub fn rehearse(&mut self, owner: PersonId, now: Instant) -> Result<(), Refusal> {
        let passed = Passed::for_rehearsal(self.loaded, rules::pack_of(self.loaded, now), now);
        self.open(owner, now, &passed)
    }

    /// Opens the procedure as one that has passed the gate.
    ///
    /// # Errors
    /// A date of the file that cannot be resolved.
    pub fn open(&mut self, owner: PersonId, now: Instant, passed: &Passed) -> Result<(), Refusal> {
        let id = self.case.procedure.id;
        let outcome = procedure::open(&self.loaded.definition, id, passed, owner, now)?;
        self.now = now;
        self.keep(now, None, self.case.clone(), outcome);
        Ok(())
    }

    /// Turns the clock, never backwards, and lets everything happen that is due, each thing as of its own
    /// instant: the caller's duty.
    pub fn wait(&mut self, now: Instant) {
        self.now = self.now.max(now);
        while let Some(due) = self.wake_at.filter(|due| *due <= self.now) {
            self.take(due, None);
        }
    }

    /// Somebody wants something, at the instant that the clock shows.
    pub fn act(&mut self, actor: PersonId, verb: Verb) {
        self.wait(self.now);
        self.take(self.now, Some(Command { actor, verb }));
    }

    fn take(&mut self, now: Instant, command: Option<Command>) {
        let before = self.case.clone();
        let (mut seen, mut rest) = (before.clone(), BTreeMap::new());
        if let (Sight::Scoped, Some(command)) = (self.sight, &command) {
            let reach = command.verb.reach(&self.loaded.definition);
            for (id, application) in std::mem::take(&mut seen.applications) {
                let loaded = match &reach {
                    Scope::Head => false,
                    Scope::Application(one) => *one == id,
                    Scope::Track(track) => *track == application.track,
                    Scope::Everything => true,
                };
                if loaded { &mut seen.applications } else { &mut rest }.insert(id, application);
            }
        }
        let mut outcome = step(&self.loaded.definition, seen, now, command.as_ref());
        let unread = outcome.unread(&self.loaded.definition);
        if !unread.is_empty() {
            let kept = |(id, digest)| Some((id, self.texts.get(&digest)?.clone()));
            let contents = unread.into_iter().filter_map(kept).collect();
            let actor = command.as_ref().map(|command| command.actor);
            outcome = declare(&self.loaded.definition, outcome, now, actor, &contents);
        }
        outcome.case.applications.append(&mut rest);
        self.keep(now, command, before, outcome);
    }

    fn keep(&mut self, now: Instant, command: Option<Command>, before: Case, outcome: Outcome) {
        for effect in &outcome.effects {
            match effect {
                Effect::Keep(prose) | Effect::KeepContents { contents: prose, .. } => {
                    self.texts.insert(prose.digest(), prose.clone());
                }
                Effect::KeepParty { member, party, .. } => {
                    self.parties.insert(*member, party.clone());
                }
                Effect::Letter(_)
                | Effect::KeepTrackSeal { .. }
                | Effect::KeepDocument(_)
                | Effect::Erase(_) => {}
            }
        }
        self.case = outcome.case.clone();
        self.wake_at = outcome.wake_at;
        self.turns.push(Turned { now, command, before, outcome });
        assert!(self.turns.len() < TURNS_MAX, "time does not stop waking");
    }

    /// A text with a salt of its own; the same world gives the same salts.
    pub fn prose(&mut self, body: &str) -> Prose {
        self.salt += 1;
        let mut salt = [0; 16];
        salt[..8].copy_from_slice(&self.salt.to_be_bytes());
        Prose::new(salt, body)
    }

    /// A reason that is long enough everywhere.
    pub fn reason(&mut self) -> Prose {
        self.prose("a reason that is long enough to be one")
    }

    /// Everything that happened.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.turns.iter().flat_map(|turned| &turned.outcome.events)
    }

    /// The instants at which something begins or ends.
    pub fn boundaries(&self) -> BTreeSet<Instant> {
        let mut found: BTreeSet<_> = self.wake_at.into_iter().collect();
        let reminders: Vec<_> = self
            .loaded
            .definition
            .steps
            .iter()
            .flat_map(|step| match &step.does {
                StepSpec::Intake(spec) => spec.remind.iter().map(|r| i64::from(r.hours_before)).collect(),
                _ => Vec::new(),
            })
            .collect();
        for date in self.case.procedure.dates.values() {
            found.insert(date.at);
            found.extend(reminders.iter().map(|hours| date.at.plus_micros(-hours * HOUR)));
        }
        for state in self.case.procedure.lines.values().flat_map(|line| line.states.values()) {
            match state {
                StepState::Complaints(state) => found.extend(state.until),
                StepState::Screening(state) => found.extend(state.cure),
                _ => {}
            }
        }
        found
    }
}
