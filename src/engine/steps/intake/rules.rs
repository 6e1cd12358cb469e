//! What may be done in an intake, and what time does to it.

use std::collections::BTreeSet;

use super::super::{StepState, application, at_step, line, need};
use super::{Command, Event, Incomplete, Spec, at_stage, closes_at, later, pick, unsigned};
use crate::engine::case::{
    Application, Case, FileDigest, LineOutcome, Member, MemberKind, Procedure, Version,
};
use crate::engine::digest::Digest;
use crate::engine::event::What;
use crate::engine::ids::{ApplicationId, PersonId};
use crate::engine::journal;
use crate::engine::keys;
use crate::engine::letter::LetterContent;
use crate::engine::people;
use crate::engine::refusal::Refusal;
use crate::engine::turn::{Scope, Turn};
use crate::engine::workflow::Definition;
use crate::engine::workflow::form::{Content, examine};

/// Sends a reminder or closes, whichever is due at `turn.now`.
pub fn perform(turn: &mut Turn<'_>, track: &str, step: &str, spec: &Spec) {
    let Some(closes_at) = later::date(&turn.case.procedure, (step, spec), track).map(|date| date.at) else {
        return;
    };
    if turn.now <= closes_at {
        let waiting: Vec<_> = waiting(&turn.case, track).map(|a| (a.id, a.people())).collect();
        turn.record_line(track, What::Intake(Event::Reminded {}));
        for (application, people) in waiting {
            turn.letters(&people, &LetterContent::Reminder { application, closes_at });
        }
        return;
    }
    leave_out(turn, track);
    tell_unconfirmed(turn, track);
    let (count, commitment) = committed(&turn.case, track);
    turn.record_line(track, What::Intake(Event::Closed { count, commitment }));
    if spec.quorum.is_some() {
        keys::want(turn);
    }
    if count == 0 {
        // The only one of a procedure, or a round that nobody answered: a later one may be open to more.
        super::super::skip_stage(turn, track, LineOutcome::NoApplications);
    }
}

/// Those of `track` that are reminded: begun, and not handed in.
pub fn waiting<'a>(case: &'a Case, track: &'a str) -> impl Iterator<Item = &'a Application> + 'a {
    case.taking_part(track).filter(|a| !a.counts() && a.withdrawn_at.is_none())
}

/// How many applications of `track` count, and the root over `(application, digest of contents)` of each in the
/// order of their identifiers: what a closing puts on the record, and what an auditor computes again.
pub fn committed(case: &Case, track: &str) -> (u32, Digest) {
    let leaves: Vec<_> = case
        .counting(track)
        .filter_map(|a| Some((a.id, a.submitted.as_ref()?.version.content)))
        .map(|(id, content)| Digest::of(&[id.uuid().as_bytes(), content.bytes()]))
        .collect();
    (u32::try_from(leaves.len()).unwrap_or(u32::MAX), journal::merkle_root(&leaves))
}

/// Tells those who were asked to confirm and did not that they do not count.
fn tell_unconfirmed(turn: &mut Turn<'_>, track: &str) {
    let waits = |a: &&Application| a.handed_in() && a.unconfirmed.is_some();
    let late: Vec<_> = turn.case.taking_part(track).filter(waits).map(|a| (a.id, a.people())).collect();
    for (application, people) in late {
        turn.record_application(application, What::Intake(Event::NotConfirmed {}));
        turn.letters(&people, &LetterContent::NotConfirmed { application });
    }
}

/// What counts is what was submitted: whoever was invited afterwards, signed or not, is no part of it.
fn leave_out(turn: &mut Turn<'_>, track: &str) {
    let late: Vec<_> = turn
        .case
        .counting(track)
        .flat_map(|a| a.joined_since().map(|member| (a.id, member.id, member.person, a.lead())))
        .map(|(id, member, person, lead)| (id, member, lead.map(|lead| lead.person), person))
        .collect();
    for (application, member, lead, person) in late {
        turn.record_application(application, What::Intake(Event::MemberLapsed(member)));
        let told: BTreeSet<_> = lead.into_iter().chain([person]).collect();
        turn.letters(&told, &LetterContent::MemberLeftOut { application, member });
    }
}

