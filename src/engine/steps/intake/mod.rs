//! Intake: applications come in, sealed, until a deadline.

mod declared;
pub mod later;
mod rules;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::StepState;
use crate::engine::case::{
    Application, Declared, Line, Member, MemberKind, Procedure, Signature, Submission, Version,
};
use crate::engine::digest::{Digest, Prose};
use crate::engine::ids::{ApplicationId, MemberId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::keys::{Quorum, TrackSeal};
use crate::engine::turn::Scope;
use crate::engine::workflow::definition::{Definition, Field, Role, SignatureCovers, StepSpec};
use crate::engine::workflow::form::Content;

pub use declared::{declare, undeclared};
pub use later::{closes_at, closes_in, entered, invited};
pub use rules::{committed, decide, everybody, may_change, perform, uninvolved, waiting};

/// What a workflow file says of an intake.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "IntakeStep")]
pub struct Spec {
    /// Name of the date until which applications are received. Either this or, for a later intake, `within`; neither
    /// where a later intake asks for nothing.
    pub until: Option<String>,
    /// How long a later intake is open, counted from an earlier event. Either this or `until`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<later::Within>,
    /// Who may answer a later intake; the first is open to all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<later::From>,
    /// What a later intake asks for; the first asks for the file's `form`. A field stands in one form of the file. A later
    /// intake without a form asks for nothing: those who are named in `from` go on with what they handed in to the stage
    /// before, as to an interview.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub form: Vec<Field>,
    /// Whether those who are asked into a later intake may change who they are; they stay as they were chosen where this is
    /// left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<later::Members>,
    /// What happens to an application that is handed in incomplete.
    pub incomplete: Incomplete,
    /// Who may open what was received, after the deadline.
    pub opened_by: Vec<Role>,
    /// How many of how many named people must give their key before what was received can be opened. Without
    /// it, the server's own key opens it after the deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<Quorum>,
    /// When those who have begun and not submitted are reminded.
    #[serde(default)]
    pub remind: Vec<Reminder>,
}

impl Spec {
    /// Whether it asks for nothing, so that what was handed in to the stage before is carried into its own.
    pub fn carries(&self) -> bool {
        self.from.is_some() && self.form.is_empty()
    }
}

/// What happens to an application that is handed in incomplete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Incomplete {
    /// It is refused, and what is missing is named.
    Refuse,
    /// It is received, and the receipt names what is missing; screening judges it.
    Accept,
}

/// How long before the deadline a reminder goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reminder {
    /// Hours before the deadline.
    pub hours_before: u32,
}

/// What a track remembers of its intake.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// When the last reminder went out.
    pub reminded_at: Option<Instant>,
    /// When it closed, how many counted, and the root that ties them together.
    pub closed: Option<Closed>,
    /// When it was opened, and by whom.
    pub opened: Option<Opened>,
    /// Who of those who hold a key have given it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub keys: BTreeSet<PersonId>,
}

/// An intake that has closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// As of when.
    pub at: Instant,
    /// How many applications counted.
    pub count: u32,
    /// Merkle root over `(application, digest of contents)` of those that count: nothing can be
    /// added, changed or dropped afterwards unseen.
    pub commitment: Digest,
}

/// An intake that has been opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: PersonId,
}

/// Name and address of a member. Never in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Name of the organisation or person.
    pub name: String,
    /// Where its letters go.
    pub email: String,
}

/// What can be wanted of an intake.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Begin a draft.
    Start {
        /// Identifier that the caller drew.
        application: ApplicationId,
        /// In which track.
        track: String,
        /// Identifier of the lead as a member, that the caller drew.
        member: MemberId,
        /// What the lead is.
        kind: MemberKind,
        /// Who the lead is.
        party: Party,
        /// In how many other tracks of this procedure the actor leads an application already.
        others: u32,
        /// An empty form.
        empty: Prose,
    },
    /// Save what is filled in.
    SaveDraft {
        /// Which application.
        application: ApplicationId,
        /// Version that the writer had before them; another one is refused as stale.
        seen: u32,
        /// The contents.
        content: Content,
        /// The same contents as the text that is kept.
        kept: Prose,
    },
    /// Ask somebody to be a member.
    Invite {
        /// Which application.
        application: ApplicationId,
        /// Identifier that the caller drew.
        member: MemberId,
        /// Organisation or person.
        kind: MemberKind,
        /// Who will act for it.
        person: PersonId,
        /// Name and address.
        party: Party,
    },
    /// Take a member out again.
    Remove {
        /// Which application.
        application: ApplicationId,
        /// Which member.
        member: MemberId,
    },
    /// Sign as a member.
    Sign {
        /// Which application.
        application: ApplicationId,
    },
    /// Decline to be a member.
    Decline {
        /// Which application.
        application: ApplicationId,
    },
    /// Hand in what is filled in.
    Submit {
        /// Which application.
        application: ApplicationId,
        /// Version of the draft that the writer had before them: another one is refused as stale. Nothing for
        /// whatever is there.
        seen: Option<u32>,
    },
    /// Stand by what was handed in after what it answers to was amended.
    Confirm {
        /// Which application.
        application: ApplicationId,
    },
    /// Take the application back.
    Withdraw {
        /// Which application.
        application: ApplicationId,
    },
    /// Open what was received.
    Open {
        /// In which track.
        track: String,
    },
    /// Give the key that one holds to what was received. The caller has tried it.
    GiveKey {
        /// In which track.
        track: String,
        /// How many keys had been given when this one was tried.
        seen: u32,
        /// The key of the track with this layer less.
        seal: TrackSeal,
    },
}

