//! Intake: applications come in, sealed, until a deadline.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{StepState, application, at_step, line, need};
use crate::engine::case::{
    Application, FileDigest, Line, LineOutcome, Member, MemberKind, Procedure, Signature, Submission, Version,
};
use crate::engine::digest::{Digest, Prose};
use crate::engine::event::What;
use crate::engine::ids::{ApplicationId, MemberId, PersonId};
use crate::engine::instant::Instant;
use crate::engine::journal;
use crate::engine::letter::LetterContent;
use crate::engine::refusal::Refusal;
use crate::engine::turn::{Scope, Turn};
use crate::engine::workflow::definition::{Definition, Role, SignatureCovers, StepSpec};
use crate::engine::workflow::form::{Content, examine};

/// What a workflow file says of an intake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Name of the date until which applications are received.
    pub until: String,
    /// What happens to an application that is handed in incomplete.
    pub incomplete: Incomplete,
    /// Who may open what was received, after the deadline.
    pub opened_by: Vec<Role>,
    /// When those who have begun and not submitted are reminded.
    #[serde(default)]
    pub remind: Vec<Reminder>,
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
    /// A member declined.
    MemberDeclined(MemberId),
    /// The application was handed in.
    Submitted {
        /// What was handed in.
        version: Version,
        /// How often, this time included.
        count: u32,
    },
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
}

impl Command {
    /// Which applications the core needs to see for this.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Start { .. } => Scope::Head,
            Self::Open { track } => Scope::Track(track.clone()),
            Self::SaveDraft { application, .. }
            | Self::Invite { application, .. }
            | Self::Remove { application, .. }
            | Self::Sign { application }
            | Self::Decline { application }
            | Self::Submit { application }
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
            Self::Withdraw { .. } => "withdraw",
            Self::Open { .. } => "open",
        }
    }
}

fn pick(spec: &StepSpec) -> Option<&Spec> {
    match spec {
        StepSpec::Intake(spec) => Some(spec),
        _ => None,
    }
}

/// The first step of `track` that receives applications, with its rules.
pub fn of<'d>(definition: &'d Definition) -> Option<(&'d str, &'d Spec)> {
    definition.steps.iter().find_map(|step| Some((step.id.as_str(), pick(&step.does)?)))
}

/// The state of the intake of `track`.
pub fn state<'c>(definition: &Definition, procedure: &'c Procedure, track: &str) -> Option<&'c State> {
    match procedure.state(track, of(definition)?.0)? {
        StepState::Intake(state) => Some(state),
        _ => None,
    }
}

/// The members, other than the lead, whose signature is still owed.
pub fn unsigned<'a>(
    definition: &Definition,
    application: &'a Application,
) -> impl Iterator<Item = &'a Member> + 'a {
    let covers = definition.applicants.consortium.as_ref().map(|consortium| consortium.signature);
    application.members.iter().filter(move |member| {
        !member.lead
            && member.declined_at.is_none()
            && match (&member.signed, covers) {
                (None, _) => true,
                (Some(signed), Some(SignatureCovers::Content)) => {
                    signed.content != application.draft.content
                }
                (Some(_), _) => false,
            }
    })
}

/// When the intake wants to be woken: for the next reminder, or right after the deadline. Never before
/// the line came to the step, so that a procedure opened late has no past.
pub fn wake_at(procedure: &Procedure, spec: &Spec, line: &Line, state: &State) -> Option<Instant> {
    if state.closed.is_some() {
        return None;
    }
    let closes_at = procedure.date(&spec.until)?;
    let after = closes_at.plus_micros(1).max(line.entered_at);
    Some(next_reminder(procedure, spec, line, state).map_or(after, |at| at.min(after)))
}

/// The first reminder that lies after everything that makes one needless: the beginning, the last
/// reminder, the news that the deadline was moved.
///
/// Worked out from instants, not by counting: what the procedure's stream and the line's stream tell of
/// one microsecond comes to the same in either order.
fn next_reminder(procedure: &Procedure, spec: &Spec, line: &Line, state: &State) -> Option<Instant> {
    let closes_at = procedure.date(&spec.until)?;
    let moved = procedure.changes.iter().filter(|change| change.date == spec.until);
    let told = moved.map(|change| change.at).chain(state.reminded_at).max();
    let told = told.map_or(line.entered_at, |told| told.max(line.entered_at));
    spec.remind
        .iter()
        .map(|reminder| closes_at.plus_seconds(-3600 * i64::from(reminder.hours_before)))
        .filter(|at| *at > told)
        .min()
}