/// Carries out a command, or says why not.
pub fn decide(turn: &mut Turn<'_>, actor: PersonId, command: &Command) -> Result<(), Refusal> {
    if let Command::Open { track } = command {
        return open(turn, actor, track);
    }
    if let Command::GiveKey { track, seen, seal } = command {
        return keys::give(turn, actor, track, *seen, seal);
    }
    if let Command::Start { application, track, member, kind, party, others, empty } = command {
        still_open(turn, track, None, command)?;
        if turn.case.procedure.people.contains_key(&actor) {
            return Err(Refusal::Involved);
        }
        keys::may_start(turn, actor)?;
        if turn.case.applications.contains_key(application) {
            return Err(Refusal::Already);
        }
        if let Some(max) = turn.definition.applicants.tracks_max
            && *others >= max
        {
            return Err(Refusal::TooMany { noun: "tracks".into(), max });
        }
        let lead =
            Member { id: *member, kind: *kind, person: actor, lead: true, signed: None, declined_at: None };
        let version = Version {
            number: 1,
            saved_at: turn.now,
            content: turn.keep_contents(*application, empty),
            problems: examine(turn.definition.form_of(track, None), &Content::default()),
            files: Vec::new(),
        };
        turn.record_application(
            *application,
            What::Intake(Event::Started { track: track.clone(), lead, version }),
        );
        turn.keep_party(*application, *member, party.clone());
        return Ok(());
    }
    let Scope::Application(id) = command.scope() else {
        return Err(Refusal::unknown("application", ""));
    };
    let found = application(&turn.case, id)?;
    // Who has no part in it learns nothing about it, not even that it is late.
    if !found.has_member(actor) {
        return Err(Refusal::unknown("application", id));
    }
    let found = found.clone();
    still_open(turn, &found.track, Some(id), command)?;
    let lead_only =
        !matches!(command, Command::Sign { .. } | Command::Decline { .. } | Command::SaveDraft { .. });
    if lead_only && !found.is_led_by(actor) {
        return Err(Refusal::NotAllowed { needs: Vec::new() });
    }
    if matches!(command, Command::Invite { .. } | Command::Remove { .. })
        && !may_change(turn.definition, &found)
    {
        return Err(Refusal::MembersStay);
    }
    decide_own(turn, actor, &found, command)
}

/// Whether members can be invited and taken out in the stage that an application is in: in the first one always, and
/// later where the file says so. Whom a choice rests on is not exchanged behind it.
pub fn may_change(definition: &Definition, application: &Application) -> bool {
    application.stage.is_none()
        || at_stage(definition, application.stage.as_deref())
            .is_some_and(|(_, spec)| spec.members == Some(later::Members::MayChange))
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
                content: turn.keep_contents(id, kept),
                problems: examine(turn.definition.form_of(&found.track, found.stage.as_deref()), content),
                files: FileDigest::of(content),
            };
            turn.record_application(id, What::Intake(Event::DraftSaved(version)));
        }
        Command::Invite { member, kind, person, party, .. } => {
            let max = consortium.map_or(1, |consortium| consortium.members_max);
            if found.members.len() >= max as usize {
                return Err(Refusal::TooMany { noun: "members".into(), max });
            }
            uninvolved(&turn.case.procedure, *person)?;
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
                // Whoever leads must know: what was handed in may count on this member.
                if let Some(lead) = found.lead() {
                    turn.letter(lead.person, LetterContent::MemberDeclined { application: id, member });
                }
            }
        }
        Command::Submit { seen, .. } => {
            if seen.is_some_and(|seen| seen != found.draft.number) {
                return Err(Refusal::Stale { current: found.draft.number });
            }
            submit(turn, found)?;
        }
        Command::Confirm { .. } => {
            if !found.handed_in() {
                return Err(Refusal::NotSubmitted);
            }
            if found.unconfirmed.is_none() {
                return Err(Refusal::Already);
            }
            turn.record_application(id, What::Intake(Event::Confirmed {}));
        }
        Command::Withdraw { .. } => {
            if !found.handed_in() {
                return Err(Refusal::NotSubmitted);
            }
            turn.record_application(id, What::Intake(Event::Withdrawn {}));
            turn.letters(&found.people(), &LetterContent::Withdrawn { application: id });
        }
        Command::Start { .. } | Command::Open { .. } | Command::GiveKey { .. } => {}
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
        && found.joined_since().next().is_none()
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
        let until = closes_at(turn.definition, &turn.case.procedure, track).unwrap_or_default();
        return Err(Refusal::Sealed { until });
    }
    keys::may_open(spec, state)?;
    turn.record_line(track, What::Intake(Event::Opened {}));
    people::recuse(turn, track);
    // Where models read the form, the caller hands over the contents first: see `declare`.
    if super::undeclared(turn.definition, &turn.case).is_empty() {
        super::super::advance(turn, track);
    }
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
    // Who begins, begins in the first stage; whose application there is stands in the stage that it was asked into.
    let stage = own.and_then(|own| turn.case.applications.get(&own)?.stage.as_deref());
    let (step, _) = at_stage(turn.definition, stage).ok_or_else(|| Refusal::unknown("step", "intake"))?;
    let closed_at = later::closes_in(turn.definition, &turn.case.procedure, track, stage).unwrap_or_default();
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

/// Refuses whoever has a part in the procedure: they would learn from a letter who applies.
///
/// # Errors
/// [`Refusal::Involved`].
pub fn uninvolved(procedure: &Procedure, person: PersonId) -> Result<(), Refusal> {
    let involved = procedure.people.contains_key(&person) || procedure.key_holders.contains_key(&person);
    if involved { Err(Refusal::Involved) } else { Ok(()) }
}

/// Everybody who takes part in an application of the loaded case, in the stage that its track is in.
pub fn everybody(case: &Case) -> BTreeSet<PersonId> {
    case.applications
        .values()
        .filter(|application| application.withdrawn_at.is_none() && case.takes_part(application))
        .flat_map(Application::people)
        .collect()
}
