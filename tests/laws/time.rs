//! Laws of time: deadlines, windows, the seal, waking.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use trespor::engine::access;
use trespor::engine::event::{Stream, What};
use trespor::engine::ids::ApplicationId;
use trespor::engine::instant::Instant;
use trespor::engine::letter::LetterContent;
use trespor::engine::procedure;
use trespor::engine::refusal::Refusal;
use trespor::engine::steps::{complaints, intake};
use trespor::engine::turn::{Verb, step};

use crate::world::{DEADLINE, TRACKS, Turned, World, person};
use crate::{hold, letters_of, tried_late};

/// The deadline as it stands, from the commands that moved it.
fn deadline_after(mut now: Instant, turned: &Turned) -> Result<Instant, TestCaseError> {
    for event in &turned.outcome.events {
        let What::Procedure(procedure::Event::Extended { date, to, from, .. }) = &event.what else {
            continue;
        };
        if let Some(micros) = crate::detour::february(&to.wall) {
            prop_assert_eq!(to.at, Instant::from_micros(micros), "{}", to.wall);
        }
        prop_assert!(to.at > from.at);
        if date == "deadline" {
            prop_assert_eq!(from.at, now);
            now = to.at;
        }
    }
    Ok(now)
}

fn intake_target(command: &intake::Command) -> Option<ApplicationId> {
    match command {
        intake::Command::SaveDraft { application, .. }
        | intake::Command::Invite { application, .. }
        | intake::Command::Remove { application, .. }
        | intake::Command::Sign { application }
        | intake::Command::Decline { application }
        | intake::Command::Submit { application, .. }
        | intake::Command::Confirm { application }
        | intake::Command::Withdraw { application } => Some(*application),
        intake::Command::Start { .. } | intake::Command::Open { .. } | intake::Command::GiveKey { .. } => {
            None
        }
    }
}

/// Nothing late is accepted, nothing in time is refused as late, and every late try is on the record.
#[test]
fn the_deadline_is_the_deadline() {
    hold(96, |world| {
        let mut deadline = DEADLINE;
        for turned in &world.turns {
            let now = turned.now;
            for event in &turned.outcome.events {
                let changes = matches!(
                    &event.what,
                    What::Intake(
                        intake::Event::Started { .. }
                            | intake::Event::DraftSaved(_)
                            | intake::Event::MemberInvited(_)
                            | intake::Event::MemberRemoved(_)
                            | intake::Event::MemberSigned { .. }
                            | intake::Event::MemberDeclined(_)
                            | intake::Event::Submitted { .. }
                            | intake::Event::Withdrawn {}
                    )
                );
                prop_assert!(!changes || event.at <= deadline, "late: {event:?}");
            }
            let refusal = turned.outcome.refusal.as_ref();
            if let Some(Refusal::Closed { closed_at, tried_at, .. }) = refusal {
                prop_assert_eq!(*tried_at, now);
                prop_assert!(tried_at > closed_at, "in time, and refused as late: {refusal:?}");
            }
            // A late try is refused as late and recorded once, whatever else may be wrong with it.
            let late = match turned.command.as_ref().map(|command| (&command.verb, command.actor)) {
                Some((Verb::Intake(intake::Command::Start { track, .. }), _)) => {
                    let line = Stream::Line(world.case.procedure.id, track.clone());
                    TRACKS.contains(&track.as_str()).then_some(line)
                }
                Some((Verb::Intake(command), actor)) => intake_target(command)
                    .filter(|id| turned.before.applications.get(id).is_some_and(|a| a.has_member(actor)))
                    .map(Stream::Application),
                _ => None,
            };
            if let Some(stream) = late {
                let over = now > deadline;
                let recorded = turned.outcome.events.iter().any(|event| {
                    event.stream == stream
                        && matches!(event.what, What::Intake(intake::Event::TriedLate { .. }))
                });
                prop_assert_eq!(recorded, over, "{:?} at {}", turned.command, now);
                prop_assert_eq!(matches!(refusal, Some(Refusal::Closed { .. })), over);
                if let Some(Refusal::Closed { closed_at, .. }) = refusal {
                    prop_assert_eq!(*closed_at, deadline);
                }
            }
            deadline = deadline_after(deadline, turned)?;
        }
        Ok(())
    });
}