/// What happened in an intake.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A draft was begun.
    Started {
        /// In which track.
        track: String,
        /// The lead.
        lead: Member,
        /// The empty version.
        version: Version,
    },
    /// The application was asked into a later stage: what follows belongs to that.
    StageBegan {
        /// Short name of the intake.
        stage: String,
        /// The empty version; what was handed in before where it is carried.
        version: Version,
        /// Whether the stage asks for nothing, so that what was handed in before counts in it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        carried: bool,
    },
    /// A draft was saved.
    DraftSaved(Version),
    /// Somebody was asked to be a member.
    MemberInvited(Member),
    /// A member was taken out.
    MemberRemoved(MemberId),
    /// A member signed.
    MemberSigned {
        /// Which member.
        member: MemberId,
        /// The contents that lay before the member.
        content: Digest,
    },
    /// The deadline passed, and a member that was invited after the submission is no part of what
    /// counts.
    MemberLapsed(MemberId),
    /// A member declined.
    MemberDeclined(MemberId),
    /// The application was handed in.
    Submitted {
        /// What was handed in.
        version: Version,
        /// How often, this time included.
        count: u32,
    },
    /// What it answers to was amended: it must be confirmed to count.
    ConfirmationAsked {},
    /// The application was confirmed.
    Confirmed {},
    /// It was not confirmed before the deadline: it does not count.
    NotConfirmed {},
    /// The application was taken back.
    Withdrawn {},
    /// Something was tried after the deadline; it changed nothing.
    TriedLate {
        /// What was tried.
        verb: String,
    },
    /// Those who had not submitted were reminded.
    Reminded {},
    /// The deadline passed.
    Closed {
        /// How many applications counted.
        count: u32,
        /// The root that ties them together.
        commitment: Digest,
    },
    /// What was received was opened.
    Opened {},
    /// The actor gave the key that they hold.
    KeyGiven {},
    /// What the application declares in the fields that models read: figures, days and answers chosen, never
    /// running text. After the opening only.
    Declared(Declared),
}

impl Command {
    /// Which applications the core needs to see for this.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Start { .. } | Self::GiveKey { .. } => Scope::Head,
            Self::Open { track } => Scope::Track(track.clone()),
            Self::SaveDraft { application, .. }
            | Self::Invite { application, .. }
            | Self::Remove { application, .. }
            | Self::Sign { application }
            | Self::Decline { application }
            | Self::Submit { application, .. }
            | Self::Confirm { application }
            | Self::Withdraw { application } => Scope::Application(*application),
        }
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Start { .. } => "start",
            Self::SaveDraft { .. } => "save_draft",
            Self::Invite { .. } => "invite",
            Self::Remove { .. } => "remove",
            Self::Sign { .. } => "sign",
            Self::Decline { .. } => "decline",
            Self::Submit { .. } => "submit",
            Self::Confirm { .. } => "confirm",
            Self::Withdraw { .. } => "withdraw",
            Self::Open { .. } => "open",
            Self::GiveKey { .. } => "give_key",
        }
    }
}

fn pick(spec: &StepSpec) -> Option<&Spec> {
    match spec {
        StepSpec::Intake(spec) => Some(spec),
        _ => None,
    }
}

/// The first step that receives applications, with its rules: the one that is open to all.
pub fn of(definition: &Definition) -> Option<(&str, &Spec)> {
    at_stage(definition, None)
}

/// The intake of a stage, with its rules.
pub fn at_stage<'d>(definition: &'d Definition, stage: Option<&str>) -> Option<(&'d str, &'d Spec)> {
    let mut intakes = definition.intakes().map(|(step, spec)| (step.id.as_str(), spec));
    intakes.find(|(step, _)| stage.is_none_or(|stage| *step == stage))
}

/// The intake of the stage that `track` is in, with its rules.
pub fn here<'d>(
    definition: &'d Definition,
    procedure: &Procedure,
    track: &str,
) -> Option<(&'d str, &'d Spec)> {
    at_stage(definition, procedure.lines.get(track).and_then(|line| line.stage.as_deref()))
}

/// The state of the intake of the stage that `track` is in.
pub fn state<'c>(definition: &Definition, procedure: &'c Procedure, track: &str) -> Option<&'c State> {
    state_in(definition, procedure, track, procedure.lines.get(track)?.stage.as_deref())
}

