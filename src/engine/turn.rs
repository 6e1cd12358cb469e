//! One turn of the core: time passes, then perhaps a command is carried out.
//!
//! The caller's duties:
//! 1. Give `step` the head of the procedure, every application that [`Verb::reach`] names, and the
//!    instant at which the server had the complete command.
//! 2. Save everything that comes back, in one transaction, or nothing.
//! 3. Call again with no command at `wake_at` or later.
//! 4. Where [`Outcome::unread`] names contents, hand them to [`declare`] before anything is saved, and save what
//!    that gives.
//! 5. Before a `now` that lies after `wake_at`, let every command that arrived earlier finish first:
//!    what was received in time must not meet a deadline already performed.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use super::digest::Prose;
use super::event::{Event, LineEvent, Stream, What};
use super::ids::{ApplicationId, AttachmentId, MemberId, PersonId};
use super::instant::Instant;
use super::letter::{Letter, LetterContent};
use super::procedure;
use super::refusal::Refusal;
use super::retention;
use super::steps::{
    self, complaints, consensus, contract, envelope, gathering, intake, joint, letters, limits, mandate,
    scoring, screening, selection, wait,
};
use super::workflow::definition::{Definition, StepSpec};

/// Something that a person wants done.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// Who wants it.
    pub actor: PersonId,
    /// What is wanted.
    pub verb: Verb,
}

/// What is wanted, by the noun it is wanted of.
#[derive(Clone, Debug, PartialEq)]
pub enum Verb {
    /// Of the procedure as a whole.
    Procedure(procedure::Command),
    /// Of an intake.
    Intake(intake::Command),
    /// Of a screening.
    Screening(screening::Command),
    /// Of a scoring.
    Scoring(scoring::Command),
    /// Of a consensus.
    Consensus(consensus::Command),
    /// Of the opening of an envelope.
    Envelope(envelope::Command),
    /// Of a selection.
    Selection(selection::Command),
    /// Of a letters step.
    Letters(letters::Command),
    /// Of a limit over the tracks.
    Limits(limits::Command),
    /// Of a complaint window.
    Complaints(complaints::Command),
    /// Of a contract.
    Contract(contract::Command),
    /// Of a joint step.
    Joint(joint::Command),
    /// Of a track that waits for others.
    Wait(wait::Command),
    /// Of a gathering.
    Gathering(gathering::Command),
    /// Of a mandate.
    Mandate(mandate::Command),
    /// Of what is kept.
    Retention(retention::Command),
}

/// Which applications a command needs beside the head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// None.
    Head,
    /// This one, if it exists.
    Application(ApplicationId),
    /// All of one track.
    Track(String),
    /// All.
    Everything,
}

impl Verb {
    /// Which applications the core needs to see for this.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Procedure(command) => command.scope(),
            Self::Intake(command) => command.scope(),
            Self::Screening(command) => command.scope(),
            Self::Scoring(command) => command.scope(),
            Self::Consensus(command) => command.scope(),
            Self::Envelope(command) => command.scope(),
            Self::Selection(command) => command.scope(),
            Self::Limits(command) => command.scope(),
            Self::Letters(_) | Self::Joint(_) | Self::Wait(_) => Scope::Everything,
            Self::Complaints(command) => command.scope(),
            Self::Contract(command) => command.scope(),
            Self::Gathering(command) => command.scope(),
            Self::Mandate(command) => command.scope(),
            Self::Retention(_) => Scope::Head,
        }
    }

    /// The same in a procedure of this file, with what may follow from the command.
    ///
    /// A track that ends may begin a joint step, and the teams of that come from every track; a track that gets on may
    /// let others go on that wait for it. Limits count the places of all tracks.
    pub fn reach(&self, definition: &Definition) -> Scope {
        let across = !definition.limits.is_empty()
            || definition
                .steps
                .iter()
                .any(|step| step.waits_for.is_some() || matches!(step.does, StepSpec::Joint(_)));
        match self.scope() {
            Scope::Track(_) if across => Scope::Everything,
            scope => scope,
        }
    }
}

/// What the caller must save and do.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The case as it is now.
    pub case: Case,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// What must be done beside saving the case.
    pub effects: Vec<Effect>,
    /// Why the command was refused, if it was. What time caused stands all the same.
    pub refusal: Option<Refusal>,
    /// When to call again, if ever.
    pub wake_at: Option<Instant>,
}

/// Something to save or send in the same transaction.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// A letter into the outbox.
    Letter(Letter),
    /// A text that an event names by its digest.
    Keep(Prose),
    /// What an application says: kept sealed with a key of its own.
    KeepContents {
        /// Whose contents.
        application: ApplicationId,
        /// The contents.
        contents: Prose,
    },
    /// A file that was published as a document: its bytes are stored, and stay.
    KeepDocument(AttachmentId),
    /// The key of a track: new, or with a layer less.
    KeepTrackSeal {
        /// Which track.
        track: String,
        /// The key.
        seal: super::keys::TrackSeal,
    },
    /// Name and address of a member, which the journal must not hold.
    KeepParty {
        /// Of which application.
        application: ApplicationId,
        /// Which member.
        member: MemberId,
        /// Name and address.
        party: intake::Party,
    },
    /// Something whose time is over.
    Erase(retention::Erasure),
}