/// A complaint in time is filed, a late one is refused and on the record.
#[test]
fn the_complaint_window_is_the_window() {
    hold(96, |world| {
        let mut until: BTreeMap<&str, Instant> = BTreeMap::new();
        for turned in &world.turns {
            if let Some(command) = &turned.command
                && let Verb::Complaints(complaints::Command::File { application, .. }) = &command.verb
                && let Some(found) = turned.before.applications.get(application)
                && let Some(until) = until.get(found.track.as_str())
            {
                let over = turned.now > *until;
                let may = found.has_member(command.actor) && found.counts();
                prop_assert_eq!(tried_late(turned), usize::from(over && may));
                let filed = turned
                    .outcome
                    .events
                    .iter()
                    .any(|event| matches!(event.what, What::Complaints(complaints::Event::Filed { .. })));
                prop_assert!(!(filed && over));
            }
            for event in &turned.outcome.events {
                let Stream::Line(_, line) = &event.stream else { continue };
                match &event.what {
                    What::Complaints(complaints::Event::Opened { until: end }) => {
                        prop_assert!(*end > event.at);
                        until.insert(line, *end);
                    }
                    What::Complaints(complaints::Event::Settled {
                        ruling: complaints::Ruling::Redo { .. },
                        ..
                    }) => {
                        until.remove(line.as_str());
                    }
                    What::Complaints(complaints::Event::Ended {}) => {
                        prop_assert!(event.at > until[line.as_str()]);
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    });
}

/// Nobody with a role reads before the opening, and the opening comes after the closing.
#[test]
fn nothing_is_unsealed_early() {
    hold(64, |world| {
        let mut deadline = DEADLINE;
        let (mut closed, mut opened) = (BTreeSet::new(), BTreeSet::new());
        for turned in &world.turns {
            for event in &turned.outcome.events {
                let Stream::Line(_, line) = &event.stream else { continue };
                match &event.what {
                    What::Intake(intake::Event::Closed { count, .. }) => {
                        prop_assert_eq!(event.at, deadline.plus_micros(1).max(world.turns[0].now));
                        prop_assert_eq!(event.actor, None);
                        prop_assert_eq!(*count, counting(world, turned, line));
                        prop_assert!(closed.insert(line.clone()), "closed twice");
                    }
                    What::Intake(intake::Event::Opened {}) => {
                        prop_assert!(closed.contains(line) && event.at > deadline);
                        prop_assert!(opened.insert(line.clone()), "opened twice");
                    }
                    _ => {}
                }
            }
            deadline = deadline_after(deadline, turned)?;
            let case = &turned.outcome.case;
            for found in case.applications.values() {
                let sealed = !opened.contains(&found.track);
                for reader in case.procedure.people.keys() {
                    let read = access::reading(&world.loaded.definition, case, *reader, found);
                    if sealed {
                        prop_assert!(matches!(read, Err(Refusal::Sealed { .. })), "{read:?}");
                    } else if let Ok(reading) = read {
                        prop_assert!(reading.application() == found.id);
                        // A draft that came after what was handed in stays with those who wrote it.
                        let submitted = found.submitted.as_ref().map(|s| s.version.content);
                        prop_assert!(
                            submitted == Some(found.draft.content) || !reading.opens(found.draft.content)
                        );
                    }
                }
                let stranger = person(99);
                prop_assert!(access::reading(&world.loaded.definition, case, stranger, found).is_err());
            }
        }
        Ok(())
    });
}

/// How many applications of `line` were handed in and not taken back, by the events up to `until`.
fn counting(world: &World, until: &Turned, line: &str) -> u32 {
    let mut track_of: BTreeMap<ApplicationId, &str> = BTreeMap::new();
    let mut counts: BTreeSet<ApplicationId> = BTreeSet::new();
    for turned in &world.turns {
        for event in &turned.outcome.events {
            let Stream::Application(id) = &event.stream else { continue };
            match &event.what {
                What::Intake(intake::Event::Started { track, .. }) => {
                    track_of.insert(*id, track);
                }
                What::Intake(intake::Event::Submitted { .. } | intake::Event::Confirmed {}) => {
                    counts.insert(*id);
                }
                What::Intake(intake::Event::Withdrawn {} | intake::Event::ConfirmationAsked {}) => {
                    counts.remove(id);
                }
                _ => {}
            }
        }
        if std::ptr::eq(turned, until) {
            break;
        }
    }
    let count = counts.iter().filter(|id| track_of[*id] == line).count();
    u32::try_from(count).expect("few")
}

/// The core asks to be woken when something is due, not before and not after; time alone does a thing
/// once.
#[test]
fn time_wakes_when_something_is_due() {
    hold(64, |world| {
        let definition = &world.loaded.definition;
        for turned in &world.turns {
            let after = &turned.outcome.case;
            let Some(wake_at) = turned.outcome.wake_at else {
                let never = step(definition, after.clone(), Instant::from_micros(i64::MAX), None);
                prop_assert!(never.events.is_empty(), "something happens, and nobody was to wake it");
                continue;
            };
            prop_assert!(wake_at >= turned.now, "the past: {wake_at} at {}", turned.now);
            if wake_at > turned.now {
                let early = step(definition, after.clone(), wake_at.plus_micros(-1), None);
                prop_assert!(early.events.is_empty() && early.effects.is_empty());
                prop_assert!(early.case == *after && early.wake_at == Some(wake_at));
            }
            let due = step(definition, after.clone(), wake_at, None);
            prop_assert!(!due.events.is_empty(), "woken for nothing at {wake_at}");
            prop_assert!(due.events.iter().all(|event| event.actor.is_none()));
            // What a command makes due is done in its turn; but a complaint holds back what is to be erased, and
            // whoever settles it late lets that go.
            let erases = due.events.iter().all(|event| matches!(event.what, What::Retention(_)));
            prop_assert!(
                wake_at > turned.now || turned.command.is_none() || erases,
                "due at once after {:?}: {:?}",
                turned.command,
                due.events,
            );
            let again = step(definition, due.case.clone(), wake_at, None);
            prop_assert!(again.events.is_empty() && again.effects.is_empty(), "{:?}", again.events);
            prop_assert!(again.case == due.case && again.wake_at == due.wake_at);
        }
        Ok(())
    });
}

/// Being woken late changes nothing: what is due happens as of its own instant.
#[test]
fn time_catches_up_as_if_it_had_been_on_time() {
    hold(64, |world| {
        let definition = &world.loaded.definition;
        for turned in &world.turns {
            let (mut case, mut events, mut effects) = (turned.outcome.case.clone(), vec![], vec![]);
            let much_later = turned.now.plus_seconds(100 * 24 * 3600);
            let at_once = step(definition, case.clone(), much_later, None);
            let mut wake_at = turned.outcome.wake_at;
            while let Some(due) = wake_at.filter(|due| *due <= much_later) {
                let outcome = step(definition, case, due, None);
                events.extend(outcome.events);
                effects.extend(outcome.effects);
                case = outcome.case;
                wake_at = outcome.wake_at;
            }
            prop_assert!(at_once.case == case && at_once.wake_at == wake_at);
            prop_assert_eq!(at_once.events, events);
            prop_assert_eq!(at_once.effects, effects);
        }
        Ok(())
    });
}

/// A date moves later or not at all, and everybody who has begun is told.
#[test]
fn a_date_never_moves_earlier() {
    hold(96, |world| {
        for turned in &world.turns {
            let (before, after) = (&turned.before.procedure, &turned.outcome.case.procedure);
            for (name, date) in &before.dates {
                prop_assert!(after.dates[name].at >= date.at);
            }
            let extended: Vec<_> = turned
                .outcome
                .events
                .iter()
                .filter(|event| matches!(event.what, What::Procedure(procedure::Event::Extended { .. })))
                .collect();
            prop_assert_eq!(
                extended.len(),
                usize::from(before.dates != after.dates && !before.dates.is_empty())
            );
            let (mut told, mut corrected) = (Vec::new(), BTreeSet::new());
            for letter in letters_of(turned) {
                if let LetterContent::Extension { from, to, date, .. } = &letter.content {
                    prop_assert_eq!(before.dates[date].at, *from);
                    prop_assert_eq!(after.dates[date].at, *to);
                    told.push(letter.to);
                }
                // A correction that moves the deadline tells both at once, for each application.
                if let LetterContent::Amendment { .. } = &letter.content
                    && !extended.is_empty()
                {
                    corrected.insert(letter.to);
                }
            }
            told.extend(corrected);
            told.sort();
            let mut expected = BTreeSet::new();
            if !extended.is_empty() {
                expected.extend(before.followers.iter().copied());
                for found in turned.before.applications.values() {
                    if found.withdrawn_at.is_none() {
                        let there = found.members.iter().filter(|member| member.declined_at.is_none());
                        expected.extend(there.map(|member| member.person));
                    }
                }
            }
            prop_assert_eq!(told, expected.into_iter().collect::<Vec<_>>());
        }
        Ok(())
    });
}
