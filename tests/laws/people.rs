//! Laws of what people do: declare, score, decide, complain, and what they are told.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use trespor::engine::case::{Case, LineOutcome, Member};
use trespor::engine::digest::Digest;
use trespor::engine::event::{LineEvent, Stream, What};
use trespor::engine::exact::Exact;
use trespor::engine::ids::{ApplicationId, ComplaintId, PersonId};
use trespor::engine::letter::LetterContent;
use trespor::engine::steps::{ApplicationState, complaints, intake, letters, scoring, selection};
use trespor::engine::turn::{Effect, Verb};
use trespor::engine::workflow::definition::Role;

use crate::world::{TRACKS, World};
use crate::{hold, letters_of};

/// Who declines is out, in every place that they had but that of the lead.
#[test]
fn who_declines_is_out() {
    hold(96, |world| {
        for turned in &world.turns {
            let Some(command) = &turned.command else { continue };
            let Verb::Intake(intake::Command::Decline { application }) = &command.verb else { continue };
            if turned.outcome.refusal.is_some() {
                continue;
            }
            let members = &turned.outcome.case.applications[application].members;
            let in_still = |m: &&Member| m.person == command.actor && m.declined_at.is_none() && !m.lead;
            prop_assert_eq!(members.iter().filter(in_still).count(), 0);
        }
        Ok(())
    });
}