/// A turn under way: every event is folded into the case as it is recorded.
pub struct Turn<'d> {
    /// The workflow file.
    pub definition: &'d Definition,
    /// The case as it is by now.
    pub case: Case,
    /// As of when.
    pub now: Instant,
    /// Who acts; nobody where time does.
    pub actor: Option<PersonId>,
    events: Vec<Event>,
    effects: Vec<Effect>,
}

/// Lets time pass up to `now`, then carries out `command`.
///
/// Total: whatever it is given, it answers. A refusal is data inside the outcome, because time has
/// passed all the same.
pub fn step(definition: &Definition, case: Case, now: Instant, command: Option<&Command>) -> Outcome {
    let mut turn = Turn::begin(definition, case, now, None);
    steps::perform_due(&mut turn, now);
    turn.now = now;
    let mut refusal = None;
    if let Some(command) = command {
        turn.actor = Some(command.actor);
        refusal = steps::decide(&mut turn, command).err();
        turn.actor = None;
        steps::settle(&mut turn);
    }
    turn.end(refusal)
}

impl Outcome {
    /// Contents that the models must read before the turn is whole: those of applications that were opened or mended
    /// in it, where a model reads the form.
    pub fn unread(&self, definition: &Definition) -> Vec<(ApplicationId, super::digest::Digest)> {
        intake::undeclared(definition, &self.case)
    }
}

/// Goes on with a turn whose outcome named contents that the models must read.
pub fn declare(
    definition: &Definition,
    outcome: Outcome,
    now: Instant,
    actor: Option<PersonId>,
    contents: &BTreeMap<ApplicationId, Prose>,
) -> Outcome {
    let refusal = outcome.refusal;
    let mut turn = Turn::begin(definition, outcome.case, now, actor);
    (turn.events, turn.effects) = (outcome.events, outcome.effects);
    intake::declare(&mut turn, contents);
    steps::settle(&mut turn);
    turn.end(refusal)
}

impl<'d> Turn<'d> {
    /// A turn in which nothing has happened yet.
    pub fn begin(definition: &'d Definition, case: Case, now: Instant, actor: Option<PersonId>) -> Self {
        Self { definition, case, now, actor, events: Vec::new(), effects: Vec::new() }
    }

    /// What the caller must save and do.
    pub fn end(self, refusal: Option<Refusal>) -> Outcome {
        let wake_at = steps::next_wake(self.definition, &self.case);
        Outcome { case: self.case, events: self.events, effects: self.effects, refusal, wake_at }
    }
}

impl Turn<'_> {
    /// Records that something happened and folds it in. Ask before you record: what is recorded
    /// stands, also when a refusal follows.
    pub fn record(&mut self, stream: Stream, what: What) {
        let event = Event { at: self.now, actor: self.actor, stream, what };
        super::fold::apply(self.definition, &mut self.case, &event);
        self.events.push(event);
    }

    /// Records in the procedure's own stream.
    pub fn record_procedure(&mut self, what: procedure::Event) {
        self.record(Stream::Procedure(self.case.procedure.id), What::Procedure(what));
    }

    /// Records in the procedure's own stream what happened under a limit over the tracks.
    pub fn record_procedure_limits(&mut self, what: limits::Event) {
        self.record(Stream::Procedure(self.case.procedure.id), What::Limits(what));
    }

    /// Records in the stream of a track or joint step.
    pub fn record_line(&mut self, line: &str, what: What) {
        self.record(Stream::Line(self.case.procedure.id, line.to_owned()), what);
    }

    /// Records in the stream of an application.
    pub fn record_application(&mut self, application: ApplicationId, what: What) {
        self.record(Stream::Application(application), what);
    }

    /// Moves a line to a step.
    pub fn enter(&mut self, line: &str, step: &str) {
        self.record_line(line, What::Line(LineEvent::Entered { step: step.to_owned() }));
    }

    /// Keeps a text and returns what the journal knows of it.
    pub fn keep(&mut self, prose: &Prose) -> super::digest::Digest {
        self.effects.push(Effect::Keep(prose.clone()));
        prose.digest()
    }

    /// Keeps what an application says and returns what the journal knows of it.
    pub fn keep_contents(&mut self, application: ApplicationId, contents: &Prose) -> super::digest::Digest {
        self.effects.push(Effect::KeepContents { application, contents: contents.clone() });
        contents.digest()
    }

    /// Something to save beside the case.
    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Keeps the name and address of a member.
    pub fn keep_party(&mut self, application: ApplicationId, member: MemberId, party: intake::Party) {
        self.effects.push(Effect::KeepParty { application, member, party });
    }

    /// Sends one letter.
    pub fn letter(&mut self, to: PersonId, content: LetterContent) {
        self.effects.push(Effect::Letter(Letter { to, content }));
    }

    /// Sends the same letter to several people, each once.
    pub fn letters(&mut self, to: &BTreeSet<PersonId>, content: &LetterContent) {
        for person in to {
            self.letter(*person, content.clone());
        }
    }
}