/// Sends a reminder or closes, whichever is due at `turn.now`.
pub fn perform(turn: &mut Turn<'_>, track: &str, step: &str, spec: &Spec) {
    let Some(closes_at) = turn.case.procedure.date(&spec.until) else { return };
    if turn.now <= closes_at {
        let waiting: Vec<_> = turn
            .case
            .applications
            .values()
            .filter(|a| a.track == track && a.submitted.is_none() && a.withdrawn_at.is_none())
            .map(|a| (a.id, a.people()))
            .collect();
        turn.record_line(track, What::Intake(Event::Reminded {}));
        for (application, people) in waiting {
            turn.letters(&people, &LetterContent::Reminder { application, closes_at });
        }
        return;
    }
    debug_assert!(turn.case.procedure.state(track, step).is_some());
    let committed: Vec<_> = turn
        .case
        .counting(track)
        .filter_map(|a| Some((a.id, a.submitted.as_ref()?.version.content)))
        .collect();
    let count = u32::try_from(committed.len()).unwrap_or(u32::MAX);
    let leaves: Vec<_> = committed
        .iter()
        .map(|(id, content)| Digest::of(&[id.uuid().as_bytes(), content.bytes()]))
        .collect();
    let commitment = journal::merkle_root(&leaves);
    turn.record_line(track, What::Intake(Event::Closed { count, commitment }));
    if count == 0 {
        super::end(turn, track, LineOutcome::NoApplications);
    }
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    if let Command::Open { track } = command {
        return open(turn, actor, track);
    }
    if let Command::Start { application, track, member, kind, party, others, empty } = command {
        still_open(turn, track, None, command)?;
        if turn.case.procedure.people.contains_key(&actor) {
            return Err(Refusal::Involved);
        }
        if turn.case.applications.contains_key(application) {
            return Err(Refusal::Already);
        }
        if let Some(max) = turn.definition.applicants.tracks_max
            && *others >= max
        {
            return Err(Refusal::TooMany { noun: "tracks".into(), max });
        }
        let lead = Member {
            id: *member,
            kind: *kind,
            person: actor,
            lead: true,
            signed: None,
            declined_at: None,
        };
        let version = Version {
            number: 1,
            saved_at: turn.now,
            content: turn.keep(empty),
            problems: examine(&turn.definition.form, &Content::default()),
            files: Vec::new(),
        };
        turn.record_application(
            *application,
            What::Intake(Event::Started { track: track.clone(), lead, version }),
        );
        turn.keep_party(*application, *member, party.clone());
        return Ok(());
    }
    let id = match command.scope() {
        Scope::Application(id) => id,
        _ => return Err(Refusal::unknown("application", "")),
    };
    let found = application(&turn.case, id)?;
    // Who has no part in it learns nothing about it, not even that it is late.
    if !found.has_member(actor) {
        return Err(Refusal::unknown("application", id));
    }
    let found = found.clone();
    still_open(turn, &found.track, Some(id), command)?;
    let lead_only = !matches!(
        command,
        Command::Sign { .. } | Command::Decline { .. } | Command::SaveDraft { .. }
    );
    if lead_only && !found.is_led_by(actor) {
        return Err(Refusal::NotAllowed { needs: Vec::new() });
    }
    decide_own(turn, actor, &found, command)
}

fn decide_own(
    turn: &mut Turn<'_>,
    actor: PersonId,
    found: &Application,
    command: &Command,
) -> Result<(), Refusal> {
    let id = found.id;
    let consortium = turn.definition.applicants.consortium.as_ref();
    match command {
        Command::SaveDraft { seen, content, kept, .. } => {
            if *seen != found.draft.number {
                return Err(Refusal::Stale { current: found.draft.number });
            }
            let version = Version {
                number: found.draft.number.saturating_add(1),
                saved_at: turn.now,
                content: turn.keep(kept),
                problems: examine(&turn.definition.form, content),
                files: content
                    .all_files()
                    .map(|(field, file)| FileDigest {
                        field: field.to_owned(),
                        attachment: file.attachment,
                        size_bytes: file.size_bytes,
                        sha256: file.sha256,
                    })
                    .collect(),
            };
            turn.record_application(id, What::Intake(Event::DraftSaved(version)));
        }
        Command::Invite { member, kind, person, party, .. } => {
            let max = consortium.map_or(1, |consortium| consortium.members_max);
            if found.members.len() >= max as usize {
                return Err(Refusal::TooMany { noun: "members".into(), max });
            }
            if turn.case.procedure.people.contains_key(person) {
                return Err(Refusal::Involved);
            }
            if found.has_member(*person) && *kind == MemberKind::Person {
                return Err(Refusal::Already);
            }
            let invited = Member {
                id: *member,
                kind: *kind,
                person: *person,
                lead: false,
                signed: None,
                declined_at: None,
            };
            turn.record_application(id, What::Intake(Event::MemberInvited(invited)));
            turn.keep_party(id, *member, party.clone());
            let content = LetterContent::MemberInvitation { application: id, member: *member };
            turn.letter(*person, content);
        }
        Command::Remove { member, .. } => {
            match found.members.iter().find(|m| m.id == *member) {
                None => return Err(Refusal::unknown("member", member)),
                Some(m) if m.lead => return Err(Refusal::NotAllowed { needs: Vec::new() }),
                Some(_) => {}
            }
            turn.record_application(id, What::Intake(Event::MemberRemoved(*member)));
        }
        Command::Sign { .. } => {
            let owed: Vec<_> = unsigned(turn.definition, found)
                .filter(|member| member.person == actor)
                .map(|member| member.id)
                .collect();
            if owed.is_empty() {
                return Err(Refusal::Already);
            }
            let content = found.draft.content;
            for member in owed {
                turn.record_application(id, What::Intake(Event::MemberSigned { member, content }));
            }
        }
        Command::Decline { .. } => {
            let own = |m: &&Member| m.person == actor && !m.lead && m.declined_at.is_none();
            let own: Vec<_> = found.members.iter().filter(own).map(|member| member.id).collect();
            if own.is_empty() {
                return Err(Refusal::NotAllowed { needs: Vec::new() });
            }
            for member in own {
                turn.record_application(id, What::Intake(Event::MemberDeclined(member)));
            }
        }
        Command::Submit { .. } => submit(turn, found)?,
        Command::Withdraw { .. } => {
            if !found.counts() {
                return Err(Refusal::NotSubmitted);
            }
            turn.record_application(id, What::Intake(Event::Withdrawn {}));
            turn.letters(&found.people(), &LetterContent::Withdrawn { application: id });
        }
        Command::Start { .. } | Command::Open { .. } => {}
    }
    Ok(())
}