/// A complaint suspends its track until it is settled, and none is left without an answer.
#[test]
fn every_complaint_is_answered() {
    hold(96, |world| {
        let mut open: BTreeSet<(&str, ComplaintId)> = BTreeSet::new();
        for turned in &world.turns {
            for event in &turned.outcome.events {
                let Stream::Line(_, line) = &event.stream else { continue };
                match &event.what {
                    What::Complaints(complaints::Event::Filed { complaint, .. }) => {
                        open.insert((line, *complaint));
                    }
                    What::Complaints(complaints::Event::Settled { complaint, .. }) => {
                        prop_assert!(open.remove(&(line.as_str(), *complaint)), "settled twice");
                    }
                    What::Line(LineEvent::Entered { .. } | LineEvent::Ended(_))
                    | What::Complaints(complaints::Event::Ended {}) => {
                        let cancelled =
                            matches!(event.what, What::Line(LineEvent::Ended(LineOutcome::Cancelled)));
                        let waits = open.iter().find(|(track, _)| track == line);
                        prop_assert!(waits.is_none() || cancelled, "{line} went on: {waits:?}");
                        open.retain(|(track, _)| track != line);
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    });
}

/// No score before a declaration, none after a tie, none after the lock; a locked sheet stays.
#[test]
fn scores_come_from_the_free_and_stay() {
    hold(96, |world| {
        let mut declared: BTreeMap<(ApplicationId, PersonId), bool> = BTreeMap::new();
        let mut locked: BTreeSet<(ApplicationId, PersonId)> = BTreeSet::new();
        for turned in &world.turns {
            for event in &turned.outcome.events {
                let Stream::Application(id) = &event.stream else { continue };
                if let What::Line(LineEvent::Cleared { steps }) = &event.what {
                    if steps.iter().any(|step| step == "scoring") {
                        declared.retain(|(application, _), _| application != id);
                        locked.retain(|(application, _)| application != id);
                    }
                    continue;
                }
                let What::Scoring(what) = &event.what else { continue };
                let actor = event.actor.expect("somebody scores");
                let found = &turned.before.applications[id];
                let free = declared.get(&(*id, actor)) == Some(&false);
                let role = turned.before.procedure.holds(actor, Role::Evaluator, Some(found.track.as_str()));
                prop_assert!(role && !locked.contains(&(*id, actor)));
                match what {
                    scoring::Event::Declared { tie, .. } => {
                        prop_assert!(
                            *tie || declared.get(&(*id, actor)) != Some(&true),
                            "a tie was taken back"
                        );
                        prop_assert!(*tie || !found.has_member(actor));
                        declared.insert((*id, actor), *tie);
                    }
                    scoring::Event::Scored { marks, .. } => {
                        prop_assert!(free && !found.has_member(actor));
                        for mark in marks.values() {
                            let scale = Exact::from_int(0)..=Exact::from_int(5);
                            prop_assert!(scale.contains(&mark.points));
                        }
                    }
                    scoring::Event::Locked { .. } => {
                        prop_assert!(free);
                        let sheet = &scoring::panel(found, "scoring").expect("a panel").sheets[&actor];
                        prop_assert!(sheet.marks.len() == 3);
                        prop_assert!(sheet.marks.values().all(|mark| mark.reason_chars >= 20));
                        locked.insert((*id, actor));
                    }
                    scoring::Event::Reminded {} | scoring::Event::Finished {} => {
                        prop_assert!(false, "in a stream of its own");
                    }
                }
            }
            for (id, actor) in &locked {
                let sheet = |case: &Case| {
                    Some(scoring::panel(case.applications.get(id)?, "scoring")?.sheets.get(actor)?.clone())
                };
                let before = sheet(&turned.before).expect("it was marked before it was locked");
                let after = sheet(&turned.outcome.case).expect("a locked sheet is there");
                prop_assert!(after.locked_at.is_some());
                prop_assert!(before.marks == after.marks);
                prop_assert!(before.locked_at.is_none() || before == after);
            }
        }
        Ok(())
    });
}

fn parsed(names: &[String]) -> Vec<ApplicationId> {
    names.iter().map(|name| name.parse().expect("an application")).collect()
}

/// The text behind each digest that the turns kept.
fn texts(world: &World) -> BTreeMap<Digest, String> {
    world
        .turns
        .iter()
        .flat_map(|turned| &turned.outcome.effects)
        .filter_map(|effect| match effect {
            Effect::Keep(prose) | Effect::KeepContents { contents: prose, .. } => {
                Some((prose.digest(), prose.body().to_owned()))
            }
            _ => None,
        })
        .collect()
}

/// Who is on the decided list and not on the computed one, or the other way round, has a reason.
#[test]
fn a_decision_that_differs_has_reasons() {
    hold(96, |world| {
        let texts = texts(world);
        let long = |digest: &Digest, chars: usize| {
            texts.get(digest).is_some_and(|text| text.trim().chars().count() >= chars)
        };
        let mut computed: BTreeMap<&str, &trespor::engine::select::Outcome> = BTreeMap::new();
        for event in world.events() {
            let Stream::Line(_, line) = &event.stream else { continue };
            let decision = match &event.what {
                What::Selection(selection::Event::Computed(outcome)) => {
                    computed.insert(line, outcome);
                    continue;
                }
                What::Selection(selection::Event::Decided(decision)) => decision,
                _ => continue,
            };
            let outcome = computed[line.as_str()];
            let model: BTreeSet<_> = parsed(&outcome.selected).into_iter().collect();
            let people: BTreeSet<_> = decision.selected.iter().copied().collect();
            let tied = if outcome.stopped.is_some() { parsed(&outcome.tied) } else { Vec::new() };
            for id in model.symmetric_difference(&people).chain(&tied) {
                let reason = decision.reasons.get(id);
                prop_assert!(reason.is_some_and(|reason| long(reason, 20)), "{id:?}: {decision:?}");
            }
            prop_assert!(people.len() == decision.selected.len(), "twice: {decision:?}");
            prop_assert!(decision.reserve.iter().all(|id| !people.contains(id)));
            prop_assert!(!people.is_empty());
            // Three to five, says the file; fewer needs a remark.
            prop_assert!(people.len() <= 5);
            if people.len() < 3 {
                prop_assert!(decision.remark.is_some_and(|remark| long(&remark, 20)));
            }
        }
        Ok(())
    });
}

fn decision_letter(content: &LetterContent) -> Option<ApplicationId> {
    match content {
        LetterContent::Selected { application, .. }
        | LetterContent::NotSelected { application, .. }
        | LetterContent::Excluded { application, .. } => Some(*application),
        _ => None,
    }
}

/// One letter a decision: at the release everybody concerned gets exactly one, of the right kind, with
/// reasons and names; all tracks together; and never a second one without a redo.
#[test]
fn one_letter_a_decision() {
    hold(96, |world| {
        let texts = texts(world);
        let mut told: BTreeSet<&str> = BTreeSet::new();
        let mut decided: BTreeMap<&str, Vec<ApplicationId>> = BTreeMap::new();
        for turned in &world.turns {
            let mut released = BTreeSet::new();
            for event in &turned.outcome.events {
                let Stream::Line(_, line) = &event.stream else { continue };
                match &event.what {
                    What::Selection(selection::Event::Decided(decision)) => {
                        decided.insert(line, decision.selected.clone());
                    }
                    What::Letters(letters::Event::Released { .. }) => {
                        prop_assert!(told.insert(line), "{line} was told twice");
                        released.insert(line.as_str());
                    }
                    What::Complaints(complaints::Event::Settled {
                        ruling: complaints::Ruling::Redo { step },
                        ..
                    }) => {
                        told.remove(line.as_str());
                        if step != "letters" {
                            decided.remove(line.as_str());
                        }
                    }
                    _ => {}
                }
            }
            let mut expected = BTreeSet::new();
            for found in turned.before.applications.values() {
                // Who was asked to confirm what was amended and did not is no part of what is decided.
                let counts =
                    found.submitted.is_some() && found.withdrawn_at.is_none() && found.unconfirmed.is_none();
                if counts && released.contains(found.track.as_str()) {
                    let declined: BTreeSet<_> = found
                        .members
                        .iter()
                        .filter(|member| member.declined_at.is_none())
                        .map(|member| (found.id, member.person))
                        .collect();
                    expected.extend(declined);
                }
            }
            let mut sent = BTreeSet::new();
            for letter in letters_of(turned) {
                let Some(id) = decision_letter(&letter.content) else { continue };
                prop_assert!(sent.insert((id, letter.to)), "two letters to {:?} on {id:?}", letter.to);
                let found = &turned.before.applications[&id];
                let list = decided.get(found.track.as_str()).cloned().unwrap_or_default();
                let admitted = match found.states.get("screening") {
                    Some(ApplicationState::Screening(finding)) => finding.admitted == Some(true),
                    _ => false,
                };
                let names = match &letter.content {
                    LetterContent::Selected { selected, .. } => {
                        prop_assert!(list.contains(&id) && admitted);
                        selected
                    }
                    LetterContent::NotSelected { selected, reasons, .. } => {
                        prop_assert!(!list.contains(&id) && admitted);
                        let criteria: Vec<_> = reasons.iter().map(|r| r.criterion.as_str()).collect();
                        prop_assert_eq!(criteria, ["relevance", "method", "team"]);
                        for reason in reasons {
                            let said = reason.reasons.iter().map(|digest| texts.get(digest));
                            prop_assert!(!reason.reasons.is_empty(), "no reason: {letter:?}");
                            prop_assert!(said.flatten().all(|text| !text.trim().is_empty()));
                        }
                        selected
                    }
                    LetterContent::Excluded { selected, reasons, .. } => {
                        prop_assert!(!list.contains(&id) && !admitted && !reasons.is_empty());
                        for reason in reasons {
                            prop_assert!(
                                texts[&reason.reason.expect("a person said why")].trim().chars().count()
                                    >= 10
                            );
                        }
                        selected
                    }
                    _ => continue,
                };
                prop_assert_eq!(names, &list);
            }
            prop_assert_eq!(&sent, &expected);
            if !released.is_empty() {
                let running = turned
                    .before
                    .procedure
                    .lines
                    .iter()
                    .filter(|(name, line)| line.running() && TRACKS.contains(&name.as_str()));
                for (name, line) in running {
                    prop_assert!(released.contains(name.as_str()) || line.step == "complaints");
                }
            }
        }
        Ok(())
    });
}