/// The state of the intake of `stage` in `track`.
pub fn state_in<'c>(
    definition: &Definition,
    procedure: &'c Procedure,
    track: &str,
    stage: Option<&str>,
) -> Option<&'c State> {
    match procedure.state(track, at_stage(definition, stage)?.0)? {
        StepState::Intake(intake) => Some(intake),
        _ => None,
    }
}

/// The members, other than the lead, whose signature is still owed.
pub fn unsigned<'a>(
    definition: &Definition,
    application: &'a Application,
) -> impl Iterator<Item = &'a Member> + 'a {
    let covers = definition.applicants.consortium.as_ref().map(|consortium| consortium.signature);
    // Who mends formal errors mends them for all: the members have signed what was handed in before.
    let cured = application.submitted.as_ref().filter(|_| application.cure.is_some());
    let content = cured.map_or(application.draft.content, |submitted| submitted.received().content);
    application.members.iter().filter(move |member| {
        !member.lead
            && member.declined_at.is_none()
            && match (&member.signed, covers) {
                (None, _) => true,
                (Some(signed), Some(SignatureCovers::Content)) => signed.content != content,
                (Some(_), _) => false,
            }
    })
}

/// When the intake of `track` wants to be woken: for the next reminder, or right after the deadline. Never before
/// the line came to the step, so that a procedure opened late has no past.
pub fn wake_at(
    procedure: &Procedure,
    (track, spec): (&str, &Spec),
    line: &Line,
    state: &State,
) -> Option<Instant> {
    let intake = (line.step.as_str(), spec);
    if state.closed.is_some() || later::waits_for_date(procedure, intake, track) {
        return None;
    }
    let closes_at = later::date(procedure, intake, track)?.at;
    let after = closes_at.plus_micros(1).max(line.entered_at);
    let name = later::date_name(procedure, intake, track);
    let reminder = next_reminder(procedure, (&name, closes_at), spec, line, state);
    Some(reminder.map_or(after, |at| at.min(after)))
}

/// The first reminder that lies after everything that makes one needless: the beginning, the last
/// reminder, the news that the deadline was moved.
///
/// Worked out from instants, not by counting: what the procedure's stream and the line's stream tell of
/// one microsecond comes to the same in either order.
fn next_reminder(
    procedure: &Procedure,
    (date, closes_at): (&str, Instant),
    spec: &Spec,
    line: &Line,
    state: &State,
) -> Option<Instant> {
    let moved = procedure.changes.iter().filter(|change| change.date == date);
    let told = moved.map(|change| change.at).chain(state.reminded_at).max();
    let told = told.map_or(line.entered_at, |told| told.max(line.entered_at));
    spec.remind
        .iter()
        .map(|reminder| closes_at.plus_seconds(-3600 * i64::from(reminder.hours_before)))
        .filter(|at| *at > told)
        .min()
}

/// Folds an event of an application's stream.
pub fn apply_application(application: &mut Application, at: Instant, event: &Event) {
    match event {
        Event::StageBegan { stage, version, carried } => {
            application.begin_stage(at, stage, version.clone(), *carried);
        }
        Event::DraftSaved(version) => application.draft = version.clone(),
        Event::MemberInvited(member) => application.members.push(member.clone()),
        Event::MemberRemoved(id) | Event::MemberLapsed(id) => {
            application.members.retain(|member| member.id != *id);
        }
        Event::MemberSigned { member, content } => {
            for m in application.members.iter_mut().filter(|m| m.id == *member) {
                m.signed = Some(Signature { at, content: *content });
            }
        }
        Event::MemberDeclined(id) => {
            for m in application.members.iter_mut().filter(|m| m.id == *id) {
                m.declined_at = Some(at);
            }
        }
        Event::Submitted { version, count } => {
            let standing = application.members.iter().filter(|member| member.declined_at.is_none());
            let members = standing.map(|member| member.id).collect();
            let (version, count) = (version.clone(), *count);
            application.submitted = Some(Submission { at, version, count, members, cured: None });
            application.withdrawn_at = None;
            // Whoever submits again has the amended text before them.
            application.unconfirmed = None;
        }
        Event::ConfirmationAsked {} => application.unconfirmed = Some(at),
        Event::Confirmed {} => application.unconfirmed = None,
        Event::Withdrawn {} => application.withdrawn_at = Some(at),
        Event::Declared(declared) => application.declared = Some(declared.clone()),
        Event::Started { .. }
        | Event::TriedLate { .. }
        | Event::Reminded {}
        | Event::Closed { .. }
        | Event::KeyGiven {}
        // That it counts no more follows from what was asked and not answered.
        | Event::NotConfirmed {}
        | Event::Opened {} => {}
    }
}

/// Folds an event of a track's stream.
pub fn apply_line(state: &mut State, at: Instant, actor: Option<PersonId>, event: &Event) {
    match event {
        Event::Reminded {} => state.reminded_at = Some(at),
        Event::Closed { count, commitment } => {
            state.closed = Some(Closed { at, count: *count, commitment: *commitment });
        }
        Event::Opened {} => state.opened = actor.map(|by| Opened { at, by }),
        Event::KeyGiven {} => state.keys.extend(actor),
        _ => {}
    }
}