fn submit(turn: &mut Turn<'_>, found: &Application) -> Result<(), Refusal> {
    let (_, spec) = at_step(turn.definition, &turn.case, &found.track, pick)?;
    let unsigned = u32::try_from(unsigned(turn.definition, found).count()).unwrap_or(u32::MAX);
    if spec.incomplete == Incomplete::Refuse && (unsigned > 0 || !found.draft.problems.is_empty()) {
        return Err(Refusal::Incomplete { problems: found.draft.problems.clone(), unsigned });
    }
    if let Some(before) = &found.submitted
        && found.counts()
        && before.version.content == found.draft.content
    {
        return Err(Refusal::Already);
    }
    let count = found.submitted.as_ref().map_or(0, |before| before.count).saturating_add(1);
    let version = found.draft.clone();
    turn.record_application(found.id, What::Intake(Event::Submitted { version, count }));
    turn.letters(&found.people(), &LetterContent::Receipt { application: found.id });
    Ok(())
}

fn open(turn: &mut Turn<'_>, actor: PersonId, track: &str) -> Result<(), Refusal> {
    let (step, spec) = at_step(turn.definition, &turn.case, track, pick)?;
    need(&turn.case, actor, &spec.opened_by, Some(track))?;
    let Some(StepState::Intake(state)) = turn.case.procedure.state(track, &step.id) else {
        return Err(Refusal::unknown("step", &step.id));
    };
    if state.closed.is_none() {
        let until = turn.case.procedure.date(&spec.until).unwrap_or_default();
        return Err(Refusal::Sealed { until });
    }
    turn.record_line(track, What::Intake(Event::Opened {}));
    super::advance(turn, track);
    Ok(())
}

/// Refuses what comes after the deadline, and puts the try on the record. What comes in time, to a track
/// that has ended before, is refused as that: it was not late.
fn still_open(
    turn: &mut Turn<'_>,
    track: &str,
    own: Option<ApplicationId>,
    command: &Command,
) -> Result<(), Refusal> {
    // A joint step stands among the lines too, but nobody applies for it.
    turn.definition.track(track).ok_or_else(|| Refusal::unknown("track", track))?;
    let name = line(&turn.case, track)?;
    let (step, spec) = of(turn.definition).ok_or_else(|| Refusal::unknown("step", "intake"))?;
    let closed_at = turn.case.procedure.date(&spec.until).unwrap_or_default();
    let late = turn.now > closed_at || name.step != step;
    if !late {
        return name.outcome.map_or(Ok(()), |outcome| Err(Refusal::Ended { outcome }));
    }
    let tried = What::Intake(Event::TriedLate { verb: command.name().to_owned() });
    match own {
        Some(application) => turn.record_application(application, tried),
        None => turn.record_line(track, tried),
    }
    Err(Refusal::Closed { step: step.to_owned(), closed_at, tried_at: turn.now })
}

/// Folds an event of an application's stream.
pub fn apply_application(application: &mut Application, at: Instant, event: &Event) {
    match event {
        Event::DraftSaved(version) => application.draft = version.clone(),
        Event::MemberInvited(member) => application.members.push(member.clone()),
        Event::MemberRemoved(id) => application.members.retain(|member| member.id != *id),
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
            application.submitted = Some(Submission { at, version: version.clone(), count: *count });
            application.withdrawn_at = None;
        }
        Event::Withdrawn {} => application.withdrawn_at = Some(at),
        Event::Started { .. }
        | Event::TriedLate { .. }
        | Event::Reminded {}
        | Event::Closed { .. }
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
        _ => {}
    }
}

/// Everybody who takes part in an application of the loaded case.
pub fn everybody(turn: &Turn<'_>) -> BTreeSet<PersonId> {
    turn.case
        .applications
        .values()
        .filter(|application| application.withdrawn_at.is_none())
        .flat_map(Application::people)
        .collect()
}
